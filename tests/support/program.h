/* The program under test, serving on a free port in a process of its own. */
#ifndef WEFT_TESTS_SUPPORT_PROGRAM_H
#define WEFT_TESTS_SUPPORT_PROGRAM_H

#include <sys/types.h>

#include "support/test.h"

struct program {
    pid_t process;
    char address[100];
};

/* Serve the store; returns when it listens. `before` (may be NULL) runs in the new process before
 * the program does, for limits. */
struct program program_serve(const char *store, void (*before)(void));

/* Send a signal and wait for the end: its exit code, or 128 and the signal that ended it. */
int program_stop(struct program *program, int signal_number);

#endif
