/* What stands behind linkage_particulars, for the engine alone. */
#ifndef WEFT_MATH_LINKAGE_REGISTER_PARTICULARS_OWN_H
#define WEFT_MATH_LINKAGE_REGISTER_PARTICULARS_OWN_H

#include "math/linkage/compare/records.h"
#include "math/linkage/particulars.h"
#include "math/linkage/standard/draft.h"
#include "math/linkage/standard/standard.h"
#include "math/linkage/texts/addresses.h"

enum { PARTICULARS_MOST = LINKAGE_SLOTS };

struct linkage_particulars {
    size_t row_count, capacity;
    struct draft drafts[PARTICULARS_MOST]; /* names first */
    size_t slots[PARTICULARS_MOST];        /* of each draft */
    size_t draft_count;
    uint8_t *levels; /* row-major: row_count × draft_count; 0 where not known */
};

/* A level as it is kept, a byte: of a given name, with how much commoner it and the surname are
 * together (compare/together.h) above it. */
enum { LEVEL_BITS = 4, LEVEL_ALONE = (1 << LEVEL_BITS) - 1 };
_Static_assert((int)LEVEL_NEAR <= (int)LEVEL_ALONE && TOGETHER_MOST << LEVEL_BITS < 256,
               "both have room");

/* Take the next slot and text off the front of a record's bytes; false where there is none. alone:
 * a given name that may be a surname, for it is the whole name. */
struct particular {
    size_t slot;
    struct slice text;
    bool alone;
};
bool particulars_next(struct slice *bytes, struct particular *ret_particular);

#endif
