/* The form of a record: make one, change one, and what happens when two people save at once. */
#include "web/record/pages.h"

#include "base/banned.h"

/* What a reference may be chosen from: nothing where it is typed as a code. */
static int load_options(struct request *request, const struct field *field,
                        struct form_option **ret_options, size_t *ret_count)
{
    struct record_list list = {0};
    const struct entity *refers =
        field->refers ? registry_find(request->registry, slice_from(field->refers)) : NULL;
    *ret_options = NULL;
    *ret_count = 0;
    if (!refers || refers->source || field->loose || !permit(&request->actor, refers, READ))
        return 0;
    int code = plan_list(request->reader, refers, NULL, (struct slice){0}, &request->actor,
                         request->arena, &list, &request->err);
    if (code < 0)
        return code;
    *ret_options = record_options(request->arena, &list);
    *ret_count = list.count;
    return 0;
}

/* `fields` are those that the asker may change. */
static int write_fields(struct page_writer *page, struct request *request, const struct form *form,
                        uint64_t fields, const struct faults *faults)
{
    for (size_t i = 0; i < form->entity->field_count; i++) {
        const struct field *field = &form->entity->fields[i];
        struct form_option *options;
        size_t count;
        if (field->kind == FIELD_DERIVED || field->secret || !(fields & FIELD_BIT(i)))
            continue;
        int code = load_options(request, field, &options, &count);
        if (code < 0)
            return code;
        form_field(page, field, form->typed[i], options, count, faults);
    }
    static const struct field note = {.name = "change_note",
                                      .label = "Why",
                                      .hint = "For the history: what has changed, or who decided",
                                      .kind = FIELD_TEXT};
    form_field(page, &note, form->note, NULL, 0, faults);
    return 0;
}

/* What the record was when the form was opened; *ret_known is false where that is no more told. */
static int load_base(struct request *request, const struct form *form, struct record *ret_base,
                     bool *ret_known)
{
    enum { CHANGES_BACK = 200 };
    struct change *changes;
    size_t count;
    *ret_known = false;
    int code = history_of(request->reader, form->entity, form->record.code, &request->actor, 0,
                          CHANGES_BACK, request->arena, &changes, &count, &request->err);
    for (size_t i = 0; code == 0 && i < count && !*ret_known; i++)
        if (changes[i].version == form->base_version) {
            code = history_record(form->entity, &changes[i], &request->actor, request->arena,
                                  ret_base, &request->err);
            *ret_known = code == 0;
        }
    return code;
}

/* A lost race: what both changed, or where the base is no more told all that differs. */
struct race {
    bool known;
    struct record base;
    uint64_t both;
};

static int judge_race(struct request *request, struct form *form, struct race *ret_race)
{
    *ret_race = (struct race){0};
    int code = load_base(request, form, &ret_race->base, &ret_race->known);
    if (code == 0 && ret_race->known)
        ret_race->both = form_take_theirs(form, &ret_race->base);
    return code;
}

static bool is_told(const struct race *race, const struct form *form, size_t at)
{
    const struct value *theirs = &form->current.values[at];
    const struct value *other = race->known ? &race->base.values[at] : &form->record.values[at];
    return !form->entity->fields[at].secret && form->entity->fields[at].kind != FIELD_DERIVED &&
           !value_equal(*theirs, *other);
}

/* Somebody saved meanwhile: what they changed, beside what was typed where both did; and what was
 * typed stays in the form. */
static void write_race(struct page_writer *page, struct request *request, const struct form *form,
                       const struct race *race)
{
    static const struct column columns[] = {{.label = {"Field", 5}},
                                            {.label = {"As it is now", 12}},
                                            {.label = {"What you typed", 14}}};
    struct table table = {.caption = MARKUP("What they changed"),
                          .columns = columns,
                          .column_count = 3,
                          .stacked = true,
                          .tight = true};
    struct titles titles = titles_in(request->arena);
    const struct record *theirs = &form->current, *yours = &form->record;
    gap_begin(page);
    html(page, "Somebody changed this while you were writing");
    gap_title_end(page);
    html(page, "Nothing of yours is lost: it stands in the form below. ");
    html_string(page, race->known && !race->both
                          ? "What they changed stands there too. Look at it, then save again."
                          : "These fields differ. Take over what should stay, then save again.");
    gap_end(page);
    titles_want_all(&titles, request->registry, theirs);
    titles_want_all(&titles, request->registry, yours);
    titles_load(&titles, request->reader, &request->actor, NULL);
    table_begin(page, &table);
    for (size_t i = 0; i < form->entity->field_count; i++) {
        if (!is_told(race, form, i))
            continue;
        table_row(page, &table, false);
        table_text(page, &table, 0, slice_from(form->entity->fields[i].label));
        table_cell(page, &table, 1);
        value_show(page, theirs, i, request->registry, &titles);
        table_cell(page, &table, 2);
        if (race->known && !(race->both & FIELD_BIT(i)))
            html(page, "You did not change it, or to the same");
        else
            value_show(page, yours, i, request->registry, &titles);
        table_row_end(page, &table);
    }
    table_end(page, &table);
}

/* What a code is made from where none is given: as form_save does it. */
static const char *made_from(const struct entity *entity, struct arena *arena)
{
    int title = entity->title ? entity_field(entity, slice_from(entity->title)) : -1;
    if (title >= 0 && entity->fields[title].kind != FIELD_DERIVED)
        return "the title";
    return arena_printf(arena, "what it is and a number, such as %s-2", entity->name);
}

static void write_code(struct page_writer *page, const struct form *form,
                       const struct faults *faults)
{
    struct field code = {.name = "code", .label = "Code", .kind = FIELD_TEXT};
    code.hint = form->entity->code_hint
                    ? form->entity->code_hint
                    : arena_printf(page->arena,
                                   "Its name for ever, in addresses and files, such as "
                                   "healthy-living. Left empty, one is made from %s",
                                   made_from(form->entity, page->arena));
    form_field(page, &code, form->record.code, NULL, 0, faults);
}

/* "New vulnerable group", "Change: Absence becomes normal". */
static struct slice title_of(const struct form *form, int64_t version, struct arena *arena)
{
    struct slice title = record_title(&form->record);
    char label[LABEL_ROOM];
    if (version)
        return slice_from(arena_printf(arena, "Change: %.*s", SLICE_PRINT(title)));
    return slice_from(arena_printf(arena, "New %s", label_inside(form->entity->label, label)));
}

/* What a new thing's form was come by, "FIELD=CODE": it travels with the form. */
static struct slice via_of(const struct request *request)
{
    struct slice sent = request_form(request, "via");
    return sent.data ? sent : request_query(request, "via");
}

/* Where a new thing's form leads back to: what it was come by, else the list of its kind. */
static struct slice way_back(const struct request *request)
{
    struct slice code;
    const struct field *field = came_by(request->entity, via_of(request), &code);
    return field ? path_to(request->arena, field->refers, code)
                 : slice_from(arena_printf(request->arena, "/records/%s", request->entity->name));
}

/* `faults` is NULL while nothing was sent yet; `version` that the form starts from; race: NULL
 * where none was lost. */
static int show_form(struct request *request, struct response *response, const struct form *form,
                     int64_t version, const struct race *race, const struct faults *faults)
{
    struct page_writer page;
    const struct entity *entity = form->entity;
    int code = page_open(request, response, &page);
    if (code < 0)
        return code;
    uint64_t fields = FIELDS_ALL;
    if (version)
        code = permit_fields(request->reader, &request->actor, entity, form->record.code, &fields,
                             &request->err);
    if (code < 0)
        return code;
    struct slice title = title_of(form, version, request->arena);
    page_begin(&page, &(struct page_head){.title = title,
                                          .place = record_place(request->entity),
                                          .tool = true,
                                          .refused = race || (faults && faults->count)});
    form_errors(&page, "Not saved", faults);
    page_here(&page, version ? markup_text(request->arena, slice_from(entity->label)) : MARKUP(""),
              title);
    if (race)
        write_race(&page, request, form, race);
    html(&page, "<form method=\"post\" novalidate=\"novalidate\" class=\"weft-measure\" action=\"");
    html_address(&page, request->path);
    html(&page, "\">");
    form_token(&page);
    form_hidden(&page, "version",
                slice_from(arena_printf(request->arena, "%lld", (long long)version)));
    if (!version) {
        form_hidden(&page, "via", via_of(request));
        write_code(&page, form, faults);
    }
    code = write_fields(&page, request, form, fields, faults);
    if (code < 0)
        return code;
    html(&page, "<div class=\"govuk-button-group\">");
    form_submit(&page, version ? "Save the change" : "Add it");
    html(&page, "<a class=\"govuk-link\" href=\"");
    html_address(&page, version ? record_path(request->arena, &form->record) : way_back(request));
    html(&page, "\">Leave it as it was</a></div></form>\n");
    return page_end(&page, &request->err);
}

/* A new thing belongs to the record that it was come by, and needs what that one has of the same
 * name: a part of a commitment stands under its priority. What was typed already stays. */
static int fill_in(struct request *request, struct form *form)
{
    struct slice code;
    const struct field *field = came_by(request->entity, via_of(request), &code);
    const struct entity *above =
        field ? registry_find(request->registry, slice_from(field->refers)) : NULL;
    struct record record;
    if (!above || above->source || !permit(&request->actor, above, READ))
        return 0;
    int found = record_get(request->reader, above, code, &request->actor, request->arena, &record,
                           &request->err);
    if (found < 0)
        return found == ERR_NOT_FOUND ? 0 : found;
    for (size_t i = 0; i < form->entity->field_count; i++) {
        const struct field *own = &form->entity->fields[i];
        int at = own->required && own->refers ? entity_field(above, slice_from(own->name)) : -1;
        if (form->typed[i].length)
            continue;
        if (own == field)
            form->typed[i] = record.code;
        else if (at >= 0 && above->fields[at].refers &&
                 strcmp(above->fields[at].refers, own->refers) == 0)
            form->typed[i] = record.values[at].text;
    }
    return 0;
}

int new_page(struct request *request, struct response *response)
{
    struct form form;
    form_read(request->entity, request_form_pairs(request), NULL, request->arena, &form);
    int code = fill_in(request, &form);
    return code < 0 ? code : show_form(request, response, &form, 0, NULL, NULL);
}

/* The record, where the asker may change anything of it. */
static int load_to_change(struct request *request, struct record *record)
{
    uint64_t fields = 0;
    int code = record_get(request->reader, request->entity, request->code, &request->actor,
                          request->arena, record, &request->err);
    if (code == 0)
        code = permit_fields(request->reader, &request->actor, request->entity, request->code,
                             &fields, &request->err);
    if (code < 0 || fields)
        return code;
    return permit_refuse(request->entity, UPDATE, &request->err);
}

int edit_page(struct request *request, struct response *response)
{
    struct record record;
    struct form form;
    int code = load_to_change(request, &record);
    if (code < 0)
        return code;
    /* A form that waited for a sign-in starts from the version it had then. */
    form_read(request->entity, request_form_pairs(request), &record, request->arena, &form);
    return show_form(request, response, &form,
                     form.base_version ? form.base_version : record.version, NULL, NULL);
}

/* --- saving ---------------------------------------------------------------------------------- */

static int done(struct request *request, struct response *response, const struct record *record,
                const char *what)
{
    CLEANUP(buffer_free) struct buffer path = BUFFER(1 << 14);
    struct slice code;
    buffer_append(&path, record_path(request->arena, record));
    buffer_printf(&path, "?done=%s", what);
    if (came_by(record->entity, via_of(request), &code))
        url_pair(&path, SLICE("via"), via_of(request));
    response_redirect(response, arena_slice(request->arena, buffer_slice(&path)));
    return buffer_status(&path, "The address", &request->err);
}

/* Save what was typed, or show it again with what was wrong. */
static int save(struct request *request, struct response *response, struct form *form)
{
    int64_t version = 0;
    form->by_hand = true;
    int code = form_save(request->writer, form, &request->actor, &version, &request->err);
    bool refused =
        (code == ERR_RANGE || code == ERR_CONFLICT) && (form->faults.count || form->lost_race);
    if (code >= 0)
        return done(request, response, &form->record, code ? "saved" : "same");
    if (!refused)
        return code;
    request->err = (struct err){0};
    struct race race;
    int judged = form->lost_race ? judge_race(request, form, &race) : 0;
    if (judged < 0)
        return judged;
    int shown = show_form(request, response, form,
                          form->lost_race ? form->current.version : form->base_version,
                          form->lost_race ? &race : NULL, &form->faults);
    response->status = code == ERR_CONFLICT ? 409 : 422;
    return shown;
}

int new_action(struct request *request, struct response *response)
{
    struct form form;
    form_read(request->entity, request_form_pairs(request), NULL, request->arena, &form);
    return save(request, response, &form);
}

int edit_action(struct request *request, struct response *response)
{
    struct record stored;
    struct form form;
    int code = load_to_change(request, &stored);
    if (code < 0)
        return code;
    form_read(request->entity, request_form_pairs(request), &stored, request->arena, &form);
    return save(request, response, &form);
}

static int flip(struct request *request, struct response *response, enum save_kind kind,
                const char *what)
{
    struct record record;
    struct faults faults = faults_in(request->arena);
    int64_t version = 0;
    int code = record_get(request->reader, request->entity, request->code, &request->actor,
                          request->arena, &record, &request->err);
    if (code < 0)
        return code;
    struct save wanted = {
        .record = &record, .base_version = record.version, .kind = kind, .actor = &request->actor};
    code = record_save(request->writer, &wanted, &version, &faults, &request->err);
    return code < 0 ? code : done(request, response, &record, what);
}

int retire_action(struct request *request, struct response *response)
{
    return flip(request, response, SAVE_RETIRED, "retired");
}

int restore_action(struct request *request, struct response *response)
{
    return flip(request, response, SAVE_RESTORED, "restored");
}

/* Whether the change is the one that made the record. */
static int is_beginning(struct request *request, const struct record *record, int64_t id,
                        bool *ret_is, struct err *err)
{
    struct change *changes = NULL;
    size_t count = 0;
    int code = history_of(request->reader, record->entity, record->code, &request->actor,
                          id < INT64_MAX ? id + 1 : id, 1, request->arena, &changes, &count, err);
    *ret_is = code == 0 && count && changes[0].id == id && changes[0].version == 1;
    return code;
}

/* Undoing the change that made a record takes the whole of it away: say so, and ask. */
static int ask_first(struct request *request, struct response *response,
                     const struct record *record)
{
    struct page_writer page;
    struct slice title = SLICE("Undo its beginning?");
    char label[LABEL_ROOM];
    int code = page_open(request, response, &page);
    if (code < 0)
        return code;
    page_begin(&page, &(struct page_head){
                          .title = title, .place = record_place(request->entity), .tool = true});
    page_here(&page, markup_text(request->arena, record_title(record)), title);
    html(&page, "<div class=\"weft-measure\"><p class=\"weft-lead\">This is the change that made "
                "the ");
    html_string(&page, label_inside(record->entity->label, label));
    html(&page, ", so undoing it retires the whole of it. It goes from the lists, the plan and the "
                "search box, with every change that was made since. It stays readable at its own "
                "address, and can be restored there.</p>\n<form method=\"post\" action=\"");
    html_address(&page, request->path);
    html(&page, "\">");
    form_token(&page);
    form_hidden(&page, "change", request_form(request, "change"));
    form_hidden(&page, "sure", SLICE("1"));
    html(&page, "<div class=\"govuk-button-group\">");
    form_submit(&page, "Retire it");
    html_link(&page, record_path(request->arena, record), SLICE("Leave it as it is"));
    html(&page, "</div></form></div>\n");
    return page_end(&page, &request->err);
}

int undo_action(struct request *request, struct response *response)
{
    struct record record;
    struct faults faults = faults_in(request->arena);
    int64_t change = 0, version = 0;
    bool asks = false, may_retire = permit(&request->actor, request->entity, RETIRE);
    int code = load_to_change(request, &record);
    if (code < 0)
        return code;
    if (!slice_to_int64(request_form(request, "change"), &change))
        return err_set(&request->err, ERR_RANGE, "change", "Say which change to undo.");
    if (may_retire && !record.retired && !request_form(request, "sure").length)
        code = is_beginning(request, &record, change, &asks, &request->err);
    if (code < 0 || asks)
        return code < 0 ? code : ask_first(request, response, &record);
    code = history_undo(request->writer, &record, change, &request->actor, &version, &faults,
                        &request->err);
    return code < 0 ? code : done(request, response, &record, code ? "undone" : "same");
}
