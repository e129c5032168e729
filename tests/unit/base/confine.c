/* The confined child: it answers, and can do nothing else. */
#include "support/test.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Run work and read what it answers into out; what confine_end says of it. */
static int answer_of(confined_work work, void *context, const int *descriptors, size_t count,
                     const struct confine_limits *limits, struct buffer *out, struct err *err)
{
    struct confined confined;
    if (confine_start(work, context, descriptors, count, limits, &confined, err) < 0)
        fail_msg("%s", err->message);
    char block[4096];
    ssize_t got;
    while ((got = read(confined.answer, block, sizeof block)) > 0)
        buffer_append(out, (struct slice){block, (size_t)got});
    return confine_end(&confined, err);
}

static int say(int answer, const char *text)
{
    return write(answer, text, strlen(text)) == (ssize_t)strlen(text) ? 0 : -1;
}

static int copy_in_capitals(void *context, int answer)
{
    char block[100];
    ssize_t got = read(*(int *)context, block, sizeof block);
    for (ssize_t i = 0; i < got; i++)
        block[i] = (char)(block[i] - 32);
    return got > 0 && write(answer, block, (size_t)got) == got ? 0 : -1;
}

static void the_child_reads_what_it_was_given_and_answers(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "loud", 4), 4);
    CLEANUP(buffer_free) struct buffer out = BUFFER(100);
    struct err err = {0};
    assert_int_equal(answer_of(copy_in_capitals, &ends[0], &ends[0], 1, NULL, &out, &err), 0);
    assert_slice(buffer_slice(&out), "LOUD");
    close(ends[0]);
    close(ends[1]);
}

static int answer_and_wait(void *context, int answer)
{
    char byte;
    say(answer, "here");
    return read(*(int *)context, &byte, 1) == 1 ? 0 : -1;
}

/* Works until the processor was taken from it, then puts itself aside, and says whether it was. */
static int work_in_a_crowd(void *context, int answer)
{
    (void)context;
    struct rusage usage = {0};
    for (int i = 0; i < 100000 && usage.ru_nivcsw < 2; i++) {
        for (int64_t until = clock_monotonic_us() + 100; clock_monotonic_us() < until;)
            ;
        if (getrusage(RUSAGE_THREAD, &usage) < 0)
            return -1;
    }
    long aside = usage.ru_nvcsw;
    int64_t until = clock_monotonic_us() + 3000;
    do
        give_way();
    while (clock_monotonic_us() < until);
    getrusage(RUSAGE_THREAD, &usage);
    return say(answer, usage.ru_nvcsw > aside ? "aside" : "never aside");
}

/* What it needs for it, a short sleep and a count, is among what it may ask of the system. */
static void a_child_may_put_itself_aside_on_a_crowded_processor(void **state)
{
    (void)state;
    cpu_set_t before, one;
    assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
    CPU_ZERO(&one);
    for (size_t i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; i++)
        if (CPU_ISSET(i, &before))
            CPU_SET(i, &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
    pid_t other = fork();
    if (other == 0)
        for (;;)
            clock_monotonic_us();
    CLEANUP(buffer_free) struct buffer out = BUFFER(100);
    struct err err = {0};
    struct confine_limits limits = {.gives_way = true};
    int code = answer_of(work_in_a_crowd, NULL, NULL, 0, &limits, &out, &err);
    kill(other, SIGKILL);
    waitpid(other, NULL, 0);
    sched_setaffinity(0, sizeof before, &before);
    assert_int_equal(code, 0);
    assert_slice(buffer_slice(&out), "aside");
}

static void the_child_gives_way_where_it_is_asked_to(void **state)
{
    (void)state;
    int ends[2];
    char block[4];
    struct err err = {0};
    struct confined confined;
    assert_int_equal(pipe(ends), 0);
    struct confine_limits limits = {.gives_way = true};
    assert_int_equal(
        confine_start(answer_and_wait, &ends[0], &ends[0], 1, &limits, &confined, &err), 0);
    assert_int_equal(read(confined.answer, block, sizeof block), 4);
    int child = getpriority(PRIO_PROCESS, (id_t)confined.process);
    int parent = getpriority(PRIO_PROCESS, 0);
    assert_int_equal(child, parent > 10 ? parent : 10);
    assert_int_equal(write(ends[1], "x", 1), 1);
    assert_int_equal(confine_end(&confined, &err), 0);
    close(ends[0]);
    close(ends[1]);
}

/* The administrator may raise a priority, so it must not be asked for. */
static void a_low_priority_stays_as_low(void **state)
{
    (void)state;
    int status = -1;
    pid_t process = fork();
    if (process == 0) {
        setpriority(PRIO_PROCESS, 0, 19);
        give_way_begin();
        _exit(getpriority(PRIO_PROCESS, 0));
    }
    assert_int_equal(waitpid(process, &status, 0), process);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 19);
}

/* Each attempt answers with a letter: small where it was refused. */
static int try_everything(void *context, int answer)
{
    const char *path = context;
    struct stat facts;
    say(answer, open(path, O_RDONLY) < 0 ? "o" : "O");
    say(answer, open("/tmp/weft-confined", O_WRONLY | O_CREAT, 0600) < 0 ? "w" : "W");
    say(answer, unlink(path) < 0 ? "u" : "U");
    say(answer, stat(path, &facts) < 0 ? "s" : "S");
    say(answer, socket(AF_INET, SOCK_STREAM, 0) < 0 ? "n" : "N");
    say(answer, socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? "x" : "X");
    say(answer, fork() < 0 ? "f" : "F");
    say(answer, kill(getppid(), 0) < 0 ? "k" : "K");
    say(answer, tgkill(getppid(), getppid(), 0) < 0 ? "t" : "T");
    say(answer,
        mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
            ? "m"
            : "M");
    say(answer, execl("/bin/true", "true", (char *)NULL) < 0 ? "e" : "E");
    say(answer, dup(answer) < 0 ? "d" : "D");
    return 0;
}

static void the_child_can_touch_nothing_else(void **state)
{
    (void)state;
    char path[512];
    snprintf(path, sizeof path, "%s/secret", scratch_folder());
    assert_int_equal(file_write(path, SLICE("secret"), NULL), 0);
    CLEANUP(buffer_free) struct buffer out = BUFFER(100);
    struct err err = {0};
    assert_int_equal(answer_of(try_everything, path, NULL, 0, NULL, &out, &err), 0);
    assert_slice(buffer_slice(&out), "owusnxfktmed");
    assert_int_equal(access(path, R_OK), 0);
}

static int read_from(void *context, int answer)
{
    char byte;
    int descriptor = *(int *)context;
    return say(answer, read(descriptor, &byte, 1) < 0 ? "closed" : "open");
}

static void descriptors_that_were_not_given_are_closed(void **state)
{
    (void)state;
    int descriptor = open("/dev/zero", O_RDONLY);
    CLEANUP(buffer_free) struct buffer out = BUFFER(100);
    struct err err = {0};
    assert_int_equal(answer_of(read_from, &descriptor, NULL, 0, NULL, &out, &err), 0);
    assert_slice(buffer_slice(&out), "closed");
    close(descriptor);
}

static int spin(void *context, int answer)
{
    (void)answer;
    volatile uint64_t *count = context;
    while (*count != UINT64_MAX)
        ++*count;
    return 0;
}

static void work_that_does_not_end_is_ended(void **state)
{
    (void)state;
    uint64_t count = 0;
    CLEANUP(buffer_free) struct buffer out = BUFFER(100);
    struct err err = {0};
    struct confine_limits limits = {.cpu_seconds = 1};
    assert_int_equal(answer_of(spin, &count, NULL, 0, &limits, &out, &err), ERR_LIMIT);
    assert_non_null(strstr(err.message, "more time or memory"));
    assert_int_equal(count, 0); /* the child's memory is its own */
}

static int crash(void *context, int answer)
{
    (void)context, (void)answer;
    raise(SIGKILL); /* as a fault in the parser would end it, without a sanitizer's report */
    return 0;
}

static int give_up(void *context, int answer)
{
    (void)context, (void)answer;
    return -1;
}

static void a_child_that_fails_is_told_of(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(100);
    struct err err = {0};
    assert_true(answer_of(crash, NULL, NULL, 0, NULL, &out, &err) < 0);
    assert_int_equal(answer_of(give_up, NULL, NULL, 0, NULL, &out, &err), ERR_INTERNAL);
    assert_non_null(strstr(err.message, "Nothing was changed"));
}

static void a_child_can_be_stopped(void **state)
{
    (void)state;
    uint64_t count = 0;
    struct confined confined;
    assert_int_equal(confine_start(spin, &count, NULL, 0, NULL, &confined, NULL), 0);
    pid_t process = confined.process;
    confine_stop(&confined);
    assert_int_equal(kill(process, 0), -1);
    assert_int_equal(errno, ESRCH);
    confine_stop(&confined);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_child_reads_what_it_was_given_and_answers),
        cmocka_unit_test(the_child_gives_way_where_it_is_asked_to),
        cmocka_unit_test(a_low_priority_stays_as_low),
        cmocka_unit_test(a_child_may_put_itself_aside_on_a_crowded_processor),
        cmocka_unit_test(the_child_can_touch_nothing_else),
        cmocka_unit_test(descriptors_that_were_not_given_are_closed),
        cmocka_unit_test(work_that_does_not_end_is_ended),
        cmocka_unit_test(a_child_that_fails_is_told_of),
        cmocka_unit_test(a_child_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
