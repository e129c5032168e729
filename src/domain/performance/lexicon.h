/* The dictionaries of the packed tables in memory: what a file names is looked up here, and what
 * it brings anew is numbered here, to be written with the load. Numbers are the tables' ids. */
#ifndef WEFT_DOMAIN_PERFORMANCE_LEXICON_H
#define WEFT_DOMAIN_PERFORMANCE_LEXICON_H

#include "domain/performance/mapping.h"

/* Ids stay below these, so that a key fits in 64 bits with room to spare. */
enum { MOST_MEASURES_IDS = 1 << 20, MOST_IDS = 1 << 14, MOST_LABELS = 1 << 16 };

struct known_measure {
    int64_t id;
    struct slice code, title, unit;
    enum year_kind kind;
    bool said;   /* something says what it is */
    bool taught; /* and that is no dictionary, but a file of figures */
    bool is_new; /* to be written */
};

struct known_area {
    int64_t id;
    struct slice code, name, region;
    enum area_level level;
    bool said;   /* by a load that stands, or by the one at hand */
    bool taught; /* by the one at hand, since no other does */
    bool is_new;
};

struct known_code { /* that an area goes by */
    struct slice scheme, code;
    uint32_t area;            /* index */
    struct slice from, until; /* dates as text, or empty */
    bool is_new;
};

struct known_period {
    int64_t id;
    struct period period;
    bool is_new;
};

struct known_text { /* labels, groups, notes */
    int64_t id;
    int64_t period;    /* of a label */
    struct slice text; /* a label, a note, a group's code */
    struct slice dimension, group;
    bool is_new;
};

struct lexicon {
    struct arena arena;
    int64_t state; /* of the loads when it was read; see lexicon_state */
    VECTOR(struct known_measure) measures;
    VECTOR(struct known_area) areas;
    VECTOR(struct known_code) codes;
    VECTOR(struct known_period) periods;
    VECTOR(struct known_text) labels;
    VECTOR(struct known_text) breakdowns;
    VECTOR(struct known_text) notes;
    struct map measure_index, area_index, code_index, any_code_index, period_index, label_index,
        breakdown_index, note_index;
    int64_t next_measure, next_area, next_period, next_label, next_breakdown, next_note;
};

/* Read all of it. O(what the dictionaries hold), some thousands of rows. */
int lexicon_load(struct store *store, struct lexicon *lexicon, struct err *err);
void lexicon_free(struct lexicon *lexicon); /* fit for CLEANUP */

/* A number that changes whenever something was loaded or undone. */
int lexicon_state(struct store *store, int64_t *ret_state, struct err *err);

/* An index into the vectors, or MAP_ABSENT. */
uint32_t lexicon_measure(const struct lexicon *lexicon, struct slice code);
uint32_t lexicon_area(const struct lexicon *lexicon, struct slice scheme, struct slice code);
uint32_t lexicon_area_any(const struct lexicon *lexicon, struct slice code); /* of any scheme */
uint32_t lexicon_area_named(const struct lexicon *lexicon, struct slice name,
                            enum area_level level); /* in any case; O(areas) */
bool lexicon_has_code(const struct lexicon *lexicon, uint32_t area, struct slice scheme);

/* Number what is new. The caller has seen that it is, and checked the text. */
uint32_t lexicon_add_measure(struct lexicon *lexicon, struct slice code);
uint32_t lexicon_add_area(struct lexicon *lexicon, struct slice code, struct slice name,
                          struct slice region, enum area_level level);
void lexicon_add_code(struct lexicon *lexicon, uint32_t area, struct slice scheme,
                      struct slice code, struct slice from, struct slice until);

/* The id of these, new or not. ERR_LIMIT where there are too many. */
int lexicon_period(struct lexicon *lexicon, struct period period, int64_t *ret_id, struct err *err);
int lexicon_label(struct lexicon *lexicon, int64_t period, struct slice label, int64_t *ret_id,
                  struct err *err);
int lexicon_breakdown(struct lexicon *lexicon, struct slice code, struct slice dimension,
                      struct slice group, int64_t *ret_id, struct err *err);
int lexicon_note(struct lexicon *lexicon, struct slice text, int64_t *ret_id, struct err *err);

/* ERR_LIMIT where measures or areas no longer fit their ids. */
int lexicon_check_limits(const struct lexicon *lexicon, struct err *err);

/* Write what is new, inside the writer's transaction, as brought by this load. A measure or area
 * without anything said of it gets its row; what is said is the caller's to write. */
int lexicon_write(struct store *store, struct lexicon *lexicon, int64_t load, struct err *err);

#endif
