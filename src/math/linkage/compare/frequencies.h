/* How common values are by a table from outside: what a few records cannot say of themselves. */
#ifndef WEFT_MATH_LINKAGE_COMPARE_FREQUENCIES_H
#define WEFT_MATH_LINKAGE_COMPARE_FREQUENCIES_H

#include "math/linkage/compare/records.h"

/* Put the fields' own counts with what the table says of their kinds (field_share), and grade their
 * values anew. Texts are brought to the records' standard form, in which shares of spellings add
 * up. O(frequencies + distinct values). */
void frequencies_take(struct records *records, const struct linkage_frequency *frequencies,
                      size_t count);

#endif
