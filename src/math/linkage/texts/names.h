/* Names of persons brought to one form. */
#ifndef WEFT_MATH_LINKAGE_TEXTS_NAMES_H
#define WEFT_MATH_LINKAGE_TEXTS_NAMES_H

#include "math/linkage/texts/fold.h"

enum { NAME_TOKENS = 12 };

/* A name taken apart. Slices point into `text`. */
struct person_name {
    char text[FOLD_LONGEST];
    struct slice tokens[NAME_TOKENS]; /* in the order given; titles and particles taken out */
    size_t count;
    bool reversed;       /* written "Surname, Given" */
    bool hyphenated;     /* after two letters, as Al-Masri and no Al is */
    size_t honours_from; /* the first token after a comma that brings honours, or 0 */
};

enum name_role { NAME_GIVEN, NAME_SURNAME, NAME_FULL };

/* Take text apart: folded, split, titles (Sir, Mrs, 2nd Baronet), particles (van der, bin) and
 * placeholders (unknown, baby of) taken out. What may be a name too (Major, Ben, Earl) stays where
 * its place says that it is one. */
void name_parse(struct slice text, enum name_role role, uint32_t rules_off,
                struct person_name *ret_name);

/* Whether the word is one of a list, an array of strings. O(list). */
bool name_is_listed(struct slice word, const char *const *list, size_t count);
#define NAME_IS_LISTED(word, list) name_is_listed(word, list, sizeof(list) / sizeof *(list))

/* Whether the whole text stands for "no name": unknown, not known, n/a, baby, test, xxx … */
bool name_is_placeholder(struct slice folded);

/* How the name sounds, roughly and in any of the languages of an English city: vowels and silent
 * letters gone, letters that are written for each other made one. Writes at most 12 bytes to
 * sound and returns how many. */
size_t name_sound(struct slice folded, char sound[static 12]);

/* The same with its vowels, as English ears write them down: Ruy and Rooi as Rui, Leah as Lea. Its
 * length. */
size_t name_heard(struct slice folded, char heard[static FOLD_LONGEST]);

/* A name of another tongue that English ears wrote down, who hear no r but before a vowel, as it is
 * written where it is from: Wang for Werng, Lau for Lor, Hamza for Hermza. Its length, or 0 where
 * nothing in it is written so. */
size_t name_said(struct slice folded, char said[static FOLD_LONGEST]);

/* Almasri without the Arabic article, as Al-Masri comes out; other names as they are. */
struct slice name_without_article(struct slice folded);

/* The surname without the ending that Slavonic languages give a woman's (Kowalska, Ivanova): the
 * man's form, in `ended`; its length, or 0 where there is no such ending. */
size_t name_masculine(struct slice folded, char ended[static FOLD_LONGEST]);

#endif
