/* Interrupted time series. */
#include "math/statistics/impact.h"

#include <math.h>
#include <stdio.h>

#include "math/statistics/distribution.h"
#include "math/statistics/glm.h"

#include "base/banned.h"

/* The points that have a value, as a model. */
struct points {
    struct glm model;
    double *design, *y, *offset;
    char (*names)[24];
};

static size_t count_terms(const struct interrupted *series)
{
    return 3 + series->slope + 2 * (size_t)series->harmonics;
}

static void name_terms(const struct interrupted *series, struct points *points, struct arena *arena)
{
    static const char *const first[] = {"intercept", "time", "level", "slope"};
    size_t plain = 3 + series->slope;
    const char **names = arena_array(arena, points->model.terms, sizeof *names);
    for (size_t j = 0; j < points->model.terms; j++) {
        if (j < plain)
            snprintf(points->names[j], sizeof *points->names, "%s", first[j]);
        else
            snprintf(points->names[j], sizeof *points->names, "%s%zu",
                     (j - plain) % 2 ? "cos" : "sin", (j - plain) / 2 + 1);
        names[j] = points->names[j];
    }
    points->model.names = names;
}

static void fill_row(const struct interrupted *series, size_t point, double *row)
{
    double time = (double)point + 1;
    size_t at = 0;
    row[at++] = 1;
    row[at++] = time;
    row[at++] = point >= series->start;
    if (series->slope)
        row[at++] = point >= series->start ? (double)(point - series->start) + 1 : 0;
    for (int k = 1; k <= series->harmonics; k++) {
        double angle = 2 * M_PI * k * time / series->season;
        row[at++] = sin(angle);
        row[at++] = cos(angle);
    }
}

static struct points take_points(const struct interrupted *series, struct arena *arena,
                                 struct interrupted_fit *fit)
{
    size_t terms = count_terms(series), used = 0;
    struct points points;
    points.design = arena_array(arena, series->count * (terms + 2), sizeof(double));
    points.y = points.design + series->count * terms;
    points.offset = points.y + series->count;
    points.names = arena_array(arena, terms, sizeof *points.names);
    for (size_t i = 0; i < series->count; i++) {
        double population = series->population ? series->population[i] : 1;
        if (isnan(series->y[i]) || isnan(population))
            continue;
        fill_row(series, i, points.design + used * terms);
        points.y[used] = series->y[i];
        points.offset[used++] = log(population);
        fit->before += i < series->start;
        fit->after += i >= series->start;
    }
    points.model =
        (struct glm){.family = series->family == INTERRUPTED_GAUSSIAN ? GLM_GAUSSIAN : GLM_POISSON,
                     .rows = used,
                     .terms = terms,
                     .design = points.design,
                     .y = points.y,
                     .offset = series->population ? points.offset : NULL};
    name_terms(series, &points, arena);
    return points;
}

/* The covariance of the estimates by the kind of errors asked for. */
static void find_covariance(const struct interrupted *series, const struct points *points,
                            const struct glm_fit *fit, double dispersion, double *ret_covariance)
{
    size_t square = points->model.terms * points->model.terms;
    double rows = (double)points->model.rows, terms = (double)points->model.terms, scale = 1;
    if (series->errors == INTERRUPTED_MODEL) {
        memcpy(ret_covariance, fit->covariance, square * sizeof *ret_covariance);
        scale = series->family == INTERRUPTED_POISSON ? 1 : dispersion;
    } else {
        bool nw = series->errors == INTERRUPTED_NW;
        glm_sandwich(&points->model, fit, nw ? series->lag : 0, ret_covariance);
        scale = nw ? 1 : rows / (rows - terms);
    }
    for (size_t i = 0; i < square; i++)
        ret_covariance[i] *= scale;
}

/* Degrees of freedom of the tests: Student's where the variance is estimated with the terms, as lm
 * and glm of R have it; the sandwiches are for large samples, and normal. */
static double find_df(const struct interrupted *series, const struct points *points)
{
    bool estimated = series->errors == INTERRUPTED_MODEL && series->family != INTERRUPTED_POISSON;
    return estimated ? (double)(points->model.rows - points->model.terms) : INFINITY;
}

static struct interrupted_term read_term(const struct interrupted *series, const char *name,
                                         double estimate, double variance, double df)
{
    struct interrupted_term term = {.estimate = estimate, .se = sqrt(variance), .ratio = NAN};
    snprintf(term.name, sizeof term.name, "%s", name);
    double reach = isinf(df) ? Z_95 : student_quantile(0.975, df), t = estimate / term.se;
    double p = isinf(df) ? normal_two_sided(t) : 2 * student_below(-fabs(t), df);
    term.p = term.se > 0 ? p : NAN;
    term.lower_95 = estimate - reach * term.se;
    term.upper_95 = estimate + reach * term.se;
    if (series->family != INTERRUPTED_GAUSSIAN) {
        term.ratio = exp(estimate);
        term.lower_95 = exp(term.lower_95);
        term.upper_95 = exp(term.upper_95);
    }
    return term;
}

static double find_autocorrelation(const struct points *points, const struct glm_fit *fit)
{
    double squares = 0, products = 0, last = 0;
    for (size_t i = 0; i < points->model.rows; i++) {
        double scale = points->model.family == GLM_POISSON ? sqrt(fit->fitted[i]) : 1;
        double residual = (points->y[i] - fit->fitted[i]) / scale;
        squares += residual * residual;
        products += i ? residual * last : 0;
        last = residual;
    }
    return squares > 0 ? products / squares : 0;
}

static int check_points(const struct interrupted *series, const struct points *points,
                        const struct interrupted_fit *fit, struct err *err)
{
    double total = 0;
    for (size_t i = 0; i < points->model.rows; i++)
        total += points->y[i];
    if (fit->before < 2 || fit->after < 1)
        return err_set(err, ERR_ASSUMPTION, NULL,
                       "There are %zu points before the start and %zu from it on. A change of "
                       "level needs at least two before and one after.",
                       fit->before, fit->after);
    if (points->model.rows <= points->model.terms)
        return err_set(err, ERR_ASSUMPTION, NULL,
                       "There are %zu points for %zu terms, which leaves nothing to judge them by.",
                       points->model.rows, points->model.terms);
    if (series->harmonics > 0 && 2 * series->harmonics >= series->season)
        return err_set(err, ERR_ASSUMPTION, "harmonics",
                       "A cycle of %g points has fewer than %d harmonics: a harmonic must take "
                       "more than two points.",
                       series->season, series->harmonics);
    if (series->family != INTERRUPTED_GAUSSIAN && total <= 0)
        return err_set(err, ERR_ASSUMPTION, NULL,
                       "Nothing happened at any point, so no rate can change.");
    return 0;
}

int interrupted_fit(const struct interrupted *series, struct arena *arena,
                    struct interrupted_fit *ret_fit, struct err *err)
{
    struct interrupted_fit result = {.count = count_terms(series)};
    struct points points = take_points(series, arena, &result);
    struct glm_fit fit;
    int code = check_points(series, &points, &result, err);
    if (code == 0)
        code = glm_fit(&points.model, arena, &fit, err);
    if (code != 0)
        return code;
    double *covariance = arena_array(arena, result.count * result.count, sizeof *covariance);
    result.dispersion = fit.pearson / (double)(points.model.rows - points.model.terms);
    result.autocorrelation = find_autocorrelation(&points, &fit);
    find_covariance(series, &points, &fit, result.dispersion, covariance);
    result.terms = arena_array(arena, result.count, sizeof *result.terms);
    for (size_t j = 0; j < result.count; j++)
        result.terms[j] = read_term(series, points.names[j], fit.estimate[j],
                                    covariance[j * result.count + j], find_df(series, &points));
    *ret_fit = result;
    return 0;
}

double interrupted_expected(const struct interrupted *series, const struct interrupted_fit *fit,
                            size_t point, bool changed)
{
    double row[4 + 2 * INTERRUPTED_HARMONICS] = {0}, eta = 0;
    fill_row(series, point, row);
    for (size_t j = 2; j < (size_t)(3 + series->slope) && !changed; j++)
        row[j] = 0; /* the level, and the slope where there is one */
    for (size_t j = 0; j < fit->count; j++)
        eta += fit->terms[j].estimate * row[j];
    double population = series->population ? series->population[point] : 1;
    return series->family == INTERRUPTED_GAUSSIAN ? eta : population * exp(eta);
}
