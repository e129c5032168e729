/* Facts are read once for a field and turned so that a step of four pairs stands in one register;
 * then every step is arithmetic, with masks (all bits or none) in the place of branches. Written
 * for any processor; one with registers of 256 bits takes its own copy of the same code. */
#include "math/linkage/glance.h"

#include <stddef.h>

#include "math/linkage/packed.h"
#include "math/linkage/spellings.h"

#include "base/banned.h"

#define INLINE __attribute__((always_inline)) static inline

enum { STEPS = GLANCE_MOST / GLANCE_LANES };
typedef glance_lanes lanes;
typedef int64_t masks __attribute__((vector_size(8 * GLANCE_LANES)));
typedef uint32_t half_lanes __attribute__((vector_size(8 * GLANCE_LANES)));

/* One field's facts of the others, each of their four words by itself. */
struct seen {
    lanes values[STEPS], letters[STEPS], packed[STEPS], sounds[STEPS], rest[STEPS];
};

_Static_assert(offsetof(struct facts, letters) == 0 && offsetof(struct facts, packed) == 8 &&
                   offsetof(struct facts, sound) == 16 && offsetof(struct facts, forms) == 24 &&
                   offsetof(struct facts, length) == 30 && sizeof(struct facts) == 32 &&
                   __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "rest holds forms, length and first character, from its lowest bits up");

/* --- arithmetic of lanes ---------------------------------------------------------------------- */

INLINE lanes choose(masks which, lanes yes, lanes no)
{
    return ((lanes)which & yes) | (~(lanes)which & no);
}

INLINE lanes all(uint64_t value)
{
    return (lanes){value, value, value, value};
}

/* Numbers under 2^63. */
INLINE masks is_less(lanes a, lanes b)
{
    return (masks)a < (masks)b;
}

/* Of numbers under 2^32, with a product under it. */
INLINE lanes times(lanes a, lanes b)
{
    return (lanes)((half_lanes)a * (half_lanes)b);
}

INLINE lanes distance(lanes a, lanes b)
{
    return choose(is_less(a, b), b - a, a - b);
}

/* The sum of each lane's eight bytes, where it is under 256. */
INLINE lanes sum_of_bytes(lanes x)
{
    x += x >> 32;
    x += x >> 16;
    x += x >> 8;
    return x & 0xff;
}

INLINE lanes count_bits(lanes x)
{
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    return sum_of_bytes((x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f));
}

/* 1 in each byte that is not 0. */
INLINE lanes bytes_set(lanes x)
{
    x |= x >> 4;
    x |= x >> 2;
    x |= x >> 1;
    return x & UINT64_C(0x0101010101010101);
}

/* Whether one of the 16-bit numbers that `places` has the highest bits of is `mark`. */
INLINE masks holds(lanes numbers, uint16_t mark, uint64_t places)
{
    const uint64_t ones = UINT64_C(0x0001000100010001);
    lanes gap = numbers ^ mark * ones;
    return ((gap - ones) & ~gap & places) != 0;
}

/* --- names and words -------------------------------------------------------------------------- */

INLINE lanes length_of(lanes rest)
{
    return rest >> 48 & 0xff;
}

INLINE masks begins_with(lanes rest, const struct facts *a)
{
    return (rest >> 56 & 63) == all(a->first);
}

/* facts_may_be_alike: shares to the power of `alike` in 256 where both begin alike, else `apart`.
 * Rounded down, and so for sure. */
INLINE masks may_be_alike(const struct facts *a, lanes letters, lanes rest, uint64_t alike,
                          uint64_t apart)
{
    lanes length = length_of(rest);
    lanes left = a->length - count_bits(a->letters & ~letters);
    lanes right = length - count_bits(letters & ~a->letters);
    lanes matches = choose(is_less(left, right), left, right);
    lanes needed = choose(begins_with(rest, a), all(alike * a->length), all(apart * a->length));
    masks enough = ~is_less(times(matches, length + a->length) << 8, times(needed, length));
    if (a->length > COMPARE_LONGEST) /* longer texts are not compared to their end */
        enough = ~(masks){0};
    return enough | is_less(all(COMPARE_LONGEST), length);
}

INLINE masks share_form(const struct facts *a, lanes rest)
{
    masks met = {0};
    for (size_t i = 0; i < NAME_SETS && a->forms[i]; i++)
        met |= holds(rest, a->forms[i], UINT64_C(0x0000800080008000));
    return met;
}

INLINE masks share_word(const struct facts *a, lanes words)
{
    masks met = {0};
    for (size_t i = 0; i < FACT_WORDS && a->words[i]; i++)
        met |= holds(words, a->words[i], UINT64_C(0x8000800080008000));
    return met;
}

INLINE masks sounds_as(const struct facts *a, lanes sounds)
{
    return (sounds & UINT32_MAX) == all(a->sound ? a->sound : UINT64_MAX);
}

/* Name_level looks further. A name cut short shares letters enough to be seen as alike, unless it
 * is a long one cut to three letters and an ending (Dannie). */
INLINE lanes level_of_name(const struct facts *a, const struct seen *seen, size_t at, bool given)
{
    const uint64_t article = facts_letter('a') | facts_letter('e') | facts_letter('l');
    lanes letters = seen->letters[at], words = seen->packed[at], rest = seen->rest[at];
    lanes length = length_of(rest);
    masks open = may_be_alike(a, letters, rest, 190, 319) | share_form(a, rest) |
                 sounds_as(a, seen->sounds[at]) | (((words | a->packed) >> 16 & 0xffff) != 0);
    open |= ((letters ^ a->letters) & ~article) == 0;
    masks brief = length == all(1), spread = is_less(all(12), length);
    if (a->length == 1 || (given && a->length > 12))
        brief = ~(masks){0};
    return choose(open | (begins_with(rest, a) & (given ? brief | spread : brief)),
                  all(LEVEL_UNSETTLED), all(LEVEL_DIFFERENT));
}

INLINE lanes level_of_other_names(const struct facts *a, const struct seen *seen, size_t at)
{
    lanes rest = seen->rest[at];
    masks brief = length_of(rest) == all(1);
    if (a->length == 1)
        brief = ~(masks){0};
    masks open = may_be_alike(a, seen->letters[at], rest, 318, 396) |
                 share_word(a, seen->packed[at]) | (begins_with(rest, a) & brief);
    return choose(open, all(LEVEL_UNSETTLED), all(LEVEL_DIFFERENT));
}

INLINE lanes level_of_place(const struct facts *a, const struct seen *seen, size_t at)
{
    lanes rest = seen->rest[at];
    masks open =
        may_be_alike(a, seen->letters[at], rest, 318, 396) | share_word(a, seen->packed[at]);
    if (a->length <= 4)
        open |= is_less(length_of(rest), all(5));
    return choose(open, all(LEVEL_UNSETTLED), all(LEVEL_DIFFERENT));
}

/* --- dates, postcodes and codes --------------------------------------------------------------- */

/* Two whole dates of other years, that are not near in any way that packed_date_level knows but
 * years. */
INLINE lanes level_of_date(const struct facts *a, const struct seen *seen, size_t at)
{
    const uint64_t lowest = UINT64_C(1) << 31; /* added, so that no day is negative */
    lanes differ = seen->packed[at] ^ a->packed;
    lanes days = (seen->sounds[at] + lowest) & UINT32_MAX;
    uint64_t days_a = ((uint32_t)a->days + lowest) & UINT32_MAX;
    lanes gap = distance(days, all(days_a));
    masks settled = is_less(all(1), days) & is_less(all(366), gap) &
                    is_less(all(2), sum_of_bytes(bytes_set(differ))) &
                    ((differ & UINT32_MAX) != 0) & ((differ >> 32) != 0);
    if (a->days <= PACKED_IMPOSSIBLE)
        settled = (masks){0};
    lanes level = choose(is_less(all(3653), gap), all(LEVEL_DIFFERENT), all(DATE_DECADE));
    return choose(settled, level, all(LEVEL_UNSETTLED));
}

/* packed_postcode_level. */
INLINE lanes level_of_postcode(const struct facts *a, const struct seen *seen, size_t at)
{
    lanes b = seen->packed[at], length = length_of(seen->rest[at]);
    lanes area = seen->sounds[at] & UINT32_MAX;
    lanes differ = b ^ a->packed, set = bytes_set(differ), count = sum_of_bytes(set);
    lanes first = set & -set, from = -first; /* a bit in the first byte that differs; all from it */
    lanes byte = (first << 8) - first, next = byte << 8;
    masks swapped = (count == all(2)) & ((b & next) == (a->packed & byte) << 8) &
                    ((a->packed & next) == (b & byte) << 8);
    masks same_length = length == all(a->length);
    masks inserted = ((length == all(a->length + 1u)) & ((b >> 8 & from) == (a->packed & from))) |
                     ((length + 1 == all(a->length)) & ((a->packed >> 8 & from) == (b & from)));
    masks british = a->area ? area != 0 : (masks){0};
    masks in_area = (area == all(a->area)) & ~is_less(first, all(UINT64_C(1) << 8 * a->area));
    masks near = ~is_less(first, all(UINT64_C(1) << 16));
    masks same_area = (british & in_area) | (~british & near);
    uint64_t inward = UINT64_C(1) << (a->area ? 8 * (a->length - 3u) : 0); /* its first */
    masks same_district = ~is_less(first, all(inward));
    masks same_sector = ~is_less(first >> 8, all(inward));
    lanes level = choose(same_area, all(POSTCODE_AREA), all(LEVEL_DIFFERENT));
    level = choose(same_length & (count == all(2)), all(POSTCODE_TWO_EDITS), level);
    level = choose(british & same_length & same_district, all(POSTCODE_DISTRICT), level);
    level = choose(british & same_length & same_sector, all(POSTCODE_SECTOR), level);
    level =
        choose(inserted | (same_length & ((count == all(1)) | swapped)), all(POSTCODE_EDIT), level);
    return choose(differ == 0, all(POSTCODE_DISTRICT), level);
}

/* email_level, where more than three edits are sure. */
INLINE lanes level_of_email(const struct facts *a, const struct seen *seen, size_t at)
{
    lanes letters = seen->letters[at], words = seen->packed[at];
    masks edited = is_less(distance(length_of(seen->rest[at]), all(a->length)), all(4)) &
                   is_less(count_bits(a->letters & ~letters), all(4)) &
                   is_less(count_bits(letters & ~a->letters), all(4));
    masks same_name = (words & 0xffff) == all(a->words[0]);
    masks same_domain = (words >> 16 & 0xffff) == all(a->words[1]);
    return choose(edited | same_name, all(LEVEL_UNSETTLED),
                  choose(same_domain, all(CODE_DOMAIN), all(LEVEL_DIFFERENT)));
}

/* Whether the tallies of two codes are more than two edits apart: facts_least_edits. What a has
 * too much and what it has too little differ by as much as the lengths of both. */
INLINE masks are_edited(const struct facts *a, lanes packed)
{
    const uint64_t low = UINT64_C(0x000f0f0f0f0f0f0f), high = UINT64_C(0x0080808080808080);
    lanes own = all(a->packed >> 16), others = packed >> 16, more = {0};
    for (unsigned half = 0; half < 8; half += 4) {
        lanes gap = ((own >> half & low) | high) - (others >> half & low);
        lanes over = (gap & high) >> 7; /* 1 where not negative */
        more += gap & ~high & ((over << 8) - over);
    }
    more = sum_of_bytes(more);
    lanes total = sum_of_bytes((others & low) + (others >> 4 & low));
    lanes fewer = more + total - sum_of_bytes((own & low) + (own >> 4 & low));
    return is_less(more, all(3)) & is_less(fewer, all(3));
}

/* code_level. */
INLINE lanes level_of_code(const struct facts *a, const struct seen *seen, size_t at, bool checked)
{
    lanes packed = seen->packed[at];
    uint16_t ending = (uint16_t)a->packed;
    masks same_ending = ending ? (packed & 0xffff) == all(ending) : (masks){0};
    lanes level = choose(same_ending, all(CODE_PART), all(LEVEL_DIFFERENT));
    level = choose(are_edited(a, packed), all(LEVEL_UNSETTLED), level);
    if (checked && !a->unchecked)
        level = choose((seen->sounds[at] & UINT32_MAX) == 0, all(CODE_TWO_NUMBERS), level);
    return level;
}

/* --- all fields ------------------------------------------------------------------------------- */

INLINE lanes level_of(enum field_kind kind, const struct facts *a, const struct seen *seen,
                      size_t at)
{
    switch (kind) {
    case FIELD_GIVEN:
    case FIELD_SURNAME:
        return level_of_name(a, seen, at, kind == FIELD_GIVEN);
    case FIELD_OTHER_NAMES:
        return level_of_other_names(a, seen, at);
    case FIELD_DATE:
        return level_of_date(a, seen, at);
    case FIELD_POSTCODE:
        return level_of_postcode(a, seen, at);
    case FIELD_PLACE:
        return level_of_place(a, seen, at);
    case FIELD_EMAIL:
        return level_of_email(a, seen, at);
    case FIELD_SEX:
        return all(LEVEL_DIFFERENT);
    default:
        return level_of_code(a, seen, at, kind == FIELD_NUMBER);
    }
}

/* Turn the facts of one field, values of it as `of` has them. */
INLINE void see(const struct facts *facts, size_t of, const struct glance *glance,
                struct seen *seen)
{
    uint64_t *values = (uint64_t *)seen->values, *letters = (uint64_t *)seen->letters;
    uint64_t *packed = (uint64_t *)seen->packed, *sounds = (uint64_t *)seen->sounds;
    uint64_t *rest = (uint64_t *)seen->rest;
    for (size_t i = 0; i < (glance->count + GLANCE_LANES - 1) / GLANCE_LANES * GLANCE_LANES; i++) {
        uint32_t value = glance->rows[i][of];
        const char *words = (const char *)&facts[value];
        values[i] = value;
        memcpy(&letters[i], words, 8);
        memcpy(&packed[i], words + 8, 8);
        memcpy(&sounds[i], words + 16, 8);
        memcpy(&rest[i], words + 24, 8);
    }
}

INLINE void glance_at_kind(enum field_kind kind, const struct comparer *comparer, size_t field,
                           const struct seen *seen, struct glance *glance)
{
    const uint32_t value = comparer->row[field];
    const struct facts a = comparer->records->fields[field].facts[value];
    const uint64_t exact = comparer->exact[field];
    lanes bits = {1, 2, 4, 8}, unsettled = {0};
    for (size_t at = 0; at * GLANCE_LANES < glance->count; at++, bits <<= GLANCE_LANES) {
        lanes others = seen->values[at];
        lanes level = level_of(kind, &a, seen, at);
        level = choose(others == 0, all(LEVEL_MISSING), level);
        level = choose(others == all(value), all(exact), level);
        glance->levels[field / 8][at] |= level << 8 * (field % 8);
        unsettled |= (lanes)(level == all(LEVEL_UNSETTLED)) & bits;
    }
    glance->unsettled[field] = unsettled[0] | unsettled[1] | unsettled[2] | unsettled[3];
}

INLINE void glance_at_field(const struct comparer *comparer, size_t field, const struct seen *seen,
                            struct glance *glance)
{
    switch (comparer->records->fields[field].kind) {
    case FIELD_GIVEN:
        return glance_at_kind(FIELD_GIVEN, comparer, field, seen, glance);
    case FIELD_SURNAME:
        return glance_at_kind(FIELD_SURNAME, comparer, field, seen, glance);
    case FIELD_OTHER_NAMES:
        return glance_at_kind(FIELD_OTHER_NAMES, comparer, field, seen, glance);
    case FIELD_DATE:
        return glance_at_kind(FIELD_DATE, comparer, field, seen, glance);
    case FIELD_POSTCODE:
        return glance_at_kind(FIELD_POSTCODE, comparer, field, seen, glance);
    case FIELD_PLACE:
        return glance_at_kind(FIELD_PLACE, comparer, field, seen, glance);
    case FIELD_EMAIL:
        return glance_at_kind(FIELD_EMAIL, comparer, field, seen, glance);
    case FIELD_NUMBER:
        return glance_at_kind(FIELD_NUMBER, comparer, field, seen, glance);
    case FIELD_SEX:
        return glance_at_kind(FIELD_SEX, comparer, field, seen, glance);
    default:
        return glance_at_kind(FIELD_TELEPHONE, comparer, field, seen, glance);
    }
}

/* Whether names of the row may be looked at together with others of its own, or with what its
 * script allows: rare, and not settled here. */
static bool is_involved(const struct comparer *comparer)
{
    const struct records *records = comparer->records;
    const struct field *given = &records->fields[records->given];
    const struct field *surname = &records->fields[records->surname];
    const uint32_t *row = comparer->row;
    return (given->traits[row[records->given]] & SPELLING_SYLLABLES &&
            surname->facts[row[records->surname]].forms[0]) ||
           (records->other >= 0 && row[records->other]);
}

static uint64_t bits_of_known(const struct glance *glance, size_t field)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < glance->count; i++)
        bits |= (uint64_t)(glance->rows[i][field] != 0) << i;
    return bits;
}

/* given: of the others' given names. More than nine different letters in sixteen leave too few for
 * a likeness of 0.9; the whole names read the same only where they have the same letters. */
INLINE uint64_t bits_apart(const struct comparer *comparer, const struct seen *given,
                           const struct glance *glance)
{
    const uint64_t not_space = ~(UINT64_C(1) << 40); /* in `letters`; it shares the bit */
    const struct records *records = comparer->records;
    const uint32_t *row = comparer->row;
    const size_t of_surname = (size_t)records->surname;
    const struct facts *givens = records->fields[records->given].facts;
    const struct facts a = givens[row[records->given]];
    const struct facts surname = records->fields[of_surname].facts[row[of_surname]];
    struct seen across; /* the others' surnames, as given names */
    see(givens, of_surname, glance, &across);
    lanes bits = {1, 2, 4, 8}, apart = {0};
    for (size_t at = 0; at * GLANCE_LANES < glance->count; at++, bits <<= GLANCE_LANES) {
        lanes rest = across.rest[at], letters = across.letters[at], length = length_of(rest);
        lanes longer = choose(is_less(length, all(a.length)), all(a.length), length);
        masks near = ~is_less(longer * 9, count_bits(letters ^ a.letters) << 4) |
                     sounds_as(&a, across.sounds[at]) | share_form(&a, rest);
        masks turned = begins_with(rest, &a) | begins_with(given->rest[at], &surname);
        turned &=
            (((given->letters[at] | letters) ^ (a.letters | surname.letters)) & not_space) == 0;
        masks swapped = (across.values[at] == all(row[records->given])) |
                        (given->values[at] == all(row[of_surname]));
        apart |= (lanes) ~(near | turned | swapped) & bits;
    }
    return apart[0] | apart[1] | apart[2] | apart[3];
}

INLINE void glance_at_all(const struct comparer *comparer, struct glance *glance)
{
    const struct records *records = comparer->records;
    __attribute__((uninitialized)) struct seen given, field;
    for (size_t at = 0; at < records->field_count; at++) {
        glance->unsettled[at] = 0;
        if (comparer->row[at] == 0)
            continue; /* all are missing, which is 0 */
        struct seen *seen = (int)at == records->given ? &given : &field;
        see(records->fields[at].facts, at, glance, seen);
        glance_at_field(comparer, at, seen, glance);
    }
    glance->apart = 0;
    if (records->given < 0 || !comparer->row[records->given] || !comparer->row[records->surname] ||
        is_involved(comparer))
        return;
    glance->apart = bits_apart(comparer, &given, glance);
    if (records->other >= 0)
        glance->apart &= ~bits_of_known(glance, (size_t)records->other);
}

static void glance_plainly(const struct comparer *comparer, struct glance *glance)
{
    glance_at_all(comparer, glance);
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static void glance_widely(const struct comparer *comparer,
                                                          struct glance *glance)
{
    glance_at_all(comparer, glance);
}
#endif

void glance_at(const struct comparer *comparer, const uint32_t *others, size_t count,
               struct glance *ret_glance)
{
    memset(ret_glance->levels, 0, sizeof ret_glance->levels);
    ret_glance->count = count;
    for (size_t i = 0; i < count; i++)
        ret_glance->rows[i] = records_row(comparer->records, others[i]);
    for (size_t i = count; i % GLANCE_LANES; i++)
        ret_glance->rows[i] = ret_glance->rows[0];
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2")) {
        glance_widely(comparer, ret_glance);
        return;
    }
#endif
    glance_plainly(comparer, ret_glance);
}
