/* What the columns of a table are: by their headings (recognise.c), else by their texts
 * (recognise_content.c). */
#ifndef WEFT_MATH_LINKAGE_STANDARD_RECOGNISE_H
#define WEFT_MATH_LINKAGE_STANDARD_RECOGNISE_H

#include "math/linkage/linkage.h"

/* Whether a heading names somebody or something else than the person of the row. */
bool heading_is_about_another(const char *heading);

/* Whether it names a date that is nobody's birth: of a death, a referral, an update. */
bool heading_is_of_another_date(const char *heading);

/* Names, dates of birth, sexes, streets with their numbers, and towns in columns that are not
 * decided and still ignored, each in the sources where no heading says where it stands: a source
 * whose headings name names keeps to those. Without any date of birth else, the first column of
 * dates is taken for it, however few there are. Looks at RECOGNISE_ROWS texts of a column at most,
 * spread over its sources; fewer than RECOGNISE_FEWEST that are not blank show nothing. O(columns ×
 * rows). */
enum { RECOGNISE_ROWS = 2000, RECOGNISE_FEWEST = 20 };
void recognise_by_content(struct linkage_table *table);

#endif
