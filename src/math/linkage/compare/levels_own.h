/* What the files that tell the levels of names share. */
#ifndef WEFT_MATH_LINKAGE_COMPARE_LEVELS_OWN_H
#define WEFT_MATH_LINKAGE_COMPARE_LEVELS_OWN_H

#include "math/linkage/compare/couple.h"
#include "math/linkage/texts/spellings.h"

static inline bool has_other_names(const struct records *records, const uint32_t *row)
{
    return records->other >= 0 && row[records->other] != 0;
}

static inline bool have_other_names(const struct records *records, const uint32_t *a,
                                    const uint32_t *b)
{
    return has_other_names(records, a) || has_other_names(records, b);
}

static inline struct slice name_at(const struct records *records, const uint32_t *row, int at)
{
    return at >= 0 ? values_text(records->fields[at].values, row[at]) : (struct slice){0};
}

static inline uint8_t given_traits(const struct records *records, const uint32_t *row)
{
    return records->fields[records->given].traits[row[records->given]];
}

/* The name that people go by where Muhammad stands before it: Tariq of Muhammad Tariq; 0 where none
 * does. */
static inline uint32_t name_behind(const struct records *records, const uint32_t *row)
{
    return given_traits(records, row) & SPELLING_GOES_BEFORE && has_other_names(records, row)
               ? row[records->other]
               : 0;
}

/* How rare given name and surname of the row are together, in steps of EXACT_LEVEL_BITS. */
static inline int steps_of_names(const struct records *records, const uint32_t *row)
{
    return records->fields[records->given].exact[row[records->given]] +
           records->fields[records->surname].exact[row[records->surname]] - 2 * LEVEL_EXACT -
           records_together(records, row);
}

/* NAME_SWAPPED, by how rare the two names are together in the row where they are commoner, which
 * has them in their places: middling from one in 33,000. (A name's rarity is known only in the
 * field where a row at hand has it.) */
static inline uint8_t level_swapped(const struct records *records, const uint32_t *a,
                                    const uint32_t *b)
{
    enum { MIDDLING = 10, RARE = 13 };
    int of_a = steps_of_names(records, a), of_b = steps_of_names(records, b);
    int steps = of_a < of_b ? of_a : of_b;
    unsigned rarity = steps < MIDDLING ? RARITY_COMMON
                      : steps < RARE   ? RARITY_MIDDLING
                                       : RARITY_RARE;
    return (uint8_t)(NAME_SWAPPED + rarity);
}

/* Whether both surnames, which do not differ, are Chinese, or one is and the other may be it
 * misspelt: no spelling of a third, and rare where it is only a little like it. Wnag may be Wang,
 * but Hasan is no Huang. */
bool are_of_one_chinese(const struct records *records, const uint32_t *a, const uint32_t *b,
                        uint8_t of_surname);

/* Whether they are heard as one. Two that are known, and not as forms of one name, are two names:
 * Hassan and Hussein, Jane and John. */
static inline bool sound_the_same(const struct facts *a, const struct facts *b)
{
    bool both_known = a->forms[0] && b->forms[0];
    return a->sound && a->sound == b->sound && (!both_known || name_sets_meet(a->forms, b->forms));
}

/* Whether the name is one of the row's other names, or sounds like the only one. */
static inline bool stands_among(const struct records *records, uint32_t name, const uint32_t *row)
{
    if (!has_other_names(records, row) || !name)
        return false;
    const struct field *field = &records->fields[records->other];
    const struct facts *wanted = &field->facts[name], *others = &field->facts[row[records->other]];
    return (wanted->length > 2 && facts_shared_words(wanted, others) > 0) ||
           sound_the_same(wanted, others);
}

/* How near the name in field `at` of the row taken is to `name`, if both are names of `field`. */
uint8_t name_level_across(struct comparer *comparer, size_t at, const struct field *field,
                          uint32_t name);

/* --- all the names of a row as one (levels_whole.c) ---------------------------------------------
 */

/* Look at all the names as one; what they say is said once, by the given name. Whether they say
 * anything. Called where the given names or the surnames are not the same. */
bool names_as_one(struct comparer *comparer, const uint32_t *b, uint8_t *levels);

/* Whether the given names, which are the same, are the first halves of Chinese ones that go on
 * differently: brothers and sisters may share them. Then what the whole ones say is written. */
bool names_by_halves(const struct records *records, const uint32_t *a, const uint32_t *b,
                     uint8_t *levels);

/* Whether the row's given name is Chinese and no name of another tongue. */
bool has_chinese_given(const struct records *records, const uint32_t *row);

/* Whether the row's surname is the other's given name and other names in one, Jia-Xin and Jia Xin,
 * or Jiaxin behind a Chinese surname. */
bool is_whole_given(const struct records *records, const uint32_t *row, const uint32_t *other);

/* Whether the row's e-mail address is "given.surname", numbers behind, by the names of the other:
 * who goes by Harry may write from harpreet.singh10. It may be the mother's address, too; how often
 * it is, is learnt. That somebody writes as muhammad.khan says no more than that he is a Khan. */
bool is_in_email(const struct records *records, const uint32_t *row, const uint32_t *other);

#endif
