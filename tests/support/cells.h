/* Tables of cells for the tests of disclosure control. Include after support/test.h. */
#ifndef WEFT_TESTS_SUPPORT_CELLS_H
#define WEFT_TESTS_SUPPORT_CELLS_H

#include "math/disclosure/disclosure.h"
#include "text/text.h"

/* A lattice with its values, filled from the inner cells. */
struct cells {
    struct arena arena;
    struct additive table;
    double *values;
    enum cell_state *states;
    struct protection *protections;
    size_t protection_count;
    bool amounts; /* not counts */
};

/* `sizes` lowest levels in each dimension, under a total each, the total last; nothing filled. */
struct cells cells_flat(const size_t *sizes, size_t dimensions);
struct cells cells_lattice(const struct dimension *dimensions, size_t count);
void cells_free(struct cells *cells);

/* Cell (row, column) of a flat table of two dimensions with `columns` columns and its totals. */
size_t cells_at(size_t columns, size_t row, size_t column);

/* Fill the totals, and make every cell of 1 to threshold - 1 sensitive. */
void cells_complete(struct cells *cells, double threshold);

/* Add a sensitive cell by hand. */
void cells_protect(struct cells *cells, size_t cell, double lower, double upper);

/* Choose what to hide at the least cost, and fail the test unless every protection holds against
 * the attack: the cost of the complementary cells. ret_hidden and ret_exact may be NULL. */
double cells_suppress(struct cells *cells, bool by_value, bool *ret_hidden, bool *ret_exact);

/* The attack on what would be published. */
void cells_attack(struct cells *cells, const bool *hidden, struct range *ret_ranges,
                  struct evidence *ret_evidence);

/* One of the shared tables (cell_suppression.json), filled, its sensitive cells protected. */
struct cells cells_shared(const struct json *json, size_t *ret_rows, size_t *ret_columns);

/* "2,1" or "T,0" of a table with so many rows and columns, as the shared tables name cells. */
size_t cells_named(struct slice name, size_t rows, size_t columns);

#endif
