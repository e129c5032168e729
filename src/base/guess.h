/* Which known word was meant by one that is none: people mistype a letter far more often than they
 * ask for something else. */
#ifndef WEFT_BASE_GUESS_H
#define WEFT_BASE_GUESS_H

#include "base/slice.h"

struct guess {
    struct slice word;
    const char *nearest; /* so far; NULL: none is near enough */
    size_t distance;     /* of it */
};
#define GUESS(asked) ((struct guess){.word = (asked)})

/* Look at one of the known words. Near enough is one of which the word is the beginning, or that is
 * three letters put in, taken out or changed away (Levenshtein 1966), and no more than half of
 * them. O(product of the lengths, 64 letters at most). */
void guess_try(struct guess *guess, const char *known);

#endif
