#include "math/statistics/distribution.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <stdbool.h>

#include "base/banned.h"

enum { MANY = 100000 }; /* degrees of freedom, past which an expansion is better than the library */

/* The library's own handler ends the process; every function here is asked within its domain. */
__attribute__((constructor)) static void keep_library_quiet(void)
{
    gsl_set_error_handler_off();
}

double normal_below(double z)
{
    return gsl_cdf_ugaussian_P(z);
}

double normal_above(double z)
{
    return gsl_cdf_ugaussian_Q(z);
}

double normal_quantile(double p)
{
    return gsl_cdf_ugaussian_Pinv(p);
}

double normal_two_sided(double z)
{
    return 2 * gsl_cdf_ugaussian_Q(fabs(z));
}

double student_below(double t, double df)
{
    return gsl_cdf_tdist_P(t, df);
}

/* The library's inverses stop at about 1e-8: two steps of Newton's method finish them. */
double student_quantile(double p, double df)
{
    double t = gsl_cdf_tdist_Pinv(p, df);
    for (int i = 0; i < 2; i++) {
        double density = gsl_ran_tdist_pdf(t, df);
        double excess = t < 0 ? gsl_cdf_tdist_P(t, df) - p : 1 - p - gsl_cdf_tdist_Q(t, df);
        if (density > 0)
            t -= excess / density;
    }
    return t;
}

/* From about 1e6 degrees of freedom on the library's tails are wrong. There the cube root is normal
 * (Wilson and Hilferty 1931, PNAS 17:684-688). */
static double chi_squared_deviate(double x, double df)
{
    double part = 2 / (9 * df);
    return (cbrt(x / df) - 1 + part) / sqrt(part);
}

double chi_squared_above(double x, double df)
{
    return df > MANY ? normal_above(chi_squared_deviate(x, df)) : gsl_cdf_chisq_Q(x, df);
}

static double chi_squared_below(double x, double df)
{
    return df > MANY ? normal_below(chi_squared_deviate(x, df)) : gsl_cdf_chisq_P(x, df);
}

/* Where a search for the quantile begins: Wilson and Hilferty's cube, or for few degrees of freedom
 * the first term of the series of P, whichever is more. */
static double chi_squared_guess(double p, double df)
{
    double part = 2 / (9 * df), half = df / 2;
    double cube = pow(fmax(0, 1 - part + normal_quantile(p) * sqrt(part)), 3) * df;
    return df > 50 ? cube : fmax(cube, 2 * exp((log(p) + lgamma(half + 1)) / half));
}

/* The expansion of Cornish and Fisher (Goldberg and Levine 1946, Ann Math Stat 17:216-225), whose
 * next term is under 1e-15 of the whole from 1e5 degrees of freedom on. */
static double chi_squared_expansion(double p, double df)
{
    double z = normal_quantile(p), z2 = z * z, root = sqrt(2 * df);
    double small = z * (z2 - 7) / (9 * root) - ((6 * z2 + 14) * z2 - 32) / (405 * df) +
                   z * ((9 * z2 + 256) * z2 - 433) / (2430 * root * df);
    return df + root * z + 2 * (z2 - 1) / 3 + small;
}

/* How far x lies beyond the quantile in the logarithm of the smaller tail, and how fast that grows
 * with the logarithm of x. */
static double chi_squared_excess(double x, double p, double df, double *ret_growth)
{
    bool low = p < 0.5;
    double tail = low ? chi_squared_below(x, df) : chi_squared_above(x, df);
    *ret_growth = x * gsl_ran_chisq_pdf(x, df) / tail;
    return low ? log(tail / p) : log((1 - p) / tail);
}

/* The library's own inverse gives up from about 5,000 degrees of freedom on and under 0.25. Both
 * tails are log-concave in log x, where Newton's method
 * finds the quantile from anywhere; where a tail is out of range the interval that must hold it is
 * halved. */
double chi_squared_quantile(double p, double df)
{
    enum { STEPS = 200 };
    if (df > MANY)
        return chi_squared_expansion(p, df);
    double x = chi_squared_guess(p, df), lower = 0, upper = INFINITY;
    for (int i = 0; i < STEPS && x > DBL_MIN; i++) {
        double growth, excess = chi_squared_excess(x, p, df, &growth), before = x;
        *(excess > 0 ? &upper : &lower) = x;
        x *= exp(-excess / growth);
        if (!(x > lower && x < upper))
            x = isinf(upper) ? 2 * before : (lower + upper) / 2;
        if (fabs(x - before) <= 4 * DBL_EPSILON * before)
            break;
    }
    return x;
}

double fisher_above(double f, double df1, double df2)
{
    return gsl_cdf_fdist_Q(f, df1, df2);
}

double poisson_below(double count, double mean)
{
    return count < 0 ? 0 : chi_squared_above(2 * mean, 2 * (count + 1));
}

double poisson_above(double count, double mean)
{
    return count < 0 ? 1 : chi_squared_below(2 * mean, 2 * (count + 1));
}
