/* Periods: what a publisher writes, read into one canonical form. */
#ifndef WEFT_DOMAIN_PERFORMANCE_PERIOD_H
#define WEFT_DOMAIN_PERFORMANCE_PERIOD_H

#include "base/base.h"

/* What one year of a measure is. Which one a bare "2025" means only its source can say. */
enum year_kind {
    YEAR_CALENDAR,  /* January to December, or a count on one day of the year */
    YEAR_FINANCIAL, /* April to March: 2025 is 2024/25 */
    YEAR_SCHOOL,    /* September to August: 2025 is 2024/25 */
};

/* One period: `years` whole years, or one quarter, that end on `ends`. */
struct period {
    enum year_kind kind;
    int16_t first, last; /* the calendar years in which its first and last year end */
    int8_t quarter;      /* 1–4 of the year that ends in `last`; 0 for whole years */
};

enum { PERIOD_TEXT_SIZE = 32 };

/* Read a label as published, for a measure whose years are of this kind:
 *   2025 · 2024/25 · 2024-25 · 2024/2025 · 202425      a year
 *   2014-16 · 2013/14-15/16 · 2013/14 - 2015/16        several years in one figure
 *   2011 Q2 · 2011/12 Q2 · Q2 2011/12                  a quarter
 * (a dash may stand for the hyphen)
 * with a note after it, such as (Rev), (prov), (Final), (OT), (p) or (r), which says how final
 * the figure is and not when. A financial or school year written with one number is named by the
 * year in which it ends. The canonical form reads back to the same period.
 * 0, or ERR_RANGE with a sentence that says what to give. */
int period_parse(struct slice label, enum year_kind kind, struct period *ret_period,
                 struct err *err);

/* "2025", "2024/25", "2014-2016", "2013/14-2015/16", "2011 Q2", "2011/12 Q2", with its NUL. */
void period_format(struct period period, char text[static PERIOD_TEXT_SIZE]);

/* The first day. */
struct date period_begin(struct period period);

/* The last day, and the order of periods: by their last day, then the longer first. */
struct date period_end(struct period period);
int period_compare(struct period a, struct period b);

/* How many whole years lie between the ends of two periods; negative where b ends before a. */
int period_years_between(struct period a, struct period b);

#endif
