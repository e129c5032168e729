/* Work on strangers' bytes, done in a child process that can touch nothing: no files, no network,
 * no other process, little memory and little time. It has the descriptors it was given and one
 * to answer on.
 *
 * It starts as a copy of the caller (fork), so it may use what the caller had made ready, and
 * whatever it changes dies with it. Kept by seccomp
 * everywhere, and by Landlock and limits of the process besides where the kernel has them. */
#ifndef WEFT_BASE_CONFINE_H
#define WEFT_BASE_CONFINE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct err;

struct confine_limits {
    size_t memory_bytes;  /* beyond what the caller has mapped; default 256 MiB */
    unsigned cpu_seconds; /* default 60 */
    bool gives_way;       /* from its beginning, as give_way.h says */
};

struct confined {
    pid_t process;
    int answer; /* what the child writes; the parent reads it to its end */
};

/* The work: read the descriptors, write the answer. What it returns tells confine_end whether
 * there was a failure that the answer could not tell of: 0 where there was none. */
typedef int (*confined_work)(void *context, int answer);

/* Start it. `descriptors` are the open ones that the child keeps. limits may be NULL. The child
 * dies with the thread that started it. 0, or ERR_INTERNAL. */
int confine_start(confined_work work, void *context, const int *descriptors, size_t count,
                  const struct confine_limits *limits, struct confined *ret_confined,
                  struct err *err);

/* Wait for its end: 0, or ERR_LIMIT where it ran out of time or memory, or ERR_INTERNAL. */
int confine_end(struct confined *confined, struct err *err);

/* End it whatever it does. Fit for CLEANUP; does nothing after confine_end. */
void confine_stop(struct confined *confined);

#endif
