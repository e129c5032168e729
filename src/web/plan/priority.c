/* A priority with its commitments, and a commitment with its parts. */
#include "web/plan/pages.h"

#include "base/banned.h"

size_t commitments_whole(const struct record_list *list)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += record_text(&list->records[i], "part_of").length == 0;
    return count;
}

static void write_lead(struct page_writer *page, const struct record *commitment,
                       const struct titles *titles)
{
    struct slice lead = record_text(commitment, "lead");
    struct slice due = record_text(commitment, "due");
    if (lead.length) {
        html_text(page, titles_get(titles, &post_entity, lead));
        html(page, ". ");
    }
    if (due.length) {
        html(page, "Due ");
        words_stored_date(page, due);
        html(page, ". ");
    }
}

static void write_parts(struct page_writer *page, const struct record_list *list,
                        struct slice whole)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += slice_equal(record_text(&list->records[i], "part_of"), whole);
    if (count == 0)
        return;
    words_number_first(page, (int64_t)count);
    html(page, " parts: ");
    const char *separator = "";
    for (size_t i = 0; i < list->count; i++) {
        if (!slice_equal(record_text(&list->records[i], "part_of"), whole))
            continue;
        html_string(page, separator);
        html_link_to(page, "commitment", list->records[i].code, record_title(&list->records[i]));
        separator = "; ";
    }
    html(page, ". ");
}

static void write_commitments(struct page_writer *page, const struct rung_view *view,
                              const struct titles *titles, struct date on)
{
    size_t whole = commitments_whole(&view->commitments), told = 0;
    below_begin(page, "commitments", "Below on the thread: commitments");
    for (size_t i = 0; i < view->commitments.count; i++) {
        const struct record *commitment = &view->commitments.records[i];
        if (record_text(commitment, "part_of").length)
            continue;
        below_knot(page, path_to(page->arena, "commitment", commitment->code),
                   record_title(commitment), ++told == whole);
        write_parts(page, &view->commitments, commitment->code);
        write_lead(page, commitment, titles);
        progress_word(page, commitment, on);
        below_note_end(page);
    }
    if (whole == 0) {
        below_gap(page, SLICE("No commitment hangs on this priority"));
        word(page, WORD_GAP, SLICE("nothing is promised"));
        below_note_end(page);
    }
    below_end(page);
}

/* "Of five commitments, one is late." */
static void say_commitments(struct page_writer *page, const struct record_list *list,
                            struct date on)
{
    size_t whole = commitments_whole(list), late = 0, done = 0, stated = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct date due;
        enum progress progress = commitment_progress(&list->records[i], on, &due);
        if (record_text(&list->records[i], "part_of").length)
            continue;
        late += progress == PROGRESS_LATE;
        done += progress == PROGRESS_DONE;
        stated += progress != PROGRESS_NOT_STATED;
    }
    if (whole == 0)
        return;
    html(page, " ");
    if (stated == 0) {
        words_number_first(page, (int64_t)whole);
        html_string(page, whole == 1 ? " commitment hangs" : " commitments hang");
        html(page, " on it; how they go is not stated.");
        return;
    }
    html(page, "Of ");
    words_counted(page, (int64_t)whole, "commitment", "commitments");
    html(page, ", ");
    words_number(page, (int64_t)late);
    html_string(page, late == 1 ? " is late and " : " are late and ");
    words_number(page, (int64_t)done);
    html_string(page, done == 1 ? " is done." : " are done.");
}

static int load_leads(struct request *request, const struct rung_view *view, struct titles *titles)
{
    for (size_t i = 0; i < view->commitments.count; i++)
        titles_want(titles, &post_entity, record_text(&view->commitments.records[i], "lead"));
    return titles_load(titles, request->reader, &request->actor, &request->err);
}

int priority_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct rung_view view;
    struct titles titles = titles_in(request->arena);
    int code = page_open(request, response, &page);
    if (code == 0)
        code = rung_view_load(request->reader, request->registry, &request->actor, &priority_entity,
                              request->code, request_query(request, "via"), page_area(&page),
                              request->arena, &view, &request->err);
    if (code == 0)
        code = load_leads(request, &view, &titles);
    if (code < 0)
        return code;
    struct date on = page_opening_day(&page, request->today);
    struct slice title = record_title(&view.record);
    struct thread_step here = {.entity = &priority_entity,
                               .starts = record_text(&view.record, "starts"),
                               .ends = record_text(&view.record, "ends")};
    page_begin(&page,
               &(struct page_head){.title = title, .place = PLACE_PLAN, .thread = &view.thread});
    page_here(&page, thread_level_markup(&page, &here), title);
    html(&page, "<div class=\"weft-cols weft-section\"><div>\n<p class=\"weft-says\">");
    tally_says(&page, &view.tally);
    say_commitments(&page, &view.commitments, on);
    html(&page, "</p>\n");
    markdown(&page, 2, record_text(&view.record, "description"));
    html(&page, "</div>\n<aside class=\"weft-aside\" aria-label=\"At a glance\">\n");
    facts_begin(&page, false);
    rung_answers(&page, &view, on);
    if (record_text(&view.record, "dates_stated").length) {
        fact_begin(&page, "Dates");
        html_text(&page, record_text(&view.record, "dates_stated"));
        fact_end(&page);
    }
    facts_end(&page);
    rung_record_link(&page, &view.record);
    add_here(&page, request, &view.record);
    html(&page, "</aside></div>\n");
    rung_indicators(&page, &view, &view.record);
    write_commitments(&page, &view, &titles, on);
    return page_end(&page, &request->err);
}

static void write_linked(struct page_writer *page, const char *label, const struct record *record,
                         const char *field, const struct entity *entity,
                         const struct titles *titles)
{
    struct slice rest = record_text(record, field), code;
    const char *separator = "";
    fact_begin(page, label);
    if (rest.length == 0)
        not_stated(page);
    while (slice_split(&rest, '\n', &code)) {
        html_string(page, separator);
        html_link_to(page, entity->name, code, titles_get(titles, entity, code));
        separator = "; ";
    }
    fact_end(page);
}

static void write_commitment_facts(struct page_writer *page, const struct record *commitment,
                                   const struct titles *titles, struct date on)
{
    struct date due;
    facts_begin(page, true);
    fact_begin(page, "State");
    if (commitment_progress(commitment, on, &due) == PROGRESS_NOT_STATED)
        not_stated(page);
    else
        progress_word(page, commitment, on);
    fact_end(page);
    write_linked(page, "Lead officer", commitment, "lead", &post_entity, titles);
    fact_begin(page, "Due");
    if (date_is_given(due))
        words_date(page, due);
    else
        not_stated(page);
    fact_end(page);
    write_linked(page, "Principles served", commitment, "principles", &principle_entity, titles);
    write_linked(page, "Objectives served", commitment, "operational_objectives",
                 &operational_objective_entity, titles);
    write_linked(page, "Vulnerable groups", commitment, "vulnerable_groups",
                 &vulnerable_group_entity, titles);
    fact_stated(page, "Last said of it", record_text(commitment, "progress"));
    facts_end(page);
}

static int load_commitment_titles(struct request *request, const struct record *commitment,
                                  struct titles *titles)
{
    titles_want_all(titles, request->registry, commitment);
    return titles_load(titles, request->reader, &request->actor, &request->err);
}

static void write_commitment_parts(struct page_writer *page, const struct rung_view *view,
                                   struct date on)
{
    if (view->commitments.count == 0)
        return;
    below_begin(page, "parts", "Below on the thread: its parts");
    for (size_t i = 0; i < view->commitments.count; i++) {
        const struct record *part = &view->commitments.records[i];
        below_knot(page, path_to(page->arena, "commitment", part->code), record_title(part),
                   i + 1 == view->commitments.count);
        html_text(page, record_text(part, "description"));
        html(page, " ");
        progress_word(page, part, on);
        below_note_end(page);
    }
    below_end(page);
}

int commitment_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct rung_view view;
    struct titles titles = titles_in(request->arena);
    int code = page_open(request, response, &page);
    if (code == 0)
        code = rung_view_load(request->reader, request->registry, &request->actor,
                              &commitment_entity, request->code, request_query(request, "via"),
                              page_area(&page), request->arena, &view, &request->err);
    if (code == 0)
        code = load_commitment_titles(request, &view.record, &titles);
    if (code < 0)
        return code;
    struct date on = page_opening_day(&page, request->today);
    struct slice title = record_title(&view.record);
    page_begin(&page,
               &(struct page_head){.title = title, .place = PLACE_PLAN, .thread = &view.thread});
    page_here(&page, MARKUP("Commitment"), title);
    html(&page, "<div class=\"weft-section weft-measure\">\n");
    markdown(&page, 2, record_text(&view.record, "description"));
    write_commitment_facts(&page, &view.record, &titles, on);
    rung_record_link(&page, &view.record);
    add_here(&page, request, &view.record);
    html(&page, "</div>\n");
    write_commitment_parts(&page, &view, on);
    return page_end(&page, &request->err);
}
