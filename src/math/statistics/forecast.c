#include "math/statistics/forecast.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/base.h"
#include "math/statistics/distribution.h"
#include "math/statistics/minimise.h"
#include "math/statistics/trend.h"

#include "base/banned.h"

/* Exponential smoothing with additive errors: a level, and with a trend a slope that is worth phi
 * of itself a step later (Hyndman and others 2008, Forecasting with exponential smoothing). */
struct smoothing {
    const double *values;
    size_t count;
    bool trend, damped;
    double alpha, beta, phi, level, slope;
    double mean_square; /* of the errors one step ahead */
    bool few;           /* fewer points than parameters plus five */
};

static const double least_weight = 1e-4, most_weight = 0.9999, least_phi = 0.8, most_phi = 0.98;

/* Run through the series from the states given; leaves the last states and the mean square. */
static void smooth(struct smoothing *model)
{
    double level = model->level, slope = model->slope, mean_square = 0;
    double of_slope = model->trend ? model->beta / model->alpha : 0;
    for (size_t i = 0; i < model->count; i++) {
        double carried = model->phi * slope;
        double expected = level + carried;
        double error = model->values[i] - expected;
        double after = expected + model->alpha * error;
        slope = carried + of_slope * (after - level - carried);
        level = after;
        mean_square += (error * error - mean_square) / (double)(i + 1);
    }
    model->level = level;
    model->slope = slope;
    model->mean_square = mean_square;
}

/* The parameters in the order of the source: alpha, beta, phi, level, slope. */
static void set_parameters(struct smoothing *model, const double *parameters)
{
    model->alpha = *parameters++;
    model->beta = model->trend ? *parameters++ : 0;
    model->phi = model->damped ? *parameters++ : 1;
    model->level = *parameters++;
    model->slope = model->trend ? *parameters : 0;
}

/* What is minimised: for a trend minus twice the log-likelihood, else the mean square. */
static double badness(const double *parameters, void *context)
{
    struct smoothing *model = context;
    set_parameters(model, parameters);
    if (model->alpha < least_weight || model->alpha > most_weight)
        return HUGE_VAL;
    if (model->trend && (model->beta < least_weight || model->beta > model->alpha))
        return HUGE_VAL;
    if (model->damped && (model->phi < least_phi || model->phi > most_phi))
        return HUGE_VAL;
    smooth(model);
    if (!model->trend)
        return model->mean_square;
    double n = (double)model->count;
    double likelihood = n * log(n * model->mean_square);
    return likelihood < -1e10 ? -1e10 : likelihood; /* a perfect fit */
}

/* The states at the start: the line through the first ten points, or their mean. */
static size_t first_parameters(const struct smoothing *model, double *parameters)
{
    enum { FIRST = 10 };
    size_t first = model->count < FIRST ? model->count : FIRST, n = 0;
    double alpha = least_weight + 0.2 * (most_weight - least_weight), mean = 0;
    parameters[n++] = alpha;
    if (model->trend)
        parameters[n++] = least_weight + 0.1 * (alpha - least_weight);
    if (model->damped)
        parameters[n++] = least_phi + 0.99 * (most_phi - least_phi);
    for (size_t i = 0; i < first; i++)
        mean += model->values[i];
    struct fitted_line line = fit_line(model->values, first);
    bool vanishes = fabs(line.start + line.slope) < 1e-8;
    if (!model->trend) {
        parameters[n++] = mean / (double)first;
    } else {
        parameters[n++] = vanishes ? line.start * 1.001 : line.start;
        parameters[n++] = vanishes ? line.slope * 0.999 : line.slope;
    }
    return n;
}

/* The same for a short series: states begin with the first values, and only the weights, of level
 * and of slope in the sense of Holt, are free between 0 and 1. */
static double short_badness(const double *parameters, void *context)
{
    struct smoothing *model = context;
    double alpha = parameters[0], weight = model->trend ? parameters[1] : 0;
    double level = model->values[0];
    double slope = model->trend ? model->values[1] - model->values[0] : 0, squares = 0;
    for (size_t i = 0; i < model->count; i++) {
        double error = model->values[i] - level - slope;
        double after = level + slope + alpha * error;
        slope = model->trend ? weight * (after - level) + (1 - weight) * slope : 0;
        level = after;
        squares += error * error;
    }
    model->alpha = alpha;
    model->beta = weight;
    model->level = level;
    model->slope = slope;
    model->mean_square = squares / (double)model->count;
    return model->mean_square;
}

/* Fit the model; its variance of an error. */
static double fit_smoothing(struct smoothing *model)
{
    double parameters[MINIMISE_MOST];
    if (model->few) {
        model->damped = false;
        model->phi = 1;
        parameters[0] = 0.2;
        parameters[1] = 0.02;
        minimise_in_box(short_badness, model, parameters, model->trend ? 2 : 1);
        short_badness(parameters, model);
        return model->mean_square;
    }
    size_t count = first_parameters(model, parameters);
    minimise(badness, model, parameters, count, 1.4901161193847656e-8, 2000);
    badness(parameters, model);
    return model->mean_square * (double)model->count / (double)(model->count - count);
}

static void forecast_smoothing(const struct smoothing *model, double variance, size_t horizon,
                               double *ret_mean, double *ret_error)
{
    double slopes = 0, power = 1, squares = 0;
    for (size_t step = 0; step < horizon; step++) {
        power *= model->phi;
        slopes += power;
        ret_mean[step] = model->level + slopes * model->slope;
        ret_error[step] = sqrt(variance * (1 + squares));
        double carried = model->alpha + model->beta * slopes;
        squares += carried * carried;
    }
}

static struct smoothing smoothing_of(const double *values, size_t count,
                                     enum forecast_method method)
{
    bool trend = method != FORECAST_THETA, damped = method == FORECAST_DAMPED;
    size_t parameters = 2u + (trend ? 2u : 0u) + (damped ? 1u : 0u);
    return (struct smoothing){.values = values,
                              .count = count,
                              .trend = trend,
                              .damped = damped,
                              .phi = 1,
                              .few = count < parameters + 5};
}

static void forecast_theta(struct smoothing *model, size_t horizon, double *ret_mean,
                           double *ret_error)
{
    double variance = fit_smoothing(model), alpha = fmax(1e-10, model->alpha);
    double drift = fit_line(model->values, model->count).slope / 2;
    double begun = (1 - pow(1 - alpha, (double)model->count)) / alpha;
    for (size_t step = 0; step < horizon; step++) {
        ret_mean[step] = model->level + drift * ((double)step + begun);
        ret_error[step] = sqrt(variance) * sqrt((double)step * alpha * alpha + 1);
    }
}

static void forecast_drift(const double *values, size_t count, size_t horizon, double *ret_mean,
                           double *ret_error)
{
    double steps = (double)count - 1, drift = (values[count - 1] - values[0]) / steps, squares = 0;
    for (size_t i = 1; i < count; i++) {
        double error = values[i] - values[i - 1] - drift;
        squares += error * error;
    }
    double variance = squares / (steps - 1);
    for (size_t step = 0; step < horizon; step++) {
        double ahead = (double)step + 1;
        ret_mean[step] = values[count - 1] + ahead * drift;
        ret_error[step] = sqrt(variance * ahead + ahead * ahead * variance / steps);
    }
}

static void forecast_linear(const double *values, size_t count, size_t horizon, double *ret_mean,
                            double *ret_error)
{
    struct fitted_line line = fit_line(values, count);
    double n = (double)count, squares = 0;
    for (size_t i = 0; i < count; i++) {
        double error = values[i] - line.start - line.slope * (double)(i + 1);
        squares += error * error;
    }
    for (size_t step = 0; step < horizon; step++) {
        double x = n + (double)step + 1, away = x - line.middle;
        ret_mean[step] = line.start + line.slope * x;
        ret_error[step] = sqrt(squares / (n - 2) * (1 + 1 / n + away * away / line.spread));
    }
}

static int check(const double *values, size_t count, enum forecast_method method, struct err *err)
{
    bool smoothed = method == FORECAST_DAMPED || method == FORECAST_HOLT;
    size_t fewest = smoothed ? FORECAST_FEWEST_SMOOTHED : FORECAST_FEWEST;
    if (count < fewest)
        return err_set(err, ERR_ASSUMPTION, NULL,
                       "This forecast needs %zu points or more and has %zu.", fewest, count);
    for (size_t i = 1; i < count; i++)
        if (values[i] != values[0])
            return 0;
    return err_set(err, ERR_ASSUMPTION, NULL,
                   "All the points are equal: there is nothing from which to tell how sure a "
                   "forecast is.");
}

/* The values from -1 to 1, so that neither a search nor an overflow hangs on their unit; answers
 * are taken back to it. */
struct scaling {
    double *values;
    double middle, size;
};

static struct scaling scaling_of(const double *values, size_t count)
{
    double least = values[0], most = values[0];
    for (size_t i = 1; i < count; i++) {
        least = fmin(least, values[i]);
        most = fmax(most, values[i]);
    }
    /* halved first: the whole range may be no number, and that of denormal ones nought */
    struct scaling scaling = {.values = memory_allocate(count * sizeof *values),
                              .middle = least / 2 + most / 2,
                              .size = fmax(most / 2 - least / 2, DBL_MIN)};
    for (size_t i = 0; i < count; i++)
        scaling.values[i] = (values[i] - scaling.middle) / scaling.size;
    return scaling;
}

/* The methods, on scaled values. */
static void forecast_scaled(struct smoothing *model, enum forecast_method method, size_t horizon,
                            double *ret_mean, double *ret_error)
{
    switch (method) {
    case FORECAST_THETA:
        forecast_theta(model, horizon, ret_mean, ret_error);
        break;
    case FORECAST_DAMPED:
    case FORECAST_HOLT:
        forecast_smoothing(model, fit_smoothing(model), horizon, ret_mean, ret_error);
        break;
    case FORECAST_DRIFT:
        forecast_drift(model->values, model->count, horizon, ret_mean, ret_error);
        break;
    case FORECAST_LINEAR:
        forecast_linear(model->values, model->count, horizon, ret_mean, ret_error);
        break;
    }
}

int forecast(const double *values, size_t count, enum forecast_method method, size_t horizon,
             double *ret_mean, double *ret_error, struct forecast *ret_forecast, struct err *err)
{
    int code = check(values, count, method, err);
    if (code < 0)
        return code;
    bool smoothed = method != FORECAST_DRIFT && method != FORECAST_LINEAR;
    struct scaling scaling = scaling_of(values, count);
    struct smoothing model = smoothing_of(scaling.values, count, method);
    if (smoothed && !model.few) { /* the source's polytope is led by the size of the figures */
        memcpy(scaling.values, values, count * sizeof *values);
        scaling.middle = 0;
        scaling.size = 1;
    }
    forecast_scaled(&model, method, horizon, ret_mean, ret_error);
    for (size_t step = 0; step < horizon; step++) {
        ret_mean[step] = scaling.middle + scaling.size * ret_mean[step];
        ret_error[step] *= scaling.size;
    }
    memory_free(scaling.values);
    *ret_forecast =
        (struct forecast){.df = method == FORECAST_LINEAR ? (double)count - 2 : INFINITY,
                          .few = smoothed && model.few};
    return 0;
}

double forecast_quantile(const struct forecast *forecast, double p)
{
    return isinf(forecast->df) ? normal_quantile(p) : student_quantile(p, forecast->df);
}

double forecast_above(const struct forecast *forecast, double t)
{
    return isinf(forecast->df) ? normal_above(t) : student_below(-t, forecast->df);
}
