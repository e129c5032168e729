/* Figures: how a row of a stranger's file becomes cells. */
#include "domain/performance/reader.h"

#include <math.h>

#include "domain/performance/reader_hint.h"

#include "base/banned.h"

enum { SCRATCH = 1 << 16, SHOWN = 60 };

/* Texts of one sort, numbered as they come. The last one and the one after it are looked at first:
 * files repeat a text, or go through them in one order again and again. Which of the two it was is
 * mostly what it is again. */
struct interned {
    struct map numbers;
    VECTOR(struct slice) texts;
    uint32_t last;
    bool moves_on;
};

struct level_columns {
    int codes[MAPPING_SCHEMES], name, region;
};

struct breakdown_column {
    int group, dimension;
    struct slice name; /* of the dimension, where no column tells */
};

struct measure_column {
    int column;
    uint16_t number;
};

struct figures_layout {
    const struct mapping *mapping;
    const struct reader_headings *headings;
    struct arena *arena;
    int columns[MAPPING_FIELDS];
    int level_column;
    struct level_columns *levels;
    struct breakdown_column *breakdowns;
    size_t breakdown_count;
    struct measure_column *measures; /* of a wide table */
    size_t measure_count;
    const struct reader_sample *sample;
    bool decided; /* which unnamed columns are measures and which breakdowns */
    bool has_details;
    const char *too_many; /* of what the file names more than can be numbered, or NULL */
    struct interned strings[WIRE_SORTS];
    struct buffer scratch;
};

/* --- columns --------------------------------------------------------------------------------- */

static int find_levels(struct figures_layout *layout, struct err *err)
{
    const struct mapping *mapping = layout->mapping;
    layout->level_column = -1;
    if (mapping->level.length)
        layout->level_column = reader_heading(layout->headings, mapping->level);
    if (mapping->level.length && layout->level_column < 0)
        return err_set_at(err, ERR_SYNTAX, 1, 1, NULL,
                          "The file has no column headed “%.*s”, which tells the level of a place. "
                          "Is it a file of this kind?",
                          SLICE_PRINT(mapping->level));
    layout->levels = arena_array(layout->arena, mapping->level_count, sizeof *layout->levels);
    for (size_t i = 0; i < mapping->level_count; i++) {
        const struct mapping_level *level = &mapping->levels[i];
        struct level_columns *columns = &layout->levels[i];
        for (size_t j = 0; j < level->codes.count; j++) {
            columns->codes[j] = reader_heading(layout->headings, level->codes.to[j]);
            if (columns->codes[j] < 0)
                return err_set_at(err, ERR_SYNTAX, 1, 1, NULL,
                                  "The file has no column headed “%.*s”, where the mapping looks "
                                  "for the %.*s of a place.",
                                  SLICE_PRINT(level->codes.to[j]),
                                  SLICE_PRINT(level->codes.from[j]));
        }
        columns->name = reader_heading(layout->headings, level->name);
        columns->region = reader_heading(layout->headings, level->region);
    }
    return 0;
}

/* Room for every column, since any may turn out to be one. */
static int find_breakdowns(struct figures_layout *layout, struct err *err)
{
    const struct mapping *mapping = layout->mapping;
    size_t most = layout->headings->count + mapping->breakdown_count;
    layout->breakdowns = arena_array(layout->arena, most, sizeof *layout->breakdowns);
    for (size_t i = 0; i < mapping->breakdown_count; i++) {
        const struct mapping_breakdown *breakdown = &mapping->breakdowns[i];
        struct breakdown_column column = {.group =
                                              reader_heading(layout->headings, breakdown->group),
                                          .dimension = -1,
                                          .name = breakdown->group};
        if (breakdown->dimension.length)
            column.dimension = reader_heading(layout->headings, breakdown->dimension);
        if (column.group < 0 || (breakdown->dimension.length && column.dimension < 0))
            return err_set_at(
                err, ERR_SYNTAX, 1, 1, NULL,
                "The file has no column headed “%.*s”, where the mapping looks for a "
                "group.",
                SLICE_PRINT(column.group < 0 ? breakdown->group : breakdown->dimension));
        layout->breakdowns[layout->breakdown_count++] = column;
    }
    return 0;
}

int figures_layout_new(const struct mapping *mapping, const struct reader_headings *headings,
                       const struct reader_sample *sample, struct arena *arena,
                       struct figures_layout **ret_layout, struct err *err)
{
    struct figures_layout *layout = ARENA_NEW(arena, struct figures_layout);
    *layout = (struct figures_layout){.mapping = mapping,
                                      .headings = headings,
                                      .sample = sample,
                                      .arena = arena,
                                      .scratch = BUFFER(SCRATCH)};
    int code = reader_columns(mapping, headings, layout->columns, err);
    if (code == 0)
        code = find_levels(layout, err);
    if (code == 0)
        code = find_breakdowns(layout, err);
    if (code < 0) {
        figures_layout_free(layout);
        return code;
    }
    for (size_t i = FIGURE_LOWER; i <= FIGURE_NOTE; i++)
        layout->has_details |= layout->columns[i] >= 0;
    *ret_layout = layout;
    return 0;
}

void figures_layout_free(struct figures_layout *layout)
{
    if (!layout)
        return;
    for (size_t i = 0; i < WIRE_SORTS; i++) {
        map_free(&layout->strings[i].numbers);
        vector_free(&layout->strings[i].texts);
    }
    buffer_free(&layout->scratch);
}

/* --- texts ----------------------------------------------------------------------------------- */

/* The number of a text that was not guessed. A sort holds as many as 16 bits can number, less one.
 */
static uint16_t look_up(struct figures_layout *layout, struct reader_output *output,
                        enum wire_sort sort, struct slice text)
{
    struct interned *strings = &layout->strings[sort];
    size_t count = strings->texts.length;
    if (count == UINT16_MAX && map_get(&strings->numbers, text) == MAP_ABSENT) {
        static const char *const names[WIRE_SORTS] = {"measures", "periods", "areas", "groups",
                                                      "notes"};
        layout->too_many = names[sort];
        return 0;
    }
    strings->last = map_intern(&strings->numbers, text, (uint32_t)count);
    if (strings->last == count) {
        vector_push(&strings->texts, arena_slice(layout->arena, text));
        reader_send(output, WIRE_STRING, sort, text, (struct slice){0});
    }
    return (uint16_t)strings->last;
}

static inline uint32_t four_bytes(const char *bytes)
{
    uint32_t four;
    memcpy(&four, bytes, sizeof four);
    return four;
}

static inline uint64_t eight_bytes(const char *bytes)
{
    uint64_t eight;
    memcpy(&eight, bytes, sizeof eight);
    return eight;
}

/* As slice_equal, without its call where they are short, as codes and periods are: by the bytes at
 * both ends, which overlap. */
static inline bool same_text(struct slice a, struct slice b)
{
    const size_t length = a.length;
    if (length != b.length || length > 16)
        return length == b.length && slice_equal(a, b);
    if (length >= 8)
        return eight_bytes(a.data) == eight_bytes(b.data) &&
               eight_bytes(a.data + length - 8) == eight_bytes(b.data + length - 8);
    if (length >= 4)
        return four_bytes(a.data) == four_bytes(b.data) &&
               four_bytes(a.data + length - 4) == four_bytes(b.data + length - 4);
    return length == 0 || (a.data[0] == b.data[0] && a.data[length / 2] == b.data[length / 2] &&
                           a.data[length - 1] == b.data[length - 1]);
}

/* The number of a text. */
static uint16_t intern(struct figures_layout *layout, struct reader_output *output,
                       enum wire_sort sort, struct slice text)
{
    struct interned *strings = &layout->strings[sort];
    const struct slice *texts = strings->texts.data;
    if (!texts)
        return look_up(layout, output, sort, text);
    uint32_t last = strings->last, next = last + 1 < strings->texts.length ? last + 1 : 0;
    uint32_t first = strings->moves_on ? next : last, second = strings->moves_on ? last : next;
    if (same_text(texts[first], text)) {
        strings->last = first;
        return (uint16_t)first;
    }
    if (!same_text(texts[second], text))
        return look_up(layout, output, sort, text);
    strings->last = second;
    strings->moves_on = !strings->moves_on;
    return (uint16_t)second;
}

static struct slice field_text(const struct csv_row *row, int column)
{
    if (column < 0)
        return (struct slice){0};
    return slice_trim(row->fields[column].text);
}

static unsigned field_column(const struct csv_row *row, int column)
{
    return column < 0 ? 1 : row->fields[column].column;
}

/* Append a part of a text of several; one that holds the separator cannot forge another. */
static void append_part(struct buffer *scratch, struct slice text, char separator)
{
    for (size_t i = 0; i < text.length; i++)
        buffer_byte(scratch, text.data[i] == WIRE_SEPARATOR ? ' ' : text.data[i]);
    buffer_byte(scratch, separator);
}

/* The number of a row's measure in a long table; its title goes with it where there is one. */
static uint16_t measure_of(struct figures_layout *layout, const struct csv_row *row,
                           struct reader_output *output)
{
    struct slice code = field_text(row, layout->columns[FIGURE_MEASURE]);
    if (layout->columns[FIGURE_TITLE] < 0)
        return intern(layout, output, WIRE_MEASURE, code);
    buffer_clear(&layout->scratch);
    append_part(&layout->scratch, code, WIRE_SEPARATOR);
    append_part(&layout->scratch, field_text(row, layout->columns[FIGURE_TITLE]), ' ');
    return intern(layout, output, WIRE_MEASURE, buffer_slice(&layout->scratch));
}

static uint16_t period_of(struct figures_layout *layout, const struct csv_row *row,
                          struct reader_output *output)
{
    struct slice label = field_text(row, layout->columns[FIGURE_PERIOD]);
    if (layout->columns[FIGURE_YEARS] < 0)
        return intern(layout, output, WIRE_PERIOD, label);
    buffer_clear(&layout->scratch);
    append_part(&layout->scratch, label, WIRE_SEPARATOR);
    append_part(&layout->scratch, field_text(row, layout->columns[FIGURE_YEARS]), WIRE_SEPARATOR);
    return intern(layout, output, WIRE_PERIOD, buffer_slice(&layout->scratch));
}

/* The level whose word stands in the row, or −1 after refusing it. */
static int level_of(const struct figures_layout *layout, const struct csv_row *row,
                    struct reader_output *output)
{
    struct slice word = field_text(row, layout->level_column);
    if (layout->level_column < 0)
        return 0; /* all are of one */
    for (size_t i = 0; i < layout->mapping->level_count; i++)
        if (slice_equal(layout->mapping->levels[i].word, word))
            return (int)i;
    reader_finding(output, WIRE_REFUSAL, field_column(row, layout->level_column),
                   layout->mapping->level,
                   "“%.*s” is no level of place that this mapping knows. Take such rows out, or "
                   "add the level to a mapping of your own.",
                   SLICE_PRINT(slice_prefix(word, SHOWN)));
    return -1;
}

/* The number of a row's area, or −1 after refusing the row. */
static int area_of(struct figures_layout *layout, const struct csv_row *row,
                   struct reader_output *output)
{
    if (layout->mapping->level_count == 0)
        return intern(layout, output, WIRE_AREA, field_text(row, layout->columns[FIGURE_AREA]));
    int at = level_of(layout, row, output);
    if (at < 0)
        return at;
    const struct level_columns *columns = &layout->levels[at];
    struct buffer *scratch = &layout->scratch;
    buffer_clear(scratch);
    buffer_integer(scratch, at);
    buffer_byte(scratch, WIRE_SEPARATOR);
    for (size_t i = 0; i < layout->mapping->levels[at].codes.count; i++)
        append_part(scratch, field_text(row, columns->codes[i]), WIRE_SEPARATOR);
    append_part(scratch, field_text(row, columns->name), WIRE_SEPARATOR);
    append_part(scratch, field_text(row, columns->region), WIRE_SEPARATOR);
    return intern(layout, output, WIRE_AREA, buffer_slice(scratch));
}

static bool is_whole(const struct mapping *mapping, struct slice group)
{
    for (size_t i = 0; i < mapping->whole_count; i++)
        if (slice_equal_ignoring_case(mapping->whole[i], group))
            return true;
    return group.length == 0;
}

/* The number of a row's group: dimension and group for each that is not everybody. */
static uint16_t breakdown_of(struct figures_layout *layout, const struct csv_row *row,
                             struct reader_output *output)
{
    if (layout->breakdown_count == 0 && layout->strings[WIRE_BREAKDOWN].texts.length)
        return 0; /* everybody, as in the first row */
    struct buffer *scratch = &layout->scratch;
    buffer_clear(scratch);
    for (size_t i = 0; i < layout->breakdown_count; i++) {
        const struct breakdown_column *column = &layout->breakdowns[i];
        struct slice group = field_text(row, column->group);
        if (is_whole(layout->mapping, group))
            continue;
        append_part(scratch,
                    column->dimension < 0 ? column->name : field_text(row, column->dimension),
                    WIRE_SEPARATOR);
        append_part(scratch, group, WIRE_SEPARATOR);
    }
    return intern(layout, output, WIRE_BREAKDOWN, buffer_slice(scratch));
}

/* --- values ---------------------------------------------------------------------------------- */

/* A number or a symbol; false after refusing the row. */
static bool read_value(const struct figures_layout *layout, const struct csv_row *row, int column,
                       struct wire_cell *cell, struct reader_output *output)
{
    struct slice text = field_text(row, column);
    cell->column = row->fields[column].column;
    if (mapping_number(layout->mapping, text, &cell->value)) {
        cell->status = FIGURE_PRESENT;
        return true;
    }
    int status = mapping_symbol(layout->mapping, text);
    if (status >= 0) {
        cell->status = (uint32_t)status;
        cell->value = 0;
        return true;
    }
    reader_finding(output, WIRE_REFUSAL, cell->column, layout->headings->names[column],
                   "“%.*s” is neither a number nor one of the signs for a figure that is not "
                   "there (- .. u : c x z k). %s",
                   SLICE_PRINT(slice_prefix(text, SHOWN)), hint_for(text));
    return false;
}

/* A number that may be left out; false after refusing the row. */
static bool read_number(const struct figures_layout *layout, const struct csv_row *row,
                        enum figure_field field, double *ret_number, struct reader_output *output)
{
    struct slice text = field_text(row, layout->columns[field]);
    *ret_number = NAN;
    if (mapping_number(layout->mapping, text, ret_number) ||
        mapping_symbol(layout->mapping, text) >= 0)
        return true;
    reader_finding(output, WIRE_REFUSAL, field_column(row, layout->columns[field]),
                   layout->mapping->columns[field],
                   "“%.*s” is no number. Correct it, or leave it out.",
                   SLICE_PRINT(slice_prefix(text, SHOWN)));
    return false;
}

/* What the publisher's note says of a figure that is not there. */
static void read_note(struct figures_layout *layout, const struct csv_row *row,
                      struct wire_cell *cell, struct wire_detail *detail,
                      struct reader_output *output)
{
    struct slice note = field_text(row, layout->columns[FIGURE_NOTE]);
    detail->note = WIRE_NONE;
    if (!note.length)
        return;
    detail->note = (int32_t)intern(layout, output, WIRE_NOTE, note);
    const struct mapping_words *notes = &layout->mapping->notes;
    for (size_t i = 0; i < notes->count && cell->status == FIGURE_MISSING; i++)
        if (slice_find(note, notes->from[i]) < note.length)
            cell->status = (uint32_t)figure_status_from(notes->to[i]);
}

/* Limits and counts of the cell; false after refusing the row. Limits of a figure that is not
 * there (Fingertips writes −1) mean nothing. */
static bool read_detail(struct figures_layout *layout, const struct csv_row *row,
                        struct wire_cell *cell, struct wire_detail *detail,
                        struct reader_output *output)
{
    if (!read_number(layout, row, FIGURE_LOWER, &detail->lower, output) ||
        !read_number(layout, row, FIGURE_UPPER, &detail->upper, output) ||
        !read_number(layout, row, FIGURE_LOWER_99_8, &detail->lower_99_8, output) ||
        !read_number(layout, row, FIGURE_UPPER_99_8, &detail->upper_99_8, output) ||
        !read_number(layout, row, FIGURE_NUMERATOR, &detail->numerator, output) ||
        !read_number(layout, row, FIGURE_DENOMINATOR, &detail->denominator, output))
        return false;
    read_note(layout, row, cell, detail, output);
    if (cell->status != FIGURE_PRESENT)
        detail->lower = detail->upper = detail->lower_99_8 = detail->upper_99_8 = NAN;
    return true;
}

static bool says_something(const struct wire_detail *detail)
{
    return detail->note != WIRE_NONE || !isnan(detail->lower) || !isnan(detail->upper) ||
           !isnan(detail->lower_99_8) || !isnan(detail->upper_99_8) || !isnan(detail->numerator) ||
           !isnan(detail->denominator);
}

static void long_row(struct figures_layout *layout, const struct csv_row *row,
                     struct wire_cell *cell, struct reader_output *output)
{
    struct wire_detail detail = {0};
    cell->measure = measure_of(layout, row, output);
    if (!read_value(layout, row, layout->columns[FIGURE_VALUE], cell, output))
        return;
    if (layout->has_details && !read_detail(layout, row, cell, &detail, output))
        return;
    reader_send_cell(output, cell);
    if (layout->has_details && says_something(&detail))
        reader_send(output, WIRE_DETAIL, 0, (struct slice){(const char *)&detail, sizeof detail},
                    (struct slice){0});
}

/* --- wide tables ----------------------------------------------------------------------------- */

static bool is_listed(const struct slice *list, size_t count, struct slice name)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal_ignoring_case(list[i], name))
            return true;
    return false;
}

/* Whether the mapping names the column for anything. */
static bool is_named(const struct figures_layout *layout, int column)
{
    const struct mapping *mapping = layout->mapping;
    struct slice name = layout->headings->names[column];
    if (!name.length || column == layout->level_column ||
        is_listed(mapping->ignored, mapping->ignored_count, name) ||
        is_listed(mapping->columns, MAPPING_FIELDS, name))
        return true;
    for (size_t i = 0; i < mapping->level_count; i++) {
        const struct mapping_level *level = &mapping->levels[i];
        if (is_listed(level->codes.to, level->codes.count, name) ||
            slice_equal_ignoring_case(level->name, name) ||
            slice_equal_ignoring_case(level->region, name))
            return true;
    }
    for (size_t i = 0; i < layout->breakdown_count; i++)
        if (layout->breakdowns[i].group == column || layout->breakdowns[i].dimension == column)
            return true;
    return false;
}

static bool holds_groups(const struct reader_sample *sample, size_t column, struct slice name)
{
    for (size_t i = 0; i < sample->groups.count; i++)
        if (slice_equal(sample->groups.items[i].name, name))
            return true;
    return column < sample->count && sample->words[column] && !sample->figures[column];
}

/* An unnamed column that holds words and no figure is a group where the mapping says so; the
 * others are measures. */
static void decide_columns(struct figures_layout *layout, struct reader_output *output)
{
    layout->decided = true;
    layout->measures =
        arena_array(layout->arena, layout->headings->count, sizeof *layout->measures);
    for (size_t i = 0; i < layout->headings->count; i++) {
        struct slice name = layout->headings->names[i];
        if (is_named(layout, (int)i))
            continue;
        if (layout->mapping->breakdown_detect && holds_groups(layout->sample, i, name))
            layout->breakdowns[layout->breakdown_count++] =
                (struct breakdown_column){(int)i, -1, name};
        else
            layout->measures[layout->measure_count++] =
                (struct measure_column){(int)i, intern(layout, output, WIRE_MEASURE, name)};
    }
}

/* A blank cell of a wide table says nothing. One that cannot be read refuses the row, and the
 * others are still looked at, so that all that is wrong is told at once. */
static void wide_row(struct figures_layout *layout, const struct csv_row *row,
                     struct wire_cell *cell, struct reader_output *output)
{
    for (size_t i = 0; i < layout->measure_count; i++) {
        const struct measure_column *measure = &layout->measures[i];
        if (!field_text(row, measure->column).length)
            continue;
        cell->measure = measure->number;
        if (read_value(layout, row, measure->column, cell, output))
            reader_send_cell(output, cell);
    }
}

int figures_row(struct figures_layout *layout, const struct csv_row *row,
                struct reader_output *output, struct err *err)
{
    bool wide = layout->mapping->wide;
    if (wide && !layout->decided)
        decide_columns(layout, output);
    struct wire_cell cell = {0};
    cell.period = period_of(layout, row, output);
    int area = area_of(layout, row, output);
    if (area < 0)
        return 0;
    cell.area = (uint16_t)area;
    cell.breakdown = breakdown_of(layout, row, output);
    if (wide)
        wide_row(layout, row, &cell, output);
    else
        long_row(layout, row, &cell, output);
    if (!layout->too_many)
        return 0;
    return err_set_at(err, ERR_LIMIT, row->line, 1, NULL,
                      "The file names more than %d different %s. Is a column of the mapping wrong?",
                      UINT16_MAX, layout->too_many);
}
