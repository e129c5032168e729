/* From links to persons: which components are looked at again, who is shielded in them, and which
 * number each person is shown by. */
#include "domain/people/people_own.h"

#include <stdlib.h>

#include "base/banned.h"

/* --- components ------------------------------------------------------------------------------- */

static const char links_of[] = "SELECT b, weight FROM link WHERE a = ?1";
static const char same_by_a[] =
    "SELECT b FROM entry WHERE a = ?1 AND in_force = 1 AND verdict IN (1, 2)";
static const char same_by_b[] =
    "SELECT a FROM entry WHERE b = ?1 AND in_force = 1 AND verdict IN (1, 2)";
static const char link_add[] = "INSERT INTO link(a, b, weight) VALUES (?1, ?2, ?3) "
                               "ON CONFLICT DO UPDATE SET weight = excluded.weight";

int people_link_add(struct people *people, int64_t a, int64_t b, double weight, struct err *err)
{
    int code = 0;
    for (unsigned way = 0; way < 2 && code == 0; way++) {
        struct store_statement *add = store_prepare(people->store, link_add);
        store_bind_integer(add, 1, way ? b : a);
        store_bind_integer(add, 2, way ? a : b);
        store_bind_real(add, 3, weight);
        code = store_execute(&add, err);
    }
    return code;
}

/* The records reached, each known by its place among them. */
struct reach {
    VECTOR(int64_t) list;
    uint32_t *slots; /* place + 1, by the number's hash */
    size_t slot_count;
    VECTOR(struct linkage_pair) pairs; /* by places, a < b */
};

static uint32_t *slot_of(struct reach *reach, int64_t number)
{
    size_t mask = reach->slot_count - 1;
    size_t at = (uint64_t)number * UINT64_C(0x9e3779b97f4a7c15) >> 20 & mask;
    while (reach->slots[at] && reach->list.data[reach->slots[at] - 1] != number)
        at = (at + 1) & mask;
    return &reach->slots[at];
}

static void grow(struct reach *reach)
{
    reach->slot_count = reach->slot_count ? reach->slot_count * 2 : 64;
    memory_free(reach->slots);
    reach->slots = memory_zeros(reach->slot_count, sizeof *reach->slots);
    for (size_t i = 0; i < reach->list.length; i++)
        *slot_of(reach, reach->list.data[i]) = (uint32_t)i + 1;
}

/* The place of the record, which is reached now if it was not. */
static uint32_t reach_record(struct reach *reach, int64_t number)
{
    if (reach->list.length * 2 >= reach->slot_count)
        grow(reach);
    uint32_t *slot = slot_of(reach, number);
    if (*slot == 0) {
        vector_push(&reach->list, number);
        *slot = (uint32_t)reach->list.length;
    }
    return *slot - 1;
}

static int follow_decisions(struct people *people, int64_t number, struct reach *reach,
                            struct err *err)
{
    const char *const ways[] = {same_by_a, same_by_b};
    int code = 0;
    for (size_t way = 0; way < 2 && code == 0 && people->has_decisions; way++) {
        CLEANUP(store_release)
        struct store_statement *of = store_prepare(people->store, ways[way]);
        store_bind_integer(of, 1, number);
        while ((code = store_step(of, err)) == 1)
            reach_record(reach, store_integer(of, 0));
    }
    return code;
}

static int follow(struct people *people, uint32_t place, struct reach *reach, struct err *err)
{
    int64_t number = reach->list.data[place];
    CLEANUP(store_release) struct store_statement *links = store_prepare(people->store, links_of);
    store_bind_integer(links, 1, number);
    int code;
    while ((code = store_step(links, err)) == 1) {
        int64_t other = store_integer(links, 0);
        uint32_t at = reach_record(reach, other);
        if (number < other) /* each pair from one of its ends */
            vector_push(&reach->pairs,
                        (struct linkage_pair){place, at, (float)store_real(links, 1)});
    }
    return code < 0 ? code : follow_decisions(people, number, reach, err);
}

static void reach_free(struct reach *reach)
{
    vector_free(&reach->list);
    vector_free(&reach->pairs);
    memory_free(reach->slots);
}

int people_components(struct people *people, const struct people_touched *touched,
                      struct people_batch *batch, struct people_rows *ret_rows,
                      struct linkage **ret_linkage, struct err *err)
{
    CLEANUP(reach_free) struct reach reach = {0};
    int code = 0;
    for (size_t i = 0; i < touched->list.length; i++)
        reach_record(&reach, touched->list.data[i]);
    for (uint32_t place = 0; place < reach.list.length && code == 0; place++)
        code = follow(people, place, &reach, err);
    if (code == 0)
        code = people_fetch_many(people, reach.list.data, reach.list.length, batch, err);
    if (code == 0)
        code = people_linkage_of(people, batch, ret_rows, ret_linkage, err);
    if (code < 0)
        return code;
    CLEANUP(cleanup_memory) uint32_t *ranks = people_ranks(batch);
    linkage_cluster_ranked(*ret_linkage, ranks, reach.pairs.data, reach.pairs.length);
    return 0;
}

int people_look_again(struct people *people, const struct people_touched *touched,
                      struct people_joined *joined, struct err *err)
{
    CLEANUP(people_batch_free) struct people_batch batch = {0};
    CLEANUP(people_rows_free) struct people_rows rows = {0};
    struct linkage *linkage = NULL;
    if (touched->list.length == 0)
        return 0;
    int code = people_components(people, touched, &batch, &rows, &linkage, err);
    if (code == 0)
        code = people_settle(people, &batch, linkage, joined, err);
    linkage_free(linkage);
    return code;
}

/* --- shields ---------------------------------------------------------------------------------- */

static const char shield_on[] = "UPDATE record SET shielded = 1 WHERE number = ?1";

/* All records of a person that has a shielded one are shielded. */
static int spread_shields(struct people *people, struct people_batch *batch, size_t group_count,
                          struct err *err)
{
    CLEANUP(cleanup_memory) bool *shielded = memory_zeros(group_count + 1, sizeof *shielded);
    int code = 0;
    vector_each (&batch->list, record)
        shielded[record->group] |= record->shielded;
    vector_each (&batch->list, record) {
        if (code < 0 || record->shielded || !shielded[record->group])
            continue;
        struct store_statement *on = store_prepare(people->store, shield_on);
        store_bind_integer(on, 1, record->number);
        code = store_execute(&on, err);
        record->shielded = true;
    }
    return code;
}

/* --- numbers ---------------------------------------------------------------------------------- */

/* The aliases of its number that a record had before, and from which run on; last its number. */
static const char was_known_by[] =
    "WITH RECURSIVE had(number, since) AS (SELECT number,"
    " coalesce(lag(until) OVER (ORDER BY until), 0) FROM shown_past WHERE record = ?1 UNION ALL"
    " SELECT ?2, (SELECT coalesce(max(until), 0) FROM shown_past WHERE record = ?1)), "
    "leads(number, at) AS (SELECT number, number FROM had UNION"
    " SELECT l.number, a.of FROM leads l JOIN alias a ON a.number = l.at) "
    "SELECT h.number, min(h.since) FROM had h JOIN leads l ON l.number = h.number"
    " WHERE l.at = ?2 GROUP BY h.number ORDER BY h.number = ?2, min(h.since)";
static const char past_add[] = "INSERT INTO shown_past(record, until, number) VALUES (?1, ?2, ?3) "
                               "ON CONFLICT DO NOTHING";
static const char shown_set[] = "UPDATE record SET shown = ?2 WHERE number = ?1";
static const char alias_add[] = "INSERT INTO alias(number, of) VALUES (?1, ?2) "
                                "ON CONFLICT DO UPDATE SET of = excluded.of";
static const char alias_drop[] = "DELETE FROM alias WHERE number = ?1";

/* Persons as they are shown: a shielded record is one by itself. */
struct succession {
    struct succession_record *records; /* a row each */
    size_t count, group_count;
    VECTOR(struct succession_vote) votes;
    int64_t *numbers;
    bool *taken_back;
    struct succession_alias *aliases;
    size_t alias_count;
};

static void succession_free(struct succession *succession)
{
    memory_free(succession->records);
    vector_free(&succession->votes);
    memory_free(succession->numbers);
    memory_free(succession->taken_back);
    memory_free(succession->aliases);
}

/* Groups numbered in the order of their first rows, so that new numbers do not depend on
 * shields. */
static struct succession show_groups(const struct people_batch *batch, size_t group_count)
{
    size_t count = batch->list.length;
    struct succession shown = {.count = count};
    CLEANUP(cleanup_memory) uint32_t *named = memory_zeros(group_count + 1, sizeof *named);
    shown.records = memory_allocate((count + 1) * sizeof *shown.records);
    for (size_t row = 0; row < count; row++) {
        const struct people_record *record = &batch->list.data[row];
        uint32_t group = record->shielded ? 0 : named[record->group];
        if (group == 0)
            group = (uint32_t)++shown.group_count;
        if (!record->shielded)
            named[record->group] = group;
        shown.records[row] = (struct succession_record){
            .group = group - 1,
            .age = record->number,
            .number = record->shown ? record->shown : SUCCESSION_NONE,
        };
    }
    return shown;
}

/* The record votes for its number and the aliases of it that it had. */
static int vote_apart(struct people *people, const struct succession_record *record,
                      struct succession *shown, struct err *err)
{
    struct succession_vote vote = {*record, .first = true};
    int code;
    CLEANUP(store_release)
    struct store_statement *known = store_prepare(people->store, was_known_by);
    store_bind_integer(known, 1, record->age);
    store_bind_integer(known, 2, record->number);
    while ((code = store_step(known, err)) == 1) {
        vote.record.number = store_integer(known, 0);
        vote.since = store_integer(known, 1);
        vote.alias_of = vote.record.number == record->number ? SUCCESSION_NONE : record->number;
        vector_push(&shown->votes, vote);
        vote.first = false;
    }
    return code;
}

static int vote(struct people *people, struct succession *shown, struct err *err)
{
    CLEANUP(cleanup_memory) bool *parts = memory_zeros(shown->count + 1, sizeof *parts);
    int code = 0;
    succession_parts(shown->records, shown->count, parts);
    for (size_t row = 0; row < shown->count && code == 0; row++) {
        const struct succession_record *record = &shown->records[row];
        if (parts[row])
            code = vote_apart(people, record, shown, err);
        else if (record->number != SUCCESSION_NONE)
            vector_push(&shown->votes, (struct succession_vote){*record, SUCCESSION_NONE, 0, true});
    }
    return code;
}

static int decide_numbers(struct people *people, struct succession *shown, struct err *err)
{
    int code = vote(people, shown, err);
    if (code < 0)
        return code;
    shown->numbers = memory_allocate((shown->group_count + 1) * sizeof *shown->numbers);
    shown->taken_back = memory_zeros(shown->group_count + 1, sizeof *shown->taken_back);
    shown->aliases = memory_allocate((shown->votes.length + 1) * sizeof *shown->aliases);
    succession_decide(shown->votes.data, shown->votes.length, shown->group_count, shown->numbers,
                      shown->taken_back, shown->aliases, &shown->alias_count);
    for (size_t group = 0; group < shown->group_count; group++)
        if (shown->numbers[group] == SUCCESSION_NONE)
            shown->numbers[group] = people->next_number++;
    return 0;
}

static int keep_past(struct people *people, const struct people_record *record, struct err *err)
{
    struct store_statement *past = store_prepare(people->store, past_add);
    store_bind_integer(past, 1, record->number);
    store_bind_integer(past, 2, people_run(people));
    store_bind_integer(past, 3, record->shown);
    return store_execute(&past, err);
}

static int show_as(struct people *people, struct people_record *record, int64_t number,
                   struct people_joined *joined, struct err *err)
{
    if (record->shown == number)
        return 0;
    int code = record->shown ? keep_past(people, record, err) : 0;
    if (code < 0)
        return code;
    struct store_statement *set = store_prepare(people->store, shown_set);
    store_bind_integer(set, 1, record->number);
    store_bind_integer(set, 2, number);
    record->shown = number;
    vector_push(&joined->changes, (struct people_change){record->number, number});
    return store_execute(&set, err);
}

static int keep_aliases(struct people *people, const struct succession *shown,
                        struct people_joined *joined, struct err *err)
{
    int code = 0;
    for (size_t group = 0; group < shown->group_count && code == 0; group++) {
        if (!shown->taken_back[group])
            continue;
        struct store_statement *drop = store_prepare(people->store, alias_drop);
        store_bind_integer(drop, 1, shown->numbers[group]);
        code = store_execute(&drop, err);
        joined->taken_back++;
    }
    for (size_t i = 0; i < shown->alias_count && code == 0; i++) {
        struct store_statement *add = store_prepare(people->store, alias_add);
        store_bind_integer(add, 1, shown->aliases[i].number);
        store_bind_integer(add, 2, shown->aliases[i].of);
        code = store_execute(&add, err);
        joined->merged += shown->aliases[i].is_new;
    }
    return code;
}

static int by_value(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return *left < *right ? -1 : *left > *right;
}

/* How many different numbers the records are shown by. */
static int64_t count_shown(const struct people_batch *batch)
{
    size_t count = 0, different = 0;
    CLEANUP(cleanup_memory)
    int64_t *shown = memory_allocate((batch->list.length + 1) * sizeof *shown);
    for (size_t row = 0; row < batch->list.length; row++)
        if (batch->list.data[row].shown)
            shown[count++] = batch->list.data[row].shown;
    qsort(shown, count, sizeof *shown, by_value);
    for (size_t i = 0; i < count; i++)
        different += i == 0 || shown[i] != shown[i - 1];
    return (int64_t)different;
}

int people_settle(struct people *people, struct people_batch *batch, const struct linkage *linkage,
                  struct people_joined *joined, struct err *err)
{
    uint32_t group_count;
    const uint32_t *groups = linkage_persons(linkage, &group_count);
    for (size_t row = 0; row < batch->list.length; row++)
        batch->list.data[row].group = groups[row];
    int code = spread_shields(people, batch, group_count, err);
    if (code < 0)
        return code;
    CLEANUP(succession_free) struct succession shown = show_groups(batch, group_count);
    code = decide_numbers(people, &shown, err);
    if (code < 0)
        return code;
    people->persons -= count_shown(batch);
    for (size_t row = 0; row < shown.count && code == 0; row++)
        code = show_as(people, &batch->list.data[row], shown.numbers[shown.records[row].group],
                       joined, err);
    people->persons += count_shown(batch);
    return code < 0 ? code : keep_aliases(people, &shown, joined, err);
}
