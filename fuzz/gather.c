/* What a child that a stranger took over might send: any frames, which the parent refuses or
 * takes without harm. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "domain/performance/gather.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Each frame: its kind, its detail and one byte of length, then so many bytes. */
static int take(struct gather *gather, const uint8_t *data, size_t size)
{
    struct err err = {0};
    int code = 0;
    for (size_t at = 0; code == 0 && at + 3 <= size;) {
        size_t left = size - at - 3, length = data[at + 2] < left ? data[at + 2] : left;
        struct wire_frame frame = {
            .kind = data[at], .detail = data[at + 1], .length = (uint32_t)length};
        code =
            gather_frame(gather, frame, (struct slice){(const char *)data + at + 3, length}, &err);
        at += 3 + length;
    }
    if (code < 0 && err.message[0] == '\0')
        abort();
    return code;
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
    struct lexicon lexicon = {.next_measure = 1,
                              .next_area = 1,
                              .next_period = 1,
                              .next_label = 1,
                              .next_breakdown = 1,
                              .next_note = 1};
    struct gather gather = {.mapping = &mappings[data[0] % count], .lexicon = &lexicon};
    if (take(&gather, data + 1, size - 1) == 0) {
        gather.ended = true;
        gather_end(&gather, NULL);
    }
    gather_free(&gather);
    lexicon_free(&lexicon);
    return 0;
}
