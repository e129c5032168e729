/* Which of some sets of names a name is in. */
#ifndef WEFT_MATH_LINKAGE_TEXTS_NAME_SETS_H
#define WEFT_MATH_LINKAGE_TEXTS_NAME_SETS_H

#include "base/base.h"

/* At most so many of the sets that a name is in are known of it. */
enum { NAME_SETS = 3, NAME_SETS_MOST = 2048, NAME_SETS_SLOTS = 4096 };

enum { NAME_SETS_LETTERS = 26, NAME_SETS_LONGEST = 16 };

struct name_set_member {
    struct slice name;
    uint16_t set;
    uint16_t next;  /* member of the same name, from 1; 0 after the last */
    uint16_t alike; /* likewise, of the same length and first letter */
};

struct name_sets {
    struct name_set_member members[NAME_SETS_MOST];
    size_t count;
    uint16_t slots[NAME_SETS_SLOTS]; /* by the name's hash: its first member, from 1 */
    uint16_t alike[NAME_SETS_LETTERS][NAME_SETS_LONGEST + 1]; /* by first letter and length */
};

/* Each line is a set of names with spaces between them; no more names than NAME_SETS_MOST in all.
 * The lines must stay. */
void name_sets_make(struct name_sets *sets, const char *const *lines, size_t line_count);

/* The numbers, from 1, of the lines that the name is on (the first NAME_SETS of them), 0 after the
 * last. O(length). */
void name_sets_of(const struct name_sets *sets, struct slice name,
                  uint16_t ret_of[static NAME_SETS]);

/* The same, and of a name of four letters or more that is on no line, those of the names which one
 * slip makes of it: a letter put in, left out, changed, or in its neighbour's place, and not the
 * first. Some tens of names are looked at. */
void name_sets_near(const struct name_sets *sets, struct slice name,
                    uint16_t ret_of[static NAME_SETS]);

/* Whether a name on one of those lines begins with the letter. O(names). */
bool name_sets_have_initial(const char *const *lines, const uint16_t of[static NAME_SETS],
                            char letter);

/* Whether two names share a set. */
static inline bool name_sets_meet(const uint16_t *a, const uint16_t *b)
{
    for (size_t i = 0; i < NAME_SETS && a[i]; i++)
        for (size_t j = 0; j < NAME_SETS && b[j]; j++)
            if (a[i] == b[j])
                return true;
    return false;
}

#endif
