#include "support/test.h"

#include "math/linkage/compare/levels.h"
#include "math/linkage/compare/packed.h"
#include "math/linkage/engine/engine.h"
#include "math/linkage/standard/ages.h"
#include "support/linkage.h"

/* --- one age ---------------------------------------------------------------------------------- */

static void assert_birth(unsigned years, const char *recorded, const char *expected)
{
    struct date day;
    char text[AGE_BIRTH];
    assert_true(date_parse(slice_from(recorded), &day));
    assert_slice((struct slice){text, age_birth(years, date_to_days(day), text)}, expected);
}

static void an_age_on_a_day_is_a_birth_six_months_sooner_or_later(void **state)
{
    (void)state;
    assert_birth(0, "2021-01-31", "~2020-08 by age");
    assert_birth(10, "2021-01-31", "~2010-08 by age");
    assert_birth(35, "2021-07-23", "~1986-01 by age");
    assert_birth(120, "2021-07-23", "~1901-01 by age");
}

static void what_is_no_age_is_none(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "121", "-1", "+7", "7.5", "10-14", "ten", "0007", "7y"};
    unsigned years = 77;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(age_read(slice_from(texts[i]), &years));
    assert_int_equal(years, 77);
    assert_true(age_read(SLICE(" 7 "), &years));
    assert_int_equal(years, 7);
    char text[AGE_BIRTH];
    assert_int_equal(age_birth(0, INT32_MAX / 2, text), 0);
}

static uint8_t births(const char *a, const char *b)
{
    uint64_t left = packed_of(slice_from(a)), right = packed_of(slice_from(b));
    uint8_t level = packed_date_level(left, packed_date_days(left), right, packed_date_days(right));
    assert_int_equal(
        packed_date_level(right, packed_date_days(right), left, packed_date_days(left)), level);
    return level;
}

static void a_birth_by_age_agrees_with_dates_within_half_a_year(void **state)
{
    (void)state;
    assert_int_equal(births("~2010-07 by age", "20100715"), DATE_PARTIAL);
    assert_int_equal(births("~2010-07 by age", "20100115"), DATE_PARTIAL);
    assert_int_equal(births("~2010-07 by age", "20110115"), DATE_PARTIAL);
    assert_int_equal(births("~2010-07 by age", "~2011-06 by age"), DATE_PARTIAL);
    assert_int_equal(births("~2010-07 by age", "2010????"), DATE_PARTIAL);
    assert_int_equal(births("~2010-12 by age", "2011????"), DATE_PARTIAL);
    assert_int_equal(births("~2010-12 by age", "20110101"), DATE_PARTIAL); /* a year alone, too */
    assert_int_equal(births("~2010-07 by age", "????0715"), DATE_PARTIAL); /* nothing against it */
}

static void a_birth_by_age_differs_from_dates_further_off(void **state)
{
    (void)state;
    assert_int_equal(births("~2010-07 by age", "20110315"), DATE_YEAR_AROUND);
    assert_int_equal(births("~2010-07 by age", "20090315"), DATE_YEAR_AROUND);
    assert_int_equal(births("~2010-07 by age", "20130315"), DATE_DECADE);
    assert_int_equal(births("~2010-07 by age", "20100715"), DATE_PARTIAL);
    assert_int_equal(births("~2010-07 by age", "~2013-07 by age"), DATE_DECADE);
    assert_int_equal(births("~2010-07 by age", "19850715"), LEVEL_DIFFERENT);
    assert_int_equal(births("~2010-07 by age", "1985????"), LEVEL_DIFFERENT);
    assert_int_equal(births("~2010-07 by age", "20101385"), DATE_PARTIAL); /* no such day: a year */
}

/* --- columns ---------------------------------------------------------------------------------- */

static enum linkage_kind kind_of(const struct linkage_table *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return table->columns[i].kind;
    fail_msg("there is no column %s", name);
    return LINKAGE_IGNORED;
}

static void assert_kind(const char *text, const char *name, enum linkage_kind expected)
{
    struct linkage_table table = table_of(text);
    assert_int_equal(kind_of(&table, name), expected);
    linkage_table_free(&table);
}

static void ages_are_recognised(void **state)
{
    (void)state;
    assert_kind("surname|age\nHall|12\nWard|47\n", "age", LINKAGE_AGE);
    assert_kind("surname|Age_in_years\nHall|12\nWard|47\n", "Age_in_years", LINKAGE_AGE);
    assert_kind("surname|age_at_referral\nHall|12\nWard|47\n", "age_at_referral", LINKAGE_AGE);
}

static void what_is_not_the_persons_age_on_the_day_of_the_record_is_not_used(void **state)
{
    (void)state;
    assert_kind("surname|age_at_death\nHall|12\nWard|47\n", "age_at_death", LINKAGE_IGNORED);
    assert_kind("surname|mother_age\nHall|32\nWard|47\n", "mother_age", LINKAGE_IGNORED);
    assert_kind("surname|age_band\nHall|10-14\nWard|45-49\n", "age_band", LINKAGE_IGNORED);
    assert_kind("surname|age\nHall|190\nWard|470\n", "age", LINKAGE_IGNORED);
    assert_kind("surname|village\nHall|12\nWard|47\n", "village", LINKAGE_TOWN);
}

static void ages_that_the_dates_beside_them_contradict_are_not_used(void **state)
{
    (void)state;
    assert_kind(
        "surname|dob|age|opened\nHall|2000-01-01|9|2010-01-01\nWard|2001-03-04|9|2010-06-01\n"
        "Lee||11|2010-06-01\n",
        "age", LINKAGE_AGE);
    assert_kind(/* they are those of today */
                "surname|dob|age|opened\nHall|2000-01-01|26|2010-01-01\nWard|2001-03-04|25|2010-06-"
                "01\n"
                "Lee||11|2010-06-01\n",
                "age", LINKAGE_IGNORED);
}

/* --- records ---------------------------------------------------------------------------------- */

/* How the date of birth of the first two rows agrees, and what the second one's is. */
static uint8_t birth_level(const char *rows, uint32_t rules_off, const char *expected_second)
{
    char text[500];
    snprintf(text, sizeof text, "surname|dob|age|opened\n%s", rows);
    struct linkage_table table = table_of(text);
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
    uint8_t level = at < records->field_count ? pattern.levels[at] : LEVEL_MISSING;
    if (expected_second)
        assert_slice(values_text(records->fields[at].values, records_row(records, second)[at]),
                     expected_second);
    comparer_free(comparer);
    linkage_free(linkage);
    linkage_table_free(&table);
    return level;
}

static void an_age_on_a_dated_record_stands_for_a_date_of_birth(void **state)
{
    (void)state;
    assert_int_equal(birth_level("Hall|1988-03-04||\nHall||33|2021-07-23\n", 0, "~1988-01 by age"),
                     DATE_PARTIAL);
    assert_int_equal(birth_level("Hall|2018-03-04||\nHall||33|2021-07-23\n", 0, "~1988-01 by age"),
                     LEVEL_DIFFERENT);
    assert_int_equal(birth_level("Hall|1988-03-04||\nHall||33|23/07/2021\n", 0, "~1988-01 by age"),
                     DATE_PARTIAL);
}

static void a_date_of_birth_stands_before_an_age(void **state)
{
    (void)state;
    assert_int_equal(
        birth_level("Hall|1988-03-04||\nHall|1988-04-03|33|2021-07-23\n", 0, "19880403"),
        DATE_SWAPPED);
}

/* One contact with a family: two of one age on one day. */
static void the_same_age_on_the_same_day_is_no_date_in_common(void **state)
{
    (void)state;
    assert_int_equal(birth_level("Hall||4|2021-07-23\nHall||4|2021-07-23\n", 0, "~2017-01 by age"),
                     DATE_PARTIAL);
}

static void an_age_says_nothing_without_its_day_or_with_the_rule_off(void **state)
{
    (void)state;
    assert_int_equal(birth_level("Hall|1988-03-04||\nHall||33|\n", 0, ""), LEVEL_MISSING);
    assert_int_equal(birth_level("Hall|1988-03-04||\nHall||33|soon\n", 0, ""), LEVEL_MISSING);
    assert_int_equal(
        birth_level("Hall|1988-03-04||\nHall||33|2021-07-23\n", 1u << LINKAGE_RULE_AGES, ""),
        LEVEL_MISSING);
}

static void ages_without_any_day_make_no_field(void **state)
{
    (void)state;
    struct linkage_table table = table_of("surname|age\nHall|12\nWard|47\n");
    struct linkage *linkage = linkage_new(&table, &(struct linkage_options){.threads = 1});
    for (size_t i = 0; i < linkage_field_count(linkage); i++)
        assert_string_not_equal(linkage_field_label(linkage, i), "date of birth");
    linkage_free(linkage);
    linkage_table_free(&table);
}

/* A register keeps how exact values are: what is known about is near wherever it is read. */
static void a_birth_by_age_goes_into_a_register_and_comes_back(void **state)
{
    (void)state;
    struct linkage_slots slots = {0};
    uint8_t levels[LINKAGE_SLOTS] = {0};
    CLEANUP(buffer_free) struct buffer bytes = BUFFER(1 << 10);
    struct linkage_table table = table_of("surname|age|opened\nHall|33|2021-07-23\n");
    struct linkage_particulars *made = linkage_particulars_of(&table, 0, 1, &slots);
    linkage_particulars_write(made, 0, &bytes);
    for (size_t i = 0; i < slots.count; i++)
        levels[i] = LEVEL_EXACT + 5;
    struct linkage_particulars *read = linkage_particulars_new(&slots);
    assert_true(linkage_particulars_add(read, buffer_slice(&bytes), levels));
    for (size_t i = 0; i < slots.count; i++)
        if (slots.list[i].kind == FIELD_DATE)
            assert_slice(linkage_particulars_text(read, 0, i), "~1988-01 by age");
    linkage_particulars_free(made);
    linkage_particulars_free(read);
    linkage_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_age_on_a_day_is_a_birth_six_months_sooner_or_later),
        cmocka_unit_test(what_is_no_age_is_none),
        cmocka_unit_test(a_birth_by_age_agrees_with_dates_within_half_a_year),
        cmocka_unit_test(a_birth_by_age_differs_from_dates_further_off),
        cmocka_unit_test(ages_are_recognised),
        cmocka_unit_test(what_is_not_the_persons_age_on_the_day_of_the_record_is_not_used),
        cmocka_unit_test(ages_that_the_dates_beside_them_contradict_are_not_used),
        cmocka_unit_test(an_age_on_a_dated_record_stands_for_a_date_of_birth),
        cmocka_unit_test(a_date_of_birth_stands_before_an_age),
        cmocka_unit_test(the_same_age_on_the_same_day_is_no_date_in_common),
        cmocka_unit_test(an_age_says_nothing_without_its_day_or_with_the_rule_off),
        cmocka_unit_test(ages_without_any_day_make_no_field),
        cmocka_unit_test(a_birth_by_age_goes_into_a_register_and_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
