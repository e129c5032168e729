/* The way to a suppression: hide what must be, protect it by the cheapest routes, then make it
 * cheaper while effort is left. Each part may stop early and leaves a table that is protected. */
#include "math/disclosure/exact.h"

#include "base/banned.h"

/* Past this many cells the integer programme is not tried. */
enum { EXACT_CELLS = 5000 };

/* Cubes are far from the cheapest: they are for tables where routes by linear programming would
 * take longer than this. */
static const double patience = 1e6;

static int choose_router(struct search *search, struct err *err)
{
    struct cubes *cubes = search->cubes;
    if (!cubes || search->need_count == 0)
        return 0;
    struct route route;
    search->cubes = NULL;
    int code = search_route(search, &search->needs[0], &route, err);
    if (search->route_work * (double)search->need_count > patience)
        search->cubes = cubes;
    return code < 0 ? code : 0;
}

/* Shares of the effort: exchange, the proof, and for chance what is left. Where there is no network
 * every step takes longer, and may. */
static int make_cheaper(struct search *search, bool *ret_exact, struct err *err)
{
    double effort = search->problem->effort * (search->network ? 1 : 1.5);
    search->work_limit = search->work + effort / 4;
    int code = search_improve(search, err);
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
    int code = choose_router(&search, err);
    if (code == 0)
        code = search_protect(&search, ret_cell, err);
    if (code == 0)
        code = make_cheaper(&search, &exact, err);
    if (code < 0)
        return code;
    memcpy(ret_hidden, search.hidden, problem->table->cells * sizeof *ret_hidden);
    *ret_exact = exact;
    return 0;
}
