/* Tables as sums, which amounts are sensitive, and rounding. */
#include "support/test.h"

#include <math.h>
#include <string.h>

#include "support/cells.h"

/* --- lattices ------------------------------------------------------------------------------ */

static void a_lattice_has_every_combination_and_every_sum(void **state)
{
    (void)state;
    /* 153 areas under nine regions under a total, six needs under a total. */
    static uint32_t areas[163], needs[7];
    for (uint32_t i = 0; i < 163; i++)
        areas[i] = i < 153 ? 153 + i / 17 : i < 162 ? 162 : DIMENSION_ROOT;
    for (uint32_t i = 0; i < 7; i++)
        needs[i] = i < 6 ? 6 : DIMENSION_ROOT;
    struct cells cells = cells_lattice((const struct dimension[]){{163, areas}, {7, needs}}, 2);
    assert_int_equal(cells.table.cells, 1141);
    assert_int_equal(cells.table.sums, 10 * 7 + 163);
    for (size_t i = 0; i < 153; i++)
        for (size_t k = 0; k < 6; k++)
            cells.values[i * 7 + k] = (double)(i + k);
    additive_fill(&cells.table, cells.values);
    assert_true(cells.values[162 * 7 + 6] == 6 * (152 * 153 / 2) + 153 * 15);
    assert_true(cells.values[153 * 7 + 0] == 16 * 17 / 2);
    for (size_t sum = 0; sum < cells.table.sums; sum++) {
        const size_t *starts = cells.table.starts;
        double parts = 0;
        for (size_t i = starts[sum] + 1; i < starts[sum + 1]; i++)
            parts += cells.values[cells.table.members[i]];
        assert_true(parts == cells.values[cells.table.members[starts[sum]]]);
    }
    cells_free(&cells);
}

/* The sums that are not implied must say all that the others say. */
static void implied_sums_follow_from_the_others(void **state)
{
    (void)state;
    struct cells cells = cells_flat((const size_t[]){3, 2, 2}, 3);
    struct range known[36], with[36], without[36];
    struct random random = random_seeded(1);
    size_t implied = 0;
    for (size_t i = 0; i < 36; i++)
        cells.values[i] = (double)random_below(&random, 9);
    additive_fill(&cells.table, cells.values);
    for (size_t i = 0; i < 36; i++)
        known[i] = random_below(&random, 2) ? (struct range){0, INFINITY}
                                            : (struct range){cells.values[i], cells.values[i]};
    struct additive all = cells.table;
    all.implied = NULL;
    for (size_t i = 0; i < all.sums; i++)
        implied += cells.table.implied[i];
    assert_true(implied > 0);
    assert_int_equal(disclosure_attack(&cells.table, known, true, &cells.arena, with, NULL, NULL),
                     0);
    assert_int_equal(disclosure_attack(&all, known, true, &cells.arena, without, NULL, NULL), 0);
    assert_memory_equal(with, without, sizeof with);
    cells_free(&cells);
}

static void a_circle_of_parents_is_refused(void **state)
{
    (void)state;
    static const uint32_t circle[] = {1, 2, 0, DIMENSION_ROOT}, self[] = {0};
    const struct dimension dimensions[][1] = {{{4, circle}}, {{1, self}}};
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct additive table = {.cells = 7};
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(additive_lattice(dimensions[i], 1, &arena, &table, NULL), ERR_CONFLICT);
    assert_int_equal(table.cells, 7);
}

static void a_table_past_the_limits_is_refused(void **state)
{
    (void)state;
    static uint32_t parents[2000];
    memset(parents, 0xFF, sizeof parents);
    struct dimension large[13];
    for (size_t i = 0; i < 13; i++)
        large[i] = (struct dimension){i < 2 ? 2000 : 1, parents};
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct additive table;
    assert_int_equal(additive_lattice(large, 2, &arena, &table, NULL), ERR_LIMIT);
    assert_int_equal(additive_lattice(large + 2, 11, &arena, &table, NULL), 0);
    assert_int_equal(additive_lattice(large, 13, &arena, &table, NULL), ERR_LIMIT);
    assert_int_equal(additive_lattice(large, 0, &arena, &table, NULL), ERR_LIMIT);
}

/* --- amounts ------------------------------------------------------------------------------- */

/* Hundepool et al. (2012), section 4.2.2: the upper protection level is 100/k times the n largest
 * less the total, or p/100 times the largest less what is left without the two largest. */
static void dominance_and_p_per_cent_find_what_they_should(void **state)
{
    (void)state;
    static const struct {
        enum magnitude_rule rule;
        size_t largest;
        double share, contributions[4];
        bool sensitive;
        double lower, upper;
    } cases[] = {
        {RULE_DOMINANCE, 1, 0.75, {100, 10, 10}, true, 320.0 / 3 - 0, 400.0 / 3},
        {RULE_DOMINANCE, 1, 0.75, {75, 15, 10}, false, 0, 0}, /* three quarters are not over 75% */
        {RULE_DOMINANCE, 2, 0.85, {50, 10, 40}, true, 200 - 90 / 0.85, 90 / 0.85},
        {RULE_DOMINANCE, 3, 0.85, {9}, true, 18 - 9 / 0.85, 9 / 0.85},
        {RULE_P_PERCENT, 0, 0.10, {1, 100, 50, 2}, true, 153 - 7, 153 + 7},
        {RULE_P_PERCENT, 0, 0.10, {5, 100, 50, 5}, false, 0, 0}, /* within exactly 10% */
        {RULE_P_PERCENT, 0, 0.10, {100, 50}, true, 140, 160},
        {RULE_P_PERCENT, 0, 0.10, {200}, true, 180, 220},
        {RULE_P_PERCENT, 0, 1.00, {3}, true, 0, 6},
        {RULE_P_PERCENT, 0, 0.10, {0, 0}, false, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double contributions[4];
        memcpy(contributions, cases[i].contributions, sizeof contributions);
        struct range interval = {0, 0};
        bool sensitive = magnitude_sensitive(cases[i].rule, cases[i].largest, cases[i].share,
                                             contributions, 4, &interval);
        if (sensitive != cases[i].sensitive)
            fail_msg("case %zu: sensitive %d", i, sensitive);
        assert_near(interval.lower, cases[i].lower, 1e-12);
        assert_near(interval.upper, cases[i].upper, 1e-12);
    }
}

/* 100, 8, 4 and 1 by hand. p 20%: the second must not come within 20 of 100, while 5 is left, so 15
 * on either side; the third has only 9 to guess by, the first needs 0.2 * 8 of the 5 that hide 8
 * from him. Dominance 1, 75%: 100 / 0.75 - 113; for the first, 8 of 13 is under 75%. */
static void a_contributor_is_not_protected_from_himself(void **state)
{
    (void)state;
    static const double sorted[] = {100, 8, 4, 1};
    static const struct {
        enum magnitude_rule rule;
        double share, own, away;
    } cases[] = {
        {RULE_P_PERCENT, 0.2, 100, 0},
        {RULE_P_PERCENT, 0.2, 8, 15},
        {RULE_P_PERCENT, 0.2, 4, 11},
        {RULE_P_PERCENT, 1, 100, 3},
        {RULE_DOMINANCE, 0.75, 100, 0},
        {RULE_DOMINANCE, 0.6, 100, 8 / 0.6 - 13},
        {RULE_DOMINANCE, 0.75, 8, 100 / 0.75 - 113},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double values[] = {8, 100, 1, 4};
        struct range interval;
        assert_true(magnitude_sensitive(cases[i].rule, 1, cases[i].share, values, 4, &interval));
        bool kept = magnitude_sensitive_to(cases[i].rule, 1, cases[i].share, sorted, 4, 113,
                                           cases[i].own, &interval);
        if (kept != (cases[i].away > 0))
            fail_msg("case %zu: kept %d", i, kept);
        if (kept)
            assert_near(interval.upper, 113 + cases[i].away, 1e-12);
        if (kept)
            assert_near(interval.lower, fmax(cases[i].own, 113 - cases[i].away), 1e-12);
    }
}

/* --- rounding ------------------------------------------------------------------------------ */

/* Every figure a multiple of the base, every sum kept, and how far the furthest is off. */
static double check_rounding(const struct cells *cells, double base, const double *rounded)
{
    double furthest = 0;
    for (size_t i = 0; i < cells->table.cells; i++) {
        assert_true(fmod(rounded[i], base) == 0 && rounded[i] >= 0);
        furthest = fmax(furthest, fabs(rounded[i] - cells->values[i]));
    }
    for (size_t sum = 0; sum < cells->table.sums; sum++) {
        const size_t *starts = cells->table.starts;
        double parts = 0;
        for (size_t i = starts[sum] + 1; i < starts[sum + 1]; i++)
            parts += rounded[cells->table.members[i]];
        assert_true(parts == rounded[cells->table.members[starts[sum]]]);
    }
    return furthest;
}

static void rounded_figures_are_next_to_the_true_ones_and_add_up(void **state)
{
    (void)state;
    static const size_t shapes[][3] = {{30}, {7, 9}, {20, 12}, {4, 5, 3}, {8, 6, 4}};
    static const size_t dimensions[] = {1, 2, 2, 3, 3};
    struct random random = random_seeded(6);
    for (size_t round = 0; round < 20; round++) {
        struct cells cells = cells_flat(shapes[round % 5], dimensions[round % 5]);
        double *rounded = arena_array(&cells.arena, cells.table.cells, sizeof *rounded), reach;
        double base = round % 2 ? 5 : 3;
        for (size_t i = 0; i < cells.table.cells; i++)
            cells.values[i] = (double)random_below(&random, 40);
        additive_fill(&cells.table, cells.values);
        assert_int_equal(
            disclosure_round(&cells.table, cells.values, base, 1e6, rounded, &reach, NULL), 0);
        double furthest = check_rounding(&cells, base, rounded);
        assert_true(furthest < reach);
        assert_true(reach == base);
        for (size_t i = 0; i < cells.table.cells; i++)
            if (fmod(cells.values[i], base) == 0)
                assert_true(rounded[i] == cells.values[i]);
        cells_free(&cells);
    }
}

/* Causey, Cox and Ernst (1985): in three dimensions there may be no way to round every cell to a
 * multiple next to it. A 2 x 2 x 2 block of halves in a pattern that no sum can keep. */
static void where_no_near_rounding_exists_a_further_one_is_taken(void **state)
{
    (void)state;
    struct cells cells = cells_flat((const size_t[]){2, 2, 2}, 3);
    static const double inner[] = {0, 1, 1, 0, 1, 0, 0, 0};
    for (size_t i = 0; i < 8; i++)
        cells.values[i / 4 * 9 + i / 2 % 2 * 3 + i % 2] = inner[i];
    double rounded[27], reach;
    additive_fill(&cells.table, cells.values);
    assert_int_equal(disclosure_round(&cells.table, cells.values, 2, 1e6, rounded, &reach, NULL),
                     0);
    assert_true(reach > 2);
    assert_true(check_rounding(&cells, 2, rounded) < reach);
    cells_free(&cells);
}

static void a_table_of_multiples_stays_as_it_is(void **state)
{
    (void)state;
    struct cells cells = cells_flat((const size_t[]){2, 2}, 2);
    double rounded[9], reach;
    for (size_t i = 0; i < 4; i++)
        cells.values[cells_at(2, i / 2, i % 2)] = (double)(5 * i);
    additive_fill(&cells.table, cells.values);
    assert_int_equal(disclosure_round(&cells.table, cells.values, 5, 1e5, rounded, &reach, NULL),
                     0);
    assert_memory_equal(rounded, cells.values, sizeof rounded);
    cells_free(&cells);
}

static void unknown_cells_are_completed_so_that_the_sums_hold(void **state)
{
    (void)state;
    struct cells cells = cells_flat((const size_t[]){2, 2}, 2);
    const double known[] = {NAN, NAN, 9, NAN, NAN, 5, 7, 7, 14};
    const double wrong[] = {NAN, NAN, 9, NAN, NAN, 5, 7, 8, 14};
    double values[9] = {-1};
    assert_int_equal(additive_complete(&cells.table, wrong, values, NULL), ERR_CONFLICT);
    assert_true(values[0] == -1);
    assert_int_equal(additive_complete(&cells.table, known, values, NULL), 0);
    memcpy(cells.values, values, sizeof values);
    additive_fill(&cells.table, cells.values);
    for (size_t i = 0; i < 9; i++) {
        assert_true(values[i] >= 0);
        assert_near(values[i], cells.values[i], 1e-9);
        if (!isnan(known[i]))
            assert_true(values[i] == known[i]);
    }
    cells_free(&cells);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contributor_is_not_protected_from_himself),
        cmocka_unit_test(a_lattice_has_every_combination_and_every_sum),
        cmocka_unit_test(implied_sums_follow_from_the_others),
        cmocka_unit_test(a_circle_of_parents_is_refused),
        cmocka_unit_test(a_table_past_the_limits_is_refused),
        cmocka_unit_test(dominance_and_p_per_cent_find_what_they_should),
        cmocka_unit_test(rounded_figures_are_next_to_the_true_ones_and_add_up),
        cmocka_unit_test(where_no_near_rounding_exists_a_further_one_is_taken),
        cmocka_unit_test(a_table_of_multiples_stays_as_it_is),
        cmocka_unit_test(unknown_cells_are_completed_so_that_the_sums_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
