/* Any bytes are a plan or a list of faults, each with a place. */
#include <stdlib.h>

#include "domain/domain.h"
#include "domain/plan/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct faults faults = faults_in(&arena);
    struct plan_file file;
    struct err err = {0};
    int code = plan_file_read((struct slice){(const char *)data, size}, &weft_registry, &file,
                              &faults, &err);
    if (code == 0 && faults.count)
        abort();
    for (size_t i = 0; i < faults.count; i++)
        if (faults.items[i].line == 0 || faults.items[i].column == 0)
            abort();
    if (code < 0 && (err.line == 0 || err.message[0] == '\0'))
        abort();
    return 0;
}
