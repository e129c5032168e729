/* The pages of this folder, for its table. */
#ifndef WEFT_WEB_PERFORMANCE_PAGES_H
#define WEFT_WEB_PERFORMANCE_PAGES_H

#include "gate/gate.h"

int scorecard_page(struct request *request, struct response *response);
int indicator_page(struct request *request, struct response *response);
int indicator_library_page(struct request *request, struct response *response);

#endif
