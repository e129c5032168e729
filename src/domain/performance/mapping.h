/* A mapping: what the columns of a publisher's file mean, as data. The shipped ones stand in
 * mappings/; a user writes one in the same way (docs/mappings.md). */
#ifndef WEFT_DOMAIN_PERFORMANCE_MAPPING_H
#define WEFT_DOMAIN_PERFORMANCE_MAPPING_H

#include "domain/performance/figures.h"

enum mapping_reads { MAPPING_FIGURES, MAPPING_MEASURES, MAPPING_AREAS, MAPPING_NEIGHBOURS };

/* What a column can be, for each kind of file. */
enum figure_field {
    FIGURE_MEASURE,
    FIGURE_TITLE,
    FIGURE_PERIOD,
    FIGURE_YEARS, /* what kind of year the period is of */
    FIGURE_AREA,
    FIGURE_VALUE,
    FIGURE_LOWER,
    FIGURE_UPPER,
    FIGURE_LOWER_99_8,
    FIGURE_UPPER_99_8,
    FIGURE_NUMERATOR,
    FIGURE_DENOMINATOR,
    FIGURE_NOTE,
    FIGURE_FIELDS
};
enum measure_field {
    MEASURE_CODE,
    MEASURE_TITLE,
    MEASURE_CHART_TITLE,
    MEASURE_TOPIC,
    MEASURE_UNIT,
    MEASURE_POLARITY,
    MEASURE_DECIMALS,
    MEASURE_YEARS,
    MEASURE_QUARTILES,
    MEASURE_DESCRIPTION,
    MEASURE_METHODOLOGY,
    MEASURE_SOURCE,
    MEASURE_LINK,
    MEASURE_LAST_UPDATE,
    MEASURE_NEXT_UPDATE,
    MEASURE_FIELDS
};
enum area_field {
    AREA_CODE,
    AREA_NAME,
    AREA_REGION,
    AREA_TYPE,
    AREA_FROM,
    AREA_UNTIL,
    AREA_FIELDS
};
enum neighbour_field {
    NEIGHBOUR_AREA,
    NEIGHBOUR_RANK,
    NEIGHBOUR_NEIGHBOUR,
    NEIGHBOUR_CLOSENESS,
    NEIGHBOUR_FIELDS
};
enum { MAPPING_FIELDS = MEASURE_FIELDS }; /* the most that any kind has */

enum { HOLD_LEAST = 2, HOLD_MOST = 1000 }; /* thresholds */

enum area_level { LEVEL_COUNTRY, LEVEL_REGION, LEVEL_AUTHORITY, LEVEL_OTHER };

/* Words of the file and what they stand for. */
struct mapping_words {
    struct slice *from, *to;
    size_t count;
};

/* Places of one level, told by a word in the column `level`. */
enum { MAPPING_SCHEMES = 4 };
struct mapping_level {
    struct slice word;
    enum area_level level;
    struct mapping_words codes; /* scheme to heading: at most MAPPING_SCHEMES */
    struct slice name, region;  /* headings, or empty */
};

/* A group of people: the heading of its column, and what the groups are of: the column's heading
 * or what another column says. */
struct mapping_breakdown {
    struct slice group;
    struct slice dimension; /* the heading of the column that names it, or empty */
};

struct mapping_measure { /* what the mapping itself says of a measure */
    struct slice code, title, unit;
    enum polarity polarity;
    int decimals; /* −1 where it says nothing */
};

struct mapping_skip { /* a row where every heading `from` holds `to` carries nothing */
    struct mapping_words where;
    struct slice because; /* "it has …" */
};

/* A column of a file that names groups of people: whether it tells them apart, or says the same of
 * every row and so describes the file. */
struct group_column {
    struct slice name;
    bool tells;
};
struct group_columns {
    struct group_column *items;
    size_t count;
};

struct mapping {
    struct slice name, title, publisher;
    struct slice text; /* of a user's own, to be kept with what it loads; empty for a shipped one */
    enum mapping_reads reads;
    unsigned heading_line; /* of the file; what stands above it is passed over; 0: the first */
    int protect; /* nobody has published the figures: counts from 1 to below this are held back;
                    0: a publisher has, and they are shown as published */
    struct slice columns[MAPPING_FIELDS];       /* headings, or empty */
    struct mapping_words words[MAPPING_FIELDS]; /* of a column */

    /* figures */
    bool measures_known;   /* the dictionary must have them; else the file brings them */
    bool wide;             /* a column a measure */
    bool breakdown_detect; /* a column of words is a breakdown */
    struct mapping_breakdown *breakdowns;
    size_t breakdown_count;
    struct slice *whole; /* words that mean everybody */
    size_t whole_count;
    struct slice *ignored; /* headings */
    size_t ignored_count;
    enum year_kind years_of_all;  /* where no column tells */
    struct mapping_words years;   /* of the column FIGURE_YEARS */
    struct slice level;           /* the heading that tells the level; empty: all are of one */
    struct mapping_level *levels; /* none: one column of codes */
    size_t level_count;
    bool areas_taught;
    struct mapping_words area_names; /* as the file writes them, as others do */
    struct mapping_words symbols;
    struct mapping_words notes; /* a part of a note to a status */
    struct mapping_measure *measures;
    size_t measure_count;
    struct mapping_words units; /* the end of a heading to a unit */
    struct mapping_skip *skips;
    size_t skip_count;

    /* areas */
    struct slice scheme;
    struct mapping_words area_levels; /* codes to "country", "region", "other" */
};

/* The mapping called name where one is shipped, else the file at that path. Lives as long as the
 * arena. 0, ERR_NOT_FOUND, ERR_SYNTAX, or ERR_RANGE with every fault of meaning in faults. */
int mapping_load(const char *name, struct arena *arena, struct mapping *ret_mapping,
                 struct faults *faults, struct err *err);

/* Read a mapping from its text. As mapping_load. */
int mapping_parse(struct slice text, struct slice name, struct arena *arena,
                  struct mapping *ret_mapping, struct faults *faults, struct err *err);

/* The shipped mappings, ended by one without a name. */
struct mapping_shipped {
    const char *name;
    struct slice text;
};
extern const struct mapping_shipped mappings_shipped[];

/* The headings' key for a field of this kind of file: "measure", "la_number" … */
const char *mapping_field_key(enum mapping_reads reads, size_t field);
size_t mapping_field_count(enum mapping_reads reads);

/* What a word stands for, or a slice with data NULL. O(words). */
struct slice mapping_word(const struct mapping_words *words, struct slice word);

/* Whether the text is a number and no symbol of the mapping's own, such as −1. */
bool mapping_number(const struct mapping *mapping, struct slice text, double *ret_number);

/* The status that a status word ("suppressed") or a publisher's symbol ("c") means, or −1. */
int figure_status_from(struct slice name);
int mapping_symbol(const struct mapping *mapping, struct slice symbol);

#endif
