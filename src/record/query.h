/* One way out: every read of records adds the permission as a predicate. */
#ifndef WEFT_RECORD_QUERY_H
#define WEFT_RECORD_QUERY_H

#include "record/permit.h"
#include "record/value.h"
#include "store/store.h"

enum filter_test {
    FILTER_IS,       /* equal; for several references: among them */
    FILTER_CONTAINS, /* holds this text, in any case */
    FILTER_FROM,     /* at least */
    FILTER_TO,       /* at most */
    FILTER_GIVEN,    /* not empty */
    FILTER_MISSING,  /* empty */
};

struct filter {
    const char *field; /* "code" too */
    enum filter_test test;
    struct value value;
};

enum { QUERY_LIMIT = 50, QUERY_LARGEST_LIMIT = 1000, QUERY_FILTERS = 16 };

struct query {
    const struct entity *entity;
    const struct actor *actor;
    const struct filter *filters;
    size_t filter_count;
    struct slice search; /* words, all of which must be found */
    const char *sort;    /* a field, "code", or NULL for the entity's own order */
    bool descending;
    bool retired_too;
    struct slice after; /* the key after which to go on, as `next` gave it; empty at first */
    size_t limit;       /* QUERY_LIMIT where 0 */
    uint64_t fields;    /* a bit for each field that is wanted, FIELD_BIT; 0: all. The others come
                           back empty and cost nothing, id and version as 0 */
};

/* Append the SQL of a field's value over its entity's table, aliased t: a column, or what a derived
 * field is worked out by. */
void query_column(const struct entity *entity, const struct field *field, struct buffer *sql);

struct record_list {
    struct record *records; /* in the arena, as are their values */
    size_t count;
    struct slice next; /* the key of the next page, or empty */
};

/* 0, ERR_FORBIDDEN, ERR_RANGE (a filter or sort on no such field, a key that is none), or what
 * the store says. One statement. O(rows read + log table) where the sort is on an index. */
int record_query(struct store *store, const struct query *query, struct arena *arena,
                 struct record_list *ret_list, struct err *err);

/* One record by its code. 0, ERR_NOT_FOUND (not there, or not for this actor: the two are told
 * alike), ERR_FORBIDDEN (no row of this entity is). One statement. */
int record_get(struct store *store, const struct entity *entity, struct slice code,
               const struct actor *actor, struct arena *arena, struct record *ret_record,
               struct err *err);

/* How many records the query has, from `after` on where that is given, counted up to its limit
 * where it has one. */
int record_count(struct store *store, const struct query *query, int64_t *ret_count,
                 struct err *err);

/* For the engine itself: with its secrets, without permission. 0 or ERR_NOT_FOUND. */
int record_load(struct store *store, const struct entity *entity, struct slice code,
                struct arena *arena, struct record *ret_record, struct err *err);

/* Visit every record of the entity, retired ones too and without permission's limits, in the order
 * of their codes, a page at a time. A visit that returns less than 0 ends it, with that code. */
typedef int (*record_visit)(void *context, const struct record *record, struct err *err);
int record_each(struct store *store, const struct entity *entity, record_visit visit, void *context,
                struct err *err);

struct search_hit {
    struct slice entity, code, title;
    struct slice excerpt; /* of its other words, round the ones asked for; may be empty */
};

/* What the search box finds among entities that anyone may read (and, for whoever is signed in, the
 * others that they may), best first, at most limit. Who is signed in finds a record by the words of
 * another that one of its fields is `found_by`, whether or not they may read that one; the excerpt
 * is then what that one is called. One statement for each such record more. */
int record_search(struct store *store, const struct registry *registry, const struct actor *actor,
                  struct slice words, size_t limit, struct arena *arena,
                  struct search_hit **ret_hits, size_t *ret_count, struct err *err);

/* Append the list as CSV: code, then every field that the actor is told, references by code. */
void record_list_csv(const struct entity *entity, const struct record_list *list,
                     const struct actor *actor, bool header, struct buffer *out);

/* Append a record as a JSON object: code, version, retired and every field that the actor is
 * told. */
void record_json(const struct record *record, const struct actor *actor, struct buffer *out);

#endif
