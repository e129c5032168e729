/* The confined reader: a stranger's file in, frames of wire.h out. Runs in the child of
 * base/confine.h: it has the file's descriptor and the pipe, and knows of no store. */
#ifndef WEFT_DOMAIN_PERFORMANCE_READER_H
#define WEFT_DOMAIN_PERFORMANCE_READER_H

#include "domain/performance/wire.h"
#include "text/text.h"

struct reader_request {
    const struct mapping *mapping;
    int descriptor;        /* of the file, at its start; gzip or not */
    const unsigned *lines; /* where given: send the rows that start on these lines (ascending) */
    size_t line_count;     /* as they stand, and judge nothing */
    struct group_columns groups; /* where the rows are some of another file's: the columns that
                                    named its groups */
};

/* The work for confine_start: its context is a struct reader_request. */
int reader_run(void *request, int answer);

/* --- between the reader's own files ----------------------------------------------------------- */

enum { READER_FIGURES = 1024 };

struct reader_output {
    int descriptor;
    bool failed;
    bool row_waits; /* for what there is to tell of it */
    struct wire_row row;
    struct wire_figure figures[READER_FIGURES]; /* which wait for more of their kind */
    size_t figure_count;
    size_t length;
    char bytes[1 << 18]; /* so many for fewer turns between child and parent */
};

void reader_send(struct reader_output *output, enum wire_kind kind, unsigned detail,
                 struct slice head, struct slice rest);
/* What comes by the million: a row begins (returns it, to be told its columns), and a figure of it.
 */
struct wire_row *reader_begin_row(struct reader_output *output, unsigned line);
void reader_send_cell(struct reader_output *output, const struct wire_cell *cell);
void reader_finding(struct reader_output *output, enum wire_kind kind, unsigned column,
                    struct slice field, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* The file's headings: index of one (in any case, without spaces at its ends), or −1. */
struct reader_headings {
    struct slice *names;
    size_t count;
};
int reader_heading(const struct reader_headings *headings, struct slice name);

/* The columns of a mapping's fields, or ERR_SYNTAX naming the first that the file lacks. */
int reader_columns(const struct mapping *mapping, const struct reader_headings *headings,
                   int columns[static MAPPING_FIELDS], struct err *err);

/* What the first rows of a file hold in each column: how columns without a name in the mapping
 * are told to be measures or groups. */
struct reader_sample {
    unsigned *words, *figures;   /* by column: texts, and numbers or symbols */
    size_t count;                /* of columns */
    struct group_columns groups; /* known beforehand */
};

/* Figures: what a row's cells are, and the row read by it. */
struct figures_layout;
int figures_layout_new(const struct mapping *mapping, const struct reader_headings *headings,
                       const struct reader_sample *sample, struct arena *arena,
                       struct figures_layout **ret_layout, struct err *err);
void figures_layout_free(struct figures_layout *layout); /* what does not lie in its arena */
int figures_row(struct figures_layout *layout, const struct csv_row *row,
                struct reader_output *output, struct err *err);

#endif
