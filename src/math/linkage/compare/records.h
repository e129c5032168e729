/* What is compared: the columns brought to standard form, a number for each value, a row of
 * numbers for each record. */
#ifndef WEFT_MATH_LINKAGE_COMPARE_RECORDS_H
#define WEFT_MATH_LINKAGE_COMPARE_RECORDS_H

#include "math/linkage/compare/facts.h"
#include "math/linkage/standard/field.h"

enum { EXACT_LEVELS = 14 }; /* by how rare the value is: the last, rarer than one in 700,000 */

/* How two values of a field agree. Exact agreement is split by the value's frequency, so that an
 * agreement pattern already says how rare what agrees is. The meaning of the near levels is the
 * field kind's own (levels.h). */
enum level {
    LEVEL_MISSING = 0,
    LEVEL_EXACT = 1, /* … LEVEL_EXACT + EXACT_LEVELS − 1: rarer and rarer */
    LEVEL_NEAR = LEVEL_EXACT + EXACT_LEVELS,
    LEVEL_DIFFERENT = 36,
    LEVELS = 37,
};

/* Each further exact level holds values this many bits rarer. */
#define EXACT_LEVEL_BITS 1.5

static inline bool level_is_exact(size_t level)
{
    return level >= LEVEL_EXACT && level < LEVEL_NEAR;
}

/* By at most so many levels two names are commoner together than by chance (together.h). */
enum { TOGETHER_MOST = 7 };

struct field {
    enum field_kind kind;
    enum linkage_kind from; /* the column's kind */
    char label[FIELD_LABEL];
    struct values *values; /* the names of a person share theirs */
    bool owns_values;
    uint32_t *counts;    /* rows of each value */
    uint8_t *exact;      /* the level where both have this value: near, where it is not exact */
    struct facts *facts; /* by value */
    uint8_t *traits;     /* of given names by value (texts/spellings.h); else NULL */
    uint32_t known_rows; /* rows that have a value */
    uint8_t lone;    /* given names: from this level on they are hardly anybody's; else LEVELS */
    double usual;    /* how common a value of this kind usually is */
    double new_year; /* dates: how many times commoner first days of January are among those
                      * who share a surname with somebody who was born on one; else 1 */
    float *shares;   /* how common each is by a table from outside, or NULL */
};

struct records {
    uint32_t rules_off; /* a bit for each enum linkage_rule */
    struct field fields[FIELDS_MOST];
    size_t field_count;
    size_t row_count;
    uint32_t *origin; /* the table's row that each record is; records that are alike stand close */
    uint32_t *ids;    /* row-major: row_count × field_count; 0 where missing */
    size_t name_fields;        /* names come first: given name, surname, and perhaps others */
    int given, surname, other; /* index of the name fields, or −1 */
    int email;                 /* of the first e-mail address, or −1 */
    uint8_t *together;         /* by record: together.h; NULL where nothing tells */
};

/* Bring the table's columns to standard form. The table's columns may be freed afterwards. */
void records_build(const struct linkage_table *table, uint32_t rules_off, size_t threads,
                   struct records *ret_records);
void records_free(struct records *records);

struct draft;
/* Records of drafts: takes over their values and frees their rows. keep_order: record i is row i;
 * else records that are alike stand close. */
void records_of_drafts(struct draft *list, size_t count, size_t row_count, bool keep_order,
                       uint32_t rules_off, size_t threads, struct records *ret_records);

/* How common the value is among people, judged by `rows` of the field's rows that have it: a few
 * records say little of that, so they are put with SHARE_ROWS records of what is usual, or with
 * TABLE_ROWS of what a table from outside says of this value. */
#define SHARE_ROWS 50.0
#define TABLE_ROWS 1000.0
static inline double field_share(const struct field *field, uint32_t value, double rows,
                                 double of_rows)
{
    if (field->shares)
        return (rows + TABLE_ROWS * (double)field->shares[value]) / (of_rows + TABLE_ROWS);
    return (rows + SHARE_ROWS * field->usual) / (of_rows + SHARE_ROWS);
}

/* How common it is among those with whom somebody of this value may be taken for one: the same, but
 * for dates that stand for none. */
double field_share_alike(const struct field *field, uint32_t value, double rows, double of_rows);

/* The exact level of a value of this share. */
uint8_t level_of_share(double share);

/* Say of every value how rare it is, by its rows and the table from outside. */
void records_grade(struct field *field);

/* Say how rare a value is, in the place of what the rows show. */
void records_set_level(struct field *field, uint32_t value, uint8_t level);

static inline const uint32_t *records_row(const struct records *records, uint32_t row)
{
    return records->ids + (size_t)row * records->field_count;
}

/* By how many levels the names of the record whose row this is are commoner together. */
static inline uint8_t records_together(const struct records *records, const uint32_t *row)
{
    return records->together && records->field_count
               ? records->together[(size_t)(row - records->ids) / records->field_count]
               : 0;
}

/* Ask memory for the row, which may lie in two lines of it: for where it starts and where it ends.
 */
static inline void records_expect(const struct records *records, uint32_t row)
{
    const uint32_t *first = records_row(records, row);
    __builtin_prefetch(first);
    __builtin_prefetch(first + records->field_count);
}

#endif
