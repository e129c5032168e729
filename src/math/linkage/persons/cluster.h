/* From pairs to persons: the groups that speak most for being one person join first, while any do.
 *
 * What two groups have to say to each other is summed over all pairs of their rows, part by part
 * (a part may be what one field says), and scored as a whole. So a group counts as one record that
 * knows all that its rows know, as each part's mean has it; and pairs that no edge holds count as
 * what they are. A bridge of one good pair between two groups that otherwise disagree does not
 * hold. */
#ifndef WEFT_MATH_LINKAGE_PERSONS_CLUSTER_H
#define WEFT_MATH_LINKAGE_PERSONS_CLUSTER_H

#include "base/base.h"

struct edge {
    uint32_t a, b; /* a < b */
    float weight;  /* log2 odds that they are one person */
};

struct cluster_rules {
    float threshold; /* groups join that score over this */
    size_t parts;    /* how many numbers say what pairs have to say */
    /* Add what the pair says to parts; nothing where it has no say. state is one thread's own. */
    void (*weigh)(void *state, uint32_t a, uint32_t b, float *parts);
    /* log2 odds of one person, by the sums over pairs of the rows of two groups, of which the
     * smaller has `least`; −∞ where none had a say. */
    float (*score)(const void *context, const float *parts, size_t least);
    void *(*state_new)(const void *context);
    void (*state_free)(void *state);
    const void *context;
    /* Groups whose rows share a bit never join; NULL where there is no such rule. */
    const uint64_t *exclusive;
};

/* persons[row]: the lowest row of the person it belongs to. Edges up to the threshold are of no
 * use here. The same for any number of threads. */
void cluster_rows(size_t row_count, const struct edge *edges, size_t edge_count,
                  const struct cluster_rules *rules, size_t threads, uint32_t *persons);

#endif
