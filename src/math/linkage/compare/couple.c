#include "math/linkage/compare/couple.h"

#include "base/banned.h"

const struct compared *couple_ready(const struct couple *couple, struct slice text)
{
    struct comparer *comparer = couple->comparer;
    if (comparer->ready[couple->at] != couple->value) {
        compare_prepare(&comparer->texts[couple->at], text);
        comparer->ready[couple->at] = couple->value;
    }
    return &comparer->texts[couple->at];
}

static const struct compared *ready(const struct couple *couple)
{
    return couple_ready(couple, text_at(couple->field, couple->a));
}

double couple_jaro_winkler(const struct couple *couple, float least)
{
    return compare_jaro_winkler_from(ready(couple), text_at(couple->field, couple->b),
                                     (double)least);
}

/* Every edit takes at most one letter from each text's set. */
unsigned couple_edits(const struct couple *couple)
{
    const struct facts *a = couple->a, *b = couple->b;
    int gap = a->length - b->length;
    if (gap > 2 || gap < -2 || __builtin_popcountll(a->letters & ~b->letters) > 2 ||
        __builtin_popcountll(b->letters & ~a->letters) > 2)
        return 3;
    unsigned count = compare_edits(ready(couple), text_at(couple->field, couple->b));
    return count < 3 ? count : 3;
}

bool words_within(const struct facts *a, const struct facts *b, bool *ret_shared)
{
    unsigned count_a = facts_word_count(a), count_b = facts_word_count(b);
    const struct facts *fewer = count_a <= count_b ? a : b, *more = count_a <= count_b ? b : a;
    unsigned shared = facts_shared_words(fewer, more);
    if (count_a == count_b) { /* a word that stands twice counts the same from either side */
        unsigned back = facts_shared_words(more, fewer);
        shared = back < shared ? back : shared;
    }
    *ret_shared = shared > 0;
    return shared > 0 && shared == (count_a <= count_b ? count_a : count_b);
}
