#include "record/titles.h"

#include "record/query.h"

#include "base/banned.h"

enum { SQL_LIMIT = 1 << 16 };

struct titles titles_in(struct arena *arena)
{
    return (struct titles){.arena = arena};
}

static struct titles_kind *find_kind(struct titles *titles, const struct entity *entity)
{
    for (size_t i = 0; i < titles->kind_count; i++)
        if (titles->kinds[i].entity == entity)
            return &titles->kinds[i];
    if (titles->kind_count == TITLES_KINDS)
        return NULL;
    struct titles_kind *kind = &titles->kinds[titles->kind_count++];
    kind->entity = entity;
    kind->codes = arena_array(titles->arena, TITLES_MOST, sizeof *kind->codes);
    kind->titles = arena_array(titles->arena, TITLES_MOST, sizeof *kind->titles);
    return kind;
}

static size_t find_code(const struct titles_kind *kind, struct slice code)
{
    size_t at = 0;
    while (at < kind->count && !slice_equal(kind->codes[at], code))
        at++;
    return at;
}

void titles_want(struct titles *titles, const struct entity *entity, struct slice codes)
{
    struct slice rest = codes, code;
    struct titles_kind *kind = codes.length && entity ? find_kind(titles, entity) : NULL;
    while (kind && slice_split(&rest, '\n', &code))
        if (find_code(kind, code) == kind->count && kind->count < TITLES_MOST)
            kind->codes[kind->count++] = code;
}

void titles_want_all(struct titles *titles, const struct registry *registry,
                     const struct record *record)
{
    for (size_t i = 0; i < record->entity->field_count; i++) {
        const struct field *field = &record->entity->fields[i];
        if (field->refers)
            titles_want(titles, registry_find(registry, slice_from(field->refers)),
                        record->values[i].text);
    }
}

/* The parameters are padded to a power of eight, so that few texts of SQL are ever prepared. */
static size_t padded(size_t count)
{
    size_t room = 8;
    while (room < count)
        room *= 8;
    return room;
}

static void write_sql(struct buffer *sql, const struct titles_kind *kind, const struct actor *actor,
                      size_t parameters)
{
    const struct entity *entity = kind->entity;
    const struct field *title = &entity->fields[entity_field(entity, slice_from(entity->title))];
    buffer_string(sql, "SELECT t.code, ");
    query_column(entity, title, sql);
    buffer_printf(sql, " FROM %s AS t WHERE t.code IN (",
                  entity->source ? entity->source : entity->name);
    for (size_t i = 0; i < parameters; i++)
        buffer_printf(sql, i ? ", ?%zu" : "?%zu", i + 1);
    buffer_string(sql, ") AND ");
    permit_where(actor, entity, READ, sql);
}

static int load_kind(struct titles *titles, struct titles_kind *kind, struct store *store,
                     const struct actor *actor, struct err *err)
{
    CLEANUP(buffer_free) struct buffer sql = BUFFER(SQL_LIMIT);
    size_t parameters = padded(kind->count);
    write_sql(&sql, kind, actor, parameters);
    CLEANUP(store_release)
    struct store_statement *rows = store_prepare(store, buffer_text(&sql));
    for (size_t i = 0; i < parameters; i++)
        store_bind_text(rows, (int)i + 1, kind->codes[i < kind->count ? i : 0]);
    int code;
    while ((code = store_step(rows, err)) > 0) {
        size_t at = find_code(kind, store_text(rows, 0));
        if (at < kind->count)
            kind->titles[at] = arena_slice(titles->arena, store_text(rows, 1));
    }
    return code;
}

int titles_load(struct titles *titles, struct store *store, const struct actor *actor,
                struct err *err)
{
    for (size_t i = 0; i < titles->kind_count; i++) {
        struct titles_kind *kind = &titles->kinds[i];
        if (!kind->entity->title || kind->count == 0 || !permit(actor, kind->entity, READ))
            continue;
        int at = entity_field(kind->entity, slice_from(kind->entity->title));
        if (!permit_field(actor, &kind->entity->fields[at]))
            continue;
        int code = load_kind(titles, kind, store, actor, err);
        if (code < 0)
            return code;
    }
    return 0;
}

/* {NULL, 0} where it was not read. */
static struct slice find_title(const struct titles *titles, const struct entity *entity,
                               struct slice code)
{
    for (size_t i = 0; i < titles->kind_count; i++) {
        const struct titles_kind *kind = &titles->kinds[i];
        size_t at = kind->entity == entity ? find_code(kind, code) : kind->count;
        if (at < kind->count)
            return kind->titles[at];
    }
    return (struct slice){0};
}

bool titles_has(const struct titles *titles, const struct entity *entity, struct slice code)
{
    return find_title(titles, entity, code).data != NULL;
}

struct slice titles_get(const struct titles *titles, const struct entity *entity, struct slice code)
{
    struct slice title = find_title(titles, entity, code);
    return title.length ? title : code;
}

struct slice titles_name(const struct titles *titles, const struct registry *registry,
                         const struct record *record)
{
    const struct entity *entity = record->entity;
    CLEANUP(buffer_free) struct buffer name = BUFFER(1 << 16);
    struct slice rest = slice_from(entity->named_by), part;
    while (!entity->title && slice_split(&rest, ',', &part)) {
        const struct field *field = &entity->fields[entity_field(entity, part)];
        struct value value = *record_value(record, field->name);
        if (value.kind == VALUE_NONE)
            continue;
        buffer_string(&name, name.length ? ", " : "");
        if (field->refers)
            buffer_append(
                &name,
                titles_get(titles, registry_find(registry, slice_from(field->refers)), value.text));
        else
            value_append(&name, value);
    }
    return name.length ? arena_slice(titles->arena, buffer_slice(&name)) : record_title(record);
}
