/* Where somebody should look: what the model is unsure of, how many errors that is likely to be,
 * and a few of the questions with their evidence. */
#include "cli/link/report_own.h"

#include <math.h>
#include <stdio.h>

#include "cli/link/answer.h"
#include "cli/link/explain.h"
#include "cli/link/waterfall.h"

#include "base/banned.h"

enum { SAMPLES = 4 }; /* of those left apart, and of those put together */

/* Questions by how unsure their answers are: half-open, in log2 odds to either side. */
static const struct {
    double until;
    const char *words;
} bands[] = {
    {1, "nearly as likely wrong as right (1 in 2 to 1 in 3)"},
    {3, "1 in 3 to 1 in 9 wrong"},
    {5, "1 in 9 to 1 in 33 wrong"},
    {7, "1 in 33 to 1 in 130 wrong"},
};
enum { BANDS = sizeof bands / sizeof *bands };

/* The chance that what was made of the doubt is wrong: below the threshold persons stay apart. */
static double wrong_chance(const struct linkage_doubt *doubt)
{
    double together = linkage_probability((double)doubt->weight);
    return doubt->are_together ? 1 - together : together;
}

struct tally {
    double apart, together, errors;
};

static size_t band_of(double weight)
{
    size_t band = 0;
    while (band < BANDS && fabs(weight) >= bands[band].until)
        band++;
    return band;
}

static void tally_bands(const struct link_work *work, struct tally tallies[static BANDS + 1])
{
    for (size_t band = 0; band <= BANDS; band++)
        tallies[band] = (struct tally){0};
    for (size_t i = 0; i < work->doubts.count; i++) {
        const struct linkage_doubt *doubt = &work->doubts.list[i];
        struct tally *tally = &tallies[band_of((double)doubt->weight)];
        *(doubt->are_together ? &tally->together : &tally->apart) += 1;
        tally->errors += wrong_chance(doubt);
    }
}

/* How many of the questions, the least sure first, hold half of the expected errors. */
static size_t half_of_errors(const struct link_work *work, double *ret_all)
{
    double all = 0, sum = 0;
    for (size_t i = 0; i < work->doubts.count; i++)
        all += wrong_chance(&work->doubts.list[i]);
    size_t count = 0;
    while (count < work->doubts.count && sum < all / 2)
        sum += wrong_chance(&work->doubts.list[count++]);
    *ret_all = all;
    return count;
}

static void table_of_bands(struct report *report)
{
    static const struct document_column columns[] = {{"How unsure", false},
                                                     {"Left apart", true},
                                                     {"Put together", true},
                                                     {"Errors expected", true}};
    struct tally tallies[BANDS + 1];
    tally_bands(report->work, tallies);
    document_table(&report->document, SLICE("Questions by how unsure their answers are"), columns,
                   4);
    for (size_t band = 0; band <= BANDS; band++) {
        report_cell(report, "%s", band < BANDS ? bands[band].words : "surer than that");
        report_count_cell(report, tallies[band].apart);
        report_count_cell(report, tallies[band].together);
        report_cell(report, "%.1f", tallies[band].errors);
    }
    document_table_end(&report->document);
}

/* --- samples ---------------------------------------------------------------------------------- */

static void show_sample(struct report *report, const struct linkage_doubt *doubt)
{
    const struct link_work *work = report->work;
    struct picture picture = report_picture(report, "");
    report_begin(report);
    link_name_row(work, doubt->a, &report->words);
    report_add(report, " and ");
    link_name_row(work, doubt->b, &report->words);
    report_add(report, ": ");
    link_chance_words((double)doubt->weight, &report->words);
    report_add(report, doubt->are_together
                           ? " likely that the one record belongs to the rest of its person, all "
                             "its records weighed; put together"
                           : " likely that the persons of the two are one, all their records "
                             "weighed; left apart");
    document_details(&report->document, report_said(report));
    link_waterfall(work, doubt->a, doubt->b, picture.id, &report->document.page);
    document_details_end(&report->document);
}

/* The least sure of one sort, each person once; nobody whom a source shields. */
static void show_samples(struct report *report, bool are_together)
{
    const struct link_work *work = report->work;
    uint32_t seen[2 * SAMPLES];
    size_t shown = 0;
    for (size_t i = 0; i < work->doubts.count && shown < SAMPLES; i++) {
        const struct linkage_doubt *doubt = &work->doubts.list[i];
        uint32_t left = work->persons[doubt->a], right = work->persons[doubt->b];
        bool hidden = !report_may_show(report, left) || !report_may_show(report, right);
        for (size_t k = 0; k < 2 * shown; k++)
            hidden |= seen[k] == left || seen[k] == right;
        if (doubt->are_together != are_together || hidden ||
            band_of((double)doubt->weight) >= BANDS)
            continue;
        seen[2 * shown] = left;
        seen[2 * shown++ + 1] = right;
        show_sample(report, doubt);
    }
    if (shown == 0)
        document_text(&report->document, SLICE("There is none worth a look."));
}

static void say_shielded(struct report *report)
{
    if (report->shielded)
        document_text(&report->document,
                      SLICE("Persons of whom any record is shielded are counted, and never "
                            "shown."));
}

void report_doubts(struct report *report)
{
    double all;
    size_t half = half_of_errors(report->work, &all);
    document_section(&report->document, SLICE("Where review helps most"));
    if (report->work->doubts.count == 0) {
        document_says(&report->document,
                      SLICE("No two records are alike enough to ask somebody about them."));
        say_shielded(report);
        return;
    }
    if (all < 0.5) {
        document_says(&report->document, SLICE("The model is sure of nearly all that it decided."));
    } else {
        report_say(report, "Looking at the ");
        report_add_count(report, (double)half);
        report_add(report, " least sure question%s would settle half of the ",
                   half == 1 ? "" : "s");
        report_add_count(report, all);
        report_add(report, " wrong answer%s that the model expects to have given.",
                   link_plural((uint64_t)round(all)));
        document_says(&report->document, report_said(report));
    }
    document_text(&report->document,
                  SLICE("A question is whether two persons are one, or whether a record belongs to "
                        "the rest of its person. An answer given once is kept for ever by a "
                        "register (--register)."));
    table_of_bands(report);
    document_part(&report->document, SLICE("Left apart, and nearly put together"));
    show_samples(report, false);
    document_part(&report->document, SLICE("Put together, and nearly left apart"));
    show_samples(report, true);
    say_shielded(report);
    document_note(
        &report->document,
        SLICE("In the pictures each bar is what one field adds: each point doubles the "
              "odds that the two records are one person, ten points make them a thousand "
              "times likelier. Solid bars speak for one person, hatched bars for two. Where "
              "there are more records than these two, all of them were weighed; the "
              "picture shows the two that say most, and what these two come to "
              "alone, as --explain does. That may be far from what is said of all."));
}
