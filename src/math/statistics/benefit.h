/* Costs and benefits over years, in today's money. */
#ifndef WEFT_MATH_STATISTICS_BENEFIT_H
#define WEFT_MATH_STATISTICS_BENEFIT_H

#include <stddef.h>

struct benefit {
    double present_cost, present_benefit, net_present_value;
    double ratio;        /* of benefit to cost; NaN where the cost is not above 0 */
    double payback_year; /* from which on, undiscounted, benefits have covered costs and go on
                          * doing so; NaN where they never do */
};

/* Discounted by (1 + rate) for each year after the first (HM Treasury 2022, The Green Book, annex
 * 6). year ascends, and may leave years out. A NaN figure gives NaN throughout. O(count). */
struct benefit benefit_appraise(const double *year, const double *cost, const double *benefit,
                                size_t count, double rate);

#endif
