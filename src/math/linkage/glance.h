/* What facts alone settle of two values, known and different: most pairs of values, in a few steps
 * that nobody need guess the way of. What they leave open is LEVEL_UNSETTLED and looked at by the
 * texts (levels.c); what they settle is what the texts would give. */
#ifndef WEFT_MATH_LINKAGE_GLANCE_H
#define WEFT_MATH_LINKAGE_GLANCE_H

#include "math/linkage/levels.h"
#include "math/linkage/packed.h"

enum { LEVEL_UNSETTLED = 0xff };

/* Whether one is the other with an article, for all that their letters say. */
static inline bool glance_article(const struct facts *a, const struct facts *b)
{
    const uint64_t article = facts_letter('a') | facts_letter('e') | facts_letter('l');
    return ((a->letters ^ b->letters) & ~article) == 0;
}

static inline uint8_t glance_surname(const struct facts *a, const struct facts *b)
{
    bool alone = (a->length == 1) | (b->length == 1);
    bool open = facts_may_be_alike(a, b, 0.75f) | glance_article(a, b) |
                (alone & (a->first == b->first)) | (a->sound && a->sound == b->sound) |
                ((a->words[1] | b->words[1]) != 0) | name_sets_meet(a->forms, b->forms);
    return open ? LEVEL_UNSETTLED : LEVEL_DIFFERENT;
}

/* A name cut short shares letters enough to be seen as alike, unless a long one is cut to three
 * letters and an ending (Dannie). */
static inline uint8_t glance_given(const struct facts *a, const struct facts *b)
{
    bool cut = (a->first == b->first) & ((a->length > 12) | (b->length > 12));
    return cut ? LEVEL_UNSETTLED : glance_surname(a, b);
}

static inline uint8_t glance_other_names(const struct facts *a, const struct facts *b)
{
    bool alone = (a->length == 1) | (b->length == 1);
    bool open =
        facts_may_be_alike(a, b, 0.85f) | (alone & (a->first == b->first)) | facts_share_word(a, b);
    return open ? LEVEL_UNSETTLED : LEVEL_DIFFERENT;
}

static inline uint8_t glance_date(const struct facts *a, const struct facts *b)
{
    uint64_t differ = a->packed ^ b->packed;
    int64_t gap = (int64_t)a->days - b->days;
    gap = gap < 0 ? -gap : gap;
    bool known = (a->days > PACKED_IMPOSSIBLE) & (b->days > PACKED_IMPOSSIBLE);
    bool far = (gap > 366) & ((uint32_t)differ != 0) & ((differ >> 32) != 0);
    bool settled = known & far & (packed_differing(differ) > 2);
    return !settled ? LEVEL_UNSETTLED : gap <= 3653 ? DATE_DECADE : LEVEL_DIFFERENT;
}

static inline uint8_t glance_postcode(const struct facts *a, const struct facts *b)
{
    return packed_postcode_level(a->packed, a->length, a->area, b->packed, b->length, b->area);
}

static inline uint8_t glance_place(const struct facts *a, const struct facts *b)
{
    bool brief = (a->length <= 4) & (b->length <= 4);
    bool open = brief | facts_may_be_alike(a, b, 0.85f) | facts_share_word(a, b);
    return open ? LEVEL_UNSETTLED : LEVEL_DIFFERENT;
}

static inline uint8_t glance_email(const struct facts *a, const struct facts *b)
{
    int gap = a->length - b->length;
    bool edited = (gap >= -3) & (gap <= 3) & (__builtin_popcountll(a->letters & ~b->letters) <= 3) &
                  (__builtin_popcountll(b->letters & ~a->letters) <= 3);
    if (edited | (a->words[0] == b->words[0]))
        return LEVEL_UNSETTLED;
    return a->words[1] == b->words[1] ? CODE_DOMAIN : LEVEL_DIFFERENT;
}

static inline uint8_t glance_code(const struct facts *a, const struct facts *b)
{
    uint16_t ending_a = (uint16_t)a->packed, ending_b = (uint16_t)b->packed;
    if (facts_least_edits(a, b) <= 2)
        return LEVEL_UNSETTLED;
    return ending_a && ending_a == ending_b ? CODE_PART : LEVEL_DIFFERENT;
}

/* Two numbers that both pass their check are no slip of each other: a slip would show. (Numbers
 * given to twins often follow each other.) */
static inline uint8_t glance_number(const struct facts *a, const struct facts *b)
{
    return a->unchecked || b->unchecked ? glance_code(a, b) : CODE_TWO_NUMBERS;
}

/* Inlined by force: where the kind is known beforehand, no more is left of it than its case. */
__attribute__((always_inline)) static inline uint8_t glance(enum field_kind kind,
                                                            const struct facts *a,
                                                            const struct facts *b)
{
    switch (kind) {
    case FIELD_GIVEN:
        return glance_given(a, b);
    case FIELD_SURNAME:
        return glance_surname(a, b);
    case FIELD_OTHER_NAMES:
        return glance_other_names(a, b);
    case FIELD_DATE:
        return glance_date(a, b);
    case FIELD_POSTCODE:
        return glance_postcode(a, b);
    case FIELD_PLACE:
        return glance_place(a, b);
    case FIELD_EMAIL:
        return glance_email(a, b);
    case FIELD_TELEPHONE:
    case FIELD_HOUSE_NUMBER:
        return glance_code(a, b);
    case FIELD_NUMBER:
        return glance_number(a, b);
    case FIELD_SEX:
        break;
    }
    return LEVEL_DIFFERENT;
}

#endif
