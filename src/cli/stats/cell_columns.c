/* Which columns of a table of cells are figures and which dimensions, and no slip between the two.
 */
#include "cli/stats/cells.h"

#include <string.h>

#include "base/banned.h"

/* Columns that say something of a cell; every other column is a dimension. */
static const char *const figures[] = {
    "count",  "value", "contributor", "primary", "lower_protection", "upper_protection",
    "status", "lower", "upper"};

bool cells_is_figure(struct slice name)
{
    for (size_t i = 0; i < COUNT_OF(figures); i++)
        if (slice_is(name, figures[i]))
            return true;
    return false;
}

int cells_check_spelling(const struct table *source, struct err *err)
{
    static const char *const names[] = {"count", "value", "contributor"};
    for (size_t i = 0; i < source->count; i++) {
        struct slice name = source->columns[i].name, stem = name;
        if (stem.length > 1 && (stem.data[stem.length - 1] | 0x20) == 's')
            stem.length--;
        for (size_t k = 0; k < COUNT_OF(names); k++)
            if (slice_equal_ignoring_case(stem, slice_from(names[k])) && !slice_is(name, names[k]))
                return err_set(err, ERR_USAGE, NULL,
                               "%s has a column \"%.*s\", which would be taken for levels. If it "
                               "is the %s, call it %s; else give it another name.",
                               source->name, SLICE_PRINT(name), names[k], names[k]);
    }
    return 0;
}

/* Whether a text is written as a figure is: digits, with what parts them. *ret_mark: it has no
 * letter and no digit, such as what stands for a hidden figure. */
static bool is_written_as_number(struct slice text, bool *ret_mark)
{
    bool digit = false, other = false;
    *ret_mark = true;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        bool letter = byte >= 0x80 || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
        digit = digit || (byte >= '0' && byte <= '9');
        other = other || letter || (!strchr("0123456789., '", byte) && i > 0);
        *ret_mark = *ret_mark && !letter && !digit;
    }
    return digit && !other;
}

static bool holds_numbers(const struct table *source, const struct table_column *column)
{
    size_t numbers = 0;
    for (size_t row = 0; row < source->rows; row++) {
        bool mark;
        if (is_written_as_number(slice_trim(column->texts[row]), &mark))
            numbers++;
        else if (!mark)
            return false;
    }
    return numbers > 0;
}

/* Whether no two rows have the same levels beside the column, as the cells of a table have and
 * people hardly. */
static bool tells_rows_apart(struct arena *arena, const struct table *source, size_t column)
{
    CLEANUP(map_free) struct map seen = MAP;
    for (size_t row = 0; row < source->rows; row++) {
        const char *key = "";
        for (size_t i = 0; i < source->count; i++)
            if (i != column)
                key = arena_printf(arena, "%s\x1f%.*s", key,
                                   SLICE_PRINT(source->columns[i].texts[row]));
        if (map_intern(&seen, slice_from(key), (uint32_t)row) != row)
            return false;
    }
    return true;
}

int cells_check_records(const struct table *source, struct err *err)
{
    CLEANUP(arena_free) struct arena scratch = ARENA;
    for (size_t i = 0; i < source->count; i++) {
        struct slice name = source->columns[i].name;
        if (!cells_is_figure(name) && holds_numbers(source, &source->columns[i]) &&
            tells_rows_apart(&scratch, source, i))
            return err_set(err, ERR_USAGE, NULL,
                           "%s has no column count, so each row would be one person and the "
                           "numbers of the column \"%.*s\" would be levels. If they are the "
                           "counts, call the column count; if they are levels, write them with a "
                           "word, such as \"ward 7\".",
                           source->name, SLICE_PRINT(name));
    }
    return 0;
}
