/* Tables that add up: every total of every dimension as an equation over cells. A dimension is a
 * forest (wards in districts in the city); a table is the product of its dimensions' forests. */
#include "math/disclosure/disclosure.h"

#include "base/banned.h"

/* The parents of one dimension, turned round. */
struct tree {
    size_t levels, totals;
    uint32_t *order; /* the levels that have children, each after every such level under it */
    size_t *starts;  /* of a level's children; levels + 1 */
    uint32_t *children;
};

static void gather_children(const struct dimension *dimension, struct arena *arena,
                            struct tree *tree)
{
    const uint32_t *parents = dimension->parents;
    size_t *next = arena_array(arena, tree->levels + 1, sizeof *next);
    for (size_t i = 0; i < tree->levels; i++)
        if (parents[i] != DIMENSION_ROOT)
            tree->starts[parents[i] + 1]++;
    for (size_t i = 0; i < tree->levels; i++)
        tree->starts[i + 1] += tree->starts[i];
    memcpy(next, tree->starts, (tree->levels + 1) * sizeof *next);
    for (size_t i = 0; i < tree->levels; i++)
        if (parents[i] != DIMENSION_ROOT)
            tree->children[next[parents[i]]++] = (uint32_t)i;
}

static int plant(const struct dimension *dimension, struct arena *arena, struct tree *ret_tree,
                 struct err *err)
{
    size_t levels = dimension->levels;
    struct tree tree = {.levels = levels,
                        .order = arena_array(arena, levels, sizeof(uint32_t)),
                        .starts = arena_array(arena, levels + 1, sizeof(size_t)),
                        .children = arena_array(arena, levels, sizeof(uint32_t))};
    gather_children(dimension, arena, &tree);
    /* Breadth first from the roots; what is never reached hangs on a circle. */
    uint32_t *queue = arena_array(arena, levels, sizeof *queue);
    size_t reached = 0;
    for (size_t i = 0; i < levels; i++)
        if (dimension->parents[i] == DIMENSION_ROOT)
            queue[reached++] = (uint32_t)i;
    for (size_t i = 0; i < reached; i++)
        for (size_t c = tree.starts[queue[i]]; c < tree.starts[queue[i] + 1]; c++)
            queue[reached++] = tree.children[c];
    if (reached < levels)
        return err_set(err, ERR_CONFLICT, NULL,
                       "The hierarchy goes in a circle: some level stands under itself.");
    for (size_t i = levels; i-- > 0;)
        if (tree.starts[queue[i]] < tree.starts[queue[i] + 1])
            tree.order[tree.totals++] = queue[i];
    *ret_tree = tree;
    return 0;
}

/* Where the sums are written, one dimension after the other. */
struct sums {
    size_t count, *starts;
    uint32_t *members;
    bool *implied;
};

/* A sum along one dimension at a total of another follows from the sums along it under that
 * total, and from those along the other: of every two such, one is implied. The dimension with
 * more totals keeps its own, since a table whose other dimension is flat is then a network. */
static bool follows(const struct tree *trees, size_t count, size_t along, size_t cell)
{
    for (size_t d = count; d-- > 0;) {
        const struct tree *tree = &trees[d];
        size_t level = cell % tree->levels, totals = trees[along].totals;
        cell /= tree->levels;
        bool keeps = tree->totals > totals || (tree->totals == totals && d < along);
        if (keeps && tree->starts[level] < tree->starts[level + 1])
            return true;
    }
    return false;
}

/* Write the sums along a dimension; stride is the distance between neighbours along it. */
static void write_sums(const struct tree *trees, size_t count, size_t along, size_t cells,
                       size_t stride, struct sums *sums)
{
    const struct tree *tree = &trees[along];
    size_t at = sums->starts[sums->count], block = stride * tree->levels;
    for (size_t i = 0; i < tree->totals; i++) {
        uint32_t total = tree->order[i];
        for (size_t line = 0; line < cells / tree->levels; line++) {
            size_t first = line / stride * block + line % stride;
            sums->implied[sums->count] = follows(trees, count, along, first);
            sums->members[at++] = (uint32_t)(first + total * stride);
            for (size_t c = tree->starts[total]; c < tree->starts[total + 1]; c++)
                sums->members[at++] = (uint32_t)(first + tree->children[c] * stride);
            sums->starts[++sums->count] = at;
        }
    }
}

int additive_lattice(const struct dimension *dimensions, size_t count, struct arena *arena,
                     struct additive *ret_table, struct err *err)
{
    struct tree trees[DISCLOSURE_DIMENSIONS];
    if (count == 0 || count > DISCLOSURE_DIMENSIONS)
        return err_set(err, ERR_LIMIT, NULL, "A table has 1 to %d dimensions, and this has %zu.",
                       DISCLOSURE_DIMENSIONS, count);
    size_t cells = 1, sums = 0, members = 0;
    for (size_t d = 0; d < count; d++) {
        if (dimensions[d].levels == 0 || cells > DISCLOSURE_CELLS / dimensions[d].levels)
            return err_set(err, ERR_LIMIT, NULL,
                           "The table has more than %d cells with its totals. Take fewer levels "
                           "or fewer dimensions.",
                           DISCLOSURE_CELLS);
        cells *= dimensions[d].levels;
        int code = plant(&dimensions[d], arena, &trees[d], err);
        if (code < 0)
            return code;
    }
    for (size_t d = 0; d < count; d++) {
        size_t lines = cells / trees[d].levels;
        sums += lines * trees[d].totals;
        members += lines * (trees[d].totals + trees[d].starts[trees[d].levels]);
    }
    struct sums written = {0, arena_array(arena, sums + 1, sizeof(size_t)),
                           arena_array(arena, members, sizeof(uint32_t)),
                           arena_array(arena, sums + 1, sizeof(bool))};
    size_t stride = cells;
    for (size_t d = 0; d < count; d++) {
        stride /= trees[d].levels;
        write_sums(trees, count, d, cells, stride, &written);
    }
    struct dimension *kept = arena_array(arena, count, sizeof *kept);
    memcpy(kept, dimensions, count * sizeof *kept);
    *ret_table = (struct additive){cells,           sums, written.starts, written.members,
                                   written.implied, kept, count};
    return 0;
}

void additive_fill(const struct additive *lattice, double *values)
{
    for (size_t sum = 0; sum < lattice->sums; sum++) {
        double total = 0;
        for (size_t i = lattice->starts[sum] + 1; i < lattice->starts[sum + 1]; i++)
            total += values[lattice->members[i]];
        values[lattice->members[lattice->starts[sum]]] = total;
    }
}
