/* The files that a linkage leaves behind. */
#ifndef WEFT_CLI_LINK_WRITE_H
#define WEFT_CLI_LINK_WRITE_H

#include "cli/link/work.h"

/* Write what the request names: pairs, clusters, model. All or none: nothing takes its place
 * before everything is on the disk. How many files it left, or ERR_INPUT. */
int link_write(struct link_work *work, struct err *err);

/* A record's source and identifier as they came, each with a comma behind it: whoever joins the
 * file back needs them to the letter, so no spreadsheet is guarded from what begins like a formula.
 */
void link_write_name(struct buffer *out, struct slice source, struct slice id);

/* The rows of --households and --families. Need work->households. */
void link_write_households(const struct link_work *work, struct file_sink *sink);
void link_write_families(const struct link_work *work, struct file_sink *sink);

#endif
