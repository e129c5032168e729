#include "math/statistics/distribution.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>

#include "base/banned.h"

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

double chi_squared_above(double x, double df)
{
    return gsl_cdf_chisq_Q(x, df);
}

double chi_squared_quantile(double p, double df)
{
    double x = gsl_cdf_chisq_Pinv(p, df);
    for (int i = 0; i < 2 && x > 0; i++) {
        double density = gsl_ran_chisq_pdf(x, df);
        double excess = p < 0.5 ? gsl_cdf_chisq_P(x, df) - p : 1 - p - gsl_cdf_chisq_Q(x, df);
        if (density > 0)
            x -= excess / density;
    }
    return x;
}

double fisher_above(double f, double df1, double df2)
{
    return gsl_cdf_fdist_Q(f, df1, df2);
}

double poisson_below(double count, double mean)
{
    return count < 0 ? 0 : gsl_cdf_chisq_Q(2 * mean, 2 * (count + 1));
}

double poisson_above(double count, double mean)
{
    return count < 0 ? 1 : gsl_cdf_chisq_P(2 * mean, 2 * (count + 1));
}
