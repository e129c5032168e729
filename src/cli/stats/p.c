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
    .example = "weft stats p --target 0.9 --better high visits_in_time.csv",
    .assumptions =
        "Trials are independent, with one probability between rebases. With thousands of\n"
        "trials a point the limits become too narrow: use xmr on the shares.",
    .reference = "Montgomery DC (2009), Introduction to statistical quality control, 6th edn,\n"
                 "section 7.2. Anhoej J, Olesen AV (2014), PLoS One 9:e113825.",
    .run = run,
};
