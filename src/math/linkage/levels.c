#include "math/linkage/levels.h"

#include "math/linkage/packed.h"

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
        return DATE_DECADE - LEVEL_NEAR + 1;
    case FIELD_POSTCODE:
        return POSTCODE_AREA - LEVEL_NEAR + 1;
    case FIELD_PLACE:
        return WORDS_SHARE - LEVEL_NEAR + 1;
    case FIELD_SEX:
        return 0;
    default:
        return CODE_DOMAIN - LEVEL_NEAR + 1;
    }
}

/* --- what every kind uses --------------------------------------------------------------------- */

/* Two values of a field, different and known. */
struct couple {
    struct comparer *comparer;
    const struct field *field;
    size_t at; /* the field whose text of the row taken is compared */
    uint32_t value;
    const struct facts *a, *b;
};

static struct slice text_at(const struct field *field, const struct facts *facts)
{
    return (struct slice){field->values->bytes + facts->start, facts->length};
}

static const struct compared *ready_text(const struct couple *couple, struct slice text)
{
    struct comparer *comparer = couple->comparer;
    if (comparer->ready[couple->at] != couple->value) {
        compare_prepare(&comparer->texts[couple->at], text);
        comparer->ready[couple->at] = couple->value;
    }
    return &comparer->texts[couple->at];
}

static const struct compared *ready(const struct couple *couple)
{
    return ready_text(couple, text_at(couple->field, couple->a));
}

/* The most that Jaro–Winkler can be, by the letters alone. */
static float most_alike(const struct facts *a, const struct facts *b)
{
    float matches = (float)facts_most_matches(a, b);
    float jaro = (matches * facts_inverse[a->length] + matches * facts_inverse[b->length] + 1) / 3;
    return a->first == b->first ? jaro + 0.4f * (1 - jaro) : jaro;
}

/* Jaro–Winkler, or 0 where it is under `least` for sure. */
static double alike(const struct couple *couple, float least)
{
    if (most_alike(couple->a, couple->b) < least - 0.001f)
        return 0;
    return compare_jaro_winkler(ready(couple), text_at(couple->field, couple->b));
}

/* Edits up to two, else three. Every edit takes at most one letter from each text's set. */
static unsigned edits(const struct couple *couple)
{
    const struct facts *a = couple->a, *b = couple->b;
    int gap = a->length - b->length;
    if (gap > 2 || gap < -2 || __builtin_popcountll(a->letters & ~b->letters) > 2 ||
        __builtin_popcountll(b->letters & ~a->letters) > 2)
        return 3;
    unsigned count = compare_edits(ready(couple), text_at(couple->field, couple->b));
    return count < 3 ? count : 3;
}

static unsigned commoner(const struct couple *couple)
{
    return couple->a->rarity < couple->b->rarity ? couple->a->rarity : couple->b->rarity;
}

/* Whether all the words of the one with fewer stand in the other; *ret_shared: some do. */
static bool words_within(const struct facts *a, const struct facts *b, bool *ret_shared)
{
    unsigned count_a = facts_word_count(a), count_b = facts_word_count(b);
    const struct facts *fewer = count_a <= count_b ? a : b, *more = count_a <= count_b ? b : a;
    unsigned shared = facts_shared_words(fewer, more);
    *ret_shared = shared > 0;
    return shared > 0 && shared == (count_a <= count_b ? count_a : count_b);
}

/* --- names ------------------------------------------------------------------------------------ */

static bool initials(const struct couple *couple)
{
    return rule_is_on(couple->comparer->records->rules_off, LINKAGE_RULE_INITIALS);
}

static uint8_t name_level(const struct couple *couple)
{
    const struct facts *a = couple->a, *b = couple->b;
    if ((a->length == 1 || b->length == 1) && a->first == b->first && initials(couple))
        return NAME_INITIAL;
    if (couple->field->kind == FIELD_GIVEN && nickname_same(a->forms, b->forms))
        return NAME_FORM;
    double likeness = alike(couple, 0.75f);
    if (likeness >= 0.92)
        return (uint8_t)(NAME_CLOSE + commoner(couple));
    bool shared = false;
    if ((a->words[1] || b->words[1]) && (words_within(a, b, &shared) || shared))
        return NAME_PART;
    if (a->sound && a->sound == b->sound)
        return (uint8_t)(NAME_CLOSE + commoner(couple));
    if (likeness >= 0.85)
        return (uint8_t)(NAME_NEAR + (commoner(couple) > 0));
    return likeness >= 0.75 ? NAME_FAR : LEVEL_DIFFERENT;
}

static uint8_t other_names_level(const struct couple *couple)
{
    bool shared;
    if (words_within(couple->a, couple->b, &shared) || shared)
        return NAME_PART;
    if ((couple->a->length == 1 || couple->b->length == 1) &&
        couple->a->first == couple->b->first && initials(couple))
        return NAME_INITIAL;
    double likeness = alike(couple, 0.85f);
    return likeness >= 0.92 ? NAME_CLOSE : likeness >= 0.85 ? NAME_NEAR : LEVEL_DIFFERENT;
}

/* --- dates, places and codes ------------------------------------------------------------------ */

static uint8_t place_level(const struct couple *couple)
{
    const struct facts *a = couple->a, *b = couple->b;
    if (a->length <= 4 && b->length <= 4)
        return a->length > 2 && edits(couple) == 1 ? WORDS_NEAR : LEVEL_DIFFERENT;
    double likeness = alike(couple, 0.85f);
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
    unsigned count = compare_edits(ready_text(couple, left), right);
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
static bool are_two_numbers(const struct couple *couple)
{
    enum linkage_kind from = couple->field->from;
    if (from != LINKAGE_NHS_NUMBER && from != LINKAGE_UPN)
        return false;
    struct slice a = text_at(couple->field, couple->a), b = text_at(couple->field, couple->b);
    return a.data[a.length - 1] != '?' && b.data[b.length - 1] != '?';
}

static uint8_t code_level(const struct couple *couple)
{
    const struct facts *a = couple->a, *b = couple->b;
    if (are_two_numbers(couple))
        return LEVEL_DIFFERENT;
    unsigned count = facts_least_edits(a, b) > 2 ? 3 : edits(couple);
    if (count == 1 || (count == 2 && a->length > 5 && b->length > 5))
        return count == 1 ? CODE_EDIT : CODE_TWO_EDITS;
    uint16_t ending_a = (uint16_t)a->packed, ending_b = (uint16_t)b->packed;
    return ending_a && ending_a == ending_b ? CODE_PART : LEVEL_DIFFERENT;
}

static uint8_t date_level(const struct couple *couple)
{
    const struct facts *a = couple->a, *b = couple->b;
    uint8_t level = packed_date_level(a->packed, a->days, b->packed, b->days);
    bool swaps = rule_is_on(couple->comparer->records->rules_off, LINKAGE_RULE_SWAPPED_DATES);
    return level == DATE_SWAPPED && !swaps ? DATE_YEAR : level;
}

static uint8_t near_level(const struct couple *couple)
{
    switch (couple->field->kind) {
    case FIELD_GIVEN:
    case FIELD_SURNAME:
        return name_level(couple);
    case FIELD_OTHER_NAMES:
        return other_names_level(couple);
    case FIELD_DATE:
        return date_level(couple);
    case FIELD_POSTCODE:
        return packed_postcode_level(couple->a->packed, couple->a->length, couple->a->area,
                                     couple->b->packed, couple->b->length, couple->b->area);
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

static uint8_t level_of(struct comparer *comparer, const uint32_t *other, size_t at)
{
    const struct field *field = &comparer->records->fields[at];
    uint32_t a = comparer->row[at], b = other[at];
    if (a == 0 || b == 0)
        return LEVEL_MISSING;
    if (a == b)
        return field->exact[a];
    return near_level(&(struct couple){.comparer = comparer,
                                       .field = field,
                                       .at = at,
                                       .value = a,
                                       .a = &field->facts[a],
                                       .b = &field->facts[b]});
}

/* --- names across their fields -----------------------------------------------------------------
 */

/* Whether the name is one of the row's other names. */
static bool stands_among(const struct records *records, uint32_t name, const uint32_t *row)
{
    if (records->other < 0 || !row[records->other] || !name)
        return false;
    const struct field *others = &records->fields[records->other];
    const struct facts *wanted = &others->facts[name];
    return wanted->length > 2 &&
           facts_shared_words(wanted, &others->facts[row[records->other]]) > 0;
}

/* Whether the name in field `at` of the row taken is near to `name`, a value of field `in`. */
static bool alike_across(struct comparer *comparer, size_t at, uint32_t name)
{
    const struct field *field = &comparer->records->fields[at];
    uint32_t value = comparer->row[at];
    if (value == 0 || name == 0)
        return false;
    struct couple couple = {.comparer = comparer,
                            .field = field,
                            .at = at,
                            .value = value,
                            .a = &field->facts[value],
                            .b = &field->facts[name]};
    return alike(&couple, 0.9f) >= 0.9;
}

/* Whether the names agree with each other's like: both, or one where the other's is not known.
 * near: look at near names too. Writes the levels and says whether it did. What a swap is worth is
 * said once, by the given name. */
static bool are_swapped(struct comparer *comparer, const uint32_t *b, bool near, uint8_t *of_given,
                        uint8_t *of_surname)
{
    const uint32_t *a = comparer->row;
    size_t given = (size_t)comparer->records->given, surname = (size_t)comparer->records->surname;
    bool forth = a[given] && a[given] == b[surname], back = a[surname] && a[surname] == b[given];
    bool forth_unknown = !a[given] || !b[surname], back_unknown = !a[surname] || !b[given];
    bool near_forth = forth || (near && alike_across(comparer, given, b[surname]));
    bool near_back = back || (near && alike_across(comparer, surname, b[given]));
    if (near_forth && near_back)
        *of_given = forth && back ? NAME_SWAPPED : NAME_SWAPPED_NEAR;
    else if ((forth && back_unknown) || (back && forth_unknown))
        *of_given = NAME_SWAPPED_ONE;
    else
        return false;
    *of_surname = LEVEL_MISSING;
    return true;
}

/* Where a name does not agree with its like, it may with the other: the fields were swapped, or
 * it stands among the other names. */
static void names_across(struct comparer *comparer, const uint32_t *b, uint8_t *levels)
{
    const struct records *records = comparer->records;
    const uint32_t *a = comparer->row;
    size_t given = (size_t)records->given, surname = (size_t)records->surname;
    uint8_t *of_given = &levels[given], *of_surname = &levels[surname];
    bool given_differs = *of_given == LEVEL_DIFFERENT;
    bool surname_differs = *of_surname == LEVEL_DIFFERENT;
    if (!given_differs && !surname_differs && *of_given && *of_surname)
        return;
    bool may_swap = a[given] != b[given] && a[surname] != b[surname] &&
                    rule_is_on(records->rules_off, LINKAGE_RULE_SWAPPED_NAMES);
    if (may_swap &&
        are_swapped(comparer, b, given_differs || surname_differs, of_given, of_surname))
        return;
    if (given_differs && may_swap && a[given] == b[surname])
        *of_given = NAME_SWAPPED_ONE;
    else if (given_differs &&
             (stands_among(records, a[given], b) || stands_among(records, b[given], a)))
        *of_given = NAME_ELSEWHERE;
    if (surname_differs && may_swap && a[surname] == b[given])
        *of_surname = NAME_SWAPPED_ONE;
    else if (surname_differs &&
             (stands_among(records, a[surname], b) || stands_among(records, b[surname], a)))
        *of_surname = NAME_ELSEWHERE;
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

void comparer_prefetch(const struct comparer *comparer, uint32_t other)
{
    const uint32_t *row = records_row(comparer->records, other);
    for (size_t at = 0; at < comparer->records->field_count; at++)
        if (row[at] != comparer->row[at] && row[at])
            __builtin_prefetch(&comparer->records->fields[at].facts[row[at]]);
}

void comparer_pattern(struct comparer *comparer, uint32_t other, struct pattern *ret_pattern)
{
    const struct records *records = comparer->records;
    const uint32_t *row = records_row(records, other);
    *ret_pattern = (struct pattern){0};
    size_t at = 0;
    if (records->name_fields)
        comparer_level(comparer, row, 0, ret_pattern);
    for (at = records->name_fields; at < records->field_count; at++)
        ret_pattern->levels[at] = level_of(comparer, row, at);
}
