/* By which rules texts were brought to form and records found to be compared, and what that cost.
 */
#include "cli/link/report_own.h"

#include "base/banned.h"

static void table_of_rules(struct report *report)
{
    static const struct document_column columns[] = {{"Rule", false}, {"Used", false}};
    document_details(&report->document, SLICE("Rules by which texts were read and compared"));
    document_text(&report->document,
                  SLICE("Each can be switched off by its name, in brackets, under “rules” in a "
                        "specification."));
    document_table(&report->document, SLICE("The rules"), columns, 2);
    for (unsigned rule = 0; rule < LINKAGE_RULES; rule++) {
        bool off = report->work->spec.rules_off >> rule & 1;
        report_cell(report, "%s (%s)", linkage_rule_words(rule), linkage_rule_name(rule));
        document_cell(&report->document, off ? SLICE("no") : SLICE("yes"));
    }
    document_table_end(&report->document);
    document_details_end(&report->document);
}

static void table_of_blocks(struct report *report, const struct linkage_blocks *blocks)
{
    static const struct document_column columns[] = {{"Records that agree on", false},
                                                     {"Records", true},
                                                     {"Pairs", true},
                                                     {"Records in blocks parted further", true}};
    document_details(&report->document, SLICE("Which records were compared"));
    report_say(report, "Records that agree on any of these were compared, in blocks of at most ");
    report_add_count(report, (double)blocks->largest);
    report_add(report,
               " records; larger ones were parted by what else their records say. A pair that "
               "several find was compared once.");
    document_text(&report->document, report_said(report));
    document_table(&report->document, SLICE("What brings records together"), columns, 4);
    for (size_t i = 0; i < blocks->rule_count; i++) {
        struct linkage_rule_of_blocks rule = linkage_block_rule(report->work->linkage, i);
        report_cell(report, "%s", rule.label);
        report_count_cell(report, (double)rule.rows);
        report_count_cell(report, (double)rule.pairs);
        report_count_cell(report, (double)rule.over);
    }
    document_table_end(&report->document);
    document_details_end(&report->document);
}

void report_compared(struct report *report)
{
    if (report->work->people) /* its records were compared as they came, by rules it keeps */
        return;
    struct linkage_blocks blocks = linkage_blocks(report->work->linkage);
    table_of_rules(report);
    if (!blocks.everything)
        table_of_blocks(report, &blocks);
}
