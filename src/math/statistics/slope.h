/* The slope and relative indices of inequality. */
#ifndef WEFT_MATH_STATISTICS_SLOPE_H
#define WEFT_MATH_STATISTICS_SLOPE_H

#include "math/statistics/interval.h"

struct err;

/* The scale on which values lie along a line, and on which their errors are symmetric. */
enum slope_transform { SLOPE_NONE, SLOPE_LOG, SLOPE_LOGIT };

struct slope_index {
    double index;                                /* fit at 1 (least deprived) less fit at 0 */
    double relative;                             /* fit at 1 over fit at 0 */
    double intercept;                            /* fit at 0 */
    struct limits index_limits, relative_limits; /* 95% */
};

/* The line through the values of count >= 2 groups, in order from the most deprived, against the
 * middle of each group's share of the population, weighted by population (Low and Low 2004, J
 * Public Health 26:388-395).
 *
 * Under a transform the line is fitted to the transformed values, and its ends are brought back
 * before they are compared (PHEindicatormethods 2.0, phe_sii).
 *
 * se: standard error of each value, after the transform. Limits without a transform are normal
 * for the index and Fieller's (1954) for the ratio (NaN where the fit at 0 is not clear of 0);
 * with one, those of the slope, the line turned about its middle. The source draws at random what
 * is here exact. population > 0; the log needs value > 0, the logit 0 < value < 1. O(count). */
struct slope_index slope_index(const double *population, const double *value, const double *se,
                               size_t count, enum slope_transform transform);

double slope_transformed(double value, enum slope_transform transform);

#endif
