/* Records that a source shields. */
#ifndef WEFT_CLI_LINK_SHIELD_H
#define WEFT_CLI_LINK_SHIELD_H

#include "cli/link/work.h"

/* Whether it is the column "shielded", which is about the record and not the person. One source may
 * call it so and another "Shielded": then there are several. */
bool link_is_shield_column(const struct linkage_column *column);

/* By row, whether a column "shielded" says so; NULL where there is no such column. What is neither
 * yes nor no shields: a shield that is missed does more harm than one too many. The caller frees
 * it. */
bool *link_shielded_rows(const struct link_work *work);

/* By person: whether any of its records is shielded; NULL likewise. */
bool *link_shielded_persons(const struct link_work *work);

/* Mark each record of a person of whom any record is shielded (work->shielded). Whether there is
 * any. */
bool link_shield_rows(struct link_work *work);

/* Leave out what the marked records say: all but their identifiers. */
void link_leave_out(struct link_work *work);

/* What a column was taken for, in words. */
const char *link_taken_for(const struct link_work *work, const struct linkage_column *column);

#endif
