/* The titles of many records at once. */
#include "support/plan.h"

#include "domain/governance/governance.h"

static struct writer *writer;
static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    char path[4200];
    struct err err = {0};
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    snprintf(path, sizeof path, "%s/titles", scratch_folder());
    if (writer_open(path, STORE_CREATE, &weft_registry, &writer, &err) < 0)
        fail_msg("%s", err.message);
    buffer_string(&text, PLAN_HEAD "strategic_objective:\n"
                                   "  - {code: o, title: Objective, plan: plan}\npost:\n");
    for (int i = 0; i < TITLES_MOST + 1; i++)
        buffer_printf(&text, "  - {code: a%d, title: Post %d}\n", i, i);
    plan_put(writer, buffer_slice(&text), &arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    writer_close(&writer);
    arena_free(&arena);
    return 0;
}

static void load(struct titles *titles, const struct actor *actor)
{
    struct err err = {0};
    if (titles_load(titles, writer->store, actor, &err) < 0)
        fail_msg("%s", err.message);
}

static void a_kind_costs_one_statement_however_many_are_asked_for(void **state)
{
    (void)state;
    struct actor anyone = actor_anyone();
    struct titles titles = titles_in(&arena);
    titles_want(&titles, &post_entity, SLICE("a1\na2\na1"));
    titles_want(&titles, &post_entity, SLICE("a3"));
    titles_want(&titles, &strategic_objective_entity, SLICE("o"));
    titles_want(&titles, &post_entity, (struct slice){0});
    uint64_t before = store_statements_asked(writer->store);
    load(&titles, &anyone);
    assert_int_equal(store_statements_asked(writer->store) - before, 2);
    assert_slice(titles_get(&titles, &post_entity, SLICE("a1")), "Post 1");
    assert_slice(titles_get(&titles, &post_entity, SLICE("a3")), "Post 3");
    assert_slice(titles_get(&titles, &strategic_objective_entity, SLICE("o")), "Objective");
}

static void what_is_not_there_or_not_asked_for_keeps_its_code(void **state)
{
    (void)state;
    struct actor anyone = actor_anyone();
    struct titles titles = titles_in(&arena);
    load(&titles, &anyone); /* of nothing */
    assert_slice(titles_get(&titles, &post_entity, SLICE("a1")), "a1");
    titles_want(&titles, &post_entity, SLICE("nosuch\n' OR 1=1 --"));
    titles_want(&titles, NULL, SLICE("a1"));
    load(&titles, &anyone);
    assert_slice(titles_get(&titles, &post_entity, SLICE("nosuch")), "nosuch");
    assert_slice(titles_get(&titles, &post_entity, SLICE("' OR 1=1 --")), "' OR 1=1 --");
    assert_slice(titles_get(&titles, &post_entity, SLICE("a1")), "a1");
}

static void who_may_not_read_a_record_learns_no_title_of_it(void **state)
{
    (void)state;
    struct actor nobody = {0}, anyone = actor_anyone();
    struct titles titles = titles_in(&arena);
    titles_want(&titles, &post_entity, SLICE("a1"));
    uint64_t before = store_statements_asked(writer->store);
    load(&titles, &nobody);
    assert_int_equal(store_statements_asked(writer->store) - before, 0);
    assert_slice(titles_get(&titles, &post_entity, SLICE("a1")), "a1");
    load(&titles, &anyone);
    assert_slice(titles_get(&titles, &post_entity, SLICE("a1")), "Post 1");
}

static void past_the_most_of_a_kind_codes_stay(void **state)
{
    (void)state;
    struct actor anyone = actor_anyone();
    struct titles titles = titles_in(&arena);
    char code[20];
    for (int i = 0; i < TITLES_MOST + 1; i++) {
        snprintf(code, sizeof code, "a%d", i);
        titles_want(&titles, &post_entity, arena_slice(&arena, slice_from(code)));
    }
    load(&titles, &anyone);
    snprintf(code, sizeof code, "a%d", TITLES_MOST - 1);
    assert_int_equal(titles_get(&titles, &post_entity, slice_from(code)).data[0], 'P');
    snprintf(code, sizeof code, "a%d", TITLES_MOST);
    assert_slice(titles_get(&titles, &post_entity, slice_from(code)), code);
}

/* A record of two references and a year, which has no title of its own. */
static struct record pair(const struct entity *entity, const char *a, const char *b,
                          const char *year)
{
    struct record record = record_new(entity, SLICE("4503599627370497"), &arena);
    *record_value(&record, "one") = value_text(slice_from(a));
    *record_value(&record, "other") = value_text(slice_from(b));
    *record_value(&record, "year") = value_text(slice_from(year));
    return record;
}

static void a_record_without_a_title_is_called_by_what_its_fields_say(void **state)
{
    (void)state;
    static const struct field fields[] = {REFERENCE("one", "post", .label = "One"),
                                          REFERENCE("other", "post", .label = "Other"),
                                          TEXT("year", .label = "Year")};
    struct entity entity = {.name = "pair", .fields = FIELDS(fields), .named_by = "other,year,one"};
    struct actor anyone = actor_anyone();
    struct titles titles = titles_in(&arena);
    titles_want(&titles, &post_entity, SLICE("a1\na2"));
    load(&titles, &anyone);
    struct record record = pair(&entity, "a1", "a2", "2024/25");
    assert_slice(titles_name(&titles, &weft_registry, &record), "Post 2, 2024/25, Post 1");
    record = pair(&entity, "nosuch", "a2", ""); /* what is not given is left out */
    assert_slice(titles_name(&titles, &weft_registry, &record), "Post 2, nosuch");
    record = pair(&entity, "", "", "");
    assert_slice(titles_name(&titles, &weft_registry, &record), "4503599627370497");
    entity.named_by = NULL;
    record = pair(&entity, "a1", "a2", "2024/25");
    assert_slice(titles_name(&titles, &weft_registry, &record), "4503599627370497");
    entity.named_by = "other";
    entity.title = "year";
    assert_slice(titles_name(&titles, &weft_registry, &record), "2024/25");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kind_costs_one_statement_however_many_are_asked_for),
        cmocka_unit_test(what_is_not_there_or_not_asked_for_keeps_its_code),
        cmocka_unit_test(who_may_not_read_a_record_learns_no_title_of_it),
        cmocka_unit_test(past_the_most_of_a_kind_codes_stay),
        cmocka_unit_test(a_record_without_a_title_is_called_by_what_its_fields_say),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
