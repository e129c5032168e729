#include "math/statistics/chart.h"

#include <stdlib.h>

#include "base/base.h"

#include "base/banned.h"

static const double limit_factor = 2.66;   /* 3 / d2, d2 = 1.128 of two neighbours */
static const double screen_factor = 3.267; /* the upper limit of a range, D4 */

enum { RUN = 7, TREND = 7 };

static struct chart_line line_of(const double *values, size_t count, bool screen)
{
    double sum = 0, range_sum = 0, last = NAN;
    size_t known = 0, ranges = 0;
    for (size_t i = 0; i < count; i++) {
        double range = fabs(values[i] - last);
        last = values[i];
        if (isnan(last))
            continue;
        sum += last;
        known++;
        range_sum += isnan(range) ? 0 : range;
        ranges += isnan(range) ? 0 : 1;
    }
    double mean_range = range_sum / (double)ranges;
    if (screen && ranges) {
        double most = screen_factor * mean_range;
        range_sum = 0;
        ranges = 0;
        for (size_t i = 1; i < count; i++) {
            double range = fabs(values[i] - values[i - 1]);
            bool kept = range < most;
            range_sum += kept ? range : 0;
            ranges += kept ? 1 : 0;
        }
        mean_range = ranges ? range_sum / (double)ranges : mean_range;
    }
    return (struct chart_line){sum / (double)known, limit_factor * mean_range};
}

struct chart_line xmr_line(const double *values, size_t count, bool screen)
{
    return line_of(values, count, screen);
}

void xmr_line_each(const double *values, const size_t *starts, size_t series, bool screen,
                   double *ret_centre, double *ret_lower, double *ret_upper)
{
    for (size_t i = 0; i < series; i++) {
        struct chart_line line = line_of(values + starts[i], starts[i + 1] - starts[i], screen);
        ret_centre[i] = line.centre;
        ret_lower[i] = line.centre - line.spread;
        ret_upper[i] = line.centre + line.spread;
    }
}

double pooled_rate(const double *events, const double *sizes, size_t count)
{
    double all_events = 0, all_sizes = 0;
    for (size_t i = 0; i < count; i++) {
        bool known = !isnan(events[i]) && !isnan(sizes[i]);
        all_events += known ? events[i] : 0;
        all_sizes += known ? sizes[i] : 0;
    }
    return all_events / all_sizes;
}

double p_spread(double centre, double trials)
{
    return 3 * sqrt(centre * (1 - centre) / trials);
}

double u_spread(double centre, double exposure)
{
    return 3 * sqrt(centre / exposure);
}

/* What the rules ask of one point: on which side of the centre, beyond two thirds of the limit,
 * outside it. */
struct point {
    size_t index;
    double value;
    int side;
    bool near, outside;
};

static struct point judge(double value, const struct chart_line *line, size_t index)
{
    double high = line->centre + line->spread, low = line->centre - line->spread;
    double near_high = line->centre + line->spread * 2 / 3;
    double near_low = line->centre - line->spread * 2 / 3;
    double scale = fmax(fabs(line->centre), line->spread);
    bool outside = is_above(value, high, scale) || is_below(value, low, scale);
    return (struct point){
        .index = index,
        .value = value,
        .side = is_above(value, line->centre, 0) - is_below(value, line->centre, 0),
        .outside = outside,
        .near = !outside && (is_above(value, near_high, scale) || is_below(value, near_low, scale)),
    };
}

static void set_label(enum chart_label *labels, const struct point *point, enum chart_label label)
{
    if (labels[point->index] == COMMON_CAUSE)
        labels[point->index] = label;
}

static void label_outside(const struct point *points, size_t count, enum chart_label *labels)
{
    for (size_t i = 0; i < count; i++)
        if (points[i].outside)
            set_label(labels, &points[i], points[i].side > 0 ? ABOVE_LIMIT : BELOW_LIMIT);
}

static void label_trends(const struct point *points, size_t count, enum chart_label *labels)
{
    size_t rising = 1, falling = 1;
    for (size_t i = 1; i < count; i++) {
        rising = points[i].value > points[i - 1].value ? rising + 1 : 1;
        falling = points[i].value < points[i - 1].value ? falling + 1 : 1;
        for (size_t back = 0; back < TREND && (rising >= TREND || falling >= TREND); back++)
            set_label(labels, &points[i - back], rising >= TREND ? TREND_UP : TREND_DOWN);
    }
}

static void label_two_of_three(const struct point *points, size_t count, enum chart_label *labels)
{
    for (size_t i = 2; i < count; i++) {
        int side = points[i].side;
        if (side == 0 || points[i - 1].side != side || points[i - 2].side != side ||
            points[i].near + points[i - 1].near + points[i - 2].near < 2)
            continue;
        for (size_t back = 0; back < 3; back++)
            if (points[i - back].near)
                set_label(labels, &points[i - back],
                          side > 0 ? TWO_OF_THREE_ABOVE : TWO_OF_THREE_BELOW);
    }
}

static void label_runs(const struct point *points, size_t count, enum chart_label *labels)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        bool goes_on = length > 0 && points[i].side == points[i - 1].side;
        length = points[i].side == 0 ? 0 : goes_on ? length + 1 : 1;
        for (size_t back = 0; back < RUN && length >= RUN; back++)
            set_label(labels, &points[i - back], points[i].side > 0 ? RUN_ABOVE : RUN_BELOW);
    }
}

void chart_labels(const double *values, const struct chart_line *lines, size_t count,
                  enum chart_label *ret_labels)
{
    struct point *points = memory_zeros(count, sizeof *points);
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        ret_labels[i] = COMMON_CAUSE;
        if (!isnan(values[i]))
            points[known++] = judge(values[i], &lines[i], i);
    }
    label_outside(points, known, ret_labels);
    label_trends(points, known, ret_labels);
    label_two_of_three(points, known, ret_labels);
    label_runs(points, known, ret_labels);
    memory_free(points);
}

int chart_direction(enum chart_label label)
{
    switch (label) {
    case ABOVE_LIMIT:
    case TREND_UP:
    case TWO_OF_THREE_ABOVE:
    case RUN_ABOVE:
        return 1;
    case BELOW_LIMIT:
    case TREND_DOWN:
    case TWO_OF_THREE_BELOW:
    case RUN_BELOW:
        return -1;
    default:
        return 0;
    }
}

/* The least k with P(X <= k) >= 0.05 for as many tosses of a fair coin. */
static double fewest_crossings(double tosses)
{
    double below = 0, crossings = 0;
    for (;;) {
        below += exp(lgamma(tosses + 1) - lgamma(crossings + 1) - lgamma(tosses - crossings + 1) -
                     tosses * M_LN2);
        if (below >= 0.05 || crossings >= tosses)
            return crossings;
        crossings++;
    }
}

struct runs anhoej_runs(const double *values, double centre, size_t count)
{
    struct runs runs = {0};
    double length = 0;
    int last = 0;
    for (size_t i = 0; i < count; i++) {
        int side = is_above(values[i], centre, 0) - is_below(values[i], centre, 0);
        if (isnan(values[i]) || side == 0)
            continue;
        runs.useful++;
        runs.crossings += last != 0 && side != last;
        length = side == last ? length + 1 : 1;
        runs.longest = fmax(runs.longest, length);
        last = side;
    }
    if (runs.useful == 0)
        return runs;
    runs.longest_max = nearbyint(log2(runs.useful)) + 3;
    runs.crossings_min = fewest_crossings(runs.useful - 1);
    runs.signal = runs.longest > runs.longest_max || runs.crossings < runs.crossings_min;
    return runs;
}

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

double median(const double *values, size_t count, double *spare)
{
    size_t known = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i]))
            spare[known++] = values[i];
    if (known == 0)
        return NAN;
    qsort(spare, known, sizeof *spare, compare_doubles);
    return known % 2 ? spare[known / 2] : (spare[known / 2 - 1] + spare[known / 2]) / 2;
}
