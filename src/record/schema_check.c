/* Whether a store's tables, indexes and views are what this program makes: a trigger or a dropped
 * constraint alters what is saved from now on, and no record tells of it. */
#include "record/schema.h"

#include "base/banned.h"

static const char found_in[] = "SELECT sql FROM sqlite_schema WHERE type = ?1 AND name = ?2";
static const char all_of[] = "SELECT type, name, tbl_name, sql FROM sqlite_schema"
                             " WHERE sql IS NOT NULL ORDER BY tbl_name, type DESC, name";

struct pieces {
    VECTOR(struct slice) list;
};

static void pieces_free(struct pieces *pieces)
{
    vector_free(&pieces->list);
}

/* On one line, however it was laid out. */
static struct slice flatten(struct slice sql, struct arena *arena)
{
    CLEANUP(buffer_free) struct buffer flat = BUFFER(1 << 20);
    for (size_t i = 0; i < sql.length; i++) {
        bool is_space = sql.data[i] == ' ' || sql.data[i] == '\n' || sql.data[i] == '\t';
        if (!is_space)
            buffer_byte(&flat, sql.data[i]);
        else if (flat.length && flat.data[flat.length - 1] != ' ')
            buffer_byte(&flat, ' ');
    }
    return arena_slice(arena, slice_trim(buffer_slice(&flat)));
}

static void add(struct pieces *pieces, const char *from, const char *to)
{
    struct slice piece = slice_trim((struct slice){from, (size_t)(to - from)});
    if (piece.length)
        vector_push(&pieces->list, piece);
}

/* What stands before the brackets, between the commas in them, and behind: a column that an older
 * store was given later stands behind the others, and is no less for it. */
static void cut(struct slice sql, struct pieces *pieces)
{
    const char *end = sql.data + sql.length, *from = sql.data;
    int depth = 0;
    for (const char *at = sql.data; at < end; at++) {
        depth += (*at == '(') - (*at == ')');
        if (depth == (*at == ')' ? 0 : 1) && (*at == '(' || *at == ')' || *at == ',')) {
            add(pieces, from, at);
            from = at + 1;
        }
    }
    add(pieces, from, end);
}

static bool has(struct pieces *pieces, struct slice wanted)
{
    vector_each (&pieces->list, piece)
        if (slice_equal(*piece, wanted))
            return true;
    return false;
}

/* A column of a definition that is gone stays where it is: a name and a type, perhaps what it
 * refers to. Any other addition forbids what was allowed, or says what nobody gave. */
static bool may_stay(struct slice piece)
{
    struct slice name, type;
    if (!slice_split(&piece, ' ', &name) || !slice_split(&piece, ' ', &type))
        return false;
    bool is_type = slice_is(type, "TEXT") || slice_is(type, "INTEGER") || slice_is(type, "REAL");
    return is_type && (piece.length == 0 ||
                       (slice_starts_with(piece, SLICE("REFERENCES ")) &&
                        slice_ends_with(piece, SLICE(" (code) DEFERRABLE INITIALLY DEFERRED"))));
}

static void tell_table(struct slice name, struct slice made, struct slice found,
                       struct faults *faults)
{
    CLEANUP(pieces_free) struct pieces wanted = {0}, there = {0};
    cut(made, &wanted);
    cut(found, &there);
    vector_each (&wanted.list, piece)
        if (!has(&there, *piece))
            fault_add(faults, NULL, "The table “%.*s” lacks “%.*s”, with which Weft makes it.",
                      SLICE_PRINT(name), SLICE_PRINT(*piece));
    vector_each (&there.list, piece)
        if (!has(&wanted, *piece) && !may_stay(*piece))
            fault_add(faults, NULL, "The table “%.*s” has “%.*s”, without which Weft makes it.",
                      SLICE_PRINT(name), SLICE_PRINT(*piece));
}

/* 1 with the SQL of the object that row names, on one line; 0 where there is none. */
static int find(struct store *store, const struct store_statement *row, struct arena *arena,
                struct slice *ret_sql, struct err *err)
{
    CLEANUP(store_release) struct store_statement *statement = store_prepare(store, found_in);
    store_bind_text(statement, 1, store_text(row, 0));
    store_bind_text(statement, 2, store_text(row, 1));
    int code = store_step(statement, err);
    if (code > 0)
        *ret_sql = flatten(store_text(statement, 0), arena);
    return code;
}

static int check_made(struct store *store, const struct store_statement *row, struct faults *faults,
                      struct err *err)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct slice type = store_text(row, 0), name = store_text(row, 1);
    struct slice made = flatten(store_text(row, 3), &arena), found;
    int code = find(store, row, &arena, &found, err);
    if (code == 0)
        fault_add(faults, NULL,
                  "The %.*s “%.*s” is not there. Weft makes it anew when it next opens the store "
                  "to write, as `weft serve` does.",
                  SLICE_PRINT(type), SLICE_PRINT(name));
    else if (code > 0 && slice_is(type, "table"))
        tell_table(name, made, found, faults);
    else if (code > 0 && !slice_equal(made, found))
        fault_add(faults, NULL, "The %.*s “%.*s” is not as Weft makes it: it is “%.*s”.",
                  SLICE_PRINT(type), SLICE_PRINT(name), SLICE_PRINT(found));
    return code < 0 ? code : 0;
}

/* What somebody else made: a table, a view or an index of theirs changes nothing of ours, but a
 * trigger does, and an index that refuses what is twice. */
static int check_other(struct store *made, const struct store_statement *row, struct faults *faults,
                       struct err *err)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct slice type = store_text(row, 0), made_sql;
    struct slice sql = flatten(store_text(row, 3), &arena);
    bool alters = slice_is(type, "trigger") || slice_starts_with(sql, SLICE("CREATE UNIQUE INDEX"));
    int code = alters ? find(made, row, &arena, &made_sql, err) : 1;
    if (code == 0)
        fault_add(faults, NULL,
                  "The %.*s “%.*s” on the table “%.*s” is not Weft's: it %s what is saved there.",
                  SLICE_PRINT(type), SLICE_PRINT(store_text(row, 1)),
                  SLICE_PRINT(store_text(row, 2)),
                  slice_is(type, "trigger") ? "can alter" : "can refuse");
    return code < 0 ? code : 0;
}

int schema_check(struct store *store, const struct registry *registry, struct faults *faults,
                 struct err *err)
{
    CLEANUP(store_close) struct store *made = NULL;
    int code = store_open(":memory:", STORE_CREATE, &made, err);
    if (code == 0)
        code = schema_apply(made, registry, err);
    if (code < 0)
        return code;
    CLEANUP(store_release) struct store_statement *ours = store_prepare(made, all_of);
    while (code == 0 && (code = store_step(ours, err)) > 0)
        code = check_made(store, ours, faults, err);
    CLEANUP(store_release) struct store_statement *theirs = store_prepare(store, all_of);
    while (code == 0 && (code = store_step(theirs, err)) > 0)
        code = check_other(made, theirs, faults, err);
    return code;
}
