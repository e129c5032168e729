/* The exact chance of Kendall's count of inversions, with equal values among them: the sequence is
 * built one group of equal values after the other, and each adds the inversions it can make with
 * those placed before (Mann 1945; Kendall 1975). Normal approximations are wrong at five points,
 * where our word is chosen. */
#include "math/statistics/trend.h"

#include <math.h>
#include <string.h>

#include "base/base.h"

#include "base/banned.h"

enum {
    MOST = KENDALL_EXACT_MOST,
    MOST_PAIRS = MOST * (MOST - 1) / 2,
    HALF = MOST / 2,
    MOST_CROSSINGS = HALF * HALF
};

/* How likely each number of inversions is between `equal` like values and `others`, in random
 * order: the Gaussian binomial coefficients over their sum, by Pascal's rule, all terms positive.
 * Returns the largest number. */
static size_t inversions_between(size_t equal, size_t others, double ret_share[MOST_CROSSINGS + 1])
{
    size_t few = equal < others ? equal : others;
    size_t many = equal < others ? others : equal;
    size_t size = (few * many + 1) * sizeof(double);
    double share[HALF + 1][MOST_CROSSINGS + 1];
    for (size_t k = 0; k <= few; k++)
        memset(share[k], 0, size);
    share[0][0] = 1;
    for (size_t placed = 1; placed <= few + many; placed++)
        for (size_t k = placed < few ? placed : few; k > 0; k--) {
            double next[MOST_CROSSINGS + 1];
            memset(next, 0, size);
            double last_is_few = (double)k / (double)placed;
            for (size_t i = 0; i <= few * many; i++) {
                next[i] += last_is_few * share[k - 1][i];
                if (i + k <= few * many)
                    next[i + k] += (1 - last_is_few) * share[k][i];
            }
            memcpy(share[k], next, size);
        }
    memcpy(ret_share, share[few], size);
    return few * many;
}

/* The distribution of inversions of all the values; returns the largest number. */
static size_t inversions_of(const double *values, size_t n, double ret_share[MOST_PAIRS + 1])
{
    size_t largest = 0, placed = 0;
    ret_share[0] = 1;
    for (size_t i = 0; i < n; i++) {
        size_t equal = 0;
        bool counted = false;
        for (size_t j = 0; j < n; j++) {
            equal += values[j] == values[i];
            counted |= j < i && values[j] == values[i];
        }
        if (counted)
            continue;
        double between[MOST_CROSSINGS + 1], sum[MOST_PAIRS + 1];
        size_t more = inversions_between(equal, placed, between);
        memset(sum, 0, (largest + more + 1) * sizeof *sum);
        for (size_t a = 0; a <= largest; a++)
            for (size_t b = 0; b <= more; b++)
                sum[a + b] += ret_share[a] * between[b];
        largest += more;
        placed += equal;
        memcpy(ret_share, sum, (largest + 1) * sizeof *sum);
    }
    return largest;
}

int kendall_exact(const double *values, size_t count, struct kendall *ret_kendall, struct err *err)
{
    double kept[MOST], share[MOST_PAIRS + 1];
    size_t n = 0, falls = 0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(values[i]))
            continue;
        if (n == MOST)
            return err_set(err, ERR_ASSUMPTION, NULL,
                           "The exact test is for at most %d points. Use the trend test.", MOST);
        kept[n++] = values[i];
    }
    if (n < 2)
        return err_set(err, ERR_ASSUMPTION, NULL, "A trend needs at least two points.");
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            falls += kept[j] < kept[i];
    size_t largest = inversions_of(kept, n, share);
    struct kendall kendall = {.s = (double)largest - 2 * (double)falls, .n = n};
    for (size_t i = 0; i <= largest; i++) {
        kendall.p_up += i <= falls ? share[i] : 0;
        kendall.p_down += i >= falls ? share[i] : 0;
    }
    *ret_kendall = kendall;
    return 0;
}
