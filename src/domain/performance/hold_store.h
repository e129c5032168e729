/* What was loaded of a measure before, held back or not. */
#ifndef WEFT_DOMAIN_PERFORMANCE_HOLD_STORE_H
#define WEFT_DOMAIN_PERFORMANCE_HOLD_STORE_H

#include "domain/performance/hold.h"

struct hold_earlier {
    uint64_t key;
    int64_t load;
    enum hold_reason reason; /* HOLD_NOT: it was shown */
    double value, numerator, denominator;
};
struct hold_past {
    VECTOR(struct hold_earlier) figures; /* by key, then load */
};
void hold_past_free(struct hold_past *past); /* fit for CLEANUP */

/* Every version of a measure's figures that has a value, whether its load was undone or not: what
 * was shown once is known for ever. O(them). */
int hold_past_read(struct store *store, int64_t measure, struct hold_past *ret_past,
                   struct err *err);

/* The newest version of this figure, or NULL. O(log versions). */
const struct hold_earlier *hold_past_newest(const struct hold_past *past, uint64_t key);

#endif
