/* Many rows on their way to groups: a heap of offers between groups that edges tie. */
#ifndef WEFT_MATH_LINKAGE_PERSONS_MARKET_H
#define WEFT_MATH_LINKAGE_PERSONS_MARKET_H

#include "math/linkage/persons/cluster.h"

/* groups[i]: a row of the group that row i of `rows` belongs to, numbered within. Edges are
 * between rows as they are numbered within. Groups that no edge ties are not weighed. */
void market_cluster(const struct cluster_rules *rules, void *state, const uint32_t *rows,
                    size_t row_count, const struct edge *edges, size_t edge_count,
                    uint32_t *groups);

#endif
