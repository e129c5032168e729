#include "domain/performance/standing.h"

#include "domain/performance/mapping.h"
#include "domain/performance/performance.h"
#include "domain/performance/reading.h"

#include <math.h>

#include "base/banned.h"

static const char select_england[] =
    "SELECT code FROM area_now WHERE level_id = 0 ORDER BY id LIMIT 1";

/* Of each measure, period and value that is asked for: how many authorities have a figure, if all
 * lie on one side of it, else 0. Each half ends at the first authority that is found, so that only
 * a value outside costs a look at all of them. */
#define AUTHORITIES                                                                                \
    "FROM observation AS v JOIN area_now AS a ON a.id = v.area"                                    \
    " WHERE v.measure = q.column1 AND v.breakdown = 0 AND v.period = q.column2"                    \
    " AND a.level_id = 2 AND v.value IS NOT NULL"
#define OUTSIDE                                                                                    \
    "SELECT q.column1, CASE WHEN EXISTS (SELECT 1 " AUTHORITIES " AND v.value <= q.column3)"       \
    " AND EXISTS (SELECT 1 " AUTHORITIES " AND v.value >= q.column3) THEN 0"                       \
    " ELSE (SELECT count(*) " AUTHORITIES ") END FROM (VALUES "

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

struct slice indicator_suffix(const struct record *indicator, const struct measure *measure,
                              struct arena *arena)
{
    struct slice suffix = measure_suffix(measure, arena);
    struct slice own = record_text(indicator, "unit");
    struct slice said = slice_from(arena_printf(arena, " %.*s", SLICE_PRINT(own)));
    bool says_more = suffix.length && said.length > suffix.length &&
                     slice_starts_with(said, suffix) && said.data[suffix.length] == ' ';
    return says_more ? said : suffix;
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

/* What follows from the two series. */
static void judge_figures(struct standing *standing, struct arena *arena)
{
    if (standing->has_measure) {
        find_figures(standing, &standing->england_series);
        standing->trend = indicator_trend(&standing->measure, &standing->series);
    }
    standing->decimals = choose_decimals(standing);
    standing->suffix = choose_suffix(standing, arena);
}

/* The series of this place and England's, where there are such places. */
static int read_both(struct store *store, const struct measure *measure,
                     const struct standing_place *place, struct date published_on,
                     struct arena *arena, struct standing *standing, struct err *err)
{
    const struct slice codes[] = {place->area, place->england};
    struct series *const series[] = {&standing->series, &standing->england_series};
    struct measure_key key;
    int code = reading_key(store, measure, &key, err);
    for (size_t i = 0; code == 0 && i < 2 && codes[i].length; i++) {
        struct area area;
        code = reading_area_of(store, codes[i], arena, &area, err);
        if (code == 0)
            code = reading_series(store, &key, 0, &area, published_on, arena, series[i], err);
    }
    return code == ERR_NOT_FOUND ? 0 : code;
}

int standing_load(struct store *store, const struct record *indicator,
                  const struct measure *measure, const struct standing_place *place,
                  struct date published_on, struct arena *arena, struct standing *ret_standing,
                  struct err *err)
{
    struct standing standing = {.indicator = indicator,
                                .has_measure = measure != NULL,
                                .series = {.area = place->area},
                                .trend = {.word = TREND_NO_FIGURE}};
    int code = 0;
    if (measure)
        standing.measure = *measure;
    if (measure)
        code = read_both(store, measure, place, published_on, arena, &standing, err);
    if (code < 0)
        return code;
    judge_figures(&standing, arena);
    *ret_standing = standing;
    return 0;
}

/* --- many at once ------------------------------------------------------------------------------
 */

/* A row of the statement below: whose figure it is, and the number of its period. */
struct told {
    int64_t measure, area, period;
    struct figure figure;
};
struct telling {
    VECTOR(struct told) rows;
};

/* ?1 and ?2 are the two areas, then the measures. */
static void write_series_sql(struct buffer *sql)
{
    buffer_string(sql, "SELECT v.measure, v.area, v.period, " FIGURE_COLUMNS " FROM " FIGURES_NOW
                       " " FIGURE_JOIN
                       " WHERE v.breakdown = 0 AND v.area IN (?1, ?2) AND v.measure IN (");
    for (int i = 0; i < MEASURES_AT_ONCE; i++)
        buffer_printf(sql, i ? ", ?%d" : "?%d", i + 3);
    buffer_byte(sql, ')');
}

static int read_many(struct store *store, const struct standing *standings, size_t from,
                     size_t until, const int64_t areas[2], struct arena *arena,
                     struct telling *telling, struct err *err)
{
    CLEANUP(buffer_free) struct buffer sql = BUFFER(1 << 14);
    write_series_sql(&sql);
    CLEANUP(store_release)
    struct store_statement *row = store_prepare(store, buffer_text(&sql));
    for (int i = 0; i < 2; i++)
        store_bind_integer(row, i + 1, areas[i]);
    for (size_t i = 0; i < MEASURES_AT_ONCE; i++) /* 0 is no measure */
        store_bind_integer(row, (int)i + 3, from + i < until ? standings[from + i].measure.id : 0);
    int code;
    while ((code = store_step(row, err)) > 0)
        vector_push(&telling->rows,
                    (struct told){store_integer(row, 0), store_integer(row, 1),
                                  store_integer(row, 2), reading_figure(row, 3, arena)});
    return code;
}

static struct series take_series(struct telling *telling, int64_t measure, const struct area *area,
                                 struct arena *arena)
{
    struct series series = {.area = area->code, .area_name = area->name};
    size_t count = 0;
    vector_each (&telling->rows, told)
        count += told->measure == measure && told->area == area->id;
    series.figures = arena_array(arena, count, sizeof *series.figures);
    vector_each (&telling->rows, told)
        if (told->measure == measure && told->area == area->id)
            reading_insert(series.figures, series.count++, &told->figure);
    return series;
}

static int64_t period_of(struct telling *telling, const struct standing *standing)
{
    vector_each (&telling->rows, told)
        if (standing->latest && told->measure == standing->measure.id &&
            told->figure.order == standing->latest->order)
            return told->period;
    return 0;
}

static void settle(struct telling *telling, const struct area areas[2], struct arena *arena,
                   struct standing *standing)
{
    if (standing->has_measure && areas[0].id) {
        standing->series = take_series(telling, standing->measure.id, &areas[0], arena);
        standing->england_series = take_series(telling, standing->measure.id, &areas[1], arena);
    }
    judge_figures(standing, arena);
}

static bool may_be_outside(const struct standing *standing)
{
    struct slice unit = standing->measure.unit;
    return standing->england && (unit_is_share(unit) || unit_is_rate(unit));
}

/* As figure_compare judges England, without reading every authority. */
static int judge_england(struct store *store, struct telling *telling, struct standing *standings,
                         size_t count, struct err *err)
{
    CLEANUP(buffer_free) struct buffer sql = BUFFER(1 << 14);
    buffer_string(&sql, OUTSIDE);
    for (int i = 0; i < MEASURES_AT_ONCE; i++)
        buffer_printf(&sql, "%s(?%d, ?%d, ?%d)", i ? ", " : "", 3 * i + 1, 3 * i + 2, 3 * i + 3);
    buffer_string(&sql, ") AS q WHERE q.column1 IS NOT NULL");
    CLEANUP(store_release)
    struct store_statement *row = store_prepare(store, buffer_text(&sql));
    for (size_t i = 0; i < count; i++) {
        if (!may_be_outside(&standings[i]))
            continue;
        store_bind_integer(row, (int)i * 3 + 1, standings[i].measure.id);
        store_bind_integer(row, (int)i * 3 + 2, period_of(telling, &standings[i]));
        store_bind_real(row, (int)i * 3 + 3, standings[i].england->value);
    }
    int code;
    while ((code = store_step(row, err)) > 0)
        for (size_t i = 0; i < count; i++)
            if (standings[i].measure.id == store_integer(row, 0) && may_be_outside(&standings[i]))
                standings[i].england_outside = store_integer(row, 1) >= ENGLAND_AUTHORITIES;
    return code;
}

/* Of each indicator the first of its measures that is loaded. */
static int find_measures(struct store *store, const struct record_list *indicators,
                         struct arena *arena, struct standing *standings, struct err *err)
{
    VECTOR(struct slice) codes = {0};
    for (size_t i = 0; i < indicators->count; i++) {
        struct slice rest = record_text(&indicators->records[i], "measures"), code;
        while (slice_split(&rest, '\n', &code))
            vector_push(&codes, code);
    }
    struct measure *measures = arena_array(arena, codes.length + 1, sizeof *measures);
    int result = measures_load(store, codes.data, codes.length, arena, measures, err);
    for (size_t i = 0, at = 0; i < indicators->count; i++) {
        struct slice rest = record_text(&indicators->records[i], "measures"), code;
        standings[i] = (struct standing){.indicator = &indicators->records[i],
                                         .trend = {.word = TREND_NO_FIGURE}};
        for (; slice_split(&rest, '\n', &code); at++) {
            if (standings[i].has_measure || measures[at].id == 0)
                continue;
            standings[i].measure = measures[at];
            standings[i].has_measure = true;
        }
    }
    vector_free(&codes);
    return result;
}

static int load_areas(struct store *store, struct slice code, struct arena *arena,
                      struct area areas[2], struct err *err)
{
    struct standing_place place;
    int result = standing_place_load(store, code, arena, &place, err);
    if (result == 0 && code.length)
        result = reading_area_of(store, code, arena, &areas[0], err);
    if (result == 0 && place.england.length)
        result = reading_area_of(store, place.england, arena, &areas[1], err);
    return result == ERR_NOT_FOUND ? 0 : result;
}

int standings_load(struct store *store, const struct record_list *indicators, struct slice area,
                   struct arena *arena, struct standing **ret_standings, struct err *err)
{
    size_t count = indicators->count;
    struct standing *standings = arena_array(arena, count + 1, sizeof *standings);
    struct area areas[2] = {0};
    struct telling telling = {0};
    int code = load_areas(store, area, arena, areas, err);
    if (code == 0)
        code = find_measures(store, indicators, arena, standings, err);
    const int64_t ids[] = {areas[0].id, areas[1].id};
    for (size_t i = 0; code == 0 && i < count && areas[0].id; i += MEASURES_AT_ONCE)
        code = read_many(store, standings, i, count, ids, arena, &telling, err);
    for (size_t i = 0; code == 0 && i < count; i++)
        settle(&telling, areas, arena, &standings[i]);
    for (size_t i = 0; code == 0 && i < count && areas[1].id; i += MEASURES_AT_ONCE) {
        size_t left = count - i < MEASURES_AT_ONCE ? count - i : MEASURES_AT_ONCE;
        code = judge_england(store, &telling, standings + i, left, err);
    }
    vector_free(&telling.rows);
    if (code == 0)
        *ret_standings = standings;
    return code;
}

int standing_open(struct store *store, const struct registry *registry, const struct actor *actor,
                  struct slice indicator, struct slice area, struct arena *arena,
                  struct record *ret_indicator, struct thread *ret_thread,
                  struct standing *ret_standing, struct err *err)
{
    struct standing *standings = NULL;
    int code = record_get(store, &indicator_entity, indicator, actor, arena, ret_indicator, err);
    if (code == 0)
        code = thread_load(store, registry, ret_indicator, (struct slice){0}, actor, arena,
                           ret_thread, err);
    struct record_list one = {.records = ret_indicator, .count = 1};
    if (code == 0)
        code = standings_load(store, &one, area, arena, &standings, err);
    if (code == 0)
        *ret_standing = standings[0];
    return code;
}

static struct date announced_for(const struct standing *standing)
{
    struct date day = {0};
    if (standing->has_measure)
        date_parse(standing->measure.next_update, &day);
    return day;
}

int standings_answer(struct store *store, struct standing *standings, size_t count, struct err *err)
{
    CLEANUP(store_release)
    struct store_statement *row = store_prepare(
        store, "SELECT id, published, 0 FROM load UNION ALL SELECT m.id, NULL, 1 FROM measure AS m"
               " WHERE EXISTS (SELECT 1 FROM observation AS o WHERE o.measure = m.id)");
    int code;
    while ((code = store_step(row, err)) > 0) {
        int64_t id = store_integer(row, 0);
        bool has_figures = store_integer(row, 2); /* of any place */
        struct date published = {0};
        date_parse(store_text(row, 1), &published);
        for (size_t i = 0; i < count; i++) {
            struct standing *standing = &standings[i];
            if (has_figures)
                standing->answered |= standing->measure.id == id &&
                                      (!standing->latest || standing->trend.word == TREND_ENDED);
            else if (standing->latest && standing->latest->load == id)
                standing->answered |= date_compare(published, announced_for(standing)) >= 0;
        }
    }
    return code;
}

struct date standing_overdue(const struct standing *standing, struct date today)
{
    struct date day = announced_for(standing);
    bool is_past = date_is_given(day) && date_compare(day, today) < 0;
    return is_past && !standing->answered ? day : (struct date){0};
}

void tally_add(struct tally *tally, const struct standing *standing)
{
    enum trend_word word = standing->trend.word;
    tally->counts[word == TREND_ENDED ? TREND_NO_FIGURE : word]++;
    tally->total++;
}
