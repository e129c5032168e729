/* What a linkage says when it is done. */
#ifndef WEFT_CLI_LINK_ANSWER_H
#define WEFT_CLI_LINK_ANSWER_H

#include "cli/link/work.h"

/* The summary, or under --json the one document. */
void link_answer(const struct link_work *work, struct buffer *out);

#endif
