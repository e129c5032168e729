/* Comma-separated values (RFC 4180), read a row at a time from memory or a stream.
 *
 * Accepted: LF or CRLF, quoted fields over several lines, a byte-order mark, blank lines (passed
 * over), a last line without its end. Refused with line and column: bytes that are not UTF-8,
 * UTF-16, NUL (behind a row of such bytes one may read on), text after a closing quote, a quote
 * never closed, rows and files past the limits, a first line whose columns are parted by tabs,
 * semicolons or bars. Whether rows are ragged is the caller's to judge: it knows the header.
 *
 * Cost: one pass, O(bytes); memory: the longest row. */
#ifndef WEFT_TEXT_CSV_H
#define WEFT_TEXT_CSV_H

#include "base/base.h"

struct csv_limits {
    size_t row_bytes; /* the longest row, default 1 MiB */
    size_t columns;   /* the most columns, default 4,096 */
};

struct csv_field {
    struct slice text; /* unquoted; valid until the next row */
    unsigned column;   /* 1-based byte column where the field starts in its line */
};

struct csv_row {
    struct csv_field *fields;
    size_t count;
    unsigned line; /* 1-based line where the row starts */
};

/* Fill bytes with up to capacity bytes: how many, 0 at the end, negative with err on failure. */
typedef ptrdiff_t (*csv_fill)(void *context, char *bytes, size_t capacity, struct err *err);

struct csv_reader {
    csv_fill fill;
    void *context;
    struct csv_limits limits;
    struct slice memory; /* what is left of a memory source */
    char *window;        /* the bytes at hand */
    size_t start, end, capacity;
    bool ended, begun; /* begun: the first row was read */
    unsigned line;
    struct slice passed; /* the row that was refused for its bytes, behind which one may go on */
    size_t field_capacity;
    struct csv_field *fields;
};

/* Nothing is allocated before the first row. limits may be NULL; a limit of 0 is the default. */
void csv_open(struct csv_reader *reader, csv_fill fill, void *context,
              const struct csv_limits *limits);
void csv_open_memory(struct csv_reader *reader, struct slice text, const struct csv_limits *limits);
void csv_close(struct csv_reader *reader); /* fit for CLEANUP */

/* 1 with a row, 0 at the end, or negative with err (line and column set). */
int csv_next(struct csv_reader *reader, struct csv_row *ret_row, struct err *err);

/* After csv_next refused a row for its bytes alone (a NUL, a character that is not UTF-8): true
 * with the row as it stands, its line end left out, until the next call of csv_next, which goes on
 * behind it. False where the reading has ended. */
bool csv_passes(const struct csv_reader *reader, struct slice *ret_row);

/* Append the row with what is not UTF-8 read as Windows-1252, and NUL as the picture of one. */
void csv_decode(struct slice row, struct buffer *out);

/* Append one field, quoted where it must be. A field that a spreadsheet would run as a formula
 * (starts with = + @ or -, and is no number) is given a leading apostrophe. */
void csv_append(struct buffer *buffer, struct slice field);

/* The same as it is, for programs to read: without an apostrophe. */
void csv_append_exact(struct buffer *buffer, struct slice field);

/* A field without the apostrophe that csv_append gave it. */
struct slice csv_unguard(struct slice field);

#endif
