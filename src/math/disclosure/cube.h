/* In a lattice the shortest way to move a cell and leave every sum as it is goes through the
 * corners of a cube: in each dimension the change is taken back at one other level (Repsilber's
 * hypercubes; Giessing 2004). The cheapest cube is found without a linear programme. */
#ifndef WEFT_MATH_DISCLOSURE_CUBE_H
#define WEFT_MATH_DISCLOSURE_CUBE_H

#include "math/disclosure/search.h"

struct cubes;

/* NULL where the table is no lattice. O(levels times depth) of each dimension. */
struct cubes *cubes_of(const struct additive *table, struct arena *arena);

/* As search_route, through one cube. O(product of the levels) at worst, far less where cheap cubes
 * are met early. */
int cube_route(struct cubes *cubes, struct search *search, const struct need *need,
               struct route *ret_route);

/* How far each cell is sure to move from its value, given what is published, by cubes of hidden
 * cells alone, one for each need that has one; a cell that none goes through stays where it is.
 * Needs against insiders are left out. NULL where linear programmes are as quick: in small tables,
 * and in what is no lattice. Lives as long as the arena. */
struct range *cubes_show(const struct additive *table, const double *values, const bool *hidden,
                         const struct need *needs, size_t count, struct arena *arena);

#endif
