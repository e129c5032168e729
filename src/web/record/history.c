/* What happened to a record: each change with what it altered. */
#include "web/record/pages.h"

#include "base/banned.h"

enum { SHOWN = 30, LONG_VALUE = 160 };

/* What the history needs to name the records that its changes speak of. */
struct telling {
    const struct request *request;
    const struct registry *registry;
    struct titles titles;
};

static bool differs(const struct record *before, const struct record *after, size_t at)
{
    return !after->entity->fields[at].secret && !value_equal(before->values[at], after->values[at]);
}

/* The titles of what the changes lead to: one statement for each kind of record among them. */
static int load_telling(struct request *request, const struct record *records, size_t count,
                        struct telling *telling)
{
    *telling = (struct telling){request, request->registry, titles_in(request->arena)};
    for (size_t i = 0; i + 1 < count; i++)
        for (size_t k = 0; k < records[i].entity->field_count; k++) {
            const struct field *field = &records[i].entity->fields[k];
            if (!field->refers || !differs(&records[i + 1], &records[i], k))
                continue;
            const struct entity *refers =
                registry_find(request->registry, slice_from(field->refers));
            titles_want(&telling->titles, refers, records[i].values[k].text);
            titles_want(&telling->titles, refers, records[i + 1].values[k].text);
        }
    return titles_load(&telling->titles, request->reader, &request->actor, &request->err);
}

static void write_value(struct page_writer *page, const struct record *record, size_t at,
                        const struct telling *telling)
{
    const struct field *field = &record->entity->fields[at];
    struct value value = record->values[at];
    if (value.kind == VALUE_NONE) {
        html(page, "nothing");
        return;
    }
    if (field->refers || field->choice_count) {
        value_show(page, record, at, telling->registry, &telling->titles);
        return;
    }
    if (field->person) {
        html_text(page, person_name(telling->request, value.text));
        return;
    }
    if (field->kind == FIELD_DATE) {
        words_stored_date(page, value.text);
        return;
    }
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 18);
    value_append(&text, value);
    struct slice shown = buffer_slice(&text);
    size_t end = shown.length;
    if (end > LONG_VALUE) /* cut at a character */
        for (end = LONG_VALUE; end > 0 && ((unsigned char)shown.data[end] & 0xC0) == 0x80;)
            end--;
    html_text(page, slice_sub(shown, 0, end));
    if (end < shown.length)
        html(page, "…");
}

static void write_difference(struct page_writer *page, const struct record *before,
                             const struct record *after, const struct telling *telling)
{
    size_t told = 0;
    for (size_t i = 0; i < after->entity->field_count; i++) {
        if (!differs(before, after, i))
            continue;
        if (told++)
            html(page, "<br/>");
        html_string(page, after->entity->fields[i].label);
        html(page, ": <del>");
        write_value(page, before, i, telling);
        html(page, "</del> <ins>");
        write_value(page, after, i, telling);
        html(page, "</ins>");
    }
    if (told == 0)
        html(page, "Nothing that is shown here");
}

static void write_action(struct page_writer *page, const struct change *change)
{
    static const struct {
        const char *action, *says;
    } words[] = {{"create", "Made"},
                 {"retire", "Retired"},
                 {"restore", "Restored"},
                 {"plan load", "From the plan file"},
                 {"undo", "Undone"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_is(change->action, words[i].action)) {
            html_string(page, words[i].says);
            html(page, "<br/>");
        }
}

static void write_undo(struct page_writer *page, const struct record *record,
                       const struct change *change)
{
    html(page, "<form class=\"weft-noprint weft-undo\" method=\"post\" action=\"");
    html_address(page, path_to(page->arena, record->entity->name, record->code));
    html(page, "/undo\">");
    form_token(page);
    form_hidden(page, "change",
                slice_from(arena_printf(page->arena, "%lld", (long long)change->id)));
    html(page, "<button class=\"weft-linkbutton\" type=\"submit\">Undo this<span "
               "class=\"govuk-visually-hidden\"> change of ");
    words_instant(page, change->at_us);
    html(page, "</span></button></form>");
}

static void write_change(struct page_writer *page, const struct record *record,
                         const struct change *change, const struct record *after,
                         const struct record *before, const struct telling *telling, bool may_undo)
{
    html(page, "<li class=\"weft-diff\"><span class=\"weft-log__when\">");
    words_instant(page, change->at_us);
    if (change->actor.length) {
        html(page, ", ");
        html_text(page, change->actor);
    }
    html(page, "</span>");
    write_action(page, change);
    if (before)
        write_difference(page, before, after, telling);
    else
        html(page, "The record began");
    if (change->note.length) {
        html(page, "<br/><span class=\"weft-quiet\">Why: ");
        html_text(page, change->note);
        html(page, "</span>");
    }
    if (may_undo)
        write_undo(page, record, change);
    html(page, "</li>");
}

/* Many in a row are of one person. */
static void name_actors(const struct request *request, struct change *changes, size_t count)
{
    struct slice user = {0}, name = {0};
    for (size_t i = 0; i < count; i++) {
        if (changes[i].actor.length && !slice_equal(changes[i].actor, user)) {
            user = changes[i].actor;
            name = person_name(request, user);
        }
        if (changes[i].actor.length)
            changes[i].actor = name;
    }
}

int history_section(struct page_writer *page, struct request *request, const struct record *record,
                    bool may_undo)
{
    struct change *changes = NULL;
    size_t count = 0;
    int code = history_of(request->reader, record->entity, record->code, &request->actor, 0,
                          SHOWN + 1, request->arena, &changes, &count, &request->err);
    if (code < 0)
        return code;
    struct record *records = arena_array(request->arena, count + 1, sizeof *records);
    for (size_t i = 0; i < count; i++) {
        code = history_record(record->entity, &changes[i], &request->actor, request->arena,
                              &records[i], &request->err);
        if (code < 0)
            return code;
    }
    name_actors(request, changes, count);
    struct telling telling;
    code = load_telling(request, records, count, &telling);
    if (code < 0)
        return code;
    html(page, "<section class=\"weft-section weft-measure\" aria-labelledby=\"history\"><h2 "
               "class=\"govuk-heading-m\" id=\"history\">History</h2><ol class=\"weft-log\">");
    for (size_t i = 0; i < count && i < SHOWN; i++)
        write_change(page, record, &changes[i], &records[i], i + 1 < count ? &records[i + 1] : NULL,
                     &telling, may_undo);
    html(page, "</ol><p class=\"govuk-body\">Nothing is overwritten: each earlier version can be "
               "seen by its date, above.</p></section>\n");
    return 0;
}
