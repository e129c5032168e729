#include "cli/stats/sensitive.h"

#include <math.h>
#include <stdlib.h>

#include "base/banned.h"

enum { CONTRIBUTIONS_MOST = 16000000, PAIRS_MOST = 200000 };

int rule_parse(const char *text, struct sensitive_rules *rules, struct err *err)
{
    struct slice rest = slice_from(text), name = {0}, number = {0};
    double largest = 0, percent = 0;
    slice_split(&rest, ':', &name);
    bool dominance = slice_is(name, "dominance");
    bool read = dominance || slice_is(name, "p");
    if (dominance)
        read = slice_split(&rest, ',', &number) && slice_to_double(number, &largest) &&
               largest >= 1 && largest == trunc(largest) && largest <= 1000;
    read = read && slice_to_double(rest, &percent) && percent > 0 && percent <= 100;
    if (!read)
        return err_set(
            err, ERR_USAGE, NULL,
            "--rule may be dominance:N,K (the N largest over K%%) or p:P (to within P%%), "
            "such as dominance:1,75 or p:10, and \"%s\" is not.",
            text);
    rules->has_rule = true;
    rules->rule = dominance ? RULE_DOMINANCE : RULE_P_PERCENT;
    rules->largest = (size_t)largest;
    rules->share = percent / 100;
    return 0;
}

void sensitive_free(struct sensitive *sensitive)
{
    vector_free(&sensitive->protections);
    vector_free(&sensitive->insiders);
}

/* Make a cell sensitive, once; a second table that has it may ask for more. */
static void protect(struct sensitive *sensitive, enum cell_state *states, uint32_t cell,
                    struct range interval)
{
    states[cell] = CELL_SENSITIVE;
    vector_push(&sensitive->protections, (struct protection){cell, interval, INSIDER_NONE});
}

/* --- counts -------------------------------------------------------------------------------- */

static bool is_small(const struct sensitive_rules *rules, double count)
{
    return count >= 1 && count < rules->threshold;
}

static struct range small_interval(const struct sensitive_rules *rules, double count)
{
    return (struct range){count - 1, fmax(count + 1, rules->threshold)};
}

/* The columns that say it cell by cell. */
struct marks {
    const struct slice *primary;
    const double *lower, *upper;
};

static int read_marks(struct stats *stats, struct table *source, struct marks *marks,
                      struct err *err)
{
    const struct stats_input inputs[] = {
        {"lower_protection", INPUT_AMOUNT, .numbers = &marks->lower, .optional = true},
        {"upper_protection", INPUT_AMOUNT, .numbers = &marks->upper, .optional = true}};
    struct table_column *primary = table_find(source, SLICE("primary"));
    if (primary)
        marks->primary = primary->texts;
    return stats_columns(stats, source, inputs, COUNT_OF(inputs), err);
}

static int read_primary(struct stats *stats, const struct table *source, const struct marks *marks,
                        size_t row, bool *ret_primary, struct err *err)
{
    static const char *const yes[] = {"true", "1", "yes"}, *const no[] = {"", "false", "0", "no"};
    struct slice text = slice_trim(marks->primary[row]);
    *ret_primary = false;
    for (size_t i = 0; i < COUNT_OF(yes); i++)
        *ret_primary = *ret_primary || slice_equal_ignoring_case(text, slice_from(yes[i]));
    bool known = *ret_primary;
    for (size_t i = 0; i < COUNT_OF(no); i++)
        known = known || slice_equal_ignoring_case(text, slice_from(no[i]));
    if (known)
        return 0;
    return stats_refuse(stats, source, row, err,
                        "The column primary has \"%.*s\". It may be true, false or blank.",
                        SLICE_PRINT(text));
}

/* What a row asks for: its own protection where it states one. */
static int mark_row(struct stats *stats, const struct cell_table *table, const struct marks *marks,
                    size_t row, const struct sensitive_rules *rules, bool primary,
                    struct range *interval, struct err *err)
{
    double figure = table->figures[table->row_cells[row]];
    bool lower = marks->lower && !isnan(marks->lower[row]);
    bool upper = marks->upper && !isnan(marks->upper[row]);
    if (primary && table->content == CELLS_VALUED && !(lower && upper))
        return stats_refuse(stats, &table->source, row, err,
                            "A value that is primary needs a lower_protection and an "
                            "upper_protection.");
    *interval = small_interval(rules, figure);
    if (lower)
        interval->lower = figure - marks->lower[row];
    if (upper)
        interval->upper = figure + marks->upper[row];
    return 0;
}

static int find_marked(struct stats *stats, struct cell_table *table,
                       const struct sensitive_rules *rules, enum cell_state *states,
                       struct sensitive *sensitive, struct err *err)
{
    struct marks marks = {0};
    int code = read_marks(stats, &table->source, &marks, err);
    bool by_size = table->content != CELLS_VALUED && (!marks.primary || rules->threshold_given);
    bool *done = arena_array(stats->arena, table->lattice.cells, sizeof *done);
    bool cells_listed = table->content != CELLS_RECORDS;
    for (size_t row = 0; cells_listed && row < table->source.rows && code == 0; row++) {
        uint32_t cell = table->row_cells[row];
        bool primary = false;
        if (done[cell])
            continue; /* counted by contributor, in several rows */
        if (marks.primary)
            code = read_primary(stats, &table->source, &marks, row, &primary, err);
        primary = primary || (by_size && is_small(rules, table->figures[cell]));
        struct range interval;
        if (code == 0)
            code = mark_row(stats, table, &marks, row, rules, primary, &interval, err);
        if (code < 0 || !primary)
            continue;
        protect(sensitive, states, table->places[cell], interval);
        done[cell] = true;
    }
    for (uint32_t cell = 0; by_size && cell < table->lattice.cells && code == 0; cell++)
        if (!done[cell] && is_small(rules, table->figures[cell]))
            protect(sensitive, states, table->places[cell],
                    small_interval(rules, table->figures[cell]));
    return code;
}

/* --- values with contributors -------------------------------------------------------------- */

/* What one contributor gives to one cell, or to a total. */
struct contribution {
    uint32_t cell, contributor;
    double value;
};

/* What is kept from a contributor to a sensitive cell. */
struct stake {
    size_t protection; /* that from outsiders */
    bool safe;         /* nothing is */
    struct range interval;
};

/* One contributor: the cells to which nobody else gives anything, and the sensitive ones to which
 * he gives something. */
struct known_cells {
    VECTOR(uint32_t) cells;
    VECTOR(struct stake) stakes;
};

/* Everybody who contributes to any of the tables. */
struct contributors {
    struct map names;
    VECTOR(struct known_cells) known;
    VECTOR(struct contribution) list; /* of one table */
};

static void contributors_free(struct contributors *contributors)
{
    vector_each (&contributors->known, known) {
        vector_free(&known->cells);
        vector_free(&known->stakes);
    }
    vector_free(&contributors->known);
    vector_free(&contributors->list);
    map_free(&contributors->names);
}

/* Add a contribution to the cell and to every total over it. */
static void spread(const struct cell_table *table, size_t dimension, size_t stride,
                   struct contribution contribution, struct contributors *contributors)
{
    if (dimension == 0) {
        vector_push(&contributors->list, contribution);
        return;
    }
    const struct cell_dimension *along = &table->dimensions[dimension - 1];
    size_t level = contribution.cell / stride % along->count;
    for (size_t at = level; at != DIMENSION_ROOT; at = along->parents[at]) {
        struct contribution over = contribution;
        over.cell = (uint32_t)(contribution.cell + at * stride - level * stride);
        spread(table, dimension - 1, stride * along->count, over, contributors);
    }
}

static int by_cell_and_contributor(const void *a, const void *b)
{
    const struct contribution *x = a, *y = b;
    if (x->cell != y->cell)
        return x->cell < y->cell ? -1 : 1;
    return (x->contributor > y->contributor) - (x->contributor < y->contributor);
}

/* One entry for each contributor of each cell, in the order of cells. */
static int gather_contributions(struct stats *stats, struct cell_table *table,
                                struct contributors *contributors, struct err *err)
{
    const struct slice *names = NULL;
    const struct stats_input input = {"contributor", INPUT_TEXT, .texts = &names};
    int code = stats_columns(stats, &table->source, &input, 1, err);
    if (code < 0 || !names)
        return code;
    contributors->list.length = 0;
    for (size_t row = 0; row < table->source.rows; row++) {
        uint32_t next = (uint32_t)contributors->known.length;
        uint32_t who = map_intern(&contributors->names, names[row], next);
        if (who == next)
            vector_push(&contributors->known, (struct known_cells){0});
        spread(table, table->dimension_count, 1,
               (struct contribution){table->row_cells[row], who, table->rows[row]}, contributors);
        if (contributors->list.length > CONTRIBUTIONS_MOST)
            return err_set(err, ERR_LIMIT, NULL,
                           "%s has more than %d contributions with those to its totals.",
                           table->source.name, CONTRIBUTIONS_MOST);
    }
    struct contribution *list = contributors->list.data;
    qsort(list, contributors->list.length, sizeof *list, by_cell_and_contributor);
    size_t kept = 0;
    for (size_t i = 0; i < contributors->list.length; i++)
        if (kept && list[kept - 1].cell == list[i].cell &&
            list[kept - 1].contributor == list[i].contributor)
            list[kept - 1].value += list[i].value;
        else
            list[kept++] = list[i];
    contributors->list.length = kept;
    return 0;
}

/* values: the contributions, sorted. */
static void note_stakes(const struct sensitive_rules *rules, const struct contribution *list,
                        size_t count, const double *values, struct range interval,
                        size_t protection, struct contributors *contributors)
{
    double total = 0;
    for (size_t i = count; i-- > 0;)
        total += values[i];
    for (size_t i = 0; i < count; i++) {
        struct stake stake = {.protection = protection, .interval = interval};
        if (list[i].value <= 0)
            continue;
        stake.safe = !magnitude_sensitive_to(rules->rule, rules->largest, rules->share, values,
                                             count, total, list[i].value, &stake.interval);
        vector_push(&contributors->known.data[list[i].contributor].stakes, stake);
    }
}

static void judge_cell(const struct cell_table *table, const struct sensitive_rules *rules,
                       const struct contribution *list, size_t count, double *values,
                       enum cell_state *states, struct sensitive *sensitive,
                       struct contributors *contributors)
{
    size_t giving = 0, lone = 0;
    for (size_t i = 0; i < count; i++) {
        values[i] = list[i].value;
        giving += list[i].value > 0;
        lone = list[i].value > 0 ? i : lone;
    }
    uint32_t cell = table->places[list->cell];
    struct range interval;
    if (magnitude_sensitive(rules->rule, rules->largest, rules->share, values, count, &interval)) {
        note_stakes(rules, list, count, values, interval, sensitive->protections.length,
                    contributors);
        protect(sensitive, states, cell, interval);
    }
    if (giving == 1)
        vector_push(&contributors->known.data[list[lone].contributor].cells, cell);
}

static bool knows(const struct insider *insider, uint32_t cell)
{
    for (size_t i = 0; i < insider->count; i++)
        if (insider->cells[i] == cell)
            return true;
    return false;
}

/* Whether some sum has the cell and one that the insider knows. */
static bool *cells_near(struct arena *arena, const struct additive *additive,
                        const struct insider *insider)
{
    bool *known = arena_array(arena, additive->cells, sizeof *known);
    bool *near = arena_array(arena, additive->cells, sizeof *near);
    for (size_t i = 0; i < insider->count; i++)
        known[insider->cells[i]] = true;
    for (size_t sum = 0; sum < additive->sums; sum++) {
        bool touched = false;
        for (size_t i = additive->starts[sum]; i < additive->starts[sum + 1]; i++)
            touched = touched || known[additive->members[i]];
        for (size_t i = additive->starts[sum]; touched && i < additive->starts[sum + 1]; i++)
            near[additive->members[i]] = true;
    }
    return near;
}

/* What must be kept from an insider of a sensitive cell; false: nothing. */
static bool keep_from(const struct known_cells *known, size_t protection, struct range *interval)
{
    for (size_t i = 0; i < known->stakes.length; i++)
        if (known->stakes.data[i].protection == protection) {
            *interval = known->stakes.data[i].interval;
            return !known->stakes.data[i].safe;
        }
    return true;
}

/* Each sensitive cell from each insider who does not know it: in `pass` 0 those near his own, in
 * pass 1 the others, which are seldom in danger. */
static int protect_from_insiders(const struct cell_system *system,
                                 struct contributors *contributors, size_t outsiders, int pass,
                                 struct sensitive *sensitive, struct err *err)
{
    uint32_t who = 0;
    vector_each (&contributors->known, known) {
        CLEANUP(arena_free) struct arena arena = ARENA;
        if (known->cells.length == 0)
            continue;
        const struct insider *insider = &sensitive->insiders.data[who];
        const bool *near = cells_near(&arena, &system->additive, insider);
        for (size_t i = 0; i < outsiders; i++) {
            struct protection protection = sensitive->protections.data[i];
            if (near[protection.cell] == (pass == 1) || knows(insider, protection.cell) ||
                !keep_from(known, i, &protection.interval))
                continue;
            protection.insider = who;
            vector_push(&sensitive->protections, protection);
        }
        if (sensitive->protections.length > PAIRS_MOST)
            return err_set(err, ERR_LIMIT, NULL,
                           "Too many contributors stand alone in a cell: more than %d cells would "
                           "have to be protected from one of them each. Take fewer levels.",
                           PAIRS_MOST);
        who++;
    }
    return 0;
}

static int find_dominated(struct stats *stats, struct cell_table *table,
                          const struct sensitive_rules *rules, enum cell_state *states,
                          struct sensitive *sensitive, struct contributors *contributors,
                          struct err *err)
{
    int code = gather_contributions(stats, table, contributors, err);
    if (code < 0)
        return code;
    const struct contribution *list = contributors->list.data;
    size_t length = contributors->list.length;
    double *values = arena_array(stats->arena, length + 1, sizeof *values);
    for (size_t start = 0, end = 0; start < length; start = end) {
        while (end < length && list[end].cell == list[start].cell)
            end++;
        judge_cell(table, rules, list + start, end - start, values, states, sensitive,
                   contributors);
    }
    return 0;
}

static void list_insiders(struct arena *arena, struct contributors *contributors,
                          struct sensitive *sensitive)
{
    vector_each (&contributors->known, known) {
        size_t count = known->cells.length;
        if (count == 0)
            continue;
        uint32_t *cells = arena_array(arena, count, sizeof *cells);
        memcpy(cells, known->cells.data, count * sizeof *cells);
        vector_push(&sensitive->insiders, (struct insider){cells, count});
    }
}

/* --- all tables ---------------------------------------------------------------------------- */

static int check_rule(const struct cell_table *table, const struct sensitive_rules *rules,
                      struct err *err)
{
    bool contributed = table_find(&table->source, SLICE("contributor"));
    bool marked = table_find(&table->source, SLICE("primary"));
    if (rules->has_rule && !(table->content == CELLS_VALUED && contributed))
        return err_set(err, ERR_USAGE, NULL,
                       "--rule needs the columns value and contributor, and %s has not both.",
                       table->source.name);
    if (!rules->has_rule && table->content == CELLS_VALUED && (contributed || !marked))
        return err_set(err, ERR_USAGE, NULL,
                       "%s has values: say which are sensitive, by --rule and a column "
                       "contributor, or by a column primary.",
                       table->source.name);
    if (marked && (table->content == CELLS_RECORDS || contributed))
        return err_set(err, ERR_USAGE, NULL,
                       "A column primary says which cells are sensitive, and the rows of %s are "
                       "not cells.",
                       table->source.name);
    return 0;
}

int sensitive_find(struct stats *stats, const struct cell_system *system, size_t count,
                   const struct sensitive_rules *rules, enum cell_state *states,
                   struct sensitive *ret_sensitive, struct err *err)
{
    struct sensitive *sensitive = ret_sensitive;
    CLEANUP(contributors_free) struct contributors contributors = {.names = MAP};
    int code = 0;
    for (size_t t = 0; t < count && code == 0; t++) {
        struct cell_table *table = &system->tables[t];
        code = check_rule(table, rules, err);
        if (code == 0)
            code = rules->has_rule
                       ? find_dominated(stats, table, rules, states, sensitive, &contributors, err)
                       : find_marked(stats, table, rules, states, sensitive, err);
    }
    list_insiders(stats->arena, &contributors, sensitive);
    size_t outsiders = sensitive->protections.length;
    if (code == 0)
        code = protect_from_insiders(system, &contributors, outsiders, 0, sensitive, err);
    sensitive->needed = sensitive->protections.length;
    if (code == 0)
        code = protect_from_insiders(system, &contributors, outsiders, 1, sensitive, err);
    return code;
}
