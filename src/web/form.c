/* Forms as GOV.UK's components come, from the fields of an entity: an input for each kind, what was
 * typed shown again, what is wrong above, beside and linked. */
#include "web/components.h"

#include "base/banned.h"

enum { CHECKBOXES = 40 }; /* more options than these are typed, one code a line */

void form_token(struct page_writer *page)
{
    if (page->frame->token.length)
        form_hidden(page, "csrf", page->frame->token);
}

void form_hidden(struct page_writer *page, const char *name, struct slice value)
{
    html(page, "<input type=\"hidden\" name=\"");
    html_string(page, name);
    html(page, "\" value=\"");
    html_text(page, value);
    html(page, "\"/>");
}

void form_submit(struct page_writer *page, const char *label)
{
    html(page, "<button class=\"govuk-button\" type=\"submit\" data-module=\"govuk-button\" "
               "data-prevent-double-click=\"true\">");
    html_string(page, label);
    html(page, "</button>");
}

/* The version that a change starts from is a hidden field: nobody can be led to it. */
static bool has_input(const struct err *fault)
{
    return fault->field[0] && strcmp(fault->field, "version") != 0;
}

void form_errors(struct page_writer *page, const char *outcome, const struct faults *faults)
{
    if (!faults || faults->count == 0)
        return;
    html(page, "<div class=\"govuk-error-summary\" data-module=\"govuk-error-summary\" "
               "tabindex=\"-1\"><div role=\"alert\"><h2 class=\"govuk-error-summary__title\">");
    html_string(page, outcome);
    html(page, ": ");
    words_counted(page, (int64_t)faults->count, "thing", "things");
    html(page, " to put right</h2><div class=\"govuk-error-summary__body\"><ul class=\"govuk-list "
               "govuk-error-summary__list\">");
    for (size_t i = 0; i < faults->count; i++) {
        html(page, "<li>");
        if (has_input(&faults->items[i])) {
            html(page, "<a href=\"#f-");
            html_string(page, faults->items[i].field);
            html(page, "\">");
            html_string(page, faults->items[i].message);
            html(page, "</a>");
        } else {
            html_string(page, faults->items[i].message);
        }
        html(page, "</li>");
    }
    html(page, "</ul></div></div></div>\n");
}

/* One field of a form, whatever its kind. */
struct entry {
    const char *name, *label, *hint, *fault;
    bool required;
};

static const char *find_fault(const struct faults *faults, const char *name)
{
    for (size_t i = 0; faults && i < faults->count; i++)
        if (strcmp(faults->items[i].field, name) == 0)
            return faults->items[i].message;
    return NULL;
}

static void write_id(struct page_writer *page, const struct entry *entry)
{
    html(page, " id=\"f-");
    html_string(page, entry->name);
    html(page, "\"");
}

static void write_described(struct page_writer *page, const struct entry *entry)
{
    if (!entry->hint && !entry->fault)
        return;
    html(page, " aria-describedby=\"");
    if (entry->hint) {
        html_string(page, entry->name);
        html(page, "-hint");
    }
    if (entry->hint && entry->fault)
        html(page, " ");
    if (entry->fault) {
        html_string(page, entry->name);
        html(page, "-error");
    }
    html(page, "\"");
}

static void write_hint(struct page_writer *page, const struct entry *entry)
{
    if (entry->hint) {
        html(page, "<div class=\"govuk-hint\" id=\"");
        html_string(page, entry->name);
        html(page, "-hint\">");
        html_string(page, entry->hint);
        html(page, "</div>");
    }
    if (entry->fault) {
        html(page, "<p class=\"govuk-error-message\" id=\"");
        html_string(page, entry->name);
        html(page, "-error\"><span class=\"govuk-visually-hidden\">Error:</span> ");
        html_string(page, entry->fault);
        html(page, "</p>");
    }
}

static void write_optional(struct page_writer *page, const struct entry *entry)
{
    html_string(page, entry->label);
    if (!entry->required)
        html(page, " <span class=\"weft-quiet weft-optional\">(optional)</span>");
}

static void group_begin(struct page_writer *page, const struct entry *entry)
{
    if (entry->fault)
        html(page, "<div class=\"govuk-form-group govuk-form-group--error\">");
    else
        html(page, "<div class=\"govuk-form-group\">");
}

static void label_begin(struct page_writer *page, const struct entry *entry)
{
    group_begin(page, entry);
    html(page, "<label class=\"govuk-label govuk-label--s\" for=\"f-");
    html_string(page, entry->name);
    html(page, "\">");
    write_optional(page, entry);
    html(page, "</label>");
    write_hint(page, entry);
}

static void fieldset_begin(struct page_writer *page, const struct entry *entry)
{
    group_begin(page, entry);
    html(page, "<fieldset class=\"govuk-fieldset\"");
    write_described(page, entry);
    html(page, "><legend class=\"govuk-fieldset__legend govuk-fieldset__legend--s\">");
    write_optional(page, entry);
    html(page, "</legend>");
    write_hint(page, entry);
}

static void write_name(struct page_writer *page, const struct entry *entry)
{
    write_id(page, entry);
    html(page, " name=\"");
    html_string(page, entry->name);
    html(page, "\"");
    write_described(page, entry);
}

static void write_line(struct page_writer *page, const struct entry *entry, const char *mode,
                       bool narrow, struct slice value)
{
    label_begin(page, entry);
    html(page, "<input type=\"text\" class=\"govuk-input");
    if (narrow)
        html(page, " govuk-input--width-10");
    if (entry->fault)
        html(page, " govuk-input--error");
    html(page, "\"");
    write_name(page, entry);
    if (mode) {
        html(page, " inputmode=\"");
        html_string(page, mode);
        html(page, "\"");
    }
    html(page, " value=\"");
    html_text(page, value);
    html(page, "\"/></div>\n");
}

static void write_area(struct page_writer *page, const struct entry *entry, struct slice value)
{
    label_begin(page, entry);
    html(page, "<textarea class=\"govuk-textarea");
    if (entry->fault)
        html(page, " govuk-textarea--error");
    html(page, "\" rows=\"");
    html_integer(page, value.length > 600 ? 12 : value.length > 160 ? 6 : 3);
    html(page, "\"");
    write_name(page, entry);
    html(page, ">\n"); /* a browser takes the first line end away */
    html_text(page, value);
    html(page, "</textarea></div>\n");
}

static void write_options(struct page_writer *page, const struct form_option *options, size_t count,
                          struct slice chosen)
{
    bool known = chosen.length == 0;
    for (size_t i = 0; i < count; i++) {
        bool here = slice_equal(options[i].code, chosen);
        known |= here;
        html(page, "<option value=\"");
        html_text(page, options[i].code);
        if (here)
            html(page, "\" selected=\"selected\">");
        else
            html(page, "\">");
        html_text(page, options[i].label);
        html(page, "</option>");
    }
    if (known)
        return;
    html(page, "<option value=\"");
    html_text(page, chosen);
    html(page, "\" selected=\"selected\">");
    html_text(page, chosen);
    html(page, "</option>");
}

static void write_select(struct page_writer *page, const struct entry *entry,
                         const struct form_option *options, size_t count, struct slice chosen)
{
    label_begin(page, entry);
    html(page, "<select class=\"govuk-select");
    if (entry->fault)
        html(page, " govuk-select--error");
    html(page, "\"");
    write_name(page, entry);
    html(page, "><option value=\"\"></option>");
    write_options(page, options, count, chosen);
    html(page, "</select></div>\n");
}

static bool is_among(struct slice codes, char separator, struct slice code)
{
    struct slice rest = codes, part;
    while (slice_split(&rest, separator, &part))
        if (slice_equal(slice_trim(part), code))
            return true;
    return false;
}

static void write_checkboxes(struct page_writer *page, const struct entry *entry,
                             const struct form_option *options, size_t count, char separator,
                             struct slice chosen)
{
    fieldset_begin(page, entry);
    form_hidden(page, entry->name, SLICE("")); /* so that none at all is told from not asked */
    html(page, "<div class=\"govuk-checkboxes govuk-checkboxes--small\">");
    for (size_t i = 0; i < count; i++) {
        html(page, "<div class=\"govuk-checkboxes__item\"><input class=\"govuk-checkboxes__input\" "
                   "type=\"checkbox\" name=\"");
        html_string(page, entry->name);
        html(page, "\" id=\"f-");
        html_string(page, entry->name);
        if (i > 0) {
            html(page, "-");
            html_integer(page, (int64_t)i);
        }
        html(page, "\" value=\"");
        html_text(page, options[i].code);
        html(page, "\"");
        if (is_among(chosen, separator, options[i].code))
            html(page, " checked=\"checked\"");
        html(page, "/><label class=\"govuk-label govuk-checkboxes__label\" for=\"f-");
        html_string(page, entry->name);
        if (i > 0) {
            html(page, "-");
            html_integer(page, (int64_t)i);
        }
        html(page, "\">");
        html_text(page, options[i].label);
        html(page, "</label></div>");
    }
    html(page, "</div></fieldset></div>\n");
}

static void write_box(struct page_writer *page, const struct entry *entry, const char *part,
                      const char *label, bool is_wide, struct slice value)
{
    html(page, "<div class=\"govuk-date-input__item\"><label class=\"govuk-label "
               "govuk-date-input__label\" for=\"f-");
    html_string(page, entry->name);
    html_string(page, part);
    html(page, "\">");
    html_string(page, label);
    html(page, "</label><input type=\"text\" class=\"govuk-input govuk-date-input__input");
    if (is_wide)
        html(page, " govuk-input--width-4");
    else
        html(page, " govuk-input--width-2");
    if (entry->fault)
        html(page, " govuk-input--error");
    html(page, "\" id=\"f-");
    html_string(page, entry->name);
    html_string(page, part);
    html(page, "\" name=\"");
    html_string(page, entry->name);
    html_string(page, part[0] ? part : "-day");
    html(page, "\" value=\"");
    html_text(page, value);
    html(page, "\" inputmode=\"numeric\"/></div>");
}

/* A date that was typed is "year-month-day" too, whatever was typed for each. */
static void write_boxes(struct page_writer *page, const struct entry *entry, struct slice value)
{
    struct slice parts[3] = {{0}}, rest = value;
    for (size_t i = 0; i < 2 && slice_split(&rest, '-', &parts[i]); i++)
        continue;
    parts[2] = rest;
    for (size_t i = 1; i < 3; i++)
        while (parts[i].length > 1 && parts[i].data[0] == '0')
            parts[i] = slice_sub(parts[i], 1, parts[i].length);
    html(page, "<div class=\"govuk-date-input\">");
    write_box(page, entry, "", "Day", false, parts[2]);
    write_box(page, entry, "-month", "Month", false, parts[1]);
    write_box(page, entry, "-year", "Year", true, parts[0]);
    html(page, "</div>");
}

static struct form_option *options_of(struct arena *arena, const struct field *field)
{
    struct form_option *options = arena_array(arena, field->choice_count + 1, sizeof *options);
    for (size_t i = 0; i < field->choice_count; i++)
        options[i] = (struct form_option){slice_from(field->choices[i].code),
                                          slice_from(field->choices[i].label)};
    return options;
}

void form_field(struct page_writer *page, const struct field *field, struct slice value,
                const struct form_option *options, size_t option_count, const struct faults *faults)
{
    struct entry entry = {.name = field->name,
                          .label = field->label,
                          .hint = field->hint,
                          .required = field->required,
                          .fault = find_fault(faults, field->name)};
    switch (field->kind) {
    case FIELD_TEXT:
        if (field->choice_count)
            write_checkboxes(page, &entry, options_of(page->arena, field), field->choice_count, ' ',
                             value);
        else if (field->longest > 200)
            write_area(page, &entry, value);
        else
            write_line(page, &entry, NULL, false, value);
        return;
    case FIELD_LONG_TEXT:
        write_area(page, &entry, value);
        return;
    case FIELD_INTEGER:
        write_line(page, &entry, "numeric", true, value);
        return;
    case FIELD_DECIMAL:
        write_line(page, &entry, "decimal", true, value);
        return;
    case FIELD_DATE:
        fieldset_begin(page, &entry);
        write_boxes(page, &entry, value);
        html(page, "</fieldset></div>\n");
        return;
    case FIELD_CHOICE:
        write_select(page, &entry, options_of(page->arena, field), field->choice_count, value);
        return;
    case FIELD_REFERENCE:
        if (options)
            write_select(page, &entry, options, option_count, value);
        else
            write_line(page, &entry, NULL, false, value);
        return;
    case FIELD_REFERENCES:
        if (options && option_count && option_count <= CHECKBOXES) {
            write_checkboxes(page, &entry, options, option_count, '\n', value);
            return;
        }
        if (!entry.hint)
            entry.hint = "Codes, one on each line";
        write_area(page, &entry, value);
        return;
    case FIELD_DERIVED:
        return;
    }
}

void form_input(struct page_writer *page, const struct form_input *input,
                const struct faults *faults)
{
    struct entry entry = {.name = input->name,
                          .label = input->label,
                          .hint = input->hint,
                          .required = true,
                          .fault = find_fault(faults, input->name)};
    bool is_file = strcmp(input->type, "file") == 0;
    label_begin(page, &entry);
    html(page, "<input type=\"");
    html_string(page, input->type);
    if (is_file)
        html(page, "\" class=\"govuk-file-upload\"");
    else if (entry.fault)
        html(page, "\" class=\"govuk-input govuk-input--width-20 govuk-input--error\"");
    else
        html(page, "\" class=\"govuk-input govuk-input--width-20\"");
    write_name(page, &entry);
    if (input->autocomplete) {
        html(page, " autocomplete=\"");
        html_string(page, input->autocomplete);
        html(page, "\"");
    }
    if (!is_file && input->value.length) {
        html(page, " value=\"");
        html_text(page, input->value);
        html(page, "\"");
    }
    html(page, "/></div>\n");
}

void form_filter(struct page_writer *page, const char *name, const char *label,
                 const struct form_option *options, size_t count, struct slice chosen)
{
    html(page, "<div class=\"govuk-form-group\"><label class=\"govuk-label\" for=\"f-");
    html_string(page, name);
    html(page, "\">");
    html_string(page, label);
    html(page, "</label><select class=\"govuk-select\" id=\"f-");
    html_string(page, name);
    html(page, "\" name=\"");
    html_string(page, name);
    html(page, "\"><option value=\"\">any</option>");
    write_options(page, options, count, chosen);
    html(page, "</select></div>");
}

void form_search(struct page_writer *page, const char *label, struct slice words)
{
    html(page, "<form action=\"/search\" method=\"get\" role=\"search\" "
               "class=\"weft-noprint\"><label class=\"govuk-label govuk-label--s\" for=\"q\">");
    html_string(page, label);
    html(page, "</label><div class=\"weft-search\"><input class=\"govuk-input\" id=\"q\" "
               "name=\"q\" type=\"search\" spellcheck=\"false\" value=\"");
    html_text(page, words);
    html(page, "\"/><button class=\"govuk-button\" "
               "type=\"submit\">Search</button></div></form>\n");
}

void as_it_was(struct page_writer *page, struct slice path, struct date on,
               const struct asked_day *asked)
{
    struct entry entry = {.name = "on",
                          .label = "As it was on",
                          .required = true,
                          .fault = find_fault(&asked->faults, "on")};
    char text[DATE_TEXT_SIZE];
    date_format(on, text);
    html(page, "<form action=\"");
    html_address(page, path);
    html(page, "\" method=\"get\" class=\"weft-asit weft-noprint\">");
    if (asked->source.length)
        form_hidden(page, "source", asked->source);
    if (asked->via.length)
        form_hidden(page, "via", asked->via);
    fieldset_begin(page, &entry);
    write_boxes(page, &entry, entry.fault ? asked->typed : slice_from(text));
    html(page, "</fieldset></div><button class=\"govuk-button govuk-button--secondary\" "
               "type=\"submit\">Show</button></form>\n");
}
