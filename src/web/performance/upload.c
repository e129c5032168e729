/* Bringing a file in by browser: upload, and what came of it. */
#include "web/performance/loads.h"
#include "web/performance/pages.h"

#include <unistd.h>

#include "base/banned.h"

enum { GROUPS_SHOWN = 40 };

static const struct mapping_shipped *find_shipped(struct slice name)
{
    for (const struct mapping_shipped *shipped = mappings_shipped; shipped->name; shipped++)
        if (slice_is(name, shipped->name))
            return shipped;
    return NULL;
}

/* What a shipped mapping is called; its name where it cannot be read. */
static struct slice mapping_title(struct arena *arena, const struct mapping_shipped *shipped)
{
    struct mapping *mapping = ARENA_NEW(arena, struct mapping);
    struct faults unread = faults_in(arena);
    struct slice name = slice_from(shipped->name);
    bool read = mapping_parse(shipped->text, name, arena, mapping, &unread, NULL) == 0;
    return read && mapping->title.length ? mapping->title : name;
}

static void write_mappings(struct page_writer *page, struct slice chosen)
{
    html(page, "<div class=\"govuk-form-group\"><label class=\"govuk-label govuk-label--s\" "
               "for=\"f-mapping\">Read it as</label><div class=\"govuk-hint\" "
               "id=\"mapping-hint\">Which publisher’s layout it has; a mapping of your own is "
               "used by weft import</div><select "
               "class=\"govuk-select\" id=\"f-mapping\" name=\"mapping\" "
               "aria-describedby=\"mapping-hint\">");
    for (const struct mapping_shipped *shipped = mappings_shipped; shipped->name; shipped++) {
        html(page, "<option value=\"");
        html_string(page, shipped->name);
        if (slice_is(chosen, shipped->name))
            html(page, "\" selected=\"selected\">");
        else
            html(page, "\">");
        html_text(page, mapping_title(page->arena, shipped));
        html(page, "</option>");
    }
    html(page, "</select></div>\n");
}

static void write_partial(struct page_writer *page, bool chosen)
{
    html(page, "<div class=\"govuk-form-group\"><div class=\"govuk-checkboxes\"><div "
               "class=\"govuk-checkboxes__item\"><input class=\"govuk-checkboxes__input\" "
               "type=\"checkbox\" id=\"f-partial\" name=\"partial\" value=\"1\"");
    if (chosen)
        html(page, " checked=\"checked\"");
    html(page,
         "/><label class=\"govuk-label govuk-checkboxes__label\" for=\"f-partial\">Where some "
         "rows are refused, load the others</label></div></div></div>\n");
}

/* The groups of a report, refusals or warnings. */
static void write_groups(struct page_writer *page, const struct load_report *report, bool refusals)
{
    size_t shown = 0;
    html(page, "<ul class=\"govuk-list govuk-list--bullet weft-spaced\">");
    for (size_t i = 0; i < report->group_count; i++) {
        const struct load_group *group = &report->groups[i];
        if (group->is_refusal != refusals || shown++ >= GROUPS_SHOWN)
            continue;
        html(page, "<li>");
        html_count(page, group->rows);
        html_string(page, group->rows == 1 ? " row" : " rows");
        if (group->field.length) {
            html(page, " in column <strong>");
            html_text(page, group->field);
            html(page, "</strong>");
        }
        html(page, ": ");
        html_text(page, group->reason);
        html(page, " <span class=\"weft-quiet\">");
        if (group->values > 1) {
            html_count(page, (int64_t)group->values);
            html(page, " different values. ");
        }
        html(page, "First on line ");
        html_count(page, group->first_line);
        html(page, ".</span></li>");
    }
    html(page, "</ul>\n");
    if (shown > GROUPS_SHOWN) {
        html(page, "<p class=\"govuk-body\">And ");
        html_count(page, (int64_t)(shown - GROUPS_SHOWN));
        html(page, " more reasons.</p>\n");
    }
}

static void write_refused(struct page_writer *page, const struct load_report *report)
{
    gap_begin(page);
    html(page, "Refused, and nothing changed");
    gap_title_end(page);
    html_count(page, report->rows_refused);
    html(page, " of ");
    html_count(page, report->read);
    html(page, " rows cannot be taken. Correct the file and send it again, or tick the box below "
               "to load the others.");
    gap_end(page);
    write_groups(page, report, true);
}

struct uploading {
    const struct faults *faults;
    const struct load_report *report; /* of a file that was refused whole */
};

static int show_form(struct request *request, struct response *response,
                     const struct uploading *uploading)
{
    static const struct field published = {
        .name = "published",
        .label = "Published",
        .kind = FIELD_DATE,
        .hint = "The day the publisher gave it out; today where you leave it empty"};
    struct page_writer page;
    int code = page_open(request, response, &page);
    if (code < 0)
        return code;
    bool refused = uploading->report || (uploading->faults && uploading->faults->count);
    page_begin(&page, &(struct page_head){.title = SLICE("Bring in a file"),
                                          .place = PLACE_LOADS,
                                          .tool = true,
                                          .refused = refused});
    form_errors(&page, "Not loaded", uploading->faults);
    page_here(&page, MARKUP(""), SLICE("Bring in a file"));
    html(&page, "<div class=\"weft-measure\">\n");
    if (uploading->report)
        write_refused(&page, uploading->report);
    html(&page, "<form method=\"post\" action=\"/load/new\" enctype=\"multipart/form-data\" "
                "novalidate=\"novalidate\">");
    form_token(&page);
    form_input(&page,
               &(struct form_input){.name = "file",
                                    .label = "File",
                                    .hint = arena_printf(request->arena,
                                                         "CSV, plain or compressed with gzip "
                                                         "(.gz); %d MB at most",
                                                         LIMIT_UPLOAD >> 20),
                                    .type = "file"},
               uploading->faults);
    write_mappings(&page, request_form(request, "mapping"));
    form_input(&page,
               &(struct form_input){.name = "edition",
                                    .label = "Edition",
                                    .hint = "Of a list of neighbours alone: a year, such as 2025",
                                    .type = "text",
                                    .value = request_form(request, "edition")},
               uploading->faults);
    form_field(&page, &published, (struct slice){0}, NULL, 0, uploading->faults);
    write_partial(&page, request_form(request, "partial").length > 0);
    html(&page, "<div class=\"govuk-button-group\">");
    form_submit(&page, "Load it");
    html(&page, "<a class=\"govuk-link\" href=\"/load\">All loads</a></div></form></div>\n");
    return page_end(&page, &request->err);
}

int upload_page(struct request *request, struct response *response)
{
    return show_form(request, response, &(struct uploading){0});
}

/* What the form asks for; a fault for each thing that is wrong. */
static void read_request(struct request *request, struct mapping *mapping,
                         struct load_request *asked, struct faults *faults)
{
    const struct http_file *file = request_file(request, "file");
    struct slice name = request_form(request, "mapping");
    int64_t day = 0, month = 0, year = 0;
    *asked = (struct load_request){.mapping = mapping,
                                   .edition = slice_trim(request_form(request, "edition")),
                                   .partial = request_form(request, "partial").length > 0,
                                   .actor = &request->actor,
                                   .gives_way = true};
    if (!file || (file->size == 0 && file->file_name.length == 0)) {
        fault_add(faults, "file", "Choose the file to bring in.");
    } else if (file->size == 0) {
        fault_add(faults, "file", "The file is empty: it has no byte. Choose one with rows in it.");
    } else {
        asked->descriptor = file->descriptor;
        asked->file = file->file_name;
    }
    const struct mapping_shipped *shipped = find_shipped(name);
    struct faults unread = faults_in(request->arena);
    if (!shipped || mapping_parse(shipped->text, name, request->arena, mapping, &unread, NULL) < 0)
        fault_add(faults, "mapping", "Choose how the file is to be read.");
    struct slice typed = slice_trim(request_form(request, "published-day"));
    if (typed.length == 0)
        return;
    asked->published = (struct date){0};
    if (slice_to_int64(typed, &day) &&
        slice_to_int64(slice_trim(request_form(request, "published-month")), &month) &&
        slice_to_int64(slice_trim(request_form(request, "published-year")), &year) && day > 0 &&
        day < 32 && month > 0 && month < 13 && year > 0 && year < 10000)
        asked->published = (struct date){(int16_t)year, (uint8_t)month, (uint8_t)day};
    if (!date_is_valid(asked->published))
        fault_add(faults, "published",
                  "Published is no real date. Give a day, a month and a year, such as 30 4 2026.");
}

/* Read and write, again where another load came between. */
static int load_upload(struct request *request, const struct load_request *asked,
                       struct loading **ret_loading)
{
    int code = 1;
    for (int tries = 1; code > 0; tries++) {
        if (lseek(asked->descriptor, 0, SEEK_SET) < 0)
            return err_set(&request->err, ERR_INPUT, "file", "The file cannot be read again.");
        code = loading_read(request->reader, asked, ret_loading, &request->err);
        if (code == 0)
            code = load_settle(request, tries, ret_loading);
    }
    return code;
}

/* What those rows said that could be taken, and what became of the others. */
static void write_repeated(struct page_writer *page, const struct load_report *report)
{
    bool one = report->read == 1;
    if (report->read == 0) {
        html_string(page, "The file has no rows: its headings stand alone.");
        return;
    }
    html_count(page, report->read);
    html_string(page, one ? " row was read" : " rows were read");
    if (report->rows_refused == 0) {
        html_string(page, one ? ", and what it says stands already."
                              : ", and all that they say stands already.");
        return;
    }
    html(page, ". ");
    html_count(page, report->rows_refused);
    html_string(page, report->rows_refused == 1 ? " was refused" : " were refused");
    html_string(page, report->rows_refused == report->read
                          ? "."
                          : ", and nothing that the others say is new.");
}

/* A file that holds nothing new: say so, why, and which load it repeats. */
static int show_repeat(struct request *request, struct response *response,
                       const struct load_report *report)
{
    struct page_writer page;
    int code = page_open(request, response, &page);
    if (code < 0)
        return code;
    struct slice title = SLICE("Nothing was written");
    page_begin(&page, &(struct page_head){.title = title, .place = PLACE_LOADS, .tool = true});
    page_here(&page, MARKUP(""), title);
    html(&page, "<p class=\"weft-says\">");
    write_repeated(&page, report);
    html(&page, "</p>\n");
    if (report->rows_refused)
        write_groups(&page, report, true);
    if (report->same_as) {
        html(&page, "<p class=\"govuk-body\">The very same file was loaded before: ");
        html_link(&page, load_path(request->arena, report->same_as), SLICE("its report"));
        html(&page, ".</p>\n");
    }
    html(&page,
         "<p class=\"govuk-body\"><a class=\"govuk-link\" href=\"/load\">All loads</a></p>\n");
    return page_end(&page, &request->err);
}

int upload_action(struct request *request, struct response *response)
{
    struct mapping mapping;
    struct load_request asked;
    struct faults faults = faults_in(request->arena);
    struct uploading uploading = {.faults = &faults};
    read_request(request, &mapping, &asked, &faults);
    if (faults.count) {
        response->status = 422;
        return show_form(request, response, &uploading);
    }
    CLEANUP(loading_free) struct loading *loading = NULL;
    int code = load_upload(request, &asked, &loading);
    if (code < 0 && code != ERR_FORBIDDEN && code != ERR_BUSY && code != ERR_STORE) {
        if (request->err.line)
            fault_add(&faults, "file", "Line %u, column %u: %s", request->err.line,
                      request->err.column, request->err.message);
        else
            fault_add(&faults, code == ERR_USAGE ? "edition" : "file", "%s", request->err.message);
        request->err = (struct err){0};
        response->status = 422;
        return show_form(request, response, &uploading);
    }
    if (code < 0)
        return code;
    const struct load_report *report = loading_report(loading);
    if (report->refused) {
        uploading.report = report;
        response->status = 422;
        return show_form(request, response, &uploading);
    }
    if (!report->load)
        return show_repeat(request, response, report);
    response_redirect(response, slice_from(arena_printf(request->arena, "/load/%lld?done=loaded",
                                                        (long long)report->load)));
    return 0;
}
