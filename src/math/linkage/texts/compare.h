/* How alike two texts are. All compare bytes: fold the texts first (fold.h).
 *
 * Texts longer than COMPARE_LONGEST are compared by their first COMPARE_LONGEST bytes, so that no
 * stranger's value can cost more than a bounded time. */
#ifndef WEFT_MATH_LINKAGE_TEXTS_COMPARE_H
#define WEFT_MATH_LINKAGE_TEXTS_COMPARE_H

#include "base/base.h"

enum { COMPARE_LONGEST = 64 };

/* A text made ready to be compared with many others. */
struct compared {
    char data[COMPARE_LONGEST];
    size_t length;
    uint64_t at[256]; /* for each byte the positions where it stands */
};

/* Make text ready. The struct must be zeroed before its first use; it may be used again and
 * again. O(length). */
void compare_prepare(struct compared *compared, struct slice text);

/* Jaro's similarity in [0, 1] (Jaro 1989): the mean of the matched share of each text and of the
 * matched characters that stand in the same order; characters match within half the longer
 * length. Two empty texts give 1. O(length of b), by the bits of a word. */
double compare_jaro(const struct compared *a, struct slice b);

/* Winkler's form (Winkler 1990): a common start of up to four characters adds a tenth each of
 * what is missing to 1, where Jaro's similarity is over 0.7. */
double compare_jaro_winkler(const struct compared *a, struct slice b);

/* The same where it is `least` or more; where it is not, perhaps 0, which is known sooner. */
double compare_jaro_winkler_from(const struct compared *a, struct slice b, double least);

/* Least number of insertions, deletions, replacements and swaps of neighbours, no part edited
 * twice (optimal string alignment), by the bit-parallel method of Hyyrö 2003. O(length of b). */
unsigned compare_edits(const struct compared *a, struct slice b);

/* Whether it is one, of texts that need not be made ready. O(length). */
bool compare_is_one_edit(struct slice a, struct slice b);

#endif
