#include "math/statistics/rake.h"

#include <math.h>

#include "base/banned.h"

enum { MOST_ROUNDS = 10000, FEWEST_ROUNDS = 100 };
static const double most_visits = 2e9; /* to a row for a variable */

static double total_of(const struct rake_variable *variable)
{
    double total = 0;
    for (size_t level = 0; level < variable->levels; level++)
        total += variable->totals[level];
    return total;
}

/* Totals are published rounded, so they need only agree to a millionth. */
static int check_totals(const struct rake_variable *variables, size_t count, struct err *err)
{
    double first = total_of(&variables[0]);
    for (size_t v = 0; v < count; v++) {
        double total = total_of(&variables[v]);
        if (total <= 0)
            return err_set(err, ERR_ASSUMPTION, variables[v].name, "The totals of %s are all 0.",
                           variables[v].name);
        if (fabs(total - first) > 1e-6 * first)
            return err_set(err, ERR_CONFLICT, variables[v].name,
                           "The totals contradict each other: those of %s add up to %.15g and "
                           "those of %s to %.15g.",
                           variables[0].name, first, variables[v].name, total);
    }
    return 0;
}

/* The weighted margin of one variable as it stands. */
static void add_up(const struct rake_variable *variable, const double *weights, size_t rows,
                   double *ret_margin)
{
    memset(ret_margin, 0, variable->levels * sizeof *ret_margin);
    for (size_t row = 0; row < rows; row++)
        ret_margin[variable->level[row]] += weights[row];
}

static int check_levels(const struct rake_variable *variable, const double *margin, struct err *err)
{
    for (size_t level = 0; level < variable->levels; level++) {
        double total = variable->totals[level];
        if (total > 0 && margin[level] <= 0)
            return err_set(err, ERR_ASSUMPTION, variable->name,
                           "The level %s of %s has the total %.15g and nobody in the table. Merge "
                           "it with another level.",
                           variable->level_names[level], variable->name, total);
        if (total == 0 && margin[level] > 0)
            return err_set(err, ERR_CONFLICT, variable->name,
                           "The level %s of %s has the total 0, and there are people in it. Leave "
                           "them out, or correct the total.",
                           variable->level_names[level], variable->name);
    }
    return 0;
}

/* Bring one margin into agreement; how far off it was, as a share. */
static double fit_margin(const struct rake_variable *variable, double scale, double *weights,
                         size_t rows, double *margin)
{
    double off = 0;
    add_up(variable, weights, rows, margin);
    for (size_t level = 0; level < variable->levels; level++) {
        double total = variable->totals[level] * scale;
        double factor = margin[level] > 0 ? total / margin[level] : 1;
        if (total > 0)
            off = fmax(off, fabs(factor - 1));
        margin[level] = factor;
    }
    for (size_t row = 0; row < rows; row++)
        weights[row] *= margin[variable->level[row]];
    return off;
}

static double efficiency_of(const double *before, const double *after, size_t rows)
{
    double start = 0, sum = 0, squares = 0;
    for (size_t row = 0; row < rows; row++) {
        start += before[row];
        sum += after[row];
        squares += before[row] > 0 ? after[row] * after[row] / before[row] : 0;
    }
    return sum * sum / (start * squares);
}

static size_t most_levels(const struct rake_variable *variables, size_t count)
{
    size_t most = 0;
    for (size_t v = 0; v < count; v++)
        most = variables[v].levels > most ? variables[v].levels : most;
    return most;
}

int rake(const struct rake_variable *variables, size_t variable_count, const double *weights,
         size_t rows, double *ret_weights, struct rake_result *ret_result, struct err *err)
{
    size_t levels = most_levels(variables, variable_count);
    CLEANUP(cleanup_memory) double *room = memory_zeros(levels + rows, sizeof *room);
    double *margin = room, *raked = room + levels;
    struct rake_result result = {0};
    int code = check_totals(variables, variable_count, err);
    for (size_t v = 0; v < variable_count && code == 0; v++) {
        add_up(&variables[v], weights, rows, margin);
        code = check_levels(&variables[v], margin, err);
    }
    if (code < 0)
        return code;
    memcpy(raked, weights, rows * sizeof *raked);
    double first = total_of(&variables[0]), off = 1;
    double affordable = most_visits / ((double)rows * (double)variable_count);
    int most = (int)fmin(fmax(affordable, FEWEST_ROUNDS), MOST_ROUNDS);
    while (off > 1e-12 && result.rounds < most) {
        off = 0;
        for (size_t v = 0; v < variable_count; v++)
            off = fmax(off, fit_margin(&variables[v], first / total_of(&variables[v]), raked, rows,
                                       margin));
        result.rounds++;
    }
    if (!(off <= 1e-12))
        return err_set(err, ERR_ASSUMPTION, NULL,
                       "No weights agree with all the margins: after %d rounds one is still off "
                       "by %.2g%%. Some combination of levels has nobody in the table; merge "
                       "levels.",
                       result.rounds, 100 * off);
    result.efficiency = efficiency_of(weights, raked, rows);
    memcpy(ret_weights, raked, rows * sizeof *raked);
    *ret_result = result;
    return 0;
}
