/* A store that cannot be made: whatever fails and whenever, nothing is left in the way of making it
 * again, and nothing that somebody else has there is taken away. */
#include "support/test.h"

#include <sys/wait.h>
#include <unistd.h>

#include "domain/domain.h"
#include "support/fault.h"
#include "support/records.h"

static char path[400];

static int set_up(void **state)
{
    static int number;
    (void)state;
    fault_install();
    fault_arm(0, FAULT_BROKEN);
    snprintf(path, sizeof path, "%s/made-%d", scratch_folder(), number++);
    return 0;
}

static void assert_nothing_there(void)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    char file[420];
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(file, sizeof file, "%s%s", path, ends[i]);
        if (access(file, F_OK) == 0)
            fail_msg("%s was left", file);
    }
}

static int make(struct err *err)
{
    struct writer *writer = NULL;
    int code = writer_open(path, STORE_CREATE, &weft_registry, &writer, err);
    assert_int_equal(code < 0, writer == NULL);
    writer_close(&writer);
    return code;
}

static void every_fault(enum fault_kind kind)
{
    int met = 0;
    bool faulted = true;
    for (int at = 1; faulted; at += 1 + at / 8) {
        struct err err = {0};
        fault_arm(at, kind);
        int code = make(&err);
        faulted = fault_met();
        fault_arm(0, kind);
        met += code < 0;
        if (code == 0) {
            unlink(path);
            continue;
        }
        assert_true(faulted && err.message[0]);
        assert_nothing_there();
        if (make(&err) < 0) /* the way is free */
            fail_msg("after fault %d: %s", at, err.message);
        unlink(path);
    }
    assert_true(met > 3);
}

static void a_broken_disk_leaves_nothing_in_the_way_of_the_next_time(void **state)
{
    (void)state;
    every_fault(FAULT_BROKEN);
}

static void a_full_disk_leaves_nothing_in_the_way_of_the_next_time(void **state)
{
    (void)state;
    every_fault(FAULT_FULL);
}

static void what_is_there_already_is_refused_and_stays(void **state)
{
    (void)state;
    struct err err = {0};
    CLEANUP(buffer_free) struct buffer kept = BUFFER(100);
    assert_int_equal(file_write(path, SLICE("somebody's letter"), &err), 0);
    assert_int_equal(make(&err), ERR_CONFLICT);
    assert_non_null(strstr(err.message, "is there already. Nothing was changed."));
    assert_int_equal(file_read(path, &kept, &err), 0);
    assert_slice(buffer_slice(&kept), "somebody's letter");
    unlink(path);
    assert_int_equal(symlink("nowhere", path), 0); /* a name that leads nowhere is a name too */
    assert_true(make(&err) < 0);
    char target[20];
    assert_int_equal(readlink(path, target, sizeof target), 7);
}

/* Killed at any moment, it left nothing, a whole store, or what is told to be nothing. */
static void what_an_init_left_that_was_killed_is_told_to_be_nothing(void **state)
{
    (void)state;
    enum { MOMENTS = 40 };
    int halves = 0;
    for (int at = 1; at < MOMENTS; at++) {
        struct err err = {0};
        pid_t child = fork();
        if (child == 0) {
            fault_arm(at, FAULT_KILLED);
            _exit(make(&err) < 0);
        }
        int ended = 0;
        assert_int_equal(waitpid(child, &ended, 0), child);
        assert_int_equal(make(&err), ERR_CONFLICT);
        bool half =
            strstr(err.message, "with nothing in it, as an `init` that was stopped") != NULL;
        struct writer *writer = NULL;
        int opened = writer_open(path, STORE_WRITE, &weft_registry, &writer, &err);
        assert_int_equal(half, opened < 0);
        writer_close(&writer);
        halves += half;
        for (size_t i = 0; i < 4; i++) {
            static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
            char file[420];
            snprintf(file, sizeof file, "%s%s", path, ends[i]);
            unlink(file);
        }
    }
    assert_true(halves > 0);
}

static void a_folder_that_may_not_be_written_is_told(void **state)
{
    (void)state;
    struct err err = {0};
    snprintf(path, sizeof path, "/proc/weft-cannot-be-here");
    assert_true(make(&err) < 0);
    assert_non_null(strstr(err.message, "Nothing was changed."));
    snprintf(path, sizeof path, "%s/no/such/folder", scratch_folder());
    assert_int_equal(make(&err), ERR_INPUT);
    assert_non_null(strstr(err.message, "There is no folder"));
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_broken_disk_leaves_nothing_in_the_way_of_the_next_time),
        TEST(a_full_disk_leaves_nothing_in_the_way_of_the_next_time),
        TEST(what_is_there_already_is_refused_and_stays),
        TEST(what_an_init_left_that_was_killed_is_told_to_be_nothing),
        TEST(a_folder_that_may_not_be_written_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
