/* What published figures can bear: how sure one of them is, whether it differs from another by more
 * than chance, and which points of a series are more than noise. All from figures in memory. */
#ifndef WEFT_DOMAIN_PERFORMANCE_SIGNAL_H
#define WEFT_DOMAIN_PERFORMANCE_SIGNAL_H

#include "domain/performance/figures.h"

/* What a figure's counts are multiplied by to make it: 100 for a share, a power of ten for a rate.
 * 0 where there are none, or where they do not make it to within rounding: a source may count
 * something else than it divides. O(1). */
double figure_base(const struct measure *measure, const struct figure *figure);

/* 95% limits of a figure. */
struct interval {
    bool is_known;
    double lower, upper;
};

/* Those that were published; else, where its counts make it, Wilson's for a share, Byar's (exact
 * under ten) for a rate. Not known of a figure that has neither. O(1). */
struct interval figure_interval(const struct measure *measure, const struct figure *figure);

enum verdict {
    VERDICT_NONE, /* no limits are known: a bare difference is no verdict */
    VERDICT_SIMILAR,
    VERDICT_BETTER,
    VERDICT_WORSE,
    VERDICT_HIGHER, /* where neither high nor low is good */
    VERDICT_LOWER,
};

/* "similar to", "better than" …; empty for none; lives for ever. */
const char *verdict_text(enum verdict verdict);

/* A figure against a value taken as certain, as England's is: similar where the value lies within
 * the figure's limits, or on one. O(1). */
enum verdict figure_verdict(const struct measure *measure, const struct figure *figure,
                            double beside);

/* --- signal or noise ------------------------------------------------------------------------- */

/* With fewer than CONTROL_FEWEST figures there is no chart; with fewer than CONTROL_USUAL its
 * limits are provisional (NHS England, Making Data Count). */
enum { CONTROL_FEWEST = 5, CONTROL_USUAL = 12 };

enum control_state {
    CONTROL_DRAWN,
    CONTROL_TOO_FEW,
    CONTROL_OVERLAPS, /* figures of several years that share some: neighbours are not independent */
    CONTROL_EQUAL,    /* no figure differs from the one before */
};

struct control_point {
    const struct figure *figure;
    enum chart_label label;
};

/* The XmR chart of a series: its mean, and 2.66 mean ranges to either side. */
struct control {
    enum control_state state;
    struct control_point *points; /* those that have a value, oldest first */
    size_t count, signals;
    double mean, lower, upper;
    double range;              /* the mean step from one figure to the next */
    bool has_lower, has_upper; /* false where no figure can lie beyond: under nought, over 100% */
};

/* A period without a figure parts its neighbours: no step is taken across it. O(figures). */
struct control control_of(const struct measure *measure, const struct series *series,
                          struct arena *arena);

#endif
