#include "domain/plan/view.h"

#include "domain/plan/plan.h"

#include "base/banned.h"

int plan_list(struct store *store, const struct entity *entity, const char *field,
              struct slice code, const struct actor *actor, struct arena *arena,
              struct record_list *ret_list, struct err *err)
{
    struct filter filter = {.field = field, .test = FILTER_IS, .value = value_text(code)};
    struct query query = {.entity = entity,
                          .actor = actor,
                          .filters = &filter,
                          .filter_count = field ? 1 : 0,
                          .limit = QUERY_LARGEST_LIMIT};
    return record_query(store, &query, arena, ret_list, err);
}

const struct record *plan_find(const struct record_list *list, struct slice code)
{
    for (size_t i = 0; i < list->count; i++)
        if (slice_equal(list->records[i].code, code))
            return &list->records[i];
    return NULL;
}

bool plan_holds(const struct record *record, const char *field, struct slice code)
{
    struct slice rest = record_text(record, field), part;
    while (slice_split(&rest, '\n', &part))
        if (slice_equal(part, code))
            return true;
    return false;
}

static int load_newest(struct store *store, const struct entity *entity, const struct actor *actor,
                       struct arena *arena, struct record *ret_record, bool *ret_has,
                       struct err *err)
{
    struct query query = {.entity = entity, .actor = actor, .descending = true, .limit = 1};
    struct record_list list;
    int code = record_query(store, &query, arena, &list, err);
    if (code < 0)
        return code;
    *ret_has = list.count > 0;
    if (*ret_has)
        *ret_record = list.records[0];
    return 0;
}

/* Whether each actor is told the same of the partnership and its plan. */
static bool is_everyones(void)
{
    struct actor anyone = actor_anyone();
    return permit_every_row(&anyone, &partnership_entity, READ) &&
           permit_every_row(&anyone, &plan_entity, READ);
}

int plan_frame_load(struct store *store, const struct actor *actor, struct arena *arena,
                    struct plan_frame *ret_frame, struct err *err)
{
    struct plan_frame frame = {0};
    struct arena *room = arena;
    const struct plan_frame *kept = is_everyones() ? store_kept(store, &room) : NULL;
    if (kept) {
        *ret_frame = *kept;
        return 0;
    }
    int code = load_newest(store, &partnership_entity, actor, room, &frame.partnership,
                           &frame.has_partnership, err);
    if (code == 0)
        code = load_newest(store, &plan_entity, actor, room, &frame.plan, &frame.has_plan, err);
    if (code < 0)
        return code;
    if (room != arena)
        store_keep(store, arena_copy(room, &frame, 1, sizeof frame));
    *ret_frame = frame;
    return 0;
}

int plan_view_load(struct store *store, const struct registry *registry, const struct actor *actor,
                   struct arena *arena, struct plan_view *ret_view, struct err *err)
{
    struct plan_view view;
    const struct {
        const char *entity;
        struct record_list *list;
    } wanted[] = {
        {"strategic_objective", &view.objectives},
        {"operational_objective", &view.operational},
        {"priority", &view.priorities},
        {"commitment", &view.commitments},
        {"principle", &view.principles},
        {"workforce_strand", &view.strands},
        {"vulnerable_group", &view.groups},
        {"risk", &view.risks},
        {"body", &view.bodies},
        {"related_plan", &view.related},
    };
    int code = plan_frame_load(store, actor, arena, &view.frame, err);
    for (size_t i = 0; code == 0 && i < sizeof wanted / sizeof *wanted; i++)
        code = plan_list(store, registry_find(registry, slice_from(wanted[i].entity)), NULL,
                         (struct slice){0}, actor, arena, wanted[i].list, err);
    if (code == 0)
        *ret_view = view;
    return code;
}

struct date plan_opening_day(const struct record *plan, struct date today)
{
    struct date ends, edition;
    if (!date_parse(record_text(plan, "ends"), &ends) || date_compare(today, ends) <= 0)
        return today;
    return date_parse(record_text(plan, "edition_date"), &edition) ? edition : ends;
}
