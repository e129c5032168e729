/* Did it work: what happened against what would have happened, by four designs. */
#ifndef WEFT_MATH_STATISTICS_IMPACT_H
#define WEFT_MATH_STATISTICS_IMPACT_H

#include "base/base.h"

/* --- interrupted time series ----------------------------------------------------------------- */

enum interrupted_family {
    INTERRUPTED_POISSON,
    INTERRUPTED_QUASI, /* Poisson with its variance scaled by Pearson's chi-squared over df */
    INTERRUPTED_GAUSSIAN,
};

enum interrupted_errors {
    INTERRUPTED_MODEL, /* as the family says */
    INTERRUPTED_HC1,   /* robust to an unknown variance, times n/(n − terms) */
    INTERRUPTED_NW, /* robust to correlation over `lag` points too (Newey and West 1987), unadjusted
                     */
};

enum { INTERRUPTED_HARMONICS = 50 };

struct interrupted {
    size_t count;
    const double *y;          /* NaN: the point is left out, its time goes by */
    const double *population; /* its logarithm is the offset; NULL for none */
    size_t start;             /* the first point after the change, from 0 */
    enum interrupted_family family;
    enum interrupted_errors errors;
    int lag;       /* INTERRUPTED_NW */
    bool slope;    /* the trend may change too: 1 at the start, 2 after … */
    double season; /* points in a cycle, where harmonics > 0 */
    int harmonics; /* pairs of sine and cosine, up to INTERRUPTED_HARMONICS */
};

struct interrupted_term {
    char name[24]; /* intercept, time, level, slope, sin1, cos1 … */
    double estimate, se, p;
    double ratio;              /* exp(estimate); NaN for INTERRUPTED_GAUSSIAN */
    double lower_95, upper_95; /* of the ratio, or of the estimate where there is none */
};

struct interrupted_fit {
    size_t count;
    struct interrupted_term *terms;
    size_t before, after;   /* points used */
    double dispersion;      /* Pearson's chi-squared over its degrees of freedom */
    double autocorrelation; /* of neighbouring Pearson residuals */
};

/* Lopez Bernal, Cummins and Gasparrini (2017, Int J Epidemiol 46:348-355). Tests and limits of
 * INTERRUPTED_QUASI and _GAUSSIAN with errors of the model are Student's with as many degrees of
 * freedom as there are points less terms, all others normal. ERR_ASSUMPTION where the points cannot
 * bear the terms. O(count · terms²). */
int interrupted_fit(const struct interrupted *series, struct arena *arena,
                    struct interrupted_fit *ret_fit, struct err *err);

/* What the fitted model expects at a point (from 0), in the units of y: with the change, or as if
 * it had never come. O(terms). */
double interrupted_expected(const struct interrupted *series, const struct interrupted_fit *fit,
                            size_t point, bool changed);

/* --- difference in differences --------------------------------------------------------------- */

struct difference_fit {
    double effect, se, lower_95, upper_95; /* se: √Σ s²/n over the four groups */
    size_t counts[2][2];                   /* [treated][after] */
    double means[2][2];
};

/* (treated after − treated before) − (others after − others before), of unpaired values (Card and
 * Krueger 1994, table 3). A NaN value is left out. ERR_ASSUMPTION where one of the four groups
 * has fewer than two values. O(count). */
int difference_fit(const double *treated, const double *after, const double *value, size_t count,
                   struct difference_fit *ret_fit, struct err *err);

/* --- matched comparison ---------------------------------------------------------------------- */

enum match_method { MATCH_NEAREST, MATCH_WEIGHTS };

struct match {
    enum match_method method;
    size_t rows, covariates;
    const double *treated; /* 1 or 0 */
    const double *outcome;
    const double *covariate;  /* rows × covariates, row-major; no missing figure anywhere */
    const char *const *names; /* of the covariates */
};

struct match_fit {
    double effect;               /* on the treated */
    size_t n_treated, n_control; /* those that the effect is drawn from */
    size_t unmatched;            /* treated left without a control */
    size_t beyond;               /* treated whose probability no control reaches */
    double effective_controls;   /* (Σ weights)² / Σ weights² */
    double *imbalance_before;    /* by covariate: difference of means over the spread among */
    double *imbalance_after;     /* the treated */
};

/* The probability of treatment by logistic regression (Rosenbaum and Rubin 1983), and then either
 * the nearest control for each treated, without replacement, the likeliest treated first, ties to
 * whoever stands first; or controls weighted by the odds of treatment. ERR_ASSUMPTION where one
 * side is empty or the covariates tell the sides apart wholly. O(rows · covariates² + rows log
 * rows). */
int match_fit(const struct match *match, struct arena *arena, struct match_fit *ret_fit,
              struct err *err);

/* --- synthetic control ----------------------------------------------------------------------- */

enum { SYNTHETIC_PREDICTORS = 33 };

struct synthetic {
    size_t units, periods, before; /* before: periods before the change, 1 … periods */
    size_t treated;                /* which unit */
    const double *values;          /* units × periods, no missing figure */
    size_t predictors;             /* 0 … SYNTHETIC_PREDICTORS */
    const double *predictor;       /* units × predictors, or NULL */
};

struct synthetic_fit {
    double *weights; /* by unit, adding up to 1; 0 for the treated */
    double *gaps;    /* by period: treated less its synthetic control */
    double rmspe_before;
};

/* Abadie, Diamond and Hainmueller (2010, J Am Stat Assoc 105:493-505): weights on the simplex.
 * Without predictors they bring the values before the change nearest; with them, the predictors
 * (each over its standard deviation), whose importance is chosen so that the values before the
 * change come nearest; so do those, of mixtures that balance the predictors alike. O(units³) a
 * solution; some hundreds of solutions with predictors. */
void synthetic_fit(const struct synthetic *synthetic, struct arena *arena,
                   struct synthetic_fit *ret_fit);

#endif
