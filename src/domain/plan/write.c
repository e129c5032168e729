/* Writing the plan back as a file. */
#include "domain/plan/file.h"

#include "base/banned.h"

enum { LIST_INDENT = 6 };

static void append_list(struct buffer *out, struct slice codes)
{
    struct slice rest = codes, code;
    const char *separator = "[";
    while (slice_split(&rest, '\n', &code)) {
        buffer_string(out, separator);
        CLEANUP(buffer_free) struct buffer item = BUFFER(1024);
        yaml_append(&item, code, 0);
        bool plain = item.length && item.data[0] != '"' &&
                     slice_find_byte(buffer_slice(&item), ',') == item.length &&
                     !strpbrk(buffer_text(&item), "[]{}");
        if (plain || item.data[0] == '"')
            buffer_append(out, buffer_slice(&item));
        else
            buffer_json_string(out, code);
        separator = ", ";
    }
    buffer_byte(out, ']');
}

static void append_record(struct buffer *out, const struct record *record)
{
    buffer_string(out, "  - code: ");
    yaml_append(out, record->code, 0);
    buffer_byte(out, '\n');
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

static int append_entity(struct store *store, const struct entity *entity, struct buffer *out,
                         struct err *err)
{
    struct actor house = actor_house("export");
    struct query query = {.entity = entity, .actor = &house, .limit = QUERY_LARGEST_LIMIT};
    CLEANUP(buffer_free) struct buffer after = BUFFER(1 << 16);
    bool first = true;
    do {
        CLEANUP(arena_free) struct arena arena = ARENA;
        struct record_list list;
        int code = record_query(store, &query, &arena, &list, err);
        if (code < 0)
            return code;
        if (first && list.count)
            buffer_printf(out, "%s%s:\n", out->length ? "\n" : "", entity->name);
        for (size_t i = 0; i < list.count; i++)
            append_record(out, &list.records[i]);
        buffer_clear(&after);
        buffer_append(&after, list.next);
        query.after = buffer_slice(&after);
        first = false;
    } while (query.after.length);
    return 0;
}

int plan_file_write(struct store *store, const struct registry *registry, struct buffer *out,
                    struct err *err)
{
    for (size_t i = 0; i < registry->count; i++) {
        if (!registry->entities[i]->planned)
            continue;
        int code = append_entity(store, registry->entities[i], out, err);
        if (code < 0)
            return code;
    }
    return buffer_status(out, "The plan", err);
}
