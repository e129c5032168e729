/* The cheapest complementary cells, proven (Fischetti and Salazar 2001): which cells to hide is an
 * integer programme whose rows, one for each way in which an attacker could win, are found as they
 * are broken. */
#ifndef WEFT_MATH_DISCLOSURE_EXACT_H
#define WEFT_MATH_DISCLOSURE_EXACT_H

#include "math/disclosure/search.h"

/* Start from the protected state of the search and leave it in the cheapest found. *ret_proven:
 * nothing is cheaper, nor as cheap with fewer cells. Ends early, unproven, with the search's work.
 */
int exact_improve(struct search *search, bool *ret_proven, struct err *err);

#endif
