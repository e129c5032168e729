/* Who are family to whom: ties between persons. */
#ifndef WEFT_MATH_LINKAGE_FAMILIES_KIN_H
#define WEFT_MATH_LINKAGE_FAMILIES_KIN_H

#include "math/linkage/families/dwelling.h"

struct kin_tie {
    uint32_t a, b; /* persons, a < b */
    uint8_t basis; /* enum linkage_kin_basis */
    float sure;
};

struct kin {
    VECTOR(struct kin_tie) ties; /* the surest first, each pair of persons once */
};

/* More persons than this who share an address or a telephone are no family for that alone. */
enum { KIN_CROWD = 24 };

/* O(n log n + persons × KIN_CROWD). */
void kin_find(const struct linkage *linkage, const struct person_rows *persons,
              const struct dwellings *dwellings, struct kin *ret_kin);
void kin_free(struct kin *kin);

/* Days since 1970 of the birth that a row of the records gives, or DAY_UNKNOWN. */
int32_t kin_birth_day(const struct records *records, uint32_t row);

/* Sets that grow together: the root of each is its lowest member. */
static inline uint32_t sets_root(uint32_t *parents, uint32_t at)
{
    while (parents[at] != at)
        at = parents[at] = parents[parents[at]];
    return at;
}

static inline void sets_join(uint32_t *parents, uint32_t a, uint32_t b)
{
    a = sets_root(parents, a);
    b = sets_root(parents, b);
    parents[a < b ? b : a] = a < b ? a : b;
}

#endif
