/* An indicator: what it says, how it compares, what it is. */
#include "web/performance/indicator.h"
#include "web/performance/pages.h"

#include "base/banned.h"

/* "Getting worse. 27.2% in 2024–25, after 32.2% in 2023–24. England: 22.6%." */
static void write_headline(struct page_writer *page, const struct indicator_view *view)
{
    const struct standing *standing = &view->standing;
    html(page, "<p class=\"weft-says\">");
    standing_word_first(page, standing);
    html(page, ". ");
    if (standing->latest) {
        standing_value(page, standing, standing->latest->value);
        html(page, " in ");
        words_period_unbroken(page, standing->latest->period);
        if (standing->previous) {
            html(page, ", after ");
            standing_bare(page, standing, standing->previous->value);
            html(page, " in ");
            words_period_unbroken(page, standing->previous->period);
        }
        html(page, ".");
        if (standing->england && indicator_shows_england(view)) {
            html(page, " ");
            html_text(page, standing_country(standing));
            html(page, ": ");
            standing_bare(page, standing, standing->england->value);
            html(page, ".");
        }
    }
    html(page, "</p>\n");
}

static void write_latest(struct page_writer *page, const struct indicator_view *view)
{
    const struct figure *latest = view->standing.latest;
    if (!latest)
        return;
    html(page, "<div><dt>Latest, ");
    words_period_unbroken(page, latest->period);
    html(page, "</dt><dd><strong>");
    standing_value(page, &view->standing, latest->value);
    html(page, "</strong>");
    if (latest->has_numerator && latest->has_denominator) {
        html(page, "<br/>");
        html_decimals(page, latest->numerator, 0, true);
        html(page, " of ");
        html_decimals(page, latest->denominator, 0, true);
    }
    struct interval interval = figure_interval(&view->standing.measure, latest);
    if (interval.is_known) {
        html(page, "<br/>95% interval ");
        standing_bare(page, &view->standing, interval.lower);
        html(page, " to ");
        standing_bare(page, &view->standing, interval.upper);
    }
    html(page, "</dd></div>");
}

static void write_ranks(struct page_writer *page, const struct indicator_view *view)
{
    static const char *const quarters[] = {"best quarter", "second quarter", "third quarter",
                                           "last quarter"};
    const struct figure_comparison *comparison = &view->comparison;
    if (view->rank) {
        html(page, "<div><dt>Among it and its ");
        words_number(page, (int64_t)view->ranked_count - 1);
        html(page, " neighbours</dt><dd>");
        words_ordinal(page, (int64_t)view->rank);
        html(page, " of ");
        html_count(page, (int64_t)view->ranked_count);
        html(page, " <span class=\"weft-quiet\">1st is best</span></dd></div>");
    }
    if (view->has_comparison && comparison->rank && comparison->rank_of > 1) {
        html(page, "<div><dt>Among all authorities</dt><dd>");
        words_ordinal(page, (int64_t)comparison->rank);
        html(page, " of ");
        html_count(page, (int64_t)comparison->rank_of);
        if (comparison->quartile) {
            html(page, ": ");
            html_string(page, quarters[comparison->quartile - 'A']);
        }
        html(page, "</dd></div>");
    }
}

static void write_target(struct page_writer *page, const struct indicator_view *view)
{
    const struct target_step *target = view->target;
    fact_begin(page, "Target");
    if (target) {
        standing_value(page, &view->standing, target->value);
        html(page, " by ");
        words_period_unbroken(page, target->period);
    } else {
        not_stated(page);
    }
    fact_end(page);
    if (!view->has_baseline)
        return;
    fact_begin(page, "Baseline");
    standing_value(page, &view->standing, view->baseline.value);
    html(page, " in ");
    words_period_unbroken(page, view->baseline.period);
    fact_end(page);
}

/* What is announced to come, or was and has not come. A day that is past, for which a figure came,
 * tells of none to come. */
static void write_next(struct page_writer *page, const struct indicator_view *view,
                       struct date today)
{
    if (date_is_given(view->published_on))
        today = view->published_on;
    struct slice next = view->standing.measure.next_update;
    struct date day, overdue = standing_overdue(&view->standing, today);
    fact_begin(page, "Next figure");
    if (date_is_given(overdue)) {
        html(page, "was due on ");
        words_date(page, overdue);
        html(page, "; ");
        word(page, WORD_LATE, SLICE("not loaded yet"));
    } else if (next.length && (!date_parse(next, &day) || date_compare(day, today) >= 0)) {
        words_stored_date(page, next);
    } else {
        not_stated(page);
    }
    fact_end(page);
}

static void write_officers(struct page_writer *page, const struct indicator_view *view)
{
    fact_begin(page, "Who answers");
    if (view->answers_post.length)
        html_link_to(page, "post", view->answers_post, view->answers_title);
    else if (view->answers_stated)
        word(page, WORD_GAP, SLICE("nobody answers for this"));
    else
        not_stated(page);
    fact_end(page);
    fact_begin(page, "Lead officer");
    if (view->owner_title.length)
        html_link_to(page, "post", record_text(&view->indicator, "owner"), view->owner_title);
    else
        not_stated(page);
    fact_end(page);
}

static void write_downloads(struct page_writer *page, const struct indicator_view *view)
{
    html(page, "<div class=\"weft-noprint\"><h2>Take the figures</h2>\n<ul class=\"weft-links\">");
    if (view->standing.latest) {
        html(page, "<li>");
        html_link(page, indicator_csv_path(page->arena, view, "figures"), SLICE("Download CSV"));
        html(page, "</li>");
    }
    html(page, "<li><a class=\"govuk-link\" href=\"/api/v1/indicator/");
    html_encoded(page, view->indicator.code);
    html(page, "\">JSON</a></li><li><a class=\"govuk-link\" href=\"");
    html_address(page, path_to(page->arena, "indicator", view->indicator.code));
    html(page, "/record\">The record, its history, and changing it</a></li></ul></div>\n");
}

static void write_aside(struct page_writer *page, const struct request *request,
                        const struct indicator_view *view)
{
    html(page, "<aside class=\"weft-aside\" aria-label=\"At a glance\">\n");
    facts_begin(page, false);
    write_latest(page, view);
    write_ranks(page, view);
    write_target(page, view);
    write_officers(page, view);
    if (view->standing.has_measure)
        write_next(page, view, request->today);
    facts_end(page);
    write_downloads(page, view);
    add_here(page, request, &view->indicator);
    html(page, "</aside>\n");
}

static void write_below(struct page_writer *page, const struct indicator_view *view)
{
    below_begin(page, "below", "Below on the thread: what it is measured by");
    for (size_t i = 0; i < view->source_count; i++) {
        const struct measure *source = &view->sources[i];
        below_knot(page, path_to(page->arena, "measure", source->code), source->title,
                   i + 1 == view->source_count);
        html(page, "Published figures. ");
        html_text(page, source->source);
        below_note_end(page);
    }
    if (view->source_count == 0) {
        below_gap(page, SLICE("No published measure is loaded for this indicator"));
        word(page, WORD_GAP, SLICE("the thread breaks here"));
        below_note_end(page);
    }
    below_end(page);
}

static void write_as_published(struct page_writer *page, const struct indicator_view *view,
                               struct date on, const struct asked_day *asked)
{
    html(page, "<div class=\"weft-measure weft-section\">");
    indicator_versions(page, view);
    as_it_was(page, path_to(page->arena, "indicator", view->indicator.code), on, asked);
    html(page, "</div>\n");
}

int indicator_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct indicator_view view;
    struct asked_day asked = query_known_day(request, response);
    struct date published_on = asked.on;
    int code = page_open(request, response, &page);
    if (code < 0)
        return code;
    struct indicator_question question = {
        .code = request->code,
        .area = page_area(&page),
        .came_by = request_query(request, "via"),
        .source = request_query(request, "source"),
        .published_on = published_on,
        .on = page_opening_day(&page, request->today),
    };
    code = indicator_view_load(request->reader, request->registry, &request->actor, &question,
                               request->arena, &view, &request->err);
    if (code < 0)
        return code;
    page_begin(&page, &(struct page_head){.title = record_title(&view.indicator),
                                          .place = PLACE_SCORECARD,
                                          .thread = &view.thread,
                                          .refused = asked.faults.count > 0});
    form_errors(&page, "Not shown as it was", &asked.faults);
    page_here(&page, MARKUP("Indicator"), record_title(&view.indicator));
    page_as_of(&page, "As published on ", published_on,
               path_to(request->arena, "indicator", view.indicator.code));
    if (date_is_given(published_on))
        html(&page,
             "<p class=\"weft-small weft-quiet\">The figures, and what is worked out of them, "
             "are those published by that day. The target, who answers and what the "
             "indicator is are as they stand today; their records show each as "
             "it was.</p>\n");
    html(&page, "<div class=\"weft-cols weft-section\">\n<div>\n");
    write_headline(&page, &view);
    indicator_series(&page, &view);
    html(&page, "</div>\n");
    write_aside(&page, request, &view);
    html(&page, "</div>\n<div class=\"weft-measure weft-section\">\n");
    indicator_signal(&page, &view);
    indicator_outlook(&page, &view);
    indicator_comparisons(&page, &view);
    indicator_definition(&page, &view);
    html(&page, "</div>\n");
    write_as_published(&page, &view, date_is_given(published_on) ? published_on : request->today,
                       &asked);
    write_below(&page, &view);
    return page_end(&page, &request->err);
}
