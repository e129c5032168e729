#include "math/linkage/block/plan.h"

#include "base/banned.h"

enum { MATCHES = 1024, CANDIDATES = 512 };

/* What making and visiting a rule's blocks costs a row, in comparisons of a pair. */
static const double row_cost = 0.5;
/* What a further find of a match is worth beside the one before. */
static const double next_find = 0.3;
/* What a set is worth that finds none of them, since few rows know such a field: an e-mail address
 * in a small source. It comes last, where the budget still has room. */
static const double rare_find = 0.001;

struct candidate {
    uint32_t atoms;
    double pairs;
    uint64_t finds[MATCHES / 64];
    bool taken;
};

struct planner {
    const struct atom *atoms;
    size_t atom_count;
    double rows;
    uint32_t matches[MATCHES]; /* the atoms on which each imagined match agrees */
    struct candidate candidates[CANDIDATES];
    size_t candidate_count;
};

bool plan_fields_differ(const struct atom *atoms, uint32_t set)
{
    uint32_t fields = 0;
    for (; set; set &= set - 1) {
        uint32_t field = UINT32_C(1) << atoms[__builtin_ctz(set)].field;
        if (fields & field)
            return false;
        fields |= field;
    }
    return true;
}

/* As if fields agreed independently; blocks that break it are refined when they are laid. */
static double expected_pairs(const struct planner *planner, uint32_t set)
{
    double pairs = planner->rows * planner->rows / 2;
    for (; set; set &= set - 1) {
        const struct atom *atom = &planner->atoms[__builtin_ctz(set)];
        pairs *= atom->known * atom->known * atom->chance;
    }
    return pairs;
}

/* Imagined matches: each field is known in both or not, and agrees wholly, roughly or not. */
static void imagine_matches(struct planner *planner)
{
    struct random random = random_seeded(1969);
    for (size_t i = 0; i < MATCHES; i++) {
        double known = 1, agrees = 1;
        for (size_t j = 0; j < planner->atom_count; j++) {
            const struct atom *atom = &planner->atoms[j];
            if (j == 0 || planner->atoms[j - 1].field != atom->field) {
                known = random_unit(&random);
                agrees = random_unit(&random);
            }
            bool rough = random_unit(&random) < 0.5;
            if (known < atom->known * atom->known && (agrees < 0.7 || (agrees < 0.9 && rough)))
                planner->matches[i] |= UINT32_C(1) << j;
        }
    }
}

static void add_candidate(struct planner *planner, uint32_t set, double pairs)
{
    struct candidate *candidate = &planner->candidates[planner->candidate_count++];
    *candidate = (struct candidate){.atoms = set, .pairs = pairs};
    for (size_t i = 0; i < MATCHES; i++)
        if ((planner->matches[i] & set) == set)
            candidate->finds[i / 64] |= UINT64_C(1) << i % 64;
}

static bool has_affordable_part(const struct planner *planner, uint32_t set)
{
    for (size_t i = 0; i < planner->candidate_count; i++)
        if ((planner->candidates[i].atoms & set) == planner->candidates[i].atoms)
            return true;
    return false;
}

static uint32_t next_of_same_size(uint32_t set)
{
    uint32_t low = set & -set, ripple = set + low;
    return ripple | ((set ^ ripple) >> 2) / low;
}

static void list_candidates(struct planner *planner, double affordable)
{
    for (unsigned size = 1; size <= PLAN_ATOMS && size <= planner->atom_count; size++)
        for (uint64_t set = (UINT64_C(1) << size) - 1; set < UINT64_C(1) << planner->atom_count;
             set = next_of_same_size((uint32_t)set)) {
            uint32_t atoms = (uint32_t)set;
            if (planner->candidate_count == CANDIDATES)
                return;
            double pairs = expected_pairs(planner, atoms);
            if (pairs > 0 && pairs <= affordable && plan_fields_differ(planner->atoms, atoms) &&
                !has_affordable_part(planner, atoms))
                add_candidate(planner, atoms, pairs);
        }
}

/* Where no set is affordable, such as in rows that are all equal: the atom of each field that
 * agrees least often, as many as there may be. Its blocks will be cut. */
static void list_last_resort(struct planner *planner)
{
    uint32_t set = 0;
    for (unsigned size = 0; size < PLAN_ATOMS; size++) {
        size_t best = planner->atom_count;
        for (size_t i = 0; i < planner->atom_count; i++)
            if (planner->atoms[i].known > 0 && !(set >> i & 1) &&
                plan_fields_differ(planner->atoms, set | UINT32_C(1) << i) &&
                (best == planner->atom_count ||
                 planner->atoms[i].chance < planner->atoms[best].chance))
                best = i;
        if (best < planner->atom_count)
            set |= UINT32_C(1) << best;
    }
    if (set)
        add_candidate(planner, set, 0);
}

static double gain_of(const struct candidate *candidate, const double *worth)
{
    double gain = 0;
    for (size_t word = 0; word < MATCHES / 64; word++)
        for (uint64_t left = candidate->finds[word]; left; left &= left - 1)
            gain += worth[word * 64 + (size_t)__builtin_ctzll(left)];
    return gain;
}

static void take(struct planner *planner, double budget, struct plan *plan)
{
    double worth[MATCHES];
    for (size_t i = 0; i < MATCHES; i++)
        worth[i] = 1;
    while (plan->count < PLAN_RULES) {
        struct candidate *best = NULL;
        double best_value = 0, best_cost = 0;
        for (size_t i = 0; i < planner->candidate_count; i++) {
            struct candidate *candidate = &planner->candidates[i];
            double cost = candidate->pairs + row_cost * planner->rows;
            bool open = !candidate->taken && cost <= budget;
            double gain = open ? gain_of(candidate, worth) + rare_find : 0;
            if (gain / cost > best_value) {
                best = candidate;
                best_value = gain / cost;
                best_cost = cost;
            }
        }
        if (!best)
            return;
        best->taken = true;
        budget -= best_cost;
        plan->rules[plan->count++] = best->atoms;
        for (size_t i = 0; i < MATCHES; i++)
            if (best->finds[i / 64] >> i % 64 & 1)
                worth[i] *= next_find;
    }
}

void plan_make(const struct atom *atoms, size_t atom_count, double rows, double budget,
               struct plan *ret_plan)
{
    struct planner *planner = memory_zeros(1, sizeof *planner);
    planner->atoms = atoms;
    planner->atom_count = atom_count;
    planner->rows = rows;
    *ret_plan = (struct plan){0};
    imagine_matches(planner);
    list_candidates(planner, budget / 8);
    if (planner->candidate_count == 0)
        list_last_resort(planner);
    take(planner, budget, ret_plan);
    memory_free(planner);
}
