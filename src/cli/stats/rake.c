/* weft stats rake: weights that agree with known totals. */
#include "cli/stats/stats.h"

#include <math.h>

#include "math/statistics/statistics.h"

#include "base/banned.h"

struct margins {
    struct table table;
    const struct slice *variable, *level;
    const double *total;
    struct stats_groups groups; /* by variable, as they appear */
};

static int read_margins(struct stats *stats, const char *path, struct margins *margins,
                        struct err *err)
{
    const struct stats_input inputs[] = {
        {"variable", INPUT_TEXT, .texts = &margins->variable},
        {"level", INPUT_TEXT, .texts = &margins->level},
        {"total", INPUT_AMOUNT, .numbers = &margins->total, .complete = true}};
    int code = stats_read_file(stats, path, inputs, COUNT_OF(inputs), &margins->table, err);
    if (code == 0)
        margins->groups = stats_group(stats->arena, margins->variable, margins->table.rows);
    return code;
}

/* The levels of one variable, by name. */
static int read_levels(struct stats *stats, const struct margins *margins, size_t variable,
                       struct map *levels, struct rake_variable *ret_variable, struct err *err)
{
    size_t start = margins->groups.starts[variable];
    size_t count = margins->groups.starts[variable + 1] - start;
    double *totals = arena_array(stats->arena, count, sizeof *totals);
    const char **names = arena_array(stats->arena, count, sizeof *names);
    for (size_t i = 0; i < count; i++) {
        size_t row = margins->groups.rows[start + i];
        if (map_intern(levels, margins->level[row], (uint32_t)i) != i)
            return stats_refuse(
                stats, &margins->table, row, err, "The level %.*s of %.*s is here twice.",
                SLICE_PRINT(margins->level[row]), SLICE_PRINT(margins->variable[row]));
        totals[i] = margins->total[row];
        names[i] = arena_string(stats->arena, margins->level[row]);
    }
    size_t first = margins->groups.rows[start];
    *ret_variable =
        (struct rake_variable){.name = arena_string(stats->arena, margins->variable[first]),
                               .levels = count,
                               .level_names = names,
                               .totals = totals};
    return 0;
}

/* Which of those levels each row of the table has; rows that are missing one are marked. */
static int place_rows(struct stats *stats, const struct map *levels, struct rake_variable *variable,
                      uint32_t *places, bool *missing, struct err *err)
{
    struct table_column *column = table_find(&stats->table, slice_from(variable->name));
    if (!column)
        return err_set(err, ERR_NOT_FOUND, variable->name,
                       "%s has no column called \"%s\", which the margins name.", stats->table.name,
                       variable->name);
    for (size_t row = 0; row < stats->table.rows; row++) {
        struct slice level = slice_trim(column->texts[row]);
        places[row] = level.length ? map_get(levels, level) : 0;
        missing[row] |= !level.length;
        if (places[row] == MAP_ABSENT)
            return stats_refuse(stats, &stats->table, row, err,
                                "The level \"%.*s\" of %s has no total in the margins.",
                                SLICE_PRINT(level), variable->name);
    }
    variable->level = places;
    return 0;
}

static int read_variables(struct stats *stats, const struct margins *margins,
                          struct rake_variable *variables, bool *missing, struct err *err)
{
    for (size_t v = 0; v < margins->groups.count; v++) {
        CLEANUP(map_free) struct map levels = MAP;
        uint32_t *places = arena_array(stats->arena, stats->table.rows, sizeof *places);
        int code = read_levels(stats, margins, v, &levels, &variables[v], err);
        if (code == 0)
            code = place_rows(stats, &levels, &variables[v], places, missing, err);
        if (code < 0)
            return code;
    }
    return 0;
}

/* Rows that lack a weight or a level count nothing and get a blank. */
static int answer(struct stats *stats, const struct rake_variable *variables, size_t count,
                  const double *weights, const bool *missing, struct err *err)
{
    size_t rows = stats->table.rows, left_out = 0;
    double *start = arena_array(stats->arena, 2 * rows, sizeof *start), *raked = start + rows;
    for (size_t row = 0; row < rows; row++) {
        bool out = missing[row] || (weights && isnan(weights[row]));
        start[row] = out ? 0 : weights ? weights[row] : 1;
        left_out += out;
    }
    struct rake_result result;
    int code = rake(variables, count, start, rows, raked, &result, err);
    if (code < 0)
        return code;
    double *column = table_add_numbers(&stats->table, "raked_weight");
    for (size_t row = 0; row < rows; row++)
        column[row] = missing[row] || (weights && isnan(weights[row])) ? NAN : raked[row];
    if (left_out)
        stats_warn(stats, "%zu rows lack a weight or a level and are left out.", left_out);
    if (result.efficiency < 0.5)
        stats_warn(stats,
                   "The weights were changed so unevenly that these answers are worth %.0f%% "
                   "of as many chosen evenly.",
                   100 * result.efficiency);
    return 0;
}

static int run(struct stats *stats, struct err *err)
{
    const char *path = NULL;
    const double *weights = NULL;
    struct margins margins;
    const struct stats_option options[] = {{"--margins", .text = &path}};
    const struct stats_input inputs[] = {
        {"weight", INPUT_AMOUNT, .numbers = &weights, .optional = true}};
    int code = stats_options(stats, options, COUNT_OF(options), err);
    if (code < 0)
        return code;
    if (!path)
        return err_set(err, ERR_USAGE, NULL,
                       "--margins FILE is needed: the totals to agree with, as variable, level, "
                       "total.");
    code = stats_read(stats, inputs, COUNT_OF(inputs), err);
    if (code == 0)
        code = read_margins(stats, path, &margins, err);
    if (code < 0)
        return code;
    struct rake_variable *variables =
        arena_array(stats->arena, margins.groups.count, sizeof *variables);
    bool *missing = arena_array(stats->arena, stats->table.rows, sizeof *missing);
    code = read_variables(stats, &margins, variables, missing, err);
    if (code == 0 && !weights)
        stats_warn(stats, "There is no column weight, so each row begins with a weight of 1.");
    if (code == 0)
        code = answer(stats, variables, margins.groups.count, weights, missing, err);
    return code;
}

const struct stats_method rake_method = {
    .name = "rake",
    .purpose = "Asking people",
    .summary = "weights that agree with known totals of several variables",
    .usage = "--margins MARGINS.csv [FILE.csv]",
    .columns = "Reads   weight (1 where the column is absent) and a column for each variable of\n"
               "        the margins; MARGINS.csv has variable, level, total, a row a level.\n"
               "Writes  raked_weight. It is blank where the weight or a level is.",
    .formula = "For one variable after the other, multiply the weights of each level by its total\n"
               "over what the weights add up to; again until all agree to 1e-12.",
    .example = "printf '%s\\n' variable,level,total sex,f,60 sex,m,40 age,u11,50 age,11+,50 \\\n"
               "  > margins.csv\n"
               "printf '%s\\n' sex,age,weight f,u11,1 f,11+,1 m,u11,1 m,11+,1 |\n"
               "  weft stats rake --margins margins.csv\n"
               "# 30, 30, 20, 20.",
    .assumptions =
        "Within a combination of levels, those who answered are like those who did not.\n"
        "Every level has somebody, and all variables' totals are the same population.",
    .reference = "Deming WE, Stephan FF (1940), Ann Math Stat 11:427-444. Kalton G,\n"
                 "Flores-Cervantes I (2003), J Off Stat 19:81-97.",
    .run = run,
};
