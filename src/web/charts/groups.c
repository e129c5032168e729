/* Groups of children beside all of them: a bar each, from nought, and how sure it is. */
#include "web/charts/svg.h"

#include <math.h>

#include "base/banned.h"

enum { ROW_HEIGHT = 44, HEAD_HEIGHT = 30, BAR_HEIGHT = 14, LIMIT_END = 4, AXIS_STEPS = 4 };

static bool begins_dimension(const struct groups_chart *chart, size_t index)
{
    return index == 0 ||
           !slice_equal(chart->groups[index].dimension, chart->groups[index - 1].dimension);
}

/* From limit to limit, with an end at each: a bar behind it would hide where a bare line ends. */
static void write_limits(struct page_writer *page, double lower, double upper, double y)
{
    svg_line(page, LINE_WHISKER, lower, y, upper, y);
    svg_line(page, LINE_WHISKER, lower, y - LIMIT_END, lower, y + LIMIT_END);
    svg_line(page, LINE_WHISKER, upper, y - LIMIT_END, upper, y + LIMIT_END);
}

static void write_bar(struct page_writer *page, const struct groups_chart *chart,
                      const struct chart_group *group, const struct scale *across, double y)
{
    svg_text_begin(page, &(struct svg_text){.y = y + 14, .dx = 8, .label = LABEL_QUIET});
    html_text(page, group->name);
    svg_text_end(page);
    double until = scale_at(across, fmax(group->value, 0));
    if (group->has_value)
        svg_bar(page, group->has_limits ? BAR_QUIET : BAR_FULL,
                scale_at(across, fmin(group->value, 0)), until, y + 20, BAR_HEIGHT);
    if (group->has_limits) {
        write_limits(page, scale_at(across, group->lower), scale_at(across, group->upper),
                     y + 20 + BAR_HEIGHT / 2.0);
        until = fmax(until, scale_at(across, group->upper));
    }
    svg_text_begin(page,
                   &(struct svg_text){.x = group->has_value ? until : 0,
                                      .y = y + 32,
                                      .dx = 9,
                                      .label = group->has_value ? LABEL_STRONG : LABEL_QUIET});
    if (group->has_value)
        chart_value(page, &chart->unit, group->value);
    else
        html_text(page, group->said);
    svg_text_end(page);
}

static bool any_limits(const struct groups_chart *chart)
{
    for (size_t i = 0; i < chart->count; i++)
        if (chart->groups[i].has_limits)
            return true;
    return false;
}

static void describe(struct page_writer *page, const struct groups_chart *chart)
{
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_group *group = &chart->groups[i];
        if (begins_dimension(chart, i)) {
            html_string(page, i ? ". " : "");
            html_text(page, group->dimension);
            html(page, ": ");
        } else {
            html(page, "; ");
        }
        html_text(page, group->name);
        html(page, " ");
        if (group->has_value)
            chart_value(page, &chart->unit, group->value);
        else
            html_text(page, group->said);
        if (group->has_limits) {
            html(page, " (");
            chart_interval(page, &chart->unit, group->lower, group->upper);
            html(page, ")");
        }
    }
    html(page, ".");
    if (chart->has_whole) {
        html(page, " All: ");
        chart_value(page, &chart->unit, chart->whole);
        html(page, ".");
    }
}

static void write_table(struct page_writer *page, const struct groups_chart *chart)
{
    static const struct column columns[] = {{.label = {"Group", 5}},
                                            {.label = {"Of", 2}},
                                            {.label = {"Figure", 6}, .numeric = true},
                                            {.label = {"95% interval", 12}, .numeric = true}};
    bool limits = any_limits(chart);
    struct table table = {.caption = chart->frame.title,
                          .columns = columns,
                          .column_count = limits ? 4 : 3,
                          .tight = true};
    table_begin(page, &table);
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_group *group = &chart->groups[i];
        table_row(page, &table, false);
        table_text(page, &table, 0, group->name);
        table_text(page, &table, 1, group->dimension);
        table_cell(page, &table, 2);
        if (group->has_value)
            chart_value(page, &chart->unit, group->value);
        else
            html_text(page, group->said);
        if (limits) {
            table_cell(page, &table, 3);
            if (group->has_limits)
                chart_interval(page, &chart->unit, group->lower, group->upper);
        }
        table_row_end(page, &table);
    }
    table_end(page, &table);
}

/* How high everything stands, and where the values go. */
static int measure_plot(const struct groups_chart *chart, double *low, double *high)
{
    int height = 0;
    for (size_t i = 0; i < chart->count; i++) {
        height += ROW_HEIGHT + (begins_dimension(chart, i) ? HEAD_HEIGHT : 0);
        if (chart->groups[i].has_value)
            range_add(low, high, chart->groups[i].value);
        if (chart->groups[i].has_limits) {
            range_add(low, high, chart->groups[i].lower);
            range_add(low, high, chart->groups[i].upper);
        }
    }
    if (*low <= *high && chart->has_whole)
        range_add(low, high, chart->whole);
    return height;
}

static void write_rows(struct page_writer *page, const struct groups_chart *chart,
                       const struct scale *across)
{
    double y = 0;
    for (size_t i = 0; i < chart->count; i++) {
        if (begins_dimension(chart, i)) {
            svg_text_begin(page, &(struct svg_text){.y = y + 22, .dx = 8, .label = LABEL_STRONG});
            html_text(page, chart->groups[i].dimension);
            svg_text_end(page);
            y += HEAD_HEIGHT;
        }
        write_bar(page, chart, &chart->groups[i], across, y);
        y += ROW_HEIGHT;
    }
}

void groups_chart(struct page_writer *page, const struct groups_chart *chart)
{
    double low = HUGE_VAL, high = -HUGE_VAL;
    int height = measure_plot(chart, &low, &high);
    if (low > high)
        return;
    struct axis axis = axis_choose(low, high, AXIS_STEPS, false);
    struct scale across = {axis.low, axis.high, 0, 100};
    frame_begin(page, &chart->frame, NULL, &chart->unit);
    if (chart->has_whole || any_limits(chart)) {
        key_begin(page);
        if (chart->has_whole)
            key_item(page, MARK_ENGLAND, SLICE("all children"));
        if (any_limits(chart))
            key_item(page, MARK_WHISKER, SLICE("95% interval"));
        key_end(page);
    }
    plot_begin(page, PLOT_END, &chart->frame, height);
    describe(page, chart);
    svg_desc_end(page);
    axis_horizontal(page, &axis, &chart->unit, &across, height);
    if (chart->has_whole) { /* first, so that no name or figure is crossed by it */
        double x = scale_at(&across, chart->whole);
        svg_line(page, LINE_ENGLAND, x, 0, x, height);
    }
    write_rows(page, chart, &across);
    plot_end(page);
    figures_begin(page, "Figures for this chart");
    write_table(page, chart);
    figures_end(page, &chart->frame);
}
