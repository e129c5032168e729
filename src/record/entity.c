#include "record/entity.h"

#include <ctype.h>
#include <stdio.h>

#include "base/banned.h"

const char *label_inside(const char *label, char room[LABEL_ROOM])
{
    snprintf(room, LABEL_ROOM, "%s", label);
    if (!isupper((unsigned char)room[1])) /* else it is an abbreviation */
        room[0] = (char)tolower((unsigned char)room[0]);
    return room;
}

int entity_field(const struct entity *entity, struct slice name)
{
    for (size_t i = 0; i < entity->field_count; i++)
        if (slice_is(name, entity->fields[i].name))
            return (int)i;
    return -1;
}

const struct entity *registry_find(const struct registry *registry, struct slice name)
{
    for (size_t i = 0; i < registry->count; i++)
        if (slice_is(name, registry->entities[i]->name))
            return registry->entities[i];
    return NULL;
}

static bool is_sql_name(const char *name)
{
    if (!name || name[0] < 'a' || name[0] > 'z')
        return false;
    return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name);
}

static bool is_reserved(const char *name)
{
    static const char *const reserved[] = {"id", "code", "version", "retired", "rowid"};
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (strcmp(name, reserved[i]) == 0)
            return true;
    return false;
}

static int check_field(const struct registry *registry, const struct entity *entity, size_t at,
                       struct err *err)
{
    const struct field *field = &entity->fields[at];
    const char *wrong = NULL;
    bool refers = field->kind == FIELD_REFERENCE || field->kind == FIELD_REFERENCES;
    if (!is_sql_name(field->name) || is_reserved(field->name))
        wrong = "has a name that cannot be a column";
    else if (entity_field(entity, slice_from(field->name)) != (int)at)
        wrong = "stands twice";
    else if (!field->label)
        wrong = "has no label";
    else if (refers && !field->loose && !registry_find(registry, slice_from(field->refers)))
        wrong = "refers to an entity that is not there";
    else if (field->found_by && !registry_find(registry, slice_from(field->found_by)))
        wrong = "is found by an entity that is not there";
    else if (field->kind == FIELD_CHOICE && field->choice_count == 0)
        wrong = "offers no choice";
    else if (field->kind == FIELD_DERIVED && !field->sql)
        wrong = "has no expression";
    return wrong ? err_set(err, ERR_INTERNAL, field->name, "The field %s of %s %s.", field->name,
                           entity->name, wrong)
                 : 0;
}

static int check_names(const struct entity *entity, struct err *err)
{
    if (entity->title && entity_field(entity, slice_from(entity->title)) < 0)
        return err_set(err, ERR_INTERNAL, NULL, "%s is named by %s, which it does not have.",
                       entity->name, entity->title);
    if (entity->order && entity_field(entity, slice_from(entity->order)) < 0)
        return err_set(err, ERR_INTERNAL, NULL, "%s is sorted by %s, which it does not have.",
                       entity->name, entity->order);
    struct slice rest = slice_from(entity->named_by), name;
    while (slice_split(&rest, ',', &name))
        if (entity_field(entity, name) < 0)
            return err_set(err, ERR_INTERNAL, NULL, "%s is named by %.*s, which it does not have.",
                           entity->name, SLICE_PRINT(name));
    rest = slice_from(entity->up);
    while (slice_split(&rest, ',', &name)) {
        int at = entity_field(entity, name);
        if (at < 0 || !entity->fields[at].refers)
            return err_set(err, ERR_INTERNAL, NULL, "%s leads up by %.*s, which is no reference.",
                           entity->name, SLICE_PRINT(name));
    }
    return 0;
}

/* Only a change asks who the actor is, what day it is, and which fields differ. */
static int check_grants(const struct entity *entity, struct err *err)
{
    for (size_t i = 0; i < entity->grant_count; i++) {
        const struct grant *grant = &entity->grants[i];
        bool asks = grant->fields || (grant->where && (strstr(grant->where, GRANT_ACTOR) ||
                                                       strstr(grant->where, GRANT_TODAY)));
        struct slice rest = slice_from(grant->fields), name;
        bool known = true;
        while (slice_split(&rest, ',', &name))
            known &= entity_field(entity, name) >= 0;
        if ((asks && grant->actions != UPDATE) || !known)
            return err_set(err, ERR_INTERNAL, NULL, "%s has a grant that cannot be kept.",
                           entity->name);
    }
    return 0;
}

int registry_check(const struct registry *registry, struct err *err)
{
    for (size_t i = 0; i < registry->count; i++) {
        const struct entity *entity = registry->entities[i];
        if (!is_sql_name(entity->name) || !entity->label || !entity->plural)
            return err_set(err, ERR_INTERNAL, NULL, "Entity %zu has no usable name or label.", i);
        if (registry_find(registry, slice_from(entity->name)) != entity)
            return err_set(err, ERR_INTERNAL, NULL, "Two entities are called %s.", entity->name);
        if (entity->field_count > 64)
            return err_set(err, ERR_INTERNAL, NULL, "%s has more than 64 fields.", entity->name);
        for (size_t at = 0; at < entity->field_count; at++) {
            int code = check_field(registry, entity, at, err);
            if (code < 0)
                return code;
        }
        int code = check_names(entity, err);
        if (code == 0)
            code = check_grants(entity, err);
        if (code < 0)
            return code;
    }
    return 0;
}

int entity_hangs_below(const struct entity *entity, const struct entity *above)
{
    struct slice rest = slice_from(entity->up), name;
    while (slice_split(&rest, ',', &name)) {
        int at = entity_field(entity, name);
        if (at >= 0 && strcmp(entity->fields[at].refers, above->name) == 0)
            return at;
    }
    return -1;
}
