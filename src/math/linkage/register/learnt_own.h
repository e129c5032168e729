/* What stands behind linkage_learnt, for the engine alone. */
#ifndef WEFT_MATH_LINKAGE_REGISTER_LEARNT_OWN_H
#define WEFT_MATH_LINKAGE_REGISTER_LEARNT_OWN_H

#include "math/linkage/engine/engine.h"
#include "math/linkage/register/particulars_own.h"

/* What is kept as bytes. */
struct learnt_kept {
    uint32_t mark;
    size_t size;
    size_t records;
    size_t field_count;
    struct {
        uint8_t slot;
        uint8_t unseen; /* the level of a value that nobody has */
        uint8_t lone;   /* as in struct field */
    } fields[FIELDS_MOST];
    uint8_t given_slot, surname_slot; /* LINKAGE_SLOTS where either is not compared */
    double prior[CLASSES];
    double chance[FIELDS_MOST][LEVELS][CLASSES];
    struct block_list list;
};

struct linkage_learnt {
    struct learnt_kept kept;
    struct model model; /* of the kept chances, with their logarithms */
};

/* Give the linkage the model that was learned. */
void learnt_model(const struct linkage_learnt *learnt, struct linkage *linkage);

#endif
