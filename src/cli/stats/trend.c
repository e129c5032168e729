/* weft stats trend: a straight trend that outliers do not bend (Sen's slope), and a test of it. */
#include "cli/stats/limits.h"

#include "base/banned.h"

struct columns {
    const struct slice *area, *date;
    const double *value;
};

/* One series' points that are not missing. x counts steps from the first date. */
struct series {
    double *x, *y, *spare;
    size_t count;
};

static int gather(struct stats *stats, const struct columns *columns, const size_t *rows,
                  size_t count, struct series *series, struct err *err)
{
    struct stats_date *dates = arena_array(stats->arena, count, sizeof *dates);
    int64_t *steps = arena_array(stats->arena, count, sizeof *steps);
    int code = stats_dates(stats, columns->date, rows, count, dates, err);
    if (code < 0)
        return code;
    stats_date_steps(dates, count, steps);
    series->count = 0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(columns->value[rows[i]]))
            continue;
        series->x[series->count] = (double)steps[i];
        series->y[series->count++] = columns->value[rows[i]];
    }
    if (series->count == 0)
        stats_warn(stats, "The series that starts in line %u has no figure.",
                   stats->table.lines[rows[0]]);
    if (series->count == 1)
        return stats_refuse(stats, &stats->table, rows[0], err,
                            "The series that starts here has 1 point. A trend needs two.");
    if (series->count > TREND_MOST)
        return stats_refuse(stats, &stats->table, rows[0], err,
                            "The series that starts here has %zu points, more than the %d that a "
                            "trend can have.",
                            series->count, TREND_MOST);
    return 0;
}

static int answer(struct stats *stats, const struct columns *columns,
                  const struct stats_groups *groups, struct err *err)
{
    static const char *const names[] = {"slope",    "intercept", "lower_95", "upper_95", "s",
                                        "variance", "z",         "p",        "tau"};
    double *results[COUNT_OF(names)];
    size_t longest = 0;
    for (size_t i = 0; i < groups->count; i++) {
        size_t count = groups->starts[i + 1] - groups->starts[i];
        longest = count > longest ? count : longest;
    }
    size_t most = longest < TREND_MOST ? longest : TREND_MOST;
    struct series series = {arena_array(stats->arena, longest, sizeof(double)),
                            arena_array(stats->arena, longest, sizeof(double)),
                            arena_array(stats->arena, most * (most + 1) / 2, sizeof(double)), 0};
    struct table *result = stats_result_groups(stats, groups, (const char *const[]){"area", NULL});
    for (size_t i = 0; i < COUNT_OF(names); i++)
        results[i] = table_add_numbers(result, names[i]);
    for (size_t i = 0; i < groups->count; i++) {
        int code = gather(stats, columns, groups->rows + groups->starts[i],
                          groups->starts[i + 1] - groups->starts[i], &series, err);
        if (code < 0)
            return code;
        if (series.count == 0)
            continue;
        struct trend trend = theil_sen(series.x, series.y, series.count, series.spare);
        const double values[] = {trend.slope,
                                 trend.intercept,
                                 trend.limits.lower,
                                 trend.limits.upper,
                                 trend.s,
                                 trend.variance,
                                 trend.z,
                                 trend.p,
                                 trend.tau};
        for (size_t j = 0; j < COUNT_OF(names); j++)
            results[j][i] = values[j];
    }
    return 0;
}

static int run(struct stats *stats, struct err *err)
{
    struct columns columns = {0};
    const struct stats_input inputs[] = {
        {"area", INPUT_TEXT, .texts = &columns.area, .optional = true},
        {"date", INPUT_TEXT, .texts = &columns.date},
        {"value", INPUT_NUMBER, .numbers = &columns.value}};
    int code = stats_options(stats, NULL, 0, err);
    if (code == 0)
        code = stats_read(stats, inputs, COUNT_OF(inputs), err);
    if (code < 0)
        return code;
    struct stats_groups groups = stats_group(stats->arena, columns.area, stats->table.rows);
    return answer(stats, &columns, &groups, err);
}

const struct stats_method trend_method = {
    .name = "trend",
    .purpose = "Signal",
    .summary = "a straight trend that outliers do not bend, and a test of it",
    .usage = "[FILE.csv]",
    .columns = "Reads   date, value, and area where there are several series.\n"
               "Writes  a row for each series: slope (for a step of 1 in whole numbers, else for\n"
               "        the longest step that fits all dates), intercept (at the first date),\n"
               "        lower_95, upper_95 (of the slope), s, variance, z, p, tau.",
    .formula =
        "slope: the median of (yj - yi) / (xj - xi) over all M pairs; its limits are the sorted\n"
        "slopes in places round((M - 1.96 sd) / 2) and round((M + 1.96 sd) / 2) + 1, sd^2 the\n"
        "variance of S. S: pairs that rise less pairs that fall; z = (S -/+ 1) / sd; tau-b.",
    .example = "printf 'date,value\\n2019,10\\n2020,12\\n2021,11\\n2022,15\\n2023,16\\n' | weft "
               "stats trend\n"
               "# A slope of 1.5 a year.",
    .assumptions = "Points are independent of each other: a series that wanders gives small p too\n"
                   "often. At most 5,000 points a series.",
    .reference = "Sen PK (1968), J Am Stat Assoc 63:1379-1389. Mann HB (1945), Econometrica\n"
                 "13:245-259. Kendall MG (1975), Rank correlation methods, 4th edn.",
    .run = run,
};
