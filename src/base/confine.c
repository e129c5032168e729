#include "base/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "base/give_way.h"
#include "base/slice.h"

#include "base/banned.h"

enum { DEFAULT_MEMORY = 256 << 20, DEFAULT_CPU_SECONDS = 60, KEPT_MOST = 8, PIPE_BYTES = 1 << 20 };
enum { EXIT_UNCONFINED = 113, EXIT_WORK_FAILED = 114 };

/* Sanitizers map terabytes of shadow, which no limit of memory could hold. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* What reading, computing, memory and an orderly end need, and nothing else. */
static const int allowed_calls[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(readv),
    SCMP_SYS(writev),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(brk),
    SCMP_SYS(futex),
    SCMP_SYS(sched_yield),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep), /* give_way */
    SCMP_SYS(getrusage),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(getrandom),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(restart_syscall),
};

/* Memory that holds no code, and signals to nobody but itself. */
static int allow_in_part(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    const struct scmp_arg_cmp itself = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid());
    int code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, no_code);
    if (code == 0)
        code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_code);
    if (code == 0)
        code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, itself);
    return code;
}

static int deny_calls(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter)
        return -1;
    int code = allow_in_part(filter);
    for (size_t i = 0; code == 0 && i < sizeof allowed_calls / sizeof *allowed_calls; i++)
        code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed_calls[i], 0);
    if (code == 0)
        code = seccomp_load(filter);
    seccomp_release(filter);
    return code;
}

/* Every access to files that the first version of Landlock knows, allowed nowhere. A kernel
 * without it leaves the files to seccomp. */
static void deny_files(void)
{
    struct landlock_ruleset_attr rules = {
        .handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1,
    };
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
    if (ruleset < 0)
        return;
    syscall(SYS_landlock_restrict_self, ruleset, 0);
    close(ruleset);
}

static void limit(int resource, rlim_t most)
{
    struct rlimit limits = {most, most};
    setrlimit((__rlimit_resource_t)resource, &limits);
}

/* Bytes that the process has mapped; 0 where that cannot be told. */
static rlim_t mapped_bytes(void)
{
    char line[200];
    int64_t pages = 0;
    int facts = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t got = facts < 0 ? 0 : read(facts, line, sizeof line);
    cleanup_descriptor(&facts);
    struct slice rest = {line, got > 0 ? (size_t)got : 0}, first;
    if (!slice_split(&rest, ' ', &first) || !slice_to_int64(first, &pages))
        return 0;
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void limit_resources(const struct confine_limits *limits)
{
    rlim_t mapped = SANITIZED ? 0 : mapped_bytes();
    if (mapped > 0)
        limit(RLIMIT_AS, mapped + limits->memory_bytes);
    limit(RLIMIT_CPU, limits->cpu_seconds);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NPROC, 0);
}

/* Standard input and output lead nowhere from here; messages of a crash may still be seen. */
static int keep_only(const int *descriptors, size_t count)
{
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nowhere < 0)
        return -1;
    for (int standard = 0; standard < 2; standard++) {
        bool kept = false;
        for (size_t i = 0; i < count; i++)
            kept |= descriptors[i] == standard;
        if (!kept && dup2(nowhere, standard) < 0)
            return -1;
    }
    for (unsigned from = 3;;) { /* the gaps between those that are kept */
        unsigned next = UINT32_MAX;
        for (size_t i = 0; i < count; i++)
            if (descriptors[i] >= (int)from && (unsigned)descriptors[i] < next)
                next = (unsigned)descriptors[i];
        if (next > from)
            syscall(SYS_close_range, from, next == UINT32_MAX ? next : next - 1, 0);
        if (next == UINT32_MAX)
            return 0;
        from = next + 1;
    }
}

static int confine_self(const int *descriptors, size_t count, const struct confine_limits *limits)
{
    limit_resources(limits);
    if (keep_only(descriptors, count) < 0)
        return -1;
    limit(RLIMIT_NOFILE, 0);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
        return -1;
    deny_files();
    return deny_calls();
}

/* The child. It leaves by _exit, so nothing of the caller's runs twice (and LeakSanitizer, which
 * cannot work where it may not look at itself, does not try). */
static _Noreturn void child(confined_work work, void *context, const int *descriptors, size_t count,
                            const struct confine_limits *limits, int answer, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (getppid() != parent)
        _exit(EXIT_UNCONFINED);
    if (limits->gives_way)
        give_way_begin();
    int kept[KEPT_MOST + 1];
    for (size_t i = 0; i < count; i++)
        kept[i] = descriptors[i];
    kept[count] = answer;
    if (confine_self(kept, count + 1, limits) < 0)
        _exit(EXIT_UNCONFINED);
    _exit(work(context, answer) == 0 ? 0 : EXIT_WORK_FAILED);
}

int confine_start(confined_work work, void *context, const int *descriptors, size_t count,
                  const struct confine_limits *limits, struct confined *ret_confined,
                  struct err *err)
{
    struct confine_limits bounds = limits ? *limits : (struct confine_limits){0};
    if (!bounds.memory_bytes)
        bounds.memory_bytes = DEFAULT_MEMORY;
    if (!bounds.cpu_seconds)
        bounds.cpu_seconds = DEFAULT_CPU_SECONDS;
    int ends[2];
    if (count > KEPT_MOST || pipe2(ends, O_CLOEXEC) < 0)
        return err_set(err, ERR_INTERNAL, NULL, "A pipe cannot be made: %s.", strerror(errno));
    fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES); /* fewer turns; a smaller one does too */
    pid_t parent = getpid(), process = fork();
    if (process == 0)
        child(work, context, descriptors, count, &bounds, ends[1], parent);
    close(ends[1]);
    if (process < 0) {
        close(ends[0]);
        return err_set(err, ERR_INTERNAL, NULL, "The confined reader cannot be started: %s.",
                       strerror(errno));
    }
    *ret_confined = (struct confined){process, ends[0]};
    return 0;
}

static int wait_for(pid_t process)
{
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

static int explain(int status, struct err *err)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_UNCONFINED)
        return err_set(err, ERR_INTERNAL, NULL,
                       "This machine does not let the reader of strangers' files be confined, so "
                       "nothing was read. It needs a Linux kernel with seccomp.");
    if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
        return err_set(err, ERR_LIMIT, NULL,
                       "Reading the file took more time or memory than allowed. Nothing was "
                       "changed. Split it into smaller ones.");
    return err_set(err, ERR_INTERNAL, NULL,
                   "The confined reader failed on this file. Nothing was changed. Please report "
                   "it, with the file if it may be shared.");
}

int confine_end(struct confined *confined, struct err *err)
{
    int status = wait_for(confined->process);
    close(confined->answer);
    *confined = (struct confined){.answer = -1};
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : explain(status, err);
}

void confine_stop(struct confined *confined)
{
    if (confined->process <= 0)
        return;
    kill(confined->process, SIGKILL);
    confine_end(confined, NULL);
}
