/* Bringing the store to what a plan file says: base (what the file said before), file and store
 * are held against each other, record by record. */
#include "domain/plan/file.h"

#include "base/banned.h"

/* What the file said of a record before: as it was last loaded from there or, if later, exported.
 */
static const char base_of_record[] =
    "SELECT body, version FROM change WHERE entity = ?1 AND code = ?2 AND (note = ?3 OR id <= ?4)"
    " ORDER BY id DESC LIMIT 1";

/* Every record that the file ever brought or was exported with. */
static const char ever_in_file[] =
    "SELECT DISTINCT entity, code FROM change WHERE note = ?1 OR id <= ?2 ORDER BY entity, code";

static const char digest_of_change[] = "SELECT digest FROM change WHERE id = ?1";

struct loading {
    struct writer *writer;
    const struct plan_file *file;
    const struct actor *actor;
    struct slice note; /* marks the changes that this plan's file made */
    int64_t exported;  /* the change after which it was exported from this very store, else 0 */
    struct map named;  /* "entity\ncode" of the records in the file */
    VECTOR(const struct plan_entry *) saved;
    struct plan_load load;
    struct faults *faults;
};

/* A file from another store says nothing of what this one was. */
static int find_origin(struct loading *loading, struct err *err)
{
    const struct plan_origin *origin = &loading->file->origin;
    CLEANUP(store_release)
    struct store_statement *statement = store_prepare(loading->writer->store, digest_of_change);
    store_bind_integer(statement, 1, origin->change);
    int found = store_step(statement, err);
    if (found > 0 && slice_equal(store_blob(statement, 0),
                                 (struct slice){(const char *)origin->digest.bytes, DIGEST_SIZE}))
        loading->exported = origin->change;
    return found < 0 ? found : 0;
}

static bool same(const struct record *a, const struct record *b)
{
    for (size_t i = 0; i < a->entity->field_count; i++)
        if (a->entity->fields[i].kind != FIELD_DERIVED && !a->entity->fields[i].secret &&
            !value_equal(a->values[i], b->values[i]))
            return false;
    return a->retired == b->retired;
}

/* 1 with the record as the file said it before, 0 where it never did. */
static int load_base(struct loading *loading, const struct entity *entity, struct slice code,
                     struct record *ret_base, struct err *err)
{
    CLEANUP(store_release)
    struct store_statement *statement = store_prepare(loading->writer->store, base_of_record);
    store_bind_text(statement, 1, slice_from(entity->name));
    store_bind_text(statement, 2, code);
    store_bind_text(statement, 3, loading->note);
    store_bind_integer(statement, 4, loading->exported);
    int found = store_step(statement, err);
    if (found <= 0)
        return found;
    struct change change = {
        .code = code, .version = store_integer(statement, 1), .body = store_text(statement, 0)};
    int read = history_record(entity, &change, NULL, loading->faults->arena, ret_base, err);
    return read < 0 ? read : 1;
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
                          .references_known = true,
                          .rules_later = true};
    int64_t version = 0;
    return record_save(loading->writer, &wanted, &version, loading->faults, err);
}

static int save_entry(struct loading *loading, const struct plan_entry *entry,
                      const struct record *current, struct err *err)
{
    bool restores = current && current->retired && !entry->record.retired;
    bool retires = entry->record.retired && (!current || !current->retired);
    *(current ? &loading->load.changed : &loading->load.created) += 1;
    vector_push(&loading->saved, entry);
    return save(loading, &entry->record, current ? current->version : 0,
                retires    ? SAVE_RETIRED
                : restores ? SAVE_RESTORED
                           : SAVE_VALUES,
                err);
}

static int load_entry(struct loading *loading, const struct plan_entry *entry, struct err *err)
{
    struct record current, base;
    const struct record *wanted = &entry->record;
    struct arena *arena = loading->faults->arena;
    int found =
        record_load(loading->writer->store, wanted->entity, wanted->code, arena, &current, err);
    if (found == ERR_NOT_FOUND)
        return save_entry(loading, entry, NULL, err);
    if (found < 0)
        return found;
    int known = load_base(loading, wanted->entity, wanted->code, &base, err);
    if (known < 0)
        return known;
    if (same(wanted, &current) || (known && same(wanted, &base))) {
        loading->load.unchanged++;
        return 0;
    }
    if (known && same(&base, &current))
        return save_entry(loading, entry, &current, err);
    fault_add_at(loading->faults, entry->mapping->line, entry->mapping->column, NULL,
                 known ? "%s “%.*s” was changed in the store since this file was last loaded or "
                         "exported. Export the plan, bring the two together, and load that."
                       : "%s “%.*s” is in the store already, says something else there and did "
                         "not come from this file. Give it another code, or export the plan, "
                         "bring the two together, and load that.",
                 wanted->entity->label, SLICE_PRINT(wanted->code));
    return 0;
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
    if (known == 0 || !same(&base, &current)) {
        fault_add(loading->faults, NULL,
                  "%s “%.*s” is no longer in the file, and was changed in the store since the file "
                  "was last loaded or exported. Export the plan, bring the two together, and load "
                  "that.",
                  entity->label, SLICE_PRINT(code));
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
    struct store_statement *statement = store_prepare(loading->writer->store, ever_in_file);
    store_bind_text(statement, 1, loading->note);
    store_bind_integer(statement, 2, loading->exported);
    int code;
    while ((code = store_step(statement, err)) > 0) {
        struct slice name = store_text(statement, 0), record = store_text(statement, 1);
        const struct entity *entity = registry_find(loading->writer->registry, name);
        if (entity && entity->planned &&
            map_get(&loading->named, plan_key(name, record, &key)) == MAP_ABSENT)
            vector_push(&dropped, record_new(entity, record, arena));
    }
    store_release(&statement);
    for (size_t i = 0; code >= 0 && i < dropped.length; i++)
        code = retire(loading, dropped.data[i].entity, dropped.data[i].code, err);
    vector_free(&dropped);
    return code < 0 ? code : 0;
}

/* The entities' own rules, when everything stands where the file wants it: on the way there two
 * records may well contradict each other. */
static void check_rules(struct loading *loading)
{
    vector_each (&loading->saved, saved) {
        const struct record *record = &(*saved)->record;
        struct faults found = faults_in(loading->faults->arena);
        if (!record->retired)
            entity_check_rules(loading->writer->store, record, &found);
        for (size_t i = 0; i < found.count; i++)
            fault_add_at(loading->faults, (*saved)->mapping->line, (*saved)->mapping->column,
                         found.items[i].field, "%s “%.*s”. %s", record->entity->label,
                         SLICE_PRINT(record->code), found.items[i].message);
    }
}

static int load_all(struct loading *loading, struct err *err)
{
    CLEANUP(buffer_free) struct buffer key = BUFFER(2048);
    int code = find_origin(loading, err);
    for (size_t i = 0; code >= 0 && i < loading->file->count; i++) {
        const struct record *record = &loading->file->entries[i].record;
        map_set(&loading->named, plan_key(slice_from(record->entity->name), record->code, &key), 1);
        code = load_entry(loading, &loading->file->entries[i], err);
    }
    if (code >= 0)
        code = retire_dropped(loading, err);
    if (code < 0)
        return code;
    if (loading->faults->count)
        return err_set(err, ERR_CONFLICT, NULL, "%s", loading->faults->items[0].message);
    check_rules(loading);
    if (loading->faults->count)
        return err_set(err, ERR_RANGE, NULL, "%s", loading->faults->items[0].message);
    return 0;
}

int plan_file_load(struct writer *writer, const struct plan_file *file, const struct actor *actor,
                   struct plan_load *ret_load, struct faults *faults, struct err *err)
{
    struct loading loading = {.writer = writer, .file = file, .actor = actor, .faults = faults};
    loading.note =
        slice_from(arena_printf(faults->arena, "Plan file of %.*s", SLICE_PRINT(file->plan)));
    int code = load_all(&loading, err);
    map_free(&loading.named);
    vector_free(&loading.saved);
    if (code == 0)
        *ret_load = loading.load;
    return code;
}
