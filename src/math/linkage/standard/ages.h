/* Ages: a record that says "aged 12" and when it was written says about when the person was born.
 */
#ifndef WEFT_MATH_LINKAGE_STANDARD_AGES_H
#define WEFT_MATH_LINKAGE_STANDARD_AGES_H

#include "math/linkage/standard/draft.h"

/* Whole years of life, 0 to 120, written in digits. */
bool age_read(struct slice text, unsigned *ret_years);

/* The birth of whoever was so old on that day (since 1970), as a date of birth has it that is known
 * about (compare/packed.h): "~2010-07 by age", six months sooner or later. Writes AGE_BIRTH bytes
 * and returns how many; 0 where that is no year of our time. */
enum { AGE_BIRTH = 15 };
size_t age_birth(unsigned years, int32_t recorded, char out[static AGE_BIRTH]);

/* Whether the column holds ages at the time of the record: its texts are ages, and the dates of
 * birth that stand beside some of them do not say otherwise. O(rows). */
bool ages_are_of_the_record(const struct linkage_table *table, const struct linkage_column *column);

/* Fill the rows that have no date of birth yet, where they have an age and a date of the record. */
void ages_fill(struct draft *draft, const struct draft_columns *columns);

/* Of each row the first day that any column of the kind gives; INT32_MIN where none does. The
 * caller frees it. */
int32_t *ages_days_by_row(const struct linkage_column *const *columns, size_t column_count,
                          enum linkage_kind kind, size_t row_count);

#endif
