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
    bool is_whole;    /* of both names: a value without a key of its own has that of */
    uint8_t names[2]; /* these atoms together */
    uint32_t *keys;   /* by value; 0 where the value has none */
    double known;     /* share of the rows that have one */
    double chance;    /* that two random rows which have one agree */
};

/* All atoms of all fields; how many. O(values). */
size_t atoms_make(const struct records *records, size_t threads,
                  struct atom atoms[static ATOMS_MOST]);
void atoms_free(struct atom *atoms, size_t count);

/* Atoms in any order have one key: a given name and a surname change places. */
static inline uint32_t atoms_key_with(uint32_t key, uint32_t part)
{
    part *= UINT32_C(0x85ebca6b);
    return key + (part ^ part >> 15);
}

/* What a row has of an atom; 0 where it has nothing. */
static inline uint32_t atoms_key_of(const struct atom *atoms, size_t at, const uint32_t *row)
{
    const struct atom *atom = &atoms[at];
    uint32_t key = atom->keys[row[atom->field]];
    if (key || !atom->is_whole)
        return key;
    const struct atom *given = &atoms[atom->names[0]], *surname = &atoms[atom->names[1]];
    uint32_t first = given->keys[row[given->field]], last = surname->keys[row[surname->field]];
    return first && last ? atoms_key_with(atoms_key_with(0, first), last) | 1 : 0;
}

#endif
