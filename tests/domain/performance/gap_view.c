/* Gaps between groups, from the store. Limits by hand from Newcombe (1998, Stat Med 17:873-890):
 * 56/70 and 48/80, method 10: 0.0524 to 0.3339. The parts of a difference from Kitagawa's formula,
 * written out. */
#include "support/test.h"

#include <math.h>

#include "domain/performance/gap_view.h"
#include "support/figures.h"
#include "support/plan.h"

#define SHARE                                                                                      \
    "title: Shares\nreads: figures\nwhole: [All]\nbreakdowns: [Meals]\n"                           \
    "columns: {measure: What, period: When, area: Where, value: Share, numerator: Some,"           \
    " denominator: All of them}\n"                                                                 \
    "define:\n  Miss: {title: Miss school, unit: \"%\", polarity: low, decimals: 1}\n"
#define HEAD "What,When,Where,Meals,Share,Some,All of them\n"

static void add_indicator(struct figures *figures, const char *measures)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 16);
    buffer_printf(&text,
                  PLAN_HEAD
                  "indicator:\n  - {code: missing, title: Missing school, kind: population,"
                  " audience: public, measures: [%s]}\n",
                  measures);
    plan_put(figures->writer, buffer_slice(&text), &figures->arena);
}

static struct gap_view load_view(struct figures *figures)
{
    struct gap_view view;
    struct err err = {0};
    struct actor anyone = actor_anyone();
    if (gap_view_load(figures->writer->store, &weft_registry, &anyone, SLICE("missing"),
                      SLICE("892"), &figures->arena, &view, &err) < 0)
        fail_msg("%s", err.message);
    return view;
}

static void a_gap_has_the_limits_of_two_proportions_and_a_verdict_on_its_change(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, SHARE,
                                HEAD
                                "Miss,2023,892,Free,60,48,80\nMiss,2023,892,Other,80,56,70\n"
                                "Miss,2024,892,Free,80,56,70\nMiss,2024,892,Other,60,48,80\n"));
    add_indicator(figures, "Miss");
    struct gap_view view = load_view(figures);
    assert_int_equal(view.count, 1);
    const struct gap *gap = &view.gaps[0];
    assert_slice(gap->far_group, "Free"); /* low is good, so the higher fares worse */
    assert_slice(gap->near_group, "Other");
    assert_int_equal(gap->count, 2);
    assert_near(gap->steps[0].gap, -20, 1e-9);
    assert_near(gap->steps[1].gap, 20, 1e-9);
    assert_near(gap->steps[1].limits.lower, 5.24, 0.005);
    assert_near(gap->steps[1].limits.upper, 33.39, 0.005);
    assert_near(gap->changed_by, 40, 1e-9);
    assert_int_equal(gap->change, GAP_WIDER);
}

static void without_limits_no_change_is_a_verdict(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, SHARE,
                                HEAD "Miss,2023,892,Free,60,,\nMiss,2023,892,Other,50,,\n"
                                     "Miss,2024,892,Free,90,,\nMiss,2024,892,Other,10,,\n"));
    add_indicator(figures, "Miss");
    struct gap_view view = load_view(figures);
    assert_int_equal(view.gaps[0].change, GAP_UNKNOWN);
    assert_false(view.gaps[0].steps[0].limits.is_known);
}

static void a_small_change_may_be_chance(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, SHARE,
                                HEAD
                                "Miss,2023,892,Free,60,48,80\nMiss,2023,892,Other,40,32,80\n"
                                "Miss,2024,892,Free,62.5,50,80\nMiss,2024,892,Other,40,32,80\n"));
    add_indicator(figures, "Miss");
    assert_int_equal(load_view(figures).gaps[0].change, GAP_ALIKE);
}

static void counts_are_taken_from_the_column_beside_a_share(void **state)
{
    struct figures *figures = *state;
    figures_load(
        figures, "dfe-tidy",
        "time_period,time_identifier,geographic_level,country_code,country_name,"
        "region_code,region_name,old_la_code,new_la_code,la_name,meals,miss_count,"
        "miss_percent\n"
        "2024,Calendar year,Local authority,E9,England,,,892,E06000018,Nottingham,Free,56,"
        "80\n"
        "2024,Calendar year,Local authority,E9,England,,,892,E06000018,Nottingham,Other,48,"
        "60\n");
    add_indicator(figures, "miss_percent");
    struct gap_view view = load_view(figures);
    assert_true(view.counts_beside);
    assert_int_equal(view.count, 1);
    assert_near(fabs(view.gaps[0].steps[0].limits.upper), 33.39, 0.005);
}

static void the_difference_to_the_country_is_who_lives_here_and_how_they_fare(void **state)
{
    struct figures *figures = *state;
    /* Here 60 of 100 of one group and 10 of 100 of the other; there 100 of 200 and 60 of 600. */
    figures_loaded(figures_load(figures, SHARE,
                                HEAD
                                "Miss,2024,892,Free,60,60,100\nMiss,2024,892,Other,10,10,100\n"
                                "Miss,2024,970,Free,50,100,200\nMiss,2024,970,Other,10,60,600\n"));
    add_indicator(figures, "Miss");
    const struct gap_reasons reasons = load_view(figures).gaps[0].reasons;
    assert_true(reasons.is_known);
    assert_near(reasons.here, 35, 1e-9);
    assert_near(reasons.country, 20, 1e-9);
    assert_near(reasons.far, 100 * (0.5 + 0.25) / 2 * 0.1, 1e-9);
    assert_near(reasons.near, 0, 1e-9);
    assert_near(reasons.mix, 100 * ((0.5 - 0.25) * (0.6 + 0.5) / 2 + (0.5 - 0.75) * 0.1), 1e-9);
    assert_near(reasons.mix + reasons.far + reasons.near, reasons.here - reasons.country, 1e-9);
}

static void of_several_groups_the_two_furthest_apart_are_compared(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, SHARE,
                                HEAD "Miss,2024,892,A,30,,\nMiss,2024,892,B,12,,\n"
                                     "Miss,2024,892,C,70,,\nMiss,2023,892,A,99,,\n"));
    add_indicator(figures, "Miss");
    struct gap_view view = load_view(figures);
    assert_true(view.gaps[0].of_several);
    assert_slice(view.gaps[0].far_group, "C");
    assert_slice(view.gaps[0].near_group, "B");
    assert_int_equal(view.gaps[0].count, 1);
}

static void one_group_or_none_makes_no_gap(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, SHARE,
                                HEAD "Miss,2024,892,All,30,,\nMiss,2024,892,Free,40,,\n"
                                     "Miss,2023,892,Other,c,,\n"));
    add_indicator(figures, "Nothing, Miss");
    struct gap_view view = load_view(figures);
    assert_true(view.has_measure);
    assert_int_equal(view.count, 0);
}

static void an_indicator_that_is_not_there_has_no_gaps(void **state)
{
    struct figures *figures = *state;
    struct gap_view view;
    struct err err = {0};
    struct actor anyone = actor_anyone();
    assert_int_equal(gap_view_load(figures->writer->store, &weft_registry, &anyone, SLICE("none"),
                                   SLICE("892"), &figures->arena, &view, &err),
                     ERR_NOT_FOUND);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, figures_set_up, figures_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_gap_has_the_limits_of_two_proportions_and_a_verdict_on_its_change),
        TEST(without_limits_no_change_is_a_verdict),
        TEST(a_small_change_may_be_chance),
        TEST(counts_are_taken_from_the_column_beside_a_share),
        TEST(the_difference_to_the_country_is_who_lives_here_and_how_they_fare),
        TEST(of_several_groups_the_two_furthest_apart_are_compared),
        TEST(one_group_or_none_makes_no_gap),
        TEST(an_indicator_that_is_not_there_has_no_gaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
