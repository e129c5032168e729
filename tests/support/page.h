/* For tests of what pages write. */
#ifndef WEFT_TESTS_SUPPORT_PAGE_H
#define WEFT_TESTS_SUPPORT_PAGE_H

#include "support/test.h"
#include "web/charts/charts.h"
#include "web/web.h"

/* A part of a page, as its test writes it. */
struct written {
    struct buffer buffer;
    struct arena arena;
    struct page_frame frame;
    struct page_writer page;
};

struct written *written_new(void);
void written_free(struct written **written); /* fit for CLEANUP */
struct slice written_text(const struct written *written);

/* Fails unless the part is exactly this. */
void assert_written(const struct written *written, const char *expected);

/* Fails unless the part (its elements may stand side by side) is well-formed XML, every id in it
 * is its own, and every reference by id (aria-labelledby, aria-describedby, for, href="#…")
 * leads to one in it. */
void assert_well_formed(struct slice html);

/* How many elements of this name it has, of those with this class where class is not NULL. */
size_t count_elements(struct slice html, const char *name, const char *class);

size_t count_written(const struct written *written, const char *name, const char *class);

/* How many links begin with this target. */
size_t count_links(struct slice html, const char *begins);

/* Whether these words, as the page writes them, stand anywhere. */
bool says(struct slice html, const char *text);

/* The text of the n-th such element (from 0), without markup; empty where there is none. */
struct slice element_text(struct slice html, const char *name, const char *class, size_t index,
                          struct arena *arena);

/* What surrounds any chart. */
struct chart_frame chart_frame(void);

#endif
