/* Every table of a page as a file, in one shape: a line of names, then a row a line. */
#include "web/file.h"

#include "text/text.h"
#include "web/words.h"

#include <math.h>

#include "base/banned.h"

struct file_cell file_text(struct slice text)
{
    return (struct file_cell){.text = text, .number = NAN};
}

struct file_cell file_number(double number)
{
    return (struct file_cell){.number = number};
}

struct file_cell file_given(bool given, double number)
{
    return file_number(given ? number : NAN);
}

void file_row(struct buffer *out, const struct file_cell *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i)
            buffer_byte(out, ',');
        csv_append(out, cells[i].text);
        buffer_double(out, cells[i].number);
    }
    buffer_string(out, "\r\n");
}

int file_send(struct request *request, struct response *response, const char *name)
{
    response->type = "text/csv; charset=utf-8";
    response_download(response, slice_from(arena_printf(request->arena, "%s.csv", name)));
    return buffer_status(&response->body, "This file", &request->err);
}

int file_send_of_record(struct request *request, struct response *response, const char *name)
{
    return file_send(request, response,
                     arena_printf(request->arena, "%.*s-%s", SLICE_PRINT(request->code), name));
}

struct slice file_path(struct arena *arena, struct slice page, const char *table)
{
    return file_path_asked(arena, page, table, (struct slice){0}, (struct date){0});
}

struct slice file_path_asked(struct arena *arena, struct slice page, const char *table,
                             struct slice source, struct date on)
{
    CLEANUP(buffer_free) struct buffer path = BUFFER(4096);
    buffer_append(&path, page);
    buffer_printf(&path, "/%s.csv", table);
    if (source.length) {
        buffer_string(&path, "?source=");
        url_encode(&path, source);
    }
    if (date_is_given(on))
        buffer_printf(&path, "%son-day=%d&on-month=%d&on-year=%d", source.length ? "&" : "?",
                      on.day, on.month, on.year);
    return arena_slice(arena, buffer_slice(&path));
}

void file_link(struct page_writer *page, struct slice path)
{
    html(page, "<p class=\"govuk-body-s weft-noprint\">");
    html_link(page, path, SLICE("Download this table as CSV"));
    html(page, "</p>\n");
}
