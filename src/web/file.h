/* Files: what a page shows as a table, to take away as CSV (RFC 4180). */
#ifndef WEFT_WEB_FILE_H
#define WEFT_WEB_FILE_H

#include "gate/gate.h"
#include "web/page.h"

/* A cell: words, which no spreadsheet will run (csv_append), or a number, never rounded and NAN
 * where it is not known: then the cell is empty. */
struct file_cell {
    struct slice text;
    double number;
};
struct file_cell file_text(struct slice text);
struct file_cell file_number(double number);
struct file_cell file_given(bool given, double number); /* a number that may not be known */

void file_row(struct buffer *out, const struct file_cell *cells, size_t count);

#define FILE_ROW(out, ...)                                                                         \
    file_row(out, (const struct file_cell[]){__VA_ARGS__},                                         \
             sizeof((const struct file_cell[]){__VA_ARGS__}) / sizeof(struct file_cell))

/* What was appended to the body goes out as NAME.csv. 0, or ERR_LIMIT where it is too long. */
int file_send(struct request *request, struct response *response, const char *name);

/* The same as CODE-NAME.csv, CODE being that of the record that the page is of. */
int file_send_of_record(struct request *request, struct response *response, const char *name);

/* "PAGE/TABLE.csv": where a table of that page is to be had. */
struct slice file_path(struct arena *arena, struct slice page, const char *table);

/* The same of the source and the day that the page is of, where it was asked for one. */
struct slice file_path_asked(struct arena *arena, struct slice page, const char *table,
                             struct slice source, struct date on);

/* "Download this table as CSV", under the table. */
void file_link(struct page_writer *page, struct slice path);

#endif
