#include "math/linkage/name_sets.h"

#include <stdlib.h>

#include "base/banned.h"

static int compare_members(const void *a, const void *b)
{
    const struct name_set_member *left = a, *right = b;
    int order = slice_compare(left->name, right->name);
    return order ? order : (int)left->set - (int)right->set;
}

void name_sets_make(struct name_sets *sets, const char *const *lines, size_t line_count)
{
    sets->count = 0;
    for (size_t i = 0; i < line_count; i++) {
        struct slice rest = slice_from(lines[i]), name;
        while (sets->count < NAME_SETS_MOST && slice_split(&rest, ' ', &name)) {
            sets->members[sets->count++] = (struct name_set_member){name, (uint16_t)(i + 1)};
        }
    }
    qsort(sets->members, sets->count, sizeof *sets->members, compare_members);
}

void name_sets_of(const struct name_sets *sets, struct slice name,
                  uint16_t ret_of[static NAME_SETS])
{
    size_t low = 0, high = sets->count, count = 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (slice_compare(sets->members[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    memset(ret_of, 0, NAME_SETS * sizeof *ret_of);
    while (low < sets->count && count < NAME_SETS && slice_equal(sets->members[low].name, name))
        ret_of[count++] = sets->members[low++].set;
}
