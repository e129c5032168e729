/* Reading figures: comparison, quartiles and ranks, the word, and how a figure is shown. */
#include "support/test.h"

#include <math.h>

#include "support/figures.h"
#include "text/text.h"

#define HEAD "measure_short,period,la_number,area,value\n"

static struct figure_comparison compare(struct figures *figures, const char *measure,
                                        const char *area, const char *period)
{
    struct figure_question question = {
        .measure = slice_from(measure), .area = slice_from(area), .period = slice_from(period)};
    struct figure_comparison comparison;
    struct err err = {0};
    if (figure_compare(figures->writer->store, &question, &figures->arena, &comparison, &err) < 0)
        fail_msg("%s", err.message);
    return comparison;
}

static void the_latest_figure_with_a_value_is_compared(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, "lait",
                                HEAD "Low,2021,892,N,9\nLow,2022,892,N,8\nLow,2023,892,N,-\n"
                                     "Low,2022,970,England,7\nLow,2022,330,B,8\nLow,2022,352,M,6\n"
                                     "Low,2022,983,East Midlands,1\n"));
    struct figure_comparison comparison = compare(figures, "Low", "892", NULL);
    assert_slice(comparison.figure.period, "2022");
    assert_true(comparison.england.value == 7);
    assert_int_equal(comparison.rank, 2); /* ties share the least rank; the region is no peer */
    assert_int_equal(comparison.rank_of, 3);
    assert_int_equal(comparison.quartile,
                     'B'); /* the median is 8, and what is on it is of the lower side */
    assert_int_equal(compare(figures, "Low", "352", NULL).rank, 1);
    assert_int_equal(compare(figures, "Low", "352", NULL).quartile, 'A');
    comparison = compare(figures, "Low", "892", "2023");
    assert_int_equal(comparison.figure.status, FIGURE_MISSING);
    assert_int_equal(comparison.rank, 0);
    assert_int_equal(comparison.quartile, 0);
    assert_false(comparison.has_england);
}

static void without_polarity_or_quartiles_there_is_no_rank_or_quartile(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, "lait",
                                HEAD "Count,2022,892,N,9\nCount,2022,330,B,8\n"
                                     "NoQuartile,2022,892,N,9\nNoQuartile,2022,330,B,8\n"
                                     "Low,2022,970,England,5\nLow,2022,892,N,4\n"));
    struct figure_comparison comparison = compare(figures, "Count", "892", NULL);
    assert_int_equal(comparison.rank, 0);
    assert_int_equal(comparison.rank_of, 2);
    assert_int_equal(comparison.quartile, 0);
    comparison = compare(figures, "NoQuartile", "892", NULL);
    assert_int_equal(comparison.rank, 1);
    assert_int_equal(comparison.quartile, 0);
    comparison = compare(figures, "Low", "970", NULL);
    assert_int_equal(comparison.rank, 0); /* England is no authority */
    assert_int_equal(comparison.rank_of, 1);
}

static void what_is_not_there_is_told_by_name(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, "lait", HEAD "Low,2022,892,N,9\n"));
    static const struct {
        const char *measure, *area, *period, *edition, *breakdown, *says;
    } questions[] = {
        {"Nothing", "892", NULL, NULL, NULL, "no measure with the code “Nothing”"},
        {"Low", "111", NULL, NULL, NULL, "no area with the code “111”"},
        {"Low", "330", NULL, NULL, NULL, "no figure with a value for Birmingham"},
        {"Low", "892", "2021", NULL, NULL, "no figure for Nottingham in the period “2021”"},
        {"Low", "892", "soon", NULL, NULL, "no figure for Nottingham in the period “soon”"},
        {"Low", "892", NULL, "1999", NULL, "no edition “1999”"},
        {"Low", "892", NULL, NULL, "Sex=Male", "no group called “Sex=Male”"},
    };
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        struct figure_question question = {.measure = slice_from(questions[i].measure),
                                           .area = slice_from(questions[i].area),
                                           .period = slice_from(questions[i].period),
                                           .neighbours = slice_from(questions[i].edition),
                                           .breakdown = slice_from(questions[i].breakdown)};
        struct figure_comparison comparison;
        struct err err = {0};
        assert_int_equal(
            figure_compare(figures->writer->store, &question, &figures->arena, &comparison, &err),
            ERR_NOT_FOUND);
        if (!strstr(err.message, questions[i].says))
            fail_msg("%s", err.message);
    }
}

static void what_is_counted_by_groups_alone_is_asked_for_by_one_of_them(void **state)
{
    struct figures *figures = *state;
    figures_loaded(
        figures_load(figures,
                     "title: By sex\nreads: figures\nmeasures: known\nbreakdowns: [sex]\n"
                     "columns: {measure: what, period: when, area: where, value: count}\n",
                     "what,when,where,sex,count\nLow,2022,892,Male,4\nLow,2022,892,Female,5\n"));
    struct figure_question question = {.measure = SLICE("Low"), .area = SLICE("892")};
    struct figure_comparison comparison = {.rank_of = 77};
    struct err err = {0};
    struct store *store = figures->writer->store;
    assert_int_equal(figure_compare(store, &question, &figures->arena, &comparison, &err),
                     ERR_NOT_FOUND);
    assert_string_equal(err.message, "The measure “Low” has figures by group only. Name one, such "
                                     "as “sex=Male”.");
    assert_int_equal(comparison.rank_of, 77);
    question.breakdown = SLICE("sex=Male");
    assert_int_equal(figure_compare(store, &question, &figures->arena, &comparison, &err), 0);
    assert_true(comparison.figure.value == 4);
}

/* The bands and ranks of the LAIT tool itself (quartile_rank_vectors.json), on a hundred and one
 * authorities whose figures are 0 … 100, so that the quartile bounds are 25, 50 and 75. */
static void quartiles_are_those_of_the_publishers_own_tool(void **state)
{
    struct figures *figures = *state;
    CLEANUP(buffer_free)
    struct buffer vectors = BUFFER(1 << 20), areas = BUFFER(1 << 16), text = BUFFER(1 << 16);
    read_shared_data("statistics/benchmark/quartile_rank_vectors.json", &vectors);
    struct json json;
    assert_int_equal(json_parse(buffer_slice(&vectors), &figures->arena, &json, NULL), 0);
    buffer_string(&areas, "LA Number,LA Name,Region,Type\n");
    buffer_string(&text, HEAD);
    for (int i = 0; i <= 100; i++) {
        buffer_printf(&areas, "%d,Area %d,Somewhere,UA\n", 2000 + i, i);
        buffer_printf(&text, "Low,2022,%d,A,%d\nNoQuartile,2022,%d,A,%d\nHigh,2022,%d,A,%d\n",
                      2000 + i, i, 2000 + i, i, 2000 + i, i);
    }
    figures_loaded(figures_load(figures, "lait-areas", buffer_text(&areas)));
    figures_loaded(figures_load(figures, "lait", buffer_text(&text)));
    const struct json *bands = json_get(&json, "quartile_band");
    size_t checked = 0;
    for (size_t i = 0; i < bands->count; i++) {
        const struct json *value = json_get(&bands->items[i], "value");
        const struct json *expected = json_get(&bands->items[i], "expected");
        if (value->kind == JSON_IS_NULL || slice_is(expected->text, "Error"))
            continue;
        char area[20];
        snprintf(area, sizeof area, "%d", 2000 + (int)value->real);
        struct slice polarity = json_get(&bands->items[i], "polarity")->text;
        struct figure_comparison comparison =
            compare(figures, slice_is(polarity, "Low") ? "Low" : "High", area, NULL);
        assert_int_equal(comparison.quartile, expected->text.data[0]);
        assert_true(comparison.quarters[0] == 25 && comparison.quarters[2] == 75);
        checked++;
    }
    assert_int_equal(checked, 13);
}

static void england_outside_all_its_authorities_is_marked_and_warned_of(void **state)
{
    struct figures *figures = *state;
    CLEANUP(buffer_free) struct buffer areas = BUFFER(1 << 16), text = BUFFER(1 << 16);
    buffer_string(&areas, "LA Number,LA Name,Region,Type\n");
    buffer_string(&text, HEAD "High,2022,970,England,863\nCount,2022,970,England,863\n");
    for (int i = 0; i < ENGLAND_AUTHORITIES; i++) {
        buffer_printf(&areas, "%d,Area %d,Somewhere,UA\n", 2000 + i, i);
        buffer_printf(&text, "High,2022,%d,A,%d\nCount,2022,%d,A,%d\n", 2000 + i, i, 2000 + i, i);
    }
    figures_loaded(figures_load(figures, "lait-areas", buffer_text(&areas)));
    const struct load_report *report = figures_load(figures, "lait", buffer_text(&text));
    assert_int_equal(report->count, 1);
    assert_item(report, 0, false, 2, "High: England is outside the range");
    assert_true(compare(figures, "High", "2003", NULL).england_outside);
    assert_false(compare(figures, "Count", "2003", NULL).england_outside); /* a sum may be */
}

static void several_areas_are_read_at_once_in_the_order_asked(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, "lait",
                                HEAD "Low,2021,892,N,1\nLow,2022,892,N,2\nLow,2021,970,E,3\n"
                                     "Low,2022,330,B,c\n"));
    struct slice areas[] = {SLICE("970"), SLICE("352"), SLICE("892"), SLICE("330"), SLICE("892")};
    struct series series[5];
    assert_int_equal(series_load_areas(figures->writer->store, SLICE("Low"), areas, 5,
                                       (struct slice){0}, (struct date){0}, &figures->arena, series,
                                       NULL),
                     0);
    static const size_t counts[] = {1, 0, 2, 1, 2};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(series[i].count, counts[i]);
    assert_slice(series[0].area_name, "England");
    assert_true(series[4].figures[1].value == 2);
    assert_null(series_latest(&series[3]));
    assert_true(series[2].figures[0].order < series[2].figures[1].order);
}

static void a_measure_knows_its_periods_and_loads(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, "lait", HEAD "High,2021,892,N,1\nHigh,2022,892,N,-\n"));
    figures_loaded(figures_load(figures, "lait", HEAD "High,2021,892,N,2\n"));
    struct measure_period *periods;
    struct load *loads;
    size_t count;
    struct store *store = figures->writer->store;
    measure_periods(store, SLICE("High"), &figures->arena, &periods, &count, NULL);
    assert_int_equal(count, 2);
    assert_slice(periods[0].period, "2021/22");
    assert_slice(periods[0].label, "2022");
    assert_int_equal(periods[0].figures, 0);
    assert_int_equal(periods[1].figures, 1);
    measure_loads(store, SLICE("High"), &figures->arena, &loads, &count, NULL);
    assert_int_equal(count, 2);
    assert_true(loads[0].id > loads[1].id);
    load_list(store, 0, 2, &figures->arena, &loads, &count, NULL);
    assert_int_equal(count, 2);
    load_list(store, loads[1].id, 10, &figures->arena, &loads, &count, NULL);
    assert_int_equal(count, 2); /* the areas and the dictionary */
}

/* --- the word --------------------------------------------------------------------------------- */

static struct indicator_trend word(enum polarity polarity, const double *values, size_t count)
{
    static struct figure figures[20];
    static char periods[20][8];
    for (size_t i = 0; i < count; i++) {
        snprintf(periods[i], sizeof periods[i], "%zu", 2010 + i);
        figures[i] = (struct figure){.period = slice_from(periods[i]),
                                     .status = isnan(values[i]) ? FIGURE_MISSING : FIGURE_PRESENT,
                                     .value = values[i]};
    }
    struct measure measure = {.polarity = polarity};
    struct series series = {.figures = figures, .count = count};
    return indicator_trend(&measure, &series);
}
#define WORD(polarity, ...)                                                                        \
    word(polarity, (const double[]){__VA_ARGS__},                                                  \
         sizeof((const double[]){__VA_ARGS__}) / sizeof(double))

/* Five figures in order have S = 10 and p = 1/120; S = 8 has p = 5/120 = 0.042, S = 6 has 0.117
 * (Kendall 1975, table 1). */
static void the_word_is_the_outcome_of_an_exact_test_on_the_last_five(void **state)
{
    (void)state;
    struct indicator_trend trend = WORD(POLARITY_HIGH, 9, 1, 2, 3, 4, 5);
    assert_int_equal(trend.word, TREND_IMPROVING);
    assert_int_equal(trend.s, 10);
    assert_near(trend.p, 1.0 / 120, 1e-12);
    assert_slice(trend.first, "2011");
    assert_slice(trend.last, "2015");
    trend = WORD(POLARITY_HIGH, 2, 1, 3, 4, 5);
    assert_int_equal(trend.s, 8);
    assert_near(trend.p, 5.0 / 120, 1e-12);
    assert_int_equal(trend.word, TREND_IMPROVING);
    assert_int_equal(WORD(POLARITY_HIGH, 3, 1, 2, 4, 5).word, TREND_NO_CHANGE);
    assert_int_equal(WORD(POLARITY_LOW, 1, 2, 3, 4, 5).word, TREND_WORSE);
    assert_int_equal(WORD(POLARITY_LOW, 5, 4, 3, 2, 1).word, TREND_IMPROVING);
    assert_int_equal(WORD(POLARITY_NONE, 1, 2, 3, 4, 5).word, TREND_RISING);
    assert_int_equal(WORD(POLARITY_NONE, 5, 4, 3, 2, 1).word, TREND_FALLING);
    assert_int_equal(WORD(POLARITY_HIGH, 4, 4, 4, 4, 4).word, TREND_NO_CHANGE);
}

static void gaps_are_allowed_and_too_few_figures_are_said_to_be(void **state)
{
    (void)state;
    assert_int_equal(WORD(POLARITY_HIGH, 1, 2, NAN, 3, NAN, 4, 5).word, TREND_IMPROVING);
    assert_int_equal(WORD(POLARITY_HIGH, 1, 2, 3, 4).word, TREND_TOO_FEW);
    assert_int_equal(WORD(POLARITY_HIGH, 1, NAN).word, TREND_TOO_FEW);
    assert_int_equal(WORD(POLARITY_HIGH, NAN, NAN).word, TREND_NO_FIGURE);
    assert_int_equal(WORD(POLARITY_HIGH, NAN).word, TREND_NO_FIGURE);
    struct indicator_trend trend = WORD(POLARITY_HIGH, 1, 2, 3, 4, 5, NAN, NAN);
    assert_int_equal(trend.word, TREND_ENDED);
    assert_slice(trend.last, "2014");
    assert_string_equal(trend_word_text(TREND_ENDED), "no figure since");
}

/* Five figures that rise by one: chi-squared is 10 (3.92 / width)², so limits 3.5 wide give 12.5
 * and limits 4 wide 9.6, over 9.5495, and limits 4.1 wide 9.1, under it. By hand. */
static void where_limits_are_known_they_decide_the_word(void **state)
{
    (void)state;
    struct figure figures[5];
    struct series series = {.figures = figures, .count = 5};
    struct measure measure = {.polarity = POLARITY_LOW};
    static const struct {
        double width;
        enum trend_word word;
        double chi_squared;
    } cases[] = {
        {3.5, TREND_WORSE, 12.544}, {4, TREND_WORSE, 9.604}, {4.1, TREND_NO_CHANGE, 9.1413}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        for (size_t i = 0; i < 5; i++)
            figures[i] = (struct figure){.value = 10 + (double)i,
                                         .lower = 10 + (double)i - cases[c].width / 2,
                                         .upper = 10 + (double)i + cases[c].width / 2,
                                         .has_limits = true};
        struct indicator_trend trend = indicator_trend(&measure, &series);
        assert_true(trend.by_limits);
        assert_near(trend.chi_squared, cases[c].chi_squared, 1e-3);
        assert_int_equal(trend.word, cases[c].word);
    }
    figures[2].has_limits = false; /* one without: the order alone decides */
    struct indicator_trend trend = indicator_trend(&measure, &series);
    assert_false(trend.by_limits);
    assert_int_equal(trend.word, TREND_WORSE);
    figures[2].has_limits = true;
    figures[2].lower = figures[2].upper; /* limits that say nothing */
    assert_false(indicator_trend(&measure, &series).by_limits);
}

static void a_source_that_has_ended_says_since_when(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, "lait",
                                HEAD "NoQuartile,2017,892,N,1\nNoQuartile,2018,892,N,2\n"
                                     "NoQuartile,2019,892,N,3\nNoQuartile,2020,892,N,4\n"
                                     "NoQuartile,2021,892,N,5\n"));
    struct measure measure;
    struct series series;
    struct store *store = figures->writer->store;
    measure_load(store, SLICE("NoQuartile"), &figures->arena, &measure, NULL);
    series_load(store, SLICE("NoQuartile"), SLICE("892"), (struct slice){0}, (struct date){0},
                &figures->arena, &series, NULL);
    assert_true(measure.ended);
    struct indicator_trend trend = indicator_trend(&measure, &series);
    assert_int_equal(trend.word, TREND_ENDED);
    assert_slice(trend.last, "2021");
}

/* --- how it is shown -------------------------------------------------------------------------- */

static void a_figure_is_shown_with_its_measures_decimals(void **state)
{
    (void)state;
    static const struct {
        int decimals;
        double value;
        const char *shown;
    } cases[] = {
        {-1, 5, "5"},
        {-1, 20.58, "20.6"},
        {-1, 39.23, "39.2"},
        {2, 20.58, "20.58"},
        {2, 40.1, "40.10"},
        {0, 1234567, "1,234,567"},
        {1, -1234.56, "-1,234.6"},
        {-1, 999, "999"},
        {-1, 1e-7, "0.0"},
        {0, 0.4, "0"},
        {1, -0.01, "0.0"},
        {-1, 12183016, "12,183,016"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CLEANUP(buffer_free) struct buffer out = BUFFER(100);
        struct measure measure = {.decimals = cases[i].decimals};
        measure_show(&measure, cases[i].value, &out);
        assert_string_equal(buffer_text(&out), cases[i].shown);
    }
}

static void a_unit_follows_the_figure_in_short(void **state)
{
    (void)state;
    static const char *const units[][2] = {
        {"% of births", "%"},
        {"Rate per 10,000", " per 10,000"},
        {"Rate per 1000 live births", " per 1,000"},
        {"Rate per 100,000 of 10-17 population", " per 100,000"},
        {"Score", ""},
        {"", ""},
    };
    CLEANUP(arena_free) struct arena arena = ARENA;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct measure measure = {.unit = slice_from(units[i][0])};
        assert_slice(measure_suffix(&measure, &arena), units[i][1]);
    }
}

/* --- through the engine ------------------------------------------------------------------------
 */

static void the_engine_lists_finds_and_writes_figures_as_any_record(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, "lait",
                                HEAD "Low,2022,892,N,9\nLow,2021,892,N,c\nHigh,2022,330,B,8\n"));
    struct actor anyone = actor_anyone();
    struct filter filter = {"measure", FILTER_IS, value_text(SLICE("Low"))};
    struct query query = {.entity = &observation_entity,
                          .actor = &anyone,
                          .filters = &filter,
                          .filter_count = 1,
                          .limit = 1};
    struct record_list list;
    struct store *store = figures->writer->store;
    assert_int_equal(record_query(store, &query, &figures->arena, &list, NULL), 0);
    assert_int_equal(list.count, 1);
    assert_true(list.next.length > 0);
    query.after = list.next;
    assert_int_equal(record_query(store, &query, &figures->arena, &list, NULL), 0);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.next.length, 0);
    struct record record;
    assert_int_equal(record_get(store, &observation_entity, list.records[0].code, &anyone,
                                &figures->arena, &record, NULL),
                     0);
    assert_slice(record_text(&record, "area"), "892");
    assert_int_equal(record_get(store, &observation_entity, SLICE("nonsense"), &anyone,
                                &figures->arena, &record, NULL),
                     ERR_NOT_FOUND);
    CLEANUP(buffer_free) struct buffer out = BUFFER(10000);
    record_json(&list.records[0], &anyone, &out);
    assert_non_null(strstr(buffer_text(&out), "\"measure\":\"Low\""));
    assert_int_equal(
        record_get(store, &measure_entity, SLICE("Low"), &anyone, &figures->arena, &record, NULL),
        0);
    assert_slice(record_title(&record), "Low is good");
    assert_slice(record_text(&record, "polarity"), "low");
}

/* What a page for anyone may read through the connection that the engine itself restricts. */
static void the_publics_connection_reads_figures_and_no_refused_rows(void **state)
{
    struct figures *figures = *state;
    struct err err = {0};
    int64_t load = figures_loaded(
        figures_load_with(figures, "lait", HEAD "Low,2022,892,N,9\nLow,20x2,892,N,secret\n",
                          &(struct figures_options){.partial = true}));
    CLEANUP(store_close) struct store *store = NULL;
    assert_int_equal(store_open(figures->path, STORE_READ, &store, &err), 0);
    store_restrict(store, permit_public_table, (void *)&weft_registry);
    struct figure_question question = {
        .measure = SLICE("Low"), .area = SLICE("892"), .published_on = {2100, 1, 1}};
    struct figure_comparison comparison;
    if (figure_compare(store, &question, &figures->arena, &comparison, &err) < 0)
        fail_msg("%s", err.message);
    struct figure_version *versions;
    struct measure_period *periods;
    struct load *loads;
    struct area *areas;
    struct breakdown *groups;
    size_t count;
    assert_int_equal(figure_versions(store, SLICE("Low"), SLICE("892"), (struct slice){0},
                                     SLICE("2022"), &figures->arena, &versions, &count, &err),
                     0);
    assert_int_equal(measure_periods(store, SLICE("Low"), &figures->arena, &periods, &count, &err),
                     0);
    assert_int_equal(measure_loads(store, SLICE("Low"), &figures->arena, &loads, &count, &err), 0);
    assert_int_equal(area_list(store, &figures->arena, &areas, &count, &err), 0);
    assert_int_equal(
        measure_breakdowns(store, SLICE("Low"), &figures->arena, &groups, &count, &err), 0);
    struct actor anyone = actor_anyone();
    static const struct entity *const entities[] = {
        &measure_entity, &area_entity, &neighbour_entity, &observation_entity, &load_entity};
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        struct query query = {.entity = entities[i], .actor = &anyone};
        struct record_list list;
        if (record_query(store, &query, &figures->arena, &list, &err) < 0)
            fail_msg("%s: %s", entities[i]->name, err.message);
    }
    struct refused_rows rows;
    assert_true(load_refusals(store, load, 0, 10, &figures->arena, &rows, &err) < 0);
}

static void the_search_box_finds_measures(void **state)
{
    struct figures *figures = *state;
    struct actor anyone = actor_anyone();
    struct search_hit *hits;
    size_t count;
    assert_int_equal(record_search(figures->writer->store, &weft_registry, &anyone,
                                   SLICE("neither good"), 10, &figures->arena, &hits, &count, NULL),
                     0);
    assert_int_equal(count, 1);
    assert_slice(hits[0].entity, "measure");
    assert_slice(hits[0].code, "Count");
}

#define WITH(name) cmocka_unit_test_setup_teardown(name, figures_set_up, figures_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(the_latest_figure_with_a_value_is_compared),
        WITH(without_polarity_or_quartiles_there_is_no_rank_or_quartile),
        WITH(what_is_not_there_is_told_by_name),
        WITH(what_is_counted_by_groups_alone_is_asked_for_by_one_of_them),
        WITH(quartiles_are_those_of_the_publishers_own_tool),
        WITH(england_outside_all_its_authorities_is_marked_and_warned_of),
        WITH(several_areas_are_read_at_once_in_the_order_asked),
        WITH(a_measure_knows_its_periods_and_loads),
        cmocka_unit_test(the_word_is_the_outcome_of_an_exact_test_on_the_last_five),
        cmocka_unit_test(gaps_are_allowed_and_too_few_figures_are_said_to_be),
        cmocka_unit_test(where_limits_are_known_they_decide_the_word),
        WITH(a_source_that_has_ended_says_since_when),
        cmocka_unit_test(a_figure_is_shown_with_its_measures_decimals),
        cmocka_unit_test(a_unit_follows_the_figure_in_short),
        WITH(the_engine_lists_finds_and_writes_figures_as_any_record),
        WITH(the_publics_connection_reads_figures_and_no_refused_rows),
        WITH(the_search_box_finds_measures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
