/* English given names and the short forms that stand for them. What a data set shows beside these
 * is learnt from it (learn.h). */
#ifndef WEFT_MATH_LINKAGE_NICKNAMES_H
#define WEFT_MATH_LINKAGE_NICKNAMES_H

#include "base/base.h"

enum { NICKNAME_SETS = 6 };

/* The numbers, from 1, of the sets that a name belongs to (its first NICKNAME_SETS of them), 0
 * after the last. name is folded. O(log names). */
void nickname_sets_of(struct slice name, uint8_t sets[static NICKNAME_SETS]);

/* Whether two names are forms of one: they share a set. */
static inline bool nickname_same(const uint8_t *a, const uint8_t *b)
{
    for (size_t i = 0; i < NICKNAME_SETS && a[i]; i++)
        for (size_t j = 0; j < NICKNAME_SETS && b[j]; j++)
            if (a[i] == b[j])
                return true;
    return false;
}

#endif
