/* The figures of one measure, in every version that was ever loaded, as cells and sums. */
#ifndef WEFT_DOMAIN_PERFORMANCE_HOLD_TABLE_H
#define WEFT_DOMAIN_PERFORMANCE_HOLD_TABLE_H

#include "domain/performance/hold.h"
#include "domain/performance/hold_ties.h"

/* Whom a figure counts: those who have it, all of whom they are a part, and the others. */
enum hold_part { PART_COUNTED, PART_ALL, PART_OTHERS, PARTS };

struct hold_version { /* a figure as one load brought it */
    uint64_t key;
    int64_t load;           /* INT64_MAX: the one at hand */
    double parts[PARTS];    /* whole numbers; NAN where it does not tell */
    bool shown;             /* everybody has seen it */
    uint32_t counts[PARTS]; /* of its parts, once they are tied; HOLD_NO_COUNT for none */
};
#define HOLD_NO_COUNT UINT32_MAX

/* A count that can be worked out or not. */
struct hold_count {
    enum hold_part part;
    double value;
    bool shown;  /* it stood in what everybody has seen */
    bool wanted; /* the load at hand would show it */
    bool kept;   /* it was held back before, and is so again */
    bool held;   /* the answer */
};

struct hold_table {
    VECTOR(struct hold_version) versions; /* by key and load, once they are tied */
    VECTOR(struct hold_count) counts;     /* of versions, and what their sums leave over */
    VECTOR(size_t) starts;                /* of each sum, and the end: as struct additive's */
    VECTOR(uint32_t) members;
};
void hold_table_free(struct hold_table *table);

/* The parts of a figure by its value and the counts behind it. HOLD_UNPROVEN where it is of people
 * and nobody can tell of how many, else HOLD_NOT. */
enum hold_reason hold_parts(struct slice unit, double value, double numerator, double denominator,
                            double parts[static PARTS]);

/* Make the counts and sums of the table's versions. A count that was held back and did not change
 * is one with what it was, since an attacker may guess so. O(versions log versions), times the
 * loads that brought them. */
void hold_table_tie(struct hold_table *table, const struct hold_ties *ties);

/* The version of this figure that is at hand, or NULL. O(log versions). */
const struct hold_version *hold_table_at_hand(const struct hold_table *table, uint64_t key);

#endif
