/* Is it signal or noise? What the control chart says in words, and the chart. */
#include "web/charts/charts.h"
#include "web/performance/indicator.h"

#include "base/banned.h"

enum { LIMIT_SENTENCE = 4096 };

struct slice indicator_signal_word(enum chart_label label)
{
    static const char *const words[] = {
        [COMMON_CAUSE] = "",
        [ABOVE_LIMIT] = "above the limit",
        [BELOW_LIMIT] = "below the limit",
        [TREND_UP] = "seven rising",
        [TREND_DOWN] = "seven falling",
        [TWO_OF_THREE_ABOVE] = "near the upper limit",
        [TWO_OF_THREE_BELOW] = "near the lower limit",
        [RUN_ABOVE] = "seven above average",
        [RUN_BELOW] = "seven below average",
    };
    return slice_from(words[label]);
}

/* "it lies above the upper limit": why the latest figure is a signal. */
static const char *signal_reason(enum chart_label label)
{
    static const char *const reasons[] = {
        [COMMON_CAUSE] = "",
        [ABOVE_LIMIT] = "it lies above the upper limit",
        [BELOW_LIMIT] = "it lies below the lower limit",
        [TREND_UP] = "it belongs to seven or more figures that rise in a row",
        [TREND_DOWN] = "it belongs to seven or more figures that fall in a row",
        [TWO_OF_THREE_ABOVE] = "two of three in a row lie close to the upper limit",
        [TWO_OF_THREE_BELOW] = "two of three in a row lie close to the lower limit",
        [RUN_ABOVE] = "it belongs to seven or more figures in a row above the average",
        [RUN_BELOW] = "it belongs to seven or more figures in a row below the average",
    };
    return reasons[label];
}

static const struct control_point *latest_point(const struct control *control)
{
    return &control->points[control->count - 1];
}

/* "No figure stands out: the swings are the size that this series makes", without full stop. */
static void write_finding(struct page_writer *part, const struct control *control)
{
    if (control->signals == 0) {
        html(part, "No figure stands out: the swings are the size that this series makes");
        return;
    }
    words_number_first(part, (int64_t)control->signals);
    html(part, " of ");
    words_number(part, (int64_t)control->count);
    html_string(part, control->signals == 1 ? " figures is more than noise"
                                            : " figures are more than noise");
}

static void write_method(struct page_writer *part, const struct indicator_view *view)
{
    html(part,
         "Control chart (XmR). Limits are the average plus and minus 2.66 times the mean step "
         "from one figure to the next, ");
    if (slice_is(view->standing.suffix, "%")) {
        html_decimals(part, view->control.range, view->standing.decimals, true);
        html(part, " points");
    } else {
        standing_value(part, &view->standing, view->control.range);
    }
}

/* The sentence to be read out. */
static void write_says(struct page_writer *page, const struct indicator_view *view)
{
    const struct control *control = &view->control;
    const struct control_point *latest = latest_point(control);
    html(page, "Over ");
    words_number(page, (int64_t)control->count);
    if (control->signals == 0) {
        html(page, " figures none passes the limits and no run is long enough to be a signal: one "
                   "figure, up or down, is not news by itself.");
        return;
    }
    html(page, " figures, ");
    words_number(page, (int64_t)control->signals);
    html_string(page, control->signals == 1 ? " is" : " are");
    html(page, " more than the usual swing. The latest, ");
    standing_value(page, &view->standing, latest->figure->value);
    html(page, " in ");
    words_period_unbroken(page, latest->figure->period);
    if (latest->label == COMMON_CAUSE) {
        html(page, ", is not one of them: by itself it is not news.");
        return;
    }
    html(page, ", is news: ");
    html_string(page, signal_reason(latest->label));
    html(page, ".");
}

static bool is_moving(enum trend_word word)
{
    return word == TREND_IMPROVING || word == TREND_WORSE || word == TREND_RISING ||
           word == TREND_FALLING;
}

/* One sentence where the word and the chart say different things. */
static void write_difference(struct page_writer *page, const struct indicator_view *view)
{
    enum trend_word word = view->standing.trend.word;
    bool is_news = latest_point(&view->control)->label != COMMON_CAUSE;
    if (is_moving(word) && !is_news) {
        html(page, " The word is “");
        html_string(page, trend_word_text(word));
        html(page, "” all the same, because the last five figures together move more steadily than "
                   "chance would make them.");
    } else if (word == TREND_NO_CHANGE && is_news) {
        html(page, " The word is “no clear change” all the same, because the last five figures do "
                   "not move one way more steadily than chance would make them.");
    }
}

/* What the limits themselves cannot bear. */
static void write_caution(struct page_writer *page, const struct control *control)
{
    if (2 * control->signals > control->count)
        html(page, " With so many signals the series has moved from one level to another, and its "
                   "average describes neither.");
    if (control->count >= CONTROL_USUAL)
        return;
    html(page, " A control chart usually has at least twelve figures; with ");
    words_number(page, (int64_t)control->count);
    html(page, " its limits are provisional.");
}

static void write_refusal(struct page_writer *page, const struct control *control)
{
    if (control->state == CONTROL_OVERLAPS) {
        html(page,
             "Each figure covers several years and shares some of them with the next, so a "
             "step from one to the next tells little: no control chart can be drawn of them.");
    } else if (control->state == CONTROL_EQUAL) {
        html(page, "No figure differs from the one before it: there is no swing to judge by.");
    } else {
        html(page,
             "That cannot be told yet: a control chart needs at least five figures that follow "
             "each other, and there ");
        html_string(page, control->count == 1 ? "is " : "are ");
        words_number(page, (int64_t)control->count);
        html(page, ".");
    }
}

static void write_chart(struct page_writer *page, const struct indicator_view *view)
{
    const struct control *control = &view->control;
    CLEANUP(buffer_free) struct buffer finding = BUFFER(LIMIT_SENTENCE);
    CLEANUP(buffer_free) struct buffer unit = BUFFER(LIMIT_SENTENCE);
    struct series shown = {.count = control->count,
                           .figures =
                               arena_array(page->arena, control->count, sizeof *shown.figures)};
    struct slice *signals = arena_array(page->arena, control->count, sizeof *signals);
    for (size_t i = 0; i < control->count; i++) {
        shown.figures[i] = *control->points[i].figure;
        signals[i] = indicator_signal_word(control->points[i].label);
    }
    struct page_writer part = markup_begin(page, &finding);
    write_finding(&part, control);
    struct page_writer unit_part = markup_begin(page, &unit);
    write_method(&unit_part, view);
    control_chart(page, &(struct control_chart){
                            .frame = {.id = "control",
                                      .finding = markup_end(&part),
                                      .unit = markup_end(&unit_part),
                                      .title = MARKUP("Control chart of the same figures"),
                                      .csv = indicator_csv_path(page->arena, view, "signal")},
                            .unit = {view->standing.decimals, view->standing.suffix},
                            .points = standing_points(page->arena, &view->standing.measure, &shown),
                            .signals = signals,
                            .count = control->count,
                            .mean = control->mean,
                            .lower = control->lower,
                            .upper = control->upper,
                            .has_lower = control->has_lower,
                            .has_upper = control->has_upper,
                            .step = standing_step(&shown)});
}

void indicator_signal(struct page_writer *page, const struct indicator_view *view)
{
    const struct control *control = &view->control;
    if (!view->standing.latest)
        return;
    html(page, "<h2 class=\"govuk-heading-m\">Is it signal or noise?</h2>\n"
               "<p class=\"govuk-body\">");
    if (control->state != CONTROL_DRAWN) {
        write_refusal(page, control);
        html(page, "</p>\n");
        return;
    }
    write_says(page, view);
    write_difference(page, view);
    write_caution(page, control);
    html(page, "</p>\n");
    write_chart(page, view);
}
