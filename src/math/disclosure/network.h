/* Tables of two dimensions, one of them flat, are networks: a sum is a place, a cell is an arc
 * between its two sums, and a change that leaves every sum as it is goes round in circles (Cox
 * 1995). There a cheap route is a shortest path, found many times faster than by a linear
 * programme. */
#ifndef WEFT_MATH_DISCLOSURE_NETWORK_H
#define WEFT_MATH_DISCLOSURE_NETWORK_H

#include "math/disclosure/search.h"

struct network;

/* NULL where the sums that are not implied make no network. O(members). */
struct network *network_of(const struct additive *table, const struct incidence *incidence,
                           struct arena *arena);

void network_close(struct network *network); /* NULL too; the rest dies with the arena */

/* As search_route: shortest paths, as many as are needed to carry the amount, each through cells
 * that can carry as large a part of it as possible. O(cells log sums) a path. */
int network_route(struct network *network, struct search *search, const struct need *need,
                  struct route *ret_route);

#endif
