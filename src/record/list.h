/* A view of a list as a query string: every view is a link, for pages and the API alike. */
#ifndef WEFT_RECORD_LIST_H
#define WEFT_RECORD_LIST_H

#include "record/query.h"
#include "text/text.h"

/* What stands in the query string:
 *     q=words   sort=FIELD or sort=-FIELD   after=KEY   limit=N   retired=1
 *     FIELD=value  FIELD.contains=text  FIELD.from=value  FIELD.to=value
 *     FIELD.given=1  FIELD.missing=1
 * FIELD is a field's name or "code". A name without a value says nothing, as an empty box of a
 * form does. */
struct list {
    const struct entity *entity;
    struct filter filters[QUERY_FILTERS];
    size_t filter_count;
    struct slice search;
    const char *sort; /* NULL: the entity's own */
    bool descending;
    bool retired_too;
    struct slice after;
    size_t limit; /* 0: QUERY_LIMIT */
};

/* Read the pairs. 0, or ERR_RANGE with the name at fault as its field. Names that are none of
 * these are passed over; the first of them is told in ret_unknown (may be NULL; {NULL, 0}). */
int list_read(const struct entity *entity, const struct pairs *pairs, struct arena *arena,
              struct list *ret_list, struct slice *ret_unknown, struct err *err);

/* Whether a list can be sorted by the field called name, or by "code": where things come by the
 * hundred thousand only by what is sortable, which an index gives. */
bool list_sorts(const struct entity *entity, const char *name);

/* The query of this view; it lives as long as the list. */
struct query list_query(const struct list *list, const struct actor *actor);

/* Append the view as a query string that list_read reads back; nothing for the plain list. */
void list_write(const struct list *list, struct buffer *out);

#endif
