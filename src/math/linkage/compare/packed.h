/* Dates and postcodes compared as whole words: up to eight characters, the first in the lowest
 * byte. */
#ifndef WEFT_MATH_LINKAGE_COMPARE_PACKED_H
#define WEFT_MATH_LINKAGE_COMPARE_PACKED_H

#include "base/base.h"

enum {
    PACKED_MOST = 8,
    PACKED_PARTIAL = INT32_MIN,        /* a date with an unknown digit, or known about */
    PACKED_IMPOSSIBLE = INT32_MIN + 1, /* all digits, but no such day */
};

/* The last four of a first of January, which stands for a date of which only the year is known. */
#define PACKED_NEW_YEAR UINT32_C(0x31303130) /* "0101" */

/* The first eight characters. */
uint64_t packed_of(struct slice text);

static inline bool packed_is_new_year(uint64_t date)
{
    return (uint32_t)(date >> 32) == PACKED_NEW_YEAR;
}

/* Whether it is known by its first and last year alone: "1953..05". */
static inline bool packed_date_is_range(uint64_t date)
{
    return (char)(date >> 32) == '.';
}

/* Whether it is known about, by a month and with half a year to either side: "~2010-07". */
static inline bool packed_date_is_about(uint64_t date)
{
    return (char)date == '~' || packed_date_is_range(date);
}

/* Days since 1970 of a date of eight characters, or one of the two above. */
int32_t packed_date_days(uint64_t date);

/* How many letters the area of a British postcode has (its first), or 0 where the text is not
 * shaped like one. */
uint32_t packed_postcode_area(struct slice text);

/* Levels (levels.h) of two different values. */
uint8_t packed_date_level(uint64_t a, int32_t days_a, uint64_t b, int32_t days_b);
uint8_t packed_postcode_level(uint64_t a, unsigned length_a, uint32_t area_a, uint64_t b,
                              unsigned length_b, uint32_t area_b);

#endif
