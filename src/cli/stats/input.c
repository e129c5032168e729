/* The CSV that a method reads: its columns found by name and made numbers or texts, all others
 * passed through. What is wrong is refused with its line and column before any method sees it. */
#include "cli/stats/stats.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/banned.h"

int stats_refuse(struct stats *stats, const struct table *table, size_t row, struct err *err,
                 const char *format, ...)
{
    char message[sizeof err->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    stats->source = table->name;
    return err_set_at(err, ERR_RANGE, table->lines[row], 0, NULL, "%s", message);
}

void stats_warn(struct stats *stats, const char *format, ...)
{
    enum { MOST_TOLD = 20 };
    char message[1024];
    va_list arguments;
    if (stats->warned++ >= MOST_TOLD)
        return;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    buffer_printf(&stats->warnings, "weft stats: %s\n", message);
}

/* Why a number does not fit its column, or NULL where it does. */
static const char *misfit(enum input_kind kind, double value)
{
    const double whole_limit = 9007199254740991; /* 2^53 - 1: past it not every count is a double */
    bool whole = value == trunc(value);
    if ((kind == INPUT_COUNT || kind == INPUT_TRIALS) && value > whole_limit)
        return "it is more than 9007199254740991, the most that is counted exactly";
    switch (kind) {
    case INPUT_AMOUNT:
        return value >= 0 ? NULL : "it must be 0 or more";
    case INPUT_POSITIVE:
        return value > 0 ? NULL : "it must be above 0";
    case INPUT_COUNT:
        return whole && value >= 0 ? NULL : "a count is a whole number, 0 or more";
    case INPUT_TRIALS:
        return whole && value >= 1 ? NULL : "it must be a whole number, 1 or more";
    default:
        return NULL;
    }
}

static int read_numbers(struct stats *stats, struct table *table, struct table_column *column,
                        const struct stats_input *input, struct err *err)
{
    double *numbers = arena_array(table->arena, table->rows, sizeof *numbers);
    for (size_t row = 0; row < table->rows; row++) {
        struct slice text = slice_trim(column->texts[row]);
        numbers[row] = NAN;
        if (!text.length && input->complete)
            return stats_refuse(stats, table, row, err,
                                "The column %s is blank here, and this method needs every figure.",
                                input->name);
        if (!text.length)
            continue;
        if (!slice_to_double(text, &numbers[row]) || fabs(numbers[row]) > 1e100)
            return stats_refuse(stats, table, row, err,
                                "The column %s has \"%.*s\", which is not a number. Use plain "
                                "decimals, and leave blank what is missing.",
                                input->name, SLICE_PRINT(text));
        const char *why = misfit(input->kind, numbers[row]);
        if (why)
            return stats_refuse(stats, table, row, err, "The column %s has %.*s: %s.", input->name,
                                SLICE_PRINT(text), why);
    }
    column->numbers = numbers;
    column->kind = TABLE_NUMBER;
    *input->numbers = numbers;
    return 0;
}

static int read_texts(struct stats *stats, struct table *table, struct table_column *column,
                      const struct stats_input *input, struct err *err)
{
    struct slice *texts = arena_array(table->arena, table->rows, sizeof *texts);
    for (size_t row = 0; row < table->rows; row++) {
        texts[row] = slice_trim(column->texts[row]);
        if (!texts[row].length)
            return stats_refuse(stats, table, row, err,
                                "The column %s is blank here. Every row needs it.", input->name);
    }
    *input->texts = texts;
    return 0;
}

int stats_columns(struct stats *stats, struct table *table, const struct stats_input *inputs,
                  size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        struct table_column *column = table_find(table, slice_from(inputs[i].name));
        if (!column && inputs[i].optional)
            continue;
        if (!column)
            return err_set(err, ERR_NOT_FOUND, inputs[i].name,
                           "%s has no column called \"%s\". `weft stats %s --help` lists the "
                           "columns that the method reads.",
                           table->name, inputs[i].name, stats->method->name);
        column->used = true;
        int code = inputs[i].kind == INPUT_TEXT
                       ? read_texts(stats, table, column, &inputs[i], err)
                       : read_numbers(stats, table, column, &inputs[i], err);
        if (code < 0)
            return code;
    }
    return 0;
}

int stats_read_file(struct stats *stats, const char *path, const struct stats_input *inputs,
                    size_t count, struct table *ret_table, struct err *err)
{
    stats->source = strcmp(path, "-") == 0 ? "Standard input" : path;
    int code = table_read(path, stats->arena, ret_table, err);
    return code < 0 ? code : stats_columns(stats, ret_table, inputs, count, err);
}

int stats_read(struct stats *stats, const struct stats_input *inputs, size_t count, struct err *err)
{
    return stats_read_file(stats, stats->source, inputs, count, &stats->table, err);
}

struct table *stats_result(struct stats *stats, size_t rows)
{
    stats->result = table_new(stats->arena, rows);
    return &stats->result;
}
