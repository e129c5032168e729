/* Where a figure stands among its like: rank, quantile and quartile band. Sort once with
 * places_sort, then ask. */
#ifndef WEFT_MATH_STATISTICS_RANK_H
#define WEFT_MATH_STATISTICS_RANK_H

#include <stddef.h>
#include <stdint.h>

enum polarity { POLARITY_NONE, POLARITY_HIGH, POLARITY_LOW }; /* which end is good */

struct place {
    double value;
    uint32_t index; /* where it stood among the values */
};

/* Sort the values that are not missing, ascending, those that are equal in order of place; how
 * many there are. places and spare have room for count (at most 2^32 - 1). O(n log n), no
 * allocation. */
size_t places_sort(const double *values, size_t count, struct place *places, struct place *spare);

/* Ranks by index, 1 the best: the highest where high is good, else the lowest. Ties share the
 * least rank. Indexes that have no place are left alone. O(n). */
void places_rank(const struct place *places, size_t count, enum polarity polarity,
                 double *ret_ranks);

/* The value below which a share p of the places lies, by interpolation (Hyndman and Fan 1996,
 * type 7). count >= 1, 0 <= p <= 1. O(1). */
double places_quantile(const struct place *places, size_t count, double p);

/* The quantile 1 … number of a rank among count, as public health guidance assigns it (OHID,
 * Assigning deprivation categories): max(1, N + 1 - ceil((n + 1 - rank) N / n)). NaN where there
 * are fewer than number. */
double quantile_of_rank(double rank, double count, double number);

struct quartiles {
    double first, second, third;
};
struct quartiles places_quartiles(const struct place *places, size_t count);

/* 'A' (best) to 'D'; a value on a bound, to within rounding, belongs to the lower side of it.
 * '\0' without a polarity or a value. O(1). */
char quartile_band(double value, const struct quartiles *quartiles, enum polarity polarity);

#endif
