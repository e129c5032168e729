/* A plan file is refused with every fault at its line and column. */
#include "support/test.h"

#include <string.h>

#include "domain/domain.h"
#include "domain/plan/plan.h"

/* Twelve lines that are sound; what a test adds starts on line 13. */
#define HEAD                                                                                       \
    "partnership:\n  - code: p\n    title: P\n    place: P\n    kind: invented\n"                  \
    "plan:\n  - code: plan\n    title: Plan\n    partnership: p\n    vision: V\n"                  \
    "    starts: 2025-04-01\n    ends: 2028-03-31\n"
#define OBJECTIVE "strategic_objective:\n  - code: o\n    title: O\n    plan: plan\n"
#define POST "post:\n  - code: a\n    title: A\n  - code: b\n    title: B\n"

static int read(struct arena *arena, struct slice text, struct plan_file *ret_file,
                struct faults *ret_faults, struct err *err)
{
    *ret_faults = faults_in(arena);
    return plan_file_read(text, &weft_registry, ret_file, ret_faults, err);
}

/* "13:1 message\n" for each fault; what is expected stands in the same form. */
static void assert_faults(const char *text, const char *expected)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(buffer_free) struct buffer got = BUFFER(1 << 20);
    struct plan_file file = {.count = 77};
    struct faults faults;
    struct err err = {0};
    int code = read(&arena, slice_from(text), &file, &faults, &err);
    for (size_t i = 0; i < faults.count; i++)
        buffer_printf(&got, "%u:%u %s\n", faults.items[i].line, faults.items[i].column,
                      faults.items[i].message);
    if (code == ERR_SYNTAX || code == ERR_LIMIT)
        buffer_printf(&got, "%u:%u %s\n", err.line, err.column, err.message);
    assert_string_equal(buffer_text(&got), expected);
    assert_true(*expected ? code < 0 && file.count == 77 : code == 0);
    if (faults.count)
        assert_string_equal(err.message, faults.items[0].message);
}

static void a_sound_file_is_read(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct plan_file file;
    struct faults faults;
    struct err err = {0};
    assert_int_equal(read(&arena, SLICE(HEAD OBJECTIVE), &file, &faults, &err), 0);
    assert_int_equal(file.count, 3);
    assert_slice(file.plan, "plan");
    assert_slice(file.entries[2].record.code, "o");
    assert_int_equal(file.entries[2].mapping->line, 14);
}

static void unknown_keys_are_told_with_what_may_be_meant(void **state)
{
    (void)state;
    assert_faults(HEAD "strategic_objektive:\n  - code: o\n"
                       "post:\n  - code: a\n    title: A\n    organization: X\n    zzz: 1\n"
                       "colour: red\n",
                  "13:1 “strategic_objektive” is not known in a plan file. Is "
                  "“strategic_objective” meant?\n"
                  "18:5 “organization” is not known in post. Is “organisation” meant?\n"
                  "19:5 “zzz” is not known in post. Take it out, or correct its spelling.\n"
                  "20:1 “colour” is not known in a plan file. Take it out, or correct its "
                  "spelling.\n");
}

static void a_code_taken_twice_is_told_at_the_second(void **state)
{
    (void)state;
    assert_faults(HEAD POST "  - title: again\n    code: a\n",
                  "19:11 The code “a” is taken by the post on line 14. Choose another.\n");
    assert_faults(HEAD POST "body:\n  - code: a\n    title: A\n    kind: group\n", "");
}

static void a_code_that_is_none_is_told(void **state)
{
    (void)state;
    assert_faults(HEAD
                  "post:\n  - title: A\n  - code:\n    title: B\n  - code: [a]\n    title: C\n",
                  "14:5 This post has no code. Give it one, such as code: a-1.\n"
                  "15:10 “” cannot be a code. Give 1 to 100 characters without spaces at its "
                  "ends, and not “new” or dots alone.\n"
                  "17:11 “” cannot be a code. Give 1 to 100 characters without spaces at its "
                  "ends, and not “new” or dots alone.\n");
}

static void a_reference_to_nothing_is_told_at_the_code(void **state)
{
    (void)state;
    assert_faults(HEAD OBJECTIVE POST
                  "priority:\n  - code: q\n    title: Q\n    strategic_objective: none\n"
                  "    starts: 2025-04-01\n"
                  "risk:\n  - code: r\n    title: R\n    plan: plan\n    owner: a\n"
                  "    strategic_objectives: [o, x, \"y\"]\n",
                  "25:26 Strategic objective: there is no strategic_objective with the code "
                  "“none” in this file.\n"
                  "32:31 Objectives at risk: there is no strategic_objective with the code “x” "
                  "in this file.\n"
                  "32:34 Objectives at risk: there is no strategic_objective with the code “y” "
                  "in this file.\n");
}

static void a_measure_may_come_later(void **state)
{
    (void)state;
    assert_faults(HEAD "indicator:\n  - code: i\n    title: I\n    kind: population\n"
                       "    audience: public\n    measures: [\"LACDental%\", LAC_X]\n",
                  "");
}

static void a_circle_is_told_once_where_it_first_stands(void **state)
{
    (void)state;
    assert_faults(HEAD "body:\n"
                       "  - {code: a, title: A, kind: group, reports_to: b}\n"
                       "  - {code: b, title: B, kind: group, reports_to: c}\n"
                       "  - {code: c, title: C, kind: group, reports_to: d}\n"
                       "  - {code: d, title: D, kind: group, reports_to: b}\n"
                       "  - {code: e, title: E, kind: group, reports_to: c}\n"
                       "  - {code: f, title: F, kind: group, reports_to: f}\n",
                  "15:50 Reports to: following it from “b” leads back to itself. Break the "
                  "circle.\n"
                  "19:50 Reports to: following it from “f” leads back to itself. Break the "
                  "circle.\n");
}

static void a_long_chain_is_no_circle(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer text = BUFFER(4 << 20);
    buffer_string(&text, HEAD "body:\n  - {code: b0, title: B, kind: group}\n");
    for (int i = 1; i < 5000; i++)
        buffer_printf(&text, "  - {code: b%d, title: B, kind: group, reports_to: b%d}\n", i, i - 1);
    assert_faults(buffer_text(&text), "");
}

static void a_value_of_the_wrong_kind_is_told(void **state)
{
    (void)state;
    assert_faults(HEAD
                  "strategic_objective:\n  - code: o\n    title: [a, b]\n    plan: {code: plan}\n"
                  "    position: first\n"
                  "vulnerable_group:\n  - code: g\n    title: G\n    plan: plan\n"
                  "    known_count: -4\n    estimated_count: 1.5\n"
                  "body:\n  - code: x\n    title: X\n    kind: committee\n"
                  "    starts: 31 March 2012\n    ends: 2012-02-30\n"
                  "    related_to: [[x]]\n"
                  "post: none\nseat: {code: s}\nrisk:\n  - just words\n  - [a]\n",
                  "15:12 Title must be a single value here, not a list or a mapping.\n"
                  "16:11 Plan must be a single value here, not a list or a mapping.\n"
                  "17:15 Place in the list is “first”. Give a whole number, such as 12.\n"
                  "22:18 Known number is -4. Give a number from 0 to 1e+09.\n"
                  "23:22 Estimated number is “1.5”. Give a whole number, such as 12.\n"
                  "27:11 Kind is “committee”. Give one of: board, group, partnership, related.\n"
                  "28:13 Began is “31 March 2012”. Give a date as year-month-day, such as "
                  "2011-03-31.\n"
                  "29:11 Ended is “2012-02-30”. Give a date as year-month-day, such as "
                  "2011-03-31.\n"
                  "30:18 Works with must be a list of codes, such as [a-1, a-2].\n"
                  "31:7 Posts must be a list here. Start each record with a dash.\n"
                  "32:7 Seats must be a list here. Start each record with a dash.\n"
                  "34:5 Each risk must be a mapping with a code and its fields.\n"
                  "35:5 Each risk must be a mapping with a code and its fields.\n");
}

static void what_must_be_given_and_is_not_is_told_where_it_belongs(void **state)
{
    (void)state;
    assert_faults(HEAD "strategic_objective:\n  - code: o\n    title:\n    plan: ~\n"
                       "  - code: q\n    position: 2\n",
                  "15:5 Title is missing. Give it.\n"
                  "16:5 Plan is missing. Give it.\n"
                  "17:5 Plan is missing. Give it.\n"
                  "17:5 Title is missing. Give it.\n");
    assert_faults(HEAD OBJECTIVE "priority:\n  - code: p\n    title: P\n",
                  "18:5 Priority from is missing. Give it. Its key is “starts”.\n"
                  "18:5 Strategic objective is missing. Give it.\n");
}

static void a_list_names_each_code_once(void **state)
{
    (void)state;
    assert_faults(HEAD OBJECTIVE "risk:\n  - code: r\n    title: R\n    plan: plan\n"
                                 "    strategic_objectives:\n      - o\n      - \"o\"\n      -\n",
                  "23:9 Objectives at risk names “o” twice. Name it once.\n"
                  "24:8 Objectives at risk must be a list of codes, such as [a-1, a-2].\n");
}

static void a_rule_of_an_entity_is_told_at_its_field(void **state)
{
    (void)state;
    assert_faults(
        HEAD OBJECTIVE POST "accountability:\n"
                            "  - {code: x, post: a, strategic_objective: o, starts: 2025-04-01}\n"
                            "  - {code: y, post: b, strategic_objective: o, starts: 2026-04-01}\n"
                            "  - {code: z, post: b, starts: 2026-04-01, ends: 2025-04-01}\n",
        "24:56 Answerable from: A answers for this on some of these days. End that "
        "first.\n"
        "25:5 Give exactly one thing to answer for: a strategic objective, an "
        "operational objective or a priority.\n"
        "25:50 Answerable until is 2025-04-01, before Answerable from (2026-04-01). Give a "
        "later date.\n");
}

static void text_past_its_length_is_refused_and_not_cut(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer text = BUFFER(4 << 20);
    buffer_string(&text, HEAD "post:\n  - code: a\n    title: ");
    for (int i = 0; i < 3 << 19; i++)
        buffer_byte(&text, 'x');
    buffer_byte(&text, '\n');
    assert_faults(buffer_text(&text),
                  "15:12 Title has 1572864 characters. Shorten it to 200 or fewer.\n");
}

static void a_text_of_one_line_holds_no_others(void **state)
{
    (void)state;
    assert_faults(HEAD "post:\n  - code: a\n    title: |\n      one\n      two\n",
                  "15:12 Title holds a line break or control character. Type it on one line.\n");
}

static void a_file_that_is_no_plan_is_refused(void **state)
{
    (void)state;
    assert_faults("", "1:1 The file is empty.\n");
    assert_faults("- a\n- b\n",
                  "1:1 A plan file starts with a key such as plan: and a list under it.\n");
    assert_faults("post:\n  - {code: a, title: A}\n",
                  "1:1 The file has no plan. Give it a list plan: with one.\n");
    assert_faults("plan:\n", "1:1 The file has no plan. Give it a list plan: with one.\n");
    assert_faults("plan: []\n", "1:1 The file has no plan. Give it a list plan: with one.\n");
    assert_faults(HEAD "post:\n  - code: a\n   title: A\n",
                  "15:4 This cannot be read as YAML: while parsing a block collection, did not "
                  "find expected '-' indicator. Look at the punctuation and the indentation "
                  "here.\n");
    assert_faults(HEAD "post: []\npost: []\n", "14:1 The key “post” stands twice here. Take one "
                                               "out.\n");
}

static void several_plans_may_stand_in_one_file(void **state)
{
    (void)state;
    assert_faults(HEAD "  - {code: next, title: N, partnership: p, vision: V, starts: 2028-04-01,\n"
                       "     ends: 2031-03-31}\n",
                  "");
}

static void anchors_may_be_used_and_may_not_explode(void **state)
{
    (void)state;
    assert_faults(HEAD "post:\n  - &one {code: a, title: A}\n  - *one\n",
                  "14:17 The code “a” is taken by the post on line 14. Choose another.\n");
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 16);
    buffer_string(&text, HEAD "post:\n  - &a [x, x, x, x, x, x, x, x, x, x]\n");
    for (char name = 'b'; name <= 'k'; name++)
        buffer_printf(&text, "  - &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n", name,
                      name - 1, name - 1, name - 1, name - 1, name - 1, name - 1, name - 1,
                      name - 1, name - 1, name - 1);
    assert_faults(buffer_text(&text),
                  "19:9 The file holds too many values (what an anchor names is counted each "
                  "time it is used). Split it, or take anchors out.\n");
}

static void retired_is_yes_or_no(void **state)
{
    (void)state;
    assert_faults(HEAD "post:\n  - {code: a, title: A, retired: yes}\n"
                       "  - {code: b, title: B, retired: no}\n",
                  "");
    assert_faults(HEAD "post:\n  - {code: a, title: A, retired: perhaps}\n",
                  "14:34 Retired must be yes or no.\n");
}

static void windows_line_ends_change_nothing(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 16);
    for (const char *at = HEAD "post:\n  - code: a\n    title: A\n    description: |\n"
                               "      one\n      two\n    x: 1\n";
         *at; at++)
        buffer_printf(&text, *at == '\n' ? "\r\n" : "%c", *at);
    assert_faults(buffer_text(&text), "19:5 “x” is not known in post. Take it out, or correct its "
                                      "spelling.\n");
}

static void a_hundred_faults_are_all_told_in_order(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 16);
    CLEANUP(buffer_free) struct buffer expected = BUFFER(1 << 16);
    buffer_string(&text, HEAD "post:\n");
    for (int i = 0; i < 100; i++) {
        buffer_printf(&text, "  - {code: p%d, organisation: X}\n", i);
        buffer_printf(&expected, "%d:5 Title is missing. Give it.\n", 14 + i);
    }
    assert_faults(buffer_text(&text), buffer_text(&expected));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_file_is_read),
        cmocka_unit_test(unknown_keys_are_told_with_what_may_be_meant),
        cmocka_unit_test(a_code_taken_twice_is_told_at_the_second),
        cmocka_unit_test(a_code_that_is_none_is_told),
        cmocka_unit_test(a_reference_to_nothing_is_told_at_the_code),
        cmocka_unit_test(a_measure_may_come_later),
        cmocka_unit_test(a_circle_is_told_once_where_it_first_stands),
        cmocka_unit_test(a_long_chain_is_no_circle),
        cmocka_unit_test(a_value_of_the_wrong_kind_is_told),
        cmocka_unit_test(what_must_be_given_and_is_not_is_told_where_it_belongs),
        cmocka_unit_test(a_list_names_each_code_once),
        cmocka_unit_test(a_rule_of_an_entity_is_told_at_its_field),
        cmocka_unit_test(text_past_its_length_is_refused_and_not_cut),
        cmocka_unit_test(a_text_of_one_line_holds_no_others),
        cmocka_unit_test(a_file_that_is_no_plan_is_refused),
        cmocka_unit_test(several_plans_may_stand_in_one_file),
        cmocka_unit_test(anchors_may_be_used_and_may_not_explode),
        cmocka_unit_test(retired_is_yes_or_no),
        cmocka_unit_test(windows_line_ends_change_nothing),
        cmocka_unit_test(a_hundred_faults_are_all_told_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
