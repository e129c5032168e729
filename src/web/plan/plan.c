/* The plan as a tree, and as one readable document. */
#include "web/plan/pages.h"

#include "base/banned.h"

/* "Five objectives, sixteen operational objectives, …": only what there is. */
static void write_counts(struct page_writer *page, const struct plan_view *view)
{
    const struct {
        size_t count;
        const char *one, *many;
    } kinds[] = {
        {view->objectives.count, "objective", "objectives"},
        {view->operational.count, "operational objective", "operational objectives"},
        {view->priorities.count, "priority", "priorities"},
        {commitments_whole(&view->commitments), "commitment", "commitments"},
    };
    size_t told = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].count == 0)
            continue;
        if (told++)
            html(page, ", ");
        if (told == 1)
            words_number_first(page, (int64_t)kinds[i].count);
        else
            words_number(page, (int64_t)kinds[i].count);
        html(page, " ");
        html_string(page, kinds[i].count == 1 ? kinds[i].one : kinds[i].many);
    }
    html(page, ", agreed by partners who answer for them together.");
}

static void write_aside(struct page_writer *page, const struct plan_view *view)
{
    const struct record *plan = &view->frame.plan;
    html(page, "<aside class=\"weft-aside\" aria-label=\"About this plan\">\n");
    facts_begin(page, false);
    fact_stated(page, "Edition", record_text(plan, "edition"));
    if (record_text(plan, "dates_stated").length) {
        fact_stated(page, "Dates", record_text(plan, "dates_stated"));
    } else {
        fact_begin(page, "Runs");
        words_stored_date(page, record_text(plan, "starts"));
        html(page, " to ");
        words_stored_date(page, record_text(plan, "ends"));
        fact_end(page);
    }
    fact_begin(page, "Earlier versions");
    html(page, "<a class=\"govuk-link\" href=\"");
    html_address(page, path_to(page->arena, "plan", plan->code));
    html(page, "/record\">Its record and history</a>");
    fact_end(page);
    facts_end(page);
    html(page, "</aside>\n");
}

static const struct record *priority_of(const struct plan_view *view, struct slice operational)
{
    for (size_t i = 0; i < view->priorities.count; i++)
        if (slice_equal(record_text(&view->priorities.records[i], "operational_objective"),
                        operational))
            return &view->priorities.records[i];
    return NULL;
}

static void write_priority(struct page_writer *page, const struct record *priority)
{
    struct thread_step step = {.entity = &priority_entity,
                               .starts = record_text(priority, "starts"),
                               .ends = record_text(priority, "ends")};
    html(page, "<span class=\"weft-tree__p\">");
    thread_level(page, &step);
    html(page, ": ");
    html_link_to(page, "priority", priority->code, record_title(priority));
    html(page, "</span>");
}

static void write_operational(struct page_writer *page, const struct plan_view *view,
                              struct slice objective)
{
    for (size_t i = 0; i < view->operational.count; i++) {
        const struct record *operational = &view->operational.records[i];
        if (!slice_equal(record_text(operational, "strategic_objective"), objective))
            continue;
        const struct record *priority = priority_of(view, operational->code);
        html(page, "<li><span class=\"weft-tree__n\">");
        if (record_value(operational, "position")->kind == VALUE_INTEGER)
            html_integer(page, record_value(operational, "position")->integer);
        html(page, "</span>");
        html_link_to(page, operational->entity->name, operational->code, record_title(operational));
        if (priority)
            write_priority(page, priority);
        html(page, "</li>");
    }
}

/* Priorities that hang straight on an objective. */
static void write_straight(struct page_writer *page, const struct plan_view *view,
                           struct slice objective)
{
    for (size_t i = 0; i < view->priorities.count; i++) {
        const struct record *priority = &view->priorities.records[i];
        if (record_text(priority, "operational_objective").length ||
            !slice_equal(record_text(priority, "strategic_objective"), objective))
            continue;
        html(page, "<li><span class=\"weft-tree__n\"></span>");
        write_priority(page, priority);
        html(page, "</li>");
    }
}

static void write_tree(struct page_writer *page, const struct plan_view *view)
{
    html(page, "<section class=\"weft-section\" aria-labelledby=\"tree\"><div "
               "class=\"weft-turn\"><h2 class=\"govuk-heading-m\" id=\"tree\">The "
               "tree</h2></div><ul class=\"weft-tree\">");
    for (size_t i = 0; i < view->objectives.count; i++) {
        const struct record *objective = &view->objectives.records[i];
        html(page, "<li><span class=\"weft-tree__o\">");
        html_integer(page, (int64_t)i + 1);
        html(page, ". ");
        html_link_to(page, objective->entity->name, objective->code, record_title(objective));
        html(page, "</span><p class=\"weft-objective__says\">");
        html_text(page, record_text(objective, "outcome"));
        html(page, "</p><ul>");
        write_operational(page, view, objective->code);
        write_straight(page, view, objective->code);
        html(page, "</ul></li>");
    }
    html(page, "</ul></section>\n");
}

static void write_beside(struct page_writer *page, const struct plan_view *view)
{
    const struct {
        const char *path, *label;
        size_t count;
    } beside[] = {
        {"/coverage", "Principles, and where they are served", view->principles.count},
        {"/workforce_strand", "Strands of the workforce strategy", view->strands.count},
        {"/vulnerable_group", "Vulnerable groups", view->groups.count},
        {"/risk", "Risks", view->risks.count},
        {"/governance", "Boards and groups, with their seats", view->bodies.count},
        {"/related_plan", "Plans that this one must agree with", view->related.count},
    };
    html(page, "<section class=\"weft-section\" aria-labelledby=\"beside\"><div "
               "class=\"weft-turn\"><h2 class=\"govuk-heading-m\" id=\"beside\">Beside the "
               "tree</h2></div><ul class=\"weft-links\">");
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        if (beside[i].count == 0)
            continue;
        html(page, "<li>");
        html_link(page, slice_from(beside[i].path), slice_from(beside[i].label));
        html(page, " <span class=\"weft-quiet\">");
        html_count(page, (int64_t)beside[i].count);
        html(page, "</span></li>");
    }
    html(page, "<li><a class=\"govuk-link\" href=\"/hidden\">Who we do not see</a></li>"
               "</ul></section>\n");
}

/* The parent plan and the vision, one knot each, above the plan. */
static struct thread *plan_thread(struct page_writer *page, const struct plan_view *view)
{
    struct thread *thread = ARENA_NEW(page->arena, struct thread);
    thread->above = arena_array(page->arena, view->related.count + 1, sizeof *thread->above);
    for (size_t i = 0; i < view->related.count; i++) {
        const struct record *related = &view->related.records[i];
        if (slice_is(record_text(related, "kind"), "parent"))
            thread->above[thread->above_count++] = (struct thread_step){
                .entity = &related_plan_entity,
                .label = "Parent plan",
                .code = related->code,
                .title = record_title(related),
            };
    }
    thread->above[thread->above_count++] = (struct thread_step){0};
    return thread;
}

static int load_plan(struct request *request, struct response *response, struct page_writer *page,
                     struct plan_view *view)
{
    *page = page_open_bare(request, response);
    int code = plan_view_load(request->reader, request->registry, &request->actor, request->arena,
                              view, &request->err);
    if (code < 0)
        return code;
    ((struct page_frame *)page->frame)->plan = view->frame;
    return 0;
}

static int no_plan_page(struct page_writer *page, struct err *err)
{
    page_begin(page, &(struct page_head){.title = SLICE("The plan"), .place = PLACE_PLAN});
    page_here(page, MARKUP("Plan"), SLICE("There is no plan here yet"));
    empty_begin(page);
    html(page, "<strong>No plan is loaded.</strong></p><p>An administrator writes one as a file "
               "and loads it with <code>weft plan load FILE</code>. What has been loaded so far "
               "stands among the <a class=\"govuk-link\" href=\"/records\">records</a>.");
    empty_end(page);
    return page_end(page, err);
}

int plan_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct plan_view view;
    int code = load_plan(request, response, &page, &view);
    if (code < 0)
        return code;
    if (!view.frame.has_plan)
        return no_plan_page(&page, &request->err);
    struct slice title = record_title(&view.frame.plan);
    page_begin(&page, &(struct page_head){.title = title,
                                          .place = PLACE_PLAN,
                                          .thread = plan_thread(&page, &view)});
    page_here(&page, MARKUP("Plan"), title);
    html(&page, "<div class=\"weft-cols weft-section\"><div>\n<p class=\"weft-says\">");
    write_counts(&page, &view);
    html(&page, "</p>\n<p class=\"weft-lead weft-quiet\">Every step down the tree is a page: who "
                "answers, how it is going, what is being done.</p>\n<ul class=\"weft-links "
                "weft-noprint\"><li><a class=\"govuk-link\" href=\"/document\">The plan as one "
                "document</a></li></ul>\n</div>");
    write_aside(&page, &view);
    html(&page, "</div>\n");
    write_tree(&page, &view);
    write_beside(&page, &view);
    return page_end(&page, &request->err);
}

/* --- the document -------------------------------------------------------------------------- */

static void chapter(struct page_writer *page, const char *id, const char *heading)
{
    html(page, "<h2 id=\"");
    html_string(page, id);
    html(page, "\">");
    html_string(page, heading);
    html(page, "</h2>\n");
}

/* The operational objectives under one, as a list where there are any: a plan of two steps has
 * none. */
static void write_operational_of(struct page_writer *page, const struct plan_view *view,
                                 struct slice objective)
{
    size_t told = 0;
    for (size_t i = 0; i < view->operational.count; i++) {
        const struct record *operational = &view->operational.records[i];
        if (!slice_equal(record_text(operational, "strategic_objective"), objective))
            continue;
        if (told++ == 0)
            html(page, "<ul>");
        html(page, "<li>");
        html_link_to(page, operational->entity->name, operational->code, record_title(operational));
        html(page, ". ");
        html_text(page, record_text(operational, "description"));
        html(page, "</li>");
    }
    if (told)
        html(page, "</ul>\n");
}

static void write_objectives(struct page_writer *page, const struct plan_view *view)
{
    chapter(page, "d-objectives", "Objectives");
    for (size_t i = 0; i < view->objectives.count; i++) {
        const struct record *objective = &view->objectives.records[i];
        html(page, "<h3>");
        html_integer(page, (int64_t)i + 1);
        html(page, ". ");
        html_link_to(page, objective->entity->name, objective->code, record_title(objective));
        html(page, "</h3><p>");
        html_text(page, record_text(objective, "outcome"));
        html(page, " ");
        html_text(page, record_text(objective, "description"));
        html(page, "</p>");
        write_operational_of(page, view, objective->code);
    }
}

static void write_promises(struct page_writer *page, const struct plan_view *view,
                           const char *field, struct slice code)
{
    html(page, "<ul>");
    for (size_t i = 0; i < view->commitments.count; i++) {
        const struct record *commitment = &view->commitments.records[i];
        bool is_part = record_text(commitment, "part_of").length > 0;
        if (!slice_equal(record_text(commitment, field), code) ||
            (is_part && strcmp(field, "part_of") != 0))
            continue;
        html(page, "<li>");
        html_link_to(page, "commitment", commitment->code, record_title(commitment));
        html(page, ". ");
        html_text(page, record_text(commitment, "description"));
        bool has_parts = false;
        for (size_t k = 0; k < view->commitments.count && !has_parts; k++)
            has_parts = slice_equal(record_text(&view->commitments.records[k], "part_of"),
                                    commitment->code);
        if (has_parts)
            write_promises(page, view, "part_of", commitment->code);
        html(page, "</li>");
    }
    html(page, "</ul>");
}

static void write_priorities(struct page_writer *page, const struct plan_view *view)
{
    if (view->priorities.count == 0)
        return;
    chapter(page, "d-priorities", "Priorities and commitments");
    for (size_t i = 0; i < view->priorities.count; i++) {
        const struct record *priority = &view->priorities.records[i];
        html(page, "<h3>");
        html_link_to(page, "priority", priority->code, record_title(priority));
        html(page, "</h3><p>");
        html_text(page, record_text(priority, "description"));
        html(page, "</p>");
        write_promises(page, view, "priority", priority->code);
    }
}

/* A chapter that is a numbered list of records. */
static void write_numbered(struct page_writer *page, const char *id, const char *heading,
                           const struct record_list *list, const char *and_field)
{
    if (list->count == 0)
        return;
    chapter(page, id, heading);
    html(page, "<ol>");
    for (size_t i = 0; i < list->count; i++) {
        const struct record *record = &list->records[i];
        html(page, "<li>");
        html_link_to(page, record->entity->name, record->code, record_title(record));
        html(page, ". ");
        if (and_field)
            html_text(page, record_text(record, and_field));
        else
            html_text(page, record_text(record, "description"));
        html(page, "</li>");
    }
    html(page, "</ol>\n");
}

static void write_contents(struct page_writer *page, const struct plan_view *view)
{
    const struct {
        const char *id, *label;
        bool there;
    } chapters[] = {
        {"d-vision", "Vision", true},
        {"d-approach", "How the partners work", true},
        {"d-objectives", "Objectives", view->objectives.count > 0},
        {"d-priorities", "Priorities and commitments", view->priorities.count > 0},
        {"d-principles", "Principles", view->principles.count > 0},
        {"d-workforce", "Workforce", view->strands.count > 0},
        {"d-groups", "Vulnerable groups", view->groups.count > 0},
        {"d-risks", "Risks", view->risks.count > 0},
        {"d-bodies", "Governance", view->bodies.count > 0},
        {"d-related", "Related plans", view->related.count > 0},
    };
    html(page, "<nav aria-label=\"Contents of the document\" class=\"weft-noprint\"><ul "
               "class=\"weft-toc\">");
    for (size_t i = 0; i < sizeof chapters / sizeof *chapters; i++) {
        if (!chapters[i].there)
            continue;
        html(page, "<li><a class=\"govuk-link\" href=\"#");
        html_string(page, chapters[i].id);
        html(page, "\">");
        html_string(page, chapters[i].label);
        html(page, "</a></li>");
    }
    html(page, "</ul></nav>\n");
}

static void write_approach(struct page_writer *page, const struct record *plan)
{
    chapter(page, "d-vision", "Vision");
    html(page, "<p>");
    html_text(page, record_text(plan, "vision"));
    html(page, "</p>\n");
    chapter(page, "d-approach", "How the partners work");
    html(page, "<p>");
    html_text(page, record_text(plan, "scope"));
    html(page, "</p>\n");
    markdown(page, 3, record_text(plan, "description"));
}

int document_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct plan_view view;
    int code = load_plan(request, response, &page, &view);
    if (code < 0)
        return code;
    if (!view.frame.has_plan)
        return no_plan_page(&page, &request->err);
    const struct record *plan = &view.frame.plan;
    struct slice title = record_title(plan);
    page_begin(&page, &(struct page_head){.title = title,
                                          .place = PLACE_PLAN,
                                          .thread = plan_thread(&page, &view)});
    page_here(&page, MARKUP("Plan, as one document"), title);
    html(&page, "<p class=\"weft-lead weft-quiet\">Titles and facts are the plan’s. <a "
                "class=\"govuk-link\" href=\"/plan\">The plan as a tree</a></p>\n");
    write_contents(&page, &view);
    html(&page, "<div class=\"weft-doc\">\n");
    write_approach(&page, plan);
    write_objectives(&page, &view);
    write_priorities(&page, &view);
    write_numbered(&page, "d-principles", "Principles", &view.principles, NULL);
    write_numbered(&page, "d-workforce", "Workforce", &view.strands, NULL);
    write_numbered(&page, "d-groups", "Vulnerable groups", &view.groups, NULL);
    write_numbered(&page, "d-risks", "Risks", &view.risks, "effect");
    write_numbered(&page, "d-bodies", "Governance", &view.bodies, NULL);
    markdown(&page, 3, record_text(plan, "accountability_stated"));
    html(&page, "<p><a class=\"govuk-link\" href=\"/accountability\">Who answers for "
                "what</a></p>\n");
    write_numbered(&page, "d-related", "Related plans", &view.related, "shared_aim");
    html(&page, "</div>\n");
    return page_end(&page, &request->err);
}
