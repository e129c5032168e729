/* Charts that set things beside each other: pairs, spreads, steps, slopes and small series. */
#include "support/page.h"

#include <math.h>

#include "web/charts/charts.h"

static struct chart_frame frame(void)
{
    return (struct chart_frame){.id = "c",
                                .finding = MARKUP("What it shows"),
                                .unit = MARKUP("% of them"),
                                .title = MARKUP("A chart"),
                                .csv = SLICE("/c.csv")};
}

static const struct chart_unit percent = {1, {"%", 1}};

static size_t count(const struct written *w, const char *name, const char *class)
{
    return count_elements(written_text(w), name, class);
}

static bool says(const struct written *w, const char *text)
{
    struct slice said = written_text(w);
    return slice_find(said, slice_from(text)) < said.length;
}

static struct slice described(struct written *w)
{
    return element_text(written_text(w), "desc", NULL, 0, &w->arena);
}

/* --- pairs ------------------------------------------------------------------------------------ */

static void a_pair_has_two_dots_a_link_and_its_gap_in_words_and_in_the_table(void **state)
{
    (void)state;
    static const struct chart_pair pairs[] = {
        {.name = {"2024", 4},
         .far = 30.1,
         .near = 10.2,
         .difference = 19.9,
         .lower = 18,
         .upper = 21.5,
         .has_limits = true},
        {.name = {"2023", 4}, .far = 9, .near = 12, .difference = -3},
    };
    CLEANUP(written_free) struct written *w = written_new();
    dumbbell_chart(&w->page, &(struct dumbbell_chart){.frame = frame(),
                                                      .unit = percent,
                                                      .difference_suffix = SLICE(" points"),
                                                      .far_name = SLICE("Free <meals>"),
                                                      .near_name = SLICE("Others"),
                                                      .pairs = pairs,
                                                      .count = 2});
    assert_well_formed(written_text(w));
    assert_int_equal(count(w, "line", "weft-svg__link"), 2);
    assert_int_equal(count(w, "circle", "weft-svg__dot"), 2 + 1); /* and one in the key */
    assert_int_equal(count(w, "circle", "weft-svg__dot--open"), 2 + 1);
    assert_slice(described(w), "2024: Free <meals> 30.1%, Others 10.2%, gap +19.9 points; "
                               "2023: Free <meals> 9.0%, Others 12.0%, gap −3.0 points.");
    assert_true(says(w, "+18.0 to +21.5"));
    assert_true(says(w, "not known"));
}

static void no_pair_draws_nothing(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    dumbbell_chart(&w->page, &(struct dumbbell_chart){.frame = frame(), .unit = percent});
    assert_int_equal(written_text(w).length, 0);
}

/* --- spreads ---------------------------------------------------------------------------------- */

static void a_spread_shows_range_middle_half_middle_and_this_place(void **state)
{
    (void)state;
    static const struct chart_spread rows[] = {
        {{"Girls", 5}, 10, 14, 16, 18, 24, 150, 21, true},
        {{"Boys", 4}, 11, 15, 17, 19, 25, 150, 0, false},
    };
    CLEANUP(written_free) struct written *w = written_new();
    spread_chart(&w->page, &(struct spread_chart){.frame = frame(),
                                                  .unit = percent,
                                                  .place = SLICE("Here"),
                                                  .many = SLICE("authorities"),
                                                  .rows = rows,
                                                  .count = 2});
    assert_well_formed(written_text(w));
    assert_int_equal(count(w, "rect", "weft-svg__span--alt"), 2 + 1);
    assert_int_equal(count(w, "line", "weft-svg__middle"), 2 + 1);
    assert_int_equal(count(w, "circle", "weft-svg__dot"), 1 + 1);
    assert_true(says(w, "Girls: 150 authorities from 10.0% to 24.0%, half of them from 14.0% to "
                        "18.0%, the middle 16.0%; Here 21.0%."));
    assert_true(says(w, "no figure"));
}

static void places_that_are_all_alike_are_drawn_without_a_division_by_nought(void **state)
{
    (void)state;
    static const struct chart_spread row = {{"All", 3}, 5, 5, 5, 5, 5, 12, 5, true};
    CLEANUP(written_free) struct written *w = written_new();
    spread_chart(&w->page, &(struct spread_chart){.frame = frame(),
                                                  .unit = percent,
                                                  .place = SLICE("Here"),
                                                  .many = SLICE("places"),
                                                  .rows = &row,
                                                  .count = 1});
    assert_well_formed(written_text(w));
    assert_false(says(w, "nan"));
    assert_false(says(w, "inf"));
}

/* --- steps ------------------------------------------------------------------------------------ */

static void each_step_begins_where_the_last_one_ended(void **state)
{
    (void)state;
    static const struct chart_step steps[] = {
        {{"Mix", 3}, 4}, {{"Rates", 5}, -1}, {{"Rest", 4}, 0}};
    CLEANUP(written_free) struct written *w = written_new();
    waterfall_chart(&w->page, &(struct waterfall_chart){.frame = frame(),
                                                        .unit = percent,
                                                        .difference_suffix = SLICE(" points"),
                                                        .from = {SLICE("England"), 10},
                                                        .to = {SLICE("Here"), 13},
                                                        .steps = steps,
                                                        .count = 3});
    assert_well_formed(written_text(w));
    assert_int_equal(count(w, "rect", "weft-svg__span"), 2 + 1); /* nought is no fall */
    assert_int_equal(count(w, "rect", "weft-svg__fall"), 1 + 1);
    assert_slice(described(w),
                 "England 10.0%; Mix +4.0 points; Rates −1.0 points; Rest 0.0 points; "
                 "Here 13.0%.");
    assert_true(says(w, "→ +4.0"));
    assert_true(says(w, "← −1.0"));
}

/* --- slopes ----------------------------------------------------------------------------------- */

static void a_slope_names_each_area_and_long_names_are_cut_on_a_phone_alone(void **state)
{
    (void)state;
    static const struct chart_slope lines[] = {
        {{"Here", 4}, 10, 20, true},
        {{"Kingston upon Hull, City of", 27}, 12, 11, false},
    };
    CLEANUP(written_free) struct written *w = written_new();
    slope_chart(&w->page, &(struct slope_chart){.frame = frame(),
                                                .unit = percent,
                                                .before = SLICE("2014"),
                                                .after = SLICE("2024"),
                                                .lines = lines,
                                                .count = 2});
    assert_well_formed(written_text(w));
    assert_int_equal(count(w, "line", "weft-svg__line"), 1);
    assert_int_equal(count(w, "line", "weft-svg__other"), 1);
    assert_true(says(w, "11.0% Kingston up…"));
    assert_true(says(w, "11.0% Kingston upon Hull, City of"));
    assert_slice(described(w),
                 "Here from 10.0% to 20.0%; Kingston upon Hull, City of from 12.0% to "
                 "11.0%.");
    assert_true(says(w, "−1.0"));
}

static void equal_slopes_have_labels_that_do_not_cover_each_other(void **state)
{
    (void)state;
    struct chart_slope lines[SLOPE_MOST];
    for (size_t i = 0; i < SLOPE_MOST; i++)
        lines[i] = (struct chart_slope){SLICE("A"), 5, 5, i == 0};
    CLEANUP(written_free) struct written *w = written_new();
    slope_chart(&w->page, &(struct slope_chart){.frame = frame(),
                                                .unit = percent,
                                                .before = SLICE("a"),
                                                .after = SLICE("b"),
                                                .lines = lines,
                                                .count = SLOPE_MOST});
    assert_well_formed(written_text(w));
    struct slice rest = written_text(w), line;
    double places[64] = {0};
    size_t found = 0;
    while (slice_split(&rest, '>', &line)) { /* the y of each label at the right */
        size_t at = slice_find(line, SLICE("<text x=\"100.00%\" y=\""));
        if (at < line.length && found < 64 && slice_find(line, SLICE("dx=\"10\"")) < line.length)
            places[found++] = atof(line.data + at + strlen("<text x=\"100.00%\" y=\""));
    }
    assert_int_equal(found, SLOPE_MOST);
    for (size_t i = 0; i < found; i++)
        for (size_t k = i + 1; k < found; k++)
            assert_true(fabs(places[i] - places[k]) >= 19);
}

static void more_slopes_than_can_be_told_apart_are_not_drawn(void **state)
{
    (void)state;
    static const struct chart_slope lines[SLOPE_MOST + 1];
    CLEANUP(written_free) struct written *w = written_new();
    slope_chart(&w->page,
                &(struct slope_chart){.frame = frame(), .lines = lines, .count = SLOPE_MOST + 1});
    slope_chart(&w->page, &(struct slope_chart){.frame = frame(), .lines = lines});
    assert_int_equal(written_text(w).length, 0);
}

/* --- small series ----------------------------------------------------------------------------- */

static void small_series_share_one_scale_and_a_gap_breaks_the_line(void **state)
{
    (void)state;
    struct chart_point here[] = {{2020, 10, 0, 0, true, false, {"2020", 4}, {0}},
                                 {2021, 11, 0, 0, false, false, {"2021", 4}, {0}},
                                 {2022, 12, 0, 0, true, false, {"2022", 4}, {0}},
                                 {2023, 20, 0, 0, true, false, {"2023", 4}, {0}}};
    const struct chart_small items[] = {{SLICE("Here"), here, 4, true},
                                        {SLICE("There"), here, 1, false},
                                        {SLICE("Nowhere"), NULL, 0, false}};
    CLEANUP(written_free) struct written *w = written_new();
    multiples_chart(&w->page, &(struct multiples_chart){.frame = frame(),
                                                        .unit = percent,
                                                        .beside = SLICE("England"),
                                                        .beside_points = here,
                                                        .beside_count = 4,
                                                        .items = items,
                                                        .count = 3,
                                                        .step = 1});
    assert_well_formed(written_text(w));
    assert_int_equal(count(w, "svg", "weft-svg"), 2);
    assert_int_equal(count(w, "line", "weft-svg__line"), 1 + 1); /* 2022 to 2023, and the key */
    assert_int_equal(count(w, "title", NULL), 2);
    assert_true(says(w, "The axis begins at 10%"));
    assert_true(says(w, "no figure"));
    assert_slice(described(w), "2020 10.0%; 2023 20.0%.");
}

static void small_series_without_any_figure_are_not_drawn(void **state)
{
    (void)state;
    const struct chart_small items[] = {{SLICE("Nowhere"), NULL, 0, false}};
    CLEANUP(written_free) struct written *w = written_new();
    multiples_chart(&w->page,
                    &(struct multiples_chart){.frame = frame(), .items = items, .count = 1});
    assert_int_equal(written_text(w).length, 0);
}

/* --- maps ------------------------------------------------------------------------------------- */

/* Unit squares side by side at 60 degrees north, where a degree across is half as wide. */
static struct written *drawn_map(const double *values, size_t areas)
{
    static double points[8][8];
    static const size_t starts[] = {0, 4};
    struct chart_shape shapes[8];
    for (size_t i = 0; i < areas; i++) {
        double x = (double)i, square[] = {x, 59.5, x + 1, 59.5, x + 1, 60.5, x, 60.5};
        memcpy(points[i], square, sizeof square);
        shapes[i] = (struct chart_shape){.name = i ? SLICE("Elsewhere") : SLICE("<Here>"),
                                         .points = points[i],
                                         .starts = starts,
                                         .rings = 1,
                                         .value = values[i],
                                         .has_value = !isnan(values[i]),
                                         .is_here = i == 0,
                                         .said = SLICE("suppressed")};
    }
    struct written *w = written_new();
    choropleth_chart(&w->page,
                     &(struct choropleth_chart){
                         .frame = frame(), .unit = percent, .shapes = shapes, .count = areas});
    return w;
}

static void a_map_fills_each_area_by_class_and_pattern(void **state)
{
    (void)state;
    static const double values[] = {5, 1, 2, 3, 4, NAN};
    CLEANUP(written_free) struct written *w = drawn_map(values, 6);
    assert_well_formed(written_text(w));
    assert_int_equal(count(w, "path", "weft-map__area"), 6);
    assert_int_equal(count(w, "path", "weft-map__area--here"), 1);
    assert_int_equal(count(w, "pattern", NULL), 6);
    assert_true(says(w, "fill=\"url(#c-p4)\" d=\"M0.0 ")); /* here, the highest */
    assert_true(says(w, "viewBox=\"0 0 1000 333\""));      /* 1 down by 6 × 0.5 across */
    assert_true(says(w, "&lt;Here&gt;: 5.0%</title>"));
    assert_true(says(w, "Elsewhere: suppressed</title>"));
    assert_true(says(w, "no figure"));
    assert_slice(described(w), "6 areas. Lowest: Elsewhere, 1.0%. Highest: <Here>, 5.0%. The table "
                               "has them all.");
}

static void a_map_of_equal_figures_has_one_class_and_one_without_any_is_not_drawn(void **state)
{
    (void)state;
    static const double alike[] = {3, 3, 3}, none[] = {NAN, NAN};
    CLEANUP(written_free) struct written *w = drawn_map(alike, 3);
    assert_well_formed(written_text(w));
    assert_int_equal(count(w, "rect", "weft-map__area"), 1); /* in the key */
    CLEANUP(written_free) struct written *empty = drawn_map(none, 2);
    assert_int_equal(written_text(empty).length, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_has_two_dots_a_link_and_its_gap_in_words_and_in_the_table),
        cmocka_unit_test(no_pair_draws_nothing),
        cmocka_unit_test(a_spread_shows_range_middle_half_middle_and_this_place),
        cmocka_unit_test(places_that_are_all_alike_are_drawn_without_a_division_by_nought),
        cmocka_unit_test(each_step_begins_where_the_last_one_ended),
        cmocka_unit_test(a_slope_names_each_area_and_long_names_are_cut_on_a_phone_alone),
        cmocka_unit_test(equal_slopes_have_labels_that_do_not_cover_each_other),
        cmocka_unit_test(more_slopes_than_can_be_told_apart_are_not_drawn),
        cmocka_unit_test(small_series_share_one_scale_and_a_gap_breaks_the_line),
        cmocka_unit_test(small_series_without_any_figure_are_not_drawn),
        cmocka_unit_test(a_map_fills_each_area_by_class_and_pattern),
        cmocka_unit_test(a_map_of_equal_figures_has_one_class_and_one_without_any_is_not_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
