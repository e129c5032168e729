#include "math/statistics/gap.h"

#include "base/base.h"
#include "math/statistics/distribution.h"
#include "math/statistics/interval.h"
#include "math/statistics/linear.h"

#include "base/banned.h"

static double sum(const double *values, size_t count)
{
    double total = 0;
    for (size_t i = 0; i < count; i++)
        total += values[i];
    return total;
}

struct kitagawa kitagawa(const double *events, const double *trials, const double *reference_events,
                         const double *reference_trials, size_t strata)
{
    double all = sum(trials, strata), reference_all = sum(reference_trials, strata);
    struct kitagawa parts = {0};
    for (size_t i = 0; i < strata; i++) {
        double rate = events[i] / trials[i];
        double reference_rate = reference_events[i] / reference_trials[i];
        double share = trials[i] / all, reference_share = reference_trials[i] / reference_all;
        parts.rate_component += (share + reference_share) / 2 * (rate - reference_rate);
        parts.composition_component += (rate + reference_rate) / 2 * (share - reference_share);
    }
    return parts;
}

struct group_sum {
    double weight, value;
};

struct variation variation_between(const double *values, const double *weights, const size_t *group,
                                   size_t count, size_t groups)
{
    struct group_sum *sums = memory_zeros(groups, sizeof *sums);
    double weight = 0, value = 0, between = 0, within = 0, filled = 0, kept = 0;
    for (size_t i = 0; i < count; i++) {
        double each = isnan(values[i]) ? 0 : weights ? weights[i] : 1;
        sums[group[i]].weight += each;
        sums[group[i]].value += isnan(values[i]) ? 0 : each * values[i];
        kept += !isnan(values[i]);
    }
    for (size_t i = 0; i < groups; i++) {
        weight += sums[i].weight;
        value += sums[i].value;
    }
    for (size_t i = 0; i < groups; i++) {
        double away = away_from(sums[i].value / sums[i].weight, value / weight);
        between += sums[i].weight > 0 ? sums[i].weight * away * away : 0;
        filled += sums[i].weight > 0;
    }
    for (size_t i = 0; i < count; i++) {
        double away = away_from(values[i], sums[group[i]].value / sums[group[i]].weight);
        within += isnan(values[i]) ? 0 : (weights ? weights[i] : 1) * away * away;
    }
    memory_free(sums);
    bool testable = !weights && filled > 1 && kept > filled && within > 0;
    double f = testable ? between / (filled - 1) / (within / (kept - filled)) : NAN;
    return (struct variation){
        .between_share = between / (between + within),
        .within_share = within / (between + within),
        .f = f,
        .p = testable ? fisher_above(f, filled - 1, kept - filled) : NAN,
    };
}

/* The two groups, the reference second. */
struct side {
    const double *outcome, *covariates;
    size_t count;
    double *means, *coefficients; /* the constant first */
};

static int fit_side(struct side *side, size_t columns, struct err *err)
{
    size_t width = columns + 1;
    double *design = memory_zeros(side->count * width, sizeof *design);
    double *y = memory_zeros(side->count, sizeof *y);
    side->means[0] = 1;
    for (size_t row = 0; row < side->count; row++) {
        design[row * width] = 1;
        y[row] = side->outcome[row];
        for (size_t i = 0; i < columns; i++) {
            design[row * width + i + 1] = side->covariates[row * columns + i];
            side->means[i + 1] += side->covariates[row * columns + i] / (double)side->count;
        }
    }
    int code = least_squares(design, y, side->count, width, side->coefficients, err);
    memory_free(y);
    memory_free(design);
    return code;
}

/* Coefficients of both groups together, with a term for the first: constant, covariates, term. */
static int fit_pooled(const struct side *group, const struct side *reference, size_t columns,
                      double *ret_coefficients, struct err *err)
{
    size_t width = columns + 2, count = group->count + reference->count;
    double *design = memory_zeros(count * width, sizeof *design);
    double *y = memory_zeros(count, sizeof *y);
    for (size_t row = 0; row < count; row++) {
        bool first = row < group->count;
        const struct side *side = first ? group : reference;
        size_t own = first ? row : row - group->count;
        design[row * width] = 1;
        memcpy(design + row * width + 1, side->covariates + own * columns,
               columns * sizeof *design);
        design[row * width + columns + 1] = first;
        y[row] = side->outcome[own];
    }
    int code = least_squares(design, y, count, width, ret_coefficients, err);
    memory_free(y);
    memory_free(design);
    return code;
}

int oaxaca_blinder(const double *outcome, const double *covariates, size_t count,
                   const double *reference_outcome, const double *reference_covariates,
                   size_t reference_count, size_t columns, struct oaxaca *ret_oaxaca,
                   struct err *err)
{
    size_t width = columns + 2;
    double *memory = memory_zeros(5 * width, sizeof *memory), *pooled = memory + 4 * width;
    struct side group = {outcome, covariates, count, memory, memory + width};
    struct side reference = {reference_outcome, reference_covariates, reference_count,
                             memory + 2 * width, memory + 3 * width};
    int code = fit_side(&group, columns, err);
    if (code == 0)
        code = fit_side(&reference, columns, err);
    if (code == 0)
        code = fit_pooled(&group, &reference, columns, pooled, err);
    if (code == 0) {
        struct oaxaca parts = {.gap = sum(outcome, count) / (double)count -
                                      sum(reference_outcome, reference_count) /
                                          (double)reference_count};
        for (size_t i = 0; i <= columns; i++) {
            double means = group.means[i] - reference.means[i];
            double effects = group.coefficients[i] - reference.coefficients[i];
            parts.endowments += means * reference.coefficients[i];
            parts.coefficients += reference.means[i] * effects;
            parts.interaction += means * effects;
            parts.explained += means * pooled[i];
        }
        parts.unexplained = parts.gap - parts.explained;
        *ret_oaxaca = parts;
    }
    memory_free(memory);
    return code;
}
