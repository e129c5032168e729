/* What can be added to a record: whatever refers to it, for whoever may make such a thing. The
 * engine knows that from the fields alone, so no page has to name it. */
#include "web/components.h"

#include "base/banned.h"

/* The field by which a thing belongs to records of `to`: the one it hangs by on the thread, else
 * one that it cannot be without. -1: it belongs to them by none. */
static int belongs_by(const struct entity *entity, const struct entity *to)
{
    int at = entity_hangs_below(entity, to);
    for (size_t i = 0; at < 0 && i < entity->field_count; i++)
        if (entity->fields[i].required && entity->fields[i].refers &&
            strcmp(entity->fields[i].refers, to->name) == 0)
            at = (int)i;
    return at;
}

static void write_link(struct page_writer *page, const struct entity *entity,
                       const struct field *field, struct slice code)
{
    char room[LABEL_ROOM];
    const char *label = label_inside(entity->label, room);
    html(page, "<li><a class=\"govuk-link\" href=\"/");
    html_string(page, entity->name);
    html(page, "/new?via=");
    html_string(page, field->name);
    html(page, "%3D");
    html_encoded(page, code);
    html(page, "\">");
    html_string(page, strchr("aeiou", label[0]) ? "Add an " : "Add a ");
    html_string(page, label);
    html(page, "</a></li>");
}

void add_here(struct page_writer *page, const struct request *request, const struct record *record)
{
    const struct registry *registry = request->registry;
    bool any = false;
    if (request->actor.code.length == 0 || record->retired)
        return;
    for (size_t i = 0; i < registry->count; i++) {
        const struct entity *entity = registry->entities[i];
        int at = belongs_by(entity, record->entity);
        if (at < 0 || entity->source || !permit(&request->actor, entity, CREATE))
            continue;
        if (!any)
            html(page, "<ul class=\"weft-links weft-noprint\">");
        any = true;
        write_link(page, entity, &entity->fields[at], record->code);
    }
    if (any)
        html(page, "</ul>\n");
}

const struct field *came_by(const struct entity *entity, struct slice via, struct slice *ret_code)
{
    size_t mark = slice_find_byte(via, '=');
    int at = entity_field(entity, slice_sub(via, 0, mark));
    struct slice code = slice_sub(via, mark + 1, via.length);
    if (at < 0 || !entity->fields[at].refers || code.length == 0)
        return NULL;
    *ret_code = code;
    return &entity->fields[at];
}
