#include "record/save.h"

#include "record/query.h"
#include "record/search.h"

#include "base/banned.h"

enum { SQL_LIMIT = 1 << 16, BODY_LIMIT = 1 << 22 };

/* What is random already, as a password's hash is, cannot be guessed from its digest. */
static void append_secret(const struct field *field, struct value value, struct buffer *buffer)
{
    char digest[DIGEST_TEXT_SIZE];
    digest_format(digest_of(value.text), digest);
    buffer_printf(buffer, ",\"%s.digest\":", field->name);
    if (value.kind == VALUE_NONE)
        buffer_string(buffer, "null");
    else
        buffer_printf(buffer, "\"%s\"", digest);
}

void record_body(const struct record *record, bool with_secrets, struct buffer *buffer)
{
    const struct entity *entity = record->entity;
    buffer_printf(buffer, "{\"retired\":%s", record->retired ? "true" : "false");
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = &entity->fields[i];
        if (field->secret && with_secrets)
            append_secret(field, record->values[i], buffer);
        if (field->kind == FIELD_DERIVED || field->secret)
            continue;
        buffer_printf(buffer, ",\"%s\":", field->name);
        value_append_json(buffer, field, record->values[i]);
    }
    buffer_byte(buffer, '}');
}

/* 1 where the code names a record of the entity (retired or not), 0 where not. */
static int reference_exists(struct store *store, const struct entity *target, struct slice code,
                            struct err *err)
{
    CLEANUP(buffer_free) struct buffer sql = BUFFER(SQL_LIMIT);
    buffer_printf(&sql, "SELECT 1 FROM %s WHERE code = ?1",
                  target->source ? target->source : target->name);
    CLEANUP(store_release)
    struct store_statement *statement = store_prepare(store, buffer_text(&sql));
    store_bind_text(statement, 1, code);
    return store_step(statement, err);
}

static int check_references(struct writer *writer, const struct field *field, struct value value,
                            struct faults *faults, struct err *err)
{
    const struct entity *target = registry_find(writer->registry, slice_from(field->refers));
    struct slice rest = value.text, code;
    while (slice_split(&rest, '\n', &code)) {
        int found = reference_exists(writer->store, target, code, err);
        if (found < 0)
            return found;
        if (found == 0)
            fault_add(faults, field->name, "%s: there is no %s with the code “%.*s”.", field->label,
                      label_inside(target->label, (char[LABEL_ROOM]){0}), SLICE_PRINT(code));
    }
    return 0;
}

/* A fault where following this field from the record leads back to it. UNION ends the walk also
 * in a circle of others. */
static int check_circle(struct writer *writer, const struct record *record,
                        const struct field *field, struct slice first, struct faults *faults,
                        struct err *err)
{
    CLEANUP(buffer_free) struct buffer sql = BUFFER(SQL_LIMIT);
    buffer_printf(&sql,
                  "WITH RECURSIVE up (code) AS (SELECT ?1 UNION SELECT t.%s FROM %s AS t"
                  " JOIN up ON t.code = up.code WHERE t.%s IS NOT NULL)"
                  " SELECT 1 FROM up WHERE code = ?2",
                  field->name, record->entity->name, field->name);
    CLEANUP(store_release)
    struct store_statement *statement = store_prepare(writer->store, buffer_text(&sql));
    store_bind_text(statement, 1, first);
    store_bind_text(statement, 2, record->code);
    int code = store_step(statement, err);
    if (code > 0)
        fault_add(faults, field->name, "%s: following it from “%.*s” leads back to itself.",
                  field->label, SLICE_PRINT(record->code));
    return code < 0 ? code : 0;
}

void entity_check_rules(struct store *store, const struct record *record, struct faults *faults)
{
    const struct entity *entity = record->entity;
    if (entity->check)
        entity->check(store, record, faults);
    if (entity->check_saved)
        entity->check_saved(store, record, faults);
}

int record_check(struct writer *writer, const struct save *save, struct faults *faults,
                 struct err *err)
{
    const struct record *record = save->record;
    const struct entity *entity = record->entity;
    size_t before = faults->count;
    if (!code_is_valid(record->code))
        fault_add(
            faults, "code",
            "The code is “%.*s”. Give 1 to 100 characters without spaces at its ends, and not "
            "“new” or dots alone.",
            SLICE_PRINT(record->code));
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = &entity->fields[i];
        struct value value = record->values[i];
        if (field->required && value.kind == VALUE_NONE && !field->secret)
            fault_add(faults, field->name, "%s is missing. Give it.", field->label);
        bool refers = field->kind == FIELD_REFERENCE || field->kind == FIELD_REFERENCES;
        if (!refers || field->loose || value.kind == VALUE_NONE || save->references_known)
            continue;
        int code = check_references(writer, field, value, faults, err);
        if (code == 0 && field->kind == FIELD_REFERENCE && strcmp(field->refers, entity->name) == 0)
            code = check_circle(writer, record, field, value.text, faults, err);
        if (code < 0)
            return code;
    }
    if (!save->rules_later)
        entity_check_rules(writer->store, record, faults);
    if (faults->count == before)
        return 0;
    return err_set(err, ERR_RANGE, faults->items[before].field, "%s",
                   faults->items[before].message);
}

/* A retired record keeps no rule, but its going may break one for those that stay. */
static int check_retiring(struct writer *writer, const struct record *record, struct faults *faults,
                          struct err *err)
{
    size_t before = faults->count;
    if (record->entity->check_retire)
        record->entity->check_retire(writer->store, record, faults);
    return faults->count == before
               ? 0
               : err_set(err, ERR_CONFLICT, NULL, "%s", faults->items[before].message);
}

/* Whether the rows in which the actor may change these fields include this one (before or after the
 * change). */
static int check_permission(struct writer *writer, const struct save *save, enum action action,
                            uint64_t fields, struct err *err)
{
    const struct entity *entity = save->record->entity;
    char today[DATE_TEXT_SIZE];
    if (save->actor->is_house)
        return 0;
    CLEANUP(buffer_free) struct buffer sql = BUFFER(SQL_LIMIT);
    buffer_printf(&sql, "SELECT 1 FROM %s AS t WHERE t.code = ?1 AND ", entity->name);
    if (action == UPDATE)
        permit_change_where(save->actor, entity, fields, &sql);
    else
        permit_where(save->actor, entity, action, &sql);
    CLEANUP(store_release)
    struct store_statement *statement = store_prepare(writer->store, buffer_text(&sql));
    store_bind_text(statement, 1, save->record->code);
    permit_bind(save->actor, statement, buffer_slice(&sql), today);
    int code = store_step(statement, err);
    if (code != 0)
        return code < 0 ? code : 0;
    return permit_refuse(entity, action, err);
}

static void bind_value(struct store_statement *statement, int parameter, struct value value)
{
    switch (value.kind) {
    case VALUE_NONE:
        store_bind_null(statement, parameter);
        return;
    case VALUE_TEXT:
    case VALUE_LIST:
        store_bind_text(statement, parameter, value.text);
        return;
    case VALUE_INTEGER:
        store_bind_integer(statement, parameter, value.integer);
        return;
    case VALUE_REAL:
        store_bind_real(statement, parameter, value.real);
        return;
    }
}

/* ?1 code, ?2 version, ?3 retired, ?4 … the stored fields in order. */
static void write_insert(const struct entity *entity, struct buffer *sql)
{
    int parameter = 4;
    buffer_printf(sql, "INSERT INTO %s (code, version, retired", entity->name);
    for (size_t i = 0; i < entity->field_count; i++)
        if (entity->fields[i].kind != FIELD_DERIVED)
            buffer_printf(sql, ", %s", entity->fields[i].name);
    buffer_string(sql, ") VALUES (?1, ?2, ?3");
    for (size_t i = 0; i < entity->field_count; i++)
        if (entity->fields[i].kind != FIELD_DERIVED)
            buffer_printf(sql, ", ?%d", parameter++);
    buffer_byte(sql, ')');
}

static void write_update(const struct entity *entity, struct buffer *sql)
{
    int parameter = 4;
    buffer_printf(sql, "UPDATE %s SET version = ?2, retired = ?3", entity->name);
    for (size_t i = 0; i < entity->field_count; i++)
        if (entity->fields[i].kind != FIELD_DERIVED)
            buffer_printf(sql, ", %s = ?%d", entity->fields[i].name, parameter++);
    buffer_string(sql, " WHERE code = ?1");
}

static int write_row(struct writer *writer, const struct record *record, struct err *err)
{
    CLEANUP(buffer_free) struct buffer sql = BUFFER(SQL_LIMIT);
    if (record->version == 1)
        write_insert(record->entity, &sql);
    else
        write_update(record->entity, &sql);
    struct store_statement *statement = store_prepare(writer->store, buffer_text(&sql));
    store_bind_text(statement, 1, record->code);
    store_bind_integer(statement, 2, record->version);
    store_bind_integer(statement, 3, record->retired);
    int parameter = 4;
    for (size_t i = 0; i < record->entity->field_count; i++)
        if (record->entity->fields[i].kind != FIELD_DERIVED)
            bind_value(statement, parameter++, record->values[i]);
    return store_execute(&statement, err);
}

static int write_change(struct writer *writer, const struct save *save, const struct record *record,
                        const char *action, struct err *err)
{
    CLEANUP(buffer_free) struct buffer body = BUFFER(BODY_LIMIT);
    record_body(record, true, &body);
    int code = buffer_status(&body, "The record", err);
    if (code < 0)
        return code;
    struct change change = {
        .at_us = clock_now_us(),
        .actor = save->actor->code,
        .entity = slice_from(record->entity->name),
        .code = record->code,
        .version = record->version,
        .action = slice_from(save->action ? save->action : action),
        .note = save->note,
        .body = buffer_slice(&body),
        .sensitivity = record->entity->sensitivity,
    };
    return log_append(writer->store, &writer->batch, &change, err);
}

/* The row as it would stand: secrets kept, and what the actor is not told, the version stepped.
 * False where nothing differs. */
static bool settle(const struct save *save, const struct record *current, struct record *next)
{
    bool differs = !current || save->kind != SAVE_VALUES;
    for (size_t i = 0; i < next->entity->field_count; i++) {
        const struct field *field = &next->entity->fields[i];
        if (current && !permit_field(save->actor, field) && next->values[i].kind == VALUE_NONE)
            next->values[i] = current->values[i];
        if (field->kind != FIELD_DERIVED && current)
            differs |= !value_equal(current->values[i], next->values[i]);
    }
    next->version = current ? current->version + 1 : 1;
    next->retired =
        save->kind == SAVE_RETIRED || (current && current->retired && save->kind != SAVE_RESTORED);
    return differs && !(current && save->kind != SAVE_VALUES && current->retired == next->retired);
}

static int check_version(const struct save *save, const struct record *current, struct err *err)
{
    char room[LABEL_ROOM];
    const char *label = label_inside(save->record->entity->label, room);
    if (save->base_version == 0 && current)
        return err_set(err, ERR_CONFLICT, "code",
                       "Another %s has the code “%.*s” already. Choose another code.", label,
                       SLICE_PRINT(save->record->code));
    if (save->base_version != 0 && !current)
        return err_set(err, ERR_NOT_FOUND, NULL, "There is no %s with the code “%.*s”.", label,
                       SLICE_PRINT(save->record->code));
    if (current && current->version != save->base_version)
        return err_set(err, ERR_CONFLICT, NULL,
                       "Somebody else changed this %s while you were editing it. Both versions "
                       "are kept: compare them, then save again.",
                       label);
    return 0;
}

static uint64_t changed_fields(const struct record *current, const struct record *next)
{
    uint64_t fields = 0;
    for (size_t i = 0; current && i < next->entity->field_count; i++)
        if (next->entity->fields[i].kind != FIELD_DERIVED &&
            !value_equal(current->values[i], next->values[i]))
            fields |= FIELD_BIT(i);
    return fields;
}

static int write_all(struct writer *writer, const struct save *save, const struct record *current,
                     const struct record *next, const char *action, enum action permission,
                     struct err *err)
{
    uint64_t fields = changed_fields(current, next);
    int code = current ? check_permission(writer, save, permission, fields, err) : 0;
    if (code == 0)
        code = write_row(writer, next, err);
    if (code == 0) /* and the row must still be one that the actor may have */
        code = check_permission(writer, save, permission, fields, err);
    if (code == 0)
        code = search_write(writer->store, next, err);
    return code == 0 ? write_change(writer, save, next, action, err) : code;
}

int record_save(struct writer *writer, const struct save *save, int64_t *ret_version,
                struct faults *faults, struct err *err)
{
    static const char *const actions[] = {"update", "retire", "restore"};
    const struct entity *entity = save->record->entity;
    bool is_new = save->base_version == 0;
    enum action permission = is_new ? CREATE : save->kind == SAVE_VALUES ? UPDATE : RETIRE;
    if (entity->source || !permit(save->actor, entity, permission))
        return permit_refuse(entity, permission, err);
    struct record current = {0};
    int found =
        record_load(writer->store, entity, save->record->code, faults->arena, &current, err);
    if (found < 0 && found != ERR_NOT_FOUND)
        return found;
    const struct record *before = found == 0 ? &current : NULL;
    int code = check_version(save, before, err);
    if (code < 0)
        return code;
    struct record next = record_copy(save->record, faults->arena);
    if (!settle(save, before, &next))
        return 0;
    code = save->kind == SAVE_RETIRED ? check_retiring(writer, &next, faults, err)
                                      : record_check(writer, save, faults, err);
    if (code < 0)
        return code;
    code = store_run(writer->store, "SAVEPOINT record_save", err);
    if (code < 0)
        return code;
    code = write_all(writer, save, before, &next, is_new ? "create" : actions[save->kind],
                     permission, err);
    if (code < 0) {
        store_run(writer->store, "ROLLBACK TO record_save; RELEASE record_save", NULL);
        return code;
    }
    *ret_version = next.version;
    code = store_run(writer->store, "RELEASE record_save", err);
    return code < 0 ? code : 1;
}
