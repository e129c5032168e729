/* What came in, when, and what was refused: all loads, and one load's report. */
#include "web/performance/loads.h"
#include "web/performance/pages.h"

#include "base/banned.h"

enum { LOADS_SHOWN = 40, ROWS_SHOWN = 200 };

struct slice load_path(struct arena *arena, int64_t load)
{
    return slice_from(arena_printf(arena, "/load/%lld", (long long)load));
}

bool load_shows_rows(const struct request *request)
{
    return permit(&request->actor, &load_entity, CREATE);
}

int load_asked_for(struct request *request, struct load *ret_load)
{
    int64_t id;
    if (!slice_to_int64(request->code, &id))
        return err_set(&request->err, ERR_NOT_FOUND, NULL, "There is no load “%.*s”.",
                       SLICE_PRINT(request->code));
    return load_get(request->reader, id, request->arena, ret_load, &request->err);
}

static void write_state(struct page_writer *page, const struct load *load)
{
    if (load->undone) {
        word(page, WORD_NONE, SLICE("undone"));
    } else if (load->refusals_open) {
        word_begin(page, WORD_LATE);
        html_count(page, load->refusals_open);
        html_string(page, load->refusals_open == 1 ? " row to correct" : " rows to correct");
        word_end(page);
    } else {
        word(page, WORD_DONE, SLICE("in"));
    }
}

static void write_loads(struct page_writer *page, const struct load *loads, size_t count)
{
    static const struct column columns[] = {
        {.label = {"File", 4}},
        {.label = {"Read as", 7}},
        {.label = {"Published", 9}},
        {.label = {"Kept", 4}, .numeric = true},
        {.label = {"Revised", 7}, .numeric = true},
        {.label = {"Refused", 7}, .numeric = true},
        {.label = {"State", 5}},
    };
    struct table table = {
        .caption = MARKUP("Loads"), .columns = columns, .column_count = 7, .stacked = true};
    table_begin(page, &table);
    for (size_t i = 0; i < count; i++) {
        const int64_t numbers[] = {loads[i].kept, loads[i].revised, loads[i].refused};
        table_row(page, &table, false);
        table_cell(page, &table, 0);
        html_link(page, load_path(page->arena, loads[i].id), loads[i].file);
        table_text(page, &table, 1, loads[i].mapping);
        table_cell(page, &table, 2);
        html(page, "<span class=\"weft-nowrap\">");
        words_date(page, loads[i].published);
        html(page, "</span>");
        for (size_t k = 0; k < 3; k++) {
            table_cell(page, &table, k + 3);
            html_count(page, numbers[k]);
        }
        table_cell(page, &table, 6);
        write_state(page, &loads[i]);
        table_row_end(page, &table);
    }
    table_end(page, &table);
}

int loads_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct load *loads = NULL;
    size_t count = 0;
    int64_t before = 0;
    slice_to_int64(request_query(request, "before"), &before);
    int code = page_open(request, response, &page);
    if (code == 0)
        code = load_list(request->reader, before, LOADS_SHOWN + 1, request->arena, &loads, &count,
                         &request->err);
    for (size_t i = 0; code == 0 && load_shows_rows(request) && i < count; i++)
        code = load_count_open(request->reader, &loads[i], &request->err);
    if (code < 0)
        return code;
    bool more = count > LOADS_SHOWN;
    page_begin(&page,
               &(struct page_head){.title = SLICE("Loads"), .place = PLACE_LOADS, .tool = true});
    page_here(&page, MARKUP(""), SLICE("Loads"));
    html(&page, "<p class=\"weft-lead\">Each file of figures that was brought in, whole or not at "
                "all. A revised figure takes the place of the earlier one and never overwrites "
                "it.</p>\n");
    if (load_shows_rows(request))
        html(&page, "<p><a class=\"govuk-button\" href=\"/load/new\" role=\"button\" "
                    "draggable=\"false\">Bring in a file</a></p>\n");
    if (count) {
        write_loads(&page, loads, more ? LOADS_SHOWN : count);
        html(&page, "<p class=\"govuk-body weft-noprint\"><a class=\"govuk-link\" "
                    "href=\"/records/load?as=csv\">Download all loads as CSV</a></p>\n");
    } else {
        empty_begin(&page);
        html(&page, "<strong>Nothing was loaded yet.</strong></p><p><code>weft import FILE --as "
                    "MAPPING</code> does the same on the command line.");
        empty_end(&page);
    }
    pager(&page, before ? SLICE("/load") : (struct slice){0},
          more ? slice_from(arena_printf(request->arena, "/load?before=%lld",
                                         (long long)loads[LOADS_SHOWN - 1].id))
               : (struct slice){0},
          SLICE("Earlier loads"));
    return page_end(&page, &request->err);
}

/* --- one load -------------------------------------------------------------------------------- */

void load_split(struct page_writer *page, int64_t count, const char *what, const char *note,
                bool bad)
{
    if (bad)
        html(page, "<li><span class=\"weft-split__n weft-split__n--bad\">");
    else
        html(page, "<li><span class=\"weft-split__n\">");
    html_count(page, count);
    html(page, "</span><span><strong>");
    html_string(page, what);
    html(page, "</strong> <span class=\"weft-quiet\">");
    html_string(page, note);
    html(page, "</span></span></li>");
}

static void write_account(struct page_writer *page, const struct load *load)
{
    html(page, "<ul class=\"weft-split\">");
    load_split(page, load_read(load), "read", "every row after the heading", false);
    load_split(page, load->kept, "kept, new", "not held before", false);
    load_split(page, load->revised, "revised", "the earlier figure stays readable", false);
    load_split(page, load->unchanged, "unchanged", "held already, nothing written", false);
    bool counted = load->correction_of && load->left_out; /* else it is not the asker's to know */
    int64_t passed = load->skipped - (counted ? load->left_out : 0);
    if (passed)
        load_split(page, passed, "passed over",
                   load->correction_of && !counted ? "rows that carry nothing, or were left out"
                                                   : "rows that carry nothing",
                   false);
    load_split(page, load->refused, "refused", "nothing of them was kept", load->refused > 0);
    if (load->left_out)
        load_split(page, load->left_out, "left out by hand",
                   load->correction_of ? "refused before, and wanted by nobody"
                                       : "of those refused; they wait no more",
                   false);
    html(page, "</ul>\n");
}

/* "load 7, load 9": what was corrected of a load, and by which. */
static void write_corrections(struct page_writer *page, const struct load *corrections,
                              size_t count)
{
    for (size_t i = 0; i < count; i++) {
        html_string(page, i ? ", " : "");
        html_link(page, load_path(page->arena, corrections[i].id),
                  slice_from(arena_printf(page->arena, "load %lld", (long long)corrections[i].id)));
    }
}

static void write_undone(struct page_writer *page, const struct request *request,
                         const struct load *load, const struct load *corrections, size_t count)
{
    html(page, " The load was undone on ");
    words_instant(page, load->undone_at_us);
    if (permit_inside(&request->actor)) {
        html(page, " by ");
        html_text(page, person_name(request, load->undone_by));
    }
    html(page, ": none of its rows counts now.");
    if (count) {
        html(page, " What was corrected of it stands: ");
        write_corrections(page, corrections, count);
        html(page, ".");
    }
}

static void write_says(struct page_writer *page, const struct request *request,
                       const struct load *load, const struct load *corrections, size_t count)
{
    int64_t read = load_read(load), in = load->kept + load->revised + load->unchanged;
    html(page, "<p class=\"weft-says\">");
    html_count(page, read);
    html_string(page, read == 1 ? " row was read. " : " rows were read. ");
    html_count(page, in);
    if (load->undone)
        html_string(page, in == 1 ? " was in" : " were in");
    else
        html_string(page, in == 1 ? " is in" : " are in");
    if (load->refused) {
        html(page, " and ");
        html_count(page, load->refused);
        html_string(page, load->refused == 1 ? " was refused" : " were refused");
    }
    html(page, ".");
    if (load->undone)
        write_undone(page, request, load, corrections, count);
    html(page, "</p>\n");
}

/* "230 bytes", "51 kB", "3.3 MB". */
static void write_size(struct page_writer *page, int64_t bytes)
{
    if (bytes < 1000) {
        html_count(page, bytes);
        html(page, " bytes");
    } else if (bytes < 1000000) {
        html_decimals(page, (double)bytes / 1e3, 0, true);
        html(page, " kB");
    } else {
        html_decimals(page, (double)bytes / 1e6, 1, true);
        html(page, " MB");
    }
}

static void write_aside(struct page_writer *page, const struct request *request,
                        const struct load *load, const struct load *corrections, size_t count)
{
    html(page, "<aside class=\"weft-aside\" aria-label=\"About this load\">\n");
    facts_begin(page, false);
    fact_begin(page, "File");
    html_text(page, load->file);
    fact_end(page);
    fact_begin(page, "Size");
    write_size(page, load->bytes);
    fact_end(page);
    fact_begin(page, "Read as");
    html_text(page, load->mapping);
    if (load->edition.length) {
        html(page, ", edition ");
        html_text(page, load->edition);
    }
    fact_end(page);
    fact_begin(page, "Published");
    words_date(page, load->published);
    fact_end(page);
    fact_begin(page, "Loaded");
    words_instant(page, load->at_us);
    if (permit_inside(&request->actor)) {
        html(page, ", by ");
        html_text(page, person_name(request, load->actor));
    }
    fact_end(page);
    if (load->correction_of) {
        fact_begin(page, "Corrects rows of");
        html_link(page, load_path(page->arena, load->correction_of), SLICE("an earlier load"));
        fact_end(page);
    }
    if (count) {
        fact_begin(page, "Refused rows corrected by");
        write_corrections(page, corrections, count);
        fact_end(page);
    }
    fact_begin(page, "Digest of its bytes");
    html(page, "<code>");
    html_text(page, slice_sub(load->digest, 0, 16));
    html(page, "</code>");
    fact_end(page);
    facts_end(page);
    html(page, "</aside>\n");
}

static bool row_is_of(const struct refused_row *row, const struct load_finding *finding,
                      struct arena *arena)
{
    return slice_equal(row->field, finding->field) &&
           slice_equal(load_reason_stem(row->reason, arena), finding->stem);
}

/* What stood in the column at fault. */
static struct slice found_in(const struct refused_rows *rows, const struct refused_row *row)
{
    for (size_t i = 0; i < rows->column_count; i++)
        if (slice_equal(rows->columns[i], row->field))
            return row->values[i];
    return (struct slice){0};
}

static void write_rows(struct page_writer *page, const struct refused_rows *rows,
                       const struct load_finding *finding)
{
    static const struct column columns[] = {{.label = {"Line", 4}},
                                            {.label = {"Found", 5}},
                                            {.label = {"The row", 7}},
                                            {.label = {"State", 5}}};
    struct table table = {.caption = MARKUP("Refused rows"),
                          .columns = columns,
                          .column_count = 4,
                          .stacked = true,
                          .tight = true};
    int64_t left = finding->rows;
    table_begin(page, &table);
    for (size_t i = 0; i < rows->count; i++) {
        const struct refused_row *row = &rows->rows[i];
        if (!row_is_of(row, finding, page->arena))
            continue;
        left--;
        table_row(page, &table, false);
        table_cell(page, &table, 0);
        html_count(page, row->line);
        table_cell(page, &table, 1);
        html(page, "<span class=\"weft-anywhere\"><code>");
        html_text(page, found_in(rows, row));
        html(page, "</code></span>");
        table_cell(page, &table, 2);
        html(page, "<span class=\"weft-anywhere\">");
        for (size_t k = 0; k < row->value_count; k++) {
            html_string(page, k ? ", " : "");
            html_text(page, row->values[k]);
        }
        html(page, "</span>");
        table_cell(page, &table, 3);
        if (row->corrected)
            word(page, WORD_DONE, SLICE("corrected"));
        else if (row->left_out)
            word(page, WORD_NONE, SLICE("left out"));
        else
            word(page, WORD_DUE, SLICE("waits"));
        table_row_end(page, &table);
    }
    table_end(page, &table);
    if (left > 0) {
        html(page, "<p class=\"govuk-body\">");
        html_count(page, left);
        html(page, " more are in the file of refused rows, below.</p>\n");
    }
}

static void write_finding(struct page_writer *page, const struct load_finding *finding)
{
    html_count(page, finding->rows);
    html_string(page, finding->rows == 1 ? " row" : " rows");
    if (finding->field.length) {
        html(page, " in column <strong>");
        html_text(page, finding->field);
        html(page, "</strong>");
    }
    html(page, ": ");
    html_text(page, finding->reason);
    if (finding->values > 1) {
        html(page, " (");
        html_count(page, (int64_t)finding->values);
        html(page, " different values)");
    }
}

static void write_refusals(struct page_writer *page, const struct load_finding *findings,
                           size_t count, const struct refused_rows *rows)
{
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        if (!findings[i].is_refusal)
            continue;
        if (first)
            html(page, "<h2 class=\"govuk-heading-m\" id=\"refused\">Refused, by reason</h2>\n");
        first = false;
        html(page,
             "<details class=\"govuk-details\"><summary class=\"govuk-details__summary\"><span "
             "class=\"govuk-details__summary-text\">");
        write_finding(page, &findings[i]);
        html(page, "</span></summary><div class=\"govuk-details__text\">");
        write_rows(page, rows, &findings[i]);
        html(page, "</div></details>\n");
    }
}

static void write_warnings(struct page_writer *page, const struct load_finding *findings,
                           size_t count)
{
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        if (findings[i].is_refusal)
            continue;
        if (first)
            html(page, "<h2 class=\"govuk-heading-m weft-gaptop\">Kept, but please look</h2>\n<ul "
                       "class=\"govuk-list govuk-list--bullet weft-spaced\">");
        first = false;
        html(page, "<li>");
        write_finding(page, &findings[i]);
        if (findings[i].line_count) {
            html(page, " <span class=\"weft-quiet\">First on line ");
            html_count(page, findings[i].lines[0]);
            html(page, ".</span>");
        }
        html(page, "</li>");
    }
    if (!first)
        html(page, "</ul>\n");
}

static void write_actions(struct page_writer *page, struct request *request,
                          const struct load *load)
{
    html(page, "<div class=\"govuk-button-group weft-noprint\">");
    if (load->refusals_open && !load->undone) {
        html(page, "<a class=\"govuk-button\" role=\"button\" draggable=\"false\" href=\"");
        html_address(page, load_path(page->arena, load->id));
        html(page, "/correct\">Correct the refused rows</a>");
    }
    if (!load->undone && permit(&request->actor, &load_entity, RETIRE)) {
        html(page, "<form method=\"post\" action=\"");
        html_address(page, load_path(page->arena, load->id));
        html(page, "/undo\">");
        form_token(page);
        html(page, "<button class=\"govuk-button govuk-button--secondary\" type=\"submit\" "
                   "data-module=\"govuk-button\" data-prevent-double-click=\"true\">Undo this "
                   "load</button></form>");
    }
    if (load->refused) {
        html(page, "<a class=\"govuk-link\" href=\"");
        html_address(page, load_path(page->arena, load->id));
        html(page, "/refused.csv\">Download the refused rows, with the reason in a last "
                   "column</a>");
    }
    html(page, "</div>\n");
}

int load_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct load load = {0};
    struct load *corrections = NULL;
    struct load_finding *findings = NULL;
    struct refused_rows rows = {0};
    size_t count = 0, correction_count = 0;
    int code = page_open(request, response, &page);
    if (code == 0)
        code = load_asked_for(request, &load);
    if (code == 0 && load.refused)
        code = load_corrections(request->reader, load.id, request->arena, &corrections,
                                &correction_count, &request->err);
    if (code == 0 && load_shows_rows(request))
        code = load_count_open(request->reader, &load, &request->err);
    if (code == 0 && load_shows_rows(request))
        code = load_findings(request->reader, load.id, request->arena, &findings, &count,
                             &request->err);
    if (code == 0 && load_shows_rows(request) && load.refused)
        code = load_refusals(request->reader, load.id, 0, ROWS_SHOWN, request->arena, &rows,
                             &request->err);
    if (code < 0)
        return code;
    struct slice title =
        slice_from(arena_printf(request->arena, "Load report: %.*s", SLICE_PRINT(load.file)));
    page_begin(&page, &(struct page_head){.title = title, .place = PLACE_LOADS, .tool = true});
    if (slice_is(request_query(request, "done"), "loaded"))
        notice_done(&page, SLICE("Loaded. It stands from now on."));
    if (slice_is(request_query(request, "done"), "left"))
        notice_done(&page, SLICE("Left out. Those rows wait no more; undoing this load lets them "
                                 "wait again."));
    if (slice_is(request_query(request, "done"), "undone"))
        notice_done(&page, SLICE("Undone. What it had revised stands again."));
    page_here(&page, MARKUP(""), title);
    write_says(&page, request, &load, corrections, correction_count);
    html(&page, "<div class=\"weft-cols weft-section\"><div>\n");
    write_account(&page, &load);
    write_refusals(&page, findings, count, &rows);
    write_warnings(&page, findings, count);
    if (load_shows_rows(request))
        write_actions(&page, request, &load);
    else if (load.refused)
        html(&page, "<p class=\"weft-small weft-quiet\">Rows that were refused, and why, are shown "
                    "to those who bring figures in.</p>\n");
    html(&page, "<p class=\"govuk-body\"><a class=\"govuk-link\" href=\"/load\">All loads</a></p>\n"
                "</div>");
    write_aside(&page, request, &load, corrections, correction_count);
    html(&page, "</div>\n");
    return page_end(&page, &request->err);
}

int load_refused_file(struct request *request, struct response *response)
{
    struct load load = {0};
    struct refused_rows rows = {0};
    int code = load_asked_for(request, &load);
    unsigned after = 0;
    for (bool first = true; code == 0 && (first || rows.next); first = false, after = rows.next) {
        code = load_refusals(request->reader, load.id, after, 500, request->arena, &rows,
                             &request->err);
        for (size_t i = 0; code == 0 && first && i < rows.widest; i++) {
            if (i < rows.column_count)
                csv_append(&response->body, rows.columns[i]);
            else
                buffer_printf(&response->body, "cell %zu", i + 1); /* beyond the heading */
            buffer_byte(&response->body, ',');
        }
        if (code == 0 && first)
            buffer_string(&response->body, "line,reason\r\n");
        for (size_t i = 0; code == 0 && i < rows.count; i++) {
            for (size_t k = 0; k < rows.widest; k++) {
                if (k < rows.rows[i].value_count)
                    csv_append(&response->body, rows.rows[i].values[k]);
                buffer_byte(&response->body, ',');
            }
            buffer_printf(&response->body, "%u,", rows.rows[i].line);
            csv_append(&response->body, rows.rows[i].reason);
            buffer_string(&response->body, "\r\n");
        }
    }
    if (code < 0)
        return code;
    return file_send(request, response,
                     arena_printf(request->arena, "refused-%lld", (long long)load.id));
}

static int write_loading(struct writer *writer, void *loading, struct err *err)
{
    return loading_write(writer, loading, err);
}

int load_settle(struct request *request, int tries, struct loading **loading)
{
    enum { TRIES = 3 };
    if (loading_report(*loading)->refused)
        return 0;
    int code = request_write(request, write_loading, *loading);
    if (code == 0)
        return 0;
    loading_free(loading);
    return code == ERR_BUSY && tries < TRIES ? 1 : code;
}

int load_undo_action(struct request *request, struct response *response)
{
    struct load load = {0};
    int code = load_asked_for(request, &load);
    if (code == 0)
        code = load_undo(request->writer, load.id, &request->actor, &request->err);
    if (code == 0)
        response_redirect(
            response,
            slice_from(arena_printf(request->arena, "/load/%lld?done=undone", (long long)load.id)));
    return code;
}
