/* What the parts of the report share. */
#ifndef WEFT_CLI_LINK_REPORT_OWN_H
#define WEFT_CLI_LINK_REPORT_OWN_H

#include "cli/link/work.h"

struct report {
    const struct link_work *work;
    struct document document;
    struct buffer words; /* the sentence at hand */
    unsigned pictures;   /* drawn so far, for their ids */
    bool *shielded;      /* persons who are counted and never shown, or NULL */
};

/* Whether the person, which a source may shield, is shown. */
static inline bool report_may_show(const struct report *report, uint32_t person)
{
    return !report->shielded || !report->shielded[person];
}

/* Begin a sentence, empty or with words; add to it as printf does; what it is by now, until the
 * next is begun. */
void report_begin(struct report *report);
void report_say(struct report *report, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void report_add(struct report *report, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void report_add_count(struct report *report, double count); /* 11,391 */
void report_add_share(struct report *report, double share); /* "0.71%", "less than 0.01%" */
struct slice report_said(const struct report *report);

/* The same kept until the report is done, for pictures. */
struct slice report_kept(struct report *report);

/* Cells of a table. */
void report_cell(struct report *report, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void report_count_cell(struct report *report, double count);
void report_share_cell(struct report *report, double share);

/* The next picture's id and title. */
struct picture report_picture(struct report *report, const char *title);

/* The parts, in the order in which they stand. */
void report_errors(struct report *report);     /* how good it is, thresholds */
void report_fairness(struct report *report);   /* by group */
void report_doubts(struct report *report);     /* where review helps, samples */
void report_asked(struct report *report);      /* by --explain and --why */
void report_columns(struct report *report);    /* what was read, taken for, worth */
void report_compared(struct report *report);   /* rules, blocks */
void report_persons(struct report *report);    /* sizes */
void report_households(struct report *report); /* and families */
void report_stages(struct report *report);     /* how long it took */

#endif
