/* Who goes by two names. Hong-Ting and Fiona speak for two persons, until a third record has both:
 * then they tell those that it is tied to by the one no longer from those by the other. So do
 * Rakesh Patel and Patel Rakesh, whom no R Patell would be like, for those tied to the first. */
#ifndef WEFT_MATH_LINKAGE_PERSONS_ALIASES_H
#define WEFT_MATH_LINKAGE_PERSONS_ALIASES_H

#include "math/linkage/compare/levels.h"
#include "math/linkage/persons/cluster.h"

/* Rows whose given names, or names in each other's place, a third row has, or may have, both of; by
 * a and b, some of them twice. */
struct aliases {
    struct alias {
        uint32_t a, b; /* a < b */
    } * list;
    size_t count;
};

/* By the edges over the threshold. row_at: the row that a number in an edge is; NULL: that number.
 * O(edges + aliases × log aliases); of what a row is tied to by one name the first sixteen count.
 */
void aliases_find(const struct records *records, const struct edge *edges, size_t edge_count,
                  const uint32_t *row_at, float threshold, struct aliases *ret_aliases);
void aliases_free(struct aliases *aliases);

/* Whether a third row accounts for the names of the two. O(log aliases). */
bool aliases_account_for(const struct aliases *aliases, uint32_t a, uint32_t b);

#endif
