/* weft stats u: the control chart of a rate of events in an exposure, its limits by that
 * exposure. */
#include "cli/stats/charts.h"

#include "base/banned.h"

static int run(struct stats *stats, struct err *err)
{
    return stats_chart(stats, CHART_U, err);
}

const struct stats_method u_method = {
    .name = "u",
    .purpose = "Signal",
    .summary = "control chart of a rate of events in an exposure",
    .usage = "[--target T] [--better high/low] [--rebase DATE,…] [--baseline N] [FILE.csv]",
    .columns =
        "Reads   date, events, and trials or exposure: above 0, may be fractional; area\n"
        "        where there are several series.\n"
        "Writes  value, centre, lower, upper, label, point_type, assurance, n_useful,\n"
        "        longest_run, longest_run_max, crossings, crossings_min, signal.\n" CHART_LABELS
            CHART_JUDGEMENT,
    .formula = "centre u = all events / all exposure; limits u -/+ 3 sqrt(u / n), not below 0.\n"
               "Labels as of xmr, runs as of run.",
    .example =
        "printf '%s\\n' date,events,exposure 1,5,1.2 2,7,1.1 3,4,1.2 4,6,1 5,5,1.1 6,8,1.2 \\\n"
        "  7,6,1.1 8,4,1 9,7,1.2 10,5,1.1 11,6,1.2 12,19,1.1 | weft stats u --better low\n"
        "# 6.1 a unit of exposure; the last point, 17.3, is above_limit, a concern.",
    .assumptions = "Events are independent and rare in their exposure, with one rate between\n"
                   "rebases.",
    .reference = "Montgomery DC (2009), Introduction to statistical quality control, 6th edn,\n"
                 "section 7.3. Anhoej J, Olesen AV (2014), PLoS One 9:e113825.",
    .run = run,
};
