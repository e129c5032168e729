/* After the last frame: groups settled, cells freed of repetitions, and what is not plausible
 * warned of. */
#include "domain/performance/gather_order.h"

#include <math.h>

#include "base/banned.h"

/* --- groups ---------------------------------------------------------------------------------- */

/* A column that says the same of every row says nothing of any: its one group is the whole. Of some
 * rows of a file that is as it was in the whole file: three corrected rows may all be of girls. */
struct dimension {
    struct slice name, group;
    size_t seen; /* in how many groups */
    bool varies;
};

struct dimensions {
    struct dimension *items;
    size_t count, groups;
};

static struct dimension *find_dimension(struct dimensions *dimensions, struct slice name)
{
    for (size_t i = 0; i < dimensions->count; i++)
        if (slice_equal(dimensions->items[i].name, name))
            return &dimensions->items[i];
    return NULL;
}

static bool next_part(struct slice *rest, struct slice *ret_name, struct slice *ret_group)
{
    return slice_split(rest, WIRE_SEPARATOR, ret_name) && ret_name->length &&
           slice_split(rest, WIRE_SEPARATOR, ret_group);
}

enum { MOST_DIMENSIONS = 256 };

static void look_at_group(struct dimensions *dimensions, struct slice rest)
{
    struct slice name, group;
    while (next_part(&rest, &name, &group)) {
        struct dimension *dimension = find_dimension(dimensions, name);
        if (!dimension) {
            if (dimensions->count == MOST_DIMENSIONS)
                return;
            dimension = &dimensions->items[dimensions->count++];
            *dimension = (struct dimension){.name = name, .group = group};
        }
        dimension->seen++;
        dimension->varies |= !slice_equal(dimension->group, group);
    }
}

static bool tells_groups(const struct gather *gather, const struct dimension *dimension,
                         size_t groups)
{
    if (dimension->varies || !gather->is_part)
        return dimension->varies || dimension->seen < groups;
    for (size_t i = 0; i < gather->known_groups.count; i++)
        if (slice_equal(gather->known_groups.items[i].name, dimension->name))
            return gather->known_groups.items[i].tells;
    return true;
}

static void decide_dimensions(struct gather *gather, const struct dimensions *dimensions)
{
    struct group_columns *groups = &gather->groups;
    groups->items = arena_array(&gather->arena, dimensions->count + 1, sizeof *groups->items);
    for (groups->count = 0; groups->count < dimensions->count; groups->count++) {
        const struct dimension *dimension = &dimensions->items[groups->count];
        groups->items[groups->count] = (struct group_column){
            dimension->name, tells_groups(gather, dimension, dimensions->groups)};
    }
}

static bool is_told(const struct gather *gather, struct slice name)
{
    for (size_t i = 0; i < gather->groups.count; i++)
        if (slice_equal(gather->groups.items[i].name, name))
            return gather->groups.items[i].tells;
    return true;
}

/* The id of a group by what varies in it. */
static int settle_group(struct gather *gather, struct slice rest, int64_t *ret_id, struct err *err)
{
    CLEANUP(buffer_free)
    struct buffer code = BUFFER(1000), names = BUFFER(1000), groups = BUFFER(1000);
    struct slice name, group;
    while (next_part(&rest, &name, &group)) {
        if (!is_told(gather, name))
            continue;
        buffer_printf(&code, "%s%.*s=%.*s", code.length ? ";" : "", SLICE_PRINT(name),
                      SLICE_PRINT(group));
        buffer_printf(&names, "%s%.*s", names.length ? ", " : "", SLICE_PRINT(name));
        buffer_printf(&groups, "%s%.*s", groups.length ? ", " : "", SLICE_PRINT(group));
    }
    if (code.full || names.full || groups.full)
        return err_set(err, ERR_LIMIT, NULL,
                       "A group in the file has a name of more than 1,000 letters. Is a column of "
                       "the mapping wrong?");
    return lexicon_breakdown(gather->lexicon, buffer_slice(&code), buffer_slice(&names),
                             buffer_slice(&groups), ret_id, err);
}

/* The first row of those that name a group. */
static uint32_t row_of_group(const struct gather *gather, int64_t id)
{
    uint32_t row = UINT32_MAX;
    for (size_t i = 0; i < gather->cells.length; i++) {
        const struct cell *cell = &gather->cells.data[i];
        if (key_breakdown(cell->key) == id && cell->row < row)
            row = cell->row;
    }
    return row;
}

/* An earlier group that differs from this one in case alone, or NULL. */
static const struct known_text *group_like(const struct lexicon *lexicon, size_t group)
{
    const struct known_text *groups = lexicon->breakdowns.data;
    for (size_t i = 0; i < group; i++)
        if (slice_equal_ignoring_case(groups[i].text, groups[group].text))
            return &groups[i];
    return NULL;
}

/* New groups that differ from others in case alone may be those. O(new groups × groups). */
static void warn_of_like_groups(struct gather *gather)
{
    const struct lexicon *lexicon = gather->lexicon;
    for (size_t i = 0; i < lexicon->breakdowns.length; i++) {
        const struct known_text *group = &lexicon->breakdowns.data[i];
        const struct known_text *like = group->is_new ? group_like(lexicon, i) : NULL;
        uint32_t row = like ? row_of_group(gather, group->id) : UINT32_MAX;
        if (row != UINT32_MAX)
            findings_printf(&gather->findings, false, gather->lines.data[row], 1, NULL,
                            "The group “%.*s” is new, and “%.*s” is known: are they one? It is "
                            "kept as a group of its own.",
                            SLICE_PRINT(group->text), SLICE_PRINT(like->text));
    }
}

static int settle_groups(struct gather *gather, struct err *err)
{
    struct dimensions dimensions = {
        .items = arena_array(&gather->arena, MOST_DIMENSIONS, sizeof *dimensions.items),
        .groups = gather->breakdowns.length,
    };
    for (size_t i = 0; i < gather->breakdowns.length; i++)
        look_at_group(&dimensions, gather->breakdowns.data[i]);
    decide_dimensions(gather, &dimensions);
    int64_t *ids = arena_array(&gather->arena, gather->breakdowns.length, sizeof *ids);
    bool settled = true; /* as in a file without groups: what the keys hold are their ids */
    for (size_t i = 0; i < gather->breakdowns.length; i++) {
        int code = settle_group(gather, gather->breakdowns.data[i], &ids[i], err);
        if (code < 0)
            return code;
        settled &= ids[i] == (int64_t)i;
    }
    if (settled)
        return 0;
    vector_each (&gather->cells, cell)
        cell->key = cell_key(key_measure(cell->key), ids[key_breakdown(cell->key)],
                             key_area(cell->key), key_period(cell->key));
    return 0;
}

/* --- repetitions ----------------------------------------------------------------------------- */

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool same_detail(const struct wire_detail *a, const struct wire_detail *b)
{
    if (!a || !b)
        return a == b;
    return same_number(a->lower, b->lower) && same_number(a->upper, b->upper) &&
           same_number(a->lower_99_8, b->lower_99_8) && same_number(a->upper_99_8, b->upper_99_8) &&
           same_number(a->numerator, b->numerator) && same_number(a->denominator, b->denominator) &&
           a->note == b->note;
}

static bool same_figure(const struct gather *gather, uint32_t a, uint32_t b)
{
    const struct cell *first = &gather->cells.data[a], *second = &gather->cells.data[b];
    return first->status == second->status && same_number(first->value, second->value) &&
           (!gather->details.length ||
            same_detail(gather_detail(gather, a), gather_detail(gather, b)));
}

/* Every row of cells that have one key and not one content is refused: none can be trusted more
 * than another. */
static void refuse_all(struct gather *gather, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        uint32_t row = gather->cells.data[gather->order[i]].row;
        uint32_t other = gather->cells.data[gather->order[i == from ? from + 1 : from]].row;
        if (gather->outcomes.data[row] == ROW_REFUSED)
            continue;
        gather_outcome(gather, row, ROW_REFUSED);
        findings_printf(&gather->findings, true, gather->lines.data[row], 1, NULL,
                        "The row gives another figure than line %u for the same measure, area, "
                        "period and group. Take out the one that is wrong.",
                        gather->lines.data[other]);
    }
}

/* Warn of each row that only repeats another; a wide row does so in every cell, and is told once.
 */
static void pass_over_repeated(struct gather *gather, size_t from, size_t to, uint32_t *told)
{
    for (size_t i = from + 1; i < to; i++) {
        uint32_t row = gather->cells.data[gather->order[i]].row;
        if (*told == row)
            continue;
        *told = row;
        findings_printf(&gather->findings, false, gather->lines.data[row], 1, NULL,
                        "The row is passed over: it repeats an earlier one.");
    }
}

/* Leaves the first of those that repeat each other. Returns whether any row was refused. */
static bool settle_repeated(struct gather *gather)
{
    size_t kept = 0;
    uint32_t told = UINT32_MAX;
    bool refused = false;
    for (size_t from = 0, to; from < gather->order_count; from = to) {
        uint64_t key = gather->cells.data[gather->order[from]].key;
        bool same = true;
        for (to = from + 1;
             to < gather->order_count && gather->cells.data[gather->order[to]].key == key; to++)
            same &= same_figure(gather, gather->order[from], gather->order[to]);
        if (!same) {
            refuse_all(gather, from, to);
            refused = true;
        } else if (to > from + 1) {
            pass_over_repeated(gather, from, to, &told);
        }
        gather->order[kept++] = gather->order[from];
    }
    gather->order_count = kept;
    return refused;
}

/* --- England outside ------------------------------------------------------------------------- */

struct period_range {
    double lowest, highest;
    size_t authorities;
    uint32_t england; /* the cell, or UINT32_MAX */
};

struct england_check {
    uint8_t *levels;             /* of each area id; country and authority matter */
    struct period_range *ranges; /* of each period id */
};

static void note_cell(struct england_check *check, const struct gather *gather, uint32_t at)
{
    const struct cell *cell = &gather->cells.data[at];
    struct period_range *range = &check->ranges[key_period(cell->key)];
    if (cell->status != FIGURE_PRESENT)
        return;
    uint8_t level = check->levels[key_area(cell->key)];
    if (level == LEVEL_COUNTRY)
        range->england = at;
    if (level != LEVEL_AUTHORITY)
        return;
    if (range->authorities == 0 || cell->value < range->lowest)
        range->lowest = cell->value;
    if (range->authorities == 0 || cell->value > range->highest)
        range->highest = cell->value;
    range->authorities++;
}

static void warn_of_england(struct gather *gather, const struct known_measure *measure,
                            const struct period_range *range)
{
    if (range->england == UINT32_MAX || range->authorities < ENGLAND_AUTHORITIES)
        return;
    const struct cell *cell = &gather->cells.data[range->england];
    if (cell->value >= range->lowest && cell->value <= range->highest)
        return;
    findings_printf(&gather->findings, false, gather->lines.data[cell->row], 1, "value",
                    "%.*s: England is outside the range of all its authorities in a measure "
                    "counted as “%.*s”, so its unit is another. It is kept as published, and pages "
                    "leave it off.",
                    SLICE_PRINT(measure->code), SLICE_PRINT(measure->unit));
}

/* The cells of one measure and group, from the order's `from` to before `to`. */
static void check_series(struct gather *gather, struct england_check *check, size_t from, size_t to,
                         const struct known_measure *measure)
{
    for (size_t i = from; i < to; i++)
        check->ranges[key_period(gather->cells.data[gather->order[i]].key)] =
            (struct period_range){.england = UINT32_MAX};
    for (size_t i = from; i < to; i++)
        note_cell(check, gather, gather->order[i]);
    for (size_t i = from; i < to; i++) {
        struct period_range *range =
            &check->ranges[key_period(gather->cells.data[gather->order[i]].key)];
        warn_of_england(gather, measure, range);
        range->england = UINT32_MAX;
    }
}

/* Measures stand in the lexicon by id. */
static const struct known_measure *measure_of(const struct lexicon *lexicon, int64_t id)
{
    size_t from = 0, to = lexicon->measures.length;
    while (from + 1 < to) {
        size_t middle = from + (to - from) / 2;
        if (lexicon->measures.data[middle].id <= id)
            from = middle;
        else
            to = middle;
    }
    return &lexicon->measures.data[from];
}

static void check_england(struct gather *gather)
{
    struct england_check check = {
        .levels = memory_zeros(MOST_IDS, sizeof *check.levels),
        .ranges = memory_zeros(MOST_IDS, sizeof *check.ranges),
    };
    memset(check.levels, LEVEL_OTHER, MOST_IDS);
    vector_each (&gather->lexicon->areas, area)
        check.levels[area->id] = (uint8_t)area->level;
    for (size_t from = 0, to; from < gather->order_count; from = to) {
        uint64_t series = gather->cells.data[gather->order[from]].key >> 28;
        for (to = from + 1;
             to < gather->order_count && gather->cells.data[gather->order[to]].key >> 28 == series;
             to++)
            ;
        const struct known_measure *measure = measure_of(gather->lexicon, (int64_t)(series >> 14));
        if (unit_is_share(measure->unit) || unit_is_rate(measure->unit))
            check_series(gather, &check, from, to, measure);
    }
    memory_free(check.levels);
    memory_free(check.ranges);
}

int gather_end(struct gather *gather, struct err *err)
{
    if (!gather->ended)
        return err_set(err, ERR_INTERNAL, NULL,
                       "The confined reader stopped before the end of the file. Nothing was "
                       "changed. Try again, and report it if it happens again.");
    int code = settle_groups(gather, err);
    if (code < 0)
        return code;
    warn_of_like_groups(gather);
    if (gather_order(gather) && settle_repeated(gather))
        gather_drop_refused(gather);
    check_england(gather);
    return 0;
}
