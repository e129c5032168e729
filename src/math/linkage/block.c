#include "math/linkage/block.h"

#include <stdio.h>

#include "base/banned.h"

enum { REFINEMENTS = 3, OVER_WORDS = BLOCK_RULES / 64 };

static const uint32_t last_of_block = UINT32_C(1) << 31;

struct keyed {
    uint32_t key, row;
};

struct laying {
    const struct records *records;
    struct blocks *blocks;
    size_t from, until; /* the rules of this round */
    bool last_round;    /* no refinement follows */
    bool keeps;         /* what is over the cap is closed, and never cut */
    const struct linkage_keeper *keeper;
    uint64_t *over[OVER_WORDS]; /* by row: a bit for each rule whose block was over the cap */
    struct keyed *sorted[BLOCK_RULES];
    size_t sorted_count[BLOCK_RULES];
};

/* --- keys sorted ------------------------------------------------------------------------------ */

static void sort_once(const struct keyed *items, struct keyed *to, size_t count, unsigned shift)
{
    uint32_t starts[2049] = {0};
    for (size_t i = 0; i < count; i++)
        starts[(items[i].key >> shift & 2047) + 1]++;
    for (size_t i = 0; i < 2048; i++)
        starts[i + 1] += starts[i];
    for (size_t i = 0; i < count; i++)
        to[starts[items[i].key >> shift & 2047]++] = items[i];
}

/* By key; rows of one key keep their order. */
static struct keyed *sort_keyed(struct keyed *items, size_t count)
{
    struct keyed *spare = memory_allocate((count + 1) * sizeof *spare);
    sort_once(items, spare, count, 0);
    sort_once(spare, items, count, 11);
    sort_once(items, spare, count, 22);
    memory_free(items);
    return spare;
}

static uint32_t key_of(const struct atom *atoms, uint32_t set, const uint32_t *row)
{
    uint32_t key = 0x9e3779b9;
    for (; set; set &= set - 1) {
        const struct atom *atom = &atoms[__builtin_ctz(set)];
        uint32_t part = atom->keys[row[atom->field]];
        if (part == 0)
            return 0;
        key = (key ^ part) * UINT32_C(0x85ebca6b);
        key ^= key >> 15;
    }
    return key | 1;
}

/* The earlier rules that are part of this one. A row needs this rule only where its block was
 * over the cap in each of them: else they hold all that this one would. */
static bool parts_of(const struct laying *laying, uint32_t set, uint64_t parts[static OVER_WORDS])
{
    bool any = false;
    memset(parts, 0, OVER_WORDS * sizeof *parts);
    for (size_t i = 0; i < laying->from; i++)
        if ((laying->blocks->rules[i].atoms & set) == laying->blocks->rules[i].atoms) {
            parts[i / 64] |= UINT64_C(1) << i % 64;
            any = true;
        }
    return any;
}

static bool is_over(const struct laying *laying, const uint64_t *parts, size_t row)
{
    for (size_t word = 0; word < OVER_WORDS; word++)
        if (parts[word] && (laying->over[word][row] & parts[word]) != parts[word])
            return false;
    return true;
}

/* Whether no row can need the rule: one of its parts has no block over the cap. */
static bool may_be_skipped(const struct laying *laying, const uint64_t *parts)
{
    for (size_t i = 0; i < laying->from; i++)
        if ((parts[i / 64] >> i % 64 & 1) && laying->blocks->rules[i].over == 0)
            return true;
    return false;
}

static void sort_rule(void *context, size_t piece)
{
    struct laying *laying = context;
    size_t at = laying->from + piece, count = 0, rows = laying->records->row_count;
    uint32_t set = laying->blocks->rules[at].atoms;
    uint64_t parts[OVER_WORDS];
    bool refines = parts_of(laying, set, parts);
    if (refines && may_be_skipped(laying, parts)) {
        laying->sorted[at] = memory_allocate(sizeof *laying->sorted[at]);
        laying->sorted_count[at] = 0;
        return;
    }
    struct keyed *items = memory_allocate((rows + 1) * sizeof *items);
    for (uint32_t row = 0; row < rows; row++) {
        if (refines && !is_over(laying, parts, row))
            continue;
        uint32_t key = key_of(laying->blocks->atoms, set, records_row(laying->records, row));
        if (key)
            items[count++] = (struct keyed){key, row};
    }
    items = memory_resize(items, count + 1, sizeof *items);
    laying->sorted[at] = sort_keyed(items, count);
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

static void put_block(struct block_rule *rule, const struct keyed *items, size_t size)
{
    for (size_t i = 0; i < size; i++)
        rule->members[rule->member_count++] = items[i].row;
    rule->members[rule->member_count - 1] |= last_of_block;
    rule->pairs += (uint64_t)size * (size - 1) / 2;
}

/* A block that cannot be refined: cut, so that each row meets its neighbours. */
static void cut_block(struct block_rule *rule, const struct keyed *items, size_t size, size_t cap)
{
    for (size_t start = 0; start < size; start += cap)
        put_block(rule, items + start, size - start < cap ? size - start : cap);
}

static void index_rule(struct block_rule *rule, size_t rows)
{
    if (rule->member_count < rows / 8)
        return;
    rule->position = memory_allocate((rows + 1) * sizeof *rule->position);
    memset(rule->position, 0xFF, (rows + 1) * sizeof *rule->position);
    for (size_t i = 0; i < rule->member_count; i++)
        rule->position[rule->members[i] & ~last_of_block] = (uint32_t)i;
}

/* Whether an atom of another field can be added. */
static bool may_be_refined(const struct blocks *blocks, uint32_t set)
{
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

static void lay_rule(void *context, size_t piece)
{
    struct laying *laying = context;
    struct blocks *blocks = laying->blocks;
    size_t at = laying->from + piece, count = laying->sorted_count[at];
    struct block_rule *rule = &blocks->rules[at];
    const struct keyed *items = laying->sorted[at];
    bool cut = !laying->keeps && (laying->last_round || !may_be_refined(blocks, rule->atoms));
    rule->members = memory_allocate((count + 1) * sizeof *rule->members);
    for (size_t start = 0, end; start < count; start = end) {
        end = block_end(items, start, count);
        bool over = is_too_large(laying, at, items[start].key, end - start);
        if (over)
            rule->over += end - start;
        if (over && cut)
            rule->given_up += end - start;
        if (end - start > 1 && !over)
            put_block(rule, items + start, end - start);
        else if (end - start > 1 && cut)
            cut_block(rule, items + start, end - start, blocks->cap);
    }
    rule->members = memory_resize(rule->members, rule->member_count + 1, sizeof *rule->members);
    index_rule(rule, blocks->row_count);
}

static void keep_block(const struct laying *laying, uint64_t number, const struct keyed *items,
                       size_t count, bool closed)
{
    uint32_t few[64], *rows = count <= 64 ? few : memory_allocate(count * sizeof *rows);
    for (size_t i = 0; !closed && i < count; i++)
        rows[i] = laying->records->origin[items[i].row];
    laying->keeper->take(laying->keeper->context, number, rows, closed ? 0 : count, closed);
    if (rows != few)
        memory_free(rows);
}

/* Marks are set by one thread, since rules share words. */
static void mark_over(struct laying *laying)
{
    for (size_t at = laying->from; at < laying->until; at++) {
        const struct keyed *items = laying->sorted[at];
        size_t count = laying->sorted_count[at];
        uint64_t **marks = &laying->over[at / 64];
        if (!*marks)
            *marks = memory_zeros(laying->records->row_count + 1, sizeof **marks);
        bool kept = laying->keeper && laying->keeper->take;
        for (size_t start = 0, end; (kept || laying->blocks->rules[at].over) && start < count;
             start = end) {
            end = block_end(items, start, count);
            bool over = is_too_large(laying, at, items[start].key, end - start);
            for (size_t i = start; over && i < end; i++)
                (*marks)[items[i].row] |= UINT64_C(1) << at % 64;
            if (kept)
                keep_block(laying, block_number(at, items[start].key), items + start, end - start,
                           over);
        }
        memory_free(laying->sorted[at]);
    }
}

static void lay_round(struct laying *laying, size_t threads, uint64_t budget)
{
    struct blocks *blocks = laying->blocks;
    size_t count = laying->until - laying->from;
    parallel_for(threads, count, sort_rule, laying);
    if (laying->from == 0 && blocks->cap == 0)
        blocks->cap = choose_cap(laying, budget);
    parallel_for(threads, count, lay_rule, laying);
    mark_over(laying);
    for (size_t at = laying->from; at < laying->until; at++) {
        blocks->pairs += blocks->rules[at].pairs;
        blocks->given_up += blocks->rules[at].given_up;
    }
}

/* The rules of this round that have blocks over the cap (or whether or not), each with one atom
 * more. */
static void refine(struct laying *laying, bool all)
{
    struct blocks *blocks = laying->blocks;
    size_t from = laying->from, until = laying->until;
    for (size_t at = from; at < until; at++) {
        for (size_t i = 0; (all || blocks->rules[at].over) && i < blocks->atom_count; i++) {
            uint32_t set = blocks->rules[at].atoms | UINT32_C(1) << i;
            bool fresh = set != blocks->rules[at].atoms && plan_fields_differ(blocks->atoms, set);
            for (size_t j = 0; j < blocks->rule_count && fresh; j++)
                fresh = blocks->rules[j].atoms != set;
            if (fresh && blocks->rule_count < BLOCK_RULES)
                blocks->rules[blocks->rule_count++].atoms = set;
        }
    }
}

/* The rows of the rules that have no position array, gathered by row. */
static void gather_few(struct blocks *blocks)
{
    blocks->few_starts = memory_zeros(blocks->row_count + 2, sizeof *blocks->few_starts);
    uint32_t *starts = blocks->few_starts + 1;
    for (size_t at = 0; at < blocks->rule_count; at++)
        for (size_t i = 0; !blocks->rules[at].position && i < blocks->rules[at].member_count; i++)
            starts[blocks->rules[at].members[i] & ~last_of_block]++;
    uint32_t total = 0;
    for (size_t row = 0; row < blocks->row_count; row++) {
        uint32_t count = starts[row];
        starts[row] = total;
        total += count;
    }
    blocks->few = memory_allocate((total + 1) * sizeof *blocks->few);
    for (size_t at = 0; at < blocks->rule_count; at++)
        for (size_t i = 0; !blocks->rules[at].position && i < blocks->rules[at].member_count; i++)
            blocks->few[starts[blocks->rules[at].members[i] & ~last_of_block]++] =
                (struct few){(uint32_t)at, (uint32_t)i};
}

static void start_plan(struct laying *laying, uint64_t budget, size_t threads)
{
    struct blocks *blocks = laying->blocks;
    struct plan plan;
    blocks->atom_count = atoms_make(laying->records, threads, blocks->atoms);
    plan_make(blocks->atoms, blocks->atom_count, (double)blocks->row_count, (double)budget, &plan);
    for (size_t i = 0; i < plan.count; i++)
        blocks->rules[blocks->rule_count++].atoms = plan.rules[i];
    laying->until = blocks->rule_count;
}

static void end_laying(struct laying *laying)
{
    for (size_t word = 0; word < OVER_WORDS; word++)
        memory_free(laying->over[word]);
    atoms_free(laying->blocks->atoms, laying->blocks->atom_count);
    gather_few(laying->blocks);
}

void blocks_build(const struct records *records, uint64_t budget, size_t threads,
                  struct blocks *ret_blocks)
{
    size_t rows = records->row_count;
    *ret_blocks = (struct blocks){.row_count = rows};
    uint64_t all = (uint64_t)rows * (rows - (rows > 0)) / 2;
    if (all <= budget) {
        ret_blocks->everything = true;
        ret_blocks->pairs = all;
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
    end_laying(&laying);
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
    end_laying(&laying);
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
    ret_blocks->atom_count = atoms_make(records, threads, ret_blocks->atoms);
    for (size_t round = 0; round < list->rounds; round++) {
        laying.from = list->starts[round];
        laying.until = list->starts[round + 1];
        lay_round(&laying, keeper && keeper->is_closed ? 1 : threads, 0); /* who keeps is asked */
    }
    end_laying(&laying);
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
    for (size_t i = 0; i < blocks->rule_count; i++) {
        memory_free(blocks->rules[i].members);
        memory_free(blocks->rules[i].position);
        blocks->rules[i].members = blocks->rules[i].position = NULL;
    }
    memory_free(blocks->few_starts);
    memory_free(blocks->few);
    blocks->few_starts = NULL;
    blocks->few = NULL;
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

static size_t follow(const struct block_rule *rule, uint32_t at, uint32_t row, uint32_t *seen,
                     uint32_t *candidates, size_t count)
{
    while (!(rule->members[at] & last_of_block)) {
        uint32_t other = rule->members[++at] & ~last_of_block;
        candidates[count] = other;
        count += seen[other] != row;
        seen[other] = row;
    }
    return count;
}

size_t blocks_candidates(const struct blocks *blocks, uint32_t row, uint32_t *seen,
                         uint32_t *candidates)
{
    size_t count = 0;
    if (blocks->everything) {
        for (uint32_t other = row + 1; other < blocks->row_count; other++)
            candidates[count++] = other;
        return count;
    }
    for (size_t i = 0; i < blocks->rule_count; i++) {
        const struct block_rule *rule = &blocks->rules[i];
        if (rule->position && rule->position[row + 1] != BLOCK_NONE)
            __builtin_prefetch(&rule->members[rule->position[row + 1]]);
        if (rule->position && rule->position[row] != BLOCK_NONE)
            count = follow(rule, rule->position[row], row, seen, candidates, count);
    }
    for (uint32_t i = blocks->few_starts[row]; i < blocks->few_starts[row + 1]; i++)
        count = follow(&blocks->rules[blocks->few[i].rule], blocks->few[i].position, row, seen,
                       candidates, count);
    return count;
}
