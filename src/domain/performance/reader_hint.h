/* What was meant by a text that stands where a figure should, and is none. */
#ifndef WEFT_DOMAIN_PERFORMANCE_READER_HINT_H
#define WEFT_DOMAIN_PERFORMANCE_READER_HINT_H

#include "base/base.h"

/* Whether it is a number but for how it is written: “1,234”, “45%”, “£5”, “(5)”, “12.3 (r)”. */
bool hint_is_number(struct slice text);

/* A sentence that says what to do. */
const char *hint_for(struct slice text);

#endif
