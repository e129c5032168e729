/* The one writer of a store. A transaction gathers saves; its commit seals what they logged. */
#ifndef WEFT_RECORD_WRITER_H
#define WEFT_RECORD_WRITER_H

#include "record/log.h"

struct writer {
    struct store *store;
    const struct registry *registry;
    struct log_batch batch;
};

/* Open the store for writing, its tables brought up to date. The caller closes it. */
int writer_open(const char *path, enum store_mode mode, const struct registry *registry,
                struct writer **ret_writer, struct err *err);
void writer_close(struct writer **writer); /* fit for CLEANUP; rolls back what is open */

int writer_begin(struct writer *writer, struct err *err);
int writer_commit(struct writer *writer, struct err *err); /* durable when it returns 0 */
void writer_rollback(struct writer *writer);

#endif
