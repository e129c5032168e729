/* Files that a command under test has written: run it in the scratch folder, read what it made. */
#ifndef WEFT_TESTS_SUPPORT_TABLE_H
#define WEFT_TESTS_SUPPORT_TABLE_H

#include "support/test.h"

/* Run a shell command in the scratch folder; what it prints goes to the file "out" there. */
int run_in_scratch(const char *command);

/* Append scratch/folder/name to text, emptied first; fails the test where it is not there. */
void read_made(const char *folder, const char *name, struct buffer *text);

/* One digest of several files of a folder. */
void digest_made(const char *folder, const char *const *names, size_t count,
                 char text[static DIGEST_TEXT_SIZE]);

/* A CSV file whose rows all have as many cells as its heading. */
struct table {
    struct arena arena;
    size_t rows, columns; /* rows without the heading */
    struct slice *headings, *cells;
};
void table_free(struct table *table); /* fit for CLEANUP */
struct table table_read(struct slice text);
struct table table_made(const char *folder, const char *name);
struct slice table_cell(const struct table *table, size_t row, size_t column);

/* A cell that holds a whole number; fails the test where it does not. */
int64_t table_number(struct slice cell);

/* The column of this heading; fails the test where there is none. */
size_t table_column(const struct table *table, const char *heading);

#endif
