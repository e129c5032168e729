#include "web/governance/pages.h"

#include "base/banned.h"

static const struct page pages[] = {
    PAGE("/accountability", accountability_page, "accountability", READ),
    PAGE("/accountability/timeline.csv", accountability_file, "accountability", READ),
    PAGE("/governance", bodies_page, "body", READ),
};

extern const struct page_table governance_page_table;
const struct page_table governance_page_table = PAGES(pages);
