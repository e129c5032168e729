/* Who answers for what, on any date; gaps in red. */
#include "domain/governance/governance.h"
#include "web/charts/charts.h"
#include "web/governance/pages.h"

#include "base/banned.h"

struct answering {
    struct plan_view plan;
    struct answers answers;
    struct asked_day asked;
    struct date on;      /* that day, else the one that the page opens on */
    struct slice stated; /* what the plan says of who answers, where it names nobody */
};

/* A body that reports, on that day, to one that has ended. */
static const struct record *ended_superior(const struct answering *view, const struct record *body)
{
    struct date ends, own;
    const struct record *superior = plan_find(&view->plan.bodies, record_text(body, "reports_to"));
    bool gone = superior && date_parse(record_text(superior, "ends"), &ends) &&
                date_compare(ends, view->on) < 0;
    bool self_gone = date_parse(record_text(body, "ends"), &own) && date_compare(own, view->on) < 0;
    return gone && !self_gone ? superior : NULL;
}

/* Whether the day lies between those that the record gives, where it gives any. */
static bool spans_day(const struct record *record, struct date on)
{
    struct date day;
    bool dated = entity_field(record->entity, SLICE("starts")) >= 0;
    bool begun =
        !dated || !date_parse(record_text(record, "starts"), &day) || date_compare(day, on) <= 0;
    return begun &&
           (!dated || !date_parse(record_text(record, "ends"), &day) || date_compare(day, on) >= 0);
}

static struct date later_start(const struct record *record, struct date than)
{
    struct date day;
    bool dated = entity_field(record->entity, SLICE("starts")) >= 0;
    bool later =
        dated && date_parse(record_text(record, "starts"), &day) && date_compare(day, than) > 0;
    return later ? day : (struct date){0};
}

/* When what is to come on that day begins, by itself or with its plan; not given where it has. */
static struct date comes_on(const struct answering *view, const struct record *record)
{
    struct date own = later_start(record, view->on), plan = {0};
    if (view->plan.frame.has_plan)
        plan = later_start(&view->plan.frame.plan, view->on);
    return date_compare(plan, own) > 0 ? plan : own;
}

/* Whether somebody must answer for it on that day: neither the plan nor the record itself is to
 * come yet, or over. */
static bool is_in_force(const struct answering *view, const struct record *record)
{
    const struct plan_frame *frame = &view->plan.frame;
    return spans_day(record, view->on) && (!frame->has_plan || spans_day(&frame->plan, view->on));
}

static bool is_answered(const struct answering *view, const struct record *record)
{
    return answer_on(&view->answers, record->entity, record->code, view->on) != NULL;
}

static bool is_gap(const struct answering *view, const struct record *record)
{
    return is_in_force(view, record) && !is_answered(view, record) &&
           answers_stated(&view->answers, record->entity);
}

static size_t count_where(const struct answering *view, const struct record_list *list,
                          bool (*holds)(const struct answering *view, const struct record *record))
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += is_in_force(view, &list->records[i]) && holds(view, &list->records[i]);
    return count;
}

static size_t count_broken(const struct answering *view)
{
    size_t broken = count_where(view, &view->plan.priorities, is_gap) +
                    count_where(view, &view->plan.objectives, is_gap) +
                    count_where(view, &view->plan.operational, is_gap);
    for (size_t i = 0; i < view->plan.bodies.count; i++)
        broken += ended_superior(view, &view->plan.bodies.records[i]) != NULL;
    return broken;
}

static void write_says(struct page_writer *page, const struct answering *view)
{
    size_t broken = count_broken(view);
    size_t in_force = count_where(view, &view->plan.priorities, is_in_force);
    html(page, "<p class=\"weft-says\">On ");
    words_date(page, view->on);
    if (in_force == 0 && view->plan.priorities.count) {
        html(page, " no priority was in force. ");
    } else if (answers_stated(&view->answers, &priority_entity)) {
        html(page, " somebody answered for ");
        words_number(page, (int64_t)count_where(view, &view->plan.priorities, is_answered));
        html(page, " of the ");
        words_counted(page, (int64_t)in_force, "priority", "priorities");
        html(page, ". ");
    } else {
        html(page, ": the plan does not name who answers for each priority. ");
    }
    if (broken) {
        words_number_first(page, (int64_t)broken);
        html_string(page, broken == 1 ? " thing was broken." : " things were broken.");
    }
    html(page, "</p>\n");
}

static void write_gap(struct page_writer *page, const struct answering *view,
                      const struct record *record)
{
    struct date since = gap_since(&view->answers, record->entity, record->code, view->on);
    gap_begin(page);
    html(page, "Nobody answers for “");
    html_text(page, record_title(record));
    html(page, "”");
    gap_title_end(page);
    if (date_is_given(since)) {
        html(page, "Since ");
        words_date(page, since);
        html(page, ": ");
        words_lapse(page, since, view->on);
        html(page, ". ");
    }
    const struct answer *next =
        answer_after(&view->answers, record->entity, record->code, view->on);
    if (next) {
        html(page, "To come: ");
        html_text(page, next->title);
        html(page, ", from ");
        words_date(page, next->starts);
        html(page, ". ");
    }
    html_link_to(page, record->entity->name, record->code, SLICE("See what hangs on it"));
    gap_end(page);
}

static void write_gaps(struct page_writer *page, const struct answering *view)
{
    const struct record_list *lists[] = {&view->plan.priorities, &view->plan.objectives,
                                         &view->plan.operational};
    for (size_t k = 0; k < 3; k++)
        for (size_t i = 0; i < lists[k]->count; i++) {
            const struct record *record = &lists[k]->records[i];
            if (is_gap(view, record))
                write_gap(page, view, record);
        }
    for (size_t i = 0; i < view->plan.bodies.count; i++) {
        const struct record *body = &view->plan.bodies.records[i];
        const struct record *superior = ended_superior(view, body);
        if (!superior)
            continue;
        gap_begin(page);
        html_text(page, record_title(body));
        html(page, " reports to a body that no longer meets");
        gap_title_end(page);
        html_text(page, record_title(superior));
        html(page, " ended on ");
        words_stored_date(page, record_text(superior, "ends"));
        html(page, ", and no other is named. ");
        html_link_to(page, "body", body->code, SLICE("Its record"));
        gap_end(page);
    }
}

/* What begins later: from when, and who answers for it then, where somebody is to. */
static void write_to_come(struct page_writer *page, const struct answering *view,
                          const struct record *record, struct date comes)
{
    const struct answer *then = answer_on(&view->answers, record->entity, record->code, comes);
    if (then) {
        html(page, "<span class=\"weft-who__by\">");
        html_link_to(page, "post", then->post, then->title);
        html(page, "</span>");
    }
    html(page, "<span class=\"weft-who__since\">to come, from ");
    words_date(page, comes);
    html(page, "</span>");
}

static void write_answer(struct page_writer *page, const struct answering *view,
                         const struct record *record, bool numbered)
{
    const struct answer *answer = answer_on(&view->answers, record->entity, record->code, view->on);
    bool gap = is_gap(view, record);
    struct date comes = comes_on(view, record);
    if (gap)
        html(page, "<li class=\"weft-who__gap\"><span class=\"weft-who__for\">");
    else
        html(page, "<li><span class=\"weft-who__for\">");
    if (numbered && record_value(record, "position")->kind == VALUE_INTEGER) {
        html_integer(page, record_value(record, "position")->integer);
        html(page, ". ");
    }
    html_link_to(page, record->entity->name, record->code, record_title(record));
    html(page, "</span><span>");
    if (date_is_given(comes)) {
        write_to_come(page, view, record, comes);
    } else if (answer) {
        html(page, "<span class=\"weft-who__by\">");
        html_link_to(page, "post", answer->post, answer->title);
        html(page, "</span><span class=\"weft-who__since\">since ");
        words_date(page, answer->starts);
        html(page, "</span>");
    } else if (gap) {
        word(page, WORD_GAP, SLICE("nobody answers for this"));
    } else {
        not_stated(page);
    }
    html(page, "</span></li>");
}

/* Many of one kind, behind one line that says how it stands. */
static void write_folded(struct page_writer *page, const struct answering *view,
                         const struct record_list *list)
{
    size_t answered = count_where(view, list, is_answered);
    if (list->count == 0)
        return;
    html(page, "<h2 class=\"govuk-heading-m\" id=\"operational\">Operational objectives</h2>"
               "<details class=\"govuk-details\"><summary class=\"govuk-details__summary\"><span "
               "class=\"govuk-details__summary-text\">");
    if (answers_stated(&view->answers, list->records[0].entity)) {
        words_number_first(page, (int64_t)answered);
        html(page, " of ");
        words_number(page, (int64_t)list->count);
        html(page, " have a lead officer");
    } else {
        words_number_first(page, (int64_t)list->count);
        html(page, ": who answers for each is not stated");
    }
    html(page, "</span></summary><div class=\"govuk-details__text\"><ul class=\"weft-who\">");
    for (size_t i = 0; i < list->count; i++)
        write_answer(page, view, &list->records[i], true);
    html(page, "</ul></div></details>\n");
}

static void write_list(struct page_writer *page, const struct answering *view,
                       const struct record_list *list, const char *id, const char *heading,
                       bool numbered)
{
    if (list->count == 0)
        return;
    html(page, "<h2 class=\"govuk-heading-m\" id=\"");
    html_string(page, id);
    html(page, "\">");
    html_string(page, heading);
    html(page, "</h2><ul class=\"weft-who\">");
    for (size_t i = 0; i < list->count; i++)
        write_answer(page, view, &list->records[i], numbered);
    html(page, "</ul>\n");
}

/* The days that the timeline shows: the plan's own, and the day asked for. */
static void choose_days(const struct answering *view, struct date *ret_from, struct date *ret_until)
{
    struct date from = view->on, until = view->on, day;
    const struct record *plan = &view->plan.frame.plan;
    if (view->plan.frame.has_plan && date_parse(record_text(plan, "starts"), &day) &&
        date_compare(day, from) < 0)
        from = day;
    if (view->plan.frame.has_plan && date_parse(record_text(plan, "ends"), &day) &&
        date_compare(day, until) > 0)
        until = day;
    *ret_from = from;
    *ret_until = date_compare(from, until) < 0 ? until : date_from_days(date_to_days(from) + 365);
}

static void write_finding(struct page_writer *part, const struct answering *view)
{
    size_t total = count_where(view, &view->plan.priorities, is_in_force);
    size_t answered = count_where(view, &view->plan.priorities, is_answered);
    if (total == 0) {
        html(part, "No priority was in force");
        return;
    }
    if (answered)
        words_number_first(part, (int64_t)answered);
    html_string(part, !answered       ? "No priority has anyone"
                      : answered == 1 ? " priority has someone"
                                      : " priorities have someone");
    if (answered && answered < total) {
        html(part, "; ");
        words_counted(part, (int64_t)(total - answered), "has", "have");
        html(part, " nobody");
    }
}

/* Who answered for each priority over those days. */
struct timeline {
    struct date from, until;
    struct slice *rows; /* the priorities' titles */
    struct chart_span *spans;
    size_t count;
};

static struct timeline timeline_of(const struct answering *view, struct arena *arena)
{
    const struct record_list *list = &view->plan.priorities;
    struct timeline timeline = {0};
    if (list->count == 0 || !answers_stated(&view->answers, &priority_entity))
        return timeline;
    choose_days(view, &timeline.from, &timeline.until);
    size_t most = 2 * view->answers.count + 1;
    struct answer_span *told = arena_array(arena, most, sizeof *told);
    timeline.spans = arena_array(arena, most * list->count, sizeof *timeline.spans);
    timeline.rows = arena_array(arena, list->count, sizeof *timeline.rows);
    for (size_t i = 0; i < list->count; i++) {
        timeline.rows[i] = record_title(&list->records[i]);
        size_t found = answer_spans(&view->answers, &priority_entity, list->records[i].code,
                                    timeline.from, timeline.until, told);
        for (size_t k = 0; k < found; k++)
            timeline.spans[timeline.count++] =
                (struct chart_span){i, told[k].from, told[k].until,
                                    told[k].answer ? told[k].answer->title : (struct slice){0}};
    }
    return timeline;
}

static void write_timeline(struct page_writer *page, const struct answering *view)
{
    CLEANUP(buffer_free) struct buffer finding = BUFFER(1024);
    struct timeline timeline = timeline_of(view, page->arena);
    if (timeline.count == 0)
        return;
    struct page_writer part = markup_begin(page, &finding);
    write_finding(&part, view);
    timeline_chart(
        page, &(struct timeline_chart){
                  .frame = {.id = "timeline",
                            .finding = markup_end(&part),
                            .unit = MARKUP("Who answered for each priority over the plan"),
                            .title = MARKUP("Who answered for each priority over time"),
                            .csv = file_path_asked(page->arena, SLICE("/accountability"),
                                                   "timeline", (struct slice){0}, view->asked.on)},
                  .starts = timeline.from,
                  .ends = timeline.until,
                  .on = view->on,
                  .rows = timeline.rows,
                  .row_count = view->plan.priorities.count,
                  .spans = timeline.spans,
                  .span_count = timeline.count});
}

struct thread *governance_thread(struct page_writer *page)
{
    struct thread *thread = ARENA_NEW(page->arena, struct thread);
    const struct plan_frame *plan = &page->frame->plan;
    thread->above = arena_array(page->arena, 2, sizeof *thread->above);
    thread->above[thread->above_count++] = (struct thread_step){0};
    if (plan->has_plan)
        thread->above[thread->above_count++] = (struct thread_step){
            .entity = &plan_entity, .code = plan->plan.code, .title = record_title(&plan->plan)};
    return thread;
}

static int load(struct request *request, struct response *response, struct answering *view)
{
    int code = plan_view_load(request->reader, request->registry, &request->actor, request->arena,
                              &view->plan, &request->err);
    if (code == 0)
        code = answers_load(request->reader, request->arena, &view->answers, &request->err);
    if (code < 0)
        return code;
    const struct plan_frame *frame = &view->plan.frame;
    view->asked = query_day(request, response);
    view->on = date_is_given(view->asked.on) ? view->asked.on
               : frame->has_plan             ? plan_opening_day(&frame->plan, request->today)
                                             : request->today;
    if (frame->has_plan)
        view->stated = record_text(&frame->plan, "accountability_stated");
    return 0;
}

static struct file_cell day_cell(struct arena *arena, struct date day)
{
    char text[DATE_TEXT_SIZE] = "";
    if (date_is_given(day))
        date_format(day, text);
    return file_text(arena_slice(arena, slice_from(text)));
}

/* The names and dates of the timeline, as on the day asked for; a day that is none is refused. */
int accountability_file(struct request *request, struct response *response)
{
    struct answering view = {0};
    struct date on = {0};
    int code = query_date(request, "on", &on);
    if (code == 0)
        code = load(request, response, &view);
    if (code < 0)
        return code;
    struct timeline timeline = timeline_of(&view, request->arena);
    const struct record_list *list = &view.plan.priorities;
    buffer_string(&response->body, "priority,title,who,from,until\r\n");
    for (size_t i = 0; list->records && i < timeline.count; i++) {
        const struct chart_span *span = &timeline.spans[i];
        FILE_ROW(&response->body, file_text(list->records[span->row].code),
                 file_text(timeline.rows[span->row]),
                 file_text(span->who.length ? span->who : SLICE("nobody")),
                 day_cell(request->arena, span->from), day_cell(request->arena, span->until));
    }
    return file_send(request, response, "timeline");
}

int accountability_page(struct request *request, struct response *response)
{
    struct page_writer page = page_open_bare(request, response);
    struct answering view = {0};
    int code = load(request, response, &view);
    if (code < 0)
        return code;
    ((struct page_frame *)page.frame)->plan = view.plan.frame;
    struct slice title = SLICE("Who answers for what");
    page_begin(&page, &(struct page_head){.title = title,
                                          .place = PLACE_WHO,
                                          .thread = governance_thread(&page),
                                          .refused = view.asked.faults.count > 0});
    form_errors(&page, "Not shown as it was", &view.asked.faults);
    page_here(&page, MARKUP("Governance"), title);
    as_it_was(&page, SLICE("/accountability"), view.on, &view.asked);
    write_says(&page, &view);
    html(&page, "<div class=\"weft-section\">\n");
    write_gaps(&page, &view);
    if (view.stated.length) {
        html(&page, "<p class=\"govuk-body\"><strong>What the plan says.</strong> ");
        html_text(&page, view.stated);
        html(&page, "</p>\n");
    }
    html(&page, "</div>\n");
    write_list(&page, &view, &view.plan.priorities, "priorities", "Priorities", false);
    write_timeline(&page, &view);
    write_list(&page, &view, &view.plan.objectives, "objectives", "Strategic objectives", true);
    write_folded(&page, &view, &view.plan.operational);
    html(&page, "<p class=\"govuk-body\"><a class=\"govuk-link\" href=\"/governance\">Boards and "
                "groups, with their seats</a> &#8194; <a class=\"govuk-link\" "
                "href=\"/records/accountability\">Every record of who answered</a></p>\n");
    return page_end(&page, &request->err);
}
