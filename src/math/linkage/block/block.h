/* Which pairs of records are worth comparing.
 *
 * Where all pairs fit the budget, all are candidates. Else records meet in blocks: those that
 * agree on a set of atoms. A block larger than the cap is refined: its records meet where they
 * agree on one atom more. What no atom can refine is paired with its neighbours in the block, and
 * counted. */
#ifndef WEFT_MATH_LINKAGE_BLOCK_BLOCK_H
#define WEFT_MATH_LINKAGE_BLOCK_BLOCK_H

#include "math/linkage/block/plan.h"
#include "math/linkage/learnt.h"

enum { BLOCK_RULES = 192, BLOCK_LABEL = 128 };

struct block_rule {
    uint32_t atoms;
    uint32_t *members; /* while blocks are laid */
    size_t member_count;
    uint64_t pairs;  /* measured before anything is compared */
    size_t over;     /* rows whose block was larger than the cap */
    size_t given_up; /* of them, those in blocks that had to be cut */
};

struct blocks {
    bool everything; /* all pairs are candidates */
    size_t row_count;
    struct atom atoms[ATOMS_MOST];
    size_t atom_count;
    struct block_rule rules[BLOCK_RULES];
    size_t rule_count;
    size_t cap;        /* rows of the largest block that is not refined */
    uint32_t *members; /* of all rules: rows by block, ascending within; the high bit marks a
                          block's last */
    /* Each row's places in members, one row after another; those that are a block's last, after
     * which nobody comes, are left out. */
    uint32_t *place_starts; /* row_count + 1, or NULL */
    uint32_t *places;
    uint32_t seeking; /* atoms that only seek */
    size_t learned;   /* so many of the members, the first, are of rules without them */
    uint64_t pairs;   /* of all rules; a pair that several find counts each time */
    uint64_t pairs_learned;
    uint64_t given_up; /* rows that only their neighbours in a block were compared with */
};

/* budget: the most pairs, all rules together, near enough. */
void blocks_build(const struct records *records, uint64_t budget, size_t threads,
                  struct blocks *ret_blocks);
void blocks_free(struct blocks *blocks); /* all but what was measured; may be called again */

/* --- kept from run to run -----------------------------------------------------------------------
 */

/* The rules of a register's blocks. They stay as they were learned, and so does which blocks are
 * closed: too large, their rows meet in the rules of later rounds that hold one atom more. So
 * whether two records are compared depends on them alone, whatever else comes. */
enum { BLOCK_ROUNDS = 6 };
struct block_list {
    uint32_t atoms[BLOCK_RULES];
    size_t count;
    size_t starts[BLOCK_ROUNDS + 1]; /* the rules of each round, and the count */
    size_t rounds;
    size_t cap;
};

/* As blocks_build, but blocks that no rule refines are closed and not cut; *ret_list gets what was
 * found to be of use, filled up with refinements that may come to be. keeper may be NULL. */
void blocks_learn(const struct records *records, uint64_t budget, size_t threads,
                  const struct linkage_keeper *keeper, struct block_list *ret_list,
                  struct blocks *ret_blocks);

/* The same by rules that were learned before; the keeper knows which blocks are closed. */
void blocks_by_list(const struct records *records, const struct block_list *list, size_t threads,
                    const struct linkage_keeper *keeper, struct blocks *ret_blocks);

/* The blocks that a row stands in, closed ones left out: their numbers in blocks; how many. atoms:
 * of the same records. */
size_t blocks_of_row(const struct records *records, const struct block_list *list,
                     const struct atom *atoms, const struct linkage_keeper *keeper, uint32_t row,
                     uint64_t blocks[static BLOCK_RULES]);

/* Whether the row stands in that block, were it not closed. */
bool blocks_has_row(const struct records *records, const struct block_list *list,
                    const struct atom *atoms, uint64_t block, uint32_t row);

/* The rule in words: "surname (sound) + date of birth (year and month)". */
void blocks_label(const struct blocks *blocks, const struct records *records, size_t rule,
                  char label[static BLOCK_LABEL]);

/* The candidates of a row with a higher number, each once; or those of them that are to be learned
 * from. seen: a bit a row, all 0 before and after, one such array a thread. candidates: room for
 * row_count. */
size_t blocks_candidates(const struct blocks *blocks, uint32_t row, bool to_learn, uint64_t *seen,
                         uint32_t *candidates);

/* Ask memory for what the row's candidates will be read from. */
void blocks_expect(const struct blocks *blocks, uint32_t row);

#endif
