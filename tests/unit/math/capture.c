#include "support/test.h"

#include <math.h>

#include "math/statistics/statistics.h"

enum { A = 1, B = 2, C = 4, D = 8, E = 16 };

static const uint16_t artificial_pairs[] = {A | B, A | C, B | C};

/* Potential victims of trafficking in the UK, 2013 (Bales, Hesketh and Silverman 2015), five
 * lists: local authorities, other organisations, police, government, the public. */
static void open_uk(struct capture *capture)
{
    const double counts[32] = {
        [A] = 54,        [B] = 463,       [C] = 995,          [D] = 695,    [E] = 316,
        [A | B] = 15,    [A | C] = 19,    [A | D] = 3,        [B | C] = 62, [B | D] = 19,
        [B | E] = 1,     [C | D] = 76,    [C | E] = 11,       [D | E] = 8,  [A | B | C] = 1,
        [A | B | D] = 1, [B | C | D] = 4, [A | B | C | D] = 1};
    capture_open(capture, 5, counts);
}

/* Chan, Silverman and Vincent (2021), table 2: A and B overlap, C overlaps nobody. */
static void open_artificial(struct capture *capture)
{
    /* cppcheck-suppress ctuuninitvar; it is opened here */
    capture_open(capture, 3, (const double[8]){[A] = 40, [B] = 30, [C] = 20, [A | B] = 6});
}

/* The figures are those of SparseMSE, the authors' program, on the same counts; its limits stop
 * at 1e-8, as R's glm does. */
static void main_effects_agree_with_the_published_program(void **state)
{
    (void)state;
    CLEANUP(capture_close) struct capture capture;
    open_uk(&capture);
    struct capture_fit fit;
    capture_fit(&capture, NULL, 0, &fit);
    assert_int_equal(fit.status, CAPTURE_OK);
    assert_near(fit.estimate, 13444.1312090139, 1e-12);
    assert_near(fit.lower_95, 11985.1709470638, 1e-7);
    assert_near(fit.upper_95, 15133.4264640231, 1e-7);
    assert_near(fit.deviance, 118.5316292894, 1e-11);
    assert_near(fit.aic, 217.7788764628, 1e-11);
    assert_near(fit.bic, 217.7788764628 - 12 + 6 * log(2744), 1e-11);
    assert_int_equal(fit.df, 25);
}

static void stepwise_selection_takes_the_published_pairs_in_order(void **state)
{
    (void)state;
    CLEANUP(capture_close) struct capture capture;
    open_uk(&capture);
    const uint16_t expected[] = {A | B, B | E, C | E, A | C, D | E, B | D};
    uint16_t chosen[10];
    size_t count;
    struct capture_fit fit;
    capture_stepwise(&capture, 0.02, chosen, &count, &fit);
    assert_int_equal(count, 6);
    assert_memory_equal(chosen, expected, sizeof expected);
    assert_near(fit.estimate, 11312.9902894352, 1e-12);
    assert_near(fit.lower_95, 9884.4028306186, 1e-9);
    assert_near(fit.upper_95, 13027.3966545378, 1e-9);
    assert_near(fit.deviance, 16.3513834035, 1e-11);
    assert_near(fit.aic, 127.5986305768, 1e-11);
    assert_int_equal(fit.df, 19);
}

static void a_threshold_of_nought_leaves_main_effects(void **state)
{
    (void)state;
    CLEANUP(capture_close) struct capture capture;
    open_uk(&capture);
    uint16_t chosen[10];
    size_t count;
    struct capture_fit fit;
    capture_stepwise(&capture, 0, chosen, &count, &fit);
    assert_int_equal(count, 0);
    assert_near(fit.estimate, 13444.1312090139, 1e-12);
}

/* The paper's table 3: of the eight models of pairs, those with AB (but not all three) have no
 * estimate, and the one with all three has many. The extended estimates were made with R 4.2's
 * glm on the patterns that remain. */
static void existence_and_identifiability_follow_the_paper(void **state)
{
    (void)state;
    CLEANUP(capture_close) struct capture capture;
    open_artificial(&capture);
    const enum capture_status expected[8] = {
        [0] = CAPTURE_OK, [1] = CAPTURE_NO_MLE, [2] = CAPTURE_OK, [3] = CAPTURE_NO_MLE,
        [4] = CAPTURE_OK, [5] = CAPTURE_NO_MLE, [6] = CAPTURE_OK, [7] = CAPTURE_NOT_IDENTIFIABLE};
    for (unsigned choice = 0; choice < 8; choice++) {
        uint16_t pairs[3];
        size_t count = 0;
        for (unsigned i = 0; i < 3; i++)
            if (choice & 1u << i)
                pairs[count++] = artificial_pairs[i];
        struct capture_fit fit;
        capture_fit(&capture, pairs, count, &fit);
        assert_int_equal(fit.status, expected[choice]);
        assert_true(isnan(fit.estimate) == (fit.status != CAPTURE_OK));
        assert_true(isnan(fit.bic) == (fit.status != CAPTURE_OK));
    }
}

static void an_interaction_that_nobody_shows_takes_its_patterns_out(void **state)
{
    (void)state;
    CLEANUP(capture_close) struct capture capture;
    open_artificial(&capture);
    struct capture_fit fit;
    capture_fit(&capture, artificial_pairs + 1, 1, &fit);
    assert_near(fit.estimate, 396, 1e-12);
    assert_near(fit.deviance, 4.58842633295425, 1e-12);
    assert_near(fit.aic, 31.86331000391602 + 2, 1e-12); /* and one parameter for the empty pair */
    assert_int_equal(fit.df, 1);
    capture_fit(&capture, artificial_pairs + 1, 2, &fit);
    assert_near(fit.estimate, 296, 1e-12);
    assert_near(fit.deviance, 0, 1e-12);
    assert_int_equal(fit.df, 0);
}

static void lists_without_any_overlap_have_no_estimate(void **state)
{
    (void)state;
    CLEANUP(capture_close) struct capture capture;
    capture_open(&capture, 3, (const double[8]){[A] = 40, [B] = 30, [C] = 20});
    struct capture_fit fit;
    uint16_t chosen[3];
    size_t count;
    capture_stepwise(&capture, 0.02, chosen, &count, &fit);
    assert_int_equal(fit.status, CAPTURE_NO_MLE);
    assert_int_equal(count, 0);
}

static void the_interaction_of_every_list_is_never_identifiable(void **state)
{
    (void)state;
    CLEANUP(capture_close) struct capture capture;
    capture_open(&capture, 3, (const double[8]){0, 40, 30, 6, 20, 5, 4, 2});
    const uint16_t whole[] = {A | B, A | C, B | C, A | B | C};
    struct capture_fit fit;
    capture_fit(&capture, whole, 4, &fit);
    assert_int_equal(fit.status, CAPTURE_NOT_IDENTIFIABLE);
    capture_fit(&capture, whole, 3, &fit);
    assert_int_equal(fit.status, CAPTURE_OK);
    /* the three-list closed form: n0 = nA nB nC nABC / (nAB nAC nBC) (Fienberg 1972) */
    assert_near(fit.estimate, 107 + 40.0 * 30 * 20 * 2 / (6.0 * 5 * 4), 1e-12);
}

static const double four_lists[16] = {0, 100, 80, 20, 90, 25, 15, 8, 70, 12, 18, 6, 21, 7, 5, 3};

/* Sums over all models, and the three best by BIC, from R 4.2's glm (epsilon 1e-15). */
static void all_113_models_of_four_lists_agree_with_glm(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(capture_close) struct capture capture;
    capture_open(&capture, 4, four_lists);
    struct capture_models models;
    struct err err = {0};
    assert_int_equal(capture_enumerate(4, 3, &arena, &models, &err), 0);
    assert_int_equal(models.count, 113);
    double estimates = 0, deviances = 0, aics = 0, bics = 0, lowest = INFINITY, highest = 0;
    int df = 0;
    for (size_t i = 0; i < models.count; i++) {
        struct capture_fit fit;
        capture_fit(&capture, models.interactions + models.starts[i],
                    models.starts[i + 1] - models.starts[i], &fit);
        assert_int_equal(fit.status, CAPTURE_OK);
        estimates += fit.estimate;
        deviances += fit.deviance;
        aics += fit.aic;
        bics += fit.bic;
        df += fit.df;
        lowest = fmin(lowest, fit.estimate);
        highest = fmax(highest, fit.estimate);
    }
    assert_near(estimates, 1.0146317408289e+05, 1e-12);
    assert_near(deviances, 5.6879796623394e+02, 1e-12);
    assert_near(aics, 1.0774711257539e+04, 1e-12);
    assert_near(bics, 1.5236488602610e+04, 1e-12);
    assert_int_equal(df, 626);
    assert_near(lowest, 774.31818181818, 1e-12);
    assert_near(highest, 1309.62962962964, 1e-12);
    struct capture_choice best = {.method = CAPTURE_BEST_BIC, .models = &models};
    struct capture_fit fit;
    size_t count;
    capture_estimate(&capture, &best, NULL, &count, &fit);
    assert_int_equal(count, 0);
    assert_near(fit.bic, 111.98249649771, 1e-12);
    assert_near(fit.estimate, 806.50387891270, 1e-12);
}

static void the_numbers_of_models_are_the_known_ones(void **state)
{
    (void)state;
    static const struct {
        unsigned lists, order;
        size_t count;
    } known[] = {{2, 1, 1},    {3, 2, 8},    {4, 2, 64}, {4, 3, 113},
                 {5, 2, 1024}, {5, 4, 6893}, {6, 1, 1},  {6, 2, 32768}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        CLEANUP(arena_free) struct arena arena = ARENA;
        struct capture_models models;
        struct err err = {0};
        assert_int_equal(capture_enumerate(known[i].lists, known[i].order, &arena, &models, &err),
                         0);
        assert_int_equal(models.count, known[i].count);
    }
}

static void more_models_than_the_limit_are_refused(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct capture_models models = {.count = 7};
    struct err err = {0};
    assert_int_equal(capture_enumerate(7, 2, &arena, &models, &err), ERR_LIMIT);
    assert_non_null(strstr(err.message, "7 lists"));
    assert_int_equal(models.count, 7);
    assert_int_equal(capture_enumerate(6, 5, &arena, &models, &err), ERR_LIMIT);
}

/* Closed forms of the shared worked examples (Chapman 1951; Seber 1982, p. 60). */
static void two_lists_follow_chapman(void **state)
{
    (void)state;
    static const double cases[][6] = {
        /* first, second, both, estimate, standard error, lower limit */
        {346, 184, 49, 1282.9, 142.0825091690202, 1049.1543125702067},
        {109, 177, 57, 336.58620689655174, 24.811021163920632, 297.86426363525914},
        {30, 25, 3, 200.5, 77.35987331944126, 108.83748271420885},
        {12, 9, 0, 129, 83.78544026261365, 49.1286871616565},
        {2019, 1500, 120, 25057.01652892562, 2109.1271914120757, 21301.82087453515}};
    static const double upper[] = {1612.8115444570165, 397.0812558411099, 439.98780218475696,
                                   435.6656377159234, 29599.881037379797};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double *c = cases[i];
        CLEANUP(capture_close) struct capture capture;
        capture_open(&capture, 2, (const double[4]){0, c[0] - c[2], c[1] - c[2], c[2]});
        struct capture_fit fit;
        capture_chapman(&capture, &fit);
        assert_near(fit.estimate, c[3], 1e-12);
        assert_near(fit.se, c[4], 1e-12);
        assert_near(fit.lower_95, c[5], 1e-12);
        assert_near(fit.upper_95, upper[i], 1e-12);
    }
}

static void two_equal_lists_have_an_estimate_and_no_limits(void **state)
{
    (void)state;
    CLEANUP(capture_close) struct capture capture;
    capture_open(&capture, 2, (const double[4]){0, 0, 0, 40});
    struct capture_fit fit;
    capture_chapman(&capture, &fit);
    assert_near(fit.estimate, 40, 1e-12);
    assert_near(fit.se, 0, 1e-12);
    assert_true(isnan(fit.lower_95) && isnan(fit.upper_95));
}

static void resampling_repeats_under_its_seed_and_widens_the_limits(void **state)
{
    (void)state;
    CLEANUP(capture_close) struct capture capture;
    open_uk(&capture);
    struct capture_choice choice = {.method = CAPTURE_STEPWISE, .threshold = 0.02};
    struct capture_bootstrap first, again, other;
    capture_resample(&capture, &choice, 11312.99, 400, 1, &first);
    capture_resample(&capture, &choice, 11312.99, 400, 1, &again);
    capture_resample(&capture, &choice, 11312.99, 400, 2, &other);
    assert_memory_equal(&first, &again, sizeof first);
    assert_true(first.lower_95 != other.lower_95);
    assert_int_equal(first.failed, 0);
    /* wider than the limits of the model alone, 9,884 to 13,027, since the choice counts in */
    assert_true(first.lower_95 > 8000 && first.lower_95 < 9884);
    assert_true(first.upper_95 > 13027 && first.upper_95 < 17000);
    assert_near(capture.people, 2744, 1e-15); /* the table is as it was */
}

/* Without selection and with plenty of overlap the two kinds of limits all but agree. */
static void resampling_a_plain_model_agrees_with_its_own_limits(void **state)
{
    (void)state;
    CLEANUP(capture_close) struct capture capture;
    capture_open(&capture, 3, (const double[8]){0, 4000, 3500, 1500, 3000, 1300, 1150, 500});
    struct capture_choice choice = {.method = CAPTURE_FIXED};
    struct capture_fit fit;
    capture_fit(&capture, NULL, 0, &fit);
    struct capture_bootstrap bootstrap;
    capture_resample(&capture, &choice, fit.estimate, 2000, 7, &bootstrap);
    double width = fit.upper_95 - fit.lower_95;
    assert_true(fabs(bootstrap.lower_95 - fit.lower_95) < 0.15 * width);
    assert_true(fabs(bootstrap.upper_95 - fit.upper_95) < 0.15 * width);
}

static void resamples_without_an_estimate_are_counted(void **state)
{
    (void)state;
    CLEANUP(capture_close) struct capture capture;
    capture_open(&capture, 3, (const double[8]){[A] = 10, [B] = 8, [C] = 9, [A | C] = 1});
    struct capture_choice choice = {.method = CAPTURE_FIXED};
    struct capture_fit fit;
    capture_fit(&capture, NULL, 0, &fit);
    assert_int_equal(fit.status, CAPTURE_OK);
    struct capture_bootstrap bootstrap;
    capture_resample(&capture, &choice, fit.estimate, 1000, 7, &bootstrap);
    /* a resample of 28 misses the one overlap with probability (27/28)^28 = 0.361 */
    assert_true(bootstrap.failed > 300 && bootstrap.failed < 420);
    assert_true(bootstrap.lower_95 < bootstrap.upper_95);
}

static void a_list_with_nobody_on_it_changes_nothing(void **state)
{
    (void)state;
    CLEANUP(capture_close) struct capture three, four;
    const double counts[16] = {0, 40, 30, 6, 20, 5, 4, 2};
    capture_open(&three, 3, counts);
    capture_open(&four, 4, counts);
    struct capture_fit with, without;
    capture_fit(&three, NULL, 0, &without);
    capture_fit(&four, NULL, 0, &with);
    assert_near(with.estimate, without.estimate, 1e-12);
    assert_near(with.upper_95, without.upper_95, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(main_effects_agree_with_the_published_program),
        cmocka_unit_test(stepwise_selection_takes_the_published_pairs_in_order),
        cmocka_unit_test(a_threshold_of_nought_leaves_main_effects),
        cmocka_unit_test(existence_and_identifiability_follow_the_paper),
        cmocka_unit_test(an_interaction_that_nobody_shows_takes_its_patterns_out),
        cmocka_unit_test(lists_without_any_overlap_have_no_estimate),
        cmocka_unit_test(the_interaction_of_every_list_is_never_identifiable),
        cmocka_unit_test(all_113_models_of_four_lists_agree_with_glm),
        cmocka_unit_test(the_numbers_of_models_are_the_known_ones),
        cmocka_unit_test(more_models_than_the_limit_are_refused),
        cmocka_unit_test(two_lists_follow_chapman),
        cmocka_unit_test(two_equal_lists_have_an_estimate_and_no_limits),
        cmocka_unit_test(resampling_repeats_under_its_seed_and_widens_the_limits),
        cmocka_unit_test(resampling_a_plain_model_agrees_with_its_own_limits),
        cmocka_unit_test(resamples_without_an_estimate_are_counted),
        cmocka_unit_test(a_list_with_nobody_on_it_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
