#include "domain/performance/gap_view.h"

#include <math.h>
#include <stdlib.h>

#include "domain/performance/performance.h"
#include "domain/performance/reading.h"

#include "base/banned.h"

/* Groups of one dimension, each looked up by the key of the figures: groups crossed with another
 * have no gap of their own. */
static const char select_groups[] =
    "SELECT b.id, b.code, b.dimension, b.label, " FIGURE_COLUMNS
    " FROM breakdown AS b CROSS JOIN observation AS v ON v.measure = ?1 AND v.breakdown = b.id"
    " AND v.area = (SELECT id FROM area WHERE code = ?2) " FIGURE_JOIN
    " WHERE b.id <> 0 AND instr(b.code, ';') = 0 ORDER BY b.dimension, b.id, p.ends";
static const char select_authorities[] =
    "SELECT v.breakdown, v.value FROM observation AS v JOIN area AS a ON a.id = v.area"
    " JOIN area_said AS s ON s.area = a.id AND s.load = a.stands JOIN period AS p ON p.id = "
    "v.period"
    " WHERE v.measure = ?1 AND v.breakdown IN (?2, ?3) AND p.text = ?4 AND s.level = 2"
    " AND v.status = 0";

/* The figures of a group in one area, oldest first. */
struct group_series {
    struct breakdown breakdown;
    struct series series;
};
struct group_list {
    struct group_series *items;
    size_t count;
};

/* --- reading --------------------------------------------------------------------------------- */

static void end_series(struct group_series *group, struct figure *figures, size_t from, size_t to,
                       struct arena *arena)
{
    group->series.count = to - from;
    group->series.figures = arena_array(arena, to - from, sizeof *figures);
    if (to > from)
        memcpy(group->series.figures, figures + from, (to - from) * sizeof *figures);
}

static int read_groups(struct store *store, int64_t measure, struct slice area, struct arena *arena,
                       struct group_list *ret_list, struct err *err)
{
    VECTOR(struct group_series) groups = {0};
    VECTOR(struct figure) figures = {0};
    size_t from = 0;
    int code;
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_groups);
    store_bind_integer(row, 1, measure);
    store_bind_text(row, 2, area);
    while ((code = store_step(row, err)) > 0) {
        int64_t id = store_integer(row, 0);
        bool begins = !groups.length || groups.data[groups.length - 1].breakdown.id != id;
        if (begins && groups.length)
            end_series(&groups.data[groups.length - 1], figures.data, from, figures.length, arena);
        if (begins) {
            from = figures.length;
            vector_push(&groups,
                        (struct group_series){.breakdown = {id, reading_text(row, 1, arena),
                                                            reading_text(row, 2, arena),
                                                            reading_text(row, 3, arena)}});
        }
        vector_push(&figures, reading_figure(row, 4, arena));
    }
    if (code == 0 && groups.length)
        end_series(&groups.data[groups.length - 1], figures.data, from, figures.length, arena);
    READING_ANSWER(code, groups, arena, &ret_list->items, &ret_list->count);
    vector_free(&figures);
    return code;
}

/* --- counts beside --------------------------------------------------------------------------- */

static const struct group_series *find_group(const struct group_list *list, int64_t breakdown)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].breakdown.id == breakdown)
            return &list->items[i];
    return NULL;
}

static const struct figure *figure_at(const struct series *series, int32_t order)
{
    for (size_t i = 0; i < series->count; i++)
        if (series->figures[i].order == order && figure_has_value(&series->figures[i]))
            return &series->figures[i];
    return NULL;
}

/* Of 803,103 that are 12.45%, all are 6,450,627: as near as the share is rounded. */
static bool take_count(struct figure *figure, const struct figure *count)
{
    if (!figure_has_value(figure) || figure->has_numerator || !count || figure->value <= 0 ||
        count->value < 0)
        return false;
    figure->numerator = count->value;
    figure->denominator = fmax(round(100 * count->value / figure->value), count->value);
    figure->has_numerator = figure->has_denominator = true;
    return true;
}

/* A wide file has the count of a share, “x_percent”, in the column “x_count” beside it. */
static int take_counts_beside(struct store *store, const struct measure *measure, struct slice area,
                              struct arena *arena, struct group_list *groups, bool *ret_taken,
                              struct err *err)
{
    static const struct slice ending = {"_percent", 8};
    struct measure_key key;
    struct group_list counts = {0};
    if (!unit_is_share(measure->unit) || !slice_ends_with(measure->code, ending))
        return 0;
    struct slice stem = slice_sub(measure->code, 0, measure->code.length - ending.length);
    struct slice beside = slice_from(arena_printf(arena, "%.*s_count", SLICE_PRINT(stem)));
    int code = reading_measure(store, beside, &key, NULL);
    if (code == ERR_NOT_FOUND)
        return 0;
    if (code == 0)
        code = read_groups(store, key.id, area, arena, &counts, err);
    for (size_t i = 0; i < groups->count && code == 0; i++) {
        const struct group_series *count = find_group(&counts, groups->items[i].breakdown.id);
        struct series *series = &groups->items[i].series;
        for (size_t k = 0; k < series->count && count; k++)
            *ret_taken |= take_count(&series->figures[k],
                                     figure_at(&count->series, series->figures[k].order));
    }
    return code;
}

static int load_groups(struct store *store, const struct measure *measure, struct slice area,
                       struct arena *arena, struct group_list *ret_groups, bool *ret_beside,
                       struct err *err)
{
    int code = read_groups(store, measure->id, area, arena, ret_groups, err);
    return code < 0 ? code
                    : take_counts_beside(store, measure, area, arena, ret_groups, ret_beside, err);
}

/* --- the gap --------------------------------------------------------------------------------- */

static struct limits limits_of(struct interval interval)
{
    return (struct limits){interval.lower, interval.upper};
}

static struct gap_step step_of(const struct measure *measure, const struct figure *far,
                               const struct figure *near)
{
    struct interval of_far = figure_interval(measure, far),
                    of_near = figure_interval(measure, near);
    struct gap_step step = {.period = far->period,
                            .order = far->order,
                            .far = far->value,
                            .near = near->value,
                            .gap = far->value - near->value};
    if (of_far.is_known && of_near.is_known) {
        struct limits limits =
            difference_limits(far->value, limits_of(of_far), near->value, limits_of(of_near));
        step.limits = (struct interval){true, limits.lower, limits.upper};
    }
    return step;
}

/* The figures of two periods come from other children, or as good as: the gaps are independent. */
static void judge_change(struct gap *gap)
{
    const struct gap_step *first = &gap->steps[0], *last = &gap->steps[gap->count - 1];
    gap->changed_by = last->gap - first->gap;
    if (gap->count < 2 || !first->limits.is_known || !last->limits.is_known)
        return;
    struct limits limits =
        difference_limits(last->gap, limits_of(last->limits), first->gap, limits_of(first->limits));
    gap->change_limits = (struct interval){true, limits.lower, limits.upper};
    gap->change = is_above(limits.lower, 0, 0)   ? GAP_WIDER
                  : is_below(limits.upper, 0, 0) ? GAP_NARROWER
                                                 : GAP_ALIKE;
}

/* Whether the first stands further from what is good at their latest period. */
static bool is_far(const struct measure *measure, const struct figure *one,
                   const struct figure *other)
{
    return measure->polarity == POLARITY_HIGH ? one->value < other->value
                                              : one->value > other->value;
}

bool gap_of(const struct measure *measure, const struct series *one, const struct series *other,
            struct arena *arena, struct gap *ret_gap)
{
    size_t shared = 0;
    const struct figure *last_one = NULL, *last_other = NULL;
    for (size_t i = 0; i < one->count; i++) {
        const struct figure *beside = figure_at(other, one->figures[i].order);
        if (!figure_has_value(&one->figures[i]) || !beside)
            continue;
        last_one = &one->figures[i];
        last_other = beside;
        shared++;
    }
    if (shared == 0)
        return false;
    bool is_one = is_far(measure, last_one, last_other);
    const struct series *far = is_one ? one : other, *near = is_one ? other : one;
    ret_gap->steps = arena_array(arena, shared, sizeof *ret_gap->steps);
    ret_gap->count = 0;
    for (size_t i = 0; i < far->count; i++) {
        const struct figure *beside = figure_at(near, far->figures[i].order);
        if (figure_has_value(&far->figures[i]) && beside)
            ret_gap->steps[ret_gap->count++] = step_of(measure, &far->figures[i], beside);
    }
    judge_change(ret_gap);
    return true;
}

/* --- within the groups ----------------------------------------------------------------------- */

static struct gap_spread spread_of(const double *values, size_t count, struct arena *arena)
{
    struct place *places = arena_array(arena, count, sizeof *places);
    struct place *spare = arena_array(arena, count, sizeof *spare);
    size_t known = places_sort(values, count, places, spare);
    struct quartiles quartiles = places_quartiles(places, known);
    return (struct gap_spread){known,           places[0].value,
                               quartiles.first, quartiles.second,
                               quartiles.third, places[known - 1].value};
}

enum { SPREAD_FEWEST = 10 };

/* The authorities of both groups: how far they lie apart, and how much of that is the groups. */
static int load_spreads(struct store *store, int64_t measure, const int64_t groups[static 2],
                        struct arena *arena, struct gap *gap, struct err *err)
{
    VECTOR(double) values[2] = {{0}, {0}};
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_authorities);
    store_bind_integer(row, 1, measure);
    store_bind_integer(row, 2, groups[GAP_FAR]);
    store_bind_integer(row, 3, groups[GAP_NEAR]);
    store_bind_text(row, 4, gap->steps[gap->count - 1].period);
    int code;
    while ((code = store_step(row, err)) > 0)
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a push has made room before. */
        vector_push(&values[store_integer(row, 0) == groups[GAP_NEAR]], store_real(row, 1));
    size_t far = values[GAP_FAR].length, near = values[GAP_NEAR].length;
    gap->has_spreads = code == 0 && far >= SPREAD_FEWEST && near >= SPREAD_FEWEST;
    if (gap->has_spreads) {
        size_t *group = arena_array(arena, far + near, sizeof *group);
        for (int i = 0; i < 2; i++)
            gap->spreads[i] = spread_of(values[i].data, values[i].length, arena);
        for (size_t i = 0; i < near; i++) {
            group[far + i] = GAP_NEAR;
            vector_push(&values[GAP_FAR], values[GAP_NEAR].data[i]);
        }
        gap->between_share =
            variation_between(values[GAP_FAR].data, NULL, group, far + near, 2).between_share;
    }
    vector_free(&values[GAP_FAR]);
    vector_free(&values[GAP_NEAR]);
    return code;
}

/* --- here and in the country ----------------------------------------------------------------- */

/* What a stratum adds to a difference of rates by its own rate (Kitagawa's first component). */
static double by_rate(const struct figure *here, const struct figure *country, double here_all,
                      double country_all)
{
    double share = (here->denominator / here_all + country->denominator / country_all) / 2;
    return 100 * share *
           (here->numerator / here->denominator - country->numerator / country->denominator);
}

static bool is_counted(const struct measure *measure, const struct figure *figure)
{
    return figure && figure_base(measure, figure) == 100;
}

static struct gap_reasons reasons_of(const struct measure *measure, int32_t order,
                                     const struct series *const here[static 2],
                                     const struct series *const country[static 2])
{
    const struct figure *ours[2], *theirs[2];
    double events[2][2], trials[2][2], all[2] = {0}, counted[2] = {0};
    for (int i = 0; i < 2; i++) {
        ours[i] = figure_at(here[i], order);
        theirs[i] = figure_at(country[i], order);
        if (!is_counted(measure, ours[i]) || !is_counted(measure, theirs[i]))
            return (struct gap_reasons){0};
        const struct figure *const both[] = {ours[i], theirs[i]};
        for (int k = 0; k < 2; k++) {
            events[k][i] = both[k]->numerator;
            trials[k][i] = both[k]->denominator;
            counted[k] += events[k][i];
            all[k] += trials[k][i];
        }
    }
    struct kitagawa parts = kitagawa(events[0], trials[0], events[1], trials[1], 2);
    return (struct gap_reasons){.is_known = true,
                                .country = 100 * counted[1] / all[1],
                                .mix = 100 * parts.composition_component,
                                .far = by_rate(ours[GAP_FAR], theirs[GAP_FAR], all[0], all[1]),
                                .near = by_rate(ours[GAP_NEAR], theirs[GAP_NEAR], all[0], all[1]),
                                .here = 100 * counted[0] / all[0]};
}

/* --- the view -------------------------------------------------------------------------------- */

/* Of a dimension's groups, from `from` to before `to`, the two that are furthest apart at the
 * latest period for which two have a figure; false where none. */
static bool choose_pair(const struct group_list *groups, size_t from, size_t to, size_t *ret_one,
                        size_t *ret_other)
{
    int32_t latest = INT32_MIN;
    for (size_t i = from; i < to; i++)
        for (size_t k = i + 1; k < to; k++)
            for (size_t at = 0; at < groups->items[i].series.count; at++) {
                const struct figure *figure = &groups->items[i].series.figures[at];
                if (figure_has_value(figure) && figure->order > latest &&
                    figure_at(&groups->items[k].series, figure->order))
                    latest = figure->order;
            }
    size_t lowest = to, highest = to;
    double low = INFINITY, high = -INFINITY;
    for (size_t i = from; i < to && latest != INT32_MIN; i++) {
        const struct figure *figure = figure_at(&groups->items[i].series, latest);
        if (!figure)
            continue;
        if (figure->value < low) {
            low = figure->value;
            lowest = i;
        }
        if (figure->value >= high) {
            high = figure->value;
            highest = i;
        }
    }
    *ret_one = lowest;
    *ret_other = highest;
    return lowest < to && highest < to && lowest != highest;
}

static int load_gap(struct store *store, struct gap_view *view, const struct group_list *groups,
                    const struct group_list *country, size_t from, size_t to, struct arena *arena,
                    struct err *err)
{
    size_t one = 0, other = 0;
    struct gap gap = {.of_several = to - from > 2};
    if (!choose_pair(groups, from, to, &one, &other) ||
        !gap_of(&view->measure, &groups->items[one].series, &groups->items[other].series, arena,
                &gap))
        return 0;
    const struct gap_step *last = &gap.steps[gap.count - 1];
    const struct figure *first = figure_at(&groups->items[one].series, last->order);
    size_t far = first->value == last->far ? one : other, near = far == one ? other : one;
    const struct breakdown *of_far = &groups->items[far].breakdown;
    gap.dimension = of_far->dimension;
    gap.far_group = of_far->group;
    gap.near_group = groups->items[near].breakdown.group;
    const struct group_series *far_country = find_group(country, of_far->id);
    const struct group_series *near_country = find_group(country, groups->items[near].breakdown.id);
    if (!gap.of_several && far_country && near_country)
        gap.reasons = reasons_of(
            &view->measure, last->order,
            (const struct series *const[]){&groups->items[far].series, &groups->items[near].series},
            (const struct series *const[]){&far_country->series, &near_country->series});
    int64_t ids[] = {of_far->id, groups->items[near].breakdown.id};
    int code = load_spreads(store, view->measure.id, ids, arena, &gap, err);
    view->gaps[view->count++] = gap;
    return code;
}

static int load_gaps(struct store *store, struct slice area, struct arena *arena,
                     struct gap_view *view, struct err *err)
{
    struct standing_place place;
    struct group_list groups = {0}, country = {0};
    bool unused = false;
    int code = load_groups(store, &view->measure, area, arena, &groups, &view->counts_beside, err);
    view->gaps = arena_array(arena, groups.count, sizeof *view->gaps);
    if (code == 0)
        code = standing_place_load(store, area, arena, &place, err);
    if (code == 0 && place.england.length && !slice_equal(place.england, area))
        code = load_groups(store, &view->measure, place.england, arena, &country, &unused, err);
    for (size_t from = 0, to; from < groups.count && code == 0; from = to) {
        for (to = from + 1;
             to < groups.count && slice_equal(groups.items[to].breakdown.dimension,
                                              groups.items[from].breakdown.dimension);
             to++)
            ;
        code = load_gap(store, view, &groups, &country, from, to, arena, err);
    }
    return code;
}

/* The first of the indicator's measures that has groups. */
static int find_measure(struct store *store, struct slice area, struct arena *arena,
                        struct gap_view *view, struct err *err)
{
    struct slice rest = record_text(&view->indicator, "measures"), code;
    while (slice_split(&rest, '\n', &code)) {
        struct measure measure;
        int result = measure_load(store, code, arena, &measure, err);
        if (result == ERR_NOT_FOUND)
            continue;
        if (result < 0)
            return result;
        view->has_measure = true;
        view->measure = measure;
        result = load_gaps(store, area, arena, view, err);
        if (result < 0 || view->count)
            return result;
    }
    return 0;
}

int gap_view_load(struct store *store, const struct registry *registry, const struct actor *actor,
                  struct slice indicator, struct slice area, struct arena *arena,
                  struct gap_view *ret_view, struct err *err)
{
    struct gap_view *view = ARENA_NEW(arena, struct gap_view);
    int code = record_get(store, &indicator_entity, indicator, actor, arena, &view->indicator, err);
    if (code == 0)
        code = thread_load(store, registry, &view->indicator, (struct slice){0}, actor, arena,
                           &view->thread, err);
    if (code == 0 && area.length)
        code = find_measure(store, area, arena, view, err);
    if (code < 0)
        return code;
    view->decimals = view->measure.decimals >= 0 ? view->measure.decimals : 1;
    *ret_view = *view;
    return 0;
}
