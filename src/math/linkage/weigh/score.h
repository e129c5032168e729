/* What a pair weighs, with no more work than it takes to know that it weighs too little. */
#ifndef WEFT_MATH_LINKAGE_WEIGH_SCORE_H
#define WEFT_MATH_LINKAGE_WEIGH_SCORE_H

#include "math/linkage/weigh/model.h"

/* What the classes of one person weigh against those of two: a lane for each of two, from 0; the
 * last lane is spare. In fours, which every processor of 64 bits adds at once. */
typedef float four_lanes __attribute__((vector_size(16)));
enum { AGAINST_FOURS = 2 };
struct against {
    four_lanes settled[AGAINST_FOURS], moved[AGAINST_FOURS];
};

/* Two values that differ and are not compared yet: they may be as near as can be. */
enum { LEVEL_HOPED = LEVELS };

/* Made once from a model, shared by all threads. */
struct scorer {
    const struct model *model;
    float floor; /* lighter pairs need no exact weight */
    four_lanes
        lost_under[AGAINST_FOURS]; /* the floor less a bit; under the spare lane is nothing */
    struct against prior;
    struct against gain[FIELDS_MOST][LEVELS + 1]; /* what a level adds */
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
