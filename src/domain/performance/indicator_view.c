#include "domain/performance/indicator_view.h"

#include <stdlib.h>

#include "domain/performance/performance.h"
#include "domain/performance/reading.h"

#include "base/banned.h"

static int load_sources(struct store *store, struct arena *arena, struct indicator_view *view,
                        struct err *err)
{
    struct slice list = record_text(&view->indicator, "measures"), rest = list, code;
    size_t count = 0;
    while (slice_split(&rest, '\n', &code))
        count++;
    view->sources = arena_array(arena, count + 1, sizeof *view->sources);
    while (slice_split(&list, '\n', &code)) {
        int result = measure_load(store, code, arena, &view->sources[view->source_count], err);
        if (result == 0)
            view->source_count++;
        else if (result != ERR_NOT_FOUND)
            return result;
    }
    return 0;
}

/* The source that is asked for, else the first; NULL where none is loaded. */
static const struct measure *choose_source(const struct indicator_view *view, struct slice wanted)
{
    for (size_t i = 0; i < view->source_count; i++)
        if (wanted.length == 0 || slice_equal(view->sources[i].code, wanted))
            return &view->sources[i];
    return NULL;
}

/* Best first; where neither high nor low is good, highest first. */
static int by_value(const void *a, const void *b, void *polarity)
{
    const struct area_figure *x = a, *y = b;
    double difference = x->figure.value - y->figure.value;
    if (*(const enum polarity *)polarity != POLARITY_LOW)
        difference = -difference;
    if (difference != 0)
        return difference < 0 ? -1 : 1;
    return slice_compare(x->area.name, y->area.name);
}

static void rank_neighbours(struct arena *arena, struct indicator_view *view)
{
    const struct figure_comparison *comparison = &view->comparison;
    enum polarity polarity = comparison->measure.polarity;
    struct area_figure *ranked =
        arena_array(arena, comparison->neighbour_count + 1, sizeof *ranked);
    size_t count = 0;
    for (size_t i = 0; i < comparison->neighbour_count; i++)
        if (comparison->neighbours[i].is_there &&
            figure_has_value(&comparison->neighbours[i].figure))
            ranked[count++] = comparison->neighbours[i];
    if (count == 0 || !figure_has_value(&comparison->figure))
        return;
    ranked[count++] = (struct area_figure){comparison->area, true, comparison->figure};
    qsort_r(ranked, count, sizeof *ranked, by_value, &polarity);
    view->ranked = ranked;
    view->ranked_count = count;
    if (polarity == POLARITY_NONE)
        return;
    size_t better = 0;
    while (ranked[better].figure.value != comparison->figure.value)
        better++;
    view->rank = better + 1;
}

/* Groups of the first source that has any: at the period that is shown where it is that source's
 * own, else at its latest. */
static int load_groups(struct store *store, const struct figure_question *asked,
                       struct arena *arena, struct indicator_view *view, struct err *err)
{
    for (size_t i = 0; i < view->source_count && view->group_count == 0; i++) {
        const struct measure *source = &view->sources[i];
        struct slice period = asked->period;
        struct series series;
        bool has_groups = false;
        int code = reading_has_groups(store, source->id, &has_groups, err);
        if (code < 0)
            return code;
        if (!has_groups)
            continue;
        if (!slice_equal(source->code, asked->measure)) {
            code = series_load(store, source->code, asked->area, (struct slice){0},
                               asked->published_on, arena, &series, err);
            const struct figure *latest = code == 0 ? series_latest(&series) : NULL;
            if (code < 0 || !latest)
                return code;
            period = latest->period;
        }
        code = breakdowns_at(store, source->code, asked->area, period, asked->published_on, arena,
                             &view->groups, &view->group_count, err);
        if (code < 0)
            return code;
        view->group_measure = source;
        view->group_period = period;
    }
    return 0;
}

/* What each load brought is counted before the loads are looked at: their rows are long. When a
 * period ends is asked for inside the count, so that no table has to be made for the rest. */
static const char select_versions[] =
    "SELECT w.id, w.file, w.published, v.figures, p.text FROM"
    " (SELECT load, period, count(*) AS figures,"
    " max((SELECT ends FROM period AS e WHERE e.id = o.period)) FROM"
    " (SELECT load, period FROM observation WHERE measure = ?1 AND breakdown = 0 AND area = ?2"
    " UNION ALL SELECT load, period FROM observation_past"
    " WHERE measure = ?1 AND breakdown = 0 AND area = ?2) AS o GROUP BY load) AS v"
    " CROSS JOIN load AS w ON w.id = v.load AND w.undone_at IS NULL"
    " CROSS JOIN period AS p ON p.id = v.period ORDER BY w.published DESC, w.id DESC";

static int load_versions(struct store *store, struct arena *arena, struct indicator_view *view,
                         struct err *err)
{
    VECTOR(struct indicator_version) list = {0};
    CLEANUP(store_release) struct store_statement *row = store_prepare(store, select_versions);
    store_bind_integer(row, 1, view->standing.measure.id);
    store_bind_integer(row, 2, view->comparison.area.id);
    int code;
    while ((code = store_step(row, err)) > 0) {
        struct indicator_version version = {.load = store_integer(row, 0),
                                            .file = arena_slice(arena, store_text(row, 1)),
                                            .figures = store_integer(row, 3),
                                            .newest = arena_slice(arena, store_text(row, 4))};
        date_parse(store_text(row, 2), &version.published);
        vector_push(&list, version);
    }
    READING_ANSWER(code, list, arena, &view->versions, &view->version_count);
    return code;
}

static int load_comparison(struct store *store, const struct indicator_question *question,
                           struct arena *arena, struct indicator_view *view, struct err *err)
{
    if (!view->standing.latest)
        return 0;
    struct figure_question asked = {.measure = view->standing.measure.code,
                                    .area = question->area,
                                    .period = view->standing.latest->period,
                                    .published_on = question->published_on};
    int code = reading_comparison(store, &view->standing.measure, view->standing.latest, &asked,
                                  arena, &view->comparison, err);
    if (code == ERR_NOT_FOUND)
        return 0;
    view->has_comparison = code == 0;
    view->standing.england_outside = code == 0 && view->comparison.england_outside;
    if (code == 0)
        rank_neighbours(arena, view);
    if (code == 0)
        code = load_groups(store, &asked, arena, view, err);
    if (code == 0)
        code = load_versions(store, arena, view, err);
    return code;
}

static void judge(struct arena *arena, struct indicator_view *view)
{
    const struct standing *standing = &view->standing;
    if (view->has_comparison)
        view->funnel = funnel_of(&view->comparison, arena);
    view->control = control_of(&standing->measure, &standing->series, arena);
    if (standing->latest && standing->england && !standing->england_outside)
        view->verdict =
            figure_verdict(&standing->measure, standing->latest, standing->england->value);
}

static int by_order(const void *a, const void *b)
{
    const struct target_step *x = a, *y = b;
    return x->order != y->order ? (x->order > y->order) - (x->order < y->order)
                                : x->is_target - y->is_target;
}

static int load_targets(struct store *store, const struct actor *actor, struct arena *arena,
                        struct indicator_view *view, struct err *err)
{
    struct record_list list;
    int code = plan_list(store, &target_entity, "indicator", view->indicator.code, actor, arena,
                         &list, err);
    if (code < 0)
        return code;
    view->steps = arena_array(arena, list.count + 1, sizeof *view->steps);
    for (size_t i = 0; i < list.count; i++) {
        const struct record *target = &list.records[i];
        struct period period;
        struct slice kind = record_text(target, "kind"), label = record_text(target, "period");
        if (period_parse(label, view->standing.measure.kind, &period, NULL) < 0)
            continue;
        struct target_step step = {.period = label,
                                   .order = date_to_days(period_end(period)),
                                   .value = record_value(target, "value")->real,
                                   .is_target = slice_is(kind, "target")};
        if (slice_is(kind, "baseline")) {
            view->baseline = step;
            view->has_baseline = true;
        } else {
            view->steps[view->step_count++] = step;
        }
    }
    qsort(view->steps, view->step_count, sizeof *view->steps, by_order);
    for (size_t i = 0; i < view->step_count; i++)
        if (view->steps[i].is_target)
            view->target = &view->steps[i];
    if (view->target && view->standing.latest)
        view->outlook = outlook_of(&view->standing.measure, &view->standing.series,
                                   view->target->order, view->target->value, arena);
    return 0;
}

/* Who answers: the officer for the nearest step above for which somebody does. */
static int load_officers(struct store *store, const struct actor *actor, struct date on,
                         struct arena *arena, struct indicator_view *view, struct err *err)
{
    struct answers answers;
    struct record post;
    int code = answers_load(store, arena, &answers, err);
    if (code < 0)
        return code;
    for (size_t i = view->thread.above_count; i-- > 0 && !view->answers_post.length;) {
        const struct thread_step *step = &view->thread.above[i];
        const struct answer *answer = answer_on(&answers, step->entity, step->code, on);
        view->answers_stated |= step->entity && answers_stated(&answers, step->entity);
        if (answer) {
            view->answers_title = answer->title;
            view->answers_post = answer->post;
        }
    }
    struct slice owner = record_text(&view->indicator, "owner");
    if (owner.length == 0)
        return 0;
    code = record_get(store, &post_entity, owner, actor, arena, &post, err);
    if (code == 0)
        view->owner_title = record_title(&post);
    return code == ERR_NOT_FOUND ? 0 : code;
}

int indicator_view_load(struct store *store, const struct registry *registry,
                        const struct actor *actor, const struct indicator_question *question,
                        struct arena *arena, struct indicator_view *ret_view, struct err *err)
{
    struct indicator_view *view = ARENA_NEW(arena, struct indicator_view);
    view->published_on = question->published_on;
    view->source = question->source;
    int code =
        record_get(store, &indicator_entity, question->code, actor, arena, &view->indicator, err);
    if (code == 0)
        code = thread_load(store, registry, &view->indicator, question->came_by, actor, arena,
                           &view->thread, err);
    if (code == 0)
        code = load_sources(store, arena, view, err);
    struct standing_place place;
    if (code == 0)
        code = standing_place_load(store, question->area, arena, &place, err);
    if (code == 0)
        code = standing_load(store, &view->indicator, choose_source(view, question->source), &place,
                             question->published_on, arena, &view->standing, err);
    if (code == 0)
        code = standings_answer(store, &view->standing, 1, err);
    if (code == 0)
        code = load_comparison(store, question, arena, view, err);
    if (code == 0)
        judge(arena, view);
    if (code == 0)
        code = load_targets(store, actor, arena, view, err);
    if (code == 0)
        code = load_officers(store, actor, question->on, arena, view, err);
    if (code == 0)
        *ret_view = *view;
    return code;
}
