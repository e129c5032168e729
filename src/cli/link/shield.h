/* Records that a source shields. */
#ifndef WEFT_CLI_LINK_SHIELD_H
#define WEFT_CLI_LINK_SHIELD_H

#include "cli/link/work.h"

/* The column "shielded", which is about the record and not the person; NULL where there is none. */
struct linkage_column *link_shield_column(const struct link_work *work);

/* By row, whether the column "shielded" says so; NULL where there is no such column. What is
 * neither yes nor no shields: a shield that is missed does more harm than one too many. The caller
 * frees it. */
bool *link_shielded_rows(const struct link_work *work);

/* By person: whether any of its records is shielded; NULL likewise. */
bool *link_shielded_persons(const struct link_work *work);

#endif
