/* How good a linkage is where the truth is known. */
#ifndef WEFT_MATH_LINKAGE_QUALITY_H
#define WEFT_MATH_LINKAGE_QUALITY_H

#include "base/base.h"

struct quality {
    uint64_t true_pairs, found_pairs, right_pairs;
    double precision, recall, f1;          /* pairwise */
    double b3_precision, b3_recall, b3_f1; /* B-cubed (Bagga and Baldwin 1998) */
};

/* Compare two partitions of the rows, each given by a number a row. across: only pairs of
 * different sources count (source NULL: all pairs). O(rows log rows). */
void quality_of_clusters(size_t row_count, const uint32_t *truth, const uint32_t *persons,
                         const uint16_t *across, struct quality *ret_quality);

#endif
