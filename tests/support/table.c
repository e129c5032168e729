#include "support/table.h"

#include <string.h>

#include "text/text.h"

int run_in_scratch(const char *command)
{
    char line[2048];
    snprintf(line, sizeof line, "cd '%s' && exec >out 2>&1\n%s", scratch_folder(), command);
    return run_command(line, NULL);
}

void read_made(const char *folder, const char *name, struct buffer *text)
{
    char path[600];
    struct err err = {0};
    buffer_clear(text);
    snprintf(path, sizeof path, "%s/%s/%s", scratch_folder(), folder, name);
    if (file_read(path, text, &err) < 0)
        fail_msg("%s", err.message);
}

void digest_made(const char *folder, const char *const *names, size_t count,
                 char text[static DIGEST_TEXT_SIZE])
{
    struct digest_state state;
    digest_begin(&state);
    for (size_t i = 0; i < count; i++) {
        CLEANUP(buffer_free) struct buffer contents = BUFFER(64 << 20);
        read_made(folder, names[i], &contents);
        digest_add(&state, buffer_slice(&contents));
    }
    digest_format(digest_end(&state), text);
}

void table_free(struct table *table)
{
    arena_free(&table->arena);
}

struct table table_read(struct slice text)
{
    struct table table = {0};
    CLEANUP(csv_close) struct csv_reader reader;
    struct csv_row row;
    struct err err = {0};
    VECTOR(struct slice) cells = {0};
    int code;
    csv_open_memory(&reader, text, NULL);
    while ((code = csv_next(&reader, &row, &err)) > 0) {
        if (table.columns == 0)
            table.columns = row.count;
        assert_int_equal(row.count, table.columns);
        for (size_t i = 0; i < row.count; i++)
            vector_push(&cells, arena_slice(&table.arena, row.fields[i].text));
    }
    if (code < 0)
        fail_msg("%u: %s", err.line, err.message);
    table.rows = cells.length / table.columns - 1;
    table.headings = arena_array(&table.arena, cells.length, sizeof *table.headings);
    memcpy(table.headings, cells.data, cells.length * sizeof *table.headings);
    table.cells = table.headings + table.columns;
    vector_free(&cells);
    return table;
}

struct table table_made(const char *folder, const char *name)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(64 << 20);
    read_made(folder, name, &text);
    return table_read(buffer_slice(&text));
}

struct slice table_cell(const struct table *table, size_t row, size_t column)
{
    return table->cells[row * table->columns + column];
}

size_t table_column(const struct table *table, const char *heading)
{
    size_t i = 0;
    while (i < table->columns && !slice_is(table->headings[i], heading))
        i++;
    if (i == table->columns)
        fail_msg("there is no column %s", heading);
    return i;
}

int64_t table_number(struct slice cell)
{
    int64_t value = -1;
    if (!slice_to_int64(cell, &value))
        fail_msg("“%.*s” is no whole number", SLICE_PRINT(cell));
    return value;
}
