#include "record/schema.h"

#include "record/search.h"

#include "base/banned.h"

enum { SQL_LIMIT = 1 << 16 };

static const char engine_tables[] =
    "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;"
    /* One row a change: the whole record after it, and a digest of the row itself. */
    "CREATE TABLE IF NOT EXISTS change ("
    " id INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, entity TEXT NOT NULL,"
    " code TEXT NOT NULL, version INTEGER NOT NULL, action TEXT NOT NULL, note TEXT,"
    " body TEXT NOT NULL, sensitivity INTEGER NOT NULL, digest BLOB NOT NULL) STRICT;"
    "CREATE INDEX IF NOT EXISTS change_record ON change (entity, code, id);"
    "CREATE VIEW IF NOT EXISTS public_change AS SELECT * FROM change WHERE sensitivity = 0;"
    /* One row a committed batch: the chain. */
    "CREATE TABLE IF NOT EXISTS seal ("
    " id INTEGER PRIMARY KEY, first_change INTEGER NOT NULL, last_change INTEGER NOT NULL,"
    " at INTEGER NOT NULL, previous BLOB NOT NULL, digest BLOB NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS search_key (id INTEGER PRIMARY KEY, entity TEXT NOT NULL,"
    " code TEXT NOT NULL, UNIQUE (entity, code)) STRICT;"
    "CREATE VIRTUAL TABLE IF NOT EXISTS public_search USING fts5"
    " (entity UNINDEXED, code UNINDEXED, title, body, tokenize='porter unicode61');"
    "CREATE VIRTUAL TABLE IF NOT EXISTS internal_search USING fts5"
    " (entity UNINDEXED, code UNINDEXED, title, body, tokenize='porter unicode61');";

static enum store_type type_of(const struct field *field)
{
    switch (field->kind) {
    case FIELD_INTEGER:
        return STORE_INTEGER;
    case FIELD_DECIMAL:
        return STORE_REAL;
    default:
        return STORE_TEXT;
    }
}

static void column(struct buffer *sql, const struct field *field)
{
    buffer_printf(sql, "%s %s", field->name, dialect_type(type_of(field)));
    if (field->kind == FIELD_REFERENCE && !field->loose)
        buffer_printf(sql, " REFERENCES %s (code) DEFERRABLE INITIALLY DEFERRED", field->refers);
}

static int create_table(struct store *store, const struct entity *entity, struct err *err)
{

    CLEANUP(buffer_free) struct buffer sql = BUFFER(SQL_LIMIT);
    buffer_printf(&sql,
                  "CREATE TABLE IF NOT EXISTS %s (id INTEGER PRIMARY KEY,"
                  " code TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,"
                  " retired INTEGER NOT NULL",
                  entity->name);
    for (size_t i = 0; i < entity->field_count; i++) {
        if (entity->fields[i].kind == FIELD_DERIVED)
            continue;
        buffer_string(&sql, ", ");
        column(&sql, &entity->fields[i]);
    }
    buffer_printf(&sql, ")%s", dialect_table_options());
    return store_run(store, buffer_text(&sql), err);
}

/* Which of the entity's fields have a column already: there[i] is set. */
static int read_columns(struct store *store, const struct entity *entity, bool *there,
                        struct err *err)
{
    CLEANUP(store_release)
    struct store_statement *statement = store_prepare(store, dialect_columns_of_table());
    store_bind_text(statement, 1, slice_from(entity->name));
    int code;
    while ((code = store_step(statement, err)) > 0) {
        int at = entity_field(entity, store_text(statement, 0));
        if (at >= 0)
            there[at] = true;
    }
    return code;
}

static int add_columns(struct store *store, const struct entity *entity, struct err *err)
{
    bool *there = memory_zeros(entity->field_count + 1, sizeof *there);
    int code = read_columns(store, entity, there, err);
    for (size_t i = 0; code == 0 && i < entity->field_count; i++) {
        const struct field *field = &entity->fields[i];
        if (field->kind == FIELD_DERIVED)
            continue;
        CLEANUP(buffer_free) struct buffer sql = BUFFER(SQL_LIMIT);
        if (!there[i]) {
            buffer_printf(&sql, "ALTER TABLE %s ADD COLUMN ", entity->name);
            column(&sql, field);
            buffer_byte(&sql, ';');
        }
        if (field->sortable || field->kind == FIELD_REFERENCE)
            buffer_printf(&sql, "CREATE INDEX IF NOT EXISTS %s__%s ON %s (%s, code);", entity->name,
                          field->name, entity->name, field->name);
        code = sql.length ? store_run(store, buffer_text(&sql), err) : 0;
    }
    memory_free(there);
    return code;
}

/* Raised by whoever changes the tables so that this program would misread or spoil them; additions
 * do not. Stores of before it was kept have 0. */
enum { FORMAT = 1 };

static int check_format(struct store *store, const char *path, struct err *err)
{
    int64_t format = 0;
    int code = store_ask_integer(store, dialect_format(), &format, err);
    if (code < 0 || format <= FORMAT)
        return code;
    return err_set(err, ERR_STORE, NULL,
                   "The store %s was made by a newer Weft. Nothing was changed. Use that one, or a "
                   "newer.",
                   path);
}

static int mark_format(struct store *store, struct err *err)
{
    CLEANUP(buffer_free) struct buffer sql = BUFFER(100);
    int64_t format = 0;
    int code = store_ask_integer(store, dialect_format(), &format, err);
    if (code < 0 || format == FORMAT)
        return code;
    dialect_set_format(FORMAT, &sql);
    return store_run(store, buffer_text(&sql), err);
}

int schema_recognise(struct store *store, const char *path, struct err *err)
{
    CLEANUP(store_release)
    struct store_statement *statement = store_prepare(store, dialect_columns_of_table());
    store_bind_text(statement, 1, SLICE("change"));
    int code = store_step(statement, err);
    if (code == 0)
        return err_set(
            err, ERR_STORE, NULL,
            "%s is not a Weft store. Name another file, restore the last backup, or make "
            "a store with `weft init`.",
            path);
    return code < 0 ? code : check_format(store, path, err);
}

int schema_is_whole(struct store *store, const struct registry *registry, bool *ret_whole,
                    struct err *err)
{
    bool whole = true;
    int code = 0;
    for (size_t i = 0; code == 0 && i < registry->count; i++) {
        const struct entity *entity = registry->entities[i];
        bool *there = memory_zeros(entity->field_count + 1, sizeof *there);
        if (!entity->source)
            code = read_columns(store, entity, there, err);
        for (size_t k = 0; k < entity->field_count && !entity->source; k++)
            whole &= there[k] || entity->fields[k].kind == FIELD_DERIVED;
        memory_free(there);
    }
    if (code == 0)
        *ret_whole = whole;
    return code;
}

static int apply(struct store *store, const struct registry *registry, struct err *err)
{
    int code = store_run(store, engine_tables, err);
    for (size_t i = 0; code == 0 && i < registry->count; i++) {
        const struct entity *entity = registry->entities[i];
        if (entity->schema)
            code = store_run(store, entity->schema, err);
        if (entity->source || code < 0)
            continue;
        code = create_table(store, entity, err);
        if (code == 0)
            code = add_columns(store, entity, err);
    }
    if (code == 0)
        code = search_follow(store, registry, err);
    return code == 0 ? mark_format(store, err) : code;
}

int schema_apply(struct store *store, const struct registry *registry, struct err *err)
{
    int code = registry_check(registry, err);
    if (code == 0)
        code = store_begin(store, err);
    if (code < 0)
        return code;
    code = apply(store, registry, err);
    if (code < 0) {
        store_rollback(store);
        return code;
    }
    return store_commit(store, err);
}
