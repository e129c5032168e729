/* Charts, drawn on the server as SVG.
 *
 * Places are percentages across and pixels down, so that text never scales; the room for axes is
 * padding of the plot. Classes only, never a style. Every chart has a title and a description
 * that says its figures in words, and stands in a figure with what it shows, its unit, its key
 * and a table of the same figures. Without a figure there is no picture: the callers say why.
 *
 * They read small arrays and no store. Cost: O(points). */
#ifndef WEFT_WEB_CHARTS_H
#define WEFT_WEB_CHARTS_H

#include "web/web.h"

/* How values are written: "27.2%", "48.0 per 10,000". */
struct chart_unit {
    int decimals;
    struct slice suffix; /* "%", " per 10,000" or empty; on axes only "%" is written */
};

void chart_value(struct page_writer *page, const struct chart_unit *unit, double value);

/* "58.1 to 63.4", without the unit. */
void chart_interval(struct page_writer *page, const struct chart_unit *unit, double lower,
                    double upper);

/* "+2.9 points", "−0.4 points"; what rounds to nought has no sign. The suffix stands for the
 * unit's, since shares differ by points. */
void chart_difference(struct page_writer *page, const struct chart_unit *unit, struct slice suffix,
                      double value);

/* The sign alone, "−" or `plus`. */
const char *chart_sign(const struct chart_unit *unit, double value, const char *plus);

/* What stands around a picture. */
struct chart_frame {
    const char *id;                   /* of this chart in its page: "series" */
    struct markup finding;            /* what the chart shows, as a sentence without full stop */
    struct markup unit;               /* what is counted, in what, when */
    struct markup title, description; /* for those who cannot see it; description may be empty */
    struct slice csv;                 /* where its figures are to be had as a file, or empty */
    bool top;                         /* the page's first: its heading is an h2 */
};

enum chart_mark { /* in a key */
                  MARK_HERE,
                  MARK_HERE_DOT,
                  MARK_BAND,
                  MARK_FAN,
                  MARK_FAN_INNER,
                  MARK_ENGLAND,
                  MARK_TARGET,
                  MARK_OPEN,
                  MARK_FAINT,
                  MARK_WHISKER,
                  MARK_QUARTER,
                  MARK_MEAN,
                  MARK_LIMIT,
                  MARK_SIGNAL,
                  MARK_INNER_CURVE,
                  MARK_CURVE,
                  MARK_RANGE,
                  MARK_MIDDLE,
                  MARK_UP,
                  MARK_DOWN,
};

/* --- a series over time ---------------------------------------------------------------------- */

struct chart_point {
    double at; /* where in time, in years: 2025.25 */
    double value, lower, upper;
    bool has_value, has_limits;
    struct slice label; /* of the period: "2024–25" */
    struct slice said;  /* where there is no value: "suppressed" */
};

struct chart_target {
    double at, value;
    struct slice label;
    bool is_target; /* else a step of the trajectory */
};

/* A step of a forecast: what is most likely, and between what it lies four times in five and
 * nineteen in twenty. */
struct chart_fan {
    double at, mean, lower_80, upper_80, lower_95, upper_95;
    struct slice label;
};

struct series_chart {
    struct chart_frame frame;
    struct chart_unit unit;
    struct slice place, beside;       /* "Nottingham", "England" */
    const struct chart_point *points; /* oldest first */
    size_t count;
    const struct chart_point *beside_points;
    size_t beside_count;
    const struct chart_target *targets; /* the trajectory in order, the target last */
    size_t target_count;
    const struct chart_fan *fan; /* from the last point on */
    size_t fan_count;
    double step; /* years between one period and the next; a wider step is a gap in the line */
};

void series_chart(struct page_writer *page, const struct series_chart *chart);

/* --- signal or noise ------------------------------------------------------------------------- */

struct control_chart {
    struct chart_frame frame;
    struct chart_unit unit;
    const struct chart_point *points; /* oldest first, each with a value */
    const struct slice *signals;      /* of each: "above the limit", or empty */
    size_t count;
    double mean, lower, upper;
    bool has_lower, has_upper;
    double step; /* as series_chart's */
};

/* The points, their mean and limits; a signal is a red diamond with its word. */
void control_chart(struct page_writer *page, const struct control_chart *chart);

/* --- a sparkline ----------------------------------------------------------------------------- */

struct spark {
    const char *id; /* of this one in its page */
    struct slice name, word, first_label, last_label;
    struct chart_unit unit;
    const struct chart_point *points; /* those without a value are passed over */
    size_t count;
    double step;
};

/* 40 pixels high, no axis: a missing period is a dotted step, the last point a dot. Writes nothing
 * where fewer than two points have a value. */
void spark(struct page_writer *page, const struct spark *spark);

/* --- beside the neighbours -------------------------------------------------------------------- */

struct chart_area {
    struct slice name;
    double value, lower, upper;
    bool has_value, has_limits, is_here;
    struct slice said; /* where there is no value */
};

struct areas_chart {
    struct chart_frame frame;
    struct chart_unit unit;
    struct slice place, beside;
    const struct chart_area *areas; /* in the order they are drawn: best first */
    size_t count;
    bool has_england;
    double england;
    double quarters[3]; /* all authorities: the bounds of the quarters, where has_quarters */
    bool has_quarters;
};

/* A row an area: an open circle each, this place filled, England a dashed line. */
void neighbours_chart(struct page_writer *page, const struct areas_chart *chart);

/* A dot an authority, those of like value above each other, this place marked. */
void authorities_chart(struct page_writer *page, const struct areas_chart *chart);

/* --- all authorities by size -------------------------------------------------------------------
 */

struct chart_unit_dot {
    struct slice name;
    double size, value;
    bool is_here, is_outside; /* of the 95% limits */
};

struct chart_curve {
    double size, lower_95, upper_95, lower_99_8, upper_99_8;
};

struct funnel_chart {
    struct chart_frame frame;
    struct chart_unit unit;
    struct slice place;
    const struct chart_unit_dot *dots;
    size_t count;
    const struct chart_curve *curve; /* by size */
    size_t curve_count;
    double centre;
};

/* A dot an authority, larger ones to the right, between limits; those outside are tabled. */
void funnel_chart(struct page_writer *page, const struct funnel_chart *chart);

/* --- groups of children ------------------------------------------------------------------------
 */

struct chart_group {
    struct slice dimension, name;
    double value, lower, upper; /* the limits of its 95% interval, where has_limits */
    bool has_value, has_limits;
    struct slice said;
};

struct groups_chart {
    struct chart_frame frame;
    struct chart_unit unit;
    const struct chart_group *groups; /* those of one dimension together */
    size_t count;
    double whole; /* all children, where has_whole */
    bool has_whole;
};

/* A bar a group, from nought, with its limits where they are known, and all children as a line. */
void groups_chart(struct page_writer *page, const struct groups_chart *chart);

/* --- many answers to one question ---------------------------------------------------------------
 */

struct models_chart {
    struct chart_frame frame;
    const double
        *estimates; /* of each model, the least first; none where only their ends are known */
    size_t count;
    double lowest, highest, known;
    double chosen, lower, upper; /* with its 95% limits */
};

/* A dot a model, those of like estimate above each other; the chosen one with its interval; who is
 * known as a line. */
void models_chart(struct page_writer *page, const struct models_chart *chart);

/* --- two groups, side by side -----------------------------------------------------------------
 */

struct chart_pair { /* a row: two values and what lies between them */
    struct slice name;
    double far, near;
    double difference, lower, upper; /* far less near, and its limits where has_limits */
    bool has_limits;
};

struct dumbbell_chart {
    struct chart_frame frame;
    struct chart_unit unit;
    struct slice difference_suffix; /* " points" */
    struct slice far_name, near_name;
    const struct chart_pair *pairs;
    size_t count;
};

/* A row a pair: a filled dot, an open one, the gap between them and its size beside. From nought.
 */
void dumbbell_chart(struct page_writer *page, const struct dumbbell_chart *chart);

/* --- how far many lie apart --------------------------------------------------------------------
 */

struct chart_spread {
    struct slice name;
    double lowest, first_quarter, middle, third_quarter, highest;
    size_t count; /* how many they are */
    double here;
    bool has_here;
};

struct spread_chart {
    struct chart_frame frame;
    struct chart_unit unit;
    struct slice place, many; /* "Nottingham", "authorities" */
    const struct chart_spread *rows;
    size_t count;
};

/* A row for each group of many: from the lowest to the highest, the middle half of them, their
 * middle, and this place. */
void spread_chart(struct page_writer *page, const struct spread_chart *chart);

/* --- from one figure to another, step by step --------------------------------------------------
 */

struct chart_step {
    struct slice name;
    double value;
};

struct waterfall_chart {
    struct chart_frame frame;
    struct chart_unit unit;
    struct slice difference_suffix;
    struct chart_step from, to;     /* the figures at both ends */
    const struct chart_step *steps; /* what leads from one to the other; they add up */
    size_t count;
};

/* A row a step, each beginning where the last one ended; up and down are told by arrow and sign. */
void waterfall_chart(struct page_writer *page, const struct waterfall_chart *chart);

/* --- two periods, many areas -------------------------------------------------------------------
 */

struct chart_slope {
    struct slice name;
    double before, after;
    bool is_here;
};

struct slope_chart {
    struct chart_frame frame;
    struct chart_unit unit;
    struct slice before, after; /* the periods */
    const struct chart_slope *lines;
    size_t count; /* up to SLOPE_MOST: more cannot be told apart */
};
enum { SLOPE_MOST = 14 };

/* A line an area from one period to the other, named at its end. */
void slope_chart(struct page_writer *page, const struct slope_chart *chart);

/* --- many series, one scale --------------------------------------------------------------------
 */

struct chart_small {
    struct slice name;
    const struct chart_point *points; /* oldest first */
    size_t count;
    bool is_here;
};

struct multiples_chart {
    struct chart_frame frame;
    struct chart_unit unit;
    struct slice beside; /* "England": its points are drawn in each */
    const struct chart_point *beside_points;
    size_t beside_count;
    const struct chart_small *items;
    size_t count;
    double step; /* as series_chart's */
};

/* A small line each, all to one scale, so that they may be compared. */
void multiples_chart(struct page_writer *page, const struct multiples_chart *chart);

/* --- where
 * -----------------------------------------------------------------------------------------
 */

struct chart_shape {
    struct slice name;
    const double *points; /* longitude, latitude, … */
    const size_t *starts; /* of each ring, in points, and the end */
    size_t rings;
    double value;
    bool has_value, is_here;
    struct slice said; /* where there is no value */
};

struct choropleth_chart {
    struct chart_frame frame;
    struct chart_unit unit;
    const struct chart_shape *shapes;
    size_t count;
};

/* Areas in five classes of like number, each with a shade and a pattern of its own, hatched where
 * there is no figure. Longitude is shortened as the latitude asks. */
void choropleth_chart(struct page_writer *page, const struct choropleth_chart *chart);

/* --- who, from when to when ----------------------------------------------------------------------
 */

struct chart_span {
    size_t row;
    struct date from, until; /* until not given: it lasts */
    struct slice who;        /* empty: nobody */
};

struct timeline_chart {
    struct chart_frame frame;
    struct date starts, ends, on; /* what is drawn, and the day that is marked */
    const struct slice *rows;     /* what each row is for */
    size_t row_count;
    const struct chart_span *spans; /* by row, then in order of time */
    size_t span_count;
};

/* A bar a person's time; nobody is a dashed red box that says so. */
void timeline_chart(struct page_writer *page, const struct timeline_chart *chart);

#endif
