/* A table in memory: named columns of equal length, read from CSV and written as CSV or JSON.
 *
 * A column holds texts or numbers. A number that is missing is NaN here and blank outside: "nan"
 * is never read and never written. */
#ifndef WEFT_CLI_STATS_TABLE_H
#define WEFT_CLI_STATS_TABLE_H

#include "base/base.h"

enum table_kind {
    TABLE_TEXT,
    TABLE_NUMBER,
    TABLE_TRUTH /* numbers 1 and 0, written true and false */
};

struct table_column {
    struct slice name;
    enum table_kind kind;
    struct slice *texts; /* as read; NULL in a column that was computed from numbers */
    double *numbers;     /* NULL in a column of texts that nobody read as numbers */
    bool used;           /* the method read it, so a result may not take its name */
};

struct table {
    struct arena *arena;
    const char *name; /* the file, as messages name it */
    size_t rows, count, capacity;
    struct table_column *columns;
    unsigned *lines; /* the line each row starts in; NULL in a result */
};

enum {
    TABLE_BYTES = 512 << 20,
    TABLE_ROWS = 2000000,
    TABLE_CELLS = 16000000,
    TABLE_COLUMNS = 4096
};

/* An empty table of `rows` rows. */
struct table table_new(struct arena *arena, size_t rows);

/* Read CSV with one header from path, "-" for standard input. Refused in words: an empty file, no
 * row under the header, a ragged row, a column without a name or with another's, anything past
 * the limits above. Lives as long as the arena. */
int table_read(const char *path, struct arena *arena, struct table *ret_table, struct err *err);

/* The column, or NULL. O(columns). */
struct table_column *table_find(const struct table *table, struct slice name);

/* Add a column to be filled: numbers all missing, texts all empty. It stands last, in place of an
 * unused column of that name. name and texts must live as long as the table. */
double *table_add_numbers(struct table *table, const char *name);
double *table_add_truths(struct table *table, const char *name);
struct slice *table_add_texts(struct table *table, const char *name);

/* Append the table: CSV with a header, or a JSON array of objects. */
void table_write_csv(const struct table *table, struct buffer *out);
void table_write_json(const struct table *table, struct buffer *out);

/* A number as JSON: null where it is missing. */
void table_json_number(struct buffer *out, double number);

#endif
