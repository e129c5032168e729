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

/* 1 where a load of so many bytes is known, else 0: only then can the same ones be. */
int loaded_knows_size(struct store *store, int64_t bytes, struct err *err);

/* Where these bytes were loaded before, with nothing loaded over them since, the report says so
 * and counts every row unchanged: 1. But rows that were refused then may not be now, and a mapping
 * of the user's may have changed: with these it is 0, and the file must be read all the same. */
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

/* A digest of all that loads wrote beside the figures: themselves, what they found, and what they
 * say of measures, areas, neighbours, periods, groups and notes. The change log has it of each load
 * and undo, so that whatever is altered afterwards is found. O(what they say). */
int load_state(struct store *store, struct digest *ret_state, struct err *err);

/* Append what happened to a load to the change log, as the last of what is written. */
int loaded_log(struct writer *writer, int64_t load, int64_t version, const char *action,
               const struct actor *actor, struct err *err);

#endif
