#include "math/statistics/funnel.h"

#include "base/banned.h"

double funnel_pooled(const double *events, const double *trials, size_t count)
{
    double all_events = 0, all_trials = 0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(events[i]) || isnan(trials[i]))
            continue;
        all_events += events[i];
        all_trials += trials[i];
    }
    return all_events / all_trials;
}

struct limits funnel_proportion_limits(double pooled, double trials, double z)
{
    double spread = z * sqrt(pooled * (1 - pooled) / trials);
    return (struct limits){pooled - spread, pooled + spread};
}

struct limits funnel_ratio_limits(double expected, double z)
{
    struct limits count = garwood_limits(expected, z);
    return (struct limits){count.lower / expected, count.upper / expected};
}

double funnel_phi_proportion(const double *events, const double *trials, size_t count)
{
    double pooled = funnel_pooled(events, trials, count), sum = 0, units = 0;
    for (size_t i = 0; i < count; i++) {
        double away = events[i] / trials[i] - pooled;
        double square = away * away / (pooled * (1 - pooled) / trials[i]);
        sum += isnan(square) ? 0 : square;
        units += isnan(square) ? 0 : 1;
    }
    return sum / units;
}

double funnel_phi_ratio(const double *observed, const double *expected, size_t count)
{
    double sum = 0, units = 0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(expected[i]) || !(observed[i] > 0))
            continue;
        double log_ratio = log(observed[i] / expected[i]);
        sum += expected[i] * log_ratio * log_ratio;
        units++;
    }
    return sum / units;
}

enum funnel_position funnel_position(double value, struct limits at_95, struct limits at_99_8)
{
    if (is_above(value, at_99_8.upper, 0))
        return ABOVE_99_8;
    if (is_above(value, at_95.upper, 0))
        return ABOVE_95;
    if (is_below(value, at_99_8.lower, 0))
        return BELOW_99_8;
    return is_below(value, at_95.lower, 0) ? BELOW_95 : INSIDE;
}
