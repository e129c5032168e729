/* Boards and groups on any date: whom they report to, and who sits on them. */
#include "domain/governance/governance.h"
#include "web/governance/pages.h"

#include "base/banned.h"

struct bodies {
    struct record_list bodies, seats;
    struct titles titles;
    struct asked_day asked;
    struct date on; /* that day, else the one that the page opens on */
};

/* Whether a record with two dates was in force on the day; one without dates always is. */
static bool in_force(const struct record *record, struct date on)
{
    struct date starts, ends;
    if (date_parse(record_text(record, "starts"), &starts) && date_compare(starts, on) > 0)
        return false;
    return !date_parse(record_text(record, "ends"), &ends) || date_compare(ends, on) >= 0;
}

static void write_seats(struct page_writer *page, const struct bodies *view, struct slice body)
{
    size_t count = 0;
    for (size_t i = 0; i < view->seats.count; i++) {
        const struct record *seat = &view->seats.records[i];
        struct slice post = record_text(seat, "post");
        if (!slice_equal(record_text(seat, "body"), body) || !in_force(seat, view->on))
            continue;
        if (count++ == 0)
            html(page, "<details class=\"govuk-details\" open=\"open\"><summary "
                       "class=\"govuk-details__summary\"><span "
                       "class=\"govuk-details__summary-text\">Its seats</span></summary><div "
                       "class=\"govuk-details__text\"><ul class=\"govuk-list "
                       "govuk-list--bullet\">");
        html(page, "<li>");
        html_link_to(page, "seat", seat->code, record_title(seat));
        if (post.length == 0) {
            html(page, ": ");
            word(page, WORD_GAP, SLICE("vacant"));
        } else if (!slice_equal(titles_get(&view->titles, &post_entity, post),
                                record_title(seat))) {
            html(page, ": ");
            html_link_to(page, "post", post, titles_get(&view->titles, &post_entity, post));
        }
        html(page, "</li>");
    }
    if (count)
        html(page, "</ul></div></details>\n");
}

static void write_dates(struct page_writer *page, const struct record *body)
{
    struct slice starts = record_text(body, "starts"), ends = record_text(body, "ends");
    if (starts.length) {
        html(page, "Began ");
        words_stored_date(page, starts);
        html(page, ". ");
    }
    if (ends.length) {
        html(page, "Ended ");
        words_stored_date(page, ends);
        html(page, ". ");
    }
    html_text(page, record_text(body, "dates_stated"));
}

static void write_body(struct page_writer *page, const struct bodies *view,
                       const struct record *body)
{
    struct slice superior = record_text(body, "reports_to");
    const struct record *above = plan_find(&view->bodies, superior);
    html(page, "<section class=\"weft-objective\"><h2>");
    html_link_to(page, "body", body->code, record_title(body));
    html(page, "</h2><p class=\"weft-objective__says\">");
    if (above) {
        html(page, "Reports to ");
        html_link_to(page, "body", superior, record_title(above));
        html(page, ". ");
        if (!in_force(above, view->on))
            word(page, WORD_GAP, SLICE("which has ended"));
    }
    html(page, " ");
    write_dates(page, body);
    html(page, "</p>\n");
    markdown(page, 3, record_text(body, "description"));
    write_seats(page, view, body->code);
    html(page, "</section>\n");
}

static int load(struct request *request, struct bodies *view)
{
    struct slice none = {0};
    int code = plan_list(request->reader, &body_entity, NULL, none, &request->actor, request->arena,
                         &view->bodies, &request->err);
    if (code == 0)
        code = plan_list(request->reader, &seat_entity, NULL, none, &request->actor, request->arena,
                         &view->seats, &request->err);
    view->titles = titles_in(request->arena);
    for (size_t i = 0; code == 0 && i < view->seats.count; i++)
        titles_want(&view->titles, &post_entity, record_text(&view->seats.records[i], "post"));
    if (code == 0)
        code = titles_load(&view->titles, request->reader, &request->actor, &request->err);
    return code;
}

int bodies_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct bodies view = {0};
    size_t met = 0;
    int code = page_open(request, response, &page);
    view.asked = query_day(request, response);
    view.on = date_is_given(view.asked.on) ? view.asked.on
              : code == 0                  ? page_opening_day(&page, request->today)
                                           : request->today;
    if (code == 0)
        code = load(request, &view);
    if (code < 0)
        return code;
    struct slice title = SLICE("Boards and groups");
    page_begin(&page, &(struct page_head){.title = title,
                                          .place = PLACE_WHO,
                                          .thread = governance_thread(&page),
                                          .refused = view.asked.faults.count > 0});
    form_errors(&page, "Not shown as it was", &view.asked.faults);
    page_here(&page, MARKUP("Governance"), title);
    as_it_was(&page, SLICE("/governance"), view.on, &view.asked);
    for (size_t i = 0; i < view.bodies.count; i++)
        met += in_force(&view.bodies.records[i], view.on);
    html(&page, "<p class=\"weft-says\">On ");
    words_date(&page, view.on);
    html(&page, " there were ");
    words_counted(&page, (int64_t)met, "board or group", "boards and groups");
    html(&page, ".</p>\n");
    for (size_t i = 0; i < view.bodies.count; i++)
        if (in_force(&view.bodies.records[i], view.on))
            write_body(&page, &view, &view.bodies.records[i]);
    if (met < view.bodies.count) {
        html(&page, "<h2 class=\"govuk-heading-m\">Not on that day</h2><ul class=\"weft-links\">");
        for (size_t i = 0; i < view.bodies.count; i++) {
            const struct record *body = &view.bodies.records[i];
            if (in_force(body, view.on))
                continue;
            html(&page, "<li>");
            html_link_to(&page, "body", body->code, record_title(body));
            html(&page, "<br/><span class=\"weft-quiet\">");
            write_dates(&page, body);
            html(&page, "</span></li>");
        }
        html(&page, "</ul>\n");
    }
    return page_end(&page, &request->err);
}
