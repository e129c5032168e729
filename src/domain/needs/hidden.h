/* Hidden populations: how many are on no list (math/statistics/capture.h). */
#ifndef WEFT_DOMAIN_NEEDS_HIDDEN_H
#define WEFT_DOMAIN_NEEDS_HIDDEN_H

#include "record/record.h"
#include "math/statistics/statistics.h"

/* A page fits every model: with six lists there would be tens of thousands. */
enum { HIDDEN_LISTS = 5, HIDDEN_SAFE = 5 };

struct hidden_lists {
    struct slice names[HIDDEN_LISTS];
    unsigned count;
    double counts[1 << HIDDEN_LISTS]; /* by the lists they are on, a bit each; [0] is 0 */
    double known;                     /* on any */
    double smallest;                  /* of the counts that are not 0 */
};

/* Read overlaps written as CSV, a column of 0 and 1 for each list and one called count. Texts live
 * in the arena. ERR_SYNTAX, ERR_RANGE or ERR_ASSUMPTION with what is wrong and how to mend it. */
int hidden_lists_read(struct slice text, struct arena *arena, struct hidden_lists *ret_lists,
                      struct err *err);

struct hidden_model {
    struct slice terms; /* "police with school, …", or "independent lists" */
    double estimate;
};

enum hidden_outcome {
    HIDDEN_ESTIMATED,
    HIDDEN_TOO_SPARSE,  /* the lists overlap too little for any number */
    HIDDEN_TOO_FEW_BOTH /* of two lists: fewer than seven on both */
};
enum { HIDDEN_FEWEST_BOTH = 7 }; /* Robson and Regier 1964, Trans Am Fish Soc 93:215-226 */

/* What the page tells, from the overlaps or from the six figures. */
struct hidden_estimate {
    enum hidden_outcome outcome;
    bool has_lists;
    struct hidden_lists lists;
    double known;
    struct hidden_model *models; /* those with an estimate, the least first; none of figures */
    size_t model_count;
    double lowest, highest; /* of all models */
    struct hidden_model chosen;
    double lower, upper; /* 95% limits of the chosen model */
    bool fits_badly;     /* the chosen model's limits are too narrow */
};

/* Every hierarchical model of pairs, and the one chosen by steps (Chan, Silverman and Vincent
 * 2021); of two lists Chapman's. Milliseconds at most. */
int hidden_estimate_of(const struct record *population, struct arena *arena,
                       struct hidden_estimate *ret_estimate, struct err *err);

#endif
