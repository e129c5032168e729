/* Loads: what is kept, refused, revised, known again and taken back. */
#include "support/test.h"

#include <math.h>

#include "support/figures.h"

#define HEAD "measure_short,period,la_number,area,value\n"

static void figures_are_kept_as_published(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report =
        figures_load(figures, "lait",
                     HEAD "Low,2022,892,Nottingham,39.229999999999997\n"
                          "Low,2021,892,Nottingham,1.146E-2\n"
                          "High,2025 (Rev),892,Nottingham,-5.5\n"
                          "High,2016-17 (OT),892,Nottingham,0\n"
                          "School,2013/14-15/16,330,\"Birmingham, City of\",7\n");
    assert_counts(report, "5 5 0 0 0 0");
    assert_int_equal(report->count, 1);
    assert_item(report, 0, false, 4, "It is below 0 in a measure counted as “Rate per 10 000”");
    assert_true(figures_value(figures, "Low", "892", "2022") == 39.23);
    assert_true(figures_value(figures, "Low", "892", "2021") == 0.01146);
    assert_true(figures_value(figures, "High", "892", "2024/25") == -5.5);
    assert_true(figures_value(figures, "High", "892", "2025") == -5.5);
    assert_true(figures_value(figures, "High", "892", "2017") == 0);
    assert_true(figures_value(figures, "School", "330", "2013/14-15/16") == 7);
    assert_sound(figures);
}

static void every_symbol_is_a_status_and_never_nought(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report = figures_load(
        figures, "lait",
        HEAD "Low,2010,892,N,-\nLow,2011,892,N,..\nLow,2012,892,N,u\nLow,2013,892,N,:\n"
             "Low,2014,892,N,c\nLow,2015,892,N,x\nLow,2016,892,N,z\nLow,2017,892,N,k\n"
             "Low,2018,892,N,0\nLow,2019,892,N,\n");
    assert_counts(report, "10 10 0 0 0 0");
    static const enum figure_status expected[] = {
        FIGURE_MISSING,    FIGURE_MISSING,        FIGURE_MISSING,        FIGURE_MISSING,
        FIGURE_SUPPRESSED, FIGURE_NOT_APPLICABLE, FIGURE_NOT_APPLICABLE, FIGURE_ROUNDS_TO_ZERO,
        FIGURE_PRESENT,    FIGURE_MISSING};
    struct series series;
    assert_int_equal(series_load(figures->writer->store, SLICE("Low"), SLICE("892"),
                                 (struct slice){0}, (struct date){0}, &figures->arena, &series,
                                 NULL),
                     0);
    assert_int_equal(series.count, 10);
    for (size_t i = 0; i < 10; i++) {
        assert_int_equal(series.figures[i].status, expected[i]);
        assert_true(series.figures[i].value == 0);
    }
    assert_slice(series_latest(&series)->period, "2018");
}

static void one_bad_row_refuses_the_file_and_every_fault_is_told(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report = figures_load(figures, "lait",
                                                    HEAD "Low,2022,892,Nottingham,5\n"
                                                         "Nothing,2022,892,Nottingham,5\n"
                                                         "Low,20x2,892,Nottingham,5\n"
                                                         "Low,2022,111,Nowhere,5\n"
                                                         "Low,2022,330,Birmingham,5%\n"
                                                         "Low,2022,352,Manchester\n"
                                                         "Low,2022,352,Manchester,5,6\n"
                                                         "Low,2021,892,Nottingham,7\n");
    assert_true(report->refused);
    assert_int_equal(report->load, 0);
    assert_counts(report, "8 2 0 0 0 6");
    assert_int_equal(report->count, 6);
    assert_item(report, 0, true, 3, "“Nothing” is in no data dictionary");
    assert_item(report, 1, true, 4, "“20x2” is no period");
    assert_item(report, 2, true, 5, "“111”");
    assert_item(report, 3, true, 6, "“5%” is neither a number");
    assert_item(report, 4, true, 7, "4 columns where the heading has 5");
    assert_item(report, 5, true, 8, "6 columns where the heading has 5");
    assert_int_equal(report->items[0].column, 1);
    assert_int_equal(report->items[1].column, 5);
    assert_int_equal(report->items[3].column, 25);
    assert_slice(report->items[3].field, "value");
    assert_int_equal(figures_count(figures), 0);
    assert_sound(figures);
}

static void without_a_dictionary_or_areas_a_long_file_is_refused(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report =
        figures_load(figures, "lait", HEAD "Low,2022,892,Nottingham,5\n");
    assert_true(report->refused);
    assert_item(report, 0, true, 2, "Load the dictionary first");
    assert_item(report, 1, true, 2, "Load the areas first");
    assert_counts(report, "1 0 0 0 0 1");
}

static void rows_that_the_mapping_says_carry_nothing_are_skipped_with_the_reason(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report = figures_load(
        figures, "lait", HEAD "Low,0,892,Nottingham,-\n,,,,\nLow,2022,892,Nottingham,5\n");
    assert_counts(report, "3 1 0 0 2 0");
    assert_item(report, 0, false, 2, "neither a period nor a value");
    assert_item(report, 1, false, 3, "it is empty");
    report = figures_load(figures, "lait", HEAD "Low,0,892,Nottingham,4\n");
    assert_true(report->refused);
}

static void identical_rows_are_skipped_and_contradicting_ones_refused(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report =
        figures_load(figures, "lait",
                     HEAD "Low,2022,892,Nottingham,5\nLow,2021,892,Nottingham,6\n"
                          "Low,2022,892,Nottingham,5.0\n");
    assert_counts(report, "3 2 0 0 1 0");
    assert_item(report, 0, false, 4, "it repeats an earlier one");
    report = figures_load(figures, "lait",
                          HEAD "Low,2020,892,Nottingham,5\nLow,2020,330,Birmingham,1\n"
                               "Low,2020,892,Nottingham,5.1\n");
    assert_true(report->refused);
    assert_counts(report, "3 1 0 0 0 2");
    assert_item(report, 0, true, 2, "than line 4");
    assert_item(report, 1, true, 4, "than line 2");
}

static void one_period_written_in_two_ways_is_one_key(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report = figures_load(
        figures, "lait", HEAD "High,2017,892,Nottingham,5\nHigh,2016-17 (OT),892,Nottingham,6\n");
    assert_true(report->refused);
    assert_counts(report, "2 0 0 0 0 2");
}

static void what_is_not_plausible_is_kept_and_warned_of(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report = figures_load(
        figures, "lait", HEAD "Low,2022,892,Nottingham,105.5\nCount,2022,892,Nottingham,1055\n");
    assert_counts(report, "2 2 0 0 0 0");
    assert_int_equal(report->count, 1);
    assert_item(report, 0, false, 2, "over 100");
    assert_true(figures_value(figures, "Low", "892", "2022") == 105.5);
    report = figures_load(figures, "lait",
                          HEAD "Low,2021,892,Nottingham,-3.5\nLow,2020,892,Nottingham,-0\n");
    assert_counts(report, "2 2 0 0 0 0");
    assert_int_equal(report->count, 1);
    assert_item(report, 0, false, 2, "It is below 0 in a measure counted as “% of children”");
    assert_true(figures_value(figures, "Low", "892", "2021") == -3.5);
}

/* A gap in per cent may be negative, and a change over a hundred, as its words tell. */
static void differences_may_be_below_nought_and_their_words_tell_them(void **state)
{
    struct figures *figures = *state;
    static const char mapping[] =
        "title: Ours\nreads: figures\n"
        "columns: {measure: m, period: p, area: a, value: v}\n"
        "units: {_percent: '%', _rate: 'Rate per 1,000', _number: Number}\n"
        "define:\n"
        "  netball_percent: {title: Children who play netball, unit: '%'}\n"
        "  spend_percent: {title: 'Spend: growth on the year', unit: '%'}\n"
        "  score: {title: Progress 8, unit: Score per pupil}\n"
        "  off: {title: Boys against girls, unit: '% gap'}\n";
    const struct load_report *report =
        figures_load(figures, mapping,
                     "m,p,a,v\nattainment_gap_percent,2022,892,-4\nspend_percent,2022,892,130\n"
                     "score,2022,892,-1.2\noff,2022,892,-2\nnet_rate,2022,892,-7\n"
                     "netball_percent,2022,892,-1\nbirth_rate,2022,892,-1\n"
                     "child_number,2022,892,-1\n");
    assert_counts(report, "8 8 0 0 0 0");
    assert_int_equal(report->count, 3);
    assert_item(report, 0, false, 7, "It is below 0 in a measure counted as “%”");
    assert_item(report, 1, false, 8, "It is below 0 in a measure counted as “Rate per 1,000”");
    assert_item(report, 2, false, 9, "It is below 0 in a measure counted as “Number”");
}

static void a_period_that_begins_after_publication_is_warned_of_once_a_row(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report =
        figures_load_with(figures, "lait",
                          HEAD "Low,2025,892,Nottingham,5\nLow,2026,892,Nottingham,5\n"
                               "Low,2027,892,Nottingham,5\nHigh,2026,892,Nottingham,5\n"
                               "High,2026/27,892,Nottingham,5\nLow,2026,330,Birmingham,-\n",
                          &(struct figures_options){.published = "2025-09-01"});
    assert_counts(report, "6 6 0 0 0 0");
    for (size_t i = 0; i < report->count; i++)
        assert_item(report, i, false, (unsigned[]){3, 4, 6, 7}[i],
                    "begins only after 2025-09-01, when the file was published");
    assert_int_equal(report->count, 4);
    assert_int_equal(report->group_count, 1);
    assert_int_equal(report->groups[0].rows, 4);
    assert_int_equal(report->groups[0].first_line, 3);
}

static void the_same_bytes_again_write_nothing_and_name_the_earlier_load(void **state)
{
    struct figures *figures = *state;
    static const char text[] = HEAD "Low,2022,892,Nottingham,5\nLow,0,892,Nottingham,-\n";
    int64_t first = figures_loaded(figures_load(figures, "lait", text)), changes = 0, after = 0;
    store_ask_integer(figures->writer->store, "SELECT count(*) FROM change", &changes, NULL);
    const struct load_report *report = figures_load(figures, "lait", text);
    assert_int_equal(report->same_as, first);
    assert_int_equal(report->load, 0);
    assert_counts(report, "2 0 2 0 0 0");
    store_ask_integer(figures->writer->store, "SELECT count(*) FROM change", &after, NULL);
    assert_int_equal(after, changes);
}

static void the_same_figures_in_other_bytes_write_nothing(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, "lait",
                                HEAD "Low,2022,892,Nottingham,5\nLow,2022,330,Birmingham,6\n"));
    const struct load_report *report = figures_load(
        figures, "lait", HEAD "Low,2022,330,Birmingham,6.0\r\nLow,2022,892,Nottm,5\r\n");
    assert_int_equal(report->load, 0);
    assert_int_equal(report->same_as, 0);
    assert_counts(report, "2 0 2 0 0 0");
    report = figures_load(figures, "lait", HEAD "Low,2022,330,Birmingham,6\n");
    assert_int_equal(report->load, 0);
    assert_counts(report, "1 0 1 0 0 0");
}

static void a_revised_figure_supersedes_and_the_earlier_one_stays_readable(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load_with(figures, "lait",
                                     HEAD "Low,2022,892,Nottingham,5\nLow,2021,892,Nottingham,4\n",
                                     &(struct figures_options){.published = "2024-01-10"}));
    const struct load_report *report = figures_load_with(
        figures, "lait",
        HEAD "Low,2022,892,Nottingham,5.5\nLow,2021,892,Nottingham,4\nLow,2023,892,N,c\n",
        &(struct figures_options){.published = "2025-01-10"});
    assert_counts(report, "3 1 1 1 0 0");
    assert_true(figures_value(figures, "Low", "892", "2022") == 5.5);
    struct figure_version *versions;
    size_t count;
    assert_int_equal(figure_versions(figures->writer->store, SLICE("Low"), SLICE("892"),
                                     (struct slice){0}, SLICE("2022"), &figures->arena, &versions,
                                     &count, NULL),
                     0);
    assert_int_equal(count, 2);
    assert_true(versions[0].figure.value == 5.5 && versions[1].figure.value == 5);
    assert_int_equal(versions[0].revised_by, 0);
    assert_int_equal(versions[1].revised_by, versions[0].figure.load);
    assert_int_equal(versions[1].published.year, 2024);
    assert_sound(figures);
}

static double value_on(struct figures *figures, const char *day)
{
    struct series series;
    struct date date;
    assert_true(date_parse(slice_from(day), &date));
    assert_int_equal(series_load(figures->writer->store, SLICE("Low"), SLICE("892"),
                                 (struct slice){0}, date, &figures->arena, &series, NULL),
                     0);
    return series.count ? series.figures[series.count - 1].value : NAN;
}

static void figures_are_read_as_they_were_published_on_a_day(void **state)
{
    struct figures *figures = *state;
    static const struct figures_options days[] = {
        {.published = "2024-01-10"}, {.published = "2025-01-10"}, {.published = "2026-01-10"}};
    figures_load_with(figures, "lait", HEAD "Low,2022,892,Nottingham,5\n", &days[0]);
    figures_load_with(figures, "lait", HEAD "Low,2022,892,Nottingham,6\n", &days[1]);
    figures_load_with(figures, "lait", HEAD "Low,2022,892,Nottingham,7\n", &days[2]);
    assert_true(isnan(value_on(figures, "2024-01-09")));
    assert_true(value_on(figures, "2024-01-10") == 5);
    assert_true(value_on(figures, "2025-01-09") == 5);
    assert_true(value_on(figures, "2025-12-31") == 6);
    assert_true(value_on(figures, "2099-01-01") == 7);
}

static void an_older_publication_does_not_replace_a_newer_one(void **state)
{
    struct figures *figures = *state;
    figures_load_with(figures, "lait", HEAD "Low,2022,892,Nottingham,7\n",
                      &(struct figures_options){.published = "2026-01-10"});
    const struct load_report *report =
        figures_load_with(figures, "lait", HEAD "Low,2022,892,Nottingham,5\n",
                          &(struct figures_options){.published = "2024-01-10"});
    assert_counts(report, "1 1 0 0 0 0");
    assert_item(report, 0, false, 2, "earlier version");
    assert_true(figures_value(figures, "Low", "892", "2022") == 7);
    assert_true(value_on(figures, "2025-06-01") == 5);
    assert_true(value_on(figures, "2026-06-01") == 7);
    assert_sound(figures);
    report = figures_load_with(figures, "lait", HEAD "Low,2022,892,Nottm,5\n",
                               &(struct figures_options){.published = "2024-02-10"});
    assert_counts(report, "1 0 1 0 0 0");
}

static int undo(struct figures *figures, int64_t load, struct err *err)
{
    struct actor house = actor_house("test");
    assert_int_equal(writer_begin(figures->writer, err), 0);
    int code = load_undo(figures->writer, load, &house, err);
    if (code < 0)
        writer_rollback(figures->writer);
    else
        assert_int_equal(writer_commit(figures->writer, err), 0);
    return code;
}

static void an_undone_load_is_as_if_it_had_not_been(void **state)
{
    struct figures *figures = *state;
    struct err err = {0};
    figures_load_with(figures, "lait", HEAD "Low,2022,892,Nottingham,5\n",
                      &(struct figures_options){.published = "2024-01-10"});
    int64_t second = figures_loaded(figures_load_with(
        figures, "lait", HEAD "Low,2022,892,Nottingham,6\nLow,2023,892,Nottingham,7\n",
        &(struct figures_options){.published = "2025-01-10"}));
    assert_int_equal(undo(figures, second, &err), 0);
    assert_int_equal(figures_count(figures), 1);
    assert_true(figures_value(figures, "Low", "892", "2022") == 5);
    assert_true(value_on(figures, "2026-01-01") == 5);
    assert_sound(figures);
    assert_int_equal(undo(figures, second, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.message, "undone already"));
    int64_t again = figures_loaded(figures_load(
        figures, "lait", HEAD "Low,2022,892,Nottingham,6\nLow,2023,892,Nottingham,7\n"));
    assert_true(again > second);
    assert_true(figures_value(figures, "Low", "892", "2022") == 6);
    assert_sound(figures);
}

static void a_load_that_a_later_one_revised_is_not_undone_and_says_by_which(void **state)
{
    struct figures *figures = *state;
    struct err err = {0};
    char named[40];
    int64_t first =
        figures_loaded(figures_load(figures, "lait", HEAD "Low,2022,892,Nottingham,5\n"));
    int64_t second =
        figures_loaded(figures_load(figures, "lait", HEAD "Low,2022,892,Nottingham,6\n"));
    assert_int_equal(undo(figures, first, &err), ERR_CONFLICT);
    snprintf(named, sizeof named, "load %lld revised it", (long long)second);
    assert_non_null(strstr(err.message, named));
    assert_true(figures_value(figures, "Low", "892", "2022") == 6);
    assert_int_equal(undo(figures, second, &err), 0);
    assert_int_equal(undo(figures, first, &err), 0);
    assert_int_equal(figures_count(figures), 0);
    assert_int_equal(undo(figures, 999, &err), ERR_NOT_FOUND);
    assert_string_equal(err.message, "There is no load 999.");
    assert_sound(figures);
}

static void a_dictionary_that_figures_stand_on_is_not_undone(void **state)
{
    struct figures *figures = *state;
    struct err err = {0};
    int64_t load =
        figures_loaded(figures_load(figures, "lait", HEAD "Low,2022,892,Nottingham,5\n"));
    assert_int_equal(undo(figures, 2, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.message, "figures of its measures"));
    assert_int_equal(undo(figures, 1, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.message, "figures of its areas"));
    assert_int_equal(undo(figures, load, &err), 0);
    assert_int_equal(undo(figures, 2, &err), 0);
    assert_true(figures_load(figures, "lait", HEAD "Low,2022,892,Nottingham,5\n")->refused);
    assert_sound(figures);
}

static void bytes_that_were_loaded_over_are_loaded_again(void **state)
{
    struct figures *figures = *state;
    static const char first[] = HEAD "Low,2022,892,Nottingham,5\n";
    figures_loaded(figures_load(figures, "lait", first));
    figures_loaded(figures_load(figures, "lait", HEAD "Low,2022,892,Nottingham,6\n"));
    const struct load_report *report = figures_load(figures, "lait", first);
    assert_int_equal(report->same_as, 0);
    assert_counts(report, "1 0 0 1 0 0");
    assert_true(figures_value(figures, "Low", "892", "2022") == 5);
    struct err err = {0};
    int64_t third = report->load;
    assert_int_equal(undo(figures, third, &err), 0);
    assert_true(figures_value(figures, "Low", "892", "2022") == 6);
}

static void a_load_is_one_entry_of_the_change_log(void **state)
{
    struct figures *figures = *state;
    int64_t load =
        figures_loaded(figures_load(figures, "lait", HEAD "Low,2022,892,Nottingham,5\n"));
    struct actor house = actor_house("test");
    struct change *changes;
    size_t count;
    char code[20];
    snprintf(code, sizeof code, "%lld", (long long)load);
    assert_int_equal(history_of(figures->writer->store, &load_entity, slice_from(code), &house, 0,
                                10, &figures->arena, &changes, &count, NULL),
                     0);
    assert_int_equal(count, 1);
    assert_slice(changes[0].action, "load");
    assert_slice(changes[0].actor, "test");
    assert_true(slice_find(changes[0].body, SLICE("\"content\":")) < changes[0].body.length);
    undo(figures, load, NULL);
    history_of(figures->writer->store, &load_entity, slice_from(code), &house, 0, 10,
               &figures->arena, &changes, &count, NULL);
    assert_int_equal(count, 2);
    assert_slice(changes[0].action, "undo");
    int64_t by = 0;
    assert_int_equal(store_ask_integer(figures->writer->store,
                                       "SELECT count(*) FROM load WHERE undone_by = 'test'", &by,
                                       NULL),
                     0);
    assert_int_equal(by, 1);
}

static void a_figure_changed_behind_our_back_is_found(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, "lait", HEAD "Low,2022,892,Nottingham,5\n"));
    assert_sound(figures);
    struct err err = {0};
    assert_int_equal(store_run(figures->writer->store, "UPDATE observation SET value = 6", &err),
                     0);
    struct faults faults = faults_in(&figures->arena);
    assert_int_equal(record_check_store(figures->writer->store, &weft_registry, &faults, &err), 0);
    assert_true(faults.count > 0);
    assert_non_null(strstr(faults.items[0].message, "not those that it brought"));
}

static void an_area_listed_otherwise_than_loads_say_is_found(void **state)
{
    struct figures *figures = *state;
    struct err err = {0};
    store_run(figures->writer->store, "UPDATE area_now SET name = 'Elsewhere' WHERE code = '892'",
              &err);
    struct faults faults = faults_in(&figures->arena);
    assert_int_equal(record_check_store(figures->writer->store, &weft_registry, &faults, &err), 0);
    assert_int_equal(faults.count, 2); /* the search box has them as they were */
    assert_string_equal(faults.items[1].message,
                        "1 areas are listed otherwise than loads say of them.");
    figures_loaded(figures_load(figures, "lait", HEAD "Low,2022,892,Nottingham,5\n"));
    assert_sound(figures); /* and the next load mends it */
}

static void only_an_analyst_may_load_and_undo(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report;
    struct err err = {0};
    struct actor anyone = actor_anyone();
    struct actor analyst = {.code = SLICE("ann"), .roles = ROLE_BIT(ANYONE) | ROLE_BIT(ANALYST)};
    assert_int_equal(figures_try(figures, "lait", SLICE(HEAD "Low,2022,892,N,5\n"),
                                 &(struct figures_options){.actor = &anyone}, &report, &err),
                     ERR_FORBIDDEN);
    assert_int_equal(figures_try(figures, "lait", SLICE(HEAD "Low,2022,892,N,5\n"),
                                 &(struct figures_options){.actor = &analyst}, &report, &err),
                     0);
    int64_t load = figures_loaded(report);
    writer_begin(figures->writer, &err);
    assert_int_equal(load_undo(figures->writer, load, &anyone, &err), ERR_FORBIDDEN);
    writer_rollback(figures->writer);
    assert_int_equal(figures_count(figures), 1);
}

#define WITH(name) cmocka_unit_test_setup_teardown(name, figures_set_up, figures_tear_down)
#define EMPTY(name) cmocka_unit_test_setup_teardown(name, figures_set_up_empty, figures_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(figures_are_kept_as_published),
        WITH(every_symbol_is_a_status_and_never_nought),
        WITH(one_bad_row_refuses_the_file_and_every_fault_is_told),
        EMPTY(without_a_dictionary_or_areas_a_long_file_is_refused),
        WITH(rows_that_the_mapping_says_carry_nothing_are_skipped_with_the_reason),
        WITH(identical_rows_are_skipped_and_contradicting_ones_refused),
        WITH(one_period_written_in_two_ways_is_one_key),
        WITH(what_is_not_plausible_is_kept_and_warned_of),
        WITH(differences_may_be_below_nought_and_their_words_tell_them),
        WITH(a_period_that_begins_after_publication_is_warned_of_once_a_row),
        WITH(the_same_bytes_again_write_nothing_and_name_the_earlier_load),
        WITH(the_same_figures_in_other_bytes_write_nothing),
        WITH(a_revised_figure_supersedes_and_the_earlier_one_stays_readable),
        WITH(figures_are_read_as_they_were_published_on_a_day),
        WITH(an_older_publication_does_not_replace_a_newer_one),
        WITH(an_undone_load_is_as_if_it_had_not_been),
        WITH(a_load_that_a_later_one_revised_is_not_undone_and_says_by_which),
        WITH(a_dictionary_that_figures_stand_on_is_not_undone),
        WITH(bytes_that_were_loaded_over_are_loaded_again),
        WITH(a_load_is_one_entry_of_the_change_log),
        WITH(a_figure_changed_behind_our_back_is_found),
        WITH(an_area_listed_otherwise_than_loads_say_is_found),
        WITH(only_an_analyst_may_load_and_undo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
