#include "math/linkage/persons/cluster.h"

#include "math/linkage/persons/component.h"
#include "math/linkage/persons/dense.h"
#include "math/linkage/persons/market.h"
#include "math/linkage/persons/settle.h"

#include "base/banned.h"

enum { PIECES = 64 };

static void cluster_dense(struct dense *dense, const struct cluster_rules *rules, void *state,
                          const uint32_t *rows, size_t count, uint32_t *groups)
{
    size_t i = 0, j = 0;
    dense_fill(dense, rules, state, rows, count);
    while (dense_best(dense, rules->threshold, &i, &j))
        dense_join(dense, i, j);
    memcpy(groups, dense->group, count * sizeof *groups);
}

/* Two rows say together what their edge says, which is over the threshold. */
static void cluster_two(const struct cluster_rules *rules, const uint32_t *rows, uint32_t *groups)
{
    groups[0] = 0;
    groups[1] = rules->exclusive && (rules->exclusive[rows[0]] & rules->exclusive[rows[1]]);
}

struct clustering {
    const struct cluster_rules *rules;
    const struct components *components;
    uint32_t *persons;
};

/* Rows and edges numbered within the component; persons by the lowest row of each group. */
static void cluster_component(const struct clustering *clustering, size_t at, struct dense *dense,
                              void *state)
{
    const struct components *components = clustering->components;
    const uint32_t *rows = components->rows + components->starts[at];
    size_t count = components->starts[at + 1] - components->starts[at];
    const struct edge *edges = components->edges + components->edge_starts[at];
    const struct cluster_rules *rules = clustering->rules;
    size_t edge_count = components->edge_starts[at + 1] - components->edge_starts[at];
    uint32_t *groups = memory_allocate((count + 1) * sizeof *groups);
    uint32_t *lowest = memory_allocate((count + 1) * sizeof *lowest);
    struct settling settling = {.rules = rules,
                                .rows = rows,
                                .count = count,
                                .edges = edges,
                                .edge_count = edge_count,
                                .state = state,
                                .groups = groups};
    if (count == 2)
        cluster_two(rules, rows, groups);
    else if (count <= DENSE_MOST)
        cluster_dense(dense, rules, state, rows, count, groups);
    else
        market_cluster(rules, state, rows, count, edges, edge_count, groups);
    settle_rows(&settling);
    memset(lowest, 0xFF, count * sizeof *lowest);
    for (size_t i = 0; i < count; i++) {
        if (lowest[groups[i]] == UINT32_MAX)
            lowest[groups[i]] = rows[i];
        clustering->persons[rows[i]] = lowest[groups[i]];
    }
    memory_free(groups);
    memory_free(lowest);
}

/* Every so many-th component, so that pieces are of a size. */
static void cluster_piece(void *context, size_t piece)
{
    struct clustering *clustering = context;
    const struct cluster_rules *rules = clustering->rules;
    void *state = rules->state_new(rules->context);
    struct dense dense = {0};
    for (size_t i = piece; i < clustering->components->count; i += PIECES)
        cluster_component(clustering, i, &dense, state);
    dense_free(&dense);
    rules->state_free(state);
}

void cluster_rows(size_t row_count, const struct edge *edges, size_t edge_count,
                  const struct cluster_rules *rules, size_t threads, uint32_t *persons)
{
    struct components components;
    components_find(row_count, edges, edge_count, rules->threshold, &components);
    for (uint32_t row = 0; row < row_count; row++)
        persons[row] = row;
    struct clustering clustering = {rules, &components, persons};
    size_t pieces = components.count < PIECES ? components.count : PIECES;
    parallel_for(threads, pieces, cluster_piece, &clustering);
    components_free(&components);
}
