#include "cli/stats/cells.h"

#include <math.h>

#include "base/banned.h"

#define TOTAL SLICE("Total")
#define PERIOD SLICE("period")

/* --- dimensions ---------------------------------------------------------------------------- */

/* The levels of one dimension while they are gathered. */
struct gathering {
    struct map index;
    VECTOR(struct slice) levels;
    VECTOR(uint32_t) parents;
    struct map parent_of; /* rows of the hierarchy by child; and whether a name is known there */
    bool ordered;         /* the dimension has a hierarchy */
    size_t roots;         /* names that stand under nothing there */
    size_t missing_from, missing_to; /* levels that no table has */
};

static void gathering_free(struct gathering *gathering)
{
    map_free(&gathering->index);
    map_free(&gathering->parent_of);
    vector_free(&gathering->levels);
    vector_free(&gathering->parents);
}

static uint32_t gather_level(struct gathering *gathering, struct slice level)
{
    uint32_t index = map_intern(&gathering->index, level, (uint32_t)gathering->levels.length);
    if (index == gathering->levels.length) {
        vector_push(&gathering->levels, level);
        vector_push(&gathering->parents, DIMENSION_ROOT);
    }
    return index;
}

static void read_parents(const struct hierarchy *hierarchy, struct slice dimension,
                         struct gathering *gathering)
{
    for (size_t row = 0; row < hierarchy->table.rows; row++)
        if (slice_equal(hierarchy->dimension[row], dimension)) {
            map_set(&gathering->parent_of, hierarchy->child[row], (uint32_t)row);
            gathering->ordered = true;
        }
    for (size_t row = 0; row < hierarchy->table.rows; row++)
        if (slice_equal(hierarchy->dimension[row], dimension) &&
            map_get(&gathering->parent_of, hierarchy->parent[row]) == MAP_ABSENT) {
            map_set(&gathering->parent_of, hierarchy->parent[row], MAP_ABSENT - 1);
            gathering->roots++;
        }
}

static int gather_rows(struct stats *stats, const struct table *table, const struct slice *texts,
                       struct slice name, struct gathering *gathering, struct err *err)
{
    for (size_t row = 0; row < table->rows; row++) {
        if (slice_equal(texts[row], TOTAL))
            continue;
        if (gathering->ordered && map_get(&gathering->parent_of, texts[row]) == MAP_ABSENT)
            return stats_refuse(stats, table, row, err,
                                "The hierarchy of %.*s has no \"%.*s\". Add its parent, or Total.",
                                SLICE_PRINT(name), SLICE_PRINT(texts[row]));
        gather_level(gathering, texts[row]);
        if (gathering->levels.length > DISCLOSURE_CELLS)
            return err_set(err, ERR_LIMIT, NULL, "The column %.*s has more than %d levels.",
                           SLICE_PRINT(name), DISCLOSURE_CELLS);
    }
    return 0;
}

/* Whether all that stands under the parent is here. A year is no sum of three of its quarters,
 * while an area without a row is one where nobody was counted. */
static bool has_children(const struct hierarchy *hierarchy, const struct gathering *gathering,
                         struct slice dimension, struct slice parent)
{
    if (!slice_equal(dimension, PERIOD))
        return true;
    for (size_t row = 0; row < hierarchy->table.rows; row++)
        if (slice_equal(hierarchy->dimension[row], dimension) &&
            slice_equal(hierarchy->parent[row], parent) &&
            map_get(&gathering->index, hierarchy->child[row]) == MAP_ABSENT)
            return false;
    return true;
}

/* What stands over the levels of the rows, and over that; complete: all that stands under each of
 * them is here. */
static void gather_parents(const struct hierarchy *hierarchy, struct slice dimension, bool complete,
                           struct gathering *gathering)
{
    for (uint32_t i = 0; gathering->ordered && i < gathering->levels.length; i++) {
        uint32_t row = map_get(&gathering->parent_of, gathering->levels.data[i]);
        if (row >= hierarchy->table.rows || slice_equal(hierarchy->parent[row], TOTAL) ||
            !(complete || has_children(hierarchy, gathering, dimension, hierarchy->parent[row])))
            continue;
        uint32_t parent = gather_level(gathering, hierarchy->parent[row]);
        gathering->parents.data[i] = parent;
    }
}

/* Put everything without a parent under Total. A published table has no total that it does not
 * list; one to be published has one unless the hierarchy has a level over all others, or its only
 * level is the period that it is of. */
static void gather_total(struct slice name, bool listed, bool published,
                         struct gathering *gathering)
{
    size_t levels = gathering->levels.length;
    bool label = levels == 1 && slice_equal(name, PERIOD);
    if (!listed && (published || label || (gathering->roots == 1 && levels > 1)))
        return;
    uint32_t total = gather_level(gathering, TOTAL);
    for (size_t i = 0; i < levels; i++)
        if (gathering->parents.data[i] == DIMENSION_ROOT)
            gathering->parents.data[i] = total;
}

static void keep_dimension(struct arena *arena, const struct gathering *gathering,
                           struct cell_dimension *dimension)
{
    size_t count = gathering->levels.length, roots = 0;
    dimension->count = count;
    dimension->levels = arena_array(arena, count, sizeof *dimension->levels);
    dimension->parents = arena_array(arena, count, sizeof *dimension->parents);
    memcpy(dimension->levels, gathering->levels.data, count * sizeof *dimension->levels);
    memcpy(dimension->parents, gathering->parents.data, count * sizeof *dimension->parents);
    dimension->total = DIMENSION_ROOT;
    for (uint32_t i = 0; i < count; i++)
        if (dimension->parents[i] == DIMENSION_ROOT) {
            dimension->total = i;
            roots++;
        }
    /* A year stands over its quarters, and is a period of its own all the same. */
    bool named = roots == 1 && slice_equal(dimension->levels[dimension->total], TOTAL);
    if (roots > 1 || count == 1 || (slice_equal(dimension->name, PERIOD) && !named))
        dimension->total = DIMENSION_ROOT;
}

/* The levels of one column; ret_rows: the level of each row. */
static int read_dimension(struct stats *stats, const struct table *table,
                          const struct hierarchy *hierarchy, const struct slice *texts,
                          bool published, struct cell_dimension *dimension, uint32_t *ret_rows,
                          struct err *err)
{
    CLEANUP(gathering_free) struct gathering gathering = {.index = MAP, .parent_of = MAP};
    read_parents(hierarchy, dimension->name, &gathering);
    int code = gather_rows(stats, table, texts, dimension->name, &gathering, err);
    if (code < 0)
        return code;
    gather_parents(hierarchy, dimension->name, false, &gathering);
    bool listed = false;
    for (size_t row = 0; row < table->rows; row++)
        listed = listed || slice_equal(texts[row], TOTAL);
    gather_total(dimension->name, listed, published, &gathering);
    for (size_t row = 0; row < table->rows; row++)
        ret_rows[row] = map_get(&gathering.index, texts[row]);
    keep_dimension(stats->arena, &gathering, dimension);
    return 0;
}

static int read_dimensions(struct stats *stats, const struct hierarchy *hierarchy, bool published,
                           struct cell_table *table, struct err *err)
{
    struct table *source = &table->source;
    struct dimension trees[DISCLOSURE_DIMENSIONS];
    uint32_t *levels = arena_array(stats->arena, source->rows, sizeof *levels);
    table->row_cells = arena_array(stats->arena, source->rows, sizeof *table->row_cells);
    for (size_t i = 0; i < source->count; i++) {
        if (cells_is_figure(source->columns[i].name))
            continue;
        if (table->dimension_count == DISCLOSURE_DIMENSIONS)
            return err_set(err, ERR_LIMIT, NULL, "%s has more than %d dimensions.", source->name,
                           DISCLOSURE_DIMENSIONS);
        struct cell_dimension *dimension = &table->dimensions[table->dimension_count];
        dimension->name = source->columns[i].name;
        const struct slice *texts = NULL;
        const char *name = arena_string(stats->arena, dimension->name);
        int code = stats_columns(stats, source,
                                 &(struct stats_input){name, INPUT_TEXT, .texts = &texts}, 1, err);
        if (code == 0)
            code =
                read_dimension(stats, source, hierarchy, texts, published, dimension, levels, err);
        if (code < 0)
            return code;
        trees[table->dimension_count++] = (struct dimension){dimension->count, dimension->parents};
        for (size_t row = 0; row < source->rows; row++)
            table->row_cells[row] =
                table->row_cells[row] * (uint32_t)dimension->count + levels[row];
    }
    if (table->dimension_count == 0)
        return err_set(err, ERR_NOT_FOUND, NULL,
                       "%s has no column that says what its cells are, such as an area.",
                       source->name);
    return additive_lattice(trees, table->dimension_count, stats->arena, &table->lattice, err);
}

/* --- figures ------------------------------------------------------------------------------- */

static int read_source(struct stats *stats, const char *path, const struct hierarchy *hierarchy,
                       bool published, struct cell_table *table, struct err *err)
{
    int code = stats_read_file(stats, path, NULL, 0, &table->source, err);
    if (code == 0)
        code = cells_check_spelling(&table->source, err);
    if (code < 0)
        return code;
    bool counted = table_find(&table->source, SLICE("count"));
    bool valued = table_find(&table->source, SLICE("value"));
    if (counted && valued)
        return err_set(err, ERR_USAGE, NULL,
                       "%s has both a count and a value. Give one of them in each table.",
                       table->source.name);
    table->content = counted ? CELLS_COUNTED : valued ? CELLS_VALUED : CELLS_RECORDS;
    const struct stats_input figure = {valued ? "value" : "count",
                                       valued ? INPUT_AMOUNT : INPUT_COUNT, .numbers = &table->rows,
                                       .complete = !published};
    if (table->content == CELLS_RECORDS && !published)
        code = cells_check_records(&table->source, err);
    else
        code = stats_columns(stats, &table->source, &figure, 1, err);
    return code < 0 ? code : read_dimensions(stats, hierarchy, published, table, err);
}

/* Whether nothing of the table stands under the cell. */
static bool *inner_cells(struct arena *arena, const struct cell_table *table)
{
    bool *inner = arena_array(arena, table->lattice.cells, sizeof *inner);
    memset(inner, true, table->lattice.cells);
    for (size_t sum = 0; sum < table->lattice.sums; sum++)
        inner[table->lattice.members[table->lattice.starts[sum]]] = false;
    return inner;
}

static int refuse_twice(struct stats *stats, const struct cell_table *table, size_t row,
                        struct err *err)
{
    return stats_refuse(stats, &table->source, row, err, "The cell %s stands here a second time.",
                        cell_words(stats->arena, table, table->row_cells[row]));
}

static int add_records(struct stats *stats, struct cell_table *table, const bool *inner,
                       struct err *err)
{
    for (size_t row = 0; row < table->source.rows; row++) {
        uint32_t cell = table->row_cells[row];
        if (!inner[cell])
            return stats_refuse(stats, &table->source, row, err,
                                "A single record belongs to one of the lowest levels, and %s has "
                                "others under it.",
                                cell_words(stats->arena, table, cell));
        table->figures[cell] += table->rows ? table->rows[row] : 1;
    }
    return 0;
}

static bool nearly(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b));
}

/* Totals that the file has as well as the cells under them. */
static int check_totals(struct stats *stats, struct cell_table *table, const bool *inner,
                        struct err *err)
{
    for (size_t row = 0; row < table->source.rows; row++) {
        uint32_t cell = table->row_cells[row];
        if (!inner[cell] && !nearly(table->rows[row], table->figures[cell]))
            return stats_refuse(stats, &table->source, row, err,
                                "The table does not add up: %s is %.15g here, and the cells under "
                                "it come to %.15g.",
                                cell_words(stats->arena, table, cell), table->rows[row],
                                table->figures[cell]);
    }
    return 0;
}

/* Past this a sum of counts need not be exact. */
static int check_size(const struct cell_table *table, struct err *err)
{
    const double most = 1e12;
    for (size_t cell = 0; cell < table->lattice.cells; cell++)
        if (table->content != CELLS_VALUED && table->figures[cell] > most)
            return err_set(err, ERR_LIMIT, NULL, "The counts of %s add up to more than %.15g.",
                           table->source.name, most);
    return 0;
}

static int place_rows(struct stats *stats, struct cell_table *table, struct err *err)
{
    bool *seen = arena_array(stats->arena, table->lattice.cells, sizeof *seen);
    for (size_t row = 0; row < table->source.rows; row++) {
        uint32_t cell = table->row_cells[row];
        if (seen[cell])
            return refuse_twice(stats, table, row, err);
        seen[cell] = true;
        table->figures[cell] = table->rows[row];
        table->blank[cell] = isnan(table->rows[row]);
    }
    return 0;
}

int cells_read_whole(struct stats *stats, const char *path, const struct hierarchy *hierarchy,
                     struct cell_table *ret_table, struct err *err)
{
    struct cell_table table = {0};
    int code = read_source(stats, path, hierarchy, false, &table, err);
    if (code < 0)
        return code;
    table.figures = arena_array(stats->arena, table.lattice.cells, sizeof(double));
    table.blank = arena_array(stats->arena, table.lattice.cells, sizeof(bool));
    const bool *inner = inner_cells(stats->arena, &table);
    bool contributed = table_find(&table.source, SLICE("contributor"));
    bool records = table.content == CELLS_RECORDS || contributed;
    code = records ? add_records(stats, &table, inner, err) : place_rows(stats, &table, err);
    if (code == 0) {
        additive_fill(&table.lattice, table.figures);
        code = check_size(&table, err);
    }
    if (code == 0 && !records)
        code = check_totals(stats, &table, inner, err);
    if (code == 0)
        *ret_table = table;
    return code;
}

int cells_read_published(struct stats *stats, const char *path, const struct hierarchy *hierarchy,
                         struct cell_table *ret_table, struct err *err)
{
    struct cell_table table = {0};
    int code = read_source(stats, path, hierarchy, true, &table, err);
    if (code < 0)
        return code;
    size_t cells = table.lattice.cells;
    const bool *inner = inner_cells(stats->arena, &table);
    table.figures = arena_array(stats->arena, cells, sizeof(double));
    table.blank = arena_array(stats->arena, cells, sizeof(bool));
    for (size_t i = 0; i < cells; i++)
        table.figures[i] = inner[i] ? 0 : NAN;
    code = place_rows(stats, &table, err);
    if (code == 0)
        *ret_table = table;
    return code;
}

/* --- words --------------------------------------------------------------------------------- */

static size_t level_of(const struct cell_table *table, uint32_t cell, size_t dimension)
{
    size_t rest = cell;
    for (size_t d = table->dimension_count - 1; d > dimension; d--)
        rest /= table->dimensions[d].count;
    return rest % table->dimensions[dimension].count;
}

struct slice cell_level(const struct cell_table *table, uint32_t cell, size_t dimension)
{
    return table->dimensions[dimension].levels[level_of(table, cell, dimension)];
}

const char *cell_words(struct arena *arena, const struct cell_table *table, uint32_t cell)
{
    CLEANUP(buffer_free) struct buffer words = BUFFER(400);
    for (size_t d = 0; d < table->dimension_count; d++) {
        const struct cell_dimension *dimension = &table->dimensions[d];
        size_t level = level_of(table, cell, d);
        if (level != dimension->total)
            buffer_printf(&words, "%s%.*s=%.*s", words.length ? ", " : "",
                          SLICE_PRINT(dimension->name), SLICE_PRINT(dimension->levels[level]));
    }
    return words.length ? arena_string(arena, buffer_slice(&words)) : "the grand total";
}

const char *system_cell_words(struct arena *arena, const struct cell_system *system, uint32_t cell)
{
    return cell_words(arena, &system->tables[system->cell_table[cell]], system->cell_place[cell]);
}

const char *sum_words(struct arena *arena, const struct cell_system *system, uint32_t sum)
{
    const struct cell_table *table = &system->tables[system->sum_table[sum]];
    const uint32_t *members =
        table->lattice.members + table->lattice.starts[system->sum_place[sum]];
    size_t along = 0;
    while (level_of(table, members[0], along) == level_of(table, members[1], along))
        along++;
    const char *total = cell_words(arena, table, members[0]);
    return arena_printf(arena, "%s%s over %.*s",
                        slice_starts_with(slice_from(total), SLICE("the ")) ? "" : "the total of ",
                        total, SLICE_PRINT(table->dimensions[along].name));
}

int cells_tell_conflict(struct stats *stats, const struct cell_system *system, int code,
                        struct err *err)
{
    int64_t cell;
    if (code != ERR_CONFLICT || !slice_to_int64(slice_from(err->field), &cell))
        return code;
    const char *file = system->tables[system->cell_table[cell]].source.name;
    const char *words = system_cell_words(stats->arena, system, (uint32_t)cell);
    return err_set(err, ERR_CONFLICT, NULL,
                   "%s does not add up%s: no number for %s fits the other figures of its rows and "
                   "totals. Compare them with the table that they were taken from.",
                   file ? file : system->tables[0].source.name,
                   system->table_count > 1 ? " with the other tables" : "", words);
}

/* --- joining ------------------------------------------------------------------------------- */

static void sort_dimensions(const struct cell_table *table, size_t *order)
{
    for (size_t d = 0; d < table->dimension_count; d++) {
        size_t k = d;
        for (; k > 0 &&
               slice_compare(table->dimensions[order[k - 1]].name, table->dimensions[d].name) > 0;
             k--)
            order[k] = order[k - 1];
        order[k] = d;
    }
}

/* What makes cells of two tables one: the levels that are not totals, by name. */
static void write_key(const struct cell_table *table, const size_t *order, uint32_t cell,
                      struct buffer *key)
{
    buffer_clear(key);
    for (size_t i = 0; i < table->dimension_count; i++) {
        const struct cell_dimension *dimension = &table->dimensions[order[i]];
        size_t level = level_of(table, cell, order[i]);
        if (level == dimension->total)
            continue;
        buffer_append(key, dimension->name);
        buffer_byte(key, '\x1f');
        buffer_append(key, dimension->levels[level]);
        buffer_byte(key, '\x1e');
    }
}

/* What stands under one parent and in none of the tables. */
struct missing {
    struct map row_of; /* the first row of each parent that lacks a child */
    struct map many;   /* those that lack more */
    struct map partly; /* those that have a child */
};

static void missing_free(struct missing *missing)
{
    map_free(&missing->row_of);
    map_free(&missing->many);
    map_free(&missing->partly);
}

static void find_missing(const struct hierarchy *hierarchy, const struct gathering *gathering,
                         struct missing *missing)
{
    CLEANUP(map_free) struct map used = MAP;
    for (size_t i = 0; i < gathering->levels.length; i++) {
        struct slice level = gathering->levels.data[i];
        uint32_t row;
        while (map_intern(&used, level, 1) == 1 &&
               (row = map_get(&gathering->parent_of, level)) < hierarchy->table.rows) {
            map_set(&used, level, 2);
            level = hierarchy->parent[row];
        }
    }
    for (uint32_t row = 0; row < hierarchy->table.rows; row++) {
        struct slice parent = hierarchy->parent[row];
        if (!slice_equal(hierarchy->dimension[row], PERIOD) || slice_equal(parent, TOTAL))
            continue;
        if (map_get(&used, hierarchy->child[row]) != MAP_ABSENT)
            map_set(&missing->partly, parent, 1);
        else if (map_intern(&missing->row_of, parent, row) != row)
            map_set(&missing->many, parent, 1);
    }
}

/* The one quarter of a year that no table has is what the year leaves over, and several are so
 * together. */
static void gather_missing(struct arena *arena, const struct hierarchy *hierarchy,
                           struct gathering *gathering)
{
    CLEANUP(missing_free) struct missing missing = {MAP, MAP, MAP};
    find_missing(hierarchy, gathering, &missing);
    for (uint32_t row = 0; row < hierarchy->table.rows; row++) {
        struct slice parent = hierarchy->parent[row], level = hierarchy->child[row];
        if (map_get(&missing.row_of, parent) != row ||
            map_get(&missing.partly, parent) == MAP_ABSENT)
            continue;
        if (map_get(&missing.many, parent) != MAP_ABSENT)
            level = slice_from(arena_printf(arena, "the rest of %.*s", SLICE_PRINT(parent)));
        map_set(&gathering->parent_of, level, row);
        gather_level(gathering, level);
    }
    gathering->missing_to = gathering->levels.length;
}

/* All levels of a dimension that any of the tables has, and those that all of them lack. */
static void gather_tables(struct arena *arena, const struct cell_table *tables, size_t count,
                          const struct hierarchy *hierarchy, struct slice name,
                          struct gathering *gathering)
{
    bool listed = false;
    read_parents(hierarchy, name, gathering);
    for (size_t t = 0; t < count; t++)
        for (size_t d = 0; d < tables[t].dimension_count; d++) {
            const struct cell_dimension *dimension = &tables[t].dimensions[d];
            for (size_t i = 0; slice_equal(dimension->name, name) && i < dimension->count; i++)
                if (slice_equal(dimension->levels[i], TOTAL))
                    listed = true;
                else
                    gather_level(gathering, dimension->levels[i]);
        }
    gathering->missing_from = gathering->missing_to = gathering->levels.length;
    if (slice_equal(name, PERIOD))
        gather_missing(arena, hierarchy, gathering);
    gather_parents(hierarchy, name, true, gathering);
    gather_total(name, listed, true, gathering);
}

static const struct cell_dimension *find_dimension(const struct cell_table *table,
                                                   struct slice name)
{
    for (size_t d = 0; d < table->dimension_count; d++)
        if (slice_equal(table->dimensions[d].name, name))
            return &table->dimensions[d];
    return NULL;
}

static size_t parent_place(const struct cell_dimension *dimension, size_t level)
{
    uint32_t parent = dimension->parents[level];
    return parent == DIMENSION_ROOT ? dimension->count : parent;
}

/* What a table says of each level of one dimension of the frame: it has it; it has others under the
 * same parent, so that nobody was counted there; or nothing. */
enum mention { MENTION_NONE, MENTION_SIBLING, MENTION_LEVEL };

static enum mention *find_mentions(struct arena *arena, const struct cell_dimension *frame,
                                   const struct cell_dimension *dimension)
{
    CLEANUP(map_free) struct map levels = MAP;
    enum mention *mentions = arena_array(arena, frame->count, sizeof *mentions);
    bool *parted = arena_array(arena, frame->count + 1, sizeof *parted);
    for (size_t i = 0; i < dimension->count; i++)
        map_set(&levels, dimension->levels[i], 0);
    for (size_t i = 0; i < frame->count; i++)
        if (map_get(&levels, frame->levels[i]) != MAP_ABSENT) {
            mentions[i] = MENTION_LEVEL;
            parted[parent_place(frame, i)] = true;
        }
    for (size_t i = 0; i < frame->count; i++)
        if (mentions[i] == MENTION_NONE && parted[parent_place(frame, i)])
            mentions[i] = MENTION_SIBLING;
    return mentions;
}

/* The inner cells of the periods of a table that it does not list are 0. */
static void mention_cells(struct arena *arena, const struct cell_table *table,
                          struct cell_table *frame, const bool *inner, enum mention *said)
{
    enum mention *mentions[DISCLOSURE_DIMENSIONS];
    for (size_t d = 0; d < frame->dimension_count; d++) {
        const struct cell_dimension *dimension = find_dimension(table, frame->dimensions[d].name);
        if (!dimension || table->dimension_count != frame->dimension_count)
            return;
        mentions[d] = find_mentions(arena, &frame->dimensions[d], dimension);
    }
    for (uint32_t cell = 0; cell < frame->lattice.cells; cell++) {
        enum mention least = inner[cell] ? MENTION_LEVEL : MENTION_NONE;
        for (size_t d = 0; d < frame->dimension_count; d++) {
            enum mention mention = mentions[d][level_of(frame, cell, d)];
            if (mention == MENTION_SIBLING && slice_equal(frame->dimensions[d].name, PERIOD))
                mention = MENTION_NONE;
            least = mention < least ? mention : least;
        }
        said[cell] = least > said[cell] ? least : said[cell];
    }
}

static void fill_frame(struct arena *arena, const struct cell_table *tables, size_t count,
                       struct cell_table *frame)
{
    CLEANUP(arena_free) struct arena scratch = ARENA;
    size_t cells = frame->lattice.cells;
    enum mention *said = arena_array(&scratch, cells, sizeof *said);
    const bool *inner = inner_cells(&scratch, frame);
    frame->figures = arena_array(arena, cells, sizeof *frame->figures);
    frame->blank = arena_array(arena, cells, sizeof *frame->blank);
    for (size_t t = 0; t < count; t++)
        mention_cells(&scratch, &tables[t], frame, inner, said);
    for (size_t cell = 0; cell < cells; cell++)
        frame->figures[cell] = said[cell] == MENTION_SIBLING ? 0 : NAN;
}

int cells_frame(struct stats *stats, struct cell_table *tables, size_t *count,
                const struct hierarchy *hierarchy, struct err *err)
{
    struct cell_table *frame = &tables[*count];
    struct dimension trees[DISCLOSURE_DIMENSIONS];
    bool needed = false;
    *frame = (struct cell_table){.dimension_count = tables->dimension_count};
    for (size_t row = 0; row < hierarchy->table.rows; row++)
        needed = needed || slice_equal(hierarchy->dimension[row], PERIOD);
    for (size_t d = 0, lacking = 0; d < frame->dimension_count && needed; d++) {
        CLEANUP(gathering_free) struct gathering gathering = {.index = MAP, .parent_of = MAP};
        struct cell_dimension *dimension = &frame->dimensions[d];
        dimension->name = tables->dimensions[d].name;
        gather_tables(stats->arena, tables, *count, hierarchy, dimension->name, &gathering);
        keep_dimension(stats->arena, &gathering, dimension);
        dimension->missing = arena_array(stats->arena, dimension->count, sizeof(bool));
        for (size_t i = gathering.missing_from; i < gathering.missing_to; i++)
            dimension->missing[i] = true;
        lacking += gathering.missing_to - gathering.missing_from;
        needed = *count > 1 || lacking > 0 || d + 1 < frame->dimension_count;
        trees[d] = (struct dimension){dimension->count, dimension->parents};
    }
    if (!needed)
        return 0;
    int code = additive_lattice(trees, frame->dimension_count, stats->arena, &frame->lattice, err);
    if (code < 0)
        return code;
    fill_frame(stats->arena, tables, *count, frame);
    ++*count;
    return 0;
}

bool cells_missing(const struct cell_system *system, uint32_t cell)
{
    const struct cell_table *table = &system->tables[system->cell_table[cell]];
    for (size_t d = 0; d < table->dimension_count; d++)
        if (table->dimensions[d].missing &&
            table->dimensions[d].missing[level_of(table, system->cell_place[cell], d)])
            return true;
    return false;
}

static int place_cells(struct cell_table *tables, size_t count, struct cell_system *system,
                       struct err *err)
{
    CLEANUP(map_free) struct map index = MAP;
    CLEANUP(buffer_free) struct buffer key = BUFFER(1 << 20);
    uint32_t placed = 0;
    for (size_t t = 0; t < count; t++) {
        struct cell_table *table = &tables[t];
        size_t order[DISCLOSURE_DIMENSIONS];
        sort_dimensions(table, order);
        for (uint32_t cell = 0; cell < table->lattice.cells; cell++) {
            uint32_t place = placed;
            if (count > 1) { /* a single table shares nothing */
                write_key(table, order, cell, &key);
                place = map_intern(&index, buffer_slice(&key), placed);
            }
            table->places[cell] = place;
            if (place < placed)
                continue;
            system->cell_table[place] = (uint32_t)t;
            system->cell_place[place] = cell;
            placed++;
        }
    }
    system->additive.cells = placed;
    return buffer_status(&key, "The name of a cell", err);
}

/* Sums that two tables share are implied the second time. */
static void join_sums(struct arena *arena, struct cell_table *tables, size_t count,
                      struct cell_system *system)
{
    size_t sums = 0, members = 0;
    for (size_t t = 0; t < count; t++) {
        sums += tables[t].lattice.sums;
        members += tables[t].lattice.starts[tables[t].lattice.sums];
    }
    size_t *starts = arena_array(arena, sums + 1, sizeof *starts);
    uint32_t *list = arena_array(arena, members, sizeof *list);
    bool *implied = arena_array(arena, sums + 1, sizeof *implied);
    system->sum_table = arena_array(arena, sums + 1, sizeof *system->sum_table);
    system->sum_place = arena_array(arena, sums + 1, sizeof *system->sum_place);
    CLEANUP(map_free) struct map seen = MAP;
    size_t written = 0, at = 0;
    for (size_t t = 0; t < count; t++) {
        const struct additive *lattice = &tables[t].lattice;
        for (size_t sum = 0; sum < lattice->sums; sum++, written++) {
            for (size_t i = lattice->starts[sum]; i < lattice->starts[sum + 1]; i++)
                list[at++] = tables[t].places[lattice->members[i]];
            starts[written + 1] = at;
            struct slice bytes = {(const char *)&list[starts[written]],
                                  (at - starts[written]) * sizeof *list};
            implied[written] = lattice->implied[sum] ||
                               (count > 1 && map_intern(&seen, bytes, (uint32_t)written) < written);
            system->sum_table[written] = (uint32_t)t;
            system->sum_place[written] = (uint32_t)sum;
        }
    }
    system->additive.sums = sums;
    system->additive.starts = starts;
    system->additive.members = list;
    system->additive.implied = implied;
}

int cells_join(struct stats *stats, struct cell_table *tables, size_t count,
               struct cell_system *ret_system, struct err *err)
{
    size_t cells = 0;
    struct cell_system system = {.tables = tables, .table_count = count};
    for (size_t t = 0; t < count; t++) {
        cells += tables[t].lattice.cells;
        tables[t].places = arena_array(stats->arena, tables[t].lattice.cells, sizeof(uint32_t));
    }
    if (cells > DISCLOSURE_CELLS)
        return err_set(err, ERR_LIMIT, NULL, "The tables have more than %d cells together.",
                       DISCLOSURE_CELLS);
    system.cell_table = arena_array(stats->arena, cells, sizeof(uint32_t));
    system.cell_place = arena_array(stats->arena, cells, sizeof(uint32_t));
    int code = place_cells(tables, count, &system, err);
    if (code < 0)
        return code;
    join_sums(stats->arena, tables, count, &system);
    if (count == 1) {
        system.additive.dimensions = tables->lattice.dimensions;
        system.additive.dimension_count = tables->lattice.dimension_count;
    }
    *ret_system = system;
    return 0;
}

enum { LARGE = 20000 };

void cells_warn_large(struct stats *stats, const struct cell_system *system)
{
    if (system->additive.cells > LARGE)
        stats_warn(stats,
                   "The table has %zu cells. To work out what follows from it may take minutes; "
                   "fewer levels, or a table for each area, take seconds.",
                   system->additive.cells);
}

void cells_warn_unrelated(struct stats *stats, const struct cell_system *system, size_t first)
{
    bool framed = system->tables[system->table_count - 1].source.rows == 0;
    for (size_t t = first; t < system->table_count && !framed; t++) {
        const struct cell_table *table = &system->tables[t];
        bool shared = false;
        for (size_t i = 0; i < table->lattice.cells; i++)
            shared = shared || system->cell_table[table->places[i]] < t;
        if (!shared)
            stats_warn(
                stats,
                "%s has no cell in common with the table, so nothing can follow from the two "
                "together. Tables of one period need the same period, or none.",
                table->source.name);
    }
}
