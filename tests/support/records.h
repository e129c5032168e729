/* A store of a test's own definitions, and the records that are saved in it. */
#ifndef WEFT_TESTS_SUPPORT_RECORDS_H
#define WEFT_TESTS_SUPPORT_RECORDS_H

#include "support/test.h"

#include "record/record.h"

struct records {
    struct writer *writer;
    struct arena arena;
    char path[300];
};

/* A new store with nothing in it. */
struct records *records_new(const struct registry *registry);
int records_tear_down(void **state); /* of such a *state; fit for cmocka */

/* Save in a transaction of its own: what record_save answers. Where it is saved the record has its
 * new version; where it is not, nothing stays. */
int records_save(struct records *records, struct record *record, enum save_kind kind,
                 const struct actor *actor, struct err *err);

#endif
