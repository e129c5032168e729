/* weft stats run: the run chart: has a series shifted, with nothing assumed but its median. */
#include "cli/stats/charts.h"

#include "base/banned.h"

static int run(struct stats *stats, struct err *err)
{
    return stats_chart(stats, CHART_RUN, err);
}

const struct stats_method run_method = {
    .name = "run",
    .purpose = "Signal",
    .summary = "run chart: has a series shifted, with nothing assumed but its median",
    .usage = "[--target T] [--better high/low] [--rebase DATE,…] [--baseline N] [FILE.csv]",
    .columns =
        "Reads   date, value, and area where there are several series.\n"
        "Writes  centre, n_useful, longest_run, longest_run_max, crossings, crossings_min,\n"
        "        signal (true or false), of the segment that the point is in.\n" CHART_OPTIONS
        "\n--target T, --better high/low  as of the other charts; here they change nothing.",
    .formula =
        "centre: the median. Points on it are left out. A signal: a run on one side longer\n"
        "than round(log2 n) + 3, or fewer crossings of the centre than the 5th percentile of\n"
        "a binomial distribution of n - 1 tosses of a fair coin.",
    .example =
        "printf '%s\\n' date,value 1,20 2,23 3,19 4,22 5,18 6,21 7,30 8,28 9,31 10,27 11,29 12,32 "
        "|\n"
        "  weft stats run\n"
        "# The median is 25; it is crossed once, where chance would cross it 3 times: a signal.",
    .assumptions = "Values in order of time at even steps, independent where nothing has shifted;\n"
                   "10 points or more.",
    .reference = "Anhoej J, Olesen AV (2014), PLoS One 9:e113825. Schilling MF (2012), Math Mag\n"
                 "85:196-207. Chen Z (2010), J Mod Appl Stat Methods 9:538-544.",
    .run = run,
};
