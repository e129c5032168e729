#include "web/needs/pages.h"

#include "base/banned.h"

static const struct page pages[] = {
    PAGE("/hidden", hidden_page, "hidden_population", READ),
    PAGE("/hidden_population/:code", hidden_population_page, "hidden_population", READ),
};

extern const struct page_table needs_page_table;
const struct page_table needs_page_table = PAGES(pages);
