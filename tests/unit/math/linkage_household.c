/* Households and families of small sets whose persons are plain to see. */
#include "support/linkage.h"
#include "support/test.h"

/* A table, its linkage and what was found; rows are numbered from 0 as they stand. */
struct town {
    struct linkage_table table;
    struct linkage *linkage;
    const uint32_t *persons;
    uint32_t person_count;
    struct linkage_households found;
};

static struct town town_of(const char *text)
{
    struct town town = {.table = table_of(text)};
    for (size_t i = 0; i < town.table.column_count; i++)
        if (strcmp(town.table.columns[i].name, "id") == 0)
            town.table.columns[i].kind = LINKAGE_ROW_ID;
    struct linkage_options options = {.threads = 1, .floor = -7};
    town.linkage = run_linkage(&town.table, &options);
    town.persons = linkage_persons(town.linkage, &town.person_count);
    linkage_households_find(town.linkage, &town.found);
    return town;
}

static void town_free(struct town *town)
{
    linkage_households_free(&town->found);
    linkage_free(town->linkage);
    linkage_table_free(&town->table);
}

static bool one_household(const struct town *town, size_t a, size_t b)
{
    return town->found.household[a] == town->found.household[b] &&
           town->found.household[a] != LINKAGE_NONE;
}

static bool one_family(const struct town *town, size_t a, size_t b)
{
    return town->found.family[town->persons[a]] == town->found.family[town->persons[b]];
}

static enum linkage_kin_basis tie_of(const struct town *town, size_t row)
{
    return town->found.ties[town->persons[row]].basis;
}

/* Every table has these, so that models and kinds are the same. */
#define HEADING                                                                                    \
    "id|given_name|surname|dob|address|address_2|postcode|mobile|registered|parent_or_carer|"      \
    "mother_id\n"

static void one_address_is_known_however_it_is_written(void **state)
{
    (void)state;
    CLEANUP(town_free)
    struct town town =
        town_of(HEADING "1|Anna|Smith|1980-02-03|Flat 1, 2 Tannery Close||NG1 5AB||2018-01-01||\n"
                        "2|Ben|Smith|2011-04-05|Flat 1|2 Tannery Close|NG1 5AB||2018-03-01||\n"
                        "3|Cara|Smith|2013-06-07|Flat 1, 2 Tannery Close||NG1 5AC||2018-03-01||\n"
                        "4|Dan|Smith|2015-08-09|flat 1 2 tannery cl||||2018-03-01||\n"
                        "5|Eve|Jones|1990-08-09|Flat 2, 2 Tannery Close||NG1 5AB||2018-03-01||\n"
                        "6|Finn|Brown|1991-08-09|Flat 1, 2 Tannery Close||DE7 8QP||2018-03-01||\n");
    assert_true(one_household(&town, 0, 1));
    assert_true(one_household(&town, 0, 2));  /* a slip of the postcode */
    assert_true(one_household(&town, 0, 3));  /* none */
    assert_false(one_household(&town, 0, 4)); /* next door */
    assert_false(one_household(&town, 0, 5)); /* a street of the same name in another town */
    assert_int_equal(town.found.basis[1], HOME_BY_ADDRESS);
}

static void who_followed_another_at_an_address_is_another_household(void **state)
{
    (void)state;
    CLEANUP(town_free)
    struct town town =
        town_of(HEADING "1|Anna|Smith|1980-02-03|12 Mill Lane||NG1 5AB||2012-01-01||\n"
                        "2|Ben|Smith|2011-04-05|12 Mill Lane||NG1 5AB||2012-03-01|Anna Smith|\n"
                        "3|Eve|Khan|1990-08-09|12 Mill Lane||NG1 5AB||2020-03-01||\n"
                        "4|Finn|Khan|2018-08-09|12 Mill Lane||NG1 5AB||2020-03-01|Eve Khan|\n");
    assert_true(one_household(&town, 0, 1));
    assert_true(one_household(&town, 2, 3));
    assert_false(one_household(&town, 0, 2));
    assert_int_equal(town.found.household_count, 2);
    assert_false(one_family(&town, 0, 2));
}

static void two_families_at_one_address_stay_two_and_a_lodger_joins_one(void **state)
{
    (void)state;
    CLEANUP(town_free)
    struct town town =
        town_of(HEADING "1|Anna|Smith|1980-02-03|12 Mill Lane||NG1 5AB||2018-01-01||\n"
                        "2|Ben|Said|2011-04-05|12 Mill Lane||NG1 5AB||2018-03-01|Anna Smith|\n"
                        "3|Eve|Khan|1990-08-09|12 Mill Lane||NG1 5AB||2018-03-01||\n"
                        "4|Finn|Jones|2014-08-09|12 Mill Lane||NG1 5AB||2018-03-01|Eve Khan|\n"
                        "5|Gus|Hall|1990-08-09|7 Park Road||NG7 2QP||2018-03-01||\n"
                        "6|Ida|Lee|1971-11-19|7 Park Road||NG7 2QP||2018-05-01||\n");
    assert_true(one_household(&town, 0, 1));
    assert_true(one_household(&town, 2, 3));
    assert_false(one_household(&town, 0, 2));
    assert_false(one_family(&town, 0, 2));
    assert_true(one_household(&town, 4, 5));
}

static void a_household_stays_one_when_its_adults_move_on_together(void **state)
{
    (void)state;
    CLEANUP(town_free)
    struct town town =
        town_of(HEADING "1|Anna|Smith|1980-02-03|12 Mill Lane||NG1 5AB||2012-01-01||\n"
                        "2|Ben|Smith|2011-04-05|12 Mill Lane||NG1 5AB||2012-03-01|Anna Smith|\n"
                        "3|Anna|Smith|1980-02-03|7 Park Road||NG7 2QP||2016-01-01||\n"
                        "4|Ben|Smith|2011-04-05|7 Park Road||NG7 2QP||2016-03-01|Anna Smith|\n");
    assert_true(one_household(&town, 0, 2));
    assert_int_equal(town.found.household_count, 1);
}

static void children_of_two_homes_do_not_make_them_one(void **state)
{
    (void)state;
    CLEANUP(town_free)
    struct town town =
        town_of(HEADING "1|Anna|Smith|1980-02-03|12 Mill Lane||NG1 5AB||2018-01-01||\n"
                        "2|Ben|Jones|2011-04-05|12 Mill Lane||NG1 5AB||2018-03-01|Anna Smith|\n"
                        "3|Cara|Jones|2013-06-07|12 Mill Lane||NG1 5AB||2018-03-01|Anna Smith|\n"
                        "4|Tom|Jones|1979-10-11|7 Park Road||NG7 2QP||2018-06-01||\n"
                        "5|Ben|Jones|2011-04-05|7 Park Road||NG7 2QP||2018-07-01|Tom Jones|\n"
                        "6|Cara|Jones|2013-06-07|7 Park Road||NG7 2QP||2018-07-01|Tom Jones|\n");
    assert_true(one_household(&town, 0, 1));
    assert_true(one_household(&town, 3, 4));
    assert_false(one_household(&town, 0, 3));
    assert_true(one_family(&town, 0, 3)); /* by their children */
}

static void a_record_without_address_has_that_of_its_person_or_none(void **state)
{
    (void)state;
    CLEANUP(town_free)
    struct town town =
        town_of(HEADING "1|Anna|Smith|1980-02-03|12 Mill Lane||NG1 5AB|07700900123|2012-01-01||\n"
                        "2|Anna|Smith|1980-02-03||||07700900123|2013-03-01||\n"
                        "3|Anna|Smith|1980-02-03|||NG1 5AB|07700900123|2013-03-01||\n"
                        "4|Omar|Farah|1977-05-06||||07700900456|2013-03-01||\n"
                        "5|Eve|Jones|1990-08-09|5 Park Road||NG7 2QP||2018-03-01||\n");
    assert_int_equal(town.person_count, 3);
    assert_true(one_household(&town, 0, 1));
    assert_int_equal(town.found.basis[1], HOME_BY_PERSON);
    assert_true(one_household(&town, 0, 2));
    assert_int_equal(town.found.basis[2], HOME_BY_POSTCODE);
    assert_true(town.found.household[3] == LINKAGE_NONE);
    assert_int_equal(town.found.basis[3], HOME_UNKNOWN);
}

static void a_parent_named_by_identifier_is_family_whatever_else_differs(void **state)
{
    (void)state;
    CLEANUP(town_free)
    struct town town =
        town_of(HEADING "m7|Anna|Smith|1980-02-03|12 Mill Lane||NG1 5AB||2012-01-01||\n"
                        "c8|Yusuf|Demir|2011-04-05|9 Far Road||DE7 8QP||2012-03-01||m7\n"
                        "c9|Eve|Brown|2011-07-05|3 Near Road||DE1 1AA||2012-03-01||nosuch\n");
    assert_true(one_family(&town, 0, 1));
    assert_int_equal(tie_of(&town, 1), KIN_STATED_ID);
    assert_int_equal(tie_of(&town, 2), KIN_ALONE);
    assert_string_equal(linkage_kin_words(tie_of(&town, 1)), "stated by identifier");
}

static void a_mother_is_known_by_her_nhs_number_in_any_source(void **state)
{
    (void)state;
    CLEANUP(town_free)
    struct town town =
        town_of("id|source|given_name|surname|dob|nhs_number|mother_nhs_number|school_postcode\n"
                "m1|0|Anna|Smith|1980-02-03|999 000 0379||\n"
                "m2|0|Eve|Khan|1981-02-03|999 387 4566||\n"
                "c1|1|Omar|Said|2011-04-05|9997748751|9990000379|NG1 5AB\n"
                "c2|1|Hodan|Said|2013-04-05|9994239031|9990000379|NG1 5AB\n"
                "c3|1|Ben|Brown|2013-07-05|9995861607|9995688484|NG1 5AB\n");
    assert_int_equal(town.table.columns[6].kind, LINKAGE_PARENT_ID);
    assert_int_equal(town.table.columns[7].kind, LINKAGE_IGNORED); /* nobody lives at school */
    assert_int_equal(town.person_count, 5);
    assert_true(one_family(&town, 0, 2) && one_family(&town, 2, 3));
    assert_int_equal(tie_of(&town, 3), KIN_STATED_ID);
    assert_int_equal(tie_of(&town, 1), KIN_ALONE);
    assert_int_equal(tie_of(&town, 4), KIN_ALONE); /* a number that nobody has */
}

static void a_parent_named_is_looked_for_at_the_address_and_told_apart_by_age(void **state)
{
    (void)state;
    CLEANUP(town_free)
    struct town town =
        town_of(HEADING "1|Anna|Lee|1980-02-03|12 Mill Lane||NG1 5AB||2018-01-01||\n"
                        "2|Omar|Said|2011-04-05|12 Mill Lane||NG1 5AB||2018-03-01|Anna Lee|\n"
                        "3|Anna|Lee|1975-12-24|80 Far Street||DE7 8QP||2018-01-01||\n"
                        "4|Eve|Hall|2010-04-05|3 Park Road||NG7 2QP||2018-03-01|Kim Hill|\n"
                        "5|Kim|Hill|2012-11-12|3 Park Road||NG7 2QP||2018-03-01||\n");
    assert_int_equal(tie_of(&town, 1), KIN_STATED_NAME);
    assert_int_equal(town.found.ties[town.persons[1]].with, town.persons[0]);
    assert_false(one_family(&town, 1, 2));                   /* of the same name elsewhere */
    assert_int_not_equal(tie_of(&town, 3), KIN_STATED_NAME); /* younger than the child */
}

static void children_of_one_parent_nobody_recorded_are_family(void **state)
{
    (void)state;
    CLEANUP(town_free)
    struct town town =
        town_of(HEADING "1|Omar|Said|2011-04-05|12 Mill Lane||NG1 5AB||2018-03-01|Dr. Ubah ABDI|\n"
                        "2|Hodan|Farah|2013-04-05|12 Mill Lane||NG1 5AB||2018-03-01|Ubah Abdi|\n"
                        "3|Eve|Hall|2010-04-05|3 Park Road||NG7 2QP||2018-03-01|Ubah Abdi|\n");
    assert_true(one_family(&town, 0, 1));
    assert_int_equal(tie_of(&town, 0), KIN_STATED_PARENT);
    assert_false(one_family(&town, 0, 2)); /* the name alone is not enough */
}

static void a_crowd_at_one_address_is_no_family_and_no_single_household(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    static const char *const names[] = {"Ada", "Bob", "Cy",  "Dee", "Eli", "Fay", "Gus",
                                        "Hal", "Ida", "Jon", "Kit", "Lou", "Max"};
    buffer_string(&text, HEADING);
    for (int i = 0; i < 40; i++)
        buffer_printf(&text, "%d|%s|Surname%c%c|%d-0%d-1%d|1 Hostel Road||NG1 5AB||2018-01-01||\n",
                      i, names[i % 13], 'a' + i % 26, 'a' + i * 7 % 26, 1950 + i, i % 9 + 1,
                      i % 10);
    CLEANUP(town_free) struct town town = town_of(buffer_text(&text));
    assert_int_equal(town.found.crowded, 1);
    assert_int_equal(tie_of(&town, 0), KIN_ALONE);
    assert_false(one_household(&town, 0, 1));
}

static void nothing_to_go_on_leaves_households_unknown_and_families_single(void **state)
{
    (void)state;
    CLEANUP(town_free) struct town none = town_of("id|given_name|surname|dob\n");
    assert_int_equal(none.found.household_count + none.found.family_count, 0);
    CLEANUP(town_free)
    struct town town =
        town_of("id|given_name|surname|dob\n1|Anna|Smith|1980-02-03\n2|Omar|Said|2011-04-05\n");
    assert_int_equal(town.found.household_count, 0);
    assert_int_equal(town.found.family_count, 2);
    assert_int_equal(town.found.basis[1], HOME_UNKNOWN);
}

static void columns_about_parents_and_days_are_recognised_and_of_them_the_name_compared(
    void **state)
{
    (void)state;
    struct linkage_table table =
        table_of("id|given_name|surname|dob|mother|carer_id|contact type|enrolled|contact phone\n"
                 "1|Anna|Smith|1980-02-03|Mary Smith|7|Mother|2018-01-01|07700900123\n"
                 "2|Omar|Said|2011-04-05|Ubah Abdi|8|Carer|2018-02-01|07700900124\n");
    assert_int_equal(table.columns[4].kind, LINKAGE_PARENT_NAME);
    assert_int_equal(table.columns[5].kind, LINKAGE_PARENT_ID);
    assert_int_equal(table.columns[6].kind, LINKAGE_IGNORED);
    assert_int_equal(table.columns[7].kind, LINKAGE_RECORDED);
    assert_int_equal(table.columns[8].kind, LINKAGE_TELEPHONE);
    struct linkage_options options = {.threads = 1, .floor = -7};
    struct linkage *linkage = linkage_new(&table, &options);
    assert_int_equal(linkage_field_count(linkage), 5);
    assert_string_equal(linkage_field_label(linkage, 3), "mother");
    linkage_free(linkage);
    linkage_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_address_is_known_however_it_is_written),
        cmocka_unit_test(who_followed_another_at_an_address_is_another_household),
        cmocka_unit_test(two_families_at_one_address_stay_two_and_a_lodger_joins_one),
        cmocka_unit_test(a_household_stays_one_when_its_adults_move_on_together),
        cmocka_unit_test(children_of_two_homes_do_not_make_them_one),
        cmocka_unit_test(a_record_without_address_has_that_of_its_person_or_none),
        cmocka_unit_test(a_parent_named_by_identifier_is_family_whatever_else_differs),
        cmocka_unit_test(a_mother_is_known_by_her_nhs_number_in_any_source),
        cmocka_unit_test(a_parent_named_is_looked_for_at_the_address_and_told_apart_by_age),
        cmocka_unit_test(children_of_one_parent_nobody_recorded_are_family),
        cmocka_unit_test(a_crowd_at_one_address_is_no_family_and_no_single_household),
        cmocka_unit_test(nothing_to_go_on_leaves_households_unknown_and_families_single),
        cmocka_unit_test(
            columns_about_parents_and_days_are_recognised_and_of_them_the_name_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
