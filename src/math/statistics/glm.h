/* Generalised linear models (Nelder and Wedderburn 1972; McCullagh and Nelder 1989), fitted by
 * Newton's method: a mean that depends on a few columns, and how sure we are of each. */
#ifndef WEFT_MATH_STATISTICS_GLM_H
#define WEFT_MATH_STATISTICS_GLM_H

#include "base/base.h"

enum glm_family {
    GLM_GAUSSIAN, /* identity link */
    GLM_POISSON,  /* logarithm */
    GLM_BINOMIAL, /* logit; y is 0 or 1 */
};

struct glm {
    enum glm_family family;
    size_t rows, terms;
    const double *design; /* rows × terms, row-major, no missing figure; the first column is 1 */
    const double *y;
    const double *offset;     /* added to the linear predictor; NULL for none */
    const char *const *names; /* of the terms, for messages */
};

struct glm_fit {
    double *estimate;   /* terms */
    double *covariance; /* terms × terms, for a dispersion of 1 */
    double *fitted;     /* rows: the mean of y */
    double pearson;     /* Pearson's chi-squared (Gaussian: the residual sum of squares) */
};

/* Fit; the arrays of ret_fit are the arena's. ERR_ASSUMPTION where a term cannot be told apart
 * from the others, where there are more terms than rows, or where no finite estimate fits best
 * (groups that a term separates wholly). O(rows · terms²) a step, about six steps. */
int glm_fit(const struct glm *model, struct arena *arena, struct glm_fit *ret_fit, struct err *err);

/* The covariance of the estimates whatever the true variance of y: the sandwich of White (1980)
 * and, with lags above 0, of Newey and West (1987) with Bartlett's weights, for rows in order of
 * time; neither is adjusted for the number of rows. ret_covariance has terms × terms places.
 * O(rows · lags · terms²). */
void glm_sandwich(const struct glm *model, const struct glm_fit *fit, int lags,
                  double *ret_covariance);

#endif
