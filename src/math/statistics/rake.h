/* Raking: weights that agree with known totals of several variables at once. */
#ifndef WEFT_MATH_STATISTICS_RAKE_H
#define WEFT_MATH_STATISTICS_RAKE_H

#include "base/base.h"

struct rake_variable {
    const char *name;
    size_t levels;
    const char *const *level_names;
    const double *totals;  /* by level, 0 or more */
    const uint32_t *level; /* by row */
};

struct rake_result {
    int rounds;
    /* How many evenly adjusted answers 1 of these is worth, 0 to 1: what Kish (1965) calls the
     * loss from unequal weights, of the adjustment alone. */
    double efficiency;
};

/* Iterative proportional fitting (Deming and Stephan 1940, Ann Math Stat 11:427-444), until every
 * margin agrees to 1e-12. weights (0 or more, none missing) are the start, and ret_weights the
 * end. ERR_CONFLICT where the variables' totals contradict each other; ERR_ASSUMPTION where a
 * level with a total has nobody to carry it, where rows stand in a level of total 0, and where no
 * weights agree with all margins. O(rows · variables) a round. */
int rake(const struct rake_variable *variables, size_t variable_count, const double *weights,
         size_t rows, double *ret_weights, struct rake_result *ret_result, struct err *err);

#endif
