#include "math/linkage/explain/words.h"

#include "base/banned.h"

static const char *const of_names[LEVELS - LEVEL_NEAR] = {
    [NAME_FORM - LEVEL_NEAR] =
        "forms of one name: short, spelt otherwise, or what somebody goes by (a common name)",
    [NAME_FORM + RARITY_MIDDLING - LEVEL_NEAR] =
        "forms of one name: short, spelt otherwise, or what somebody goes by",
    [NAME_FORM + RARITY_RARE - LEVEL_NEAR] =
        "forms of one name: short, spelt otherwise, or what somebody goes by (a rare name)",
    [NAME_PART - LEVEL_NEAR] = "one of several names is the same",
    [NAME_INITIAL - LEVEL_NEAR] = "one is the initial of the other",
    [NAME_CLOSE - LEVEL_NEAR] = "spelt or sounding nearly the same (a common name)",
    [NAME_CLOSE + 1 - LEVEL_NEAR] = "spelt or sounding nearly the same",
    [NAME_CLOSE + 2 - LEVEL_NEAR] = "spelt or sounding nearly the same (a rare name)",
    [NAME_NEAR - LEVEL_NEAR] = "alike",
    [NAME_BESIDE - LEVEL_NEAR] = "different, but such that one person may have both",
    [NAME_FAR - LEVEL_NEAR] = "a little alike",
    [NAME_ABROAD - LEVEL_NEAR] = "a Chinese and a western name, such as one person may have both",
    [NAME_IN_EMAIL - LEVEL_NEAR] = "different, but the e-mail address of the one bears the other's",
    [NAME_SLIP - LEVEL_NEAR] = "different, but they begin alike and one is hardly anybody's",
    [NAME_SWAPPED - LEVEL_NEAR] =
        "given name and surname stand in each other's place (common names)",
    [NAME_SWAPPED + RARITY_MIDDLING - LEVEL_NEAR] =
        "given name and surname stand in each other's place",
    [NAME_SWAPPED + RARITY_RARE - LEVEL_NEAR] =
        "given name and surname stand in each other's place (rare names)",
    [NAME_ELSEWHERE - LEVEL_NEAR] = "found among the other's other names",
    [NAME_TOGETHER - LEVEL_NEAR] = "the same when written as one word",
    [NAME_SWAPPED_NEAR - LEVEL_NEAR] = "nearly the same, in each other's place",
    [NAME_SWAPPED_ONE - LEVEL_NEAR] = "found in the other's place",
};
static const char *const of_dates[LEVELS - LEVEL_NEAR] = {
    [DATE_SWAPPED - LEVEL_NEAR] = "day and month change places",
    [DATE_DAY_DIGIT - LEVEL_NEAR] = "one digit of day or month differs",
    [DATE_YEAR_DIGIT - LEVEL_NEAR] = "one digit of the year differs",
    [DATE_DAY_AND_MONTH - LEVEL_NEAR] = "the same day and month of another year",
    [DATE_MONTH - LEVEL_NEAR] = "within a month",
    [DATE_TWO_DIGITS - LEVEL_NEAR] = "two digits differ",
    [DATE_YEAR_AROUND - LEVEL_NEAR] = "within a year",
    [DATE_YEAR - LEVEL_NEAR] = "the same year",
    [DATE_PARTIAL - LEVEL_NEAR] = "the same as far as they are given",
    [DATE_DECADE - LEVEL_NEAR] = "within ten years",
    [DATE_NEW_YEAR - LEVEL_NEAR] = "the same year, and one is its first of January",
    [DATE_NEW_YEARS - LEVEL_NEAR] = "first of January both, one digit of the year differs",
    [DATE_YEAR_AFTER - LEVEL_NEAR] = "one is the first of January after the other",
    [DATE_USUAL_AGE - LEVEL_NEAR] = "as old as people of that role are",
    [DATE_UNUSUAL_AGE - LEVEL_NEAR] = "not as old as people of that role are, by up to ten years",
    [DATE_OTHER_AGE - LEVEL_NEAR] = "not as old as people of that role are, by more than ten years",
};
static const char *const of_postcodes[LEVELS - LEVEL_NEAR] = {
    [POSTCODE_EDIT - LEVEL_NEAR] = "one letter or digit differs",
    [POSTCODE_SECTOR - LEVEL_NEAR] = "the same sector",
    [POSTCODE_DISTRICT - LEVEL_NEAR] = "the same district",
    [POSTCODE_TWO_EDITS - LEVEL_NEAR] = "two letters or digits differ",
    [POSTCODE_AREA - LEVEL_NEAR] = "the same area",
};
static const char *const of_places[LEVELS - LEVEL_NEAR] = {
    [WORDS_LEARNT - LEVEL_NEAR] = "known as one from these records",
    [WORDS_CLOSE - LEVEL_NEAR] = "spelt nearly the same (common)",
    [WORDS_CLOSE + 1 - LEVEL_NEAR] = "spelt nearly the same",
    [WORDS_CLOSE + 2 - LEVEL_NEAR] = "spelt nearly the same (rare)",
    [WORDS_PART - LEVEL_NEAR] = "one is part of the other",
    [WORDS_NEAR - LEVEL_NEAR] = "alike",
    [WORDS_SHARE - LEVEL_NEAR] = "a word in common",
};
static const char *const of_codes[LEVELS - LEVEL_NEAR] = {
    [CODE_EDIT - LEVEL_NEAR] = "one character differs",
    [CODE_TWO_EDITS - LEVEL_NEAR] = "two characters differ",
    [CODE_PART - LEVEL_NEAR] = "the telling part is the same",
    [CODE_NEAR - LEVEL_NEAR] = "three characters differ",
    [CODE_DOMAIN - LEVEL_NEAR] = "the same provider",
    [CODE_TWO_NUMBERS - LEVEL_NEAR] = "two numbers, both of them right",
};

const char *level_words(enum field_kind kind, uint8_t level)
{
    if (level == LEVEL_MISSING)
        return "not known of both";
    if (level < LEVEL_NEAR)
        return "the same";
    if (level == LEVEL_DIFFERENT)
        return "different";
    switch (kind) {
    case FIELD_GIVEN:
    case FIELD_SURNAME:
    case FIELD_OTHER_NAMES:
        return of_names[level - LEVEL_NEAR];
    case FIELD_DATE:
        return of_dates[level - LEVEL_NEAR];
    case FIELD_POSTCODE:
        return of_postcodes[level - LEVEL_NEAR];
    case FIELD_PLACE:
        return of_places[level - LEVEL_NEAR];
    default:
        return of_codes[level - LEVEL_NEAR];
    }
}

const char *class_words(enum pair_class group)
{
    static const char *const words[CLASSES] = {
        [CLASS_SETTLED] = "one person who stayed",
        [CLASS_MOVED] = "one person who moved",
        [CLASS_RELATION] = "two persons of one household",
        [CLASS_TWIN] = "two children of one birth",
        [CLASS_TWIN_APART] = "two children of one birth at two addresses",
        [CLASS_JUNIOR] = "two persons of one household and one name",
        [CLASS_APART] = "two persons of one family at two addresses",
        [CLASS_NAMESAKE] = "two persons of one name",
        [CLASS_NEIGHBOUR] = "two persons of one place",
        [CLASS_STRANGER] = "two strangers",
    };
    return words[group];
}
