/* What agreement is worth: the model of Fellegi and Sunter (1969), estimated without labels by
 * expectation–maximisation (Winkler 1988) over counted agreement patterns.
 *
 * Pairs that are not one person are no single class: members of a family agree on surname and
 * address together, neighbours on places together. So the pairs are a mixture of classes, in each
 * of which the fields agree independently: the same person, a relation, a neighbour, a stranger.
 * How strangers agree is not estimated but measured, on random pairs and by the frequency of each
 * value. */
#ifndef WEFT_MATH_LINKAGE_ESTIMATE_H
#define WEFT_MATH_LINKAGE_ESTIMATE_H

#include "math/linkage/patterns.h"

enum pair_class { CLASS_PERSON, CLASS_RELATION, CLASS_NEIGHBOUR, CLASS_STRANGER, CLASSES };

struct model {
    size_t field_count;
    double prior[CLASSES];                       /* share of all pairs */
    double chance[FIELDS_MOST][LEVELS][CLASSES]; /* of each level where both values are known */
    float bits[FIELDS_MOST][LEVELS][CLASSES];    /* its log2; 0 where missing */
    float prior_bits[CLASSES];
};

/* Estimate from the candidates' patterns (each count is multiplied by `scale`, where only a sample
 * of them was counted), `random` pairs' patterns, and all_pairs, the number of pairs there are. */
void model_estimate(const struct records *records, const struct patterns *candidates, double scale,
                    const struct patterns *random, double all_pairs, struct model *ret_model);

/* log2 of the odds that a pair with this pattern is one person. */
float model_weight(const struct model *model, const struct pattern *pattern);

static inline double weight_to_probability(double weight)
{
    return 1 / (1 + __builtin_exp2(-weight));
}

#endif
