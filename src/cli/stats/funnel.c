/* weft stats funnel: units beside limits that widen as a unit gets smaller, so that a small
 * unit's chance is not read as merit. phi tells where units differ by more than chance, and
 * limits are then too narrow. */
#include "cli/stats/limits.h"

#include "base/banned.h"

struct columns {
    const struct slice *unit;
    const double *count, *size; /* events and trials, or observed and expected */
    bool ratio;
};

static const char *const positions[] = {[ABOVE_99_8] = "above_99_8",
                                        [ABOVE_95] = "above_95",
                                        [INSIDE] = "inside",
                                        [BELOW_95] = "below_95",
                                        [BELOW_99_8] = "below_99_8"};

static bool is_finite(struct limits limits)
{
    return isfinite(limits.lower) && isfinite(limits.upper);
}

static int answer(struct stats *stats, const struct columns *columns, struct err *err)
{
    size_t rows = stats->table.rows;
    double pooled = columns->ratio ? 1 : funnel_pooled(columns->count, columns->size, rows);
    double spread = columns->ratio ? funnel_phi_ratio(columns->count, columns->size, rows)
                                   : funnel_phi_proportion(columns->count, columns->size, rows);
    double *value = table_add_numbers(&stats->table, "value");
    double *centre = table_add_numbers(&stats->table, "centre");
    struct limit_columns limits = limit_columns(&stats->table);
    struct slice *position = table_add_texts(&stats->table, "position");
    double *phi = table_add_numbers(&stats->table, "phi");
    for (size_t row = 0; row < rows; row++) {
        value[row] = columns->count[row] / columns->size[row];
        if (isnan(value[row]))
            continue;
        struct limits (*limits_at)(double, double) = funnel_ratio_limits;
        double size = columns->size[row];
        struct limits at_95 =
            columns->ratio ? limits_at(size, Z_95) : funnel_proportion_limits(pooled, size, Z_95);
        struct limits at_99_8 = columns->ratio ? limits_at(size, Z_99_8)
                                               : funnel_proportion_limits(pooled, size, Z_99_8);
        if (!is_finite(at_95) || !is_finite(at_99_8) || !isfinite(value[row]))
            return stats_refuse(stats, &stats->table, row, err,
                                "The limits of this unit are too large to compute: what is "
                                "expected of it is next to nothing. Leave it out.");
        limits_set(&limits, row, at_95, at_99_8);
        centre[row] = pooled;
        position[row] = slice_from(positions[funnel_position(value[row], at_95, at_99_8)]);
        phi[row] = spread;
    }
    return 0;
}

static int run(struct stats *stats, struct err *err)
{
    struct columns columns = {0};
    const struct stats_input unit[] = {{"unit", INPUT_TEXT, .texts = &columns.unit}};
    const struct stats_input proportion[] = {{"events", INPUT_COUNT, .numbers = &columns.count},
                                             {"trials", INPUT_TRIALS, .numbers = &columns.size}};
    const struct stats_input ratio[] = {{"observed", INPUT_COUNT, .numbers = &columns.count},
                                        {"expected", INPUT_POSITIVE, .numbers = &columns.size}};
    int code = stats_options(stats, NULL, 0, err);
    if (code == 0)
        code = stats_read(stats, unit, COUNT_OF(unit), err);
    if (code < 0)
        return code;
    columns.ratio =
        !table_find(&stats->table, SLICE("events")) && table_find(&stats->table, SLICE("observed"));
    code = stats_columns(stats, &stats->table, columns.ratio ? ratio : proportion, 2, err);
    if (code == 0 && !columns.ratio)
        code = stats_events_fit(stats, columns.count, columns.size, err);
    struct stats_groups all = stats_group(stats->arena, NULL, stats->table.rows);
    if (code == 0)
        code = stats_once(stats, &all, columns.unit, "unit", err);
    if (code == 0 && stats->table.rows < 2)
        code = stats_refuse(stats, &stats->table, 0, err,
                            "A funnel compares units, and there is only one.");
    return code < 0 ? code : answer(stats, &columns, err);
}

const struct stats_method funnel_method = {
    .name = "funnel",
    .purpose = "Comparison",
    .summary = "units against limits that widen as they get smaller",
    .usage = "[FILE.csv]",
    .columns = "Reads   unit, and events and trials, or observed and expected.\n"
               "Writes  value, centre, lower_95, upper_95, lower_99_8, upper_99_8, position\n"
               "        (above_99_8, above_95, inside, below_95, below_99_8), phi.",
    .formula =
        "Proportions: centre p = all events / all trials, limits p -/+ z sqrt(p (1 - p) / n), phi\n"
        "the mean of z^2. Ratios O/E: centre 1, limits half the chi-squared quantiles on 2 E and\n"
        "2 E + 2 degrees of freedom over E, phi the mean of E ln(O/E)^2 where O is not 0.",
    .example =
        "printf 'unit,events,trials\\na,20,100\\nb,35,100\\nc,25,100\\n' | weft stats funnel\n"
        "# All three are inside: 26.7%, with 95% limits 18.0% to 35.3%.",
    .assumptions =
        "Units differ by chance alone about one true figure. phi well above 1 says that\n"
        "they do not: then more of them lie outside than the limits promise.",
    .reference = "Spiegelhalter DJ (2005), Stat Med 24:1185-1202.",
    .run = run,
};
