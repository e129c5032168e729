/* Which magnitudes are sensitive: where one or two contributors make most of a total, each of
 * them can work out the other's (dominance and p% rules; Hundepool and others 2012). */
#include "math/disclosure/disclosure.h"

#include <math.h>
#include <stdlib.h>

#include "base/banned.h"

static int larger_first(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

bool magnitude_sensitive(enum magnitude_rule rule, size_t largest, double share,
                         double *contributions, size_t count, struct range *ret_interval)
{
    double total = 0, leading = 0;
    qsort(contributions, count, sizeof *contributions, larger_first);
    for (size_t i = count; i-- > 0;)
        total += contributions[i];
    size_t leaders = rule == RULE_DOMINANCE ? largest : 2;
    for (size_t i = 0; i < count && i < leaders; i++)
        leading += contributions[i];
    double needed = rule == RULE_DOMINANCE
                        ? leading / share - total
                        : share * (count ? contributions[0] : 0) - (total - leading);
    if (needed <= 1e-12 * total || total == 0)
        return false;
    *ret_interval = (struct range){fmax(0, total - needed), total + needed};
    return true;
}

bool magnitude_sensitive_to(enum magnitude_rule rule, size_t largest, double share,
                            const double *contributions, size_t count, double total, double own,
                            struct range *interval)
{
    double others = total - own, leading = 0;
    size_t leaders = rule == RULE_DOMINANCE ? largest : 1, taken = 0;
    bool passed = false;
    for (size_t i = 0; i < count && taken < leaders; i++) {
        bool his = !passed && contributions[i] == own;
        passed = passed || his;
        leading += his ? 0 : contributions[i];
        taken += !his;
    }
    double needed =
        rule == RULE_DOMINANCE ? leading / share - others : share * leading - (others - leading);
    needed = fmin(needed, interval->upper - total);
    if (needed <= 1e-12 * total)
        return false;
    *interval = (struct range){fmax(own, total - needed), total + needed};
    return true;
}
