/* First days of January, which stand for days that nobody knows. Where people came from a country
 * that did not write births down, officials wrote them, and these people share surnames: so the
 * same one says less of two people of one surname than how rare it is among all. */
#ifndef WEFT_MATH_LINKAGE_COMPARE_NEW_YEARS_H
#define WEFT_MATH_LINKAGE_COMPARE_NEW_YEARS_H

#include "math/linkage/compare/records.h"

/* How many times commoner first days of January are among those who share a surname with somebody
 * born on one than among all; 1 at least. dates, surnames: the value of each row, 0 where it is not
 * known; field: of the dates, whose facts and known rows are used. O(rows + values). */
double new_years_commoner(const struct field *field, const uint32_t *dates,
                          const uint32_t *surnames, size_t surname_count, size_t rows);

#endif
