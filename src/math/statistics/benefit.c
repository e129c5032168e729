#include "math/statistics/benefit.h"

#include <math.h>

#include "base/banned.h"

struct benefit benefit_appraise(const double *year, const double *cost, const double *benefit,
                                size_t count, double rate)
{
    struct benefit result = {.payback_year = NAN};
    double balance = 0;
    for (size_t i = 0; i < count; i++) {
        double discount = pow(1 + rate, year[0] - year[i]);
        result.present_cost += cost[i] * discount;
        result.present_benefit += benefit[i] * discount;
        balance += benefit[i] - cost[i];
        if (!(balance >= 0))
            result.payback_year = NAN;
        else if (isnan(result.payback_year))
            result.payback_year = year[i];
    }
    if (isnan(balance))
        return (struct benefit){NAN, NAN, NAN, NAN, NAN};
    result.net_present_value = result.present_benefit - result.present_cost;
    result.ratio = result.present_cost > 0 ? result.present_benefit / result.present_cost : NAN;
    return result;
}
