/* All authorities against limits that widen as they get smaller. */
#ifndef WEFT_DOMAIN_PERFORMANCE_FUNNEL_H
#define WEFT_DOMAIN_PERFORMANCE_FUNNEL_H

#include "domain/performance/signal.h"

/* Fewer authorities than this tell nothing of how much they usually differ. */
enum { FUNNEL_FEWEST = 10, FUNNEL_CURVE = 40 };

struct funnel_unit {
    const struct area_figure *area;
    double size, value; /* the denominator, and the figure that the counts make */
    enum funnel_position position;
    bool is_here;
};

/* The limits for an authority of one size, no lower than nought. */
struct funnel_limits {
    double size;
    struct limits at_95, at_99_8;
};

struct funnel_view {
    bool is_known; /* counts are known of enough authorities, this place among them */
    struct funnel_unit *units;
    size_t count, outside; /* how many lie outside the 95% limits */
    const struct funnel_unit *here;
    double centre; /* all events over all trials, in the figure's unit */
    double factor; /* by how much variance exceeds chance; 1 where limits are not widened */
    struct funnel_limits curve[FUNNEL_CURVE]; /* by size, at even ratios */
};

/* Binomial limits for a share, Poisson's for a rate (Spiegelhalter 2005), widened by the
 * overdispersion where that is more than chance would make it. Authorities without counts that make
 * their figure are left out. O(authorities). */
struct funnel_view funnel_of(const struct figure_comparison *comparison, struct arena *arena);

#endif
