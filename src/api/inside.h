/* What the files of this room share. */
#ifndef WEFT_API_INSIDE_H
#define WEFT_API_INSIDE_H

#include "api/api.h"

#define API_ROOT "/api/v1"

/* The largest page of a list that the API gives. */
enum { API_LARGEST_LIMIT = QUERY_LARGEST_LIMIT };

/* resource.c */
int resource_list(struct request *request, struct response *response);
int resource_get(struct request *request, struct response *response);
int resource_create(struct request *request, struct response *response);
int resource_put(struct request *request, struct response *response);
int resource_retire(struct request *request, struct response *response);

/* openapi.c */
int openapi_page(struct request *request, struct response *response);

/* {"error": {"message", "field", "faults": [{"field", "message"}]}} with this status; faults may
 * be NULL. Leaves the object open for more members where `open`. */
void api_write_error(struct response *response, int status, const struct err *err,
                     const struct faults *faults);

#endif
