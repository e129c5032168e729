/* What --explain and --why ask about, on the page: the evidence on the pair, and how the person
 * came together. */
#include "cli/link/report_own.h"

#include <stdio.h>

#include "cli/link/explain.h"
#include "cli/link/waterfall.h"

#include "base/banned.h"

static bool is_shown(const struct report *report, uint32_t row)
{
    return report_may_show(report, report->work->persons[row]);
}

static void draw_pair(struct report *report, uint32_t a, uint32_t b)
{
    const struct link_work *work = report->work;
    struct linkage_explanation explanation;
    linkage_explain(work->linkage, a, b, &explanation);
    report_begin(report);
    link_name_row(work, a, &report->words);
    report_add(report, " and ");
    link_name_row(work, b, &report->words);
    report_add(report, " are ");
    link_together_words(&explanation, &report->words);
    document_figure(&report->document, report_said(report));
    struct picture picture = report_picture(report, "");
    link_waterfall(work, a, b, picture.id, &report->document.page);
    document_figure_end(&report->document);
}

static void show_pair(struct report *report)
{
    const struct link_work *work = report->work;
    uint32_t a = 0, b = 0;
    if (link_row_named(work, work->request.explain[0], &a, NULL) < 0 ||
        link_row_named(work, work->request.explain[1], &b, NULL) < 0)
        return;
    if (is_shown(report, a) && is_shown(report, b))
        draw_pair(report, a, b);
    else
        document_text(
            &report->document,
            SLICE("Of the two records asked about one is shielded, or is of one person with a "
                  "record that is. Such a record is shown with no other."));
}

static void name_cell(struct report *report, uint32_t row, size_t count)
{
    report_begin(report);
    link_name_row(report->work, row, &report->words);
    if (count > 1)
        report_add(report, " (with %zu more)", count - 1);
    document_cell(&report->document, report_said(report));
}

static void table_of_joints(struct report *report, const struct linkage_why *why)
{
    static const struct document_column columns[] = {
        {"Joint", false}, {"Records", false}, {"and", false}, {"One person", true}};
    report_say(report, "Person ");
    link_name_person(report->work, report->work->persons[why->rows[0]], &report->words);
    report_add(report, " came together from %zu records, the best evidence first", why->row_count);
    document_table(&report->document, report_said(report), columns, 4);
    for (size_t i = 0; i + 1 < why->row_count; i++) {
        const struct linkage_joint *joint = &why->joints[i];
        report_cell(report, "%zu%s", i + 1, i == why->weakest ? ", the weakest" : "");
        name_cell(report, joint->left, joint->left_count);
        name_cell(report, joint->right, joint->right_count);
        report_begin(report);
        link_chance_words(joint->weight, &report->words);
        document_cell(&report->document, report_said(report));
    }
    document_table_end(&report->document);
}

static void show_person(struct report *report)
{
    uint32_t row = 0;
    if (link_row_named(report->work, report->work->request.why, &row, NULL) < 0)
        return;
    if (!is_shown(report, row)) {
        document_text(&report->document,
                      SLICE("The person asked about is shielded, and is not shown."));
        return;
    }
    struct linkage_why why;
    linkage_why(report->work->linkage, row, &why);
    if (why.row_count > 1) {
        const struct linkage_joint *weakest = &why.joints[why.weakest];
        table_of_joints(report, &why);
        document_text(&report->document, SLICE("The best evidence across the weakest joint:"));
        draw_pair(report, weakest->left, weakest->right);
    } else {
        document_text(&report->document, SLICE("The person asked about has one record."));
    }
    linkage_why_free(&why);
}

void report_asked(struct report *report)
{
    const struct link_request *request = &report->work->request;
    if (!request->explain[0] && !request->why)
        return;
    document_section(&report->document, SLICE("What was asked about"));
    if (request->explain[0])
        show_pair(report);
    if (request->why)
        show_person(report);
}
