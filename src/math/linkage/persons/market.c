#include "math/linkage/persons/market.h"

#include "base/banned.h"

struct tie {
    uint32_t other;
    bool complete; /* all pairs are weighed */
    float *parts;  /* both ends of a tie have the same */
};

struct group {
    VECTOR(struct tie) ties;
    VECTOR(uint32_t) rows;
    uint64_t exclusive;
    uint32_t version;
    bool gone;
};

struct offer {
    float score;
    uint32_t a, b, version_a, version_b;
};

struct market {
    const struct cluster_rules *rules;
    void *state;
    const uint32_t *rows;
    struct group *groups;
    VECTOR(struct offer) heap;
    uint32_t *place; /* of a neighbour in the list being joined, plus one */
};

static bool better(const struct offer *a, const struct offer *b)
{
    if (a->score != b->score)
        return a->score > b->score;
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

static void make_offer(struct market *market, uint32_t a, const struct tie *tie)
{
    const struct group *left = &market->groups[a], *right = &market->groups[tie->other];
    size_t least = left->rows.length < right->rows.length ? left->rows.length : right->rows.length;
    float score = market->rules->score(market->rules->context, tie->parts, least);
    if ((left->exclusive & right->exclusive) || !(score > market->rules->threshold))
        return;
    uint32_t low = a < tie->other ? a : tie->other, high = a < tie->other ? tie->other : a;
    heap_push(market, (struct offer){score, low, high, market->groups[low].version,
                                     market->groups[high].version});
}

static struct tie *find_tie(struct group *group, uint32_t other)
{
    vector_each (&group->ties, tie)
        if (tie->other == other)
            return tie;
    return NULL;
}

static void drop_tie(struct group *group, uint32_t other)
{
    struct tie *tie = find_tie(group, other);
    if (tie)
        *tie = group->ties.data[--group->ties.length];
}

/* Weigh all pairs of the two groups. */
static void weigh_tie(struct market *market, uint32_t a, struct tie *tie)
{
    const struct cluster_rules *rules = market->rules;
    memset(tie->parts, 0, rules->parts * sizeof *tie->parts);
    tie->complete = true;
    vector_each (&market->groups[a].rows, row)
        vector_each (&market->groups[tie->other].rows, other)
            rules->weigh(market->state, market->rows[*row], market->rows[*other], tie->parts);
}

/* The ties of b become a's. A tie that only one of them has is not complete until the other's
 * pairs are weighed too. */
static void merge_ties(struct market *market, uint32_t a, uint32_t b)
{
    struct group *left = &market->groups[a], *right = &market->groups[b];
    size_t before = left->ties.length;
    for (size_t i = 0; i < before; i++) {
        market->place[left->ties.data[i].other] = (uint32_t)i + 1;
        left->ties.data[i].complete = false;
    }
    vector_each (&right->ties, tie) {
        struct group *other = &market->groups[tie->other];
        uint32_t place = market->place[tie->other];
        drop_tie(other, b);
        if (place) {
            struct tie *kept = &left->ties.data[place - 1];
            for (size_t part = 0; part < market->rules->parts; part++)
                kept->parts[part] += tie->parts[part];
            kept->complete = true;
            memory_free(tie->parts);
        } else {
            vector_push(&left->ties, (struct tie){.other = tie->other, .parts = tie->parts});
            vector_push(&other->ties, (struct tie){.other = a, .parts = tie->parts});
        }
    }
    for (size_t i = 0; i < before; i++)
        market->place[left->ties.data[i].other] = 0;
}

static void join(struct market *market, uint32_t a, uint32_t b)
{
    struct group *left = &market->groups[a], *right = &market->groups[b];
    memory_free(find_tie(left, b)->parts);
    drop_tie(left, b);
    drop_tie(right, a);
    merge_ties(market, a, b);
    for (size_t i = 0; i < right->rows.length; i++)
        vector_push(&left->rows, right->rows.data[i]);
    left->exclusive |= right->exclusive;
    vector_free(&right->ties);
    vector_free(&right->rows);
    right->gone = true;
    left->version++;
    vector_each (&left->ties, tie) {
        if (!tie->complete)
            weigh_tie(market, a, tie);
        make_offer(market, a, tie);
    }
}

static void open_market(struct market *market, const uint32_t *rows, size_t row_count,
                        const struct edge *edges, size_t edge_count)
{
    const struct cluster_rules *rules = market->rules;
    market->groups = memory_zeros(row_count, sizeof *market->groups);
    market->place = memory_zeros(row_count, sizeof *market->place);
    for (uint32_t i = 0; i < row_count; i++) {
        vector_push(&market->groups[i].rows, i);
        market->groups[i].exclusive = rules->exclusive ? rules->exclusive[rows[i]] : 0;
    }
    for (size_t i = 0; i < edge_count; i++) {
        uint32_t a = edges[i].a, b = edges[i].b;
        float *parts = memory_zeros(rules->parts, sizeof *parts);
        rules->weigh(market->state, rows[a], rows[b], parts);
        vector_push(&market->groups[a].ties, (struct tie){b, true, parts});
        vector_push(&market->groups[b].ties, (struct tie){a, true, parts});
    }
    for (uint32_t i = 0; i < row_count; i++)
        vector_each (&market->groups[i].ties, tie)
            if (tie->other > i)
                make_offer(market, i, tie);
}

void market_cluster(const struct cluster_rules *rules, void *state, const uint32_t *rows,
                    size_t row_count, const struct edge *edges, size_t edge_count, uint32_t *groups)
{
    struct market market = {.rules = rules, .state = state, .rows = rows};
    open_market(&market, rows, row_count, edges, edge_count);
    while (market.heap.length) {
        struct offer best = heap_pop(&market);
        const struct group *a = &market.groups[best.a], *b = &market.groups[best.b];
        if (!a->gone && !b->gone && a->version == best.version_a && b->version == best.version_b)
            join(&market, best.a, best.b);
    }
    for (uint32_t i = 0; i < row_count; i++) {
        vector_each (&market.groups[i].rows, row)
            groups[*row] = i;
        vector_each (&market.groups[i].ties, tie)
            if (tie->other > i)
                memory_free(tie->parts);
        vector_free(&market.groups[i].rows);
        vector_free(&market.groups[i].ties);
    }
    vector_free(&market.heap);
    memory_free(market.groups);
    memory_free(market.place);
}
