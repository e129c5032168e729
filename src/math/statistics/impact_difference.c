/* Difference in differences. */
#include "math/statistics/impact.h"

#include <math.h>

#include "math/statistics/distribution.h"

#include "base/banned.h"

int difference_fit(const double *treated, const double *after, const double *value, size_t count,
                   struct difference_fit *ret_fit, struct err *err)
{
    struct difference_fit fit = {0};
    double squares[2][2] = {{0}};
    for (size_t i = 0; i < count; i++) { /* Welford: mean and squares in one pass */
        if (isnan(treated[i]) || isnan(after[i]) || isnan(value[i]))
            continue;
        int side = treated[i] == 1, time = after[i] == 1;
        double off = value[i] - fit.means[side][time];
        fit.means[side][time] += off / (double)++fit.counts[side][time];
        squares[side][time] += off * (value[i] - fit.means[side][time]);
    }
    double variance = 0;
    for (int side = 0; side < 2; side++) {
        for (int time = 0; time < 2; time++) {
            double n = (double)fit.counts[side][time];
            if (n < 2)
                return err_set(err, ERR_ASSUMPTION, NULL,
                               "There are %g values of the %s %s the change. Each of the four "
                               "groups needs two or more.",
                               n, side ? "treated" : "others", time ? "after" : "before");
            variance += squares[side][time] / (n - 1) / n;
        }
    }
    fit.effect = (fit.means[1][1] - fit.means[1][0]) - (fit.means[0][1] - fit.means[0][0]);
    fit.se = sqrt(variance);
    fit.lower_95 = fit.effect - Z_95 * fit.se;
    fit.upper_95 = fit.effect + Z_95 * fit.se;
    *ret_fit = fit;
    return 0;
}
