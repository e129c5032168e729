/* A plan file: YAML, a key for each kind of thing (by its entity's name), under it a list of
 * records, each with its `code` and its fields. It holds one plan. */
#ifndef WEFT_DOMAIN_PLAN_FILE_H
#define WEFT_DOMAIN_PLAN_FILE_H

#include "record/record.h"
#include "text/text.h"

/* One record of the file and where it stands. */
struct plan_entry {
    struct record record;
    const struct yaml *mapping;
};

struct plan_file {
    struct slice plan; /* the code of its plan */
    struct plan_entry *entries;
    size_t count;
};

/* Read and check a whole file: every fault of meaning at once, each with its line and column (a
 * syntax error ends the reading). Rules between records are tried in a store in memory.
 * 0 and the file where it has no fault; ERR_RANGE where faults has some; ERR_SYNTAX with one.
 * What comes back lives in the arena of faults. */
int plan_file_read(struct slice text, const struct registry *registry, struct plan_file *ret_file,
                   struct faults *faults, struct err *err);

struct plan_load {
    size_t created, changed, retired, unchanged;
};

/* Bring the store to what the file says, inside the writer's transaction: what the file changed
 * since it was last loaded is changed, what it dropped is retired, what people changed meanwhile
 * stays, and where both changed one record ERR_CONFLICT, faults naming each. */
int plan_file_load(struct writer *writer, const struct plan_file *file, const struct actor *actor,
                   struct plan_load *ret_load, struct faults *faults, struct err *err);

/* Append the plan as a file; loading it changes nothing. */
int plan_file_write(struct store *store, const struct registry *registry, struct buffer *out,
                    struct err *err);

#endif
