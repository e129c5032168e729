/* Between the files that gather: cells in the order of their keys. */
#ifndef WEFT_DOMAIN_PERFORMANCE_GATHER_ORDER_H
#define WEFT_DOMAIN_PERFORMANCE_GATHER_ORDER_H

#include "domain/performance/gather.h"

enum { GATHER_RUN_MOST = 1 << 13 }; /* cells; longer runs are left until the end */

/* The cells that came since the last run are all of theirs for now: those of one measure, mostly.
 * They are put in the order of their keys where they stand, unless some have details, which go by
 * where cells stand. O(cells of the run). */
void gather_end_run(struct gather *gather);

/* Make the gather's order of all cells: those of rows that are not refused, by key and then as they
 * came. Returns whether any key stands twice, as one of a refused row may. O(cells). */
bool gather_order(struct gather *gather);

/* Leave out the cells of rows that were refused since. O(cells). */
void gather_drop_refused(struct gather *gather);

#endif
