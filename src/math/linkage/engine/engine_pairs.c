#include "math/linkage/engine/engine.h"

#include <stdlib.h>

#include "math/linkage/weigh/score.h"

#include "base/banned.h"

struct weighing {
    const struct linkage *linkage;
    struct scorer scorer;
    struct edges {
        VECTOR(struct edge) list;
    } pieces[ENGINE_PIECES];
};

static int by_b(const void *a, const void *b)
{
    const struct edge *left = a, *right = b;
    return left->b < right->b ? -1 : left->b > right->b;
}

static void weigh_piece(void *context, size_t piece)
{
    struct weighing *weighing = context;
    const struct linkage *linkage = weighing->linkage;
    size_t rows = linkage->records.row_count, pieces = engine_pieces(linkage);
    struct lookout lookout = lookout_new(linkage, false);
    float *weights = memory_allocate((rows + 1) * sizeof *weights);
    struct edges *edges = &weighing->pieces[piece];
    uint32_t row = (uint32_t)(rows * piece / pieces),
             until = (uint32_t)(rows * (piece + 1) / pieces);
    for (; row < until; row++) {
        uint32_t next = row + 1 < until ? row + 1 : UINT32_MAX;
        size_t count = lookout_turn(&lookout, row, next), before = edges->list.length;
        count =
            scorer_weigh(&weighing->scorer, lookout.comparer, lookout.candidates, count, weights);
        for (size_t i = 0; i < count; i++)
            vector_push(&edges->list, (struct edge){row, lookout.candidates[i], weights[i]});
        if (count > 1)
            qsort(edges->list.data + before, count, sizeof *edges->list.data, by_b);
    }
    memory_free(weights);
    lookout_free(&lookout);
}

void linkage_compare(struct linkage *linkage)
{
    if (linkage->records.row_count < 2 || !linkage->has_model)
        return;
    struct weighing *weighing = memory_zeros(1, sizeof *weighing);
    weighing->linkage = linkage;
    scorer_make(&linkage->records, &linkage->model, linkage->floor, &weighing->scorer);
    size_t pieces = engine_pieces(linkage);
    parallel_for(linkage->threads, pieces, weigh_piece, weighing);
    blocks_free(&linkage->blocks);
    size_t count = 0;
    for (size_t i = 0; i < pieces; i++)
        count += weighing->pieces[i].list.length;
    linkage->edges = memory_allocate((count + 1) * sizeof *linkage->edges);
    for (size_t i = 0; i < pieces; i++) {
        size_t length = weighing->pieces[i].list.length;
        if (length)
            memcpy(linkage->edges + linkage->edge_count, weighing->pieces[i].list.data,
                   length * sizeof *linkage->edges);
        linkage->edge_count += length;
        vector_free(&weighing->pieces[i].list);
    }
    memory_free(weighing);
}

static int by_rows(const void *a, const void *b)
{
    const struct linkage_pair *left = a, *right = b;
    if (left->a != right->a)
        return left->a < right->a ? -1 : 1;
    return left->b < right->b ? -1 : left->b > right->b;
}

const struct linkage_pair *linkage_pairs(const struct linkage *linkage, size_t *ret_count)
{
    *ret_count = linkage->edge_count;
    if (linkage->pairs)
        return linkage->pairs;
    struct linkage_pair *pairs = memory_allocate((linkage->edge_count + 1) * sizeof *pairs);
    for (size_t i = 0; i < linkage->edge_count; i++) {
        const struct edge *edge = &linkage->edges[i];
        uint32_t a = linkage->records.origin[edge->a], b = linkage->records.origin[edge->b];
        pairs[i] = (struct linkage_pair){a < b ? a : b, a < b ? b : a, edge->weight};
    }
    qsort(pairs, linkage->edge_count, sizeof *pairs, by_rows);
    ((struct linkage *)(uintptr_t)linkage)->pairs = pairs;
    return pairs;
}
