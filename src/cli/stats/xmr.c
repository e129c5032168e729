/* weft stats xmr: the control chart of single values: which points are more than noise. */
#include "cli/stats/charts.h"

#include "base/banned.h"

static int run(struct stats *stats, struct err *err)
{
    return stats_chart(stats, CHART_XMR, err);
}

const struct stats_method xmr_method = {
    .name = "xmr",
    .purpose = "Signal",
    .summary = "control chart of single values: which points are more than noise",
    .usage = "[--screen] [--target T] [--better high/low] [--rebase DATE,…] [--baseline N] "
             "[FILE.csv]",
    .columns = "Reads   date, value, and area where there are several series.\n"
               "Writes  centre, lower, upper, label, point_type, assurance.\n" CHART_LABELS
               "--screen         drop ranges of 3.267 times the mean range or more, "
               "once.\n" CHART_JUDGEMENT,
    .formula = "centre: the mean; limits: centre -/+ 2.66 * mean of |x(i) - x(i-1)|. Signals, the\n"
               "first that holds: outside a limit; 7 rising or falling in a row; 2 of 3, all on\n"
               "one side, beyond two thirds of the limit; 7 in a row on one side.",
    .example =
        "printf '%s\\n' date,value 1,5 2,6 3,4 4,5 5,6 6,5 7,4 8,6 9,5 10,4 11,5 12,12 |\n"
        "  weft stats xmr --better low --target 5\n"
        "# The last point is above_limit, a concern; the target is met by chance: inconsistent.",
    .assumptions = "Values in order of time at even steps, about one process between rebases; 12\n"
                   "points or more. Counts near 0 belong on a c, u or p chart.",
    .reference = "Wheeler DJ (1993), Understanding variation. Nelson LS (1982), J Qual Technol\n"
                 "14:172-173. NHS England, Making Data Count.",
    .run = run,
};
