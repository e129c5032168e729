/* A few records among many: which blocks they stand in, what their pairs weigh, and persons made
 * component by component. */
#include "math/linkage/register/learnt_own.h"
#include "math/linkage/weigh/score.h"

#include <stdlib.h>

#include "base/banned.h"

/* --- blocks ----------------------------------------------------------------------------------- */

struct linkage_blocker {
    const struct linkage *linkage;
    const struct linkage_learnt *learnt;
    struct atom atoms[ATOMS_MOST];
    size_t atom_count;
};
_Static_assert((int)LINKAGE_BLOCKS == (int)BLOCK_RULES, "a block a rule");

struct linkage_blocker *linkage_blocker_new(const struct linkage *linkage,
                                            const struct linkage_learnt *learnt)
{
    struct linkage_blocker *blocker = memory_zeros(1, sizeof *blocker);
    blocker->linkage = linkage;
    blocker->learnt = learnt;
    blocker->atom_count = atoms_make(&linkage->records, linkage->threads, blocker->atoms);
    return blocker;
}

void linkage_blocker_free(struct linkage_blocker *blocker)
{
    if (!blocker)
        return;
    atoms_free(blocker->atoms, blocker->atom_count);
    memory_free(blocker);
}

size_t linkage_blocks_of(const struct linkage_blocker *blocker, const struct linkage_keeper *keeper,
                         uint32_t row, uint64_t blocks[static LINKAGE_BLOCKS])
{
    return blocks_of_row(&blocker->linkage->records, &blocker->learnt->kept.list, blocker->atoms,
                         keeper, engine_record(blocker->linkage, row), blocks);
}

bool linkage_block_has(const struct linkage_blocker *blocker, uint64_t block, uint32_t row)
{
    return block >> 32 < blocker->learnt->kept.list.count &&
           blocks_has_row(&blocker->linkage->records, &blocker->learnt->kept.list, blocker->atoms,
                          block, engine_record(blocker->linkage, row));
}

/* --- pairs ------------------------------------------------------------------------------------ */

size_t linkage_weigh(const struct linkage *linkage, struct linkage_pair *pairs, size_t count)
{
    if (!linkage->has_model)
        return 0;
    struct scorer *scorer = memory_allocate(sizeof *scorer);
    struct comparer *comparer = comparer_new(&linkage->records);
    scorer_make(&linkage->records, &linkage->model, linkage->threshold - 1, scorer);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t a = engine_record(linkage, pairs[i].a), b = engine_record(linkage, pairs[i].b);
        float weight;
        if (!engine_comparable(linkage, a, b))
            continue;
        comparer_take(comparer, a);
        if (scorer_weigh(scorer, comparer, &b, 1, &weight) && weight > linkage->threshold)
            pairs[kept++] = (struct linkage_pair){pairs[i].a, pairs[i].b, weight};
    }
    comparer_free(comparer);
    memory_free(scorer);
    return kept;
}

/* --- persons ---------------------------------------------------------------------------------- */

/* Rows as their ranks order them, before the engine's own rules of putting persons together. */
struct ranked {
    const struct cluster_rules *rules;
    const uint32_t *record_at; /* by rank */
};

struct ranked_state {
    const struct ranked *ranked;
    void *inner;
};

static void *ranked_state_new(const void *context)
{
    struct ranked_state *state = memory_allocate(sizeof *state);
    state->ranked = context;
    state->inner = state->ranked->rules->state_new(state->ranked->rules->context);
    return state;
}

static void ranked_state_free(void *own)
{
    struct ranked_state *state = own;
    state->ranked->rules->state_free(state->inner);
    memory_free(state);
}

static void ranked_weigh(void *own, uint32_t a, uint32_t b, float *parts)
{
    struct ranked_state *state = own;
    const uint32_t *record_at = state->ranked->record_at;
    state->ranked->rules->weigh(state->inner, record_at[a], record_at[b], parts);
}

static float ranked_score(const void *context, const float *parts, size_t least)
{
    const struct ranked *ranked = context;
    return ranked->rules->score(ranked->rules->context, parts, least);
}

static int by_ends(const void *a, const void *b)
{
    const struct edge *left = a, *right = b;
    if (left->a != right->a)
        return left->a < right->a ? -1 : 1;
    return left->b < right->b ? -1 : left->b > right->b;
}

/* The pairs between places in the order of ranks, without those that decisions are about, and with
 * the decisions that two are one. */
static struct edge *edges_between(const struct linkage *linkage, const uint32_t *place,
                                  const struct linkage_pair *pairs, size_t count, size_t *ret_count)
{
    size_t made = 0;
    struct edge *edges = memory_allocate((count + linkage->decision_count + 1) * sizeof *edges);
    for (size_t i = 0; i < count; i++) {
        uint32_t a = engine_record(linkage, pairs[i].a), b = engine_record(linkage, pairs[i].b);
        if (!engine_decision(linkage, a, b))
            edges[made++] = (struct edge){place[a], place[b], pairs[i].weight};
    }
    for (size_t i = 0; i < linkage->decision_count; i++) {
        const struct decided *decided = &linkage->decisions[i];
        if (engine_decision(linkage, decided->a, decided->b)->same)
            edges[made++] =
                (struct edge){place[decided->a], place[decided->b], engine_decided_same};
    }
    for (size_t i = 0; i < made; i++)
        if (edges[i].a > edges[i].b)
            edges[i] = (struct edge){edges[i].b, edges[i].a, edges[i].weight};
    qsort(edges, made, sizeof *edges, by_ends);
    *ret_count = made;
    return edges;
}

/* Where each record stands in the order of ranks, and which record stands there. */
static void order_records(const struct linkage *linkage, const uint32_t *rank, uint32_t *place,
                          uint32_t *record_at)
{
    size_t rows = linkage->table->row_count;
    for (uint32_t row = 0; row < rows; row++) {
        uint32_t record = engine_record(linkage, row);
        record_at[rank[row]] = record;
        place[record] = rank[row];
    }
}

void linkage_cluster_ranked(struct linkage *linkage, const uint32_t *rank,
                            const struct linkage_pair *pairs, size_t count)
{
    size_t rows = linkage->table->row_count, edge_count;
    linkage->persons = memory_allocate((rows + 1) * sizeof *linkage->persons);
    if (linkage->records.field_count == 0 || !linkage->has_model) { /* everybody is alone */
        for (uint32_t row = 0; row < rows; row++)
            linkage->persons[row] = row;
        linkage->person_count = (uint32_t)rows;
        return;
    }
    uint32_t *place = memory_allocate((rows + 1) * sizeof *place);
    uint32_t *record_at = memory_allocate((rows + 1) * sizeof *record_at);
    uint32_t *groups = memory_allocate((rows + 1) * sizeof *groups);
    order_records(linkage, rank, place, record_at);
    struct edge *edges = edges_between(linkage, place, pairs, count, &edge_count);
    aliases_find(&linkage->records, edges, edge_count, record_at, linkage->threshold,
                 &linkage->aliases);
    struct cluster_rules rules = engine_cluster_rules(linkage);
    struct ranked ranked = {&rules, record_at};
    uint64_t *exclusive = rules.exclusive ? memory_allocate((rows + 1) * sizeof *exclusive) : NULL;
    for (size_t i = 0; exclusive && i < rows; i++)
        exclusive[i] = rules.exclusive[record_at[i]];
    struct cluster_rules by_rank = {
        .threshold = rules.threshold,
        .parts = rules.parts,
        .weigh = ranked_weigh,
        .score = ranked_score,
        .state_new = ranked_state_new,
        .state_free = ranked_state_free,
        .context = &ranked,
        .exclusive = exclusive,
    };
    cluster_rows(rows, edges, edge_count, &by_rank, linkage->threads, groups);
    for (size_t i = 0; i < rows; i++) /* groups by places, to groups by records */
        place[record_at[i]] = groups[i];
    engine_number_persons(linkage, place);
    memory_free(exclusive);
    memory_free(edges);
    memory_free(place);
    memory_free(record_at);
    memory_free(groups);
}
