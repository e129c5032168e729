/* The proof of a suppression: attack it as each attacker would, with what that one knows, and see
 * whether any sensitive cell is known more closely than it may be. */
#include "math/disclosure/attack.h"
#include "math/disclosure/cube.h"

#include <math.h>

#include "base/banned.h"

static const double slack = 1e-9; /* of the upper limit wanted, where values are not whole */

static bool holds(const struct protection *protection, struct range range)
{
    struct range wanted = protection->interval;
    double near = slack * fabs(wanted.upper);
    return range.lower <= fmax(wanted.lower, 0) + near && range.upper >= wanted.upper - near;
}

static void set_known(const struct suppression *problem, const bool *hidden, struct range *known)
{
    for (size_t i = 0; i < problem->table->cells; i++)
        known[i] = hidden[i] ? (struct range){0, INFINITY}
                             : (struct range){problem->values[i], problem->values[i]};
}

/* The first protection from this attacker that the ranges break; 0 where all hold. */
static int find_broken(const struct suppression *problem, uint32_t insider,
                       const struct range *ranges, size_t *ret_broken, struct err *err)
{
    for (size_t i = 0; i < problem->protection_count; i++) {
        const struct protection *protection = &problem->protections[i];
        if (protection->insider != insider || holds(protection, ranges[protection->cell]))
            continue;
        *ret_broken = i;
        return err_set(err, ERR_ASSUMPTION, NULL,
                       "A sensitive cell could be worked out more closely than it may be.");
    }
    return 0;
}

/* The insider knows his own cells beside what is published. */
static int prove_against(const struct suppression *problem, const bool *hidden, uint32_t insider,
                         size_t *ret_broken, struct err *err)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    size_t cells = problem->table->cells;
    struct range *known = arena_array(&arena, cells, sizeof *known);
    struct range *enough = arena_array(&arena, cells, sizeof *enough);
    struct range *attained = arena_array(&arena, cells, sizeof *attained);
    set_known(problem, hidden, known);
    for (size_t i = 0; i < cells; i++)
        enough[i] = (struct range){problem->values[i], problem->values[i]};
    const struct insider *who = &problem->insiders[insider];
    for (size_t i = 0; i < who->count; i++)
        known[who->cells[i]] = enough[who->cells[i]];
    for (size_t i = 0; i < problem->protection_count; i++)
        if (problem->protections[i].insider == insider)
            enough[problem->protections[i].cell] = problem->protections[i].interval;
    int code = attack_until(problem->table, known, enough, NULL, INFINITY, attained, err);
    return code < 0 ? code : find_broken(problem, insider, attained, ret_broken, err);
}

/* Spent on limits that no protection asks for, as linear_work counts it: a few seconds. */
static const double limits_work = 1.5e6;

/* How far each cell's limits must reach: as far as its protections from anybody; of one that has
 * none, nothing is asked. */
static void set_asked(const struct suppression *problem, struct range *asked)
{
    for (size_t i = 0; i < problem->table->cells; i++)
        asked[i] = (struct range){INFINITY, -INFINITY};
    for (size_t i = 0; i < problem->protection_count; i++) {
        const struct protection *protection = &problem->protections[i];
        struct range *range = &asked[protection->cell];
        if (protection->insider != INSIDER_NONE)
            continue;
        range->lower = fmin(range->lower, fmax(protection->interval.lower, 0));
        range->upper = fmax(range->upper, protection->interval.upper);
    }
}

/* What a large table shows of itself before any linear programme. */
static struct range *show(const struct suppression *problem, const bool *hidden,
                          struct arena *arena)
{
    struct need *needs = arena_array(arena, 2 * problem->protection_count + 1, sizeof *needs);
    for (size_t i = 0; i < problem->protection_count; i++) {
        const struct protection *protection = &problem->protections[i];
        double value = problem->values[protection->cell];
        needs[2 * i] = (struct need){protection->cell, 1, protection->interval.upper - value,
                                     protection->insider};
        needs[2 * i + 1] = (struct need){
            protection->cell, -1, value - fmax(0, protection->interval.lower), protection->insider};
    }
    return cubes_show(problem->table, problem->values, hidden, needs, 2 * problem->protection_count,
                      arena);
}

int disclosure_prove(const struct suppression *problem, const bool *hidden,
                     struct range *ret_ranges, bool *ret_exact, size_t *ret_broken, struct err *err)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct range *known = arena_array(&arena, problem->table->cells, sizeof *known);
    struct range *asked = arena_array(&arena, problem->table->cells, sizeof *asked);
    uint32_t insiders = 0;
    for (size_t i = 0; i < problem->protection_count; i++) {
        uint32_t insider = problem->protections[i].insider;
        if (insider != INSIDER_NONE && insider >= insiders)
            insiders = insider + 1;
    }
    set_known(problem, hidden, known);
    set_asked(problem, asked);
    int code = attack_within(problem->table, known, asked, show(problem, hidden, &arena),
                             limits_work, problem->whole, ret_ranges, ret_exact, err);
    for (size_t i = 0; i < problem->table->cells && code == 0 && !*ret_exact; i++) {
        ret_ranges[i].lower = fmin(ret_ranges[i].lower, problem->values[i]);
        ret_ranges[i].upper = fmax(ret_ranges[i].upper, problem->values[i]);
    }
    if (code == 0)
        code = find_broken(problem, INSIDER_NONE, ret_ranges, ret_broken, err);
    for (uint32_t insider = 0; insider < insiders && code == 0; insider++)
        code = prove_against(problem, hidden, insider, ret_broken, err);
    return code;
}
