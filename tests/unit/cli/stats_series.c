/* weft stats: the methods that read a series: xmr, p, u, c, run, recent-trend, trend, forecast. */
#include "support/test.h"

#include <math.h>

#include "math/statistics/statistics.h"
#include "support/stats.h"

/* Options of xmr that say what a series of plotthedots_results.json was drawn with. */
static void write_options(const struct json *series, struct buffer *out)
{
    struct slice better = json_member(series, "improvement_direction")->text;
    buffer_string(out, "xmr");
    if (json_member(series, "screen_outliers")->boolean)
        buffer_string(out, " --screen");
    if (!isnan(json_number(series, "target")))
        buffer_printf(out, " --target %g", json_number(series, "target"));
    if (!slice_is(better, "neutral"))
        buffer_printf(out, " --better %s", slice_is(better, "increase") ? "high" : "low");
    if (!isnan(json_number(series, "fix_after_n_points")))
        buffer_printf(out, " --baseline %g", json_number(series, "fix_after_n_points"));
    if (!isnan(json_number(series, "rebase_index")))
        buffer_printf(out, " --rebase %g", json_number(series, "rebase_index"));
}

static const char *our_point_type(struct slice theirs)
{
    return slice_is(theirs, "special_cause_improvement")    ? "improvement"
           : slice_is(theirs, "special_cause_concern")      ? "concern"
           : slice_is(theirs, "special_cause_neutral_high") ? "high"
           : slice_is(theirs, "special_cause_neutral_low")  ? "low"
                                                            : "common_cause";
}

static const char *our_label(struct slice theirs)
{
    return slice_is(theirs, "Above UCL")                    ? "above_limit"
           : slice_is(theirs, "Below LCL")                  ? "below_limit"
           : slice_is(theirs, "7 Point Trend (Increasing)") ? "trend_up"
           : slice_is(theirs, "7 Point Trend (Decreasing)") ? "trend_down"
           : slice_is(theirs, "2 in 3 Above CL")            ? "two_of_three_above"
           : slice_is(theirs, "2 in 3 Below CL")            ? "two_of_three_below"
           : slice_is(theirs, "7 Points Above CL")          ? "run_above"
           : slice_is(theirs, "7 Points Below CL")          ? "run_below"
                                                            : "common_cause";
}

static const char *our_assurance(const struct json *series)
{
    const struct json *summary = json_member(series, "summary");
    const struct json *theirs = json_get(&summary->items[summary->count - 1], "assurance_type");
    return !theirs                                     ? ""
           : slice_is(theirs->text, "consistent_pass") ? "pass"
           : slice_is(theirs->text, "consistent_fail") ? "fail"
                                                       : "inconsistent";
}

/* NHSRplotthedots 0.2.2: what each point is taken for, and whether the target will be met. */
static void points_are_judged_as_making_data_count_does(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json file = shared_json("statistics/spc/plotthedots_results.json", &arena);
    for (size_t i = 0; i < file.count; i++) {
        const struct json *series = &file.items[i], *y = json_member(series, "y");
        CLEANUP(buffer_free) struct buffer csv = BUFFER(1 << 16), options = BUFFER(1024);
        buffer_string(&csv, "date,value\n");
        for (size_t j = 0; j < y->count; j++) {
            buffer_printf(&csv, "%zu,", j + 1);
            buffer_double(&csv, y->items[j].real);
            buffer_byte(&csv, '\n');
        }
        write_options(series, &options);
        struct stats_answer answer = stats_ask(buffer_text(&options), buffer_text(&csv));
        assert_int_equal(answer.rows, y->count);
        for (size_t j = 0; j < y->count; j++) {
            const struct json *type = json_member(series, "point_type");
            const struct json *cause = json_member(series, "special_cause_type");
            assert_near(answer_number(&answer, j, "centre"), json_item(series, "mean", j), 1e-9);
            assert_near(answer_number(&answer, j, "lower"), json_item(series, "lpl", j), 1e-9);
            assert_near(answer_number(&answer, j, "upper"), json_item(series, "upl", j), 1e-9);
            assert_slice(answer_text(&answer, j, "label"), our_label(cause->items[j].text));
            assert_slice(answer_text(&answer, j, "point_type"),
                         our_point_type(type->items[j].text));
            assert_slice(answer_text(&answer, j, "assurance"), our_assurance(series));
        }
        stats_answer_free(&answer);
    }
}

/* xmr_rules_vectors.json: a target against the limits of the last segment. */
static void assurance_is_of_the_last_segment(void **state)
{
    (void)state;
    static const char *const csv = "date,value\n1,10\n2,12\n3,11\n4,20\n5,22\n6,21\n";
    static const struct {
        const char *options, *assurance;
    } cases[] = {{"--target 15 --better high --rebase 4", "pass"},
                 {"--target 15 --better low --rebase 4", "fail"},
                 {"--target 21 --better low --rebase 4", "inconsistent"},
                 {"--target 30 --better high --rebase 4", "fail"},
                 {"--target 30 --better low --rebase 4", "pass"},
                 {"--target 15", ""},
                 {"--better low", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char options[100];
        snprintf(options, sizeof options, "xmr %s", cases[i].options);
        struct stats_answer answer = stats_ask(options, csv);
        assert_slice(answer_text(&answer, 0, "assurance"), cases[i].assurance);
        stats_answer_free(&answer);
    }
}

static void areas_are_series_of_their_own(void **state)
{
    (void)state;
    struct stats_answer answer =
        stats_ask("xmr", "area,date,value\na,1,10\nb,2019-01,100\na,2,12\nb,2019-02,102\n"
                         "a,3,11\nb,2019-03,101\n");
    assert_near(answer_number(&answer, 0, "centre"), 11, 1e-12);
    assert_near(answer_number(&answer, 1, "centre"), 101, 1e-12);
    assert_near(answer_number(&answer, 4, "upper"), 11 + 2.66 * 1.5, 1e-12);
    stats_answer_free(&answer);
}

static void a_series_without_a_figure_is_blank_and_keeps_the_others(void **state)
{
    (void)state;
    static const struct {
        const char *arguments, *column;
    } methods[] = {{"xmr", "centre"},
                   {"run", "signal"},
                   {"trend", "slope"},
                   {"forecast", "mean"},
                   {"recent-trend", "chi_squared"}};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        struct stats_answer answer =
            stats_ask(methods[i].arguments, "area,date,value,lower,upper,count,denominator\n"
                                            "a,1,,,,,\na,2,,,,,\na,3,,,,,\nb,1,5,4,6,5,100\n"
                                            "b,2,7,6,8,7,100\nb,3,6,5,7,6,100\nb,4,9,8,10,9,100\n"
                                            "b,5,9.5,8.5,10.5,9,100\n");
        assert_slice(answer_text(&answer, 0, methods[i].column), "");
        assert_true(answer_text(&answer, answer.rows - 1, methods[i].column).length > 0);
        stats_answer_free(&answer);
    }
}

static void months_by_their_last_day_are_even_steps(void **state)
{
    (void)state;
    struct stats_answer answer =
        stats_ask("xmr", "date,value\n2019-10-31,1\n2019-11-30,2\n2019-12-31,1\n2020-01-31,2\n"
                         "2020-02-29,1\n");
    assert_int_equal(answer.rows, 5);
    stats_answer_free(&answer);
}

/* Montgomery (2009), chapter 7: p = 16 / 91, u = 23 / 45.5, c = 23 / 4. */
static void shares_rates_and_counts_have_limits_by_their_size(void **state)
{
    (void)state;
    struct stats_answer p = stats_ask("p", "date,events,trials\n1,5,20\n2,7,22\n3,3,30\n4,1,19\n");
    double centre = 16 / 91.0;
    assert_near(answer_number(&p, 0, "value"), 0.25, 1e-12);
    assert_near(answer_number(&p, 0, "centre"), centre, 1e-12);
    assert_near(answer_number(&p, 2, "upper"), centre + 3 * sqrt(centre * (1 - centre) / 30),
                1e-12);
    assert_true(answer_number(&p, 0, "lower") == 0);
    stats_answer_free(&p);
    struct stats_answer u =
        stats_ask("u", "date,events,exposure\n1,5,10.5\n2,7,11\n3,8,12\n4,3,12\n");
    centre = 23 / 45.5;
    assert_near(answer_number(&u, 0, "value"), 5 / 10.5, 1e-12);
    assert_near(answer_number(&u, 1, "upper"), centre + 3 * sqrt(centre / 11), 1e-12);
    stats_answer_free(&u);
    struct stats_answer c = stats_ask("c", "date,events\n1,5\n2,7\n3,8\n4,3\n");
    assert_near(answer_number(&c, 3, "upper"), 5.75 + 3 * sqrt(5.75), 1e-12);
    assert_near(answer_number(&c, 3, "value"), 3, 1e-12);
    assert_slice(answer_text(&c, 3, "signal"), "false");
    stats_answer_free(&c);
}

static void a_share_of_nearly_all_has_no_limit_above_one(void **state)
{
    (void)state;
    struct stats_answer p = stats_ask("p", "date,events,trials\n1,19,20\n2,22,22\n3,18,20\n");
    assert_true(answer_number(&p, 0, "upper") == 1);
    stats_answer_free(&p);
}

static void a_run_chart_signals_a_shift(void **state)
{
    (void)state;
    struct stats_answer answer =
        stats_ask("run", "date,value\n1,1\n2,2\n3,1\n4,2\n5,1\n6,2\n7,8\n8,9\n9,8\n10,9\n11,8\n"
                         "12,9\n");
    assert_true(answer_number(&answer, 0, "centre") == 5);
    assert_true(answer_number(&answer, 0, "n_useful") == 12);
    assert_true(answer_number(&answer, 0, "longest_run") == 6);
    assert_true(answer_number(&answer, 0, "longest_run_max") == 7);
    assert_true(answer_number(&answer, 0, "crossings") == 1);
    assert_true(answer_number(&answer, 0, "crossings_min") == 3);
    assert_slice(answer_text(&answer, 11, "signal"), "true");
    stats_answer_free(&answer);
    struct stats_answer split =
        stats_ask("run --rebase 7", "date,value\n1,1\n2,2\n3,1\n4,2\n5,1\n6,2\n7,8\n8,9\n9,8\n");
    assert_true(answer_number(&split, 5, "centre") == 1.5);
    assert_true(answer_number(&split, 6, "centre") == 8);
    stats_answer_free(&split);
}

/* The options are those of every chart; a run chart has no limits to judge a target by. */
static void a_run_chart_takes_a_target_and_is_not_changed_by_it(void **state)
{
    (void)state;
    static const char *const csv = "date,value\n1,1\n2,2\n3,1\n4,2\n";
    struct stats_answer answer = stats_ask("run --target 5 --better high --baseline 3", csv);
    assert_int_equal(answer.columns, 9);
    assert_true(answer_number(&answer, 3, "centre") == 1);
    stats_answer_free(&answer);
}

static const char *our_type(struct slice theirs)
{
    return slice_is(theirs, "Proportion")                   ? "proportion"
           : slice_is(theirs, "Crude rate")                 ? "rate"
           : slice_is(theirs, "Directly standardised rate") ? "dsr"
                                                            : "other";
}

static const char *our_polarity(struct slice theirs)
{
    return slice_is(theirs, "Low is good")    ? "low"
           : slice_is(theirs, "High is good") ? "high"
                                              : "none";
}

static void write_point(const struct json *point, struct buffer *csv)
{
    static const char *const keys[] = {"Value", "LowerCI", "UpperCI", "Count", "Denominator"};
    buffer_append(csv, json_member(point, "ToDate")->text);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        buffer_byte(csv, ',');
        buffer_double(csv, json_number(point, keys[i]));
    }
    buffer_byte(csv, '\n');
}

/* The answers of the profiles' own program (trend_vectors.json). */
static void recent_trends_are_worded_as_the_profiles_word_them(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json file = shared_json("statistics/benchmark/trend_vectors.json", &arena);
    static const char *const words[][3] = {{"Increasing", "increasing", ""},
                                           {"NoChange", "no_change", ""},
                                           {"DecreasingAndGettingWorse", "decreasing", "worse"},
                                           {"IncreasingAndGettingWorse", "increasing", "worse"},
                                           {"DecreasingAndGettingBetter", "decreasing", "better"},
                                           {"CannotBeCalculated", "cannot_be_calculated", ""}};
    for (size_t i = 0; i < file.count; i++) {
        const struct json *series = &file.items[i], *points = json_member(series, "points");
        CLEANUP(buffer_free) struct buffer csv = BUFFER(1 << 16);
        char options[100];
        buffer_string(&csv, "date,value,lower,upper,count,denominator\n");
        for (size_t j = points->count; j-- > 0;) /* the file has the newest first */
            write_point(&points->items[j], &csv);
        snprintf(options, sizeof options, "recent-trend --type %s --polarity %s",
                 our_type(json_member(series, "value_type")->text),
                 our_polarity(json_member(series, "polarity")->text));
        struct stats_answer answer = stats_ask(options, buffer_text(&csv));
        size_t word = 0;
        while (!slice_is(json_member(series, "expected_trend")->text, words[word][0]))
            word++;
        assert_int_equal(answer.rows, 1);
        assert_slice(answer_text(&answer, 0, "direction"), words[word][1]);
        assert_slice(answer_text(&answer, 0, "judgement"), words[word][2]);
        stats_answer_free(&answer);
    }
}

static void a_count_that_equals_its_denominator_has_no_recent_trend(void **state)
{
    (void)state;
    struct stats_answer answer =
        stats_ask("recent-trend", "area,date,value,lower,upper,count,denominator\n"
                                  "a,1,1,.9,1.1,9,9\na,2,2,1.9,2.1,2,9\na,3,3,2.9,3.1,3,9\n"
                                  "a,4,4,3.9,4.1,4,9\na,5,5,4.9,5.1,5,9\na,6,6,5.9,6.1,5,9\n"
                                  "b,1,1,.9,1.1,1,9\nb,2,2,1.9,2.1,2,9\nb,3,3,2.9,3.1,3,9\n"
                                  "b,4,4,3.9,4.1,4,9\nb,5,5,4.9,5.1,5,9\nb,6,6,5.9,6.1,5,9\n");
    assert_slice(answer_text(&answer, 0, "direction"), "cannot_be_calculated");
    assert_slice(answer_text(&answer, 1, "area"), "b");
    assert_slice(answer_text(&answer, 1, "direction"), "increasing");
    stats_answer_free(&answer);
}

static void a_trend_counts_steps_from_its_first_date(void **state)
{
    (void)state;
    static const char *const tables[] = {
        "date,value,unit\n2015,3,%\n2016,5,%\n2017,,%\n2018,9,%\n",
        "date,value,unit\n2015-01-01,3,%\n2015-04-01,5,%\n2015-10-01,9,%\n",
        "date,value,unit\n2015-01,3,%\n2015-02,5,%\n2015-04,9,%\n"};
    for (size_t i = 0; i < 3; i++) {
        struct stats_answer answer = stats_ask("trend", tables[i]);
        assert_int_equal(answer.rows, 1);
        assert_near(answer_number(&answer, 0, "slope"), 2, 1e-12);
        assert_near(answer_number(&answer, 0, "intercept"), 3, 1e-12);
        assert_near(answer_number(&answer, 0, "tau"), 1, 1e-12);
        assert_slice(answer_text(&answer, 0, "unit"), "%");
        stats_answer_free(&answer);
    }
}

/* R 4.2, forecast 8.20: thetaf(); pnorm of the target. */
static void a_forecast_gives_the_probability_of_its_target(void **state)
{
    (void)state;
    static const char *const csv = "date,value\n1,120\n2,132\n3,128\n4,140\n5,151\n6,149\n7,160\n"
                                   "8,158\n9,171\n10,175\n";
    struct stats_answer high = stats_ask("forecast --horizon 3 --target 180", csv);
    struct stats_answer low = stats_ask("forecast --horizon 3 --target 180 --better low", csv);
    assert_int_equal(high.rows, 3);
    assert_true(answer_number(&high, 2, "step") == 3);
    assert_near(answer_number(&high, 0, "mean"), 177.953967100856, 1e-12);
    assert_near(answer_number(&high, 2, "lower_80"), 162.582892041614, 1e-12);
    assert_near(answer_number(&high, 2, "upper_95"), 216.423592875373, 1e-12);
    assert_near(answer_number(&high, 0, "probability"), 0.415709465289931, 1e-12);
    assert_near(answer_number(&low, 0, "probability"), 1 - 0.415709465289931, 1e-12);
    stats_answer_free(&high);
    stats_answer_free(&low);
    struct stats_answer linear = stats_ask("forecast --method linear", csv);
    assert_near(answer_number(&linear, 0, "upper_95"), 192.095706147065, 1e-12);
    assert_slice(answer_text(&linear, 0, "probability"), "");
    stats_answer_free(&linear);
}

static void a_series_with_a_blank_has_a_blank_forecast(void **state)
{
    (void)state;
    struct stats_answer answer =
        stats_ask("forecast --method drift", "area,date,value\na,1,\na,2,4\na,3,6\na,4,7\n"
                                             "b,1,4\nb,2,\nb,3,7\nb,4,8\n");
    assert_near(answer_number(&answer, 0, "mean"), 8.5, 1e-12);
    assert_slice(answer_text(&answer, 1, "area"), "b");
    assert_slice(answer_text(&answer, 1, "mean"), "");
    stats_answer_free(&answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_are_judged_as_making_data_count_does),
        cmocka_unit_test(assurance_is_of_the_last_segment),
        cmocka_unit_test(areas_are_series_of_their_own),
        cmocka_unit_test(a_series_without_a_figure_is_blank_and_keeps_the_others),
        cmocka_unit_test(months_by_their_last_day_are_even_steps),
        cmocka_unit_test(shares_rates_and_counts_have_limits_by_their_size),
        cmocka_unit_test(a_share_of_nearly_all_has_no_limit_above_one),
        cmocka_unit_test(a_run_chart_signals_a_shift),
        cmocka_unit_test(a_run_chart_takes_a_target_and_is_not_changed_by_it),
        cmocka_unit_test(recent_trends_are_worded_as_the_profiles_word_them),
        cmocka_unit_test(a_count_that_equals_its_denominator_has_no_recent_trend),
        cmocka_unit_test(a_trend_counts_steps_from_its_first_date),
        cmocka_unit_test(a_forecast_gives_the_probability_of_its_target),
        cmocka_unit_test(a_series_with_a_blank_has_a_blank_forecast),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
