/* Percent-encoding and urlencoded pairs. The cases of the last test are those of the WHATWG URL
 * Standard's section on application/x-www-form-urlencoded. */
#include "support/test.h"

#include <string.h>

#include "text/url.h"

static int clean(void **state)
{
    arena_free(*state);
    return 0;
}

static int set_up(void **state)
{
    static struct arena arena;
    *state = &arena;
    return 0;
}

static void what_is_encoded_decodes_to_itself(void **state)
{
    struct arena *arena = *state;
    static const char *const texts[] = {"plain",    "LACDental%", "LAC_Fixed_ Ex", "a/b?c&d=e+f",
                                        "Łódź “x”", "~.-_",       "\x01\x1f\x7f",  ""};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct buffer out = BUFFER(1000);
        struct slice back;
        url_encode(&out, slice_from(texts[i]));
        assert_true(url_decode(buffer_slice(&out), false, arena, &back));
        assert_slice(back, texts[i]);
        assert_true(url_decode(buffer_slice(&out), true, arena, &back));
        assert_slice(back, texts[i]);
        buffer_free(&out);
    }
}

static void encoding_leaves_nothing_that_means_something(void **state)
{
    (void)state;
    struct buffer out = BUFFER(1000);
    url_encode(&out, SLICE("/?&=+ %#\"'<>\\\n"));
    assert_string_equal(buffer_text(&out), "%2F%3F%26%3D%2B%20%25%23%22%27%3C%3E%5C%0A");
    buffer_free(&out);
}

static void what_cannot_be_decoded_is_refused(void **state)
{
    struct slice text = SLICE("as before");
    static const char *const wrong[] = {"%",    "%4",     "a%",       "%zz",       "%4g",
                                        "%00",  "%ff",    "%c3",      "%ed%a0%80", "%f5%80%80%80",
                                        "\xff", "%c0%ae", "%e0%80%af"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(url_decode(slice_from(wrong[i]), false, *state, &text));
    assert_slice(text, "as before");
}

static void a_plus_is_a_space_in_forms_only(void **state)
{
    struct slice text;
    assert_true(url_decode(SLICE("a+b%2B"), true, *state, &text));
    assert_slice(text, "a b+");
    assert_true(url_decode(SLICE("a+b"), false, *state, &text));
    assert_slice(text, "a+b");
}

static void pairs_come_in_order_with_the_empty_ones(void **state)
{
    struct pairs pairs;
    assert_int_equal(url_pairs(SLICE("a=1&b&&c=&=d&a=2&e=f=g"), 10, *state, &pairs, NULL), 0);
    static const char *const names[] = {"a", "b", "c", "", "a", "e"};
    static const char *const values[] = {"1", "", "", "d", "2", "f=g"};
    assert_int_equal(pairs.count, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_slice(pairs.items[i].name, names[i]);
        assert_slice(pairs.items[i].value, values[i]);
        assert_non_null(pairs.items[i].value.data);
    }
    assert_slice(pairs_get(&pairs, "a"), "1");
    assert_null(pairs_get(&pairs, "z").data);
}

static void too_many_pairs_or_a_wrong_one_are_told(void **state)
{
    struct pairs pairs = {.count = 7};
    struct err err = {0};
    assert_int_equal(url_pairs(SLICE("a&b&c"), 2, *state, &pairs, &err), ERR_LIMIT);
    assert_int_equal(url_pairs(SLICE("a=1&b=%zz"), 9, *state, &pairs, &err), ERR_SYNTAX);
    assert_non_null(strstr(err.message, "b=%zz"));
    assert_int_equal(pairs.count, 7);
    assert_int_equal(url_pairs((struct slice){0}, 0, *state, &pairs, &err), 0);
    assert_int_equal(pairs.count, 0);
}

static void a_query_is_built_pair_by_pair(void **state)
{
    (void)state;
    struct buffer out = BUFFER(1000);
    buffer_string(&out, "/risk?");
    url_pair(&out, SLICE("q"), SLICE("a b"));
    url_pair(&out, SLICE("due.from"), SLICE("2011-03-31"));
    assert_string_equal(buffer_text(&out), "/risk?q=a%20b&due.from=2011-03-31");
    buffer_free(&out);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, clean)
    const struct CMUnitTest tests[] = {
        TEST(what_is_encoded_decodes_to_itself),
        TEST(encoding_leaves_nothing_that_means_something),
        TEST(what_cannot_be_decoded_is_refused),
        TEST(a_plus_is_a_space_in_forms_only),
        TEST(pairs_come_in_order_with_the_empty_ones),
        TEST(too_many_pairs_or_a_wrong_one_are_told),
        TEST(a_query_is_built_pair_by_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
