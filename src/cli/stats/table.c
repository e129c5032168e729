#include "cli/stats/table.h"

#include <math.h>

#include "text/text.h"

#include "base/banned.h"

struct table table_new(struct arena *arena, size_t rows)
{
    return (struct table){.arena = arena, .name = "", .rows = rows};
}

struct table_column *table_find(const struct table *table, struct slice name)
{
    for (size_t i = 0; i < table->count; i++)
        if (slice_equal(table->columns[i].name, name))
            return &table->columns[i];
    return NULL;
}

static struct table_column *append_column(struct table *table, struct slice name)
{
    if (table->count == table->capacity) {
        size_t capacity = table->capacity ? table->capacity * 2 : 16;
        struct table_column *grown = arena_array(table->arena, capacity, sizeof *grown);
        if (table->count)
            memcpy(grown, table->columns, table->count * sizeof *grown);
        table->columns = grown;
        table->capacity = capacity;
    }
    struct table_column *column = &table->columns[table->count++];
    *column = (struct table_column){.name = name};
    return column;
}

static struct table_column *result_column(struct table *table, const char *name)
{
    struct table_column *same = table_find(table, slice_from(name));
    if (same && !same->used) { /* the later ones move up */
        size_t after = (size_t)(table->columns + table->count - same) - 1;
        memmove(same, same + 1, after * sizeof *same);
        table->count--;
    }
    struct table_column *column = append_column(table, slice_from(name));
    column->used = true;
    return column;
}

double *table_add_numbers(struct table *table, const char *name)
{
    struct table_column *column = result_column(table, name);
    column->kind = TABLE_NUMBER;
    column->numbers = arena_array(table->arena, table->rows, sizeof(double));
    for (size_t i = 0; i < table->rows; i++)
        column->numbers[i] = NAN;
    return column->numbers;
}

double *table_add_truths(struct table *table, const char *name)
{
    double *numbers = table_add_numbers(table, name);
    table->columns[table->count - 1].kind = TABLE_TRUTH;
    return numbers;
}

struct slice *table_add_texts(struct table *table, const char *name)
{
    struct table_column *column = result_column(table, name);
    column->kind = TABLE_TEXT;
    column->texts = arena_array(table->arena, table->rows, sizeof(struct slice));
    return column->texts;
}

/* Keep the fields of a row, whose text dies with the next one, in one piece; those that a table of
 * ours guards from spreadsheets, as they were. */
static void keep_fields(struct arena *arena, const struct csv_row *row, struct slice *ret_fields)
{
    size_t length = 0, at = 0;
    for (size_t i = 0; i < row->count; i++)
        length += row->fields[i].text.length;
    char *text = arena_allocate(arena, length + 1);
    for (size_t i = 0; i < row->count; i++) {
        struct slice field = csv_unguard(row->fields[i].text);
        if (field.length)
            memcpy(text + at, field.data, field.length);
        ret_fields[i] = (struct slice){text + at, field.length};
        at += field.length;
    }
}

static int read_header(struct csv_reader *reader, struct table *table, struct err *err)
{
    struct csv_row row;
    int code = csv_next(reader, &row, err);
    if (code < 0)
        return code;
    if (code == 0)
        return err_set(err, ERR_INPUT, NULL,
                       "%s is empty: it needs a header that names the columns, and rows under it.",
                       table->name);
    struct slice *names = arena_array(table->arena, row.count, sizeof *names);
    keep_fields(table->arena, &row, names);
    CLEANUP(map_free) struct map seen = MAP;
    for (size_t i = 0; i < row.count; i++) {
        struct slice name = slice_trim(names[i]);
        if (!name.length)
            return err_set_at(err, ERR_SYNTAX, row.line, row.fields[i].column, NULL,
                              "Column %zu has no name. Every column needs one.", i + 1);
        if (map_intern(&seen, name, (uint32_t)i) != i)
            return err_set_at(err, ERR_SYNTAX, row.line, row.fields[i].column, NULL,
                              "There are two columns called \"%.*s\". Rename or remove one.",
                              SLICE_PRINT(name));
        append_column(table, name);
    }
    return 0;
}

struct rows {
    VECTOR(struct slice) cells; /* row after row */
    VECTOR(unsigned) lines;
};

static void rows_free(struct rows *rows)
{
    vector_free(&rows->cells);
    vector_free(&rows->lines);
}

static int read_rows(struct csv_reader *reader, struct table *table, struct rows *rows,
                     struct err *err)
{
    struct csv_row row;
    int code;
    while ((code = csv_next(reader, &row, err)) > 0) {
        if (row.count != table->count)
            return err_set_at(err, ERR_SYNTAX, row.line, 1, NULL,
                              "The row has %zu fields and the header %zu. Every row needs as many "
                              "as the header.",
                              row.count, table->count);
        if (rows->lines.length == TABLE_ROWS || rows->cells.length + row.count > TABLE_CELLS)
            return err_set_at(err, ERR_LIMIT, row.line, 1, NULL,
                              "The table is larger than the %d rows and %d cells allowed.",
                              TABLE_ROWS, TABLE_CELLS);
        vector_reserve(&rows->cells, rows->cells.length + row.count);
        keep_fields(table->arena, &row, rows->cells.data + rows->cells.length);
        rows->cells.length += row.count;
        vector_push(&rows->lines, row.line);
    }
    if (code == 0 && rows->lines.length == 0)
        return err_set(err, ERR_INPUT, NULL, "%s has a header and no row under it.", table->name);
    return code;
}

static void keep_columns(struct table *table, const struct rows *rows)
{
    table->rows = rows->lines.length;
    table->lines = arena_array(table->arena, table->rows, sizeof *table->lines);
    memcpy(table->lines, rows->lines.data, table->rows * sizeof *table->lines);
    for (size_t i = 0; i < table->count; i++) {
        struct slice *texts = arena_array(table->arena, table->rows, sizeof *texts);
        for (size_t row = 0; row < table->rows; row++)
            texts[row] = rows->cells.data[row * table->count + i];
        table->columns[i].texts = texts;
    }
}

int table_read(const char *path, struct arena *arena, struct table *ret_table, struct err *err)
{
    struct table table = {.arena = arena, .name = path};
    if (strcmp(path, "-") == 0)
        table.name = "Standard input";
    CLEANUP(file_view_close) struct file_view view = {0};
    int code = file_view_open(path, TABLE_BYTES, &view, err);
    if (code < 0)
        return code;
    CLEANUP(csv_close) struct csv_reader reader;
    csv_open_memory(&reader, view.contents, &(struct csv_limits){.columns = TABLE_COLUMNS});
    CLEANUP(rows_free) struct rows rows = {0};
    code = read_header(&reader, &table, err);
    if (code == 0)
        code = read_rows(&reader, &table, &rows, err);
    if (code < 0)
        return code;
    keep_columns(&table, &rows);
    *ret_table = table;
    return 0;
}

static void write_csv_cell(const struct table_column *column, size_t row, struct buffer *out)
{
    if (column->texts)
        csv_append(out, column->texts[row]);
    else if (column->kind == TABLE_NUMBER)
        buffer_double(out, column->numbers[row]);
    else if (!isnan(column->numbers[row]))
        buffer_string(out, column->numbers[row] != 0 ? "true" : "false");
}

void table_write_csv(const struct table *table, struct buffer *out)
{
    for (size_t i = 0; i < table->count; i++) {
        if (i)
            buffer_byte(out, ',');
        csv_append(out, table->columns[i].name);
    }
    buffer_byte(out, '\n');
    for (size_t row = 0; row < table->rows; row++) {
        for (size_t i = 0; i < table->count; i++) {
            if (i)
                buffer_byte(out, ',');
            write_csv_cell(&table->columns[i], row, out);
        }
        buffer_byte(out, '\n');
    }
}

void table_json_number(struct buffer *out, double number)
{
    if (isfinite(number))
        buffer_double(out, number);
    else
        buffer_string(out, "null");
}

static void write_json_cell(const struct table_column *column, size_t row, struct buffer *out)
{
    if (column->kind == TABLE_NUMBER)
        table_json_number(out, column->numbers[row]);
    else if (column->kind == TABLE_TRUTH)
        buffer_string(out, isnan(column->numbers[row]) ? "null"
                           : column->numbers[row] != 0 ? "true"
                                                       : "false");
    else if (column->texts[row].length)
        buffer_json_string(out, column->texts[row]);
    else
        buffer_string(out, "null");
}

void table_write_json(const struct table *table, struct buffer *out)
{
    buffer_byte(out, '[');
    for (size_t row = 0; row < table->rows; row++) {
        buffer_string(out, row ? ",\n{" : "{");
        for (size_t i = 0; i < table->count; i++) {
            if (i)
                buffer_byte(out, ',');
            buffer_json_string(out, table->columns[i].name);
            buffer_byte(out, ':');
            write_json_cell(&table->columns[i], row, out);
        }
        buffer_byte(out, '}');
    }
    buffer_string(out, "]\n");
}
