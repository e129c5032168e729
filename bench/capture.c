/* How fast hidden populations are estimated: every model of four lists, every model of pairs of six
 * lists, and a bootstrap of a thousand that selects anew each time.
 *
 * Prints a line for each task: its name, seconds of processor time, and the sum of the estimates,
 * which the other program of this bench must come to where it does the same. */
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "base/base.h"
#include "math/statistics/statistics.h"

#include "base/banned.h"

enum { TIMES = 100 };

static const double four_lists[16] = {0, 100, 80, 20, 90, 25, 15, 8, 70, 12, 18, 6, 21, 7, 5, 3};

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The sum of the estimates of all models whose interactions join up to `order` lists. */
static double fit_all(struct capture *capture, unsigned order)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct capture_models models;
    double sum = 0;
    if (capture_enumerate(capture->lists, order, &arena, &models, NULL) < 0)
        return NAN;
    for (size_t i = 0; i < models.count; i++) {
        struct capture_fit fit;
        capture_fit(capture, models.interactions + models.starts[i],
                    models.starts[i + 1] - models.starts[i], &fit);
        sum += fit.status == CAPTURE_OK ? fit.estimate : 0;
    }
    return sum;
}

static void bench_four_lists(void)
{
    CLEANUP(capture_close) struct capture capture;
    capture_open(&capture, 4, four_lists);
    double start = seconds(), sum = 0;
    for (int i = 0; i < TIMES; i++)
        sum = fit_all(&capture, 3);
    printf("all_113_models_of_four_lists %.6f %.9g\n", (seconds() - start) / TIMES, sum);
}

/* Counts that fall by nine tenths with each further list. */
static void bench_six_lists(void)
{
    double counts[64] = {0};
    struct random random = random_seeded(3);
    for (unsigned set = 1; set < 64; set++)
        counts[set] =
            floor(4000 * exp(-2.2 * __builtin_popcount(set)) * (0.5 + random_unit(&random)));
    CLEANUP(capture_close) struct capture capture;
    capture_open(&capture, 6, counts);
    double start = seconds(), sum = fit_all(&capture, 2);
    printf("all_32768_pairwise_models_of_six_lists %.6f %.9g\n", seconds() - start, sum);
}

/* The five lists of the United Kingdom in 2013 (Bales, Hesketh and Silverman 2015). */
static void bench_bootstrap(void)
{
    const double counts[32] = {[1] = 54,  [2] = 463, [4] = 995, [8] = 695, [16] = 316, [3] = 15,
                               [5] = 19,  [9] = 3,   [6] = 62,  [10] = 19, [18] = 1,   [12] = 76,
                               [20] = 11, [24] = 8,  [7] = 1,   [11] = 1,  [14] = 4,   [15] = 1};
    CLEANUP(capture_close) struct capture capture;
    capture_open(&capture, 5, counts);
    struct capture_choice choice = {.method = CAPTURE_STEPWISE, .threshold = 0.02};
    struct capture_fit fit;
    struct capture_bootstrap bootstrap;
    capture_estimate(&capture, &choice, NULL, NULL, &fit);
    double start = seconds();
    capture_resample(&capture, &choice, fit.estimate, 1000, 1, &bootstrap);
    printf("bootstrap_of_1000_with_selection %.6f %.9g\n", seconds() - start, bootstrap.lower_95);
}

int main(void)
{
    bench_four_lists();
    bench_six_lists();
    bench_bootstrap();
    return 0;
}
