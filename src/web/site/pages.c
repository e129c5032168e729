#include "web/site/pages.h"

#include "base/banned.h"

static const struct page pages[] = {
    PAGE("/assets/:file", asset_page, FOR_ANYONE, READ),
    PAGE("/search", search_page, FOR_ANYONE, READ),
    PAGE("/data", data_page, FOR_ANYONE, READ),
    PAGE("/data/sources.csv", data_sources_file, FOR_ANYONE, READ),
    PAGE("/accessibility", accessibility_page, FOR_ANYONE, READ),
    PAGE("/words", words_page, FOR_ANYONE, READ),
    PAGE("/records", records_page, FOR_ANYONE, READ),
    PAGE("/dictionary", dictionary_page, FOR_ANYONE, READ),
    PAGE("/dictionary/fields.csv", dictionary_file, FOR_ANYONE, READ),
    PAGE("/dictionary/:name", dictionary_entity_page, FOR_ANYONE, READ),
    PAGE("/dictionary/:name/fields.csv", dictionary_entity_file, FOR_ANYONE, READ),
};

extern const struct page_table site_page_table;
const struct page_table site_page_table = PAGES(pages);
