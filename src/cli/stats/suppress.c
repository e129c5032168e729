/* weft stats suppress: hide the fewest cells that protect every small one. What comes out is proven
 * by the attack before it is written: a table that can be worked out is refused and never given. */
#include "cli/stats/sensitive.h"

#include <math.h>

#include "base/banned.h"

/* How much work goes into making a table cheaper: microseconds, at most. */
enum { EFFORT_A_CELL = 350, EFFORT_LEAST = 100000, EFFORT_MOST = 600000 };
enum { ROUNDING_EFFORT = 2000000 };

enum cost { COST_VALUE, COST_CELLS };

struct request {
    struct sensitive_rules rules;
    int cost, round;
    const char *hierarchy, *rule;
    struct word_list linked, previous;
};

/* The tables, and what is to become of each cell of the system they make. */
struct publication {
    const struct request *request;
    struct cell_system system;
    size_t own;             /* tables that are to be published; those before are behind them */
    double *values, *costs; /* of each cell */
    enum cell_state *states;
    bool *ours; /* cells of the tables to be published */
    struct sensitive sensitive;
    bool whole;
    bool *hidden;
    double *figures;      /* as published: a count, or it rounded */
    struct range *ranges; /* the attacker's limits */
    bool exact, limits_exact;
};

/* --- reading ------------------------------------------------------------------------------- */

static int read_request(struct stats *stats, struct request *request, struct err *err)
{
    static const char *const costs[] = {"value", "cells", NULL};
    *request = (struct request){0};
    const struct stats_option options[] = {
        {"--threshold", .whole = &request->rules.threshold, .least = 1, .most = 1e6},
        {"--cost", .choice = &request->cost, .choices = costs},
        {"--round", .whole = &request->round, .least = 2, .most = 1e6},
        {"--hierarchy", .text = &request->hierarchy},
        {"--linked", .files = &request->linked},
        {"--previous", .files = &request->previous},
        {"--rule", .text = &request->rule},
    };
    int code = stats_options(stats, options, COUNT_OF(options), err);
    if (code == 0 && request->rule)
        code = rule_parse(request->rule, &request->rules, err);
    if (code < 0)
        return code;
    request->rules.threshold_given = request->rules.threshold > 0;
    if (!request->rules.threshold_given)
        request->rules.threshold = 5;
    if (request->round && request->previous.count)
        return err_set(err, ERR_USAGE, NULL,
                       "--round and --previous do not go together: what was published before was "
                       "not rounded with it.");
    if (request->rules.threshold_given && request->rules.has_rule)
        return err_set(err, ERR_USAGE, NULL,
                       "--threshold is for counts and --rule for values. Give one of them.");
    return 0;
}

static int read_tables(struct stats *stats, const struct request *request,
                       struct publication *publication, struct err *err)
{
    struct hierarchy hierarchy;
    size_t own = 1 + request->linked.count, count = own + request->previous.count;
    struct cell_table *tables = arena_array(stats->arena, count + 1, sizeof *tables);
    const char *source = stats->source;
    int code = hierarchy_read(stats, request->hierarchy, &hierarchy, err);
    for (size_t t = 0; t < count && code == 0; t++) {
        const char *path = source;
        if (t > 0 && t < own)
            path = arena_string(stats->arena, request->linked.words[t - 1]);
        if (t >= own)
            path = arena_string(stats->arena, request->previous.words[t - own]);
        code = t < own ? cells_read_whole(stats, path, &hierarchy, &tables[t], err)
                       : cells_read_published(stats, path, &hierarchy, &tables[t], err);
    }
    publication->own = own;
    if (code == 0)
        code = cells_frame(stats, tables, &count, &hierarchy, err);
    if (code == 0)
        code = cells_join(stats, tables, count, &publication->system, err);
    return code < 0 ? code : hierarchy_used(stats, &hierarchy, &publication->system, err);
}

/* Give each cell its figure; two tables must agree. */
static int take_figures(struct stats *stats, struct publication *publication, struct err *err)
{
    const struct cell_system *system = &publication->system;
    for (size_t i = 0; i < system->additive.cells; i++)
        publication->values[i] = NAN;
    for (size_t t = 0; t < system->table_count; t++) {
        const struct cell_table *table = &system->tables[t];
        bool ours = t < publication->own;
        for (uint32_t cell = 0; cell < table->lattice.cells; cell++) {
            uint32_t place = table->places[cell];
            double figure = table->figures[cell], *value = &publication->values[place];
            publication->ours[place] = publication->ours[place] || ours;
            if (isnan(figure))
                continue;
            if (!isnan(*value) && fabs(*value - figure) > 1e-9 * figure)
                return err_set(err, ERR_CONFLICT, NULL,
                               "%s is %.15g in %s and %.15g elsewhere. Tables of the same people "
                               "must agree; where they are of different periods, give each a "
                               "column period.",
                               cell_words(stats->arena, table, cell), figure, table->source.name,
                               *value);
            *value = figure;
            if (!ours)
                publication->states[place] = CELL_PUBLIC;
        }
    }
    return 0;
}

/* --- what was published before ------------------------------------------------------------- */

/* What an attacker knew from the earlier tables alone. */
static int attack_before(struct publication *publication, struct range *ret_ranges, struct err *err)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    size_t cells = publication->system.additive.cells;
    struct range *known = arena_array(&arena, cells, sizeof *known);
    for (size_t i = 0; i < cells; i++)
        known[i] = publication->states[i] == CELL_PUBLIC
                       ? (struct range){publication->values[i], publication->values[i]}
                       : (struct range){0, INFINITY};
    return disclosure_attack(&publication->system.additive, known, publication->whole, &arena,
                             ret_ranges, NULL, err);
}

/* What must stay possible for a cell that was hidden: all that was, below and up to the threshold.
 * It is hidden still, whatever we publish, unless we publish the cell itself. */
static struct range kept_interval(const struct publication *publication, uint32_t cell,
                                  struct range before)
{
    double value = publication->values[cell];
    double enough = publication->whole ? publication->request->rules.threshold : 2 * value;
    return (struct range){before.lower, fmax(before.lower, fmin(before.upper, enough))};
}

/* The figures that follow from those that we know, sum by sum. */
static void work_out(const struct additive *additive, double *values)
{
    for (bool found = true; found;) {
        found = false;
        for (size_t sum = 0; sum < additive->sums; sum++) {
            const uint32_t *members = additive->members + additive->starts[sum];
            size_t count = additive->starts[sum + 1] - additive->starts[sum], unknown = 0, at = 0;
            double rest = 0; /* the total less its parts */
            for (size_t i = 0; i < count; i++)
                if (isnan(values[members[i]])) {
                    at = i;
                    unknown++;
                } else {
                    rest += i == 0 ? values[members[i]] : -values[members[i]];
                }
            double value = at == 0 ? -rest : rest;
            if (unknown != 1 || value < 0)
                continue;
            values[members[at]] = value;
            found = true;
        }
    }
}

/* The small counts of the quarters that no table has, as far as the earlier tables leave them in
 * doubt. */
static void protect_remainders(struct publication *publication, const struct range *before)
{
    const struct cell_system *system = &publication->system;
    bool marked = table_find(&system->tables[0].source, SLICE("primary"));
    int threshold = publication->request->rules.threshold;
    bool by_size = publication->whole && (!marked || publication->request->rules.threshold_given);
    for (uint32_t cell = 0; by_size && cell < system->additive.cells; cell++) {
        double count = publication->values[cell];
        if (!(count >= 1 && count < threshold) || !cells_missing(system, cell) ||
            !(before[cell].lower < before[cell].upper))
            continue;
        struct range interval = {fmax(count - 1, before[cell].lower),
                                 fmin(fmax(count + 1, threshold), before[cell].upper)};
        vector_push(&publication->sensitive.protections,
                    (struct protection){cell, interval, INSIDER_NONE});
    }
}

/* Cells that an earlier table hides, or that no table shows: they move freely, and those that may
 * be small keep what protected them. */
static int keep_earlier_protection(struct stats *stats, struct publication *publication,
                                   struct err *err)
{
    const struct cell_system *system = &publication->system;
    struct range *before = arena_array(stats->arena, system->additive.cells, sizeof *before);
    bool *kept = arena_array(stats->arena, system->additive.cells, sizeof *kept);
    int code = attack_before(publication, before, err);
    work_out(&system->additive, publication->values);
    if (code == 0)
        protect_remainders(publication, before);
    if (code == 0)
        code = additive_complete(&system->additive, publication->values, publication->values, err);
    code = cells_tell_conflict(stats, system, code, err);
    for (size_t t = publication->own; t < system->table_count && code == 0; t++) {
        const struct cell_table *table = &system->tables[t];
        for (uint32_t cell = 0; cell < table->lattice.cells; cell++) {
            uint32_t place = table->places[cell];
            bool small =
                !publication->whole || before[place].lower < publication->request->rules.threshold;
            if (table->blank && table->blank[cell] && !kept[place] && small &&
                publication->states[place] != CELL_PUBLIC &&
                before[place].lower < before[place].upper) {
                kept[place] = true;
                vector_push(&publication->sensitive.protections,
                            (struct protection){place,
                                                kept_interval(publication, place, before[place]),
                                                INSIDER_NONE});
            }
        }
    }
    for (size_t i = 0; i < system->additive.cells && code == 0; i++)
        if (!publication->ours[i] && publication->states[i] == CELL_FREE)
            publication->states[i] = CELL_SENSITIVE;
    publication->sensitive.needed = publication->sensitive.protections.length;
    return code;
}

static int refuse_public(struct stats *stats, const struct publication *publication,
                         const bool *was_public, struct err *err)
{
    for (size_t i = 0; i < publication->sensitive.protections.length; i++) {
        uint32_t cell = publication->sensitive.protections.data[i].cell;
        if (was_public[cell])
            return err_set(err, ERR_CONFLICT, NULL,
                           "%s is sensitive, and was published before: nothing can protect it now.",
                           system_cell_words(stats->arena, &publication->system, cell));
    }
    return 0;
}

/* --- preparing ----------------------------------------------------------------------------- */

static int prepare(struct stats *stats, struct publication *publication, struct err *err)
{
    size_t cells = publication->system.additive.cells;
    const struct request *request = publication->request;
    publication->values = arena_array(stats->arena, cells, sizeof(double));
    publication->costs = arena_array(stats->arena, cells, sizeof(double));
    publication->states = arena_array(stats->arena, cells, sizeof(enum cell_state));
    publication->ours = arena_array(stats->arena, cells, sizeof(bool));
    publication->hidden = arena_array(stats->arena, cells, sizeof(bool));
    publication->ranges = arena_array(stats->arena, cells, sizeof(struct range));
    publication->whole = publication->system.tables[0].content != CELLS_VALUED;
    cells_warn_unrelated(stats, &publication->system, 1);
    int code = take_figures(stats, publication, err);
    bool *was_public = arena_array(stats->arena, cells, sizeof *was_public);
    for (size_t i = 0; i < cells; i++)
        was_public[i] = publication->states[i] == CELL_PUBLIC;
    if (code == 0)
        code = sensitive_find(stats, &publication->system, publication->own, &request->rules,
                              publication->states, &publication->sensitive, err);
    if (code == 0)
        code = refuse_public(stats, publication, was_public, err);
    if (code == 0 && publication->system.table_count > publication->own)
        code = keep_earlier_protection(stats, publication, err);
    for (size_t i = 0; i < cells; i++)
        publication->costs[i] = request->cost == COST_CELLS ? 1 : publication->values[i];
    publication->figures = publication->values;
    return code;
}

/* --- hiding -------------------------------------------------------------------------------- */

static int refuse_unprotected(struct stats *stats, const struct publication *publication,
                              uint32_t cell, struct err *err)
{
    return err_set(err, ERR_ASSUMPTION, NULL,
                   "%s cannot be protected, whatever else is hidden. Take fewer levels, or leave "
                   "the table out.",
                   system_cell_words(stats->arena, &publication->system, cell));
}

/* Protections that the first choice breaks are added one by one; the attack has the last word. */
static int hide(struct stats *stats, struct publication *publication, struct err *err)
{
    struct sensitive *sensitive = &publication->sensitive;
    struct suppression problem = {
        .table = &publication->system.additive,
        .values = publication->values,
        .costs = publication->costs,
        .states = publication->states,
        .protections = sensitive->protections.data,
        .protection_count = sensitive->needed,
        .insiders = sensitive->insiders.data,
        .whole = publication->whole,
        .effort =
            fmin(fmax(EFFORT_LEAST, EFFORT_A_CELL * (double)publication->system.additive.cells),
                 EFFORT_MOST),
    };
    for (;;) {
        uint32_t cell = 0;
        size_t broken = 0;
        problem.protection_count = sensitive->needed;
        int code =
            disclosure_suppress(&problem, publication->hidden, &publication->exact, &cell, err);
        if (code == ERR_ASSUMPTION)
            return refuse_unprotected(stats, publication, cell, err);
        problem.protection_count = sensitive->protections.length;
        if (code == 0)
            code = disclosure_prove(&problem, publication->hidden, publication->ranges,
                                    &publication->limits_exact, &broken, err);
        if (code != ERR_ASSUMPTION)
            return code;
        if (broken < sensitive->needed)
            return refuse_unprotected(stats, publication, problem.protections[broken].cell, err);
        struct protection first = sensitive->protections.data[sensitive->needed];
        sensitive->protections.data[sensitive->needed++] = sensitive->protections.data[broken];
        sensitive->protections.data[broken] = first;
    }
}

/* --- rounding ------------------------------------------------------------------------------ */

/* A small count is given away only where it is sure to be one: neither 0 nor the threshold. A value
 * is where its limits are narrower than its protection. */
static bool rounds_safely(const struct publication *publication,
                          const struct protection *protection)
{
    struct range range = publication->ranges[protection->cell], wanted = protection->interval;
    if (publication->whole)
        return range.lower == 0 || range.upper >= wanted.upper;
    return range.upper - range.lower >= wanted.upper - wanted.lower;
}

static int round_off(struct stats *stats, struct publication *publication, struct err *err)
{
    const struct additive *additive = &publication->system.additive;
    double reach = 0, base = publication->request->round;
    publication->figures = arena_array(stats->arena, additive->cells, sizeof(double));
    struct range *known = arena_array(stats->arena, additive->cells, sizeof *known);
    int code = disclosure_round(additive, publication->values, base, ROUNDING_EFFORT,
                                publication->figures, &reach, err);
    for (size_t i = 0; i < additive->cells && code == 0; i++) {
        double away = publication->whole ? reach - 1 : reach;
        known[i] =
            (struct range){fmax(0, publication->figures[i] - away), publication->figures[i] + away};
    }
    if (code == 0)
        code = disclosure_attack(additive, known, publication->whole, stats->arena,
                                 publication->ranges, NULL, err);
    for (size_t i = 0; i < publication->sensitive.protections.length && code == 0; i++) {
        const struct protection *protection = &publication->sensitive.protections.data[i];
        if (!rounds_safely(publication, protection))
            code = err_set(err, ERR_ASSUMPTION, NULL,
                           "Rounded to %g, %s could still be told to lie from %.15g to %.15g. Take "
                           "a larger base.",
                           base,
                           system_cell_words(stats->arena, &publication->system, protection->cell),
                           publication->ranges[protection->cell].lower,
                           publication->ranges[protection->cell].upper);
    }
    return code;
}

/* --- the answer ---------------------------------------------------------------------------- */

static struct slice status_of(const struct publication *publication, uint32_t cell)
{
    if (!publication->hidden[cell])
        return SLICE("published");
    return publication->states[cell] == CELL_SENSITIVE ? SLICE("primary") : SLICE("secondary");
}

/* A column for each dimension that any of the tables has. */
static void add_dimensions(struct stats *stats, const struct publication *publication,
                           struct table *result)
{
    for (size_t t = 0; t < publication->own; t++) {
        const struct cell_table *table = &publication->system.tables[t];
        for (size_t d = 0; d < table->dimension_count; d++)
            if (!table_find(result, table->dimensions[d].name))
                table_add_texts(result, arena_string(stats->arena, table->dimensions[d].name));
    }
}

static void write_levels(const struct publication *publication, struct table *result)
{
    size_t row = 0;
    for (size_t t = 0; t < publication->own; t++) {
        const struct cell_table *table = &publication->system.tables[t];
        for (size_t d = 0; d < table->dimension_count; d++) {
            struct slice *texts = table_find(result, table->dimensions[d].name)->texts;
            for (uint32_t cell = 0; cell < table->lattice.cells; cell++)
                texts[row + cell] = cell_level(table, cell, d);
        }
        row += table->lattice.cells;
    }
}

static void write_figures(const struct publication *publication, struct table *result)
{
    double *figure = table_add_numbers(result, publication->whole ? "count" : "value");
    struct slice *status = table_add_texts(result, "status");
    double *lower = table_add_numbers(result, "lower");
    double *upper = table_add_numbers(result, "upper");
    size_t row = 0;
    for (size_t t = 0; t < publication->own; t++) {
        const struct cell_table *table = &publication->system.tables[t];
        for (uint32_t cell = 0; cell < table->lattice.cells; cell++, row++) {
            uint32_t place = table->places[cell];
            struct range range = publication->ranges[place];
            status[row] = status_of(publication, place);
            if (!publication->hidden[place])
                figure[row] = publication->figures[place];
            lower[row] = range.lower;
            upper[row] = isfinite(range.upper) ? range.upper : NAN;
        }
    }
}

static double cost_of(const struct publication *publication)
{
    double cost = 0;
    for (size_t i = 0; i < publication->system.additive.cells; i++)
        if (publication->hidden[i] && publication->states[i] == CELL_FREE)
            cost += publication->costs[i];
    return cost;
}

static void answer(struct stats *stats, const struct publication *publication)
{
    size_t rows = 0;
    for (size_t t = 0; t < publication->own; t++)
        rows += publication->system.tables[t].lattice.cells;
    struct table *result = stats_result(stats, rows);
    if (publication->own > 1) {
        struct slice *names = table_add_texts(result, "table");
        size_t row = 0;
        for (size_t t = 0; t < publication->own; t++)
            for (size_t i = 0; i < publication->system.tables[t].lattice.cells; i++)
                names[row++] = slice_from(publication->system.tables[t].source.name);
    }
    add_dimensions(stats, publication, result);
    write_levels(publication, result);
    write_figures(publication, result);
    if (!stats->json)
        return;
    buffer_string(&stats->document, "{\"cost\":");
    buffer_double(&stats->document, cost_of(publication));
    buffer_printf(&stats->document,
                  ",\"exact\":%s,\"cells\":", publication->exact ? "true" : "false");
    table_write_json(result, &stats->document);
    buffer_string(&stats->document, "}\n");
}

static int run(struct stats *stats, struct err *err)
{
    struct request request;
    struct publication publication = {.request = &request};
    int code = read_request(stats, &request, err);
    if (code == 0)
        code = read_tables(stats, &request, &publication, err);
    if (code == 0)
        cells_warn_large(stats, &publication.system);
    if (code == 0)
        code = prepare(stats, &publication, err);
    if (code == 0)
        code = request.round ? round_off(stats, &publication, err) : hide(stats, &publication, err);
    if (code == 0 && !request.round && !publication.limits_exact)
        stats_warn(stats,
                   "The table is large: every protection is proven, but for some cells lower "
                   "and upper are only limits that are sure not to be too wide. weft stats "
                   "attack finds the exact ones, in its own time.");
    if (code == 0)
        answer(stats, &publication);
    sensitive_free(&publication.sensitive);
    return code;
}

const struct stats_method suppress_method = {
    .name = "suppress",
    .purpose = "Giving nobody away",
    .summary = "hide the fewest cells that protect every small one, proven by attack",
    .usage = "[--threshold 5] [--cost value/cells] [--round N] [--hierarchy FILE] "
             "[--linked FILE …]\n"
             "       [--previous FILE …] [--rule dominance:N,K/p:P] [FILE.csv]",
    .columns =
        "Reads   the dimensions and count: inner cells, to which the totals (level Total) are\n"
        "        added; or single records without a count (numbers that tell every row from the\n"
        "        others are refused: they may be the counts); optional primary (true/false, in "
        "place of the\n"
        "        threshold), lower_protection, upper_protection. For amounts: value and\n"
        "        contributor with --rule, or value and primary with both protections.\n"
        "Writes  every cell with count (blank: hidden), status (published, primary, secondary) "
        "and\n"
        "        the attacker's lower and upper; with --json {cost, exact, cells}: the cost of "
        "the\n"
        "        secondary cells, and whether none cheaper exists. Publish the dimensions and\n"
        "        count alone: status would tell which of the hidden cells are small.\n"
        "        --threshold N  counts of 1 to N-1 are primary\n"
        "        --cost         hide little in all (value) or few cells (cells)\n"
        "        --round N      hide nothing, round everything to N with totals that add up\n"
        "        --hierarchy    a file of dimension, child, parent\n"
        "        --linked       other tables of the same people, protected together (column "
        "table)\n"
        "        --previous     tables that were published before, blank where hidden\n"
        "        --rule         dominance:N,K: the N largest are over K%; p:P: the second largest\n"
        "                       can estimate the largest to within P%",
    .formula =
        "Least cost of hidden cells such that for each primary count c the attacker's lower limit\n"
        "is at most c - 1 and his upper at least the threshold: by cuts and integer programming\n"
        "where that can be proven, by shortest paths and exchange where not.",
    .example =
        "printf 'area,need,count\\na,x,3\\na,y,20\\nb,x,9\\nb,y,8\\n' | weft stats suppress\n"
        "# hides all four inner cells: with three, the fourth would follow.",
    .assumptions = "What the attacker knows is what is published, that counts are whole and not\n"
                   "below 0, and, with --rule, what he contributed where he stands alone.",
    .reference =
        "Fischetti M, Salazar JJ (2001), Management Science 47:1008-1027; Hundepool A et al.\n"
        "(2012), Statistical Disclosure Control; Cox LH, Ernst LR (1982), INFOR 20:423-432.",
    .run = run,
};
