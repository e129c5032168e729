/* The four limits that most methods of intervals give: 95% and 99.8%, lower and upper. */
#ifndef WEFT_CLI_STATS_LIMITS_H
#define WEFT_CLI_STATS_LIMITS_H

#include "cli/stats/stats.h"
#include "math/statistics/statistics.h"

struct limit_columns {
    double *lower_95, *upper_95, *lower_99_8, *upper_99_8;
};

/* Add lower_95, upper_95, lower_99_8 and upper_99_8 to the table. */
struct limit_columns limit_columns(struct table *table);

void limits_set(struct limit_columns *columns, size_t row, struct limits at_95,
                struct limits at_99_8);
void limits_scale(struct limit_columns *columns, size_t row, double factor);

/* --per N: what a figure is of. */
#define OPTION_PER(to)                                                                             \
    {                                                                                              \
        "--per", .number = (to), .least = 0, .most = 1e12, .above = true                           \
    }

/* Refuse a row with more events than trials. */
int stats_events_fit(struct stats *stats, const double *events, const double *trials,
                     struct err *err);

/* Refuse a text that stands twice within a group; what: "stratum" and the like. */
int stats_once(struct stats *stats, const struct stats_groups *groups, const struct slice *texts,
               const char *what, struct err *err);

/* Refuse a group that has not the same strata as the first. */
int stats_same_strata(struct stats *stats, const struct stats_groups *groups,
                      const struct slice *strata, struct err *err);

#endif
