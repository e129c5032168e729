/* Record linkage: which rows of one or several sources are the same person.
 * Arrays in, arrays out; no files, no clock, no store. */
#ifndef WEFT_MATH_LINKAGE_LINKAGE_H
#define WEFT_MATH_LINKAGE_LINKAGE_H

#include "math/linkage/values.h"

/* Rows are numbered in 31 bits. */
#define LINKAGE_MOST_ROWS (UINT32_C(1) << 31)

/* What a column holds. */
enum linkage_kind {
    LINKAGE_IGNORED,
    LINKAGE_ROW_ID,
    LINKAGE_GIVEN_NAME,
    LINKAGE_MIDDLE_NAME,
    LINKAGE_SURNAME,
    LINKAGE_FULL_NAME,
    LINKAGE_BIRTH_DATE,
    LINKAGE_BIRTH_YEAR,
    LINKAGE_BIRTH_MONTH,
    LINKAGE_BIRTH_DAY,
    LINKAGE_SEX,
    LINKAGE_POSTCODE,
    LINKAGE_HOUSE_NUMBER,
    LINKAGE_ADDRESS,
    LINKAGE_LOCALITY,
    LINKAGE_TOWN,
    LINKAGE_REGION,
    LINKAGE_BIRTH_PLACE,
    LINKAGE_OCCUPATION,
    LINKAGE_EMAIL,
    LINKAGE_TELEPHONE,
    LINKAGE_NATIONAL_NUMBER,
    LINKAGE_CATEGORY,
    LINKAGE_KINDS
};

/* One column: each distinct text once, and the number of each row's. */
struct linkage_column {
    const char *name;
    enum linkage_kind kind;
    struct values values;
    uint32_t *rows;
};

struct linkage_table {
    struct linkage_column *columns;
    size_t column_count;
    size_t row_count;
    const uint16_t *source; /* the source of each row, from 0; NULL where there is one */
    size_t source_count;
};

/* The kind in words ("given name"), and the kind for a word of a specification, or
 * LINKAGE_KINDS. */
const char *linkage_kind_words(enum linkage_kind kind);
enum linkage_kind linkage_kind_named(struct slice word);

/* Give each column whose kind is LINKAGE_IGNORED the kind that its name and its content show.
 * Where the name says nothing, the content may (dates, postcodes, e-mail addresses); where
 * neither does, the column stays ignored. O(distinct values looked at, at most 2,000 a column). */
void linkage_recognise(struct linkage_table *table);

struct linkage_options {
    size_t threads;
    double threshold; /* log2 odds over which groups join */
};

struct linkage_pair {
    uint32_t a, b; /* rows, a < b */
    float weight;  /* log2 of the odds that they are one person */
};

struct linkage_result {
    uint32_t *persons;          /* of each row: the lowest row of its person */
    struct linkage_pair *pairs; /* those whose weight is over the floor, by row */
    size_t pair_count;
};

void linkage_run(const struct linkage_table *table, const struct linkage_options *options,
                 struct linkage_result *ret_result);
void linkage_result_free(struct linkage_result *result);

#endif
