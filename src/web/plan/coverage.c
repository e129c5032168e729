/* Which principles are served where: rolled up from the commitments, its empty cells too. */
#include "web/plan/pages.h"

#include "base/banned.h"

/* The strategic objective under which a commitment stands, by its priority. */
static struct slice objective_of(const struct plan_view *view, const struct record *commitment)
{
    const struct record *priority =
        plan_find(&view->priorities, record_text(commitment, "priority"));
    return priority ? record_text(priority, "strategic_objective") : (struct slice){0};
}

static bool is_in_cell(const struct plan_view *view, const struct record *commitment,
                       struct slice principle, struct slice objective)
{
    return plan_holds(commitment, "principles", principle) &&
           slice_equal(objective_of(view, commitment), objective);
}

static void append_cell(struct buffer *out, const struct plan_view *view, struct slice principle,
                        struct slice objective)
{
    size_t count = 0;
    for (size_t i = 0; i <= view->commitments.count; i++) {
        bool is_end = i == view->commitments.count;
        const struct record *commitment = &view->commitments.records[i];
        if (is_end ? count > 0 : !is_in_cell(view, commitment, principle, objective))
            continue;
        count++;
        struct slice code = {0};
        if (!is_end)
            code = commitment->code;
        FILE_ROW(out, file_text(principle), file_text(objective), file_text(code));
    }
}

static void write_cell(struct page_writer *page, const struct plan_view *view,
                       struct slice principle, struct slice objective)
{
    size_t count = 0;
    for (size_t i = 0; i < view->commitments.count; i++) {
        const struct record *commitment = &view->commitments.records[i];
        if (!is_in_cell(view, commitment, principle, objective))
            continue;
        if (count++)
            html(page, "<br/>");
        html_link_to(page, "commitment", commitment->code, record_title(commitment));
    }
    if (count == 0)
        word(page, WORD_NONE, SLICE("none"));
}

static size_t count_empty(const struct plan_view *view)
{
    size_t empty = 0;
    for (size_t p = 0; p < view->principles.count; p++)
        for (size_t o = 0; o < view->objectives.count; o++) {
            bool served = false;
            for (size_t i = 0; i < view->commitments.count && !served; i++)
                served =
                    is_in_cell(view, &view->commitments.records[i],
                               view->principles.records[p].code, view->objectives.records[o].code);
            empty += !served;
        }
    return empty;
}

static void write_matrix(struct page_writer *page, const struct plan_view *view)
{
    size_t count = view->objectives.count;
    struct column *columns = arena_array(page->arena, count + 1, sizeof *columns);
    columns[0].label = SLICE("Principle");
    for (size_t i = 0; i < count; i++)
        columns[i + 1].label = record_title(&view->objectives.records[i]);
    struct table table = {.caption = MARKUP("Commitments that serve each principle, by objective"),
                          .columns = columns,
                          .column_count = count + 1,
                          .stacked = true,
                          .tight = true};
    table_begin(page, &table);
    for (size_t p = 0; p < view->principles.count; p++) {
        const struct record *principle = &view->principles.records[p];
        table_row(page, &table, false);
        table_cell(page, &table, 0);
        html_link_to(page, "principle", principle->code, record_title(principle));
        for (size_t i = 0; i < count; i++) {
            table_cell(page, &table, i + 1);
            write_cell(page, view, principle->code, view->objectives.records[i].code);
        }
        table_row_end(page, &table);
    }
    table_end(page, &table);
}

/* A row for each commitment in a cell, and one without for each empty cell. */
int coverage_file(struct request *request, struct response *response)
{
    struct plan_view view;
    int code = plan_view_load(request->reader, request->registry, &request->actor, request->arena,
                              &view, &request->err);
    if (code < 0)
        return code;
    struct buffer *out = &response->body;
    buffer_string(out, "principle,strategic_objective,commitment\r\n");
    for (size_t p = 0; p < view.principles.count; p++)
        for (size_t o = 0; o < view.objectives.count; o++)
            append_cell(out, &view, view.principles.records[p].code,
                        view.objectives.records[o].code);
    return file_send(request, response, "coverage");
}

int coverage_page(struct request *request, struct response *response)
{
    struct page_writer page = page_open_bare(request, response);
    struct plan_view view;
    int code = plan_view_load(request->reader, request->registry, &request->actor, request->arena,
                              &view, &request->err);
    if (code < 0)
        return code;
    ((struct page_frame *)page.frame)->plan = view.frame;
    struct slice title = SLICE("Principles, and where they are served");
    size_t cells = view.principles.count * view.objectives.count;
    page_begin(&page, &(struct page_head){.title = title, .place = PLACE_PLAN, .tool = true});
    page_here(&page, MARKUP(""), title);
    html(&page, "<p class=\"weft-says\">Of ");
    words_counted(&page, (int64_t)cells, "cell", "cells");
    html(&page, ", ");
    words_number(&page, (int64_t)count_empty(&view));
    html(&page, " are empty: no commitment under that objective serves that principle.</p>\n");
    if (view.frame.has_plan && record_text(&view.frame.plan, "principles_stated").length) {
        html(&page, "<p class=\"govuk-body\">");
        html_text(&page, record_text(&view.frame.plan, "principles_stated"));
        html(&page, "</p>\n");
    }
    if (cells) {
        write_matrix(&page, &view);
        file_link(&page, SLICE("/coverage.csv"));
    }
    return page_end(&page, &request->err);
}
