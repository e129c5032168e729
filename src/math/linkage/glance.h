/* What facts alone settle of one row beside many others: most levels of most pairs, four pairs at a
 * step, without a guess which way they fall. What they settle is what the texts would give. */
#ifndef WEFT_MATH_LINKAGE_GLANCE_H
#define WEFT_MATH_LINKAGE_GLANCE_H

#include "math/linkage/levels.h"

enum {
    GLANCE_MOST = COMPARED_AT_ONCE,
    GLANCE_LANES = 4,
    LEVEL_UNSETTLED = 0xff, /* the texts are needed */
};

typedef uint64_t glance_lanes __attribute__((vector_size(8 * GLANCE_LANES)));

/* Pairs are bits and lanes by their place among the others. */
struct glance {
    size_t count;
    uint64_t all;                                                     /* a bit for each */
    const uint32_t *rows[GLANCE_MOST];                                /* padded to whole steps */
    glance_lanes levels[FIELDS_MOST / 8][GLANCE_MOST / GLANCE_LANES]; /* a byte a field */
    uint64_t unsettled[FIELDS_MOST];                                  /* by field */
    /* Pairs of whose names nothing is to be found across their fields if both differ from their
     * like: the given name is surely not near to the other's surname, nor are the names turned
     * round. And those that names_across may have to look at: all but the ones that both do so and
     * are settled. */
    uint64_t apart, across;
};

/* Look at the `count` rows beside the row taken, at most GLANCE_MOST. O(fields × count). */
void glance_at(const struct comparer *comparer, const uint32_t *others, size_t count,
               struct glance *ret_glance);

#endif
