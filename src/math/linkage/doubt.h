/* Where a linkage is unsure, by its own model: records that may not belong to their person, and
 * persons that may be one. */
#ifndef WEFT_MATH_LINKAGE_DOUBT_H
#define WEFT_MATH_LINKAGE_DOUBT_H

#include "base/base.h"

struct linkage;

struct linkage_doubt {
    uint32_t a, b; /* rows of the table, a < b: of those in question the pair that weighs most */
    float weight;  /* log2 odds that what they stand for is one person, by all their records, by how
                      few of the two sources have nobody in the other, and beside their rivals */
    bool are_together; /* b's or a's record within its person; else two persons */
};

struct linkage_doubts {
    float *belongs; /* by the table's row: log2 odds that it is the person that the rest of its
                       records are; +∞ where it has no other record, or somebody decided */
    struct linkage_doubt *list; /* all persons that an edge ties, and all records within persons of
                                   two and more; those nearest to even odds first */
    size_t count;
};

/* Of a linkage whose persons are made. Large persons are judged by LINKAGE_DOUBT_ROWS of their
 * records. O(edges + rows × LINKAGE_DOUBT_ROWS). Free with linkage_doubts_free. */
enum { LINKAGE_DOUBT_ROWS = 32 };
void linkage_doubts_find(const struct linkage *linkage, struct linkage_doubts *ret_doubts);
void linkage_doubts_free(struct linkage_doubts *doubts);

/* --- by group --------------------------------------------------------------------------------- */

/* Links (pairs of records that are one person) that touch a group: there, found, missed, false.
 * Counted against the truth, or expected by the model. */
struct linkage_errors {
    double records;
    double true_links, found_links, missed, wrong;
    /* Of the true ones, and of those found; the shares of none are 0. Limits of 95% (Wilson 1927)
     * of as many links by themselves as tell as much: the errors of one person come together, so
     * that eighty false pairs of one are little more than one (Rao and Scott 1992). */
    double missed_share, missed_lower, missed_upper;
    double wrong_share, wrong_lower, wrong_upper;
    bool missed_worse, wrong_worse; /* the share of all lies under this one's limits of 99.8%: of so
                                       many groups one is out of those of 95% by chance */
};

struct linkage_grouping {
    size_t row_count;
    const uint32_t *persons;
    const uint16_t *source; /* only links between sources count; NULL: all do */
    const uint32_t *groups; /* of each row, under group_count; NULL: all are of group 0 */
    size_t group_count;
};

/* errors[group_count] and, at errors[group_count], those of all. A link between two groups counts
 * in both. truth: a number a row. O(rows log rows + groups). */
void linkage_errors_true(const struct linkage_grouping *grouping, const uint32_t *truth,
                         struct linkage_errors *errors);

/* The same expected by the model; persons are judged by LINKAGE_DOUBT_ROWS of their records. */
void linkage_errors_expected(const struct linkage_grouping *grouping,
                             const struct linkage_doubts *doubts, struct linkage_errors *errors);

#endif
