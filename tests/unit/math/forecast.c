#include "support/test.h"

#include <math.h>
#include <string.h>

#include "math/statistics/statistics.h"

static const double ten[] = {120, 132, 128, 140, 151, 149, 160, 158, 171, 175};
static const double five[] = {61.2, 60.1, 63.4, 62, 64.8};
static const double nile[] = {1120, 1160, 963,  1210, 1160, 1160, 813,  1230, 1370, 1140,
                              995,  935,  1110, 994,  1020, 960,  1180, 799,  958,  1140,
                              1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774,  840};

static const struct expected {
    const double *values;
    size_t count;
    enum forecast_method method;
    size_t step;
    double mean, lower_80, upper_95;
} expected[] = {
    {ten, 10, FORECAST_THETA, 1, 177.953967100856, 165.636835876601, 196.791393733889},
    {ten, 10, FORECAST_THETA, 3, 183.869118616008, 162.582892041614, 216.423592875373},
    {ten, 10, FORECAST_DAMPED, 1, 179.059618459272, 172.532471242699, 189.042028695599},
    {ten, 10, FORECAST_DAMPED, 3, 189.176592320712, 182.649306731976, 199.159214179},
    {ten, 10, FORECAST_HOLT, 1, 181.046544987257, 175.128681020448, 190.097136904271},
    {ten, 10, FORECAST_HOLT, 3, 192.938752608321, 187.020888255928, 201.989345115035},
    {ten, 10, FORECAST_DRIFT, 1, 181.111111111111, 171.524558005189, 195.772478884872},
    {ten, 10, FORECAST_DRIFT, 3, 193.333333333333, 175.144127698407, 221.15132280042},
    {ten, 10, FORECAST_LINEAR, 1, 180.933333333333, 174.171952032554, 192.095706147065},
    {ten, 10, FORECAST_LINEAR, 3, 192.763636363636, 185.311146218539, 205.066961629532},
    {nile, 30, FORECAST_THETA, 1, 1038.44932016068, 842.875420411416, 1337.55378862717},
    {nile, 30, FORECAST_DAMPED, 3, 1063.10191696967, 844.14113731413, 1397.97353172932},
    {nile, 30, FORECAST_HOLT, 3, 1032.80912505248, 830.844966302891, 1341.68665129461},
    {nile, 30, FORECAST_DRIFT, 3, 811.034482758621, 376.241717754012, 1475.99263431414},
    {nile, 30, FORECAST_LINEAR, 3, 1031.72984797924, 817.78728423568, 1365.62130196885},
    {five, 5, FORECAST_DRIFT, 3, 67.5, 60.1766307940459, 78.7001266863267},
    {five, 5, FORECAST_LINEAR, 3, 66.85, 62.6552958021863, 75.0011017552659},
};

static void compare(const struct expected *row, double tolerance)
{
    double mean[3], error[3];
    struct forecast result;
    struct err err = {0};
    if (forecast(row->values, row->count, row->method, 3, mean, error, &result, &err) < 0)
        fail_msg("%s", err.message);
    size_t i = row->step - 1;
    assert_near(mean[i], row->mean, tolerance);
    assert_near(mean[i] - forecast_quantile(&result, 0.9) * error[i], row->lower_80, tolerance);
    assert_near(mean[i] + forecast_quantile(&result, 0.975) * error[i], row->upper_95, tolerance);
}

/* R 4.2 with forecast 8.20: thetaf(), forecast(ets(y, "AAN", damped = TRUE or FALSE)),
 * rwf(drift = TRUE), forecast(tslm(y ~ trend)). */
static void means_and_limits_are_those_of_the_forecast_package(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        compare(&expected[i], 1e-12);
}

/* The same of few points, where the package's own search ends some 1e-7 from the best weights. */
static void a_short_series_starts_from_its_first_values(void **state)
{
    (void)state;
    const struct expected few[] = {
        {five, 5, FORECAST_THETA, 1, 64.2784185737949, 61.9473430452911, 67.8434909469604},
        {five, 5, FORECAST_THETA, 3, 65.1884185737949, 62.3430950114606, 69.5399654459402},
        {five, 5, FORECAST_HOLT, 1, 65.7496926659193, 63.26562264211, 69.5487499279443},
        {five, 5, FORECAST_HOLT, 3, 69.0750207300025, 61.4192850174145, 80.7834581235874},
        {ten, 8, FORECAST_DAMPED, 1, 165.434565071607, 155.800482657047, 180.168622650167},
        {ten, 8, FORECAST_DAMPED, 3, 173.835882782733, 151.760908104484, 207.596643170565}};
    for (size_t i = 0; i < sizeof few / sizeof *few; i++)
        compare(&few[i], 1e-6);
    double mean[2], error[2];
    struct forecast result;
    assert_int_equal(forecast(ten, 9, FORECAST_DAMPED, 2, mean, error, &result, NULL), 0);
    assert_true(result.few);
    assert_int_equal(forecast(ten, 10, FORECAST_DAMPED, 2, mean, error, &result, NULL), 0);
    assert_false(result.few);
}

static void the_error_is_normal_or_students(void **state)
{
    (void)state;
    struct forecast normal = {.df = INFINITY}, student = {.df = 3};
    assert_near(forecast_above(&normal, Z_95), 0.025, 1e-12);
    assert_near(forecast_above(&student, 3.182446305284263), 0.025, 1e-12); /* qt(.975, 3) */
    assert_near(forecast_quantile(&student, 0.975), 3.182446305284263, 1e-12);
    assert_near(forecast_above(&student, -1) + forecast_above(&student, 1), 1, 1e-12);
}

static void a_perfect_line_is_carried_on(void **state)
{
    (void)state;
    double line[12], mean[4], error[4];
    for (size_t i = 0; i < 12; i++)
        line[i] = 3 + 2 * (double)i;
    struct forecast result;
    static const enum forecast_method methods[] = {FORECAST_HOLT, FORECAST_DRIFT, FORECAST_LINEAR};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(forecast(line, 12, methods[i], 4, mean, error, &result, NULL), 0);
        assert_near(mean[3], 3 + 2 * 15, 1e-3);
        assert_true(error[3] < 1e-3);
    }
}

/* Points below which the weights alone are searched for. */
static size_t first_long(enum forecast_method method)
{
    return method == FORECAST_THETA ? 7 : method == FORECAST_HOLT ? 9 : 10;
}

/* A figure per 1,000 and per 10,000, its complement, or counted from another nought. */
static void expect_equal_in_units(const double *values, size_t count, enum forecast_method method,
                                  double unit, double nought)
{
    double changed[64], mean[3], error[3], changed_mean[3], changed_error[3];
    struct forecast result;
    for (size_t i = 0; i < count; i++)
        changed[i] = nought + unit * values[i];
    assert_int_equal(forecast(values, count, method, 3, mean, error, &result, NULL), 0);
    assert_int_equal(
        forecast(changed, count, method, 3, changed_mean, changed_error, &result, NULL), 0);
    for (size_t i = 0; i < 3; i++) {
        double tolerance = 1e-6 * fabs(unit) * (error[i] + fabs(mean[i]));
        assert_true(fabs(changed_mean[i] - nought - unit * mean[i]) <= tolerance);
        assert_true(fabs(changed_error[i] - fabs(unit) * error[i]) <= tolerance);
    }
}

static void a_forecast_hangs_neither_on_the_unit_nor_on_where_nought_lies(void **state)
{
    (void)state;
    struct random random = random_seeded(11);
    for (int round = 0; round < 600; round++) {
        double values[64];
        enum forecast_method method = (enum forecast_method)(round % 5);
        size_t most =
            method == FORECAST_DRIFT || method == FORECAST_LINEAR ? 64 : first_long(method);
        size_t count = 4 + (size_t)random_below(&random, most - 4);
        double level = 50, step = random_normal(&random);
        for (size_t i = 0; i < count; i++) {
            level += step + random_normal(&random);
            values[i] = level + random_normal(&random);
        }
        double unit = pow(10, (double)random_below(&random, 13) - 6) * (1 + random_unit(&random));
        expect_equal_in_units(values, count, method, unit, 0);
        expect_equal_in_units(values, count, method, -unit, 100 * unit);
        expect_equal_in_units(values, count, method, 1, 1000);
    }
}

static void the_largest_and_the_smallest_numbers_are_forecast(void **state)
{
    (void)state;
    const double vast[] = {-1e308, 1e308, -8e307, 1.2e308, -9e307};
    const double slight[] = {0, 5e-324, 1e-323, 5e-324, 0};
    double mean[1], error[1];
    struct forecast result;
    for (enum forecast_method method = FORECAST_THETA; method <= FORECAST_LINEAR; method++) {
        assert_int_equal(forecast(vast, 5, method, 1, mean, error, &result, NULL), 0);
        assert_false(isnan(mean[0]) || isnan(error[0]));
        assert_int_equal(forecast(slight, 5, method, 1, mean, error, &result, NULL), 0);
        assert_true(fabs(mean[0]) < 1e-300 && error[0] < 1e-300);
    }
}

static void too_few_points_and_equal_ones_are_refused(void **state)
{
    (void)state;
    const double equal[] = {5, 5, 5, 5, 5, 5, 5};
    double mean[1] = {42}, error[1];
    struct forecast result;
    struct err err = {0};
    for (enum forecast_method method = FORECAST_THETA; method <= FORECAST_LINEAR; method++) {
        assert_int_equal(forecast(ten, 2, method, 1, mean, error, &result, &err), ERR_ASSUMPTION);
        assert_int_equal(forecast(equal, 7, method, 1, mean, error, &result, &err), ERR_ASSUMPTION);
    }
    assert_int_equal(forecast(ten, 3, FORECAST_HOLT, 1, mean, error, &result, &err),
                     ERR_ASSUMPTION);
    assert_true(mean[0] == 42 && strlen(err.message) > 10);
}

struct valley {
    int evaluations;
};

static double rosenbrock(const double *at, void *context)
{
    struct valley *valley = context;
    valley->evaluations++;
    double rise = at[1] - at[0] * at[0];
    return 100 * rise * rise + (1 - at[0]) * (1 - at[0]);
}

/* R 4.2: optim(c(-1.2, 1), fr, method = "Nelder-Mead")$par is 1.000260 1.000506. */
static void the_polytope_goes_the_way_of_nashs_algorithm(void **state)
{
    (void)state;
    struct valley valley = {0};
    double at[] = {-1.2, 1};
    double least = minimise(rosenbrock, &valley, at, 2, 1.4901161193847656e-8, 500);
    assert_near(at[0], 1.0002601, 1e-6);
    assert_near(at[1], 1.0005060, 1e-6);
    assert_near(least, 8.825241e-8, 1e-13);
    assert_int_equal(valley.evaluations, 195);
}

static double nowhere(const double *at, void *context)
{
    (void)at;
    (void)context;
    return NAN;
}

static void a_start_that_is_not_allowed_is_left_as_it_is(void **state)
{
    (void)state;
    double at[] = {3, 4};
    assert_true(isinf(minimise(nowhere, NULL, at, 2, 1e-8, 100)));
    assert_true(at[0] == 3 && at[1] == 4);
}

/* Least at (2, 0.3), so within the box at (1, 0.3 + 0.2 × 1). */
static double bowl(const double *at, void *context)
{
    int *evaluations = context;
    ++*evaluations;
    double x = at[0] - 2, y = at[1] - 0.3;
    return x * x + 2.5 * y * y + x * y;
}

static void a_side_of_the_box_holds_the_descent(void **state)
{
    (void)state;
    int evaluations = 0;
    double at[] = {0.1, 0.9};
    double least = minimise_in_box(bowl, &evaluations, at, 2);
    assert_near(at[0], 1, 1e-12);
    assert_near(at[1], 0.5, 1e-6);
    assert_near(least, 1 + 2.5 * 0.04 - 0.2, 1e-10);
    assert_true(evaluations < 200);
    double corner[] = {1, 1};
    assert_near(minimise_in_box(bowl, &evaluations, corner, 2), least, 1e-10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_and_limits_are_those_of_the_forecast_package),
        cmocka_unit_test(a_short_series_starts_from_its_first_values),
        cmocka_unit_test(the_error_is_normal_or_students),
        cmocka_unit_test(a_perfect_line_is_carried_on),
        cmocka_unit_test(a_forecast_hangs_neither_on_the_unit_nor_on_where_nought_lies),
        cmocka_unit_test(the_largest_and_the_smallest_numbers_are_forecast),
        cmocka_unit_test(too_few_points_and_equal_ones_are_refused),
        cmocka_unit_test(the_polytope_goes_the_way_of_nashs_algorithm),
        cmocka_unit_test(a_side_of_the_box_holds_the_descent),
        cmocka_unit_test(a_start_that_is_not_allowed_is_left_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
