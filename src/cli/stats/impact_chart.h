/* The charts of `weft stats impact`: --svg FILE. */
#ifndef WEFT_CLI_STATS_IMPACT_CHART_H
#define WEFT_CLI_STATS_IMPACT_CHART_H

#include "cli/stats/impact_forms.h"

/* One interrupted series: what was seen, what the model fits, and what it expects without the
 * change. dates has a text for each point. */
int impact_chart_its(struct stats *stats, const char *path, const struct interrupted *series,
                     const struct interrupted_fit *fit, const struct slice *dates, struct err *err);

/* Two groups before and after, and where the treated would be had they moved as the others. */
int impact_chart_did(struct stats *stats, const char *path, const struct difference_fit *fit,
                     struct err *err);

/* How far the sides differ in each covariate, before and after matching. */
int impact_chart_match(struct stats *stats, const char *path, const struct match *match,
                       const struct match_fit *fit, struct err *err);

/* The treated place and the mixture of others. values: the treated's, gaps: less the mixture's. */
int impact_chart_synth(struct stats *stats, const char *path, const double *values,
                       const double *gaps, size_t periods, size_t before, const struct slice *dates,
                       struct err *err);

#endif
