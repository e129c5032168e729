#include "math/linkage/compare/levels_own.h"
#include "math/linkage/texts/names.h"
#include "math/linkage/texts/nicknames.h"
#include "math/linkage/texts/rules.h"

#include "base/banned.h"

static bool initials(const struct couple *couple)
{
    return rule_is_on(couple->comparer->records->rules_off, LINKAGE_RULE_INITIALS);
}

/* Whether one is the initial of the other, or of a form of it. */
static bool is_initial(const struct couple *couple)
{
    const struct facts *a = couple->a, *b = couple->b;
    if ((a->length != 1 && b->length != 1) || !initials(couple))
        return false;
    struct slice name = text_at(couple->field, a->length == 1 ? b : a);
    char letter = text_at(couple->field, a->length == 1 ? a : b).data[0];
    return a->first == b->first || nickname_may_begin(name, letter) ||
           spelling_may_begin(name, letter);
}

static bool is_short_form(const struct couple *couple)
{
    if (name_sets_meet(couple->a->forms, couple->b->forms))
        return true;
    if (couple->a->first != couple->b->first ||
        !rule_is_on(couple->comparer->records->rules_off, LINKAGE_RULE_SHORT_FORMS))
        return false;
    struct slice a = text_at(couple->field, couple->a), b = text_at(couple->field, couple->b);
    if (a.length < 3 || b.length < 3 || a.data[1] != b.data[1]) /* what is left has three letters */
        return false;
    return name_is_cut_short(a, b) || name_is_cut_short(b, a);
}

/* Almasri and Al-Masri. */
static bool differ_by_article(const struct couple *couple)
{
    const uint64_t article = facts_letter('a') | facts_letter('e') | facts_letter('l');
    int gap = couple->a->length - couple->b->length;
    if ((gap != 2 && gap != -2 && gap != 0) ||
        ((couple->a->letters ^ couple->b->letters) & ~(article | FACTS_TWICE)))
        return false;
    return rule_is_on(couple->comparer->records->rules_off, LINKAGE_RULE_PARTICLES) &&
           slice_equal(name_without_article(text_at(couple->field, couple->a)),
                       name_without_article(text_at(couple->field, couple->b)));
}

/* A name misspelt begins as it did, mostly, and hardly anybody else bears it. */
static bool may_be_slip(const struct facts *a, const struct facts *b)
{
    return a->first == b->first && (a->rarity == RARITY_LONE || b->rarity == RARITY_LONE);
}

/* Whether so many bear the one and the other that they are two names, however alike: Maria and
 * Maryam. Of surnames nobody says so: they are spelt in many ways. */
static bool are_two_names(const struct couple *couple)
{
    enum { COMMONER = 3 }; /* levels over those that hardly anybody bears */
    const struct field *field = couple->field;
    size_t a = (size_t)(couple->a - field->facts), b = (size_t)(couple->b - field->facts);
    return field->kind == FIELD_GIVEN && field->exact[a] + COMMONER <= field->lone &&
           field->exact[b] + COMMONER <= field->lone;
}

/* Lui and Liu: in names of three letters, Jaro–Winkler sees no neighbours in each other's place. */
static bool are_short_and_turned(const struct couple *couple)
{
    if (couple->a->length != 3 || couple->b->length != 3 ||
        couple->a->letters != couple->b->letters)
        return false;
    struct slice a = text_at(couple->field, couple->a), b = text_at(couple->field, couple->b);
    return a.data[0] == b.data[0] && a.data[1] == b.data[2] && a.data[2] == b.data[1];
}

uint8_t name_level(const struct couple *couple)
{
    const struct facts *a = couple->a, *b = couple->b;
    if (is_initial(couple))
        return NAME_INITIAL;
    if (couple->field->kind == FIELD_GIVEN ? is_short_form(couple)
                                           : name_sets_meet(a->forms, b->forms))
        return (uint8_t)(NAME_FORM + commoner(couple));
    if (differ_by_article(couple))
        return (uint8_t)(NAME_FORM + commoner(couple));
    double likeness = couple_likeness(couple, 0.75f);
    if (likeness >= 0.92)
        return (uint8_t)(NAME_CLOSE + commoner(couple));
    bool shared = false;
    if ((a->words[1] || b->words[1]) && (words_within(a, b, &shared) || shared))
        return NAME_PART;
    if (sound_the_same(a, b)) /* Chen and Khan, near enough to an English ear, are not close */
        return a->first == b->first || likeness >= 0.75 ? (uint8_t)(NAME_CLOSE + commoner(couple))
                                                        : (uint8_t)NAME_FAR;
    if (likeness >= 0.75 && are_two_names(couple))
        return LEVEL_DIFFERENT;
    if (likeness >= 0.85 || are_short_and_turned(couple))
        return NAME_NEAR;
    return likeness >= 0.75 ? NAME_FAR : may_be_slip(a, b) ? NAME_SLIP : LEVEL_DIFFERENT;
}

/* Whether any word of the one may be one of the other's: Rahman Umar and Omar. */
static bool share_form_of_word(const struct couple *couple)
{
    const double least = 0.92;
    bool forms_count = rule_is_on(couple->comparer->records->rules_off, LINKAGE_RULE_SHORT_FORMS);
    struct slice a = text_at(couple->field, couple->a), b = text_at(couple->field, couple->b), word;
    while (slice_split(&a, ' ', &word)) {
        uint16_t forms[NAME_SETS];
        struct compared ready = {0};
        struct slice rest = b, other;
        nickname_sets_of(word, forms);
        compare_prepare(&ready, word);
        while (slice_split(&rest, ' ', &other)) {
            uint16_t others[NAME_SETS];
            nickname_sets_of(other, others);
            if ((forms_count && name_sets_meet(forms, others)) ||
                compare_jaro_winkler(&ready, other) >= least)
                return true;
        }
    }
    return false;
}

uint8_t other_names_level(const struct couple *couple)
{
    bool shared;
    if (words_within(couple->a, couple->b, &shared) || shared)
        return NAME_PART;
    if (is_initial(couple))
        return NAME_INITIAL;
    if (name_sets_meet(couple->a->forms, couple->b->forms))
        return (uint8_t)(NAME_FORM + commoner(couple));
    double likeness = couple_likeness(couple, 0.85f);
    if (likeness >= 0.92 || sound_the_same(couple->a, couple->b))
        return NAME_CLOSE;
    bool several = couple->a->words[1] || couple->b->words[1];
    return likeness >= 0.85 || (several && share_form_of_word(couple)) ? NAME_NEAR
                                                                       : LEVEL_DIFFERENT;
}

/* --- names across their fields -----------------------------------------------------------------
 */

uint8_t name_level_across(struct comparer *comparer, size_t at, const struct field *field,
                          uint32_t name)
{
    uint32_t value = comparer->row[at];
    return name_level(&(struct couple){.comparer = comparer,
                                       .field = field,
                                       .at = at,
                                       .value = value,
                                       .a = &field->facts[value],
                                       .b = &field->facts[name]});
}

static bool are_spellings(const struct facts *a, const struct facts *b)
{
    return sound_the_same(a, b) || name_sets_meet(a->forms, b->forms);
}

/* Whether the name in field `at` of the row taken is near to `name`, which stands in another field:
 * beside one that is the same, as near as two given names or two surnames are; else, as given
 * names, `least` or more, so far as a glance by the letters sees it (glance_across), which an
 * article of two letters misleads only in shorter names. */
static bool alike_across(struct comparer *comparer, size_t at, uint32_t name, bool beside_same,
                         float least)
{
    const struct field *fields = comparer->records->fields;
    const struct field *givens = &fields[comparer->records->given];
    uint32_t value = comparer->row[at];
    if (value == 0 || name == 0)
        return false;
    if (beside_same)
        return name_level_across(comparer, at, givens, name) < NAME_FAR ||
               name_level_across(comparer, at, &fields[comparer->records->surname], name) <
                   NAME_FAR;
    struct couple couple = {.comparer = comparer,
                            .field = givens,
                            .at = at,
                            .value = value,
                            .a = &givens->facts[value],
                            .b = &givens->facts[name]};
    return are_spellings(couple.a, couple.b) || couple_likeness(&couple, least) >= (double)least ||
           (couple.a->length > 4 && couple.b->length > 4 && differ_by_article(&couple));
}

/* How two names agree that stand in each other's place, forth or back the same: spelt otherwise,
 * they are taken for a little commoner than they are. */
static uint8_t level_of_swap(const struct comparer *comparer, const uint32_t *b, bool forth,
                             bool back)
{
    const struct records *records = comparer->records;
    size_t given = (size_t)records->given, surname = (size_t)records->surname;
    const struct facts *facts = records->fields[given].facts;
    const uint32_t *a = comparer->row;
    uint8_t level = level_swapped(records, a, b);
    if (forth && back)
        return level;
    bool spelt = level > NAME_SWAPPED &&
                 (forth || are_spellings(&facts[a[given]], &facts[b[surname]])) &&
                 (back || are_spellings(&facts[a[surname]], &facts[b[given]]));
    return spelt ? (uint8_t)(level - 1) : (uint8_t)NAME_SWAPPED_NEAR;
}

/* Whether the names agree with each other's like: both, or one where the other's is not known.
 * near: look at near names too; where one is the same, the other need not be very near. Writes the
 * levels and says whether it did. What a swap is worth is said once, by the given name. */
static bool are_swapped(struct comparer *comparer, const uint32_t *b, bool near, uint8_t *of_given,
                        uint8_t *of_surname)
{
    const uint32_t *a = comparer->row;
    size_t given = (size_t)comparer->records->given, surname = (size_t)comparer->records->surname;
    bool chinese =
        has_chinese_surname(comparer->records, a) || has_chinese_surname(comparer->records, b);
    float least = chinese ? 0.9f : 0.85f; /* Zi Yu and Zi Yi are two names */
    bool forth = a[given] && a[given] == b[surname], back = a[surname] && a[surname] == b[given];
    bool forth_unknown = !a[given] || !b[surname], back_unknown = !a[surname] || !b[given];
    if ((forth || (near && alike_across(comparer, given, b[surname], back, least))) &&
        (back || (near && alike_across(comparer, surname, b[given], forth, least))))
        *of_given = level_of_swap(comparer, b, forth, back);
    else if ((forth && back_unknown) || (back && forth_unknown))
        *of_given = NAME_SWAPPED_ONE;
    else
        return false;
    *of_surname = LEVEL_MISSING;
    return true;
}

static unsigned rarity_at(const struct records *records, const uint32_t *row, int field)
{
    return records->fields[field].facts[row[field]].rarity;
}

bool are_of_one_chinese(const struct records *records, const uint32_t *a, const uint32_t *b,
                        uint8_t of_surname)
{
    bool one = has_chinese_surname(records, a), other = has_chinese_surname(records, b);
    if (one == other)
        return one;
    uint32_t misspelt = (one ? b : a)[records->surname];
    const struct facts *surname = &records->fields[records->surname].facts[misspelt];
    return !surname->forms[0] && (of_surname != NAME_FAR || surname->rarity >= RARITY_RARE);
}

/* Minglin and Vincent, of one Chinese surname. So may be Mingglin, which hardly anybody bears. */
static bool is_one_abroad(const struct records *records, const uint32_t *a, const uint32_t *b,
                          uint8_t of_surname)
{
    if (!are_of_one_chinese(records, a, b, of_surname))
        return false;
    bool chinese_a = has_chinese_given(records, a), chinese_b = has_chinese_given(records, b);
    bool lone_a = rarity_at(records, a, records->given) == RARITY_LONE;
    bool lone_b = rarity_at(records, b, records->given) == RARITY_LONE;
    return chinese_a != chinese_b || (!chinese_a && lone_a != lone_b);
}

/* Whether the two given names, which differ, may be one person's, and how: Muhammad and Ali, where
 * no other name is known of the one; or one Chinese and one for the English. Else LEVEL_DIFFERENT.
 * Called where the surnames do not differ. */
static uint8_t level_beside(const struct records *records, const uint32_t *a, const uint32_t *b,
                            uint8_t of_surname)
{
    bool before_a = given_traits(records, a) & SPELLING_GOES_BEFORE;
    bool before_b = given_traits(records, b) & SPELLING_GOES_BEFORE;
    if (before_a != before_b)
        return has_other_names(records, before_a ? a : b) ? LEVEL_DIFFERENT : NAME_BESIDE;
    return is_one_abroad(records, a, b, of_surname) ? NAME_ABROAD : LEVEL_DIFFERENT;
}

/* How Tariq agrees with Muhammad Tariq: as with a form of his name, since it may be his father's;
 * or as near as with Tariq. LEVEL_DIFFERENT where Muhammad stands in neither or in both, and where
 * the one has other names too. */
static uint8_t level_behind(struct comparer *comparer, const uint32_t *b)
{
    const struct records *records = comparer->records;
    const uint32_t *a = comparer->row;
    size_t at = (size_t)records->given;
    const struct field *field = &records->fields[at];
    uint32_t behind_a = name_behind(records, a), behind_b = name_behind(records, b);
    if ((behind_a != 0) == (behind_b != 0) || !a[at] || !b[at] ||
        has_other_names(records, behind_a ? b : a))
        return LEVEL_DIFFERENT;
    uint32_t one = behind_a ? behind_a : a[at], other = behind_b ? behind_b : b[at];
    if (one == other)
        return NAME_FORM + RARITY_MIDDLING;
    uint8_t level = name_level(&(struct couple){.comparer = comparer,
                                                .field = field,
                                                .at = behind_a ? (size_t)records->other : at,
                                                .value = one,
                                                .a = &field->facts[one],
                                                .b = &field->facts[other]});
    /* how rare a given name is that stands among other names is not known */
    return name_is_form(level)    ? NAME_FORM + RARITY_MIDDLING
           : name_is_close(level) ? NAME_CLOSE + RARITY_MIDDLING
                                  : level;
}

/* Whether one of the names stands in the other's place: the same from either side. */
static bool is_one_swapped(const struct records *records, const uint32_t *a, const uint32_t *b)
{
    return (a[records->given] && a[records->given] == b[records->surname]) ||
           (a[records->surname] && a[records->surname] == b[records->given]);
}

/* How rare the row's given name is where it stands among the other's other names; else RARITY_LONE
 * and one more. */
static unsigned rarity_among(const struct records *records, const uint32_t *row,
                             const uint32_t *other)
{
    return stands_among(records, row[records->given], other)
               ? rarity_at(records, row, records->given)
               : RARITY_LONE + 1;
}

/* Jing-Yi and Lucas; or Jing-Yi, known as Lucas, and Lucas, which is as good as a form of the name.
 * Either way the other names say no more: they are a half of the one, or the other again. */
static void note_abroad(const struct records *records, const uint32_t *a, const uint32_t *b,
                        uint8_t *levels)
{
    unsigned of_a = rarity_among(records, a, b), of_b = rarity_among(records, b, a);
    unsigned rarity = of_a < of_b ? of_a : of_b;
    levels[records->given] =
        rarity > RARITY_LONE ? NAME_ABROAD
                             : (uint8_t)(NAME_FORM + (rarity < RARITY_RARE ? rarity : RARITY_RARE));
    if (records->other >= 0)
        levels[records->other] = LEVEL_MISSING;
}

/* Names that are not swapped as a whole. */
static void look_elsewhere(const struct records *records, const uint32_t *a, const uint32_t *b,
                           bool may_swap, uint8_t *levels)
{
    size_t given = (size_t)records->given, surname = (size_t)records->surname;
    uint8_t *of_given = &levels[given], *of_surname = &levels[surname];
    bool given_differs = name_differs(*of_given);
    bool surname_differs = *of_surname == LEVEL_DIFFERENT;
    bool both_differ = given_differs && surname_differs;
    bool one_swapped =
        may_swap &&
        (is_one_swapped(records, a, b) ||
         (both_differ && (is_whole_given(records, a, b) || is_whole_given(records, b, a))));
    uint8_t beside = given_differs && !surname_differs ? level_beside(records, a, b, *of_surname)
                                                       : (uint8_t)LEVEL_DIFFERENT;
    if (beside == NAME_ABROAD)
        note_abroad(records, a, b, levels);
    else if (beside != LEVEL_DIFFERENT)
        *of_given = beside;
    else if (given_differs && one_swapped)
        *of_given = NAME_SWAPPED_ONE; /* said once, whichever name it is */
    else if (given_differs &&
             (stands_among(records, a[given], b) || stands_among(records, b[given], a)))
        *of_given = NAME_ELSEWHERE;
    if (surname_differs && !given_differs && one_swapped)
        *of_surname = NAME_SWAPPED_ONE;
    else if (surname_differs &&
             (stands_among(records, a[surname], b) || stands_among(records, b[surname], a)))
        *of_surname = NAME_ELSEWHERE;
}

/* Whether the other name is what all Sikh men, or women, bear. */
static bool is_singh_or_kaur(struct slice other)
{
    return slice_is(other, "singh") || slice_is(other, "kaur");
}

/* Whether other names that differ are no two middle names: Liv, as Olivia is called, and Rose. */
static bool are_of_two_kinds(struct slice a, struct slice b)
{
    return is_singh_or_kaur(a) != is_singh_or_kaur(b) || names_are_called(a) || names_are_called(b);
}

/* What an e-mail address says of names that are not both the same. Where it is "given.surname" by
 * the other's names and the given name is that, the surname is as she writes it herself. */
static bool by_email(const struct records *records, const uint32_t *row, const uint32_t *other,
                     uint8_t *of_given, uint8_t *of_surname)
{
    bool given_same = level_is_exact(*of_given), surname_same = level_is_exact(*of_surname);
    bool given_open =
        name_differs(*of_given) || !*of_given || *of_given == NAME_FAR || *of_given == NAME_INITIAL;
    bool surname_open = *of_surname == LEVEL_DIFFERENT || !*of_surname;
    if ((given_same ? surname_same : !given_open || surname_open) ||
        !is_in_email(records, row, other))
        return false;
    if (given_open)
        *of_given = NAME_IN_EMAIL;
    else
        *of_surname = *of_surname == LEVEL_DIFFERENT
                          ? NAME_IN_EMAIL
                          : records->fields[records->surname].exact[other[records->surname]];
    return true;
}

/* Where a name does not agree with its like, it may with the other: the fields were swapped, or
 * it stands among the other names. */
void names_across(struct comparer *comparer, const uint32_t *b, uint8_t *levels)
{
    const struct records *records = comparer->records;
    const uint32_t *a = comparer->row;
    size_t given = (size_t)records->given, surname = (size_t)records->surname;
    uint8_t *of_given = &levels[given], *of_surname = &levels[surname];
    if (names_by_halves(records, a, b, levels))
        return;
    if (records->other >= 0 && levels[records->other] == LEVEL_DIFFERENT &&
        are_of_two_kinds(name_at(records, a, records->other), name_at(records, b, records->other)))
        levels[records->other] = LEVEL_MISSING;
    if ((*of_given >= LEVEL_NEAR || *of_surname >= LEVEL_NEAR) && names_as_one(comparer, b, levels))
        return;
    uint8_t behind = name_differs(*of_given) && *of_surname != LEVEL_DIFFERENT
                         ? level_behind(comparer, b)
                         : (uint8_t)LEVEL_DIFFERENT;
    if (!name_differs(behind)) {
        *of_given = behind;
        return;
    }
    bool given_differs = name_differs(*of_given);
    bool surname_differs = *of_surname == LEVEL_DIFFERENT;
    if (by_email(records, a, b, of_given, of_surname) ||
        by_email(records, b, a, of_given, of_surname))
        return;
    bool crosswise =
        *of_given >= NAME_NEAR && *of_surname >= NAME_NEAR && is_one_swapped(records, a, b);
    if (!given_differs && !surname_differs && *of_given && *of_surname && !crosswise)
        return;
    bool may_swap = a[given] != b[given] && a[surname] != b[surname] &&
                    rule_is_on(records->rules_off, LINKAGE_RULE_SWAPPED_NAMES);
    if (may_swap && are_swapped(comparer, b, given_differs || surname_differs || crosswise,
                                of_given, of_surname))
        return;
    look_elsewhere(records, a, b, may_swap, levels);
}
