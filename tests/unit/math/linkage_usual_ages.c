#include "support/test.h"

#include "math/linkage/compare/levels.h"
#include "math/linkage/compare/packed.h"
#include "math/linkage/engine/engine.h"
#include "math/linkage/weigh/beliefs.h"
#include "support/linkage.h"

/* --- two births --------------------------------------------------------------------------------
 */

static uint8_t births(const char *a, const char *b)
{
    uint64_t left = packed_of(slice_from(a)), right = packed_of(slice_from(b));
    uint8_t level = packed_date_level(left, packed_date_days(left), right, packed_date_days(right));
    assert_int_equal(
        packed_date_level(right, packed_date_days(right), left, packed_date_days(left)), level);
    return level;
}

static void a_birth_within_the_usual_years_agrees(void **state)
{
    (void)state;
    assert_int_equal(births("1999..17 by role", "20100715"), DATE_USUAL_AGE);
    assert_int_equal(births("1999..17 by role", "19990101"), DATE_USUAL_AGE);
    assert_int_equal(births("1999..17 by role", "20171231"), DATE_USUAL_AGE);
    assert_int_equal(births("1999..17 by role", "~2010-07 by age"), DATE_USUAL_AGE);
    assert_int_equal(births("1999..17 by role", "2017????"), DATE_USUAL_AGE);
    assert_int_equal(births("1999..17 by role", "????0715"), DATE_USUAL_AGE);
    assert_int_equal(births("1999..17 by role", "1940..01 by role"), DATE_USUAL_AGE);
    assert_int_equal(births("1940..01 by role", "19700715"), DATE_USUAL_AGE);
}

static void a_birth_outside_them_does_not(void **state)
{
    (void)state;
    assert_int_equal(births("1999..17 by role", "19980715"), DATE_UNUSUAL_AGE);
    assert_int_equal(births("1999..17 by role", "19910715"), DATE_UNUSUAL_AGE);
    assert_int_equal(births("1999..17 by role", "19750715"), DATE_OTHER_AGE);
    assert_int_equal(births("1940..01 by role", "20150715"), DATE_OTHER_AGE);
    assert_int_equal(births("1940..65 by role", "1999..17 by role"), DATE_OTHER_AGE);
}

/* One in a hundred is younger than usual, and one older: so it says little against. */
static void hardly_anybody_is_of_an_unusual_age(void **state)
{
    (void)state;
    assert_near(belief_at_most(FIELD_DATE, DATE_UNUSUAL_AGE, 0.1), 0.002, 1e-9);
    assert_near(belief_at_most(FIELD_DATE, DATE_OTHER_AGE, 0.1), 0.0002, 1e-9);
    assert_near(belief_at_most(FIELD_DATE, DATE_DECADE, 0.1), 1, 1e-9);
}

/* --- records ---------------------------------------------------------------------------------- */

/* A town of which the police have seen children of one to ten years and adults of 21 to 80, sixty
 * of each, all in 2020; before them come `rows`. */
static struct linkage_table town_of(const char *head, const char *rows, const char *child,
                                    const char *adult)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 16);
    buffer_printf(&text, "%s\n%s", head, rows);
    for (int i = 0; i < 60; i++)
        buffer_printf(&text, "Hall|%d-03-04|2020-06-01|%s\nHall|%d-03-04|2020-06-01|%s\n",
                      2010 + i % 10, child, 1940 + i, adult);
    return table_of(buffer_text(&text));
}

/* How the first row's birth agrees with the second's, which gives no date, and what that is. */
static uint8_t birth_level(struct linkage_table table, uint32_t rules_off, const char *expected)
{
    struct linkage *linkage =
        linkage_new(&table, &(struct linkage_options){.threads = 1, .rules_off = rules_off});
    const struct records *records = &linkage->records;
    struct comparer *comparer = comparer_new(records);
    struct pattern pattern, at_once;
    uint32_t first = engine_record(linkage, 0), second = engine_record(linkage, 1);
    comparer_take(comparer, first);
    comparer_pattern(comparer, second, &pattern);
    comparer_patterns(comparer, &second, 1, &at_once);
    assert_memory_equal(&pattern, &at_once, sizeof pattern);
    size_t at = 0;
    while (at < records->field_count && records->fields[at].kind != FIELD_DATE)
        at++;
    assert_true(at < records->field_count);
    assert_slice(values_text(records->fields[at].values, records_row(records, second)[at]),
                 expected);
    uint8_t level = pattern.levels[at];
    comparer_free(comparer);
    linkage_free(linkage);
    linkage_table_free(&table);
    return level;
}

#define BY_ROLE(rows) town_of("surname|dob|recorded|role", rows, "Child present", "Suspect")

static void who_gives_no_date_is_as_old_as_people_of_that_role(void **state)
{
    (void)state;
    assert_int_equal(birth_level(BY_ROLE("Hall|2014-03-04|2020-06-01|Child present\n"
                                         "Hall||2021-06-01|Child present\n"),
                                 0, "2010..20 by role"),
                     DATE_USUAL_AGE);
    assert_int_equal(birth_level(BY_ROLE("Hall|1984-03-04|2020-06-01|Suspect\n"
                                         "Hall||2021-06-01|Child present\n"),
                                 0, "2010..20 by role"),
                     DATE_OTHER_AGE);
    assert_int_equal(birth_level(BY_ROLE("Hall|2014-03-04|2020-06-01|Child present\n"
                                         "Hall||2021-06-01|Suspect\n"),
                                 0, "1940..00 by role"),
                     DATE_OTHER_AGE);
}

static void a_role_says_nothing_where_few_have_it_or_the_day_is_not_known(void **state)
{
    (void)state;
    static const char born[] = "Hall|2014-03-04|2020-06-01|Child present\n";
    char rows[200];
    static const char *const others[] = {"Hall||2021-06-01|Witness\n", "Hall|||Child present\n",
                                         "Hall||2021-06-01|\n"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        snprintf(rows, sizeof rows, "%s%s", born, others[i]);
        assert_int_equal(birth_level(BY_ROLE(rows), 0, ""), LEVEL_MISSING);
    }
    snprintf(rows, sizeof rows, "%sHall||2021-06-01|Child present\n", born);
    assert_int_equal(birth_level(BY_ROLE(rows), 1u << LINKAGE_RULE_AGES, ""), LEVEL_MISSING);
}

static void who_names_a_parent_is_as_old_as_those_who_do(void **state)
{
    (void)state;
    static const char head[] = "surname|dob|recorded|parent_or_carer";
    assert_int_equal(birth_level(town_of(head,
                                         "Hall|1984-03-04|2020-06-01|\n"
                                         "Hall||2021-06-01|Ann Hall\n",
                                         "Mary Hall", ""),
                                 0, "2010..20 by role"),
                     DATE_OTHER_AGE);
    assert_int_equal(birth_level(town_of(head,
                                         "Hall|2014-03-04|2020-06-01|Ann Hall\n"
                                         "Hall||2021-06-01|\n",
                                         "Mary Hall", ""),
                                 0, "1940..00 by role"),
                     DATE_OTHER_AGE);
}

/* What an agency that has no such column leaves out says nothing. */
static void who_was_not_asked_for_a_parent_names_none(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 16);
    buffer_printf(&text, "source|surname|dob|recorded|parent_or_carer\n"
                         "0|Hall|2014-03-04|2020-06-01|Ann Hall\n1|Hall||2021-06-01|\n");
    for (int i = 0; i < 60; i++)
        buffer_printf(&text, "0|Hall|%d-03-04|2020-06-01|\n0|Hall|%d-03-04|2020-06-01|Ann Hall\n",
                      1940 + i, 2010 + i % 10);
    static const bool asked_by[] = {true, false};
    struct linkage_table table = table_of(buffer_text(&text));
    table.columns[table.column_count - 1].asked_by = asked_by;
    assert_int_equal(birth_level(table, 0, ""), LEVEL_MISSING);
}

/* A register keeps what its first feed showed, so that a record is read alike by itself. */
static void a_register_keeps_how_old_people_of_a_role_are(void **state)
{
    (void)state;
    enum { COLUMNS = 4 };
    struct linkage_habit habits[COLUMNS], later[COLUMNS];
    struct values towns = {0};
    struct linkage_table first = BY_ROLE("");
    linkage_habits_find(&first, 0, habits, &towns);
    struct linkage_table table =
        table_of("surname|dob|recorded|role\nHall||2021-06-01|Child present\n");
    for (size_t i = 0; i < COLUMNS; i++) {
        struct slice bytes = {(const char *)&habits[i], sizeof habits[i]};
        assert_true(linkage_habit_read(bytes, &later[i]));
        table.columns[i].kind = first.columns[i].kind;
        table.columns[i].habit = &later[i];
    }
    struct linkage_slots slots = {0};
    struct linkage_particulars *made = linkage_particulars_of(&table, 0, 1, &slots);
    bool found = false;
    for (size_t i = 0; i < slots.count; i++)
        if (slots.list[i].kind == FIELD_DATE) {
            assert_slice(linkage_particulars_text(made, 0, i), "2010..20 by role");
            found = true;
        }
    assert_true(found);
    later[COLUMNS - 1].ages.count = LINKAGE_ROLES + 1;
    struct slice damaged = {(const char *)&later[COLUMNS - 1], sizeof *later};
    assert_false(linkage_habit_read(damaged, &habits[0]));
    linkage_particulars_free(made);
    values_free(&towns);
    for (size_t i = 0; i < COLUMNS; i++)
        first.columns[i].habit = table.columns[i].habit = NULL;
    linkage_table_free(&first);
    linkage_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_birth_within_the_usual_years_agrees),
        cmocka_unit_test(a_birth_outside_them_does_not),
        cmocka_unit_test(hardly_anybody_is_of_an_unusual_age),
        cmocka_unit_test(who_gives_no_date_is_as_old_as_people_of_that_role),
        cmocka_unit_test(a_role_says_nothing_where_few_have_it_or_the_day_is_not_known),
        cmocka_unit_test(who_names_a_parent_is_as_old_as_those_who_do),
        cmocka_unit_test(who_was_not_asked_for_a_parent_names_none),
        cmocka_unit_test(a_register_keeps_how_old_people_of_a_role_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
