/* Sheets as offices make them: what cannot be read is told so that an official knows what to
 * change, and nothing that is wrong is kept in silence. */
#include "support/test.h"

#include "support/figures.h"

#define HEAD "What,When,Where,Sex,Share\n"

static const char mapping[] = "title: Ours\nreads: figures\n"
                              "columns: {measure: What, period: When, area: Where, value: Share}\n"
                              "breakdowns: [Sex]\nwhole: [All]\n";

/* One row with this value, or the value's row with `what`. */
static const struct load_report *load_value(struct figures *figures, const char *value)
{
    char text[400];
    snprintf(text, sizeof text, HEAD "heard,2020,892,All,\"%s\"\n", value);
    return figures_load(figures, mapping, text);
}

static void a_number_written_for_people_is_refused_with_what_to_change(void **state)
{
    struct figures *figures = *state;
    static const struct {
        const char *value, *says;
    } values[] = {
        {"1,234", "Write it without separators, and with a point before its decimals."},
        {"12,5", "Write it without separators, and with a point before its decimals."},
        {"1 234", "Write it without separators, and with a point before its decimals."},
        {"1\xC2\xA0"
         "234.5",
         "Write it without separators, and with a point before its decimals."},
        {"45%", "Take the percent sign out."},
        {"45,5 %", "Take the percent sign out."},
        {"£1,200", "Take the currency sign out."},
        {"'45", "Take out the apostrophe, which spreadsheets put before text."},
        {"\xE2\x88\x92"
         "5",
         "Write its minus sign as a hyphen: -."},
        {"\xE2\x80\x93"
         "5",
         "Write its minus sign as a hyphen: -."},
        {"(5)", "Write a negative figure with a minus sign, and notes in another column."},
        {"+5", "Take the plus sign out."},
        {"12.3 (r)", "Put what stands after the number in a column of its own."},
        {"5*", "Put what stands after the number in a column of its own."},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        const struct load_report *report = load_value(figures, values[i].value);
        assert_true(report->refused);
        assert_int_equal(report->count, 1);
        assert_item(report, 0, true, 2, "is neither a number nor one of the signs");
        assert_item(report, 0, true, 2, values[i].says);
    }
    assert_int_equal(figures_count(figures), 0);
}

static void what_is_no_number_is_told_where_a_mapping_can_say_what_it_means(void **state)
{
    struct figures *figures = *state;
    static const char *const values[] = {"n/a",   "NULL", "#N/A",       "*",        "[c]",
                                         "inf",   "0x10", "2024-03-31", "1.2.3",    "--5",
                                         "16-17", "Q1",   "5 out of 9", "see note", "%"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        assert_item(load_value(figures, values[i]), 0, true, 2, "say so in a mapping");
    assert_int_equal(figures_count(figures), 0);
}

static void a_dash_of_any_length_is_a_figure_that_is_not_there(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, mapping,
                                HEAD "heard,2020,892,All,\xE2\x80\x93\n"
                                     "heard,2021,892,All,\xE2\x80\x94\n"
                                     "heard,2022,892,All,\xE2\x88\x92\nheard,2023,892,All,-\n"));
    int64_t missing = 0;
    store_ask_integer(figures->writer->store,
                      "SELECT count(*) FROM observation WHERE status = 1 AND value IS NULL",
                      &missing, NULL);
    assert_int_equal(missing, 4);
}

static void headings_below_a_title_are_found_and_told(void **state)
{
    struct figures *figures = *state;
    static const struct {
        const char *text, *says;
        unsigned line;
    } sheets[] = {
        {"Table 1: children who feel heard\n\n" HEAD "heard,2020,892,All,5\n",
         "The headings stand on line 3. Take out the lines above them", 3},
        {"Table 1,,,,\n,,,,\n,,,,\n" HEAD, "The headings stand on line 4.", 4},
        {"\"What\n(measure)\",When,Where,Sex,Share\nheard,2020,892,All,5\n",
         "Its columns are headed “What (measure)”, “When”, “Where”, “Sex”, “Share”.", 1},
        {"a,b,c,d,e,f\n1,2,3,4,5,6\n", "Its columns are headed “a”, “b”, “c”, “d”, “e” …", 1},
    };
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
        const struct load_report *report = NULL;
        struct err err = {0};
        assert_int_equal(
            figures_try(figures, mapping, slice_from(sheets[i].text), NULL, &report, &err),
            ERR_SYNTAX);
        assert_non_null(strstr(err.message, sheets[i].says));
        assert_int_equal(err.line, sheets[i].line);
    }
}

#define TITLES "Table 1: children who feel heard, © city\n\n\"made\non, a day\",,\n"

static void a_mapping_says_on_which_line_the_headings_stand(void **state)
{
    struct figures *figures = *state;
    char fifth[400];
    snprintf(fifth, sizeof fifth, "%sheading_line: 5\n", mapping);
    const struct load_report *report =
        figures_load(figures, fifth, TITLES HEAD "heard,2020,892,All,45\n");
    assert_counts(report, "1 1 0 0 0 0");
    assert_true(figures_value(figures, "heard", "892", "2020") == 45);
    /* bytes above that are no UTF-8 are passed over too */
    report = figures_load(figures, fifth, "\xA9 city\n\n\n\n" HEAD "heard,2021,892,All,46\n");
    assert_counts(report, "1 1 0 0 0 0");
    assert_item(figures_load(figures, fifth, TITLES HEAD "heard,2022,892,All,many\n"), 0, true, 6,
                "many");
    static const struct {
        const char *text, *says;
        unsigned line;
    } wrong[] = {
        {TITLES "a,b,c\n1,2,3\n", "no column headed “What”", 5},
        {TITLES "Two,a,a\n", "Two columns are headed “a”", 5},
        {HEAD "heard,2020,892,All,5\n", "The file ends before line 5, where the mapping looks", 1},
        {TITLES "Table\n" HEAD, "The headings stand on line 6.", 6},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct err err = {0};
        assert_int_equal(
            figures_try(figures, fifth, slice_from(wrong[i].text), NULL, &report, &err),
            ERR_SYNTAX);
        if (!strstr(err.message, wrong[i].says) || err.line != wrong[i].line)
            fail_msg("%zu: %u: %s", i, err.line, err.message);
    }
    assert_sound(figures);
}

static void the_columns_are_known_by_what_stands_below_the_headings(void **state)
{
    struct figures *figures = *state;
    static const char detect[] = "title: Wide\nreads: figures\nwide: true\nheading_line: 3\n"
                                 "columns: {period: When, area: Where}\nwhole: [All]\n"
                                 "breakdowns: every column of words\n";
    const struct load_report *report =
        figures_load(figures, detect,
                     "A,table,that,people\nread,in,a,report\nWhen,Where,Sex,Heard\n"
                     "2020,892,All,45\n2020,892,Girls,46\n");
    assert_counts(report, "2 2 0 0 0 0");
    assert_true(figures_value(figures, "Heard", "892", "2020") == 45);
    assert_int_equal(figures_count(figures), 2);
}

static void headings_that_differ_in_case_alone_are_two_of_one_name(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report = NULL;
    struct err err = {0};
    assert_int_equal(figures_try(figures, mapping,
                                 SLICE("What,When,Where,Sex,Share,SHARE\nheard,2020,892,All,5,6\n"),
                                 NULL, &report, &err),
                     ERR_SYNTAX);
    assert_non_null(strstr(err.message, "Two columns are headed “SHARE”"));
    assert_int_equal(err.column, 27);
}

static void what_stands_under_no_heading_is_told(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report =
        figures_load(figures, mapping,
                     "What,When,Where,Sex,Share,,\nheard,2020,892,All,45,5,\n"
                     "heard,2021,892,All,46,, \n");
    assert_counts(report, "2 2 0 0 0 0");
    assert_int_equal(report->count, 1);
    assert_item(report, 0, false, 2, "“5” stands in a column without a heading");
}

static void spaces_that_nobody_sees_make_no_other_measure_area_or_group(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(
        figures, mapping,
        "\xEF\xBB\xBF\xEF\xBB\xBFWhat,When\xC2\xA0,Where,Sex,\xC2\xA0Share\n"
        "heard\xC2\xA0,2020,892,All,5\nheard,2021\xC2\xA0,892\xE2\x80\x8B,All\xC2\xA0,\xC2\xA0"
        "6\n"));
    assert_true(figures_value(figures, "heard", "892", "2020") == 5);
    assert_true(figures_value(figures, "heard", "892", "2021") == 6);
}

static void names_that_differ_in_case_alone_are_kept_apart_and_told(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, mapping, HEAD "heard,2020,892,Female,5\n"));
    const struct load_report *report =
        figures_load(figures, mapping,
                     HEAD "Heard,2020,892,Female,5\nHeard,2021,892,Female,5\n"
                          "heard,2021,892,female,6\nheard,2022,892,female,6\n");
    assert_counts(report, "4 4 0 0 0 0");
    assert_int_equal(report->count, 2);
    assert_item(report, 0, false, 2, "The measure “Heard” is new, and “heard” is known");
    assert_item(report, 1, false, 4, "The group “Sex=female” is new, and “Sex=Female” is known");
    report = figures_load(figures, mapping, HEAD "Heard,2023,892,female,7\n");
    assert_int_equal(report->count, 0);
}

/* In the tidy layout a column of words is a group: one of figures that nobody can read is not. */
static void a_column_of_numbers_for_people_is_no_group(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report = figures_load(
        figures, "dfe-tidy",
        "time_period,time_identifier,geographic_level,country_code,country_name,region_code,"
        "region_name,old_la_code,new_la_code,la_name,sex,cla_number,cla_rate\n"
        "2024,Calendar year,National,E92000001,England,,,,,,Total,\"1,234\",45%\n");
    assert_true(report->refused);
    assert_item(report, 0, true, 2, "“1,234” is neither a number");
    assert_item(report, 1, true, 2, "“45%” is neither a number");
}

static void notes_under_the_table_are_refused_as_such(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report =
        figures_load(figures, mapping,
                     HEAD "heard,2020,892,All,5\r\n\r\nSource: the city\r\n,,,,\n"
                          "Note: rounded,,,,\n");
    assert_true(report->refused);
    assert_counts(report, "4 1 0 0 1 2");
    assert_item(report, 0, true, 4, "If it is a note under the table, take it out.");
}

#define WITH(name) cmocka_unit_test_setup_teardown(name, figures_set_up, figures_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(a_number_written_for_people_is_refused_with_what_to_change),
        WITH(what_is_no_number_is_told_where_a_mapping_can_say_what_it_means),
        WITH(a_dash_of_any_length_is_a_figure_that_is_not_there),
        WITH(headings_below_a_title_are_found_and_told),
        WITH(a_mapping_says_on_which_line_the_headings_stand),
        WITH(the_columns_are_known_by_what_stands_below_the_headings),
        WITH(headings_that_differ_in_case_alone_are_two_of_one_name),
        WITH(what_stands_under_no_heading_is_told),
        WITH(spaces_that_nobody_sees_make_no_other_measure_area_or_group),
        WITH(names_that_differ_in_case_alone_are_kept_apart_and_told),
        WITH(a_column_of_numbers_for_people_is_no_group),
        WITH(notes_under_the_table_are_refused_as_such),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
