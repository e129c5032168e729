#include "support/test.h"

#include "support/cells.h"
#include "support/stats.h"

#include <math.h>
#include <string.h>

struct cells cells_lattice(const struct dimension *dimensions, size_t count)
{
    struct cells cells = {.arena = ARENA};
    struct err err = {0};
    if (additive_lattice(dimensions, count, &cells.arena, &cells.table, &err) < 0)
        fail_msg("%s", err.message);
    size_t size = cells.table.cells;
    cells.values = arena_array(&cells.arena, size, sizeof *cells.values);
    cells.states = arena_array(&cells.arena, size, sizeof *cells.states);
    cells.protections = arena_array(&cells.arena, size, sizeof *cells.protections);
    return cells;
}

struct cells cells_flat(const size_t *sizes, size_t dimensions)
{
    static uint32_t parents[DISCLOSURE_DIMENSIONS][200];
    struct dimension trees[DISCLOSURE_DIMENSIONS];
    for (size_t d = 0; d < dimensions; d++) {
        assert_true(sizes[d] < 200);
        for (size_t i = 0; i < sizes[d]; i++)
            parents[d][i] = (uint32_t)sizes[d];
        parents[d][sizes[d]] = DIMENSION_ROOT;
        trees[d] = (struct dimension){sizes[d] + 1, parents[d]};
    }
    return cells_lattice(trees, dimensions);
}

void cells_free(struct cells *cells)
{
    arena_free(&cells->arena);
}

size_t cells_at(size_t columns, size_t row, size_t column)
{
    return row * (columns + 1) + column;
}

void cells_protect(struct cells *cells, size_t cell, double lower, double upper)
{
    cells->states[cell] = CELL_SENSITIVE;
    cells->protections[cells->protection_count++] =
        (struct protection){(uint32_t)cell, {lower, upper}, INSIDER_NONE};
}

void cells_complete(struct cells *cells, double threshold)
{
    additive_fill(&cells->table, cells->values);
    for (size_t i = 0; i < cells->table.cells; i++)
        if (cells->values[i] >= 1 && cells->values[i] < threshold)
            cells_protect(cells, i, cells->values[i] - 1, threshold);
}

double cells_suppress(struct cells *cells, bool by_value, bool *ret_hidden, bool *ret_exact)
{
    size_t size = cells->table.cells;
    double *costs = arena_array(&cells->arena, size, sizeof *costs), cost = 0;
    bool *hidden = ret_hidden ? ret_hidden : arena_array(&cells->arena, size, sizeof *hidden);
    struct range *ranges = arena_array(&cells->arena, size, sizeof *ranges);
    for (size_t i = 0; i < size; i++)
        costs[i] = by_value ? cells->values[i] : 1;
    struct suppression problem = {.table = &cells->table,
                                  .values = cells->values,
                                  .costs = costs,
                                  .states = cells->states,
                                  .protections = cells->protections,
                                  .protection_count = cells->protection_count,
                                  .whole = !cells->amounts,
                                  .effort = 350 * (double)size + 100000};
    bool exact = false, limits = false;
    uint32_t cell = 0;
    size_t broken = 0;
    struct err err = {0};
    if (disclosure_suppress(&problem, hidden, &exact, &cell, &err) < 0 ||
        disclosure_prove(&problem, hidden, ranges, &limits, &broken, &err) < 0)
        fail_msg("%s", err.message);
    for (size_t i = 0; i < size; i++) {
        assert_true(hidden[i] || cells->states[i] != CELL_SENSITIVE);
        assert_false(hidden[i] && cells->states[i] == CELL_PUBLIC);
        cost += hidden[i] && cells->states[i] == CELL_FREE ? costs[i] : 0;
    }
    if (ret_exact)
        *ret_exact = exact;
    return cost;
}

void cells_attack(struct cells *cells, const bool *hidden, struct range *ret_ranges,
                  struct evidence *ret_evidence)
{
    size_t size = cells->table.cells;
    struct range *known = arena_array(&cells->arena, size, sizeof *known);
    struct err err = {0};
    for (size_t i = 0; i < size; i++)
        known[i] = hidden[i] ? (struct range){0, INFINITY}
                             : (struct range){cells->values[i], cells->values[i]};
    if (disclosure_attack(&cells->table, known, true, &cells->arena, ret_ranges, ret_evidence,
                          &err) < 0)
        fail_msg("%s", err.message);
}

struct cells cells_shared(const struct json *json, size_t *ret_rows, size_t *ret_columns)
{
    const struct json *inner = json_member(json, "inner"), *primary = json_member(json, "primary");
    size_t sizes[] = {inner->count, inner->items[0].count};
    struct cells cells = cells_flat(sizes, 2);
    for (size_t i = 0; i < sizes[0]; i++)
        for (size_t k = 0; k < sizes[1]; k++)
            cells.values[cells_at(sizes[1], i, k)] = inner->items[i].items[k].real;
    additive_fill(&cells.table, cells.values);
    for (size_t i = 0; i < primary->count; i++) {
        int64_t row = 0, column = 0;
        assert_true(slice_to_int64(primary->items[i].items[0].text, &row));
        assert_true(slice_to_int64(primary->items[i].items[1].text, &column));
        size_t cell = cells_at(sizes[1], (size_t)row, (size_t)column);
        cells_protect(&cells, cell, cells.values[cell] - json_item(json, "LPL", i),
                      cells.values[cell] + json_item(json, "UPL", i));
    }
    *ret_rows = sizes[0];
    *ret_columns = sizes[1];
    return cells;
}

size_t cells_named(struct slice name, size_t rows, size_t columns)
{
    struct slice row;
    int64_t i = (int64_t)rows, k = (int64_t)columns;
    assert_true(slice_split(&name, ',', &row));
    assert_true(slice_is(row, "T") || slice_to_int64(row, &i));
    assert_true(slice_is(name, "T") || slice_to_int64(name, &k));
    return cells_at(columns, (size_t)i, (size_t)k);
}
