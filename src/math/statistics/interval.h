/* Confidence limits of one figure. z is the normal deviate of the confidence wanted: Z_95 or
 * Z_99_8 (distribution.h). */
#ifndef WEFT_MATH_STATISTICS_INTERVAL_H
#define WEFT_MATH_STATISTICS_INTERVAL_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/* A value that lies on a limit to within rounding (relative 1e-12) is inside it. scale: the size
 * of what the limit was computed from, where that is larger than both; else 0. */
#define LIMIT_ROUNDING 1e-12

static inline bool is_above(double value, double limit, double scale)
{
    if (!(value > limit))
        return false;
    double size = fmax(fmax(fabs(value), fabs(limit)), fabs(scale));
    return value - limit > LIMIT_ROUNDING * size;
}

static inline bool is_below(double value, double limit, double scale)
{
    return is_above(limit, value, scale);
}

/* How far a value lies from a mean or a fit, nought where that is rounding alone: equal figures do
 * not differ because their mean is a hair off. */
static inline double away_from(double value, double fit)
{
    double away = value - fit;
    return fabs(away) <= LIMIT_ROUNDING * fmax(fabs(value), fabs(fit)) ? 0 : away;
}

struct limits {
    double lower, upper;
};

/* Wilson's score limits of a proportion (Wilson 1927; Newcombe 1998, method 3).
 * 0 <= events <= trials, trials > 0; limits in [0, 1]. O(1). */
struct limits wilson_limits(double events, double trials, double z);

/* The same for arrays, as fast as the square root: limits of each, NaN where a figure is. */
void wilson_limits_each(const double *events, const double *trials, size_t count, double z,
                        double *ret_lower, double *ret_upper);

/* Limits of a Poisson count: exact for fewer than ten events (Garwood 1936), else Byar's
 * (Breslow and Day 1987, p. 69). events >= 0. O(1). */
struct limits poisson_limits(double events, double z);
void poisson_limits_each(const double *events, size_t count, double z, double *ret_lower,
                         double *ret_upper);

/* Each alone. The exact limits are also right for events that are not whole. */
struct limits byar_limits(double events, double z);
struct limits garwood_limits(double events, double z);

/* Student's limits of a mean (Student 1908) of n >= 2 figures with standard deviation sd >= 0.
 * O(1). */
struct limits mean_limits(double n, double mean, double sd, double z);

#endif
