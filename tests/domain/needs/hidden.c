/* Hidden populations from how lists overlap. Two lists: Chapman's (1951) estimate of 297, 135 and
 * 49 by his formula. Five lists: the
 * United Kingdom in 2013 as published (Bales, Hesketh and Silverman 2015), with the stepwise
 * estimate of Chan, Silverman and Vincent (2021): 11,313 (9,884 to 13,027). */
#include "support/test.h"

#include <math.h>

#include "domain/needs/needs.h"
struct fixture {
    struct arena arena;
    struct record record;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    const struct entity *entity = &hidden_population_entity;
    fixture->record.entity = entity;
    fixture->record.values =
        arena_array(&fixture->arena, entity->field_count, sizeof *fixture->record.values);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    arena_free(&fixture->arena);
    free(fixture);
    return 0;
}

static void give(struct fixture *fixture, const char *field, const char *text)
{
    *record_value(&fixture->record, field) = value_text(slice_from(text));
}

static void give_figures(struct fixture *fixture, const int64_t figures[static 6])
{
    static const char *const names[] = {"known",          "estimate",      "estimate_lower",
                                        "estimate_upper", "models_lowest", "models_highest"};
    for (size_t i = 0; i < 6; i++)
        *record_value(&fixture->record, names[i]) =
            (struct value){.kind = VALUE_INTEGER, .integer = figures[i]};
}

static struct hidden_estimate estimate_of(struct fixture *fixture, const char *overlaps)
{
    struct hidden_estimate estimate;
    struct err err = {0};
    give(fixture, "overlaps", overlaps);
    if (hidden_estimate_of(&fixture->record, &fixture->arena, &estimate, &err) < 0)
        fail_msg("%s", err.message);
    return estimate;
}

/* The first fault of the record, or "". */
static const char *fault_of(struct fixture *fixture)
{
    struct faults faults = faults_in(&fixture->arena);
    hidden_population_entity.check(NULL, &fixture->record, &faults);
    return faults.count ? faults.items[0].message : "";
}

static void assert_refused(struct fixture *fixture, const char *overlaps, const char *says)
{
    struct hidden_lists lists = {.count = 77};
    struct err err = {0};
    if (hidden_lists_read(slice_from(overlaps), &fixture->arena, &lists, &err) == 0)
        fail_msg("“%s” was taken", overlaps);
    if (!strstr(err.message, says))
        fail_msg("“%s”: %s", overlaps, err.message);
    assert_int_equal(lists.count, 77); /* untouched */
}

/* --- estimates -------------------------------------------------------------------------------- */

static void two_lists_have_chapmans_estimate(void **state)
{
    struct hidden_estimate estimate =
        estimate_of(*state, "police,school,count\n1,0,297\n0,1,135\n1,1,49\n");
    assert_int_equal(estimate.outcome, HIDDEN_ESTIMATED);
    assert_near(estimate.known, 481, 0);
    assert_near(estimate.chosen.estimate, 347.0 * 185 / 50 - 1, 1e-9);
    assert_near(estimate.lower, 1049, 0.5);
    assert_near(estimate.upper, 1613, 0.5);
    assert_int_equal(estimate.model_count, 1);
}

static void five_lists_agree_with_what_was_published(void **state)
{
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    read_shared_data("statistics/mse/uk2013_five_lists.csv", &text);
    struct hidden_estimate estimate =
        estimate_of(*state, arena_string(&arena, buffer_slice(&text)));
    assert_near(estimate.known, 2744, 0);
    assert_near(estimate.chosen.estimate, 11313, 0.5);
    assert_near(estimate.lower, 9884, 0.5);
    assert_near(estimate.upper, 13027, 0.5);
    assert_true(estimate.lowest <= 11313 && estimate.highest >= 13444);
    for (size_t i = 1; i < estimate.model_count; i++)
        assert_true(estimate.models[i - 1].estimate <= estimate.models[i].estimate);
}

static void models_are_named_by_the_lists_that_they_tie(void **state)
{
    struct hidden_estimate estimate = estimate_of(
        *state, "a,b,c,count\n1,0,0,150\n0,1,0,96\n0,0,1,41\n1,1,0,48\n1,0,1,22\n0,1,1,19\n"
                "1,1,1,13\n");
    bool alone = false, all = false;
    for (size_t i = 0; i < estimate.model_count; i++) {
        alone |= slice_is(estimate.models[i].terms, "no list tied to another");
        all |= slice_is(estimate.models[i].terms, "a with b, a with c, b with c");
    }
    assert_true(alone && all);
}

static void lists_that_overlap_too_little_get_no_number(void **state)
{
    struct hidden_estimate few = estimate_of(*state, "a,b,count\n1,0,88\n0,1,61\n1,1,6\n");
    assert_int_equal(few.outcome, HIDDEN_TOO_FEW_BOTH);
    struct hidden_estimate enough = estimate_of(*state, "a,b,count\n1,0,88\n0,1,61\n1,1,7\n");
    assert_int_equal(enough.outcome, HIDDEN_ESTIMATED);
    /* The third list shares nobody with the others. */
    struct hidden_estimate sparse =
        estimate_of(*state, "a,b,c,count\n1,0,0,20\n0,1,0,20\n0,0,1,20\n1,1,0,0\n1,0,1,1\n");
    if (sparse.outcome == HIDDEN_ESTIMATED)
        assert_true(sparse.highest > 2 * sparse.lowest);
}

static void six_figures_are_told_as_they_were_given(void **state)
{
    struct fixture *fixture = *state;
    struct hidden_estimate estimate;
    struct err err = {0};
    give_figures(fixture, (const int64_t[]){50, 120, 90, 170, 80, 400});
    assert_string_equal(fault_of(fixture), "");
    assert_int_equal(hidden_estimate_of(&fixture->record, &fixture->arena, &estimate, &err), 0);
    assert_false(estimate.has_lists);
    assert_near(estimate.chosen.estimate, 120, 0);
    assert_near(estimate.highest, 400, 0);
    assert_int_equal(estimate.model_count, 0);
}

/* --- refusals --------------------------------------------------------------------------------- */

static void what_is_no_table_of_lists_is_refused_in_words(void **state)
{
    static const struct {
        const char *overlaps, *says;
    } wrong[] = {
        {"", "no lists in it"},
        {"a,count\n1,5\n", "two to 5 lists"},
        {"a,b\n1,1\n", "names two to 5 lists"},
        {"a,b,count,count\n1,1,1,1\n", "once"},
        {"a,b,c,d,e,f,count\n1,1,1,1,1,1,9\n", "Merge those that work alike"},
        {"a,b,c,d,e,f\n1,1,1,1,1,9\n", "two to 5 lists"},
        {"a,,count\n1,1,9\n", "names each list"},
        {"a,b,count\n1,1\n", "Line 2: it has more or fewer columns"},
        {"a,b,count\n1,2,9\n", "Line 2: a list says 1"},
        {"a,b,count\n1,1,9.5\n", "Line 2: the count is no whole number"},
        {"a,b,count\n1,1,-9\n", "whole number"},
        {"a,b,count\n1,1,\n", "whole number"},
        {"a,b,count\n1,1,nan\n", "whole number"},
        {"a,b,count\n1,1,inf\n", "whole number"},
        {"a,b,count\n1,1,9\n0,0,4\n", "Line 3: these people are on no list"},
        {"a,b,count\n1,1,0\n", "Nobody is on any list"},
        {"a,b,count\n1,0,9\n0,1,9\n", "No two lists have a person in common"},
        {"a,b,count\n\"1,1,9\n", "never closed"},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_refused(fixture, wrong[i].overlaps, wrong[i].says);
}

static void an_overlap_of_few_is_not_for_everybody_to_read(void **state)
{
    struct fixture *fixture = *state;
    give(fixture, "overlaps", "a,b,count\n1,0,88\n0,1,61\n1,1,4\n");
    assert_non_null(strstr(fault_of(fixture), "An overlap of 4 could be somebody"));
    give(fixture, "open", "no");
    assert_non_null(strstr(fault_of(fixture), "An overlap of 4"));
    give(fixture, "open", "yes");
    assert_string_equal(fault_of(fixture), "");
    give(fixture, "open", "no");
    give(fixture, "overlaps", "a,b,count\n1,0,88\n0,1,61\n1,1,5\n");
    assert_string_equal(fault_of(fixture), "");
}

static void figures_that_cannot_be_are_refused(void **state)
{
    static const struct {
        int64_t figures[6];
        const char *says;
    } wrong[] = {
        {{50, 120, 130, 170, 80, 400}, "between its limits"},
        {{50, 120, 90, 110, 80, 400}, "between its limits"},
        {{50, 120, 90, 170, 130, 400}, "one of the models"},
        {{50, 120, 90, 170, 80, 110}, "one of the models"},
        {{90, 120, 95, 170, 80, 400}, "fewer people than are known"},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        give_figures(fixture, wrong[i].figures);
        if (!strstr(fault_of(fixture), wrong[i].says))
            fail_msg("case %zu: %s", i, fault_of(fixture));
    }
}

static void neither_overlaps_nor_all_figures_is_refused(void **state)
{
    struct fixture *fixture = *state;
    assert_non_null(strstr(fault_of(fixture), "all six figures"));
    give_figures(fixture, (const int64_t[]){50, 120, 90, 170, 80, 400});
    give(fixture, "overlaps", "a,b,count\n1,0,88\n0,1,61\n1,1,9\n");
    assert_non_null(strstr(fault_of(fixture), "worked out"));
}

/* --- groups ----------------------------------------------------------------------------------- */

static void a_plan_does_not_say_that_a_group_has_three_children(void **state)
{
    struct fixture *fixture = *state;
    const struct entity *entity = &vulnerable_group_entity;
    struct record group = {
        .entity = entity,
        .values = arena_array(&fixture->arena, entity->field_count, sizeof *group.values)};
    for (int64_t count = 0; count <= 6; count++) {
        struct faults faults = faults_in(&fixture->arena);
        *record_value(&group, "known_count") =
            (struct value){.kind = VALUE_INTEGER, .integer = count};
        entity->check(NULL, &group, &faults);
        assert_int_equal(faults.count, count >= 1 && count <= 4 ? 1 : 0);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(two_lists_have_chapmans_estimate),
        TEST(five_lists_agree_with_what_was_published),
        TEST(models_are_named_by_the_lists_that_they_tie),
        TEST(lists_that_overlap_too_little_get_no_number),
        TEST(six_figures_are_told_as_they_were_given),
        TEST(what_is_no_table_of_lists_is_refused_in_words),
        TEST(an_overlap_of_few_is_not_for_everybody_to_read),
        TEST(figures_that_cannot_be_are_refused),
        TEST(neither_overlaps_nor_all_figures_is_refused),
        TEST(a_plan_does_not_say_that_a_group_has_three_children),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
