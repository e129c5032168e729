/* Which records stand in which block.
 *
 * What was there when the register learned stands in leaves: entries of block and record, eight
 * bytes each, in their order, about a page full of them in a row, so that a million records' blocks
 * are written in a second and take no more room than they must. A closed block has one entry,
 * without a record. What comes later stands in a table of its own, until the register learns
 * again. Nothing is taken out: a record that says another thing now is found where it was, and
 * whoever asks must see whether it still stands there. */
#include "domain/people/people_own.h"

#include <stdlib.h>

#include "base/banned.h"

enum { ENTRY = 8, LEAF_BYTES = 4000, LEAF_MOST = 1 << 20 };

static const char leaf_of[] =
    "SELECT first, entries FROM leaf WHERE first <= ?1 ORDER BY first DESC LIMIT 1";
static const char leaf_add[] = "INSERT INTO leaf(first, entries) VALUES (?1, ?2)";
static const char fresh_of[] = "SELECT f.block, f.record FROM incoming i "
                               "CROSS JOIN fresh f ON f.block = i.c0";
static const char fresh_add[] = "INSERT INTO fresh(block, record) SELECT c0, c1 FROM incoming "
                                "WHERE true ON CONFLICT DO NOTHING";

struct entry {
    uint32_t key, record; /* the block's number in its rule; 0: it is closed */
};

void people_blocks_free(struct people_blocks *blocks)
{
    vector_free(&blocks->wanted);
    vector_free(&blocks->known);
    memory_free(blocks->places);
    vector_free(&blocks->found);
    store_release(&blocks->leaf_row);
    buffer_free(&blocks->leaf);
}

/* --- leaves ----------------------------------------------------------------------------------- */

static struct entry entry_at(struct slice entries, size_t i)
{
    struct entry entry;
    memcpy(&entry, entries.data + i * ENTRY, ENTRY);
    return entry;
}

/* Whether the block, if it stands anywhere, stands in the leaf at hand. */
static bool is_at_hand(const struct people_blocks *blocks, uint64_t block)
{
    size_t count = blocks->leaf_entries.length / ENTRY;
    return count && blocks->leaf_first <= block && blocks->leaf_first >> 32 == block >> 32 &&
           entry_at(blocks->leaf_entries, count - 1).key >= (uint32_t)block;
}

/* Take the leaf to hand where the block would stand. */
static int take_leaf(struct people_blocks *blocks, uint64_t block, struct err *err)
{
    if (is_at_hand(blocks, block))
        return 0;
    store_release(&blocks->leaf_row);
    blocks->leaf_entries = (struct slice){0};
    blocks->leaf_row = store_prepare(blocks->people->store, leaf_of);
    store_bind_integer(blocks->leaf_row, 1, (int64_t)block);
    int code = store_step(blocks->leaf_row, err);
    if (code == 1) {
        blocks->leaf_first = (uint64_t)store_integer(blocks->leaf_row, 0);
        blocks->leaf_entries = store_blob(blocks->leaf_row, 1);
    }
    return code < 0 ? code : 0;
}

/* The entries of a leaf are of one rule, ascending by key. Where those of the block begin. */
static size_t find_in_leaf(const struct people_blocks *blocks, uint64_t block)
{
    size_t low = 0, high = blocks->leaf_entries.length / ENTRY;
    if (high && blocks->leaf_first >> 32 != block >> 32)
        return high;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (entry_at(blocks->leaf_entries, middle).key < (uint32_t)block)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Add the block's records to those found; true where it has none for being too large. */
static bool find_records(struct people_blocks *blocks, uint64_t block)
{
    size_t count = blocks->leaf_entries.length / ENTRY;
    for (size_t at = find_in_leaf(blocks, block); at < count; at++) {
        struct entry entry = entry_at(blocks->leaf_entries, at);
        if (entry.key != (uint32_t)block)
            return false;
        if (entry.record == 0)
            return true;
        vector_push(&blocks->found, (int64_t)entry.record);
    }
    return false;
}

static bool is_closed(void *context, uint64_t block)
{
    struct people_blocks *blocks = context;
    if (blocks->code == 0)
        blocks->code = take_leaf(blocks, block, &blocks->err);
    size_t at = find_in_leaf(blocks, block);
    if (blocks->code < 0 || at == blocks->leaf_entries.length / ENTRY)
        return false;
    struct entry entry = entry_at(blocks->leaf_entries, at);
    return entry.key == (uint32_t)block && entry.record == 0;
}

struct linkage_keeper people_blocks_closed(struct people_blocks *blocks)
{
    return (struct linkage_keeper){.context = blocks, .is_closed = is_closed};
}

/* --- for many rows ---------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
    const uint64_t *left = a, *right = b;
    return *left < *right ? -1 : *left > *right;
}

/* The place of the block's number, its own or the free one that it would take. */
static uint32_t *place_of(const struct people_blocks *blocks, uint64_t number)
{
    size_t mask = blocks->place_count - 1;
    size_t at = number * UINT64_C(0x9e3779b97f4a7c15) >> 24 & mask;
    while (blocks->places[at] && blocks->known.data[blocks->places[at] - 1].number != number)
        at = (at + 1) & mask;
    return &blocks->places[at];
}

struct people_block *people_blocks_known(struct people_blocks *blocks, uint64_t number)
{
    uint32_t place = blocks->place_count ? *place_of(blocks, number) : 0;
    return place ? &blocks->known.data[place - 1] : NULL;
}

/* Those known from `from` on have a place from now on. */
static void place_known(struct people_blocks *blocks, size_t from)
{
    if (blocks->known.length * 2 > blocks->place_count) {
        while (blocks->known.length * 2 > blocks->place_count)
            blocks->place_count = blocks->place_count ? blocks->place_count * 2 : 64;
        memory_free(blocks->places);
        blocks->places = memory_zeros(blocks->place_count, sizeof *blocks->places);
        from = 0;
    }
    for (size_t i = from; i < blocks->known.length; i++)
        *place_of(blocks, blocks->known.data[i].number) = (uint32_t)i + 1;
}

static bool ask(void *context, uint64_t block)
{
    struct people_blocks *blocks = context;
    const struct people_block *known = people_blocks_known(blocks, block);
    if (!known)
        vector_push(&blocks->wanted, block);
    return known && known->closed;
}

struct linkage_keeper people_blocks_reader(struct people_blocks *blocks)
{
    return (struct linkage_keeper){.context = blocks, .is_closed = ask};
}

static void sort_wanted(struct people_blocks *blocks)
{
    size_t kept = 0;
    uint64_t *wanted = blocks->wanted.data;
    qsort(wanted, blocks->wanted.length, sizeof *wanted, by_number);
    for (size_t i = 0; i < blocks->wanted.length; i++)
        if (i == 0 || wanted[i] != wanted[i - 1])
            wanted[kept++] = wanted[i];
    blocks->wanted.length = kept;
}

static void offer_wanted(void *context, size_t row, struct store_cell *cells)
{
    const struct people_blocks *blocks = context;
    cells[0] = (struct store_cell){.kind = STORE_CELL_INTEGER,
                                   .integer = (int64_t)blocks->wanted.data[row]};
}

struct standings {
    VECTOR(struct people_standing) list;
};

/* Records that came since the register learned, by the blocks that are wanted. */
static int find_fresh(struct people_blocks *blocks, struct standings *standings, struct err *err)
{
    struct store *store = blocks->people->store;
    struct store_incoming wanted = {
        .count = blocks->wanted.length, .columns = 1, .context = blocks, .row = offer_wanted};
    if (!blocks->people->has_fresh)
        return 0;
    store_offer_rows(store, &wanted);
    CLEANUP(store_release) struct store_statement *of = store_prepare(store, fresh_of);
    int code;
    while ((code = store_step(of, err)) == 1)
        vector_push(&standings->list,
                    (struct people_standing){(uint64_t)store_integer(of, 0), store_integer(of, 1)});
    store_offer_rows(store, NULL);
    return code;
}

/* Both in the order of the blocks. */
static int look_up(struct people_blocks *blocks, const struct standings *fresh, struct err *err)
{
    size_t at = 0;
    vector_each (&blocks->wanted, wanted) {
        struct people_block block = {.number = *wanted, .from = blocks->found.length};
        int code = take_leaf(blocks, *wanted, err);
        if (code < 0)
            return code;
        block.closed = find_records(blocks, *wanted);
        if (block.closed)
            blocks->found.length = block.from;
        for (; at < fresh->list.length && fresh->list.data[at].block == *wanted; at++)
            if (!block.closed)
                vector_push(&blocks->found, fresh->list.data[at].record);
        block.count = blocks->found.length - block.from;
        vector_push(&blocks->known, block);
    }
    return 0;
}

int people_blocks_look_up(struct people_blocks *blocks, struct err *err)
{
    struct standings fresh = {0};
    size_t known = blocks->known.length;
    if (blocks->wanted.length == 0)
        return 0;
    sort_wanted(blocks);
    int code = find_fresh(blocks, &fresh, err);
    if (code == 0)
        code = look_up(blocks, &fresh, err);
    vector_free(&fresh.list);
    place_known(blocks, known);
    blocks->wanted.length = 0;
    return code;
}

/* --- added ------------------------------------------------------------------------------------ */

static void offer_standing(void *context, size_t row, struct store_cell *cells)
{
    const struct people_standing *list = context, *standing = &list[row];
    cells[0] = (struct store_cell){.kind = STORE_CELL_INTEGER, .integer = (int64_t)standing->block};
    cells[1] = (struct store_cell){.kind = STORE_CELL_INTEGER, .integer = standing->record};
}

int people_blocks_add(struct people *people, const struct people_standing *list, size_t count,
                      struct err *err)
{
    struct store_incoming rows = {
        .count = count, .columns = 2, .context = (void *)(uintptr_t)list, .row = offer_standing};
    if (count == 0)
        return 0;
    people->has_fresh = true;
    store_offer_rows(people->store, &rows);
    struct store_statement *add = store_prepare(people->store, fresh_add);
    int code = store_execute(&add, err);
    store_offer_rows(people->store, NULL);
    return code;
}

/* --- written anew ----------------------------------------------------------------------------- */

static void write_leaf(struct people_blocks *blocks)
{
    if (blocks->leaf.length == 0 || blocks->code < 0)
        return;
    struct store_statement *add = store_prepare(blocks->people->store, leaf_add);
    store_bind_integer(add, 1, (int64_t)blocks->leaf_first);
    store_bind_blob(add, 2, buffer_slice(&blocks->leaf));
    blocks->code = store_execute(&add, &blocks->err);
    buffer_clear(&blocks->leaf);
}

static void append_entry(struct people_blocks *blocks, uint32_t key, uint32_t record)
{
    struct entry entry = {key, record};
    buffer_append(&blocks->leaf, (struct slice){(const char *)&entry, sizeof entry});
}

/* A leaf is of one rule, and never cuts a block. */
static void take(void *context, uint64_t block, const uint32_t *rows, size_t count, bool closed)
{
    struct people_blocks *blocks = context;
    if (blocks->leaf.length + count * ENTRY > LEAF_BYTES || blocks->leaf_first >> 32 != block >> 32)
        write_leaf(blocks);
    if (blocks->leaf.length == 0)
        blocks->leaf_first = block;
    for (size_t i = 0; i < count; i++)
        append_entry(blocks, (uint32_t)block, (uint32_t)blocks->records[rows[i]].number);
    if (closed)
        append_entry(blocks, (uint32_t)block, 0);
}

struct linkage_keeper people_blocks_writer(struct people_blocks *blocks,
                                           const struct people_record *records)
{
    blocks->records = records;
    blocks->leaf = BUFFER(LEAF_MOST);
    return (struct linkage_keeper){.context = blocks, .take = take};
}

int people_blocks_written(struct people_blocks *blocks, struct err *err)
{
    write_leaf(blocks);
    if (blocks->code < 0 && err)
        *err = blocks->err;
    return blocks->code;
}
