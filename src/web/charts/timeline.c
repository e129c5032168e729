/* Who answered for what, from when to when; a time without anybody is a red box. */
#include "web/charts/svg.h"

#include "base/banned.h"

enum { ROW_HEIGHT = 56, BAR_AT = 28, BAR_HEIGHT = 14, YEARS_SHOWN = 8 };

static double clamp(double percent)
{
    return percent < 0 ? 0 : percent > 100 ? 100 : percent;
}

static void write_years(struct page_writer *page, const struct timeline_chart *chart,
                        const struct scale *across, int height)
{
    int every = (chart->ends.year - chart->starts.year) / YEARS_SHOWN + 1;
    for (int year = chart->starts.year + 1; year <= chart->ends.year; year += every) {
        double x = scale_at(across, date_to_days((struct date){(int16_t)year, 1, 1}));
        svg_line(page, LINE_GRID, x, 0, x, height);
        svg_text_begin(page, &(struct svg_text){.x = x, .y = height + 22, .anchor = ANCHOR_MIDDLE});
        html_integer(page, year);
        svg_text_end(page);
    }
}

static void write_box(struct page_writer *page, struct markup opening, double from, double until,
                      double y)
{
    html_markup(page, opening);
    svg_across(page, "x", from);
    svg_across(page, "width", until - from);
    svg_down(page, "y", y);
    html(page, " height=\"14\"/>");
}

/* People who follow each other on one row are told apart by shade. */
static void write_spans(struct page_writer *page, const struct timeline_chart *chart,
                        const struct scale *across, size_t row)
{
    size_t bars = 0;
    bool nobody = false;
    double y = ROW_HEIGHT * (double)row + BAR_AT;
    for (size_t i = 0; i < chart->span_count; i++) {
        const struct chart_span *span = &chart->spans[i];
        if (span->row != row)
            continue;
        struct date until = date_is_given(span->until) ? span->until : chart->ends;
        double from = clamp(scale_at(across, date_to_days(span->from)));
        double end = clamp(scale_at(across, date_to_days(until) + 1));
        if (end <= from)
            continue;
        if (span->who.length == 0) {
            write_box(page, MARKUP("<rect class=\"weft-svg__gap\""), from, end, y);
            nobody = true;
        } else if (bars++ % 2 == 0) {
            write_box(page, MARKUP("<rect class=\"weft-svg__span\""), from, end, y);
        } else {
            write_box(page, MARKUP("<rect class=\"weft-svg__span weft-svg__span--alt\""),
                      from + 0.4, end, y);
        }
    }
    if (!nobody)
        return;
    svg_text_begin(
        page, &(struct svg_text){.x = 100, .y = y - 8, .label = LABEL_BAD, .anchor = ANCHOR_END});
    html(page, "nobody");
    svg_text_end(page);
}

static void write_day(struct page_writer *page, const struct timeline_chart *chart,
                      const struct scale *across, int height)
{
    double x = scale_at(across, date_to_days(chart->on));
    if (x < 0 || x > 100)
        return;
    svg_line(page, LINE_NOW, x, -6, x, height);
    svg_text_begin(page, &(struct svg_text){.x = x,
                                            .y = -12,
                                            .label = LABEL_STRONG,
                                            .anchor = x > 80   ? ANCHOR_END
                                                      : x < 20 ? ANCHOR_START
                                                               : ANCHOR_MIDDLE});
    words_date(page, chart->on);
    svg_text_end(page);
}

/* Who, and whether their time begins only after the day shown. */
static void write_who(struct page_writer *page, const struct timeline_chart *chart,
                      const struct chart_span *span)
{
    if (span->who.length)
        html_text(page, span->who);
    else
        html(page, "nobody");
    if (date_compare(span->from, chart->on) > 0)
        html(page, " (to come)");
}

static void say_span(struct page_writer *page, const struct timeline_chart *chart,
                     const struct chart_span *span)
{
    write_who(page, chart, span);
    html(page, " from ");
    words_date(page, span->from);
    if (date_is_given(span->until)) {
        html(page, " to ");
        words_date(page, span->until);
    }
}

static void describe(struct page_writer *page, const struct timeline_chart *chart)
{
    for (size_t i = 0; i < chart->span_count; i++) {
        bool first = i == 0 || chart->spans[i].row != chart->spans[i - 1].row;
        if (first) {
            html_string(page, i ? ". " : "");
            html_text(page, chart->rows[chart->spans[i].row]);
            html(page, ": ");
        } else {
            html(page, ", then ");
        }
        say_span(page, chart, &chart->spans[i]);
    }
    html(page, ".");
}

static void write_table(struct page_writer *page, const struct timeline_chart *chart)
{
    static const struct column columns[] = {{.label = {"For", 3}},
                                            {.label = {"Who", 3}},
                                            {.label = {"From", 4}},
                                            {.label = {"Until", 5}}};
    struct table table = {
        .caption = chart->frame.title, .columns = columns, .column_count = 4, .tight = true};
    table_begin(page, &table);
    for (size_t i = 0; i < chart->span_count; i++) {
        const struct chart_span *span = &chart->spans[i];
        table_row(page, &table, false);
        table_text(page, &table, 0, chart->rows[span->row]);
        table_cell(page, &table, 1);
        write_who(page, chart, span);
        table_cell(page, &table, 2);
        words_date(page, span->from);
        table_cell(page, &table, 3);
        words_date(page, span->until);
        table_row_end(page, &table);
    }
    table_end(page, &table);
}

void timeline_chart(struct page_writer *page, const struct timeline_chart *chart)
{
    if (chart->span_count == 0)
        return;
    int height = ROW_HEIGHT * (int)chart->row_count;
    struct scale across = {date_to_days(chart->starts), date_to_days(chart->ends) + 1, 0, 100};
    frame_begin(page, &chart->frame, NULL, NULL);
    plot_begin(page, PLOT_TIME, &chart->frame, height);
    describe(page, chart);
    svg_desc_end(page);
    write_years(page, chart, &across, height);
    for (size_t row = 0; row < chart->row_count; row++) {
        svg_text_begin(
            page, &(struct svg_text){.y = ROW_HEIGHT * (double)row + 20, .label = LABEL_STRONG});
        html_text(page, chart->rows[row]);
        svg_text_end(page);
        write_spans(page, chart, &across, row);
    }
    write_day(page, chart, &across, height);
    plot_end(page);
    figures_begin(page, "Names and dates for this chart");
    write_table(page, chart);
    figures_end(page, &chart->frame);
}
