#include "domain/plan/file.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/banned.h"

struct reading {
    const struct registry *registry;
    struct plan_file file;
    size_t capacity;
    struct map codes; /* "entity\ncode" to an index of entries */
    struct faults *faults;
};

#define fault_at(reading, at, field, ...)                                                          \
    fault_add_at((reading)->faults, (at)->line, (at)->column, field, __VA_ARGS__)

static void fault_unknown(struct reading *reading, const struct yaml *key, const char *where,
                          const struct guess *guess)
{
    if (guess->nearest)
        fault_at(reading, key, key->text.data, "“%.*s” is not known in %s. Is “%s” meant?",
                 SLICE_PRINT(key->text), where, guess->nearest);
    else
        fault_at(reading, key, key->text.data,
                 "“%.*s” is not known in %s. Take it out, or correct its spelling.",
                 SLICE_PRINT(key->text), where);
}

static const struct entity *planned(const struct registry *registry, struct slice name)
{
    const struct entity *entity = registry_find(registry, name);
    return entity && entity->planned ? entity : NULL;
}

/* A list of codes joined by line feeds. False after a fault at the item that is none, or that
 * stands twice. */
static bool join_codes(struct reading *reading, const struct field *field, const struct yaml *list,
                       struct buffer *text)
{
    CLEANUP(map_free) struct map seen = MAP;
    size_t before = reading->faults->count;
    for (size_t i = 0; i < list->count; i++) {
        const struct yaml *item = &list->items[i];
        if (item->kind != YAML_IS_SCALAR || !code_is_valid(item->text))
            fault_at(reading, item, field->name, "%s must be a list of codes, such as [a-1, a-2].",
                     field->label);
        else if (map_get(&seen, item->text) != MAP_ABSENT)
            fault_at(reading, item, field->name, "%s names “%.*s” twice. Name it once.",
                     field->label, SLICE_PRINT(item->text));
        else
            map_set(&seen, item->text, 1);
        buffer_string(text, i ? "\n" : "");
        buffer_append(text, item->text);
    }
    return reading->faults->count == before;
}

/* 0, or a negative code after a fault. */
static int read_value(struct reading *reading, const struct field *field, const struct yaml *at,
                      struct value *ret_value)
{
    CLEANUP(buffer_free) struct buffer codes = BUFFER(1 << 20);
    struct slice text = at->text;
    if (at->kind == YAML_IS_SEQUENCE && field->kind == FIELD_REFERENCES) {
        if (!join_codes(reading, field, at, &codes))
            return ERR_RANGE;
        text = buffer_slice(&codes);
    } else if (at->kind != YAML_IS_SCALAR) {
        fault_at(reading, at, field->name,
                 field->kind == FIELD_REFERENCES
                     ? "%s must be a list of codes here, such as [a-1, a-2]."
                     : "%s must be a single value here, not a list or a mapping.",
                 field->label);
        return ERR_RANGE;
    }
    struct err err = {0};
    int code = buffer_status(&codes, field->label, &err);
    if (code == 0)
        code = value_parse(field, text, reading->faults->arena, ret_value, &err);
    if (code < 0)
        fault_at(reading, at, field->name, "%s", err.message);
    return code;
}

static void read_field(struct reading *reading, struct plan_entry *entry, const struct yaml *key,
                       const struct yaml *value)
{
    const struct entity *entity = entry->record.entity;
    int at = entity_field(entity, key->text);
    if (at >= 0 && !entity->fields[at].secret) {
        entry->refused[at] =
            read_value(reading, &entity->fields[at], value, &entry->record.values[at]) < 0;
        return;
    }
    struct guess guess = GUESS(key->text);
    for (size_t i = 0; i < entity->field_count; i++)
        if (!entity->fields[i].secret)
            guess_try(&guess, entity->fields[i].name);
    fault_unknown(reading, key, entity->name, &guess);
}

static void read_retired(struct reading *reading, struct plan_entry *entry,
                         const struct yaml *value)
{
    entry->record.retired = value->kind == YAML_IS_SCALAR && slice_is(value->text, "yes");
    if (value->kind != YAML_IS_SCALAR ||
        (!entry->record.retired && !slice_is(value->text, "no") && value->text.length))
        fault_at(reading, value, "retired", "Retired must be yes or no.");
}

struct slice plan_key(struct slice entity, struct slice code, struct buffer *key)
{
    buffer_clear(key);
    buffer_append(key, entity);
    buffer_byte(key, '\n');
    buffer_append(key, code);
    return buffer_slice(key);
}

static struct slice key_of(const struct entity *entity, struct slice code, struct buffer *key)
{
    return plan_key(slice_from(entity->name), code, key);
}

/* The record's code, or an empty slice after a fault. */
static struct slice read_code(struct reading *reading, const struct entity *entity,
                              const struct yaml *mapping)
{
    const struct yaml *code = yaml_get(mapping, "code");
    if (!code) {
        fault_at(reading, mapping, "code", "This %s has no code. Give it one, such as code: a-1.",
                 entity->name);
        return (struct slice){0};
    }
    if (code->kind != YAML_IS_SCALAR || !code_is_valid(code->text)) {
        fault_at(
            reading, code, "code",
            "“%.*s” cannot be a code. Give 1 to 100 characters without spaces at its ends, and "
            "not “new” or dots alone.",
            SLICE_PRINT(code->text));
        return (struct slice){0};
    }
    CLEANUP(buffer_free) struct buffer key = BUFFER(1024);
    uint32_t next = (uint32_t)reading->file.count;
    uint32_t first = map_intern(&reading->codes, key_of(entity, code->text, &key), next);
    if (first == next)
        return code->text;
    fault_at(reading, code, "code",
             "The code “%.*s” is taken by the %s on line %u. Choose another.",
             SLICE_PRINT(code->text), entity->name, reading->file.entries[first].mapping->line);
    return (struct slice){0};
}

static void keep_entry(struct reading *reading, const struct plan_entry *entry)
{
    struct plan_file *file = &reading->file;
    if (file->count == reading->capacity) {
        size_t capacity = reading->capacity ? reading->capacity * 2 : 64;
        struct plan_entry *entries = arena_array(reading->faults->arena, capacity, sizeof *entries);
        if (file->count)
            memcpy(entries, file->entries, file->count * sizeof *entries);
        file->entries = entries;
        reading->capacity = capacity;
    }
    file->entries[file->count++] = *entry;
}

static void read_entry(struct reading *reading, const struct entity *entity,
                       const struct yaml *mapping)
{
    if (mapping->kind != YAML_IS_MAPPING) {
        fault_at(reading, mapping, NULL, "Each %s must be a mapping with a code and its fields.",
                 entity->name);
        return;
    }
    struct arena *arena = reading->faults->arena;
    struct slice code = read_code(reading, entity, mapping);
    struct plan_entry entry = {.record = record_new(entity, code, arena),
                               .mapping = mapping,
                               .refused = arena_allocate(arena, entity->field_count + 1)};
    for (size_t i = 0; i < mapping->count; i++) {
        if (slice_is(mapping->keys[i].text, "retired"))
            read_retired(reading, &entry, &mapping->items[i]);
        else if (!slice_is(mapping->keys[i].text, "code"))
            read_field(reading, &entry, &mapping->keys[i], &mapping->items[i]);
    }
    if (code.length)
        keep_entry(reading, &entry);
}

static void read_list(struct reading *reading, const struct yaml *key, const struct yaml *list)
{
    const struct entity *entity = planned(reading->registry, key->text);
    if (!entity) {
        struct guess guess = GUESS(key->text);
        for (size_t i = 0; i < reading->registry->count; i++)
            if (reading->registry->entities[i]->planned)
                guess_try(&guess, reading->registry->entities[i]->name);
        fault_unknown(reading, key, "a plan file", &guess);
        return;
    }
    if (list->kind == YAML_IS_SEQUENCE)
        for (size_t i = 0; i < list->count; i++)
            read_entry(reading, entity, &list->items[i]);
    else if (list->kind == YAML_IS_MAPPING || list->text.length)
        fault_at(reading, list, entity->name,
                 "%s must be a list here. Start each record with a dash.", entity->plural);
}

static void read_root(struct reading *reading, const struct yaml *root)
{
    if (root->kind != YAML_IS_MAPPING) {
        fault_at(reading, root, NULL,
                 "A plan file starts with a key such as plan: and a list under it.");
        return;
    }
    for (size_t i = 0; i < root->count; i++)
        read_list(reading, &root->keys[i], &root->items[i]);
    for (size_t i = 0; i < reading->file.count; i++)
        if (strcmp(reading->file.entries[i].record.entity->name, "plan") == 0) {
            reading->file.plan = reading->file.entries[i].record.code;
            return;
        }
    const struct yaml *plans = yaml_get(root, "plan");
    if (!plans || (plans->count == 0 && plans->text.length == 0))
        fault_at(reading, root, "plan", "The file has no plan. Give it a list plan: with one.");
}

/* Where a field's value stands: its key where the value is empty, the record where neither is. */
static const struct yaml *place_of(const struct plan_entry *entry, const char *field)
{
    const struct yaml *mapping = entry->mapping;
    for (size_t i = 0; field && i < mapping->count; i++) {
        const struct yaml *item = &mapping->items[i];
        if (slice_is(mapping->keys[i].text, field))
            return item->kind == YAML_IS_SCALAR && item->text.length == 0 ? &mapping->keys[i]
                                                                          : item;
    }
    return mapping;
}

/* The place of one code among several. */
static const struct yaml *place_of_code(const struct yaml *value, struct slice code)
{
    for (size_t i = 0; value->kind == YAML_IS_SEQUENCE && i < value->count; i++)
        if (slice_equal(value->items[i].text, code))
            return &value->items[i];
    return value;
}

static void check_codes(struct reading *reading, const struct plan_entry *entry,
                        const struct field *field, struct slice codes)
{
    const struct entity *target = registry_find(reading->registry, slice_from(field->refers));
    CLEANUP(buffer_free) struct buffer key = BUFFER(1024);
    struct slice code;
    while (slice_split(&codes, '\n', &code)) {
        if (map_get(&reading->codes, key_of(target, code, &key)) != MAP_ABSENT)
            continue;
        const struct yaml *at = place_of_code(place_of(entry, field->name), code);
        fault_at(reading, at, field->name, "%s: there is no %s with the code “%.*s” in this file.",
                 field->label, target->name, SLICE_PRINT(code));
    }
}

static uint32_t step_up(struct reading *reading, uint32_t at, int field)
{
    const struct record *record = &reading->file.entries[at].record;
    struct slice code = record->values[field].text;
    CLEANUP(buffer_free) struct buffer key = BUFFER(1024);
    return code.length ? map_get(&reading->codes, key_of(record->entity, code, &key)) : MAP_ABSENT;
}

static void fault_cycle(struct reading *reading, uint32_t at, int field)
{
    uint32_t first = at;
    for (uint32_t i = step_up(reading, at, field); i != at; i = step_up(reading, i, field))
        first = i < first ? i : first;
    const struct plan_entry *entry = &reading->file.entries[first];
    const struct field *definition = &entry->record.entity->fields[field];
    const struct yaml *place = place_of(entry, definition->name);
    fault_at(reading, place, definition->name,
             "%s: following it from “%.*s” leads back to itself. Break the circle.",
             definition->label, SLICE_PRINT(entry->record.code));
}

/* A chain of references within one entity must end. Each circle is told once, at its first record
 * in the file. O(records): a walk stops where an earlier one has been. */
static void check_cycles(struct reading *reading, const struct entity *entity, int field)
{
    struct plan_file *file = &reading->file;
    uint32_t *walks = memory_zeros(file->count + 1, sizeof *walks); /* by which walk, from 1 */
    for (uint32_t start = 0; start < file->count; start++) {
        uint32_t at = start;
        if (file->entries[start].record.entity != entity)
            continue;
        while (at != MAP_ABSENT && walks[at] == 0) {
            walks[at] = start + 1;
            at = step_up(reading, at, field);
        }
        if (at != MAP_ABSENT && walks[at] == start + 1)
            fault_cycle(reading, at, field);
    }
    memory_free(walks);
}

static void check_references(struct reading *reading)
{
    for (size_t i = 0; i < reading->file.count; i++) {
        const struct plan_entry *entry = &reading->file.entries[i];
        for (size_t f = 0; f < entry->record.entity->field_count; f++) {
            const struct field *field = &entry->record.entity->fields[f];
            if (field->refers && !field->loose)
                check_codes(reading, entry, field, entry->record.values[f].text);
        }
    }
    for (size_t i = 0; i < reading->registry->count; i++) {
        const struct entity *entity = reading->registry->entities[i];
        for (size_t f = 0; f < entity->field_count; f++)
            if (entity->fields[f].kind == FIELD_REFERENCE &&
                strcmp(entity->fields[f].refers, entity->name) == 0)
                check_cycles(reading, entity, (int)f);
    }
}

/* Whether who reads the label knows the key: "Strategic objective" is strategic_objective. */
static bool label_is_key(const struct field *field)
{
    size_t i = 0;
    while (field->label[i] &&
           field->name[i] ==
               (field->label[i] == ' ' ? '_' : tolower((unsigned char)field->label[i])))
        i++;
    return field->label[i] == '\0' && field->name[i] == '\0';
}

/* What the engine found, at its place; but not of a field that was refused already. It speaks of
 * fields by their labels, so of one that the file has not got the key is told. */
static void place_faults(struct reading *reading, const struct plan_entry *entry,
                         const struct faults *found)
{
    for (size_t i = 0; i < found->count; i++) {
        const struct err *fault = &found->items[i];
        const struct yaml *place = place_of(entry, fault->field);
        int at = entity_field(entry->record.entity, slice_from(fault->field));
        const struct field *field = at < 0 ? NULL : &entry->record.entity->fields[at];
        if (field && entry->refused[at])
            continue;
        if (field && field->required && place == entry->mapping && !label_is_key(field))
            fault_at(reading, place, fault->field, "%s Its key is “%s”.", fault->message,
                     field->name);
        else
            fault_at(reading, place, fault->field, "%s", fault->message);
    }
}

/* Save every record into a store in memory, to learn what the engine and the entities' own rules
 * say of it. */
static int try_rules(struct reading *reading, struct err *err)
{
    CLEANUP(writer_close) struct writer *writer = NULL;
    int code = writer_open(":memory:", STORE_CREATE, reading->registry, &writer, err);
    if (code == 0)
        code = writer_begin(writer, err);
    struct actor house = actor_house("check");
    for (size_t i = 0; code >= 0 && i < reading->file.count; i++) {
        const struct plan_entry *entry = &reading->file.entries[i];
        struct faults found = faults_in(reading->faults->arena);
        struct save save = {.record = &entry->record,
                            .kind = entry->record.retired ? SAVE_RETIRED : SAVE_VALUES,
                            .actor = &house,
                            .references_known = true};
        int64_t version = 0;
        code = record_save(writer, &save, &version, &found, err);
        place_faults(reading, entry, &found);
        if (code == ERR_RANGE)
            code = 0;
    }
    return code < 0 ? code : 0;
}

static int compare_faults(const void *left, const void *right)
{
    const struct err *a = left, *b = right;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    return strcmp(a->field, b->field);
}

/* In the order of the file; what two checks found of one field at one place is told once. */
static void sort_faults(struct faults *faults)
{
    size_t kept = 0;
    if (faults->count)
        qsort(faults->items, faults->count, sizeof *faults->items, compare_faults);
    for (size_t i = 0; i < faults->count; i++)
        if (kept == 0 || compare_faults(&faults->items[kept - 1], &faults->items[i]) != 0)
            faults->items[kept++] = faults->items[i];
    faults->count = kept;
}

/* From "… after change 57 (DIGEST)" on the first line. */
static struct plan_origin read_origin(struct slice text)
{
    struct plan_origin origin = {0};
    struct slice line, number;
    if (!slice_split(&text, '\n', &line) || !slice_starts_with(line, SLICE(PLAN_ORIGIN_LINE)))
        return origin;
    line = slice_trim(slice_sub(line, sizeof PLAN_ORIGIN_LINE - 1, line.length));
    if (!slice_split(&line, ' ', &number) || line.length < 2 ||
        !digest_parse(slice_sub(line, 1, line.length - 1), &origin.digest) ||
        !slice_to_int64(number, &origin.change))
        return (struct plan_origin){0};
    return origin;
}

int plan_file_read(struct slice text, const struct registry *registry, struct plan_file *ret_file,
                   struct faults *faults, struct err *err)
{
    struct yaml *root = ARENA_NEW(faults->arena, struct yaml);
    int code = yaml_parse(text, NULL, faults->arena, root, err);
    if (code < 0)
        return code;
    struct reading reading = {.registry = registry, .faults = faults};
    reading.file.origin = read_origin(text);
    read_root(&reading, root);
    check_references(&reading);
    code = try_rules(&reading, err);
    map_free(&reading.codes);
    if (code < 0)
        return code;
    sort_faults(faults);
    if (faults->count)
        return err_set_at(err, ERR_RANGE, faults->items[0].line, faults->items[0].column,
                          faults->items[0].field, "%s", faults->items[0].message);
    *ret_file = reading.file;
    return 0;
}
