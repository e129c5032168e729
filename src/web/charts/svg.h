/* What the charts share: scales, axes, frames. */
#ifndef WEFT_WEB_CHARTS_SVG_H
#define WEFT_WEB_CHARTS_SVG_H

#include "web/charts/charts.h"

/* From values to places; where low equals high everything stands half way. */
struct scale {
    double low, high; /* values */
    double from, to;  /* percent across, or pixels down */
};

static inline double scale_at(const struct scale *scale, double value)
{
    double span = scale->high - scale->low;
    double share = span > 0 ? (value - scale->low) / span : 0.5;
    return scale->from + share * (scale->to - scale->from);
}

/* An axis whose ends and steps are round numbers. */
struct axis {
    double low, high, step;
    int ticks; /* marks, both ends counted */
    bool cut;  /* it does not begin at nought */
};

/* An axis that holds low to high with about `wanted` steps. Where nothing is negative it begins at
 * nought, unless `may_cut` and the values fill less than a quarter of it. */
struct axis axis_choose(double low, double high, int wanted, bool may_cut);

static inline double axis_tick(const struct axis *axis, int index)
{
    return axis->low + index * axis->step;
}

/* Grow [*low, *high] to hold the value. */
static inline void range_add(double *low, double *high, double value)
{
    *low = value < *low ? value : *low;
    *high = value > *high ? value : *high;
}

/* ATTRIBUTE="12.34%" and ATTRIBUTE="12.3", with a space before. */
#define svg_across(page, attribute, percent)                                                       \
    svg_across_((page), MARKUP(" " attribute "=\""), (percent))
#define svg_down(page, attribute, pixels) svg_down_((page), MARKUP(" " attribute "=\""), (pixels))
void svg_across_(struct page_writer *page, struct markup attribute, double percent);
void svg_down_(struct page_writer *page, struct markup attribute, double pixels);

enum svg_line {
    LINE_HERE,
    LINE_ENGLAND,
    LINE_TARGET,
    LINE_MEAN,
    LINE_LIMIT,
    LINE_GRID,
    LINE_BASE,
    LINE_SPARK,
    LINE_SPARK_GAP,
    LINE_WHISKER,
    LINE_WHISKER_QUIET,
    LINE_NOW,
    LINE_LINK,
    LINE_MIDDLE,
    LINE_DOTS,
    LINE_OTHER
};
void svg_line(struct page_writer *page, enum svg_line kind, double x1, double y1, double x2,
              double y2); /* percent across, pixels down */

/* A bar from one place across to another, its top `y` pixels down. */
enum svg_bar { BAR_FULL, BAR_QUIET, BAR_HOLLOW };
void svg_bar(struct page_writer *page, enum svg_bar kind, double from, double until, double y,
             int height);

enum svg_dot { DOT_HERE, DOT_OPEN, DOT_FAINT };
void svg_dot(struct page_writer *page, enum svg_dot kind, double x, double y, double radius);

/* How many values fall into each column of a dot plot, {0} to begin with. */
enum { DOT_COLUMNS = 60, DOT_STEP = 10 }; /* pixels from a dot to the next above it */
struct dots {
    int heights[DOT_COLUMNS], tallest;
};
int dots_add(struct dots *dots, const struct axis *axis, double value); /* into which column */
double dots_across(int column);                                         /* percent */
int dots_top(const struct dots *dots, int column, int base);            /* its uppermost dot */
void dots_write(struct page_writer *page, const struct dots *dots, int base); /* the lowest dots */

/* A diamond whose place is a percentage: a nested svg carries the offset. */
void svg_diamond(struct page_writer *page, double x, double y); /* hollow: a target */
void svg_signal(struct page_writer *page, double x, double y);  /* filled and larger */

enum svg_label { LABEL_AXIS, LABEL_HERE, LABEL_STRONG, LABEL_QUIET, LABEL_BAD, LABEL_TARGET };
enum svg_anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };
enum svg_width { WIDTH_ANY, WIDTH_WIDE, WIDTH_NARROW }; /* which screens it is for */
struct svg_text {
    double x, y; /* percent, pixels */
    int dx;      /* pixels */
    enum svg_label label;
    enum svg_anchor anchor;
    enum svg_width width;
};
void svg_text_begin(struct page_writer *page, const struct svg_text *text);
void svg_text_end(struct page_writer *page);

/* <svg …><title>…</title><desc>frame's description, a space; the caller goes on, then
 * svg_desc_end. */
void svg_begin(struct page_writer *page, const struct chart_frame *frame, int height);
void svg_desc_end(struct page_writer *page);
void svg_end(struct page_writer *page);

/* The figure and its caption; then a key, the plot, and the table or, without one, the end. */
void frame_begin(struct page_writer *page, const struct chart_frame *frame, const struct axis *axis,
                 const struct chart_unit *unit);
void key_begin(struct page_writer *page);
void key_item(struct page_writer *page, enum chart_mark mark, struct slice text);
void key_end(struct page_writer *page);

enum plot {
    PLOT_PLAIN,
    PLOT_END,
    PLOT_NAMES,
    PLOT_FUNNEL,
    PLOT_TIME,
    PLOT_SLOPE,
    PLOT_DOTS,
    PLOT_MAP
};
/* The room that a plot takes, and its svg, to which svg_desc_end belongs. */
void plot_begin(struct page_writer *page, enum plot plot, const struct chart_frame *frame,
                int height);
void plot_end(struct page_writer *page);

/* The table of a chart's figures, closed until somebody asks; its end is the figure's too. */
void figures_begin(struct page_writer *page, const char *summary);
void figures_end(struct page_writer *page, const struct chart_frame *frame);
void frame_end(struct page_writer *page);

/* A mark of an axis: "0", "10%", "1,200". */
void axis_value(struct page_writer *page, const struct axis *axis, const struct chart_unit *unit,
                double value);
/* The lines and words of a vertical axis over the whole width. */
void axis_vertical(struct page_writer *page, const struct axis *axis, const struct chart_unit *unit,
                   const struct scale *down);
/* Those of a horizontal one under a plot of this height. */
void axis_horizontal(struct page_writer *page, const struct axis *axis,
                     const struct chart_unit *unit, const struct scale *across, int height);

/* The years under a plot of this height, thinned for its width, always with the last. */
void axis_years(struct page_writer *page, const struct scale *across, int height);

#endif
