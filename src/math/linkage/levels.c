#include "math/linkage/levels.h"

#include "math/linkage/couple.h"
#include "math/linkage/glance.h"

#include "base/banned.h"

struct comparer *comparer_new(const struct records *records)
{
    struct comparer *comparer = memory_zeros(1, sizeof *comparer);
    comparer->records = records;
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
        return DATE_NEW_YEARS - LEVEL_NEAR + 1;
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

static uint8_t code_level(const struct couple *couple)
{
    const struct facts *a = couple->a, *b = couple->b;
    unsigned count = couple_edits(couple);
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

/* What a glance does not settle. */
static uint8_t level_at_length(struct comparer *comparer, size_t at, uint32_t other)
{
    const struct field *field = &comparer->records->fields[at];
    uint32_t value = comparer->row[at];
    const struct facts *a = &field->facts[value], *b = &field->facts[other];
    struct couple couple = {
        .comparer = comparer, .field = field, .at = at, .value = value, .a = a, .b = b};
    switch (field->kind) {
    case FIELD_GIVEN:
    case FIELD_SURNAME:
        return name_level(&couple);
    case FIELD_OTHER_NAMES:
        return other_names_level(&couple);
    case FIELD_DATE:
        return date_level(comparer->records, a, b);
    case FIELD_PLACE:
        return place_level(&couple);
    case FIELD_EMAIL:
        return email_level(&couple);
    default:
        return code_level(&couple);
    }
}

/* --- one field of one pair -------------------------------------------------------------------- */

static uint8_t level_of(struct comparer *comparer, const uint32_t *other, size_t at)
{
    const struct field *field = &comparer->records->fields[at];
    uint32_t value = comparer->row[at];
    if (value == other[at])
        return comparer->exact[at];
    if (value == 0 || other[at] == 0)
        return LEVEL_MISSING;
    uint8_t level = glance(field->kind, &field->facts[value], &field->facts[other[at]]);
    return level == LEVEL_UNSETTLED ? level_at_length(comparer, at, other[at]) : level;
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
}

void comparer_pattern(struct comparer *comparer, uint32_t other, struct pattern *ret_pattern)
{
    comparer_patterns(comparer, &other, 1, ret_pattern);
}

/* --- all fields of many pairs ----------------------------------------------------------------- */

/* Some rows that are compared with the row taken. */
struct batch {
    size_t count;
    const uint32_t *rows[COMPARED_AT_ONCE];
    struct pattern *patterns;
};

/* Write the levels of one field that a glance settles; a bit for each pair that it does not. */
__attribute__((always_inline)) static inline uint64_t glance_at_kind(
    enum field_kind kind, const struct comparer *comparer, size_t at, const struct batch *batch)
{
    const struct facts *facts = comparer->records->fields[at].facts;
    const uint32_t value = comparer->row[at];
    const struct facts a = facts[value];
    const uint8_t exact = comparer->exact[at];
    const size_t count = batch->count;
    struct pattern *patterns = batch->patterns;
    uint64_t unsettled = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t other = batch->rows[i][at];
        uint8_t level = glance(kind, &a, &facts[other]);
        level = other == 0 ? LEVEL_MISSING : level;
        level = other == value ? exact : level;
        patterns[i].levels[at] = level;
        unsettled |= (uint64_t)(level == LEVEL_UNSETTLED) << i;
    }
    return unsettled;
}

static uint64_t glance_at(const struct comparer *comparer, size_t at, const struct batch *batch)
{
    switch (comparer->records->fields[at].kind) {
    case FIELD_GIVEN:
        return glance_at_kind(FIELD_GIVEN, comparer, at, batch);
    case FIELD_SURNAME:
        return glance_at_kind(FIELD_SURNAME, comparer, at, batch);
    case FIELD_OTHER_NAMES:
        return glance_at_kind(FIELD_OTHER_NAMES, comparer, at, batch);
    case FIELD_DATE:
        return glance_at_kind(FIELD_DATE, comparer, at, batch);
    case FIELD_POSTCODE:
        return glance_at_kind(FIELD_POSTCODE, comparer, at, batch);
    case FIELD_PLACE:
        return glance_at_kind(FIELD_PLACE, comparer, at, batch);
    case FIELD_EMAIL:
        return glance_at_kind(FIELD_EMAIL, comparer, at, batch);
    case FIELD_NUMBER:
        return glance_at_kind(FIELD_NUMBER, comparer, at, batch);
    case FIELD_SEX:
        return glance_at_kind(FIELD_SEX, comparer, at, batch);
    default:
        return glance_at_kind(FIELD_TELEPHONE, comparer, at, batch);
    }
}

static void prefetch_batch(const struct records *records, const struct batch *batch)
{
    for (size_t at = 0; at < records->field_count; at++)
        for (size_t i = 0; i < batch->count; i++)
            __builtin_prefetch(&records->fields[at].facts[batch->rows[i][at]]);
}

static void compare_batch(struct comparer *comparer, const struct batch *batch)
{
    const struct records *records = comparer->records;
    prefetch_batch(records, batch);
    for (size_t at = 0; at < records->field_count; at++) {
        if (comparer->row[at] == 0)
            continue; /* missing is 0 */
        uint64_t unsettled = glance_at(comparer, at, batch);
        for (; unsettled; unsettled &= unsettled - 1) {
            size_t i = (size_t)__builtin_ctzll(unsettled);
            batch->patterns[i].levels[at] = level_at_length(comparer, at, batch->rows[i][at]);
        }
    }
    if (records->name_fields)
        for (size_t i = 0; i < batch->count; i++)
            names_across(comparer, batch->rows[i], batch->patterns[i].levels);
}

void comparer_patterns(struct comparer *comparer, const uint32_t *others, size_t count,
                       struct pattern *patterns)
{
    __attribute__((uninitialized)) struct batch batch;
    batch.count = count;
    batch.patterns = patterns;
    memset(patterns, 0, count * sizeof *patterns);
    for (size_t i = 0; i < count; i++) {
        batch.rows[i] = records_row(comparer->records, others[i]);
        __builtin_prefetch(batch.rows[i]);
    }
    compare_batch(comparer, &batch);
}
