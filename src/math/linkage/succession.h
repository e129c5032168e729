/* Who keeps which number when persons are made anew.
 *
 * A person's number is given once and never to anybody else. Where persons merge, the oldest of
 * their numbers goes on and the others become aliases of it. Where they part again, each is known
 * by the number that it had, as if they had never been one, however many records it has by now: a
 * number that stands in somebody's files must not begin to mean somebody else.
 *
 * So each record has a vote for its number and, where that number's records part, for each alias of
 * it that it had before; its first is the earliest of them. A number is the own one of a record
 * whose first it is, if nobody else whose first it is has had it for longer. The rules:
 *   - A number goes to the group that has most of those whose own it is; else most of those that
 *     vote for it; of two that have as many, to the one that has had it longest.
 *   - A group that an alias of the number goes to stands aside from the number, unless it has the
 *     record that has had it as its own for longest.
 *   - A group is known by the oldest number that went to it; an alias counts if it is the own one
 * of any record there, or if there is nothing else. The others are aliases of that one from then
 *     on. A group that nothing went to gets a new number. */
#ifndef WEFT_MATH_LINKAGE_SUCCESSION_H
#define WEFT_MATH_LINKAGE_SUCCESSION_H

#include "base/base.h"

#define SUCCESSION_NONE INT64_MIN

struct succession_record {
    uint32_t group; /* that it is in now */
    int64_t age;    /* lower is older */
    int64_t number; /* that it had, or SUCCESSION_NONE */
};

/* parts[i]: whether the number of record i is that of records in other groups too.
 * O(records log records). */
void succession_parts(const struct succession_record *records, size_t count, bool *parts);

struct succession_vote {
    struct succession_record record; /* its number is the one that the vote is for */
    int64_t alias_of;                /* the number that it leads to; SUCCESSION_NONE: is no alias */
    int64_t since; /* the run in which the record got the number; 0: when it came */
    bool first;
};

struct succession_alias {
    int64_t number, of;
    bool is_new; /* it was a person's number until now */
};

/* numbers[group]: the number of each of the groups 0 … group_count − 1; SUCCESSION_NONE: it needs a
 * new one. aliases: room for as many as votes. taken_back[group]: whether its number was an alias
 * until now. O(votes log votes). */
void succession_decide(const struct succession_vote *votes, size_t count, size_t group_count,
                       int64_t *numbers, bool *taken_back, struct succession_alias *aliases,
                       size_t *ret_alias_count);

#endif
