#include "domain/plan/thread.h"

#include "domain/plan/plan.h"
#include "domain/plan/view.h"

#include "base/banned.h"

/* A step made from a record, whatever of its optional fields the entity has. */
static struct thread_step step_from(const struct record *record)
{
    struct thread_step step = {.entity = record->entity,
                               .code = record->code,
                               .title = record_title(record),
                               .retired = record->retired};
    /* The plan numbers its objectives; the place of an indicator is only that of its row. */
    int position = entity_field(record->entity, SLICE("position"));
    if (position >= 0 && strcmp(record->entity->name, "indicator") != 0)
        step.position = record->values[position].integer;
    if (record->entity == &priority_entity) {
        step.starts = record_text(record, "starts");
        step.ends = record_text(record, "ends");
    }
    return step;
}

/* The code that a field leads to: of several, the one that was come by, else the first. */
static struct slice code_in(const struct record *record, struct slice field, struct slice wanted)
{
    int at = entity_field(record->entity, field);
    struct slice rest = {0}, code, first = {0};
    if (at >= 0)
        rest = record->values[at].text;
    while (slice_split(&rest, '\n', &code)) {
        if (wanted.length && slice_equal(code, wanted))
            return code;
        first = first.length ? first : code;
    }
    return first;
}

/* Which field leads up: the one that was come by where the record has it, else the first of the
 * entity's `up` that is given. */
static struct slice field_up(const struct record *record, struct slice came_by,
                             struct slice *ret_code)
{
    struct slice rest = slice_from(record->entity->up), field, chosen = {0};
    struct slice came_field = slice_sub(came_by, 0, slice_find_byte(came_by, '='));
    struct slice came_code = slice_sub(came_by, came_field.length + 1, came_by.length);
    while (slice_split(&rest, ',', &field)) {
        bool is_wanted = slice_equal(field, came_field);
        struct slice code = code_in(record, field, is_wanted ? came_code : (struct slice){0});
        if (code.length == 0 || (chosen.length && !is_wanted))
            continue;
        chosen = field;
        *ret_code = code;
    }
    return chosen;
}

/* What a thing without a way up of its own hangs on: the first record of the plan that names it
 * among several, as an indicator does its measures. 1 where there is one. */
static int find_holder(struct store *store, const struct registry *registry,
                       const struct record *record, const struct actor *actor, struct arena *arena,
                       struct record *ret_holder, struct err *err)
{
    for (size_t i = 0; i < registry->count; i++) {
        const struct entity *entity = registry->entities[i];
        for (size_t k = 0; k < entity->field_count; k++) {
            const struct field *field = &entity->fields[k];
            struct record_list list;
            if (field->kind != FIELD_REFERENCES || !field->loose || !entity->up ||
                strcmp(field->refers, record->entity->name) != 0)
                continue;
            int code =
                plan_list(store, entity, field->name, record->code, actor, arena, &list, err);
            if (code < 0)
                return code;
            if (list.count) {
                *ret_holder = list.records[0];
                return 1;
            }
        }
    }
    return 0;
}

/* The plan, for what stands in its file and hangs on nothing there. */
static int add_plan(struct store *store, const struct entity *top, const struct actor *actor,
                    struct arena *arena, struct thread_step *steps, size_t *count, struct err *err)
{
    struct plan_frame frame;
    if (!top->planned || top == &plan_entity || top == &partnership_entity)
        return 0;
    int code = plan_frame_load(store, actor, arena, &frame, err);
    if (code == 0 && frame.has_plan)
        steps[(*count)++] = step_from(&frame.plan);
    return code;
}

/* Walk up, the nearest step first, into steps. */
static int walk_up(struct store *store, const struct registry *registry,
                   const struct record *record, struct slice came_by, const struct actor *actor,
                   struct arena *arena, struct thread_step *steps, size_t *count, struct err *err)
{
    struct record here = *record;
    *count = 0;
    while (*count < THREAD_DEEPEST) {
        struct slice code = {0};
        if (!here.entity->up) {
            int found = find_holder(store, registry, &here, actor, arena, &here, err);
            if (found < 0)
                return found;
            if (found == 0)
                return add_plan(store, here.entity, actor, arena, steps, count, err);
            steps[(*count)++] = step_from(&here);
            continue;
        }
        struct slice field = field_up(&here, came_by, &code);
        came_by = (struct slice){0}; /* it says how one came to the first record only */
        if (field.length == 0)
            return add_plan(store, here.entity, actor, arena, steps, count, err);
        const char *refers = here.entity->fields[entity_field(here.entity, field)].refers;
        const struct entity *above = registry_find(registry, slice_from(refers));
        if (above == &partnership_entity)
            return 0;
        int result = record_get(store, above, code, actor, arena, &here, err);
        if (result == ERR_NOT_FOUND || result == ERR_FORBIDDEN)
            return 0;
        if (result < 0)
            return result;
        steps[(*count)++] = step_from(&here);
    }
    return 0;
}

int thread_load(struct store *store, const struct registry *registry, const struct record *record,
                struct slice came_by, const struct actor *actor, struct arena *arena,
                struct thread *ret_thread, struct err *err)
{
    struct thread_step nearest[THREAD_DEEPEST];
    size_t count = 0;
    int code = walk_up(store, registry, record, came_by, actor, arena, nearest, &count, err);
    if (code < 0)
        return code;
    struct thread thread = {.above = arena_array(arena, count + 1, sizeof *thread.above)};
    bool on_plan =
        record->entity == &plan_entity || (count && nearest[count - 1].entity == &plan_entity);
    if (on_plan)
        thread.above[thread.above_count++] = (struct thread_step){0};
    /* The vision stands for its plan where an objective comes between. */
    bool skip = count > 1 && nearest[count - 1].entity == &plan_entity;
    for (size_t i = count - (skip ? 1 : 0); i-- > 0;)
        thread.above[thread.above_count++] = nearest[i];
    *ret_thread = thread;
    return 0;
}

/* Add the records of an entity whose field leads to this one to steps; `named_as` is NULL for
 * those that hang on it. */
static int add_steps(struct store *store, const struct entity *entity, const struct field *field,
                     const char *named_as, const struct record *record, const struct actor *actor,
                     struct arena *arena, struct thread_step *steps, size_t *count, struct err *err)
{
    struct record_list list;
    int code = plan_list(store, entity, field->name, record->code, actor, arena, &list, err);
    if (code < 0)
        return code;
    for (size_t i = 0; i < list.count && *count < THREAD_BELOW; i++) {
        steps[*count] = step_from(&list.records[i]);
        steps[(*count)++].named_as = named_as;
    }
    return 0;
}

/* Those of one entity, by whichever of its fields lead here: the one on the thread, the others. */
static int add_entity(struct store *store, const struct entity *entity, const struct record *record,
                      const struct actor *actor, struct arena *arena, struct thread *thread,
                      struct err *err)
{
    int hangs_by = entity_hangs_below(entity, record->entity);
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = &entity->fields[i];
        if (!field->refers || strcmp(field->refers, record->entity->name) != 0)
            continue;
        int code = (int)i == hangs_by ? add_steps(store, entity, field, NULL, record, actor, arena,
                                                  thread->below, &thread->below_count, err)
                                      : add_steps(store, entity, field, field->label, record, actor,
                                                  arena, thread->named, &thread->named_count, err);
        if (code < 0)
            return code;
    }
    return 0;
}

int thread_load_below(struct store *store, const struct registry *registry,
                      const struct record *record, const struct actor *actor, struct arena *arena,
                      struct thread *thread, struct err *err)
{
    struct thread filled = *thread;
    filled.below = arena_array(arena, THREAD_BELOW, sizeof *filled.below);
    filled.named = arena_array(arena, THREAD_BELOW, sizeof *filled.named);
    filled.below_count = filled.named_count = 0;
    for (size_t i = 0; i < registry->count; i++) {
        const struct entity *entity = registry->entities[i];
        if (entity->source || !permit(actor, entity, READ))
            continue;
        int code = add_entity(store, entity, record, actor, arena, &filled, err);
        if (code < 0)
            return code;
    }
    *thread = filled;
    return 0;
}
