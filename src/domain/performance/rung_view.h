/* What the page of a rung of the plan tells: an objective, a priority or a commitment, with what
 * hangs on it and how that stands. */
#ifndef WEFT_DOMAIN_PERFORMANCE_RUNG_VIEW_H
#define WEFT_DOMAIN_PERFORMANCE_RUNG_VIEW_H

#include "domain/governance/governance.h"
#include "domain/performance/standing.h"
#include "domain/plan/plan.h"

struct rung_view {
    struct record record;
    struct thread thread;
    /* Those that hang on it; empty for kinds that cannot. */
    struct record_list operational, priorities, commitments, indicators;
    struct standing *standings; /* of the indicators */
    struct tally tally;
    struct answers answers;
};

/* Of a strategic objective, operational objective, priority or commitment. ERR_NOT_FOUND where
 * there is none for this actor. About eight statements, and two for each indicator. */
int rung_view_load(struct store *store, const struct registry *registry, const struct actor *actor,
                   const struct entity *entity, struct slice code, struct slice came_by,
                   struct slice area, struct arena *arena, struct rung_view *ret_view,
                   struct err *err);

/* How a commitment goes, worked out from its state and the date it is due. */
enum progress {
    PROGRESS_NOT_STATED,
    PROGRESS_NOT_STARTED,
    PROGRESS_ON_TIME,
    PROGRESS_LATE,
    PROGRESS_DONE,
};
enum progress commitment_progress(const struct record *commitment, struct date on,
                                  struct date *ret_due);

#endif
