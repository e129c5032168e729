/* What a pair weighs, with no more work than it takes to know that it weighs too little. */
#ifndef WEFT_MATH_LINKAGE_SCORE_H
#define WEFT_MATH_LINKAGE_SCORE_H

#include "math/linkage/estimate.h"

/* Made once from a model, shared by all threads. */
struct scorer {
    const struct model *model;
    float floor;                     /* lighter pairs need no exact weight */
    float prior;                     /* same person against stranger */
    float gain[FIELDS_MOST][LEVELS]; /* what a level adds to that */
    float best_near[FIELDS_MOST];    /* the most that values which differ can add */
    uint8_t order[FIELDS_MOST];      /* fields whose difference costs most come first */
};

void scorer_make(const struct records *records, const struct model *model, float floor,
                 struct scorer *ret_scorer);

/* The weight of the row taken and `other`: log2 of the odds that they are one person; or −INFINITY
 * where it is under the floor. Fields are compared only as long as the rest could still lift the
 * pair over the floor. */
float scorer_weight(const struct scorer *scorer, struct comparer *comparer, uint32_t other);

#endif
