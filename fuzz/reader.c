/* A stranger's file through the whole of the reading: the child's part on any bytes, by any of the
 * shipped mappings, and the parent's look at what it sent. The two must understand each other. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "domain/performance/gather.h"
#include "domain/performance/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A file in memory that holds these bytes, at its start. */
static int file_of(struct slice bytes)
{
    int descriptor = memfd_create("fuzz", 0);
    while (bytes.length) {
        ssize_t put = write(descriptor, bytes.data, bytes.length);
        if (put <= 0)
            abort();
        bytes = slice_sub(bytes, (size_t)put, bytes.length);
    }
    lseek(descriptor, 0, SEEK_SET);
    return descriptor;
}

static void look_at(int answer, const struct mapping *mapping)
{
    struct lexicon lexicon = {.next_measure = 1,
                              .next_area = 1,
                              .next_period = 1,
                              .next_label = 1,
                              .next_breakdown = 1,
                              .next_note = 1};
    struct gather gather = {.mapping = mapping, .lexicon = &lexicon};
    CLEANUP(wire_close) struct wire_reader wire = {.descriptor = answer};
    struct wire_frame frame;
    struct slice payload;
    struct err err = {0};
    int code;
    while ((code = wire_next(&wire, &frame, &payload, &err)) > 0) {
        code = gather_frame(&gather, frame, payload, &err);
        if (code < 0)
            break;
    }
    if (code == 0)
        code = gather_end(&gather, &err);
    if (code == ERR_INTERNAL) /* what the child sends, the parent understands */
        abort();
    for (size_t i = 0; code == 0 && i + 1 < gather.order_count; i++)
        if (gather.cells.data[gather.order[i]].key >= gather.cells.data[gather.order[i + 1]].key)
            abort();
    gather_free(&gather);
    lexicon_free(&lexicon);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    static struct mapping mappings[16];
    static size_t count;
    struct faults faults = faults_in(&arena);
    for (; count < 16 && mappings_shipped[count].name; count++)
        if (mapping_load(mappings_shipped[count].name, &arena, &mappings[count], &faults, NULL) < 0)
            abort();
    if (size == 0)
        return 0;
    const struct mapping *mapping = &mappings[data[0] % count];
    CLEANUP(cleanup_descriptor)
    int file = file_of((struct slice){(const char *)data + 1, size - 1});
    CLEANUP(cleanup_descriptor) int answer = memfd_create("answer", 0);
    struct reader_request request = {.mapping = mapping, .descriptor = file};
    if (reader_run(&request, answer) != 0)
        abort();
    lseek(answer, 0, SEEK_SET);
    look_at(answer, mapping);
    return 0;
}
