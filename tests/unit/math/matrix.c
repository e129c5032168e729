#include "support/test.h"

#include <math.h>

#include "math/statistics/matrix.h"

static void a_factor_solves_and_inverts(void **state)
{
    (void)state;
    /* L = (2 0 0; 6 1 0; -8 5 3), the textbook example */
    double matrix[9] = {4, 0, 0, 12, 37, 0, -16, -43, 98}, inverse[9];
    const double whole[9] = {4, 12, -16, 12, 37, -43, -16, -43, 98};
    assert_true(cholesky_factor(matrix, 3, 1e-12) == 3);
    assert_near(matrix[3], 6, 1e-15);
    assert_near(matrix[8], 3, 1e-15);
    double vector[3] = {4 + 24 - 48, 12 + 74 - 129, -16 - 86 + 294}; /* times (1, 2, 3) */
    cholesky_solve(matrix, 3, vector);
    for (size_t i = 0; i < 3; i++)
        assert_near(vector[i], (double)i + 1, 1e-12);
    cholesky_invert(matrix, 3, inverse);
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++) {
            double sum = 0;
            for (size_t k = 0; k < 3; k++)
                sum += whole[i * 3 + k] * inverse[k * 3 + j];
            assert_near(sum, i == j, 1e-10);
        }
}

static void the_row_that_depends_on_others_is_named(void **state)
{
    (void)state;
    /* columns a, b, a + b, c of lengths that differ */
    const double rows[4][4] = {{1, 0, 1, 5}, {0, 2, 2, 7}, {3, 1, 4, 1}, {1, 1, 2, 9}};
    double gram[16] = {0};
    for (size_t r = 0; r < 4; r++)
        for (size_t i = 0; i < 4; i++)
            for (size_t j = 0; j < 4; j++)
                gram[i * 4 + j] += rows[r][i] * rows[r][j];
    assert_true(cholesky_factor(gram, 4, 1e-12) == 2);
}

static void rank_is_found_with_its_pivots(void **state)
{
    (void)state;
    double matrix[3 * 4] = {0, 1, 2, 1, 0, 2, 4, 0, 0, 3, 6, 1};
    size_t pivots[3];
    assert_true(row_reduce(matrix, 3, 4, pivots) == 2);
    assert_true(pivots[0] == 1 && pivots[1] == 3);
    assert_near(matrix[2], 2, 1e-12); /* the column between is twice the first pivot */
    double nought[4] = {0};
    assert_true(row_reduce(nought, 2, 2, pivots) == 0);
}

/* The same figures as scipy 1.17, optimize.nnls. */
static void least_squares_stay_above_nought(void **state)
{
    (void)state;
    const double matrix[4 * 3] = {1, 2, 0, 0, 1, 1, 3, 0, 2, 1, 1, 1};
    const double target[4] = {2, -1, 4, 1};
    double x[3];
    double left = nonnegative_least_squares(matrix, 4, 3, target, x);
    /* with x1 and x3 at nought only x0 is free: (2 + 12 + 1)/11 */
    assert_near(x[0], 15.0 / 11, 1e-12);
    assert_true(x[1] == 0 && x[2] == 0);
    assert_near(left, 22 - 225.0 / 11, 1e-12);
}

static void columns_that_repeat_do_no_harm(void **state)
{
    (void)state;
    const double matrix[3 * 3] = {1, 1, 0, 2, 2, 1, 0, 0, 3};
    const double target[3] = {1, 3, 3};
    double x[3];
    double left = nonnegative_least_squares(matrix, 3, 3, target, x);
    assert_near(left, 0, 1e-20);
    assert_near(x[0] + x[1], 1, 1e-12);
    assert_near(x[2], 1, 1e-12);
}

/* Random problems judged by the conditions that only the solution meets (Kuhn and Tucker). */
static void the_conditions_of_the_optimum_hold(void **state)
{
    (void)state;
    struct random random = random_seeded(11);
    for (int trial = 0; trial < 200; trial++) {
        enum { ROWS = 9, COLUMNS = 14 };
        double matrix[ROWS * COLUMNS], target[ROWS], x[COLUMNS], residual[ROWS];
        for (size_t i = 0; i < ROWS * COLUMNS; i++)
            matrix[i] = random_normal(&random);
        for (size_t i = 0; i < ROWS; i++)
            residual[i] = target[i] = random_normal(&random) * 10;
        nonnegative_least_squares(matrix, ROWS, COLUMNS, target, x);
        for (size_t i = 0; i < ROWS; i++)
            for (size_t j = 0; j < COLUMNS; j++)
                residual[i] -= matrix[i * COLUMNS + j] * x[j];
        for (size_t j = 0; j < COLUMNS; j++) {
            double slope = 0;
            for (size_t i = 0; i < ROWS; i++)
                slope += matrix[i * COLUMNS + j] * residual[i];
            assert_true(x[j] >= 0);
            assert_true(slope < 1e-8);
            assert_true(x[j] == 0 || fabs(slope) < 1e-8);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_factor_solves_and_inverts),
        cmocka_unit_test(the_row_that_depends_on_others_is_named),
        cmocka_unit_test(rank_is_found_with_its_pivots),
        cmocka_unit_test(least_squares_stay_above_nought),
        cmocka_unit_test(columns_that_repeat_do_no_harm),
        cmocka_unit_test(the_conditions_of_the_optimum_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
