/* An indicator on the map: where the areas of its figures lie. */
#include "web/charts/charts.h"
#include "web/performance/pages.h"
#include "web/performance/performance.h"

#include <math.h>

#include "base/banned.h"

enum { LIMIT_SENTENCE = 4096 };

static const struct map_area *furthest(const struct map_view *view, bool highest)
{
    const struct map_area *found = NULL;
    for (size_t i = 0; i < view->count; i++) {
        const struct map_area *area = &view->areas[i];
        if (area->is_there && figure_has_value(&area->figure) &&
            (!found || (highest ? area->figure.value > found->figure.value
                                : area->figure.value < found->figure.value)))
            found = area;
    }
    return found;
}

static void write_ends(struct page_writer *part, const struct map_view *view)
{
    const struct map_area *ends[] = {furthest(view, false), furthest(view, true)};
    if (!ends[0] || !ends[1])
        return;
    html(part, "From ");
    standing_value(part, &view->standing, ends[0]->figure.value);
    html(part, " in ");
    html_text(part, ends[0]->name);
    html(part, " to ");
    standing_value(part, &view->standing, ends[1]->figure.value);
    html(part, " in ");
    html_text(part, ends[1]->name);
}

static void write_map(struct page_writer *page, const struct map_view *view)
{
    CLEANUP(buffer_free)
    struct buffer finding = BUFFER(LIMIT_SENTENCE), unit = BUFFER(LIMIT_SENTENCE);
    struct chart_shape *shapes = arena_array(page->arena, view->count, sizeof *shapes);
    for (size_t i = 0; i < view->count; i++) {
        const struct map_area *area = &view->areas[i];
        bool has_value = area->is_there && figure_has_value(&area->figure);
        shapes[i] = (struct chart_shape){
            .name = area->name,
            .points = area->outline.points,
            .starts = area->outline.starts,
            .rings = area->outline.rings,
            .value = area->figure.value,
            .has_value = has_value,
            .is_here = slice_equal(area->code, page_area(page)),
            .said = area->is_there ? slice_from(figure_status_name(area->figure.status))
                                   : SLICE("no figure")};
    }
    struct page_writer part = markup_begin(page, &finding);
    write_ends(&part, view);
    struct page_writer unit_part = markup_begin(page, &unit);
    html_text(&unit_part, record_title(&view->indicator));
    html(&unit_part, ", ");
    words_period(&unit_part, view->period);
    html(&unit_part, ". Large areas are not more children");
    choropleth_chart(
        page, &(struct choropleth_chart){
                  .frame = {.id = "map",
                            .finding = markup_end(&part),
                            .unit = markup_end(&unit_part),
                            .title = MARKUP("Where it is high and where it is low"),
                            .csv = file_path(
                                page->arena,
                                path_to(page->arena, "indicator", view->indicator.code), "map"),
                            .top = true},
                  .unit = {view->standing.decimals, view->standing.suffix},
                  .shapes = shapes,
                  .count = view->count});
    if (view->source.length == 0)
        return;
    html(page, "<p class=\"weft-small weft-quiet\">Boundaries: ");
    html_text(page, view->source);
    html(page, "</p>\n");
}

static void write_none(struct page_writer *page, const struct map_view *view)
{
    empty_begin(page);
    if (!view->standing.has_measure)
        html(page, "Its published figures are not loaded. ");
    else if (view->count == 0)
        html(page,
             "No boundaries are here, and none come with Weft. An analyst brings them in from "
             "a GeoJSON file that the partnership may use, with <code>weft outline</code>. ");
    else
        html(page, "None of the areas whose boundaries are here has a figure of it. ");
    html(page, "<a class=\"govuk-link\" href=\"/records\">What is here</a>");
    empty_end(page);
}

int map_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct map_view view;
    int code = page_open(request, response, &page);
    if (code == 0)
        code = map_view_load(request->reader, request->registry, &request->actor, request->code,
                             page_area(&page), request->arena, &view, &request->err);
    if (code < 0)
        return code;
    page_begin(&page, &(struct page_head){
                          .title = SLICE("Map"), .place = PLACE_SCORECARD, .thread = &view.thread});
    page_here(&page, MARKUP("On the map"), record_title(&view.indicator));
    html(&page, "<p class=\"govuk-body\">");
    html_link_to(&page, "indicator", view.indicator.code, SLICE("Back to the indicator"));
    html(&page, "</p>\n<div class=\"weft-measure\">\n");
    if (view.with_value)
        write_map(&page, &view);
    else
        write_none(&page, &view);
    html(&page, "</div>\n");
    return page_end(&page, &request->err);
}
