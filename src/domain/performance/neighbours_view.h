/* The course of a place and of each of its statistical neighbours. */
#ifndef WEFT_DOMAIN_PERFORMANCE_NEIGHBOURS_VIEW_H
#define WEFT_DOMAIN_PERFORMANCE_NEIGHBOURS_VIEW_H

#include "domain/performance/standing.h"
#include "domain/plan/plan.h"

struct neighbours_view {
    struct record indicator;
    struct thread thread;
    struct standing standing;
    struct slice edition; /* of the list; empty where there is none */
    struct series *areas; /* this place first, then its neighbours in the publisher's order */
    struct indicator_trend *trends; /* of each */
    size_t count;

    /* The periods that a slope is drawn between: the latest of this place, and the earliest before
     * it that most of them have too; empty where there are not two. */
    struct slice before, after;
    size_t *both; /* of areas, those that have a figure in both */
    size_t both_count;
};

/* ERR_NOT_FOUND where there is no such indicator for this actor. Some ten statements. */
int neighbours_view_load(struct store *store, const struct registry *registry,
                         const struct actor *actor, struct slice indicator, struct slice area,
                         struct arena *arena, struct neighbours_view *ret_view, struct err *err);

/* The figure of a series in a period, where it has a value, else NULL. O(periods). */
const struct figure *series_at(const struct series *series, struct slice period);

#endif
