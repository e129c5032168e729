/* Limits that count the choice of the model in. */
#include "math/statistics/capture.h"

#include <math.h>
#include <stdlib.h>

#include "math/statistics/distribution.h"

#include "base/banned.h"

/* The people seen, laid out so that one drawn by number is found quickly. */
struct people {
    size_t *patterns;  /* those that somebody shows */
    uint64_t *through; /* people up to and including each */
    size_t count;
};

static struct people lay_out_people(const double *counts, size_t patterns)
{
    struct people people = {.patterns = memory_zeros(patterns, sizeof(size_t)),
                            .through = memory_zeros(patterns, sizeof(uint64_t))};
    uint64_t total = 0;
    for (size_t set = 1; set < patterns; set++) {
        if (counts[set] == 0)
            continue;
        total += (uint64_t)counts[set];
        people.patterns[people.count] = set;
        people.through[people.count++] = total;
    }
    return people;
}

static void people_free(struct people *people)
{
    memory_free(people->patterns);
    memory_free(people->through);
}

static size_t pattern_of(const struct people *people, uint64_t person)
{
    size_t low = 0, high = people->count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (person < people->through[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return people->patterns[low];
}

static double estimate_of(struct capture *capture, const struct capture_choice *choice,
                          const double *counts)
{
    struct capture_fit fit;
    capture_count(capture, counts);
    bool usable =
        choice->method != CAPTURE_CHAPMAN || (capture->totals[1] > 0 && capture->totals[2] > 0);
    if (!usable)
        return NAN;
    capture_estimate(capture, choice, NULL, NULL, &fit);
    return fit.status == CAPTURE_OK ? fit.estimate : NAN;
}

/* How fast the spread of the estimate changes with its size, by leaving one person out. 0 where
 * a table with one person less has no estimate. */
static double find_acceleration(struct capture *capture, const struct capture_choice *choice,
                                const struct people *people, const double *counts, double *work)
{
    CLEANUP(cleanup_memory) double *left_out = memory_zeros(people->count, sizeof *left_out);
    double mean = 0, squares = 0, cubes = 0;
    double total = (double)people->through[people->count - 1];
    memcpy(work, counts, capture->patterns * sizeof *work);
    for (size_t i = 0; i < people->count; i++) {
        size_t set = people->patterns[i];
        work[set]--;
        left_out[i] = estimate_of(capture, choice, work);
        work[set]++;
        mean += counts[set] * left_out[i] / total;
    }
    for (size_t i = 0; i < people->count; i++) {
        double residual = mean - left_out[i], weight = counts[people->patterns[i]];
        squares += weight * residual * residual;
        cubes += weight * residual * residual * residual;
    }
    double acceleration = cubes / (6 * pow(squares, 1.5));
    return isfinite(acceleration) ? acceleration : 0;
}

static int compare_numbers(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* The quantile of sorted values (type 8 of Hyndman and Fan 1996: unbiased for the median). */
static double quantile(const double *sorted, size_t count, double p)
{
    double place = p * ((double)count + 1.0 / 3) + 1.0 / 3;
    double below = floor(place);
    if (below < 1)
        return sorted[0];
    if (below >= (double)count)
        return sorted[count - 1];
    size_t index = (size_t)below - 1;
    return sorted[index] + (place - below) * (sorted[index + 1] - sorted[index]);
}

static double limit(const double *sorted, size_t count, double bias, double acceleration, double z)
{
    double shifted = bias + z;
    double place = bias + shifted / (1 - acceleration * shifted);
    return quantile(sorted, count, normal_below(place));
}

static void find_limits(double *estimates, size_t count, double estimate, double acceleration,
                        struct capture_bootstrap *ret_bootstrap)
{
    qsort(estimates, count, sizeof *estimates, compare_numbers);
    size_t below = 0;
    while (below < count && estimates[below] < estimate)
        below++;
    /* half a resample keeps the bias finite where all lie on one side */
    double share = fmin(fmax((double)below, 0.5), (double)count - 0.5) / (double)count;
    double bias = normal_quantile(share);
    ret_bootstrap->lower_95 = limit(estimates, count, bias, acceleration, -Z_95);
    ret_bootstrap->upper_95 = limit(estimates, count, bias, acceleration, Z_95);
}

void capture_resample(struct capture *capture, const struct capture_choice *choice, double estimate,
                      size_t resamples, uint64_t seed, struct capture_bootstrap *ret_bootstrap)
{
    size_t patterns = capture->patterns, made = 0;
    CLEANUP(cleanup_memory) double *room = memory_zeros(2 * patterns + resamples, sizeof *room);
    double *counts = room, *drawn = counts + patterns, *estimates = drawn + patterns;
    memcpy(counts, capture->counts, patterns * sizeof *counts);
    CLEANUP(people_free) struct people people = lay_out_people(counts, patterns);
    uint64_t total = people.through[people.count - 1];
    double acceleration = find_acceleration(capture, choice, &people, counts, drawn);
    for (size_t i = 0; i < resamples; i++) {
        struct random random = random_stream(seed, i);
        memset(drawn, 0, patterns * sizeof *drawn);
        for (uint64_t person = 0; person < total; person++)
            drawn[pattern_of(&people, random_below(&random, total))]++;
        estimates[made] = estimate_of(capture, choice, drawn);
        made += isnan(estimates[made]) ? 0 : 1;
    }
    capture_count(capture, counts);
    *ret_bootstrap = (struct capture_bootstrap){NAN, NAN, resamples - made};
    if (2 * made > resamples)
        find_limits(estimates, made, estimate, acceleration, ret_bootstrap);
}
