/* Whom records name as their parents by an identifier or a number. */
#ifndef WEFT_MATH_LINKAGE_FAMILIES_PARENTS_H
#define WEFT_MATH_LINKAGE_FAMILIES_PARENTS_H

#include "math/linkage/linkage.h"

/* Tell of every row of the table that names another as parent: by the identifier of a row of its
 * own source, or by the NHS or national number of a row of any (the first that has it). O(rows). */
void parents_identified(const struct linkage_table *table,
                        void (*tell)(void *context, uint32_t child, uint32_t parent),
                        void *context);

#endif
