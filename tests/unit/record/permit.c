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

static const struct field own_fields[] = {
    TEXT("title", .label = "Title"), TEXT("state", .label = "State"), TEXT("due", .label = "Due")};
static const struct entity own_entity = {
    .name = "promise",
    .fields = FIELDS(own_fields),
    .grants = GRANTS({CONTRIBUTOR, UPDATE, "t.mine = " GRANT_ACTOR, .fields = "state,due"},
                     {CONTRIBUTOR, UPDATE, "t.open"}, {ANALYST, UPDATE, NULL, .fields = "title"},
                     {GOVERNANCE_LEAD, WRITE})};

static void a_change_is_asked_of_the_grants_that_cover_its_fields(void **state)
{
    (void)state;
    static const struct {
        unsigned roles;
        uint64_t fields;
        const char *where;
    } asked[] = {
        {ROLE_BIT(CONTRIBUTOR), 0, "((t.mine = ?999) OR (t.open))"},
        {ROLE_BIT(CONTRIBUTOR), FIELD_BIT(1) | FIELD_BIT(2), "((t.mine = ?999) OR (t.open))"},
        {ROLE_BIT(CONTRIBUTOR), FIELD_BIT(0) | FIELD_BIT(1), "((t.open))"},
        {ROLE_BIT(ANALYST), FIELD_BIT(0), "1"},
        {ROLE_BIT(ANALYST), FIELD_BIT(1), "0"},
        {ROLE_BIT(ANALYST) | ROLE_BIT(CONTRIBUTOR), FIELD_BIT(0) | FIELD_BIT(1), "((t.open))"},
        {ROLE_BIT(GOVERNANCE_LEAD), FIELDS_ALL, "1"},
        {ROLE_BIT(ANYONE), 0, "0"},
    };
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        CLEANUP(buffer_free) struct buffer sql = BUFFER(200);
        struct actor actor = with(asked[i].roles);
        permit_change_where(&actor, &own_entity, asked[i].fields, &sql);
        assert_slice(buffer_slice(&sql), asked[i].where);
    }
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
        cmocka_unit_test(a_change_is_asked_of_the_grants_that_cover_its_fields),
        cmocka_unit_test(anyone_is_shown_the_tables_of_what_anyone_may_read),
        cmocka_unit_test(roles_are_known_by_their_whole_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
