/* Controlled rounding. With only the two multiples next to each value allowed, a table of two
 * dimensions always has a solution, and the linear programme finds it whole. */
#include "math/disclosure/disclosure.h"

#include <math.h>

#include "math/disclosure/incidence.h"
#include "math/disclosure/linear.h"

#include "base/banned.h"

enum { STEPS_AWAY = 3, FURTHER_COST = 4 };
#define GAP 0.05 /* a table that is rounded well will do; the best may take for ever */

/* Each cell has three columns: one multiple up from the one below it; and, where that is not
 * enough, further up or further down. */
static struct linear *rounding_programme(const struct additive *table, const double *below,
                                         const double *rest, int further)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct incidence incidence = incidence_of(table, &arena);
    uint32_t *rows = arena_array(&arena, incidence.most + 1, sizeof *rows);
    double *signs = arena_array(&arena, incidence.most + 1, sizeof *signs);
    struct linear *linear = linear_new(table->sums, 3 * table->cells);
    for (uint32_t cell = 0; cell < table->cells; cell++) {
        size_t count = incidence_kept(&incidence, table, cell, rows, signs);
        linear_column(linear, 3 * cell, count, rows, signs);
        linear_range(linear, 3 * cell, 0, rest[cell] > 0);
        linear_cost(linear, 3 * cell, 1 - 2 * rest[cell]);
        linear_column(linear, 3 * cell + 1, count, rows, signs);
        linear_range(linear, 3 * cell + 1, 0, further);
        linear_cost(linear, 3 * cell + 1, FURTHER_COST);
        for (size_t i = 0; i < count; i++)
            signs[i] = -signs[i];
        linear_column(linear, 3 * cell + 2, count, rows, signs);
        linear_range(linear, 3 * cell + 2, 0, fmin(further, below[cell]));
        linear_cost(linear, 3 * cell + 2, FURTHER_COST);
    }
    for (size_t sum = 0; sum < table->sums; sum++) {
        if (is_implied(table, sum))
            continue;
        double missing = below[table->members[table->starts[sum]]];
        for (size_t i = table->starts[sum] + 1; i < table->starts[sum + 1]; i++)
            missing -= below[table->members[i]];
        linear_row_value(linear, sum, missing);
    }
    return linear;
}

static bool is_whole(const struct linear *linear, size_t columns)
{
    for (size_t i = 0; i < columns; i++)
        if (fabs(linear_value(linear, i) - round(linear_value(linear, i))) > 1e-6)
            return false;
    return true;
}

/* 1 with a solution, 0 without. */
static int try_rounding(const struct additive *table, const double *below, const double *rest,
                        int further, double effort, double *ret_multiples, struct err *err)
{
    CLEANUP(linear_free)
    struct linear *linear = rounding_programme(table, below, rest, further);
    double (*value)(const struct linear *, size_t) = linear_value;
    int outcome = linear_minimise(linear, err);
    if (outcome == LINEAR_OPTIMAL && !is_whole(linear, 3 * table->cells)) {
        value = linear_whole_value;
        outcome = linear_minimise_whole(linear, effort, GAP);
        outcome = outcome == LINEAR_STOPPED && linear_has_whole(linear) ? LINEAR_OPTIMAL : outcome;
    }
    if (outcome != LINEAR_OPTIMAL)
        return outcome < 0 ? outcome : 0;
    for (size_t i = 0; i < table->cells; i++)
        ret_multiples[i] = round(below[i] + value(linear, 3 * i) + value(linear, 3 * i + 1) -
                                 value(linear, 3 * i + 2));
    return 1;
}

int disclosure_round(const struct additive *table, const double *values, double base, double effort,
                     double *ret_rounded, double *ret_reach, struct err *err)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    double *below = arena_array(&arena, table->cells, sizeof *below);
    double *rest = arena_array(&arena, table->cells, sizeof *rest); /* a fraction of the base */
    double *multiples = arena_array(&arena, table->cells, sizeof *multiples);
    for (size_t i = 0; i < table->cells; i++) {
        below[i] = floor(values[i] / base + 1e-9);
        rest[i] = fmax(0, values[i] / base - below[i]);
        rest[i] = rest[i] < 1e-9 ? 0 : rest[i];
    }
    int found = try_rounding(table, below, rest, 0, effort, multiples, err);
    if (found == 0)
        found = try_rounding(table, below, rest, STEPS_AWAY, effort, multiples, err);
    if (found < 0)
        return found;
    if (found == 0)
        return err_set(err, ERR_ASSUMPTION, NULL,
                       "No rounding to %g was found that keeps every total. Take fewer dimensions, "
                       "or hide cells in its stead.",
                       base);
    double reach = base;
    for (size_t i = 0; i < table->cells; i++) {
        ret_rounded[i] = multiples[i] * base;
        while (fabs(ret_rounded[i] - values[i]) >= reach)
            reach += base;
    }
    *ret_reach = reach;
    return 0;
}
