#include "cli/link/read.h"

#include <stdio.h>

#include "text/text.h"

#include "base/banned.h"

enum { CHUNKS_MOST = 256, CHUNK_LEAST_BYTES = 1 << 20, ROW_MOST_BYTES = 1 << 20 };
enum { FEW_ROWS = 1000 }; /* done sooner than a thread is begun */

/* A stretch of a source's rows, read by one thread. */
struct chunk {
    size_t source;
    struct slice text;
    unsigned line;           /* of the source's first row */
    struct values *values;   /* by column of the source */
    VECTOR(uint32_t) * rows; /* likewise */
    size_t row_count;
    struct slice *cells; /* of the rows kept, by column: VALUES_AT_ONCE each */
    char *texts;         /* theirs, since the reader's live for a row: ROW_MOST_BYTES */
    size_t kept, kept_bytes;
    unsigned lines[VALUES_AT_ONCE];
    int code;
    struct err err;
};

struct source {
    struct file_view view;
    size_t column_count;
    size_t columns[SOURCE_COLUMNS]; /* of the table */
};

struct reading {
    struct source *sources;
    struct chunk chunks[CHUNKS_MOST];
    size_t chunk_count;
    struct link_input *input;
};

/* --- headers ---------------------------------------------------------------------------------- */

static size_t table_column(struct linkage_table *table, struct slice name)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (slice_is(name, table->columns[i].name))
            return i;
    table->columns = memory_resize(table->columns, table->column_count + 1, sizeof *table->columns);
    char *copy = memory_zeros(name.length + 1, 1);
    if (name.length)
        memcpy(copy, name.data, name.length);
    table->columns[table->column_count] = (struct linkage_column){.name = copy};
    return table->column_count++;
}

static int read_header(struct csv_reader *reader, struct linkage_table *table,
                       struct source *ret_source, struct err *err)
{
    struct csv_row row;
    int code = csv_next(reader, &row, err);
    if (code < 0)
        return code;
    if (code == 0)
        return err_set_at(err, ERR_SYNTAX, 1, 1, NULL,
                          "The file is empty. Its first line must name the columns.");
    if (row.count > SOURCE_COLUMNS)
        return err_set_at(err, ERR_LIMIT, row.line, 1, NULL,
                          "The file has %zu columns; at most %d can be read.", row.count,
                          SOURCE_COLUMNS);
    for (size_t i = 0; i < row.count; i++) {
        struct slice name = slice_trim(row.fields[i].text);
        char number[32];
        if (name.length == 0) {
            snprintf(number, sizeof number, "column %zu", i + 1);
            name = slice_from(number);
        }
        size_t at = table_column(table, name);
        for (size_t j = 0; j < i; j++)
            if (ret_source->columns[j] == at)
                return err_set_at(err, ERR_SYNTAX, row.line, row.fields[i].column, NULL,
                                  "Two columns are called \"%.*s\". Rename one of them.",
                                  SLICE_PRINT(name));
        ret_source->columns[i] = at;
    }
    ret_source->column_count = row.count;
    return 0;
}

/* --- chunks ----------------------------------------------------------------------------------- */

/* The end of the text's first row. As the CSV reader has it: a mark opens quotes where a field
 * starts, and nowhere else. */
static size_t first_row_end(struct slice text)
{
    size_t newline = slice_find_byte(text, '\n');
    if (!memchr(text.data, '"', newline))
        return newline < text.length ? newline + 1 : newline;
    bool quoted = false;
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.data[i];
        if (quoted && byte == '"')
            quoted = i + 1 < text.length && text.data[i + 1] == '"' ? (i++, true) : false;
        else if (byte == '"')
            quoted = i == 0 || text.data[i - 1] == ',' || text.data[i - 1] == '\n';
        else if (byte == '\n' && !quoted)
            return i + 1;
    }
    return text.length;
}

/* The end of the first row that ends past `from`. Where there are no quotes any line end will do;
 * else rows must be followed from the start. */
static size_t row_end(struct slice text, size_t from, bool quotes)
{
    size_t end = quotes ? 0 : from;
    while (end < text.length && end <= from)
        end += first_row_end(slice_sub(text, end, text.length));
    return end;
}

static void cut_chunks(struct reading *reading, size_t source, struct slice text, unsigned line,
                       size_t wanted)
{
    size_t most = text.length / CHUNK_LEAST_BYTES + 1;
    bool quotes = slice_find_byte(text, '"') < text.length;
    wanted = wanted > most ? most : wanted;
    for (size_t left = wanted; text.length > 0 && reading->chunk_count < CHUNKS_MOST; left--) {
        size_t end = left > 1 ? row_end(text, text.length / left, quotes) : text.length;
        reading->chunks[reading->chunk_count++] =
            (struct chunk){.source = source, .text = slice_sub(text, 0, end), .line = line};
        text = slice_sub(text, end, text.length);
    }
}

/* --- rows ------------------------------------------------------------------------------------- */

/* Number the texts of the rows kept, a column at a time. */
static void take_kept(const struct reading *reading, struct chunk *chunk)
{
    const struct source *source = &reading->sources[chunk->source];
    for (size_t at = 0; at < source->column_count; at++) {
        vector_reserve(&chunk->rows[at], chunk->row_count + VALUES_AT_ONCE);
        uint32_t *numbers = chunk->rows[at].data + chunk->row_count;
        values_intern_many(&chunk->values[at], &chunk->cells[at * VALUES_AT_ONCE], chunk->kept,
                           numbers);
        for (size_t i = 0; i < chunk->kept && chunk->code == 0; i++)
            if (numbers[i] == VALUES_FULL)
                chunk->code = err_set_at(
                    &chunk->err, ERR_LIMIT, chunk->lines[i], 1, NULL,
                    "The column \"%s\" holds more than 4 GiB of different texts. Leave it out.",
                    reading->input->table.columns[source->columns[at]].name);
    }
    chunk->row_count += chunk->kept;
    chunk->kept = chunk->kept_bytes = 0;
}

/* Keep the row, its texts trimmed, until there are enough to be taken at once. */
static void keep_row(const struct reading *reading, struct chunk *chunk, const struct csv_row *row)
{
    const char *start = row->fields[0].text.data;
    struct slice last = row->fields[row->count - 1].text;
    size_t length = (size_t)(last.data - start) + last.length;
    if (chunk->kept == VALUES_AT_ONCE || chunk->kept_bytes + length > ROW_MOST_BYTES)
        take_kept(reading, chunk);
    char *texts = chunk->texts + chunk->kept_bytes;
    memcpy(texts, start, length);
    for (size_t i = 0; i < row->count; i++) {
        struct slice text = slice_trim(row->fields[i].text);
        chunk->cells[i * VALUES_AT_ONCE + chunk->kept] =
            (struct slice){texts + (text.data - start), text.length};
    }
    chunk->kept_bytes += length;
    chunk->lines[chunk->kept++] = row->line;
}

static void read_chunk(void *context, size_t piece)
{
    struct reading *reading = context;
    struct chunk *chunk = &reading->chunks[piece];
    size_t columns = reading->sources[chunk->source].column_count;
    chunk->values = memory_zeros(columns, sizeof *chunk->values);
    chunk->rows = memory_zeros(columns, sizeof *chunk->rows);
    chunk->cells = memory_zeros(columns * VALUES_AT_ONCE, sizeof *chunk->cells);
    chunk->texts = memory_allocate(ROW_MOST_BYTES);
    CLEANUP(csv_close) struct csv_reader reader;
    csv_open_memory(&reader, chunk->text, &(struct csv_limits){.row_bytes = ROW_MOST_BYTES});
    reader.line = chunk->line;
    struct csv_row row;
    int code = 0;
    while (chunk->code == 0 && (code = csv_next(&reader, &row, &chunk->err)) == 1) {
        if (row.count == columns)
            keep_row(reading, chunk, &row);
        else
            chunk->code = err_set_at(&chunk->err, ERR_SYNTAX, row.line, 1, NULL,
                                     "The row has %zu columns, the header %zu. Nothing was linked; "
                                     "correct the row or take it out.",
                                     row.count, columns);
    }
    if (code < 0)
        chunk->code = code;
    if (chunk->code == 0)
        take_kept(reading, chunk);
    memory_free(chunk->cells);
    memory_free(chunk->texts);
}

/* --- put together ----------------------------------------------------------------------------- */

/* The chunk's own column that is the table's, or SOURCE_COLUMNS. */
static size_t own_column(const struct reading *reading, const struct chunk *chunk, size_t column)
{
    const struct source *source = &reading->sources[chunk->source];
    for (size_t i = 0; i < source->column_count; i++)
        if (source->columns[i] == column)
            return i;
    return SOURCE_COLUMNS;
}

/* Number the chunk's texts as the table does: the first chunk's are taken as they are. */
static void join_chunk(struct linkage_column *column, struct values *values, uint32_t *rows,
                       size_t row_count)
{
    if (column->values.count <= 1) {
        values_free(&column->values);
        column->values = *values;
        *values = (struct values){0};
        return;
    }
    uint32_t *numbers = memory_allocate((values->count + 1) * sizeof *numbers);
    for (uint32_t from = 0, count; from < values->count; from += count) {
        struct slice texts[VALUES_AT_ONCE];
        for (count = 0; count < VALUES_AT_ONCE && from + count < values->count; count++)
            texts[count] = values_text(values, from + count);
        values_intern_many(&column->values, texts, count, numbers + from);
    }
    for (size_t row = 0; row < row_count; row++)
        rows[row] = numbers[rows[row]];
    memory_free(numbers);
    values_free(values);
}

static void join_column(void *context, size_t piece)
{
    struct reading *reading = context;
    struct linkage_table *table = &reading->input->table;
    struct linkage_column *column = &table->columns[piece];
    column->rows = memory_zeros(table->row_count + 1, sizeof *column->rows);
    bool *asked_by = memory_zeros(reading->input->source_count + 1, sizeof *asked_by);
    values_intern(&column->values, (struct slice){0});
    size_t row = 0;
    for (size_t i = 0; i < reading->chunk_count; i++) {
        struct chunk *chunk = &reading->chunks[i];
        size_t own = own_column(reading, chunk, piece);
        asked_by[chunk->source] |= own < SOURCE_COLUMNS;
        if (own < SOURCE_COLUMNS && chunk->row_count) {
            uint32_t *rows = chunk->rows[own].data;
            join_chunk(column, &chunk->values[own], rows, chunk->row_count);
            memcpy(column->rows + row, rows, chunk->row_count * sizeof *rows);
            vector_free(&chunk->rows[own]);
        }
        row += chunk->row_count;
    }
    column->asked_by = asked_by;
    values_seal(&column->values);
}

static void number_sources(struct reading *reading)
{
    struct link_input *input = reading->input;
    uint16_t *source = memory_allocate((input->table.row_count + 1) * sizeof *source);
    input->first_row = memory_zeros(input->source_count + 1, sizeof *input->first_row);
    size_t row = 0;
    for (size_t i = 0; i < reading->chunk_count; i++) {
        const struct chunk *chunk = &reading->chunks[i];
        input->first_row[chunk->source + 1] += (uint32_t)chunk->row_count;
        for (size_t j = 0; j < chunk->row_count; j++)
            source[row++] = (uint16_t)chunk->source;
    }
    for (size_t i = 0; i < input->source_count; i++)
        input->first_row[i + 1] += input->first_row[i];
    input->table.source = source;
    input->table.source_count = input->source_count;
}

static void chunk_free(struct reading *reading, struct chunk *chunk)
{
    for (size_t i = 0; chunk->values && i < reading->sources[chunk->source].column_count; i++) {
        values_free(&chunk->values[i]);
        vector_free(&chunk->rows[i]);
    }
    memory_free(chunk->values);
    memory_free(chunk->rows);
}

static int open_source(struct reading *reading, size_t at, size_t threads, struct err *err)
{
    struct source *source = &reading->sources[at];
    int code = file_view_open(reading->input->sources[at].path, SIZE_MAX >> 1, &source->view, err);
    if (code < 0)
        return code;
    CLEANUP(csv_close) struct csv_reader reader;
    csv_open_memory(&reader, source->view.contents, NULL);
    code = read_header(&reader, &reading->input->table, source, err);
    size_t left = reader.memory.length + (reader.end - reader.start);
    struct slice contents = source->view.contents;
    if (code == 0)
        cut_chunks(reading, at, slice_sub(contents, contents.length - left, contents.length),
                   reader.line, threads);
    return code;
}

static unsigned count_lines(struct slice text)
{
    unsigned count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += text.data[i] == '\n';
    return count;
}

/* The lines of the source's rows before the chunk: its own were counted from there. */
static unsigned lines_before(const struct reading *reading, const struct chunk *chunk)
{
    const struct chunk *first = chunk;
    while (first > reading->chunks && first[-1].source == chunk->source)
        first--;
    return count_lines(
        (struct slice){first->text.data, (size_t)(chunk->text.data - first->text.data)});
}

/* The rows of all chunks, or the first chunk's error that failed. */
static int check_chunks(struct reading *reading, size_t *ret_source, struct err *err)
{
    for (size_t i = 0; i < reading->chunk_count; i++) {
        struct chunk *chunk = &reading->chunks[i];
        if (chunk->code < 0) {
            *ret_source = chunk->source;
            *err = chunk->err;
            err->line += err->line ? lines_before(reading, chunk) : 0;
            return chunk->code;
        }
        reading->input->table.row_count += chunk->row_count;
    }
    if (reading->input->table.row_count < LINKAGE_MOST_ROWS)
        return 0;
    return err_set(err, ERR_LIMIT, NULL,
                   "The sources have %zu rows together; at most %zu can be "
                   "linked at once.",
                   reading->input->table.row_count, (size_t)LINKAGE_MOST_ROWS);
}

int link_read(struct link_source *sources, size_t count, size_t threads,
              struct link_input *ret_input, size_t *ret_source, struct err *err)
{
    struct link_input input = {.sources = sources, .source_count = count};
    struct reading *reading = memory_zeros(1, sizeof *reading);
    reading->input = &input;
    reading->sources = memory_zeros(count + 1, sizeof *reading->sources);
    int code = 0;
    for (*ret_source = 0; *ret_source < count; ++*ret_source) {
        code = open_source(reading, *ret_source, threads, err);
        if (code < 0)
            break;
    }
    if (code == 0) {
        parallel_for(threads, reading->chunk_count, read_chunk, reading);
        code = check_chunks(reading, ret_source, err);
    }
    if (code == 0) {
        size_t columns = input.table.column_count;
        parallel_for(input.table.row_count < FEW_ROWS ? 1 : threads, columns, join_column, reading);
        number_sources(reading);
    }
    for (size_t i = 0; i < reading->chunk_count; i++)
        chunk_free(reading, &reading->chunks[i]);
    for (size_t i = 0; i < count; i++)
        file_view_close(&reading->sources[i].view);
    memory_free(reading->sources);
    memory_free(reading);
    if (code < 0)
        link_input_free(&input);
    else
        *ret_input = input;
    return code;
}

void link_input_free(struct link_input *input)
{
    for (size_t i = 0; i < input->table.column_count; i++) {
        memory_free((void *)(uintptr_t)input->table.columns[i].name);
        values_free(&input->table.columns[i].values);
        memory_free((void *)(uintptr_t)input->table.columns[i].asked_by);
        memory_free(input->table.columns[i].rows);
    }
    memory_free(input->table.columns);
    memory_free((void *)(uintptr_t)input->table.source);
    memory_free(input->first_row);
    *input = (struct link_input){0};
}

struct slice link_text(const struct linkage_column *column, size_t row)
{
    return column ? values_text(&column->values, column->rows[row]) : (struct slice){0};
}

struct linkage_column *link_column(const struct link_input *input, struct slice name)
{
    for (size_t i = 0; i < input->table.column_count; i++)
        if (slice_is(name, input->table.columns[i].name))
            return &input->table.columns[i];
    return NULL;
}
