/* The way to a suppression: hide what must be, protect it by the cheapest routes, then make it
 * cheaper while effort is left. Each part may stop early and leaves a table that is protected. */
#include "math/disclosure/exact.h"

#include <math.h>

#include "base/banned.h"

/* Past this many cells the integer programme is not tried, nor, in a lattice, a route by linear
 * programming: one alone would take seconds. */
enum { EXACT_CELLS = 5000, CLOSE_CELLS = 8000 };

/* Cubes are far from the cheapest: they are for tables where routes by linear programming would
 * take longer than this, in microseconds. */
static const double patience = 1e6;

/* Where there are no cubes, a table that would take this long is refused. Each route found answers
 * some of the needs that follow: about one in four is left to be looked for. */
static const double longest = 120e6, left_over = 0.25;

static int refuse_long(const struct search *search, double work, struct err *err)
{
    return err_set(err, ERR_LIMIT, NULL,
                   "To protect these tables of %zu cells together would take about %.0f minutes. "
                   "Take fewer levels, fewer tables at a time, or round instead.",
                   search->problem->table->cells, ceil(work / 60e6));
}

/* How each route is to be found, told by one found by linear programming; and what that took. */
static int choose_router(struct search *search, double *ret_route_work, struct err *err)
{
    struct cubes *cubes = search->cubes;
    *ret_route_work = 0;
    if (search->network || search->need_count == 0)
        return 0;
    if (cubes && search->problem->table->cells > CLOSE_CELLS) {
        *ret_route_work = INFINITY;
        return 0;
    }
    struct route route;
    search->cubes = NULL;
    int code = search_route(search, &search->needs[0], &route, err);
    double work = search->route_work * (double)search->need_count;
    *ret_route_work = search->route_work;
    if (work > patience)
        search->cubes = cubes;
    if (code >= 0 && !cubes && work * left_over > longest)
        code = refuse_long(search, work * left_over, err);
    return code < 0 ? code : 0;
}

/* Shares of the effort: exchange, the proof, and for chance what is left. Where there is no network
 * every step takes longer, and may. The last steps look closer than cubes do, where the effort has
 * room for some routes by linear programming. */
static int make_cheaper(struct search *search, double route_work, bool *ret_exact, struct err *err)
{
    double effort = search->problem->effort * (search->network ? 1 : 1.5);
    search->work_limit = search->work + effort / 4;
    int code = search_improve(search, err);
    if (route_work < effort / 16)
        search->cubes = NULL;
    search->work_limit = search->work + effort / 16;
    if (code == 0)
        code = search_polish(search, err);
    search->work_limit = search->work + effort / 2;
    if (code == 0 && search->problem->table->cells <= EXACT_CELLS)
        code = exact_improve(search, ret_exact, err);
    search->work_limit = search->work + effort / 4;
    return code < 0 || *ret_exact ? code : search_polish(search, err);
}

int disclosure_suppress(const struct suppression *problem, bool *ret_hidden, bool *ret_exact,
                        uint32_t *ret_cell, struct err *err)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(search_close) struct search search;
    search_open(&search, problem, &arena);
    bool exact = false;
    double route_work = 0;
    int code = choose_router(&search, &route_work, err);
    if (code == 0)
        code = search_protect(&search, ret_cell, err);
    if (code == 0)
        code = make_cheaper(&search, route_work, &exact, err);
    if (code < 0)
        return code;
    memcpy(ret_hidden, search.hidden, problem->table->cells * sizeof *ret_hidden);
    *ret_exact = exact;
    return 0;
}
