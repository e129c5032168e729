/* Records out of the register, to be looked at in a run. */
#include "domain/people/people_own.h"

#include <stdlib.h>

#include "base/banned.h"

#define RECORD_COLUMNS "number, key, source, shown, shielded, says, levels"
static const char record_one[] = "SELECT " RECORD_COLUMNS " FROM record WHERE number = ?1";
static const char record_many[] =
    "SELECT r.number, r.key, r.source, r.shown, r.shielded, r.says, r.levels "
    "FROM incoming i CROSS JOIN record r ON r.number = i.c0";
static const char record_all[] = "SELECT " RECORD_COLUMNS " FROM record ORDER BY number";
/* The same whatever order they came in: what is learned depends a little on the order. */
static const char record_all_by_key[] =
    "SELECT " RECORD_COLUMNS " FROM record ORDER BY key, source, id";
enum { BY_KEY_MOST = 100000 };

static const char decision_of[] =
    "SELECT number, a, b, verdict FROM entry WHERE a = ?1 AND in_force = 1 AND verdict IN (1, 2) "
    "ORDER BY number";

uint64_t people_key(const char *source, struct slice id)
{
    uint64_t of_source = slice_hash(slice_from(source), 1);
    return slice_hash(id, of_source) >> 1; /* fits SQLite's integers */
}

void people_batch_free(struct people_batch *batch)
{
    vector_free(&batch->list);
    linkage_particulars_free(batch->says);
    batch->says = NULL;
}

static int take_record(const struct people *people, struct store_statement *row, bool hidden,
                       struct people_batch *batch, struct err *err)
{
    uint8_t levels[LINKAGE_SLOTS] = {0};
    struct slice kept = store_blob(row, 6), says = store_blob(row, 5);
    if (hidden)
        kept = says = (struct slice){0};
    if (kept.data)
        memcpy(levels, kept.data, kept.length < sizeof levels ? kept.length : sizeof levels);
    if (!batch->says)
        batch->says = linkage_particulars_new(&people->slots);
    int64_t source = store_integer(row, 2), shown = store_integer(row, 3);
    if (source < 1 || source > (int64_t)people->source_count ||
        (shown != 0 && !people_is_number(people, shown)) ||
        !linkage_particulars_add(batch->says, says, levels))
        return people_damaged(people, err);
    vector_push(&batch->list, (struct people_record){.number = store_integer(row, 0),
                                                     .key = (uint64_t)store_integer(row, 1),
                                                     .source = source,
                                                     .shown = shown,
                                                     .shielded = store_integer(row, 4) != 0});
    return 0;
}

static int fetch(struct people *people, int64_t number, bool hidden, struct people_batch *batch,
                 struct err *err)
{
    CLEANUP(store_release) struct store_statement *one = store_prepare(people->store, record_one);
    store_bind_integer(one, 1, number);
    int code = store_step(one, err);
    return code == 1   ? take_record(people, one, hidden, batch, err)
           : code == 0 ? err_set(err, ERR_STORE, NULL, "The register has lost a record.")
                       : code;
}

static void offer_number(void *context, size_t row, struct store_cell *cells)
{
    const int64_t *numbers = context;
    cells[0] = (struct store_cell){.kind = STORE_CELL_INTEGER, .integer = numbers[row]};
}

int people_fetch_many(struct people *people, const int64_t *numbers, size_t count,
                      struct people_batch *batch, struct err *err)
{
    size_t before = batch->list.length;
    struct store_incoming rows = {
        .count = count, .columns = 1, .context = (void *)(uintptr_t)numbers, .row = offer_number};
    store_offer_rows(people->store, &rows);
    CLEANUP(store_release) struct store_statement *many = store_prepare(people->store, record_many);
    int code;
    while ((code = store_step(many, err)) == 1)
        if ((code = take_record(people, many, false, batch, err)) < 0)
            break;
    store_offer_rows(people->store, NULL);
    if (code == 0 && batch->list.length != before + count)
        return err_set(err, ERR_STORE, NULL, "The register has lost a record.");
    return code;
}

int people_fetch(struct people *people, int64_t number, struct people_batch *batch, struct err *err)
{
    return fetch(people, number, false, batch, err);
}

int people_fetch_hidden(struct people *people, int64_t number, struct people_batch *batch,
                        struct err *err)
{
    return fetch(people, number, true, batch, err);
}

int people_fetch_all(struct people *people, struct people_batch *batch, struct err *err)
{
    CLEANUP(store_release)
    struct store_statement *all = store_prepare(
        people->store, people->records <= BY_KEY_MOST ? record_all_by_key : record_all);
    int code;
    while ((code = store_step(all, err)) == 1)
        if ((code = take_record(people, all, false, batch, err)) < 0)
            return code;
    return code;
}

/* --- ranks and rows --------------------------------------------------------------------------- */

struct keyed {
    uint64_t key;
    int64_t number;
    uint32_t row;
};

static int by_key(const void *a, const void *b)
{
    const struct keyed *left = a, *right = b;
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    return left->number < right->number ? -1 : left->number > right->number;
}

static int by_number(const void *a, const void *b)
{
    const struct keyed *left = a, *right = b;
    return left->number < right->number ? -1 : left->number > right->number;
}

static struct keyed *keyed_rows(const struct people_batch *batch,
                                int (*order)(const void *, const void *))
{
    size_t count = batch->list.length;
    struct keyed *keyed = memory_allocate((count + 1) * sizeof *keyed);
    for (uint32_t row = 0; row < count; row++)
        keyed[row] = (struct keyed){batch->list.data[row].key, batch->list.data[row].number, row};
    qsort(keyed, count, sizeof *keyed, order);
    return keyed;
}

uint32_t *people_ranks(const struct people_batch *batch)
{
    size_t count = batch->list.length;
    struct keyed *keyed = keyed_rows(batch, by_key);
    uint32_t *ranks = memory_allocate((count + 1) * sizeof *ranks);
    for (uint32_t rank = 0; rank < count; rank++)
        ranks[keyed[rank].row] = rank;
    memory_free(keyed);
    return ranks;
}

/* The row of the record, or the count of rows. */
static uint32_t row_of(const struct keyed *rows, size_t count, int64_t number)
{
    struct keyed wanted = {.number = number};
    const struct keyed *found = bsearch(&wanted, rows, count, sizeof *rows, by_number);
    return found ? found->row : (uint32_t)count;
}

/* The latest decision on a pair is the one that holds, and there is but one in force. */
int people_decisions(struct people *people, const struct people_batch *batch,
                     struct linkage_decision **ret_list, size_t *ret_count, struct err *err)
{
    VECTOR(struct linkage_decision) made = {0};
    size_t count = batch->list.length;
    struct keyed *rows = keyed_rows(batch, by_number);
    int code = 0;
    for (uint32_t row = 0; row < count && code == 0 && people->has_decisions; row++) {
        CLEANUP(store_release)
        struct store_statement *of = store_prepare(people->store, decision_of);
        store_bind_integer(of, 1, batch->list.data[row].number);
        while ((code = store_step(of, err)) == 1) {
            uint32_t other = row_of(rows, count, store_integer(of, 2));
            if (other < count)
                vector_push(&made, (struct linkage_decision){row, other,
                                                             store_integer(of, 3) == PEOPLE_SAME});
        }
    }
    memory_free(rows);
    *ret_list = made.data;
    *ret_count = made.length;
    return code;
}

int people_rows_of(struct people *people, const struct people_batch *batch, size_t threads,
                   struct people_rows *ret_rows, struct err *err)
{
    size_t count = batch->list.length, decisions = 0;
    *ret_rows = (struct people_rows){0};
    int code = people_decisions(people, batch, &ret_rows->decisions, &decisions, err);
    if (code < 0)
        return code;
    ret_rows->source = memory_allocate((count + 1) * sizeof *ret_rows->source);
    for (size_t row = 0; row < count; row++)
        ret_rows->source[row] = (uint16_t)batch->list.data[row].source;
    ret_rows->table = (struct linkage_table){
        .row_count = count, .source = ret_rows->source, .source_count = people->source_count + 1};
    double least = linkage_weight(people->rules.threshold);
    bool any = false;
    for (size_t i = 1; i <= people->source_count; i++)
        any |= people->source_rules[i].once || people->source_rules[i].apart;
    ret_rows->options = (struct linkage_options){
        .threads = threads ? threads : 1,
        .rules_off = people->rules.rules_off,
        .threshold = least,
        .floor = least - 1,
        .sources = any ? people->source_rules : NULL,
        .across_only = people->rules.link_only,
        .decisions = ret_rows->decisions,
        .decision_count = decisions,
    };
    return 0;
}

int people_linkage_of(struct people *people, struct people_batch *batch,
                      struct people_rows *ret_rows, struct linkage **ret_linkage, struct err *err)
{
    int code = people_rows_of(people, batch, 1, ret_rows, err);
    if (code < 0)
        return code;
    *ret_linkage = linkage_of_particulars(&ret_rows->table, batch->says, &ret_rows->options,
                                          people->learnt, true);
    batch->says = NULL;
    return 0;
}

void people_rows_free(struct people_rows *rows)
{
    memory_free(rows->source);
    memory_free(rows->decisions);
    *rows = (struct people_rows){0};
}
