/* Every method of `weft stats`, in the order they are listed. To add one: a file that defines
 * `const struct stats_method NAME_method`, and its name in the list below. */
#include "cli/stats/stats.h"

#include "base/banned.h"

/* clang-format off */
#define METHODS(X)   \
    X(proportion)    \
    X(rate)          \
    X(ratio)         \
    X(dsr)           \
    X(mean)          \
    X(difference)    \
    X(quantiles)     \
    X(slope)         \
    X(funnel)        \
    X(gap)           \
    X(xmr)           \
    X(p)             \
    X(u)             \
    X(c)             \
    X(run)           \
    X(recent_trend)  \
    X(trend)         \
    X(forecast)      \
    X(capture)       \
    X(impact)        \
    X(benefit)       \
    X(rake)          \
    X(survey)        \
    X(score)         \
    X(suppress)      \
    X(attack)
/* clang-format on */

#define DECLARE(name) extern const struct stats_method name##_method;
#define ADDRESS(name) &name##_method,

METHODS(DECLARE)
const struct stats_method *const stats_methods[] = {METHODS(ADDRESS) NULL};
