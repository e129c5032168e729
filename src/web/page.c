#include "web/page.h"

#include "domain/access/access.h"
#include "domain/performance/performance.h"
#include "web/asset.h"
#include "web/components.h"

#include "base/banned.h"

struct section {
    const char *path, *label;
    enum page_place place;
    bool signed_in, loads, users;
};

static const struct section places[] = {
    {"/owe", "What I owe", PLACE_OWE, .signed_in = true},
    {"/", "Scorecard", PLACE_SCORECARD},
    {"/plan", "The plan", PLACE_PLAN},
    {"/accountability", "Who answers", PLACE_WHO},
    {"/records", "Records", PLACE_RECORDS},
    {"/load", "Loads", PLACE_LOADS, .loads = true},
    {"/data", "Open data", PLACE_DATA},
    {"/user", "Users", PLACE_USERS, .users = true},
};

/* A plain weave of three by three; the middle warp is the thread, and goes on down the page. */
static const struct markup mark = MARKUP(
    "<svg class=\"weft-header__mark\" viewBox=\"0 0 36 40\" aria-hidden=\"true\" "
    "focusable=\"false\"><path class=\"weft-mark__warp\" d=\"M7 1V14M7 22V35M29 1V14M29 22V35M0 "
    "8H3M11 8H25M33 8H36M0 18H14M22 18H36M0 28H3M11 28H25M33 28H36\"/><path "
    "class=\"weft-mark__thread\" d=\"M18 1V4M18 12V24M18 32V40\"/></svg>");

enum { PAGE_ROOM = 60000 }; /* what most pages are within, so that few are moved as they grow */

struct page_writer page_open_bare(struct request *request, struct response *response)
{
    struct page_frame *frame = ARENA_NEW(request->arena, struct page_frame);
    frame->person = request->user_name;
    if (request_signed_in(request))
        frame->token = request_csrf(request, response);
    frame->loads = permit(&request->actor, &indicator_entity, UPDATE);
    frame->users = permit(&request->actor, &user_entity, UPDATE);
    buffer_room(&response->body, PAGE_ROOM);
    return (struct page_writer){.out = &response->body, .arena = request->arena, .frame = frame};
}

int page_open(struct request *request, struct response *response, struct page_writer *ret_page)
{
    struct page_writer page = page_open_bare(request, response);
    struct page_frame *frame = (struct page_frame *)page.frame;
    int code = plan_frame_load(request->reader, &request->actor, request->arena, &frame->plan,
                               &request->err);
    if (code == 0)
        *ret_page = page;
    return code;
}

static struct slice partnership_text(const struct page_writer *page, const char *name)
{
    const struct plan_frame *plan = &page->frame->plan;
    return plan->has_partnership ? record_text(&plan->partnership, name) : (struct slice){0};
}

struct slice page_place_name(const struct page_writer *page)
{
    return partnership_text(page, "place");
}

struct slice page_area(const struct page_writer *page)
{
    return partnership_text(page, "area");
}

bool page_is_invented(const struct page_writer *page)
{
    return slice_is(partnership_text(page, "kind"), "invented");
}

struct date page_opening_day(const struct page_writer *page, struct date today)
{
    const struct plan_frame *plan = &page->frame->plan;
    return plan->has_plan ? plan_opening_day(&plan->plan, today) : today;
}

static struct slice query_part(const struct request *request, const char *name, const char *part)
{
    return slice_trim(request_query(request, arena_printf(request->arena, "%s-%s", name, part)));
}

static bool query_number(struct request *request, const char *name, const char *part, int64_t most,
                         int64_t *ret_number)
{
    return slice_to_int64(query_part(request, name, part), ret_number) && *ret_number > 0 &&
           *ret_number <= most;
}

/* What was typed is told where it is of the length of a date. */
static int refuse_day(struct request *request, const char *name)
{
    enum { LONGEST_TOLD = 30 };
    struct slice day = query_part(request, name, "day"), month = query_part(request, name, "month"),
                 year = query_part(request, name, "year");
    size_t length = day.length + month.length + year.length;
    const char *what = length == 0 ? "No day is given"
                       : length > LONGEST_TOLD
                           ? "That is no day"
                           : arena_printf(request->arena, "There is no day “%.*s %.*s %.*s”",
                                          SLICE_PRINT(day), SLICE_PRINT(month), SLICE_PRINT(year));
    return err_set(&request->err, ERR_RANGE, name,
                   "%s. Give a day, a month and a year, such as 31, 3 and 2012.", what);
}

int query_date(struct request *request, const char *name, struct date *ret_date)
{
    int64_t day, month, year;
    const char *first = arena_printf(request->arena, "%s-day", name);
    if (!request_query(request, first).data)
        return 0;
    if (query_number(request, name, "day", 31, &day) &&
        query_number(request, name, "month", 12, &month) &&
        query_number(request, name, "year", 9999, &year)) {
        struct date date = {(int16_t)year, (uint8_t)month, (uint8_t)day};
        if (date_is_valid(date)) {
            *ret_date = date;
            return 0;
        }
    }
    return refuse_day(request, name);
}

int query_known_date(struct request *request, const char *name, struct date *ret_date)
{
    struct date date = {0};
    int code = query_date(request, name, &date);
    if (code < 0)
        return code;
    if (date_compare(date, request->today) > 0)
        return err_set(&request->err, ERR_RANGE, name,
                       "“%d %d %d” is still to come: nobody knows yet what will be known by then. "
                       "Give today or a day before it.",
                       date.day, date.month, date.year);
    *ret_date = date;
    return 0;
}

typedef int query_function(struct request *request, const char *name, struct date *ret_date);

static struct asked_day query_by(query_function *query, struct request *request,
                                 struct response *response)
{
    struct asked_day asked = {.source = request_query(request, "source"),
                              .via = request_query(request, "via"),
                              .faults = faults_in(request->arena)};
    if (query(request, "on", &asked.on) == 0)
        return asked;
    fault_add(&asked.faults, "on", "%s", request->err.message);
    asked.typed = slice_from(arena_printf(request->arena, "%.*s-%.*s-%.*s",
                                          SLICE_PRINT(query_part(request, "on", "year")),
                                          SLICE_PRINT(query_part(request, "on", "month")),
                                          SLICE_PRINT(query_part(request, "on", "day"))));
    request->err = (struct err){0};
    response->status = 400;
    return asked;
}

struct asked_day query_day(struct request *request, struct response *response)
{
    return query_by(query_date, request, response);
}

struct asked_day query_known_day(struct request *request, struct response *response)
{
    return query_by(query_known_date, request, response);
}

void page_as_of(struct page_writer *page, const char *says, struct date on, struct slice now_path)
{
    if (!date_is_given(on))
        return;
    html(page, "<div class=\"govuk-inset-text\"><strong>");
    html_string(page, says);
    words_date(page, on);
    html(page, ".</strong> ");
    html_link(page, now_path, SLICE("See it as it is now"));
    html(page, "</div>\n");
}

static void write_head(struct page_writer *page, const struct page_head *head)
{
    html(page, "<!DOCTYPE html>\n<html lang=\"en-GB\" class=\"govuk-template weft-template\">\n"
               "<head>\n<meta charset=\"utf-8\"/>\n<title>");
    if (head->refused)
        html(page, "Error: ");
    html_text(page, head->title);
    html(page, " – Weft</title>\n<meta name=\"viewport\" content=\"width=device-width, "
               "initial-scale=1, viewport-fit=cover\"/>\n"
               "<meta name=\"theme-color\" content=\"#17262d\"/>\n"
               "<link rel=\"icon\" type=\"image/svg+xml\" href=\"");
    html_string(page, asset_path("mark.svg"));
    html(page, "\"/>\n<link rel=\"stylesheet\" href=\"");
    html_string(page, asset_path("weft.css"));
    html(page, "\"/>\n<script type=\"module\" src=\"");
    html_string(page, asset_path("weft.js"));
    html(page, "\"></script>\n</head>\n");
}

static void write_person(struct page_writer *page)
{
    const struct page_frame *frame = page->frame;
    if (frame->person.length == 0) {
        html(page, "<span class=\"weft-header__who\"><a href=\"/sign-in\">Sign in</a></span>");
        return;
    }
    html(page, "<div class=\"weft-header__who weft-header__who--name\"><a href=\"/password\">");
    html_text(page, frame->person);
    html(page, "</a> <form class=\"weft-signout\" method=\"post\" action=\"/sign-out\">");
    form_token(page);
    html(page, "<button type=\"submit\">Sign out</button></form></div>");
}

static void write_places(struct page_writer *page, enum page_place here)
{
    const struct page_frame *frame = page->frame;
    html(page, "<nav class=\"weft-nav\" aria-label=\"Main\"><ul>");
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const struct section *place = &places[i];
        if ((place->signed_in && frame->person.length == 0) || (place->loads && !frame->loads) ||
            (place->users && !frame->users))
            continue;
        html(page, "<li><a href=\"");
        html_string(page, place->path);
        html(page, "\"");
        if (place->place == here)
            html(page, " aria-current=\"page\"");
        html(page, ">");
        html_string(page, place->label);
        html(page, "</a></li>");
    }
    html(page, "</ul></nav>\n");
}

/* The strip under the header carries the thread from the mark to the page, so it is there on
 * every page, with words or without. */
static void write_notice(struct page_writer *page)
{
    html(page, "<div class=\"weft-example\" role=\"region\" aria-label=\"About this site\"><div "
               "class=\"weft-width\"><div class=\"weft-example__in\"><p>");
    if (page_is_invented(page))
        html(page, "<strong>Invented.</strong> This partnership, its plan, its people and its "
                   "figures are made up to show what Weft does. No real place is meant.");
    else
        html(page, "What the plan and the publishers of its figures say, and nothing else. What "
                   "neither says is marked <em>not stated</em>.");
    html(page, "</p></div></div></div>\n");
}

void page_begin(struct page_writer *page, const struct page_head *head)
{
    write_head(page, head);
    html(page, "<body class=\"govuk-template__body");
    if (head->tool)
        html(page, " weft-off");
    html(page, "\">\n<a href=\"#main-content\" class=\"govuk-skip-link\">Skip to main content</a>\n"
               "<header class=\"weft-header\"><div class=\"weft-width\"><div "
               "class=\"weft-header__in\">");
    html_markup(page, mark);
    html(page, "<div class=\"weft-header__row\"><a class=\"weft-header__name\" href=\"/\">Weft</a>"
               "<span class=\"weft-header__of\">");
    html_text(page, partnership_text(page, "title"));
    html(page, "</span>");
    write_person(page);
    html(page, "</div>\n");
    write_places(page, head->place);
    html(page, "</div></div></header>\n");
    write_notice(page);
    html(page, "<div class=\"weft-width\"><div class=\"weft-strand\">\n");
    if (head->thread && !head->tool)
        thread_above(page, head->thread);
    html(page, "<main class=\"weft-main\" id=\"main-content\" tabindex=\"-1\">\n");
}

void page_here(struct page_writer *page, struct markup level, struct slice title)
{
    html(page, "<div class=\"weft-here\"><h1 class=\"govuk-heading-l\">");
    if (level.length) {
        html(page, "<span class=\"weft-here__level\">");
        html_markup(page, level);
        html(page, "</span>");
    }
    html_text(page, title);
    html(page, "</h1></div>\n");
}

int page_end(struct page_writer *page, struct err *err)
{
    html(page,
         "</main>\n</div></div>\n<footer class=\"weft-footer\"><div class=\"weft-width\"><div "
         "class=\"weft-footer__in\">\n<ul><li><a href=\"/search\">Search</a></li><li><a "
         "href=\"/accessibility\">Accessibility</a></li><li><a href=\"/data\">Open data and "
         "sources</a></li><li><a href=\"/words\">How the words are chosen</a></li><li><a "
         "href=\"/dictionary\">Data dictionary</a></li></ul>\n");
    if (page_is_invented(page))
        html(page, "<p>Figures: invented, made by a seeded generator.</p>\n");
    else
        html(page, "<p>Figures: Department for Education, OHID, ONS and DWP, under the <a "
                   "href=\"https://www.nationalarchives.gov.uk/doc/open-government-licence/version/"
                   "3/\">Open Government Licence v3.0</a>.</p>\n");
    html(page, "<p>Weft is free software (AGPL-3.0-or-later).</p>\n</div></div></footer>\n"
               "</body>\n</html>\n");
    return buffer_status(page->out, "This page", err);
}

struct slice person_name(const struct request *request, struct slice user)
{
    struct slice name = user;
    if (permit_inside(&request->actor))
        user_name(request->reader, user, request->arena, &name, NULL);
    return name;
}
