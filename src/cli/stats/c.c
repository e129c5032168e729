/* weft stats c: the control chart of a count of events in periods that are alike. Its limits
 * take the count's variance to be its mean, since nothing else is known of how many there might
 * be. */
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
    .example = "printf '%s\\n' date,events 1,3 2,5 3,2 4,4 5,3 6,6 7,4 8,2 9,5 10,3 11,4 12,13 |\n"
               "  weft stats c --better low\n"
               "# 4.5 a period, at most 10.9 by chance: 13 is above_limit, a concern.",
    .assumptions = "Events are independent; each period is of one length and population. Where\n"
                   "populations change, use u.",
    .reference = "Montgomery DC (2009), Introduction to statistical quality control, 6th edn,\n"
                 "section 7.3. Anhoej J, Olesen AV (2014), PLoS One 9:e113825.",
    .run = run,
};
