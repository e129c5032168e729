#include "math/linkage/cluster.h"

#include <stdlib.h>

#include "base/banned.h"

struct tie {
    uint32_t other;
    uint32_t counted; /* pairs summed so far */
    double sum;
};

struct group {
    VECTOR(struct tie) ties;
    VECTOR(uint32_t) rows;
    uint32_t version;
    bool gone;
};

struct offer {
    double mean;
    uint32_t a, b, version_a, version_b;
};

struct market {
    const struct cluster_rules *rules;
    struct group *groups;
    VECTOR(struct offer) heap;
    uint32_t *place; /* of a neighbour in the list being joined, plus one */
};

static bool better(const struct offer *a, const struct offer *b)
{
    if (a->mean != b->mean)
        return a->mean > b->mean;
    return a->a != b->a ? a->a < b->a : a->b < b->b;
}

static void heap_push(struct market *market, struct offer offer)
{
    vector_push(&market->heap, offer);
    struct offer *heap = market->heap.data;
    size_t at = market->heap.length - 1;
    while (at > 0 && better(&offer, &heap[(at - 1) / 2])) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = offer;
}

static struct offer heap_pop(struct market *market)
{
    struct offer *heap = market->heap.data;
    struct offer best = heap[0], last = heap[--market->heap.length];
    size_t at = 0, count = market->heap.length;
    while (2 * at + 1 < count) {
        size_t child = 2 * at + 1;
        if (child + 1 < count && better(&heap[child + 1], &heap[child]))
            child++;
        if (!better(&heap[child], &last))
            break;
        heap[at] = heap[child];
        at = child;
    }
    if (count)
        heap[at] = last;
    return best;
}

static double clip(const struct cluster_rules *rules, double weight)
{
    return weight < rules->least ? rules->least : weight > rules->most ? rules->most : weight;
}

static double mean_of(const struct market *market, uint32_t a, const struct tie *tie)
{
    double pairs =
        (double)market->groups[a].rows.length * (double)market->groups[tie->other].rows.length;
    return (tie->sum + market->rules->absent_weight * (pairs - tie->counted)) / pairs;
}

static void offer(struct market *market, uint32_t a, const struct tie *tie)
{
    double mean = mean_of(market, a, tie);
    if (mean <= market->rules->threshold)
        return;
    uint32_t low = a < tie->other ? a : tie->other, high = a < tie->other ? tie->other : a;
    heap_push(market, (struct offer){mean, low, high, market->groups[low].version,
                                     market->groups[high].version});
}

static void drop_tie(struct group *group, uint32_t other)
{
    for (size_t i = 0; i < group->ties.length; i++)
        if (group->ties.data[i].other == other) {
            group->ties.data[i] = group->ties.data[--group->ties.length];
            return;
        }
}

static struct tie *find_tie(struct group *group, uint32_t other)
{
    vector_each (&group->ties, tie)
        if (tie->other == other)
            return tie;
    return NULL;
}

/* Sum the pairs between a and tie->other that no edge holds. */
static void complete(struct market *market, uint32_t a, struct tie *tie, uint32_t from)
{
    (void)from;
    if (!market->rules->absent)
        return;
    struct group *left = &market->groups[a], *right = &market->groups[tie->other];
    double sum = 0;
    vector_each (&left->rows, row)
        vector_each (&right->rows, other)
            sum += clip(market->rules,
                        (double)market->rules->absent(market->rules->context, *row, *other));
    tie->sum = sum;
    tie->counted = (uint32_t)(left->rows.length * right->rows.length);
}

static void join(struct market *market, uint32_t a, uint32_t b)
{
    struct group *left = &market->groups[a], *right = &market->groups[b];
    drop_tie(left, b);
    drop_tie(right, a);
    for (size_t i = 0; i < left->ties.length; i++)
        market->place[left->ties.data[i].other] = (uint32_t)i + 1;
    vector_each (&right->rows, row)
        vector_push(&left->rows, *row);
    size_t before = left->ties.length;
    vector_each (&right->ties, tie) {
        struct group *other = &market->groups[tie->other];
        drop_tie(other, b);
        uint32_t place = market->place[tie->other];
        if (place) {
            left->ties.data[place - 1].sum += tie->sum;
            left->ties.data[place - 1].counted += tie->counted;
        } else {
            vector_push(&left->ties, *tie);
            vector_push(&other->ties, (struct tie){.other = a});
        }
    }
    for (size_t i = 0; i < before; i++)
        market->place[left->ties.data[i].other] = 0;
    vector_free(&right->ties);
    vector_free(&right->rows);
    right->gone = true;
    left->version++;
    vector_each (&left->ties, tie) {
        if (tie->counted < market->groups[a].rows.length * market->groups[tie->other].rows.length)
            complete(market, a, tie, b);
        struct tie *back = find_tie(&market->groups[tie->other], a);
        back->sum = tie->sum;
        back->counted = tie->counted;
        offer(market, a, tie);
    }
}

void cluster_rows(size_t row_count, struct edge *edges, size_t edge_count,
                  const struct cluster_rules *rules, uint32_t *persons)
{
    struct market market = {.rules = rules};
    market.groups = memory_zeros(row_count + 1, sizeof *market.groups);
    market.place = memory_zeros(row_count + 1, sizeof *market.place);
    for (uint32_t row = 0; row < row_count; row++)
        vector_push(&market.groups[row].rows, row);
    for (size_t i = 0; i < edge_count; i++) {
        double weight = clip(rules, (double)edges[i].weight);
        vector_push(&market.groups[edges[i].a].ties, (struct tie){edges[i].b, 1, weight});
        vector_push(&market.groups[edges[i].b].ties, (struct tie){edges[i].a, 1, weight});
    }
    for (uint32_t row = 0; row < row_count; row++)
        vector_each (&market.groups[row].ties, tie)
            if (tie->other > row)
                offer(&market, row, tie);
    while (market.heap.length) {
        struct offer best = heap_pop(&market);
        if (!market.groups[best.a].gone && !market.groups[best.b].gone &&
            market.groups[best.a].version == best.version_a &&
            market.groups[best.b].version == best.version_b)
            join(&market, best.a, best.b);
    }
    for (uint32_t row = 0; row < row_count; row++) {
        struct group *group = &market.groups[row];
        uint32_t lowest = row;
        vector_each (&group->rows, member)
            lowest = *member < lowest ? *member : lowest;
        vector_each (&group->rows, member)
            persons[*member] = lowest;
        vector_free(&group->rows);
        vector_free(&group->ties);
    }
    vector_free(&market.heap);
    memory_free(market.groups);
    memory_free(market.place);
}
