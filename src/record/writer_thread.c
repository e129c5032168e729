/* The one writer of a store, on a thread of its own: what many want saved is gathered, run in one
 * transaction, made durable by one wait for the disk, and only then told done. Each job is a
 * savepoint, so that one that fails takes no other with it. */
#include "record/writer.h"

#include <pthread.h>

#include "base/banned.h"

struct writer_thread {
    struct writer *writer;
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t added;
    struct write_job *first, **last;
    size_t waiting;
    bool stopping;
};

/* Run one job in a savepoint, so that a failing one leaves nothing behind, in the log neither. */
static void run(struct writer *writer, struct write_job *job)
{
    struct log_batch before = writer->batch;
    job->code = store_run(writer->store, "SAVEPOINT write_job", &job->err);
    if (job->code < 0)
        return;
    job->code = job->work(writer, job->context, &job->err);
    if (job->code < 0) {
        writer->batch = before;
        store_run(writer->store, "ROLLBACK TO write_job", NULL);
    }
    struct err err = {0};
    int released = store_run(writer->store, "RELEASE write_job", &err);
    if (released < 0 && job->code >= 0) {
        job->code = released;
        job->err = err;
    }
}

/* Run all in the open transaction. Where a fault has ended it (a full disk does), what went
 * before is lost and what comes after must not run outside one. */
static int run_each(struct writer *writer, struct write_job *jobs, struct err *err)
{
    for (struct write_job *job = jobs; job; job = job->next) {
        run(writer, job);
        if (store_in_transaction(writer->store))
            continue;
        *err = job->err;
        return job->code < 0 ? job->code : ERR_STORE;
    }
    return 0;
}

static void run_all(struct writer *writer, struct write_job *jobs)
{
    struct err err = {0};
    int code = writer_begin(writer, &err);
    if (code == 0)
        code = run_each(writer, jobs, &err);
    if (code == 0)
        code = writer_commit(writer, &err);
    struct write_job *next;
    for (struct write_job *job = jobs; job; job = next) {
        next = job->next; /* once done, the job is its owner's */
        if (code < 0 && job->code >= 0) {
            job->code = code;
            job->err = err;
        }
        job->done(writer, job->context, job->code, &job->err);
    }
}

static struct write_job *wait_for_jobs(struct writer_thread *thread)
{
    pthread_mutex_lock(&thread->lock);
    while (!thread->first && !thread->stopping)
        pthread_cond_wait(&thread->added, &thread->lock);
    struct write_job *jobs = thread->first;
    thread->first = NULL;
    thread->last = &thread->first;
    thread->waiting = 0;
    pthread_mutex_unlock(&thread->lock);
    return jobs;
}

static void *write_on(void *context)
{
    struct writer_thread *thread = context;
    struct write_job *jobs;
    while ((jobs = wait_for_jobs(thread)))
        run_all(thread->writer, jobs);
    return NULL;
}

int writer_thread_start(struct writer **writer, struct writer_thread **ret_thread, struct err *err)
{
    struct writer_thread *thread = memory_zeros(1, sizeof *thread);
    thread->writer = *writer;
    thread->last = &thread->first;
    pthread_mutex_init(&thread->lock, NULL);
    pthread_cond_init(&thread->added, NULL);
    if (pthread_create(&thread->thread, NULL, write_on, thread) != 0) {
        memory_free(thread);
        return err_set(err, ERR_INTERNAL, NULL, "The thread that writes could not be started.");
    }
    *writer = NULL;
    *ret_thread = thread;
    return 0;
}

int writer_thread_add(struct writer_thread *thread, struct write_job *job, struct err *err)
{
    job->next = NULL;
    job->code = 0;
    job->err = (struct err){0};
    pthread_mutex_lock(&thread->lock);
    bool full = thread->waiting >= WRITER_QUEUE || thread->stopping;
    if (!full) {
        *thread->last = job;
        thread->last = &job->next;
        thread->waiting++;
        pthread_cond_signal(&thread->added);
    }
    pthread_mutex_unlock(&thread->lock);
    return full ? err_set(err, ERR_BUSY, NULL,
                          "Too many changes are waiting to be saved. Nothing of yours was "
                          "changed. Try again in a moment.")
                : 0;
}

void writer_thread_stop(struct writer_thread **address)
{
    struct writer_thread *thread = *address;
    *address = NULL;
    if (!thread)
        return;
    pthread_mutex_lock(&thread->lock);
    thread->stopping = true;
    pthread_cond_signal(&thread->added);
    pthread_mutex_unlock(&thread->lock);
    pthread_join(thread->thread, NULL);
    writer_close(&thread->writer);
    pthread_cond_destroy(&thread->added);
    pthread_mutex_destroy(&thread->lock);
    memory_free(thread);
}
