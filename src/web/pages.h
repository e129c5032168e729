/* Every page of the house, for main. */
#ifndef WEFT_WEB_PAGES_H
#define WEFT_WEB_PAGES_H

#include "gate/gate.h"

/* The room of the pages, its tables in order; lives for ever. */
struct room web_room(void);

/* Fill response with an error page of our own, as gate asks. */
void error_page(struct request *request, struct response *response, int status);

/* Fill response with the sign-in page; faults may be NULL. */
void sign_in_form(struct request *request, struct response *response, const struct faults *faults);

#endif
