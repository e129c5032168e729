#include "web/charts/svg.h"

#include <math.h>

#include "base/banned.h"

void chart_value(struct page_writer *page, const struct chart_unit *unit, double value)
{
    html_decimals(page, value, unit->decimals, true);
    html_text(page, unit->suffix);
}

void chart_interval(struct page_writer *page, const struct chart_unit *unit, double lower,
                    double upper)
{
    html_decimals(page, lower, unit->decimals, true);
    html(page, " to ");
    html_decimals(page, upper, unit->decimals, true);
}

/* 1, 2 or 5 times a power of ten, at least `least`. */
static double round_step(double least)
{
    double power = pow(10, floor(log10(least)));
    double lead = least / power;
    return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power;
}

struct axis axis_choose(double low, double high, int wanted, bool may_cut)
{
    double bottom = low, top = high;
    if (!may_cut || low <= 0 || high - low >= high / 4)
        bottom = fmin(low, 0);
    if (high < 0)
        top = 0;
    double spread = top - bottom;
    if (spread <= 0) /* every value the same */
        spread = fabs(top) > 0 ? fabs(top) : 1;
    double step = round_step(spread / wanted);
    struct axis axis = {.step = step, .low = step * floor(bottom / step + 1e-9)};
    axis.ticks = (int)ceil((top - axis.low) / step - 1e-9) + 1;
    if (axis.ticks < 2)
        axis.ticks = 2;
    axis.high = axis.low + step * (axis.ticks - 1);
    axis.cut = axis.low > 0;
    return axis;
}

void svg_across_(struct page_writer *page, struct markup attribute, double percent)
{
    html_markup(page, attribute);
    html_decimals(page, percent, 2, false);
    html(page, "%\"");
}

void svg_down_(struct page_writer *page, struct markup attribute, double pixels)
{
    html_markup(page, attribute);
    html_decimals(page, pixels, 1, false);
    html(page, "\"");
}

void svg_line(struct page_writer *page, enum svg_line kind, double x1, double y1, double x2,
              double y2)
{
    static const struct markup openings[] = {
        [LINE_HERE] = MARKUP("<line class=\"weft-svg__line\""),
        [LINE_ENGLAND] = MARKUP("<line class=\"weft-svg__line--england\""),
        [LINE_TARGET] = MARKUP("<line class=\"weft-svg__line--target\""),
        [LINE_MEAN] = MARKUP("<line class=\"weft-svg__line--mean\""),
        [LINE_LIMIT] = MARKUP("<line class=\"weft-svg__line--limit\""),
        [LINE_GRID] = MARKUP("<line class=\"weft-svg__grid\""),
        [LINE_BASE] = MARKUP("<line class=\"weft-svg__base\""),
        [LINE_SPARK] = MARKUP("<line class=\"weft-svg__spark\""),
        [LINE_SPARK_GAP] = MARKUP("<line class=\"weft-svg__spark--gap\""),
        [LINE_WHISKER] = MARKUP("<line class=\"weft-svg__whisker\""),
        [LINE_WHISKER_QUIET] = MARKUP("<line class=\"weft-svg__whisker weft-svg__whisker--quiet\""),
        [LINE_NOW] = MARKUP("<line class=\"weft-svg__now\""),
        [LINE_LINK] = MARKUP("<line class=\"weft-svg__link\""),
        [LINE_MIDDLE] = MARKUP("<line class=\"weft-svg__middle\""),
        [LINE_DOTS] = MARKUP("<line class=\"weft-svg__dots\""),
        [LINE_OTHER] = MARKUP("<line class=\"weft-svg__other\""),
    };
    html_markup(page, openings[kind]);
    svg_across(page, "x1", x1);
    svg_down(page, "y1", y1);
    svg_across(page, "x2", x2);
    svg_down(page, "y2", y2);
    html(page, "/>");
}

void svg_dot(struct page_writer *page, enum svg_dot kind, double x, double y, double radius)
{
    if (kind == DOT_HERE)
        html(page, "<circle class=\"weft-svg__dot\"");
    else if (kind == DOT_OPEN)
        html(page, "<circle class=\"weft-svg__dot--open\"");
    else
        html(page, "<circle class=\"weft-svg__dot--faint\"");
    svg_across(page, "cx", x);
    svg_down(page, "cy", y);
    svg_down(page, "r", radius);
    html(page, "/>");
}

/* A shape about 0,0, placed by a nested svg. */
static void write_at(struct page_writer *page, double x, double y, struct markup shape)
{
    html(page, "<svg");
    svg_across(page, "x", x);
    svg_down(page, "y", y);
    html(page, " overflow=\"visible\" class=\"weft-svg__at\">");
    html_markup(page, shape);
    html(page, "</svg>");
}

void svg_diamond(struct page_writer *page, double x, double y)
{
    write_at(page, x, y,
             MARKUP("<path class=\"weft-svg__target\" d=\"M0 -5.5L5.5 0L0 5.5L-5.5 0Z\"/>"));
}

void svg_signal(struct page_writer *page, double x, double y)
{
    write_at(page, x, y,
             MARKUP("<path class=\"weft-svg__signal\" d=\"M0 -7.5L7.5 0L0 7.5L-7.5 0Z\"/>"));
}

void svg_text_begin(struct page_writer *page, const struct svg_text *text)
{
    static const char *const classes[] = {
        [LABEL_AXIS] = "",
        [LABEL_HERE] = "weft-svg__here",
        [LABEL_STRONG] = "weft-svg__label",
        [LABEL_QUIET] = "weft-svg__label weft-svg__label--quiet",
        [LABEL_BAD] = "weft-svg__label weft-svg__label--bad",
        [LABEL_TARGET] = "weft-svg__label weft-svg__label--target",
    };
    static const char *const widths[] = {
        [WIDTH_ANY] = "", [WIDTH_WIDE] = " weft-wide", [WIDTH_NARROW] = " weft-narrow"};
    html(page, "<text");
    svg_across(page, "x", text->x);
    svg_down(page, "y", text->y);
    if (text->dx) {
        html(page, " dx=\"");
        html_integer(page, text->dx);
        html(page, "\"");
    }
    if (text->anchor == ANCHOR_MIDDLE)
        html(page, " text-anchor=\"middle\"");
    if (text->anchor == ANCHOR_END)
        html(page, " text-anchor=\"end\"");
    if (text->label != LABEL_AXIS || text->width != WIDTH_ANY) {
        html(page, " class=\"");
        html_string(page, classes[text->label]);
        html_string(page, widths[text->width]);
        html(page, "\"");
    }
    html(page, ">");
}

void svg_text_end(struct page_writer *page)
{
    html(page, "</text>");
}

void svg_begin(struct page_writer *page, const struct chart_frame *frame, int height)
{
    html(page, "<svg class=\"weft-svg\" width=\"100%\" height=\"");
    html_integer(page, height);
    html(page, "\" role=\"img\" aria-labelledby=\"");
    html_string(page, frame->id);
    html(page, "-t ");
    html_string(page, frame->id);
    html(page, "-d\" focusable=\"false\"><title id=\"");
    html_string(page, frame->id);
    html(page, "-t\">");
    html_markup(page, frame->title);
    html(page, "</title><desc id=\"");
    html_string(page, frame->id);
    html(page, "-d\">");
    html_markup(page, frame->description);
    if (frame->description.length)
        html(page, " ");
}

void svg_desc_end(struct page_writer *page)
{
    html(page, "</desc>");
}

void svg_end(struct page_writer *page)
{
    html(page, "</svg>");
}

void frame_begin(struct page_writer *page, const struct chart_frame *frame, const struct axis *axis,
                 const struct chart_unit *unit)
{
    html(page, "<figure class=\"weft-chart\"><figcaption>");
    if (frame->top)
        html(page, "<h2 class=\"weft-chart__title\">");
    else
        html(page, "<h3 class=\"weft-chart__title\">");
    html_markup(page, frame->finding);
    if (frame->top)
        html(page, "</h2>");
    else
        html(page, "</h3>");
    html(page, "<p class=\"weft-chart__unit\">");
    html_markup(page, frame->unit);
    if (axis && axis->cut) {
        html(page, ". The axis begins at ");
        axis_value(page, axis, unit, axis->low);
    }
    html(page, "</p></figcaption>");
}

void frame_end(struct page_writer *page)
{
    html(page, "</figure>\n");
}

void key_begin(struct page_writer *page)
{
    html(page, "<ul class=\"weft-key\">");
}

void key_item(struct page_writer *page, enum chart_mark mark, struct slice text)
{
    static const struct markup marks[] = {
        [MARK_HERE] = MARKUP("<line class=\"weft-svg__line\" x1=\"0\" x2=\"30\" y1=\"8\" "
                             "y2=\"8\"/><circle class=\"weft-svg__dot\" cx=\"15\" cy=\"8\" "
                             "r=\"4.5\"/>"),
        [MARK_HERE_DOT] = MARKUP("<circle class=\"weft-svg__dot\" cx=\"15\" cy=\"8\" r=\"6\"/>"),
        [MARK_BAND] = MARKUP("<rect class=\"weft-svg__band\" x=\"0\" y=\"1\" width=\"30\" "
                             "height=\"14\"/>"),
        [MARK_FAN] = MARKUP("<rect class=\"weft-svg__fan\" x=\"0\" y=\"1\" width=\"30\" "
                            "height=\"14\"/>"),
        [MARK_FAN_INNER] = MARKUP("<rect class=\"weft-svg__fan weft-svg__fan--inner\" x=\"0\" "
                                  "y=\"1\" width=\"30\" height=\"14\"/>"),
        [MARK_ENGLAND] = MARKUP("<line class=\"weft-svg__line--england\" x1=\"0\" x2=\"30\" "
                                "y1=\"8\" y2=\"8\"/>"),
        [MARK_TARGET] = MARKUP("<line class=\"weft-svg__line--target\" x1=\"0\" x2=\"30\" "
                               "y1=\"8\" y2=\"8\"/><path class=\"weft-svg__target\" d=\"M15 "
                               "2L21 8L15 14L9 8Z\"/>"),
        [MARK_OPEN] = MARKUP("<circle class=\"weft-svg__dot--open\" cx=\"15\" cy=\"8\" "
                             "r=\"5.5\"/>"),
        [MARK_FAINT] = MARKUP("<circle class=\"weft-svg__dot--faint\" cx=\"15\" cy=\"8\" "
                              "r=\"4\"/>"),
        [MARK_WHISKER] = MARKUP("<line class=\"weft-svg__whisker weft-svg__whisker--quiet\" "
                                "x1=\"2\" x2=\"28\" y1=\"8\" y2=\"8\"/>"),
        [MARK_MEAN] = MARKUP("<line class=\"weft-svg__line--mean\" x1=\"0\" x2=\"30\" y1=\"8\" "
                             "y2=\"8\"/>"),
        [MARK_LIMIT] = MARKUP("<line class=\"weft-svg__line--limit\" x1=\"0\" x2=\"30\" y1=\"8\" "
                              "y2=\"8\"/>"),
        [MARK_SIGNAL] = MARKUP("<path class=\"weft-svg__signal\" d=\"M15 .5L22.5 8L15 15.5L7.5 "
                               "8Z\"/>"),
        [MARK_INNER_CURVE] =
            MARKUP("<path class=\"weft-svg__curve weft-svg__curve--inner\" d=\"M0 8H30\"/>"),
        [MARK_CURVE] = MARKUP("<path class=\"weft-svg__curve\" d=\"M0 8H30\"/>"),
        [MARK_RANGE] = MARKUP("<rect class=\"weft-svg__span--alt\" x=\"0\" y=\"3\" width=\"30\" "
                              "height=\"10\"/>"),
        [MARK_MIDDLE] = MARKUP("<line class=\"weft-svg__middle\" x1=\"15\" x2=\"15\" y1=\"0\" "
                               "y2=\"16\"/>"),
        [MARK_UP] = MARKUP("<rect class=\"weft-svg__span\" x=\"0\" y=\"3\" width=\"30\" "
                           "height=\"10\"/>"),
        [MARK_DOWN] = MARKUP("<rect class=\"weft-svg__fall\" x=\"1\" y=\"3\" width=\"28\" "
                             "height=\"10\"/>"),
        [MARK_QUARTER] = MARKUP("<line class=\"weft-svg__line--limit\" x1=\"15\" x2=\"15\" "
                                "y1=\"0\" y2=\"16\"/>"),
    };
    html(page, "<li><svg aria-hidden=\"true\" focusable=\"false\">");
    html_markup(page, marks[mark]);
    html(page, "</svg>");
    html_text(page, text);
    html(page, "</li>");
}

void key_end(struct page_writer *page)
{
    html(page, "</ul>");
}

void plot_begin(struct page_writer *page, enum plot plot, const struct chart_frame *frame,
                int height)
{
    static const struct markup openings[] = {
        [PLOT_PLAIN] = MARKUP("<div class=\"weft-chart__plot\">"),
        [PLOT_END] = MARKUP("<div class=\"weft-chart__plot weft-chart__plot--end\">"),
        [PLOT_NAMES] = MARKUP("<div class=\"weft-chart__plot weft-chart__plot--names\">"),
        [PLOT_FUNNEL] = MARKUP("<div class=\"weft-chart__plot weft-chart__plot--funnel\">"),
        [PLOT_TIME] = MARKUP("<div class=\"weft-chart__plot weft-chart__plot--time\">"),
        [PLOT_SLOPE] = MARKUP("<div class=\"weft-chart__plot weft-chart__plot--slope\">"),
        [PLOT_DOTS] = MARKUP("<div class=\"weft-chart__plot weft-chart__plot--dots\">"),
        [PLOT_MAP] = MARKUP("<div class=\"weft-map\">"),
    };
    html_markup(page, openings[plot]);
    svg_begin(page, frame, height);
}

void plot_end(struct page_writer *page)
{
    svg_end(page);
    html(page, "</div>");
}

void figures_begin(struct page_writer *page, const char *summary)
{
    html(page, "<details class=\"govuk-details weft-data\"><summary "
               "class=\"govuk-details__summary\"><span class=\"govuk-details__summary-text\">");
    html_string(page, summary);
    html(page, "</span></summary><div class=\"govuk-details__text\">");
}

void figures_end(struct page_writer *page, const struct chart_frame *frame)
{
    if (frame->csv.length) {
        html(page, "<p class=\"govuk-body-s\">");
        html_link(page, frame->csv, SLICE("Download these figures as CSV"));
        html(page, "</p>");
    }
    html(page, "</div></details>");
    frame_end(page);
}

void svg_bar(struct page_writer *page, enum svg_bar kind, double from, double until, double y,
             int height)
{
    static const struct markup openings[] = {
        [BAR_FULL] = MARKUP("<rect class=\"weft-svg__span\""),
        [BAR_QUIET] = MARKUP("<rect class=\"weft-svg__span--alt\""),
        [BAR_HOLLOW] = MARKUP("<rect class=\"weft-svg__fall\""),
    };
    html_markup(page, openings[kind]);
    svg_across(page, "x", from < until ? from : until);
    svg_down(page, "y", y);
    svg_across(page, "width", fabs(until - from));
    svg_down(page, "height", height);
    html(page, "/>");
}

const char *chart_sign(const struct chart_unit *unit, double value, const char *plus)
{
    if (fabs(value) * pow(10, unit->decimals) < 0.5) /* it reads 0 */
        return "";
    return value < 0 ? "−" : plus;
}

void chart_difference(struct page_writer *page, const struct chart_unit *unit, struct slice suffix,
                      double value)
{
    html_string(page, chart_sign(unit, value, "+"));
    html_decimals(page, fabs(value), unit->decimals, true);
    html_text(page, suffix);
}

static int places_of(double step)
{
    int places = 0;
    for (double scaled = step; places < 6 && fabs(scaled - round(scaled)) > 1e-6; places++)
        scaled *= 10;
    return places;
}

void axis_value(struct page_writer *page, const struct axis *axis, const struct chart_unit *unit,
                double value)
{
    html_decimals(page, value, places_of(axis->step), true);
    if (fabs(value) > axis->step / 2 && slice_is(unit->suffix, "%"))
        html(page, "%");
}

void axis_vertical(struct page_writer *page, const struct axis *axis, const struct chart_unit *unit,
                   const struct scale *down)
{
    for (int i = 0; i < axis->ticks; i++) {
        double value = axis_tick(axis, i), y = scale_at(down, value);
        bool is_base = i == 0 || fabs(value) < axis->step / 2;
        svg_line(page, is_base ? LINE_BASE : LINE_GRID, 0, y, 100, y);
        svg_text_begin(page, &(struct svg_text){.y = y + 5, .dx = -9, .anchor = ANCHOR_END});
        axis_value(page, axis, unit, value);
        svg_text_end(page);
    }
}

void axis_horizontal(struct page_writer *page, const struct axis *axis,
                     const struct chart_unit *unit, const struct scale *across, int height)
{
    for (int i = 0; i < axis->ticks; i++) {
        double value = axis_tick(axis, i), x = scale_at(across, value);
        bool is_base = i == 0 || fabs(value) < axis->step / 2;
        bool wide = i % 2 == 1 && axis->ticks > 3;
        svg_line(page, is_base ? LINE_BASE : LINE_GRID, x, 0, x, height);
        svg_text_begin(page, &(struct svg_text){.x = x,
                                                .y = height + 22,
                                                .anchor = ANCHOR_MIDDLE,
                                                .width = wide ? WIDTH_WIDE : WIDTH_ANY});
        axis_value(page, axis, unit, value);
        svg_text_end(page);
    }
}

enum { YEARS_WIDE = 7, YEARS_NARROW = 4 };

void axis_years(struct page_writer *page, const struct scale *across, int height)
{
    double first = across->low, last = across->high;
    int years = (int)floor(last - first + 1e-6);
    int wide = (years + YEARS_WIDE - 1) / YEARS_WIDE,
        narrow = (years + YEARS_NARROW - 1) / YEARS_NARROW;
    wide = wide > 0 ? wide : 1;
    narrow = narrow > 0 ? narrow : 1;
    for (int back = years; back >= 0; back--) {
        bool for_wide = back % wide == 0, for_narrow = back % narrow == 0;
        if (!for_wide && !for_narrow)
            continue;
        enum svg_width width = for_wide && for_narrow ? WIDTH_ANY
                               : for_wide             ? WIDTH_WIDE
                                                      : WIDTH_NARROW;
        svg_text_begin(page, &(struct svg_text){.x = scale_at(across, last - back),
                                                .y = height + 22,
                                                .anchor = ANCHOR_MIDDLE,
                                                .width = width});
        html_integer(page, (int64_t)floor(last - back + 1e-6));
        svg_text_end(page);
    }
}
