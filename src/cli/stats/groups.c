/* Rows of one input that belong together, such as the ages of an area: which they are, in the order
 * in which groups are first met, and the answer of one row a group. */
#include "cli/stats/stats.h"

#include "base/banned.h"

struct stats_groups stats_group_within(struct arena *arena, const struct slice *texts,
                                       const size_t *rows, size_t count)
{
    uint32_t *group_of = arena_array(arena, count, sizeof *group_of);
    CLEANUP(map_free) struct map seen = MAP;
    struct stats_groups groups = {.count = texts ? 0 : 1};
    for (size_t i = 0; i < count && texts; i++) {
        group_of[i] = map_intern(&seen, texts[rows[i]], (uint32_t)groups.count);
        groups.count += group_of[i] == groups.count;
    }
    groups.starts = arena_array(arena, groups.count + 1, sizeof *groups.starts);
    groups.rows = arena_array(arena, count, sizeof *groups.rows);
    for (size_t i = 0; i < count; i++)
        groups.starts[group_of[i] + 1]++;
    for (size_t group = 0; group < groups.count; group++)
        groups.starts[group + 1] += groups.starts[group];
    size_t *next = arena_array(arena, groups.count + 1, sizeof *next);
    memcpy(next, groups.starts, groups.count * sizeof *next);
    for (size_t i = 0; i < count; i++)
        groups.rows[next[group_of[i]]++] = rows[i];
    return groups;
}

struct stats_groups stats_group(struct arena *arena, const struct slice *texts, size_t rows)
{
    size_t *all = arena_array(arena, rows, sizeof *all);
    for (size_t row = 0; row < rows; row++)
        all[row] = row;
    return stats_group_within(arena, texts, all, rows);
}

static bool is_key(struct slice name, const char *const *keys)
{
    for (; *keys; keys++)
        if (slice_is(name, *keys))
            return true;
    return false;
}

static bool same_within_groups(const struct table_column *column, const struct stats_groups *groups)
{
    for (size_t group = 0; group < groups->count; group++)
        for (size_t i = groups->starts[group]; i < groups->starts[group + 1]; i++)
            if (!slice_equal(column->texts[groups->rows[i]],
                             column->texts[groups->rows[groups->starts[group]]]))
                return false;
    return true;
}

struct table *stats_result_groups(struct stats *stats, const struct stats_groups *groups,
                                  const char *const *keys)
{
    struct table *result = stats_result(stats, groups->count);
    for (size_t i = 0; i < stats->table.count; i++) {
        const struct table_column *column = &stats->table.columns[i];
        bool key = is_key(column->name, keys);
        if (!key && (column->used || !same_within_groups(column, groups)))
            continue;
        struct slice *texts = table_add_texts(result, arena_string(stats->arena, column->name));
        table_find(result, column->name)->used = key;
        for (size_t group = 0; group < groups->count; group++)
            texts[group] = column->texts[groups->rows[groups->starts[group]]];
    }
    return result;
}
