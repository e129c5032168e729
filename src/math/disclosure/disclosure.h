/* Tables that give nobody away: which cells are sensitive, which others must be hidden so that
 * nobody can work those out, and what an attacker can still work out. Arrays in, arrays out.
 *
 * A table, a hierarchy, linked tables and successive periods are all one thing here: cells, and
 * sums that tie them. */
#ifndef WEFT_MATH_DISCLOSURE_DISCLOSURE_H
#define WEFT_MATH_DISCLOSURE_DISCLOSURE_H

#include "base/base.h"

/* --- sums ---------------------------------------------------------------------------------- */

/* A dimension: levels in a forest. A level without a parent is a root; what stands under one
 * parent adds up to it. */
struct dimension {
    size_t levels;
    const uint32_t *parents; /* DIMENSION_ROOT for a root */
};
#define DIMENSION_ROOT UINT32_MAX

/* In each sum the first member is the total of the others. */
struct additive {
    size_t cells, sums;
    const size_t *starts;    /* sums + 1 places in members */
    const uint32_t *members; /* cells, sum after sum; none twice in one sum */
    const bool *implied;     /* sums that follow from the others; NULL: none is known to */
    const struct dimension *dimensions; /* of a lattice; NULL where the table is none */
    size_t dimension_count;
};

/* Cells are every combination of levels, the last dimension fastest: (a, b, c) is cell
 * (a * levels_b + b) * levels_c + c. The sums come in an order in which additive_fill may compute
 * them. Lives as long as the arena. O(cells times dimensions).
 * ERR_LIMIT past DISCLOSURE_CELLS, ERR_CONFLICT for parents that go in a circle. */
int additive_lattice(const struct dimension *dimensions, size_t count, struct arena *arena,
                     struct additive *ret_table, struct err *err);

enum { DISCLOSURE_CELLS = 1000000, DISCLOSURE_DIMENSIONS = 12 };

/* Compute every total of a lattice from the cells under it. */
void additive_fill(const struct additive *lattice, double *values);

/* --- sensitive cells ----------------------------------------------------------------------- */

/* A lower and an upper limit; INFINITY where there is none. */
struct range {
    double lower, upper;
};

/* A cell is sensitive if its `largest` largest contributions are more than share of it
 * (dominance), or if the rest, without the two largest, is less than share of the largest, so
 * that the second can estimate the largest to within it (p%). share is a fraction. */
enum magnitude_rule { RULE_DOMINANCE, RULE_P_PERCENT };

/* Whether a cell with these contributions (0 or more, any order; they are sorted) is sensitive,
 * and how far from its value an attacker's limits must reach for it to be safe: symmetric, with
 * the protection levels of Hundepool et al., Statistical Disclosure Control (2012), table 4.2.
 * O(count log count). */
bool magnitude_sensitive(enum magnitude_rule rule, size_t largest, double share,
                         double *contributions, size_t count, struct range *ret_interval);

/* How much of that one of the contributors must be kept from, who knows that `own` of the total is
 * his: what the rule asks for the others' contributions, the largest of which he would estimate.
 * contributions: sorted; interval: what magnitude_sensitive gave, narrowed. False where there is
 * nothing to keep from him: a total that is mostly his own is no secret to him. O(largest). */
bool magnitude_sensitive_to(enum magnitude_rule rule, size_t largest, double share,
                            const double *contributions, size_t count, double total, double own,
                            struct range *interval);

/* --- attack -------------------------------------------------------------------------------- */

/* Why a limit holds: the sums it follows from, each taken `weight` times. */
struct evidence {
    size_t count;
    const uint32_t *sums;
    const double *weights;
};

/* What is known of each cell (a published one: lower = upper; a hidden count: 0 to INFINITY) and
 * what follows for each from the sums: the exact limits of the linear programme, rounded inwards
 * where the cells are whole numbers. evidence may be NULL; where it is not, it has one for each
 * cell whose limits fell together. Lives as long as the arena.
 *
 * ERR_CONFLICT where no cells at all fit what is known: the table does not add up,
 * with the number of a cell that none fits in the field. Cost: limits
 * that follow from one sum at a time, or that a solution already attains, need no programme; each
 * other one needs a warm start in its own connected part. */
int disclosure_attack(const struct additive *table, const struct range *known, bool whole,
                      struct arena *arena, struct range *ret_ranges, struct evidence *ret_evidence,
                      struct err *err);

/* --- suppression --------------------------------------------------------------------------- */

enum cell_state {
    CELL_FREE,      /* may be published or hidden */
    CELL_SENSITIVE, /* is hidden, at no cost */
    CELL_PUBLIC     /* everybody knows it: cannot be hidden */
};

/* The attacker's limits of the cell must reach down to lower and up to upper at least. */
struct protection {
    uint32_t cell;
    struct range interval;
    uint32_t insider; /* the attacker, or INSIDER_NONE for anybody */
};
#define INSIDER_NONE UINT32_MAX

/* Someone who knows the values of some cells, such as the only contributor to each of them. */
struct insider {
    const uint32_t *cells;
    size_t count;
};

struct suppression {
    const struct additive *table;
    const double *values; /* 0 or more, adding up */
    const double *costs;  /* of hiding a free cell, 0 or more */
    const enum cell_state *states;
    const struct protection *protections;
    size_t protection_count;
    const struct insider *insiders;
    bool whole;
    double effort; /* work that may be spent on making it cheaper, up to a microsecond each */
};

/* Which cells to hide, so that every protection holds, as cheaply as can be found: provably so
 * where the table is small enough (*ret_exact), else by routes of least cost, one protection
 * after another (Kelly, Golden and Assad 1992; Fischetti and Salazar 2001), made cheaper by
 * exchange. Ties go to fewer cells. The same answer every time.
 *
 * ERR_ASSUMPTION where no hiding can protect some cell, which *ret_cell names then. */
int disclosure_suppress(const struct suppression *problem, bool *ret_hidden, bool *ret_exact,
                        uint32_t *ret_cell, struct err *err);

/* The attack on what the choice would publish: the limits of every cell, as disclosure_attack gives
 * them; in a large table, after some seconds, only ones that are sure to be no wider than the true
 * ones (*ret_exact is false). Every protection is proven all the same: ERR_ASSUMPTION with the
 * first that does not hold in *ret_broken. */
int disclosure_prove(const struct suppression *problem, const bool *hidden,
                     struct range *ret_ranges, bool *ret_exact, size_t *ret_broken,
                     struct err *err);

/* Values of 0 or more for the cells that are not known (NAN) such that every sum holds; any such.
 * ERR_CONFLICT where there are none, as for the attack. */
int additive_complete(const struct additive *table, const double *known, double *ret_values,
                      struct err *err);

/* --- rounding ------------------------------------------------------------------------------ */

/* Round every cell to a multiple of base so that every sum still holds, each to one of the two
 * multiples next to it where that can be, else as near as can be found (Cox and Ernst 1982; for
 * more than two dimensions an integer programme). *ret_reach: no figure is that far off its value.
 * ERR_ASSUMPTION where none was found within the effort. */
int disclosure_round(const struct additive *table, const double *values, double base, double effort,
                     double *ret_rounded, double *ret_reach, struct err *err);

#endif
