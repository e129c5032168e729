/* Connections that read. As many sets as there are threads; a page takes one and gives it back,
 * so a connection is one thread's at a time. Newest back, first out: its pages are warm. */
#include "gate/inside.h"

#include "base/banned.h"

enum { LOOK_AGAIN_US = 1000 }; /* asking costs a fifth of a page that is kept */

static void reader_free(struct reader *reader)
{
    store_close(&reader->access);
    store_close(&reader->public);
    store_close(&reader->full);
    memory_free(reader);
}

int reader_take(struct readers *readers, struct reader **ret_reader, struct err *err)
{
    pthread_mutex_lock(&readers->lock);
    struct reader *reader = readers->free;
    if (reader)
        readers->free = reader->next;
    pthread_mutex_unlock(&readers->lock);
    if (!reader) {
        reader = memory_zeros(1, sizeof *reader);
        reader->version = -1;
        int code = store_open(readers->path, STORE_READ, &reader->access, err);
        if (code < 0) {
            reader_free(reader);
            return code;
        }
    }
    *ret_reader = reader;
    return 0;
}

void reader_give(struct readers *readers, struct reader *reader)
{
    if (!reader)
        return;
    pthread_mutex_lock(&readers->lock);
    reader->next = readers->free;
    readers->free = reader;
    pthread_mutex_unlock(&readers->lock);
}

void readers_free(struct readers *readers)
{
    while (readers->free) {
        struct reader *next = readers->free->next;
        reader_free(readers->free);
        readers->free = next;
    }
    pthread_mutex_destroy(&readers->lock);
}

int reader_store(struct readers *readers, struct reader *reader, bool full,
                 struct store **ret_store, struct err *err)
{
    struct store **store = full ? &reader->full : &reader->public;
    if (!*store) {
        int code = store_open(readers->path, STORE_READ, store, err);
        if (code < 0)
            return code;
        if (!full)
            store_restrict(*store, permit_public_table, (void *)readers->registry);
    }
    *ret_store = *store;
    return 0;
}

int reader_generation(struct readers *readers, struct reader *reader, int64_t *ret_generation,
                      struct err *err)
{
    int64_t version = 0, now_us = clock_monotonic_us();
    unsigned commits = readers->commits;
    bool looked = reader->version >= 0 && reader->commits == commits &&
                  now_us - reader->looked_us < LOOK_AGAIN_US;
    int code = looked ? 0 : store_version(reader->access, &version, err);
    if (code == 0 && !looked && version != reader->version)
        code = log_latest(reader->access, &reader->generation, err);
    if (code < 0)
        return code;
    if (!looked) {
        reader->version = version;
        reader->looked_us = now_us;
        reader->commits = commits;
    }
    *ret_generation = reader->generation;
    return 0;
}
