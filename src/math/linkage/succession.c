#include "math/linkage/succession.h"

#include <stdlib.h>

#include "base/banned.h"

/* The records that one group has of one number. */
struct share {
    int64_t number;
    uint32_t group;
    size_t records;
    int64_t oldest;
};

static int by_number(const void *a, const void *b)
{
    const struct share *left = a, *right = b;
    if (left->number != right->number)
        return left->number < right->number ? -1 : 1;
    return left->group < right->group ? -1 : left->group > right->group;
}

/* The shares by number and group; how many. */
static size_t make_shares(const struct succession_record *records, size_t count, bool before,
                          struct share *shares)
{
    size_t made = 0, kept = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t number = before ? records[i].before : records[i].number;
        if (number != SUCCESSION_NONE)
            shares[made++] = (struct share){number, records[i].group, 1, records[i].age};
    }
    qsort(shares, made, sizeof *shares, by_number);
    for (size_t i = 0; i < made; i++) {
        struct share *last = kept ? &shares[kept - 1] : NULL;
        if (!last || by_number(last, &shares[i]) != 0) {
            shares[kept++] = shares[i];
            continue;
        }
        last->records++;
        last->oldest = shares[i].oldest < last->oldest ? shares[i].oldest : last->oldest;
    }
    return kept;
}

/* The share that keeps the number of shares[from]; *ret_end: the first share of another number. */
static const struct share *keeper_of(const struct share *shares, size_t count, size_t from,
                                     size_t *ret_end)
{
    const struct share *best = &shares[from];
    size_t end = from + 1;
    for (; end < count && shares[end].number == best->number; end++)
        if (shares[end].records > best->records ||
            (shares[end].records == best->records && shares[end].oldest < best->oldest))
            best = &shares[end];
    *ret_end = end;
    return best;
}

/* Numbers come ascending, so the first that a group keeps is its oldest. */
static size_t keep_numbers(const struct share *shares, size_t count, int64_t *numbers,
                           struct succession_alias *aliases)
{
    size_t made = 0;
    for (size_t from = 0, end; from < count; from = end) {
        const struct share *best = keeper_of(shares, count, from, &end);
        if (numbers[best->group] == SUCCESSION_NONE)
            numbers[best->group] = best->number;
        else
            aliases[made++] = (struct succession_alias){best->number, numbers[best->group]};
    }
    return made;
}

/* The group that has most of the records that had an alias before takes it back, if it has no
 * number yet. */
static void take_back(const struct share *shares, size_t count, int64_t *numbers, bool *taken_back)
{
    for (size_t from = 0, end; from < count; from = end) {
        const struct share *best = keeper_of(shares, count, from, &end);
        if (numbers[best->group] != SUCCESSION_NONE)
            continue;
        numbers[best->group] = best->number;
        taken_back[best->group] = true;
    }
}

void succession_decide(const struct succession_record *records, size_t count, size_t group_count,
                       int64_t *numbers, bool *taken_back, struct succession_alias *aliases,
                       size_t *ret_alias_count)
{
    struct share *shares = memory_allocate((count + 1) * sizeof *shares);
    for (size_t group = 0; group < group_count; group++) {
        numbers[group] = SUCCESSION_NONE;
        taken_back[group] = false;
    }
    *ret_alias_count =
        keep_numbers(shares, make_shares(records, count, false, shares), numbers, aliases);
    take_back(shares, make_shares(records, count, true, shares), numbers, taken_back);
    memory_free(shares);
}
