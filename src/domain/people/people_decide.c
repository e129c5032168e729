/* Decisions of clerks: kept for ever, obeyed, refused where they contradict, undone by entries. And
 * shields, which are entries of their own: of a shield only the record is told that was named. */
#include "domain/people/people_own.h"

#include <stdio.h>

#include "base/banned.h"

const char *people_verdict_word(enum people_verdict verdict)
{
    static const char *const words[PEOPLE_VERDICTS] = {
        [PEOPLE_SAME] = "same",
        [PEOPLE_DIFFERENT] = "different",
        [PEOPLE_UNSURE] = "unsure",
        [PEOPLE_UNDO] = "undo",
    };
    return verdict < PEOPLE_VERDICTS && words[verdict] ? words[verdict] : "?";
}

/* --- entries ---------------------------------------------------------------------------------- */

static const char entry_add[] = "INSERT INTO entry(at, who, why, verdict, a, b, undoes, in_force) "
                                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1)";
static const char entry_get[] =
    "SELECT verdict, in_force, undoes, a, b FROM entry WHERE number = ?1";
static const char entry_force[] = "UPDATE entry SET in_force = ?2 WHERE number = ?1";
/* Only decisions that are shown count: what is refused must tell nobody of one that is not. */
#define SHOWN_BOTH                                                                                 \
    " AND EXISTS (SELECT 1 FROM record WHERE number = a AND shielded = 0)"                         \
    " AND EXISTS (SELECT 1 FROM record WHERE number = b AND shielded = 0)"
static const char between[] =
    "SELECT number, verdict FROM entry WHERE in_force = 1 AND verdict < 4 "
    "AND ((a = ?1 AND b = ?2) OR (a = ?2 AND b = ?1))" SHOWN_BOTH " ORDER BY verdict LIMIT 1";
static const char same_of[] =
    "SELECT number, b FROM entry WHERE a = ?1 AND in_force = 1 AND verdict = 1" SHOWN_BOTH
    " UNION ALL "
    "SELECT number, a FROM entry WHERE b = ?1 AND in_force = 1 AND verdict = 1" SHOWN_BOTH;
static const char different_of[] =
    "SELECT number, b FROM entry WHERE a = ?1 AND in_force = 1 AND verdict = 2" SHOWN_BOTH
    " UNION ALL "
    "SELECT number, a FROM entry WHERE b = ?1 AND in_force = 1 AND verdict = 2" SHOWN_BOTH;
static const char different_all[] =
    "SELECT number, a, b FROM entry WHERE in_force = 1 AND verdict = 2" SHOWN_BOTH
    " ORDER BY number";
static const char entry_words[] =
    "SELECT e.number, e.at, e.who, e.verdict, sa.name, ra.id, sb.name, rb.id "
    "FROM entry e JOIN record ra ON ra.number = e.a JOIN source sa ON sa.number = ra.source "
    "JOIN record rb ON rb.number = e.b JOIN source sb ON sb.number = rb.source "
    "WHERE e.number = ?1";
static const char record_source[] = "SELECT source FROM record WHERE number = ?1";

struct entry {
    enum people_verdict verdict;
    int64_t a, b, undoes;
    bool in_force;
};

static int add_entry(struct people *people, const struct entry *entry, struct people_deed deed,
                     int64_t *ret_number, struct err *err)
{
    struct store_statement *add = store_prepare(people->store, entry_add);
    store_bind_integer(add, 1, deed.at_us);
    store_bind_text(add, 2, deed.who);
    store_bind_text(add, 3, deed.why);
    store_bind_integer(add, 4, (int64_t)entry->verdict);
    if (entry->a) {
        store_bind_integer(add, 5, entry->a);
        store_bind_integer(add, 6, entry->b);
    }
    if (entry->undoes)
        store_bind_integer(add, 7, entry->undoes);
    int code = store_execute(&add, err);
    *ret_number = store_last_id(people->store);
    people->has_decisions = true;
    return code;
}

static int get_entry(struct people *people, int64_t number, struct entry *ret_entry,
                     struct err *err)
{
    CLEANUP(store_release) struct store_statement *get = store_prepare(people->store, entry_get);
    store_bind_integer(get, 1, number);
    int code = store_step(get, err);
    if (code == 0)
        return err_set(err, ERR_NOT_FOUND, NULL,
                       "There is no such decision. --decisions lists those there are.");
    if (code == 1)
        *ret_entry = (struct entry){.verdict = (enum people_verdict)store_integer(get, 0),
                                    .in_force = store_integer(get, 1) != 0,
                                    .undoes = store_integer(get, 2),
                                    .a = store_integer(get, 3),
                                    .b = store_integer(get, 4)};
    return code < 0 ? code : 0;
}

static int force(struct people *people, int64_t number, bool in_force, struct err *err)
{
    struct store_statement *set = store_prepare(people->store, entry_force);
    store_bind_integer(set, 1, number);
    store_bind_integer(set, 2, in_force);
    return store_execute(&set, err);
}

/* --- contradictions --------------------------------------------------------------------------- */

/* "k3p9q2m4tx (same, council:c1 and health:h2, by J. Smith on 2026-11-27)". */
static void describe(struct people *people, int64_t number, struct buffer *out)
{
    CLEANUP(store_release)
    struct store_statement *words = store_prepare(people->store, entry_words);
    store_bind_integer(words, 1, number);
    if (store_step(words, NULL) != 1)
        return;
    char token[PEOPLE_TOKEN], day[DATE_TEXT_SIZE];
    people_entry_token(people, number, token);
    date_format(clock_date(store_integer(words, 1)), day);
    buffer_printf(out, "%s (%s: %.*s:%.*s and %.*s:%.*s, by %.*s on %s)", token,
                  people_verdict_word((enum people_verdict)store_integer(words, 3)),
                  SLICE_PRINT(slice_prefix(store_text(words, 4), 40)),
                  SLICE_PRINT(slice_prefix(store_text(words, 5), 40)),
                  SLICE_PRINT(slice_prefix(store_text(words, 6), 40)),
                  SLICE_PRINT(slice_prefix(store_text(words, 7), 40)),
                  SLICE_PRINT(slice_prefix(store_text(words, 2), 60)), day);
}

static int refuse(struct people *people, const struct entry *entry, int64_t other, struct err *err)
{
    CLEANUP(buffer_free) struct buffer words = BUFFER(1024);
    describe(people, other, &words);
    return err_set(err, ERR_CONFLICT, NULL,
                   "The decision \"%s\" on these two contradicts the decision %s. Nothing was "
                   "changed. Undo that one first, if it is wrong.",
                   people_verdict_word(entry->verdict), buffer_text(&words));
}

/* Records that decisions "same" tie together, and by which each was first reached. */
struct tie {
    int64_t record, entry;
};
struct tied {
    VECTOR(struct tie) list;
};

static void tied_free(struct tied *tied)
{
    vector_free(&tied->list);
}

static size_t place_in(const struct tied *tied, int64_t record)
{
    size_t place = 0;
    while (place < tied->list.length && tied->list.data[place].record != record)
        place++;
    return place;
}

static int tie(struct people *people, int64_t record, struct tied *tied, struct err *err)
{
    int code = 0;
    vector_push(&tied->list, (struct tie){record, 0});
    for (size_t at = 0; at < tied->list.length && code == 0; at++) {
        CLEANUP(store_release) struct store_statement *of = store_prepare(people->store, same_of);
        store_bind_integer(of, 1, tied->list.data[at].record);
        while ((code = store_step(of, err)) == 1)
            if (place_in(tied, store_integer(of, 1)) == tied->list.length)
                vector_push(&tied->list, (struct tie){store_integer(of, 1), store_integer(of, 0)});
    }
    return code;
}

/* A decision "different" between the one's ties and the other's, or 0. */
static int64_t difference(struct people *people, const struct tied *left, const struct tied *right)
{
    for (size_t at = 0; at < left->list.length; at++) {
        CLEANUP(store_release)
        struct store_statement *of = store_prepare(people->store, different_of);
        store_bind_integer(of, 1, left->list.data[at].record);
        while (store_step(of, NULL) == 1)
            if (place_in(right, store_integer(of, 1)) < right->list.length)
                return store_integer(of, 0);
    }
    return 0;
}

static int check_pair(struct people *people, const struct entry *entry, struct err *err)
{
    CLEANUP(store_release) struct store_statement *pair = store_prepare(people->store, between);
    store_bind_integer(pair, 1, entry->a);
    store_bind_integer(pair, 2, entry->b);
    int code = store_step(pair, err);
    if (code != 1)
        return code;
    enum people_verdict verdict = (enum people_verdict)store_integer(pair, 1);
    if (verdict == PEOPLE_UNSURE) /* more is known now, or as little */
        return 0;
    return verdict == entry->verdict ? 0 : refuse(people, entry, store_integer(pair, 0), err);
}

static int contradicted(struct people *people, int64_t a, int64_t b, int64_t *ret_same,
                        struct err *err)
{
    CLEANUP(tied_free) struct tied tied = {0};
    int code = tie(people, a, &tied, err);
    size_t place = place_in(&tied, b);
    *ret_same = place < tied.list.length ? tied.list.data[place].entry : 0;
    return code;
}

int people_contradictions(struct people *people,
                          void (*take)(void *context, int64_t different, int64_t same),
                          void *context, struct err *err)
{
    CLEANUP(store_release)
    struct store_statement *all = store_prepare(people->store, different_all);
    int code;
    while ((code = store_step(all, err)) == 1) {
        int64_t same = 0;
        code = contradicted(people, store_integer(all, 1), store_integer(all, 2), &same, err);
        if (code < 0)
            return code;
        if (same)
            take(context, store_integer(all, 0), same);
    }
    return code;
}

static int source_of(struct people *people, int64_t record, int64_t *ret_source, struct err *err)
{
    CLEANUP(store_release) struct store_statement *of = store_prepare(people->store, record_source);
    store_bind_integer(of, 1, record);
    int code = store_step(of, err);
    *ret_source = code == 1 ? store_integer(of, 0) : 0;
    return code < 0 ? code : 0;
}

static int check_source(struct people *people, const struct entry *entry, struct err *err)
{
    int64_t left = 0, right = 0;
    int code = source_of(people, entry->a, &left, err);
    if (code == 0)
        code = source_of(people, entry->b, &right, err);
    if (code < 0 || left != right || !people->source_rules[left].once)
        return code;
    return err_set(err, ERR_CONFLICT, NULL,
                   "The register holds the source %s to one record of a person, so two of its "
                   "records cannot be the same. Nothing was changed.",
                   people->source_names[left]);
}

/* Whether the decision may come into force beside those that are. */
static int check(struct people *people, const struct entry *entry, struct err *err)
{
    CLEANUP(tied_free) struct tied left = {0};
    CLEANUP(tied_free) struct tied right = {0};
    int code = check_pair(people, entry, err);
    if (code < 0 || entry->verdict == PEOPLE_UNSURE)
        return code;
    code = tie(people, entry->a, &left, err);
    if (code == 0)
        code = tie(people, entry->b, &right, err);
    if (code < 0)
        return code;
    size_t place = place_in(&left, entry->b);
    if (entry->verdict == PEOPLE_DIFFERENT)
        return place < left.list.length ? refuse(people, entry, left.list.data[place].entry, err)
                                        : 0;
    int64_t other = place < left.list.length ? 0 : difference(people, &left, &right);
    code = other ? refuse(people, entry, other, err) : 0;
    return code < 0 ? code : check_source(people, entry, err);
}

/* --- carried out ------------------------------------------------------------------------------ */

static int look_again(struct people *people, int64_t a, int64_t b, struct people_joined *joined,
                      struct err *err)
{
    struct people_touched touched = {0};
    if (a)
        vector_push(&touched.list, a);
    if (b)
        vector_push(&touched.list, b);
    int code = people_look_again(people, &touched, joined, err);
    vector_free(&touched.list);
    joined->records = people->records;
    joined->persons = people->persons;
    return code;
}

static int find_pair(struct people *people, struct people_name left, struct people_name right,
                     struct entry *entry, struct err *err)
{
    int code = people_find(people, left, &entry->a, err);
    if (code == 0)
        code = people_find(people, right, &entry->b, err);
    if (code == 0 && entry->a == entry->b)
        return err_set(err, ERR_CONFLICT, NULL,
                       "A decision is about two records, and these are one. Nothing was changed.");
    return code;
}

int people_decide(struct people *people, enum people_verdict verdict, struct people_name left,
                  struct people_name right, struct people_deed deed, int64_t *ret_entry,
                  struct people_joined *ret_joined, struct err *err)
{
    struct entry entry = {.verdict = verdict};
    *ret_joined = (struct people_joined){0};
    int code = people_begin(people, err);
    if (code == 0)
        code = people_ensure_learnt(people, ret_joined, err);
    if (code == 0)
        code = find_pair(people, left, right, &entry, err);
    if (code == 0)
        code = check(people, &entry, err);
    if (code == 0)
        code = add_entry(people, &entry, deed, ret_entry, err);
    if (code == 0 && verdict != PEOPLE_UNSURE)
        code = look_again(people, entry.a, entry.b, ret_joined, err);
    return people_end(people, code, err);
}

/* Undoing a decision takes it out of force. Undoing an undo brings what that took out into force
 * again, and so on down to the decision. */
static int undo(struct people *people, int64_t number, struct entry *ret_decision, struct err *err)
{
    struct entry entry = {0};
    int code = get_entry(people, number, &entry, err);
    if (code == 0 && !entry.in_force)
        return err_set(err, ERR_CONFLICT, NULL,
                       "That decision is undone already. Nothing was changed.");
    bool in_force = false;
    for (; code == 0; in_force = !in_force) {
        if (in_force && entry.verdict != PEOPLE_UNDO)
            code = check(people, &entry, err);
        if (code == 0)
            code = force(people, number, in_force, err);
        if (code < 0 || entry.verdict != PEOPLE_UNDO)
            break;
        number = entry.undoes;
        code = get_entry(people, number, &entry, err);
    }
    *ret_decision = entry;
    return code;
}

int people_undo(struct people *people, int64_t number, struct people_deed deed, int64_t *ret_entry,
                struct people_joined *ret_joined, struct err *err)
{
    struct entry decision = {0};
    *ret_joined = (struct people_joined){0};
    int code = people_begin(people, err);
    if (code == 0)
        code = people_ensure_learnt(people, ret_joined, err);
    if (code == 0)
        code = undo(people, number, &decision, err);
    if (code == 0)
        code = add_entry(people, &(struct entry){.verdict = PEOPLE_UNDO, .undoes = number}, deed,
                         ret_entry, err);
    if (code == 0)
        code = look_again(people, decision.a, decision.b, ret_joined, err);
    return people_end(people, code, err);
}

/* --- shields ---------------------------------------------------------------------------------- */

static const char shield_add[] = "INSERT INTO shield(at, who, why, record, lifts) "
                                 "VALUES (?1, ?2, ?3, ?4, ?5)";
static const char shield_set[] = "UPDATE record SET shielded = ?2 WHERE number = ?1";
static const char shield_of[] = "SELECT shielded FROM record WHERE number = ?1";
static const char shield_drop[] =
    "UPDATE record SET shielded = 0 WHERE number = ?1 AND shielded = 1";

static int set_shield(struct people *people, int64_t record, enum people_shielding shielding,
                      struct err *err)
{
    struct store_statement *set = store_prepare(people->store, shield_set);
    store_bind_integer(set, 1, record);
    store_bind_integer(set, 2, shielding);
    return store_execute(&set, err);
}

/* A record that is shielded with another is refused in the same words as one that is not shielded:
 * whoever may name the one should not learn of the other. */
static int check_own_shield(struct people *people, int64_t record, struct people_name name,
                            struct err *err)
{
    CLEANUP(store_release) struct store_statement *of = store_prepare(people->store, shield_of);
    store_bind_integer(of, 1, record);
    int code = store_step(of, err);
    if (code < 0 || (code == 1 && store_integer(of, 0) == PEOPLE_SHIELDED))
        return code < 0 ? code : 0;
    return err_set(err, ERR_CONFLICT, NULL,
                   "%.*s:%.*s has no shield of its own to end. Nothing was changed. Whoever "
                   "shielded a record, by --shield or in its feed, ends that by naming the same "
                   "record.",
                   SLICE_PRINT(slice_prefix(name.source, 40)),
                   SLICE_PRINT(slice_prefix(name.id, 40)));
}

/* End the record's own shield. Who was shielded with it is so no more, unless another record of
 * that person is shielded itself: then that spreads again where the person is looked at. */
static int lift_shield(struct people *people, int64_t record, struct err *err)
{
    CLEANUP(people_batch_free) struct people_batch batch = {0};
    CLEANUP(people_rows_free) struct people_rows rows = {0};
    struct people_touched touched = {0};
    struct linkage *linkage = NULL;
    uint32_t count, group = 0;
    vector_push(&touched.list, record);
    int code = set_shield(people, record, PEOPLE_OPEN, err);
    if (code == 0)
        code = people_components(people, &touched, &batch, &rows, &linkage, err);
    vector_free(&touched.list);
    const uint32_t *groups = linkage ? linkage_persons(linkage, &count) : NULL;
    for (size_t row = 0; groups && row < batch.list.length; row++)
        if (batch.list.data[row].number == record)
            group = groups[row];
    for (size_t row = 0; groups && row < batch.list.length && code == 0; row++) {
        if (groups[row] != group)
            continue;
        struct store_statement *drop = store_prepare(people->store, shield_drop);
        store_bind_integer(drop, 1, batch.list.data[row].number);
        code = store_execute(&drop, err);
    }
    linkage_free(linkage);
    return code;
}

int people_shield_entry(struct people *people, int64_t record, bool lifts, struct people_deed deed,
                        struct err *err)
{
    struct store_statement *add = store_prepare(people->store, shield_add);
    store_bind_integer(add, 1, deed.at_us);
    store_bind_text(add, 2, deed.who);
    store_bind_text(add, 3, deed.why);
    store_bind_integer(add, 4, record);
    store_bind_integer(add, 5, lifts);
    return store_execute(&add, err);
}

int people_shield(struct people *people, struct people_name name, bool lift,
                  struct people_deed deed, struct people_joined *ret_joined, struct err *err)
{
    int64_t record = 0;
    *ret_joined = (struct people_joined){0};
    int code = people_begin(people, err);
    if (code == 0)
        code = people_ensure_learnt(people, ret_joined, err);
    if (code == 0)
        code = people_find(people, name, &record, err);
    if (code == 0 && lift)
        code = check_own_shield(people, record, name, err);
    if (code == 0)
        code = lift ? lift_shield(people, record, err)
                    : set_shield(people, record, PEOPLE_SHIELDED, err);
    if (code == 0)
        code = people_shield_entry(people, record, lift, deed, err);
    if (code == 0)
        code = look_again(people, record, 0, ret_joined, err);
    return people_end(people, code, err);
}

/* --- shown ------------------------------------------------------------------------------------ */

/* An undo is about the records of the decision that it undoes, however far back. */
static const char entries_shown[] =
    "WITH RECURSIVE about_pair(number, root) AS ("
    " SELECT number, number FROM entry WHERE undoes IS NULL UNION ALL"
    " SELECT e.number, p.root FROM entry e JOIN about_pair p ON e.undoes = p.number) "
    "SELECT e.number, e.at, e.undoes, e.verdict, e.in_force, e.who, e.why,"
    " sa.name, ra.id, sb.name, rb.id "
    "FROM about_pair p JOIN entry e ON e.number = p.number JOIN entry root ON root.number = p.root "
    "JOIN record ra ON ra.number = root.a JOIN source sa ON sa.number = ra.source "
    "JOIN record rb ON rb.number = root.b JOIN source sb ON sb.number = rb.source "
    "WHERE ra.shielded = 0 AND rb.shielded = 0 ORDER BY e.number";

int people_entries(struct people *people,
                   void (*take)(void *context, const struct people_entry *entry), void *context,
                   struct err *err)
{
    CLEANUP(store_release)
    struct store_statement *all = store_prepare(people->store, entries_shown);
    int code;
    while ((code = store_step(all, err)) == 1) {
        struct people_entry entry = {
            .number = store_integer(all, 0),
            .at_us = store_integer(all, 1),
            .undoes = store_integer(all, 2),
            .verdict = (enum people_verdict)store_integer(all, 3),
            .in_force = store_integer(all, 4) != 0,
            .who = store_text(all, 5),
            .why = store_text(all, 6),
            .left_source = store_text(all, 7),
            .left_id = store_text(all, 8),
            .right_source = store_text(all, 9),
            .right_id = store_text(all, 10),
        };
        take(context, &entry);
    }
    return code;
}

static const char shields_all[] =
    "SELECT s.at, s.who, s.why, s.lifts, f.name, r.id, EXISTS (SELECT 1 FROM shield l"
    " WHERE l.record = s.record AND l.number > s.number AND l.lifts = 1) "
    "FROM shield s JOIN record r ON r.number = s.record JOIN source f ON f.number = r.source "
    "ORDER BY s.number";

int people_shields(struct people *people,
                   void (*take)(void *context, const struct people_shield_entry *entry),
                   void *context, struct err *err)
{
    CLEANUP(store_release) struct store_statement *all = store_prepare(people->store, shields_all);
    int code;
    while ((code = store_step(all, err)) == 1) {
        struct people_shield_entry entry = {
            .at_us = store_integer(all, 0),
            .who = store_text(all, 1),
            .why = store_text(all, 2),
            .lifts = store_integer(all, 3) != 0,
            .source = store_text(all, 4),
            .id = store_text(all, 5),
            .ended = store_integer(all, 6) != 0,
        };
        take(context, &entry);
    }
    return code;
}
