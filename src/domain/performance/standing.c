#include "domain/performance/standing.h"

#include "domain/performance/mapping.h"
#include "domain/performance/reading.h"

#include <math.h>

#include "base/banned.h"

static const char select_england[] =
    "SELECT a.code FROM area AS a JOIN area_said AS s ON s.area = a.id AND s.load = a.stands"
    " WHERE s.level = 0 ORDER BY a.id LIMIT 1";

/* Each half ends at the first authority that is found, so that only a value outside costs a look
 * at all of them. */
#define AUTHORITIES                                                                                \
    "FROM observation AS v JOIN area AS a ON a.id = v.area"                                        \
    " JOIN area_said AS s ON s.area = a.id AND s.load = a.stands"                                  \
    " WHERE v.measure = ?1 AND v.breakdown = 0 AND v.period = ?2 AND s.level = 2"                  \
    " AND v.value IS NOT NULL"
static const char is_within[] = "SELECT EXISTS (SELECT 1 " AUTHORITIES " AND v.value <= ?3)"
                                " AND EXISTS (SELECT 1 " AUTHORITIES " AND v.value >= ?3)";
static const char count_authorities[] = "SELECT count(*) " AUTHORITIES;

int standing_place_load(struct store *store, struct slice area, struct arena *arena,
                        struct standing_place *ret_place, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_england);
    int code = store_step(row, err);
    if (code < 0)
        return code;
    *ret_place = (struct standing_place){.area = area};
    if (code > 0)
        ret_place->england = arena_slice(arena, store_text(row, 0));
    return 0;
}

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

static int ask(struct store *store, const char *sql, const struct standing *standing,
               int64_t period, int64_t *ret_answer, struct err *err)
{
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, sql);
    store_bind_integer(row, 1, standing->measure.id);
    store_bind_integer(row, 2, period);
    if (sql == is_within)
        store_bind_real(row, 3, standing->england->value);
    int code = store_step(row, err);
    if (code > 0)
        *ret_answer = store_integer(row, 0);
    return code < 0 ? code : 0;
}

/* As figure_compare judges it, without reading every authority. */
static int judge_england(struct store *store, struct standing *standing, struct err *err)
{
    struct slice unit = standing->measure.unit;
    int64_t period = 0, answer = 0;
    if (!standing->england || !(unit_is_share(unit) || unit_is_rate(unit)))
        return 0;
    int code =
        reading_period(store, standing->england->period, standing->measure.kind, &period, err);
    if (code == 0)
        code = ask(store, is_within, standing, period, &answer, err);
    if (code < 0 || answer)
        return code;
    code = ask(store, count_authorities, standing, period, &answer, err);
    standing->england_outside = answer >= ENGLAND_AUTHORITIES;
    return code;
}

static int load_figures(struct store *store, const struct standing_place *place,
                        struct date published_on, struct arena *arena, struct standing *standing,
                        struct err *err)
{
    struct slice areas[] = {place->area, place->england};
    struct series series[2] = {{.area = place->area}};
    int code =
        series_load_areas(store, standing->measure.code, areas, place->england.length ? 2 : 1,
                          (struct slice){0}, published_on, arena, series, err);
    if (code < 0 && code != ERR_NOT_FOUND)
        return code;
    standing->series = series[0];
    standing->england_series = series[1];
    find_figures(standing, &series[1]);
    standing->trend = indicator_trend(&standing->measure, &standing->series);
    return judge_england(store, standing, err);
}

int standing_load(struct store *store, const struct record *indicator, struct slice measure,
                  const struct standing_place *place, struct date published_on, struct arena *arena,
                  struct standing *ret_standing, struct err *err)
{
    struct standing standing = {.indicator = indicator, .trend = {.word = TREND_NO_FIGURE}};
    int code = find_measure(store, indicator, measure, arena, &standing, err);
    if (code == 0 && standing.has_measure && place->area.length)
        code = load_figures(store, place, published_on, arena, &standing, err);
    if (code < 0)
        return code;
    standing.decimals = choose_decimals(&standing);
    standing.suffix = choose_suffix(&standing, arena);
    *ret_standing = standing;
    return 0;
}

int standings_load(struct store *store, const struct record_list *indicators, struct slice area,
                   struct arena *arena, struct standing **ret_standings, struct err *err)
{
    struct standing *standings = arena_array(arena, indicators->count + 1, sizeof *standings);
    struct standing_place place;
    int code = standing_place_load(store, area, arena, &place, err);
    for (size_t i = 0; code == 0 && i < indicators->count; i++)
        code = standing_load(store, &indicators->records[i], (struct slice){0}, &place,
                             (struct date){0}, arena, &standings[i], err);
    if (code == 0)
        *ret_standings = standings;
    return code;
}

void tally_add(struct tally *tally, const struct standing *standing)
{
    enum trend_word word = standing->trend.word;
    tally->counts[word == TREND_ENDED ? TREND_NO_FIGURE : word]++;
    tally->total++;
}
