#include "math/disclosure/search.h"

#include <math.h>

#include "math/disclosure/attack.h"
#include "math/disclosure/cube.h"
#include "math/disclosure/network.h"

#include "base/banned.h"

static const double largest = 1e6;

/* --- opening ------------------------------------------------------------------------------- */

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

void search_open_cell(struct search *search, uint32_t cell)
{
    search->shut[cell] = is_public(search, cell);
    if (!search->linear || search->shut[cell])
        return;
    linear_range(search->linear, column_up(cell), 0, INFINITY);
    linear_range(search->linear, column_down(cell), 0, search->values[cell]);
}

void search_shut_cell(struct search *search, uint32_t cell)
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

static double price_of(const struct search *search, uint32_t cell)
{
    return search->hidden[cell] ? SEARCH_PITTANCE : search->prices[cell] * search->tempers[cell];
}

/* Only when first needed: it is large. */
static void build_programme(struct search *search)
{
    const struct additive *table = search->problem->table;
    const struct incidence *incidence = &search->incidence;
    uint32_t *rows = arena_array(search->arena, incidence->most + 1, sizeof *rows);
    double *signs = arena_array(search->arena, incidence->most + 1, sizeof *signs);
    search->linear = linear_new(table->sums, 2 * table->cells);
    for (uint32_t cell = 0; cell < table->cells; cell++) {
        size_t count = incidence_kept(incidence, table, cell, rows, signs);
        linear_column(search->linear, column_up(cell), count, rows, signs);
        for (size_t i = 0; i < count; i++)
            signs[i] = -signs[i];
        linear_column(search->linear, column_down(cell), count, rows, signs);
        if (search->shut[cell])
            search_shut_cell(search, cell);
        else
            search_open_cell(search, cell);
        set_price(search, cell, price_of(search, cell));
    }
}

/* What a cell costs more than its cost where costs are not whole: a millionth of the mean one. */
static const double slight_price = 1e-3;

/* Prices are costs scaled to about 1000, with a little more for each cell, so that of two equally
 * cheap ways the one with fewer cells is taken: so little that, where costs are whole numbers, all
 * of it together is less than 1, and else that the choice does not hang on their unit. */
static void set_prices(struct search *search)
{
    const struct suppression *problem = search->problem;
    size_t cells = problem->table->cells;
    double total = 0;
    bool whole = true;
    for (size_t i = 0; i < cells; i++) {
        total += problem->costs[i];
        whole = whole && problem->costs[i] == trunc(problem->costs[i]);
    }
    double scale = total > 0 ? 1000 * (double)cells / total : 1000;
    double more = whole ? scale / (double)cells : slight_price;
    for (size_t i = 0; i < cells; i++) {
        search->hidden[i] = problem->states[i] == CELL_SENSITIVE;
        if (problem->states[i] == CELL_FREE)
            search->prices[i] = problem->costs[i] * scale + more;
    }
    search->gap = whole ? more / 2 : SEARCH_SLIGHT;
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
    search->needs =
        arena_array(search->arena, 2 * problem->protection_count + 1, sizeof *search->needs);
    for (size_t i = 0; i < problem->protection_count; i++) {
        const struct protection *protection = &problem->protections[i];
        double value = problem->values[protection->cell];
        add_need(search, protection, 1, protection->interval.upper - value);
        add_need(search, protection, -1, fmin(value, value - protection->interval.lower));
    }
    search->routes = arena_array(search->arena, search->need_count + 1, sizeof *search->routes);
}

bool need_is_answered(const struct need *need, const double *values, const struct range *seen)
{
    struct range range = seen[need->cell];
    double value = values[need->cell];
    double reached = need->sign > 0 ? range.upper - value : value - range.lower;
    return reached >= need->amount - SEARCH_SLIGHT;
}

/* What may be spent on looking for needs to drop: some minutes in the largest tables, where it
 * saves most of what would be hidden, and seconds where cubes answer three needs in four. */
static double drop_work(const struct search *search, const struct range *shown)
{
    size_t answered = 0;
    for (size_t i = 0; i < search->need_count && shown; i++)
        answered += need_is_answered(&search->needs[i], search->values, shown);
    return shown && 4 * answered > 3 * search->need_count ? 5e5 : 20e6;
}

/* Drop the needs that the sensitive cells answer among themselves: they are hidden in any case. */
static void drop_answered_needs(struct search *search)
{
    size_t cells = search->problem->table->cells;
    struct range *known = memory_zeros(cells, sizeof *known);
    struct range *enough = memory_zeros(cells, sizeof *enough);
    struct range *attained = memory_zeros(cells, sizeof *attained);
    for (size_t i = 0; i < cells; i++) {
        known[i] = search->hidden[i] ? (struct range){0, INFINITY}
                                     : (struct range){search->values[i], search->values[i]};
        enough[i] = (struct range){search->values[i], search->values[i]};
    }
    for (size_t i = 0; i < search->need_count; i++) {
        const struct need *need = &search->needs[i];
        double *limit = need->sign > 0 ? &enough[need->cell].upper : &enough[need->cell].lower;
        *limit = search->values[need->cell] + need->sign * need->amount;
    }
    const struct range *shown = cubes_show(search->problem->table, search->values, search->hidden,
                                           search->needs, search->need_count, search->arena);
    size_t kept = 0;
    if (attack_until(search->problem->table, known, enough, shown, drop_work(search, shown),
                     attained, NULL) == 0) {
        for (size_t i = 0; i < search->need_count; i++) {
            const struct need *need = &search->needs[i];
            if (need->insider != INSIDER_NONE || !need_is_answered(need, search->values, attained))
                search->needs[kept++] = *need;
        }
        search->need_count = kept;
    }
    memory_free(known);
    memory_free(enough);
    memory_free(attained);
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
        .tempers = arena_array(arena, cells, sizeof(double)),
        .hidden = arena_array(arena, cells, sizeof(bool)),
        .shut = arena_array(arena, cells, sizeof(bool)),
        .uses = arena_array(arena, cells, sizeof(uint32_t)),
        .work_limit = problem->effort,
    };
    set_values(search);
    set_prices(search);
    set_needs(search);
    drop_answered_needs(search);
    for (uint32_t cell = 0; cell < cells; cell++) {
        search->shut[cell] = is_public(search, cell);
        search->tempers[cell] = 1;
    }
    search->network = network_of(problem->table, &search->incidence, arena);
    if (!search->network)
        search->cubes = cubes_of(problem->table, arena);
}

void search_close(struct search *search)
{
    network_close(search->network);
    linear_free(&search->linear);
    vector_free(&search->steps);
}

/* --- routes -------------------------------------------------------------------------------- */

void search_shut_known(struct search *search, const struct need *need)
{
    if (need->insider == INSIDER_NONE)
        return;
    const struct insider *insider = &search->problem->insiders[need->insider];
    for (size_t i = 0; i < insider->count; i++)
        search_shut_cell(search, insider->cells[i]);
}

void search_open_known(struct search *search, const struct need *need)
{
    if (need->insider == INSIDER_NONE)
        return;
    const struct insider *insider = &search->problem->insiders[need->insider];
    for (size_t i = 0; i < insider->count; i++)
        search_open_cell(search, insider->cells[i]);
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
    if (!search->linear)
        build_programme(search);
    double before = linear_work(search->linear);
    double up = need->sign > 0 ? need->amount : 0, down = need->sign < 0 ? need->amount : 0;
    linear_range(search->linear, column_up(need->cell), up, up);
    linear_range(search->linear, column_down(need->cell), down, down);
    int outcome = linear_minimise_afresh(search->linear, err);
    if (outcome == LINEAR_OPTIMAL)
        read_route(search, ret_route);
    search_open_cell(search, need->cell);
    search->work += linear_work(search->linear) - before;
    return outcome < 0 ? outcome : outcome == LINEAR_OPTIMAL;
}

int search_route(struct search *search, const struct need *need, struct route *ret_route,
                 struct err *err)
{
    double before = search->work;
    int found = 0;
    search_shut_known(search, need);
    if (search->network)
        found = network_route(search->network, search, need, ret_route);
    else if (search->cubes)
        found = cube_route(search->cubes, search, need, ret_route);
    search->work += 1 + (double)search->problem->table->cells / 250;
    if (!found && !search->network)
        found = linear_route(search, need, ret_route, err);
    search_open_known(search, need);
    search->route_work = search->work - before;
    return found;
}

void search_temper(struct search *search, uint32_t cell, double temper)
{
    search->tempers[cell] = temper;
    set_price(search, cell, price_of(search, cell));
}

void search_hide(struct search *search, uint32_t cell)
{
    if (search->hidden[cell])
        return;
    search->hidden[cell] = true;
    search->cost += search->prices[cell];
    set_price(search, cell, price_of(search, cell));
}

void search_publish(struct search *search, uint32_t cell)
{
    search->hidden[cell] = false;
    search->cost -= search->prices[cell];
    set_price(search, cell, price_of(search, cell));
}

void search_take(struct search *search, size_t need, struct route route)
{
    struct route before = search->routes[need];
    for (size_t i = 0; i < before.count; i++)
        search->uses[search_steps(search, before)[i].cell]--;
    for (size_t i = 0; i < route.count; i++)
        search->uses[search_steps(search, route)[i].cell]++;
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
        const struct step *step = &search_steps(search, route)[i];
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
            const struct step *step = &search_steps(search, route)[k];
            if (step->cell != need->cell)
                continue;
            double times = need->sign * need->amount / step->amount;
            if (answers(search, route, times, need))
                search_take(search, i, route);
        }
    }
}

static void hide_route(struct search *search, struct route route)
{
    for (size_t i = 0; i < route.count; i++)
        search_hide(search, search_steps(search, route)[i].cell);
}

/* Find routes for all needs that have none; 1 where the work allowed was spent before. */
static int protect(struct search *search, bool within, uint32_t *ret_cell, struct err *err)
{
    for (size_t i = 0; i < search->need_count; i++) {
        if (search->routes[i].count)
            continue;
        if (within && search_is_spent(search))
            return 1;
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
        search_take(search, i, route);
        spread_route(search, route);
    }
    return 0;
}

int search_protect(struct search *search, uint32_t *ret_cell, struct err *err)
{
    return protect(search, false, ret_cell, err);
}

int search_protect_within(struct search *search, struct err *err)
{
    uint32_t unused;
    return protect(search, true, &unused, err);
}

/* --- snapshots ----------------------------------------------------------------------------- */

struct snapshot search_snapshot(const struct search *search)
{
    size_t cells = search->problem->table->cells;
    struct snapshot snapshot = {
        .hidden = memory_allocate(cells * sizeof(bool)),
        .uses = memory_allocate(cells * sizeof(uint32_t)),
        .routes = memory_allocate(search->need_count * sizeof(struct route)),
        .cost = search->cost,
    };
    memcpy(snapshot.hidden, search->hidden, cells * sizeof(bool));
    memcpy(snapshot.uses, search->uses, cells * sizeof(uint32_t));
    memcpy(snapshot.routes, search->routes, search->need_count * sizeof(struct route));
    return snapshot;
}

void snapshot_free(struct snapshot *snapshot)
{
    memory_free(snapshot->hidden);
    memory_free(snapshot->uses);
    memory_free(snapshot->routes);
}

void search_restore(struct search *search, const struct snapshot *snapshot)
{
    size_t cells = search->problem->table->cells;
    for (uint32_t cell = 0; cell < cells; cell++)
        if (snapshot->hidden[cell] && !search->hidden[cell])
            search_hide(search, cell);
        else if (!snapshot->hidden[cell] && search->hidden[cell])
            search_publish(search, cell);
    memcpy(search->uses, snapshot->uses, cells * sizeof(uint32_t));
    memcpy(search->routes, snapshot->routes, search->need_count * sizeof(struct route));
    search->cost = snapshot->cost;
}

void search_clear(struct search *search)
{
    for (uint32_t cell = 0; cell < search->problem->table->cells; cell++)
        if (is_complementary(search, cell))
            search_publish(search, cell);
    for (size_t i = 0; i < search->need_count; i++)
        search_take(search, i, (struct route){0});
}
