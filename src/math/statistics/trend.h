/* Trends of a series. */
#ifndef WEFT_MATH_STATISTICS_TREND_H
#define WEFT_MATH_STATISTICS_TREND_H

#include <stddef.h>

struct err;

/* Kendall's test of a short series against order, exact (Kendall 1975): the distribution of S
 * over every order of the same values, ties among them kept (the number of inversions of a
 * multiset, MacMahon 1916). */
struct kendall {
    double s;      /* pairs that rise less pairs that fall */
    double p_up;   /* P(S >= s): small where the series rises */
    double p_down; /* P(S <= s): small where it falls */
    size_t n;      /* values that are not missing */
};

enum { KENDALL_EXACT_MOST = 20 };

/* values in order of time; NaN is left out. ERR_ASSUMPTION where fewer than 2 or more than
 * KENDALL_EXACT_MOST are left. O(n^4), for five points about a microsecond. */
int kendall_exact(const double *values, size_t count, struct kendall *ret_kendall, struct err *err);

#endif
