#include "support/test.h"

#include <math.h>

#include "math/statistics/statistics.h"

/* --- interrupted time series: Sicily, hospital admissions before and after a smoking ban ------ */

/* aces (0), population (1) and whether the ban holds (2), by month, 2002 to November 2006. */
static size_t read_sicily(double columns[3][64])
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 16);
    read_shared_data("statistics/its_sicily.csv", &text);
    struct slice rest = buffer_slice(&text), line, field;
    size_t rows = 0;
    slice_split(&rest, '\n', &line);
    while (slice_split(&rest, '\n', &line) && line.length > 1) {
        double fields[7] = {0};
        for (size_t i = 0; i < 7 && slice_split(&line, ',', &field); i++)
            assert_true(slice_to_double(slice_trim(field), &fields[i]));
        columns[0][rows] = fields[2];
        columns[1][rows] = fields[6];
        columns[2][rows++] = fields[4];
    }
    return rows;
}

static struct interrupted sicily(double columns[3][64])
{
    struct interrupted series = {
        .count = read_sicily(columns), .y = columns[0], .population = columns[1]};
    while (columns[2][series.start] == 0)
        series.start++;
    return series;
}

static const struct interrupted_term *term_of(const struct interrupted_fit *fit, const char *name)
{
    for (size_t i = 0; i < fit->count; i++)
        if (strcmp(fit->terms[i].name, name) == 0)
            return &fit->terms[i];
    fail_msg("there is no term %s", name);
    return NULL;
}

/* Lopez Bernal, Cummins and Gasparrini 2017: rate ratio 0.894 (0.864 to 0.925). The digits are
 * those of R 4.2's glm with epsilon 1e-15, as are those below; robust errors by sandwich 3.0. */
static void the_published_rate_ratio_of_sicily_comes_back(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    double columns[3][64];
    struct interrupted series = sicily(columns);
    struct interrupted_fit fit;
    struct err err = {0};
    assert_int_equal(interrupted_fit(&series, &arena, &fit, &err), 0);
    assert_int_equal(fit.count, 3);
    const struct interrupted_term *level = term_of(&fit, "level");
    assert_near(level->estimate, -0.11162844256310205, 1e-12);
    assert_near(level->se, 0.017224781632177978, 1e-12);
    assert_true(fabs(level->p / 9.13050622852170e-11 - 1) < 1e-9);
    assert_true(fabs(level->ratio - 0.894) < 0.0005);
    assert_true(fabs(level->lower_95 - 0.864) < 0.001);
    assert_true(fabs(level->upper_95 - 0.925) < 0.0005);
    assert_near(term_of(&fit, "time")->estimate, 0.00494499203225477, 1e-12);
    assert_near(term_of(&fit, "intercept")->estimate, -6.24315091046742676, 1e-12);
    assert_int_equal(fit.before, 36);
    assert_int_equal(fit.after, 23);
}

static void slope_season_and_dispersion_agree_with_glm(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    double columns[3][64];
    struct interrupted series = sicily(columns);
    series.family = INTERRUPTED_QUASI;
    series.slope = true;
    series.season = 12;
    series.harmonics = 2;
    struct interrupted_fit fit;
    struct err err = {0};
    assert_int_equal(interrupted_fit(&series, &arena, &fit, &err), 0);
    static const struct {
        const char *name;
        double estimate, se;
    } expected[] = {{"intercept", -6.24690393297509239, 0.018876811050608476},
                    {"time", 0.00510260219700903, 0.000874527839248975},
                    {"level", -0.13185917124896185, 0.029791283566732572},
                    {"slope", 0.00148222799795708, 0.001854630862058939},
                    {"sin1", 0.03832613711793452, 0.010168710261109064},
                    {"cos1", 0.03835577812897646, 0.009714161534830798},
                    {"sin2", -0.01763264135915404, 0.009696572986963662},
                    {"cos2", 0.01496528489175788, 0.009752383726655340}};
    assert_int_equal(fit.count, 8);
    assert_near(fit.dispersion, 2.274558329031, 1e-11);
    for (size_t i = 0; i < 8; i++) {
        assert_string_equal(fit.terms[i].name, expected[i].name);
        assert_near(fit.terms[i].estimate, expected[i].estimate, 1e-12);
        assert_near(fit.terms[i].se, expected[i].se, 1e-12);
    }
}

static void robust_errors_agree_with_sandwich(void **state)
{
    (void)state;
    static const double hc1[] = {0.017774044936534828, 0.000727730193154627, 0.026809607095220032};
    static const double nw[] = {0.01920688231608681, 0.00077463488576042, 0.03199594103545074};
    CLEANUP(arena_free) struct arena arena = ARENA;
    double columns[3][64];
    struct interrupted series = sicily(columns);
    struct interrupted_fit fit;
    struct err err = {0};
    series.errors = INTERRUPTED_HC1;
    assert_int_equal(interrupted_fit(&series, &arena, &fit, &err), 0);
    for (size_t i = 0; i < 3; i++)
        assert_near(fit.terms[i].se, hc1[i], 1e-12);
    series.errors = INTERRUPTED_NW;
    series.lag = 3;
    assert_int_equal(interrupted_fit(&series, &arena, &fit, &err), 0);
    for (size_t i = 0; i < 3; i++)
        assert_near(fit.terms[i].se, nw[i], 1e-12);
}

static void a_gaussian_series_has_limits_of_the_estimate(void **state)
{
    (void)state;
    static const double estimate[] = {728.473015873017061, 4.453410553410531, -92.969708839273807,
                                      0.687893794415554};
    static const double model[] = {18.912855786118321, 0.891395513902914, 30.042621348437891,
                                   1.960853916018322};
    static const double hc1[] = {14.874321198574879, 0.666465056621285, 24.454001763140152,
                                 1.557243508977536};
    static const double nw[] = {14.538801846140540, 0.670456784518539, 29.102595571217353,
                                1.721352554458240};
    static const double *const errors[] = {model, hc1, nw};
    CLEANUP(arena_free) struct arena arena = ARENA;
    double columns[3][64];
    struct interrupted series = sicily(columns);
    series.population = NULL;
    series.family = INTERRUPTED_GAUSSIAN;
    series.slope = true;
    series.lag = 2;
    for (series.errors = INTERRUPTED_MODEL; series.errors <= INTERRUPTED_NW; series.errors++) {
        struct interrupted_fit fit;
        struct err err = {0};
        assert_int_equal(interrupted_fit(&series, &arena, &fit, &err), 0);
        for (size_t i = 0; i < 4; i++) {
            const struct interrupted_term *term = &fit.terms[i];
            assert_near(term->estimate, estimate[i], 1e-11);
            assert_near(term->se, errors[series.errors][i], 1e-11);
            assert_true(isnan(term->ratio));
            double reach = series.errors == INTERRUPTED_MODEL ? 2.004044783289 : Z_95; /* t of 55 */
            assert_near(term->lower_95, term->estimate - reach * term->se, 1e-12);
        }
    }
}

/* R 4.2.2: summary and confint of lm(y ~ time + level); glm(family = quasipoisson, epsilon 1e-15),
 * its limits by qt(.975, 9). */
static void an_estimated_variance_has_students_tests(void **state)
{
    (void)state;
    static const double y[] = {62, 58, 61, 66, 59, 64, 67, 60, 48, 51, 47, 55};
    static const struct {
        enum interrupted_family family;
        double time_p, level_p, lower, upper;
    } cases[] = {
        {INTERRUPTED_GAUSSIAN, 3.03116949323742e-01, 2.22415899080053e-03, -23.134109332866473,
         -6.99886939053775},
        {INTERRUPTED_QUASI, 3.16371929397155e-01, 1.97376388271260e-03, 0.668077757165943,
         0.882051805257303},
    };
    CLEANUP(arena_free) struct arena arena = ARENA;
    for (size_t i = 0; i < 2; i++) {
        struct interrupted series = {
            .count = 12, .y = y, .start = 8, .family = cases[i].family, .lag = 2};
        struct interrupted_fit fit;
        struct err err = {0};
        assert_int_equal(interrupted_fit(&series, &arena, &fit, &err), 0);
        assert_near(fit.terms[1].p, cases[i].time_p, 1e-9);
        assert_near(fit.terms[2].p, cases[i].level_p, 1e-9);
        assert_near(fit.terms[2].lower_95, cases[i].lower, 1e-9);
        assert_near(fit.terms[2].upper_95, cases[i].upper, 1e-9);
        for (series.errors = INTERRUPTED_HC1; series.errors <= INTERRUPTED_NW; series.errors++) {
            assert_int_equal(interrupted_fit(&series, &arena, &fit, &err), 0);
            const struct interrupted_term *term = &fit.terms[2];
            assert_near(term->p, normal_two_sided(term->estimate / term->se), 1e-12);
        }
    }
}

static void a_missing_point_is_left_out_and_its_time_goes_by(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    const double y[] = {10, 12, NAN, 16, 18, 30, 32, 34};
    struct interrupted series = {.count = 8, .y = y, .start = 5, .family = INTERRUPTED_GAUSSIAN};
    struct interrupted_fit fit;
    struct err err = {0};
    assert_int_equal(interrupted_fit(&series, &arena, &fit, &err), 0);
    assert_near(fit.terms[1].estimate, 2, 1e-12);
    assert_near(fit.terms[2].estimate, 10, 1e-12);
    assert_int_equal(fit.before, 4);
}

static void a_series_that_cannot_bear_its_terms_is_refused(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    const double y[] = {10, 12, 15, 16, 18, 30, 32, 34};
    const double none[8] = {0};
    struct interrupted_fit fit = {.count = 77};
    struct err err = {0};
    struct interrupted late = {.count = 8, .y = y, .start = 8};
    struct interrupted early = {.count = 8, .y = y, .start = 0};
    struct interrupted one_after = {.count = 8, .y = y, .start = 7, .slope = true};
    struct interrupted short_one = {.count = 4, .y = y, .start = 2, .slope = true};
    struct interrupted nought = {.count = 8, .y = none, .start = 4};
    struct interrupted half = {.count = 8, .y = y, .start = 4, .season = 2, .harmonics = 1};
    const struct interrupted *refused[] = {&late, &early, &one_after, &short_one, &nought, &half};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_int_equal(interrupted_fit(refused[i], &arena, &fit, &err), ERR_ASSUMPTION);
        assert_true(err.message[0] != '\0');
        assert_int_equal(fit.count, 77);
    }
}

static void nothing_at_all_after_the_start_has_no_finite_estimate(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    const double y[] = {10, 12, 15, 16, 0, 0, 0};
    struct interrupted series = {.count = 7, .y = y, .start = 4};
    struct interrupted_fit fit;
    struct err err = {0};
    assert_int_equal(interrupted_fit(&series, &arena, &fit, &err), ERR_ASSUMPTION);
    assert_non_null(strstr(err.message, "does not settle"));
}

/* --- difference in differences ---------------------------------------------------------------- */

/* By hand: means 5, 9, 4, 6; variances 1, 4, 1, 9; three values each. */
static void the_error_adds_up_over_the_four_groups(void **state)
{
    (void)state;
    const double treated[] = {1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0};
    const double after[] = {0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1};
    const double value[] = {4, 5, 6, 7, 9, 11, 3, 4, 5, 3, 6, 9, NAN};
    struct difference_fit fit;
    struct err err = {0};
    assert_int_equal(difference_fit(treated, after, value, 13, &fit, &err), 0);
    assert_near(fit.effect, (9 - 5) - (6 - 4), 1e-12);
    assert_near(fit.se, sqrt((1 + 4 + 1 + 9) / 3.0), 1e-12);
    assert_near(fit.upper_95, 2 + 1.959963984540054 * sqrt(5), 1e-12);
    assert_int_equal(fit.counts[0][1], 3);
}

static void a_group_of_one_is_refused_by_name(void **state)
{
    (void)state;
    const double treated[] = {1, 1, 1, 1, 0, 0, 0};
    const double after[] = {0, 0, 1, 1, 0, 0, 1};
    const double value[] = {4, 5, 7, 9, 3, 4, 3};
    struct difference_fit fit;
    struct err err = {0};
    assert_int_equal(difference_fit(treated, after, value, 7, &fit, &err), ERR_ASSUMPTION);
    assert_non_null(strstr(err.message, "others after"));
}

/* --- matched comparison ----------------------------------------------------------------------- */

enum { PEOPLE = 60 };

static const double treated[PEOPLE] = {0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0,
                                       0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1,
                                       1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0};
static const double outcome[PEOPLE] = {
    -1.42, 1.79,  3.04,  -2.78, 2.07,  0.3,   3.07,  4.08, -2.16, 6.2,   0.21, 0.38,
    1.05,  -0.13, 3.93,  -2.02, -0.46, -0.68, 3.63,  0.52, -1.32, -1.36, 0.61, -1.49,
    3.45,  -0.07, 2.08,  3.38,  4.29,  -1.87, 2.51,  4.34, 3.95,  3.33,  2.39, 4.15,
    4.17,  -0.9,  -2.27, 5.54,  5.41,  2.79,  6.86,  2.03, 4.54,  -1.84, 4.4,  1.14,
    1.75,  0.42,  2.69,  -2.04, 1.78,  -2.03, -3.32, 2.76, 2.08,  4.51,  0.24, -1.62};
static const double first[PEOPLE] = {
    -0.96, -0.29, 0.26,  -1.15, 0.2,   0.03,  0.09,  1.12,  -1.22, 1.27,  -0.74, -1.13,
    -0.72, 0.25,  0.15,  -0.31, -0.95, -0.65, 1.22,  0.2,   -0.58, -0.94, -0.2,  -1.67,
    -0.48, -0.74, 1.16,  1.01,  -0.07, -1.14, 0.9,   0.85,  0.73,  0.74,  -0.35, 0.71,
    1.3,   0.04,  -0.98, 0.79,  0.79,  -0.31, 1.7,   -0.79, 0.35,  -2.27, -0.16, 1.13,
    -0.46, -0.9,  0.73,  -0.81, 0.27,  -1.74, -1.41, -0.45, -1.04, 1.36,  0.92,  -0.79};
static const double second[PEOPLE] = {2, 2, 2, 0, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 2, 1, 0, 0, 1, 1,
                                      1, 1, 2, 2, 2, 1, 1, 2, 1, 0, 2, 0, 2, 1, 2, 1, 0, 0, 1, 0,
                                      3, 1, 1, 2, 2, 2, 2, 0, 2, 1, 1, 0, 1, 2, 0, 1, 2, 2, 0, 1};
static const char *const covariate_names[] = {"first", "second"};

static struct match sixty_people(double covariate[2 * PEOPLE])
{
    for (size_t i = 0; i < PEOPLE; i++) {
        covariate[2 * i] = first[i];
        covariate[2 * i + 1] = second[i];
    }
    return (struct match){MATCH_NEAREST, PEOPLE, 2, treated, outcome, covariate, covariate_names};
}

/* R 4.2: glm for the probabilities, the rule written out for the pairs and the weights. */
static void matching_and_weighting_agree_with_the_rule_in_r(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    double covariate[2 * PEOPLE];
    struct match match = sixty_people(covariate);
    struct match_fit fit;
    struct err err = {0};
    assert_int_equal(match_fit(&match, &arena, &fit, &err), 0);
    assert_near(fit.effect, 2.41894736842105, 1e-12);
    assert_int_equal(fit.n_treated, 19);
    assert_int_equal(fit.n_control, 19);
    assert_int_equal(fit.unmatched, 0);
    assert_near(fit.imbalance_before[0], 0.73072629445952, 1e-12);
    assert_true(fabs(fit.imbalance_after[0]) < fabs(fit.imbalance_before[0]));
    match.method = MATCH_WEIGHTS;
    assert_int_equal(match_fit(&match, &arena, &fit, &err), 0);
    assert_near(fit.effect, 2.0320072760986, 1e-12);
    assert_int_equal(fit.n_treated, 19);
    assert_int_equal(fit.n_control, 41);
    assert_near(fit.effective_controls, 27.3468708106231, 1e-12);
}

/* With more treated than controls the likeliest treated find one, and the rest are left out. */
static void treated_without_a_control_are_left_out(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    const double sides[] = {1, 1, 1, 1, 0, 0};
    const double values[] = {10, 20, 30, 40, 1, 2};
    const double covariate[] = {1, 3, 5, 4, 2, 4};
    const char *const names[] = {"x"};
    struct match match = {MATCH_NEAREST, 6, 1, sides, values, covariate, names};
    struct match_fit fit;
    struct err err = {0};
    assert_int_equal(match_fit(&match, &arena, &fit, &err), 0);
    assert_int_equal(fit.n_treated, 2);
    assert_int_equal(fit.unmatched, 2);
    assert_near(fit.effect, 35 - 1.5, 1e-12); /* 5 takes 4, and 4 what is left, 2 */
    assert_int_equal(fit.beyond, 1);
}

static void of_two_controls_alike_the_first_in_the_table_is_taken(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    const double sides[] = {0, 1, 0, 1, 0, 0, 1};
    const double values[] = {1, 10, 2, 20, 4, 8, 30};
    const double covariate[] = {1, 1, 1, 1, 1, 0, 0};
    const char *const names[] = {"x"};
    struct match match = {MATCH_NEAREST, 7, 1, sides, values, covariate, names};
    struct match_fit fit;
    struct err err = {0};
    assert_int_equal(match_fit(&match, &arena, &fit, &err), 0);
    assert_near(fit.effect, 20 - (1 + 2 + 8) / 3.0, 1e-12);
}

static void sides_that_a_covariate_tells_apart_are_refused(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    const double sides[] = {1, 1, 1, 0, 0, 0};
    const double values[] = {1, 2, 3, 4, 5, 6};
    const double apart[] = {7, 8, 9, 1, 2, 3}, same[] = {4, 4, 4, 4, 4, 4};
    const double only[] = {1, 1, 1, 1, 1, 1};
    const char *const names[] = {"x"};
    struct match match = {MATCH_NEAREST, 6, 1, sides, values, apart, names};
    struct match_fit fit;
    struct err err = {0};
    assert_int_equal(match_fit(&match, &arena, &fit, &err), ERR_ASSUMPTION);
    assert_non_null(strstr(err.message, "wholly"));
    match.covariate = same;
    assert_int_equal(match_fit(&match, &arena, &fit, &err), ERR_ASSUMPTION);
    assert_string_equal(err.field, "x");
    match.treated = only;
    assert_int_equal(match_fit(&match, &arena, &fit, &err), ERR_ASSUMPTION);
    assert_string_equal(err.field, "treated");
}

/* The rule written out plainly: in order of probability, each treated looks at every control. */
static double match_plainly(const struct match *match, const double *probability, size_t *ret_pairs)
{
    bool used[PEOPLE * 5] = {false};
    double difference = 0;
    for (*ret_pairs = 0;; ++*ret_pairs) {
        size_t next = match->rows, nearest = match->rows;
        for (size_t i = 0; i < match->rows; i++)
            if (match->treated[i] == 1 && !used[i] &&
                (next == match->rows || probability[i] > probability[next]))
                next = i;
        for (size_t i = 0; i < match->rows && next < match->rows; i++)
            if (match->treated[i] == 0 && !used[i] &&
                (nearest == match->rows || fabs(probability[i] - probability[next]) <
                                               fabs(probability[nearest] - probability[next])))
                nearest = i;
        if (nearest == match->rows)
            return difference / (double)*ret_pairs;
        used[next] = used[nearest] = true;
        difference += match->outcome[next] - match->outcome[nearest];
    }
}

/* Few different covariates, so that many people are alike, and sides of every size. */
static void random_matches_follow_the_rule_written_out_plainly(void **state)
{
    (void)state;
    struct random random = random_seeded(17);
    size_t compared = 0;
    for (int trial = 0; trial < 60; trial++) {
        enum { MANY = PEOPLE * 5 };
        double sides[MANY], values[MANY], covariate[2 * MANY], design[3 * MANY];
        double share = 0.15 + 0.5 * random_unit(&random);
        for (size_t i = 0; i < MANY; i++) {
            sides[i] = random_unit(&random) < share;
            values[i] = random_normal(&random);
            for (size_t j = 0; j < 2; j++)
                covariate[2 * i + j] = (double)random_below(&random, 4);
            design[3 * i] = 1;
            memcpy(design + 3 * i + 1, covariate + 2 * i, 2 * sizeof *design);
        }
        CLEANUP(arena_free) struct arena arena = ARENA;
        struct match match = {MATCH_NEAREST, MANY, 2, sides, values, covariate, covariate_names};
        static const char *const terms[] = {"intercept", "first", "second"};
        struct glm model = {GLM_BINOMIAL, MANY, 3, design, sides, NULL, terms};
        struct match_fit fit;
        struct glm_fit probabilities;
        if (match_fit(&match, &arena, &fit, NULL) < 0 ||
            glm_fit(&model, &arena, &probabilities, NULL) < 0)
            continue;
        size_t pairs;
        double effect = match_plainly(&match, probabilities.fitted, &pairs);
        assert_int_equal(fit.n_treated, pairs);
        assert_int_equal(fit.n_control, pairs);
        assert_near(fit.effect, effect, 1e-12);
        compared++;
    }
    assert_true(compared > 50);
}

/* --- synthetic control ------------------------------------------------------------------------ */

enum { UNITS = 7, PERIODS = 12, BEFORE = 8 };

static const double panel[UNITS * PERIODS] = {
    48.2, 49.5, 47.8, 46.3, 49.1, 48.1, 48.1, 47.5, 48.0, 50.9, 50.5, 48.8, 52.3, 50.9,
    48.0, 50.0, 50.9, 51.8, 49.9, 50.2, 51.1, 53.2, 52.8, 51.7, 53.5, 50.8, 52.0, 51.4,
    55.7, 55.4, 51.7, 52.6, 52.6, 56.6, 57.1, 52.9, 57.0, 54.1, 54.7, 53.5, 57.9, 56.3,
    55.9, 53.7, 57.6, 60.3, 62.8, 58.3, 60.8, 57.3, 55.2, 56.8, 61.2, 59.8, 58.9, 56.7,
    59.2, 62.5, 63.4, 60.6, 62.7, 57.8, 58.8, 57.8, 61.3, 61.6, 62.2, 58.5, 60.1, 64.9,
    67.3, 62.1, 64.0, 61.4, 58.7, 61.0, 65.2, 65.1, 63.7, 62.4, 63.1, 67.9, 68.2, 65.7};

/* scipy 1.17, optimize.minimize by SLSQP from twenty starts, which stops at about 1e-7. */
static void weights_bring_the_values_before_nearest(void **state)
{
    (void)state;
    static const double weights[UNITS] = {0.10474376, 0.33870569, 0, 0.55655055, 0, 0, 0};
    static const double gaps[PERIODS] = {
        -0.9863382107, -1.7343205180, 0.2920600330,  -0.1603750470, 1.0926848753,  1.4830743981,
        -1.3507645698, 0.7348811975,  -1.7928729651, -0.3105983024, -1.0245949118, -2.1694767717};
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct synthetic synthetic = {UNITS, PERIODS, BEFORE, 2, panel, 0, NULL};
    struct synthetic_fit fit;
    synthetic_fit(&synthetic, &arena, &fit);
    double total = 0;
    for (size_t i = 0; i < UNITS; i++) {
        assert_near(fit.weights[i], weights[i], 1e-6);
        total += fit.weights[i];
    }
    assert_near(total, 1, 1e-14);
    assert_near(fit.rmspe_before, 1.109607765632556, 1e-10);
    for (size_t i = 0; i < PERIODS; i++)
        assert_near(fit.gaps[i], gaps[i], 1e-6);
}

static void a_unit_that_is_a_mixture_is_matched_exactly(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    double values[UNITS * PERIODS];
    memcpy(values, panel, sizeof values);
    for (size_t i = 0; i < PERIODS; i++)
        values[i] =
            0.25 * panel[PERIODS + i] + 0.75 * panel[4 * PERIODS + i] + (i >= BEFORE ? 3 : 0);
    struct synthetic synthetic = {UNITS, PERIODS, BEFORE, 0, values, 0, NULL};
    struct synthetic_fit fit;
    synthetic_fit(&synthetic, &arena, &fit);
    assert_near(fit.weights[1], 0.25, 1e-9);
    assert_near(fit.weights[4], 0.75, 1e-9);
    assert_near(fit.rmspe_before, 0, 1e-9);
    assert_near(fit.gaps[PERIODS - 1], 3, 1e-9);
}

static void predictors_choose_the_weights_in_place_of_values(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    double predictor[UNITS * 3];
    struct random random = random_seeded(2);
    for (size_t i = 0; i < UNITS * 3; i++)
        predictor[i] = random_normal(&random) * (i % 3 == 1 ? 1000 : 1);
    for (size_t k = 0; k < 3; k++) /* the treated lies between units 3 and 6 in every one */
        predictor[2 * 3 + k] = 0.6 * predictor[3 * 3 + k] + 0.4 * predictor[6 * 3 + k];
    double values[UNITS * PERIODS];
    memcpy(values, panel, sizeof values);
    for (size_t i = 0; i < PERIODS; i++)
        values[2 * PERIODS + i] = 0.6 * panel[3 * PERIODS + i] + 0.4 * panel[6 * PERIODS + i];
    struct synthetic synthetic = {UNITS, PERIODS, BEFORE, 2, values, 3, predictor};
    struct synthetic_fit fit;
    synthetic_fit(&synthetic, &arena, &fit);
    assert_near(fit.weights[3], 0.6, 1e-6);
    assert_near(fit.weights[6], 0.4, 1e-6);
    assert_near(fit.rmspe_before, 0, 1e-5);
}

/* Predictors that do not fit, so that the search for their importance has something to weigh. */
static void the_unit_of_the_values_does_not_change_the_mixture(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        CLEANUP(arena_free) struct arena arena = ARENA;
        double predictor[UNITS * 3], values[UNITS * PERIODS];
        struct random random = random_seeded(seed);
        for (size_t i = 0; i < UNITS * 3; i++)
            predictor[i] = random_normal(&random);
        struct synthetic synthetic = {UNITS, PERIODS, BEFORE, seed % UNITS, panel, 3, predictor};
        struct synthetic_fit fit, scaled;
        synthetic_fit(&synthetic, &arena, &fit);
        for (int power = -40; power <= 40; power += 20) { /* of two: nothing is rounded */
            for (size_t i = 0; i < UNITS * PERIODS; i++)
                values[i] = ldexp(panel[i], power);
            synthetic.values = values;
            synthetic_fit(&synthetic, &arena, &scaled);
            assert_near(ldexp(scaled.rmspe_before, -power), fit.rmspe_before, 1e-12);
            for (size_t i = 0; i < UNITS; i++)
                assert_near(scaled.weights[i], fit.weights[i], 1e-12);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_rate_ratio_of_sicily_comes_back),
        cmocka_unit_test(slope_season_and_dispersion_agree_with_glm),
        cmocka_unit_test(robust_errors_agree_with_sandwich),
        cmocka_unit_test(a_gaussian_series_has_limits_of_the_estimate),
        cmocka_unit_test(an_estimated_variance_has_students_tests),
        cmocka_unit_test(a_missing_point_is_left_out_and_its_time_goes_by),
        cmocka_unit_test(a_series_that_cannot_bear_its_terms_is_refused),
        cmocka_unit_test(nothing_at_all_after_the_start_has_no_finite_estimate),
        cmocka_unit_test(the_error_adds_up_over_the_four_groups),
        cmocka_unit_test(a_group_of_one_is_refused_by_name),
        cmocka_unit_test(matching_and_weighting_agree_with_the_rule_in_r),
        cmocka_unit_test(treated_without_a_control_are_left_out),
        cmocka_unit_test(of_two_controls_alike_the_first_in_the_table_is_taken),
        cmocka_unit_test(random_matches_follow_the_rule_written_out_plainly),
        cmocka_unit_test(sides_that_a_covariate_tells_apart_are_refused),
        cmocka_unit_test(weights_bring_the_values_before_nearest),
        cmocka_unit_test(a_unit_that_is_a_mixture_is_matched_exactly),
        cmocka_unit_test(predictors_choose_the_weights_in_place_of_values),
        cmocka_unit_test(the_unit_of_the_values_does_not_change_the_mixture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
