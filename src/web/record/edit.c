/* The form of a record: make one, change one, and what happens when two people save at once. */
#include "web/record/pages.h"

#include "base/banned.h"

/* What was typed for a field: a date from its three boxes, several checkboxes as a list; {NULL, 0}
 * where the form did not have the field. */
static struct slice typed(const struct request *request, const struct field *field)
{
    struct arena *arena = request->arena;
    if (field->kind == FIELD_DATE) {
        struct slice day = request_form(request, arena_printf(arena, "%s-day", field->name));
        struct slice month = request_form(request, arena_printf(arena, "%s-month", field->name));
        struct slice year = request_form(request, arena_printf(arena, "%s-year", field->name));
        if (!day.data)
            return request_form(request, field->name);
        day = slice_trim(day), month = slice_trim(month), year = slice_trim(year);
        if (!day.length && !month.length && !year.length)
            return SLICE("");
        return slice_from(arena_printf(arena, "%.*s-%s%.*s-%s%.*s", SLICE_PRINT(year),
                                       month.length == 1 ? "0" : "", SLICE_PRINT(month),
                                       day.length == 1 ? "0" : "", SLICE_PRINT(day)));
    }
    if (field->kind != FIELD_REFERENCES)
        return request_form(request, field->name);
    CLEANUP(buffer_free) struct buffer list = BUFFER(1 << 16);
    const struct pairs *pairs = request_form_pairs(request);
    for (size_t i = 0; i < pairs->count; i++) {
        if (!slice_is(pairs->items[i].name, field->name))
            continue;
        buffer_append(&list, pairs->items[i].value);
        buffer_byte(&list, '\n');
    }
    return arena_slice(arena, buffer_slice(&list));
}

/* Every field of the form into the record, every fault at once. */
static void read_form(const struct request *request, struct record *record, struct faults *faults)
{
    for (size_t i = 0; i < record->entity->field_count; i++) {
        const struct field *field = &record->entity->fields[i];
        struct err err = {0};
        if (field->kind == FIELD_DERIVED || field->secret)
            continue;
        struct slice text = typed(request, field);
        if (value_parse(field, text, request->arena, &record->values[i], &err) == 0)
            continue;
        if (field->kind == FIELD_DATE)
            fault_add(faults, field->name,
                      "%s is no real date. Give a day, a month and a year, such as 31, 3 and 2012.",
                      field->label);
        else
            fault_add(faults, field->name, "%s", err.message);
    }
}

/* --- showing the form ------------------------------------------------------------------------ */

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
    *ret_options = arena_array(request->arena, list.count + 1, sizeof **ret_options);
    *ret_count = list.count;
    for (size_t i = 0; i < list.count; i++)
        (*ret_options)[i] =
            (struct form_option){list.records[i].code, record_title(&list.records[i])};
    return 0;
}

/* What a field shows: what was typed, if this form was sent or kept, else what the record has. */
static struct slice shown(const struct request *request, const struct record *record, size_t at)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    if (request_form_pairs(request)->count)
        return typed(request, &record->entity->fields[at]);
    value_append(&text, record->values[at]);
    return arena_slice(request->arena, buffer_slice(&text));
}

static int write_fields(struct page_writer *page, struct request *request,
                        const struct record *record, const struct faults *faults)
{
    for (size_t i = 0; i < record->entity->field_count; i++) {
        const struct field *field = &record->entity->fields[i];
        struct form_option *options;
        size_t count;
        if (field->kind == FIELD_DERIVED || field->secret)
            continue;
        int code = load_options(request, field, &options, &count);
        if (code < 0)
            return code;
        form_field(page, field, shown(request, record, i), options, count, faults);
    }
    static const struct field why = {.name = "why",
                                     .label = "Why",
                                     .hint = "For the history: what has changed, or who decided",
                                     .kind = FIELD_TEXT};
    form_field(page, &why, request_form(request, "why"), NULL, 0, faults);
    return 0;
}

/* Somebody saved meanwhile: theirs and yours side by side, and yours stays in the form. */
static void write_race(struct page_writer *page, struct request *request,
                       const struct record *theirs, const struct record *yours)
{
    static const struct column columns[] = {{.label = {"Field", 5}},
                                            {.label = {"As it is now", 12}},
                                            {.label = {"What you typed", 14}}};
    struct table table = {.caption = MARKUP("The two versions"),
                          .columns = columns,
                          .column_count = 3,
                          .stacked = true,
                          .tight = true};
    struct titles titles = titles_in(request->arena);
    gap_begin(page);
    html(page, "Somebody changed this while you were writing");
    gap_title_end(page);
    html(page, "Nothing of yours is lost: it stands in the form below. These fields differ. Take "
               "over what should stay, then save again.");
    gap_end(page);
    titles_want_all(&titles, request->registry, theirs);
    titles_want_all(&titles, request->registry, yours);
    titles_load(&titles, request->reader, &request->actor, NULL);
    table_begin(page, &table);
    for (size_t i = 0; i < theirs->entity->field_count; i++) {
        const struct field *field = &theirs->entity->fields[i];
        if (field->secret || field->kind == FIELD_DERIVED ||
            value_equal(theirs->values[i], yours->values[i]))
            continue;
        table_row(page, &table, false);
        table_text(page, &table, 0, slice_from(field->label));
        table_cell(page, &table, 1);
        value_show(page, theirs, i, request->registry, &titles);
        table_cell_end(page, &table, 1);
        table_cell(page, &table, 2);
        value_show(page, yours, i, request->registry, &titles);
        table_cell_end(page, &table, 2);
        table_row_end(page);
    }
    table_end(page, &table);
}

struct editing {
    const struct record *record; /* what the form shows where nothing was typed */
    const struct record *theirs; /* after a lost race: what somebody else saved */
    const struct faults *faults;
    int64_t version; /* that the form starts from; 0 for a new record */
};

static int show_form(struct request *request, struct response *response,
                     const struct editing *editing)
{
    struct page_writer page;
    const struct record *record = editing->record;
    const struct entity *entity = record->entity;
    int code = page_open(request, response, &page);
    if (code < 0)
        return code;
    struct slice title = editing->version
                             ? record_title(record)
                             : slice_from(arena_printf(request->arena, "New: %s", entity->label));
    bool refused = editing->theirs || (editing->faults && editing->faults->count);
    page_begin(&page,
               &(struct page_head){
                   .title = title, .place = PLACE_RECORDS, .tool = true, .refused = refused});
    form_errors(&page, "Not saved", editing->faults);
    page_here(&page, MARKUP(""), title);
    if (editing->theirs)
        write_race(&page, request, editing->theirs, record);
    html(&page, "<form method=\"post\" novalidate=\"novalidate\" class=\"weft-measure\" action=\"");
    html_address(&page, request->path);
    html(&page, "\">");
    form_token(&page);
    form_hidden(&page, "version",
                slice_from(arena_printf(request->arena, "%lld", (long long)editing->version)));
    if (!editing->version) {
        static const struct field code_field = {
            .name = "code",
            .label = "Code",
            .required = true,
            .kind = FIELD_TEXT,
            .hint = "Its name for ever, in addresses and files: short, such as healthy-living"};
        form_field(&page, &code_field, request_form(request, "code"), NULL, 0, editing->faults);
    }
    code = write_fields(&page, request, record, editing->faults);
    if (code < 0)
        return code;
    html(&page, "<div class=\"govuk-button-group\">");
    form_submit(&page, editing->version ? "Save the change" : "Add it");
    html(&page, "<a class=\"govuk-link\" href=\"");
    html_address(&page, editing->version
                            ? record_path(request->arena, record)
                            : slice_from(arena_printf(request->arena, "/%s", entity->name)));
    html(&page, "\">Leave it as it was</a></div></form>\n");
    return page_end(&page, &request->err);
}

int new_page(struct request *request, struct response *response)
{
    struct record record = record_new(request->entity, (struct slice){0}, request->arena);
    return show_form(request, response, &(struct editing){.record = &record});
}

int edit_page(struct request *request, struct response *response)
{
    struct record record;
    int code = record_get(request->reader, request->entity, request->code, &request->actor,
                          request->arena, &record, &request->err);
    if (code < 0)
        return code;
    int64_t kept = 0; /* a form that waited for a sign-in starts from the version it had */
    if (slice_to_int64(request_form(request, "version"), &kept) && kept <= record.version)
        record.version = kept;
    return show_form(request, response,
                     &(struct editing){.record = &record, .version = record.version});
}

/* --- saving ---------------------------------------------------------------------------------- */

static int done(struct request *request, struct response *response, const struct record *record,
                const char *what)
{
    response_redirect(
        response, slice_from(arena_printf(request->arena, "%.*s?done=%s",
                                          SLICE_PRINT(record_path(request->arena, record)), what)));
    return 0;
}

static int refuse(struct request *request, struct response *response, int status,
                  const struct editing *editing)
{
    request->err = (struct err){0};
    int code = show_form(request, response, editing);
    response->status = status;
    return code;
}

static int save_new(struct request *request, struct response *response, struct record *record,
                    struct faults *faults)
{
    int64_t version = 0;
    struct editing editing = {.record = record, .faults = faults};
    if (!code_is_valid(record->code))
        fault_add(faults, "code", "Code: give 1 to 100 characters, none of them a line break.");
    if (faults->count)
        return refuse(request, response, 422, &editing);
    struct save save = {.record = record,
                        .actor = &request->actor,
                        .note = slice_trim(request_form(request, "why"))};
    int code = record_save(request->writer, &save, &version, faults, &request->err);
    if (code == ERR_RANGE && faults->count)
        return refuse(request, response, 422, &editing);
    if (code == ERR_CONFLICT) {
        fault_add(faults, "code", "%s", request->err.message);
        return refuse(request, response, 409, &editing);
    }
    return code < 0 ? code : done(request, response, record, "saved");
}

int new_action(struct request *request, struct response *response)
{
    struct faults faults = faults_in(request->arena);
    struct record record =
        record_new(request->entity, slice_trim(request_form(request, "code")), request->arena);
    read_form(request, &record, &faults);
    return save_new(request, response, &record, &faults);
}

int edit_action(struct request *request, struct response *response)
{
    struct faults faults = faults_in(request->arena);
    struct record stored;
    int64_t base = 0, version = 0;
    int code = record_get(request->reader, request->entity, request->code, &request->actor,
                          request->arena, &stored, &request->err);
    if (code < 0)
        return code;
    struct record record = record_copy(&stored, request->arena);
    slice_to_int64(request_form(request, "version"), &base);
    read_form(request, &record, &faults);
    struct editing editing = {.record = &record, .faults = &faults, .version = base};
    if (faults.count)
        return refuse(request, response, 422, &editing);
    struct save save = {.record = &record,
                        .base_version = base,
                        .actor = &request->actor,
                        .note = slice_trim(request_form(request, "why"))};
    code = record_save(request->writer, &save, &version, &faults, &request->err);
    if (code == ERR_RANGE && faults.count)
        return refuse(request, response, 422, &editing);
    if (code == ERR_CONFLICT && base != stored.version) {
        editing.theirs = &stored;
        editing.version = stored.version;
        return refuse(request, response, 409, &editing);
    }
    return code < 0 ? code : done(request, response, &record, code ? "saved" : "same");
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
    struct save save = {
        .record = &record, .base_version = record.version, .kind = kind, .actor = &request->actor};
    code = record_save(request->writer, &save, &version, &faults, &request->err);
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

int undo_action(struct request *request, struct response *response)
{
    struct record record;
    struct faults faults = faults_in(request->arena);
    int64_t change = 0, version = 0;
    int code = record_get(request->reader, request->entity, request->code, &request->actor,
                          request->arena, &record, &request->err);
    if (code < 0)
        return code;
    if (!slice_to_int64(request_form(request, "change"), &change))
        return err_set(&request->err, ERR_RANGE, "change", "Say which change to undo.");
    code = history_undo(request->writer, change, &request->actor, &version, &faults, &request->err);
    return code < 0 ? code : done(request, response, &record, "undone");
}
