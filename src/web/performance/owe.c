/* What the person who is signed in owes, by the posts they hold: late first. */
#include "domain/governance/governance.h"
#include "domain/risk/risk.h"
#include "record/record.h"
#include "web/performance/pages.h"
#include "web/performance/performance.h"

#include <stdlib.h>

#include "base/banned.h"

enum { SOON_DAYS = 31 };

struct owed {
    struct record_list posts, commitments, indicators, risks;
    struct standing *standings;
    struct answers answers;
    struct titles titles; /* of what they answer for, and of who leads the commitments under it */
};

/* A thing to do: where, what, since or until when. */
struct duty {
    struct slice path, title, hang;
    struct date due;          /* not given: no date is stated */
    const char *hint, *after; /* with the date between them where there is an after */
    bool is_done;
    size_t place; /* in the order that they were found in */
};

struct duties {
    struct duty *items;
    size_t count;
};

static bool is_mine(const struct owed *owed, struct slice post)
{
    return post.length && plan_find(&owed->posts, post);
}

static bool is_mine_now(const struct owed *owed, const struct answer *answer, struct date today)
{
    return is_mine(owed, answer->post) &&
           answer_on(&owed->answers, answer->entity, answer->code, today) == answer;
}

/* Whether the person answers today for the priority that a commitment hangs on. */
static bool is_under_mine(const struct owed *owed, const struct record *commitment,
                          struct date today)
{
    const struct answer *answer =
        answer_on(&owed->answers, &priority_entity, record_text(commitment, "priority"), today);
    return answer && is_mine(owed, answer->post);
}

static int load_owed(struct request *request, struct slice area, struct owed *owed)
{
    struct store *store = request->reader;
    const struct actor *actor = &request->actor;
    struct slice none = {0};
    const struct {
        const struct entity *entity;
        const char *field;
        struct slice code;
        struct record_list *list;
    } wanted[] = {{&post_entity, "holder", actor->code, &owed->posts},
                  {&commitment_entity, NULL, none, &owed->commitments},
                  {&indicator_entity, NULL, none, &owed->indicators},
                  {&risk_entity, NULL, none, &owed->risks}};
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof wanted / sizeof *wanted; i++)
        code = plan_list(store, wanted[i].entity, wanted[i].field, wanted[i].code, actor,
                         request->arena, wanted[i].list, &request->err);
    if (code == 0)
        code = standings_load(store, &owed->indicators, area, request->arena, &owed->standings,
                              &request->err);
    if (code == 0)
        code = standings_answer(store, owed->standings, owed->indicators.count, &request->err);
    if (code == 0)
        code = answers_load(store, request->arena, &owed->answers, &request->err);
    owed->titles = titles_in(request->arena);
    for (size_t i = 0; code == 0 && i < owed->answers.count; i++)
        if (is_mine_now(owed, &owed->answers.items[i], request->today))
            titles_want(&owed->titles, owed->answers.items[i].entity, owed->answers.items[i].code);
    for (size_t i = 0; code == 0 && i < owed->commitments.count; i++)
        if (is_under_mine(owed, &owed->commitments.records[i], request->today))
            titles_want(&owed->titles, &post_entity,
                        record_text(&owed->commitments.records[i], "lead"));
    return code < 0 ? code : titles_load(&owed->titles, store, actor, &request->err);
}

/* What is said of a commitment: the leader acts, whoever answers for the priority sees to it. */
static const char *commitment_hint(struct arena *arena, const struct owed *owed,
                                   const struct record *commitment, enum progress progress)
{
    struct slice lead = record_text(commitment, "lead");
    if (is_mine(owed, lead))
        return progress == PROGRESS_LATE
                   ? "It is past its date. Give a new date and what is in the way, or close it."
                   : "You lead it.";
    if (lead.length == 0)
        return "You answer for its priority, and nobody is named to lead it.";
    return arena_printf(arena, "You answer for its priority; %.*s leads it.",
                        SLICE_PRINT(titles_get(&owed->titles, &post_entity, lead)));
}

/* Those that the person leads, and what is still to do of those under a priority they answer for.
 */
static void add_commitments(struct arena *arena, const struct owed *owed, struct date today,
                            struct duties *duties)
{
    for (size_t i = 0; i < owed->commitments.count; i++) {
        const struct record *commitment = &owed->commitments.records[i];
        struct date due;
        enum progress progress = commitment_progress(commitment, today, &due);
        bool is_led = is_mine(owed, record_text(commitment, "lead"));
        bool is_open = progress != PROGRESS_DONE && is_under_mine(owed, commitment, today);
        if (!is_led && !is_open)
            continue;
        duties->items[duties->count++] = (struct duty){
            .path = path_to(arena, "commitment", commitment->code),
            .title = record_title(commitment),
            .hang = SLICE("Commitment"),
            .due = due,
            .hint = commitment_hint(arena, owed, commitment, progress),
            .is_done = progress == PROGRESS_DONE,
        };
    }
}

/* The figures of the person's own indicators; of all others, to those who bring figures in, what
 * its publisher has announced for a day that is past and that is not loaded. */
static void add_figures(struct arena *arena, const struct owed *owed, struct date today,
                        bool brings_figures, struct duties *duties)
{
    for (size_t i = 0; i < owed->indicators.count; i++) {
        const struct standing *standing = &owed->standings[i];
        struct date due = standing_overdue(standing, today);
        bool is_late = date_is_given(due);
        if (!is_late && date_parse(standing->measure.next_update, &due) &&
            date_compare(due, today) < 0)
            due = (struct date){0}; /* that figure came */
        if (!is_mine(owed, record_text(standing->indicator, "owner")) &&
            !(brings_figures && is_late))
            continue;
        duties->items[duties->count++] = (struct duty){
            .path = indicator_path(arena, standing->indicator->code, NULL),
            .title = record_title(standing->indicator),
            .hang = SLICE("Indicator"),
            .due = due,
            .hint = !standing->has_measure ? "No published figure is loaded for it."
                    : !date_is_given(due)  ? "No date of its next figure is announced."
                    : is_late              ? "Its next figure was announced for "
                                           : "Its next figure is announced for ",
            .after = !standing->has_measure || !date_is_given(due) ? NULL
                     : is_late                                     ? ", and is not loaded yet."
                                                                   : ".",
        };
    }
}

static void add_risks(struct arena *arena, const struct owed *owed, struct duties *duties)
{
    for (size_t i = 0; i < owed->risks.count; i++) {
        const struct record *risk = &owed->risks.records[i];
        struct date due = {0};
        if (!is_mine(owed, record_text(risk, "owner")))
            continue;
        date_parse(record_text(risk, "review_due"), &due);
        duties->items[duties->count++] =
            (struct duty){.path = path_to(arena, "risk", risk->code),
                          .title = record_title(risk),
                          .hang = SLICE("Risk"),
                          .due = due,
                          .hint = "Its review: are likelihood, impact and controls still right?"};
    }
}

/* The longest overdue first; what has no date comes last, in the order of its kind. */
static int by_due(const void *a, const void *b)
{
    const struct duty *x = a, *y = b;
    bool given = date_is_given(x->due);
    if (given != date_is_given(y->due))
        return given ? -1 : 1;
    int order = given ? date_compare(x->due, y->due) : 0;
    return order ? order : (x->place > y->place) - (x->place < y->place);
}

static void sort_duties(struct duties *duties)
{
    for (size_t i = 0; i < duties->count; i++)
        duties->items[i].place = i;
    if (duties->count)
        qsort(duties->items, duties->count, sizeof *duties->items, by_due);
}

enum when { WHEN_LATE, WHEN_SOON, WHEN_LATER, WHEN_DONE };

static enum when when_due(const struct duty *duty, struct date today)
{
    if (duty->is_done)
        return WHEN_DONE;
    if (!date_is_given(duty->due))
        return WHEN_LATER;
    int32_t days = date_to_days(duty->due) - date_to_days(today);
    return days < 0 ? WHEN_LATE : days <= SOON_DAYS ? WHEN_SOON : WHEN_LATER;
}

static void write_status(struct page_writer *page, const struct duty *duty, struct date today)
{
    switch (when_due(duty, today)) {
    case WHEN_LATE:
        word_begin(page, WORD_LATE);
        words_lapse(page, duty->due, today);
        html(page, " late");
        word_end(page);
        return;
    case WHEN_DONE:
        word(page, WORD_DONE, SLICE("done"));
        return;
    case WHEN_SOON:
    case WHEN_LATER:
        if (!date_is_given(duty->due)) {
            word(page, WORD_NONE, SLICE("no date stated"));
            return;
        }
        word_begin(page, WORD_DUE);
        html(page, "by ");
        words_date(page, duty->due);
        word_end(page);
        return;
    }
}

static void write_duties(struct page_writer *page, const struct duties *duties, enum when when,
                         const char *heading, struct date today)
{
    size_t told = 0;
    for (size_t i = 0; i < duties->count; i++) {
        const struct duty *duty = &duties->items[i];
        if (when_due(duty, today) != when)
            continue;
        if (told++ == 0) {
            html(page, "<h2 class=\"govuk-heading-m\">");
            html_string(page, heading);
            html(page, "</h2><ul class=\"govuk-task-list\">");
        }
        html(page, "<li class=\"govuk-task-list__item govuk-task-list__item--with-link\"><div "
                   "class=\"govuk-task-list__name-and-hint\"><a class=\"govuk-link "
                   "govuk-task-list__link\" href=\"");
        html_address(page, duty->path);
        html(page, "\">");
        html_text(page, duty->title);
        html(page, "</a><div class=\"govuk-task-list__hint\">");
        html_string(page, duty->hint);
        if (duty->after) {
            words_date(page, duty->due);
            html_string(page, duty->after);
        }
        html(page, "</div><span class=\"weft-hang\">");
        html_text(page, duty->hang);
        html(page, "</span></div><div class=\"govuk-task-list__status\">");
        write_status(page, duty, today);
        html(page, "</div></li>");
    }
    if (told)
        html(page, "</ul>\n");
}

static size_t count_when(const struct duties *duties, enum when when, struct date today)
{
    size_t count = 0;
    for (size_t i = 0; i < duties->count; i++)
        count += when_due(&duties->items[i], today) == when;
    return count;
}

static void write_answers_for(struct page_writer *page, const struct owed *owed, struct date today)
{
    html(page, "<aside class=\"weft-aside\" aria-label=\"Your posts\"><h2>Your posts</h2><ul "
               "class=\"weft-links\">");
    for (size_t i = 0; i < owed->posts.count; i++) {
        html(page, "<li>");
        html_link_to(page, "post", owed->posts.records[i].code,
                     record_title(&owed->posts.records[i]));
        html(page, "</li>");
    }
    html(page, "</ul>");
    size_t told = 0;
    for (size_t i = 0; i < owed->answers.count; i++) {
        const struct answer *answer = &owed->answers.items[i];
        if (!is_mine_now(owed, answer, today))
            continue;
        if (told++ == 0)
            html(page, "<h2>You answer for</h2><ul class=\"weft-links\">");
        html(page, "<li>");
        html_link_to(page, answer->entity->name, answer->code,
                     titles_get(&owed->titles, answer->entity, answer->code));
        html(page, " <span class=\"weft-quiet\">");
        html_string(page, answer->entity->label);
        html(page, ", since ");
        words_date(page, answer->starts);
        html(page, "</span></li>");
    }
    if (told)
        html(page, "</ul>");
    html(page, "</aside>\n");
}

static void write_says(struct page_writer *page, const struct duties *duties, struct date today)
{
    size_t late = count_when(duties, WHEN_LATE, today);
    size_t soon = count_when(duties, WHEN_SOON, today);
    html(page, "<p class=\"weft-says\">");
    if (late) {
        words_number_first(page, (int64_t)late);
        html_string(page, late == 1 ? " thing is late. " : " things are late. ");
    }
    if (soon == 0) {
        html_string(page, late ? "Nothing else falls due within a month."
                               : "Nothing is late, and nothing falls due within a month.");
    } else {
        words_number_first(page, (int64_t)soon);
        html_string(page, late ? " more" : soon == 1 ? " thing" : " things");
        html_string(page, soon == 1 ? " falls due within a month." : " fall due within a month.");
    }
    html(page, "</p>\n");
}

int owe_page(struct request *request, struct response *response)
{
    struct page_writer page;
    struct owed owed = {0};
    int code = page_open(request, response, &page);
    if (code == 0)
        code = load_owed(request, page_area(&page), &owed);
    if (code < 0)
        return code;
    size_t most = owed.commitments.count + owed.indicators.count + owed.risks.count;
    struct duties duties = {arena_array(request->arena, most + 1, sizeof *duties.items), 0};
    add_commitments(request->arena, &owed, request->today, &duties);
    add_figures(request->arena, &owed, request->today,
                permit(&request->actor, &load_entity, CREATE), &duties);
    add_risks(request->arena, &owed, &duties);
    sort_duties(&duties);
    struct slice title = SLICE("What you owe the Board");
    page_begin(&page, &(struct page_head){.title = title, .place = PLACE_OWE, .tool = true});
    page_here(&page, MARKUP(""), title);
    if (owed.posts.count == 0 && duties.count == 0) {
        empty_begin(&page);
        html(&page, "<strong>You hold no post of this plan.</strong></p><p>An administrator or "
                    "governance lead writes your name into the post you hold: <a "
                    "class=\"govuk-link\" href=\"/post\">all posts</a>.");
        empty_end(&page);
        return page_end(&page, &request->err);
    }
    html(&page, "<div class=\"weft-cols\"><div>\n");
    write_says(&page, &duties, request->today);
    write_duties(&page, &duties, WHEN_LATE, "Late", request->today);
    write_duties(&page, &duties, WHEN_SOON, "Within a month", request->today);
    write_duties(&page, &duties, WHEN_LATER, "Later, or without a date", request->today);
    write_duties(&page, &duties, WHEN_DONE, "Done", request->today);
    html(&page, "</div>");
    if (owed.posts.count)
        write_answers_for(&page, &owed, request->today);
    html(&page, "</div>\n");
    return page_end(&page, &request->err);
}
