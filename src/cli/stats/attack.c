/* weft stats attack: what anybody can work out about the hidden cells of a published table. It
 * is given no more than a reader of the table has: the sums, and that counts are not negative. */
#include "cli/stats/cells.h"

#include <math.h>

#include "base/banned.h"

enum { SUMS_NAMED = 6 };

/* --- what is known ------------------------------------------------------------------------- */

/* Two tables that publish one cell must publish one figure. */
static int know(struct stats *stats, const struct cell_system *system, struct range *known,
                struct err *err)
{
    for (size_t i = 0; i < system->additive.cells; i++)
        known[i] = (struct range){0, INFINITY};
    for (size_t t = 0; t < system->table_count; t++) {
        const struct cell_table *table = &system->tables[t];
        for (uint32_t cell = 0; cell < table->lattice.cells; cell++) {
            struct range *at = &known[table->places[cell]];
            double figure = table->figures[cell];
            if (isnan(figure))
                continue;
            if (isfinite(at->upper) && at->upper != figure)
                return err_set(err, ERR_CONFLICT, NULL,
                               "%s is %.15g in %s and %.15g elsewhere. Where the tables are of "
                               "different periods, give each a column period.",
                               cell_words(stats->arena, table, cell), figure, table->source.name,
                               at->upper);
            *at = (struct range){figure, figure};
        }
    }
    return 0;
}

/* A total that is published with all its parts says at once where the table is wrong. */
static int check_sums(struct stats *stats, const struct cell_system *system,
                      const struct range *known, struct err *err)
{
    const struct additive *additive = &system->additive;
    for (size_t sum = 0; sum < additive->sums; sum++) {
        double total = known[additive->members[additive->starts[sum]]].upper, parts = 0;
        bool open = false;
        for (size_t i = additive->starts[sum] + 1; i < additive->starts[sum + 1]; i++) {
            struct range part = known[additive->members[i]];
            open = open || part.lower < part.upper;
            parts += part.lower;
        }
        bool wrong = open ? parts > total : fabs(parts - total) > 1e-9 * fmax(1, parts);
        if (isfinite(total) && wrong)
            return err_set(err, ERR_CONFLICT, NULL,
                           "The table does not add up: %s is %.15g, and what is published of it "
                           "comes to %.15g.",
                           sum_words(stats->arena, system, (uint32_t)sum), total, parts);
    }
    return 0;
}

/* --- how ----------------------------------------------------------------------------------- */

static bool is_only_hidden(const struct cell_system *system, const struct range *known,
                           uint32_t sum)
{
    const struct additive *additive = &system->additive;
    size_t hidden = 0;
    for (size_t i = additive->starts[sum]; i < additive->starts[sum + 1]; i++)
        hidden += known[additive->members[i]].lower < known[additive->members[i]].upper;
    return hidden == 1;
}

static void append_sums(struct arena *arena, const struct cell_system *system,
                        const struct evidence *evidence, double sign, struct buffer *how)
{
    size_t named = 0, count = 0;
    for (size_t i = 0; i < evidence->count; i++)
        count += evidence->weights[i] * sign > 0;
    for (size_t i = 0; i < evidence->count && named < SUMS_NAMED; i++) {
        double weight = evidence->weights[i] * sign;
        if (weight <= 0)
            continue;
        buffer_string(how, named ? "; " : " ");
        if (fabs(weight - 1) > 1e-6)
            buffer_printf(how, "%g times ", weight);
        buffer_string(how, sum_words(arena, system, evidence->sums[i]));
        named++;
    }
    if (count > named)
        buffer_printf(how, "; and %zu more", count - named);
}

static bool has_sign(const struct evidence *evidence, double sign)
{
    for (size_t i = 0; i < evidence->count; i++)
        if (evidence->weights[i] * sign > 0)
            return true;
    return false;
}

static void tell_disclosed(struct arena *arena, const struct cell_system *system,
                           const struct range *known, const struct evidence *evidence,
                           struct buffer *how)
{
    if (evidence->count == 1 && is_only_hidden(system, known, evidence->sums[0])) {
        buffer_printf(how, "It is the only cell hidden in %s, so it is what the others leave.",
                      sum_words(arena, system, evidence->sums[0]));
        return;
    }
    if (evidence->count == 1) {
        buffer_printf(how,
                      "It is all that %s leaves, once what follows for the other hidden cells "
                      "there is worked out.",
                      sum_words(arena, system, evidence->sums[0]));
        return;
    }
    buffer_string(how, "Add up");
    append_sums(arena, system, evidence, has_sign(evidence, 1) ? 1 : -1, how);
    if (has_sign(evidence, 1) && has_sign(evidence, -1)) {
        buffer_string(how, ", and take away");
        append_sums(arena, system, evidence, -1, how);
    }
    buffer_string(how, ": no other figure is left for it.");
}

static struct slice tell(struct arena *arena, const struct cell_system *system,
                         const struct range *known, struct range range,
                         const struct evidence *evidence)
{
    CLEANUP(buffer_free) struct buffer how = BUFFER(8192);
    if (range.lower == range.upper)
        tell_disclosed(arena, system, known, evidence, &how);
    else if (isfinite(range.upper))
        buffer_printf(&how, "The published totals leave anything from %.15g to %.15g.", range.lower,
                      range.upper);
    else
        buffer_printf(&how, "The published totals say only that it is %.15g or more.", range.lower);
    return arena_slice(arena, buffer_slice(&how));
}

/* --- the answer ---------------------------------------------------------------------------- */

/* A hidden cell of one of the files, by its row; or one of a period that none of them has. */
struct hidden_row {
    uint32_t table;
    size_t row;
    uint32_t cell; /* of the system */
    bool missing;
};

/* The hidden cells of the table itself, then those of earlier tables that it does not hide too,
 * then those of missing periods of which something follows. */
static size_t list_hidden(const struct cell_system *system, const struct range *ranges,
                          struct arena *arena, struct hidden_row *ret_rows)
{
    bool *listed = arena_array(arena, system->additive.cells, sizeof *listed);
    size_t count = 0;
    for (uint32_t t = 0; t < system->table_count; t++) {
        const struct cell_table *table = &system->tables[t];
        for (size_t row = 0; row < table->source.rows; row++) {
            uint32_t place = table->row_cells[row], cell = table->places[place];
            if (!table->blank[place] || listed[cell])
                continue;
            listed[cell] = true;
            ret_rows[count++] = (struct hidden_row){t, row, cell, false};
        }
    }
    for (uint32_t cell = 0; cell < system->additive.cells; cell++)
        if (isfinite(ranges[cell].upper) && cells_missing(system, cell))
            ret_rows[count++] = (struct hidden_row){system->cell_table[cell], 0, cell, true};
    return count;
}

/* The columns of the table itself; those of an earlier one by name. */
static void copy_columns(struct stats *stats, const struct cell_system *system,
                         const struct hidden_row *rows, struct table *result)
{
    const struct table *first = &system->tables[0].source;
    for (size_t i = 0; i < first->count; i++) {
        const char *name = arena_string(stats->arena, first->columns[i].name);
        struct slice *texts = table_add_texts(result, name);
        for (size_t row = 0; row < result->rows; row++) {
            const struct cell_table *table = &system->tables[rows[row].table];
            const struct table_column *column = table_find(&table->source, first->columns[i].name);
            if (column)
                texts[row] = column->texts[rows[row].row];
            for (size_t d = 0; rows[row].missing && d < table->dimension_count; d++)
                if (slice_equal(table->dimensions[d].name, first->columns[i].name))
                    texts[row] = cell_level(table, system->cell_place[rows[row].cell], d);
        }
    }
    for (size_t i = 0; i < first->count; i++)
        result->columns[i].used = false; /* the answer may take their names */
}

static void answer(struct stats *stats, const struct cell_system *system, const struct range *known,
                   const struct range *ranges, const struct evidence *evidence)
{
    size_t most = system->additive.cells;
    for (size_t t = 0; t < system->table_count; t++)
        most += system->tables[t].source.rows;
    struct hidden_row *rows = arena_array(stats->arena, most + 1, sizeof *rows);
    struct table *result = stats_result(stats, list_hidden(system, ranges, stats->arena, rows));
    copy_columns(stats, system, rows, result);
    double *lower = table_add_numbers(result, "lower");
    double *upper = table_add_numbers(result, "upper");
    double *disclosed = table_add_truths(result, "disclosed");
    struct slice *how = table_add_texts(result, "how");
    for (size_t row = 0; row < result->rows; row++) {
        uint32_t cell = rows[row].cell;
        struct range range = ranges[cell];
        lower[row] = range.lower;
        upper[row] = isfinite(range.upper) ? range.upper : NAN;
        disclosed[row] = range.lower == range.upper;
        how[row] = known[cell].lower == known[cell].upper
                       ? SLICE("Another of the tables publishes it.")
                       : tell(stats->arena, system, known, range, &evidence[cell]);
    }
}

static int read_tables(struct stats *stats, const char *hierarchy_path,
                       const struct word_list *previous, struct cell_system *ret_system,
                       struct err *err)
{
    struct hierarchy hierarchy;
    size_t count = previous->count + 1;
    struct cell_table *tables = arena_array(stats->arena, count + 1, sizeof *tables);
    const char *source = stats->source;
    int code = hierarchy_read(stats, hierarchy_path, &hierarchy, err);
    for (size_t t = 0; t < count && code == 0; t++) {
        const char *path = t ? arena_string(stats->arena, previous->words[t - 1]) : source;
        code = cells_read_published(stats, path, &hierarchy, &tables[t], err);
    }
    if (code == 0)
        code = cells_frame(stats, tables, &count, &hierarchy, err);
    if (code == 0)
        code = cells_join(stats, tables, count, ret_system, err);
    return code < 0 ? code : hierarchy_used(stats, &hierarchy, ret_system, err);
}

static int run(struct stats *stats, struct err *err)
{
    const char *hierarchy = NULL;
    struct word_list previous = {0};
    const struct stats_option options[] = {{"--hierarchy", .text = &hierarchy},
                                           {"--previous", .files = &previous}};
    struct cell_system system = {0};
    int code = stats_options(stats, options, COUNT_OF(options), err);
    if (code == 0)
        code = read_tables(stats, hierarchy, &previous, &system, err);
    if (code < 0)
        return code;
    size_t cells = system.additive.cells;
    struct range *known = arena_array(stats->arena, cells, sizeof *known);
    struct range *ranges = arena_array(stats->arena, cells, sizeof *ranges);
    struct evidence *evidence = arena_array(stats->arena, cells, sizeof *evidence);
    bool whole = system.tables[0].content != CELLS_VALUED;
    cells_warn_unrelated(stats, &system, 1);
    cells_warn_large(stats, &system);
    code = know(stats, &system, known, err);
    if (code == 0)
        code = check_sums(stats, &system, known, err);
    if (code == 0)
        code = cells_tell_conflict(
            stats, &system,
            disclosure_attack(&system.additive, known, whole, stats->arena, ranges, evidence, err),
            err);
    if (code == 0)
        answer(stats, &system, known, ranges, evidence);
    return code;
}

const struct stats_method attack_method = {
    .name = "attack",
    .purpose = "Giving nobody away",
    .summary = "what anybody can work out about the hidden cells of a published table",
    .usage = "[--hierarchy FILE] [--previous FILE …] [FILE.csv]",
    .columns =
        "Reads   the dimensions and count (or value), blank where it is hidden; totals are the\n"
        "        level Total. An inner cell that is not listed is 0, a total not listed is not\n"
        "        published. --hierarchy: dimension, child, parent. --previous: tables that were\n"
        "        published before, each with a column period where they are of other periods.\n"
        "Writes  each hidden cell with lower, upper (blank: no limit), disclosed, how; and those "
        "of\n"
        "        a period that no table has, where the hierarchy of periods tells something of "
        "them.",
    .formula =
        "lower and upper: the least and the most of the cell over all tables of numbers of 0\n"
        "or more that have the published figures and add up; rounded inwards for counts.",
    .example = "printf 'area,need,count\\na,x,\\na,y,5\\na,Total,8\\n' | weft stats attack\n"
               "# gives the hidden cell away: lower 3, upper 3, disclosed true.",
    .assumptions = "The attacker knows what is published and that nothing is below 0. Who knows\n"
                   "more (his own contribution, another source) can do more.",
    .reference = "Fischetti M, Salazar JJ (2001), Management Science 47:1008-1027.",
    .run = run,
};
