/* Registers of random histories: feeds, changes, decisions, undos, shields and learning in any
 * order. After every step what the file holds is looked at with SQL of the test's own, and a second
 * look at all records must find nothing to change. Each history is that of a seed, which a failure
 * names. */
#include "support/test.h"

#include "store/store.h"
#include "support/people.h"

enum { CITY = 100, POOL = 180, STEPS = 40, ENTRIES = 200, SEEDS = 4 };

struct history {
    uint64_t seed;
    int step;
    struct random random;
    struct linkage_table table;
    uint32_t *truth;
    struct people *people;
    struct store *look; /* the same file, read by the test */
    uint32_t known;     /* rows of the pool that were fed: "city:r0" to the one before it */
    int64_t entries[ENTRIES];
    size_t entry_count;
    bool own[POOL]; /* shields that were put up on the record itself */
};

/* For a longer search than a test has time for: WEFT_SEED=100 begins there. */
static uint64_t first_seed(void)
{
    const char *given = getenv("WEFT_SEED");
    return given ? strtoull(given, NULL, 10) : 1;
}

static void failed(const struct history *history, const char *what)
{
    fail_msg("seed %llu, step %d: %s", (unsigned long long)history->seed, history->step, what);
}

static void begin(struct history *history, uint64_t seed, const char *name)
{
    uint32_t rows[CITY];
    char path[400];
    struct err err = {0};
    *history = (struct history){.seed = seed, .random = random_seeded(seed), .known = CITY};
    history->table = table_of_families(POOL, seed, &history->truth);
    for (uint32_t row = 0; row < CITY; row++)
        rows[row] = row;
    snprintf(path, sizeof path, "%s", register_path(name));
    history->people = open_register(path);
    if (seed % 3 == 0) /* blocks outgrow what is compared, so that it learns anew */
        people_limits(history->people)->block_most = 6;
    if (seed % 3 == 1) /* it learns by every run at first */
        people_limits(history->people)->learn_under = 130;
    struct part part = part_of(&history->table, rows, CITY);
    struct people_joined joined = join_part(history->people, "city", &part);
    people_joined_free(&joined);
    part_free(&part);
    assert_int_equal(store_open(path, STORE_READ, &history->look, &err), 0);
}

static void end(struct history *history)
{
    store_close(&history->look);
    people_close(&history->people);
    linkage_table_free(&history->table);
    memory_free(history->truth);
}

/* --- what must hold of the file --------------------------------------------------------------- */

/* Each counts what must not be there. */
static const struct {
    const char *what, *sql;
} never[] = {
    {"a shielded record is shown with another",
     "SELECT count(*) FROM record a JOIN record b ON a.shown = b.shown AND a.number <> b.number "
     "WHERE a.shielded <> 0"},
    {"a number is an alias and a person at once",
     "SELECT count(*) FROM alias a JOIN record r ON r.shown = a.number"},
    {"an alias leads to nobody",
     "WITH RECURSIVE leads(number, at, steps) AS (SELECT number, of, 1 FROM alias UNION ALL"
     " SELECT l.number, a.of, l.steps + 1 FROM leads l JOIN alias a ON a.number = l.at"
     " WHERE l.steps < 1000) "
     "SELECT count(*) FROM alias x WHERE NOT EXISTS"
     " (SELECT 1 FROM leads l JOIN record r ON r.shown = l.at WHERE l.number = x.number)"},
    {"a number that somebody had is neither a person nor an alias",
     "SELECT count(*) FROM shown_past p WHERE p.number NOT IN (SELECT shown FROM record)"
     " AND p.number NOT IN (SELECT number FROM alias)"},
    {"a number answers for somebody whom it never stood for",
     "WITH RECURSIVE leads(number, at) AS (SELECT number, of FROM alias UNION"
     " SELECT l.number, a.of FROM leads l JOIN alias a ON a.number = l.at) "
     "SELECT count(*) FROM alias x WHERE NOT EXISTS (SELECT 1 FROM leads l"
     " JOIN record r ON r.shown = l.at JOIN shown_past p ON p.record = r.number"
     " WHERE l.number = x.number AND p.number = x.number)"},
    {"a link has one end only", "SELECT count(*) FROM link x WHERE NOT EXISTS"
                                " (SELECT 1 FROM link y WHERE y.a = x.b AND y.b = x.a)"},
    {"two records that somebody said are different are one person",
     "SELECT count(*) FROM entry e JOIN record a ON a.number = e.a JOIN record b ON b.number = e.b "
     "WHERE e.in_force = 1 AND e.verdict = 2 AND a.shown = b.shown"},
    {"two records that somebody said are the same are two persons",
     "SELECT count(*) FROM entry e JOIN record a ON a.number = e.a JOIN record b ON b.number = e.b "
     "WHERE e.in_force = 1 AND e.verdict = 1 AND a.shown <> b.shown"
     " AND a.shielded = 0 AND b.shielded = 0"},
};

static int64_t ask(const struct history *history, const char *sql)
{
    int64_t answer = 0;
    struct err err = {0};
    if (store_ask_integer(history->look, sql, &answer, &err) < 0)
        failed(history, err.message);
    return answer;
}

static void assert_holds(const struct history *history, const struct people_joined *joined)
{
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (ask(history, never[i].sql) != 0)
            failed(history, never[i].what);
    if (joined->records != ask(history, "SELECT count(*) FROM record") ||
        joined->persons != ask(history, "SELECT count(DISTINCT shown) FROM record"))
        failed(history, "records or persons are miscounted");
}

static void look_at_all(struct history *history)
{
    struct people_feed whole = {.whole = true, .table = &(struct linkage_table){0}};
    struct people_joined joined;
    struct err err = {0};
    if (people_join(history->people, &whole, &joined, &err) < 0)
        failed(history, err.message);
    if (joined.changes.length || joined.merged || joined.taken_back)
        failed(history, "a look at all records finds other persons");
    assert_holds(history, &joined);
    people_joined_free(&joined);
}

/* --- steps ------------------------------------------------------------------------------------ */

static const char *name_at(const struct history *history, uint32_t row)
{
    static char names[2][24];
    static int turn;
    (void)history;
    turn = !turn;
    snprintf(names[turn], sizeof names[turn], "city:r%u", row);
    return names[turn];
}

static void feed_some(struct history *history, bool shields)
{
    uint32_t rows[3], names[3] = {0};
    bool shielded[3] = {false, false, false};
    size_t count = 0;
    for (uint64_t wanted = random_below(&history->random, 3) + 1; count < wanted;) {
        bool fresh = history->known < POOL && random_below(&history->random, 2);
        uint32_t name =
            fresh ? history->known++ : (uint32_t)random_below(&history->random, history->known);
        bool again = false;
        for (size_t i = 0; i < count; i++)
            again |= names[i] == name;
        if (again)
            break;
        names[count] = name;
        rows[count] = random_below(&history->random, 3)
                          ? name
                          : (uint32_t)random_below(&history->random, POOL);
        shielded[count] = shields && random_below(&history->random, 8) == 0;
        history->own[name] |= shielded[count++];
    }
    struct part part = part_called(&history->table, rows, names, count);
    struct people_feed options = {.shielded = shields ? shielded : NULL};
    struct people_joined joined;
    struct err err = {0};
    if (try_part(history->people, "city", &part, &options, &joined, &err) < 0)
        failed(history, err.message);
    assert_holds(history, &joined);
    people_joined_free(&joined);
    part_free(&part);
}

/* Two records, more often than chance has it of one person. */
static void some_pair(struct history *history, uint32_t *ret_a, uint32_t *ret_b)
{
    *ret_a = (uint32_t)random_below(&history->random, history->known);
    do
        *ret_b = random_below(&history->random, 2)
                     ? (uint32_t)random_below(&history->random, history->known)
                     : (*ret_a + (uint32_t)random_below(&history->random, 3)) % history->known;
    while (*ret_b == *ret_a);
}

static bool decide_some(struct history *history)
{
    static const enum people_verdict verdicts[] = {PEOPLE_SAME, PEOPLE_SAME, PEOPLE_DIFFERENT,
                                                   PEOPLE_UNSURE};
    uint32_t a, b;
    int64_t entry = 0;
    struct err err = {0};
    some_pair(history, &a, &b);
    enum people_verdict verdict = verdicts[random_below(&history->random, 4)];
    int code = try_decide(history->people, verdict, name_at(history, a), name_at(history, b),
                          &entry, &err);
    if (code < 0 && code != ERR_CONFLICT)
        failed(history, err.message);
    if (code == 0 && history->entry_count < ENTRIES)
        history->entries[history->entry_count++] = entry;
    return code == 0;
}

static void undo_some(struct history *history)
{
    int64_t made = 0;
    struct people_joined joined;
    struct err err = {0};
    struct people_deed deed = {SLICE("J. Smith"), SLICE("Seen by both"), 1};
    if (history->entry_count == 0)
        return;
    int64_t entry = history->entries[random_below(&history->random, history->entry_count)];
    int code = people_undo(history->people, entry, deed, &made, &joined, &err);
    people_joined_free(&joined);
    if (code < 0 && code != ERR_CONFLICT)
        failed(history, err.message);
    if (code == 0 && history->entry_count < ENTRIES)
        history->entries[history->entry_count++] = made;
}

static void shield_some(struct history *history)
{
    struct people_joined joined;
    struct err err = {0};
    struct people_deed deed = {SLICE("J. Smith"), SLICE("Court order"), 1};
    uint32_t row = (uint32_t)random_below(&history->random, history->known);
    bool lift = random_below(&history->random, 2);
    for (uint32_t i = 0; lift && i < history->known && !history->own[row]; i++)
        row = (row + 1) % history->known;
    int code =
        people_shield(history->people, name_of(name_at(history, row)), lift, deed, &joined, &err);
    people_joined_free(&joined);
    if (code != (lift && !history->own[row] ? ERR_CONFLICT : 0))
        failed(history,
               lift ? "a shield was lifted that was not there, or not one that was" : err.message);
    history->own[row] = !lift;
}

static void learn_anew(struct history *history)
{
    struct people_feed learn = {.learn = true, .table = &(struct linkage_table){0}};
    struct people_joined joined;
    struct err err = {0};
    if (people_join(history->people, &learn, &joined, &err) < 0)
        failed(history, err.message);
    people_joined_free(&joined);
}

static void assert_shields(const struct history *history)
{
    char sql[200];
    for (uint32_t row = 0; row < history->known; row++) {
        snprintf(sql, sizeof sql, "SELECT shielded = 2 FROM record WHERE id = 'r%u'", row);
        if (ask(history, sql) != history->own[row])
            failed(history, "a record's own shield is not as it was put up or lifted");
    }
}

static void some_step(struct history *history, bool shields)
{
    uint64_t which = random_below(&history->random, 100);
    if (which < 30)
        feed_some(history, shields);
    else if (which < 62)
        decide_some(history);
    else if (which < 80)
        undo_some(history);
    else if (which < 98)
        shields ? shield_some(history) : undo_some(history);
    else
        learn_anew(history);
}

static void whatever_happens_in_whatever_order_the_register_holds(void **state)
{
    (void)state;
    for (uint64_t seed = first_seed(); seed < first_seed() + SEEDS; seed++) {
        struct history history;
        begin(&history, seed, "histories");
        for (history.step = 1; history.step <= STEPS; history.step++) {
            some_step(&history, seed % 2);
            look_at_all(&history);
            assert_shields(&history);
        }
        end(&history);
    }
}

/* --- taken back ------------------------------------------------------------------------------- */

/* Decisions undone in the order from the last to the first, which no shield has to do with. */
static void what_is_undone_leaves_everybody_the_number_that_they_had(void **state)
{
    (void)state;
    for (uint64_t seed = first_seed(); seed < first_seed() + SEEDS; seed++) {
        struct history history;
        begin(&history, seed, "undone");
        for (history.step = 1; history.step <= 12; history.step++) {
            feed_some(&history, false);
            decide_some(&history);
            int64_t *before = shown_rows(history.people, "city", POOL);
            size_t from = history.entry_count;
            for (uint64_t i = random_below(&history.random, 5) + 1; i > 0; i--)
                decide_some(&history);
            while (history.entry_count > from)
                undo(history.people, history.entries[--history.entry_count]);
            int64_t *after = shown_rows(history.people, "city", POOL);
            for (size_t row = 0; row < POOL; row++)
                if (before[row] != after[row])
                    failed(&history, "a record did not get its number back");
            memory_free(before);
            memory_free(after);
            look_at_all(&history);
        }
        end(&history);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_happens_in_whatever_order_the_register_holds),
        cmocka_unit_test(what_is_undone_leaves_everybody_the_number_that_they_had),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
