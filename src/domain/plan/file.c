#include "domain/plan/file.h"

#include <stdlib.h>

#include "base/banned.h"

struct reading {
    const struct registry *registry;
    struct plan_file file;
    size_t capacity;
    struct map codes; /* "entity\ncode" to an index of entries */
    struct faults *faults;
};

static void fault_at(struct reading *reading, const struct yaml *at, const char *message,
                     struct slice detail)
{
    fault_add_at(reading->faults, at->line, at->column, NULL, message, SLICE_PRINT(detail));
}

/* How many letters differ, roughly: enough to guess what was meant. */
static size_t distance(struct slice a, struct slice b)
{
    size_t row[64];
    if (b.length >= sizeof row / sizeof *row)
        return SIZE_MAX;
    for (size_t j = 0; j <= b.length; j++)
        row[j] = j;
    for (size_t i = 0; i < a.length; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < b.length; j++) {
            size_t change = diagonal + (a.data[i] != b.data[j]);
            diagonal = row[j + 1];
            size_t least = row[j] < row[j + 1] ? row[j] + 1 : row[j + 1] + 1;
            row[j + 1] = change < least ? change : least;
        }
    }
    return row[b.length];
}

struct guess {
    struct slice word;
    const char *nearest;
    size_t distance;
};

static void guess_try(struct guess *guess, const char *candidate)
{
    size_t apart = distance(guess->word, slice_from(candidate));
    if (apart < guess->distance) {
        guess->distance = apart;
        guess->nearest = candidate;
    }
}

static void fault_unknown(struct reading *reading, const struct yaml *key, const char *where,
                          const struct guess *guess)
{
    if (guess->nearest && guess->distance <= 3)
        fault_add_at(reading->faults, key->line, key->column, NULL,
                     "“%.*s” is not known %s. Is “%s” meant?", SLICE_PRINT(key->text), where,
                     guess->nearest);
    else
        fault_add_at(reading->faults, key->line, key->column, NULL,
                     "“%.*s” is not known %s. Take it out, or correct its spelling.",
                     SLICE_PRINT(key->text), where);
}

static const struct entity *planned(const struct registry *registry, struct slice name)
{
    const struct entity *entity = registry_find(registry, name);
    return entity && entity->planned ? entity : NULL;
}

/* A scalar as it is; a list of scalars joined by line feeds. False after a fault. */
static bool field_text(struct reading *reading, const struct field *field, const struct yaml *value,
                       struct buffer *text)
{
    bool list = field->kind == FIELD_REFERENCES;
    if (value->kind == YAML_IS_SCALAR) {
        buffer_append(text, value->text);
        return true;
    }
    if (value->kind == YAML_IS_MAPPING || !list) {
        fault_at(reading, value, "%.*s must be a single value here, not a list or a mapping.",
                 slice_from(field->label));
        return false;
    }
    for (size_t i = 0; i < value->count; i++) {
        if (value->items[i].kind != YAML_IS_SCALAR) {
            fault_at(reading, &value->items[i], "%.*s must be a list of codes.",
                     slice_from(field->label));
            return false;
        }
        buffer_string(text, i ? "\n" : "");
        buffer_append(text, value->items[i].text);
    }
    return true;
}

static void read_field(struct reading *reading, struct plan_entry *entry, const struct yaml *key,
                       const struct yaml *value)
{
    const struct entity *entity = entry->record.entity;
    int at = entity_field(entity, key->text);
    if (at < 0 || entity->fields[at].secret) {
        struct guess guess = {.word = key->text, .distance = SIZE_MAX};
        for (size_t i = 0; i < entity->field_count; i++)
            guess_try(&guess, entity->fields[i].name);
        CLEANUP(buffer_free) struct buffer where = BUFFER(200);
        buffer_printf(&where, "in %s", entity->name);
        fault_unknown(reading, key, buffer_text(&where), &guess);
        return;
    }
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    if (!field_text(reading, &entity->fields[at], value, &text))
        return;
    struct err err = {0};
    if (value_parse(&entity->fields[at], buffer_slice(&text), reading->faults->arena,
                    &entry->record.values[at], &err) < 0)
        fault_add_at(reading->faults, value->line, value->column, key->text.data, "%s",
                     err.message);
}

static struct slice key_of(const struct entity *entity, struct slice code, struct buffer *key)
{
    buffer_clear(key);
    buffer_string(key, entity->name);
    buffer_byte(key, '\n');
    buffer_append(key, code);
    return buffer_slice(key);
}

/* The record's code, or an empty slice after a fault. */
static struct slice read_code(struct reading *reading, const struct entity *entity,
                              const struct yaml *mapping)
{
    const struct yaml *code = yaml_get(mapping, "code");
    if (!code) {
        fault_at(reading, mapping, "This %.*s has no code. Give it one, such as code: a-1.",
                 slice_from(entity->name));
        return (struct slice){0};
    }
    if (code->kind != YAML_IS_SCALAR || !code_is_valid(code->text)) {
        fault_at(reading, code,
                 "“%.*s” cannot be a code. Give 1 to 100 characters without spaces at its ends.",
                 code->text);
        return (struct slice){0};
    }
    CLEANUP(buffer_free) struct buffer key = BUFFER(1024);
    struct slice name = key_of(entity, code->text, &key);
    uint32_t first = map_get(&reading->codes, name);
    if (first != MAP_ABSENT) {
        fault_add_at(reading->faults, code->line, code->column, "code",
                     "The code “%.*s” is taken by the %s on line %u. Choose another.",
                     SLICE_PRINT(code->text), entity->name,
                     reading->file.entries[first].mapping->line);
        return (struct slice){0};
    }
    map_set(&reading->codes, name, (uint32_t)reading->file.count);
    return code->text;
}

static void read_entry(struct reading *reading, const struct entity *entity,
                       const struct yaml *mapping)
{
    if (mapping->kind != YAML_IS_MAPPING) {
        fault_at(reading, mapping, "Each %.*s must be a mapping with a code and its fields.",
                 slice_from(entity->name));
        return;
    }
    struct slice code = read_code(reading, entity, mapping);
    struct plan_entry entry = {.record = record_new(entity, code, reading->faults->arena),
                               .mapping = mapping};
    for (size_t i = 0; i < mapping->count; i++)
        if (!slice_is(mapping->keys[i].text, "code"))
            read_field(reading, &entry, &mapping->keys[i], &mapping->items[i]);
    if (code.length == 0)
        return;
    if (reading->file.count == reading->capacity) {
        size_t capacity = reading->capacity ? reading->capacity * 2 : 64;
        struct plan_entry *entries = arena_array(reading->faults->arena, capacity, sizeof *entries);
        if (reading->file.count)
            memcpy(entries, reading->file.entries, reading->file.count * sizeof *entries);
        reading->file.entries = entries;
        reading->capacity = capacity;
    }
    reading->file.entries[reading->file.count++] = entry;
}

static void read_root(struct reading *reading, const struct yaml *root)
{
    if (root->kind != YAML_IS_MAPPING) {
        fault_at(reading, root, "A plan file starts with keys such as plan: or risk:%.*s",
                 SLICE("."));
        return;
    }
    for (size_t i = 0; i < root->count; i++) {
        const struct yaml *key = &root->keys[i], *list = &root->items[i];
        const struct entity *entity = planned(reading->registry, key->text);
        if (!entity) {
            struct guess guess = {.word = key->text, .distance = SIZE_MAX};
            for (size_t e = 0; e < reading->registry->count; e++)
                if (reading->registry->entities[e]->planned)
                    guess_try(&guess, reading->registry->entities[e]->name);
            fault_unknown(reading, key, "in a plan file", &guess);
        } else if (list->kind == YAML_IS_SEQUENCE) {
            for (size_t j = 0; j < list->count; j++)
                read_entry(reading, entity, &list->items[j]);
        } else if (list->kind == YAML_IS_MAPPING || list->text.length) {
            fault_at(reading, list, "%.*s must be a list: start each record with a dash.",
                     key->text);
        }
    }
}

/* Where a field's value stands, or the record where the field is absent. */
static const struct yaml *place_of(const struct plan_entry *entry, const char *field)
{
    const struct yaml *value = field ? yaml_get(entry->mapping, field) : NULL;
    return value ? value : entry->mapping;
}

/* The place of one code among several. */
static const struct yaml *place_of_code(const struct yaml *value, struct slice code)
{
    for (size_t i = 0; value->kind == YAML_IS_SEQUENCE && i < value->count; i++)
        if (slice_equal(value->items[i].text, code))
            return &value->items[i];
    return value;
}

static void check_entry_references(struct reading *reading, const struct plan_entry *entry)
{
    const struct entity *entity = entry->record.entity;
    CLEANUP(buffer_free) struct buffer key = BUFFER(1024);
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = &entity->fields[i];
        if (!field->refers || field->loose)
            continue;
        const struct entity *target = registry_find(reading->registry, slice_from(field->refers));
        struct slice rest = entry->record.values[i].text, code;
        while (slice_split(&rest, '\n', &code)) {
            if (map_get(&reading->codes, key_of(target, code, &key)) != MAP_ABSENT)
                continue;
            const struct yaml *at = place_of_code(place_of(entry, field->name), code);
            fault_add_at(reading->faults, at->line, at->column, field->name,
                         "%s: there is no %s with the code “%.*s” in this file.", field->label,
                         target->name, SLICE_PRINT(code));
        }
    }
}

static uint32_t step_up(struct reading *reading, const struct plan_entry *entry, size_t field,
                        struct buffer *key)
{
    struct slice code = entry->record.values[field].text;
    return code.length ? map_get(&reading->codes, key_of(entry->record.entity, code, key))
                       : MAP_ABSENT;
}

/* A chain of references within one entity must end. The fault stands at the chain's first record
 * in the file, once a cycle. */
static void check_cycle(struct reading *reading, size_t start, size_t field)
{
    CLEANUP(buffer_free) struct buffer key = BUFFER(1024);
    uint32_t at = (uint32_t)start;
    for (size_t steps = 0; steps <= reading->file.count; steps++) {
        at = step_up(reading, &reading->file.entries[at], field, &key);
        if (at == MAP_ABSENT || at < start) /* a lower start tells of its own cycle */
            return;
        if (at != start)
            continue;
        const struct plan_entry *entry = &reading->file.entries[start];
        const struct field *definition = &entry->record.entity->fields[field];
        const struct yaml *place = place_of(entry, definition->name);
        fault_add_at(reading->faults, place->line, place->column, definition->name,
                     "%s: following it from “%.*s” leads back to itself.", definition->label,
                     SLICE_PRINT(entry->record.code));
        return;
    }
}

static void check_references(struct reading *reading)
{
    for (size_t i = 0; i < reading->file.count; i++) {
        const struct plan_entry *entry = &reading->file.entries[i];
        const struct entity *entity = entry->record.entity;
        check_entry_references(reading, entry);
        for (size_t field = 0; field < entity->field_count; field++)
            if (entity->fields[field].kind == FIELD_REFERENCE &&
                strcmp(entity->fields[field].refers, entity->name) == 0)
                check_cycle(reading, i, field);
    }
}

/* Save every record into a store in memory: what the engine and the entities' own rules say is
 * told at its place. */
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
        struct save save = {.record = &entry->record, .actor = &house, .references_known = true};
        int64_t version = 0;
        code = record_save(writer, &save, &version, &found, err);
        for (size_t f = 0; f < found.count; f++) {
            const struct yaml *at = place_of(entry, found.items[f].field);
            if (reading->faults->count && yaml_get(entry->mapping, found.items[f].field) &&
                at->kind == YAML_IS_SCALAR && at->text.length &&
                strstr(found.items[f].message, "is missing"))
                continue; /* it is there and was refused above for its shape */
            fault_add_at(reading->faults, at->line, at->column, found.items[f].field, "%s",
                         found.items[f].message);
        }
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
    return (a->column > b->column) - (a->column < b->column);
}

static void check_plan(struct reading *reading, const struct yaml *root)
{
    size_t plans = 0;
    for (size_t i = 0; i < reading->file.count; i++) {
        if (strcmp(reading->file.entries[i].record.entity->name, "plan") != 0)
            continue;
        if (plans++ == 0)
            reading->file.plan = reading->file.entries[i].record.code;
        else
            fault_at(reading, reading->file.entries[i].mapping,
                     "A file holds one plan. Keep “%.*s” in a file of its own.",
                     reading->file.entries[i].record.code);
    }
    if (plans == 0)
        fault_at(reading, root, "The file has no plan%.*s", SLICE(": a list with one record."));
}

int plan_file_read(struct slice text, const struct registry *registry, struct plan_file *ret_file,
                   struct faults *faults, struct err *err)
{
    struct yaml *root = ARENA_NEW(faults->arena, struct yaml);
    int code = yaml_parse(text, NULL, faults->arena, root, err);
    if (code < 0)
        return code;
    struct reading reading = {.registry = registry, .faults = faults};
    read_root(&reading, root);
    check_plan(&reading, root);
    check_references(&reading);
    code = try_rules(&reading, err);
    map_free(&reading.codes);
    if (code < 0)
        return code;
    if (faults->count) {
        qsort(faults->items, faults->count, sizeof *faults->items, compare_faults);
        *err = faults->items[0];
        return ERR_RANGE;
    }
    *ret_file = reading.file;
    return 0;
}
