#include "domain/performance/performance.h"

#include <math.h>

#include "base/banned.h"

/* By how much a published figure may be rounded: a share in points, a rate as a part of itself. */
static const double share_rounding = 0.5, rate_rounding = 0.05;

static bool has_counts(const struct figure *figure)
{
    return figure->has_numerator && figure->has_denominator && figure->numerator >= 0 &&
           figure->denominator > 0;
}

/* A rate is so many per ten, hundred, thousand …: which, the figure itself says. */
static double rate_base(const struct figure *figure)
{
    double ratio = figure->numerator / figure->denominator;
    if (ratio <= 0 || figure->value <= 0)
        return 0;
    double base = pow(10, round(log10(figure->value / ratio)));
    return fabs(base * ratio / figure->value - 1) <= rate_rounding ? base : 0;
}

double figure_base(const struct measure *measure, const struct figure *figure)
{
    if (!figure_has_value(figure) || !has_counts(figure))
        return 0;
    if (unit_is_rate(measure->unit))
        return rate_base(figure);
    double share = 100 * figure->numerator / figure->denominator;
    bool is_made = share <= 100 && fabs(figure->value - share) <= share_rounding;
    return unit_is_share(measure->unit) && is_made ? 100 : 0;
}

struct interval figure_interval(const struct measure *measure, const struct figure *figure)
{
    if (figure_has_value(figure) && figure->has_limits)
        return (struct interval){true, figure->lower, figure->upper};
    double base = figure_base(measure, figure);
    if (base <= 0)
        return (struct interval){0};
    if (unit_is_share(measure->unit)) {
        struct limits limits = wilson_limits(figure->numerator, figure->denominator, Z_95);
        return (struct interval){true, base * limits.lower, base * limits.upper};
    }
    struct limits limits = poisson_limits(figure->numerator, Z_95);
    double each = base / figure->denominator;
    return (struct interval){true, each * limits.lower, each * limits.upper};
}

const char *verdict_text(enum verdict verdict)
{
    static const char *const words[] = {
        [VERDICT_NONE] = "",
        [VERDICT_SIMILAR] = "similar to",
        [VERDICT_BETTER] = "better than",
        [VERDICT_WORSE] = "worse than",
        [VERDICT_HIGHER] = "higher than",
        [VERDICT_LOWER] = "lower than",
    };
    return words[verdict];
}

enum verdict figure_verdict(const struct measure *measure, const struct figure *figure,
                            double beside)
{
    struct interval interval = figure_interval(measure, figure);
    if (!interval.is_known || isnan(beside))
        return VERDICT_NONE;
    bool higher = is_above(interval.lower, beside, 0), lower = is_below(interval.upper, beside, 0);
    if (!higher && !lower)
        return VERDICT_SIMILAR;
    if (measure->polarity == POLARITY_NONE)
        return higher ? VERDICT_HIGHER : VERDICT_LOWER;
    return higher == (measure->polarity == POLARITY_HIGH) ? VERDICT_BETTER : VERDICT_WORSE;
}

/* --- signal or noise -------------------------------------------------------------------------- */

/* Is a figure of more years than lie between it and the next? */
static bool overlaps(const struct measure *measure, const struct series *series)
{
    int32_t step = series_step(series);
    struct period period;
    for (size_t i = 0; i < series->count; i++)
        if (period_parse(series->figures[i].period, measure->kind, &period, NULL) == 0 &&
            (period.last - period.first + 1) * 365 > step + step / 2 && period.quarter == 0)
            return true;
    return false;
}

/* The values at even steps, a missing one where a period has no figure; each with its point. */
static size_t spread_out(const struct series *series, double *values,
                         struct control_point **ret_points, struct control *control)
{
    int32_t step = series_step(series);
    const struct figure *before = NULL;
    size_t count = 0;
    for (size_t i = 0; i < series->count; i++) {
        const struct figure *figure = &series->figures[i];
        if (!figure_has_value(figure))
            continue;
        if (before && figure->order - before->order > step + step / 2)
            values[count++] = NAN;
        control->points[control->count] = (struct control_point){.figure = figure};
        ret_points[count] = &control->points[control->count++];
        values[count++] = figure->value;
        before = figure;
    }
    return count;
}

static void find_signals(const double *values, struct control_point *const *at, size_t count,
                         struct chart_line line, struct arena *arena, struct control *control)
{
    struct chart_line *lines = arena_array(arena, count, sizeof *lines);
    enum chart_label *labels = arena_array(arena, count, sizeof *labels);
    for (size_t i = 0; i < count; i++)
        lines[i] = line;
    chart_labels(values, lines, count, labels);
    for (size_t i = 0; i < count; i++)
        if (at[i]) {
            at[i]->label = labels[i];
            control->signals += labels[i] != COMMON_CAUSE;
        }
}

struct control control_of(const struct measure *measure, const struct series *series,
                          struct arena *arena)
{
    size_t most = 2 * series->count + 1;
    struct control control = {.state = CONTROL_TOO_FEW,
                              .points = arena_array(arena, most, sizeof *control.points)};
    struct control_point **at = arena_array(arena, most, sizeof *at);
    double *values = arena_array(arena, most, sizeof *values), least = HUGE_VAL;
    size_t count = spread_out(series, values, at, &control);
    if (control.count < CONTROL_FEWEST)
        return control;
    control.state = CONTROL_OVERLAPS;
    if (overlaps(measure, series))
        return control;
    struct chart_line line = xmr_line(values, count, false);
    control.state = line.spread > 0    ? CONTROL_DRAWN
                    : line.spread == 0 ? CONTROL_EQUAL
                                       : CONTROL_TOO_FEW; /* no two are neighbours */
    if (control.state != CONTROL_DRAWN)
        return control;
    for (size_t i = 0; i < control.count; i++)
        least = fmin(least, control.points[i].figure->value);
    control.mean = line.centre;
    control.lower = line.centre - line.spread;
    control.upper = line.centre + line.spread;
    control.range = line.spread / 2.66;
    control.has_lower = control.lower > 0 || least < 0;
    control.has_upper = !unit_is_share(measure->unit) || control.upper < 100;
    find_signals(values, at, count, line, arena, &control);
    return control;
}
