/* Missed and false links by group. A link touches a group where one of its records is of it: all
 * links less those that do not touch it, so that nothing is counted pair by pair. */
#include "math/linkage/doubt.h"

#include <math.h>
#include <stdlib.h>

#include "math/linkage/linkage.h"
#include "math/statistics/statistics.h"

#include "base/banned.h"

enum { SOURCES = 64 };

/* A record: those with the same key are linked. */
struct member {
    uint64_t key;
    uint32_t group, source, row;
};

static int by_key(const void *a, const void *b)
{
    const struct member *left = a, *right = b;
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    if (left->group != right->group)
        return left->group < right->group ? -1 : 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

static uint32_t group_of(const struct linkage_grouping *grouping, size_t row)
{
    return grouping->groups ? grouping->groups[row] : 0;
}

static uint32_t source_of(const struct linkage_grouping *grouping, size_t row)
{
    return grouping->source ? grouping->source[row] % SOURCES : 0;
}

/* Records by how many of each source. */
struct crowd {
    double all, of_source[SOURCES];
};

/* Pairs among them, between sources only where `across`. */
static double pairs_among(const struct crowd *crowd, bool across)
{
    double pairs = crowd->all * (crowd->all - 1) / 2;
    for (size_t i = 0; across && i < SOURCES; i++)
        pairs -= crowd->of_source[i] * (crowd->of_source[i] - 1) / 2;
    return pairs;
}

/* Add the links among members of one key to each group that they touch, and to all. */
static void count_cluster(const struct member *members, size_t count, bool across,
                          size_t group_count, double *links)
{
    struct crowd whole = {0};
    for (size_t i = 0; i < count; i++) {
        whole.all++;
        whole.of_source[members[i].source]++;
    }
    double pairs = pairs_among(&whole, across);
    links[group_count] += pairs;
    for (size_t start = 0, end; start < count; start = end) {
        struct crowd others = whole;
        for (end = start; end < count && members[end].group == members[start].group; end++) {
            others.all--;
            others.of_source[members[end].source]--;
        }
        links[members[start].group] += pairs - pairs_among(&others, across);
    }
}

/* links[group_count + 1] of a partition; key: the high half's number a row, and the low half's
 * (either may be NULL). */
static void count_links(const struct linkage_grouping *grouping, const uint32_t *high,
                        const uint32_t *low, struct member *members, double *links)
{
    size_t rows = grouping->row_count;
    for (size_t row = 0; row < rows; row++)
        members[row] =
            (struct member){(uint64_t)(high ? high[row] : 0) << 32 | (low ? low[row] : 0),
                            group_of(grouping, row), source_of(grouping, row), (uint32_t)row};
    if (rows)
        qsort(members, rows, sizeof *members, by_key);
    for (size_t start = 0, end; start < rows; start = end) {
        end = start + 1;
        while (end < rows && members[end].key == members[start].key)
            end++;
        if (end - start > 1)
            count_cluster(members + start, end - start, grouping->source != NULL,
                          grouping->group_count, links);
    }
}

static void count_records(const struct linkage_grouping *grouping, struct linkage_errors *errors)
{
    for (size_t group = 0; group <= grouping->group_count; group++)
        errors[group] = (struct linkage_errors){0};
    for (size_t row = 0; row < grouping->row_count; row++)
        errors[group_of(grouping, row)].records++;
    errors[grouping->group_count].records = (double)grouping->row_count;
}

static void take_share(double events, double trials, double *ret_share, double *ret_lower,
                       double *ret_upper)
{
    if (trials <= 0)
        return;
    events = fmin(events, trials);
    struct limits limits = wilson_limits(events, trials, Z_95);
    *ret_share = events / trials;
    *ret_lower = limits.lower;
    *ret_upper = limits.upper;
}

static bool is_worse(double events, double trials, double whole)
{
    return trials > 0 && wilson_limits(fmin(events, trials), trials, Z_99_8).lower > whole;
}

static void take_shares(const struct linkage_grouping *grouping, struct linkage_errors *errors)
{
    for (size_t group = 0; group <= grouping->group_count; group++) {
        struct linkage_errors *of = &errors[group];
        take_share(of->missed, of->true_links, &of->missed_share, &of->missed_lower,
                   &of->missed_upper);
        take_share(of->wrong, of->found_links, &of->wrong_share, &of->wrong_lower,
                   &of->wrong_upper);
    }
    const struct linkage_errors *all = &errors[grouping->group_count];
    for (size_t group = 0; group < grouping->group_count; group++) {
        errors[group].missed_worse =
            is_worse(errors[group].missed, errors[group].true_links, all->missed_share);
        errors[group].wrong_worse =
            is_worse(errors[group].wrong, errors[group].found_links, all->wrong_share);
    }
}

void linkage_errors_true(const struct linkage_grouping *grouping, const uint32_t *truth,
                         struct linkage_errors *errors)
{
    size_t width = grouping->group_count + 1;
    struct member *members = memory_allocate((grouping->row_count + 1) * sizeof *members);
    double *links = memory_zeros(3 * width, sizeof *links);
    count_records(grouping, errors);
    count_links(grouping, truth, NULL, members, links);
    count_links(grouping, grouping->persons, NULL, members, links + width);
    count_links(grouping, truth, grouping->persons, members, links + 2 * width);
    for (size_t group = 0; group < width; group++) {
        double right = links[2 * width + group];
        errors[group].true_links = links[group];
        errors[group].found_links = links[width + group];
        errors[group].missed = links[group] - right;
        errors[group].wrong = links[width + group] - right;
    }
    take_shares(grouping, errors);
    memory_free(members);
    memory_free(links);
}

/* --- expected --------------------------------------------------------------------------------- */

struct expecting {
    const struct linkage_grouping *grouping;
    const struct linkage_doubts *doubts;
    struct member *members; /* by person */
    size_t *starts;         /* of each person's members */
    struct linkage_errors *errors;
};

/* Add `chance` of an error in the link of the two records to the groups that it touches. */
static void add_error(const struct expecting *expecting, const struct member *a,
                      const struct member *b, bool missed, double chance)
{
    const struct linkage_grouping *grouping = expecting->grouping;
    if (grouping->source && a->source == b->source)
        return;
    const size_t touched[] = {a->group, b->group, grouping->group_count};
    for (size_t i = 0; i < 3; i++) {
        if (i == 1 && touched[1] == touched[0])
            continue;
        struct linkage_errors *of = &expecting->errors[touched[i]];
        *(missed ? &of->missed : &of->wrong) += chance;
    }
}

static size_t person_size(const struct expecting *expecting, uint32_t person)
{
    size_t size = expecting->starts[person + 1] - expecting->starts[person];
    return size < LINKAGE_DOUBT_ROWS ? size : LINKAGE_DOUBT_ROWS;
}

/* A link holds where both its records belong to their person; the less sure of the two decides. */
static void expect_wrong(const struct expecting *expecting, uint32_t person)
{
    const struct member *members = expecting->members + expecting->starts[person];
    size_t size = person_size(expecting, person);
    for (size_t i = 0; i < size; i++)
        for (size_t j = i + 1; j < size; j++) {
            double weight = fmin((double)expecting->doubts->belongs[members[i].row],
                                 (double)expecting->doubts->belongs[members[j].row]);
            add_error(expecting, &members[i], &members[j], false, 1 - linkage_probability(weight));
        }
}

static void expect_missed(const struct expecting *expecting, const struct linkage_doubt *doubt)
{
    uint32_t left = expecting->grouping->persons[doubt->a],
             right = expecting->grouping->persons[doubt->b];
    const struct member *of_left = expecting->members + expecting->starts[left];
    const struct member *of_right = expecting->members + expecting->starts[right];
    double chance = linkage_probability((double)doubt->weight);
    for (size_t i = 0; i < person_size(expecting, left); i++)
        for (size_t j = 0; j < person_size(expecting, right); j++)
            add_error(expecting, &of_left[i], &of_right[j], true, chance);
}

void linkage_errors_expected(const struct linkage_grouping *grouping,
                             const struct linkage_doubts *doubts, struct linkage_errors *errors)
{
    size_t rows = grouping->row_count, width = grouping->group_count + 1;
    struct expecting expecting = {grouping, doubts, NULL, NULL, errors};
    double *links = memory_zeros(width, sizeof *links);
    expecting.members = memory_allocate((rows + 1) * sizeof *expecting.members);
    count_records(grouping, errors);
    count_links(grouping, grouping->persons, NULL, expecting.members, links);
    uint32_t persons = 0;
    for (size_t row = 0; row < rows; row++)
        persons = grouping->persons[row] >= persons ? grouping->persons[row] + 1 : persons;
    expecting.starts = memory_zeros((size_t)persons + 2, sizeof *expecting.starts);
    for (size_t row = 0; row < rows; row++)
        expecting.starts[grouping->persons[row] + 1]++;
    for (uint32_t person = 0; person < persons; person++) {
        expecting.starts[person + 1] += expecting.starts[person];
        expect_wrong(&expecting, person);
    }
    for (size_t i = 0; i < doubts->count; i++)
        if (!doubts->list[i].are_together)
            expect_missed(&expecting, &doubts->list[i]);
    for (size_t group = 0; group < width; group++) {
        errors[group].found_links = links[group];
        errors[group].true_links = links[group] - errors[group].wrong + errors[group].missed;
    }
    take_shares(grouping, errors);
    memory_free(expecting.members);
    memory_free(expecting.starts);
    memory_free(links);
}
