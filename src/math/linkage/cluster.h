/* From pairs to persons: average linkage, best evidence first.
 *
 * Two groups join while the mean weight over all pairs between them is over the threshold; the
 * groups with the highest mean join first. Pairs that no edge holds are weighed when they are
 * needed, so what is missing counts as what it is. A bridge of one good pair between two groups
 * that otherwise disagree does not hold. */
#ifndef WEFT_MATH_LINKAGE_CLUSTER_H
#define WEFT_MATH_LINKAGE_CLUSTER_H

#include "base/base.h"

struct edge {
    uint32_t a, b; /* a < b */
    float weight;  /* log2 odds that they are one person */
};

struct cluster_rules {
    float threshold;   /* join over this mean weight */
    float least, most; /* weights are kept within these, so that no pair outvotes all others */
    float decided;     /* but for those over this in size: somebody decided them */
    /* The weight of a pair, or NAN where it has no say. state is one thread's own. */
    float (*weigh)(void *state, uint32_t a, uint32_t b);
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
