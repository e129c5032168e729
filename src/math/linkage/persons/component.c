#include "math/linkage/persons/component.h"

#include "base/banned.h"

void components_free(struct components *components)
{
    memory_free(components->rows);
    memory_free(components->starts);
    memory_free(components->edges);
    memory_free(components->edge_starts);
    *components = (struct components){0};
}

/* The lowest row known to be connected; paths are halved on the way (Tarjan and van Leeuwen
 * 1984). */
static uint32_t root_of(uint32_t *parents, uint32_t row)
{
    while (parents[row] != row) {
        parents[row] = parents[parents[row]];
        row = parents[row];
    }
    return row;
}

static uint32_t *connect(size_t row_count, const struct edge *edges, size_t edge_count,
                         float threshold)
{
    uint32_t *parents = memory_allocate((row_count + 1) * sizeof *parents);
    for (uint32_t row = 0; row < row_count; row++)
        parents[row] = row;
    for (size_t i = 0; i < edge_count; i++) {
        if (!(edges[i].weight > threshold))
            continue;
        uint32_t a = root_of(parents, edges[i].a), b = root_of(parents, edges[i].b);
        if (a < b)
            parents[b] = a;
        else
            parents[a] = b;
    }
    for (uint32_t row = 0; row < row_count; row++)
        parents[row] = root_of(parents, row);
    return parents;
}

/* Turn sizes into starts. */
static void add_up(uint32_t *sizes, size_t count)
{
    uint32_t total = 0;
    for (size_t i = 0; i <= count; i++) {
        uint32_t size = i < count ? sizes[i] : 0;
        sizes[i] = total;
        total += size;
    }
}

static void lay_rows(size_t row_count, const uint32_t *roots, const uint32_t *number,
                     struct components *components)
{
    components->starts = memory_zeros(components->count + 2, sizeof *components->starts);
    uint32_t *fill = components->starts + 1, total = 0;
    for (size_t row = 0; row < row_count; row++)
        if (number[roots[row]] != UINT32_MAX) {
            fill[number[roots[row]]]++;
            total++;
        }
    components->rows = memory_allocate((total + 1) * sizeof *components->rows);
    add_up(fill, components->count);
    for (uint32_t row = 0; row < row_count; row++)
        if (number[roots[row]] != UINT32_MAX)
            components->rows[fill[number[roots[row]]]++] = row;
}

static void lay_edges(size_t row_count, const struct edge *edges, size_t edge_count,
                      float threshold, const uint32_t *roots, const uint32_t *number,
                      struct components *components)
{
    components->edge_starts = memory_zeros(components->count + 2, sizeof *components->edge_starts);
    size_t *fill = components->edge_starts + 1, total = 0;
    uint32_t *place = memory_allocate((row_count + 1) * sizeof *place);
    for (uint32_t i = 0; i < components->starts[components->count]; i++)
        place[components->rows[i]] = i;
    for (size_t i = 0; i < edge_count; i++)
        if (edges[i].weight > threshold)
            fill[number[roots[edges[i].a]]]++;
    for (size_t i = 0; i < components->count; i++) {
        size_t size = fill[i];
        fill[i] = total;
        total += size;
    }
    components->edges = memory_allocate((total + 1) * sizeof *components->edges);
    for (size_t i = 0; i < edge_count; i++) {
        if (!(edges[i].weight > threshold))
            continue;
        uint32_t at = number[roots[edges[i].a]], start = components->starts[at];
        components->edges[fill[at]++] =
            (struct edge){place[edges[i].a] - start, place[edges[i].b] - start, edges[i].weight};
    }
    memory_free(place);
}

void components_find(size_t row_count, const struct edge *edges, size_t edge_count, float threshold,
                     struct components *ret_components)
{
    *ret_components = (struct components){0};
    uint32_t *roots = connect(row_count, edges, edge_count, threshold);
    uint32_t *number = memory_allocate((row_count + 1) * sizeof *number);
    memset(number, 0xFF, (row_count + 1) * sizeof *number);
    for (size_t row = 0; row < row_count; row++)
        if (roots[row] != row && number[roots[row]] == UINT32_MAX)
            number[roots[row]] = (uint32_t)ret_components->count++;
    lay_rows(row_count, roots, number, ret_components);
    lay_edges(row_count, edges, edge_count, threshold, roots, number, ret_components);
    memory_free(roots);
    memory_free(number);
}
