/* All records looked at: what is learned from them, their blocks, links and persons written anew.
 */
#include "domain/people/people_own.h"

#include "base/banned.h"

static const char forget_leaves[] = "DELETE FROM leaf";
static const char forget_fresh[] = "DELETE FROM fresh";
static const char forget_terms[] = "DELETE FROM term";
static const char forget_links[] = "DELETE FROM link";
static const char term_add[] = "INSERT INTO term(number, level) VALUES (?1, ?2) "
                               "ON CONFLICT DO NOTHING";
static const char levels_set[] = "UPDATE record SET levels = ?2 WHERE number = ?1";
static const char towns_known[] = "UPDATE town SET known = 1";

enum { INDEX_MOST = 20000 };

/* --- what was learned ------------------------------------------------------------------------- */

struct terms {
    struct people *people;
    int code;
    struct err *err;
};

static void keep_term(void *context, uint64_t term, uint8_t level)
{
    struct terms *terms = context;
    if (terms->code < 0)
        return;
    struct store_statement *add = store_prepare(terms->people->store, term_add);
    store_bind_integer(add, 1, (int64_t)term);
    store_bind_integer(add, 2, level);
    terms->code = store_execute(&add, terms->err);
}

static int keep_levels(struct people *people, const struct people_batch *batch,
                       const struct linkage *linkage, struct err *err)
{
    int code = 0;
    for (uint32_t row = 0; row < batch->list.length && code == 0; row++) {
        uint8_t levels[LINKAGE_SLOTS];
        linkage_levels_of(linkage, row, levels);
        struct store_statement *set = store_prepare(people->store, levels_set);
        store_bind_integer(set, 1, batch->list.data[row].number);
        store_bind_blob(set, 2, (struct slice){(const char *)levels, people->slots.count});
        code = store_execute(&set, err);
    }
    return code;
}

static int keep_learnt(struct people *people, const struct people_batch *batch,
                       const struct linkage *linkage, struct err *err)
{
    CLEANUP(buffer_free) struct buffer bytes = BUFFER(1 << 20);
    if (people->learnt)
        linkage_learnt_write(people->learnt, &bytes);
    int code = people_put(people, "learnt", buffer_slice(&bytes), err);
    if (code == 0)
        code = store_run(people->store, towns_known, err);
    if (code < 0 || !people->learnt)
        return code;
    struct terms terms = {.people = people, .err = err};
    linkage_terms(linkage, people->learnt, keep_term, &terms);
    return terms.code < 0 ? terms.code : keep_levels(people, batch, linkage, err);
}

/* --- learning --------------------------------------------------------------------------------- */

static int learn(struct people *people, const struct people_batch *batch, struct linkage *linkage,
                 struct err *err)
{
    struct people_blocks blocks = {.people = people};
    const char *const forget[] = {forget_leaves, forget_fresh, forget_terms};
    int code = 0;
    for (size_t i = 0; i < sizeof forget / sizeof *forget && code == 0; i++)
        code = store_run(people->store, forget[i], err);
    if (code < 0)
        return code;
    struct linkage_keeper keeper = people_blocks_writer(&blocks, batch->list.data);
    linkage_learnt_free(people->learnt);
    people->learnt = linkage_learn(linkage, &keeper, people->limits.budget);
    people->superseded = people->has_fresh = false;
    code = people_blocks_written(&blocks, err);
    people_blocks_free(&blocks);
    return code < 0 ? code : keep_learnt(people, batch, linkage, err);
}

static int keep_links(struct people *people, const struct people_batch *batch,
                      const struct linkage_pair *pairs, size_t count, struct err *err)
{
    int code = store_run(people->store, forget_links, err);
    for (size_t i = 0; i < count && code == 0; i++)
        code = people_link_add(people, batch->list.data[pairs[i].a].number,
                               batch->list.data[pairs[i].b].number, (double)pairs[i].weight, err);
    return code;
}

/* The pairs over the threshold. */
static struct linkage_pair *heavy_pairs(const struct linkage *linkage, double threshold,
                                        size_t *ret_count)
{
    size_t count, kept = 0;
    const struct linkage_pair *pairs = linkage_pairs(linkage, &count);
    struct linkage_pair *heavy = memory_allocate((count + 1) * sizeof *heavy);
    for (size_t i = 0; i < count; i++)
        if (pairs[i].weight > (float)threshold)
            heavy[kept++] = pairs[i];
    *ret_count = kept;
    return heavy;
}

/* An index is sooner made anew than changed row by row. */
static int settle_all(struct people *people, struct people_batch *batch,
                      const struct linkage *linkage, struct people_joined *joined, struct err *err)
{
    bool many = batch->list.length > INDEX_MOST;
    int code = many ? store_run(people->store, "DROP INDEX record_by_shown", err) : 0;
    if (code == 0)
        code = people_settle(people, batch, linkage, joined, err);
    if (code == 0 && many)
        code = store_run(people->store, "CREATE INDEX record_by_shown ON record(shown)", err);
    return code;
}

static int look_at_all(struct people *people, bool anew, struct people_batch *batch,
                       struct linkage *linkage, double threshold, struct people_joined *joined,
                       struct err *err)
{
    struct people_blocks blocks = {.people = people};
    size_t count;
    int code = 0;
    if (anew) {
        code = learn(people, batch, linkage, err);
    } else {
        struct linkage_keeper keeper = people_blocks_closed(&blocks);
        linkage_block_learnt(linkage, people->learnt, &keeper);
        code = blocks.code;
        if (code < 0 && err)
            *err = blocks.err;
        people_blocks_free(&blocks);
    }
    if (code < 0)
        return code;
    linkage_compare(linkage);
    CLEANUP(cleanup_memory) struct linkage_pair *pairs = heavy_pairs(linkage, threshold, &count);
    CLEANUP(cleanup_memory) uint32_t *ranks = people_ranks(batch);
    code = keep_links(people, batch, pairs, count, err);
    if (code < 0)
        return code;
    linkage_cluster_ranked(linkage, ranks, pairs, count);
    joined->learnt = anew;
    return settle_all(people, batch, linkage, joined, err);
}

int people_learn(struct people *people, bool anew, size_t threads, struct people_joined *joined,
                 struct err *err)
{
    CLEANUP(people_batch_free) struct people_batch batch = {0};
    CLEANUP(people_rows_free) struct people_rows rows = {0};
    int code = people_fetch_all(people, &batch, err);
    if (code == 0 && batch.list.length == 0)
        return 0;
    if (code == 0)
        code = people_rows_of(people, &batch, threads, &rows, err);
    if (code < 0)
        return code;
    struct linkage *linkage = linkage_of_particulars(&rows.table, batch.says, &rows.options,
                                                     anew ? NULL : people->learnt, false);
    batch.says = NULL;
    code = look_at_all(people, anew, &batch, linkage, rows.options.threshold, joined, err);
    linkage_free(linkage);
    return code;
}

int people_ensure_learnt(struct people *people, struct people_joined *joined, struct err *err)
{
    bool missing = !people->learnt && people->records > 1;
    return missing ? people_learn(people, true, 1, joined, err) : 0;
}
