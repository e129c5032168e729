/* The least value of a function of a few numbers, by the GNU Scientific Library's simplex search
 * (Nelder and Mead 1965), whose header only minimise.c includes. */
#ifndef WEFT_MATH_STATISTICS_MINIMISE_H
#define WEFT_MATH_STATISTICS_MINIMISE_H

#include <stddef.h>

/* Search from `place` (count > 0 numbers) with first steps of `step`, until the simplex is smaller
 * than `size` or `rounds` are over. ret_place may be `place`. Returns the value found, never above
 * that at the start. */
double minimise(double (*value)(const double *place, void *context), void *context, size_t count,
                const double *place, double step, double size, int rounds, double *ret_place);

#endif
