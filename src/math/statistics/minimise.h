/* Where a function of a few parameters is least, without its derivatives. */
#ifndef WEFT_MATH_STATISTICS_MINIMISE_H
#define WEFT_MATH_STATISTICS_MINIMISE_H

#include <stddef.h>

enum { MINIMISE_MOST = 32 }; /* parameters */

/* The value at the parameters; not finite where they are not allowed. */
typedef double (*minimise_function)(const double *parameters, void *context);

/* The polytope of Nelder and Mead (1965), Computer J 7:308-313, as Nash (1990, Compact numerical
 * methods for computers, algorithm 19) lays it down.
 *
 * Moves the parameters (at most MINIMISE_MOST) to where the function is least. Stops when the
 * corners agree to within tolerance × (|first value| + tolerance), or after `most` evaluations.
 * Returns the least value, or HUGE_VAL, with the parameters as they were, where the first is not
 * finite. No allocation. */
double minimise(minimise_function function, void *context, double *parameters, size_t count,
                double tolerance, int most);

/* Downhill from the parameters, each kept between 0 and 1, to the nearest place where the function
 * rises on all sides: steps of Broyden, Fletcher, Goldfarb and Shanno projected onto the box
 * (Bertsekas 1982, SIAM J Control Optim 20:221-246), slopes by central differences of 0.001. The
 * function must be finite all over the box, and about 1 in size for its first step to be of use.
 * Ends where a step gains less than a part in 5e14. Returns the least value. No allocation. */
double minimise_in_box(minimise_function function, void *context, double *parameters, size_t count);

#endif
