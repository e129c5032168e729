/* Records made, changed, retired and restored by their forms: what is saved, and what is refused
 * and given back. */
#include "support/site.h"

#include <stdlib.h>
#include <string.h>

#include "domain/access/access.h"
#include "web/web.h"

enum { LEAD = ROLE_BIT(GOVERNANCE_LEAD), LOOKER = ROLE_BIT(CONTRIBUTOR) };

static struct site *site;

static int set_up(void **state)
{
    (void)state;
    site = site_new("thistlemouth-2025-28.yaml");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    site_free(&site);
    return 0;
}

static int64_t asked_number(const char *sql)
{
    CLEANUP(store_close) struct store *store = NULL;
    struct err err = {0};
    int64_t number = -1;
    if (store_open(site_path(site), STORE_READ, &store, &err) < 0 ||
        store_ask_integer(store, sql, &number, &err) < 0)
        fail_msg("%s: %s", sql, err.message);
    return number;
}

static struct slice shown(const char *target)
{
    struct answered answered = site_ask(site, target, LEAD);
    if (answered.code < 0)
        fail_msg("%s: %s", target, answered.err.message);
    assert_well_formed(answered.body);
    return answered.body;
}

static void assert_sent_to(struct answered answered, const char *location)
{
    if (answered.code < 0)
        fail_msg("%s", answered.err.message);
    assert_int_equal(answered.status, 303);
    assert_slice(answered.location, location);
}

/* Shown again, and nothing written. */
static struct slice given_back(const char *target, const char *form, int status)
{
    int64_t before = asked_number("SELECT count(*) FROM change");
    struct answered answered = site_send(site, target, form, LEAD);
    if (answered.code < 0)
        fail_msg("%s", answered.err.message);
    assert_int_equal(answered.status, status);
    assert_well_formed(answered.body);
    assert_int_equal(asked_number("SELECT count(*) FROM change"), before);
    return answered.body;
}

static void assert_refused(const char *target, const char *form, unsigned roles, int code)
{
    int64_t before = asked_number("SELECT count(*) FROM change");
    struct answered answered = site_send(site, target, form, roles);
    if (answered.code != code)
        fail_msg("%s %s answered %d (%d): %s", target, form, answered.code, answered.status,
                 answered.err.message);
    assert_int_equal(asked_number("SELECT count(*) FROM change"), before);
}

static int64_t newest_change(void)
{
    return asked_number("SELECT max(id) FROM change");
}

static void a_record_is_added_under_the_code_given_or_one_of_its_title(void **state)
{
    (void)state;
    assert_true(says(shown("/commitment/new"), "New commitment"));
    assert_sent_to(site_send(site, "/commitment/new",
                             "code=boats&title=Boats+for+all&priority=minds&change_note=Agreed",
                             LEAD),
                   "/commitment/boats/record?done=saved");
    assert_true(says(shown("/commitment/boats/record"), "Agreed"));
    assert_sent_to(
        site_send(site, "/commitment/new", "title=A+%3Csmall%3E+boat&priority=minds", LEAD),
        "/commitment/a-small-boat/record?done=saved");
    assert_true(says(shown("/commitment/a-small-boat"), "A &lt;small&gt; boat"));
}

static void what_is_wrong_with_a_new_record_is_told_and_given_back(void **state)
{
    (void)state;
    struct slice html = given_back("/commitment/new", "title=&position=many&priority=minds", 422);
    assert_true(says(html, "Not saved"));
    assert_true(says(html, "value=\"many\""));
    assert_true(says(html, "New commitment"));
    html = given_back("/commitment/new", "code=help-2&title=Another&priority=minds", 409);
    assert_true(says(html, "Another</textarea>"));
    assert_true(says(html, "name=\"code\""));
    static const char twice[] = "title=Sent+twice&priority=minds";
    assert_sent_to(site_send(site, "/commitment/new", twice, LEAD),
                   "/commitment/sent-twice/record?done=saved");
    html = given_back("/commitment/new", twice, 409);
    assert_true(says(html, "You made the same a moment ago: “sent-twice”."));
    html = given_back("/commitment/new", "title=Another&priority=no-such-priority", 422);
    assert_true(says(html, "no-such-priority"));
}

static void a_change_is_saved_with_its_reason_and_one_of_nothing_is_none(void **state)
{
    (void)state;
    struct slice html = shown("/commitment/help-2/edit");
    assert_true(says(html, "Change: Find out why families come back within a year"));
    assert_true(says(html, "name=\"version\" value=\"1\""));
    assert_false(says(html, "name=\"code\"")); /* for ever */
    assert_true(says(html, "<option value=\"superintendent\">"));
    assert_sent_to(site_send(site, "/commitment/help-2/edit",
                             "version=1&progress=All+read&change_note=Told+on+Monday", LEAD),
                   "/commitment/help-2/record?done=saved");
    html = shown("/commitment/help-2/record");
    assert_true(says(html, "All read"));
    assert_true(says(html, "Told on Monday"));
    assert_true(says(shown("/commitment/help-2/edit"), "name=\"version\" value=\"2\""));
    int64_t before = newest_change();
    assert_sent_to(site_send(site, "/commitment/help-2/edit", "version=2&progress=All+read", LEAD),
                   "/commitment/help-2/record?done=same");
    assert_int_equal(newest_change(), before);
}

static void a_change_that_comes_second_is_shown_beside_the_first(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    assert_sent_to(
        site_send(site, "/commitment/help-2/edit", "version=1&progress=First&position=2", LEAD),
        "/commitment/help-2/record?done=saved");
    struct slice html = given_back("/commitment/help-2/edit",
                                   "version=1&progress=Second&position=2&change_note=Mine", 409);
    struct slice table = element_text(html, "table", NULL, 0, &arena);
    assert_true(says(html, "Somebody changed this while you were writing"));
    assert_true(says(table, "Last said of it"));
    assert_true(says(table, "First"));
    assert_true(says(table, "Second"));
    assert_int_equal(count_elements(html, "tbody", NULL), 1);
    assert_false(says(table, "Place in the list")); /* the same in both */
    assert_true(says(html, "name=\"version\" value=\"2\""));
    assert_true(says(html, "value=\"Mine\""));
    assert_sent_to(site_send(site, "/commitment/help-2/edit",
                             "version=2&progress=Second&position=2&change_note=Mine", LEAD),
                   "/commitment/help-2/record?done=saved");
}

static void a_change_without_its_version_or_with_a_wrong_field_is_given_back(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "progress=All+read",
        "version=&progress=All+read",
        "version=0&progress=All+read",
        "version=x&progress=All+read",
        "version=1&progress=All+read&position=0",
        "version=1&progress=All+read&due-day=31&due-month=2&due-year=2026"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct slice html = given_back("/commitment/help-2/edit", wrong[i], 422);
        assert_true(says(html, "All read</textarea>"));
        assert_true(says(html, "Not saved"));
    }
    assert_refused("/commitment/no-such/edit", "version=1&progress=x", LEAD, ERR_NOT_FOUND);
}

static void who_may_not_change_it_changes_nothing(void **state)
{
    (void)state;
    static const char *const targets[] = {"/commitment/new", "/commitment/minds-2/edit",
                                          "/commitment/help-2/retire", "/commitment/help-2/restore",
                                          "/commitment/minds-2/undo"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        assert_refused(targets[i], "version=1&title=x&priority=minds&change=1", LOOKER,
                       ERR_FORBIDDEN);
        assert_refused(targets[i], "version=1&title=x&priority=minds&change=1", 0, ERR_FORBIDDEN);
    }
}

static int64_t progress_is(const char *progress)
{
    char sql[200];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM commitment WHERE code = 'help-2' AND progress = '%s'", progress);
    return asked_number(sql);
}

/* The officer of the plan holds the post that answers for the priority of help-2. */
static void a_refusal_names_who_may(void **state)
{
    (void)state;
    struct answered answered =
        site_send(site, "/commitment/minds-1/edit", "version=1&state=done", LOOKER);
    assert_string_equal(answered.err.message,
                        "You may not change this commitment. A governance lead may, and a "
                        "contributor whose post answers for it.");
    answered = site_send(site, "/principle/use-evidence/retire", "", LOOKER);
    assert_true(says(slice_from(answered.err.message), "A governance lead may."));
}

static void whoever_answers_for_a_commitment_says_how_it_goes_and_nothing_else(void **state)
{
    (void)state;
    setenv("WEFT_NOW", "2026-11-27", 1);
    struct answered answered = site_ask(site, "/commitment/help-2/record", LOOKER);
    assert_true(says(answered.body, "Change this record"));
    assert_false(says(answered.body, "Undo this"));
    assert_false(says(answered.body, "Retire it"));
    answered = site_ask(site, "/commitment/help-2/edit", LOOKER);
    assert_int_equal(answered.code, 0);
    assert_well_formed(answered.body);
    static const char *const given[] = {"state", "due-day", "progress", "change_note"};
    static const char *const kept[] = {"title", "priority", "lead", "principles", "description"};
    char name[60];
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        snprintf(name, sizeof name, "name=\"%s\"", given[i]);
        assert_true(says(answered.body, name));
    }
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        snprintf(name, sizeof name, "name=\"%s\"", kept[i]);
        assert_false(says(answered.body, name));
    }
    assert_sent_to(site_send(site, "/commitment/help-2/edit",
                             "version=1&progress=All+read&state=done&change_note=Told+the+Board",
                             LOOKER),
                   "/commitment/help-2/record?done=saved");
    assert_int_equal(progress_is("All read"), 1);
    static const char *const beyond[] = {
        "version=2&title=Another&progress=x", "version=2&lead=director-of-children",
        "version=2&priority=minds", "version=2&principles=&progress=x", "version=2&description=x"};
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++)
        assert_refused("/commitment/help-2/edit", beyond[i], LOOKER, ERR_FORBIDDEN);
    static const char *const others[] = {"/commitment/minds-1/edit", "/commitment/homes-1/edit",
                                         "/priority/help-before-harm/edit", "/risk/risk-1/edit"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_int_equal(site_ask(site, others[i], LOOKER).code, ERR_FORBIDDEN);
        assert_refused(others[i], "version=1&progress=x", LOOKER, ERR_FORBIDDEN);
    }
    assert_false(
        says(site_ask(site, "/commitment/minds-1/record", LOOKER).body, "Change this record"));
    unsetenv("WEFT_NOW");
}

static void who_answered_once_or_holds_the_post_no_more_says_nothing(void **state)
{
    (void)state;
    static const char target[] = "/commitment/help-2/edit", form[] = "version=1&progress=Mine";
    setenv("WEFT_NOW", "2025-03-31", 1); /* the day before */
    assert_refused(target, form, LOOKER, ERR_FORBIDDEN);
    setenv("WEFT_NOW", "2026-11-27", 1);
    assert_refused(target, form, ROLE_BIT(ANALYST), ERR_FORBIDDEN); /* another role than theirs */
    assert_refused(target, form, 0, ERR_FORBIDDEN);
    assert_sent_to(site_send(site, "/accountability/a-help/edit",
                             "version=1&ends-day=26&ends-month=11&ends-year=2026", LEAD),
                   "/accountability/a-help/record?done=saved");
    assert_refused(target, form, LOOKER, ERR_FORBIDDEN);
    assert_sent_to(site_send(site, "/commitment/help-2/edit", /* but whoever leads it does */
                             "version=1&lead=director-of-children", LEAD),
                   "/commitment/help-2/record?done=saved");
    assert_sent_to(site_send(site, target, "version=2&progress=Led", LOOKER),
                   "/commitment/help-2/record?done=saved");
    assert_sent_to(
        site_send(site, "/post/director-of-children/edit", "version=1&holder=somebody", LEAD),
        "/post/director-of-children/record?done=saved");
    assert_refused(target, "version=3&progress=x", LOOKER, ERR_FORBIDDEN);
    assert_int_equal(progress_is("Led"), 1);
    unsetenv("WEFT_NOW");
}

static void a_record_is_retired_once_and_comes_back_once(void **state)
{
    (void)state;
    assert_sent_to(site_send(site, "/commitment/help-2/retire", "", LEAD),
                   "/commitment/help-2/record?done=retired");
    assert_int_equal(asked_number("SELECT retired FROM commitment WHERE code = 'help-2'"), 1);
    assert_true(says(shown("/commitment/help-2"), "Find out why families come back"));
    assert_sent_to(site_send(site, "/commitment/help-2/restore", "", LEAD),
                   "/commitment/help-2/record?done=restored");
    assert_int_equal(asked_number("SELECT retired FROM commitment WHERE code = 'help-2'"), 0);
    assert_refused("/commitment/no-such/retire", "", LEAD, ERR_NOT_FOUND);
    assert_refused("/commitment/no-such/restore", "", LEAD, ERR_NOT_FOUND);
}

static void retiring_is_asked_first_and_names_what_refers_to_the_record(void **state)
{
    (void)state;
    struct slice html = shown("/post/director-of-children/record");
    assert_true(count_links(html, "/post/director-of-children/retire") == 1);
    assert_false(says(html, "action=\"/post/director-of-children/retire\""));
    int64_t before = newest_change();
    html = shown("/post/director-of-children/retire");
    assert_true(says(html, "Retire “Director of Children’s Services”?"));
    assert_true(says(html, " records refer to it, named below."));
    assert_true(count_links(html, "/seat/seat-2") > 0);
    assert_true(says(html, "<form method=\"post\" action=\"/post/director-of-children/retire\">"));
    assert_true(count_links(html, "/post/director-of-children/record") > 0);
    assert_int_equal(newest_change(), before); /* asking does nothing */
    assert_int_equal(site_ask(site, "/post/director-of-children/retire", LOOKER).code,
                     ERR_FORBIDDEN);
    assert_sent_to(site_send(site, "/post/new", "code=alone&title=Alone", LEAD),
                   "/post/alone/record?done=saved");
    assert_true(says(shown("/post/alone/retire"), "No other record refers to it."));
    assert_sent_to(site_send(site, "/post/alone/retire", "", LEAD),
                   "/post/alone/record?done=retired");
    assert_true(says(shown("/post/alone/record"), "To undo that, press “Restore it”"));
    assert_sent_to(site_ask(site, "/post/alone/retire", LEAD), "/post/alone/record");
}

static void a_day_before_the_record_was_is_told_with_the_day_it_began(void **state)
{
    (void)state;
    struct answered answered =
        site_ask(site, "/commitment/help-2/record?on-day=5&on-month=1&on-year=1999", 0);
    assert_int_equal(answered.code, 0);
    assert_int_equal(answered.status, 404);
    assert_well_formed(answered.body);
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct slice today = words_date_text(&arena, clock_today());
    const char *says_when = arena_printf(
        &arena,
        "This commitment had not yet been recorded on 5 January 1999. It is recorded from %.*s on",
        SLICE_PRINT(today));
    assert_true(says(answered.body, says_when));
    assert_true(says(answered.body, "value=\"1999\""));
    assert_int_equal(
        site_ask(site, "/commitment/none/record?on-day=5&on-month=1&on-year=1999", 0).code,
        ERR_NOT_FOUND);
}

static void a_change_is_undone_by_its_number(void **state)
{
    (void)state;
    char form[60];
    assert_sent_to(site_send(site, "/commitment/help-2/edit", "version=1&progress=All+read", LEAD),
                   "/commitment/help-2/record?done=saved");
    snprintf(form, sizeof form, "change=%lld", (long long)newest_change());
    assert_sent_to(site_send(site, "/commitment/help-2/undo", form, LEAD),
                   "/commitment/help-2/record?done=undone");
    assert_true(says(shown("/commitment/help-2"), "Half of the files have been read."));
    assert_refused("/commitment/help-2/undo", "", LEAD, ERR_RANGE);
    assert_refused("/commitment/help-2/undo", "change=first", LEAD, ERR_RANGE);
    assert_refused("/commitment/help-2/undo", "change=999999", LEAD, ERR_NOT_FOUND);
    assert_refused("/commitment/no-such/undo", form, LEAD, ERR_NOT_FOUND);
}

static void undoing_the_change_that_made_a_record_is_asked_first(void **state)
{
    (void)state;
    char form[60], sure[80];
    assert_sent_to(site_send(site, "/principle/new",
                             "code=try&title=%3CTry%3E+it&plan=growing-up-2025-28", LEAD),
                   "/principle/try/record?done=saved");
    snprintf(form, sizeof form, "change=%lld", (long long)newest_change());
    snprintf(sure, sizeof sure, "%s&sure=1", form);
    struct slice html = given_back("/principle/try/undo", form, 200);
    assert_true(says(html, "Undo its beginning?"));
    assert_true(says(html, "&lt;Try&gt; it"));
    assert_true(says(html, "made the principle, so undoing it retires the whole of it."));
    assert_true(says(html, "name=\"sure\" value=\"1\""));
    assert_true(says(html, "href=\"/principle/try/record\">Leave it as it is"));
    assert_int_equal(asked_number("SELECT retired FROM principle WHERE code = 'try'"), 0);
    assert_sent_to(site_send(site, "/principle/try/edit", "version=1&title=Try+again", LEAD),
                   "/principle/try/record?done=saved");
    given_back("/principle/try/undo", form, 200); /* however much was changed since */
    assert_refused("/principle/try/undo", sure, LOOKER, ERR_FORBIDDEN);
    assert_refused("/principle/try/undo", "change=9223372036854775807", LEAD, ERR_NOT_FOUND);
    assert_refused("/principle/use-evidence/undo", form, LEAD, ERR_NOT_FOUND);
    assert_sent_to(site_send(site, "/principle/try/undo", sure, LEAD),
                   "/principle/try/record?done=undone");
    assert_int_equal(asked_number("SELECT retired FROM principle WHERE code = 'try'"), 1);
    int64_t before = newest_change(); /* it is retired already, so there is nothing to ask */
    assert_sent_to(site_send(site, "/principle/try/undo", form, LEAD),
                   "/principle/try/record?done=same");
    assert_int_equal(newest_change(), before);
}

static void a_change_of_another_record_is_not_undone_from_here(void **state)
{
    (void)state;
    char form[60];
    assert_sent_to(site_send(site, "/commitment/help-3/edit", "version=1&progress=Twelve", LEAD),
                   "/commitment/help-3/record?done=saved");
    snprintf(form, sizeof form, "change=%lld", (long long)newest_change());
    assert_refused("/commitment/help-2/undo", form, LEAD, ERR_NOT_FOUND);
    assert_refused("/principle/use-evidence/undo", form, LEAD, ERR_NOT_FOUND);
    assert_true(says(shown("/commitment/help-3"), "Twelve"));
}

static void a_password_that_changed_is_told_without_a_word_of_it(void **state)
{
    (void)state;
    CLEANUP(writer_close) struct writer *writer = NULL;
    struct err err = {0};
    struct actor house = actor_house("test");
    assert_sent_to(
        site_send(site, "/user/new", "code=ann&name=Ann&roles=analyst", ROLE_BIT(ADMINISTRATOR)),
        "/user/ann/record?done=saved");
    if (writer_open(site_path(site), STORE_WRITE, &weft_registry, &writer, &err) < 0 ||
        writer_begin(writer, &err) < 0 ||
        user_set_password(writer, SLICE("ann"), "$argon2id$the-hash", NULL, &house, &err) < 0 ||
        writer_commit(writer, &err) < 0)
        fail_msg("%s", err.message);
    struct answered answered = site_ask(site, "/user/ann/record", ROLE_BIT(ADMINISTRATOR));
    assert_int_equal(answered.code, 0);
    assert_true(says(answered.body, "Nothing that is shown here"));
    assert_true(says(answered.body, "A new password."));
    assert_false(says(answered.body, "argon2id"));
    assert_false(says(answered.body, "the-hash"));
    assert_int_equal(asked_number("SELECT count(*) FROM change WHERE instr(body, 'the-hash')"), 0);
    answered = site_ask(site, "/user/ann/record", LEAD);
    assert_int_equal(answered.code, ERR_FORBIDDEN);
}

static void roles_are_ticked_and_kept_with_a_space_between(void **state)
{
    (void)state;
    const unsigned admin = ROLE_BIT(ADMINISTRATOR);
    struct slice html = site_ask(site, "/user/new", admin).body;
    assert_int_equal(count_elements(html, "input", "govuk-checkboxes__input"), 4);
    assert_sent_to(site_send(site, "/user/new",
                             "code=bea&name=Bea&roles=&roles=analyst&roles=governance-lead", admin),
                   "/user/bea/record?done=saved");
    assert_int_equal(
        asked_number("SELECT roles = 'analyst governance-lead' FROM user WHERE code = 'bea'"), 1);
    html = site_ask(site, "/user/bea/record", admin).body;
    assert_true(says(html, "<dt>Roles</dt><dd>Analyst, Governance lead</dd>"));
    assert_true(says(site_ask(site, "/user", admin).body, "Analyst, Governance lead"));
    html = site_ask(site, "/user/bea/edit", admin).body;
    assert_well_formed(html);
    assert_true(says(html, "value=\"governance-lead\" checked=\"checked\""));
    assert_false(says(html, "value=\"contributor\" checked=\"checked\""));
    assert_sent_to(site_send(site, "/user/bea/edit", "version=1&name=Bea&roles=", admin),
                   "/user/bea/record?done=saved"); /* none at all */
    assert_int_equal(asked_number("SELECT roles IS NULL FROM user WHERE code = 'bea'"), 1);
    struct answered answered =
        site_send(site, "/user/bea/edit", "version=2&name=Bea&roles=boss&roles=analyst", admin);
    assert_int_equal(answered.status, 422);
    assert_true(says(answered.body, "there is no role called “boss”"));
    assert_true(says(answered.body, "value=\"analyst\" checked=\"checked\""));
}

static void users_are_led_to_for_whoever_lets_them_in(void **state)
{
    (void)state;
    struct slice html = site_ask(site, "/", ROLE_BIT(ADMINISTRATOR)).body;
    assert_true(says(html, "<a href=\"/user\">Users</a>"));
    html = site_ask(site, "/user", ROLE_BIT(ADMINISTRATOR)).body;
    assert_true(says(html, "<a href=\"/user\" aria-current=\"page\">Users</a>"));
    static const unsigned others[] = {0, LOOKER, LEAD, ROLE_BIT(ANALYST)};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_false(says(site_ask(site, "/", others[i]).body, "href=\"/user\""));
        assert_int_equal(site_ask(site, "/user", others[i]).code, ERR_FORBIDDEN);
    }
}

static void a_post_is_held_by_a_name_for_whoever_is_signed_in(void **state)
{
    (void)state;
    char command[600];
    snprintf(command, sizeof command,
             "weft --store %s user add officer --name 'Owen <Marsh>' --role contributor >/dev/null",
             site_path(site));
    assert_int_equal(run_command(command, NULL), 0);
    const char *target = "/post/director-of-children";
    struct slice html = shown(target);
    assert_true(says(html, "<dt>Held by</dt><dd>Owen &lt;Marsh&gt;</dd>"));
    assert_true(says(shown("/records/post"), "Owen &lt;Marsh&gt;"));
    assert_sent_to(site_send(site, "/post/director-of-children/edit", "version=1&holder=", LEAD),
                   "/post/director-of-children/record?done=saved");
    html = shown("/post/director-of-children/record"); /* who did it, and what it altered */
    assert_true(says(html, "Owen &lt;Marsh&gt;</span>Held by: <del>Owen &lt;Marsh&gt;</del>"));
}

/* Neither what users sign in with nor what they are called is for the public. */
static void who_holds_a_post_and_who_changed_it_is_told_only_inside(void **state)
{
    (void)state;
    assert_sent_to(site_send(site, "/post/director-of-children/edit",
                             "version=1&title=Director&holder=marigold", LEAD),
                   "/post/director-of-children/record?done=saved");
    static const char *const targets[] = {"/post/director-of-children",
                                          "/post/director-of-children/record",
                                          "/records/post",
                                          "/records/post?as=csv",
                                          "/search?q=director",
                                          "/post/director-of-children/record?done=saved"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct answered answered = site_ask(site, targets[i], 0);
        assert_int_equal(answered.code, 0);
        static const char *const words[] = {"officer<", "officer,", ",holder", "marigold",
                                            "Held by"};
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (says(answered.body, words[k]))
                fail_msg("%s tells “%s” to anyone", targets[i], words[k]);
    }
    static const char *const closed[] = {"/records/post?holder=marigold",
                                         "/records/post?holder.contains=s",
                                         "/records/post?sort=holder", "/records/load?sort=actor"};
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++) {
        assert_int_equal(site_ask(site, closed[i], 0).code, ERR_RANGE);
        assert_int_equal(site_ask(site, closed[i], LOOKER).code, 0);
    }
    assert_true(says(site_ask(site, "/records/post?as=csv", LOOKER).body, ",marigold"));
}

static void a_post_is_found_by_its_holders_name_by_whoever_is_signed_in(void **state)
{
    (void)state;
    char command[600];
    snprintf(command, sizeof command,
             "weft --store %s user add officer --name 'Owen <Marsh>' --role contributor >/dev/null "
             "&& weft --store %s user add owen2 --name 'Owen Idle' --role contributor >/dev/null",
             site_path(site), site_path(site));
    assert_int_equal(run_command(command, NULL), 0);
    static const unsigned signed_in[] = {LOOKER, LEAD, ROLE_BIT(ADMINISTRATOR)};
    for (size_t i = 0; i < sizeof signed_in / sizeof *signed_in; i++) {
        struct answered answered = site_ask(site, "/search?q=owen+mar", signed_in[i]);
        assert_int_equal(answered.code, 0);
        assert_well_formed(answered.body);
        assert_true(says(answered.body, "href=\"/post/director-of-children\""));
        assert_true(says(answered.body, "Owen &lt;Marsh&gt;"));
        bool is_admin = signed_in[i] == ROLE_BIT(ADMINISTRATOR);
        assert_int_equal(count_links(answered.body, "/user/officer"), is_admin);
    }
    struct answered answered = site_ask(site, "/search?q=owen+mar", 0);
    assert_int_equal(answered.code, 0); /* names of users are not for the public */
    assert_false(says(answered.body, "director-of-children"));
    answered = site_ask(site, "/search?q=owen", LOOKER); /* nor of those who hold no post */
    assert_true(says(answered.body, "director-of-children"));
    assert_false(says(answered.body, "Idle"));
    assert_false(says(answered.body, "owen2"));
    assert_sent_to(site_send(site, "/post/director-of-children/retire", "", LEAD),
                   "/post/director-of-children/record?done=retired");
    answered = site_ask(site, "/search?q=owen", LOOKER);
    assert_false(says(answered.body, "director-of-children"));
    assert_false(says(answered.body, "Marsh"));
}

static void a_form_says_what_its_code_is_made_from_and_asks_why_once(void **state)
{
    (void)state;
    struct slice html = shown("/target/new");
    assert_true(says(html, "Left empty, one is made from what it is and a number, such as "
                           "target-2"));
    assert_true(says(html, ">Why this target <"));
    assert_true(says(html, ">Why <"));
    assert_sent_to(site_send(site, "/target/new",
                             "indicator=well-being&kind=target&period=2030&value=3", LEAD),
                   "/target/target/record?done=saved");
    assert_sent_to(site_send(site, "/target/new",
                             "indicator=well-being&kind=target&period=2031&value=3", LEAD),
                   "/target/target-2/record?done=saved");
    assert_true(says(shown("/commitment/new"), "Left empty, one is made from the title"));
}

/* Whether the select of this name has this option chosen. */
static bool is_chosen(struct slice html, const char *name, const char *code)
{
    char opens[100], option[100];
    snprintf(opens, sizeof opens, " name=\"%s\"", name);
    snprintf(option, sizeof option, "<option value=\"%s\" selected=\"selected\">", code);
    size_t from = slice_find(html, slice_from(opens));
    struct slice after = slice_sub(html, from, html.length);
    return says(slice_sub(after, 0, slice_find(after, SLICE("</select>"))), option);
}

static void what_belongs_to_a_record_is_added_from_its_page_and_leads_back(void **state)
{
    (void)state;
    static const struct {
        const char *page, *link;
    } pages[] = {
        {"/indicator/well-being", "/target/new?via=indicator%3Dwell-being\">Add a target<"},
        {"/indicator/well-being/record", "/target/new?via=indicator%3Dwell-being\""},
        {"/strategic_objective/safe-at-home",
         "/indicator/new?via=strategic_objective%3Dsafe-at-home\">Add an indicator<"},
        {"/strategic_objective/safe-at-home",
         "/accountability/new?via=strategic_objective%3Dsafe-at-home\">Add an accountable"},
        {"/priority/minds", "/commitment/new?via=priority%3Dminds\">Add a commitment<"},
        {"/commitment/help-2", "/commitment/new?via=part_of%3Dhelp-2\">Add a commitment<"},
        {"/post/director-of-children",
         "/accountability/new?via=post%3Ddirector-of-children\">Add an accountable"},
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (!says(shown(pages[i].page), pages[i].link))
            fail_msg("%s does not offer %s", pages[i].page, pages[i].link);
    struct slice html = shown("/target/new?via=indicator%3Dwell-being");
    assert_true(is_chosen(html, "indicator", "well-being"));
    assert_true(says(html, "href=\"/indicator/well-being\">Leave it as it was"));
    assert_sent_to(site_send(site, "/target/new?via=ignored",
                             "via=indicator%3Dwell-being&indicator=well-being&kind=target"
                             "&period=2030&value=3",
                             LEAD),
                   "/target/target/record?done=saved&via=indicator%3Dwell-being");
    html = shown("/target/target/record?done=saved&via=indicator%3Dwell-being");
    assert_true(says(html, "Back to <a class=\"govuk-link\" href=\"/indicator/well-being\">"));
    html = shown("/commitment/new?via=part_of%3Dhelp-2"); /* a part stands under its priority */
    assert_true(is_chosen(html, "part_of", "help-2"));
    assert_true(is_chosen(html, "priority", "help-before-harm"));
    html = given_back("/commitment/new", "via=part_of%3Dhelp-2&title=&priority=minds", 422);
    assert_true(says(html, "name=\"via\" value=\"part_of=help-2\""));
    assert_true(is_chosen(html, "priority", "minds")); /* what was typed stays */
}

static void a_way_by_which_nobody_came_fills_nothing_in(void **state)
{
    (void)state;
    static const char *const odd[] = {
        "",   "indicator",        "indicator=", "nosuch=x",        "kind=target", "value=3",
        "=x", "indicator=nosuch", "title=x",    "indicator=a%0Ab", "%3Cb%3E=1"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char target[100];
        snprintf(target, sizeof target, "/target/new?via=%s", odd[i]);
        struct slice html = shown(target);
        assert_false(says(html, "selected=\"selected\""));
    }
    assert_true(says(shown("/target/new?via=value%3D3"), "href=\"/records/target\">Leave it"));
    assert_sent_to(site_send(site, "/target/new",
                             "via=//evil.example&indicator=well-being&kind=target&period=2030"
                             "&value=3",
                             LEAD),
                   "/target/target/record?done=saved");
    assert_false(
        says(shown("/target/target/record?done=saved&via=indicator%3Dnosuch"), "Back to "));
    assert_false(says(shown("/target/target/record?via=indicator%3Dwell-being"), "Back to "));
}

static void who_may_add_nothing_is_offered_nothing(void **state)
{
    (void)state;
    static const char *const pages[] = {"/indicator/well-being", "/priority/minds",
                                        "/strategic_objective/safe-at-home", "/commitment/help-2",
                                        "/commitment/help-2/record"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        assert_false(says(site_ask(site, pages[i], 0).body, "/new?via="));
        assert_false(says(site_ask(site, pages[i], LOOKER).body, "/new?via="));
    }
    struct answered analyst =
        site_ask(site, "/strategic_objective/safe-at-home", ROLE_BIT(ANALYST));
    assert_true(says(analyst.body, "Add an indicator"));
    assert_false(says(analyst.body, "Add an accountable"));
    assert_sent_to(site_send(site, "/commitment/help-2/retire", "", LEAD),
                   "/commitment/help-2/record?done=retired");
    assert_false(says(shown("/commitment/help-2"), "/new?via=")); /* nothing is added to it now */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(roles_are_ticked_and_kept_with_a_space_between),
        TEST(users_are_led_to_for_whoever_lets_them_in),
        TEST(what_belongs_to_a_record_is_added_from_its_page_and_leads_back),
        TEST(a_way_by_which_nobody_came_fills_nothing_in),
        TEST(who_may_add_nothing_is_offered_nothing),
        TEST(a_post_is_held_by_a_name_for_whoever_is_signed_in),
        TEST(who_holds_a_post_and_who_changed_it_is_told_only_inside),
        TEST(a_post_is_found_by_its_holders_name_by_whoever_is_signed_in),
        TEST(a_form_says_what_its_code_is_made_from_and_asks_why_once),
        TEST(a_record_is_added_under_the_code_given_or_one_of_its_title),
        TEST(what_is_wrong_with_a_new_record_is_told_and_given_back),
        TEST(a_change_is_saved_with_its_reason_and_one_of_nothing_is_none),
        TEST(a_change_that_comes_second_is_shown_beside_the_first),
        TEST(a_change_without_its_version_or_with_a_wrong_field_is_given_back),
        TEST(who_may_not_change_it_changes_nothing),
        TEST(a_refusal_names_who_may),
        TEST(whoever_answers_for_a_commitment_says_how_it_goes_and_nothing_else),
        TEST(who_answered_once_or_holds_the_post_no_more_says_nothing),
        TEST(a_record_is_retired_once_and_comes_back_once),
        TEST(retiring_is_asked_first_and_names_what_refers_to_the_record),
        TEST(a_day_before_the_record_was_is_told_with_the_day_it_began),
        TEST(a_change_is_undone_by_its_number),
        TEST(undoing_the_change_that_made_a_record_is_asked_first),
        TEST(a_change_of_another_record_is_not_undone_from_here),
        TEST(a_password_that_changed_is_told_without_a_word_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
