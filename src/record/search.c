#include "record/search.h"

#include "record/permit.h"
#include "record/query.h"

#include "base/banned.h"

enum { WORDS_LIMIT = 1 << 22 };

/* The full-text tables find a row fast by its number alone, so each record keeps one. */
static const char key_of[] = "SELECT id FROM search_key WHERE entity = ?1 AND code = ?2";
static const char insert_key[] = "INSERT INTO search_key (entity, code) VALUES (?1, ?2)";
static const char public_out[] = "DELETE FROM public_search WHERE rowid = ?1";
static const char internal_out[] = "DELETE FROM internal_search WHERE rowid = ?1";
static const char public_in[] =
    "INSERT INTO public_search (rowid, entity, code, title, body) VALUES (?1, ?2, ?3, ?4, ?5)";
static const char internal_in[] =
    "INSERT INTO internal_search (rowid, entity, code, title, body) VALUES (?1, ?2, ?3, ?4, ?5)";
static const char public_kept[] = "SELECT entity, code, title, body FROM public_search"
                                  " WHERE rowid = ?1";
static const char internal_kept[] = "SELECT entity, code, title, body FROM internal_search"
                                    " WHERE rowid = ?1";
static const char count_strays[] =
    "SELECT (SELECT count(*) FROM public_search AS s WHERE NOT EXISTS (SELECT 1 FROM search_key AS"
    " k WHERE k.id = s.rowid AND k.entity = s.entity AND k.code = s.code)) + (SELECT count(*)"
    " FROM internal_search AS s WHERE NOT EXISTS (SELECT 1 FROM search_key AS k"
    " WHERE k.id = s.rowid AND k.entity = s.entity AND k.code = s.code))";

static const char public_out_all[] = "DELETE FROM public_search WHERE rowid IN"
                                     " (SELECT id FROM search_key WHERE entity = ?1)";
static const char internal_out_all[] = "DELETE FROM internal_search WHERE rowid IN"
                                       " (SELECT id FROM search_key WHERE entity = ?1)";
/* What each entity's words were made of; "search:ENTITY" names it. */
static const char made_of[] = "SELECT value FROM meta WHERE name = 'search:' || ?1";
static const char set_made_of[] =
    "INSERT OR REPLACE INTO meta (name, value) VALUES ('search:' || ?1, ?2)";

static void bind_key(struct store_statement *statement, int first, const struct record *record)
{
    store_bind_text(statement, first, slice_from(record->entity->name));
    store_bind_text(statement, first + 1, record->code);
}

/* 1 with the record's number, 0 where it has none yet. */
static int find_key(struct store *store, const struct record *record, int64_t *ret_key,
                    struct err *err)
{
    CLEANUP(store_release) struct store_statement *statement = store_prepare(store, key_of);
    bind_key(statement, 1, record);
    int code = store_step(statement, err);
    if (code > 0)
        *ret_key = store_integer(statement, 0);
    return code;
}

static int make_key(struct store *store, const struct record *record, int64_t *ret_key,
                    struct err *err)
{
    struct store_statement *statement = store_prepare(store, insert_key);
    bind_key(statement, 1, record);
    int code = store_execute(&statement, err);
    if (code == 0)
        *ret_key = store_last_id(store);
    return code;
}

/* The words of all but the title, which has a column of its own; whether there are any at all. */
static bool gather_words(const struct record *record, struct buffer *words)
{
    const struct entity *entity = record->entity;
    bool any = false;
    for (size_t i = 0; i < entity->field_count; i++) {
        if (!entity->fields[i].searchable || record->values[i].kind == VALUE_NONE)
            continue;
        any = true;
        if (entity->title && strcmp(entity->fields[i].name, entity->title) == 0)
            continue;
        value_append(words, record->values[i]);
        buffer_byte(words, '\n');
    }
    return any;
}

static int put_words(struct store *store, const struct record *record, int64_t key,
                     struct slice words, bool is_public, struct err *err)
{
    struct store_statement *in = store_prepare(store, is_public ? public_in : internal_in);
    store_bind_integer(in, 1, key);
    bind_key(in, 2, record);
    store_bind_text(in, 4, record_title(record));
    store_bind_text(in, 5, words);
    return store_execute(&in, err);
}

static bool is_public(const struct entity *entity)
{
    struct actor anyone = actor_anyone();
    return entity->sensitivity == PUBLIC && permit(&anyone, entity, READ);
}

bool entity_is_searched(const struct entity *entity)
{
    for (size_t i = 0; i < entity->field_count; i++)
        if (entity->fields[i].searchable)
            return true;
    return false;
}

int search_write(struct store *store, const struct record *record, struct err *err)
{
    bool to_public = is_public(record->entity);
    CLEANUP(buffer_free) struct buffer words = BUFFER(WORDS_LIMIT);
    bool has_words = gather_words(record, &words) && !record->retired;
    int64_t key = 0;
    int known = find_key(store, record, &key, err);
    if (known < 0 || (known == 0 && !has_words))
        return known;
    int code = 0;
    if (known) {
        struct store_statement *out = store_prepare(store, to_public ? public_out : internal_out);
        store_bind_integer(out, 1, key);
        code = store_execute(&out, err);
    } else {
        code = make_key(store, record, &key, err);
    }
    if (code < 0 || !has_words)
        return code;
    return put_words(store, record, key, buffer_slice(&words), to_public, err);
}

int search_agrees(struct store *store, const struct record *record, bool *ret_agrees,
                  struct err *err)
{
    CLEANUP(buffer_free) struct buffer words = BUFFER(WORDS_LIMIT);
    bool has_words = gather_words(record, &words) && !record->retired;
    int64_t key = 0;
    int known = find_key(store, record, &key, err);
    if (known < 0)
        return known;
    CLEANUP(store_release)
    struct store_statement *row =
        store_prepare(store, is_public(record->entity) ? public_kept : internal_kept);
    store_bind_integer(row, 1, key);
    int code = store_step(row, err);
    if (code < 0)
        return code;
    *ret_agrees = has_words == (code > 0) &&
                  (!has_words || (slice_is(store_text(row, 0), record->entity->name) &&
                                  slice_equal(store_text(row, 1), record->code) &&
                                  slice_equal(store_text(row, 2), record_title(record)) &&
                                  slice_equal(store_text(row, 3), buffer_slice(&words))));
    return 0;
}

int search_strays(struct store *store, int64_t *ret_count, struct err *err)
{
    return store_ask_integer(store, count_strays, ret_count, err);
}

/* --- when the definitions change ------------------------------------------------------------ */

static void write_made_of(const struct entity *entity, struct buffer *out)
{
    buffer_printf(out, "%s of %s:", is_public(entity) ? "public" : "internal",
                  entity->title ? entity->title : "code");
    for (size_t i = 0; i < entity->field_count; i++)
        if (entity->fields[i].searchable)
            buffer_printf(out, " %s", entity->fields[i].name);
}

static int is_as_made(struct store *store, const struct entity *entity, struct slice wanted,
                      bool *ret_same, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, made_of);
    store_bind_text(row, 1, slice_from(entity->name));
    int code = store_step(row, err);
    *ret_same = code > 0 && slice_equal(store_text(row, 0), wanted);
    return code < 0 ? code : 0;
}

static int write_again(void *store, const struct record *record, struct err *err)
{
    return search_write(store, record, err);
}

static int make_again(struct store *store, const struct entity *entity, struct slice wanted,
                      struct err *err)
{
    static const char *const steps[] = {public_out_all, internal_out_all, set_made_of};
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof steps / sizeof *steps; i++) {
        struct store_statement *step = store_prepare(store, steps[i]);
        store_bind_text(step, 1, slice_from(entity->name));
        if (steps[i] == set_made_of)
            store_bind_text(step, 2, wanted);
        code = store_execute(&step, err);
    }
    if (code == 0 && entity_is_searched(entity))
        code = record_each(store, entity, write_again, store, err);
    return code;
}

int search_follow(struct store *store, const struct registry *registry, struct err *err)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < registry->count; i++) {
        CLEANUP(buffer_free) struct buffer wanted = BUFFER(1 << 16);
        write_made_of(registry->entities[i], &wanted);
        bool same = false;
        code = is_as_made(store, registry->entities[i], buffer_slice(&wanted), &same, err);
        if (code == 0 && !same)
            code = make_again(store, registry->entities[i], buffer_slice(&wanted), err);
    }
    return code;
}
