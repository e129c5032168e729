/* The pages of this folder, for its table. */
#ifndef WEFT_WEB_GOVERNANCE_PAGES_H
#define WEFT_WEB_GOVERNANCE_PAGES_H

#include "web/web.h"

int accountability_page(struct request *request, struct response *response);
int accountability_file(struct request *request, struct response *response);
int bodies_page(struct request *request, struct response *response);

/* The vision and the plan: what stands above governance. */
struct thread *governance_thread(struct page_writer *page);

#endif
