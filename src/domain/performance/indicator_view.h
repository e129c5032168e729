/* Everything that an indicator's page tells. */
#ifndef WEFT_DOMAIN_PERFORMANCE_INDICATOR_VIEW_H
#define WEFT_DOMAIN_PERFORMANCE_INDICATOR_VIEW_H

#include "domain/governance/governance.h"
#include "domain/performance/figures.h"
#include "domain/performance/funnel.h"
#include "domain/performance/outlook.h"
#include "domain/performance/signal.h"
#include "domain/performance/standing.h"
#include "domain/plan/plan.h"

/* A step of the trajectory, or the target, with the day on which its period ends. */
struct target_step {
    struct slice period;
    int32_t order;
    double value;
    bool is_target;
};

/* What one load brought of the figures of this place. */
struct indicator_version {
    int64_t load;
    struct slice file;
    struct date published;
    int64_t figures;     /* how many, those since superseded among them */
    struct slice newest; /* the period of the newest of them */
};

struct indicator_question {
    struct slice code;
    struct slice area;        /* whose figures; empty shows none */
    struct slice came_by;     /* how the thread was come along, as thread_load takes it */
    struct slice source;      /* another of its measures than the first, or empty */
    struct date published_on; /* not given: as things stand */
    struct date on;           /* the day on which is told who answers */
};

struct indicator_view {
    struct record indicator;
    struct date published_on; /* as it was asked */
    struct slice source;      /* likewise */
    struct thread thread;
    struct standing standing;

    struct measure *sources; /* those of its measures that are loaded, in order */
    size_t source_count;

    bool has_comparison;
    struct figure_comparison comparison;
    struct area_figure *ranked; /* this place and its neighbours that have a value, best first */
    size_t ranked_count, rank;  /* rank among them by polarity, 1 first; ties share the least */

    struct funnel_view funnel; /* of all authorities */
    struct control control;    /* of this place's series */
    enum verdict verdict;      /* of its latest figure against England's */

    struct target_step *steps; /* of the trajectory and target, by period */
    size_t step_count;
    const struct target_step *target; /* the last of them that is one; NULL */
    struct outlook outlook;           /* towards it */
    bool has_baseline;
    struct target_step baseline;

    struct breakdown_figure *groups; /* where any is loaded; the whole first */
    size_t group_count;
    const struct measure *group_measure; /* the source that has them */
    struct slice group_period;

    struct indicator_version *versions; /* newest first */
    size_t version_count;

    struct slice answers_title, answers_post; /* who answers, by the thread; empty where nobody */
    bool answers_stated;
    struct slice owner_title; /* the lead officer; empty where none is stated */
};

/* ERR_NOT_FOUND where there is no such indicator for this actor. About fifteen statements. */
int indicator_view_load(struct store *store, const struct registry *registry,
                        const struct actor *actor, const struct indicator_question *question,
                        struct arena *arena, struct indicator_view *ret_view, struct err *err);

#endif
