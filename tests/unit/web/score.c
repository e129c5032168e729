/* How many indicators stand how: as a sentence for people, and as a list of words with shapes. */
#include "support/page.h"

#include "web/performance/performance.h"

static struct tally tally_of(size_t improving, size_t worse, size_t same, size_t few, size_t moves)
{
    struct tally tally = {.total = improving + worse + same + few + moves};
    tally.counts[TREND_IMPROVING] = improving;
    tally.counts[TREND_WORSE] = worse;
    tally.counts[TREND_NO_CHANGE] = same;
    tally.counts[TREND_TOO_FEW] = few;
    tally.counts[TREND_RISING] = moves;
    return tally;
}

static void a_tally_is_said_in_whole_sentences(void **state)
{
    (void)state;
    static const struct {
        size_t improving, worse, same, few, moves;
        const char *says;
    } tallies[] = {
        {0, 0, 0, 0, 0, "No indicator hangs here yet."},
        {1, 0, 0, 0, 0, "Of one indicator, one is improving and none are getting worse."},
        {2, 1, 0, 0, 0, "Of three indicators, two are improving and one is getting worse."},
        {0, 0, 4, 0, 0,
         "Of four indicators, none are improving and none are getting worse. For four there is no "
         "clear change."},
        {1, 1, 1, 2, 0,
         "Of five indicators, one is improving and one is getting worse. For one there is no clear "
         "change; for two the figures cannot say."},
        {0, 1, 0, 1, 0,
         "Of two indicators, none are improving and one is getting worse. For one the figures "
         "cannot say."},
        {0, 0, 0, 0, 1,
         "Of one indicator, none are improving and none are getting worse. One rises or falls "
         "where "
         "neither is good."},
        {20, 2, 0, 0, 3,
         "Of 25 indicators, twenty are improving and two are getting worse. Three rise or fall "
         "where neither is good."},
    };
    for (size_t i = 0; i < sizeof tallies / sizeof *tallies; i++) {
        CLEANUP(written_free) struct written *w = written_new();
        struct tally tally = tally_of(tallies[i].improving, tallies[i].worse, tallies[i].same,
                                      tallies[i].few, tallies[i].moves);
        tally_says(&w->page, &tally);
        assert_written(w, tallies[i].says);
    }
}

static void a_tally_lists_each_word_that_some_indicator_has(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    struct tally tally = tally_of(1, 0, 2, 0, 0);
    tally_list(&w->page, &tally);
    assert_int_equal(count_elements(written_text(w), "li", NULL), 2);
    assert_int_equal(count_elements(written_text(w), "span", "weft-word--improving"), 1);
    assert_int_equal(count_elements(written_text(w), "span", "weft-word--worse"), 0);
    CLEANUP(written_free) struct written *none = written_new();
    tally_list(&none->page, &(struct tally){0});
    assert_int_equal(count_elements(written_text(none), "li", "weft-quiet"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tally_is_said_in_whole_sentences),
        cmocka_unit_test(a_tally_lists_each_word_that_some_indicator_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
