/* A sparkline: how a series went, in a line of text. */
#include "web/charts/svg.h"

#include <math.h>

#include "base/banned.h"

enum { HEIGHT = 40, MARGIN = 4 };

static void write_description(struct page_writer *page, const struct spark *spark,
                              const struct chart_point *first, const struct chart_point *last,
                              double low, double high)
{
    html_text(page, spark->word);
    html(page, ". ");
    html_text(page, spark->first_label);
    html(page, ": ");
    chart_value(page, &spark->unit, first->value);
    html(page, ". ");
    html_text(page, spark->last_label);
    html(page, ": ");
    chart_value(page, &spark->unit, last->value);
    html(page, ". Lowest ");
    html_decimals(page, low, spark->unit.decimals, true);
    html(page, ", highest ");
    html_decimals(page, high, spark->unit.decimals, true);
    html(page, ".");
}

static void write_steps(struct page_writer *page, const struct spark *spark,
                        const struct scale *across, const struct scale *down)
{
    const struct chart_point *before = NULL;
    for (size_t i = 0; i < spark->count; i++) {
        const struct chart_point *point = &spark->points[i];
        if (!point->has_value)
            continue;
        bool next = before && point->at - before->at <= spark->step * 1.5;
        if (before)
            svg_line(page, next ? LINE_SPARK : LINE_SPARK_GAP, scale_at(across, before->at),
                     scale_at(down, before->value), scale_at(across, point->at),
                     scale_at(down, point->value));
        before = point;
    }
    if (before)
        svg_dot(page, DOT_HERE, 100, scale_at(down, before->value), 4.5);
}

void spark(struct page_writer *page, const struct spark *spark)
{
    double low = HUGE_VAL, high = -HUGE_VAL;
    const struct chart_point *first = NULL, *last = NULL;
    for (size_t i = 0; i < spark->count; i++) {
        const struct chart_point *point = &spark->points[i];
        if (!point->has_value)
            continue;
        range_add(&low, &high, point->value);
        first = first ? first : point;
        last = point;
    }
    if (first == last)
        return;
    double margin = (high - low) * 0.12;
    struct scale across = {first->at, last->at, 0, 100};
    struct scale down = {low - margin, high + margin, HEIGHT - MARGIN, MARGIN};
    struct chart_frame frame = {.id = spark->id, .title = markup_text(page->arena, spark->name)};
    html(page, "<div class=\"weft-spark__plot\">");
    svg_begin(page, &frame, HEIGHT);
    write_description(page, spark, first, last, low, high);
    svg_desc_end(page);
    write_steps(page, spark, &across, &down);
    svg_end(page);
    html(page, "</div>");
}
