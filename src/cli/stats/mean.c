/* weft stats mean: a mean of measurements with Student's limits, from how many there are and
 * their standard deviation. */
#include "cli/stats/limits.h"

#include "base/banned.h"

struct columns {
    const double *n, *mean, *sd;
};

static int run(struct stats *stats, struct err *err)
{
    struct columns columns = {0};
    const struct stats_input inputs[] = {{"n", INPUT_TRIALS, .numbers = &columns.n},
                                         {"mean", INPUT_NUMBER, .numbers = &columns.mean},
                                         {"sd", INPUT_AMOUNT, .numbers = &columns.sd}};
    int code = stats_options(stats, NULL, 0, err);
    if (code == 0)
        code = stats_read(stats, inputs, COUNT_OF(inputs), err);
    for (size_t row = 0; row < stats->table.rows && code == 0; row++)
        if (columns.n[row] < 2)
            code = stats_refuse(stats, &stats->table, row, err,
                                "The mean of a single figure has no limits. n must be 2 or more.");
    if (code < 0)
        return code;
    double *value = table_add_numbers(&stats->table, "value");
    struct limit_columns limits = limit_columns(&stats->table);
    for (size_t row = 0; row < stats->table.rows; row++) {
        double n = columns.n[row], mean = columns.mean[row], sd = columns.sd[row];
        value[row] = isnan(n) || isnan(sd) ? NAN : mean;
        limits_set(&limits, row, mean_limits(n, mean, sd, Z_95), mean_limits(n, mean, sd, Z_99_8));
    }
    return 0;
}

const struct stats_method mean_method = {
    .name = "mean",
    .purpose = "Intervals",
    .summary = "a mean of measurements, with Student's limits",
    .usage = "[FILE.csv]",
    .columns = "Reads   n: how many figures, 2 or more; mean; sd: their standard deviation.\n"
               "Writes  value, lower_95, upper_95, lower_99_8, upper_99_8.",
    .formula = "mean -/+ t sd / sqrt(n), t of Student's distribution on n - 1 degrees of freedom",
    .example = "printf 'n,mean,sd\\n25,50,10\\n' | weft stats mean\n"
               "# 50, with 95% limits 45.9 to 54.1.",
    .assumptions = "The figures are independent, and their mean is near enough normal: n of 30\n"
                   "or more, or figures that are themselves near normal.",
    .reference = "Student (1908), Biometrika 6:1-25.",
    .run = run,
};
