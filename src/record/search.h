/* The words that the search box finds, kept in step with the records. */
#ifndef WEFT_RECORD_SEARCH_H
#define WEFT_RECORD_SEARCH_H

#include "record/value.h"
#include "store/store.h"

/* Out with the record's old words, in with the new; a retired record has none. What anyone may
 * read stands in a table that the public's connection may search, the rest in another. O(words),
 * whatever else is indexed. Inside the writer's transaction. */
int search_write(struct store *store, const struct record *record, struct err *err);

/* Whether what search_write would write of the record stands there. O(words). */
int search_agrees(struct store *store, const struct record *record, bool *ret_agrees,
                  struct err *err);

/* How many rows of words no record leads to. O(records). */
int search_strays(struct store *store, int64_t *ret_count, struct err *err);

/* Whether the search box finds anything of this entity's records. */
bool entity_is_searched(const struct entity *entity);

/* Write the words anew of every entity whose searchable fields, title or openness are not those
 * under which its words were written: another version of the program has other definitions. Inside
 * a transaction that writes, once the tables are there. O(entities) where nothing changed. */
int search_follow(struct store *store, const struct registry *registry, struct err *err);

#endif
