/* A feed joins: which of its records are new, known, or say another thing now. */
#include "domain/people/people_own.h"

#include "base/banned.h"

/* A run of one feed. */
struct feeding {
    struct people *people;
    const struct people_feed *feed;
    struct people_joined *joined;
    struct linkage_habit *habits; /* of the columns */
    struct values towns;
    int64_t sources[PEOPLE_SOURCES];
    const struct linkage_column *beside[PEOPLE_BESIDE]; /* columns that are never compared */
    struct buffer beside_text;                          /* of the row at hand */
    VECTOR(int64_t) changed;    /* records that are new or say another thing */
    VECTOR(int64_t) shields;    /* records that are shielded themselves now and were not */
    bool filled[LINKAGE_SLOTS]; /* what the rows say anything in */
};

static void feeding_free(struct feeding *feeding)
{
    vector_free(&feeding->changed);
    vector_free(&feeding->shields);
    buffer_free(&feeding->beside_text);
    values_free(&feeding->towns);
    memory_free(feeding->habits);
    for (size_t i = 0; i < feeding->feed->table->column_count; i++)
        feeding->feed->table->columns[i].habit = NULL;
    feeding->feed->table->towns = NULL;
}

void people_joined_free(struct people_joined *joined)
{
    memory_free(joined->row_records);
    vector_free(&joined->changes);
    *joined = (struct people_joined){0};
}

/* --- rules and sources ------------------------------------------------------------------------ */

static int take_rules(struct feeding *feeding, struct err *err)
{
    struct people *people = feeding->people;
    static const struct people_rules usual = {.threshold = 0.5};
    const struct people_rules *given = feeding->feed->rules;
    bool fresh = people->rules.threshold == 0;
    if (!given && !fresh)
        return 0;
    struct people_rules rules = {0}; /* without what stands between its parts */
    rules.rules_off = given ? given->rules_off : usual.rules_off;
    rules.threshold = given ? given->threshold : usual.threshold;
    rules.link_only = given ? given->link_only : usual.link_only;
    bool same =
        rules.rules_off == people->rules.rules_off && rules.link_only == people->rules.link_only &&
        rules.threshold >= people->rules.threshold && rules.threshold <= people->rules.threshold;
    if (!fresh && !same && !feeding->feed->learn)
        return err_set(err, ERR_CONFLICT, "register",
                       "The register %s was made with another threshold, other rules or another "
                       "link_only. Nothing was changed. Leave them out, or let it learn anew "
                       "(--relearn).",
                       people->path);
    if (same && !fresh)
        return 0;
    people->rules = rules;
    return people_put(people, "rules", (struct slice){(char *)&people->rules, sizeof people->rules},
                      err);
}

static const char source_put[] =
    "INSERT INTO source(number, name, once, apart) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT(number) DO UPDATE SET once = excluded.once, apart = excluded.apart";

static int put_source(struct people *people, size_t number, struct err *err)
{
    struct store_statement *put = store_prepare(people->store, source_put);
    store_bind_integer(put, 1, (int64_t)number);
    store_bind_text(put, 2, slice_from(people->source_names[number]));
    store_bind_integer(put, 3, people->source_rules[number].once);
    store_bind_integer(put, 4, people->source_rules[number].apart);
    return store_execute(&put, err);
}

static size_t source_named(const struct people *people, const char *name)
{
    size_t number = people->source_count;
    while (number > 0 && strcmp(people->source_names[number], name) != 0)
        number--;
    return number;
}

static int take_source(struct feeding *feeding, size_t at, struct err *err)
{
    struct people *people = feeding->people;
    const struct people_feed *feed = feeding->feed;
    struct linkage_source_rules rules = {0};
    size_t number = source_named(people, feed->sources[at]);
    bool fresh = number == 0;
    if (fresh && people->source_count + 1 == PEOPLE_SOURCES)
        return err_set(err, ERR_LIMIT, NULL, "A register holds at most %d sources.",
                       PEOPLE_SOURCES - 1);
    if (fresh) {
        number = ++people->source_count;
        people->source_names[number] = arena_string(&people->arena, slice_from(feed->sources[at]));
        people->source_rules[number] = rules;
    }
    feeding->sources[at] = (int64_t)number;
    rules = feed->of_sources ? feed->of_sources[at] : people->source_rules[number];
    bool same = rules.once == people->source_rules[number].once &&
                rules.apart == people->source_rules[number].apart;
    if (!fresh && !same && !feed->learn)
        return err_set(err, ERR_CONFLICT, "register",
                       "The register %s holds the source %s to other rules. Nothing was changed. "
                       "Leave them out, or let it learn anew (--relearn).",
                       people->path, feed->sources[at]);
    people->source_rules[number] = rules;
    return fresh || !same ? put_source(people, number, err) : 0;
}

static int take_sources(struct feeding *feeding, struct err *err)
{
    int code = 0;
    size_t count = feeding->feed->table->source_count;
    for (size_t at = 0; at < count && code == 0; at++)
        code = take_source(feeding, at, err);
    return code;
}

/* --- columns ---------------------------------------------------------------------------------- */

static const char column_get[] = "SELECT kind, habit FROM feed_column WHERE name = ?1";
static const char column_put[] = "INSERT INTO feed_column(name, kind, habit) VALUES (?1, ?2, ?3) "
                                 "ON CONFLICT DO NOTHING";
static const char towns_get[] = "SELECT name FROM town WHERE known = 1";
static const char town_put[] = "INSERT INTO town(name, known) VALUES (?1, ?2) "
                               "ON CONFLICT DO NOTHING";

int people_columns(struct people *people, struct linkage_table *table, struct err *err)
{
    for (size_t i = 0; i < table->column_count; i++) {
        struct linkage_column *column = &table->columns[i];
        CLEANUP(store_release)
        struct store_statement *get = store_prepare(people->store, column_get);
        store_bind_text(get, 1, slice_from(column->name));
        int code = store_step(get, err);
        if (code < 0)
            return code;
        enum linkage_kind kind = (enum linkage_kind)store_integer(get, 0);
        if (code == 0 || kind >= LINKAGE_KINDS)
            continue;
        bool used = column->kind != LINKAGE_IGNORED && column->kind != LINKAGE_ROW_ID;
        if (column->decided && used && column->kind != kind)
            return err_set(err, ERR_CONFLICT, column->name,
                           "The register %s took the column %s for: %s. Nothing was changed. Give "
                           "the column another name where it holds another thing now.",
                           people->path, column->name, linkage_kind_words(kind));
        if (!column->decided)
            column->kind = kind;
    }
    return 0;
}

static int read_habits(struct feeding *feeding, struct err *err)
{
    struct people *people = feeding->people;
    struct linkage_table *table = feeding->feed->table;
    feeding->habits = memory_zeros(table->column_count + 1, sizeof *feeding->habits);
    for (size_t i = 0; i < table->column_count; i++) {
        CLEANUP(store_release)
        struct store_statement *get = store_prepare(people->store, column_get);
        store_bind_text(get, 1, slice_from(table->columns[i].name));
        int code = store_step(get, err);
        if (code < 0)
            return code;
        struct slice kept = store_blob(get, 1);
        if (code == 0 || kept.length != sizeof *feeding->habits)
            continue;
        if (!linkage_habit_read(kept, &feeding->habits[i]))
            return people_damaged(people, err);
        table->columns[i].habit = &feeding->habits[i];
    }
    return 0;
}

static bool holds_places(const struct linkage_table *table)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i].kind == LINKAGE_ADDRESS || table->columns[i].kind == LINKAGE_TOWN)
            return true;
    return false;
}

static int read_towns(struct feeding *feeding, struct err *err)
{
    values_intern(&feeding->towns, (struct slice){0});
    if (!holds_places(feeding->feed->table))
        return 0;
    CLEANUP(store_release)
    struct store_statement *get = store_prepare(feeding->people->store, towns_get);
    int code;
    while ((code = store_step(get, err)) == 1)
        values_intern(&feeding->towns, store_text(get, 0));
    return code;
}

static int put_columns(struct feeding *feeding, const bool *known, struct err *err)
{
    const struct linkage_table *table = feeding->feed->table;
    int code = 0;
    for (size_t i = 0; i < table->column_count && code == 0; i++) {
        const struct linkage_column *column = &table->columns[i];
        if (known[i] || (column->decided && column->kind <= LINKAGE_ROW_ID))
            continue;
        struct store_statement *put = store_prepare(feeding->people->store, column_put);
        store_bind_text(put, 1, slice_from(column->name));
        store_bind_integer(put, 2, (int64_t)column->kind);
        store_bind_blob(put, 3,
                        (struct slice){(const char *)&feeding->habits[i], sizeof *feeding->habits});
        code = store_execute(&put, err);
    }
    return code;
}

/* Towns that the first feed shows are known at once; those of later ones when the register learns
 * again, so that an address is read alike in whatever order feeds come. */
static int put_towns(struct feeding *feeding, const struct values *seen, bool known,
                     struct err *err)
{
    int code = 0;
    for (uint32_t i = 1; i < seen->count && code == 0; i++) {
        if (!known && values_find(&feeding->towns, values_text(seen, i)) != VALUES_FULL)
            continue;
        struct store_statement *put = store_prepare(feeding->people->store, town_put);
        store_bind_text(put, 1, values_text(seen, i));
        store_bind_integer(put, 2, known);
        code = store_execute(&put, err);
    }
    return code;
}

static void cleanup_values(struct values *values)
{
    values_free(values);
}

static int take_columns(struct feeding *feeding, struct err *err)
{
    struct linkage_table *table = feeding->feed->table;
    bool first = feeding->people->records == 0;
    int code = read_habits(feeding, err);
    if (code == 0)
        code = read_towns(feeding, err);
    if (code < 0)
        return code;
    CLEANUP(cleanup_values) struct values seen = {0};
    CLEANUP(cleanup_memory) bool *known = memory_zeros(table->column_count + 1, sizeof *known);
    for (size_t i = 0; i < table->column_count; i++)
        known[i] = table->columns[i].habit != NULL;
    linkage_habits_find(table, feeding->people->rules.rules_off, feeding->habits, &seen);
    code = put_columns(feeding, known, err);
    if (code == 0)
        code = put_towns(feeding, &seen, first, err);
    for (uint32_t i = 1; i < seen.count && first; i++)
        values_intern(&feeding->towns, values_text(&seen, i));
    table->towns = &feeding->towns;
    return code;
}

/* --- rows ------------------------------------------------------------------------------------- */

static const char record_get[] = "SELECT number, says, shielded, beside FROM record "
                                 "WHERE key = ?1 AND source = ?2 AND id = ?3";
static const char record_add[] = "INSERT INTO record(key, source, id, says, levels, shown, "
                                 "shielded, run, beside) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, "
                                 "?8)";
static const char record_set[] = "UPDATE record SET says = ?2, levels = ?3, run = ?4 "
                                 "WHERE number = ?1";
static const char beside_set[] = "UPDATE record SET beside = ?2 WHERE number = ?1";
static const char record_shield[] = "UPDATE record SET shielded = 2 WHERE number = ?1";
static const char past_add[] = "INSERT INTO record_past(record, until, says) "
                               "SELECT number, ?2, says FROM record WHERE number = ?1";
static const char term_get[] = "SELECT level FROM term WHERE number = ?1";

struct asking {
    struct people *people;
    int code; /* of the first failure */
    struct err *err;
};

static uint8_t level_of(void *context, uint64_t term)
{
    struct asking *asking = context;
    if (asking->code < 0)
        return 0;
    CLEANUP(store_release)
    struct store_statement *get = store_prepare(asking->people->store, term_get);
    store_bind_integer(get, 1, (int64_t)term);
    asking->code = store_step(get, asking->err);
    return asking->code == 1 ? (uint8_t)store_integer(get, 0) : 0;
}

static int find_levels(struct people *people, struct slice says,
                       uint8_t levels[static LINKAGE_SLOTS], struct err *err)
{
    struct asking asking = {.people = people, .err = err};
    memset(levels, 0, LINKAGE_SLOTS);
    if (people->learnt)
        linkage_levels_find(people->learnt, says, level_of, &asking, levels);
    return asking.code < 0 ? asking.code : 0;
}

/* What the row says, and whom it is about. */
struct fed {
    uint64_t key;
    int64_t source;
    struct slice id, says;
    size_t row;
    bool shielded;
    uint8_t levels[LINKAGE_SLOTS];
};

static void write_beside(struct feeding *feeding, const struct fed *fed, struct slice before)
{
    buffer_clear(&feeding->beside_text);
    people_beside_write(feeding->people, feeding->beside, fed->row, before, &feeding->beside_text);
}

static int add_record(struct feeding *feeding, struct fed *fed, int64_t *ret_number,
                      struct err *err)
{
    struct people *people = feeding->people;
    int code = find_levels(people, fed->says, fed->levels, err);
    if (code < 0)
        return code;
    struct store_statement *add = store_prepare(people->store, record_add);
    store_bind_integer(add, 1, (int64_t)fed->key);
    store_bind_integer(add, 2, fed->source);
    store_bind_text(add, 3, fed->id);
    store_bind_blob(add, 4, fed->says);
    store_bind_blob(add, 5, (struct slice){(char *)fed->levels, people->slots.count});
    store_bind_integer(add, 6, fed->shielded ? PEOPLE_SHIELDED : PEOPLE_OPEN);
    store_bind_integer(add, 7, people_run(people));
    write_beside(feeding, fed, (struct slice){0});
    store_bind_blob(add, 8, buffer_slice(&feeding->beside_text));
    code = store_execute(&add, err);
    *ret_number = store_last_id(people->store);
    feeding->joined->fresh++;
    people->records++;
    vector_push(&feeding->changed, *ret_number);
    return code;
}

/* Another thing than before, which is kept. */
static int change_record(struct feeding *feeding, struct fed *fed, int64_t number, struct err *err)
{
    struct people *people = feeding->people;
    int code = find_levels(people, fed->says, fed->levels, err);
    if (code < 0)
        return code;
    struct store_statement *past = store_prepare(people->store, past_add);
    store_bind_integer(past, 1, number);
    store_bind_integer(past, 2, people_run(people));
    code = store_execute(&past, err);
    if (code < 0)
        return code;
    struct store_statement *set = store_prepare(people->store, record_set);
    store_bind_integer(set, 1, number);
    store_bind_blob(set, 2, fed->says);
    store_bind_blob(set, 3, (struct slice){(char *)fed->levels, people->slots.count});
    store_bind_integer(set, 4, people_run(people));
    people->superseded = true;
    feeding->joined->changed++;
    vector_push(&feeding->changed, number);
    return store_execute(&set, err);
}

static int shield_record(struct feeding *feeding, int64_t number, struct err *err)
{
    struct store_statement *shield = store_prepare(feeding->people->store, record_shield);
    store_bind_integer(shield, 1, number);
    vector_push(&feeding->shields, number);
    return store_execute(&shield, err);
}

static int set_beside(struct feeding *feeding, int64_t number, struct err *err)
{
    struct store_statement *set = store_prepare(feeding->people->store, beside_set);
    store_bind_integer(set, 1, number);
    store_bind_blob(set, 2, buffer_slice(&feeding->beside_text));
    return store_execute(&set, err);
}

static int put_row(struct feeding *feeding, struct fed *fed, int64_t *ret_number, struct err *err)
{
    bool same = false, shielded = false, same_beside = false;
    int code;
    {
        CLEANUP(store_release)
        struct store_statement *get = store_prepare(feeding->people->store, record_get);
        store_bind_integer(get, 1, (int64_t)fed->key);
        store_bind_integer(get, 2, fed->source);
        store_bind_text(get, 3, fed->id);
        code = store_step(get, err);
        if (code == 1) {
            *ret_number = store_integer(get, 0);
            same = slice_equal(store_blob(get, 1), fed->says);
            shielded = store_integer(get, 2) == PEOPLE_SHIELDED;
            write_beside(feeding, fed, store_blob(get, 3));
            same_beside = slice_equal(store_blob(get, 3), buffer_slice(&feeding->beside_text));
        }
    }
    if (code == 0)
        return add_record(feeding, fed, ret_number, err);
    if (code == 1 && fed->shielded && !shielded)
        code = shield_record(feeding, *ret_number, err);
    if (code >= 0 && !same_beside)
        code = set_beside(feeding, *ret_number, err);
    if (code < 0)
        return code;
    if (!same)
        return change_record(feeding, fed, *ret_number, err);
    feeding->joined->known++;
    return 0;
}

static int put_rows(struct feeding *feeding, const struct linkage_particulars *particulars,
                    struct err *err)
{
    const struct people_feed *feed = feeding->feed;
    const struct linkage_table *table = feed->table;
    CLEANUP(buffer_free) struct buffer says = BUFFER(LINKAGE_SLOTS * 1024);
    feeding->joined->row_records =
        memory_zeros(table->row_count + 1, sizeof *feeding->joined->row_records);
    int code = 0;
    for (size_t row = 0; row < table->row_count && code == 0; row++) {
        size_t source = table->source ? table->source[row] : 0;
        struct fed fed = {
            .source = feeding->sources[source],
            .row = row,
            .id = values_text(&feed->id->values, feed->id->rows[row]),
            .shielded = feed->shielded && feed->shielded[row],
        };
        fed.key = people_key(feed->sources[source], fed.id);
        buffer_clear(&says);
        linkage_particulars_write(particulars, row, &says);
        fed.says = says.length ? buffer_slice(&says) : SLICE("");
        code = put_row(feeding, &fed, &feeding->joined->row_records[row], err);
    }
    return code;
}

/* --- all together ----------------------------------------------------------------------------- */

enum learning { LEARN_NOT, LEARN_IF_IT_CAN, LEARN_WHATEVER };

static enum learning must_learn(const struct feeding *feeding)
{
    const struct people *people = feeding->people;
    if (feeding->feed->learn || !people->learnt)
        return LEARN_WHATEVER;
    size_t records = (size_t)people->records, from = linkage_learnt_records(people->learnt);
    bool grown =
        records <= people->limits.learn_under || records >= people->limits.learn_growth * from;
    return feeding->changed.length > 0 && grown ? LEARN_IF_IT_CAN : LEARN_NOT;
}

/* A record takes some hundred bytes in the register, and so do its texts in memory. */
enum { RECORD_BYTES = 120 };

int people_check_memory(const struct people *people, uint64_t allowed, struct err *err)
{
    uint64_t records = (uint64_t)people->records;
    uint64_t needed = linkage_memory(records, records * RECORD_BYTES);
    if (allowed == 0 || needed <= allowed)
        return 0;
    char takes[LINKAGE_SIZE], has[LINKAGE_SIZE];
    linkage_size_words(needed, takes);
    linkage_size_words(allowed, has);
    return err_set(err, ERR_LIMIT, "memory",
                   "Looking at all %llu records of the register takes about %s of memory, and %s "
                   "may be used. Nothing was changed. Allow more (--memory), or use a larger "
                   "machine.",
                   (unsigned long long)records, takes, has);
}

static int check_memory(const struct feeding *feeding, struct err *err)
{
    return people_check_memory(feeding->people, feeding->feed->memory, err);
}

static int look_at_all(struct feeding *feeding, bool anew, struct err *err)
{
    int code = check_memory(feeding, err);
    return code < 0
               ? code
               : people_learn(feeding->people, anew, feeding->feed->threads, feeding->joined, err);
}

static int join(struct feeding *feeding, struct err *err)
{
    struct people *people = feeding->people;
    enum learning learning = must_learn(feeding);
    if (learning == LEARN_WHATEVER ||
        (learning == LEARN_IF_IT_CAN && check_memory(feeding, NULL) == 0))
        return look_at_all(feeding, true, err);
    if (feeding->feed->whole || (linkage_compares_all(people->learnt) && feeding->changed.length))
        return look_at_all(feeding, false, err);
    bool overgrown = false;
    int code = people_let_join(people, feeding->changed.data, feeding->changed.length,
                               feeding->joined, &overgrown, err);
    if (code == 0 && overgrown)
        return look_at_all(feeding, true, err);
    struct people_touched touched = {0};
    vector_each (&feeding->shields, number)
        vector_push(&touched.list, *number);
    if (code == 0)
        code = people_look_again(people, &touched, feeding->joined, err);
    vector_free(&touched.list);
    return code;
}

/* Fewer rows are read sooner than a thread starts. */
enum { THREAD_ROWS = 256 };

static int take_rows(struct feeding *feeding, struct err *err)
{
    struct people *people = feeding->people;
    const struct people_feed *feed = feeding->feed;
    size_t slots = people->slots.count;
    size_t threads = feed->threads && feed->table->row_count >= THREAD_ROWS ? feed->threads : 1;
    int code = take_columns(feeding, err);
    if (code == 0)
        code = people_beside_columns(people, feed->table, feeding->beside, err);
    if (code < 0)
        return code;
    struct linkage_particulars *particulars =
        linkage_particulars_of(feed->table, people->rules.rules_off, threads, &people->slots);
    if (people->slots.count == 0)
        code = err_set(err, ERR_ASSUMPTION, NULL,
                       "No column was recognised as something to link on. Name the columns in a "
                       "specification (--spec), such as: columns: {fname: given_name, born: "
                       "birth_date}.");
    if (code == 0 && people->slots.count != slots)
        code = people_put(people, "slots",
                          (struct slice){(char *)&people->slots, sizeof people->slots}, err);
    if (code == 0)
        code = put_rows(feeding, particulars, err);
    if (code == 0 && feed->deed)
        code = people_shield_entry(people, feeding->joined->row_records[feed->deed_row], false,
                                   *feed->deed, err);
    for (size_t slot = 0; slot < people->slots.count; slot++)
        feeding->filled[slot] = linkage_particulars_fill(particulars, slot);
    linkage_particulars_free(particulars);
    return code;
}

static void find_not_compared(const struct feeding *feeding)
{
    const struct people *people = feeding->people;
    struct people_joined *joined = feeding->joined;
    for (size_t slot = 0; slot < people->slots.count && people->learnt; slot++)
        if (feeding->filled[slot] && !linkage_learnt_compares(people->learnt, slot))
            joined->not_compared[joined->not_compared_count++] = people->slots.list[slot].label;
}

int people_join(struct people *people, const struct people_feed *feed,
                struct people_joined *ret_joined, struct err *err)
{
    *ret_joined = (struct people_joined){.rows = feed->table->row_count};
    CLEANUP(feeding_free)
    struct feeding feeding = {.people = people,
                              .feed = feed,
                              .joined = ret_joined,
                              .beside_text = BUFFER(PEOPLE_BESIDE * 1024)};
    int code = people_begin(people, err);
    if (code == 0)
        code = take_rules(&feeding, err);
    if (code == 0)
        code = take_sources(&feeding, err);
    if (code == 0 && ret_joined->rows)
        code = take_rows(&feeding, err);
    if (code == 0)
        code = join(&feeding, err);
    ret_joined->records = people->records;
    ret_joined->persons = people->persons;
    ret_joined->learnt_from = people->learnt ? linkage_learnt_records(people->learnt) : 0;
    find_not_compared(&feeding);
    if (code == 0 && feed->before_commit)
        code = feed->before_commit(feed->context, people, ret_joined, err);
    return people_end(people, code, err);
}
