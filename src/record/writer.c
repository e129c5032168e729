#include "record/writer.h"

#include "record/schema.h"

#include "base/banned.h"

/* Look at the file without changing it, before it is opened to be written. */
static int recognise(const char *path, struct err *err)
{
    CLEANUP(store_close) struct store *store = NULL;
    int code = store_open(path, STORE_READ, &store, err);
    return code < 0 ? code : schema_recognise(store, path, err);
}

int writer_open(const char *path, enum store_mode mode, const struct registry *registry,
                struct writer **ret_writer, struct err *err)
{
    struct writer *writer = memory_zeros(1, sizeof *writer);
    writer->registry = registry;
    int code = mode == STORE_CREATE ? 0 : recognise(path, err);
    if (code == 0)
        code = store_open(path, mode, &writer->store, err);
    if (code == 0)
        code = schema_apply(writer->store, registry, err);
    if (code < 0) {
        if (mode == STORE_CREATE && writer->store)
            store_unmake(&writer->store);
        writer_close(&writer);
        return code;
    }
    *ret_writer = writer;
    return 0;
}

void writer_close(struct writer **address)
{
    struct writer *writer = *address;
    *address = NULL;
    if (!writer)
        return;
    if (writer->store)
        writer_rollback(writer);
    store_close(&writer->store);
    memory_free(writer);
}

int writer_begin(struct writer *writer, struct err *err)
{
    writer->batch.open = false;
    return store_begin(writer->store, err);
}

int writer_commit(struct writer *writer, struct err *err)
{
    int code = log_seal(writer->store, &writer->batch, err);
    if (code < 0) {
        writer_rollback(writer);
        return code;
    }
    return store_commit(writer->store, err);
}

void writer_rollback(struct writer *writer)
{
    store_rollback(writer->store);
}
