/* Why two records are one person or not, and how a person's records came together. */
#ifndef WEFT_CLI_LINK_EXPLAIN_H
#define WEFT_CLI_LINK_EXPLAIN_H

#include "cli/link/work.h"

/* Append what --explain and --why ask for, in words or as members of the JSON document. 0, or
 * ERR_NOT_FOUND for a record that is not there. */
int link_explain(const struct link_work *work, struct buffer *out, struct err *err);

#endif
