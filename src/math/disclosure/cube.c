#include "math/disclosure/cube.h"

#include <math.h>

#include "base/banned.h"

/* How one dimension can move without changing its sums: a lowest level against a sibling, the one
 * up and the other down; or a lowest level with everything above it, all the same way. */
struct moves {
    size_t stride;
    size_t levels;
    uint32_t *lowest;     /* levels without children, in the order of the tree */
    size_t *first, *last; /* of each level: the lowest under it, or itself, in lowest */
    const uint32_t *parents;
};

struct corners {
    size_t count;
    uint32_t *cells;
    signed char *signs;
};

enum { CORNERS = 4096 };

struct cubes {
    size_t count;
    struct moves moves[DISCLOSURE_DIMENSIONS];
    struct corners now, best; /* so far, dimension by dimension; and of the best cube met */
};

/* --- the moves of each level --------------------------------------------------------------- */

/* Number the lowest levels depth first, so that those under one level stand together. */
static void list_moves(const struct dimension *dimension, size_t stride, struct arena *arena,
                       struct moves *ret_moves)
{
    size_t levels = dimension->levels;
    uint32_t *child = arena_array(arena, levels, sizeof *child);
    uint32_t *sibling = arena_array(arena, levels + 1, sizeof *sibling);
    struct moves moves = {stride,
                          levels,
                          arena_array(arena, levels, sizeof(uint32_t)),
                          arena_array(arena, levels, sizeof(size_t)),
                          arena_array(arena, levels, sizeof(size_t)),
                          dimension->parents};
    memset(child, 0xFF, levels * sizeof *child);
    uint32_t root = DIMENSION_ROOT;
    for (uint32_t level = (uint32_t)levels; level-- > 0;) {
        uint32_t parent = dimension->parents[level];
        uint32_t *head = parent == DIMENSION_ROOT ? &root : &child[parent];
        sibling[level] = *head;
        *head = level;
    }
    size_t count = 0;
    for (uint32_t at = root; at != DIMENSION_ROOT;) {
        moves.first[at] = count;
        if (child[at] != DIMENSION_ROOT) {
            at = child[at];
            continue;
        }
        moves.lowest[count++] = at;
        moves.last[at] = count;
        while (sibling[at] == DIMENSION_ROOT && dimension->parents[at] != DIMENSION_ROOT) {
            at = dimension->parents[at];
            moves.last[at] = count;
        }
        at = sibling[at];
    }
    *ret_moves = moves;
}

struct cubes *cubes_of(const struct additive *table, struct arena *arena)
{
    if (!table->dimensions)
        return NULL;
    struct cubes *cubes = ARENA_NEW(arena, struct cubes);
    cubes->count = table->dimension_count;
    struct corners *both[] = {&cubes->now, &cubes->best};
    for (size_t i = 0; i < 2; i++) {
        both[i]->cells = arena_array(arena, CORNERS, sizeof(uint32_t));
        both[i]->signs = arena_array(arena, CORNERS, 1);
    }
    size_t stride = table->cells;
    for (size_t d = 0; d < cubes->count; d++) {
        stride /= table->dimensions[d].levels;
        list_moves(&table->dimensions[d], stride, arena, &cubes->moves[d]);
    }
    return cubes;
}

/* --- the cheapest cube --------------------------------------------------------------------- */

struct hunt {
    struct cubes *cubes;
    const struct search *search;
    const struct need *need;
    double best_price;
};

/* The price of a corner; INFINITY where it cannot move that way so far. */
static double corner_price(const struct hunt *hunt, uint32_t cell, int sign)
{
    const struct search *search = hunt->search;
    if (search->shut[cell])
        return INFINITY;
    if (sign * hunt->need->sign < 0 && search->values[cell] < hunt->need->amount - SEARCH_SLIGHT)
        return INFINITY;
    return search->hidden[cell] ? SEARCH_PITTANCE : search->prices[cell] * search->tempers[cell];
}

/* Put the first `count` corners at another level of a dimension too; the price with those. */
static double extend(struct hunt *hunt, size_t count, ptrdiff_t along, int sign, double price)
{
    struct corners *now = &hunt->cubes->now;
    if (now->count + count > CORNERS)
        return INFINITY;
    for (size_t i = 0; i < count && price < hunt->best_price; i++) {
        uint32_t cell = (uint32_t)((ptrdiff_t)now->cells[i] + along);
        int turned = now->signs[i] * sign;
        price += corner_price(hunt, cell, turned);
        now->cells[now->count] = cell;
        now->signs[now->count++] = (signed char)turned;
    }
    return price;
}

static void keep_best(struct hunt *hunt, double price)
{
    const struct corners *now = &hunt->cubes->now;
    struct corners *best = &hunt->cubes->best;
    best->count = now->count;
    memcpy(best->cells, now->cells, now->count * sizeof *now->cells);
    memcpy(best->signs, now->signs, now->count);
    hunt->best_price = price;
}

static void hunt_from(struct hunt *hunt, size_t d, double price);

static ptrdiff_t along(const struct moves *moves, uint32_t from, uint32_t to)
{
    return ((ptrdiff_t)to - (ptrdiff_t)from) * (ptrdiff_t)moves->stride;
}

/* The level against each sibling that is a lowest level, as it is itself. */
static void hunt_siblings(struct hunt *hunt, size_t d, uint32_t level, double price)
{
    const struct moves *moves = &hunt->cubes->moves[d];
    uint32_t parent = moves->parents[level];
    size_t count = hunt->cubes->now.count;
    for (size_t i = moves->first[parent]; i < moves->last[parent]; i++) {
        uint32_t other = moves->lowest[i];
        if (other == level || moves->parents[other] != parent)
            continue;
        double extended = extend(hunt, count, along(moves, level, other), -1, price);
        if (extended < hunt->best_price)
            hunt_from(hunt, d + 1, extended);
        hunt->cubes->now.count = count;
        if (hunt->best_price < CORNERS * SEARCH_PITTANCE)
            return; /* all hidden already: look no further */
    }
}

/* All from a lowest level under this one, or from itself, up to the root. */
static void hunt_above(struct hunt *hunt, size_t d, uint32_t level, double price)
{
    const struct moves *moves = &hunt->cubes->moves[d];
    size_t count = hunt->cubes->now.count;
    for (size_t i = moves->first[level]; i < moves->last[level]; i++) {
        double extended = price;
        for (uint32_t at = moves->lowest[i]; at != DIMENSION_ROOT && extended < hunt->best_price;
             at = moves->parents[at])
            if (at != level)
                extended = extend(hunt, count, along(moves, level, at), 1, extended);
        if (extended < hunt->best_price)
            hunt_from(hunt, d + 1, extended);
        hunt->cubes->now.count = count;
    }
}

/* Try every move of dimension d and of those after it, on top of the corners so far. */
static void hunt_from(struct hunt *hunt, size_t d, double price)
{
    if (d == hunt->cubes->count) {
        keep_best(hunt, price);
        return;
    }
    const struct moves *moves = &hunt->cubes->moves[d];
    uint32_t level = (uint32_t)(hunt->need->cell / moves->stride % moves->levels);
    if (moves->parents[level] != DIMENSION_ROOT && moves->lowest[moves->first[level]] == level)
        hunt_siblings(hunt, d, level, price);
    if (hunt->best_price >= CORNERS * SEARCH_PITTANCE)
        hunt_above(hunt, d, level, price);
}

int cube_route(struct cubes *cubes, struct search *search, const struct need *need,
               struct route *ret_route)
{
    struct hunt hunt = {.cubes = cubes, .search = search, .need = need, .best_price = INFINITY};
    cubes->now.cells[0] = need->cell;
    cubes->now.signs[0] = 1;
    cubes->now.count = 1;
    hunt_from(&hunt, 0, 0);
    if (hunt.best_price == INFINITY)
        return 0;
    size_t start = search->steps.length;
    for (size_t i = 0; i < cubes->best.count; i++)
        vector_push(
            &search->steps,
            (struct step){cubes->best.cells[i], need->sign * cubes->best.signs[i] * need->amount});
    *ret_route = (struct route){start, search->steps.length - start};
    return 1;
}

/* --- what is shown by cubes ---------------------------------------------------------------- */

/* Past this many cells a linear programme over all that are hidden takes minutes. */
enum { LARGE = 20000 };

static void show_moves(const struct search *search, struct range *shown)
{
    for (size_t i = 0; i < search->steps.length; i++) {
        const struct step *step = &search->steps.data[i];
        double moved = search->values[step->cell] + step->amount;
        shown[step->cell].lower = fmin(shown[step->cell].lower, moved);
        shown[step->cell].upper = fmax(shown[step->cell].upper, moved);
    }
}

struct range *cubes_show(const struct additive *table, const double *values, const bool *hidden,
                         const struct need *needs, size_t count, struct arena *arena)
{
    size_t cells = table->cells;
    if (!table->dimensions || cells <= LARGE)
        return NULL;
    struct search search = {.values = arena_array(arena, cells, sizeof(double)),
                            .hidden = arena_array(arena, cells, sizeof(bool)),
                            .shut = arena_array(arena, cells, sizeof(bool))};
    struct range *shown = arena_array(arena, cells, sizeof *shown);
    struct cubes *cubes = cubes_of(table, arena);
    for (size_t i = 0; i < cells; i++) {
        search.values[i] = values[i];
        search.hidden[i] = hidden[i];
        search.shut[i] = !hidden[i];
        shown[i] = (struct range){values[i], values[i]};
    }
    for (size_t i = 0; i < count; i++) {
        struct route route;
        if (needs[i].insider == INSIDER_NONE && !need_is_answered(&needs[i], values, shown) &&
            cube_route(cubes, &search, &needs[i], &route))
            show_moves(&search, shown);
        search.steps.length = 0;
    }
    vector_free(&search.steps);
    return shown;
}
