/* weft stats forecast: where a series is heading, how sure that is, and the probability that a
 * target is reached. Each series is forecast by itself and answered by a row a step. */
#include "cli/stats/limits.h"

#include "base/banned.h"

static const char *const methods[] = {"theta", "damped", "holt", "drift", "linear", NULL};
static const char *const betters[] = {"high", "low", NULL};

struct options {
    int method, horizon, better;
    double target; /* NaN where there is none */
};

struct columns {
    const struct slice *area, *date;
    const double *value;
};

/* What comes out. */
struct answer {
    double *step, *mean, *lower_80, *upper_80, *lower_95, *upper_95, *probability;
};

/* One area's values: blanks before the first are left out. `gap`: one is blank after it. */
struct series {
    double *values;
    size_t count, first_row;
    bool gap;
};

static int gather(struct stats *stats, const struct columns *columns, const size_t *rows,
                  size_t count, struct series *series, struct err *err)
{
    struct stats_date *dates = arena_array(stats->arena, count, sizeof *dates);
    int code = stats_dates(stats, columns->date, rows, count, dates, err);
    if (code == 0)
        code = stats_dates_even(stats, columns->date, rows, count, dates, err);
    *series = (struct series){.values = arena_array(stats->arena, count, sizeof(double)),
                              .first_row = rows[0]};
    for (size_t i = 0; i < count && code == 0; i++) {
        double value = columns->value[rows[i]];
        if (isnan(value) && series->count == 0)
            continue;
        series->gap |= isnan(value);
        series->values[series->count++] = value;
    }
    return code;
}

/* P(at or beyond the target); an error of nought leaves nothing to chance. */
static double probability(const struct options *options, const struct forecast *forecast,
                          double mean, double error)
{
    double away = options->target - mean;
    if (isnan(away))
        return NAN;
    if (options->better == 1)
        away = -away;
    return error > 0 ? forecast_above(forecast, away / error) : away <= 0;
}

static void write_answer(const struct options *options, const struct forecast *forecast,
                         const double *mean, const double *error, const struct answer *answer,
                         size_t start)
{
    double at_80 = forecast_quantile(forecast, 0.9), at_95 = forecast_quantile(forecast, 0.975);
    for (size_t i = 0; i < (size_t)options->horizon; i++) {
        answer->mean[start + i] = mean[i];
        answer->lower_80[start + i] = mean[i] - at_80 * error[i];
        answer->upper_80[start + i] = mean[i] + at_80 * error[i];
        answer->lower_95[start + i] = mean[i] - at_95 * error[i];
        answer->upper_95[start + i] = mean[i] + at_95 * error[i];
        answer->probability[start + i] = probability(options, forecast, mean[i], error[i]);
    }
}

static int forecast_series(struct stats *stats, const struct options *options,
                           const struct series *series, const struct answer *answer, size_t start,
                           struct err *err)
{
    size_t horizon = (size_t)options->horizon;
    unsigned line = stats->table.lines[series->first_row];
    double *mean = arena_array(stats->arena, 2 * horizon, sizeof *mean), *error = mean + horizon;
    struct forecast result;
    struct err why = {0};
    if (series->count == 0) {
        stats_warn(stats, "The series that starts in line %u has no figure.", line);
        return 0;
    }
    if (series->gap) {
        stats_warn(stats,
                   "The series that starts in line %u has a blank after its first figure, "
                   "so it has no forecast.",
                   line);
        return 0;
    }
    int code = forecast(series->values, series->count, (enum forecast_method)options->method,
                        horizon, mean, error, &result, &why);
    if (code < 0)
        return stats_refuse(stats, &stats->table, series->first_row, err,
                            "Of the series that starts here: %s", why.message);
    if (result.few)
        stats_warn(stats,
                   "The series that starts in line %u has few points: the smoothing starts "
                   "from its first figures%s.",
                   line, options->method == FORECAST_DAMPED ? ", and its trend is not damped" : "");
    write_answer(options, &result, mean, error, answer, start);
    return 0;
}

static int run_groups(struct stats *stats, const struct options *options,
                      const struct columns *columns, struct err *err)
{
    struct stats_groups groups = stats_group(stats->arena, columns->area, stats->table.rows);
    size_t horizon = (size_t)options->horizon;
    if (groups.count > TABLE_ROWS / horizon)
        return err_set(err, ERR_LIMIT, NULL,
                       "%zu series at %zu steps each are more than the %d rows allowed.",
                       groups.count, horizon, TABLE_ROWS);
    struct table *result = stats_result(stats, groups.count * horizon);
    struct slice *names = columns->area ? table_add_texts(result, "area") : NULL;
    struct answer answer = {
        table_add_numbers(result, "step"),       table_add_numbers(result, "mean"),
        table_add_numbers(result, "lower_80"),   table_add_numbers(result, "upper_80"),
        table_add_numbers(result, "lower_95"),   table_add_numbers(result, "upper_95"),
        table_add_numbers(result, "probability")};
    int code = 0;
    for (size_t i = 0; i < groups.count && code == 0; i++) {
        const size_t *rows = groups.rows + groups.starts[i];
        struct series series;
        for (size_t step = 0; step < horizon; step++) {
            answer.step[i * horizon + step] = (double)step + 1;
            if (names)
                names[i * horizon + step] = columns->area[rows[0]];
        }
        code = gather(stats, columns, rows, groups.starts[i + 1] - groups.starts[i], &series, err);
        if (code == 0)
            code = forecast_series(stats, options, &series, &answer, i * horizon, err);
    }
    return code;
}

static int run(struct stats *stats, struct err *err)
{
    struct options options = {.horizon = 1, .target = NAN};
    struct columns columns = {0};
    const struct stats_option known[] = {
        {"--method", .choice = &options.method, .choices = methods},
        {"--horizon", .whole = &options.horizon, .least = 1, .most = FORECAST_HORIZON_MOST},
        {"--target", .number = &options.target},
        {"--better", .choice = &options.better, .choices = betters}};
    const struct stats_input inputs[] = {
        {"area", INPUT_TEXT, .texts = &columns.area, .optional = true},
        {"date", INPUT_TEXT, .texts = &columns.date},
        {"value", INPUT_NUMBER, .numbers = &columns.value}};
    int code = stats_options(stats, known, COUNT_OF(known), err);
    if (code == 0)
        code = stats_read(stats, inputs, COUNT_OF(inputs), err);
    return code < 0 ? code : run_groups(stats, &options, &columns, err);
}

const struct stats_method forecast_method = {
    .name = "forecast",
    .purpose = "What next",
    .summary = "where a series is heading, and the probability of reaching a target",
    .usage = "[--method theta/damped/holt/drift/linear] [--horizon 1] [--target T] "
             "[--better high/low] [FILE.csv]",
    .columns =
        "Reads   date, value, and area where there are several series. Three points or more,\n"
        "        four for damped and holt, at even steps.\n"
        "Writes  a row for each step ahead: step, mean, lower_80, upper_80, lower_95, upper_95,\n"
        "        probability (of being at or beyond the target; blank without one).\n"
        "--method M    theta (the default), damped, holt, drift, linear.\n"
        "--horizon N   how many steps ahead: 1 (the default).\n"
        "--target T    the value to be reached.\n"
        "--better B    which side of the target is good: high (the default) or low.",
    .formula =
        "theta: simple exponential smoothing with half the slope of the line through all points.\n"
        "damped, holt: a level and a slope, damped by 0.8 to 0.98 a step or not, fitted by\n"
        "likelihood. drift: the last value and the mean step. linear: least squares, Student's\n"
        "limits. With very few points the smoothing starts from the first values.",
    .example =
        "printf '%s\\n' date,value 2012,52 2013,51.5 2014,53.4 2015,54 2016,53.1 2017,55 \\\n"
        "  2018,56.2 2019,55.9 2020,57.1 2021,58 2022,57.6 2023,59 |\n"
        "  weft stats forecast --horizon 3 --target 60 --better high\n"
        "# 60.0 in three years, 55.9 to 64.0; 60 will be reached with a probability of 0.49.",
    .assumptions =
        "What moved the series goes on moving it as it did. The limits know nothing of a\n"
        "new policy, and they are too narrow where the method is wrong.",
    .reference =
        "Hyndman RJ, Khandakar Y (2008), J Stat Softw 27(3). Assimakopoulos V,\n"
        "Nikolopoulos K (2000), Int J Forecast 16:521-530. Gardner ES, McKenzie E (1985),\n"
        "Manage Sci 31:1237-1246.",
    .run = run,
};
