/* A register under every fault of the disk, under kill -9 at any moment, beside another run, and in
 * the place of files that are no register: afterwards a run is there whole, or not at all. */
#include "support/test.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/fault.h"
#include "store/store.h"
#include "support/people.h"

enum { ROWS = 600, BASE = 300, PIECE = 40 };

struct ground {
    struct linkage_table table;
    uint32_t *truth;
    char path[400];
};

static int set_up(void **state)
{
    struct ground *ground = memory_zeros(1, sizeof *ground);
    fault_install();
    fault_arm(0, FAULT_BROKEN);
    ground->table = table_of_families(ROWS, 31, &ground->truth);
    snprintf(ground->path, sizeof ground->path, "%s", register_path("faulted"));
    *state = ground;
    return 0;
}

static int tear_down(void **state)
{
    struct ground *ground = *state;
    fault_arm(0, FAULT_BROKEN);
    linkage_table_free(&ground->table);
    memory_free(ground->truth);
    memory_free(ground);
    return 0;
}

/* Rows from … from + count − 1, as they are. */
static int feed(struct people *people, const struct ground *ground, uint32_t from, uint32_t count,
                struct err *err)
{
    uint32_t rows[ROWS];
    struct people_joined joined;
    for (uint32_t i = 0; i < count; i++)
        rows[i] = from + i;
    struct part part = part_of(&ground->table, rows, count);
    int code = try_part(people, "city", &part, NULL, &joined, err);
    people_joined_free(&joined);
    part_free(&part);
    return code;
}

static void make_base(const struct ground *ground)
{
    struct err err = {0};
    struct people *people = open_register(ground->path);
    if (feed(people, ground, 0, BASE, &err) < 0)
        fail_msg("%s", err.message);
    people_close(&people);
}

/* What a register shows, as one number and the count of its records. */
struct content {
    uint64_t digest;
    size_t records;
};

static void add_shown(void *context, const struct people_shown *shown)
{
    struct content *content = context;
    content->digest = slice_hash(shown->id, content->digest ^ (uint64_t)shown->number);
    content->records++;
}

static struct content content_of(const struct ground *ground)
{
    struct content content = {0};
    struct err err = {0};
    struct people *people = open_register(ground->path);
    if (people_each(people, add_shown, &content, &err) < 0)
        fail_msg("%s", err.message);
    people_close(&people);
    return content;
}

static void assert_sound(const struct ground *ground)
{
    struct store *store = NULL;
    struct err err = {0};
    assert_int_equal(store_open(ground->path, STORE_READ, &store, &err), 0);
    if (store_integrity(store, &err) < 0)
        fail_msg("%s", err.message);
    store_close(&store);
}

/* As it was; or, where the run was done, with so many records more. */
static void assert_all_or_nothing(const struct ground *ground, int code, struct content before,
                                  size_t more)
{
    fault_arm(0, FAULT_BROKEN);
    struct content after = content_of(ground);
    assert_sound(ground);
    if (code < 0 && (after.digest != before.digest || after.records != before.records))
        fail_msg("%zu records were left of a run that failed", after.records - before.records);
    if (code == 0)
        assert_int_equal(after.records, before.records + more);
}

static void every_fault(const struct ground *ground, enum fault_kind kind)
{
    int met = 0;
    uint32_t from = BASE;
    make_base(ground);
    for (int at = 1; from + PIECE <= ROWS; at++) {
        struct content before = content_of(ground);
        struct err err = {0};
        struct people *people = open_register(ground->path);
        fault_arm(at, kind);
        int code = feed(people, ground, from, PIECE, &err);
        bool faulted = fault_met();
        people_close(&people);
        if (code < 0 && !faulted)
            fail_msg("failed without a fault: %s", err.message);
        assert_all_or_nothing(ground, code, before, PIECE);
        from += code == 0 ? PIECE : 0;
        met += code < 0;
        if (!faulted)
            break;
        if (at > 20)
            at += at / 4;
    }
    assert_true(met > 5);
}

static void a_broken_disk_leaves_all_or_nothing(void **state)
{
    every_fault(*state, FAULT_BROKEN);
}

static void a_full_disk_leaves_all_or_nothing(void **state)
{
    every_fault(*state, FAULT_FULL);
}

static void a_first_run_that_fails_leaves_no_register(void **state)
{
    struct ground *ground = *state;
    bool faulted = true;
    for (int at = 1; faulted && at < 4000; at += 1 + at / 3) {
        struct people *people = NULL;
        struct err err = {0};
        fault_arm(at, FAULT_FULL);
        int code = people_open(ground->path, &people, &err);
        if (code == 0)
            code = feed(people, ground, 0, BASE, &err);
        faulted = fault_met();
        people_close(&people);
        if (code < 0)
            assert_int_not_equal(access(ground->path, F_OK), 0);
        else
            unlink(ground->path);
    }
    assert_false(faulted);
    char left[500];
    snprintf(left, sizeof left, "ls %s | grep -c faulted.new", scratch_folder());
    CLEANUP(buffer_free) struct buffer said = BUFFER(100);
    run_command(left, &said);
    assert_slice(slice_trim(buffer_slice(&said)), "0");
}

/* --- killed ----------------------------------------------------------------------------------- */

static void feed_and_kill(const struct ground *ground, uint32_t from, int64_t delay_us)
{
    pid_t process = fork();
    if (process == 0) {
        struct people *people = NULL;
        if (people_open(ground->path, &people, NULL) == 0) {
            *people_limits(people) = (struct people_limits){
                .learn_under = 0, .learn_growth = 100, .block_most = 2048, .budget = 20000};
            feed(people, ground, from, PIECE, NULL);
            people_close(&people);
        }
        _exit(0);
    }
    usleep((useconds_t)delay_us);
    kill(process, SIGKILL);
    while (waitpid(process, NULL, 0) < 0)
        ;
}

static void a_kill_at_any_moment_leaves_all_or_nothing(void **state)
{
    struct ground *ground = *state;
    enum { TURNS = 16 };
    make_base(ground);
    struct people *people = open_register(ground->path);
    int64_t start = clock_monotonic_us();
    assert_int_equal(feed(people, ground, BASE, PIECE, NULL), 0);
    int64_t whole = clock_monotonic_us() - start;
    people_close(&people);
    uint32_t from = BASE + PIECE;
    int cut = 0;
    for (int i = 0; i < TURNS && from + PIECE <= ROWS; i++) {
        struct content before = content_of(ground);
        feed_and_kill(ground, from, whole * 3 / 2 * i / TURNS);
        struct content after = content_of(ground);
        assert_sound(ground);
        bool nothing = after.digest == before.digest && after.records == before.records;
        if (!nothing && after.records != before.records + PIECE)
            fail_msg("half a run was left after %d/%d of its time", i, TURNS);
        from += nothing ? 0 : PIECE;
        cut += nothing;
    }
    assert_true(cut > 0);
}

/* A run in a process that is killed before the operation of the disk of that number, closing of the
 * register included; whether it was. */
static bool killed_at(const struct ground *ground, int at, uint32_t from, bool learn)
{
    pid_t process = fork();
    if (process == 0) {
        struct people *people = NULL;
        struct people_joined joined;
        uint32_t rows[PIECE];
        for (uint32_t i = 0; i < PIECE; i++)
            rows[i] = from + i;
        struct part part = part_of(&ground->table, rows, PIECE);
        struct people_feed options = {.learn = learn};
        fault_arm(at, FAULT_KILLED);
        if (people_open(ground->path, &people, NULL) == 0) {
            *people_limits(people) = (struct people_limits){
                .learn_under = 0, .learn_growth = 100, .block_most = 2048, .budget = 20000};
            try_part(people, "city", &part, &options, &joined, NULL);
            people_close(&people);
        }
        _exit(0);
    }
    int status = 0;
    while (waitpid(process, &status, 0) < 0)
        ;
    return WIFSIGNALED(status);
}

static void every_kill(const struct ground *ground, bool learn)
{
    int at = 1, killed = 0, done = 0;
    uint32_t from = BASE;
    bool met = true;
    make_base(ground);
    for (; met && from + PIECE <= ROWS;
         at += 1 + at / (learn ? 8 : 20)) { /* learning writes more */
        struct content before = content_of(ground);
        met = killed_at(ground, at, from, learn);
        struct content after = content_of(ground);
        assert_sound(ground);
        bool nothing = after.digest == before.digest && after.records == before.records;
        if (!nothing && after.records != before.records + PIECE)
            fail_msg("half a run was left by a kill before operation %d", at);
        from += nothing ? 0 : PIECE;
        done += !nothing;
        killed += met;
    }
    assert_true(killed > 20 && done > 0);
}

static void a_kill_before_any_write_of_a_run_that_joins_leaves_all_or_nothing(void **state)
{
    every_kill(*state, false);
}

static void a_kill_before_any_write_of_a_run_that_learns_leaves_all_or_nothing(void **state)
{
    every_kill(*state, true);
}

static void a_first_run_that_is_killed_leaves_no_register_or_a_whole_one(void **state)
{
    struct ground *ground = *state;
    int killed = 0, whole = 0;
    bool met = true;
    for (int at = 1; met; at += 1 + at / 20) {
        met = killed_at(ground, at, 0, false);
        killed += met;
        if (access(ground->path, F_OK) != 0)
            continue;
        assert_int_equal(content_of(ground).records, PIECE);
        assert_sound(ground);
        whole++;
        register_path("faulted"); /* none again */
    }
    assert_true(killed > 10 && whole > 0);
    assert_false(met);
}

/* --- others ----------------------------------------------------------------------------------- */

static void a_register_that_another_run_changes_is_busy_and_says_so(void **state)
{
    struct ground *ground = *state;
    struct err err = {0};
    make_base(ground);
    struct store *other = NULL;
    assert_int_equal(store_open(ground->path, STORE_WRITE, &other, &err), 0);
    assert_int_equal(store_begin(other, &err), 0);
    struct people *people = open_register(ground->path);
    assert_int_equal(feed(people, ground, BASE, PIECE, &err), ERR_BUSY);
    assert_non_null(strstr(err.message, "is being changed by another run. Nothing was changed."));
    store_rollback(other);
    store_close(&other);
    assert_int_equal(feed(people, ground, BASE, PIECE, &err), 0);
    people_close(&people);
}

static void a_run_sees_what_another_did_since_the_register_was_opened(void **state)
{
    struct ground *ground = *state;
    struct err err = {0};
    make_base(ground);
    struct people *first = open_register(ground->path), *second = open_register(ground->path);
    assert_int_equal(feed(first, ground, BASE, PIECE, &err), 0);
    assert_int_equal(feed(second, ground, BASE + PIECE, PIECE, &err), 0);
    people_close(&first);
    people_close(&second);
    assert_int_equal(content_of(ground).records, BASE + 2 * PIECE);
}

static void assert_refused_untouched(const char *path, int code, const char *says)
{
    struct people *people = NULL;
    struct err err = {0};
    CLEANUP(buffer_free) struct buffer before = BUFFER(1 << 24);
    CLEANUP(buffer_free) struct buffer after = BUFFER(1 << 24);
    assert_int_equal(file_read(path, &before, NULL), 0);
    assert_int_equal(people_open(path, &people, &err), code);
    assert_null(people);
    if (!strstr(err.message, says))
        fail_msg("\"%s\" is not in: %s", says, err.message);
    assert_int_equal(file_read(path, &after, NULL), 0);
    assert_true(slice_equal(buffer_slice(&before), buffer_slice(&after)));
}

static void a_file_that_is_no_register_is_refused_untouched(void **state)
{
    struct ground *ground = *state;
    struct err err = {0};
    assert_int_equal(file_write(ground->path, SLICE("id,name\n1,Anna\n"), &err), 0);
    assert_refused_untouched(ground->path, ERR_CONFLICT,
                             "is no register of linkage. It was not touched.");
    unlink(ground->path);
    struct store *store = NULL; /* SQLite's, but another's */
    assert_int_equal(store_open(ground->path, STORE_CREATE, &store, &err), 0);
    assert_int_equal(store_run(store, "CREATE TABLE a(b INTEGER)", &err), 0);
    store_close(&store);
    assert_refused_untouched(ground->path, ERR_CONFLICT,
                             "is no register of linkage. It was not touched.");
    struct people *people = NULL;
    assert_int_equal(people_open(scratch_folder(), &people, &err), ERR_CONFLICT);
}

static void a_register_of_a_newer_weft_is_refused_untouched(void **state)
{
    struct ground *ground = *state;
    struct err err = {0};
    make_base(ground);
    struct store *store = NULL;
    assert_int_equal(store_open(ground->path, STORE_WRITE, &store, &err), 0);
    assert_int_equal(store_run(store, "PRAGMA user_version=5", &err), 0);
    store_close(&store);
    assert_refused_untouched(ground->path, ERR_CONFLICT,
                             "was made by a newer Weft. It was not touched.");
}

static void a_damaged_register_is_refused_with_a_sentence(void **state)
{
    struct ground *ground = *state;
    struct err err = {0};
    make_base(ground);
    struct store *store = NULL;
    assert_int_equal(store_open(ground->path, STORE_WRITE, &store, &err), 0);
    assert_int_equal(store_run(store, "UPDATE record SET says = x'0105'", &err), 0);
    store_close(&store);
    struct people *people = open_register(ground->path);
    assert_int_equal(feed(people, ground, BASE, PIECE, &err), ERR_STORE);
    assert_non_null(strstr(err.message, "is damaged. Nothing was changed."));
    people_close(&people);
}

/* Numbers that would be given out twice, and bytes that are no such thing. */
static void a_register_that_no_run_left_so_is_not_opened(void **state)
{
    static const char *const damages[] = {
        "UPDATE about SET value = 1 WHERE name = 'next_number'",
        "UPDATE about SET value = x'00' WHERE name = 'next_number'",
        "UPDATE about SET value = -1 WHERE name = 'records'",
        "UPDATE record SET shown = 0 WHERE number = 1",
        "UPDATE about SET value = zeroblob(24) WHERE name = 'rules'",
        "UPDATE about SET value = x'01' WHERE name = 'slots'",
        "UPDATE about SET name = 'slotz' WHERE name = 'slots'",
        "UPDATE about SET name = 'sacred' WHERE name = 'secret'",
        "DELETE FROM about WHERE name = 'rules'",
        "DELETE FROM about WHERE name = 'next_number'",
        "UPDATE source SET number = 999",
    };
    struct ground *ground = *state;
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        struct err err = {0};
        unlink(ground->path);
        make_base(ground);
        struct store *store = NULL;
        assert_int_equal(store_open(ground->path, STORE_WRITE, &store, &err), 0);
        assert_int_equal(store_run(store, damages[i], &err), 0);
        store_close(&store);
        assert_refused_untouched(ground->path, ERR_STORE, "is damaged. Nothing was changed.");
    }
}

static void an_empty_file_is_no_obstacle(void **state)
{
    struct ground *ground = *state;
    assert_int_equal(file_write(ground->path, (struct slice){0}, NULL), 0);
    make_base(ground);
    assert_int_equal(content_of(ground).records, BASE);
    struct stat facts;
    assert_int_equal(stat(ground->path, &facts), 0);
    assert_int_equal(facts.st_mode & 077, 0); /* its owner's alone */
}

#define WITH(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(a_broken_disk_leaves_all_or_nothing),
        WITH(a_full_disk_leaves_all_or_nothing),
        WITH(a_first_run_that_fails_leaves_no_register),
        WITH(a_kill_at_any_moment_leaves_all_or_nothing),
        WITH(a_kill_before_any_write_of_a_run_that_joins_leaves_all_or_nothing),
        WITH(a_kill_before_any_write_of_a_run_that_learns_leaves_all_or_nothing),
        WITH(a_first_run_that_is_killed_leaves_no_register_or_a_whole_one),
        WITH(a_register_that_another_run_changes_is_busy_and_says_so),
        WITH(a_run_sees_what_another_did_since_the_register_was_opened),
        WITH(a_file_that_is_no_register_is_refused_untouched),
        WITH(a_register_of_a_newer_weft_is_refused_untouched),
        WITH(a_damaged_register_is_refused_with_a_sentence),
        WITH(a_register_that_no_run_left_so_is_not_opened),
        WITH(an_empty_file_is_no_obstacle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
