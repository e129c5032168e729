/* Gaps between groups: how much of the variation lies between them, and what a gap is made of. */
#ifndef WEFT_MATH_STATISTICS_GAP_H
#define WEFT_MATH_STATISTICS_GAP_H

#include <stddef.h>

struct err;

/* What a difference of two rates is made of: unlike rates in the same strata, and unlike shares
 * of the strata. The two add up to the difference (Kitagawa 1955, J Am Stat Assoc 50:1168-1194). */
struct kitagawa {
    double rate_component, composition_component;
};

/* The same strata in the same order for both groups, trials > 0. O(strata). */
struct kitagawa kitagawa(const double *events, const double *trials, const double *reference_events,
                         const double *reference_trials, size_t strata);

/* Variation between groups and within them (Fisher 1925): shares of the sum of squares. */
struct variation {
    double between_share, within_share;
    double f, p; /* NaN where weights were given or nothing varies within */
};

/* values with the number of the group of each, 0 … groups - 1; weights NULL: 1 each. A missing
 * value is left out. Shares are NaN where nothing varies at all. O(count). */
struct variation variation_between(const double *values, const double *weights, const size_t *group,
                                   size_t count, size_t groups);

/* A gap in means explained by covariates, group less reference. The threefold shares add up to
 * the gap, and so do explained and unexplained (Blinder 1973; Oaxaca 1973; Jann 2008: pooled
 * coefficients from a regression that has the group among its terms). */
struct oaxaca {
    double gap, endowments, coefficients, interaction, explained, unexplained;
};

/* outcome and count × covariates (row after row, no constant) of each. ERR_ASSUMPTION where a
 * group has too few rows for its regression, or a covariate is constant or follows from others.
 * O(rows covariates²). */
int oaxaca_blinder(const double *outcome, const double *covariates, size_t count,
                   const double *reference_outcome, const double *reference_covariates,
                   size_t reference_count, size_t columns, struct oaxaca *ret_oaxaca,
                   struct err *err);

#endif
