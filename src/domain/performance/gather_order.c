/* Cells in the order of their keys. Files go through their measures one after the other, so each is
 * sorted when the next begins, while this process would wait for the reader and the cells are still
 * near the processor; in the end there is little left to sort. */
#include "domain/performance/gather_order.h"

#include "base/banned.h"

enum { PART_BITS = 32, KEY_BITS = 62 };
/* Of a few thousand pairs the small digits are sorted sooner, of more the large. */
enum { SMALL_DIGIT = 8, LARGE_DIGIT = 11, LARGE_FROM = 1 << 14 };

/* Bits of a key, next to each other, in which some keys differ. */
struct bit_run {
    unsigned shift, width;
};

/* Runs of differing bits from bit `from` on, of at most 32 bits together. Returns where to go on.
 */
static unsigned find_runs(uint64_t differ, unsigned from, struct bit_run runs[KEY_BITS],
                          size_t *ret_count, unsigned *ret_width)
{
    size_t count = 0;
    unsigned width = 0, bit = from;
    for (; bit < KEY_BITS && width < PART_BITS; bit++) {
        if ((differ >> bit & 1) == 0)
            continue;
        bool joins = count && runs[count - 1].shift + runs[count - 1].width == bit;
        if (!joins)
            runs[count++] = (struct bit_run){.shift = bit};
        runs[count - 1].width++;
        width++;
    }
    *ret_count = count;
    *ret_width = width;
    return bit;
}

/* The bits of the runs, moved together. */
static uint64_t gather_bits(uint64_t key, const struct bit_run *runs, size_t count)
{
    uint64_t bits = 0;
    unsigned at = 0;
    for (size_t i = 0; i < count; i++) {
        bits |= (key >> runs[i].shift & ((UINT64_C(1) << runs[i].width) - 1)) << at;
        at += runs[i].width;
    }
    return bits;
}

/* Of how many there are of each, where the first of each stands; returns the largest number. */
static uint32_t make_places(uint32_t *places, size_t count)
{
    uint32_t sum = 0, largest = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t here = places[i];
        largest = here > largest ? here : largest;
        places[i] = sum;
        sum += here;
    }
    return largest;
}

/* A stable radix sort of pairs by their upper half, of which `width` bits count. `spare` is as
 * long; returns which of the two holds the result. */
static uint64_t *sort_pairs(uint64_t *pairs, uint64_t *spare, size_t count, unsigned width)
{
    unsigned digit = count < LARGE_FROM ? SMALL_DIGIT : LARGE_DIGIT;
    uint64_t mask = (UINT64_C(1) << digit) - 1;
    for (unsigned shift = PART_BITS; shift < PART_BITS + width; shift += digit) {
        uint32_t places[1 << LARGE_DIGIT];
        memset(places, 0, sizeof *places << digit);
        for (size_t i = 0; i < count; i++)
            places[pairs[i] >> shift & mask]++;
        make_places(places, (size_t)mask + 1);
        for (size_t i = 0; i < count; i++)
            spare[places[pairs[i] >> shift & mask]++] = pairs[i];
        uint64_t *sorted = spare;
        spare = pairs;
        pairs = sorted;
    }
    return pairs;
}

/* Whether keys stand as they should, and the bits in which they differ. */
struct key_look {
    bool sorted, repeated;
    uint64_t differ;
};

static inline void look_at_key(struct key_look *look, uint64_t first, uint64_t before, uint64_t key)
{
    look->sorted &= before <= key;
    look->repeated |= before == key;
    look->differ |= first ^ key;
}

static struct key_look look_at_order(const struct cell *cells, const uint32_t *order, size_t count)
{
    struct key_look look = {.sorted = true};
    for (size_t i = 1; i < count; i++)
        look_at_key(&look, cells[order[0]].key, cells[order[i - 1]].key, cells[order[i]].key);
    return look;
}

/* Put the order into that of the keys, stably. Keys differ in a few bits only (some hundred areas
 * and periods), so these are moved together, and each pair of them and an index is sorted. */
static void sort_order(const struct cell *cells, uint32_t *order, size_t count, uint64_t differ,
                       uint64_t *pairs, uint64_t *spare)
{
    for (unsigned from = 0; from < KEY_BITS && differ >> from;) {
        struct bit_run runs[KEY_BITS];
        size_t run_count = 0;
        unsigned width = 0;
        from = find_runs(differ, from, runs, &run_count, &width);
        for (size_t i = 0; i < count; i++)
            pairs[i] = gather_bits(cells[order[i]].key, runs, run_count) << PART_BITS | order[i];
        const uint64_t *sorted = sort_pairs(pairs, spare, count, width);
        for (size_t i = 0; i < count; i++)
            order[i] = (uint32_t)sorted[i];
    }
}

/* --- as they come ---------------------------------------------------------------------------- */

/* Room to sort a run of cells in. */
struct gather_run_room {
    uint64_t pairs[GATHER_RUN_MOST], spare[GATHER_RUN_MOST];
    uint32_t order[GATHER_RUN_MOST];
    struct cell cells[GATHER_RUN_MOST];
};

static void sort_run(struct cell *cells, size_t count, struct gather_run_room *room)
{
    for (size_t i = 0; i < count; i++)
        room->order[i] = (uint32_t)i;
    const struct key_look look = look_at_order(cells, room->order, count);
    if (look.sorted)
        return;
    sort_order(cells, room->order, count, look.differ, room->pairs, room->spare);
    memcpy(room->cells, cells, count * sizeof *cells);
    for (size_t i = 0; i < count; i++)
        cells[i] = room->cells[room->order[i]];
}

void gather_end_run(struct gather *gather)
{
    size_t from = gather->run_start, count = gather->cells.length - from;
    if (count == 0)
        return;
    vector_push(&gather->runs, (uint32_t)from);
    gather->run_start = gather->cells.length;
    if (count == 1 || count > GATHER_RUN_MOST || gather->details.length)
        return;
    if (!gather->run_room)
        gather->run_room = memory_allocate(sizeof *gather->run_room);
    sort_run(gather->cells.data + from, count, gather->run_room);
}

/* --- in the end ------------------------------------------------------------------------------ */

static uint32_t run_end(const struct gather *gather, size_t run)
{
    return run + 1 < gather->runs.length ? gather->runs.data[run + 1]
                                         : (uint32_t)gather->cells.length;
}

static int64_t run_measure(const struct gather *gather, size_t run)
{
    return key_measure(gather->cells.data[gather->runs.data[run]].key);
}

/* Put the runs of each measure together, in the order in which they came. ret_ends: where those of
 * each measure's id end. Returns how many cells the largest measure has. */
static uint32_t join_runs(const struct gather *gather, uint32_t *order, uint32_t *ret_ends,
                          size_t ids)
{
    for (size_t run = 0; run < gather->runs.length; run++)
        ret_ends[run_measure(gather, run)] += run_end(gather, run) - gather->runs.data[run];
    uint32_t largest = make_places(ret_ends, ids);
    for (size_t run = 0; run < gather->runs.length; run++) {
        uint32_t *place = &ret_ends[run_measure(gather, run)];
        for (uint32_t cell = gather->runs.data[run]; cell < run_end(gather, run); cell++)
            order[(*place)++] = cell;
    }
    return largest;
}

/* Sort where that is still to be done; returns whether a key stands twice. */
static bool settle_order(const struct cell *cells, uint32_t *order, size_t count, uint64_t *pairs,
                         uint64_t *spare)
{
    struct key_look look = look_at_order(cells, order, count);
    if (!look.sorted) {
        sort_order(cells, order, count, look.differ, pairs, spare);
        look = look_at_order(cells, order, count);
    }
    return look.repeated;
}

void gather_drop_refused(struct gather *gather)
{
    size_t kept = 0;
    for (size_t i = 0; i < gather->order_count; i++)
        if (gather->outcomes.data[gather->cells.data[gather->order[i]].row] != ROW_REFUSED)
            gather->order[kept++] = gather->order[i];
    gather->order_count = kept;
}

bool gather_order(struct gather *gather)
{
    gather_end_run(gather);
    const struct cell *cells = gather->cells.data;
    size_t known = gather->lexicon->measures.length; /* which stand there by id */
    size_t ids = known ? (size_t)gather->lexicon->measures.data[known - 1].id + 1 : 0;
    uint32_t *ends = memory_zeros(ids + 1, sizeof *ends);
    uint32_t *order = memory_resize(NULL, gather->cells.length + 1, sizeof *order);
    uint32_t largest = join_runs(gather, order, ends, ids);
    uint64_t *pairs = memory_resize(NULL, (size_t)largest + 1, sizeof *pairs);
    uint64_t *spare = memory_resize(NULL, (size_t)largest + 1, sizeof *spare);
    uint32_t from = 0;
    bool repeated = false;
    for (size_t id = 0; id < ids; from = ends[id++])
        repeated |= settle_order(cells, order + from, ends[id] - from, pairs, spare);
    memory_free(pairs);
    memory_free(spare);
    memory_free(ends);
    memory_free(gather->order);
    gather->order = order;
    gather->order_count = gather->cells.length;
    const struct slice outcomes = {(const char *)gather->outcomes.data, gather->outcomes.length};
    if (slice_find_byte(outcomes, ROW_REFUSED) < outcomes.length)
        gather_drop_refused(gather);
    return repeated;
}
