/* What a pair weighs, with no more work than it takes to know that it weighs too little. */
#ifndef WEFT_MATH_LINKAGE_SCORE_H
#define WEFT_MATH_LINKAGE_SCORE_H

#include "math/linkage/model.h"

/* One person of a class against the classes of two, a lane each from 0; the last lane is spare. */
typedef float other_lanes __attribute__((vector_size(sizeof(float) * 8), aligned(16)));
struct against {
    other_lanes person[PERSON_CLASSES];
};

/* Made once from a model, shared by all threads. */
struct scorer {
    const struct model *model;
    float floor;            /* lighter pairs need no exact weight */
    other_lanes lost_under; /* the floor less a bit; the spare lanes 0, under which nothing is */
    struct against prior;
    struct against gain[FIELDS_MOST][LEVELS]; /* what a level adds */
    struct against best_near[FIELDS_MOST];    /* the most that values which differ can add */
    /* For each class of two: the fields that tell most against it for their cost come first. */
    uint8_t order[CLASSES - PERSON_CLASSES][FIELDS_MOST];
};

void scorer_make(const struct records *records, const struct model *model, float floor,
                 struct scorer *ret_scorer);

/* The others of `count` that weigh over the floor with the row taken, moved to the front, with
 * their weights (log2 of the odds that the two are one person); how many. Fields are compared
 * only as long as the rest could still lift a pair over the floor. */
size_t scorer_weigh(const struct scorer *scorer, struct comparer *comparer, uint32_t *others,
                    size_t count, float *weights);

#endif
