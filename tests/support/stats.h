/* Asking `weft stats` and reading what it says. Include after support/test.h. */
#ifndef WEFT_TESTS_SUPPORT_STATS_H
#define WEFT_TESTS_SUPPORT_STATS_H

#include "text/text.h"

/* An answer in CSV, cell by cell. Lives until stats_answer_free. */
struct stats_answer {
    struct arena arena;
    struct slice *cells; /* the header, then row after row */
    size_t rows, columns;
};

/* `weft stats ARGUMENTS` with this CSV on standard input; fails the test unless it answers 0. */
struct stats_answer stats_ask(const char *arguments, const char *csv);
void stats_answer_free(struct stats_answer *answer);

/* Cell of a row (0 is the first under the header); fails the test where there is no such column. */
struct slice answer_text(const struct stats_answer *answer, size_t row, const char *column);
double answer_number(const struct stats_answer *answer, size_t row, const char *column);

/* Fails the test unless the same is refused as it must be: exit code 2, nothing on standard
 * output, one sentence on standard error, which has this in it. */
void stats_refuses(const char *arguments, const char *csv, const char *part);

/* A shared JSON file read whole, NaN taken for null; skips the test where it is absent. */
struct json shared_json(const char *name, struct arena *arena);

/* A member that must be there; a number of an array; a member's number, NaN for null. */
const struct json *json_member(const struct json *json, const char *key);
double json_number(const struct json *json, const char *key);
double json_item(const struct json *json, const char *key, size_t i);

#endif
