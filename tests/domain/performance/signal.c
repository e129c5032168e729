/* What figures can bear: limits, verdicts by interval, and which points are more than noise. */
#include "support/test.h"

#include <math.h>

#include "domain/performance/performance.h"

static const struct measure share = {.unit = SLICE("% of births"), .polarity = POLARITY_LOW};
static const struct measure rate = {.unit = SLICE("Rate per 10,000"), .polarity = POLARITY_NONE};

static struct figure counted(double value, double numerator, double denominator)
{
    return (struct figure){.value = value,
                           .numerator = numerator,
                           .denominator = denominator,
                           .has_numerator = true,
                           .has_denominator = true};
}

/* Newcombe 1998, table I: 81 of 263, Wilson's limits 0.2553 to 0.3662. Byar: 65 events, limits
 * 50.2 and 82.8 (Breslow and Day 1987). */
static void limits_follow_from_counts_where_none_were_published(void **state)
{
    (void)state;
    struct figure figure = counted(30.8, 81, 263);
    struct interval interval = figure_interval(&share, &figure);
    assert_true(interval.is_known);
    assert_near(interval.lower, 25.53, 0.005);
    assert_near(interval.upper, 36.62, 0.005);
    figure = counted(65, 65, 10000);
    interval = figure_interval(&rate, &figure);
    assert_near(interval.lower, 50.2, 0.05);
    assert_near(interval.upper, 82.8, 0.05);
    figure.has_limits = true;
    figure.lower = 60;
    figure.upper = 70;
    assert_near(figure_interval(&rate, &figure).lower, 60, 0); /* published ones come first */
}

static void no_limits_are_made_of_counts_that_do_not_make_the_figure(void **state)
{
    (void)state;
    struct figure cases[] = {
        counted(30.8, 40, 263),   /* counts of something else */
        counted(30.8, 300, 263),  /* more events than trials */
        counted(30.8, 81, 0),     /* of nobody */
        counted(30.8, -81, -263), /* impossible */
        {.value = 30.8},          /* none at all */
        {.status = FIGURE_SUPPRESSED, .has_limits = true, .upper = 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_false(figure_interval(&share, &cases[i]).is_known);
        assert_int_equal(figure_verdict(&share, &cases[i], 5), VERDICT_NONE);
    }
    struct figure rates[] = {counted(65, 20, 10000), counted(0, 0, 10000), counted(65, 0, 10000)};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
        assert_false(figure_interval(&rate, &rates[i]).is_known);
    struct figure count = counted(81, 81, 263);
    assert_false(figure_interval(&(struct measure){.unit = SLICE("Number")}, &count).is_known);
}

static void a_verdict_is_by_interval_and_read_by_polarity(void **state)
{
    (void)state;
    struct figure figure = {.value = 27, .has_limits = true, .lower = 25, .upper = 29};
    struct measure high = {.polarity = POLARITY_HIGH}, none = {.polarity = POLARITY_NONE};
    static const double inside[] = {25, 26, 29, 25 * (1 + 1e-14)};
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
        assert_int_equal(figure_verdict(&share, &figure, inside[i]), VERDICT_SIMILAR);
    assert_int_equal(figure_verdict(&share, &figure, 24.9), VERDICT_WORSE);
    assert_int_equal(figure_verdict(&share, &figure, 29.1), VERDICT_BETTER);
    assert_int_equal(figure_verdict(&high, &figure, 24.9), VERDICT_BETTER);
    assert_int_equal(figure_verdict(&none, &figure, 24.9), VERDICT_HIGHER);
    assert_int_equal(figure_verdict(&none, &figure, 29.1), VERDICT_LOWER);
    assert_int_equal(figure_verdict(&none, &figure, NAN), VERDICT_NONE);
    assert_string_equal(verdict_text(VERDICT_SIMILAR), "similar to");
}

/* --- signal or noise -------------------------------------------------------------------------- */

enum { MOST = 20, YEAR = 365 };

/* The control chart of a value a year; NAN for a period without a figure. `skip` leaves such a
 * period out of the series altogether. All have the one name: the days tell them apart. */
static struct control control(struct arena *arena, const struct measure *measure,
                              const char *period, bool skip, const double *values, size_t count)
{
    static struct figure figures[MOST];
    struct series series = {.figures = figures};
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i]) || !skip)
            figures[series.count++] =
                (struct figure){.period = slice_from(period),
                                .order = (int32_t)i * YEAR,
                                .status = isnan(values[i]) ? FIGURE_MISSING : FIGURE_PRESENT,
                                .value = values[i]};
    return control_of(measure, &series, arena);
}
#define CONTROL(measure, period, skip, ...)                                                        \
    control(&arena, measure, period, skip, (const double[]){__VA_ARGS__},                          \
            sizeof((const double[]){__VA_ARGS__}) / sizeof(double))

/* Mean 52 / 5, mean step 7 / 4: by hand. */
static void the_limits_are_the_mean_and_2_66_mean_steps(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct control chart = CONTROL(&rate, "2020", false, 10, 11, 10, 12, 11, 11, 11, 11, 20);
    assert_int_equal(chart.state, CONTROL_DRAWN);
    assert_int_equal(chart.signals, 1);
    assert_int_equal(chart.points[8].label, ABOVE_LIMIT);
    chart = CONTROL(&rate, "2020", false, 10, 11, 10, 12, 9);
    assert_near(chart.mean, 10.4, 1e-12);
    assert_near(chart.range, 1.75, 1e-12);
    assert_near(chart.upper, 10.4 + 2.66 * 1.75, 1e-12);
    assert_true(chart.has_lower);
    assert_int_equal(chart.signals, 0);
}

static void a_period_without_a_figure_parts_its_neighbours_however_it_is_missing(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    for (int skip = 0; skip < 2; skip++) {
        struct control chart = CONTROL(&rate, "2020", skip, 10, 11, 10, NAN, 30, 31, 30);
        assert_int_equal(chart.count, 6);
        assert_near(chart.range, 1, 1e-12);
    }
}

static void a_limit_where_no_figure_can_lie_is_left_out(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct control chart = CONTROL(&share, "2020", false, 2, 1, 3, 1, 2);
    assert_false(chart.has_lower);
    assert_true(chart.has_upper);
    chart = CONTROL(&share, "2020", false, 99, 97, 99, 96, 99);
    assert_false(chart.has_upper);
    chart = CONTROL(&rate, "2020", false, -1, 1, 0, 2, -1);
    assert_true(chart.has_lower);
}

static void there_is_no_chart_where_its_assumptions_fail(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    assert_int_equal(CONTROL(&rate, "2020", false, 1, 2, 3, 4).state, CONTROL_TOO_FEW);
    assert_int_equal(CONTROL(&rate, "2020", false, NAN, NAN).count, 0);
    assert_int_equal(CONTROL(&rate, "2020", false, 7, 7, 7, 7, 7).state, CONTROL_EQUAL);
    assert_int_equal(CONTROL(&rate, "2018-20", false, 7, 8, 7, 9, 7).state, CONTROL_OVERLAPS);
    assert_int_equal(CONTROL(&rate, "2020", false, 1, NAN, 2, NAN, 3, NAN, 4, NAN, 5).state,
                     CONTROL_TOO_FEW);
    struct series empty = {0};
    assert_int_equal(control_of(&rate, &empty, &arena).state, CONTROL_TOO_FEW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_follow_from_counts_where_none_were_published),
        cmocka_unit_test(no_limits_are_made_of_counts_that_do_not_make_the_figure),
        cmocka_unit_test(a_verdict_is_by_interval_and_read_by_polarity),
        cmocka_unit_test(the_limits_are_the_mean_and_2_66_mean_steps),
        cmocka_unit_test(a_period_without_a_figure_parts_its_neighbours_however_it_is_missing),
        cmocka_unit_test(a_limit_where_no_figure_can_lie_is_left_out),
        cmocka_unit_test(there_is_no_chart_where_its_assumptions_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
