#include "support/records.h"

struct records *records_new(const struct registry *registry)
{
    static int number;
    struct records *records = memory_zeros(1, sizeof *records);
    struct err err = {0};
    snprintf(records->path, sizeof records->path, "%s/records-%d", scratch_folder(), number++);
    if (writer_open(records->path, STORE_CREATE, registry, &records->writer, &err) < 0)
        fail_msg("%s", err.message);
    return records;
}

int records_tear_down(void **state)
{
    struct records *records = *state;
    writer_close(&records->writer);
    arena_free(&records->arena);
    memory_free(records);
    return 0;
}

int records_save(struct records *records, struct record *record, enum save_kind kind,
                 const struct actor *actor, struct err *err)
{
    struct faults faults = faults_in(&records->arena);
    struct save save = {
        .record = record, .base_version = record->version, .kind = kind, .actor = actor};
    int64_t version = 0;
    assert_int_equal(writer_begin(records->writer, err), 0);
    int code = record_save(records->writer, &save, &version, &faults, err);
    if (code < 0) {
        writer_rollback(records->writer);
        return code;
    }
    if (writer_commit(records->writer, err) < 0)
        fail_msg("%s", err->message);
    record->version = version;
    return code;
}
