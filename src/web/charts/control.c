/* A control chart: which points of a series are more than noise. */
#include "web/charts/svg.h"

#include <math.h>

#include "base/banned.h"

enum { HEIGHT = 250, AXIS_STEPS = 4, LINE_HEIGHT = 17, LABEL_HEIGHT = 2 * LINE_HEIGHT + 4 };

struct control_frame {
    const struct control_chart *chart;
    struct axis axis;
    struct scale across, down;
};

static void find_ranges(const struct control_chart *chart, struct control_frame *frame)
{
    double low = chart->mean;
    double high = low;
    if (chart->has_lower)
        range_add(&low, &high, chart->lower);
    if (chart->has_upper)
        range_add(&low, &high, chart->upper);
    for (size_t i = 0; i < chart->count; i++)
        range_add(&low, &high, chart->points[i].value);
    frame->axis = axis_choose(low, high, AXIS_STEPS, true);
    frame->across = (struct scale){chart->points[0].at, chart->points[chart->count - 1].at, 0, 100};
    frame->down = (struct scale){frame->axis.low, frame->axis.high, HEIGHT, 0};
}

static bool is_signal(const struct control_chart *chart, size_t i)
{
    return chart->signals[i].length > 0;
}

static void write_number(struct page_writer *page, const struct control_chart *chart, double value)
{
    html_decimals(page, value, chart->unit.decimals, true);
    if (slice_is(chart->unit.suffix, "%"))
        html(page, "%");
}

/* A line and, at its right end, its name over its value. */
static void write_level(struct page_writer *page, const struct control_frame *frame,
                        enum svg_line kind, const char *name, double value, double label_y)
{
    double y = scale_at(&frame->down, value);
    svg_line(page, kind, 0, y, 100, y);
    svg_text_begin(page, &(struct svg_text){.x = 100, .y = label_y, .dx = 12});
    html_string(page, name);
    svg_text_end(page);
    svg_text_begin(page, &(struct svg_text){.x = 100, .y = label_y + LINE_HEIGHT, .dx = 12});
    write_number(page, frame->chart, value);
    svg_text_end(page);
}

static void write_levels(struct page_writer *page, const struct control_frame *frame)
{
    const struct control_chart *chart = frame->chart;
    double middle = scale_at(&frame->down, chart->mean);
    double above = fmin(scale_at(&frame->down, chart->upper), middle - LABEL_HEIGHT);
    double below = fmax(scale_at(&frame->down, chart->lower), middle + LABEL_HEIGHT);
    write_level(page, frame, LINE_MEAN, "Average", chart->mean, middle);
    if (chart->has_upper)
        write_level(page, frame, LINE_LIMIT, "Upper limit", chart->upper, above);
    if (chart->has_lower)
        write_level(page, frame, LINE_LIMIT, "Lower limit", chart->lower, below);
}

static void write_line(struct page_writer *page, const struct control_frame *frame)
{
    const struct chart_point *points = frame->chart->points;
    for (size_t i = 1; i < frame->chart->count; i++)
        if (points[i].at - points[i - 1].at <= frame->chart->step * 1.5)
            svg_line(page, LINE_HERE, scale_at(&frame->across, points[i - 1].at),
                     scale_at(&frame->down, points[i - 1].value),
                     scale_at(&frame->across, points[i].at),
                     scale_at(&frame->down, points[i].value));
}

/* Is the point next to this one, if any, further out on the same side? */
static bool is_beyond(const struct control_chart *chart, size_t i, size_t beside)
{
    double value = chart->points[i].value;
    if (beside >= chart->count)
        return false;
    return value >= chart->mean ? chart->points[beside].value > value
                                : chart->points[beside].value < value;
}

static bool comes_again(const struct control_chart *chart, size_t i)
{
    for (size_t later = i + 1; later < chart->count; later++)
        if (slice_equal(chart->signals[i], chart->signals[later]))
            return true;
    return false;
}

/* Each kind of signal has its word once, at the newest, on the side where the line does not come
 * from; the description and the table have them all. */
static void write_word(struct page_writer *page, const struct control_frame *frame, size_t i)
{
    const struct control_chart *chart = frame->chart;
    double x = scale_at(&frame->across, chart->points[i].at);
    double y = scale_at(&frame->down, chart->points[i].value);
    bool is_high = chart->points[i].value >= chart->mean;
    bool is_inward = is_beyond(chart, i, i + 1) || is_beyond(chart, i, i - 1);
    svg_text_begin(page, &(struct svg_text){.x = x,
                                            .y = y + (is_high != is_inward ? -14 : 26),
                                            .label = LABEL_BAD,
                                            .anchor = x > 75   ? ANCHOR_END
                                                      : x < 25 ? ANCHOR_START
                                                               : ANCHOR_MIDDLE});
    html_text(page, chart->signals[i]);
    svg_text_end(page);
}

/* The words first, so that none hides a point. */
static void write_points(struct page_writer *page, const struct control_frame *frame)
{
    const struct control_chart *chart = frame->chart;
    for (size_t i = 0; i < chart->count; i++)
        if (is_signal(chart, i) && !comes_again(chart, i))
            write_word(page, frame, i);
    for (size_t i = 0; i < chart->count; i++) {
        double x = scale_at(&frame->across, chart->points[i].at);
        double y = scale_at(&frame->down, chart->points[i].value);
        if (is_signal(chart, i))
            svg_signal(page, x, y);
        else
            svg_dot(page, DOT_HERE, x, y, 4.5);
    }
}

static void write_description(struct page_writer *page, const struct control_chart *chart)
{
    html(page, "Average ");
    chart_value(page, &chart->unit, chart->mean);
    if (chart->has_upper) {
        html(page, ", upper limit ");
        chart_value(page, &chart->unit, chart->upper);
    }
    if (chart->has_lower) {
        html(page, ", lower limit ");
        chart_value(page, &chart->unit, chart->lower);
    }
    html(page, ".");
    bool any = false;
    for (size_t i = 0; i < chart->count; i++) {
        if (!is_signal(chart, i))
            continue;
        any = true;
        html(page, " ");
        html_text(page, chart->points[i].label);
        html(page, " ");
        chart_value(page, &chart->unit, chart->points[i].value);
        html(page, ": ");
        html_text(page, chart->signals[i]);
        html(page, ".");
    }
    if (!any)
        html(page, " No figure is a signal.");
}

static void write_table(struct page_writer *page, const struct control_chart *chart)
{
    static const struct column columns[] = {{.label = SLICE("Period")},
                                            {.label = SLICE("Figure"), .numeric = true},
                                            {.label = SLICE("Signal")}};
    struct table table = {
        .caption = chart->frame.title, .columns = columns, .column_count = 3, .tight = true};
    table_begin(page, &table);
    for (size_t i = chart->count; i-- > 0;) {
        table_row(page, &table, false);
        table_text(page, &table, 0, chart->points[i].label);
        table_cell(page, &table, 1);
        chart_value(page, &chart->unit, chart->points[i].value);
        table_text(page, &table, 2, is_signal(chart, i) ? chart->signals[i] : SLICE("none"));
        table_row_end(page, &table);
    }
    table_end(page, &table);
}

static void write_key(struct page_writer *page, const struct control_chart *chart)
{
    bool any = false, inside = false;
    for (size_t i = 0; i < chart->count; i++) {
        any |= is_signal(chart, i);
        inside |= !is_signal(chart, i);
    }
    key_begin(page);
    if (inside)
        key_item(page, MARK_HERE, SLICE("no signal"));
    if (any)
        key_item(page, MARK_SIGNAL, SLICE("signal"));
    key_item(page, MARK_MEAN, SLICE("average"));
    if (chart->has_upper || chart->has_lower)
        key_item(page, MARK_LIMIT, SLICE("limits"));
    key_end(page);
}

void control_chart(struct page_writer *page, const struct control_chart *chart)
{
    struct control_frame frame = {.chart = chart};
    if (chart->count == 0)
        return;
    find_ranges(chart, &frame);
    frame_begin(page, &chart->frame, &frame.axis, &chart->unit);
    write_key(page, chart);
    plot_begin(page, PLOT_END, &chart->frame, HEIGHT);
    write_description(page, chart);
    svg_desc_end(page);
    axis_vertical(page, &frame.axis, &chart->unit, &frame.down);
    axis_years(page, &frame.across, HEIGHT);
    write_levels(page, &frame);
    write_line(page, &frame);
    write_points(page, &frame);
    plot_end(page);
    figures_begin(page, "Figures for this chart");
    write_table(page, chart);
    figures_end(page, &chart->frame);
}
