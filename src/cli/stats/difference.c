/* weft stats difference: two shares compared, with the interval of their difference and of their
 * ratio. The interval is built from those of the two shares (Newcombe's way), since the plain one
 * leaves the possible range near 0 and 1. */
#include "cli/stats/limits.h"

#include "base/banned.h"

struct columns {
    const double *events_1, *trials_1, *events_2, *trials_2;
};

static int run(struct stats *stats, struct err *err)
{
    struct columns columns = {0};
    const struct stats_input inputs[] = {{"events_1", INPUT_COUNT, .numbers = &columns.events_1},
                                         {"trials_1", INPUT_TRIALS, .numbers = &columns.trials_1},
                                         {"events_2", INPUT_COUNT, .numbers = &columns.events_2},
                                         {"trials_2", INPUT_TRIALS, .numbers = &columns.trials_2}};
    int code = stats_options(stats, NULL, 0, err);
    if (code == 0)
        code = stats_read(stats, inputs, COUNT_OF(inputs), err);
    if (code == 0)
        code = stats_events_fit(stats, columns.events_1, columns.trials_1, err);
    if (code == 0)
        code = stats_events_fit(stats, columns.events_2, columns.trials_2, err);
    if (code < 0)
        return code;
    double *difference = table_add_numbers(&stats->table, "difference");
    double *lower = table_add_numbers(&stats->table, "lower_95");
    double *upper = table_add_numbers(&stats->table, "upper_95");
    double *ratio = table_add_numbers(&stats->table, "ratio");
    double *ratio_lower = table_add_numbers(&stats->table, "ratio_lower_95");
    double *ratio_upper = table_add_numbers(&stats->table, "ratio_upper_95");
    double *p = table_add_numbers(&stats->table, "p");
    for (size_t row = 0; row < stats->table.rows; row++) {
        struct two_proportions two = two_proportions(columns.events_1[row], columns.trials_1[row],
                                                     columns.events_2[row], columns.trials_2[row]);
        difference[row] = two.difference;
        lower[row] = two.difference_limits.lower;
        upper[row] = two.difference_limits.upper;
        ratio[row] = two.ratio;
        ratio_lower[row] = two.ratio_limits.lower;
        ratio_upper[row] = two.ratio_limits.upper;
        p[row] = two.p;
    }
    return 0;
}

const struct stats_method difference_method = {
    .name = "difference",
    .purpose = "Intervals",
    .summary = "two shares compared: difference, ratio and test",
    .usage = "[FILE.csv]",
    .columns = "Reads   events_1, trials_1, events_2, trials_2: whole numbers.\n"
               "Writes  difference (first less second), lower_95, upper_95, ratio (first over\n"
               "        second), ratio_lower_95, ratio_upper_95, p. The ratio is blank where the\n"
               "        second has no event, its limits where either has none.",
    .formula = "Limits of p1 - p2: d - sqrt((p1 - l1)^2 + (u2 - p2)^2) and\n"
               "d + sqrt((u1 - p1)^2 + (p2 - l2)^2) with Wilson's l and u. Ratio: exp(ln r -/+ z\n"
               "sqrt(1/e1 - 1/n1 + 1/e2 - 1/n2)). p: two-sided, z = d over its pooled error.",
    .example =
        "printf 'events_1,trials_1,events_2,trials_2\\n56,70,48,80\\n' | weft stats difference\n"
        "# 0.2, with 95% limits 0.052 to 0.334.",
    .assumptions = "The two groups share nobody, and each trial is independent.",
    .reference = "Newcombe RG (1998), Stat Med 17:873-890, method 10. Katz D and others (1978),\n"
                 "Biometrics 34:469-474.",
    .run = run,
};
