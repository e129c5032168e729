/* How good the linkage is: against the truth where it is given, else as the model expects; over
 * every threshold, and by group. */
#include "cli/link/report_own.h"

#include <math.h>
#include <stdio.h>

#include "cli/link/answer.h"
#include "cli/link/fair.h"

#include "base/banned.h"

enum { LEAST_BITS = -6, MOST_BITS = 9, STEPS = MOST_BITS - LEAST_BITS + 1 };

/* Errors among pairs, were those over a threshold taken for one person. */
struct step {
    double found;                        /* pairs over it */
    double false_expected, false_true;   /* shares of those found */
    double missed_expected, missed_true; /* shares of all right ones that were compared */
};

static double ratio(double part, double whole)
{
    return whole > 0 ? fmin(1, fmax(0, part / whole)) : 0;
}

/* Pairs of one person by the truth, compared or not. */
static double true_links(const struct link_work *work)
{
    return work->truth_of ? work->fair.all.errors[1].true_links : 0;
}

static void weigh_steps(const struct link_work *work, struct step steps[static STEPS])
{
    size_t count;
    const struct linkage_pair *pairs = linkage_pairs(work->linkage, &count);
    const uint16_t *only = link_across_only(work, work->people);
    double right[STEPS] = {0}, right_expected[STEPS] = {0}, all_expected = 0;
    for (size_t step = 0; step < STEPS; step++)
        steps[step] = (struct step){0};
    for (size_t i = 0; i < count; i++) {
        double chance = linkage_probability((double)pairs[i].weight);
        if (!link_counts(only, &pairs[i]))
            continue;
        all_expected += chance;
        int last = (int)fmin(MOST_BITS, floor((double)pairs[i].weight));
        bool same = work->truth_of && work->truth_of[pairs[i].a] == work->truth_of[pairs[i].b];
        for (int bits = LEAST_BITS; bits <= last; bits++) {
            steps[bits - LEAST_BITS].found++;
            right_expected[bits - LEAST_BITS] += chance;
            right[bits - LEAST_BITS] += same;
        }
    }
    for (size_t step = 0; step < STEPS; step++) {
        struct step *at = &steps[step];
        at->false_expected = ratio(at->found - right_expected[step], at->found);
        at->missed_expected = ratio(all_expected - right_expected[step], all_expected);
        at->false_true = ratio(at->found - right[step], at->found);
        at->missed_true = ratio(true_links(work) - right[step], true_links(work));
    }
}

/* --- the sentence ----------------------------------------------------------------------------- */

static void say_errors(struct report *report, const struct linkage_errors *errors, bool expected)
{
    if (!link_fair_found(report->work)) {
        report_say(report, "No two records were taken for one person, ");
        if (!link_fair_true(report->work)) {
            report_add(report, expected ? "and the model expects that none are."
                                        : "and by the truth none are.");
            document_says(&report->document, report_said(report));
            return;
        }
        report_add(report, expected ? "though the model expects that there are about "
                                    : "though by the truth there are ");
        report_add_count(report, errors->true_links);
        report_add(report, " such pair%s.", link_plural((uint64_t)round(errors->true_links)));
        document_says(&report->document, report_said(report));
        return;
    }
    report_say(report, expected ? "The model expects that " : "Against the truth, ");
    report_add_share(report, errors->wrong_share);
    report_add(report, " of the links made %s false (", expected ? "are" : "were");
    report_add_share(report, errors->wrong_lower);
    report_add(report, " to ");
    report_add_share(report, errors->wrong_upper);
    report_add(report, ") and ");
    report_add_share(report, errors->missed_share);
    report_add(report, " of the right ones %s missed (", expected ? "are" : "were");
    report_add_share(report, errors->missed_lower);
    report_add(report, " to ");
    report_add_share(report, errors->missed_upper);
    report_add(report, ").");
    document_says(&report->document, report_said(report));
}

/* --- the picture and its figures -------------------------------------------------------------- */

/* "1.5%", "50%", "99.8%" */
static void say_threshold(struct report *report, size_t step)
{
    double percent = 100 * linkage_probability((double)step + LEAST_BITS);
    report_say(report, "%.*f%%", percent < 10 || percent > 99 ? 1 : 0, percent);
}

static void draw_steps(struct report *report, const struct step *steps)
{
    const struct link_work *work = report->work;
    bool expected = !work->truth_of;
    struct curve *lines = arena_array(work->cli->arena, 2, sizeof *lines);
    struct curves *curves = ARENA_NEW(work->cli->arena, struct curves);
    lines[0] = (struct curve){.label = SLICE("false, of the links made")};
    lines[1] = (struct curve){.label = SLICE("missed, of the right links")};
    for (size_t i = 0; i < STEPS; i++) {
        lines[0].values[i] = expected ? steps[i].false_expected : steps[i].false_true;
        lines[1].values[i] = expected ? steps[i].missed_expected : steps[i].missed_true;
        say_threshold(report, i);
        curves->marks[i] = report_kept(report);
    }
    curves->picture = report_picture(report, "Errors by threshold");
    curves->count = STEPS;
    curves->curves = lines;
    curves->curve_count = 2;
    double chosen = linkage_weight(work->threshold) - LEAST_BITS;
    curves->chosen = fmin(STEPS - 1, fmax(0, chosen));
    report_say(report, "this run: %.3g%%", 100 * work->threshold);
    curves->chosen_words = report_kept(report);
    document_figure(&report->document,
                    SLICE("A higher threshold makes fewer false links and misses more"));
    curves_picture(&report->document.page, curves);
    document_figure_end(&report->document);
}

static void table_of_steps(struct report *report, const struct step *steps)
{
    static const struct document_column columns[] = {{"Pairs at least this likely", false},
                                                     {"Pairs", true},
                                                     {"False, expected", true},
                                                     {"Missed, expected", true},
                                                     {"False, true", true},
                                                     {"Missed, true", true}};
    bool has_truth = report->work->truth_of != NULL;
    document_details(&report->document, SLICE("The figures of this picture"));
    document_table(&report->document, SLICE("Errors by threshold, pair by pair"), columns,
                   has_truth ? 6 : 4);
    for (size_t i = 0; i < STEPS; i++) {
        say_threshold(report, i);
        document_cell(&report->document, report_said(report));
        report_count_cell(report, steps[i].found);
        report_share_cell(report, steps[i].false_expected);
        report_share_cell(report, steps[i].missed_expected);
        if (!has_truth)
            continue;
        report_share_cell(report, steps[i].false_true);
        report_share_cell(report, steps[i].missed_true);
    }
    document_table_end(&report->document);
    document_details_end(&report->document);
}

static void row_of_quality(struct report *report, const char *label, double precision,
                           double recall, double f1)
{
    report_cell(report, "%s", label);
    report_cell(report, "%.4f", precision);
    report_cell(report, "%.4f", recall);
    report_cell(report, "%.4f", f1);
}

static void table_of_quality(struct report *report)
{
    static const struct document_column columns[] = {
        {"Persons against the truth", false}, {"Precision", true}, {"Recall", true}, {"F1", true}};
    const struct link_work *work = report->work;
    struct link_scores scores;
    if (!work->truth_of)
        return;
    link_scores_find(work, work->people, work->persons, &scores);
    const struct linkage_quality *linked = &scores.linked, *across = &scores.across;
    document_table(&report->document, SLICE("Precision and recall"), columns, 4);
    row_of_quality(report,
                   scores.across_only  ? "Over pairs of different sources"
                   : scores.has_across ? "Over pairs within sources and across them"
                                       : "Over pairs of records",
                   linked->precision, linked->recall, linked->f1);
    if (scores.has_across)
        row_of_quality(report, "Over pairs of different sources", across->precision, across->recall,
                       across->f1);
    row_of_quality(report, "B-cubed, over records", linked->b3_precision, linked->b3_recall,
                   linked->b3_f1);
    document_table_end(&report->document);
}

void report_errors(struct report *report)
{
    const struct link_work *work = report->work;
    struct step steps[STEPS];
    document_section(&report->document, SLICE("How good it is"));
    say_errors(report, &work->fair.all.errors[1], work->fair.is_expected);
    if (work->fair.is_expected)
        document_text(&report->document,
                      SLICE("A link is two records taken for one person. These are the model's own "
                            "expectation, and the limits are those of chance alone: the real "
                            "figures may be several times more or fewer, since what nobody "
                            "compared, and what the model does not know, it cannot expect. Have a "
                            "sample looked at."));
    table_of_quality(report);
    weigh_steps(work, steps);
    if (steps[0].found <= 0) {
        document_text(&report->document,
                      SLICE("No pair of records is likely enough to be one person that another "
                            "threshold would change that."));
        return;
    }
    draw_steps(report, steps);
    document_note(&report->document,
                  SLICE("The picture takes pairs of records one by one. Persons are made from all "
                        "their records together, and are better than the picture says."));
    table_of_steps(report, steps);
}

/* --- by group --------------------------------------------------------------------------------- */

/* Which side of the errors is looked at. */
static void sides(const struct linkage_errors *errors, bool missed, struct whisker *whisker)
{
    whisker->value = missed ? errors->missed_share : errors->wrong_share;
    whisker->lower = missed ? errors->missed_lower : errors->wrong_lower;
    whisker->upper = missed ? errors->missed_upper : errors->wrong_upper;
    whisker->is_known = (missed ? errors->true_links : errors->found_links) >= 0.5;
}

/* The finding. That nobody is failed only the truth can tell; the model knows what it expects. */
static void say_worse(struct report *report, size_t above)
{
    bool expected = report->work->fair.is_expected;
    report_add(report, expected ? ", as the model expects them" : ": ");
    if (above)
        report_add(report, "%s%zu group%s fare%s worse than chance explains", expected ? ": " : "",
                   above, above == 1 ? "" : "s", above == 1 ? "s" : "");
    else if (!expected)
        report_add(report, "no group fares worse than chance explains");
}

static void draw_groups(struct report *report, const struct link_group *group, bool missed)
{
    struct whisker *whiskers =
        arena_array(report->work->cli->arena, group->count + 1, sizeof *whiskers);
    struct whisker all = {.label = SLICE("")};
    size_t above = 0;
    sides(&group->errors[group->count], missed, &all);
    for (size_t i = 0; i < group->count; i++) {
        whiskers[i].label = group->names[i];
        sides(&group->errors[i], missed, &whiskers[i]);
        report_say(report, "%s", whiskers[i].is_known ? "" : "no links");
        if (whiskers[i].is_known)
            report_add_share(report, whiskers[i].value);
        whiskers[i].text = report_kept(report);
        above += missed ? group->errors[i].missed_worse : group->errors[i].wrong_worse;
    }
    report_say(report, "%s links by %s", missed ? "Missed" : "False", group->column->name);
    say_worse(report, above);
    document_figure(&report->document, report_said(report));
    struct picture picture = report_picture(report, missed ? "Missed links" : "False links");
    whiskers_picture(&report->document.page, &picture, whiskers, group->count, all.value);
    document_figure_end(&report->document);
}

static void limits_cell(struct report *report, double links, double lower, double upper)
{
    if (links >= 0.5)
        report_cell(report, "%.2f–%.2f%%", 100 * lower, 100 * upper);
    else
        report_cell(report, "no links");
}

static void table_of_group(struct report *report, struct slice name,
                           const struct linkage_errors *errors)
{
    document_cell(&report->document, name);
    report_count_cell(report, errors->records);
    report_count_cell(report, errors->true_links);
    report_cell(report, "%.*f", report->work->fair.is_expected ? 1 : 0, errors->missed);
    limits_cell(report, errors->true_links, errors->missed_lower, errors->missed_upper);
    report_count_cell(report, errors->found_links);
    report_cell(report, "%.*f", report->work->fair.is_expected ? 1 : 0, errors->wrong);
    limits_cell(report, errors->found_links, errors->wrong_lower, errors->wrong_upper);
}

static void table_of_groups(struct report *report, const struct link_group *group)
{
    static const struct document_column columns[] = {
        {"Group", false},     {"Records", true},    {"Right links", true}, {"Missed", true},
        {"95% limits", true}, {"Links made", true}, {"False", true},       {"95% limits", true}};
    document_details(&report->document, SLICE("The figures of these pictures"));
    report_say(report, "Links that touch each group of %s", group->column->name);
    document_table(&report->document, report_said(report), columns, 8);
    for (size_t i = 0; i < group->count; i++)
        table_of_group(report, group->names[i], &group->errors[i]);
    table_of_group(report, SLICE("all"), &group->errors[group->count]);
    document_table_end(&report->document);
    document_details_end(&report->document);
}

void report_fairness(struct report *report)
{
    const struct link_fair *fair = &report->work->fair;
    document_section(&report->document, SLICE("Whom it fails"));
    if (fair->count == 0)
        document_text(&report->document,
                      SLICE("Nobody asked. Name a column, such as one of ethnic groups, with "
                            "--group COLUMN, and this section shows whether the links of some "
                            "groups are missed or false more often than those of others."));
    else if (!link_fair_found(report->work) && !link_fair_true(report->work))
        document_text(&report->document,
                      fair->is_expected
                          ? SLICE("No link was made and the model expects none, so there is "
                                  "nothing to show by groups.")
                          : SLICE("No link was made and by the truth there is none, so there is "
                                  "nothing to show by groups."));
    else
        document_text(&report->document,
                      fair->is_expected
                          ? SLICE("These are errors as the model expects them, and it cannot tell "
                                  "whether a group is failed: it knows no group, and where names "
                                  "of a group are written in ways that it does not know, it misses "
                                  "more than it expects. Only --truth, or a sample of each group "
                                  "looked at, can tell.")
                          : SLICE("A dot is a group's share, the line through it its 95% interval "
                                  "(Wilson 1927); the dashed line is all records. Of many groups a "
                                  "few lie beyond theirs by chance, so one is called worse only "
                                  "where its 99.8% interval does."));
    bool any = link_fair_found(report->work) || link_fair_true(report->work);
    for (size_t i = 0; any && i < fair->count; i++) {
        draw_groups(report, &fair->groups[i], true);
        draw_groups(report, &fair->groups[i], false);
        table_of_groups(report, &fair->groups[i]);
    }
}
