/* How old people usually are of whom records say the same: a child present or a suspect, who has a
 * parent named or none. Seen from those records that give a date of birth, it tells of the others
 * that a child is not the father of the same name. */
#ifndef WEFT_MATH_LINKAGE_STANDARD_USUAL_AGES_H
#define WEFT_MATH_LINKAGE_STANDARD_USUAL_AGES_H

#include "math/linkage/standard/draft.h"

/* Whether columns of the kind tell how old people usually are. */
bool usual_ages_are_told_by(enum linkage_kind kind);

/* What the column tells, of all but the youngest and the oldest in a hundred; of no role of which
 * fewer than fifty records have a date of birth and a day of the record, or whose people are of all
 * ages. columns: those with the dates. O(rows). */
void usual_ages_find(const struct draft_columns *columns, const struct linkage_column *column,
                     struct linkage_usual_ages *ret_ages);

/* Fill the rows that have no date of birth, nor an age, by the first and the last year in which
 * such people are born: "1999..17 by role" (compare/packed.h). */
void usual_ages_fill(struct draft *draft, const struct draft_columns *columns);

#endif
