/* One way in: check, permit, write the row and its change. */
#ifndef WEFT_RECORD_SAVE_H
#define WEFT_RECORD_SAVE_H

#include "record/permit.h"
#include "record/value.h"
#include "record/writer.h"

enum save_kind { SAVE_VALUES, SAVE_RETIRED, SAVE_RESTORED };

struct save {
    const struct record *record; /* all its values; a secret field left empty keeps what it has */
    int64_t base_version;        /* the version the change started from; 0 makes a new record */
    enum save_kind kind;
    const struct actor *actor;
    struct slice note;     /* why, for the history; may be empty */
    const char *action;    /* for the log where it is not create, update, retire, restore */
    bool references_known; /* the caller has proven that every reference leads somewhere */
    bool rules_later;      /* the caller asks the entity's check when all of its saves are made */
};

/* Save inside the writer's transaction.
 *
 * 1: saved, with its new version in ret_version. 0: nothing differed, nothing was written.
 * ERR_RANGE: faults has a sentence for each field that is wrong. ERR_CONFLICT: somebody else
 * saved since base_version, the code is taken, or a rule keeps it from being retired: then faults
 * has why. ERR_FORBIDDEN: not this actor.
 * Nothing is written unless 1 comes back. O(fields) statements for references, else O(1). */
int record_save(struct writer *writer, const struct save *save, int64_t *ret_version,
                struct faults *faults, struct err *err);

/* Add a fault for each rule over the whole record that is broken: its entity's check and
 * check_saved.
 */
void entity_check_rules(struct store *store, const struct record *record, struct faults *faults);

/* Add a fault for everything that the rules find wrong with the record as it would be saved, and
 * write nothing. 0, ERR_RANGE, or what the store says. */
int record_check(struct writer *writer, const struct save *save, struct faults *faults,
                 struct err *err);

/* The record as the change log keeps it: a JSON object, with a digest in the place of a secret, or
 * without any, as changes were kept before. */
void record_body(const struct record *record, bool with_secrets, struct buffer *buffer);

#endif
