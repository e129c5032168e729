/* Values other than names brought to one form. */
#ifndef WEFT_MATH_LINKAGE_STANDARD_H
#define WEFT_MATH_LINKAGE_STANDARD_H

#include "math/linkage/records.h"
#include "math/linkage/fold.h"

/* Write the standard form of text into out and return its length; 0 where it says nothing
 * (placeholders, what is no date at all). O(length). */
size_t standard_text(struct slice text, enum field_kind kind, bool month_first,
                     char out[static FOLD_LONGEST]);

/* Whether dates with slashes are written month first: some second part is over 12 and no first
 * part is. Looks at the distinct texts. */
bool standard_dates_month_first(const struct values *texts);

#endif
