/* What a register learned from its records, so that the records of later runs are compared and
 * weighed as those were, whatever else is there: the fields, the model, how rare values are, the
 * rules of the blocks.
 *
 * Under one linkage_learnt, who is one person depends only on the set of the records and on the
 * decisions, never on their order or on how they came in: whether two records are compared, and
 * what they weigh, follows from these two alone (their blocks are closed or open as they were
 * learned); and persons are made within each component of the records that weigh over the
 * threshold, in the order of the records' ranks. So it is enough to look again at the components
 * that a new record touches. */
#ifndef WEFT_MATH_LINKAGE_LEARNT_H
#define WEFT_MATH_LINKAGE_LEARNT_H

#include "math/linkage/particulars.h"

struct linkage; /* linkage.h, which includes this */
struct linkage_options;
struct linkage_pair;

/* Where the blocks are kept: by numbers of 40 bits, as a block's rule and the mixed keys of what
 * its records agree on give it. */
struct linkage_keeper {
    void *context;
    /* Whether the block was found to be too large when it was learned. */
    bool (*is_closed)(void *context, uint64_t block);
    /* Told of every block in ascending order, also those of one row; closed ones without rows. NULL
     * where nobody asks. Rows are the table's. */
    void (*take)(void *context, uint64_t block, const uint32_t *rows, size_t count, bool closed);
};

struct linkage_learnt;
void linkage_learnt_free(struct linkage_learnt *learnt);

/* As bytes, for the machine that wrote them; NULL where the bytes are none, or of another engine
 * than this. */
void linkage_learnt_write(const struct linkage_learnt *learnt, struct buffer *out);
struct linkage_learnt *linkage_learnt_read(struct slice bytes);

/* Whether each field that it compares stands in a slot of its own. */
bool linkage_learnt_fits(const struct linkage_learnt *learnt, const struct linkage_slots *slots);

/* How many records it was learned from. */
size_t linkage_learnt_records(const struct linkage_learnt *learnt);

/* Whether they were so few that all pairs are compared, and no blocks are kept. */
bool linkage_compares_all(const struct linkage_learnt *learnt);

/* Whether what records have in the slot is compared. */
bool linkage_learnt_compares(const struct linkage_learnt *learnt, size_t slot);

/* A linkage of the particulars, which it takes over. rows: how many they are and their sources, no
 * columns; it must live as long as the linkage. learnt: compared in the fields that were learned,
 * as rare as the particulars' levels say; NULL: in those slots that enough records fill, as rare as
 * they are here. in_order: records stand in memory as they were added, which is of use for a few;
 * else those that are alike stand together. */
struct linkage *linkage_of_particulars(const struct linkage_table *rows,
                                       struct linkage_particulars *particulars,
                                       const struct linkage_options *options,
                                       const struct linkage_learnt *learnt, bool in_order);

/* In the place of linkage_block and linkage_estimate: learn. The keeper is told of the blocks
 * (is_closed is not asked). budget: pairs to be compared, near enough; 0: the usual. NULL where
 * there is nothing to learn from (under two records, or no field). */
struct linkage_learnt *linkage_learn(struct linkage *linkage, const struct linkage_keeper *keeper,
                                     uint64_t budget);

/* The same in a linkage that was made with `learnt`: nothing is learned. */
void linkage_block_learnt(struct linkage *linkage, const struct linkage_learnt *learnt,
                          const struct linkage_keeper *keeper);

/* --- how rare values are ------------------------------------------------------------------------
 *
 * A value's level says how rare it was when that was learned. Those that are as rare as a value
 * that nobody has need not be kept. */

/* Tell of every value that must be kept: a number that stands for slot and text, and its level; of
 * every name that more people have as surname than as given name; and of all names that are
 * commoner together than by chance, by how many levels. */
void linkage_terms(const struct linkage *linkage, const struct linkage_learnt *learnt,
                   void (*take)(void *context, uint64_t term, uint8_t level), void *context);

/* The levels of a record's bytes, by slot, as they are kept: a byte each; 0 where the slot is empty
 * or is not compared. level_of: the level of a term that was kept, 0 where it was not. A name that
 * stands alone has its level in the slot where it stands by what was learned, and so the levels say
 * which that is. */
void linkage_levels_find(const struct linkage_learnt *learnt, struct slice bytes,
                         uint8_t (*level_of)(void *context, uint64_t term), void *context,
                         uint8_t levels[static LINKAGE_SLOTS]);

/* The levels of a row of the table, by slot. */
void linkage_levels_of(const struct linkage *linkage, uint32_t row,
                       uint8_t levels[static LINKAGE_SLOTS]);

/* --- a few records ------------------------------------------------------------------------------
 */

/* Looks at blocks of records one after another, by the table's rows. */
struct linkage_blocker;
struct linkage_blocker *linkage_blocker_new(const struct linkage *linkage,
                                            const struct linkage_learnt *learnt);
void linkage_blocker_free(struct linkage_blocker *blocker);

enum { LINKAGE_BLOCKS = 192 };
/* The open blocks that the row stands in; how many. */
size_t linkage_blocks_of(const struct linkage_blocker *blocker, const struct linkage_keeper *keeper,
                         uint32_t row, uint64_t blocks[static LINKAGE_BLOCKS]);
/* Whether the row stands in the block; a keeper may hold what a record said before. */
bool linkage_block_has(const struct linkage_blocker *blocker, uint64_t block, uint32_t row);

/* Weigh the pairs, as linkage_compare would: those over the threshold move to the front with their
 * weights; how many. */
size_t linkage_weigh(const struct linkage *linkage, struct linkage_pair *pairs, size_t count);

/* In the place of linkage_cluster: make persons of pairs (a < b, by ranks) over the threshold,
 * each component by itself. rank: of each row of the table, from 0 and all different; their order
 * decides between equals. */
void linkage_cluster_ranked(struct linkage *linkage, const uint32_t *rank,
                            const struct linkage_pair *pairs, size_t count);

/* In the place of linkage_cluster: persons that are known already. person: of each row of the
 * table, by any number under the row count. */
void linkage_take_persons(struct linkage *linkage, const uint32_t *person);

#endif
