#include "support/test.h"

#include <math.h>

#include "math/statistics/statistics.h"
#include "support/stats.h"

static enum polarity polarity_of(struct slice text)
{
    return slice_is(text, "High") ? POLARITY_HIGH : POLARITY_LOW;
}

/* The tool of the Department for Education (quartile_rank_vectors.json). A value outside the
 * range of all authorities cannot be among them, so its two cases do not arise here. */
static void bands_and_ranks_are_those_of_the_interactive_tool(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json file = shared_json("statistics/benchmark/quartile_rank_vectors.json", &arena);
    struct quartiles quartiles = {25, 50, 75};
    const struct json *bands = json_member(&file, "quartile_band");
    for (size_t i = 0; i < bands->count; i++) {
        struct slice expected = json_member(&bands->items[i], "expected")->text;
        char band = quartile_band(json_number(&bands->items[i], "value"), &quartiles,
                                  polarity_of(json_member(&bands->items[i], "polarity")->text));
        if (!slice_is(expected, "Error"))
            assert_int_equal(band, expected.length ? expected.data[0] : '\0');
    }
    const struct json *ranks = json_member(&file, "rank");
    for (size_t i = 0; i < ranks->count; i++) {
        const struct json *values = json_member(&ranks->items[i], "values");
        double numbers[8], rank[8];
        struct place places[8], spare[8];
        for (size_t j = 0; j < values->count; j++) {
            numbers[j] = values->items[j].kind == JSON_IS_NULL ? NAN : values->items[j].real;
            rank[j] = NAN;
        }
        size_t known = places_sort(numbers, values->count, places, spare);
        places_rank(places, known, polarity_of(json_member(&ranks->items[i], "polarity")->text),
                    rank);
        for (size_t j = 0; j < values->count; j++) {
            double expected = json_item(&ranks->items[i], "expected", j);
            assert_true(isnan(expected) ? isnan(rank[j]) : rank[j] == expected);
        }
    }
}

static void any_number_of_values_is_sorted_and_stays_in_place_where_equal(void **state)
{
    (void)state;
    enum { MOST = 300 };
    struct random random = random_seeded(7);
    for (size_t count = 0; count < MOST; count++) {
        double values[MOST];
        struct place places[MOST], spare[MOST];
        size_t expected = 0;
        for (size_t i = 0; i < count; i++) {
            values[i] = random_below(&random, 9) ? (double)random_below(&random, 40) : NAN;
            expected += isnan(values[i]) ? 0 : 1;
        }
        assert_true(places_sort(values, count, places, spare) == expected);
        for (size_t i = 0; i < expected; i++) {
            assert_true(values[places[i].index] == places[i].value);
            if (i)
                assert_true(places[i - 1].value < places[i].value ||
                            (places[i - 1].value == places[i].value &&
                             places[i - 1].index < places[i].index));
        }
    }
}

/* R 4.2: quantile(c(3, 1, 4, 1, 5, 9, 2), c(.25, .5, .75, .9)). */
static void quartiles_lie_between_sorted_values(void **state)
{
    (void)state;
    const double values[] = {3, 1, 4, NAN, 1, 5, 9, 2};
    struct place places[8], spare[8];
    size_t known = places_sort(values, 8, places, spare);
    struct quartiles quartiles = places_quartiles(places, known);
    assert_true(quartiles.first == 1.5 && quartiles.second == 3 && quartiles.third == 4.5);
    assert_near(places_quantile(places, known, 0.9), 6.6, 1e-14);
    assert_true(places_quantile(places, 1, 0.75) == 1);
    assert_int_equal(quartile_band(3, &quartiles, POLARITY_NONE), '\0');
    assert_int_equal(quartile_band(1.5 * (1 + 1e-14), &quartiles, POLARITY_HIGH), 'D');
}

/* The rule of PHEindicatormethods::phe_quantile in R 4.2: 10 areas into 4. */
static void quantiles_of_ranks_are_those_of_the_guidance(void **state)
{
    (void)state;
    const double expected[] = {1, 1, 1, 2, 2, 3, 3, 3, 4, 4};
    for (int rank = 1; rank <= 10; rank++)
        assert_true(quantile_of_rank(rank, 10, 4) == expected[rank - 1]);
    assert_true(isnan(quantile_of_rank(1, 3, 4)));
    assert_true(isnan(quantile_of_rank(NAN, 9, 4)));
}

/* The example of PHEindicatormethods::phe_sii, first area, its regression and a million of its
 * draws run in R 4.2; the limits agree to the noise of the draws. */
static void the_slope_of_a_published_example_is_found(void **state)
{
    (void)state;
    const double population[] = {7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534};
    const double value[] = {75.9, 78.3, 83.8, 83.6, 80.5, 81.1, 81.7, 84.2, 80.6, 86.3};
    const double se[] = {1.64, 1.58, 1.51, 1.78, 1.7, 1.56, 1.37, 1.4, 2.43, 1.57};
    struct slope_index slope = slope_index(population, value, se, 10, SLOPE_NONE);
    assert_near(slope.index, 7.0002347600800, 1e-10);
    assert_near(slope.relative, 1.0897097049119, 1e-10);
    assert_near(slope.intercept, 78.0320787695299, 1e-10);
    assert_near(slope.index_limits.lower, 3.1602812095089, 0.01);
    assert_near(slope.index_limits.upper, 10.8551674258622, 0.01);
    assert_near(slope.relative_limits.lower, 1.0395683401460, 1e-3);
    assert_near(slope.relative_limits.upper, 1.1424775871861, 1e-3);
}

/* R 4.2: lm(log(v) ~ b, weights = a), its ends brought back; the slope's limits, which 200,000
 * draws agree with to three digits. */
static void under_a_transform_the_line_is_fitted_to_what_was_transformed(void **state)
{
    (void)state;
    const double population[] = {100, 120, 80, 100, 100};
    const double rates[] = {40, 34, 33, 27, 20}, shares[] = {0.4, 0.34, 0.33, 0.27, 0.2};
    const double se[] = {0.1, 0.12, 0.15, 0.1, 0.2};
    struct slope_index log_slope = slope_index(population, rates, se, 5, SLOPE_LOG);
    struct slope_index logit_slope = slope_index(population, shares, se, 5, SLOPE_LOGIT);
    assert_near(log_slope.index, -25.026113187318, 1e-12);
    assert_near(log_slope.relative, 0.44431319123593, 1e-12);
    assert_near(log_slope.intercept, 45.036363636163, 1e-12);
    assert_near(log_slope.index_limits.lower, -41.066665000473, 1e-12);
    assert_near(log_slope.index_limits.upper, -10.360865714757, 1e-12);
    assert_near(log_slope.relative_limits.lower, 0.27831344944278, 1e-12);
    assert_near(log_slope.relative_limits.upper, 0.70932329106444, 1e-12);
    assert_near(logit_slope.index, -0.23970822246494, 1e-12);
    assert_near(logit_slope.relative, 0.45111786221223, 1e-12);
    assert_near(logit_slope.intercept, 0.43672075653813, 1e-12);
    assert_near(logit_slope.index_limits.lower, -0.33224624773381, 1e-12);
    assert_near(logit_slope.index_limits.upper, -0.14363547575543, 1e-12);
    assert_near(logit_slope.relative_limits.upper, 0.62228731112092, 1e-12);
}

static void a_ratio_to_what_may_be_nought_has_no_limits(void **state)
{
    (void)state;
    const double population[] = {1, 1, 1}, value[] = {0.1, 1, 2}, se[] = {5, 5, 5};
    struct slope_index slope = slope_index(population, value, se, 3, SLOPE_NONE);
    assert_true(isnan(slope.relative_limits.lower) && isfinite(slope.index_limits.lower));
}

/* FunnelPlotR's tests (funnel_vectors.json). */
static void funnel_limits_and_overdispersion_are_those_published(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json file = shared_json("statistics/benchmark/funnel_vectors.json", &arena);
    const struct json *limits = json_member(&file, "poisson_limits_sr");
    for (size_t i = 0; i < 3; i++) {
        double expected = json_item(limits, "expected_n", i);
        struct limits at_95 = funnel_ratio_limits(expected, Z_95);
        struct limits at_99_8 = funnel_ratio_limits(expected, Z_99_8);
        assert_near(at_95.lower, json_item(limits, "ll95", i), 1e-6);
        assert_near(at_95.upper, json_item(limits, "ul95", i), 1e-6);
        assert_near(at_99_8.lower, json_item(limits, "ll99", i), 1e-6);
        assert_near(at_99_8.upper, json_item(limits, "ul99", i), 1e-6);
    }
    const struct json *phi = json_member(&file, "overdispersion_phi");
    double observed[8], expected[8];
    size_t count = json_member(phi, "num")->count;
    for (size_t i = 0; i < count; i++) {
        observed[i] = json_item(phi, "num", i);
        expected[i] = json_item(phi, "denom", i);
    }
    assert_near(funnel_phi_ratio(observed, expected, count), json_number(phi, "phi"), 1e-6);
}

static void a_unit_on_a_limit_is_inside_and_units_without_figures_do_not_count(void **state)
{
    (void)state;
    const double events[] = {20, NAN, 30}, trials[] = {100, 50, 100};
    assert_near(funnel_pooled(events, trials, 3), 0.25, 1e-15);
    struct limits at_95 = funnel_proportion_limits(0.25, 100, Z_95);
    struct limits at_99_8 = funnel_proportion_limits(0.25, 100, Z_99_8);
    assert_near(funnel_phi_proportion(events, trials, 3), 0.05 * 0.05 / (0.25 * 0.75 / 100), 1e-12);
    assert_int_equal(funnel_position(at_95.upper, at_95, at_99_8), INSIDE);
    assert_int_equal(funnel_position(at_95.upper + 1e-9, at_95, at_99_8), ABOVE_95);
    assert_int_equal(funnel_position(at_95.lower - 1e-9, at_95, at_99_8), BELOW_95);
    assert_int_equal(funnel_position(0.5, at_95, at_99_8), ABOVE_99_8);
    assert_int_equal(funnel_position(0, at_95, at_99_8), BELOW_99_8);
    const double none[] = {0, 0}, some[] = {5, 6};
    assert_true(isnan(funnel_phi_ratio(none, some, 2)));
}

/* Kitagawa (1955) by hand: shares ½, ½ against ¾, ¼; rates .1, .3 against .2/1.5, .4. */
static void the_parts_of_a_gap_add_up_to_it(void **state)
{
    (void)state;
    const double events[] = {20, 20}, trials[] = {150, 50};
    const double reference_events[] = {10, 30}, reference_trials[] = {100, 100};
    struct kitagawa parts = kitagawa(events, trials, reference_events, reference_trials, 2);
    assert_near(parts.rate_component, 0.625 * (20 / 150.0 - 0.1) + 0.375 * 0.1, 1e-15);
    assert_near(parts.rate_component + parts.composition_component, 0, 1e-15);
}

/* R 4.2: anova(lm(v ~ g)). */
static void variation_is_parted_between_and_within(void **state)
{
    (void)state;
    const double values[] = {1, 2, NAN, 3, 5}, same[] = {1, 1, 1, 3, 3};
    const size_t group[] = {0, 0, 0, 1, 1};
    struct variation variation = variation_between(values, NULL, group, 5, 2);
    assert_near(variation.between_share, 6.25 / 8.75, 1e-15);
    assert_near(variation.within_share, 2.5 / 8.75, 1e-15);
    assert_near(variation.f, 5, 1e-14);
    assert_near(variation.p, 0.1548457452714834, 1e-13);
    variation = variation_between(same, NULL, group, 5, 2);
    assert_true(variation.between_share == 1 && isnan(variation.f));
    const double weights[] = {1, 1, 1, 2, 2};
    assert_true(isnan(variation_between(values, weights, group, 5, 2).p));
    assert_true(isnan(variation_between((double[]){4, 4}, NULL, group, 2, 1).between_share));
}

/* The mean of three tenths is a hair above a tenth: that is no variation. */
static void equal_figures_do_not_vary_whatever_their_unit(void **state)
{
    (void)state;
    const size_t group[] = {0, 0, 0, 1, 1, 1, 1, 1, 1};
    const double units[] = {1, 0.1, 0.7, 1e-9, 3e7};
    for (size_t unit = 0; unit < sizeof units / sizeof *units; unit++) {
        double values[9], one = units[unit];
        for (size_t i = 0; i < 9; i++)
            values[i] = i < 3 ? one : 3 * one;
        struct variation variation = variation_between(values, NULL, group, 9, 2);
        assert_true(variation.within_share == 0 && isnan(variation.f) && isnan(variation.p));
        assert_true(isnan(variation_between(values, NULL, group, 3, 2).between_share));
    }
}

/* R 4.2: lm of each group and of both with a term for the group. */
static void a_gap_in_means_is_explained_by_covariates(void **state)
{
    (void)state;
    const double reference_y[] = {1, 2, 4, 3}, y[] = {3, 5, 6, 5};
    const double reference_x[] = {2, 3, 2, 4, 5, 6, 1, 3}, x[] = {2, 2, 4, 3, 6, 1, 1, 1};
    struct oaxaca oaxaca;
    assert_int_equal(oaxaca_blinder(y, x, 4, reference_y, reference_x, 4, 2, &oaxaca, NULL), 0);
    assert_near(oaxaca.gap, 2.25, 1e-14);
    assert_near(oaxaca.endowments, -4.2, 1e-12);
    assert_near(oaxaca.coefficients, 0.8796296296296298, 1e-12);
    assert_near(oaxaca.interaction, 5.57037037037037, 1e-12);
    assert_near(oaxaca.explained, 0.3200483091787449, 1e-12);
    assert_near(oaxaca.unexplained, 2.25 - 0.3200483091787449, 1e-12);
}

static void a_covariate_that_follows_from_others_is_refused(void **state)
{
    (void)state;
    const double y[] = {1, 2, 4, 3, 7}, x[] = {1, 2, 2, 4, 3, 6, 4, 8, 5, 10};
    struct oaxaca oaxaca = {.gap = 42};
    struct err err = {0};
    assert_int_equal(oaxaca_blinder(y, x, 5, y, x, 5, 2, &oaxaca, &err), ERR_ASSUMPTION);
    assert_int_equal(oaxaca_blinder(y, x, 2, y, x, 5, 2, &oaxaca, &err), ERR_ASSUMPTION);
    assert_true(oaxaca.gap == 42);
}

/* Longley (1967), J Am Stat Assoc 62:819-841, certified by NIST: the six figures that normal
 * equations lose are kept. */
static void least_squares_keep_the_digits_of_longleys_data(void **state)
{
    (void)state;
    double design[16 * 7] = {
        1, 83.0,  234289, 2356, 1590, 107608, 1947, 1, 88.5,  259426, 2325, 1456, 108632, 1948,
        1, 88.2,  258054, 3682, 1616, 109773, 1949, 1, 89.5,  284599, 3351, 1650, 110929, 1950,
        1, 96.2,  328975, 2099, 3099, 112075, 1951, 1, 98.1,  346999, 1932, 3594, 113270, 1952,
        1, 99.0,  365385, 1870, 3547, 115094, 1953, 1, 100.0, 363112, 3578, 3350, 116219, 1954,
        1, 101.2, 397469, 2904, 3048, 117388, 1955, 1, 104.6, 419180, 2822, 2857, 118734, 1956,
        1, 108.4, 442769, 2936, 2798, 120445, 1957, 1, 110.8, 444546, 4681, 2637, 121950, 1958,
        1, 112.6, 482704, 3813, 2552, 123366, 1959, 1, 114.2, 502601, 3931, 2514, 125368, 1960,
        1, 115.7, 518173, 4806, 2572, 127852, 1961, 1, 116.9, 554894, 4007, 2827, 130081, 1962};
    double y[] = {60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761,
                  66019, 67857, 68169, 66513, 68655, 69564, 69331, 70551};
    const double certified[] = {-3482258.63459582, 15.0618722713733,  -0.358191792925910E-01,
                                -2.02022980381683, -1.03322686717359, -0.511041056535807E-01,
                                1829.15146461355};
    double coefficients[7];
    assert_int_equal(least_squares(design, y, 16, 7, coefficients, NULL), 0);
    for (size_t i = 0; i < 7; i++)
        assert_near(coefficients[i] / certified[i], 1, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bands_and_ranks_are_those_of_the_interactive_tool),
        cmocka_unit_test(any_number_of_values_is_sorted_and_stays_in_place_where_equal),
        cmocka_unit_test(quartiles_lie_between_sorted_values),
        cmocka_unit_test(quantiles_of_ranks_are_those_of_the_guidance),
        cmocka_unit_test(the_slope_of_a_published_example_is_found),
        cmocka_unit_test(under_a_transform_the_line_is_fitted_to_what_was_transformed),
        cmocka_unit_test(a_ratio_to_what_may_be_nought_has_no_limits),
        cmocka_unit_test(funnel_limits_and_overdispersion_are_those_published),
        cmocka_unit_test(a_unit_on_a_limit_is_inside_and_units_without_figures_do_not_count),
        cmocka_unit_test(the_parts_of_a_gap_add_up_to_it),
        cmocka_unit_test(variation_is_parted_between_and_within),
        cmocka_unit_test(equal_figures_do_not_vary_whatever_their_unit),
        cmocka_unit_test(a_gap_in_means_is_explained_by_covariates),
        cmocka_unit_test(a_covariate_that_follows_from_others_is_refused),
        cmocka_unit_test(least_squares_keep_the_digits_of_longleys_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
