#include "cli/stats/charts.h"

#include "base/banned.h"

static int run(struct stats *stats, struct err *err)
{
    return stats_chart(stats, CHART_C, err);
}

const struct stats_method c_method = {
    .name = "c",
    .purpose = "Signal",
    .summary = "control chart of a count of events in like periods",
    .usage = "[--target T] [--better high/low] [--rebase DATE,…] [--baseline N] [FILE.csv]",
    .columns =
        "Reads   date, events, and area where there are several series.\n"
        "Writes  value, centre, lower, upper, label, point_type, assurance, n_useful,\n"
        "        longest_run, longest_run_max, crossings, crossings_min, signal.\n" CHART_LABELS
            CHART_JUDGEMENT,
    .formula = "centre c = mean of the counts; limits c -/+ 3 sqrt(c), not below 0. Labels as of\n"
               "xmr, runs as of run.",
    .example = "weft stats c --better low serious_incidents.csv",
    .assumptions = "Events are independent; each period is of one length and population. Where\n"
                   "populations change, use u.",
    .reference = "Montgomery DC (2009), Introduction to statistical quality control, 6th edn,\n"
                 "section 7.3. Anhoej J, Olesen AV (2014), PLoS One 9:e113825.",
    .run = run,
};
