/* A page that stands alone. The look is that of the site (serif for what it says, hairlines, no
 * boxes), in the fonts that every machine has. */
#include "text/document.h"

#include "text/picture.h"

#include "base/banned.h"

/* The policy names the style by its SHA-256, so that nothing else is ever applied or run. The web
 * tests open the page in a browser, which complains where the two differ. */
#define STYLE                                                                                      \
    "html{font-size:106.25%;-webkit-text-size-adjust:100%}body{margin:0;background:#fff;"          \
    "color:#14191c;font:1.0625rem/1.5 system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\","  \
    "Arial,sans-serif}main,footer{max-width:46rem;margin:0 auto;padding:0 16px}"                   \
    "h1,h2,.says{font-family:Charter,\"Bitstream Charter\",Cambria,Georgia,serif}"                 \
    "h1{font-size:2rem;line-height:1.15;margin:32px 0 20px;padding-top:20px;"                      \
    "border-top:6px solid #17262d}h2{font-size:1.5rem;line-height:1.25;margin:0 0 12px}"           \
    "h3{font-size:1.125rem;margin:28px 0 8px}section{margin:44px 0;padding-top:16px;"              \
    "border-top:1px solid #d5ccbb}.says{font-size:1.3125rem;line-height:1.4;margin:0 0 14px}"      \
    "p{margin:0 0 12px;max-width:66ch}.note,footer{color:#4b5357;font-size:.9375rem}"              \
    "figure{margin:20px 0 28px}figcaption{font-weight:600;margin:0 0 10px}"                        \
    ".wide{overflow-x:auto;margin:0 0 24px}table{border-collapse:collapse;width:100%;"             \
    "font-size:1rem}.cap{font-weight:600;margin:24px 0 0}"                                         \
    "th,td{padding:7px 14px 7px 0;border-bottom:1px solid #d5ccbb;text-align:left;"                \
    "vertical-align:top;font-weight:400;overflow-wrap:anywhere;min-width:4.5em}"                   \
    "thead th{font-weight:600;border-bottom:2px solid #17262d;overflow-wrap:normal}"               \
    ".r{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;padding-right:0;"    \
    "padding-left:14px}details{margin:0 0 14px}summary{cursor:pointer;padding:6px 0;"              \
    "color:#17507a;text-decoration:underline}:focus-visible{outline:3px solid #14191c;"            \
    "outline-offset:2px;background:#fd0}"                                                          \
    "footer{padding-bottom:44px}"                                                                  \
    "@media screen and (max-width:40em){table,tbody,tr,td,tbody th{display:block}"                 \
    "thead{position:absolute;width:1px;height:1px;overflow:clip;clip-path:inset(50%)}"             \
    "tr{padding:10px 0;border-bottom:1px solid #d5ccbb}th,td{border:0;padding:2px 0}"              \
    "tbody th{font-weight:600}td{display:grid;grid-template-columns:9rem minmax(0,1fr);gap:12px}"  \
    "td::before{content:attr(data-label);color:#4b5357;white-space:normal}"                        \
    ".r{text-align:left;white-space:normal;padding:2px "                                           \
    "0}}@media(min-width:40em){h1{font-size:2.5rem}"                                               \
    "h2{font-size:1.75rem}}@media print{html{font-size:80%}figure,tr,.f{break-inside:avoid}"       \
    "h2,h3,.cap{break-after:avoid}.wide{overflow:visible}table{font-size:.85rem}"                  \
    "th,td{padding:4px 8px 4px 0;min-width:0}.r{white-space:normal;padding:4px 0 4px 8px}"         \
    "details>summary{list-style:none;color:#14191c;text-decoration:none}"                          \
    "details::details-content{content-visibility:visible}}"
#define STYLE_DIGEST "sha256-olb3K97oanog0e+kB2kReKq4DhZwGC2bcg+Xu1qgKqs="

void document_begin(struct document *document, struct slice title, struct slice made)
{
    struct page_writer *page = &document->page;
    html(page, "<!DOCTYPE html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\"/>"
               "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
               "style-src '" STYLE_DIGEST "'; base-uri 'none'; form-action 'none'\"/>"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>"
               "<meta name=\"referrer\" content=\"no-referrer\"/><title>");
    html_text(page, title);
    html(page, "</title><style>" STYLE);
    html_markup(page, picture_style);
    html(page, "</style></head>\n<body><main><h1>");
    html_text(page, title);
    html(page, "</h1>\n");
    document_note(document, made);
}

static void end_section(struct document *document)
{
    if (document->has_section)
        html(&document->page, "</section>\n");
    document->has_section = false;
}

void document_end(struct document *document)
{
    end_section(document);
    html(&document->page, "</main></body></html>\n");
}

void document_section(struct document *document, struct slice heading)
{
    end_section(document);
    document->has_section = true;
    html(&document->page, "<section><h2>");
    html_text(&document->page, heading);
    html(&document->page, "</h2>\n");
}

void document_part(struct document *document, struct slice heading)
{
    html(&document->page, "<h3>");
    html_text(&document->page, heading);
    html(&document->page, "</h3>\n");
}

void document_says(struct document *document, struct slice words)
{
    html(&document->page, "<p class=\"says\">");
    html_text(&document->page, words);
    html(&document->page, "</p>\n");
}

void document_text(struct document *document, struct slice words)
{
    html(&document->page, "<p>");
    html_text(&document->page, words);
    html(&document->page, "</p>\n");
}

void document_note(struct document *document, struct slice words)
{
    html(&document->page, "<p class=\"note\">");
    html_text(&document->page, words);
    html(&document->page, "</p>\n");
}

/* --- tables ----------------------------------------------------------------------------------- */

/* ATTRIBUTE="t3": the caption of the table at hand. It stands outside what scrolls. */
static void name_table(struct document *document, struct markup attribute)
{
    html_markup(&document->page, attribute);
    html(&document->page, "=\"t");
    html_integer(&document->page, document->tables);
    html(&document->page, "\"");
}

void document_table(struct document *document, struct slice caption,
                    const struct document_column *columns, size_t count)
{
    struct page_writer *page = &document->page;
    document->columns = columns;
    document->column_count = count;
    document->cell = 0;
    document->tables++;
    html(page, "<p class=\"cap\"");
    name_table(document, MARKUP(" id"));
    html(page, ">");
    html_text(page, caption);
    html(page, "</p><div class=\"wide\" tabindex=\"0\" role=\"region\"");
    name_table(document, MARKUP(" aria-labelledby"));
    html(page, "><table");
    name_table(document, MARKUP(" aria-labelledby"));
    html(page, "><thead><tr>");
    for (size_t i = 0; i < count; i++) {
        if (columns[i].is_number)
            html(page, "<th scope=\"col\" class=\"r\">");
        else
            html(page, "<th scope=\"col\">");
        html_string(page, columns[i].name);
        html(page, "</th>");
    }
    html(page, "</tr></thead><tbody>\n");
}

void document_cell(struct document *document, struct slice words)
{
    struct page_writer *page = &document->page;
    size_t at = document->cell++ % document->column_count;
    if (at == 0)
        html(page, "<tr><th scope=\"row\">");
    else if (document->columns[at].is_number)
        html(page, "<td class=\"r\"");
    else
        html(page, "<td");
    if (at > 0) {
        html(page, " data-label=\""); /* on a telephone a row is a card */
        html_string(page, document->columns[at].name);
        html(page, "\"><span>");
    }
    html_text(page, words);
    if (at == 0)
        html(page, "</th>");
    else
        html(page, "</span></td>");
    if (at + 1 == document->column_count)
        html(page, "</tr>\n");
}

void document_table_end(struct document *document)
{
    html(&document->page, "</tbody></table></div>\n");
}

/* --- pictures and what is closed -------------------------------------------------------------- */

void document_figure(struct document *document, struct slice finding)
{
    html(&document->page, "<figure><figcaption>");
    html_text(&document->page, finding);
    html(&document->page, "</figcaption>\n");
}

void document_figure_end(struct document *document)
{
    html(&document->page, "</figure>\n");
}

void document_details(struct document *document, struct slice summary)
{
    html(&document->page, "<details><summary>");
    html_text(&document->page, summary);
    html(&document->page, "</summary>\n");
}

void document_details_end(struct document *document)
{
    html(&document->page, "</details>\n");
}
