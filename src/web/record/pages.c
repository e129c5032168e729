#include "web/record/pages.h"

#include "base/banned.h"

static const struct page pages[] = {
    PAGE("/records/:entity", list_page, ":entity", READ),
    PAGE("/:entity", list_page, ":entity", READ),
    PAGE("/:entity/new", new_page, ":entity", CREATE),
    ACTION("/:entity/new", new_action, ":entity", CREATE),
    PAGE("/:entity/:code", record_page, ":entity", READ),
    PAGE("/:entity/:code/record", record_page, ":entity", READ),
    PAGE("/:entity/:code/edit", edit_page, ":entity", UPDATE),
    ACTION("/:entity/:code/edit", edit_action, ":entity", UPDATE),
    PAGE("/:entity/:code/retire", retire_page, ":entity", RETIRE),
    ACTION("/:entity/:code/retire", retire_action, ":entity", RETIRE),
    ACTION("/:entity/:code/restore", restore_action, ":entity", RETIRE),
    ACTION("/:entity/:code/undo", undo_action, ":entity", UPDATE),
};

extern const struct page_table record_page_table;
const struct page_table record_page_table = PAGES(pages);
