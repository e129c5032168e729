/* Bringing the store to what a plan file says: base (what the file said when it was last loaded),
 * file and store are held against each other, record by record. */
#include "domain/plan/file.h"

#include "base/banned.h"

static const char last_loaded[] =
    "SELECT body, version FROM change WHERE entity = ?1 AND code = ?2 AND note = ?3"
    " ORDER BY id DESC LIMIT 1";

/* Every record that this plan's file ever brought and that stands yet. */
static const char ever_loaded[] =
    "SELECT DISTINCT entity, code FROM change WHERE note = ?1 ORDER BY entity, code";

struct loading {
    struct writer *writer;
    const struct plan_file *file;
    const struct actor *actor;
    struct slice note; /* marks the changes that this plan's file made */
    struct map named;  /* "entity\ncode" of the records in the file */
    struct plan_load load;
    struct faults *faults;
};

static bool same(const struct record *a, const struct record *b)
{
    for (size_t i = 0; i < a->entity->field_count; i++)
        if (a->entity->fields[i].kind != FIELD_DERIVED && !a->entity->fields[i].secret &&
            !value_equal(a->values[i], b->values[i]))
            return false;
    return a->retired == b->retired;
}

/* 1 with the record as the file last said it, 0 where the file never brought it. */
static int load_base(struct loading *loading, const struct entity *entity, struct slice code,
                     struct record *ret_base, struct err *err)
{
    CLEANUP(store_release)
    struct store_statement *statement = store_prepare(loading->writer->store, last_loaded);
    store_bind_text(statement, 1, slice_from(entity->name));
    store_bind_text(statement, 2, code);
    store_bind_text(statement, 3, loading->note);
    int found = store_step(statement, err);
    if (found <= 0)
        return found;
    struct change change = {
        .code = code, .version = store_integer(statement, 1), .body = store_text(statement, 0)};
    int read = history_record(entity, &change, loading->faults->arena, ret_base, err);
    return read < 0 ? read : 1;
}

static void conflict(struct loading *loading, const struct record *record)
{
    fault_add(loading->faults, NULL,
              "%s “%.*s” was changed here since the file was last loaded. Export the plan, bring "
              "the two together in the file, and load that.",
              record->entity->label, SLICE_PRINT(record->code));
}

static int save(struct loading *loading, const struct record *record, int64_t base_version,
                enum save_kind kind, struct err *err)
{
    struct save wanted = {.record = record,
                          .base_version = base_version,
                          .kind = kind,
                          .actor = loading->actor,
                          .note = loading->note,
                          .action = "load",
                          .references_known = true};
    int64_t version = 0;
    return record_save(loading->writer, &wanted, &version, loading->faults, err);
}

static int load_entry(struct loading *loading, const struct record *wanted, struct err *err)
{
    struct record current, base;
    struct arena *arena = loading->faults->arena;
    int found =
        record_load(loading->writer->store, wanted->entity, wanted->code, arena, &current, err);
    if (found == ERR_NOT_FOUND) {
        loading->load.created++;
        return save(loading, wanted, 0, SAVE_VALUES, err);
    }
    if (found < 0)
        return found;
    int known = load_base(loading, wanted->entity, wanted->code, &base, err);
    if (known < 0)
        return known;
    if (same(wanted, &current) || (known && same(wanted, &base))) {
        loading->load.unchanged++;
        return 0;
    }
    if (!known || !same(&base, &current)) {
        conflict(loading, wanted);
        return 0;
    }
    loading->load.changed++;
    return save(loading, wanted, current.version, current.retired ? SAVE_RESTORED : SAVE_VALUES,
                err);
}

static int retire(struct loading *loading, const struct entity *entity, struct slice code,
                  struct err *err)
{
    struct record current, base;
    int found =
        record_load(loading->writer->store, entity, code, loading->faults->arena, &current, err);
    if (found < 0 || current.retired)
        return found == ERR_NOT_FOUND ? 0 : found;
    int known = load_base(loading, entity, code, &base, err);
    if (known < 0)
        return known;
    if (!same(&base, &current)) {
        conflict(loading, &current);
        return 0;
    }
    loading->load.retired++;
    return save(loading, &current, current.version, SAVE_RETIRED, err);
}

static int retire_dropped(struct loading *loading, struct err *err)
{
    struct arena *arena = loading->faults->arena;
    VECTOR(struct record) dropped = {0}; /* gathered first: retiring writes what is being read */
    CLEANUP(buffer_free) struct buffer key = BUFFER(2048);
    struct store_statement *statement = store_prepare(loading->writer->store, ever_loaded);
    store_bind_text(statement, 1, loading->note);
    int code;
    while ((code = store_step(statement, err)) > 0) {
        const struct entity *entity =
            registry_find(loading->writer->registry, store_text(statement, 0));
        buffer_clear(&key);
        buffer_append(&key, store_text(statement, 0));
        buffer_byte(&key, '\n');
        buffer_append(&key, store_text(statement, 1));
        if (entity && map_get(&loading->named, buffer_slice(&key)) == MAP_ABSENT)
            vector_push(&dropped, record_new(entity, store_text(statement, 1), arena));
    }
    store_release(&statement);
    for (size_t i = 0; code >= 0 && i < dropped.length; i++)
        code = retire(loading, dropped.data[i].entity, dropped.data[i].code, err);
    vector_free(&dropped);
    return code < 0 ? code : 0;
}

int plan_file_load(struct writer *writer, const struct plan_file *file, const struct actor *actor,
                   struct plan_load *ret_load, struct faults *faults, struct err *err)
{
    struct loading loading = {.writer = writer, .file = file, .actor = actor, .faults = faults};
    loading.note =
        slice_from(arena_printf(faults->arena, "Plan file of %.*s", SLICE_PRINT(file->plan)));
    CLEANUP(buffer_free) struct buffer key = BUFFER(2048);
    int code = 0;
    for (size_t i = 0; code >= 0 && i < file->count; i++) {
        const struct record *record = &file->entries[i].record;
        buffer_clear(&key);
        buffer_printf(&key, "%s\n", record->entity->name);
        buffer_append(&key, record->code);
        map_set(&loading.named, buffer_slice(&key), 1);
        code = load_entry(&loading, record, err);
    }
    if (code >= 0)
        code = retire_dropped(&loading, err);
    map_free(&loading.named);
    if (code < 0)
        return code;
    if (faults->count)
        return err_set(err, ERR_CONFLICT, NULL, "%s", faults->items[0].message);
    *ret_load = loading.load;
    return 0;
}
