#include "support/test.h"

#include "support/scratch.h"
#include "support/stats.h"

#include <math.h>
#include <string.h>

/* Write a second file beside the input, and the arguments that name it. */
static const char *with_file(const char *before, const char *contents)
{
    static char arguments[900];
    char path[512];
    snprintf(path, sizeof path, "%s/second.csv", scratch_folder());
    assert_int_equal(file_write(path, slice_from(contents), NULL), 0);
    snprintf(arguments, sizeof arguments, "%s '%s'", before, path);
    return arguments;
}

/* --- rake ---------------------------------------------------------------------------------------
 */

static const char margins[] = "variable,level,total\nsex,f,60\nsex,m,40\nage,<11,50\nage,11+,50\n";

static void raked_weights_stand_beside_what_was_read(void **state)
{
    (void)state;
    CLEANUP(stats_answer_free)
    struct stats_answer answer =
        stats_ask(with_file("rake --margins", margins),
                  "name,sex,age,weight\nAnn,f,<11,1\nBea,f,11+,3\nCy,m,<11,2\nDi,m,11+,2\n"
                  "Eve,,11+,2\nFay,f,11+,\n");
    assert_slice(answer_text(&answer, 1, "name"), "Bea");
    double f =
        answer_number(&answer, 0, "raked_weight") + answer_number(&answer, 1, "raked_weight");
    double young =
        answer_number(&answer, 0, "raked_weight") + answer_number(&answer, 2, "raked_weight");
    assert_near(f, 60, 1e-10);
    assert_near(young, 50, 1e-10);
    assert_slice(answer_text(&answer, 4, "raked_weight"), "");
    assert_slice(answer_text(&answer, 5, "raked_weight"), "");
    CLEANUP(stats_answer_free)
    struct stats_answer plain =
        stats_ask(with_file("rake --margins", margins), "sex,age\nf,<11\nf,11+\nm,<11\nm,11+\n");
    assert_near(answer_number(&plain, 0, "raked_weight"), 30, 1e-12);
    scratch_put("rows.csv", "sex,wieght\nf,2\nm,3\n"); /* a slip is not passed over in silence */
    scratch_put("margins.csv", "variable,level,total\nsex,f,60\nsex,m,40\n");
    assert_int_equal(scratch_run("weft stats rake --margins margins.csv rows.csv"), 0);
    assert_said("There is no column weight, so each row begins with a weight of 1.");
}

static void margins_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    const char *people = "sex,age,weight\nf,<11,1\nf,11+,1\nm,<11,1\nm,11+,1\n";
    static const struct {
        const char *margins, *part;
    } refused[] = {
        {"variable,level,total\nsex,f,60\nsex,m,40\nage,<11,50\nage,11+,70\n", "contradict"},
        {"variable,level,total\nsex,f,60\nsex,m,-40\n", "0 or more"},
        {"variable,level,total\nsex,f,60\nsex,f,40\n", "twice"},
        {"variable,level,total\nsex,f,60\n", "no total in the margins"},
        {"variable,level,total\nsex,f,60\nsex,m,30\nsex,x,10\n", "nobody in the table"},
        {"variable,level,total\nsex,f,100\nsex,m,0\n", "total 0"},
        {"variable,level,total\nplace,n,100\n", "\"place\""},
        {"variable,level,total\nsex,f,\nsex,m,4\n", "blank"},
        {"variable,level\nsex,f\n", "\"total\""},
        {"", "empty"}};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        stats_refuses(with_file("rake --margins", refused[i].margins), people, refused[i].part);
    stats_refuses("rake", people, "--margins");
    stats_refuses("rake --margins /nowhere", people, "nowhere");
    stats_refuses(with_file("rake --margins", margins), "sex,age,weight\nf,<11,1\nm,11+,1\n",
                  "No weights agree");
    stats_refuses(with_file("rake --margins", margins), "sex,age,weight\nf,<11,-1\nm,11+,1\n",
                  "0 or more");
}

/* --- survey -------------------------------------------------------------------------------------
 */

static const char pupils[] = "area,school,w,happy,days,of,there,answered\n"
                             "n,a,10,3,1,10,5,2\nn,a,20,5,2,10,5,2\nn,b,10,4,3,10,5,2\n"
                             "n,b,20,6,4,10,5,2\ns,a,10,7,5,10,4,2\ns,a,20,9,6,10,4,2\n"
                             "s,b,10,8,7,10,4,2\ns,b,20,2,8,10,4,2\n";

static void strata_and_clusters_set_the_degrees_of_freedom(void **state)
{
    (void)state;
    CLEANUP(stats_answer_free)
    struct stats_answer answer =
        stats_ask("survey --mean happy --weights w --strata area --clusters school", pupils);
    assert_int_equal(answer.rows, 1);
    assert_near(answer_number(&answer, 0, "estimate"), (10 * 22 + 20 * 22) / 120.0, 1e-12);
    assert_near(answer_number(&answer, 0, "df"), 2, 0); /* school a of n is not that of s */
    /* by hand: z = Σ w(y − 5.5)/120 of each school, then √Σ 2·Σ(z − z̄)² */
    assert_near(answer_number(&answer, 0, "se"), sqrt((30 * 30 + 130 * 130) / 120.0 / 120), 1e-12);
    CLEANUP(stats_answer_free)
    struct stats_answer ratio =
        stats_ask("survey --ratio days:of --weights w --clusters school --by area", pupils);
    assert_int_equal(ratio.rows, 2);
    assert_slice(answer_text(&ratio, 1, "area"), "s");
    assert_near(answer_number(&ratio, 1, "estimate"), (10 * 12 + 20 * 14) / 600.0, 1e-12);
}

static void sizes_give_weights_where_there_are_none(void **state)
{
    (void)state;
    CLEANUP(stats_answer_free)
    struct stats_answer answer =
        stats_ask("survey --total happy --strata area --clusters school --fpc there", pupils);
    assert_near(answer_number(&answer, 0, "estimate"), 18 * 5 / 2.0 + 26 * 4 / 2.0, 1e-12);
    CLEANUP(stats_answer_free)
    struct stats_answer two = stats_ask(
        "survey --total happy --strata area --clusters school --fpc there,answered", pupils);
    assert_near(answer_number(&two, 0, "se"), answer_number(&answer, 0, "se"), 1e-12);
}

/* As R's survey package has it with na.rm = TRUE: the fourth was drawn, and did not answer. */
static void blank_answers_are_dropped_and_still_count_as_drawn(void **state)
{
    (void)state;
    CLEANUP(stats_answer_free)
    struct stats_answer answer =
        stats_ask("survey --mean happy", "child,happy\nA,3\nB,\nC,5\nD,7\n");
    assert_near(answer_number(&answer, 0, "estimate"), 5, 1e-12);
    assert_near(answer_number(&answer, 0, "se"), sqrt(4 / 3.0 * (4 + 4) / 9), 1e-12);
    assert_near(answer_number(&answer, 0, "df"), 3, 0);
}

static void samples_that_cannot_be_judged_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *options, *csv, *part;
    } refused[] = {{"", pupils, "Give one of"},
                   {"--mean happy --total happy", pupils, "Give one of"},
                   {"--ratio happy", pupils, "colon"},
                   {"--ratio :of", pupils, "colon"},
                   {"--mean sad", pupils, "\"sad\""},
                   {"--mean area", pupils, "not a number"},
                   {"--mean happy --weights weight", pupils, "\"weight\""},
                   {"--mean happy --by place", pupils, "\"place\""},
                   {"--mean happy --fpc there,answered", pupils, "for each column"},
                   {"--mean happy --clusters school,class", pupils, "\"class\""},
                   {"--mean happy --strata area --clusters school",
                    "area,school,happy\nn,a,1\nn,b,2\ns,c,3\n", "Only one cluster"},
                   {"--mean happy --strata area", "area,happy\nn,1\nn,2\ns,3\n", "Only one answer"},
                   {"--mean happy", "happy\n3\n", "Only one answer"},
                   {"--mean happy --fpc there", "happy,there\n3,1\n4,1\n", "were drawn"},
                   {"--mean happy --fpc there", "happy,there\n3,5\n4,6\n", "one size"},
                   {"--mean happy --fpc there", "happy,there\n3,0\n4,0\n", "above 0"},
                   {"--mean happy --weights w", "happy,w\n3,-1\n4,2\n", "0 or more"},
                   {"--mean happy --weights w", "happy,w\n3,\n4,2\n", "blank"},
                   {"--mean happy --weights w", "happy,w\n3,0\n4,0\n", "Every weight is 0"},
                   {"--mean happy --medians x", pupils, "not an option"}};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char arguments[200];
        snprintf(arguments, sizeof arguments, "survey %s", refused[i].options);
        stats_refuses(arguments, refused[i].csv, refused[i].part);
    }
}

/* --- score --------------------------------------------------------------------------------------
 */

static void write_sdq(struct buffer *csv, const char *answers)
{
    buffer_string(csv, "child");
    for (int i = 1; i <= 25; i++)
        buffer_printf(csv, ",q%d", i);
    buffer_string(csv, "\nA");
    for (int i = 0; i < 25; i++) {
        buffer_byte(csv, ',');
        if (answers[i] != ' ')
            buffer_byte(csv, answers[i]);
    }
    buffer_byte(csv, '\n');
}

static void an_sdq_is_scored_and_banded(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer csv = BUFFER(4096);
    write_sdq(&csv, "1111111111111111111111111");
    static const char *const scales[] = {"emotion", "conduct",   "hyperactivity",
                                         "peer",    "prosocial", "total"};
    static const double four[] = {3, 3, 1, 4, 4, 4}, three[] = {3, 3, 1, 3, 3, 3};
    CLEANUP(stats_answer_free)
    struct stats_answer parent = stats_ask("score --form sdq-parent", buffer_text(&csv));
    CLEANUP(stats_answer_free)
    struct stats_answer wide = stats_ask("score --form sdq-parent --bands 3", buffer_text(&csv));
    assert_slice(answer_text(&parent, 0, "child"), "A");
    for (size_t i = 0; i < 6; i++) {
        char band[40];
        snprintf(band, sizeof band, "%s_band", scales[i]);
        assert_near(answer_number(&parent, 0, scales[i]), i == 5 ? 20 : 5, 0);
        assert_near(answer_number(&parent, 0, band), four[i], 0);
        assert_near(answer_number(&wide, 0, band), i == 4 ? 2 : three[i], 0);
    }
    buffer_clear(&csv);
    write_sdq(&csv, "1   2     12     2  222  1");
    CLEANUP(stats_answer_free)
    struct stats_answer holes = stats_ask("score --form sdq-self", buffer_text(&csv));
    assert_near(answer_number(&holes, 0, "conduct"), 10, 0); /* 2 in each of three of five */
    assert_near(answer_number(&holes, 0, "conduct_band"), 4, 0);
    assert_slice(answer_text(&holes, 0, "emotion"), ""); /* nothing in any */
    assert_slice(answer_text(&holes, 0, "emotion_band"), "");
    assert_slice(answer_text(&holes, 0, "total"), "");
}

static void well_being_is_scored_where_it_is_whole(void **state)
{
    (void)state;
    CLEANUP(stats_answer_free)
    struct stats_answer answer =
        stats_ask("score --form swemwbs", "q1,q2,q3,q4,q5,q6,q7\n3,3,4,3,4,3,4\n3,3,4,,4,3,4\n");
    assert_near(answer_number(&answer, 0, "raw_score"), 24, 0);
    assert_near(answer_number(&answer, 0, "metric_score"), 21.54, 0);
    assert_slice(answer_text(&answer, 1, "raw_score"), "");
    assert_slice(answer_text(&answer, 1, "metric_score"), "");
}

static const char own_key[] = "scale,item,lowest,highest,reversed,needed,bands\n"
                              "mood,a,0,3,,2,2;4\nmood,b,0,3,1,,\nmood,c,0,3,,,\n"
                              "calm,d,0,10,,,6;3\nall,mood,,,,,\nall,calm,,,,,\n";

static void a_scale_of_ones_own_is_scored_by_its_key(void **state)
{
    (void)state;
    CLEANUP(stats_answer_free)
    struct stats_answer answer =
        stats_ask(with_file("score --form", own_key), "a,b,c,d\n1,1,1,6\n1,1,,3\n,,1,0\n");
    assert_near(answer_number(&answer, 0, "mood"), 4, 0);
    assert_near(answer_number(&answer, 0, "mood_band"), 2, 0);
    assert_near(answer_number(&answer, 0, "calm_band"), 1, 0);
    assert_near(answer_number(&answer, 0, "all"), 10, 0);
    assert_near(answer_number(&answer, 1, "mood"), 5, 0); /* 1 and 2, and their mean: 4.5 */
    assert_near(answer_number(&answer, 1, "calm_band"), 2, 0);
    assert_slice(answer_text(&answer, 2, "mood"), "");
    assert_slice(answer_text(&answer, 2, "all"), "");
    assert_near(answer_number(&answer, 2, "calm_band"), 3, 0);
}

static void keys_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *key, *part;
    } refused[] = {{"scale,item,lowest,highest\nmood,a,3,0\n", "first below the second"},
                   {"scale,item,lowest,highest\nmood,a,,\n", "first below the second"},
                   {"scale,item,lowest,highest\nmood,a,0,3\ncalm,a,0,4\n", "other ends above"},
                   {"scale,item,lowest,highest,bands\nmood,a,0,3,1;1\n", "rise or fall"},
                   {"scale,item,lowest,highest,bands\nmood,a,0,3,low\n", "rise or fall"},
                   {"scale,item\nmood,a\n", "\"lowest\""}};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        stats_refuses(with_file("score --form", refused[i].key), "a\n1\n", refused[i].part);
}

static void forms_and_answers_out_of_range_are_refused(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer csv = BUFFER(4096);
    write_sdq(&csv, "1111111111131111111111111");
    stats_refuses("score --form sdq-parent", buffer_text(&csv), "q12 is 3");
    stats_refuses("score", buffer_text(&csv), "--form");
    stats_refuses("score --form sdq", buffer_text(&csv), "sdq-parent, sdq-teacher");
    stats_refuses("score --form dash", buffer_text(&csv), "is none");
    stats_refuses("score --form sdq-self --bands 5", buffer_text(&csv), "4, 3");
    stats_refuses("score --form swemwbs --bands 4", buffer_text(&csv), "--bands");
    stats_refuses("score --form sdq-self", "q1,q2\n1,1\n", "\"q3\"");
    const char *header = "q1,q2,q3,q4,q5,q6,q7\n";
    static const char *const rows[] = {"0,3,4,3,4,3,4\n", "6,3,4,3,4,3,4\n", "2.5,3,4,3,4,3,4\n"};
    for (size_t i = 0; i < 3; i++) {
        char text[100];
        snprintf(text, sizeof text, "%s%s", header, rows[i]);
        stats_refuses("score --form swemwbs", text, "whole number from 1 to 5");
    }
    stats_refuses("score --form swemwbs", "q1,q2,q3,q4,q5,q6,q7\nyes,3,4,3,4,3,4\n",
                  "not a number");
}

/* --- benefit ------------------------------------------------------------------------------------
 */

static void benefits_are_brought_to_the_first_year(void **state)
{
    (void)state;
    const char *flows = "year,cost,benefit\n2011,100000,0\n2012,0,30000\n2013,0,30000\n"
                        "2014,0,30000\n2015,0,30000\n";
    CLEANUP(stats_answer_free) struct stats_answer answer = stats_ask("benefit", flows);
    assert_near(answer_number(&answer, 0, "present_cost"), 100000, 1e-12);
    assert_near(answer_number(&answer, 0, "net_present_value"), 10192.376258366749, 1e-12);
    assert_near(answer_number(&answer, 0, "ratio"), 1.1019237625836675, 1e-12);
    assert_near(answer_number(&answer, 0, "payback_year"), 2015, 0);
    CLEANUP(stats_answer_free) struct stats_answer plain = stats_ask("benefit --rate 0", flows);
    assert_near(answer_number(&plain, 0, "present_benefit"), 120000, 1e-12);
    CLEANUP(stats_answer_free)
    struct stats_answer blank = stats_ask("benefit", "year,cost,benefit\n0,10,\n1,0,5\n");
    assert_slice(answer_text(&blank, 0, "net_present_value"), "");
    assert_slice(answer_text(&blank, 0, "payback_year"), "");
}

static void years_and_rates_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    stats_refuses("benefit --rate 3.5", "year,cost,benefit\n0,1,2\n", "--rate");
    stats_refuses("benefit --rate -0.1", "year,cost,benefit\n0,1,2\n", "--rate");
    stats_refuses("benefit", "year,cost,benefit\n1,1,2\n0,1,2\n", "not later");
    stats_refuses("benefit", "year,cost,benefit\n1,1,2\n1,1,2\n", "not later");
    stats_refuses("benefit", "year,cost,benefit\n1.5,1,2\n", "whole number");
    stats_refuses("benefit", "year,cost,benefit\n,1,2\n", "blank");
    stats_refuses("benefit", "year,cost,benefit\n1,nan,2\n", "not a number");
    stats_refuses("benefit", "year,cost\n1,1\n", "\"benefit\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raked_weights_stand_beside_what_was_read),
        cmocka_unit_test(margins_that_do_not_fit_are_refused),
        cmocka_unit_test(strata_and_clusters_set_the_degrees_of_freedom),
        cmocka_unit_test(sizes_give_weights_where_there_are_none),
        cmocka_unit_test(blank_answers_are_dropped_and_still_count_as_drawn),
        cmocka_unit_test(samples_that_cannot_be_judged_are_refused),
        cmocka_unit_test(an_sdq_is_scored_and_banded),
        cmocka_unit_test(well_being_is_scored_where_it_is_whole),
        cmocka_unit_test(a_scale_of_ones_own_is_scored_by_its_key),
        cmocka_unit_test(keys_that_make_no_sense_are_refused),
        cmocka_unit_test(forms_and_answers_out_of_range_are_refused),
        cmocka_unit_test(benefits_are_brought_to_the_first_year),
        cmocka_unit_test(years_and_rates_that_make_no_sense_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
