/* Values other than names brought to one form. */
#ifndef WEFT_MATH_LINKAGE_STANDARD_STANDARD_H
#define WEFT_MATH_LINKAGE_STANDARD_STANDARD_H

#include "math/linkage/standard/field.h"
#include "math/linkage/texts/fold.h"
#include "math/linkage/texts/numbers.h"

/* How the texts of one column are brought to form. */
struct standard {
    enum field_kind kind;
    uint32_t rules_off;
    bool month_first; /* dates with slashes are written so */
    enum number_scheme scheme;
};

/* Made by looking at the column's texts: dates are month first where more second parts are over 12
 * than first ones. */
struct standard standard_for(enum field_kind kind, enum linkage_kind from, uint32_t rules_off,
                             const struct values *texts);

/* Write the standard form of text into out and return its length; 0 where it says nothing
 * (placeholders, what is no date at all). O(length). */
size_t standard_text(struct slice text, const struct standard *how, char out[static FOLD_LONGEST]);

#endif
