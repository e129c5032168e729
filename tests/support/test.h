/* What every test uses. Include this first. */
#ifndef WEFT_TESTS_SUPPORT_TEST_H
#define WEFT_TESTS_SUPPORT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/base.h"

/* Equal to within a relative tolerance (absolute below 1); NaN equals nothing. */
void assert_near(double actual, double expected, double tolerance);
void assert_slice(struct slice actual, const char *expected);

/* The path of a file of the shared data (WEFT_DATA, else ../shared/data beside the project).
 * Where it is absent the test is skipped, with a line that says so. Valid until the next call. */
const char *shared_data(const char *name);

/* Read a whole shared file into buffer; skips like shared_data. */
void read_shared_data(const char *name, struct buffer *buffer);

/* Run a shell command: its exit code, and its standard output (up to 16 MiB) in out, which may
 * be NULL. "weft" in the command is the program under test. */
int run_command(const char *command, struct buffer *out);

/* A folder of this test's own, made empty at the first call and removed at exit. */
const char *scratch_folder(void);

#endif
