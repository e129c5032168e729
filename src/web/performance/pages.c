#include "web/performance/pages.h"

#include "base/banned.h"

static const struct page pages[] = {
    PAGE("/", scorecard_page, FOR_ANYONE, READ),
    PAGE("/indicator/:code", indicator_page, "indicator", READ),
};

extern const struct page_table performance_page_table;
const struct page_table performance_page_table = PAGES(pages);
