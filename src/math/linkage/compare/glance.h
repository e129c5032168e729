/* What facts alone settle of one row beside many others: most levels of most pairs, some pairs at
 * once, without a guess which way they fall. What they settle is what the texts would give. */
#ifndef WEFT_MATH_LINKAGE_COMPARE_GLANCE_H
#define WEFT_MATH_LINKAGE_COMPARE_GLANCE_H

#include "math/linkage/compare/levels.h"

enum {
    GLANCE_MOST = COMPARED_AT_ONCE,
    GLANCE_STEP = 8,        /* rows are looked at so many at once, or a part of them */
    LEVEL_UNSETTLED = 0xff, /* the texts are needed */
};

/* Pairs are bits by their place among the others. */
struct glance {
    size_t count;
    uint64_t all;                                  /* a bit for each */
    const uint32_t *rows[GLANCE_MOST];             /* padded to whole steps */
    uint32_t values[FIELDS_MOST][GLANCE_MOST];     /* the same by field */
    uint64_t levels[FIELDS_MOST / 8][GLANCE_MOST]; /* a byte a field */
    uint64_t unsettled[FIELDS_MOST];               /* by field */
    /* Pairs of whose names nothing is to be found across their fields unless the given names are
     * near or differ and the surnames do not: they are surely not near in each other's place, both,
     * nor are the names turned round. And those that names_across may have to look at: all
     * but the ones of which that is known. */
    uint64_t apart, across;
};

/* Look at the `count` rows beside the row taken, at most GLANCE_MOST. O(fields × count). */
void glance_at(const struct comparer *comparer, const uint32_t *others, size_t count,
               struct glance *ret_glance);

/* How: for any processor, which leaves open all that is neither equal nor missing; and by
 * instructions that not every one has, which glance_best knows of. */
glance_way glance_plainly, glance_avx2, glance_avx512;
glance_way *glance_best(void);

#endif
