#include "math/statistics/slope.h"

#include "base/base.h"
#include "math/statistics/distribution.h"
#include "math/statistics/rank.h"

#include "base/banned.h"

enum { DRAWS = 100000, SEED = 2004 };

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
    return transform == SLOPE_LOG ? exp(value) : 1 / (1 + exp(-value));
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

static struct limits percentiles(const double *draws, struct place *places, struct place *spare)
{
    size_t count = places_sort(draws, DRAWS, places, spare);
    if (count == 0)
        return (struct limits){NAN, NAN};
    return (struct limits){places_quantile(places, count, 0.025),
                           places_quantile(places, count, 0.975)};
}

static void drawn_limits(const struct weight *weights, const double *value, const double *se,
                         size_t count, enum slope_transform transform, struct slope_index *index)
{
    double *slopes = memory_zeros(DRAWS, 2 * sizeof *slopes), *ratios = slopes + DRAWS;
    struct place *places = memory_zeros(DRAWS, 2 * sizeof *places);
    struct random random = random_seeded(SEED);
    for (size_t draw = 0; draw < DRAWS; draw++) {
        double intercept = 0, slope = 0;
        for (size_t i = 0; i < count; i++) {
            double middle = slope_transformed(value[i], transform);
            double drawn = transformed_back(middle + se[i] * random_normal(&random), transform);
            intercept += weights[i].intercept * drawn;
            slope += weights[i].slope * drawn;
        }
        slopes[draw] = slope;
        ratios[draw] = (intercept + slope) / intercept;
    }
    index->index_limits = percentiles(slopes, places, places + DRAWS);
    index->relative_limits = percentiles(ratios, places, places + DRAWS);
    memory_free(places);
    memory_free(slopes);
}

struct slope_index slope_index(const double *population, const double *value, const double *se,
                               size_t count, enum slope_transform transform)
{
    struct slope_index index = {0};
    struct weight *weights = memory_zeros(count, sizeof *weights);
    fit_weights(population, count, weights);
    for (size_t i = 0; i < count; i++) {
        index.intercept += weights[i].intercept * value[i];
        index.index += weights[i].slope * value[i];
    }
    index.relative = (index.intercept + index.index) / index.intercept;
    if (transform == SLOPE_NONE)
        exact_limits(weights, se, count, &index);
    else
        drawn_limits(weights, value, se, count, transform, &index);
    memory_free(weights);
    return index;
}
