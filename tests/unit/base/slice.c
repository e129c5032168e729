#include "support/test.h"

static void splitting_keeps_empty_parts(void **state)
{
    (void)state;
    struct slice rest = SLICE("a,,b,"), part;
    const char *expected[] = {"a", "", "b", ""};
    for (size_t i = 0; i < 4; i++) {
        assert_true(slice_split(&rest, ',', &part));
        assert_slice(part, expected[i]);
    }
    assert_false(slice_split(&rest, ',', &part));
}

static void a_number_is_read_to_the_nearest_double(void **state)
{
    (void)state;
    const char *texts[] = {"39.229999999999997",
                           "1.146E-2",
                           "-0.5",
                           "9007199254740993",
                           "0.1",
                           "1e22",
                           "123456",
                           "5e-324",
                           "1.7976931348623157e308"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double value = 0;
        assert_true(slice_to_double(slice_from(texts[i]), &value));
        assert_true(value == strtod(texts[i], NULL));
    }
}

/* Many digits, in all places of the point: the C library's reading is the measure, and it is exact.
 * Halves between two doubles, which go to the even one, come by 2^53 and some. */
static void many_digits_are_read_to_the_nearest_double(void **state)
{
    (void)state;
    static const char *const halves[] = {"9007199254740993",     "9007199254740995.0",
                                         "4503599627370497.5",   "4503599627370498.50",
                                         "1125899906842624.125", "18014398509481990",
                                         ".9999999999999999999", "9999999999999999999",
                                         "9007199254740993.001", "10000000000000000000"};
    double value = 0;
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
        assert_true(slice_to_double(slice_from(halves[i]), &value));
        assert_true(value == strtod(halves[i], NULL));
    }
    uint64_t random = 1;
    for (size_t i = 0; i < 20000; i++) {
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        char text[32];
        size_t digits = 1 + (size_t)(random >> 59) % 19, point = (size_t)(random >> 32) % 20;
        snprintf(text, sizeof text, "%020llu", (unsigned long long)random);
        memmove(text, text + 20 - digits, digits + 1);
        if (point < digits) {
            memmove(text + point + 1, text + point, digits - point + 1);
            text[point] = '.';
        }
        assert_true(slice_to_double(slice_from(text), &value));
        if (value != strtod(text, NULL))
            fail_msg("“%s” was read as %.17g", text, value);
    }
}

static void what_is_no_number_is_refused(void **state)
{
    (void)state;
    const char *texts[] = {"",    "-",  "nan",   "inf", "0x1p3", " 1", "1 ",
                           "1,5", "1e", "1.2.3", "--1", "+1",    ".",  "1e999"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double value = 7;
        if (slice_to_double(slice_from(texts[i]), &value))
            fail_msg("\"%s\" was read as %g", texts[i], value);
        assert_true(value == 7);
    }
}

static void an_integer_past_its_range_is_refused(void **state)
{
    (void)state;
    int64_t value = 0;
    assert_true(slice_to_int64(SLICE("-9223372036854775808"), &value));
    assert_true(value == INT64_MIN);
    assert_false(slice_to_int64(SLICE("9223372036854775808"), &value));
    assert_false(slice_to_int64(SLICE("12a"), &value));
    assert_false(slice_to_int64(SLICE("-"), &value));
}

static void text_that_is_not_utf8_is_known(void **state)
{
    (void)state;
    assert_true(slice_is_utf8(SLICE("Łódź, Ștefan, علی, 🧵 and plain")));
    const char *wrong[] = {"\xE9t\xE9", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(slice_is_utf8(slice_from(wrong[i])));
}

static void a_prefix_ends_between_characters(void **state)
{
    (void)state;
    assert_slice(slice_prefix(SLICE("abc"), 5), "abc");
    assert_slice(slice_prefix(SLICE("abc"), 2), "ab");
    assert_slice(slice_prefix(SLICE("a\xC3\xA9"), 2), "a");
    assert_slice(slice_prefix(SLICE("a\xC3\xA9"), 3), "a\xC3\xA9");
    assert_slice(slice_prefix(SLICE("\xED\x96\x96"), 2), "");
    assert_slice(slice_prefix((struct slice){0}, 2), "");
}

/* Registers keep hashes: they must be what they were when a register was begun. */
static void a_hash_stays_what_it_was(void **state)
{
    (void)state;
    static const uint64_t kept[] = {0xbf045e6a578879bf, 0xb29d0c566f486d7c, 0x676752b0ae2a8d65,
                                    0xeb1f3aa4e5675194, 0x86d51df8676e9fe8, 0xbe674ffdabd46c22,
                                    0x821e497476e6afbe, 0x796c5527ea25a63b, 0xe4b4a79a8fc4d3dd,
                                    0x94c6c038c9d0df75, 0xb9444cbf80e312a3, 0x5dbcfea483e69a0c,
                                    0xe7a44fdeab7193de, 0x2b261a3f49698efc, 0x60e392edee8c0511,
                                    0x6c35a3063a8beec2, 0xc54dd77eff8c4e96, 0xeaa0266edd04538c};
    for (size_t length = 0; length < sizeof kept / sizeof *kept; length++)
        assert_true(slice_hash(slice_sub(SLICE("abcdefghijklmnopqrst"), 0, length), 7) ==
                    kept[length]);
}

static void a_long_text_hashes_otherwise_when_any_byte_of_it_is_another_or_elsewhere(void **state)
{
    (void)state;
    char text[100], other[100];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + i % 16); /* so that blocks are alike */
    for (size_t length = 1; length <= sizeof text; length++) {
        uint64_t hash = slice_hash_long((struct slice){text, length});
        assert_true(hash == slice_hash_long((struct slice){text, length}));
        assert_true(hash != slice_hash_long((struct slice){text, length - 1}));
        for (size_t at = 0; at < length; at++) {
            memcpy(other, text, length);
            other[at] ^= 1;
            assert_true(hash != slice_hash_long((struct slice){other, length}));
        }
    }
    memcpy(other, text + 1, 31);
    other[31] = text[0];
    assert_true(slice_hash_long((struct slice){other, 32}) !=
                slice_hash_long((struct slice){text, 32}));
}

static void a_word_is_itself_and_no_other(void **state)
{
    (void)state;
    assert_true(slice_is(SLICE("baby"), "baby"));
    assert_true(slice_is((struct slice){0}, ""));
    assert_false(slice_is((struct slice){0}, "baby"));
    assert_false(slice_is(SLICE("baby"), ""));
    assert_false(slice_is(SLICE("baby"), "baby of"));
    assert_false(slice_is(SLICE("baby of"), "baby"));
}

static void spaces_that_nobody_sees_are_trimmed_too_and_letters_are_not(void **state)
{
    (void)state;
    assert_slice(slice_trim(SLICE(" \t892\r\n")), "892");
    assert_slice(slice_trim(SLICE("\xC2\xA0"
                                  "892\xC2\xA0 \xC2\xA0")),
                 "892");
    assert_slice(slice_trim(SLICE("\xEF\xBB\xBF\xE2\x80\x8BWhat\xE2\x80\xAF\xE2\x80\x87")), "What");
    assert_slice(slice_trim(SLICE("\xC2\xA0\xE2\x80\x8B")), "");
    assert_slice(slice_trim(SLICE("1\xC2\xA0"
                                  "234")),
                 "1\xC2\xA0"
                 "234");
    assert_slice(slice_trim(SLICE("caf\xC3\xA9")), "caf\xC3\xA9");
    assert_slice(slice_trim(SLICE("\xE2\x80\x93")), "\xE2\x80\x93"); /* a dash begins like some */
    assert_slice(slice_trim(SLICE("\xA0")), "\xA0");                 /* half a character is none */
    assert_slice(slice_trim((struct slice){0}), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spaces_that_nobody_sees_are_trimmed_too_and_letters_are_not),
        cmocka_unit_test(splitting_keeps_empty_parts),
        cmocka_unit_test(a_number_is_read_to_the_nearest_double),
        cmocka_unit_test(many_digits_are_read_to_the_nearest_double),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(an_integer_past_its_range_is_refused),
        cmocka_unit_test(text_that_is_not_utf8_is_known),
        cmocka_unit_test(a_prefix_ends_between_characters),
        cmocka_unit_test(a_hash_stays_what_it_was),
        cmocka_unit_test(a_long_text_hashes_otherwise_when_any_byte_of_it_is_another_or_elsewhere),
        cmocka_unit_test(a_word_is_itself_and_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
