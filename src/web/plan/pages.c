#include "web/plan/pages.h"

#include "base/banned.h"

static const struct page pages[] = {
    PAGE("/plan", plan_page, "plan", READ),
    PAGE("/document", document_page, "plan", READ),
    PAGE("/coverage", coverage_page, "principle", READ),
    PAGE("/coverage.csv", coverage_file, "principle", READ),
    PAGE("/risk", risks_page, "risk", READ),
    PAGE("/strategic_objective/:code", objective_page, "strategic_objective", READ),
    PAGE("/operational_objective/:code", objective_page, "operational_objective", READ),
    PAGE("/priority/:code", priority_page, "priority", READ),
    PAGE("/commitment/:code", commitment_page, "commitment", READ),
};

extern const struct page_table plan_page_table;
const struct page_table plan_page_table = PAGES(pages);
