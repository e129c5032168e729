/* Dates of birth as people write them: eight digits YYYYMMDD, some of which may be unknown. */
#ifndef WEFT_MATH_LINKAGE_TEXTS_DATES_H
#define WEFT_MATH_LINKAGE_TEXTS_DATES_H

#include "base/base.h"

enum { WRITTEN_DATE = 8 };

/* Read a date in any usual writing (2011-03-31, 20110331, 31/03/2011, 31 Mar 2011, 2011, 2011-03)
 * as eight characters: digits, or '?' where the writing gives none or a letter stands in a digit's
 * place. month_first reads 03/31/2011. Digits are taken as they stand, possible or not
 * ("1855-86-20" is a slip of the pen, and still evidence). False for what is no date. */
bool written_date_read(struct slice text, bool month_first, char date[static WRITTEN_DATE]);

/* Stands for "no date": 01/01/1900, 31/12/9999, 11/11/1111 and the like. */
bool written_date_is_placeholder(const char date[static WRITTEN_DATE]);

/* The date as days since 1970-01-01; false where it is partial or impossible. */
bool written_date_days(const char date[static WRITTEN_DATE], int32_t *ret_days);

#endif
