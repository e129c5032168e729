/* All authorities by size, between limits that widen as they get smaller. */
#include "web/charts/svg.h"

#include <math.h>

#include "base/banned.h"

enum { HEIGHT = 320, AXIS_STEPS = 4, SIZES_WIDE = 8, SIZES_NARROW = 4 };

struct funnel_frame {
    const struct funnel_chart *chart;
    struct axis axis;
    struct scale across, down; /* across by the logarithm of the size */
};

static void find_ranges(const struct funnel_chart *chart, struct funnel_frame *frame)
{
    double low = chart->centre, high = chart->centre;
    const struct chart_curve *largest = &chart->curve[chart->curve_count - 1];
    for (size_t i = 0; i < chart->count; i++)
        range_add(&low, &high, chart->dots[i].value);
    range_add(&low, &high, largest->lower_99_8);
    range_add(&low, &high, largest->upper_99_8);
    frame->axis = axis_choose(low, high, AXIS_STEPS, true);
    frame->across = (struct scale){log10(chart->curve[0].size), log10(largest->size), 2, 98};
    frame->down = (struct scale){frame->axis.low, frame->axis.high, HEIGHT, 0};
}

/* A curve in thousandths of the width; what leaves the plot is cut off by its svg. */
static void write_curve(struct page_writer *page, const struct funnel_frame *frame, size_t at,
                        bool inner)
{
    if (inner)
        html(page, "<path class=\"weft-svg__curve weft-svg__curve--inner\" d=\"");
    else
        html(page, "<path class=\"weft-svg__curve\" d=\"");
    for (size_t i = 0; i < frame->chart->curve_count; i++) {
        const struct chart_curve *point = &frame->chart->curve[i];
        const double values[] = {point->lower_95, point->upper_95, point->lower_99_8,
                                 point->upper_99_8};
        html_string(page, i ? "L" : "M");
        html_decimals(page, 10 * scale_at(&frame->across, log10(point->size)), 1, false);
        html(page, " ");
        html_decimals(page, scale_at(&frame->down, values[at]), 1, false);
    }
    html(page, "\"/>");
}

static void write_curves(struct page_writer *page, const struct funnel_frame *frame)
{
    double centre = scale_at(&frame->down, frame->chart->centre);
    html(page, "<svg x=\"0\" y=\"0\" width=\"100%\" height=\"320\" viewBox=\"0 0 1000 320\" "
               "preserveAspectRatio=\"none\">");
    for (size_t at = 0; at < 4; at++)
        write_curve(page, frame, at, at < 2);
    html(page, "</svg>");
    svg_line(page, LINE_ENGLAND, 0, centre, 100, centre);
}

/* Sizes 1, 2, 5, 10, 20 … under the plot, those that fit a narrow one marked. */
static void write_sizes(struct page_writer *page, const struct funnel_frame *frame)
{
    static const double leads[] = {1, 2, 5};
    double decades = frame->across.high - frame->across.low;
    bool tens_only = decades * 3 > SIZES_WIDE;
    bool tens_narrow = decades * 3 > SIZES_NARROW;
    for (int power = (int)floor(frame->across.low); power <= (int)frame->across.high; power++)
        for (size_t i = 0; i < 3; i++) {
            double size = leads[i] * pow(10, power), at = log10(size);
            if (at < frame->across.low || at > frame->across.high || (i > 0 && tens_only))
                continue;
            svg_text_begin(
                page, &(struct svg_text){.x = scale_at(&frame->across, at),
                                         .y = HEIGHT + 22,
                                         .anchor = ANCHOR_MIDDLE,
                                         .width = i > 0 && tens_narrow ? WIDTH_WIDE : WIDTH_ANY});
            html_decimals(page, size, 0, true);
            svg_text_end(page);
        }
    svg_text_begin(page, &(struct svg_text){.x = 50, .y = HEIGHT + 44, .anchor = ANCHOR_MIDDLE});
    html(page, "out of how many");
    svg_text_end(page);
}

static void write_dots(struct page_writer *page, const struct funnel_frame *frame)
{
    const struct chart_unit_dot *here = NULL;
    for (size_t i = 0; i < frame->chart->count; i++) {
        const struct chart_unit_dot *dot = &frame->chart->dots[i];
        if (dot->is_here)
            here = dot;
        else
            svg_dot(page, DOT_FAINT, scale_at(&frame->across, log10(dot->size)),
                    scale_at(&frame->down, dot->value), 4);
    }
    if (!here)
        return;
    double x = scale_at(&frame->across, log10(here->size)), y = scale_at(&frame->down, here->value);
    bool is_low = y < 40;
    svg_text_begin(page, &(struct svg_text){.x = x,
                                            .y = is_low ? y + 28 : y - 16,
                                            .label = LABEL_STRONG,
                                            .anchor = x > 75   ? ANCHOR_END
                                                      : x < 25 ? ANCHOR_START
                                                               : ANCHOR_MIDDLE});
    html_text(page, frame->chart->place);
    svg_text_end(page);
    svg_dot(page, DOT_HERE, x, y, 7);
}

static void write_description(struct page_writer *page, const struct funnel_chart *chart)
{
    int64_t outside = 0;
    for (size_t i = 0; i < chart->count; i++)
        outside += chart->dots[i].is_outside;
    html_count(page, outside);
    html(page, " of ");
    html_count(page, (int64_t)chart->count);
    html(page, " authorities lie outside the 95% limits.");
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_unit_dot *dot = &chart->dots[i];
        if (!dot->is_here)
            continue;
        html(page, " ");
        html_text(page, chart->place);
        html(page, ", with ");
        chart_value(page, &chart->unit, dot->value);
        html(page, " of ");
        html_decimals(page, dot->size, 0, true);
        html_string(page, dot->is_outside ? ", is one of them." : ", does not.");
    }
    html(page, " All together: ");
    chart_value(page, &chart->unit, chart->centre);
    html(page, ".");
}

/* Those outside, and this place. */
static void write_table(struct page_writer *page, const struct funnel_chart *chart)
{
    static const struct column columns[] = {{.label = SLICE("Authority")},
                                            {.label = SLICE("Figure"), .numeric = true},
                                            {.label = SLICE("Out of"), .numeric = true},
                                            {.label = SLICE("95% limits")}};
    struct table table = {
        .caption = chart->frame.title, .columns = columns, .column_count = 4, .tight = true};
    table_begin(page, &table);
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_unit_dot *dot = &chart->dots[i];
        if (!dot->is_outside && !dot->is_here)
            continue;
        table_row(page, &table, dot->is_here);
        table_text(page, &table, 0, dot->name);
        table_cell(page, &table, 1);
        chart_value(page, &chart->unit, dot->value);
        table_cell(page, &table, 2);
        html_decimals(page, dot->size, 0, true);
        table_text(page, &table, 3, dot->is_outside ? SLICE("outside") : SLICE("inside"));
        table_row_end(page, &table);
    }
    table_end(page, &table);
}

void funnel_chart(struct page_writer *page, const struct funnel_chart *chart)
{
    struct funnel_frame frame = {.chart = chart};
    if (chart->count == 0 || chart->curve_count == 0)
        return;
    find_ranges(chart, &frame);
    frame_begin(page, &chart->frame, &frame.axis, &chart->unit);
    key_begin(page);
    key_item(page, MARK_HERE_DOT, chart->place);
    key_item(page, MARK_FAINT, SLICE("another authority"));
    key_item(page, MARK_ENGLAND, SLICE("all together"));
    key_item(page, MARK_INNER_CURVE, SLICE("95% limits"));
    key_item(page, MARK_CURVE, SLICE("99.8% limits"));
    key_end(page);
    plot_begin(page, PLOT_FUNNEL, &chart->frame, HEIGHT);
    write_description(page, chart);
    svg_desc_end(page);
    axis_vertical(page, &frame.axis, &chart->unit, &frame.down);
    write_sizes(page, &frame);
    write_curves(page, &frame);
    write_dots(page, &frame);
    plot_end(page);
    figures_begin(page, "Authorities outside the limits");
    write_table(page, chart);
    figures_end(page, &chart->frame);
}
