/* The file of --hierarchy: which level stands under which. */
#include "cli/stats/cells.h"

#include "base/banned.h"

#define TOTAL SLICE("Total")

/* A level by its dimension and name. */
static struct slice level_key(struct arena *arena, struct slice dimension, struct slice level)
{
    return slice_from(
        arena_printf(arena, "%.*s\x1f%.*s", SLICE_PRINT(dimension), SLICE_PRINT(level)));
}

/* Go up from each level; more steps than there are rows mean a circle. */
static int check_circles(struct stats *stats, const struct hierarchy *hierarchy,
                         const struct map *row_of, struct err *err)
{
    for (size_t row = 0; row < hierarchy->table.rows; row++) {
        size_t at = row;
        for (size_t steps = 0;; steps++) {
            uint32_t next = map_get(
                row_of, level_key(stats->arena, hierarchy->dimension[at], hierarchy->parent[at]));
            if (next == MAP_ABSENT)
                break;
            if (next == row || steps > hierarchy->table.rows)
                return stats_refuse(stats, &hierarchy->table, row, err,
                                    "The hierarchy goes in a circle: \"%.*s\" stands under itself.",
                                    SLICE_PRINT(hierarchy->child[row]));
            at = next;
        }
    }
    return 0;
}

int hierarchy_read(struct stats *stats, const char *path, struct hierarchy *ret_hierarchy,
                   struct err *err)
{
    struct hierarchy hierarchy = {0};
    *ret_hierarchy = hierarchy;
    if (!path)
        return 0;
    const struct stats_input inputs[] = {{"dimension", INPUT_TEXT, .texts = &hierarchy.dimension},
                                         {"child", INPUT_TEXT, .texts = &hierarchy.child},
                                         {"parent", INPUT_TEXT, .texts = &hierarchy.parent}};
    int code = stats_read_file(stats, path, inputs, COUNT_OF(inputs), &hierarchy.table, err);
    CLEANUP(map_free) struct map row_of = MAP;
    for (size_t row = 0; row < hierarchy.table.rows && code == 0; row++) {
        struct slice child = hierarchy.child[row];
        struct slice key = level_key(stats->arena, hierarchy.dimension[row], child);
        if (slice_equal(child, TOTAL))
            code = stats_refuse(stats, &hierarchy.table, row, err,
                                "\"Total\" is the name of what stands over everything. Give the "
                                "level another name.");
        else if (map_intern(&row_of, key, (uint32_t)row) != row)
            code =
                stats_refuse(stats, &hierarchy.table, row, err,
                             "\"%.*s\" stands in the hierarchy twice. Each level has one parent.",
                             SLICE_PRINT(child));
    }
    if (code == 0)
        code = check_circles(stats, &hierarchy, &row_of, err);
    if (code == 0)
        *ret_hierarchy = hierarchy;
    return code;
}

int hierarchy_used(struct stats *stats, const struct hierarchy *hierarchy,
                   const struct cell_system *system, struct err *err)
{
    for (size_t row = 0; row < hierarchy->table.rows; row++) {
        bool used = false;
        for (size_t t = 0; t < system->table_count; t++)
            for (size_t d = 0; d < system->tables[t].dimension_count; d++)
                used = used ||
                       slice_equal(system->tables[t].dimensions[d].name, hierarchy->dimension[row]);
        if (!used)
            return stats_refuse(stats, &hierarchy->table, row, err,
                                "No table has a column \"%.*s\", of which this is the hierarchy.",
                                SLICE_PRINT(hierarchy->dimension[row]));
    }
    return 0;
}
