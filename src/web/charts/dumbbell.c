/* Two groups side by side, period by period or place by place: what matters is the distance. */
#include "web/charts/svg.h"

#include <math.h>

#include "base/banned.h"

enum { ROW_HEIGHT = 54, AXIS_STEPS = 4 };

static void write_end(struct page_writer *page, const struct dumbbell_chart *chart, double value,
                      double x, double y, bool left)
{
    svg_text_begin(page, &(struct svg_text){.x = x,
                                            .y = y + 5,
                                            .dx = left ? -11 : 11,
                                            .anchor = left ? ANCHOR_END : ANCHOR_START,
                                            .label = LABEL_STRONG});
    html_decimals(page, value, chart->unit.decimals, true);
    svg_text_end(page);
}

static void write_pair(struct page_writer *page, const struct dumbbell_chart *chart,
                       const struct chart_pair *pair, const struct scale *across, double y)
{
    double far = scale_at(across, pair->far), near = scale_at(across, pair->near);
    svg_text_begin(page, &(struct svg_text){.y = y + 14, .dx = 8, .label = LABEL_QUIET});
    html_text(page, pair->name);
    svg_text_end(page);
    svg_line(page, LINE_LINK, far, y + 34, near, y + 34);
    svg_dot(page, DOT_OPEN, near, y + 34, 6);
    svg_dot(page, DOT_HERE, far, y + 34, 7);
    write_end(page, chart, pair->far, far, y + 34, far < near);
    write_end(page, chart, pair->near, near, y + 34, near <= far);
    svg_text_begin(page,
                   &(struct svg_text){.x = 100, .y = y + 39, .dx = 44, .label = LABEL_STRONG});
    chart_difference(page, &chart->unit, SLICE(""), pair->difference);
    svg_text_end(page);
}

static void describe(struct page_writer *page, const struct dumbbell_chart *chart)
{
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_pair *pair = &chart->pairs[i];
        html_string(page, i ? "; " : "");
        html_text(page, pair->name);
        html(page, ": ");
        html_text(page, chart->far_name);
        html(page, " ");
        chart_value(page, &chart->unit, pair->far);
        html(page, ", ");
        html_text(page, chart->near_name);
        html(page, " ");
        chart_value(page, &chart->unit, pair->near);
        html(page, ", gap ");
        chart_difference(page, &chart->unit, chart->difference_suffix, pair->difference);
    }
    html(page, ".");
}

static void write_table(struct page_writer *page, const struct dumbbell_chart *chart)
{
    struct column columns[] = {{.label = SLICE("")},
                               {.label = chart->far_name, .numeric = true},
                               {.label = chart->near_name, .numeric = true},
                               {.label = SLICE("Gap"), .numeric = true},
                               {.label = SLICE("95% interval"), .numeric = true}};
    columns[0].label = SLICE("Period");
    struct table table = {
        .caption = chart->frame.title, .columns = columns, .column_count = 5, .tight = true};
    table_begin(page, &table);
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_pair *pair = &chart->pairs[i];
        table_row(page, &table, false);
        table_text(page, &table, 0, pair->name);
        const double values[] = {pair->far, pair->near};
        for (size_t k = 0; k < 2; k++) {
            table_cell(page, &table, k + 1);
            chart_value(page, &chart->unit, values[k]);
        }
        table_cell(page, &table, 3);
        chart_difference(page, &chart->unit, chart->difference_suffix, pair->difference);
        table_cell(page, &table, 4);
        if (pair->has_limits) {
            chart_difference(page, &chart->unit, SLICE(""), pair->lower);
            html(page, " to ");
            chart_difference(page, &chart->unit, SLICE(""), pair->upper);
        } else {
            html(page, "not known");
        }
        table_row_end(page, &table);
    }
    table_end(page, &table);
}

void dumbbell_chart(struct page_writer *page, const struct dumbbell_chart *chart)
{
    double low = HUGE_VAL, high = -HUGE_VAL;
    int height = ROW_HEIGHT * (int)chart->count;
    for (size_t i = 0; i < chart->count; i++) {
        range_add(&low, &high, chart->pairs[i].far);
        range_add(&low, &high, chart->pairs[i].near);
    }
    if (low > high)
        return;
    struct axis axis = axis_choose(low, high, AXIS_STEPS, false);
    struct scale across = {axis.low, axis.high, 0, 100};
    frame_begin(page, &chart->frame, NULL, &chart->unit);
    key_begin(page);
    key_item(page, MARK_HERE_DOT, chart->far_name);
    key_item(page, MARK_OPEN, chart->near_name);
    key_end(page);
    plot_begin(page, PLOT_END, &chart->frame, height);
    describe(page, chart);
    svg_desc_end(page);
    axis_horizontal(page, &axis, &chart->unit, &across, height);
    svg_text_begin(page, &(struct svg_text){.x = 100, .y = height + 22, .dx = 44});
    html(page, "gap");
    svg_text_end(page);
    for (size_t i = 0; i < chart->count; i++)
        write_pair(page, chart, &chart->pairs[i], &across, ROW_HEIGHT * (double)i);
    plot_end(page);
    figures_begin(page, "Figures for this chart");
    write_table(page, chart);
    figures_end(page, &chart->frame);
}
