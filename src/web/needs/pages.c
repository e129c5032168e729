#include "web/needs/pages.h"

#include "base/banned.h"

static const struct page pages[] = {
    PAGE("/hidden", hidden_page, "hidden_population", READ),
    PAGE("/hidden/populations.csv", hidden_populations_file, "hidden_population", READ),
    PAGE("/hidden/groups.csv", hidden_groups_file, "vulnerable_group", READ),
    PAGE("/hidden_population/:code", hidden_population_page, "hidden_population", READ),
    PAGE("/hidden_population/:code/models.csv", hidden_models_file, "hidden_population", READ),
};

extern const struct page_table needs_page_table;
const struct page_table needs_page_table = PAGES(pages);
