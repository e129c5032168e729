/* Text as it is built: limits, numbers, JSON strings. */
#include "support/test.h"

#include <math.h>

static void an_append_past_the_maximum_is_ignored_and_told_once(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER(5);
    struct err err = {0};
    buffer_string(&buffer, "abc");
    buffer_string(&buffer, "def"); /* would pass the maximum: nothing of it is appended */
    buffer_string(&buffer, "x");   /* would fit, but the text would no longer be whole */
    assert_string_equal(buffer_text(&buffer), "abc");
    assert_int_equal(buffer_status(&buffer, "The page", &err), ERR_LIMIT);
    assert_string_equal(err.message, "The page is larger than the 5 bytes allowed.");
    buffer_clear(&buffer);
    buffer_string(&buffer, "12345");
    assert_int_equal(buffer_status(&buffer, "The page", &err), 0);
    assert_string_equal(buffer_text(&buffer), "12345");
    buffer_free(&buffer);
}

static void room_is_written_by_hand_and_only_what_was_written_stands(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER(100);
    char *room = buffer_room(&buffer, 90);
    memset(room, 'x', 90);
    buffer_wrote(&buffer, 3);
    assert_string_equal(buffer_text(&buffer), "xxx");
    assert_non_null(buffer_room(&buffer, 97));
    assert_null(buffer_room(&buffer, 98));
    assert_null(buffer_room(&buffer, 1)); /* sticky */
    buffer_free(&buffer);
}

static void a_long_format_is_whole_or_refused(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER(400);
    char longer[301];
    memset(longer, 'a', 300);
    longer[300] = '\0';
    buffer_printf(&buffer, "%s|", longer);
    assert_int_equal(buffer.length, 301);
    buffer_printf(&buffer, "%s", longer);
    assert_int_equal(buffer.length, 301);
    assert_true(buffer.full);
    buffer_free(&buffer);
}

static void a_double_reads_back_the_same(void **state)
{
    (void)state;
    static const double values[] = {
        0,       -0.5, 0.1,    39.229999999999997, 1e300, 5e-324, 123456.7, 1e15, -1e15, 2.0 / 3,
        1.0 / 3, 1e22, -17.25, 9007199254740993.0};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct buffer buffer = BUFFER(100);
        buffer_double(&buffer, values[i]);
        assert_true(strtod(buffer_text(&buffer), NULL) == values[i]);
        buffer_free(&buffer);
    }
}

static void what_is_not_finite_is_never_written(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER(100);
    buffer_double(&buffer, NAN);
    buffer_double(&buffer, INFINITY);
    buffer_decimals(&buffer, -INFINITY, 2);
    assert_int_equal(buffer.length, 0);
    buffer_free(&buffer);
}

static void decimals_are_as_a_person_reads_them(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER(100);
    static const struct {
        double value;
        int places;
        const char *shown;
    } halves[] = {{58.5, 0, "59"},    {-58.5, 0, "-59"},       {20.25, 1, "20.3"},
                  {0.285, 2, "0.29"}, {1.005, 2, "1.01"},      {58.4, 0, "58"},
                  {0, 2, "0.00"},     {2.5e8, 0, "250000000"}, {39.229999999999997, 2, "39.23"}};
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
        CLEANUP(buffer_free) struct buffer shown = BUFFER(100);
        buffer_decimals(&shown, halves[i].value, halves[i].places);
        assert_string_equal(buffer_text(&shown), halves[i].shown);
    }
    buffer_decimals(&buffer, -0.001, 2);
    buffer_byte(&buffer, ' ');
    buffer_decimals(&buffer, -0.5, 1);
    buffer_byte(&buffer, ' ');
    buffer_integer(&buffer, INT64_MIN);
    assert_string_equal(buffer_text(&buffer), "0.00 -0.5 -9223372036854775808");
    buffer_free(&buffer);
}

static void a_json_string_escapes_and_replaces_bad_bytes(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER(100);
    buffer_json_string(&buffer, (struct slice){"a\"\\\n\x01\x7F\xC3\xA9\xFF\xE2\x82", 11});
    assert_string_equal(
        buffer_text(&buffer),
        "\"a\\\"\\\\\\n\\u0001\\u007f\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
    buffer_free(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_append_past_the_maximum_is_ignored_and_told_once),
        cmocka_unit_test(room_is_written_by_hand_and_only_what_was_written_stands),
        cmocka_unit_test(a_long_format_is_whole_or_refused),
        cmocka_unit_test(a_double_reads_back_the_same),
        cmocka_unit_test(what_is_not_finite_is_never_written),
        cmocka_unit_test(decimals_are_as_a_person_reads_them),
        cmocka_unit_test(a_json_string_escapes_and_replaces_bad_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
