#include "support/test.h"

#include <math.h>

#include "math/statistics/statistics.h"
#include "support/stats.h"

static const struct {
    const char *theirs;
    enum chart_label ours;
} label_names[] = {
    {"Common Cause", COMMON_CAUSE},
    {"Above UCL", ABOVE_LIMIT},
    {"Below LCL", BELOW_LIMIT},
    {"7 Point Trend (Increasing)", TREND_UP},
    {"7 Point Trend (Decreasing)", TREND_DOWN},
    {"2 in 3 Above CL", TWO_OF_THREE_ABOVE},
    {"2 in 3 Below CL", TWO_OF_THREE_BELOW},
    {"7 Points Above CL", RUN_ABOVE},
    {"7 Points Below CL", RUN_BELOW},
};

static enum chart_label label_of(struct slice theirs)
{
    for (size_t i = 0; i < sizeof label_names / sizeof *label_names; i++)
        if (slice_is(theirs, label_names[i].theirs))
            return label_names[i].ours;
    fail_msg("no such label: %.*s", SLICE_PRINT(theirs));
    return COMMON_CAUSE;
}

enum { LONGEST = 64 };

/* One series of the file; `split`: where a segment begins, or its length. */
static void compare_series(const struct json *series, double base, size_t split)
{
    const struct json *y = json_member(series, "y");
    const struct json *theirs = json_member(series, "special_cause_type");
    bool screen = json_member(series, "screen_outliers")->boolean;
    double values[LONGEST];
    struct chart_line lines[LONGEST];
    enum chart_label labels[LONGEST];
    assert_true(y->count <= LONGEST);
    for (size_t i = 0; i < y->count; i++)
        values[i] = y->items[i].real;
    size_t starts[] = {0, split, y->count};
    for (size_t segment = 0; segment < 2; segment++) {
        size_t start = starts[segment], count = starts[segment + 1] - start;
        size_t from = isnan(base) || (size_t)base > count ? count : (size_t)base;
        if (count == 0)
            continue;
        struct chart_line line = xmr_line(values + start, from, screen);
        for (size_t i = start; i < start + count; i++) {
            lines[i] = line;
            assert_near(line.centre, json_item(series, "mean", i), 1e-9);
            assert_near(line.centre - line.spread, json_item(series, "lpl", i), 1e-9);
            assert_near(line.centre + line.spread, json_item(series, "upl", i), 1e-9);
        }
        chart_labels(values + start, lines + start, count, labels + start);
    }
    for (size_t i = 0; i < y->count; i++)
        if (labels[i] != label_of(theirs->items[i].text))
            fail_msg("%.*s, point %zu: %d, not %.*s", SLICE_PRINT(json_member(series, "id")->text),
                     i, labels[i], SLICE_PRINT(theirs->items[i].text));
}

/* NHSRplotthedots 0.2.2 on its own test series and others: limits and the label of each point. */
static void every_point_is_labelled_as_making_data_count_does(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json file = shared_json("statistics/spc/plotthedots_results.json", &arena);
    assert_true(file.count >= 18);
    for (size_t i = 0; i < file.count; i++) {
        const struct json *series = &file.items[i];
        double rebase = json_number(series, "rebase_index");
        compare_series(series, json_number(series, "fix_after_n_points"),
                       isnan(rebase) ? json_member(series, "y")->count : (size_t)rebase - 1);
    }
}

/* xmr_rules_vectors.json: limits of the package's own tests, to the digits it prints. */
static void limits_are_those_of_the_published_examples(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json file = shared_json("statistics/spc/xmr_rules_vectors.json", &arena);
    const struct json *cases = json_member(&file, "xmr_limits");
    for (size_t i = 0; i < cases->count; i++) {
        const struct json *y = json_member(&cases->items[i], "y");
        double values[LONGEST], tolerance = json_get(&cases->items[i], "precision") ? 5e-3 : 1e-6;
        for (size_t j = 0; j < y->count; j++)
            values[j] = y->items[j].real;
        struct chart_line line =
            xmr_line(values, y->count, json_member(&cases->items[i], "screen_outliers")->boolean);
        assert_near(line.centre, json_number(&cases->items[i], "mean"), tolerance);
        assert_near(line.centre - line.spread, json_number(&cases->items[i], "lpl"), tolerance);
        assert_near(line.centre + line.spread, json_number(&cases->items[i], "upl"), tolerance);
    }
}

/* Label a series about 0 with limits at ±spread. */
static void label_about_nought(const double *values, size_t count, double spread,
                               enum chart_label *labels)
{
    struct chart_line lines[LONGEST];
    for (size_t i = 0; i < count; i++)
        lines[i] = (struct chart_line){0, spread};
    chart_labels(values, lines, count, labels);
}

static void six_that_rise_are_no_trend_and_seven_are(void **state)
{
    (void)state;
    const double tie[] = {-3, -2, -1, -1, 1, 2, 3}, six[] = {-3, -2, -1, 1, 2, 3, 2};
    const double seven[] = {9, -3, -2, -1, 0, 1, 2, 3};
    enum chart_label labels[LONGEST];
    label_about_nought(tie, 7, 100, labels);
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(labels[i], COMMON_CAUSE);
    label_about_nought(six, 7, 100, labels);
    assert_int_equal(labels[5], COMMON_CAUSE);
    label_about_nought(seven, 8, 100, labels);
    assert_int_equal(labels[0], COMMON_CAUSE);
    for (size_t i = 1; i < 8; i++)
        assert_int_equal(labels[i], TREND_UP);
}

static void a_point_on_the_centre_breaks_a_run_of_seven(void **state)
{
    (void)state;
    const double whole[] = {1, 2, 1, 2, 1, 2, 1}, broken[] = {1, 2, 1, 0, 1, 2, 1, 2};
    enum chart_label labels[LONGEST];
    label_about_nought(whole, 7, 100, labels);
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(labels[i], RUN_ABOVE);
    label_about_nought(broken, 8, 100, labels);
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(labels[i], COMMON_CAUSE);
}

static void two_of_three_need_all_three_on_one_side(void **state)
{
    (void)state;
    const double same[] = {2.5, 1, 2.5}, crossed[] = {2.5, -1, 2.5}, apart[] = {2.5, 1, 1, 2.5};
    enum chart_label labels[LONGEST];
    label_about_nought(same, 3, 3, labels);
    assert_int_equal(labels[0], TWO_OF_THREE_ABOVE);
    assert_int_equal(labels[1], COMMON_CAUSE);
    assert_int_equal(labels[2], TWO_OF_THREE_ABOVE);
    label_about_nought(crossed, 3, 3, labels);
    assert_int_equal(labels[0], COMMON_CAUSE);
    label_about_nought(apart, 4, 3, labels);
    assert_int_equal(labels[3], COMMON_CAUSE);
}

static void a_point_on_its_limit_to_within_rounding_is_common_cause(void **state)
{
    (void)state;
    const double values[] = {0.3, -0.3, 0.31};
    struct chart_line lines[3] = {{0, 0.1 + 0.2}, {0, 3 * 0.1}, {0, 0.3}};
    enum chart_label labels[3];
    chart_labels(values, lines, 3, labels);
    assert_int_equal(labels[0], COMMON_CAUSE);
    assert_int_equal(labels[1], COMMON_CAUSE);
    assert_int_equal(labels[2], ABOVE_LIMIT);
}

static void missing_points_have_no_range_and_no_label(void **state)
{
    (void)state;
    const double values[] = {1, NAN, 9, 10};
    struct chart_line line = xmr_line(values, 4, false), lines[4];
    assert_near(line.centre, 20.0 / 3, 1e-12);
    assert_near(line.spread, 2.66, 1e-12);
    enum chart_label labels[4];
    for (size_t i = 0; i < 4; i++)
        lines[i] = line;
    chart_labels(values, lines, 4, labels);
    assert_int_equal(labels[0], BELOW_LIMIT);
    assert_int_equal(labels[1], COMMON_CAUSE);
    assert_true(isnan(xmr_line(values, 2, true).spread));
    size_t starts[] = {0, 2, 4};
    double centre[2], lower[2], upper[2];
    xmr_line_each(values, starts, 2, false, centre, lower, upper);
    assert_near(centre[1], 9.5, 1e-12);
    assert_near(upper[1], 12.16, 1e-12);
}

/* R 4.2: round(log2(n)) + 3 and qbinom(0.05, n - 1, 0.5). */
static void the_bounds_of_a_run_chart_are_those_published(void **state)
{
    (void)state;
    static const struct {
        size_t points;
        double longest_max, crossings_min;
    } table[] = {{10, 6, 2}, {12, 7, 3}, {24, 8, 8}, {60, 9, 23}};
    for (size_t i = 0; i < 4; i++) {
        double values[60];
        for (size_t j = 0; j < table[i].points; j++)
            values[j] = j % 2 ? 1 : -1;
        struct runs runs = anhoej_runs(values, 0, table[i].points);
        assert_true(runs.useful == (double)table[i].points && runs.longest == 1);
        assert_true(runs.longest_max == table[i].longest_max);
        assert_true(runs.crossings_min == table[i].crossings_min);
        assert_true(runs.crossings == (double)table[i].points - 1 && !runs.signal);
    }
}

static void a_shift_is_a_signal_of_the_run_chart(void **state)
{
    (void)state;
    const double values[] = {1, 1, 2, 1, 1, 0, NAN, 9, 8, 9, 8, 9, 8};
    double spare[13], centre = median(values, 13, spare);
    assert_true(centre == 5);
    struct runs runs = anhoej_runs(values, centre, 13);
    assert_true(runs.useful == 12 && runs.longest == 6 && runs.crossings == 1);
    assert_true(runs.signal);
    assert_true(anhoej_runs(values, NAN, 0).useful == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_point_is_labelled_as_making_data_count_does),
        cmocka_unit_test(limits_are_those_of_the_published_examples),
        cmocka_unit_test(six_that_rise_are_no_trend_and_seven_are),
        cmocka_unit_test(a_point_on_the_centre_breaks_a_run_of_seven),
        cmocka_unit_test(two_of_three_need_all_three_on_one_side),
        cmocka_unit_test(a_point_on_its_limit_to_within_rounding_is_common_cause),
        cmocka_unit_test(missing_points_have_no_range_and_no_label),
        cmocka_unit_test(the_bounds_of_a_run_chart_are_those_published),
        cmocka_unit_test(a_shift_is_a_signal_of_the_run_chart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
