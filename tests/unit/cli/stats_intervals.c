/* weft stats: proportion, rate, ratio, dsr, mean, difference, quantiles, slope, funnel, gap. */
#include "support/test.h"

#include <math.h>

#include "math/statistics/statistics.h"
#include "support/stats.h"

static void expect(const struct stats_answer *answer, size_t row, const char *column, double value)
{
    assert_near(answer_number(answer, row, column), value, 1e-12);
}

/* R 4.2: qchisq(c(.025, .975, .001, .999), c(10, 12, 10, 12)) / 2, and Byar's formula. */
static void a_rate_is_exact_under_ten_events(void **state)
{
    (void)state;
    struct stats_answer answer =
        stats_ask("rate", "events,population\n5,1000\n0,1000\n65,20000.5\n,10\n");
    expect(&answer, 0, "value", 500);
    expect(&answer, 0, "lower_95", 162.348639011842);
    expect(&answer, 0, "upper_95", 1166.83320793227);
    expect(&answer, 0, "lower_99_8", 73.9371731917832);
    expect(&answer, 0, "upper_99_8", 1645.47452036801);
    expect(&answer, 1, "lower_95", 0);
    expect(&answer, 1, "upper_95", 368.887945411394);
    expect(&answer, 2, "lower_95", 50.16318771045943 / 20000.5 * 1e5);
    assert_slice(answer_text(&answer, 3, "lower_95"), "");
    stats_answer_free(&answer);
}

static void a_ratio_adds_up_strata_and_lets_a_total_stand_in_one(void **state)
{
    (void)state;
    struct stats_answer answer =
        stats_ask("ratio --per 1000",
                  "area,stratum,observed,population,reference_events,reference_population,region\n"
                  "x,0-4,12,1000,900,100000,north\nx,5-9,20,2000,1500,120000,north\n"
                  "y,0-4,32,1000,900,100000,south\ny,5-9,,2000,1500,120000,south\n"
                  "z,0-4,,1000,900,100000,south\nz,5-9,,2000,1500,120000,south\n");
    assert_int_equal(answer.rows, 3);
    assert_slice(answer_text(&answer, 1, "area"), "y");
    assert_slice(answer_text(&answer, 1, "region"), "south");
    for (size_t row = 0; row < 2; row++) {
        expect(&answer, row, "observed", 32);
        expect(&answer, row, "expected", 34);
        expect(&answer, row, "ratio", 32.0 / 34);
        expect(&answer, row, "lower_95", byar_limits(32, Z_95).lower / 34);
        expect(&answer, row, "reference_rate", 2400 / 220.0);
        expect(&answer, row, "rate", 32.0 / 34 * 2400 / 220);
    }
    assert_slice(answer_text(&answer, 2, "ratio"), "");
    expect(&answer, 2, "expected", 34);
    stats_answer_free(&answer);
}

static void a_standardised_rate_is_blank_under_ten_events(void **state)
{
    (void)state;
    struct stats_answer answer =
        stats_ask("dsr", "area,stratum,events,population,standard_population\n"
                         "x,0-4,12,1000,5000\nx,5-9,20,2000,5500\n"
                         "y,0-4,4,1000,5000\ny,5-9,5,2000,5500\n"
                         "z,0-4,,1000,5000\nz,5-9,50,2000,5500\n");
    expect(&answer, 0, "events", 32);
    expect(&answer, 0, "value", 1095.2380952380954);
    expect(&answer, 0, "lower_95", 733.4580232205034);
    expect(&answer, 0, "upper_99_8", 1869.9977283874757);
    expect(&answer, 1, "events", 9);
    assert_slice(answer_text(&answer, 1, "value"), "");
    assert_slice(answer_text(&answer, 2, "events"), "");
    assert_slice(answer_text(&answer, 2, "upper_95"), "");
    stats_answer_free(&answer);
}

/* With E events by persons who had k each, the variance is sum w² sum k² persons / n². */
static void persons_with_several_events_widen_the_limits(void **state)
{
    (void)state;
    struct stats_answer once =
        stats_ask("dsr --per 1 --by region",
                  "region,stratum,persons,events_each,population,standard_population\n"
                  "x,0-4,12,1,1000,5000\nx,5-9,20,1,2000,5500\n");
    struct stats_answer twice =
        stats_ask("dsr --per 1 --by region",
                  "region,stratum,persons,events_each,population,standard_population\n"
                  "x,0-4,4,2,1000,5000\nx,0-4,4,1,1000,5000\nx,5-9,10,2,2000,5500\n");
    expect(&once, 0, "value", answer_number(&twice, 0, "value"));
    double wide = answer_number(&twice, 0, "value") - answer_number(&twice, 0, "lower_95");
    double narrow = answer_number(&once, 0, "value") - answer_number(&once, 0, "lower_95");
    double of_strata[] = {25.0 * 20 / 1, 7.5625 * 40}, one[] = {25.0 * 12, 7.5625 * 20};
    assert_near(wide / narrow, sqrt((of_strata[0] + of_strata[1]) / (one[0] + one[1])), 1e-12);
    stats_answer_free(&once);
    stats_answer_free(&twice);
}

static void a_mean_and_a_difference_have_their_columns(void **state)
{
    (void)state;
    struct stats_answer mean = stats_ask("mean", "n,mean,sd\n25,50,10\n25,50,\n");
    expect(&mean, 0, "value", 50);
    expect(&mean, 0, "lower_95", 45.87220287674395);
    assert_slice(answer_text(&mean, 1, "value"), "");
    stats_answer_free(&mean);
    struct stats_answer difference =
        stats_ask("difference", "events_1,trials_1,events_2,trials_2\n56,70,48,80\n3,4,0,5\n");
    expect(&difference, 0, "difference", 0.2);
    expect(&difference, 0, "lower_95", 0.0524314724023649);
    expect(&difference, 0, "ratio_upper_95", 1.6512485112663866);
    expect(&difference, 0, "p", 0.0080450813681965643);
    assert_slice(answer_text(&difference, 1, "ratio"), "");
    stats_answer_free(&difference);
}

static void ranks_are_within_the_groups_asked_for(void **state)
{
    (void)state;
    static const char *const csv = "area,value,year\na,10,1\nb,20,1\nc,20,1\nd,40,1\n"
                                   "a,3,2\nb,1,2\nc,,2\nd,2,2\n";
    struct stats_answer answer = stats_ask("quantiles --polarity high --by year", csv);
    const char *ranks[] = {"4", "2", "2", "1", "1", "3", "", "2"};
    const char *quantiles[] = {"4", "2", "2", "1", "", "", "", ""};
    const char *bands[] = {"D", "C", "C", "A", "A", "D", "", "C"};
    for (size_t row = 0; row < 8; row++) {
        assert_slice(answer_text(&answer, row, "rank"), ranks[row]);
        assert_slice(answer_text(&answer, row, "quantile"), quantiles[row]);
        assert_slice(answer_text(&answer, row, "band"), bands[row]);
    }
    stats_answer_free(&answer);
    struct stats_answer none = stats_ask("quantiles --by year --number 2", csv);
    assert_slice(answer_text(&none, 0, "rank"), "1");
    assert_slice(answer_text(&none, 3, "rank"), "4");
    assert_slice(answer_text(&none, 3, "quantile"), "2");
    assert_slice(answer_text(&none, 3, "band"), "");
    stats_answer_free(&none);
}

static void a_slope_takes_errors_or_limits_in_any_order_of_rows(void **state)
{
    (void)state;
    struct stats_answer by_error =
        stats_ask("slope --per 100", "area,quantile,population,value,se\n"
                                     "x,3,100,6,1\nx,1,100,10,1\nx,2,100,8,1\n");
    struct stats_answer by_limits =
        stats_ask("slope", "area,quantile,population,value,lower,upper\n"
                           "x,1,100,10,8.040036015459946,11.959963984540054\n"
                           "x,2,100,8,6.040036015459946,9.959963984540054\n"
                           "x,3,100,6,4.040036015459946,7.959963984540054\n");
    expect(&by_error, 0, "slope_index", -600);
    expect(&by_error, 0, "intercept", 1100);
    expect(&by_limits, 0, "slope_index", -6);
    expect(&by_limits, 0, "relative_index", 5.0 / 11);
    expect(&by_limits, 0, "slope_lower_95", answer_number(&by_error, 0, "slope_lower_95") / 100);
    expect(&by_limits, 0, "relative_upper_95", answer_number(&by_error, 0, "relative_upper_95"));
    stats_answer_free(&by_error);
    stats_answer_free(&by_limits);
}

static void a_funnel_takes_trials_or_expected(void **state)
{
    (void)state;
    struct stats_answer shares =
        stats_ask("funnel", "unit,events,trials\na,20,100\nb,50,100\nc,25,100\nd,,100\n");
    double pooled = 95 / 300.0, spread = Z_95 * sqrt(pooled * (1 - pooled) / 100);
    expect(&shares, 0, "centre", pooled);
    expect(&shares, 0, "upper_95", pooled + spread);
    assert_slice(answer_text(&shares, 0, "position"), "below_95");
    assert_slice(answer_text(&shares, 1, "position"), "above_99_8");
    assert_slice(answer_text(&shares, 2, "position"), "inside");
    assert_slice(answer_text(&shares, 3, "position"), "");
    stats_answer_free(&shares);
    struct stats_answer ratios =
        stats_ask("funnel", "unit,observed,expected\na,100,108\nb,150,112.5\n");
    expect(&ratios, 0, "centre", 1);
    expect(&ratios, 1, "value", 150 / 112.5);
    expect(&ratios, 0, "lower_95", garwood_limits(108, Z_95).lower / 108);
    assert_slice(answer_text(&ratios, 1, "position"), "above_99_8");
    stats_answer_free(&ratios);
}

/* R 4.2.2: qchisq(c(.001, .999), c(2 * E, 2 * E + 2)) / 2 / E. */
static void a_large_unit_of_a_funnel_has_limits(void **state)
{
    (void)state;
    struct stats_answer answer = stats_ask("funnel", "unit,observed,expected\na,18556,16868.9\n"
                                                     "b,550000,500000\nc,1,0.1\n");
    expect(&answer, 0, "upper_99_8", 1.02402194530276);
    expect(&answer, 1, "lower_99_8", 0.995635450631596);
    expect(&answer, 1, "upper_99_8", 1.00437795311639);
    expect(&answer, 2, "lower_95", 1.15834204910429e-16 / 0.2);
    assert_slice(answer_text(&answer, 0, "position"), "above_99_8");
    assert_slice(answer_text(&answer, 1, "position"), "above_99_8");
    assert_slice(answer_text(&answer, 2, "position"), "inside");
    stats_answer_free(&answer);
    stats_refuses("funnel", "unit,observed,expected\na,0,1e-320\nb,1,2\n", "too large to compute");
}

static void a_gap_is_parted_by_rates_and_composition(void **state)
{
    (void)state;
    static const char *const csv = "group,stratum,events,trials\na,x,10,100\na,y,30,100\n"
                                   "b,y,20,50\nb,x,20,150\nc,x,30,100\nc,y,60,100\n";
    struct stats_answer answer = stats_ask("gap", csv);
    assert_int_equal(answer.rows, 2);
    assert_slice(answer_text(&answer, 0, "group"), "b");
    expect(&answer, 0, "gap", 0);
    expect(&answer, 0, "rate_component", 0.05833333333333334);
    expect(&answer, 0, "composition_component", -0.05833333333333333);
    expect(&answer, 1, "rate", 0.45);
    expect(&answer, 1, "reference_rate", 0.2);
    expect(&answer, 1, "ratio", 2.25);
    expect(&answer, 1, "lower_95", two_proportions(90, 200, 40, 200).difference_limits.lower);
    /* between 2 × 200 × 0.125²; within 100 × (2 × 0.1² + 2 × 0.15²) */
    expect(&answer, 1, "between_share", 6.25 / (6.25 + 6.5));
    stats_answer_free(&answer);
    struct stats_answer other = stats_ask("gap --reference c", csv);
    assert_slice(answer_text(&other, 0, "group"), "a");
    expect(&other, 0, "gap", -0.25);
    stats_answer_free(&other);
}

static void areas_have_gaps_of_their_own(void **state)
{
    (void)state;
    static const char *const csv = "area,group,stratum,events,trials\n"
                                   "n,a,x,10,100\ns,b,x,1,10\nn,b,x,20,150\nn,a,y,30,100\n"
                                   "n,b,y,20,50\ns,a,x,4,20\n";
    struct stats_answer answer = stats_ask("gap", csv);
    assert_int_equal(answer.rows, 2);
    assert_slice(answer_text(&answer, 0, "area"), "n");
    assert_slice(answer_text(&answer, 0, "group"), "b");
    expect(&answer, 0, "rate_component", 0.35 / 6);
    assert_slice(answer_text(&answer, 1, "area"), "s");
    assert_slice(answer_text(&answer, 1, "group"), "a"); /* its first group is b */
    expect(&answer, 1, "gap", 0.1);
    stats_answer_free(&answer);
    stats_refuses("gap --reference c", csv, "Of the area that starts here");
}

static void a_gap_of_values_and_one_of_means_have_their_columns(void **state)
{
    (void)state;
    struct stats_answer values = stats_ask("gap", "group,value\na,1\na,2\nb,3\nb,5\nb,\n");
    assert_int_equal(values.rows, 1);
    expect(&values, 0, "between_share", 6.25 / 8.75);
    expect(&values, 0, "within_share", 2.5 / 8.75);
    expect(&values, 0, "f", 5);
    expect(&values, 0, "p", 0.1548457452714834);
    stats_answer_free(&values);
    struct stats_answer means = stats_ask("gap --outcome y --covariates a,b --reference a",
                                          "group,y,a,b\na,1,2,3\na,2,2,4\na,4,5,6\na,3,1,3\n"
                                          "b,3,2,2\nb,5,4,3\nb,6,6,1\nb,5,1,1\nb,,1,1\n");
    assert_int_equal(means.rows, 1);
    expect(&means, 0, "gap", 2.25);
    expect(&means, 0, "endowments", -4.2);
    expect(&means, 0, "explained", 0.3200483091787449);
    expect(&means, 0, "unexplained", 2.25 - 0.3200483091787449);
    stats_answer_free(&means);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rate_is_exact_under_ten_events),
        cmocka_unit_test(a_ratio_adds_up_strata_and_lets_a_total_stand_in_one),
        cmocka_unit_test(a_standardised_rate_is_blank_under_ten_events),
        cmocka_unit_test(persons_with_several_events_widen_the_limits),
        cmocka_unit_test(a_mean_and_a_difference_have_their_columns),
        cmocka_unit_test(ranks_are_within_the_groups_asked_for),
        cmocka_unit_test(a_slope_takes_errors_or_limits_in_any_order_of_rows),
        cmocka_unit_test(a_funnel_takes_trials_or_expected),
        cmocka_unit_test(a_large_unit_of_a_funnel_has_limits),
        cmocka_unit_test(a_gap_is_parted_by_rates_and_composition),
        cmocka_unit_test(areas_have_gaps_of_their_own),
        cmocka_unit_test(a_gap_of_values_and_one_of_means_have_their_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
