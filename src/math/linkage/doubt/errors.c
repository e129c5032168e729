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

/* Links and errors among them, summed over persons, with what tells how far the errors of a person
 * come together. */
struct sums {
    double links, errors, links_squared, errors_squared, both;
};

static void add_person(struct sums *sums, double links, double errors)
{
    sums->links += links;
    sums->errors += errors;
    sums->links_squared += links * links;
    sums->errors_squared += errors * errors;
    sums->both += links * errors;
}

/* Add the links among records of one key, for each key among these. */
static void count_keys(struct member *members, size_t count, bool across, size_t group_count,
                       double *links)
{
    qsort(members, count, sizeof *members, by_key);
    for (size_t start = 0, end; start < count; start = end) {
        end = start + 1;
        while (end < count && members[end].key == members[start].key)
            end++;
        if (end - start > 1)
            count_cluster(members + start, end - start, across, group_count, links);
    }
}

/* sums[group_count + 1]: the links that `persons` makes, a person at a time, and as errors those
 * that `others` does not make. links: twice as many, all 0, and left so. */
static void sum_persons(const struct linkage_grouping *grouping, const uint32_t *persons,
                        const uint32_t *others, struct member *members, double *links,
                        struct sums *sums)
{
    size_t rows = grouping->row_count, all = grouping->group_count;
    bool across = grouping->source != NULL;
    double *right = links + all + 1;
    for (size_t row = 0; row < rows; row++)
        members[row] = (struct member){persons[row], group_of(grouping, row),
                                       source_of(grouping, row), (uint32_t)row};
    if (rows)
        qsort(members, rows, sizeof *members, by_key);
    for (size_t start = 0, end; start < rows; start = end) {
        for (end = start; end < rows && members[end].key == members[start].key;)
            end++;
        if (end - start == 1)
            continue;
        count_cluster(members + start, end - start, across, all, links);
        for (size_t i = start; i < end; i++)
            members[i].key = (uint64_t)persons[members[i].row] << 32 | others[members[i].row];
        count_keys(members + start, end - start, across, all, right);
        for (size_t i = start; i <= end; i++) {
            size_t group = i < end ? members[i].group : all;
            if (links[group] > 0)
                add_person(&sums[group], links[group], links[group] - right[group]);
            links[group] = right[group] = 0;
        }
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

/* By how much the variance of the share of errors is more than it were if each link were right or
 * wrong by itself: that of a ratio of sums over persons (Rao and Scott 1992). At least 1. */
static double design_effect(const struct sums *sums)
{
    if (sums->links <= 0)
        return 1;
    double share = fmin(sums->errors / sums->links, 1);
    double usual = sums->links * share * (1 - share);
    double spread =
        sums->errors_squared - 2 * share * sums->both + share * share * sums->links_squared;
    return usual > 0 ? fmax(spread / usual, 1) : 1;
}

/* As many links by themselves as tell as much: fewer, by the group's own design effect or that of
 * all, whichever is more, for few errors do not show how far they come together. */
static double independent_links(const struct sums *sums, const struct sums *all)
{
    return sums->links / fmax(design_effect(sums), design_effect(all));
}

/* Of none, nothing is written. */
static void take_share(const struct sums *sums, const struct sums *all, double *ret_share,
                       double *ret_lower, double *ret_upper)
{
    if (sums->links <= 0)
        return;
    double share = fmin(sums->errors / sums->links, 1), links = independent_links(sums, all);
    struct limits limits = wilson_limits(share * links, links, Z_95);
    *ret_share = share;
    *ret_lower = limits.lower;
    *ret_upper = limits.upper;
}

static bool is_worse(const struct sums *sums, const struct sums *all)
{
    if (sums->links <= 0)
        return false;
    double share = fmin(sums->errors / sums->links, 1), links = independent_links(sums, all);
    return wilson_limits(share * links, links, Z_99_8).lower > all->errors / all->links;
}

static void take_shares(const struct linkage_grouping *grouping, const struct sums *missed,
                        const struct sums *wrong, struct linkage_errors *errors)
{
    const size_t all = grouping->group_count;
    for (size_t group = 0; group <= all; group++) {
        struct linkage_errors *of = &errors[group];
        of->true_links = missed[group].links;
        of->found_links = wrong[group].links;
        of->missed = missed[group].errors;
        of->wrong = wrong[group].errors;
        take_share(&missed[group], &missed[all], &of->missed_share, &of->missed_lower,
                   &of->missed_upper);
        take_share(&wrong[group], &wrong[all], &of->wrong_share, &of->wrong_lower,
                   &of->wrong_upper);
        of->missed_worse = group < all && is_worse(&missed[group], &missed[all]);
        of->wrong_worse = group < all && is_worse(&wrong[group], &wrong[all]);
    }
}

void linkage_errors_true(const struct linkage_grouping *grouping, const uint32_t *truth,
                         struct linkage_errors *errors)
{
    size_t width = grouping->group_count + 1;
    struct member *members = memory_allocate((grouping->row_count + 1) * sizeof *members);
    double *links = memory_zeros(2 * width, sizeof *links);
    struct sums *sums = memory_zeros(2 * width, sizeof *sums);
    count_records(grouping, errors);
    sum_persons(grouping, truth, grouping->persons, members, links, sums);
    sum_persons(grouping, grouping->persons, truth, members, links, sums + width);
    take_shares(grouping, sums, sums + width, errors);
    memory_free(members);
    memory_free(links);
    memory_free(sums);
}

/* --- expected --------------------------------------------------------------------------------- */

struct expecting {
    const struct linkage_grouping *grouping;
    const struct linkage_doubts *doubts;
    struct member *members;  /* by person */
    size_t *starts;          /* of each person's members */
    double *links, *chances; /* by group, of the person or the doubt at hand; else 0 */
    struct sums *missed, *wrong;
};

/* Add an amount to the groups that the link of two records touches. */
static void touch(const struct expecting *expecting, const struct member *a, const struct member *b,
                  double amount, double *of_groups)
{
    const struct linkage_grouping *grouping = expecting->grouping;
    if (grouping->source && a->source == b->source)
        return;
    of_groups[a->group] += amount;
    if (b->group != a->group)
        of_groups[b->group] += amount;
    of_groups[grouping->group_count] += amount;
}

static size_t person_size(const struct expecting *expecting, uint32_t person)
{
    size_t size = expecting->starts[person + 1] - expecting->starts[person];
    return size < LINKAGE_DOUBT_ROWS ? size : LINKAGE_DOUBT_ROWS;
}

/* So many links, all wrong or none, by a chance in which so many are expected to be wrong. */
static void add_expected(struct sums *sums, double links, double errors)
{
    sums->links += links;
    sums->errors += errors;
    sums->links_squared += links * links;
    sums->errors_squared += errors * links;
    sums->both += errors * links;
}

/* So many links, all there and missed, or none there. */
static void add_doubted(struct sums *sums, double links, double chance)
{
    double missed = chance * links;
    sums->links += missed;
    sums->errors += missed;
    sums->links_squared += missed * links;
    sums->errors_squared += missed * links;
    sums->both += missed * links;
}

/* The members and, past them, all: the group of each. */
static size_t group_at(const struct expecting *expecting, const struct member *members,
                       size_t count, size_t at)
{
    return at < count ? members[at].group : expecting->grouping->group_count;
}

/* A link holds where both its records belong to their person; the less sure of the two decides. */
static void expect_wrong(const struct expecting *expecting, uint32_t person)
{
    struct member *members = expecting->members + expecting->starts[person];
    size_t count = expecting->starts[person + 1] - expecting->starts[person];
    size_t size = person_size(expecting, person);
    if (count < 2)
        return;
    count_cluster(members, count, expecting->grouping->source != NULL,
                  expecting->grouping->group_count, expecting->links);
    for (size_t i = 0; i < size; i++)
        for (size_t j = i + 1; j < size; j++) {
            double weight = fmin((double)expecting->doubts->belongs[members[i].row],
                                 (double)expecting->doubts->belongs[members[j].row]);
            touch(expecting, &members[i], &members[j], 1 - linkage_probability(weight),
                  expecting->chances);
        }
    for (size_t i = 0; i <= count; i++) {
        size_t group = group_at(expecting, members, count, i);
        double links = expecting->links[group], wrong = fmin(expecting->chances[group], links);
        expecting->links[group] = expecting->chances[group] = 0;
        if (links <= 0)
            continue;
        add_expected(&expecting->wrong[group], links, wrong);
        add_expected(&expecting->missed[group], links - wrong, 0);
    }
}

static void expect_missed(const struct expecting *expecting, const struct linkage_doubt *doubt)
{
    uint32_t left = expecting->grouping->persons[doubt->a],
             right = expecting->grouping->persons[doubt->b];
    const struct member *of_left = expecting->members + expecting->starts[left];
    const struct member *of_right = expecting->members + expecting->starts[right];
    size_t lefts = person_size(expecting, left), rights = person_size(expecting, right);
    double chance = linkage_probability((double)doubt->weight);
    for (size_t i = 0; i < lefts; i++)
        for (size_t j = 0; j < rights; j++)
            touch(expecting, &of_left[i], &of_right[j], 1, expecting->links);
    for (size_t i = 0; i <= lefts + rights; i++) {
        size_t group =
            i < lefts ? of_left[i].group : group_at(expecting, of_right, rights, i - lefts);
        if (expecting->links[group] > 0)
            add_doubted(&expecting->missed[group], expecting->links[group], chance);
        expecting->links[group] = 0;
    }
}

/* The records by person, and where each person's begin; returns how many persons there are. */
static uint32_t sort_by_person(struct expecting *expecting)
{
    const struct linkage_grouping *grouping = expecting->grouping;
    uint32_t persons = 0;
    size_t rows = grouping->row_count;
    expecting->members = memory_allocate((rows + 1) * sizeof *expecting->members);
    for (size_t row = 0; row < rows; row++) {
        uint32_t person = grouping->persons[row];
        expecting->members[row] = (struct member){person, group_of(grouping, row),
                                                  source_of(grouping, row), (uint32_t)row};
        persons = person >= persons ? person + 1 : persons;
    }
    if (rows)
        qsort(expecting->members, rows, sizeof *expecting->members, by_key);
    expecting->starts = memory_zeros((size_t)persons + 2, sizeof *expecting->starts);
    for (size_t row = 0; row < rows; row++)
        expecting->starts[grouping->persons[row] + 1]++;
    for (uint32_t person = 0; person < persons; person++)
        expecting->starts[person + 1] += expecting->starts[person];
    return persons;
}

void linkage_errors_expected(const struct linkage_grouping *grouping,
                             const struct linkage_doubts *doubts, struct linkage_errors *errors)
{
    size_t width = grouping->group_count + 1;
    double *of_groups = memory_zeros(2 * width, sizeof *of_groups);
    struct sums *sums = memory_zeros(2 * width, sizeof *sums);
    struct expecting expecting = {.grouping = grouping,
                                  .doubts = doubts,
                                  .links = of_groups,
                                  .chances = of_groups + width,
                                  .missed = sums,
                                  .wrong = sums + width};
    count_records(grouping, errors);
    uint32_t persons = sort_by_person(&expecting);
    for (uint32_t person = 0; person < persons; person++)
        expect_wrong(&expecting, person);
    for (size_t i = 0; i < doubts->count; i++)
        if (!doubts->list[i].are_together)
            expect_missed(&expecting, &doubts->list[i]);
    take_shares(grouping, expecting.missed, expecting.wrong, errors);
    memory_free(expecting.members);
    memory_free(expecting.starts);
    memory_free(of_groups);
    memory_free(sums);
}
