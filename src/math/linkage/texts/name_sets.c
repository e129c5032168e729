#include "math/linkage/texts/name_sets.h"

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

/* The first of the members that begin with this letter and are so long, or NULL where none can. */
static uint16_t *alike_of(struct name_sets *sets, char letter, size_t length)
{
    size_t at = (unsigned char)letter - (size_t)'a';
    return at < NAME_SETS_LETTERS && length <= NAME_SETS_LONGEST ? &sets->alike[at][length] : NULL;
}

static void add(struct name_sets *sets, struct slice name, size_t set)
{
    uint16_t *link = slot_of(sets, name);
    uint16_t *alike = alike_of(sets, name.data[0], name.length);
    while (*link != NO_MEMBER) /* behind those of earlier lines */
        link = &sets->members[*link - 1].next;
    sets->members[sets->count] =
        (struct name_set_member){name, (uint16_t)set, NO_MEMBER, alike ? *alike : NO_MEMBER};
    *link = (uint16_t)++sets->count;
    if (alike)
        *alike = *link;
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

bool name_sets_have_initial(const char *const *lines, const uint16_t of[static NAME_SETS],
                            char letter)
{
    for (size_t i = 0; i < NAME_SETS && of[i]; i++) {
        struct slice rest = slice_from(lines[of[i] - 1]), name;
        while (slice_split(&rest, ' ', &name))
            if (name.data[0] == letter)
                return true;
    }
    return false;
}

/* Whether one slip makes the one of the other. Their lengths differ by one at most. */
static bool is_one_slip(struct slice a, struct slice b)
{
    size_t shorter = a.length < b.length ? a.length : b.length, first = 0, last = 0;
    while (first < shorter && a.data[first] == b.data[first])
        first++;
    while (last < shorter - first && a.data[a.length - 1 - last] == b.data[b.length - 1 - last])
        last++;
    if (a.length != b.length)
        return first + last == shorter;
    size_t between = shorter - first - last;
    return between < 2 || (between == 2 && a.data[first] == b.data[first + 1] &&
                           a.data[first + 1] == b.data[first]);
}

static size_t take(uint16_t set, uint16_t ret_of[static NAME_SETS], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (ret_of[i] == set)
            return count;
    if (count < NAME_SETS)
        ret_of[count++] = set;
    return count;
}

void name_sets_near(const struct name_sets *sets, struct slice name,
                    uint16_t ret_of[static NAME_SETS])
{
    enum { SHORTEST = 4 };
    struct name_sets *own = (struct name_sets *)(uintptr_t)sets; /* nothing is changed */
    size_t count = 0;
    name_sets_of(sets, name, ret_of);
    if (ret_of[0] || name.length < SHORTEST)
        return;
    for (size_t length = name.length - 1; length <= name.length + 1; length++) {
        const uint16_t *alike = alike_of(own, name.data[0], length);
        for (uint16_t at = alike ? *alike : NO_MEMBER; at != NO_MEMBER;
             at = sets->members[at - 1].alike)
            if (is_one_slip(name, sets->members[at - 1].name))
                count = take(sets->members[at - 1].set, ret_of, count);
    }
}
