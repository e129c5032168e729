#include "text/csv.h"

#include <endian.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "text/csv_first.h"

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
    if (reader->start > 0 && reader->window) {
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

/* How far the search for a row's end has come; places count from reader->start. */
struct row_search {
    size_t at;
    size_t newline; /* no line end stands before it that does not stand before `at` */
    bool quoted;
    unsigned lines;
};

/* The line end not before `at`, or length. Kept, so that a row full of quotation marks is not
 * searched again for each of them. */
static size_t find_newline(struct row_search *search, const char *row, size_t length)
{
    size_t from = search->newline > search->at ? search->newline : search->at;
    const char *found = from < length ? memchr(row + from, '\n', length - from) : NULL;
    search->newline = found ? (size_t)(found - row) : length;
    return search->newline;
}

/* Go on outside quotation marks: true where the row ends in these bytes. A mark opens quotes only
 * where a field starts; elsewhere it is text. */
static bool search_plain(struct row_search *search, const char *row, size_t length)
{
    size_t newline = find_newline(search, row, length);
    const char *mark = memchr(row + search->at, '"', newline - search->at);
    if (!mark) {
        search->at = newline;
        return newline < length;
    }
    size_t at = (size_t)(mark - row);
    search->quoted = at == 0 || row[at - 1] == ',';
    search->at = at + 1;
    return false;
}

static void search_quoted(struct row_search *search, const char *row, size_t length, bool ended)
{
    const char *mark = memchr(row + search->at, '"', length - search->at);
    size_t at = mark ? (size_t)(mark - row) : length;
    for (size_t i = search->at; i < at; i++)
        search->lines += row[i] == '\n';
    search->at = at;
    if (!mark || (at + 1 == length && !ended)) /* doubled or closing: the next byte will tell */
        return;
    search->quoted = at + 1 < length && row[at + 1] == '"';
    search->at = at + 1;
    if (search->quoted)
        search->at++;
}

/* How many bytes the row that starts at reader->start has (its line end included), counting its
 * lines; or 0 at the end of the input, or negative. */
static ptrdiff_t find_row_end(struct csv_reader *reader, unsigned *ret_lines, struct err *err)
{
    struct row_search search = {0};
    if (!reader->window)
        return 0;
    for (;;) {
        const char *row = reader->window + reader->start;
        size_t length = reader->end - reader->start, before = search.at;
        if (search.quoted) {
            search_quoted(&search, row, length, reader->ended);
        } else if (search_plain(&search, row, length)) {
            *ret_lines = search.lines + 1;
            return (ptrdiff_t)search.at + 1;
        }
        if (search.at < length && search.at > before)
            continue;
        int more = bring_more(reader, err);
        if (more < 0)
            return more;
        if (more || search.at < reader->end - reader->start)
            continue;
        if (search.quoted)
            return err_set_at(err, ERR_SYNTAX, reader->line, 1, NULL,
                              "A quotation mark in the row that starts here is never closed. "
                              "Close it, or take it out.");
        *ret_lines = search.lines + 1;
        return (ptrdiff_t)search.at;
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
    char *text = row + *position;
    size_t from = *position + 1, kept = 0;
    for (;;) {
        const char *mark = from < length ? memchr(row + from, '"', length - from) : NULL;
        if (!mark)
            return err_set_at(err, ERR_SYNTAX, reader->line, (unsigned)*position + 1, NULL,
                              "A quotation mark is never closed. Close it, or take it out.");
        size_t part = (size_t)(mark - row) - from;
        memmove(text + kept, row + from, part);
        kept += part;
        from += part + 1;
        if (from == length || row[from] != '"')
            break;
        text[kept++] = '"';
        from++;
    }
    if (from < length && row[from] != ',')
        return err_set_at(err, ERR_SYNTAX, reader->line, (unsigned)from + 1, NULL,
                          "There is text after a closing quotation mark. Double the mark if it "
                          "belongs to the text.");
    *ret_text = (struct slice){text, kept};
    *position = from;
    return 0;
}

static int check_bytes(const struct csv_reader *reader, struct slice row, struct err *err)
{
    size_t nul = slice_find_byte(row, '\0');
    if (nul == row.length && slice_is_utf8(row))
        return 0;
    if (nul < row.length)
        return err_set_at(err, ERR_SYNTAX, reader->line, (unsigned)nul + 1, NULL,
                          "There is a NUL byte here: the file is damaged, or is not text. Save it "
                          "again as CSV UTF-8.");
    size_t good = 0;
    for (size_t length = 1; length <= 4; length++)
        if (slice_is_utf8(slice_sub(row, good, good + length))) {
            good += length;
            length = 0;
        }
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
                              "The row has more than the %zu columns allowed. Take out those "
                              "that nothing reads.",
                              reader->limits.columns);
        struct csv_field *field = next_field(reader, count++);
        field->column = (unsigned)at + 1;
        if (at < length && row[at] == '"') {
            int code = read_quoted(reader, row, length, &at, &field->text, err);
            if (code < 0)
                return code;
        } else {
            field->text = slice_sub((struct slice){row, length}, at, length);
            field->text.length = slice_find_byte(field->text, ',');
            at += field->text.length;
        }
        if (at >= length)
            break;
        at++;
    }
    *ret_row = (struct csv_row){reader->fields, count, reader->line};
    return 1;
}

/* --- plain rows ------------------------------------------------------------------------------ */

/* Sixty-four bytes are looked at together: as many as most rows have, so that what is done for one
 * row is done for the next and the processor guesses right. */
enum { BLOCK = 64, PART = 16 };
typedef signed char part __attribute__((vector_size(PART)));
#define ALL(byte) ((part){0} + (signed char)(byte))

/* One bit for each byte of a comparison that is true; the first byte is lowest. */
static inline uint64_t true_bytes(part comparison)
{
#ifdef __SSE2__
    return (uint64_t)(unsigned)_mm_movemask_epi8((__m128i)comparison);
#else
    uint64_t halves[2];
    memcpy(halves, &comparison, sizeof halves);
    for (int i = 0; i < 2; i++) /* the eight top bits, moved together by one multiplication */
        halves[i] = ((le64toh(halves[i]) >> 7 & UINT64_C(0x0101010101010101)) *
                     UINT64_C(0x0102040810204080)) >>
                    56;
    return halves[0] | halves[1] << 8;
#endif
}

/* Where the bytes of a block are what splits rows, a bit each, and where they are not plain. */
struct block_marks {
    uint64_t commas, newlines, others;
};

static inline struct block_marks look_at(const char *bytes)
{
    struct block_marks marks = {0};
    for (int at = 0; at < BLOCK; at += PART) {
        part here;
        memcpy(&here, bytes + at, sizeof here);
        marks.commas |= true_bytes(here == ALL(',')) << at;
        marks.newlines |= true_bytes(here == ALL('\n')) << at;
        marks.others |= true_bytes((here == ALL('"')) | (here < ALL(1))) << at;
    }
    return marks;
}

/* The row whose fields were found, the next one standing at `next`; false where it is blank or has
 * too many. */
static bool pass_plain(struct csv_reader *reader, size_t count, const char *next,
                       struct csv_row *ret_row)
{
    struct slice *last = &reader->fields[count - 1].text;
    if (last->length && last->data[last->length - 1] == '\r')
        last->length--;
    if ((count == 1 && last->length == 0) || count > reader->limits.columns)
        return false;
    *ret_row = (struct csv_row){reader->fields, count, reader->line++};
    reader->start = (size_t)(next - reader->window);
    return true;
}

/* Take the row at hand in one look at its bytes, as nearly all rows can be. False, with nothing
 * passed, where it is blank or not at hand with some bytes behind it, has more fields than rows
 * before it (as the first has), is past a limit, or is not plain: ASCII without NUL and quotation
 * marks. */
static bool split_plain(struct csv_reader *reader, struct csv_row *ret_row)
{
    const char *row = reader->window + reader->start, *from = row;
    const size_t most = reader->limits.row_bytes, left = reader->end - reader->start;
    struct csv_field *field = reader->fields, *end = field + reader->field_capacity;
    for (size_t at = 0, to = left < most ? left : most; at + BLOCK <= to; at += BLOCK) {
        const struct block_marks marks = look_at(row + at);
        const uint64_t end_of_row = marks.newlines & (0 - marks.newlines);
        const uint64_t before = end_of_row - 1; /* all, where it does not end here */
        if ((marks.others & before) != 0)
            return false;
        for (uint64_t stops = (marks.commas & before) | end_of_row; stops; stops &= stops - 1) {
            const char *stop = row + at + (size_t)__builtin_ctzll(stops);
            if (field == end)
                return false;
            *field++ =
                (struct csv_field){{from, (size_t)(stop - from)}, (unsigned)(from - row) + 1};
            from = stop + 1;
        }
        if (end_of_row)
            return pass_plain(reader, (size_t)(field - reader->fields), from, ret_row);
    }
    return false;
}

/* --------------------------------------------------------------------------------------------- */

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
    reader->passed = (struct slice){0};
    if (!reader->window) {
        int code = skip_byte_order_mark(reader, err);
        if (code < 0)
            return code;
    }
    for (;;) {
        if (reader->window && reader->fields && split_plain(reader, ret_row))
            return 1;
        unsigned lines = 0;
        ptrdiff_t found = find_row_end(reader, &lines, err);
        if (found <= 0)
            return (int)found;
        char *row = reader->window + reader->start;
        size_t length = (size_t)found;
        reader->start += length;
        if (length > reader->limits.row_bytes)
            return err_set_at(err, ERR_LIMIT, reader->line, 1, NULL,
                              "The row is longer than the %zu bytes allowed. Shorten it.",
                              reader->limits.row_bytes);
        if (length && row[length - 1] == '\n')
            length--;
        if (length && row[length - 1] == '\r')
            length--;
        int code = 0;
        if (length > 0 && !reader->begun)
            code = csv_check_first((struct slice){row, length}, reader->line, err);
        reader->begun |= length > 0;
        if (code < 0)
            return code;
        code = check_bytes(reader, (struct slice){row, length}, err);
        if (code < 0) {
            reader->passed = (struct slice){row, length};
            reader->line += lines;
            return code;
        }
        if (length > 0)
            code = split_row(reader, row, length, ret_row, err);
        reader->line += lines;
        if (code != 0)
            return code;
    }
}

bool csv_passes(const struct csv_reader *reader, struct slice *ret_row)
{
    *ret_row = reader->passed;
    return reader->passed.data != NULL;
}

static bool is_formula(struct slice field)
{
    double number;
    return field.length && memchr("=+@-\t", field.data[0], 5) && !slice_to_double(field, &number);
}

struct slice csv_unguard(struct slice field)
{
    struct slice rest = slice_sub(field, 1, field.length);
    return field.length > 1 && field.data[0] == '\'' && is_formula(rest) ? rest : field;
}

static void append(struct buffer *buffer, struct slice field, bool formula)
{
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

void csv_append(struct buffer *buffer, struct slice field)
{
    append(buffer, field, is_formula(field));
}

void csv_append_exact(struct buffer *buffer, struct slice field)
{
    append(buffer, field, false);
}
