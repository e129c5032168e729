/* What agreement is worth: the model of Fellegi and Sunter (1969), with what it lacks for
 * families.
 *
 * Neither the pairs of one person nor the others are one class in which fields agree
 * independently. A person who moved differs in all parts of the address at once; members of a
 * family agree on all of them, and on the surname; given names go with surnames, and e-mail
 * addresses with both; neighbours agree on places. So pairs are a mixture of ten classes, with
 * independence within each (a latent class model). */
#ifndef WEFT_MATH_LINKAGE_WEIGH_MODEL_H
#define WEFT_MATH_LINKAGE_WEIGH_MODEL_H

#include "math/linkage/compare/levels.h"

enum pair_class {
    CLASS_SETTLED,    /* one person, one address */
    CLASS_MOVED,      /* one person, two addresses */
    CLASS_RELATION,   /* two persons of one household */
    CLASS_TWIN,       /* two children of one birth */
    CLASS_TWIN_APART, /* the same, at two addresses */
    CLASS_JUNIOR,     /* two persons of one household and one name, such as father and son */
    CLASS_APART,      /* two persons of one family, two households */
    CLASS_NAMESAKE,   /* two persons of one name */
    CLASS_NEIGHBOUR,  /* two persons of one place */
    CLASS_STRANGER,
    CLASSES,
    PERSON_CLASSES = CLASS_RELATION,
};

/* A number a class; the last lanes are spare. Never passed by value, which compilers do not agree
 * on. */
enum { CLASS_LANES = 16 };
typedef float class_lanes __attribute__((vector_size(sizeof(float) * CLASS_LANES), aligned(16)));

struct model {
    size_t field_count;
    double prior[CLASSES];                       /* share of all pairs */
    double chance[FIELDS_MOST][LEVELS][CLASSES]; /* of each level where both values are known */
    class_lanes bits[FIELDS_MOST][LEVELS];       /* its log2; 0 where missing */
    class_lanes prior_bits;
};

/* Take the logarithms of priors and chances, which scoring adds up. */
void model_take_logarithms(struct model *model);

/* log2 of each class's share of all pairs times the chance of this pattern in it. */
static inline void model_class_bits(const struct model *model, const struct pattern *pattern,
                                    class_lanes *ret_bits)
{
    class_lanes bits = model->prior_bits;
    for (size_t at = 0; at < model->field_count; at++)
        bits += model->bits[at][pattern->levels[at]];
    *ret_bits = bits;
}

/* log2 of the odds of one person, by the bits of each class. */
float model_weight_of(const class_lanes *bits);

/* log2 of the odds that a pair with this pattern is one person. */
float model_weight(const struct model *model, const struct pattern *pattern);

#endif
