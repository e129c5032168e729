#include "math/linkage/weigh/score.h"

#include <math.h>

#include "base/banned.h"

enum { OTHERS = CLASSES - PERSON_CLASSES };
_Static_assert(OTHERS == 4 * AGAINST_FOURS, "each has a lane, and no lane is spare");
_Static_assert(AGAINST_FOURS == 2 && PERSON_CLASSES == 2, "all are written out below");

static void set_against(const class_lanes *bits, struct against *against)
{
    *against = (struct against){0};
    for (size_t other = 0; other < OTHERS; other++) {
        float two = (*bits)[PERSON_CLASSES + other];
        against->settled[other / 4][other % 4] = (*bits)[CLASS_SETTLED] - two;
        against->moved[other / 4][other % 4] = (*bits)[CLASS_MOVED] - two;
    }
}

static inline void add(struct against *to, const struct against *what)
{
    to->settled[0] += what->settled[0];
    to->settled[1] += what->settled[1];
    to->moved[0] += what->moved[0];
    to->moved[1] += what->moved[1];
}

static inline void take_away(struct against *from, const struct against *what)
{
    from->settled[0] -= what->settled[0];
    from->settled[1] -= what->settled[1];
    from->moved[0] -= what->moved[0];
    from->moved[1] -= what->moved[1];
}

static void keep_larger(four_lanes *best, const four_lanes *what)
{
    for (size_t lane = 0; lane < 4 * AGAINST_FOURS; lane++)
        if (best[lane / 4][lane % 4] < what[lane / 4][lane % 4])
            best[lane / 4][lane % 4] = what[lane / 4][lane % 4];
}

typedef int32_t four_words __attribute__((vector_size(16)));

/* The heavier of the two classes of one person by lane, as words that order as the weights do, the
 * lane's number in their last three bits. */
static inline four_words heavier(four_lanes settled, four_lanes moved, int32_t first)
{
    const float over_all = 1 << 14; /* so that none is negative */
    four_words more = settled > moved;
    four_lanes most = (four_lanes)(((four_words)settled & more) | ((four_words)moved & ~more));
    return ((four_words)(most + over_all) & ~7) |
           (four_words){first, first + 1, first + 2, first + 3};
}

/* The class of two that the pair is lightest against, near enough; a pair is no heavier than
 * against any. */
static inline size_t lightest(const struct against *most)
{
    four_words a = heavier(most->settled[0], most->moved[0], 0);
    four_words b = heavier(most->settled[1], most->moved[1], 4);
    four_words less = a < b;
    a = (a & less) | (b & ~less);
    int32_t left = a[0] < a[1] ? a[0] : a[1], right = a[2] < a[3] ? a[2] : a[3];
    return (size_t)(left < right ? left : right) & 7;
}

/* Whether the pair is under the floor against any class. The classes of one person together weigh
 * at most a bit more than the heavier. */
static inline bool is_lost(const struct against *most, const four_lanes *lost_under)
{
    union {
        __typeof__(*lost_under < *lost_under) lanes;
        uint64_t words[2];
    } under;
    under.lanes = ((most->settled[0] < lost_under[0]) & (most->moved[0] < lost_under[0])) |
                  ((most->settled[1] < lost_under[1]) & (most->moved[1] < lost_under[1]));
    return (under.words[0] | under.words[1]) != 0;
}

/* Facts that fit the second cache cost little to look at. */
enum { NEAR_AT_HAND = 1 << 15 };

/* How far a difference in the field takes a pair down from what was hoped, for what looking
 * costs. */
static float telling(const struct records *records, const struct scorer *scorer, size_t at,
                     size_t other)
{
    float cost = records->fields[at].values->count > NEAR_AT_HAND ? 2 : 1;
    return (scorer->gain[at][LEVEL_HOPED].settled[other / 4][other % 4] -
            scorer->gain[at][LEVEL_DIFFERENT].settled[other / 4][other % 4]) /
           cost;
}

static void make_order(const struct records *records, struct scorer *scorer, size_t other)
{
    uint8_t *order = scorer->order[other];
    for (size_t at = 0; at < records->field_count; at++) {
        size_t place = at;
        for (; place > 0 && telling(records, scorer, order[place - 1], other) <
                                telling(records, scorer, at, other);
             place--)
            order[place] = order[place - 1];
        order[place] = (uint8_t)at;
    }
}

void scorer_make(const struct records *records, const struct model *model, float floor,
                 struct scorer *ret_scorer)
{
    *ret_scorer = (struct scorer){.model = model, .floor = floor};
    for (size_t other = 0; other < 4 * AGAINST_FOURS; other++)
        ret_scorer->lost_under[other / 4][other % 4] = other < OTHERS ? floor - 1 : -INFINITY;
    set_against(&model->prior_bits, &ret_scorer->prior);
    for (size_t at = 0; at < records->field_count; at++) {
        struct against *gain = ret_scorer->gain[at];
        for (size_t level = 1; level < LEVELS; level++)
            set_against(&model->bits[at][level], &gain[level]);
        gain[LEVEL_HOPED] = gain[LEVEL_DIFFERENT];
        for (size_t level = LEVEL_NEAR; level < LEVEL_DIFFERENT; level++)
            if (levels_has(records->fields[at].kind, level)) {
                keep_larger(gain[LEVEL_HOPED].settled, gain[level].settled);
                keep_larger(gain[LEVEL_HOPED].moved, gain[level].moved);
            }
    }
    for (size_t other = 0; other < OTHERS; other++)
        make_order(records, ret_scorer, other);
}

enum { BATCH = 64 };

/* A pair that may yet reach the floor. */
struct hopeful {
    struct against most; /* if all that is not compared yet turns out best */
    uint32_t other;
    const uint8_t *order;
    uint32_t differ; /* fields that both have and that differ, a bit each */
    struct pattern pattern;
};

/* What is equal counts at once; what differs, with its best. Where one name differs, all names
 * are compared together, since they may have changed places. */
static inline void open_pair(const struct scorer *scorer, const struct comparer *comparer,
                             const uint32_t *b, struct hopeful *pair)
{
    const struct records *records = comparer->records;
    const uint32_t *a = comparer->row;
    uint32_t differ = 0, names = (UINT32_C(1) << records->name_fields) - 1;
    struct against most = scorer->prior;
    for (size_t at = 0; at < records->field_count; at++) {
        /* Without a branch: which it is, is as good as chance. */
        uint32_t known = -(uint32_t)((a[at] != 0) & (b[at] != 0));
        uint32_t equal = -(uint32_t)(a[at] == b[at]);
        uint8_t level = (uint8_t)((comparer->exact[at] & equal) | (LEVEL_HOPED & known & ~equal));
        differ |= (uint32_t)(level == LEVEL_HOPED) << at;
        pair->pattern.levels[at] = level;
        add(&most, &scorer->gain[at][level]);
    }
    if (records->together) {
        const uint8_t *surname = &pair->pattern.levels[records->surname], was = *surname;
        comparer_together(comparer, b, &pair->pattern);
        if (*surname != was) {
            take_away(&most, &scorer->gain[records->surname][was]);
            add(&most, &scorer->gain[records->surname][*surname]);
        }
    }
    if (records->name_fields > 1 && ((a[0] && a[0] == b[1]) || (a[1] && a[1] == b[0])))
        differ |= 1;
    pair->most = most;
    pair->differ = differ & names ? (differ & ~names) | 1 : differ;
}

/* Compare the field, and put what it adds in the place of what it could have added. */
static void compare_field(const struct scorer *scorer, struct comparer *comparer,
                          const uint32_t *row, size_t field, struct hopeful *pair)
{
    size_t names = comparer->records->name_fields, until = field < names ? names : field + 1;
    struct against most = pair->most;
    for (size_t at = field; at < until; at++)
        take_away(&most, &scorer->gain[at][pair->pattern.levels[at]]);
    comparer_level(comparer, row, field, &pair->pattern);
    for (size_t at = field; at < until; at++)
        add(&most, &scorer->gain[at][pair->pattern.levels[at]]);
    pair->most = most;
}

static void prefetch_facts(const struct records *records, const struct hopeful *pair)
{
    const uint32_t *row = records_row(records, pair->other);
    size_t fetched = 0;
    for (size_t i = 0; i < records->field_count && fetched < 3; i++) {
        size_t at = pair->order[i];
        if (!(pair->differ >> at & 1))
            continue;
        __builtin_prefetch(&records->fields[at].facts[row[at]]);
        fetched++;
    }
}

/* Compare what differs, the most telling first; false once the pair is lost. */
static bool settle(const struct scorer *scorer, struct comparer *comparer, struct hopeful *pair)
{
    const uint32_t *row = records_row(comparer->records, pair->other);
    for (size_t i = 0; pair->differ; i++) {
        size_t at = pair->order[i];
        if (!(pair->differ >> at & 1))
            continue;
        pair->differ &= ~(UINT32_C(1) << at);
        compare_field(scorer, comparer, row, at, pair);
        if (is_lost(&pair->most, scorer->lost_under))
            return false;
    }
    return true;
}

static size_t weigh_batch(const struct scorer *scorer, struct comparer *comparer,
                          const uint32_t *others, size_t count, uint32_t *kept, float *weights)
{
    const struct records *records = comparer->records;
    /* Zeroing it for safety would cost more than the use of it. */
    __attribute__((uninitialized)) struct hopeful pairs[BATCH];
    size_t heavy = 0;
    for (size_t i = 0; i < count; i++) {
        struct hopeful *pair = &pairs[i];
        pair->other = others[i];
        open_pair(scorer, comparer, records_row(records, others[i]), pair);
        pair->order = scorer->order[lightest(&pair->most)];
        prefetch_facts(records, pair);
    }
    for (size_t i = 0; i < count; i++) {
        if (!settle(scorer, comparer, &pairs[i]))
            continue;
        float weight = model_weight(scorer->model, &pairs[i].pattern);
        if (weight < scorer->floor)
            continue;
        kept[heavy] = pairs[i].other;
        weights[heavy++] = weight;
    }
    return heavy;
}

size_t scorer_weigh(const struct scorer *scorer, struct comparer *comparer, uint32_t *others,
                    size_t count, float *weights)
{
    size_t heavy = 0;
    for (size_t i = 0; i < count && i < BATCH; i++)
        records_expect(comparer->records, others[i]);
    for (size_t from = 0; from < count; from += BATCH) {
        size_t size = count - from < BATCH ? count - from : BATCH;
        for (size_t i = from + BATCH; i < count && i < from + 2 * BATCH; i++)
            records_expect(comparer->records, others[i]);
        heavy +=
            weigh_batch(scorer, comparer, others + from, size, others + heavy, weights + heavy);
    }
    return heavy;
}
