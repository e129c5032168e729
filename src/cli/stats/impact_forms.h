/* The four forms of `weft stats impact`, one file each but for the two comparisons of people. */
#ifndef WEFT_CLI_STATS_IMPACT_FORMS_H
#define WEFT_CLI_STATS_IMPACT_FORMS_H

#include <math.h>

#include "cli/stats/stats.h"
#include "math/statistics/statistics.h"

int impact_its(struct stats *stats, struct err *err);
int impact_did(struct stats *stats, struct err *err);
int impact_match(struct stats *stats, struct err *err);
int impact_synth(struct stats *stats, struct err *err);

/* Refuse a column that should say 1 for yes and 0 for no, and says something else. */
int impact_check_flags(struct stats *stats, const char *name, const double *flags, struct err *err);

/* Refuse a form that lacks an option it cannot do without. */
int impact_need(const char *option, bool given, struct err *err);

/* Refuse a picture (NULL: none) that would take the place of the input, or of `other`, which is
 * read too (NULL: nothing else is). */
int impact_check_picture(const struct stats *stats, const char *svg, const char *other,
                         struct err *err);

/* The place of a date among the `count` dates of a series whose texts stand in `rows`; refused
 * where it is none of them. */
int impact_find_start(const struct slice *texts, const size_t *rows, size_t count,
                      const char *start, size_t *ret_place, struct err *err);

#endif
