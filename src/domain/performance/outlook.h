/* Where a series is heading, and how likely it is to reach a target. */
#ifndef WEFT_DOMAIN_PERFORMANCE_OUTLOOK_H
#define WEFT_DOMAIN_PERFORMANCE_OUTLOOK_H

#include "domain/performance/figures.h"

/* A forecast takes the figures since the last period without one: at least so many, and no
 * further ahead than they reach back. */
enum { OUTLOOK_FEWEST = 7 };

enum outlook_state {
    OUTLOOK_NO_TARGET,
    OUTLOOK_PASSED, /* a figure of the target's period, or of a later one, is there */
    OUTLOOK_TOO_FEW,
    OUTLOOK_TOO_FAR,
    OUTLOOK_EQUAL, /* all figures are the same: nothing tells how sure a forecast is */
    OUTLOOK_TOLD,
};

struct outlook_step {
    struct slice period; /* canonical */
    int32_t order;
    double mean, lower_80, upper_80, lower_95, upper_95;
};

struct outlook {
    enum outlook_state state;
    size_t figures;             /* how many the forecast takes */
    struct outlook_step *steps; /* the last is the target's period */
    size_t count;
    double probability; /* of being at the target or beyond it in its period */
};

/* The theta method (forecast.h), towards a target in the period that ends on the day `order`.
 * Which side of it is good, polarity says, and where it is of neither kind the way from the latest
 * figure to the target. Limits end where no figure can lie. About 0.1 ms. */
struct outlook outlook_of(const struct measure *measure, const struct series *series, int32_t order,
                          double target, struct arena *arena);

#endif
