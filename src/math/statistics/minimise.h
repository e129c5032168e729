/* The least value of a function that has no derivatives: the polytope of Nelder and Mead (1965),
 * Computer J 7:308-313, as Nash (1990, Compact numerical methods for computers, algorithm 19)
 * lays it down. */
#ifndef WEFT_MATH_STATISTICS_MINIMISE_H
#define WEFT_MATH_STATISTICS_MINIMISE_H

#include <stddef.h>

enum { MINIMISE_MOST = 32 }; /* parameters */

/* The value at the parameters; not finite where they are not allowed. */
typedef double (*minimise_function)(const double *parameters, void *context);

/* Move the parameters (at most MINIMISE_MOST) to where the function is least. Stops when the
 * corners agree to within tolerance × (|first value| + tolerance), or after `most` evaluations.
 * Returns the least value, or HUGE_VAL, with the parameters as they were, where the first is not
 * finite. No allocation. */
double minimise(minimise_function function, void *context, double *parameters, size_t count,
                double tolerance, int most);

#endif
