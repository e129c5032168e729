/* Who may do what to which rows, and which tables the engine shows to anyone. */
#include "support/test.h"

#include "record/record.h"

static const struct entity open_entity = {
    .name = "promise",
    .sensitivity = PUBLIC,
    .tables = "promise_topic,promise_note",
    .grants = GRANTS({ANYONE, READ}, {ANALYST, READ | CREATE | UPDATE}),
};
static const struct entity kept_entity = {
    .name = "visit",
    .source = "visit_all",
    .sensitivity = PUBLIC,
    .grants = GRANTS({CONTRIBUTOR, READ, "t.mine"}, {CONTRIBUTOR, READ, "t.shared"},
                     {GOVERNANCE_LEAD, READ}),
};
static const struct entity *const entities[] = {&open_entity, &kept_entity};
static const struct registry registry = {entities, 2};

static struct actor with(unsigned roles)
{
    return (struct actor){.code = SLICE("ann"), .roles = roles};
}

static void a_role_may_what_it_was_granted_and_nothing_else(void **state)
{
    (void)state;
    const struct actor anyone = actor_anyone(), analyst = with(ROLE_BIT(ANALYST));
    const struct actor stranger = with(0), house = actor_house("command line");
    assert_true(permit(&anyone, &open_entity, READ));
    assert_false(permit(&anyone, &open_entity, CREATE));
    assert_true(permit(&analyst, &open_entity, CREATE));
    assert_true(permit(&analyst, &open_entity, UPDATE));
    assert_false(permit(&analyst, &open_entity, RETIRE));
    assert_false(permit(&analyst, &kept_entity, READ));
    assert_false(permit(&stranger, &open_entity, READ));
    assert_true(permit(&house, &open_entity, RETIRE));
    assert_true(permit(&house, &kept_entity, RETIRE));
}

static void rows_are_those_of_any_grant(void **state)
{
    (void)state;
    static const struct {
        unsigned roles;
        enum action action;
        bool every;
        const char *where;
    } asked[] = {
        {ROLE_BIT(CONTRIBUTOR), READ, false, "((t.mine) OR (t.shared))"},
        {ROLE_BIT(GOVERNANCE_LEAD), READ, true, "1"},
        {ROLE_BIT(CONTRIBUTOR) | ROLE_BIT(GOVERNANCE_LEAD), READ, true, "1"},
        {ROLE_BIT(CONTRIBUTOR), UPDATE, false, "0"},
        {ROLE_BIT(ANYONE) | ROLE_BIT(ANALYST), READ, false, "0"},
        {0, READ, false, "0"},
    };
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        CLEANUP(buffer_free) struct buffer sql = BUFFER(200);
        struct actor actor = with(asked[i].roles);
        assert_true(permit_every_row(&actor, &kept_entity, asked[i].action) == asked[i].every);
        permit_where(&actor, &kept_entity, asked[i].action, &sql);
        assert_slice(buffer_slice(&sql), asked[i].where);
    }
    CLEANUP(buffer_free) struct buffer sql = BUFFER(200);
    struct actor house = actor_house("server");
    permit_where(&house, &kept_entity, UPDATE, &sql);
    assert_slice(buffer_slice(&sql), "1");
}

static void anyone_is_shown_the_tables_of_what_anyone_may_read(void **state)
{
    (void)state;
    static const struct {
        const char *table, *view;
        bool shown;
    } tables[] = {
        {NULL, NULL, true},
        {"promise", NULL, true},
        {"promise_topic", NULL, true},
        {"promise_note", NULL, true},
        {"meta", NULL, true},
        {"public_change", NULL, true},
        {"change", "public_change", true},
        {"public_search", NULL, true},
        {"public_search_data", NULL, true},
        {"change", NULL, false},
        {"change", "promise", false},
        {"seal", NULL, false},
        {"session", NULL, false},
        {"search", NULL, false},
        {"promise_secret", NULL, false},
        {"promis", NULL, false},
        {"Promise", NULL, false},
        {"", NULL, false},
        {"visit", NULL, false},
        {"visit_all", NULL, false},
        {"sqlite_schema", NULL, false},
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (permit_public_table((void *)(uintptr_t)&registry, tables[i].table, tables[i].view) !=
            tables[i].shown)
            fail_msg("%s", tables[i].table);
}

static void roles_are_known_by_their_whole_names(void **state)
{
    (void)state;
    for (int role = ANYONE; role <= ADMINISTRATOR; role++)
        assert_int_equal(role_from(slice_from(role_name((enum role)role))), role);
    static const char *const unknown[] = {"",         "Analyst",         "analyst ",
                                          "analysts", "governance lead", "house"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_int_equal(role_from(slice_from(unknown[i])), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_role_may_what_it_was_granted_and_nothing_else),
        cmocka_unit_test(rows_are_those_of_any_grant),
        cmocka_unit_test(anyone_is_shown_the_tables_of_what_anyone_may_read),
        cmocka_unit_test(roles_are_known_by_their_whole_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
