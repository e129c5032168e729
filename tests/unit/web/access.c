/* Signing in and changing one's password on the pages people see. */
#include "support/house.h"

#include <string.h>

#include "support/page.h"
#include "web/web.h"

static struct room room;
static struct house *house;

static int set_up(void **state)
{
    (void)state;
    char command[600];
    room = web_room();
    house = house_new(NULL, &room, 1);
    snprintf(command, sizeof command,
             "echo 'three blind mice' | weft --store %s user add ann --name 'Ann <Smith>' --role "
             "analyst --password-file - >/dev/null",
             house->path);
    return run_command(command, NULL);
}

static int tear_down(void **state)
{
    (void)state;
    house_free(&house);
    return 0;
}

static struct reply look(const char *path, const char *cookie)
{
    return house_ask(house, arena_printf(&house->arena, "GET %s", path),
                     arena_printf(&house->arena, "Cookie: %s\r\n", cookie), NULL);
}

/* Open the page, fill its form, send it. A guest's cookie comes with the page. */
static struct reply fill(const char *page, const char *cookie, const char *form)
{
    struct reply opened = look(page, cookie);
    struct slice mark = SLICE("name=\"csrf\" value=\"");
    size_t at = slice_find(opened.body, mark) + mark.length;
    assert_true(at < opened.body.length);
    if (!cookie[0])
        cookie = reply_cookie(&opened, "weft-guest", &house->arena);
    return client_ask(house->address, &house->arena, arena_printf(&house->arena, "POST %s", page),
                      arena_printf(&house->arena,
                                   "Content-Type: application/x-www-form-urlencoded\r\n"
                                   "Cookie: %s\r\n",
                                   cookie),
                      arena_printf(&house->arena, "%s&csrf=%.*s", form,
                                   SLICE_PRINT(slice_sub(opened.body, at, at + 64))));
}

static const char *signed_in(const char *password)
{
    struct reply reply =
        fill("/sign-in", "", arena_printf(&house->arena, "name=ann&password=%s", password));
    assert_int_equal(reply.status, 303);
    return reply_cookie(&reply, "weft", &house->arena);
}

/* Refused in these words, with nothing of a password given back. */
static void assert_refused(const struct reply *reply, int status, const char *words)
{
    if (reply->status != status || !says(reply->body, words) || !says(reply->body, "Error: "))
        fail_msg("not %d “%s”: %d %.*s", status, words, reply->status, SLICE_PRINT(reply->body));
    assert_false(says(reply->body, "blind"));
    assert_false(says(reply->body, "sekret"));
    assert_null(reply_header(reply, "Set-Cookie").data);
}

static void a_name_or_password_that_is_wrong_is_told_on_the_form_and_neither_is_shown(void **state)
{
    (void)state;
    static const char *const forms[] = {
        "name=ann&password=sekret",  "name=nobody&password=three+blind+mice", "name=ann",
        "password=three+blind+mice", "name=ANN&password=three+blind+mice",    "a=b"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct reply reply = fill("/sign-in", "", forms[i]);
        assert_refused(&reply, 403, "The name or the password is wrong. Check both and try again.");
    }
    const char *cookie = signed_in("three+blind+mice");
    struct reply reply = look("/", cookie);
    assert_true(says(reply.body, "Ann &lt;Smith&gt;"));
    reply = look("/sign-in", cookie); /* who is signed in has nothing to do there */
    assert_int_equal(reply.status, 303);
    assert_slice(reply_header(&reply, "Location"), "/");
    reply = fill("/sign-in", "", "name=ann&password=three+blind+mice&next=/library%3Fq%3Dx");
    assert_slice(reply_header(&reply, "Location"), "/library?q=x");
}

static void whoever_was_stopped_comes_to_the_page_they_asked_for(void **state)
{
    (void)state;
    static const char *const stopped[] = {"/load/new", "/password?a=1&b=%3C2%3E"};
    for (size_t i = 0; i < 2; i++) {
        struct reply reply = look(stopped[i], "");
        assert_int_equal(reply.status, 401);
        CLEANUP(written_free) struct written *field = written_new();
        html(&field->page, "<input type=\"hidden\" name=\"next\" value=\"");
        html_string(&field->page, stopped[i]);
        html(&field->page, "\"");
        if (!says(reply.body, arena_string(&house->arena, written_text(field))))
            fail_msg("%s is forgotten: %.*s", stopped[i], SLICE_PRINT(reply.body));
        CLEANUP(buffer_free) struct buffer form = BUFFER(1000);
        buffer_string(&form, "name=ann&password=sekret&next=");
        url_encode(&form, slice_from(stopped[i]));
        reply = fill("/sign-in", "", buffer_text(&form)); /* nor is it after a wrong password */
        assert_int_equal(reply.status, 403);
        assert_true(says(reply.body, arena_string(&house->arena, written_text(field))));
    }
    struct reply reply = look("/sign-in", "");
    assert_false(says(reply.body, "name=\"next\""));
    reply = look("/sign-in?next=/library", "");
    assert_true(says(reply.body, "name=\"next\" value=\"/library\""));
}

static void too_many_tries_are_told_with_when_and_where_to_try_again(void **state)
{
    (void)state;
    struct reply reply = {0};
    for (int i = 0; i < 12 && reply.status != 429; i++)
        reply = fill("/sign-in", "", "name=ann&password=sekret&next=/library%3Fq%3Dx");
    assert_int_equal(reply.status, 429);
    assert_true(says(reply.body, "seconds, then try again."));
    assert_true(says(reply.body, "href=\"/sign-in?next=%2Flibrary%3Fq%3Dx\""));
}

static void a_new_password_is_refused_in_words_and_then_taken(void **state)
{
    (void)state;
    static const struct {
        const char *form, *says;
    } refused[] = {
        {"old=sekret&password=a+better+sekret&again=a+better+sekret",
         "The old password is wrong. Type it again."},
        {"password=a+better+sekret&again=a+better+sekret",
         "The old password is wrong. Type it again."},
        {"old=three+blind+mice&password=sekret&again=sekret", "too short"},
        {"old=three+blind+mice", "too short"},
        {"old=three+blind+mice&password=sekret+of+ann&again=sekret+of+ann", "your own name"},
        {"old=three+blind+mice&password=Ann+Smith+sekret&again=Ann+Smith+sekret", "your own name"},
        {"old=three+blind+mice&password=Password2026&again=Password2026", "tried first"},
        {"old=three+blind+mice&password=a+better+sekret", "The two new passwords differ."},
        {"old=three+blind+mice&password=a+better+sekret&again=a+better+sekreT", "differ"},
    };
    const char *here = signed_in("three+blind+mice"), *there = signed_in("three+blind+mice");
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct reply reply = fill("/password", here, refused[i].form);
        assert_refused(&reply, 422, refused[i].says);
    }
    struct reply reply = fill(
        "/password", here, "old=three+blind+mice&password=a+better+sekret&again=a+better+sekret");
    assert_int_equal(reply.status, 200);
    assert_true(says(reply.body, "Your password is changed. Elsewhere you are signed out."));
    assert_int_equal(look("/password", here).status, 200);
    assert_int_equal(look("/password", there).status, 401);
    signed_in("a+better+sekret");
}

static void the_button_that_signs_out_does(void **state)
{
    (void)state;
    const char *cookie = signed_in("three+blind+mice");
    struct reply page = look("/password", cookie);
    assert_true(says(page.body, "action=\"/sign-out\""));
    struct slice mark = SLICE("name=\"csrf\" value=\"");
    size_t at = slice_find(page.body, mark) + mark.length;
    const char *headers = arena_printf(
        &house->arena, "Content-Type: application/x-www-form-urlencoded\r\nCookie: %s\r\n", cookie);
    const char *form =
        arena_printf(&house->arena, "csrf=%.*s", SLICE_PRINT(slice_sub(page.body, at, at + 64)));
    struct reply reply = client_ask(house->address, &house->arena, "POST /sign-out", headers, form);
    assert_int_equal(reply.status, 303);
    assert_slice(reply_header(&reply, "Location"), "/");
    assert_int_equal(look("/password", cookie).status, 401);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_name_or_password_that_is_wrong_is_told_on_the_form_and_neither_is_shown),
        TEST(whoever_was_stopped_comes_to_the_page_they_asked_for),
        TEST(too_many_tries_are_told_with_when_and_where_to_try_again),
        TEST(a_new_password_is_refused_in_words_and_then_taken),
        TEST(the_button_that_signs_out_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
