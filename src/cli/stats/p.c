/* weft stats p: the control chart of a share, with limits for each point by its size. */
#include "cli/stats/charts.h"

#include "base/banned.h"

static int run(struct stats *stats, struct err *err)
{
    return stats_chart(stats, CHART_P, err);
}

const struct stats_method p_method = {
    .name = "p",
    .purpose = "Signal",
    .summary = "control chart of a share, its limits by the size of each point",
    .usage = "[--target T] [--better high/low] [--rebase DATE,…] [--baseline N] [FILE.csv]",
    .columns =
        "Reads   date, events, trials, and area where there are several series.\n"
        "Writes  value, centre, lower, upper, label, point_type, assurance, n_useful,\n"
        "        longest_run, longest_run_max, crossings, crossings_min, signal.\n" CHART_LABELS
            CHART_JUDGEMENT,
    .formula =
        "centre p = all events / all trials; limits p -/+ 3 sqrt(p (1 - p) / n), not below 0\n"
        "or above 1. Labels as of xmr, with two thirds of three standard deviations. Runs\n"
        "as of run, about the centre.",
    .example =
        "printf '%s\\n' date,events,trials 1,45,50 2,46,54 3,41,47 4,44,52 5,48,53 6,40,46 \\\n"
        "  7,47,51 8,43,49 9,44,55 10,42,48 11,46,50 12,30,52 | weft stats p --better high\n"
        "# 85.0% in all; the last point, 57.7%, is below_limit, a concern.",
    .assumptions =
        "Trials are independent, with one probability between rebases. With thousands of\n"
        "trials a point the limits become too narrow: use xmr on the shares.",
    .reference = "Montgomery DC (2009), Introduction to statistical quality control, 6th edn,\n"
                 "section 7.2. Anhoej J, Olesen AV (2014), PLoS One 9:e113825.",
    .run = run,
};
