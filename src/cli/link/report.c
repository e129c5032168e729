/* The report of a linkage. It begins with what anybody needs and ends with what an engineer asks
 * for; each section says its finding first. */
#include "cli/link/report.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "cli/link/explain.h"
#include "cli/link/report_own.h"
#include "cli/link/shield.h"

#include "base/banned.h"

enum { SENTENCE_BYTES = 1 << 16 };

/* --- sentences -------------------------------------------------------------------------------- */

static void append(struct report *report, const char *format, va_list arguments)
{
    char text[1024];
    int length = vsnprintf(text, sizeof text, format, arguments);
    size_t kept = length < 0 ? 0 : (size_t)length;
    buffer_append(&report->words,
                  (struct slice){text, kept < sizeof text ? kept : sizeof text - 1});
}

void report_begin(struct report *report)
{
    buffer_clear(&report->words);
}

void report_say(struct report *report, const char *format, ...)
{
    va_list arguments;
    buffer_clear(&report->words);
    va_start(arguments, format);
    append(report, format, arguments);
    va_end(arguments);
}

void report_add(struct report *report, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    append(report, format, arguments);
    va_end(arguments);
}

void report_add_count(struct report *report, double count)
{
    struct page_writer page = {.out = &report->words};
    html_count(&page, (int64_t)round(count));
}

void report_add_share(struct report *report, double share)
{
    double percent = 100 * share;
    if (percent > 0 && percent < 0.005)
        report_add(report, "less than 0.01%%");
    else
        report_add(report, "%.*f%%", percent >= 10 ? 1 : 2, percent);
}

struct slice report_said(const struct report *report)
{
    return buffer_slice(&report->words);
}

struct slice report_kept(struct report *report)
{
    return arena_slice(report->work->cli->arena, buffer_slice(&report->words));
}

void report_cell(struct report *report, const char *format, ...)
{
    va_list arguments;
    buffer_clear(&report->words);
    va_start(arguments, format);
    append(report, format, arguments);
    va_end(arguments);
    document_cell(&report->document, report_said(report));
}

void report_count_cell(struct report *report, double count)
{
    report_begin(report);
    report_add_count(report, count);
    document_cell(&report->document, report_said(report));
}

void report_share_cell(struct report *report, double share)
{
    report_begin(report);
    report_add_share(report, share);
    document_cell(&report->document, report_said(report));
}

struct picture report_picture(struct report *report, const char *title)
{
    char id[32];
    snprintf(id, sizeof id, "p%u", ++report->pictures);
    return (struct picture){.id = arena_string(report->work->cli->arena, slice_from(id)),
                            .title = slice_from(title)};
}

/* --- the page --------------------------------------------------------------------------------- */

static void begin(struct report *report)
{
    const struct link_work *work = report->work;
    char today[DATE_TEXT_SIZE];
    CLEANUP(buffer_free) struct buffer title = BUFFER(SENTENCE_BYTES);
    buffer_string(&title, "Linkage of ");
    for (size_t i = 0; i < work->input.source_count; i++) {
        buffer_string(&title, i == 0 ? "" : i + 1 == work->input.source_count ? " and " : ", ");
        buffer_string(&title, work->input.sources[i].name);
    }
    date_format(clock_today(), today);
    report_say(report,
               "Made by weft " WEFT_VERSION " on %s. This page shows records of people: keep it as "
               "you keep the sources.",
               today);
    document_begin(&report->document, buffer_slice(&title), report_said(report));
}

/* What it came to, in three sentences. */
static void summary(struct report *report)
{
    const struct link_work *work = report->work;
    report_begin(report);
    report_add_count(report, (double)work->input.table.row_count);
    bool one = work->input.table.row_count == 1;
    report_add(report, " record%s of %zu source%s %s ", one ? "" : "s", work->input.source_count,
               work->input.source_count == 1 ? "" : "s", one ? "is" : "are");
    report_add_count(report, work->person_count);
    report_add(report, " person%s.", work->person_count == 1 ? "" : "s");
    document_says(&report->document, report_said(report));
    report_say(report,
               "Records were put together where all that they say makes one person likelier than "
               "%.3g%%. Nobody told the program how: what agreement is worth it learnt from the "
               "records themselves, and how sure it is of each answer is what follows.",
               100 * work->threshold);
    document_text(&report->document, report_said(report));
}

void link_report_write(const struct link_work *work, struct buffer *out)
{
    CLEANUP(cleanup_memory) bool *shielded = link_shielded_persons(work);
    struct report report = {.work = work,
                            .shielded = shielded,
                            .document = {.page = {.out = out, .arena = work->cli->arena}},
                            .words = BUFFER(SENTENCE_BYTES)};
    begin(&report);
    summary(&report);
    report_asked(&report);
    report_errors(&report);
    report_fairness(&report);
    report_doubts(&report);
    report_persons(&report);
    report_households(&report);
    report_columns(&report);
    report_compared(&report);
    report_stages(&report);
    document_end(&report.document);
    buffer_free(&report.words);
}
