/* Any text is a mapping or is refused with a fault that has a place and words; what is read can be
 * asked without harm. */
#include <stdlib.h>

#include "domain/performance/mapping.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct mapping mapping;
    struct faults faults = faults_in(&arena);
    struct err err = {0};
    struct slice text = {(const char *)data, size};
    int code = mapping_parse(text, SLICE("fuzz"), &arena, &mapping, &faults, &err);
    if (code == ERR_RANGE && faults.count == 0)
        abort();
    for (size_t i = 0; i < faults.count; i++)
        if (faults.items[i].line == 0 || faults.items[i].message[0] == '\0')
            abort();
    if (code < 0)
        return 0;
    if (faults.count || mapping_symbol(&mapping, SLICE("c")) < 0)
        abort();
    for (size_t i = 0; i < mapping_field_count(mapping.reads); i++)
        mapping_word(&mapping.words[i], mapping.columns[i]);
    return 0;
}
