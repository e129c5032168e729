/* The risks to the plan: how likely against how bad, and each with who watches it. */
#include "web/plan/pages.h"

#include <stdlib.h>

#include "base/banned.h"

enum { MOST = 5 };

static int64_t number_of(const struct record *risk, const char *field)
{
    struct value value = *record_value(risk, field);
    return value.kind == VALUE_INTEGER ? value.integer : 0;
}

static void write_cell(struct page_writer *page, const struct record_list *risks,
                       int64_t likelihood, int64_t impact)
{
    size_t count = 0;
    for (size_t i = 0; i < risks->count; i++) {
        const struct record *risk = &risks->records[i];
        if (number_of(risk, "likelihood") != likelihood || number_of(risk, "impact") != impact)
            continue;
        if (count++)
            html(page, "<br/>");
        html_link_to(page, "risk", risk->code, record_title(risk));
    }
}

/* Likely ones on top, severe ones to the right. */
static void write_matrix(struct page_writer *page, const struct record_list *risks)
{
    static const struct column columns[] = {
        {.label = {"Likelihood", 10}}, {.label = {"Impact 1", 8}}, {.label = {"Impact 2", 8}},
        {.label = {"Impact 3", 8}},    {.label = {"Impact 4", 8}}, {.label = {"Impact 5", 8}}};
    struct table table = {.caption = MARKUP("Risks by likelihood and impact"),
                          .columns = columns,
                          .column_count = MOST + 1,
                          .tight = true};
    table_begin(page, &table);
    for (int64_t likelihood = MOST; likelihood > 0; likelihood--) {
        table_row(page, &table, false);
        table_cell(page, &table, 0);
        html_integer(page, likelihood);
        for (int64_t impact = 1; impact <= MOST; impact++) {
            table_cell(page, &table, (size_t)impact);
            write_cell(page, risks, likelihood, impact);
        }
        table_row_end(page, &table);
    }
    table_end(page, &table);
}

static void write_rating(struct page_writer *page, const struct record *risk)
{
    if (record_value(risk, "rating")->kind == VALUE_NONE) {
        not_stated(page);
        return;
    }
    html_text(page, record_text(risk, "rating"));
    html(page, "<br/><span class=\"weft-quiet\">likelihood&#160;");
    html_integer(page, number_of(risk, "likelihood"));
    html(page, ", impact&#160;");
    html_integer(page, number_of(risk, "impact"));
    html(page, "</span>");
}

static void write_text(struct page_writer *page, const struct table *table, size_t column,
                       struct slice text)
{
    table_cell(page, table, column);
    stated(page, text);
}

static void write_review(struct page_writer *page, const struct record *risk, struct date today)
{
    struct date due;
    if (!date_parse(record_text(risk, "review_due"), &due)) {
        not_stated(page);
        return;
    }
    words_date(page, due);
    if (date_compare(due, today) >= 0)
        return;
    html(page, "<br/>");
    word(page, WORD_LATE, SLICE("overdue"));
}

static void write_list(struct page_writer *page, const struct record_list *risks,
                       const struct titles *titles, struct date today)
{
    static const struct column columns[] = {
        {.label = {"Risk", 4}},   {.label = {"What may happen", 15}},
        {.label = {"Rating", 6}}, {.label = {"What is done", 12}},
        {.label = {"Owner", 5}},  {.label = {"Next review", 11}}};
    struct table table = {.caption = MARKUP("Risks"),
                          .columns = columns,
                          .column_count = 6,
                          .stacked = true,
                          .tight = true};
    table_begin(page, &table);
    for (size_t i = 0; i < risks->count; i++) {
        const struct record *risk = &risks->records[i];
        struct slice owner = record_text(risk, "owner");
        table_row(page, &table, false);
        table_cell(page, &table, 0);
        html_link_to(page, "risk", risk->code, record_title(risk));
        write_text(page, &table, 1, record_text(risk, "event"));
        table_cell(page, &table, 2);
        write_rating(page, risk);
        write_text(page, &table, 3, record_text(risk, "controls"));
        write_text(page, &table, 4, owner.length ? titles_get(titles, &post_entity, owner) : owner);
        table_cell(page, &table, 5);
        write_review(page, risk, today);
        table_row_end(page, &table);
    }
    table_end(page, &table);
}

/* The worst first; those rated alike, or not at all, stay in the plan's order. */
static int by_rating(const void *a, const void *b)
{
    const struct record *x = a, *y = b;
    int64_t of_x = number_of(x, "likelihood") * number_of(x, "impact"),
            of_y = number_of(y, "likelihood") * number_of(y, "impact"),
            at_x = number_of(x, "position"), at_y = number_of(y, "position");
    if (of_x != of_y)
        return of_x > of_y ? -1 : 1;
    return (at_x > at_y) - (at_x < at_y);
}

int risks_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct record_list risks = {0};
    struct titles titles = titles_in(request->arena);
    size_t rated = 0;
    int code = page_open(request, response, &page);
    if (code == 0)
        code = plan_list(request->reader, &risk_entity, NULL, (struct slice){0}, &request->actor,
                         request->arena, &risks, &request->err);
    for (size_t i = 0; code == 0 && i < risks.count; i++) {
        titles_want(&titles, &post_entity, record_text(&risks.records[i], "owner"));
        rated += record_value(&risks.records[i], "rating")->kind != VALUE_NONE;
    }
    if (code == 0)
        code = titles_load(&titles, request->reader, &request->actor, &request->err);
    if (code < 0)
        return code;
    page_begin(&page,
               &(struct page_head){.title = SLICE("Risks"), .place = PLACE_PLAN, .tool = true});
    page_here(&page, MARKUP(""), SLICE("Risks"));
    html(&page, "<p class=\"weft-says\">");
    words_number_first(&page, (int64_t)risks.count);
    html_string(&page, risks.count == 1 ? " risk to the plan is" : " risks to the plan are");
    html(&page, " on the register");
    if (risks.count && rated == 0)
        html(&page, ". How likely and how bad each is, is not stated");
    html(&page, ".</p>\n");
    if (rated) {
        html(&page, "<div class=\"weft-matrix\">");
        write_matrix(&page, &risks);
        html(&page, "</div>\n");
    }
    if (risks.count)
        qsort(risks.records, risks.count, sizeof *risks.records, by_rating);
    write_list(&page, &risks, &titles, page_opening_day(&page, request->today));
    html(&page,
         "<p class=\"govuk-body\"><a class=\"govuk-link\" href=\"/records/risk\">The register as a "
         "list</a> &#8194; <a class=\"govuk-link weft-noprint\" "
         "href=\"/records/risk?as=csv\">Download it as CSV</a></p>\n");
    return page_end(&page, &request->err);
}
