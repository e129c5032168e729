/* Least squares by Householder's orthogonal factors (Golub and Van Loan 2013, section 5.2), which
 * lose half the digits that the normal equations lose. */
#ifndef WEFT_MATH_STATISTICS_LINEAR_H
#define WEFT_MATH_STATISTICS_LINEAR_H

#include <stddef.h>

struct err;

/* Coefficients of y on the columns of design, an array of rows × columns, row after row; a
 * constant is one of its columns. Both design and y are used up. ERR_ASSUMPTION where there are
 * fewer rows than columns or a column follows from the others (to within 1e-10). O(rows columns²).
 * ret_coefficients has room for columns. */
int least_squares(double *design, double *y, size_t rows, size_t columns, double *ret_coefficients,
                  struct err *err);

#endif
