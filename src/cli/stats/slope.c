/* weft stats slope: the slope index of inequality across deprivation, and the relative one.
 * Groups are placed by their share of people and not by their number, since tenths are never
 * quite tenths. */
#include "cli/stats/limits.h"

#include <stdlib.h>

#include "base/banned.h"

enum { FEWEST_QUANTILES = 3 };

static const char *const transforms[] = {"none", "log", "logit", NULL};

struct columns {
    const struct slice *area;
    const double *quantile, *population, *value, *se, *lower, *upper;
};

/* The groups of one area, in order of quantile. */
struct ladder {
    double *population, *value, *se;
    size_t count;
};

static int compare_keys(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Refuse what the transform has no room for. */
static int check_row(struct stats *stats, const struct columns *columns, size_t row,
                     enum slope_transform transform, struct err *err)
{
    double values[] = {columns->value[row], columns->lower ? columns->lower[row] : NAN,
                       columns->upper ? columns->upper[row] : NAN};
    for (size_t i = 0; i < COUNT_OF(values) && transform != SLOPE_NONE; i++)
        if (values[i] <= 0 || (transform == SLOPE_LOGIT && values[i] >= 1))
            return stats_refuse(stats, &stats->table, row, err,
                                transform == SLOPE_LOG
                                    ? "The figure %g has no logarithm. Values and limits must be "
                                      "above 0."
                                    : "The figure %g has no logit. Values and limits must be "
                                      "between 0 and 1.",
                                values[i]);
    if (columns->lower && columns->lower[row] > columns->upper[row])
        return stats_refuse(stats, &stats->table, row, err,
                            "The lower limit %g is above the upper limit %g.", columns->lower[row],
                            columns->upper[row]);
    return 0;
}

static double standard_error(const struct columns *columns, size_t row,
                             enum slope_transform transform)
{
    if (columns->se)
        return columns->se[row];
    return (slope_transformed(columns->upper[row], transform) -
            slope_transformed(columns->lower[row], transform)) /
           (2 * Z_95);
}

/* Put the rows of an area in order of quantile; 1 … count must each stand once. */
static int climb(struct stats *stats, const struct columns *columns, const size_t *rows,
                 size_t count, enum slope_transform transform, struct ladder *ladder,
                 struct err *err)
{
    struct {
        double quantile;
        size_t row;
    } *steps = arena_array(stats->arena, count, sizeof *steps);
    for (size_t i = 0; i < count; i++) {
        steps[i].quantile = columns->quantile[rows[i]];
        steps[i].row = rows[i];
    }
    qsort(steps, count, sizeof *steps, compare_keys);
    ladder->count = count;
    for (size_t i = 0; i < count; i++) {
        size_t row = steps[i].row;
        if (i && steps[i].quantile == steps[i - 1].quantile)
            return stats_refuse(stats, &stats->table, row, err,
                                "The quantile %g stands twice in this area.", steps[i].quantile);
        if (steps[i].quantile != (double)i + 1)
            return stats_refuse(stats, &stats->table, row, err,
                                "The quantile %g stands here, and the area has no %zu. Quantiles "
                                "are 1 (most deprived), 2, 3 and so on.",
                                steps[i].quantile, i + 1);
        int code = check_row(stats, columns, row, transform, err);
        if (code < 0)
            return code;
        ladder->population[i] = columns->population[row];
        ladder->value[i] = columns->value[row];
        ladder->se[i] = standard_error(columns, row, transform);
    }
    if (count < FEWEST_QUANTILES)
        return stats_refuse(stats, &stats->table, rows[0], err,
                            "This area has %zu quantiles, and a slope needs %d or more.", count,
                            FEWEST_QUANTILES);
    return 0;
}

static int answer(struct stats *stats, const struct columns *columns,
                  const struct stats_groups *groups, enum slope_transform transform, double per,
                  struct err *err)
{
    struct ladder ladder = {arena_array(stats->arena, stats->table.rows, sizeof(double)),
                            arena_array(stats->arena, stats->table.rows, sizeof(double)),
                            arena_array(stats->arena, stats->table.rows, sizeof(double)), 0};
    struct table *result = stats_result_groups(stats, groups, (const char *const[]){"area", NULL});
    double *index = table_add_numbers(result, "slope_index");
    double *relative = table_add_numbers(result, "relative_index");
    double *intercept = table_add_numbers(result, "intercept");
    double *slope_lower = table_add_numbers(result, "slope_lower_95");
    double *slope_upper = table_add_numbers(result, "slope_upper_95");
    double *relative_lower = table_add_numbers(result, "relative_lower_95");
    double *relative_upper = table_add_numbers(result, "relative_upper_95");
    for (size_t i = 0; i < groups->count; i++) {
        int code = climb(stats, columns, groups->rows + groups->starts[i],
                         groups->starts[i + 1] - groups->starts[i], transform, &ladder, err);
        if (code < 0)
            return code;
        struct slope_index slope =
            slope_index(ladder.population, ladder.value, ladder.se, ladder.count, transform);
        index[i] = slope.index * per;
        relative[i] = slope.relative;
        intercept[i] = slope.intercept * per;
        slope_lower[i] = slope.index_limits.lower * per;
        slope_upper[i] = slope.index_limits.upper * per;
        relative_lower[i] = slope.relative_limits.lower;
        relative_upper[i] = slope.relative_limits.upper;
    }
    return 0;
}

static int run(struct stats *stats, struct err *err)
{
    double per = 1;
    int transform = SLOPE_NONE;
    struct columns columns = {0};
    const struct stats_option options[] = {
        {"--transform", .choice = &transform, .choices = transforms}, OPTION_PER(&per)};
    const struct stats_input inputs[] = {
        {"area", INPUT_TEXT, .texts = &columns.area},
        {"quantile", INPUT_TRIALS, .numbers = &columns.quantile, .complete = true},
        {"population", INPUT_POSITIVE, .numbers = &columns.population},
        {"value", INPUT_NUMBER, .numbers = &columns.value},
        {"se", INPUT_AMOUNT, .numbers = &columns.se, .optional = true}};
    const struct stats_input limits[] = {{"lower", INPUT_NUMBER, .numbers = &columns.lower},
                                         {"upper", INPUT_NUMBER, .numbers = &columns.upper}};
    int code = stats_options(stats, options, COUNT_OF(options), err);
    if (code == 0)
        code = stats_read(stats, inputs, COUNT_OF(inputs), err);
    if (code == 0 && !columns.se)
        code = stats_columns(stats, &stats->table, limits, COUNT_OF(limits), err);
    if (code < 0)
        return code;
    struct stats_groups groups = stats_group(stats->arena, columns.area, stats->table.rows);
    return answer(stats, &columns, &groups, (enum slope_transform)transform, per, err);
}

const struct stats_method slope_method = {
    .name = "slope",
    .purpose = "Comparison",
    .summary = "slope and relative index of inequality across deprivation",
    .usage = "[--transform none/log/logit] [--per 1] [FILE.csv]",
    .columns =
        "Reads   area, quantile (1 is the most deprived; each area has 1, 2, 3 …), population,\n"
        "        value, and se, its standard error, or lower and upper, its 95% limits.\n"
        "Writes  a row for each area: slope_index (the fit at 1 less the fit at 0),\n"
        "        relative_index (the one over the other), intercept, slope_lower_95,\n"
        "        slope_upper_95, relative_lower_95, relative_upper_95.\n"
        "--transform T  the scale on which the values make a line, and on which se is given: none\n"
        "               (the default), log for rates, logit for proportions. Limits are of "
        "values.\n"
        "--per N        multiplies the slope index and the intercept.",
    .formula =
        "Least squares of the values on the middle of each quantile's share of the population,\n"
        "weighted by population. Limits: normal, Fieller's for the ratio. With a transform the\n"
        "line is fitted to log or logit values and its ends are brought back; the limits are "
        "those\n"
        "of its slope, turned about the middle.",
    .example =
        "printf 'area,quantile,population,value,se\\nx,1,100,10,1\\nx,2,100,8,1\\nx,3,100,6,1\\n' "
        "|\n"
        "  weft stats slope\n"
        "# -6, with 95% limits -10.2 to -1.8.",
    .assumptions = "The value changes along a straight line from the most to the least deprived;\n"
                   "small populations make the slope unsteady.",
    .reference =
        "Low A, Low A (2004), J Public Health 26:388-395. Fieller EC (1954), J R Stat Soc\n"
        "B 16:175-185. PHEindicatormethods 2.0 (2023), phe_sii: transform.",
    .run = run,
};
