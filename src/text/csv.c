#include "text/csv.h"

#include "base/banned.h"

enum {
    DEFAULT_ROW_BYTES = 1 << 20,
    DEFAULT_COLUMNS = 4096,
    FIRST_WINDOW = 1 << 16,
};

static ptrdiff_t fill_from_memory(void *context, char *bytes, size_t capacity, struct err *err)
{
    (void)err;
    struct slice *left = context;
    size_t count = left->length < capacity ? left->length : capacity;
    if (count)
        memcpy(bytes, left->data, count);
    *left = slice_sub(*left, count, left->length);
    return (ptrdiff_t)count;
}

void csv_open(struct csv_reader *reader, csv_fill fill, void *context,
              const struct csv_limits *limits)
{
    *reader = (struct csv_reader){.fill = fill, .context = context, .line = 1};
    if (limits)
        reader->limits = *limits;
    if (!reader->limits.row_bytes)
        reader->limits.row_bytes = DEFAULT_ROW_BYTES;
    if (!reader->limits.columns)
        reader->limits.columns = DEFAULT_COLUMNS;
}

void csv_open_memory(struct csv_reader *reader, struct slice text, const struct csv_limits *limits)
{
    csv_open(reader, fill_from_memory, NULL, limits);
    reader->memory = text;
}

void csv_close(struct csv_reader *reader)
{
    memory_free(reader->window);
    memory_free(reader->fields);
    *reader = (struct csv_reader){0};
}

/* Bring more bytes in behind those at hand. 1 when something came, 0 at the end. The first byte
 * that is not taken yet (reader->start) moves to the front of the window. */
static int bring_more(struct csv_reader *reader, struct err *err)
{
    if (reader->ended)
        return 0;
    if (reader->start > 0) {
        memmove(reader->window, reader->window + reader->start, reader->end - reader->start);
        reader->end -= reader->start;
        reader->start = 0;
    }
    if (reader->end == reader->capacity) {
        if (reader->capacity > reader->limits.row_bytes)
            return err_set_at(err, ERR_LIMIT, reader->line, 1, NULL,
                              "The row is longer than the %zu bytes allowed. Is a quotation mark "
                              "never closed?",
                              reader->limits.row_bytes);
        size_t grown = reader->capacity ? reader->capacity * 2 : FIRST_WINDOW;
        reader->window = memory_resize(reader->window, grown, 1);
        reader->capacity = grown;
    }
    void *context = reader->fill == fill_from_memory ? &reader->memory : reader->context;
    ptrdiff_t got =
        reader->fill(context, reader->window + reader->end, reader->capacity - reader->end, err);
    if (got < 0)
        return (int)got;
    reader->ended = got == 0;
    reader->end += (size_t)got;
    return got > 0;
}

/* The index just past the row that starts at reader->start (its line end included), counting its
 * lines; or 0 at the end of the input, or negative. */
static ptrdiff_t find_row_end(struct csv_reader *reader, unsigned *ret_lines, struct err *err)
{
    bool quoted = false;
    unsigned lines = 0;
    size_t at = reader->start;
    for (;;) {
        for (; at < reader->end; at++) {
            char byte = reader->window[at];
            if (byte == '"') {
                quoted = !quoted;
            } else if (byte == '\n') {
                lines++;
                if (!quoted) {
                    *ret_lines = lines;
                    return (ptrdiff_t)at + 1;
                }
            }
        }
        size_t scanned = at - reader->start;
        int more = bring_more(reader, err);
        if (more < 0)
            return more;
        at = reader->start + scanned;
        if (more)
            continue;
        if (quoted)
            return err_set_at(err, ERR_SYNTAX, reader->line, 1, NULL,
                              "A quotation mark in the row that starts here is never closed.");
        *ret_lines = lines + 1;
        return at == reader->start ? 0 : (ptrdiff_t)at;
    }
}

static struct csv_field *next_field(struct csv_reader *reader, size_t count)
{
    if (count == reader->field_capacity) {
        reader->field_capacity = count ? count * 2 : 32;
        reader->fields =
            memory_resize(reader->fields, reader->field_capacity, sizeof *reader->fields);
    }
    return &reader->fields[count];
}

/* Unquote in place the field at *position; leaves *position on its separator or the row's end. */
static int read_quoted(struct csv_reader *reader, char *row, size_t length, size_t *position,
                       struct slice *ret_text, struct err *err)
{
    size_t from = *position + 1, to = *position;
    char *text = row + to;
    while (!(row[from] == '"' && (from + 1 == length || row[from + 1] != '"'))) {
        from += row[from] == '"';
        row[to++] = row[from++];
        if (from >= length)
            return err_set_at(err, ERR_SYNTAX, reader->line, (unsigned)*position + 1, NULL,
                              "A quotation mark is never closed.");
    }
    if (from + 1 < length && row[from + 1] != ',')
        return err_set_at(err, ERR_SYNTAX, reader->line, (unsigned)from + 2, NULL,
                          "There is text after a closing quotation mark. Double the mark if it "
                          "belongs to the text.");
    *ret_text = (struct slice){text, (size_t)(row + to - text)};
    *position = from + 1;
    return 0;
}

static int check_bytes(const struct csv_reader *reader, struct slice row, struct err *err)
{
    if (slice_is_utf8(row) && slice_find_byte(row, '\0') == row.length)
        return 0;
    size_t nul = slice_find_byte(row, '\0');
    if (nul < row.length)
        return err_set_at(err, ERR_SYNTAX, reader->line, (unsigned)nul + 1, NULL,
                          "There is a NUL byte here: the file is damaged, or is not text. Save it "
                          "again as CSV UTF-8.");
    size_t good = 0;
    while (good < row.length && slice_is_utf8(slice_sub(row, 0, good + 1)))
        good++;
    while (good > 0 && !slice_is_utf8(slice_sub(row, 0, good)))
        good--;
    return err_set_at(err, ERR_SYNTAX, reader->line, (unsigned)good + 1, NULL,
                      "A character here is not UTF-8 (the file may be Latin-1 or Windows-1252). "
                      "Save it again as CSV UTF-8.");
}

static int split_row(struct csv_reader *reader, char *row, size_t length, struct csv_row *ret_row,
                     struct err *err)
{
    size_t count = 0, at = 0;
    for (;;) {
        if (count == reader->limits.columns)
            return err_set_at(err, ERR_LIMIT, reader->line, (unsigned)at + 1, NULL,
                              "The row has more than the %zu columns allowed.",
                              reader->limits.columns);
        struct csv_field *field = next_field(reader, count++);
        field->column = (unsigned)at + 1;
        if (at < length && row[at] == '"') {
            int code = read_quoted(reader, row, length, &at, &field->text, err);
            if (code < 0)
                return code;
        } else {
            const char *comma = at < length ? memchr(row + at, ',', length - at) : NULL;
            size_t end = comma ? (size_t)(comma - row) : length;
            field->text = (struct slice){row + at, end - at};
            at = end;
        }
        if (at >= length)
            break;
        at++;
    }
    *ret_row = (struct csv_row){reader->fields, count, reader->line};
    return 1;
}

static int skip_byte_order_mark(struct csv_reader *reader, struct err *err)
{
    while (!reader->ended && reader->end - reader->start < 3) {
        int more = bring_more(reader, err);
        if (more < 0)
            return more;
    }
    struct slice head = {reader->window + reader->start, reader->end - reader->start};
    if (slice_starts_with(head, SLICE("\xEF\xBB\xBF")))
        reader->start += 3;
    if (slice_starts_with(head, SLICE("\xFF\xFE")) || slice_starts_with(head, SLICE("\xFE\xFF")))
        return err_set_at(err, ERR_SYNTAX, 1, 1, NULL,
                          "The file is UTF-16. Save it again as CSV UTF-8.");
    return 0;
}

int csv_next(struct csv_reader *reader, struct csv_row *ret_row, struct err *err)
{
    if (!reader->window) {
        int code = skip_byte_order_mark(reader, err);
        if (code < 0)
            return code;
    }
    for (;;) {
        unsigned lines = 0;
        ptrdiff_t end = find_row_end(reader, &lines, err);
        if (end <= 0)
            return (int)end;
        char *row = reader->window + reader->start;
        size_t length = (size_t)end - reader->start;
        if (length > reader->limits.row_bytes)
            return err_set_at(err, ERR_LIMIT, reader->line, 1, NULL,
                              "The row is longer than the %zu bytes allowed.",
                              reader->limits.row_bytes);
        if (length && row[length - 1] == '\n')
            length--;
        if (length && row[length - 1] == '\r')
            length--;
        int code = check_bytes(reader, (struct slice){row, length}, err);
        if (code < 0)
            return code;
        reader->start = (size_t)end;
        if (length > 0)
            code = split_row(reader, row, length, ret_row, err);
        reader->line += lines;
        if (code != 0)
            return code;
    }
}

void csv_append(struct buffer *buffer, struct slice field)
{
    double number;
    bool formula =
        field.length && memchr("=+@-\t", field.data[0], 5) && !slice_to_double(field, &number);
    bool quote = false;
    for (size_t i = 0; i < field.length; i++)
        quote |= field.data[i] == ',' || field.data[i] == '"' || field.data[i] == '\n' ||
                 field.data[i] == '\r';
    if (!quote && !formula) {
        buffer_append(buffer, field);
        return;
    }
    buffer_string(buffer, formula ? "\"'" : "\"");
    for (size_t i = 0; i < field.length; i++) {
        if (field.data[i] == '"')
            buffer_byte(buffer, '"');
        buffer_byte(buffer, field.data[i]);
    }
    buffer_byte(buffer, '"');
}
