/* Correcting the refused rows of a load by browser: each row as it was written, to be put right or
 * left out. */
#include "web/performance/loads.h"
#include "web/performance/pages.h"

#include "base/banned.h"

enum { ROWS_A_PAGE = 20 };

struct correcting {
    struct load load;
    struct refused_rows rows;
    int64_t after;         /* the line before the rows at hand, 0 for the first */
    size_t open;           /* of the rows at hand, those that wait still */
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

static bool is_open(const struct refused_row *row)
{
    return !row->corrected && !row->left_out;
}

/* The load, and the page of its rows that `after` begins. */
static int load_rows(struct request *request, struct slice after, struct correcting *correcting)
{
    if (!slice_to_int64(after, &correcting->after) || correcting->after < 0 ||
        correcting->after > UINT32_MAX)
        correcting->after = 0;
    int code = load_asked_for(request, &correcting->load);
    if (code == 0)
        code = load_refusals(request->reader, correcting->load.id, (unsigned)correcting->after,
                             ROWS_A_PAGE, request->arena, &correcting->rows, &request->err);
    for (size_t i = 0; code == 0 && i < correcting->rows.count; i++)
        correcting->open += is_open(&correcting->rows.rows[i]);
    return code;
}

/* What stands above a cell: its column's heading, or which it is where the heading has none. */
static struct slice cell_label(struct arena *arena, const struct refused_rows *rows, size_t column)
{
    return column < rows->column_count
               ? rows->columns[column]
               : slice_from(arena_printf(arena, "cell %zu, beyond the heading", column + 1));
}

static void write_input(struct page_writer *page, const struct request *request,
                        const struct correcting *correcting, const struct refused_row *row,
                        size_t column)
{
    const char *name = input_name(page->arena, row->line, column);
    struct slice label = cell_label(page->arena, &correcting->rows, column);
    bool wrong = column >= correcting->rows.column_count || slice_equal(label, row->field);
    html(page, "<div class=\"govuk-form-group\"><label class=\"govuk-label\" for=\"f-");
    html_string(page, name);
    html(page, "\">");
    html_text(page, label);
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

static const char *tick_name(struct arena *arena, const char *what, unsigned line)
{
    return arena_printf(arena, "%s-%u", what, line);
}

static bool is_ticked(const struct request *request, const char *what, unsigned line)
{
    return request_form(request, tick_name(request->arena, what, line)).length > 0;
}

static void write_tick(struct page_writer *page, const struct request *request, const char *what,
                       unsigned line, const char *label)
{
    const char *name = tick_name(page->arena, what, line);
    html(page, "<div class=\"govuk-checkboxes__item\"><input class=\"govuk-checkboxes__input\" "
               "type=\"checkbox\" value=\"1\" id=\"f-");
    html_string(page, name);
    html(page, "\" name=\"");
    html_string(page, name);
    html(page, "\"");
    if (is_ticked(request, what, line))
        html(page, " checked=\"checked\"");
    html(page, "/><label class=\"govuk-label govuk-checkboxes__label\" for=\"f-");
    html_string(page, name);
    html(page, "\">");
    html_string(page, label);
    html(page, "</label></div>");
}

/* What is to become of the row as a whole. The cells of a ragged row may be right as they are shown
 * once one is missing or empty, so that there is nothing in them to change. */
static void write_ticks(struct page_writer *page, const struct request *request,
                        const struct refused_row *row)
{
    html(page, "<div class=\"govuk-form-group\"><div class=\"govuk-checkboxes "
               "govuk-checkboxes--small\">");
    if (row->ragged)
        write_tick(page, request, "as", row->line, "Its cells are right as they stand here");
    write_tick(page, request, "out", row->line, "Leave this row out");
    html(page, "</div></div>");
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
    for (size_t i = 0; i < row->value_count; i++)
        write_input(page, request, correcting, row, i);
    html(page, "</div>");
    write_ticks(page, request, row);
    html(page, "</fieldset>\n");
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
                "together, or none of them. A row that you leave out waits no more, and is counted "
                "in the report.</p>\n");
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
        form_hidden(&page, "after",
                    slice_from(arena_printf(request->arena, "%lld", (long long)correcting->after)));
        for (size_t i = 0; i < rows->count; i++)
            if (is_open(&rows->rows[i]))
                write_row(&page, request, correcting, &rows->rows[i]);
        html(&page, "<div class=\"govuk-button-group\">");
        form_submit(&page, "Load what is put right");
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
    int code = load_rows(request, request_query(request, "after"), &correcting);
    return code < 0 ? code : show_form(request, response, &correcting);
}

/* What was typed in a row's cells; whether it says anything but what the file had. A cell beyond
 * the heading that was emptied is none. */
static bool read_row(const struct request *request, const struct refused_row *row, size_t columns,
                     struct corrected_row *ret_row)
{
    struct slice *values = arena_array(request->arena, row->value_count, sizeof *values);
    bool changed = is_ticked(request, "as", row->line);
    size_t count = columns;
    for (size_t k = 0; k < row->value_count; k++) {
        values[k] = slice_trim(cell(request, row, k));
        changed |= !slice_equal(values[k], slice_trim(row->values[k]));
        if (values[k].length && k >= count)
            count = k + 1;
    }
    *ret_row = (struct corrected_row){.line = row->line,
                                      .left_out = is_ticked(request, "out", row->line),
                                      .values = values,
                                      .value_count = count};
    return changed || ret_row->left_out;
}

/* The rows that the form changed, of those that it showed and that wait still; these alone stay
 * among the rows at hand, to be shown again. */
static size_t read_changed(struct request *request, struct correcting *correcting,
                           struct corrected_row *rows)
{
    struct refused_rows *all = &correcting->rows;
    size_t count = 0, shown = 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct refused_row row = all->rows[i];
        if (!is_open(&row) || !request_form(request, input_name(request->arena, row.line, 0)).data)
            continue;
        all->rows[shown++] = row;
        count += read_row(request, &row, all->column_count, &rows[count]);
    }
    all->count = correcting->open = shown;
    return count;
}

static int load_corrected(struct request *request, int64_t load, const struct corrected_row *rows,
                          size_t count, struct loading **ret_loading)
{
    int code = 1;
    for (int tries = 1; code > 0; tries++) {
        code = loading_read_corrected(request->reader, load, rows, count, &request->actor,
                                      request->arena, ret_loading, &request->err);
        if (code == 0)
            code = load_settle(request, tries, ret_loading);
    }
    return code;
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

/* Says whether anything was loaded, or rows were left out alone. */
static void send_back(struct request *request, struct response *response, int64_t load,
                      const struct corrected_row *rows, size_t count)
{
    const char *done = "left";
    for (size_t i = 0; i < count; i++)
        if (!rows[i].left_out)
            done = "loaded";
    response_redirect(response, slice_from(arena_printf(request->arena, "/load/%lld?done=%s",
                                                        (long long)load, done)));
}

int correct_action(struct request *request, struct response *response)
{
    struct correcting correcting = {0};
    struct faults faults = faults_in(request->arena);
    int code = load_rows(request, request_form(request, "after"), &correcting);
    if (code < 0)
        return code;
    struct corrected_row *rows =
        arena_array(request->arena, correcting.rows.count + 1, sizeof *rows);
    size_t count = read_changed(request, &correcting, rows);
    correcting.faults = &faults;
    if (count == 0) {
        fault_add(&faults, NULL, "No row was changed. Put at least one right, or leave one out.");
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
    send_back(request, response, report->load ? report->load : correcting.load.id, rows, count);
    return 0;
}
