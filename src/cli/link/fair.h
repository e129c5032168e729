/* Missed and false links of a linkage, of all records and by the groups of columns. */
#ifndef WEFT_CLI_LINK_FAIR_H
#define WEFT_CLI_LINK_FAIR_H

#include "cli/link/work.h"

/* Work out work->fair: against the truth where it is given, else as the model expects it; for
 * every column of --group and of the specification. Needs work->doubts. */
void link_fair_find(struct link_work *work);
void link_fair_free(struct link_fair *fair);

/* Whether any link was made; whether there is any by the truth, or as the model expects. */
bool link_fair_found(const struct link_work *work);
bool link_fair_true(const struct link_work *work);

/* In words; as a member of the JSON document. Nothing where nothing was worked out. */
void link_fair_words(const struct link_work *work, struct buffer *out);
void link_fair_json(const struct link_work *work, struct buffer *out);

#endif
