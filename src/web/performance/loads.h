/* What the pages of loads share. */
#ifndef WEFT_WEB_PERFORMANCE_LOADS_H
#define WEFT_WEB_PERFORMANCE_LOADS_H

#include "web/performance/performance.h"

/* "/load/12" */
struct slice load_path(struct arena *arena, int64_t load);

/* One line of the account of a load: how many, what, and a note. */
void load_split(struct page_writer *page, int64_t count, const char *what, const char *note,
                bool bad);

/* The load of the address, or ERR_NOT_FOUND. */
int load_asked_for(struct request *request, struct load *ret_load);

/* Whether the asker may see what was refused and why: rows of a stranger's file are theirs alone
 * who bring figures in. */
bool load_shows_rows(const struct request *request);

/* Write what was read, unless that is refused: 0. Else the loading is freed: 1 where another load
 * came between and this was not the last of three tries (read it again), or negative. */
int load_settle(struct request *request, int tries, struct loading **loading);

#endif
