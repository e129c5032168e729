/* weft stats ratio: observed against expected events, the indirectly standardised ratio. What is
 * expected is worked out from a reference population's rates in the same strata. */
#include "cli/stats/limits.h"

#include "base/banned.h"

/* What one area adds up to. */
struct area {
    double observed, expected, reference_rate;
};

struct columns {
    const struct slice *area, *stratum;
    const double *observed, *population, *reference_events, *reference_population;
};

static struct area add_up(const struct columns *columns, const size_t *rows, size_t count)
{
    struct area area = {0};
    double events = 0, population = 0;
    bool known = false;
    for (size_t i = 0; i < count; i++) {
        size_t row = rows[i];
        area.observed += isnan(columns->observed[row]) ? 0 : columns->observed[row];
        known |= !isnan(columns->observed[row]);
        area.expected += columns->population[row] * columns->reference_events[row] /
                         columns->reference_population[row];
        events += columns->reference_events[row];
        population += columns->reference_population[row];
    }
    area.reference_rate = events / population;
    if (!known)
        area.observed = NAN;
    return area;
}

static void answer(struct stats *stats, const struct columns *columns,
                   const struct stats_groups *groups, double per)
{
    static const char *const keys[] = {"area", NULL};
    struct table *result = stats_result_groups(stats, groups, keys);
    double *observed = table_add_numbers(result, "observed");
    double *expected = table_add_numbers(result, "expected");
    double *ratio = table_add_numbers(result, "ratio");
    struct limit_columns limits = limit_columns(result);
    double *reference_rate = table_add_numbers(result, "reference_rate");
    double *rate = table_add_numbers(result, "rate");
    for (size_t i = 0; i < groups->count; i++) {
        struct area area = add_up(columns, groups->rows + groups->starts[i],
                                  groups->starts[i + 1] - groups->starts[i]);
        observed[i] = area.observed;
        expected[i] = area.expected;
        ratio[i] = area.expected > 0 ? area.observed / area.expected : NAN;
        reference_rate[i] = area.reference_rate * per;
        rate[i] = ratio[i] * reference_rate[i];
        poisson_limits_each(&area.observed, 1, Z_95, &limits.lower_95[i], &limits.upper_95[i]);
        poisson_limits_each(&area.observed, 1, Z_99_8, &limits.lower_99_8[i],
                            &limits.upper_99_8[i]);
        limits_scale(&limits, i, area.expected > 0 ? 1 / area.expected : NAN);
    }
}

static int run(struct stats *stats, struct err *err)
{
    double per = 100000;
    struct columns columns = {0};
    const struct stats_option options[] = {OPTION_PER(&per)};
    const struct stats_input inputs[] = {
        {"area", INPUT_TEXT, .texts = &columns.area},
        {"stratum", INPUT_TEXT, .texts = &columns.stratum},
        {"observed", INPUT_COUNT, .numbers = &columns.observed},
        {"population", INPUT_POSITIVE, .numbers = &columns.population},
        {"reference_events", INPUT_COUNT, .numbers = &columns.reference_events},
        {"reference_population", INPUT_POSITIVE, .numbers = &columns.reference_population}};
    int code = stats_options(stats, options, COUNT_OF(options), err);
    if (code == 0)
        code = stats_read(stats, inputs, COUNT_OF(inputs), err);
    if (code < 0)
        return code;
    struct stats_groups groups = stats_group(stats->arena, columns.area, stats->table.rows);
    code = stats_once(stats, &groups, columns.stratum, "stratum", err);
    if (code == 0)
        code = stats_same_strata(stats, &groups, columns.stratum, err);
    if (code == 0)
        answer(stats, &columns, &groups, per);
    return code;
}

const struct stats_method ratio_method = {
    .name = "ratio",
    .purpose = "Intervals",
    .summary = "observed against expected events: the indirectly standardised ratio",
    .usage = "[--per 100000] [FILE.csv]",
    .columns =
        "Reads   area, stratum, observed, population, reference_events,\n"
        "        reference_population: a row for each stratum of each area. A blank observed\n"
        "        adds nothing, so that an area's total may stand in one of its rows.\n"
        "Writes  a row for each area: observed, expected, ratio, lower_95, upper_95,\n"
        "        lower_99_8, upper_99_8 (of the ratio), reference_rate, rate.\n"
        "--per N  what the rates are of: 100000 (the default).",
    .formula = "expected = sum of population * reference_events / reference_population; ratio =\n"
               "observed / expected; limits as of `rate`, over expected; rate = ratio *\n"
               "reference rate.",
    .example =
        "printf '%s\\n' area,stratum,observed,population,reference_events,reference_population \\\n"
        "  x,0-4,12,1000,900,100000 x,5-9,20,2000,1500,120000 | weft stats ratio\n"
        "# 32 observed, 34 expected: a ratio of 0.94, with 95% limits 0.64 to 1.33.",
    .assumptions =
        "The reference's rates hold for every area but for one common factor. Ratios of\n"
        "two areas with unlike age structures are not to be compared with each other.",
    .reference = "Breslow NE, Day NE (1987), Statistical methods in cancer research, volume II,\n"
                 "pp. 65-72. Garwood F (1936), Biometrika 28:437-442.",
    .run = run,
};
