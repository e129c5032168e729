#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/banned.h"

enum { MOST_THREADS = 64 };

struct crew {
    parallel_work work;
    void *context;
    size_t count;
    atomic_size_t next;
};

static void *labour(void *argument)
{
    struct crew *crew = argument;
    for (;;) {
        size_t piece = atomic_fetch_add(&crew->next, 1);
        if (piece >= crew->count)
            return NULL;
        crew->work(crew->context, piece);
    }
}

void parallel_for(size_t threads, size_t count, parallel_work work, void *context)
{
    struct crew crew = {.work = work, .context = context, .count = count};
    atomic_init(&crew.next, 0);
    pthread_t others[MOST_THREADS];
    size_t started = 0;
    while (started + 1 < threads && started + 1 < count && started < MOST_THREADS &&
           pthread_create(&others[started], NULL, labour, &crew) == 0)
        started++;
    labour(&crew);
    for (size_t i = 0; i < started; i++)
        pthread_join(others[i], NULL);
}
