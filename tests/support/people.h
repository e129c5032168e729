/* Registers of linkage for tests: feeds made of tables, and what a register shows. */
#ifndef WEFT_TESTS_SUPPORT_PEOPLE_H
#define WEFT_TESTS_SUPPORT_PEOPLE_H

#include "domain/people/people.h"
#include "support/linkage.h"

/* A path in the scratch folder where no register is yet. Valid until the next call. */
const char *register_path(const char *name);

/* Open, with limits that let few records learn once and join from then on; fails the test where it
 * is refused. */
struct people *open_register(const char *path);

/* Rows of the table as a source's feed: each is called by its number in the table ("r17"), and its
 * columns keep their kinds. */
struct part {
    struct linkage_table table;
    struct linkage_column *id;
};
struct part part_of(const struct linkage_table *whole, const uint32_t *rows, size_t count);
/* The same, but row i is called as row names[i] would be: what it says is not its own. */
struct part part_called(const struct linkage_table *whole, const uint32_t *rows,
                        const uint32_t *names, size_t count);
void part_free(struct part *part);

/* Let the part join as a feed of that source; fails the test where it is refused. */
struct people_joined join_part(struct people *people, const char *source, const struct part *part);
int try_part(struct people *people, const char *source, const struct part *part,
             const struct people_feed *options, struct people_joined *ret_joined, struct err *err);

/* The number that each row of the table is shown by in the register (0: not there); free with
 * memory_free. */
int64_t *shown_rows(struct people *people, const char *source, size_t rows);

/* Whether the two say of every two rows the same. */
bool same_partition(const int64_t *a, const int64_t *b, size_t rows);

/* A record by "source:id". */
struct people_name name_of(const char *text);

/* Texts of one table, as a feed of that source; the column id is the identifier. */
struct people_joined join_text(struct people *people, const char *source, const char *text);
int64_t shown_number(struct people *people, const char *name);

/* Decide on two records by "source:id"; the entry, or the error as it is returned. */
int64_t decide(struct people *people, enum people_verdict verdict, const char *left,
               const char *right);
int try_decide(struct people *people, enum people_verdict verdict, const char *left,
               const char *right, int64_t *ret_entry, struct err *err);
int64_t undo(struct people *people, int64_t entry);
void shield(struct people *people, const char *name, bool lift);

#endif
