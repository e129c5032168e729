/* This place among others: a row for each neighbour, or a dot for each authority. */
#include "web/charts/svg.h"

#include <math.h>

#include "base/banned.h"

enum {
    ROW_HEIGHT = 31,
    AXIS_STEPS = 4,
    LEAST_HEIGHT = 90,
    ROOM_FOR_NAME = 46,
};

static bool find_range(const struct areas_chart *chart, double *ret_low, double *ret_high)
{
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_area *area = &chart->areas[i];
        if (area->has_value)
            range_add(&low, &high, area->value);
        if (area->has_value && area->has_limits) {
            range_add(&low, &high, area->lower);
            range_add(&low, &high, area->upper);
        }
    }
    bool any = low <= high;
    if (any && chart->has_england)
        range_add(&low, &high, chart->england);
    *ret_low = low;
    *ret_high = high;
    return any;
}

static void write_england(struct page_writer *page, const struct areas_chart *chart,
                          const struct scale *across, int height)
{
    if (!chart->has_england)
        return;
    double x = scale_at(across, chart->england);
    svg_line(page, LINE_ENGLAND, x, -4, x, height);
}

static void key_england(struct page_writer *page, const struct areas_chart *chart)
{
    if (!chart->has_england)
        return;
    CLEANUP(buffer_free) struct buffer text = BUFFER(512);
    struct page_writer part = {.out = &text, .arena = page->arena};
    buffer_append(&text, chart->beside);
    buffer_byte(&text, ' ');
    html_decimals(&part, chart->england, chart->unit.decimals, true);
    if (slice_is(chart->unit.suffix, "%"))
        buffer_byte(&text, '%');
    key_item(page, MARK_ENGLAND, buffer_slice(&text));
}

static void say_england(struct page_writer *page, const struct areas_chart *chart)
{
    if (!chart->has_england)
        return;
    html(page, " ");
    html_text(page, chart->beside);
    html(page, " ");
    chart_value(page, &chart->unit, chart->england);
    html(page, ".");
}

static void write_table(struct page_writer *page, const struct areas_chart *chart)
{
    bool limits = false;
    for (size_t i = 0; i < chart->count; i++)
        limits |= chart->areas[i].has_limits;
    struct column columns[3] = {{.label = SLICE("Area")},
                                {.label = SLICE("Figure"), .numeric = true}};
    size_t count = 2, limits_at = count;
    if (limits)
        columns[count++] = (struct column){.label = SLICE("95% interval"), .numeric = true};
    struct table table = {
        .caption = chart->frame.title, .columns = columns, .column_count = count, .tight = true};
    table_begin(page, &table);
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_area *area = &chart->areas[i];
        table_row(page, &table, area->is_here);
        table_text(page, &table, 0, area->name);
        table_cell(page, &table, 1);
        if (area->has_value)
            chart_value(page, &chart->unit, area->value);
        else
            html_text(page, area->said);
        if (limits) {
            table_cell(page, &table, limits_at);
            if (area->has_limits)
                chart_interval(page, &chart->unit, area->lower, area->upper);
        }
        table_row_end(page, &table);
    }
    table_end(page, &table);
}

static void write_row(struct page_writer *page, const struct areas_chart *chart,
                      const struct chart_area *area, const struct scale *across, double y)
{
    enum svg_label label = area->is_here ? LABEL_HERE : LABEL_AXIS;
    svg_text_begin(page,
                   &(struct svg_text){.y = y + 5, .dx = -12, .label = label, .anchor = ANCHOR_END});
    html_text(page, area->name);
    svg_text_end(page);
    if (area->has_value && area->has_limits)
        svg_line(page, area->is_here ? LINE_WHISKER : LINE_WHISKER_QUIET,
                 scale_at(across, area->lower), y, scale_at(across, area->upper), y);
    if (area->has_value)
        svg_dot(page, area->is_here ? DOT_HERE : DOT_OPEN, scale_at(across, area->value), y,
                area->is_here ? 7 : 5.5);
    svg_text_begin(page, &(struct svg_text){.x = 100, .y = y + 5, .dx = 12, .label = label});
    if (area->has_value) {
        html_decimals(page, area->value, chart->unit.decimals, true);
        if (slice_is(chart->unit.suffix, "%"))
            html(page, "%");
    } else {
        html_text(page, area->said);
    }
    svg_text_end(page);
}

static void describe_rows(struct page_writer *page, const struct areas_chart *chart)
{
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_area *area = &chart->areas[i];
        html_string(page, i ? "; " : "");
        html_text(page, area->name);
        html(page, " ");
        if (area->has_value)
            chart_value(page, &chart->unit, area->value);
        else
            html_text(page, area->said);
    }
    html(page, ".");
    say_england(page, chart);
}

void neighbours_chart(struct page_writer *page, const struct areas_chart *chart)
{
    double low, high;
    if (!find_range(chart, &low, &high))
        return;
    bool limits = false;
    for (size_t i = 0; i < chart->count; i++)
        limits |= chart->areas[i].has_limits;
    int height = ROW_HEIGHT * (int)chart->count + 8;
    struct axis axis = axis_choose(low, high, AXIS_STEPS, true);
    struct scale across = {axis.low, axis.high, 0, 100};
    frame_begin(page, &chart->frame, &axis, &chart->unit);
    key_begin(page);
    key_item(page, MARK_HERE_DOT, chart->place);
    key_item(page, MARK_OPEN, SLICE("neighbour"));
    if (limits)
        key_item(page, MARK_WHISKER, SLICE("95% interval"));
    key_england(page, chart);
    key_end(page);
    plot_begin(page, PLOT_NAMES, &chart->frame, height);
    describe_rows(page, chart);
    svg_desc_end(page);
    axis_horizontal(page, &axis, &chart->unit, &across, height);
    write_england(page, chart, &across, height);
    for (size_t i = 0; i < chart->count; i++)
        write_row(page, chart, &chart->areas[i], &across, ROW_HEIGHT * (double)i + 20);
    plot_end(page);
    figures_begin(page, "Figures for this chart");
    write_table(page, chart);
    figures_end(page, &chart->frame);
}

static void write_quarters(struct page_writer *page, const struct areas_chart *chart,
                           const struct scale *across, int height)
{
    for (int i = 0; chart->has_quarters && i < 3; i++) {
        double x = scale_at(across, chart->quarters[i]);
        svg_line(page, LINE_LIMIT, x, 0, x, height);
    }
}

/* This place's own, over the last dot of its column. */
static void write_place(struct page_writer *page, const struct areas_chart *chart, double x,
                        double y)
{
    bool to_left = x > 66, to_right = x < 33;
    svg_line(page, LINE_WHISKER, x, -20, x, y - 8);
    svg_text_begin(page, &(struct svg_text){.x = x,
                                            .y = -26,
                                            .label = LABEL_STRONG,
                                            .anchor = to_left    ? ANCHOR_END
                                                      : to_right ? ANCHOR_START
                                                                 : ANCHOR_MIDDLE});
    html_text(page, chart->place);
    svg_text_end(page);
    svg_dot(page, DOT_HERE, x, y, 7);
}

static void describe_dots(struct page_writer *page, const struct areas_chart *chart, double low,
                          double high)
{
    for (size_t i = 0; i < chart->count; i++)
        if (chart->areas[i].is_here && chart->areas[i].has_value) {
            html_text(page, chart->place);
            html(page, " ");
            chart_value(page, &chart->unit, chart->areas[i].value);
            html(page, ". ");
        }
    html(page, "Lowest ");
    chart_value(page, &chart->unit, low);
    if (chart->has_quarters) {
        html(page, ", a quarter below ");
        chart_value(page, &chart->unit, chart->quarters[0]);
        html(page, ", half below ");
        chart_value(page, &chart->unit, chart->quarters[1]);
        html(page, ", three quarters below ");
        chart_value(page, &chart->unit, chart->quarters[2]);
    }
    html(page, ", highest ");
    chart_value(page, &chart->unit, high);
    html(page, ".");
    say_england(page, chart);
}

void authorities_chart(struct page_writer *page, const struct areas_chart *chart)
{
    double low, high;
    struct areas_chart values = *chart;
    values.has_england = false;
    if (!find_range(&values, &low, &high))
        return;
    double axis_low = low, axis_high = high;
    if (chart->has_england)
        range_add(&axis_low, &axis_high, chart->england);
    struct axis axis = axis_choose(axis_low, axis_high, AXIS_STEPS, true);
    struct scale across = {axis.low, axis.high, 0, 100};
    struct dots dots = {0};
    int here = -1;
    for (size_t i = 0; i < chart->count; i++)
        if (chart->areas[i].has_value) {
            int column = dots_add(&dots, &axis, chart->areas[i].value);
            here = chart->areas[i].is_here ? column : here;
        }
    int height = dots.tallest * DOT_STEP + 14;
    height = height < LEAST_HEIGHT ? LEAST_HEIGHT : height;
    frame_begin(page, &chart->frame, &axis, &chart->unit);
    key_begin(page);
    key_item(page, MARK_HERE_DOT, chart->place);
    key_item(page, MARK_FAINT, SLICE("another authority"));
    if (chart->has_quarters)
        key_item(page, MARK_QUARTER, SLICE("a quarter of authorities"));
    key_england(page, chart);
    key_end(page);
    plot_begin(page, PLOT_DOTS, &chart->frame, height);
    describe_dots(page, chart, low, high);
    svg_desc_end(page);
    axis_horizontal(page, &axis, &chart->unit, &across, height);
    write_quarters(page, chart, &across, height);
    write_england(page, chart, &across, height);
    dots_write(page, &dots, height - 7);
    if (here >= 0)
        write_place(page, chart, dots_across(here), dots_top(&dots, here, height - 7));
    plot_end(page);
    figures_begin(page, "Every authority’s figure");
    write_table(page, chart);
    figures_end(page, &chart->frame);
}
