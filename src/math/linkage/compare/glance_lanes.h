/* How a glance is done; each file that includes this has a copy of it for its kind of processor.
 *
 * The facts of as many pairs as there are lanes are turned so that each of their words stands in
 * one register; then every step is arithmetic (lanes.h). */
#ifndef WEFT_MATH_LINKAGE_COMPARE_GLANCE_LANES_H
#define WEFT_MATH_LINKAGE_COMPARE_GLANCE_LANES_H

#include "math/linkage/compare/couple.h"
#include "math/linkage/compare/glance.h"
#include "math/linkage/compare/lanes.h"
#include "math/linkage/compare/packed.h"
#include "math/linkage/texts/spellings.h"

/* Values of a step, and each of the four words of their facts by itself. */
struct seen {
    lanes values, letters, packed, sounds, rest;
};

_Static_assert(offsetof(struct facts, letters) == 0 && offsetof(struct facts, packed) == 8 &&
                   offsetof(struct facts, sound) == 16 && offsetof(struct facts, forms) == 24 &&
                   offsetof(struct facts, length) == 30 && sizeof(struct facts) == 32 &&
                   __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "rest holds forms, length, first character and rarity, from its lowest bits up");

/* --- names and words -------------------------------------------------------------------------- */

INLINE lanes length_of(lanes rest)
{
    return rest >> 48 & 0xff;
}

INLINE masks begins_with(lanes rest, const struct facts *a)
{
    return is(rest >> 56 & 63, all(a->first));
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
    masks enough =
        opposite(is_less(times(matches, length + a->length) << 8, times(needed, length)));
    /* longer texts are not compared to their end */
    return enough | if_so(a->length > COMPARE_LONGEST) | is_less(all(COMPARE_LONGEST), length);
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
    return is(sounds & UINT32_MAX, all(a->sound ? a->sound : UINT64_MAX));
}

/* Whether either has several words. */
INLINE masks has_several(const struct facts *a, lanes words)
{
    return if_so(a->words[1]) | is_not_zero(words & 0xffff0000);
}

/* name_level. Where a given name is the other cut short, the other has all its letters but those of
 * the endings -ie, -ey, -y and -i. */
INLINE lanes level_of_name(const struct facts *a, const struct seen *seen, bool given)
{
    const uint64_t article = facts_letter('a') | facts_letter('e') | facts_letter('l');
    const uint64_t endings = facts_letter('i') | facts_letter('e') | facts_letter('y');
    lanes letters = seen->letters, words = seen->packed, rest = seen->rest;
    masks open = may_be_alike(a, letters, rest, 281, 319) | share_form(a, rest) |
                 sounds_as(a, seen->sounds) |
                 is_zero((letters ^ a->letters) & ~(article | FACTS_TWICE));
    masks within = {0}, brief = if_so(a->length == 1) | is(length_of(rest), all(1));
    if (given)
        within = is_zero(a->letters & ~(letters | endings | FACTS_TWICE)) |
                 is_zero(letters & ~(a->letters | endings | FACTS_TWICE));
    masks alike = begins_with(rest, a), slip = {0};
    if (given)
        slip = alike & (if_so(a->rarity == RARITY_LONE) | is(rest >> 62, all(RARITY_LONE)));
    open |= (has_several(a, words) & share_word(a, words)) | (alike & within) | brief;
    return choose(open, all(LEVEL_UNSETTLED), choose(slip, all(NAME_SLIP), all(LEVEL_DIFFERENT)));
}

INLINE lanes level_of_other_names(const struct facts *a, const struct seen *seen)
{
    lanes rest = seen->rest;
    masks brief = if_so(a->length == 1) | is(length_of(rest), all(1));
    masks open = may_be_alike(a, seen->letters, rest, 318, 396) | share_word(a, seen->packed) |
                 share_form(a, rest) | sounds_as(a, seen->sounds) | brief |
                 has_several(a, seen->packed);
    return choose(open, all(LEVEL_UNSETTLED), all(LEVEL_DIFFERENT));
}

INLINE lanes level_of_place(const struct facts *a, const struct seen *seen)
{
    lanes rest = seen->rest;
    masks open = may_be_alike(a, seen->letters, rest, 318, 396) | share_word(a, seen->packed);
    open |= if_so(a->length <= 4) & is_less(length_of(rest), all(5));
    return choose(open, all(LEVEL_UNSETTLED), all(LEVEL_DIFFERENT));
}

/* --- dates, postcodes and codes --------------------------------------------------------------- */

/* Two whole dates of other years and other days, more than a month apart, that differ in more than
 * two digits, neither of them the first of January within a year of the other: only how far apart
 * tells of them (packed_date_level). */
INLINE lanes level_of_date(const struct facts *a, const struct seen *seen)
{
    const uint64_t lowest = UINT64_C(1) << 31; /* added, so that no day is negative */
    lanes differ = seen->packed ^ a->packed;
    lanes days = (seen->sounds + lowest) & UINT32_MAX;
    uint64_t days_a = ((uint32_t)a->days + lowest) & UINT32_MAX;
    lanes gap = distance(days, all(days_a));
    masks settled = is_less(all(1), days) & is_less(all(31), gap) &
                    is_less(all(2), sum_of_bytes(bytes_set(differ))) &
                    is_not_zero(differ & UINT32_MAX) & is_not_zero(differ >> 32);
    settled &= if_so(a->days > PACKED_IMPOSSIBLE);
    settled &= is_less(all(366), gap) | opposite(if_so(a->packed >> 32 == PACKED_NEW_YEAR) |
                                                 is(seen->packed >> 32, all(PACKED_NEW_YEAR)));
    lanes level = choose(is_less(all(3653), gap), all(LEVEL_DIFFERENT), all(DATE_DECADE));
    level = choose(is_less(all(366), gap), level, all(DATE_YEAR_AROUND));
    return choose(settled, level, all(LEVEL_UNSETTLED));
}

/* packed_postcode_level. */
INLINE lanes level_of_postcode(const struct facts *a, const struct seen *seen)
{
    lanes b = seen->packed, length = length_of(seen->rest);
    lanes area = seen->sounds & UINT32_MAX;
    lanes differ = b ^ a->packed, set = bytes_set(differ), count = sum_of_bytes(set);
    lanes first = set & -set, from = -first; /* a bit in the first byte that differs; all from it */
    lanes byte = (first << 8) - first, next = byte << 8;
    masks swapped = is(count, all(2)) & is(b & next, (a->packed & byte) << 8) &
                    is(a->packed & next, (b & byte) << 8);
    masks same_length = is(length, all(a->length));
    masks inserted = (is(length, all(a->length + 1u)) & is(b >> 8 & from, a->packed & from)) |
                     (is(length + 1, all(a->length)) & is(a->packed >> 8 & from, b & from));
    masks british = if_so(a->area) & is_not_zero(area);
    masks in_area =
        is(area, all(a->area)) & opposite(is_less(first, all(UINT64_C(1) << 8 * a->area)));
    masks near = opposite(is_less(first, all(UINT64_C(1) << 16)));
    masks same_area = (british & in_area) | (opposite(british) & near);
    uint64_t inward = UINT64_C(1) << (a->area ? 8 * (a->length - 3u) : 0); /* its first */
    masks same_district = opposite(is_less(first, all(inward)));
    masks same_sector = opposite(is_less(first >> 8, all(inward)));
    lanes level = choose(same_area, all(POSTCODE_AREA), all(LEVEL_DIFFERENT));
    level = choose(same_length & is(count, all(2)), all(POSTCODE_TWO_EDITS), level);
    level = choose(british & same_length & same_district, all(POSTCODE_DISTRICT), level);
    level = choose(british & same_length & same_sector, all(POSTCODE_SECTOR), level);
    level =
        choose(inserted | (same_length & (is(count, all(1)) | swapped)), all(POSTCODE_EDIT), level);
    return choose(is_zero(differ), all(POSTCODE_DISTRICT), level);
}

/* email_level, where more than three edits are sure. */
INLINE lanes level_of_email(const struct facts *a, const struct seen *seen)
{
    lanes letters = seen->letters, words = seen->packed;
    masks edited = is_less(distance(length_of(seen->rest), all(a->length)), all(4)) &
                   is_less(count_bits(a->letters & ~letters), all(4)) &
                   is_less(count_bits(letters & ~a->letters), all(4));
    masks same_name = is(words & 0xffff, all(a->words[0]));
    masks same_domain = is(words >> 16 & 0xffff, all(a->words[1]));
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
INLINE lanes level_of_code(const struct facts *a, const struct seen *seen, bool checked)
{
    lanes packed = seen->packed;
    uint16_t ending = (uint16_t)a->packed;
    masks same_ending = if_so(ending) & is(packed & 0xffff, all(ending));
    lanes level = choose(same_ending, all(CODE_PART), all(LEVEL_DIFFERENT));
    level = choose(are_edited(a, packed), all(LEVEL_UNSETTLED), level);
    if (checked && !a->unchecked)
        level = choose(is_zero(seen->sounds & UINT32_MAX), all(CODE_TWO_NUMBERS), level);
    return level;
}

/* --- all fields ------------------------------------------------------------------------------- */

INLINE lanes level_of(enum field_kind kind, const struct facts *a, const struct seen *seen)
{
    switch (kind) {
    case FIELD_GIVEN:
    case FIELD_SURNAME:
        return level_of_name(a, seen, kind == FIELD_GIVEN);
    case FIELD_OTHER_NAMES:
        return level_of_other_names(a, seen);
    case FIELD_DATE:
        return level_of_date(a, seen);
    case FIELD_POSTCODE:
        return level_of_postcode(a, seen);
    case FIELD_PLACE:
        return level_of_place(a, seen);
    case FIELD_EMAIL:
        return level_of_email(a, seen);
    case FIELD_SEX:
        return all(LEVEL_DIFFERENT);
    default:
        return level_of_code(a, seen, kind == FIELD_NUMBER);
    }
}

/* Read the facts of one step, of its values, and turn them. */
INLINE void see(const struct facts *facts, const uint32_t *values, struct seen *ret_seen)
{
    const void *from[LANES];
    lanes turned[4];
    for (size_t i = 0; i < LANES; i++)
        from[i] = &facts[values[i]];
    turn(from, turned);
    *ret_seen = (struct seen){widen(values), turned[0], turned[1], turned[2], turned[3]};
}

/* What is looked at next. Its facts are asked of memory step by step, while this is looked at: as
 * many at once as there are pairs would wait for each other. */
struct ahead {
    const struct facts *facts;
    size_t field;
};

INLINE void expect(struct ahead ahead, const struct glance *glance, size_t from)
{
    for (size_t i = 0; i < LANES; i++)
        __builtin_prefetch(&ahead.facts[glance->values[ahead.field][from + i]]);
}

/* What glance_across needs once more of the others' given names; how many of the rows that come
 * next are asked for. */
struct own {
    struct seen given[GLANCE_MOST / LANES];
    size_t expected;
};

/* The same of rows that come after these: a few in each step, so that the facts need not wait
 * behind them. */
enum { ROWS_A_STEP = LANES / 4 };
INLINE void expect_rows(const struct comparer *comparer, struct own *own, size_t count)
{
    for (size_t until = own->expected + count;
         own->expected < until && own->expected < comparer->next_count; own->expected++)
        records_expect(comparer->records, comparer->next[own->expected]);
}

static struct ahead ahead_of(const struct records *records, size_t field)
{
    if (field + 1 < records->field_count)
        return (struct ahead){records->fields[field + 1].facts, field + 1};
    if (records->given >= 0) /* glance_across */
        return (struct ahead){records->fields[records->given].facts, (size_t)records->surname};
    return (struct ahead){records->fields[field].facts, field};
}

INLINE void glance_at_kind(enum field_kind kind, const struct comparer *comparer, size_t field,
                           struct glance *glance, struct own *own)
{
    const uint32_t value = comparer->row[field];
    const struct facts *facts = comparer->records->fields[field].facts, a = facts[value];
    const uint64_t exact = comparer->exact[field];
    const struct ahead ahead = ahead_of(comparer->records, field);
    uint64_t unsettled = 0;
    for (size_t from = 0; from < glance->count; from += LANES) {
        struct seen seen;
        see(facts, glance->values[field] + from, &seen);
        expect(ahead, glance, from);
        expect_rows(comparer, own, ROWS_A_STEP);
        if (kind == FIELD_GIVEN)
            own->given[from / LANES] = seen;
        lanes level = level_of(kind, &a, &seen);
        level = choose(is_zero(seen.values), all(LEVEL_MISSING), level);
        level = choose(is(seen.values, all(value)), all(exact), level);
        unsettled |= bits_of(is(level, all(LEVEL_UNSETTLED))) << from;
        level = level << 8 * (field % 8) | load(&glance->levels[field / 8][from]);
        memcpy(&glance->levels[field / 8][from], &level, sizeof level);
    }
    glance->unsettled[field] = unsettled & glance->all;
}

INLINE void glance_at_field(const struct comparer *comparer, size_t field, struct glance *glance,
                            struct own *own)
{
    switch (comparer->records->fields[field].kind) {
    case FIELD_GIVEN:
        return glance_at_kind(FIELD_GIVEN, comparer, field, glance, own);
    case FIELD_SURNAME:
        return glance_at_kind(FIELD_SURNAME, comparer, field, glance, own);
    case FIELD_OTHER_NAMES:
        return glance_at_kind(FIELD_OTHER_NAMES, comparer, field, glance, own);
    case FIELD_DATE:
        return glance_at_kind(FIELD_DATE, comparer, field, glance, own);
    case FIELD_POSTCODE:
        return glance_at_kind(FIELD_POSTCODE, comparer, field, glance, own);
    case FIELD_PLACE:
        return glance_at_kind(FIELD_PLACE, comparer, field, glance, own);
    case FIELD_EMAIL:
        return glance_at_kind(FIELD_EMAIL, comparer, field, glance, own);
    case FIELD_NUMBER:
        return glance_at_kind(FIELD_NUMBER, comparer, field, glance, own);
    case FIELD_SEX:
        return glance_at_kind(FIELD_SEX, comparer, field, glance, own);
    default:
        return glance_at_kind(FIELD_TELEPHONE, comparer, field, glance, own);
    }
}

/* Others whose names, with those of the row, may be one whole: other names, or a script that joins
 * syllables. Rare, and not settled here. */
static uint64_t bits_of_wholes(const struct comparer *comparer, const struct glance *glance)
{
    const struct records *records = comparer->records;
    const uint32_t *row = comparer->row;
    const struct field *given = &records->fields[records->given];
    const struct facts *surnames = records->fields[records->surname].facts;
    uint64_t bits = 0;
    if (records->other >= 0) {
        if (row[records->other])
            return glance->all;
        for (size_t from = 0; from < glance->count; from += LANES)
            bits |= bits_of(is_not_zero(widen(glance->values[records->other] + from))) << from;
    }
    if (given->traits[row[records->given]] & SPELLING_SYLLABLES &&
        (has_chinese_surname(records, row) ||
         spelling_sets_are_chinese(surnames[row[records->given]].forms)))
        for (size_t i = 0; i < glance->count; i++)
            bits |=
                (uint64_t)(given->traits[glance->values[records->given][i]] & SPELLING_SYLLABLES)
                << i;
    return bits;
}
_Static_assert(SPELLING_SYLLABLES == 1, "it is one bit");

/* Pairs of which either has an e-mail address: names stand in it. */
static uint64_t bits_of_emails(const struct comparer *comparer, const struct glance *glance)
{
    const int email = comparer->records->email;
    uint64_t bits = 0;
    if (email < 0)
        return 0;
    if (comparer->row[email])
        return glance->all;
    for (size_t from = 0; from < glance->count; from += LANES)
        bits |= bits_of(is_not_zero(widen(glance->values[email] + from))) << from;
    return bits;
}

/* Whether the given name a may be as near to one in another field as alike_across asks for. */
INLINE masks may_be_alike_across(const struct facts *a, const struct seen *other)
{
    return may_be_alike(a, other->letters, other->rest, 318, 396) | sounds_as(a, other->sounds) |
           share_form(a, other->rest);
}

/* By their letters, names are not as near as alike_across asks for, both; whole names read the same
 * only where they have the same letters. */
INLINE void glance_across(const struct comparer *comparer, const struct own *own,
                          struct glance *glance)
{
    const struct records *records = comparer->records;
    const uint32_t *row = comparer->row;
    const size_t of_given = (size_t)records->given, of_surname = (size_t)records->surname;
    const struct facts *givens = records->fields[of_given].facts, a = givens[row[of_given]];
    const struct facts surname = records->fields[of_surname].facts[row[of_surname]];
    const struct facts turned_surname = givens[row[of_surname]];
    uint64_t apart = 0, settled = 0, unlike = 0;
    for (size_t from = 0; from < glance->count; from += LANES) {
        const struct seen *given_seen = &own->given[from / LANES];
        struct seen other; /* the others' surnames, as given names */
        see(givens, glance->values[of_surname] + from, &other);
        masks alike = begins_with(other.rest, &a);
        masks near =
            may_be_alike_across(&a, &other) & may_be_alike_across(&turned_surname, given_seen);
        near |= share_word(&a, other.packed);
        if (surname.words[1])
            near |= share_word(&surname, given_seen->packed);
        masks turned = alike | begins_with(given_seen->rest, &surname);
        lanes letters = given_seen->letters | other.letters;
        turned &= is_zero((letters ^ (a.letters | surname.letters)) & FACTS_LETTERS);
        masks swapped =
            is(other.values, all(row[of_given])) | is(given_seen->values, all(row[of_surname]));
        apart |= bits_of(opposite(near | turned | swapped)) << from;
        lanes levels = load(&glance->levels[0][from]);
        lanes given = levels >> 8 * of_given & 0xff;
        lanes last = levels >> 8 * of_surname & 0xff;
        masks not_near = is_less(given, all(LEVEL_NEAR));
        masks same =
            not_near & is_less(last, all(LEVEL_NEAR)) & is_not_zero(given) & is_not_zero(last);
        settled |= bits_of(not_near | is(last, all(LEVEL_DIFFERENT))) << from;
        unlike |= bits_of(not_near & opposite(same)) << from;
    }
    unlike &= bits_of_emails(comparer, glance);
    glance->apart = apart & ~unlike & ~bits_of_wholes(comparer, glance);
    glance->across = ~(glance->apart & settled) & glance->all;
}

INLINE void turn_values(const struct comparer *comparer, struct glance *glance)
{
    const size_t fields = comparer->records->field_count;
    for (size_t at = 0; at < fields; at += 8)
        for (size_t from = 0; from < glance->count; from += LANES)
            turn_rows(glance->rows + from, at, fields - at < 8 ? fields - at : 8,
                      glance->values[at] + from, GLANCE_MOST);
}

INLINE void glance_by_lanes(const struct comparer *comparer, struct glance *glance)
{
    const struct records *records = comparer->records;
    __attribute__((uninitialized)) struct own own;
    own.expected = 0;
    turn_values(comparer, glance);
    for (size_t at = 0; at < records->field_count; at++) {
        glance->unsettled[at] = 0;
        if (comparer->row[at]) /* else all are missing, which is 0 */
            glance_at_field(comparer, at, glance, &own);
    }
    expect_rows(comparer, &own, GLANCE_MOST);
    glance->apart = 0;
    glance->across = glance->all;
    if (records->given >= 0 && comparer->row[records->given] && comparer->row[records->surname])
        glance_across(comparer, &own, glance);
}

#endif
