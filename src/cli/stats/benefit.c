/* weft stats benefit: costs and benefits in today's money. */
#include "cli/stats/stats.h"

#include <math.h>

#include "math/statistics/statistics.h"

#include "base/banned.h"

enum { LONG_YEARS = 30 };

static int check_years(struct stats *stats, const double *year, struct err *err)
{
    for (size_t row = 0; row < stats->table.rows; row++) {
        /* cppcheck-suppress nullPointer; stats_read has set it, which is not seen from here */
        if (year[row] != trunc(year[row]))
            return stats_refuse(stats, &stats->table, row, err,
                                "The year %g is not a whole number.", year[row]);
        if (row && year[row] <= year[row - 1])
            return stats_refuse(stats, &stats->table, row, err,
                                "The year %.15g comes after %.15g and is not later. Put the rows "
                                "in order, each year once.",
                                year[row], year[row - 1]);
    }
    return 0;
}

static int run(struct stats *stats, struct err *err)
{
    double rate = 0.035;
    const double *year = NULL, *cost = NULL, *gain = NULL;
    const struct stats_option options[] = {
        {"--rate", .number = &rate, .least = 0, .most = 0.999999}};
    const struct stats_input inputs[] = {{"year", INPUT_NUMBER, .numbers = &year, .complete = true},
                                         {"cost", INPUT_NUMBER, .numbers = &cost},
                                         {"benefit", INPUT_NUMBER, .numbers = &gain}};
    int code = stats_options(stats, options, COUNT_OF(options), err);
    if (code == 0)
        code = stats_read(stats, inputs, COUNT_OF(inputs), err);
    if (code == 0)
        code = check_years(stats, year, err);
    if (code < 0)
        return code;
    size_t rows = stats->table.rows;
    struct benefit benefit = benefit_appraise(year, cost, gain, rows, rate);
    struct table *result = stats_result(stats, 1);
    table_add_numbers(result, "present_cost")[0] = benefit.present_cost;
    table_add_numbers(result, "present_benefit")[0] = benefit.present_benefit;
    table_add_numbers(result, "net_present_value")[0] = benefit.net_present_value;
    table_add_numbers(result, "ratio")[0] = benefit.ratio;
    table_add_numbers(result, "payback_year")[0] = benefit.payback_year;
    /* cppcheck-suppress nullPointer */
    if (year[rows - 1] - year[0] > LONG_YEARS && rate > 0)
        stats_warn(stats,
                   "The Green Book lowers its rate after %d years (3.5%% to 3%%); here one "
                   "rate holds throughout.",
                   LONG_YEARS);
    return 0;
}

const struct stats_method benefit_method = {
    .name = "benefit",
    .purpose = "Did it work",
    .summary = "costs and benefits over years, in today's money",
    .usage = "[--rate 0.035] [FILE.csv]",
    .columns =
        "Reads   year (whole, ascending; years left out cost and bring nothing), cost,\n"
        "        benefit.\n"
        "Writes  present_cost, present_benefit, net_present_value, ratio (of benefit to\n"
        "        cost), payback_year (from which on benefits have covered costs for good,\n"
        "        undiscounted; blank where they never do). A blank figure leaves all blank.\n"
        "--rate R  what a year later is worth less: 0.035 (the default).",
    .formula = "present value = sum of amount / (1 + rate)^(year - first year).",
    .example =
        "printf "
        "'year,cost,benefit\\n0,100000,0\\n1,0,30000\\n2,0,30000\\n3,0,30000\\n4,0,30000\\n' |\n"
        "  weft stats benefit\n"
        "# 10,192 net, 1.10 for each pound, paid back in year 4.",
    .assumptions =
        "Amounts are in the prices of the first year, inflation taken out. The effect is\n"
        "net of what would have happened anyway, and counts nobody's benefit twice.",
    .reference = "HM Treasury (2022), The Green Book, annex 6.",
    .run = run,
};
