/* What the pages of objectives, priorities and commitments share. */
#include "web/plan/pages.h"

#include "base/banned.h"

void rung_answers(struct page_writer *page, const struct rung_view *view, struct date on)
{
    const struct entity *entity = view->record.entity;
    const struct answer *answer = answer_on(&view->answers, entity, view->record.code, on);
    fact_begin(page, "Who answers");
    if (answer) {
        html_link_to(page, "post", answer->post, answer->title);
        html(page, "<br/><span class=\"weft-quiet\">since ");
        words_date(page, answer->starts);
        html(page, "</span>");
    } else if (answers_stated(&view->answers, entity)) {
        struct date since = gap_since(&view->answers, entity, view->record.code, on);
        word(page, WORD_GAP, SLICE("nobody answers for this"));
        if (date_is_given(since)) {
            html(page, "<br/><span class=\"weft-quiet\">since ");
            words_date(page, since);
            html(page, ": ");
            words_lapse(page, since, on);
            html(page, "</span>");
        }
    } else {
        not_stated(page);
    }
    fact_end(page);
}

void rung_indicators(struct page_writer *page, const struct rung_view *view,
                     const struct record *via)
{
    const struct standing **items =
        arena_array(page->arena, view->indicators.count + 1, sizeof(void *));
    for (size_t i = 0; i < view->indicators.count; i++)
        items[i] = &view->standings[i];
    html(page, "<section class=\"weft-section\" aria-labelledby=\"indicators\"><div "
               "class=\"weft-turn\"><h2 class=\"govuk-heading-m\" id=\"indicators\">Indicators"
               "</h2></div>\n");
    if (view->indicators.count) {
        score_list(page, "i", items, view->indicators.count, via);
        html(page, "<p class=\"weft-small weft-quiet\">The word is a test on the last five "
                   "figures: <a class=\"govuk-link\" href=\"/words\">how it is chosen</a>.</p>\n");
    } else {
        empty_begin(page);
        html(page, "<strong>No indicator hangs here.</strong> <a class=\"govuk-link\" "
                   "href=\"/indicator\">See all indicators</a>");
        empty_end(page);
    }
    html(page, "</section>\n");
}

void progress_word(struct page_writer *page, const struct record *commitment, struct date on)
{
    struct date due;
    switch (commitment_progress(commitment, on, &due)) {
    case PROGRESS_DONE:
        word(page, WORD_DONE, SLICE("done"));
        return;
    case PROGRESS_LATE:
        word_begin(page, WORD_LATE);
        html(page, "late by ");
        words_lapse(page, due, on);
        word_end(page);
        return;
    case PROGRESS_ON_TIME:
        word(page, WORD_DUE, date_is_given(due) ? SLICE("on time") : SLICE("under way"));
        return;
    case PROGRESS_NOT_STARTED:
        word(page, WORD_NONE, SLICE("not started"));
        return;
    case PROGRESS_NOT_STATED:
        html(page, "Lead, date and progress ");
        not_stated(page);
        return;
    }
}

void rung_record_link(struct page_writer *page, const struct record *record)
{
    html(page, "<p class=\"weft-small weft-noprint\"><a class=\"govuk-link\" href=\"");
    html_address(page, path_to(page->arena, record->entity->name, record->code));
    html(page, "/record\">The record, its history, and changing it</a></p>\n");
}
