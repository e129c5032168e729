#include "math/statistics/compare.h"

#include "math/statistics/distribution.h"

#include "base/banned.h"

struct limits difference_limits(double first, struct limits of_first, double second,
                                struct limits of_second)
{
    double down = hypot(first - of_first.lower, of_second.upper - second);
    double up = hypot(of_first.upper - first, second - of_second.lower);
    return (struct limits){first - second - down, first - second + up};
}

struct two_proportions two_proportions(double events_1, double trials_1, double events_2,
                                       double trials_2)
{
    double p1 = events_1 / trials_1, p2 = events_2 / trials_2;
    struct limits first = wilson_limits(events_1, trials_1, Z_95);
    struct limits second = wilson_limits(events_2, trials_2, Z_95);
    double ratio = events_2 > 0 ? p1 / p2 : NAN;
    double log_error = sqrt(1 / events_1 - 1 / trials_1 + 1 / events_2 - 1 / trials_2);
    double widening = events_1 > 0 && events_2 > 0 ? exp(Z_95 * log_error) : NAN;
    double pooled = (events_1 + events_2) / (trials_1 + trials_2);
    double error = sqrt(pooled * (1 - pooled) * (1 / trials_1 + 1 / trials_2));
    return (struct two_proportions){
        .difference = p1 - p2,
        .difference_limits = difference_limits(p1, first, p2, second),
        .ratio = ratio,
        .ratio_limits = {ratio / widening, ratio * widening},
        .p = error > 0 ? normal_two_sided((p1 - p2) / error) : NAN,
    };
}

struct direct_rate direct_rate(const double *events, const double *event_squares,
                               const double *population, const double *standard, size_t strata)
{
    struct direct_rate rate = {0};
    double weights = 0;
    for (size_t i = 0; i < strata; i++) {
        double weight = standard[i] / population[i];
        rate.events += events[i];
        rate.value += weight * events[i];
        rate.variance += weight * weight * (event_squares ? event_squares[i] : events[i]);
        weights += standard[i];
    }
    rate.value /= weights;
    rate.variance /= weights * weights;
    return rate;
}

struct limits dobson_limits(const struct direct_rate *rate, double z)
{
    struct limits count = byar_limits(rate->events, z);
    double scale = sqrt(rate->variance / rate->events);
    return (struct limits){rate->value + scale * (count.lower - rate->events),
                           rate->value + scale * (count.upper - rate->events)};
}
