#include "domain/performance/performance.h"

#include <math.h>

#include "base/banned.h"

/* The counts of each unit, as the statistics want them. */
struct counts {
    double *events, *sizes;
    double base, pooled;
    bool is_share;
};

static void take_units(const struct figure_comparison *comparison, struct arena *arena,
                       struct funnel_view *view, struct counts *counts)
{
    size_t most = comparison->authority_count + 1;
    view->units = arena_array(arena, most, sizeof *view->units);
    counts->events = arena_array(arena, most, sizeof(double));
    counts->sizes = arena_array(arena, most, sizeof(double));
    counts->base = figure_base(&comparison->measure, &comparison->figure);
    for (size_t i = 0; i < comparison->authority_count; i++) {
        const struct area_figure *area = &comparison->authorities[i];
        const struct figure *figure = &area->figure;
        if (!area->is_there || counts->base <= 0 ||
            figure_base(&comparison->measure, figure) != counts->base)
            continue;
        struct funnel_unit *unit = &view->units[view->count];
        *unit =
            (struct funnel_unit){.area = area,
                                 .size = figure->denominator,
                                 .value = counts->base * figure->numerator / figure->denominator,
                                 .is_here = area->area.id == comparison->area.id};
        counts->events[view->count] = figure->numerator;
        counts->sizes[view->count++] = figure->denominator;
        view->here = unit->is_here ? unit : view->here;
    }
}

/* More than chance would make it: the mean of as many squares of a normal deviate has the standard
 * deviation sqrt(2 / count). */
static double overdispersion(const struct counts *counts, size_t count, struct arena *arena)
{
    double phi;
    if (counts->is_share) {
        phi = funnel_phi_proportion(counts->events, counts->sizes, count);
    } else {
        double *expected = arena_array(arena, count, sizeof *expected);
        for (size_t i = 0; i < count; i++)
            expected[i] = counts->pooled * counts->sizes[i];
        phi = funnel_phi_ratio(counts->events, expected, count);
    }
    return phi > 1 + 2 * sqrt(2 / (double)count) ? phi : 1;
}

/* Variance that is so many times as large is that of a unit as many times smaller. */
static struct limits limits_at(const struct counts *counts, double factor, double size, double z)
{
    struct limits limits;
    double scale = counts->base;
    if (counts->is_share) {
        limits = funnel_proportion_limits(counts->pooled, size / factor, z);
    } else {
        limits = funnel_ratio_limits(counts->pooled * size / factor, z);
        scale *= counts->pooled;
    }
    return (struct limits){fmax(0, scale * limits.lower), scale * limits.upper};
}

static void draw_curve(const struct counts *counts, struct funnel_view *view)
{
    double least = HUGE_VAL, most = 0;
    for (size_t i = 0; i < view->count; i++) {
        least = fmin(least, view->units[i].size);
        most = fmax(most, view->units[i].size);
    }
    for (size_t i = 0; i < FUNNEL_CURVE; i++) {
        double size = least * pow(most / least, (double)i / (FUNNEL_CURVE - 1));
        view->curve[i] = (struct funnel_limits){size, limits_at(counts, view->factor, size, Z_95),
                                                limits_at(counts, view->factor, size, Z_99_8)};
    }
}

struct funnel_view funnel_of(const struct figure_comparison *comparison, struct arena *arena)
{
    struct funnel_view view = {.factor = 1};
    struct counts counts = {.is_share = unit_is_share(comparison->measure.unit)};
    take_units(comparison, arena, &view, &counts);
    if (view.count < FUNNEL_FEWEST || !view.here)
        return view;
    counts.pooled = funnel_pooled(counts.events, counts.sizes, view.count);
    if (!(counts.pooled > 0) || (counts.is_share && counts.pooled >= 1))
        return view;
    view.is_known = true;
    view.centre = counts.base * counts.pooled;
    view.factor = overdispersion(&counts, view.count, arena);
    for (size_t i = 0; i < view.count; i++) {
        struct funnel_unit *unit = &view.units[i];
        unit->position =
            funnel_position(unit->value, limits_at(&counts, view.factor, unit->size, Z_95),
                            limits_at(&counts, view.factor, unit->size, Z_99_8));
        view.outside += unit->position != INSIDE;
    }
    draw_curve(&counts, &view);
    return view;
}
