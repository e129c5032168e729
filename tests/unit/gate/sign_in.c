/* Signing in, sessions, forms that wait for a sign-in, passwords. */
#include "support/gate.h"

#include <string.h>

static void whoever_signs_in_is_known_until_they_sign_out(void **state)
{
    struct fixture *fixture = *state;
    struct visitor ann = signed_in(fixture, "ann");
    struct reply home = get(fixture, "/", ann.cookie);
    assert_true(slice_ends_with(home.body, SLICE("for ann")));
    assert_slice(reply_header(&home, "Cache-Control"), "no-store");
    assert_int_equal(post(fixture, "/sign-out", ann.cookie, ann.csrf, "").status, 303);
    assert_int_equal(get(fixture, "/edit", ann.cookie).status, 401);
}

static void the_cookie_is_kept_from_scripts_and_other_sites(void **state)
{
    struct fixture *fixture = *state;
    struct reply reply = try_sign_in(fixture, "ann", "three+blind+mice", "");
    struct slice cookie = reply_header(&reply, "Set-Cookie");
    static const char *const parts[] = {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_true(slice_find(cookie, slice_from(parts[i])) < cookie.length);
    assert_int_equal(slice_find(cookie, SLICE("Secure")), cookie.length);
}

static void signing_out_takes_back_what_the_browser_holds(void **state)
{
    struct fixture *fixture = *state;
    static const char *const ways[] = {"/sign-out", "/leave"}; /* on the writer, beside it */
    for (size_t i = 0; i < 2; i++) {
        struct visitor ann = signed_in(fixture, "ann");
        struct reply reply = post(fixture, ways[i], ann.cookie, ann.csrf, "");
        assert_int_equal(reply.status, 303);
        assert_slice(reply_header(&reply, "Set-Cookie"),
                     "weft=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
        assert_slice(reply_header(&reply, "Clear-Site-Data"), "\"cache\", \"storage\"");
        assert_int_equal(get(fixture, "/edit", ann.cookie).status, 401);
    }
}

static void a_stranger_has_nothing_to_sign_out_of_and_no_password_to_change(void **state)
{
    struct fixture *fixture = *state;
    struct visitor ann = signed_in(fixture, "ann");
    struct reply page = get(fixture, "/sign-in", "");
    const char *guest = reply_cookie(&page, "weft-guest", &fixture->arena);
    const char *csrf = csrf_in(fixture, &page);
    struct reply reply = post(fixture, "/leave", guest, csrf, "");
    assert_int_equal(reply.status, 303);
    assert_null(reply_header(&reply, "Set-Cookie").data);
    reply = post(fixture, "/password-of-anyone", guest, csrf,
                 "old_password=three+blind+mice&new_password=a+better+one");
    assert_int_equal(reply.status, 403);
    assert_true(slice_starts_with(reply.body, SLICE("403: Sign in to change your password.")));
    assert_int_equal(get(fixture, "/edit", ann.cookie).status, 200);
}

/* As the proxy in front passes it on: what stands before the last comma came from outside. */
static struct reply ask_through_proxy(struct fixture *fixture, const char *method_target,
                                      const char *address, const char *cookie, const char *form)
{
    return ask(fixture, method_target,
               arena_printf(&fixture->arena,
                            "Content-Type: application/x-www-form-urlencoded\r\n"
                            "X-Forwarded-For: 10.0.0.1, %s\r\nX-Forwarded-Proto: https\r\n"
                            "X-Forwarded-Host: weft.example\r\nCookie: %s\r\n%s",
                            address, cookie, form ? "Origin: https://weft.example\r\n" : ""),
               form);
}

static struct reply sign_in_through_proxy(struct fixture *fixture, const char *address,
                                          const char *name, const char *given)
{
    struct reply page = ask_through_proxy(fixture, "GET /sign-in", address, "a=b", NULL);
    const char *guest = reply_cookie(&page, "__Host-weft-guest", &fixture->arena);
    return ask_through_proxy(fixture, "POST /sign-in", address, guest,
                             arena_printf(&fixture->arena, "name=%s&password=%s&csrf=%s", name,
                                          given, csrf_in(fixture, &page)));
}

static void behind_tls_cookies_are_bound_to_this_host(void **state)
{
    struct fixture *fixture = *state;
    struct reply reply = sign_in_through_proxy(fixture, "192.0.2.1", "ann", "three+blind+mice");
    assert_int_equal(reply.status, 303);
    struct slice cookie = reply_header(&reply, "Set-Cookie");
    const char *known = reply_cookie(&reply, "__Host-weft", &fixture->arena);
    assert_true(slice_starts_with(cookie, SLICE("__Host-weft=")));
    assert_true(slice_ends_with(cookie, SLICE("; Secure")));
    assert_true(reply_header(&reply, "Strict-Transport-Security").length > 0);
    reply = ask_through_proxy(fixture, "GET /edit", "192.0.2.1", known, NULL);
    assert_int_equal(reply.status, 200);
    reply = ask_through_proxy(fixture, "POST /sign-out", "192.0.2.1", known,
                              arena_printf(&fixture->arena, "csrf=%s", csrf_in(fixture, &reply)));
    assert_slice(reply_header(&reply, "Set-Cookie"),
                 "__Host-weft=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure");
}

static void behind_a_proxy_each_address_is_slowed_for_itself(void **state)
{
    struct fixture *fixture = *state;
    int status = 0;
    for (int i = 0; i < 60 && status != 429; i++) /* a name each, so that no account is full */
        status = sign_in_through_proxy(fixture, "192.0.2.1",
                                       arena_printf(&fixture->arena, "name-%d", i), "guess")
                     .status;
    assert_int_equal(status, 429);
    assert_int_equal(sign_in_through_proxy(fixture, "192.0.2.2", "ann", "three+blind+mice").status,
                     303);
}

static void a_stranger_cannot_keep_an_owner_out_elsewhere(void **state)
{
    struct fixture *fixture = *state;
    int status = 0;
    for (int i = 0; i < 12 && status != 429; i++)
        status = sign_in_through_proxy(fixture, "192.0.2.1", "ann", "guess").status;
    assert_int_equal(status, 429);
    assert_int_equal(sign_in_through_proxy(fixture, "192.0.2.1", "ann", "three+blind+mice").status,
                     429);
    assert_int_equal(sign_in_through_proxy(fixture, "192.0.2.2", "ann", "three+blind+mice").status,
                     303);
}

static void guessing_one_name_from_many_addresses_is_slowed_too(void **state)
{
    struct fixture *fixture = *state;
    int status = 0;
    for (int i = 0; i < 70 && status != 429; i++)
        status = sign_in_through_proxy(fixture,
                                       arena_printf(&fixture->arena, "198.51.100.%d", i % 20 + 1),
                                       "ann", "guess")
                     .status;
    assert_int_equal(status, 429);
    assert_int_equal(sign_in_through_proxy(fixture, "192.0.2.2", "ann", "three+blind+mice").status,
                     429);
}

static void a_wrong_name_and_a_wrong_password_are_told_alike(void **state)
{
    struct fixture *fixture = *state;
    struct reply name = try_sign_in(fixture, "nobody", "three+blind+mice", "");
    struct reply word = try_sign_in(fixture, "ann", "four+blind+mice", "");
    assert_int_equal(name.status, 403);
    assert_int_equal(word.status, 403);
    assert_true(slice_equal(name.body, word.body));
}

static void guessing_is_slowed_for_the_account_guessed(void **state)
{
    struct fixture *fixture = *state;
    int status = 0;
    for (int i = 0; i < 12 && status != 429; i++)
        status = try_sign_in(fixture, "ann", "guess", "").status;
    assert_int_equal(status, 429);
    struct reply reply = try_sign_in(fixture, "ann", "three+blind+mice", "");
    assert_int_equal(reply.status, 429);
    int64_t wait_s = 0;
    assert_true(slice_to_int64(reply_header(&reply, "Retry-After"), &wait_s));
    assert_true(wait_s > 0 && wait_s <= 60);
    signed_in(fixture, "carl"); /* others are not in the way */
}

static void a_form_sent_after_the_session_ended_is_given_back(void **state)
{
    struct fixture *fixture = *state;
    struct visitor ann = signed_in(fixture, "ann");
    assert_int_equal(post(fixture, "/sign-out", ann.cookie, ann.csrf, "").status, 303);
    struct reply refused = post(fixture, "/promise/a", ann.cookie, ann.csrf,
                                "title=A+long+%26+careful+text&version=1&password=x");
    assert_int_equal(refused.status, 401);
    size_t at = slice_find(refused.body, SLICE("kept=")) + 5;
    const char *kept =
        arena_string(&fixture->arena, slice_sub(refused.body, at, refused.body.length));
    assert_true(kept[0]);
    struct reply reply = try_sign_in(fixture, "ann", "three+blind+mice",
                                     arena_printf(&fixture->arena, "&kept=%s", kept));
    assert_slice(reply_header(&reply, "Location"), "/edit?kept=1");
    const char *cookie = reply_cookie(&reply, "weft", &fixture->arena);
    struct reply page = get(fixture, "/edit?kept=1", cookie);
    assert_true(slice_starts_with(page.body, SLICE("typed “A long & careful text”")));
    page = get(fixture, "/edit", cookie);
    assert_true(slice_starts_with(page.body, SLICE("typed “” ")));
    const char *csrf = csrf_in(fixture, &page);
    reply = post(fixture, "/promise/a", cookie, csrf, "title=Saved&version=1");
    assert_int_equal(reply.status, 303); /* and once saved it waits no more */
    page = get(fixture, "/edit?kept=1", cookie);
    assert_true(slice_starts_with(page.body, SLICE("typed “” ")));
}

/* Change the store behind the server's back. */
static void changed(struct fixture *fixture, const char *sql)
{
    CLEANUP(store_close) struct store *store = NULL;
    struct err err = {0};
    if (store_open(fixture->path, STORE_WRITE, &store, &err) < 0 || store_run(store, sql, &err) < 0)
        fail_msg("%s: %s", sql, err.message);
}

/* The part of a refusal's page that carries the form over the sign-in. */
static const char *kept_in(struct fixture *fixture, const struct reply *reply)
{
    size_t at = slice_find(reply->body, SLICE("kept=")) + 5;
    return arena_string(&fixture->arena, slice_sub(reply->body, at, reply->body.length));
}

static void a_form_that_waits_opens_where_it_was_typed(void **state)
{
    struct fixture *fixture = *state;
    static const char *const places[][2] = {
        {"&from=/promise/a%3Fx%3D1", "/promise/a?x=1&kept=1"},
        {"&from=/edit%3Fkept%3D1", "/edit?kept=1"}, /* and not twice */
        {"&from=//evil.example", "/edit?kept=1"},   /* where the browser says it was */
        {"&from=", "/edit?kept=1"},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct reply reply = post(fixture, "/promise/a", "weft=ended", "x",
                                  arena_printf(&fixture->arena, "title=Mine%s", places[i][0]));
        assert_int_equal(reply.status, 401);
        reply = try_sign_in(fixture, "ann", "three+blind+mice",
                            arena_printf(&fixture->arena, "&kept=%s", kept_in(fixture, &reply)));
        assert_slice(reply_header(&reply, "Location"), places[i][1]);
    }
}

static void a_form_too_large_to_be_carried_is_not_kept_and_nothing_of_it_is(void **state)
{
    struct fixture *fixture = *state;
    for (size_t over = 0; over < 2; over++) {
        CLEANUP(buffer_free) struct buffer form = BUFFER(1 << 20);
        buffer_string(&form, "title=");
        while (form.length < LIMIT_KEPT - 1 + over * 100)
            buffer_byte(&form, 'x');
        struct reply reply = post(fixture, "/promise/a", "weft=ended", "x", buffer_text(&form));
        assert_int_equal(reply.status, 401);
        assert_int_equal(kept_in(fixture, &reply)[0] == '\0', over);
    }
}

static void a_form_kept_is_opened_for_nobody_else(void **state)
{
    struct fixture *fixture = *state;
    struct visitor ann = signed_in(fixture, "ann");
    changed(fixture, "UPDATE session SET ends = 1000000000000000");
    struct reply refused = post(fixture, "/promise/a", ann.cookie, ann.csrf, "title=Mine");
    size_t at = slice_find(refused.body, SLICE("kept=")) + 5;
    char *kept = arena_string(&fixture->arena, slice_sub(refused.body, at, refused.body.length));
    struct reply reply = try_sign_in(fixture, "carl", "three+blind+mice",
                                     arena_printf(&fixture->arena, "&kept=%s", kept));
    assert_slice(reply_header(&reply, "Location"), "/");
    kept[20] ^= 1; /* nor for ann, altered */
    reply = try_sign_in(fixture, "ann", "three+blind+mice",
                        arena_printf(&fixture->arena, "&kept=%s", kept));
    assert_slice(reply_header(&reply, "Location"), "/");
}

static void a_form_kept_for_more_than_a_day_is_opened_no_more(void **state)
{
    struct fixture *fixture = *state;
    setenv("WEFT_NOW", "2026-10-01T08:00:00", 1);
    struct visitor ann = signed_in(fixture, "ann");
    changed(fixture, "UPDATE session SET ends = began - 1");
    struct reply refused = post(fixture, "/promise/a", ann.cookie, ann.csrf, "title=Mine");
    size_t at = slice_find(refused.body, SLICE("kept=")) + 5;
    const char *form = arena_printf(&fixture->arena, "&kept=%.*s",
                                    SLICE_PRINT(slice_sub(refused.body, at, refused.body.length)));
    static const char *const times[][2] = {{"2026-10-02T08:00:00", "/edit?kept=1"},
                                           {"2026-10-02T08:00:01", "/"}};
    for (size_t i = 0; i < 2; i++) {
        setenv("WEFT_NOW", times[i][0], 1);
        struct reply reply = try_sign_in(fixture, "ann", "three+blind+mice", form);
        assert_slice(reply_header(&reply, "Location"), times[i][1]);
    }
    unsetenv("WEFT_NOW");
}

static void what_was_sealed_elsewhere_or_cut_is_no_form_of_ours(void **state)
{
    struct fixture *fixture = *state;
    static const char *const given[] = {"&kept=x", "&kept=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                        "&kept="};
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        struct reply reply = try_sign_in(fixture, "ann", "three+blind+mice", given[i]);
        assert_int_equal(reply.status, 303);
        assert_slice(reply_header(&reply, "Location"), "/");
    }
}

/* Whoever reads the store must not be able to send forms in somebody's name. */
static void the_token_of_a_form_is_not_what_the_store_keeps_of_its_session(void **state)
{
    struct fixture *fixture = *state;
    struct visitor ann = signed_in(fixture, "ann"), again = signed_in(fixture, "ann");
    char digest[DIGEST_TEXT_SIZE];
    digest_format(digest_of(slice_from(ann.cookie + strlen("weft="))), digest);
    assert_string_not_equal(ann.csrf, digest);
    assert_string_not_equal(ann.csrf, again.csrf);
    struct reply page = get(fixture, "/edit", ann.cookie);
    assert_string_equal(csrf_in(fixture, &page), ann.csrf);
    assert_int_equal(post(fixture, "/promise/a", ann.cookie, digest, "title=X&version=1").status,
                     303); /* given back to be sent again, and not saved */
    assert_slice(get(fixture, "/promise/a", "").body, "Safe homes 1");
}

static void a_session_that_cannot_be_read_is_a_fault_of_ours_and_lets_nobody_in(void **state)
{
    struct fixture *fixture = *state;
    struct visitor ann = signed_in(fixture, "ann");
    changed(fixture, "ALTER TABLE session RENAME TO elsewhere");
    static const char *const targets[] = {"/", "/edit", "/users", "/promise/a"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct reply reply = get(fixture, targets[i], ann.cookie);
        assert_int_equal(reply.status, 500);
        assert_int_equal(slice_find(reply.body, SLICE("session")), reply.body.length);
    }
    assert_string_equal(fixture->logged, "Your session could not be read.");
    assert_int_equal(post(fixture, "/promise/a", ann.cookie, ann.csrf, "title=X&version=1").status,
                     500);
    assert_int_equal(try_sign_in(fixture, "carl", "three+blind+mice", "").status, 500);
    assert_slice(get(fixture, "/promise/a", "").body, "Safe homes 1"); /* strangers read on */
    changed(fixture, "ALTER TABLE elsewhere RENAME TO session");
    assert_int_equal(get(fixture, "/edit", ann.cookie).status, 200);
}

static void a_form_of_another_session_is_given_back_to_be_sent_again(void **state)
{
    struct fixture *fixture = *state;
    struct visitor first = signed_in(fixture, "ann"), second = signed_in(fixture, "ann");
    struct reply reply =
        post(fixture, "/promise/a", second.cookie, first.csrf, "title=Typed+before&version=1");
    assert_int_equal(reply.status, 303);
    assert_slice(reply_header(&reply, "Location"), "/edit?kept=1");
    assert_slice(get(fixture, "/promise/a", "").body, "Safe homes 1");
    struct reply page = get(fixture, "/edit?kept=1", second.cookie);
    assert_true(slice_starts_with(page.body, SLICE("typed “Typed before”")));
}

static void after_signing_in_one_goes_where_one_wanted_on_this_site_only(void **state)
{
    struct fixture *fixture = *state;
    static const char *const wanted[][2] = {{"/promise/a?x=1", "/promise/a?x=1"},
                                            {"//evil.example", "/"},
                                            {"https://evil.example/", "/"},
                                            {"/\\evil.example", "/"},
                                            {"/promise\\evil", "/"},
                                            {"/promise/a\r\nSet-Cookie: x=y", "/"},
                                            {"/promise a", "/"},
                                            {"/promise\x7f", "/"},
                                            {"promise/a", "/"},
                                            {"javascript:alert(1)", "/"},
                                            {"", "/"}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        struct buffer next = BUFFER(1000);
        buffer_string(&next, "&next=");
        url_encode(&next, slice_from(wanted[i][0]));
        struct reply reply = try_sign_in(fixture, "ann", "three+blind+mice", buffer_text(&next));
        assert_slice(reply_header(&reply, "Location"), wanted[i][1]);
        buffer_free(&next);
    }
}

static void a_session_ends_by_itself(void **state)
{
    struct fixture *fixture = *state;
    static const char *const ageing[] = {
        "UPDATE session SET seen = seen - 3700 * 1000000", /* an hour without a request */
        "UPDATE session SET ends = began - 1",             /* half a day in all */
        "UPDATE user SET retired = 1 WHERE code = 'ann'",  /* and with its user */
    };
    for (size_t i = 0; i < sizeof ageing / sizeof *ageing; i++) {
        struct visitor ann = signed_in(fixture, "ann");
        changed(fixture, ageing[i]);
        assert_int_equal(get(fixture, "/edit", ann.cookie).status, 401);
    }
    assert_int_equal(try_sign_in(fixture, "ann", "three+blind+mice", "").status, 403);
}

static void using_a_session_keeps_it(void **state)
{
    struct fixture *fixture = *state;
    struct visitor ann = signed_in(fixture, "ann");
    struct store *store = NULL;
    struct err err = {0};
    int64_t seen = 0, now = 0;
    assert_int_equal(store_open(fixture->path, STORE_WRITE, &store, &err), 0);
    assert_int_equal(store_run(store, "UPDATE session SET seen = seen - 600 * 1000000", &err), 0);
    assert_int_equal(store_ask_integer(store, "SELECT seen FROM session", &seen, &err), 0);
    assert_int_equal(get(fixture, "/edit", ann.cookie).status, 200);
    AWAIT(store_ask_integer(store, "SELECT seen FROM session", &now, &err) == 0 && now > seen);
    store_close(&store);
}

static void the_store_holds_no_secret_of_a_session(void **state)
{
    struct fixture *fixture = *state;
    struct visitor ann = signed_in(fixture, "ann");
    struct store *store = NULL;
    struct err err = {0};
    int64_t found = -1;
    const char *sql =
        arena_printf(&fixture->arena, "SELECT count(*) FROM session WHERE instr(digest, '%s')",
                     ann.cookie + strlen("weft="));
    assert_int_equal(store_open(fixture->path, STORE_READ, &store, &err), 0);
    assert_int_equal(store_ask_integer(store, sql, &found, &err), 0);
    assert_int_equal(found, 0);
    store_close(&store);
}

static void a_new_password_ends_every_other_session(void **state)
{
    struct fixture *fixture = *state;
    struct visitor here = signed_in(fixture, "ann"), there = signed_in(fixture, "ann");
    static const char *const refused[] = {"old_password=wrong&new_password=a+better+one",
                                          "old_password=three+blind+mice&new_password=short",
                                          "old_password=three+blind+mice&new_password=ann+ann+an",
                                          "old_password=three+blind+mice&new_password=aaaaaaaaaaa"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_int_equal(post(fixture, "/password", here.cookie, here.csrf, refused[i]).status,
                         i == 0 ? 403 : 400);
    struct reply reply = post(fixture, "/password", here.cookie, here.csrf,
                              "old_password=three+blind+mice&new_password=a+better+one");
    assert_slice(reply.body, "changed");
    assert_int_equal(get(fixture, "/edit", here.cookie).status, 200);
    assert_int_equal(get(fixture, "/edit", there.cookie).status, 401);
    assert_int_equal(try_sign_in(fixture, "ann", "three+blind+mice", "").status, 403);
    assert_int_equal(try_sign_in(fixture, "ann", "a+better+one", "").status, 303);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, gate_set_up, gate_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(whoever_signs_in_is_known_until_they_sign_out),
        TEST(the_cookie_is_kept_from_scripts_and_other_sites),
        TEST(signing_out_takes_back_what_the_browser_holds),
        TEST(a_stranger_has_nothing_to_sign_out_of_and_no_password_to_change),
        cmocka_unit_test_setup_teardown(behind_tls_cookies_are_bound_to_this_host,
                                        gate_set_up_behind_proxy, gate_tear_down),
        cmocka_unit_test_setup_teardown(behind_a_proxy_each_address_is_slowed_for_itself,
                                        gate_set_up_behind_proxy, gate_tear_down),
        cmocka_unit_test_setup_teardown(a_stranger_cannot_keep_an_owner_out_elsewhere,
                                        gate_set_up_behind_proxy, gate_tear_down),
        cmocka_unit_test_setup_teardown(guessing_one_name_from_many_addresses_is_slowed_too,
                                        gate_set_up_behind_proxy, gate_tear_down),
        TEST(a_wrong_name_and_a_wrong_password_are_told_alike),
        TEST(guessing_is_slowed_for_the_account_guessed),
        TEST(a_form_sent_after_the_session_ended_is_given_back),
        TEST(a_form_that_waits_opens_where_it_was_typed),
        TEST(a_form_too_large_to_be_carried_is_not_kept_and_nothing_of_it_is),
        TEST(a_form_kept_is_opened_for_nobody_else),
        TEST(a_form_kept_for_more_than_a_day_is_opened_no_more),
        TEST(what_was_sealed_elsewhere_or_cut_is_no_form_of_ours),
        TEST(the_token_of_a_form_is_not_what_the_store_keeps_of_its_session),
        TEST(a_session_that_cannot_be_read_is_a_fault_of_ours_and_lets_nobody_in),
        TEST(a_form_of_another_session_is_given_back_to_be_sent_again),
        TEST(after_signing_in_one_goes_where_one_wanted_on_this_site_only),
        TEST(a_session_ends_by_itself),
        TEST(using_a_session_keeps_it),
        TEST(the_store_holds_no_secret_of_a_session),
        TEST(a_new_password_ends_every_other_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
