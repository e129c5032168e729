#include "base/give_way.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <time.h>

#include "base/clock.h"

#include "base/banned.h"

enum {
    PRIORITY = 10, /* as nice(1) counts */
    TURN_US = 400, /* of work at a time */
    ASIDE_US = 100,
    LATE_US = 400, /* aside for so long: others had the processor meanwhile */
    CROWDED_US =
        20000 /* for how long others are believed to be there after the last sign of them */
};

static _Thread_local struct {
    bool begun;
    int64_t turn_us; /* when this turn began */
    int64_t crowded_until_us;
    long displaced; /* how often the processor was taken from this thread */
} own;

static long times_displaced(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_THREAD, &usage) == 0 ? usage.ru_nivcsw : 0;
}

void give_way_begin(void)
{
    if (getpriority(PRIO_PROCESS, 0) < PRIORITY)
        setpriority(PRIO_PROCESS, 0, PRIORITY);
    own.begun = true;
    own.turn_us = clock_monotonic_us();
    own.displaced = times_displaced();
}

static bool is_crowded(int64_t now_us)
{
    long displaced = times_displaced();
    if (displaced > own.displaced) /* a child has its parent's count, and begins its own at 0 */
        own.crowded_until_us = now_us + CROWDED_US;
    own.displaced = displaced;
    return now_us < own.crowded_until_us;
}

void give_way(void)
{
    if (!own.begun)
        return;
    int64_t now_us = clock_monotonic_us();
    if (now_us - own.turn_us < TURN_US)
        return;
    own.turn_us = now_us;
    if (!is_crowded(now_us))
        return;
    struct timespec aside = {.tv_nsec = ASIDE_US * 1000L};
    nanosleep(&aside, NULL);
    own.turn_us = clock_monotonic_us();
    if (own.turn_us - now_us > LATE_US)
        own.crowded_until_us = own.turn_us + CROWDED_US;
}
