#include "support/test.h"

#include <math.h>
#include <string.h>

#include "math/statistics/statistics.h"

/* --- raking ------------------------------------------------------------------------------------
 */

/* Kalton and Flores-Cervantes 2003, table 1: four rows by three columns of a sample, and the
 * population in each, of which raking knows the margins. */
enum { ROWS = 4, COLUMNS = 3, CELLS = ROWS * COLUMNS };

static const double sample[CELLS] = {20, 40, 40, 50, 140, 310, 100, 50, 50, 30, 100, 70};
static const double row_totals[ROWS] = {175, 550, 430, 345},
                    column_totals[COLUMNS] = {365, 415, 720};
static const char *const level_names[] = {"one", "two", "three", "four"};
static const uint32_t rows_of[CELLS] = {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3};
static const uint32_t columns_of[CELLS] = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2};

static void raked_factors_are_those_of_the_published_table(void **state)
{
    (void)state;
    static const double published[CELLS] = {1.81, 1.45, 2.02, 1.08, 0.87, 1.21,
                                            2.20, 1.76, 2.45, 1.83, 1.47, 2.04};
    const struct rake_variable variables[] = {
        {"row", ROWS, level_names, row_totals, rows_of},
        {"column", COLUMNS, level_names, column_totals, columns_of}};
    double raked[CELLS], rows[ROWS] = {0}, columns[COLUMNS] = {0};
    struct rake_result result;
    struct err err = {0};
    assert_int_equal(rake(variables, 2, sample, CELLS, raked, &result, &err), 0);
    for (size_t i = 0; i < CELLS; i++) {
        assert_true(fabs(raked[i] / sample[i] - published[i]) < 0.00501);
        rows[rows_of[i]] += raked[i];
        columns[columns_of[i]] += raked[i];
    }
    for (size_t i = 0; i < ROWS; i++)
        assert_near(rows[i], row_totals[i], 1e-11);
    for (size_t i = 0; i < COLUMNS; i++)
        assert_near(columns[i], column_totals[i], 1e-11);
    assert_true(result.efficiency > 0.8 && result.efficiency < 1);
}

static void refuse_to_rake(const double *first, const double *second, const double *weights,
                           int code, const char *part)
{
    static const uint32_t level_of[3] = {0, 1, 1}, other_of[3] = {0, 0, 1};
    const struct rake_variable variables[] = {{"sex", 2, level_names, first, level_of},
                                              {"age", 2, level_names, second, other_of}};
    double raked[3] = {7, 7, 7};
    struct rake_result result;
    struct err err = {0};
    assert_int_equal(rake(variables, 2, weights, 3, raked, &result, &err), code);
    if (!strstr(err.message, part))
        fail_msg("it said: %s", err.message);
    assert_true(raked[0] == 7 && raked[2] == 7);
}

static void totals_that_cannot_be_met_are_refused(void **state)
{
    (void)state;
    const double ten[] = {5, 5}, twelve[] = {6, 6}, none[] = {0, 0}, edge[] = {10, 0};
    const double one[] = {1, 1, 1}, nobody[] = {0, 1, 1}, apart[] = {1, 0, 1};
    const double more[] = {7, 3};
    refuse_to_rake(ten, twelve, one, ERR_CONFLICT, "contradict");
    refuse_to_rake(none, none, one, ERR_ASSUMPTION, "all 0");
    refuse_to_rake(ten, ten, nobody, ERR_ASSUMPTION, "nobody");
    refuse_to_rake(ten, edge, one, ERR_CONFLICT, "total 0");
    refuse_to_rake(ten, more, apart, ERR_ASSUMPTION, "No weights agree");
}

/* Raking changes no odds ratio, and ends where it began if the margins already agree. */
static void raking_leaves_the_odds_within_the_table_alone(void **state)
{
    (void)state;
    struct random random = random_seeded(8);
    for (int trial = 0; trial < 50; trial++) {
        double start[CELLS], target[CELLS], rows[ROWS] = {0}, columns[COLUMNS] = {0};
        double raked[CELLS], again[CELLS];
        for (size_t i = 0; i < CELLS; i++) {
            start[i] = 1 + (double)random_below(&random, 50);
            target[i] = 1 + (double)random_below(&random, 50);
            rows[rows_of[i]] += target[i];
            columns[columns_of[i]] += target[i];
        }
        const struct rake_variable variables[] = {
            {"row", ROWS, level_names, rows, rows_of},
            {"column", COLUMNS, level_names, columns, columns_of}};
        struct rake_result result;
        struct err err = {0};
        assert_int_equal(rake(variables, 2, start, CELLS, raked, &result, &err), 0);
        for (size_t i = 0; i + COLUMNS + 1 < CELLS; i++) {
            if (i % COLUMNS + 1 == COLUMNS)
                continue;
            double before = start[i] * start[i + COLUMNS + 1] / start[i + 1] / start[i + COLUMNS];
            double after = raked[i] * raked[i + COLUMNS + 1] / raked[i + 1] / raked[i + COLUMNS];
            assert_near(after / before, 1, 1e-9);
        }
        assert_int_equal(rake(variables, 2, raked, CELLS, again, &result, &err), 0);
        for (size_t i = 0; i < CELLS; i++)
            assert_near(again[i], raked[i], 1e-10);
        assert_near(result.efficiency, 1, 1e-9);
    }
}

/* --- surveys ------------------------------------------------------------------------------------
 */

enum { ANSWERS = 24 };

static const uint32_t stratum[ANSWERS] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                                          1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
static const uint32_t cluster[ANSWERS] = {0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2,
                                          3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5};
static const double weights[ANSWERS] = {10, 12.5, 8, 20, 10, 12.5, 8, 20, 10, 12.5, 8, 20,
                                        10, 12.5, 8, 20, 10, 12.5, 8, 20, 10, 12.5, 8, 20};
static const double y[ANSWERS] = {3,  5,  4,  6, 7, 8, 6, 9,  7,  2,  3,  2,
                                  10, 12, 11, 9, 8, 7, 9, 14, 11, 12, 13, 15};
static const double x[ANSWERS] = {5,  6,  5,  7,  9, 9, 8,  10, 8,  4,  4,  3,
                                  12, 13, 13, 11, 9, 9, 10, 15, 13, 14, 15, 16};
static const double clusters_there[ANSWERS] = {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9,
                                               7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7};
static const double answers_there[ANSWERS] = {8, 8, 8, 8, 6, 6, 6, 6,  6,  11, 11, 11,
                                              9, 9, 9, 4, 4, 4, 4, 20, 20, 20, 20, 20};

static const struct survey_sample one_stage = {
    .rows = ANSWERS, .weights = weights, .stratum = stratum, .stages = 1, .cluster = {cluster}};
static const struct survey_sample two_stages = {.rows = ANSWERS,
                                                .weights = weights,
                                                .stratum = stratum,
                                                .stages = 2,
                                                .cluster = {cluster},
                                                .size = {clusters_there, answers_there}};

static struct survey_estimate estimate(const struct survey_sample *how,
                                       enum survey_statistic statistic, const double *values,
                                       const bool *domain)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct survey survey;
    struct survey_estimate result;
    struct err err = {0};
    size_t row;
    if (survey_prepare(how, &arena, &survey, &row, &err) < 0)
        fail_msg("%s", err.message);
    survey_estimate(&survey, statistic, values, statistic == SURVEY_RATIO ? x : NULL, domain,
                    &result);
    return result;
}

static void assert_estimate(struct survey_estimate actual, double value, double se, double effect)
{
    assert_near(actual.estimate, value, 1e-12);
    assert_near(actual.se, se, 1e-12);
    assert_near(actual.design_effect, effect, 1e-12);
}

/* The figures of this and the next three are those of R 4.2 with survey 4.1, deff = TRUE. */
static void strata_and_clusters_agree_with_the_survey_package(void **state)
{
    (void)state;
    struct survey_estimate mean = estimate(&one_stage, SURVEY_MEAN, y, NULL);
    assert_estimate(mean, 8.2607260726073, 1.2412529294676, 2.571635316049);
    assert_near(mean.df, 4, 0);
    assert_near(mean.upper_95, mean.estimate + 2.7764451051977934 * mean.se, 1e-12);
    assert_estimate(estimate(&one_stage, SURVEY_TOTAL, y, NULL), 2503, 658.31299546644,
                    7.8789511545191);
    assert_estimate(estimate(&one_stage, SURVEY_RATIO, y, NULL), 0.85499573014518,
                    0.020903584554069, 2.040201228163);
}

static void two_stages_with_finite_populations_agree_too(void **state)
{
    (void)state;
    assert_estimate(estimate(&two_stages, SURVEY_MEAN, y, NULL), 8.2607260726073, 0.98795203869439,
                    1.629147970823);
    assert_estimate(estimate(&two_stages, SURVEY_TOTAL, y, NULL), 2503, 524.60979228667,
                    5.0035280281799);
    assert_estimate(estimate(&two_stages, SURVEY_RATIO, y, NULL), 0.85499573014518,
                    0.017545742910313, 1.4373912501225);
    struct survey_sample by_size = two_stages;
    by_size.weights = NULL; /* what the sizes make of them */
    assert_estimate(estimate(&by_size, SURVEY_TOTAL, y, NULL), 1232.8666666667, 359.58951288626,
                    8.0554015877301);
}

static void a_simple_sample_and_equal_weights_agree_too(void **state)
{
    (void)state;
    struct survey_sample simple = {.rows = ANSWERS, .weights = weights, .stages = 1};
    struct survey_estimate mean = estimate(&simple, SURVEY_MEAN, y, NULL);
    assert_estimate(mean, 8.2607260726073, 0.90005338673784, 1.3521514839921);
    assert_near(mean.df, 23, 0);
    struct survey_sample equal = {.rows = ANSWERS, .stages = 1, .cluster = {cluster}};
    assert_estimate(estimate(&equal, SURVEY_MEAN, y, NULL), 8.0416666666667, 1.5800450137165,
                    4.2408246783776); /* deff = "replace" */
}

static void equal_answers_have_no_error_and_no_design_effect(void **state)
{
    (void)state;
    for (double one = 0.1; one < 1; one += 0.1) {
        double same[ANSWERS], in_proportion[ANSWERS];
        for (size_t i = 0; i < ANSWERS; i++) {
            same[i] = one;
            in_proportion[i] = one * x[i];
        }
        struct survey_estimate mean = estimate(&one_stage, SURVEY_MEAN, same, NULL);
        assert_near(mean.estimate, one, 1e-15);
        assert_true(mean.se == 0 && isnan(mean.design_effect));
        struct survey_estimate ratio = estimate(&one_stage, SURVEY_RATIO, in_proportion, NULL);
        assert_near(ratio.estimate, one, 1e-15);
        assert_true(ratio.se == 0 && isnan(ratio.design_effect));
    }
}

static void a_domain_keeps_the_clusters_it_does_not_reach(void **state)
{
    (void)state;
    bool p[ANSWERS];
    for (size_t i = 0; i < ANSWERS; i++)
        p[i] = i % 3 != 1;
    assert_estimate(estimate(&one_stage, SURVEY_MEAN, y, p), 7.6856435643564, 1.2074815795739,
                    1.56150999193407);
    assert_estimate(estimate(&two_stages, SURVEY_MEAN, y, p), 7.6856435643564, 1.0468152651751,
                    1.17361008656873);
    double some[ANSWERS];
    memcpy(some, y, sizeof some);
    some[1] = some[8] = NAN;
    assert_estimate(estimate(&one_stage, SURVEY_MEAN, some, NULL), 8.4509803921569, 1.3373257346792,
                    2.6126188731242);
    bool none[ANSWERS] = {false};
    struct survey_estimate nobody = estimate(&one_stage, SURVEY_MEAN, y, none);
    assert_true(isnan(nobody.estimate) && isnan(nobody.se) && nobody.rows == 0);
}

/* Whatever the order of rows and the names of clusters, and with every answer split in two halves
 * of its weight in one cluster, the cluster totals are the same. */
static void order_and_names_do_not_matter(void **state)
{
    (void)state;
    struct random random = random_seeded(6);
    uint32_t strata[2 * ANSWERS], clusters[2 * ANSWERS];
    double weight[2 * ANSWERS], value[2 * ANSWERS];
    size_t order[2 * ANSWERS] = {0};
    for (size_t i = 0; i < 2 * ANSWERS; i++) {
        size_t other = random_below(&random, i + 1);
        order[i] = order[other];
        order[other] = i / 2;
    }
    for (size_t i = 0; i < 2 * ANSWERS; i++) {
        strata[i] = 9 - stratum[order[i]];
        clusters[i] = 70 + (cluster[order[i]] * 5) % 7;
        weight[i] = weights[order[i]] / 2;
        value[i] = y[order[i]];
    }
    struct survey_sample halves = {.rows = 2 * ANSWERS,
                                   .weights = weight,
                                   .stratum = strata,
                                   .stages = 1,
                                   .cluster = {clusters}};
    struct survey_estimate whole = estimate(&one_stage, SURVEY_TOTAL, y, NULL);
    struct survey_estimate split = estimate(&halves, SURVEY_TOTAL, value, NULL);
    assert_near(split.estimate, whole.estimate, 1e-12);
    assert_near(split.se, whole.se, 1e-12);
    assert_near(split.df, whole.df, 0);
}

static void refuse_sample(const struct survey_sample *how, size_t row, const char *part)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct survey survey = {.clusters = 7};
    struct err err = {0};
    size_t fault = SIZE_MAX;
    assert_true(survey_prepare(how, &arena, &survey, &fault, &err) < 0);
    if (!strstr(err.message, part))
        fail_msg("it said: %s", err.message);
    assert_int_equal(fault, row);
    assert_int_equal(survey.clusters, 7);
}

static void a_sample_that_tells_no_variance_is_refused(void **state)
{
    (void)state;
    uint32_t lone[ANSWERS];
    double sizes[ANSWERS];
    memcpy(lone, stratum, sizeof lone);
    lone[4] = lone[5] = lone[6] = lone[7] = lone[8] = 2; /* the second cluster, alone */
    struct survey_sample alone = one_stage;
    alone.stratum = lone;
    refuse_sample(&alone, 4, "Only one cluster was drawn in the stratum");
    struct survey_sample short_size = two_stages;
    memcpy(sizes, clusters_there, sizeof sizes);
    for (size_t i = 12; i < ANSWERS; i++)
        sizes[i] = 2;
    short_size.size[0] = sizes;
    refuse_sample(&short_size, 12, "3 were drawn");
    sizes[15] = 8;
    refuse_sample(&short_size, 12, "3 were drawn");
    memcpy(sizes, clusters_there, sizeof sizes);
    sizes[15] = 8;
    refuse_sample(&short_size, 15, "one size");
}

/* A stratum whose one cluster is all there is was not sampled: it adds nothing. */
static void a_stratum_taken_whole_adds_nothing(void **state)
{
    (void)state;
    const uint32_t strata[] = {0, 0, 1, 1}, clusters[] = {0, 1, 2, 2};
    const double size[] = {4, 4, 1, 1}, weight[] = {2, 2, 1, 1}, value[] = {1, 3, 8, 9};
    struct survey_sample how = {.rows = 4,
                                .weights = weight,
                                .stratum = strata,
                                .stages = 1,
                                .cluster = {clusters},
                                .size = {size}};
    /* 2·1 + 2·3 + 17; (1 − 2/4) · 2/(2 − 1) · ((2 − 4)² + (6 − 4)²) */
    struct survey_estimate total = estimate(&how, SURVEY_TOTAL, value, NULL);
    assert_near(total.estimate, 25, 1e-12);
    assert_near(total.se, sqrt(8), 1e-12);
}

/* --- scoring ------------------------------------------------------------------------------------
 */

enum { EMOTION, CONDUCT, HYPERACTIVITY, PEER, PROSOCIAL, TOTAL, SDQ_SCALES };

static void score_sdq(const char *name, int bands, const double *answers, double *scores,
                      double *ret_bands)
{
    const struct score_form *form = score_form_find(slice_from(name), bands);
    assert_non_null(form);
    assert_int_equal(form->item_count, 25);
    assert_int_equal(form->scale_count, SDQ_SCALES);
    score_answers(form, answers, scores, ret_bands);
}

/* Goodman 1997: items 7, 11, 14, 21 and 25 are turned round. */
static void each_item_counts_in_one_scale_and_in_its_direction(void **state)
{
    (void)state;
    static const int scale_of[25] = {
        PROSOCIAL,     HYPERACTIVITY, EMOTION, PROSOCIAL, CONDUCT,
        PEER,          CONDUCT,       EMOTION, PROSOCIAL, HYPERACTIVITY,
        PEER,          CONDUCT,       EMOTION, PEER,      HYPERACTIVITY,
        EMOTION,       PROSOCIAL,     CONDUCT, PEER,      PROSOCIAL,
        HYPERACTIVITY, CONDUCT,       PEER,    EMOTION,   HYPERACTIVITY};
    double answers[25], none[SDQ_SCALES], scores[SDQ_SCALES], bands[SDQ_SCALES];
    memset(answers, 0, sizeof answers);
    score_sdq("sdq-parent", 4, answers, none, bands);
    assert_true(none[CONDUCT] == 2 && none[HYPERACTIVITY] == 4 && none[PEER] == 4);
    for (size_t i = 0; i < 25; i++) {
        bool turned = i == 6 || i == 10 || i == 13 || i == 20 || i == 24;
        answers[i] = 2;
        score_sdq("sdq-parent", 4, answers, scores, bands);
        for (int scale = 0; scale < TOTAL; scale++)
            assert_near(scores[scale] - none[scale], scale != scale_of[i] ? 0 : turned ? -2 : 2, 0);
        assert_near(scores[TOTAL],
                    scores[EMOTION] + scores[CONDUCT] + scores[HYPERACTIVITY] + scores[PEER], 0);
        answers[i] = 0;
    }
}

static void missing_answers_are_prorated_from_three(void **state)
{
    (void)state;
    double answers[25], scores[SDQ_SCALES], bands[SDQ_SCALES];
    for (size_t i = 0; i < 25; i++)
        answers[i] = 1;
    answers[2] = NAN;                           /* emotion: four left */
    answers[7] = 2;                             /* 2, 1, 1, 1: mean 1.25, times five 6.25 */
    answers[4] = answers[6] = NAN;              /* conduct: three left */
    answers[11] = 2;                            /* 2, 1, 1: 6.67 */
    answers[0] = answers[3] = answers[8] = NAN; /* prosocial: two left */
    score_sdq("sdq-self", 4, answers, scores, bands);
    assert_near(scores[EMOTION], 6, 0);
    assert_near(scores[CONDUCT], 7, 0);
    assert_true(isnan(scores[PROSOCIAL]) && isnan(bands[PROSOCIAL]));
    assert_near(scores[TOTAL], 6 + 7 + 5 + 5, 0); /* prosocial is no difficulty */
    answers[1] = answers[9] = answers[14] = NAN;  /* hyperactivity: two left */
    score_sdq("sdq-self", 4, answers, scores, bands);
    assert_true(isnan(scores[HYPERACTIVITY]) && isnan(scores[TOTAL]) && isnan(bands[TOTAL]));
}

static void a_half_is_rounded_up(void **state)
{
    (void)state;
    double answers[25], scores[SDQ_SCALES], bands[SDQ_SCALES];
    memset(answers, 0, sizeof answers);
    answers[2] = NAN;
    answers[7] = answers[12] = 1; /* 1, 1, 0, 0: 2.5 */
    score_sdq("sdq-teacher", 3, answers, scores, bands);
    assert_near(scores[EMOTION], 3, 0);
}

/* The shared scoring facts give the last value of each band (of prosocial, where less is worse,
 * the lowest). */
static void bands_end_where_they_are_published_to(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int bands;
        double ends[SDQ_SCALES][3];
    } published[] = {
        {"sdq-parent", 4, {{3, 4, 6}, {2, 3, 5}, {5, 7, 8}, {2, 3, 4}, {8, 7, 6}, {13, 16, 19}}},
        {"sdq-teacher", 4, {{3, 4, 5}, {2, 3, 4}, {5, 7, 8}, {2, 4, 5}, {6, 5, 4}, {11, 15, 18}}},
        {"sdq-self", 4, {{4, 5, 6}, {3, 4, 5}, {5, 6, 7}, {2, 3, 4}, {7, 6, 5}, {14, 17, 19}}},
        {"sdq-parent", 3, {{3, 4}, {2, 3}, {5, 6}, {2, 3}, {6, 5}, {13, 16}}},
        {"sdq-teacher", 3, {{4, 5}, {2, 3}, {5, 6}, {3, 4}, {6, 5}, {11, 15}}},
        {"sdq-self", 3, {{5, 6}, {3, 4}, {5, 6}, {3, 5}, {6, 5}, {15, 19}}}};
    for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
        const struct score_form *form =
            score_form_find(slice_from(published[i].name), published[i].bands);
        for (int scale = 0; scale < SDQ_SCALES; scale++) {
            assert_int_equal(form->scales[scale].end_count, published[i].bands - 1);
            assert_true(form->scales[scale].low_is_worse == (scale == PROSOCIAL));
            for (int band = 0; band < published[i].bands - 1; band++)
                assert_near(form->scales[scale].ends[band], published[i].ends[scale][band], 0);
        }
    }
}

static void a_score_on_an_end_is_in_the_milder_band(void **state)
{
    (void)state;
    double answers[25], scores[SDQ_SCALES], bands[SDQ_SCALES];
    memset(answers, 0, sizeof answers);
    answers[2] = answers[7] = answers[12] = 1; /* emotion 3 */
    answers[0] = answers[3] = answers[8] = 2;  /* prosocial 6 */
    score_sdq("sdq-parent", 4, answers, scores, bands);
    assert_near(bands[EMOTION], 1, 0);
    assert_near(bands[PROSOCIAL], 3, 0);
    assert_near(bands[CONDUCT], 1, 0);
    answers[15] = 1; /* emotion 4 */
    answers[8] = 1;  /* prosocial 5 */
    score_sdq("sdq-parent", 4, answers, scores, bands);
    assert_near(bands[EMOTION], 2, 0);
    assert_near(bands[PROSOCIAL], 4, 0);
}

/* Stewart-Brown and others 2009, table 4. */
static void well_being_is_converted_only_where_it_is_whole(void **state)
{
    (void)state;
    const struct score_form *form = score_form_find(SLICE("swemwbs"), 0);
    assert_non_null(form);
    double answers[7] = {3, 3, 4, 3, 4, 3, 4}, score, band;
    score_answers(form, answers, &score, &band);
    assert_near(score, 24, 0);
    assert_near(score_convert(form->scales, score), 21.54, 0);
    assert_near(score_convert(form->scales, 7), 7, 0);
    assert_near(score_convert(form->scales, 33), 30.7, 0);
    assert_near(score_convert(form->scales, 35), 35, 0);
    assert_true(isnan(score_convert(form->scales, 6)) && isnan(score_convert(form->scales, 36)));
    answers[6] = NAN;
    score_answers(form, answers, &score, &band);
    assert_true(isnan(score) && isnan(score_convert(form->scales, score)));
}

static void forms_that_are_not_shipped_are_not_found(void **state)
{
    (void)state;
    assert_null(score_form_find(SLICE("sdq"), 4));
    assert_null(score_form_find(SLICE("sdq-parent"), 5));
    assert_null(score_form_find(SLICE("swemwbs"), 4));
}

/* --- benefit ------------------------------------------------------------------------------------
 */

/* The shared worked example: 100,000 now, 30,000 in each of four years, at 3.5%. */
static void a_benefit_is_worth_less_later(void **state)
{
    (void)state;
    const double year[] = {0, 1, 2, 3, 4}, cost[] = {100000, 0, 0, 0, 0};
    const double gain[] = {0, 30000, 30000, 30000, 30000};
    struct benefit benefit = benefit_appraise(year, cost, gain, 5, 0.035);
    assert_near(benefit.net_present_value, 10192.376258366749, 1e-12);
    assert_near(benefit.ratio, 1.1019237625836675, 1e-12);
    assert_near(benefit.payback_year, 4, 0);
    benefit = benefit_appraise(year, cost, gain, 5, 0);
    assert_near(benefit.net_present_value, 20000, 1e-12);
}

static void payback_is_for_good(void **state)
{
    (void)state;
    const double year[] = {2011, 2012, 2013, 2015}, cost[] = {10, 0, 30, 0};
    const double gain[] = {0, 15, 0, 40}, never[] = {0, 15, 0, 5}, blank[] = {0, NAN, 0, 40};
    struct benefit benefit = benefit_appraise(year, cost, gain, 4, 0.035);
    assert_near(benefit.payback_year, 2015, 0); /* not 2012, which 2013 undoes */
    assert_near(benefit.present_benefit, 15 / 1.035 + 40 / pow(1.035, 4), 1e-14);
    assert_true(isnan(benefit_appraise(year, cost, never, 4, 0.035).payback_year));
    benefit = benefit_appraise(year, cost, blank, 4, 0.035);
    assert_true(isnan(benefit.net_present_value) && isnan(benefit.present_cost));
    assert_true(isnan(benefit_appraise(year, blank + 2, gain, 1, 0.035).ratio)); /* costs nothing */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raked_factors_are_those_of_the_published_table),
        cmocka_unit_test(raking_leaves_the_odds_within_the_table_alone),
        cmocka_unit_test(totals_that_cannot_be_met_are_refused),
        cmocka_unit_test(strata_and_clusters_agree_with_the_survey_package),
        cmocka_unit_test(two_stages_with_finite_populations_agree_too),
        cmocka_unit_test(a_simple_sample_and_equal_weights_agree_too),
        cmocka_unit_test(equal_answers_have_no_error_and_no_design_effect),
        cmocka_unit_test(a_domain_keeps_the_clusters_it_does_not_reach),
        cmocka_unit_test(order_and_names_do_not_matter),
        cmocka_unit_test(a_sample_that_tells_no_variance_is_refused),
        cmocka_unit_test(a_stratum_taken_whole_adds_nothing),
        cmocka_unit_test(each_item_counts_in_one_scale_and_in_its_direction),
        cmocka_unit_test(missing_answers_are_prorated_from_three),
        cmocka_unit_test(a_half_is_rounded_up),
        cmocka_unit_test(bands_end_where_they_are_published_to),
        cmocka_unit_test(a_score_on_an_end_is_in_the_milder_band),
        cmocka_unit_test(well_being_is_converted_only_where_it_is_whole),
        cmocka_unit_test(forms_that_are_not_shipped_are_not_found),
        cmocka_unit_test(a_benefit_is_worth_less_later),
        cmocka_unit_test(payback_is_for_good),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
