/* Making a protected table cheaper. */
#include "math/disclosure/search.h"

#include "base/banned.h"

enum { STEPS_MOST = 1 << 20 };

/* --- exchange ------------------------------------------------------------------------------ */

/* A cell that is tried as published: what is hidden in its stead, and the routes before. */
struct trial {
    uint32_t cell;
    VECTOR(uint32_t) added;
    VECTOR(size_t) needs;
    VECTOR(struct route) routes;
};

static void trial_free(struct trial *trial)
{
    vector_free(&trial->added);
    vector_free(&trial->needs);
    vector_free(&trial->routes);
}

static bool route_uses(const struct search *search, struct route route, uint32_t cell)
{
    for (size_t i = 0; i < route.count; i++)
        if (search_steps(search, route)[i].cell == cell)
            return true;
    return false;
}

static void hide_in_stead(struct search *search, struct trial *trial, struct route route)
{
    for (size_t i = 0; i < route.count; i++) {
        uint32_t cell = search_steps(search, route)[i].cell;
        if (search->hidden[cell])
            continue;
        search_hide(search, cell);
        vector_push(&trial->added, cell);
    }
}

/* Find other routes for all needs whose route goes through the cell, for less than it costs. 1 if
 * that can be done, 0 if not. */
static int reroute(struct search *search, struct trial *trial, double cost_before, struct err *err)
{
    for (size_t i = 0; i < search->need_count; i++) {
        if (!route_uses(search, search->routes[i], trial->cell))
            continue;
        if (search_is_spent(search))
            return 0;
        struct route route;
        int found = search_route(search, &search->needs[i], &route, err);
        if (found <= 0)
            return found;
        hide_in_stead(search, trial, route);
        if (search->cost > cost_before - search->gap)
            return 0;
        vector_push(&trial->needs, i);
        vector_push(&trial->routes, search->routes[i]);
        search_take(search, i, route);
    }
    return 1;
}

static void undo(struct search *search, struct trial *trial)
{
    for (size_t i = 0; i < trial->needs.length; i++)
        search_take(search, trial->needs.data[i], trial->routes.data[i]);
    for (size_t i = 0; i < trial->added.length; i++)
        search_publish(search, trial->added.data[i]);
    search_hide(search, trial->cell);
}

static void publish_unused(struct search *search)
{
    for (uint32_t cell = 0; cell < search->problem->table->cells; cell++)
        if (is_complementary(search, cell) && search->uses[cell] == 0)
            search_publish(search, cell);
}

/* 1 where the table is cheaper without the cell hidden. */
static int try_without(struct search *search, uint32_t cell, struct err *err)
{
    CLEANUP(trial_free) struct trial trial = {.cell = cell};
    double before = search->cost;
    search_publish(search, cell);
    search_shut_cell(search, cell);
    int better = reroute(search, &trial, before, err);
    search_open_cell(search, cell);
    if (better <= 0)
        undo(search, &trial);
    return better;
}

/* The complementary cells, without those of `settled` (or all, for NULL). */
static size_t list_complementary(const struct search *search, const bool *settled, uint32_t *cells)
{
    size_t count = 0;
    for (uint32_t cell = 0; cell < search->problem->table->cells; cell++)
        if (is_complementary(search, cell) && !(settled && settled[cell]))
            cells[count++] = cell;
    /* Dearest first; there are few of them. */
    for (size_t i = 1; i < count; i++) {
        uint32_t cell = cells[i];
        size_t k = i;
        for (; k > 0 && search->prices[cells[k - 1]] < search->prices[cell]; k--)
            cells[k] = cells[k - 1];
        cells[k] = cell;
    }
    return count;
}

static int exchange(struct search *search, const bool *settled, struct err *err)
{
    uint32_t *cells = memory_zeros(search->problem->table->cells + 1, sizeof *cells);
    int code = 0;
    bool gained = true;
    publish_unused(search);
    while (gained && code >= 0) {
        size_t count = list_complementary(search, settled, cells);
        gained = false;
        for (size_t i = 0; i < count && code >= 0 && search->work < search->work_limit; i++) {
            if (!is_complementary(search, cells[i]))
                continue;
            code = try_without(search, cells[i], err);
            if (code > 0) {
                publish_unused(search);
                gained = true;
            }
        }
    }
    memory_free(cells);
    return code < 0 ? code : 0;
}

int search_improve(struct search *search, struct err *err)
{
    return exchange(search, NULL, err);
}

/* --- ruin and recreate --------------------------------------------------------------------- */

/* Keep the steps of routes in use only. */
static void compact_steps(struct search *search)
{
    struct search old = *search;
    search->steps.data = NULL;
    search->steps.length = search->steps.capacity = 0;
    for (size_t i = 0; i < search->need_count; i++) {
        struct route route = search->routes[i];
        search->routes[i].start = search->steps.length;
        for (size_t k = 0; k < route.count; k++)
            vector_push(&search->steps, search_steps(&old, route)[k]);
    }
    vector_free(&old.steps);
}

/* Publish complementary cells near one taken by chance, and forget the routes through them. */
static void ruin(struct search *search, struct random *random, uint32_t *cells)
{
    size_t count = list_complementary(search, NULL, cells);
    uint32_t centre = cells[random_below(random, count)];
    double wildness = random_unit(random);
    for (size_t i = 0; i < search->need_count; i++) {
        struct route route = search->routes[i];
        if (!route_uses(search, route, centre))
            continue;
        for (size_t k = 0; k < route.count; k++) {
            uint32_t cell = search_steps(search, route)[k].cell;
            if (is_complementary(search, cell) &&
                (cell == centre || random_unit(random) < wildness)) {
                search_publish(search, cell);
                search_temper(search, cell, 1 + 2 * random_unit(random));
            }
        }
    }
    for (size_t i = 0; i < search->need_count; i++)
        for (size_t k = 0; k < search->routes[i].count; k++)
            if (!search->hidden[search_steps(search, search->routes[i])[k].cell]) {
                search_take(search, i, (struct route){0});
                break;
            }
}

/* 1 where the work allowed was spent before all needs had a route again. */
static int recreate(struct search *search, const bool *settled, struct err *err)
{
    int code = search_protect_within(search, err);
    for (uint32_t cell = 0; cell < search->problem->table->cells; cell++)
        if (search->tempers[cell] != 1)
            search_temper(search, cell, 1);
    return code != 0 ? code : exchange(search, settled, err);
}

int search_polish(struct search *search, struct err *err)
{
    struct random random = random_seeded(20110331);
    uint32_t *cells = arena_array(search->arena, search->problem->table->cells, sizeof *cells);
    int code = 0;
    while (code == 0 && search->work < search->work_limit &&
           list_complementary(search, NULL, cells) > 1) {
        if (search->steps.length > STEPS_MOST)
            compact_steps(search);
        CLEANUP(snapshot_free) struct snapshot last = search_snapshot(search);
        ruin(search, &random, cells);
        code = recreate(search, last.hidden, err);
        if (code > 0 || search->cost > last.cost + search->gap)
            search_restore(search, &last);
    }
    return code < 0 ? code : 0;
}
