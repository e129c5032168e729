/* Before a record is retired: what refers to it, what becomes of both, and a way back. */
#include "web/record/pages.h"

#include "base/banned.h"

static void write_what_follows(struct page_writer *page, const struct record *record,
                               const struct thread *thread)
{
    size_t count = thread->below_count + thread->named_count;
    char label[LABEL_ROOM];
    html(page, "<p class=\"weft-lead\">The ");
    html_string(page, label_inside(record->entity->label, label));
    html(page, " goes from the lists, the plan and the search box. It stays readable at its own "
               "address, with its history, and can be restored there.</p>\n"
               "<p class=\"govuk-body\">");
    if (count == 0) {
        html(page, "No other record refers to it.");
    } else {
        words_number_first(page, (int64_t)count);
        html_string(page, count == 1 ? " record refers" : " records refer");
        html(page, " to it, named below. Retiring this one changes nothing in ");
        html_string(page,
                    count == 1 ? "that: it goes on naming it." : "those: they go on naming it.");
    }
    html(page, "</p>\n");
}

static void write_question(struct page_writer *page, struct request *request,
                           const struct record *record)
{
    html(page, "<form method=\"post\" action=\"");
    html_address(page, request->path);
    html(page, "\">");
    form_token(page);
    html(page, "<div class=\"govuk-button-group\">");
    form_submit(page, "Retire it");
    html_link(page, record_path(request->arena, record), SLICE("Leave it as it is"));
    html(page, "</div></form></div>\n");
}

int retire_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct record record;
    struct thread thread = {0};
    struct titles titles = titles_in(request->arena);
    int code = record_get(request->reader, request->entity, request->code, &request->actor,
                          request->arena, &record, &request->err);
    if (code == 0 && (record.retired || request->entity->source)) {
        response_redirect(response, record_path(request->arena, &record));
        return 0;
    }
    if (code == 0)
        code = page_open(request, response, &page);
    if (code == 0)
        code = thread_load_below(request->reader, request->registry, &record, &request->actor,
                                 request->arena, &thread, &request->err);
    if (code < 0)
        return code;
    titles_want_all(&titles, request->registry, &record);
    code = titles_load(&titles, request->reader, &request->actor, &request->err);
    if (code < 0)
        return code;
    struct slice name = titles_name(&titles, request->registry, &record);
    struct slice title =
        slice_from(arena_printf(request->arena, "Retire “%.*s”?", SLICE_PRINT(name)));
    page_begin(&page, &(struct page_head){
                          .title = title, .place = record_place(request->entity), .tool = true});
    page_here(&page, markup_text(request->arena, slice_from(record.entity->label)), title);
    html(&page, "<div class=\"weft-measure\">");
    write_what_follows(&page, &record, &thread);
    write_question(&page, request, &record);
    record_below(&page, request, &record, &thread);
    record_named(&page, &thread);
    return page_end(&page, &request->err);
}
