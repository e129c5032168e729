/* The sums that each cell stands in. */
#ifndef WEFT_MATH_DISCLOSURE_INCIDENCE_H
#define WEFT_MATH_DISCLOSURE_INCIDENCE_H

#include "math/disclosure/disclosure.h"

struct incidence {
    size_t *starts; /* cells + 1 places in sums */
    uint32_t *sums;
    size_t most; /* sums of any one cell */
};

/* O(members). */
struct incidence incidence_of(const struct additive *table, struct arena *arena);

/* The entries of a cell in the rows of a linear programme, one row a sum, those that are implied
 * left out: how many. rows and signs have room for `most`. */
size_t incidence_kept(const struct incidence *incidence, const struct additive *table,
                      uint32_t cell, uint32_t *rows, double *signs);

static inline bool is_implied(const struct additive *table, size_t sum)
{
    return table->implied && table->implied[sum];
}

/* +1 for a part of the sum, −1 for its total. */
static inline double member_sign(const struct additive *table, size_t sum, uint32_t cell)
{
    return table->members[table->starts[sum]] == cell ? -1 : 1;
}

#endif
