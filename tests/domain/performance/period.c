/* Periods: every way in which the real files write one, and what is none. */
#include "support/test.h"

#include "domain/performance/period.h"
#include "text/text.h"

static const char *canonical(const char *label, enum year_kind kind)
{
    static char text[PERIOD_TEXT_SIZE];
    struct period period;
    struct err err = {0};
    if (period_parse(slice_from(label), kind, &period, &err) < 0)
        fail_msg("%s", err.message);
    period_format(period, text);
    return text;
}

static const char *end_of(const char *label, enum year_kind kind)
{
    static char text[DATE_TEXT_SIZE];
    struct period period;
    assert_int_equal(period_parse(slice_from(label), kind, &period, NULL), 0);
    date_format(period_end(period), text);
    return text;
}

static void a_bare_year_means_what_its_source_says(void **state)
{
    (void)state;
    assert_string_equal(canonical("2025", YEAR_CALENDAR), "2025");
    assert_string_equal(canonical("2025", YEAR_FINANCIAL), "2024/25");
    assert_string_equal(canonical("2000", YEAR_SCHOOL), "1999/00");
    assert_string_equal(end_of("2025", YEAR_CALENDAR), "2025-12-31");
    assert_string_equal(end_of("2025", YEAR_FINANCIAL), "2025-03-31");
    assert_string_equal(end_of("2025", YEAR_SCHOOL), "2025-08-31");
}

static void one_year_written_in_many_ways_is_one_period(void **state)
{
    (void)state;
    static const char *const labels[] = {
        "2016/17", "2016-17",     "2016-17 (OT)", "2017",      "2017 (Rev)",   "2017 (Final)",
        "201617",  "2017 (prov)", "2016/2017",    "2016-2017", " 2016/17 (p) "};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        assert_string_equal(canonical(labels[i], YEAR_FINANCIAL), "2016/17");
    assert_string_equal(canonical("2015/16", YEAR_SCHOOL), "2015/16");
    assert_string_equal(canonical("2015/16", YEAR_CALENDAR), "2015/16");
}

static void several_years_in_one_figure_keep_both_ends(void **state)
{
    (void)state;
    assert_string_equal(canonical("2014-16", YEAR_CALENDAR), "2014-2016");
    assert_string_equal(canonical("2014–16", YEAR_CALENDAR), "2014-2016");
    assert_string_equal(canonical("2013/14 – 2015/16", YEAR_SCHOOL), "2013/14-2015/16");
    assert_string_equal(canonical("2013/14-15/16", YEAR_FINANCIAL), "2013/14-2015/16");
    assert_string_equal(canonical("2013/14 - 2015/16", YEAR_SCHOOL), "2013/14-2015/16");
    assert_string_equal(canonical("1998-2001", YEAR_CALENDAR), "1998-2001");
    assert_string_equal(canonical("1998-01", YEAR_CALENDAR), "1998-2001");
    assert_string_equal(end_of("2013/14-15/16", YEAR_FINANCIAL), "2016-03-31");
}

static void a_quarter_ends_where_its_kind_of_year_says(void **state)
{
    (void)state;
    assert_string_equal(canonical("2011 Q2", YEAR_CALENDAR), "2011 Q2");
    assert_string_equal(canonical("Q2 2011/12", YEAR_FINANCIAL), "2011/12 Q2");
    assert_string_equal(end_of("2011 Q2", YEAR_CALENDAR), "2011-06-30");
    assert_string_equal(end_of("2011 Q2", YEAR_FINANCIAL), "2011-06-30");
    assert_string_equal(end_of("2011/12 Q1", YEAR_FINANCIAL), "2011-06-30");
    assert_string_equal(end_of("2011/12 Q4", YEAR_FINANCIAL), "2012-03-31");
    assert_string_equal(end_of("2011/12 Q1", YEAR_SCHOOL), "2011-11-30");
}

static void a_period_begins_where_its_kind_of_year_says(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        enum year_kind kind;
        struct date begins;
    } periods[] = {
        {"2025", YEAR_CALENDAR, {2025, 1, 1}},
        {"2025", YEAR_FINANCIAL, {2024, 4, 1}},
        {"2024/25", YEAR_SCHOOL, {2024, 9, 1}},
        {"2014-16", YEAR_CALENDAR, {2014, 1, 1}},
        {"2013/14-15/16", YEAR_FINANCIAL, {2013, 4, 1}},
        {"2011 Q4", YEAR_CALENDAR, {2011, 10, 1}},
        {"2011/12 Q1", YEAR_FINANCIAL, {2011, 4, 1}},
        {"2011/12 Q4", YEAR_FINANCIAL, {2012, 1, 1}},
    };
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        struct period period;
        assert_int_equal(period_parse(slice_from(periods[i].label), periods[i].kind, &period, NULL),
                         0);
        if (date_compare(period_begin(period), periods[i].begins) != 0)
            fail_msg("“%s” begins on another day", periods[i].label);
    }
}

static void what_is_no_period_is_refused_with_what_to_give(void **state)
{
    (void)state;
    static const char *const labels[] = {"",
                                         "0",
                                         "20",
                                         "20255",
                                         "2025x",
                                         "2016/18",
                                         "2016/15",
                                         "2016/",
                                         "/17",
                                         "2014-12",
                                         "2011 Q5",
                                         "2011 Q",
                                         "Q1",
                                         "1812",
                                         "2500",
                                         "2025 (",
                                         "2025 (1)",
                                         "(Rev)",
                                         "2025 Rev",
                                         "2025  Q1",
                                         "2013/14-15/17",
                                         "2014-",
                                         "2014--16",
                                         "2011 Q1 Q2",
                                         "201518",
                                         "Q1 2011 Q2",
                                         "2014-16-18",
                                         "-2016",
                                         "–2016",
                                         "2014––16",
                                         "2014\xE2\x80",
                                         "Q1 2013/14-15/16"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        struct period period = {.first = 7};
        struct err err = {0};
        if (period_parse(slice_from(labels[i]), YEAR_FINANCIAL, &period, &err) != ERR_RANGE)
            fail_msg("“%s” was read as a period", labels[i]);
        assert_int_equal(period.first, 7);
        assert_non_null(strstr(err.message, "2024/25"));
    }
}

static void the_canonical_form_reads_back_to_the_same_period(void **state)
{
    (void)state;
    static const char *const labels[] = {"2025",          "2024/25", "2014-16",   "2011 Q3",
                                         "2013/14-15/16", "1999/00", "2011/12 Q3"};
    for (enum year_kind kind = YEAR_CALENDAR; kind <= YEAR_SCHOOL; kind++)
        for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
            struct period first, second;
            char text[PERIOD_TEXT_SIZE];
            assert_int_equal(period_parse(slice_from(labels[i]), kind, &first, NULL), 0);
            period_format(first, text);
            assert_int_equal(period_parse(slice_from(text), kind, &second, NULL), 0);
            assert_memory_equal(&first, &second, sizeof first);
        }
}

static void periods_stand_in_the_order_of_their_ends(void **state)
{
    (void)state;
    static const char *const labels[] = {"2010/11", "2009/10-2011/12", "2011/12 Q4", "2012/13 Q1",
                                         "2012/13"};
    struct period before, after;
    for (size_t i = 0; i + 1 < sizeof labels / sizeof *labels; i++) {
        assert_int_equal(period_parse(slice_from(labels[i]), YEAR_FINANCIAL, &before, NULL), 0);
        assert_int_equal(period_parse(slice_from(labels[i + 1]), YEAR_FINANCIAL, &after, NULL), 0);
        assert_true(period_compare(before, after) < 0);
        assert_true(period_compare(after, before) > 0);
        assert_int_equal(period_compare(after, after), 0);
    }
    assert_int_equal(period_years_between(before, after), 0);
}

/* Every label of the real long file but the 170 rows of period 0. */
static void every_label_of_the_lait_file_is_read(void **state)
{
    (void)state;
    CLEANUP(csv_close) struct csv_reader reader;
    CLEANUP(buffer_free) struct buffer text = BUFFER(8 << 20);
    read_shared_data("indicators/lait_nottingham_and_comparators.csv", &text);
    csv_open_memory(&reader, buffer_slice(&text), NULL);
    struct csv_row row;
    struct period period;
    struct err err = {0};
    size_t refused = 0;
    assert_int_equal(csv_next(&reader, &row, &err), 1);
    while (csv_next(&reader, &row, &err) > 0)
        refused += period_parse(row.fields[1].text, YEAR_SCHOOL, &period, NULL) < 0;
    assert_int_equal(refused, 21); /* counted with grep: “,0,” in the second column */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bare_year_means_what_its_source_says),
        cmocka_unit_test(one_year_written_in_many_ways_is_one_period),
        cmocka_unit_test(several_years_in_one_figure_keep_both_ends),
        cmocka_unit_test(a_quarter_ends_where_its_kind_of_year_says),
        cmocka_unit_test(a_period_begins_where_its_kind_of_year_says),
        cmocka_unit_test(what_is_no_period_is_refused_with_what_to_give),
        cmocka_unit_test(the_canonical_form_reads_back_to_the_same_period),
        cmocka_unit_test(periods_stand_in_the_order_of_their_ends),
        cmocka_unit_test(every_label_of_the_lait_file_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
