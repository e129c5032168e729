/* Which sets of atoms to block on, chosen before anything is compared. */
#ifndef WEFT_MATH_LINKAGE_BLOCK_PLAN_H
#define WEFT_MATH_LINKAGE_BLOCK_PLAN_H

#include "math/linkage/block/atoms.h"

enum { PLAN_RULES = 64, PLAN_ATOMS = 4 };

struct plan {
    uint32_t rules[PLAN_RULES]; /* each a set of atoms, a bit each */
    size_t count;
};

/* Candidates are the smallest sets of atoms of different fields that are affordable: whose
 * expected pairs are within an eighth of the budget. Of them those are taken first that find the
 * most imagined matches for what they cost, until the budget (in pairs) is spent; a match that
 * is found several times is safer, so later finds still count for something. */
void plan_make(const struct atom *atoms, size_t atom_count, double rows, double budget,
               struct plan *ret_plan);

/* Whether no two atoms of the set are of one field. */
bool plan_fields_differ(const struct atom *atoms, uint32_t set);

#endif
