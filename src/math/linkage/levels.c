#include "math/linkage/levels.h"

#include "math/linkage/compare.h"
#include "math/linkage/dates.h"
#include "math/linkage/names.h"
#include "math/linkage/nicknames.h"

#include "base/banned.h"

static struct slice text_of(const struct field *field, uint32_t value)
{
    return values_text(field->values, value);
}

/* 0 where the commoner of the two is common, 1 middling, 2 rare. */
static unsigned rarity(const struct field *field, uint32_t a, uint32_t b)
{
    uint8_t commoner = field->exact[a] < field->exact[b] ? field->exact[a] : field->exact[b];
    return commoner < LEVEL_EXACT + 5 ? 0 : commoner < LEVEL_EXACT + 7 ? 1 : 2;
}

/* Whether the words of the shorter text all stand in the longer; *ret_shared: some do. */
static bool words_within(struct slice a, struct slice b, bool *ret_shared)
{
    struct slice rest = a.length <= b.length ? a : b, longer = a.length <= b.length ? b : a;
    struct slice word;
    bool all = true;
    *ret_shared = false;
    while (slice_split(&rest, ' ', &word)) {
        struct slice others = longer, other;
        bool found = false;
        while (!found && slice_split(&others, ' ', &other))
            found = slice_equal(word, other);
        all &= found;
        *ret_shared |= found && word.length > 2;
    }
    return all;
}

static bool is_initial(struct slice a, struct slice b)
{
    return (a.length == 1 || b.length == 1) && a.data[0] == b.data[0];
}

static bool sounds_same(struct slice a, struct slice b)
{
    char sound_a[12], sound_b[12];
    size_t length_a = name_sound(a, sound_a), length_b = name_sound(b, sound_b);
    return length_a == length_b && length_a > 1 && memcmp(sound_a, sound_b, length_a) == 0;
}

static uint8_t name_level(const struct field *field, uint32_t a, uint32_t b)
{
    struct slice left = text_of(field, a), right = text_of(field, b);
    if (is_initial(left, right))
        return NAME_INITIAL;
    struct nickname_sets sets_a = nickname_sets_of(left), sets_b = nickname_sets_of(right);
    if (field->kind == FIELD_GIVEN && nickname_same(&sets_a, &sets_b))
        return NAME_FORM;
    double alike = compare_jaro_winkler(left, right);
    if (alike >= 0.92)
        return (uint8_t)(NAME_CLOSE + rarity(field, a, b));
    bool shared;
    if ((slice_find_byte(left, ' ') < left.length || slice_find_byte(right, ' ') < right.length) &&
        (words_within(left, right, &shared) || shared))
        return NAME_PART;
    if (sounds_same(left, right))
        return (uint8_t)(NAME_CLOSE + rarity(field, a, b));
    if (alike >= 0.85)
        return (uint8_t)(NAME_NEAR + (rarity(field, a, b) > 0));
    return alike >= 0.75 ? NAME_FAR : LEVEL_DIFFERENT;
}

static uint8_t other_names_level(const struct field *field, uint32_t a, uint32_t b)
{
    struct slice left = text_of(field, a), right = text_of(field, b);
    bool shared;
    if (words_within(left, right, &shared) || shared)
        return NAME_PART;
    if (left.length == 0 || right.length == 0)
        return LEVEL_MISSING;
    if (is_initial(left, right))
        return NAME_INITIAL;
    double alike = compare_jaro_winkler(left, right);
    return alike >= 0.92 ? NAME_CLOSE : alike >= 0.85 ? NAME_NEAR : LEVEL_DIFFERENT;
}

/* --- dates --- */

static unsigned differing(uint64_t a, uint64_t b)
{
    uint64_t x = a ^ b;
    x |= x >> 4;
    x |= x >> 2;
    x |= x >> 1;
    return (unsigned)__builtin_popcountll(x & UINT64_C(0x0101010101010101));
}

static bool has_unknown(uint64_t date)
{
    char bytes[WRITTEN_DATE];
    memcpy(bytes, &date, sizeof bytes);
    return memchr(bytes, '?', sizeof bytes) != NULL;
}

static bool partial_same(uint64_t a, uint64_t b)
{
    char left[WRITTEN_DATE], right[WRITTEN_DATE];
    memcpy(left, &a, sizeof left);
    memcpy(right, &b, sizeof right);
    for (size_t i = 0; i < WRITTEN_DATE; i++)
        if (left[i] != right[i] && left[i] != '?' && right[i] != '?')
            return false;
    return true;
}

static bool neighbours_swapped(const char *a, const char *b)
{
    for (size_t i = 0; i + 1 < WRITTEN_DATE; i++)
        if (a[i] == b[i + 1] && a[i + 1] == b[i] && a[i] != a[i + 1])
            return true;
    return false;
}

static uint8_t date_distance(uint64_t a, uint64_t b)
{
    char left[WRITTEN_DATE], right[WRITTEN_DATE];
    memcpy(left, &a, sizeof left);
    memcpy(right, &b, sizeof right);
    int32_t days_a = 0, days_b = 0;
    bool known = written_date_days(left, &days_a) && written_date_days(right, &days_b);
    int32_t gap = days_a > days_b ? days_a - days_b : days_b - days_a;
    if ((known && gap <= 31) || memcmp(left, right, 6) == 0)
        return DATE_MONTH;
    if (differing(a, b) == 2)
        return DATE_TWO_DIGITS;
    if (known && gap <= 366)
        return DATE_YEAR_AROUND;
    if (memcmp(left, right, 4) == 0)
        return DATE_YEAR;
    return known && gap <= 3653 ? DATE_DECADE : LEVEL_DIFFERENT;
}

static uint8_t date_level(const struct field *field, uint32_t a, uint32_t b)
{
    uint64_t left = field->packed[a], right = field->packed[b];
    if (has_unknown(left) || has_unknown(right))
        return partial_same(left, right)       ? DATE_PARTIAL
               : memcmp(&left, &right, 4) == 0 ? DATE_YEAR
                                               : LEVEL_DIFFERENT;
    const char *l = (const char *)&left, *r = (const char *)&right;
    unsigned digits = differing(left, right);
    bool same_year = memcmp(l, r, 4) == 0, same_day = memcmp(l + 4, r + 4, 4) == 0;
    if (same_year && memcmp(l + 4, r + 6, 2) == 0 && memcmp(l + 6, r + 4, 2) == 0)
        return DATE_SWAPPED;
    if (digits == 1)
        return same_year ? DATE_DAY_DIGIT : DATE_YEAR_DIGIT;
    if (digits == 2 && neighbours_swapped(l, r))
        return same_day ? DATE_YEAR_DIGIT : DATE_DAY_DIGIT;
    return same_day ? DATE_DAY_AND_MONTH : date_distance(left, right);
}

/* --- places and codes --- */

static bool is_letter(char byte)
{
    return byte >= 'a' && byte <= 'z';
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static size_t area_length(struct slice code)
{
    size_t length = 0;
    while (length < code.length && is_letter(code.data[length]))
        length++;
    return length;
}

/* British, by its shape: letters, then digits, three characters of inward code. */
static bool is_british(struct slice code)
{
    return code.length >= 5 && code.length <= 7 && is_letter(code.data[0]) &&
           is_digit(code.data[code.length - 3]);
}

static uint8_t postcode_level(const struct field *field, uint32_t a, uint32_t b)
{
    struct slice left = text_of(field, a), right = text_of(field, b);
    unsigned edits = compare_edits(left, right, 2);
    if (edits == 1)
        return POSTCODE_EDIT;
    if (is_british(left) && is_british(right)) {
        struct slice sector = slice_sub(left, 0, left.length - 2);
        struct slice district = slice_sub(left, 0, left.length - 3);
        if (slice_equal(sector, slice_sub(right, 0, right.length - 2)))
            return POSTCODE_SECTOR;
        if (slice_equal(district, slice_sub(right, 0, right.length - 3)))
            return POSTCODE_DISTRICT;
        if (edits == 2)
            return POSTCODE_TWO_EDITS;
        size_t area = area_length(left);
        return area == area_length(right) && memcmp(left.data, right.data, area) == 0
                   ? POSTCODE_AREA
                   : LEVEL_DIFFERENT;
    }
    if (edits == 2)
        return POSTCODE_TWO_EDITS;
    return left.length >= 4 && right.length >= 4 && memcmp(left.data, right.data, 2) == 0
               ? POSTCODE_AREA
               : LEVEL_DIFFERENT;
}

static uint8_t place_level(const struct field *field, uint32_t a, uint32_t b)
{
    struct slice left = text_of(field, a), right = text_of(field, b);
    if (left.length <= 4 && right.length <= 4)
        return compare_edits(left, right, 1) <= 1 && left.length > 2 ? WORDS_NEAR : LEVEL_DIFFERENT;
    double alike = compare_jaro_winkler(left, right);
    if (alike >= 0.92)
        return (uint8_t)(WORDS_CLOSE + rarity(field, a, b));
    bool shared;
    if (words_within(left, right, &shared))
        return WORDS_PART;
    if (alike >= 0.85)
        return WORDS_NEAR;
    return shared ? WORDS_SHARE : LEVEL_DIFFERENT;
}

static uint8_t email_level(const struct field *field, uint32_t a, uint32_t b)
{
    struct slice left = text_of(field, a), right = text_of(field, b);
    size_t at_left = slice_find_byte(left, '@'), at_right = slice_find_byte(right, '@');
    unsigned edits = compare_edits(left, right, 2);
    if (edits <= 2)
        return edits == 1 ? CODE_EDIT : CODE_TWO_EDITS;
    struct slice local_left = slice_sub(left, 0, at_left),
                 local_right = slice_sub(right, 0, at_right);
    if (slice_equal(local_left, local_right))
        return CODE_PART;
    if (compare_jaro_winkler(left, right) >= 0.9)
        return CODE_NEAR;
    return at_left < left.length && slice_equal(slice_sub(left, at_left, left.length),
                                                slice_sub(right, at_right, right.length))
               ? CODE_DOMAIN
               : LEVEL_DIFFERENT;
}

static uint8_t code_level(const struct field *field, uint32_t a, uint32_t b)
{
    struct slice left = text_of(field, a), right = text_of(field, b);
    unsigned edits = compare_edits(left, right, 2);
    if (edits <= 2 && (edits == 1 || (left.length > 5 && right.length > 5)))
        return edits == 1 ? CODE_EDIT : CODE_TWO_EDITS;
    if (field->kind != FIELD_HOUSE_NUMBER && left.length >= 8 && right.length >= 8 &&
        memcmp(left.data + left.length - 6, right.data + right.length - 6, 6) == 0)
        return CODE_PART;
    return LEVEL_DIFFERENT;
}

static uint8_t near_level(const struct field *field, uint32_t a, uint32_t b)
{
    switch (field->kind) {
    case FIELD_GIVEN:
    case FIELD_SURNAME:
        return name_level(field, a, b);
    case FIELD_OTHER_NAMES:
        return other_names_level(field, a, b);
    case FIELD_DATE:
        return date_level(field, a, b);
    case FIELD_POSTCODE:
        return postcode_level(field, a, b);
    case FIELD_PLACE:
        return place_level(field, a, b);
    case FIELD_EMAIL:
        return email_level(field, a, b);
    case FIELD_TELEPHONE:
    case FIELD_NUMBER:
    case FIELD_HOUSE_NUMBER:
        return code_level(field, a, b);
    default:
        return LEVEL_DIFFERENT;
    }
}

/* --- names across their fields --- */

static bool stands_among(const struct records *records, uint32_t name, const uint32_t *row)
{
    if (records->other < 0 || !row[records->other])
        return false;
    const struct field *field = &records->fields[records->other];
    bool shared;
    struct slice wanted = text_of(field, name), others = text_of(field, row[records->other]);
    return wanted.length > 2 && wanted.length <= others.length &&
           words_within(wanted, others, &shared);
}

static bool alike_across(const struct records *records, uint32_t a, uint32_t b)
{
    const struct field *field = &records->fields[records->given];
    return a && b && compare_jaro_winkler(text_of(field, a), text_of(field, b)) >= 0.9;
}

static void names_across(const struct records *records, const uint32_t *a, const uint32_t *b,
                         uint8_t *levels)
{
    int given = records->given, surname = records->surname;
    uint8_t *of_given = &levels[given], *of_surname = &levels[surname];
    if (*of_given != LEVEL_DIFFERENT && *of_surname != LEVEL_DIFFERENT && *of_given && *of_surname)
        return;
    bool forth = a[given] && a[given] == b[surname], back = a[surname] && a[surname] == b[given];
    if (forth || back) {
        *of_given = NAME_SWAPPED;
        *of_surname = forth && back ? NAME_SWAPPED : NAME_SWAPPED_NEAR;
        return;
    }
    if ((*of_given == LEVEL_DIFFERENT || *of_surname == LEVEL_DIFFERENT) &&
        (alike_across(records, a[given], b[surname]) ||
         alike_across(records, a[surname], b[given]))) {
        *of_given = NAME_SWAPPED_NEAR;
        *of_surname = NAME_SWAPPED_NEAR;
        return;
    }
    if (*of_given == LEVEL_DIFFERENT &&
        (stands_among(records, a[given], b) || stands_among(records, b[given], a)))
        *of_given = NAME_ELSEWHERE;
    if (*of_surname == LEVEL_DIFFERENT &&
        (stands_among(records, a[surname], b) || stands_among(records, b[surname], a)))
        *of_surname = NAME_ELSEWHERE;
}

void levels_of(const struct records *records, uint32_t a, uint32_t b, struct pattern *ret_pattern)
{
    const uint32_t *left = records_row(records, a), *right = records_row(records, b);
    *ret_pattern = (struct pattern){0};
    for (size_t at = 0; at < records->field_count; at++) {
        const struct field *field = &records->fields[at];
        if (left[at] == 0 || right[at] == 0)
            continue;
        ret_pattern->levels[at] =
            left[at] == right[at] ? field->exact[left[at]] : near_level(field, left[at], right[at]);
    }
    if (records->given >= 0)
        names_across(records, left, right, ret_pattern->levels);
}
