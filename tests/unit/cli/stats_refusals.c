/* Bad input, each kind with each method that it can come to: a sentence, code 2, nothing else. */
#include "support/test.h"

#include "support/stats.h"

static void more_events_than_trials_are_refused(void **state)
{
    (void)state;
    stats_refuses("proportion", "events,trials\n5,4\n", ":2: There are 5 events in 4 trials");
    stats_refuses("difference", "events_1,trials_1,events_2,trials_2\n1,2,5,4\n", "5 events");
    stats_refuses("funnel", "unit,events,trials\na,5,4\nb,1,2\n", "5 events");
    stats_refuses("p", "date,events,trials\n1,1,4\n2,5,4\n", ":3: ");
    stats_refuses("gap", "group,stratum,events,trials\na,x,5,4\nb,x,1,4\n", "5 events");
    stats_refuses("recent-trend", "date,value,lower,upper,count,denominator\n1,5,4,6,5,4\n",
                  "5 events");
}

static void negative_and_fractional_counts_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *method, *before, *after;
    } tables[] = {
        {"proportion", "events,trials\n", ",9\n"},
        {"rate", "events,population\n", ",9\n"},
        {"funnel", "unit,observed,expected\na,", ",9\n"},
        {"c", "date,events\n1,", "\n2,5\n"},
        {"u", "date,events,trials\n1,", ",9\n2,5,9\n"},
        {"p", "date,events,trials\n1,", ",9\n2,5,9\n"},
        {"difference", "events_1,trials_1,events_2,trials_2\n", ",9,1,9\n"},
        {"dsr", "area,stratum,events,population,standard_population\na,x,", ",9,9\n"},
        {"ratio", "area,stratum,observed,population,reference_events,reference_population\na,x,",
         ",9,9,9\n"},
        {"gap", "group,stratum,events,trials\na,x,", ",9\nb,x,1,9\n"},
    };
    static const char *const wrong[] = {"-1", "1.5", "1e-3"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (size_t j = 0; j < sizeof wrong / sizeof *wrong; j++) {
            char csv[300];
            snprintf(csv, sizeof csv, "%s%s%s", tables[i].before, wrong[j], tables[i].after);
            stats_refuses(tables[i].method, csv, "a count is a whole number, 0 or more");
        }
}

/* 2^53 + 1 is no double: 9007199254740992 was answered for it. */
static void counts_that_cannot_be_kept_exactly_are_refused(void **state)
{
    (void)state;
    stats_refuses("rate --json", "events,population\n9007199254740993,10\n",
                  "the most that is counted exactly");
    stats_refuses("proportion", "events,trials\n1,9007199254740992\n",
                  "the most that is counted exactly");
    struct stats_answer answer = stats_ask("rate", "events,population\n9007199254740991,10\n");
    assert_true(answer_number(&answer, 0, "events") == 9007199254740991);
    stats_answer_free(&answer);
}

static void populations_and_trials_of_nought_are_refused(void **state)
{
    (void)state;
    stats_refuses("proportion", "events,trials\n0,0\n", "1 or more");
    stats_refuses("rate", "events,population\n0,0\n", "above 0");
    stats_refuses("rate", "events,population\n1,-5\n", "above 0");
    stats_refuses("dsr", "area,stratum,events,population,standard_population\na,x,1,0,5\n",
                  "above 0");
    stats_refuses("ratio",
                  "area,stratum,observed,population,reference_events,reference_population\n"
                  "a,x,1,5,1,0\n",
                  "above 0");
    stats_refuses("u", "date,events,exposure\n1,2,0\n2,5,1.5\n", "above 0");
    stats_refuses("slope", "area,quantile,population,value,se\na,1,0,1,1\n", "above 0");
    stats_refuses("funnel", "unit,observed,expected\na,5,0\nb,1,2\n", "above 0");
}

static void a_single_point_is_refused(void **state)
{
    (void)state;
    static const char *const charts[] = {"xmr", "run", "trend"};
    for (size_t i = 0; i < 3; i++)
        stats_refuses(charts[i], "date,value\n2020,5\n", "1 point");
    stats_refuses("xmr", "date,value\n1,5\n2,\n3,\n", "1 point");
    stats_refuses("p", "date,events,trials\n1,5,9\n", "1 point");
    stats_refuses("u", "date,events,exposure\n1,5,9\n", "1 point");
    stats_refuses("c", "date,events\n1,5\n", "1 point");
    stats_refuses("forecast", "date,value\n1,5\n2,6\n", "needs 3 points");
    stats_refuses("forecast", "date,value\n1,5\n",
                  "This forecast needs 3 points or more and has 1.");
    stats_refuses("forecast --method holt", "date,value\n1,5\n2,6\n3,7\n", "needs 4 points");
    stats_refuses("mean", "n,mean,sd\n1,5,0\n", "2 or more");
    stats_refuses("funnel", "unit,events,trials\na,5,9\n", "only one");
    stats_refuses("gap", "group,stratum,events,trials\na,x,5,9\n", "only one");
    stats_refuses("gap", "group,value\na,5\na,6\n", "only one");
    stats_refuses("slope", "area,quantile,population,value,se\na,1,9,5,1\na,2,9,5,1\n",
                  "3 or more");
}

static void charts_and_forecasts_of_equal_points_are_refused_and_their_trend_is_nought(void **state)
{
    (void)state;
    static const char *const equal = "date,value\n1,5\n2,5\n3,5\n4,5\n5,5\n";
    stats_refuses("xmr", equal, "are equal");
    stats_refuses("run", equal, "are equal");
    stats_refuses("p", "date,events,trials\n1,1,2\n2,2,4\n3,3,6\n", "are equal");
    stats_refuses("u", "date,events,exposure\n1,1,2\n2,2,4\n3,3,6\n", "are equal");
    stats_refuses("c", "date,events\n1,0\n2,0\n", "are equal");
    static const char *const methods[] = {"theta", "damped", "holt", "drift", "linear"};
    for (size_t i = 0; i < 5; i++) {
        char arguments[40];
        snprintf(arguments, sizeof arguments, "forecast --method %s", methods[i]);
        stats_refuses(arguments, equal, "are equal");
    }
    stats_refuses("gap", "group,value\na,5\na,5\nb,5\n", "are equal");
    struct stats_answer answer = stats_ask("trend", equal);
    assert_true(answer_number(&answer, 0, "slope") == 0);
    assert_true(answer_number(&answer, 0, "p") == 1);
    assert_slice(answer_text(&answer, 0, "tau"), "");
    stats_answer_free(&answer);
}

static void baselines_that_do_not_vary_give_no_limits(void **state)
{
    (void)state;
    stats_refuses("xmr --baseline 3", "date,value\n1,5\n2,5\n3,5\n4,9\n", "do not vary");
    stats_refuses("p --baseline 2", "date,events,trials\n1,0,5\n2,0,5\n3,4,5\n", "do not vary");
    stats_refuses("xmr --rebase 3", "date,value\n1,5\n2,6\n3,7\n4,7\n", "do not vary");
    stats_refuses("run --rebase 4", "date,value\n1,5\n2,6\n3,7\n4,8\n", "fewer than two points");
}

static void gaps_in_dates_are_refused_where_steps_must_be_even(void **state)
{
    (void)state;
    static const char *const methods[] = {"xmr", "run", "forecast"};
    for (size_t i = 0; i < 3; i++) {
        stats_refuses(methods[i], "date,value\n2018,5\n2019,6\n2021,7\n2022,5\n", ":4: ");
        stats_refuses(methods[i], "date,value\n2018-11,5\n2018-12,6\n2019-02,7\n", "even steps");
        stats_refuses(methods[i], "date,value\n2018-01-31,5\n2018-02-28,6\n2018-04-30,7\n",
                      "even steps");
    }
    stats_refuses("p", "date,events,trials\n1,5,9\n2,4,9\n4,3,9\n", "even steps");
}

static void dates_that_are_unordered_or_unlike_are_refused(void **state)
{
    (void)state;
    static const char *const methods[] = {"xmr", "run", "forecast", "trend"};
    for (size_t i = 0; i < 4; i++) {
        stats_refuses(methods[i], "date,value\n2019,5\n2018,6\n2020,7\n", "in order");
        stats_refuses(methods[i], "date,value\n2019,5\n2019,6\n2020,7\n", "in order");
        stats_refuses(methods[i], "date,value\n2019,5\n2019-02,6\n", "written otherwise");
        stats_refuses(methods[i], "date,value\n2018/19,5\n2019/20,6\n", "not one");
        stats_refuses(methods[i], "date,value\n2019-02-30,5\n", "not one");
        stats_refuses(methods[i], "date,value\n2019-13,5\n", "not one");
        stats_refuses(methods[i], "date,value\n,5\n2019,5\n", "blank");
        stats_refuses(methods[i], "date,value\n2019.5,5\n2020.5,5\n", "not one");
    }
    stats_refuses("recent-trend",
                  "date,value,lower,upper,count,denominator\n2,5,4,6,5,100\n1,5,4,6,5,100\n",
                  "in order");
}

static void doubled_strata_are_refused(void **state)
{
    (void)state;
    stats_refuses("dsr",
                  "area,stratum,events,population,standard_population\n"
                  "a,x,1,9,5\na,y,1,9,5\na,x,1,9,5\n",
                  ":4: The stratum x stands in line 2 already");
    stats_refuses("ratio",
                  "area,stratum,observed,population,reference_events,reference_population\n"
                  "a,x,1,9,5,9\na,x,1,9,5,9\n",
                  "already");
    stats_refuses("gap", "group,stratum,events,trials\na,x,1,9\na,x,2,9\nb,x,1,9\n", "already");
    stats_refuses("quantiles", "area,value\na,1\na,2\n", "already");
    stats_refuses("funnel", "unit,events,trials\na,1,9\na,2,9\n", "already");
    stats_refuses("slope", "area,quantile,population,value,se\na,1,9,5,1\na,2,9,5,1\na,2,9,5,1\n",
                  "twice");
}

static void strata_that_do_not_match_are_refused(void **state)
{
    (void)state;
    stats_refuses("dsr",
                  "area,stratum,events,population,standard_population\n"
                  "a,x,1,9,5\na,y,1,9,5\nb,x,1,9,5\n",
                  "same strata");
    stats_refuses("gap", "group,stratum,events,trials\na,x,1,9\nb,y,1,9\n", "same strata");
    stats_refuses("dsr",
                  "area,stratum,persons,events_each,population,standard_population\n"
                  "a,x,1,1,9,5\na,x,1,2,8,5\n",
                  "another population");
    stats_refuses("slope", "area,quantile,population,value,se\na,1,9,5,1\na,3,9,5,1\na,4,9,5,1\n",
                  "no 2");
}

static void what_a_transform_has_no_room_for_is_refused(void **state)
{
    (void)state;
    stats_refuses("slope --transform log",
                  "area,quantile,population,value,se\na,1,9,5,1\na,2,9,0,1\na,3,9,5,1\n",
                  "logarithm");
    stats_refuses("slope --transform logit",
                  "area,quantile,population,value,lower,upper\na,1,9,.5,.4,.6\n"
                  "a,2,9,.5,.4,1\na,3,9,.5,.4,.6\n",
                  "logit");
    stats_refuses("slope",
                  "area,quantile,population,value,lower,upper\na,1,9,5,6,4\n"
                  "a,2,9,5,4,6\na,3,9,5,4,6\n",
                  "above the upper");
    stats_refuses("slope", "area,quantile,population,value\na,1,9,5\n", "lower");
    stats_refuses("recent-trend", "date,value,lower,upper,count,denominator\n1,5,6,4,5,100\n",
                  "above the upper");
}

static void groups_dates_and_columns_that_are_not_there_are_refused(void **state)
{
    (void)state;
    stats_refuses("gap --reference z", "group,stratum,events,trials\na,x,1,9\nb,x,1,9\n", "\"z\"");
    stats_refuses("gap --reference a", "group,value\na,1\nb,9\n", "--reference");
    stats_refuses("gap --outcome y", "group,y,a\na,1,9\nb,9,1\n", "belong together");
    stats_refuses("gap --outcome y --covariates b", "group,y,a\na,1,9\nb,9,1\n", "called \"b\"");
    stats_refuses("gap --outcome y --covariates a", "group,y,a\na,1,9\nb,9,1\n", "coefficients");
    stats_refuses("quantiles --by year", "area,value\na,1\n", "called \"year\"");
    stats_refuses("dsr --by sex", "area,stratum,events,population,standard_population\na,x,1,9,5\n",
                  "called \"sex\"");
    stats_refuses("xmr --rebase 2019", "date,value\n2020,5\n2021,6\n", "no date 2019");
    stats_refuses("xmr --rebase soon", "date,value\n2020,5\n2021,6\n", "no date soon");
    stats_refuses("forecast --horizon 0", "date,value\n1,5\n2,6\n3,5\n", "--horizon");
    stats_refuses("forecast --horizon 1000000", "date,value\n1,5\n2,6\n3,5\n", "--horizon");
    stats_refuses("forecast --method prophet", "date,value\n1,5\n2,6\n3,5\n", "theta, damped");
}

static void missing_columns_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *method, *columns;
    } methods[] = {
        {"proportion", "events,trials"},
        {"rate", "events,population"},
        {"ratio", "area,stratum,observed,population,reference_events,reference_population"},
        {"dsr", "area,stratum,events,population,standard_population"},
        {"mean", "n,mean,sd"},
        {"difference", "events_1,trials_1,events_2,trials_2"},
        {"quantiles", "area,value"},
        {"slope", "area,quantile,population,value,lower,upper"},
        {"funnel", "unit,events,trials"},
        {"gap", "group,stratum,events,trials"},
        {"xmr", "date,value"},
        {"run", "date,value"},
        {"p", "date,events,trials"},
        {"c", "date,events"},
        {"recent-trend", "date,value,lower,upper,count,denominator"},
        {"trend", "date,value"},
        {"forecast", "date,value"},
    };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        struct slice rest = slice_from(methods[i].columns), missing;
        while (slice_split(&rest, ',', &missing)) {
            char csv[400] = "other", named[100];
            struct slice all = slice_from(methods[i].columns), column;
            size_t length = strlen(csv), count = 1;
            while (slice_split(&all, ',', &column))
                if (!slice_equal(column, missing)) {
                    length += (size_t)snprintf(csv + length, sizeof csv - length, ",%.*s",
                                               SLICE_PRINT(column));
                    count++;
                }
            csv[length++] = '\n';
            for (size_t j = 0; j < count; j++)
                length += (size_t)snprintf(csv + length, sizeof csv - length, j ? ",1" : "1");
            snprintf(csv + length, sizeof csv - length, "\n");
            snprintf(named, sizeof named, "no column called \"%.*s\"", SLICE_PRINT(missing));
            stats_refuses(methods[i].method, csv, named);
        }
    }
}

/* --- more than is allowed -------------------------------------------------------------------- */

/* So many times the same lines under a heading, the number of each time in the place of #. */
static const char *lines(struct buffer *csv, const char *heading, const char *line, int count)
{
    buffer_clear(csv);
    buffer_printf(csv, "%s\n", heading);
    for (int i = 0; i < count; i++)
        for (const char *at = line; *at; at++)
            if (*at == '#')
                buffer_printf(csv, "%d", i);
            else
                buffer_byte(csv, *at);
    return buffer_text(csv);
}

static void more_than_is_allowed_is_refused_before_it_is_begun(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer csv = BUFFER(8 << 20);
    stats_refuses(
        "forecast --horizon 1000",
        lines(&csv, "area,date,value", "a#,2001,1\na#,2002,2\na#,2003,1\na#,2004,2\n", 2001),
        "2001 series at 1000 steps each are more than the 2000000 rows allowed");
    stats_refuses("suppress", lines(&csv, "area,need,count", "a#,n#,7\n", 1000),
                  "more than 1000000 cells");
    stats_refuses("capture --bootstrap 100000",
                  "A,B,C,count\n1,0,0,9000\n0,1,0,8000\n0,0,1,7000\n1,1,0,300\n0,1,1,250\n",
                  "A bootstrap of 100000 over so many models or people takes too long");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_events_than_trials_are_refused),
        cmocka_unit_test(negative_and_fractional_counts_are_refused),
        cmocka_unit_test(counts_that_cannot_be_kept_exactly_are_refused),
        cmocka_unit_test(populations_and_trials_of_nought_are_refused),
        cmocka_unit_test(a_single_point_is_refused),
        cmocka_unit_test(
            charts_and_forecasts_of_equal_points_are_refused_and_their_trend_is_nought),
        cmocka_unit_test(baselines_that_do_not_vary_give_no_limits),
        cmocka_unit_test(gaps_in_dates_are_refused_where_steps_must_be_even),
        cmocka_unit_test(dates_that_are_unordered_or_unlike_are_refused),
        cmocka_unit_test(doubled_strata_are_refused),
        cmocka_unit_test(strata_that_do_not_match_are_refused),
        cmocka_unit_test(what_a_transform_has_no_room_for_is_refused),
        cmocka_unit_test(groups_dates_and_columns_that_are_not_there_are_refused),
        cmocka_unit_test(missing_columns_are_named),
        cmocka_unit_test(more_than_is_allowed_is_refused_before_it_is_begun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
