/* weft stats suppress and attack, as a person calls them. */
#include "support/test.h"

#include <math.h>
#include <string.h>

#include "support/stats.h"

static const char *kept_file(const char *name, const char *text)
{
    static char paths[8][400];
    static size_t next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", scratch_folder(), name);
    assert_int_equal(file_write(path, slice_from(text), NULL), 0);
    return path;
}

static const char *ask_with(const char *format, const char *file)
{
    static char line[1000];
    snprintf(line, sizeof line, format, file);
    return line;
}

/* The row whose first columns have these levels; fails the test where there is none. */
static size_t row_of(const struct stats_answer *answer, const char *a, const char *b)
{
    for (size_t row = 0; row < answer->rows; row++)
        if (slice_is(answer->cells[(row + 1) * answer->columns], a) &&
            slice_is(answer->cells[(row + 1) * answer->columns + 1], b))
            return row;
    fail_msg("there is no cell %s, %s", a, b);
    return 0;
}

static void assert_cell(const struct stats_answer *answer, const char *a, const char *b,
                        const char *count, const char *status, const char *lower, const char *upper)
{
    size_t row = row_of(answer, a, b);
    assert_slice(answer_text(answer, row, "count"), count);
    assert_slice(answer_text(answer, row, "status"), status);
    assert_slice(answer_text(answer, row, "lower"), lower);
    assert_slice(answer_text(answer, row, "upper"), upper);
}

static size_t with_status(const struct stats_answer *answer, const char *status)
{
    size_t count = 0;
    for (size_t row = 0; row < answer->rows; row++)
        count += slice_is(answer_text(answer, row, "status"), status);
    return count;
}

/* --- suppress ------------------------------------------------------------------------------ */

static const char small[] = "area,need,count\na,x,3\na,y,20\nb,x,9\nb,y,8\n";

static void a_small_count_is_hidden_with_what_would_give_it_away(void **state)
{
    (void)state;
    struct stats_answer answer = stats_ask("suppress", small);
    assert_int_equal(answer.rows, 9);
    assert_cell(&answer, "a", "x", "", "primary", "0", "12");
    assert_cell(&answer, "a", "y", "", "secondary", "11", "23");
    assert_cell(&answer, "b", "y", "", "secondary", "5", "17");
    assert_cell(&answer, "Total", "x", "12", "published", "12", "12");
    assert_cell(&answer, "Total", "Total", "40", "published", "40", "40");
    stats_answer_free(&answer);
}

static void json_is_the_cost_and_the_cells(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json json;
    char command[500];
    snprintf(command, sizeof command, "weft stats suppress --json '%s'",
             kept_file("small.csv", small));
    assert_int_equal(run_command(command, &out), 0);
    assert_int_equal(json_parse(buffer_slice(&out), &arena, &json, NULL), 0);
    assert_true(json_number(&json, "cost") == 37);
    assert_true(json_member(&json, "exact")->boolean);
    const struct json *cells = json_member(&json, "cells");
    assert_int_equal(cells->count, 9);
    assert_slice(json_member(&cells->items[0], "area")->text, "a");
    assert_int_equal(json_member(&cells->items[0], "count")->kind, JSON_IS_NULL);
    assert_slice(json_member(&cells->items[0], "status")->text, "primary");
    assert_true(json_number(&cells->items[0], "upper") == 12);
    assert_true(json_number(&cells->items[8], "count") == 40);
}

static void few_cells_can_be_asked_for_in_the_place_of_small_ones(void **state)
{
    (void)state;
    struct stats_answer answer = stats_ask("suppress --cost cells", small);
    assert_int_equal(with_status(&answer, "secondary"), 3);
    stats_answer_free(&answer);
    answer = stats_ask("suppress --threshold 3", small);
    assert_int_equal(with_status(&answer, "published"), 9);
    stats_answer_free(&answer);
}

static void a_small_total_is_small_too(void **state)
{
    (void)state;
    struct stats_answer answer =
        stats_ask("suppress", "area,need,count\na,x,2\na,y,1\nb,x,30\nb,y,40\n");
    size_t row = row_of(&answer, "a", "Total");
    assert_slice(answer_text(&answer, row, "status"), "primary");
    assert_true(answer_number(&answer, row, "lower") <= 2);
    stats_answer_free(&answer);
}

static void records_are_counted(void **state)
{
    (void)state;
    struct stats_answer answer = stats_ask(
        "suppress --threshold 2", "area,need\na,x\na,x\nb,y\nb,y\nb,x\nb,x\nb,x\na,y\na,y\n");
    assert_cell(&answer, "b", "x", "3", "published", "3", "3");
    assert_cell(&answer, "Total", "Total", "9", "published", "9", "9");
    stats_answer_free(&answer);
}

/* Its small counts would be printed as the names of levels. */
static void a_count_of_another_name_is_not_taken_for_a_level(void **state)
{
    (void)state;
    static const struct {
        const char *csv, *part;
    } wrong[] = {
        {"area,need,counts\na,x,3\na,y,20\n", "\"counts\", which would be taken for levels"},
        {"area,need,Count\na,x,3\na,y,20\n", "If it is the count, call it count"},
        {"area,COUNTS,count\na,x,30\n", "call it count"},
        {"area,Value,contributor\na,3,k\n", "call it value"},
        {"area,need,number\na,x,3\na,y,20\n", "the numbers of the column \"number\""},
        {"area,children\na,\"1,200\"\nb,3\nc,*\n", "call the column count"},
        {"ward,need\n7,x\n8,y\n", "such as \"ward 7\""},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        stats_refuses("suppress", wrong[i].csv, wrong[i].part);
        stats_refuses(ask_with("suppress --linked '%s' -", kept_file("other.csv", wrong[i].csv)),
                      "area,count\na,30\n", wrong[i].part);
    }
    struct stats_answer answer =
        stats_ask("suppress --threshold 2", "ward,age,year\n7,3,2011\n7,3,2011\n"
                                            "8,7,2011\n8,7,2011\n");
    assert_int_equal(answer.rows, 18);
    stats_answer_free(&answer);
}

static void a_cell_that_is_not_listed_is_nought(void **state)
{
    (void)state;
    struct stats_answer answer = stats_ask("suppress", "area,need,count\na,x,30\nb,y,40\n");
    assert_cell(&answer, "a", "y", "0", "published", "0", "0");
    stats_answer_free(&answer);
}

static void totals_that_are_given_may_stand_there(void **state)
{
    (void)state;
    struct stats_answer answer = stats_ask("suppress", "area,count\na,30\nb,40\nTotal,70\n");
    assert_int_equal(answer.rows, 3);
    stats_answer_free(&answer);
}

static void a_hierarchy_adds_its_own_totals(void **state)
{
    (void)state;
    const char *hierarchy =
        kept_file("h.csv", "dimension,child,parent\narea,a,north\narea,b,north\narea,c,south\n"
                           "area,d,south\n");
    struct stats_answer answer =
        stats_ask(ask_with("suppress --hierarchy '%s'", hierarchy),
                  "area,need,count\na,x,3\na,y,20\nb,x,9\nb,y,8\nc,x,30\nc,y,41\nd,x,9\nd,y,17\n");
    assert_int_equal(answer.rows, 7 * 3);
    assert_cell(&answer, "north", "y", "28", "published", "28", "28");
    assert_cell(&answer, "south", "Total", "97", "published", "97", "97");
    stats_answer_free(&answer);
}

static void a_level_over_all_others_is_the_total(void **state)
{
    (void)state;
    const char *hierarchy = kept_file("h.csv", "dimension,child,parent\narea,a,England\n"
                                               "area,b,England\n");
    struct stats_answer answer = stats_ask(ask_with("suppress --hierarchy '%s'", hierarchy),
                                           "area,need,count\na,x,30\na,y,20\nb,x,9\nb,y,8\n");
    assert_int_equal(answer.rows, 9);
    assert_cell(&answer, "England", "Total", "67", "published", "67", "67");
    stats_answer_free(&answer);
}

static void cells_may_say_themselves_that_they_are_sensitive(void **state)
{
    (void)state;
    /* Willenborg and de Waal's investments, as in Fischetti and Salazar (2001), figure 1. */
    static const char investments[] =
        "activity,region,count,primary,lower_protection,upper_protection\n"
        "I,A,20,false,,\nI,B,50,false,,\nI,C,10,false,,\n"
        "II,A,8,false,,\nII,B,19,false,,\nII,C,22,true,5,5\n"
        "III,A,17,false,,\nIII,B,32,false,,\nIII,C,12,false,,\n";
    struct stats_answer answer = stats_ask("suppress", investments);
    assert_cell(&answer, "II", "C", "", "primary", "5", "30");
    assert_cell(&answer, "II", "A", "", "secondary", "0", "25");
    assert_cell(&answer, "III", "C", "", "secondary", "4", "29");
    assert_int_equal(with_status(&answer, "secondary"), 3);
    stats_answer_free(&answer);
}

static void an_amount_that_one_contributor_dominates_is_sensitive(void **state)
{
    (void)state;
    static const char spending[] = "area,provider,contributor,value\n"
                                   "a,x,P,100.5\na,x,Q,10\na,x,R,9\na,y,P,40\na,y,S,45\na,y,Q,50\n"
                                   "b,x,Q,60\nb,x,S,55\nb,x,R,70\nb,y,R,80\nb,y,S,70\nb,y,T,75\n";
    static const char *const rules[] = {"dominance:1,75", "p:10"};
    for (size_t i = 0; i < 2; i++) {
        struct stats_answer answer = stats_ask(ask_with("suppress --rule %s", rules[i]), spending);
        assert_int_equal(with_status(&answer, "primary"), 1);
        size_t row = row_of(&answer, "a", "x");
        assert_slice(answer_text(&answer, row, "value"), "");
        assert_slice(answer_text(&answer, row, "status"), "primary");
        double needed = i ? 10.05 - 9 : 100.5 / 0.75 - 119.5;
        assert_true(answer_number(&answer, row, "lower") <= 119.5 - needed);
        assert_true(answer_number(&answer, row, "upper") >= 119.5 + needed);
        stats_answer_free(&answer);
    }
}

/* Two cells of one contributor each, alone in their row: each would know the other's. */
static void lone_contributors_are_protected_from_each_other(void **state)
{
    (void)state;
    static const char spending[] = "area,contributor,value\n"
                                   "a,P,100\nb,Q,80\n"
                                   "c,R,100\nc,S,95\nc,T,105\nd,U,170\nd,V,165\nd,W,165\n";
    struct stats_answer answer = stats_ask("suppress --rule p:10", spending);
    assert_int_equal(with_status(&answer, "primary"), 2);
    assert_int_equal(with_status(&answer, "secondary"), 1);
    stats_answer_free(&answer);
}

/* k5 alone is a,x, and most of all x, of which he need not be unsure. With x and y hidden, x is
 * anything from nought to all there is. */
static void a_total_need_not_be_kept_from_whoever_it_is_mostly_of(void **state)
{
    (void)state;
    static const char spending[] =
        "area,need,value,contributor\na,x,400,k5\nb,x,5,k1\nb,x,5,k9\nc,x,6,k2\na,y,100,k3\n"
        "a,y,90,k4\na,y,70,k7\nb,y,60,k1\nb,y,50,k2\nb,y,40,k6\nc,y,60,k3\nc,y,50,k8\nc,y,40,k9\n";
    struct stats_answer answer = stats_ask("suppress --rule p:20", spending);
    size_t row = row_of(&answer, "Total", "x");
    assert_slice(answer_text(&answer, row, "status"), "primary");
    assert_slice(answer_text(&answer, row, "lower"), "0");
    assert_slice(answer_text(&answer, row, "upper"), "976");
    stats_answer_free(&answer);
}

static void linked_tables_come_out_protected_together(void **state)
{
    (void)state;
    const char *linked =
        kept_file("ages.csv", "age,area,count\n0-4,a,12\n5-9,a,11\n0-4,b,9\n5-9,b,8\n");
    struct stats_answer answer = stats_ask(ask_with("suppress --linked '%s' -", linked), small);
    assert_int_equal(answer.rows, 18);
    assert_slice(answer.cells[0], "table");
    size_t totals = 0;
    for (size_t row = 0; row < answer.rows; row++)
        if (slice_is(answer_text(&answer, row, "area"), "a") &&
            (slice_is(answer_text(&answer, row, "need"), "Total") ||
             slice_is(answer_text(&answer, row, "age"), "Total"))) {
            assert_slice(answer_text(&answer, row, "count"), "23");
            totals++;
        }
    assert_int_equal(totals, 2);
    stats_answer_free(&answer);
}

/* Alone, the cheapest choice hides a cell that the earlier table shows. */
static const char quarter[] = "area,need,count\na,x,3\na,y,20\na,z,9\nb,x,30\nb,y,8\nb,z,12\n"
                              "c,x,7\nc,y,9\nc,z,22\n";
static const char earlier[] =
    "area,need,count\na,x,\na,y,20\na,z,\na,Total,32\nb,x,\nb,y,8\nb,z,\nb,Total,50\nc,x,7\n"
    "c,y,9\nc,z,22\nc,Total,38\nTotal,x,40\nTotal,y,37\nTotal,z,43\nTotal,Total,120\n";

static void what_was_published_before_hides_nothing_now(void **state)
{
    (void)state;
    struct stats_answer alone = stats_ask("suppress", quarter);
    assert_slice(answer_text(&alone, row_of(&alone, "a", "y"), "status"), "secondary");
    stats_answer_free(&alone);
    const char *previous = kept_file("earlier.csv", earlier);
    struct stats_answer answer =
        stats_ask(ask_with("suppress --previous '%s' -", previous), quarter);
    assert_cell(&answer, "a", "x", "", "primary", "0", "12");
    assert_cell(&answer, "a", "y", "20", "published", "20", "20");
    assert_cell(&answer, "a", "z", "", "secondary", "0", "12");
    stats_answer_free(&answer);
}

/* What the tables of before give away already, nothing hidden now can take back. */
static void what_was_given_away_before_is_refused_and_named(void **state)
{
    (void)state;
    static const struct {
        const char *before, *now, *says;
    } tables[] = {
        {"area,count\na,\nb,20\nTotal,23\n", "area,count\na,3\nb,20\n",
         "area=a cannot be protected, whatever else is hidden."},
        {"area,need,count\na,x,\na,y,20\na,Total,23\nb,x,30\nb,y,40\nb,Total,70\n"
         "Total,x,33\nTotal,y,60\nTotal,Total,93\n",
         "area,need,count\na,x,3\na,y,20\nb,x,30\nb,y,40\n",
         "area=a, need=x cannot be protected, whatever else is hidden."},
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        stats_refuses(
            ask_with("suppress --previous '%s' -", kept_file("given.csv", tables[i].before)),
            tables[i].now, tables[i].says);
}

static const char periods[] = "dimension,child,parent\nperiod,Q1,Y\nperiod,Q2,Y\n";
static const char first_quarter[] = "period,area,count\nQ1,a,\nQ1,b,\nQ1,c,10\nQ1,Total,25\n";
static const char second_quarter[] = "period,area,count\nQ2,a,9\nQ2,b,12\nQ2,c,10\nQ2,Total,31\n";

static const char *year_options(const char *method)
{
    static char line[1500];
    snprintf(line, sizeof line, "%s --hierarchy '%s' --previous '%s' '%s' -", method,
             kept_file("periods.csv", periods), kept_file("q1.csv", first_quarter),
             kept_file("q2.csv", second_quarter));
    return line;
}

static void a_year_does_not_give_away_what_a_quarter_hid(void **state)
{
    (void)state;
    struct stats_answer attack = stats_ask(
        year_options("attack"), "period,area,count\nY,a,12\nY,b,24\nY,c,20\nY,Total,56\n");
    assert_int_equal(attack.rows, 2);
    assert_slice(answer_text(&attack, 0, "disclosed"), "true");
    assert_slice(answer_text(&attack, 0, "period"), "Q1");
    assert_true(answer_number(&attack, 0, "lower") == 3);
    stats_answer_free(&attack);
    struct stats_answer answer =
        stats_ask(year_options("suppress"), "period,area,count\nY,a,12\nY,b,24\nY,c,20\n");
    assert_cell(&answer, "Y", "a", "", "secondary", "9", "24");
    assert_cell(&answer, "Y", "b", "", "secondary", "12", "27");
    stats_answer_free(&answer);
}

/* Three in Q2 alone, or in all that is left of the year; nobody in a, Q3, which has no row. */
static void a_year_does_not_give_away_the_quarter_that_no_table_has(void **state)
{
    (void)state;
    static const char two[] = "dimension,child,parent\nperiod,Q1,Y\nperiod,Q2,Y\n";
    static const char four[] = "dimension,child,parent\nperiod,Q1,Y\nperiod,Q2,Y\n"
                               "period,Q3,Y\nperiod,Q4,Y\n";
    static const struct {
        const char *hierarchy, *before, *level;
    } cases[] = {
        {two, "area,period,count\na,Q1,75\nb,Q1,111\n", "Q2"},
        {four, "area,period,count\na,Q1,75\nb,Q1,111\n", "the rest of Y"},
        {four, "area,period,count\na,Q1,70\nb,Q1,90\na,Q2,5\nb,Q2,10\na,Q3,0\nb,Q3,11\n", "Q4"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[1500];
        snprintf(line, sizeof line, "--hierarchy '%s' --previous '%s' -",
                 kept_file("periods.csv", cases[i].hierarchy),
                 kept_file("before.csv", cases[i].before));
        static const char year[] = "area,period,count\na,Y,78\nb,Y,151\n";
        struct stats_answer attack = stats_ask(ask_with("attack %s", line), year);
        size_t row = row_of(&attack, "a", cases[i].level);
        assert_true(answer_number(&attack, row, "lower") == 3);
        assert_slice(answer_text(&attack, row, "disclosed"), "true");
        stats_answer_free(&attack);
        struct stats_answer answer = stats_ask(ask_with("suppress %s", line), year);
        assert_cell(&answer, "a", "Y", "", "secondary", "75", "118");
        assert_cell(&answer, "b", "Y", "", "secondary", "111", "154");
        stats_answer_free(&answer);
    }
}

static void a_quarter_without_a_row_is_known_to_be_nought(void **state)
{
    (void)state;
    char line[1500];
    snprintf(line, sizeof line, "--hierarchy '%s' --previous '%s' '%s' -",
             kept_file("periods.csv", "dimension,child,parent\nperiod,Q1,Y\nperiod,Q2,Y\n"
                                      "period,Q3,Y\n"),
             kept_file("q1.csv", "area,period,count\na,Q1,75\nb,Q1,111\n"),
             kept_file("q2.csv", "area,period,count\nb,Q2,10\n"));
    static const char year[] = "area,period,count\na,Y,78\nb,Y,151\n";
    struct stats_answer attack = stats_ask(ask_with("attack %s", line), year);
    assert_true(answer_number(&attack, row_of(&attack, "a", "Q3"), "upper") == 3);
    stats_answer_free(&attack);
    struct stats_answer answer = stats_ask(ask_with("suppress %s", line), year);
    assert_cell(&answer, "a", "Y", "", "secondary", "75", "108");
    stats_answer_free(&answer);
}

static void one_table_of_a_year_and_a_quarter_does_not_give_away_the_other(void **state)
{
    (void)state;
    static const char both[] = "area,period,count\na,Y,78\nb,Y,151\na,Q1,75\nb,Q1,111\n";
    struct stats_answer answer =
        stats_ask(ask_with("suppress --hierarchy '%s'", kept_file("periods.csv", periods)), both);
    size_t part = row_of(&answer, "a", "Q1"), whole = row_of(&answer, "a", "Y");
    assert_true(answer_text(&answer, part, "count").length == 0 ||
                answer_text(&answer, whole, "count").length == 0);
    stats_answer_free(&answer);
}

static void rounded_figures_add_up(void **state)
{
    (void)state;
    struct stats_answer answer = stats_ask("suppress --round 5", small);
    double sum = 0;
    for (size_t row = 0; row < answer.rows; row++) {
        double figure = answer_number(&answer, row, "count");
        assert_true(fmod(figure, 5) == 0);
        assert_true(answer_number(&answer, row, "lower") >= fmax(0, figure - 4));
        assert_true(answer_number(&answer, row, "upper") <= figure + 4);
    }
    sum = answer_number(&answer, row_of(&answer, "a", "x"), "count") +
          answer_number(&answer, row_of(&answer, "b", "x"), "count");
    assert_true(sum == answer_number(&answer, row_of(&answer, "Total", "x"), "count"));
    stats_answer_free(&answer);
}

/* --- attack -------------------------------------------------------------------------------- */

/* Merola's table without the blank that it lacks, and with it. */
static const char merola[] =
    "r,c,count\nw,a,\nw,b,\nw,c,\nw,d,89\nw,Total,230\nx,a,\nx,b,124\nx,c,\nx,d,%s\nx,Total,250\n"
    "y,a,92\ny,b,\ny,c,59\ny,d,\ny,Total,336\nz,a,800\nz,b,\nz,c,651\nz,d,\nz,Total,3127\n"
    "Total,a,1012\nTotal,b,1262\nTotal,c,779\nTotal,d,890\nTotal,Total,3943\n";

static void two_blanks_in_every_line_give_one_cell_away_and_how(void **state)
{
    (void)state;
    char csv[600];
    snprintf(csv, sizeof csv, merola, "31");
    struct stats_answer answer = stats_ask("attack", csv);
    assert_int_equal(answer.rows, 9);
    size_t row = row_of(&answer, "w", "b");
    assert_slice(answer_text(&answer, row, "disclosed"), "true");
    assert_true(answer_number(&answer, row, "lower") == 47);
    assert_true(answer_number(&answer, row, "upper") == 47);
    struct slice how = answer_text(&answer, row, "how");
    static const char *const named[] = {"Add up",    "c=a over r", "c=c over r",
                                        "take away", "r=w over c", "r=x over c"};
    for (size_t i = 0; i < 6; i++)
        assert_true(slice_find(how, slice_from(named[i])) < how.length);
    stats_answer_free(&answer);
    snprintf(csv, sizeof csv, merola, "");
    answer = stats_ask("attack", csv);
    row = row_of(&answer, "w", "b");
    assert_slice(answer_text(&answer, row, "disclosed"), "false");
    assert_true(answer_number(&answer, row, "lower") == 0);
    assert_true(answer_number(&answer, row, "upper") == 78);
    stats_answer_free(&answer);
}

static void a_total_that_is_not_published_limits_nothing(void **state)
{
    (void)state;
    struct stats_answer answer = stats_ask("attack", "area,note,count\na,k,\nb,k,5\n");
    assert_int_equal(answer.rows, 1);
    assert_slice(answer_text(&answer, 0, "upper"), "");
    assert_slice(answer_text(&answer, 0, "disclosed"), "false");
    stats_answer_free(&answer);
}

static void what_suppress_writes_can_be_attacked(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
    char command[1000];
    snprintf(
        command, sizeof command,
        "weft stats suppress '%s' > '%s/p.csv' && weft stats attack '%s/p.csv' | cut -d, -f1-6",
        kept_file("small.csv", small), scratch_folder(), scratch_folder());
    assert_int_equal(run_command(command, &out), 0);
    assert_string_equal(buffer_text(&out),
                        "area,need,count,status,lower,upper\na,x,,primary,0,12\n"
                        "a,y,,secondary,11,23\nb,x,,secondary,0,12\nb,y,,secondary,5,17\n");
}

/* Labels that a spreadsheet would run are written with an apostrophe, and read without it. */
static void what_suppress_writes_of_guarded_labels_can_be_read_back(void **state)
{
    (void)state;
    static const char labels[] = "area,-need,count\n-a,=x,3\n-a,y,20\n@b,=x,9\n@b,y,8\n";
    const char *file = kept_file("labels.csv", labels);
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20), again = BUFFER(1 << 20);
    char command[2000];
    snprintf(command, sizeof command,
             "weft stats suppress '%s' | cut -d, -f1-3 > '%s/before.csv' && "
             "cat '%s/before.csv' && weft stats attack '%s/before.csv' >/dev/null",
             file, scratch_folder(), scratch_folder(), scratch_folder());
    assert_int_equal(run_command(command, &out), 0);
    assert_true(slice_starts_with(buffer_slice(&out), SLICE("area,\"'-need\",count\n\"'-a\",")));
    snprintf(command, sizeof command,
             "weft stats suppress --previous '%s/before.csv' '%s' | cut -d, -f1-3",
             scratch_folder(), file);
    assert_int_equal(run_command(command, &again), 0);
    assert_string_equal(buffer_text(&again), buffer_text(&out));
}

static void two_tables_together_say_more_than_each(void **state)
{
    (void)state;
    const char *previous = kept_file("earlier.csv", earlier);
    struct stats_answer answer = stats_ask(ask_with("attack --previous '%s' -", previous),
                                           "area,need,count\na,x,\na,y,\na,z,9\na,Total,32\n");
    size_t row = row_of(&answer, "a", "y");
    assert_slice(answer_text(&answer, row, "disclosed"), "true");
    assert_slice(answer_text(&answer, row, "how"), "Another of the tables publishes it.");
    assert_true(answer_number(&answer, row_of(&answer, "a", "x"), "lower") == 3);
    stats_answer_free(&answer);
}

/* --- refusals ------------------------------------------------------------------------------ */

static void tables_that_are_wrong_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *csv, *part;
    } wrong[] = {
        {"area,count\na,-1\n", "a count is a whole number"},
        {"area,count\na,1.5\n", "a count is a whole number"},
        {"area,count\na,nan\n", "not a number"},
        {"area,count\na,inf\n", "not a number"},
        {"area,count\na,\n", "blank here"},
        {"area,count\n,3\n", "blank here"},
        {"area,count\na,3\na,4\n", ":3: The cell area=a stands here a second time"},
        {"area,count\na,30\nb,40\nTotal,71\n", ":4: The table does not add up"},
        {"count\n3\n", "no column that says what its cells are"},
        {"area,count,value\na,3,4\n", "both a count and a value"},
        {"area,need,count\na,3\n", "the header 3"},
        {"area,count,primary\na,3,perhaps\n", "may be true, false or blank"},
        {"area,count,lower_protection\na,3,-1\n", "0 or more"},
        {"area,value\na,3\n", "say which are sensitive"},
        {"area,value,primary\na,3,true\n", "needs a lower_protection"},
        {"area,value,contributor\na,3,P\n", "say which are sensitive"},
        {"area,primary\na,true\n", "are not cells"},
        {"area,need\na,x\nTotal,x\n", "A single record"},
        {"area,count\na,1000000000000\nb,1\n", "add up to more than 1000000000000"},
        {"", "is empty"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        stats_refuses("suppress --json", wrong[i].csv, wrong[i].part);
}

static void options_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *arguments, *part;
    } wrong[] = {
        {"suppress --threshold 0", "--threshold"},
        {"suppress --threshold 2.5", "--threshold"},
        {"suppress --cost both", "value, cells"},
        {"suppress --round 1", "--round"},
        {"suppress --rule p:10", "needs the columns value and contributor"},
        {"suppress --rule p", "--rule may be"},
        {"suppress --rule p:0", "--rule may be"},
        {"suppress --rule dominance:1", "--rule may be"},
        {"suppress --rule dominance:1.5,75", "--rule may be"},
        {"suppress --rule dominance:1,175", "--rule may be"},
        {"suppress --rule dominance:1,75 --threshold 3", "Give one of them"},
        {"suppress --hide", "--hide is not an option"},
        {"suppress --hierarchy /nowhere.csv", "/nowhere.csv"},
        {"attack --threshold 5", "--threshold is not an option"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        stats_refuses(wrong[i].arguments, small, wrong[i].part);
    stats_refuses("suppress --round 2", "area,count\na,2\nb,20\n", "Take a larger base");
    stats_refuses(ask_with("suppress --round 5 --previous '%s' -", kept_file("e.csv", earlier)),
                  quarter, "do not go together");
}

static void hierarchies_that_are_wrong_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *hierarchy, *part;
    } wrong[] = {
        {"dimension,child,parent\narea,a,r\narea,r,s\narea,s,a\narea,b,r\n", "goes in a circle"},
        {"dimension,child,parent\narea,a,a\narea,b,r\n", "goes in a circle"},
        {"dimension,child,parent\narea,a,r\n", "has no \"b\""},
        {"dimension,child,parent\narea,a,r\narea,a,s\narea,b,r\n", "stands in the hierarchy twice"},
        {"dimension,child,parent\narea,a,r\narea,b,r\nplace,c,d\n",
         "No table has a column \"place\""},
        {"dimension,child,parent\narea,Total,r\n", "the name of what stands over everything"},
        {"dimension,child\narea,a\n", "no column called \"parent\""},
        {"dimension,child,parent\narea,a,\n", "blank here"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *file = kept_file("h.csv", wrong[i].hierarchy);
        stats_refuses(ask_with("suppress --hierarchy '%s'", file), small, wrong[i].part);
        stats_refuses(ask_with("attack --hierarchy '%s'", file), small, wrong[i].part);
    }
}

static void tables_that_contradict_each_other_are_refused(void **state)
{
    (void)state;
    const char *linked = kept_file("ages.csv", "age,area,count\n0-4,a,12\n5-9,a,12\n0-4,b,17\n");
    stats_refuses(ask_with("suppress --linked '%s' -", linked), small, "must agree");
    const char *previous = kept_file("before.csv", "area,need,count\na,y,21\n");
    stats_refuses(ask_with("suppress --previous '%s' -", previous), small, "different periods");
    stats_refuses(ask_with("attack --previous '%s' -", previous), small, "different periods");
    previous = kept_file("before.csv", "area,need,count\na,x,3\n");
    stats_refuses(ask_with("suppress --previous '%s' -", previous), small, "was published before");
}

static void published_tables_that_do_not_add_up_are_refused(void **state)
{
    (void)state;
    stats_refuses("attack", "area,count\na,3\nb,4\nTotal,8\n",
                  "does not add up: the grand total over area is 8");
    stats_refuses("attack", "area,count\na,9\nb,\nTotal,8\n", "does not add up");
    stats_refuses("attack", "area,count\na,\na,3\n", "a second time");
    stats_refuses("attack", "area,note\na,3\n", "no column called \"count\"");
    /* No sum is wrong alone, and no numbers fit them all: the file and a cell are named. */
    stats_refuses("attack",
                  "r,c,count\na,x,\na,y,\na,Total,5\nb,x,\nb,y,\nb,Total,6\nTotal,x,5\nTotal,y,5\n",
                  "Standard input does not add up: no number for the grand total fits");
    const char *previous = kept_file(
        "wrong.csv", "p,c,r,count\n1,a,x,\n1,a,y,\n1,a,Total,5\n1,b,x,\n1,b,y,\n1,b,Total,6\n"
                     "1,Total,x,5\n1,Total,y,5\n");
    stats_refuses(ask_with("suppress --previous '%s' -", previous), "p,c,r,count\n2,a,x,9\n",
                  "wrong.csv does not add up with the other tables: no number for p=1");
}

static void a_previous_table_of_other_cells_is_warned_of(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
    char command[1000];
    snprintf(command, sizeof command, "weft stats attack --previous '%s' '%s' 2>&1 >/dev/null",
             kept_file("q1.csv", first_quarter), kept_file("q2.csv", second_quarter));
    assert_int_equal(run_command(command, &out), 0);
    assert_true(slice_find(buffer_slice(&out), SLICE("no cell in common")) < out.length);
}

/* 145 by 145 levels. */
static void a_table_that_may_take_minutes_is_warned_of(void **state)
{
    (void)state;
    static const char *const methods[] = {"suppress", "attack"};
    for (size_t i = 0; i < 2; i++) {
        CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
        char command[300];
        snprintf(command, sizeof command,
                 "for a in $(seq 145); do echo $a,$a,7; done | sed '1i a,b,count' | "
                 "weft stats %s 2>&1 >/dev/null",
                 methods[i]);
        assert_int_equal(run_command(command, &out), 0);
        assert_true(slice_starts_with(buffer_slice(&out), SLICE("weft stats: The table has 21")));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_count_is_hidden_with_what_would_give_it_away),
        cmocka_unit_test(json_is_the_cost_and_the_cells),
        cmocka_unit_test(few_cells_can_be_asked_for_in_the_place_of_small_ones),
        cmocka_unit_test(a_small_total_is_small_too),
        cmocka_unit_test(records_are_counted),
        cmocka_unit_test(a_count_of_another_name_is_not_taken_for_a_level),
        cmocka_unit_test(a_cell_that_is_not_listed_is_nought),
        cmocka_unit_test(totals_that_are_given_may_stand_there),
        cmocka_unit_test(a_hierarchy_adds_its_own_totals),
        cmocka_unit_test(a_level_over_all_others_is_the_total),
        cmocka_unit_test(cells_may_say_themselves_that_they_are_sensitive),
        cmocka_unit_test(an_amount_that_one_contributor_dominates_is_sensitive),
        cmocka_unit_test(lone_contributors_are_protected_from_each_other),
        cmocka_unit_test(a_total_need_not_be_kept_from_whoever_it_is_mostly_of),
        cmocka_unit_test(linked_tables_come_out_protected_together),
        cmocka_unit_test(what_was_given_away_before_is_refused_and_named),
        cmocka_unit_test(what_was_published_before_hides_nothing_now),
        cmocka_unit_test(a_year_does_not_give_away_what_a_quarter_hid),
        cmocka_unit_test(a_year_does_not_give_away_the_quarter_that_no_table_has),
        cmocka_unit_test(a_quarter_without_a_row_is_known_to_be_nought),
        cmocka_unit_test(one_table_of_a_year_and_a_quarter_does_not_give_away_the_other),
        cmocka_unit_test(rounded_figures_add_up),
        cmocka_unit_test(two_blanks_in_every_line_give_one_cell_away_and_how),
        cmocka_unit_test(a_total_that_is_not_published_limits_nothing),
        cmocka_unit_test(what_suppress_writes_can_be_attacked),
        cmocka_unit_test(what_suppress_writes_of_guarded_labels_can_be_read_back),
        cmocka_unit_test(two_tables_together_say_more_than_each),
        cmocka_unit_test(tables_that_are_wrong_are_refused),
        cmocka_unit_test(options_that_do_not_fit_are_refused),
        cmocka_unit_test(hierarchies_that_are_wrong_are_refused),
        cmocka_unit_test(tables_that_contradict_each_other_are_refused),
        cmocka_unit_test(published_tables_that_do_not_add_up_are_refused),
        cmocka_unit_test(a_previous_table_of_other_cells_is_warned_of),
        cmocka_unit_test(a_table_that_may_take_minutes_is_warned_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
