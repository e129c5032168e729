/* The report of a linkage: one page that stands alone. */
#ifndef WEFT_CLI_LINK_REPORT_H
#define WEFT_CLI_LINK_REPORT_H

#include "cli/link/work.h"

/* Write the page. Needs work->doubts, work->fair and work->households. */
void link_report_write(const struct link_work *work, struct buffer *out);

#endif
