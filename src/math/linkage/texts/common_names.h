/* Names so common in an English city that a column which holds many of them is one of names. */
#ifndef WEFT_MATH_LINKAGE_TEXTS_COMMON_NAMES_H
#define WEFT_MATH_LINKAGE_TEXTS_COMMON_NAMES_H

#include "base/base.h"

/* Folded, one word. A name may be both. The short forms of nicknames.h are given names too. O(1).
 */
bool name_is_common_given(struct slice name);
bool name_is_common_surname(struct slice name);

/* Towns, cities and counties of the British Isles, folded; whole texts. */
bool town_is_known(struct slice folded);

#endif
