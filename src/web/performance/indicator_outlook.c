/* Will the target be reached? A probability in words, and the forecast that it comes from. */
#include "web/charts/charts.h"
#include "web/performance/indicator.h"

#include <math.h>

#include "base/banned.h"

enum { LIMIT_SENTENCE = 4096 };

/* In words first: a percentage of something uncertain reads as more than it is. By the percentage
 * as it is written, so that one number never has two words. */
static const char *likelihood(double probability)
{
    double percent = round(100 * probability);
    static const struct {
        double below;
        const char *words;
    } steps[] = {{5, "very unlikely"},         {20, "unlikely"},
                 {40, "less likely than not"}, {60, "about as likely as not"},
                 {80, "more likely than not"}, {95, "likely"}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (percent < steps[i].below)
            return steps[i].words;
    return "very likely";
}

/* "less than 1%", "37%", "more than 99%". */
static void write_probability(struct page_writer *page, double probability)
{
    if (probability < 0.01)
        html(page, "less than 1%");
    else if (probability > 0.99)
        html(page, "more than 99%");
    else {
        html_decimals(page, 100 * probability, 0, false);
        html(page, "%");
    }
}

static void write_target(struct page_writer *page, const struct indicator_view *view)
{
    standing_value(page, &view->standing, view->target->value);
    html(page, " by ");
    words_period_unbroken(page, view->target->period);
}

static void write_told(struct page_writer *page, const struct indicator_view *view)
{
    const struct outlook_step *end = &view->outlook.steps[view->outlook.count - 1];
    html(page, "If things go on as they have, reaching ");
    write_target(page, view);
    html(page, " is <strong>");
    html_string(page, likelihood(view->outlook.probability));
    html(page, "</strong> (");
    write_probability(page, view->outlook.probability);
    html(page, "). The forecast for that period is ");
    standing_value(page, &view->standing, end->mean);
    html(page, ", and 19 times in 20 it would lie between ");
    standing_bare(page, &view->standing, end->lower_95);
    html(page, " and ");
    standing_bare(page, &view->standing, end->upper_95);
    html(page, ". A forecast knows nothing of what is newly done.");
}

static void write_refusal(struct page_writer *page, const struct indicator_view *view)
{
    const struct outlook *outlook = &view->outlook;
    html(page, "The target is ");
    write_target(page, view);
    if (outlook->state == OUTLOOK_TOO_FAR) {
        html(page, ". It is further ahead than the figures reach back, so no forecast is made.");
    } else if (outlook->state == OUTLOOK_EQUAL) {
        html(page, ". All figures are the same, so nothing tells how sure a forecast would be.");
    } else {
        html(page, ". How likely it is cannot be told: a forecast needs at least seven figures "
                   "in a row, and the newest row has ");
        words_number(page, (int64_t)outlook->figures);
        html(page, ".");
    }
}

static struct chart_fan *chart_fan(struct page_writer *page, const struct outlook *outlook)
{
    struct chart_fan *fan = arena_array(page->arena, outlook->count, sizeof *fan);
    for (size_t i = 0; i < outlook->count; i++) {
        const struct outlook_step *step = &outlook->steps[i];
        CLEANUP(buffer_free) struct buffer label = BUFFER(256);
        struct page_writer part = {.out = &label, .arena = page->arena};
        words_period(&part, step->period);
        fan[i] = (struct chart_fan){.at = standing_year(step->order),
                                    .mean = step->mean,
                                    .lower_80 = step->lower_80,
                                    .upper_80 = step->upper_80,
                                    .lower_95 = step->lower_95,
                                    .upper_95 = step->upper_95,
                                    .label = arena_slice(page->arena, buffer_slice(&label))};
    }
    return fan;
}

static void write_chart(struct page_writer *page, const struct indicator_view *view)
{
    const struct standing *standing = &view->standing;
    CLEANUP(buffer_free) struct buffer finding = BUFFER(LIMIT_SENTENCE);
    struct page_writer part = markup_begin(page, &finding);
    html(&part, "Forecast to ");
    words_period(&part, view->target->period);
    html(&part, ": reaching the target is ");
    html_string(&part, likelihood(view->outlook.probability));
    struct chart_point *points =
        standing_points(page->arena, &standing->measure, &standing->series);
    for (size_t i = 0; i < standing->series.count; i++)
        points[i].has_limits = false; /* one kind of band is enough */
    struct chart_target target = {.at = standing_year(view->target->order),
                                  .value = view->target->value,
                                  .label = view->target->period,
                                  .is_target = true};
    series_chart(page, &(struct series_chart){
                           .frame = {.id = "outlook",
                                     .finding = markup_end(&part),
                                     .unit = MARKUP("By the theta method, from the figures alone"),
                                     .title = MARKUP("Forecast and target"),
                                     .csv = indicator_csv_path(page->arena, view, "forecast")},
                           .unit = {standing->decimals, standing->suffix},
                           .place = page_place_name(page),
                           .points = points,
                           .count = standing->series.count,
                           .targets = &target,
                           .target_count = 1,
                           .fan = chart_fan(page, &view->outlook),
                           .fan_count = view->outlook.count,
                           .step = standing_step(&standing->series)});
}

void indicator_outlook(struct page_writer *page, const struct indicator_view *view)
{
    enum outlook_state state = view->outlook.state;
    if (state == OUTLOOK_NO_TARGET || state == OUTLOOK_PASSED)
        return;
    html(page, "<h2 class=\"govuk-heading-m\">Will the target be reached?</h2>\n"
               "<p class=\"govuk-body\">");
    if (state == OUTLOOK_TOLD)
        write_told(page, view);
    else
        write_refusal(page, view);
    html(page, "</p>\n");
    if (state == OUTLOOK_TOLD)
        write_chart(page, view);
}
