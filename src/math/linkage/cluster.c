#include "math/linkage/cluster.h"

#include <math.h>

#include "math/linkage/component.h"
#include "math/linkage/settle.h"

#include "base/banned.h"

enum {
    DENSE_MOST = 48, /* rows of a component whose pairs are all weighed at once */
    PIECES = 64,
};

static float within(const struct cluster_rules *rules, float weight)
{
    if (fabsf(weight) > rules->decided)
        return weight;
    return weight < rules->least ? rules->least : weight > rules->most ? rules->most : weight;
}

/* --- small components: every pair in a table -------------------------------------------------- */

/* What is summed over the pairs of two groups, and how many had a say. */
struct sum {
    double weight;
    uint32_t pairs;
};

struct dense {
    size_t count;
    float weights[DENSE_MOST][DENSE_MOST];   /* of pairs of rows */
    struct sum sums[DENSE_MOST][DENSE_MOST]; /* of pairs of groups */
    uint64_t exclusive[DENSE_MOST];
    uint8_t group[DENSE_MOST]; /* of each row: the lowest row of its group */
};

static void set_sum(struct dense *dense, size_t i, size_t j, float weight)
{
    struct sum sum = {0};
    if (!isnan(weight))
        sum = (struct sum){(double)weight, 1};
    dense->sums[i][j] = dense->sums[j][i] = sum;
    dense->weights[i][j] = dense->weights[j][i] = weight;
}

static void fill_dense(struct dense *dense, const uint32_t *rows, const struct edge *edges,
                       size_t edge_count, const struct cluster_rules *rules, void *state)
{
    for (size_t i = 0; i < dense->count; i++) {
        dense->group[i] = (uint8_t)i;
        dense->exclusive[i] = rules->exclusive ? rules->exclusive[rows[i]] : 0;
        for (size_t j = 0; j < dense->count; j++)
            dense->sums[i][j].pairs = UINT32_MAX; /* not weighed yet */
    }
    for (size_t i = 0; i < edge_count; i++)
        set_sum(dense, edges[i].a, edges[i].b, within(rules, edges[i].weight));
    for (size_t i = 0; i < dense->count; i++)
        for (size_t j = i + 1; j < dense->count; j++)
            if (dense->sums[i][j].pairs == UINT32_MAX)
                set_sum(dense, i, j, within(rules, rules->weigh(state, rows[i], rows[j])));
}

/* The two groups with the highest mean over the threshold; false where there are none. */
static bool best_pair(const struct dense *dense, float threshold, size_t *ret_i, size_t *ret_j)
{
    double best = (double)threshold;
    bool found = false;
    for (size_t i = 0; i < dense->count; i++) {
        for (size_t j = i + 1; dense->group[i] == i && j < dense->count; j++) {
            const struct sum *sum = &dense->sums[i][j];
            if (dense->group[j] != j || sum->pairs == 0 ||
                (dense->exclusive[i] & dense->exclusive[j]) || !(sum->weight > best * sum->pairs))
                continue;
            best = sum->weight / sum->pairs;
            *ret_i = i;
            *ret_j = j;
            found = true;
        }
    }
    return found;
}

static void join_dense(struct dense *dense, size_t i, size_t j)
{
    for (size_t k = 0; k < dense->count; k++) {
        if (dense->group[k] == j)
            dense->group[k] = (uint8_t)i;
        if (k == i || k == j)
            continue;
        dense->sums[i][k].weight += dense->sums[j][k].weight;
        dense->sums[i][k].pairs += dense->sums[j][k].pairs;
        dense->sums[k][i] = dense->sums[i][k];
    }
    dense->exclusive[i] |= dense->exclusive[j];
}

static float dense_weight(void *state, uint32_t a, uint32_t b)
{
    const struct dense *dense = state;
    return dense->weights[a][b];
}

static void cluster_dense(struct dense *dense, const uint32_t *rows, size_t row_count,
                          const struct edge *edges, size_t edge_count,
                          const struct cluster_rules *rules, void *state, uint32_t *groups)
{
    size_t i = 0, j = 0;
    dense->count = row_count;
    fill_dense(dense, rows, edges, edge_count, rules, state);
    while (best_pair(dense, rules->threshold, &i, &j))
        join_dense(dense, i, j);
    for (i = 0; i < row_count; i++)
        groups[i] = dense->group[i];
    struct settling settling = {.rules = rules,
                                .rows = rows,
                                .count = row_count,
                                .edges = edges,
                                .edge_count = edge_count,
                                .weigh = dense_weight,
                                .state = dense,
                                .groups = groups};
    settle_rows(&settling);
}

/* --- large components: a heap of offers between groups that edges connect -----------------------
 */

struct tie {
    uint32_t other;
    bool complete; /* all pairs are weighed */
    struct sum sum;
};

struct group {
    VECTOR(struct tie) ties;
    VECTOR(uint32_t) rows;
    uint64_t exclusive;
    uint32_t version;
    bool gone;
};

struct offer {
    double mean;
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

static void make_offer(struct market *market, uint32_t a, const struct tie *tie)
{
    const struct group *left = &market->groups[a], *right = &market->groups[tie->other];
    if (tie->sum.pairs == 0 || (left->exclusive & right->exclusive))
        return;
    double mean = tie->sum.weight / tie->sum.pairs;
    if (!(mean > (double)market->rules->threshold))
        return;
    uint32_t low = a < tie->other ? a : tie->other, high = a < tie->other ? tie->other : a;
    heap_push(market, (struct offer){mean, low, high, market->groups[low].version,
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

static float market_weight(void *state, uint32_t a, uint32_t b)
{
    struct market *market = state;
    return within(market->rules,
                  market->rules->weigh(market->state, market->rows[a], market->rows[b]));
}

/* Weigh all pairs of the two groups. */
static void weigh_tie(struct market *market, uint32_t a, struct tie *tie)
{
    tie->sum = (struct sum){0};
    tie->complete = true;
    vector_each (&market->groups[a].rows, row)
        vector_each (&market->groups[tie->other].rows, other) {
            float weight = market_weight(market, *row, *other);
            if (isnan(weight))
                continue;
            tie->sum.weight += (double)weight;
            tie->sum.pairs++;
        }
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
            kept->sum.weight += tie->sum.weight;
            kept->sum.pairs += tie->sum.pairs;
            kept->complete = true;
        } else {
            vector_push(&left->ties, (struct tie){.other = tie->other});
            vector_push(&other->ties, (struct tie){.other = a});
        }
    }
    for (size_t i = 0; i < before; i++)
        market->place[left->ties.data[i].other] = 0;
}

static void join(struct market *market, uint32_t a, uint32_t b)
{
    struct group *left = &market->groups[a], *right = &market->groups[b];
    drop_tie(left, b);
    drop_tie(right, a);
    merge_ties(market, a, b);
    vector_each (&right->rows, row)
        vector_push(&left->rows, *row);
    left->exclusive |= right->exclusive;
    vector_free(&right->ties);
    vector_free(&right->rows);
    right->gone = true;
    left->version++;
    vector_each (&left->ties, tie) {
        if (!tie->complete)
            weigh_tie(market, a, tie);
        struct tie *back = find_tie(&market->groups[tie->other], a);
        back->sum = tie->sum;
        back->complete = true;
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
        struct sum sum = {(double)within(rules, edges[i].weight), 1};
        vector_push(&market->groups[a].ties, (struct tie){b, true, sum});
        vector_push(&market->groups[b].ties, (struct tie){a, true, sum});
    }
    for (uint32_t i = 0; i < row_count; i++)
        vector_each (&market->groups[i].ties, tie)
            if (tie->other > i)
                make_offer(market, i, tie);
}

static void cluster_market(const uint32_t *rows, size_t row_count, const struct edge *edges,
                           size_t edge_count, const struct cluster_rules *rules, void *state,
                           uint32_t *groups)
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
        vector_free(&market.groups[i].rows);
        vector_free(&market.groups[i].ties);
    }
    struct settling settling = {.rules = rules,
                                .rows = rows,
                                .count = row_count,
                                .edges = edges,
                                .edge_count = edge_count,
                                .weigh = market_weight,
                                .state = &market,
                                .groups = groups};
    settle_rows(&settling);
    vector_free(&market.heap);
    memory_free(market.groups);
    memory_free(market.place);
}

/* --- all of them --------------------------------------------------------------------------------
 */

struct clustering {
    const struct cluster_rules *rules;
    const struct components *components;
    uint32_t *persons;
};

/* Rows and edges numbered within the component; persons by the lowest row of each group. */
static void cluster_component(const struct clustering *clustering, size_t at, struct dense *dense,
                              void *state)
{
    const struct components *components = clustering->components;
    const uint32_t *rows = components->rows + components->starts[at];
    size_t count = components->starts[at + 1] - components->starts[at];
    const struct edge *edges = components->edges + components->edge_starts[at];
    size_t edge_count = components->edge_starts[at + 1] - components->edge_starts[at];
    uint32_t *groups = memory_allocate((count + 1) * sizeof *groups);
    uint32_t *lowest = memory_allocate((count + 1) * sizeof *lowest);
    if (count <= DENSE_MOST)
        cluster_dense(dense, rows, count, edges, edge_count, clustering->rules, state, groups);
    else
        cluster_market(rows, count, edges, edge_count, clustering->rules, state, groups);
    memset(lowest, 0xFF, count * sizeof *lowest);
    for (size_t i = 0; i < count; i++) {
        if (lowest[groups[i]] == UINT32_MAX)
            lowest[groups[i]] = rows[i];
        clustering->persons[rows[i]] = lowest[groups[i]];
    }
    memory_free(groups);
    memory_free(lowest);
}

/* Every so many-th component, so that pieces are of a size. */
static void cluster_piece(void *context, size_t piece)
{
    struct clustering *clustering = context;
    const struct cluster_rules *rules = clustering->rules;
    void *state = rules->state_new(rules->context);
    struct dense *dense = memory_allocate(sizeof *dense);
    for (size_t i = piece; i < clustering->components->count; i += PIECES)
        cluster_component(clustering, i, dense, state);
    memory_free(dense);
    rules->state_free(state);
}

void cluster_rows(size_t row_count, const struct edge *edges, size_t edge_count,
                  const struct cluster_rules *rules, size_t threads, uint32_t *persons)
{
    struct components components;
    components_find(row_count, edges, edge_count, rules->threshold, &components);
    for (uint32_t row = 0; row < row_count; row++)
        persons[row] = row;
    struct clustering clustering = {rules, &components, persons};
    parallel_for(threads, PIECES, cluster_piece, &clustering);
    components_free(&components);
}
