/* JSON that is read and JSON that is refused, after RFC 8259: each document beside what comes of
 * it. */
#include "support/test.h"

#include <string.h>

#include "text/text.h"

/* What was read, in one line: integers as they are, reals with a point or an exponent, members in
 * the order of the document. */
static void tell(const struct json *json, struct buffer *out)
{
    switch (json->kind) {
    case JSON_IS_NULL:
        buffer_string(out, "null");
        break;
    case JSON_IS_BOOLEAN:
        buffer_string(out, json->boolean ? "yes" : "no");
        break;
    case JSON_IS_INTEGER:
        assert_true(json->real == (double)json->integer);
        buffer_integer(out, json->integer);
        break;
    case JSON_IS_REAL:
        buffer_printf(out, "real %.17g", json->real);
        break;
    case JSON_IS_STRING:
        buffer_json_string(out, json->text);
        break;
    case JSON_IS_ARRAY:
    case JSON_IS_OBJECT:
        buffer_byte(out, json->kind == JSON_IS_ARRAY ? '[' : '{');
        for (size_t i = 0; i < json->count; i++) {
            buffer_string(out, i ? " " : "");
            if (json->kind == JSON_IS_OBJECT) {
                buffer_append(out, json->keys[i]);
                buffer_byte(out, '=');
            }
            tell(&json->items[i], out);
        }
        buffer_byte(out, json->kind == JSON_IS_ARRAY ? ']' : '}');
    }
}

static void what_is_json_is_read_as_it_stands(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } accepted[] = {
        {"null", "null"},
        {" \t\r\n true ", "yes"},
        {"[false]", "[no]"},
        {"0", "0"},
        {"-0", "0"},
        {"9223372036854775807", "9223372036854775807"},
        {"-9223372036854775808", "-9223372036854775808"},
        {"1.0", "real 1"},
        {"1e2", "real 100"},
        {"-2.5E-1", "real -0.25"},
        {"\"\"", "\"\""},
        {"\"caf\xC3\xA9\"", "\"caf\xC3\xA9\""},
        {"\"caf\\u00e9\"", "\"caf\xC3\xA9\""},
        {"\"\\ud83d\\ude00\"", "\"\xF0\x9F\x98\x80\""},
        {"\"\\\"\\\\\\/\"", "\"\\\"\\\\/\""},
        {"[]", "[]"},
        {"{}", "{}"},
        {"[1, [2, []], {\"a\": [3]}]", "[1 [2 []] {a=[3]}]"},
        {"{\"b\": 1, \"a\": 2, \"\": 3}", "{b=1 a=2 =3}"},
        {"{\"a\": 1, \"A\": 2}", "{a=1 A=2}"},
    };
    CLEANUP(arena_free) struct arena arena = ARENA;
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++) {
        CLEANUP(buffer_free) struct buffer out = BUFFER(1000);
        struct json json;
        struct err err = {0};
        if (json_parse(slice_from(accepted[i].text), &arena, &json, &err) < 0)
            fail_msg("%s: %s", accepted[i].text, err.message);
        tell(&json, &out);
        assert_slice(buffer_slice(&out), accepted[i].expected);
    }
}

static void what_is_no_json_is_refused_where_it_goes_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned line;
    } refused[] = {
        {"", 1},
        {" ", 1},
        {"nul", 1},
        {"True", 1},
        {"'a'", 1},
        {"01", 1},
        {"+1", 1},
        {".5", 1},
        {"1.", 1},
        {"1e", 1},
        {"0x10", 1},
        {"NaN", 1},
        {"-Infinity", 1},
        {"1e999", 1},
        {"9223372036854775808", 1},
        {"\"open", 1},
        {"\"a\nb\"", 1},
        {"\"\\x\"", 1},
        {"\"\\u12\"", 1},
        {"\"\\ud83d\"", 1},
        {"\"\\ude00\"", 1},
        {"\"\xFF\"", 1},
        {"\"\xC0\xAF\"", 1},
        {"\"\xED\xA0\x80\"", 1},
        {"[1,]", 1},
        {"[1 2]", 1},
        {"[1", 1},
        {"[1]]", 1},
        {"{\"a\":1,}", 1},
        {"{a:1}", 1},
        {"{\"a\" 1}", 1},
        {"{\"a\":1,\n\"b\":2,\n\"a\":3}", 3},
        {"{\"a\\u0000b\":1}", 1},
        {"{\n\"a\": 1,\n\"b\": x\n}", 3},
        {"[1] // no", 1},
        {"/* no */ 1", 1},
        {"\xEF\xBB\xBF[1]", 1},
    };
    CLEANUP(arena_free) struct arena arena = ARENA;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct json json = {.integer = 7};
        struct err err = {0};
        int code = json_parse(slice_from(refused[i].text), &arena, &json, &err);
        if (code != ERR_SYNTAX || err.line != refused[i].line || err.column == 0)
            fail_msg("%s: %d at %u:%u", refused[i].text, code, err.line, err.column);
        assert_int_equal(strncmp(err.message, "The JSON cannot be read: ", 25), 0);
        assert_int_equal(json.integer, 7); /* untouched */
    }
}

static void a_text_may_hold_nul(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json json;
    assert_int_equal(json_parse(SLICE("[\"a\\u0000b\"]"), &arena, &json, NULL), 0);
    assert_int_equal(json.items[0].text.length, 3);
    assert_memory_equal(json.items[0].text.data, "a\0b", 3);
    assert_int_equal(json_parse(SLICE("[1]\0"), &arena, &json, NULL), ERR_SYNTAX);
}

static int parse_nested(size_t levels, const char *open, const char *close)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    struct json json;
    for (size_t i = 0; i < levels; i++)
        buffer_string(&text, open);
    buffer_byte(&text, '1');
    for (size_t i = 0; i < levels; i++)
        buffer_string(&text, close);
    return json_parse(buffer_slice(&text), &arena, &json, NULL);
}

static void nesting_has_its_limit(void **state)
{
    (void)state;
    assert_int_equal(parse_nested(JSON_DEEPEST - 1, "[", "]"), 0); /* the number is a level too */
    assert_int_equal(parse_nested(JSON_DEEPEST, "[", "]"), ERR_LIMIT);
    assert_int_equal(parse_nested(JSON_DEEPEST - 1, "{\"a\":", "}"), 0);
    assert_int_equal(parse_nested(JSON_DEEPEST, "{\"a\":", "}"), ERR_LIMIT);
    assert_true(parse_nested(100000, "[", "]") < 0);
}

static void a_member_is_found_by_its_whole_name_and_only_in_an_object(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json json;
    assert_int_equal(
        json_parse(SLICE("{\"ab\": 1, \"a\": 2, \"list\": [{\"a\": 3}]}"), &arena, &json, NULL), 0);
    assert_int_equal(json_get(&json, "a")->integer, 2);
    assert_int_equal(json_get(&json, "ab")->integer, 1);
    assert_null(json_get(&json, "abc"));
    assert_null(json_get(&json, ""));
    assert_null(json_get(json_get(&json, "list"), "a"));
    assert_null(json_get(json_get(&json, "a"), "a"));
    assert_null(json_get(NULL, "a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_json_is_read_as_it_stands),
        cmocka_unit_test(what_is_no_json_is_refused_where_it_goes_wrong),
        cmocka_unit_test(a_text_may_hold_nul),
        cmocka_unit_test(nesting_has_its_limit),
        cmocka_unit_test(a_member_is_found_by_its_whole_name_and_only_in_an_object),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
