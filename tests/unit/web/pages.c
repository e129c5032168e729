/* Every public page of both plans: whole, well-formed, and with the number of statements it should
 * run. */
#include "support/plan.h"
#include "support/site.h"

#include "gate/inside.h"

#include <stdlib.h>

static const char nottingham[] = "nottingham-2010-14.yaml";
static const char invented[] = "thistlemouth-2025-28.yaml";

static struct answered ask(struct site *site, const char *target)
{
    struct answered answered = site_ask(site, target, 0);
    if (answered.code < 0)
        fail_msg("%s: %s", target, answered.err.message);
    assert_int_equal(answered.status, 200);
    assert_well_formed(answered.body);
    assert_false(says(answered.body, "\xEF\xBF\xBD")); /* what stands for bytes that are no text */
    return answered;
}

static void every_page_is_well_formed_and_runs_no_statement_too_many(void **state)
{
    (void)state;
    static const struct {
        const char *target;
        uint64_t statements;
    } pages[] = {
        {"/", 9},
        {"/plan", 12},
        {"/document", 12},
        {"/coverage", 12},
        {"/risk", 3},
        {"/accountability", 13},
        {"/governance", 5},
        {"/strategic_objective/achievement", 11},
        {"/operational_objective/o12-improving-attainment", 11},
        {"/priority/stronger-safeguarding", 12},
        {"/commitment/safeguarding-2", 13},
        {"/indicator/re-referrals", 12},
        {"/records", 2},
        {"/hidden", 4},
        {"/dictionary", 2},
        {"/dictionary/commitment", 2},
        {"/words", 2},
        {"/data", 3},
        {"/accessibility", 2},
        {"/search?q=school", 4},
        {"/search", 2},
        {"/commitment", 9},
        {"/records/indicator?sort=-title", 7},
        {"/principle", 5},
        {"/principle/use-evidence", 8},
        {"/risk/risk-1", 7},
        {"/vulnerable_group/children-in-care", 9},
        {"/plan/cypp-2010-14/record", 14},
    };
    CLEANUP(site_free) struct site *site = site_new(nottingham);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct answered answered = ask(site, pages[i].target);
        if (answered.statements != pages[i].statements)
            fail_msg("%s ran %llu statements, not %llu", pages[i].target,
                     (unsigned long long)answered.statements,
                     (unsigned long long)pages[i].statements);
        assert_int_equal(count_elements(answered.body, "h1", NULL), 1);
        assert_int_equal(count_elements(answered.body, "main", NULL), 1);
    }
}

static void an_invented_partnership_says_so_on_every_page(void **state)
{
    (void)state;
    static const char *const pages[] = {"/",          "/plan",   "/document", "/accountability",
                                        "/risk",      "/search", "/records",  "/words",
                                        "/commitment"};
    CLEANUP(site_free) struct site *site = site_new(invented);
    CLEANUP(site_free) struct site *real = site_new(nottingham);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        assert_true(says(ask(site, pages[i]).body, "<strong>Invented.</strong>"));
        assert_false(says(ask(real, pages[i]).body, "<strong>Invented.</strong>"));
    }
}

static void who_answers_is_told_in_the_plans_own_words_where_it_names_nobody(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(nottingham);
    struct slice html = ask(site, "/accountability").body;
    assert_true(says(html, "Four of the five priorities have an accountable officer"));
    assert_true(says(html, "On 1 April 2012")); /* its edition's date, since it has ended */
    assert_int_equal(count_elements(html, "span", "weft-word--gap"), 0);
    html = ask(site, "/priority/reducing-substance-misuse").body;
    assert_true(says(html, "not stated"));
    assert_int_equal(count_elements(html, "span", "weft-word--gap"), 0);
}

static void a_gap_is_red_on_the_page_where_it_hurts(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(invented);
    struct slice html = ask(site, "/accountability?on-day=1&on-month=6&on-year=2026").body;
    assert_true(says(html, "Nobody answers for “Minds that are well”"));
    assert_int_equal(count_elements(html, "rect", "weft-svg__gap"), 1);
    html = ask(site, "/accountability?on-day=1&on-month=6&on-year=2025").body;
    assert_false(says(html, "Nobody answers for"));
    html = ask(site, "/accountability?on-day=1&on-month=1&on-year=2024").body; /* before the plan */
    assert_false(says(html, "Nobody answers for"));
    assert_true(says(html, "no priority was in force"));
    assert_true(says(html, "No priority was in force"));
    html = ask(site, "/accountability?on-day=1&on-month=6&on-year=2030").body; /* after it */
    assert_false(says(html, "Nobody answers for"));
    html = ask(site, "/priority/minds").body;
    assert_true(count_elements(html, "span", "weft-word--gap") > 0);
}

static void load_plan(struct site *site, const char *plan)
{
    char path[4200], command[9000];
    snprintf(path, sizeof path, "%s/plan.yaml", scratch_folder());
    assert_int_equal(file_write(path, slice_from(plan), NULL), 0);
    snprintf(command, sizeof command, "weft --store '%s' plan load '%s'", site_path(site), path);
    assert_int_equal(run_command(command, NULL), 0);
}

/* A site with a plan written here. */
static struct site *site_of(const char *plan)
{
    struct site *site = site_new(NULL);
    load_plan(site, plan);
    return site;
}

static void a_record_is_shown_as_it_was_when_a_day_ended(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    setenv("WEFT_NOW", "2026-01-01", 1);
    CLEANUP(site_free)
    struct site *site =
        site_of(PLAN_HEAD "post:\n  - {code: a, title: Ada, organisation: Council}\n"
                          "body:\n  - {code: b, title: Board, kind: board}\n"
                          "  - {code: c, title: Group, kind: group,"
                          " reports_to: b}\n");
    setenv("WEFT_NOW", "2026-02-10T10:00:00", 1);
    load_plan(site, PLAN_HEAD "post:\n  - {code: a, title: Ada the Second, organisation: City}\n"
                              "body:\n  - {code: b, title: Board, kind: board}\n"
                              "  - {code: c, title: Group, kind: board}\n"
                              "  - {code: d, title: Other, kind: group, reports_to: b}\n");
    unsetenv("WEFT_NOW");
    struct slice html = ask(site, "/post/a?on-day=9&on-month=2&on-year=2026").body;
    assert_slice(element_text(html, "h1", NULL, 0, &arena), "PostAda");
    assert_true(says(html, "<dt>Organisation</dt><dd>Council"));
    assert_true(says(html, "As it was at the end of 9 February 2026"));
    html = ask(site, "/post/a?on-day=10&on-month=2&on-year=2026").body;
    assert_slice(element_text(html, "h1", NULL, 0, &arena), "PostAda the Second");
    html = ask(site, "/post/a").body;
    assert_true(says(html, "<dt>Organisation</dt><dd>City"));
    assert_false(says(html, "<dt>Title</dt>")); /* it is the heading */
    assert_true(says(html, ">History<"));
    assert_true(says(html, "10 February 2026, 10.00"));
    struct slice change = element_text(html, "li", "weft-diff", 0, &arena);
    assert_true(says(change, "Title: Ada Ada the SecondOrganisation: Council City"));
    assert_false(says(change, "Description")); /* nothing changed there */
    assert_true(says(element_text(html, "li", "weft-diff", 1, &arena), "The record began"));
    assert_false(says(html, "Below on the thread"));
    html =
        ask(site, "/body/c").body; /* records are named by their titles, choices by their labels */
    change = element_text(html, "li", "weft-diff", 0, &arena);
    assert_true(says(change, "Kind: Group Board"));
    assert_true(says(change, "Reports to: Board nothing"));
    html = ask(site, "/body/b").body;
    assert_true(says(html, "Below on the thread"));
    assert_int_equal(count_elements(html, "li", "weft-knot--end"), 1);
    struct answered before = site_ask(site, "/post/a?on-day=31&on-month=12&on-year=2025", 0);
    assert_int_equal(before.status, 404);
    assert_true(says(before.body, "This post had not yet been recorded on 31 December 2025."));
}

static void whatever_is_broken_on_a_day_is_counted_and_told(void **state)
{
    (void)state;
    CLEANUP(site_free)
    struct site *site = site_of(
        PLAN_HEAD
        "post:\n  - {code: a, title: Ada}\n"
        "strategic_objective:\n"
        "  - {code: o1, title: First, plan: plan, position: 1}\n"
        "  - {code: o2, title: Second, plan: plan, position: 2}\n"
        "operational_objective:\n"
        "  - {code: p1, title: Third, strategic_objective: o1, position: 1}\n"
        "  - {code: p2, title: Fourth, strategic_objective: o1, position: 2}\n"
        "priority:\n"
        "  - {code: q, title: Fifth, plan: plan, strategic_objective: o1, starts: 2025-04-01}\n"
        "body:\n"
        "  - {code: old, title: Old board, kind: board, ends: 2025-06-30}\n"
        "  - {code: board, title: Board, kind: board, reports_to: old}\n"
        "  - {code: gone, title: Gone group, kind: group, reports_to: old, ends: 2025-01-31}\n"
        "accountability:\n"
        "  - {code: x, post: a, strategic_objective: o1, starts: 2025-04-01}\n"
        "  - {code: y, post: a, operational_objective: p1, starts: 2025-04-01}\n");
    struct slice html = ask(site, "/accountability?on-day=1&on-month=7&on-year=2025").body;
    assert_true(says(html, "the plan does not name who answers for each priority. Three things "
                           "were broken."));
    assert_true(says(html, "Nobody answers for “Second”"));
    assert_true(says(html, "Nobody answers for “Fourth”"));
    assert_false(says(html, "Nobody answers for “Fifth”")); /* nobody was ever said to */
    assert_true(says(html, "Board reports to a body that no longer meets"));
    assert_true(says(html, "Old board ended on 30 June 2025"));
    assert_false(says(html, "Gone group reports"));
    assert_true(says(html, "One of two have a lead officer"));
    assert_true(says(html, "weft-who__for\">1. <a"));
    assert_true(says(html, "weft-who__for\"><a")); /* the priority has no number */
    html = ask(site, "/accountability?on-day=30&on-month=6&on-year=2025").body;
    assert_true(says(html, "Two things were broken."));
    assert_false(says(html, "no longer meets"));
}

static void what_begins_later_is_told_as_to_come(void **state)
{
    (void)state;
    CLEANUP(site_free)
    struct site *site = site_of(
        PLAN_HEAD
        "post:\n  - {code: a, title: Ada}\n  - {code: b, title: Ben}\n"
        "strategic_objective:\n  - {code: o, title: First, plan: plan, position: 1}\n"
        "priority:\n"
        "  - {code: q, title: Now, plan: plan, strategic_objective: o, starts: 2025-04-01}\n"
        "  - {code: r, title: Later, plan: plan, strategic_objective: o, starts: 2026-04-01}\n"
        "accountability:\n"
        "  - {code: x, post: a, priority: q, starts: 2025-04-01, ends: 2025-06-30}\n"
        "  - {code: y, post: b, priority: q, starts: 2025-10-01}\n"
        "  - {code: z, post: b, priority: r, starts: 2026-04-01}\n");
    struct slice html = ask(site, "/accountability?on-day=1&on-month=8&on-year=2025").body;
    assert_true(says(html, "To come: Ben, from 1 October 2025."));
    assert_true(says(html, "to come, from 1 April 2026"));
    assert_true(says(html, "Ben (to come)"));
    html = ask(site, "/accountability?on-day=1&on-month=4&on-year=2026").body;
    assert_false(says(html, "o come"));
}

static void boards_and_their_seats_are_those_of_the_day(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(site_free) struct site *site = site_new(invented);
    struct slice html = ask(site, "/governance?on-day=31&on-month=3&on-year=2025").body;
    size_t gone = slice_find(html, SLICE("Not on that day"));
    assert_true(gone < html.length);
    assert_true(slice_find(html, SLICE("Directors’ Group")) < gone); /* its last day */
    assert_true(slice_find(html, SLICE(">Delivery Group<")) > gone); /* begins tomorrow */
    html = ask(site, "/governance?on-day=1&on-month=4&on-year=2025").body;
    gone = slice_find(html, SLICE("Not on that day"));
    assert_true(slice_find(html, SLICE("Directors’ Group</a>")) > gone);
    assert_true(slice_find(html, SLICE(">Delivery Group<")) < gone);
    struct slice board = element_text(html, "details", NULL, 0, &arena),
                 group = element_text(html, "details", NULL, 1, &arena);
    assert_true(says(board, "Public health: Director of Public Health"));
    assert_false(says(board, "Lead Councillor for Children")); /* whose seat begins in May */
    assert_false(says(board, "Head of Early Help"));
    assert_true(says(group, "Chair: Head of Early Help"));
    CLEANUP(site_free) struct site *real = site_new(nottingham);
    html = ask(real, "/governance").body; /* a seat called as its post is named once */
    assert_true(says(html, "<li><a class=\"govuk-link\" href=\"/seat/seat-02\">Leader of the "
                           "Council</a></li>"));
}

static void the_thread_goes_up_by_the_way_one_came(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(nottingham);
    struct slice html = ask(site, "/indicator/re-referrals").body;
    assert_true(says(html, "href=\"/priority/stronger-safeguarding\""));
    assert_int_equal(count_elements(html, "li", "weft-knot--end"), 1);
    html = ask(site, "/indicator/re-referrals?via=strategic_objective").body;
    assert_false(says(html, "href=\"/priority/stronger-safeguarding\""));
    assert_true(says(html, "href=\"/strategic_objective/safeguarding-and-early-intervention\""));
    /* a way that leads nowhere is as none */
    html = ask(site, "/indicator/re-referrals?via=nonsense%3D%22%3E").body;
    assert_true(says(html, "href=\"/priority/stronger-safeguarding\""));
}

static void coverage_counts_its_empty_cells(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(invented);
    struct slice html = ask(site, "/coverage").body;
    assert_true(says(html, "Of eighteen cells, ten are empty"));
    assert_int_equal(count_elements(html, "span", "weft-word--none"), 10);
    CLEANUP(arena_free) struct arena arena = ARENA;
    assert_slice(element_text(html, "tr", NULL, 0, &arena),
                 "PrincipleSafe at homeWell in body and mindLearning and belonging");
    assert_slice(element_text(html, "tr", NULL, 1, &arena),
                 "Ask onceOne front door for families, whichever service they knock atNo second "
                 "waiting list after the first appointmentnone");
    assert_true(says(html, "href=\"/coverage.csv\""));
    assert_true(says(ask(site, "/risk").body, "href=\"/records/risk?as=csv\""));
    struct slice file = ask(site, "/coverage.csv").body;
    size_t rows = 0, empty = 0;
    struct slice line;
    assert_true(slice_starts_with(file, SLICE("principle,strategic_objective,commitment\r\n")));
    while (slice_split(&file, '\n', &line)) {
        rows += line.length > 0;
        empty += slice_ends_with(line, SLICE(",\r"));
    }
    assert_int_equal(empty, 10);
    assert_true(rows >= 1 + 18);
}

static void what_a_stranger_may_not_do_is_not_offered(void **state)
{
    (void)state;
    static const char *const targets[] = {"/",
                                          "/hidden",
                                          "/commitment",
                                          "/risk",
                                          "/load",
                                          "/indicator",
                                          "/governance",
                                          "/accountability",
                                          "/records/accountability",
                                          "/commitment/safeguarding-2/record",
                                          "/vulnerable_group/children-in-care"};
    CLEANUP(site_free) struct site *site = site_new(nottingham);
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct slice html = ask(site, targets[i]).body;
        if (says(html, "/new\"") || says(html, "/new?") || says(html, "/edit\""))
            fail_msg("%s offers what is refused", targets[i]);
    }
}

static void a_list_says_how_many_come_next(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(invented);
    struct slice html = ask(site, "/commitment?limit=4").body;
    assert_true(says(html, ">Next 4 commitments</a>"));
    html = ask(site, "/commitment?limit=10").body;
    assert_true(says(html, ">Next 1 commitment</a>"));
    html = ask(site, "/commitment?limit=11").body;
    assert_false(says(html, "rel=\"next\""));
    html = ask(site, "/vulnerable_group?limit=2").body;
    assert_true(says(html, ">Next 2 vulnerable groups</a>"));
}

/* How many links of a page lead to an address that begins so. */
static void the_tree_and_the_document_hold_each_thing_once(void **state)
{
    (void)state;
    static const struct {
        const char *plan;
        size_t objectives, operational, priorities, commitments;
    } plans[] = {{nottingham, 5, 16, 5, 20}, {invented, 3, 0, 4, 11}};
    for (size_t i = 0; i < 2; i++) {
        CLEANUP(site_free) struct site *site = site_new(plans[i].plan);
        struct slice html = ask(site, "/plan").body;
        assert_int_equal(count_links(html, "/strategic_objective/"), plans[i].objectives);
        assert_int_equal(count_links(html, "/operational_objective/"), plans[i].operational);
        assert_int_equal(count_links(html, "/priority/"), plans[i].priorities);
        html = ask(site, "/document").body;
        assert_int_equal(count_links(html, "/strategic_objective/"), plans[i].objectives);
        assert_int_equal(count_links(html, "/operational_objective/"), plans[i].operational);
        assert_int_equal(count_links(html, "/priority/"), plans[i].priorities);
        assert_int_equal(count_links(html, "/commitment/"), plans[i].commitments);
        assert_true(count_links(html, "/principle/") > 0 && count_links(html, "/risk/") > 0);
        assert_true(count_links(html, "/vulnerable_group/") > 0 && count_links(html, "/body/") > 0);
    }
}

static void a_priority_says_how_its_commitments_go_on_the_day(void **state)
{
    (void)state;
    static const struct {
        const char *now, *says;
    } days[] = {
        {"2026-01-31", "Of three commitments, none are late and one is done."},
        {"2026-02-01", "Of three commitments, one is late and one is done."},
        {"2026-04-01", "Of three commitments, two are late and one is done."},
    };
    CLEANUP(site_free) struct site *site = site_new(invented);
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        setenv("WEFT_NOW", days[i].now, 1);
        struct slice html = ask(site, "/priority/help-before-harm").body;
        if (!says(html, days[i].says))
            fail_msg("on %s it does not say: %s", days[i].now, days[i].says);
        assert_int_equal(count_elements(html, "span", "weft-word--late"), i);
    }
    unsetenv("WEFT_NOW");
    CLEANUP(site_free) struct site *real = site_new(nottingham);
    struct slice html = ask(real, "/priority/stronger-safeguarding").body;
    assert_true(says(html, "Five commitments hang on it; how they go is not stated."));
    assert_true(says(html, "Four parts: <a"));
    html = ask(real, "/commitment/safeguarding-2").body;
    assert_true(says(html, "<dt>Due</dt><dd><span class=\"weft-quiet weft-nowrap\">not stated"));
}

static void what_is_overdue_is_so_from_the_day_after(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(invented);
    static const struct {
        const char *now;
        size_t overdue;
    } days[] = {{"2026-01-31", 0}, {"2026-02-01", 1}, {"2026-03-01", 2}, {"2026-11-01", 3}};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        setenv("WEFT_NOW", days[i].now, 1);
        assert_int_equal(count_elements(ask(site, "/risk").body, "span", "weft-word--late"),
                         days[i].overdue);
    }
    unsetenv("WEFT_NOW");
}

static void a_risk_stands_where_its_likelihood_meets_its_impact(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(site_free) struct site *site = site_new(invented);
    struct slice html = ask(site, "/risk").body;
    static const char *const rows[] = {
        "5",
        ("4Foster carers leave faster than we find new onesThe school teams for the mind lose "
         "their money"),
        "3Too few analystsAbsence becomes normal", "2Agencies stop sharing what they know", "1"};
    for (size_t i = 0; i < 5; i++)
        assert_slice(element_text(html, "tr", NULL, 1 + i, &arena), rows[i]);
    assert_true(says(html, "Five risks to the plan are on the register.<"));
    assert_slice(element_text(html, "td", NULL, 8, &arena),
                 "Foster carers leave faster than we find new ones"); /* row 4, impact 4 */
}

static void the_worst_risk_stands_first(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(site_free) struct site *site = site_new(invented);
    struct slice html = ask(site, "/risk").body;
    static const char *const ratings[] = {"20likelihood", "16likelihood", "12likelihood",
                                          "10likelihood", "6likelihood"};
    for (size_t i = 0; i < 5; i++) /* after the matrix: its heading and five rows, a heading */
        assert_true(says(element_text(html, "tr", NULL, 7 + i, &arena), ratings[i]));
    CLEANUP(site_free) struct site *unrated = site_new(nottingham);
    html = ask(unrated, "/risk").body;
    assert_true(says(html, "How likely and how bad each is, is not stated"));
    assert_int_equal(count_elements(html, "table", NULL), 1); /* no matrix of nothing */
    assert_true(says(element_text(html, "tr", NULL, 1, &arena), "Inter-agency"));
}

static void a_list_is_filtered_sorted_and_searched_by_its_address(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(nottingham);
    struct slice html = ask(site, "/commitment?priority=healthy-living").body;
    assert_int_equal(count_elements(html, "tr", NULL), 1 + 2);
    html = ask(site, "/commitment?q=bullying").body;
    assert_true(says(html, "Reduce bullying"));
    html = ask(site, "/commitment?sort=-title").body;
    assert_true(says(html, "aria-sort=\"descending\""));
    html = ask(site, "/commitment?q=swimming").body;
    assert_true(says(html, "Nothing matches."));
    /* a filter on no such field is passed over, so that old links live */
    assert_true(says(ask(site, "/commitment?colour=red").body, "20 commitments"));
}

static void an_empty_list_says_whether_it_is_the_filter_or_nothing_is_there(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(nottingham);
    struct slice html = ask(site, "/records/accountability").body;
    assert_true(says(html, "There are none yet."));
    assert_false(says(html, "Nothing matches."));
    html = ask(site, "/records/accountability?priority=healthy-living").body;
    assert_true(says(html, "Nothing matches."));
}

static void a_plan_of_two_steps_leads_from_objective_to_priority(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(invented);
    struct slice html = ask(site, "/strategic_objective/safe-at-home").body;
    assert_false(says(html, "operational objectives"));
    assert_int_equal(count_elements(html, "li", "weft-knot--end"), 1);
    assert_true(says(html, "Families are helped when they first ask")); /* a priority, below */
}

static void a_post_says_what_it_answers_for_and_leads(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(invented);
    struct slice html = ask(site, "/post/director-of-children").body;
    assert_true(says(html, "Where it is named"));
    assert_true(says(html, ">Help before harm: Director of Children’s Services<"));
    assert_true(says(html, "Seat (post)"));
    html = ask(site, "/accountability/a-help").body;
    assert_true(says(html, "<title>Help before harm: Director of Children’s Services"));
}

static void who_holds_no_post_owes_nothing_and_is_told_how_to_hold_one(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(nottingham);
    struct answered answered = site_ask(site, "/owe", ROLE_BIT(CONTRIBUTOR));
    assert_true(says(answered.body, "You hold no post of this plan."));
    assert_true(says(answered.body, "href=\"/post\""));
    assert_false(says(answered.body, "You answer for"));
}

static void a_form_says_what_it_makes_or_changes(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(invented);
    struct answered answered = site_ask(site, "/risk/risk-4/edit", ROLE_BIT(GOVERNANCE_LEAD));
    assert_true(says(answered.body, "<title>Change: Absence becomes normal"));
    answered = site_ask(site, "/vulnerable_group/new", ROLE_BIT(GOVERNANCE_LEAD));
    assert_true(says(answered.body, "<title>New vulnerable group"));
}

/* The n-th line of a file, from 0. */
static struct slice line_of(struct slice file, size_t n)
{
    struct slice line = {0};
    for (size_t i = 0; i <= n; i++)
        if (!slice_split(&file, '\n', &line))
            return (struct slice){0};
    return slice_trim(line);
}

static size_t count_lines(struct slice file)
{
    struct slice line;
    size_t lines = 0;
    while (slice_split(&file, '\n', &line))
        lines += line.length > 0;
    return lines;
}

static void every_view_of_a_list_is_a_file_too(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(nottingham);
    struct answered file = site_ask(site, "/commitment?priority=healthy-living&as=csv", 0);
    assert_int_equal(file.code, 0);
    assert_int_equal(count_lines(file.body), 3);
    assert_true(slice_starts_with(file.body, SLICE("code,title,")));
}

/* How many tables a page shows, and how many files it offers. */
static size_t count_files(struct slice html)
{
    size_t files = count_links(html, "/records/risk?as=csv"), at = 0, next;
    while ((next = slice_find(slice_sub(html, at, html.length), SLICE(".csv"))) <
           html.length - at) {
        files++;
        at += next + 4;
    }
    return files;
}

static void every_table_of_a_page_is_a_file_too(void **state)
{
    (void)state;
    static const struct {
        const char *target;
        size_t tables, files;
    } pages[] = {
        {"/data", 1, 1},
        {"/dictionary", 0, 1}, /* of all its fields */
        {"/dictionary/risk", 1, 1},
        {"/hidden", 2, 2},
        {"/coverage", 1, 1},
        {"/hidden_population/young-carers-2025", 1, 1},
        {"/accountability", 1, 1},
        {"/risk", 2, 1}, /* of the register, with both numbers */
    };
    CLEANUP(site_free) struct site *site = site_new(invented);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct slice html = ask(site, pages[i].target).body;
        size_t tables = count_elements(html, "table", NULL), files = count_files(html);
        if (tables != pages[i].tables || files != pages[i].files)
            fail_msg("%s has %zu tables and %zu files", pages[i].target, tables, files);
    }
}

static struct slice file_of(struct site *site, const char *target, unsigned roles)
{
    struct answered file = site_ask(site, target, roles);
    if (file.code < 0)
        fail_msg("%s: %s", target, file.err.message);
    assert_int_equal(file.status, 200);
    return file.body;
}

static void a_file_says_what_its_table_says(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(invented);
    struct slice file = file_of(site, "/data/sources.csv", 0);
    assert_int_equal(count_lines(file), 1 + 5);
    assert_slice(line_of(file, 3), "Office for National Statistics,\"Population estimates, "
                                   "conceptions and deaths\",Open Government Licence v3.0");
    file = file_of(site, "/hidden/populations.csv", 0);
    assert_slice(line_of(file, 0), "hidden_population,title,known,lowest,highest");
    assert_true(says(file, "\r\nyoung-carers-2025,\"Young carers, known and not\",389,"));
    assert_true(says(file, "\r\nnew-arrivals-2025,")); /* its lists cannot say: no number */
    assert_true(says(file, ",,\r\n"));
    file = file_of(site, "/hidden_population/young-carers-2025/models.csv", 0);
    assert_slice(line_of(file, 0), "hidden_population,model,estimate,chosen");
    assert_true(says(file, ",yes\r\n"));
    file = file_of(site, "/dictionary/risk/fields.csv", 0);
    assert_true(says(file, "\r\nrisk,likelihood,Likelihood,whole number,,,1,5,no,"));
    assert_true(says(file, "\r\nrisk,owner,Owner,a record,post,,,,no,"));
    assert_true(count_lines(file_of(site, "/dictionary/fields.csv", 0)) > 150);
}

static void who_answered_is_a_file_of_the_day_of_its_page(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(invented);
    struct slice html = ask(site, "/accountability?on-day=1&on-month=6&on-year=2020").body;
    assert_true(says(html, "\"/accountability/timeline.csv?on-day=1&amp;on-month=6&amp;on-year="
                           "2020\""));
    struct slice file = file_of(site, "/accountability/timeline.csv", 0);
    assert_slice(line_of(file, 0), "priority,title,who,from,until");
    assert_true(says(file, ",nobody,"));
    struct slice earlier =
        file_of(site, "/accountability/timeline.csv?on-day=1&on-month=6&on-year=2020", 0);
    assert_true(says(earlier, ",nobody,2020-06-01,2025-03-31\r"));
    struct answered none =
        site_ask(site, "/accountability/timeline.csv?on-day=31&on-month=2&on-year=2026", 0);
    assert_int_equal(none.code, ERR_RANGE);
    assert_true(says(slice_from(none.err.message), "There is no day “31 2 2026”"));
}

static void a_file_shows_nobody_more_than_its_page(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(invented);
    const unsigned admin = ROLE_BIT(ADMINISTRATOR);
    assert_false(says(file_of(site, "/dictionary/fields.csv", 0), "\r\nuser,"));
    assert_true(says(file_of(site, "/dictionary/fields.csv", admin), "\r\nuser,"));
    assert_false(says(file_of(site, "/dictionary/fields.csv", admin), "password"));
    assert_int_equal(site_ask(site, "/dictionary/user/fields.csv", 0).code, ERR_NOT_FOUND);
    assert_int_equal(site_ask(site, "/dictionary/nosuch/fields.csv", 0).code, ERR_NOT_FOUND);
    assert_int_equal(site_ask(site, "/hidden_population/nosuch/models.csv", 0).code, ERR_NOT_FOUND);
    assert_int_equal(site_ask(site, "/indicator/nosuch/map.csv", 0).code, ERR_NOT_FOUND);
}

static void no_cell_of_a_file_runs_as_a_formula(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(invented);
    struct answered saved =
        site_send(site, "/vulnerable_group/new",
                  "title=%3Dcmd%7C%27+%2FC+calc%27%21A0&plan=growing-up-2025-28&known_count=40&"
                  "count_says=%2B1%2C+%22as+said%22",
                  ROLE_BIT(GOVERNANCE_LEAD));
    assert_int_equal(saved.status, 303);
    struct slice file = file_of(site, "/hidden/groups.csv", 0);
    assert_true(says(file, ",\"'=cmd|' /C calc'!A0\",40,,\"'+1, \"\"as said\"\"\"\r\n"));
}

static void an_address_holds_what_was_asked_for_and_no_more(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(invented);
    struct slice html = ask(site, "/commitment?priority=minds").body;
    assert_true(says(html, "href=\"/commitment?priority=minds&amp;as=csv\""));
    assert_false(says(html, "limit="));
    assert_true(says(ask(site, "/commitment?limit=2").body, "?sort=title&amp;limit=2\""));
}

static void what_strangers_ask_for_is_refused_in_a_sentence(void **state)
{
    (void)state;
    static const struct {
        const char *target;
        int code;
    } asked[] = {
        {"/nosuch", ERR_NOT_FOUND},
        {"/indicator/nosuch", ERR_NOT_FOUND},
        {"/priority/nosuch", ERR_NOT_FOUND},
        {"/dictionary/nosuch", ERR_NOT_FOUND},
        {"/dictionary/user", ERR_NOT_FOUND},
        {"/assets/nosuch.css", ERR_NOT_FOUND},
        {"/commitment?sort=nosuch", ERR_RANGE},
        {"/commitment?after=nonsense", ERR_RANGE},
        {"/user", ERR_FORBIDDEN},
    };
    CLEANUP(site_free) struct site *site = site_new(nottingham);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct answered answered = site_ask(site, asked[i].target, 0);
        if (answered.code != asked[i].code)
            fail_msg("%s gave %d", asked[i].target, answered.code);
    }
}

static void a_day_that_is_none_is_told_by_its_form_and_the_page_is_shown(void **state)
{
    (void)state;
    static const char *const pages[] = {"/accountability", "/governance", "/indicator/re-referrals",
                                        "/post/portfolio-holder"};
    static const struct {
        const char *query, *says, *day;
    } typed[] = {
        {"on-day=31&on-month=2&on-year=2012", "There is no day “31 2 2012”. Give a day, a month",
         "name=\"on-day\" value=\"31\""},
        {"on-day=&on-month=&on-year=", "No day is given. Give a day, a month and a year",
         "name=\"on-day\" value=\"\""},
        {"on-day=%3Cb%3E&on-month=x", "There is no day “&lt;b&gt; x ”.",
         "name=\"on-day\" value=\"&lt;b&gt;\""},
        {"on-day=1111111111111111111111111111111111", "That is no day. Give a day", "value=\"1111"},
    };
    CLEANUP(site_free) struct site *site = site_new(nottingham);
    CLEANUP(arena_free) struct arena arena = ARENA;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        for (size_t k = 0; k < sizeof typed / sizeof *typed; k++) {
            const char *target = arena_printf(&arena, "%s?%s", pages[i], typed[k].query);
            struct answered answered = site_ask(site, target, 0);
            if (answered.code < 0 || !says(answered.body, typed[k].says) ||
                !says(answered.body, typed[k].day))
                fail_msg("%s: %d %s %.*s", target, answered.code, answered.err.message,
                         SLICE_PRINT(answered.body));
            assert_int_equal(answered.status, 400);
            assert_well_formed(answered.body);
            assert_true(says(answered.body, "<title>Error: "));
            assert_true(says(answered.body, "href=\"#f-on\""));
            assert_int_equal(count_elements(answered.body, "h1", NULL), 1);
        }
}

static void what_was_known_on_a_day_to_come_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *target;
        int status; /* 0: refused before a page is written */
    } asked[] = {
        {"/indicator/re-referrals?on-day=30&on-month=11&on-year=2026", 400},
        {"/indicator/re-referrals?on-day=29&on-month=11&on-year=2026", 200},
        {"/post/portfolio-holder?on-day=30&on-month=11&on-year=2026", 400},
        {"/indicator/re-referrals/figures.csv?on-day=30&on-month=11&on-year=2026", 0},
        /* who answers is stated for days to come too */
        {"/accountability?on-day=30&on-month=11&on-year=2026", 200},
        {"/governance?on-day=30&on-month=11&on-year=2026", 200},
    };
    CLEANUP(site_free) struct site *site = site_new(nottingham);
    setenv("WEFT_NOW", "2026-11-29", 1);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct answered answered = site_ask(site, asked[i].target, 0);
        bool is_refused = asked[i].status != 200;
        bool is_told = asked[i].status ? says(answered.body, "“30 11 2026” is still to come:")
                                       : strstr(answered.err.message, "still to come") != NULL;
        if (answered.code != (asked[i].status ? 0 : ERR_RANGE) || is_told != is_refused ||
            (asked[i].status && answered.status != asked[i].status))
            fail_msg("%s: %d %d %s", asked[i].target, answered.code, answered.status,
                     answered.err.message);
        assert_false(is_refused && says(answered.body, "As published on "));
    }
    unsetenv("WEFT_NOW");
}

static void who_may_see_an_indicator_is_as_its_form_says(void **state)
{
    (void)state;
    static const char *const audiences[] = {"public", "partners", "board"};
    static const unsigned roles[] = {0, ROLE_BIT(ADMINISTRATOR), ROLE_BIT(CONTRIBUTOR),
                                     ROLE_BIT(ANALYST), ROLE_BIT(GOVERNANCE_LEAD)};
    CLEANUP(site_free) struct site *site = site_new(nottingham);
    for (size_t i = 0; i < sizeof audiences / sizeof *audiences; i++) {
        char form[200], target[100];
        snprintf(form, sizeof form, "code=seen-%zu&title=Seen&kind=population&audience=%s", i,
                 audiences[i]);
        snprintf(target, sizeof target, "/indicator/seen-%zu", i);
        assert_int_equal(site_send(site, "/indicator/new", form, ROLE_BIT(ANALYST)).status, 303);
        for (size_t k = 0; k < sizeof roles / sizeof *roles; k++)
            assert_int_equal(site_ask(site, target, roles[k]).code,
                             i == 0 || k > 1 ? 0 : ERR_NOT_FOUND);
    }
    struct answered form = site_ask(site, "/indicator/new", ROLE_BIT(ANALYST));
    assert_true(says(form.body, "Partners, or The Board: whoever signs in as a contributor, "
                                "analyst or governance lead, and nobody else"));
}

static void a_search_says_what_it_was_asked_and_nothing_more(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(nottingham);
    struct slice html = ask(site, "/search?q=%3Cscript%3Ealert%281%29%3C/script%3E").body;
    assert_int_equal(count_elements(html, "script", NULL), 1); /* ours */
    assert_true(says(html, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert_true(says(ask(site, "/search?q=%22%2A").body, "Nothing matches"));
}

static void home_and_library_say_which_indicators_each_counts(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(nottingham);
    struct slice html = ask(site, "/").body;
    assert_true(says(html, "Of 24 indicators, "));
    assert_true(says(html, "Six more hang on no objective of their own"));
    assert_true(says(html, "href=\"/indicator\">all 30 indicators</a>"));
    html = ask(site, "/indicator").body;
    assert_true(says(html, "<strong>30 indicators</strong>"));
    assert_true(says(html, "24 of an objective, six of no objective of their own"));
    static const char *const same[] = {"/indicator?strategic_objective=achievement",
                                       "/indicator?q=nosuchword"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_false(says(ask(site, same[i]).body, "of an objective,"));
    CLEANUP(site_free) struct site *whole = site_new(invented); /* where all hang on one */
    assert_false(says(ask(whole, "/").body, "more hang"));
    assert_false(says(ask(whole, "/indicator").body, "of an objective,"));
    CLEANUP(site_free) struct site *none = site_new(NULL);
    assert_false(says(ask(none, "/").body, "more hang"));
    assert_false(says(ask(none, "/indicator").body, "of an objective,"));
}

static void a_search_counts_what_it_found_and_refuses_what_is_too_long(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(site_free) struct site *site = site_new(nottingham);
    struct slice html = ask(site, "/search?q=children").body;
    assert_true(says(html, "The best 50 matches"));
    assert_int_equal(count_elements(html, "span", "weft-glance__who"), 50);
    html = ask(site, "/search?q=swimmers").body;
    assert_true(says(html, "Nothing matches “swimmers”."));
    html = ask(site, "/search?q=Djanogly").body;
    size_t hits = count_elements(html, "span", "weft-glance__who");
    assert_true(hits > 0 && hits < 50);
    assert_true(says(
        html, arena_printf(&arena, "<strong>%zu match%s</strong>", hits, hits == 1 ? "" : "es")));
    html = ask(site, "/search?q=voluntary+sector").body; /* a seat by whom it speaks for */
    assert_true(count_links(html, "/seat/") > 0);
    html = ask(site, "/search").body;
    assert_false(says(html, "Nothing matches"));
    char target[300] = "/search?q=";
    memset(target + 10, 'a', 200);
    assert_int_equal(site_ask(site, target, 0).code, 0);
    target[210] = 'a';
    assert_int_equal(site_ask(site, target, 0).code, ERR_RANGE);
}

static void forms_are_for_those_who_may(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(nottingham);
    struct slice html = ask(site, "/priority/healthy-living/record").body;
    assert_false(says(html, "/edit"));
    assert_false(says(html, "Undo this"));
    struct answered answered =
        site_ask(site, "/priority/healthy-living/record", ROLE_BIT(GOVERNANCE_LEAD));
    assert_well_formed(answered.body);
    assert_true(says(answered.body, "/priority/healthy-living/edit"));
    assert_true(says(answered.body, "Undo this"));
    answered = site_ask(site, "/priority/healthy-living/edit", ROLE_BIT(GOVERNANCE_LEAD));
    assert_well_formed(answered.body);
    assert_int_equal(count_elements(answered.body, "textarea", NULL), 2);
}

/* The page for what went wrong, with this message. */
static struct slice error_told(int status, const char *message, struct arena *arena)
{
    struct gate_request *asked = ARENA_NEW(arena, struct gate_request);
    struct response response;
    response_begin(&response, arena);
    asked->request = (struct request){
        .actor = actor_anyone(), .registry = &weft_registry, .arena = arena, .gate = asked};
    err_set(&asked->request.err, ERR_BUSY, NULL, "%s", message);
    error_page(&asked->request, &response, status);
    struct slice html = arena_slice(arena, buffer_slice(&response.body));
    response_free(&response);
    assert_well_formed(html);
    return html;
}

static void a_full_queue_is_told_in_its_words_and_faults_of_ours_in_general_ones(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct slice html = error_told(503, "Too <many> people are waiting for this at once.", &arena);
    assert_true(says(html, "<p class=\"weft-says\">Too &lt;many&gt; people are waiting"));
    assert_true(says(html, "What you typed stands on the page that you came from"));
    html = error_told(503, "", &arena);
    assert_true(says(html, "<p class=\"weft-says\">What you typed stands"));
    static const int ours[] = {500, 505};
    for (size_t i = 0; i < 2; i++) {
        html = error_told(ours[i], "The disk at /secret/place is on fire.", &arena);
        assert_false(says(html, "/secret/place"));
        assert_true(says(html, "It is our fault, not yours"));
    }
    html = error_told(404, "There is no page at this address.", &arena);
    assert_true(says(html, "There is no page at this address."));
}

static void the_style_is_ours_and_whole(void **state)
{
    (void)state;
    const struct asset *style = asset_at(slice_from(asset_path("weft.css")));
    assert_non_null(style);
    assert_true(style->bytes.length > 20000 && style->gzip.length < style->bytes.length / 4);
    assert_false(says(style->bytes, "GDS Transport"));
    assert_false(says(style->bytes, "url(fonts/"));
    for (size_t i = 0; i < asset_count; i++)
        if (slice_is(slice_from(assets[i].type), "font/woff2"))
            assert_true(says(style->bytes, assets[i].path));
    assert_null(asset_at(SLICE("/assets/weft.css")));
}

static void a_store_without_a_plan_says_what_to_do(void **state)
{
    (void)state;
    CLEANUP(site_free) struct site *site = site_new(NULL);
    assert_true(says(ask(site, "/").body, "There is no plan here yet"));
    assert_true(says(ask(site, "/accountability").body, "Who answers for what"));
    assert_true(says(ask(site, "/plan").body, "<code>weft plan load FILE</code>"));
    assert_true(says(ask(site, "/document").body, "<code>weft plan load FILE</code>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_page_is_well_formed_and_runs_no_statement_too_many),
        cmocka_unit_test(an_invented_partnership_says_so_on_every_page),
        cmocka_unit_test(who_answers_is_told_in_the_plans_own_words_where_it_names_nobody),
        cmocka_unit_test(a_gap_is_red_on_the_page_where_it_hurts),
        cmocka_unit_test(a_record_is_shown_as_it_was_when_a_day_ended),
        cmocka_unit_test(whatever_is_broken_on_a_day_is_counted_and_told),
        cmocka_unit_test(what_begins_later_is_told_as_to_come),
        cmocka_unit_test(boards_and_their_seats_are_those_of_the_day),
        cmocka_unit_test(the_thread_goes_up_by_the_way_one_came),
        cmocka_unit_test(coverage_counts_its_empty_cells),
        cmocka_unit_test(what_a_stranger_may_not_do_is_not_offered),
        cmocka_unit_test(a_list_says_how_many_come_next),
        cmocka_unit_test(the_tree_and_the_document_hold_each_thing_once),
        cmocka_unit_test(a_priority_says_how_its_commitments_go_on_the_day),
        cmocka_unit_test(what_is_overdue_is_so_from_the_day_after),
        cmocka_unit_test(a_risk_stands_where_its_likelihood_meets_its_impact),
        cmocka_unit_test(the_worst_risk_stands_first),
        cmocka_unit_test(a_list_is_filtered_sorted_and_searched_by_its_address),
        cmocka_unit_test(an_empty_list_says_whether_it_is_the_filter_or_nothing_is_there),
        cmocka_unit_test(a_plan_of_two_steps_leads_from_objective_to_priority),
        cmocka_unit_test(a_post_says_what_it_answers_for_and_leads),
        cmocka_unit_test(who_holds_no_post_owes_nothing_and_is_told_how_to_hold_one),
        cmocka_unit_test(a_form_says_what_it_makes_or_changes),
        cmocka_unit_test(every_view_of_a_list_is_a_file_too),
        cmocka_unit_test(every_table_of_a_page_is_a_file_too),
        cmocka_unit_test(a_file_says_what_its_table_says),
        cmocka_unit_test(who_answered_is_a_file_of_the_day_of_its_page),
        cmocka_unit_test(a_file_shows_nobody_more_than_its_page),
        cmocka_unit_test(no_cell_of_a_file_runs_as_a_formula),
        cmocka_unit_test(an_address_holds_what_was_asked_for_and_no_more),
        cmocka_unit_test(what_strangers_ask_for_is_refused_in_a_sentence),
        cmocka_unit_test(a_day_that_is_none_is_told_by_its_form_and_the_page_is_shown),
        cmocka_unit_test(what_was_known_on_a_day_to_come_is_refused),
        cmocka_unit_test(who_may_see_an_indicator_is_as_its_form_says),
        cmocka_unit_test(a_search_says_what_it_was_asked_and_nothing_more),
        cmocka_unit_test(home_and_library_say_which_indicators_each_counts),
        cmocka_unit_test(a_search_counts_what_it_found_and_refuses_what_is_too_long),
        cmocka_unit_test(forms_are_for_those_who_may),
        cmocka_unit_test(a_full_queue_is_told_in_its_words_and_faults_of_ours_in_general_ones),
        cmocka_unit_test(the_style_is_ours_and_whole),
        cmocka_unit_test(a_store_without_a_plan_says_what_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
