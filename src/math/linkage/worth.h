/* What agreement is worth: the estimated model, field by field and level by level. */
#ifndef WEFT_MATH_LINKAGE_WORTH_H
#define WEFT_MATH_LINKAGE_WORTH_H

#include "base/base.h"

struct linkage;

enum { LINKAGE_WORTH_LEVELS = 37 };

struct linkage_level {
    const char *words;     /* "the same", "day and month change places" */
    double of_one, of_two; /* m and u of Fellegi and Sunter: the share of this level among pairs of
                              one person and of two, where both records have a value */
    double bits;           /* log2 m/u: what it adds, as it stands alone */
};

struct linkage_worth {
    /* "The same" first, rare and common values together; levels that the kind has, the commonest
     * among pairs of one person first; "different" last. */
    struct linkage_level levels[LINKAGE_WORTH_LEVELS];
    size_t count;
    double common_bits, rare_bits; /* of "the same", for the commonest value there is and the
                                      rarest */
    double worth; /* bits that the field adds on average for two records of one person that both
                     have it (Kullback and Leibler 1951) */
};

/* field < linkage_field_count. Nothing (count 0) where no model was estimated. */
void linkage_worth_of(const struct linkage *linkage, size_t field, struct linkage_worth *ret_worth);

#endif
