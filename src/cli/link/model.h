/* The estimated model in a file, so that the next run need not estimate. */
#ifndef WEFT_CLI_LINK_MODEL_H
#define WEFT_CLI_LINK_MODEL_H

#include "cli/link/work.h"

/* Take up the model of work->request.model where the file is there: *ret_taken says whether. 0;
 * ERR_SYNTAX (not such a file), ERR_CONFLICT (estimated on other fields). */
int link_model_read(struct link_work *work, bool *ret_taken, struct err *err);

void link_model_write(const struct link_work *work, struct buffer *out);

#endif
