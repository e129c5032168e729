#include "record/history.h"

#include "text/text.h"

#include "base/banned.h"

enum { LIST_AS_OF_LIMIT = 10000 };

#define CHANGE_COLUMNS                                                                             \
    "SELECT id, at, actor, entity, code, version, action, note, body, sensitivity FROM "

/* The public's connection may read the view alone; the view shows public entities only. */
static const char *log_for(const struct entity *entity)
{
    return entity && entity->sensitivity != PUBLIC ? "change" : "public_change";
}

/* Where the actor may not read every row: whether they might have read this version, for a row that
 * is open to them now may have been closed before. The change is c. */
static void append_open_version(const struct actor *actor, const struct entity *entity,
                                struct buffer *sql)
{
    if (permit_every_row(actor, entity, READ))
        return;
    buffer_string(sql, " AND EXISTS (SELECT 1 FROM (SELECT c.code AS code");
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = &entity->fields[i];
        if (field->kind == FIELD_DERIVED || field->secret)
            continue;
        buffer_string(sql, ", ");
        dialect_json_member("c.body", field->name, sql);
        buffer_printf(sql, " AS %s", field->name);
    }
    buffer_string(sql, ") AS t WHERE ");
    permit_where(actor, entity, READ, sql);
    buffer_byte(sql, ')');
}

static struct change read_change(const struct store_statement *row, struct arena *arena)
{
    return (struct change){
        .id = store_integer(row, 0),
        .at_us = store_integer(row, 1),
        .actor = arena_slice(arena, store_text(row, 2)),
        .entity = arena_slice(arena, store_text(row, 3)),
        .code = arena_slice(arena, store_text(row, 4)),
        .version = store_integer(row, 5),
        .action = arena_slice(arena, store_text(row, 6)),
        .note = arena_slice(arena, store_text(row, 7)),
        .body = arena_slice(arena, store_text(row, 8)),
        .sensitivity = store_integer(row, 9),
    };
}

/* Who made a change is told only inside. */
static int read_changes(struct store_statement *statement, const struct actor *actor, size_t limit,
                        struct arena *arena, struct change **ret_changes, size_t *ret_count,
                        struct err *err)
{
    struct change *changes = arena_array(arena, limit, sizeof *changes);
    size_t count = 0;
    int code = 0;
    while (count < limit && (code = store_step(statement, err)) > 0)
        changes[count++] = read_change(statement, arena);
    if (code < 0)
        return code;
    for (size_t i = 0; i < count && !permit_inside(actor); i++)
        changes[i].actor = (struct slice){0};
    *ret_changes = changes;
    *ret_count = count;
    return 0;
}

int history_of(struct store *store, const struct entity *entity, struct slice code,
               const struct actor *actor, int64_t before, size_t limit, struct arena *arena,
               struct change **ret_changes, size_t *ret_count, struct err *err)
{
    struct record record;
    int found = record_get(store, entity, code, actor, arena, &record, err);
    if (found < 0)
        return found;
    CLEANUP(buffer_free) struct buffer sql = BUFFER(8192);
    buffer_printf(&sql, CHANGE_COLUMNS "%s AS c WHERE entity = ?1 AND code = ?2 AND id < ?3",
                  log_for(entity));
    append_open_version(actor, entity, &sql);
    buffer_string(&sql, " ORDER BY id DESC LIMIT ?4");
    CLEANUP(store_release)
    struct store_statement *statement = store_prepare(store, buffer_text(&sql));
    store_bind_text(statement, 1, slice_from(entity->name));
    store_bind_text(statement, 2, code);
    store_bind_integer(statement, 3, before ? before : INT64_MAX);
    store_bind_integer(statement, 4, (int64_t)limit);
    return read_changes(statement, actor, limit, arena, ret_changes, ret_count, err);
}

/* The changes of what the actor may read: whole entities by name, others row by row. */
static void append_readable(const struct registry *registry, const struct actor *actor,
                            struct buffer *sql)
{
    buffer_string(sql, "(0");
    for (size_t i = 0; i < registry->count; i++) {
        const struct entity *entity = registry->entities[i];
        if (!permit(actor, entity, READ))
            continue;
        buffer_printf(sql, " OR (c.entity = '%s'", entity->name);
        if (!permit_every_row(actor, entity, READ)) {
            buffer_printf(sql, " AND c.code IN (SELECT t.code FROM %s AS t WHERE ", entity->name);
            permit_where(actor, entity, READ, sql);
            buffer_byte(sql, ')');
            append_open_version(actor, entity, sql);
        }
        buffer_byte(sql, ')');
    }
    buffer_byte(sql, ')');
}

int history_latest(struct store *store, const struct registry *registry, const struct actor *actor,
                   int64_t before, size_t limit, struct arena *arena, struct change **ret_changes,
                   size_t *ret_count, struct err *err)
{
    CLEANUP(buffer_free) struct buffer sql = BUFFER(1 << 16);
    buffer_printf(&sql, CHANGE_COLUMNS "%s AS c WHERE id < ?1 AND ",
                  permit_inside(actor) ? "change" : "public_change");
    append_readable(registry, actor, &sql);
    buffer_string(&sql, " ORDER BY id DESC LIMIT ?2");
    CLEANUP(store_release)
    struct store_statement *statement = store_prepare(store, buffer_text(&sql));
    store_bind_integer(statement, 1, before ? before : INT64_MAX);
    store_bind_integer(statement, 2, (int64_t)limit);
    return read_changes(statement, actor, limit, arena, ret_changes, ret_count, err);
}

static struct value value_from_json(const struct field *field, const struct json *json,
                                    struct arena *arena)
{
    struct value value = {0};
    switch (json->kind) {
    case JSON_IS_INTEGER:
        return field->kind == FIELD_DECIMAL ? value_real(json->real) : value_integer(json->integer);
    case JSON_IS_REAL:
        return value_real(json->real);
    case JSON_IS_STRING:
        return value_text(json->text);
    case JSON_IS_ARRAY: {
        CLEANUP(buffer_free) struct buffer list = BUFFER(1 << 20);
        for (size_t i = 0; i < json->count; i++) {
            if (i)
                buffer_byte(&list, '\n');
            buffer_append(&list, json->items[i].text);
        }
        value.kind = list.length ? VALUE_LIST : VALUE_NONE;
        value.text = arena_slice(arena, buffer_slice(&list));
        return value;
    }
    default:
        return value;
    }
}

int history_record(const struct entity *entity, const struct change *change,
                   const struct actor *actor, struct arena *arena, struct record *ret_record,
                   struct err *err)
{
    struct json body;
    int code = json_parse(change->body, arena, &body, err);
    if (code < 0)
        return code;
    struct record record = record_new(entity, change->code, arena);
    record.version = change->version;
    const struct json *retired = json_get(&body, "retired");
    record.retired = retired && retired->boolean;
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct json *value = json_get(&body, entity->fields[i].name);
        if (value && (!actor || permit_field(actor, &entity->fields[i])))
            record.values[i] = value_from_json(&entity->fields[i], value, arena);
    }
    *ret_record = record;
    return 0;
}

int history_as_of(struct store *store, const struct entity *entity, struct slice code,
                  const struct actor *actor, int64_t at_us, struct arena *arena,
                  struct record *ret_record, struct err *err)
{
    struct record now;
    int found = record_get(store, entity, code, actor, arena, &now, err);
    if (found < 0)
        return found;
    CLEANUP(buffer_free) struct buffer sql = BUFFER(8192);
    buffer_printf(&sql,
                  CHANGE_COLUMNS "%s AS c WHERE id = (SELECT max(id) FROM %s WHERE entity = ?1"
                                 " AND code = ?2 AND at <= ?3)",
                  log_for(entity), log_for(entity));
    append_open_version(actor, entity, &sql);
    CLEANUP(store_release)
    struct store_statement *statement = store_prepare(store, buffer_text(&sql));
    store_bind_text(statement, 1, slice_from(entity->name));
    store_bind_text(statement, 2, code);
    store_bind_integer(statement, 3, at_us);
    struct change *changes = NULL;
    size_t count = 0;
    int read = read_changes(statement, actor, 1, arena, &changes, &count, err);
    if (read < 0)
        return read;
    if (count == 0)
        return err_set(err, ERR_NOT_FOUND, NULL, "This %s was not recorded yet on that date.",
                       entity->label);
    return history_record(entity, &changes[0], actor, arena, ret_record, err);
}

int history_began(struct store *store, const struct entity *entity, struct slice code,
                  const struct actor *actor, int64_t *ret_at_us, struct err *err)
{
    CLEANUP(buffer_free) struct buffer sql = BUFFER(8192);
    buffer_printf(&sql, "SELECT min(c.at) FROM %s AS c WHERE c.entity = ?1 AND c.code = ?2",
                  log_for(entity));
    append_open_version(actor, entity, &sql);
    CLEANUP(store_release)
    struct store_statement *row = store_prepare(store, buffer_text(&sql));
    store_bind_text(row, 1, slice_from(entity->name));
    store_bind_text(row, 2, code);
    int found = store_step(row, err);
    if (found < 0)
        return found;
    if (found == 0 || store_is_null(row, 0))
        return err_set(err, ERR_NOT_FOUND, NULL, "Nothing is told of how this %s began.",
                       entity->label);
    *ret_at_us = store_integer(row, 0);
    return 0;
}

int history_list_as_of(struct store *store, const struct entity *entity, const struct actor *actor,
                       int64_t at_us, struct arena *arena, struct record_list *ret_list,
                       struct err *err)
{
    if (!permit(actor, entity, READ))
        return err_set(err, ERR_FORBIDDEN, NULL, "%s are not open to you.", entity->plural);
    CLEANUP(buffer_free) struct buffer sql = BUFFER(8192);
    const char *log = log_for(entity);
    buffer_printf(&sql,
                  CHANGE_COLUMNS "%s AS c WHERE id IN (SELECT max(id) FROM %s WHERE entity = ?1"
                                 " AND at <= ?2 GROUP BY code)"
                                 " AND code IN (SELECT t.code FROM %s AS t WHERE ",
                  log, log, entity->name);
    permit_where(actor, entity, READ, &sql);
    buffer_byte(&sql, ')');
    append_open_version(actor, entity, &sql);
    buffer_string(&sql, " ORDER BY code LIMIT ?3");
    CLEANUP(store_release)
    struct store_statement *statement = store_prepare(store, buffer_text(&sql));
    store_bind_text(statement, 1, slice_from(entity->name));
    store_bind_integer(statement, 2, at_us);
    store_bind_integer(statement, 3, LIST_AS_OF_LIMIT);
    struct change *changes = NULL;
    size_t count = 0;
    int code = read_changes(statement, actor, LIST_AS_OF_LIMIT, arena, &changes, &count, err);
    struct record_list list = {.records = arena_array(arena, count, sizeof *list.records)};
    for (size_t i = 0; code == 0 && i < count; i++) {
        struct record *then = &list.records[list.count];
        code = history_record(entity, &changes[i], actor, arena, then, err);
        list.count += code == 0 && !then->retired;
    }
    if (code == 0)
        *ret_list = list;
    return code;
}

/* The change with this id and the state of its record just before it (count 0: none). */
static int load_change(struct store *store, const struct record *record, int64_t id,
                       struct arena *arena, struct change *ret_change, struct change *ret_before,
                       bool *ret_has_before, struct err *err)
{
    struct actor house = actor_house("undo");
    struct change *changes = NULL;
    size_t count = 0;
    struct store_statement *one =
        store_prepare(store, CHANGE_COLUMNS "change WHERE id = ?1 AND entity = ?2 AND code = ?3");
    store_bind_integer(one, 1, id);
    store_bind_text(one, 2, slice_from(record->entity->name));
    store_bind_text(one, 3, record->code);
    int code = read_changes(one, &house, 1, arena, &changes, &count, err);
    store_release(&one);
    if (code < 0)
        return code;
    if (count == 0)
        return err_set(err, ERR_NOT_FOUND, NULL, "It has no change %lld to undo.", (long long)id);
    *ret_change = changes[0];
    struct store_statement *before = store_prepare(
        store, CHANGE_COLUMNS
        "change WHERE entity = ?1 AND code = ?2 AND id < ?3 ORDER BY id DESC LIMIT 1");
    store_bind_text(before, 1, slice_from(record->entity->name));
    store_bind_text(before, 2, record->code);
    store_bind_integer(before, 3, id);
    code = read_changes(before, &house, 1, arena, &changes, &count, err);
    store_release(&before);
    *ret_has_before = code == 0 && count > 0;
    if (*ret_has_before)
        *ret_before = changes[0];
    return code;
}

/* Put back in `current` what the change altered, or a fault where it was altered again since. */
static void put_back(const struct record *before, const struct record *after,
                     struct record *current, struct faults *faults)
{
    for (size_t i = 0; i < current->entity->field_count; i++) {
        const struct field *field = &current->entity->fields[i];
        if (field->kind == FIELD_DERIVED || field->secret ||
            value_equal(before->values[i], after->values[i]))
            continue;
        if (!value_equal(current->values[i], after->values[i]))
            fault_add(faults, field->name, "%s was changed again since. Change it by hand instead.",
                      field->label);
        else
            current->values[i] = before->values[i];
    }
}

int history_undo(struct writer *writer, const struct record *record, int64_t change_id,
                 const struct actor *actor, int64_t *ret_version, struct faults *faults,
                 struct err *err)
{
    const struct entity *entity = record->entity;
    struct change change, earlier;
    bool has_earlier = false;
    struct arena *arena = faults->arena;
    int code =
        load_change(writer->store, record, change_id, arena, &change, &earlier, &has_earlier, err);
    if (code < 0)
        return code;
    if (entity->source)
        return err_set(err, ERR_RANGE, NULL, "A change of this kind is not undone here.");
    struct record current, before, after;
    code = record_load(writer->store, entity, record->code, arena, &current, err);
    if (code == 0)
        code = history_record(entity, &change, NULL, arena, &after, err);
    if (code == 0 && has_earlier)
        code = history_record(entity, &earlier, NULL, arena, &before, err);
    if (code != 0)
        return code;
    struct save save = {.record = &current,
                        .base_version = current.version,
                        .actor = actor,
                        .action = "undo",
                        .kind = SAVE_RETIRED};
    save.note = slice_from(arena_printf(arena, "Undoes change %lld.", (long long)change_id));
    if (has_earlier) {
        bool flips = before.retired != after.retired;
        save.kind = !flips ? SAVE_VALUES : before.retired ? SAVE_RETIRED : SAVE_RESTORED;
        put_back(&before, &after, &current, faults);
    }
    if (faults->count)
        return err_set(err, ERR_CONFLICT, faults->items[0].field, "%s", faults->items[0].message);
    return record_save(writer, &save, ret_version, faults, err);
}
