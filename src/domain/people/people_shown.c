/* What the world is shown of the register. */
#include "domain/people/people_own.h"

#include <stdlib.h>

#include "base/banned.h"

#define SHOWN                                                                                      \
    "SELECT r.number, r.shown, s.name, r.id FROM record r JOIN source s ON s.number = r.source "
static const char shown_all[] = SHOWN "ORDER BY s.name, r.id";
static const char shown_one[] = SHOWN "WHERE r.number = ?1";
static const char shown_of[] = SHOWN "WHERE r.shown = ?1 ORDER BY r.number";
static const char shown_number[] = "SELECT shown FROM record WHERE number = ?1";
static const char alias_of[] = "SELECT of FROM alias WHERE number = ?1";
static const char record_named[] =
    "SELECT number FROM record WHERE key = ?1 AND source = ?2 AND id = ?3";
static const char links_shown[] =
    "SELECT b.number, b.shown, s.name, b.id, l.weight FROM link l "
    "JOIN record a ON a.number = l.a JOIN record b ON b.number = l.b "
    "JOIN source s ON s.number = b.source "
    "WHERE l.a = ?1 AND a.shielded = 0 AND b.shielded = 0 ORDER BY b.number";

static struct people_shown shown_at(const struct store_statement *row)
{
    return (struct people_shown){.record = store_integer(row, 0),
                                 .number = store_integer(row, 1),
                                 .source = store_text(row, 2),
                                 .id = store_text(row, 3)};
}

/* Rows of the statement, one after another; how many. */
static int take_all(const struct people *people, struct store_statement *rows, people_take take,
                    void *context, struct err *err)
{
    int code, count = 0;
    while ((code = store_step(rows, err)) == 1) {
        struct people_shown shown = shown_at(rows);
        if (!people_is_number(people, shown.number))
            return people_damaged(people, err);
        take(context, &shown);
        count += count < INT32_MAX;
    }
    return code < 0 ? code : count;
}

int people_each(struct people *people, people_take take, void *context, struct err *err)
{
    CLEANUP(store_release) struct store_statement *all = store_prepare(people->store, shown_all);
    int count = take_all(people, all, take, context, err);
    return count < 0 ? count : 0;
}

int people_one(struct people *people, int64_t record, people_take take, void *context,
               struct err *err)
{
    CLEANUP(store_release) struct store_statement *one = store_prepare(people->store, shown_one);
    store_bind_integer(one, 1, record);
    int count = take_all(people, one, take, context, err);
    return count != 0 ? (count < 0 ? count : 0)
                      : err_set(err, ERR_NOT_FOUND, NULL, "There is no such record.");
}

int people_shown_as(struct people *people, int64_t record, int64_t *ret_number, struct err *err)
{
    CLEANUP(store_release) struct store_statement *one = store_prepare(people->store, shown_number);
    store_bind_integer(one, 1, record);
    int code = store_step(one, err);
    if (code == 1)
        *ret_number = store_integer(one, 0);
    return code < 0 ? code : 0;
}

/* Whom the number stands for, if it is an alias; itself else. */
static int follow_alias(struct people *people, int64_t *number, struct err *err)
{
    int code;
    do {
        CLEANUP(store_release) struct store_statement *of = store_prepare(people->store, alias_of);
        store_bind_integer(of, 1, *number);
        code = store_step(of, err);
        if (code == 1)
            *number = store_integer(of, 0);
    } while (code == 1);
    return code;
}

int people_of_number(struct people *people, int64_t number, people_take take, void *context,
                     int64_t *ret_number, struct err *err)
{
    int code = follow_alias(people, &number, err);
    if (code < 0)
        return code;
    CLEANUP(store_release) struct store_statement *of = store_prepare(people->store, shown_of);
    store_bind_integer(of, 1, number);
    int count = take_all(people, of, take, context, err);
    if (count == 0)
        return err_set(err, ERR_NOT_FOUND, NULL, "The register has no such person.");
    *ret_number = number;
    return count < 0 ? count : 0;
}

int people_find(struct people *people, struct people_name name, int64_t *ret_record,
                struct err *err)
{
    for (size_t source = 1; source <= people->source_count; source++) {
        if (!slice_is(name.source, people->source_names[source]))
            continue;
        CLEANUP(store_release)
        struct store_statement *named = store_prepare(people->store, record_named);
        store_bind_integer(named, 1, (int64_t)people_key(people->source_names[source], name.id));
        store_bind_integer(named, 2, (int64_t)source);
        store_bind_text(named, 3, name.id);
        int code = store_step(named, err);
        if (code == 1)
            *ret_record = store_integer(named, 0);
        if (code != 0)
            return code < 0 ? code : 0;
    }
    return err_set(err, ERR_NOT_FOUND, NULL,
                   "There is no record \"%.*s:%.*s\" in the register. Name one by its source and "
                   "its identifier, as NAME:ID.",
                   SLICE_PRINT(slice_prefix(name.source, 100)),
                   SLICE_PRINT(slice_prefix(name.id, 100)));
}

int people_links(struct people *people, int64_t record,
                 void (*take)(void *context, const struct people_shown *other, double weight),
                 void *context, struct err *err)
{
    CLEANUP(store_release) struct store_statement *of = store_prepare(people->store, links_shown);
    store_bind_integer(of, 1, record);
    int code;
    while ((code = store_step(of, err)) == 1) {
        struct people_shown other = shown_at(of);
        take(context, &other, store_real(of, 4));
    }
    return code;
}

static const char columns_all[] = "SELECT name, kind FROM feed_column ORDER BY name";

int people_columns_each(struct people *people,
                        void (*take)(void *context, struct slice name, enum linkage_kind kind),
                        void *context, struct err *err)
{
    CLEANUP(store_release) struct store_statement *all = store_prepare(people->store, columns_all);
    int code;
    while ((code = store_step(all, err)) == 1) {
        int64_t kind = store_integer(all, 1);
        if (kind >= 0 && kind < LINKAGE_KINDS)
            take(context, store_text(all, 0), (enum linkage_kind)kind);
    }
    return code;
}

/* --- explained -------------------------------------------------------------------------------- */

struct numbers {
    VECTOR(int64_t) list;
};

static void take_number(void *context, const struct people_shown *shown)
{
    struct numbers *numbers = context;
    vector_push(&numbers->list, shown->record);
}

static int fetch_group(struct people *people, int64_t record, struct people_batch *batch,
                       struct err *err)
{
    struct numbers numbers = {0};
    int64_t number = 0;
    int code = people_shown_as(people, record, &number, err);
    if (code == 0)
        code = people_of_number(people, number, take_number, &numbers, &number, err);
    for (size_t i = 0; i < numbers.list.length && code == 0; i++)
        code = people_fetch(people, numbers.list.data[i], batch, err);
    vector_free(&numbers.list);
    return code;
}

/* A person may hold thousands of records; then the first are enough to explain it. */
static void cluster_group(struct linkage *linkage, const struct people_batch *batch)
{
    size_t rows = batch->list.length, count = 0;
    CLEANUP(cleanup_memory) uint32_t *ranks = people_ranks(batch);
    CLEANUP(cleanup_memory)
    struct linkage_pair *pairs = memory_allocate((rows * rows / 2 + 1) * sizeof *pairs);
    for (uint32_t a = 0; a < rows; a++)
        for (uint32_t b = a + 1; b < rows; b++)
            pairs[count++] = (struct linkage_pair){a, b, 0};
    count = linkage_weigh(linkage, pairs, count);
    linkage_cluster_ranked(linkage, ranks, pairs, count);
}

int people_group(struct people *people, int64_t record, struct people_group *ret_group,
                 struct err *err)
{
    CLEANUP(people_batch_free) struct people_batch batch = {0};
    CLEANUP(people_rows_free) struct people_rows rows = {0};
    int code = fetch_group(people, record, &batch, err);
    if (code == 0)
        code = people_rows_of(people, &batch, 1, &rows, err);
    if (code < 0)
        return code;
    *ret_group = (struct people_group){.table = rows.table};
    ret_group->source = rows.source;
    rows.source = NULL;
    ret_group->records = memory_allocate((batch.list.length + 1) * sizeof *ret_group->records);
    for (size_t row = 0; row < batch.list.length; row++)
        ret_group->records[row] = batch.list.data[row].number;
    ret_group->linkage =
        linkage_of_particulars(&ret_group->table, batch.says, &rows.options, people->learnt, true);
    batch.says = NULL;
    cluster_group(ret_group->linkage, &batch);
    return 0;
}

void people_group_free(struct people_group *group)
{
    linkage_free(group->linkage);
    memory_free(group->source);
    memory_free(group->records);
    *group = (struct people_group){0};
}
