/* Two periods, many areas: who rose, who fell, who changed places. */
#include "web/charts/svg.h"

#include <math.h>
#include <stdlib.h>

#include "base/banned.h"

enum { LEAST_HEIGHT = 260, LINE_ROOM = 20, AXIS_STEPS = 4, NAME_ON_PHONE = 13 };

/* Where the labels of one side stand: at their value, or as near below the one above as there is
 * room. */
struct side {
    size_t order[SLOPE_MOST]; /* of the lines, from the top */
    double places[SLOPE_MOST];
};

static double value_of(const struct slope_chart *chart, size_t line, bool after)
{
    return after ? chart->lines[line].after : chart->lines[line].before;
}

static struct side place_labels(const struct slope_chart *chart, const struct scale *down,
                                int height, bool after)
{
    struct side side;
    size_t count = chart->count;
    for (size_t i = 0; i < count; i++) {
        size_t k = i;
        for (; k > 0 && value_of(chart, side.order[k - 1], after) < value_of(chart, i, after); k--)
            side.order[k] = side.order[k - 1];
        side.order[k] = i;
    }
    double at = -LINE_ROOM;
    for (size_t i = 0; i < count; i++) {
        double wanted = scale_at(down, value_of(chart, side.order[i], after));
        at = fmax(wanted, at + LINE_ROOM);
        side.places[side.order[i]] = at;
    }
    double most = height;
    for (size_t i = count; i-- > 0;) { /* those pushed under the edge push up */
        side.places[side.order[i]] = fmin(side.places[side.order[i]], most);
        most = side.places[side.order[i]] - LINE_ROOM;
    }
    return side;
}

static void write_value(struct page_writer *page, const struct slope_chart *chart, double value)
{
    html_decimals(page, value, chart->unit.decimals, true);
    if (slice_is(chart->unit.suffix, "%"))
        html(page, "%");
}

/* The name and value at the end of a line; a long name is cut on a phone, where the table has it.
 */
static void write_end(struct page_writer *page, const struct slope_chart *chart,
                      const struct chart_slope *line, double y)
{
    int widths = line->name.length > NAME_ON_PHONE ? 2 : 1;
    for (int phone = 0; phone < widths; phone++) {
        svg_text_begin(page, &(struct svg_text){.x = 100,
                                                .y = y + 5,
                                                .dx = 10,
                                                .label = line->is_here ? LABEL_HERE : LABEL_AXIS,
                                                .width = widths == 1 ? WIDTH_ANY
                                                         : phone     ? WIDTH_NARROW
                                                                     : WIDTH_WIDE});
        write_value(page, chart, line->after);
        html(page, " ");
        html_text(page, phone ? slice_prefix(line->name, NAME_ON_PHONE - 2) : line->name);
        html_string(page, phone ? "…" : "");
        svg_text_end(page);
    }
}

static void write_line(struct page_writer *page, const struct slope_chart *chart, size_t at,
                       const struct scale *down, const struct side *left, const struct side *right)
{
    const struct chart_slope *line = &chart->lines[at];
    double before = scale_at(down, line->before), after = scale_at(down, line->after);
    svg_line(page, line->is_here ? LINE_HERE : LINE_OTHER, 0, before, 100, after);
    svg_dot(page, line->is_here ? DOT_HERE : DOT_OPEN, 0, before, line->is_here ? 6 : 4.5);
    svg_dot(page, line->is_here ? DOT_HERE : DOT_OPEN, 100, after, line->is_here ? 6 : 4.5);
    svg_text_begin(page, &(struct svg_text){.y = left->places[at] + 5,
                                            .dx = -10,
                                            .anchor = ANCHOR_END,
                                            .label = line->is_here ? LABEL_HERE : LABEL_AXIS});
    write_value(page, chart, line->before);
    svg_text_end(page);
    write_end(page, chart, line, right->places[at]);
}

static void write_periods(struct page_writer *page, const struct slope_chart *chart)
{
    svg_text_begin(page, &(struct svg_text){.y = -16, .label = LABEL_QUIET});
    html_text(page, chart->before);
    svg_text_end(page);
    svg_text_begin(
        page, &(struct svg_text){.x = 100, .y = -16, .anchor = ANCHOR_END, .label = LABEL_QUIET});
    html_text(page, chart->after);
    svg_text_end(page);
}

static void describe(struct page_writer *page, const struct slope_chart *chart)
{
    for (size_t i = 0; i < chart->count; i++) {
        html_string(page, i ? "; " : "");
        html_text(page, chart->lines[i].name);
        html(page, " from ");
        chart_value(page, &chart->unit, chart->lines[i].before);
        html(page, " to ");
        chart_value(page, &chart->unit, chart->lines[i].after);
    }
    html(page, ".");
}

static void write_table(struct page_writer *page, const struct slope_chart *chart)
{
    const struct column columns[] = {{.label = SLICE("Area")},
                                     {.label = chart->before, .numeric = true},
                                     {.label = chart->after, .numeric = true},
                                     {.label = SLICE("Change"), .numeric = true}};
    struct table table = {
        .caption = chart->frame.title, .columns = columns, .column_count = 4, .tight = true};
    table_begin(page, &table);
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_slope *line = &chart->lines[i];
        table_row(page, &table, line->is_here);
        table_text(page, &table, 0, line->name);
        table_cell(page, &table, 1);
        chart_value(page, &chart->unit, line->before);
        table_cell(page, &table, 2);
        chart_value(page, &chart->unit, line->after);
        table_cell(page, &table, 3);
        chart_difference(page, &chart->unit, SLICE(""), line->after - line->before);
        table_row_end(page, &table);
    }
    table_end(page, &table);
}

void slope_chart(struct page_writer *page, const struct slope_chart *chart)
{
    double low = HUGE_VAL, high = -HUGE_VAL;
    if (chart->count == 0 || chart->count > SLOPE_MOST)
        return;
    for (size_t i = 0; i < chart->count; i++) {
        range_add(&low, &high, chart->lines[i].before);
        range_add(&low, &high, chart->lines[i].after);
    }
    int height = LEAST_HEIGHT + LINE_ROOM * (int)chart->count;
    struct scale down = {low, high, height, 0};
    struct side left = place_labels(chart, &down, height, false);
    struct side right = place_labels(chart, &down, height, true);
    frame_begin(page, &chart->frame, NULL, &chart->unit);
    plot_begin(page, PLOT_SLOPE, &chart->frame, height);
    describe(page, chart);
    svg_desc_end(page);
    svg_line(page, LINE_BASE, 0, -8, 0, height + 8);
    svg_line(page, LINE_BASE, 100, -8, 100, height + 8);
    write_periods(page, chart);
    for (int here = 0; here < 2; here++) /* this place last, on top */
        for (size_t i = 0; i < chart->count; i++)
            if (chart->lines[i].is_here == (here == 1))
                write_line(page, chart, i, &down, &left, &right);
    plot_end(page);
    figures_begin(page, "Figures for this chart");
    write_table(page, chart);
    figures_end(page, &chart->frame);
}
