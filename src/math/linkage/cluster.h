/* From pairs to persons: average linkage, best evidence first.
 *
 * Two groups join while the mean weight over all pairs between them, absent pairs counted as
 * evidence against, is over the threshold; the pair of groups with the highest mean joins first.
 * So a bridge of one good pair between two groups that otherwise disagree does not hold. */
#ifndef WEFT_MATH_LINKAGE_CLUSTER_H
#define WEFT_MATH_LINKAGE_CLUSTER_H

#include "base/base.h"

struct edge {
    uint32_t a, b; /* a < b */
    float weight;  /* log2 odds */
};

/* The weight of a pair that no edge holds. */
typedef float (*pair_weight)(const void *context, uint32_t a, uint32_t b);

struct cluster_rules {
    double threshold;   /* join over this mean weight */
    double least, most; /* weights are kept within these */
    pair_weight absent; /* NULL: absent pairs count absent_weight */
    const void *context;
    double absent_weight;
};

/* persons[row]: the lowest row of the person it belongs to. Edges may be reordered. */
void cluster_rows(size_t row_count, struct edge *edges, size_t edge_count,
                  const struct cluster_rules *rules, uint32_t *persons);

#endif
