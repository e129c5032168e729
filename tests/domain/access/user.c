/* Users by the command line, and the rules of passwords and sessions. */
#include "support/test.h"

#include <string.h>

#include "domain/access/access.h"
#include "domain/domain.h"

static char store_path_text[300];

static int set_up(void **state)
{
    static int number;
    (void)state;
    char command[600];
    snprintf(store_path_text, sizeof store_path_text, "%s/users-%d", scratch_folder(), number++);
    setenv("WEFT_STORE", store_path_text, 1);
    snprintf(command, sizeof command, "weft init >/dev/null");
    return run_command(command, NULL);
}

static int run(const char *command, struct buffer *out)
{
    buffer_clear(out);
    return run_command(command, out);
}

static struct json parsed(const struct buffer *out, struct arena *arena)
{
    struct json json;
    struct err err = {0};
    if (json_parse(buffer_slice(out), arena, &json, &err) < 0)
        fail_msg("%s: %s", err.message, buffer_text(out));
    return json;
}

static bool password_is(const char *user, struct slice password)
{
    CLEANUP(store_close) struct store *store = NULL;
    CLEANUP(arena_free) struct arena arena = ARENA;
    const char *hash = NULL;
    assert_int_equal(store_open(store_path_text, STORE_READ, &store, NULL), 0);
    return user_password_hash(store, slice_from(user), &arena, &hash, NULL) == 0 &&
           password_verify(hash, password);
}

static void a_user_is_added_with_a_password_that_is_shown_once(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    CLEANUP(arena_free) struct arena arena = ARENA;
    assert_int_equal(run("weft user add ann --name 'Ann Smith' --role analyst --role "
                         "governance-lead --json",
                         &out),
                     0);
    struct json json = parsed(&out, &arena);
    assert_slice(json_get(&json, "user")->text, "ann");
    assert_slice(json_get(&json, "name")->text, "Ann Smith");
    assert_int_equal(json_get(&json, "roles")->count, 2);
    struct slice password = json_get(&json, "password")->text;
    assert_int_equal(password.length, 20);
    assert_true(password_is("ann", password));
    assert_int_equal(run("weft user list --json", &out), 0);
    assert_int_equal(slice_find(buffer_slice(&out), password), out.length);
    assert_int_equal(run("weft export user; weft log --json; strings $WEFT_STORE* || true", &out),
                     0);
    assert_int_equal(slice_find(buffer_slice(&out), password), out.length);
    assert_int_equal(run("weft export user", &out), 0);
    assert_string_equal(buffer_text(&out),
                        "code,name,roles\r\nann,Ann Smith,analyst governance-lead\r\n");
}

static void a_password_comes_from_a_file_or_standard_input(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    assert_int_equal(
        run("echo 'three blind mice' | weft user add ann --role analyst --password-file -", &out),
        0);
    assert_int_equal(slice_find(buffer_slice(&out), SLICE("blind")), out.length);
    assert_true(password_is("ann", SLICE("three blind mice")));
    assert_int_equal(run("f=$(mktemp); printf 'see how they run\\r\\nmore' >$f; "
                         "weft user password ann --password-file $f; e=$?; rm $f; exit $e",
                         &out),
                     0);
    assert_true(password_is("ann", SLICE("see how they run")));
}

static void what_is_wrong_is_refused_and_nothing_changes(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    static const struct {
        const char *command;
        int exit_code;
    } wrong[] = {
        {"weft user add bob --role boss 2>&1", 1},
        {"weft user add bob --role anyone 2>&1", 1},
        {"weft user add ann --role analyst 2>&1", 1},
        {"weft user add carl 2>&1", 2},
        {"weft user retire ann --role analyst 2>&1", 2},
        {"weft user add '' --role analyst 2>&1", 1},
        {"echo short | weft user add bob --role analyst --password-file - 2>&1", 1},
        {"echo aaaaaaaaaaaaaaa | weft user add bob --role analyst --password-file - 2>&1", 1},
        {"echo bob-bob-1234567 | weft user add bob --role analyst --password-file - 2>&1", 1},
        {"weft user add bob --role analyst --password-file /nowhere 2>&1", 1},
        {"weft user role nobody --role analyst 2>&1", 1},
        {"weft user retire nobody 2>&1", 1},
        {"weft user password nobody 2>&1", 1},
        {"weft user token nobody 2>&1", 1},
        {"weft user token ann --days 0 2>&1", 2},
        {"weft user token ann --days 4000 2>&1", 2},
        {"weft user add bob --role 2>&1", 2},
        {"weft user add bob --password secret 2>&1", 2},
        {"weft user add 2>&1", 2},
        {"weft user unicorn ann 2>&1", 2},
        {"weft user 2>&1", 2},
        {"WEFT_STORE= weft user list 2>&1", 2},
        {"WEFT_STORE=/nowhere/city weft user list 2>&1", 1},
        {"WEFT_STORE=/nowhere/city weft user add bob --role analyst 2>&1", 1},
    };
    assert_int_equal(run("weft user add ann --role contributor", &out), 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (run(wrong[i].command, &out) != wrong[i].exit_code)
            fail_msg("%s: %s", wrong[i].command, buffer_text(&out));
    assert_int_equal(run("weft user list", &out), 0);
    assert_string_equal(buffer_text(&out), "ann\tann\tcontributor\n");
}

/* Where the answer cannot be written (a full disk, no output, a reader that has gone), nobody has
 * seen the secret. */
static void what_cannot_be_told_is_not_done(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    static const char *const nowhere[] = {">/dev/full", ">&-", "--json >/dev/full"};
    assert_int_equal(run("weft user add ann --role analyst --json | jq -r .password", &out), 0);
    struct slice password = slice_trim(buffer_slice(&out));
    char kept[32], command[200];
    snprintf(kept, sizeof kept, "%.*s", SLICE_PRINT(password));
    for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++) {
        snprintf(command, sizeof command, "weft user add bob --role analyst %s", nowhere[i]);
        assert_int_equal(run(command, &out), 1);
        snprintf(command, sizeof command, "weft user password ann %s", nowhere[i]);
        assert_int_equal(run(command, &out), 1);
        snprintf(command, sizeof command, "weft user retire ann %s", nowhere[i]);
        assert_int_equal(run(command, &out), 1);
        assert_true(password_is("ann", slice_from(kept)));
    }
    assert_int_equal(run("weft user list --json | jq -c 'map([.user, .retired])'", &out), 0);
    assert_string_equal(buffer_text(&out), "[[\"ann\",false]]\n");
    assert_int_equal(run("weft check && weft log verify", &out), 0);
    assert_int_equal(run("weft user add bob --role analyst --json | jq -r .password", &out), 0);
    assert_true(password_is("bob", slice_trim(buffer_slice(&out))));
}

static void a_user_is_retired_and_comes_back_and_is_never_deleted(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    CLEANUP(arena_free) struct arena arena = ARENA;
    assert_int_equal(run("weft user add ann --role analyst && weft user token ann", &out), 0);
    assert_int_equal(run("weft user retire ann --json", &out), 0);
    struct json json = parsed(&out, &arena);
    assert_true(json_get(&json, "retired")->boolean);
    CLEANUP(store_close) struct store *store = NULL;
    int64_t sessions = -1;
    assert_int_equal(store_open(store_path_text, STORE_READ, &store, NULL), 0);
    assert_int_equal(store_ask_integer(store, "SELECT count(*) FROM session", &sessions, NULL), 0);
    assert_int_equal(sessions, 0);
    assert_int_equal(run("weft user token ann 2>&1", &out), 1);
    assert_int_equal(run("weft user add ann --role analyst 2>&1", &out),
                     1); /* the name is theirs for ever */
    assert_int_equal(run("weft user restore ann && weft user role ann --role contributor", &out),
                     0);
    assert_int_equal(run("weft user list", &out), 0);
    assert_string_equal(buffer_text(&out), "ann\tann\tcontributor\n");
    assert_int_equal(run("weft check && weft log verify", &out), 0);
}

static void all_users_are_listed_with_what_they_may_and_no_secret(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    CLEANUP(arena_free) struct arena arena = ARENA;
    assert_int_equal(run("weft user list --json", &out), 0);
    assert_string_equal(buffer_text(&out), "[]\n");
    assert_int_equal(run("weft user list", &out), 0);
    assert_string_equal(buffer_text(&out), "");
    assert_int_equal(run("weft user add bob --role contributor && weft user add ann --name 'Ann "
                         "\"A\" Smith' --role analyst --role administrator && "
                         "weft user retire bob",
                         &out),
                     0);
    assert_int_equal(run("weft user list", &out), 0);
    assert_string_equal(buffer_text(&out), "ann\tAnn \"A\" Smith\tanalyst administrator\n"
                                           "bob\tbob\tcontributor\tretired\n");
    assert_int_equal(run("weft user list --json", &out), 0);
    struct json json = parsed(&out, &arena);
    assert_int_equal(json.count, 2);
    assert_slice(json_get(&json.items[0], "name")->text, "Ann \"A\" Smith");
    assert_int_equal(json_get(&json.items[0], "roles")->count, 2);
    assert_false(json_get(&json.items[0], "retired")->boolean);
    assert_slice(json_get(&json.items[1], "user")->text, "bob");
    assert_true(json_get(&json.items[1], "retired")->boolean);
    assert_null(json_get(&json.items[0], "password"));
}

/* Closed in order, a store is one file: what a copy of it alone would miss is in it. */
static void a_command_leaves_the_store_in_one_file(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    static const char *const commands[] = {"weft user add ann --role analyst",
                                           "weft user token ann --days 1",
                                           "weft user role nobody --role analyst 2>&1 || true"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        assert_int_equal(run(commands[i], &out), 0);
        assert_int_equal(run("ls -d $WEFT_STORE* | wc -l", &out), 0);
        assert_string_equal(buffer_text(&out), "1\n");
    }
}

static void who_is_retired_has_no_password_to_sign_in_with(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    assert_int_equal(
        run("echo 'three blind mice' | weft user add ann --role analyst --password-file -", &out),
        0);
    assert_true(password_is("ann", SLICE("three blind mice")));
    assert_int_equal(run("weft user retire ann", &out), 0);
    assert_false(password_is("ann", SLICE("three blind mice")));
    assert_int_equal(run("weft user restore ann", &out), 0);
    assert_true(password_is("ann", SLICE("three blind mice")));
}

static void a_new_password_ends_the_sessions_and_tokens_of_its_user_alone(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    CLEANUP(store_close) struct store *store = NULL;
    int64_t anns = -1, others = -1;
    assert_int_equal(run("for u in ann bob; do weft user add $u --role analyst && weft user token "
                         "$u; done; echo 'three blind mice' | weft user password ann "
                         "--password-file -",
                         &out),
                     0);
    assert_int_equal(store_open(store_path_text, STORE_READ, &store, NULL), 0);
    store_ask_integer(store, "SELECT count(*) FROM session WHERE user = 'ann'", &anns, NULL);
    store_ask_integer(store, "SELECT count(*) FROM session WHERE user = 'bob'", &others, NULL);
    assert_int_equal(anns, 0);
    assert_int_equal(others, 1);
}

/* --- sessions ----------------------------------------------------------------------------- */

static const int64_t second_us = 1000000;

static int find(struct writer *writer, const char *secret, enum session_kind kind, int64_t at_us,
                struct session *session, struct slice *user)
{
    static struct arena arena;
    arena_reset(&arena);
    return session_find(writer->store, slice_from(secret), kind, at_us, &arena, session, user,
                        NULL);
}

static void a_session_has_its_limits(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    CLEANUP(writer_close) struct writer *writer = NULL;
    struct session session;
    struct slice user;
    struct err err = {0};
    assert_int_equal(run("weft user add ann --role analyst", &out), 0);
    assert_int_equal(writer_open(store_path_text, STORE_WRITE, &weft_registry, &writer, &err), 0);
    setenv("WEFT_NOW", "2026-10-01T12:00:00", 1);
    int64_t now_us = clock_now_us();
    assert_int_equal(session_begin(writer, SLICE("s"), SESSION_BROWSER, SLICE("ann"),
                                   SESSION_LASTS_S, SLICE("a=b"), &err),
                     0);
    assert_int_equal(session_begin(writer, SLICE("t"), SESSION_TOKEN, SLICE("ann"), 7 * 86400,
                                   (struct slice){0}, &err),
                     0);
    assert_int_equal(find(writer, "s", SESSION_BROWSER, now_us + second_us, &session, &user), 0);
    assert_slice(session.user, "ann");
    assert_int_equal(session.roles, ROLE_BIT(ANYONE) | ROLE_BIT(ANALYST));
    assert_true(session.has_kept);
    assert_false(session.touch_due);
    assert_int_equal(find(writer, "s", SESSION_BROWSER, now_us + 400 * second_us, &session, &user),
                     0);
    assert_true(session.touch_due);
    static const struct {
        const char *secret;
        enum session_kind kind;
        int64_t after_s;
        bool live;
    } looks[] = {
        {"s", SESSION_BROWSER, SESSION_IDLE_S - 1, true},
        {"s", SESSION_BROWSER, SESSION_IDLE_S + 1, false},
        {"s", SESSION_TOKEN, 1, false}, /* a cookie is no token, nor a token a cookie */
        {"t", SESSION_BROWSER, 1, false},
        {"t", SESSION_TOKEN, 7 * 86400 - 1, true},
        {"t", SESSION_TOKEN, 7 * 86400 + 1, false},
        {"", SESSION_BROWSER, 1, false},
        {"u", SESSION_BROWSER, 1, false},
    };
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
        assert_int_equal(find(writer, looks[i].secret, looks[i].kind,
                              now_us + looks[i].after_s * second_us, &session, &user),
                         looks[i].live ? 0 : ERR_NOT_FOUND);
    assert_int_equal(
        find(writer, "s", SESSION_BROWSER, now_us + 90000 * second_us, &session, &user),
        ERR_NOT_FOUND);
    assert_slice(user, "ann"); /* whose it was */
    unsetenv("WEFT_NOW");
}

static int64_t asked(struct writer *writer, const char *sql)
{
    int64_t number = -1;
    assert_int_equal(store_ask_integer(writer->store, sql, &number, NULL), 0);
    return number;
}

static void changed(struct writer *writer, const char *sql)
{
    struct err err = {0};
    if (store_run(writer->store, sql, &err) < 0)
        fail_msg("%s: %s", sql, err.message);
}

static void begun(struct writer *writer, const char *secret, enum session_kind kind,
                  int64_t lasts_s)
{
    assert_int_equal(
        session_begin(writer, slice_from(secret), kind, SLICE("ann"), lasts_s, SLICE("a=b"), NULL),
        0);
}

static void a_session_lives_to_the_last_microsecond_of_its_limits(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    CLEANUP(writer_close) struct writer *writer = NULL;
    struct session session;
    struct slice user;
    assert_int_equal(run("weft user add ann --role analyst", &out), 0);
    assert_int_equal(writer_open(store_path_text, STORE_WRITE, &weft_registry, &writer, NULL), 0);
    begun(writer, "s", SESSION_BROWSER, SESSION_LASTS_S);
    int64_t began_us = asked(writer, "SELECT began FROM session");
    int64_t idle_us = began_us + 3600 * second_us, due_us = began_us + 300 * second_us;
    int64_t ends_us = began_us + 43200 * second_us;
    assert_int_equal(asked(writer, "SELECT ends FROM session"), ends_us);
    assert_int_equal(find(writer, "s", SESSION_BROWSER, idle_us, &session, &user), 0);
    assert_int_equal(find(writer, "s", SESSION_BROWSER, idle_us + 1, &session, &user),
                     ERR_NOT_FOUND);
    assert_int_equal(find(writer, "s", SESSION_BROWSER, due_us, &session, &user), 0);
    assert_false(session.touch_due);
    assert_int_equal(find(writer, "s", SESSION_BROWSER, due_us + 1, &session, &user), 0);
    assert_true(session.touch_due);
    changed(writer, "UPDATE session SET seen = ends"); /* in use to the end */
    assert_int_equal(find(writer, "s", SESSION_BROWSER, ends_us, &session, &user), 0);
    assert_int_equal(find(writer, "s", SESSION_BROWSER, ends_us + 1, &session, &user),
                     ERR_NOT_FOUND);
    assert_slice(user, "ann");
    changed(writer,
            "UPDATE session SET kind = 1, seen = 0"); /* a token rests as long as it likes */
    assert_int_equal(find(writer, "s", SESSION_TOKEN, ends_us, &session, &user), 0);
    assert_int_equal(find(writer, "s", SESSION_TOKEN, ends_us + 1, &session, &user), ERR_NOT_FOUND);
}

static void an_ended_session_is_remembered_for_a_week_and_then_swept(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    CLEANUP(writer_close) struct writer *writer = NULL;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct digest digest = digest_of(SLICE("old"));
    struct session session;
    struct slice user, kept;
    assert_int_equal(run("weft user add ann --role analyst", &out), 0);
    assert_int_equal(writer_open(store_path_text, STORE_WRITE, &weft_registry, &writer, NULL), 0);
    begun(writer, "old", SESSION_BROWSER, 60);
    /* A minute less than a week ago, and a minute more. */
    changed(writer, "UPDATE session SET ends = began - (7 * 86400 - 60) * 1000000");
    begun(writer, "second", SESSION_BROWSER, 60);
    assert_int_equal(find(writer, "old", SESSION_BROWSER, clock_now_us(), &session, &user),
                     ERR_NOT_FOUND);
    assert_slice(user, "ann");
    assert_int_equal(session_kept(writer->store, &digest, &arena, &kept, NULL), 0);
    assert_slice(kept, "a=b");
    changed(writer, "UPDATE session SET ends = began - (7 * 86400 + 60) * 1000000 "
                    "WHERE ends < began");
    begun(writer, "third", SESSION_BROWSER, 60);
    assert_int_equal(find(writer, "old", SESSION_BROWSER, clock_now_us(), &session, &user),
                     ERR_NOT_FOUND);
    assert_int_equal(user.length, 0);
    assert_int_equal(session_kept(writer->store, &digest, &arena, &kept, NULL), 0);
    assert_int_equal(kept.length, 0);
    assert_int_equal(asked(writer, "SELECT count(*) FROM session"), 2);
}

static void all_sessions_of_a_user_end_but_the_one_that_is_kept(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    CLEANUP(writer_close) struct writer *writer = NULL;
    struct digest kept = digest_of(SLICE("here")), nobodys = digest_of(SLICE("nobody's"));
    struct session session;
    struct slice user;
    assert_int_equal(run("weft user add ann --role analyst", &out), 0);
    assert_int_equal(writer_open(store_path_text, STORE_WRITE, &weft_registry, &writer, NULL), 0);
    begun(writer, "here", SESSION_BROWSER, 60);
    begun(writer, "there", SESSION_BROWSER, 60);
    begun(writer, "program", SESSION_TOKEN, 60);
    assert_int_equal(session_end_all(writer, SLICE("bob"), NULL, NULL), 0);
    assert_int_equal(asked(writer, "SELECT count(*) FROM session"), 3);
    assert_int_equal(session_end_all(writer, SLICE("ann"), &kept, NULL), 0);
    assert_int_equal(asked(writer, "SELECT count(*) FROM session"), 1);
    assert_int_equal(find(writer, "here", SESSION_BROWSER, clock_now_us(), &session, &user), 0);
    assert_int_equal(session_end_all(writer, SLICE("ann"), &nobodys, NULL), 0);
    assert_int_equal(asked(writer, "SELECT count(*) FROM session"), 0);
}

static void what_waits_in_a_session_goes_with_it(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    CLEANUP(writer_close) struct writer *writer = NULL;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct digest digest = digest_of(SLICE("s"));
    struct slice kept, user;
    struct session session;
    struct err err = {0};
    assert_int_equal(run("weft user add ann --role contributor", &out), 0);
    assert_int_equal(writer_open(store_path_text, STORE_WRITE, &weft_registry, &writer, &err), 0);
    assert_int_equal(session_begin(writer, SLICE("s"), SESSION_BROWSER, SLICE("ann"), 60,
                                   SLICE("title=A%26B"), &err),
                     0);
    assert_int_equal(session_kept(writer->store, &digest, &arena, &kept, &err), 0);
    assert_slice(kept, "title=A%26B");
    assert_int_equal(session_keep(writer, &digest, (struct slice){0}, &err), 0);
    assert_int_equal(session_kept(writer->store, &digest, &arena, &kept, &err), 0);
    assert_int_equal(kept.length, 0);
    assert_int_equal(session_end(writer, &digest, &err), 0);
    assert_int_equal(find(writer, "s", SESSION_BROWSER, clock_now_us(), &session, &user),
                     ERR_NOT_FOUND);
}

static void roles_are_read_and_nothing_else(void **state)
{
    (void)state;
    assert_int_equal(user_roles(SLICE("")), ROLE_BIT(ANYONE));
    assert_int_equal(user_roles(SLICE("analyst  administrator")),
                     ROLE_BIT(ANYONE) | ROLE_BIT(ANALYST) | ROLE_BIT(ADMINISTRATOR));
    assert_int_equal(user_roles(SLICE("Analyst analyst,boss anyone")), ROLE_BIT(ANYONE));
}

static void what_is_sealed_is_opened_by_its_key_alone(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct secret_key key, other;
    struct slice text;
    secret_bytes(&key, sizeof key);
    secret_bytes(&other, sizeof other);
    struct slice sealed = secret_seal(&key, SLICE("a form"), &arena);
    assert_true(secret_open(&key, sealed, &arena, &text));
    assert_slice(text, "a form");
    assert_false(secret_open(&other, sealed, &arena, &text));
    for (size_t i = 0; i < sealed.length; i++) {
        char *bent = arena_string(&arena, sealed);
        bent[i] = bent[i] == 'A' ? 'B' : 'A';
        assert_false(secret_open(&key, (struct slice){bent, sealed.length}, &arena, &text) &&
                     !slice_is(text, "a form"));
        assert_false(secret_open(&key, slice_sub(sealed, 0, i), &arena, &text));
    }
    assert_false(secret_open(&key, SLICE("no base64 at all!"), &arena, &text));
}

/* The last change of all, which is the user's, taken back as the house may. */
static int undo_last(const char *user, struct err *err)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct faults faults = faults_in(&arena);
    struct actor house = actor_house("test");
    struct record record;
    int64_t version = 0;
    assert_int_equal(writer_open(store_path_text, STORE_WRITE, &weft_registry, &writer, err), 0);
    assert_int_equal(
        record_load(writer->store, &user_entity, slice_from(user), &arena, &record, err), 0);
    int64_t change = asked(writer, "SELECT max(id) FROM change");
    assert_int_equal(writer_begin(writer, err), 0);
    int code = history_undo(writer, &record, change, &house, &version, &faults, err);
    assert_int_equal(writer_commit(writer, NULL), 0);
    return code;
}

static const char only_one[] = "is the only administrator, and without one nobody could let others "
                               "in. Give somebody else the role administrator first.";

static void somebody_is_always_left_who_can_let_others_in(void **state)
{
    (void)state;
    static const char *const refused[] = {
        "weft user retire ann 2>&1", "weft user role ann --role contributor 2>&1",
        "weft user role ann --role contributor --role analyst 2>&1"};
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    assert_int_equal(run("weft user add ann --role analyst --role administrator && "
                         "weft user add bob --role administrator && weft user retire bob && "
                         "weft user add carl --role analyst",
                         &out),
                     0); /* one of two may go; who is retired is none of them */
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_int_equal(run(refused[i], &out), 1);
        if (!strstr(buffer_text(&out), only_one))
            fail_msg("%s: %s", refused[i], buffer_text(&out));
        assert_int_equal(run("weft user list", &out), 0);
        assert_string_equal(buffer_text(&out), "ann\tann\tanalyst administrator\n"
                                               "bob\tbob\tadministrator\tretired\n"
                                               "carl\tcarl\tanalyst\n");
    }
    assert_int_equal(run("weft user role ann --role administrator && weft user restore bob && "
                         "weft user retire ann && weft user role carl --role administrator && "
                         "weft user retire bob && weft user role bob --role contributor && "
                         "weft check",
                         &out),
                     0);
    assert_int_equal(run("weft user retire carl 2>&1", &out), 1);
}

static void undoing_leaves_an_administrator_too(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    struct err err = {0};
    assert_int_equal(run("weft user add ann --role administrator", &out), 0);
    assert_int_equal(undo_last("ann", &err), ERR_CONFLICT); /* that she was added */
    assert_non_null(strstr(err.message, only_one));
    assert_int_equal(run("weft user add bob --role analyst && weft user retire ann 2>&1", &out), 1);
    assert_int_equal(run("weft user role bob --role administrator && weft user role ann --role "
                         "analyst && weft user role ann --role administrator",
                         &out),
                     0);
    assert_int_equal(undo_last("ann", &err), 1); /* there is bob */
    assert_int_equal(run("weft user role ann --role administrator && weft user role bob --role "
                         "analyst && weft user role ann --role administrator --role analyst",
                         &out),
                     0);
    assert_int_equal(undo_last("ann", &err), 1); /* she keeps the role that counts */
    assert_int_equal(run("weft user role bob --role administrator && weft user retire ann", &out),
                     0);
    assert_int_equal(undo_last("ann", &err), 1);
    assert_int_equal(run("weft user retire ann && weft user role bob --role analyst 2>&1", &out),
                     1);
    assert_non_null(strstr(buffer_text(&out), only_one));
}

static void a_role_is_not_undone_that_nobody_else_has(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    struct err err = {0};
    assert_int_equal(run("weft user add ann --role analyst && weft user role ann --role "
                         "administrator",
                         &out),
                     0);
    assert_int_equal(undo_last("ann", &err), ERR_RANGE);
    assert_non_null(strstr(err.message, only_one));
    assert_int_equal(run("weft user list", &out), 0);
    assert_string_equal(buffer_text(&out), "ann\tann\tadministrator\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, set_up)
    const struct CMUnitTest tests[] = {
        TEST(a_user_is_added_with_a_password_that_is_shown_once),
        TEST(a_password_comes_from_a_file_or_standard_input),
        TEST(what_is_wrong_is_refused_and_nothing_changes),
        TEST(what_cannot_be_told_is_not_done),
        TEST(a_user_is_retired_and_comes_back_and_is_never_deleted),
        TEST(all_users_are_listed_with_what_they_may_and_no_secret),
        TEST(a_command_leaves_the_store_in_one_file),
        TEST(who_is_retired_has_no_password_to_sign_in_with),
        TEST(a_new_password_ends_the_sessions_and_tokens_of_its_user_alone),
        TEST(a_session_has_its_limits),
        TEST(a_session_lives_to_the_last_microsecond_of_its_limits),
        TEST(an_ended_session_is_remembered_for_a_week_and_then_swept),
        TEST(all_sessions_of_a_user_end_but_the_one_that_is_kept),
        TEST(what_waits_in_a_session_goes_with_it),
        TEST(roles_are_read_and_nothing_else),
        TEST(what_is_sealed_is_opened_by_its_key_alone),
        TEST(somebody_is_always_left_who_can_let_others_in),
        TEST(undoing_leaves_an_administrator_too),
        TEST(a_role_is_not_undone_that_nobody_else_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
