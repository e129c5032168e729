/* What agreement is worth: the model of Fellegi and Sunter (1969), estimated without labels by
 * expectation–maximisation (Winkler 1988) over counted agreement patterns.
 *
 * Neither the pairs of one person nor the others are one class in which fields agree
 * independently. A person who moved differs in all parts of the address at once; members of a
 * family agree on all of them, and on the surname; given names go with surnames, and e-mail
 * addresses with both; neighbours agree on places. So pairs are a mixture of eight classes, with
 * independence within each (a latent class model). How strangers agree is measured and not
 * estimated: on random pairs, and by the frequency of each value. What tells one person from
 * another in a family (given name, date of birth, a number of their own) agrees between relations
 * and neighbours as between strangers, but for the dates of twins; between namesakes the date and
 * the number do; and it agrees for people who moved as for those who did not. That keeps each
 * class to what it stands for.
 */
#ifndef WEFT_MATH_LINKAGE_ESTIMATE_H
#define WEFT_MATH_LINKAGE_ESTIMATE_H

#include "math/linkage/patterns.h"

enum pair_class {
    CLASS_SETTLED,   /* one person, one address */
    CLASS_MOVED,     /* one person, two addresses */
    CLASS_RELATION,  /* two persons of one household */
    CLASS_JUNIOR,    /* two persons of one household and one name, such as father and son */
    CLASS_APART,     /* two persons of one family, two households */
    CLASS_NAMESAKE,  /* two persons of one name */
    CLASS_NEIGHBOUR, /* two persons of one place */
    CLASS_STRANGER,
    CLASSES,
    PERSON_CLASSES = CLASS_RELATION,
};

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
