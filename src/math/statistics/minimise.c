#include "math/statistics/minimise.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/banned.h"

static const double reflection = 1, contraction = 0.5, expansion = 2;
static const double not_allowed = 1e35;

struct corner {
    double at[MINIMISE_MOST];
    double value;
};

struct polytope {
    struct corner corners[MINIMISE_MOST + 1];
    size_t count; /* parameters; there is one corner more */
    size_t lowest, highest;
    minimise_function function;
    void *context;
    int evaluations;
};

static double evaluate(struct polytope *polytope, const double *at)
{
    polytope->evaluations++;
    double value = polytope->function(at, polytope->context);
    return isfinite(value) ? value : not_allowed;
}

/* Corners one step from the start along each axis; the step is a tenth of the largest parameter.
 * Returns the sum of the steps. */
static double set_corners(struct polytope *polytope, const double *start)
{
    double step = 0, size = 0;
    for (size_t i = 0; i < polytope->count; i++)
        step = fmax(step, 0.1 * fabs(start[i]));
    if (step == 0)
        step = 0.1;
    for (size_t j = 1; j <= polytope->count; j++) {
        struct corner *corner = &polytope->corners[j];
        memcpy(corner->at, start, polytope->count * sizeof *start);
        double try = step;
        while (corner->at[j - 1] == start[j - 1]) {
            corner->at[j - 1] = start[j - 1] + try;
            try *= 10;
        }
        size += try;
    }
    return size;
}

static void evaluate_all(struct polytope *polytope)
{
    for (size_t j = 0; j <= polytope->count; j++)
        if (j != polytope->lowest)
            polytope->corners[j].value = evaluate(polytope, polytope->corners[j].at);
}

static void find_ends(struct polytope *polytope)
{
    size_t first = polytope->lowest;
    polytope->highest = first;
    double low = polytope->corners[first].value, high = low;
    for (size_t j = 0; j <= polytope->count; j++) {
        double value = polytope->corners[j].value;
        if (j == first)
            continue;
        if (value < low) {
            low = value;
            polytope->lowest = j;
        }
        if (value > high) {
            high = value;
            polytope->highest = j;
        }
    }
}

/* The middle of all corners but the highest. */
static void find_middle(const struct polytope *polytope, double *middle)
{
    for (size_t i = 0; i < polytope->count; i++) {
        double sum = -polytope->corners[polytope->highest].at[i];
        for (size_t j = 0; j <= polytope->count; j++)
            sum += polytope->corners[j].at[i];
        middle[i] = sum / (double)polytope->count;
    }
}

/* Halve the distances to the lowest corner; their sum. */
static double shrink(struct polytope *polytope)
{
    double size = 0;
    const struct corner *lowest = &polytope->corners[polytope->lowest];
    for (size_t j = 0; j <= polytope->count; j++) {
        struct corner *corner = &polytope->corners[j];
        for (size_t i = 0; i < polytope->count && j != polytope->lowest; i++) {
            corner->at[i] = contraction * (corner->at[i] - lowest->at[i]) + lowest->at[i];
            size += fabs(corner->at[i] - lowest->at[i]);
        }
    }
    return size;
}

static void stretch(struct polytope *polytope, const double *middle, struct corner *reflected)
{
    struct corner far = {0};
    for (size_t i = 0; i < polytope->count; i++)
        far.at[i] = expansion * reflected->at[i] + (1 - expansion) * middle[i];
    far.value = evaluate(polytope, far.at);
    polytope->corners[polytope->highest] = far.value < reflected->value ? far : *reflected;
}

/* Replace the highest corner by a better one, or answer false. */
static bool improve(struct polytope *polytope)
{
    double middle[MINIMISE_MOST] = {0};
    struct corner *highest = &polytope->corners[polytope->highest];
    struct corner reflected = {0}, near = {0};
    find_middle(polytope, middle);
    for (size_t i = 0; i < polytope->count; i++)
        reflected.at[i] = (1 + reflection) * middle[i] - reflection * highest->at[i];
    reflected.value = evaluate(polytope, reflected.at);
    if (reflected.value < polytope->corners[polytope->lowest].value) {
        stretch(polytope, middle, &reflected);
        return true;
    }
    bool better = reflected.value < highest->value;
    if (better)
        *highest = reflected;
    for (size_t i = 0; i < polytope->count; i++)
        near.at[i] = (1 - contraction) * highest->at[i] + contraction * middle[i];
    near.value = evaluate(polytope, near.at);
    if (near.value < highest->value) {
        *highest = near;
        return true;
    }
    return better;
}

double minimise(minimise_function function, void *context, double *parameters, size_t count,
                double tolerance, int most)
{
    struct polytope polytope = {.count = count, .function = function, .context = context};
    memcpy(polytope.corners[0].at, parameters, count * sizeof *parameters);
    double first = function(parameters, context);
    if (!isfinite(first))
        return HUGE_VAL;
    polytope.corners[0].value = first;
    double enough = tolerance * (fabs(first) + tolerance);
    double size = set_corners(&polytope, parameters);
    evaluate_all(&polytope);
    for (;;) {
        find_ends(&polytope);
        double low = polytope.corners[polytope.lowest].value;
        if (polytope.corners[polytope.highest].value <= low + enough || polytope.evaluations > most)
            break;
        if (improve(&polytope))
            continue;
        double shrunk = shrink(&polytope);
        if (!(shrunk < size))
            break;
        size = shrunk;
        evaluate_all(&polytope);
    }
    memcpy(parameters, polytope.corners[polytope.lowest].at, count * sizeof *parameters);
    return polytope.corners[polytope.lowest].value;
}

struct descent {
    minimise_function function;
    void *context;
    size_t count;
    double at[MINIMISE_MOST], value, slope[MINIMISE_MOST];
    double inverse[MINIMISE_MOST][MINIMISE_MOST]; /* of the curvature, as far as it is known */
    bool curved;                                  /* something is known of it */
};

static void find_slope(struct descent *descent)
{
    const double apart = 1e-3;
    for (size_t i = 0; i < descent->count; i++) {
        double at = descent->at[i], high = fmin(1, at + apart), low = fmax(0, at - apart);
        descent->at[i] = high;
        double above = descent->function(descent->at, descent->context);
        descent->at[i] = low;
        double below = descent->function(descent->at, descent->context);
        descent->at[i] = at;
        descent->slope[i] = (above - below) / (high - low);
    }
}

/* Held by a side of the box: downhill leads out of it. */
static bool is_held(const struct descent *descent, size_t i)
{
    return (descent->at[i] <= 0 && descent->slope[i] > 0) ||
           (descent->at[i] >= 1 && descent->slope[i] < 0);
}

static void forget_curvature(struct descent *descent)
{
    memset(descent->inverse, 0, sizeof descent->inverse);
    for (size_t i = 0; i < descent->count; i++)
        descent->inverse[i][i] = 1;
    descent->curved = false;
}

/* The way downhill by what is known of the curvature, and how steep it is (below 0). */
static double find_way(struct descent *descent, double *ret_way)
{
    double steepness = 0;
    for (size_t i = 0; i < descent->count; i++) {
        ret_way[i] = 0;
        for (size_t j = 0; j < descent->count && !is_held(descent, i); j++)
            ret_way[i] -= is_held(descent, j) ? 0 : descent->inverse[i][j] * descent->slope[j];
        steepness += ret_way[i] * descent->slope[i];
    }
    return steepness;
}

/* Go down the way as far as it is worth it; false where it is not at all. */
static bool go(struct descent *descent, const double *way)
{
    double length = 0, before[MINIMISE_MOST] = {0}, value = descent->value;
    memcpy(before, descent->at, descent->count * sizeof *before);
    for (size_t i = 0; i < descent->count; i++)
        length += way[i] * way[i];
    double share = descent->curved ? 1 : fmin(1, 1 / sqrt(length));
    for (int halving = 0; halving < 40; halving++) {
        double promised = 0;
        for (size_t i = 0; i < descent->count; i++) {
            descent->at[i] = fmin(1, fmax(0, before[i] + share * way[i]));
            promised += descent->slope[i] * (descent->at[i] - before[i]);
        }
        descent->value = descent->function(descent->at, descent->context);
        if (descent->value < value && descent->value <= value + 1e-3 * promised)
            return true;
        share /= 2;
    }
    memcpy(descent->at, before, descent->count * sizeof *before);
    descent->value = value;
    return false;
}

/* One step down, by the plain slope where what is known of the curvature leads up. */
static bool go_on(struct descent *descent)
{
    double way[MINIMISE_MOST] = {0};
    if (find_way(descent, way) >= 0) {
        forget_curvature(descent);
        if (find_way(descent, way) >= 0)
            return false;
    }
    return go(descent, way);
}

/* Learn the curvature from the step since `before` and the change of slope along it. */
static void learn(struct descent *descent, const struct descent *before)
{
    double step[MINIMISE_MOST] = {0}, change[MINIMISE_MOST] = {0};
    double along = 0, size = 0, length = 0, product[MINIMISE_MOST] = {0}, turn = 0;
    for (size_t i = 0; i < descent->count; i++) {
        step[i] = descent->at[i] - before->at[i];
        change[i] = descent->slope[i] - before->slope[i];
        along += step[i] * change[i];
        size += change[i] * change[i];
        length += step[i] * step[i];
    }
    if (!(along > 2.2e-16 * sqrt(size * length)))
        return;
    for (size_t i = 0; i < descent->count && !descent->curved; i++)
        descent->inverse[i][i] = along / size;
    descent->curved = true;
    for (size_t i = 0; i < descent->count; i++) {
        for (size_t j = 0; j < descent->count; j++)
            product[i] += descent->inverse[i][j] * change[j];
        turn += product[i] * change[i];
    }
    for (size_t i = 0; i < descent->count; i++)
        for (size_t j = 0; j < descent->count; j++)
            descent->inverse[i][j] += (1 + turn / along) * step[i] * step[j] / along -
                                      (product[i] * step[j] + step[i] * product[j]) / along;
}

double minimise_in_box(minimise_function function, void *context, double *parameters, size_t count)
{
    enum { MOST_STEPS = 500 };
    struct descent descent = {.function = function, .context = context, .count = count};
    memcpy(descent.at, parameters, count * sizeof *parameters);
    descent.value = function(descent.at, context);
    forget_curvature(&descent);
    find_slope(&descent);
    for (int step = 0; step < MOST_STEPS; step++) {
        struct descent before = descent;
        if (!go_on(&descent))
            break;
        find_slope(&descent);
        learn(&descent, &before);
        if (before.value - descent.value <= 2.2e-15 * fabs(before.value))
            break;
    }
    memcpy(parameters, descent.at, count * sizeof *parameters);
    return descent.value;
}
