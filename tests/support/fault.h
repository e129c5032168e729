/* Faults of the disk under SQLite: a layer that fails one write, sync or truncation, and every
 * one after it, as a full or broken disk does; or one read and every one after it. */
#ifndef WEFT_TESTS_SUPPORT_FAULT_H
#define WEFT_TESTS_SUPPORT_FAULT_H

#include <stdbool.h>

enum fault_kind {
    FAULT_BROKEN,
    FAULT_FULL,
    FAULT_UNREADABLE,
    FAULT_KILLED /* the process, before the operation */
};

/* Stores opened from now on stand on the layer. */
void fault_install(void);

/* Fail operation number `at` of the kind's (from 1) and all after it; 0 fails none. Counts begin
 * again. */
void fault_arm(int at, enum fault_kind kind);

/* Whether a fault was met since. */
bool fault_met(void);

#endif
