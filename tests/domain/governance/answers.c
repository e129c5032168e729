/* Who answers for what on a day, and since when nobody does. */
#include "support/plan.h"

#include "domain/governance/governance.h"

static struct writer *writer;
static struct arena arena;
static struct answers answers;

static const char text[] = PLAN_HEAD
    "post:\n  - {code: a, title: Ada, organisation: The Council}\n  - {code: b, title: Ben}\n"
    "strategic_objective:\n  - {code: o, title: O, plan: plan}\n"
    "priority:\n"
    "  - {code: kept, title: Kept, plan: plan, strategic_objective: o, starts: 2025-04-01}\n"
    "  - {code: passed, title: Passed on, plan: plan, strategic_objective: o, starts: 2025-04-01}\n"
    "  - {code: broken, title: Broken, plan: plan, strategic_objective: o, starts: 2025-04-01}\n"
    "  - {code: never, title: Never, plan: plan, strategic_objective: o, starts: 2025-04-01}\n"
    "accountability:\n"
    "  - {code: k, post: a, priority: kept, starts: 2025-04-01}\n"
    "  - {code: p1, post: a, priority: passed, starts: 2025-04-01, ends: 2025-08-31}\n"
    "  - {code: p2, post: b, priority: passed, starts: 2025-09-01}\n"
    "  - {code: b1, post: a, priority: broken, starts: 2025-04-01, ends: 2025-06-30}\n"
    "  - {code: b2, post: b, priority: broken, starts: 2025-10-01, ends: 2025-12-31}\n";

static int set_up(void **state)
{
    (void)state;
    char path[4200];
    struct err err = {0};
    snprintf(path, sizeof path, "%s/answers", scratch_folder());
    if (writer_open(path, STORE_CREATE, &weft_registry, &writer, &err) < 0)
        fail_msg("%s", err.message);
    plan_put(writer, slice_from(text), &arena);
    if (answers_load(writer->store, &arena, &answers, &err) < 0)
        fail_msg("%s", err.message);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    writer_close(&writer);
    arena_free(&arena);
    return 0;
}

static void whoever_is_to_answer_next_is_known_before(void **state)
{
    (void)state;
    const struct answer *next =
        answer_after(&answers, &priority_entity, SLICE("broken"), (struct date){2025, 7, 1});
    assert_non_null(next);
    assert_slice(next->post, "b");
    assert_null(
        answer_after(&answers, &priority_entity, SLICE("broken"), (struct date){2025, 10, 1}));
    assert_null(
        answer_after(&answers, &priority_entity, SLICE("never"), (struct date){2000, 1, 1}));
}

static void somebody_answers_from_the_first_day_to_the_last(void **state)
{
    (void)state;
    static const struct {
        const char *priority;
        struct date on;
        const char *post; /* NULL: nobody */
    } asked[] = {
        {"kept", {2025, 3, 31}, NULL},  {"kept", {2025, 4, 1}, "a"},
        {"kept", {2099, 1, 1}, "a"},    {"passed", {2025, 8, 31}, "a"},
        {"passed", {2025, 9, 1}, "b"},  {"broken", {2025, 6, 30}, "a"},
        {"broken", {2025, 7, 1}, NULL}, {"broken", {2025, 10, 1}, "b"},
        {"broken", {2026, 1, 1}, NULL}, {"never", {2025, 5, 1}, NULL},
        {"nosuch", {2025, 5, 1}, NULL},
    };
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        const struct answer *answer =
            answer_on(&answers, &priority_entity, slice_from(asked[i].priority), asked[i].on);
        if (!asked[i].post && answer)
            fail_msg("%s is answered for on day %zu", asked[i].priority, i);
        if (asked[i].post)
            assert_slice(answer ? answer->post : SLICE("nobody"), asked[i].post);
    }
    /* an objective of the same code is another thing */
    assert_null(
        answer_on(&answers, &strategic_objective_entity, SLICE("kept"), (struct date){2025, 5, 1}));
}

static void an_answer_names_the_post_and_its_organisation(void **state)
{
    (void)state;
    struct date on = {2025, 5, 1};
    const struct answer *answer = answer_on(&answers, &priority_entity, SLICE("kept"), on);
    assert_slice(answer->title, "Ada");
    assert_slice(answer->organisation, "The Council");
    assert_slice(answer->accountability, "k");
    assert_false(date_is_given(answer->ends));
}

static void a_gap_begins_the_day_after_the_last_who_answered(void **state)
{
    (void)state;
    static const struct {
        const char *priority;
        struct date on, since;
    } gaps[] = {
        {"broken", {2025, 8, 1}, {2025, 7, 1}},
        {"broken", {2026, 2, 1}, {2026, 1, 1}},
        {"never", {2026, 2, 1}, {0}},
        {"broken", {2025, 3, 1}, {0}}, /* before anybody did */
    };
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++) {
        struct date since =
            gap_since(&answers, &priority_entity, slice_from(gaps[i].priority), gaps[i].on);
        assert_int_equal(date_compare(since, gaps[i].since), 0);
    }
}

static void what_nobody_was_ever_named_for_is_not_stated(void **state)
{
    (void)state;
    assert_true(answers_stated(&answers, &priority_entity));
    assert_false(answers_stated(&answers, &strategic_objective_entity));
    assert_false(answers_stated(&(struct answers){0}, &priority_entity));
}

/* "a 2025-04-01..2025-06-30, - 2025-07-01..…" */
static void assert_spans(const char *priority, const char *expected)
{
    struct answer_span spans[16];
    CLEANUP(buffer_free) struct buffer told = BUFFER(4096);
    struct date from = {2025, 4, 1}, until = {2028, 3, 31};
    size_t count =
        answer_spans(&answers, &priority_entity, slice_from(priority), from, until, spans);
    for (size_t i = 0; i < count; i++) {
        char day[DATE_TEXT_SIZE];
        buffer_string(&told, i ? ", " : "");
        buffer_append(&told, spans[i].answer ? spans[i].answer->post : SLICE("-"));
        date_format(spans[i].from, day);
        buffer_printf(&told, " %s..", day);
        if (date_is_given(spans[i].until)) {
            date_format(spans[i].until, day);
            buffer_string(&told, day);
        }
    }
    assert_slice(buffer_slice(&told), expected);
}

static void the_time_of_a_plan_is_told_without_a_hole(void **state)
{
    (void)state;
    assert_spans("kept", "a 2025-04-01..");
    assert_spans("passed", "a 2025-04-01..2025-08-31, b 2025-09-01..");
    assert_spans("broken", "a 2025-04-01..2025-06-30, - 2025-07-01..2025-09-30, "
                           "b 2025-10-01..2025-12-31, - 2026-01-01..");
    assert_spans("never", "- 2025-04-01..");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(somebody_answers_from_the_first_day_to_the_last),
        cmocka_unit_test(whoever_is_to_answer_next_is_known_before),
        cmocka_unit_test(an_answer_names_the_post_and_its_organisation),
        cmocka_unit_test(a_gap_begins_the_day_after_the_last_who_answered),
        cmocka_unit_test(what_nobody_was_ever_named_for_is_not_stated),
        cmocka_unit_test(the_time_of_a_plan_is_told_without_a_hole),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
