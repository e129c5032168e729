/* One figure and what it stands beside: England, all authorities, neighbours. */
#include "domain/performance/performance.h"
#include "domain/performance/reading.h"

#include <math.h>

#include "base/banned.h"

/* Groups that a measure has besides the whole are named in the refusal, so that one can be. */
static int no_figures(struct store *store, const struct measure *measure, const struct area *area,
                      struct slice period, struct arena *arena, struct err *err)
{
    struct breakdown *groups = NULL;
    size_t count = 0;
    if (measure_breakdowns(store, measure->code, arena, &groups, &count, NULL) == 0 && count > 0 &&
        groups[0].id != 0 && !period.length)
        return err_set(err, ERR_NOT_FOUND, "breakdown",
                       "The measure “%.*s” has figures by group only. Name one, such as “%.*s”.",
                       SLICE_PRINT(measure->code), SLICE_PRINT(groups[0].code));
    if (period.length)
        return err_set(err, ERR_NOT_FOUND, "period",
                       "“%.*s” has no figure for %.*s in the period “%.*s”.",
                       SLICE_PRINT(measure->code), SLICE_PRINT(area->name), SLICE_PRINT(period));
    return err_set(err, ERR_NOT_FOUND, NULL, "“%.*s” has no figure with a value for %.*s.",
                   SLICE_PRINT(measure->code), SLICE_PRINT(area->name));
}

static const char select_first_group[] = "SELECT min(breakdown) FROM observation AS o"
                                         " WHERE o.measure = ?1";

/* A measure with figures for one group only is asked for without naming it. */
static int settle_breakdown(struct store *store, const struct figure_question *question,
                            int64_t measure, struct arena *arena, struct slice *ret_breakdown,
                            struct err *err)
{
    struct breakdown *groups = NULL;
    size_t count = 0;
    *ret_breakdown = question->breakdown;
    if (question->breakdown.length)
        return 0;
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_first_group);
    store_bind_integer(row, 1, measure);
    int code = store_step(row, err);
    if (code < 0 || store_integer(row, 0) == 0) /* the whole, or nothing */
        return code < 0 ? code : 0;
    code = measure_breakdowns(store, question->measure, arena, &groups, &count, err);
    if (code == 0 && count == 1)
        *ret_breakdown = groups[0].code;
    return code;
}

/* The figure that is asked for: of the named period, else the latest with a value. */
static int find_figure(struct store *store, const struct figure_question *question,
                       struct slice breakdown, struct arena *arena,
                       struct figure_comparison *comparison, struct err *err)
{
    struct series series;
    int code = series_load(store, question->measure, question->area, breakdown,
                           question->published_on, arena, &series, err);
    if (code < 0)
        return code;
    const struct figure *found = question->period.length ? NULL : series_latest(&series);
    struct period wanted, period;
    const struct measure *measure = &comparison->measure;
    for (size_t i = 0; question->period.length && i < series.count; i++) {
        const struct figure *figure = &series.figures[i];
        bool same = slice_equal(figure->label, question->period) ||
                    slice_equal(figure->period, question->period);
        if (!same && period_parse(question->period, measure->kind, &wanted, NULL) == 0 &&
            period_parse(figure->period, measure->kind, &period, NULL) == 0)
            same = period_compare(wanted, period) == 0;
        if (same)
            found = figure;
    }
    if (!found)
        return no_figures(store, measure, &comparison->area, question->period, arena, err);
    comparison->figure = *found;
    return 0;
}

/* Sort the figures of the period into England and the authorities. */
static int find_peers(struct store *store, const struct figure_question *question,
                      struct slice breakdown_code, struct arena *arena,
                      struct figure_comparison *comparison, struct err *err)
{
    struct area_figure *all = NULL;
    size_t count = 0, kept = 0;
    struct measure_key measure;
    int64_t breakdown = 0;
    int code = reading_key(store, &comparison->measure, &measure, err);
    if (code == 0)
        code = reading_breakdown(store, breakdown_code, &breakdown, err);
    if (code == 0)
        code = reading_figures_at(store, &measure, breakdown, comparison->figure.period,
                                  question->published_on, arena, &all, &count, err);
    if (code < 0)
        return code;
    for (size_t i = 0; i < count; i++) {
        if (all[i].area.is_england) {
            comparison->england = all[i].figure;
            comparison->has_england = true;
        } else if (all[i].area.is_authority) {
            all[kept++] = all[i];
        }
    }
    comparison->authorities = all;
    comparison->authority_count = kept;
    return 0;
}

static void find_place(struct figure_comparison *comparison, struct arena *arena)
{
    size_t count = comparison->authority_count, own = SIZE_MAX;
    double *values = arena_array(arena, count, sizeof *values);
    double *ranks = arena_array(arena, count, sizeof *ranks);
    struct place *places = arena_array(arena, count, sizeof *places);
    struct place *spare = arena_array(arena, count, sizeof *spare);
    for (size_t i = 0; i < count; i++) {
        const struct area_figure *peer = &comparison->authorities[i];
        values[i] = figure_has_value(&peer->figure) ? peer->figure.value : NAN;
        if (peer->area.id == comparison->area.id && figure_has_value(&comparison->figure))
            own = i;
    }
    size_t placed = places_sort(values, count, places, spare);
    enum polarity polarity = comparison->measure.polarity;
    comparison->rank_of = placed;
    if (placed == 0)
        return;
    struct quartiles quartiles = places_quartiles(places, placed);
    comparison->quarters[0] = quartiles.first;
    comparison->quarters[1] = quartiles.second;
    comparison->quarters[2] = quartiles.third;
    comparison->lowest = places[0].value;
    comparison->highest = places[placed - 1].value;
    if (own == SIZE_MAX || polarity == POLARITY_NONE)
        return;
    places_rank(places, placed, polarity, ranks);
    comparison->rank = (size_t)ranks[own];
    if (comparison->measure.quartiles)
        comparison->quartile = quartile_band(values[own], &quartiles, polarity);
}

/* England may well lie outside the range of a few of its authorities, and not of all. */
static void judge_england(struct figure_comparison *comparison)
{
    struct slice unit = comparison->measure.unit;
    const struct figure *england = &comparison->england;
    comparison->england_outside =
        comparison->has_england && figure_has_value(england) &&
        (unit_is_share(unit) || unit_is_rate(unit)) && comparison->rank_of >= ENGLAND_AUTHORITIES &&
        (england->value < comparison->lowest || england->value > comparison->highest);
}

static int find_neighbours(struct store *store, const struct figure_question *question,
                           struct arena *arena, struct figure_comparison *comparison,
                           struct err *err)
{
    struct neighbour *list = NULL;
    size_t count = 0;
    int code = reading_neighbours(store, &comparison->area, question->neighbours, arena,
                                  &comparison->edition, &list, &count, err);
    if (code < 0)
        return code;
    comparison->neighbours = arena_array(arena, count, sizeof *comparison->neighbours);
    comparison->neighbour_count = count;
    for (size_t i = 0; i < count; i++) {
        comparison->neighbours[i].area = list[i].area;
        for (size_t j = 0; j < comparison->authority_count; j++)
            if (comparison->authorities[j].area.id == list[i].area.id)
                comparison->neighbours[i] = comparison->authorities[j];
    }
    return 0;
}

/* What the figure stands beside. */
static int compare(struct store *store, const struct figure_question *question,
                   struct slice breakdown, struct arena *arena,
                   struct figure_comparison *comparison, struct err *err)
{
    int code = find_peers(store, question, breakdown, arena, comparison, err);
    if (code == 0)
        code = find_neighbours(store, question, arena, comparison, err);
    if (code < 0)
        return code;
    find_place(comparison, arena);
    judge_england(comparison);
    return 0;
}

int figure_compare(struct store *store, const struct figure_question *question, struct arena *arena,
                   struct figure_comparison *ret_comparison, struct err *err)
{
    struct figure_comparison comparison = {0};
    struct slice breakdown = {0};
    int code = measure_load(store, question->measure, arena, &comparison.measure, err);
    if (code == 0)
        code = reading_area_of(store, question->area, arena, &comparison.area, err);
    if (code == 0)
        code = settle_breakdown(store, question, comparison.measure.id, arena, &breakdown, err);
    if (code == 0)
        code = find_figure(store, question, breakdown, arena, &comparison, err);
    if (code == 0)
        code = compare(store, question, breakdown, arena, &comparison, err);
    if (code == 0)
        *ret_comparison = comparison;
    return code;
}

int reading_comparison(struct store *store, const struct measure *measure,
                       const struct figure *figure, const struct figure_question *question,
                       struct arena *arena, struct figure_comparison *ret_comparison,
                       struct err *err)
{
    struct figure_comparison comparison = {.measure = *measure, .figure = *figure};
    int code = reading_area_of(store, question->area, arena, &comparison.area, err);
    if (code == 0)
        code = compare(store, question, question->breakdown, arena, &comparison, err);
    if (code == 0)
        *ret_comparison = comparison;
    return code;
}
