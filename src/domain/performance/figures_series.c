/* Reading figures: series, all areas at a period, groups, and the versions of one. */
#include "domain/performance/performance.h"
#include "domain/performance/reading.h"

#include <stdlib.h>

#include "base/banned.h"

enum { MOST_AREAS = 1000, AREAS_FROM = 10 };

/* How a list of figures is read: as things stand, without details and with them, or as published
 * on a day. */
enum way { NOW_BARE, NOW, THEN, WAYS };

static enum way way_of(const struct measure_key *measure, struct date published_on)
{
    return date_is_given(published_on) ? THEN : measure->has_details ? NOW : NOW_BARE;
}

/* Areas are ?10 and on; the list of them is closed where it is made. */
#define SERIES_WHERE " WHERE v.measure = ?1 AND v.breakdown = ?2 AND v.area "
#define SERIES_ORDER " ORDER BY v.area, p.ends, p.text"
#define SERIES(columns, from, join) "SELECT v.area, " columns " FROM " from " " join SERIES_WHERE
static const char *const series_sql[WAYS] = {
    [NOW_BARE] = SERIES(FIGURE_COLUMNS_BARE, FIGURES_NOW, FIGURE_JOIN_BARE),
    [NOW] = SERIES(FIGURE_COLUMNS, FIGURES_NOW, FIGURE_JOIN_ONE),
    [THEN] = SERIES(FIGURE_COLUMNS, FIGURES_THEN, FIGURE_JOIN_ONE),
};

/* From area to area: one look into the key for each, where the measure's figures of all periods
 * would else be gone through. */
#define AT(columns, from, join)                                                                    \
    "SELECT " AREA_COLUMNS ", " columns " FROM area_now AS a CROSS JOIN " from " " join            \
    " WHERE v.measure = ?1 AND v.breakdown = ?2 AND v.area = a.id AND v.period = ?3 ORDER BY a.id"
static const char *const figures_at_sql[WAYS] = {
    [NOW_BARE] = AT(FIGURE_COLUMNS_BARE, FIGURES_NOW, FIGURE_JOIN_BARE),
    [NOW] = AT(FIGURE_COLUMNS, FIGURES_NOW, FIGURE_JOIN_ONE),
    [THEN] = AT(FIGURE_COLUMNS, FIGURES_THEN, FIGURE_JOIN_ONE) FIGURES_NEWEST,
};

#define GROUPS "SELECT b.id, b.code, b.dimension, b.label, " FIGURE_COLUMNS " FROM "
#define GROUPS_WHERE                                                                               \
    " " FIGURE_JOIN_ONE " JOIN breakdown AS b ON b.id = v.breakdown"                               \
    " WHERE v.measure = ?1 AND v.area = ?2 AND v.period = ?3"                                      \
    " ORDER BY b.id <> 0, b.dimension, b.id"
static const char breakdowns_at_now[] = GROUPS FIGURES_NOW GROUPS_WHERE;
static const char breakdowns_at_then[] = GROUPS FIGURES_THEN GROUPS_WHERE FIGURES_NEWEST;

static const char select_versions[] =
    "SELECT v.stands, w.published, w.at, " FIGURE_COLUMNS " FROM (SELECT measure, breakdown, area,"
    " period, value, status, label, load, 1 AS stands FROM observation"
    " UNION ALL SELECT measure, breakdown, area, period, value, status, label, load, 0"
    " FROM observation_past) AS v JOIN load AS w ON w.id = v.load AND w.undone_at IS NULL"
    " " FIGURE_JOIN_ONE
    " WHERE v.measure = ?1 AND v.breakdown = ?2 AND v.area = ?3 AND v.period = ?4"
    " ORDER BY v.stands DESC, w.published DESC, v.load DESC";

/* A number that may be NULL; whether it is there. */
static bool read_number(const struct store_statement *row, int column, double *ret_number)
{
    *ret_number = store_real(row, column);
    return !store_is_null(row, column);
}

/* Most figures come without limits, counts and note: then none of those columns is asked for. */
static void read_detail(const struct store_statement *row, int column, struct arena *arena,
                        struct figure *figure)
{
    figure->has_limits =
        read_number(row, column, &figure->lower) && read_number(row, column + 1, &figure->upper);
    figure->has_limits_99_8 = read_number(row, column + 2, &figure->lower_99_8) &&
                              read_number(row, column + 3, &figure->upper_99_8);
    figure->has_numerator = read_number(row, column + 4, &figure->numerator);
    figure->has_denominator = read_number(row, column + 5, &figure->denominator);
    figure->note = reading_text(row, column + 6, arena);
}

struct figure reading_figure(const struct store_statement *row, int column, struct arena *arena)
{
    struct figure figure = {
        .period = reading_text(row, column, arena),
        .label = reading_text(row, column + 1, arena),
        .order = (int32_t)store_integer(row, column + 2),
        .status = (enum figure_status)store_integer(row, column + 3),
        .value = store_real(row, column + 4),
        .load = store_integer(row, column + 5),
    };
    if (!store_integer(row, column + FIGURE_COLUMN_COUNT - 1))
        read_detail(row, column + 6, arena, &figure);
    return figure;
}

void reading_bind_day(struct store_statement *statement, struct date published_on,
                      char text[static DATE_TEXT_SIZE])
{
    if (!date_is_given(published_on))
        return;
    date_format(published_on, text);
    store_bind_text(statement, 9, slice_from(text));
}

/* --- series ---------------------------------------------------------------------------------- */

/* The statement for this many areas, its areas not bound yet. */
static struct store_statement *prepare_series(struct store *store, size_t count, enum way way)
{
    CLEANUP(buffer_free) struct buffer sql = BUFFER(1 << 16);
    buffer_string(&sql, series_sql[way]);
    buffer_printf(&sql, count == 1 ? "= ?%d" : "IN (?%d", AREAS_FROM);
    for (size_t i = 1; i < count; i++)
        buffer_printf(&sql, ", ?%zu", i + AREAS_FROM);
    buffer_string(&sql, count == 1 ? SERIES_ORDER : ")" SERIES_ORDER);
    buffer_string(&sql, way == THEN ? FIGURES_NEWEST : "");
    return store_prepare(store, buffer_text(&sql));
}

/* Fill the series of each area from the rows, which come by area and period. As published on a
 * day, the first of a period is the newest. */
static int read_series(struct store_statement *row, const struct area *areas, size_t count,
                       struct arena *arena, struct series *series, struct err *err)
{
    VECTOR(struct figure) figures = {0};
    size_t from = 0;
    int64_t area = -1;
    int code;
    do {
        code = store_step(row, err);
        int64_t next = code > 0 ? store_integer(row, 0) : -1;
        for (size_t i = 0; next != area && i < count; i++) {
            if (areas[i].id != area)
                continue;
            series[i].count = figures.length - from;
            series[i].figures = arena_array(arena, series[i].count, sizeof *series[i].figures);
            if (series[i].count)
                memcpy(series[i].figures, figures.data + from,
                       series[i].count * sizeof *series[i].figures);
        }
        if (next != area)
            from = figures.length;
        area = next;
        if (code <= 0)
            break;
        struct slice period = store_text(row, 1);
        if (figures.length > from && slice_equal(figures.data[figures.length - 1].period, period))
            continue;
        vector_push(&figures, reading_figure(row, 1, arena));
    } while (code > 0);
    vector_free(&figures);
    return code;
}

int series_load_areas(struct store *store, struct slice measure_code, const struct slice *codes,
                      size_t count, struct slice breakdown_code, struct date published_on,
                      struct arena *arena, struct series *ret_series, struct err *err)
{
    struct measure_key measure = {0};
    int64_t breakdown = 0;
    struct area *areas = arena_array(arena, count, sizeof *areas);
    if (count > MOST_AREAS)
        return err_set(err, ERR_LIMIT, NULL, "At most %d areas can be asked for at once.",
                       MOST_AREAS);
    int code = reading_measure(store, measure_code, &measure, err);
    if (code == 0)
        code = reading_breakdown(store, breakdown_code, &breakdown, err);
    for (size_t i = 0; code == 0 && i < count; i++)
        code = reading_area_of(store, codes[i], arena, &areas[i], err);
    if (code < 0 || count == 0)
        return code;
    struct series *series = arena_array(arena, count, sizeof *series);
    for (size_t i = 0; i < count; i++)
        series[i] = (struct series){.area = areas[i].code, .area_name = areas[i].name};
    char day[DATE_TEXT_SIZE];
    CLEANUP(store_release)
    struct store_statement *row = prepare_series(store, count, way_of(&measure, published_on));
    store_bind_integer(row, 1, measure.id);
    store_bind_integer(row, 2, breakdown);
    reading_bind_day(row, published_on, day);
    for (size_t i = 0; i < count; i++)
        store_bind_integer(row, (int)i + AREAS_FROM, areas[i].id);
    code = read_series(row, areas, count, arena, series, err);
    if (code == 0)
        memcpy(ret_series, series, count * sizeof *series);
    return code;
}

int series_load(struct store *store, struct slice measure, struct slice area,
                struct slice breakdown, struct date published_on, struct arena *arena,
                struct series *ret_series, struct err *err)
{
    return series_load_areas(store, measure, &area, 1, breakdown, published_on, arena, ret_series,
                             err);
}

const struct figure *series_latest(const struct series *series)
{
    for (size_t i = series->count; i-- > 0;)
        if (figure_has_value(&series->figures[i]))
            return &series->figures[i];
    return NULL;
}

int32_t series_step(const struct series *series)
{
    int32_t least = INT32_MAX;
    for (size_t i = 1; i < series->count; i++) {
        int32_t step = series->figures[i].order - series->figures[i - 1].order;
        least = step > 0 && step < least ? step : least;
    }
    return least;
}

/* --- all areas, all groups ------------------------------------------------------------------- */

static int by_area_name(const void *a, const void *b)
{
    const struct area *x = &((const struct area_figure *)a)->area;
    const struct area *y = &((const struct area_figure *)b)->area;
    int name = slice_compare(x->name, y->name);
    return name ? name : slice_compare(x->code, y->code);
}

/* Sorted here and not by SQL: its rows come in the order of the key, and a sorter of rows this wide
 * costs a third of the whole. */
int figures_at(struct store *store, struct slice measure_code, struct slice breakdown_code,
               struct slice period_text, struct date published_on, struct arena *arena,
               struct area_figure **ret_figures, size_t *ret_count, struct err *err)
{
    struct measure_key measure = {0};
    int64_t breakdown = 0, period = 0;
    int code = reading_measure(store, measure_code, &measure, err);
    if (code == 0)
        code = reading_breakdown(store, breakdown_code, &breakdown, err);
    if (code == 0)
        code = reading_period(store, period_text, measure.kind, &period, err);
    if (code < 0)
        return code;
    char day[DATE_TEXT_SIZE];
    CLEANUP(store_release)
    struct store_statement *row =
        store_prepare(store, figures_at_sql[way_of(&measure, published_on)]);
    store_bind_integer(row, 1, measure.id);
    store_bind_integer(row, 2, breakdown);
    store_bind_integer(row, 3, period);
    reading_bind_day(row, published_on, day);
    VECTOR(struct area_figure) list = {0};
    while ((code = store_step(row, err)) > 0) {
        int64_t id = store_integer(row, 0);
        if (list.length && list.data[list.length - 1].area.id == id)
            continue; /* an older version of the same */
        vector_push(&list,
                    (struct area_figure){.area = reading_area(row, 0, arena),
                                         .is_there = true,
                                         .figure = reading_figure(row, AREA_COLUMN_COUNT, arena)});
    }
    if (list.length)
        qsort(list.data, list.length, sizeof *list.data, by_area_name);
    READING_ANSWER(code, list, arena, ret_figures, ret_count);
    return code;
}

int breakdowns_at(struct store *store, struct slice measure_code, struct slice area_code,
                  struct slice period_text, struct date published_on, struct arena *arena,
                  struct breakdown_figure **ret_figures, size_t *ret_count, struct err *err)
{
    struct measure_key measure = {0};
    struct area area = {0};
    int64_t period = 0;
    int code = reading_measure(store, measure_code, &measure, err);
    if (code == 0)
        code = reading_area_of(store, area_code, arena, &area, err);
    if (code == 0)
        code = reading_period(store, period_text, measure.kind, &period, err);
    if (code < 0)
        return code;
    char day[DATE_TEXT_SIZE];
    CLEANUP(store_release)
    struct store_statement *row =
        store_prepare(store, date_is_given(published_on) ? breakdowns_at_then : breakdowns_at_now);
    store_bind_integer(row, 1, measure.id);
    store_bind_integer(row, 2, area.id);
    store_bind_integer(row, 3, period);
    reading_bind_day(row, published_on, day);
    VECTOR(struct breakdown_figure) list = {0};
    while ((code = store_step(row, err)) > 0) {
        int64_t id = store_integer(row, 0);
        if (list.length && list.data[list.length - 1].breakdown.id == id)
            continue;
        struct breakdown breakdown = {.id = id,
                                      .code = reading_text(row, 1, arena),
                                      .dimension = reading_text(row, 2, arena),
                                      .group = reading_text(row, 3, arena)};
        vector_push(&list, (struct breakdown_figure){breakdown, reading_figure(row, 4, arena)});
    }
    READING_ANSWER(code, list, arena, ret_figures, ret_count);
    return code;
}

int figure_versions(struct store *store, struct slice measure_code, struct slice area_code,
                    struct slice breakdown_code, struct slice period_text, struct arena *arena,
                    struct figure_version **ret_versions, size_t *ret_count, struct err *err)
{
    struct measure_key measure = {0};
    struct area area = {0};
    int64_t breakdown = 0, period = 0;
    int code = reading_measure(store, measure_code, &measure, err);
    if (code == 0)
        code = reading_area_of(store, area_code, arena, &area, err);
    if (code == 0)
        code = reading_breakdown(store, breakdown_code, &breakdown, err);
    if (code == 0)
        code = reading_period(store, period_text, measure.kind, &period, err);
    if (code < 0)
        return code;
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_versions);
    store_bind_integer(row, 1, measure.id);
    store_bind_integer(row, 2, breakdown);
    store_bind_integer(row, 3, area.id);
    store_bind_integer(row, 4, period);
    VECTOR(struct figure_version) list = {0};
    while ((code = store_step(row, err)) > 0) {
        struct figure_version version = {.at_us = store_integer(row, 2),
                                         .figure = reading_figure(row, 3, arena)};
        date_parse(store_text(row, 1), &version.published);
        if (list.length)
            version.revised_by = list.data[list.length - 1].figure.load;
        vector_push(&list, version);
    }
    READING_ANSWER(code, list, arena, ret_versions, ret_count);
    return code;
}
