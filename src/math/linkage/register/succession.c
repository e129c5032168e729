#include "math/linkage/succession.h"

#include <stdlib.h>

#include "base/banned.h"

/* --- parts ------------------------------------------------------------------------------------ */

/* A number and a group, which stand first in what is sorted by them. */
struct place {
    int64_t number;
    uint32_t group;
};

static int by_place(const void *a, const void *b)
{
    const struct place *left = a, *right = b;
    if (left->number != right->number)
        return left->number < right->number ? -1 : 1;
    return left->group < right->group ? -1 : left->group > right->group;
}

struct placed {
    struct place at;
    size_t record;
};

void succession_parts(const struct succession_record *records, size_t count, bool *parts)
{
    struct placed *placed = memory_allocate((count + 1) * sizeof *placed);
    for (size_t i = 0; i < count; i++)
        placed[i] = (struct placed){{records[i].number, records[i].group}, i};
    qsort(placed, count, sizeof *placed, by_place);
    for (size_t from = 0, end; from < count; from = end) {
        for (end = from + 1; end < count && placed[end].at.number == placed[from].at.number;)
            end++;
        bool apart = placed[from].at.number != SUCCESSION_NONE &&
                     placed[from].at.group != placed[end - 1].at.group;
        for (size_t i = from; i < end; i++)
            parts[placed[i].record] = apart;
    }
    memory_free(placed);
}

/* --- shares ----------------------------------------------------------------------------------- */

/* How long somebody has had a number: since that run; of several, as the record is older. */
struct tenure {
    int64_t since, age;
};
static const struct tenure nobody = {INT64_MAX, INT64_MAX};

static bool longer(struct tenure left, struct tenure right)
{
    return left.since != right.since ? left.since < right.since : left.age < right.age;
}

/* The votes that one group has for one number. */
struct share {
    struct place at;
    int64_t alias_of;
    size_t votes, own; /* of them, of records that it is the own of */
    struct tenure longest, longest_own;
};

static int by_vote(const void *a, const void *b)
{
    const struct succession_vote *left = a, *right = b;
    if (left->record.number != right->record.number)
        return left->record.number < right->record.number ? -1 : 1;
    if (left->first != right->first)
        return left->first ? -1 : 1;
    return left->since < right->since ? -1 : left->since > right->since;
}

/* Votes come by number, those for a first before others and the longest before those. */
static void share_votes(struct succession_vote *votes, size_t count, struct share *shares)
{
    int64_t since = 0;
    qsort(votes, count, sizeof *votes, by_vote);
    for (size_t i = 0; i < count; i++) {
        const struct succession_vote *vote = &votes[i];
        if (i == 0 || vote->record.number != votes[i - 1].record.number)
            since = vote->since;
        struct tenure tenure = {vote->since, vote->record.age};
        bool own = vote->first && vote->since == since;
        shares[i] = (struct share){.at = {vote->record.number, vote->record.group},
                                   .alias_of = vote->alias_of,
                                   .votes = 1,
                                   .own = own,
                                   .longest = tenure,
                                   .longest_own = own ? tenure : nobody};
    }
}

static void add_share(struct share *to, const struct share *share)
{
    to->votes += share->votes;
    to->own += share->own;
    if (longer(share->longest, to->longest))
        to->longest = share->longest;
    if (longer(share->longest_own, to->longest_own))
        to->longest_own = share->longest_own;
}

/* The shares by number and group; how many. */
static size_t make_shares(const struct succession_vote *votes, size_t count, struct share *shares)
{
    size_t kept = 0;
    struct succession_vote *sorted = memory_allocate((count + 1) * sizeof *sorted);
    if (count)
        memcpy(sorted, votes, count * sizeof *sorted);
    share_votes(sorted, count, shares);
    memory_free(sorted);
    qsort(shares, count, sizeof *shares, by_place);
    for (size_t i = 0; i < count; i++) {
        struct share *last = kept ? &shares[kept - 1] : NULL;
        if (last && by_place(last, &shares[i]) == 0)
            add_share(last, &shares[i]);
        else
            shares[kept++] = shares[i];
    }
    return kept;
}

/* --- keepers ---------------------------------------------------------------------------------- */

/* Groups that have an alias of the number to go back to. */
struct asides {
    VECTOR(struct place) list;
};

static size_t end_of(const struct share *shares, size_t count, size_t from)
{
    size_t end = from + 1;
    while (end < count && shares[end].at.number == shares[from].at.number)
        end++;
    return end;
}

static bool stands_aside(const struct share *share, struct tenure longest,
                         const struct asides *asides)
{
    return asides->list.length && longer(longest, share->longest_own) &&
           bsearch(&share->at, asides->list.data, asides->list.length, sizeof share->at, by_place);
}

/* Of shares for one number, the one that it goes to. */
static const struct share *keeper_of(const struct share *shares, size_t count,
                                     const struct asides *asides)
{
    struct tenure longest = nobody;
    for (size_t i = 0; i < count; i++)
        if (longer(shares[i].longest_own, longest))
            longest = shares[i].longest_own;
    const struct share *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        const struct share *share = &shares[i];
        size_t own = stands_aside(share, longest, asides) ? 0 : share->own;
        bool better = !best                         ? true
                      : own != most                 ? own > most
                      : share->votes != best->votes ? share->votes > best->votes
                                                    : longer(share->longest, best->longest);
        if (!better)
            continue;
        best = share;
        most = own;
    }
    return best;
}

/* Aliases go to their groups, which stand aside from the numbers that they lead to. */
static void give_aliases(const struct share *shares, size_t count, const struct share **keepers,
                         size_t *kept, struct asides *asides)
{
    static const struct asides none = {0};
    for (size_t from = 0, end; from < count; from = end) {
        end = end_of(shares, count, from);
        if (shares[from].alias_of == SUCCESSION_NONE)
            continue;
        const struct share *keeper = keeper_of(&shares[from], end - from, &none);
        keepers[(*kept)++] = keeper;
        vector_push(&asides->list, (struct place){keeper->alias_of, keeper->at.group});
    }
    if (asides->list.length)
        qsort(asides->list.data, asides->list.length, sizeof *asides->list.data, by_place);
}

static void give_numbers(const struct share *shares, size_t count, const struct asides *asides,
                         const struct share **keepers, size_t *kept)
{
    for (size_t from = 0, end; from < count; from = end) {
        end = end_of(shares, count, from);
        if (shares[from].alias_of == SUCCESSION_NONE)
            keepers[(*kept)++] = keeper_of(&shares[from], end - from, asides);
    }
}

/* The oldest of those that are somebody's own or are a person's now; where there is none, another.
 */
static void name_groups(const struct share **keepers, size_t count, int64_t *numbers,
                        bool *taken_back)
{
    for (int well = 1; well >= 0; well--)
        for (size_t i = 0; i < count; i++) {
            const struct share *keeper = keepers[i];
            int64_t *number = &numbers[keeper->at.group];
            bool is_alias = keeper->alias_of != SUCCESSION_NONE;
            bool fits = well ? !is_alias || keeper->own > 0 : *number == SUCCESSION_NONE;
            if (!fits || (*number != SUCCESSION_NONE && *number <= keeper->at.number))
                continue;
            *number = keeper->at.number;
            taken_back[keeper->at.group] = is_alias;
        }
}

void succession_decide(const struct succession_vote *votes, size_t count, size_t group_count,
                       int64_t *numbers, bool *taken_back, struct succession_alias *aliases,
                       size_t *ret_alias_count)
{
    struct share *shares = memory_allocate((count + 1) * sizeof *shares);
    const struct share **keepers = memory_allocate((count + 1) * sizeof *keepers);
    struct asides asides = {0};
    for (size_t group = 0; group < group_count; group++) {
        numbers[group] = SUCCESSION_NONE;
        taken_back[group] = false;
    }
    size_t share_count = make_shares(votes, count, shares), kept = 0, made = 0;
    give_aliases(shares, share_count, keepers, &kept, &asides);
    give_numbers(shares, share_count, &asides, keepers, &kept);
    name_groups(keepers, kept, numbers, taken_back);
    for (size_t i = 0; i < kept; i++) {
        int64_t of = numbers[keepers[i]->at.group];
        bool is_new = keepers[i]->alias_of == SUCCESSION_NONE;
        if (of != keepers[i]->at.number)
            aliases[made++] = (struct succession_alias){keepers[i]->at.number, of, is_new};
    }
    *ret_alias_count = made;
    vector_free(&asides.list);
    memory_free(keepers);
    memory_free(shares);
}
