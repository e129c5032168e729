#include "math/linkage/compare/packed.h"

#include "math/linkage/compare/levels.h"
#include "math/linkage/texts/dates.h"

#include "base/banned.h"

static const uint64_t ones = UINT64_C(0x0101010101010101);

uint64_t packed_of(struct slice text)
{
    uint64_t packed = 0;
    for (size_t i = 0; i < PACKED_MOST && i < text.length; i++)
        packed |= (uint64_t)(unsigned char)text.data[i] << 8 * i;
    return packed;
}

static unsigned char byte_at(uint64_t packed, unsigned at)
{
    return (unsigned char)(packed >> 8 * at);
}

/* 1 in the lowest bit of each byte that is not 0. */
static uint64_t bytes_set(uint64_t x)
{
    x |= x >> 4;
    x |= x >> 2;
    x |= x >> 1;
    return x & ones;
}

/* Whether a and b differ in two neighbouring characters that changed places. first: the first
 * that differs; count: how many do. */
static bool neighbours_swapped(uint64_t a, uint64_t b, unsigned first, unsigned count)
{
    return count == 2 && byte_at(a, first) == byte_at(b, first + 1) &&
           byte_at(a, first + 1) == byte_at(b, first);
}

/* --- dates ------------------------------------------------------------------------------------ */

int32_t packed_date_days(uint64_t date)
{
    char text[WRITTEN_DATE];
    for (unsigned i = 0; i < WRITTEN_DATE; i++) {
        text[i] = (char)byte_at(date, i);
        if (text[i] == '?' || text[i] == '~' || text[i] == '.')
            return PACKED_PARTIAL;
    }
    int32_t days;
    return written_date_days(text, &days) ? days : PACKED_IMPOSSIBLE;
}

/* Days about which a birth is, and how far it may be from them. */
struct around {
    int32_t day, reach;
};

static int32_t number_at(uint64_t date, unsigned at, unsigned count)
{
    int32_t number = 0;
    for (unsigned i = at; i < at + count; i++)
        number = number * 10 + (byte_at(date, i) - '0');
    return number;
}

static struct around around_range(uint64_t date)
{
    int32_t first = number_at(date, 0, 4), last = first / 100 * 100 + number_at(date, 6, 2);
    last += last < first ? 100 : 0;
    int32_t from = date_to_days((struct date){(int16_t)first, 1, 1});
    int32_t until = date_to_days((struct date){(int16_t)last, 12, 31});
    return (struct around){from + (until - from) / 2, (until - from) / 2 + 1};
}

/* False where not even the year is known. */
static bool date_around(uint64_t date, struct around *ret_around)
{
    enum { MONTH = 15, HALF_YEAR = 183 };
    if (packed_date_is_range(date)) {
        *ret_around = around_range(date);
        return true;
    }
    bool about = packed_date_is_about(date);
    unsigned first = about ? 1 : 0;
    for (unsigned i = first; i < first + 4; i++)
        if (byte_at(date, i) < '0' || byte_at(date, i) > '9')
            return false;
    struct date civil = {.year = (int16_t)number_at(date, first, 4), .month = 7, .day = 1};
    int32_t days = about ? PACKED_PARTIAL : packed_date_days(date);
    if (about) {
        civil.month = (uint8_t)number_at(date, 6, 2);
        civil.day = MONTH;
    }
    bool whole = days > PACKED_IMPOSSIBLE && !packed_is_new_year(date);
    *ret_around = whole ? (struct around){days, 0}
                        : (struct around){date_to_days(civil), HALF_YEAR + (about ? MONTH : 0)};
    return true;
}

/* Where one is known about, the other may be known in any way. */
static uint8_t about_level(uint64_t a, uint64_t b)
{
    struct around left, right;
    bool range = packed_date_is_range(a) || packed_date_is_range(b);
    uint8_t agrees = range ? DATE_USUAL_AGE : DATE_PARTIAL;
    if (!date_around(a, &left) || !date_around(b, &right))
        return agrees;
    int32_t gap = left.day - right.day;
    gap = (gap < 0 ? -gap : gap) - left.reach - right.reach;
    if (range && gap > 0)
        return gap <= 3653 ? DATE_UNUSUAL_AGE : DATE_OTHER_AGE;
    return gap <= 0      ? agrees
           : gap <= 366  ? DATE_YEAR_AROUND
           : gap <= 3653 ? DATE_DECADE
                         : LEVEL_DIFFERENT;
}

static uint8_t partial_date_level(uint64_t a, uint64_t b)
{
    if (packed_date_is_about(a) || packed_date_is_about(b))
        return about_level(a, b);
    uint64_t unknown = 0x3f * ones;
    uint64_t known = bytes_set(a ^ unknown) & bytes_set(b ^ unknown);
    if (!(bytes_set(a ^ b) & known))
        return DATE_PARTIAL;
    return (uint32_t)a == (uint32_t)b ? DATE_YEAR : LEVEL_DIFFERENT;
}

static uint8_t date_distance(uint64_t differ, int32_t days_a, int32_t days_b, unsigned count)
{
    bool known = days_a > PACKED_IMPOSSIBLE && days_b > PACKED_IMPOSSIBLE;
    int64_t gap = known ? (int64_t)days_a - days_b : INT32_MAX;
    gap = gap < 0 ? -gap : gap;
    if (gap <= 31 || !(differ & UINT64_C(0xffffffffffff)))
        return DATE_MONTH;
    if (count == 2)
        return DATE_TWO_DIGITS;
    if (gap <= 366)
        return DATE_YEAR_AROUND;
    if (!(uint32_t)differ)
        return DATE_YEAR;
    return gap <= 3653 ? DATE_DECADE : LEVEL_DIFFERENT;
}

/* Whether b is the first of January after a, which is none: a birth is put into the next year where
 * the year was counted back from an age. */
static bool is_year_after(uint64_t a, uint64_t b)
{
    return packed_is_new_year(b) && !packed_is_new_year(a) &&
           number_at(a, 0, 4) + 1 == number_at(b, 0, 4);
}

uint8_t packed_date_level(uint64_t a, int32_t days_a, uint64_t b, int32_t days_b)
{
    if (days_a == PACKED_PARTIAL || days_b == PACKED_PARTIAL)
        return partial_date_level(a, b);
    uint64_t differ = a ^ b;
    bool same_year = !(uint32_t)differ, same_day = !(differ >> 32);
    uint32_t day_a = (uint32_t)(a >> 32), day_b = (uint32_t)(b >> 32);
    if (same_year && (day_a == PACKED_NEW_YEAR || day_b == PACKED_NEW_YEAR))
        return DATE_NEW_YEAR;
    if (same_year && (day_a << 16 | day_a >> 16) == day_b)
        return DATE_SWAPPED;
    if (is_year_after(a, b) || is_year_after(b, a))
        return DATE_YEAR_AFTER;
    unsigned count = (unsigned)__builtin_popcountll(bytes_set(differ));
    unsigned first = (unsigned)__builtin_ctzll(differ) / 8;
    uint8_t year_digit = same_day && day_a == PACKED_NEW_YEAR ? DATE_NEW_YEARS : DATE_YEAR_DIGIT;
    if (count == 1)
        return same_year ? DATE_DAY_DIGIT : year_digit;
    if (neighbours_swapped(a, b, first, count))
        return same_day ? year_digit : DATE_DAY_DIGIT;
    if (same_day && day_a == PACKED_NEW_YEAR)
        return date_distance(differ, days_a, days_b, 0);
    return same_day ? DATE_DAY_AND_MONTH : date_distance(differ, days_a, days_b, count);
}

/* --- postcodes -------------------------------------------------------------------------------- */

static bool is_letter(char byte)
{
    return byte >= 'a' && byte <= 'z';
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

uint32_t packed_postcode_area(struct slice text)
{
    if (text.length < 5 || text.length > 7 || !is_digit(text.data[text.length - 3]))
        return 0;
    uint32_t area = 0;
    while (area < 2 && is_letter(text.data[area]))
        area++;
    return area;
}

/* longer is shorter with one character put in at `first`. */
static bool is_insertion(uint64_t longer, uint64_t shorter, unsigned first)
{
    uint64_t after = first + 1 < PACKED_MOST ? longer >> 8 * (first + 1) : 0;
    return after == shorter >> 8 * first;
}

uint8_t packed_postcode_level(uint64_t a, unsigned length_a, uint32_t area_a, uint64_t b,
                              unsigned length_b, uint32_t area_b)
{
    uint64_t differ = a ^ b;
    if (!differ) /* they differ past the eighth */
        return POSTCODE_DISTRICT;
    unsigned first = (unsigned)__builtin_ctzll(differ) / 8;
    unsigned count = (unsigned)__builtin_popcountll(bytes_set(differ));
    bool same_length = length_a == length_b;
    if (same_length && (count == 1 || neighbours_swapped(a, b, first, count)))
        return POSTCODE_EDIT;
    if ((length_a == length_b + 1 && is_insertion(a, b, first)) ||
        (length_b == length_a + 1 && is_insertion(b, a, first)))
        return POSTCODE_EDIT;
    bool british = area_a && area_b;
    if (british && same_length && first + 2 >= length_a)
        return POSTCODE_SECTOR;
    if (british && same_length && first + 3 >= length_a)
        return POSTCODE_DISTRICT;
    if (same_length && count == 2)
        return POSTCODE_TWO_EDITS;
    bool same_area = british ? area_a == area_b && first >= area_a : first >= 2;
    return same_area ? POSTCODE_AREA : LEVEL_DIFFERENT;
}
