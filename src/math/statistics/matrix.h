/* Small dense linear algebra for the models here: row-major arrays, a handful of unknowns. */
#ifndef WEFT_MATH_STATISTICS_MATRIX_H
#define WEFT_MATH_STATISTICS_MATRIX_H

#include <stddef.h>

/* Factor a symmetric matrix of n rows in place into L times its transpose; only the lower half is
 * read, and L stands in it afterwards. Returns n, or the first row whose pivot is not above
 * `tolerance` times its diagonal: to rounding, that row depends on those before it. O(n³/3). */
size_t cholesky_factor(double *matrix, size_t n, double tolerance);

/* Solve with that factor, in place. O(n²). */
void cholesky_solve(const double *factor, size_t n, double *vector);

/* The whole inverse of what was factored. O(n³). */
void cholesky_invert(const double *factor, size_t n, double *ret_inverse);

/* Bring a matrix to reduced row echelon form in place. ret_pivots (room for the lesser of rows
 * and columns) gets the columns of the pivots, ascending; their number is the rank. Entries below
 * 1e-9 of the largest are taken for nought, which suits small whole numbers. O(rows·columns·rank).
 */
size_t row_reduce(double *matrix, size_t rows, size_t columns, size_t *ret_pivots);

/* Non-negative least squares (Lawson and Hanson 1974, ch. 23): the x >= 0 that brings
 * matrix · x (rows × columns) nearest to target. Returns the remaining sum of squares. O(columns³)
 * a step, about as many steps as positive x. */
double nonnegative_least_squares(const double *matrix, size_t rows, size_t columns,
                                 const double *target, double *ret_x);

#endif
