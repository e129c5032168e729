/* Comparison: two proportions, standardised rates, ranks and bands, slopes, funnels and gaps. */
#ifndef WEFT_MATH_STATISTICS_COMPARE_H
#define WEFT_MATH_STATISTICS_COMPARE_H

#include <stdbool.h>

#include "math/statistics/interval.h"

struct err;

/* Two proportions, first against second. Limits at 95%. */
struct two_proportions {
    double difference; /* first less second */
    struct limits difference_limits;
    double ratio; /* NaN where the second has no event */
    struct limits ratio_limits;
    double p; /* two-sided, of the pooled z test; NaN where nothing or everything happened */
};

/* Difference: Newcombe (1998, Stat Med 17:873-890), method 10, from the Wilson limits of each.
 * Ratio: normal on the logarithm (Katz and others 1978); its limits are NaN where an event count
 * is 0. 0 <= events <= trials, trials > 0; a NaN gives NaN throughout. O(1). */
struct two_proportions two_proportions(double events_1, double trials_1, double events_2,
                                       double trials_2);

/* Limits of the difference of two independent figures from the limits of each, by squaring and
 * adding: Newcombe's method 10 for whatever limits (Zou and Donner 2008, Stat Med 27:1693-1702).
 * O(1). */
struct limits difference_limits(double first, struct limits of_first, double second,
                                struct limits of_second);

/* A directly standardised rate per person, and what its limits need. */
struct direct_rate {
    double events, value, variance;
};

/* events, population and standard of each stratum, population > 0. event_squares: the sum over
 * persons of their events squared, which is events itself where every person has at most one
 * (NULL says so). A NaN in any gives NaN. O(strata). */
struct direct_rate direct_rate(const double *events, const double *event_squares,
                               const double *population, const double *standard, size_t strata);

/* Dobson and others (1991), Stat Med 10:457-462, with Byar's limits of the count. */
struct limits dobson_limits(const struct direct_rate *rate, double z);

#endif
