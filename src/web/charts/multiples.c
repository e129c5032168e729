/* Many series to one scale, a small picture each: the course of every place beside every other. */
#include "web/charts/svg.h"

#include <math.h>
#include <stdio.h>

#include "base/banned.h"

enum { HEIGHT = 64, MARGIN = 5, ID_SIZE = 64, AXIS_STEPS = 4 };

struct range_found {
    double first, last, low, high;
};

static void add_points(struct range_found *range, const struct chart_point *points, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!points[i].has_value)
            continue;
        range_add(&range->first, &range->last, points[i].at);
        range_add(&range->low, &range->high, points[i].value);
    }
}

static void write_course(struct page_writer *page, enum svg_line kind,
                         const struct chart_point *points, size_t count, double step,
                         const struct scale *across, const struct scale *down)
{
    const struct chart_point *before = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!points[i].has_value)
            continue;
        if (before && points[i].at - before->at <= step * 1.5)
            svg_line(page, kind, scale_at(across, before->at), scale_at(down, before->value),
                     scale_at(across, points[i].at), scale_at(down, points[i].value));
        before = &points[i];
    }
}

static const struct chart_point *end_of(const struct chart_small *item, bool last)
{
    const struct chart_point *found = NULL;
    for (size_t i = 0; i < item->count && (last || !found); i++)
        if (item->points[i].has_value)
            found = &item->points[i];
    return found;
}

static void write_item(struct page_writer *page, const struct multiples_chart *chart, size_t at,
                       const struct scale *across, const struct scale *down)
{
    const struct chart_small *item = &chart->items[at];
    const struct chart_point *first = end_of(item, false), *last = end_of(item, true);
    char id[ID_SIZE];
    snprintf(id, sizeof id, "%s-%zu", chart->frame.id, at);
    html(page, "<li><p class=\"weft-multiples__name\">");
    if (item->is_here)
        html(page, "<strong>");
    html_text(page, item->name);
    if (item->is_here)
        html(page, "</strong>");
    html(page, "</p>");
    if (!last) {
        html(page, "<p class=\"weft-multiples__end\">no figure</p></li>");
        return;
    }
    struct chart_frame frame = {.id = id, .title = markup_text(page->arena, item->name)};
    svg_begin(page, &frame, HEIGHT);
    html_text(page, first->label);
    html(page, " ");
    chart_value(page, &chart->unit, first->value);
    html(page, "; ");
    html_text(page, last->label);
    html(page, " ");
    chart_value(page, &chart->unit, last->value);
    html(page, ".");
    svg_desc_end(page);
    svg_line(page, LINE_BASE, 0, HEIGHT - 1, 100, HEIGHT - 1);
    write_course(page, LINE_ENGLAND, chart->beside_points, chart->beside_count, chart->step, across,
                 down);
    write_course(page, item->is_here ? LINE_HERE : LINE_SPARK, item->points, item->count,
                 chart->step, across, down);
    svg_dot(page, DOT_HERE, scale_at(across, last->at), scale_at(down, last->value), 4);
    svg_end(page);
    html(page, "<p class=\"weft-multiples__end\">");
    chart_value(page, &chart->unit, last->value);
    html(page, ", ");
    html_text(page, last->label);
    html(page, "</p></li>\n");
}

static void write_figure(struct page_writer *page, const struct chart_unit *unit,
                         const struct table *table, size_t column, const struct chart_point *point)
{
    table_cell(page, table, column);
    if (point) {
        chart_value(page, unit, point->value);
        html(page, " in ");
        html_text(page, point->label);
    } else {
        html(page, "no figure");
    }
}

static void write_table(struct page_writer *page, const struct multiples_chart *chart)
{
    static const struct column columns[] = {{.label = {"Area", 4}},
                                            {.label = {"First figure", 12}, .numeric = true},
                                            {.label = {"Latest figure", 13}, .numeric = true}};
    struct table table = {
        .caption = chart->frame.title, .columns = columns, .column_count = 3, .tight = true};
    table_begin(page, &table);
    for (size_t i = 0; i < chart->count; i++) {
        table_row(page, &table, chart->items[i].is_here);
        table_text(page, &table, 0, chart->items[i].name);
        write_figure(page, &chart->unit, &table, 1, end_of(&chart->items[i], false));
        write_figure(page, &chart->unit, &table, 2, end_of(&chart->items[i], true));
        table_row_end(page, &table);
    }
    table_end(page, &table);
}

void multiples_chart(struct page_writer *page, const struct multiples_chart *chart)
{
    struct range_found range = {HUGE_VAL, -HUGE_VAL, HUGE_VAL, -HUGE_VAL};
    for (size_t i = 0; i < chart->count; i++)
        add_points(&range, chart->items[i].points, chart->items[i].count);
    if (range.first > range.last)
        return;
    for (size_t i = 0; i < chart->beside_count; i++) /* only where an area has figures too */
        if (chart->beside_points[i].at >= range.first && chart->beside_points[i].at <= range.last)
            add_points(&range, &chart->beside_points[i], 1);
    struct axis axis = axis_choose(0, range.high - range.low, AXIS_STEPS, false);
    axis.low = axis.step * floor(range.low / axis.step);  /* round ends close by: small pictures */
    axis.high = axis.step * ceil(range.high / axis.step); /* that begin at nought are all flat */
    axis.cut = axis.low > 0;
    struct scale across = {range.first, range.last, 0, 100};
    struct scale down = {axis.low, axis.high, HEIGHT - MARGIN, MARGIN};
    frame_begin(page, &chart->frame, &axis, &chart->unit);
    key_begin(page);
    key_item(page, MARK_HERE, SLICE("the place named above it"));
    if (chart->beside_count)
        key_item(page, MARK_ENGLAND, chart->beside);
    key_end(page);
    html(page, "<ul class=\"weft-multiples\">");
    for (size_t i = 0; i < chart->count; i++)
        write_item(page, chart, i, &across, &down);
    html(page, "</ul>");
    figures_begin(page, "Figures for these charts");
    write_table(page, chart);
    figures_end(page, &chart->frame);
}
