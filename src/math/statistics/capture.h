/* Capture–recapture by several lists: how many people were on no list, from how the lists overlap.
 *
 * A set of lists is a number whose bit i stands for list i. A person seen on just the lists of a
 * set has that set as pattern; the pattern 0 is what nobody sees. A model is a Poisson log-linear
 * one (Fienberg 1972; Bishop, Fienberg and Holland 1975, ch. 6): a term for everybody, one a list,
 * and the interactions that are named, each a set of two lists or more, with every smaller
 * interaction inside it there too (hierarchical). The estimate is everybody seen, and the
 * exponential of the first term for those unseen. */
#ifndef WEFT_MATH_STATISTICS_CAPTURE_H
#define WEFT_MATH_STATISTICS_CAPTURE_H

#include "base/base.h"

enum {
    CAPTURE_LISTS = 10,      /* the most lists */
    CAPTURE_MODELS = 100000, /* the most models that are enumerated */
};

enum capture_status {
    CAPTURE_OK,
    CAPTURE_NO_MLE,          /* the overlaps are so sparse that no finite estimate fits best */
    CAPTURE_NOT_IDENTIFIABLE /* many estimates fit equally well */
};

struct capture_fit {
    enum capture_status status; /* the figures below are NaN unless it is CAPTURE_OK */
    double estimate, lower_95, upper_95;
    double deviance, aic, bic;
    int df;
    double se; /* of the estimate by Chapman's method, NaN for models */
};

/* One table of patterns with the room to fit models to it. */
struct capture {
    unsigned lists;
    size_t patterns;  /* 2^lists */
    double people;    /* seen on any list */
    double *counts;   /* by pattern; counts[0] is 0 */
    double *totals;   /* people on all lists of a set, whatever else they were on */
    double *sums;     /* the same of the latest fit */
    double *fitted;   /* expected count of each pattern, 0 where it cannot occur */
    double *linear;   /* logarithm of fitted */
    bool *impossible; /* patterns that hold an interaction of the model which nobody shows */
    double likelihood_constant;
    uint16_t *terms; /* of the latest fit: 0, the lists, its interactions that somebody shows */
    size_t term_count, empty_count, term_capacity;
    double *coefficients, *gradient, *information, *trial;
};

/* counts has 2^lists places; counts[0] is ignored. 2 <= lists <= CAPTURE_LISTS. */
void capture_open(struct capture *capture, unsigned lists, const double *counts);
void capture_close(struct capture *capture); /* fit for CLEANUP */

/* Other counts for the same lists, as when resampling. O(lists · 2^lists). */
void capture_count(struct capture *capture, const double *counts);

/* Fit one model. An interaction of the model that nobody shows (no person on all its lists) has
 * the estimate minus infinity: its patterns cannot occur, it costs a parameter in aic and bic, and
 * the rest is fitted to what remains (the extended estimate of Chan, Silverman and Vincent 2021,
 * Biometrics 77). Whether a finite estimate exists, and is the only one, is decided exactly
 * (Fienberg and Rinaldo 2012, Annals of Statistics 40). Limits are people + exp(b ± z·se) with b
 * the first term; bic counts people as the number of observations.
 * O(terms³ + lists · 2^lists) a step of Newton's method, about six steps. */
void capture_fit(struct capture *capture, const uint16_t *interactions, size_t count,
                 struct capture_fit *ret_fit);

/* Forward selection (the same paper): from the model without interactions, add the pair of lists
 * whose overlap is the least likely by the present model (the lesser of the two Poisson tails),
 * while that is below threshold and the model with it has one finite estimate. ret_interactions
 * has room for lists·(lists−1)/2 and gets them in the order added. */
void capture_stepwise(struct capture *capture, double threshold, uint16_t *ret_interactions,
                      size_t *ret_count, struct capture_fit *ret_fit);

/* Two lists (Chapman 1951; variance Seber 1970; log-normal limits Burnham et al. 1987). Both lists
 * hold somebody. The limits are NaN where every person was on both lists. */
void capture_chapman(const struct capture *capture, struct capture_fit *ret_fit);

struct capture_models {
    size_t count;
    size_t *starts;         /* count + 1 of them, into interactions */
    uint16_t *interactions; /* model after model */
};

/* Every hierarchical model whose interactions join at most `order` lists. ERR_LIMIT where there
 * are more than CAPTURE_MODELS. */
int capture_enumerate(unsigned lists, unsigned order, struct arena *arena,
                      struct capture_models *ret_models, struct err *err);

/* How an estimate is made from a table, for resampling. */
enum capture_method { CAPTURE_CHAPMAN, CAPTURE_STEPWISE, CAPTURE_FIXED, CAPTURE_BEST_BIC };

struct capture_choice {
    enum capture_method method;
    double threshold;             /* CAPTURE_STEPWISE */
    const uint16_t *interactions; /* CAPTURE_FIXED */
    size_t interaction_count;
    const struct capture_models *models; /* CAPTURE_BEST_BIC */
};

/* The estimate, the model chosen anew each time. ret_interactions (may be NULL) has room for
 * 2^lists and gets the model. */
void capture_estimate(struct capture *capture, const struct capture_choice *choice,
                      uint16_t *ret_interactions, size_t *ret_count, struct capture_fit *ret_fit);

struct capture_bootstrap {
    double lower_95, upper_95; /* NaN where fewer than half of the resamples have an estimate */
    size_t failed;             /* resamples without an estimate */
};

/* Bias-corrected and accelerated limits (DiCiccio and Efron 1996, Statistical Science 11) over
 * `resamples` tables drawn again from the people seen, with the choice of model repeated in each;
 * the acceleration is by leaving out one person of each pattern. The same seed gives the same
 * limits. estimate is that of the table itself. O(resamples · people + resamples · a choice). */
void capture_resample(struct capture *capture, const struct capture_choice *choice, double estimate,
                      size_t resamples, uint64_t seed, struct capture_bootstrap *ret_bootstrap);

#endif
