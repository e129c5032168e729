#include "support/gate.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

static const struct field promise_fields[] = {
    TEXT("title", .label = "Title", .required = true, .searchable = true),
};

const struct entity promise_entity = {
    .name = "promise",
    .label = "Promise",
    .plural = "Promises",
    .sensitivity = PUBLIC,
    .fields = FIELDS(promise_fields),
    .grants = GRANTS({ANYONE, READ}, {ANALYST, READ | WRITE}),
    .title = "title",
};

static const struct entity *const entities[] = {&promise_entity, &user_entity};
const struct registry promise_registry = {entities, 2};

static const char password[] = "three blind mice"; /* of every user */

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
    if (code >= 0 && slice_is(request_form(request, "title"), "again")) {
        response->status = 400;
        buffer_string(&response->body, "not like this");
        return 0;
    }
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

_Atomic bool gate_holds;

/* Takes as long as the test likes. */
static int wait_page(struct request *request, struct response *response)
{
    (void)request;
    while (gate_holds)
        usleep(1000);
    buffer_string(&response->body, "waited");
    return 0;
}

static int broken_page(struct request *request, struct response *response)
{
    (void)response;
    return err_set(&request->err, ERR_STORE, NULL, "The disk at /secret/place is on fire.");
}

/* Fails with the code that its address says: "/fail/7" is ERR_INPUT. */
static int fail_page(struct request *request, struct response *response)
{
    int64_t code = 0;
    (void)response;
    assert_true(slice_to_int64(request->code, &code));
    return err_set(&request->err, (int)-code, NULL, "It failed in this way.");
}

/* Writes more than any response may hold: in its body, or in its head. */
static int flood_page(struct request *request, struct response *response)
{
    static const char block[1 << 20] = "The same again, and nothing, ";
    for (int i = 0; i < RESPONSE_HEADERS; i++)
        if (slice_is(request->code, "head"))
            response_header(response, "X-Flood", SLICE("again"));
        else
            buffer_append(&response->body, (struct slice){block, sizeof block});
    return 0;
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
    SLOW("/leave", sign_out, FOR_ANYONE, READ),
    SLOW("/password-of-anyone", change_password, FOR_ANYONE, READ),
    SLOW("/wait", wait_page, FOR_SIGNED_IN, READ),
    UPLOAD("/upload", upload, "promise", CREATE),
    PAGE("/peek", peek_page, FOR_ANYONE, READ),
    PAGE("/broken", broken_page, FOR_ANYONE, READ),
    PAGE("/fail/:code", fail_page, FOR_ANYONE, READ),
    PAGE("/flood/:code", flood_page, FOR_ANYONE, READ),
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

/* Two threads may have something to log at once. */
static void note(void *context, const char *line)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct fixture *fixture = context;
    pthread_mutex_lock(&lock);
    snprintf(fixture->logged, sizeof fixture->logged, "%s", line);
    pthread_mutex_unlock(&lock);
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

void promise_save_as_another(struct fixture *fixture, const char *code, const char *title)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    struct err err = {0};
    struct actor house = actor_house("test");
    struct faults faults = faults_in(&fixture->arena);
    if (writer_open(fixture->path, STORE_WRITE, &promise_registry, &writer, &err) < 0)
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

static int start(void **state, bool behind_proxy)
{
    static int number;
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct err err = {0};
    CLEANUP(writer_close) struct writer *writer = NULL;
    snprintf(fixture->path, sizeof fixture->path, "%s/gate-%d", scratch_folder(), number++);
    if (writer_open(fixture->path, STORE_CREATE, &promise_registry, &writer, &err) < 0)
        fail_msg("%s", err.message);
    add_user(fixture, writer, "ann", "analyst");
    add_user(fixture, writer, "root", "administrator");
    add_user(fixture, writer, "carl", "contributor");
    promise_save_as_another(fixture, "a", "Safe homes");
    struct gate_options options = {
        .store = fixture->path,
        .registry = &promise_registry,
        .rooms = rooms,
        .room_count = 1,
        .http = {.listen = "127.0.0.1:0", .threads = 2, .behind_proxy = behind_proxy},
        .log = note,
        .log_context = fixture};
    if (gate_start(&options, &fixture->gate, &err) < 0)
        fail_msg("%s", err.message);
    fixture->address = gate_listening(fixture->gate);
    *state = fixture;
    return 0;
}

int gate_set_up(void **state)
{
    return start(state, false);
}

int gate_set_up_behind_proxy(void **state)
{
    return start(state, true);
}

int gate_tear_down(void **state)
{
    struct fixture *fixture = *state;
    gate_holds = false;
    if (fixture->gate)
        gate_stop(&fixture->gate);
    arena_free(&fixture->arena);
    free(fixture);
    return 0;
}

struct reply ask(struct fixture *fixture, const char *method_target, const char *headers,
                 const char *body)
{
    return client_ask(fixture->address, &fixture->arena, method_target, headers, body);
}

struct reply get(struct fixture *fixture, const char *target, const char *cookie)
{
    struct arena *arena = &fixture->arena;
    return ask(fixture, arena_printf(arena, "GET %s", target),
               cookie[0] ? arena_printf(arena, "Cookie: %s\r\n", cookie) : "", NULL);
}

struct reply post(struct fixture *fixture, const char *target, const char *cookie, const char *csrf,
                  const char *form)
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

const char *csrf_in(struct fixture *fixture, const struct reply *reply)
{
    size_t at = slice_find(reply->body, SLICE("csrf="));
    return arena_string(&fixture->arena, slice_sub(reply->body, at + 5, at + 5 + 64));
}

struct reply try_sign_in(struct fixture *fixture, const char *name, const char *given,
                         const char *more)
{
    struct reply page = get(fixture, "/sign-in", "");
    const char *guest = reply_cookie(&page, "weft-guest", &fixture->arena);
    assert_true(guest[0]);
    return post(fixture, "/sign-in", guest, csrf_in(fixture, &page),
                arena_printf(&fixture->arena, "name=%s&password=%s%s", name, given, more));
}

struct visitor signed_in(struct fixture *fixture, const char *name)
{
    struct reply reply = try_sign_in(fixture, name, "three+blind+mice", "");
    assert_int_equal(reply.status, 303);
    struct visitor visitor = {.cookie = reply_cookie(&reply, "weft", &fixture->arena)};
    struct reply page = get(fixture, "/edit", visitor.cookie);
    assert_int_equal(page.status, 200);
    visitor.csrf = csrf_in(fixture, &page);
    return visitor;
}
