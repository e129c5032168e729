#include "math/statistics/linear.h"

#include <math.h>

#include "base/base.h"

#include "base/banned.h"

static const double dependent = 1e-10; /* what is left of a column, over what it was */

/* Reflect column `pivot` onto its first element below the pivots before; apply it to the columns
 * after and to y. Returns the element, or 0 where the column follows from those before. */
static double reflect(double *design, double *y, size_t rows, size_t columns, size_t pivot)
{
    double below = 0, whole = 0;
    for (size_t row = 0; row < rows; row++) {
        double value = design[row * columns + pivot];
        whole += value * value;
        below += row >= pivot ? value * value : 0;
    }
    if (!(sqrt(below) > dependent * sqrt(whole)))
        return 0;
    double *corner = &design[pivot * columns + pivot];
    double diagonal = *corner > 0 ? -sqrt(below) : sqrt(below);
    double scale = 1 / (below - diagonal * *corner); /* 2 / |v|² with v the column less diagonal */
    *corner -= diagonal;
    for (size_t column = pivot + 1; column <= columns; column++) {
        double dot = 0;
        for (size_t row = pivot; row < rows; row++)
            dot += design[row * columns + pivot] *
                   (column < columns ? design[row * columns + column] : y[row]);
        for (size_t row = pivot; row < rows; row++) {
            double less = scale * dot * design[row * columns + pivot];
            if (column < columns)
                design[row * columns + column] -= less;
            else
                y[row] -= less;
        }
    }
    return diagonal;
}

int least_squares(double *design, double *y, size_t rows, size_t columns, double *ret_coefficients,
                  struct err *err)
{
    if (rows < columns)
        return err_set(err, ERR_ASSUMPTION, NULL,
                       "There are %zu rows for %zu coefficients. There must be at least as many.",
                       rows, columns);
    double *diagonal = memory_zeros(columns, sizeof *diagonal);
    size_t done = 0;
    while (done < columns && (diagonal[done] = reflect(design, y, rows, columns, done)) != 0)
        done++;
    if (done == columns) {
        for (size_t i = columns; i-- > 0;) {
            double value = y[i];
            for (size_t column = i + 1; column < columns; column++)
                value -= design[i * columns + column] * ret_coefficients[column];
            ret_coefficients[i] = value / diagonal[i];
        }
    }
    memory_free(diagonal);
    if (done == columns)
        return 0;
    return err_set(err, ERR_ASSUMPTION, NULL,
                   "Column %zu of the regression follows from those before it: it is constant, or "
                   "a sum of others. Leave it out.",
                   done + 1);
}
