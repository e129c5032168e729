/* The sources of a linkage, read into one table. */
#ifndef WEFT_CLI_LINK_READ_H
#define WEFT_CLI_LINK_READ_H

#include "math/linkage/linkage.h"

struct link_source {
    const char *name; /* as the caller calls it */
    const char *path;
};

enum { SOURCES_MOST = 64, SOURCE_COLUMNS = 256 };

struct link_input {
    struct linkage_table table;
    struct link_source *sources; /* of the caller */
    size_t source_count;
    uint32_t *first_row; /* of each source, and the row count */
};

/* Read the sources, several rows at once on so many threads. Columns of one name are one column.
 * 0; ERR_INPUT, ERR_SYNTAX or ERR_LIMIT with the source at fault in *ret_source (and the place in
 * err): a file that cannot be read, one without a header, a row with another number of columns
 * than the header, two columns of one name. */
int link_read(struct link_source *sources, size_t count, size_t threads,
              struct link_input *ret_input, size_t *ret_source, struct err *err);
void link_input_free(struct link_input *input); /* fit for CLEANUP */

/* The text of a column on a row; empty where column is NULL. */
struct slice link_text(const struct linkage_column *column, size_t row);

/* The column of that name, or NULL. */
struct linkage_column *link_column(const struct link_input *input, struct slice name);

#endif
