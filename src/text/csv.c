#include "text/csv.h"

#include "base/banned.h"

enum {
    DEFAULT_ROW_BYTES = 1 << 20,
    DEFAULT_COLUMNS = 4096,
    FIRST_WINDOW = 1 << 16,
};

/* The window that the reader filled itself. */
static char *own_window(struct csv_reader *reader)
{
    return (char *)(uintptr_t)reader->window;
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
    csv_open(reader, NULL, NULL, limits);
    reader->in_memory = true;
    reader->window = text.data ? text.data : "";
    reader->end = text.length;
    reader->ended = true;
}

void csv_close(struct csv_reader *reader)
{
    if (!reader->in_memory)
        memory_free(own_window(reader));
    memory_free(reader->unquoted);
    memory_free(reader->fields);
    *reader = (struct csv_reader){0};
}

/* Bring more bytes in behind those at hand. 1 when something came, 0 at the end. The first byte
 * that is not taken yet (reader->start) moves to the front of the window. */
static int bring_more(struct csv_reader *reader, struct err *err)
{
    if (reader->ended)
        return 0;
    char *window = own_window(reader);
    if (reader->start > 0) {
        memmove(window, window + reader->start, reader->end - reader->start);
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
        reader->window = window = memory_resize(window, grown, 1);
        reader->capacity = grown;
    }
    ptrdiff_t got =
        reader->fill(reader->context, window + reader->end, reader->capacity - reader->end, err);
    if (got < 0)
        return (int)got;
    reader->ended = got == 0;
    reader->end += (size_t)got;
    return got > 0;
}

/* Where the next quote or line end stands from `at` on, or end. Eight bytes at a time: the highest
 * bit of each byte of `found` that is one of them is set, the lowest set bit being the first. */
static size_t next_mark(const char *bytes, size_t at, size_t end)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    for (; at + 8 <= end; at += 8) {
        uint64_t word;
        memcpy(&word, bytes + at, 8);
        uint64_t quote = word ^ ones * '"', line = word ^ ones * '\n';
        uint64_t found = ((quote - ones) & ~quote & tops) | ((line - ones) & ~line & tops);
        if (found)
            break;
    }
    while (at < end && bytes[at] != '"' && bytes[at] != '\n')
        at++;
    return at;
}

/* The index just past the row that starts at reader->start (its line end included), counting its
 * lines; or 0 at the end of the input, or negative. */
static ptrdiff_t find_row_end(struct csv_reader *reader, unsigned *ret_lines, struct err *err)
{
    bool quoted = false;
    unsigned lines = 0;
    size_t at = reader->start;
    for (;;) {
        while ((at = next_mark(reader->window, at, reader->end)) < reader->end) {
            if (reader->window[at++] == '"') {
                quoted = !quoted;
                continue;
            }
            lines++;
            if (!quoted) {
                *ret_lines = lines;
                return (ptrdiff_t)at;
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

/* The row where it may be unquoted in place. */
static char *writable_row(struct csv_reader *reader, const char *row, size_t length)
{
    if (!reader->in_memory)
        return own_window(reader) + (row - reader->window);
    if (length > reader->unquoted_capacity) {
        reader->unquoted_capacity = length + length / 2;
        reader->unquoted = memory_resize(reader->unquoted, reader->unquoted_capacity, 1);
    }
    memcpy(reader->unquoted, row, length);
    return reader->unquoted;
}

static int split_row(struct csv_reader *reader, const char *read, size_t length,
                     struct csv_row *ret_row, struct err *err)
{
    const char *row = read;
    char *quoted = memchr(read, '"', length) ? writable_row(reader, read, length) : NULL;
    if (quoted)
        row = quoted;
    size_t count = 0, at = 0;
    for (;;) {
        if (count == reader->limits.columns)
            return err_set_at(err, ERR_LIMIT, reader->line, (unsigned)at + 1, NULL,
                              "The row has more than the %zu columns allowed.",
                              reader->limits.columns);
        struct csv_field *field = next_field(reader, count++);
        field->column = (unsigned)at + 1;
        if (quoted && at < length && row[at] == '"') {
            int code = read_quoted(reader, quoted, length, &at, &field->text, err);
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
    if (!reader->started) {
        reader->started = true;
        int code = skip_byte_order_mark(reader, err);
        if (code < 0)
            return code;
    }
    for (;;) {
        unsigned lines = 0;
        ptrdiff_t end = find_row_end(reader, &lines, err);
        if (end <= 0)
            return (int)end;
        const char *row = reader->window + reader->start;
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
