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

static int by_records(const void *a, const void *b)
{
    const struct meeting *left = a, *right = b;
    if (left->a != right->a)
        return left->a < right->a ? -1 : 1;
    if (left->b != right->b)
        return left->b < right->b ? -1 : 1;
    return left->block < right->block ? -1 : left->block > right->block;
}

/* Note whom the record meets. False where that are too many. */
static bool meet_all(const struct people_blocks *blocks, int64_t own, struct meetings *meetings)
{
    for (size_t i = 0; i < blocks->spans.length; i++) {
        const struct people_span *span = &blocks->spans.data[i];
        if (span->count > blocks->people->limits.block_most)
            return false;
        for (size_t at = span->from; at < span->from + span->count; at++)
            if (blocks->found.data[at] != own)
                vector_push(&meetings->list,
                            (struct meeting){own, blocks->found.data[at], span->block});
    }
    return true;
}

/* Whom the rows of the batch meet, those of them that stand before included; they stand in their
 * blocks from now on. */
static int meet(struct people *people, const struct people_batch *batch,
                const struct linkage *linkage, struct meetings *meetings, bool *ret_overgrown,
                struct err *err)
{
    struct people_blocks blocks = {.people = people};
    struct linkage_blocker *blocker = linkage_blocker_new(linkage, people->learnt);
    uint64_t numbers[LINKAGE_BLOCKS];
    int code = 0;
    for (uint32_t row = 0; row < batch->list.length && code == 0 && !*ret_overgrown; row++) {
        int64_t own = batch->list.data[row].number;
        struct linkage_keeper keeper = people_blocks_reader(&blocks);
        linkage_blocks_of(blocker, &keeper, row, numbers);
        if (blocks.code < 0) {
            *err = blocks.err;
            code = blocks.code;
        }
        *ret_overgrown = !meet_all(&blocks, own, meetings);
        for (size_t i = 0; i < blocks.spans.length && code == 0; i++)
            code = people_block_add(&blocks, blocks.spans.data[i].block, own, err);
    }
    linkage_blocker_free(blocker);
    people_blocks_free(&blocks);
    if (meetings->list.length)
        qsort(meetings->list.data, meetings->list.length, sizeof *meetings->list.data, by_records);
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
    size_t count = meetings->list.length * 2;
    CLEANUP(cleanup_memory) int64_t *numbers = memory_allocate((count + 1) * sizeof *numbers);
    for (size_t i = 0; i < meetings->list.length; i++) {
        numbers[2 * i] = meetings->list.data[i].a;
        numbers[2 * i + 1] = meetings->list.data[i].b;
    }
    qsort(numbers, count, sizeof *numbers, by_value);
    int code = 0;
    for (size_t i = 0; i < count && code == 0; i++)
        if (i == 0 || numbers[i] != numbers[i - 1])
            code = people_fetch(people, numbers[i], batch, err);
    return code;
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
    int code = 0;
    for (size_t i = 0; i < count && code == 0; i++)
        code = people_fetch(people, numbers[i], &batch, err);
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
