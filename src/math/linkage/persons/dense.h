/* A few rows on their way to groups: what every two groups say is kept in a table. */
#ifndef WEFT_MATH_LINKAGE_PERSONS_DENSE_H
#define WEFT_MATH_LINKAGE_PERSONS_DENSE_H

#include "math/linkage/persons/cluster.h"

/* Rows that are worth a table. */
enum { DENSE_MOST = 48 };

struct dense {
    const struct cluster_rules *rules;
    size_t count, capacity;
    float *parts;        /* of two groups, by their lower rows */
    float *scores;       /* likewise, both ways round */
    uint64_t *exclusive; /* of each group */
    uint32_t *group;     /* of each row: the lowest row of its group */
    uint32_t *size;      /* rows of each group */
};

/* Every row is a group of its own. O(count²) pairs are weighed. A dense may be filled again. */
void dense_fill(struct dense *dense, const struct cluster_rules *rules, void *state,
                const uint32_t *rows, size_t count);
void dense_free(struct dense *dense);

/* The two groups i < j that score highest over the threshold; false where none do. */
bool dense_best(const struct dense *dense, float threshold, size_t *ret_i, size_t *ret_j);

/* Group j becomes part of group i. */
void dense_join(struct dense *dense, size_t i, size_t j);

static inline float dense_score(const struct dense *dense, size_t i, size_t j)
{
    return dense->scores[i * dense->count + j];
}

#endif
