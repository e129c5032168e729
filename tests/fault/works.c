/* Everything that is saved or asked of a store under every fault of its disk: afterwards the store
 * is exactly as before or exactly as it should be, and whoever asked was told which. */
#include "support/test.h"

#include <string.h>
#include <unistd.h>

#include "domain/access/access.h"
#include "support/fault.h"
#include "support/figures.h"

#define HEAD "measure_short,period,la_number,area,value\n"
enum { SECOND_LOAD = 4 }; /* after the areas, the dictionary and the first figures */

static const char new_hash[] = "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA";
static struct actor house;

/* --- what is done ---------------------------------------------------------------------------- */

typedef int (*work_function)(struct writer *writer, struct arena *arena, struct err *err);

static int save_form(struct writer *writer, struct arena *arena, struct err *err)
{
    static struct pair items[] = {{{"title", 5}, {"Chief", 5}}, {{"version", 7}, {"2", 1}}};
    const struct pairs pairs = {.items = items, .count = 2};
    const struct entity *post = registry_find(&weft_registry, SLICE("post"));
    struct record current;
    struct form form;
    int64_t version = -1;
    int code = record_load(writer->store, post, SLICE("head"), arena, &current, err);
    if (code < 0)
        return code;
    form_read(post, &pairs, &current, arena, &form);
    return form_save(writer, &form, &house, &version, err);
}

static int make_by_form(struct writer *writer, struct arena *arena, struct err *err)
{
    static struct pair items[] = {{{"title", 5}, {"Director", 8}}, /* whose code is taken */
                                  {{"holder", 6}, {"Ann", 3}}};
    const struct pairs pairs = {.items = items, .count = 2};
    struct form form;
    int64_t version = -1;
    form_read(registry_find(&weft_registry, SLICE("post")), &pairs, NULL, arena, &form);
    return form_save(writer, &form, &house, &version, err);
}

static int undo_change(struct writer *writer, struct arena *arena, struct err *err)
{
    const struct entity *post = registry_find(&weft_registry, SLICE("post"));
    struct faults faults = faults_in(arena);
    struct change *changes = NULL;
    struct record current;
    size_t count = 0;
    int64_t version = -1;
    int code = record_load(writer->store, post, SLICE("head"), arena, &current, err);
    if (code == 0)
        code = history_of(writer->store, post, SLICE("head"), &house, 0, 1, arena, &changes, &count,
                          err);
    return code < 0 ? code
                    : history_undo(writer, &current, changes[0].id, &house, &version, &faults, err);
}

static int undo_load(struct writer *writer, struct arena *arena, struct err *err)
{
    (void)arena;
    return load_undo(writer, SECOND_LOAD, &house, err);
}

static int set_password(struct writer *writer, struct arena *arena, struct err *err)
{
    (void)arena;
    return user_set_password(writer, SLICE("ann"), new_hash, NULL, &house, err);
}

static int begin_session(struct writer *writer, struct arena *arena, struct err *err)
{
    (void)arena;
    return session_begin(writer, SLICE("new"), SESSION_BROWSER, SLICE("ann"), 60, SLICE("a=b"),
                         err);
}

static int change_session(struct writer *writer, struct arena *arena, struct err *err)
{
    struct digest digest = digest_of(SLICE("old"));
    struct slice kept = SLICE("untouched");
    int code = session_touch(writer, &digest, err);
    if (code == 0)
        code = session_kept(writer->store, &digest, arena, &kept, err);
    if (code < 0 && !slice_is(kept, "untouched"))
        fail_msg("a form was given back by a disk that cannot be read");
    if (code == 0)
        code = session_keep(writer, &digest, SLICE("typed=x"), err);
    return code;
}

static int end_sessions(struct writer *writer, struct arena *arena, struct err *err)
{
    (void)arena;
    struct digest digest = digest_of(SLICE("old"));
    int code = session_end(writer, &digest, err);
    return code < 0 ? code : session_end_all(writer, SLICE("ann"), NULL, err);
}

/* Whoever cannot be looked up is neither known nor unknown. */
static int find_session(struct writer *writer, struct arena *arena, struct err *err)
{
    struct session session = {.roles = 77};
    struct slice user = SLICE("untouched");
    int code = session_find(writer->store, SLICE("old"), SESSION_BROWSER, clock_now_us(), arena,
                            &session, &user, err);
    if (code < 0 && (code == ERR_NOT_FOUND || session.roles != 77 || !slice_is(user, "untouched")))
        fail_msg("a session was found by a disk that cannot be read: %d", code);
    return code;
}

static int find_password(struct writer *writer, struct arena *arena, struct err *err)
{
    const char *hash = NULL;
    int code = user_password_hash(writer->store, SLICE("ann"), arena, &hash, err);
    if (code < 0 && (code == ERR_NOT_FOUND || hash))
        fail_msg("a password was found by a disk that cannot be read: %d", code);
    return code;
}

static int look_back(struct writer *writer, struct arena *arena, struct err *err)
{
    const struct entity *post = registry_find(&weft_registry, SLICE("post"));
    struct record record;
    struct record_list list;
    struct change *changes = NULL;
    size_t count = 0;
    int code =
        history_as_of(writer->store, post, SLICE("head"), &house, INT64_MAX, arena, &record, err);
    if (code == 0)
        code = history_list_as_of(writer->store, post, &house, INT64_MAX, arena, &list, err);
    if (code == 0)
        code = history_latest(writer->store, &weft_registry, &house, 0, 10, arena, &changes, &count,
                              err);
    return code;
}

static int search(struct writer *writer, struct arena *arena, struct err *err)
{
    struct search_hit *hits = NULL;
    size_t count = 0;
    return record_search(writer->store, &weft_registry, &house, SLICE("director"), 10, arena, &hits,
                         &count, err);
}

static int prove(struct writer *writer, struct arena *arena, struct err *err)
{
    (void)arena;
    struct log_proof proof;
    int code = log_verify(writer->store, NULL, &proof, err);
    if (code == ERR_CONFLICT)
        fail_msg("a disk that cannot be read is taken for a log that was altered");
    return code;
}

static const struct {
    const char *name;
    work_function work;
} works[] = {
    {"save a form", save_form},
    {"make a record by a form", make_by_form},
    {"undo a change", undo_change},
    {"undo a load", undo_load},
    {"set a password", set_password},
    {"begin a session", begin_session},
    {"change a session", change_session},
    {"end sessions", end_sessions},
    {"find a session", find_session},
    {"find a password", find_password},
    {"look back", look_back},
    {"search", search},
    {"prove the log", prove},
};

/* --- where it is done ------------------------------------------------------------------------ */

struct ground {
    char path[300];
    struct buffer base; /* the store's file, before anything is done */
    uint64_t before;    /* its content */
};

/* A number for all that the tables hold, whatever pages it stands on. */
static uint64_t content_of(const char *path)
{
    CLEANUP(store_close) struct store *store = NULL;
    CLEANUP(buffer_free) struct buffer row = BUFFER(1 << 20);
    struct err err = {0};
    uint64_t sum = 0;
    if (store_open(path, STORE_READ, &store, &err) < 0)
        fail_msg("%s", err.message);
    CLEANUP(store_release)
    struct store_statement *tables = store_prepare(
        store, "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'");
    while (store_step(tables, &err) == 1) {
        char sql[200];
        struct slice name = store_text(tables, 0);
        snprintf(sql, sizeof sql, "SELECT * FROM \"%.*s\"", SLICE_PRINT(name));
        CLEANUP(store_release) struct store_statement *rows = store_prepare(store, sql);
        while (store_step(rows, &err) == 1) {
            buffer_clear(&row);
            for (int i = 0; i < store_column_count(rows); i++) {
                buffer_append(&row, store_is_null(rows, i) ? SLICE("\1") : store_blob(rows, i));
                buffer_byte(&row, '\0');
            }
            sum += slice_hash(buffer_slice(&row), slice_hash(name, 1));
        }
    }
    if (err.message[0])
        fail_msg("%s", err.message);
    return sum;
}

/* In a transaction of its own, as every caller does. */
static int run(struct writer *writer, work_function work, struct err *err)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    int code = writer_begin(writer, err);
    if (code < 0)
        return code;
    code = work(writer, &arena, err);
    if (code >= 0)
        code = writer_commit(writer, err);
    if (code < 0)
        writer_rollback(writer);
    return code;
}

static struct writer *opened(const struct ground *ground)
{
    struct writer *writer = NULL;
    struct err err = {0};
    if (writer_open(ground->path, STORE_WRITE, &weft_registry, &writer, &err) < 0)
        fail_msg("%s", err.message);
    return writer;
}

/* The store as it was, and `work` done to it with the fault armed; its content afterwards. */
static uint64_t attempt(const struct ground *ground, work_function work, int at,
                        enum fault_kind kind, int *ret_code, bool *ret_met, struct err *err)
{
    fault_arm(0, kind);
    if (file_write(ground->path, buffer_slice(&ground->base), err) < 0)
        fail_msg("%s", err->message);
    struct writer *writer = opened(ground);
    fault_arm(at, kind);
    *ret_code = run(writer, work, err);
    *ret_met = fault_met();
    fault_arm(0, kind);
    writer_close(&writer);
    return content_of(ground->path);
}

static int under_every_fault(const struct ground *ground, size_t which, enum fault_kind kind)
{
    int told = 0, code = 0;
    bool met = false;
    struct err err = {0};
    uint64_t after = attempt(ground, works[which].work, 0, kind, &code, &met, &err);
    if (code < 0)
        fail_msg("%s: %s", works[which].name, err.message);
    for (int at = 1;; at++) {
        err = (struct err){0};
        uint64_t content = attempt(ground, works[which].work, at, kind, &code, &met, &err);
        if (content != (code < 0 ? ground->before : after))
            fail_msg("%s, fault %d: answered %d, and the store says otherwise", works[which].name,
                     at, code);
        if (code < 0 && (!met || !strstr(err.message, "Nothing was changed.")))
            fail_msg("%s, fault %d: %s", works[which].name, at, err.message);
        if (!met)
            return told;
        told += code < 0;
    }
}

static void every_work(void **state, enum fault_kind kind, bool only_reads)
{
    for (size_t i = 0; i < sizeof works / sizeof *works; i++) {
        int told = under_every_fault(*state, i, kind);
        if (only_reads && told == 0)
            fail_msg("%s reads nothing", works[i].name);
    }
}

static void a_disk_that_cannot_be_read_is_told_and_changes_nothing(void **state)
{
    every_work(state, FAULT_UNREADABLE, true);
}

static void a_broken_disk_keeps_a_work_whole_or_not_at_all(void **state)
{
    every_work(state, FAULT_BROKEN, false);
}

static void a_full_disk_keeps_a_work_whole_or_not_at_all(void **state)
{
    every_work(state, FAULT_FULL, false);
}

/* --- the store before ------------------------------------------------------------------------ */

static void save(struct writer *writer, struct record *record, int64_t base)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct faults faults = faults_in(&arena);
    struct save save = {.record = record, .base_version = base, .actor = &house};
    struct err err = {0};
    int64_t version;
    if (writer_begin(writer, &err) < 0 || record_save(writer, &save, &version, &faults, &err) < 0 ||
        writer_commit(writer, &err) < 0)
        fail_msg("%s", err.message);
}

static void fill(struct writer *writer, struct arena *arena)
{
    const struct entity *post = registry_find(&weft_registry, SLICE("post"));
    struct record record = record_new(post, SLICE("head"), arena);
    struct err err = {0};
    *record_value(&record, "title") = value_text(SLICE("Head"));
    save(writer, &record, 0);
    *record_value(&record, "title") = value_text(SLICE("Head of all"));
    save(writer, &record, 1);
    record = record_new(post, SLICE("director"), arena);
    *record_value(&record, "title") = value_text(SLICE("Director"));
    save(writer, &record, 0);
    record = record_new(&user_entity, SLICE("ann"), arena);
    *record_value(&record, "name") = value_text(SLICE("Ann"));
    *record_value(&record, "roles") = value_text(SLICE("analyst"));
    *record_value(&record, "password") = value_text(slice_from(new_hash));
    save(writer, &record, 0);
    if (writer_begin(writer, &err) < 0 ||
        session_begin(writer, SLICE("old"), SESSION_BROWSER, SLICE("ann"), 60, SLICE("a=b"), &err) <
            0 ||
        writer_commit(writer, &err) < 0)
        fail_msg("%s", err.message);
}

static int set_up(void **state)
{
    struct ground *ground = memory_zeros(1, sizeof *ground);
    struct err err = {0};
    void *made = NULL;
    fault_install();
    fault_arm(0, FAULT_BROKEN);
    setenv("WEFT_NOW", "2026-10-01T12:00:00", 1); /* so that the same work leaves the same store */
    house = actor_house("test");
    figures_set_up(&made);
    struct figures *figures = made;
    figures_loaded(figures_load(figures, "lait", HEAD "Low,2022,892,N,5\nLow,2021,892,N,4\n"));
    assert_int_equal(
        figures_loaded(figures_load(figures, "lait", HEAD "Low,2022,892,N,6\nHigh,2022,892,N,1\n")),
        SECOND_LOAD);
    fill(figures->writer, &figures->arena);
    snprintf(ground->path, sizeof ground->path, "%s", figures->path);
    figures_tear_down(&made);
    ground->base = BUFFER(64 << 20);
    if (file_read(ground->path, &ground->base, &err) < 0)
        fail_msg("%s", err.message);
    ground->before = content_of(ground->path);
    *state = ground;
    return 0;
}

static int tear_down(void **state)
{
    struct ground *ground = *state;
    unsetenv("WEFT_NOW");
    buffer_free(&ground->base);
    memory_free(ground);
    return 0;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_disk_that_cannot_be_read_is_told_and_changes_nothing),
        TEST(a_broken_disk_keeps_a_work_whole_or_not_at_all),
        TEST(a_full_disk_keeps_a_work_whole_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
