#include "cli/stats/limits.h"

#include "base/banned.h"

struct limit_columns limit_columns(struct table *table)
{
    struct limit_columns columns;
    columns.lower_95 = table_add_numbers(table, "lower_95");
    columns.upper_95 = table_add_numbers(table, "upper_95");
    columns.lower_99_8 = table_add_numbers(table, "lower_99_8");
    columns.upper_99_8 = table_add_numbers(table, "upper_99_8");
    return columns;
}

void limits_set(struct limit_columns *columns, size_t row, struct limits at_95,
                struct limits at_99_8)
{
    columns->lower_95[row] = at_95.lower;
    columns->upper_95[row] = at_95.upper;
    columns->lower_99_8[row] = at_99_8.lower;
    columns->upper_99_8[row] = at_99_8.upper;
}

void limits_scale(struct limit_columns *columns, size_t row, double factor)
{
    columns->lower_95[row] *= factor;
    columns->upper_95[row] *= factor;
    columns->lower_99_8[row] *= factor;
    columns->upper_99_8[row] *= factor;
}

int stats_events_fit(struct stats *stats, const double *events, const double *trials,
                     struct err *err)
{
    for (size_t row = 0; row < stats->table.rows; row++)
        if (events[row] > trials[row])
            return stats_refuse(stats, &stats->table, row, err,
                                "There are %.15g events in %.15g trials. Events cannot be more "
                                "than trials.",
                                events[row], trials[row]);
    return 0;
}

int stats_once(struct stats *stats, const struct stats_groups *groups, const struct slice *texts,
               const char *what, struct err *err)
{
    for (size_t group = 0; group < groups->count; group++) {
        CLEANUP(map_free) struct map seen = MAP;
        for (size_t i = groups->starts[group]; i < groups->starts[group + 1]; i++) {
            size_t row = groups->rows[i];
            uint32_t first = map_intern(&seen, texts[row], (uint32_t)row);
            if (first != row)
                return stats_refuse(stats, &stats->table, row, err,
                                    "The %s %.*s stands in line %u already. Each may stand once.",
                                    what, SLICE_PRINT(texts[row]), stats->table.lines[first]);
        }
    }
    return 0;
}

static void collect(const struct stats_groups *groups, size_t group, const struct slice *texts,
                    struct map *ret_seen)
{
    for (size_t i = groups->starts[group]; i < groups->starts[group + 1]; i++)
        map_intern(ret_seen, texts[groups->rows[i]], 0);
}

int stats_same_strata(struct stats *stats, const struct stats_groups *groups,
                      const struct slice *strata, struct err *err)
{
    CLEANUP(map_free) struct map first = MAP;
    collect(groups, 0, strata, &first);
    for (size_t group = 1; group < groups->count; group++) {
        CLEANUP(map_free) struct map seen = MAP;
        collect(groups, group, strata, &seen);
        size_t row = groups->rows[groups->starts[group]];
        bool same = seen.length == first.length;
        for (size_t i = groups->starts[group]; same && i < groups->starts[group + 1]; i++) {
            row = groups->rows[i];
            same = map_get(&first, strata[row]) != MAP_ABSENT;
        }
        if (!same)
            return stats_refuse(stats, &stats->table, row, err,
                                "The strata here are not those of the first group. Every group "
                                "needs the same strata.");
    }
    return 0;
}
