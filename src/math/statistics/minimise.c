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
