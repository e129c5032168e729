#include "math/statistics/trend.h"

#include <stdlib.h>

#include "math/statistics/chart.h"
#include "math/statistics/distribution.h"

#include "base/banned.h"

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Sums over the sets of equal values, each of t: of t (t - 1) (2 t + 5), and of t (t - 1). */
struct ties {
    double variance, pairs;
};

static struct ties count_ties(const double *sorted, size_t count)
{
    struct ties ties = {0};
    for (size_t start = 0, end; start < count; start = end) {
        for (end = start; end < count && sorted[end] == sorted[start];)
            end++;
        double t = (double)(end - start);
        ties.variance += t * (t - 1) * (2 * t + 5);
        ties.pairs += t * (t - 1);
    }
    return ties;
}

/* S, its variance and what follows from them. */
static void test(const double *y, size_t count, double *spare, struct trend *trend)
{
    double n = (double)count;
    for (size_t i = 0; i < count; i++) {
        spare[i] = y[i];
        for (size_t j = i + 1; j < count; j++)
            trend->s += (y[j] > y[i]) - (y[j] < y[i]);
    }
    qsort(spare, count, sizeof *spare, compare_doubles);
    struct ties ties = count_ties(spare, count);
    trend->variance = (n * (n - 1) * (2 * n + 5) - ties.variance) / 18;
    if (trend->s != 0)
        trend->z = (trend->s - copysign(1, trend->s)) / sqrt(trend->variance);
    trend->p = normal_two_sided(trend->z);
    trend->tau = trend->s / sqrt(n * (n - 1) / 2 * (n * (n - 1) - ties.pairs) / 2);
}

struct trend theil_sen(const double *x, const double *y, size_t count, double *spare)
{
    struct trend trend = {0};
    test(y, count, spare, &trend);
    double middle_y = median(y, count, spare), middle_x = median(x, count, spare);
    size_t pairs = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            spare[pairs++] = (y[j] - y[i]) / (x[j] - x[i]);
    qsort(spare, pairs, sizeof *spare, compare_doubles);
    trend.slope = pairs % 2 ? spare[pairs / 2] : (spare[pairs / 2 - 1] + spare[pairs / 2]) / 2;
    trend.intercept = middle_y - trend.slope * middle_x;
    double m = (double)pairs, spread = Z_95 * sqrt(trend.variance);
    double low = fmax(1, nearbyint((m - spread) / 2));
    double high = fmin(m, nearbyint((m + spread) / 2) + 1);
    trend.limits = (struct limits){spare[(size_t)low - 1], spare[(size_t)high - 1]};
    return trend;
}

struct fitted_line fit_line(const double *values, size_t count)
{
    double n = (double)count, mean = 0, product = 0;
    struct fitted_line line = {.middle = (n + 1) / 2, .spread = n * (n * n - 1) / 12};
    for (size_t i = 0; i < count; i++)
        mean += values[i] / n;
    for (size_t i = 0; i < count; i++)
        product += ((double)(i + 1) - line.middle) * (values[i] - mean);
    line.slope = product / line.spread;
    line.start = mean - line.slope * line.middle;
    return line;
}

void fit_slope_each(const double *values, const size_t *starts, size_t series, double *ret_slope)
{
    for (size_t i = 0; i < series; i++)
        ret_slope[i] = fit_line(values + starts[i], starts[i + 1] - starts[i]).slope;
}

static const double chi_squared_99_8 = 9.54953570608324; /* one degree of freedom */

struct line {
    double slope, chi_squared;
};

/* The weighted line through the points but the one left out. */
static struct line weighted_line(const double *value, const double *weight, int left_out)
{
    double w = 0, wx = 0, wy = 0, wxy = 0, wxx = 0;
    for (int i = 0; i < RECENT_POINTS; i++) {
        if (i == left_out)
            continue;
        double x = i + 1;
        w += weight[i];
        wx += weight[i] * x;
        wy += weight[i] * value[i];
        wxy += weight[i] * x * value[i];
        wxx += weight[i] * x * x;
    }
    double spread = w * wxx - wx * wx;
    double slope = (w * wxy - wx * wy) / spread;
    return (struct line){slope, slope * slope * spread / w};
}

struct recent_trend recent_trend(const double value[RECENT_POINTS],
                                 const double lower[RECENT_POINTS],
                                 const double upper[RECENT_POINTS])
{
    double weight[RECENT_POINTS];
    int falling = 0;
    for (int i = 0; i < RECENT_POINTS; i++) {
        double error = (upper[i] - lower[i]) / 3.92; /* 2 × 1.96, as the profiles have it */
        weight[i] = 1 / (error * error);
    }
    struct line line = weighted_line(value, weight, -1);
    for (int left_out = -1; left_out < RECENT_POINTS; left_out++)
        falling += weighted_line(value, weight, left_out).slope < 0;
    struct recent_trend trend = {RECENT_NO_CHANGE, line.chi_squared};
    if (line.chi_squared > chi_squared_99_8 && line.slope > 0 && falling == 0)
        trend.direction = RECENT_INCREASING;
    else if (line.chi_squared > chi_squared_99_8 && falling == RECENT_POINTS + 1)
        trend.direction = RECENT_DECREASING;
    return trend;
}
