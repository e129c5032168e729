#include "domain/performance/performance.h"

#include <math.h>

#include "base/banned.h"

/* The figures since the last period without one, as values in order of time, and the days from one
 * to the next. */
struct recent {
    double *values;
    size_t count;
    const struct figure *last;
    int32_t step;
    bool has_negative;
};

static struct recent take_recent(const struct series *series, struct arena *arena)
{
    struct recent recent = {.values = arena_array(arena, series->count + 1, sizeof(double)),
                            .last = series_latest(series),
                            .step = series_step(series)};
    size_t begin = recent.last ? (size_t)(recent.last - series->figures) : 0;
    while (recent.last && begin > 0 && figure_has_value(&series->figures[begin - 1]) &&
           series->figures[begin].order - series->figures[begin - 1].order <=
               recent.step + recent.step / 2)
        begin--;
    for (size_t i = begin; recent.last && &series->figures[i] <= recent.last; i++) {
        recent.values[recent.count++] = series->figures[i].value;
        recent.has_negative |= series->figures[i].value < 0;
    }
    return recent;
}

static struct period period_ahead(struct period period, size_t steps)
{
    if (period.quarter == 0) {
        period.first = (int16_t)(period.first + (int16_t)steps);
        period.last = (int16_t)(period.last + (int16_t)steps);
        return period;
    }
    int quarters = period.quarter - 1 + (int)steps;
    period.quarter = (int8_t)(quarters % 4 + 1);
    period.first = (int16_t)(period.first + quarters / 4);
    period.last = (int16_t)(period.last + quarters / 4);
    return period;
}

/* The limits of one step, ended where no figure can lie. */
static void set_limits(const struct forecast *forecast, double error, double least, double most,
                       struct outlook_step *step)
{
    double at_80 = forecast_quantile(forecast, 0.9) * error;
    double at_95 = forecast_quantile(forecast, 0.975) * error;
    double mean = step->mean;
    step->mean = fmin(fmax(mean, least), most);
    step->lower_80 = fmin(fmax(mean - at_80, least), most);
    step->upper_80 = fmin(fmax(mean + at_80, least), most);
    step->lower_95 = fmin(fmax(mean - at_95, least), most);
    step->upper_95 = fmin(fmax(mean + at_95, least), most);
}

/* How likely a step with this mean and error is to be at the target or beyond it. */
static double probability_of(const struct forecast *forecast, double away, double error)
{
    return error > 0 ? forecast_above(forecast, away / error) : away <= 0;
}

static void tell(const struct measure *measure, const struct recent *recent, double target,
                 struct arena *arena, struct outlook *outlook)
{
    double *means = arena_array(arena, 2 * outlook->count, sizeof *means);
    double *errors = means + outlook->count;
    struct forecast result;
    struct period last;
    if (forecast(recent->values, recent->count, FORECAST_THETA, outlook->count, means, errors,
                 &result, NULL) < 0 ||
        period_parse(recent->last->period, measure->kind, &last, NULL) < 0) {
        outlook->state = OUTLOOK_EQUAL;
        return;
    }
    double least = recent->has_negative ? -HUGE_VAL : 0;
    double most = unit_is_share(measure->unit) ? 100 : HUGE_VAL;
    outlook->steps = arena_array(arena, outlook->count, sizeof *outlook->steps);
    for (size_t i = 0; i < outlook->count; i++) {
        char text[PERIOD_TEXT_SIZE];
        struct period period = period_ahead(last, i + 1);
        period_format(period, text);
        struct outlook_step *step = &outlook->steps[i];
        *step = (struct outlook_step){.period = arena_slice(arena, slice_from(text)),
                                      .order = date_to_days(period_end(period)),
                                      .mean = means[i]};
        set_limits(&result, errors[i], least, most, step);
    }
    bool high_is_good = measure->polarity == POLARITY_HIGH ||
                        (measure->polarity == POLARITY_NONE && target >= recent->last->value);
    double away = target - means[outlook->count - 1];
    outlook->probability =
        probability_of(&result, high_is_good ? away : -away, errors[outlook->count - 1]);
    outlook->state = OUTLOOK_TOLD;
}

struct outlook outlook_of(const struct measure *measure, const struct series *series, int32_t order,
                          double target, struct arena *arena)
{
    struct recent recent = take_recent(series, arena);
    struct outlook outlook = {.state = OUTLOOK_TOO_FEW, .figures = recent.count};
    if (recent.last && recent.last->order >= order) {
        outlook.state = OUTLOOK_PASSED;
        return outlook;
    }
    if (!recent.last || recent.count < OUTLOOK_FEWEST)
        return outlook;
    double ahead = round((double)(order - recent.last->order) / recent.step);
    if (ahead > (double)recent.count || ahead < 1) {
        outlook.state = OUTLOOK_TOO_FAR;
        return outlook;
    }
    outlook.count = (size_t)ahead;
    tell(measure, &recent, target, arena, &outlook);
    return outlook;
}
