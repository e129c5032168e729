/* What a figure cannot well be, by what its measure is counted in. Nothing of it is refused: the
 * publisher may know better, and a report says “look at this”. */
#ifndef WEFT_DOMAIN_PERFORMANCE_PLAUSIBLE_H
#define WEFT_DOMAIN_PERFORMANCE_PLAUSIBLE_H

#include "domain/performance/gather.h"

/* What can be said beforehand of a measure's figures, from its code, title and unit: shares go to
 * 100; shares, rates and numbers are never negative; and neither is said of a measure that any of
 * the three calls a difference (a gap, a change, a growth). */
struct plausible plausible_of(struct slice code, struct slice title, struct slice unit);

/* Warn in the gather where the figure at hand, of column `column`, is not plausible. */
void plausible_check(struct gather *gather, const struct gathered_measure *measure, double value,
                     uint32_t column);

#endif
