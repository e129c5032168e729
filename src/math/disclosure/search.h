/* The state of a search for complementary cells, shared by the heuristic and the exact method.
 *
 * A need is one half of a protection: the attacker must think it possible that the cell is
 * `amount` more (or less) than it is. A route is the proof that he must: changes to hidden cells
 * that leave every sum as it is and move the cell by that amount. */
#ifndef WEFT_MATH_DISCLOSURE_SEARCH_H
#define WEFT_MATH_DISCLOSURE_SEARCH_H

#include "math/disclosure/incidence.h"
#include "math/disclosure/linear.h"

struct network;
struct cubes;

struct need {
    uint32_t cell;
    int sign; /* +1: more, −1: less */
    double amount;
    uint32_t insider; /* who must think so, or INSIDER_NONE */
};

/* Whether values were seen that the cell takes as far off its own. */
bool need_is_answered(const struct need *need, const double *values, const struct range *seen);

struct step {
    uint32_t cell;
    double amount; /* signed */
};

struct route {
    size_t start, count; /* in the search's steps */
};

struct search {
    const struct suppression *problem;
    struct arena *arena;
    struct incidence incidence;
    struct network *network; /* where the table is one */
    struct cubes *cubes;     /* where it is another lattice; NULL to look closer */
    struct linear *linear;   /* else, made when needed; columns 2c and 2c + 1: cell c up, down */
    double scale;            /* values and amounts of the problem were divided by it */
    double *values;
    double *prices;  /* cost of hiding a cell, 0 for one that is sensitive */
    double *tempers; /* a route sees the price times this: 1, but while chance is at work */
    struct need *needs;
    size_t need_count;
    bool *hidden;
    bool *shut;           /* cells that no route may go through for now */
    double cost;          /* of the complementary cells hidden now, in prices */
    double gap;           /* costs that differ at all differ by more */
    struct route *routes; /* one a need */
    uint32_t *uses;       /* how many routes go through a cell */
    VECTOR(struct step) steps;
    double route_work;       /* of the latest route */
    double work, work_limit; /* spent and allowed, as linear_work counts it */
};

/* A change smaller than this is none; amounts that are not whole are scaled to at most 1e6. */
#define SEARCH_SLIGHT 1e-6
/* Prices are about 1000 on average. A cell that is hidden already costs a route next to nothing,
 * so that it stays short, and every other cell at least several times that. */
#define SEARCH_PITTANCE 1e-3

void search_open(struct search *search, const struct suppression *problem, struct arena *arena);
void search_close(struct search *search); /* fit for CLEANUP */

/* The cheapest route for a need, where cells already hidden cost next to nothing. It lies last in
 * search->steps. 1 with a route, 0 where there is none, or negative. */
int search_route(struct search *search, const struct need *need, struct route *ret_route,
                 struct err *err);

void search_hide(struct search *search, uint32_t cell);
void search_publish(struct search *search, uint32_t cell);
void search_open_cell(struct search *search, uint32_t cell); /* to routes */
void search_shut_cell(struct search *search, uint32_t cell);
void search_temper(struct search *search, uint32_t cell, double temper);

static inline const struct step *search_steps(const struct search *search, struct route route)
{
    return search->steps.data + route.start;
}

static inline bool is_complementary(const struct search *search, uint32_t cell)
{
    return search->hidden[cell] && search->problem->states[cell] == CELL_FREE;
}

/* No route may go through what the need's insider knows; and back. */
void search_shut_known(struct search *search, const struct need *need);
void search_open_known(struct search *search, const struct need *need);

/* The need goes by this route from now on. */
void search_take(struct search *search, size_t need, struct route route);

/* What is hidden and why, to come back to. */
struct snapshot {
    bool *hidden;
    uint32_t *uses;
    struct route *routes;
    double cost;
};
struct snapshot search_snapshot(const struct search *search);
void search_restore(struct search *search, const struct snapshot *snapshot);
void snapshot_free(struct snapshot *snapshot); /* fit for CLEANUP */

/* Publish every complementary cell and forget every route. */
void search_clear(struct search *search);

/* Find a route for every need that has none, hiding what it goes through. ERR_ASSUMPTION, and the
 * cell, where some need can have none. */
int search_protect(struct search *search, uint32_t *ret_cell, struct err *err);

/* Whether the work allowed is spent. */
static inline bool search_is_spent(const struct search *search)
{
    return search->work >= search->work_limit;
}

/* The same while work is left: 1 where some needs have no route yet, 0 where all have. */
int search_protect_within(struct search *search, struct err *err);

/* Publish cells that nothing needs, and exchange cells for cheaper ones, until that gains no more
 * or the work is used up. */
int search_improve(struct search *search, struct err *err);

/* Undo a part of what is hidden and do it again under other prices, and keep what is no dearer,
 * until the work is used up (ruin and recreate, Schrimpf et al. 2000). */
int search_polish(struct search *search, struct err *err);

#endif
