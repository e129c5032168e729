/* Search: one box over everything that the asker may read. */
#include "web/site/pages.h"
#include "web/web.h"

#include "base/banned.h"

enum { MOST_HITS = 50, LONGEST_SEARCH = 200 };

static void write_hits(struct page_writer *page, const struct registry *registry,
                       const struct search_hit *hits, size_t count)
{
    html(page, "<ul class=\"weft-glance weft-hits\">");
    for (size_t i = 0; i < count; i++) {
        const struct entity *entity = registry_find(registry, hits[i].entity);
        if (!entity)
            continue;
        html(page, "<li>");
        html_link_to(page, entity->name, hits[i].code, hits[i].title);
        html(page, "<span class=\"weft-glance__who\">");
        html_string(page, entity->label);
        html(page, "</span>");
        if (hits[i].excerpt.length) {
            html(page, "<p class=\"weft-small\">");
            html_text(page, hits[i].excerpt);
            html(page, "</p>");
        }
        html(page, "</li>");
    }
    html(page, "</ul>\n");
}

static void write_nothing(struct page_writer *page, struct slice words)
{
    empty_begin(page);
    html(page, "<strong>Nothing matches “");
    html_text(page, words);
    html(page, "”.</strong></p><p>Try fewer words or the start of one, or look through <a "
               "class=\"govuk-link\" href=\"/records\">all records</a>.");
    empty_end(page);
}

int search_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct search_hit *hits = NULL;
    size_t count = 0;
    struct slice words = slice_trim(request_query(request, "q"));
    if (words.length > LONGEST_SEARCH)
        return err_set(&request->err, ERR_RANGE, "q",
                       "That is too long to search for. Give a few words.");
    int code = page_open(request, response, &page);
    if (code == 0 && words.length)
        code = record_search(request->reader, request->registry, &request->actor, words, MOST_HITS,
                             request->arena, &hits, &count, &request->err);
    if (code < 0)
        return code;
    struct slice title =
        words.length ? slice_from(arena_printf(request->arena, "Search: %.*s", SLICE_PRINT(words)))
                     : SLICE("Search");
    page_begin(&page, &(struct page_head){.title = title, .tool = true});
    page_here(&page, MARKUP(""), SLICE("Search"));
    if (words.length == 0)
        html(&page, "<p class=\"weft-lead\">This looks through the plan, its indicators, the posts "
                    "and boards, and every other record that you may read.</p>\n");
    form_search(&page, "Words to find", words);
    if (words.length && count == 0)
        write_nothing(&page, words);
    if (count) {
        html(&page, "<p class=\"weft-lead\"><strong>");
        if (count == MOST_HITS)
            html(&page, "The best 50");
        else
            html_count(&page, (int64_t)count);
        html_string(&page, count == 1 ? " match" : " matches");
        html(&page, "</strong></p>\n");
        write_hits(&page, request->registry, hits, count);
    }
    return page_end(&page, &request->err);
}
