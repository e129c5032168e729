/* Distributions: tail areas and quantiles, by the GNU Scientific Library, whose headers only
 * distribution.c includes. Quantiles are right to about 1e-13 of themselves, tails of more than 1e5
 * degrees of freedom (or as many expected) to 1e-6. NaN only where an argument is. O(1). */
#ifndef WEFT_MATH_STATISTICS_DISTRIBUTION_H
#define WEFT_MATH_STATISTICS_DISTRIBUTION_H

#include <math.h>

/* The normal deviates of the two levels that are published: 95% and 99.8%, two-sided. */
#define Z_95 1.959963984540054
#define Z_99_8 3.090232306167813

double normal_below(double z); /* P(Z <= z) */
double normal_above(double z);
double normal_quantile(double p);  /* 0 < p < 1 */
double normal_two_sided(double z); /* P(|Z| >= |z|) */

double student_below(double t, double df);
double student_quantile(double p, double df); /* 1 <= df <= 1e15 */

double chi_squared_above(double x, double df);
double chi_squared_quantile(double p, double df); /* df > 0 */

double fisher_above(double f, double df1, double df2); /* P(F >= f) */

double poisson_below(double count, double mean); /* P(N <= count) */
double poisson_above(double count, double mean); /* P(N > count) */

#endif
