#include "math/statistics/glm.h"

#include <math.h>

#include "math/statistics/matrix.h"

#include "base/banned.h"

/* A fit takes some six steps. One that has no finite end moves by about one unit a step for ever,
 * and has not settled by then. */
enum { NEWTON_STEPS = 25, HALVINGS = 30 };

/* Columns are divided by their length, so that pivots can be judged alike. */
struct newton {
    const struct glm *model;
    double *scale;       /* length of each column */
    double *coefficient; /* of the scaled columns */
    double *trial, *gradient, *information;
    double *linear, *mean;
};

static double mean_of(enum glm_family family, double linear)
{
    switch (family) {
    case GLM_POISSON:
        return exp(linear);
    case GLM_BINOMIAL:
        return 1 / (1 + exp(-linear));
    default:
        return linear;
    }
}

static double variance_of(enum glm_family family, double mean)
{
    return family == GLM_POISSON ? mean : family == GLM_BINOMIAL ? mean * (1 - mean) : 1;
}

static double log_likelihood(enum glm_family family, double y, double linear, double mean)
{
    switch (family) {
    case GLM_POISSON:
        return y * linear - mean;
    case GLM_BINOMIAL: /* log(1 + e^x), without overflow */
        return y * linear - (linear > 0 ? linear + log1p(exp(-linear)) : log1p(exp(linear)));
    default:
        return -0.5 * (y - mean) * (y - mean);
    }
}

static struct newton newton_new(const struct glm *model, struct arena *arena)
{
    size_t terms = model->terms;
    struct newton newton = {.model = model};
    newton.scale = arena_array(arena, terms * (terms + 4), sizeof(double));
    newton.coefficient = newton.scale + terms;
    newton.trial = newton.coefficient + terms;
    newton.gradient = newton.trial + terms;
    newton.information = newton.gradient + terms;
    newton.linear = arena_array(arena, 2 * model->rows, sizeof(double));
    newton.mean = newton.linear + model->rows;
    for (size_t i = 0; i < model->rows; i++)
        for (size_t j = 0; j < terms; j++)
            newton.scale[j] += model->design[i * terms + j] * model->design[i * terms + j];
    for (size_t j = 0; j < terms; j++)
        newton.scale[j] = sqrt(newton.scale[j]);
    return newton;
}

/* Where a column is nought or depends on those before it, its number; else terms. */
static size_t find_dependent(struct newton *newton)
{
    const struct glm *model = newton->model;
    size_t terms = model->terms;
    memset(newton->information, 0, terms * terms * sizeof(double));
    for (size_t i = 0; i < model->rows; i++)
        for (size_t j = 0; j < terms; j++)
            for (size_t k = 0; k <= j; k++)
                newton->information[j * terms + k] +=
                    model->design[i * terms + j] / newton->scale[j] * model->design[i * terms + k] /
                    newton->scale[k];
    return cholesky_factor(newton->information, terms, 1e-12);
}

static double evaluate(struct newton *newton, const double *coefficient)
{
    const struct glm *model = newton->model;
    double likelihood = 0;
    for (size_t i = 0; i < model->rows; i++) {
        double linear = model->offset ? model->offset[i] : 0;
        for (size_t j = 0; j < model->terms; j++)
            linear += coefficient[j] * model->design[i * model->terms + j] / newton->scale[j];
        newton->linear[i] = linear;
        newton->mean[i] = mean_of(model->family, linear);
        likelihood += log_likelihood(model->family, model->y[i], linear, newton->mean[i]);
    }
    return likelihood;
}

/* Gradient and factored information at the latest evaluation; false where that is singular. */
static bool find_slopes(struct newton *newton)
{
    const struct glm *model = newton->model;
    size_t terms = model->terms;
    memset(newton->gradient, 0, terms * (terms + 1) * sizeof(double));
    for (size_t i = 0; i < model->rows; i++) {
        const double *row = model->design + i * terms;
        double weight = variance_of(model->family, newton->mean[i]);
        for (size_t j = 0; j < terms; j++) {
            double scaled = row[j] / newton->scale[j];
            newton->gradient[j] += scaled * (model->y[i] - newton->mean[i]);
            for (size_t k = 0; k <= j; k++)
                newton->information[j * terms + k] += weight * scaled * row[k] / newton->scale[k];
        }
    }
    return cholesky_factor(newton->information, terms, 1e-14) == terms;
}

/* Start from the linear predictor of the mean of y, which suits every family. False where that
 * has none: nothing happened, or everything did. */
static bool start(struct newton *newton)
{
    const struct glm *model = newton->model;
    double y = 0, exposure = 0;
    for (size_t i = 0; i < model->rows; i++) {
        y += model->y[i];
        exposure += model->offset ? exp(model->offset[i]) : 1;
    }
    double mean = y / exposure;
    double linear = model->family == GLM_POISSON    ? log(mean)
                    : model->family == GLM_BINOMIAL ? log(mean / (1 - mean))
                                                    : 0;
    newton->coefficient[0] = linear * newton->scale[0]; /* the first column is the intercept */
    return isfinite(linear);
}

/* How far the coefficients moved, as a share of what they are uncertain by; NaN where the climb
 * broke down. */
static double step(struct newton *newton, double *likelihood)
{
    size_t terms = newton->model->terms;
    double decrement = 0, share = 1, reached = *likelihood;
    memcpy(newton->trial, newton->gradient, terms * sizeof(double));
    cholesky_solve(newton->information, terms, newton->trial);
    for (size_t j = 0; j < terms; j++)
        decrement += newton->gradient[j] * newton->trial[j];
    memcpy(newton->gradient, newton->trial, terms * sizeof(double));
    for (int i = 0; i < HALVINGS; i++) {
        for (size_t j = 0; j < terms; j++)
            newton->trial[j] = newton->coefficient[j] + share * newton->gradient[j];
        reached = evaluate(newton, newton->trial);
        if (reached >= *likelihood - 1e-12 * fabs(*likelihood))
            break;
        share /= 2;
    }
    memcpy(newton->coefficient, newton->trial, terms * sizeof(double));
    *likelihood = reached;
    return isfinite(reached) ? decrement : NAN;
}

static int maximise(struct newton *newton, struct err *err)
{
    bool settled = false, started = start(newton);
    double likelihood = evaluate(newton, newton->coefficient);
    /* a Gaussian decrement is in units of y squared */
    double unit = newton->model->family == GLM_GAUSSIAN ? fmax(fabs(likelihood), 1e-300) : 1;
    for (int i = 0; started && i < NEWTON_STEPS; i++) {
        if (!find_slopes(newton))
            break;
        if (settled)
            return 0;
        settled = step(newton, &likelihood) <= 1e-16 * unit;
    }
    return err_set(err, ERR_ASSUMPTION, NULL,
                   "The model does not settle: some term separates the outcomes wholly, so that "
                   "no finite estimate fits best. Use fewer terms.");
}

static void read_fit(struct newton *newton, struct arena *arena, struct glm_fit *ret_fit)
{
    const struct glm *model = newton->model;
    size_t terms = model->terms;
    struct glm_fit fit = {.estimate = newton->coefficient, .fitted = newton->mean};
    fit.covariance = arena_array(arena, terms * terms, sizeof(double));
    cholesky_invert(newton->information, terms, fit.covariance);
    for (size_t j = 0; j < terms; j++) {
        fit.estimate[j] /= newton->scale[j];
        for (size_t k = 0; k < terms; k++)
            fit.covariance[j * terms + k] /= newton->scale[j] * newton->scale[k];
    }
    for (size_t i = 0; i < model->rows; i++) {
        double residual = model->y[i] - fit.fitted[i];
        fit.pearson += residual * residual / variance_of(model->family, fit.fitted[i]);
    }
    *ret_fit = fit;
}

int glm_fit(const struct glm *model, struct arena *arena, struct glm_fit *ret_fit, struct err *err)
{
    if (model->rows < model->terms)
        return err_set(err, ERR_ASSUMPTION, NULL,
                       "There are %zu rows for %zu terms. A model needs more rows than terms.",
                       model->rows, model->terms);
    struct newton newton = newton_new(model, arena);
    size_t dependent = find_dependent(&newton);
    if (dependent < model->terms)
        return err_set(err, ERR_ASSUMPTION, model->names[dependent],
                       "The term %s cannot be told apart from the others in these data. Leave it "
                       "out.",
                       model->names[dependent]);
    int code = maximise(&newton, err);
    if (code < 0)
        return code;
    read_fit(&newton, arena, ret_fit);
    return 0;
}

/* Add weight × (a b' + b a'), or a a' where they are the same row. */
static void add_product(double *matrix, size_t terms, const double *a, const double *b,
                        double weight)
{
    for (size_t j = 0; j < terms; j++)
        for (size_t k = 0; k < terms; k++)
            matrix[j * terms + k] +=
                a == b ? weight * a[j] * a[k] : weight * (a[j] * b[k] + b[j] * a[k]);
}

/* left · right, square. */
static void multiply(const double *left, const double *right, size_t n, double *ret_product)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = 0;
            for (size_t k = 0; k < n; k++)
                sum += left[i * n + k] * right[k * n + j];
            ret_product[i * n + j] = sum;
        }
}

void glm_sandwich(const struct glm *model, const struct glm_fit *fit, int lags,
                  double *ret_covariance)
{
    size_t terms = model->terms, square = terms * terms;
    CLEANUP(cleanup_memory)
    double *room = memory_zeros(2 * square + model->rows * terms, sizeof *room);
    double *middle = room, *product = middle + square, *scores = product + square;
    for (size_t i = 0; i < model->rows; i++)
        for (size_t j = 0; j < terms; j++)
            scores[i * terms + j] = model->design[i * terms + j] * (model->y[i] - fit->fitted[i]);
    for (size_t lag = 0; lag <= (size_t)lags && lag < model->rows; lag++) {
        double weight = 1 - (double)lag / (lags + 1);
        for (size_t i = lag; i < model->rows; i++)
            add_product(middle, terms, scores + i * terms, scores + (i - lag) * terms, weight);
    }
    multiply(fit->covariance, middle, terms, product);
    multiply(product, fit->covariance, terms, ret_covariance);
}
