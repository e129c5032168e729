/* The layouts of other publishers, dictionaries, areas and neighbours, on files made small. */
#include "support/test.h"

#include <math.h>

#include "support/figures.h"

/* --- the tidy layout -------------------------------------------------------------------------- */

#define TIDY                                                                                       \
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,"          \
    "region_name,old_la_code,new_la_code,la_name,"
#define ENGLAND ",National,E92000001,England,,,,,,"
#define MIDLANDS ",Regional,E92000001,England,E12000004,East Midlands,,,,"
#define NOTTINGHAM                                                                                 \
    ",Local authority,E92000001,England,E12000004,East Midlands,892,E06000018,Nottingham,"

static void a_column_is_a_measure_and_a_column_of_words_a_group(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report =
        figures_load(figures, "dfe-tidy",
                     TIDY "sex,children_count,children_percent\n"
                          "202425,Academic year" NOTTINGHAM "Total,100,50.5\n"
                          "202425,Academic year" NOTTINGHAM "Female,60,c\n"
                          "202425,Academic year" NOTTINGHAM "Male,40,x\n"
                          "202425,Academic year" ENGLAND "Total,9000,48\n");
    assert_counts(report, "4 4 0 0 0 0");
    assert_int_equal(figures_count(figures), 8);
    assert_true(figures_value(figures, "children_count", "892", "2024/25") == 100);
    assert_true(figures_value(figures, "children_percent", "E06000018", "202425") == 50.5);
    assert_true(figures_value(figures, "children_count", "E92000001", "2024/25") == 9000);
    struct breakdown_figure *groups;
    size_t count;
    assert_int_equal(breakdowns_at(figures->writer->store, SLICE("children_percent"), SLICE("892"),
                                   SLICE("2024/25"), (struct date){0}, &figures->arena, &groups,
                                   &count, NULL),
                     0);
    assert_int_equal(count, 3);
    assert_slice(groups[0].breakdown.code, "");
    assert_slice(groups[1].breakdown.code, "sex=Female");
    assert_slice(groups[1].breakdown.dimension, "sex");
    assert_slice(groups[1].breakdown.group, "Female");
    assert_int_equal(groups[1].figure.status, FIGURE_SUPPRESSED);
    assert_int_equal(groups[2].figure.status, FIGURE_NOT_APPLICABLE);
    struct measure measure;
    measure_load(figures->writer->store, SLICE("children_percent"), &figures->arena, &measure,
                 NULL);
    assert_slice(measure.title, "children percent");
    assert_slice(measure.unit, "%");
    assert_sound(figures);
}

static void a_column_that_says_the_same_everywhere_is_no_group(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, "dfe-tidy",
                                TIDY "category,referrals\n"
                                     "2025,Reporting year" NOTTINGHAM "Children in Need,7\n"
                                     "2024,Reporting year" NOTTINGHAM "Children in Need,8\n"));
    assert_true(figures_value(figures, "referrals", "892", "2025") == 7);
    struct breakdown *groups;
    size_t count;
    measure_breakdowns(figures->writer->store, SLICE("referrals"), &figures->arena, &groups, &count,
                       NULL);
    assert_int_equal(count, 1);
    assert_slice(groups[0].code, "");
}

static void a_tidy_file_teaches_how_the_codes_join(void **state)
{
    struct figures *figures = *state;
    static const char ons_only[] =
        "Indicator ID,Indicator Name,Area Code,Sex,Age,Category Type,Category,Time period,Value,"
        "Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI 99.8 limit,Count,"
        "Denominator,Value note\n"
        "1,Injuries,E06000018,Persons,<15 yrs,,,2010/11,5,4,6,3,7,50,1000,\n";
    const struct load_report *report = figures_load(figures, "fingertips", ons_only);
    assert_true(report->refused);
    assert_item(report, 0, true, 2, "No file has taught what area has the code “E06000018”");
    figures_loaded(figures_load(figures, "dfe-tidy",
                                TIDY "referrals\n2025,Reporting year" NOTTINGHAM "7\n"
                                     "2025,Reporting year" MIDLANDS "9\n"));
    figures_loaded(figures_load(figures, "fingertips", ons_only));
    struct area area;
    assert_int_equal(
        area_load(figures->writer->store, SLICE("E06000018"), &figures->arena, &area, NULL), 0);
    assert_slice(area.code, "892");
    assert_int_equal(area.code_count, 2);
    area_load(figures->writer->store, SLICE("E12000004"), &figures->arena, &area, NULL);
    assert_slice(area.code, "983");
    assert_false(area.is_authority);
    struct actor anyone = actor_anyone();
    struct record record; /* the list of areas knows the code too */
    assert_int_equal(record_get(figures->writer->store, &area_entity, SLICE("892"), &anyone,
                                &figures->arena, &record, NULL),
                     0);
    assert_true(slice_find(record_text(&record, "codes"), SLICE("E06000018")) <
                record_text(&record, "codes").length);
    assert_sound(figures);
}

/* Without a column that tells the level all are of the one there is. */
static void a_file_of_one_level_teaches_its_places_by_name(void **state)
{
    struct figures *figures = *state;
    static const char mapping[] =
        "title: Ours\nreads: figures\nwide: true\ncolumns: {period: When}\n"
        "areas: {teach: true, levels: {Council: {is: authority, codes: {ONS code: Code}, name: "
        "Council}}}\n";
    figures_loaded(figures_load(figures, mapping,
                                "When,Code,Council,Heard\n2020,E06000018,Nottingham,45\n"
                                "2020,E06009999,Thistlemouth,46\n"));
    struct area area;
    assert_int_equal(
        area_load(figures->writer->store, SLICE("E06000018"), &figures->arena, &area, NULL), 0);
    assert_slice(area.code, "892"); /* by its name */
    assert_int_equal(
        area_load(figures->writer->store, SLICE("E06009999"), &figures->arena, &area, NULL), 0);
    assert_slice(area.name, "Thistlemouth");
    assert_true(area.is_authority);
    assert_true(figures_value(figures, "Heard", "892", "2020") == 45);
    assert_int_equal(figures_count(figures), 2); /* and no column of names is a measure */
    assert_sound(figures);
}

static void assert_region(struct figures *figures, const char *code, const char *region)
{
    struct actor anyone = actor_anyone();
    struct record record;
    assert_int_equal(record_get(figures->writer->store, &area_entity, slice_from(code), &anyone,
                                &figures->arena, &record, NULL),
                     0);
    assert_slice(record_text(&record, "region"), region);
}

static void a_tidy_file_brings_areas_that_nobody_knew(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(
        figures, "dfe-tidy",
        TIDY "referrals\n2025,Reporting year,Local authority,E92000001,England,E12000007,London,"
             "201,E09000001,City of London,7\n"));
    struct area area;
    assert_int_equal(area_load(figures->writer->store, SLICE("201"), &figures->arena, &area, NULL),
                     0);
    assert_slice(area.name, "City of London");
    assert_region(figures, "201", "London");
    assert_true(area.is_authority);
}

static void codes_that_lead_to_two_areas_are_refused(void **state)
{
    struct figures *figures = *state;
    figures_loaded(
        figures_load(figures, "dfe-tidy", TIDY "referrals\n2025,Reporting year" NOTTINGHAM "7\n"));
    const struct load_report *report = figures_load(
        figures, "dfe-tidy",
        TIDY "referrals\n2024,Reporting year,Local authority,E92000001,England,,,330,E06000018,"
             "Birmingham,7\n");
    assert_true(report->refused);
    assert_item(report, 0, true, 2, "lead to two areas");
}

static void a_wide_row_is_one_row_and_a_bad_cell_refuses_it(void **state)
{
    struct figures *figures = *state;
    static const char text[] = TIDY "a_count,b_count\n2025,Reporting year" NOTTINGHAM "1,oops\n"
                                    "2024,Reporting year" NOTTINGHAM "3,\n"
                                    "2023,Reporting year" NOTTINGHAM ",\n"
                                    "2022,Reporting year" NOTTINGHAM "c,4\n";
    const struct load_report *report = figures_load(figures, "dfe-tidy", text);
    assert_true(report->refused);
    assert_counts(report, "4 2 0 0 1 1");
    assert_item(report, 0, true, 2, "“oops” is neither a number");
    assert_slice(report->items[0].field, "b_count");
    assert_item(report, 1, false, 4, "it holds no figure");
    report =
        figures_load_with(figures, "dfe-tidy", text, &(struct figures_options){.partial = true});
    assert_counts(report, "4 2 0 0 1 1");
    assert_int_equal(figures_count(figures), 3);
}

static void a_level_or_kind_of_year_that_is_not_known_is_refused(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report =
        figures_load(figures, "dfe-tidy",
                     TIDY "a_count\n2025,Week 3" NOTTINGHAM "1\n"
                          "2025,Reporting year,Ward,E92000001,England,,,,E05000001,Somewhere,1\n"
                          "2025,Reporting year,Local authority,E92000001,England,,,,,LA demo,1\n");
    assert_counts(report, "3 0 0 0 0 3");
    assert_item(report, 0, true, 2, "“Week 3” is no kind of year");
    assert_item(report, 1, true, 3, "“Ward” is no level");
    assert_item(report, 2, true, 4, "There is no code of an area here");
}

static void a_later_tidy_file_revises_rows_and_not_cells(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(figures, "dfe-tidy",
                                TIDY "a_count,b_count\n2025,Reporting year" NOTTINGHAM "1,2\n"
                                     "2024,Reporting year" NOTTINGHAM "3,4\n"));
    const struct load_report *report = figures_load(
        figures, "dfe-tidy",
        TIDY "a_count,b_count\n2025,Reporting year" NOTTINGHAM "1,5\n"
             "2024,Reporting year" NOTTINGHAM "3,4\n2023,Reporting year" NOTTINGHAM "6,7\n");
    assert_counts(report, "3 1 1 1 0 0");
    assert_sound(figures);
}

/* --- Fingertips ------------------------------------------------------------------------------- */

#define FINGERTIPS                                                                                 \
    "Indicator ID,Indicator Name,Parent Code,Area Code,Sex,Age,Category Type,Category,"            \
    "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,"               \
    "Upper CI 99.8 limit,Count,Denominator,Value note\n"

static void limits_counts_and_notes_come_with_the_figure(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report = figures_load(
        figures, "fingertips",
        FINGERTIPS
        "9,Injuries,,892,Persons,<15 yrs,,,2010/11,5.5,4,7,3,8,55,10000,With care\n"
        "9,Injuries,E92000001,892,Persons,<15 yrs,,,2010/11,5.5,4,7,3,8,55,10000,With care\n"
        "9,Injuries,,892,Male,<15 yrs,,,2010/11,6,,,,,,,\n"
        "9,Injuries,,892,Persons,<15 yrs,,,2011/12,,-1,-1,-1,-1,,,Value suppressed for disclosure "
        "control due to small count\n"
        "9,Injuries,,892,Persons,<15 yrs,Deciles,Most deprived,2011/12,7,6,8,5,9,,,\n"
        "9,Injuries,,330,Persons,<15 yrs,,,2011/12,5,6,7,,,,,\n");
    assert_counts(report, "6 5 0 0 1 0");
    assert_item(report, 0, false, 3, "repeats an earlier one");
    assert_item(report, 1, false, 7, "limits do not hold it");
    struct series series;
    assert_int_equal(series_load(figures->writer->store, SLICE("9"), SLICE("892"),
                                 (struct slice){0}, (struct date){0}, &figures->arena, &series,
                                 NULL),
                     0);
    assert_int_equal(series.count, 2);
    const struct figure *figure = &series.figures[0];
    assert_true(figure->has_limits && figure->lower == 4 && figure->upper == 7);
    assert_true(figure->has_limits_99_8 && figure->lower_99_8 == 3 && figure->upper_99_8 == 8);
    assert_true(figure->numerator == 55 && figure->denominator == 10000);
    assert_slice(figure->note, "With care");
    assert_int_equal(series.figures[1].status, FIGURE_SUPPRESSED);
    assert_false(series.figures[1].has_limits);
    struct measure measure;
    measure_load(figures->writer->store, SLICE("9"), &figures->arena, &measure, NULL);
    assert_slice(measure.title, "Injuries");
    assert_sound(figures);
}

static void a_changed_limit_revises_the_figure(void **state)
{
    struct figures *figures = *state;
    figures_loaded(figures_load(
        figures, "fingertips",
        FINGERTIPS "9,Injuries,,892,Persons,<15 yrs,,,2010/11,5.5,4,7,3,8,55,10000,\n"));
    const struct load_report *report = figures_load(
        figures, "fingertips",
        FINGERTIPS "9,Injuries,,892,Persons,<15 yrs,,,2010/11,5.5,4.1,7,3,8,55,10000,\n");
    assert_counts(report, "1 0 0 1 0 0");
    report = figures_load(figures, "fingertips",
                          FINGERTIPS
                          "9,Injuries,-,892,Persons,<15 yrs,,,2010/11,5.5,4.1,7,3,8,55,10000,\n");
    assert_counts(report, "1 0 1 0 0 0");
    struct figure_version *versions;
    size_t count;
    figure_versions(figures->writer->store, SLICE("9"), SLICE("892"), (struct slice){0},
                    SLICE("2010/11"), &figures->arena, &versions, &count, NULL);
    assert_int_equal(count, 2);
    assert_true(versions[0].figure.lower == 4.1 && versions[1].figure.lower == 4);
    assert_sound(figures);
}

/* --- dictionaries, areas, neighbours ---------------------------------------------------------- */

#define DICTIONARY                                                                                 \
    "Topic,Measure,Chart_title,Measure_short,Polarity,y_axis_name,Description,Last Update,"        \
    "Next Update,Data Owner (DO) /Supplier and Contact Details,Methodology,Hyperlink(s),dps,"      \
    "Year_Type,No_Quartile\n"

static void a_measure_listed_twice_is_one_of_two_topics_and_the_later_row_holds(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report = figures_load(
        figures, "lait-dictionary",
        DICTIONARY "Care,Old title,C,Two,Low,% CIN,-,45778,46113,DfE,-,-,2,Academic Year,NA\n"
                   "Absence,New title,C,Two,Low,% CIN,-,46113,46478,DfE,-,-,NA,Academic Year,N\n"
                   "Care,Same,S,Same,High,%,-,45778,46113,DfE,-,-,2,Academic Year,NA\n"
                   "School,Same,S,Same,High,%,-,45778,46113,DfE,-,-,2,Academic Year,NA\n");
    assert_counts(report, "4 4 0 0 0 0");
    assert_item(report, 0, false, 3, "the rows disagree");
    assert_item(report, 1, false, 5, "under two topics");
    struct measure measure;
    assert_int_equal(
        measure_load(figures->writer->store, SLICE("Two"), &figures->arena, &measure, NULL), 0);
    assert_slice(measure.title, "New title");
    assert_slice(measure.topics, "Care\nAbsence");
    assert_slice(measure.last_update, "2026-04-01");
    assert_false(measure.quartiles);
    assert_int_equal(measure.decimals, -1);
    assert_int_equal(measure.kind, YEAR_SCHOOL);
}

static void a_dictionary_again_is_unchanged_and_a_new_edition_revises(void **state)
{
    struct figures *figures = *state;
    static const char row[] = "Care,Title,C,Some,Low,%% "
                              "CIN,%s,45778,46113,DfE,-,javascript:alert(1),2,Academic Year,NA\n";
    char text[2000], format[1000];
    snprintf(format, sizeof format, "%s", row);
    snprintf(text, sizeof text, "%s", DICTIONARY);
    snprintf(text + strlen(text), sizeof text - strlen(text), format, "one");
    figures_loaded(figures_load(figures, "lait-dictionary", text));
    struct measure measure;
    measure_load(figures->writer->store, SLICE("Some"), &figures->arena, &measure, NULL);
    assert_int_equal(measure.link.length, 0);
    snprintf(text, sizeof text, "%s\n", DICTIONARY);
    snprintf(text + strlen(text), sizeof text - strlen(text), format, "one");
    assert_counts(figures_load(figures, "lait-dictionary", text), "1 0 1 0 0 0");
    snprintf(text, sizeof text, "%s", DICTIONARY);
    snprintf(text + strlen(text), sizeof text - strlen(text), format, "two");
    assert_counts(figures_load(figures, "lait-dictionary", text), "1 0 0 1 0 0");
    assert_sound(figures);
}

static void a_dictionary_row_that_cannot_be_understood_is_refused(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report =
        figures_load(figures, "lait-dictionary",
                     DICTIONARY "Care,,C,NoTitle,Low,%,-,1,1,DfE,-,-,2,Academic Year,NA\n"
                                "Care,T,C,,Low,%,-,1,1,DfE,-,-,2,Academic Year,NA\n"
                                "Care,T,C,A,Upwards,%,-,1,1,DfE,-,-,2,Academic Year,NA\n"
                                "Care,T,C,B,Low,%,-,1,1,DfE,-,-,2,Lunar Year,NA\n"
                                "Care,T,C,C,Low,%,-,1,1,DfE,-,-,12,Academic Year,NA\n"
                                "Care,T,C,D,Low,%,-,1,1,DfE,-,-,2,,NA\n");
    assert_counts(report, "6 0 0 0 0 6");
    assert_item(report, 0, true, 2, "needs a code and a title");
    assert_item(report, 1, true, 3, "needs a code and a title");
    assert_item(report, 2, true, 4, "“Upwards” is not a word");
    assert_item(report, 3, true, 5, "“Lunar Year” is not a word");
    assert_item(report, 4, true, 6, "“12” decimals");
    assert_item(report, 5, true, 7, "no kind of year");
}

static void an_area_has_a_level_by_its_type_and_code(void **state)
{
    struct figures *figures = *state;
    struct area *areas;
    size_t count;
    assert_int_equal(area_list(figures->writer->store, &figures->arena, &areas, &count, NULL), 0);
    assert_int_equal(count, 5);
    assert_slice(areas[0].name, "England");
    assert_true(areas[0].is_england && !areas[0].is_authority);
    assert_slice(areas[1].name, "East Midlands");
    assert_false(areas[1].is_authority);
    assert_slice(areas[2].name, "Birmingham");
    assert_true(areas[2].is_authority);
    assert_region(figures, "892", "East Midlands");
    const struct load_report *report = figures_load(
        figures, "lait-areas",
        "LA Number,LA Name,Region,Type\n892,Nottingham,East Midlands,UA\n892,Nottingham,East "
        "Midlands,UA\n330,Brum,West Midlands,MD\n,Nowhere,NA,UA\n999,,NA,UA\n");
    assert_counts(report, "5 0 1 1 1 2");
}

#define NEIGHBOURS "la_number,la_name,region,rank,neighbour_la_number,closeness\n"

static void neighbour_lists_are_kept_by_edition_in_the_publishers_order(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report;
    struct err err = {0};
    assert_int_equal(figures_try(figures, "lait-neighbours",
                                 SLICE(NEIGHBOURS "892,N,E,1,330,Close\n"), NULL, &report, &err),
                     ERR_USAGE);
    assert_non_null(strstr(err.message, "edition"));
    report = figures_load_with(figures, "lait-neighbours",
                               NEIGHBOURS "892,N,E,2,330,Close\n892,N,E,1,352,Very Close\n"
                                          "330,B,W,1,-,-\n",
                               &(struct figures_options){.edition = "2021"});
    assert_counts(report, "3 2 0 0 1 0");
    figures_loaded(figures_load_with(figures, "lait-neighbours", NEIGHBOURS "892,N,E,1,330,\n",
                                     &(struct figures_options){.edition = "2025"}));
    struct neighbour *list;
    struct slice edition, *editions;
    size_t count;
    struct store *store = figures->writer->store;
    assert_int_equal(neighbour_list(store, SLICE("892"), SLICE("2021"), &figures->arena, &edition,
                                    &list, &count, NULL),
                     0);
    assert_int_equal(count, 2);
    assert_slice(list[0].area.code, "352");
    assert_slice(list[0].closeness, "Very Close");
    neighbour_list(store, SLICE("892"), (struct slice){0}, &figures->arena, &edition, &list, &count,
                   NULL);
    assert_slice(edition, "2025");
    assert_int_equal(count, 1);
    neighbour_list(store, SLICE("352"), (struct slice){0}, &figures->arena, &edition, &list, &count,
                   NULL);
    assert_int_equal(count, 0);
    assert_int_equal(edition.length, 0);
    assert_int_equal(neighbour_list(store, SLICE("892"), SLICE("1999"), &figures->arena, &edition,
                                    &list, &count, NULL),
                     ERR_NOT_FOUND);
    neighbour_editions(store, &figures->arena, &editions, &count, NULL);
    assert_int_equal(count, 2);
    assert_slice(editions[0], "2025");
    assert_sound(figures);
}

static void a_neighbour_that_cannot_be_is_refused(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report = figures_load_with(
        figures, "lait-neighbours",
        NEIGHBOURS "892,N,E,1,111,Close\n892,N,E,0,330,Close\n892,N,E,2,892,Close\n"
                   "892,N,E,3,330,Close\n892,N,E,3,352,Close\n",
        &(struct figures_options){.edition = "2021"});
    assert_counts(report, "5 0 0 0 0 5");
    assert_item(report, 0, true, 2, "“111”");
    assert_item(report, 1, true, 3, "no place in a list");
    assert_item(report, 2, true, 4, "its own neighbour");
    assert_item(report, 3, true, 5, "than line 6");
    assert_item(report, 4, true, 6, "than line 5");
}

static void a_neighbour_with_two_places_in_one_list_is_refused(void **state)
{
    struct figures *figures = *state;
    struct figures_options options = {.edition = "2021"};
    const struct load_report *report =
        figures_load_with(figures, "lait-neighbours",
                          NEIGHBOURS "892,N,E,1,330,Close\n892,N,E,2,330,Close\n", &options);
    assert_counts(report, "2 0 0 0 0 2");
    assert_item(report, 0, true, 2, "than line 3");
    assert_item(report, 1, true, 3, "than line 2");
    report = figures_load_with(figures, "lait-neighbours",
                               NEIGHBOURS "892,N,E,1,330,Close\n330,N,E,2,892,Close\n"
                                          "892,N,E,1,330,Close\n",
                               &options);
    assert_int_equal(report->rows_refused, 0); /* it may stand in another's list, and twice alike */
}

/* --- a mapping of one's own ------------------------------------------------------------------- */

static void a_user_can_write_a_mapping(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report = figures_load(
        figures,
        "title: Our own survey\npublisher: The city\nreads: figures\n"
        "columns: {measure: What, period: When, area: Where, value: How many}\n"
        "years: school\nsymbols: {few: suppressed}\n"
        "define:\n  heard: {title: Children who feel heard, unit: \"%\", polarity: "
        "high, decimals: 0}\n",
        "When,Where,What,How many,Remark\n2025,892,heard,71.4,x\n2024,892,heard,few,\n");
    assert_counts(report, "2 2 0 0 0 0");
    struct figure_comparison comparison;
    struct figure_question question = {.measure = SLICE("heard"), .area = SLICE("892")};
    assert_int_equal(
        figure_compare(figures->writer->store, &question, &figures->arena, &comparison, NULL), 0);
    assert_slice(comparison.measure.title, "Children who feel heard");
    assert_slice(comparison.measure.unit, "%");
    assert_int_equal(comparison.measure.polarity, POLARITY_HIGH);
    assert_slice(comparison.figure.period, "2024/25");
    assert_int_equal(comparison.rank, 1);
}

/* Publishers write −1, or 1, for a figure that must not be seen. */
static void a_symbol_may_be_a_number(void **state)
{
    struct figures *figures = *state;
    const struct load_report *report = figures_load(
        figures,
        "title: Our own survey\npublisher: The city\nreads: figures\n"
        "columns: {measure: What, period: When, area: Where, value: Share, numerator: Heard}\n"
        "symbols: {\"-1\": suppressed, \"0\": missing}\n"
        "define:\n  heard: {title: Children who feel heard, unit: \"%\", polarity: high}\n",
        "What,When,Where,Share,Heard\nheard,2024,892,-1,-1\nheard,2023,892,0,5\n"
        "heard,2022,892,40,4\n");
    assert_counts(report, "3 3 0 0 0 0");
    struct figure_comparison comparison;
    struct figure_question question = {.measure = SLICE("heard"), .area = SLICE("892")};
    assert_int_equal(
        figure_compare(figures->writer->store, &question, &figures->arena, &comparison, NULL), 0);
    assert_slice(comparison.figure.period, "2022"); /* the newest that there is */
    assert_true(comparison.figure.value == 40);
}

#define WITH(name) cmocka_unit_test_setup_teardown(name, figures_set_up, figures_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(a_symbol_may_be_a_number),
        WITH(a_column_is_a_measure_and_a_column_of_words_a_group),
        WITH(a_column_that_says_the_same_everywhere_is_no_group),
        WITH(a_tidy_file_teaches_how_the_codes_join),
        WITH(a_file_of_one_level_teaches_its_places_by_name),
        WITH(a_tidy_file_brings_areas_that_nobody_knew),
        WITH(codes_that_lead_to_two_areas_are_refused),
        WITH(a_wide_row_is_one_row_and_a_bad_cell_refuses_it),
        WITH(a_level_or_kind_of_year_that_is_not_known_is_refused),
        WITH(a_later_tidy_file_revises_rows_and_not_cells),
        WITH(limits_counts_and_notes_come_with_the_figure),
        WITH(a_changed_limit_revises_the_figure),
        WITH(a_measure_listed_twice_is_one_of_two_topics_and_the_later_row_holds),
        WITH(a_dictionary_again_is_unchanged_and_a_new_edition_revises),
        WITH(a_dictionary_row_that_cannot_be_understood_is_refused),
        WITH(an_area_has_a_level_by_its_type_and_code),
        WITH(neighbour_lists_are_kept_by_edition_in_the_publishers_order),
        WITH(a_neighbour_that_cannot_be_is_refused),
        WITH(a_neighbour_with_two_places_in_one_list_is_refused),
        WITH(a_user_can_write_a_mapping),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
