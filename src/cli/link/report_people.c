/* How large persons, households and families are, how they are known, and how long it took. */
#include "cli/link/report_own.h"

#include <math.h>

#include "cli/link/answer.h"
#include "cli/link/explain.h"

#include "base/banned.h"

enum { LARGEST = 5, LEAST_LARGE = 3 }; /* persons listed, and how many records they have */

/* Sizes shown by themselves, then those that are put together. */
static const struct {
    size_t until;
    const char *words;
} sizes[] = {{1, "1"},        {2, "2"},         {3, "3"},
             {4, "4"},        {5, "5"},         {7, "6 or 7"},
             {10, "8 to 10"}, {20, "11 to 20"}, {SIZE_MAX, "more than 20"}};
enum { SIZES = sizeof sizes / sizeof *sizes };

static size_t size_class(size_t size)
{
    size_t at = 0;
    while (size > sizes[at].until)
        at++;
    return at;
}

/* numbers[i] is the group of the i-th, LINKAGE_NONE for none; ret_counts by size of group. */
static void count_sizes(const uint32_t *numbers, size_t count, uint32_t groups,
                        double ret_counts[static SIZES])
{
    uint32_t *members = memory_zeros((size_t)groups + 1, sizeof *members);
    for (size_t i = 0; i < SIZES; i++)
        ret_counts[i] = 0;
    for (size_t i = 0; i < count; i++)
        if (numbers[i] != LINKAGE_NONE)
            members[numbers[i]]++;
    for (uint32_t group = 0; group < groups; group++)
        if (members[group])
            ret_counts[size_class(members[group])]++;
    memory_free(members);
}

static void draw_sizes(struct report *report, const double counts[static SIZES], const char *of,
                       const char *finding)
{
    struct bar bars[SIZES];
    size_t last = 0;
    for (size_t i = 0; i < SIZES; i++) {
        report_say(report, "%s %s%s", sizes[i].words, of, i == 0 ? "" : "s");
        bars[i].label = report_kept(report);
        report_begin(report);
        report_add_count(report, counts[i]);
        bars[i].text = report_kept(report);
        bars[i].value = counts[i];
        last = counts[i] > 0 ? i : last;
    }
    document_figure(&report->document, slice_from(finding));
    struct picture picture = report_picture(report, finding);
    bars_picture(&report->document.page, &picture, bars, last + 1);
    document_figure_end(&report->document);
}

/* A person by its first row, and its records. */
struct large {
    uint32_t row, records;
};

/* The persons of most records who may be shown, the largest first; how many. */
static size_t find_largest(const struct report *report, struct large ret_largest[static LARGEST])
{
    const struct link_work *work = report->work;
    CLEANUP(cleanup_memory)
    uint32_t *records = memory_zeros((size_t)work->person_count + 1, sizeof *records);
    size_t count = 0;
    for (size_t row = 0; row < work->input.table.row_count; row++)
        records[work->persons[row]]++;
    for (uint32_t row = 0; row < work->input.table.row_count; row++) {
        uint32_t person = work->persons[row];
        struct large large = {row, records[person]};
        records[person] = 0; /* looked at once */
        if (large.records < LEAST_LARGE || !report_may_show(report, person))
            continue;
        size_t at = count;
        while (at > 0 && ret_largest[at - 1].records < large.records)
            at--;
        if (at == LARGEST)
            continue;
        count += count < LARGEST;
        memmove(&ret_largest[at + 1], &ret_largest[at], (count - at - 1) * sizeof large);
        ret_largest[at] = large;
    }
    return count;
}

static void table_of_largest(struct report *report)
{
    static const struct document_column columns[] = {
        {"A record of the person", false}, {"Records", true}, {"Weakest joint", true}};
    struct large persons[LARGEST];
    size_t count = find_largest(report, persons);
    if (count == 0)
        return;
    document_table(&report->document,
                   SLICE("The largest persons, and how likely their weakest joint holds"), columns,
                   3);
    for (size_t i = 0; i < count; i++) {
        struct linkage_why why;
        report_begin(report);
        link_name_row(report->work, persons[i].row, &report->words);
        document_cell(&report->document, report_said(report));
        report_count_cell(report, persons[i].records);
        linkage_why(report->work->linkage, persons[i].row, &why);
        report_begin(report);
        link_chance_words(why.joints[why.weakest].weight, &report->words);
        document_cell(&report->document, report_said(report));
        linkage_why_free(&why);
    }
    document_table_end(&report->document);
}

void report_persons(struct report *report)
{
    const struct link_work *work = report->work;
    double counts[SIZES], several = 0;
    count_sizes(work->persons, work->input.table.row_count, work->person_count, counts);
    for (size_t i = 1; i < SIZES; i++)
        several += counts[i];
    document_section(&report->document, SLICE("Persons"));
    if (several <= 0) {
        document_says(&report->document, SLICE("No person has more than one record."));
        return;
    }
    report_begin(report);
    report_add_count(report, several);
    report_add(report, " of ");
    report_add_count(report, work->person_count);
    report_add(report, " persons have more than one record.");
    document_says(&report->document, report_said(report));
    draw_sizes(report, counts, "record", "Persons by how many records they have");
    table_of_largest(report);
}

/* --- households and families ------------------------------------------------------------------ */

/* Persons of each household: every person once, in the household of its first record that has
 * one. */
static void household_sizes(const struct link_work *work, double counts[static SIZES])
{
    CLEANUP(cleanup_memory) uint32_t *homes = link_person_homes(work);
    count_sizes(homes, work->person_count, work->households.household_count, counts);
}

static void table_of_homes(struct report *report)
{
    static const struct document_column columns[] = {{"Household known by", false},
                                                     {"Records", true}};
    const struct link_work *work = report->work;
    double counts[HOME_BASES] = {0};
    for (size_t row = 0; row < work->input.table.row_count; row++)
        counts[work->households.basis[row]]++;
    document_table(&report->document, SLICE("How the household of a record is known"), columns, 2);
    for (int basis = 0; basis < HOME_BASES; basis++) {
        document_cell(&report->document,
                      slice_from(linkage_home_words((enum linkage_home_basis)basis)));
        report_count_cell(report, counts[basis]);
    }
    document_table_end(&report->document);
}

static void table_of_kin(struct report *report)
{
    static const struct document_column columns[] = {{"Tie to the family", false},
                                                     {"Persons", true}};
    const struct link_work *work = report->work;
    double counts[KIN_BASES] = {0};
    for (uint32_t person = 0; person < work->person_count; person++)
        counts[work->households.ties[person].basis]++;
    document_table(&report->document, SLICE("The surest tie of each person"), columns, 2);
    for (int basis = 0; basis < KIN_BASES; basis++) {
        document_cell(&report->document,
                      slice_from(linkage_kin_words((enum linkage_kin_basis)basis)));
        report_count_cell(report, counts[basis]);
    }
    document_table_end(&report->document);
}

static void say_addresses(struct report *report)
{
    uint32_t households = report->work->households.household_count;
    uint32_t housed = link_persons_housed(report->work);
    uint32_t without = report->work->person_count - housed;
    if (housed == 0) {
        report_add(report, "No address is known.");
        return;
    }
    report_add_count(report, housed);
    report_add(report, " of the persons %s a known address, in ", housed == 1 ? "has" : "have");
    report_add_count(report, households);
    report_add(report, " household%s", link_plural(households));
    if (without) {
        report_add(report, "; ");
        report_add_count(report, without);
        report_add(report, " %s none", without == 1 ? "has" : "have");
    }
    report_add(report, ".");
}

void report_households(struct report *report)
{
    const struct linkage_households *households = &report->work->households;
    double counts[SIZES];
    document_section(&report->document, SLICE("Households and families"));
    report_begin(report);
    say_addresses(report);
    report_add(report, " They are of ");
    report_add_count(report, households->family_count);
    report_add(report, " famil%s, as far as the records say.",
               households->family_count == 1 ? "y" : "ies");
    document_says(&report->document, report_said(report));
    if (households->crowded) {
        report_begin(report);
        report_add_count(report, households->crowded);
        report_add(report,
                   " address%s of too many people to be one household (a hostel, a block "
                   "of flats without numbers) %s taken apart by kin.",
                   households->crowded == 1 ? "" : "es", households->crowded == 1 ? "was" : "were");
        document_text(&report->document, report_said(report));
    }
    household_sizes(report->work, counts);
    if (households->household_count)
        draw_sizes(report, counts, "person",
                   "Households by how many persons were first seen there");
    table_of_homes(report);
    table_of_kin(report);
}

/* --- how long it took ------------------------------------------------------------------------- */

void report_stages(struct report *report)
{
    static const struct {
        enum link_stage stage;
        const char *words;
    } stages[] = {
        {STAGE_READ, "Reading the sources"},
        {STAGE_STANDARDISE, "Bringing values to standard form"},
        {STAGE_BLOCK, "Finding who is compared with whom"},
        {STAGE_ESTIMATE, "Learning what agreement is worth"},
        {STAGE_COMPARE, "Weighing pairs"},
        {STAGE_CLUSTER, "Making persons"},
        {STAGE_HOUSEHOLDS, "Making households and families"},
        {STAGE_JUDGE, "Asking how sure it all is"},
    };
    enum { SHOWN = sizeof stages / sizeof *stages };
    const struct link_work *work = report->work;
    struct linkage_blocks blocks = linkage_blocks(work->linkage);
    struct bar bars[SHOWN];
    double all = 0;
    size_t count = 0;
    for (size_t i = 0; i < SHOWN; i++) {
        double seconds = (double)work->took[stages[i].stage].wall / 1e6;
        if (work->people && work->took[stages[i].stage].wall == 0)
            continue; /* the register did it in runs before */
        all += seconds;
        report_say(report, "%.2f s", seconds);
        bars[count++] = (struct bar){slice_from(stages[i].words), report_kept(report), seconds};
    }
    document_section(&report->document, SLICE("How it was done"));
    report_say(report, "%s", blocks.everything ? "All pairs of records were compared" : "");
    if (!blocks.everything)
        report_add_count(report, (double)blocks.pairs);
    report_add(report, "%s, in %.1f seconds with %zu thread%s.",
               blocks.everything ? "" : " pairs of records that agree on something were compared",
               all, work->request.threads, work->request.threads == 1 ? "" : "s");
    document_says(&report->document, report_said(report));
    if (work->model_was_kept)
        document_text(&report->document,
                      SLICE("What agreement is worth was not learnt anew but taken from the model "
                            "that was kept."));
    if (blocks.given_up) {
        report_begin(report);
        report_add_count(report, (double)blocks.given_up);
        report_add(report, " times a record stood among too many that no further column tells "
                           "apart, and was compared with its neighbours only.");
        document_text(&report->document, report_said(report));
    }
    document_figure(&report->document, SLICE("Seconds of each stage"));
    struct picture picture = report_picture(report, "Seconds of each stage");
    bars_picture(&report->document.page, &picture, bars, count);
    document_figure_end(&report->document);
}
