/* weft stats rate: events in a population, with Byar's limits or, where events are few, exact
 * ones. */
#include "cli/stats/limits.h"

#include "base/banned.h"

struct columns {
    const double *events, *population;
};

static int run(struct stats *stats, struct err *err)
{
    double per = 100000;
    struct columns columns = {0};
    const struct stats_option options[] = {OPTION_PER(&per)};
    const struct stats_input inputs[] = {
        {"events", INPUT_COUNT, .numbers = &columns.events},
        {"population", INPUT_POSITIVE, .numbers = &columns.population}};
    int code = stats_options(stats, options, COUNT_OF(options), err);
    if (code == 0)
        code = stats_read(stats, inputs, COUNT_OF(inputs), err);
    if (code < 0)
        return code;
    size_t rows = stats->table.rows;
    double *value = table_add_numbers(&stats->table, "value");
    struct limit_columns limits = limit_columns(&stats->table);
    poisson_limits_each(columns.events, rows, Z_95, limits.lower_95, limits.upper_95);
    poisson_limits_each(columns.events, rows, Z_99_8, limits.lower_99_8, limits.upper_99_8);
    for (size_t row = 0; row < rows; row++) {
        value[row] = columns.events[row] / columns.population[row] * per;
        limits_scale(&limits, row, per / columns.population[row]);
    }
    return 0;
}

const struct stats_method rate_method = {
    .name = "rate",
    .purpose = "Intervals",
    .summary = "a rate of events in a population, with Byar's or exact limits",
    .usage = "[--per 100000] [FILE.csv]",
    .columns = "Reads   events: whole numbers; population: above 0.\n"
               "Writes  value, lower_95, upper_95, lower_99_8, upper_99_8.\n"
               "--per N  what the rate is of: 100000 (the default).",
    .formula =
        "events / population. Ten events or more, Byar: O (1 - 1/(9 O) - z/(3 sqrt O))^3 and\n"
        "(O+1) (1 - 1/(9 (O+1)) + z/(3 sqrt(O+1)))^3. Fewer, exact: half the chi-squared\n"
        "quantile on 2 O and on 2 O + 2 degrees of freedom.",
    .example = "printf 'events,population\\n65,20000\\n' | weft stats rate --per 10000\n"
               "# 32.5, with 95% limits 25.1 to 41.4.",
    .assumptions = "Events are independent of each other. A person who has several makes the\n"
                   "limits too narrow.",
    .reference = "Breslow NE, Day NE (1987), Statistical methods in cancer research, volume II,\n"
                 "p. 69. Garwood F (1936), Biometrika 28:437-442.",
    .run = run,
};
