/* What the pages of indicators tell: how each stands, and everything of one. */
#include "support/figures.h"
#include "support/plan.h"

#include "domain/performance/indicator_view.h"
#include "domain/performance/rung_view.h"

#define HEAD "measure_short,period,la_number,area,value\n"

static const char text[] = PLAN_HEAD
    "post:\n  - {code: a, title: Ada}\n  - {code: b, title: Ben}\n"
    "strategic_objective:\n  - {code: o, title: O, plan: plan}\n"
    "priority:\n"
    "  - {code: q, title: Q, plan: plan, strategic_objective: o, starts: 2025-04-01}\n"
    "accountability:\n"
    "  - {code: ao, post: a, strategic_objective: o, starts: 2025-04-01}\n"
    "commitment:\n"
    "  - {code: late, title: Late, priority: q, due: 2025-06-30, state: under_way}\n"
    "  - {code: done, title: Done, priority: q, due: 2025-06-30, state: done}\n"
    "  - {code: none, title: None, priority: q}\n"
    "indicator:\n"
    "  - {code: low, title: Low, kind: population, strategic_objective: o, priorities: [q],"
    " audience: public, measures: [Absent, Low, Count], owner: b, polarity: low}\n"
    "  - {code: high, title: High, kind: population, strategic_objective: o, audience: public,"
    " measures: [High], decimals: 0, unit: \"per 10,000\"}\n"
    "  - {code: count, title: Count, kind: population, priorities: [q], audience: public,"
    " measures: [Count]}\n"
    "  - {code: unloaded, title: Unloaded, kind: population, audience: public,"
    " measures: [Absent]}\n"
    "  - {code: bare, title: Bare, kind: population, audience: public}\n"
    "target:\n"
    "  - {code: t0, indicator: low, kind: baseline, period: 2021, value: 9}\n"
    "  - {code: t1, indicator: low, kind: trajectory, period: 2024, value: 7}\n"
    "  - {code: t2, indicator: low, kind: target, period: 2025, value: 6.5}\n";

static const char published_first[] = HEAD "Low,2021,892,N,9\nLow,2022,892,N,8.5\n"
                                           "Low,2021,970,England,7\nLow,2022,970,England,7.5\n";
static const char published_later[] =
    HEAD "Low,2022,892,N,8.25\nLow,2023,892,N,8\nLow,2024,892,N,-\n"
         "Low,2023,970,England,7\nLow,2023,330,B,8\nLow,2023,352,M,6\n"
         "High,2022-23,892,N,12\nHigh,2022-23,330,B,13\nHigh,2022-23,352,M,-\n"
         "Count,2023,892,N,1200\nCount,2023,330,B,900\n";
static const char neighbours[] =
    "la_number,la_name,region,rank,neighbour_la_number,closeness\n"
    "892,Nottingham,East Midlands,1,330,Close\n892,Nottingham,East Midlands,2,352,Close\n";

static int set_up(void **state)
{
    figures_set_up(state);
    struct figures *figures = *state;
    plan_put(figures->writer, slice_from(text), &figures->arena);
    figures_loaded(
        figures_load_with(figures, "lait-neighbours", neighbours,
                          &(struct figures_options){.edition = "2024", .published = "2024-01-01"}));
    figures_loaded(figures_load_with(figures, "lait", published_first,
                                     &(struct figures_options){.published = "2023-06-01"}));
    figures_loaded(figures_load_with(figures, "lait", published_later,
                                     &(struct figures_options){.published = "2024-06-01"}));
    return 0;
}

static struct indicator_view view_of(struct figures *figures,
                                     const struct indicator_question *question)
{
    struct actor actor = actor_anyone();
    struct indicator_view view;
    struct err err = {0};
    if (indicator_view_load(figures->writer->store, &weft_registry, &actor, question,
                            &figures->arena, &view, &err) < 0)
        fail_msg("%s", err.message);
    return view;
}

static const struct standing *standing_of(struct standing *standings, size_t count,
                                          const char *code)
{
    size_t at = 0;
    while (at < count && !slice_is(standings[at].indicator->code, code))
        at++;
    if (at == count)
        fail_msg("%s is not there", code);
    return &standings[at];
}

static void many_indicators_stand_as_each_does_alone(void **state)
{
    struct figures *figures = *state;
    struct actor actor = actor_anyone();
    struct record_list indicators;
    struct standing *standings;
    struct store *store = figures->writer->store;
    assert_int_equal(plan_list(store, &indicator_entity, NULL, (struct slice){0}, &actor,
                               &figures->arena, &indicators, NULL),
                     0);
    assert_int_equal(
        standings_load(store, &indicators, SLICE("892"), &figures->arena, &standings, NULL), 0);
    assert_int_equal(indicators.count, 5);
    const struct standing *low = standing_of(standings, 5, "low");
    assert_slice(low->measure.code, "Low"); /* the first of its three that is loaded */
    assert_true(low->latest->value == 8 && low->previous->value == 8.25);
    assert_slice(low->latest->period, "2023"); /* 2024 has no value */
    assert_true(low->england->value == 7);
    assert_int_equal(low->trend.word, TREND_TOO_FEW);
    assert_int_equal(low->decimals, 1);
    assert_slice(low->suffix, "%");
    const struct standing *high = standing_of(standings, 5, "high");
    assert_int_equal(high->decimals, 0); /* the indicator's own goes before the measure's */
    assert_slice(high->suffix, " per 10,000");
    assert_null(high->previous);
    assert_null(high->england);
    assert_int_equal(standing_of(standings, 5, "unloaded")->trend.word, TREND_NO_FIGURE);
    assert_false(standing_of(standings, 5, "bare")->has_measure);
    for (size_t i = 0; i < 5; i++) {
        const struct standing *one = &standings[i];
        struct indicator_view view = view_of(
            figures, &(struct indicator_question){
                         .code = one->indicator->code, .area = SLICE("892"), .on = {2026, 1, 1}});
        assert_int_equal(view.standing.trend.word, one->trend.word);
        assert_int_equal(view.standing.series.count, one->series.count);
        assert_int_equal(view.standing.latest != NULL, one->latest != NULL);
        assert_int_equal(view.standing.decimals, one->decimals);
    }
}

static void without_a_place_nothing_stands(void **state)
{
    struct figures *figures = *state;
    struct actor actor = actor_anyone();
    struct record_list indicators;
    struct standing *standings;
    struct store *store = figures->writer->store;
    assert_int_equal(plan_list(store, &indicator_entity, NULL, (struct slice){0}, &actor,
                               &figures->arena, &indicators, NULL),
                     0);
    static const char *const areas[] = {"", "111"};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(standings_load(store, &indicators, slice_from(areas[i]), &figures->arena,
                                        &standings, NULL),
                         0);
        assert_null(standing_of(standings, 5, "low")->latest);
        assert_int_equal(standing_of(standings, 5, "low")->trend.word, TREND_NO_FIGURE);
    }
}

static void everything_of_one_indicator_is_told(void **state)
{
    struct figures *figures = *state;
    struct indicator_view view =
        view_of(figures, &(struct indicator_question){
                             .code = SLICE("low"), .area = SLICE("892"), .on = {2026, 1, 1}});
    assert_int_equal(view.source_count, 2); /* “Absent” is not loaded */
    assert_int_equal(view.ranked_count, 3);
    assert_slice(view.ranked[0].area.code, "352"); /* low is good */
    assert_int_equal(view.rank, 2);                /* with Birmingham, whose figure is the same */
    assert_true(view.has_baseline && view.baseline.value == 9);
    assert_int_equal(view.step_count, 2);
    assert_slice(view.steps[0].period, "2024");
    assert_true(view.steps[1].is_target && view.steps[1].value == 6.5);
    assert_slice(view.answers_title, "Ada"); /* nobody answers for the priority: the one above */
    assert_slice(view.owner_title, "Ben");
    assert_int_equal(view.group_count, 0);
    assert_int_equal(view.version_count, 2);
    assert_int_equal(view.versions[0].figures, 3);
    assert_slice(view.versions[0].newest, "2024");
    assert_int_equal(view.versions[1].figures, 2); /* the superseded one too */
}

static void another_source_is_shown_where_it_is_asked_for(void **state)
{
    struct figures *figures = *state;
    struct indicator_question question = {
        .code = SLICE("low"), .area = SLICE("892"), .source = SLICE("Count")};
    struct indicator_view view = view_of(figures, &question);
    assert_slice(view.standing.measure.code, "Count");
    assert_true(view.standing.latest->value == 1200);
    assert_int_equal(view.ranked_count, 2);
    assert_int_equal(view.rank, 0);                /* neither high nor low is good */
    assert_slice(view.ranked[0].area.code, "892"); /* so highest first */
    question.source = SLICE("High");               /* another's */
    view = view_of(figures, &question);
    assert_false(view.standing.has_measure);
    assert_null(view.standing.latest);
}

static void an_earlier_day_knows_what_was_published_then(void **state)
{
    struct figures *figures = *state;
    struct indicator_question question = {
        .code = SLICE("low"), .area = SLICE("892"), .published_on = {2023, 12, 31}};
    struct indicator_view view = view_of(figures, &question);
    assert_slice(view.standing.latest->period, "2022");
    assert_true(view.standing.latest->value == 8.5); /* before it was revised */
    assert_true(view.standing.england->value == 7.5);
    question.published_on = (struct date){2023, 5, 31};
    view = view_of(figures, &question);
    assert_null(view.standing.latest);
    assert_false(view.has_comparison);
}

/* The words follow the measure: low is good of Low, the first that is known. */
static void what_is_good_is_not_the_opposite_of_what_the_measure_says(void **state)
{
    struct figures *figures = *state;
    struct actor house = actor_house("test");
    static const struct {
        const char *polarity;
        int code;
    } said[] = {{"high", ERR_RANGE}, {"low", 0}, {"neither", 0}};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        struct record record;
        struct err err = {0};
        struct faults faults = faults_in(&figures->arena);
        assert_int_equal(record_load(figures->writer->store, &indicator_entity, SLICE("low"),
                                     &figures->arena, &record, &err),
                         0);
        *record_value(&record, "polarity") = value_text(slice_from(said[i].polarity));
        struct save save = {.record = &record, .base_version = record.version, .actor = &house};
        assert_int_equal(writer_begin(figures->writer, &err), 0);
        assert_int_equal(record_check(figures->writer, &save, &faults, &err), said[i].code);
        writer_rollback(figures->writer);
        if (said[i].code)
            assert_string_equal(faults.items[0].field, "polarity");
    }
}

struct tried {
    const char *code, *indicator, *kind, *period;
    double value;
    const char *field, *says; /* NULL: taken */
};

/* Save what is taken, so that the next is judged beside it. */
static void try(struct figures *figures, const struct tried *tried)
{
    struct actor house = actor_house("test");
    struct err err = {0};
    struct faults faults = faults_in(&figures->arena);
    struct record target = record_new(&target_entity, slice_from(tried->code), &figures->arena);
    *record_value(&target, "indicator") = value_text(slice_from(tried->indicator));
    *record_value(&target, "kind") = value_text(slice_from(tried->kind));
    *record_value(&target, "period") = value_text(slice_from(tried->period));
    *record_value(&target, "value") = value_real(tried->value);
    struct save save = {.record = &target, .actor = &house};
    assert_int_equal(writer_begin(figures->writer, &err), 0);
    int64_t version;
    int code = record_save(figures->writer, &save, &version, &faults, &err);
    if (tried->field) {
        assert_int_equal(code, ERR_RANGE);
        assert_int_equal(faults.count, 1);
        assert_string_equal(faults.items[0].field, tried->field);
        assert_string_equal(faults.items[0].message, tried->says);
        writer_rollback(figures->writer);
        return;
    }
    if (code < 0)
        fail_msg("%s: %s", tried->code, faults.count ? faults.items[0].message : err.message);
    assert_int_equal(writer_commit(figures->writer, &err), 0);
}

static void a_target_is_of_a_period_and_a_unit_as_the_figures_are(void **state)
{
    static const struct tried tries[] = {
        {"a", "high", "target", "2026/27", 5, NULL, NULL},
        {"b", "high", "target", "2027", 5, "period",
         "“2027” is not as the figures of High are written. Give a period such as 2022/23."},
        {"b", "high", "target", "2027 Q1", 5, "period",
         "“2027 Q1” is not as the figures of High are written. Give a period such as 2022/23."},
        {"b", "high", "target", "2026/27-2028/29", 5, "period",
         "“2026/27-2028/29” is not as the figures of High are written. Give a period such as "
         "2022/23."},
        {"b", "high", "target", "2027-28", -5, "value", "-5 is less than nothing. Give 0 or more."},
        {"b", "high", "target", "2026-27", 6, "period",
         "a says 5 for 2026/27 already. Change that one, or give another period."},
        {"b", "high", "baseline", "2026-27", 6, NULL, NULL},
        {"c", "count", "target", "2026/27", 5, "period",
         "“2026/27” is not as the figures of Count are written. Give a period such as 2023."},
        {"c", "count", "target", "2027", 5, NULL, NULL},
        {"d", "unloaded", "target", "2027", -5, NULL, NULL}, /* it may be a score */
        {"e", "unloaded", "target", "2026/27", 5, NULL, NULL},
        {"f", "unloaded", "target", "2027", 5, "period",
         "d says -5 for 2027 already. Change that one, or give another period."},
    };
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
        try(*state, &tries[i]);
}

static void groups_have_the_indicators_words_for_the_same_unit(void **state)
{
    struct figures *figures = *state;
    static const struct {
        const char *own, *published, *suffix;
    } units[] = {
        {"per 1,000 births", "Rate per 1000 live births", " per 1,000 births"},
        {"per 1,000,000", "Rate per 1000", " per 1,000"},
        {"per 10,000", "Rate per 1000", " per 1,000"},
        {"per 1,000 births", "% of births", "%"},
        {"", "Rate per 1000", " per 1,000"},
        {"pounds", "Number", ""},
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct record indicator = record_new(&indicator_entity, SLICE("x"), &figures->arena);
        struct measure measure = {.unit = slice_from(units[i].published)};
        *record_value(&indicator, "unit") = value_text(slice_from(units[i].own));
        assert_slice(indicator_suffix(&indicator, &measure, &figures->arena), units[i].suffix);
    }
}

static void an_indicator_that_is_not_there_is_not_found(void **state)
{
    struct figures *figures = *state;
    struct actor actor = actor_anyone();
    struct indicator_view view = {.rank = 7};
    static const char *const codes[] = {"nosuch", "", "low\n", "low' OR 1=1"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct indicator_question question = {.code = slice_from(codes[i]), .area = SLICE("892")};
        assert_int_equal(indicator_view_load(figures->writer->store, &weft_registry, &actor,
                                             &question, &figures->arena, &view, NULL),
                         ERR_NOT_FOUND);
    }
    assert_int_equal(view.rank, 7); /* untouched */
}

static void a_rung_tells_what_hangs_on_it(void **state)
{
    struct figures *figures = *state;
    struct actor actor = actor_anyone();
    struct rung_view view;
    struct store *store = figures->writer->store;
    assert_int_equal(rung_view_load(store, &weft_registry, &actor, &priority_entity, SLICE("q"),
                                    (struct slice){0}, SLICE("892"), &figures->arena, &view, NULL),
                     0);
    assert_int_equal(view.commitments.count, 3);
    assert_int_equal(view.indicators.count, 2);
    assert_int_equal(view.tally.total, 2);
    assert_int_equal(view.tally.counts[TREND_TOO_FEW], 2);
    assert_int_equal(rung_view_load(store, &weft_registry, &actor, &strategic_objective_entity,
                                    SLICE("o"), (struct slice){0}, SLICE("892"), &figures->arena,
                                    &view, NULL),
                     0);
    assert_int_equal(view.priorities.count, 1);
    assert_int_equal(view.indicators.count, 2);
    assert_int_equal(view.commitments.count, 0);
    assert_int_equal(rung_view_load(store, &weft_registry, &actor, &priority_entity, SLICE("o"),
                                    (struct slice){0}, SLICE("892"), &figures->arena, &view, NULL),
                     ERR_NOT_FOUND);
}

static void a_commitment_is_late_the_day_after_it_was_due(void **state)
{
    struct figures *figures = *state;
    static const struct {
        const char *code;
        struct date on;
        enum progress progress;
    } asked[] = {
        {"late", {2025, 6, 30}, PROGRESS_ON_TIME},
        {"late", {2025, 7, 1}, PROGRESS_LATE},
        {"done", {2025, 7, 1}, PROGRESS_DONE},
        {"none", {2025, 7, 1}, PROGRESS_NOT_STATED},
    };
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct record commitment;
        struct date due;
        assert_int_equal(record_load(figures->writer->store, &commitment_entity,
                                     slice_from(asked[i].code), &figures->arena, &commitment, NULL),
                         0);
        assert_int_equal(commitment_progress(&commitment, asked[i].on, &due), asked[i].progress);
        assert_int_equal(date_is_given(due), !slice_is(slice_from(asked[i].code), "none"));
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, figures_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(many_indicators_stand_as_each_does_alone),
        TEST(without_a_place_nothing_stands),
        TEST(everything_of_one_indicator_is_told),
        TEST(another_source_is_shown_where_it_is_asked_for),
        TEST(an_earlier_day_knows_what_was_published_then),
        TEST(what_is_good_is_not_the_opposite_of_what_the_measure_says),
        TEST(a_target_is_of_a_period_and_a_unit_as_the_figures_are),
        TEST(groups_have_the_indicators_words_for_the_same_unit),
        TEST(an_indicator_that_is_not_there_is_not_found),
        TEST(a_rung_tells_what_hangs_on_it),
        TEST(a_commitment_is_late_the_day_after_it_was_due),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
