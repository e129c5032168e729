/* An outline: where the boundary of an area runs. */
#include "domain/performance/outline.h"

#include <math.h>

#include "domain/performance/performance.h"

#include "base/banned.h"

static const struct field fields[] = {
    TEXT("title", .label = "Area", .required = true, .sortable = true, .searchable = true),
    REFERENCE("area", "area", .label = "Area of the figures", .required = true, .loose = true),
    LONG_TEXT("shape", .label = "Boundary", .required = true, .longest = OUTLINE_TEXT,
              .hint = "Longitude and latitude of each point, points parted by commas, rings by "
                      "semicolons"),
    TEXT("source", .label = "Whose boundary it is", .longest = 500),
};

static void check(struct store *store, const struct record *record, struct faults *faults)
{
    (void)store;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct outline outline;
    struct err err = {0};
    if (record_text(record, "shape").length &&
        outline_parse(record_text(record, "shape"), &arena, &outline, &err) < 0)
        fault_add(faults, "shape", "%s", err.message);
}

const struct entity outline_entity = {
    .name = "outline",
    .label = "Outline",
    .plural = "Outlines",
    .description = "Where the boundary of an area runs, for maps.",
    .sensitivity = PUBLIC,
    .fields = FIELDS(fields),
    .grants = GRANTS({ANYONE, READ}, {ANALYST, READ | WRITE}, {GOVERNANCE_LEAD, READ | WRITE}),
    .check = check,
    .title = "title",
    .order = "title",
    .up = "area",
};

/* --- shapes ---------------------------------------------------------------------------------- */

static int read_point(struct slice text, double *ret_point, struct err *err)
{
    struct slice longitude = slice_sub(text, 0, slice_find_byte(text, ' '));
    struct slice latitude = slice_trim(slice_sub(text, longitude.length, text.length));
    if (!slice_to_double(longitude, &ret_point[0]) || !slice_to_double(latitude, &ret_point[1]))
        return err_set(err, ERR_SYNTAX, "shape",
                       "“%.*s” is no point. Give its longitude and latitude in degrees, such as "
                       "-1.15 52.95.",
                       SLICE_PRINT(slice_prefix(text, 40)));
    if (!(fabs(ret_point[0]) <= 180) || !(fabs(ret_point[1]) <= 90))
        return err_set(err, ERR_RANGE, "shape",
                       "“%.*s” is nowhere on earth: give longitude, then latitude, in degrees and "
                       "not in metres.",
                       SLICE_PRINT(slice_prefix(text, 40)));
    return 0;
}

int outline_parse(struct slice text, struct arena *arena, struct outline *ret_outline,
                  struct err *err)
{
    struct outline outline = {.points = arena_array(arena, OUTLINE_POINTS, 2 * sizeof(double)),
                              .starts = arena_array(arena, OUTLINE_POINTS + 1, sizeof(size_t))};
    struct slice rest = text, ring, point;
    size_t points = 0;
    while (text.length && slice_split(&rest, ';', &ring)) {
        outline.starts[outline.rings] = points;
        while (slice_split(&ring, ',', &point)) {
            if (points == OUTLINE_POINTS)
                return err_set(err, ERR_LIMIT, "shape",
                               "The boundary has more than %d points. Simplify it first.",
                               OUTLINE_POINTS);
            int code = read_point(slice_trim(point), outline.points + 2 * points, err);
            if (code < 0)
                return code;
            points++;
        }
        if (points - outline.starts[outline.rings] < 3)
            return err_set(err, ERR_RANGE, "shape", "A ring has fewer than three points.");
        outline.rings++;
    }
    if (outline.rings == 0)
        return err_set(err, ERR_RANGE, "shape", "The boundary has no points.");
    outline.starts[outline.rings] = points;
    *ret_outline = outline;
    return 0;
}

/* --- the map --------------------------------------------------------------------------------- */

static const struct area_figure *figure_of(const struct area_figure *figures, size_t count,
                                           struct slice area)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(figures[i].area.code, area))
            return &figures[i];
    return NULL;
}

static int take_outlines(const struct record_list *outlines, const struct area_figure *figures,
                         size_t count, struct arena *arena, struct map_view *view, struct err *err)
{
    for (size_t i = 0; i < outlines->count; i++) {
        const struct record *record = &outlines->records[i];
        struct map_area *area = &view->areas[view->count];
        const struct area_figure *figure = figure_of(figures, count, record_text(record, "area"));
        *area =
            (struct map_area){.code = record_text(record, "area"), .name = record_title(record)};
        int code = outline_parse(record_text(record, "shape"), arena, &area->outline, err);
        if (code < 0)
            return code;
        if (figure && figure->is_there) {
            area->is_there = true;
            area->figure = figure->figure;
            view->with_value += figure_has_value(&figure->figure);
        }
        if (view->source.length == 0)
            view->source = record_text(record, "source");
        view->count++;
    }
    return 0;
}

/* The newest period in which some area with an outline has a figure is wanted; the newest in which
 * any area has is near enough, and is told. */
static int load_areas(struct store *store, const struct actor *actor, struct arena *arena,
                      struct map_view *view, struct err *err)
{
    struct record_list outlines;
    struct measure_period *periods = NULL;
    struct area_figure *figures = NULL;
    size_t period_count = 0, count = 0;
    struct slice none = {0};
    int code = plan_list(store, &outline_entity, NULL, none, actor, arena, &outlines, err);
    if (code == 0)
        code = measure_periods(store, view->standing.measure.code, arena, &periods, &period_count,
                               err);
    if (code < 0 || period_count == 0 || outlines.count == 0)
        return code;
    view->period = periods[0].period;
    code = figures_at(store, view->standing.measure.code, none, view->period, (struct date){0},
                      arena, &figures, &count, err);
    view->areas = arena_array(arena, outlines.count, sizeof *view->areas);
    return code < 0 ? code : take_outlines(&outlines, figures, count, arena, view, err);
}

int map_is_there(struct store *store, const struct measure *measure, bool *ret_there,
                 struct err *err)
{
    CLEANUP(store_release)
    struct store_statement *row = store_prepare(
        store, "SELECT 1 FROM outline AS b JOIN area AS a ON a.code = b.area WHERE b.retired = 0"
               " AND EXISTS (SELECT 1 FROM observation AS v WHERE v.measure = ?1 AND"
               " v.breakdown = 0 AND v.area = a.id AND v.status = ?2) LIMIT 1");
    store_bind_integer(row, 1, measure->id);
    store_bind_integer(row, 2, FIGURE_PRESENT);
    int code = store_step(row, err);
    *ret_there = code > 0;
    return code < 0 ? code : 0;
}

int map_view_load(struct store *store, const struct registry *registry, const struct actor *actor,
                  struct slice indicator, struct slice area, struct arena *arena,
                  struct map_view *ret_view, struct err *err)
{
    struct map_view *view = ARENA_NEW(arena, struct map_view);
    int code = standing_open(store, registry, actor, indicator, area, arena, &view->indicator,
                             &view->thread, &view->standing, err);
    if (code == 0 && view->standing.has_measure)
        code = load_areas(store, actor, arena, view, err);
    if (code == 0)
        *ret_view = *view;
    return code;
}
