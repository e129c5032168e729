/* Waiting for another thread or process by what it brings about, and not by the clock: as long as a
 * stalled machine may need, and less than a hung test may take. */
#ifndef WEFT_TESTS_SUPPORT_PATIENCE_H
#define WEFT_TESTS_SUPPORT_PATIENCE_H

#include "support/test.h"

#include <unistd.h>

enum { PATIENCE_MS = 120000 };

/* Go on once the condition holds; fail where it never does. */
#define AWAIT(condition)                                                                           \
    do {                                                                                           \
        int64_t until_us_ = clock_monotonic_us() + INT64_C(1000) * PATIENCE_MS;                    \
        while (!(condition)) {                                                                     \
            if (clock_monotonic_us() > until_us_)                                                  \
                fail_msg("This never came: %s", #condition);                                       \
            usleep(1000);                                                                          \
        }                                                                                          \
    } while (0)

#endif
