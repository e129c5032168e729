/* What the site says of itself: where figures come from, how words are chosen, who can use it. */
#include "domain/performance/performance.h"
#include "web/site/pages.h"
#include "web/web.h"

#include "base/banned.h"

struct source {
    const char *who, *what, *licence;
};

static const struct source sources[] = {
    {"Department for Education",
     "Local authority interactive tool: measures, dictionary, areas and "
     "statistical neighbours; children in need and children looked "
     "after statistics; NEET and participation",
     "Open Government Licence v3.0"},
    {"Office for Health Improvement and Disparities",
     "Public health profiles (Fingertips), among them hospital admissions",
     "Open Government Licence v3.0"},
    {"Office for National Statistics", "Population estimates, conceptions and deaths",
     "Open Government Licence v3.0"},
    {"Department for Work and Pensions", "Children in low-income families",
     "Open Government Licence v3.0"},
    {"NHS England", "Hospital episode statistics, through the publishers above",
     "Open Government Licence v3.0"},
};

static int begin(struct request *request, struct response *response, struct page_writer *page,
                 struct slice title, enum page_place place)
{
    int code = page_open(request, response, page);
    if (code < 0)
        return code;
    page_begin(page, &(struct page_head){.title = title, .place = place, .tool = true});
    page_here(page, MARKUP(""), title);
    return 0;
}

static void write_sources(struct page_writer *page)
{
    static const struct column columns[] = {
        {.label = {"Publisher", 9}}, {.label = {"What", 4}}, {.label = {"Licence", 7}}};
    struct table table = {.caption = MARKUP("Where the figures come from"),
                          .columns = columns,
                          .column_count = 3,
                          .stacked = true};
    table_begin(page, &table);
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        table_row(page, &table, false);
        table_text(page, &table, 0, slice_from(sources[i].who));
        table_text(page, &table, 1, slice_from(sources[i].what));
        table_text(page, &table, 2, slice_from(sources[i].licence));
        table_row_end(page, &table);
    }
    table_end(page, &table);
    file_link(page, SLICE("/data/sources.csv"));
}

int data_sources_file(struct request *request, struct response *response)
{
    buffer_string(&response->body, "publisher,what,licence\r\n");
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        FILE_ROW(&response->body, file_text(slice_from(sources[i].who)),
                 file_text(slice_from(sources[i].what)), file_text(slice_from(sources[i].licence)));
    return file_send(request, response, "sources");
}

/* Whoever else a file named: a mapping of one's own may bring figures of any publisher. */
static int write_named(struct request *request, struct page_writer *page)
{
    struct measure_source *named = NULL;
    size_t count = 0;
    int code = measure_sources(request->reader, request->arena, &named, &count, &request->err);
    if (code < 0 || count == 0)
        return code;
    html(page,
         "<div class=\"weft-measure\"><h2 class=\"govuk-heading-m\">Whom the measures that are "
         "loaded name as their source</h2>\n<ul class=\"govuk-list "
         "govuk-list--bullet\">");
    for (size_t i = 0; i < count; i++) {
        html(page, "<li>");
        html_text(page, named[i].name);
        html(page, ": ");
        words_counted(page, named[i].measures, "measure", "measures");
        html(page, "</li>");
    }
    html(page, "</ul></div>\n");
    return 0;
}

int data_page(struct request *request, struct response *response)
{
    struct page_writer page;
    int code = begin(request, response, &page, SLICE("Open data and sources"), PLACE_DATA);
    if (code < 0)
        return code;
    html(&page,
         "<div class=\"weft-measure\"><p class=\"weft-says\">Everything public here can be "
         "taken as a file: each list, table and chart has its CSV, each record its JSON.</p>\n");
    if (page_is_invented(&page))
        html(&page, "<p class=\"govuk-body\">The figures of this partnership are invented: a "
                    "generator makes them from a seed, in the shape that real ones have. No "
                    "publisher stands behind them.</p>\n");
    html(&page, "<h2 class=\"govuk-heading-m\">");
    html_string(&page, page_is_invented(&page)
                           ? "Where real figures come from, once some are loaded"
                           : "Where figures come from");
    html(&page, "</h2>\n<p "
                "class=\"govuk-body\">Each load names its file and the day it was published; each "
                "indicator names its source.</p></div>\n");
    write_sources(&page);
    code = page_is_invented(&page) ? 0 : write_named(request, &page);
    if (code < 0)
        return code;
    html(&page,
         "<div class=\"weft-measure\"><p class=\"govuk-body\">Contains public sector information "
         "licensed under the <a class=\"govuk-link\" "
         "href=\"https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/\">Open "
         "Government Licence v3.0</a>. The publishers do not endorse this site.</p>\n<h2 "
         "class=\"govuk-heading-m\">Taking it</h2>\n<ul class=\"govuk-list "
         "govuk-list--bullet\"><li><a class=\"govuk-link\" href=\"/records\">Every kind of "
         "record</a>, as a list and as CSV</li><li><a class=\"govuk-link\" "
         "href=\"/dictionary\">The data dictionary</a>: what each field means</li><li><a "
         "class=\"govuk-link\" href=\"/load\">Loads</a>: what came in, when, and what was "
         "refused</li><li><code>/api/v1/ENTITY</code> and <code>/api/v1/ENTITY/CODE</code>: the "
         "same as JSON</li></ul>\n<p class=\"govuk-body\"><a class=\"govuk-link\" "
         "href=\"/words#held-back\">What is held back, and why</a>: figures that others published "
         "are "
         "shown as published; what the partnership counted itself is protected first.</p>\n<h2 "
         "class=\"govuk-heading-m\">What the pages are made "
         "of</h2>\n<p class=\"govuk-body\">GOV.UK Frontend (MIT licence) for style and behaviour; "
         "this is no service of the government. Source Serif 4 and Source Sans 3, © Adobe, under "
         "the SIL Open Font License 1.1.</p></div>\n");
    return page_end(&page, &request->err);
}

int accessibility_page(struct request *request, struct response *response)
{
    struct page_writer page;
    int code = begin(request, response, &page, SLICE("Accessibility"), PLACE_NONE);
    if (code < 0)
        return code;
    html(&page,
         "<div class=\"weft-measure\"><p class=\"weft-says\">Everyone should be able to read how "
         "children are doing and who answers for it.</p>\n<p class=\"govuk-body\">These pages aim "
         "at the Web Content Accessibility Guidelines 2.2 at level AA. Each is tested by program "
         "on every change, at the width of a desk and of a phone.</p>\n<h2 "
         "class=\"govuk-heading-m\">What you can rely on</h2>\n<ul class=\"govuk-list "
         "govuk-list--bullet\"><li>Everything works by keyboard, and with JavaScript "
         "off.</li><li>Every chart has a title, its figures in words, and a table.</li><li>No "
         "meaning hangs on colour: there is always a shape and a word beside it.</li><li>Text can "
         "be enlarged to 400% without sideways scrolling; wide tables scroll by "
         "themselves.</li><li>Nothing moves.</li></ul>\n<h2 class=\"govuk-heading-m\">What falls "
         "short</h2>\n<p class=\"govuk-body\">Files that others publish, and what their pages say "
         "of figures, are theirs. The pages have not yet been tested with a panel of people who "
         "use assistive technology.</p>\n<h2 class=\"govuk-heading-m\">Where something stops "
         "you</h2>\n<p class=\"govuk-body\">Tell the partnership whose site this is, and say "
         "which page and what stopped you. If it does not answer well, the Equality Advisory and "
         "Support Service can help.</p></div>\n");
    return page_end(&page, &request->err);
}

/* Which rule holds for whose figures, and why. */
static void write_held_back(struct page_writer *page)
{
    html(
        page,
        "<h2 class=\"govuk-heading-m\" id=\"held-back\">What is held back, and why</h2>\n<p "
        "class=\"govuk-body\">Nobody may be known by a number. Which rule keeps that depends on "
        "who "
        "counted.</p>\n<h3 class=\"govuk-heading-s\">What others have published</h3>\n<p "
        "class=\"govuk-body\">Figures of the Department for Education, the Office for National "
        "Statistics and others are public already, in files that anyone may take. They are shown "
        "exactly as published, small numbers too: to blank here what stands there would protect "
        "nobody, and would make the two disagree. What the publisher held back is held back "
        "here.</p>\n<h3 class=\"govuk-heading-s\">What the partnership counted itself</h3>\n<p "
        "class=\"govuk-body\">Such a file says so when it is brought in, and goes through a gate "
        "before any page, file or program can read it:</p>\n<ul class=\"govuk-list "
        "govuk-list--bullet\"><li>A count of one to four is held back, and so is a share where so "
        "few have it or so few have not. Nought is no secret. (The file may set a higher "
        "bar.)</li><li>So are as many others as it takes that nobody can work one of those out: "
        "from groups or areas that add up to a total, from what a total leaves over, from quarters "
        "and their year, and from everything of the same measure that was shown before, whether or "
        "not it was corrected or taken back since.</li><li>Whether that is enough is not counted "
        "in "
        "blanks but proven: a program attacks what would be shown, and finds for each small number "
        "the least and the most that it could be. Both less than the true one and five must remain "
        "possible.</li><li>A share or a rate that does not say how many children stand behind it "
        "is "
        "held back whole.</li></ul>\n<p class=\"govuk-body\">All of these are shown as "
        "<em>suppressed</em>, the small ones and those that cover them alike, since to tell them "
        "apart would give the small ones away. The analysts of the partnership see the figures "
        "themselves, and nobody else.</p>\n<h3 class=\"govuk-heading-s\">What the gate does not "
        "know</h3>\n<p class=\"govuk-body\">That two measures count the same children under two "
        "names, what somebody knows from elsewhere, and what a sentence beside a figure gives "
        "away. Figures of overlapping years are protected against each other where their single "
        "years are known.</p>\n");
}

int words_page(struct request *request, struct response *response)
{
    struct page_writer page;
    int code = begin(request, response, &page, SLICE("How the words are chosen"), PLACE_NONE);
    if (code < 0)
        return code;
    html(
        &page,
        "<div class=\"weft-measure\"><p class=\"weft-says\">The word beside an indicator is the "
        "outcome of a test on its last five figures, never of the last step alone.</p>\n<h2 "
        "class=\"govuk-heading-m\">Where no limits are known</h2>\n<ol class=\"govuk-list "
        "govuk-list--number\"><li>Take the last five figures that have a value. A missing period "
        "between them is passed over.</li><li>Compare each with each later one: that makes ten "
        "pairs. Count those that rise and take away those that fall. Equal pairs count "
        "nothing.</li><li>If nothing were changing, a count of 8 or more up would come up in fewer "
        "than one of twenty tries (exactly: 5 of 120, or 4.2%, where no two are equal), and one of "
        "8 or more down as often: of 100 indicators that do not change, some eight get a word that "
        "they do.</li><li>So with a count of 8 or more the figures move together, and the word "
        "says which way; with less, there is <em>no clear change</em>.</li><li>Whether a move is "
        "good is read from what is good for the indicator: high, low or neither.</li></ol>\n<p "
        "class=\"govuk-body\">This is the test of Mann (1945) and Kendall, exact and one-sided at "
        "5%.</p>\n");
    html(&page,
         "<h2 class=\"govuk-heading-m\">Where limits are known</h2>\n<p class=\"govuk-body\">Where "
         "all five figures have 95% limits, published or worked out from their counts, the limits "
         "decide: a line is drawn through the figures, the surer ones weighing more. They move "
         "together where chance would draw so steep a line in fewer than one of 500 tries (a "
         "chi-squared over 9.5495), and where the line goes the same way when any one of the five "
         "is left out. This is the rule for recent trends of the Fingertips public health "
         "profiles.</p>\n<h2 class=\"govuk-heading-m\">The words</h2>\n");
    facts_begin(&page, true);
    static const struct {
        enum word kind;
        const char *word, *when;
    } words[] = {
        {WORD_IMPROVING, "improving", "The last five figures move together, the good way."},
        {WORD_WORSE, "getting worse", "They move together, the bad way."},
        {WORD_SAME, "no clear change", "They do not move together: chance alone could do this."},
        {WORD_SAME, "rising, falling", "They move together, and neither way is good."},
        {WORD_NONE, "too few figures", "There are fewer than five."},
        {WORD_NONE, "no figure since …",
         "The source has ended, or passes this place by. The period is that of the newest figure."},
        {WORD_NONE, "no figure", "There is none at all, or its source is not loaded."},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        html(&page, "<div><dt>");
        word(&page, words[i].kind, slice_from(words[i].word));
        html(&page, "</dt><dd>");
        html_string(&page, words[i].when);
        html(&page, "</dd></div>");
    }
    facts_end(&page);
    html(&page, "<h2 class=\"govuk-heading-m\">What the word does not say</h2>\n<p "
                "class=\"govuk-body\">It does not say whether a level is good, whether the place "
                "does better than another, or why. It does not say that one new figure is news. A "
                "source that has changed its method may make figures move together without any "
                "child’s life having changed.</p>\n");
    write_held_back(&page);
    html(&page, "</div>\n");
    return page_end(&page, &request->err);
}
