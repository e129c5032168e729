/* How far many places lie apart within each group: their range, the middle half, the middle. */
#include "web/charts/svg.h"

#include <math.h>

#include "base/banned.h"

enum { ROW_HEIGHT = 58, BAR_HEIGHT = 14, AXIS_STEPS = 4 };

static void write_row(struct page_writer *page, const struct chart_spread *row,
                      const struct scale *across, double y)
{
    double middle = scale_at(across, row->middle), line = y + 38;
    svg_text_begin(page, &(struct svg_text){.y = y + 16, .dx = 8, .label = LABEL_QUIET});
    html_text(page, row->name);
    svg_text_end(page);
    svg_line(page, LINE_WHISKER_QUIET, scale_at(across, row->lowest), line,
             scale_at(across, row->highest), line);
    svg_bar(page, BAR_QUIET, scale_at(across, row->first_quarter),
            scale_at(across, row->third_quarter), line - BAR_HEIGHT / 2.0, BAR_HEIGHT);
    svg_line(page, LINE_MIDDLE, middle, line - BAR_HEIGHT, middle, line + BAR_HEIGHT);
    if (row->has_here)
        svg_dot(page, DOT_HERE, scale_at(across, row->here), line, 6.5);
}

static void say_row(struct page_writer *page, const struct spread_chart *chart,
                    const struct chart_spread *row)
{
    html_text(page, row->name);
    html(page, ": ");
    html_count(page, (int64_t)row->count);
    html(page, " ");
    html_text(page, chart->many);
    html(page, " from ");
    chart_value(page, &chart->unit, row->lowest);
    html(page, " to ");
    chart_value(page, &chart->unit, row->highest);
    html(page, ", half of them from ");
    chart_value(page, &chart->unit, row->first_quarter);
    html(page, " to ");
    chart_value(page, &chart->unit, row->third_quarter);
    html(page, ", the middle ");
    chart_value(page, &chart->unit, row->middle);
    if (row->has_here) {
        html(page, "; ");
        html_text(page, chart->place);
        html(page, " ");
        chart_value(page, &chart->unit, row->here);
    }
    html(page, ". ");
}

static void write_table(struct page_writer *page, const struct spread_chart *chart)
{
    const struct column columns[] = {{.label = SLICE("Group")},
                                     {.label = SLICE("Lowest"), .numeric = true},
                                     {.label = SLICE("A quarter below"), .numeric = true},
                                     {.label = SLICE("Middle"), .numeric = true},
                                     {.label = SLICE("A quarter above"), .numeric = true},
                                     {.label = SLICE("Highest"), .numeric = true},
                                     {.label = chart->place, .numeric = true}};
    enum { COLUMNS = sizeof columns / sizeof *columns };
    struct table table = {
        .caption = chart->frame.title, .columns = columns, .column_count = COLUMNS, .tight = true};
    table_begin(page, &table);
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_spread *row = &chart->rows[i];
        const double values[] = {row->lowest,        row->first_quarter, row->middle,
                                 row->third_quarter, row->highest,       row->here};
        table_row(page, &table, false);
        table_text(page, &table, 0, row->name);
        for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
            table_cell(page, &table, k + 1);
            if (k + 2 < COLUMNS || row->has_here)
                chart_value(page, &chart->unit, values[k]);
            else
                html(page, "no figure");
        }
        table_row_end(page, &table);
    }
    table_end(page, &table);
}

void spread_chart(struct page_writer *page, const struct spread_chart *chart)
{
    double low = HUGE_VAL, high = -HUGE_VAL;
    int height = ROW_HEIGHT * (int)chart->count;
    for (size_t i = 0; i < chart->count; i++) {
        range_add(&low, &high, chart->rows[i].lowest);
        range_add(&low, &high, chart->rows[i].highest);
        if (chart->rows[i].has_here)
            range_add(&low, &high, chart->rows[i].here);
    }
    if (low > high)
        return;
    struct axis axis = axis_choose(low, high, AXIS_STEPS, true);
    struct scale across = {axis.low, axis.high, 0, 100};
    frame_begin(page, &chart->frame, &axis, &chart->unit);
    key_begin(page);
    key_item(page, MARK_HERE_DOT, chart->place);
    key_item(page, MARK_MIDDLE, SLICE("the middle one"));
    key_item(page, MARK_RANGE, SLICE("the middle half"));
    key_item(page, MARK_WHISKER, SLICE("lowest to highest"));
    key_end(page);
    plot_begin(page, PLOT_PLAIN, &chart->frame, height);
    for (size_t i = 0; i < chart->count; i++)
        say_row(page, chart, &chart->rows[i]);
    svg_desc_end(page);
    axis_horizontal(page, &axis, &chart->unit, &across, height);
    for (size_t i = 0; i < chart->count; i++)
        write_row(page, &chart->rows[i], &across, ROW_HEIGHT * (double)i);
    plot_end(page);
    figures_begin(page, "Figures for this chart");
    write_table(page, chart);
    figures_end(page, &chart->frame);
}
