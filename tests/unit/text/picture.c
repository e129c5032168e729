/* Pictures that stand alone: their bars stand where their figures say, and strangers' words stay
 * words. */
#include "support/page.h"

#include <math.h>

static const struct waterfall_step steps[] = {
    {SLICE("Before"), SLICE("one pair in 33 is one person"), -5},
    {SLICE("surname"), SLICE("khan | <script>alert('1')</script> (nearly the same)"), 10},
    {SLICE("sex"),
     SLICE("m | f (different); and this is said in so many words that two lines do "
           "not hold them at all"),
     -3},
};
static const struct waterfall fall = {.picture = {"e1", SLICE("Two & two")},
                                      .steps = steps,
                                      .count = 3,
                                      .together = SLICE("80% likely to be one person")};

static void bars_begin_where_the_one_before_ends(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    waterfall_picture(&w->page, &fall);
    struct slice html = written_text(w);
    assert_well_formed(html);
    /* From −5 to +5 in 10 bits across: −5 is 0%, nought 50%, 5 100%. */
    const char *const places[] = {
        "<rect x=\"0.00%\" y=\"", "width=\"50.00%\"", "<rect x=\"0.00%\"",  "width=\"100.00%\"",
        "<rect x=\"70.00%\"",     "width=\"30.00%\"", "<rect x=\"50.00%\"", "width=\"20.00%\""};
    size_t at = 0;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct slice rest = slice_sub(html, at, html.length);
        size_t found = slice_find(rest, slice_from(places[i]));
        assert_true(found < rest.length);
        at += found + 1;
    }
}

static void what_takes_away_is_hatched_and_said_with_a_minus(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    waterfall_picture(&w->page, &fall);
    struct slice html = written_text(w);
    assert_int_equal(count_elements(html, "rect", "n"), 2);
    assert_int_equal(count_elements(html, "rect", "p"), 2); /* one of them the sum */
    assert_true(slice_find(html, SLICE(">−5.0</text>")) < html.length);
    assert_true(slice_find(html, SLICE(">+10.0</text>")) < html.length);
    assert_true(slice_find(html, SLICE(">even chances</text>")) < html.length);
}

static void words_are_escaped_and_wrapped_and_told_to_those_who_cannot_see(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    waterfall_picture(&w->page, &fall);
    struct slice html = written_text(w);
    assert_true(slice_find(html, SLICE("<script")) == html.length);
    assert_slice(element_text(html, "title", NULL, 0, &w->arena), "Two & two");
    struct slice said = element_text(html, "desc", NULL, 0, &w->arena);
    assert_true(slice_find(said, SLICE("sex: m | f (different)")) < said.length);
    assert_true(slice_find(said, SLICE("80% likely to be one person")) < said.length);
    assert_true(slice_find(html, SLICE(">m | f (different); and this is said in so</text>")) <
                html.length);
}

static void a_word_without_spaces_is_cut_between_characters(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    const struct waterfall_step step = {
        SLICE("name"),
        SLICE(
            "łłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłłł"),
        0};
    struct waterfall one = {.picture = {"e", SLICE("t")}, .steps = &step, .count = 1};
    waterfall_picture(&w->page, &one);
    assert_well_formed(written_text(w));
    assert_true(slice_is_utf8(written_text(w)));
    assert_true(slice_find(written_text(w), SLICE("\xEF\xBF\xBD")) == written_text(w).length);
    assert_true(slice_find(written_text(w), SLICE(">0.0</text>")) < written_text(w).length);
}

static void a_file_brings_its_style_and_its_name_space(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    waterfall_file(&w->page, &fall);
    struct slice html = written_text(w);
    assert_well_formed(html);
    assert_true(slice_starts_with(html, SLICE("<svg xmlns=\"http://www.w3.org/2000/svg\"")));
    assert_int_equal(count_elements(html, "style", NULL), 1);
}

static void bars_are_shares_of_the_longest(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    const struct bar bars[] = {{SLICE("one"), SLICE("40"), 40}, {SLICE("two"), SLICE("10"), 10}};
    bars_picture(&w->page, &(struct picture){"b", SLICE("Sizes")}, bars, 2);
    bars_picture(&w->page, &(struct picture){"c", SLICE("None")}, bars, 0);
    assert_well_formed(written_text(w));
    assert_true(slice_find(written_text(w), SLICE("width=\"25.00%\"")) < written_text(w).length);
}

static void whiskers_reach_from_limit_to_limit_and_nothing_is_drawn_unknown(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    const struct whisker groups[] = {
        {SLICE("A"), SLICE("2%"), 0.02, 0.01, 0.04, true},
        {SLICE("B"), SLICE("too few"), 0, 0, 0, false},
    };
    whiskers_picture(&w->page, &(struct picture){"w", SLICE("Groups")}, groups, 2, 0.03);
    struct slice html = written_text(w);
    assert_well_formed(html);
    assert_int_equal(count_elements(html, "circle", NULL), 1);
    assert_true(slice_find(html, SLICE("x1=\"25.00%\" y1=\"30.0\" x2=\"100.00%\"")) < html.length);
}

static void curves_are_told_apart_without_colour(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    const struct curve lines[] = {{SLICE("false"), {0.2, 0.1, 0}},
                                  {SLICE("missed"), {0, 0.02, 0.04}}};
    struct curves curves = {.picture = {"k", SLICE("Errors")},
                            .marks = {SLICE("2%"), SLICE("50%"), SLICE("98%")},
                            .count = 3,
                            .curves = lines,
                            .curve_count = 2,
                            .chosen = 1,
                            .chosen_words = SLICE("chosen")};
    curves_picture(&w->page, &curves);
    struct slice html = written_text(w);
    assert_well_formed(html);
    assert_int_equal(count_elements(html, "line", "s"), 3); /* two, and one in the key */
    assert_int_equal(count_elements(html, "line", "d"), 3);
    assert_int_equal(count_elements(html, "circle", "o"), 4);
    assert_true(slice_find(html, SLICE(">20%</text>")) < html.length);
}

/* Six dates with a change at the fourth. */
static struct written *drawn_course(const double *seen, const double *expected, size_t count)
{
    static const struct slice dates[] = {SLICE("2019"), SLICE("2020"), SLICE("2021"),
                                         SLICE("2022"), SLICE("2023"), SLICE("<2024>")};
    const struct course_line lines[] = {{SLICE("seen"), seen, COURSE_SEEN},
                                        {SLICE("expected"), expected, COURSE_EXPECTED}};
    struct written *w = written_new();
    course_file(&w->page, &(struct course){.picture = {"c", SLICE("A course")},
                                           .words = SLICE("It fell."),
                                           .dates = dates,
                                           .count = count,
                                           .lines = lines,
                                           .line_count = 2,
                                           .start = count / 2});
    assert_well_formed(written_text(w));
    return w;
}

static void a_course_shows_what_was_and_what_would_have_been(void **state)
{
    (void)state;
    static const double seen[] = {10, 12, 11, 5, NAN, 4};
    static const double expected[] = {NAN, NAN, NAN, 12, 12, 13};
    CLEANUP(written_free) struct written *w = drawn_course(seen, expected, 6);
    struct slice svg = written_text(w);
    assert_true(slice_starts_with(svg, SLICE("<svg xmlns=")));
    assert_int_equal(count_elements(svg, "circle", "p"), 5 + 1); /* and one in the key */
    assert_int_equal(count_elements(svg, "line", "d"), 2 + 1);
    assert_int_equal(count_elements(svg, "line", "z"), 1); /* the change */
    struct slice said = element_text(svg, "desc", NULL, 0, &w->arena);
    assert_slice(slice_sub(said, 0, 23), "It fell. 2019, seen 10.");
    assert_true(slice_find(said, SLICE("2022, seen 5, expected 12.")) < said.length);
    assert_true(slice_find(svg, SLICE("nan")) == svg.length);
}

static void a_course_without_figures_or_all_alike_is_drawn_without_a_division_by_nought(
    void **state)
{
    (void)state;
    static const double none[] = {NAN, NAN, NAN}, alike[] = {7, 7, 7}, noughts[] = {0, 0, 0};
    const double *const cases[] = {none, alike, noughts};
    for (size_t i = 0; i < 3; i++)
        for (size_t count = 1; count <= 3; count += 2) {
            CLEANUP(written_free) struct written *w = drawn_course(cases[i], none, count);
            struct slice svg = written_text(w);
            assert_true(slice_find(svg, SLICE("nan")) == svg.length);
            assert_true(slice_find(svg, SLICE("inf")) == svg.length);
        }
}

static void bars_as_a_file_have_their_words_under_them(void **state)
{
    (void)state;
    static const struct bar bars[] = {{SLICE("a"), SLICE("0.50"), 0.5},
                                      {SLICE("b"), SLICE("0"), 0}};
    CLEANUP(written_free) struct written *w = written_new();
    bars_file(&w->page, &(struct picture){"b", SLICE("Bars")}, bars, 2, SLICE("What they are."));
    assert_well_formed(written_text(w));
    assert_true(slice_find(written_text(w), SLICE(">What they are.</text>")) <
                written_text(w).length);
    assert_int_equal(count_elements(written_text(w), "style", NULL), 1);
}

static void a_label_that_would_reach_past_the_picture_is_cut_and_described_whole(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    static const struct bar bars[] = {
        {{"short", 5}, {"3%", 2}, 3},
        {{"éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé", 120}, {"of 10", 5}, 1}};
    bars_picture(&w->page, &(struct picture){"w", SLICE("Groups")}, bars, 2);
    struct slice html = written_text(w);
    assert_well_formed(html);
    assert_slice(element_text(html, "text", NULL, 0, &w->arena), "short");
    struct slice cut = element_text(html, "text", NULL, 2, &w->arena);
    assert_true(cut.length < 120 && cut.length > 40);
    assert_true(slice_is_utf8(cut)); /* between characters */
    assert_true(says(cut, "é…"));
    assert_true(says(element_text(html, "desc", NULL, 0, &w->arena),
                     arena_string(&w->arena, bars[1].label)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_label_that_would_reach_past_the_picture_is_cut_and_described_whole),
        cmocka_unit_test(bars_begin_where_the_one_before_ends),
        cmocka_unit_test(what_takes_away_is_hatched_and_said_with_a_minus),
        cmocka_unit_test(words_are_escaped_and_wrapped_and_told_to_those_who_cannot_see),
        cmocka_unit_test(a_word_without_spaces_is_cut_between_characters),
        cmocka_unit_test(a_file_brings_its_style_and_its_name_space),
        cmocka_unit_test(bars_are_shares_of_the_longest),
        cmocka_unit_test(whiskers_reach_from_limit_to_limit_and_nothing_is_drawn_unknown),
        cmocka_unit_test(curves_are_told_apart_without_colour),
        cmocka_unit_test(a_course_shows_what_was_and_what_would_have_been),
        cmocka_unit_test(
            a_course_without_figures_or_all_alike_is_drawn_without_a_division_by_nought),
        cmocka_unit_test(bars_as_a_file_have_their_words_under_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
