/* The evidence on a pair as a picture, each bar a field's. */
#ifndef WEFT_CLI_LINK_WATERFALL_H
#define WEFT_CLI_LINK_WATERFALL_H

#include "cli/link/work.h"

/* Written within a page, under an id of its own; or as a file of its own. */
void link_waterfall(const struct link_work *work, uint32_t a, uint32_t b, const char *id,
                    struct page_writer *page);
void link_waterfall_file(const struct link_work *work, uint32_t a, uint32_t b,
                         struct page_writer *page);

#endif
