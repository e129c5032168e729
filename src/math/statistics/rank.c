#include "math/statistics/rank.h"

#include "math/statistics/interval.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

enum { INSERTION = 16 };

static void insertion_sort(struct place *places, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct place place = places[i];
        size_t at = i;
        for (; at > 0 && places[at - 1].value > place.value; at--)
            places[at] = places[at - 1];
        places[at] = place;
    }
}

static void merge(const struct place *from, size_t middle, size_t end, struct place *to)
{
    size_t left = 0, right = middle;
    for (size_t i = 0; i < end; i++) {
        bool take_right = left == middle || (right < end && from[right].value < from[left].value);
        to[i] = take_right ? from[right++] : from[left++];
    }
}

size_t places_sort(const double *values, size_t count, struct place *places, struct place *spare)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i]))
            places[kept++] = (struct place){values[i], (uint32_t)i};
    for (size_t start = 0; start < kept; start += INSERTION)
        insertion_sort(places + start, kept - start < INSERTION ? kept - start : INSERTION);
    struct place *from = places, *to = spare;
    for (size_t width = INSERTION; width < kept; width *= 2) {
        for (size_t start = 0; start < kept; start += 2 * width) {
            size_t left = kept - start;
            merge(from + start, left < width ? left : width, left < 2 * width ? left : 2 * width,
                  to + start);
        }
        struct place *swap = from;
        from = to;
        to = swap;
    }
    if (from != places)
        memcpy(places, from, kept * sizeof *places);
    return kept;
}

void places_rank(const struct place *places, size_t count, enum polarity polarity,
                 double *ret_ranks)
{
    bool highest_first = polarity == POLARITY_HIGH;
    double rank = 1, last = NAN;
    for (size_t i = 0; i < count; i++) {
        const struct place *place = &places[highest_first ? count - 1 - i : i];
        if (place->value != last)
            rank = (double)i + 1;
        last = place->value;
        ret_ranks[place->index] = rank;
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
