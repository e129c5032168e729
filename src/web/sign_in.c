/* The form to sign in. What somebody was writing when their session ended travels in it sealed, and
 * is given back after. */
#include "web/web.h"

#include "base/banned.h"

/* Where to go once signed in: to the page that asked for it, else where the form or a link said. */
static struct slice find_next(const struct request *request, bool stopped)
{
    if (request->is_action)
        return request_form(request, "next");
    return stopped ? request_target(request) : request_query(request, "next");
}

static void write_fields(struct page_writer *page, struct request *request, bool stopped,
                         const struct faults *faults)
{
    struct slice next = find_next(request, stopped);
    struct slice kept = request->kept.length ? request->kept : request_form(request, "kept");
    form_input(page,
               &(struct form_input){.name = "name",
                                    .label = "Name",
                                    .hint = "The short name that your administrator gave you",
                                    .type = "text",
                                    .autocomplete = "username",
                                    .value = request_form(request, "name")},
               faults);
    form_input(page,
               &(struct form_input){.name = "password",
                                    .label = "Password",
                                    .type = "password",
                                    .autocomplete = "current-password"},
               faults);
    if (next.length)
        form_hidden(page, "next", next);
    if (kept.length)
        form_hidden(page, "kept", kept);
}

void sign_in_form(struct request *request, struct response *response, const struct faults *faults)
{
    struct page_writer page;
    bool stopped = response->status == 401; /* a page asked for it, not the person */
    if (!request->reader || page_open(request, response, &page) < 0)
        page = page_open_bare(request, response);
    struct page_frame *frame = (struct page_frame *)page.frame;
    frame->token = request_csrf(request, response);
    page_begin(&page, &(struct page_head){.title = SLICE("Sign in"),
                                          .tool = true,
                                          .refused = faults && faults->count});
    form_errors(&page, "Not signed in", faults);
    page_here(&page, MARKUP(""), SLICE("Sign in"));
    html(&page, "<div class=\"weft-measure\">");
    if (request->kept.length)
        html(&page, "<p class=\"weft-lead\">Your session ended meanwhile. What you typed is kept: "
                    "sign in, and it stands in its form again.</p>");
    else if (stopped)
        html(&page, "<p class=\"weft-lead\">That page is for people who are signed in.</p>");
    html(&page, "<form method=\"post\" action=\"/sign-in\" novalidate=\"novalidate\">");
    form_token(&page);
    write_fields(&page, request, stopped, faults);
    form_submit(&page, "Sign in");
    html(&page, "</form></div>\n");
    page_end(&page, NULL);
}
