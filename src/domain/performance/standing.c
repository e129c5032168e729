#include "domain/performance/standing.h"

#include <math.h>

#include "base/banned.h"

static const char england_code[] = "970";

/* The decimals to show values with: the indicator's, else the measure's, else one where any value
 * has a fraction. */
static int choose_decimals(const struct standing *standing)
{
    struct value own = *record_value(standing->indicator, "decimals");
    if (own.kind == VALUE_INTEGER)
        return (int)own.integer;
    if (standing->measure.decimals >= 0)
        return standing->measure.decimals;
    for (size_t i = 0; i < standing->series.count; i++)
        if (standing->series.figures[i].value != trunc(standing->series.figures[i].value))
            return 1;
    return 0;
}

static struct slice choose_suffix(const struct standing *standing, struct arena *arena)
{
    struct slice unit = record_text(standing->indicator, "unit");
    if (unit.length == 0)
        return standing->has_measure ? measure_suffix(&standing->measure, arena)
                                     : (struct slice){0};
    if (unit.data[0] == '%')
        return SLICE("%");
    return slice_from(arena_printf(arena, " %.*s", SLICE_PRINT(unit)));
}

/* The measure that is asked for, else the first of the indicator's that is loaded. */
static int find_measure(struct store *store, const struct record *indicator, struct slice wanted,
                        struct arena *arena, struct standing *standing, struct err *err)
{
    struct slice rest = record_text(indicator, "measures"), code;
    while (slice_split(&rest, '\n', &code)) {
        if (wanted.length && !slice_equal(code, wanted))
            continue;
        int result = measure_load(store, code, arena, &standing->measure, err);
        if (result != ERR_NOT_FOUND) {
            standing->has_measure = result == 0;
            return result;
        }
    }
    return 0;
}

static const struct figure *find_period(const struct series *series, int32_t order)
{
    for (size_t i = series->count; i-- > 0;)
        if (series->figures[i].order == order && figure_has_value(&series->figures[i]))
            return &series->figures[i];
    return NULL;
}

static void find_figures(struct standing *standing, const struct series *england)
{
    for (size_t i = standing->series.count; i-- > 0 && !standing->previous;) {
        const struct figure *figure = &standing->series.figures[i];
        if (!figure_has_value(figure))
            continue;
        if (standing->latest)
            standing->previous = figure;
        else
            standing->latest = figure;
    }
    if (standing->latest)
        standing->england = find_period(england, standing->latest->order);
}

int standing_load(struct store *store, const struct record *indicator, struct slice measure,
                  struct slice area, struct date published_on, struct arena *arena,
                  struct standing *ret_standing, struct err *err)
{
    struct standing standing = {.indicator = indicator, .trend = {.word = TREND_NO_FIGURE}};
    int code = find_measure(store, indicator, measure, arena, &standing, err);
    if (code < 0)
        return code;
    if (standing.has_measure && area.length) {
        struct slice areas[] = {area, slice_from(england_code)};
        struct series series[2] = {{.area = area}};
        code = series_load_areas(store, standing.measure.code, areas, 2, (struct slice){0},
                                 published_on, arena, series, err);
        if (code < 0 && code != ERR_NOT_FOUND)
            return code;
        standing.series = series[0];
        standing.england_series = series[1];
        find_figures(&standing, &series[1]);
        standing.trend = indicator_trend(&standing.measure, &standing.series);
    }
    standing.decimals = choose_decimals(&standing);
    standing.suffix = choose_suffix(&standing, arena);
    *ret_standing = standing;
    return 0;
}

int standings_load(struct store *store, const struct record_list *indicators, struct slice area,
                   struct arena *arena, struct standing **ret_standings, struct err *err)
{
    struct standing *standings = arena_array(arena, indicators->count + 1, sizeof *standings);
    for (size_t i = 0; i < indicators->count; i++) {
        int code = standing_load(store, &indicators->records[i], (struct slice){0}, area,
                                 (struct date){0}, arena, &standings[i], err);
        if (code < 0)
            return code;
    }
    *ret_standings = standings;
    return 0;
}

void tally_add(struct tally *tally, const struct standing *standing)
{
    enum trend_word word = standing->trend.word;
    tally->counts[word == TREND_ENDED ? TREND_NO_FIGURE : word]++;
    tally->total++;
}
