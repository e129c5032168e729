/* The golden thread: one step up and down from every record, by the way one came. */
#include "support/plan.h"

#include "domain/governance/governance.h"
#include "domain/performance/performance.h"
#include "domain/risk/risk.h"

static struct writer *writer;
static struct arena arena;

static const char text[] = PLAN_HEAD
    "post:\n  - {code: a, title: Ada}\n"
    "strategic_objective:\n"
    "  - {code: o1, title: First, plan: plan, position: 1}\n"
    "  - {code: o2, title: Second, plan: plan, position: 2}\n"
    "operational_objective:\n"
    "  - {code: op, title: Operational, strategic_objective: o2, position: 1}\n"
    "priority:\n"
    "  - {code: p1, title: One, plan: plan, strategic_objective: o1, starts: 2025-04-01}\n"
    "  - {code: p2, title: Two, plan: plan, strategic_objective: o2, operational_objective: op, "
    "starts: 2025-04-01}\n"
    "commitment:\n"
    "  - {code: c, title: Whole, priority: p1, lead: a}\n"
    "  - {code: d, title: Part, priority: p1, part_of: c}\n"
    "indicator:\n"
    "  - {code: i, title: Both, kind: population, strategic_objective: o1, priorities: [p1, p2],"
    " audience: public, measures: [M]}\n"
    "  - {code: j, title: Neither, kind: population, audience: public}\n"
    "target:\n"
    "  - {code: t, indicator: i, kind: target, period: 2027, value: 5}\n"
    "risk:\n  - {code: r, title: Risk, plan: plan, cause: C, event: E, owner: a,"
    " strategic_objectives: [o1]}\n"
    "body:\n"
    "  - {code: board, title: Board, kind: board}\n"
    "  - {code: group, title: Group, kind: group, reports_to: board}\n"
    "seat:\n  - {code: s, title: Chair, body: board, post: a}\n"
    "accountability:\n  - {code: x, post: a, priority: p1, starts: 2025-04-01}\n";

static int set_up(void **state)
{
    (void)state;
    char path[4200];
    struct err err = {0};
    snprintf(path, sizeof path, "%s/thread", scratch_folder());
    if (writer_open(path, STORE_CREATE, &weft_registry, &writer, &err) < 0)
        fail_msg("%s", err.message);
    plan_put(writer, slice_from(text), &arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    writer_close(&writer);
    arena_free(&arena);
    return 0;
}

static struct thread thread_of(const struct entity *entity, const char *code, const char *came_by)
{
    struct actor actor = actor_house("test");
    struct record record;
    struct thread thread = {0};
    struct err err = {0};
    if (record_get(writer->store, entity, slice_from(code), &actor, &arena, &record, &err) < 0 ||
        thread_load(writer->store, &weft_registry, &record, slice_from(came_by), &actor, &arena,
                    &thread, &err) < 0 ||
        thread_load_below(writer->store, &weft_registry, &record, &actor, &arena, &thread, &err) <
            0)
        fail_msg("%s: %s", code, err.message);
    return thread;
}

static void assert_steps(const struct thread_step *steps, size_t count, const char *expected)
{
    CLEANUP(buffer_free) struct buffer told = BUFFER(4096);
    for (size_t i = 0; i < count; i++) {
        buffer_string(&told, i ? " " : "");
        buffer_append(&told, steps[i].entity ? steps[i].code : SLICE("vision"));
    }
    assert_slice(buffer_slice(&told), expected);
}

static void every_kind_of_record_knows_what_it_hangs_on(void **state)
{
    (void)state;
    const struct {
        const struct entity *entity;
        const char *code, *above;
    } records[] = {
        {&plan_entity, "plan", "vision"},
        {&strategic_objective_entity, "o1", "vision plan"},
        {&operational_objective_entity, "op", "vision o2"},
        {&priority_entity, "p1", "vision o1"},
        {&priority_entity, "p2", "vision o2 op"},
        {&commitment_entity, "c", "vision o1 p1"},
        {&commitment_entity, "d", "vision o1 p1 c"},
        {&indicator_entity, "i", "vision o1 p1"},
        {&indicator_entity, "j", "vision plan"},
        {&target_entity, "t", "vision o1 p1 i"},
        {&risk_entity, "r", "vision plan"},
        {&body_entity, "group", "vision board"},
        {&body_entity, "board", "vision plan"},
        {&post_entity, "a", "vision plan"},
        {&partnership_entity, "p", ""},
    };
    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
        struct thread thread = thread_of(records[i].entity, records[i].code, NULL);
        assert_steps(thread.above, thread.above_count, records[i].above);
    }
}

static void where_a_record_hangs_on_two_up_is_the_way_one_came(void **state)
{
    (void)state;
    static const struct {
        const char *came_by, *above;
    } ways[] = {
        {"priorities=p1", "vision o1 p1"},
        {"priorities=p2", "vision o2 op p2"},
        {"priorities", "vision o1 p1"},
        {"strategic_objective", "vision o1"},
        {"strategic_objective=o2", "vision o1"}, /* it does not hang there */
        {"operational_objective", "vision o1 p1"},
        {"priorities=nosuch", "vision o1 p1"},
        {"nonsense=\"><script>", "vision o1 p1"},
        {"=", "vision o1 p1"},
        {"title=Both", "vision o1 p1"}, /* no way up */
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct thread thread = thread_of(&indicator_entity, "i", ways[i].came_by);
        assert_steps(thread.above, thread.above_count, ways[i].above);
    }
}

static void what_hangs_below_is_told_kind_by_kind(void **state)
{
    (void)state;
    const struct {
        const struct entity *entity;
        const char *code, *below;
    } records[] = {
        {&strategic_objective_entity, "o1", "p1 i"},
        {&operational_objective_entity, "op", "p2"},
        {&priority_entity, "p1", "c d x i"},
        {&priority_entity, "p2", "i"},
        {&commitment_entity, "c", "d"},
        {&commitment_entity, "d", ""},
        {&indicator_entity, "i", "t"},
        {&body_entity, "board", "group s"},
    };
    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
        struct thread thread = thread_of(records[i].entity, records[i].code, NULL);
        assert_steps(thread.below, thread.below_count, records[i].below);
    }
}

static void what_names_a_record_without_hanging_on_it_is_told_with_how(void **state)
{
    (void)state;
    struct thread thread = thread_of(&post_entity, "a", NULL);
    assert_steps(thread.below, thread.below_count, "");
    assert_steps(thread.named, thread.named_count, "c s x r");
    assert_string_equal(thread.named[0].named_as, "Lead officer");
    assert_string_equal(thread.named[2].named_as, "Officer");
    assert_slice(thread.named[2].title, "One: Ada");
    thread = thread_of(&strategic_objective_entity, "o1", NULL);
    assert_steps(thread.named, thread.named_count, "r"); /* what hangs on it is not told twice */
}

static void what_has_no_name_of_its_own_is_titled_by_what_it_says(void **state)
{
    (void)state;
    struct thread thread = thread_of(&priority_entity, "p1", NULL);
    assert_steps(thread.below, thread.below_count, "c d x i");
    assert_slice(thread.below[2].title, "One: Ada");
    thread = thread_of(&indicator_entity, "i", NULL);
    assert_slice(thread.below[0].title, "Target, 2027");
}

static void a_step_says_its_number_and_its_days(void **state)
{
    (void)state;
    struct thread thread = thread_of(&commitment_entity, "c", NULL);
    assert_int_equal(thread.above[1].position, 1);
    assert_slice(thread.above[1].title, "First");
    assert_slice(thread.above[2].starts, "2025-04-01");
    assert_int_equal(thread.above[2].ends.length, 0);
    assert_false(thread.above[2].retired);
}

static void a_plan_opens_on_today_until_it_has_ended(void **state)
{
    (void)state;
    struct actor actor = actor_house("test");
    struct plan_frame frame;
    assert_int_equal(plan_frame_load(writer->store, &actor, &arena, &frame, NULL), 0);
    static const struct {
        struct date today, opens;
    } days[] = {
        {{2026, 5, 1}, {2026, 5, 1}},
        {{2028, 3, 31}, {2028, 3, 31}},
        {{2028, 4, 1}, {2025, 7, 1}}, /* its edition's */
    };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        assert_int_equal(date_compare(plan_opening_day(&frame.plan, days[i].today), days[i].opens),
                         0);
}

/* The partnership's name as a page finds it, and how many statements that took. */
static struct slice frame_title(struct store *reader, uint64_t *ret_asked)
{
    struct actor anyone = actor_anyone();
    struct plan_frame frame;
    struct err err = {0};
    assert_int_equal(store_read_begin(reader, &err), 0);
    uint64_t before = store_statements_asked(reader);
    assert_int_equal(plan_frame_load(reader, &anyone, &arena, &frame, &err), 0);
    *ret_asked = store_statements_asked(reader) - before;
    struct slice title = arena_slice(&arena, record_title(&frame.partnership));
    store_read_end(reader);
    return title;
}

static void what_stands_around_every_page_is_read_again_only_after_a_change(void **state)
{
    (void)state;
    char path[4200];
    snprintf(path, sizeof path, "%s/frame", scratch_folder());
    CLEANUP(writer_close) struct writer *author = NULL;
    CLEANUP(store_close) struct store *reader = NULL;
    struct err err = {0};
    assert_int_equal(writer_open(path, STORE_CREATE, &weft_registry, &author, &err), 0);
    assert_int_equal(store_open(path, STORE_READ, &reader, &err), 0);
    static const char *const texts[] = {
        PLAN_HEAD,
        "partnership:\n  - {code: p, title: Q, place: P, kind: invented}\n"
        "plan:\n  - {code: plan, title: Plan, partnership: p, vision: V, starts: 2025-04-01,"
        " ends: 2028-03-31, edition_date: 2025-07-01}\n"};
    for (size_t i = 0; i < 2; i++) {
        uint64_t asked;
        plan_put(author, slice_from(texts[i]), &arena);
        assert_slice(frame_title(reader, &asked), i ? "Q" : "P");
        assert_int_equal(asked, 3);
        assert_slice(frame_title(reader, &asked), i ? "Q" : "P");
        assert_int_equal(asked, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_record_knows_what_it_hangs_on),
        cmocka_unit_test(where_a_record_hangs_on_two_up_is_the_way_one_came),
        cmocka_unit_test(what_hangs_below_is_told_kind_by_kind),
        cmocka_unit_test(what_names_a_record_without_hanging_on_it_is_told_with_how),
        cmocka_unit_test(what_has_no_name_of_its_own_is_titled_by_what_it_says),
        cmocka_unit_test(a_step_says_its_number_and_its_days),
        cmocka_unit_test(a_plan_opens_on_today_until_it_has_ended),
        cmocka_unit_test(what_stands_around_every_page_is_read_again_only_after_a_change),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
