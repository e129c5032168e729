/* Why two records are one person or not, and how a person's records came together. */
#ifndef WEFT_CLI_LINK_EXPLAIN_H
#define WEFT_CLI_LINK_EXPLAIN_H

#include <math.h>

#include "cli/link/work.h"

/* Append what --explain and --why ask for, in words or as members of the JSON document. 0, or
 * ERR_NOT_FOUND for a record that is not there. */
int link_explain(const struct link_work *work, struct buffer *out, struct err *err);

/* --- in words, for whoever else explains ------------------------------------------------------ */

/* "council:17" */
void link_name_row(const struct link_work *work, uint32_t row, struct buffer *out);

/* "17", or as the register calls it. */
void link_name_person(const struct link_work *work, uint32_t person, struct buffer *out);

/* "of two records taken blindly, one pair in 7,300 is one person" */
void link_before_words(double before, struct buffer *out);

/* "khan | kahn (spelt nearly the same)" */
void link_evidence_words(const struct linkage_evidence *evidence, struct buffer *out);

/* "80 times likelier", "37 times less likely", "says next to nothing" */
void link_factor_words(double bits, struct buffer *out);

/* "99.21%", "more than 99.99%": the probability at that weight. */
void link_chance_words(double weight, struct buffer *out);

/* "99.21% likely to be one person", and what somebody decided. */
void link_together_words(const struct linkage_explanation *explanation, struct buffer *out);

/* Bits to a tenth, without a minus before nought: for "%+.1f". */
static inline double link_tenths(double bits)
{
    double tenths = round(10 * bits) / 10;
    return tenths == 0 ? 0 : tenths; /* which may be less than it */
}

/* A count or a factor as people say it: 7, 46, 3,600, 1.2 million. */
void link_round_words(double value, struct buffer *out);

#endif
