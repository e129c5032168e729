/* The tables of the entities, made and added to from their definitions. */
#ifndef WEFT_RECORD_SCHEMA_H
#define WEFT_RECORD_SCHEMA_H

#include "record/entity.h"
#include "store/store.h"

/* Make the tables that are not there and add the columns that are not there, under the store's
 * write lock, so that several copies may start at once. A column that a definition no longer has
 * stays where it is. Where other fields are searched than before, the words are written anew. 0, or
 * ERR_STORE. */
int schema_apply(struct store *store, const struct registry *registry, struct err *err);

#endif
