/* Two different values of a field, and what comparing them shares whatever they are. */
#ifndef WEFT_MATH_LINKAGE_COMPARE_COUPLE_H
#define WEFT_MATH_LINKAGE_COMPARE_COUPLE_H

#include "math/linkage/compare/levels.h"

/* Two values of a field, different and known. */
struct couple {
    struct comparer *comparer;
    const struct field *field;
    size_t at; /* the field whose text of the row taken is compared */
    uint32_t value;
    const struct facts *a, *b;
};

static inline struct slice text_at(const struct field *field, const struct facts *facts)
{
    return (struct slice){field->values->bytes + facts->start, facts->length};
}

static inline unsigned commoner(const struct couple *couple)
{
    unsigned least = couple->a->rarity < couple->b->rarity ? couple->a->rarity : couple->b->rarity;
    return least < RARITY_RARE ? least : RARITY_RARE;
}

/* The text, a part of a's, made ready to be compared with many. */
const struct compared *couple_ready(const struct couple *couple, struct slice text);

/* Jaro–Winkler of the texts where it is `least` or more, else perhaps 0. */
double couple_jaro_winkler(const struct couple *couple, float least);

/* The same, by the letters alone where they say enough. */
static inline double couple_likeness(const struct couple *couple, float least)
{
    return facts_may_be_alike(couple->a, couple->b, least) ? couple_jaro_winkler(couple, least) : 0;
}

/* Edits up to two, else three. */
unsigned couple_edits(const struct couple *couple);

/* Whether all the words of the one with fewer stand in the other; *ret_shared: some do. */
bool words_within(const struct facts *a, const struct facts *b, bool *ret_shared);

/* How two names agree by themselves (levels_names.c). */
uint8_t name_level(const struct couple *couple);
uint8_t other_names_level(const struct couple *couple);

/* Whether the row's surname may be Chinese, or the last of two. */
bool has_chinese_surname(const struct records *records, const uint32_t *row);

/* Look again at the levels of the name fields, now that all are known: where a name does not agree
 * with its like, it may with another, or all together may. */
void names_across(struct comparer *comparer, const uint32_t *other, uint8_t *levels);

#endif
