#include "domain/performance/neighbours_view.h"

#include "domain/performance/performance.h"
#include "domain/performance/reading.h"

#include "base/banned.h"

const struct figure *series_at(const struct series *series, struct slice period)
{
    for (size_t i = 0; i < series->count; i++)
        if (figure_has_value(&series->figures[i]) && slice_equal(series->figures[i].period, period))
            return &series->figures[i];
    return NULL;
}

static int load_areas(struct store *store, struct slice code, struct arena *arena,
                      struct neighbours_view *view, struct err *err)
{
    struct neighbour *list = NULL;
    struct area here;
    struct measure_key measure;
    size_t count = 0;
    int result = reading_area_of(store, code, arena, &here, err);
    if (result == 0)
        result = reading_neighbours(store, &here, (struct slice){0}, arena, &view->edition, &list,
                                    &count, err);
    if (result < 0)
        return result == ERR_NOT_FOUND ? 0 : result;
    view->areas = arena_array(arena, count + 1, sizeof *view->areas);
    view->trends = arena_array(arena, count + 1, sizeof *view->trends);
    result = reading_key(store, &view->standing.measure, &measure, err);
    for (size_t i = 0; result == 0 && i <= count; i++)
        result = reading_series(store, &measure, 0, i ? &list[i - 1].area : &here, (struct date){0},
                                arena, &view->areas[i], err);
    if (result < 0)
        return result;
    view->count = count + 1;
    for (size_t i = 0; i < view->count; i++)
        view->trends[i] = indicator_trend(&view->standing.measure, &view->areas[i]);
    return 0;
}

static size_t count_both(const struct neighbours_view *view, struct slice before,
                         struct slice after)
{
    size_t both = 0;
    for (size_t i = 0; i < view->count; i++)
        both += series_at(&view->areas[i], before) && series_at(&view->areas[i], after) ? 1 : 0;
    return both;
}

/* The earliest period that more than half of them share with this place's latest. */
static void choose_periods(struct arena *arena, struct neighbours_view *view)
{
    const struct figure *latest = view->standing.latest;
    const struct series *here = &view->areas[0];
    for (size_t i = 0; i < here->count && latest && !view->before.length; i++) {
        struct slice period = here->figures[i].period;
        if (figure_has_value(&here->figures[i]) && here->figures[i].order < latest->order &&
            2 * count_both(view, period, latest->period) > view->count)
            view->before = period;
    }
    if (!latest || !view->before.length)
        return;
    view->after = latest->period;
    view->both = arena_array(arena, view->count, sizeof *view->both);
    for (size_t i = 0; i < view->count; i++)
        if (series_at(&view->areas[i], view->before) && series_at(&view->areas[i], view->after))
            view->both[view->both_count++] = i;
}

int neighbours_view_load(struct store *store, const struct registry *registry,
                         const struct actor *actor, struct slice indicator, struct slice area,
                         struct arena *arena, struct neighbours_view *ret_view, struct err *err)
{
    struct neighbours_view *view = ARENA_NEW(arena, struct neighbours_view);
    int code = standing_open(store, registry, actor, indicator, area, arena, &view->indicator,
                             &view->thread, &view->standing, err);
    if (code == 0 && view->standing.has_measure && area.length)
        code = load_areas(store, area, arena, view, err);
    if (code == 0 && view->count)
        choose_periods(arena, view);
    if (code == 0)
        *ret_view = *view;
    return code;
}
