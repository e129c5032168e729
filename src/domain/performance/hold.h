/* The gate before every published table: what a file of figures that nobody has published yet may
 * show of them.
 *
 * A mapping says whose figures it reads. Those of a publisher are public and stay as published. Of
 * those that the house counted itself (`protect: 5`), counts from 1 to threshold − 1 are held back,
 * and so many others that none of them can be worked out: from the groups and areas that add up to
 * a total, from quarters and years, from what a total leaves over, and from all that was shown of
 * the measure before. What is held back never enters the tables that pages, files and the API read,
 * so that no page can forget to ask: there it is “suppressed”, and the figure itself stands in
 * `observation_held`, which the public's connection cannot read. */
#ifndef WEFT_DOMAIN_PERFORMANCE_HOLD_H
#define WEFT_DOMAIN_PERFORMANCE_HOLD_H

#include "domain/performance/gather.h"

enum hold_reason {
    HOLD_NOT,
    HOLD_SMALL,    /* a count of 1 to threshold − 1, of those counted or of those left over */
    HOLD_TO_COVER, /* a small one could be worked out from it */
    HOLD_UNPROVEN, /* a share, rate or score without the counts behind it: nobody can tell */
};

struct held_figure {
    uint32_t cell; /* of the gather */
    enum hold_reason reason;
    double value, numerator, denominator; /* NAN: not given */
    bool same;                            /* the one that stands is held back too, and was this */
};

struct holding {
    VECTOR(struct held_figure) figures; /* in the order of their keys */
    size_t changed;                     /* those that are not the same */
};
void holding_free(struct holding *holding); /* fit for CLEANUP */

/* Decide what may be shown of the gathered figures, where the mapping protects them: the others
 * become suppressed in the gather, with a warning for their row, and are listed in *ret_holding.
 * To be called before they are compared with what stands. The same figures over again are decided
 * as they were. Proven by attack; where the search finds nothing that holds, all that may be is
 * held back.
 *
 * O(figures of the measures log figures), and the effort of disclosure_suppress for each set of
 * figures that add up. ERR_LIMIT where such a set is too large to prove. */
int hold_figures(struct store *store, struct gather *gather, struct holding *ret_holding,
                 struct err *err);

/* What is held of this cell, or NULL. O(log held). */
const struct held_figure *holding_find(const struct holding *holding, const struct gather *gather,
                                       uint32_t cell);

/* Keep the figures themselves, inside the writer's transaction, of those cells that changed. */
int hold_write(struct store *store, const struct gather *gather, const struct holding *holding,
               int64_t load, struct err *err);

/* What only this store knows: it goes before the bytes of a protected file when they are digested,
 * so that nobody can try small numbers until the published digest fits. In the arena. */
int hold_secret(struct store *store, struct arena *arena, struct slice *ret_secret,
                struct err *err);

#endif
