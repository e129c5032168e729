/* What the control charts and the run chart share: series by area, segments, options. */
#ifndef WEFT_CLI_STATS_CHARTS_H
#define WEFT_CLI_STATS_CHARTS_H

#include "cli/stats/limits.h"

enum chart_kind { CHART_XMR, CHART_P, CHART_U, CHART_C, CHART_RUN };

/* The whole of a chart method. */
int stats_chart(struct stats *stats, enum chart_kind kind, struct err *err);

/* What the options of the charts do, for the help of each. */
#define CHART_OPTIONS                                                                              \
    "--rebase DATE,…  begin a new segment, with limits of its own, at each of these dates.\n"    \
    "--baseline N     make the limits from the first N points of each segment."

#define CHART_JUDGEMENT                                                                            \
    "--target T       the value to be reached; with --better it gives assurance.\n"                \
    "--better high/low  which side is good; without it a signal is high or low.\n" CHART_OPTIONS

#define CHART_LABELS                                                                               \
    "label: common_cause, above_limit, below_limit, trend_up, trend_down,\n"                       \
    "two_of_three_above, two_of_three_below, run_above, run_below. point_type:\n"                  \
    "common_cause, improvement, concern, or high, low. assurance: pass, fail,\n"                   \
    "inconsistent, or blank without a target.\n"

#endif
