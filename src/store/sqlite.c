/* The store on SQLite: the one file that knows its header. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/place.h"
#include "text/text.h"

#include "base/banned.h"

enum {
    STEPS_A_LOOK = 20000, /* of SQLite's machine, between two looks at the clock: 1 to 2 ms */
    BUSY_TIMEOUT_MS = 5000,
    CACHE_WRITER_KIB = 1024,
    CACHE_READER_KIB = 1024, /* of each, and a server has a few: what an indicator's page reads */
    MOST_STATEMENTS = 256
};

struct store_statement {
    struct store *store;
    sqlite3_stmt *inner; /* NULL where the SQL could not be prepared */
    char *sql;
    char *fault; /* why it could not be prepared, or a parameter not be bound */
    bool in_use;
    bool kept; /* for the next to ask the same */
};

struct store {
    sqlite3 *database;
    char *path;
    struct map statement_numbers; /* SQL to an index of statements */
    VECTOR(struct store_statement *) statements;
    struct {
        const void *thing;
        struct arena room;
        int64_t version;
    } kept;
    enum store_mode mode;
    uint64_t asked;
    int64_t deadline_us; /* 0: none */
    store_may_read may_read;
    void *may_read_context;
    struct store_incoming offered;
};

/* What SQLite says, as a sentence to whoever runs the server. */
static int fail(const struct store *store, const char *doing, struct err *err)
{
    int code = sqlite3_extended_errcode(store->database);
    const char *said = sqlite3_errmsg(store->database);
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_set(err, ERR_BUSY, NULL,
                       "The store %s is busy with another program. Try again in a moment.",
                       store->path);
    case SQLITE_FULL:
        return err_set(err, ERR_STORE, NULL,
                       "The disk that holds %s is full. Nothing was changed. Make room, then try "
                       "again.",
                       store->path);
    case SQLITE_IOERR:
        return err_set(err, ERR_STORE, NULL,
                       "The disk that holds %s cannot be read or written. Nothing was changed. See "
                       "whether it is full or failing.",
                       store->path);
    case SQLITE_CONSTRAINT:
        return err_set(err, ERR_CONFLICT, NULL, "%s would contradict what is stored: %s.", doing,
                       said);
    case SQLITE_AUTH:
        return err_set(err, ERR_FORBIDDEN, NULL, "This connection may not do that: %s.", said);
    case SQLITE_INTERRUPT:
        return err_set(err, ERR_LIMIT, NULL,
                       "This asks for more than is read at once. Ask for less: narrow the list, or "
                       "sort it otherwise.");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return err_set(err, ERR_STORE, NULL,
                       "%s is damaged or is not a Weft store (%s). Restore the last backup.",
                       store->path, said);
    case SQLITE_READONLY:
        if (store->mode != STORE_READ)
            return place_refuse_writing(store->path, err);
        __attribute__((fallthrough));
    case SQLITE_CANTOPEN:
        return err_set(err, ERR_STORE, NULL,
                       "%s cannot be opened, or the files that a store needs beside it even to be "
                       "read. Let its folder be written to, or copy it to one that can be.",
                       store->path);
    default:
        return err_set(err, ERR_STORE, NULL, "%s failed on the store %s: %s.", doing, store->path,
                       said);
    }
}

static const char pragmas_write[] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                                    "PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=4194304;"
                                    "PRAGMA temp_store=MEMORY;";
static const char pragmas_read[] = "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY;";

static int configure(struct store *store, struct err *err)
{
    char cache[64];
    snprintf(cache, sizeof cache, "PRAGMA cache_size=-%d",
             store->mode == STORE_READ ? CACHE_READER_KIB : CACHE_WRITER_KIB);
    sqlite3_busy_timeout(store->database, BUSY_TIMEOUT_MS);
    sqlite3_extended_result_codes(store->database, 1);
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    int code = store_run(store, cache, err);
    if (code < 0)
        return code;
    return store_run(store, store->mode == STORE_READ ? pragmas_read : pragmas_write, err);
}

void store_unmake(struct store **address)
{
    CLEANUP(cleanup_memory) char *path = memory_string((*address)->path);
    store_close(address);
    if (strcmp(path, ":memory:") != 0)
        place_clear(path);
}

/* --- incoming: a table that is not there, read from what the caller offers ----------------- */

struct rows_table {
    sqlite3_vtab base;
    const struct store_incoming *rows;
};

struct rows_cursor {
    sqlite3_vtab_cursor base;
    size_t row;
    struct store_cell cells[STORE_INCOMING_COLUMNS]; /* of that row */
};

static const struct store_incoming *rows_of(sqlite3_vtab_cursor *cursor)
{
    return ((struct rows_table *)cursor->pVtab)->rows;
}

static int rows_connect(sqlite3 *database, void *store, int argc, const char *const *argv,
                        sqlite3_vtab **ret_table, char **ret_message)
{
    (void)argc, (void)argv, (void)ret_message;
    _Static_assert(STORE_INCOMING_COLUMNS == 16, "the columns below");
    int code = sqlite3_declare_vtab(database, "CREATE TABLE incoming (c0, c1, c2, c3, c4, c5, "
                                              "c6, c7, c8, c9, c10, c11, c12, c13, c14, c15)");
    if (code != SQLITE_OK)
        return code;
    struct rows_table *table = memory_zeros(1, sizeof *table);
    table->rows = &((struct store *)store)->offered;
    *ret_table = &table->base;
    return SQLITE_OK;
}

static int rows_disconnect(sqlite3_vtab *table)
{
    memory_free(table);
    return SQLITE_OK;
}

static int rows_plan(sqlite3_vtab *table, sqlite3_index_info *info)
{
    info->estimatedRows = (sqlite3_int64)((struct rows_table *)table)->rows->count;
    info->estimatedCost = (double)info->estimatedRows;
    return SQLITE_OK;
}

static int rows_open(sqlite3_vtab *table, sqlite3_vtab_cursor **ret_cursor)
{
    (void)table;
    struct rows_cursor *cursor = memory_zeros(1, sizeof *cursor);
    *ret_cursor = &cursor->base;
    return SQLITE_OK;
}

static int rows_close(sqlite3_vtab_cursor *cursor)
{
    memory_free(cursor);
    return SQLITE_OK;
}

static void rows_fetch(struct rows_cursor *cursor)
{
    const struct store_incoming *rows = rows_of(&cursor->base);
    if (cursor->row >= rows->count)
        return;
    for (int i = 0; i < rows->columns; i++)
        cursor->cells[i].kind = STORE_CELL_NULL;
    rows->row(rows->context, cursor->row, cursor->cells);
}

static int rows_start(sqlite3_vtab_cursor *cursor, int number, const char *text, int argc,
                      sqlite3_value **argv)
{
    (void)number, (void)text, (void)argc, (void)argv;
    ((struct rows_cursor *)cursor)->row = 0;
    rows_fetch((struct rows_cursor *)cursor);
    return SQLITE_OK;
}

static int rows_next(sqlite3_vtab_cursor *cursor)
{
    ((struct rows_cursor *)cursor)->row++;
    rows_fetch((struct rows_cursor *)cursor);
    return SQLITE_OK;
}

static int rows_ended(sqlite3_vtab_cursor *cursor)
{
    return ((struct rows_cursor *)cursor)->row >= rows_of(cursor)->count;
}

static int rows_id(sqlite3_vtab_cursor *cursor, sqlite3_int64 *ret_id)
{
    *ret_id = (sqlite3_int64)((struct rows_cursor *)cursor)->row;
    return SQLITE_OK;
}

static int rows_column(sqlite3_vtab_cursor *cursor, sqlite3_context *answer, int column)
{
    const struct store_cell *cell = &((struct rows_cursor *)cursor)->cells[column];
    switch (cell->kind) {
    case STORE_CELL_NULL:
        break;
    case STORE_CELL_INTEGER:
        sqlite3_result_int64(answer, cell->integer);
        break;
    case STORE_CELL_REAL:
        sqlite3_result_double(answer, cell->real);
        break;
    case STORE_CELL_TEXT:
        sqlite3_result_text64(answer, cell->text.data ? cell->text.data : "", cell->text.length,
                              SQLITE_TRANSIENT, SQLITE_UTF8);
        break;
    }
    return SQLITE_OK;
}

/* Read-only, and there without being made: it has neither xCreate nor xUpdate. */
static const sqlite3_module incoming = {
    .xConnect = rows_connect,
    .xBestIndex = rows_plan,
    .xDisconnect = rows_disconnect,
    .xOpen = rows_open,
    .xClose = rows_close,
    .xFilter = rows_start,
    .xNext = rows_next,
    .xEof = rows_ended,
    .xColumn = rows_column,
    .xRowid = rows_id,
};

void store_offer_rows(struct store *store, const struct store_incoming *rows)
{
    store->offered = rows ? *rows : (struct store_incoming){0};
    if (store->offered.columns > STORE_INCOMING_COLUMNS)
        store->offered.columns = STORE_INCOMING_COLUMNS;
}

/* Counting every allocation under one lock costs a list of records a tenth, and nobody reads it. */
static void count_no_memory(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* A store that stands still is read as it is, without the files that others at work would need. */
static int open_file(struct store *store)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    if (store->mode != STORE_READ || store_is_open(store->path) || !place_is_still(store->path))
        return sqlite3_open_v2(store->path, &store->database, flags, NULL);
    CLEANUP(buffer_free) struct buffer address = BUFFER(1 << 16);
    flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
    buffer_string(&address, "file:");
    url_encode(&address, slice_from(store->path));
    buffer_string(&address, "?immutable=1");
    return sqlite3_open_v2(buffer_text(&address), &store->database, flags, NULL);
}

int store_open(const char *path, enum store_mode mode, struct store **ret_store, struct err *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT; /* the engine takes it before it starts only */
    int code = place_check(path, mode, err);
    if (code == 0 && mode == STORE_CREATE)
        code = place_make(path, err);
    if (code < 0)
        return code;
    pthread_once(&once, count_no_memory);
    struct store *store = memory_zeros(1, sizeof *store);
    store->path = memory_string(path);
    store->mode = mode;
    if (open_file(store) != SQLITE_OK)
        code = fail(store, "Opening", err);
    else
        code = configure(store, err);
    if (code == 0 && mode != STORE_READ &&
        sqlite3_create_module(store->database, "incoming", &incoming, store) != SQLITE_OK)
        code = fail(store, "Opening", err);
    if (code < 0) {
        if (mode == STORE_CREATE)
            store_unmake(&store);
        else
            store_close(&store);
        return code;
    }
    *ret_store = store;
    return 0;
}

static void statement_free(struct store_statement *statement)
{
    sqlite3_finalize(statement->inner);
    memory_free(statement->sql);
    memory_free(statement->fault);
    memory_free(statement);
}

void store_close(struct store **address)
{
    struct store *store = *address;
    if (!store)
        return;
    vector_each (&store->statements, statement)
        statement_free(*statement);
    vector_free(&store->statements);
    map_free(&store->statement_numbers);
    arena_free(&store->kept.room);
    sqlite3_close(store->database);
    memory_free(store->path);
    memory_free(store);
    *address = NULL;
}

static int authorise(void *context, int action, const char *first, const char *second,
                     const char *database, const char *view)
{
    (void)database;
    struct store *store = context;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_FUNCTION:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_READ:
        if (strcmp(first, "sqlite_master") == 0)
            return second && strcmp(second, "ROWID") == 0 ? SQLITE_OK : SQLITE_DENY;
        return store->may_read(store->may_read_context, first, view) ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_TRANSACTION:
        return SQLITE_OK;
    case SQLITE_PRAGMA: /* the full-text search asks whether its index changed */
        return strcmp(first, "data_version") == 0 ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_CREATE_TABLE: /* how a virtual table declares its columns to itself; the */
        return SQLITE_OK;     /* connection is query_only, so nothing can be made */
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
        return strcmp(first, "sqlite_master") == 0 ? SQLITE_OK : SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

void store_restrict(struct store *store, store_may_read may_read, void *context)
{
    store->may_read = may_read;
    store->may_read_context = context;
    sqlite3_set_authorizer(store->database, authorise, store);
}

static struct store_statement *statement_new(struct store *store, const char *sql)
{
    struct store_statement *statement = memory_zeros(1, sizeof *statement);
    statement->store = store;
    statement->sql = memory_string(sql);
    if (sqlite3_prepare_v3(store->database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->inner,
                           NULL) != SQLITE_OK) {
        struct err err = {0};
        fail(store, "Reading a statement", &err);
        statement->fault = memory_string(err.message);
    }
    return statement;
}

/* Filters and sorts make many texts: past the most that are kept, start afresh with those in use.
 */
static void forget_statements(struct store *store)
{
    size_t kept = 0;
    map_free(&store->statement_numbers);
    store->statement_numbers = MAP;
    for (size_t i = 0; i < store->statements.length; i++) {
        struct store_statement *statement = store->statements.data[i];
        if (!statement->in_use) {
            statement_free(statement);
            continue;
        }
        map_set(&store->statement_numbers, slice_from(statement->sql), (uint32_t)kept);
        store->statements.data[kept++] = statement;
    }
    store->statements.length = kept;
}

struct store_statement *store_prepare(struct store *store, const char *sql)
{
    struct slice text = slice_from(sql);
    store->asked++;
    uint32_t number = map_get(&store->statement_numbers, text);
    struct store_statement *kept = number == MAP_ABSENT ? NULL : store->statements.data[number];
    if (kept && !kept->in_use && kept->inner) {
        kept->in_use = true;
        return kept;
    }
    struct store_statement *statement = statement_new(store, sql);
    statement->in_use = true;
    if (!kept && statement->inner) {
        if (store->statements.length >= MOST_STATEMENTS)
            forget_statements(store);
        map_set(&store->statement_numbers, text, (uint32_t)store->statements.length);
        vector_push(&store->statements, statement);
        statement->kept = true;
    }
    return statement;
}

/* Kept statements are made ready for the next to ask; others (the same SQL used twice at once,
 * or SQL that is wrong) are freed. */
void store_release(struct store_statement **address)
{
    struct store_statement *statement = *address;
    *address = NULL;
    if (!statement)
        return;
    if (!statement->kept) {
        statement_free(statement);
        return;
    }
    sqlite3_reset(statement->inner);
    sqlite3_clear_bindings(statement->inner);
    cleanup_memory(&statement->fault);
    statement->in_use = false;
}

/* Binding is sticky: the first fault is told by store_step. */
static void bound(struct store_statement *statement, int code)
{
    if (code != SQLITE_OK && statement->inner && !statement->fault)
        statement->fault = memory_string(sqlite3_errstr(code));
}

void store_bind_null(struct store_statement *statement, int parameter)
{
    bound(statement, sqlite3_bind_null(statement->inner, parameter));
}

void store_bind_integer(struct store_statement *statement, int parameter, int64_t value)
{
    bound(statement, sqlite3_bind_int64(statement->inner, parameter, value));
}

void store_bind_real(struct store_statement *statement, int parameter, double value)
{
    bound(statement, sqlite3_bind_double(statement->inner, parameter, value));
}

void store_bind_text(struct store_statement *statement, int parameter, struct slice value)
{
    bound(statement, sqlite3_bind_text64(statement->inner, parameter, value.data, value.length,
                                         SQLITE_STATIC, SQLITE_UTF8));
}

void store_bind_blob(struct store_statement *statement, int parameter, struct slice value)
{
    bound(statement, sqlite3_bind_blob64(statement->inner, parameter, value.data, value.length,
                                         SQLITE_STATIC));
}

int store_step(struct store_statement *statement, struct err *err)
{
    if (statement->fault)
        return err_set(err, ERR_STORE, NULL, "%s (%.200s)", statement->fault, statement->sql);
    switch (sqlite3_step(statement->inner)) {
    case SQLITE_ROW:
        return 1;
    case SQLITE_DONE:
        return 0;
    default:
        return fail(statement->store, "Reading or saving", err);
    }
}

int store_column_count(const struct store_statement *statement)
{
    return sqlite3_column_count(statement->inner);
}

bool store_is_null(const struct store_statement *statement, int column)
{
    return sqlite3_column_type(statement->inner, column) == SQLITE_NULL;
}

int64_t store_integer(const struct store_statement *statement, int column)
{
    return sqlite3_column_int64(statement->inner, column);
}

double store_real(const struct store_statement *statement, int column)
{
    return sqlite3_column_double(statement->inner, column);
}

/* The value is looked up once for text and length: these are asked for by the thousand. */
struct slice store_text(const struct store_statement *statement, int column)
{
    sqlite3_value *value = sqlite3_column_value(statement->inner, column);
    const char *text = (const char *)sqlite3_value_text(value);
    return (struct slice){text, (size_t)sqlite3_value_bytes(value)};
}

struct slice store_blob(const struct store_statement *statement, int column)
{
    const char *bytes = sqlite3_column_blob(statement->inner, column);
    return (struct slice){bytes, (size_t)sqlite3_column_bytes(statement->inner, column)};
}

int store_run(struct store *store, const char *script, struct err *err)
{
    if (sqlite3_exec(store->database, script, NULL, NULL, NULL) != SQLITE_OK)
        return fail(store, "A change of the store", err);
    return 0;
}

int store_execute(struct store_statement **statement, struct err *err)
{
    int code = store_step(*statement, err);
    store_release(statement);
    return code < 0 ? code : 0;
}

int store_ask_integer(struct store *store, const char *sql, int64_t *ret_value, struct err *err)
{
    CLEANUP(store_release) struct store_statement *statement = store_prepare(store, sql);
    int code = store_step(statement, err);
    if (code < 0)
        return code;
    if (code == 0)
        return err_set(err, ERR_NOT_FOUND, NULL, "The store holds no such row.");
    *ret_value = store_integer(statement, 0);
    return 0;
}

int64_t store_last_id(const struct store *store)
{
    return sqlite3_last_insert_rowid(store->database);
}

int store_begin(struct store *store, struct err *err)
{
    return store_run(store, "BEGIN IMMEDIATE", err);
}

int store_commit(struct store *store, struct err *err)
{
    int code = store_run(store, "COMMIT", err);
    if (code < 0)
        store_rollback(store);
    return code;
}

bool store_in_transaction(const struct store *store)
{
    return !sqlite3_get_autocommit(store->database);
}

void store_rollback(struct store *store)
{
    if (store_in_transaction(store))
        sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
}

int store_read_begin(struct store *store, struct err *err)
{
    struct store_statement *begin = store_prepare(store, "BEGIN");
    return store_execute(&begin, err);
}

void store_read_end(struct store *store)
{
    if (!store_in_transaction(store))
        return;
    struct store_statement *commit = store_prepare(store, "COMMIT");
    store_execute(&commit, NULL);
}

int store_version(struct store *store, int64_t *ret_version, struct err *err)
{
    return store_ask_integer(store, "PRAGMA data_version", ret_version, err);
}

const void *store_kept(struct store *store, struct arena **ret_room)
{
    int64_t version;
    if (store->mode != STORE_READ || !store_in_transaction(store) ||
        store_version(store, &version, NULL) < 0)
        return NULL;
    if (store->kept.thing && store->kept.version == version)
        return store->kept.thing;
    arena_reset(&store->kept.room);
    store->kept.thing = NULL;
    store->kept.version = version;
    *ret_room = &store->kept.room;
    return NULL;
}

void store_keep(struct store *store, const void *thing)
{
    store->kept.thing = thing;
}

/* Copy every page into target, waiting where a writer is in the way. */
static int copy_pages(struct store *store, sqlite3 *target)
{
    sqlite3_backup *copy = sqlite3_backup_init(target, "main", store->database, "main");
    if (!copy)
        return sqlite3_errcode(target);
    int code;
    do {
        code = sqlite3_backup_step(copy, -1);
        if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
            sqlite3_sleep(20);
    } while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED);
    int finished = sqlite3_backup_finish(copy);
    if (code == SQLITE_DONE && finished == SQLITE_OK)
        finished = sqlite3_exec(target, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
    return code == SQLITE_DONE ? finished : code;
}

/* SQLite takes its log away when the last who has the store open closes it. */
bool store_is_open(const char *path)
{
    CLEANUP(buffer_free) struct buffer log = BUFFER(4096);
    buffer_printf(&log, "%s-wal", path);
    return access(buffer_text(&log), F_OK) == 0;
}

/* Where a store is at work, or a log was left that would be played into the copy, no copy goes. */
static int check_free(struct store *store, const char *path, struct err *err)
{
    CLEANUP(buffer_free) struct buffer log = BUFFER(4096);
    buffer_printf(&log, "%s-wal", path);
    if (file_is_same(store->path, path))
        return err_set(err, ERR_CONFLICT, NULL,
                       "%s is the store itself. Give the copy another name.", path);
    if (store_is_open(path))
        return err_set(err, ERR_CONFLICT, NULL,
                       "%s is there: a store is at work under that name, or left its log behind. "
                       "Nothing was changed. Stop what uses it and move its files away together.",
                       buffer_text(&log));
    return 0;
}

static int copy(struct store *store, const char *path, const char *script, struct err *err)
{
    CLEANUP(buffer_free) struct buffer part = BUFFER(4096);
    buffer_printf(&part, "%s.part-%d", path, (int)getpid());
    int code = buffer_status(&part, "The name of the backup", err);
    if (code == 0)
        code = check_free(store, path, err);
    if (code == 0)
        code = place_check_folder(path, err);
    if (code < 0)
        return code;
    sqlite3 *target = NULL;
    CLEANUP(cleanup_descriptor)
    int descriptor = open(buffer_text(&part), O_WRONLY | O_CREAT | O_CLOEXEC, PLACE_OWNERS_ALONE);
    if (descriptor >= 0) /* where it cannot be, the engine says why */
        fchmod(descriptor, PLACE_OWNERS_ALONE);
    int result = sqlite3_open_v2(buffer_text(&part), &target,
                                 SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    if (result == SQLITE_OK)
        result = copy_pages(store, target);
    if (result == SQLITE_OK && script)
        result = sqlite3_exec(target, script, NULL, NULL, NULL);
    sqlite3_close(target);
    const char *why = result == SQLITE_OK ? NULL : sqlite3_errstr(result);
    if (!why && file_put_in_place(buffer_text(&part), path) < 0)
        why = strerror(errno);
    if (!why)
        return 0;
    unlink(buffer_text(&part));
    buffer_string(&part, "-journal");
    unlink(buffer_text(&part));
    return err_set(err, ERR_INPUT, NULL, "The backup %s could not be written: %s.", path, why);
}

int store_backup(struct store *store, const char *path, struct err *err)
{
    return copy(store, path, NULL, err);
}

int store_restore(const char *backup, const char *path, const char *script, struct err *err)
{
    if (access(path, F_OK) == 0)
        return err_set(err, ERR_CONFLICT, NULL,
                       "%s is there already. Nothing was changed. Move it away first, so that "
                       "nothing in it is lost.",
                       path);
    CLEANUP(store_close) struct store *store = NULL;
    int code = store_open(backup, STORE_READ, &store, err);
    return code < 0 ? code : copy(store, path, script, err);
}

int store_integrity(struct store *store, struct err *err)
{
    static const char *const checks[] = {"PRAGMA integrity_check(1)", "PRAGMA foreign_key_check"};
    for (size_t i = 0; i < 2; i++) {
        CLEANUP(store_release)
        struct store_statement *statement = store_prepare(store, checks[i]);
        int code = store_step(statement, err);
        if (code < 0)
            return code;
        if (code == 1 && !slice_is(store_text(statement, 0), "ok"))
            return err_set(err, ERR_STORE, NULL, "The store's file is not sound: %.*s.",
                           SLICE_PRINT(store_text(statement, 0)));
    }
    return 0;
}

int store_checkpoint(struct store *store, struct err *err)
{
    if (sqlite3_wal_checkpoint_v2(store->database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) !=
        SQLITE_OK)
        return fail(store, "Moving the log into the file", err);
    return 0;
}

static int is_late(void *context)
{
    const struct store *store = context;
    return clock_monotonic_us() > store->deadline_us;
}

void store_set_deadline(struct store *store, int64_t at_us)
{
    store->deadline_us = at_us;
    sqlite3_progress_handler(store->database, STEPS_A_LOOK, at_us ? is_late : NULL, store);
}

static int make_way(void *context)
{
    (void)context;
    give_way();
    return 0;
}

void store_give_way(struct store *store)
{
    sqlite3_progress_handler(store->database, STEPS_A_LOOK, make_way, NULL);
}

size_t store_statement_count(const struct store *store)
{
    return store->statements.length;
}

uint64_t store_statements_asked(const struct store *store)
{
    return store->asked;
}
