/* Where a series is heading, and how sure that is: the methods of Hyndman and Khandakar (2008), J
 * Stat Softw 27(3), as R's forecast package has them (version 8), without seasons. */
#ifndef WEFT_MATH_STATISTICS_FORECAST_H
#define WEFT_MATH_STATISTICS_FORECAST_H

#include <stdbool.h>
#include <stddef.h>

struct err;

enum forecast_method {
    FORECAST_THETA,  /* Assimakopoulos and Nikolopoulos 2000; Hyndman and Billah 2003 */
    FORECAST_DAMPED, /* Gardner and McKenzie 1985: the slope dies away, 0.8 <= phi <= 0.98 */
    FORECAST_HOLT,   /* Holt 1957 */
    FORECAST_DRIFT,  /* a random walk that drifts */
    FORECAST_LINEAR  /* least squares; its errors are Student's */
};

enum { FORECAST_FEWEST = 3, FORECAST_FEWEST_SMOOTHED = 4, FORECAST_HORIZON_MOST = 1000 };

struct forecast {
    double df; /* of Student's distribution; infinite: the normal */
    bool few;  /* too few points to fit the first states, or to damp a trend */
};

/* The mean of each step ahead and its standard error. values without a missing one, not all
 * equal; at least FORECAST_FEWEST of them, FORECAST_FEWEST_SMOOTHED for damped and Holt.
 *
 * Parameters are where the likelihood is greatest, by the same polytope from the same start as
 * the source's, which is led by the size of the figures: in other units it may end elsewhere. With
 * fewer points than parameters plus five the states begin with the first values and the weights
 * alone are fitted, as there, and the forecast is the same in every unit. ERR_ASSUMPTION where
 * there are too few points or they are all equal. O(count) an evaluation, about 0.1 ms for ten
 * points. */
int forecast(const double *values, size_t count, enum forecast_method method, size_t horizon,
             double *ret_mean, double *ret_error, struct forecast *ret_forecast, struct err *err);

/* The quantile and the upper tail of the error in units of its standard error. */
double forecast_quantile(const struct forecast *forecast, double p);
double forecast_above(const struct forecast *forecast, double t);

#endif
