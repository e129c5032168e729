/* Whether a target will be reached: what is forecast, and what is refused. */
#include "support/test.h"

#include <math.h>

#include "domain/performance/performance.h"

enum { MOST = 20 };

/* Yearly figures from 2012 on; NAN for a year without one. */
static struct series series_of(const double *values, size_t count)
{
    static struct figure figures[MOST];
    static char periods[MOST][8];
    for (size_t i = 0; i < count; i++) {
        snprintf(periods[i], sizeof periods[i], "%zu", 2012 + i);
        figures[i] = (struct figure){
            .period = slice_from(periods[i]),
            .order = date_to_days((struct date){(int16_t)(2012 + i), 12, 31}),
            .status = isnan(values[i]) ? FIGURE_MISSING : FIGURE_PRESENT,
            .value = values[i],
        };
    }
    return (struct series){.figures = figures, .count = count};
}
#define SERIES(...)                                                                                \
    series_of((const double[]){__VA_ARGS__}, sizeof((const double[]){__VA_ARGS__}) / sizeof(double))

static int32_t end_of(int year)
{
    return date_to_days((struct date){(int16_t)year, 12, 31});
}

static const struct measure high = {.unit = SLICE("Score"), .polarity = POLARITY_HIGH};
static const struct measure low = {.unit = SLICE("Score"), .polarity = POLARITY_LOW};
static const struct measure none = {.unit = SLICE("Score"), .polarity = POLARITY_NONE};
static const struct measure share = {.unit = SLICE("% of all"), .polarity = POLARITY_LOW};

#define TWELVE 52, 51.5, 53.4, 54, 53.1, 55, 56.2, 55.9, 57.1, 58, 57.6, 59

/* The command's own example, which R's forecast package agrees with: 60.0 in three years, 55.9 to
 * 64.0, and 60 is reached with a probability of 0.49. */
static void the_probability_is_that_of_the_forecast_at_the_targets_period(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct series series = SERIES(TWELVE);
    struct outlook outlook = outlook_of(&high, &series, end_of(2026), 60, &arena);
    assert_int_equal(outlook.state, OUTLOOK_TOLD);
    assert_int_equal(outlook.count, 3);
    const struct outlook_step *end = &outlook.steps[2];
    assert_slice(end->period, "2026");
    assert_int_equal(end->order, end_of(2026));
    assert_near(end->mean, 60.0, 0.05);
    assert_near(end->lower_95, 55.9, 0.06);
    assert_near(end->upper_95, 64.0, 0.06);
    assert_true(end->lower_95 < end->lower_80 && end->upper_80 < end->upper_95);
    assert_near(outlook.probability, 0.49, 0.005);
}

static void the_good_side_of_a_target_follows_polarity_or_the_way_to_it(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct series series = SERIES(TWELVE);
    double up = outlook_of(&high, &series, end_of(2026), 60, &arena).probability;
    assert_near(outlook_of(&low, &series, end_of(2026), 60, &arena).probability, 1 - up, 1e-12);
    assert_near(outlook_of(&none, &series, end_of(2026), 60, &arena).probability, up, 1e-12);
    double down = outlook_of(&low, &series, end_of(2026), 50, &arena).probability;
    assert_near(outlook_of(&none, &series, end_of(2026), 50, &arena).probability, down, 1e-12);
}

static void limits_end_where_no_figure_can_lie(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct series series = SERIES(9, 1, 8, 2, 9, 1, 5);
    assert_near(outlook_of(&share, &series, end_of(2020), 1, &arena).steps[0].lower_95, 0, 0);
    series = SERIES(91, 99, 92, 98, 91, 99, 95);
    assert_near(outlook_of(&share, &series, end_of(2020), 1, &arena).steps[0].upper_95, 100, 0);
    series = SERIES(-1, 1, -2, 2, -1, 1, 0);
    assert_true(outlook_of(&high, &series, end_of(2020), 1, &arena).steps[0].lower_95 < 0);
}

static void what_cannot_be_told_is_refused(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    static const struct series no_figures;
    struct series series = SERIES(1, 2, 3, 4, 5, 6);
    assert_int_equal(outlook_of(&high, &series, end_of(2019), 9, &arena).state, OUTLOOK_TOO_FEW);
    assert_int_equal(outlook_of(&high, &no_figures, end_of(2019), 9, &arena).state,
                     OUTLOOK_TOO_FEW);
    series = SERIES(1, 2, 3, 4, NAN, 5, 6, 7);
    struct outlook outlook = outlook_of(&high, &series, end_of(2020), 9, &arena);
    assert_int_equal(outlook.state, OUTLOOK_TOO_FEW); /* those after the gap alone count */
    assert_int_equal(outlook.figures, 3);
    series = SERIES(5, 5, 5, 5, 5, 5, 5);
    assert_int_equal(outlook_of(&high, &series, end_of(2020), 9, &arena).state, OUTLOOK_EQUAL);
    series = SERIES(1, 2, 1, 2, 1, 2, 1);
    assert_int_equal(outlook_of(&high, &series, end_of(2025), 9, &arena).state, OUTLOOK_TOLD);
    assert_int_equal(outlook_of(&high, &series, end_of(2026), 9, &arena).state, OUTLOOK_TOO_FAR);
    assert_int_equal(outlook_of(&high, &series, INT32_MAX, 9, &arena).state, OUTLOOK_TOO_FAR);
    assert_int_equal(outlook_of(&high, &series, end_of(2018), 9, &arena).state, OUTLOOK_PASSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_probability_is_that_of_the_forecast_at_the_targets_period),
        cmocka_unit_test(the_good_side_of_a_target_follows_polarity_or_the_way_to_it),
        cmocka_unit_test(limits_end_where_no_figure_can_lie),
        cmocka_unit_test(what_cannot_be_told_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
