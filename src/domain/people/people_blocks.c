/* Which records stand in which block.
 *
 * What was there when the register learned stands in leaves: entries of block and record, eight
 * bytes each, in their order, about a page full of them in a row, so that a million records' blocks
 * are written in a second and take no more room than they must. A closed block has one entry,
 * without a record. What comes later stands in a table of its own, until the register learns
 * again. Nothing is taken out: a record that says another thing now is found where it was, and
 * whoever asks must see whether it still stands there. */
#include "domain/people/people_own.h"

#include "base/banned.h"

enum { ENTRY = 8, LEAF_BYTES = 4000, LEAF_MOST = 1 << 20 };

static const char leaf_of[] =
    "SELECT first, entries FROM leaf WHERE first <= ?1 ORDER BY first DESC LIMIT 1";
static const char leaf_add[] = "INSERT INTO leaf(first, entries) VALUES (?1, ?2)";
static const char fresh_of[] = "SELECT record FROM fresh WHERE block = ?1";
static const char fresh_add[] = "INSERT INTO fresh(block, record) VALUES (?1, ?2) "
                                "ON CONFLICT DO NOTHING";

struct entry {
    uint32_t key, record; /* the block's number in its rule; 0: it is closed */
};

void people_blocks_free(struct people_blocks *blocks)
{
    vector_free(&blocks->found);
    vector_free(&blocks->spans);
    buffer_free(&blocks->leaf);
}

/* --- read ------------------------------------------------------------------------------------- */

static struct entry entry_at(struct slice entries, size_t i)
{
    struct entry entry;
    memcpy(&entry, entries.data + i * ENTRY, ENTRY);
    return entry;
}

/* The entries of a leaf are of one rule, ascending by key. */
static bool find_in_leaf(struct people_blocks *blocks, struct slice entries, uint32_t key)
{
    size_t low = 0, high = entries.length / ENTRY;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (entry_at(entries, middle).key < key)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < entries.length / ENTRY && entry_at(entries, low).key == key; low++) {
        uint32_t record = entry_at(entries, low).record;
        if (record)
            vector_push(&blocks->found, (int64_t)record);
        else
            return true;
    }
    return false;
}

/* Add the block's records to those found; *ret_closed where it has none for being too large. */
static int look_up(struct people_blocks *blocks, uint64_t block, bool *ret_closed, struct err *err)
{
    struct store *store = blocks->people->store;
    *ret_closed = false;
    CLEANUP(store_release) struct store_statement *leaf = store_prepare(store, leaf_of);
    store_bind_integer(leaf, 1, (int64_t)block);
    int code = store_step(leaf, err);
    if (code == 1 && (uint64_t)store_integer(leaf, 0) >> 32 == block >> 32)
        *ret_closed = find_in_leaf(blocks, store_blob(leaf, 1), (uint32_t)block);
    if (code < 0 || *ret_closed || !blocks->people->has_fresh)
        return code < 0 ? code : 0;
    CLEANUP(store_release) struct store_statement *fresh = store_prepare(store, fresh_of);
    store_bind_integer(fresh, 1, (int64_t)block);
    while ((code = store_step(fresh, err)) == 1)
        vector_push(&blocks->found, store_integer(fresh, 0));
    return code;
}

static bool is_closed(void *context, uint64_t block)
{
    struct people_blocks *blocks = context;
    size_t from = blocks->found.length;
    bool closed = false;
    int code = blocks->code < 0 ? blocks->code : look_up(blocks, block, &closed, &blocks->err);
    if (code < 0)
        blocks->code = code;
    if (!closed)
        vector_push(&blocks->spans, (struct people_span){block, from, blocks->found.length - from});
    return closed;
}

struct linkage_keeper people_blocks_reader(struct people_blocks *blocks)
{
    blocks->found.length = blocks->spans.length = 0;
    return (struct linkage_keeper){.context = blocks, .is_closed = is_closed};
}

int people_block_add(struct people_blocks *blocks, uint64_t block, int64_t record, struct err *err)
{
    struct store_statement *add = store_prepare(blocks->people->store, fresh_add);
    store_bind_integer(add, 1, (int64_t)block);
    store_bind_integer(add, 2, record);
    blocks->people->has_fresh = true;
    return store_execute(&add, err);
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
