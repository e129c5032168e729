#include "math/linkage/block/block.h"

#include <stdio.h>

#include "base/banned.h"

enum {
    REFINEMENTS = 3,
    OVER_WORDS = BLOCK_RULES / 64,
    AT_ONCE = 64, /* rows: a word of marks */
    PARTS_TILE = 64 * AT_ONCE,
};

static const uint32_t last_of_block = UINT32_C(1) << 31;

struct keyed {
    uint32_t key, row;
};

struct laying {
    const struct records *records;
    struct blocks *blocks;
    size_t from, until;          /* the rules of this round */
    uint32_t *parts[ATOMS_MOST]; /* the key of each atom by row, up to the end of a tile */
    bool last_round;             /* no refinement follows */
    bool keeps;                  /* what is over the cap is closed, and never cut */
    const struct linkage_keeper *keeper;
    uint64_t
        *over[BLOCK_RULES]; /* of each rule: a bit a row whose block was over the cap, or NULL */
    struct keyed
        *sorted[BLOCK_RULES]; /* rows that are alone in their block only where it `keeps` */
    size_t sorted_count[BLOCK_RULES];
};

/* --- keys sorted ------------------------------------------------------------------------------ */

enum { PARTS_BITS = 8, STEP_BITS = 8, STEPS = (32 - PARTS_BITS) / STEP_BITS };
_Static_assert(PARTS_BITS + STEPS * STEP_BITS == 32, "a key is sorted by all its bits");

static void sort_once(const struct keyed *items, struct keyed *to, size_t count, unsigned shift,
                      unsigned bits, uint32_t *starts)
{
    uint32_t mask = (UINT32_C(1) << bits) - 1, total = 0;
    memset(starts, 0, ((size_t)mask + 1) * sizeof *starts);
    for (size_t i = 0; i < count; i++)
        starts[items[i].key >> shift & mask]++;
    for (size_t i = 0; i <= mask; i++) {
        uint32_t of_part = starts[i];
        starts[i] = total;
        total += of_part;
    }
    for (size_t i = 0; i < count; i++)
        to[starts[items[i].key >> shift & mask]++] = items[i];
}

/* By key; rows of one key keep their order. First by the highest bits, into parts that fit the
 * nearest cache, and there by the lower ones. */
static struct keyed *sort_keyed(struct keyed *items, size_t count)
{
    uint32_t ends[1 << PARTS_BITS], starts[1 << STEP_BITS];
    struct keyed *spare = memory_allocate((count + 1) * sizeof *spare);
    sort_once(items, spare, count, 32 - PARTS_BITS, PARTS_BITS, ends);
    for (size_t part = 0, from = 0; part < 1 << PARTS_BITS; from = ends[part++]) {
        struct keyed *one = spare + from, *other = items + from;
        for (unsigned step = 0; step < STEPS; step++) {
            sort_once(one, other, ends[part] - from, step * STEP_BITS, STEP_BITS, starts);
            struct keyed *swapped = one;
            one = other;
            other = swapped;
        }
    }
    memory_free(spare);
    return items;
}

static uint32_t key_of(const struct atom *atoms, uint32_t set, const uint32_t *row)
{
    uint32_t key = 0;
    for (; set; set &= set - 1) {
        uint32_t part = atoms_key_of(atoms, (size_t)__builtin_ctz(set), row);
        if (part == 0)
            return 0;
        key = atoms_key_with(key, part);
    }
    return key | 1;
}

/* What the rows of a tile have of every atom, once for all rules. */
static void take_parts(void *context, size_t tile)
{
    struct laying *laying = context;
    const struct blocks *blocks = laying->blocks;
    size_t until = (tile + 1) * PARTS_TILE, rows = blocks->row_count;
    for (size_t i = 0; i < blocks->atom_count; i++) {
        const struct atom *atom = &blocks->atoms[i];
        uint32_t *parts = laying->parts[i];
        size_t from = tile * PARTS_TILE, end = until < rows ? until : rows;
        for (size_t row = from; row < end && !atom->is_whole; row++)
            parts[row] = atom->keys[records_row(laying->records, (uint32_t)row)[atom->field]];
        for (size_t row = from; row < end && atom->is_whole; row++)
            parts[row] =
                atoms_key_of(blocks->atoms, i, records_row(laying->records, (uint32_t)row));
        for (size_t row = end > from ? end : from; row < until; row++)
            parts[row] = 0;
    }
}

static void make_atoms(struct laying *laying, size_t threads)
{
    struct blocks *blocks = laying->blocks;
    size_t tiles = blocks->row_count / PARTS_TILE + 1;
    blocks->atom_count = atoms_make(laying->records, threads, blocks->atoms);
    for (size_t i = 0; i < blocks->atom_count; i++) {
        laying->parts[i] = memory_allocate(tiles * PARTS_TILE * sizeof *laying->parts[i]);
        blocks->seeking |= (uint32_t)blocks->atoms[i].only_seeks << i;
    }
    parallel_for(threads, tiles, take_parts, laying);
}

/* The keys of the AT_ONCE rows from `from` on: as key_of, without branches. */
static void keys_of(const struct laying *laying, uint32_t set, size_t from,
                    uint32_t keys[static AT_ONCE])
{
    uint32_t known[AT_ONCE];
    for (size_t i = 0; i < AT_ONCE; i++) {
        keys[i] = 0;
        known[i] = UINT32_MAX;
    }
    for (; set; set &= set - 1) {
        const uint32_t *parts = laying->parts[__builtin_ctz(set)] + from;
        for (size_t i = 0; i < AT_ONCE; i++) {
            keys[i] = atoms_key_with(keys[i], parts[i]);
            known[i] &= -(uint32_t)(parts[i] != 0);
        }
    }
    for (size_t i = 0; i < AT_ONCE; i++)
        keys[i] = (keys[i] | 1) & known[i];
}

/* The rows that need the rule, of AT_ONCE from `from` on. Where earlier rules are part of it, those
 * whose block was over the cap in each of them: else they hold all that this one would. */
static uint64_t rows_needed(const struct laying *laying, const uint8_t *parts, size_t count,
                            size_t from)
{
    size_t left = laying->records->row_count - from;
    uint64_t rows = left < AT_ONCE ? (UINT64_C(1) << left) - 1 : ~UINT64_C(0);
    for (size_t i = 0; i < count && rows; i++)
        rows &= laying->over[parts[i]] ? laying->over[parts[i]][from / AT_ONCE] : 0;
    return rows;
}

/* Rows that are alone with their key are of use to a keeper only. */
static size_t drop_lone(struct keyed *items, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool lone = (i == 0 || items[i - 1].key != items[i].key) &&
                    (i + 1 == count || items[i + 1].key != items[i].key);
        items[kept] = items[i];
        kept += !lone;
    }
    return kept;
}

static void sort_rule(void *context, size_t piece)
{
    struct laying *laying = context;
    const struct block_rule *rules = laying->blocks->rules;
    size_t at = laying->from + piece, rows = laying->records->row_count, count = 0, part_count = 0;
    uint32_t set = rules[at].atoms;
    uint8_t parts[BLOCK_RULES];
    for (size_t i = 0; i < laying->from; i++)
        if ((rules[i].atoms & set) == rules[i].atoms) {
            parts[part_count++] = (uint8_t)i;
            rows = rules[i].over < rows ? rules[i].over : rows;
        }
    struct keyed *items = memory_allocate((rows + 1) * sizeof *items);
    for (size_t from = 0; from < laying->records->row_count; from += AT_ONCE) {
        uint64_t needed = rows_needed(laying, parts, part_count, from);
        uint32_t keys[AT_ONCE];
        if (needed)
            keys_of(laying, set, from, keys);
        for (; needed; needed &= needed - 1) {
            uint32_t i = (uint32_t)__builtin_ctzll(needed);
            items[count] = (struct keyed){keys[i], (uint32_t)from + i};
            count += keys[i] != 0;
        }
    }
    items = sort_keyed(items, count);
    count = laying->keeps ? count : drop_lone(items, count);
    laying->sorted[at] = memory_resize(items, count + 1, sizeof *items);
    laying->sorted_count[at] = count;
}

static size_t block_end(const struct keyed *items, size_t start, size_t count)
{
    size_t end = start + 1;
    while (end < count && items[end].key == items[start].key)
        end++;
    return end;
}

/* --- the cap ---------------------------------------------------------------------------------- */

/* The largest cap that keeps the pairs of the first round within the budget. */
static size_t choose_cap(const struct laying *laying, uint64_t budget)
{
    static const size_t caps[] = {16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512};
    enum { CAPS = sizeof caps / sizeof *caps };
    uint64_t pairs[CAPS] = {0}; /* in blocks over the cap before and within this one */
    for (size_t at = laying->from; at < laying->until; at++) {
        const struct keyed *items = laying->sorted[at];
        for (size_t start = 0, end; start < laying->sorted_count[at]; start = end) {
            end = block_end(items, start, laying->sorted_count[at]);
            size_t size = end - start, place = 0;
            while (place < CAPS && size > caps[place])
                place++;
            if (place < CAPS)
                pairs[place] += (uint64_t)size * (size - 1) / 2;
        }
    }
    uint64_t total = pairs[0];
    size_t place = 0;
    while (place + 1 < CAPS && total + pairs[place + 1] <= budget)
        total += pairs[++place];
    return caps[place];
}

/* --- blocks laid ------------------------------------------------------------------------------ */

/* A rule's blocks by their first rows: visited in that order, they lie where the last one did. */
struct block_order {
    struct block_rule *rule;
    struct keyed *items;
    uint64_t *firsts; /* a bit a row that is a block's first */
    uint32_t *starts; /* where its block starts among the items, by such a row */
};

static void put_block(struct block_order *order, size_t start, size_t size)
{
    uint32_t first = order->items[start].row;
    order->firsts[first / AT_ONCE] |= UINT64_C(1) << first % AT_ONCE;
    order->starts[first] = (uint32_t)start;
    order->items[start + size - 1].row |= last_of_block;
    order->rule->member_count += size;
    order->rule->pairs += (uint64_t)size * (size - 1) / 2;
}

/* A block that cannot be refined: cut, so that each row meets its neighbours. */
static void cut_block(struct block_order *order, size_t start, size_t size, size_t cap)
{
    for (size_t end = start + size; start < end; start += cap)
        put_block(order, start, end - start < cap ? end - start : cap);
}

static void take_members(const struct block_order *order, size_t row_count)
{
    struct block_rule *rule = order->rule;
    rule->members = memory_allocate((rule->member_count + 1) * sizeof *rule->members);
    uint32_t *member = rule->members;
    for (size_t from = 0; from < row_count; from += AT_ONCE) {
        uint64_t firsts = order->firsts[from / AT_ONCE];
        for (uint64_t left = firsts; left; left &= left - 1)
            __builtin_prefetch(&order->items[order->starts[from + (size_t)__builtin_ctzll(left)]]);
        for (uint64_t left = firsts; left; left &= left - 1) {
            const struct keyed *item =
                &order->items[order->starts[from + (size_t)__builtin_ctzll(left)]];
            do
                *member++ = item->row;
            while (!(item++->row & last_of_block));
        }
    }
}

/* The atom of whole names as a set, which is the last one; empty where there is none. Its rules are
 * not refined: what meets by names in an e-mail address and little else is found by others, too. */
static uint32_t whole_of(const struct blocks *blocks)
{
    size_t count = blocks->atom_count;
    return count > 0 && blocks->atoms[count - 1].is_whole ? UINT32_C(1) << (count - 1) : 0;
}

/* Whether an atom of another field can be added. */
static bool may_be_refined(const struct blocks *blocks, uint32_t set)
{
    if (set & whole_of(blocks))
        return false;
    for (size_t i = 0; i < blocks->atom_count; i++)
        if (!(set >> i & 1) && plan_fields_differ(blocks->atoms, set | UINT32_C(1) << i))
            return true;
    return false;
}

static uint64_t block_number(size_t rule, uint32_t key)
{
    return (uint64_t)rule << 32 | key;
}

/* By its size; or as it was when it was learned. */
static bool is_too_large(const struct laying *laying, size_t rule, uint32_t key, size_t size)
{
    const struct linkage_keeper *keeper = laying->keeper;
    return keeper && keeper->is_closed ? keeper->is_closed(keeper->context, block_number(rule, key))
                                       : size > laying->blocks->cap;
}

static void mark_over(struct laying *laying, size_t rule, const struct keyed *items, size_t size)
{
    uint64_t **over = &laying->over[rule];
    if (!*over)
        *over = memory_zeros(laying->records->row_count / 64 + 1, sizeof **over);
    for (size_t i = 0; i < size; i++)
        (*over)[items[i].row / 64] |= UINT64_C(1) << items[i].row % 64;
    laying->blocks->rules[rule].over += size;
}

static void lay_rule(void *context, size_t piece)
{
    struct laying *laying = context;
    const struct blocks *blocks = laying->blocks;
    size_t at = laying->from + piece, count = laying->sorted_count[at], rows = blocks->row_count;
    struct block_rule *rule = &laying->blocks->rules[at];
    struct block_order order = {.rule = rule, .items = laying->sorted[at]};
    order.firsts = memory_zeros(rows / AT_ONCE + 1, sizeof *order.firsts);
    order.starts = memory_allocate((rows + 1) * sizeof *order.starts);
    bool cut = !laying->keeps && (laying->last_round || !may_be_refined(blocks, rule->atoms));
    for (size_t start = 0, end; start < count; start = end) {
        end = block_end(order.items, start, count);
        bool over = is_too_large(laying, at, order.items[start].key, end - start);
        if (over)
            mark_over(laying, at, order.items + start, end - start);
        if (over && cut)
            rule->given_up += end - start;
        if (end - start > 1 && !over)
            put_block(&order, start, end - start);
        else if (end - start > 1 && cut)
            cut_block(&order, start, end - start, blocks->cap);
    }
    take_members(&order, rows);
    memory_free(order.firsts);
    memory_free(order.starts);
}

static void keep_block(const struct laying *laying, uint64_t number, const struct keyed *items,
                       size_t count, bool closed)
{
    uint32_t few[64], *rows = count <= 64 ? few : memory_allocate(count * sizeof *rows);
    for (size_t i = 0; !closed && i < count; i++)
        rows[i] = laying->records->origin[items[i].row & ~last_of_block];
    laying->keeper->take(laying->keeper->context, number, rows, closed ? 0 : count, closed);
    if (rows != few)
        memory_free(rows);
}

static void keep_blocks(const struct laying *laying, size_t rule)
{
    const struct keyed *items = laying->sorted[rule];
    size_t count = laying->sorted_count[rule];
    for (size_t start = 0, end; start < count; start = end) {
        end = block_end(items, start, count);
        keep_block(laying, block_number(rule, items[start].key), items + start, end - start,
                   is_too_large(laying, rule, items[start].key, end - start));
    }
}

/* Whether pairs that the rule finds are learned from. */
static bool is_learned(const struct blocks *blocks, size_t rule)
{
    return (blocks->rules[rule].atoms & blocks->seeking) == 0;
}

static void lay_round(struct laying *laying, size_t threads, uint64_t budget)
{
    struct blocks *blocks = laying->blocks;
    size_t count = laying->until - laying->from;
    parallel_for(threads, count, sort_rule, laying);
    if (laying->from == 0 && blocks->cap == 0)
        blocks->cap = choose_cap(laying, budget);
    parallel_for(threads, count, lay_rule, laying);
    for (size_t at = laying->from; at < laying->until; at++) {
        if (laying->keeper && laying->keeper->take)
            keep_blocks(laying, at);
        memory_free(laying->sorted[at]);
        blocks->pairs += blocks->rules[at].pairs;
        blocks->pairs_learned += is_learned(blocks, at) ? blocks->rules[at].pairs : 0;
        blocks->given_up += blocks->rules[at].given_up;
    }
}

/* The rules of this round that have blocks over the cap (or whether or not), each with one atom
 * more. */
static void refine(struct laying *laying, bool all)
{
    struct blocks *blocks = laying->blocks;
    size_t from = laying->from, until = laying->until;
    uint32_t whole = whole_of(blocks);
    for (size_t at = from; at < until; at++) {
        bool open = (all || blocks->rules[at].over) && !(blocks->rules[at].atoms & whole);
        for (size_t i = 0; open && i < blocks->atom_count; i++) {
            uint32_t set = blocks->rules[at].atoms | UINT32_C(1) << i;
            bool fresh = set != blocks->rules[at].atoms && !(set & whole) &&
                         plan_fields_differ(blocks->atoms, set);
            for (size_t j = 0; j < blocks->rule_count && fresh; j++)
                fresh = blocks->rules[j].atoms != set;
            if (fresh && blocks->rule_count < BLOCK_RULES)
                blocks->rules[blocks->rule_count++].atoms = set;
        }
    }
}

/* The members of the rules that are learned from, or of the others, behind the first `count` of at
 * most `most`; how many there are then. */
static size_t add_members(struct blocks *blocks, bool learned, size_t count, size_t most)
{
    for (size_t at = 0; at < blocks->rule_count; at++) {
        struct block_rule *rule = &blocks->rules[at];
        if (is_learned(blocks, at) != learned)
            continue;
        if (rule->member_count <= most - count) {
            memcpy(blocks->members + count, rule->members, rule->member_count * sizeof(uint32_t));
            count += rule->member_count;
        } else {
            blocks->given_up += rule->member_count;
        }
        memory_free(rule->members);
        rule->members = NULL;
    }
    return count;
}

/* All rules' members one after another, as far as they can be numbered. */
static size_t join_members(struct blocks *blocks)
{
    size_t total = 0;
    for (size_t at = 0; at < blocks->rule_count; at++)
        total += blocks->rules[at].member_count;
    total = total < UINT32_MAX ? total : UINT32_MAX;
    blocks->members = memory_allocate((total + 1) * sizeof *blocks->members);
    blocks->learned = add_members(blocks, true, 0, total);
    return add_members(blocks, false, blocks->learned, total);
}

/* Each thread gathers the places of its part of the rows. */
struct gathering {
    struct blocks *blocks;
    size_t member_count, threads;
    uint32_t *starts; /* by row; the first places of each, and past them while they are filled */
    bool counted;     /* the places are to be filled */
};

static void gather_piece(void *context, size_t piece)
{
    struct gathering *gathering = context;
    const struct blocks *blocks = gathering->blocks;
    uint32_t *starts = gathering->starts;
    size_t rows = blocks->row_count;
    uint32_t from = (uint32_t)(rows * piece / gathering->threads);
    uint32_t width = (uint32_t)(rows * (piece + 1) / gathering->threads) - from;
    for (size_t i = 0; i < gathering->member_count; i++) {
        uint32_t row = blocks->members[i]; /* a block's last is in no piece */
        if (row - from >= width)
            continue;
        if (gathering->counted)
            blocks->places[starts[row]] = (uint32_t)i;
        starts[row]++;
    }
}

/* The places of each row. */
static void gather_places(struct blocks *blocks, size_t threads)
{
    struct gathering gathering = {
        .blocks = blocks, .member_count = join_members(blocks), .threads = threads};
    blocks->place_starts = memory_zeros(blocks->row_count + 2, sizeof *blocks->place_starts);
    gathering.starts = blocks->place_starts + 1;
    parallel_for(threads, threads, gather_piece, &gathering);
    uint32_t total = 0;
    for (size_t row = 0; row < blocks->row_count; row++) {
        uint32_t of_row = gathering.starts[row];
        gathering.starts[row] = total;
        total += of_row;
    }
    blocks->places = memory_allocate(((size_t)total + 1) * sizeof *blocks->places);
    gathering.counted = true;
    parallel_for(threads, threads, gather_piece, &gathering);
}

/* What meets by both names meets by those in an e-mail address, too. */
static void add_whole(struct blocks *blocks, const struct plan *plan, uint32_t whole)
{
    const uint8_t *of = blocks->atoms[blocks->atom_count - 1].names;
    const uint32_t names = UINT32_C(1) << of[0] | UINT32_C(1) << of[1];
    for (size_t i = 0; i < plan->count; i++)
        if ((plan->rules[i] & names) == names)
            blocks->rules[blocks->rule_count++].atoms = (plan->rules[i] & ~names) | whole;
}

static void start_plan(struct laying *laying, uint64_t budget, size_t threads)
{
    struct blocks *blocks = laying->blocks;
    struct plan plan;
    make_atoms(laying, threads);
    uint32_t whole = whole_of(blocks);
    plan_make(blocks->atoms, blocks->atom_count - (whole != 0), (double)blocks->row_count,
              (double)budget, &plan);
    for (size_t i = 0; i < plan.count; i++)
        blocks->rules[blocks->rule_count++].atoms = plan.rules[i];
    if (whole)
        add_whole(blocks, &plan, whole);
    laying->until = blocks->rule_count;
}

static void end_laying(struct laying *laying, size_t threads)
{
    for (size_t at = 0; at < laying->blocks->rule_count; at++)
        memory_free(laying->over[at]);
    for (size_t i = 0; i < laying->blocks->atom_count; i++)
        memory_free(laying->parts[i]);
    atoms_free(laying->blocks->atoms, laying->blocks->atom_count);
    gather_places(laying->blocks, threads);
}

void blocks_build(const struct records *records, uint64_t budget, size_t threads,
                  struct blocks *ret_blocks)
{
    size_t rows = records->row_count;
    *ret_blocks = (struct blocks){.row_count = rows};
    uint64_t all = (uint64_t)rows * (rows - (rows > 0)) / 2;
    if (all <= budget) {
        ret_blocks->everything = true;
        ret_blocks->pairs = ret_blocks->pairs_learned = all;
        return;
    }
    struct laying laying = {.records = records, .blocks = ret_blocks};
    start_plan(&laying, budget, threads);
    for (size_t round = 0; laying.from < laying.until; round++) {
        laying.last_round = round + 1 == REFINEMENTS || ret_blocks->rule_count * 2 > BLOCK_RULES;
        lay_round(&laying, threads, budget);
        if (!laying.last_round)
            refine(&laying, false);
        laying.from = laying.until;
        laying.until = ret_blocks->rule_count;
    }
    end_laying(&laying, threads);
}

/* --- kept from run to run --------------------------------------------------------------------- */

static void end_round(struct laying *laying, struct block_list *list)
{
    list->starts[++list->rounds] = laying->until;
    laying->from = laying->until;
    laying->until = laying->blocks->rule_count;
}

void blocks_learn(const struct records *records, uint64_t budget, size_t threads,
                  const struct linkage_keeper *keeper, struct block_list *ret_list,
                  struct blocks *ret_blocks)
{
    *ret_blocks = (struct blocks){.row_count = records->row_count};
    *ret_list = (struct block_list){0};
    struct linkage_keeper by_size = {keeper ? keeper->context : NULL, NULL,
                                     keeper ? keeper->take : NULL};
    struct laying laying = {
        .records = records, .blocks = ret_blocks, .keeps = true, .keeper = &by_size};
    start_plan(&laying, budget, threads);
    for (size_t round = 0; laying.from < laying.until; round++) {
        lay_round(&laying, threads, budget);
        if (round < REFINEMENTS && ret_blocks->rule_count * 2 <= BLOCK_RULES)
            refine(&laying, false);
        end_round(&laying, ret_list);
        if (laying.from == laying.until && ret_list->rounds < BLOCK_ROUNDS) {
            laying.from = 0; /* blocks that are small yet may grow */
            laying.until = ret_list->starts[1];
            refine(&laying, true);
            laying.from = ret_list->starts[ret_list->rounds];
            laying.until = ret_blocks->rule_count;
        }
    }
    end_laying(&laying, threads);
    ret_list->cap = ret_blocks->cap;
    ret_list->count = ret_blocks->rule_count;
    for (size_t i = 0; i < ret_list->count; i++)
        ret_list->atoms[i] = ret_blocks->rules[i].atoms;
}

void blocks_by_list(const struct records *records, const struct block_list *list, size_t threads,
                    const struct linkage_keeper *keeper, struct blocks *ret_blocks)
{
    *ret_blocks = (struct blocks){
        .row_count = records->row_count, .cap = list->cap, .rule_count = list->count};
    for (size_t i = 0; i < list->count; i++)
        ret_blocks->rules[i].atoms = list->atoms[i];
    struct laying laying = {
        .records = records, .blocks = ret_blocks, .keeps = true, .keeper = keeper};
    make_atoms(&laying, threads);
    for (size_t round = 0; round < list->rounds; round++) {
        laying.from = list->starts[round];
        laying.until = list->starts[round + 1];
        lay_round(&laying, keeper && keeper->is_closed ? 1 : threads, 0); /* who keeps is asked */
    }
    end_laying(&laying, threads);
}

size_t blocks_of_row(const struct records *records, const struct block_list *list,
                     const struct atom *atoms, const struct linkage_keeper *keeper, uint32_t row,
                     uint64_t blocks[static BLOCK_RULES])
{
    const uint32_t *ids = records_row(records, row);
    uint64_t closed[OVER_WORDS] = {0};
    size_t count = 0, round = 0;
    for (size_t at = 0; at < list->count; at++) {
        round += at == list->starts[round + 1];
        bool needed = true;
        for (size_t part = 0; part < list->starts[round] && needed; part++)
            needed = (list->atoms[part] & list->atoms[at]) != list->atoms[part] ||
                     (closed[part / 64] >> part % 64 & 1);
        uint32_t key = needed ? key_of(atoms, list->atoms[at], ids) : 0;
        if (key == 0)
            continue;
        uint64_t number = block_number(at, key);
        if (keeper->is_closed(keeper->context, number))
            closed[at / 64] |= UINT64_C(1) << at % 64;
        else
            blocks[count++] = number;
    }
    return count;
}

bool blocks_has_row(const struct records *records, const struct block_list *list,
                    const struct atom *atoms, uint64_t block, uint32_t row)
{
    return key_of(atoms, list->atoms[block >> 32], records_row(records, row)) == (uint32_t)block;
}

void blocks_free(struct blocks *blocks)
{
    memory_free(blocks->members);
    memory_free(blocks->place_starts);
    memory_free(blocks->places);
    blocks->members = blocks->place_starts = blocks->places = NULL;
}

void blocks_label(const struct blocks *blocks, const struct records *records, size_t rule,
                  char label[static BLOCK_LABEL])
{
    size_t used = 0;
    for (uint32_t set = blocks->rules[rule].atoms; set && used < BLOCK_LABEL; set &= set - 1) {
        const struct atom *atom = &blocks->atoms[__builtin_ctz(set)];
        int written = snprintf(label + used, BLOCK_LABEL - used, "%s%.24s (%s)", used ? " + " : "",
                               records->fields[atom->field].label, atom->label);
        used += written > 0 ? (size_t)written : 0;
    }
}

/* --- candidates ------------------------------------------------------------------------------- */

size_t blocks_candidates(const struct blocks *blocks, uint32_t row, bool to_learn, uint64_t *seen,
                         uint32_t *candidates)
{
    size_t count = 0;
    if (blocks->everything) {
        for (uint32_t other = row + 1; other < blocks->row_count; other++)
            candidates[count++] = other;
        return count;
    }
    const uint32_t *members = blocks->members;
    size_t most = to_learn ? blocks->learned : UINT32_MAX;
    for (uint32_t i = blocks->place_starts[row]; i < blocks->place_starts[row + 1]; i++) {
        uint32_t at = blocks->places[i], other;
        if (at >= most) /* and so do those after it */
            break;
        do {
            other = members[++at];
            uint32_t number = other & ~last_of_block;
            uint64_t bit = UINT64_C(1) << number % 64;
            candidates[count] = number;
            count += !(seen[number / 64] & bit);
            seen[number / 64] |= bit;
        } while (!(other & last_of_block));
    }
    for (size_t i = 0; i < count; i++)
        seen[candidates[i] / 64] = 0;
    return count;
}

void blocks_expect(const struct blocks *blocks, uint32_t row)
{
    if (blocks->everything || row >= blocks->row_count)
        return;
    for (uint32_t i = blocks->place_starts[row]; i < blocks->place_starts[row + 1]; i++)
        __builtin_prefetch(&blocks->members[blocks->places[i] + 1]);
}
