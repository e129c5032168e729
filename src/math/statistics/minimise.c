#include "math/statistics/minimise.h"

#include <gsl/gsl_multimin.h>

#include "base/banned.h"

struct task {
    double (*value)(const double *place, void *context);
    void *context;
};

static double value_at(const gsl_vector *place, void *parameters)
{
    const struct task *task = parameters;
    return task->value(place->data, task->context);
}

double minimise(double (*value)(const double *place, void *context), void *context, size_t count,
                const double *place, double step, double size, int rounds, double *ret_place)
{
    struct task task = {value, context};
    gsl_multimin_function function = {value_at, count, &task};
    gsl_vector *start = gsl_vector_alloc(count), *steps = gsl_vector_alloc(count);
    gsl_multimin_fminimizer *search =
        gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, count);
    for (size_t i = 0; i < count; i++)
        gsl_vector_set(start, i, place[i]);
    gsl_vector_set_all(steps, step);
    gsl_multimin_fminimizer_set(search, &function, start, steps);
    for (int round = 0; round < rounds; round++)
        if (gsl_multimin_fminimizer_iterate(search) != 0 ||
            gsl_multimin_fminimizer_size(search) < size)
            break;
    for (size_t i = 0; i < count; i++)
        ret_place[i] = gsl_vector_get(gsl_multimin_fminimizer_x(search), i);
    double least = gsl_multimin_fminimizer_minimum(search);
    gsl_multimin_fminimizer_free(search);
    gsl_vector_free(steps);
    gsl_vector_free(start);
    return least;
}
