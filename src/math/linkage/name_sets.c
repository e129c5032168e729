#include "math/linkage/name_sets.h"

#include "base/banned.h"

enum { NO_MEMBER = 0, HASH_SEED = 7 };
_Static_assert((NAME_SETS_SLOTS & (NAME_SETS_SLOTS - 1)) == 0 && NAME_SETS_SLOTS > NAME_SETS_MOST,
               "a search ends at an empty slot");

/* Where the name's first member stands, or the empty slot where it would. */
static uint16_t *slot_of(struct name_sets *sets, struct slice name)
{
    size_t at = slice_hash(name, HASH_SEED) & (NAME_SETS_SLOTS - 1);
    while (sets->slots[at] != NO_MEMBER &&
           !slice_equal(sets->members[sets->slots[at] - 1].name, name))
        at = (at + 1) & (NAME_SETS_SLOTS - 1);
    return &sets->slots[at];
}

static void add(struct name_sets *sets, struct slice name, size_t set)
{
    uint16_t *link = slot_of(sets, name);
    while (*link != NO_MEMBER) /* behind those of earlier lines */
        link = &sets->members[*link - 1].next;
    sets->members[sets->count] = (struct name_set_member){name, (uint16_t)set, NO_MEMBER};
    *link = (uint16_t)++sets->count;
}

void name_sets_make(struct name_sets *sets, const char *const *lines, size_t line_count)
{
    *sets = (struct name_sets){0};
    for (size_t i = 0; i < line_count; i++) {
        struct slice rest = slice_from(lines[i]), name;
        while (sets->count < NAME_SETS_MOST && slice_split(&rest, ' ', &name))
            add(sets, name, i + 1);
    }
}

void name_sets_of(const struct name_sets *sets, struct slice name,
                  uint16_t ret_of[static NAME_SETS])
{
    struct name_sets *own = (struct name_sets *)(uintptr_t)sets; /* nothing is changed */
    size_t count = 0;
    memset(ret_of, 0, NAME_SETS * sizeof *ret_of);
    for (uint16_t at = *slot_of(own, name); at != NO_MEMBER && count < NAME_SETS;
         at = sets->members[at - 1].next)
        ret_of[count++] = sets->members[at - 1].set;
}
