/* The one permission function. Every page, resource, command, search and export asks it. */
#ifndef WEFT_RECORD_PERMIT_H
#define WEFT_RECORD_PERMIT_H

#include "record/entity.h"
#include "store/store.h"

/* Who asks. The purpose of a look at a person is added here when the first such entity comes. */
struct actor {
    struct slice code; /* the user's code; empty for anyone */
    unsigned roles;    /* one bit an enum role */
    bool is_house;     /* the command line and the start of the server: whoever holds the file */
};

#define ROLE_BIT(role) (1U << (role))

static inline struct actor actor_anyone(void)
{
    return (struct actor){.roles = ROLE_BIT(ANYONE)};
}

/* Whoever runs the program on the store's own machine; `code` stands in the change log. */
static inline struct actor actor_house(const char *code)
{
    return (struct actor){.code = slice_from(code), .roles = ~0U, .is_house = true};
}

bool permit(const struct actor *actor, const struct entity *entity, enum action action);

/* Whether the actor is signed in and has a role, or is the house: whom what is internal is told. */
bool permit_inside(const struct actor *actor);

/* Whether this field of the records that the actor may read is told them. */
bool permit_field(const struct actor *actor, const struct field *field);

/* Whether the actor may act on every row, so that no predicate is needed. */
bool permit_every_row(const struct actor *actor, const struct entity *entity, enum action action);

/* Append the SQL predicate of the rows of t in which the actor may change these fields (0: any at
 * all), and bind what it asks for: `sql` is the text of the statement, `today` room that
 * lives until it is asked. */
void permit_change_where(const struct actor *actor, const struct entity *entity, uint64_t fields,
                         struct buffer *sql);
void permit_bind(const struct actor *actor, struct store_statement *statement, struct slice sql,
                 char today[static DATE_TEXT_SIZE]);

/* ERR_FORBIDDEN with what the actor may not do, and who may: "You may not change this commitment. A
 * governance lead may, and a contributor whose post answers for it." */
int permit_refuse(const struct entity *entity, enum action action, struct err *err);

/* Append who may: the second of those sentences. */
void permit_append_who(const struct entity *entity, enum action action, struct buffer *out);

/* The fields of this record that the actor may change: FIELDS_ALL, 0 for none, or some. One
 * statement for each grant of theirs that holds for some rows alone, where none holds for all. */
int permit_fields(struct store *store, const struct actor *actor, const struct entity *entity,
                  struct slice code, uint64_t *ret_fields, struct err *err);

/* Append the SQL predicate of the rows of t that the actor may act on: "1", "0", or the grants'
 * predicates joined by OR. */
void permit_where(const struct actor *actor, const struct entity *entity, enum action action,
                  struct buffer *sql);

/* Whether a connection of the public may read a table (for store_restrict; the context is the
 * registry): those of entities that anyone may read, and the public part of the change log. */
bool permit_public_table(void *registry, const char *table, const char *view);

/* "anyone", "contributor", … as the command line writes them; -1 for another name. */
const char *role_name(enum role role);
int role_from(struct slice name);

#endif
