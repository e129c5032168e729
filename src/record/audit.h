/* Whether everything in a store agrees. */
#ifndef WEFT_RECORD_AUDIT_H
#define WEFT_RECORD_AUDIT_H

#include "record/value.h"
#include "store/store.h"

/* Add a fault for everything that does not agree: the file, the change log, a record that is not
 * what its last change says or has no change, a reference that leads nowhere, a rule that a
 * record breaks. 0 where all could be looked at, however many faults. O(records + changes). */
int record_check_store(struct store *store, const struct registry *registry, struct faults *faults,
                       struct err *err);

#endif
