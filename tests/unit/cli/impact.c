#include "support/test.h"

#include "support/stats.h"

#include <math.h>
#include <string.h>

/* The Sicilian admissions with columns as `impact its` reads them, and the ban from 2005. */
static void write_sicily(struct buffer *csv)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 16);
    read_shared_data("statistics/its_sicily.csv", &text);
    struct slice rest = buffer_slice(&text), line, field[7];
    buffer_string(csv, "date,events,population\n");
    slice_split(&rest, '\n', &line);
    while (slice_split(&rest, '\n', &line) && line.length > 1) {
        int64_t month = 0;
        for (size_t i = 0; i < 7; i++)
            assert_true(slice_split(&line, ',', &field[i]));
        assert_true(slice_to_int64(field[1], &month));
        buffer_printf(csv, "%.*s-%02d,%.*s,%.*s\n", SLICE_PRINT(field[0]), (int)month,
                      SLICE_PRINT(field[2]), SLICE_PRINT(slice_trim(field[6])));
    }
}

static void the_sicilian_ban_gives_its_published_ratio(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer csv = BUFFER(1 << 16);
    write_sicily(&csv);
    CLEANUP(stats_answer_free)
    struct stats_answer answer = stats_ask("impact its --start 2005-01", buffer_text(&csv));
    assert_int_equal(answer.rows, 3);
    assert_slice(answer_text(&answer, 0, "term"), "intercept");
    assert_slice(answer_text(&answer, 1, "term"), "time");
    assert_slice(answer_text(&answer, 2, "term"), "level");
    assert_true(fabs(answer_number(&answer, 2, "ratio") - 0.894) < 0.0005);
    assert_true(fabs(answer_number(&answer, 2, "lower_95") - 0.864) < 0.001);
    assert_true(fabs(answer_number(&answer, 2, "upper_95") - 0.925) < 0.0005);
    CLEANUP(stats_answer_free)
    struct stats_answer seasonal =
        stats_ask("impact its --start 2005-01 --family quasi --slope --season 12 --harmonics 2",
                  buffer_text(&csv));
    assert_int_equal(seasonal.rows, 8);
    assert_slice(answer_text(&seasonal, 3, "term"), "slope");
    assert_slice(answer_text(&seasonal, 7, "term"), "cos2");
    assert_near(answer_number(&seasonal, 2, "se"), 0.029791283566732572, 1e-12);
}

static const char two_areas[] = "area,date,value\n"
                                "a,1,10\nb,1,5\na,2,12\nb,2,6\na,3,11\nb,3,5\na,4,20\nb,4,6\n"
                                "a,5,21\nb,5,5\na,6,23\nb,6,7\n";

static void each_area_is_a_series(void **state)
{
    (void)state;
    CLEANUP(stats_answer_free)
    struct stats_answer answer = stats_ask("impact its --start 4", two_areas);
    assert_int_equal(answer.rows, 6);
    assert_slice(answer_text(&answer, 2, "area"), "a");
    assert_slice(answer_text(&answer, 2, "term"), "level");
    assert_slice(answer_text(&answer, 5, "area"), "b");
    assert_slice(answer_text(&answer, 2, "ratio"), ""); /* gaussian, since there is a value */
    /* least squares by hand: slope 1, level 61/3 − 11 … */
    assert_near(answer_number(&answer, 1, "estimate"), 1, 1e-12);
    assert_near(answer_number(&answer, 2, "estimate"), (20 + 21 + 23) / 3.0 - 11 - 3, 1e-12);
}

/* R 4.2.2: lm and glm(family = poisson) of y on time and level, without the blank rows. */
static void rows_with_a_blank_figure_are_left_out_by_every_family(void **state)
{
    (void)state;
    static const struct {
        const char *column, *family;
        double level;
    } cases[] = {{"events", "poisson", -0.24594689613181},
                 {"events", "quasi", -0.24594689613181},
                 {"value", "poisson", -0.24594689613181},
                 {"value", "quasi", -0.24594689613181},
                 {"value", "gaussian", -14.1684665226782}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char csv[200], call[100];
        snprintf(csv, sizeof csv,
                 "date,%s\n1,62\n2,58\n3,\n4,66\n5,59\n6,64\n7,67\n8,60\n9,48\n10,51\n11,\n12,55\n",
                 cases[i].column);
        snprintf(call, sizeof call, "impact its --start 9 --family %s", cases[i].family);
        CLEANUP(stats_answer_free) struct stats_answer answer = stats_ask(call, csv);
        assert_near(answer_number(&answer, 2, "estimate"), cases[i].level, 1e-12);
    }
}

static void series_that_cannot_be_judged_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *arguments, *csv, *part;
    } refused[] = {
        {"impact its", two_areas, "--start"},
        {"impact its --start 9", two_areas, "none of the dates"},
        {"impact its --start 2011-04", two_areas, "none of the dates"},
        {"impact its --start soon", two_areas, "none of the dates"},
        {"impact its --start 1", two_areas, "at least two before"},
        {"impact its --start 6 --slope", two_areas, "cannot be told apart"},
        {"impact its --start 4 --family poisson", "date,value\n1,2\n2,2.5\n3,4\n4,5\n", "no count"},
        {"impact its --start 4 --family quasi", "date,value\n1,2\n2,-2\n3,4\n4,5\n", "no count"},
        {"impact its --start 3 --family gaussian", "date,events\n1,2\n2,2\n3,4\n4,5\n", "value"},
        {"impact its --start 3", "date,rate\n1,2\n2,2\n3,4\n4,5\n", "value"},
        {"impact its --start 3", "date,events,population\n1,2,9\n2,2,0\n3,4,9\n4,5,9\n", "above 0"},
        {"impact its --start 3", "date,events,population\n1,2,9\n2,2.5,9\n3,4,9\n4,5,9\n", "whole"},
        {"impact its --start 3", "date,events,population\n1,0,9\n2,0,9\n3,0,9\n4,0,9\n5,0,9\n",
         "Nothing happened"},
        {"impact its --start 3", "date,value\n1,2\n3,2\n2,4\n4,5\n", "not later"},
        {"impact its --start 3", "date,value\n1,2\n2,2\n2,4\n3,5\n", "not later"},
        {"impact its --start 3", "date,value\n1,2\n2011-02,2\n3,4\n", "otherwise than the first"},
        {"impact its --start 3", "date,value\n1,2\n", "none of the dates"},
        {"impact its --start 4 --lag 2", two_areas, "--errors nw"},
        {"impact its --start 4 --errors hac", two_areas, "model, hc1, nw"},
        {"impact its --start 4 --family gamma", two_areas, "poisson, quasi, gaussian"},
        {"impact its --start 4 --season 2 --harmonics 1", two_areas, "--season"},
        {"impact its --start 4 --season 4 --harmonics 2", two_areas, "terms"},
        {"impact", two_areas, "which kind"},
        {"impact trend", two_areas, "its, did, match, synth"}};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        stats_refuses(refused[i].arguments, refused[i].csv, refused[i].part);
}

static void a_difference_in_differences_has_its_error(void **state)
{
    (void)state;
    CLEANUP(stats_answer_free)
    struct stats_answer answer =
        stats_ask("impact did", "treated,after,value\n1,0,4\n1,0,5\n1,0,6\n1,1,7\n1,1,9\n1,1,11\n"
                                "0,0,3\n0,0,4\n0,0,5\n0,1,3\n0,1,6\n0,1,9\n0,1,\n");
    assert_int_equal(answer.rows, 1);
    assert_near(answer_number(&answer, 0, "effect"), 2, 1e-12);
    assert_near(answer_number(&answer, 0, "se"), sqrt(5), 1e-12);
    assert_near(answer_number(&answer, 0, "lower_95"), 2 - 1.959963984540054 * sqrt(5), 1e-12);
    stats_refuses("impact did",
                  "treated,after,value\n1,0,4\n1,0,5\n1,1,9\n1,1,7\n0,0,3\n0,0,4\n"
                  "0,1,2\n",
                  "others after");
    stats_refuses("impact did", "treated,after,value\n2,0,4\n", "1 for yes and 0 for no");
    stats_refuses("impact did", "treated,after,value\n1,0,x\n", "not a number");
    stats_refuses("impact did", "treated,value\n1,0\n", "\"after\"");
    stats_refuses("impact did --start 3", "treated,after,value\n1,0,4\n", "not an option");
}

static const char people[] = "treated,score,age,need\n"
                             "0,1,4,1\n1,10,4,1\n0,2,4,1\n1,20,4,1\n0,4,4,1\n0,8,3,1\n1,30,3,2\n"
                             "0,5,5,2\n,5,5,2\n0,5,,2\n";

static void a_match_says_how_many_it_rests_on(void **state)
{
    (void)state;
    CLEANUP(stats_answer_free)
    struct stats_answer nearest =
        stats_ask("impact match --outcome score --covariates age", people);
    assert_near(answer_number(&nearest, 0, "n_treated"), 3, 0);
    assert_near(answer_number(&nearest, 0, "n_control"), 3, 0);
    assert_near(answer_number(&nearest, 0, "effect"), 20 - (1 + 2 + 8) / 3.0, 1e-12);
    CLEANUP(stats_answer_free)
    struct stats_answer weighted =
        stats_ask("impact match --outcome score --covariates age,need --method ipw", people);
    assert_near(answer_number(&weighted, 0, "n_treated"), 3, 0);
    assert_near(answer_number(&weighted, 0, "n_control"), 5, 0);
}

static void a_match_that_cannot_be_made_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *options, *csv, *part;
    } refused[] = {
        {"--covariates age", people, "--outcome"},
        {"--outcome score", people, "--covariates"},
        {"--outcome score --covariates height", people, "\"height\""},
        {"--outcome score --covariates age,age", people, "twice"},
        {"--outcome score --covariates age,score", people, "different columns"},
        {"--outcome treated --covariates age", people, "different columns"},
        {"--outcome score --covariates age --method exact", people, "nearest, ipw"},
        {"--outcome y --covariates x", "treated,y,x\n1,1,1\n1,2,2\n0,3,8\n0,4,9\n", "wholly"},
        {"--outcome y --covariates x", "treated,y,x\n1,1,1\n0,2,2\n0,3,8\n", "two or more"},
        {"--outcome y --covariates x", "treated,y,x\n1,1,1\n1,2,1\n0,3,1\n0,4,1\n", "told apart"},
        {"--outcome y --covariates x", "treated,y,x\n1,1,old\n1,2,1\n", "not a number"}};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char arguments[200];
        snprintf(arguments, sizeof arguments, "impact match %s", refused[i].options);
        stats_refuses(arguments, refused[i].csv, refused[i].part);
    }
}

/* The treated T is half A and half B until 3, and 5 more from 4 on. */
static const char panel[] = "unit,date,value\n"
                            "A,1,10\nA,2,14\nA,3,11\nA,4,15\nB,1,20\nB,2,18\nB,3,25\nB,4,21\n"
                            "C,1,90\nC,2,95\nC,3,99\nC,4,80\nT,1,15\nT,2,16\nT,3,18\nT,4,23\n";

static void a_synthetic_control_shows_the_gap(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(stats_answer_free)
    struct stats_answer answer = stats_ask("impact synth --treated T --start 4", panel);
    assert_int_equal(answer.rows, 4);
    assert_slice(answer_text(&answer, 3, "date"), "4");
    assert_near(answer_number(&answer, 3, "gap"), 5, 1e-9);
    char line[1024], path[512];
    snprintf(path, sizeof path, "%s/panel.csv", scratch_folder());
    assert_int_equal(file_write(path, slice_from(panel), NULL), 0);
    snprintf(line, sizeof line,
             "weft stats impact synth --treated T --start 4 --json '%s' 2>/dev/null", path);
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    assert_int_equal(run_command(line, &out), 0);
    struct json json;
    struct err err = {0};
    assert_int_equal(json_parse(buffer_slice(&out), &arena, &json, &err), 0);
    const struct json *weights = json_member(&json, "weights"), *gaps = json_member(&json, "gaps");
    assert_int_equal(weights->count, 3);
    assert_near(json_number(weights, "A"), 0.5, 1e-9);
    assert_near(json_number(weights, "C"), 0, 1e-9);
    assert_near(json_number(&json, "rmspe_before"), 0, 1e-9);
    assert_slice(json_member(&gaps->items[0], "date")->text, "1");
    assert_near(json_number(&gaps->items[3], "gap"), 5, 1e-9);
}

static void a_panel_with_holes_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *options, *csv, *part;
    } refused[] = {
        {"--start 4", panel, "--treated"},
        {"--treated T", panel, "--start"},
        {"--treated Z --start 4", panel, "no unit called"},
        {"--treated T --start 9", panel, "none of the dates"},
        {"--treated T --start 1", panel, "No date is before"},
        {"--treated A --start 2", "unit,date,value\nA,1,2\nA,2,3\n", "no other unit"},
        {"--treated A --start 2", "unit,date,value\nA,1,2\nA,2,3\nB,1,4\n", "same dates"},
        {"--treated A --start 2", "unit,date,value\nA,1,2\nA,2,3\nB,1,4\nB,3,4\n", "same dates"},
        {"--treated A --start 2", "unit,date,value\nA,1,2\nA,2,3\nB,2,4\nB,1,4\n", "not later"},
        {"--treated A --start 2", "unit,date,value\nA,1,2\nA,2,3\nB,1,4\nB,2,\n", "blank"},
        {"--treated T --start 4 --predictors /nowhere", panel, "nowhere"}};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char arguments[200];
        snprintf(arguments, sizeof arguments, "impact synth %s", refused[i].options);
        stats_refuses(arguments, refused[i].csv, refused[i].part);
    }
}

static void predictors_must_cover_every_unit(void **state)
{
    (void)state;
    static const struct {
        const char *csv, *part;
    } refused[] = {{"unit,a\nA,1\nB,2\nC,3\n", "no row for the unit T"},
                   {"unit,a\nA,1\nB,2\nC,3\nT,2\nA,4\n", "twice"},
                   {"unit\nA\nB\nC\nT\n", "no column of predictors"},
                   {"unit,a\nA,1\nB,2\nC,\nT,2\n", "blank"},
                   {"name,a\nA,1\n", "\"unit\""}};
    char path[512], arguments[700];
    snprintf(path, sizeof path, "%s/predictors.csv", scratch_folder());
    snprintf(arguments, sizeof arguments, "impact synth --treated T --start 4 --predictors '%s'",
             path);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_int_equal(file_write(path, slice_from(refused[i].csv), NULL), 0);
        stats_refuses(arguments, panel, refused[i].part);
    }
    assert_int_equal(file_write(path, SLICE("unit,a,b\nA,1,5\nB,3,9\nC,7,1\nT,2,7\nZ,1,1\n"), NULL),
                     0);
    CLEANUP(stats_answer_free) struct stats_answer answer = stats_ask(arguments, panel);
    assert_near(answer_number(&answer, 3, "gap"), 5, 1e-6);
}

/* The picture that --svg wrote; the answer is the same as without it. */
static struct slice drawn(const char *arguments, const char *csv, struct arena *arena)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    char path[512], with[1200];
    snprintf(path, sizeof path, "%s/picture.svg", scratch_folder());
    snprintf(with, sizeof with, "%s --svg '%s'", arguments, path);
    CLEANUP(stats_answer_free) struct stats_answer plain = stats_ask(arguments, csv);
    CLEANUP(stats_answer_free) struct stats_answer answer = stats_ask(with, csv);
    assert_int_equal(answer.rows, plain.rows);
    for (size_t i = 0; i < (plain.rows + 1) * plain.columns; i++)
        assert_true(slice_equal(answer.cells[i], plain.cells[i]));
    assert_int_equal(file_read(path, &text, NULL), 0);
    assert_int_equal(remove(path), 0);
    return arena_slice(arena, buffer_slice(&text));
}

static bool has(struct slice svg, const char *text)
{
    return slice_find(svg, slice_from(text)) < svg.length;
}

static void each_form_draws_a_chart_of_what_was_and_what_would_have_been(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(buffer_free) struct buffer csv = BUFFER(1 << 16);
    write_sicily(&csv);
    struct slice its = drawn("impact its --start 2005-01", buffer_text(&csv), &arena);
    assert_true(has(its, "Level after the change: 0.894 times, 95% interval 0.865 to 0.925."));
    assert_true(has(its, "what it expects without the change"));
    assert_true(has(its, "2005-01"));
    struct slice did = drawn("impact did",
                             "treated,after,value\n1,0,5\n1,0,6\n1,1,3\n1,1,4\n0,0,5\n0,0,7\n"
                             "0,1,6\n0,1,8\n",
                             &arena);
    assert_true(has(did, "Effect -3, 95% interval"));
    assert_true(has(did, "after, the treated 3.5, the others 7, the treated, had they moved as the "
                         "others did 6.5."));
    struct slice synth = drawn("impact synth --treated T --start 4", panel, &arena);
    assert_true(has(synth, "a mixture of the others"));
    struct slice match = drawn("impact match --outcome y --covariates a",
                               "treated,y,a\n1,5,1\n1,6,2\n1,7,4\n0,4,1\n0,5,2\n0,6,3\n0,3,0\n"
                               "0,2,5\n",
                               &arena);
    assert_true(has(match, "a, after matching"));
}

static void a_chart_of_several_areas_or_one_that_cannot_be_written_is_refused(void **state)
{
    (void)state;
    stats_refuses("impact its --start 4 --svg x.svg", two_areas, "--svg draws one series");
    stats_refuses("impact did --svg /nosuch/folder/x.svg",
                  "treated,after,value\n1,0,5\n1,0,6\n1,1,3\n1,1,4\n0,0,5\n0,0,7\n0,1,6\n0,1,8\n",
                  "/nosuch/folder/x.svg");
    stats_refuses("impact its --start 4 --svg ../x.svg ../x.svg", two_areas,
                  "--svg would be written over ../x.svg, which is the input.");
    stats_refuses("impact did --svg", "treated,after,value\n1,0,5\n", "--svg");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sicilian_ban_gives_its_published_ratio),
        cmocka_unit_test(each_area_is_a_series),
        cmocka_unit_test(rows_with_a_blank_figure_are_left_out_by_every_family),
        cmocka_unit_test(series_that_cannot_be_judged_are_refused),
        cmocka_unit_test(a_difference_in_differences_has_its_error),
        cmocka_unit_test(a_match_says_how_many_it_rests_on),
        cmocka_unit_test(a_match_that_cannot_be_made_is_refused),
        cmocka_unit_test(a_synthetic_control_shows_the_gap),
        cmocka_unit_test(a_panel_with_holes_is_refused),
        cmocka_unit_test(predictors_must_cover_every_unit),
        cmocka_unit_test(each_form_draws_a_chart_of_what_was_and_what_would_have_been),
        cmocka_unit_test(a_chart_of_several_areas_or_one_that_cannot_be_written_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
