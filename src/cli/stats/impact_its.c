/* weft stats impact its: interrupted time series. */
#include "cli/stats/impact_chart.h"

#include "base/banned.h"

enum { FEW_POINTS = 8 };

struct columns {
    const struct slice *area, *date;
    const double *events, *population, *value;
};

struct request {
    const char *start, *svg;
    int family, errors, harmonics, lag;
    double season;
    bool slope;
};

static int read_request(struct stats *stats, struct request *request, struct err *err)
{
    static const char *const families[] = {"poisson", "quasi", "gaussian", NULL};
    static const char *const errors[] = {"model", "hc1", "nw", NULL};
    *request = (struct request){.family = -1, .harmonics = -1, .lag = -1};
    const struct stats_option options[] = {
        {"--start", .text = &request->start},
        {"--family", .choice = &request->family, .choices = families},
        {"--slope", .flag = &request->slope},
        {"--season", .number = &request->season, .least = 2, .most = 1e6, .above = true},
        {"--harmonics", .whole = &request->harmonics, .least = 0, .most = INTERRUPTED_HARMONICS},
        {"--errors", .choice = &request->errors, .choices = errors},
        {"--lag", .whole = &request->lag, .least = 0, .most = 1000},
        {"--svg", .text = &request->svg}};
    int code = stats_options(stats, options, COUNT_OF(options), err);
    if (code == 0)
        code = impact_need("--start DATE", request->start, err);
    if (code == 0 && request->lag >= 0 && request->errors != INTERRUPTED_NW)
        code = err_set(err, ERR_USAGE, NULL, "--lag goes with --errors nw.");
    if (code == 0)
        code = impact_check_picture(stats, request->svg, NULL, err);
    if (request->harmonics < 0)
        request->harmonics = request->season > 0;
    if (request->season == 0)
        request->season = 12;
    return code;
}

static int read_columns(struct stats *stats, struct columns *columns, struct err *err)
{
    const struct stats_input inputs[] = {
        {"date", INPUT_TEXT, .texts = &columns->date},
        {"area", INPUT_TEXT, .texts = &columns->area, .optional = true},
        {"events", INPUT_COUNT, .numbers = &columns->events, .optional = true},
        {"population", INPUT_POSITIVE, .numbers = &columns->population, .optional = true},
        {"value", INPUT_NUMBER, .numbers = &columns->value, .optional = true}};
    return stats_read(stats, inputs, COUNT_OF(inputs), err);
}

/* The figures that the family is about. */
static int choose_figures(struct stats *stats, const struct columns *columns,
                          struct request *request, const double **ret_y, struct err *err)
{
    if (request->family < 0)
        request->family = columns->events ? INTERRUPTED_POISSON : INTERRUPTED_GAUSSIAN;
    bool gaussian = request->family == INTERRUPTED_GAUSSIAN;
    *ret_y = gaussian || !columns->events ? columns->value : columns->events;
    if (!*ret_y)
        return err_set(err, ERR_NOT_FOUND, "value",
                       "%s has no column called \"%s\". Give events and population, or value with "
                       "--family gaussian.",
                       stats->table.name, gaussian ? "value" : "events");
    for (size_t row = 0; !gaussian && row < stats->table.rows; row++) {
        double y = (*ret_y)[row];
        if (y < 0 || (request->family == INTERRUPTED_POISSON && y != trunc(y) && !isnan(y)))
            return stats_refuse(stats, &stats->table, row, err,
                                "The column value has %g, which is no count. Use --family "
                                "gaussian, or quasi for amounts of 0 or more.",
                                y);
    }
    if (!gaussian && !columns->population)
        stats_warn(stats, "There is no population: it is taken not to have changed.");
    return 0;
}

/* One area's series, its figures gathered in order of time. */
static struct interrupted gather(struct stats *stats, const double *y, const double *population,
                                 const size_t *rows, size_t count, const struct request *request)
{
    double *figures = arena_array(stats->arena, 2 * count, sizeof *figures);
    for (size_t i = 0; i < count; i++) {
        figures[i] = y[rows[i]];
        figures[count + i] = population ? population[rows[i]] : 1;
    }
    bool offset = population && request->family != INTERRUPTED_GAUSSIAN;
    int lag = request->lag >= 0 ? request->lag : (int)(4 * pow((double)count / 100, 2.0 / 9));
    return (struct interrupted){.count = count,
                                .y = figures,
                                .population = offset ? figures + count : NULL,
                                .family = (enum interrupted_family)request->family,
                                .errors = (enum interrupted_errors)request->errors,
                                .lag = lag,
                                .slope = request->slope,
                                .season = request->season,
                                .harmonics = request->harmonics};
}

static void warn_of_dates(struct stats *stats, const struct stats_date *dates, size_t count)
{
    int64_t *steps = arena_array(stats->arena, count, sizeof *steps);
    stats_date_steps(dates, count, steps);
    if (count && steps[count - 1] != (int64_t)count - 1)
        stats_warn(stats, "The dates have gaps, and time counts the rows. Put a row with a blank "
                          "figure where one is missing.");
}

static void warn_of_fit(struct stats *stats, const struct interrupted *series,
                        const struct interrupted_fit *fit)
{
    if (fit->before < FEW_POINTS || fit->after < FEW_POINTS)
        stats_warn(stats,
                   "There are %zu points before and %zu after; below %d on either side the "
                   "trend is a guess.",
                   fit->before, fit->after, FEW_POINTS);
    if (series->family == INTERRUPTED_POISSON && series->errors == INTERRUPTED_MODEL &&
        fit->dispersion > 1.5)
        stats_warn(stats,
                   "The counts vary %.1f times as much as chance alone would have it, so "
                   "the limits are too narrow: use --family quasi, or --errors hc1 or nw.",
                   fit->dispersion);
    double limit = 2 / sqrt((double)(fit->before + fit->after));
    if (series->errors != INTERRUPTED_NW && fabs(fit->autocorrelation) > limit)
        stats_warn(stats,
                   "Neighbouring points go together (correlation %.2f), so the limits are "
                   "not to be trusted: use --errors nw, or add the season.",
                   fit->autocorrelation);
    if (series->errors == INTERRUPTED_NW)
        stats_warn(stats, "The errors allow for correlation over %d points.", series->lag);
}

static int draw(struct stats *stats, const struct columns *columns, const size_t *rows,
                const struct interrupted *series, const struct interrupted_fit *fit,
                const struct request *request, struct err *err)
{
    struct slice *dates = arena_array(stats->arena, series->count, sizeof *dates);
    for (size_t i = 0; i < series->count; i++)
        dates[i] = slice_trim(columns->date[rows[i]]);
    return impact_chart_its(stats, request->svg, series, fit, dates, err);
}

static int fit_area(struct stats *stats, const struct columns *columns, const double *y,
                    const struct stats_groups *groups, size_t group, const struct request *request,
                    struct interrupted_fit *ret_fit, struct err *err)
{
    const size_t *rows = groups->rows + groups->starts[group];
    size_t count = groups->starts[group + 1] - groups->starts[group];
    struct stats_date *dates = arena_array(stats->arena, count, sizeof *dates);
    struct interrupted series = gather(stats, y, columns->population, rows, count, request);
    int code = stats_dates(stats, columns->date, rows, count, dates, err);
    if (code == 0)
        code = impact_find_start(columns->date, rows, count, request->start, &series.start, err);
    if (code == 0)
        code = interrupted_fit(&series, stats->arena, ret_fit, err);
    if (code == 0 && request->svg)
        code = draw(stats, columns, rows, &series, ret_fit, request, err);
    if (code < 0)
        return code;
    warn_of_dates(stats, dates, count);
    warn_of_fit(stats, &series, ret_fit);
    return 0;
}

static void write_terms(struct stats *stats, const struct columns *columns,
                        const struct stats_groups *groups, const struct interrupted_fit *fits)
{
    static const char *const names[] = {"estimate", "se", "p", "ratio", "lower_95", "upper_95"};
    double *figures[COUNT_OF(names)];
    size_t terms = fits[0].count;
    struct table *result = stats_result(stats, groups->count * terms);
    struct slice *areas = columns->area ? table_add_texts(result, "area") : NULL;
    struct slice *term_names = table_add_texts(result, "term");
    for (size_t i = 0; i < COUNT_OF(names); i++)
        figures[i] = table_add_numbers(result, names[i]);
    for (size_t row = 0; row < result->rows; row++) {
        size_t group = row / terms;
        const struct interrupted_term *term = &fits[group].terms[row % terms];
        const double values[] = {term->estimate, term->se,       term->p,
                                 term->ratio,    term->lower_95, term->upper_95};
        if (areas)
            areas[row] = columns->area[groups->rows[groups->starts[group]]];
        term_names[row] = slice_from(term->name);
        for (size_t i = 0; i < COUNT_OF(names); i++)
            figures[i][row] = values[i];
    }
}

int impact_its(struct stats *stats, struct err *err)
{
    struct request request;
    struct columns columns = {0};
    const double *y = NULL;
    int code = read_request(stats, &request, err);
    if (code == 0)
        code = read_columns(stats, &columns, err);
    if (code == 0)
        code = choose_figures(stats, &columns, &request, &y, err);
    if (code < 0)
        return code;
    struct stats_groups groups = stats_group(stats->arena, columns.area, stats->table.rows);
    struct interrupted_fit *fits = arena_array(stats->arena, groups.count, sizeof *fits);
    if (request.svg && groups.count > 1)
        return err_set(err, ERR_USAGE, NULL,
                       "--svg draws one series, and there are %zu areas. Give one of them.",
                       groups.count);
    for (size_t group = 0; group < groups.count && code == 0; group++)
        code = fit_area(stats, &columns, y, &groups, group, &request, &fits[group], err);
    if (code == 0)
        write_terms(stats, &columns, &groups, fits);
    return code;
}
