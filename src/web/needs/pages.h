/* The pages of needs, for their table. */
#ifndef WEFT_WEB_NEEDS_PAGES_H
#define WEFT_WEB_NEEDS_PAGES_H

#include "domain/needs/needs.h"
#include "web/web.h"

int hidden_page(struct request *request, struct response *response);
int hidden_populations_file(struct request *request, struct response *response);
int hidden_groups_file(struct request *request, struct response *response);
int hidden_population_page(struct request *request, struct response *response);
int hidden_models_file(struct request *request, struct response *response);

#endif
