/* Any text is a specification of a linkage or is refused with words, and what is read names only
 * what there is: sources by their number, a threshold that is a probability. */
#include <stdlib.h>

#include "cli/link/spec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct link_source sources[] = {{"council", "c.csv"}, {"health", "h.csv"}};
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct link_spec spec;
    struct err err = {0};
    struct slice text = {(const char *)data, size};
    if (link_spec_parse(text, sources, 2, false, &arena, &spec, &err) < 0) {
        if (err.message[0] == '\0')
            abort();
        return 0;
    }
    if (spec.group_count > LINK_GROUPS_MOST || spec.threshold < 0 || spec.threshold >= 1 ||
        spec.rules_off >> LINKAGE_RULES)
        abort();
    return 0;
}
