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

/* --- the writer on a thread of its own ----------------------------------------------------
 *
 * Whoever serves many adds jobs; the thread runs those that wait in one transaction, commits it,
 * and only then says of each that it is done. So nothing is acknowledged before it is durable,
 * and many savers share one wait for the disk. */

struct write_job {
    /* What to write. Negative: what it wrote is taken back, and nothing of the others' is. */
    int (*work)(struct writer *writer, void *context, struct err *err);
    /* Durable (0 or what work returned), or taken back (negative, with err). On the writer's
     * thread, outside the transaction; the job is the owner's again. */
    void (*done)(struct writer *writer, void *context, int code, struct err *err);
    void *context;
    struct write_job *next; /* the queue's own, as are the rest */
    int code;
    struct err err;
};

enum { WRITER_QUEUE = 256 };

struct writer_thread;

/* The writer is the thread's from now on, and closed by it. */
int writer_thread_start(struct writer **writer, struct writer_thread **ret_thread, struct err *err);

/* Queue a job, which must live until it is done. 0, or ERR_BUSY where WRITER_QUEUE wait already. */
int writer_thread_add(struct writer_thread *thread, struct write_job *job, struct err *err);

/* Do all that was added, then end. Nothing may be added any more. */
void writer_thread_stop(struct writer_thread **thread);

#endif
