/* Figures and dates in English. */
#include "support/page.h"

#include "web/performance/performance.h"

#define SAYS(call, expected)                                                                       \
    do {                                                                                           \
        CLEANUP(written_free) struct written *w = written_new();                                   \
        struct page_writer *page = &w->page;                                                       \
        call;                                                                                      \
        assert_written(w, expected);                                                               \
    } while (0)

static void small_numbers_are_words(void **state)
{
    (void)state;
    SAYS(words_number(page, 0), "none");
    SAYS(words_number(page, 16), "sixteen");
    SAYS(words_number(page, 20), "twenty");
    SAYS(words_number(page, 21), "21");
    SAYS(words_number(page, -1), "−1");
    SAYS(words_number_first(page, 5), "Five");
    SAYS(words_counted(page, 1, "risk", "risks"), "one risk");
    SAYS(words_counted(page, 0, "risk", "risks"), "none risks");
}

static void places_have_their_endings(void **state)
{
    (void)state;
    SAYS(words_ordinal(page, 1), "1st");
    SAYS(words_ordinal(page, 2), "2nd");
    SAYS(words_ordinal(page, 3), "3rd");
    SAYS(words_ordinal(page, 11), "11th");
    SAYS(words_ordinal(page, 13), "13th");
    SAYS(words_ordinal(page, 22), "22nd");
    SAYS(words_ordinal(page, 112), "112th");
    SAYS(words_ordinal(page, 144), "144th");
}

static void dates_are_told_as_people_tell_them(void **state)
{
    (void)state;
    SAYS(words_date(page, (struct date){2012, 5, 2}), "2 May 2012");
    SAYS(words_month(page, (struct date){2012, 9, 30}), "September 2012");
    SAYS(words_date(page, (struct date){0}), "");
    SAYS(words_stored_date(page, SLICE("2011-03-31")), "31 March 2011");
    SAYS(words_stored_date(page, SLICE("Discontinued")), "Discontinued");
    SAYS(words_stored_date(page, SLICE("2011-02-30")), "2011-02-30");
    SAYS(words_instant(page, 1336464840000000), "8 May 2012, 09.14"); /* 08.14 UTC */
    SAYS(words_instant(page, 1704067140000000), "31 December 2023, 23.59");
}

static void a_lapse_is_told_in_the_largest_unit_that_fits(void **state)
{
    (void)state;
    struct date from = {2026, 1, 31};
    SAYS(words_lapse(page, from, (struct date){2026, 2, 1}), "one day");
    SAYS(words_lapse(page, from, (struct date){2026, 2, 20}), "two weeks");
    SAYS(words_lapse(page, from, (struct date){2026, 3, 14}), "six weeks");
    SAYS(words_lapse(page, from, (struct date){2026, 4, 30}), "two months");
    SAYS(words_lapse(page, (struct date){2011, 4, 1}, (struct date){2012, 4, 30}), "twelve months");
    SAYS(words_lapse(page, from, (struct date){2029, 1, 31}), "three years");
}

static void periods_lose_their_slash(void **state)
{
    (void)state;
    SAYS(words_period(page, SLICE("2024/25")), "2024–25");
    SAYS(words_period(page, SLICE("2025")), "2025");
    SAYS(words_period(page, SLICE("2014-2016")), "2014–2016");
    SAYS(words_period(page, SLICE("2013/14-2015/16")), "2013–16");
    SAYS(words_period(page, SLICE("2011/12 Q2")), "2011–12 Q2");
    SAYS(words_period(page, (struct slice){0}), "");
    SAYS(words_period_unbroken(page, SLICE("2024/25")),
         "<span class=\"weft-nowrap\">2024–25</span>");
}

static void names_for_machines_are_made_fit_to_read(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = {0};
    assert_slice(words_name(&arena, SLICE("free_school_meals")), "Free school meals");
    assert_slice(words_name(&arena, SLICE("SEN support")), "SEN support");
    assert_slice(words_name(&arena, SLICE("")), "");
}

static void labels_are_fitted_into_sentences(void **state)
{
    (void)state;
    SAYS(html_phrase(page, SLICE("Commitments")), "commitments");
    SAYS(html_phrase(page, SLICE("NEET figures")), "NEET figures");
    SAYS(html_phrase(page, SLICE("")), "");
    SAYS(html_sentence(page, SLICE("getting worse")), "Getting worse");
    SAYS(html_sentence(page, SLICE("élan")), "élan");
    SAYS(html_sentence(page, SLICE("<b>")), "&lt;b&gt;");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_numbers_are_words),
        cmocka_unit_test(places_have_their_endings),
        cmocka_unit_test(dates_are_told_as_people_tell_them),
        cmocka_unit_test(a_lapse_is_told_in_the_largest_unit_that_fits),
        cmocka_unit_test(periods_lose_their_slash),
        cmocka_unit_test(names_for_machines_are_made_fit_to_read),
        cmocka_unit_test(labels_are_fitted_into_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
