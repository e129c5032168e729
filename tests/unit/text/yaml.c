/* YAML read with its places, refused with them, and written so that it reads back. */
#include "support/test.h"

#include <string.h>

#include "text/text.h"

static int read(struct arena *arena, const char *text, struct yaml *ret_yaml, struct err *err)
{
    return yaml_parse(slice_from(text), NULL, arena, ret_yaml, err);
}

static struct yaml read_well(struct arena *arena, const char *text)
{
    struct yaml yaml;
    struct err err = {0};
    if (read(arena, text, &yaml, &err) < 0)
        fail_msg("%u:%u: %s", err.line, err.column, err.message);
    return yaml;
}

static const struct yaml *item(const struct yaml *yaml, const char *key)
{
    const struct yaml *found = yaml_get(yaml, key);
    if (!found)
        fail_msg("there is no %s", key);
    return found;
}

static void every_key_and_value_has_its_place(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct yaml root = read_well(&arena, "# a comment\n"
                                         "plan:\n"
                                         "  - code: a\n"
                                         "    title: \"Łódź: ‘x’\" # after it\n"
                                         "    lists: [é, b,\n"
                                         "            c]\n");
    const struct yaml *plan = item(&root, "plan"), *record = &plan->items[0];
    assert_int_equal(root.keys[0].line, 2);
    assert_int_equal(record->line, 3);
    assert_int_equal(record->column, 5);
    assert_int_equal(record->keys[1].line, 4);
    assert_int_equal(record->keys[1].column, 5);
    assert_int_equal(record->items[1].column, 12);
    assert_slice(record->items[1].text, "Łódź: ‘x’");
    assert_true(record->items[1].quoted);
    const struct yaml *list = item(record, "lists");
    assert_int_equal(list->count, 3);
    assert_int_equal(list->items[1].column, 16); /* in characters, not in bytes */
    assert_int_equal(list->items[2].line, 6);
    assert_null(yaml_get(record, "none"));
    assert_null(yaml_get(list, "none"));
}

static void scalars_are_text_as_they_are_written(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    static const char *const kept[] = {"yes", "NO",    "on",   "1.50",       "0x1F",
                                       "012", "1_000", "3:20", "2011-02-30", ".nan",
                                       "=",   "<<",    "nulls"};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        CLEANUP(buffer_free) struct buffer text = BUFFER(100);
        buffer_printf(&text, "a: %s\r\nb: x\r\n", kept[i]);
        struct yaml root = read_well(&arena, buffer_text(&text));
        assert_slice(item(&root, "a")->text, kept[i]);
        assert_slice(item(&root, "b")->text, "x");
    }
}

static void a_value_that_says_nothing_is_empty(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct yaml root = read_well(&arena, "a: ~\nb: null\nc:\nd: ''\ne: \"null\"\nf: '~'\n");
    for (size_t i = 0; i < 4; i++)
        assert_slice(root.items[i].text, "");
    assert_slice(item(&root, "e")->text, "null");
    assert_slice(item(&root, "f")->text, "~");
}

static void long_text_is_folded_or_kept_by_its_sign(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct yaml root = read_well(&arena, "a: >-\n  one\n  two\n\n  three\n"
                                         "b: |\n  one\n   two\n"
                                         "c: one\n  two\n");
    assert_slice(item(&root, "a")->text, "one two\nthree");
    assert_slice(item(&root, "b")->text, "one\n two\n");
    assert_slice(item(&root, "c")->text, "one two");
}

static void a_byte_order_mark_is_passed_over(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct yaml root = read_well(&arena, "\xEF\xBB\xBF"
                                         "a: x\n");
    assert_slice(item(&root, "a")->text, "x");
    assert_int_equal(root.keys[0].line, 1);
}

static void an_alias_is_what_its_anchor_named_at_its_own_place(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct yaml root = read_well(&arena, "a: &one [x, y]\nb: *one\nc: &one z\nd: *one\n");
    const struct yaml *b = item(&root, "b");
    assert_int_equal(b->kind, YAML_IS_SEQUENCE);
    assert_slice(b->items[1].text, "y");
    assert_int_equal(b->line, 2);
    assert_int_equal(b->column, 4);
    assert_slice(item(&root, "d")->text, "z");
}

struct bad {
    const char *text;
    int code;
    unsigned line, column;
    const char *says;
};

static void assert_refused(struct slice text, const struct yaml_limits *limits,
                           const struct bad *bad)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct yaml yaml = {.line = 77};
    struct err err = {0};
    int code = yaml_parse(text, limits, &arena, &yaml, &err);
    if (code != bad->code || err.line != bad->line || err.column != bad->column ||
        !strstr(err.message, bad->says))
        fail_msg("“%s”: got %d at %u:%u: %s", bad->text, code, err.line, err.column, err.message);
    assert_int_equal(yaml.line, 77);
}

static void what_is_no_yaml_is_refused_at_its_place(void **state)
{
    (void)state;
    static const struct bad table[] = {
        {"", ERR_SYNTAX, 1, 1, "empty"},
        {"# only a comment\n", ERR_SYNTAX, 1, 1, "empty"},
        {"a: 1\nb: 2\na: 3\n", ERR_SYNTAX, 3, 1, "“a” stands twice"},
        {"a: {b: 1, b: 2}\n", ERR_SYNTAX, 1, 11, "“b” stands twice"},
        {"a: 1\n---\nb: 2\n", ERR_SYNTAX, 2, 1, "second document"},
        {"? [a, b]\n: 1\n", ERR_SYNTAX, 1, 3, "must be a word"},
        {"a:\n\tb: 1\n", ERR_SYNTAX, 2, 1, "tab"},
        {"é: ‘\n\tb: 1\n", ERR_SYNTAX, 2, 1, "tab"},
        {"a: \"never ends\nb: 1\n", ERR_SYNTAX, 1, 4, "quoted scalar"},
        {"a: [1, 2\nb: 3\n", ERR_SYNTAX, 2, 2, "flow sequence"},
        {"a: 1\n  b: 2\n", ERR_SYNTAX, 2, 4, "mapping values"},
        {"a: b: c\n", ERR_SYNTAX, 1, 5, "mapping values"},
        {"a: 1\nb\n", ERR_SYNTAX, 3, 1, "expected ':'"},
        {"- a\nb: 1\n", ERR_SYNTAX, 2, 1, "block"},
        {"a: *nobody\n", ERR_SYNTAX, 1, 4, "“&nobody”"},
        {"a: &self [*self]\n", ERR_SYNTAX, 1, 11, "outside of what it names"},
        {"a: !!int 5\n", ERR_SYNTAX, 1, 4, "tag"},
        {"a: !secret {b: 1}\n", ERR_SYNTAX, 1, 4, "tag"},
        {"a: ok\nb: \xFF\xFE\n", ERR_SYNTAX, 2, 4, "UTF-8"},
        {"a: ok\né: bell\x07\n", ERR_SYNTAX, 2, 8, "UTF-8"},
        {"a: %b\n", ERR_SYNTAX, 1, 4, "cannot start any token"},
        {"a: 'it''s\n", ERR_SYNTAX, 1, 4, "quoted scalar"},
        {"%YAML 3.0\n---\na: 1\n", ERR_SYNTAX, 1, 1, "incompatible"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_refused(slice_from(table[i].text), NULL, &table[i]);
}

static void a_nul_is_refused(void **state)
{
    (void)state;
    static const struct bad bad = {"a: x\\0y", ERR_SYNTAX, 1, 5, "UTF-8"};
    assert_refused(SLICE("a: x\0y\n"), NULL, &bad);
}

/* Nine anchors, each naming nine of the one before: 9^9 values from 400 bytes. */
static void anchors_that_expand_without_end_are_counted_before_they_are_made(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer text = BUFFER(4096);
    buffer_string(&text, "a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (char name = 'b'; name <= 'i'; name++) {
        buffer_printf(&text, "%c: &%c [", name, name);
        for (int i = 0; i < 9; i++)
            buffer_printf(&text, "%s*%c", i ? ", " : "", name - 1);
        buffer_string(&text, "]\n");
    }
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct yaml yaml;
    struct err err = {0};
    assert_int_equal(yaml_parse(buffer_slice(&text), NULL, &arena, &yaml, &err), ERR_LIMIT);
    assert_int_equal(err.line, 6); /* 9^6 is more than the 200,000 allowed, 9^5 is not */
    assert_non_null(strstr(err.message, "anchor"));
    assert_true(arena.total < 1 << 20);
}

static void what_is_too_large_is_refused_before_it_is_made(void **state)
{
    (void)state;
    static const struct yaml_limits limits = {.bytes = 400, .nodes = 9, .depth = 4};
    static const struct bad table[] = {
        {"[[[x]]]", 0, 0, 0, ""},
        {"[[[[x]]]]", ERR_LIMIT, 1, 5, "nested too deep"},
        {"a: &a [[x]]\nb: [[*a]]\n", ERR_LIMIT, 2, 6, "nested too deep"},
        {"[1, 2, 3, 4, 5, 6, 7, 8]", 0, 0, 0, ""},
        {"[1, 2, 3, 4, 5, 6, 7, 8, 9]", ERR_LIMIT, 1, 26, "too many values"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].code)
            assert_refused(slice_from(table[i].text), &limits, &table[i]);
        CLEANUP(arena_free) struct arena arena = ARENA;
        struct yaml yaml;
        if (!table[i].code)
            assert_int_equal(yaml_parse(slice_from(table[i].text), &limits, &arena, &yaml, NULL),
                             0);
    }
    char long_text[500];
    memset(long_text, 'x', sizeof long_text);
    static const struct bad bytes = {"500 bytes", ERR_LIMIT, 1, 1, "larger than the 400 bytes"};
    assert_refused((struct slice){long_text, sizeof long_text}, &limits, &bytes);
}

static void a_million_brackets_are_refused_at_once(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 21);
    for (int i = 0; i < 1 << 20; i++)
        buffer_byte(&text, '[');
    static const struct bad bad = {"[[[…", ERR_LIMIT, 1, 33, "nested too deep"};
    assert_refused(buffer_slice(&text), NULL, &bad);
}

static void a_scalar_of_a_megabyte_is_read(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(buffer_free) struct buffer text = BUFFER(4 << 20);
    buffer_string(&text, "a: \"");
    for (int i = 0; i < 1 << 17; i++)
        buffer_string(&text, "é: \\\" # ");
    buffer_string(&text, "\"\nb: x\n");
    struct yaml root = read_well(&arena, buffer_text(&text));
    assert_int_equal(item(&root, "a")->text.length, (1 << 17) * 8);
    assert_slice(item(&root, "b")->text, "x");
}

/* Cut and altered documents are read or refused with a place; nothing else may happen. */
static void no_damage_to_a_document_goes_unplaced(void **state)
{
    (void)state;
    static const char sound[] = "plan: &p\n  - code: a\n    title: \"T ‘x’\"\n    long: |-\n"
                                "      one\n\n      two\n    list: [a, \"b, c\", {d: e}]\n"
                                "risk: *p\n? key\n: - - nested\n    - 'it''s'\n";
    static const char bytes[] = "\0\t\n :-[]{}\"'&*!|>%#?@`\xC3\xFF,~";
    struct random random = random_seeded(4);
    for (int round = 0; round < 4000; round++) {
        char text[sizeof sound];
        memcpy(text, sound, sizeof sound);
        size_t length = random_below(&random, sizeof sound);
        for (uint64_t i = random_below(&random, 4); i > 0 && length; i--)
            text[random_below(&random, length)] = bytes[random_below(&random, sizeof bytes - 1)];
        CLEANUP(arena_free) struct arena arena = ARENA;
        struct yaml yaml;
        struct err err = {0};
        int code = yaml_parse((struct slice){text, length}, NULL, &arena, &yaml, &err);
        if (code == 0)
            continue;
        assert_true(code == ERR_SYNTAX || code == ERR_LIMIT);
        assert_true(err.line >= 1 && err.column >= 1);
        assert_true(strlen(err.message) > 10);
    }
}

static void assert_reads_back(struct slice text)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    buffer_string(&out, "k:\n  - a: ");
    yaml_append(&out, text, 6);
    buffer_string(&out, "\n    b: ");
    yaml_append(&out, text, 0);
    buffer_string(&out, "\n    c: [");
    yaml_append_item(&out, text);
    buffer_string(&out, ", ");
    yaml_append_item(&out, text);
    buffer_string(&out, "]\n");
    struct yaml root = read_well(&arena, buffer_text(&out));
    const struct yaml *record = &item(&root, "k")->items[0];
    assert_int_equal(record->count, 3);
    assert_int_equal(record->items[2].count, 2);
    const struct slice got[] = {record->items[0].text, record->items[1].text,
                                record->items[2].items[0].text, record->items[2].items[1].text};
    for (size_t i = 0; i < 4; i++)
        if (!slice_equal(got[i], text))
            fail_msg("“%.*s” came back as “%.*s” (%zu) from\n%s", SLICE_PRINT(text),
                     SLICE_PRINT(got[i]), i, buffer_text(&out));
}

static void what_is_written_reads_back(void **state)
{
    (void)state;
    static const char *const table[] = {
        "plain",
        "",
        " ",
        " lead",
        "trail ",
        "a: b",
        "a:b",
        "ends:",
        "# no",
        "a # b",
        "a#b",
        "-",
        "- a",
        "-1",
        "---",
        "...",
        "? a",
        "?a",
        ": a",
        "[a",
        "a]",
        "{a}",
        "a, b",
        ",",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "'a'",
        "\"a\"",
        "it's",
        "say \"x\"",
        "back\\slash",
        "%a",
        "@a",
        "`a`",
        "~",
        "null",
        "NULL",
        "yes",
        "1.50",
        "LACDental%",
        "Hosp_Adm_Alc_<18yrs",
        "EngMaths9-5",
        "Level2Age19_E&M",
        "%_3&4yr_olds",
        "http://a/b?c=d",
        "tab\there",
        "cr\rhere",
        "two\nlines",
        "two\n\n\nlines",
        "\nleads",
        "ends\n",
        "one\n  two\n three",
        "a\n# b\n- c",
        "a\n   \nb",
        "a \nb",
        " a\nb",
        "a\tb\nc",
        "a\r\nb",
        "Łódź — ‘x’",
        "\xC2\x85next",
        "a\xC2\x80z",
        "a\xE2\x80\xA8"
        "b\xE2\x80\xA9"
        "c",
        "\xEF\xBB\xBF"
        "bom",
        "a\xEF\xBF\xBEz",
        "\xF0\x9F\xA7\xB5 thread",
        "nbsp\xC2\xA0"
        "end\xC2\xA0",
        "\x7F",
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_reads_back(slice_from(table[i]));
}

static void whatever_is_written_reads_back(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",  " ",  "\n", ":", "#", "-",    "'",        "\"",
                                         "\\", "é",  "[",  "]", ",", "\t",   "?",        "|",
                                         ">",  "\r", "~",  "{", "&", "null", "\xC2\x85", "*"};
    struct random random = random_seeded(11);
    for (int round = 0; round < 5000; round++) {
        CLEANUP(buffer_free) struct buffer text = BUFFER(100);
        for (uint64_t i = random_below(&random, 8); i > 0; i--)
            buffer_string(&text, pieces[random_below(&random, 24)]);
        assert_reads_back(buffer_slice(&text));
    }
}

static void long_text_is_written_as_lines_a_person_can_edit(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1000);
    yaml_append(&out, SLICE("## Head\n\nText: more"), 4);
    assert_string_equal(buffer_text(&out), "|-\n    ## Head\n\n    Text: more");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_and_value_has_its_place),
        cmocka_unit_test(scalars_are_text_as_they_are_written),
        cmocka_unit_test(a_value_that_says_nothing_is_empty),
        cmocka_unit_test(long_text_is_folded_or_kept_by_its_sign),
        cmocka_unit_test(a_byte_order_mark_is_passed_over),
        cmocka_unit_test(an_alias_is_what_its_anchor_named_at_its_own_place),
        cmocka_unit_test(what_is_no_yaml_is_refused_at_its_place),
        cmocka_unit_test(a_nul_is_refused),
        cmocka_unit_test(anchors_that_expand_without_end_are_counted_before_they_are_made),
        cmocka_unit_test(what_is_too_large_is_refused_before_it_is_made),
        cmocka_unit_test(a_million_brackets_are_refused_at_once),
        cmocka_unit_test(a_scalar_of_a_megabyte_is_read),
        cmocka_unit_test(no_damage_to_a_document_goes_unplaced),
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(whatever_is_written_reads_back),
        cmocka_unit_test(long_text_is_written_as_lines_a_person_can_edit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
