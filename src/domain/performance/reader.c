#include "domain/performance/reader.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "domain/performance/reader_hint.h"

#include "base/banned.h"

enum { PROGRESS_EVERY = 1 << 18, MOST_ROWS = 20000000, SAMPLED_ROWS = 200, ROWS_A_TURN = 256 };

struct reader {
    const struct reader_request *request;
    struct reader_output output;
    struct arena arena;
    struct reader_headings headings;
    size_t *unheaded; /* columns without a heading */
    size_t unheaded_count;
    int columns[MAPPING_FIELDS];
    int skip_columns[64];
    struct reader_sample sample;
    struct figures_layout *figures;
    size_t rows, wanted;
    uint64_t told; /* of the file's bytes */
};

/* --- out ------------------------------------------------------------------------------------- */

static void flush(struct reader_output *output)
{
    size_t put = 0;
    while (put < output->length && !output->failed) {
        ssize_t got = write(output->descriptor, output->bytes + put, output->length - put);
        if (got > 0)
            put += (size_t)got;
        else if (got < 0 && errno != EINTR)
            output->failed = true; /* nobody listens any more */
    }
    output->length = 0;
}

static void append(struct reader_output *output, struct slice bytes)
{
    while (bytes.length > 0) {
        size_t room = sizeof output->bytes - output->length;
        size_t part = bytes.length < room ? bytes.length : room;
        memcpy(output->bytes + output->length, bytes.data, part);
        output->length += part;
        bytes = slice_sub(bytes, part, bytes.length);
        if (output->length == sizeof output->bytes)
            flush(output);
    }
}

static void put_frame(struct reader_output *output, enum wire_kind kind, unsigned detail,
                      struct slice head, struct slice rest)
{
    struct wire_frame frame = {.kind = (uint8_t)kind,
                               .detail = (uint8_t)detail,
                               .length = (uint32_t)(head.length + rest.length)};
    append(output, (struct slice){(const char *)&frame, sizeof frame});
    append(output, head);
    append(output, rest);
}

static void put_fixed(struct reader_output *output, enum wire_kind kind, const void *payload,
                      size_t size)
{
    put_frame(output, kind, 0, (struct slice){payload, size}, (struct slice){0});
}

/* Send what waits, so that something may follow it. */
static void send_waiting(struct reader_output *output)
{
    if (output->figure_count > 0)
        put_fixed(output, WIRE_FIGURES, output->figures,
                  output->figure_count * sizeof *output->figures);
    if (output->row_waits)
        put_fixed(output, WIRE_ROW, &output->row, sizeof output->row);
    output->figure_count = 0;
    output->row_waits = false;
}

struct wire_row *reader_begin_row(struct reader_output *output, unsigned line)
{
    if (output->row_waits || output->figure_count == READER_FIGURES)
        send_waiting(output);
    output->row = (struct wire_row){.line = line};
    output->row_waits = true;
    return &output->row;
}

void reader_send_cell(struct reader_output *output, const struct wire_cell *cell)
{
    if (!output->row_waits) {
        send_waiting(output);
        put_fixed(output, WIRE_CELL, cell, sizeof *cell);
        return;
    }
    const struct wire_row *row = &output->row;
    output->figures[output->figure_count++] = (struct wire_figure){
        .value = cell->value,
        .measure = cell->measure,
        .period = cell->period,
        .area = cell->area,
        .breakdown = cell->breakdown,
        .line = row->line,
        .column = cell->column,
        .measure_column = row->measure_column,
        .period_column = row->period_column,
        .area_column = row->area_column,
        .status = (uint8_t)cell->status,
    };
    output->row_waits = false;
}

void reader_send(struct reader_output *output, enum wire_kind kind, unsigned detail,
                 struct slice head, struct slice rest)
{
    if (kind != WIRE_STRING) /* which is the file's, and may be told before the row it stands in */
        send_waiting(output);
    put_frame(output, kind, detail, head, rest);
}

void reader_finding(struct reader_output *output, enum wire_kind kind, unsigned column,
                    struct slice field, const char *format, ...)
{
    char reason[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    field = slice_sub(field, 0, 200);
    struct {
        struct wire_finding head;
        char field[200];
    } payload = {.head = {column, (uint32_t)field.length}};
    if (field.length)
        memcpy(payload.field, field.data, field.length);
    reader_send(output, kind, 0,
                (struct slice){(const char *)&payload, sizeof payload.head + field.length},
                slice_from(reason));
}

/* --- headings -------------------------------------------------------------------------------- */

int reader_heading(const struct reader_headings *headings, struct slice name)
{
    for (size_t i = 0; i < headings->count; i++)
        if (slice_equal_ignoring_case(headings->names[i], name))
            return (int)i;
    return -1;
}

/* The first few headings, for showing. */
static void list_headings(const struct reader_headings *headings, struct buffer *out)
{
    enum { SHOWN = 5, LONGEST = 40 };
    for (size_t i = 0; i < headings->count && i < SHOWN; i++)
        buffer_printf(out, "%s“%.*s”", i ? ", " : "",
                      SLICE_PRINT(slice_prefix(headings->names[i], LONGEST)));
    buffer_string(out, headings->count > SHOWN ? " …" : ".");
}

int reader_columns(const struct mapping *mapping, const struct reader_headings *headings,
                   int columns[static MAPPING_FIELDS], struct err *err)
{
    for (size_t i = 0; i < MAPPING_FIELDS; i++) {
        columns[i] = -1;
        if (!mapping->columns[i].length)
            continue;
        columns[i] = reader_heading(headings, mapping->columns[i]);
        if (columns[i] >= 0)
            continue;
        CLEANUP(buffer_free) struct buffer shown = BUFFER(1000);
        list_headings(headings, &shown);
        return err_set_at(err, ERR_SYNTAX, 1, 1, mapping_field_key(mapping->reads, i),
                          "The file has no column headed “%.*s”, where the mapping %.*s looks "
                          "for the %s. Is it a file of this kind? Its columns are headed %s",
                          SLICE_PRINT(mapping->columns[i]), SLICE_PRINT(mapping->name),
                          mapping_field_key(mapping->reads, i), buffer_text(&shown));
    }
    return 0;
}

/* A heading on one line: what was broken into several for show is one. */
static struct slice heading_from(struct slice text, struct arena *arena)
{
    char *line = arena_allocate(arena, text.length + 1);
    size_t length = 0;
    text = slice_trim(text);
    for (size_t i = 0; i < text.length; i++) {
        bool breaks = text.data[i] == '\n' || text.data[i] == '\r';
        if (!breaks)
            line[length++] = text.data[i];
        else if (line[length - 1] != ' ') /* it does not begin with one */
            line[length++] = ' ';
    }
    return (struct slice){line, length};
}

/* Columns are found by their headings in any case, so none may differ from another in that alone.
 */
static int check_heading(struct map *seen, struct slice name, unsigned line, unsigned column,
                         struct err *err)
{
    CLEANUP(buffer_free) struct buffer folded = BUFFER(1 << 20);
    buffer_small(&folded, name);
    if (map_get(seen, buffer_slice(&folded)) != MAP_ABSENT)
        return err_set_at(err, ERR_SYNTAX, line, column, NULL,
                          "Two columns are headed “%.*s”, so it cannot be told which is meant. "
                          "Rename or take out one.",
                          SLICE_PRINT(name));
    map_set(seen, buffer_slice(&folded), 1);
    return 0;
}

static int keep_headings(struct reader *reader, const struct csv_row *row, struct err *err)
{
    struct slice *names = arena_array(&reader->arena, row->count, sizeof *names);
    CLEANUP(buffer_free) struct buffer joined = BUFFER(WIRE_LONGEST - 64);
    CLEANUP(map_free) struct map seen = MAP;
    reader->unheaded = arena_array(&reader->arena, row->count, sizeof *reader->unheaded);
    for (size_t i = 0; i < row->count; i++) {
        names[i] = heading_from(row->fields[i].text, &reader->arena);
        if (!names[i].length)
            reader->unheaded[reader->unheaded_count++] = i;
        else if (check_heading(&seen, names[i], row->line, row->fields[i].column, err) < 0)
            return ERR_SYNTAX;
        if (i > 0)
            buffer_byte(&joined, WIRE_SEPARATOR);
        buffer_append(&joined, names[i]);
    }
    reader->headings = (struct reader_headings){names, row->count};
    reader_send(&reader->output, WIRE_HEADINGS, 0, buffer_slice(&joined), (struct slice){0});
    return 0;
}

/* Where each heading of the mapping's skip rules stands. */
static int find_skips(struct reader *reader, struct err *err)
{
    const struct mapping *mapping = reader->request->mapping;
    size_t most = sizeof reader->skip_columns / sizeof *reader->skip_columns, at = 0;
    for (size_t i = 0; i < mapping->skip_count; i++)
        for (size_t j = 0; j < mapping->skips[i].where.count; j++) {
            if (at == most)
                return err_set(err, ERR_LIMIT, NULL, "A mapping can skip by at most %zu columns.",
                               most);
            reader->skip_columns[at++] =
                reader_heading(&reader->headings, mapping->skips[i].where.from[j]);
        }
    return 0;
}

static int begin(struct reader *reader, const struct csv_row *row, struct err *err)
{
    const struct mapping *mapping = reader->request->mapping;
    int code = keep_headings(reader, row, err);
    if (code < 0 || reader->request->lines)
        return code;
    code = find_skips(reader, err);
    if (code == 0)
        code = reader_columns(mapping, &reader->headings, reader->columns, err);
    if (code == 0 && mapping->reads == MAPPING_FIGURES)
        code = figures_layout_new(mapping, &reader->headings, &reader->sample, &reader->arena,
                                  &reader->figures, err);
    return code;
}

/* --- rows ------------------------------------------------------------------------------------ */

static uint16_t column_at(const struct csv_row *row, int column)
{
    unsigned at = column < 0 ? 0 : row->fields[column].column;
    return (uint16_t)(at < UINT16_MAX ? at : UINT16_MAX);
}

static void send_row(struct reader *reader, const struct csv_row *row)
{
    struct wire_row *head = reader_begin_row(&reader->output, row->line);
    const int *columns = reader->columns;
    if (reader->figures) {
        head->measure_column = column_at(row, columns[FIGURE_MEASURE]);
        head->period_column = column_at(row, columns[FIGURE_PERIOD]);
        head->area_column = column_at(row, columns[FIGURE_AREA]);
    }
}

static bool is_blank(const struct csv_row *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (slice_trim(row->fields[i].text).length)
            return false;
    return true;
}

static bool is_skipped_by(const struct mapping_skip *skip, const int *columns,
                          const struct csv_row *row)
{
    for (size_t i = 0; i < skip->where.count; i++)
        if (columns[i] < 0 || !slice_equal(row->fields[columns[i]].text, skip->where.to[i]))
            return false;
    return true;
}

/* The skip rule that the row falls under, or NULL. */
static const struct mapping_skip *skipped_by(const struct reader *reader, const struct csv_row *row)
{
    const struct mapping *mapping = reader->request->mapping;
    const int *columns = reader->skip_columns;
    for (size_t i = 0; i < mapping->skip_count; columns += mapping->skips[i++].where.count)
        if (is_skipped_by(&mapping->skips[i], columns, row))
            return &mapping->skips[i];
    return NULL;
}

/* A row of definitions: its fields by the mapping's words, and where each stands. */
static void send_fields(struct reader *reader, const struct csv_row *row)
{
    const struct mapping *mapping = reader->request->mapping;
    size_t count = mapping_field_count(mapping->reads);
    struct wire_field fields[MAPPING_FIELDS] = {0};
    CLEANUP(buffer_free) struct buffer texts = BUFFER(WIRE_LONGEST - 4096);
    for (size_t i = 0; i < count; i++) {
        int column = reader->columns[i];
        if (column < 0)
            continue;
        struct slice text = slice_trim(row->fields[column].text);
        struct slice meant = mapping_word(&mapping->words[i], text);
        text = meant.data ? meant : text;
        fields[i] = (struct wire_field){row->fields[column].column, (uint32_t)text.length};
        buffer_append(&texts, text);
    }
    reader_send(&reader->output, WIRE_FIELDS, 0,
                (struct slice){(const char *)fields, count * sizeof *fields}, buffer_slice(&texts));
}

static void send_raw(struct reader *reader, const struct csv_row *row)
{
    CLEANUP(buffer_free) struct buffer joined = BUFFER(WIRE_LONGEST - 64);
    for (size_t i = 0; i < row->count; i++) {
        if (i > 0)
            buffer_byte(&joined, WIRE_SEPARATOR);
        buffer_append(&joined, row->fields[i].text);
    }
    struct wire_row head = {.line = row->line};
    reader_send(&reader->output, WIRE_RAW, 0, (struct slice){(const char *)&head, sizeof head},
                buffer_slice(&joined));
}

static bool is_wanted(struct reader *reader, unsigned line)
{
    const struct reader_request *request = reader->request;
    while (reader->wanted < request->line_count && request->lines[reader->wanted] < line)
        reader->wanted++;
    return reader->wanted < request->line_count && request->lines[reader->wanted] == line;
}

/* A row that could not be decoded, as it may have been meant; in one piece where its quotation
 * marks are at fault too. */
static void send_undecoded(struct reader *reader, struct slice bytes, unsigned line)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(WIRE_LONGEST - 64);
    csv_decode(bytes, &text);
    CLEANUP(csv_close) struct csv_reader csv;
    csv_open_memory(&csv, buffer_slice(&text), NULL);
    csv.begun = true; /* it is not the file's first */
    struct csv_row row;
    struct csv_field whole = {buffer_slice(&text), 1};
    if (csv_next(&csv, &row, NULL) != 1)
        row = (struct csv_row){.fields = &whole, .count = 1};
    row.line = line;
    send_raw(reader, &row);
}

/* What stands under no heading belongs to none of the row's figures: a decimal comma may have
 * parted it from one. */
static void warn_of_unheaded(struct reader *reader, const struct csv_row *row)
{
    for (size_t i = 0; i < reader->unheaded_count; i++) {
        const struct csv_field *field = &row->fields[reader->unheaded[i]];
        struct slice text = slice_trim(field->text);
        if (text.length)
            reader_finding(&reader->output, WIRE_WARNING, field->column, (struct slice){0},
                           "“%.*s” stands in a column without a heading, which is passed over. Has "
                           "a comma too many moved it there?",
                           SLICE_PRINT(slice_prefix(text, 60)));
    }
}

/* 0, or ERR_LIMIT where the file names too much of something. */
static int read_row(struct reader *reader, const struct csv_row *row, struct err *err)
{
    struct reader_output *output = &reader->output;
    if (row->count != reader->headings.count) {
        reader_begin_row(output, row->line);
        bool is_note = row->count == 1 && reader->headings.count > 2;
        reader_finding(output, WIRE_REFUSAL, 1, (struct slice){0},
                       "The row has %zu column%s where the heading has %zu. %s", row->count,
                       row->count == 1 ? "" : "s", reader->headings.count,
                       is_note ? "If it is a note under the table, take it out."
                               : "Is a comma missing, or one too many?");
        return 0;
    }
    send_row(reader, row);
    warn_of_unheaded(reader, row);
    const struct mapping_skip *skip = skipped_by(reader, row);
    if (skip)
        reader_finding(output, WIRE_SKIP, 1, (struct slice){0}, "The row is passed over: %.*s.",
                       SLICE_PRINT(skip->because));
    else if (is_blank(row))
        reader_finding(output, WIRE_SKIP, 1, (struct slice){0},
                       "The row is passed over: it is empty.");
    else if (reader->figures)
        return figures_row(reader->figures, row, output, err);
    else
        send_fields(reader, row);
    return 0;
}

/* What stands above the headings says nothing to a program. */
static bool is_above_headings(const struct reader *reader, unsigned line)
{
    return !reader->headings.count && line < reader->request->mapping->heading_line;
}

/* A row that is refused for its bytes is one refused row like another; those after it are read. Not
 * so the headings, by which all of them are. */
static bool pass_undecoded(struct reader *reader, const struct csv_reader *csv,
                           const struct err *err)
{
    struct slice bytes;
    if (!csv_passes(csv, &bytes))
        return false;
    if (is_above_headings(reader, err->line))
        return true;
    if (!reader->headings.count || reader->rows++ == MOST_ROWS)
        return false;
    if (!reader->request->lines) {
        reader_begin_row(&reader->output, err->line);
        reader_finding(&reader->output, WIRE_REFUSAL, err->column, (struct slice){0}, "%s",
                       err->message);
    } else if (is_wanted(reader, err->line)) {
        send_undecoded(reader, bytes, err->line);
    }
    return true;
}

static void tell_progress(struct reader *reader, uint64_t taken)
{
    if (taken - reader->told < PROGRESS_EVERY)
        return;
    reader->told = taken;
    reader_send(&reader->output, WIRE_PROGRESS, 0,
                (struct slice){(const char *)&taken, sizeof taken}, (struct slice){0});
}

/* Sheets made for people have a title above their headings: where these are found in the rows
 * below, that is what is to be told. */
static int look_below(struct reader *reader, struct csv_reader *csv, struct err *err)
{
    enum { LOOKED_AT = 30 };
    struct csv_row row;
    for (int i = 0; i < LOOKED_AT && csv_next(csv, &row, NULL) > 0; i++) {
        int columns[MAPPING_FIELDS];
        struct reader_headings below = {arena_array(&reader->arena, row.count, sizeof *below.names),
                                        row.count};
        for (size_t j = 0; j < row.count; j++)
            below.names[j] = heading_from(row.fields[j].text, &reader->arena);
        if (reader_columns(reader->request->mapping, &below, columns, NULL) == 0)
            return err_set_at(err, ERR_SYNTAX, row.line, 1, NULL,
                              "The headings stand on line %u. Take out the lines above them, so "
                              "that they stand first, or say heading_line: %u in a mapping of your "
                              "own.",
                              row.line, row.line);
    }
    return ERR_SYNTAX; /* what was told stands */
}

static int read_rows(struct reader *reader, struct csv_reader *csv, struct gzip_reader *gzip,
                     struct err *err)
{
    struct csv_row row;
    int code;
    while ((code = csv_next(csv, &row, err)) != 0 && !reader->output.failed) {
        if (code < 0 && !pass_undecoded(reader, csv, err))
            return code;
        if (code < 0 || is_above_headings(reader, row.line))
            continue;
        if (!reader->headings.count) {
            code = begin(reader, &row, err);
            if (code < 0 && err->line == 1) /* the headings', which stand here */
                err->line = row.line;
            if (code < 0)
                return code == ERR_SYNTAX && reader->headings.count ? look_below(reader, csv, err)
                                                                    : code;
            continue;
        }
        if (reader->rows++ == MOST_ROWS)
            return err_set_at(err, ERR_LIMIT, row.line, 1, NULL,
                              "The file has more than the %d rows allowed. Split it into several.",
                              MOST_ROWS);
        if (!reader->request->lines)
            code = read_row(reader, &row, err);
        else if (is_wanted(reader, row.line))
            send_raw(reader, &row);
        if (code < 0)
            return code;
        tell_progress(reader, gzip_taken(gzip));
        if (reader->rows % ROWS_A_TURN == 0)
            give_way();
    }
    if (code == 0 && reader->request->mapping->heading_line > 1 && !reader->headings.count)
        return err_set_at(err, ERR_SYNTAX, 1, 1, NULL,
                          "The file ends before line %u, where the mapping looks for the headings.",
                          reader->request->mapping->heading_line);
    if (code == 0 && !reader->headings.count)
        return err_set_at(err, ERR_SYNTAX, 1, 1, NULL,
                          "The file is empty. Give one whose first line heads its columns.");
    return code;
}

static ptrdiff_t fill_from_descriptor(void *context, char *bytes, size_t capacity, struct err *err)
{
    ssize_t got;
    do
        got = read(*(const int *)context, bytes, capacity);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return err_set(err, ERR_INPUT, NULL, "The file cannot be read: %s.", strerror(errno));
    return got;
}

static void sample_row(struct reader *reader, const struct csv_row *row)
{
    struct reader_sample *sample = &reader->sample;
    if (!sample->words) {
        sample->count = row->count;
        sample->words = arena_array(&reader->arena, row->count, sizeof *sample->words);
        sample->figures = arena_array(&reader->arena, row->count, sizeof *sample->figures);
        return; /* the headings */
    }
    for (size_t i = 0; i < row->count && i < sample->count; i++) {
        struct slice text = slice_trim(row->fields[i].text);
        double number;
        if (!text.length)
            continue;
        bool figure = slice_to_double(text, &number) || hint_is_number(text) ||
                      mapping_symbol(reader->request->mapping, text) >= 0;
        sample->figures[i] += figure;
        sample->words[i] += !figure;
    }
}

/* Look at the first rows and go back to the start. What cannot be read there is told later. */
static int take_sample(struct reader *reader, struct err *err)
{
    int descriptor = reader->request->descriptor;
    off_t start = lseek(descriptor, 0, SEEK_CUR);
    CLEANUP(gzip_close)
    struct gzip_reader *gzip = gzip_open(fill_from_descriptor, &descriptor, NULL);
    CLEANUP(csv_close) struct csv_reader csv;
    csv_open(&csv, gzip_fill, gzip, NULL);
    struct csv_row row;
    struct slice passed;
    for (size_t i = 0; i <= SAMPLED_ROWS; i++) {
        int code = csv_next(&csv, &row, NULL);
        if (code > 0 && row.line < reader->request->mapping->heading_line)
            continue;
        if (code > 0)
            sample_row(reader, &row);
        else if (code == 0 || !csv_passes(&csv, &passed))
            break;
    }
    if (start < 0 || lseek(descriptor, start, SEEK_SET) < 0)
        return err_set(err, ERR_INPUT, NULL, "The file cannot be read twice: %s.", strerror(errno));
    return 0;
}

int reader_run(void *context, int answer)
{
    struct reader *reader = memory_zeros(1, sizeof *reader);
    reader->request = context;
    reader->sample.groups = reader->request->groups;
    reader->output.descriptor = answer;
    int descriptor = reader->request->descriptor;
    struct err err = {0};
    CLEANUP(gzip_close)
    struct gzip_reader *gzip = gzip_open(fill_from_descriptor, &descriptor, NULL);
    CLEANUP(csv_close) struct csv_reader csv;
    csv_open(&csv, gzip_fill, gzip, NULL);
    int sampled = 0;
    if (reader->request->mapping->breakdown_detect && !reader->request->lines)
        sampled = take_sample(reader, &err);
    if (sampled < 0 || read_rows(reader, &csv, gzip, &err) < 0)
        reader_send(&reader->output, WIRE_ERROR, 0, (struct slice){(const char *)&err, sizeof err},
                    (struct slice){0});
    else
        reader_send(&reader->output, WIRE_END, 0, (struct slice){0}, (struct slice){0});
    flush(&reader->output);
    int code = reader->output.failed ? -1 : 0;
    figures_layout_free(reader->figures);
    arena_free(&reader->arena);
    memory_free(reader);
    return code;
}
