/* A record, whatever it is: its thread, its facts, as it was on a date, its history. */
#include "web/record/pages.h"

#include "base/banned.h"

static void write_facts(struct page_writer *page, struct request *request,
                        const struct record *record, const struct titles *titles)
{
    facts_begin(page, true);
    for (size_t i = 0; i < record->entity->field_count; i++) {
        const struct field *field = &record->entity->fields[i];
        bool is_title = record->entity->title && strcmp(field->name, record->entity->title) == 0;
        if (!permit_field(&request->actor, field) || is_title)
            continue;
        fact_begin(page, field->label);
        value_show(page, record, i, request->registry, titles);
        fact_end(page);
    }
    fact_begin(page, "Record");
    html(page, "<code>");
    html_text(page, record->code);
    html(page, "</code>, version ");
    html_count(page, record->version);
    if (record->retired)
        html(page, ", retired");
    fact_end(page);
    facts_end(page);
}

/* A form of one button. */
static void write_button(struct page_writer *page, const struct record *record, struct markup path,
                         struct markup label)
{
    html(page, "<form method=\"post\" action=\"");
    html_address(page, path_to(page->arena, record->entity->name, record->code));
    html_markup(page, path);
    html(page, "\">");
    form_token(page);
    html(page, "<button class=\"govuk-button govuk-button--secondary\" type=\"submit\">");
    html_markup(page, label);
    html(page, "</button></form>");
}

/* A link to a page that asks, as a button. */
static void write_link(struct page_writer *page, const struct record *record, struct markup path,
                       struct markup label)
{
    html(page, "<a class=\"govuk-button govuk-button--secondary\" role=\"button\" "
               "draggable=\"false\" href=\"");
    html_address(page, path_to(page->arena, record->entity->name, record->code));
    html_markup(page, path);
    html(page, "\">");
    html_markup(page, label);
    html(page, "</a>");
}

static void write_actions(struct page_writer *page, struct request *request,
                          const struct record *record, uint64_t fields)
{
    const struct entity *entity = record->entity;
    if (entity->source)
        return;
    bool may_retire = permit(&request->actor, entity, RETIRE);
    if (may_retire && record->retired)
        html(page, "<p class=\"govuk-body\">It is retired: it stands in no list, and the search "
                   "box does not find it. To undo that, press “Restore it”: then it is back as it "
                   "was, with what refers to it.</p>\n");
    html(page, "<div class=\"govuk-button-group weft-noprint\">");
    if (fields && !record->retired) {
        html(page, "<a class=\"govuk-button\" href=\"");
        html_address(page, path_to(page->arena, entity->name, record->code));
        html(page, "/edit\" role=\"button\" draggable=\"false\">Change this record</a>");
    }
    if (may_retire && record->retired)
        write_button(page, record, MARKUP("/restore"), MARKUP("Restore it"));
    else if (may_retire)
        write_link(page, record, MARKUP("/retire"), MARKUP("Retire it"));
    html(page, "</div>\n");
}

/* Things that come by the hundred thousand are told as one step: the list of those that refer to
 * this record, for whoever may open it. */
static const struct field *refers_to(const struct entity *many, const struct entity *entity,
                                     const struct actor *actor)
{
    bool is_told = many->source && permit(actor, many, READ);
    for (size_t i = 0; is_told && i < many->field_count; i++)
        if (many->fields[i].refers && strcmp(many->fields[i].refers, entity->name) == 0)
            return &many->fields[i];
    return NULL;
}

static void write_many(struct page_writer *page, const struct record *record,
                       const struct entity *many, const struct field *field, bool is_last)
{
    CLEANUP(buffer_free) struct buffer path = BUFFER(4096);
    buffer_printf(&path, "/%s?", many->name);
    url_pair(&path, slice_from(field->name), record->code);
    below_knot(page, buffer_slice(&path), slice_from(many->plural), is_last);
    html_string(page, many->description);
    below_note_end(page);
}

void record_below(struct page_writer *page, const struct request *request,
                  const struct record *record, const struct thread *thread)
{
    const struct registry *registry = request->registry;
    size_t left = thread->below_count;
    for (size_t i = 0; i < registry->count; i++)
        left += refers_to(registry->entities[i], record->entity, &request->actor) != NULL;
    if (left == 0)
        return;
    below_begin(page, "below", "Below on the thread");
    for (size_t i = 0; i < thread->below_count; i++) {
        const struct thread_step *step = &thread->below[i];
        below_knot(page, thread_path(page->arena, step), step->title, --left == 0);
        html_string(page, step->entity->label);
        below_note_end(page);
    }
    for (size_t i = 0; i < registry->count; i++) {
        const struct field *field =
            refers_to(registry->entities[i], record->entity, &request->actor);
        if (field)
            write_many(page, record, registry->entities[i], field, --left == 0);
    }
    below_end(page);
}

/* What names this record besides what hangs on it: what a post leads, what serves a principle. */
void record_named(struct page_writer *page, const struct thread *thread)
{
    if (thread->named_count == 0)
        return;
    html(page,
         "<div class=\"weft-section\"><h2 class=\"govuk-heading-m\">Where it is named</h2><ul "
         "class=\"weft-links\">");
    for (size_t i = 0; i < thread->named_count; i++) {
        const struct thread_step *step = &thread->named[i];
        html(page, "<li>");
        html_link(page, thread_path(page->arena, step), step->title);
        html(page, "<br/><span class=\"weft-quiet\">");
        html_string(page, step->entity->label);
        html(page, " (");
        html_phrase(page, slice_from(step->named_as));
        html(page, ")</span></li>");
    }
    html(page, "</ul></div>\n");
}

/* There was no such record on that day yet: it is shown as it is, and the form says from when. */
static int load_not_yet(struct request *request, struct response *response, struct asked_day *asked,
                        struct record *record)
{
    struct arena *arena = request->arena;
    const struct entity *entity = request->entity;
    int64_t began_us = 0;
    int code = record_get(request->reader, entity, request->code, &request->actor, arena, record,
                          &request->err);
    if (code == 0)
        code = history_began(request->reader, entity, request->code, &request->actor, &began_us,
                             &request->err);
    if (code < 0)
        return code;
    struct date on = asked->on, began = clock_date(clock_civil_us(began_us));
    char label[LABEL_ROOM];
    fault_add(
        &asked->faults, "on",
        "This %s had not yet been recorded on %.*s. It is recorded from %.*s on: ask for that "
        "day or a later one.",
        label_inside(entity->label, label), SLICE_PRINT(words_date_text(arena, on)),
        SLICE_PRINT(words_date_text(arena, began)));
    asked->typed = slice_from(arena_printf(arena, "%d-%d-%d", on.year, on.month, on.day));
    asked->on = (struct date){0};
    request->err = (struct err){0};
    response->status = 404;
    return 0;
}

static int load_record(struct request *request, struct response *response, struct asked_day *asked,
                       struct record *record)
{
    const struct entity *entity = request->entity;
    struct date on = asked->on;
    if (!date_is_given(on) || entity->source)
        return record_get(request->reader, entity, request->code, &request->actor, request->arena,
                          record, &request->err);
    int64_t end_of_day = ((int64_t)date_to_days(on) + 1) * 86400 * 1000000 - 1;
    int code = history_as_of(request->reader, entity, request->code, &request->actor, end_of_day,
                             request->arena, record, &request->err);
    return code == ERR_NOT_FOUND ? load_not_yet(request, response, asked, record) : code;
}

/* What the record was added to, to go back there. */
static void write_way_back(struct page_writer *page, const struct request *request,
                           const struct record *record, const struct titles *titles)
{
    struct slice code;
    const struct field *field = came_by(record->entity, request_query(request, "via"), &code);
    const struct entity *refers =
        field ? registry_find(request->registry, slice_from(field->refers)) : NULL;
    if (!refers || !titles_has(titles, refers, code) ||
        !slice_is(request_query(request, "done"), "saved"))
        return;
    html(page, "<p class=\"govuk-body weft-noprint\">Back to ");
    html_link_to(page, refers->name, code, titles_get(titles, refers, code));
    html(page, "</p>\n");
}

static void write_done(struct page_writer *page, struct slice done)
{
    static const struct {
        const char *code, *says;
    } words[] = {
        {"saved", "Saved. The change is in the history below."},
        {"same", "Nothing differed, so nothing was saved."},
        {"retired", "Retired. It stays readable here. To undo that, press “Restore it” below."},
        {"restored", "Restored."},
        {"undone", "Undone. The undoing is itself in the history below."}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_is(done, words[i].code))
            notice_done(page, slice_from(words[i].says));
}

int record_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct record record = {.entity = request->entity};
    struct thread thread = {0};
    struct titles titles = titles_in(request->arena);
    uint64_t fields = 0; /* that the asker may change */
    struct asked_day asked = query_known_day(request, response);
    int code = page_open(request, response, &page);
    if (code == 0)
        code = load_record(request, response, &asked, &record);
    struct date on = asked.on;
    if (code == 0)
        code =
            thread_load(request->reader, request->registry, &record, request_query(request, "via"),
                        &request->actor, request->arena, &thread, &request->err);
    if (code == 0)
        code = thread_load_below(request->reader, request->registry, &record, &request->actor,
                                 request->arena, &thread, &request->err);
    if (code == 0)
        name_people(request, &record);
    if (code == 0 && request->actor.code.length)
        code = permit_fields(request->reader, &request->actor, record.entity, record.code, &fields,
                             &request->err);
    if (code < 0)
        return code;
    titles_want_all(&titles, request->registry, &record);
    code = titles_load(&titles, request->reader, &request->actor, &request->err);
    if (code < 0)
        return code;
    struct slice title = titles_name(&titles, request->registry, &record);
    page_begin(&page, &(struct page_head){.title = title,
                                          .place = record_place(request->entity),
                                          .thread = &thread,
                                          .tool = thread.above_count == 0,
                                          .refused = asked.faults.count > 0});
    form_errors(&page, "Not shown as it was", &asked.faults);
    write_done(&page, request_query(request, "done"));
    page_here(&page, markup_text(request->arena, slice_from(record.entity->label)), title);
    page_as_of(&page, "As it was at the end of ", on, record_path(request->arena, &record));
    if (!record.entity->source)
        as_it_was(&page, record_path(request->arena, &record),
                  date_is_given(on) ? on : request->today, &asked);
    write_way_back(&page, request, &record, &titles);
    html(&page, "<div class=\"weft-section weft-measure\">\n");
    write_facts(&page, request, &record, &titles);
    if (!date_is_given(on)) {
        write_actions(&page, request, &record, fields);
        add_here(&page, request, &record);
    }
    html(&page, "</div>\n");
    if (!record.entity->source) {
        code = history_section(&page, request, &record, fields == FIELDS_ALL);
        if (code < 0)
            return code;
    }
    record_below(&page, request, &record, &thread);
    record_named(&page, &thread);
    return page_end(&page, &request->err);
}
