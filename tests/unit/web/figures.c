/* The pages of figures, over the invented partnership with what `weft synth figures` publishes for
 * it. The numbers are read off those files here, not asked of the program. */
#include "support/site.h"

#include <stdlib.h>
#include <string.h>

static struct site *site;
static char folder[4096];

static void run(const char *format, const char *first, const char *second)
{
    char command[8192];
    snprintf(command, sizeof command, format, site_path(site), first, second);
    if (run_command(command, NULL) != 0)
        fail_msg("%s failed", command);
}

static int set_up(void **state)
{
    (void)state;
    static const struct {
        const char *name, *mapping;
    } files[] = {
        {"areas.csv", "lait-areas --published 2025-02-27"},
        {"dictionary.csv", "lait-dictionary --published 2026-02-26"},
        {"neighbours-2025.csv", "lait-neighbours --edition 2025 --published 2025-05-08"},
        {"figures-2025.csv", "lait --published 2025-02-27"},
        {"figures-2026.csv", "lait --published 2026-02-26"},
        {"absence-by-group.csv", "dfe-tidy --published 2026-02-26"},
    };
    site = site_new("thistlemouth-2025-28.yaml");
    snprintf(folder, sizeof folder, "%s/figures", scratch_folder());
    run("weft --store %s synth figures --seed 37 --out %s%s", folder, "");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[5000];
        snprintf(path, sizeof path, "%s/%s", folder, files[i].name);
        run("weft --store %s import %s --as %s --partial", path, files[i].mapping);
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    site_free(&site);
    return 0;
}

static struct answered ask(const char *target, unsigned roles)
{
    struct answered answered = site_ask(site, target, roles);
    if (answered.code < 0)
        fail_msg("%s: %s", target, answered.err.message);
    assert_int_equal(answered.status, 200);
    return answered;
}

/* The value of the last line of a file that begins so. */
static double published(const char *file, const char *begins)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(16 << 20);
    struct err err = {0};
    char path[5000];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    if (file_read(path, &text, &err) < 0)
        fail_msg("%s", err.message);
    struct slice rest = buffer_slice(&text), line, found = {0};
    while (slice_split(&rest, '\n', &line))
        if (slice_starts_with(line, slice_from(begins)))
            found = line;
    assert_true(found.length > 0);
    size_t comma = found.length;
    while (found.data[comma - 1] != ',')
        comma--;
    char number[64];
    snprintf(number, sizeof number, "%.*s", (int)(found.length - comma), found.data + comma);
    return strtod(number, NULL);
}

/* That the page's headline opens its figures with this share in this year. */
static void assert_headline(struct slice html, double value, const char *period)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct slice headline = element_text(html, "p", "weft-says", 0, &arena);
    const char *wanted = arena_printf(&arena, "%.1f%% in %s", value, period);
    if (!says(headline, wanted))
        fail_msg("“%.*s” does not say %s", SLICE_PRINT(headline), wanted);
}

static void pages_with_figures_are_well_formed_and_run_no_statement_too_many(void **state)
{
    (void)state;
    static const struct {
        const char *target;
        unsigned roles;
        uint64_t statements;
    } pages[] = {
        {"/", 0, 12},
        {"/indicator", 0, 11},
        {"/indicator/missing-a-tenth", 0, 35},
        {"/indicator/missing-a-tenth?source=absent10_percent", 0, 32},
        {"/indicator/hope", 0, 10},
        {"/indicator/missing-a-tenth/gaps", 0, 24},
        {"/indicator/missing-a-tenth/neighbours", 0, 28},
        {"/indicator/missing-a-tenth/map", 0, 15},
        {"/hidden_population/young-carers-2025", 0, 5},
        {"/priority/in-school", 0, 15},
        {"/strategic_objective/belonging", 0, 14},
        {"/measure/Absent10", 0, 9},
        {"/records/area", 0, 4},
        {"/load", 0, 3},
        {"/load/5", 0, 3},
        {"/load/5", ROLE_BIT(ANALYST), 5},
        {"/owe", ROLE_BIT(CONTRIBUTOR), 17},
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct answered answered = ask(pages[i].target, pages[i].roles);
        assert_well_formed(answered.body);
        assert_int_equal(count_elements(answered.body, "h1", NULL), 1);
        if (answered.statements != pages[i].statements)
            fail_msg("%s ran %llu statements, not %llu", pages[i].target,
                     (unsigned long long)answered.statements,
                     (unsigned long long)pages[i].statements);
    }
}

static void held_figures_are_offered_to_whoever_may_open_them(void **state)
{
    (void)state;
    const char *link = "href=\"/held_figure?measure=Absent10\"";
    assert_false(says(ask("/measure/Absent10", 0).body, link));
    assert_true(says(ask("/measure/Absent10", ROLE_BIT(ANALYST)).body, link));
    assert_true(says(ask("/measure/Absent10", 0).body, "href=\"/observation?measure=Absent10\""));
}

/* The first record of a list, and what its page is headed by. */
static struct slice heading_of_first(const char *list, struct arena *arena)
{
    char path[200];
    struct slice html = ask(list, 0).body, rest = html, mark = SLICE("href=\"");
    rest = slice_sub(rest, slice_find(rest, SLICE("<tbody>")), rest.length);
    rest = slice_sub(rest, slice_find(rest, mark) + mark.length, rest.length);
    if (!rest.length)
        fail_msg("%s has no record", list);
    snprintf(path, sizeof path, "%.*s",
             SLICE_PRINT(slice_sub(rest, 0, slice_find_byte(rest, '"'))));
    return element_text(ask(path, 0).body, "h1", NULL, 0, arena);
}

static void a_figure_is_headed_by_what_it_is_and_by_no_number(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    static const struct {
        const char *list, *begins;
    } lists[] = {
        {"/observation?measure=Absent10", "Published figure"},
        {"/neighbour", "Statistical neighbour"},
        {"/load", "Load report: "},
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct slice heading = heading_of_first(lists[i].list, &arena);
        struct slice name = slice_sub(heading, strlen(lists[i].begins), heading.length);
        if (!slice_starts_with(heading, slice_from(lists[i].begins)) || name.length < 8 ||
            strspn(arena_string(&arena, name), "0123456789") > 4)
            fail_msg("%s is headed “%.*s”", lists[i].list, SLICE_PRINT(heading));
    }
    struct slice heading = heading_of_first("/neighbour?area=501", &arena);
    assert_true(says(heading, "Thistlemouth, "));
    assert_true(says(heading, ", 2025"));
    struct slice html = ask("/neighbour/2025-501-1", 0).body;
    assert_slice(element_text(html, "nav", "weft-above", 0, &arena), "Area Thistlemouth");
}

static void an_indicator_opens_with_what_was_published_last(void **state)
{
    (void)state;
    struct slice html = ask("/indicator/missing-a-tenth", 0).body;
    assert_headline(html, published("figures-2026.csv", "Absent10,2024-25 (OT),501,"), "2024–25");
    assert_int_equal(count_elements(html, "svg", "weft-svg"), 6);
    assert_int_equal(count_elements(html, "details", "weft-data"), 6);
    assert_true(says(html, "137th of 150"));
    assert_true(says(html, "9th of 11"));
}

static void an_indicator_as_published_on_an_earlier_day_knows_no_later_figure(void **state)
{
    (void)state;
    struct slice html = ask("/indicator/missing-a-tenth?on-day=1&on-month=6&on-year=2025", 0).body;
    assert_headline(html, published("figures-2025.csv", "Absent10,2023-24 (OT),501,"), "2023–24");
    assert_true(says(html, "1 June 2025"));
    static const char today[] = "The target, who answers and what the indicator is are as they "
                                "stand today";
    assert_true(says(html, today));
    assert_false(says(ask("/indicator/missing-a-tenth", 0).body, today));
    html = ask("/indicator/missing-a-tenth?on-day=1&on-month=6&on-year=2024", 0).body;
    assert_true(says(html, "No figure"));
    assert_true(says(html, "Nothing of it had been published by that day."));
    assert_true(says(html, "No figure of it for this place had been published by that day."));
    assert_false(says(html, "The publisher gives no figure for this place."));
    assert_false(says(html, "was loaded for this place yet"));
}

static void an_indicator_says_its_target_its_baseline_and_who_answers(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct slice html = ask("/indicator/well-being", 0).body;
    struct slice aside = element_text(html, "aside", "weft-aside", 0, &arena);
    assert_true(says(aside, "Target24.0 by 2027–28"));
    assert_true(says(aside, "Baseline22.3 in 2022–23"));
    assert_true(says(aside, "Who answersDirector of Public Health"));
    html = ask("/indicator/children-in-care", 0).body;
    aside = element_text(html, "aside", "weft-aside", 0, &arena);
    assert_true(says(aside, "Targetnot stated"));
    assert_false(says(aside, "Baseline"));
}

/* What a file of the publisher says of a place, to the decimals that the page shows. */
static const char *as_shown(struct arena *arena, const char *begins, int decimals)
{
    return arena_printf(arena, "%.*f", decimals, published("figures-2026.csv", begins));
}

static void an_indicator_opens_with_how_it_stands_how_it_stood_and_the_whole_country(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct slice html = ask("/indicator/missing-a-tenth", 0).body;
    assert_slice(element_text(html, "p", "weft-says", 0, &arena),
                 arena_printf(&arena,
                              "No clear change. %s%% in 2024–25, after %s%% in 2023–24. "
                              "Whole country (invented): %s%%.",
                              as_shown(&arena, "Absent10,2024-25 (OT),501,", 1),
                              as_shown(&arena, "Absent10,2023-24 (OT),501,", 1),
                              as_shown(&arena, "Absent10,2024-25 (OT),970,", 1)));
    html = ask("/indicator/hope", 0).body; /* whose question is still being chosen */
    assert_slice(element_text(html, "p", "weft-says", 0, &arena), "No figure. ");
    html = ask("/indicator/well-being", 0).body; /* in points, and not of every year */
    assert_slice(element_text(html, "p", "weft-says", 0, &arena),
                 "Getting worse. 21.9 in 2024–25, after 22.1 in 2022–23. "
                 "Whole country (invented): 23.2.");
}

static void the_facts_beside_an_indicator_are_those_that_are_known(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    static const char links[] = "Take the figures\nDownload CSVJSONThe record, its history, and "
                                "changing it";
    setenv("WEFT_NOW", "2026-09-01", 1);
    static const char no_links[] = "Take the figures\nJSONThe record, its history, and changing it";
    const struct {
        const char *indicator, *facts, *links;
    } asides[] = {
        {"missing-a-tenth",
         "Latest, 2024–2522.0%Among it and its ten neighbours9th of 11 1st is bestAmong all "
         "authorities137th of 150: last quarterTarget17.0% by 2026–27Baseline21.8% in 2023–24"
         "Who answersHead of InclusionLead officerHead of InclusionNext figure12 December 2026",
         links},
        {"back-to-early-help",
         "Latest, 2024–2518.1%Among it and its ten neighbours5th of 11 1st is bestAmong all "
         "authorities76th of 146: third quarterTarget12.0% by 2027–28Baseline15.5% in 2023–24"
         "Who answersDirector of Children’s ServicesLead officerHead of Early HelpNext figure"
         "not stated", /* announced for 12 February, published on the 26th */
         links},
        {"children-in-care",
         "Latest, 2024–2590 per 10,000Targetnot statedWho answersHead of Children in CareLead "
         "officerHead of Children in CareNext figure17 September 2026",
         links},
        {"hope", "Targetnot statedWho answersDirector of Public HealthLead officernot stated",
         no_links},
    };
    for (size_t i = 0; i < sizeof asides / sizeof *asides; i++) {
        struct slice html = ask(arena_printf(&arena, "/indicator/%s", asides[i].indicator), 0).body;
        const char *record =
            arena_printf(&arena, "href=\"/indicator/%s/record\"", asides[i].indicator);
        assert_true(says(html, record));
        struct slice aside = element_text(html, "aside", "weft-aside", 0, &arena);
        assert_slice(slice_trim(aside),
                     arena_printf(&arena, "%s\n%s", asides[i].facts, asides[i].links));
    }
    unsetenv("WEFT_NOW");
}

static void a_figure_is_late_only_where_it_was_announced_and_none_came(void **state)
{
    (void)state;
    static const struct {
        const char *now, *target, *next;
    } days[] = {
        {"2026-09-17", "/indicator/children-in-care", "Next figure17 September 2026"},
        {"2026-09-18", "/indicator/children-in-care",
         "Next figurewas due on 17 September 2026; not loaded yet"},
        {"2026-09-18", "/indicator/back-to-early-help", "Next figurenot stated"},
        /* as it was before anything was late */
        {"2026-09-18", "/indicator/children-in-care?on-day=1&on-month=3&on-year=2025",
         "Next figure17 September 2026"},
    };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        CLEANUP(arena_free) struct arena arena = ARENA;
        setenv("WEFT_NOW", days[i].now, 1);
        struct slice html = ask(days[i].target, 0).body;
        struct slice aside = element_text(html, "aside", "weft-aside", 0, &arena);
        if (!says(aside, days[i].next))
            fail_msg("%s: %.*s", days[i].now, SLICE_PRINT(aside));
    }
    struct slice html = ask("/owe", ROLE_BIT(CONTRIBUTOR) | ROLE_BIT(ANALYST)).body;
    assert_true(says(html, "Its next figure was announced for 17 September 2026, and is not"));
    assert_false(says(html, "announced for 12 February 2026"));
    unsetenv("WEFT_NOW");
}

static void the_thread_of_an_indicator_ends_in_its_measures_or_breaks(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct slice html = ask("/indicator/missing-a-tenth", 0).body;
    struct slice below = element_text(html, "nav", "weft-below", 0, &arena);
    assert_true(says(below, "Published figures. Nobody: weft synth"));
    assert_true(says(below, "absent10 percentPublished figures. Department for Education"));
    assert_int_equal(count_elements(html, "li", "weft-knot--end"), 1);
    assert_true(says(element_text(html, "li", "weft-knot--end", 0, &arena), "absent10 percent"));
    assert_int_equal(count_elements(html, "li", "weft-knot--gap"), 0);
    html = ask("/indicator/hope", 0).body;
    assert_int_equal(count_links(html, "/measure/"), 0);
    assert_int_equal(count_elements(html, "li", "weft-knot--gap"), 1);
    assert_true(says(html, "No published measure is loaded for this indicator"));
}

static void an_indicator_tells_its_sources_and_which_load_brought_what(void **state)
{
    (void)state;
    struct slice html = ask("/indicator/missing-a-tenth", 0).body;
    assert_true(says(html, "<dt>Sources, in order</dt>"));
    assert_true(says(html, "Nobody: weft synth, shown here"));
    assert_int_equal(count_links(html, "?source="), 1);
    assert_true(says(html, "</a></span>One figure added or revised, up to "));
    assert_true(says(html, "</a></span>Eleven figures, the first, up to "));
    assert_int_equal(count_links(html, "/load/"), 2);
    html = ask("/indicator/missing-a-tenth?source=absent10_percent", 0).body;
    assert_true(says(html, "<a class=\"govuk-link\" href=\"?source=Absent10\">show this one</a>"));
    html = ask("/indicator/well-being", 0).body;
    assert_true(says(html, "<dt>Published as</dt>"));
    assert_int_equal(count_links(html, "?source="), 0);
    assert_false(says(html, "More from the publisher")); /* nobody published it anywhere */
    html = ask("/indicator/hope", 0).body;
    assert_true(
        says(html, "<dt>Published as</dt><dd><span class=\"weft-quiet weft-nowrap\">not stated"));
    assert_true(says(html, "No figure of it was loaded for this place yet."));
    assert_int_equal(count_links(html, "/load/"), 0);
}

static void groups_are_told_from_the_first_source_that_has_them(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct slice html = ask("/indicator/missing-a-tenth", 0).body;
    double girls = published("absence-by-group.csv",
                             "202425,Academic year,Local authority,Z92000001,Whole country "
                             "(invented),Z12000007,Saffron Plain,501,Z06000001,Thistlemouth,Girls,"
                             "Total,Total,");
    assert_true(says(html, "Groups of children"));
    assert_true(says(html, arena_printf(&arena, "Girls %.1f%%;", girls)));
    assert_true(says(html, "Free school meals"));
    assert_false(says(html, "free_school_meals"));
}

static void every_chart_is_a_file_too(void **state)
{
    (void)state;
    static const struct {
        const char *target;
        size_t lines;
    } files[] = {
        {"/indicator/missing-a-tenth/figures.csv", 1 + 12 + 12},
        {"/indicator/missing-a-tenth/neighbours.csv", 1 + 11},
        {"/indicator/missing-a-tenth/authorities.csv", 1 + 150},
        {"/indicator/missing-a-tenth/groups.csv", 1 + 8},
        {"/indicator/missing-a-tenth/gaps.csv", 1 + 3 * 5},
        {"/indicator/missing-a-tenth/spreads.csv", 1 + 3 * 2},
        {"/indicator/missing-a-tenth/reasons.csv", 1 + 2},
        {"/indicator/missing-a-tenth/signal.csv", 1 + 12},
        {"/indicator/missing-a-tenth/forecast.csv", 1 + 2},
        {"/indicator/missing-a-tenth/course.csv", 1 + 12 * 12},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct slice rest = ask(files[i].target, 0).body, line;
        size_t lines = 0;
        while (slice_split(&rest, '\n', &line))
            lines += line.length > 0;
        if (lines != files[i].lines)
            fail_msg("%s has %zu lines", files[i].target, lines);
    }
}

static void each_table_under_a_chart_gives_its_own_file(void **state)
{
    (void)state;
    static const char *const targets[] = {"/indicator/missing-a-tenth",
                                          "/indicator/missing-a-tenth/neighbours",
                                          "/indicator/missing-a-tenth/gaps"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct slice html = ask(targets[i], 0).body;
        size_t tables = count_elements(html, "details", "weft-data");
        assert_true(tables > 0);
        for (size_t at = 0, links = 0; tables > 0; links++) {
            size_t next = at + slice_find(slice_sub(html, at, html.length), SLICE(".csv\">Down"));
            if (next >= html.length && links < tables)
                fail_msg("%s has %zu tables and %zu files", targets[i], tables, links);
            if (next >= html.length)
                break;
            at = next + 1;
        }
    }
}

static void of_a_list_too_long_for_a_file_the_page_is_one(void **state)
{
    (void)state;
    struct slice html = ask("/records/observation?measure=Absent10", 0).body;
    assert_false(says(html, "CSV of this page"));        /* narrow enough */
    html = ask("/records/observation?q=absent", 0).body; /* figures have no words to be found by */
    assert_false(says(html, "measure=Absent10"));
    html = ask("/records/observation?sort=-measure", 0).body;
    assert_true(says(html, "href=\"/records/observation?sort=-measure&amp;as=csv-page\""));
    assert_false(says(html, "as=csv\""));
    struct slice rest = ask("/records/observation?sort=-measure&as=csv-page", 0).body, line;
    size_t lines = 0;
    while (slice_split(&rest, '\n', &line))
        lines += line.length > 0;
    assert_int_equal(lines, 1 + 50);
    struct answered unsorted = site_ask(site, "/records/observation?sort=period&as=csv-page", 0);
    assert_int_equal(unsorted.code, ERR_RANGE);
    assert_true(says(slice_from(unsorted.err.message),
                     "There are too many published figures to sort them by “period”."));
}

static void the_loads_are_a_file_too(void **state)
{
    (void)state;
    struct slice html = ask("/load", 0).body;
    assert_true(says(html, "href=\"/records/load?as=csv\""));
    assert_true(slice_starts_with(ask("/records/load?as=csv", 0).body, SLICE("code,file,")));
}

static void the_files_are_of_the_source_and_the_day_of_their_page(void **state)
{
    (void)state;
    struct slice html =
        ask("/indicator/missing-a-tenth?source=Absent10&on-day=31&on-month=12&on-year=2025", 0)
            .body;
    static const char *const tables[] = {"figures", "neighbours", "authorities", "signal"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char link[200];
        snprintf(link, sizeof link,
                 "/%s.csv?source=Absent10&amp;on-day=31&amp;on-month=12&amp;on-year=2025\"",
                 tables[i]);
        if (!says(html, link))
            fail_msg("no %s", link);
    }
    assert_true(says(html, "<input type=\"hidden\" name=\"source\" value=\"Absent10\"/>"));
    struct slice file = ask("/indicator/missing-a-tenth/figures.csv?source=Absent10&on-day=31&"
                            "on-month=12&on-year=2025",
                            0)
                            .body;
    assert_true(says(file, "2023/24"));
    assert_false(says(file, "2024/25"));
}

static void no_publisher_is_named_as_the_source_of_what_is_invented(void **state)
{
    (void)state;
    struct slice html = ask("/data", 0).body;
    assert_true(says(html, "No publisher stands behind them."));
    assert_false(says(html, "name as their source"));
}

static void what_an_officer_owes_is_what_their_posts_answer_for(void **state)
{
    (void)state;
    struct slice html = ask("/owe", ROLE_BIT(CONTRIBUTOR)).body;
    assert_true(says(html, "href=\"/post/"));
    assert_true(says(html, "You answer for"));
    assert_false(says(html, "You hold no post"));
    /* the commitments under their priority that others lead and are not done with */
    assert_true(says(html, "Find out why families come back within a year"));
    assert_true(says(html, "You answer for its priority; Head of Early Help leads it."));
    assert_false(says(html, "One front door for families"));
    CLEANUP(arena_free) struct arena arena = ARENA;
    assert_slice(
        element_text(html, "aside", "weft-aside", 0, &arena),
        "Your postsDirector of Children’s ServicesYou answer forHelp before harm Priority, "
        "since 1 April 2025Safe at home Strategic objective, since 1 April 2025");
}

static void who_brings_figures_in_is_told_of_every_one_that_is_late(void **state)
{
    (void)state;
    struct slice html = ask("/owe", ROLE_BIT(CONTRIBUTOR)).body;
    size_t own = count_elements(html, "li", "govuk-task-list__item");
    html = ask("/owe", ROLE_BIT(CONTRIBUTOR) | ROLE_BIT(ANALYST)).body;
    assert_true(count_elements(html, "li", "govuk-task-list__item") > own);
}

static void how_the_neighbours_move_is_one_sentence(void **state)
{
    (void)state;
    static const struct {
        const char *target, *says;
    } pages[] = {
        {"/indicator/missing-a-tenth/neighbours",
         "Of Thistlemouth and its ten neighbours, all show no clear change."},
        {"/indicator/children-in-care/neighbours",
         "Of Thistlemouth and its ten neighbours, one is rising, two are falling and eight show no "
         "clear change."},
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        CLEANUP(arena_free) struct arena arena = ARENA;
        struct slice html = ask(pages[i].target, 0).body;
        assert_slice(element_text(html, "p", "weft-says", 0, &arena), pages[i].says);
    }
}

static void what_is_longest_overdue_stands_first(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct slice html = ask("/owe", ROLE_BIT(CONTRIBUTOR) | ROLE_BIT(ANALYST)).body;
    size_t late = count_elements(html, "span", "weft-word--late");
    int before = 1000;
    assert_true(late > 2);
    for (size_t i = 0; i < late; i++) {
        static const char *const numbers[] = {"nought", "one",   "two",   "three", "four", "five",
                                              "six",    "seven", "eight", "nine",  "ten"};
        struct slice words = slice_trim(element_text(html, "span", "weft-word--late", i, &arena));
        int months = 0; /* days and weeks are fewer */
        for (int k = 0; k <= 10 && slice_find(words, SLICE("month")) < words.length; k++)
            if (slice_starts_with(words, slice_from(numbers[k])))
                months = k;
        if (months > before)
            fail_msg("“%.*s” stands after what is less late", SLICE_PRINT(words));
        before = months;
    }
}

/* How many words of one kind a page shows beside indicators. */
static size_t words_of(struct slice html, const char *kind)
{
    char name[60];
    snprintf(name, sizeof name, "weft-word--%s", kind);
    return count_elements(html, "span", name);
}

static void the_library_is_narrowed_by_how_an_indicator_stands(void **state)
{
    (void)state;
    static const struct {
        const char *asked, *word;
    } standings[] = {
        {"getting%20worse", "worse"}, {"improving", "improving"}, {"no%20clear%20change", "same"}};
    size_t all[3], whole;
    struct slice html = ask("/indicator", 0).body;
    for (size_t i = 0; i < 3; i++)
        all[i] = words_of(html, standings[i].word);
    whole = count_elements(html, "svg", NULL);
    for (size_t i = 0; i < 3; i++) {
        char target[100], told[40];
        snprintf(target, sizeof target, "/indicator?standing=%s", standings[i].asked);
        html = ask(target, 0).body;
        assert_true(all[i] > 0);
        assert_int_equal(words_of(html, standings[i].word), all[i]);
        assert_true(count_elements(html, "svg", NULL) < whole);
        snprintf(told, sizeof told, "<strong>%zu indicator", all[i]);
        assert_true(says(html, told));
    }
    html = ask("/indicator?standing=nonsense", 0).body;
    assert_true(says(html, "No indicator matches."));
    html = ask("/indicator?priorities=minds&kind=population&standing=improving", 0).body;
    assert_true(says(html, "/records/indicator?as=csv&amp;priorities=minds&amp;kind=population\""));
}

static void a_row_says_its_figure_its_period_and_the_whole_countrys(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct slice html = ask("/indicator?q=tenth", 0).body;
    const char *wanted =
        arena_printf(&arena, "%.1f%% in 2024–25; Whole country (invented)\u00a0%.1f%%",
                     published("figures-2026.csv", "Absent10,2024-25 (OT),501,"),
                     published("figures-2026.csv", "Absent10,2024-25 (OT),970,"));
    bool found = false;
    for (size_t i = 0; i < count_elements(html, "li", NULL) && !found; i++)
        found = says(element_text(html, "li", NULL, i, &arena), wanted);
    if (!found)
        fail_msg("no row says %s", wanted);
    /* why there is no figure stands in its place */
    assert_true(says(ask("/indicator?q=forward", 0).body, "still choosing the question"));
}

static void what_changed_lately_is_newest_first(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct slice html = ask("/", 0).body;
    static const char *const months[] = {"January 2026", "January 2026", "December 2025",
                                         "December 2025"};
    for (size_t i = 0; i < 4; i++)
        assert_slice(element_text(html, "time", NULL, i, &arena), months[i]);
    assert_int_equal(count_elements(html, "time", NULL), 4);
    /* an indicator whose source has ended is no news */
    assert_false(says(element_text(html, "aside", "weft-home__lately", 0, &arena), "bullied"));
}

static void figures_of_no_real_place_never_speak_of_england(void **state)
{
    (void)state;
    static const char *const pages[] = {"/",
                                        "/indicator",
                                        "/indicator/missing-a-tenth",
                                        "/indicator/weight-year-6",
                                        "/priority/in-school",
                                        "/strategic_objective/belonging"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (says(ask(pages[i], 0).body, "England"))
            fail_msg("%s speaks of England", pages[i]);
}

/* Groups are told of authorities alone, so that nothing can be said of the whole country. */
static void a_method_is_told_where_its_chart_is(void **state)
{
    (void)state;
    static const char told[] = "as Kitagawa (1955) does",
                      chart[] = "What the difference is made of";
    struct slice html = ask("/indicator/missing-a-tenth/gaps", 0).body;
    assert_true(says(html, told));
    assert_true(says(html, chart));
    struct site *whole = site;
    site = site_new("thistlemouth-2025-28.yaml");
    run("weft --store %1$s import %2$s/areas.csv --as lait-areas && weft --store %1$s import "
        "%2$s/dictionary.csv --as lait-dictionary%3$s",
        folder, "");
    run("grep -v ',National,' %2$s/absence-by-group.csv >%2$s/local.csv && "
        "weft --store %1$s import %2$s/local.csv --as dfe-tidy%3$s",
        folder, "");
    html = ask("/indicator/missing-a-tenth/gaps", 0).body;
    assert_true(says(html, "Newcombe 1998"));
    assert_false(says(html, chart));
    assert_false(says(html, told));
    site_free(&site);
    site = whole;
}

static void the_charts_of_a_page_say_the_unit_of_its_figures(void **state)
{
    (void)state;
    static const char *const pages[] = {"/indicator/baby-deaths",
                                        "/indicator/baby-deaths/neighbours"};
    for (size_t i = 0; i < 2; i++) {
        struct slice html = ask(pages[i], 0).body;
        assert_true(says(html, ", per 1,000 births"));
        assert_false(says(html, ", Rate per 1000"));
    }
    struct slice html = ask(pages[0], 0).body;
    assert_true(says(html, "Per 1,000 births in "));
    assert_false(says(html, "live births in ")); /* the publisher's words are among the facts */
    assert_true(says(html, "Rate per 1000 live births"));
}

/* It leaves an outline behind. */
static void a_map_is_offered_only_where_there_is_one(void **state)
{
    (void)state;
    static const char link[] = "/indicator/missing-a-tenth/map\">On the map<";
    CLEANUP(buffer_free) struct buffer file = BUFFER(4096);
    char path[5000];
    struct err err = {0};
    assert_false(says(ask("/indicator/missing-a-tenth/neighbours", 0).body, link));
    assert_true(says(ask("/indicator/missing-a-tenth/map", 0).body, "No boundaries are here"));
    buffer_string(&file, "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                         "\"properties\":{\"code\":\"501\"},\"geometry\":{\"type\":\"Polygon\","
                         "\"coordinates\":[[[1,52],[2,52],[2,53],[1,52]]]}}]}");
    snprintf(path, sizeof path, "%s/one.geojson", folder);
    assert_int_equal(file_write(path, buffer_slice(&file), &err), 0);
    run("weft --store %s outline %s%s", path, "");
    assert_true(says(ask("/indicator/missing-a-tenth/neighbours", 0).body, link));
    assert_false(says(ask("/indicator/hope/neighbours", 0).body, "On the map"));
}

static void a_measure_that_only_this_place_has_is_compared_with_nobody(void **state)
{
    (void)state;
    struct site *whole = site;
    site = site_new("thistlemouth-2025-28.yaml");
    run("weft --store %s import %s/areas.csv --as lait-areas%s", folder, "");
    run("weft --store %s import %s/dictionary.csv --as lait-dictionary%s", folder, "");
    run("grep -E '^(measure_short|GoodStart,[^,]*,501),' %2$s/figures-2026.csv >%2$s/own.csv && "
        "weft --store %1$s import %2$s/own.csv --as lait%3$s",
        folder, "");
    struct slice html = ask("/indicator/good-start", 0).body;
    assert_true(says(html, "Figures for this chart"));
    assert_false(says(html, "1st of"));
    assert_false(says(html, "compare?"));
    assert_false(says(html, "authorities"));
    site_free(&site);
    site = whole;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_with_figures_are_well_formed_and_run_no_statement_too_many),
        cmocka_unit_test(a_figure_is_headed_by_what_it_is_and_by_no_number),
        cmocka_unit_test(held_figures_are_offered_to_whoever_may_open_them),
        cmocka_unit_test(an_indicator_opens_with_what_was_published_last),
        cmocka_unit_test(an_indicator_as_published_on_an_earlier_day_knows_no_later_figure),
        cmocka_unit_test(an_indicator_says_its_target_its_baseline_and_who_answers),
        cmocka_unit_test(an_indicator_opens_with_how_it_stands_how_it_stood_and_the_whole_country),
        cmocka_unit_test(the_facts_beside_an_indicator_are_those_that_are_known),
        cmocka_unit_test(a_figure_is_late_only_where_it_was_announced_and_none_came),
        cmocka_unit_test(the_thread_of_an_indicator_ends_in_its_measures_or_breaks),
        cmocka_unit_test(an_indicator_tells_its_sources_and_which_load_brought_what),
        cmocka_unit_test(groups_are_told_from_the_first_source_that_has_them),
        cmocka_unit_test(every_chart_is_a_file_too),
        cmocka_unit_test(each_table_under_a_chart_gives_its_own_file),
        cmocka_unit_test(no_publisher_is_named_as_the_source_of_what_is_invented),
        cmocka_unit_test(of_a_list_too_long_for_a_file_the_page_is_one),
        cmocka_unit_test(the_loads_are_a_file_too),
        cmocka_unit_test(the_files_are_of_the_source_and_the_day_of_their_page),
        cmocka_unit_test(what_an_officer_owes_is_what_their_posts_answer_for),
        cmocka_unit_test(who_brings_figures_in_is_told_of_every_one_that_is_late),
        cmocka_unit_test(how_the_neighbours_move_is_one_sentence),
        cmocka_unit_test(what_is_longest_overdue_stands_first),
        cmocka_unit_test(the_library_is_narrowed_by_how_an_indicator_stands),
        cmocka_unit_test(a_row_says_its_figure_its_period_and_the_whole_countrys),
        cmocka_unit_test(what_changed_lately_is_newest_first),
        cmocka_unit_test(figures_of_no_real_place_never_speak_of_england),
        cmocka_unit_test(a_method_is_told_where_its_chart_is),
        cmocka_unit_test(the_charts_of_a_page_say_the_unit_of_its_figures),
        cmocka_unit_test(a_map_is_offered_only_where_there_is_one),
        cmocka_unit_test(a_measure_that_only_this_place_has_is_compared_with_nobody),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
