/* English given names and the short forms that stand for them. What a data set shows beside these
 * is learnt from it (learn.h). */
#ifndef WEFT_MATH_LINKAGE_NICKNAMES_H
#define WEFT_MATH_LINKAGE_NICKNAMES_H

#include "base/base.h"

/* The sets that a name belongs to, one bit each in 256 bits; a name of no set has none.
 * name is folded. Two names are forms of one where they share a set. O(log names). */
struct nickname_sets {
    uint8_t count;
    uint8_t sets[6];
};
struct nickname_sets nickname_sets_of(struct slice name);
bool nickname_same(const struct nickname_sets *a, const struct nickname_sets *b);

#endif
