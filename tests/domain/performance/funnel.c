/* All authorities by size: limits, overdispersion, and when there is no funnel. */
#include "support/test.h"

#include <math.h>

#include "domain/performance/performance.h"

enum { UNITS = 12 };

static struct area_figure authorities[UNITS];

/* Authorities with these events out of these trials, the first of them this place. */
static struct figure_comparison comparison(const char *unit, double base, const double *events,
                                           const double *trials, size_t count)
{
    for (size_t i = 0; i < count; i++)
        authorities[i] = (struct area_figure){
            .area = {.id = (int64_t)i + 1},
            .is_there = true,
            .figure = {.value = base * events[i] / trials[i],
                       .numerator = events[i],
                       .denominator = trials[i],
                       .has_numerator = true,
                       .has_denominator = true},
        };
    return (struct figure_comparison){.measure = {.unit = slice_from(unit)},
                                      .area = authorities[0].area,
                                      .figure = authorities[0].figure,
                                      .authorities = authorities,
                                      .authority_count = count};
}

static const double trials[UNITS] = {100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 400};
static const double alike[UNITS] = {20, 21, 19, 20, 22, 18, 20, 20, 21, 19, 20, 80};

/* A fifth of everybody: 95% limits for 400 are 20 -/+ 1.96 × 2 points. */
static void a_share_has_binomial_limits(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct figure_comparison all = comparison("% of all", 100, alike, trials, UNITS);
    struct funnel_view funnel = funnel_of(&all, &arena);
    assert_true(funnel.is_known);
    assert_int_equal(funnel.count, UNITS);
    assert_int_equal(funnel.outside, 0);
    assert_near(funnel.centre, 20, 1e-12);
    assert_near(funnel.factor, 1, 0);
    const struct funnel_limits *largest = &funnel.curve[FUNNEL_CURVE - 1];
    assert_near(largest->size, 400, 1e-9);
    assert_near(largest->at_95.lower, 16.08, 0.001);
    assert_near(largest->at_95.upper, 23.92, 0.001);
    assert_near(funnel.curve[0].size, 100, 1e-9);
    assert_true(funnel.here->is_here);
}

/* Exact Poisson limits about 20 expected are 12.2 to 30.9 (Garwood 1936). */
static void a_rate_has_poissons_limits_in_its_own_unit(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct figure_comparison all = comparison("Rate per 1,000", 1000, alike, trials, UNITS);
    struct funnel_view funnel = funnel_of(&all, &arena);
    assert_near(funnel.centre, 200, 1e-9);
    assert_near(funnel.curve[0].at_95.lower, 122, 0.5);
    assert_near(funnel.curve[0].at_95.upper, 309, 0.5);
}

/* Half at 10 and half at 30 of a hundred: z squared is 6.25 for each, but 0 for the largest. */
static void limits_are_widened_where_authorities_differ_by_more_than_chance(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    static const double apart[UNITS] = {10, 30, 10, 30, 10, 30, 10, 30, 10, 30, 20, 80};
    struct figure_comparison all = comparison("% of all", 100, apart, trials, UNITS);
    struct funnel_view funnel = funnel_of(&all, &arena);
    assert_near(funnel.factor, 6.25 * 10 / 12, 1e-9);
    assert_int_equal(funnel.outside, 0); /* all of them are, at their own limits */
    assert_near(funnel.curve[0].at_95.upper, 20 + 1.96 * 4 * sqrt(funnel.factor), 0.001);
    assert_near(funnel.curve[0].at_99_8.lower, 0, 0);
}

static void without_enough_counts_there_is_no_funnel(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    static const double noughts[UNITS] = {0};
    struct figure_comparison few = comparison("% of all", 100, alike, trials, FUNNEL_FEWEST - 1);
    assert_false(funnel_of(&few, &arena).is_known);
    struct figure_comparison none = comparison("% of all", 100, noughts, trials, UNITS);
    assert_false(funnel_of(&none, &arena).is_known);
    struct figure_comparison everybody = comparison("% of all", 100, trials, trials, UNITS);
    assert_false(funnel_of(&everybody, &arena).is_known);
    struct figure_comparison counts = comparison("Number", 1, alike, trials, UNITS);
    assert_false(funnel_of(&counts, &arena).is_known);
    struct figure_comparison elsewhere = comparison("% of all", 100, alike, trials, UNITS);
    elsewhere.area.id = 99; /* this place is not among them */
    assert_false(funnel_of(&elsewhere, &arena).is_known);
    struct figure_comparison nobody = {.measure = {.unit = SLICE("% of all")}};
    assert_false(funnel_of(&nobody, &arena).is_known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_share_has_binomial_limits),
        cmocka_unit_test(a_rate_has_poissons_limits_in_its_own_unit),
        cmocka_unit_test(limits_are_widened_where_authorities_differ_by_more_than_chance),
        cmocka_unit_test(without_enough_counts_there_is_no_funnel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
