#include "support/test.h"

#include <math.h>
#include <string.h>

#include "math/statistics/statistics.h"
#include "support/stats.h"

enum { LONGEST = 128 };

/* worked_examples.json: Theil–Sen and Mann–Kendall of the Nile and others, by scipy. */
static void slope_and_test_are_those_of_the_worked_examples(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json file = shared_json("statistics/worked_examples.json", &arena);
    const struct json *cases = json_member(&file, "theil_sen_mk");
    assert_true(cases->count >= 6);
    for (size_t i = 0; i < cases->count; i++) {
        const struct json *each = &cases->items[i], *y = json_member(each, "y");
        double x[LONGEST], values[LONGEST], spare[LONGEST * LONGEST / 2];
        for (size_t j = 0; j < y->count; j++) {
            x[j] = (double)j;
            values[j] = y->items[j].real;
        }
        struct trend trend = theil_sen(x, values, y->count, spare);
        assert_near(trend.slope, json_number(each, "theil_sen_slope"), 1e-12);
        assert_near(trend.intercept, json_number(each, "intercept_median"), 1e-12);
        assert_near(trend.limits.lower, json_item(each, "slope95", 0), 1e-12);
        assert_near(trend.limits.upper, json_item(each, "slope95", 1), 1e-12);
        assert_near(trend.s, json_number(each, "mk_S"), 1e-12);
        assert_near(trend.variance, json_number(each, "mk_var"), 1e-12);
        assert_near(trend.z, json_number(each, "mk_z"), 1e-12);
        assert_near(trend.p, json_number(each, "mk_p"), 1e-12);
        double tau = json_number(each, "kendall_tau_b");
        if (isnan(tau))
            assert_true(isnan(trend.tau));
        else
            assert_near(trend.tau, tau, 1e-12);
    }
}

static enum recent_direction direction_of(struct slice expected)
{
    return slice_starts_with(expected, SLICE("Increasing"))   ? RECENT_INCREASING
           : slice_starts_with(expected, SLICE("Decreasing")) ? RECENT_DECREASING
                                                              : RECENT_NO_CHANGE;
}

/* Seven real series with the answer of the profiles' own program (trend_vectors.json). */
static void recent_trends_are_those_of_the_profiles(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json file = shared_json("statistics/benchmark/trend_vectors.json", &arena);
    size_t compared = 0;
    for (size_t i = 0; i < file.count; i++) {
        const struct json *points = json_member(&file.items[i], "points");
        struct slice expected = json_member(&file.items[i], "expected_trend")->text;
        double value[RECENT_POINTS], lower[RECENT_POINTS], upper[RECENT_POINTS];
        if (points->count < RECENT_POINTS || slice_is(expected, "CannotBeCalculated"))
            continue;
        for (size_t j = 0; j < RECENT_POINTS; j++) { /* the file has the newest first */
            const struct json *point = &points->items[RECENT_POINTS - 1 - j];
            value[j] = json_number(point, "Value");
            lower[j] = json_number(point, "LowerCI");
            upper[j] = json_number(point, "UpperCI");
        }
        struct recent_trend trend = recent_trend(value, lower, upper);
        assert_int_equal(trend.direction, direction_of(expected));
        compared++;
    }
    assert_int_equal(compared, 5);
}

static void one_point_that_makes_the_trend_makes_none(void **state)
{
    (void)state;
    const double value[] = {10, 10.2, 9.9, 9.8, 14}, lower[] = {9, 9.2, 8.9, 8.8, 13},
                 upper[] = {11, 11.2, 10.9, 10.8, 15};
    struct recent_trend trend = recent_trend(value, lower, upper);
    assert_true(trend.chi_squared > 9.5495);
    assert_int_equal(trend.direction, RECENT_NO_CHANGE);
}

/* Kendall (1975), table of S for five untied points: 120 orders, of which 1, 4, 9, 15, 20, 22 have
 * S of 10, 8, 6, 4, 2, 0 and as many the negatives. */
static void five_points_without_ties_have_kendalls_table(void **state)
{
    (void)state;
    const double rising[] = {1, 2, 3, 4, 5}, mostly[] = {1, 3, 2, 4, 5}, even[] = {3, 5, 1, 4, 2};
    struct kendall kendall;
    assert_int_equal(kendall_exact(rising, 5, &kendall, NULL), 0);
    assert_true(kendall.s == 10 && kendall.n == 5);
    assert_near(kendall.p_up, 1 / 120.0, 1e-14);
    assert_near(kendall.p_down, 1, 1e-14);
    assert_int_equal(kendall_exact(mostly, 5, &kendall, NULL), 0);
    assert_true(kendall.s == 8);
    assert_near(kendall.p_up, 5 / 120.0, 1e-14);
    assert_int_equal(kendall_exact(even, 5, &kendall, NULL), 0);
    assert_true(kendall.s == -2);
    assert_near(kendall.p_up, (71 + 20) / 120.0, 1e-14);
    assert_near(kendall.p_down, (71 - 22) / 120.0, 1e-14);
}

/* Count the orders of the values by their S, every one of them. */
struct orders {
    double values[8];
    size_t n;
    double observed, all, at_least, at_most;
};

static double s_of(const double *values, size_t n)
{
    double s = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            s += (values[j] > values[i]) - (values[j] < values[i]);
    return s;
}

static void count_orders(struct orders *orders, size_t placed)
{
    if (placed == orders->n) {
        double s = s_of(orders->values, orders->n);
        orders->all++;
        orders->at_least += s >= orders->observed;
        orders->at_most += s <= orders->observed;
        return;
    }
    for (size_t i = placed; i < orders->n; i++) {
        double swap = orders->values[placed];
        orders->values[placed] = orders->values[i];
        orders->values[i] = swap;
        count_orders(orders, placed + 1);
        orders->values[i] = orders->values[placed];
        orders->values[placed] = swap;
    }
}

static void ties_and_gaps_have_the_distribution_of_every_order(void **state)
{
    (void)state;
    static const double cases[][8] = {{1, 2, 2, 3, 5, NAN, NAN, NAN},
                                      {4, 4, NAN, 2, 2, 1, NAN, NAN},
                                      {1, 1, 2, 2, 2, 3, 9, 9},
                                      {5, NAN, 5, 5, 6, NAN, NAN, NAN},
                                      {3, 3, 3, 3, NAN, NAN, NAN, NAN}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct orders orders = {0};
        for (size_t j = 0; j < 8; j++)
            if (!isnan(cases[i][j]))
                orders.values[orders.n++] = cases[i][j];
        orders.observed = s_of(orders.values, orders.n);
        count_orders(&orders, 0);
        struct kendall kendall;
        assert_int_equal(kendall_exact(cases[i], 8, &kendall, NULL), 0);
        assert_true(kendall.s == orders.observed && kendall.n == orders.n);
        assert_near(kendall.p_up, orders.at_least / orders.all, 1e-13);
        assert_near(kendall.p_down, orders.at_most / orders.all, 1e-13);
    }
}

static void twenty_points_are_exact_and_more_are_refused(void **state)
{
    (void)state;
    double values[21];
    for (size_t i = 0; i < 21; i++)
        values[i] = (double)i;
    struct kendall kendall = {.n = 7};
    assert_int_equal(kendall_exact(values, 20, &kendall, NULL), 0);
    assert_near(kendall.p_up * 2432902008176640000.0, 1, 1e-9); /* one order in 20! */
    kendall.n = 7;
    struct err err = {0};
    assert_int_equal(kendall_exact(values, 21, &kendall, &err), ERR_ASSUMPTION);
    values[0] = NAN;
    assert_int_equal(kendall_exact(values, 2, &kendall, &err), ERR_ASSUMPTION);
    assert_true(kendall.n == 7 && strlen(err.message) > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slope_and_test_are_those_of_the_worked_examples),
        cmocka_unit_test(recent_trends_are_those_of_the_profiles),
        cmocka_unit_test(one_point_that_makes_the_trend_makes_none),
        cmocka_unit_test(five_points_without_ties_have_kendalls_table),
        cmocka_unit_test(ties_and_gaps_have_the_distribution_of_every_order),
        cmocka_unit_test(twenty_points_are_exact_and_more_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
