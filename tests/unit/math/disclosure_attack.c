/* What an attacker can work out, against tables whose limits others computed, and against every
 * table there is where the tables are tiny. */
#include "support/test.h"

#include <math.h>
#include <string.h>

#include "math/disclosure/attack.h"
#include "math/disclosure/cube.h"
#include "support/cells.h"
#include "support/stats.h"

static const char shared_tables[] = "statistics/disclosure/cell_suppression.json";

/* Their limits are those of the linear programme, in numbers that come out whole. */
static size_t compare_limits(const struct json *json, const struct json *theirs, const char *what)
{
    if (!theirs)
        return 0;
    size_t rows, columns;
    struct cells cells = cells_shared(json, &rows, &columns);
    bool *hidden = arena_array(&cells.arena, cells.table.cells, sizeof *hidden);
    struct range *ours = arena_array(&cells.arena, cells.table.cells, sizeof *ours);
    for (size_t i = 0; i < theirs->count; i++)
        hidden[cells_named(theirs->keys[i], rows, columns)] = true;
    cells_attack(&cells, hidden, ours, NULL);
    for (size_t i = 0; i < theirs->count; i++) {
        struct range range = ours[cells_named(theirs->keys[i], rows, columns)];
        double lower = theirs->items[i].items[0].real, upper = theirs->items[i].items[1].real;
        if (fabs(range.lower - lower) > 1e-9 || fabs(range.upper - upper) > 1e-9)
            fail_msg("%s: %.*s lies from %g to %g, not from %g to %g", what,
                     SLICE_PRINT(theirs->keys[i]), lower, upper, range.lower, range.upper);
    }
    cells_free(&cells);
    return theirs->count;
}

static void the_limits_are_those_that_others_computed(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json json = shared_json(shared_tables, &arena);
    size_t compared = 0;
    for (size_t i = 0; i < json.count; i++) {
        const char *name = arena_string(&arena, json.keys[i]);
        const struct json *table = &json.items[i];
        compared += compare_limits(table, json_get(table, "attack_primary_only"), name);
        compared += compare_limits(table, json_get(table, "audit_bounds"), name);
        static const char *const optima[] = {"opt_count", "opt_value"};
        for (size_t k = 0; k < 2; k++)
            compared +=
                compare_limits(table, json_member(json_member(table, optima[k]), "bounds"), name);
    }
    assert_true(compared > 300);
}

/* Merola's table: each line has two blanks, and one cell follows all the same. */
static const double merola[4][4] = {
    {30, 47, 64, 89}, {90, 124, 5, 31}, {92, 100, 59, 85}, {800, 991, 651, 685}};
static const size_t merola_hidden[][2] = {{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 2},
                                          {2, 1}, {2, 3}, {3, 1}, {3, 3}};

static struct cells merola_table(bool *hidden)
{
    struct cells cells = cells_flat((const size_t[]){4, 4}, 2);
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < 4; k++)
            cells.values[cells_at(4, i, k)] = merola[i][k];
    additive_fill(&cells.table, cells.values);
    for (size_t i = 0; i < sizeof merola_hidden / sizeof *merola_hidden; i++)
        hidden[cells_at(4, merola_hidden[i][0], merola_hidden[i][1])] = true;
    return cells;
}

/* Taken as often as they weigh, the sums leave the cell once, and no other hidden one. */
static void check_evidence(const struct cells *cells, const bool *hidden,
                           const struct evidence *proof)
{
    double of_cell[25] = {0};
    for (size_t i = 0; i < proof->count; i++) {
        size_t start = cells->table.starts[proof->sums[i]];
        size_t end = cells->table.starts[proof->sums[i] + 1];
        for (size_t m = start; m < end; m++)
            of_cell[cells->table.members[m]] += m == start ? -proof->weights[i] : proof->weights[i];
    }
    for (size_t i = 0; i < 25; i++)
        if (hidden[i])
            assert_near(fabs(of_cell[i]), i == cells_at(4, 0, 1), 1e-9);
}

static void two_blanks_in_every_line_do_not_protect(void **state)
{
    (void)state;
    bool hidden[25] = {false};
    struct range ranges[25];
    struct evidence evidence[25] = {0};
    struct cells cells = merola_table(hidden);
    cells_attack(&cells, hidden, ranges, evidence);
    struct range range = ranges[cells_at(4, 0, 1)];
    assert_true(range.lower == 47 && range.upper == 47);
    /* Rows w and x against columns a and c, as anybody can check with a pencil. */
    assert_int_equal(evidence[cells_at(4, 0, 1)].count, 4);
    check_evidence(&cells, hidden, &evidence[cells_at(4, 0, 1)]);
    for (size_t i = 0; i < 25; i++)
        if (hidden[i] && i != cells_at(4, 0, 1))
            assert_true(ranges[i].lower < ranges[i].upper);
    cells_free(&cells);
}

static void one_blank_more_does(void **state)
{
    (void)state;
    bool hidden[25] = {false};
    struct range ranges[25];
    struct cells cells = merola_table(hidden);
    hidden[cells_at(4, 1, 3)] = true;
    cells_attack(&cells, hidden, ranges, NULL);
    struct range range = ranges[cells_at(4, 0, 1)];
    assert_true(range.lower == 0 && range.upper == 78);
    cells_free(&cells);
}

/* --- every table there is ------------------------------------------------------------------ */

/* All 3 x 3 tables of whole numbers that fit what is published, by trying them all. */
struct enumeration {
    const struct cells *cells;
    const bool *hidden;
    double values[16];
    struct range found[16];
};

static bool fits(struct enumeration *search)
{
    double *values = search->values;
    double kept[16];
    memcpy(kept, values, sizeof kept);
    additive_fill(&search->cells->table, kept);
    for (size_t i = 0; i < 16; i++)
        if (!search->hidden[i] && kept[i] != search->cells->values[i])
            return false;
    for (size_t i = 0; i < 16; i++) {
        search->found[i].lower = fmin(search->found[i].lower, kept[i]);
        search->found[i].upper = fmax(search->found[i].upper, kept[i]);
    }
    return true;
}

static void try_all(struct enumeration *search, size_t inner)
{
    if (inner == 9) {
        fits(search);
        return;
    }
    size_t cell = cells_at(3, inner / 3, inner % 3);
    if (!search->hidden[cell]) {
        search->values[cell] = search->cells->values[cell];
        try_all(search, inner + 1);
        return;
    }
    double row = search->cells->values[cells_at(3, inner / 3, 3)];
    for (double value = 0; value <= row; value++) {
        search->values[cell] = value;
        try_all(search, inner + 1);
    }
}

static void the_limits_are_the_extremes_of_all_tables_that_fit(void **state)
{
    (void)state;
    struct random random = random_seeded(4);
    for (size_t round = 0; round < 60; round++) {
        struct cells cells = cells_flat((const size_t[]){3, 3}, 2);
        bool hidden[16] = {false};
        struct range ranges[16];
        for (size_t i = 0; i < 9; i++) {
            cells.values[cells_at(3, i / 3, i % 3)] = (double)random_below(&random, 4);
            hidden[cells_at(3, i / 3, i % 3)] = random_below(&random, 10) < 6;
        }
        for (size_t k = 0; k < 3; k++)
            hidden[cells_at(3, 3, k)] = random_below(&random, 4) == 0;
        additive_fill(&cells.table, cells.values);
        struct enumeration search = {.cells = &cells, .hidden = hidden};
        for (size_t i = 0; i < 16; i++)
            search.found[i] = (struct range){INFINITY, -INFINITY};
        try_all(&search, 0);
        cells_attack(&cells, hidden, ranges, NULL);
        for (size_t i = 0; i < 16; i++)
            if (ranges[i].lower != search.found[i].lower ||
                ranges[i].upper != search.found[i].upper)
                fail_msg("round %zu, cell %zu: %g to %g, not %g to %g", round, i, ranges[i].lower,
                         ranges[i].upper, search.found[i].lower, search.found[i].upper);
        cells_free(&cells);
    }
}

/* --- edges --------------------------------------------------------------------------------- */

static void a_cell_with_no_published_total_has_no_upper_limit(void **state)
{
    (void)state;
    struct cells cells = cells_flat((const size_t[]){2}, 1);
    const bool hidden[] = {true, false, true};
    struct range ranges[3];
    cells.values[0] = 3;
    cells.values[1] = 4;
    additive_fill(&cells.table, cells.values);
    cells_attack(&cells, hidden, ranges, NULL);
    assert_true(ranges[0].lower == 0 && ranges[0].upper == INFINITY);
    assert_true(ranges[2].lower == 4 && ranges[2].upper == INFINITY);
    cells_free(&cells);
}

static void amounts_are_not_rounded(void **state)
{
    (void)state;
    struct cells cells = cells_flat((const size_t[]){3}, 1);
    struct range ranges[4];
    const struct range known[] = {{0, INFINITY}, {0.25, 0.25}, {0, INFINITY}, {1e9 + 1, 1e9 + 1}};
    assert_int_equal(
        disclosure_attack(&cells.table, known, false, &cells.arena, ranges, NULL, NULL), 0);
    assert_near(ranges[0].upper, 1e9 + 0.75, 1e-12);
    assert_true(ranges[0].lower == 0);
    cells_free(&cells);
}

/* Four blanks in a block: all go up and down together, as far as the smallest on either side. */
static void large_counts_come_out_to_the_last_digit(void **state)
{
    (void)state;
    struct random random = random_seeded(12);
    for (size_t round = 0; round < 50; round++) {
        struct cells cells = cells_flat((const size_t[]){5, 5}, 2);
        bool hidden[36] = {false};
        struct range ranges[36];
        double *values = cells.values;
        for (size_t i = 0; i < 25; i++)
            values[cells_at(5, i / 5, i % 5)] = (double)random_below(&random, 10000000000);
        additive_fill(&cells.table, values);
        size_t a = cells_at(5, 1, 0), b = cells_at(5, 1, 3), c = cells_at(5, 4, 0),
               d = cells_at(5, 4, 3);
        hidden[a] = hidden[b] = hidden[c] = hidden[d] = true;
        cells_attack(&cells, hidden, ranges, NULL);
        double down = fmin(values[a], values[d]), up = fmin(values[b], values[c]);
        assert_true(ranges[a].lower == values[a] - down && ranges[a].upper == values[a] + up);
        assert_true(ranges[b].lower == values[b] - up && ranges[b].upper == values[b] + down);
        cells_free(&cells);
    }
}

static void limits_between_whole_numbers_are_rounded_inwards(void **state)
{
    (void)state;
    /* Three pairs of three cells: x + y = 1, y + z = 1, x + z = 1 has only halves. */
    static const size_t starts[] = {0, 3, 6, 9};
    static const uint32_t members[] = {3, 0, 1, 4, 1, 2, 5, 0, 2};
    const struct additive table = {6, 3, starts, members};
    const struct range known[] = {{0, INFINITY}, {0, INFINITY}, {0, INFINITY},
                                  {1, 1},        {1, 1},        {1, 1}};
    struct range ranges[6];
    struct err err = {0};
    CLEANUP(arena_free) struct arena arena = ARENA;
    assert_int_equal(disclosure_attack(&table, known, false, &arena, ranges, NULL, NULL), 0);
    assert_near(ranges[0].lower, 0.5, 1e-9);
    assert_int_equal(disclosure_attack(&table, known, true, &arena, ranges, NULL, &err),
                     ERR_CONFLICT);
}

static void a_table_that_does_not_add_up_is_refused(void **state)
{
    (void)state;
    struct cells cells = cells_flat((const size_t[]){2, 2}, 2);
    struct range ranges[9] = {{7, 7}};
    struct range known[9];
    struct err err = {0};
    for (size_t i = 0; i < 9; i++)
        known[i] = (struct range){0, INFINITY};
    known[2] = known[6] = known[7] = (struct range){5, 5};
    known[5] = (struct range){6, 6}; /* rows 5 + 6, columns 5 + 5 */
    assert_int_equal(disclosure_attack(&cells.table, known, true, &cells.arena, ranges, NULL, &err),
                     ERR_CONFLICT);
    assert_true(ranges[0].lower == 7);
    assert_non_null(strstr(err.message, "does not add up"));
    cells_free(&cells);
}

/* Random tables of 6 by 5 by 4, every other cell hidden. */
static void without_work_left_the_limits_are_inner_ones_and_all_that_is_asked_is_found(void **state)
{
    (void)state;
    struct random random = random_seeded(11);
    size_t inexact = 0;
    for (size_t round = 0; round < 10; round++) {
        struct cells cells = cells_flat((const size_t[]){6, 5, 4}, 3);
        size_t size = cells.table.cells;
        for (size_t i = 0; i < size; i++)
            cells.values[i] = (double)random_below(&random, 30);
        cells_complete(&cells, 5);
        struct range *known = arena_array(&cells.arena, size, sizeof *known);
        struct range *asked = arena_array(&cells.arena, size, sizeof *asked);
        struct range *exact = arena_array(&cells.arena, size, sizeof *exact);
        struct range *inner = arena_array(&cells.arena, size, sizeof *inner);
        for (size_t i = 0; i < size; i++) {
            bool hidden = random_below(&random, 2) == 0;
            known[i] = hidden ? (struct range){0, INFINITY}
                              : (struct range){cells.values[i], cells.values[i]};
            asked[i] = i % 7 ? (struct range){INFINITY, -INFINITY}
                             : (struct range){cells.values[i] - 1, cells.values[i] + 1};
        }
        bool all = true;
        assert_int_equal(
            disclosure_attack(&cells.table, known, true, &cells.arena, exact, NULL, NULL), 0);
        assert_int_equal(
            attack_within(&cells.table, known, asked, NULL, 0, true, inner, &all, NULL), 0);
        inexact += !all;
        for (size_t i = 0; i < size; i++) {
            assert_true(inner[i].lower >= exact[i].lower && inner[i].upper <= exact[i].upper);
            if (i % 7 == 0)
                assert_true(inner[i].lower <= fmax(exact[i].lower, asked[i].lower) &&
                            inner[i].upper >= fmin(exact[i].upper, asked[i].upper));
        }
        assert_int_equal(
            attack_within(&cells.table, known, asked, NULL, 1e9, true, inner, &all, NULL), 0);
        assert_true(all);
        for (size_t i = 0; i < size; i++)
            assert_true(inner[i].lower == exact[i].lower && inner[i].upper == exact[i].upper);
        cells_free(&cells);
    }
    assert_true(inexact > 0);
}

/* A table of 145 by 145 in which the small counts and every fifth other cell are hidden. */
static void what_cubes_show_is_within_the_limits(void **state)
{
    (void)state;
    struct random random = random_seeded(4);
    struct cells cells = cells_flat((const size_t[]){145, 145}, 2);
    size_t size = cells.table.cells, count = 0, moved = 0;
    for (size_t i = 0; i < size; i++)
        cells.values[i] = (double)random_below(&random, 60);
    additive_fill(&cells.table, cells.values);
    struct range *known = arena_array(&cells.arena, size, sizeof *known);
    struct range *exact = arena_array(&cells.arena, size, sizeof *exact);
    struct need *needs = arena_array(&cells.arena, size, sizeof *needs);
    bool *hidden = arena_array(&cells.arena, size, sizeof *hidden);
    for (size_t i = 0; i < size; i++) {
        double value = cells.values[i];
        bool small = value > 0 && value < 5;
        hidden[i] = small || random_below(&random, 5) == 0;
        known[i] = hidden[i] ? (struct range){0, INFINITY} : (struct range){value, value};
        if (small)
            needs[count++] = (struct need){(uint32_t)i, i % 2 ? 1 : -1, 1, INSIDER_NONE};
    }
    const struct range *shown =
        cubes_show(&cells.table, cells.values, hidden, needs, count, &cells.arena);
    assert_int_equal(disclosure_attack(&cells.table, known, true, &cells.arena, exact, NULL, NULL),
                     0);
    for (size_t i = 0; i < size; i++) {
        assert_true(shown[i].lower >= exact[i].lower && shown[i].upper <= exact[i].upper);
        moved += shown[i].lower < shown[i].upper;
    }
    assert_true(moved > count / 2);
    cells_free(&cells);
}

/* Nothing is claimed of what was not looked at. */
static void without_work_no_value_is_said_to_be_taken(void **state)
{
    (void)state;
    struct cells cells = cells_flat((const size_t[]){3, 3}, 2);
    struct range known[16], enough[16], attained[16];
    for (size_t i = 0; i < 16; i++)
        cells.values[i] = 10;
    additive_fill(&cells.table, cells.values);
    for (size_t i = 0; i < 16; i++) {
        bool hidden = i % 4 < 2 && i / 4 < 2;
        known[i] =
            hidden ? (struct range){0, INFINITY} : (struct range){cells.values[i], cells.values[i]};
        enough[i] = (struct range){9, 11};
    }
    assert_int_equal(attack_until(&cells.table, known, enough, NULL, 0, attained, NULL), 0);
    assert_true(attained[0].lower > attained[0].upper);
    assert_true(attained[10].lower == 10 && attained[10].upper == 10);
    assert_int_equal(attack_until(&cells.table, known, enough, NULL, 1e6, attained, NULL), 0);
    assert_true(attained[0].lower <= 9 && attained[0].upper >= 11);
    cells_free(&cells);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_limits_are_those_that_others_computed),
        cmocka_unit_test(two_blanks_in_every_line_do_not_protect),
        cmocka_unit_test(one_blank_more_does),
        cmocka_unit_test(the_limits_are_the_extremes_of_all_tables_that_fit),
        cmocka_unit_test(a_cell_with_no_published_total_has_no_upper_limit),
        cmocka_unit_test(amounts_are_not_rounded),
        cmocka_unit_test(large_counts_come_out_to_the_last_digit),
        cmocka_unit_test(limits_between_whole_numbers_are_rounded_inwards),
        cmocka_unit_test(a_table_that_does_not_add_up_is_refused),
        cmocka_unit_test(what_cubes_show_is_within_the_limits),
        cmocka_unit_test(without_work_no_value_is_said_to_be_taken),
        cmocka_unit_test(
            without_work_left_the_limits_are_inner_ones_and_all_that_is_asked_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
