/* What each column was taken for, and what it turned out to be worth. */
#include "cli/link/report_own.h"

#include <math.h>

#include "cli/link/explain.h"
#include "cli/link/fair.h"
#include "cli/link/shield.h"
#include "domain/people/people.h"

#include "base/banned.h"

static void table_of_sources(struct report *report)
{
    static const struct document_column columns[] = {{"Source", false}, {"Records", true}};
    const struct link_input *input = &report->work->input;
    document_table(&report->document, SLICE("The sources"), columns, 2);
    for (size_t i = 0; i < input->source_count; i++) {
        document_cell(&report->document, slice_from(input->sources[i].name));
        report_count_cell(report, input->first_row[i + 1] - input->first_row[i]);
    }
    document_table_end(&report->document);
}

static double filled_share(const struct link_work *work, const struct linkage_column *column)
{
    size_t rows = work->input.table.row_count, filled = 0;
    for (size_t row = 0; row < rows; row++)
        filled += column->rows[row] != 0;
    return rows ? (double)filled / (double)rows : 0;
}

static void table_of_columns(struct report *report)
{
    static const struct document_column columns[] = {
        {"Column", false}, {"Taken for", false}, {"Filled", true}, {"Different values", true}};
    const struct link_work *work = report->work;
    const struct linkage_table *table = &work->input.table;
    document_table(&report->document, SLICE("What each column was taken for"), columns, 4);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct linkage_column *column = &table->columns[i];
        document_cell(&report->document, slice_from(column->name));
        document_cell(&report->document, slice_from(link_taken_for(work, column)));
        report_share_cell(report, filled_share(work, column));
        report_count_cell(report, column->values.count ? (double)column->values.count - 1 : 0);
    }
    document_table_end(&report->document);
}

static void kept_column(void *context, struct slice name, enum linkage_kind kind)
{
    struct report *report = context;
    document_cell(&report->document, name);
    document_cell(&report->document, slice_from(linkage_kind_words(kind)));
}

/* A register keeps what records say and not the columns that they said it in. */
static void table_of_kept_columns(struct report *report)
{
    static const struct document_column columns[] = {{"Column", false}, {"Taken for", false}};
    document_table(&report->document, SLICE("What each column of the feeds was taken for"), columns,
                   2);
    people_columns_each(report->work->people, kept_column, report, NULL);
    document_table_end(&report->document);
}

/* --- worth ------------------------------------------------------------------------------------ */

static void draw_worth(struct report *report)
{
    const struct link_work *work = report->work;
    size_t count = linkage_field_count(work->linkage), best = 0;
    struct bar *bars = arena_array(work->cli->arena, count + 1, sizeof *bars);
    for (size_t i = 0; i < count; i++) {
        struct linkage_worth worth;
        linkage_worth_of(work->linkage, i, &worth);
        report_begin(report);
        if (worth.worth < 0.1)
            report_add(report, "next to nothing");
        else
            link_round_words(exp2(worth.worth), &report->words);
        report_add(report, worth.worth < 0.1 ? "" : " times");
        bars[i] = (struct bar){slice_from(linkage_field_label(work->linkage, i)),
                               report_kept(report), fmax(0, worth.worth)};
        best = bars[i].value > bars[best].value ? i : best;
    }
    report_say(report, "Of what two records of one person say, the %s tells most",
               linkage_field_label(work->linkage, best));
    document_figure(&report->document, report_said(report));
    struct picture picture =
        report_picture(report, "How much likelier each field makes two records of one person");
    bars_picture(&report->document.page, &picture, bars, count);
    document_figure_end(&report->document);
    document_note(&report->document,
                  SLICE("How many times likelier a field makes it on average that two records of "
                        "one person are one person, where both have it. Bars are long by the power "
                        "of two."));
}

static void table_of_levels(struct report *report, size_t field)
{
    static const struct document_column columns[] = {
        {"Agreement", false}, {"Of one person (m)", true}, {"Of two (u)", true}, {"Weight", true}};
    const struct link_work *work = report->work;
    struct linkage_worth worth;
    size_t distinct;
    double known = linkage_field_known(work->linkage, field, &distinct);
    linkage_worth_of(work->linkage, field, &worth);
    report_say(report, "%s: known of ", linkage_field_label(work->linkage, field));
    report_add_share(report, known);
    report_add(report, " of the records, ");
    report_add_count(report, (double)distinct);
    report_add(report, " values; the same is worth %+.1f for the commonest to %+.1f for the rarest",
               link_tenths(worth.common_bits), link_tenths(worth.rare_bits));
    document_table(&report->document, report_said(report), columns, 4);
    for (size_t i = 0; i < worth.count; i++) {
        const struct linkage_level *level = &worth.levels[i];
        document_cell(&report->document, slice_from(level->words));
        report_cell(report, "%.5f", level->of_one);
        report_cell(report, "%.3g", level->of_two);
        report_cell(report, "%+.1f", link_tenths(level->bits));
    }
    document_table_end(&report->document);
}

void report_columns(struct report *report)
{
    size_t fields = linkage_field_count(report->work->linkage);
    document_section(&report->document, SLICE("What was read, and what it was worth"));
    table_of_sources(report);
    if (link_fair_true(report->work))
        draw_worth(report);
    else
        document_text(&report->document,
                      SLICE("What each field is worth could not be learnt, since hardly any two "
                            "records seem to be one person: the weights are what is usual."));
    if (report->work->people)
        table_of_kept_columns(report);
    else
        table_of_columns(report);
    if (report->work->input.table.row_count < 2)
        return;
    document_details(&report->document, SLICE("Weights of each field, level by level"));
    document_text(
        &report->document,
        SLICE("m is how often two records of one person agree like this, u how often two "
              "records of two persons do; the weight is the binary logarithm of m over u "
              "(Fellegi and Sunter 1969). Both were estimated from these records, without "
              "examples."));
    for (size_t i = 0; i < fields; i++)
        table_of_levels(report, i);
    document_details_end(&report->document);
}
