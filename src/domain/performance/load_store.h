/* The row of a load, what it found, and its entry in the change log. */
#ifndef WEFT_DOMAIN_PERFORMANCE_LOAD_STORE_H
#define WEFT_DOMAIN_PERFORMANCE_LOAD_STORE_H

#include "domain/performance/gather.h"
#include "domain/performance/load.h"

enum { LOADED_ROWS_MOST = 10000 }; /* refused rows that are kept to be corrected */

struct loaded_row {
    unsigned line;
    struct slice fields; /* joined by WIRE_SEPARATOR */
};

struct loaded {
    char published[DATE_TEXT_SIZE];
    char digest[DIGEST_TEXT_SIZE]; /* of the file's bytes */
    int64_t bytes;
    struct digest content; /* of what the load brings */
    VECTOR(struct loaded_row) rows;
};

/* Where these bytes were loaded before, with nothing loaded over them since: the report says so
 * and counts every row unchanged. */
int loaded_find_same(struct store *store, const struct load_request *request,
                     const struct loaded *loaded, struct load_report *report, struct err *err);

/* Write the load's row and give it its id. */
int loaded_begin(struct writer *writer, const struct load_request *request,
                 const struct loaded *loaded, const struct gather *gather,
                 const struct load_report *report, int64_t *ret_load, struct err *err);

/* Write what it found, its refused rows and its entry in the change log. */
int loaded_end(struct writer *writer, const struct load_request *request,
               const struct loaded *loaded, const struct gather *gather, int64_t load,
               struct err *err);

/* Append what happened to a load to the change log. */
int loaded_log(struct writer *writer, int64_t load, int64_t version, const char *action,
               const struct actor *actor, struct err *err);

#endif
