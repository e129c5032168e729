#include "support/test.h"

#include <math.h>
#include <string.h>

#include "math/statistics/statistics.h"

static const char *const names[] = {"intercept", "x", "z", "again"};

/* Figures of R 4.2 on these ten rows: glm, and Newton's method written out for the errors, since
 * glm takes those of the step before the last. */
enum { TEN = 10 };
static const double x[TEN] = {0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5};
static const double z[TEN] = {1, 0, 1, 0, 0, 1, 1, 0, 1, 0};
static const double counts[TEN] = {2, 3, 6, 7, 8, 9, 10, 12, 15, 17};
static const double exposure[TEN] = {10, 12, 11, 13, 12, 10, 9, 14, 12, 15};
static const double yes[TEN] = {0, 0, 1, 0, 0, 1, 0, 1, 1, 1};

static void fill_design(double *design, size_t terms)
{
    for (size_t i = 0; i < TEN; i++) {
        design[i * terms] = 1;
        design[i * terms + 1] = x[i];
        if (terms > 2)
            design[i * terms + 2] = z[i];
        if (terms > 3)
            design[i * terms + 3] = 2 * x[i] - z[i] + 5;
    }
}

static void poisson_regression_with_an_offset_agrees_with_r(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    double design[TEN * 3], offset[TEN];
    fill_design(design, 3);
    for (size_t i = 0; i < TEN; i++)
        offset[i] = log(exposure[i]);
    struct glm model = {GLM_POISSON, TEN, 3, design, counts, offset, names};
    struct glm_fit fit;
    struct err err = {0};
    assert_int_equal(glm_fit(&model, &arena, &fit, &err), 0);
    static const double estimate[] = {-1.4260817010342930, 0.3243488518407590, 0.2527905905827371};
    static const double se[] = {0.32649803668255362, 0.07954153422404429, 0.21485877791023963};
    for (size_t j = 0; j < 3; j++) {
        assert_near(fit.estimate[j], estimate[j], 1e-11);
        assert_near(sqrt(fit.covariance[j * 3 + j]), se[j], 1e-11);
    }
    assert_near(fit.pearson, 1.989588838898837, 1e-11);
}

static void logistic_regression_agrees_with_r(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    double design[TEN * 3];
    fill_design(design, 3);
    struct glm model = {GLM_BINOMIAL, TEN, 3, design, yes, NULL, names};
    struct glm_fit fit;
    struct err err = {0};
    assert_int_equal(glm_fit(&model, &arena, &fit, &err), 0);
    static const double estimate[] = {-4.015086391592892, 1.175723164941403, 1.563695376008066};
    static const double se[] = {2.4811123305344047, 0.6878252740488191, 1.7702685165242957};
    double total = 0;
    for (size_t j = 0; j < 3; j++) {
        assert_near(fit.estimate[j], estimate[j], 1e-10);
        assert_near(sqrt(fit.covariance[j * 3 + j]), se[j], 1e-10);
    }
    for (size_t i = 0; i < TEN; i++)
        total += fit.fitted[i];
    assert_near(total, 5, 1e-12); /* with an intercept, as many as there were */
}

/* A straight line through points that lie on one leaves nothing. */
static void a_gaussian_fit_is_least_squares(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    double design[TEN * 2], y[TEN];
    fill_design(design, 2);
    for (size_t i = 0; i < TEN; i++)
        y[i] = 1e6 - 3 * x[i];
    struct glm model = {GLM_GAUSSIAN, TEN, 2, design, y, NULL, names};
    struct glm_fit fit;
    struct err err = {0};
    assert_int_equal(glm_fit(&model, &arena, &fit, &err), 0);
    assert_near(fit.estimate[0], 1e6, 1e-14);
    assert_near(fit.estimate[1], -3, 1e-9);
    assert_near(fit.pearson, 0, 1e-12);
}

/* The estimate does not hang on the unit of a column. */
static void columns_of_any_size_are_fitted_alike(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    double design[TEN * 3], scaled[TEN * 3];
    fill_design(design, 3);
    memcpy(scaled, design, sizeof scaled);
    for (size_t i = 0; i < TEN; i++)
        scaled[i * 3 + 1] *= 1e9;
    struct glm model = {GLM_POISSON, TEN, 3, design, counts, NULL, names}, other = model;
    other.design = scaled;
    struct glm_fit fit, again;
    struct err err = {0};
    assert_int_equal(glm_fit(&model, &arena, &fit, &err), 0);
    assert_int_equal(glm_fit(&other, &arena, &again, &err), 0);
    assert_near(again.estimate[1] * 1e9, fit.estimate[1], 1e-12);
    assert_near(sqrt(again.covariance[4]) * 1e9, sqrt(fit.covariance[4]), 1e-10);
}

static void without_lags_and_with_equal_scores_the_sandwich_is_plain(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    double ones[TEN], y[TEN], robust, lagged;
    for (size_t i = 0; i < TEN; i++) {
        ones[i] = 1;
        y[i] = i % 2 ? 1 : -1;
    }
    struct glm model = {GLM_GAUSSIAN, TEN, 1, ones, y, NULL, names};
    struct glm_fit fit;
    struct err err = {0};
    assert_int_equal(glm_fit(&model, &arena, &fit, &err), 0);
    glm_sandwich(&model, &fit, 0, &robust);
    assert_near(robust, 10.0 / 100, 1e-12); /* Σ e² / n² */
    glm_sandwich(&model, &fit, 1, &lagged);
    assert_near(lagged, (10 - 2 * 0.5 * 9) / 100.0, 1e-12); /* neighbours cancel */
}

static void refuse(const struct glm *model, const char *part)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct glm_fit fit = {.pearson = 7};
    struct err err = {0};
    assert_int_equal(glm_fit(model, &arena, &fit, &err), ERR_ASSUMPTION);
    if (!strstr(err.message, part))
        fail_msg("it said: %s", err.message);
    assert_true(fit.pearson == 7);
}

static void terms_that_cannot_be_told_apart_are_named(void **state)
{
    (void)state;
    double design[TEN * 4], flat[TEN * 2];
    fill_design(design, 4);
    refuse(&(struct glm){GLM_POISSON, TEN, 4, design, counts, NULL, names}, "The term again");
    refuse(&(struct glm){GLM_POISSON, 3, 4, design, counts, NULL, names}, "3 rows for 4 terms");
    for (size_t i = 0; i < TEN; i++) {
        flat[2 * i] = 1;
        flat[2 * i + 1] = 0;
    }
    refuse(&(struct glm){GLM_GAUSSIAN, TEN, 2, flat, counts, NULL, names}, "The term x");
}

static void outcomes_that_a_term_separates_have_no_finite_estimate(void **state)
{
    (void)state;
    double design[TEN * 2], split[TEN], some[TEN], none[TEN] = {0};
    fill_design(design, 2);
    for (size_t i = 0; i < TEN; i++) {
        split[i] = x[i] > 2.6;
        some[i] = i < 5 ? counts[i] : 0;
    }
    refuse(&(struct glm){GLM_BINOMIAL, TEN, 2, design, split, NULL, names}, "separates");
    refuse(&(struct glm){GLM_BINOMIAL, TEN, 2, design, none, NULL, names}, "separates");
    refuse(&(struct glm){GLM_POISSON, TEN, 2, design, none, NULL, names}, "separates");
    for (size_t i = 0; i < TEN; i++)
        design[i * 2 + 1] = i >= 5; /* nothing at all where it is 1 */
    refuse(&(struct glm){GLM_POISSON, TEN, 2, design, some, NULL, names}, "separates");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(poisson_regression_with_an_offset_agrees_with_r),
        cmocka_unit_test(logistic_regression_agrees_with_r),
        cmocka_unit_test(a_gaussian_fit_is_least_squares),
        cmocka_unit_test(columns_of_any_size_are_fitted_alike),
        cmocka_unit_test(without_lags_and_with_equal_scores_the_sandwich_is_plain),
        cmocka_unit_test(terms_that_cannot_be_told_apart_are_named),
        cmocka_unit_test(outcomes_that_a_term_separates_have_no_finite_estimate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
