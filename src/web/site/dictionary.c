/* Every kind of record there is, and what each of its fields means: read from the definitions. */
#include "web/site/pages.h"
#include "web/web.h"

#include "base/banned.h"

static bool is_shown(const struct request *request, const struct entity *entity)
{
    return permit(&request->actor, entity, READ);
}

int records_page(struct request *request, struct response *response)
{
    struct page_writer page;
    int code = page_open(request, response, &page);
    if (code < 0)
        return code;
    page_begin(&page, &(struct page_head){
                          .title = SLICE("Records"), .place = PLACE_RECORDS, .tool = true});
    page_here(&page, MARKUP(""), SLICE("Records"));
    html(&page, "<p class=\"weft-lead\">Everything that is kept here, by kind. Each list can be "
                "filtered, sorted, linked to and taken as a file.</p>\n<ul class=\"weft-glance\">");
    for (size_t i = 0; i < request->registry->count; i++) {
        const struct entity *entity = request->registry->entities[i];
        if (!is_shown(request, entity))
            continue;
        html(&page, "<li><a class=\"govuk-link\" href=\"/records/");
        html_string(&page, entity->name);
        html(&page, "\">");
        html_string(&page, entity->plural);
        html(&page, "</a><span class=\"weft-glance__who\">");
        html_string(&page, entity->description);
        html(&page, "</span></li>");
    }
    html(&page, "</ul>\n");
    return page_end(&page, &request->err);
}

static const char *kind_name(enum field_kind kind)
{
    static const char *const names[] = {
        [FIELD_TEXT] = "text, one line",
        [FIELD_LONG_TEXT] = "long text",
        [FIELD_INTEGER] = "whole number",
        [FIELD_DECIMAL] = "number",
        [FIELD_DATE] = "date",
        [FIELD_CHOICE] = "one of a list",
        [FIELD_REFERENCE] = "a record",
        [FIELD_REFERENCES] = "records, in order",
        [FIELD_DERIVED] = "worked out",
    };
    return names[kind];
}

static void write_kind(struct page_writer *page, const struct registry *registry,
                       const struct field *field)
{
    const struct entity *refers =
        field->refers ? registry_find(registry, slice_from(field->refers)) : NULL;
    html_string(page, kind_name(field->kind));
    if (refers) {
        html(page, ": <a class=\"govuk-link\" href=\"/dictionary/");
        html_string(page, refers->name);
        html(page, "\">");
        html_string(page, refers->label);
        html(page, "</a>");
    }
    for (size_t i = 0; i < field->choice_count; i++) {
        html_string(page, i ? "; " : ": ");
        html(page, "<code>");
        html_string(page, field->choices[i].code);
        html(page, "</code> ");
        html_string(page, field->choices[i].label);
    }
    if (field->minimum < field->maximum) {
        html(page, ", from ");
        html_decimals(page, field->minimum, 0, true);
        html(page, " to ");
        html_decimals(page, field->maximum, 0, true);
    }
}

static void write_fields(struct page_writer *page, const struct registry *registry,
                         const struct entity *entity)
{
    static const struct column columns[] = {{.label = {"Field", 5}},
                                            {.label = {"Name in files", 13}},
                                            {.label = {"What it holds", 13}},
                                            {.label = {"Must be given", 13}},
                                            {.label = {"Note", 4}}};
    struct table table = {.caption = MARKUP("Fields"),
                          .columns = columns,
                          .column_count = 5,
                          .stacked = true,
                          .tight = true};
    table_begin(page, &table);
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = &entity->fields[i];
        if (field->secret)
            continue;
        table_row(page, &table, false);
        table_text(page, &table, 0, slice_from(field->label));
        table_cell(page, &table, 1);
        html(page, "<code>");
        html_string(page, field->name);
        html(page, "</code>");
        table_cell(page, &table, 2);
        write_kind(page, registry, field);
        table_text(page, &table, 3, field->required ? SLICE("yes") : SLICE("no"));
        table_text(page, &table, 4, slice_from(field->hint));
        table_row_end(page, &table);
    }
    table_end(page, &table);
}

/* The same as rows; a list of choices is "code label; code label". */
static void append_fields(struct buffer *out, const struct entity *entity)
{
    CLEANUP(buffer_free) struct buffer choices = BUFFER(1 << 16);
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = &entity->fields[i];
        bool ranged = field->minimum < field->maximum;
        if (field->secret)
            continue;
        buffer_clear(&choices);
        for (size_t k = 0; k < field->choice_count; k++)
            buffer_printf(&choices, "%s%s %s", k ? "; " : "", field->choices[k].code,
                          field->choices[k].label);
        FILE_ROW(out, file_text(slice_from(entity->name)), file_text(slice_from(field->name)),
                 file_text(slice_from(field->label)), file_text(slice_from(kind_name(field->kind))),
                 file_text(slice_from(field->refers)), file_text(buffer_slice(&choices)),
                 file_given(ranged, field->minimum), file_given(ranged, field->maximum),
                 file_text(field->required ? SLICE("yes") : SLICE("no")),
                 file_text(slice_from(field->hint)));
    }
}

static const char heading[] =
    "entity,field,label,holds,refers_to,choices,minimum,maximum,must_be_given,note\r\n";

int dictionary_file(struct request *request, struct response *response)
{
    buffer_string(&response->body, heading);
    for (size_t i = 0; i < request->registry->count; i++)
        if (is_shown(request, request->registry->entities[i]))
            append_fields(&response->body, request->registry->entities[i]);
    return file_send(request, response, "fields");
}

/* The kind of record that the address names, where the asker may know of it; else NULL, with
 * request->err. */
static const struct entity *entity_asked_for(struct request *request)
{
    const struct entity *entity =
        registry_find(request->registry, request_parameter(request, "name"));
    if (entity && is_shown(request, entity))
        return entity;
    err_set(&request->err, ERR_NOT_FOUND, NULL,
            "The dictionary knows no record of this kind. Look it up in the whole dictionary.");
    return NULL;
}

int dictionary_entity_file(struct request *request, struct response *response)
{
    const struct entity *entity = entity_asked_for(request);
    if (!entity)
        return ERR_NOT_FOUND;
    buffer_string(&response->body, heading);
    append_fields(&response->body, entity);
    return file_send(request, response, arena_printf(request->arena, "%s-fields", entity->name));
}

int dictionary_page(struct request *request, struct response *response)
{
    struct page_writer page;
    int code = page_open(request, response, &page);
    if (code < 0)
        return code;
    page_begin(&page, &(struct page_head){.title = SLICE("Data dictionary"), .tool = true});
    page_here(&page, MARKUP(""), SLICE("Data dictionary"));
    html(&page, "<p class=\"weft-lead\">What each kind of record is, and what its fields mean. It "
                "is read from the same definitions as the tables, forms and files.</p>\n");
    facts_begin(&page, true);
    for (size_t i = 0; i < request->registry->count; i++) {
        const struct entity *entity = request->registry->entities[i];
        if (!is_shown(request, entity))
            continue;
        html(&page, "<div><dt><a class=\"govuk-link\" href=\"/dictionary/");
        html_string(&page, entity->name);
        html(&page, "\">");
        html_string(&page, entity->label);
        html(&page, "</a></dt><dd>");
        html_string(&page, entity->description);
        html(&page, "</dd></div>");
    }
    facts_end(&page);
    html(&page, "<p class=\"govuk-body weft-noprint\"><a class=\"govuk-link\" "
                "href=\"/dictionary/fields.csv\">Download all fields as CSV</a></p>\n");
    return page_end(&page, &request->err);
}

int dictionary_entity_page(struct request *request, struct response *response)
{
    struct page_writer page;
    const struct entity *entity = entity_asked_for(request);
    if (!entity)
        return ERR_NOT_FOUND;
    int code = page_open(request, response, &page);
    if (code < 0)
        return code;
    struct slice title = slice_from(entity->label);
    page_begin(&page, &(struct page_head){.title = title, .tool = true});
    page_here(&page, MARKUP("Data dictionary"), title);
    html(&page, "<p class=\"weft-lead\">");
    html_string(&page, entity->description);
    html(&page, " Each has a code, its name for ever, besides the fields below.</p>\n");
    write_fields(&page, request->registry, entity);
    file_link(&page, file_path(request->arena, request->path, "fields"));
    html(&page, "<p class=\"govuk-body\"><a class=\"govuk-link\" href=\"/records/");
    html_string(&page, entity->name);
    html(&page, "\">");
    html_string(&page, entity->plural);
    html(&page, "</a> &#160; <a class=\"govuk-link\" href=\"/dictionary\">The whole "
                "dictionary</a></p>\n");
    return page_end(&page, &request->err);
}
