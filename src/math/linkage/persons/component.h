/* Components: rows that chains of edges connect. Persons never reach over two of them. */
#ifndef WEFT_MATH_LINKAGE_PERSONS_COMPONENT_H
#define WEFT_MATH_LINKAGE_PERSONS_COMPONENT_H

#include "math/linkage/persons/cluster.h"

/* Component i has rows[starts[i] … starts[i + 1]), ascending, and edges likewise by edge_starts,
 * between rows as they are numbered within it. Components of one row are left out. */
struct components {
    size_t count;
    uint32_t *rows, *starts;
    struct edge *edges; /* over the threshold */
    size_t *edge_starts;
};

void components_find(size_t row_count, const struct edge *edges, size_t edge_count, float threshold,
                     struct components *ret_components);
void components_free(struct components *components);

#endif
