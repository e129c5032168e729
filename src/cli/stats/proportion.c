/* weft stats proportion: a share of a whole with Wilson's limits, which stay within 0 and 1. */
#include "cli/stats/limits.h"

#include "base/banned.h"

struct columns {
    const double *events, *trials;
};

static int run(struct stats *stats, struct err *err)
{
    double per = 1;
    struct columns columns = {0};
    const struct stats_option options[] = {OPTION_PER(&per)};
    const struct stats_input inputs[] = {{"events", INPUT_COUNT, .numbers = &columns.events},
                                         {"trials", INPUT_TRIALS, .numbers = &columns.trials}};
    int code = stats_options(stats, options, COUNT_OF(options), err);
    if (code == 0)
        code = stats_read(stats, inputs, COUNT_OF(inputs), err);
    if (code == 0)
        code = stats_events_fit(stats, columns.events, columns.trials, err);
    if (code < 0)
        return code;
    double *value = table_add_numbers(&stats->table, "value");
    struct limit_columns limits = limit_columns(&stats->table);
    size_t rows = stats->table.rows;
    wilson_limits_each(columns.events, columns.trials, rows, Z_95, limits.lower_95,
                       limits.upper_95);
    wilson_limits_each(columns.events, columns.trials, rows, Z_99_8, limits.lower_99_8,
                       limits.upper_99_8);
    for (size_t row = 0; row < rows; row++) {
        value[row] = columns.events[row] / columns.trials[row] * per;
        limits_scale(&limits, row, per);
    }
    return 0;
}

const struct stats_method proportion_method = {
    .name = "proportion",
    .purpose = "Intervals",
    .summary = "a share of a whole, with Wilson's limits",
    .usage = "[--per 1] [FILE.csv]",
    .columns = "Reads   events, trials: whole numbers, events at most trials.\n"
               "Writes  value, lower_95, upper_95, lower_99_8, upper_99_8.\n"
               "--per N  what the share is of: 1 (the default), 100 for percentages.",
    .formula = "p = events / n; limits (2 events + z^2 -/+ z sqrt(z^2 + 4 events (1 - p))) / "
               "(2 (n + z^2))",
    .example = "printf 'events,trials\\n81,263\\n' | weft stats proportion --per 100\n"
               "# 30.8, with 95% limits 25.5 to 36.6.",
    .assumptions = "Each trial is independent and counted once; events and trials are about the\n"
                   "same people.",
    .reference = "Wilson EB (1927), J Am Stat Assoc 22:209-212. Newcombe RG (1998), Stat Med\n"
                 "17:857-872, method 3.",
    .run = run,
};
