/* Home: is this place doing better for its children? */
#include "domain/governance/governance.h"
#include "web/performance/pages.h"
#include "web/performance/performance.h"

#include <stdlib.h>

#include "base/banned.h"

enum { LATELY = 4 };

struct scorecard {
    struct record_list objectives, priorities, indicators;
    struct standing *standings;
    struct answers answers;
    struct date on; /* the day that "who answers" is told of */
};

static int load_scorecard(struct request *request, struct slice area, const struct record *plan,
                          struct scorecard *card)
{
    struct store *store = request->reader;
    struct slice none = {0};
    struct err *err = &request->err;
    int code = plan_list(store, &strategic_objective_entity, NULL, none, &request->actor,
                         request->arena, &card->objectives, err);
    if (code == 0)
        code = plan_list(store, &priority_entity, NULL, none, &request->actor, request->arena,
                         &card->priorities, err);
    if (code == 0)
        code = plan_list(store, &indicator_entity, NULL, none, &request->actor, request->arena,
                         &card->indicators, err);
    if (code == 0)
        code =
            standings_load(store, &card->indicators, area, request->arena, &card->standings, err);
    if (code == 0)
        code = answers_load(store, request->arena, &card->answers, err);
    card->on = plan_opening_day(plan, request->today);
    return code;
}

/* Those of the standings that hang on a thing by this field. */
static size_t choose(const struct scorecard *card, const char *field, struct slice code,
                     const struct standing **chosen, struct tally *tally)
{
    size_t count = 0;
    for (size_t i = 0; i < card->indicators.count; i++) {
        if (!plan_holds(card->standings[i].indicator, field, code))
            continue;
        chosen[count++] = &card->standings[i];
        tally_add(tally, &card->standings[i]);
    }
    return count;
}

/* The library counts all indicators; the sentence above is of those that the sections below tell.
 */
static void write_counted(struct page_writer *page, int64_t told, int64_t all)
{
    if (told == 0 || told == all)
        return;
    html(page, "<p class=\"weft-small weft-quiet\">These are the indicators of the objectives. ");
    words_number_first(page, all - told);
    html_string(page, all - told == 1 ? " more hangs" : " more hang");
    html(page, " on no objective of ");
    html_string(page, all - told == 1 ? "its" : "their");
    html(page, " own: <a class=\"govuk-link\" href=\"/indicator\">all ");
    words_counted(page, all, "indicator", "indicators");
    html(page, "</a>.</p>\n");
}

static void write_hero(struct page_writer *page, const struct scorecard *card)
{
    struct tally all = {0};
    for (size_t i = 0; i < card->indicators.count; i++)
        if (indicator_has_objective(card->standings[i].indicator))
            tally_add(&all, &card->standings[i]);
    html(page, "<div class=\"weft-home__hero\">\n<div class=\"weft-here\"><h1 "
               "class=\"govuk-heading-xl\"><span class=\"weft-here__level\">Vision</span>Is ");
    html_text(page, page_place_name(page));
    html(page, " doing better for its children?</h1></div>\n<p class=\"weft-says\">");
    tally_says(page, &all);
    html(page, "</p>\n");
    write_counted(page, (int64_t)all.total, (int64_t)card->indicators.count);
    html(page, "<p class=\"weft-lead weft-quiet\">The vision: ");
    html_text(page, record_text(&page->frame->plan.plan, "vision"));
    html(page, "</p>\n");
    form_search(page, "Find an indicator, a promise, or a person who answers", (struct slice){0});
    html(page, "<ul class=\"weft-ways "
               "weft-noprint\"><li><a class=\"govuk-link\" href=\"/plan\">The plan as a "
               "tree</a></li><li><a class=\"govuk-link\" href=\"/document\">The plan as one "
               "document</a></li><li><a class=\"govuk-link\" href=\"/indicator\">All "
               "indicators</a></li></ul>\n</div>\n");
}

static void write_who(struct page_writer *page, const struct scorecard *card,
                      const struct record *priority)
{
    const struct answer *answer =
        answer_on(&card->answers, &priority_entity, priority->code, card->on);
    html(page, "<span class=\"weft-glance__who\">");
    if (answer) {
        html_text(page, answer->title);
        html(page, " answers");
    } else if (answers_stated(&card->answers, &priority_entity)) {
        word(page, WORD_GAP, SLICE("nobody answers for this"));
    } else {
        html(page, "Who answers: ");
        not_stated(page);
    }
    html(page, "</span>");
}

static void write_objectives_glance(struct page_writer *page, const struct scorecard *card,
                                    const struct standing **chosen)
{
    html(page, "<section aria-labelledby=\"g-o\"><h2 class=\"govuk-heading-m\" id=\"g-o\">");
    words_number_first(page, (int64_t)card->objectives.count);
    html(page, " objectives</h2><ul class=\"weft-glance\">");
    for (size_t i = 0; i < card->objectives.count; i++) {
        const struct record *objective = &card->objectives.records[i];
        struct tally tally = {0};
        choose(card, "strategic_objective", objective->code, chosen, &tally);
        html(page, "<li><a class=\"govuk-link\" href=\"#objective-");
        html_integer(page, (int64_t)i + 1);
        html(page, "\">");
        html_text(page, record_title(objective));
        html(page, "</a>");
        tally_list(page, &tally);
        html(page, "</li>");
    }
    html(page, "</ul></section>\n");
}

static void write_priorities_glance(struct page_writer *page, const struct scorecard *card,
                                    const struct standing **chosen)
{
    struct slice stated = record_text(&page->frame->plan.plan, "accountability_stated");
    if (card->priorities.count == 0)
        return;
    html(page, "<section aria-labelledby=\"g-p\"><h2 class=\"govuk-heading-m\" id=\"g-p\">");
    words_number_first(page, (int64_t)card->priorities.count);
    html(page, " priorities</h2><ul class=\"weft-glance\">");
    for (size_t i = 0; i < card->priorities.count; i++) {
        const struct record *priority = &card->priorities.records[i];
        struct tally tally = {0};
        choose(card, "priorities", priority->code, chosen, &tally);
        html(page, "<li>");
        html_link_to(page, "priority", priority->code, record_title(priority));
        tally_list(page, &tally);
        write_who(page, card, priority);
        html(page, "</li>");
    }
    html(page, "</ul>");
    if (stated.length && !answers_stated(&card->answers, &priority_entity)) {
        html(page, "<p class=\"weft-small weft-quiet\">");
        html_text(page, stated);
        html(page, "</p>");
    }
    html(page, "</section>\n");
}

static int by_update(const void *a, const void *b)
{
    const struct standing *x = *(const struct standing *const *)a,
                          *y = *(const struct standing *const *)b;
    int newest = slice_compare(y->measure.last_update, x->measure.last_update);
    return newest ? newest : (x > y) - (x < y);
}

static void write_change(struct page_writer *page, const struct standing *standing)
{
    struct date published;
    html(page, "<li><time>");
    if (date_parse(standing->measure.last_update, &published))
        words_month(page, published);
    html(page, "</time>");
    html_link(page, indicator_path(page->arena, standing->indicator->code, NULL),
              record_title(standing->indicator));
    html(page, ": ");
    standing_value(page, standing, standing->latest->value);
    if (standing->previous) {
        html(page, ", after ");
        standing_bare(page, standing, standing->previous->value);
    }
    html(page, " ");
    standing_word(page, standing);
    html(page, "</li>");
}

static void write_lately(struct page_writer *page, const struct scorecard *card,
                         const struct standing **chosen)
{
    size_t count = 0;
    struct date published;
    for (size_t i = 0; i < card->indicators.count; i++) {
        const struct standing *standing = &card->standings[i];
        if (standing->latest && standing->trend.word != TREND_ENDED &&
            date_parse(standing->measure.last_update, &published))
            chosen[count++] = standing;
    }
    if (count == 0)
        return;
    qsort(chosen, count, sizeof *chosen, by_update);
    html(page, "<aside class=\"weft-aside weft-home__lately\" aria-labelledby=\"lately\"><h2 "
               "id=\"lately\">What changed lately</h2><ul class=\"weft-feed\">");
    for (size_t i = 0; i < count && i < LATELY; i++)
        write_change(page, chosen[i]);
    html(page, "</ul></aside>\n");
}

static void write_objective(struct page_writer *page, const struct scorecard *card,
                            const struct standing **chosen, size_t index)
{
    const struct record *objective = &card->objectives.records[index];
    struct tally tally = {0};
    size_t count = choose(card, "strategic_objective", objective->code, chosen, &tally);
    int number = (int)index + 1;
    html(page, "<section class=\"weft-objective\" id=\"objective-");
    html_integer(page, number);
    html(page, "\" aria-labelledby=\"o");
    html_integer(page, number);
    html(page, "\"><details class=\"weft-fold\" open=\"open\"><summary><h2 id=\"o");
    html_integer(page, number);
    html(page, "\">");
    html_integer(page, number);
    html(page, ". ");
    html_text(page, record_title(objective));
    html(page, "</h2></summary><p class=\"weft-objective__says\">");
    html_text(page, record_text(objective, "outcome"));
    html(page, " ");
    html_link_to(page, "strategic_objective", objective->code, SLICE("Open this objective"));
    html(page, "</p>");
    score_list(page, arena_printf(page->arena, "s%d-", number), chosen, count, NULL);
    html(page, "</details></section>\n");
}

static void write_empty(struct page_writer *page)
{
    page_here(page, MARKUP("Vision"), SLICE("There is no plan here yet"));
    empty_begin(page);
    html(page, "<strong>Nothing is loaded.</strong></p><p>An administrator loads a plan with "
               "<code>weft plan load FILE</code>, and figures with <code>weft import FILE --as "
               "MAPPING</code>.");
    empty_end(page);
}

int scorecard_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct scorecard card = {0};
    int code = page_open(request, response, &page);
    if (code < 0)
        return code;
    const struct plan_frame *plan = &page.frame->plan;
    if (!plan->has_plan) {
        page_begin(&page,
                   &(struct page_head){.title = SLICE("Scorecard"), .place = PLACE_SCORECARD});
        write_empty(&page);
        return page_end(&page, &request->err);
    }
    code = load_scorecard(request, page_area(&page), &plan->plan, &card);
    if (code < 0)
        return code;
    const struct standing **chosen =
        arena_array(request->arena, card.indicators.count + 1, sizeof(void *));
    struct slice title =
        slice_from(arena_printf(request->arena, "Is %.*s doing better for its children?",
                                SLICE_PRINT(page_place_name(&page))));
    page_begin(&page, &(struct page_head){.title = title, .place = PLACE_SCORECARD});
    html(&page, "<div class=\"weft-home\">\n");
    write_hero(&page, &card);
    html(&page, "<div class=\"weft-home__glance weft-cols weft-cols--even\">\n");
    write_objectives_glance(&page, &card, chosen);
    write_priorities_glance(&page, &card, chosen);
    html(&page, "</div>\n");
    write_lately(&page, &card, chosen);
    html(&page, "</div>\n<p class=\"weft-small weft-quiet weft-turnnote\">The word is a test on "
                "the last five figures, read by whether high or low is good: <a "
                "class=\"govuk-link\" href=\"/words\">how it is chosen</a>. The line is every "
                "figure held; a dotted step is a period without one.</p>\n");
    for (size_t i = 0; i < card.objectives.count; i++)
        write_objective(&page, &card, chosen, i);
    return page_end(&page, &request->err);
}
