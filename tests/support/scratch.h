/* Commands run in the test's scratch folder, and what they say and leave there. */
#ifndef WEFT_TESTS_SUPPORT_SCRATCH_H
#define WEFT_TESTS_SUPPORT_SCRATCH_H

#include "support/test.h"

/* Write a file of the folder; whether it is there; its text (until the next call). */
void scratch_put(const char *name, const char *text);
bool scratch_has(const char *name);
struct slice scratch_read(const char *name);

/* Run a shell command in the folder: its exit code. What it says on both outputs is kept. */
int scratch_run(const char *command);
struct slice scratch_said(void);

/* Fail with what there is where the text is not (or is) in it. */
void assert_said(const char *wanted);
void assert_has_text(struct slice text, const char *wanted);
void assert_lacks_text(struct slice text, const char *unwanted);

/* The n-th line of a file, from 1; empty past its end. */
struct slice scratch_line(const char *name, size_t line);

#endif
