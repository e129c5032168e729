/* Estimates from a sample that was not drawn simply: strata, clusters in several stages, finite
 * populations, weights. */
#ifndef WEFT_MATH_STATISTICS_SURVEY_H
#define WEFT_MATH_STATISTICS_SURVEY_H

#include "base/base.h"

enum { SURVEY_STAGES = 8 };

/* How the rows were drawn. A row is an answer; the last stage may be the answers themselves. */
struct survey_sample {
    size_t rows;
    const double *weights;   /* 0 or more, none missing; NULL: 1, or by the sizes where given */
    const uint32_t *stratum; /* of the first stage; NULL: one */
    size_t stages;           /* 1 … SURVEY_STAGES */
    const uint32_t *cluster[SURVEY_STAGES]; /* unique within the stage before; NULL: each row */
    const double *size[SURVEY_STAGES];      /* clusters there are to draw from; NULL: very many */
};

/* The sample in order, as variances are added up. Made by survey_prepare, lives in the arena. */
struct survey {
    const struct survey_sample *sample;
    size_t *order; /* rows by stratum and cluster */
    double *weights;
    uint32_t *cluster[SURVEY_STAGES];
    uint32_t *drawn[SURVEY_STAGES]; /* by row: clusters drawn in its stratum or cluster */
    size_t strata, clusters;        /* of the first stage */
};

/* Count and check. ERR_ASSUMPTION where only one cluster was drawn of several in a stratum (or,
 * with sizes, in a cluster of an earlier stage), since nothing then tells how clusters differ;
 * ERR_RANGE where a size is below the number drawn, or is not one within its stratum, or where
 * every weight is 0. ret_row is a row at fault. O(rows log rows · stages). */
int survey_prepare(const struct survey_sample *sample, struct arena *arena,
                   struct survey *ret_survey, size_t *ret_row, struct err *err);

enum survey_statistic { SURVEY_MEAN, SURVEY_TOTAL, SURVEY_RATIO };

struct survey_estimate {
    double estimate, se, lower_95, upper_95; /* NaN where there is no row */
    double design_effect;
    double df; /* clusters less strata of the first stage, of the whole sample */
    size_t rows;
};

/* The statistic over the rows in `domain` (NULL: all) that have y (and, for the ratio of totals
 * y to x, x); other rows still count as drawn. Variance by Taylor's linearisation (Särndal,
 * Swensson and Wretman 1992, ch. 4 and 5; Wolter 2007, ch. 6): of cluster totals at the first
 * stage, and of the later stages each times the share drawn before it. Limits by Student's t.
 * The design effect is against a simple sample of as many rows, without replacement where the
 * weights add up to more than the rows, else with (Lumley 2010, ch. 2). O(rows · stages). */
void survey_estimate(const struct survey *survey, enum survey_statistic statistic, const double *y,
                     const double *x, const bool *domain, struct survey_estimate *ret_estimate);

#endif
