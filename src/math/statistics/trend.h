/* Trends of a series. */
#ifndef WEFT_MATH_STATISTICS_TREND_H
#define WEFT_MATH_STATISTICS_TREND_H

#include "math/statistics/interval.h"

struct err;

/* Kendall's test of a short series against order, exact (Kendall 1975): the distribution of S
 * over every order of the same values, ties among them kept (the number of inversions of a
 * multiset, MacMahon 1916). */
struct kendall {
    double s;      /* pairs that rise less pairs that fall */
    double p_up;   /* P(S >= s): small where the series rises */
    double p_down; /* P(S <= s): small where it falls */
    size_t n;      /* values that are not missing */
};

enum { KENDALL_EXACT_MOST = 20 };

/* values in order of time; NaN is left out. ERR_ASSUMPTION where fewer than 2 or more than
 * KENDALL_EXACT_MOST are left. O(n^4), for five points about a microsecond. */
int kendall_exact(const double *values, size_t count, struct kendall *ret_kendall, struct err *err);

/* A straight trend that outliers do not bend (Theil 1950; Sen 1968, J Am Stat Assoc
 * 63:1379-1389), and Mann and Kendall's test of it. */
struct trend {
    double slope, intercept; /* medians: of the slopes of all pairs, and at x = 0 */
    struct limits limits;    /* of the slope, 95% */
    double s, variance;      /* Kendall's S and its variance, corrected for ties */
    double z, p;             /* with the correction for continuity; two-sided, 1 where S is 0 */
    double tau;              /* tau-b; NaN where all values are equal */
};

enum { TREND_MOST = 5000 }; /* points: their pairs fill 100 MB */

/* x ascending, none twice; y without missing values; 2 <= count <= TREND_MOST. spare has room for
 * count (count - 1) / 2, or count where that is more. O(n² log n). */
struct trend theil_sen(const double *x, const double *y, size_t count, double *spare);

/* Least squares of values on 1 … count. */
struct fitted_line {
    double start, slope; /* start: at 0 */
    double middle;       /* of 1 … count */
    double spread;       /* their sum of squares about the middle */
};

/* values without missing ones, count >= 2. O(count). */
struct fitted_line fit_line(const double *values, size_t count);

/* The slopes of many series at once, series i being values[starts[i]] … values[starts[i + 1] - 1];
 * NaN where there are fewer than two values. */
void fit_slope_each(const double *values, const size_t *starts, size_t series, double *ret_slope);

/* The recent trend of public health profiles: the last five points, weighted by the inverse of
 * their variance, rise or fall in a line with chi-squared over 9.5495 (p < 0.002), and still do
 * so without any one of them (Department of Health and Social Care, Fingertips: recent trends). */
enum recent_direction { RECENT_NO_CHANGE, RECENT_INCREASING, RECENT_DECREASING };

struct recent_trend {
    enum recent_direction direction;
    double chi_squared;
};

enum { RECENT_POINTS = 5 };

/* Values in order of time with their 95% limits, lower < upper. O(1). */
struct recent_trend recent_trend(const double value[RECENT_POINTS],
                                 const double lower[RECENT_POINTS],
                                 const double upper[RECENT_POINTS]);

#endif
