/* Rough forms of a field's values: two values that share one may be the same. Blocks are made of
 * records that agree on a few of them.
 *
 * Some are so rough that pairs which agree on them are looked at, and nothing is learned from them:
 * the estimate would take for usual what they were chosen by, such as that a date and the first of
 * January are of one year. */
#ifndef WEFT_MATH_LINKAGE_BLOCK_ATOMS_H
#define WEFT_MATH_LINKAGE_BLOCK_ATOMS_H

#include "math/linkage/compare/records.h"

enum { ATOMS_MOST = 30 }; /* a set of them is a word */

struct atom {
    uint8_t field;
    const char *label;
    bool only_seeks;
    uint32_t *keys; /* by value; 0 where the value has none */
    double known;   /* share of the rows that have one */
    double chance;  /* that two random rows which have one agree */
};

/* All atoms of all fields; how many. O(values). */
size_t atoms_make(const struct records *records, size_t threads,
                  struct atom atoms[static ATOMS_MOST]);
void atoms_free(struct atom *atoms, size_t count);

#endif
