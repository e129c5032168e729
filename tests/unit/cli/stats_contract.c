/* weft stats as an analyst's script calls it: for every method one call that works, the columns
 * that come out, and what becomes of the same call when something in it is wrong. */
#include "support/test.h"

#include <string.h>

#include "cli/stats/stats.h"
#include "support/stats.h"

#define LIM "lower_95,upper_95,lower_99_8,upper_99_8"
#define RUNS "n_useful,longest_run,longest_run_max,crossings,crossings_min,signal"
#define CHART "centre,lower,upper,label,point_type,assurance"
#define SDQ "emotion,conduct,hyperactivity,peer,prosocial,total"
#define SDQ_BANDS "emotion_band,conduct_band,hyperactivity_band,peer_band,prosocial_band,total_band"
#define SDQ_ITEMS                                                                                  \
    "q1,q2,q3,q4,q5,q6,q7,q8,q9,q10,q11,q12,q13,q14,q15,q16,q17,q18,q19,q20,q21,q22,q23,q24,q25"

/* `numbers` names the columns in which a word is refused. A call with %s wants the margins. */
struct call {
    const char *arguments, *csv, *columns, *numbers;
};

static const struct call calls[] = {
    {"proportion", "events,trials,note\n1,10,x\n5,20,y\n", "events,trials,note,value," LIM,
     "events,trials"},
    {"rate", "events,population\n1,10.5\n50,20000\n", "events,population,value," LIM,
     "events,population"},
    {"ratio",
     "area,stratum,observed,population,reference_events,reference_population,region\n"
     "a,x,5,100,50,1000,n\nb,x,5,100,50,1000,s\na,y,6,100,60,1000,n\nb,y,,100,60,1000,s\n",
     "area,region,observed,expected,ratio," LIM ",reference_rate,rate",
     "observed,population,reference_events,reference_population"},
    {"dsr",
     "area,stratum,events,population,standard_population\n"
     "a,x,12,100,50\na,y,6,100,60\nb,x,5,100,50\nb,y,4,100,60\n",
     "area,events,value," LIM, "events,population,standard_population"},
    {"dsr --by sex",
     "sex,stratum,persons,events_each,population,standard_population\nm,x,12,1,100,50\n"
     "m,x,3,2,100,50\n",
     "sex,events,value," LIM, "persons,events_each,population,standard_population"},
    {"mean", "n,mean,sd\n10,5,1\n20,6.5,2\n", "n,mean,sd,value," LIM, "n,mean,sd"},
    {"difference", "events_1,trials_1,events_2,trials_2\n56,70,48,80\n",
     "events_1,trials_1,events_2,trials_2,difference,lower_95,upper_95,ratio,ratio_lower_95,"
     "ratio_upper_95,p",
     "events_1,trials_1,events_2,trials_2"},
    {"quantiles", "area,value\na,1\nb,2\nc,3\nd,4.5\n", "area,value,rank,quantile,band", "value"},
    {"slope",
     "area,quantile,population,value,se\na,1,100,10,1\na,2,90,8,1\na,3,80,7,1\na,4,100,5,1\n",
     "area,slope_index,relative_index,intercept,slope_lower_95,slope_upper_95,relative_lower_95,"
     "relative_upper_95",
     "quantile,population,value,se"},
    {"funnel", "unit,events,trials\na,10,100\nb,20,110\nc,30,90\n",
     "unit,events,trials,value,centre," LIM ",position,phi", "events,trials"},
    {"funnel", "unit,observed,expected\na,10,9.5\nb,20,21\n",
     "unit,observed,expected,value,centre," LIM ",position,phi", "observed,expected"},
    {"gap", "group,stratum,events,trials\na,x,10,100\na,y,30,100\nb,x,20,150\nb,y,20,50\n",
     "group,rate,reference_rate,gap,ratio,lower_95,upper_95,between_share,rate_component,"
     "composition_component",
     "events,trials"},
    {"gap", "group,value\na,1\na,2\nb,3\nb,5\n", "between_share,within_share,f,p", "value"},
    {"gap --outcome Y --covariates A --reference b",
     "group,Y,A\na,1,1\na,2,3\na,3,4\nb,3,1\nb,5,2\nb,4,5\n",
     "group,gap,endowments,coefficients,interaction,explained,unexplained", "Y,A"},
    {"xmr --screen", "area,date,value\na,1,5\na,2,6\na,3,4\na,4,7\n", "area,date,value," CHART,
     "value"},
    {"p", "date,events,trials\n2020-01,5,10\n2020-02,6,10\n2020-03,4,11\n",
     "date,events,trials,value," CHART "," RUNS, "events,trials"},
    {"u", "date,events,exposure\n1,5,10.5\n2,6,10\n3,4,11\n",
     "date,events,exposure,value," CHART "," RUNS, "events,exposure"},
    {"c", "date,events\n2020-01-01,5\n2020-02-01,6\n2020-03-01,4\n",
     "date,events,value," CHART "," RUNS, "events"},
    {"run", "date,value\n1,5\n2,6\n3,4\n4,7\n", "date,value,centre," RUNS, "value"},
    {"recent-trend",
     "date,value,lower,upper,count,denominator\n1,11,10,12,110,1000\n2,12,11,13,120,1000\n"
     "3,13,12,14,130,1000\n4,14,13,15,140,1000\n5,15,14,16,150,1000\n",
     "direction,judgement,chi_squared", "value,lower,upper,count,denominator"},
    {"trend", "date,value\n1,5\n2,6\n3,4\n4,7\n",
     "slope,intercept,lower_95,upper_95,s,variance,z,p,tau", "value"},
    {"forecast --method drift --horizon 2", "area,date,value\na,1,5\na,2,6\na,3,4\na,4,7\n",
     "area,step,mean,lower_80,upper_80,lower_95,upper_95,probability", "value"},
    {"impact its --start 5 --slope --season 4 --harmonics 1",
     "date,events,population\n1,50,1000\n2,57,1001\n3,53,1002\n4,60,1003\n5,40,1004\n6,47,1005\n"
     "7,43,1006\n8,50,1007\n9,44,1008\n",
     "term,estimate,se,p,ratio,lower_95,upper_95", "events,population"},
    {"impact did", "treated,after,value\n0,0,1\n0,0,2\n0,1,3\n0,1,2\n1,0,2\n1,0,3\n1,1,5\n1,1,6\n",
     "effect,se,lower_95,upper_95", "treated,after,value"},
    {"impact match --outcome Y --covariates A",
     "treated,Y,A\n1,5,1\n1,6,2\n0,4,1.5\n0,3,2.5\n0,2,0.5\n1,7,3\n0,5,2.8\n",
     "effect,n_treated,n_control", "treated,Y,A"},
    {"impact synth --treated u --start 3",
     "unit,date,value\nu,1,5\nu,2,6\nu,3,9\nv,1,4\nv,2,6\nv,3,7\nw,1,6\nw,2,5\nw,3,6\n", "date,gap",
     "value"},
    {"benefit", "year,cost,benefit\n0,100,0\n1,0,60\n2,0,60\n",
     "present_cost,present_benefit,net_present_value,ratio,payback_year", "year,cost,benefit"},
    {"rake --margins %s", "sex,weight\nf,1\nm,2\n", "sex,weight,raked_weight", "weight"},
    {"survey --ratio y:x --weights w --strata s --clusters c --fpc N --by g",
     "g,s,c,y,x,w,N\nk,a,1,1,2,2,9\nl,a,2,3,4,2,9\nk,b,1,1,2,3,8\nl,b,2,4,4,3,8\n",
     "g,estimate,se,lower_95,upper_95,design_effect,df", "y,x,w,N"},
    {"score --form sdq-parent", SDQ_ITEMS "\n1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1\n",
     SDQ_ITEMS "," SDQ "," SDQ_BANDS, "q1,q25"},
    {"score --form swemwbs", "q1,q2,q3,q4,q5,q6,q7\n3,3,4,3,4,3,4\n",
     "q1,q2,q3,q4,q5,q6,q7,raw_score,metric_score", "q1,q7"},
};

/* The call with its margins written. */
static const char *arguments_of(const struct call *call)
{
    static char arguments[600], margins[400];
    snprintf(margins, sizeof margins, "%s/margins.csv", scratch_folder());
    assert_int_equal(file_write(margins, SLICE("variable,level,total\nsex,f,60\nsex,m,40\n"), NULL),
                     0);
    const char *hole = strstr(call->arguments, "%s");
    snprintf(arguments, sizeof arguments, "%.*s%s%s",
             (int)(hole ? hole - call->arguments : (long)strlen(call->arguments)), call->arguments,
             hole ? margins : "", hole ? hole + 2 : "");
    return arguments;
}

static struct slice header_of(const struct call *call)
{
    struct slice csv = slice_from(call->csv);
    return slice_sub(csv, 0, slice_find_byte(csv, '\n'));
}

static void the_columns_are_those_that_are_promised_and_in_their_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        struct stats_answer answer = stats_ask(arguments_of(&calls[i]), calls[i].csv);
        struct slice rest = slice_from(calls[i].columns), name;
        size_t column = 0;
        while (slice_split(&rest, ',', &name)) {
            if (column == answer.columns || !slice_equal(answer.cells[column], name))
                fail_msg("%s: column %zu is not %.*s", calls[i].arguments, column,
                         SLICE_PRINT(name));
            column++;
        }
        if (column != answer.columns)
            fail_msg("%s: there are more columns than %zu", calls[i].arguments, column);
        stats_answer_free(&answer);
    }
}

static void json_has_the_keys_of_the_columns(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
        CLEANUP(arena_free) struct arena arena = ARENA;
        char command[2000];
        struct json json;
        if (strstr(calls[i].arguments, "synth")) /* one object, of which impact.c tells */
            continue;
        snprintf(command, sizeof command, "printf '%s' | weft stats %s --json 2>/dev/null",
                 calls[i].csv, arguments_of(&calls[i]));
        assert_int_equal(run_command(command, &out), 0);
        assert_int_equal(json_parse(buffer_slice(&out), &arena, &json, NULL), 0);
        for (size_t row = 0; row < json.count; row++) {
            struct slice rest, name;
            size_t keys = 0;
            for (rest = slice_from(calls[i].columns); slice_split(&rest, ',', &name); keys++)
                json_member(&json.items[row], arena_string(&arena, name));
            assert_int_equal(keys, json.items[row].count);
        }
        assert_true(json.count > 0);
    }
}

/* The CSV with one column taken out or, with `twice`, given again. */
static void change_column(const struct call *call, size_t column, bool twice, struct buffer *out)
{
    struct slice rest = slice_from(call->csv), line, cell;
    while (slice_split(&rest, '\n', &line) && line.length) {
        const char *separator = "";
        struct slice again = {0};
        for (size_t i = 0; slice_split(&line, ',', &cell); i++) {
            if (i == column && !twice)
                continue;
            if (i == column)
                again = cell;
            buffer_string(out, separator);
            buffer_append(out, cell);
            separator = ",";
        }
        if (twice) {
            buffer_byte(out, ',');
            buffer_append(out, again);
        }
        buffer_byte(out, '\n');
    }
}

static bool is_among(struct slice name, const char *names)
{
    struct slice rest = slice_from(names), each;
    while (slice_split(&rest, ',', &each))
        if (slice_equal(each, name))
            return true;
    return false;
}

static void a_column_that_is_missing_or_doubled_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        struct slice rest = header_of(&calls[i]), name;
        for (size_t column = 0; slice_split(&rest, ',', &name); column++) {
            CLEANUP(buffer_free) struct buffer missing = BUFFER(1 << 16), twice = BUFFER(1 << 16);
            if (column == 0) {
                change_column(&calls[i], column, true, &twice);
                stats_refuses(arguments_of(&calls[i]), buffer_text(&twice), "");
            }
            /* What may be left out: notes, the area of series, weights and populations of 1. */
            if (slice_is(name, "note") || slice_is(name, "region") || slice_is(name, "weight") ||
                (slice_is(name, "area") &&
                 !strstr("ratio dsr quantiles slope", calls[i].arguments)) ||
                (slice_is(name, "population") && strstr(calls[i].arguments, "its")))
                continue;
            change_column(&calls[i], column, false, &missing);
            stats_refuses(arguments_of(&calls[i]), buffer_text(&missing), "");
        }
    }
}

/* The CSV with another text in the last row of a column. */
static void spoil(const struct call *call, size_t column, const char *text, struct buffer *out)
{
    struct slice rest = slice_from(call->csv), line, cell;
    while (slice_split(&rest, '\n', &line) && line.length) {
        bool last = rest.length == 0;
        for (size_t i = 0; slice_split(&line, ',', &cell); i++) {
            buffer_string(out, i ? "," : "");
            buffer_append(out, last && i == column ? slice_from(text) : cell);
        }
        buffer_byte(out, '\n');
    }
}

/* A column is tried with one text and the next with another: a process each time is dear. */
static void what_is_no_number_is_refused_in_every_column(void **state)
{
    (void)state;
    static const char *const texts[] = {"many", "nan", "-inf", "1e999", "\"1,000\""};
    size_t tried = 0;
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        struct slice rest = header_of(&calls[i]), name;
        for (size_t column = 0; slice_split(&rest, ',', &name); column++) {
            CLEANUP(buffer_free) struct buffer csv = BUFFER(1 << 16);
            if (!is_among(name, calls[i].numbers))
                continue;
            spoil(&calls[i], column, texts[tried++ % COUNT_OF(texts)], &csv);
            stats_refuses(arguments_of(&calls[i]), buffer_text(&csv), "");
        }
    }
}

static void words_that_are_no_options_are_refused_by_every_method(void **state)
{
    (void)state;
    static const char *const words[] = {"--nosuch", "--nosuch 3", "-x", "one.csv two.csv",
                                        "/nonexistent.csv"};
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        char arguments[700];
        snprintf(arguments, sizeof arguments, "%s %s", arguments_of(&calls[i]),
                 words[i % COUNT_OF(words)]);
        stats_refuses(arguments, calls[i].csv, "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_columns_are_those_that_are_promised_and_in_their_order),
        cmocka_unit_test(json_has_the_keys_of_the_columns),
        cmocka_unit_test(a_column_that_is_missing_or_doubled_is_refused),
        cmocka_unit_test(what_is_no_number_is_refused_in_every_column),
        cmocka_unit_test(words_that_are_no_options_are_refused_by_every_method),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
