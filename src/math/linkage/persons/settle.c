#include "math/linkage/persons/settle.h"

#include <math.h>

#include "base/banned.h"

enum { ROUNDS_MOST = 4, RIVALS_MOST = 8, SLIGHT = 5, LEAST_GAIN = 1, EXCHANGING_MOST = 16 };

/* Rows of a group, chained; a group is known by its first row and changes it as rows leave. */
struct chains {
    uint32_t *next;      /* within the group, or the row itself at its end */
    uint32_t *first;     /* by group */
    uint32_t *label;     /* of each row: its group */
    uint64_t *exclusive; /* by group */
    size_t *edge_starts; /* edges by row */
    uint32_t *neighbours;
    float *parts; /* to sum in */
};

static uint64_t exclusive_of(const struct settling *settling, uint32_t row)
{
    return settling->rules->exclusive ? settling->rules->exclusive[settling->rows[row]] : 0;
}

static void make_chains(const struct settling *settling, struct chains *chains)
{
    size_t count = settling->count;
    chains->next = memory_allocate((count + 1) * sizeof *chains->next);
    chains->first = memory_allocate((count + 1) * sizeof *chains->first);
    chains->label = memory_allocate((count + 1) * sizeof *chains->label);
    chains->exclusive = memory_zeros(count + 1, sizeof *chains->exclusive);
    memset(chains->first, 0xFF, count * sizeof *chains->first);
    for (uint32_t row = (uint32_t)count; row-- > 0;) {
        uint32_t group = settling->groups[row];
        chains->label[row] = group;
        chains->next[row] = chains->first[group] == UINT32_MAX ? row : chains->first[group];
        chains->first[group] = row;
        chains->exclusive[group] |= exclusive_of(settling, row);
    }
    chains->edge_starts = memory_zeros(count + 2, sizeof *chains->edge_starts);
    chains->neighbours = memory_allocate((settling->edge_count * 2 + 1) * sizeof(uint32_t));
    for (size_t i = 0; i < settling->edge_count; i++) {
        chains->edge_starts[settling->edges[i].a + 1]++;
        chains->edge_starts[settling->edges[i].b + 1]++;
    }
    for (size_t row = 0; row < count; row++)
        chains->edge_starts[row + 1] += chains->edge_starts[row];
    chains->parts = memory_allocate(settling->rules->parts * sizeof *chains->parts);
    size_t *fill = memory_allocate((count + 1) * sizeof *fill);
    memcpy(fill, chains->edge_starts, count * sizeof *fill);
    for (size_t i = 0; i < settling->edge_count; i++) {
        chains->neighbours[fill[settling->edges[i].a]++] = settling->edges[i].b;
        chains->neighbours[fill[settling->edges[i].b]++] = settling->edges[i].a;
    }
    memory_free(fill);
}

static void free_chains(struct chains *chains)
{
    memory_free(chains->next);
    memory_free(chains->first);
    memory_free(chains->label);
    memory_free(chains->exclusive);
    memory_free(chains->edge_starts);
    memory_free(chains->neighbours);
    memory_free(chains->parts);
}

/* How strongly the group, but for one of its rows, pulls the row: its score over the threshold, 0
 * where it has no others. */
static float pull_without(const struct settling *settling, const struct chains *chains,
                          uint32_t row, uint32_t group, uint32_t without)
{
    const struct cluster_rules *rules = settling->rules;
    memset(chains->parts, 0, rules->parts * sizeof *chains->parts);
    for (uint32_t other = chains->first[group];; other = chains->next[other]) {
        if (other != row && other != without)
            rules->weigh(settling->state, settling->rows[row], settling->rows[other],
                         chains->parts);
        if (chains->next[other] == other)
            break;
    }
    float score = rules->score(rules->context, chains->parts, 1);
    return isinf(score) ? 0 : score - rules->threshold;
}

static float pull_of(const struct settling *settling, const struct chains *chains, uint32_t row,
                     uint32_t group)
{
    return pull_without(settling, chains, row, group, row);
}

static void unchain(struct chains *chains, uint32_t row)
{
    uint32_t group = chains->label[row], before = chains->first[group];
    bool last = chains->next[row] == row;
    if (before == row) {
        chains->first[group] = last ? UINT32_MAX : chains->next[row];
        return;
    }
    while (chains->next[before] != row)
        before = chains->next[before];
    chains->next[before] = last ? before : chains->next[row];
}

static void move(const struct settling *settling, struct chains *chains, uint32_t row,
                 uint32_t group)
{
    uint32_t from = chains->label[row];
    unchain(chains, row);
    chains->next[row] = chains->first[group] == UINT32_MAX ? row : chains->first[group];
    chains->first[group] = row;
    chains->label[row] = group;
    if (!settling->rules->exclusive)
        return;
    chains->exclusive[group] |= exclusive_of(settling, row);
    chains->exclusive[from] = 0;
    for (uint32_t other = chains->first[from]; other != UINT32_MAX; other = chains->next[other]) {
        chains->exclusive[from] |= exclusive_of(settling, other);
        if (chains->next[other] == other)
            break;
    }
}

static bool settle_row(const struct settling *settling, struct chains *chains, uint32_t row)
{
    uint32_t own = chains->label[row], best = own;
    uint64_t exclusive = exclusive_of(settling, row);
    float most = 0;
    bool weighed = false;
    for (size_t i = chains->edge_starts[row]; i < chains->edge_starts[row + 1]; i++) {
        uint32_t group = chains->label[chains->neighbours[i]];
        if (group == own || group == best || (chains->exclusive[group] & exclusive))
            continue;
        if (!weighed)
            most = pull_of(settling, chains, row, own);
        weighed = true;
        float pull = pull_of(settling, chains, row, group);
        if (pull <= most)
            continue;
        most = pull;
        best = group;
    }
    if (best == own)
        return false;
    move(settling, chains, row, best);
    return true;
}

/* --- exchanges -------------------------------------------------------------------------------- */

static bool is_alone(const struct chains *chains, uint32_t row)
{
    return chains->first[chains->label[row]] == row && chains->next[row] == row;
}

/* Of which exchanges would take too long to try. */
static bool is_large(const struct chains *chains, uint32_t group)
{
    uint32_t row = chains->first[group];
    for (size_t count = 1; chains->next[row] != row; row = chains->next[row])
        if (++count > EXCHANGING_MOST)
            return true;
    return false;
}

/* Whether the row may join the group once one of that has left: no two rows of a group exclude each
 * other. */
static bool may_replace(const struct settling *settling, const struct chains *chains, uint32_t row,
                        uint32_t leaving)
{
    uint64_t held = chains->exclusive[chains->label[leaving]] & ~exclusive_of(settling, leaving);
    return !(held & exclusive_of(settling, row));
}

/* The groups that an edge ties to the row, its own and those that hold such a row excepted; how
 * many. */
static size_t list_groups(const struct chains *chains, uint32_t row, uint64_t exclusive,
                          uint32_t groups[static RIVALS_MOST])
{
    size_t count = 0;
    for (size_t i = chains->edge_starts[row]; i < chains->edge_starts[row + 1]; i++) {
        uint32_t group = chains->label[chains->neighbours[i]];
        bool listed = group == chains->label[row] || (chains->exclusive[group] & exclusive);
        for (size_t other = 0; other < count; other++)
            listed |= groups[other] == group;
        if (!listed && count < RIVALS_MOST)
            groups[count++] = group;
    }
    return count;
}

/* The row of the group for which the row is best exchanged, if any: where what both are pulled by
 * grows by more than `gain`, which it then becomes. */
static uint32_t best_exchange(const struct settling *settling, const struct chains *chains,
                              uint32_t row, uint32_t group, float own_pull, float *gain)
{
    uint32_t best = UINT32_MAX, own = chains->label[row];
    for (uint32_t other = chains->first[group];; other = chains->next[other]) {
        if (may_replace(settling, chains, row, other) &&
            may_replace(settling, chains, other, row)) {
            float now = own_pull + pull_of(settling, chains, other, group);
            float then = pull_without(settling, chains, row, group, other) +
                         pull_without(settling, chains, other, own, row);
            if (then - now > *gain) {
                *gain = then - now;
                best = other;
            }
        }
        if (chains->next[other] == other)
            return best;
    }
}

/* Two rows change places where neither would go alone: the schools' records of two brothers, each
 * with the doctor's of the other. */
static bool exchange_row(const struct settling *settling, struct chains *chains, uint32_t row)
{
    uint32_t own = chains->label[row], groups[RIVALS_MOST], best = UINT32_MAX;
    if (is_alone(chains, row) || is_large(chains, own))
        return false;
    size_t count = list_groups(chains, row, 0, groups);
    float own_pull = count ? pull_of(settling, chains, row, own) : 0, gain = LEAST_GAIN;
    for (size_t i = 0; i < count; i++) {
        if (is_large(chains, groups[i]))
            continue;
        uint32_t other = best_exchange(settling, chains, row, groups[i], own_pull, &gain);
        best = other == UINT32_MAX ? best : other;
    }
    if (best == UINT32_MAX)
        return false;
    uint32_t group = chains->label[best];
    move(settling, chains, row, group);
    move(settling, chains, best, own);
    return true;
}

/* --- rivals ----------------------------------------------------------------------------------- */

/* What the row's group without it says to another group. */
static float score_without(const struct settling *settling, const struct chains *chains,
                           uint32_t row, uint32_t group)
{
    const struct cluster_rules *rules = settling->rules;
    memset(chains->parts, 0, rules->parts * sizeof *chains->parts);
    for (uint32_t one = chains->first[chains->label[row]];; one = chains->next[one]) {
        for (uint32_t other = chains->first[group]; one != row; other = chains->next[other]) {
            rules->weigh(settling->state, settling->rows[one], settling->rows[other],
                         chains->parts);
            if (chains->next[other] == other)
                break;
        }
        if (chains->next[one] == one)
            break;
    }
    return rules->score(rules->context, chains->parts, 1);
}

/* A record is of one person. Where several claim it, it is each one's by its share of their odds; a
 * claim counts as far as the claimants are two, and not one that was not found. Whether the row is
 * its group's by no more than the threshold then. */
static bool is_torn(const struct settling *settling, const struct chains *chains, uint32_t row)
{
    uint32_t own = chains->label[row], rivals[RIVALS_MOST];
    if (is_alone(chains, row))
        return false;
    size_t count = list_groups(chains, row, exclusive_of(settling, row), rivals);
    float pull = count ? pull_of(settling, chains, row, own) : 0;
    double claims = 1;
    for (size_t i = 0; i < count; i++) {
        float claim = pull_of(settling, chains, row, rivals[i]) + settling->rules->threshold;
        if (claim + SLIGHT < pull)
            continue;
        float between = score_without(settling, chains, row, rivals[i]);
        claims += exp2((double)claim) / (1 + exp2((double)between));
    }
    return count && claims > 1 && pull <= log2(claims);
}

/* Rows that are torn leave their group; those of one group stay together. Groups without rows are
 * there for them: each was one row's. */
static void part_torn(const struct settling *settling, struct chains *chains)
{
    bool *torn = memory_zeros(settling->count + 1, sizeof *torn), any = false;
    for (uint32_t row = 0; row < settling->count; row++) {
        torn[row] = is_torn(settling, chains, row);
        any |= torn[row];
    }
    uint32_t *to = memory_allocate((settling->count + 1) * sizeof *to), empty = 0;
    memset(to, 0xFF, settling->count * sizeof *to);
    for (uint32_t row = 0; any && row < settling->count; row++) {
        uint32_t group = chains->label[row];
        if (!torn[row])
            continue;
        while (to[group] == UINT32_MAX && chains->first[empty] != UINT32_MAX)
            empty++;
        if (to[group] == UINT32_MAX)
            to[group] = empty;
        move(settling, chains, row, to[group]);
    }
    memory_free(to);
    memory_free(torn);
}

void settle_rows(struct settling *settling)
{
    struct chains chains;
    bool several = false;
    for (uint32_t row = 1; row < settling->count; row++)
        several |= settling->groups[row] != settling->groups[0];
    if (!several)
        return; /* there is nowhere to go */
    make_chains(settling, &chains);
    bool moved = true;
    for (unsigned round = 0; moved && round < ROUNDS_MOST; round++) {
        moved = false;
        for (uint32_t row = 0; row < settling->count; row++)
            moved |= settle_row(settling, &chains, row);
        for (uint32_t row = 0; row < settling->count; row++)
            moved |= exchange_row(settling, &chains, row);
    }
    part_torn(settling, &chains);
    for (uint32_t row = 0; row < settling->count; row++)
        settling->groups[row] = chains.label[row];
    free_chains(&chains);
}
