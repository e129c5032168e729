#include "math/disclosure/search.h"

#include <math.h>

#include "math/disclosure/network.h"

#include "base/banned.h"

static const double largest = 1e6;

/* --- opening ----------------------------------------------------------------------------------- */

static size_t column_up(uint32_t cell)
{
    return 2 * (size_t)cell;
}

static size_t column_down(uint32_t cell)
{
    return 2 * (size_t)cell + 1;
}

static bool is_public(const struct search *search, uint32_t cell)
{
    return search->problem->states[cell] == CELL_PUBLIC;
}

static void open_cell(struct search *search, uint32_t cell)
{
    search->shut[cell] = is_public(search, cell);
    if (!search->linear || search->shut[cell])
        return;
    linear_range(search->linear, column_up(cell), 0, INFINITY);
    linear_range(search->linear, column_down(cell), 0, search->values[cell]);
}

static void shut_cell(struct search *search, uint32_t cell)
{
    search->shut[cell] = true;
    if (!search->linear)
        return;
    linear_range(search->linear, column_up(cell), 0, 0);
    linear_range(search->linear, column_down(cell), 0, 0);
}

static void set_price(struct search *search, uint32_t cell, double price)
{
    if (!search->linear)
        return;
    linear_cost(search->linear, column_up(cell), price);
    linear_cost(search->linear, column_down(cell), price);
}

static void build_programme(struct search *search)
{
    const struct additive *table = search->problem->table;
    const struct incidence *incidence = &search->incidence;
    uint32_t *rows = arena_array(search->arena, incidence->most + 1, sizeof *rows);
    double *signs = arena_array(search->arena, incidence->most + 1, sizeof *signs);
    search->linear = linear_new(table->sums, 2 * table->cells);
    for (uint32_t cell = 0; cell < table->cells; cell++) {
        size_t count = incidence->starts[cell + 1] - incidence->starts[cell];
        for (size_t i = 0; i < count; i++) {
            rows[i] = incidence->sums[incidence->starts[cell] + i];
            signs[i] = member_sign(table, rows[i], cell);
        }
        linear_column(search->linear, column_up(cell), count, rows, signs);
        for (size_t i = 0; i < count; i++)
            signs[i] = -signs[i];
        linear_column(search->linear, column_down(cell), count, rows, signs);
        open_cell(search, cell);
        set_price(search, cell, search->hidden[cell] ? SEARCH_PITTANCE : search->prices[cell]);
    }
}

/* Prices are costs scaled to about 1, with a little more for each cell, so that of two equally
 * cheap ways the one with fewer cells is taken. */
static void set_prices(struct search *search)
{
    const struct suppression *problem = search->problem;
    size_t cells = problem->table->cells;
    double total = 0;
    for (size_t i = 0; i < cells; i++)
        total += problem->states[i] == CELL_FREE ? problem->costs[i] : 0;
    double mean = total > 0 ? total / (double)cells : 1;
    for (size_t i = 0; i < cells; i++) {
        search->hidden[i] = problem->states[i] == CELL_SENSITIVE;
        search->prices[i] = problem->costs[i] / mean + SEARCH_SLIGHT;
        if (problem->states[i] == CELL_SENSITIVE)
            search->prices[i] = 0;
    }
}

static void set_values(struct search *search)
{
    const struct suppression *problem = search->problem;
    double most = 0;
    for (size_t i = 0; i < problem->table->cells; i++)
        most = fmax(most, problem->values[i]);
    search->scale = problem->whole || most == 0 ? 1 : most / largest;
    for (size_t i = 0; i < problem->table->cells; i++)
        search->values[i] = problem->values[i] / search->scale;
}

static void add_need(struct search *search, const struct protection *protection, int sign,
                     double amount)
{
    if (amount > 0)
        search->needs[search->need_count++] =
            (struct need){protection->cell, sign, amount / search->scale, protection->insider};
}

static void set_needs(struct search *search)
{
    const struct suppression *problem = search->problem;
    search->needs = arena_array(search->arena, 2 * problem->protection_count + 1,
                                sizeof *search->needs);
    for (size_t i = 0; i < problem->protection_count; i++) {
        const struct protection *protection = &problem->protections[i];
        double value = problem->values[protection->cell];
        add_need(search, protection, 1, protection->interval.upper - value);
        add_need(search, protection, -1, fmin(value, value - protection->interval.lower));
    }
    search->routes = arena_array(search->arena, search->need_count + 1, sizeof *search->routes);
}

void search_open(struct search *search, const struct suppression *problem, struct arena *arena)
{
    size_t cells = problem->table->cells;
    *search = (struct search){
        .problem = problem,
        .arena = arena,
        .incidence = incidence_of(problem->table, arena),
        .prices = arena_array(arena, cells, sizeof(double)),
        .values = arena_array(arena, cells, sizeof(double)),
        .hidden = arena_array(arena, cells, sizeof(bool)),
        .shut = arena_array(arena, cells, sizeof(bool)),
        .uses = arena_array(arena, cells, sizeof(uint32_t)),
        .work_limit = problem->effort,
    };
    set_values(search);
    set_prices(search);
    set_needs(search);
    for (uint32_t cell = 0; cell < cells; cell++)
        search->shut[cell] = is_public(search, cell);
    search->network = network_of(problem->table, &search->incidence, arena);
    if (!search->network)
        build_programme(search);
}

void search_close(struct search *search)
{
    linear_free(&search->linear);
    vector_free(&search->steps);
}

/* --- routes ------------------------------------------------------------------------------------ */

static void shut_known_cells(struct search *search, const struct need *need)
{
    if (need->insider == INSIDER_NONE)
        return;
    const struct insider *insider = &search->problem->insiders[need->insider];
    for (size_t i = 0; i < insider->count; i++)
        shut_cell(search, insider->cells[i]);
}

static void open_known_cells(struct search *search, const struct need *need)
{
    if (need->insider == INSIDER_NONE)
        return;
    const struct insider *insider = &search->problem->insiders[need->insider];
    for (size_t i = 0; i < insider->count; i++)
        open_cell(search, insider->cells[i]);
}

static void read_route(struct search *search, struct route *ret_route)
{
    size_t start = search->steps.length;
    for (uint32_t cell = 0; cell < search->problem->table->cells; cell++) {
        double amount = linear_value(search->linear, column_up(cell)) -
                        linear_value(search->linear, column_down(cell));
        if (fabs(amount) > SEARCH_SLIGHT)
            vector_push(&search->steps, (struct step){cell, amount});
    }
    *ret_route = (struct route){start, search->steps.length - start};
}

static int linear_route(struct search *search, const struct need *need, struct route *ret_route,
                        struct err *err)
{
    double up = need->sign > 0 ? need->amount : 0, down = need->sign < 0 ? need->amount : 0;
    linear_range(search->linear, column_up(need->cell), up, up);
    linear_range(search->linear, column_down(need->cell), down, down);
    int outcome = linear_minimise(search->linear, err);
    if (outcome == LINEAR_OPTIMAL)
        read_route(search, ret_route);
    open_cell(search, need->cell);
    return outcome < 0 ? outcome : outcome == LINEAR_OPTIMAL;
}

int search_route(struct search *search, const struct need *need, struct route *ret_route,
                 struct err *err)
{
    search->work++;
    shut_known_cells(search, need);
    int found = search->network ? network_route(search->network, search, need, ret_route)
                                : linear_route(search, need, ret_route, err);
    open_known_cells(search, need);
    return found;
}

void search_hide(struct search *search, uint32_t cell)
{
    if (search->hidden[cell])
        return;
    search->hidden[cell] = true;
    search->cost += search->prices[cell];
    set_price(search, cell, SEARCH_PITTANCE);
}

void search_publish(struct search *search, uint32_t cell)
{
    search->hidden[cell] = false;
    search->cost -= search->prices[cell];
    set_price(search, cell, search->prices[cell]);
}

static const struct step *route_steps(const struct search *search, struct route route)
{
    return search->steps.data + route.start;
}

static void take_route(struct search *search, size_t need, struct route route)
{
    struct route before = search->routes[need];
    for (size_t i = 0; i < before.count; i++)
        search->uses[route_steps(search, before)[i].cell]--;
    for (size_t i = 0; i < route.count; i++)
        search->uses[route_steps(search, route)[i].cell]++;
    search->routes[need] = route;
}

static bool insider_knows(const struct search *search, uint32_t insider, uint32_t cell)
{
    if (insider == INSIDER_NONE)
        return false;
    const struct insider *who = &search->problem->insiders[insider];
    for (size_t i = 0; i < who->count; i++)
        if (who->cells[i] == cell)
            return true;
    return false;
}

/* Whether the steps, each taken `times` times, answer this need too. */
static bool answers(const struct search *search, struct route route, double times,
                    const struct need *need)
{
    bool moved = false;
    for (size_t i = 0; i < route.count; i++) {
        const struct step *step = &route_steps(search, route)[i];
        double amount = step->amount * times;
        if (-amount > search->values[step->cell] + SEARCH_SLIGHT)
            return false;
        if (insider_knows(search, need->insider, step->cell))
            return false;
        if (step->cell == need->cell)
            moved = amount * need->sign >= need->amount - SEARCH_SLIGHT;
    }
    return moved;
}

/* The route, or the same the other way or another number of times, for every need without one
 * that it answers too. */
static void spread_route(struct search *search, struct route route)
{
    for (size_t i = 0; i < search->need_count; i++) {
        const struct need *need = &search->needs[i];
        if (search->routes[i].count)
            continue;
        for (size_t k = 0; k < route.count; k++) {
            const struct step *step = &route_steps(search, route)[k];
            if (step->cell != need->cell)
                continue;
            double times = need->sign * need->amount / step->amount;
            if (answers(search, route, times, need))
                take_route(search, i, route);
        }
    }
}

static void hide_route(struct search *search, struct route route)
{
    for (size_t i = 0; i < route.count; i++)
        search_hide(search, route_steps(search, route)[i].cell);
}

int search_protect(struct search *search, uint32_t *ret_cell, struct err *err)
{
    for (size_t i = 0; i < search->need_count; i++) {
        if (search->routes[i].count)
            continue;
        struct route route;
        int found = search_route(search, &search->needs[i], &route, err);
        if (found < 0)
            return found;
        if (!found) {
            *ret_cell = search->needs[i].cell;
            return err_set(err, ERR_ASSUMPTION, NULL,
                           "A sensitive cell cannot be protected, whatever else is hidden.");
        }
        hide_route(search, route);
        take_route(search, i, route);
        spread_route(search, route);
    }
    return 0;
}

/* --- improvement ------------------------------------------------------------------------------- */

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
        if (route_steps(search, route)[i].cell == cell)
            return true;
    return false;
}

static void hide_in_stead(struct search *search, struct trial *trial, struct route route)
{
    for (size_t i = 0; i < route.count; i++) {
        uint32_t cell = route_steps(search, route)[i].cell;
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
        struct route route;
        int found = search_route(search, &search->needs[i], &route, err);
        if (found <= 0)
            return found;
        hide_in_stead(search, trial, route);
        if (search->cost > cost_before - SEARCH_SLIGHT / 2)
            return 0;
        vector_push(&trial->needs, i);
        vector_push(&trial->routes, search->routes[i]);
        take_route(search, i, route);
    }
    return 1;
}

static void undo(struct search *search, struct trial *trial)
{
    for (size_t i = 0; i < trial->needs.length; i++)
        take_route(search, trial->needs.data[i], trial->routes.data[i]);
    for (size_t i = 0; i < trial->added.length; i++)
        search_publish(search, trial->added.data[i]);
    search_hide(search, trial->cell);
}

static bool is_complementary(const struct search *search, uint32_t cell)
{
    return search->hidden[cell] && search->problem->states[cell] == CELL_FREE;
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
    shut_cell(search, cell);
    int better = reroute(search, &trial, before, err);
    open_cell(search, cell);
    if (better <= 0)
        undo(search, &trial);
    return better;
}

static size_t list_complementary(const struct search *search, uint32_t *cells)
{
    size_t count = 0;
    for (uint32_t cell = 0; cell < search->problem->table->cells; cell++)
        if (is_complementary(search, cell))
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

int search_improve(struct search *search, struct err *err)
{
    uint32_t *cells = memory_zeros(search->problem->table->cells + 1, sizeof *cells);
    int code = 0;
    bool gained = true;
    publish_unused(search);
    while (gained && code >= 0) {
        size_t count = list_complementary(search, cells);
        gained = false;
        for (size_t i = 0; i < count && code >= 0; i++) {
            if (!is_complementary(search, cells[i]))
                continue;
            if (search->work > search->work_limit)
                break;
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
