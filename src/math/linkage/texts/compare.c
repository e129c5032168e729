#include "math/linkage/texts/compare.h"

#include <math.h>

#include "base/banned.h"

static struct slice shorten(struct slice text)
{
    return text.length > COMPARE_LONGEST ? (struct slice){text.data, COMPARE_LONGEST} : text;
}

void compare_prepare(struct compared *compared, struct slice text)
{
    for (size_t i = 0; i < compared->length; i++)
        compared->at[(unsigned char)compared->data[i]] = 0;
    text = shorten(text);
    compared->length = text.length;
    if (text.length)
        memcpy(compared->data, text.data, text.length);
    for (size_t i = 0; i < text.length; i++)
        compared->at[(unsigned char)text.data[i]] |= UINT64_C(1) << i;
}

/* Jaro's similarity of two texts that both have characters, or 0 where fewer than `least` match. */
static inline double jaro(const struct compared *a, struct slice b, size_t least)
{
    size_t longer = a->length > b.length ? a->length : b.length;
    size_t reach = longer / 2 > 0 ? longer / 2 - 1 : 0;
    uint64_t in_a = 0, in_b = 0, within = (UINT64_C(2) << reach) - 1; /* reach of the letter */
    for (size_t j = 0; j < b.length; j++) {
        uint64_t free = a->at[(unsigned char)b.data[j]] & within & ~in_a;
        in_a |= free & -free;
        in_b |= (uint64_t)(free != 0) << j;
        within = within << 1 | (j < reach);
    }
    size_t matched = (size_t)__builtin_popcountll(in_a);
    if (matched < least)
        return 0;
    double count = (double)matched;
    size_t out_of_order = 0;
    for (; in_a; in_a &= in_a - 1, in_b &= in_b - 1)
        out_of_order += a->data[__builtin_ctzll(in_a)] != b.data[__builtin_ctzll(in_b)];
    size_t transposed = out_of_order / 2;
    return (count / (double)a->length + count / (double)b.length +
            (count - (double)transposed) / count) /
           3;
}

double compare_jaro(const struct compared *a, struct slice b)
{
    b = shorten(b);
    if (a->length == 0 || b.length == 0)
        return a->length == b.length;
    return jaro(a, b, 1);
}

/* Characters that the two have in common at their start, at most four. */
static size_t common_start(const struct compared *a, struct slice b)
{
    size_t shorter = a->length < b.length ? a->length : b.length, same = 0;
    while (same < 4 && same < shorter && a->data[same] == b.data[same])
        same++;
    return same;
}

double compare_jaro_winkler(const struct compared *a, struct slice b)
{
    return compare_jaro_winkler_from(a, b, 0);
}

/* From how many matches on Jaro's similarity can be so much: where all stand in order. */
static size_t least_matches(double similarity, size_t length_a, size_t length_b)
{
    double least =
        (3 * similarity - 1) * (double)(length_a * length_b) / (double)(length_a + length_b);
    const double rounded = 0.001;
    return least > 1 ? (size_t)ceil(least - rounded) : 1;
}

double compare_jaro_winkler_from(const struct compared *a, struct slice b, double least)
{
    b = shorten(b);
    if (a->length == 0 || b.length == 0)
        return a->length == b.length;
    double start = 0.1 * (double)common_start(a, b);
    double needed = (least - start) / (1 - start);
    needed = needed < 0.7 && least > 0.7 ? 0.7 : needed;
    double alike = jaro(a, b, least_matches(needed, a->length, b.length));
    return alike > 0.7 ? alike + start * (1 - alike) : alike;
}

unsigned compare_edits(const struct compared *a, struct slice b)
{
    b = shorten(b);
    if (a->length == 0)
        return (unsigned)b.length;
    uint64_t up = ~UINT64_C(0), down = 0, diagonal = 0, before = 0; /* differences by row */
    uint64_t last = UINT64_C(1) << (a->length - 1);
    unsigned edits = (unsigned)a->length;
    for (size_t j = 0; j < b.length; j++) {
        uint64_t here = a->at[(unsigned char)b.data[j]];
        uint64_t swapped = (~diagonal & here) << 1 & before;
        diagonal = (((here & up) + up) ^ up) | here | down | swapped;
        uint64_t right = down | ~(diagonal | up), left = diagonal & up;
        edits += (right & last) != 0;
        edits -= (left & last) != 0;
        right = right << 1 | 1;
        up = left << 1 | ~(diagonal | right);
        down = right & diagonal;
        before = here;
    }
    return edits;
}

bool compare_is_one_edit(struct slice a, struct slice b)
{
    size_t same = 0, shorter = a.length < b.length ? a.length : b.length;
    while (same < shorter && a.data[same] == b.data[same])
        same++;
    a = slice_sub(a, same, a.length);
    b = slice_sub(b, same, b.length);
    if (a.length == 0 || b.length == 0)
        return a.length + b.length == 1;
    struct slice after_a = slice_sub(a, 1, a.length), after_b = slice_sub(b, 1, b.length);
    bool turned = after_a.length && after_b.length && a.data[0] == b.data[1] &&
                  a.data[1] == b.data[0] &&
                  slice_equal(slice_sub(a, 2, a.length), slice_sub(b, 2, b.length));
    return turned || slice_equal(after_a, after_b) || slice_equal(after_a, b) ||
           slice_equal(a, after_b);
}
