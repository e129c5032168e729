#include "cli/stats/charts.h"

#include "base/banned.h"

enum { FEW_POINTS = 12 }; /* below, limits are provisional and the reader is told */

enum better { BETTER_NEITHER = -1, BETTER_HIGH, BETTER_LOW };

static const char *const betters[] = {"high", "low", NULL};

static const char *const labels[] = {
    [COMMON_CAUSE] = "common_cause",
    [ABOVE_LIMIT] = "above_limit",
    [BELOW_LIMIT] = "below_limit",
    [TREND_UP] = "trend_up",
    [TREND_DOWN] = "trend_down",
    [TWO_OF_THREE_ABOVE] = "two_of_three_above",
    [TWO_OF_THREE_BELOW] = "two_of_three_below",
    [RUN_ABOVE] = "run_above",
    [RUN_BELOW] = "run_below",
};

struct options {
    enum chart_kind kind;
    double target; /* NaN where there is none */
    int better, baseline;
    bool screen;
    struct word_list rebase;
};

/* Columns of the whole table: what goes in, then what comes out. */
struct columns {
    const struct slice *area, *date;
    const double *events, *size; /* events and trials or exposure; NULL for xmr and run */
    const double *given;         /* the value of xmr and run */
    double *value, *centre, *lower, *upper;
    struct slice *label, *point_type, *assurance;
    double *useful, *longest, *longest_max, *crossings, *crossings_min, *signal;
};

/* One area's points in order of date, gathered from its rows. */
struct series {
    const size_t *rows;
    size_t count, known; /* known: those that have a figure */
    double *value, *events, *size, *spare;
    struct stats_date *dates;
    struct chart_line *lines;
    enum chart_label *labels;
};

static struct series series_new(struct arena *arena, size_t most)
{
    return (struct series){.value = arena_array(arena, most, sizeof(double)),
                           .events = arena_array(arena, most, sizeof(double)),
                           .size = arena_array(arena, most, sizeof(double)),
                           .spare = arena_array(arena, most, sizeof(double)),
                           .dates = arena_array(arena, most, sizeof(struct stats_date)),
                           .lines = arena_array(arena, most, sizeof(struct chart_line)),
                           .labels = arena_array(arena, most, sizeof(enum chart_label))};
}

static bool all_equal(const double *values, size_t count)
{
    double first = NAN;
    for (size_t i = 0; i < count; i++) {
        if (isnan(first))
            first = values[i];
        if (!isnan(values[i]) && values[i] != first)
            return false;
    }
    return true;
}

static size_t count_known(const double *values, size_t count)
{
    size_t known = 0;
    for (size_t i = 0; i < count; i++)
        known += isnan(values[i]) ? 0 : 1;
    return known;
}

static int gather(struct stats *stats, const struct options *options, const struct columns *columns,
                  const size_t *rows, size_t count, struct series *series, struct err *err)
{
    series->rows = rows;
    series->count = count;
    int code = stats_dates(stats, columns->date, rows, count, series->dates, err);
    if (code == 0)
        code = stats_dates_even(stats, columns->date, rows, count, series->dates, err);
    if (code < 0)
        return code;
    for (size_t i = 0; i < count; i++) {
        series->events[i] = columns->events ? columns->events[rows[i]] : NAN;
        series->size[i] = columns->size ? columns->size[rows[i]] : 1;
        series->value[i] =
            columns->given ? columns->given[rows[i]] : series->events[i] / series->size[i];
    }
    series->known = count_known(series->value, count);
    if (series->known == 0) {
        stats_warn(stats, "The series that starts in line %u has no figure.",
                   stats->table.lines[rows[0]]);
        return 0;
    }
    if (series->known == 1)
        return stats_refuse(stats, &stats->table, rows[0], err,
                            "The series that starts here has 1 point. A chart needs two.");
    if (all_equal(series->value, count))
        return stats_refuse(stats, &stats->table, rows[0], err,
                            "All the points of the series that starts here are equal: there is no "
                            "variation to draw limits from.");
    if (options->kind != CHART_RUN && series->known < FEW_POINTS)
        stats_warn(stats,
                   "The series that starts in line %u has %zu points. Limits from fewer "
                   "than %d are provisional.",
                   stats->table.lines[rows[0]], series->known, FEW_POINTS);
    return 0;
}

/* Where the segment that starts at `start` ends: at the next date of --rebase, or with the
 * series. */
static size_t segment_end(const struct options *options, const struct series *series, size_t start)
{
    for (size_t i = start + 1; i < series->count; i++)
        for (size_t j = 0; j < options->rebase.count; j++) {
            struct stats_date date;
            if (stats_date_parse(options->rebase.words[j], &date) &&
                date.number == series->dates[i].number)
                return i;
        }
    return series->count;
}

static int check_rebase(struct stats *stats, const struct options *options,
                        const struct series *series, struct err *err)
{
    for (size_t j = 0; j < options->rebase.count; j++) {
        struct stats_date date;
        bool found = false;
        for (size_t i = 0; stats_date_parse(options->rebase.words[j], &date) && i < series->count;
             i++)
            found |= date.kind == series->dates[i].kind && date.number == series->dates[i].number;
        if (!found)
            return stats_refuse(stats, &stats->table, series->rows[0], err,
                                "The series that starts here has no date %.*s to rebase at.",
                                SLICE_PRINT(options->rebase.words[j]));
    }
    return 0;
}

/* The centre line of a segment, and the spread of each of its points. */
static void draw_lines(const struct options *options, struct series *series, size_t start,
                       size_t end)
{
    size_t count = end - start;
    size_t base =
        options->baseline && (size_t)options->baseline < count ? (size_t)options->baseline : count;
    struct chart_line line = {NAN, NAN};
    if (options->kind == CHART_XMR)
        line = xmr_line(series->value + start, base, options->screen);
    else if (options->kind == CHART_RUN)
        line.centre = median(series->value + start, base, series->spare);
    else
        line.centre = pooled_rate(series->events + start, series->size + start, base);
    for (size_t i = start; i < end; i++) {
        if (options->kind == CHART_P)
            line.spread = p_spread(line.centre, series->size[i]);
        else if (options->kind == CHART_U || options->kind == CHART_C)
            line.spread = u_spread(line.centre, series->size[i]);
        series->lines[i] = line;
    }
}

static int check_lines(struct stats *stats, const struct options *options,
                       const struct series *series, size_t start, size_t end, struct err *err)
{
    size_t row = series->rows[start];
    if (count_known(series->value + start, end - start) < 2)
        return stats_refuse(stats, &stats->table, row, err,
                            "The segment that starts here has fewer than two points.");
    for (size_t i = start; i < end && options->kind != CHART_RUN; i++)
        if (!isnan(series->value[i]) && !(series->lines[i].spread > 0))
            return stats_refuse(stats, &stats->table, row, err,
                                "The points from which the limits of the segment that starts here "
                                "are made do not vary: no limits can be drawn.");
    return 0;
}

static const char *point_type(enum chart_label label, int better)
{
    int direction = chart_direction(label);
    if (direction == 0)
        return "common_cause";
    if (better == BETTER_NEITHER)
        return direction > 0 ? "high" : "low";
    return (direction > 0) == (better == BETTER_HIGH) ? "improvement" : "concern";
}

static void answer_lines(const struct options *options, struct columns *columns,
                         const struct series *series)
{
    for (size_t i = 0; i < series->count; i++) {
        size_t row = series->rows[i];
        const struct chart_line *line = &series->lines[i];
        if (columns->value)
            columns->value[row] = series->value[i];
        if (isnan(series->value[i]))
            continue;
        double lower = line->centre - line->spread, upper = line->centre + line->spread;
        bool floored = options->kind != CHART_XMR;
        columns->centre[row] = line->centre;
        if (options->kind == CHART_RUN)
            continue;
        columns->lower[row] = floored ? fmax(0, lower) : lower;
        columns->upper[row] = options->kind == CHART_P ? fmin(1, upper) : upper;
        columns->label[row] = slice_from(labels[series->labels[i]]);
        columns->point_type[row] = slice_from(point_type(series->labels[i], options->better));
    }
}

/* By the limits of the last point: whether the target will be met, missed, or met by chance. */
static void answer_assurance(const struct options *options, struct columns *columns,
                             const struct series *series)
{
    if (isnan(options->target) || options->better == BETTER_NEITHER)
        return;
    size_t last = series->count;
    while (isnan(series->value[--last]))
        ;
    size_t row = series->rows[last];
    bool above = is_above(columns->lower[row], options->target, 0);
    bool below = is_below(columns->upper[row], options->target, 0);
    const char *assurance = !above && !below                            ? "inconsistent"
                            : above == (options->better == BETTER_HIGH) ? "pass"
                                                                        : "fail";
    for (size_t i = 0; i < series->count; i++)
        if (!isnan(series->value[i]))
            columns->assurance[series->rows[i]] = slice_from(assurance);
}

static void answer_runs(struct columns *columns, const struct series *series, size_t start,
                        size_t end)
{
    struct runs runs = anhoej_runs(series->value + start, series->lines[start].centre, end - start);
    for (size_t i = start; i < end; i++) {
        size_t row = series->rows[i];
        if (isnan(series->value[i]))
            continue;
        columns->useful[row] = runs.useful;
        columns->longest[row] = runs.longest;
        columns->longest_max[row] = runs.longest_max;
        columns->crossings[row] = runs.crossings;
        columns->crossings_min[row] = runs.crossings_min;
        columns->signal[row] = runs.signal;
    }
}

static int answer_series(struct stats *stats, const struct options *options,
                         struct columns *columns, struct series *series, struct err *err)
{
    int code = check_rebase(stats, options, series, err);
    for (size_t start = 0, end; start < series->count && code == 0; start = end) {
        end = segment_end(options, series, start);
        draw_lines(options, series, start, end);
        code = check_lines(stats, options, series, start, end, err);
        if (code < 0)
            return code;
        if (options->kind != CHART_RUN)
            chart_labels(series->value + start, series->lines + start, end - start,
                         series->labels + start);
        if (options->kind != CHART_XMR)
            answer_runs(columns, series, start, end);
    }
    if (code < 0)
        return code;
    answer_lines(options, columns, series);
    if (options->kind != CHART_RUN)
        answer_assurance(options, columns, series);
    return 0;
}

static void add_columns(struct table *table, enum chart_kind kind, struct columns *columns)
{
    if (kind != CHART_XMR && kind != CHART_RUN)
        columns->value = table_add_numbers(table, "value");
    columns->centre = table_add_numbers(table, "centre");
    if (kind != CHART_RUN) {
        columns->lower = table_add_numbers(table, "lower");
        columns->upper = table_add_numbers(table, "upper");
        columns->label = table_add_texts(table, "label");
        columns->point_type = table_add_texts(table, "point_type");
        columns->assurance = table_add_texts(table, "assurance");
    }
    if (kind != CHART_XMR) {
        columns->useful = table_add_numbers(table, "n_useful");
        columns->longest = table_add_numbers(table, "longest_run");
        columns->longest_max = table_add_numbers(table, "longest_run_max");
        columns->crossings = table_add_numbers(table, "crossings");
        columns->crossings_min = table_add_numbers(table, "crossings_min");
        columns->signal = table_add_truths(table, "signal");
    }
}

static int read_options(struct stats *stats, struct options *options, struct err *err)
{
    const struct stats_option known[] = {
        {"--rebase", .list = &options->rebase},
        {"--baseline", .whole = &options->baseline, .least = 2, .most = TABLE_ROWS},
        {"--target", .number = &options->target},
        {"--better", .choice = &options->better, .choices = betters},
        {"--screen", .flag = &options->screen}};
    int code = stats_options(stats, known, options->kind == CHART_XMR ? 5 : 4, err);
    bool judged = !isnan(options->target) || options->better != BETTER_NEITHER;
    if (code == 0 && judged && options->kind == CHART_RUN)
        stats_warn(stats, "A run chart has no limits, so --target and --better change nothing.");
    return code;
}

static int read_columns(struct stats *stats, enum chart_kind kind, struct columns *columns,
                        struct err *err)
{
    const struct stats_input common[] = {
        {"area", INPUT_TEXT, .texts = &columns->area, .optional = true},
        {"date", INPUT_TEXT, .texts = &columns->date}};
    int code = stats_read(stats, common, COUNT_OF(common), err);
    if (code < 0)
        return code;
    /* The exposure of a u chart may go by its own name. */
    bool named = table_find(&stats->table, SLICE("exposure"));
    const struct stats_input value[] = {{"value", INPUT_NUMBER, .numbers = &columns->given}};
    const struct stats_input events[] = {{"events", INPUT_COUNT, .numbers = &columns->events},
                                         {kind == CHART_U && named ? "exposure" : "trials",
                                          kind == CHART_U ? INPUT_POSITIVE : INPUT_TRIALS,
                                          .numbers = &columns->size}};
    if (kind == CHART_XMR || kind == CHART_RUN)
        return stats_columns(stats, &stats->table, value, 1, err);
    code = stats_columns(stats, &stats->table, events, kind == CHART_C ? 1 : 2, err);
    if (code == 0 && kind == CHART_P)
        code = stats_events_fit(stats, columns->events, columns->size, err);
    return code;
}

int stats_chart(struct stats *stats, enum chart_kind kind, struct err *err)
{
    struct options options = {.kind = kind, .target = NAN, .better = BETTER_NEITHER};
    struct columns columns = {0};
    int code = read_options(stats, &options, err);
    if (code == 0)
        code = read_columns(stats, kind, &columns, err);
    if (code < 0)
        return code;
    struct stats_groups groups = stats_group(stats->arena, columns.area, stats->table.rows);
    struct series series = series_new(stats->arena, stats->table.rows);
    add_columns(&stats->table, kind, &columns);
    for (size_t i = 0; i < groups.count && code == 0; i++) {
        code = gather(stats, &options, &columns, groups.rows + groups.starts[i],
                      groups.starts[i + 1] - groups.starts[i], &series, err);
        if (code == 0 && series.known)
            code = answer_series(stats, &options, &columns, &series, err);
    }
    return code;
}
