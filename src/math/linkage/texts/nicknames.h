/* Given names and the short forms that stand for them. */
#ifndef WEFT_MATH_LINKAGE_TEXTS_NICKNAMES_H
#define WEFT_MATH_LINKAGE_TEXTS_NICKNAMES_H

#include "math/linkage/texts/name_sets.h"

/* The sets of forms of one name that the name is in: name_sets_of. Names are folded. */
void nickname_sets_of(struct slice name, uint16_t sets[static NAME_SETS]);

/* The same, also of a name that is written wrongly: name_sets_near, or by ear: name_said. */
void nickname_sets_near(struct slice name, uint16_t sets[static NAME_SETS]);

/* Whether the name or one of its forms begins with the letter: B of William. O(forms). */
bool nickname_may_begin(struct slice name, char letter);

/* Whether the one is the other cut short, perhaps with an endearing ending. */
bool name_is_cut_short(struct slice shorter, struct slice longer);

/* Whether the name is a form of the given name, which may be written wrongly: Ken of Kenneth, Livvy
 * of Oilvia. */
bool nickname_is_of(struct slice name, struct slice given);

#endif
