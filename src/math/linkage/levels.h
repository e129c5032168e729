/* Agreement patterns: how two records agree, field by field. */
#ifndef WEFT_MATH_LINKAGE_LEVELS_H
#define WEFT_MATH_LINKAGE_LEVELS_H

#include "math/linkage/fields.h"

/* One level a field, in the order of the records' fields; the rest is 0. */
struct pattern {
    uint8_t levels[FIELDS_MOST];
};

/* Near levels of names. Three steps of likeness, each for common, middling and rare names. */
enum {
    NAME_FORM = LEVEL_NEAR, /* a short form, or a learnt alias */
    NAME_PART,              /* one of several names is the same */
    NAME_INITIAL,           /* one is the other's initial */
    NAME_CLOSE,             /* Jaro–Winkler ≥ 0.92 or sounds the same: common, middling, rare */
    NAME_NEAR = NAME_CLOSE + 3, /* ≥ 0.85 */
    NAME_FAR = NAME_NEAR + 2,   /* ≥ 0.75 */
    NAME_SWAPPED,               /* given name and surname stand in each other's place */
    NAME_ELSEWHERE,             /* found among the other record's other names */
    NAME_LEARNT,                /* an alias that the data show */
    NAME_SWAPPED_NEAR
};

enum {
    DATE_SWAPPED = LEVEL_NEAR, /* day and month change places */
    DATE_DAY_DIGIT,            /* one digit of day or month, or two neighbours changed places */
    DATE_YEAR_DIGIT,           /* one digit of the year */
    DATE_DAY_AND_MONTH,        /* same day and month */
    DATE_MONTH,                /* within 31 days, or same month of the same year */
    DATE_TWO_DIGITS,
    DATE_YEAR_AROUND, /* within 366 days */
    DATE_YEAR,        /* same year */
    DATE_PARTIAL,     /* what both give is the same */
    DATE_DECADE       /* within ten years */
};

enum {
    POSTCODE_EDIT = LEVEL_NEAR, /* one letter or digit, or two neighbours */
    POSTCODE_SECTOR,
    POSTCODE_DISTRICT,
    POSTCODE_TWO_EDITS,
    POSTCODE_AREA
};

enum {
    WORDS_LEARNT = LEVEL_NEAR,
    WORDS_CLOSE,                  /* Jaro–Winkler ≥ 0.92: common, middling, rare */
    WORDS_PART = WORDS_CLOSE + 3, /* all words of one are in the other */
    WORDS_NEAR,                   /* ≥ 0.85 */
    WORDS_SHARE                   /* a word in common */
};

enum {
    CODE_EDIT = LEVEL_NEAR, /* numbers, e-mail addresses, telephones: one edit */
    CODE_TWO_EDITS,
    CODE_PART, /* the part before the @; the last six digits */
    CODE_NEAR,
    CODE_DOMAIN
};

/* The pattern of rows a and b. O(fields) where values are equal, else that of comparing texts. */
void levels_of(const struct records *records, uint32_t a, uint32_t b, struct pattern *ret_pattern);

#endif
