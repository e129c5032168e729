/* A series over time: this place with its limits, England, and where it should be. */
#include "web/charts/svg.h"

#include <math.h>

#include "base/banned.h"

enum { HEIGHT = 300, AXIS_STEPS = 4, ABOVE = -12, BELOW = 24 };

struct frame_of_series {
    const struct series_chart *chart;
    struct axis axis;
    struct scale across, down;
};

static void find_ranges(const struct series_chart *chart, struct frame_of_series *frame)
{
    double low = HUGE_VAL, high = -HUGE_VAL, first = HUGE_VAL, last = -HUGE_VAL;
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_point *point = &chart->points[i];
        range_add(&first, &last, point->at);
        if (point->has_value)
            range_add(&low, &high, point->value);
        if (point->has_limits) {
            range_add(&low, &high, point->lower);
            range_add(&low, &high, point->upper);
        }
    }
    for (size_t i = 0; i < chart->beside_count; i++)
        if (chart->beside_points[i].has_value && chart->beside_points[i].at >= first)
            range_add(&low, &high, chart->beside_points[i].value);
    for (size_t i = 0; i < chart->target_count; i++) {
        range_add(&first, &last, chart->targets[i].at);
        range_add(&low, &high, chart->targets[i].value);
    }
    for (size_t i = 0; i < chart->fan_count; i++) {
        range_add(&first, &last, chart->fan[i].at);
        range_add(&low, &high, chart->fan[i].lower_95);
        range_add(&low, &high, chart->fan[i].upper_95);
    }
    frame->axis = axis_choose(low, high, AXIS_STEPS, true);
    frame->across = (struct scale){first, last, 0, 100};
    frame->down = (struct scale){frame->axis.low, frame->axis.high, HEIGHT, 0};
}

static bool follows(const struct series_chart *chart, const struct chart_point *point,
                    const struct chart_point *next)
{
    return next->at - point->at <= chart->step * 1.5;
}

/* The band of the limits: a polygon for each run of periods that have them. Across in thousandths,
 * since a polygon knows no percentages. */
static void write_band(struct page_writer *page, const struct frame_of_series *frame, size_t from,
                       size_t until)
{
    html(page, "<polygon class=\"weft-svg__band\" points=\"");
    for (size_t side = 0; side < 2; side++) {
        for (size_t k = from; k < until; k++) {
            const struct chart_point *point =
                &frame->chart->points[side == 0 ? k : until - 1 - (k - from)];
            html_decimals(page, 10 * scale_at(&frame->across, point->at), 1, false);
            html(page, ",");
            html_decimals(page, scale_at(&frame->down, side == 0 ? point->upper : point->lower), 1,
                          false);
            html(page, " ");
        }
    }
    html(page, "\"/>");
}

static void write_bands(struct page_writer *page, const struct frame_of_series *frame)
{
    const struct series_chart *chart = frame->chart;
    html(page, "<svg x=\"0\" y=\"0\" width=\"100%\" height=\"300\" viewBox=\"0 0 1000 300\" "
               "preserveAspectRatio=\"none\">");
    for (size_t i = 0; i < chart->count;) {
        size_t from = i++;
        if (!chart->points[from].has_limits)
            continue;
        while (i < chart->count && chart->points[i].has_limits &&
               follows(chart, &chart->points[i - 1], &chart->points[i]))
            i++;
        if (i - from > 1)
            write_band(page, frame, from, i);
    }
    html(page, "</svg>");
}

static void write_line(struct page_writer *page, const struct frame_of_series *frame,
                       const struct chart_point *points, size_t count, enum svg_line kind)
{
    const struct chart_point *before = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct chart_point *point = &points[i];
        if (!point->has_value || point->at < frame->across.low)
            continue;
        if (before && follows(frame->chart, before, point))
            svg_line(page, kind, scale_at(&frame->across, before->at),
                     scale_at(&frame->down, before->value), scale_at(&frame->across, point->at),
                     scale_at(&frame->down, point->value));
        before = point;
    }
}

static const struct chart_point *find_last(const struct chart_point *points, size_t count)
{
    while (count > 0 && !points[count - 1].has_value)
        count--;
    return count ? &points[count - 1] : NULL;
}

static void write_fan_point(struct page_writer *page, const struct frame_of_series *frame,
                            double at, double value)
{
    html_decimals(page, 10 * scale_at(&frame->across, at), 1, false);
    html(page, ",");
    html_decimals(page, scale_at(&frame->down, value), 1, false);
    html(page, " ");
}

/* One band of a forecast, from the last point outwards and back. */
static void write_fan_band(struct page_writer *page, const struct frame_of_series *frame,
                           const struct chart_point *last, bool inner)
{
    const struct chart_fan *fan = frame->chart->fan;
    size_t count = frame->chart->fan_count;
    if (inner)
        html(page, "<polygon class=\"weft-svg__fan weft-svg__fan--inner\" points=\"");
    else
        html(page, "<polygon class=\"weft-svg__fan\" points=\"");
    write_fan_point(page, frame, last->at, last->value);
    for (size_t i = 0; i < count; i++)
        write_fan_point(page, frame, fan[i].at, inner ? fan[i].upper_80 : fan[i].upper_95);
    for (size_t i = count; i-- > 0;)
        write_fan_point(page, frame, fan[i].at, inner ? fan[i].lower_80 : fan[i].lower_95);
    html(page, "\"/>");
}

static void write_fan(struct page_writer *page, const struct frame_of_series *frame)
{
    const struct series_chart *chart = frame->chart;
    const struct chart_point *last = find_last(chart->points, chart->count);
    if (chart->fan_count == 0)
        return;
    html(page, "<svg x=\"0\" y=\"0\" width=\"100%\" height=\"300\" viewBox=\"0 0 1000 300\" "
               "preserveAspectRatio=\"none\">");
    write_fan_band(page, frame, last, false);
    write_fan_band(page, frame, last, true);
    html(page, "</svg>");
    for (size_t i = 0; i < chart->fan_count; i++)
        svg_line(page, LINE_MEAN, scale_at(&frame->across, i ? chart->fan[i - 1].at : last->at),
                 scale_at(&frame->down, i ? chart->fan[i - 1].mean : last->value),
                 scale_at(&frame->across, chart->fan[i].at),
                 scale_at(&frame->down, chart->fan[i].mean));
}

static const struct chart_point *find_first(const struct chart_point *points, size_t count,
                                            double from)
{
    for (size_t i = 0; i < count; i++)
        if (points[i].has_value && points[i].at >= from)
            return &points[i];
    return NULL;
}

static void write_targets(struct page_writer *page, const struct frame_of_series *frame)
{
    const struct series_chart *chart = frame->chart;
    const struct chart_point *last = find_last(chart->points, chart->count);
    for (size_t i = 0; i < chart->target_count; i++) {
        const struct chart_target *target = &chart->targets[i];
        double x = scale_at(&frame->across, target->at), y = scale_at(&frame->down, target->value);
        bool from_last = i == 0 && last && last->at < target->at && chart->fan_count == 0;
        if (i > 0 || from_last)
            svg_line(page, LINE_TARGET, scale_at(&frame->across, i ? target[-1].at : last->at),
                     scale_at(&frame->down, i ? target[-1].value : last->value), x, y);
        svg_diamond(page, x, y);
    }
    if (chart->target_count == 0)
        return;
    const struct chart_target *target = &chart->targets[chart->target_count - 1];
    svg_text_begin(page, &(struct svg_text){.x = scale_at(&frame->across, target->at),
                                            .y = scale_at(&frame->down, target->value) + 5,
                                            .dx = 12,
                                            .label = LABEL_TARGET});
    html(page, "Target ");
    html_decimals(page, target->value, chart->unit.decimals, true);
    if (slice_is(chart->unit.suffix, "%"))
        html(page, "%");
    svg_text_end(page);
}

static void write_value(struct page_writer *page, const struct frame_of_series *frame,
                        const struct chart_point *point, double dy, int dx, enum svg_anchor anchor)
{
    svg_text_begin(page, &(struct svg_text){.x = scale_at(&frame->across, point->at),
                                            .y = scale_at(&frame->down, point->value) + dy,
                                            .dx = dx,
                                            .label = LABEL_STRONG,
                                            .anchor = anchor});
    html_decimals(page, point->value, frame->chart->unit.decimals, true);
    if (slice_is(frame->chart->unit.suffix, "%"))
        html(page, "%");
    svg_text_end(page);
}

/* Whether what stands below a value would stand on the years. */
static bool is_on_years(const struct frame_of_series *frame, double value)
{
    return scale_at(&frame->down, value) + BELOW > HEIGHT + 4;
}

/* The name of a line above or below its first two points. */
static void write_name(struct page_writer *page, const struct frame_of_series *frame,
                       const struct chart_point *point, const struct chart_point *end,
                       struct slice name, bool above, enum svg_label label)
{
    if (!point)
        return;
    double value = point->value;
    if (point + 1 < end && point[1].has_value && (point[1].value > value) == above)
        value = point[1].value;
    if (!above && is_on_years(frame, value)) {
        write_name(page, frame, point, end, name, true, label);
        return;
    }
    svg_text_begin(page,
                   &(struct svg_text){.x = scale_at(&frame->across, point->at),
                                      .y = scale_at(&frame->down, value) + (above ? -14 : BELOW),
                                      .label = label,
                                      .width = WIDTH_WIDE});
    html_text(page, name);
    svg_text_end(page);
}

/* The highest, the lowest and the last value, and the two names where the lines begin. What
 * would stand below, but on the years, stands above. */
static void write_labels(struct page_writer *page, const struct frame_of_series *frame)
{
    const struct series_chart *chart = frame->chart;
    const struct chart_point *highest = NULL, *lowest = NULL;
    const struct chart_point *last = find_last(chart->points, chart->count);
    const struct chart_point *first = find_first(chart->points, chart->count, 0);
    const struct chart_point *beside =
        find_first(chart->beside_points, chart->beside_count, frame->across.low);
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_point *point = &chart->points[i];
        if (!point->has_value)
            continue;
        highest = !highest || point->value > highest->value ? point : highest;
        lowest = !lowest || point->value < lowest->value ? point : lowest;
    }
    if (highest && highest != last && highest != first)
        write_value(page, frame, highest, ABOVE, 0, ANCHOR_MIDDLE);
    if (lowest && lowest != last && lowest != first && lowest != highest)
        write_value(page, frame, lowest, is_on_years(frame, lowest->value) ? ABOVE : BELOW, 0,
                    ANCHOR_MIDDLE);
    if (last && chart->fan_count)
        write_value(page, frame, last, -12, -6, ANCHOR_END);
    else if (last)
        write_value(page, frame, last, last == lowest ? 18 : -6, 9, ANCHOR_START);
    bool above = !beside || (first && first->value >= beside->value);
    write_name(page, frame, first, chart->points + chart->count, chart->place, above, LABEL_STRONG);
    write_name(page, frame, beside, chart->beside_points + chart->beside_count, chart->beside,
               !above, LABEL_QUIET);
}

static void write_description(struct page_writer *page, const struct series_chart *chart)
{
    html_text(page, chart->place);
    html(page, ":");
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_point *point = &chart->points[i];
        html_string(page, i ? "; " : " ");
        html_text(page, point->label);
        html(page, " ");
        if (point->has_value)
            chart_value(page, &chart->unit, point->value);
        else
            html_text(page, point->said);
    }
    html(page, ".");
    for (size_t i = 0; i < chart->target_count; i++) {
        const struct chart_target *target = &chart->targets[i];
        html_string(page, target->is_target ? " Target for " : " Should be, in ");
        html_text(page, target->label);
        html(page, ": ");
        chart_value(page, &chart->unit, target->value);
        html(page, ".");
    }
}

static void describe_fan(struct page_writer *page, const struct series_chart *chart)
{
    for (size_t i = 0; i < chart->fan_count; i++) {
        const struct chart_fan *fan = &chart->fan[i];
        html(page, " Forecast for ");
        html_text(page, fan->label);
        html(page, ": ");
        chart_value(page, &chart->unit, fan->mean);
        html(page, ", with 95% likelihood between ");
        html_decimals(page, fan->lower_95, chart->unit.decimals, true);
        html(page, " and ");
        html_decimals(page, fan->upper_95, chart->unit.decimals, true);
        html(page, ".");
    }
}

/* The steps of the forecast, the furthest first, as the figures are. */
static void table_fan(struct page_writer *page, const struct table *table,
                      const struct series_chart *chart)
{
    for (size_t i = chart->fan_count; i-- > 0;) {
        const struct chart_fan *fan = &chart->fan[i];
        table_row(page, table, false);
        table_cell(page, table, 0);
        html_text(page, fan->label);
        html(page, ", forecast");
        table_cell(page, table, 1);
        chart_value(page, &chart->unit, fan->mean);
        table_cell(page, table, 2);
        chart_interval(page, &chart->unit, fan->lower_95, fan->upper_95);
        if (chart->beside_count)
            table_text(page, table, 3, (struct slice){0});
        table_row_end(page, table);
    }
}

static const struct chart_point *find_beside(const struct series_chart *chart, double at)
{
    for (size_t i = 0; i < chart->beside_count; i++)
        if (fabs(chart->beside_points[i].at - at) < 0.01 && chart->beside_points[i].has_value)
            return &chart->beside_points[i];
    return NULL;
}

static void write_table(struct page_writer *page, const struct series_chart *chart)
{
    bool limits = chart->fan_count > 0;
    for (size_t i = 0; i < chart->count; i++)
        limits |= chart->points[i].has_limits;
    struct column columns[4] = {{.label = SLICE("Period")},
                                {.label = chart->place, .numeric = true}};
    size_t count = 2, limits_at = count;
    if (limits)
        columns[count++] = (struct column){.label = SLICE("95% interval"), .numeric = true};
    size_t beside_at = count;
    if (chart->beside_count)
        columns[count++] = (struct column){.label = chart->beside, .numeric = true};
    struct table table = {
        .caption = chart->frame.title, .columns = columns, .column_count = count, .tight = true};
    table_begin(page, &table);
    table_fan(page, &table, chart);
    for (size_t i = chart->count; i-- > 0;) {
        const struct chart_point *point = &chart->points[i];
        table_row(page, &table, false);
        table_text(page, &table, 0, point->label);
        table_cell(page, &table, 1);
        if (point->has_value)
            chart_value(page, &chart->unit, point->value);
        else
            html_text(page, point->said);
        if (limits) {
            table_cell(page, &table, limits_at);
            if (point->has_limits)
                chart_interval(page, &chart->unit, point->lower, point->upper);
        }
        if (chart->beside_count) {
            const struct chart_point *beside = find_beside(chart, point->at);
            table_cell(page, &table, beside_at);
            if (beside)
                chart_value(page, &chart->unit, beside->value);
        }
        table_row_end(page, &table);
    }
    table_end(page, &table);
}

static void write_key(struct page_writer *page, const struct series_chart *chart, bool limits)
{
    key_begin(page);
    key_item(page, MARK_HERE, chart->place);
    if (limits)
        key_item(page, MARK_BAND, SLICE("95% interval"));
    if (chart->fan_count) {
        key_item(page, MARK_FAN_INNER, SLICE("four times in five"));
        key_item(page, MARK_FAN, SLICE("19 times in 20"));
    }
    if (chart->beside_count)
        key_item(page, MARK_ENGLAND, chart->beside);
    if (chart->target_count)
        key_item(page, MARK_TARGET,
                 chart->fan_count ? SLICE("target") : SLICE("where we should be"));
    key_end(page);
}

void series_chart(struct page_writer *page, const struct series_chart *chart)
{
    struct frame_of_series frame = {.chart = chart};
    bool limits = false;
    if (!find_last(chart->points, chart->count))
        return;
    for (size_t i = 0; i < chart->count; i++)
        limits |= chart->points[i].has_limits;
    find_ranges(chart, &frame);
    frame_begin(page, &chart->frame, &frame.axis, &chart->unit);
    write_key(page, chart, limits);
    plot_begin(page, PLOT_END, &chart->frame, HEIGHT);
    write_description(page, chart);
    describe_fan(page, chart);
    svg_desc_end(page);
    axis_vertical(page, &frame.axis, &chart->unit, &frame.down);
    axis_years(page, &frame.across, HEIGHT);
    if (limits)
        write_bands(page, &frame);
    write_fan(page, &frame);
    write_line(page, &frame, chart->beside_points, chart->beside_count, LINE_ENGLAND);
    write_targets(page, &frame);
    write_line(page, &frame, chart->points, chart->count, LINE_HERE);
    for (size_t i = 0; i < chart->count; i++)
        if (chart->points[i].has_value)
            svg_dot(page, DOT_HERE, scale_at(&frame.across, chart->points[i].at),
                    scale_at(&frame.down, chart->points[i].value), 4.5);
    write_labels(page, &frame);
    plot_end(page);
    figures_begin(page, "Figures for this chart");
    write_table(page, chart);
    figures_end(page, &chart->frame);
}
