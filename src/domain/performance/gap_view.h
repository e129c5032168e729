/* How unlike groups of children fare: the gap between two groups over time, how far places differ
 * within each group, and what of a gap to the whole country is who lives here and what is how they
 * fare. */
#ifndef WEFT_DOMAIN_PERFORMANCE_GAP_VIEW_H
#define WEFT_DOMAIN_PERFORMANCE_GAP_VIEW_H

#include "domain/performance/signal.h"
#include "domain/performance/standing.h"
#include "domain/plan/plan.h"

struct gap_step { /* a period in which both groups have a figure */
    struct slice period;
    int32_t order;
    double far, near;
    double gap; /* far less near: negative where they stood the other way round */
    struct interval limits;
};

/* How a gap at the end differs from that at the beginning. */
enum gap_change {
    GAP_UNKNOWN, /* one period only, or no limits: a bare difference is no verdict */
    GAP_ALIKE,   /* chance alone could do it */
    GAP_WIDER,
    GAP_NARROWER,
};

/* The authorities' figures for one group at the latest period. */
struct gap_spread {
    size_t count;
    double lowest, first_quarter, middle, third_quarter, highest;
};

/* Why the place's figure for everybody is not the country's (Kitagawa 1955): `mix` is what it would
 * differ if each group fared as in both together and only the groups' sizes were unlike; far and
 * near what each group adds by faring otherwise. The three add up to here less country. */
struct gap_reasons {
    bool is_known;
    double country, mix, far, near, here;
};

enum { GAP_FAR, GAP_NEAR };

struct gap {
    struct slice dimension, far_group, near_group; /* the far one fares worse at the latest; where
                                                      neither is good, it is the higher */
    bool of_several;        /* the dimension has more groups; these two are furthest apart */
    struct gap_step *steps; /* oldest first, at least one */
    size_t count;
    enum gap_change change;
    double changed_by; /* of the last gap less the first */
    struct interval change_limits;
    struct gap_spread spreads[2]; /* of the far and the near group */
    bool has_spreads;
    double between_share; /* of all that authorities' figures vary, the share between the groups */
    struct gap_reasons reasons;
};

struct gap_view {
    struct record indicator;
    struct thread thread;
    bool has_measure;
    struct measure measure; /* the source that has groups */
    int decimals;
    bool counts_beside; /* counts were taken from the measure beside it, and rounded ones at that */
    struct gap *gaps;   /* by dimension */
    size_t count;
};

/* ERR_NOT_FOUND where there is no such indicator for this actor. Some ten statements, of which one
 * for each gap reads all authorities. */
int gap_view_load(struct store *store, const struct registry *registry, const struct actor *actor,
                  struct slice indicator, struct slice area, struct arena *arena,
                  struct gap_view *ret_view, struct err *err);

/* The gap of two series of groups, for the tests and the page: false where they share no period. */
bool gap_of(const struct measure *measure, const struct series *one, const struct series *other,
            struct arena *arena, struct gap *ret_gap);

#endif
