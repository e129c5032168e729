/* The gate: routes, permission, actions, and pages kept as rendered. */
#include "support/gate.h"

#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

/* --- routes ------------------------------------------------------------------------------- */

static void the_most_fixed_path_answers(void **state)
{
    struct fixture *fixture = *state;
    assert_slice(get(fixture, "/promise/a", "").body, "Safe homes 1");
    assert_slice(get(fixture, "/pr%6fmise/a", "").body, "Safe homes 1");
    assert_slice(get(fixture, "/promise/LAC%2FDental%25/x%20y", "").body,
                 "generic promise “LAC/Dental%” x y");
    struct visitor ann = signed_in(fixture, "ann");
    assert_slice(get(fixture, "/promise/new", ann.cookie).body, "a new promise");
}

static void what_is_at_no_address_is_told(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *target;
        int status;
    } wrong[] = {
        {"/nowhere", 404},
        {"/nothing/a", 404},
        {"/promise/absent", 404},
        {"/a/b/c/d/e", 404},
        {"/1/2/3/4/5/6/7/8/9/10", 404},
        {"//promise/a", 400},
        {"/promise/../users", 400},
        {"/promise/%2e%2e", 400},
        {"/promise/./a", 400},
        {"/promise/%00", 400},
        {"/promise/%zz", 400},
        {"/promise/%ff", 400},
        {"/promise/a%0d%0ab", 400},
        {"/?a=%zz", 400},
        {"/promise/%", 400},
        {"*", 400},
        {"http://other/promise/a", 400},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct reply reply = get(fixture, wrong[i].target, "");
        if (reply.status != wrong[i].status)
            fail_msg("%s gave %d", wrong[i].target, reply.status);
        if (i < 2)
            assert_slice(reply.body, "404: There is no page at this address. kept=");
    }
}

static void another_method_is_told_which_there_are(void **state)
{
    struct fixture *fixture = *state;
    struct reply reply = ask(fixture, "POST /", "", "");
    assert_int_equal(reply.status, 405);
    assert_slice(reply_header(&reply, "Allow"), "GET, HEAD");
    reply = ask(fixture, "DELETE /promise/a", "", NULL);
    assert_int_equal(reply.status, 405);
    assert_slice(reply_header(&reply, "Allow"), "GET, HEAD, POST");
    reply = ask(fixture, "OPTIONS /", "", NULL);
    assert_int_equal(reply.status, 405);
    reply = ask(fixture, "HEAD /", "", NULL);
    assert_int_equal(reply.status, 200);
}

static int blank_page(struct request *request, struct response *response)
{
    (void)request, (void)response;
    return 0;
}

static void a_table_that_cannot_stand_stops_the_start(void **state)
{
    struct fixture *fixture = *state;
    static const struct page wrong[] = {
        PAGE("/x", blank_page, "unicorn", READ),
        PAGE("x", blank_page, FOR_ANYONE, READ),
        PAGE("/a//b", blank_page, FOR_ANYONE, READ)
    };
    for (size_t i = 0; i < 3; i++) {
        const struct page_table table = {&wrong[i], 1};
        const struct room room = {.prefix = "", .tables = &table, .table_count = 1};
        struct gate_options options = {.store = fixture->path,
                                       .registry = &promise_registry,
                                       .rooms = &room,
                                       .room_count = 1,
                                       .http = {.listen = "127.0.0.1:0"}};
        struct gate *gate = NULL;
        struct err err = {0};
        assert_int_equal(gate_start(&options, &gate, &err), ERR_INTERNAL);
        assert_non_null(strstr(err.message, wrong[i].path));
        assert_null(gate);
    }
}

/* --- permission --------------------------------------------------------------------------- */

static void who_may_not_is_asked_to_sign_in_or_refused(void **state)
{
    struct fixture *fixture = *state;
    struct visitor ann = signed_in(fixture, "ann"), root = signed_in(fixture, "root");
    static const char *const closed[] = {"/users", "/user/ann", "/user/absent"};
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++) {
        assert_int_equal(get(fixture, closed[i], "").status, 401);
        assert_int_equal(get(fixture, closed[i], ann.cookie).status, 403);
        assert_int_equal(get(fixture, closed[i], root.cookie).status, 200);
    }
    struct reply reply = get(fixture, "/users", ann.cookie);
    assert_slice(reply.body,
                 "403: Your role does not let you see this (Users). An administrator may. kept=");
    reply = get(fixture, "/promise/new", signed_in(fixture, "carl").cookie);
    assert_slice(reply.body,
                 "403: Your role does not let you change this (Promises). An analyst may. kept=");
    reply = get(fixture, "/promise/new", "");
    assert_slice(reply.body, "401: Sign in to see or do this. kept=");
    assert_int_equal(get(fixture, "/edit", "weft=guessed").status, 401);
}

static void the_public_is_refused_people_by_the_engine(void **state)
{
    struct fixture *fixture = *state;
    struct visitor carl = signed_in(fixture, "carl");
    assert_slice(get(fixture, "/peek", "").body, "refused refused refused ");
    assert_slice(get(fixture, "/peek", carl.cookie).body, "read read read ");
}

static void a_fault_inside_is_logged_and_not_shown(void **state)
{
    struct fixture *fixture = *state;
    struct reply reply = get(fixture, "/broken", "");
    assert_int_equal(reply.status, 500);
    assert_int_equal(slice_find(reply.body, SLICE("secret")), reply.body.length);
    assert_string_equal(fixture->logged, "The disk at /secret/place is on fire.");
}

/* What failed inside is told in general words; the asker's own faults in the page's. */
static void a_page_that_fails_is_answered_by_how_it_failed(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        int code, status;
        const char *says;
    } failures[] = {
        {ERR_RANGE, 400, "It failed in this way."},
        {ERR_SYNTAX, 400, "It failed in this way."},
        {ERR_USAGE, 400, "It failed in this way."},
        {ERR_FORBIDDEN, 403, "It failed in this way."},
        {ERR_NOT_FOUND, 404, "It failed in this way."},
        {ERR_CONFLICT, 409, "It failed in this way."},
        {ERR_LIMIT, 413, "It failed in this way."},
        {ERR_BUSY, 503, "The store is busy. Nothing was changed. Try again in a moment."},
        {ERR_INPUT, 500, "Something went wrong on our side"},
        {ERR_STORE, 500, "Something went wrong on our side"},
        {ERR_ASSUMPTION, 500, "Something went wrong on our side"},
        {ERR_INTERNAL, 500, "Something went wrong on our side"},
    };
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        const char *target = arena_printf(&fixture->arena, "/fail/%d", -failures[i].code);
        struct reply reply = get(fixture, target, "");
        const char *says =
            arena_printf(&fixture->arena, "%d: %s", failures[i].status, failures[i].says);
        if (reply.status != failures[i].status || !slice_starts_with(reply.body, slice_from(says)))
            fail_msg("%d: %d %.*s", failures[i].code, reply.status, SLICE_PRINT(reply.body));
        assert_slice(reply_header(&reply, "Cache-Control"), "no-store");
    }
}

static void a_page_that_is_too_large_is_a_fault_of_ours_and_not_kept(void **state)
{
    struct fixture *fixture = *state;
    static const char *const parts[] = {"/flood/body", "/flood/head", "/flood/body"};
    for (size_t i = 0; i < 3; i++) {
        struct reply reply = get(fixture, parts[i], "");
        assert_int_equal(reply.status, 500);
        assert_slice(reply.body, "This page is larger than the server may send.\n");
        assert_null(reply_header(&reply, "ETag").data);
    }
    assert_int_equal(get(fixture, "/", "").status, 200);
}

/* A room that has no page for what went wrong says it in plain text. */
static void a_room_without_an_error_page_answers_in_plain_text(void **state)
{
    struct fixture *fixture = *state;
    static const struct page pages[] = { PAGE("/x", blank_page, FOR_SIGNED_IN, READ) };
    static const struct page_table table = PAGES(pages);
    static const struct room room = {.prefix = "", .tables = &table, .table_count = 1};
    struct gate_options options = {.store = fixture->path,
                                   .registry = &promise_registry,
                                   .rooms = &room,
                                   .room_count = 1,
                                   .http = {.listen = "127.0.0.1:0", .threads = 1}};
    struct gate *gate = NULL;
    struct err err = {0};
    assert_int_equal(gate_start(&options, &gate, &err), 0);
    struct reply reply =
        client_ask(gate_listening(gate), &fixture->arena, "GET /nowhere", "", NULL);
    assert_int_equal(reply.status, 404);
    assert_slice(reply_header(&reply, "Content-Type"), "text/plain; charset=utf-8");
    assert_slice(reply.body, "404\nThere is no page at this address.\n");
    reply = client_ask(gate_listening(gate), &fixture->arena, "GET /x", "", NULL);
    assert_int_equal(reply.status, 401);
    assert_slice(reply.body, "401\nSign in to see or do this.\n");
    gate_stop(&gate);
}

static void every_answer_has_the_headers_that_protect_it(void **state)
{
    struct fixture *fixture = *state;
    static const char *const targets[] = {"/", "/", "/nowhere", "/broken", "/sign-in"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct reply reply = get(fixture, targets[i], "");
        struct slice policy = reply_header(&reply, "Content-Security-Policy");
        assert_true(slice_find(policy, SLICE("frame-ancestors 'none'")) < policy.length);
        assert_true(slice_find(policy, SLICE("unsafe")) == policy.length);
        assert_slice(reply_header(&reply, "X-Content-Type-Options"), "nosniff");
        assert_slice(reply_header(&reply, "Referrer-Policy"), "same-origin");
        assert_slice(reply_header(&reply, "Cross-Origin-Opener-Policy"), "same-origin");
    }
}

/* --- actions ------------------------------------------------------------------------------ */

static void an_action_is_saved_before_it_is_answered(void **state)
{
    struct fixture *fixture = *state;
    struct visitor ann = signed_in(fixture, "ann");
    struct reply reply =
        post(fixture, "/promise/a", ann.cookie, ann.csrf, "title=Warm+homes&version=1");
    assert_int_equal(reply.status, 303);
    assert_slice(reply_header(&reply, "Location"), "/promise/a");
    assert_slice(get(fixture, "/promise/a", "").body, "Warm homes 2");
}

static void an_action_that_fails_leaves_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct visitor ann = signed_in(fixture, "ann");
    struct reply reply = post(fixture, "/promise/a", ann.cookie, ann.csrf, "title=fail&version=1");
    assert_int_equal(reply.status, 409);
    reply = post(fixture, "/promise/a", ann.cookie, ann.csrf, "title=again&version=1");
    assert_int_equal(reply.status, 400);
    assert_slice(reply.body, "not like this");
    assert_slice(get(fixture, "/promise/a", "").body, "Safe homes 1");
    gate_stop(&fixture->gate);
    struct store *store = NULL;
    struct err err = {0};
    struct log_proof proof;
    assert_int_equal(store_open(fixture->path, STORE_READ, &store, &err), 0);
    if (log_verify(store, NULL, &proof, &err) < 0)
        fail_msg("%s", err.message);
    assert_int_equal(proof.changes, 4); /* three users and a promise */
    store_close(&store);
}

static void a_lost_race_is_told(void **state)
{
    struct fixture *fixture = *state;
    struct visitor ann = signed_in(fixture, "ann");
    promise_save_as_another(fixture, "a", "Theirs");
    struct reply reply = post(fixture, "/promise/a", ann.cookie, ann.csrf, "title=Mine&version=1");
    assert_int_equal(reply.status, 409);
    assert_slice(get(fixture, "/promise/a", "").body, "Theirs 2");
}

struct saver {
    pthread_t thread;
    struct fixture *fixture;
    struct visitor visitor;
    int number, saved;
};

static void *save_many(void *context)
{
    struct saver *saver = context;
    struct arena arena = ARENA;
    for (int i = 0; i < 20; i++) {
        const char *target = arena_printf(&arena, "POST /promise/p-%d-%d", saver->number, i);
        const char *headers = arena_printf(
            &arena, "Content-Type: application/x-www-form-urlencoded\r\nCookie: %s\r\n",
            saver->visitor.cookie);
        const char *body =
            arena_printf(&arena, "title=%s&csrf=%s", i % 5 ? "good" : "fail", saver->visitor.csrf);
        struct reply reply = client_ask(saver->fixture->address, &arena, target, headers, body);
        saver->saved += reply.status == 303;
    }
    arena_free(&arena);
    return NULL;
}

static void many_save_at_once_and_each_is_kept_or_told(void **state)
{
    struct fixture *fixture = *state;
    struct saver savers[8];
    struct visitor ann = signed_in(fixture, "ann");
    for (int i = 0; i < 8; i++) {
        savers[i] = (struct saver){.fixture = fixture, .visitor = ann, .number = i};
        pthread_create(&savers[i].thread, NULL, save_many, &savers[i]);
    }
    int saved = 0;
    for (int i = 0; i < 8; i++) {
        pthread_join(savers[i].thread, NULL);
        saved += savers[i].saved;
    }
    assert_int_equal(saved, 8 * 16);
    gate_stop(&fixture->gate);
    struct store *store = NULL;
    struct err err = {0};
    int64_t count = 0;
    struct log_proof proof;
    assert_int_equal(store_open(fixture->path, STORE_READ, &store, &err), 0);
    assert_int_equal(store_ask_integer(store, "SELECT count(*) FROM promise", &count, &err), 0);
    assert_int_equal(count, 1 + saved);
    if (log_verify(store, NULL, &proof, &err) < 0)
        fail_msg("%s", err.message);
    assert_true(proof.seals <= proof.changes);
    store_close(&store);
}

static void what_another_site_sends_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct visitor ann = signed_in(fixture, "ann");
    struct arena *arena = &fixture->arena;
    static const char *const others[] = {"Origin: http://evil.example\r\n", "Origin: null\r\n",
                                         "Sec-Fetch-Site: cross-site\r\n",
                                         "Sec-Fetch-Site: same-site\r\n"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct reply reply =
            ask(fixture, "POST /promise/a",
                arena_printf(arena,
                             "Content-Type: application/x-www-form-urlencoded\r\nCookie: %s\r\n%s",
                             ann.cookie, others[i]),
                arena_printf(arena, "title=Evil&version=1&csrf=%s", ann.csrf));
        assert_int_equal(reply.status, 403);
        assert_int_equal(slice_find(reply.body, SLICE("kept= ")), reply.body.length);
    }
    struct reply reply =
        ask(fixture, "POST /promise/a",
            arena_printf(arena, "Content-Type: application/x-www-form-urlencoded\r\nCookie: %s\r\n",
                         ann.cookie),
            "title=Evil&version=1&csrf=guess");
    assert_int_equal(reply.status, 403); /* neither a token nor an origin */
    assert_true(
        slice_starts_with(reply.body, SLICE("403: This form did not come from a page of ")));
    assert_slice(get(fixture, "/promise/a", "").body, "Safe homes 1");
}

static void a_body_that_is_too_large_or_unreadable_is_told(void **state)
{
    struct fixture *fixture = *state;
    struct visitor ann = signed_in(fixture, "ann");
    struct buffer body = BUFFER(4 << 20);
    buffer_string(&body, "title=");
    while (body.length < LIMIT_FORM + 10)
        buffer_string(&body, "0123456789");
    assert_int_equal(post(fixture, "/promise/a", ann.cookie, ann.csrf, buffer_text(&body)).status,
                     413);
    assert_int_equal(post(fixture, "/promise/a", ann.cookie, ann.csrf, "title=%zz").status, 400);
    buffer_free(&body);
}

static void a_head_that_contradicts_itself_is_a_400_and_a_page_of_ours(void **state)
{
    struct fixture *fixture = *state;
    struct reply reply = ask(fixture, "POST /record/a", "Content-Length: 3\r\n", "a=1");
    assert_int_equal(reply.status, 400);
    assert_true(slice_find(reply.body, SLICE("contradicts itself")) < reply.body.length);
    reply = ask(fixture, "GET /", "Content-Length: 0\r\nContent-Length: 0\r\n", NULL);
    assert_int_equal(reply.status, 400);
    assert_int_equal(get(fixture, "/", "").status, 200); /* and was not kept */
}

static void files_are_taken_from_those_who_may_send_them(void **state)
{
    struct fixture *fixture = *state;
    struct visitor ann = signed_in(fixture, "ann");
    struct arena *arena = &fixture->arena;
    struct buffer body = BUFFER(8 << 20);
    buffer_printf(&body,
                  "--XX\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n%s\r\n--XX\r\n"
                  "Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n",
                  ann.csrf);
    for (int i = 0; i < 200000; i++)
        buffer_string(&body, "0123456789");
    buffer_string(&body, "\r\n--XX--\r\n");
    const char *type = "Content-Type: multipart/form-data; boundary=XX\r\n";
    struct reply reply =
        ask(fixture, "POST /upload", arena_printf(arena, "%sCookie: %s\r\n", type, ann.cookie),
            buffer_text(&body));
    assert_int_equal(reply.status, 200);
    assert_slice(reply.body, "2000000 bytes");
    assert_int_equal(ask(fixture, "POST /upload", type, buffer_text(&body)).status, 401);
    buffer_free(&body);
}

/* Told in the queue's own words, and when to come again. */
static void assert_busy(const struct reply *reply)
{
    assert_slice(reply->body, "503: Too many people are waiting for this at once. Nothing of yours "
                              "was changed. Try again in a moment. kept=");
    assert_slice(reply_header(reply, "Retry-After"), "5");
}

/* On how many of the connections there is something to read. */
static int count_answered(const int *connections, int count)
{
    int answered = 0;
    for (int i = 0; i < count; i++) {
        struct pollfd reply = {.fd = connections[i], .events = POLLIN};
        answered += poll(&reply, 1, 0) > 0;
    }
    return answered;
}

/* Two threads take what is slow, and 64 may wait for them: fewer are taken where the threads have
 * not begun when the queue is full. */
static void when_too_many_wait_the_next_is_told_at_once_and_none_is_forgotten(void **state)
{
    struct fixture *fixture = *state;
    struct visitor ann = signed_in(fixture, "ann");
    struct arena *arena = &fixture->arena;
    const char *body = arena_printf(arena, "csrf=%s", ann.csrf);
    const char *asks = arena_printf(arena,
                                    "POST /wait HTTP/1.1\r\nHost: x\r\nCookie: %s\r\n"
                                    "Content-Type: application/x-www-form-urlencoded\r\n"
                                    "Content-Length: %zu\r\n\r\n%s",
                                    ann.cookie, strlen(body), body);
    enum { ASKED = 80, TAKEN = 66 };
    int connections[ASKED], refused = 0, answered = 0;
    gate_holds = true;
    for (int i = 0; i < ASKED; i++) {
        connections[i] = client_connect(fixture->address);
        assert_true(client_send(connections[i], slice_from(asks)));
    }
    AWAIT(count_answered(connections, ASKED) >= ASKED - TAKEN);
    gate_holds = false;
    for (int i = 0; i < ASKED; i++) {
        struct reply reply = client_read(connections[i], arena, false);
        if (reply.status == 503)
            assert_busy(&reply);
        refused += reply.status == 503;
        answered += reply.status == 200 && slice_is(reply.body, "waited");
        close(connections[i]);
    }
    assert_int_equal(refused + answered, ASKED);
    assert_true(answered >= TAKEN - 2 && answered <= TAKEN);
}

/* --- pages kept --------------------------------------------------------------------------- */

static void a_public_page_is_made_once_until_something_changes(void **state)
{
    struct fixture *fixture = *state;
    struct reply first = get(fixture, "/", ""), second = get(fixture, "/", "");
    assert_true(slice_equal(first.body, second.body));
    struct slice tag = reply_header(&first, "ETag");
    assert_true(tag.length > 10);
    assert_true(slice_equal(tag, reply_header(&second, "ETag")));
    struct reply same = ask(
        fixture, "HEAD /",
        arena_printf(&fixture->arena, "If-None-Match: \"x\", %.*s\r\n", SLICE_PRINT(tag)), NULL);
    assert_int_equal(same.status, 304);
    assert_true(slice_equal(tag, reply_header(&same, "ETag")));
    promise_save_as_another(fixture, "a", "By another process");
    struct reply third = get(fixture, "/", "");
    assert_false(slice_equal(first.body, third.body));
    assert_false(slice_equal(get(fixture, "/?a=1", "").body, third.body));
}

static void a_page_of_the_day_is_made_again_tomorrow(void **state)
{
    struct fixture *fixture = *state;
    setenv("WEFT_NOW", "2026-10-01", 1);
    struct reply first = get(fixture, "/daily", "");
    promise_save_as_another(fixture, "a", "Changes nothing there");
    assert_true(slice_equal(first.body, get(fixture, "/daily", "").body));
    setenv("WEFT_NOW", "2026-10-02", 1);
    struct reply second = get(fixture, "/daily", "");
    unsetenv("WEFT_NOW");
    assert_true(slice_starts_with(second.body, SLICE("2026-10-02")));
}

static void what_one_person_sees_is_never_served_to_another(void **state)
{
    struct fixture *fixture = *state;
    struct visitor ann = signed_in(fixture, "ann");
    get(fixture, "/", ann.cookie);
    assert_true(slice_ends_with(get(fixture, "/", "").body, SLICE("for ")));
    assert_true(slice_ends_with(get(fixture, "/", ann.cookie).body, SLICE("for ann")));
    struct reply first = get(fixture, "/sign-in", ""), second = get(fixture, "/sign-in", "");
    assert_false(slice_equal(first.body, second.body));
    assert_slice(reply_header(&first, "Cache-Control"), "no-store");
}

static void errors_are_not_kept(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(get(fixture, "/promise/b", "").status, 404);
    promise_save_as_another(fixture, "b", "There now");
    assert_int_equal(get(fixture, "/promise/b", "").status, 200);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, gate_set_up, gate_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(the_most_fixed_path_answers),
        TEST(what_is_at_no_address_is_told),
        TEST(another_method_is_told_which_there_are),
        TEST(a_table_that_cannot_stand_stops_the_start),
        TEST(who_may_not_is_asked_to_sign_in_or_refused),
        TEST(the_public_is_refused_people_by_the_engine),
        TEST(a_fault_inside_is_logged_and_not_shown),
        TEST(a_page_that_fails_is_answered_by_how_it_failed),
        TEST(a_page_that_is_too_large_is_a_fault_of_ours_and_not_kept),
        TEST(a_room_without_an_error_page_answers_in_plain_text),
        TEST(every_answer_has_the_headers_that_protect_it),
        TEST(an_action_is_saved_before_it_is_answered),
        TEST(an_action_that_fails_leaves_nothing),
        TEST(a_lost_race_is_told),
        TEST(many_save_at_once_and_each_is_kept_or_told),
        TEST(what_another_site_sends_is_refused),
        TEST(a_body_that_is_too_large_or_unreadable_is_told),
        TEST(a_head_that_contradicts_itself_is_a_400_and_a_page_of_ours),
        TEST(files_are_taken_from_those_who_may_send_them),
        TEST(when_too_many_wait_the_next_is_told_at_once_and_none_is_forgotten),
        TEST(a_public_page_is_made_once_until_something_changes),
        TEST(a_page_of_the_day_is_made_again_tomorrow),
        TEST(what_one_person_sees_is_never_served_to_another),
        TEST(errors_are_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
