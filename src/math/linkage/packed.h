/* Dates and postcodes compared as whole words: up to eight characters, the first in the lowest
 * byte. */
#ifndef WEFT_MATH_LINKAGE_PACKED_H
#define WEFT_MATH_LINKAGE_PACKED_H

#include "math/linkage/levels.h"

enum {
    PACKED_MOST = 8,
    PACKED_PARTIAL = INT32_MIN,        /* a date with an unknown digit */
    PACKED_IMPOSSIBLE = INT32_MIN + 1, /* all digits, but no such day */
};

/* The first eight characters. */
uint64_t packed_of(struct slice text);

/* Days since 1970 of a date of eight characters, or one of the two above. */
int32_t packed_date_days(uint64_t date);

/* How many letters the area of a British postcode has (its first), or 0 where the text is not
 * shaped like one. */
uint32_t packed_postcode_area(struct slice text);

/* How many of the characters differ. differ: two packed texts, the one taken off the other bit by
 * bit. */
static inline unsigned packed_differing(uint64_t differ)
{
    differ |= differ >> 4;
    differ |= differ >> 2;
    differ |= differ >> 1;
    return (unsigned)__builtin_popcountll(differ & UINT64_C(0x0101010101010101));
}

/* The level of two different dates. */
uint8_t packed_date_level(uint64_t a, int32_t days_a, uint64_t b, int32_t days_b);

/* The level of two different postcodes. Without a branch but for what comes out: what is near of
 * two postcodes of one city is as good as chance. */
static inline uint8_t packed_postcode_level(uint64_t a, unsigned length_a, uint32_t area_a,
                                            uint64_t b, unsigned length_b, uint32_t area_b)
{
    uint64_t differ = a ^ b;
    unsigned first = (unsigned)__builtin_ctzll(differ | UINT64_C(1) << 63) / 8;
    unsigned count = packed_differing(differ);
    uint64_t rest_a = a >> 8 * first, rest_b = b >> 8 * first; /* from the first that differs */
    bool swapped =
        (count == 2) & ((uint16_t)(rest_a << 8 | (rest_a >> 8 & 0xff)) == (uint16_t)rest_b);
    bool inserted = ((length_a == length_b + 1) & (rest_a >> 8 == rest_b)) |
                    ((length_b == length_a + 1) & (rest_b >> 8 == rest_a));
    bool same_length = length_a == length_b, british = (area_a != 0) & (area_b != 0);
    bool edit = inserted | (same_length & ((count == 1) | swapped));
    int same = british & same_length ? (int)(length_a - first) : PACKED_MOST; /* from there on */
    bool same_area = british ? (area_a == area_b) & (first >= area_a) : first >= 2;
    uint8_t level = same_area ? POSTCODE_AREA : LEVEL_DIFFERENT;
    level = same_length & (count == 2) ? POSTCODE_TWO_EDITS : level;
    level = same <= 3 ? POSTCODE_DISTRICT : level;
    level = same <= 2 ? POSTCODE_SECTOR : level;
    level = edit ? POSTCODE_EDIT : level;
    return differ ? level : POSTCODE_DISTRICT; /* they differ past the eighth */
}

#endif
