#include "math/disclosure/exact.h"

#include <math.h>

#include "base/banned.h"

struct exact {
    struct search *search;
    struct arena *arena;
    struct linear *master; /* a column for each cell: is it hidden? */
    struct linear *attack; /* a column for each cell: how far does it move? */
    double *hidden;        /* of each cell, by the master: 0 to 1 */
    bool *broken;          /* needs that the master's last choice broke */
    bool *fixed;           /* cells that the master may hide no more */
    uint32_t *columns;     /* scratch for a row */
    double *weights;
};

/* --- the attacker -------------------------------------------------------------------------- */

static struct linear *attack_programme(const struct search *search, struct arena *arena)
{
    const struct additive *table = search->problem->table;
    const struct incidence *incidence = &search->incidence;
    uint32_t *rows = arena_array(arena, incidence->most + 1, sizeof *rows);
    double *signs = arena_array(arena, incidence->most + 1, sizeof *signs);
    struct linear *linear = linear_new(table->sums, table->cells);
    for (uint32_t cell = 0; cell < table->cells; cell++) {
        size_t count = incidence_kept(incidence, table, cell, rows, signs);
        linear_column(linear, cell, count, rows, signs);
    }
    return linear;
}

/* How far the attacker may think each cell moved: as far as it is hidden. A cell half hidden may
 * go up by half of what is needed; one wholly hidden without limit. */
static void set_reach(struct exact *exact, const struct need *need)
{
    const struct search *search = exact->search;
    for (uint32_t cell = 0; cell < search->problem->table->cells; cell++) {
        double hidden = search->shut[cell] ? 0 : exact->hidden[cell];
        double up = hidden > 1 - 1e-9 ? INFINITY : hidden * need->amount;
        double down =
            hidden * fmin(search->values[cell], hidden > 1 - 1e-9 ? INFINITY : need->amount);
        linear_range(exact->attack, cell, -down, up);
    }
    double back = search->values[need->cell];
    linear_range(exact->attack, need->cell, need->sign < 0 ? -need->amount : -back,
                 need->sign < 0 ? INFINITY : need->amount);
}

/* A row that says why the attacker wins: some of these cells must be hidden as well. Its weights
 * are the prices of the reach, cut down to what is needed. 1 where the master breaks it. */
static int add_cut(struct exact *exact, const struct need *need)
{
    const struct search *search = exact->search;
    size_t count = 0;
    double wanted = need->amount, held = 0;
    for (uint32_t cell = 0; cell < search->problem->table->cells; cell++) {
        double price = linear_reduced_cost(exact->attack, cell);
        if (cell == need->cell || search->shut[cell] || fabs(price) < 1e-7)
            continue;
        double weight =
            price > 0 ? need->amount : fmin(need->amount, -price * search->values[cell]);
        if (search->problem->states[cell] == CELL_SENSITIVE) {
            wanted -= weight;
        } else if (weight > SEARCH_SLIGHT) {
            exact->columns[count] = cell;
            exact->weights[count++] = weight;
        }
    }
    for (size_t i = 0; i < count && wanted > SEARCH_SLIGHT; i++) {
        exact->weights[i] = fmin(exact->weights[i], wanted) / wanted;
        held += exact->weights[i] * exact->hidden[exact->columns[i]];
    }
    if (wanted <= SEARCH_SLIGHT || held >= 1 - 1e-6)
        return 0;
    linear_add_row(exact->master, count, exact->columns, exact->weights, 1);
    return 1;
}

/* 1 where the master breaks the need, and a row was added that says so. */
static int separate_need(struct exact *exact, const struct need *need, struct err *err)
{
    search_shut_known(exact->search, need);
    set_reach(exact, need);
    linear_cost(exact->attack, need->cell, need->sign);
    int outcome = linear_maximise(exact->attack, err);
    linear_cost(exact->attack, need->cell, 0);
    int added = 0;
    if (outcome == LINEAR_OPTIMAL && linear_objective(exact->attack) < need->amount - SEARCH_SLIGHT)
        added = add_cut(exact, need);
    search_open_known(exact->search, need);
    return outcome < 0 ? outcome : added;
}

/* Add rows that the master's choice breaks: how many, or negative. Needs that were broken last time
 * are asked first, and the others only where none of those is. */
static int separate(struct exact *exact, struct err *err)
{
    struct search *search = exact->search;
    double before = linear_work(exact->attack);
    int added = 0;
    for (int pass = 0; pass < 2 && added == 0; pass++)
        for (size_t i = 0; i < search->need_count; i++) {
            if (exact->broken[i] != (pass == 0))
                continue;
            int code = separate_need(exact, &search->needs[i], err);
            if (code < 0)
                return code;
            exact->broken[i] = code;
            added += code;
        }
    search->work += linear_work(exact->attack) - before;
    return added;
}

/* --- the master ---------------------------------------------------------------------------- */

static struct linear *master_programme(const struct search *search)
{
    size_t cells = search->problem->table->cells;
    struct linear *linear = linear_new(0, cells);
    for (uint32_t cell = 0; cell < cells; cell++) {
        bool may = search->problem->states[cell] == CELL_FREE;
        bool must = search->problem->states[cell] == CELL_SENSITIVE;
        linear_range(linear, cell, must, may || must);
        linear_cost(linear, cell, search->prices[cell]);
    }
    return linear;
}

static void read_master(struct exact *exact, bool whole)
{
    for (uint32_t cell = 0; cell < exact->search->problem->table->cells; cell++) {
        double value = whole ? round(linear_whole_value(exact->master, cell))
                             : linear_value(exact->master, cell);
        exact->hidden[cell] = fmin(fmax(value, 0), 1);
    }
}

/* Let the search protect the table afresh, where a cell costs the less the more the master would
 * hide it, and keep that if it is cheaper. */
static int try_choice(struct exact *exact, struct err *err)
{
    struct search *search = exact->search;
    size_t cells = search->problem->table->cells;
    if (search->route_work * (double)search->need_count > 2 * search->problem->effort)
        return 0;
    CLEANUP(snapshot_free) struct snapshot before = search_snapshot(search);
    search_clear(search);
    for (uint32_t cell = 0; cell < cells; cell++)
        search_temper(search, cell, fmax(1 - exact->hidden[cell], 1e-6));
    uint32_t unprotected;
    int code = search_protect(search, &unprotected, err);
    for (uint32_t cell = 0; cell < cells; cell++)
        search_temper(search, cell, 1);
    if (code == 0)
        code = search_improve(search, err);
    if (code == 0 && search->cost > before.cost - search->gap)
        search_restore(search, &before);
    return code;
}

static int minimise_master(struct exact *exact, struct err *err)
{
    double before = linear_work(exact->master);
    int outcome = linear_minimise(exact->master, err);
    exact->search->work += linear_work(exact->master) - before;
    return outcome;
}

/* Solve the master without whole numbers until nothing is broken: a bound from below. */
static int relax(struct exact *exact, double *ret_bound, struct err *err)
{
    int added = 1;
    while (added > 0) {
        int outcome = minimise_master(exact, err);
        if (outcome != LINEAR_OPTIMAL)
            return outcome < 0 ? outcome : err_set(err, ERR_INTERNAL, NULL, "No choice is left.");
        *ret_bound = linear_objective(exact->master);
        if (*ret_bound > exact->search->cost - exact->search->gap)
            return 0;
        read_master(exact, false);
        added = separate(exact, err);
        if (exact->search->work > exact->search->work_limit)
            return added < 0 ? added : 0;
    }
    return added;
}

/* Leave out for good what could only be hidden in a choice dearer than the one in hand: its
 * reduced cost says by how much. */
static void fix_dear_cells(struct exact *exact, double bound)
{
    const struct search *search = exact->search;
    for (uint32_t cell = 0; cell < search->problem->table->cells; cell++)
        if (search->problem->states[cell] == CELL_FREE && !exact->fixed[cell] &&
            bound + linear_reduced_cost(exact->master, cell) > search->cost - search->gap) {
            exact->fixed[cell] = true;
            linear_range(exact->master, cell, 0, 0);
        }
}

/* One choice in whole numbers. 1 where it shows that the search cannot do better. */
static int choose(struct exact *exact, struct err *err)
{
    struct search *search = exact->search;
    int outcome = minimise_master(exact, err);
    if (outcome != LINEAR_OPTIMAL)
        return outcome == LINEAR_INFEASIBLE ? 1 : outcome;
    fix_dear_cells(exact, linear_objective(exact->master));
    double before = linear_work(exact->master);
    outcome = linear_minimise_whole(exact->master, search->work_limit - search->work, 0);
    search->work += linear_work(exact->master) - before;
    if (outcome == LINEAR_STOPPED)
        search->work = search->work_limit;
    if (outcome != LINEAR_OPTIMAL)
        return outcome == LINEAR_INFEASIBLE ? 1 : outcome < 0 ? outcome : 0;
    double cost = linear_whole_objective(exact->master);
    if (cost > search->cost - search->gap)
        return 1;
    read_master(exact, true);
    int added = separate(exact, err);
    int code = added < 0 ? added : try_choice(exact, err);
    return code < 0 ? code : added == 0 && cost > search->cost - search->gap;
}

int exact_improve(struct search *search, bool *ret_proven, struct err *err)
{
    size_t cells = search->problem->table->cells;
    struct exact exact = {
        .search = search,
        .arena = search->arena,
        .master = master_programme(search),
        .attack = attack_programme(search, search->arena),
        .hidden = arena_array(search->arena, cells, sizeof(double)),
        .broken = arena_array(search->arena, search->need_count + 1, sizeof(bool)),
        .fixed = arena_array(search->arena, cells, sizeof(bool)),
        .columns = arena_array(search->arena, cells, sizeof(uint32_t)),
        .weights = arena_array(search->arena, cells, sizeof(double)),
    };
    double bound = 0;
    int code = relax(&exact, &bound, err);
    if (code == 0)
        code = try_choice(&exact, err);
    linear_drop_slack_rows(exact.master);
    *ret_proven = code == 0 && bound > search->cost - search->gap;
    while (code == 0 && !*ret_proven && search->work < search->work_limit) {
        code = choose(&exact, err);
        *ret_proven = code > 0;
    }
    linear_free(&exact.master);
    linear_free(&exact.attack);
    return code < 0 ? code : 0;
}
