/* A table of how common names are: --frequencies FILE, with the columns kind, name and per_million,
 * as `weft synth people` writes it. */
#ifndef WEFT_CLI_LINK_FREQUENCIES_H
#define WEFT_CLI_LINK_FREQUENCIES_H

#include "math/linkage/linkage.h"

struct link_frequencies {
    struct linkage_frequency *list;
    size_t count;
};

/* Read the table; path may be NULL. Texts live as long as the arena, the list until it is freed. 0,
 * or ERR_INPUT, ERR_SYNTAX, ERR_RANGE, ERR_LIMIT with line and column. */
int link_frequencies_read(const char *path, struct arena *arena,
                          struct link_frequencies *ret_frequencies, struct err *err);
void link_frequencies_free(struct link_frequencies *frequencies); /* fit for CLEANUP */

#endif
