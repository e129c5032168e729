/* The frame of `weft stats`: what goes in, what comes out, and what is refused by every method. */
#include "support/test.h"

#include <string.h>

#include "cli/stats/stats.h"
#include "support/stats.h"

static int weft(const char *command, struct buffer *out)
{
    return run_command(command, out);
}

static void every_method_explains_itself(void **state)
{
    (void)state;
    size_t methods = 0;
    for (const struct stats_method *const *each = stats_methods; *each; each++, methods++) {
        const struct stats_method *method = *each;
        CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20), list = BUFFER(1 << 20);
        char command[200];
        snprintf(command, sizeof command, "weft stats %s --help", method->name);
        assert_int_equal(weft(command, &out), 0);
        static const char *const parts[] = {"Usage: weft stats", "Formula", "Example",
                                            "Assumptions", "Reference"};
        for (size_t i = 0; i < COUNT_OF(parts); i++)
            if (slice_find(buffer_slice(&out), slice_from(parts[i])) == out.length)
                fail_msg("the help of %s has no %s", method->name, parts[i]);
        assert_int_equal(weft("weft stats", &list), 0);
        assert_true(slice_find(buffer_slice(&list), slice_from(method->name)) < list.length);
        assert_true(slice_find(buffer_slice(&list), slice_from(method->summary)) < list.length);
    }
    assert_true(methods >= 18);
}

/* As a reader would: the whole of it pasted into a shell, in a folder of its own. */
static void every_example_runs_as_it_is_printed(void **state)
{
    (void)state;
    for (const struct stats_method *const *each = stats_methods; *each; each++) {
        const struct stats_method *method = *each;
        CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
        char command[2048];
        snprintf(command, sizeof command,
                 "program=$(realpath \"${WEFT_PROGRAM:-build/debug/weft}\") && cd '%s' || exit 9\n"
                 "weft() { \"$program\" \"$@\"; }\nset -e\n%s\n",
                 scratch_folder(), method->example);
        int code = weft(command, &out);
        if (code != 0 || slice_find_byte(buffer_slice(&out), '\n') + 1 >= out.length)
            fail_msg("the example of %s ends with %d and prints: %s", method->name, code,
                     buffer_text(&out));
        struct slice example = slice_from(method->example);
        if (slice_find(example, SLICE("\n# ")) == example.length)
            fail_msg("the example of %s does not say what comes out", method->name);
    }
}

static void the_list_is_json_where_json_is_asked_for(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json json;
    assert_int_equal(weft("weft stats --json", &out), 0);
    assert_int_equal(json_parse(buffer_slice(&out), &arena, &json, NULL), 0);
    assert_slice(json_member(&json.items[0], "name")->text, "proportion");
}

static void unused_columns_and_the_order_of_rows_are_kept(void **state)
{
    (void)state;
    struct stats_answer answer =
        stats_ask("proportion --per 100", "note,trials,events,code\n"
                                          "\"Łódź, \"\"x\"\"\",20,5,007\nb,10,1,\n");
    assert_int_equal(answer.rows, 2);
    assert_slice(answer.cells[0], "note");
    assert_slice(answer_text(&answer, 0, "note"), "Łódź, \"x\"");
    assert_slice(answer_text(&answer, 0, "code"), "007");
    assert_slice(answer_text(&answer, 1, "code"), "");
    assert_true(answer_number(&answer, 0, "value") == 25);
    assert_true(answer_number(&answer, 1, "value") == 10);
    stats_answer_free(&answer);
}

static void a_blank_figure_gives_blank_results(void **state)
{
    (void)state;
    struct stats_answer answer = stats_ask("proportion", "events,trials\n,20\n5,\n 5 ,20\n");
    for (size_t row = 0; row < 2; row++) {
        assert_slice(answer_text(&answer, row, "value"), "");
        assert_slice(answer_text(&answer, row, "upper_99_8"), "");
    }
    assert_true(answer_number(&answer, 2, "value") == 0.25);
    stats_answer_free(&answer);
}

static void a_result_takes_the_place_of_an_unused_column_of_its_name(void **state)
{
    (void)state;
    struct stats_answer answer =
        stats_ask("proportion", "value,events,lower_95,trials\nold,5,old,20\n");
    size_t named = 0;
    for (size_t i = 0; i < answer.columns; i++)
        named += slice_is(answer.cells[i], "value") || slice_is(answer.cells[i], "lower_95");
    assert_int_equal(named, 2);
    assert_true(answer_number(&answer, 0, "value") == 0.25);
    stats_answer_free(&answer);
}

static void numbers_round_trip(void **state)
{
    (void)state;
    struct stats_answer answer = stats_ask("proportion", "events,trials\n1,3\n");
    assert_true(answer_number(&answer, 0, "value") == 1.0 / 3);
    stats_answer_free(&answer);
}

static void json_has_the_same_rows_with_null_for_blank(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json json;
    int code = weft("printf 'date,value,note\\n1,5,a\\n2,6,\\n3,,c\\n4,2,d\\n' | "
                    "weft stats run --json 2>/dev/null",
                    &out);
    assert_int_equal(code, 0);
    assert_int_equal(json_parse(buffer_slice(&out), &arena, &json, NULL), 0);
    assert_int_equal(json.count, 4);
    assert_true(json_number(&json.items[0], "value") == 5);
    assert_slice(json_member(&json.items[0], "note")->text, "a");
    assert_int_equal(json_member(&json.items[1], "note")->kind, JSON_IS_NULL);
    assert_int_equal(json_member(&json.items[2], "centre")->kind, JSON_IS_NULL);
    assert_int_equal(json_member(&json.items[2], "signal")->kind, JSON_IS_NULL);
    assert_int_equal(json_member(&json.items[3], "signal")->kind, JSON_IS_BOOLEAN);
}

static void a_refusal_leaves_standard_output_empty_under_json_too(void **state)
{
    (void)state;
    stats_refuses("proportion --json", "events,trials\n5,4\n", "Events cannot be more");
    stats_refuses("nonsense --json", "", "no method");
}

static void many_warnings_are_cut_short(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
    int code = weft("for a in $(seq 50); do echo $a,1,$a; echo $a,2,3.5; done | "
                    "sed '1i area,date,value' | weft stats xmr 2>&1 >/dev/null",
                    &out);
    assert_int_equal(code, 0);
    size_t lines = 0;
    for (size_t i = 0; i < out.length; i++)
        lines += out.data[i] == '\n';
    assert_int_equal(lines, 21);
    assert_true(
        slice_ends_with(buffer_slice(&out), SLICE("There are 30 more warnings like these.\n")));
}

static void a_file_is_read_by_name_and_a_dash_is_standard_input(void **state)
{
    (void)state;
    char command[600];
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
    snprintf(command, sizeof command,
             "printf '\\357\\273\\277events,trials\\r\\n1,4\\r\\n' > '%s/t.csv'; "
             "weft stats proportion '%s/t.csv' --per 4 | cut -d, -f3; "
             "weft stats proportion - < '%s/t.csv' | cut -d, -f3",
             scratch_folder(), scratch_folder(), scratch_folder());
    assert_int_equal(weft(command, &out), 0);
    assert_string_equal(buffer_text(&out), "value\n1\nvalue\n0.25\n");
}

static void a_file_that_is_no_table_is_refused(void **state)
{
    (void)state;
    stats_refuses("proportion", "", "is empty");
    stats_refuses("proportion", "\n\n", "is empty");
    stats_refuses("proportion", "events,trials\n", "no row under it");
    stats_refuses("proportion", "events,trials\n1\n", "the header 2");
    stats_refuses("proportion", "events,trials\n1,2\n1,2,3\n", ":3:1: ");
    stats_refuses("proportion", "events,events,trials\n1,1,2\n", "two columns called \"events\"");
    stats_refuses("proportion", "events,,trials\n1,1,2\n", "Column 2 has no name");
    stats_refuses("proportion", "events,trials\n1,\"2\n", "never closed");
    stats_refuses("proportion", "events,trials\n\xE9,2\n", "UTF-8");
    stats_refuses("proportion", "events\n1\n", "no column called \"trials\"");
    stats_refuses("proportion /nowhere/at.csv", "", "cannot be opened");
    stats_refuses("proportion /tmp", "", "folder");
}

static void a_hundred_thousand_columns_are_refused(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer csv = BUFFER(4 << 20);
    for (int i = 0; i < 100000; i++)
        buffer_printf(&csv, "%sc%d", i ? "," : "", i);
    buffer_string(&csv, "\n1\n");
    stats_refuses("proportion", buffer_text(&csv), "4096 columns allowed");
}

static void what_is_no_number_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"nan",   "NaN",  "inf",   "-inf",      "Infinity",
                                        "1e999", "0x10", "1 000", "\"1,000\"", "5%",
                                        "c",     "-",    "NA",    "1e200"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        char csv[100];
        snprintf(csv, sizeof csv, "events,trials\n3,4\n%s,4\n", wrong[i]);
        stats_refuses("proportion", csv, ":3: ");
        snprintf(csv, sizeof csv, "date,value\n1,4\n2,%s\n3,5\n", wrong[i]);
        stats_refuses("xmr", csv, "not a number");
    }
}

static void options_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    static const char *const table = "events,trials\n1,2\n";
    stats_refuses("proportion --nonsense 3", table, "--nonsense is not an option");
    stats_refuses("proportion --per", table, "needs a value");
    stats_refuses("proportion --per=", table, "needs a value");
    stats_refuses("proportion --per ten", table, "is none");
    stats_refuses("proportion --per nan", table, "is none");
    stats_refuses("proportion --per 0", table, "--per");
    stats_refuses("proportion --per -5", table, "--per");
    stats_refuses("proportion one.csv two.csv", table, "two files");
    stats_refuses("quantiles --polarity up", "area,value\na,1\n", "none, high, low");
    stats_refuses("quantiles --number 2.5", "area,value\na,1\n", "whole number");
    stats_refuses("xmr --baseline 1", "date,value\n1,2\n2,3\n", "from 2 to 2000000, and 1 is not");
    stats_refuses("xmr --screen=yes", "date,value\n1,2\n2,3\n", "not an option");
    stats_refuses("xmr --rebase 2,2", "date,value\n1,2\n2,3\n", "twice");
    stats_refuses("xmr --rebase 2,,3", "date,value\n1,2\n2,3\n", "empty place");
    stats_refuses("nonsense", table, "no method");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_method_explains_itself),
        cmocka_unit_test(every_example_runs_as_it_is_printed),
        cmocka_unit_test(the_list_is_json_where_json_is_asked_for),
        cmocka_unit_test(unused_columns_and_the_order_of_rows_are_kept),
        cmocka_unit_test(a_blank_figure_gives_blank_results),
        cmocka_unit_test(a_result_takes_the_place_of_an_unused_column_of_its_name),
        cmocka_unit_test(numbers_round_trip),
        cmocka_unit_test(json_has_the_same_rows_with_null_for_blank),
        cmocka_unit_test(a_refusal_leaves_standard_output_empty_under_json_too),
        cmocka_unit_test(many_warnings_are_cut_short),
        cmocka_unit_test(a_file_is_read_by_name_and_a_dash_is_standard_input),
        cmocka_unit_test(a_file_that_is_no_table_is_refused),
        cmocka_unit_test(a_hundred_thousand_columns_are_refused),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(options_that_do_not_fit_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
