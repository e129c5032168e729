/* Which figures of a measure add up to which: by area, by group, by period. */
#ifndef WEFT_DOMAIN_PERFORMANCE_HOLD_TIES_H
#define WEFT_DOMAIN_PERFORMANCE_HOLD_TIES_H

#include "domain/performance/lexicon.h"

/* What lies under `parent` in one family adds up to it, or leaves something over. */
struct hold_tie {
    int64_t child, parent; /* ids */
    uint32_t family;       /* children of two families each add up on their own */
    uint32_t complete;     /* so many children are all there are; 0: nobody knows */
};

struct hold_ties {
    VECTOR(struct hold_tie) areas, groups, periods; /* by child */
};
void hold_ties_free(struct hold_ties *ties); /* fit for CLEANUP */

/* An area lies in the one that its region names, and in the country. A group of several dimensions
 * lies in the one that leaves one of them out. Quarters lie in their year, years in a figure of
 * several. O(areas² + groups + periods²). */
void hold_ties_of(struct lexicon *lexicon, struct hold_ties *ret_ties);

#endif
