/* The JSON resources of the served partnership. */
#include "support/house.h"

#include <string.h>

#include "api/api.h"

struct fixture {
    struct house *house;
    const char *path; /* of the store */
    const char *token, *contributor, *session;
    struct arena arena;
};

static int set_up(void **state)
{
    struct fixture *fixture = memory_zeros(1, sizeof *fixture);
    fixture->house = house_new(NULL, &api_room, 1);
    fixture->path = fixture->house->path;
    fixture->token =
        house_user(fixture->house, "ann", "governance-lead administrator", SESSION_TOKEN);
    fixture->contributor = house_user(fixture->house, "carl", "contributor", SESSION_TOKEN);
    fixture->session = house_user(fixture->house, "bea", "governance-lead", SESSION_BROWSER);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    house_free(&fixture->house);
    arena_free(&fixture->arena);
    memory_free(fixture);
    return 0;
}

static struct reply ask(struct fixture *fixture, const char *method_target, const char *headers,
                        const char *json)
{
    return house_ask(fixture->house, method_target, headers, json);
}

static struct reply as_ann(struct fixture *fixture, const char *method_target, const char *json)
{
    return ask(fixture, method_target, fixture->token, json);
}

static struct json parsed(struct fixture *fixture, const struct reply *reply)
{
    return house_json(fixture->house, reply);
}

static void make_post(struct fixture *fixture, const char *code, const char *title)
{
    struct reply reply =
        as_ann(fixture, "POST /api/v1/post",
               arena_printf(&fixture->arena, "{\"code\":\"%s\",\"title\":\"%s\"}", code, title));
    assert_int_equal(reply.status, 201);
}

static void a_record_is_made_read_replaced_and_retired(void **state)
{
    struct fixture *fixture = *state;
    struct reply reply = as_ann(fixture, "POST /api/v1/post",
                                "{\"code\":\"LAC %\",\"title\":\"Director\",\"organisation\":"
                                "\"City\",\"change_note\":\"Appointed\"}");
    assert_int_equal(reply.status, 201);
    assert_slice(reply_header(&reply, "Location"), "/api/v1/post/LAC%20%25");
    reply = ask(fixture, "GET /api/v1/post/LAC%20%25", "", NULL);
    assert_int_equal(reply.status, 200);
    struct json json = parsed(fixture, &reply);
    assert_slice(json_get(&json, "title")->text, "Director");
    assert_int_equal(json_get(&json, "version")->integer, 1);
    struct slice tag = reply_header(&reply, "ETag");
    assert_true(slice_starts_with(tag, SLICE("\"1.")));
    const char *match =
        arena_printf(&fixture->arena, "%sIf-Match: %.*s\r\n", fixture->token, SLICE_PRINT(tag));
    reply = ask(fixture, "PUT /api/v1/post/LAC%20%25", match, "{\"title\":\"Chief\"}");
    assert_int_equal(reply.status, 200);
    json = parsed(fixture, &reply);
    assert_int_equal(json_get(&json, "version")->integer, 2);
    assert_int_equal(json_get(&json, "organisation")->kind, JSON_IS_NULL); /* replaced whole */
    reply = ask(fixture, "DELETE /api/v1/post/LAC%20%25",
                arena_printf(&fixture->arena, "%sIf-Match: \"2\"\r\n", fixture->token), NULL);
    assert_int_equal(reply.status, 200);
    json = parsed(fixture, &reply);
    assert_true(json_get(&json, "retired")->boolean);
    reply = as_ann(fixture, "PUT /api/v1/post/LAC%20%25",
                   "{\"title\":\"Back\",\"version\":3,\"retired\":false}");
    json = parsed(fixture, &reply);
    assert_false(json_get(&json, "retired")->boolean);
}

static void what_is_read_can_be_sent_back(void **state)
{
    struct fixture *fixture = *state;
    make_post(fixture, "a", "Director");
    struct reply reply = as_ann(fixture, "GET /api/v1/post/a", NULL);
    const char *body = arena_string(&fixture->arena, reply.body);
    reply = as_ann(fixture, "PUT /api/v1/post/a", body);
    assert_int_equal(reply.status, 200);
    assert_slice(reply.body, body); /* nothing differed: the same version */
}

/* The holder of a post is told only inside, so that what anyone reads lacks it. */
static void what_was_read_without_a_token_and_sent_back_with_one_loses_nothing(void **state)
{
    struct fixture *fixture = *state;
    as_ann(fixture, "POST /api/v1/post", "{\"code\":\"a\",\"title\":\"Head\",\"holder\":\"ann\"}");
    struct reply reply = ask(fixture, "GET /api/v1/post/a", "", NULL);
    const char *body = arena_string(&fixture->arena, reply.body);
    assert_null(strstr(body, "holder"));
    reply = ask(fixture, "GET /api/v1/post", "", NULL);
    assert_int_equal(reply.status, 200);
    assert_null(strstr(arena_string(&fixture->arena, reply.body), "ann"));
    assert_int_equal(ask(fixture, "GET /api/v1/post?holder=ann", "", NULL).status, 400);
    assert_int_equal(as_ann(fixture, "PUT /api/v1/post/a", body).status, 200);
    reply = as_ann(fixture, "PUT /api/v1/post/a", "{\"title\":\"Chief\",\"version\":1}");
    assert_int_equal(reply.status, 200);
    reply = ask(fixture, "GET /api/v1/post/a", fixture->contributor, NULL);
    struct json json = parsed(fixture, &reply);
    assert_slice(json_get(&json, "title")->text, "Chief");
    assert_slice(json_get(&json, "holder")->text, "ann");
    reply = as_ann(fixture, "PUT /api/v1/post/a",
                   "{\"title\":\"Chief\",\"version\":2,\"holder\":null}");
    json = parsed(fixture, &reply);
    assert_int_equal(json_get(&json, "holder")->kind, JSON_IS_NULL);
}

static void a_list_goes_page_by_page(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 0; i < 7; i++)
        make_post(fixture, arena_printf(&fixture->arena, "p%d", i),
                  arena_printf(&fixture->arena, "Title & %d", i % 3));
    const char *target = "/api/v1/post?limit=3&sort=-title";
    struct buffer seen = BUFFER(1000);
    int pages = 0;
    while (target[0]) {
        struct reply reply =
            ask(fixture, arena_printf(&fixture->arena, "GET %s", target), "", NULL);
        assert_int_equal(reply.status, 200);
        struct json json = parsed(fixture, &reply);
        const struct json *items = json_get(&json, "items");
        for (size_t i = 0; i < items->count; i++)
            buffer_append(&seen, json_get(&items->items[i], "code")->text);
        target = arena_string(&fixture->arena, json_get(&json, "next")->text);
        pages++;
    }
    assert_int_equal(pages, 3);
    assert_string_equal(buffer_text(&seen), "p5p2p4p1p6p3p0");
    buffer_free(&seen);
}

static void every_fault_is_told_with_its_field(void **state)
{
    struct fixture *fixture = *state;
    struct reply reply = as_ann(fixture, "POST /api/v1/accountability",
                                "{\"post\":\"nobody\",\"starts\":\"yesterday\"}");
    assert_int_equal(reply.status, 400);
    struct json json = parsed(fixture, &reply);
    const struct json *faults = json_get(json_get(&json, "error"), "faults");
    assert_true(faults->count >= 2);
    assert_slice(json_get(&faults->items[0], "field")->text, "starts");
    assert_slice(json_get(json_get(&json, "error"), "message")->text,
                 "Answerable from is “yesterday”. Give a date as year-month-day, such as "
                 "2011-03-31.");
}

static void a_body_that_is_no_record_is_refused(void **state)
{
    struct fixture *fixture = *state;
    static const char *const bodies[] = {"",
                                         "[]",
                                         "null",
                                         "{",
                                         "{\"title\":\"A\",\"title\":\"B\"}",
                                         "{\"title\":\"A\"} extra",
                                         "{\"title\":7}",
                                         "{\"title\":{}}",
                                         "{\"title\":true}",
                                         "{\"title\":[\"A\"]}",
                                         "{\"title\":\"A\",\"unicorn\":1}",
                                         "{\"title\":\"A\",\"code\":7}",
                                         "{\"title\":\"A\",\"code\":\" a\\u0001\"}",
                                         "{\"title\":\"A\",\"retired\":\"no\"}",
                                         "{\"title\":\"A\",\"retired\":true}",
                                         "{\"title\":null}",
                                         "{\"title\":\"A\\u0000B\"}"};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct reply reply = as_ann(fixture, "POST /api/v1/post", bodies[i]);
        if (reply.status != 400)
            fail_msg("%s gave %d", bodies[i], reply.status);
        parsed(fixture, &reply);
    }
    struct reply reply =
        client_ask(fixture->house->address, &fixture->arena, "POST /api/v1/post",
                   arena_printf(&fixture->arena, "%sContent-Type: text/plain\r\n", fixture->token),
                   "{\"title\":\"A\"}");
    assert_int_equal(reply.status, 400);
    struct buffer deep = BUFFER(10000);
    for (int i = 0; i < 200; i++)
        buffer_string(&deep, "{\"a\":");
    assert_int_equal(as_ann(fixture, "POST /api/v1/post", buffer_text(&deep)).status, 400);
    buffer_free(&deep);
}

static void a_change_says_which_version_it_started_from(void **state)
{
    struct fixture *fixture = *state;
    make_post(fixture, "a", "First");
    assert_int_equal(as_ann(fixture, "PUT /api/v1/post/a", "{\"title\":\"B\"}").status, 428);
    assert_int_equal(as_ann(fixture, "DELETE /api/v1/post/a", NULL).status, 428);
    assert_int_equal(
        as_ann(fixture, "PUT /api/v1/post/a", "{\"title\":\"B\",\"version\":1}").status, 200);
    struct reply lost = as_ann(fixture, "PUT /api/v1/post/a", "{\"title\":\"C\",\"version\":1}");
    assert_int_equal(lost.status, 409);
    struct json json = parsed(fixture, &lost);
    assert_slice(json_get(json_get(&json, "current"), "title")->text, "B");
    assert_slice(json_get(json_get(&json, "sent"), "title")->text, "C");
    assert_int_equal(
        as_ann(fixture, "POST /api/v1/post", "{\"code\":\"a\",\"title\":\"D\"}").status, 409);
}

/* As RFC 9110 has it (13.1.1), but that a version without the rest of its tag will do. */
static void a_condition_holds_or_the_change_is_not_made(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *target, *match, *body;
        int status;
    } asked[] = {
        {"PUT /api/v1/post/a", "\"2\"", "{\"title\":\"B\"}", 412},
        {"PUT /api/v1/post/a", "W/\"1\"", "{\"title\":\"B\"}", 412}, /* weak ones are of none */
        {"PUT /api/v1/post/a", "W/\"1\", \"7\"", "{\"title\":\"B\"}", 412},
        {"PUT /api/v1/post/a", "\"1a\"", "{\"title\":\"B\"}", 412},
        {"PUT /api/v1/post/a", "\"\"", "{\"title\":\"B\"}", 412},
        {"PUT /api/v1/post/none", "*", "{\"title\":\"B\"}", 412},
        {"PUT /api/v1/post/none", "\"1\"", "{\"title\":\"B\"}", 412},
        {"PUT /api/v1/post/a", "1", "{\"title\":\"B\"}", 400},
        {"PUT /api/v1/post/a", "\"1", "{\"title\":\"B\"}", 400},
        {"PUT /api/v1/post/a", "\"1\" \"2\"", "{\"title\":\"B\"}", 400},
        {"PUT /api/v1/post/a", "*, \"1\"", "{\"title\":\"B\"}", 400},
        {"DELETE /api/v1/post/a", "W/\"1\"", NULL, 412},
        {"DELETE /api/v1/post/a", "W/1", NULL, 400},
        {"DELETE /api/v1/post/none", "*", NULL, 404},
        {"PUT /api/v1/post/a", "\"7\", W/\"1\" ,\"1.abc,d\"", "{\"title\":\"B\"}", 200},
        {"PUT /api/v1/post/a", "*", "{\"title\":\"C\"}", 200},
        {"PUT /api/v1/post/a", "*", "{\"title\":\"D\",\"version\":2}", 409},
        {"PUT /api/v1/post/a", "\"3\"", "{\"title\":\"D\",\"version\":2}", 200},
        {"DELETE /api/v1/post/a", "*", NULL, 200},
    };
    make_post(fixture, "a", "First");
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        const char *headers =
            arena_printf(&fixture->arena, "%sIf-Match: %s\r\n", fixture->token, asked[i].match);
        struct reply reply = ask(fixture, asked[i].target, headers, asked[i].body);
        if (reply.status != asked[i].status)
            fail_msg("%s, %s: %d", asked[i].target, asked[i].match, reply.status);
    }
    assert_int_equal(ask(fixture, "GET /api/v1/post/none", "", NULL).status, 404);
}

static void what_cannot_be_done_is_not_answered_as_done(void **state)
{
    struct fixture *fixture = *state;
    make_post(fixture, "a", "First");
    static const char *const bodies[] = {
        "{\"title\":\"B\",\"version\":1,\"retired\":true}",
        "{\"title\":\"B\",\"version\":1,\"code\":\"b\"}",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        assert_int_equal(as_ann(fixture, "PUT /api/v1/post/a", bodies[i]).status, 400);
    const char *match =
        arena_printf(&fixture->arena, "%sIf-Match: \"garbage\"\r\n", fixture->token);
    assert_int_equal(
        ask(fixture, "PUT /api/v1/post/a", match, "{\"title\":\"B\",\"version\":1}").status, 412);
    assert_int_equal(as_ann(fixture, "POST /api/v1/user",
                            "{\"code\":\"pp\",\"name\":\"P\",\"password\":\"plain words\"}")
                         .status,
                     400);
    struct reply reply = ask(fixture, "GET /api/v1/post/a", "", NULL);
    struct json json = parsed(fixture, &reply);
    assert_slice(json_get(&json, "title")->text, "First");
}

static void who_may_not_is_refused_in_json(void **state)
{
    struct fixture *fixture = *state;
    static const char body[] = "{\"title\":\"A\"}";
    struct reply reply = ask(fixture, "POST /api/v1/post", "", body);
    assert_int_equal(reply.status, 401);
    assert_slice(reply_header(&reply, "WWW-Authenticate"), "Bearer");
    parsed(fixture, &reply);
    assert_int_equal(ask(fixture, "POST /api/v1/post", fixture->contributor, body).status, 403);
    assert_int_equal(ask(fixture, "POST /api/v1/post", fixture->session, body).status, 403);
    assert_int_equal(ask(fixture, "GET /api/v1/post", "Authorization: Bearer x\r\n", NULL).status,
                     401);
    assert_int_equal(ask(fixture, "GET /api/v1/post", "Authorization: Basic YTpi\r\n", NULL).status,
                     401);
    assert_int_equal(ask(fixture, "GET /api/v1/user", "", NULL).status, 401);
    assert_int_equal(ask(fixture, "GET /api/v1/user/ann", "", NULL).status, 401);
    assert_int_equal(ask(fixture, "GET /api/v1/user", fixture->contributor, NULL).status, 403);
    assert_int_equal(ask(fixture, "GET /api/v1/user", fixture->token, NULL).status, 200);
    assert_int_equal(ask(fixture, "GET /api/v1/post", fixture->session, NULL).status, 200);
    assert_int_equal(ask(fixture, "GET /api/v1/unicorn", "", NULL).status, 404);
    assert_int_equal(ask(fixture, "PATCH /api/v1/post/a", "", NULL).status, 405);
    assert_int_equal(ask(fixture, "POST /api/v1/observation", fixture->token, body).status, 405);
    assert_int_equal(ask(fixture, "DELETE /api/v1/area/a", fixture->token, NULL).status, 405);
    assert_int_equal(ask(fixture, "GET /api/v2", "", NULL).status, 404);
}

static void no_secret_goes_out_or_in(void **state)
{
    struct fixture *fixture = *state;
    struct reply reply = as_ann(fixture, "GET /api/v1/user/ann", NULL);
    assert_int_equal(slice_find(reply.body, SLICE("password")), reply.body.length);
    reply = as_ann(fixture, "GET /api/v1/openapi.json", NULL);
    assert_int_equal(slice_find(reply.body, SLICE("password")), reply.body.length);
    reply = as_ann(fixture, "PUT /api/v1/user/carl",
                   "{\"name\":\"Carl\",\"version\":1,\"password\":\"plain words here\"}");
    struct store *store = NULL;
    struct err err = {0};
    int64_t count = -1;
    assert_int_equal(store_open(fixture->path, STORE_READ, &store, &err), 0);
    assert_int_equal(store_ask_integer(store,
                                       "SELECT count(*) FROM user WHERE password IS NOT NULL",
                                       &count, &err),
                     0);
    assert_int_equal(count, 0);
    store_close(&store);
}

static void the_document_lists_what_its_reader_may_see(void **state)
{
    struct fixture *fixture = *state;
    struct reply reply = ask(fixture, "GET /api/v1/openapi.json", "", NULL);
    struct json json = parsed(fixture, &reply);
    const struct json *paths = json_get(&json, "paths");
    for (size_t i = 0; i < weft_registry.count; i++) {
        const struct entity *entity = weft_registry.entities[i];
        struct actor anyone = actor_anyone();
        const char *path = arena_printf(&fixture->arena, "/api/v1/%s/{code}", entity->name);
        assert_int_equal(json_get(paths, path) != NULL, permit(&anyone, entity, READ));
        assert_null(json_get(json_get(paths, path), "put"));
    }
    reply = as_ann(fixture, "GET /api/v1/openapi.json", NULL);
    json = parsed(fixture, &reply);
    assert_non_null(json_get(json_get(json_get(&json, "paths"), "/api/v1/post/{code}"), "put"));
    reply = ask(fixture, "GET /api/v1", "", NULL);
    json = parsed(fixture, &reply);
    assert_true(json_get(&json, "entities")->count > 10);
}

static void a_filter_that_cannot_be_is_refused(void **state)
{
    struct fixture *fixture = *state;
    static const char *const queries[] = {"colour=red", "sort=unicorn",    "limit=0",
                                          "after=x",    "position.from=x", "title=%ff"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        struct reply reply = ask(
            fixture, arena_printf(&fixture->arena, "GET /api/v1/risk?%s", queries[i]), "", NULL);
        assert_int_equal(reply.status, 400);
        parsed(fixture, &reply);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_record_is_made_read_replaced_and_retired),
        TEST(what_is_read_can_be_sent_back),
        TEST(what_was_read_without_a_token_and_sent_back_with_one_loses_nothing),
        TEST(a_list_goes_page_by_page),
        TEST(every_fault_is_told_with_its_field),
        TEST(a_body_that_is_no_record_is_refused),
        TEST(a_change_says_which_version_it_started_from),
        TEST(a_condition_holds_or_the_change_is_not_made),
        TEST(what_cannot_be_done_is_not_answered_as_done),
        TEST(who_may_not_is_refused_in_json),
        TEST(no_secret_goes_out_or_in),
        TEST(the_document_lists_what_its_reader_may_see),
        TEST(a_filter_that_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
