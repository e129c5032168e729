/* Funnel plots: limits that widen as units get smaller (Spiegelhalter 2005, Stat Med
 * 24:1185-1202). A unit with a missing figure is left out of sums. */
#ifndef WEFT_MATH_STATISTICS_FUNNEL_H
#define WEFT_MATH_STATISTICS_FUNNEL_H

#include "math/statistics/interval.h"

/* All events over all trials. NaN where no unit has both. O(count). */
double funnel_pooled(const double *events, const double *trials, size_t count);

/* Normal limits about a proportion for a unit of this many trials. O(1). */
struct limits funnel_proportion_limits(double pooled, double trials, double z);

/* Exact Poisson limits about a ratio of 1 for a unit of this many expected. O(1). */
struct limits funnel_ratio_limits(double expected, double z);

/* Overdispersion: the mean of z squared, 1 where chance alone is at work. For ratios z squared is
 * E ln(O/E)^2, and a unit with none observed is left out. NaN where no unit counts. O(count). */
double funnel_phi_proportion(const double *events, const double *trials, size_t count);
double funnel_phi_ratio(const double *observed, const double *expected, size_t count);

enum funnel_position { ABOVE_99_8, ABOVE_95, INSIDE, BELOW_95, BELOW_99_8 };
enum funnel_position funnel_position(double value, struct limits at_95, struct limits at_99_8);

#endif
