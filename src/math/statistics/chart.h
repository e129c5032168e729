/* Control charts and run charts: which points of a series are more than noise. A missing value is
 * passed over. */
#ifndef WEFT_MATH_STATISTICS_CHART_H
#define WEFT_MATH_STATISTICS_CHART_H

#include "math/statistics/interval.h"

/* The centre line and how far from it the limits lie. */
struct chart_line {
    double centre, spread;
};

/* Individuals and moving ranges (Shewhart 1931; Wheeler 1993): the mean, and 2.66 times the mean
 * range between neighbours, both of which must be there. screen: ranges of 3.267 times the mean or
 * more are dropped once (Nelson 1982). NaN where there are fewer than two neighbours. O(count). */
struct chart_line xmr_line(const double *values, size_t count, bool screen);

/* Lines of many series at once, series i being values[starts[i]] … values[starts[i + 1] - 1]. */
void xmr_line_each(const double *values, const size_t *starts, size_t series, bool screen,
                   double *ret_centre, double *ret_lower, double *ret_upper);

/* Proportions, rates and counts: three standard deviations of the binomial or Poisson
 * distribution (Montgomery 2009, chapter 7). The spread of a point follows from its size. */
double pooled_rate(const double *events, const double *sizes, size_t count);
double p_spread(double centre, double trials);
double u_spread(double centre, double exposure);

enum chart_label {
    COMMON_CAUSE,
    ABOVE_LIMIT,
    BELOW_LIMIT,
    TREND_UP,
    TREND_DOWN,
    TWO_OF_THREE_ABOVE,
    TWO_OF_THREE_BELOW,
    RUN_ABOVE,
    RUN_BELOW
};

/* Label each point of one segment by the rules of NHS England's Making Data Count, the first that
 * holds: outside the limits; seven that rise or fall in a row; two of three, all on one side,
 * beyond two thirds of the limit; seven in a row on one side. A value on a line, to within
 * rounding, is not beyond it. values that are missing get COMMON_CAUSE. O(count). */
void chart_labels(const double *values, const struct chart_line *lines, size_t count,
                  enum chart_label *ret_labels);

/* Is the label one of rising or standing above (1), falling or below (-1), or neither (0)? */
int chart_direction(enum chart_label label);

/* Anhøj's rules (Anhøj and Olesen 2014, PLoS One 9:e113825): points on the centre are left out. */
struct runs {
    double useful, longest, longest_max, crossings, crossings_min;
    bool signal;
};
struct runs anhoej_runs(const double *values, double centre, size_t count);

/* The median of what is not missing; NaN where nothing is. spare has room for count. O(n log n). */
double median(const double *values, size_t count, double *spare);

#endif
