/* The store: what it opens, what it refuses, and what a backup is worth. */
#include "support/test.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/place.h"
#include "store/store.h"

static const char *fresh_path(void)
{
    static int number;
    static char path[512];
    snprintf(path, sizeof path, "%s/store-%d", scratch_folder(), number++);
    return path;
}

static struct store *fresh_store(const char *path)
{
    struct store *store = NULL;
    struct err err = {0};
    if (store_open(path, STORE_CREATE, &store, &err) < 0 ||
        store_run(store, "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL UNIQUE) STRICT",
                  &err) < 0)
        fail_msg("%s", err.message);
    return store;
}

static int insert(struct store *store, const char *text, struct err *err)
{
    struct store_statement *statement = store_prepare(store, "INSERT INTO t (b) VALUES (?1)");
    store_bind_text(statement, 1, slice_from(text));
    return store_execute(&statement, err);
}

static int64_t rows(struct store *store)
{
    int64_t count = -1;
    struct err err = {0};
    if (store_ask_integer(store, "SELECT count(*) FROM t", &count, &err) < 0)
        fail_msg("%s", err.message);
    return count;
}

static void a_store_is_made_once_and_found_or_not(void **state)
{
    (void)state;
    char path[512];
    snprintf(path, sizeof path, "%s", fresh_path());
    struct store *store = NULL;
    struct err err = {0};
    assert_int_equal(store_open(path, STORE_READ, &store, &err), ERR_NOT_FOUND);
    assert_null(store);
    assert_non_null(strstr(err.message, "init"));
    store = fresh_store(path);
    store_close(&store);
    assert_int_equal(store_open(path, STORE_CREATE, &store, &err), ERR_CONFLICT);
    assert_null(store);
    assert_int_equal(store_open(path, STORE_WRITE, &store, &err), 0);
    store_close(&store);
}

/* As in a folder that may not be written to: SQLite says only that it is "unable to open". */
static void a_store_that_cannot_have_its_files_beside_it_is_told_with_what_to_do(void **state)
{
    (void)state;
    char path[512], beside[520];
    snprintf(path, sizeof path, "%s", fresh_path());
    snprintf(beside, sizeof beside, "%s-wal", path);
    struct store *store = fresh_store(path);
    store_close(&store);
    assert_int_equal(mkdir(beside, 0755), 0);
    struct err err = {0};
    assert_int_equal(store_open(path, STORE_READ, &store, &err), ERR_STORE);
    assert_null(store);
    assert_non_null(strstr(err.message, path));
    assert_non_null(strstr(err.message, "copy it to one that can be"));
}

static void a_store_and_its_copies_are_their_owners_alone(void **state)
{
    (void)state;
    char path[512], copies[2][520];
    struct err err = {0};
    struct stat facts;
    snprintf(path, sizeof path, "%s", fresh_path());
    snprintf(copies[0], sizeof copies[0], "%s-copy", path);
    snprintf(copies[1], sizeof copies[1], "%s-back", path);
    mode_t before = umask(0);
    struct store *store = fresh_store(path);
    int backed_up = store_backup(store, copies[0], &err);
    int restored = store_restore(copies[0], copies[1], NULL, &err);
    umask(before);
    store_close(&store);
    assert_int_equal(backed_up, 0);
    assert_int_equal(restored, 0);
    const char *const files[] = {path, copies[0], copies[1]};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(stat(files[i], &facts), 0);
        assert_int_equal(facts.st_mode & 0777, 0600);
    }
}

static void what_is_no_store_is_refused_and_left_as_it_was(void **state)
{
    (void)state;
    char path[512];
    snprintf(path, sizeof path, "%s", fresh_path());
    struct err err = {0};
    struct store *store = NULL;
    static const char words[] =
        "This is a letter and no store. It is longer than a header, so that "
        "the engine reads it whole and says that it knows no such thing.";
    assert_int_equal(file_write(path, slice_from(words), &err), 0);
    assert_int_equal(store_open(path, STORE_WRITE, &store, &err), ERR_STORE);
    assert_non_null(strstr(err.message, "is not a Weft store"));
    struct buffer after = BUFFER(1000);
    assert_int_equal(file_read(path, &after, &err), 0);
    assert_string_equal(buffer_text(&after), words);
    buffer_free(&after);
}

static void a_reader_cannot_write(void **state)
{
    (void)state;
    char path[512];
    snprintf(path, sizeof path, "%s", fresh_path());
    struct store *writer = fresh_store(path), *reader = NULL;
    struct err err = {0};
    assert_int_equal(insert(writer, "a", &err), 0);
    assert_int_equal(store_open(path, STORE_READ, &reader, &err), 0);
    assert_true(insert(reader, "b", &err) < 0);
    assert_int_equal(rows(reader), 1);
    store_close(&reader);
    store_close(&writer);
}

static void wrong_sql_and_wrong_values_are_told_by_the_first_step(void **state)
{
    (void)state;
    struct store *store = fresh_store(fresh_path());
    struct err err = {0};
    struct store_statement *statement = store_prepare(store, "SELECT nothing FROM nowhere");
    store_bind_integer(statement, 1, 1);
    assert_int_equal(store_execute(&statement, &err), ERR_STORE);
    assert_non_null(strstr(err.message, "nowhere"));
    statement = store_prepare(store, "SELECT ?1");
    store_bind_integer(statement, 9, 1); /* there is no ninth parameter */
    assert_int_equal(store_execute(&statement, &err), ERR_STORE);
    assert_int_equal(insert(store, "a", &err), 0);
    assert_int_equal(insert(store, "a", &err), ERR_CONFLICT);
    assert_int_equal(rows(store), 1);
    store_close(&store);
}

static void a_rolled_back_transaction_leaves_nothing(void **state)
{
    (void)state;
    struct store *store = fresh_store(fresh_path());
    struct err err = {0};
    store_rollback(store); /* does nothing outside one */
    assert_int_equal(store_begin(store, &err), 0);
    assert_int_equal(insert(store, "a", &err), 0);
    assert_true(store_begin(store, &err) < 0);
    store_rollback(store);
    assert_int_equal(rows(store), 0);
    store_close(&store);
}

static void a_commit_that_breaks_a_promise_leaves_nothing_and_no_transaction_open(void **state)
{
    (void)state;
    struct store *store = fresh_store(fresh_path());
    struct err err = {0};
    assert_int_equal(store_run(store,
                               "CREATE TABLE u (t INTEGER REFERENCES t (a) DEFERRABLE INITIALLY"
                               " DEFERRED) STRICT",
                               &err),
                     0);
    assert_int_equal(store_begin(store, &err), 0);
    assert_int_equal(insert(store, "a", &err), 0);
    assert_int_equal(store_run(store, "INSERT INTO u VALUES (77)", &err), 0);
    assert_int_equal(store_commit(store, &err), ERR_CONFLICT);
    assert_false(store_in_transaction(store));
    assert_int_equal(rows(store), 0);
    assert_int_equal(insert(store, "b", &err), 0); /* and the store goes on */
    store_close(&store);
}

static void a_row_that_is_not_there_is_told_and_nothing_is_answered(void **state)
{
    (void)state;
    struct store *store = fresh_store(fresh_path());
    struct err err = {0};
    int64_t value = 77;
    assert_int_equal(store_ask_integer(store, "SELECT a FROM t", &value, &err), ERR_NOT_FOUND);
    assert_string_equal(err.message, "The store holds no such row.");
    assert_int_equal(store_ask_integer(store, "SELECT a FROM unicorns", &value, &err), ERR_STORE);
    assert_int_equal(value, 77);
    store_close(&store);
}

static void each_kind_of_value_is_bound_as_it_is(void **state)
{
    (void)state;
    struct store *store = fresh_store(fresh_path());
    struct err err = {0};
    struct store_statement *row = store_prepare(
        store, "SELECT typeof(?1), typeof(?2), typeof(?3), typeof(?4), typeof(?5), ?2, ?5");
    store_bind_integer(row, 1, 7);
    store_bind_real(row, 2, 7.25);
    store_bind_text(row, 3, SLICE(""));
    store_bind_text(row, 4, (struct slice){0});
    store_bind_blob(row, 5, SLICE("a\0b"));
    assert_int_equal(store_step(row, &err), 1);
    static const char *const types[] = {"integer", "real", "text", "null", "blob"};
    for (int i = 0; i < 5; i++)
        assert_slice(store_text(row, i), types[i]);
    assert_true(store_real(row, 5) == 7.25);
    assert_int_equal(store_blob(row, 6).length, 3);
    store_release(&row);
    store_close(&store);
}

static void the_same_statement_can_be_used_twice_at_once(void **state)
{
    (void)state;
    struct store *store = fresh_store(fresh_path());
    struct err err = {0};
    assert_int_equal(insert(store, "a", &err), 0);
    assert_int_equal(insert(store, "b", &err), 0);
    static const char sql[] = "SELECT b FROM t ORDER BY a";
    CLEANUP(store_release) struct store_statement *first = store_prepare(store, sql);
    assert_int_equal(store_step(first, &err), 1);
    CLEANUP(store_release) struct store_statement *second = store_prepare(store, sql);
    assert_int_equal(store_step(second, &err), 1);
    assert_int_equal(store_step(first, &err), 1);
    assert_slice(store_text(first, 0), "b");
    assert_slice(store_text(second, 0), "a");
    store_release(&first);
    store_release(&second);
    store_close(&store);
}

static void a_store_is_known_to_be_open_until_the_last_has_closed_it(void **state)
{
    (void)state;
    char path[512];
    snprintf(path, sizeof path, "%s", fresh_path());
    assert_false(store_is_open(path));
    struct store *store = fresh_store(path), *reader = NULL;
    struct err err = {0};
    assert_int_equal(insert(store, "a", &err), 0);
    assert_int_equal(store_open(path, STORE_READ, &reader, &err), 0);
    store_close(&store);
    assert_true(store_is_open(path));
    int64_t count = 0;
    assert_int_equal(store_version(reader, &count, &err), 0);
    store_close(&reader);
    assert_int_equal(store_open(path, STORE_WRITE, &store, &err), 0);
    store_close(&store);
    assert_false(store_is_open(path));
}

static bool is_kept_in_a_snapshot(struct store *store, struct arena **ret_room)
{
    struct err err = {0};
    assert_int_equal(store_read_begin(store, &err), 0);
    const void *thing = store_kept(store, ret_room);
    if (thing)
        assert_string_equal(thing, "worked out");
    else if (*ret_room)
        store_keep(store, arena_string(*ret_room, SLICE("worked out")));
    store_read_end(store);
    return thing != NULL;
}

static void what_is_kept_beside_a_reader_lasts_until_another_connection_commits(void **state)
{
    (void)state;
    char path[512];
    snprintf(path, sizeof path, "%s", fresh_path());
    CLEANUP(store_close) struct store *store = fresh_store(path);
    CLEANUP(store_close) struct store *reader = NULL;
    struct err err = {0};
    assert_int_equal(store_open(path, STORE_READ, &reader, &err), 0);
    struct arena *room = NULL;
    for (int i = 0; i < 2; i++) {
        assert_false(is_kept_in_a_snapshot(reader, &room));
        assert_non_null(room);
        for (int again = 0; again < 2; again++)
            assert_true(is_kept_in_a_snapshot(reader, &room));
        assert_int_equal(insert(store, i ? "b" : "a", &err), 0);
    }
    /* Neither where one snapshot may not hold, nor where one's own changes go unnoticed. */
    room = NULL;
    assert_null(store_kept(reader, &room));
    assert_null(room);
    assert_false(is_kept_in_a_snapshot(store, &room));
    assert_null(room);
}

static void a_backup_is_a_whole_store_and_never_replaces_one(void **state)
{
    (void)state;
    char path[512], copy[520], back[520];
    snprintf(path, sizeof path, "%s", fresh_path());
    snprintf(copy, sizeof copy, "%s-copy", path);
    snprintf(back, sizeof back, "%s-back", path);
    struct store *store = fresh_store(path), *restored = NULL;
    struct err err = {0};
    assert_int_equal(insert(store, "a", &err), 0);
    assert_int_equal(store_backup(store, copy, &err), 0);
    assert_int_equal(insert(store, "b", &err), 0);
    assert_int_equal(store_restore(copy, path, NULL, &err), ERR_CONFLICT);
    assert_int_equal(store_backup(store, path, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.message, "is the store itself"));
    assert_int_equal(rows(store), 2);
    assert_int_equal(store_restore(copy, back, NULL, &err), 0);
    assert_int_equal(store_open(back, STORE_READ, &restored, &err), 0);
    assert_int_equal(rows(restored), 1);
    assert_int_equal(store_integrity(restored, &err), 0);
    /* The copy is one file, that any medium can carry: no log belongs to it. */
    CLEANUP(buffer_free) struct buffer bytes = BUFFER(1 << 20);
    assert_int_equal(file_read(copy, &bytes, &err), 0);
    assert_int_equal(bytes.data[18], 1);
    store_close(&restored);
    store_close(&store);
}

/* SQLite would play the log of a store that is gone into the one that takes its place. */
static void no_store_is_put_beside_the_log_of_another(void **state)
{
    (void)state;
    char path[512], log[520];
    snprintf(path, sizeof path, "%s", fresh_path());
    snprintf(log, sizeof log, "%s-wal", path);
    struct store *store = fresh_store(fresh_path());
    struct err err = {0};
    assert_int_equal(file_write(log, SLICE("left behind"), &err), 0);
    assert_int_equal(store_backup(store, path, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.message, log));
    assert_int_not_equal(access(path, F_OK), 0);
    store_close(&store);
}

/* In a process of its own that modes bind, as they do not bind root: 0, or which step failed. */
static bool become_nobody(void)
{
    enum { NOBODY = 65534 };
    return geteuid() != 0 || (setgid(NOBODY) == 0 && setuid(NOBODY) == 0);
}

static int steps_of_a_reader(const char *path)
{
    struct store *store = NULL;
    struct err err = {0};
    int64_t count = 0;
    if (!become_nobody())
        return 1;
    if (store_open(path, STORE_READ, &store, &err) < 0 ||
        store_ask_integer(store, "SELECT count(*) FROM t", &count, &err) < 0 || count != 1)
        return 2;
    store_close(&store);
    if (store_open(path, STORE_WRITE, &store, &err) != ERR_STORE ||
        !strstr(err.message, "may be read and not written"))
        return 3;
    CLEANUP(buffer_free) struct buffer beside = BUFFER(4096);
    buffer_printf(&beside, "%s-shm", path);
    return access(buffer_text(&beside), F_OK) == 0 ? 4 : 0;
}

static void a_store_that_may_not_be_written_is_read_and_nothing_is_left_beside_it(void **state)
{
    (void)state;
    static const struct {
        mode_t folder, file;
    } modes[] = {{0755, 0444}, {0555, 0444}, {0555, 0644}};
    assert_int_equal(chmod(scratch_folder(), 0711), 0);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        char folder[520], path[540];
        snprintf(folder, sizeof folder, "%s/closed?%%20#%zu", scratch_folder(), i);
        snprintf(path, sizeof path, "%s/store", folder);
        assert_int_equal(mkdir(folder, 0755), 0);
        struct store *store = fresh_store(path);
        assert_int_equal(insert(store, "a", NULL), 0);
        store_close(&store);
        assert_int_equal(chown(path, geteuid() ? geteuid() : 65534, (gid_t)-1), 0);
        assert_int_equal(chown(folder, geteuid() ? geteuid() : 65534, (gid_t)-1), 0);
        assert_int_equal(chmod(path, modes[i].file), 0);
        assert_int_equal(chmod(folder, modes[i].folder), 0);
        pid_t reader = fork();
        if (reader == 0)
            _exit(steps_of_a_reader(path));
        int status = -1;
        assert_int_equal(waitpid(reader, &status, 0), reader);
        assert_int_equal(chmod(folder, 0755), 0); /* so that it can be taken away */
        if (status != 0)
            fail_msg("%zu: step %d", i, WEXITSTATUS(status));
    }
}

/* What a log holds that nobody may take over is not in the file: read by itself, it would lack it.
 */
static void a_log_beside_a_store_that_may_not_be_written_is_never_passed_over(void **state)
{
    (void)state;
    char folder[520], path[540], log[560];
    snprintf(folder, sizeof folder, "%s/with-a-log", scratch_folder());
    snprintf(path, sizeof path, "%s/store", folder);
    snprintf(log, sizeof log, "%s-wal", path);
    assert_int_equal(chmod(scratch_folder(), 0711), 0);
    assert_int_equal(mkdir(folder, 0755), 0);
    struct store *store = fresh_store(path);
    store_close(&store);
    FILE *file = fopen(log, "w");
    assert_non_null(file);
    assert_true(fputs("a page", file) > 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, 0444), 0);
    assert_int_equal(chmod(folder, 0555), 0);
    pid_t reader = fork();
    if (reader == 0) {
        bool still = !become_nobody() || place_is_still(path);
        _exit(still);
    }
    int status = -1;
    assert_int_equal(waitpid(reader, &status, 0), reader);
    assert_int_equal(chmod(folder, 0755), 0);
    assert_int_equal(status, 0);
}

static void what_takes_longer_than_allowed_is_given_up(void **state)
{
    (void)state;
    struct store *store = fresh_store(fresh_path());
    struct err err = {0};
    int64_t count = 0;
    static const char endless[] = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                                  " SELECT count(*) FROM n";
    store_set_deadline(store, clock_monotonic_us() + 20000);
    assert_int_equal(store_ask_integer(store, endless, &count, &err), ERR_LIMIT);
    assert_non_null(strstr(err.message, "Ask for less"));
    store_set_deadline(store, 0);
    assert_int_equal(rows(store), 0);
    store_close(&store);
}

static void a_backup_that_cannot_be_written_leaves_no_part(void **state)
{
    (void)state;
    struct store *store = fresh_store(fresh_path());
    struct err err = {0};
    assert_int_equal(store_backup(store, "/nowhere/at/all", &err), ERR_INPUT);
    assert_non_null(strstr(err.message, "/nowhere/at/all"));
    char folder[520];
    snprintf(folder, sizeof folder, "%s/in-the-way", scratch_folder());
    assert_int_equal(mkdir(folder, 0755), 0);
    assert_int_equal(store_backup(store, folder, &err), ERR_INPUT);
    struct buffer listing = BUFFER(4096);
    char command[600];
    snprintf(command, sizeof command, "ls -A '%s' | grep -c part- || true", scratch_folder());
    run_command(command, &listing);
    assert_string_equal(buffer_text(&listing), "0\n");
    buffer_free(&listing);
    store_close(&store);
}

/* Every page but the first, one after another: the engine's own check must find each. */
static void a_damaged_page_is_found(void **state)
{
    (void)state;
    char path[512];
    snprintf(path, sizeof path, "%s", fresh_path());
    struct store *store = fresh_store(path);
    struct err err = {0};
    assert_int_equal(store_begin(store, &err), 0);
    for (int i = 0; i < 2000; i++) {
        char text[64];
        snprintf(text, sizeof text, "a value that takes some room, number %d", i);
        assert_int_equal(insert(store, text, &err), 0);
    }
    assert_int_equal(store_commit(store, &err), 0);
    assert_int_equal(store_checkpoint(store, &err), 0);
    store_close(&store);
    struct buffer whole = BUFFER(1 << 22);
    assert_int_equal(file_read(path, &whole, &err), 0);
    size_t found = 0, pages = whole.length / 4096;
    for (size_t page = 1; page < pages; page++) {
        char kept[16];
        memcpy(kept, whole.data + page * 4096, sizeof kept);
        memset(whole.data + page * 4096, 0xEE, sizeof kept);
        assert_int_equal(file_write(path, buffer_slice(&whole), &err), 0);
        memcpy(whole.data + page * 4096, kept, sizeof kept);
        int code = store_open(path, STORE_READ, &store, &err);
        if (code == 0)
            code = store_integrity(store, &err);
        found += code == ERR_STORE;
        store_close(&store);
    }
    assert_int_equal(found, pages - 1);
    buffer_free(&whole);
}

static void squares(void *context, size_t row, struct store_cell *cells)
{
    (void)context;
    cells[0] = (struct store_cell){.kind = STORE_CELL_INTEGER, .integer = (int64_t)row + 1};
    if (row != 2)
        cells[1] = (struct store_cell){.kind = STORE_CELL_TEXT,
                                       .text = row ? SLICE("second") : SLICE("first")};
}

static void rows_from_memory_are_written_in_one_statement(void **state)
{
    (void)state;
    CLEANUP(store_close) struct store *store = fresh_store(fresh_path());
    struct err err = {0};
    store_offer_rows(store, &(struct store_incoming){.count = 2, .columns = 2, .row = squares});
    assert_int_equal(store_run(store, "INSERT INTO t SELECT c0, c1 FROM incoming", &err), 0);
    assert_int_equal(rows(store), 2);
    store_offer_rows(store, NULL);
    assert_int_equal(store_run(store, "INSERT INTO t SELECT c0, c1 FROM incoming", &err), 0);
    assert_int_equal(rows(store), 2);
}

static void a_row_from_memory_that_breaks_a_rule_takes_the_others_with_it(void **state)
{
    (void)state;
    CLEANUP(store_close) struct store *store = fresh_store(fresh_path());
    struct err err = {0};
    store_offer_rows(store, &(struct store_incoming){.count = 3, .columns = 2, .row = squares});
    assert_int_equal(store_run(store, "INSERT INTO t SELECT c0, c1 FROM incoming", &err),
                     ERR_CONFLICT);
    assert_int_equal(rows(store), 0);
}

static void rows_in_memory_cannot_be_changed(void **state)
{
    (void)state;
    CLEANUP(store_close) struct store *store = fresh_store(fresh_path());
    struct err err = {0};
    assert_int_equal(store_run(store, "DELETE FROM incoming", &err), ERR_STORE);
    assert_int_equal(store_run(store, "INSERT INTO incoming (c0) VALUES (1)", &err), ERR_STORE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_store_is_made_once_and_found_or_not),
        cmocka_unit_test(a_store_that_cannot_have_its_files_beside_it_is_told_with_what_to_do),
        cmocka_unit_test(a_store_and_its_copies_are_their_owners_alone),
        cmocka_unit_test(what_is_no_store_is_refused_and_left_as_it_was),
        cmocka_unit_test(a_reader_cannot_write),
        cmocka_unit_test(wrong_sql_and_wrong_values_are_told_by_the_first_step),
        cmocka_unit_test(a_rolled_back_transaction_leaves_nothing),
        cmocka_unit_test(a_commit_that_breaks_a_promise_leaves_nothing_and_no_transaction_open),
        cmocka_unit_test(a_row_that_is_not_there_is_told_and_nothing_is_answered),
        cmocka_unit_test(each_kind_of_value_is_bound_as_it_is),
        cmocka_unit_test(the_same_statement_can_be_used_twice_at_once),
        cmocka_unit_test(a_store_is_known_to_be_open_until_the_last_has_closed_it),
        cmocka_unit_test(what_is_kept_beside_a_reader_lasts_until_another_connection_commits),
        cmocka_unit_test(a_backup_is_a_whole_store_and_never_replaces_one),
        cmocka_unit_test(no_store_is_put_beside_the_log_of_another),
        cmocka_unit_test(a_store_that_may_not_be_written_is_read_and_nothing_is_left_beside_it),
        cmocka_unit_test(a_log_beside_a_store_that_may_not_be_written_is_never_passed_over),
        cmocka_unit_test(what_takes_longer_than_allowed_is_given_up),
        cmocka_unit_test(a_backup_that_cannot_be_written_leaves_no_part),
        cmocka_unit_test(a_damaged_page_is_found),
        cmocka_unit_test(rows_from_memory_are_written_in_one_statement),
        cmocka_unit_test(a_row_from_memory_that_breaks_a_rule_takes_the_others_with_it),
        cmocka_unit_test(rows_in_memory_cannot_be_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
