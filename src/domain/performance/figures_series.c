/* Reading figures: series, all areas at a period, groups, and the versions of one. */
#include "domain/performance/performance.h"
#include "domain/performance/reading.h"

#include "base/banned.h"

/* How a list of figures is read: as things stand, without details and with them, or as published
 * on a day. */
enum way { NOW_BARE, NOW, THEN, WAYS };

static enum way way_of(const struct measure_key *measure, struct date published_on)
{
    return date_is_given(published_on) ? THEN : measure->has_details ? NOW : NOW_BARE;
}

#define SERIES(columns, from, join)                                                                \
    "SELECT " columns " FROM " from " " join                                                       \
    " WHERE v.measure = ?1 AND v.breakdown = ?2 AND v.area = ?3"
static const char *const series_sql[WAYS] = {
    [NOW_BARE] = SERIES(FIGURE_COLUMNS_BARE, FIGURES_NOW, FIGURE_JOIN_BARE),
    [NOW] = SERIES(FIGURE_COLUMNS, FIGURES_NOW, FIGURE_JOIN_ONE),
    [THEN] = SERIES(FIGURE_COLUMNS, FIGURES_THEN,
                    FIGURE_JOIN_ONE) " ORDER BY p.ends, p.text" FIGURES_NEWEST,
};

/* From area to area by name: one look into the key for each, where the measure's figures of all
 * periods would else be gone through. Their period is one, and read before. */
enum { AT_STATUS = AREA_COLUMN_COUNT, AT_VALUE, AT_LOAD, AT_LABEL, AT_DETAIL };
#define AT(columns, from, join)                                                                    \
    "SELECT " AREA_COLUMNS ", v.status, v.value, v.load, v.label" columns                          \
    " FROM area_now AS a CROSS JOIN " from join                                                    \
    " WHERE v.measure = ?1 AND v.breakdown = ?2 AND v.area = a.id AND v.period = ?3"               \
    " ORDER BY a.name, a.code"
static const char *const figures_at_sql[WAYS] = {
    [NOW_BARE] = AT("", FIGURES_NOW, ""),
    [NOW] = AT(", " DETAIL_COLUMNS, FIGURES_NOW, DETAIL_JOIN_ONE),
    [THEN] = AT(", " DETAIL_COLUMNS, FIGURES_THEN, DETAIL_JOIN_ONE) FIGURES_NEWEST,
};
static const char select_label[] = "SELECT text FROM period_label WHERE id = ?1";

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

/* Most figures come without limits, counts and note: then none of those columns is asked for. */
static void read_detail_if_any(const struct store_statement *row, int column, struct arena *arena,
                               struct figure *figure)
{
    if (!store_integer(row, column + DETAIL_COLUMN_COUNT - 1))
        read_detail(row, column, arena, figure);
}

struct figure reading_figure(const struct store_statement *row, int column, struct arena *arena)
{
    struct slice period = reading_text(row, column, arena), label = store_text(row, column + 1);
    struct figure figure = {
        .period = period,
        .label = slice_equal(label, period) ? period : arena_slice(arena, label),
        .order = (int32_t)store_integer(row, column + 2),
        .status = (enum figure_status)store_integer(row, column + 3),
        .value = store_real(row, column + 4),
        .load = store_integer(row, column + 5),
    };
    read_detail_if_any(row, column + FIGURE_COLUMN_COUNT - DETAIL_COLUMN_COUNT, arena, &figure);
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

static bool comes_after(const struct figure *figure, const struct figure *other)
{
    return figure->order != other->order ? figure->order > other->order
                                         : slice_compare(figure->period, other->period) > 0;
}

void reading_insert(struct figure *figures, size_t count, const struct figure *figure)
{
    for (; count > 0 && comes_after(&figures[count - 1], figure); count--)
        figures[count] = figures[count - 1];
    figures[count] = *figure;
}

/* As published on a day, the first of a period is the newest. */
static size_t keep_first_of_each(struct figure *figures, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || !slice_equal(figures[kept - 1].period, figures[i].period))
            figures[kept++] = figures[i];
    return kept;
}

/* The rows come in the order of the key, nearly that of time; a sorter of rows so wide would cost
 * more than they do. */
int reading_series(struct store *store, const struct measure_key *measure, int64_t breakdown,
                   const struct area *area, struct date published_on, struct arena *arena,
                   struct series *ret_series, struct err *err)
{
    struct series series = {.area = area->code, .area_name = area->name};
    VECTOR(struct figure) figures = {0};
    char day[DATE_TEXT_SIZE];
    CLEANUP(store_release)
    struct store_statement *row = store_prepare(store, series_sql[way_of(measure, published_on)]);
    store_bind_integer(row, 1, measure->id);
    store_bind_integer(row, 2, breakdown);
    store_bind_integer(row, 3, area->id);
    reading_bind_day(row, published_on, day);
    int code;
    while ((code = store_step(row, err)) > 0) {
        struct figure figure = reading_figure(row, 0, arena);
        vector_reserve(&figures, figures.length + 1);
        reading_insert(figures.data, figures.length++, &figure);
    }
    figures.length = keep_first_of_each(figures.data, figures.length);
    READING_ANSWER(code, figures, arena, &series.figures, &series.count);
    if (code == 0)
        *ret_series = series;
    return code;
}

int series_load_areas(struct store *store, struct slice measure_code, const struct slice *codes,
                      size_t count, struct slice breakdown_code, struct date published_on,
                      struct arena *arena, struct series *ret_series, struct err *err)
{
    struct measure_key measure = {0};
    int64_t breakdown = 0;
    struct series *series = arena_array(arena, count, sizeof *series);
    int code = reading_measure(store, measure_code, &measure, err);
    if (code == 0)
        code = reading_breakdown(store, breakdown_code, &breakdown, err);
    for (size_t i = 0; code == 0 && i < count; i++) {
        struct area area;
        code = reading_area_of(store, codes[i], arena, &area, err);
        if (code == 0)
            code = reading_series(store, &measure, breakdown, &area, published_on, arena,
                                  &series[i], err);
    }
    if (code == 0 && count)
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

/* The label of a row, in place of the last row's: most have the same. */
static int read_label(struct store *store, int64_t id, int64_t *last_id, struct arena *arena,
                      struct slice *last, struct err *err)
{
    if (id == *last_id)
        return 0;
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_label);
    store_bind_integer(row, 1, id);
    int found = store_step(row, err);
    if (found < 0)
        return found;
    *last = found ? reading_text(row, 0, arena) : (struct slice){0};
    *last_id = id;
    return 0;
}

int reading_figures_at(struct store *store, const struct measure_key *measure, int64_t breakdown,
                       struct slice period_text, struct date published_on, struct arena *arena,
                       struct area_figure **ret_figures, size_t *ret_count, struct err *err)
{
    enum way way = way_of(measure, published_on);
    enum { ALL_AREAS = 256 }; /* there are hardly more */
    struct period_key period = {0};
    char day[DATE_TEXT_SIZE];
    int code = reading_period(store, period_text, measure->kind, &period, err);
    if (code < 0)
        return code;
    struct figure figure = {.period = arena_slice(arena, slice_from(period.text)),
                            .order = period.ends};
    int64_t label = -1;
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, figures_at_sql[way]);
    store_bind_integer(row, 1, measure->id);
    store_bind_integer(row, 2, breakdown);
    store_bind_integer(row, 3, period.id);
    reading_bind_day(row, published_on, day);
    VECTOR(struct area_figure) list = {0};
    vector_reserve(&list, ALL_AREAS);
    while ((code = store_step(row, err)) > 0) {
        int64_t id = store_integer(row, 0);
        if (list.length && list.data[list.length - 1].area.id == id)
            continue; /* an older version of the same */
        code = read_label(store, store_integer(row, AT_LABEL), &label, arena, &figure.label, err);
        if (code < 0)
            break;
        vector_push(&list, (struct area_figure){reading_area(row, 0, arena), true, figure});
        struct area_figure *read = &list.data[list.length - 1];
        read->figure.status = (enum figure_status)store_integer(row, AT_STATUS);
        read->figure.value = store_real(row, AT_VALUE);
        read->figure.load = store_integer(row, AT_LOAD);
        if (way != NOW_BARE)
            read_detail_if_any(row, AT_DETAIL, arena, &read->figure);
    }
    READING_ANSWER(code, list, arena, ret_figures, ret_count);
    return code;
}

int figures_at(struct store *store, struct slice measure_code, struct slice breakdown_code,
               struct slice period, struct date published_on, struct arena *arena,
               struct area_figure **ret_figures, size_t *ret_count, struct err *err)
{
    struct measure_key measure = {0};
    int64_t breakdown = 0;
    int code = reading_measure(store, measure_code, &measure, err);
    if (code == 0)
        code = reading_breakdown(store, breakdown_code, &breakdown, err);
    return code < 0 ? code
                    : reading_figures_at(store, &measure, breakdown, period, published_on, arena,
                                         ret_figures, ret_count, err);
}

int breakdowns_at(struct store *store, struct slice measure_code, struct slice area_code,
                  struct slice period_text, struct date published_on, struct arena *arena,
                  struct breakdown_figure **ret_figures, size_t *ret_count, struct err *err)
{
    struct measure_key measure = {0};
    struct area area = {0};
    struct period_key period = {0};
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
    store_bind_integer(row, 3, period.id);
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
    struct period_key period = {0};
    int64_t breakdown = 0;
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
    store_bind_integer(row, 4, period.id);
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
