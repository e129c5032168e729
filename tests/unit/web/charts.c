/* Charts from small arrays: what is drawn, said and tabled, and what is not. */
#include "support/page.h"

#include <math.h>

#include "web/charts/charts.h"
#include "web/charts/svg.h"

static struct chart_point point(double at, double value)
{
    return (struct chart_point){.at = at,
                                .value = value,
                                .has_value = !isnan(value),
                                .label = SLICE("p"),
                                .said = SLICE("suppressed")};
}

/* Series of `count` points a year apart, drawn. */
static struct written *drawn_series(const double *values, size_t length)
{
    struct written *w = written_new();
    struct chart_point points[16];
    for (size_t i = 0; i < length; i++)
        points[i] = point(2016.25 + (double)i, values[i]);
    series_chart(&w->page, &(struct series_chart){.frame = chart_frame(),
                                                  .unit = {1, SLICE("%")},
                                                  .place = SLICE("Here & <there>"),
                                                  .beside = SLICE("England"),
                                                  .points = points,
                                                  .count = length,
                                                  .step = 1});
    assert_well_formed(written_text(w));
    return w;
}

static void a_series_is_drawn_said_and_tabled(void **state)
{
    (void)state;
    static const double values[] = {33.0, 31.4, 16.9, 27.2};
    CLEANUP(written_free) struct written *w = drawn_series(values, 4);
    assert_int_equal(count_written(w, "line", "weft-svg__line"), 3 + 1); /* and one in the key */
    assert_int_equal(count_written(w, "circle", "weft-svg__dot"), 4 + 1);
    assert_int_equal(count_written(w, "tr", NULL), 5);
    assert_slice(element_text(written_text(w), "desc", NULL, 0, &w->arena),
                 "Here & <there>: p 33.0%; p 31.4%; p 16.9%; p 27.2%.");
    assert_int_equal(count_written(w, "title", NULL), 1);
    assert_int_equal(count_written(w, "a", "govuk-link"), 1);
}

static void a_missing_period_breaks_the_line_and_is_said(void **state)
{
    (void)state;
    static const double values[] = {10, 12, NAN, 14, 15};
    CLEANUP(written_free) struct written *w = drawn_series(values, 5);
    assert_int_equal(count_written(w, "line", "weft-svg__line"), 2 + 1);
    assert_int_equal(count_written(w, "circle", "weft-svg__dot"), 4 + 1);
    struct slice said = element_text(written_text(w), "desc", NULL, 0, &w->arena);
    assert_true(slice_find(said, SLICE("p suppressed")) < said.length);
}

static void one_point_and_equal_points_are_drawn_without_a_division_by_nought(void **state)
{
    (void)state;
    static const double one[] = {5}, equal[] = {7, 7, 7}, noughts[] = {0, 0};
    CLEANUP(written_free) struct written *a = drawn_series(one, 1);
    CLEANUP(written_free) struct written *b = drawn_series(equal, 3);
    CLEANUP(written_free) struct written *c = drawn_series(noughts, 2);
    const struct written *all[] = {a, b, c};
    for (size_t i = 0; i < 3; i++) {
        struct slice text = written_text(all[i]);
        assert_int_equal(slice_find(text, SLICE("nan")), text.length);
        assert_int_equal(slice_find(text, SLICE("inf")), text.length);
    }
}

static void the_lowest_value_stands_below_its_dot_but_not_on_the_years(void **state)
{
    (void)state;
    static const double roomy[] = {20, 12, 14}, tight[] = {45, 0.3, 14};
    CLEANUP(written_free) struct written *below = drawn_series(roomy, 3);
    CLEANUP(written_free) struct written *above = drawn_series(tight, 3);
    /* the axes end at 20 and 60, 300 pixels above nought */
    assert_true(says(written_text(below), "<text x=\"50.00%\" y=\"144.0\" text-anchor"));
    assert_true(says(written_text(above), "<text x=\"50.00%\" y=\"286.5\" text-anchor"));
}

static void the_name_of_a_line_stands_below_it_but_not_on_the_years(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *says;
    } lines[] = {{20, " y=\"174.0\" class=\"weft-svg__label weft-wide\">Here"},
                 {1, " y=\"278.5\" class=\"weft-svg__label weft-wide\">Here"}};
    for (size_t i = 0; i < 2; i++) { /* the axis goes from 0 to 40, 300 pixels */
        CLEANUP(written_free) struct written *w = written_new();
        struct chart_point points[] = {point(2023.25, lines[i].value),
                                       point(2024.25, lines[i].value)};
        struct chart_point england[] = {point(2023.25, 40), point(2024.25, 0)};
        series_chart(&w->page, &(struct series_chart){.frame = chart_frame(),
                                                      .unit = {1, SLICE("%")},
                                                      .place = SLICE("Here"),
                                                      .beside = SLICE("England"),
                                                      .points = points,
                                                      .count = 2,
                                                      .beside_points = england,
                                                      .beside_count = 2,
                                                      .step = 1});
        if (!says(written_text(w), lines[i].says))
            fail_msg("the name is not at%s", lines[i].says);
    }
}

static void values_below_nought_have_their_base_line_at_nought(void **state)
{
    (void)state;
    static const double values[] = {-4, 2, -1};
    CLEANUP(written_free) struct written *w = drawn_series(values, 3);
    assert_int_equal(count_written(w, "line", "weft-svg__base"),
                     2); /* the lowest mark, and nought */
}

static void no_figure_gives_no_picture(void **state)
{
    (void)state;
    static const double values[] = {NAN, NAN};
    CLEANUP(written_free) struct written *w = drawn_series(values, 2);
    CLEANUP(written_free) struct written *none = drawn_series(values, 0);
    assert_int_equal(written_text(w).length, 0);
    assert_int_equal(written_text(none).length, 0);
}

static void limits_targets_and_england_are_told_apart(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    struct chart_point points[] = {point(2023.25, 20), point(2024.25, 22), point(2025.25, 25)};
    struct chart_point england[] = {point(2023.25, 18), point(2024.25, 19), point(2025.25, 19)};
    for (size_t i = 0; i < 3; i++) {
        points[i].has_limits = true;
        points[i].lower = points[i].value - 1;
        points[i].upper = points[i].value + 1;
    }
    struct chart_target targets[] = {{2026.25, 22, SLICE("2025–26"), false},
                                     {2027.25, 20, SLICE("2026–27"), true}};
    series_chart(&w->page, &(struct series_chart){.frame = chart_frame(),
                                                  .unit = {1, SLICE("%")},
                                                  .place = SLICE("Here"),
                                                  .beside = SLICE("England"),
                                                  .points = points,
                                                  .count = 3,
                                                  .beside_points = england,
                                                  .beside_count = 3,
                                                  .targets = targets,
                                                  .target_count = 2,
                                                  .step = 1});
    assert_well_formed(written_text(w));
    assert_int_equal(count_written(w, "polygon", "weft-svg__band"), 1);
    assert_int_equal(count_written(w, "line", "weft-svg__line--england"), 2 + 1);
    assert_int_equal(count_written(w, "line", "weft-svg__line--target"), 2 + 1);
    assert_int_equal(count_written(w, "path", "weft-svg__target"), 2 + 1);
    struct slice said = element_text(written_text(w), "desc", NULL, 0, &w->arena);
    assert_true(slice_ends_with(said, SLICE("Target for 2026–27: 20.0%.")));
}

static void a_forecast_is_a_fan_that_is_said_and_tabled(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    struct chart_point points[] = {point(2023.25, 20), point(2024.25, 22), point(2025.25, 25)};
    struct chart_fan fan[] = {{2026.25, 26, 25, 27, 24, 28, SLICE("2025–26")},
                              {2027.25, 27, 25, 29, 23, 31, SLICE("2026–27")}};
    struct chart_target target = {2027.25, 20, SLICE("2026–27"), true};
    series_chart(&w->page, &(struct series_chart){.frame = chart_frame(),
                                                  .unit = {0, SLICE("%")},
                                                  .place = SLICE("Here"),
                                                  .points = points,
                                                  .count = 3,
                                                  .targets = &target,
                                                  .target_count = 1,
                                                  .fan = fan,
                                                  .fan_count = 2,
                                                  .step = 1});
    assert_well_formed(written_text(w));
    assert_int_equal(count_written(w, "polygon", "weft-svg__fan"), 2);
    assert_int_equal(count_written(w, "polygon", "weft-svg__fan--inner"), 1);
    assert_int_equal(count_written(w, "line", "weft-svg__line--target"), 1); /* the key's alone */
    assert_int_equal(count_written(w, "tr", NULL), 1 + 2 + 3);
    struct slice said = element_text(written_text(w), "desc", NULL, 0, &w->arena);
    assert_true(slice_ends_with(
        said, SLICE("Forecast for 2026–27: 27%, with 95% likelihood between 23 and 31.")));
}

static void an_axis_has_round_ends_and_says_where_it_is_cut(void **state)
{
    (void)state;
    static const struct {
        double low, high;
        bool may_cut;
        double expected_low, expected_high;
        bool cut;
    } cases[] = {
        {16.9, 33.4, true, 0, 40, false}, {43, 50, true, 42, 50, true},
        {43, 50, false, 0, 60, false},    {0, 0, true, 0, 1, false},
        {7, 7, true, 6, 14, true},        {-5, 3, true, -6, 4, false},
        {-5, -2, true, -6, 0, false},     {0.001, 0.004, true, 0, 0.004, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct axis axis = axis_choose(cases[i].low, cases[i].high, 4, cases[i].may_cut);
        assert_true(axis.low <= cases[i].low + 1e-9);
        assert_true(axis.high >= cases[i].high - 1e-9);
        assert_true(axis.ticks >= 2 && axis.ticks <= 9);
        assert_int_equal(axis.cut, cases[i].cut);
        if (cases[i].low != cases[i].high)
            assert_near(axis.low, cases[i].expected_low, 1e-9);
    }
    static const double values[] = {43, 44, 46, 50};
    CLEANUP(written_free) struct written *w = drawn_series(values, 4);
    struct slice unit = element_text(written_text(w), "p", "weft-chart__unit", 0, &w->arena);
    assert_true(slice_find(unit, SLICE("The axis begins at")) < unit.length);
}

static void a_sparkline_shows_a_missing_period_as_a_dotted_step(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    struct chart_point points[] = {point(2016, 3), point(2017, 4), point(2018, NAN),
                                   point(2019, 5)};
    spark(&w->page, &(struct spark){.id = "s1",
                                    .name = SLICE("Name"),
                                    .word = SLICE("improving"),
                                    .first_label = SLICE("2016"),
                                    .last_label = SLICE("2019"),
                                    .unit = {0, SLICE("%")},
                                    .points = points,
                                    .count = 4,
                                    .step = 1});
    assert_well_formed(written_text(w));
    assert_int_equal(count_written(w, "line", "weft-svg__spark"), 1);
    assert_int_equal(count_written(w, "line", "weft-svg__spark--gap"), 1);
    assert_slice(element_text(written_text(w), "desc", NULL, 0, &w->arena),
                 "improving. 2016: 3%. 2019: 5%. Lowest 3, highest 5.");
}

static void a_sparkline_of_one_figure_is_not_drawn(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    struct chart_point points[] = {point(2016, 3), point(2017, NAN)};
    spark(&w->page, &(struct spark){.id = "s1", .points = points, .count = 2, .step = 1});
    spark(&w->page, &(struct spark){.id = "s2", .step = 1});
    assert_int_equal(written_text(w).length, 0);
}

static struct slice control_signals[6];

/* A control chart of six points; signals as set above. */
static struct written *drawn_control(bool has_lower)
{
    struct written *w = written_new();
    struct chart_point points[6];
    static const double values[] = {10, 11, 10, 12, 11, 19};
    for (size_t i = 0; i < 6; i++)
        points[i] = point(2016.25 + (double)i, values[i]);
    control_chart(&w->page, &(struct control_chart){.frame = chart_frame(),
                                                    .unit = {1, SLICE("%")},
                                                    .points = points,
                                                    .signals = control_signals,
                                                    .count = 6,
                                                    .mean = 12.2,
                                                    .lower = -1,
                                                    .upper = 18.5,
                                                    .has_lower = has_lower,
                                                    .has_upper = true,
                                                    .step = 1});
    assert_well_formed(written_text(w));
    return w;
}

static void a_signal_is_a_diamond_with_its_word_and_is_said_and_tabled(void **state)
{
    (void)state;
    control_signals[5] = SLICE("above the limit");
    CLEANUP(written_free) struct written *w = drawn_control(false);
    assert_int_equal(count_written(w, "path", "weft-svg__signal"), 1 + 1);
    assert_int_equal(count_written(w, "text", "weft-svg__label--bad"), 1);
    assert_int_equal(count_written(w, "circle", "weft-svg__dot"), 5 + 1);
    assert_int_equal(count_written(w, "line", "weft-svg__line--mean"), 1 + 1);
    assert_int_equal(count_written(w, "line", "weft-svg__line--limit"), 1 + 1); /* no lower limit */
    assert_int_equal(count_written(w, "tr", NULL), 7);
    assert_slice(element_text(written_text(w), "desc", NULL, 0, &w->arena),
                 "Average 12.2%, upper limit 18.5%. p 19.0%: above the limit.");
}

static void a_chart_without_signals_says_so_and_those_of_one_kind_share_a_word(void **state)
{
    (void)state;
    control_signals[5] = (struct slice){0};
    CLEANUP(written_free) struct written *none = drawn_control(true);
    assert_int_equal(count_written(none, "path", "weft-svg__signal"), 0);
    assert_int_equal(count_written(none, "line", "weft-svg__line--limit"), 2 + 1);
    assert_slice(element_text(written_text(none), "desc", NULL, 0, &none->arena),
                 "Average 12.2%, upper limit 18.5%, lower limit −1.0%. No figure is a signal.");
    control_signals[1] = control_signals[2] = control_signals[4] = SLICE("seven rising");
    CLEANUP(written_free) struct written *runs = drawn_control(true);
    assert_int_equal(count_written(runs, "path", "weft-svg__signal"), 3 + 1);
    assert_int_equal(count_written(runs, "text", "weft-svg__label--bad"), 1);
}

static void a_control_chart_without_points_is_not_drawn(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    control_chart(&w->page, &(struct control_chart){.frame = chart_frame(), .step = 1});
    assert_int_equal(written_text(w).length, 0);
}

static struct areas_chart areas(const struct chart_area *list, size_t length)
{
    return (struct areas_chart){.frame = chart_frame(),
                                .unit = {1, SLICE("%")},
                                .place = SLICE("Here"),
                                .beside = SLICE("England"),
                                .areas = list,
                                .count = length,
                                .has_england = true,
                                .england = 22.6};
}

static void neighbours_have_a_row_each_and_this_place_stands_out(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    struct chart_area list[] = {
        {.name = SLICE("King's Lynn"), .value = 16.5, .has_value = true},
        {.name = SLICE("Here"),
         .value = 27.2,
         .has_value = true,
         .is_here = true,
         .has_limits = true,
         .lower = 25.8,
         .upper = 28.6},
        {.name = SLICE("Gone"), .said = SLICE("suppressed")},
    };
    struct areas_chart chart = areas(list, 3);
    neighbours_chart(&w->page, &chart);
    assert_well_formed(written_text(w));
    assert_int_equal(count_written(w, "circle", "weft-svg__dot--open"), 1 + 1);
    assert_int_equal(count_written(w, "circle", "weft-svg__dot"), 1 + 1);
    assert_int_equal(count_written(w, "line", "weft-svg__line--england"), 1 + 1);
    assert_int_equal(count_written(w, "tr", "weft-row--here"), 1);
    assert_slice(element_text(written_text(w), "desc", NULL, 0, &w->arena),
                 "King's Lynn 16.5%; Here 27.2%; Gone suppressed. England 22.6%.");
}

static void authorities_of_like_value_stand_on_each_other(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    struct chart_area list[150];
    for (size_t i = 0; i < 150; i++)
        list[i] = (struct chart_area){.name = SLICE("A"),
                                      .value = 20 + (double)(i % 7),
                                      .has_value = i != 3,
                                      .is_here = i == 9};
    struct areas_chart chart = areas(list, 150);
    chart.has_quarters = true;
    chart.quarters[0] = 21;
    chart.quarters[1] = 23;
    chart.quarters[2] = 25;
    authorities_chart(&w->page, &chart);
    assert_well_formed(written_text(w));
    assert_int_equal(count_written(w, "line", "weft-svg__dots"), 7);
    assert_int_equal(count_written(w, "circle", "weft-svg__dot--faint"), 0 + 1);
    assert_int_equal(count_written(w, "circle", "weft-svg__dot"), 1 + 1);
    assert_int_equal(count_written(w, "line", "weft-svg__line--limit"), 3 + 1);
    assert_int_equal(count_written(w, "tr", NULL), 151);
    struct slice said = element_text(written_text(w), "desc", NULL, 0, &w->arena);
    assert_slice(said, "Here 22.0%. Lowest 20.0%, a quarter below 21.0%, half below 23.0%, three "
                       "quarters below 25.0%, highest 26.0%. England 22.6%.");
}

static void areas_without_any_figure_are_not_drawn(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    struct chart_area list[] = {{.name = SLICE("A"), .said = SLICE("missing")}};
    struct areas_chart chart = areas(list, 1);
    neighbours_chart(&w->page, &chart);
    authorities_chart(&w->page, &chart);
    chart.count = 0;
    neighbours_chart(&w->page, &chart);
    authorities_chart(&w->page, &chart);
    assert_int_equal(written_text(w).length, 0);
}

static void a_funnel_has_a_dot_an_authority_and_tables_those_outside(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    struct chart_unit_dot dots[] = {{SLICE("Small & far"), 100, 60, false, true},
                                    {SLICE("Here"), 2000, 22, true, false},
                                    {SLICE("Large"), 40000, 20, false, false}};
    struct chart_curve curve[] = {{100, 12, 28, 8, 32}, {40000, 19.6, 20.4, 19.4, 20.6}};
    struct funnel_chart chart = {.frame = chart_frame(),
                                 .unit = {1, SLICE("%")},
                                 .place = SLICE("Here"),
                                 .dots = dots,
                                 .count = 3,
                                 .curve = curve,
                                 .curve_count = 2,
                                 .centre = 20};
    funnel_chart(&w->page, &chart);
    assert_well_formed(written_text(w));
    assert_int_equal(count_written(w, "circle", "weft-svg__dot--faint"), 2 + 1);
    assert_int_equal(count_written(w, "circle", "weft-svg__dot"), 1 + 1);
    assert_int_equal(count_written(w, "path", "weft-svg__curve"), 4 + 2);
    assert_int_equal(count_written(w, "tr", NULL), 1 + 2);
    assert_slice(element_text(written_text(w), "desc", NULL, 0, &w->arena),
                 "1 of 3 authorities lie outside the 95% limits. Here, with 22.0% of 2,000, does "
                 "not. All together: 20.0%.");
    CLEANUP(written_free) struct written *none = written_new();
    chart.count = 0;
    funnel_chart(&none->page, &chart);
    assert_int_equal(written_text(none).length, 0);
}

static void groups_have_a_bar_from_nought_under_their_dimension(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    struct chart_group list[] = {
        {.dimension = SLICE("Sex"), .name = SLICE("Boys"), .value = 61, .has_value = true},
        {.dimension = SLICE("Sex"),
         .name = SLICE("Girls"),
         .value = 70.5,
         .lower = 68.25,
         .upper = 72.5,
         .has_value = true,
         .has_limits = true},
        {.dimension = SLICE("Free meals"), .name = SLICE("<yes>"), .said = SLICE("suppressed")},
    };
    groups_chart(&w->page, &(struct groups_chart){.frame = chart_frame(),
                                                  .unit = {1, SLICE("%")},
                                                  .groups = list,
                                                  .count = 3,
                                                  .has_whole = true,
                                                  .whole = 65});
    assert_well_formed(written_text(w));
    assert_int_equal(count_written(w, "rect", "weft-svg__span"), 1);
    assert_int_equal(count_written(w, "rect", "weft-svg__span--alt"), 1);
    assert_slice(element_text(written_text(w), "desc", NULL, 0, &w->arena),
                 "Sex: Boys 61.0%; Girls 70.5% (68.3 to 72.5). Free meals: <yes> suppressed. All: "
                 "65.0%.");
    assert_slice(element_text(written_text(w), "td", NULL, 5, &w->arena), "68.3 to 72.5");
}

static void a_time_without_anybody_is_a_gap_that_says_so(void **state)
{
    (void)state;
    CLEANUP(written_free) struct written *w = written_new();
    static const struct slice rows[] = {SLICE("Stronger safeguarding"), SLICE("Misuse")};
    struct chart_span spans[] = {
        {0, {2010, 5, 1}, {0}, SLICE("Director")},
        {1, {2010, 5, 1}, {2011, 3, 31}, SLICE("Head")},
        {1, {2011, 4, 1}, {2012, 12, 31}, {0}},
        {1, {2013, 1, 1}, {0}, SLICE("Deputy")},
    };
    timeline_chart(&w->page, &(struct timeline_chart){.frame = chart_frame(),
                                                      .starts = {2010, 5, 1},
                                                      .ends = {2014, 12, 31},
                                                      .on = {2012, 4, 30},
                                                      .rows = rows,
                                                      .row_count = 2,
                                                      .spans = spans,
                                                      .span_count = 4});
    assert_well_formed(written_text(w));
    assert_int_equal(count_written(w, "rect", "weft-svg__span"), 3);
    assert_int_equal(count_written(w, "rect", "weft-svg__gap"), 1);
    assert_int_equal(count_written(w, "line", "weft-svg__now"), 1);
    assert_slice(
        element_text(written_text(w), "desc", NULL, 0, &w->arena),
        "Stronger safeguarding: Director from 1 May 2010. Misuse: Head from 1 May 2010 to "
        "31 March 2011, then nobody from 1 April 2011 to 31 December 2012, then Deputy (to "
        "come) from 1 January 2013.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_series_is_drawn_said_and_tabled),
        cmocka_unit_test(a_missing_period_breaks_the_line_and_is_said),
        cmocka_unit_test(one_point_and_equal_points_are_drawn_without_a_division_by_nought),
        cmocka_unit_test(the_lowest_value_stands_below_its_dot_but_not_on_the_years),
        cmocka_unit_test(the_name_of_a_line_stands_below_it_but_not_on_the_years),
        cmocka_unit_test(values_below_nought_have_their_base_line_at_nought),
        cmocka_unit_test(no_figure_gives_no_picture),
        cmocka_unit_test(limits_targets_and_england_are_told_apart),
        cmocka_unit_test(a_forecast_is_a_fan_that_is_said_and_tabled),
        cmocka_unit_test(an_axis_has_round_ends_and_says_where_it_is_cut),
        cmocka_unit_test(a_sparkline_shows_a_missing_period_as_a_dotted_step),
        cmocka_unit_test(a_sparkline_of_one_figure_is_not_drawn),
        cmocka_unit_test(a_signal_is_a_diamond_with_its_word_and_is_said_and_tabled),
        cmocka_unit_test(a_chart_without_signals_says_so_and_those_of_one_kind_share_a_word),
        cmocka_unit_test(a_control_chart_without_points_is_not_drawn),
        cmocka_unit_test(neighbours_have_a_row_each_and_this_place_stands_out),
        cmocka_unit_test(authorities_of_like_value_stand_on_each_other),
        cmocka_unit_test(areas_without_any_figure_are_not_drawn),
        cmocka_unit_test(a_funnel_has_a_dot_an_authority_and_tables_those_outside),
        cmocka_unit_test(groups_have_a_bar_from_nought_under_their_dimension),
        cmocka_unit_test(a_time_without_anybody_is_a_gap_that_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
