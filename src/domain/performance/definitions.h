/* Rows that say what measures and areas are, and which areas are neighbours: judged, compared
 * with what stands, and written. */
#ifndef WEFT_DOMAIN_PERFORMANCE_DEFINITIONS_H
#define WEFT_DOMAIN_PERFORMANCE_DEFINITIONS_H

#include "domain/performance/gather.h"

/* What a row or a file of figures says of a measure. */
struct measure_saying {
    struct slice title, chart_title, topics, unit, year_type, description, methodology, source,
        link, last_update, next_update;
    enum polarity polarity;
    enum year_kind kind;
    int decimals; /* −1: none given */
    bool quartiles, ended, taught;
};

struct area_saying {
    struct slice name, type, region;
    enum area_level level;
    bool taught;
};

struct neighbour_saying {
    uint32_t area, neighbour; /* indices of the lexicon */
    int64_t rank;
    struct slice closeness;
};

/* One thing to be written: a row, or several that tell of the same. */
struct saying {
    uint32_t subject; /* index of the lexicon */
    uint32_t row;     /* the first */
    bool stands;      /* as it is in the store already */
    struct measure_saying measure;
    struct area_saying area;
    struct neighbour_saying neighbour;
    struct slice code, from, until; /* of an area */
};

struct definitions {
    VECTOR(struct saying) sayings;
    size_t fresh; /* that do not stand yet */
    struct slice edition;
};

void definitions_free(struct definitions *definitions); /* fit for CLEANUP */

/* Judge every row and compare it with what stands. Marks the rows. O(rows). */
int definitions_compare(struct store *store, struct gather *gather, struct slice edition,
                        struct definitions *ret_definitions, struct err *err);

/* Write those that do not stand, as said by this load, after lexicon_write. */
int definitions_write(struct store *store, const struct gather *gather,
                      const struct definitions *definitions, int64_t load, struct err *err);

/* Write what a file of figures says of the measures and areas that it brought. */
int definitions_write_taught(struct store *store, const struct gather *gather, int64_t load,
                             struct err *err);

/* Let the newest saying that was not undone stand, for all measures, areas and neighbours that
 * this load spoke of. A dictionary goes before what files of figures bring. */
int definitions_settle(struct store *store, int64_t load, struct err *err);

/* The digest of what the load says. */
struct digest definitions_digest(const struct definitions *definitions);

/* --- between the two files of definitions ------------------------------------------------------
 */

struct judging {
    struct store *store;
    struct gather *gather;
    const struct definition *row; /* the one at hand */
    struct definitions *definitions;
    struct map seen; /* what was spoken of so far, to an index of sayings */
};

/* Refuse the row at hand for what stands in a field. */
void judging_refuse(const struct judging *judging, size_t field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Warn of the row at hand. */
void judging_warn(const struct judging *judging, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A row that speaks of what another spoke of: passed over where it says the same, else both are
 * refused. */
void judging_repeated(const struct judging *judging, const struct saying *before, bool same,
                      size_t field);

int judge_measure(struct judging *judging, struct err *err);
int measure_saying_write(struct store *store, int64_t measure, int64_t load,
                         const struct measure_saying *saying, struct err *err);

#endif
