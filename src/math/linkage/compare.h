/* How alike two texts are. All compare bytes: fold the texts first (fold.h).
 *
 * Texts longer than COMPARE_LONGEST are compared by their first COMPARE_LONGEST bytes, so that no
 * stranger's value can cost more than a bounded time. */
#ifndef WEFT_MATH_LINKAGE_COMPARE_H
#define WEFT_MATH_LINKAGE_COMPARE_H

#include "base/base.h"

enum { COMPARE_LONGEST = 64 };

/* Jaro's similarity in [0, 1] (Jaro 1989): the mean of the matched share of each text and of the
 * matched characters that stand in the same order; characters match within half the longer
 * length. Two empty texts give 1. O(a × b / 8). */
double compare_jaro(struct slice a, struct slice b);

/* Winkler's form (Winkler 1990): a common start of up to four characters adds a tenth each of
 * what is missing to 1, where Jaro's similarity is over 0.7. */
double compare_jaro_winkler(struct slice a, struct slice b);

/* Least number of insertions, deletions, replacements and swaps of neighbours, no part edited
 * twice (optimal string alignment), or most + 1 where it is over `most`. O(a × most). */
unsigned compare_edits(struct slice a, struct slice b, unsigned most);

/* Soundex as the US National Archives give it: a letter and three digits, "" without a letter.
 * Writes four bytes and a NUL. */
void compare_soundex(struct slice text, char code[static 5]);

#endif
