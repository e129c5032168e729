/* Which pairs of records are worth comparing.
 *
 * Broad by default: a pair is a candidate where it agrees, even roughly, on any two fields. A
 * block that is larger than the budget allows is refined: its records meet where they agree on a
 * third field too, then a fourth. Where all pairs together fit the budget, all are candidates. */
#ifndef WEFT_MATH_LINKAGE_BLOCK_H
#define WEFT_MATH_LINKAGE_BLOCK_H

#include "math/linkage/records.h"

enum { RULES_MOST = 256, RULE_ATOMS = 4 };

struct block_rule {
    uint8_t atoms[RULE_ATOMS];
    size_t atom_count;
    uint32_t *members;  /* rows by block, ascending; the high bit marks the last of a block */
    uint32_t *position; /* of each row in members, or UINT32_MAX */
    size_t member_count;
    uint64_t pairs; /* measured before anything is compared */
    char label[96];
};

struct blocks {
    bool everything; /* all pairs are candidates */
    size_t row_count;
    struct block_rule *rules;
    size_t rule_count;
    size_t largest_block;
    uint64_t pairs;    /* of all rules; a pair that several find is counted each time */
    uint64_t given_up; /* rows in blocks that no further field could refine */
};

/* budget: the most pairs, all rules together. */
void blocks_build(const struct records *records, uint64_t budget, size_t threads,
                  struct blocks *ret_blocks);
void blocks_free(struct blocks *blocks);

/* The candidates of a row with a higher number, each once, in no special order. seen: row_count
 * marks, all UINT32_MAX at first, one such array a thread. candidates: room for row_count. */
size_t blocks_candidates(const struct blocks *blocks, uint32_t row, uint32_t *seen,
                         uint32_t *candidates);

#endif
