/* weft stats dsr: a rate standardised directly to one population. Rows are the ages of an area; the
 * answer is a row an area, refused where an area lacks an age that the others have. */
#include "cli/stats/limits.h"

#include <stdio.h>

#include "base/banned.h"

enum { FEWEST_EVENTS = 10 }; /* below, a standardised rate means too little to be shown */

struct columns {
    const struct slice *group, *stratum;
    const double *events, *persons, *events_each, *population, *standard;
};

/* The strata of one group: where persons are counted by how often they had an event, a stratum
 * has several rows. */
struct strata {
    size_t count;
    double *events, *squares, *population, *standard;
};

static struct strata strata_new(struct arena *arena, size_t most)
{
    return (struct strata){.events = arena_array(arena, most, sizeof(double)),
                           .squares = arena_array(arena, most, sizeof(double)),
                           .population = arena_array(arena, most, sizeof(double)),
                           .standard = arena_array(arena, most, sizeof(double))};
}

static int add_row(struct stats *stats, const struct columns *columns, size_t row, size_t stratum,
                   struct strata *strata, struct err *err)
{
    double each = columns->events_each ? columns->events_each[row] : 1;
    double events = columns->events_each ? columns->persons[row] * each : columns->events[row];
    if (stratum == strata->count) {
        strata->count++;
        strata->events[stratum] = events;
        strata->squares[stratum] = events * each;
        strata->population[stratum] = columns->population[row];
        strata->standard[stratum] = columns->standard[row];
        return 0;
    }
    if (strata->population[stratum] != columns->population[row] ||
        strata->standard[stratum] != columns->standard[row])
        return stats_refuse(stats, &stats->table, row, err,
                            "The stratum %.*s has another population here than in an earlier row.",
                            SLICE_PRINT(columns->stratum[row]));
    strata->events[stratum] += events;
    strata->squares[stratum] += events * each;
    return 0;
}

/* Gather the rows of one group into its strata. */
static int gather(struct stats *stats, const struct columns *columns, const size_t *rows,
                  size_t count, struct strata *strata, struct err *err)
{
    CLEANUP(map_free) struct map seen = MAP;
    strata->count = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t stratum = map_intern(&seen, columns->stratum[rows[i]], (uint32_t)strata->count);
        int code = add_row(stats, columns, rows[i], stratum, strata, err);
        if (code < 0)
            return code;
    }
    return 0;
}

static int answer(struct stats *stats, const struct columns *columns,
                  const struct stats_groups *groups, const char *by, double per, struct err *err)
{
    struct strata strata = strata_new(stats->arena, stats->table.rows);
    struct table *result = stats_result_groups(stats, groups, (const char *const[]){by, NULL});
    double *events = table_add_numbers(result, "events");
    double *value = table_add_numbers(result, "value");
    struct limit_columns limits = limit_columns(result);
    for (size_t i = 0; i < groups->count; i++) {
        int code = gather(stats, columns, groups->rows + groups->starts[i],
                          groups->starts[i + 1] - groups->starts[i], &strata, err);
        if (code < 0)
            return code;
        struct direct_rate rate = direct_rate(strata.events, strata.squares, strata.population,
                                              strata.standard, strata.count);
        events[i] = rate.events;
        if (!(rate.events >= FEWEST_EVENTS))
            continue;
        value[i] = rate.value * per;
        limits_set(&limits, i, dobson_limits(&rate, Z_95), dobson_limits(&rate, Z_99_8));
        limits_scale(&limits, i, per);
    }
    return 0;
}

/* One row a stratum and, where persons are counted by their events, a number of events. */
static int check_rows(struct stats *stats, const struct columns *columns,
                      const struct stats_groups *groups, struct err *err)
{
    size_t rows = stats->table.rows;
    const struct slice *keys = columns->stratum;
    if (columns->events_each) {
        struct slice *both = arena_array(stats->arena, rows, sizeof *both);
        for (size_t row = 0; row < rows; row++)
            both[row] = slice_from(arena_printf(stats->arena, "%.*s with %g events each",
                                                SLICE_PRINT(keys[row]), columns->events_each[row]));
        keys = both;
    }
    int code = stats_once(stats, groups, keys, "stratum", err);
    return code < 0 ? code : stats_same_strata(stats, groups, columns->stratum, err);
}

static int run(struct stats *stats, struct err *err)
{
    double per = 100000;
    const char *by = "area";
    struct columns columns = {0};
    const struct stats_option options[] = {OPTION_PER(&per), {"--by", .text = &by}};
    int code = stats_options(stats, options, COUNT_OF(options), err);
    const struct stats_input common[] = {
        {by, INPUT_TEXT, .texts = &columns.group},
        {"stratum", INPUT_TEXT, .texts = &columns.stratum},
        {"population", INPUT_POSITIVE, .numbers = &columns.population},
        {"standard_population", INPUT_AMOUNT, .numbers = &columns.standard, .complete = true}};
    const struct stats_input single[] = {{"events", INPUT_COUNT, .numbers = &columns.events}};
    const struct stats_input repeated[] = {
        {"persons", INPUT_COUNT, .numbers = &columns.persons},
        {"events_each", INPUT_TRIALS, .numbers = &columns.events_each}};
    if (code == 0)
        code = stats_read(stats, common, COUNT_OF(common), err);
    if (code == 0)
        code = table_find(&stats->table, SLICE("persons"))
                   ? stats_columns(stats, &stats->table, repeated, COUNT_OF(repeated), err)
                   : stats_columns(stats, &stats->table, single, COUNT_OF(single), err);
    if (code < 0)
        return code;
    struct stats_groups groups = stats_group(stats->arena, columns.group, stats->table.rows);
    code = check_rows(stats, &columns, &groups, err);
    return code < 0 ? code : answer(stats, &columns, &groups, by, per, err);
}

const struct stats_method dsr_method = {
    .name = "dsr",
    .purpose = "Intervals",
    .summary = "a rate standardised directly to one population, with Dobson's limits",
    .usage = "[--per 100000] [--by area] [FILE.csv]",
    .columns =
        "Reads   area, stratum, events, population, standard_population. Where a\n"
        "        person may have several events: persons and events_each instead of events, a\n"
        "        row for each number of events that persons of the stratum had.\n"
        "Writes  a row for each area: events, value, lower_95, upper_95, lower_99_8,\n"
        "        upper_99_8; value and limits blank under 10 events.\n"
        "--per N   what the rate is of: 100000 (the default).\n"
        "--by COL  the column whose groups are standardised: area (the default).",
    .formula =
        "value = sum(w e / n) / sum(w) with standard populations w; variance v = sum(w^2 q /\n"
        "n^2) / sum(w)^2 where q is the events, or the sum over persons of their events\n"
        "squared; limits value + sqrt(v / E) (L - E) with Byar's L of all E events.",
    .example = "printf '%s\\n' area,stratum,events,population,standard_population \\\n"
               "  x,0-4,12,1000,5000 x,5-9,20,2000,5500 | weft stats dsr\n"
               "# 1095.2, with 95% limits 733.5 to 1566.5.",
    .assumptions =
        "Strata are independent. Ten events or more in all. The standard population is the\n"
        "same for all that is compared.",
    .reference =
        "Dobson AJ, Kuulasmaa K, Eberle E, Scherer J (1991), Stat Med 10:457-462. Breslow\n"
        "NE, Day NE (1987), Statistical methods in cancer research, volume II, p. 69.",
    .run = run,
};
