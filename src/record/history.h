/* Readings of the change log: what happened to a record, as it was on a date, and undo. */
#ifndef WEFT_RECORD_HISTORY_H
#define WEFT_RECORD_HISTORY_H

#include "record/log.h"
#include "record/query.h"
#include "record/save.h"

/* The changes of one record, newest first, older than `before` (0: from the newest), at most
 * limit. Who made them is told only inside (permit_inside). ERR_FORBIDDEN or ERR_NOT_FOUND as
 * record_get. */
int history_of(struct store *store, const struct entity *entity, struct slice code,
               const struct actor *actor, int64_t before, size_t limit, struct arena *arena,
               struct change **ret_changes, size_t *ret_count, struct err *err);

/* The latest changes of all records that the actor may read, newest first. One statement. */
int history_latest(struct store *store, const struct registry *registry, const struct actor *actor,
                   int64_t before, size_t limit, struct arena *arena, struct change **ret_changes,
                   size_t *ret_count, struct err *err);

/* The record as it was at an instant. ERR_NOT_FOUND where it was not there yet. */
int history_as_of(struct store *store, const struct entity *entity, struct slice code,
                  const struct actor *actor, int64_t at_us, struct arena *arena,
                  struct record *ret_record, struct err *err);

/* When the record was first written down. ERR_NOT_FOUND where nothing is told of that. */
int history_began(struct store *store, const struct entity *entity, struct slice code,
                  const struct actor *actor, int64_t *ret_at_us, struct err *err);

/* All records of a small entity (10,000 at most) as they were, in order of code; without those
 * then retired. Who may read a record is judged by what it is now. One statement. */
int history_list_as_of(struct store *store, const struct entity *entity, const struct actor *actor,
                       int64_t at_us, struct arena *arena, struct record_list *ret_list,
                       struct err *err);

/* Take one change of the record back, inside the writer's transaction: each field it changed gets
 * the value it had before, unless it was changed again since: then ERR_CONFLICT and a fault for
 * each such field. A creation is undone by retiring, a retirement by restoring. 1 where something
 * was saved, as record_save; ERR_NOT_FOUND where the record has no such change. */
int history_undo(struct writer *writer, const struct record *record, int64_t change_id,
                 const struct actor *actor, int64_t *ret_version, struct faults *faults,
                 struct err *err);

/* The record that a change's body tells of; fields that the definition no longer has are left
 * out, and so are those that the actor (NULL: the engine itself) is not told. 0 or ERR_SYNTAX. */
int history_record(const struct entity *entity, const struct change *change,
                   const struct actor *actor, struct arena *arena, struct record *ret_record,
                   struct err *err);

#endif
