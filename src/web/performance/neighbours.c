/* A place and its neighbours over time: the course of each, and who changed places. */
#include "web/charts/charts.h"
#include "web/performance/pages.h"
#include "web/performance/performance.h"

#include "base/banned.h"

enum { LIMIT_SENTENCE = 4096 };

static struct slice period_text(struct arena *arena, struct slice period)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(200);
    struct page_writer part = {.out = &text, .arena = arena};
    words_period(&part, period);
    return arena_slice(arena, buffer_slice(&text));
}

/* "Of Thistlemouth and its ten neighbours, three are improving, one is getting worse, and for seven
 * there is no clear change." The words are tests on five figures, as everywhere. */
static void write_sentence(struct page_writer *page, const struct neighbours_view *view)
{
    size_t counts[TREND_NO_FIGURE + 1] = {0};
    static const struct {
        enum trend_word word;
        const char *one, *many;
    } told[] = {
        {TREND_IMPROVING, " is improving", " are improving"},
        {TREND_WORSE, " is getting worse", " are getting worse"},
        {TREND_RISING, " is rising", " are rising"},
        {TREND_FALLING, " is falling", " are falling"},
        {TREND_NO_CHANGE, " shows no clear change", " show no clear change"},
    };
    size_t rest = view->count, parts = 0, part = 0;
    for (size_t i = 0; i < view->count; i++)
        counts[view->trends[i].word]++;
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        rest -= counts[told[i].word];
        parts += counts[told[i].word] > 0;
    }
    parts += rest > 0;
    html(page, "<p class=\"weft-says\">Of ");
    html_text(page, page_place_name(page));
    html(page, " and its ");
    words_number(page, (int64_t)view->count - 1);
    html(page, " neighbours, ");
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        size_t count = counts[told[i].word];
        if (count == 0)
            continue;
        words_join(page, part++, parts);
        if (count == view->count)
            html(page, "all");
        else
            words_number(page, (int64_t)count);
        html_string(page, count == 1 ? told[i].one : told[i].many);
    }
    if (rest) {
        words_join(page, part, parts);
        html(page, "for ");
        words_number(page, (int64_t)rest);
        html(page, " the figures cannot say");
    }
    html(page, ".</p>\n");
}

static void write_unit(struct page_writer *part, const struct neighbours_view *view)
{
    html_text(part, record_title(&view->indicator));
    struct slice words = standing_unit(&view->standing);
    if (words.length) {
        html(part, ", ");
        html_text(part, words);
    }
}

static struct slice course_path(struct page_writer *page, const struct neighbours_view *view)
{
    return file_path(page->arena, path_to(page->arena, "indicator", view->indicator.code),
                     "course");
}

static void write_multiples(struct page_writer *page, const struct neighbours_view *view)
{
    CLEANUP(buffer_free) struct buffer unit = BUFFER(LIMIT_SENTENCE);
    const struct measure *measure = &view->standing.measure;
    struct chart_small *items = arena_array(page->arena, view->count, sizeof *items);
    for (size_t i = 0; i < view->count; i++)
        items[i] = (struct chart_small){view->areas[i].area_name,
                                        standing_points(page->arena, measure, &view->areas[i]),
                                        view->areas[i].count, i == 0};
    bool beside = view->standing.england_series.count > 0 && !view->standing.england_outside;
    struct page_writer part = markup_begin(page, &unit);
    write_unit(&part, view);
    html(&part, ". All pictures have one scale");
    multiples_chart(
        page, &(struct multiples_chart){
                  .frame = {.id = "course",
                            .finding = MARKUP("The course of each place"),
                            .unit = markup_end(&part),
                            .title = MARKUP("The course of each place"),
                            .csv = course_path(page, view),
                            .top = true},
                  .unit = {view->standing.decimals, view->standing.suffix},
                  .beside = standing_country(&view->standing),
                  .beside_points =
                      beside ? standing_points(page->arena, measure, &view->standing.england_series)
                             : NULL,
                  .beside_count = beside ? view->standing.england_series.count : 0,
                  .items = items,
                  .count = view->count,
                  .step = standing_step(&view->areas[0])});
}

/* The rank of this place among them at a period, highest value first, 1 the first. */
static size_t place_of(const struct neighbours_view *view, struct slice period)
{
    double here = series_at(&view->areas[0], period)->value;
    size_t above = 0;
    for (size_t i = 0; i < view->both_count; i++)
        above += series_at(&view->areas[view->both[i]], period)->value > here ? 1 : 0;
    return above + 1;
}

static void write_slope(struct page_writer *page, const struct neighbours_view *view)
{
    CLEANUP(buffer_free)
    struct buffer finding = BUFFER(LIMIT_SENTENCE), unit = BUFFER(LIMIT_SENTENCE);
    if (view->both_count < 2 || view->both_count > SLOPE_MOST || view->both[0] != 0)
        return;
    struct chart_slope *lines = arena_array(page->arena, view->both_count, sizeof *lines);
    for (size_t i = 0; i < view->both_count; i++) {
        const struct series *series = &view->areas[view->both[i]];
        lines[i] = (struct chart_slope){series->area_name, series_at(series, view->before)->value,
                                        series_at(series, view->after)->value, i == 0};
    }
    struct page_writer part = markup_begin(page, &finding);
    html_text(&part, page_place_name(page));
    html(&part, " had the ");
    words_ordinal(&part, (int64_t)place_of(view, view->before));
    html(&part, " highest figure of ");
    words_number(&part, (int64_t)view->both_count);
    html(&part, " in ");
    words_period_unbroken(&part, view->before);
    html(&part, " and has the ");
    words_ordinal(&part, (int64_t)place_of(view, view->after));
    html(&part, " in ");
    words_period_unbroken(&part, view->after);
    struct page_writer unit_part = markup_begin(page, &unit);
    write_unit(&unit_part, view);
    html(&unit_part, ". Two periods tell where each began and ended, not whether it is more than "
                     "chance: that is the word’s business");
    slope_chart(page, &(struct slope_chart){
                          .frame = {.id = "change",
                                    .finding = markup_end(&part),
                                    .unit = markup_end(&unit_part),
                                    .title = MARKUP("Each place at the beginning and at the end"),
                                    .csv = course_path(page, view),
                                    .top = true},
                          .unit = {view->standing.decimals, view->standing.suffix},
                          .before = period_text(page->arena, view->before),
                          .after = period_text(page->arena, view->after),
                          .lines = lines,
                          .count = view->both_count});
}

static void write_none(struct page_writer *page, const struct neighbours_view *view)
{
    empty_begin(page);
    if (!view->standing.has_measure)
        html(page, "Its published figures are not loaded. ");
    else
        html(page, "No list of statistical neighbours is loaded for this place. Its publisher "
                   "gives one in each edition of its tool. ");
    html(page, "<a class=\"govuk-link\" href=\"/load\">What is loaded</a>");
    empty_end(page);
}

int neighbours_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct neighbours_view view;
    int code = page_open(request, response, &page);
    if (code == 0)
        code =
            neighbours_view_load(request->reader, request->registry, &request->actor, request->code,
                                 page_area(&page), request->arena, &view, &request->err);
    bool has_map = false;
    if (code == 0)
        code = map_is_there(request->reader, &view.standing.measure, &has_map, &request->err);
    if (code < 0)
        return code;
    page_begin(&page, &(struct page_head){.title = SLICE("Beside its neighbours"),
                                          .place = PLACE_SCORECARD,
                                          .thread = &view.thread});
    page_here(&page, MARKUP("Beside its neighbours over time"), record_title(&view.indicator));
    if (view.count > 1)
        write_sentence(&page, &view);
    html(&page, "<p class=\"govuk-body\">");
    html_link_to(&page, "indicator", view.indicator.code, SLICE("Back to the indicator"));
    html(&page, "</p>\n");
    if (view.count > 1) {
        write_multiples(&page, &view);
        html(&page, "<div class=\"weft-measure\">\n");
        write_slope(&page, &view);
        html(&page, "</div>\n");
    } else {
        write_none(&page, &view);
    }
    if (has_map) {
        html(&page, "<p class=\"govuk-body\"><a class=\"govuk-link\" href=\"/indicator/");
        html_encoded(&page, view.indicator.code);
        html(&page, "/map\">On the map</a></p>\n");
    }
    return page_end(&page, &request->err);
}
