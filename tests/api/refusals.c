/* What no resource takes: every kind of record is sent what no form of it would send. Nothing of it
 * is saved, and each refusal says in JSON what is wrong and where. */
#include "support/house.h"

#include <string.h>

#include "api/api.h"

static struct house *house;
static const char *lead, *contributor; /* whose tokens */

static int set_up(void **state)
{
    (void)state;
    house = house_new("thistlemouth-2025-28.yaml", &api_room, 1);
    lead = house_user(house, "root", "administrator analyst governance-lead", SESSION_TOKEN);
    contributor = house_user(house, "carl", "contributor", SESSION_TOKEN);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    house_free(&house);
    return 0;
}

/* --- what is asked and what is said ---------------------------------------------------------- */

/* The code of a record of this kind that is there, or NULL. */
static const char *some_code(const struct entity *entity)
{
    const char *list = arena_printf(&house->arena, "GET /api/v1/%s?limit=1", entity->name);
    struct reply reply = house_ask(house, list, lead, NULL);
    struct json json = house_json(house, &reply);
    const struct json *items = json_get(&json, "items");
    return items->count ? arena_string(&house->arena, json_get(&items->items[0], "code")->text)
                        : NULL;
}

static const char *method_of(const char *method, const struct entity *entity, const char *code)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(2000);
    buffer_printf(&out, "%s /api/v1/%s", method, entity->name);
    if (code) {
        buffer_byte(&out, '/');
        url_encode(&out, slice_from(code));
    }
    return arena_string(&house->arena, buffer_slice(&out));
}

/* Refused with this status, in a sentence of JSON with its field (NULL: none), and nothing saved.
 */
static struct json refused(const char *method_target, const char *headers, const char *json,
                           int status, const char *field)
{
    int64_t before = house_changes(house);
    struct reply reply = house_ask(house, method_target, headers, json);
    if (reply.status != status)
        fail_msg("%s %s: %d %.*s", method_target, json ? json : "", reply.status,
                 SLICE_PRINT(reply.body));
    assert_slice(reply_header(&reply, "Content-Type"), "application/json");
    struct json said = house_json(house, &reply);
    const struct json *error = json_get(&said, "error");
    assert_non_null(error);
    struct slice message = json_get(error, "message")->text;
    if (message.length < 10 || message.data[message.length - 1] != '.')
        fail_msg("%s: “%.*s” is no sentence", method_target, SLICE_PRINT(message));
    struct slice at = json_get(error, "field")->text;
    if (field && !slice_is(at, field))
        fail_msg("%s %s: %.*s, not %s", method_target, json, SLICE_PRINT(at), field);
    assert_int_equal(house_changes(house), before);
    return said;
}

static struct slice sentence(const struct json *said)
{
    return json_get(json_get(said, "error"), "message")->text;
}

static bool is_made_here(const struct entity *entity)
{
    struct actor actor = {.roles = ROLE_BIT(ADMINISTRATOR) | ROLE_BIT(ANALYST) |
                                   ROLE_BIT(GOVERNANCE_LEAD)};
    return !entity->source && permit(&actor, entity, CREATE);
}

/* --- the body -------------------------------------------------------------------------------- */

/* A value that no field of this kind takes, in JSON. */
static const char *const *wrong_values(enum field_kind kind)
{
    static const char *const text[] = {"7", "true", "[\"a\"]", "{\"a\":1}", "1.5", NULL};
    static const char *const whole[] = {"\"7\"", "7.5", "false", "[7]", "1e400", "{}", NULL};
    static const char *const number[] = {"\"7\"", "true", "[1]", "{}", "\"NaN\"", NULL};
    static const char *const codes[] = {"\"a\"", "7", "[7]", "[[\"a\"]]", "[null]", "{}", NULL};
    static const char *const code[] = {"\"\"", "7", "[\"a\"]", "{}", "true", NULL};
    switch (kind) {
    case FIELD_INTEGER:
        return whole;
    case FIELD_DECIMAL:
        return number;
    case FIELD_REFERENCES:
        return codes;
    case FIELD_DATE:
    case FIELD_CHOICE:
    case FIELD_REFERENCE:
        return code;
    default:
        return text;
    }
}

static void a_value_of_the_wrong_type_is_refused_in_every_field(void **state)
{
    (void)state;
    int tried = 0;
    for (size_t i = 0; i < weft_registry.count; i++) {
        const struct entity *entity = weft_registry.entities[i];
        for (size_t f = 0; is_made_here(entity) && f < entity->field_count; f++) {
            const struct field *field = &entity->fields[f];
            const char *const *wrong = wrong_values(field->kind);
            for (; field->kind != FIELD_DERIVED && *wrong; wrong++) {
                bool overflows = strcmp(*wrong, "1e400") == 0; /* no number in JSON's own terms */
                refused(method_of("POST", entity, NULL), lead,
                        arena_printf(&house->arena, "{\"%s\":%s}", field->name, *wrong), 400,
                        overflows ? NULL : field->name);
                tried++;
            }
        }
    }
    assert_true(tried > 400);
}

static void a_member_that_is_no_field_is_refused_by_its_name(void **state)
{
    (void)state;
    static const char *const names[] = {"unicorn", "id",      "Title", "title ",
                                        "",        "created", "actor", "__proto__"};
    for (size_t i = 0; i < weft_registry.count; i++) {
        const struct entity *entity = weft_registry.entities[i];
        if (!is_made_here(entity))
            continue;
        const char *code = some_code(entity);
        for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
            const char *body =
                arena_printf(&house->arena, "{\"%s\":\"x\",\"version\":1}", names[n]);
            refused(method_of("POST", entity, NULL), lead, body, 400, names[n]);
            if (code)
                refused(method_of("PUT", entity, code), lead, body, 400, names[n]);
        }
    }
}

static void a_body_that_is_no_object_says_what_to_send(void **state)
{
    (void)state;
    static const struct {
        const char *body, *says;
    } bodies[] = {
        {"[]", "Send the record as one JSON object."},
        {"[{\"title\":\"A\"}]", "Send the record as one JSON object."},
        {"\"title\"", "Send the record as one JSON object."},
        {"7", "Send the record as one JSON object."},
        {"null", "Send the record as one JSON object."},
        {"{\"title\":\"A\"", NULL},
        {"{'title':'A'}", NULL},
        {"{\"title\":\"A\",}", NULL},
        {"{\"title\":NaN}", NULL},
        {"\xEF\xBB\xBF{\"title\":\"A\"}", NULL},
        {"{\"title\":\"\xC3\x28\"}", NULL},
        {"{\"title\":\"\\ud800\"}", NULL},
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct json said = refused("POST /api/v1/post", lead, bodies[i].body, 400, NULL);
        if (bodies[i].says)
            assert_slice(sentence(&said), bodies[i].says);
    }
}

/* A page of another site can send a form without asking first, but no JSON: so only JSON is read.
 */
static void a_body_that_is_not_called_json_is_refused(void **state)
{
    (void)state;
    static const char *const types[] = {
        "", "Content-Type: text/plain\r\n", "Content-Type: application/x-www-form-urlencoded\r\n",
        "Content-Type: application/jsonp\r\n", "Content-Type: text/json\r\n"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        int64_t before = house_changes(house);
        struct reply reply =
            client_ask(house->address, &house->arena, "POST /api/v1/post",
                       arena_printf(&house->arena, "%s%s", types[i], lead), "{\"title\":\"A\"}");
        assert_int_equal(reply.status, 400);
        struct json said = house_json(house, &reply);
        assert_slice(sentence(&said), "Send the record as JSON (Content-Type: application/json).");
        assert_int_equal(house_changes(house), before);
    }
}

static void a_body_too_large_is_refused_before_it_is_read(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer body = BUFFER(4 << 20);
    buffer_string(&body, "{\"title\":\"");
    while (body.length < LIMIT_FORM + 100)
        buffer_string(&body, "A long title of many words, ");
    buffer_string(&body, "\"}");
    const char *code = some_code(registry_find(&weft_registry, SLICE("post")));
    const char *one = arena_printf(&house->arena, "PUT /api/v1/post/%s", code);
    struct json said = refused("POST /api/v1/post", lead, buffer_text(&body), 413, NULL);
    assert_true(slice_starts_with(sentence(&said), SLICE("What you sent is larger")));
    refused(one, lead, buffer_text(&body), 413, NULL);
    body.length = LIMIT_FORM_ANYONE + 100; /* cut, and more than a stranger may send */
    refused("POST /api/v1/post", "", buffer_text(&body), 401, NULL);
}

static void several_codes_sent_in_an_array_are_several(void **state)
{
    (void)state;
    struct reply reply = house_ask(house, "GET /api/v1/priority?limit=2", lead, NULL);
    struct json json = house_json(house, &reply);
    const struct json *items = json_get(&json, "items");
    const char *body = arena_printf(
        &house->arena,
        "{\"code\":\"two\",\"title\":\"Two\",\"kind\":\"service\",\"audience\":\"public\","
        "\"priorities\":[\"%.*s\",\"%.*s\"]}",
        SLICE_PRINT(json_get(&items->items[0], "code")->text),
        SLICE_PRINT(json_get(&items->items[1], "code")->text));
    reply = house_ask(house, "POST /api/v1/indicator", lead, body);
    assert_int_equal(reply.status, 201);
    json = house_json(house, &reply);
    assert_int_equal(json_get(&json, "priorities")->count, 2);
    struct json said = refused("POST /api/v1/indicator", lead,
                               "{\"code\":\"three\",\"title\":\"T\",\"kind\":\"service\","
                               "\"audience\":\"public\",\"priorities\":[\"a\\nb\",\"c\"]}",
                               400, "priorities");
    assert_true(slice_starts_with(sentence(&said), SLICE("Priorities: there is no ")));
}

/* --- the version ----------------------------------------------------------------------------- */

static void a_change_from_a_version_that_is_not_the_last_is_refused_for_every_kind(void **state)
{
    (void)state;
    static const char *const stale[] = {"2", "9223372036854775807"};
    int tried = 0;
    for (size_t i = 0; i < weft_registry.count; i++) {
        const struct entity *entity = weft_registry.entities[i];
        const char *code = is_made_here(entity) ? some_code(entity) : NULL;
        if (!code)
            continue;
        struct reply there = house_ask(house, method_of("GET", entity, code), lead, NULL);
        const char *target = method_of("PUT", entity, code);
        struct slice body = slice_trim(there.body); /* as it is, but for its version */
        for (size_t s = 0; s < sizeof stale / sizeof *stale; s++) {
            const char *match =
                arena_printf(&house->arena, "%sIf-Match: \"%s\"\r\n", lead, stale[s]);
            struct json said = refused(target, match, arena_string(&house->arena, body), 412, NULL);
            assert_slice(json_get(json_get(&said, "current"), "code")->text, code);
            refused(method_of("DELETE", entity, code), match, NULL, 412, NULL);
            tried++;
        }
        refused(target, lead, "{}", 428, "version");
        refused(target, arena_printf(&house->arena, "%sIf-Match: 1\r\n", lead), "{}", 400,
                "If-Match");
        refused(target, lead, "{\"version\":\"1\"}", 400, "version");
        refused(target, lead, "{\"version\":0}", 428, "version");
        refused(target, lead, "{\"version\":-1}", 400, "version");
        refused(method_of("DELETE", entity, code), lead, NULL, 428, "version");
        refused(method_of("DELETE", entity, "absent"), lead, NULL, 404, NULL);
    }
    assert_true(tried > 30);
}

/* --- who ------------------------------------------------------------------------------------- */

static void a_token_that_is_not_right_opens_nothing(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "Authorization: Bearer \r\n",
        "Authorization: Bearer x\r\n",
        "Authorization: Bearer the-secret-of-\r\n",
        "Authorization: Bearer the-secret-of-roo\r\n",
        "Authorization: Bearer the-secret-of-root2\r\n",
        "Authorization: Bearer The-secret-of-root\r\n",
        "Authorization: Bearer' OR 1=1 --\r\n",
        "Authorization: Basic cm9vdDpyb290\r\n",
        "Authorization: the-secret-of-root\r\n",
        "Authorization: \r\n",
        "Cookie: weft=the-secret-of-root\r\n", /* a token is no session */
    };
    static const char *const targets[] = {"GET /api/v1/user", "GET /api/v1/user/root",
                                          "DELETE /api/v1/user/root", "GET /api/v1/held_figure"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        for (size_t t = 0; t < sizeof targets / sizeof *targets; t++)
            refused(targets[t], wrong[i], NULL, 401, NULL);
        refused("POST /api/v1/post", wrong[i], "{\"title\":\"A\"}", 401, NULL);
    }
}

static void a_token_ends_with_its_time_and_with_its_user(void **state)
{
    (void)state;
    static const char *const ends[] = {"UPDATE session SET ends = began WHERE user = 'root'",
                                       "UPDATE user SET retired = 1 WHERE code = 'root'",
                                       "DELETE FROM session WHERE user = 'root'"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        assert_int_equal(house_ask(house, "GET /api/v1/user", lead, NULL).status, 200);
        house_script(house, ends[i]);
        refused("GET /api/v1/user", lead, NULL, 401, NULL);
        house_script(house, "UPDATE session SET ends = began + 3600000000;"
                            "UPDATE user SET retired = 0");
    }
}

static void whoever_may_only_read_changes_no_kind_of_record(void **state)
{
    (void)state;
    for (size_t i = 0; i < weft_registry.count; i++) {
        const struct entity *entity = weft_registry.entities[i];
        if (!is_made_here(entity))
            continue;
        const char *code = some_code(entity);
        struct json said = refused(method_of("POST", entity, NULL), contributor, "{}", 403, NULL);
        CLEANUP(buffer_free) struct buffer who = BUFFER(1000);
        permit_append_who(entity, CREATE, &who);
        assert_slice(sentence(&said),
                     arena_printf(&house->arena, "Your role does not let you change this (%s). %s",
                                  entity->plural, buffer_text(&who)));
        refused(method_of("PUT", entity, code ? code : "x"), contributor, "{\"version\":1}", 403,
                NULL);
        refused(method_of("DELETE", entity, code ? code : "x"), contributor, NULL, 403, NULL);
    }
}

static void the_only_administrator_is_neither_retired_nor_given_another_role(void **state)
{
    (void)state;
    const char *match = arena_printf(&house->arena, "%sIf-Match: \"1\"\r\n", lead);
    static const char says[] = "“root” is the only administrator, and without one nobody could let "
                               "others in. Give somebody else the role administrator first.";
    static const char changed[] = "{\"name\":\"Root\",\"roles\":\"contributor\"}";
    struct json said = refused("DELETE /api/v1/user/root", match, NULL, 409, NULL);
    assert_slice(sentence(&said), says);
    said = refused("PUT /api/v1/user/root", match, changed, 400, "roles");
    assert_slice(sentence(&said), says);
    house_user(house, "bob", "administrator", SESSION_TOKEN);
    struct reply reply = house_ask(house, "PUT /api/v1/user/root", match, changed);
    assert_int_equal(reply.status, 200);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_value_of_the_wrong_type_is_refused_in_every_field),
        TEST(a_member_that_is_no_field_is_refused_by_its_name),
        TEST(a_body_that_is_no_object_says_what_to_send),
        TEST(a_body_that_is_not_called_json_is_refused),
        TEST(a_body_too_large_is_refused_before_it_is_read),
        TEST(several_codes_sent_in_an_array_are_several),
        TEST(a_change_from_a_version_that_is_not_the_last_is_refused_for_every_kind),
        TEST(a_token_that_is_not_right_opens_nothing),
        TEST(a_token_ends_with_its_time_and_with_its_user),
        TEST(whoever_may_only_read_changes_no_kind_of_record),
        TEST(the_only_administrator_is_neither_retired_nor_given_another_role),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
