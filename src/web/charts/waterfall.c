/* What a difference is made of: each step begins where the last one ended. */
#include "web/charts/svg.h"

#include <math.h>

#include "base/banned.h"

enum { ROW_HEIGHT = 52, BAR_HEIGHT = 14, AXIS_STEPS = 4 };

static void write_name(struct page_writer *page, struct slice name, double y)
{
    svg_text_begin(page, &(struct svg_text){.y = y + 15, .dx = 8, .label = LABEL_QUIET});
    html_text(page, name);
    svg_text_end(page);
}

static void write_figure(struct page_writer *page, const struct waterfall_chart *chart,
                         const struct chart_step *figure, bool is_here, const struct scale *across,
                         double y)
{
    double x = scale_at(across, figure->value);
    write_name(page, figure->name, y);
    svg_dot(page, is_here ? DOT_HERE : DOT_OPEN, x, y + 33, is_here ? 7 : 6);
    svg_text_begin(page, &(struct svg_text){.x = x, .y = y + 38, .dx = 13, .label = LABEL_STRONG});
    chart_value(page, &chart->unit, figure->value);
    svg_text_end(page);
}

static void write_step(struct page_writer *page, const struct waterfall_chart *chart,
                       const struct chart_step *step, double from, const struct scale *across,
                       double y)
{
    double start = scale_at(across, from), end = scale_at(across, from + step->value);
    write_name(page, step->name, y);
    svg_line(page, LINE_LIMIT, start, y - ROW_HEIGHT + 40, start, y + 26);
    svg_bar(page, step->value < 0 ? BAR_HOLLOW : BAR_FULL, start, end, y + 26, BAR_HEIGHT);
    svg_text_begin(page, &(struct svg_text){
                             .x = fmax(start, end), .y = y + 38, .dx = 10, .label = LABEL_STRONG});
    if (*chart_sign(&chart->unit, step->value, "+"))
        html_string(page, step->value < 0 ? "← " : "→ ");
    chart_difference(page, &chart->unit, SLICE(""), step->value);
    svg_text_end(page);
}

static void describe(struct page_writer *page, const struct waterfall_chart *chart)
{
    html_text(page, chart->from.name);
    html(page, " ");
    chart_value(page, &chart->unit, chart->from.value);
    for (size_t i = 0; i < chart->count; i++) {
        html(page, "; ");
        html_text(page, chart->steps[i].name);
        html(page, " ");
        chart_difference(page, &chart->unit, chart->difference_suffix, chart->steps[i].value);
    }
    html(page, "; ");
    html_text(page, chart->to.name);
    html(page, " ");
    chart_value(page, &chart->unit, chart->to.value);
    html(page, ".");
}

static void write_table(struct page_writer *page, const struct waterfall_chart *chart)
{
    static const struct column columns[] = {{.label = {"Step", 4}},
                                            {.label = {"Figure", 6}, .numeric = true}};
    struct table table = {
        .caption = chart->frame.title, .columns = columns, .column_count = 2, .tight = true};
    table_begin(page, &table);
    for (size_t i = 0; i < chart->count + 2; i++) {
        bool is_end = i == 0 || i == chart->count + 1;
        const struct chart_step *step = i == 0   ? &chart->from
                                        : is_end ? &chart->to
                                                 : &chart->steps[i - 1];
        table_row(page, &table, i == chart->count + 1);
        table_text(page, &table, 0, step->name);
        table_cell(page, &table, 1);
        if (is_end)
            chart_value(page, &chart->unit, step->value);
        else
            chart_difference(page, &chart->unit, chart->difference_suffix, step->value);
        table_row_end(page, &table);
    }
    table_end(page, &table);
}

void waterfall_chart(struct page_writer *page, const struct waterfall_chart *chart)
{
    double level = chart->from.value, low = level, high = level;
    int height = ROW_HEIGHT * (int)(chart->count + 2);
    for (size_t i = 0; i < chart->count; i++) {
        level += chart->steps[i].value;
        range_add(&low, &high, level);
    }
    range_add(&low, &high, chart->to.value);
    struct axis axis = axis_choose(low, high, AXIS_STEPS, true);
    struct scale across = {axis.low, axis.high, 0, 100};
    frame_begin(page, &chart->frame, &axis, &chart->unit);
    key_begin(page);
    key_item(page, MARK_UP, SLICE("adds to it"));
    key_item(page, MARK_DOWN, SLICE("takes from it"));
    key_end(page);
    plot_begin(page, PLOT_END, &chart->frame, height);
    describe(page, chart);
    svg_desc_end(page);
    axis_horizontal(page, &axis, &chart->unit, &across, height);
    write_figure(page, chart, &chart->from, false, &across, 0);
    level = chart->from.value;
    for (size_t i = 0; i < chart->count; i++) {
        write_step(page, chart, &chart->steps[i], level, &across, ROW_HEIGHT * (double)(i + 1));
        level += chart->steps[i].value;
    }
    write_figure(page, chart, &chart->to, true, &across, ROW_HEIGHT * (double)(chart->count + 1));
    plot_end(page);
    figures_begin(page, "Figures for this chart");
    write_table(page, chart);
    figures_end(page, &chart->frame);
}
