/* The model of a set of records, estimated without labels: by expectation–maximisation (Winkler
 * 1988) over counted agreement patterns.
 *
 * How strangers agree is measured and not estimated: on random pairs, and by the frequency of
 * each value. What tells one person from another in a family (given name, date of birth, a number
 * of their own) agrees between relations and neighbours as between strangers, but for the dates
 * of twins; between namesakes the date and the number do; and it agrees for people who moved as
 * for those who did not. That keeps each class to what it stands for. */
#ifndef WEFT_MATH_LINKAGE_WEIGH_ESTIMATE_H
#define WEFT_MATH_LINKAGE_WEIGH_ESTIMATE_H

#include "math/linkage/weigh/model.h"
#include "math/linkage/weigh/patterns.h"

/* Estimate from the candidates' patterns (each count is multiplied by `scale`, where only a sample
 * of them was counted), `random` pairs' patterns, and all_pairs, the number of pairs there are.
 * The same for any number of threads. O(rounds × patterns × fields). */
void model_estimate(const struct records *records, const struct patterns *candidates, double scale,
                    const struct patterns *random, double all_pairs, size_t threads,
                    struct model *ret_model);

/* The model as it was kept, for other records of the same fields: the shares of exact agreement are
 * spread anew by how rare the values are here. */
void model_restore(const struct records *records, const struct linkage_model *kept,
                   double all_pairs, struct model *ret_model);

#endif
