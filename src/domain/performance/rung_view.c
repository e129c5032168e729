#include "domain/performance/rung_view.h"

#include "domain/performance/performance.h"

#include "base/banned.h"

/* By which field a kind of thing hangs on a rung, or NULL. */
static const char *hangs_by(const struct entity *below, const struct entity *rung)
{
    for (size_t i = 0; i < below->field_count; i++) {
        const struct field *field = &below->fields[i];
        bool refers = field->refers && strcmp(field->refers, rung->name) == 0;
        if (refers && (field->kind == FIELD_REFERENCE || field->kind == FIELD_REFERENCES))
            return field->name;
    }
    return NULL;
}

static int load_below(struct store *store, const struct actor *actor, struct arena *arena,
                      struct rung_view *view, struct err *err)
{
    const struct {
        const struct entity *entity;
        struct record_list *list;
    } kinds[] = {
        {&operational_objective_entity, &view->operational},
        {&priority_entity, &view->priorities},
        {&commitment_entity, &view->commitments},
        {&indicator_entity, &view->indicators},
    };
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof kinds / sizeof *kinds; i++) {
        const char *field = hangs_by(kinds[i].entity, view->record.entity);
        if (field)
            code = plan_list(store, kinds[i].entity, field, view->record.code, actor, arena,
                             kinds[i].list, err);
    }
    return code;
}

int rung_view_load(struct store *store, const struct registry *registry, const struct actor *actor,
                   const struct entity *entity, struct slice code, struct slice came_by,
                   struct slice area, struct arena *arena, struct rung_view *ret_view,
                   struct err *err)
{
    struct rung_view view = {0};
    int result = record_get(store, entity, code, actor, arena, &view.record, err);
    if (result == 0)
        result =
            thread_load(store, registry, &view.record, came_by, actor, arena, &view.thread, err);
    if (result == 0)
        result = load_below(store, actor, arena, &view, err);
    if (result == 0)
        result = standings_load(store, &view.indicators, area, arena, &view.standings, err);
    if (result == 0)
        result = answers_load(store, arena, &view.answers, err);
    if (result < 0)
        return result;
    for (size_t i = 0; i < view.indicators.count; i++)
        tally_add(&view.tally, &view.standings[i]);
    *ret_view = view;
    return 0;
}

enum progress commitment_progress(const struct record *commitment, struct date on,
                                  struct date *ret_due)
{
    struct slice state = record_text(commitment, "state");
    struct date due = {0};
    date_parse(record_text(commitment, "due"), &due);
    *ret_due = due;
    if (slice_is(state, "done"))
        return PROGRESS_DONE;
    if (date_is_given(due) && date_compare(due, on) < 0)
        return PROGRESS_LATE;
    if (slice_is(state, "not_started"))
        return PROGRESS_NOT_STARTED;
    return state.length || date_is_given(due) ? PROGRESS_ON_TIME : PROGRESS_NOT_STATED;
}
