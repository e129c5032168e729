/* Writing the plan back as a file. */
#include "domain/plan/file.h"

#include "base/banned.h"

enum { LIST_INDENT = 6 };

static const char latest_change[] = "SELECT id, digest FROM change ORDER BY id DESC LIMIT 1";

/* One record of the store and whether it goes into the file. */
struct candidate {
    struct record record;
    bool wanted, looked_at;
};

struct writing {
    struct store *store;
    const struct registry *registry;
    struct buffer *out;
    struct arena arena;
    VECTOR(struct candidate) candidates; /* in the order of the file */
    struct map places;                   /* "entity\ncode" to an index of candidates */
};

static int gather_entity(struct writing *writing, const struct entity *entity, struct err *err)
{
    struct actor house = actor_house("export");
    struct query query = {
        .entity = entity, .actor = &house, .retired_too = true, .limit = QUERY_LARGEST_LIMIT};
    CLEANUP(buffer_free) struct buffer key = BUFFER(2048);
    do {
        struct record_list list;
        int code = record_query(writing->store, &query, &writing->arena, &list, err);
        if (code < 0)
            return code;
        for (size_t i = 0; i < list.count; i++) {
            const struct record *record = &list.records[i];
            map_set(&writing->places, plan_key(slice_from(entity->name), record->code, &key),
                    (uint32_t)writing->candidates.length);
            vector_push(&writing->candidates,
                        (struct candidate){.record = *record, .wanted = !record->retired});
        }
        query.after = list.next;
    } while (query.after.length);
    return 0;
}

/* What this record names is wanted too, retired or not. */
static void want_named(struct writing *writing, const struct record *record, struct buffer *key)
{
    for (size_t i = 0; i < record->entity->field_count; i++) {
        const struct field *field = &record->entity->fields[i];
        struct slice rest = record->values[i].text, code;
        while (field->refers && slice_split(&rest, '\n', &code)) {
            uint32_t at = map_get(&writing->places, plan_key(slice_from(field->refers), code, key));
            if (at != MAP_ABSENT)
                writing->candidates.data[at].wanted = true;
        }
    }
}

static void want_all_named(struct writing *writing)
{
    CLEANUP(buffer_free) struct buffer key = BUFFER(2048);
    for (bool grew = true; grew;) {
        grew = false;
        vector_each (&writing->candidates, candidate) {
            if (!candidate->wanted || candidate->looked_at)
                continue;
            candidate->looked_at = grew = true;
            want_named(writing, &candidate->record, &key);
        }
    }
}

static void append_list(struct buffer *out, struct slice codes)
{
    struct slice code;
    const char *separator = "[";
    while (slice_split(&codes, '\n', &code)) {
        buffer_string(out, separator);
        yaml_append_item(out, code);
        separator = ", ";
    }
    buffer_byte(out, ']');
}

static void append_record(struct buffer *out, const struct record *record)
{
    buffer_string(out, "  - code: ");
    yaml_append(out, record->code, 0);
    buffer_string(out, record->retired ? "\n    retired: yes\n" : "\n");
    for (size_t i = 0; i < record->entity->field_count; i++) {
        const struct field *field = &record->entity->fields[i];
        struct value value = record->values[i];
        if (value.kind == VALUE_NONE || field->kind == FIELD_DERIVED || field->secret)
            continue;
        buffer_printf(out, "    %s: ", field->name);
        if (value.kind == VALUE_LIST)
            append_list(out, value.text);
        else if (value.kind == VALUE_TEXT)
            yaml_append(out, value.text, LIST_INDENT);
        else
            value_append(out, value);
        buffer_byte(out, '\n');
    }
}

/* So that loading the file knows what it was written from. */
static int append_origin(struct writing *writing, struct err *err)
{
    CLEANUP(store_release)
    struct store_statement *statement = store_prepare(writing->store, latest_change);
    int found = store_step(statement, err);
    if (found <= 0)
        return found;
    struct digest digest = {0};
    char text[DIGEST_TEXT_SIZE];
    struct slice bytes = store_blob(statement, 1);
    if (bytes.length == DIGEST_SIZE)
        memcpy(digest.bytes, bytes.data, DIGEST_SIZE);
    digest_format(digest, text);
    buffer_printf(writing->out, PLAN_ORIGIN_LINE "%lld (%s)\n",
                  (long long)store_integer(statement, 0), text);
    return 0;
}

static int write_plan(struct writing *writing, struct err *err)
{
    int code = append_origin(writing, err);
    for (size_t i = 0; code == 0 && i < writing->registry->count; i++)
        if (writing->registry->entities[i]->planned)
            code = gather_entity(writing, writing->registry->entities[i], err);
    if (code < 0)
        return code;
    want_all_named(writing);
    const struct entity *last = NULL;
    vector_each (&writing->candidates, candidate) {
        const struct entity *entity = candidate->record.entity;
        if (!candidate->wanted || !entity) /* a candidate always has one */
            continue;
        if (entity != last)
            buffer_printf(writing->out, "\n%s:\n", entity->name);
        append_record(writing->out, &candidate->record);
        last = entity;
    }
    return buffer_status(writing->out, "The plan", err);
}

int plan_file_write(struct store *store, const struct registry *registry, struct buffer *out,
                    struct err *err)
{
    struct writing writing = {.store = store, .registry = registry, .out = out};
    int code = write_plan(&writing, err);
    map_free(&writing.places);
    vector_free(&writing.candidates);
    arena_free(&writing.arena);
    return code;
}
