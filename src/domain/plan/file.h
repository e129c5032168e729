/* A plan file: YAML, a key for each kind of thing (by its entity's name), under it a list of
 * records, each with its `code`, its fields, and `retired: yes` where it stands only because
 * others name it. The first plan in it gives the file its name in the change log. */
#ifndef WEFT_DOMAIN_PLAN_FILE_H
#define WEFT_DOMAIN_PLAN_FILE_H

#include "record/record.h"
#include "text/text.h"

/* One record of the file and where it stands. */
struct plan_entry {
    struct record record;
    const struct yaml *mapping;
    bool *refused; /* one a field: it is there, and what it says could not be read */
};

/* The change after which a file was exported, as its first line says; id 0 where none does. */
struct plan_origin {
    int64_t change;
    struct digest digest;
};

struct plan_file {
    struct slice plan; /* the code of its (first) plan */
    struct plan_origin origin;
    struct plan_entry *entries;
    size_t count;
};

/* Read and check a whole file: every fault of meaning at once, each with its line and column (a
 * syntax error ends the reading). Rules between records are tried in a store in memory.
 * 0 and the file where it has no fault; ERR_RANGE where faults has some; ERR_SYNTAX or ERR_LIMIT
 * with one, told in err alone. What comes back lives in the arena of faults. O(bytes). */
int plan_file_read(struct slice text, const struct registry *registry, struct plan_file *ret_file,
                   struct faults *faults, struct err *err);

struct plan_load {
    size_t created, changed, retired, unchanged;
};

/* Bring the store to what the file says, inside the writer's transaction. What the file said
 * before (when it was last loaded or, if later, exported) is held against the file and the store,
 * record by record: what the file changed is changed, what it dropped is retired, what people
 * changed meanwhile stays, and where both changed one record ERR_CONFLICT. ERR_RANGE where a rule
 * between records would be broken. Either way faults names every record at fault, with its line
 * and column where it stands in the file, and the caller rolls back. */
int plan_file_load(struct writer *writer, const struct plan_file *file, const struct actor *actor,
                   struct plan_load *ret_load, struct faults *faults, struct err *err);

/* Append the plan as a file: every record that is not retired, and the retired ones that these
 * name. Loading it back changes nothing. */
int plan_file_write(struct store *store, const struct registry *registry, struct buffer *out,
                    struct err *err);

/* "entity\ncode": the name of a record among those of all entities. Made anew in key (2 KiB will
 * do), and valid until key changes. */
struct slice plan_key(struct slice entity, struct slice code, struct buffer *key);

/* The first line of an export: "# weft plan export, after change 57 (DIGEST)". */
#define PLAN_ORIGIN_LINE "# weft plan export, after change "

#endif
