/* The gaps of an indicator: between groups of children over time, among places within a group, and
 * what lies behind the difference to the whole country. */
#include "web/charts/charts.h"
#include "web/performance/pages.h"
#include "web/performance/performance.h"

#include <math.h>

#include "base/banned.h"

enum { LIMIT_SENTENCE = 4096, ID_SIZE = 32 };

struct writing {
    struct page_writer *page;
    const struct gap_view *view;
    struct chart_unit unit;
    struct slice points; /* after a difference: " points", or the unit's own suffix */
    struct slice country;
};

static const struct gap_step *last_step(const struct gap *gap)
{
    return &gap->steps[gap->count - 1];
}

static struct slice group_name(const struct writing *writing, struct slice name)
{
    return words_name(writing->page->arena, name);
}

/* "19.9 points". */
static void write_size(struct page_writer *page, const struct writing *writing, double value)
{
    html_decimals(page, fabs(value), writing->unit.decimals, true);
    html_text(page, writing->points);
}

static void write_plain(struct page_writer *page, const struct writing *writing, double value)
{
    html_string(page, chart_sign(&writing->unit, value, ""));
    html_decimals(page, fabs(value), writing->unit.decimals, true);
}

static void write_limits(struct page_writer *page, const struct writing *writing,
                         const struct interval *limits)
{
    html(page, " (95% interval ");
    write_plain(page, writing, limits->lower);
    html(page, " to ");
    write_plain(page, writing, limits->upper);
    html(page, ")");
}

static void write_change(struct page_writer *page, const struct writing *writing,
                         const struct gap *gap)
{
    const struct gap_step *first = &gap->steps[0];
    if (gap->count < 2)
        return;
    html(page, " In ");
    words_period_unbroken(page, first->period);
    html(page, " it was ");
    write_size(page, writing, first->gap);
    if (first->gap < 0)
        html(page, " the other way round");
    switch (gap->change) {
    case GAP_WIDER:
        html(page, ": it has <strong>widened</strong> by more than chance.");
        break;
    case GAP_NARROWER:
        html(page, ": it has <strong>narrowed</strong> by more than chance.");
        break;
    case GAP_ALIKE:
        html(page, ": the change <strong>may be chance</strong>.");
        break;
    case GAP_UNKNOWN:
        html(page, "; without limits nobody can tell whether that is more than chance.");
        break;
    }
}

/* What a councillor can read out. */
static void write_sentence(const struct writing *writing, const struct gap *gap)
{
    struct page_writer *page = writing->page;
    const struct gap_step *last = last_step(gap);
    html(page, "<p class=\"govuk-body\">");
    html_text(page, group_name(writing, gap->far_group));
    html(page, ": ");
    chart_value(page, &writing->unit, last->far);
    html(page, ". ");
    html_text(page, group_name(writing, gap->near_group));
    html(page, ": ");
    chart_value(page, &writing->unit, last->near);
    html(page, ". The gap in ");
    words_period_unbroken(page, last->period);
    html(page, " is ");
    write_size(page, writing, last->gap);
    if (last->limits.is_known)
        write_limits(page, writing, &last->limits);
    html(page, ".");
    write_change(page, writing, gap);
    html(page, "</p>\n");
    if (gap->of_several)
        html(page,
             "<p class=\"weft-small weft-quiet\">These two groups of the several are furthest "
             "apart now.</p>\n");
}

static struct slice gaps_csv_path(const struct writing *writing, const char *table)
{
    struct arena *arena = writing->page->arena;
    return file_path(arena, path_to(arena, "indicator", writing->view->indicator.code), table);
}

static void write_course(const struct writing *writing, const struct gap *gap, const char *id)
{
    struct page_writer *page = writing->page;
    CLEANUP(buffer_free)
    struct buffer finding = BUFFER(LIMIT_SENTENCE), unit = BUFFER(LIMIT_SENTENCE);
    struct chart_pair *pairs = arena_array(page->arena, gap->count, sizeof *pairs);
    for (size_t i = 0; i < gap->count; i++) { /* newest on top */
        const struct gap_step *step = &gap->steps[gap->count - 1 - i];
        CLEANUP(buffer_free) struct buffer label = BUFFER(200);
        struct page_writer part = {.out = &label, .arena = page->arena};
        words_period(&part, step->period);
        pairs[i] = (struct chart_pair){.name = arena_slice(page->arena, buffer_slice(&label)),
                                       .far = step->far,
                                       .near = step->near,
                                       .difference = step->gap,
                                       .lower = step->limits.lower,
                                       .upper = step->limits.upper,
                                       .has_limits = step->limits.is_known};
    }
    struct page_writer part = markup_begin(page, &finding);
    html(&part, "The gap by ");
    html_phrase(&part, words_name(page->arena, gap->dimension));
    html(&part, ", period by period");
    struct page_writer unit_part = markup_begin(page, &unit);
    html_text(&unit_part, words_name(page->arena, writing->view->measure.title));
    html(&unit_part, ", ");
    html_text(&unit_part, page_place_name(page));
    dumbbell_chart(page, &(struct dumbbell_chart){
                             .frame = {.id = id,
                                       .finding = markup_end(&part),
                                       .unit = markup_end(&unit_part),
                                       .title = MARKUP("The gap between two groups over time"),
                                       .csv = gaps_csv_path(writing, "gaps")},
                             .unit = writing->unit,
                             .difference_suffix = writing->points,
                             .far_name = group_name(writing, gap->far_group),
                             .near_name = group_name(writing, gap->near_group),
                             .pairs = pairs,
                             .count = gap->count});
}

/* "Of all that authorities' figures differ, 62% is between the two groups and 38% among places
 * within a group." */
static void write_spreads(const struct writing *writing, const struct gap *gap, const char *id)
{
    struct page_writer *page = writing->page;
    if (!gap->has_spreads)
        return;
    CLEANUP(buffer_free)
    struct buffer finding = BUFFER(LIMIT_SENTENCE), unit = BUFFER(LIMIT_SENTENCE);
    const struct gap_step *last = last_step(gap);
    struct chart_spread rows[2];
    for (int i = 0; i < 2; i++) {
        const struct gap_spread *from = &gap->spreads[i];
        rows[i] = (struct chart_spread){
            .name = group_name(writing, i == GAP_FAR ? gap->far_group : gap->near_group),
            .lowest = from->lowest,
            .first_quarter = from->first_quarter,
            .middle = from->middle,
            .third_quarter = from->third_quarter,
            .highest = from->highest,
            .count = from->count,
            .here = i == GAP_FAR ? last->far : last->near,
            .has_here = true};
    }
    struct page_writer part = markup_begin(page, &finding);
    html(&part, "Of all that authorities’ figures differ, ");
    html_decimals(&part, 100 * gap->between_share, 0, false);
    html(&part, "% lies between the two groups and ");
    html_decimals(&part, 100 - round(100 * gap->between_share), 0, false);
    html(&part, "% among places within a group");
    struct page_writer unit_part = markup_begin(page, &unit);
    html(&unit_part, "Every authority that has a figure, ");
    words_period(&unit_part, last->period);
    spread_chart(page,
                 &(struct spread_chart){
                     .frame = {.id = id,
                               .finding = markup_end(&part),
                               .unit = markup_end(&unit_part),
                               .title = MARKUP("How far authorities differ within each group"),
                               .csv = gaps_csv_path(writing, "spreads")},
                     .unit = writing->unit,
                     .place = page_place_name(page),
                     .many = SLICE("authorities"),
                     .rows = rows,
                     .count = 2});
}

static struct slice named(const struct writing *writing, const char *format, struct slice group)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(LIMIT_SENTENCE);
    buffer_string(&text, format);
    buffer_append(&text, group_name(writing, group));
    return arena_slice(writing->page->arena, buffer_slice(&text));
}

static void write_reasons(const struct writing *writing, const struct gap *gap, const char *id)
{
    struct page_writer *page = writing->page;
    const struct gap_reasons *reasons = &gap->reasons;
    if (!reasons->is_known)
        return;
    CLEANUP(buffer_free)
    struct buffer finding = BUFFER(LIMIT_SENTENCE), unit = BUFFER(LIMIT_SENTENCE);
    const struct chart_step steps[] = {
        {SLICE("Who lives here: the sizes of the groups"), reasons->mix},
        {named(writing, "How they fare: ", gap->far_group), reasons->far},
        {named(writing, "How they fare: ", gap->near_group), reasons->near},
    };
    struct page_writer part = markup_begin(page, &finding);
    html_text(&part, page_place_name(page));
    html(&part, " less ");
    html_text(&part, writing->country);
    html(&part, " is ");
    chart_difference(&part, &writing->unit, writing->points, reasons->here - reasons->country);
    html(&part, ": ");
    write_plain(&part, writing, reasons->mix);
    html(&part, " from who lives here, ");
    write_plain(&part, writing, reasons->far + reasons->near);
    html(&part, " from how they fare");
    struct page_writer unit_part = markup_begin(page, &unit);
    html(&unit_part, "All children of both groups, ");
    words_period(&unit_part, last_step(gap)->period);
    waterfall_chart(
        page, &(struct waterfall_chart){.frame = {.id = id,
                                                  .finding = markup_end(&part),
                                                  .unit = markup_end(&unit_part),
                                                  .title = MARKUP("What the difference is made of"),
                                                  .csv = gaps_csv_path(writing, "reasons")},
                                        .unit = writing->unit,
                                        .difference_suffix = writing->points,
                                        .from = {writing->country, reasons->country},
                                        .to = {page_place_name(page), reasons->here},
                                        .steps = steps,
                                        .count = 3});
}

static void write_gap(const struct writing *writing, const struct gap *gap, size_t at)
{
    struct page_writer *page = writing->page;
    char *course = arena_printf(page->arena, "gap-%zu", at);
    html(page, "<section class=\"weft-section\"><h2 class=\"govuk-heading-m\">");
    html_text(page, words_name(page->arena, gap->dimension));
    html(page, "</h2>\n");
    write_sentence(writing, gap);
    write_course(writing, gap, course);
    write_spreads(writing, gap, arena_printf(page->arena, "spread-%zu", at));
    write_reasons(writing, gap, arena_printf(page->arena, "reasons-%zu", at));
    html(page, "</section>\n");
}

static void write_none(struct page_writer *page, const struct gap_view *view)
{
    empty_begin(page);
    if (view->has_measure)
        html(page, "No figure of its sources is told for two groups of children here, so there is "
                   "no gap to show. A file with groups in it (by sex, by free school meals) is "
                   "what is wanted. ");
    else
        html(page, "Its published figures are not loaded. ");
    html(page, "<a class=\"govuk-link\" href=\"/load\">What is loaded</a>");
    empty_end(page);
}

static void write_method(struct page_writer *page, const struct gap_view *view)
{
    bool spreads = false, reasons = false;
    for (size_t i = 0; i < view->count; i++) {
        spreads |= view->gaps[i].has_spreads;
        reasons |= view->gaps[i].reasons.is_known;
    }
    html(page, "<h2 class=\"govuk-heading-m\">How it is worked out</h2>\n<p class=\"govuk-body\">A "
               "gap’s interval comes from those of its two figures (Newcombe 1998, method 10), and "
               "so does that of a change of the gap.");
    if (spreads)
        html(page, " The shares between and within are those of the sum of squares of all "
                   "authorities’ figures.");
    if (reasons)
        html(page, " The last chart splits the difference to the whole country as Kitagawa (1955) "
                   "does: what unlike sizes of the groups make of it, and what unlike figures "
                   "within a group do.");
    html(page, "</p>\n");
    if (view->counts_beside)
        html(page, "<p class=\"govuk-body\">The source gives shares and, in a column beside them, "
                   "the counts they were made of; how many there are in all is worked back from "
                   "the two, as near as the share is rounded.</p>\n");
}

static struct slice country_name(struct request *request, const struct gap_view *view)
{
    struct standing_place place;
    struct area area;
    (void)view;
    int code =
        standing_place_load(request->reader, (struct slice){0}, request->arena, &place, NULL);
    if (code < 0 || !place.england.length ||
        area_load(request->reader, place.england, request->arena, &area, NULL) < 0)
        return SLICE("The country");
    return area.name;
}

int gaps_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct gap_view view;
    int code = page_open(request, response, &page);
    if (code == 0)
        code = gap_view_load(request->reader, request->registry, &request->actor, request->code,
                             page_area(&page), request->arena, &view, &request->err);
    if (code != 0)
        return code;
    struct slice suffix = view.has_measure
                              ? indicator_suffix(&view.indicator, &view.measure, request->arena)
                              : SLICE("");
    struct writing writing = {.page = &page,
                              .view = &view,
                              .unit = {view.decimals, suffix},
                              .points = slice_is(suffix, "%") ? SLICE(" points") : suffix,
                              .country = country_name(request, &view)};
    page_begin(&page, &(struct page_head){.title = SLICE("Gaps between groups"),
                                          .place = PLACE_SCORECARD,
                                          .thread = &view.thread});
    page_here(&page, MARKUP("Gaps between groups"), record_title(&view.indicator));
    html(&page, "<p class=\"govuk-body\">");
    html_link_to(&page, "indicator", view.indicator.code, SLICE("Back to the indicator"));
    html(&page, "</p>\n<div class=\"weft-measure\">\n");
    for (size_t i = 0; i < view.count; i++)
        write_gap(&writing, &view.gaps[i], i);
    if (view.count == 0)
        write_none(&page, &view);
    else
        write_method(&page, &view);
    html(&page, "</div>\n");
    return page_end(&page, &request->err);
}

/* --- files ------------------------------------------------------------------------------------ */

static int load_gaps(struct request *request, struct gap_view *view)
{
    struct plan_frame plan;
    int code =
        plan_frame_load(request->reader, &request->actor, request->arena, &plan, &request->err);
    if (code < 0)
        return code;
    struct slice area =
        plan.has_partnership ? record_text(&plan.partnership, "area") : (struct slice){0};
    return gap_view_load(request->reader, request->registry, &request->actor, request->code, area,
                         request->arena, view, &request->err);
}

int gaps_file(struct request *request, struct response *response)
{
    struct gap_view view;
    int code = load_gaps(request, &view);
    if (code < 0)
        return code;
    buffer_string(&response->body, "measure,dimension,far_group,near_group,period,far,near,gap,"
                                   "lower_95,upper_95\r\n");
    for (size_t i = 0; i < view.count; i++)
        for (size_t k = 0; k < view.gaps[i].count; k++) {
            const struct gap *gap = &view.gaps[i];
            const struct gap_step *step = &gap->steps[k];
            bool known = step->limits.is_known;
            FILE_ROW(&response->body, file_text(view.measure.code), file_text(gap->dimension),
                     file_text(gap->far_group), file_text(gap->near_group), file_text(step->period),
                     file_number(step->far), file_number(step->near), file_number(step->gap),
                     file_given(known, step->limits.lower), file_given(known, step->limits.upper));
        }
    return file_send_of_record(request, response, "gaps");
}

int gap_spreads_file(struct request *request, struct response *response)
{
    struct gap_view view;
    int code = load_gaps(request, &view);
    if (code < 0)
        return code;
    buffer_string(&response->body, "measure,dimension,group,period,authorities,lowest,"
                                   "first_quarter,middle,third_quarter,highest,here\r\n");
    for (size_t i = 0; i < view.count; i++)
        for (int k = GAP_FAR; view.gaps[i].has_spreads && k <= GAP_NEAR; k++) {
            const struct gap *gap = &view.gaps[i];
            const struct gap_spread *spread = &gap->spreads[k];
            const struct gap_step *last = last_step(gap);
            FILE_ROW(&response->body, file_text(view.measure.code), file_text(gap->dimension),
                     file_text(k == GAP_FAR ? gap->far_group : gap->near_group),
                     file_text(last->period), file_number((double)spread->count),
                     file_number(spread->lowest), file_number(spread->first_quarter),
                     file_number(spread->middle), file_number(spread->third_quarter),
                     file_number(spread->highest),
                     file_number(k == GAP_FAR ? last->far : last->near));
        }
    return file_send_of_record(request, response, "spreads");
}

int gap_reasons_file(struct request *request, struct response *response)
{
    struct gap_view view;
    int code = load_gaps(request, &view);
    if (code < 0)
        return code;
    buffer_string(&response->body, "measure,dimension,far_group,near_group,period,country,mix,far,"
                                   "near,here\r\n");
    for (size_t i = 0; i < view.count; i++) {
        const struct gap *gap = &view.gaps[i];
        const struct gap_reasons *reasons = &gap->reasons;
        if (reasons->is_known)
            FILE_ROW(&response->body, file_text(view.measure.code), file_text(gap->dimension),
                     file_text(gap->far_group), file_text(gap->near_group),
                     file_text(last_step(gap)->period), file_number(reasons->country),
                     file_number(reasons->mix), file_number(reasons->far),
                     file_number(reasons->near), file_number(reasons->here));
    }
    return file_send_of_record(request, response, "reasons");
}
