/* The pages of this folder, for its table, and what they share. */
#ifndef WEFT_WEB_PLAN_PAGES_H
#define WEFT_WEB_PLAN_PAGES_H

#include "domain/needs/needs.h"
#include "domain/risk/risk.h"
#include "web/performance/performance.h"
#include "web/web.h"

int plan_page(struct request *request, struct response *response);
int document_page(struct request *request, struct response *response);
int objective_page(struct request *request, struct response *response);
int priority_page(struct request *request, struct response *response);
int commitment_page(struct request *request, struct response *response);
int coverage_page(struct request *request, struct response *response);
int coverage_file(struct request *request, struct response *response);
int risks_page(struct request *request, struct response *response);

/* The fact of who answers for this rung: an officer since when, a gap, or not stated. */
void rung_answers(struct page_writer *page, const struct rung_view *view, struct date on);

/* The indicators that hang on it. */
void rung_indicators(struct page_writer *page, const struct rung_view *view,
                     const struct record *via);

/* How many commitments of a list are no part of a longer one. */
size_t commitments_whole(const struct record_list *list);

/* How a commitment goes, as a word. */
void progress_word(struct page_writer *page, const struct record *commitment, struct date on);

/* "The record, its history, and changing it". */
void rung_record_link(struct page_writer *page, const struct record *record);

#endif
