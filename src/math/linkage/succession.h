/* Who keeps which number when persons are made anew.
 *
 * A person's number is given once and never to anybody else. The rules:
 *   - Of a number's records, the group that has the most of them keeps the number; of two that
 *     have as many, the one with the oldest record.
 *   - A group that keeps several numbers is known by the oldest of them; each other one becomes
 *     an alias of it.
 *   - A group that keeps none takes back the number that most of its records had before, where
 *     that has been an alias since (so that a merger is undone without loss); else it gets a new
 *     one. */
#ifndef WEFT_MATH_LINKAGE_SUCCESSION_H
#define WEFT_MATH_LINKAGE_SUCCESSION_H

#include "base/base.h"

#define SUCCESSION_NONE INT64_MIN

struct succession_record {
    uint32_t group; /* that it is in now */
    int64_t age;    /* lower is older */
    int64_t number; /* that it had, or SUCCESSION_NONE */
    int64_t before; /* an alias that it had before that, to be taken back; or SUCCESSION_NONE */
};

struct succession_alias {
    int64_t number, of;
};

/* numbers[group]: the number of each of the groups 0 … group_count − 1; SUCCESSION_NONE: it needs a
 * new one. aliases: room for as many as records; *ret_alias_count: numbers that became aliases.
 * taken_back[group]: whether its number was an alias until now. O(records log records). */
void succession_decide(const struct succession_record *records, size_t count, size_t group_count,
                       int64_t *numbers, bool *taken_back, struct succession_alias *aliases,
                       size_t *ret_alias_count);

#endif
