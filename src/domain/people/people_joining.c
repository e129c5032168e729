/* A few records join many: they are compared with those that stand in a block with them, and the
 * components that this touches are looked at again. */
#include "domain/people/people_own.h"

#include <stdlib.h>

#include "base/banned.h"

static const char links_of[] = "SELECT b FROM link WHERE a = ?1";
static const char link_drop[] = "DELETE FROM link WHERE a = ?1 AND b = ?2";

/* A record that joins, one that stands in an open block with it, and the block. */
struct meeting {
    int64_t a, b;
    uint64_t block;
};

struct meetings {
    VECTOR(struct meeting) list;
};

/* By the other and the block: those of one record that joins stand together already. */
static int by_other(const void *a, const void *b)
{
    const struct meeting *left = a, *right = b;
    if (left->b != right->b)
        return left->b < right->b ? -1 : 1;
    return left->block < right->block ? -1 : left->block > right->block;
}

/* Rows that join, the open blocks of each, and who joined each block before. */
struct joining {
    const struct people_batch *batch;
    struct people_blocks *blocks;
    VECTOR(uint64_t) stands; /* blocks, those of a row together */
    struct {
        size_t from, count;
    } * of_row;
    VECTOR(struct people_standing) standing; /* by block in the place of its number: the next */
    struct meetings *meetings;
};

static void joining_free(struct joining *joining)
{
    vector_free(&joining->stands);
    vector_free(&joining->standing);
    memory_free(joining->of_row);
}

/* Which open blocks the rows stand in. A closed block is refined by others, which are known to be
 * wanted only then; so rows are asked until nothing more is. */
static int find_blocks(struct joining *joining, const struct linkage_blocker *blocker,
                       struct err *err)
{
    size_t left = joining->batch->list.length;
    struct people_blocks *blocks = joining->blocks;
    struct linkage_keeper keeper = people_blocks_reader(blocks);
    uint64_t numbers[LINKAGE_BLOCKS];
    CLEANUP(cleanup_memory) uint32_t *rows = memory_allocate((left + 1) * sizeof *rows);
    for (uint32_t row = 0; row < left; row++)
        rows[row] = row;
    int code = 0;
    while (left && code == 0) {
        size_t again = 0;
        for (size_t i = 0; i < left; i++) {
            size_t wanted = blocks->wanted.length;
            size_t count = linkage_blocks_of(blocker, &keeper, rows[i], numbers);
            joining->of_row[rows[i]].from = joining->stands.length;
            joining->of_row[rows[i]].count = count;
            if (blocks->wanted.length > wanted)
                rows[again++] = rows[i];
            else
                for (size_t at = 0; at < count; at++)
                    vector_push(&joining->stands, numbers[at]);
        }
        left = again;
        code = people_blocks_look_up(blocks, err);
    }
    return code;
}

/* Note whom the row meets in the block: who stands there, and who of the batch came before. False
 * where that are too many. */
static bool meet_block(struct joining *joining, int64_t own, struct people_block *block)
{
    const struct people_blocks *blocks = joining->blocks;
    size_t count = block->count;
    for (size_t at = block->from; at < block->from + block->count; at++)
        if (blocks->found.data[at] != own)
            vector_push(&joining->meetings->list,
                        (struct meeting){own, blocks->found.data[at], block->number});
    for (uint64_t at = block->latest; at; at = joining->standing.data[at - 1].block, count++)
        vector_push(&joining->meetings->list,
                    (struct meeting){own, joining->standing.data[at - 1].record, block->number});
    vector_push(&joining->standing, (struct people_standing){block->latest, own});
    block->latest = (uint32_t)joining->standing.length;
    return count <= blocks->people->limits.block_most;
}

/* Meetings are by record that joins, and by the other. */
static bool meet_all(struct joining *joining)
{
    const struct people_batch *batch = joining->batch;
    for (size_t row = 0; row < batch->list.length; row++) {
        size_t before = joining->meetings->list.length;
        for (size_t i = 0; i < joining->of_row[row].count; i++) {
            uint64_t number = joining->stands.data[joining->of_row[row].from + i];
            struct people_block *block = people_blocks_known(joining->blocks, number);
            if (!meet_block(joining, batch->list.data[row].number, block))
                return false;
        }
        if (joining->meetings->list.length > before)
            qsort(joining->meetings->list.data + before, joining->meetings->list.length - before,
                  sizeof *joining->meetings->list.data, by_other);
    }
    return true;
}

/* They stand in their blocks from now on. */
static int stand(struct people *people, const struct joining *joining, struct err *err)
{
    size_t made = 0;
    if (joining->standing.length == 0)
        return 0;
    CLEANUP(cleanup_memory)
    struct people_standing *list = memory_allocate(joining->standing.length * sizeof *list);
    vector_each (&joining->blocks->known, block)
        for (uint64_t at = block->latest; at; at = joining->standing.data[at - 1].block)
            list[made++] =
                (struct people_standing){block->number, joining->standing.data[at - 1].record};
    return people_blocks_add(people, list, made, err);
}

/* Whom the rows of the batch meet, those of them that stand before included; they stand in their
 * blocks from now on. */
static int meet(struct people *people, const struct people_batch *batch,
                const struct linkage *linkage, struct meetings *meetings, bool *ret_overgrown,
                struct err *err)
{
    struct people_blocks blocks = {.people = people};
    struct joining joining = {.batch = batch, .blocks = &blocks, .meetings = meetings};
    struct linkage_blocker *blocker = linkage_blocker_new(linkage, people->learnt);
    joining.of_row = memory_zeros(batch->list.length + 1, sizeof *joining.of_row);
    int code = find_blocks(&joining, blocker, err);
    if (code == 0)
        *ret_overgrown = !meet_all(&joining);
    if (code == 0 && !*ret_overgrown)
        code = stand(people, &joining, err);
    linkage_blocker_free(blocker);
    joining_free(&joining);
    people_blocks_free(&blocks);
    return code;
}

/* --- weighed ---------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return *left < *right ? -1 : *left > *right;
}

/* All records that meet, once each, ascending: the batch's rows. */
static int fetch_meeting(struct people *people, const struct meetings *meetings,
                         struct people_batch *batch, struct err *err)
{
    size_t count = 0, kept = 0;
    CLEANUP(cleanup_memory)
    int64_t *numbers = memory_allocate((meetings->list.length * 2 + 1) * sizeof *numbers);
    for (size_t i = 0; i < meetings->list.length; i++) {
        const struct meeting *meeting = &meetings->list.data[i];
        if (i == 0 || meeting->a != meeting[-1].a)
            numbers[count++] = meeting->a;
        if (i == 0 || meeting->a != meeting[-1].a || meeting->b != meeting[-1].b)
            numbers[count++] = meeting->b;
    }
    qsort(numbers, count, sizeof *numbers, by_value);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || numbers[i] != numbers[i - 1])
            numbers[kept++] = numbers[i];
    return people_fetch_many(people, numbers, kept, batch, err);
}

static uint32_t row_of(const struct people_batch *batch, int64_t number)
{
    size_t low = 0, high = batch->list.length;
    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        if (batch->list.data[middle].number <= number)
            low = middle;
        else
            high = middle;
    }
    return (uint32_t)low;
}

/* The pairs that meet, each once. Where records have changed, a block may hold what the other said
 * before: it must still stand there. */
static size_t pairs_of(const struct people *people, const struct meetings *meetings,
                       const struct people_batch *batch, const struct linkage *linkage,
                       struct linkage_pair *pairs)
{
    struct linkage_blocker *blocker =
        people->superseded ? linkage_blocker_new(linkage, people->learnt) : NULL;
    size_t count = 0;
    for (size_t i = 0; i < meetings->list.length; i++) {
        const struct meeting *meeting = &meetings->list.data[i];
        struct linkage_pair pair = {row_of(batch, meeting->a), row_of(batch, meeting->b), 0};
        const struct linkage_pair *last = count ? &pairs[count - 1] : NULL;
        if (last && last->a == pair.a && last->b == pair.b)
            continue;
        if (!blocker || linkage_block_has(blocker, meeting->block, pair.b))
            pairs[count++] = pair;
    }
    linkage_blocker_free(blocker);
    return count;
}

static int weigh_meetings(struct people *people, const struct meetings *meetings, struct err *err)
{
    CLEANUP(people_batch_free) struct people_batch batch = {0};
    CLEANUP(people_rows_free) struct people_rows rows = {0};
    int code = fetch_meeting(people, meetings, &batch, err);
    if (code < 0 || batch.list.length == 0)
        return code;
    struct linkage *linkage = NULL;
    code = people_linkage_of(people, &batch, &rows, &linkage, err);
    if (code < 0)
        return code;
    CLEANUP(cleanup_memory)
    struct linkage_pair *pairs = memory_allocate((meetings->list.length + 1) * sizeof *pairs);
    size_t count = pairs_of(people, meetings, &batch, linkage, pairs);
    count = linkage_weigh(linkage, pairs, count);
    linkage_free(linkage);
    for (size_t i = 0; i < count && code == 0; i++)
        code = people_link_add(people, batch.list.data[pairs[i].a].number,
                               batch.list.data[pairs[i].b].number, (double)pairs[i].weight, err);
    return code;
}

/* --- all together ----------------------------------------------------------------------------- */

/* What a record was linked to before it changed. */
static int drop_links(struct people *people, int64_t number, struct people_touched *touched,
                      struct err *err)
{
    size_t from = touched->list.length;
    int code;
    {
        CLEANUP(store_release) struct store_statement *of = store_prepare(people->store, links_of);
        store_bind_integer(of, 1, number);
        while ((code = store_step(of, err)) == 1)
            vector_push(&touched->list, store_integer(of, 0));
    }
    for (size_t i = from; i < touched->list.length && code == 0; i++)
        for (unsigned way = 0; way < 2 && code == 0; way++) {
            struct store_statement *drop = store_prepare(people->store, link_drop);
            store_bind_integer(drop, 1, way ? number : touched->list.data[i]);
            store_bind_integer(drop, 2, way ? touched->list.data[i] : number);
            code = store_execute(&drop, err);
        }
    return code;
}

static void touched_free(struct people_touched *touched)
{
    vector_free(&touched->list);
}

static void meetings_free(struct meetings *meetings)
{
    vector_free(&meetings->list);
}

static int meet_and_weigh(struct people *people, const int64_t *numbers, size_t count,
                          bool *ret_overgrown, struct err *err)
{
    CLEANUP(people_batch_free) struct people_batch batch = {0};
    CLEANUP(people_rows_free) struct people_rows rows = {0};
    CLEANUP(meetings_free) struct meetings meetings = {0};
    CLEANUP(cleanup_memory) int64_t *sorted = memory_allocate((count + 1) * sizeof *sorted);
    memcpy(sorted, numbers, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_value);
    int code = people_fetch_many(people, sorted, count, &batch, err);
    struct linkage *linkage = NULL;
    if (code == 0)
        code = people_linkage_of(people, &batch, &rows, &linkage, err);
    if (code < 0)
        return code;
    code = meet(people, &batch, linkage, &meetings, ret_overgrown, err);
    linkage_free(linkage);
    return code < 0 || *ret_overgrown ? code : weigh_meetings(people, &meetings, err);
}

int people_let_join(struct people *people, const int64_t *numbers, size_t count,
                    struct people_joined *joined, bool *ret_overgrown, struct err *err)
{
    *ret_overgrown = false;
    CLEANUP(touched_free) struct people_touched touched = {0};
    int code = 0;
    for (size_t i = 0; i < count; i++)
        vector_push(&touched.list, numbers[i]);
    for (size_t i = 0; i < count && code == 0 && people->superseded; i++)
        code = drop_links(people, numbers[i], &touched, err);
    if (code == 0 && count)
        code = meet_and_weigh(people, numbers, count, ret_overgrown, err);
    return code < 0 || *ret_overgrown ? code : people_look_again(people, &touched, joined, err);
}
