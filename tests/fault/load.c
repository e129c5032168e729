/* A load under every fault of the disk, under kill -9 at any moment, and beside another writer:
 * afterwards all of it is there, or none. */
#include "support/test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/fault.h"
#include "support/figures.h"

#define HEAD "measure_short,period,la_number,area,value\n"
enum { AREAS = 40, YEARS = 50, ROWS = 2 * AREAS * YEARS };

/* Figures enough for some hundred pages, every tenth with another value than the last time. */
static const char *many_rows(int turn)
{
    static struct buffer text;
    text.maximum = 1 << 20;
    buffer_clear(&text);
    buffer_string(&text, HEAD);
    for (int i = 0; i < ROWS; i++)
        buffer_printf(&text, "%s,%d,%d,N,%d.%d\n", i % 2 ? "Low" : "High", 1950 + i / 2 % YEARS,
                      3000 + i / 2 / YEARS, i, i % 10 ? 1 : turn);
    return buffer_text(&text);
}

static int64_t ask(struct figures *figures, const char *sql)
{
    int64_t value = -1;
    struct err err = {0};
    if (store_ask_integer(figures->writer->store, sql, &value, &err) < 0)
        fail_msg("%s", err.message);
    return value;
}

static void reopen(struct figures *figures)
{
    struct err err = {0};
    loading_free(&figures->loading);
    writer_close(&figures->writer);
    if (writer_open(figures->path, STORE_WRITE, &weft_registry, &figures->writer, &err) < 0)
        fail_msg("%s", err.message);
}

/* What the store holds: which loads, and how many figures with which sum. */
struct content {
    int64_t loads, figures, past, changes;
    double sum;
};

static struct content content_of(struct figures *figures)
{
    struct content content = {ask(figures, "SELECT count(*) FROM load"),
                              ask(figures, "SELECT count(*) FROM observation"),
                              ask(figures, "SELECT count(*) FROM observation_past"),
                              ask(figures, "SELECT count(*) FROM change"), 0};
    CLEANUP(store_release)
    struct store_statement *row =
        store_prepare(figures->writer->store, "SELECT total(value) FROM observation");
    assert_int_equal(store_step(row, NULL), 1);
    content.sum = store_real(row, 0);
    return content;
}

static bool same_content(struct content a, struct content b)
{
    return a.loads == b.loads && a.figures == b.figures && a.past == b.past &&
           a.changes == b.changes && a.sum == b.sum;
}

/* After a fault the store is as before, or, where the load was acknowledged, as after it. */
static void assert_all_or_nothing(struct figures *figures, int code, struct content before)
{
    fault_arm(0, FAULT_BROKEN);
    reopen(figures);
    assert_sound(figures);
    struct content after = content_of(figures);
    if (code < 0)
        assert_true(same_content(before, after));
    else
        assert_int_equal(after.loads, before.loads + 1);
}

static int load_revision(struct figures *figures, int turn, struct err *err)
{
    const struct load_report *report;
    return figures_try(figures, "lait", slice_from(many_rows(turn)), NULL, &report, err);
}

static void every_fault(void **state, enum fault_kind kind, const char *says)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, "lait", many_rows(1)));
    int met = 0;
    for (int at = 1;; at++) {
        struct content before = content_of(figures);
        struct err err = {0};
        fault_arm(at, kind);
        int code = load_revision(figures, 2 + at % 7, &err);
        bool faulted = fault_met();
        if (code < 0 && !strstr(err.message, says))
            fail_msg("at %d: %s", at, err.message);
        if (code < 0 && !faulted)
            fail_msg("failed without a fault: %s", err.message);
        assert_all_or_nothing(figures, code, before);
        if (!faulted)
            break;
        met += code < 0; /* else the fault came after the acknowledgement */
        if (at > 20)     /* the first ones one by one, the many of one kind by leaps */
            at += at / 4;
    }
    assert_true(met > 10);
}

static void a_broken_disk_leaves_all_or_nothing(void **state)
{
    every_fault(state, FAULT_BROKEN, "cannot be read or written");
}

static void a_full_disk_leaves_all_or_nothing_and_says_so(void **state)
{
    every_fault(state, FAULT_FULL, "");
    struct figures *figures = *state;
    struct err err = {0};
    fault_arm(1, FAULT_FULL);
    assert_int_equal(load_revision(figures, 5, &err), ERR_STORE);
    assert_non_null(strstr(err.message, "is full. Nothing was changed. Make room"));
    fault_arm(0, FAULT_FULL);
    reopen(figures);
    assert_int_equal(load_revision(figures, 5, &err), 0);
    assert_sound(figures);
}

/* Load in a process of its own that is killed after so many microseconds. */
static void load_and_kill(const char *path, int turn, int64_t delay_us)
{
    pid_t process = fork();
    if (process == 0) {
        struct figures figures = {0};
        snprintf(figures.path, sizeof figures.path, "%s", path);
        const struct load_report *report;
        if (writer_open(path, STORE_WRITE, &weft_registry, &figures.writer, NULL) == 0)
            figures_try(&figures, "lait", slice_from(many_rows(turn)), NULL, &report, NULL);
        _exit(0);
    }
    usleep((useconds_t)delay_us);
    kill(process, SIGKILL);
    while (waitpid(process, NULL, 0) < 0)
        ;
}

static void a_kill_at_any_moment_leaves_all_or_nothing(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, "lait", many_rows(0)));
    int64_t start = clock_monotonic_us();
    figures_loaded(figures_load(figures, "lait", many_rows(9)));
    int64_t whole = clock_monotonic_us() - start;
    int finished = 0, cut = 0;
    enum { TURNS = 24 };
    for (int i = 0; i < TURNS; i++) {
        struct content before = content_of(figures);
        loading_free(&figures->loading);
        writer_close(&figures->writer);
        load_and_kill(figures->path, 1 + i % 8, whole * 3 / 2 * i / TURNS);
        reopen(figures);
        assert_sound(figures);
        struct content after = content_of(figures);
        bool nothing = same_content(before, after);
        if (!nothing && after.loads != before.loads + 1)
            fail_msg("half a load was left after %d/%d of its time", i, TURNS);
        finished += !nothing;
        cut += nothing;
    }
    assert_true(cut > 0);
    print_message("%d loads were cut, %d had been committed\n", cut, finished);
}

/* A process that kills the first other child of this one that it sees, so much later. */
static pid_t kill_next_child(int64_t delay_us)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)getpid(), (int)getpid());
    pid_t killer = fork();
    if (killer != 0)
        return killer;
    for (;;) {
        FILE *children = fopen(path, "re");
        int process = 0;
        while (children && fscanf(children, "%d", &process) == 1)
            if (process != (int)getpid()) {
                usleep((useconds_t)delay_us);
                kill(process, SIGKILL);
                _exit(0);
            }
        if (children)
            fclose(children);
    }
}

/* The same rows again and again, so that there is time to kill whoever reads them. */
static void append_many(struct buffer *text, int turn)
{
    struct slice rows = slice_from(many_rows(turn));
    buffer_append(text, rows);
    for (int i = 0; i < 30; i++)
        buffer_append(text, slice_sub(rows, sizeof HEAD - 1, rows.length));
}

static void a_reader_killed_at_any_moment_leaves_nothing_and_is_told_of(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, "lait", many_rows(0)));
    int cut = 0;
    for (int i = 0; i < 12; i++) {
        struct content before = content_of(figures);
        CLEANUP(buffer_free) struct buffer text = BUFFER(8 << 20);
        append_many(&text, 1 + i % 8);
        struct err err = {0};
        const struct load_report *report;
        pid_t killer = kill_next_child(i * 500);
        int code = figures_try(figures, "lait", buffer_slice(&text), NULL, &report, &err);
        kill(killer, SIGKILL); /* where it came too late */
        while (waitpid(killer, NULL, 0) < 0)
            ;
        struct content after = content_of(figures);
        if (code == 0) {
            assert_int_equal(after.loads, before.loads + 1);
            continue;
        }
        if (code != ERR_LIMIT || !strstr(err.message, "Nothing was changed. Split it"))
            fail_msg("after %d us: %s", i * 500, err.message);
        assert_true(same_content(before, after));
        cut++;
    }
    assert_true(cut > 0);
    assert_sound(figures);
}

static void a_store_that_another_writes_is_busy_and_says_so(void **state)
{
    struct figures *figures = *state;
    struct err err = {0};
    CLEANUP(writer_close) struct writer *other = NULL;
    assert_int_equal(writer_open(figures->path, STORE_WRITE, &weft_registry, &other, &err), 0);
    assert_int_equal(writer_begin(other, &err), 0);
    assert_int_equal(load_revision(figures, 1, &err), ERR_BUSY);
    assert_non_null(strstr(err.message, "busy with another program"));
    writer_rollback(other);
    assert_int_equal(load_revision(figures, 1, &err), 0);
    assert_int_equal(figures_count(figures), ROWS);
}

static void a_load_that_another_overtook_is_read_again(void **state)
{
    struct figures *figures = *state;
    struct actor house = actor_house("test");
    struct mapping mapping;
    struct faults faults = faults_in(&figures->arena);
    char path[400];
    struct err err = {0};
    snprintf(path, sizeof path, "%s/overtaken.csv", scratch_folder());
    assert_int_equal(file_write(path, SLICE(HEAD "Low,2022,892,N,5\n"), NULL), 0);
    assert_int_equal(mapping_load("lait", &figures->arena, &mapping, &faults, NULL), 0);
    CLEANUP(cleanup_descriptor) int descriptor = open(path, O_RDONLY);
    struct load_request request = {.mapping = &mapping,
                                   .descriptor = descriptor,
                                   .file = SLICE("overtaken.csv"),
                                   .actor = &house};
    CLEANUP(loading_free) struct loading *loading = NULL;
    assert_int_equal(loading_read(figures->writer->store, &request, &loading, &err), 0);
    figures_loaded(figures_load(figures, "lait", HEAD "Low,2022,892,N,4\n"));
    assert_int_equal(writer_begin(figures->writer, &err), 0);
    assert_int_equal(loading_write(figures->writer, loading, &err), ERR_BUSY);
    writer_rollback(figures->writer);
    loading_free(&loading);
    lseek(descriptor, 0, SEEK_SET);
    assert_int_equal(load_file(figures->writer, &request, &loading, &err), 0);
    assert_counts(loading_report(loading), "1 0 0 1 0 0");
}

static int install_and_set_up(void **state)
{
    fault_install();
    fault_arm(0, FAULT_BROKEN);
    figures_set_up(state);
    CLEANUP(buffer_free) struct buffer areas = BUFFER(1 << 16);
    buffer_string(&areas, "LA Number,LA Name,Region,Type\n");
    for (int i = 0; i < AREAS; i++)
        buffer_printf(&areas, "%d,Area %d,Somewhere,UA\n", 3000 + i, i);
    figures_loaded(figures_load(*state, "lait-areas", buffer_text(&areas)));
    return 0;
}

#define WITH(name) cmocka_unit_test_setup_teardown(name, install_and_set_up, figures_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(a_broken_disk_leaves_all_or_nothing),
        WITH(a_full_disk_leaves_all_or_nothing_and_says_so),
        WITH(a_kill_at_any_moment_leaves_all_or_nothing),
        WITH(a_reader_killed_at_any_moment_leaves_nothing_and_is_told_of),
        WITH(a_store_that_another_writes_is_busy_and_says_so),
        WITH(a_load_that_another_overtook_is_read_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
