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

bool permit_every_row(const struct actor *actor, const struct entity *entity, enum action action)
{
    if (actor->is_house)
        return true;
    for (size_t i = 0; i < entity->grant_count; i++)
        if (grants(actor, &entity->grants[i], action) && !entity->grants[i].where)
            return true;
    return false;
}

void permit_where(const struct actor *actor, const struct entity *entity, enum action action,
                  struct buffer *sql)
{
    if (permit_every_row(actor, entity, action)) {
        buffer_byte(sql, '1');
        return;
    }
    const char *separator = "(";
    for (size_t i = 0; i < entity->grant_count; i++) {
        if (!grants(actor, &entity->grants[i], action))
            continue;
        buffer_printf(sql, "%s(%s)", separator, entity->grants[i].where);
        separator = " OR ";
    }
    buffer_string(sql, separator[0] == '(' ? "0" : ")");
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
