#include "record/permit.h"

#include "base/banned.h"

static bool grants(const struct actor *actor, const struct grant *grant, enum action action)
{
    return (actor->roles & ROLE_BIT(grant->role)) != 0 && (grant->actions & action) != 0;
}

bool permit(const struct actor *actor, const struct entity *entity, enum action action)
{
    if (actor->is_house)
        return true;
    for (size_t i = 0; i < entity->grant_count; i++)
        if (grants(actor, &entity->grants[i], action))
            return true;
    return false;
}

bool permit_inside(const struct actor *actor)
{
    return actor->is_house || (actor->roles & ~ROLE_BIT(ANYONE)) != 0;
}

bool permit_field(const struct actor *actor, const struct field *field)
{
    return !field->secret && (!field->internal || permit_inside(actor));
}

bool permit_every_row(const struct actor *actor, const struct entity *entity, enum action action)
{
    if (actor->is_house)
        return true;
    for (size_t i = 0; i < entity->grant_count; i++)
        if (grants(actor, &entity->grants[i], action) && !entity->grants[i].where)
            return true;
    return false;
}

static uint64_t fields_of(const struct entity *entity, const struct grant *grant)
{
    uint64_t fields = grant->fields ? 0 : FIELDS_ALL;
    struct slice rest = slice_from(grant->fields), name;
    while (slice_split(&rest, ',', &name))
        fields |= FIELD_BIT(entity_field(entity, name));
    return fields;
}

/* The predicates of the grants of this action that hold for these fields. */
static void append_where(const struct actor *actor, const struct entity *entity, enum action action,
                         uint64_t fields, struct buffer *sql)
{
    const char *separator = "(";
    bool every = actor->is_house;
    for (size_t i = 0; i < entity->grant_count && !every; i++)
        every = grants(actor, &entity->grants[i], action) && !entity->grants[i].where &&
                (fields & ~fields_of(entity, &entity->grants[i])) == 0;
    if (every) {
        buffer_byte(sql, '1');
        return;
    }
    for (size_t i = 0; i < entity->grant_count; i++) {
        if (!grants(actor, &entity->grants[i], action) ||
            (fields & ~fields_of(entity, &entity->grants[i])) != 0)
            continue;
        buffer_printf(sql, "%s(%s)", separator, entity->grants[i].where);
        separator = " OR ";
    }
    buffer_string(sql, separator[0] == '(' ? "0" : ")");
}

void permit_where(const struct actor *actor, const struct entity *entity, enum action action,
                  struct buffer *sql)
{
    append_where(actor, entity, action, 0, sql);
}

void permit_change_where(const struct actor *actor, const struct entity *entity, uint64_t fields,
                         struct buffer *sql)
{
    append_where(actor, entity, UPDATE, fields, sql);
}

void permit_bind(const struct actor *actor, struct store_statement *statement, struct slice sql,
                 char today[static DATE_TEXT_SIZE])
{
    if (slice_find(sql, SLICE(GRANT_ACTOR)) < sql.length)
        store_bind_text(statement, GRANT_ACTOR_AT, actor->code);
    if (slice_find(sql, SLICE(GRANT_TODAY)) == sql.length)
        return;
    date_format(clock_today(), today);
    store_bind_text(statement, GRANT_TODAY_AT, slice_from(today));
}

/* 1 where the grant holds for this row. */
static int holds_for(struct store *store, const struct actor *actor, const struct entity *entity,
                     const struct grant *grant, struct slice code, struct err *err)
{
    char today[DATE_TEXT_SIZE];
    CLEANUP(buffer_free) struct buffer sql = BUFFER(1 << 16);
    buffer_printf(&sql, "SELECT 1 FROM %s AS t WHERE t.code = ?1 AND (%s)", entity->name,
                  grant->where);
    CLEANUP(store_release)
    struct store_statement *row = store_prepare(store, buffer_text(&sql));
    store_bind_text(row, 1, code);
    permit_bind(actor, row, buffer_slice(&sql), today);
    return store_step(row, err);
}

int permit_fields(struct store *store, const struct actor *actor, const struct entity *entity,
                  struct slice code, uint64_t *ret_fields, struct err *err)
{
    uint64_t fields = actor->is_house ? FIELDS_ALL : 0;
    for (int for_some = 0; for_some < 2; for_some++)
        for (size_t i = 0; i < entity->grant_count && fields != FIELDS_ALL; i++) {
            const struct grant *grant = &entity->grants[i];
            if (!grants(actor, grant, UPDATE) || (grant->where != NULL) != for_some)
                continue;
            int held = grant->where ? holds_for(store, actor, entity, grant, code, err) : 1;
            if (held < 0)
                return held;
            fields |= held ? fields_of(entity, grant) : 0;
        }
    *ret_fields = fields;
    return 0;
}

static bool names(const char *list, const char *table)
{
    struct slice rest = slice_from(list), name;
    while (slice_split(&rest, ',', &name))
        if (slice_is(name, table))
            return true;
    return false;
}

bool permit_public_table(void *context, const char *table, const char *view)
{
    const struct registry *registry = context;
    struct actor anyone = actor_anyone();
    if (!table)
        return true;
    if (strcmp(table, "change") == 0)
        return view && strcmp(view, "public_change") == 0;
    if (strcmp(table, "public_change") == 0 || strcmp(table, "meta") == 0 ||
        strncmp(table, "public_search", strlen("public_search")) == 0)
        return true;
    for (size_t i = 0; i < registry->count; i++) {
        const struct entity *entity = registry->entities[i];
        bool its = strcmp(table, entity->name) == 0 ||
                   (entity->source && strcmp(table, entity->source) == 0) ||
                   names(entity->tables, table);
        if (its && entity->sensitivity == PUBLIC && permit(&anyone, entity, READ))
            return true;
    }
    return false;
}

static const char *const role_names[] = {
    [ANYONE] = "anyone",
    [CONTRIBUTOR] = "contributor",
    [ANALYST] = "analyst",
    [GOVERNANCE_LEAD] = "governance-lead",
    [ADMINISTRATOR] = "administrator",
};

/* A grant for some rows alone goes by the posts that the asker holds. */
void permit_append_who(const struct entity *entity, enum action action, struct buffer *out)
{
    static const char *const somebody[] = {
        [ANYONE] = "anybody",
        [CONTRIBUTOR] = "a contributor",
        [ANALYST] = "an analyst",
        [GOVERNANCE_LEAD] = "a governance lead",
        [ADMINISTRATOR] = "an administrator",
    };
    size_t told = 0;
    for (int for_some = 0; for_some < 2; for_some++)
        for (size_t i = 0; i < entity->grant_count; i++) {
            const struct grant *grant = &entity->grants[i];
            if (!(grant->actions & action) || (grant->where != NULL) != for_some)
                continue;
            const char *who = somebody[grant->role];
            buffer_string(out, told == 0 ? "" : told == 1 ? " may, and " : ", and ");
            buffer_byte(out, told ? who[0] : (char)(who[0] - 'a' + 'A'));
            buffer_string(out, who + 1);
            buffer_string(out, for_some ? " whose post answers for it" : "");
            told++;
        }
    buffer_string(out, told == 0 ? "Nobody may." : told == 1 ? " may." : ".");
}

int permit_refuse(const struct entity *entity, enum action action, struct err *err)
{
    char label[LABEL_ROOM];
    CLEANUP(buffer_free) struct buffer who = BUFFER(2000);
    permit_append_who(entity, action, &who);
    const char *what = action == CREATE   ? "add a record of this kind:"
                       : action == RETIRE ? "retire or restore this"
                                          : "change this";
    return err_set(err, ERR_FORBIDDEN, NULL, "You may not %s %s. %s", what,
                   label_inside(entity->label, label), buffer_text(&who));
}

const char *role_name(enum role role)
{
    return role_names[role];
}

int role_from(struct slice name)
{
    for (size_t i = 0; i < sizeof role_names / sizeof *role_names; i++)
        if (slice_is(name, role_names[i]))
            return (int)i;
    return -1;
}
