/* A strategic or operational objective: how it goes, who answers, what hangs below. */
#include "web/plan/pages.h"

#include "base/banned.h"

static void write_aside(struct page_writer *page, const struct request *request,
                        const struct rung_view *view, struct date on)
{
    html(page, "<aside class=\"weft-aside\" aria-label=\"At a glance\">\n");
    facts_begin(page, false);
    rung_answers(page, view, on);
    if (view->priorities.count) {
        fact_begin(page, view->priorities.count == 1 ? "Priority" : "Priorities");
        for (size_t i = 0; i < view->priorities.count; i++) {
            if (i)
                html(page, "<br/>");
            html_link_to(page, "priority", view->priorities.records[i].code,
                         record_title(&view->priorities.records[i]));
        }
        fact_end(page);
    }
    facts_end(page);
    rung_record_link(page, &view->record);
    add_here(page, request, &view->record);
    html(page, "</aside>\n");
}

static const struct record *priority_of(const struct rung_view *view, struct slice operational)
{
    for (size_t i = 0; i < view->priorities.count; i++)
        if (slice_equal(record_text(&view->priorities.records[i], "operational_objective"),
                        operational))
            return &view->priorities.records[i];
    return NULL;
}

static void write_operational(struct page_writer *page, const struct rung_view *view)
{
    below_begin(page, "below", "Below on the thread: operational objectives");
    for (size_t i = 0; i < view->operational.count; i++) {
        const struct record *operational = &view->operational.records[i];
        const struct record *priority = priority_of(view, operational->code);
        below_knot(page, path_to(page->arena, operational->entity->name, operational->code),
                   record_title(operational), i + 1 == view->operational.count);
        html_text(page, record_text(operational, "description"));
        if (priority) {
            html(page, " <span class=\"weft-tree__p\">Priority: ");
            html_link_to(page, "priority", priority->code, record_title(priority));
            html(page, "</span>");
        }
        below_note_end(page);
    }
    below_end(page);
}

/* Of an objective that no other comes under: where a plan is of two steps, its priorities hang on
 * the strategic objective itself. */
static void write_priorities(struct page_writer *page, const struct rung_view *view)
{
    size_t count = view->priorities.count + view->commitments.count;
    below_begin(page, "below", "Below on the thread");
    for (size_t i = 0; i < count; i++) {
        bool is_priority = i < view->priorities.count;
        const struct record *record = is_priority
                                          ? &view->priorities.records[i]
                                          : &view->commitments.records[i - view->priorities.count];
        below_knot(page, path_to(page->arena, record->entity->name, record->code),
                   record_title(record), i + 1 == count);
        html_string(page, is_priority ? "Priority. " : "Commitment that serves it. ");
        html_text(page, record_text(record, "description"));
        below_note_end(page);
    }
    if (count == 0) {
        below_gap(page, SLICE("No priority or commitment hangs on this objective"));
        word(page, WORD_GAP, SLICE("the thread ends here"));
        below_note_end(page);
    }
    below_end(page);
}

int objective_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct rung_view view;
    int code = page_open(request, response, &page);
    if (code == 0)
        code = rung_view_load(request->reader, request->registry, &request->actor, request->entity,
                              request->code, request_query(request, "via"), page_area(&page),
                              request->arena, &view, &request->err);
    if (code < 0)
        return code;
    bool strategic = request->entity == &strategic_objective_entity;
    struct slice title = record_title(&view.record);
    struct thread_step here = {.entity = request->entity,
                               .position = record_value(&view.record, "position")->integer};
    page_begin(&page,
               &(struct page_head){.title = title, .place = PLACE_PLAN, .thread = &view.thread});
    page_here(&page, thread_level_markup(&page, &here), title);
    html(&page, "<div class=\"weft-cols weft-section\"><div>\n<p class=\"weft-says\">");
    tally_says(&page, &view.tally);
    html(&page, "</p>\n");
    if (strategic && record_text(&view.record, "outcome").length) {
        html(&page, "<p class=\"weft-lead\">");
        html_text(&page, record_text(&view.record, "outcome"));
        html(&page, "</p>\n");
    }
    markdown(&page, 2, record_text(&view.record, "description"));
    html(&page, "</div>\n");
    write_aside(&page, request, &view, page_opening_day(&page, request->today));
    html(&page, "</div>\n");
    rung_indicators(&page, &view, NULL);
    if (view.operational.count)
        write_operational(&page, &view);
    else
        write_priorities(&page, &view);
    return page_end(&page, &request->err);
}
