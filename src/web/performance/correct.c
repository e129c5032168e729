/* Correcting the refused rows of a load by browser: each row as it was written, to be put right. */
#include "web/performance/loads.h"
#include "web/performance/pages.h"

#include "base/banned.h"

enum { ROWS_A_PAGE = 20, TRIES = 3 };

struct correcting {
    struct load load;
    struct refused_rows rows;
    size_t open;           /* of the rows at hand, those that nobody has corrected */
    struct faults *faults; /* of what was sent, by row: "line-12"; NULL at first */
};

static const char *input_name(struct arena *arena, unsigned line, size_t column)
{
    return arena_printf(arena, "line-%u-%zu", line, column);
}

/* The value of a cell as it stands in the form: what was typed, else what the file had. */
static struct slice cell(const struct request *request, const struct refused_row *row,
                         size_t column)
{
    struct slice typed = request_form(request, input_name(request->arena, row->line, column));
    return typed.data ? typed : row->values[column];
}

static int load_rows(struct request *request, struct correcting *correcting)
{
    int64_t after = 0;
    slice_to_int64(request_query(request, "after"), &after);
    int code = load_asked_for(request, &correcting->load);
    if (code == 0)
        code = load_refusals(request->reader, correcting->load.id, (unsigned)after, ROWS_A_PAGE,
                             request->arena, &correcting->rows, &request->err);
    for (size_t i = 0; code == 0 && i < correcting->rows.count; i++)
        correcting->open += !correcting->rows.rows[i].corrected;
    return code;
}

static void write_input(struct page_writer *page, const struct request *request,
                        const struct correcting *correcting, const struct refused_row *row,
                        size_t column)
{
    const char *name = input_name(page->arena, row->line, column);
    bool wrong = slice_equal(correcting->rows.columns[column], row->field);
    html(page, "<div class=\"govuk-form-group\"><label class=\"govuk-label\" for=\"f-");
    html_string(page, name);
    html(page, "\">");
    html_text(page, correcting->rows.columns[column]);
    if (wrong)
        html(page, "<span class=\"govuk-visually-hidden\">, at fault</span>");
    html(page, "</label><input type=\"text\" class=\"govuk-input");
    if (wrong)
        html(page, " govuk-input--error");
    html(page, "\" id=\"f-");
    html_string(page, name);
    html(page, "\" name=\"");
    html_string(page, name);
    html(page, "\" value=\"");
    html_text(page, cell(request, row, column));
    html(page, "\"/></div>");
}

static const char *find_fault(const struct correcting *correcting, unsigned line,
                              struct arena *arena)
{
    const char *name = arena_printf(arena, "line-%u", line);
    for (size_t i = 0; correcting->faults && i < correcting->faults->count; i++)
        if (strcmp(correcting->faults->items[i].field, name) == 0)
            return correcting->faults->items[i].message;
    return NULL;
}

static void write_row(struct page_writer *page, const struct request *request,
                      const struct correcting *correcting, const struct refused_row *row)
{
    const char *fault = find_fault(correcting, row->line, page->arena);
    html(page, "<fieldset class=\"govuk-fieldset weft-row\" id=\"f-line-");
    html_integer(page, row->line);
    html(page, "\"><legend class=\"govuk-fieldset__legend govuk-fieldset__legend--s\">Line ");
    html_count(page, row->line);
    html(page, "</legend><p class=\"govuk-error-message\"><span "
               "class=\"govuk-visually-hidden\">Error:</span> ");
    if (fault)
        html_string(page, fault);
    else
        html_text(page, row->reason);
    html(page, "</p><div class=\"weft-filter__row\">");
    for (size_t i = 0; i < correcting->rows.column_count; i++)
        write_input(page, request, correcting, row, i);
    html(page, "</div></fieldset>\n");
}

static int show_form(struct request *request, struct response *response,
                     const struct correcting *correcting)
{
    struct page_writer page;
    int code = page_open(request, response, &page);
    if (code < 0)
        return code;
    const struct refused_rows *rows = &correcting->rows;
    struct slice title = SLICE("Correct the refused rows");
    struct slice back = load_path(request->arena, correcting->load.id);
    page_begin(&page, &(struct page_head){.title = title,
                                          .place = PLACE_LOADS,
                                          .tool = true,
                                          .refused = correcting->faults != NULL});
    form_errors(&page, "Not loaded", correcting->faults);
    page_here(&page, MARKUP(""), title);
    if (correcting->load.undone) {
        empty_begin(&page);
        html(&page, "<strong>The load was undone, so its refused rows wait for nothing.</strong> ");
        html_link(&page, back, SLICE("Back to the report"));
        empty_end(&page);
        return page_end(&page, &request->err);
    }
    html(&page, "<p class=\"weft-lead\">From ");
    html_link(&page, back, correcting->load.file);
    html(&page, ". Rows that you leave as they are stay refused; those that you change are loaded "
                "together, or none of them.</p>\n");
    if (correcting->open == 0) {
        empty_begin(&page);
        html(&page, "<strong>No row waits here.</strong> ");
        html_link(&page, back, SLICE("Back to the report"));
        empty_end(&page);
    } else {
        html(&page, "<form method=\"post\" novalidate=\"novalidate\" action=\"");
        html_address(&page, request->path);
        html(&page, "\">");
        form_token(&page);
        for (size_t i = 0; i < rows->count; i++)
            if (!rows->rows[i].corrected)
                write_row(&page, request, correcting, &rows->rows[i]);
        html(&page, "<div class=\"govuk-button-group\">");
        form_submit(&page, "Load the corrected rows");
        html_link(&page, back, SLICE("Leave them refused"));
        html(&page, "</div></form>\n");
    }
    pager(&page, (struct slice){0},
          rows->next ? slice_from(arena_printf(request->arena, "%.*s/correct?after=%u",
                                               SLICE_PRINT(back), rows->next))
                     : (struct slice){0},
          SLICE("Further refused rows"));
    return page_end(&page, &request->err);
}

int correct_page(struct request *request, struct response *response)
{
    struct correcting correcting = {0};
    int code = load_rows(request, &correcting);
    return code < 0 ? code : show_form(request, response, &correcting);
}

/* The rows that the form changed, of all the refused rows of the load. */
static int read_changed(struct request *request, int64_t load, struct correcting *correcting,
                        struct corrected_row **ret_rows, size_t *ret_count)
{
    struct arena *arena = request->arena;
    int code = load_refusals(request->reader, load, 0, QUERY_LARGEST_LIMIT, arena,
                             &correcting->rows, &request->err);
    if (code < 0)
        return code;
    const struct refused_rows *all = &correcting->rows;
    struct corrected_row *rows = arena_array(arena, all->count + 1, sizeof *rows);
    size_t count = 0, shown = 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct refused_row *row = &all->rows[i];
        struct slice *values = arena_array(arena, all->column_count + 1, sizeof *values);
        bool changed = false;
        if (row->corrected || !request_form(request, input_name(arena, row->line, 0)).data)
            continue;
        for (size_t k = 0; k < all->column_count; k++) {
            values[k] = slice_trim(cell(request, row, k));
            changed |= !slice_equal(values[k], row->values[k]);
        }
        all->rows[shown++] = *row; /* what the form showed, to be shown again */
        if (changed)
            rows[count++] = (struct corrected_row){row->line, values};
    }
    correcting->rows.count = correcting->open = shown;
    correcting->rows.next = 0;
    *ret_rows = rows;
    *ret_count = count;
    return 0;
}

static int write_loading(struct writer *writer, void *loading, struct err *err)
{
    return loading_write(writer, loading, err);
}

static int load_corrected(struct request *request, int64_t load, const struct corrected_row *rows,
                          size_t count, struct loading **ret_loading)
{
    for (int tries = 1;; tries++) {
        struct loading *loading = NULL;
        int code = loading_read_corrected(request->reader, load, rows, count, &request->actor,
                                          request->arena, &loading, &request->err);
        if (code < 0)
            return code;
        if (!loading_report(loading)->refused)
            code = request_write(request, write_loading, loading);
        if (code == 0) {
            *ret_loading = loading;
            return 0;
        }
        loading_free(&loading);
        if (code != ERR_BUSY || tries == TRIES)
            return code;
    }
}

static void add_refusals(const struct load_report *report, struct faults *faults,
                         struct arena *arena)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct load_item *item = &report->items[i];
        if (item->is_refusal)
            fault_add(faults, arena_printf(arena, "line-%u", item->line), "Line %u: %.*s",
                      item->line, SLICE_PRINT(item->reason));
    }
}

int correct_action(struct request *request, struct response *response)
{
    struct correcting correcting = {0};
    struct corrected_row *rows = NULL;
    size_t count = 0;
    struct faults faults = faults_in(request->arena);
    int code = load_asked_for(request, &correcting.load);
    if (code == 0)
        code = read_changed(request, correcting.load.id, &correcting, &rows, &count);
    if (code < 0)
        return code;
    correcting.faults = &faults;
    if (count == 0) {
        fault_add(&faults, NULL, "No row was changed. Put at least one right.");
        response->status = 422;
        return show_form(request, response, &correcting);
    }
    CLEANUP(loading_free) struct loading *loading = NULL;
    code = load_corrected(request, correcting.load.id, rows, count, &loading);
    if (code < 0)
        return code;
    const struct load_report *report = loading_report(loading);
    if (report->refused) {
        add_refusals(report, &faults, request->arena);
        response->status = 422;
        return show_form(request, response, &correcting);
    }
    int64_t told = report->load ? report->load : correcting.load.id;
    response_redirect(response, slice_from(arena_printf(request->arena, "/load/%lld?done=loaded",
                                                        (long long)told)));
    return 0;
}
