#include "base/guess.h"

#include "base/banned.h"

enum { LONGEST = 64, FARTHEST = 3 };

/* Row by row; SIZE_MAX where either is longer than any name. */
static size_t distance(struct slice a, struct slice b)
{
    size_t row[LONGEST + 1];
    if (a.length > LONGEST || b.length > LONGEST)
        return SIZE_MAX;
    for (size_t j = 0; j <= b.length; j++)
        row[j] = j;
    for (size_t i = 0; i < a.length; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < b.length; j++) {
            size_t change = diagonal + (a.data[i] != b.data[j]);
            diagonal = row[j + 1];
            size_t least = row[j] < row[j + 1] ? row[j] + 1 : row[j + 1] + 1;
            row[j + 1] = change < least ? change : least;
        }
    }
    return row[b.length];
}

void guess_try(struct guess *guess, const char *known)
{
    struct slice word = guess->word, offered = slice_from(known);
    bool begins = word.length > 1 && slice_starts_with(offered, word);
    size_t apart = begins ? 1 : distance(word, offered);
    if (apart > FARTHEST || apart > word.length / 2 || (guess->nearest && apart >= guess->distance))
        return;
    guess->nearest = known;
    guess->distance = apart;
}
