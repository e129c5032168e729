/* Tables: headed rows, numbers to the right, sorted by links; cards on a phone, or scrolling by
 * themselves where they cannot be. */
#include "web/components.h"

#include "base/banned.h"

static void write_heading(struct page_writer *page, const struct column *column)
{
    html(page, "<th scope=\"col\"");
    if (column->numeric)
        html(page, " class=\"n\"");
    if (column->sort_path.length == 0) {
        html(page, ">");
        html_text(page, column->label);
        html(page, "</th>");
        return;
    }
    if (column->sorted > 0)
        html(page, " aria-sort=\"ascending\"");
    else if (column->sorted < 0)
        html(page, " aria-sort=\"descending\"");
    else
        html(page, " aria-sort=\"none\"");
    html(page, "><a class=\"govuk-link weft-sortlink\" href=\"");
    html_address(page, column->sort_path);
    html(page, "\">");
    html_text(page, column->label);
    html(page, "</a>");
    if (column->sorted > 0)
        html(page, " <span aria-hidden=\"true\">↑</span>");
    else if (column->sorted < 0)
        html(page, " <span aria-hidden=\"true\">↓</span>");
    html(page, "</th>");
}

/* What ends the cell before this column's. */
static void write_cell_end(struct page_writer *part, const struct table *table, size_t column)
{
    if (column == 1)
        html(part, "</th>");
    else if (table->stacked)
        html(part, "</span></td>");
    else
        html(part, "</td>");
}

static void write_cell_start(struct page_writer *part, const struct table *table,
                             const struct column *column)
{
    if (column->numeric)
        html(part, "<td class=\"n\"");
    else
        html(part, "<td");
    if (table->stacked) {
        html(part, " data-label=\"");
        html_text(part, column->label);
        html(part, "\"><span>");
    } else {
        html(part, ">");
    }
}

/* What stands between the cells is the same in each row: written once. */
static void prepare_cells(struct page_writer *page, struct table *table)
{
    table->cells = arena_array(page->arena, table->column_count + 1, sizeof *table->cells);
    for (size_t i = 1; i <= table->column_count; i++) {
        CLEANUP(buffer_free) struct buffer buffer = BUFFER(1 << 12);
        struct page_writer part = markup_begin(page, &buffer);
        write_cell_end(&part, table, i);
        if (i < table->column_count)
            write_cell_start(&part, table, &table->columns[i]);
        else
            html(&part, "</tr>\n");
        table->cells[i] = markup_end(&part);
    }
}

void table_begin(struct page_writer *page, struct table *table)
{
    prepare_cells(page, table);
    if (!table->stacked) {
        html(page, "<div class=\"weft-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
        html_markup(page, table->caption);
        html(page, ", table\">");
    }
    html(page, "<table class=\"govuk-table");
    if (table->stacked)
        html(page, " weft-stack");
    if (table->tight)
        html(page, " weft-table--tight");
    html(page, "\"><caption class=\"govuk-visually-hidden\">");
    html_markup(page, table->caption);
    html(page, "</caption><thead><tr>");
    for (size_t i = 0; i < table->column_count; i++)
        write_heading(page, &table->columns[i]);
    html(page, "</tr></thead><tbody>");
}

void table_row(struct page_writer *page, const struct table *table, bool here)
{
    (void)table;
    if (here)
        html(page, "<tr class=\"weft-row--here\"><th scope=\"row\">");
    else
        html(page, "<tr><th scope=\"row\">");
}

__attribute__((flatten)) void table_cell(struct page_writer *page, const struct table *table,
                                         size_t column)
{
    html_markup(page, table->cells[column]);
}

void table_text(struct page_writer *page, const struct table *table, size_t column,
                struct slice text)
{
    table_cell(page, table, column);
    html_text(page, text);
}

void table_row_end(struct page_writer *page, const struct table *table)
{
    html_markup(page, table->cells[table->column_count]);
}

void table_end(struct page_writer *page, const struct table *table)
{
    html(page, "</tbody></table>");
    if (!table->stacked)
        html(page, "</div>");
    html(page, "\n");
}

void pager(struct page_writer *page, struct slice first_path, struct slice next_path,
           struct slice next_label)
{
    if (first_path.length == 0 && next_path.length == 0)
        return;
    html(page, "<nav class=\"weft-pager\" aria-label=\"Further pages\">");
    if (first_path.length)
        html_link(page, first_path, SLICE("Back to the start"));
    if (next_path.length) {
        html(page, "<a class=\"govuk-link\" rel=\"next\" href=\"");
        html_address(page, next_path);
        html(page, "\">");
        html_text(page, next_label);
        html(page, "</a>");
    }
    html(page, "</nav>\n");
}
