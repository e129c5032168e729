#include "support/test.h"

#include <math.h>

#include "math/statistics/statistics.h"
#include "support/stats.h"

/* The closed forms and published tables of worked_examples.json, which cites each. */
static void wilson_limits_are_those_of_newcombes_table(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json file = shared_json("statistics/worked_examples.json", &arena);
    const struct json *cases = json_member(&file, "proportion_ci");
    assert_true(cases->count > 5);
    for (size_t i = 0; i < cases->count; i++) {
        const struct json *each = &cases->items[i];
        struct limits limits = wilson_limits(json_number(each, "x"), json_number(each, "n"), Z_95);
        assert_near(limits.lower, json_item(each, "wilson", 0), 1e-12);
        assert_near(limits.upper, json_item(each, "wilson", 1), 1e-12);
    }
}

static void counts_have_garwoods_and_byars_limits(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json file = shared_json("statistics/worked_examples.json", &arena);
    const struct json *cases = json_member(&file, "poisson_ci");
    for (size_t i = 0; i < cases->count; i++) {
        const struct json *each = &cases->items[i];
        double events = json_number(each, "x");
        struct limits exact = garwood_limits(events, Z_95), byar = byar_limits(events, Z_95);
        assert_near(exact.lower, json_item(each, "exact", 0), 1e-12);
        assert_near(exact.upper, json_item(each, "exact", 1), 1e-12);
        assert_near(byar.upper, json_item(each, "byar", 1), 1e-12);
        if (events > 0)
            assert_near(byar.lower, json_item(each, "byar", 0), 1e-12);
    }
}

static void a_count_under_ten_has_exact_limits_and_ten_has_byars(void **state)
{
    (void)state;
    double events[] = {9, 10, NAN, 2.5}, lower[4], upper[4];
    poisson_limits_each(events, 4, Z_95, lower, upper);
    assert_true(lower[0] == garwood_limits(9, Z_95).lower);
    assert_true(upper[0] == garwood_limits(9, Z_95).upper);
    assert_true(lower[1] == byar_limits(10, Z_95).lower);
    assert_true(isnan(lower[2]) && isnan(upper[2]));
    assert_true(lower[3] == garwood_limits(2.5, Z_95).lower);
    for (size_t i = 0; i < 4; i += 3)
        assert_true(upper[i] == poisson_limits(events[i], Z_95).upper);
}

static void limits_of_nothing_and_of_all_are_the_ends_themselves(void **state)
{
    (void)state;
    double events[] = {0, 7, NAN, 3}, trials[] = {7, 7, 7, NAN}, lower[4], upper[4];
    wilson_limits_each(events, trials, 4, Z_99_8, lower, upper);
    assert_true(lower[0] == 0 && upper[0] > 0.4);
    assert_true(upper[1] == 1 && lower[1] < 0.6);
    assert_true(isnan(lower[2]) && isnan(upper[2]) && isnan(lower[3]) && isnan(upper[3]));
    assert_true(garwood_limits(0, Z_95).lower == 0);
    /* Expected errors of next to nothing, whose lower limit was shown as -0.00. */
    for (double little = 1e-3; little > 1e-20; little /= 10) {
        assert_true(wilson_limits(little, 300, Z_95).lower >= 0);
        assert_true(wilson_limits(300 - little, 300, Z_95).upper <= 1);
    }
}

/* R 4.2: 50 -/+ qt(c(0.975, 0.999), 24) * 10 / 5. */
static void a_mean_has_students_limits(void **state)
{
    (void)state;
    struct limits at_95 = mean_limits(25, 50, 10, Z_95), at_99_8 = mean_limits(25, 50, 10, Z_99_8);
    assert_near(at_95.lower, 45.87220287674395, 1e-12);
    assert_near(at_95.upper, 54.12779712325605, 1e-12);
    assert_near(at_99_8.lower, 43.06644540396795, 1e-12);
    assert_true(isnan(mean_limits(25, NAN, 10, Z_95).lower));
}

static void a_difference_has_newcombes_limits(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json file = shared_json("statistics/worked_examples.json", &arena);
    const struct json *cases = json_member(&file, "newcombe_diff");
    for (size_t i = 0; i < cases->count; i++) {
        const struct json *each = &cases->items[i];
        struct two_proportions two =
            two_proportions(json_number(each, "a"), json_number(each, "m"), json_number(each, "b"),
                            json_number(each, "n"));
        assert_near(two.difference, json_number(each, "diff"), 1e-12);
        assert_near(two.difference_limits.lower, json_item(each, "method10", 0), 1e-12);
        assert_near(two.difference_limits.upper, json_item(each, "method10", 1), 1e-12);
    }
}

/* R 4.2: prop.test(c(56, 48), c(70, 80), correct = FALSE)$p.value; exp(log(4 / 3) + c(-1, 1) *
 * qnorm(0.975) * sqrt(1 / 56 - 1 / 70 + 1 / 48 - 1 / 80)). */
static void a_ratio_of_shares_has_limits_on_the_logarithm(void **state)
{
    (void)state;
    struct two_proportions two = two_proportions(56, 70, 48, 80);
    assert_near(two.ratio, 4.0 / 3, 1e-12);
    assert_near(two.ratio_limits.lower, 1.0766264227631928, 1e-12);
    assert_near(two.ratio_limits.upper, 1.651248511266387, 1e-12);
    assert_near(two.p, 0.008045081368196563, 1e-12);
    two = two_proportions(0, 4, 0, 5);
    assert_true(isnan(two.ratio) && isnan(two.p) && two.difference == 0);
    two = two_proportions(0, 4, 2, 5);
    assert_true(two.ratio == 0 && isnan(two.ratio_limits.upper));
}

/* The formula of Dobson and others (1991), worked in R 4.2 with Byar's limits of 32 events. */
static void a_standardised_rate_has_dobsons_limits(void **state)
{
    (void)state;
    double events[] = {12, 20}, population[] = {1000, 2000}, standard[] = {5000, 5500};
    struct direct_rate rate = direct_rate(events, NULL, population, standard, 2);
    assert_near(rate.value * 1e5, 1095.2380952380954, 1e-12);
    assert_near(dobson_limits(&rate, Z_95).lower * 1e5, 733.4580232205034, 1e-12);
    assert_near(dobson_limits(&rate, Z_99_8).upper * 1e5, 1869.9977283874757, 1e-12);
    double squares[] = {24, 40};
    struct direct_rate repeated = direct_rate(events, squares, population, standard, 2);
    assert_true(repeated.value == rate.value);
    assert_near(repeated.variance, 2 * rate.variance, 1e-12);
}

/* Tables of R 4.2: qchisq, qt, pf, ppois. */
static void quantiles_are_right_to_the_last_digits(void **state)
{
    (void)state;
    assert_near(chi_squared_quantile(0.998, 1), 9.54953570608324, 1e-13);
    assert_near(chi_squared_quantile(0.025, 2), 0.05063561596857974, 1e-13);
    assert_near(chi_squared_quantile(0.001, 40), 17.916426535252029, 1e-13);
    assert_near(student_quantile(0.975, 1), 12.706204736174704, 1e-13);
    assert_near(student_quantile(0.975, 8), 2.306004135204166, 1e-13);
    assert_near(normal_quantile(0.999), Z_99_8, 1e-13);
    assert_near(fisher_above(5, 1, 2), 0.15484574527148348, 1e-13);
    assert_near(poisson_below(3, 2.5), 0.7575761331330662, 1e-13);
    assert_near(poisson_above(3, 2.5), 1 - 0.7575761331330662, 1e-13);
    assert_true(poisson_below(-1, 2.5) == 0 && poisson_above(-1, 2.5) == 1);
}

/* R 4.2.2: qchisq(c(.001, .025, .5, .975, .999), df). */
static void chi_squared_has_quantiles_from_next_to_none_to_1e8_degrees_of_freedom(void **state)
{
    (void)state;
    static const double shares[] = {0.001, 0.025, 0.5, 0.975, 0.999};
    static const struct {
        double df, quantiles[5];
    } rows[] = {
        {0.001, {0, 0, 0, 1.14751499031978e-22, 0.164631646134372}},
        {0.2,
         {1.21460967248159e-30, 1.15834204910429e-16, 0.00118678220892045, 1.95580959883771,
          6.72735402343751}},
        {0.234,
         {2.81128610362368e-26, 2.49522807472205e-14, 0.00329355402937489, 2.17350949935234,
          7.03768758574272}},
        {1,
         {1.57079714926249e-06, 0.000982069117175256, 0.454936423119573, 5.02388618731488,
          10.8275661706627}},
        {10,
         {1.47874346383566, 3.24697278023684, 9.34181776559197, 20.4831773508074,
          29.5882984450744}},
        {100,
         {61.9179392069366, 74.2219274749237, 99.3341292359885, 129.561197185837,
          149.449252779039}},
        {5029.36,
         {4725.12144503115, 4834.69010793539, 5028.69334904583, 5227.81839548691,
          5344.99729874761}},
        {33737.8,
         {32940.7754922008, 33230.5754094038, 33737.1333356753, 34248.8131862089,
          34546.2237937651}},
        {1e5,
         {98623.7038163696, 99125.3733006473, 99999.3333341235, 100878.415305666,
          101387.695532529}},
        {100002,
         {98625.6899965196, 99127.3645354504, 100001.333334123, 100880.424070863, 101389.70935238}},
        {1000002,
         {995637.44626135, 997232.084371483, 1000001.33333341, 1002775.70423973, 1004377.95311639}},
        {1e7,
         {9986185.76048885, 9991236.6690539, 9999999.33333334, 10008767.1195578, 10013825.6388918}},
        {1e8,
         {99956303.2152459, 99972283.8178675, 99999999.3333333, 100027719.970744,
          100043708.184135}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t j = 0; j < 5; j++) {
            double quantile = chi_squared_quantile(shares[j], rows[i].df);
            double wanted = rows[i].quantiles[j];
            if (!(fabs(quantile - wanted) <= 1e-12 * wanted))
                fail_msg("chi-squared %g of %g is %.15g and not %.15g", shares[j], rows[i].df,
                         quantile, wanted);
        }
}

/* From 1e-300 to 1e100 degrees of freedom a quantile is there, and grows with both. */
static void no_chi_squared_quantile_is_missing(void **state)
{
    (void)state;
    static const double shares[] = {1e-12, 0.001, 0.025, 0.5, 0.975, 0.999, 1 - 1e-12};
    double before[7] = {0};
    for (double df = 1e-300; df < 1e100; df *= 1.7)
        for (size_t j = 0; j < 7; j++) {
            double quantile = chi_squared_quantile(shares[j], df);
            assert_true(isfinite(quantile) && quantile >= before[j]);
            assert_true(j == 0 || quantile >= before[j - 1]);
            before[j] = quantile;
        }
}

/* R 4.2.2: qt(.999, df); ppois(10003000, 1e7), and ppois(2003000, 2e6, lower.tail = FALSE). */
static void student_and_poisson_hold_for_large_numbers(void **state)
{
    (void)state;
    assert_near(student_quantile(0.999, 1), 318.30883898555, 1e-12);
    assert_near(student_quantile(0.999, 1e8), 3.09023238766911, 1e-12);
    assert_near(student_quantile(0.999, 1e15), 3.09023230616782, 1e-12);
    assert_near(poisson_below(10003000, 1e7), 0.82865069921347, 1e-7);
    assert_near(poisson_above(2003000, 2e6), 0.0169499, 1e-5);
}

static void a_value_on_a_limit_to_within_rounding_is_inside(void **state)
{
    (void)state;
    double limit = 0.1 + 0.2; /* a little over 0.3 */
    assert_false(is_below(0.3, limit, 0));
    assert_false(is_above(limit, 0.3, 0));
    assert_true(is_above(0.3 * (1 + 2e-12), 0.3, 0));
    assert_false(is_above(1e-14, 0, 1));
    assert_true(is_above(1e-14, 0, 0));
    assert_false(is_above(NAN, 0, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wilson_limits_are_those_of_newcombes_table),
        cmocka_unit_test(counts_have_garwoods_and_byars_limits),
        cmocka_unit_test(a_count_under_ten_has_exact_limits_and_ten_has_byars),
        cmocka_unit_test(limits_of_nothing_and_of_all_are_the_ends_themselves),
        cmocka_unit_test(a_mean_has_students_limits),
        cmocka_unit_test(a_difference_has_newcombes_limits),
        cmocka_unit_test(a_ratio_of_shares_has_limits_on_the_logarithm),
        cmocka_unit_test(a_standardised_rate_has_dobsons_limits),
        cmocka_unit_test(quantiles_are_right_to_the_last_digits),
        cmocka_unit_test(chi_squared_has_quantiles_from_next_to_none_to_1e8_degrees_of_freedom),
        cmocka_unit_test(no_chi_squared_quantile_is_missing),
        cmocka_unit_test(student_and_poisson_hold_for_large_numbers),
        cmocka_unit_test(a_value_on_a_limit_to_within_rounding_is_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
