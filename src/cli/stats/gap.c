/* weft stats gap: three forms, told apart by the options and columns that are there. */
#include "cli/stats/limits.h"

#include <stdio.h>

#include "base/banned.h"

/* The outcome of each person, or each unit; covariates are `count` columns. */
struct people_columns {
    const struct slice *group;
    const double *outcome, **covariates;
    size_t count;
};

struct rates {
    const struct slice *area, *group, *stratum; /* area NULL: all rows are one */
    const double *events, *trials;
};

/* The groups of one area. */
struct part {
    struct stats_groups groups;
    size_t reference;
};

/* One group's strata, in the order in which the reference has them. */
struct strata {
    double *events, *trials;
    size_t count;
    double all_events, all_trials;
};

static size_t find_reference(const struct stats_groups *groups, const struct slice *group,
                             const char *reference)
{
    for (size_t i = 0; reference && i < groups->count; i++)
        if (slice_is(group[groups->rows[groups->starts[i]]], reference))
            return i;
    return reference ? groups->count : 0;
}

static int check_groups(const struct stats_groups *groups, size_t reference, const char *name,
                        struct err *err)
{
    if (reference == groups->count)
        return err_set(err, ERR_USAGE, NULL, "--reference: there is no group called \"%s\".", name);
    if (groups->count < 2)
        return err_set(err, ERR_ASSUMPTION, NULL, "A gap needs two groups, and there is only one.");
    return 0;
}

static struct strata gather(struct arena *arena, const struct rates *rates,
                            const struct stats_groups *groups, size_t group,
                            const struct map *order)
{
    size_t count = groups->starts[group + 1] - groups->starts[group];
    struct strata strata = {arena_array(arena, count, sizeof(double)),
                            arena_array(arena, count, sizeof(double)), count, 0, 0};
    for (size_t i = groups->starts[group]; i < groups->starts[group + 1]; i++) {
        size_t row = groups->rows[i];
        uint32_t place = map_get(order, rates->stratum[row]);
        strata.events[place] = rates->events[row];
        strata.trials[place] = rates->trials[row];
        strata.all_events += rates->events[row];
        strata.all_trials += rates->trials[row];
    }
    return strata;
}

/* How much of the variation of the strata's rates, weighted by trials, lies between the two. */
static double between_share(struct arena *arena, const struct strata *first,
                            const struct strata *second)
{
    size_t count = first->count + second->count;
    double *values = arena_array(arena, 2 * count, sizeof *values), *weights = values + count;
    size_t *group = arena_array(arena, count, sizeof *group);
    for (size_t i = 0; i < count; i++) {
        const struct strata *strata = i < first->count ? first : second;
        size_t own = i < first->count ? i : i - first->count;
        values[i] = strata->events[own] / strata->trials[own];
        weights[i] = strata->trials[own];
        group[i] = i >= first->count;
        if (isnan(values[i]))
            return NAN;
    }
    return variation_between(values, weights, group, count, 2).between_share;
}

struct rate_columns {
    struct slice *area, *group;
    double *rate, *reference_rate, *gap, *ratio, *lower, *upper, *between, *of_rates, *of_shares;
};

static struct rate_columns add_rate_columns(struct table *result, bool area)
{
    return (struct rate_columns){area ? table_add_texts(result, "area") : NULL,
                                 table_add_texts(result, "group"),
                                 table_add_numbers(result, "rate"),
                                 table_add_numbers(result, "reference_rate"),
                                 table_add_numbers(result, "gap"),
                                 table_add_numbers(result, "ratio"),
                                 table_add_numbers(result, "lower_95"),
                                 table_add_numbers(result, "upper_95"),
                                 table_add_numbers(result, "between_share"),
                                 table_add_numbers(result, "rate_component"),
                                 table_add_numbers(result, "composition_component")};
}

/* A row for each other group of the area, from `row` on; returns the next. */
static size_t answer_part(struct stats *stats, const struct rates *rates, const struct part *part,
                          const struct rate_columns *columns, size_t row)
{
    CLEANUP(map_free) struct map order = MAP;
    const struct stats_groups *groups = &part->groups;
    for (size_t i = groups->starts[part->reference]; i < groups->starts[part->reference + 1]; i++)
        map_intern(&order, rates->stratum[groups->rows[i]], (uint32_t)order.length);
    struct strata base = gather(stats->arena, rates, groups, part->reference, &order);
    for (size_t group = 0; group < groups->count; group++) {
        if (group == part->reference)
            continue;
        struct strata strata = gather(stats->arena, rates, groups, group, &order);
        struct two_proportions two =
            two_proportions(strata.all_events, strata.all_trials, base.all_events, base.all_trials);
        struct kitagawa parts =
            kitagawa(strata.events, strata.trials, base.events, base.trials, base.count);
        size_t first = groups->rows[groups->starts[group]];
        if (columns->area)
            columns->area[row] = rates->area[first];
        columns->group[row] = rates->group[first];
        columns->rate[row] = strata.all_events / strata.all_trials;
        columns->reference_rate[row] = base.all_events / base.all_trials;
        columns->gap[row] = two.difference;
        columns->ratio[row] = two.ratio;
        columns->lower[row] = two.difference_limits.lower;
        columns->upper[row] = two.difference_limits.upper;
        columns->between[row] = between_share(stats->arena, &strata, &base);
        columns->of_rates[row] = parts.rate_component;
        columns->of_shares[row] = parts.composition_component;
        row++;
    }
    return row;
}

static int check_part(struct stats *stats, const struct rates *rates, const char *reference,
                      struct part *part, struct err *err)
{
    struct err why = {0};
    part->reference = find_reference(&part->groups, rates->group, reference);
    int code = check_groups(&part->groups, part->reference, reference, rates->area ? &why : err);
    if (code < 0 && rates->area)
        code = stats_refuse(stats, &stats->table, part->groups.rows[0], err,
                            "Of the area that starts here: %s", why.message);
    if (code == 0)
        code = stats_once(stats, &part->groups, rates->stratum, "stratum", err);
    return code < 0 ? code : stats_same_strata(stats, &part->groups, rates->stratum, err);
}

static int answer_rates(struct stats *stats, const struct rates *rates, const char *reference,
                        struct err *err)
{
    struct stats_groups areas = stats_group(stats->arena, rates->area, stats->table.rows);
    struct part *parts = arena_array(stats->arena, areas.count, sizeof *parts);
    size_t others = 0, row = 0;
    for (size_t i = 0; i < areas.count; i++) {
        parts[i].groups =
            stats_group_within(stats->arena, rates->group, areas.rows + areas.starts[i],
                               areas.starts[i + 1] - areas.starts[i]);
        int code = check_part(stats, rates, reference, &parts[i], err);
        if (code < 0)
            return code;
        others += parts[i].groups.count - 1;
    }
    struct rate_columns columns = add_rate_columns(stats_result(stats, others), rates->area);
    for (size_t i = 0; i < areas.count; i++)
        row = answer_part(stats, rates, &parts[i], &columns, row);
    return 0;
}

static int run_rates(struct stats *stats, const char *reference, struct err *err)
{
    struct rates rates = {0};
    const struct stats_input inputs[] = {
        {"area", INPUT_TEXT, .texts = &rates.area, .optional = true},
        {"group", INPUT_TEXT, .texts = &rates.group},
        {"stratum", INPUT_TEXT, .texts = &rates.stratum},
        {"events", INPUT_COUNT, .numbers = &rates.events},
        {"trials", INPUT_TRIALS, .numbers = &rates.trials}};
    int code = stats_columns(stats, &stats->table, inputs, COUNT_OF(inputs), err);
    if (code == 0)
        code = stats_events_fit(stats, rates.events, rates.trials, err);
    return code < 0 ? code : answer_rates(stats, &rates, reference, err);
}

/* The number of each row's group. */
static size_t *number_rows(struct arena *arena, const struct stats_groups *groups, size_t rows)
{
    size_t *numbers = arena_array(arena, rows, sizeof *numbers);
    for (size_t group = 0; group < groups->count; group++)
        for (size_t i = groups->starts[group]; i < groups->starts[group + 1]; i++)
            numbers[groups->rows[i]] = group;
    return numbers;
}

static int run_values(struct stats *stats, struct err *err)
{
    struct people_columns columns = {0};
    const struct stats_input inputs[] = {{"group", INPUT_TEXT, .texts = &columns.group},
                                         {"value", INPUT_NUMBER, .numbers = &columns.outcome}};
    int code = stats_columns(stats, &stats->table, inputs, COUNT_OF(inputs), err);
    if (code < 0)
        return code;
    size_t rows = stats->table.rows;
    struct stats_groups groups = stats_group(stats->arena, columns.group, rows);
    code = check_groups(&groups, 0, NULL, err);
    if (code < 0)
        return code;
    struct variation variation = variation_between(
        columns.outcome, NULL, number_rows(stats->arena, &groups, rows), rows, groups.count);
    if (isnan(variation.between_share))
        return err_set(err, ERR_ASSUMPTION, NULL,
                       "All the values are equal: there is no variation to part.");
    struct table *result = stats_result(stats, 1);
    table_add_numbers(result, "between_share")[0] = variation.between_share;
    table_add_numbers(result, "within_share")[0] = variation.within_share;
    table_add_numbers(result, "f")[0] = variation.f;
    table_add_numbers(result, "p")[0] = variation.p;
    return 0;
}

/* The complete rows of one group: outcome, then its covariates row after row. */
struct people {
    double *outcome, *covariates;
    size_t count;
};

static struct people complete_rows(struct arena *arena, const struct stats_groups *groups,
                                   size_t group, const struct people_columns *columns)
{
    size_t most = groups->starts[group + 1] - groups->starts[group];
    struct people people = {arena_array(arena, most, sizeof(double)),
                            arena_array(arena, most * columns->count, sizeof(double)), 0};
    for (size_t i = groups->starts[group]; i < groups->starts[group + 1]; i++) {
        size_t row = groups->rows[i];
        bool complete = !isnan(columns->outcome[row]);
        for (size_t column = 0; column < columns->count; column++) {
            people.covariates[people.count * columns->count + column] =
                columns->covariates[column][row];
            complete &= !isnan(columns->covariates[column][row]);
        }
        people.outcome[people.count] = columns->outcome[row];
        people.count += complete;
    }
    return people;
}

static int answer_outcome(struct stats *stats, const struct people_columns *columns,
                          const char *reference, struct err *err)
{
    struct stats_groups groups = stats_group(stats->arena, columns->group, stats->table.rows);
    size_t base = find_reference(&groups, columns->group, reference);
    int code = check_groups(&groups, base, reference, err);
    if (code < 0)
        return code;
    struct people against = complete_rows(stats->arena, &groups, base, columns);
    struct table *result = stats_result(stats, groups.count - 1);
    struct slice *names = table_add_texts(result, "group");
    static const char *const parts[] = {"gap",         "endowments", "coefficients",
                                        "interaction", "explained",  "unexplained"};
    double *parts_out[COUNT_OF(parts)];
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        parts_out[i] = table_add_numbers(result, parts[i]);
    for (size_t i = 0, row = 0; i < groups.count; i++) {
        if (i == base)
            continue;
        struct people people = complete_rows(stats->arena, &groups, i, columns);
        struct oaxaca oaxaca;
        code = oaxaca_blinder(people.outcome, people.covariates, people.count, against.outcome,
                              against.covariates, against.count, columns->count, &oaxaca, err);
        if (code < 0)
            return code;
        const double values[] = {oaxaca.gap,         oaxaca.endowments, oaxaca.coefficients,
                                 oaxaca.interaction, oaxaca.explained,  oaxaca.unexplained};
        names[row] = columns->group[groups.rows[groups.starts[i]]];
        for (size_t part = 0; part < COUNT_OF(parts); part++)
            parts_out[part][row] = values[part];
        row++;
    }
    return 0;
}

static int run_outcome(struct stats *stats, const char *outcome, const struct word_list *names,
                       const char *reference, struct err *err)
{
    struct people_columns columns = {
        .covariates = arena_array(stats->arena, names->count, sizeof *columns.covariates),
        .count = names->count};
    struct stats_input *inputs = arena_array(stats->arena, names->count + 2, sizeof *inputs);
    inputs[0] = (struct stats_input){"group", INPUT_TEXT, .texts = &columns.group};
    inputs[1] = (struct stats_input){outcome, INPUT_NUMBER, .numbers = &columns.outcome};
    for (size_t i = 0; i < names->count; i++)
        inputs[i + 2] = (struct stats_input){arena_string(stats->arena, names->words[i]),
                                             INPUT_NUMBER, .numbers = &columns.covariates[i]};
    int code = stats_columns(stats, &stats->table, inputs, names->count + 2, err);
    return code < 0 ? code : answer_outcome(stats, &columns, reference, err);
}

static int run(struct stats *stats, struct err *err)
{
    const char *reference = NULL, *outcome = NULL;
    struct word_list covariates = {0};
    const struct stats_option options[] = {{"--reference", .text = &reference},
                                           {"--outcome", .text = &outcome},
                                           {"--covariates", .list = &covariates}};
    int code = stats_options(stats, options, COUNT_OF(options), err);
    if (code == 0 && (outcome != NULL) != (covariates.count > 0))
        code = err_set(err, ERR_USAGE, NULL, "--outcome and --covariates belong together. %s",
                       outcome ? "Name the covariates." : "Name the outcome.");
    if (code == 0)
        code = stats_read(stats, NULL, 0, err);
    if (code < 0)
        return code;
    if (outcome)
        return run_outcome(stats, outcome, &covariates, reference, err);
    bool values =
        !table_find(&stats->table, SLICE("events")) && table_find(&stats->table, SLICE("value"));
    if (values && reference)
        return err_set(err, ERR_USAGE, NULL,
                       "--reference needs events and trials, or an outcome and covariates.");
    return values ? run_values(stats, err) : run_rates(stats, reference, err);
}

const struct stats_method gap_method = {
    .name = "gap",
    .purpose = "Comparison",
    .summary = "gaps between groups: how large, within or between, and what they are made of",
    .usage = "[--reference GROUP] [--outcome Y --covariates A,B] [FILE.csv]",
    .columns =
        "Reads   group, stratum, events, trials, and area where there are several; or group,\n"
        "        value; or group, Y, A, B.\n"
        "Writes  events: a row for each group but the reference: group, rate, reference_rate,\n"
        "        gap, ratio, lower_95, upper_95 (of the gap), between_share,\n"
        "        rate_component, composition_component.\n"
        "        value: one row: between_share, within_share, f, p.\n"
        "        Y: a row for each other group: group, gap, endowments, coefficients,\n"
        "        interaction, explained, unexplained.\n"
        "--reference GROUP   the group to compare with: the first in the file unless named.\n"
        "--outcome, --covariates   columns of the third form.",
    .formula =
        "gap = rate - reference rate; limits Newcombe's; between_share: of the variation of the\n"
        "strata's rates about the common rate, weighted by trials, what lies between the two\n"
        "groups. Kitagawa: sum of mean share * difference of rates + mean rate * difference of\n"
        "shares. Values: sums of squares between and within, F test. Oaxaca-Blinder: (X1 - X0)'b0\n"
        "+ X0'(b1 - b0) + (X1 - X0)'(b1 - b0); explained = (X1 - X0)'b, b pooled with a term for\n"
        "the group.",
    .example =
        "printf '%s\\n' group,stratum,events,trials a,x,10,100 a,y,30,100 b,x,20,150 b,y,20,50 |\n"
        "  weft stats gap\n"
        "# A gap of 0 for b: 0.058 by rates, -0.058 by composition.",
    .assumptions =
        "Groups share nobody. A part that is explained is not thereby justified, and one\n"
        "that is not explained is not thereby discrimination.",
    .reference =
        "Kitagawa EM (1955), J Am Stat Assoc 50:1168-1194. Newcombe RG (1998), Stat Med\n"
        "17:873-890. Blinder AS (1973), J Hum Resour 8:436-455. Oaxaca R (1973), Int Econ\n"
        "Rev 14:693-709. Jann B (2008), Stata J 8:453-479.",
    .run = run,
};
