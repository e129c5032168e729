#include "math/linkage/compare/levels.h"

#include "math/linkage/compare/couple.h"
#include "math/linkage/compare/glance.h"
#include "math/linkage/compare/packed.h"
#include "math/linkage/texts/rules.h"

#include "base/banned.h"

struct comparer *comparer_new(const struct records *records)
{
    struct comparer *comparer = memory_zeros(1, sizeof *comparer);
    comparer->records = records;
    comparer->glance = glance_best();
    return comparer;
}

void comparer_free(struct comparer *comparer)
{
    memory_free(comparer);
}

size_t levels_near(enum field_kind kind)
{
    switch (kind) {
    case FIELD_GIVEN:
    case FIELD_SURNAME:
    case FIELD_OTHER_NAMES:
        return NAME_SWAPPED_ONE - LEVEL_NEAR + 1;
    case FIELD_DATE:
        return DATE_OTHER_AGE - LEVEL_NEAR + 1;
    case FIELD_POSTCODE:
        return POSTCODE_AREA - LEVEL_NEAR + 1;
    case FIELD_PLACE:
        return WORDS_SHARE - LEVEL_NEAR + 1;
    case FIELD_SEX:
        return 0;
    case FIELD_NUMBER:
        return CODE_TWO_NUMBERS - LEVEL_NEAR + 1;
    default:
        return CODE_DOMAIN - LEVEL_NEAR + 1;
    }
}

double level_share(enum field_kind kind, size_t level)
{
    bool name = kind == FIELD_GIVEN || kind == FIELD_SURNAME || kind == FIELD_OTHER_NAMES;
    bool by_rarity = name_is_form((uint8_t)level) || name_is_close((uint8_t)level) ||
                     (level >= NAME_SWAPPED && level < NAME_ELSEWHERE);
    return name && by_rarity ? 1.0 / 3 : 1;
}

double levels_ways(enum field_kind kind)
{
    double ways = 0;
    for (size_t i = 0; i < levels_near(kind); i++)
        ways += level_share(kind, LEVEL_NEAR + i);
    return ways;
}

/* --- dates, places and codes ------------------------------------------------------------------ */

static uint8_t place_level(const struct couple *couple)
{
    const struct facts *a = couple->a, *b = couple->b;
    if (a->length <= 4 && b->length <= 4)
        return a->length > 2 && couple_edits(couple) == 1 ? WORDS_NEAR : LEVEL_DIFFERENT;
    double likeness = couple_likeness(couple, 0.85f);
    if (likeness >= 0.92)
        return (uint8_t)(WORDS_CLOSE + commoner(couple));
    bool shared;
    if (words_within(a, b, &shared))
        return WORDS_PART;
    return likeness >= 0.85 ? WORDS_NEAR : shared ? WORDS_SHARE : LEVEL_DIFFERENT;
}

/* Edits of two whole addresses up to three, else four. What stands before the @ tells most at once
 * that they are more. */
static unsigned email_edits(const struct couple *couple)
{
    const struct facts *a = couple->a, *b = couple->b;
    int gap = a->length - b->length;
    if (gap > 3 || gap < -3 || __builtin_popcountll(a->letters & ~b->letters) > 3 ||
        __builtin_popcountll(b->letters & ~a->letters) > 3)
        return 4;
    struct slice left = text_at(couple->field, a), right = text_at(couple->field, b);
    left.length = a->words[2];
    right.length = b->words[2];
    unsigned count = compare_edits(couple_ready(couple, left), right);
    return count < 4 ? count : 4;
}

static uint8_t email_level(const struct couple *couple)
{
    const struct facts *a = couple->a, *b = couple->b;
    unsigned count = email_edits(couple);
    if (count <= 2)
        return count == 1 ? CODE_EDIT : CODE_TWO_EDITS;
    if (a->words[0] == b->words[0])
        return CODE_PART;
    return count == 3 ? CODE_NEAR : a->words[1] == b->words[1] ? CODE_DOMAIN : LEVEL_DIFFERENT;
}

/* Two numbers that both pass their check are no slip of each other: a slip would show. (Numbers
 * given to twins often follow each other.) */
static uint8_t code_level(const struct couple *couple)
{
    const struct facts *a = couple->a, *b = couple->b;
    if (couple->field->kind == FIELD_NUMBER && !a->unchecked && !b->unchecked)
        return CODE_TWO_NUMBERS;
    unsigned count = facts_least_edits(a, b) > 2 ? 3 : couple_edits(couple);
    if (count == 1 || (count == 2 && a->length > 5 && b->length > 5))
        return count == 1 ? CODE_EDIT : CODE_TWO_EDITS;
    uint16_t ending_a = (uint16_t)a->packed, ending_b = (uint16_t)b->packed;
    return ending_a && ending_a == ending_b ? CODE_PART : LEVEL_DIFFERENT;
}

static uint8_t date_level(const struct records *records, const struct facts *a,
                          const struct facts *b)
{
    uint8_t level = packed_date_level(a->packed, a->days, b->packed, b->days);
    bool swaps = rule_is_on(records->rules_off, LINKAGE_RULE_SWAPPED_DATES);
    return level == DATE_SWAPPED && !swaps ? DATE_YEAR : level;
}

/* Kept apart: what facts alone tell needs no couple, and not to make room for one is a good part of
 * its cost. */
__attribute__((noinline)) static uint8_t text_level(const struct couple *couple)
{
    switch (couple->field->kind) {
    case FIELD_GIVEN:
    case FIELD_SURNAME:
        return name_level(couple);
    case FIELD_OTHER_NAMES:
        return other_names_level(couple);
    case FIELD_PLACE:
        return place_level(couple);
    case FIELD_EMAIL:
        return email_level(couple);
    case FIELD_TELEPHONE:
    case FIELD_NUMBER:
    case FIELD_HOUSE_NUMBER:
        return code_level(couple);
    default:
        return LEVEL_DIFFERENT;
    }
}

/* The level of two different values that both are known. */
static uint8_t level_of_two(struct comparer *comparer, size_t at, uint32_t other)
{
    const struct field *field = &comparer->records->fields[at];
    uint32_t value = comparer->row[at];
    const struct facts *a = &field->facts[value], *b = &field->facts[other];
    if (field->kind == FIELD_DATE)
        return date_level(comparer->records, a, b);
    if (field->kind == FIELD_POSTCODE)
        return packed_postcode_level(a->packed, a->length, a->area, b->packed, b->length, b->area);
    return text_level(&(struct couple){
        .comparer = comparer, .field = field, .at = at, .value = value, .a = a, .b = b});
}

/* --- one field of one pair -------------------------------------------------------------------- */

static uint8_t level_of(struct comparer *comparer, const uint32_t *other, size_t at)
{
    uint32_t value = comparer->row[at];
    if (value == other[at])
        return comparer->exact[at];
    if (value == 0 || other[at] == 0)
        return LEVEL_MISSING;
    return level_of_two(comparer, at, other[at]);
}

void comparer_level(struct comparer *comparer, const uint32_t *other, size_t field,
                    struct pattern *pattern)
{
    pattern->levels[field] = level_of(comparer, other, field);
    if ((int)field != comparer->records->given)
        return;
    for (size_t at = field + 1; at < comparer->records->name_fields; at++)
        pattern->levels[at] = level_of(comparer, other, at);
    names_across(comparer, other, pattern->levels);
    comparer_together(comparer, other, pattern);
}

void comparer_pattern(struct comparer *comparer, uint32_t other, struct pattern *ret_pattern)
{
    const struct records *records = comparer->records;
    const uint32_t *row = records_row(records, other);
    *ret_pattern = (struct pattern){0};
    if (records->name_fields)
        comparer_level(comparer, row, 0, ret_pattern);
    for (size_t at = records->name_fields; at < records->field_count; at++)
        ret_pattern->levels[at] = level_of(comparer, row, at);
}

/* --- all fields of many pairs ----------------------------------------------------------------- */

/* Look at what a glance left open. */
static void settle(struct comparer *comparer, const struct glance *glance, struct pattern *patterns)
{
    const struct records *records = comparer->records;
    for (size_t at = 0; at < records->field_count; at++)
        for (uint64_t open = glance->unsettled[at]; open; open &= open - 1) {
            size_t i = (size_t)__builtin_ctzll(open);
            patterns[i].levels[at] = level_of_two(comparer, at, glance->values[at][i]);
        }
    for (uint64_t open = records->name_fields ? glance->across : 0; open; open &= open - 1) {
        size_t i = (size_t)__builtin_ctzll(open);
        uint8_t *levels = patterns[i].levels;
        if (!(glance->apart >> i & 1) ||
            (levels[records->given] >= LEVEL_NEAR && levels[records->surname] != LEVEL_DIFFERENT))
            names_across(comparer, glance->rows[i], levels);
    }
}

void comparer_patterns(struct comparer *comparer, const uint32_t *others, size_t count,
                       struct pattern *patterns)
{
    __attribute__((uninitialized)) struct glance glance;
    glance_at(comparer, others, count, &glance);
    for (size_t i = 0; i < count; i++) {
        memcpy(patterns[i].levels, &glance.levels[0][i], 8);
        memcpy(patterns[i].levels + 8, &glance.levels[1][i], 8);
    }
    comparer->next_count = 0;
    settle(comparer, &glance, patterns);
    for (size_t i = 0; i < count; i++)
        comparer_together(comparer, glance.rows[i], &patterns[i]);
}
