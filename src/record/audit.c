#include "record/audit.h"

#include "record/history.h"
#include "record/log.h"
#include "record/query.h"
#include "record/save.h"
#include "record/search.h"

#include "base/banned.h"

static const char last_change[] = "SELECT body, version FROM change"
                                  " WHERE entity = ?1 AND code = ?2 ORDER BY id DESC LIMIT 1";

static const char logged_codes[] = "SELECT DISTINCT code FROM change WHERE entity = ?1";

static bool has_secret(const struct entity *entity)
{
    for (size_t i = 0; i < entity->field_count; i++)
        if (entity->fields[i].secret)
            return true;
    return false;
}

static bool is_as_logged(const struct record *record, struct slice logged)
{
    CLEANUP(buffer_free) struct buffer body = BUFFER(1 << 22), body_before = BUFFER(1 << 22);
    record_body(record, true, &body);
    record_body(record, false, &body_before);
    return slice_equal(logged, buffer_slice(&body)) ||
           slice_equal(logged, buffer_slice(&body_before));
}

/* The row must be what the log says it became. */
static int check_against_log(struct store *store, const struct record *record,
                             struct faults *faults, struct err *err)
{
    CLEANUP(store_release) struct store_statement *statement = store_prepare(store, last_change);
    store_bind_text(statement, 1, slice_from(record->entity->name));
    store_bind_text(statement, 2, record->code);
    int code = store_step(statement, err);
    if (code < 0)
        return code;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct record whole = *record;
    int loaded = has_secret(record->entity)
                     ? record_load(store, record->entity, record->code, &arena, &whole, err)
                     : 0;
    if (loaded < 0)
        return loaded;
    if (code == 0)
        fault_add(faults, NULL, "%s “%.*s” is stored, but the change log does not know it.",
                  record->entity->label, SLICE_PRINT(record->code));
    else if (store_integer(statement, 1) != record->version ||
             !is_as_logged(&whole, store_text(statement, 0)))
        fault_add(faults, NULL, "%s “%.*s” is not what its last change in the log says.",
                  record->entity->label, SLICE_PRINT(record->code));
    return 0;
}

static int check_references(struct store *store, const struct registry *registry,
                            const struct record *record, struct faults *faults)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    for (size_t i = 0; i < record->entity->field_count; i++) {
        const struct field *field = &record->entity->fields[i];
        bool refers = field->kind == FIELD_REFERENCE || field->kind == FIELD_REFERENCES;
        if (!refers || field->loose)
            continue;
        const struct entity *target = registry_find(registry, slice_from(field->refers));
        struct slice rest = record->values[i].text, code;
        while (slice_split(&rest, '\n', &code)) {
            struct record found;
            int result = record_load(store, target, code, &arena, &found, NULL);
            if (result < 0 && result != ERR_NOT_FOUND)
                return result;
            if (result == ERR_NOT_FOUND)
                fault_add(faults, field->name, "%s “%.*s”: %s leads to “%.*s”, which is not there.",
                          record->entity->label, SLICE_PRINT(record->code), field->label,
                          SLICE_PRINT(code));
        }
    }
    return 0;
}

static void check_rules(struct store *store, const struct record *record, struct faults *faults)
{
    if (!record->entity->check || record->retired)
        return;
    struct faults broken = faults_in(faults->arena);
    record->entity->check(store, record, &broken);
    for (size_t i = 0; i < broken.count; i++)
        fault_add(faults, broken.items[i].field, "%s “%.*s”: %s", record->entity->label,
                  SLICE_PRINT(record->code), broken.items[i].message);
}

/* What the log knows must be stored: records are never deleted. */
static int check_missing(struct store *store, const struct entity *entity, struct faults *faults,
                         struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, logged_codes);
    store_bind_text(row, 1, slice_from(entity->name));
    int code;
    while ((code = store_step(row, err)) > 0) {
        CLEANUP(arena_free) struct arena arena = ARENA;
        struct record found;
        int result = record_load(store, entity, store_text(row, 0), &arena, &found, err);
        if (result == ERR_NOT_FOUND)
            fault_add(faults, NULL, "%s “%.*s” is in the change log, but is not stored.",
                      entity->label, SLICE_PRINT(store_text(row, 0)));
        else if (result < 0)
            return result;
    }
    return code;
}

/* What comes by its own folder's tables is proven there, and here only what searching finds. */
static int check_record(struct store *store, const struct registry *registry,
                        const struct record *record, struct faults *faults, struct err *err)
{
    if (record->entity->source)
        return 0;
    int code = check_against_log(store, record, faults, err);
    if (code == 0)
        code = check_references(store, registry, record, faults);
    check_rules(store, record, faults);
    return code;
}

/* Told once for a kind: where one record's words are not those it has now, often all are. */
static void fault_search(const struct entity *entity, size_t count, struct slice first,
                         struct faults *faults)
{
    if (count)
        fault_add(faults, NULL, "The search box does not know %zu of the %s as they are: “%.*s”%s.",
                  count, entity->plural, SLICE_PRINT(first), count > 1 ? " and others" : "");
}

struct check {
    struct store *store;
    const struct registry *registry;
    struct faults *faults;
    struct buffer unknown; /* the first record that the search box does not know as it is */
    size_t unknown_count;
};

static int check_each(void *context, const struct record *record, struct err *err)
{
    struct check *check = context;
    bool agrees = true;
    int code = check_record(check->store, check->registry, record, check->faults, err);
    if (code == 0)
        code = search_agrees(check->store, record, &agrees, err);
    if (!agrees && check->unknown_count++ == 0)
        buffer_append(&check->unknown, record->code);
    return code;
}

static int check_entity(struct store *store, const struct registry *registry,
                        const struct entity *entity, struct faults *faults, struct err *err)
{
    struct check check = {
        .store = store, .registry = registry, .faults = faults, .unknown = BUFFER(1 << 16)};
    int code = record_each(store, entity, check_each, &check, err);
    if (code == 0)
        fault_search(entity, check.unknown_count, buffer_slice(&check.unknown), faults);
    buffer_free(&check.unknown);
    return code;
}

int record_check_store(struct store *store, const struct registry *registry, struct faults *faults,
                       struct err *err)
{
    struct err found = {0};
    struct log_proof proof;
    if (store_integrity(store, &found) < 0)
        fault_add(faults, NULL, "%s", found.message);
    if (log_verify(store, NULL, &proof, &found) < 0)
        fault_add(faults, NULL, "%s", found.message);
    for (size_t i = 0; i < registry->count; i++) {
        const struct entity *entity = registry->entities[i];
        int code = entity->source ? 0 : check_missing(store, entity, faults, err);
        if (code == 0 && (!entity->source || entity_is_searched(entity)))
            code = check_entity(store, registry, entity, faults, err);
        if (code == 0 && entity->audit)
            code = entity->audit(store, faults, err);
        if (code < 0)
            return code;
    }
    int64_t strays = 0;
    int code = search_strays(store, &strays, err);
    if (code == 0 && strays)
        fault_add(faults, NULL, "The search box finds %lld records that are not there.",
                  (long long)strays);
    return code;
}
