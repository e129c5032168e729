/* The tables of the entities, made and added to from their definitions. */
#ifndef WEFT_RECORD_SCHEMA_H
#define WEFT_RECORD_SCHEMA_H

#include "record/value.h"
#include "store/store.h"

/* Make the tables that are not there and add the columns that are not there, under the store's
 * write lock, so that several copies may start at once. A column that a definition no longer has
 * stays where it is. Where other fields are searched than before, the words are written anew. 0, or
 * ERR_STORE. */
int schema_apply(struct store *store, const struct registry *registry, struct err *err);

/* 0, or ERR_STORE where the file at path is empty, another program's or of a newer Weft's format:
 * nothing of ours is put into it. */
int schema_recognise(struct store *store, const char *path, struct err *err);

/* Whether every table and column of the definitions is there, so that a reader can read a store
 * that an earlier program made. One statement an entity. */
int schema_is_whole(struct store *store, const struct registry *registry, bool *ret_whole,
                    struct err *err);

/* Add a fault for every table, index and view that is not there or not as schema_apply makes it,
 * and for every trigger and unique index that is there besides. Makes them all in memory to
 * compare. 0, or ERR_STORE. */
int schema_check(struct store *store, const struct registry *registry, struct faults *faults,
                 struct err *err);

#endif
