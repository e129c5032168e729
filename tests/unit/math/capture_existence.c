/* Whether an estimate exists, is the only one, and is the right one: judged on random tables by
 * programs that share nothing with ours but the question. */
#include "support/test.h"

#include <glpk.h>
#include <math.h>
#include <string.h>

#include "math/statistics/statistics.h"

enum { LISTS = 4, PATTERNS = 1 << LISTS };

/* A model over the patterns that can occur, as a matrix of 0 and 1. */
struct design {
    size_t rows, terms;
    double cells[PATTERNS * PATTERNS];
    double counts[PATTERNS];
};

static bool is_shown(const double *counts, unsigned term)
{
    double total = 0;
    for (unsigned set = 1; set < PATTERNS; set++)
        total += (set & term) == term ? counts[set] : 0;
    return total > 0;
}

static struct design write_design(const double *counts, const uint16_t *interactions, size_t count)
{
    struct design design = {0};
    unsigned terms[PATTERNS], empty[PATTERNS] = {0};
    size_t empty_count = 0;
    terms[design.terms++] = 0;
    for (size_t i = 0; i < LISTS + count; i++) {
        unsigned term = i < LISTS ? 1u << i : interactions[i - LISTS];
        if (is_shown(counts, term))
            terms[design.terms++] = term;
        else
            empty[empty_count++] = term;
    }
    for (unsigned set = 1; set < PATTERNS; set++) {
        bool possible = true;
        for (size_t i = 0; i < empty_count; i++)
            possible &= (set & empty[i]) != empty[i];
        if (!possible)
            continue;
        for (size_t j = 0; j < design.terms; j++)
            design.cells[design.rows * design.terms + j] = (set & terms[j]) == terms[j];
        design.counts[design.rows++] = counts[set];
    }
    return design;
}

/* Fienberg and Rinaldo's linear programme: can the totals come from patterns that are all above
 * nought? GLPK finds the most that the least of them can be. */
static bool exists_by_programme(const struct design *design)
{
    glp_prob *problem = glp_create_prob();
    glp_set_obj_dir(problem, GLP_MAX);
    glp_add_cols(problem, (int)design->rows + 1);
    glp_add_rows(problem, (int)(design->terms + design->rows));
    int least = (int)design->rows + 1;
    for (int i = 1; i <= least; i++)
        glp_set_col_bnds(problem, i, GLP_LO, 0, 0);
    glp_set_obj_coef(problem, least, 1);
    int places[PATTERNS + 1];
    double values[PATTERNS + 1];
    for (size_t j = 0; j < design->terms; j++) {
        double total = 0;
        for (size_t i = 0; i < design->rows; i++) {
            places[i + 1] = (int)i + 1;
            values[i + 1] = design->cells[i * design->terms + j];
            total += values[i + 1] * design->counts[i];
        }
        glp_set_row_bnds(problem, (int)j + 1, GLP_FX, total, total);
        glp_set_mat_row(problem, (int)j + 1, (int)design->rows, places, values);
    }
    for (size_t i = 0; i < design->rows; i++) {
        int row = (int)(design->terms + i) + 1;
        glp_set_row_bnds(problem, row, GLP_LO, 0, 0);
        glp_set_mat_row(problem, row, 2, (int[]){0, (int)i + 1, least}, (double[]){0, 1, -1});
    }
    glp_smcp quiet;
    glp_init_smcp(&quiet);
    quiet.msg_lev = GLP_MSG_OFF;
    assert_int_equal(glp_simplex(problem, &quiet), 0);
    double most = glp_get_obj_val(problem);
    glp_delete_prob(problem);
    return most > 1e-7;
}

/* Rank by Gram and Schmidt. */
static bool is_identifiable(const struct design *design)
{
    double columns[PATTERNS][PATTERNS];
    for (size_t j = 0; j < design->terms; j++) {
        double before = 0, after = 0;
        for (size_t i = 0; i < design->rows; i++) {
            columns[j][i] = design->cells[i * design->terms + j];
            before += columns[j][i] * columns[j][i];
        }
        for (int twice = 0; twice < 2; twice++)
            for (size_t k = 0; k < j; k++) {
                double along = 0;
                for (size_t i = 0; i < design->rows; i++)
                    along += columns[j][i] * columns[k][i];
                for (size_t i = 0; i < design->rows; i++)
                    columns[j][i] -= along * columns[k][i];
            }
        for (size_t i = 0; i < design->rows; i++)
            after += columns[j][i] * columns[j][i];
        if (after <= 1e-18 * before || before == 0)
            return false;
        for (size_t i = 0; i < design->rows; i++)
            columns[j][i] /= sqrt(after);
    }
    return true;
}

static void assert_same_fit(const struct design *design, const struct capture_fit *fit,
                            struct arena *arena)
{
    static const char *const names[PATTERNS] = {"everybody"};
    struct glm model = {GLM_POISSON,    design->rows, design->terms, design->cells,
                        design->counts, NULL,         names};
    struct glm_fit other;
    double people = 0;
    for (size_t i = 0; i < design->rows; i++)
        people += design->counts[i];
    if (glm_fit(&model, arena, &other, NULL) < 0)
        return; /* estimates far out, where the general fit gives up */
    assert_near(fit->estimate, people + exp(other.estimate[0]), 1e-9);
    assert_near(fit->upper_95, people + exp(other.estimate[0] + Z_95 * sqrt(other.covariance[0])),
                1e-7);
}

/* Counts that are mostly small, so that every kind of model turns up. */
static void draw_counts(struct random *random, double *counts)
{
    memset(counts, 0, PATTERNS * sizeof *counts);
    for (unsigned set = 1; set < PATTERNS; set++) {
        int lists = __builtin_popcount(set);
        if (random_unit(random) < 1.0 / lists)
            counts[set] = (double)random_below(random, lists == 1 ? 30 : 6);
    }
}

static void every_model_of_sparse_tables_is_judged_as_by_the_linear_programme(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct capture_models models;
    struct err err = {0};
    assert_int_equal(capture_enumerate(LISTS, 4, &arena, &models, &err), 0);
    assert_int_equal(models.count, 114);
    struct random random = random_seeded(4);
    size_t seen[3] = {0};
    for (int table = 0; table < 40; table++) {
        double counts[PATTERNS];
        draw_counts(&random, counts);
        if (!is_shown(counts, 0))
            continue;
        CLEANUP(capture_close) struct capture capture;
        capture_open(&capture, LISTS, counts);
        for (size_t i = 0; i < models.count; i++) {
            const uint16_t *interactions = models.interactions + models.starts[i];
            size_t count = models.starts[i + 1] - models.starts[i];
            struct capture_fit fit;
            capture_fit(&capture, interactions, count, &fit);
            struct design design = write_design(counts, interactions, count);
            bool exists = exists_by_programme(&design);
            enum capture_status expected = !exists                    ? CAPTURE_NO_MLE
                                           : is_identifiable(&design) ? CAPTURE_OK
                                                                      : CAPTURE_NOT_IDENTIFIABLE;
            if (fit.status != expected)
                fail_msg("table %d, model %zu: %d and not %d", table, i, fit.status, expected);
            assert_int_equal(fit.df, (int)design.rows - (int)design.terms);
            seen[fit.status]++;
            if (fit.status == CAPTURE_OK)
                assert_same_fit(&design, &fit, &arena);
        }
    }
    assert_true(seen[CAPTURE_OK] > 500 && seen[CAPTURE_NO_MLE] > 500 &&
                seen[CAPTURE_NOT_IDENTIFIABLE] > 40);
}

/* Removing an interaction that somebody shows cannot destroy the estimate (Chan, Silverman and
 * Vincent 2021, section 2.7). */
static void an_estimate_survives_a_simpler_model(void **state)
{
    (void)state;
    struct random random = random_seeded(9);
    for (int table = 0; table < 300; table++) {
        double counts[PATTERNS];
        draw_counts(&random, counts);
        if (!is_shown(counts, 0))
            continue;
        CLEANUP(capture_close) struct capture capture;
        capture_open(&capture, LISTS, counts);
        uint16_t pairs[6];
        size_t count = 0;
        for (unsigned set = 1; set < PATTERNS; set++)
            if (__builtin_popcount(set) == 2 && is_shown(counts, set))
                pairs[count++] = (uint16_t)set;
        struct capture_fit fit;
        bool existed = false;
        for (; count > 0; count--) {
            capture_fit(&capture, pairs, count, &fit);
            if (existed)
                assert_int_equal(fit.status, CAPTURE_OK);
            existed |= fit.status == CAPTURE_OK;
        }
    }
}

/* The order of lists is nobody's business. */
static void lists_in_another_order_give_the_same_estimates(void **state)
{
    (void)state;
    struct random random = random_seeded(21);
    for (int table = 0; table < 100; table++) {
        double counts[PATTERNS], turned[PATTERNS] = {0};
        draw_counts(&random, counts);
        if (!is_shown(counts, 0))
            continue;
        for (unsigned set = 1; set < PATTERNS; set++) {
            unsigned to = 0;
            for (unsigned list = 0; list < LISTS; list++)
                to |= set & 1u << list ? 1u << (LISTS - 1 - list) : 0;
            turned[to] = counts[set];
        }
        CLEANUP(capture_close) struct capture one, other;
        capture_open(&one, LISTS, counts);
        capture_open(&other, LISTS, turned);
        struct capture_fit fit, again;
        const uint16_t pair[] = {3}, turned_pair[] = {12};
        capture_fit(&one, pair, 1, &fit);
        capture_fit(&other, turned_pair, 1, &again);
        assert_int_equal(fit.status, again.status);
        if (fit.status == CAPTURE_OK)
            assert_near(fit.estimate, again.estimate, 1e-9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_model_of_sparse_tables_is_judged_as_by_the_linear_programme),
        cmocka_unit_test(an_estimate_survives_a_simpler_model),
        cmocka_unit_test(lists_in_another_order_give_the_same_estimates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
