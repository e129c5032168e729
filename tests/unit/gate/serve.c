/* The gate with pages of its own: routes, permission, actions, sign-in, and pages kept. */
#include "support/client.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "domain/access/access.h"
#include "gate/gate.h"

/* --- a small partnership ------------------------------------------------------------------ */

static const struct field promise_fields[] = {
    TEXT("title", .label = "Title", .required = true, .searchable = true),
};

static const struct entity promise_entity = {
    .name = "promise",
    .label = "Promise",
    .plural = "Promises",
    .sensitivity = PUBLIC,
    .fields = FIELDS(promise_fields),
    .grants = GRANTS({ANYONE, READ}, {ANALYST, READ | WRITE}),
    .title = "title",
};

static const struct entity *const entities[] = {&promise_entity, &user_entity};
static const char *const tables[] = {access_tables, NULL};
static const struct registry registry = {entities, 2, tables};

static const char password[] = "three blind mice";

/* --- its pages ---------------------------------------------------------------------------- */

static _Atomic int home_calls;

static int home_page(struct request *request, struct response *response)
{
    buffer_printf(&response->body, "home %d for %.*s", ++home_calls,
                  SLICE_PRINT(request->user_name));
    return 0;
}

static int daily_page(struct request *request, struct response *response)
{
    char today[DATE_TEXT_SIZE];
    date_format(request->today, today);
    response->depends = DEPENDS_ON_DAY;
    buffer_printf(&response->body, "%s %d", today, ++home_calls);
    return 0;
}

static int promise_page(struct request *request, struct response *response)
{
    struct record record;
    int code = record_get(request->reader, request->entity, request->code, &request->actor,
                          request->arena, &record, &request->err);
    if (code == 0)
        buffer_printf(&response->body, "%.*s %lld", SLICE_PRINT(record_title(&record)),
                      (long long)record.version);
    return code;
}

static int new_page(struct request *request, struct response *response)
{
    (void)request;
    buffer_string(&response->body, "a new promise");
    return 0;
}

static int generic_page(struct request *request, struct response *response)
{
    buffer_printf(&response->body, "generic %s “%.*s” %.*s", request->entity->name,
                  SLICE_PRINT(request->code), SLICE_PRINT(request_parameter(request, "part")));
    return 0;
}

/* Saves, and then, where the title is "fail", finds that it cannot be. */
static int promise_save(struct request *request, struct response *response)
{
    struct form form;
    struct record record;
    int64_t version = 0;
    int found = record_get(request->reader, request->entity, request->code, &request->actor,
                           request->arena, &record, NULL);
    form_read(request->entity, request_form_pairs(request), found == 0 ? &record : NULL,
              request->arena, &form);
    form.record.code = request->code;
    int code = form_save(request->writer, &form, &request->actor, &version, &request->err);
    if (code >= 0 && slice_is(request_form(request, "title"), "fail"))
        return err_set(&request->err, ERR_CONFLICT, NULL, "Not this one.");
    if (code < 0)
        return code;
    response_redirect(response, request->path);
    return 0;
}

static int edit_page(struct request *request, struct response *response)
{
    buffer_printf(&response->body, "typed “%.*s” csrf=%.*s",
                  SLICE_PRINT(request_form(request, "title")),
                  SLICE_PRINT(request_csrf(request, response)));
    return 0;
}

static int sign_in_page(struct request *request, struct response *response)
{
    buffer_printf(&response->body, "csrf=%.*s", SLICE_PRINT(request_csrf(request, response)));
    return 0;
}

static int sign_in(struct request *request, struct response *response)
{
    struct slice next;
    int code = gate_sign_in(request, response, request_form(request, "name"),
                            request_form(request, "password"), &next);
    if (code == 0)
        response_redirect(response, next);
    return code;
}

static int sign_out(struct request *request, struct response *response)
{
    int code = gate_sign_out(request, response);
    if (code == 0)
        response_redirect(response, SLICE("/"));
    return code;
}

static int change_password(struct request *request, struct response *response)
{
    int code = gate_change_password(request, request_form(request, "old_password"),
                                    request_form(request, "new_password"));
    if (code == 0)
        buffer_string(&response->body, "changed");
    return code;
}

static int upload(struct request *request, struct response *response)
{
    const struct http_file *file = request_file(request, "file");
    buffer_printf(&response->body, "%zu bytes", file ? (size_t)file->size : 0);
    return 0;
}

/* What the page's own connection says to a look at the tables of people. */
static int peek_page(struct request *request, struct response *response)
{
    static const char *const looks[] = {"SELECT count(*) FROM user WHERE id > 0",
                                        "SELECT count(*) FROM session WHERE kind >= 0",
                                        "SELECT count(*) FROM change WHERE id > 0"};
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        int64_t count = -1;
        struct err err = {0};
        int code = store_ask_integer(request->reader, looks[i], &count, &err);
        buffer_printf(&response->body, "%s ", code < 0 ? "refused" : "read");
    }
    return 0;
}

static int broken_page(struct request *request, struct response *response)
{
    (void)response;
    return err_set(&request->err, ERR_STORE, NULL, "The disk at /secret/place is on fire.");
}

static const struct page pages[] = {
    PAGE("/", home_page, FOR_ANYONE, READ),
    PAGE("/daily", daily_page, FOR_ANYONE, READ),
    PAGE("/:entity/:code", generic_page, ":entity", READ),
    PAGE("/:entity/:code/:part", generic_page, ":entity", READ),
    PAGE("/promise/:code", promise_page, "promise", READ),
    PAGE("/promise/new", new_page, "promise", CREATE),
    ACTION("/promise/:code", promise_save, "promise", UPDATE),
    PAGE("/edit", edit_page, FOR_SIGNED_IN, READ),
    PAGE("/users", home_page, "user", READ),
    PAGE("/sign-in", sign_in_page, FOR_ANYONE, READ),
    SLOW("/sign-in", sign_in, FOR_ANYONE, READ),
    ACTION("/sign-out", sign_out, FOR_SIGNED_IN, READ),
    SLOW("/password", change_password, FOR_SIGNED_IN, READ),
    UPLOAD("/upload", upload, "promise", CREATE),
    PAGE("/peek", peek_page, FOR_ANYONE, READ),
    PAGE("/broken", broken_page, FOR_ANYONE, READ),
};

static void error_page(struct request *request, struct response *response, int status)
{
    buffer_printf(&response->body, "%d: %s kept=%.*s", status, request->err.message,
                  (int)request->kept.length, request->kept.length ? request->kept.data : "");
}

static const struct page_table page_tables[] = {PAGES(pages)};
static const struct room rooms[] = {
    {.prefix = "", .tables = page_tables, .table_count = 1, .error = error_page}};

/* --- the fixture -------------------------------------------------------------------------- */

struct fixture {
    struct gate *gate;
    const char *address;
    char path[300];
    struct arena arena;
    char logged[600];
};

static void note(void *context, const char *line)
{
    struct fixture *fixture = context;
    snprintf(fixture->logged, sizeof fixture->logged, "%s", line);
}

static void add_user(struct fixture *fixture, struct writer *writer, const char *name,
                     const char *roles)
{
    static char hash[PASSWORD_HASH_SIZE]; /* the same for all: making one takes 0.1 s */
    if (!hash[0])
        assert_int_equal(password_hash(slice_from(password), hash), 0);
    struct actor house = actor_house("test");
    struct record record = record_new(&user_entity, slice_from(name), &fixture->arena);
    *record_value(&record, "name") = value_text(slice_from(name));
    *record_value(&record, "roles") = value_text(slice_from(roles));
    *record_value(&record, "password") = value_text(slice_from(hash));
    struct faults faults = faults_in(&fixture->arena);
    struct save save = {.record = &record, .actor = &house};
    int64_t version;
    struct err err = {0};
    assert_int_equal(writer_begin(writer, &err), 0);
    if (record_save(writer, &save, &version, &faults, &err) != 1)
        fail_msg("%s", err.message);
    assert_int_equal(writer_commit(writer, &err), 0);
}

/* As another process would: by a connection of its own. */
static void save_promise(struct fixture *fixture, const char *code, const char *title)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    struct err err = {0};
    struct actor house = actor_house("test");
    struct faults faults = faults_in(&fixture->arena);
    if (writer_open(fixture->path, STORE_WRITE, &registry, &writer, &err) < 0)
        fail_msg("%s", err.message);
    struct record record;
    if (record_load(writer->store, &promise_entity, slice_from(code), &fixture->arena, &record,
                    &err) < 0)
        record = record_new(&promise_entity, slice_from(code), &fixture->arena);
    *record_value(&record, "title") = value_text(slice_from(title));
    struct save save = {.record = &record, .base_version = record.version, .actor = &house};
    int64_t version;
    assert_int_equal(writer_begin(writer, &err), 0);
    if (record_save(writer, &save, &version, &faults, &err) < 0)
        fail_msg("%s", err.message);
    assert_int_equal(writer_commit(writer, &err), 0);
}

static int set_up(void **state)
{
    static int number;
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct err err = {0};
    CLEANUP(writer_close) struct writer *writer = NULL;
    snprintf(fixture->path, sizeof fixture->path, "%s/gate-%d", scratch_folder(), number++);
    if (writer_open(fixture->path, STORE_CREATE, &registry, &writer, &err) < 0)
        fail_msg("%s", err.message);
    add_user(fixture, writer, "ann", "analyst");
    add_user(fixture, writer, "root", "administrator");
    add_user(fixture, writer, "carl", "contributor");
    save_promise(fixture, "a", "Safe homes");
    struct gate_options options = {.store = fixture->path,
                                   .registry = &registry,
                                   .rooms = rooms,
                                   .room_count = 1,
                                   .http = {.listen = "127.0.0.1:0", .threads = 2},
                                   .log = note,
                                   .log_context = fixture};
    if (gate_start(&options, &fixture->gate, &err) < 0)
        fail_msg("%s", err.message);
    fixture->address = gate_listening(fixture->gate);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    if (fixture->gate)
        gate_stop(&fixture->gate);
    arena_free(&fixture->arena);
    free(fixture);
    return 0;
}

static struct reply ask(struct fixture *fixture, const char *method_target, const char *headers,
                        const char *body)
{
    return client_ask(fixture->address, &fixture->arena, method_target, headers, body);
}

static struct reply get(struct fixture *fixture, const char *target, const char *cookie)
{
    struct arena *arena = &fixture->arena;
    return ask(fixture, arena_printf(arena, "GET %s", target),
               cookie[0] ? arena_printf(arena, "Cookie: %s\r\n", cookie) : "", NULL);
}

/* Post a form as a browser does from a page of ours. */
static struct reply post(struct fixture *fixture, const char *target, const char *cookie,
                         const char *csrf, const char *form)
{
    struct arena *arena = &fixture->arena;
    return ask(fixture, arena_printf(arena, "POST %s", target),
               arena_printf(arena,
                            "Content-Type: application/x-www-form-urlencoded\r\n"
                            "Origin: http://%s\r\nReferer: http://%s/edit\r\n%s%s%s",
                            fixture->address, fixture->address, cookie[0] ? "Cookie: " : "", cookie,
                            cookie[0] ? "\r\n" : ""),
               arena_printf(arena, "%s&csrf=%s", form, csrf));
}

static const char *csrf_in(struct fixture *fixture, const struct reply *reply)
{
    size_t at = slice_find(reply->body, SLICE("csrf="));
    return arena_string(&fixture->arena, slice_sub(reply->body, at + 5, at + 5 + 64));
}

struct visitor {
    const char *cookie, *csrf;
};

static struct reply try_sign_in(struct fixture *fixture, const char *name, const char *given,
                                const char *more)
{
    struct reply page = get(fixture, "/sign-in", "");
    const char *guest = reply_cookie(&page, "weft-guest", &fixture->arena);
    assert_true(guest[0]);
    return post(fixture, "/sign-in", guest, csrf_in(fixture, &page),
                arena_printf(&fixture->arena, "name=%s&password=%s%s", name, given, more));
}

static struct visitor signed_in(struct fixture *fixture, const char *name)
{
    struct reply reply = try_sign_in(fixture, name, "three+blind+mice", "");
    assert_int_equal(reply.status, 303);
    struct visitor visitor = {.cookie = reply_cookie(&reply, "weft", &fixture->arena)};
    struct reply page = get(fixture, "/edit", visitor.cookie);
    assert_int_equal(page.status, 200);
    visitor.csrf = csrf_in(fixture, &page);
    return visitor;
}

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

static void a_table_that_cannot_stand_stops_the_start(void **state)
{
    struct fixture *fixture = *state;
    static const struct page wrong[] = {
        PAGE("/x", home_page, "unicorn", READ),
        PAGE("x", home_page, FOR_ANYONE, READ),
        PAGE("/a//b", home_page, FOR_ANYONE, READ)
    };
    for (size_t i = 0; i < 3; i++) {
        const struct page_table table = {&wrong[i], 1};
        const struct room room = {.prefix = "", .tables = &table, .table_count = 1};
        struct gate_options options = {.store = fixture->path,
                                       .registry = &registry,
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
    assert_int_equal(get(fixture, "/promise/new", "").status, 401);
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
    assert_slice(get(fixture, "/promise/a", "").body, "Safe homes 1");
    gate_stop(&fixture->gate);
    struct store *store = NULL;
    struct err err = {0};
    int64_t changes = 0, seals = 0;
    assert_int_equal(store_open(fixture->path, STORE_READ, &store, &err), 0);
    if (log_verify(store, &changes, &seals, NULL, &err) < 0)
        fail_msg("%s", err.message);
    assert_int_equal(changes, 4); /* three users and a promise */
    store_close(&store);
}

static void a_lost_race_is_told(void **state)
{
    struct fixture *fixture = *state;
    struct visitor ann = signed_in(fixture, "ann");
    save_promise(fixture, "a", "Theirs");
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
    int64_t count = 0, changes = 0, seals = 0;
    assert_int_equal(store_open(fixture->path, STORE_READ, &store, &err), 0);
    assert_int_equal(store_ask_integer(store, "SELECT count(*) FROM promise", &count, &err), 0);
    assert_int_equal(count, 1 + saved);
    if (log_verify(store, &changes, &seals, NULL, &err) < 0)
        fail_msg("%s", err.message);
    assert_true(seals <= changes);
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

/* --- sign-in ------------------------------------------------------------------------------ */

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

static void a_form_kept_is_opened_for_nobody_else(void **state)
{
    struct fixture *fixture = *state;
    struct visitor ann = signed_in(fixture, "ann");
    struct store *store = NULL;
    struct err err = {0};
    assert_int_equal(store_open(fixture->path, STORE_WRITE, &store, &err), 0);
    assert_int_equal(store_run(store, "UPDATE session SET ends = 1000000000000000", &err), 0);
    store_close(&store);
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
        struct store *store = NULL;
        struct err err = {0};
        assert_int_equal(store_open(fixture->path, STORE_WRITE, &store, &err), 0);
        assert_int_equal(store_run(store, ageing[i], &err), 0);
        store_close(&store);
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
    for (int i = 0; i < 200 && now <= seen; i++) {
        usleep(10000);
        assert_int_equal(store_ask_integer(store, "SELECT seen FROM session", &now, &err), 0);
    }
    assert_true(now > seen);
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
        arena_printf(&fixture->arena, "If-None-Match: \"x\", W/%.*s\r\n", SLICE_PRINT(tag)), NULL);
    assert_int_equal(same.status, 304);
    assert_true(slice_equal(tag, reply_header(&same, "ETag")));
    save_promise(fixture, "a", "By another process");
    struct reply third = get(fixture, "/", "");
    assert_false(slice_equal(first.body, third.body));
    assert_false(slice_equal(get(fixture, "/?a=1", "").body, third.body));
}

static void a_page_of_the_day_is_made_again_tomorrow(void **state)
{
    struct fixture *fixture = *state;
    setenv("WEFT_NOW", "2026-10-01", 1);
    struct reply first = get(fixture, "/daily", "");
    save_promise(fixture, "a", "Changes nothing there");
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
    save_promise(fixture, "b", "There now");
    assert_int_equal(get(fixture, "/promise/b", "").status, 200);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(the_most_fixed_path_answers),
        TEST(what_is_at_no_address_is_told),
        TEST(another_method_is_told_which_there_are),
        TEST(a_table_that_cannot_stand_stops_the_start),
        TEST(who_may_not_is_asked_to_sign_in_or_refused),
        TEST(the_public_is_refused_people_by_the_engine),
        TEST(a_fault_inside_is_logged_and_not_shown),
        TEST(every_answer_has_the_headers_that_protect_it),
        TEST(an_action_is_saved_before_it_is_answered),
        TEST(an_action_that_fails_leaves_nothing),
        TEST(a_lost_race_is_told),
        TEST(many_save_at_once_and_each_is_kept_or_told),
        TEST(what_another_site_sends_is_refused),
        TEST(a_body_that_is_too_large_or_unreadable_is_told),
        TEST(files_are_taken_from_those_who_may_send_them),
        TEST(whoever_signs_in_is_known_until_they_sign_out),
        TEST(the_cookie_is_kept_from_scripts_and_other_sites),
        TEST(a_wrong_name_and_a_wrong_password_are_told_alike),
        TEST(guessing_is_slowed_for_the_account_guessed),
        TEST(a_form_sent_after_the_session_ended_is_given_back),
        TEST(a_form_kept_is_opened_for_nobody_else),
        TEST(a_form_of_another_session_is_given_back_to_be_sent_again),
        TEST(after_signing_in_one_goes_where_one_wanted_on_this_site_only),
        TEST(a_session_ends_by_itself),
        TEST(using_a_session_keeps_it),
        TEST(the_store_holds_no_secret_of_a_session),
        TEST(a_new_password_ends_every_other_session),
        TEST(a_public_page_is_made_once_until_something_changes),
        TEST(a_page_of_the_day_is_made_again_tomorrow),
        TEST(what_one_person_sees_is_never_served_to_another),
        TEST(errors_are_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
