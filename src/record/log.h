/* The change log: append-only, each row with its own digest, each committed batch sealed into a
 * hash chain. A row that is altered, added, taken out or moved afterwards is found; that the last
 * ones were cut off with their seals only by whoever noted the head of the chain before. */
#ifndef WEFT_RECORD_LOG_H
#define WEFT_RECORD_LOG_H

#include "record/entity.h"
#include "record/permit.h"
#include "store/store.h"

/* One row of the log. */
struct change {
    int64_t id;
    int64_t at_us;
    struct slice actor;
    struct slice entity;
    struct slice code;
    int64_t version;
    struct slice action; /* create, update, retire, restore, load, undo … */
    struct slice note;   /* why, in the actor's words; may be empty */
    struct slice body;   /* JSON: the record after the change */
    int64_t sensitivity; /* enum sensitivity of the entity then */
};

/* The batch that is being written; begins with the first append of a transaction. */
struct log_batch {
    bool open;
    int64_t first, last;
    struct digest_state state;
};

/* Append a change (its id is given here) inside the writer's transaction. O(body). */
int log_append(struct store *store, struct log_batch *batch, struct change *change,
               struct err *err);

/* Seal what was appended; called just before the commit. Nothing appended: nothing written. */
int log_seal(struct store *store, struct log_batch *batch, struct err *err);

/* The id of the last change; 0 where there is none. What is stored is the same while this is.
 * O(log changes). */
int log_latest(struct store *store, int64_t *ret_change, struct err *err);

struct log_proof {
    int64_t changes, seals; /* proven */
    int64_t broken;         /* the first row that is not sound; 0 where all are */
    struct digest head;     /* of the last seal proven; zeros where there is none */
};

/* Prove the whole log and, where `noted` is not NULL, that it goes on from that head: one of its
 * seals has that digest. 0, or ERR_CONFLICT with a sentence that names the first broken row;
 * ret_proof is filled then too. O(log). */
int log_verify(struct store *store, const struct digest *noted, struct log_proof *ret_proof,
               struct err *err);

/* The head of the chain as it is stored, without a proof; zeros where nothing is sealed. O(1). */
int log_head(struct store *store, struct digest *ret_head, struct err *err);

#endif
