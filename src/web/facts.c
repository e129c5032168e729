/* Small parts of pages: a word with its shape, facts in pairs, sections, the red bar, the empty
 * box. */
#include "web/components.h"

#include "base/banned.h"

void word_begin(struct page_writer *page, enum word kind)
{
    static const char *const classes[] = {
        [WORD_IMPROVING] = "improving",
        [WORD_WORSE] = "worse",
        [WORD_SAME] = "same",
        [WORD_NONE] = "none",
        [WORD_GAP] = "gap",
        [WORD_LATE] = "late",
        [WORD_DUE] = "due",
        [WORD_DONE] = "done",
    };
    html(page, "<span class=\"weft-word weft-word--");
    html_string(page, classes[kind]);
    html(page, "\">");
}

void word_end(struct page_writer *page)
{
    html(page, "</span>");
}

void word(struct page_writer *page, enum word kind, struct slice text)
{
    word_begin(page, kind);
    html_text(page, text);
    word_end(page);
}

void not_stated(struct page_writer *page)
{
    html(page, "<span class=\"weft-quiet weft-nowrap\">not stated</span>");
}

void stated(struct page_writer *page, struct slice text)
{
    if (text.length)
        html_text(page, text);
    else
        not_stated(page);
}

void facts_begin(struct page_writer *page, bool wide)
{
    if (wide)
        html(page, "<dl class=\"weft-facts weft-facts--wide\">");
    else
        html(page, "<dl class=\"weft-facts\">");
}

void fact_begin_text(struct page_writer *page, struct slice label)
{
    html(page, "<div><dt>");
    html_text(page, label);
    html(page, "</dt><dd>");
}

void fact_begin(struct page_writer *page, const char *label)
{
    fact_begin_text(page, slice_from(label));
}

void fact_end(struct page_writer *page)
{
    html(page, "</dd></div>");
}

void fact_stated(struct page_writer *page, const char *label, struct slice text)
{
    fact_begin(page, label);
    stated(page, text);
    fact_end(page);
}

void facts_end(struct page_writer *page)
{
    html(page, "</dl>\n");
}

void gap_begin(struct page_writer *page)
{
    html(page, "<div class=\"weft-gap\"><p class=\"weft-gap__title\">");
}

void gap_title_end(struct page_writer *page)
{
    html(page, "</p><p class=\"govuk-body\">");
}

void gap_end(struct page_writer *page)
{
    html(page, "</p></div>\n");
}

void empty_begin(struct page_writer *page)
{
    html(page, "<div class=\"weft-empty\"><p>");
}

void empty_end(struct page_writer *page)
{
    html(page, "</p></div>\n");
}

void notice_done(struct page_writer *page, struct slice says)
{
    html(page, "<div class=\"govuk-notification-banner govuk-notification-banner--success\" "
               "role=\"status\" aria-labelledby=\"done-title\"><div "
               "class=\"govuk-notification-banner__header\"><h2 "
               "class=\"govuk-notification-banner__title\" id=\"done-title\">Done</h2></div><div "
               "class=\"govuk-notification-banner__content\"><p "
               "class=\"govuk-notification-banner__heading\">");
    html_text(page, says);
    html(page, "</p></div></div>\n");
}
