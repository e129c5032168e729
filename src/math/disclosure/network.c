#include "math/disclosure/network.h"

#include <math.h>

#include "base/banned.h"

struct ends {
    uint32_t from, to; /* of a cell that goes up */
};

struct visit {
    double distance;
    uint32_t place;
};

struct network {
    size_t places;     /* one for each sum, and the ground, where arcs end that have one sum only */
    struct ends *ends; /* of each cell */
    size_t *starts;    /* places + 1, in arcs */
    uint32_t *arcs;    /* cells */
    double *flow;      /* of each cell in the route being made */
    double *distance;  /* of each place */
    uint32_t *came;    /* the cell by which a place was reached */
    struct visit *heap; /* places to visit, nearest first */
    size_t waiting;
    VECTOR(uint32_t) path; /* the cells of the route being made */
};

/* --- building ------------------------------------------------------------------------------ */

/* The sums of a cell that are kept, at most three of them; how many. */
static size_t kept_sums(const struct additive *table, const struct incidence *incidence,
                        uint32_t cell, uint32_t sums[3])
{
    size_t count = 0;
    for (size_t i = incidence->starts[cell]; i < incidence->starts[cell + 1] && count < 3; i++)
        if (!is_implied(table, incidence->sums[i]))
            sums[count++] = incidence->sums[i];
    return count;
}

/* Give each sum a sign (+1 or −1) so that every cell leaves one of its two sums and enters the
 * other; false where that cannot be. */
static bool choose_signs(const struct additive *table, const struct incidence *incidence,
                         signed char *signs)
{
    bool possible = true;
    uint32_t *queue = memory_zeros(table->sums + 1, sizeof *queue);
    for (uint32_t start = 0; start < table->sums && possible; start++) {
        if (signs[start] || is_implied(table, start))
            continue;
        size_t reached = 0;
        signs[start] = 1;
        queue[reached++] = start;
        for (size_t i = 0; i < reached && possible; i++)
            for (size_t m = table->starts[queue[i]]; m < table->starts[queue[i] + 1] && possible;
                 m++) {
                uint32_t cell = table->members[m], sums[3];
                size_t count = kept_sums(table, incidence, cell, sums);
                if (count == 3)
                    possible = false;
                if (count != 2)
                    continue;
                uint32_t other = sums[0] == queue[i] ? sums[1] : sums[0];
                double wanted = -member_sign(table, queue[i], cell) * signs[queue[i]] *
                                member_sign(table, other, cell);
                if (!signs[other])
                    queue[reached++] = other;
                else if (signs[other] != wanted)
                    possible = false;
                signs[other] = (signed char)wanted;
            }
    }
    memory_free(queue);
    return possible;
}

static void lay_arcs(struct network *network, const struct additive *table,
                     const struct incidence *incidence, const signed char *signs)
{
    uint32_t ground = (uint32_t)table->sums;
    size_t *starts = network->starts + 1; /* one ahead, so that filling moves them home */
    for (uint32_t cell = 0; cell < table->cells; cell++) {
        uint32_t sums[3];
        size_t count = kept_sums(table, incidence, cell, sums);
        struct ends ends = {ground, ground};
        for (size_t i = 0; i < count; i++)
            if (signs[sums[i]] * member_sign(table, sums[i], cell) > 0)
                ends.from = sums[i];
            else
                ends.to = sums[i];
        network->ends[cell] = ends;
        starts[ends.from + 1]++;
        starts[ends.to + 1]++;
    }
    for (size_t i = 0; i < network->places; i++)
        starts[i + 1] += starts[i];
    for (uint32_t cell = 0; cell < table->cells; cell++) {
        network->arcs[starts[network->ends[cell].from]++] = cell;
        network->arcs[starts[network->ends[cell].to]++] = cell;
    }
}

struct network *network_of(const struct additive *table, const struct incidence *incidence,
                           struct arena *arena)
{
    signed char *signs = arena_array(arena, table->sums + 1, sizeof *signs);
    if (!choose_signs(table, incidence, signs))
        return NULL;
    size_t places = table->sums + 1;
    struct network *network = ARENA_NEW(arena, struct network);
    *network = (struct network){
        .places = places,
        .ends = arena_array(arena, table->cells, sizeof(struct ends)),
        .starts = arena_array(arena, places + 2, sizeof(size_t)),
        .arcs = arena_array(arena, 2 * table->cells, sizeof(uint32_t)),
        .flow = arena_array(arena, table->cells, sizeof(double)),
        .distance = arena_array(arena, places, sizeof(double)),
        .came = arena_array(arena, places, sizeof(uint32_t)),
        .heap = arena_array(arena, 2 * table->cells + 1, sizeof(struct visit)),
    };
    lay_arcs(network, table, incidence, signs);
    return network;
}

void network_close(struct network *network)
{
    if (network)
        vector_free(&network->path);
}

/* --- shortest paths ------------------------------------------------------------------------ */

static void heap_push(struct network *network, struct visit visit)
{
    size_t at = network->waiting++;
    for (size_t parent; at > 0; at = parent) {
        parent = (at - 1) / 2;
        if (network->heap[parent].distance <= visit.distance)
            break;
        network->heap[at] = network->heap[parent];
    }
    network->heap[at] = visit;
}

static struct visit heap_pop(struct network *network)
{
    struct visit first = network->heap[0], last = network->heap[--network->waiting];
    size_t at = 0, child;
    while ((child = 2 * at + 1) < network->waiting) {
        if (child + 1 < network->waiting &&
            network->heap[child + 1].distance < network->heap[child].distance)
            child++;
        if (network->heap[child].distance >= last.distance)
            break;
        network->heap[at] = network->heap[child];
        at = child;
    }
    network->heap[at] = last;
    return first;
}

/* How much more can go through the cell, leaving from this end. */
static double room(const struct network *network, const struct search *search, uint32_t cell,
                   uint32_t from)
{
    if (network->ends[cell].from == from)
        return INFINITY;
    return search->values[cell] + network->flow[cell];
}

static uint32_t other_end(const struct network *network, uint32_t cell, uint32_t end)
{
    struct ends ends = network->ends[cell];
    return ends.from == end ? ends.to : ends.from;
}

static void visit(struct network *network, const struct search *search, struct visit here,
                  uint32_t avoided, double least)
{
    for (size_t i = network->starts[here.place]; i < network->starts[here.place + 1]; i++) {
        uint32_t cell = network->arcs[i];
        if (cell == avoided || search->shut[cell])
            continue;
        uint32_t next = other_end(network, cell, here.place);
        bool free = search->hidden[cell] || network->flow[cell] != 0;
        double distance =
            here.distance + (free ? SEARCH_PITTANCE : search->prices[cell] * search->tempers[cell]);
        if (distance >= network->distance[next] || room(network, search, cell, here.place) < least)
            continue;
        network->distance[next] = distance;
        network->came[next] = cell;
        heap_push(network, (struct visit){distance, next});
    }
}

/* The cheapest path whose every cell has room for at least `least`; false where there is none. */
static bool find_path(struct network *network, const struct search *search, uint32_t start,
                      uint32_t end, uint32_t avoided, double least)
{
    for (size_t i = 0; i < network->places; i++)
        network->distance[i] = INFINITY;
    network->distance[start] = 0;
    network->waiting = 0;
    heap_push(network, (struct visit){0, start});
    while (network->waiting) {
        struct visit here = heap_pop(network);
        if (here.place == end)
            return true;
        if (here.distance <= network->distance[here.place])
            visit(network, search, here, avoided, least);
    }
    return false;
}

/* Send as much as the path has room for, at most `amount`; how much that was. */
static double send(struct network *network, const struct search *search, uint32_t start,
                   uint32_t end, double amount)
{
    for (uint32_t at = end; at != start;) {
        uint32_t cell = network->came[at], before = other_end(network, cell, at);
        amount = fmin(amount, room(network, search, cell, before));
        at = before;
    }
    for (uint32_t at = end; at != start;) {
        uint32_t cell = network->came[at], before = other_end(network, cell, at);
        network->flow[cell] += network->ends[cell].from == before ? amount : -amount;
        vector_push(&network->path, cell);
        at = before;
    }
    return amount;
}

/* Send the whole amount, in parts of at least `part` while that can be. */
static bool send_all(struct network *network, const struct search *search, uint32_t start,
                     uint32_t end, const struct need *need, double part)
{
    double left = need->amount;
    while (left > SEARCH_SLIGHT) {
        if (find_path(network, search, start, end, need->cell, part - SEARCH_SLIGHT / 2)) {
            left -= send(network, search, start, end, left);
            part = fmin(part, left);
        } else if (part <= SEARCH_SLIGHT) {
            return false;
        } else {
            part = part > need->amount / 8 ? part / 2 : SEARCH_SLIGHT;
        }
    }
    return true;
}

/* Take the route out of the network, and leave that without any flow; its price. */
static double collect(struct network *network, struct search *search, const struct need *need,
                      struct route *ret_route)
{
    size_t start = search->steps.length;
    double price = 0;
    vector_push(&search->steps, (struct step){need->cell, need->sign * need->amount});
    vector_each (&network->path, cell) {
        double flow = network->flow[*cell];
        network->flow[*cell] = 0; /* a cell may stand in the path more than once */
        if (fabs(flow) <= SEARCH_SLIGHT)
            continue;
        vector_push(&search->steps, (struct step){*cell, flow});
        price += search->hidden[*cell] ? 0 : search->prices[*cell] * search->tempers[*cell];
    }
    network->path.length = 0;
    *ret_route = (struct route){start, search->steps.length - start};
    return price;
}

int network_route(struct network *network, struct search *search, const struct need *need,
                  struct route *ret_route)
{
    struct ends ends = network->ends[need->cell];
    uint32_t start = need->sign > 0 ? ends.to : ends.from;
    uint32_t end = need->sign > 0 ? ends.from : ends.to;
    struct route best, other;
    if (!send_all(network, search, start, end, need, need->amount)) {
        collect(network, search, need, &other);
        search->steps.length = other.start;
        return 0;
    }
    double price = collect(network, search, need, &best);
    /* Many small cells that are hidden already may do as well as one path of large ones. */
    if (price > 0 && send_all(network, search, start, end, need, SEARCH_SLIGHT)) {
        if (collect(network, search, need, &other) < price - SEARCH_SLIGHT / 2)
            best = other;
    }
    *ret_route = best;
    return 1;
}
