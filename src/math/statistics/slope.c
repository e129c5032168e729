#include "math/statistics/slope.h"

#include "base/base.h"
#include "math/statistics/distribution.h"

#include "base/banned.h"

/* The fit is linear in the values: what each adds to the fit at 0 and to the slope. */
struct weight {
    double intercept, slope;
};

static void fit_weights(const double *population, size_t count, struct weight *ret_weights)
{
    double total = 0, before = 0, mean = 0, spread = 0;
    for (size_t i = 0; i < count; i++)
        total += population[i];
    for (size_t i = 0; i < count; i++) {
        double share = population[i] / total;
        double middle = before + share / 2;
        before += share;
        mean += share * middle;
        ret_weights[i] = (struct weight){share, middle};
    }
    for (size_t i = 0; i < count; i++) {
        double away = ret_weights[i].slope - mean;
        spread += ret_weights[i].intercept * away * away;
    }
    for (size_t i = 0; i < count; i++) {
        double share = ret_weights[i].intercept;
        double slope = share * (ret_weights[i].slope - mean) / spread;
        ret_weights[i] = (struct weight){share - slope * mean, slope};
    }
}

double slope_transformed(double value, enum slope_transform transform)
{
    return transform == SLOPE_LOG     ? log(value)
           : transform == SLOPE_LOGIT ? log(value / (1 - value))
                                      : value;
}

static double transformed_back(double value, enum slope_transform transform)
{
    return transform == SLOPE_LOG     ? exp(value)
           : transform == SLOPE_LOGIT ? 1 / (1 + exp(-value))
                                      : value;
}

/* Fieller: every r that x1 - r x0 cannot tell from 0, where x0 is clear of 0. */
static struct limits ratio_limits(double x1, double x0, double var1, double var0, double cov)
{
    double a = x0 * x0 - Z_95 * Z_95 * var0;
    double b = x1 * x0 - Z_95 * Z_95 * cov;
    double c = x1 * x1 - Z_95 * Z_95 * var1;
    if (!(a > 0))
        return (struct limits){NAN, NAN};
    double root = sqrt(fmax(0, b * b - a * c));
    return (struct limits){(b - root) / a, (b + root) / a};
}

static void exact_limits(const struct weight *weights, const double *se, size_t count,
                         struct slope_index *index)
{
    double slope = 0, at_0 = 0, at_1 = 0, both = 0;
    for (size_t i = 0; i < count; i++) {
        double one = weights[i].intercept + weights[i].slope;
        slope += weights[i].slope * weights[i].slope * se[i] * se[i];
        at_0 += weights[i].intercept * weights[i].intercept * se[i] * se[i];
        at_1 += one * one * se[i] * se[i];
        both += one * weights[i].intercept * se[i] * se[i];
    }
    double spread = Z_95 * sqrt(slope);
    index->index_limits = (struct limits){index->index - spread, index->index + spread};
    index->relative_limits =
        ratio_limits(index->intercept + index->index, index->intercept, at_1, at_0, both);
}

/* The line turns about its middle, where it is known best, from one limit of its slope to the
 * other; its ends are then brought back to the scale of the values. */
static void turned_limits(const struct weight *weights, const double *se, size_t count,
                          double middle, double slope, enum slope_transform transform,
                          struct slope_index *index)
{
    double variance = 0, indices[2], ratios[2];
    for (size_t i = 0; i < count; i++)
        variance += weights[i].slope * weights[i].slope * se[i] * se[i];
    for (int side = 0; side < 2; side++) {
        double turned = slope + (side ? Z_95 : -Z_95) * sqrt(variance);
        double at_0 = transformed_back(middle - turned / 2, transform);
        double at_1 = transformed_back(middle + turned / 2, transform);
        indices[side] = at_1 - at_0;
        ratios[side] = at_1 / at_0;
    }
    index->index_limits = (struct limits){indices[0], indices[1]};
    index->relative_limits = (struct limits){ratios[0], ratios[1]};
}

struct slope_index slope_index(const double *population, const double *value, const double *se,
                               size_t count, enum slope_transform transform)
{
    struct weight *weights = memory_zeros(count, sizeof *weights);
    double intercept = 0, slope = 0;
    fit_weights(population, count, weights);
    for (size_t i = 0; i < count; i++) {
        intercept += weights[i].intercept * slope_transformed(value[i], transform);
        slope += weights[i].slope * slope_transformed(value[i], transform);
    }
    double at_0 = transformed_back(intercept, transform);
    double at_1 = transformed_back(intercept + slope, transform);
    struct slope_index index = {.index = transform == SLOPE_NONE ? slope : at_1 - at_0,
                                .relative = at_1 / at_0,
                                .intercept = at_0};
    if (transform == SLOPE_NONE)
        exact_limits(weights, se, count, &index);
    else
        turned_limits(weights, se, count, intercept + slope / 2, slope, transform, &index);
    memory_free(weights);
    return index;
}
