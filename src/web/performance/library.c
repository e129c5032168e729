/* The indicator library: every indicator with how it stands, to be filtered. */
#include "web/performance/pages.h"
#include "web/performance/performance.h"

#include "base/banned.h"

struct library {
    struct record_list objectives, priorities, indicators;
    struct standing *standings;
    struct slice words, objective, priority, kind, standing; /* what is asked for */
};

static const struct form_option words[] = {
    {{"improving", 9}, {"improving", 9}},
    {{"getting worse", 13}, {"getting worse", 13}},
    {{"no clear change", 15}, {"no clear change", 15}},
    {{"rising", 6}, {"rising", 6}},
    {{"falling", 7}, {"falling", 7}},
    {{"too few figures", 15}, {"too few figures", 15}},
    {{"no figure", 9}, {"no figure", 9}},
};
static const struct form_option kinds[] = {{{"population", 10}, {"Population indicator", 20}},
                                           {{"service", 7}, {"Service measure", 15}}};

static int load(struct request *request, struct slice area, struct library *library)
{
    struct filter filters[3];
    size_t count = 0;
    struct err *err = &request->err;
    library->words = slice_trim(request_query(request, "q"));
    library->objective = request_query(request, "strategic_objective");
    library->priority = request_query(request, "priorities");
    library->kind = request_query(request, "kind");
    library->standing = request_query(request, "standing");
    if (library->objective.length)
        filters[count++] =
            (struct filter){"strategic_objective", FILTER_IS, value_text(library->objective)};
    if (library->priority.length)
        filters[count++] = (struct filter){"priorities", FILTER_IS, value_text(library->priority)};
    if (library->kind.length)
        filters[count++] = (struct filter){"kind", FILTER_IS, value_text(library->kind)};
    struct query query = {.entity = &indicator_entity,
                          .actor = &request->actor,
                          .filters = filters,
                          .filter_count = count,
                          .search = library->words,
                          .limit = QUERY_LARGEST_LIMIT};
    struct slice none = {0};
    int code = record_query(request->reader, &query, request->arena, &library->indicators, err);
    if (code == 0)
        code = plan_list(request->reader, &strategic_objective_entity, NULL, none, &request->actor,
                         request->arena, &library->objectives, err);
    if (code == 0)
        code = plan_list(request->reader, &priority_entity, NULL, none, &request->actor,
                         request->arena, &library->priorities, err);
    if (code == 0)
        code = standings_load(request->reader, &library->indicators, area, request->arena,
                              &library->standings, err);
    return code;
}

static struct form_option *options_of(struct arena *arena, const struct record_list *list)
{
    struct form_option *options = arena_array(arena, list->count + 1, sizeof *options);
    for (size_t i = 0; i < list->count; i++)
        options[i] = (struct form_option){list->records[i].code, record_title(&list->records[i])};
    return options;
}

static void write_filters(struct page_writer *page, const struct library *library)
{
    html(page, "<form action=\"/indicator\" method=\"get\" class=\"weft-filter weft-noprint\"><div "
               "class=\"weft-filter__row\"><div class=\"govuk-form-group\"><label "
               "class=\"govuk-label\" for=\"q\">Words in it</label><input class=\"govuk-input\" "
               "id=\"q\" name=\"q\" type=\"search\" value=\"");
    html_text(page, library->words);
    html(page, "\"/></div>");
    form_filter(page, "strategic_objective", "Objective",
                options_of(page->arena, &library->objectives), library->objectives.count,
                library->objective);
    if (library->priorities.count)
        form_filter(page, "priorities", "Priority", options_of(page->arena, &library->priorities),
                    library->priorities.count, library->priority);
    form_filter(page, "standing", "How it stands", words, sizeof words / sizeof *words,
                library->standing);
    form_filter(page, "kind", "Kind", kinds, sizeof kinds / sizeof *kinds, library->kind);
    html(page, "<button class=\"govuk-button govuk-button--secondary\" "
               "type=\"submit\">Show</button></div></form>\n");
}

/* The same choice as a list of records, or as a file; how an indicator stands is worked out, and so
 * cannot be asked there. */
static struct slice records_path(struct arena *arena, const struct library *library,
                                 const char *more)
{
    CLEANUP(buffer_free) struct buffer path = BUFFER(1 << 14);
    const struct {
        const char *name;
        struct slice value;
    } asked[] = {{"q", library->words},
                 {"strategic_objective", library->objective},
                 {"priorities", library->priority},
                 {"kind", library->kind}};
    buffer_printf(&path, "/records/indicator?%s", more);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        if (asked[i].value.length)
            url_pair(&path, slice_from(asked[i].name), asked[i].value);
    if (path.data[path.length - 1] == '?')
        path.length--;
    return arena_slice(arena, buffer_slice(&path));
}

static bool stands_so(const struct library *library, const struct standing *standing)
{
    enum trend_word word = standing->trend.word;
    const char *told = trend_word_text(word == TREND_ENDED ? TREND_NO_FIGURE : word);
    return library->standing.length == 0 || slice_is(library->standing, told);
}

/* "30 indicators: 24 of an objective, six of none of their own", as home counts the former. */
static void write_count(struct page_writer *page, const struct standing **chosen, size_t count)
{
    size_t told = 0;
    for (size_t i = 0; i < count; i++)
        told += indicator_has_objective(chosen[i]->indicator);
    html(page, "<strong>");
    html_count(page, (int64_t)count);
    html_string(page, count == 1 ? " indicator" : " indicators");
    html(page, "</strong>");
    if (told == 0 || told == count)
        return;
    html(page, " <span class=\"weft-quiet\">");
    words_number(page, (int64_t)told);
    html(page, " of an objective, ");
    words_number(page, (int64_t)(count - told));
    html(page, " of no objective of their own</span>");
}

int indicator_library_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct library library = {0};
    int code = page_open(request, response, &page);
    if (code == 0)
        code = load(request, page_area(&page), &library);
    if (code < 0)
        return code;
    const struct standing **chosen =
        arena_array(request->arena, library.indicators.count + 1, sizeof(void *));
    size_t count = 0;
    for (size_t i = 0; i < library.indicators.count; i++)
        if (stands_so(&library, &library.standings[i]))
            chosen[count++] = &library.standings[i];
    struct slice title = SLICE("Indicators");
    page_begin(&page, &(struct page_head){.title = title, .place = PLACE_SCORECARD, .tool = true});
    page_here(&page, MARKUP(""), title);
    html(&page, "<p class=\"weft-lead\">How we know whether children are better off, and how well "
                "services do.</p>\n");
    write_filters(&page, &library);
    html(&page, "<div class=\"weft-bar\"><p>");
    write_count(&page, chosen, count);
    html(&page, "</p><p class=\"weft-noprint\">");
    html_link(&page, records_path(request->arena, &library, "as=csv"), SLICE("CSV"));
    html(&page, " &#8194; ");
    html_link(&page, records_path(request->arena, &library, ""), SLICE("As records"));
    html(&page, " &#8194; <a class=\"govuk-link\" href=\"/records/measure\">All published "
                "measures</a></p></div>\n");
    if (count) {
        score_list(&page, "l", chosen, count, NULL);
    } else {
        empty_begin(&page);
        html(&page, "<strong>No indicator matches.</strong></p><p><a class=\"govuk-link\" "
                    "href=\"/indicator\">Show them all</a>");
        empty_end(&page);
    }
    return page_end(&page, &request->err);
}
