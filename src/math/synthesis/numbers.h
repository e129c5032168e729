/* Numbers that are formally right and nobody's. */
#ifndef WEFT_MATH_SYNTHESIS_NUMBERS_H
#define WEFT_MATH_SYNTHESIS_NUMBERS_H

#include "math/synthesis/synthesis.h"

/* The next NHS number of the range 999 000 0000 to 999 999 9999, which is kept for tests; empty
 * when all are given out. */
void nhs_number_give(struct synthesis_city *city, char text[static 11]);

/* The next UPN of a school of the family's quarter for a child who first went there in this year.
 * No authority has the number in it. */
void upn_give(struct synthesis_city *city, uint32_t school, int year, char text[static 14]);

/* A number of those that Ofcom keeps for radio and television drama, by any number; digits only.
 * There are 18,000, so that in a large city strangers share them. */
void telephone_write(uint64_t which, char text[static 16]);

#endif
