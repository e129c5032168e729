/* Civil dates and the clock. */
#include "support/test.h"

static void days_that_are_not_are_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"2011-02-29", "2100-02-29", "2011-04-31", "2011-13-01",
                                        "2011-00-10", "2011-01-00", "0000-01-01", "2011-1-01",
                                        "2011/01/01", "20110101",   "",           "2011-01-01 ",
                                        "+011-01-01", "2011-0a-01"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct date date = {1999, 9, 9};
        assert_false(date_parse(slice_from(texts[i]), &date));
        assert_int_equal(date.year, 1999);
    }
}

/* Every day of eight centuries against the plainest calendar: one day after another. */
static void days_count_on_without_a_gap(void **state)
{
    (void)state;
    struct date expected = {1600, 1, 1};
    int32_t first = date_to_days(expected);
    assert_int_equal(date_to_days((struct date){1970, 1, 1}), 0);
    assert_int_equal(date_to_days((struct date){2000, 3, 1}), 11017);
    for (int32_t days = first; expected.year < 2400; days++) {
        struct date date = date_from_days(days);
        assert_int_equal(date_compare(date, expected), 0);
        assert_int_equal(date_to_days(date), days);
        if (++expected.day > date_days_in_month(expected.year, expected.month)) {
            expected.day = 1;
            if (++expected.month > 12) {
                expected.month = 1;
                expected.year++;
            }
        }
    }
}

static void a_date_is_written_as_it_is_read(void **state)
{
    (void)state;
    static const char *const texts[] = {"0001-01-01", "2012-02-29", "9999-12-31"};
    for (size_t i = 0; i < 3; i++) {
        struct date date;
        char text[DATE_TEXT_SIZE];
        assert_true(date_parse(slice_from(texts[i]), &date));
        date_format(date, text);
        assert_string_equal(text, texts[i]);
    }
    char text[DATE_TEXT_SIZE] = "x";
    date_format((struct date){0}, text);
    assert_string_equal(text, "");
}

static void a_month_on_from_the_last_day_is_a_last_day(void **state)
{
    (void)state;
    struct date january = {2011, 1, 31};
    assert_int_equal(date_compare(date_add_months(january, 1), (struct date){2011, 2, 28}), 0);
    assert_int_equal(date_compare(date_add_months(january, 13), (struct date){2012, 2, 29}), 0);
    assert_int_equal(date_compare(date_add_months(january, -2), (struct date){2010, 11, 30}), 0);
    assert_true(date_compare((struct date){0}, january) < 0);
}

static void the_clock_stands_where_the_environment_says(void **state)
{
    (void)state;
    char text[CLOCK_TEXT_SIZE];
    setenv("WEFT_NOW", "2026-10-01T09:30:05Z", 1);
    clock_format(clock_now_us(), text);
    assert_string_equal(text, "2026-10-01T09:30:05.000000Z");
    setenv("WEFT_NOW", "2026-10-01", 1);
    clock_format(clock_now_us(), text);
    assert_string_equal(text, "2026-10-01T00:00:00.000000Z");
    setenv("WEFT_NOW", "not a day", 1);
    assert_true(clock_now_us() > INT64_C(1700000000000000));
    unsetenv("WEFT_NOW");
    assert_int_equal(date_compare(clock_date(-1), (struct date){1969, 12, 31}), 0);
}

/* When the clocks of Europe/London change, in the IANA time zone database. */
static void summer_time_begins_and_ends_when_it_does(void **state)
{
    (void)state;
    static const int64_t changes_s[][2] = {{828234000, 846378000},   {1332637200, 1351386000},
                                           {1553994000, 1572138000}, {1711846800, 1729990800},
                                           {1774746000, 1792890000}, {2121901200, 2140045200}};
    const int64_t hour_us = INT64_C(3600000000), second_us = 1000000;
    for (size_t i = 0; i < sizeof changes_s / sizeof *changes_s; i++) {
        int64_t begins_us = changes_s[i][0] * second_us, ends_us = changes_s[i][1] * second_us;
        assert_int_equal(clock_civil_us(begins_us - 1), begins_us - 1);
        assert_int_equal(clock_civil_us(begins_us), begins_us + hour_us);
        assert_int_equal(clock_civil_us(ends_us - 1), ends_us - 1 + hour_us);
        assert_int_equal(clock_civil_us(ends_us), ends_us);
    }
    setenv("WEFT_NOW", "2026-06-30T23:30:00Z", 1);
    assert_int_equal(date_compare(clock_today(), (struct date){2026, 7, 1}), 0);
    unsetenv("WEFT_NOW");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_that_are_not_are_refused),
        cmocka_unit_test(days_count_on_without_a_gap),
        cmocka_unit_test(a_date_is_written_as_it_is_read),
        cmocka_unit_test(a_month_on_from_the_last_day_is_a_last_day),
        cmocka_unit_test(the_clock_stands_where_the_environment_says),
        cmocka_unit_test(summer_time_begins_and_ends_when_it_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
