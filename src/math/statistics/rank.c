#include "math/statistics/rank.h"

#include "math/statistics/interval.h"

#include <math.h>

#include "base/banned.h"

/* The processor cannot guess which of two figures is the greater, so what follows does not ask. */

enum { FEW = 8 };

/* To the place of each: how many go before it. */
static void sort_few(const struct place *from, size_t count, struct place *to)
{
    size_t before[FEW] = {0};
    for (size_t i = 1; i < count; i++) {
        size_t place = i;
        for (size_t j = 0; j < i; j++) {
            size_t later = from[j].value > from[i].value;
            before[j] += later;
            place -= later;
        }
        before[i] = place;
    }
    for (size_t i = 0; i < count; i++)
        to[before[i]] = from[i];
}

/* Two halves, the second at most one longer, from both ends at once: neither can run out before the
 * middle is reached, and the two ends do not wait for each other. */
static void merge_halves(const struct place *from, size_t count, struct place *to)
{
    size_t half = count / 2;
    const struct place *left = from, *right = from + half;
    const struct place *left_end = right - 1, *right_end = from + count - 1;
    for (size_t i = 0; i < half; i++) {
        size_t from_right = right->value < left->value;
        to[i] = *(from_right ? right : left);
        right += from_right;
        left += 1 - from_right;
        size_t from_left = right_end->value < left_end->value;
        to[count - 1 - i] = *(from_left ? left_end : right_end);
        left_end -= from_left;
        right_end -= 1 - from_left;
    }
    if (count % 2)
        to[half] = *(left <= left_end ? left : right);
}

/* from and to hold the same; then to is sorted, and from used up. */
static void merge_sort(struct place *from, size_t count, struct place *to)
{
    if (count <= FEW) {
        sort_few(from, count, to);
        return;
    }
    size_t half = count / 2;
    merge_sort(to, half, from);
    merge_sort(to + half, count - half, from + half);
    merge_halves(from, count, to);
}

size_t places_sort(const double *values, size_t count, struct place *places, struct place *spare)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i])) {
            places[kept].value = spare[kept].value = values[i];
            places[kept].index = spare[kept].index = (uint32_t)i;
            kept++;
        }
    merge_sort(spare, kept, places);
    return kept;
}

void places_rank(const struct place *places, size_t count, enum polarity polarity,
                 double *ret_ranks)
{
    bool highest_first = polarity == POLARITY_HIGH;
    size_t rank = 0;
    double last = NAN;
    for (size_t i = 0; i < count; i++) {
        const struct place *place = &places[highest_first ? count - 1 - i : i];
        rank += (i + 1 - rank) * (place->value != last);
        last = place->value;
        ret_ranks[place->index] = (double)rank;
    }
}

double places_quantile(const struct place *places, size_t count, double p)
{
    double at = (double)(count - 1) * p;
    size_t below = (size_t)at;
    double low = places[below].value;
    double high = places[below + 1 < count ? below + 1 : below].value;
    return low + (at - (double)below) * (high - low);
}

double quantile_of_rank(double rank, double count, double number)
{
    if (isnan(rank) || count < number)
        return NAN;
    return fmax(1, number + 1 - ceil((count + 1 - rank) * number / count));
}

struct quartiles places_quartiles(const struct place *places, size_t count)
{
    return (struct quartiles){places_quantile(places, count, 0.25),
                              places_quantile(places, count, 0.5),
                              places_quantile(places, count, 0.75)};
}

char quartile_band(double value, const struct quartiles *quartiles, enum polarity polarity)
{
    if (polarity == POLARITY_NONE || isnan(value))
        return '\0';
    int above = is_above(value, quartiles->first, 0) + is_above(value, quartiles->second, 0) +
                is_above(value, quartiles->third, 0);
    return (char)(polarity == POLARITY_LOW ? 'A' + above : 'D' - above);
}
