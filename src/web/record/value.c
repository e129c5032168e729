/* A record's values for people: dates in words, references as links with titles, what is not there
 * as `not stated`, secrets never. */
#include "domain/access/access.h"
#include "web/record/pages.h"

#include "base/banned.h"

static void show_references(struct page_writer *page, const struct field *field, struct slice codes,
                            const struct registry *registry, const struct titles *titles)
{
    const struct entity *refers = registry_find(registry, slice_from(field->refers));
    struct slice rest = codes, code;
    const char *separator = "";
    while (slice_split(&rest, '\n', &code)) {
        html_string(page, separator);
        if (refers)
            html_link_to(page, refers->name, code, titles_get(titles, refers, code));
        else
            html_text(page, code);
        separator = "; ";
    }
}

/* Codes of choices, a space between two, by the words before what their labels explain: "Analyst,
 * Governance lead". */
static void show_text(struct page_writer *page, const struct field *field, struct slice text)
{
    struct slice rest = text, code;
    const char *separator = "";
    if (!field->choice_count) {
        html_text(page, text);
        return;
    }
    while (slice_split(&rest, ' ', &code)) {
        struct slice label = slice_from(choice_label(field, code));
        html_string(page, separator);
        html_text(page, slice_sub(label, 0, slice_find_byte(label, ':')));
        separator = ", ";
    }
}

void value_show(struct page_writer *page, const struct record *record, size_t field_index,
                const struct registry *registry, const struct titles *titles)
{
    const struct field *field = &record->entity->fields[field_index];
    const struct value *value = &record->values[field_index];
    if (value->kind == VALUE_NONE) {
        not_stated(page);
        return;
    }
    switch (field->kind) {
    case FIELD_TEXT:
        show_text(page, field, value->text);
        return;
    case FIELD_DERIVED:
        html_text(page, value->text);
        return;
    case FIELD_LONG_TEXT:
        markdown(page, 2, value->text);
        return;
    case FIELD_INTEGER:
        html_count(page, value->integer);
        return;
    case FIELD_DECIMAL:
        buffer_double(page->out, value->real);
        return;
    case FIELD_DATE:
        words_stored_date(page, value->text);
        return;
    case FIELD_CHOICE:
        html_string(page, choice_label(field, value->text));
        return;
    case FIELD_REFERENCE:
    case FIELD_REFERENCES:
        show_references(page, field, value->text, registry, titles);
        return;
    }
}

void name_people(const struct request *request, struct record *record)
{
    for (size_t i = 0; i < record->entity->field_count; i++)
        if (record->entity->fields[i].person && record->values[i].kind != VALUE_NONE)
            record->values[i] = value_text(person_name(request, record->values[i].text));
}

struct form_option *record_options(struct arena *arena, const struct record_list *list)
{
    struct form_option *options = arena_array(arena, list->count + 1, sizeof *options);
    for (size_t i = 0; i < list->count; i++)
        options[i] = (struct form_option){list->records[i].code, record_title(&list->records[i])};
    return options;
}

struct slice record_path(struct arena *arena, const struct record *record)
{
    struct slice path = path_to(arena, record->entity->name, record->code);
    return slice_from(arena_printf(arena, "%.*s/record", SLICE_PRINT(path)));
}

enum page_place record_place(const struct entity *entity)
{
    return entity == &user_entity ? PLACE_USERS : PLACE_RECORDS;
}
