#include "math/linkage/compare/levels_own.h"

#include "math/linkage/texts/names.h"
#include "math/linkage/texts/rules.h"

#include "base/banned.h"

/* All of a row's names, in one of their orders. */
struct whole_name {
    struct slice parts[3];
};

/* Whether names of two fields may begin with one letter: seen without a look at their texts. */
static bool begin_alike(const struct records *records, const uint32_t *a, int of_a,
                        const uint32_t *b, int of_b)
{
    return records->fields[of_a].facts[a[of_a]].first == records->fields[of_b].facts[b[of_b]].first;
}

/* The next letter, or 0 after the last. */
static char next_letter(struct whole_name *name, size_t *part)
{
    for (; *part < 3; ++*part) {
        struct slice *rest = &name->parts[*part];
        while (rest->length) {
            char letter = rest->data[0];
            *rest = slice_sub(*rest, 1, rest->length);
            if (letter != ' ')
                return letter;
        }
    }
    return '\0';
}

/* Whether the names read the same when they are run together. */
static bool read_alike(struct whole_name a, struct whole_name b)
{
    size_t part_a = 0, part_b = 0;
    char letter;
    do {
        letter = next_letter(&a, &part_a);
        if (letter != next_letter(&b, &part_b))
            return false;
    } while (letter);
    return true;
}

/* Whether what stands before the @ is the name run together, but for dots, hyphens and numbers. */
static bool reads_as(struct slice local, struct whole_name name)
{
    size_t part = 0;
    for (size_t i = 0; i < local.length; i++) {
        char byte = local.data[i];
        if (byte >= 'a' && byte <= 'z' && byte != next_letter(&name, &part))
            return false;
    }
    return next_letter(&name, &part) == 0;
}

/* Jia Yan, Jiayan and Jia-Yan are one given name, whatever part of it stands as other names. */
static bool are_run_together(const struct records *records, const uint32_t *a, const uint32_t *b)
{
    if (!have_other_names(records, a, b) || !a[records->given] || !b[records->given] ||
        !begin_alike(records, a, records->given, b, records->given))
        return false;
    struct slice given_a = name_at(records, a, records->given);
    struct slice given_b = name_at(records, b, records->given);
    struct slice other_a = name_at(records, a, records->other);
    struct slice other_b = name_at(records, b, records->other);
    struct whole_name short_a = {{given_a}}, long_a = {{given_a, other_a}};
    struct whole_name short_b = {{given_b}}, long_b = {{given_b, other_b}};
    return read_alike(long_a, long_b) || read_alike(long_a, short_b) || read_alike(short_a, long_b);
}

/* The letters of all names of a row. */
static uint64_t name_letters(const struct records *records, const uint32_t *row)
{
    const struct field *fields = records->fields;
    uint64_t others =
        records->other >= 0 ? fields[records->other].facts[row[records->other]].letters : 0;
    uint64_t letters = fields[records->given].facts[row[records->given]].letters |
                       fields[records->surname].facts[row[records->surname]].letters | others;
    return letters & FACTS_LETTERS;
}

/* Whether one has its surname first and the other last, and all else is the same. */
static bool are_turned_round(const struct records *records, const uint32_t *a, const uint32_t *b)
{
    int given = records->given, surname = records->surname;
    if (!a[given] || !b[given] || !a[surname] || !b[surname] ||
        (!begin_alike(records, a, given, b, surname) &&
         !begin_alike(records, b, given, a, surname)) ||
        name_letters(records, a) != name_letters(records, b))
        return false;
    struct slice given_a = name_at(records, a, records->given);
    struct slice given_b = name_at(records, b, records->given);
    struct slice surname_a = name_at(records, a, records->surname);
    struct slice surname_b = name_at(records, b, records->surname);
    struct slice other_a = name_at(records, a, records->other);
    struct slice other_b = name_at(records, b, records->other);
    return read_alike((struct whole_name){{given_a, other_a, surname_a}},
                      (struct whole_name){{surname_b, given_b, other_b}}) ||
           read_alike((struct whole_name){{surname_a, given_a, other_a}},
                      (struct whole_name){{given_b, other_b, surname_b}});
}

bool has_chinese_surname(const struct records *records, const uint32_t *row)
{
    uint32_t name = row[records->surname];
    const struct facts *surname = &records->fields[records->surname].facts[name];
    return name &&
           (spelling_sets_are_chinese(surname->forms) ||
            (surname->words[1] &&
             spelling_ends_in_chinese(text_at(&records->fields[records->surname], surname))));
}

/* The given name with other names behind it, as many words of them as are wanted. */
static struct slice given_with(const struct records *records, const uint32_t *row, size_t words,
                               char out[static FOLD_LONGEST])
{
    struct slice given = name_at(records, row, records->given);
    struct slice rest = name_at(records, row, records->other), word;
    size_t length = 0;
    for (; given.length <= FOLD_LONGEST && length < given.length; length++)
        out[length] = given.data[length];
    for (; words > 0 && slice_split(&rest, ' ', &word); words--) {
        if (length + word.length > FOLD_LONGEST)
            return given;
        memcpy(out + length, word.data, word.length);
        length += word.length;
    }
    return (struct slice){out, length};
}

/* Whether both surnames are Chinese, as two persons' may be, or of one. */
static bool are_of_chinese(const struct records *records, const uint32_t *a, const uint32_t *b,
                           uint8_t of_surname)
{
    bool alike = of_surname != LEVEL_MISSING && of_surname != LEVEL_DIFFERENT;
    return alike ? are_of_one_chinese(records, a, b, of_surname)
                 : has_chinese_surname(records, a) && has_chinese_surname(records, b);
}

/* How many words of the other names may make a given name whole: none where there are none, or
 * where it has two syllables without them; all of two at most. */
struct wholes {
    size_t least, most;
};

static struct wholes wholes_of(const struct records *records, const uint32_t *row)
{
    if (!has_other_names(records, row))
        return (struct wholes){0};
    struct slice others = name_at(records, row, records->other);
    return (struct wholes){
        .least = given_traits(records, row) & SPELLING_SEVERAL ? 0 : 1,
        .most = slice_find_byte(others, ' ') < others.length ? 2 : 1,
    };
}

/* Whether the given names are the same, whatever part of them stands as other names, and whichever
 * name that others gave stands behind it. */
static bool are_in_chinese(const struct records *records, const uint32_t *a, const uint32_t *b,
                           bool same(struct slice, struct slice))
{
    char text_a[FOLD_LONGEST], text_b[FOLD_LONGEST];
    struct wholes own = wholes_of(records, a), others = wholes_of(records, b);
    for (size_t of_a = own.least; of_a <= own.most; of_a++)
        for (size_t of_b = others.least; of_b <= others.most; of_b++)
            if (same(given_with(records, a, of_a, text_a), given_with(records, b, of_b, text_b)))
                return true;
    return false;
}

/* Siu Ming and Xiaoming. */
static bool are_one_in_chinese(const struct records *records, const uint32_t *a, const uint32_t *b,
                               uint8_t of_surname)
{
    return given_traits(records, a) & given_traits(records, b) & SPELLING_SYLLABLES &&
           are_of_chinese(records, a, b, of_surname) &&
           rule_is_on(records->rules_off, LINKAGE_RULE_SPELLINGS) &&
           are_in_chinese(records, a, b, spelling_same_chinese);
}

/* The same, but for a slip. */
static bool are_near_in_chinese(const struct records *records, const uint32_t *a, const uint32_t *b,
                                uint8_t of_surname)
{
    return (given_traits(records, a) | given_traits(records, b)) & SPELLING_SYLLABLES &&
           of_surname != LEVEL_DIFFERENT && are_of_chinese(records, a, b, of_surname) &&
           rule_is_on(records->rules_off, LINKAGE_RULE_SPELLINGS) &&
           are_in_chinese(records, a, b, spelling_near_chinese);
}

/* Whether a part of one of the given names may stand as other names. */
static inline bool may_be_cut(const struct records *records, const uint32_t *a, const uint32_t *b)
{
    return have_other_names(records, a, b) && a[records->given] && b[records->given] &&
           begin_alike(records, a, records->given, b, records->given);
}

/* Jing Ming and Jengming, Abdul Rahman and Abdelrahman: the same when run together, but for one
 * slip. Two syllables of Chinese have four letters at least. */
__attribute__((noinline)) static bool are_nearly_one(const struct records *records,
                                                     const uint32_t *a, const uint32_t *b,
                                                     uint8_t of_surname)
{
    enum { SHORTEST = 8, SHORTEST_CHINESE = 4 };
    bool chinese = are_of_chinese(records, a, b, of_surname);
    size_t shortest = chinese ? SHORTEST_CHINESE : SHORTEST;
    char text_a[FOLD_LONGEST], text_b[FOLD_LONGEST];
    struct wholes own = wholes_of(records, a), others = wholes_of(records, b);
    struct compared ready = {0}; /* which is used again and again */
    for (size_t of_a = chinese ? own.least : 0; of_a <= own.most; of_a++)
        for (size_t of_b = chinese ? others.least : 0; of_b <= others.most; of_b++) {
            struct slice one = given_with(records, a, of_a, text_a);
            struct slice other = given_with(records, b, of_b, text_b);
            if (of_a + of_b == 0 || one.length < shortest || other.length < shortest ||
                one.length > other.length + 1 || other.length > one.length + 1)
                continue;
            compare_prepare(&ready, one);
            if (compare_edits(&ready, other) <= 1)
                return true;
        }
    return false;
}

/* Whether a's given name may be b's surname, of which one is Chinese: Werng and Wang. Those that
 * are not spellings of one are looked at where there are other names (glance_lanes.h). */
static bool is_surname_of(const struct records *records, const uint32_t *a, const uint32_t *b)
{
    const double least = 0.75;
    const struct facts *surnames = records->fields[records->surname].facts;
    if (name_sets_meet(surnames[a[records->given]].forms, surnames[b[records->surname]].forms))
        return true;
    if (!have_other_names(records, a, b))
        return false;
    struct compared ready = {0};
    compare_prepare(&ready, name_at(records, a, records->given));
    return compare_jaro_winkler(&ready, name_at(records, b, records->surname)) >= least;
}

/* Chiu Siu Ming, where Xiao Ming stands as the surname: `a` has its names in the other's place. */
__attribute__((noinline)) static bool is_turned_in_chinese(const struct records *records,
                                                           const uint32_t *a, const uint32_t *b)
{
    char text[FOLD_LONGEST];
    struct slice given = name_at(records, a, records->surname);
    struct wholes wholes = wholes_of(records, b);
    for (size_t words = wholes.least; words <= wholes.most; words++)
        if (spelling_same_chinese(given, given_with(records, b, words, text)))
            return is_surname_of(records, a, b);
    return false;
}

/* Whether a's given name, or b's surname, is a Chinese surname, and b's given name may be Chinese.
 */
static inline bool may_be_turned(const struct records *records, const uint32_t *a,
                                 const uint32_t *b)
{
    const struct facts *surnames = records->fields[records->surname].facts;
    return given_traits(records, b) & SPELLING_SYLLABLES &&
           (spelling_sets_are_chinese(surnames[a[records->given]].forms) ||
            (have_other_names(records, a, b) &&
             spelling_sets_are_chinese(surnames[b[records->surname]].forms)));
}

static inline bool are_turned_in_chinese(const struct records *records, const uint32_t *a,
                                         const uint32_t *b)
{
    return ((may_be_turned(records, a, b) && is_turned_in_chinese(records, a, b)) ||
            (may_be_turned(records, b, a) && is_turned_in_chinese(records, b, a))) &&
           rule_is_on(records->rules_off, LINKAGE_RULE_SPELLINGS);
}

/* Kewin, known as Kevin: misspelt, it reads as if it were Chinese. */
static bool is_western_misspelt(const struct records *records, const uint32_t *row)
{
    const double least = 0.75;
    struct slice other = name_at(records, row, records->other);
    if (spelling_traits(other) & SPELLING_SYLLABLES)
        return false;
    struct compared ready = {0};
    compare_prepare(&ready, name_at(records, row, records->given));
    return compare_jaro_winkler(&ready, other) >= least;
}

bool has_chinese_given(const struct records *records, const uint32_t *row)
{
    uint8_t traits = given_traits(records, row);
    if (!has_other_names(records, row) || !(traits & SPELLING_SYLLABLES))
        return traits & SPELLING_CHINESE;
    if (is_western_misspelt(records, row))
        return false;
    char text[FOLD_LONGEST];
    struct wholes wholes = wholes_of(records, row);
    for (size_t words = wholes.least; words <= wholes.most; words++)
        if (spelling_traits(given_with(records, row, words, text)) & SPELLING_CHINESE)
            return true;
    return false;
}

/* The other names may go on behind it. */
__attribute__((noinline)) static bool reads_whole(const struct records *records,
                                                  const uint32_t *row, const uint32_t *other)
{
    struct whole_name whole = {{name_at(records, row, records->surname)}};
    struct slice rest = name_at(records, other, records->other), word;
    struct slice others = {rest.data, 0};
    bool more = true;
    while (more) {
        if (read_alike(whole,
                       (struct whole_name){{name_at(records, other, records->given), others}}))
            return true;
        more = slice_split(&rest, ' ', &word);
        others.length = more ? (size_t)(word.data + word.length - others.data) : 0;
    }
    return false;
}

bool is_whole_given(const struct records *records, const uint32_t *row, const uint32_t *other)
{
    if (!row[records->surname] || !other[records->given] ||
        (!has_other_names(records, other) && !may_be_turned(records, row, other)))
        return false;
    const struct facts *givens = records->fields[records->given].facts;
    const struct facts *surname = &givens[row[records->surname]];
    const struct facts *given = &givens[other[records->given]];
    return surname->first == given->first && surname->length > given->length &&
           reads_whole(records, row, other);
}

/* Whether `row` has its given names as surname and a surname of several words as given name, of
 * which all but the first so became other names; of several given names the first is enough. */
static inline bool has_surnames_first(const struct records *records, const uint32_t *row,
                                      const uint32_t *other)
{
    if (!row[records->surname] || !other[records->given] ||
        !begin_alike(records, row, records->surname, other, records->given) ||
        !has_other_names(records, row) || !is_whole_given(records, other, row))
        return false;
    struct slice names = name_at(records, row, records->surname), first;
    return slice_split(&names, ' ', &first) &&
           slice_equal(first, name_at(records, other, records->given));
}

/* Whether one of the words of the other's surname, which has several, stands among the row's given
 * names. */
static inline bool has_surname_as_given(const struct records *records, const uint32_t *row,
                                        const uint32_t *other)
{
    const struct field *fields = records->fields;
    const struct facts *surname = &fields[records->surname].facts[other[records->surname]];
    return surname->words[1] && row[records->surname] && other[records->given] &&
           (facts_shared_words(&fields[records->given].facts[row[records->given]], surname) ||
            (has_other_names(records, row) &&
             facts_shared_words(&fields[records->other].facts[row[records->other]], surname)));
}

/* Whether one of two rows has its names in each other's place, a surname of several words among
 * them, of which one may be left out or have a slip: García López, Mathilde is Matilde López. */
static bool are_nearly_turned(struct comparer *comparer, const uint32_t *b)
{
    const struct records *records = comparer->records;
    const uint32_t *a = comparer->row;
    size_t given = (size_t)records->given, surname = (size_t)records->surname;
    bool forth = has_surname_as_given(records, a, b), back = has_surname_as_given(records, b, a);
    size_t at = forth ? surname : given;
    uint32_t name = forth ? b[given] : b[surname];
    if (forth == back || !a[at])
        return false;
    return a[at] == name ||
           name_level_across(comparer, at, &records->fields[given], name) < NAME_FAR;
}

/* Whether the row has no more than the other's surname, of several words, where given names stand.
 */
static inline bool has_only_surnames(const struct records *records, const uint32_t *row,
                                     const uint32_t *other)
{
    return row[records->given] && !row[records->surname] && has_other_names(records, row) &&
           other[records->surname] &&
           begin_alike(records, row, records->given, other, records->surname) &&
           reads_whole(records, other, row);
}

static bool are_spelt_or_sound_alike(const struct field *field, uint32_t a, uint32_t b)
{
    const struct facts *one = &field->facts[a], *other = &field->facts[b];
    return a == b || name_sets_meet(one->forms, other->forms) ||
           (one->sound && one->sound == other->sound);
}

/* Whether `row` has its names in each other's place, and Muhammad stands before what is its given
 * name, or the other's, but not in both: Ali Shah is Muhammad Shah Ali. */
static inline bool is_turned_behind(const struct records *records, const uint32_t *row,
                                    const uint32_t *other)
{
    const struct field *given = &records->fields[records->given];
    const struct field *surname = &records->fields[records->surname];
    uint32_t called = row[records->surname], known = other[records->given];
    if (!called || !known || !row[records->given] || !other[records->surname] ||
        !are_spelt_or_sound_alike(surname, row[records->given], other[records->surname]))
        return false;
    struct slice text =
        values_text(surname->values, called); /* no given name, perhaps, of anybody */
    bool before = has_other_names(records, row) && spelling_traits(text) & SPELLING_GOES_BEFORE;
    uint32_t behind = name_behind(records, other);
    return before != (behind != 0) &&
           are_spelt_or_sound_alike(given, before ? row[records->other] : called,
                                    behind ? behind : known);
}

/* Whether the given names are the first halves of Chinese ones, which brothers and sisters may
 * share. */
static bool are_halves(const struct records *records, const uint32_t *a, const uint32_t *b,
                       const uint8_t *levels)
{
    return levels[records->given] != LEVEL_MISSING && levels[records->given] < LEVEL_NEAR &&
           levels[records->other] == LEVEL_DIFFERENT &&
           spelling_is_one_syllable(given_traits(records, a)) &&
           are_of_chinese(records, a, b, levels[records->surname]) &&
           rule_is_on(records->rules_off, LINKAGE_RULE_SPELLINGS);
}

bool names_by_halves(const struct records *records, const uint32_t *a, const uint32_t *b,
                     uint8_t *levels)
{
    if (records->other < 0 || !are_halves(records, a, b, levels))
        return false;
    bool same = are_in_chinese(records, a, b, spelling_same_chinese);
    bool near = !same && (are_in_chinese(records, a, b, spelling_near_chinese) ||
                          are_in_chinese(records, a, b, compare_is_one_edit));
    levels[records->given] = same   ? NAME_FORM + RARITY_RARE
                             : near ? NAME_CLOSE + 1
                                    : LEVEL_DIFFERENT;
    levels[records->other] = LEVEL_MISSING;
    return true;
}

/* Whether given names are near at most; or forms of one, of which one is perhaps the first half of
 * the other, and then no other name is the second: Xin Linn and Xinlin, known as Angela. */
static bool leave_open(const struct records *records, const uint8_t *levels)
{
    uint8_t given = levels[records->given];
    return given >= NAME_NEAR || (name_is_form(given) && records->other >= 0 &&
                                  levels[records->other] == LEVEL_DIFFERENT);
}

bool names_as_one(struct comparer *comparer, const uint32_t *b, uint8_t *levels)
{
    const struct records *records = comparer->records;
    const uint32_t *a = comparer->row;
    bool may_swap = rule_is_on(records->rules_off, LINKAGE_RULE_SWAPPED_NAMES);
    if (may_swap && (are_turned_round(records, a, b) || has_surnames_first(records, a, b) ||
                     has_surnames_first(records, b, a))) {
        levels[records->given] = level_swapped(records, a, b);
        levels[records->surname] = LEVEL_MISSING;
    } else if (may_swap &&
               (are_turned_in_chinese(records, a, b) || are_nearly_turned(comparer, b) ||
                is_turned_behind(records, a, b) || is_turned_behind(records, b, a))) {
        levels[records->given] = NAME_SWAPPED_NEAR;
        levels[records->surname] = LEVEL_MISSING;
    } else if (may_swap && (has_only_surnames(records, a, b) || has_only_surnames(records, b, a))) {
        levels[records->given] = NAME_SWAPPED_ONE;
        levels[records->surname] = LEVEL_MISSING;
    } else if (levels[records->given] >= LEVEL_NEAR && are_run_together(records, a, b)) {
        levels[records->given] = NAME_TOGETHER;
    } else if (levels[records->given] >= LEVEL_NEAR &&
               are_one_in_chinese(records, a, b, levels[records->surname])) {
        levels[records->given] = NAME_FORM + RARITY_RARE;
    } else if (leave_open(records, levels) &&
               ((may_be_cut(records, a, b) &&
                 are_nearly_one(records, a, b, levels[records->surname])) ||
                are_near_in_chinese(records, a, b, levels[records->surname]))) {
        levels[records->given] = NAME_CLOSE + 1;
    } else {
        return false;
    }
    if (records->other >= 0)
        levels[records->other] = LEVEL_MISSING;
    return true;
}

static inline bool has_email(const struct records *records, const uint32_t *row)
{
    return records->email >= 0 && row[records->email];
}

bool is_in_email(const struct records *records, const uint32_t *row, const uint32_t *other)
{
    if (!has_email(records, row) || !other[records->given] ||
        given_traits(records, other) & SPELLING_GOES_BEFORE ||
        !rule_is_on(records->rules_off, LINKAGE_RULE_EMAIL_NAMES))
        return false;
    const struct field *emails = &records->fields[records->email];
    const struct facts *email = &emails->facts[row[records->email]];
    if (email->first != records->fields[records->given].facts[other[records->given]].first)
        return false;
    struct whole_name with = {{name_at(records, other, records->given),
                               name_at(records, other, records->other),
                               name_at(records, other, records->surname)}};
    struct whole_name without = {{with.parts[0], with.parts[2]}};
    struct slice local = values_text(emails->values, row[records->email]);
    local = slice_sub(local, 0, slice_find_byte(local, '@'));
    return reads_as(local, with) || reads_as(local, without);
}
