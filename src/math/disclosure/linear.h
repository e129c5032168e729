/* Linear and integer programmes: the one door to GLPK.
 *
 * Rows and columns count from 0. A new programme has rows fixed at 0 and columns fixed at 0, all
 * costs 0. The basis of one solve is where the next one starts, so changing a bound or a cost
 * and solving again is cheap. */
#ifndef WEFT_MATH_DISCLOSURE_LINEAR_H
#define WEFT_MATH_DISCLOSURE_LINEAR_H

#include "math/disclosure/disclosure.h"

struct linear;

enum linear_outcome { LINEAR_OPTIMAL, LINEAR_INFEASIBLE, LINEAR_UNBOUNDED, LINEAR_STOPPED };

struct linear *linear_new(size_t rows, size_t columns);
void linear_free(struct linear **linear); /* fit for CLEANUP */

/* The entries of one column; rows are distinct. */
void linear_column(struct linear *linear, size_t column, size_t count, const uint32_t *rows,
                   const double *coefficients);
/* A further row, lower <= sum of coefficients times columns. */
void linear_add_row(struct linear *linear, size_t count, const uint32_t *columns,
                    const double *coefficients, double lower);

void linear_row_value(struct linear *linear, size_t row, double value);
void linear_range(struct linear *linear, size_t column, double lower, double upper);
void linear_cost(struct linear *linear, size_t column, double cost);

/* The outcome, or ERR_INTERNAL where GLPK gave up twice. To minimise suits a programme whose ranges
 * and rows changed since it was solved (dual simplex), to maximise one whose costs did (primal). */
int linear_minimise(struct linear *linear, struct err *err);
int linear_maximise(struct linear *linear, struct err *err);

/* From now on no solve goes on past this much work in all: it is LINEAR_STOPPED then. */
void linear_allow(struct linear *linear, double work);
bool linear_is_spent(const struct linear *linear);
/* Whether the values of a solve that was stopped keep every range and row. */
bool linear_is_feasible(const struct linear *linear);

/* From the basis of the rows, with every column at its lower limit: by far the quickest where costs
 * are 0 or more and few rows are not met by that. */
int linear_minimise_afresh(struct linear *linear, struct err *err);

/* Minimise over whole values of every column, to within gap (a share of the objective).
 * LINEAR_STOPPED after so much work, or where GLPK could not. */
int linear_minimise_whole(struct linear *linear, double work, double gap);

/* After a solve: take out the rows that did not hold it back. */
void linear_drop_slack_rows(struct linear *linear);

/* Of the latest solve. */
double linear_value(const struct linear *linear, size_t column);
double linear_whole_value(const struct linear *linear, size_t column);
double linear_objective(const struct linear *linear);
double linear_whole_objective(const struct linear *linear);
bool linear_has_whole(const struct linear *linear); /* where it was stopped */
double linear_row_price(const struct linear *linear, size_t row);
double linear_reduced_cost(const struct linear *linear, size_t column);

/* The work done so far, counted in simplex steps and entries and so the same on every machine;
 * about a microsecond each on one of 2022. */
double linear_work(const struct linear *linear);

#endif
