/* Pages for what went wrong: what happened, where, and what to do. */
#include "web/web.h"

#include "base/banned.h"

struct error_words {
    int status;
    const char *title, *says;
};

static const struct error_words words_of[] = {
    {400, "This request cannot be read",
     "The address or form holds something that cannot be right."},
    {403, "You may not open this",
     "If your work needs it, ask an administrator for the role that may."},
    {404, "Not found", "It may have moved, or the address may be mistyped."},
    {405, "This address does not take that", "It can be opened, or sent a form, but not both."},
    {409, "That cannot be done as things stand", "Nothing was changed."},
    {413, "That is too large", "There is a limit to what is taken in one piece."},
    {429, "Too many attempts", "This keeps others from guessing a password. Nothing is locked."},
    {500, "Something went wrong here", "It is our fault, not yours, and nothing was changed."},
    {503, "Busy just now",
     "What you typed stands on the page that you came from: go back to it, and send it again."},
};

static const struct error_words *find_words(int status)
{
    const size_t count = sizeof words_of / sizeof *words_of;
    for (size_t i = 0; i < count; i++)
        if (words_of[i].status == status)
            return &words_of[i];
    return &words_of[count - 2];
}

/* What went wrong here, then what that mostly means. Our own faults are told in general words
 * alone: the particular ones are for the log. That too many wait is nobody's fault, and is told. */
static void write_reason(struct page_writer *page, const struct request *request,
                         const struct error_words *words)
{
    html(page, "<p class=\"weft-says\">");
    if ((words->status < 500 || words->status == 503) && request->err.message[0]) {
        html_string(page, request->err.message);
        html(page, "</p>\n<p class=\"govuk-body\">");
    }
    html_string(page, words->says);
    html(page, "</p>\n");
}

/* A form that was sent too often stands at the address that it is sent to. */
static void write_form_link(struct page_writer *page, const struct request *request)
{
    CLEANUP(buffer_free) struct buffer path = BUFFER(1 << 14);
    struct slice next = request_form(request, "next");
    buffer_append(&path, request->path);
    if (next.length) {
        buffer_byte(&path, '?');
        url_pair(&path, SLICE("next"), next);
    }
    html(page, "<li>");
    html_link(page, buffer_slice(&path), SLICE("Go back to the form, to try again then"));
    html(page, "</li>");
}

static void write_way_on(struct page_writer *page, const struct request *request, int status)
{
    bool signed_in = request->user_name.length > 0;
    if (status == 404)
        form_search(page, "Look for it by its words", (struct slice){0});
    html(page, "<ul class=\"weft-links\">");
    if (status == 429)
        write_form_link(page, request);
    if (status == 403 && !signed_in)
        html(page, "<li><a class=\"govuk-link\" href=\"/sign-in\">Sign in</a></li>");
    html(page, "<li><a class=\"govuk-link\" href=\"/\">Go to the scorecard</a></li>");
    if (status == 404)
        html(page, "<li><a class=\"govuk-link\" href=\"/plan\">Go to the plan</a></li><li><a "
                   "class=\"govuk-link\" href=\"/records\">All kinds of record</a></li></ul>\n");
    else
        html(page, "<li><a class=\"govuk-link\" href=\"/search\">Search "
                   "everything</a></li></ul>\n");
}

void error_page(struct request *request, struct response *response, int status)
{
    if (status == 401) {
        sign_in_form(request, response, NULL);
        return;
    }
    struct page_writer page;
    struct err kept = request->err;
    if (!request->reader || status >= 500 || page_open(request, response, &page) < 0)
        page = page_open_bare(request, response);
    request->err = kept;
    const struct error_words *words = find_words(status);
    struct slice title = slice_from(words->title);
    page_begin(&page, &(struct page_head){.title = title, .tool = true});
    page_here(&page, MARKUP(""), title);
    write_reason(&page, request, words);
    write_way_on(&page, request, status);
    page_end(&page, NULL);
}
