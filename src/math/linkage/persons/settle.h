/* Rows that joined the wrong group early, by one strong bridge, are moved to where they belong, and
 * those that two groups claim alike to none. */
#ifndef WEFT_MATH_LINKAGE_PERSONS_SETTLE_H
#define WEFT_MATH_LINKAGE_PERSONS_SETTLE_H

#include "math/linkage/persons/component.h"

/* One component after clustering; rows are numbered within it. */
struct settling {
    const struct cluster_rules *rules;
    const uint32_t *rows; /* their numbers in the whole */
    size_t count;
    const struct edge *edges; /* by rows' numbers within */
    size_t edge_count;
    void *state;
    uint32_t *groups; /* of each row: a row of its group; changed */
};

/* Move each row that an edge ties to another group, where it scores higher than in its own, until
 * nothing moves or four rounds are over; then leave alone each that is not more its own group's
 * than all the others' that claim it. */
void settle_rows(struct settling *settling);

#endif
