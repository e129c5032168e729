/* Which columns identify, which are linked on, which tell the truth. */
#ifndef WEFT_CLI_LINK_COLUMNS_H
#define WEFT_CLI_LINK_COLUMNS_H

#include "cli/link/work.h"

/* Choose work->id and work->truth, apply the specification and recognise the rest. 0; ERR_NOT_FOUND
 * (no identifier, a column that no source has), ERR_CONFLICT (an identifier twice in one source, or
 * left blank). */
int link_choose_columns(struct link_work *work, struct err *err);

#endif
