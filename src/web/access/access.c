/* Signing in and out, and the change of a password. */
#include "web/web.h"

#include "base/banned.h"

static int show_sign_in(struct request *request, struct response *response)
{
    if (request_signed_in(request)) {
        response_redirect(response, SLICE("/"));
        return 0;
    }
    sign_in_form(request, response, NULL);
    return 0;
}

static int sign_in(struct request *request, struct response *response)
{
    struct slice next = {0};
    struct faults faults = faults_in(request->arena);
    struct slice name = request_form(request, "name");
    int code = gate_sign_in(request, response, name, request_form(request, "password"), &next);
    if (code == 0)
        response_redirect(response, next);
    if (code != ERR_FORBIDDEN)
        return code;
    fault_add(&faults, "password", "%s", request->err.message);
    response->status = 403;
    sign_in_form(request, response, &faults);
    return 0;
}

static int sign_out(struct request *request, struct response *response)
{
    int code = gate_sign_out(request, response);
    if (code == 0)
        response_redirect(response, SLICE("/"));
    return code;
}

static int password_form(struct request *request, struct response *response,
                         const struct faults *faults, bool done)
{
    struct page_writer page;
    int code = page_open(request, response, &page);
    if (code < 0)
        return code;
    page_begin(&page, &(struct page_head){.title = SLICE("Change your password"),
                                          .tool = true,
                                          .refused = faults && faults->count});
    form_errors(&page, "Not changed", faults);
    if (done)
        notice_done(&page, SLICE("Your password is changed. Elsewhere you are signed out."));
    page_here(&page, MARKUP(""), SLICE("Change your password"));
    html(&page, "<div class=\"weft-measure\"><form method=\"post\" action=\"/password\" "
                "novalidate=\"novalidate\">");
    form_token(&page);
    form_input(&page,
               &(struct form_input){.name = "old",
                                    .label = "Password now",
                                    .type = "password",
                                    .autocomplete = "current-password"},
               faults);
    form_input(&page,
               &(struct form_input){.name = "password",
                                    .label = "New password",
                                    .hint = "At least twelve characters, and not your name: three "
                                            "words that do not belong together are good",
                                    .type = "password",
                                    .autocomplete = "new-password"},
               faults);
    form_input(&page,
               &(struct form_input){.name = "again",
                                    .label = "New password again",
                                    .type = "password",
                                    .autocomplete = "new-password"},
               faults);
    form_submit(&page, "Change it");
    html(&page, "</form></div>\n");
    return page_end(&page, &request->err);
}

static int show_password(struct request *request, struct response *response)
{
    return password_form(request, response, NULL, false);
}

static int change_password(struct request *request, struct response *response)
{
    struct faults faults = faults_in(request->arena);
    struct slice chosen = request_form(request, "password");
    bool alike = slice_equal(chosen, request_form(request, "again"));
    int code = alike ? gate_change_password(request, request_form(request, "old"), chosen)
                     : err_set(&request->err, ERR_RANGE, "again",
                               "The two new passwords differ. Type the same one in both boxes.");
    if (code == 0)
        return password_form(request, response, NULL, true);
    if (code != ERR_FORBIDDEN && code != ERR_RANGE)
        return code;
    fault_add(&faults,
              code == ERR_FORBIDDEN ? "old"
              : alike               ? "password"
                                    : "again",
              "%s", request->err.message);
    response->status = 422;
    return password_form(request, response, &faults, false);
}

static const struct page pages[] = {
    PAGE("/sign-in", show_sign_in, FOR_ANYONE, READ),
    SLOW("/sign-in", sign_in, FOR_ANYONE, READ),
    SLOW("/sign-out", sign_out, FOR_SIGNED_IN, READ),
    PAGE("/password", show_password, FOR_SIGNED_IN, READ),
    SLOW("/password", change_password, FOR_SIGNED_IN, READ),
};

extern const struct page_table access_page_table;
const struct page_table access_page_table = PAGES(pages);
