#include "support/page.h"

#include <expat.h>
#include <string.h>

struct written *written_new(void)
{
    struct written *written = memory_zeros(1, sizeof *written);
    written->buffer = BUFFER(8 << 20);
    written->page = (struct page_writer){
        .out = &written->buffer, .arena = &written->arena, .frame = &written->frame};
    return written;
}

void written_free(struct written **written)
{
    buffer_free(&(*written)->buffer);
    arena_free(&(*written)->arena);
    memory_free(*written);
}

struct slice written_text(const struct written *written)
{
    return buffer_slice(&written->buffer);
}

void assert_written(const struct written *written, const char *expected)
{
    assert_slice(written_text(written), expected);
}

/* --- reading it back ------------------------------------------------------------------------ */

struct reading {
    VECTOR(char *) ids, references;
    const char *name, *class;            /* what is counted */
    size_t count, wanted, depth, inside; /* inside: the depth of the wanted one, 0 outside */
    struct buffer text;
    bool stands_alone; /* a file that brings its own policy, or a picture: it may bring its style */
};

static void note_references(struct reading *reading, const char *list)
{
    struct slice rest = slice_from(list), id;
    while (slice_split(&rest, ' ', &id)) {
        char copy[256];
        snprintf(copy, sizeof copy, "%.*s", SLICE_PRINT(id));
        vector_push(&reading->references, memory_string(copy));
    }
}

static bool has_class(const char *list, const char *class)
{
    struct slice rest = slice_from(list), one;
    while (slice_split(&rest, ' ', &one))
        if (slice_is(one, class))
            return true;
    return false;
}

static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct reading *reading = context;
    bool matches = reading->name && strcmp(name, reading->name) == 0 && !reading->class;
    reading->depth++;
    for (size_t i = 0; attributes[i]; i += 2) {
        const char *attribute = attributes[i], *value = attributes[i + 1];
        if (strcmp(attribute, "id") == 0)
            vector_push(&reading->ids, memory_string(value));
        else if (strcmp(attribute, "aria-labelledby") == 0 ||
                 strcmp(attribute, "aria-describedby") == 0 || strcmp(attribute, "for") == 0)
            note_references(reading, value);
        else if (strcmp(attribute, "href") == 0 && value[0] == '#' && value[1])
            note_references(reading, value + 1);
        else if (strcmp(attribute, "class") == 0 && reading->name && reading->class &&
                 strcmp(name, reading->name) == 0)
            matches |= has_class(value, reading->class);
        assert_string_not_equal(attribute, "style");
        assert_int_not_equal(strncmp(attribute, "on", 2), 0);
    }
    assert_true(reading->stands_alone || strcmp(name, "style") != 0);
    if (matches && reading->count++ == reading->wanted)
        reading->inside = reading->depth;
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    struct reading *reading = context;
    (void)name;
    if (reading->inside == reading->depth)
        reading->inside = 0;
    reading->depth--;
}

static void XMLCALL on_text(void *context, const XML_Char *text, int length)
{
    struct reading *reading = context;
    if (reading->inside)
        buffer_append(&reading->text, (struct slice){text, (size_t)length});
}

static void read_markup(struct slice html, struct reading *reading)
{
    static const char opening[] = "<all>", closing[] = "</all>";
    bool whole = slice_starts_with(html, SLICE("<!DOCTYPE"));
    reading->stands_alone = slice_starts_with(html, SLICE("<svg xmlns=")) ||
                            slice_find(html, SLICE("Content-Security-Policy")) < html.length;
    XML_Parser parser = XML_ParserCreate("UTF-8");
    XML_SetUserData(parser, reading);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    if (!whole)
        XML_Parse(parser, opening, sizeof opening - 1, 0);
    XML_Parse(parser, html.data ? html.data : "", (int)html.length, 0);
    if (XML_Parse(parser, whole ? "" : closing, whole ? 0 : sizeof closing - 1, 1) == 0)
        fail_msg("line %lu, column %lu: %s\n%.*s", XML_GetCurrentLineNumber(parser),
                 XML_GetCurrentColumnNumber(parser), XML_ErrorString(XML_GetErrorCode(parser)),
                 SLICE_PRINT(html));
    XML_ParserFree(parser);
}

static void reading_free(struct reading *reading)
{
    vector_each (&reading->ids, id)
        memory_free(*id);
    vector_each (&reading->references, reference)
        memory_free(*reference);
    vector_free(&reading->ids);
    vector_free(&reading->references);
    buffer_free(&reading->text);
}

void assert_well_formed(struct slice html)
{
    struct reading reading = {0};
    read_markup(html, &reading);
    for (size_t i = 0; i < reading.ids.length; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(reading.ids.data[i], reading.ids.data[k]) == 0)
                fail_msg("the id %s is there twice", reading.ids.data[i]);
    vector_each (&reading.references, reference) {
        bool found = false;
        vector_each (&reading.ids, id)
            found |= strcmp(*id, *reference) == 0;
        if (!found)
            fail_msg("nothing has the id %s", *reference);
    }
    reading_free(&reading);
}

size_t count_elements(struct slice html, const char *name, const char *class)
{
    struct reading reading = {.name = name, .class = class, .wanted = SIZE_MAX};
    read_markup(html, &reading);
    size_t count = reading.count;
    reading_free(&reading);
    return count;
}

size_t count_written(const struct written *written, const char *name, const char *class)
{
    return count_elements(written_text(written), name, class);
}

size_t count_links(struct slice html, const char *begins)
{
    CLEANUP(buffer_free) struct buffer wanted = BUFFER(200);
    size_t count = 0;
    buffer_printf(&wanted, "href=\"%s", begins);
    for (size_t at; (at = slice_find(html, buffer_slice(&wanted))) < html.length; count++)
        html = slice_sub(html, at + wanted.length, html.length);
    return count;
}

bool says(struct slice html, const char *text)
{
    return slice_find(html, slice_from(text)) < html.length;
}

struct slice element_text(struct slice html, const char *name, const char *class, size_t index,
                          struct arena *arena)
{
    struct reading reading = {
        .name = name, .class = class, .wanted = index, .text = BUFFER(1 << 20)};
    read_markup(html, &reading);
    struct slice text = arena_slice(arena, buffer_slice(&reading.text));
    reading_free(&reading);
    return text;
}

struct chart_frame chart_frame(void)
{
    return (struct chart_frame){.id = "c",
                                .finding = MARKUP("What it shows"),
                                .unit = MARKUP("% of them"),
                                .title = MARKUP("A chart"),
                                .csv = SLICE("/c.csv")};
}
