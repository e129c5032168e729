#include "math/statistics/interval.h"

#include "math/statistics/distribution.h"

#include "base/banned.h"

static inline struct limits wilson(double events, double trials, double z)
{
    double centre = 2 * events + z * z;
    double spread = z * sqrt(z * z + 4 * events * (1 - events / trials));
    double scale = 0.5 / (trials + z * z);
    /* At the ends the limit is the end itself, not the end to within rounding. */
    return (struct limits){events == 0 ? 0 : (centre - spread) * scale,
                           events == trials ? 1 : (centre + spread) * scale};
}

/* Of next to none and next to all, rounding would leave a limit a hair outside. */
struct limits wilson_limits(double events, double trials, double z)
{
    struct limits limits = wilson(events, trials, z);
    limits.lower = limits.lower < 0 ? 0 : limits.lower;
    limits.upper = limits.upper > 1 ? 1 : limits.upper;
    return limits;
}

void wilson_limits_each(const double *events, const double *trials, size_t count, double z,
                        double *ret_lower, double *ret_upper)
{
    for (size_t i = 0; i < count; i++) {
        struct limits limits = wilson(events[i], trials[i], z);
        ret_lower[i] = isnan(events[i]) || isnan(trials[i]) ? NAN : limits.lower;
        ret_upper[i] = isnan(events[i]) || isnan(trials[i]) ? NAN : limits.upper;
    }
}

struct limits byar_limits(double events, double z)
{
    double above = events + 1;
    double below = 1 - 1 / (9 * events) - z / (3 * sqrt(events));
    double beyond = 1 - 1 / (9 * above) + z / (3 * sqrt(above));
    return (struct limits){events > 0 ? events * below * below * below : 0,
                           above * beyond * beyond * beyond};
}

struct limits garwood_limits(double events, double z)
{
    double tail = normal_above(z);
    return (struct limits){events > 0 ? chi_squared_quantile(tail, 2 * events) / 2 : 0,
                           chi_squared_quantile(1 - tail, 2 * events + 2) / 2};
}

enum { EXACT_BELOW = 10 };

struct limits poisson_limits(double events, double z)
{
    return events < EXACT_BELOW ? garwood_limits(events, z) : byar_limits(events, z);
}

void poisson_limits_each(const double *events, size_t count, double z, double *ret_lower,
                         double *ret_upper)
{
    struct limits exact[EXACT_BELOW];
    for (int i = 0; i < EXACT_BELOW; i++)
        exact[i] = garwood_limits(i, z);
    for (size_t i = 0; i < count; i++) {
        double number = events[i];
        struct limits limits = number >= EXACT_BELOW     ? byar_limits(number, z)
                               : isnan(number)           ? (struct limits){NAN, NAN}
                               : number == trunc(number) ? exact[(int)number]
                                                         : garwood_limits(number, z);
        ret_lower[i] = limits.lower;
        ret_upper[i] = limits.upper;
    }
}

struct limits mean_limits(double n, double mean, double sd, double z)
{
    if (isnan(n) || isnan(mean) || isnan(sd))
        return (struct limits){NAN, NAN};
    double spread = student_quantile(normal_below(z), n - 1) * sd / sqrt(n);
    return (struct limits){mean - spread, mean + spread};
}
