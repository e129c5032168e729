/* What many models say of one number: their spread first, the chosen one within it. */
#include "web/charts/svg.h"

#include <math.h>

#include "base/banned.h"

enum { AXIS_STEPS = 4, ROW = 34 };

static const struct chart_unit people = {0, {"", 0}};

static void write_chosen(struct page_writer *page, const struct models_chart *chart,
                         const struct scale *across, double y)
{
    svg_line(page, LINE_WHISKER, scale_at(across, chart->lower), y, scale_at(across, chart->upper),
             y);
    svg_dot(page, DOT_HERE, scale_at(across, chart->chosen), y, 7);
}

static void write_known(struct page_writer *page, const struct models_chart *chart,
                        const struct scale *across, int height)
{
    double x = scale_at(across, chart->known);
    svg_line(page, LINE_ENGLAND, x, -6, x, height);
}

static void describe(struct page_writer *page, const struct models_chart *chart)
{
    html(page, "Known: ");
    html_decimals(page, chart->known, 0, true);
    html(page, ". ");
    if (chart->count) {
        html_count(page, (int64_t)chart->count);
        html(page, " models say from ");
    } else {
        html(page, "All models say from ");
    }
    html_decimals(page, chart->lowest, 0, true);
    html(page, " to ");
    html_decimals(page, chart->highest, 0, true);
    html(page, ". The chosen one says ");
    html_decimals(page, chart->chosen, 0, true);
    html(page, ", with a 95% interval from ");
    html_decimals(page, chart->lower, 0, true);
    html(page, " to ");
    html_decimals(page, chart->upper, 0, true);
    html(page, ".");
}

void models_chart(struct page_writer *page, const struct models_chart *chart)
{
    double low = chart->known;
    double high = low;
    const double values[] = {chart->lowest, chart->highest, chart->lower, chart->upper};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        range_add(&low, &high, values[i]);
    struct axis axis = axis_choose(low, high, AXIS_STEPS, false);
    struct scale across = {axis.low, axis.high, 0, 100};
    struct dots dots = {0};
    for (size_t i = 0; i < chart->count; i++)
        dots_add(&dots, &axis, chart->estimates[i]);
    int base = dots.tallest * DOT_STEP + 16, height = base + 2 * ROW;
    frame_begin(page, &chart->frame, NULL, &people);
    key_begin(page);
    key_item(page, MARK_ENGLAND, SLICE("known on any list"));
    if (chart->count)
        key_item(page, MARK_FAINT, SLICE("what a model says"));
    key_item(page, MARK_WHISKER, SLICE("lowest to highest model"));
    key_item(page, MARK_HERE_DOT, SLICE("the chosen model, with its 95% interval"));
    key_end(page);
    plot_begin(page, PLOT_PLAIN, &chart->frame, height);
    describe(page, chart);
    svg_desc_end(page);
    axis_horizontal(page, &axis, &people, &across, height);
    write_known(page, chart, &across, height);
    svg_line(page, LINE_WHISKER_QUIET, scale_at(&across, chart->lowest), base,
             scale_at(&across, chart->highest), base);
    dots_write(page, &dots, base - 8);
    write_chosen(page, chart, &across, base + ROW);
    plot_end(page);
    frame_end(page);
}
