/* Deciding what a file may show: its figures and all earlier ones of the measure as one system of
 * sums, each connected part protected and attacked on its own. */
#include "domain/performance/hold.h"

#include <math.h>
#include <stdlib.h>

#include "domain/performance/hold_store.h"
#include "domain/performance/hold_table.h"
#include "math/disclosure/disclosure.h"

#include "base/banned.h"

/* Microseconds that may be spent on holding back less; and the counts of one set, past which a
 * proof would keep the analyst waiting. */
enum { EFFORT_A_COUNT = 350, EFFORT_LEAST = 50000, EFFORT_MOST = 600000, SET_MOST = 20000 };

void holding_free(struct holding *holding)
{
    vector_free(&holding->figures);
}

struct deciding {
    struct gather *gather;
    struct hold_past *past;
    struct hold_table table;
    struct slice unit;
    int threshold;
    size_t from, to; /* of the gather's order: the cells of one measure */
};

/* --- one set of counts that hang together ---------------------------------------------------- */

static bool is_small(const struct deciding *deciding, double value)
{
    return value >= 1 && value < deciding->threshold;
}

/* The counts of the set are numbered from 0; `counts` are the table's. */
struct counts_set {
    struct additive additive;
    const size_t *counts;
    double *values, *costs;
    enum cell_state *states;
    struct protection *protections;
    size_t protection_count;
    bool *hidden, any_public;
    struct range *ranges;
};

/* Others are never shown for themselves, so that hiding them costs nothing. */
static double cost_of(const struct hold_count *count)
{
    return count->part == PART_OTHERS ? 0 : 1 + count->value;
}

static void take_count(const struct deciding *deciding, struct counts_set *set, size_t at,
                       const struct hold_count *count)
{
    bool small = is_small(deciding, count->value);
    set->values[at] = count->value;
    set->costs[at] = cost_of(count);
    set->any_public |= count->shown;
    set->states[at] = count->shown                             ? CELL_PUBLIC
                      : small || count->kept || !count->wanted ? CELL_SENSITIVE
                                                               : CELL_FREE;
    if (small && !count->shown)
        set->protections[set->protection_count++] = (struct protection){
            (uint32_t)at, {count->value - 1, deciding->threshold}, INSIDER_NONE};
}

/* The sets of counts that hang together, and their sums, each kind in the order of its sets. */
struct sets {
    size_t count;
    size_t *counts, *count_starts; /* the counts of set s from count_starts[s] on */
    size_t *sums, *sum_starts;
    uint32_t *places; /* of each count, in its set */
};

/* The counts and sums of one set, in the arena. */
static void take_set(const struct deciding *deciding, const struct sets *sets, size_t number,
                     struct arena *arena, struct counts_set *set)
{
    const struct hold_table *table = &deciding->table;
    const size_t *sums = sets->sums + sets->sum_starts[number], *from = table->starts.data;
    size_t cells = sets->count_starts[number + 1] - sets->count_starts[number], used = 0;
    size_t count = sets->sum_starts[number + 1] - sets->sum_starts[number];
    *set = (struct counts_set){.counts = sets->counts + sets->count_starts[number],
                               .values = arena_array(arena, cells, sizeof(double)),
                               .costs = arena_array(arena, cells, sizeof(double)),
                               .states = arena_array(arena, cells, sizeof(enum cell_state)),
                               .protections = arena_array(arena, cells, sizeof(struct protection)),
                               .hidden = arena_array(arena, cells, sizeof(bool)),
                               .ranges = arena_array(arena, cells, sizeof(struct range))};
    for (size_t i = 0; i < cells; i++)
        take_count(deciding, set, i, &table->counts.data[set->counts[i]]);
    for (size_t i = 0; i < count; i++)
        used += from[sums[i] + 1] - from[sums[i]];
    size_t *starts = arena_array(arena, count + 1, sizeof *starts);
    uint32_t *members = arena_array(arena, used, sizeof *members);
    used = 0;
    for (size_t i = 0; i < count; i++) {
        starts[i] = used;
        for (size_t at = from[sums[i]]; at < from[sums[i] + 1]; at++)
            members[used++] = sets->places[table->members.data[at]];
    }
    starts[count] = used;
    set->additive =
        (struct additive){.cells = cells, .sums = count, .starts = starts, .members = members};
}

/* What is public already may have given a small count away, or nearly: what is left of its
 * protection is kept. */
static int allow_for_public(struct counts_set *set, struct arena *arena, struct err *err)
{
    if (!set->any_public)
        return 0;
    size_t cells = set->additive.cells, kept = 0;
    struct range *known = arena_array(arena, cells, sizeof *known);
    for (size_t i = 0; i < cells; i++)
        known[i] = set->states[i] == CELL_PUBLIC ? (struct range){set->values[i], set->values[i]}
                                                 : (struct range){0, INFINITY};
    int code = disclosure_attack(&set->additive, known, true, arena, set->ranges, NULL, err);
    for (size_t i = 0; i < set->protection_count && code == 0; i++) {
        struct protection protection = set->protections[i];
        struct range left = set->ranges[protection.cell];
        protection.interval.lower = fmax(protection.interval.lower, left.lower);
        protection.interval.upper = fmin(protection.interval.upper, left.upper);
        if (left.lower < left.upper)
            set->protections[kept++] = protection;
    }
    set->protection_count = kept;
    return code;
}

static void hide_all(struct counts_set *set)
{
    for (size_t i = 0; i < set->additive.cells; i++)
        set->hidden[i] = set->states[i] != CELL_PUBLIC;
}

/* Choose, and attack what was chosen. With all hidden that may be, an attacker knows what he knew
 * before. */
static int choose(struct counts_set *set, struct err *err)
{
    struct suppression problem = {
        .table = &set->additive,
        .values = set->values,
        .costs = set->costs,
        .states = set->states,
        .protections = set->protections,
        .protection_count = set->protection_count,
        .whole = true,
        .effort =
            fmin(fmax(EFFORT_LEAST, EFFORT_A_COUNT * (double)set->additive.cells), EFFORT_MOST),
    };
    uint32_t cell = 0;
    size_t broken = 0;
    bool exact = false;
    if (set->additive.cells > SET_MOST)
        return err_set(err, ERR_LIMIT, NULL,
                       "%zu figures of the file add up with each other: more than the %d that can "
                       "be protected together. Load fewer periods, areas or groups at a time.",
                       set->additive.cells, SET_MOST);
    int code = disclosure_suppress(&problem, set->hidden, &exact, &cell, err);
    if (code == 0)
        code = disclosure_prove(&problem, set->hidden, set->ranges, &exact, &broken, err);
    if (code == ERR_ASSUMPTION) {
        hide_all(set);
        code = 0;
    }
    return code;
}

/* Whether the set has anything that the file would show for the first time, and anything that must
 * not be worked out. */
static bool needs_choice(const struct counts_set *set, const struct hold_table *table)
{
    bool free = false;
    for (size_t i = 0; i < set->additive.cells && !free; i++)
        free = set->states[i] == CELL_FREE && table->counts.data[set->counts[i]].wanted;
    return free && set->protection_count > 0;
}

static int decide_set(struct deciding *deciding, const struct sets *sets, size_t number,
                      struct err *err)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct counts_set set;
    take_set(deciding, sets, number, &arena, &set);
    int code = allow_for_public(&set, &arena, err);
    if (code == 0 && needs_choice(&set, &deciding->table))
        code = choose(&set, err);
    for (size_t i = 0; i < set.additive.cells && code == 0; i++)
        deciding->table.counts.data[set.counts[i]].held =
            set.hidden[i] || set.states[i] == CELL_SENSITIVE;
    return code;
}

/* --- the sets -------------------------------------------------------------------------------- */

static uint32_t set_of(uint32_t *above, uint32_t count)
{
    while (above[count] != count) {
        above[count] = above[above[count]];
        count = above[count];
    }
    return count;
}

/* Number the sets; the number of each count's. */
static size_t join_counts(const struct hold_table *table, uint32_t *number)
{
    size_t counts = table->counts.length, sets = 0;
    uint32_t *above = memory_zeros(counts + 1, sizeof *above);
    for (uint32_t i = 0; i < counts; i++)
        above[i] = i;
    for (size_t sum = 0; sum + 1 < table->starts.length; sum++) {
        uint32_t first = set_of(above, table->members.data[table->starts.data[sum]]);
        for (size_t i = table->starts.data[sum] + 1; i < table->starts.data[sum + 1]; i++)
            above[set_of(above, table->members.data[i])] = first;
    }
    for (uint32_t i = 0; i < counts; i++)
        if (above[i] == i)
            number[i] = (uint32_t)sets++;
    for (uint32_t i = 0; i < counts; i++)
        number[i] = number[set_of(above, i)];
    memory_free(above);
    return sets;
}

/* List things in the order of their sets: where each set's begin, and the end. */
static void list_by_set(const uint32_t *number, size_t things, size_t sets, size_t *starts,
                        size_t *list)
{
    for (size_t i = 0; i < things; i++)
        starts[number[i]]++;
    for (size_t i = 1; i < sets; i++)
        starts[i] += starts[i - 1]; /* where each ends; filling from behind moves it home */
    for (size_t i = things; i-- > 0;)
        list[--starts[number[i]]] = i;
    starts[sets] = things;
}

static struct sets sets_of(const struct hold_table *table, struct arena *arena)
{
    size_t counts = table->counts.length, sums = table->starts.length - 1;
    uint32_t *of_count = arena_array(arena, counts, sizeof *of_count);
    uint32_t *of_sum = arena_array(arena, sums, sizeof *of_sum);
    struct sets sets = {.count = join_counts(table, of_count)};
    sets.counts = arena_array(arena, counts, sizeof *sets.counts);
    sets.count_starts = arena_array(arena, sets.count + 1, sizeof *sets.count_starts);
    sets.sums = arena_array(arena, sums, sizeof *sets.sums);
    sets.sum_starts = arena_array(arena, sets.count + 1, sizeof *sets.sum_starts);
    sets.places = arena_array(arena, counts, sizeof *sets.places);
    for (size_t i = 0; i < sums; i++)
        of_sum[i] = of_count[table->members.data[table->starts.data[i]]];
    list_by_set(of_count, counts, sets.count, sets.count_starts, sets.counts);
    list_by_set(of_sum, sums, sets.count, sets.sum_starts, sets.sums);
    for (size_t set = 0; set < sets.count; set++)
        for (size_t i = sets.count_starts[set]; i < sets.count_starts[set + 1]; i++)
            sets.places[sets.counts[i]] = (uint32_t)(i - sets.count_starts[set]);
    return sets;
}

static int decide_all(struct deciding *deciding, struct err *err)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct sets sets = sets_of(&deciding->table, &arena);
    int code = 0;
    for (size_t i = 0; i < sets.count && code == 0; i++)
        code = decide_set(deciding, &sets, i, err);
    return code;
}

/* --- one measure ----------------------------------------------------------------------------- */

static const struct wire_detail no_detail = {NAN, NAN, NAN, NAN, NAN, NAN, WIRE_NONE, 0};

static struct held_figure figure_of(const struct gather *gather, uint32_t cell)
{
    const struct wire_detail *detail = gather_detail(gather, cell);
    detail = detail ? detail : &no_detail;
    return (struct held_figure){.cell = cell,
                                .value = gather->cells.data[cell].value,
                                .numerator = detail->numerator,
                                .denominator = detail->denominator};
}

static bool equal(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* The newest earlier version where it says what the file says, else NULL. */
static const struct hold_earlier *unchanged(const struct deciding *deciding, uint64_t key,
                                            const struct held_figure *figure)
{
    const struct hold_earlier *newest = hold_past_newest(deciding->past, key);
    bool same = newest && equal(newest->value, figure->value) &&
                equal(newest->numerator, figure->numerator) &&
                equal(newest->denominator, figure->denominator);
    return same ? newest : NULL;
}

static void take_past(struct deciding *deciding)
{
    vector_each (&deciding->past->figures, earlier) {
        struct hold_version version = {
            .key = earlier->key, .load = earlier->load, .shown = earlier->reason == HOLD_NOT};
        if (hold_parts(deciding->unit, earlier->value, earlier->numerator, earlier->denominator,
                       version.parts) == HOLD_NOT)
            vector_push(&deciding->table.versions, version);
    }
}

/* The figures that say something new; what they would show is decided together. */
static void take_new(struct deciding *deciding)
{
    const struct gather *gather = deciding->gather;
    for (size_t i = deciding->from; i < deciding->to; i++) {
        uint32_t at = gather->order[i];
        const struct cell *cell = &gather->cells.data[at];
        struct held_figure figure = figure_of(gather, at);
        struct hold_version version = {.key = cell->key, .load = INT64_MAX};
        if (cell->status == FIGURE_PRESENT && !unchanged(deciding, cell->key, &figure) &&
            hold_parts(deciding->unit, figure.value, figure.numerator, figure.denominator,
                       version.parts) == HOLD_NOT)
            vector_push(&deciding->table.versions, version);
    }
}

/* A figure is held back where any of its counts is; it is small where one of those is. */
static enum hold_reason reason_of(const struct deciding *deciding, uint64_t key)
{
    const struct hold_version *version = hold_table_at_hand(&deciding->table, key);
    enum hold_reason reason = version ? HOLD_NOT : HOLD_UNPROVEN;
    for (enum hold_part part = 0; part < PARTS && version; part++) {
        if (version->counts[part] == HOLD_NO_COUNT)
            continue;
        const struct hold_count *count = &deciding->table.counts.data[version->counts[part]];
        if (count->held && is_small(deciding, count->value))
            return HOLD_SMALL;
        if (count->held)
            reason = HOLD_TO_COVER;
    }
    return reason;
}

static void warn(struct gather *gather, uint32_t row, enum hold_reason reason)
{
    findings_printf(&gather->findings, false, gather->lines.data[row], 1, NULL,
                    reason == HOLD_UNPROVEN
                        ? "It is held back: without the counts behind it, in columns for the "
                          "numerator and the denominator, nobody can tell how small they are."
                        : "It is held back: it is too small to be shown, or a small one could be "
                          "worked out from it.");
}

/* Nothing of the figure stays in what is shown. A note may say the number in words. */
static void take_out(struct gather *gather, uint32_t at)
{
    struct cell *cell = &gather->cells.data[at];
    cell->status = FIGURE_SUPPRESSED;
    cell->value = 0;
    struct wire_detail *detail = (struct wire_detail *)(uintptr_t)gather_detail(gather, at);
    if (detail)
        *detail = no_detail;
}

static void apply(struct deciding *deciding, struct holding *holding)
{
    struct gather *gather = deciding->gather;
    for (size_t i = deciding->from; i < deciding->to; i++) {
        uint32_t at = gather->order[i];
        const struct cell *cell = &gather->cells.data[at];
        if (cell->status != FIGURE_PRESENT)
            continue;
        struct held_figure figure = figure_of(gather, at);
        const struct hold_earlier *before = unchanged(deciding, cell->key, &figure);
        figure.reason = before ? before->reason : reason_of(deciding, cell->key);
        figure.same = before != NULL;
        if (figure.reason == HOLD_NOT)
            continue;
        warn(gather, cell->row, figure.reason);
        take_out(gather, at);
        holding->changed += !figure.same;
        vector_push(&holding->figures, figure);
    }
}

/* Measures stand in the lexicon by id. */
static struct slice unit_of(struct lexicon *lexicon, int64_t measure)
{
    vector_each (&lexicon->measures, known)
        if (known->id == measure)
            return known->unit;
    return SLICE("");
}

static int hold_measure(struct store *store, struct gather *gather, size_t from, size_t to,
                        const struct hold_ties *ties, struct holding *holding, struct err *err)
{
    int64_t measure = key_measure(gather->cells.data[gather->order[from]].key);
    CLEANUP(hold_past_free) struct hold_past past = {0};
    struct deciding deciding = {.gather = gather,
                                .past = &past,
                                .unit = unit_of(gather->lexicon, measure),
                                .threshold = gather->mapping->protect,
                                .from = from,
                                .to = to};
    int code = hold_past_read(store, measure, &past, err);
    if (code == 0) {
        take_past(&deciding);
        take_new(&deciding);
        hold_table_tie(&deciding.table, ties);
        code = decide_all(&deciding, err);
    }
    if (code == 0)
        apply(&deciding, holding);
    hold_table_free(&deciding.table);
    return code;
}

int hold_figures(struct store *store, struct gather *gather, struct holding *ret_holding,
                 struct err *err)
{
    if (!gather->mapping->protect)
        return 0;
    CLEANUP(hold_ties_free) struct hold_ties ties = {0};
    struct holding holding = {0};
    int code = 0;
    hold_ties_of(gather->lexicon, &ties);
    for (size_t from = 0, to; from < gather->order_count && code == 0; from = to) {
        int64_t measure = key_measure(gather->cells.data[gather->order[from]].key);
        for (to = from + 1; to < gather->order_count &&
                            key_measure(gather->cells.data[gather->order[to]].key) == measure;
             to++)
            ;
        code = hold_measure(store, gather, from, to, &ties, &holding, err);
    }
    if (code < 0)
        holding_free(&holding);
    else
        *ret_holding = holding;
    return code;
}

/* --- asking ---------------------------------------------------------------------------------- */

const struct held_figure *holding_find(const struct holding *holding, const struct gather *gather,
                                       uint32_t cell)
{
    uint64_t key = gather->cells.data[cell].key;
    size_t from = 0, to = holding->figures.length;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (gather->cells.data[holding->figures.data[middle].cell].key < key)
            from = middle + 1;
        else
            to = middle;
    }
    bool found = from < holding->figures.length && holding->figures.data[from].cell == cell;
    return found ? &holding->figures.data[from] : NULL;
}
