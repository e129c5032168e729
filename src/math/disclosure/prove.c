/* The proof of a suppression: attack it as each attacker would, with what that one knows, and see
 * whether any sensitive cell is known more closely than it may be. */
#include "math/disclosure/attack.h"

#include <math.h>

#include "base/banned.h"

static const double slack = 1e-9; /* relative, where values are not whole */

static bool holds(const struct protection *protection, struct range range)
{
    struct range wanted = protection->interval;
    double near = slack * fmax(1, fabs(wanted.lower));
    return range.lower <= fmax(wanted.lower, 0) + near &&
           range.upper >= wanted.upper - slack * fmax(1, fabs(wanted.upper));
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
    int code = attack_until(problem->table, known, enough, attained, err);
    return code < 0 ? code : find_broken(problem, insider, attained, ret_broken, err);
}

int disclosure_prove(const struct suppression *problem, const bool *hidden,
                     struct range *ret_ranges, size_t *ret_broken, struct err *err)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct range *known = arena_array(&arena, problem->table->cells, sizeof *known);
    uint32_t insiders = 0;
    for (size_t i = 0; i < problem->protection_count; i++) {
        uint32_t insider = problem->protections[i].insider;
        if (insider != INSIDER_NONE && insider >= insiders)
            insiders = insider + 1;
    }
    set_known(problem, hidden, known);
    int code =
        disclosure_attack(problem->table, known, problem->whole, &arena, ret_ranges, NULL, err);
    if (code == 0)
        code = find_broken(problem, INSIDER_NONE, ret_ranges, ret_broken, err);
    for (uint32_t insider = 0; insider < insiders && code == 0; insider++)
        code = prove_against(problem, hidden, insider, ret_broken, err);
    return code;
}
