/* Every sum that an attacker could draw among a measure's figures: those that a load found together
 * and those that it left beside its own. */
#include "domain/performance/hold_table.h"

#include <math.h>
#include <stdlib.h>

#include "domain/performance/hold_ties.h"

#include "base/banned.h"

void hold_table_free(struct hold_table *table)
{
    vector_free(&table->versions);
    vector_free(&table->counts);
    vector_free(&table->starts);
    vector_free(&table->members);
}

/* --- counts ---------------------------------------------------------------------------------- */

static bool is_count(double value)
{
    return value >= 0 && value == floor(value) && value < 1e15;
}

enum hold_reason hold_parts(struct slice unit, double value, double numerator, double denominator,
                            double parts[static PARTS])
{
    bool relative = unit_is_share(unit) || unit_is_rate(unit);
    double counted = numerator;
    if (isnan(counted) && !relative && is_count(value))
        counted = value;
    for (int i = 0; i < PARTS; i++)
        parts[i] = NAN;
    /* A mean of many needs no count of those who have something, but must say of how many. */
    bool told = is_count(counted) || (isnan(counted) && !relative && is_count(denominator));
    if (!told || (!isnan(denominator) && !is_count(denominator)) ||
        (relative && isnan(denominator)))
        return HOLD_UNPROVEN;
    parts[PART_COUNTED] = counted;
    parts[PART_ALL] = denominator;
    if (counted <= denominator)
        parts[PART_OTHERS] = denominator - counted;
    return HOLD_NOT;
}

static int compare_versions(const void *a, const void *b)
{
    const struct hold_version *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->load > y->load) - (x->load < y->load);
}

const struct hold_version *hold_table_at_hand(const struct hold_table *table, uint64_t key)
{
    struct hold_version wanted = {.key = key, .load = INT64_MAX};
    return bsearch(&wanted, table->versions.data, table->versions.length, sizeof wanted,
                   compare_versions);
}

/* The count of a version's part: that of the one before where that was held back and is the same.
 */
static uint32_t make_count(struct hold_table *table, const struct hold_version *version,
                           const struct hold_version *before, enum hold_part part)
{
    bool at_hand = version->load == INT64_MAX;
    if (isnan(version->parts[part]))
        return HOLD_NO_COUNT;
    if (before && !before->shown && before->parts[part] == version->parts[part]) {
        struct hold_count *count = &table->counts.data[before->counts[part]];
        count->shown |= version->shown;
        count->wanted |= at_hand;
        return before->counts[part];
    }
    vector_push(&table->counts, (struct hold_count){.part = part,
                                                    .value = version->parts[part],
                                                    .shown = version->shown,
                                                    .wanted = at_hand,
                                                    .kept = !at_hand && !version->shown});
    return (uint32_t)table->counts.length - 1;
}

static void make_counts(struct hold_table *table)
{
    struct hold_version *versions = table->versions.data;
    for (size_t i = 0; i < table->versions.length; i++) {
        bool follows = i > 0 && versions[i - 1].key == versions[i].key;
        for (enum hold_part part = 0; part < PARTS; part++)
            versions[i].counts[part] =
                make_count(table, &versions[i], follows ? &versions[i - 1] : NULL, part);
    }
}

/* --- sums ------------------------------------------------------------------------------------ */

static void begin_sum(struct hold_table *table)
{
    vector_push(&table->starts, table->members.length);
}

static void add_member(struct hold_table *table, uint32_t count)
{
    vector_push(&table->members, count);
}

/* Those who have it and those who do not are all. */
static void tie_parts(struct hold_table *table, const struct hold_version *version)
{
    if (isnan(version->parts[PART_OTHERS]))
        return;
    begin_sum(table);
    add_member(table, version->counts[PART_ALL]);
    add_member(table, version->counts[PART_COUNTED]);
    add_member(table, version->counts[PART_OTHERS]);
}

/* What a total leaves over: a count that is never shown, but follows where all the others are. */
static uint32_t add_left_over(struct hold_table *table, enum hold_part part, double value)
{
    struct hold_count count = {.part = part, .value = value};
    vector_push(&table->counts, count);
    return (uint32_t)table->counts.length - 1;
}

/* A family under one parent at one moment. */
struct family {
    const struct hold_version *parent;
    const struct hold_version *const *children;
    size_t count;
    bool complete; /* there are no others: what is left over would mean that it is no sum */
};

/* Tie one part of a family to its parent's, where it can be: no parts may be more than the whole.
 * Returns what is left over, or HOLD_NO_COUNT. */
static uint32_t tie_part(struct hold_table *table, const struct family *family, enum hold_part part)
{
    double left = family->parent->parts[part];
    size_t told = 0;
    for (size_t i = 0; i < family->count; i++)
        if (!isnan(family->children[i]->parts[part])) {
            left -= family->children[i]->parts[part];
            told++;
        }
    if (isnan(left) || left < 0 || told == 0 || (family->complete && left > 0))
        return HOLD_NO_COUNT;
    uint32_t over = left > 0 ? add_left_over(table, part, left) : HOLD_NO_COUNT;
    begin_sum(table);
    add_member(table, family->parent->counts[part]);
    for (size_t i = 0; i < family->count; i++)
        if (!isnan(family->children[i]->parts[part]))
            add_member(table, family->children[i]->counts[part]);
    if (over != HOLD_NO_COUNT)
        add_member(table, over);
    return over;
}

static void tie_family(struct hold_table *table, const struct family *family)
{
    uint32_t counted = tie_part(table, family, PART_COUNTED);
    uint32_t all = tie_part(table, family, PART_ALL);
    if (counted == HOLD_NO_COUNT || all == HOLD_NO_COUNT)
        return;
    double others = table->counts.data[all].value - table->counts.data[counted].value;
    if (others < 0)
        return;
    uint32_t left = others > 0 ? add_left_over(table, PART_OTHERS, others) : HOLD_NO_COUNT;
    begin_sum(table);
    add_member(table, all);
    add_member(table, counted);
    if (left != HOLD_NO_COUNT)
        add_member(table, left);
}

/* --- moments --------------------------------------------------------------------------------- */

/* What stood after one load: of each figure the newest version up to it. */
struct moment {
    int64_t load;
    VECTOR(const struct hold_version *) standing; /* by key */
};

struct kinship {
    uint64_t parent;
    uint32_t family, complete;
    const struct hold_version *child;
};
struct kin {
    VECTOR(struct kinship) items;
};

static int compare_kin(const void *a, const void *b)
{
    const struct kinship *x = a, *y = b;
    if (x->parent != y->parent)
        return x->parent < y->parent ? -1 : 1;
    if (x->family != y->family)
        return x->family < y->family ? -1 : 1;
    return (x->child->key > y->child->key) - (x->child->key < y->child->key);
}

static const struct hold_version *standing_at(const struct moment *moment, uint64_t key)
{
    size_t from = 0, to = moment->standing.length;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (moment->standing.data[middle]->key < key)
            from = middle + 1;
        else
            to = middle;
    }
    bool found = from < moment->standing.length && moment->standing.data[from]->key == key;
    return found ? moment->standing.data[from] : NULL;
}

static void stand(const struct hold_table *table, struct moment *moment)
{
    const struct hold_version *versions = table->versions.data;
    moment->standing.length = 0;
    for (size_t i = 0; i < table->versions.length; i++) {
        if (versions[i].load > moment->load)
            continue;
        bool last = i + 1 == table->versions.length || versions[i + 1].key != versions[i].key ||
                    versions[i + 1].load > moment->load;
        if (last)
            vector_push(&moment->standing, &versions[i]);
    }
}

enum kin_kind { KIN_AREA, KIN_GROUP, KIN_PERIOD, KIN_KINDS };

static uint64_t with_part(uint64_t key, enum kin_kind kind, int64_t id)
{
    int64_t ids[KIN_KINDS] = {key_area(key), key_breakdown(key), key_period(key)};
    ids[kind] = id;
    return cell_key(key_measure(key), ids[KIN_GROUP], ids[KIN_AREA], ids[KIN_PERIOD]);
}

static void list_kin(const struct hold_version *version, const struct hold_ties *ties,
                     enum kin_kind kind, struct kin *kin)
{
    const struct hold_tie *list = kind == KIN_AREA    ? ties->areas.data
                                  : kind == KIN_GROUP ? ties->groups.data
                                                      : ties->periods.data;
    size_t count = kind == KIN_AREA    ? ties->areas.length
                   : kind == KIN_GROUP ? ties->groups.length
                                       : ties->periods.length;
    int64_t id = kind == KIN_AREA    ? key_area(version->key)
                 : kind == KIN_GROUP ? key_breakdown(version->key)
                                     : key_period(version->key);
    size_t from = 0, to = count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (list[middle].child < id)
            from = middle + 1;
        else
            to = middle;
    }
    for (; from < count && list[from].child == id; from++)
        vector_push(&kin->items, (struct kinship){with_part(version->key, kind, list[from].parent),
                                                  list[from].family << 2 | (uint32_t)kind,
                                                  list[from].complete, version});
}

/* A sum that nothing of this load is in stood before it. */
static bool is_of_moment(const struct moment *moment, const struct family *family)
{
    bool its = family->parent->load == moment->load;
    for (size_t i = 0; i < family->count && !its; i++)
        its = family->children[i]->load == moment->load;
    return its;
}

static void tie_moment(struct hold_table *table, const struct hold_ties *ties,
                       struct moment *moment)
{
    struct kin kin = {0};
    VECTOR(const struct hold_version *) children = {0};
    stand(table, moment);
    for (size_t i = 0; i < moment->standing.length; i++)
        for (enum kin_kind kind = 0; kind < KIN_KINDS; kind++)
            list_kin(moment->standing.data[i], ties, kind, &kin);
    if (kin.items.length)
        qsort(kin.items.data, kin.items.length, sizeof *kin.items.data, compare_kin);
    for (size_t from = 0, to; from < kin.items.length; from = to) {
        const struct kinship *first = &kin.items.data[from];
        children.length = 0;
        for (to = from; to < kin.items.length && kin.items.data[to].parent == first->parent &&
                        kin.items.data[to].family == first->family;
             to++)
            vector_push(&children, kin.items.data[to].child);
        struct family family = {standing_at(moment, first->parent), children.data, children.length,
                                first->complete > 0};
        bool all_there = !first->complete || first->complete == family.count;
        if (family.parent && all_there && is_of_moment(moment, &family))
            tie_family(table, &family);
    }
    vector_free(&children);
    vector_free(&kin.items);
}

static int compare_loads(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

void hold_table_tie(struct hold_table *table, const struct hold_ties *ties)
{
    VECTOR(int64_t) loads = {0};
    if (table->versions.length)
        qsort(table->versions.data, table->versions.length, sizeof *table->versions.data,
              compare_versions);
    make_counts(table);
    vector_each (&table->versions, version) {
        vector_push(&loads, version->load);
        tie_parts(table, version);
    }
    if (loads.length)
        qsort(loads.data, loads.length, sizeof *loads.data, compare_loads);
    struct moment moment = {0};
    for (size_t i = 0; i < loads.length; i++)
        if (i + 1 == loads.length || loads.data[i + 1] != loads.data[i]) {
            moment.load = loads.data[i];
            tie_moment(table, ties, &moment);
        }
    vector_push(&table->starts, table->members.length);
    vector_free(&moment.standing);
    vector_free(&loads);
}
