/* What is typed into each kind of field, beside what is kept of it or why it is refused. */
#include "support/test.h"

#include <string.h>

#include "record/record.h"

static const struct choice colours[] = {{"red", "Red"}, {"green", "Green"}};
static const struct field title = TEXT("title", .label = "Title", .longest = 5);
static const struct field story = LONG_TEXT("story", .label = "Story", .longest = 12);
static const struct field position =
    INTEGER("position", .label = "Position", .minimum = 1, .maximum = 99);
static const struct field count = INTEGER("count", .label = "Count");
static const struct field share = DECIMAL("share", .label = "Share", .minimum = 0, .maximum = 100);
static const struct field due = DATE("due", .label = "Due");
static const struct field colour = CHOICE("colour", colours, .label = "Colour");
static const struct field part_of = REFERENCE("part_of", "promise", .label = "Part of");
static const struct field serves = REFERENCES("serves", "promise", .label = "Serves");
static const struct field letters = DERIVED("letters", "length(t.title)", .label = "Letters");

static void what_is_typed_is_kept_without_the_spaces_around_it(void **state)
{
    (void)state;
    static const struct {
        const struct field *field;
        const char *typed, *kept;
        enum value_kind kind;
    } accepted[] = {
        {&title, "", "", VALUE_NONE},
        {&title, " \t\n ", "", VALUE_NONE},
        {&title, "  Boat ", "Boat", VALUE_TEXT},
        {&title, "caf\xC3\xA9s", "caf\xC3\xA9s", VALUE_TEXT}, /* five characters in six bytes */
        {&story, "two\nlines\tx", "two\nlines\tx", VALUE_TEXT},
        {&position, "1", "1", VALUE_INTEGER},
        {&position, " 99 ", "99", VALUE_INTEGER},
        {&count, "-9223372036854775808", "-9223372036854775808", VALUE_INTEGER},
        {&count, "0", "0", VALUE_INTEGER},
        {&share, "0", "0", VALUE_REAL},
        {&share, "100", "100", VALUE_REAL},
        {&share, "12.5", "12.5", VALUE_REAL},
        {&due, "2012-02-29", "2012-02-29", VALUE_TEXT},
        {&colour, "green", "green", VALUE_TEXT},
        {&colour, "", "", VALUE_NONE},
        {&part_of, " boats-2 ", "boats-2", VALUE_TEXT},
        {&serves, "a\r\n\n b \n", "a\nb", VALUE_LIST},
        {&serves, "a", "a", VALUE_LIST},
        {&letters, "", "", VALUE_NONE},
    };
    CLEANUP(arena_free) struct arena arena = ARENA;
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++) {
        CLEANUP(buffer_free) struct buffer kept = BUFFER(1000);
        struct value value = {.kind = VALUE_REAL};
        struct err err = {0};
        if (value_parse(accepted[i].field, slice_from(accepted[i].typed), &arena, &value, &err) < 0)
            fail_msg("%s: %s", accepted[i].typed, err.message);
        value_append(&kept, value);
        assert_slice(buffer_slice(&kept), accepted[i].kept);
        assert_int_equal(value.kind, accepted[i].kind);
    }
}

static void what_cannot_be_kept_is_refused_in_words(void **state)
{
    (void)state;
    static const struct {
        const struct field *field;
        const char *typed, *says;
    } refused[] = {
        {&title, "Sailor", "Title has 6 characters. Shorten it to 5 or fewer."},
        {&title, "a\nb", "Title holds a line break or control character. Type it on one line."},
        {&title, "a\tb", "Title holds a line break or control character. Type it on one line."},
        {&title,
         "a\x7F"
         "b",
         "Title holds a line break or control character. Type it on one line."},
        {&title, "\xFF", "Title holds a character that cannot be read. Type it again."},
        {&story, "bell\a", "Story holds a line break or control character. Type it on one line."},
        {&story, "thirteen char", "Story has 13 characters. Shorten it to 12 or fewer."},
        {&position, "0", "Position is 0. Give a number from 1 to 99."},
        {&position, "100", "Position is 100. Give a number from 1 to 99."},
        {&position, "1.5", "Position is “1.5”. Give a whole number, such as 12."},
        {&position, "+1", "Position is “+1”. Give a whole number, such as 12."},
        {&count, "9223372036854775808",
         "Count is “9223372036854775808”. Give a whole number, such as 12."},
        {&share, "-0.1", "Share is -0.1. Give a number from 0 to 100."},
        {&share, "100.01", "Share is 100.01. Give a number from 0 to 100."},
        {&share, "12,5", "Share is “12,5”. Give a number, such as 12.5."},
        {&share, "12%", "Share is “12%”. Give a number, such as 12.5."},
        {&share, "nan", "Share is “nan”. Give a number, such as 12.5."},
        {&due, "2011-02-29",
         "Due is “2011-02-29”. Give a date as year-month-day, such as 2011-03-31."},
        {&due, "31/03/2011",
         "Due is “31/03/2011”. Give a date as year-month-day, such as 2011-03-31."},
        {&due, "0026-01-31",
         "Due is in the year 26. Give a year in four figures, from 1800 to 2200."},
        {&due, "9999-12-31",
         "Due is in the year 9999. Give a year in four figures, from 1800 to 2200."},
        {&colour, "Red", "Colour is “Red”. Give one of: red, green."},
        {&part_of, "new", "Part of: “new” cannot be a code."},
        {&serves, "a\n..", "Serves: “..” cannot be a code."},
        {&serves, "a\nb\na", "Serves names “a” twice. Name it once."},
        {&letters, "7", "Letters is worked out and cannot be given."},
    };
    CLEANUP(arena_free) struct arena arena = ARENA;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct value value = {.kind = VALUE_INTEGER, .integer = 7};
        struct err err = {0};
        int code =
            value_parse(refused[i].field, slice_from(refused[i].typed), &arena, &value, &err);
        assert_string_equal(err.message, refused[i].says);
        assert_int_equal(code, ERR_RANGE);
        assert_string_equal(err.field, refused[i].field->name);
        assert_int_equal(value.integer, 7); /* untouched */
    }
}

/* It stands in addresses. */
static void a_code_is_of_a_hundred_characters_at_most_and_says_nothing_else(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",   "new",  ".",     "..",   " a",
                                        "a ", "a\nb", "a\x7F", "\xFF", "\xE2\x80"};
    static const char *const right[] = {"a", "News", "new-one", "...", "a b", "caf\xC3\xA9", "7"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(code_is_valid(slice_from(wrong[i])));
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        assert_true(code_is_valid(slice_from(right[i])));
    CLEANUP(buffer_free) struct buffer longest = BUFFER(1000);
    for (size_t i = 0; i < 100; i++)
        buffer_string(&longest, "\xC3\xA9");
    assert_true(code_is_valid(buffer_slice(&longest)));
    buffer_byte(&longest, 'a');
    assert_false(code_is_valid(buffer_slice(&longest)));
}

static void values_are_the_same_by_kind_and_content(void **state)
{
    (void)state;
    const struct value none = {0}, text = value_text(SLICE("7")), number = value_integer(7);
    const struct value real = value_real(7);
    const struct value list = {.kind = VALUE_LIST, .text = SLICE("7")};
    const struct value all[] = {none, text, number, real, list};
    for (size_t i = 0; i < 5; i++)
        for (size_t k = 0; k < 5; k++)
            assert_true(value_equal(all[i], all[k]) == (i == k));
    assert_true(value_equal(value_text(SLICE("")), none)); /* nothing typed is nothing */
    assert_false(value_equal(text, value_text(SLICE("8"))));
    assert_false(value_equal(number, value_integer(8)));
    assert_false(value_equal(real, value_real(7.5)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_typed_is_kept_without_the_spaces_around_it),
        cmocka_unit_test(what_cannot_be_kept_is_refused_in_words),
        cmocka_unit_test(a_code_is_of_a_hundred_characters_at_most_and_says_nothing_else),
        cmocka_unit_test(values_are_the_same_by_kind_and_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
