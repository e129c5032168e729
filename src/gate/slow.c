/* A few threads for what takes long (passwords, files), so that neither the server's threads nor
 * the writer wait for it. What they have not begun is limited. */
#include "gate/inside.h"

#include "base/banned.h"

enum { MOST_THREADS = 8, MOST_WAITING = 64 };

struct slow {
    pthread_t threads[MOST_THREADS];
    unsigned thread_count;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t added;
    struct slow_task *first, **last;
    size_t waiting;
    bool stopping;
};

static struct slow_task *wait_for_task(struct slow *slow)
{
    pthread_mutex_lock(&slow->lock);
    while (!slow->first && !slow->stopping)
        pthread_cond_wait(&slow->added, &slow->lock);
    struct slow_task *task = slow->first;
    if (task) {
        slow->first = task->next;
        if (!slow->first)
            slow->last = &slow->first;
        slow->waiting--;
    }
    pthread_mutex_unlock(&slow->lock);
    return task;
}

static void *run_tasks(void *context)
{
    struct slow_task *task;
    while ((task = wait_for_task(context)))
        task->run(task);
    return NULL;
}

int slow_start(unsigned threads, struct slow **ret_slow, struct err *err)
{
    struct slow *slow = memory_zeros(1, sizeof *slow);
    slow->last = &slow->first;
    pthread_mutex_init(&slow->lock, NULL);
    pthread_cond_init(&slow->added, NULL);
    while (slow->thread_count < threads && slow->thread_count < MOST_THREADS &&
           pthread_create(&slow->threads[slow->thread_count], NULL, run_tasks, slow) == 0)
        slow->thread_count++;
    if (slow->thread_count == 0) {
        slow_stop(&slow);
        return err_set(err, ERR_INTERNAL, NULL, "The threads for long work could not be started.");
    }
    *ret_slow = slow;
    return 0;
}

int slow_add(struct slow *slow, struct slow_task *task, struct err *err)
{
    task->next = NULL;
    pthread_mutex_lock(&slow->lock);
    bool full = slow->waiting >= MOST_WAITING || slow->stopping;
    if (!full) {
        *slow->last = task;
        slow->last = &task->next;
        slow->waiting++;
        pthread_cond_signal(&slow->added);
    }
    pthread_mutex_unlock(&slow->lock);
    return full ? err_set(err, ERR_BUSY, NULL,
                          "Too many people are waiting for this at once. Nothing of yours was "
                          "changed. Try again in a moment.")
                : 0;
}

void slow_stop(struct slow **address)
{
    struct slow *slow = *address;
    *address = NULL;
    if (!slow)
        return;
    pthread_mutex_lock(&slow->lock);
    slow->stopping = true;
    pthread_cond_broadcast(&slow->added);
    pthread_mutex_unlock(&slow->lock);
    for (unsigned i = 0; i < slow->thread_count; i++)
        pthread_join(slow->threads[i], NULL);
    pthread_cond_destroy(&slow->added);
    pthread_mutex_destroy(&slow->lock);
    memory_free(slow);
}
