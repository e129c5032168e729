/* weft import and weft figure, as scripts call them: JSON, exit codes, files and pipes. */
#include "support/test.h"

#include <unistd.h>

#include "text/text.h"

#define HEAD "measure_short,period,la_number,area,value\n"

struct fixture {
    char store[300];
    struct arena arena;
};

static void write_text(const char *name, const char *text)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", scratch_folder(), name);
    assert_int_equal(file_write(path, slice_from(text), NULL), 0);
}

/* Run weft on the fixture's store, in the scratch folder: the exit code, and its answer. */
static int weft(struct fixture *fixture, const char *arguments, struct json *ret_json)
{
    char line[2000];
    struct buffer out = BUFFER(16 << 20);
    snprintf(line, sizeof line, "cd '%s' && WEFT_STORE='%s' weft %s 2>errors", scratch_folder(),
             fixture->store, arguments);
    int code = run_command(line, &out);
    struct slice text = arena_slice(&fixture->arena, buffer_slice(&out));
    buffer_free(&out);
    struct err err = {0};
    if (ret_json && json_parse(text, &fixture->arena, ret_json, &err) < 0)
        fail_msg("%s answered no JSON document: %s: %.*s", arguments, err.message,
                 SLICE_PRINT(text));
    return code;
}

static int set_up(void **state)
{
    static int number;
    struct fixture *fixture = calloc(1, sizeof *fixture);
    snprintf(fixture->store, sizeof fixture->store, "%s/store-%d", scratch_folder(), number++);
    write_text("areas.csv", "LA Number,LA Name,Region,Type\n892,Nottingham,East Midlands,UA\n"
                            "330,Birmingham,West Midlands,MD\n970,England,NA,NA\n");
    write_text("dictionary.csv",
               "Topic,Measure,Chart_title,Measure_short,Polarity,y_axis_name,Description,Last "
               "Update,Next Update,Data Owner (DO) /Supplier and Contact Details,Methodology,"
               "Hyperlink(s),dps,Year_Type,No_Quartile\n"
               "Health,Low is good,Low,Low%,Low,% of children,-,45809,46174,ONS,-,-,1,Financial "
               "Year,NA\n");
    write_text("good.csv", HEAD "Low%,2025 (Rev),892,Nottingham,5.25\nLow%,2024,892,Nottingham,c\n"
                                "Low%,2025,970,England,4\n");
    write_text("bad.csv", HEAD "Low%,2025,892,Nottingham,5.25\nLow%,soon,892,Nottingham,6\n");
    assert_int_equal(weft(fixture, "init", NULL), 0);
    assert_int_equal(weft(fixture, "import areas.csv --as lait-areas", NULL), 0);
    assert_int_equal(weft(fixture, "import dictionary.csv --as lait-dictionary", NULL), 0);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    arena_free(&fixture->arena);
    free(fixture);
    return 0;
}

static int64_t number(const struct json *json, const char *key)
{
    const struct json *value = json_get(json, key);
    if (!value || value->kind != JSON_IS_INTEGER)
        fail_msg("%s is no number", key);
    return value->integer;
}

static void assert_report(const struct json *json, const char *expected)
{
    char counts[200];
    snprintf(counts, sizeof counts, "%d %d %d %d %d %d", (int)number(json, "read"),
             (int)number(json, "kept"), (int)number(json, "unchanged"),
             (int)number(json, "revised"), (int)number(json, "skipped"),
             (int)number(json, "refused"));
    assert_string_equal(counts, expected);
}

static void a_load_reports_and_exits_with_nought(void **state)
{
    struct fixture *fixture = *state;
    struct json json;
    assert_int_equal(weft(fixture, "import good.csv --as lait --json", &json), 0);
    assert_int_equal(number(&json, "load"), 3);
    assert_report(&json, "3 3 0 0 0 0");
    assert_null(json_get(&json, "same_as"));
    assert_int_equal(json_get(&json, "warnings")->count, 0);
    assert_int_equal(json_get(&json, "refusals")->count, 0);
    assert_int_equal(weft(fixture, "import good.csv --as lait --json", &json), 0);
    assert_int_equal(json_get(&json, "load")->kind, JSON_IS_NULL);
    assert_int_equal(number(&json, "same_as"), 3);
    assert_report(&json, "3 0 3 0 0 0");
}

static void a_refused_file_exits_with_one_unless_it_is_loaded_in_part(void **state)
{
    struct fixture *fixture = *state;
    struct json json;
    assert_int_equal(weft(fixture, "import bad.csv --as lait --json", &json), 1);
    assert_int_equal(json_get(&json, "load")->kind, JSON_IS_NULL);
    assert_report(&json, "2 1 0 0 0 1");
    const struct json *refusal = &json_get(&json, "refusals")->items[0];
    assert_int_equal(number(refusal, "line"), 3);
    assert_int_equal(number(refusal, "column"), 6);
    assert_slice(json_get(refusal, "field")->text, "period");
    assert_true(slice_find(json_get(refusal, "reason")->text, SLICE("“soon”")) <
                json_get(refusal, "reason")->text.length);
    assert_int_equal(weft(fixture, "figure Low% --area 892 --json", &json), 1);
    assert_int_equal(weft(fixture, "import bad.csv --as lait --partial --json", &json), 0);
    assert_report(&json, "2 1 0 0 0 1");
    assert_int_equal(weft(fixture, "figure Low% --area 892 --json", &json), 0);
}

static void a_partial_load_of_refused_rows_alone_says_so(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
    struct json json;
    char line[700];
    write_text("none.csv", HEAD "Low%,soon,892,Nottingham,6\n");
    assert_int_equal(weft(fixture, "import none.csv --as lait --partial --json", &json), 0);
    assert_int_equal(json_get(&json, "load")->kind, JSON_IS_NULL);
    assert_report(&json, "1 0 0 0 0 1");
    snprintf(line, sizeof line, "cd '%s' && weft --store '%s' import none.csv --as lait --partial",
             scratch_folder(), fixture->store);
    assert_int_equal(run_command(line, &out), 0);
    assert_non_null(strstr(buffer_text(&out), "No row was new and sound"));
    assert_null(strstr(buffer_text(&out), "Everything stands"));
}

static void a_file_that_cannot_be_read_has_a_report_too(void **state)
{
    struct fixture *fixture = *state;
    struct json json;
    write_text("latin.csv", HEAD "Low%,2025,892,Caf\xE9,5\n");
    assert_int_equal(weft(fixture, "import latin.csv --as lait --json", &json), 1);
    assert_report(&json, "1 0 0 0 0 1");
    const struct json *refusal = &json_get(&json, "refusals")->items[0];
    assert_int_equal(number(refusal, "line"), 2);
    assert_int_equal(number(refusal, "column"), 18);
    assert_int_equal(weft(fixture, "import nowhere.csv --as lait --json", &json), 1);
    assert_int_equal(json_get(&json, "refusals")->count, 1);
}

static void gzip_and_standard_input_are_read(void **state)
{
    struct fixture *fixture = *state;
    struct json json;
    assert_int_equal(run_command("true", NULL), 0);
    assert_int_equal(weft(fixture, "import - --as lait --json <good.csv", &json), 0);
    assert_report(&json, "3 3 0 0 0 0");
    char line[1000];
    snprintf(line, sizeof line, "cd '%s' && gzip -kf good.csv", scratch_folder());
    assert_int_equal(run_command(line, NULL), 0);
    assert_int_equal(weft(fixture, "import good.csv.gz --as lait --json", &json), 0);
    assert_report(&json, "3 0 3 0 0 0");
    snprintf(line, sizeof line,
             "cd '%s' && cat good.csv.gz | WEFT_STORE='%s' weft import - --as lait --json",
             scratch_folder(), fixture->store);
    CLEANUP(buffer_free) struct buffer out = BUFFER(10000);
    assert_int_equal(run_command(line, &out), 0);
    assert_non_null(strstr(buffer_text(&out), "\"unchanged\":3"));
}

static void wrong_use_exits_with_two(void **state)
{
    struct fixture *fixture = *state;
    static const char *const wrong[] = {
        "import",
        "import good.csv",
        "import good.csv --as",
        "import good.csv --as nonsense",
        "import good.csv areas.csv --as lait",
        "import good.csv --as lait --published yesterday",
        "import good.csv --as lait --colour red",
        "import --undo",
        "import --undo three",
        "import good.csv --as lait --undo 3",
        "import good.csv --as lait-neighbours",
        "figure",
        "figure Low%",
        "figure Low% --area",
        "figure Low% --area 892 --published-on soon",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (weft(fixture, wrong[i], NULL) != 2)
            fail_msg("weft %s did not exit with 2", wrong[i]);
}

/* What weft says to a person, on both outputs. */
static struct slice told(struct fixture *fixture, const char *arguments, int expected_code)
{
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
    char line[2000];
    snprintf(line, sizeof line, "cd '%s' && WEFT_STORE='%s' weft %s 2>&1", scratch_folder(),
             fixture->store, arguments);
    int code = run_command(line, &out);
    if (code != expected_code)
        fail_msg("weft %s exited with %d: %s", arguments, code, buffer_text(&out));
    return arena_slice(&fixture->arena, buffer_slice(&out));
}

static void a_person_is_told_what_became_of_a_file(void **state)
{
    struct fixture *fixture = *state;
    assert_slice(told(fixture, "import good.csv --as lait", 0),
                 "Load 3: 3 rows read; 3 kept, 0 unchanged, 0 revised, 0 skipped, 0 refused.\n");
    assert_slice(told(fixture, "import good.csv --as lait", 0),
                 "The same as load 3, so nothing was written: 3 rows read; 0 kept, 3 unchanged, "
                 "0 revised, 0 skipped, 0 refused.\n");
    write_text("shorter.csv", HEAD "Low%,2024,892,Nottingham,c\n");
    assert_slice(told(fixture, "import shorter.csv --as lait", 0),
                 "Everything stands already, so nothing was written: 1 row read; 0 kept, 1 "
                 "unchanged, 0 revised, 0 skipped, 0 refused.\n");
    assert_slice(told(fixture, "import --undo 3", 0), "Load 3 is undone.\n");
}

static void what_cannot_be_read_is_told_to_a_person_while_json_goes_to_the_program(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *command, *says;
    } unreadable[] = {
        {"import absent.csv --as lait --json 2>&1 >/dev/null",
         "weft: absent.csv cannot be opened: No such file or directory.\n"},
        {"import bad.csv --as lait --json 2>&1 >/dev/null",
         "bad.csv: refused, and nothing changed: 1 of 2 rows cannot be loaded.\n"},
        {"import bad.csv --as lait 2>&1 >/dev/null",
         "Refused:\n  1 row, the first on line 3, value: “much” is neither a number"},
        {"import empty.csv --as lait --json 2>&1 >/dev/null", "empty.csv"},
        {"import cut.csv --as lait --json 2>&1 >/dev/null", "cut.csv:2:"},
        {"import good.csv --as lait --published 2025-02-30 2>&1",
         "weft: \"2025-02-30\" is no date. Give one such as 2025-11-13.\n"},
        {"import --undo three 2>&1",
         "weft: \"three\" is no load. Give its number, as `weft export load` lists it.\n"},
    };
    write_text("bad.csv", HEAD "Low%,2025,892,Nottingham,5\nLow%,2024,892,Nottingham,much\n");
    write_text("empty.csv", "");
    write_text("cut.csv", HEAD "Low%,2024,892,\"Nottingham,6\n");
    for (size_t i = 0; i < sizeof unreadable / sizeof *unreadable; i++) {
        CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 16);
        char line[1000];
        snprintf(line, sizeof line, "cd '%s' && WEFT_STORE='%s' weft %s", scratch_folder(),
                 fixture->store, unreadable[i].command);
        assert_int_not_equal(run_command(line, &out), 0);
        if (slice_find(buffer_slice(&out), slice_from(unreadable[i].says)) == out.length)
            fail_msg("%s: %s", unreadable[i].command, buffer_text(&out));
    }
}

static void what_deserves_a_look_is_told_though_it_is_loaded(void **state)
{
    struct fixture *fixture = *state;
    write_text("twice.csv", "LA Number,LA Name,Region,Type\n352,Manchester,North West,MD\n"
                            "352,Manchester,North West,MD\n");
    struct slice said = told(fixture, "import twice.csv --as lait-areas", 0);
    size_t at = slice_find(said, SLICE("refused.\nPlease look at:\n  1 row, the first on line 3"));
    if (at == said.length)
        fail_msg("%.*s", SLICE_PRINT(said));
}

static void rows_refused_for_one_reason_are_told_together(void **state)
{
    struct fixture *fixture = *state;
    write_text("many.csv", HEAD "Low%,soon,892,Nottingham,6\nLow%,2025,892,Nottingham,5\n"
                                "Low%,later,892,Nottingham,6\nLow%,2025,330,Birmingham,much\n");
    struct slice said = told(fixture, "import many.csv --as lait", 1);
    static const char *const wanted[] = {
        ("Refused, and nothing changed. It would have been: 4 rows read; 1 kept, 0 unchanged, "
         "0 revised, 0 skipped, 3 refused.\nRefused:\n"),
        "  2 rows, the first on line 2, period: ",
        " (2 different values)\n",
        "  1 row, the first on line 5, value: ",
        "Correct the file, or load the other rows with --partial.\n",
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (slice_find(said, slice_from(wanted[i])) == said.length)
            fail_msg("“%.*s” does not say “%s”", SLICE_PRINT(said), wanted[i]);
    assert_int_equal(weft(fixture, "figure Low% --area 892 --json", NULL), 1);
}

/* A list of neighbours is of the year in its file's name, where that is the only one there. */
static void the_edition_of_a_list_is_the_one_year_in_its_name(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *name, *edition; /* NULL: none, and the list is refused */
    } files[] = {
        {"2019_list.csv", "2019"},       {"list-1990.csv", "1990"}, {"list2099.csv", "2099"},
        {"sn_may_2018_v12.csv", "2018"}, {"list-1989.csv", NULL},   {"list-2100.csv", NULL},
        {"sn_2021_of_2022.csv", NULL},   {"list-20251.csv", NULL},  {"list-120251101.csv", NULL},
        {"neighbours.csv", NULL},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char line[200], text[200];
        struct json json;
        /* Each file is one of its own, so that none is the same as another. */
        snprintf(text, sizeof text,
                 "la_number,la_name,rank,neighbour_la_number,neighbour,closeness\n"
                 "892,N,%zu,330,B,Close\n",
                 i % 10 + 1);
        write_text(files[i].name, text);
        snprintf(line, sizeof line, "import %s --as lait-neighbours --json", files[i].name);
        int code = weft(fixture, line, NULL);
        if (code != (files[i].edition ? 0 : 2))
            fail_msg("%s: %d", files[i].name, code);
        assert_int_equal(weft(fixture, "export neighbour --json", &json), 0);
        if (files[i].edition) {
            assert_int_equal(json.count, i + 1);
            bool found = false;
            for (size_t k = 0; k < json.count; k++)
                found |= slice_is(json_get(&json.items[k], "edition")->text, files[i].edition);
            assert_true(found);
        } else {
            assert_int_equal(json.count, 4);
        }
    }
    assert_int_equal(
        weft(fixture, "import neighbours.csv --as lait-neighbours --edition 2031", NULL), 0);
}

static void a_load_is_taken_back_by_its_number(void **state)
{
    struct fixture *fixture = *state;
    struct json json;
    assert_int_equal(weft(fixture, "import good.csv --as lait --json", &json), 0);
    assert_int_equal(weft(fixture, "import --undo 3 --json", &json), 0);
    assert_int_equal(number(&json, "undone"), 3);
    assert_int_equal(weft(fixture, "import --undo 3 --json", &json), 1);
    assert_int_equal(weft(fixture, "figure Low% --area 892 --json", &json), 1);
    assert_int_equal(weft(fixture, "log verify", NULL), 0);
    assert_int_equal(weft(fixture, "check", NULL), 0);
}

static void a_figure_is_answered_as_the_contract_says(void **state)
{
    struct fixture *fixture = *state;
    struct json json;
    write_text("neighbours-2025.csv", "la_number,la_name,region,rank,neighbour_la_number,"
                                      "closeness\n892,N,E,1,330,Close\n");
    assert_int_equal(weft(fixture, "import neighbours-2025.csv --as lait-neighbours", NULL), 0);
    assert_int_equal(weft(fixture, "import good.csv --as lait", NULL), 0);
    assert_int_equal(weft(fixture, "figure 'Low%' --area 892 --json", &json), 0);
    assert_slice(json_get(&json, "measure")->text, "Low%");
    assert_slice(json_get(&json, "area")->text, "892");
    assert_slice(json_get(&json, "period")->text, "2024/25");
    assert_slice(json_get(&json, "status")->text, "present");
    assert_true(json_get(&json, "value")->real == 5.25);
    assert_slice(json_get(&json, "unit")->text, "% of children");
    assert_slice(json_get(&json, "polarity")->text, "low");
    assert_int_equal(json_get(json_get(&json, "england"), "value")->integer, 4);
    assert_int_equal(number(json_get(&json, "rank"), "rank"), 1);
    assert_int_equal(number(json_get(&json, "rank"), "of"), 1);
    assert_slice(json_get(&json, "quartile")->text, "A");
    const struct json *neighbours = json_get(&json, "neighbours");
    assert_slice(json_get(neighbours, "edition")->text, "2025");
    const struct json *area = &json_get(neighbours, "areas")->items[0];
    assert_slice(json_get(area, "area")->text, "330");
    assert_slice(json_get(area, "name")->text, "Birmingham");
    assert_int_equal(json_get(area, "value")->kind, JSON_IS_NULL);
    assert_int_equal(weft(fixture, "figure 'Low%' --area 892 --period 2024 --json", &json), 0);
    assert_slice(json_get(&json, "status")->text, "suppressed");
    assert_int_equal(json_get(&json, "value")->kind, JSON_IS_NULL);
    assert_int_equal(json_get(&json, "rank")->kind, JSON_IS_NULL);
    static const char *const forms[] = {"2025", "'2025 (Rev)'", "2024/25", "2024-25", "202425"};
    for (size_t i = 0; i < 5; i++) {
        char line[200];
        snprintf(line, sizeof line, "figure 'Low%%' --area 892 --period %s --json", forms[i]);
        assert_int_equal(weft(fixture, line, &json), 0);
        assert_true(json_get(&json, "value")->real == 5.25);
    }
    assert_int_equal(weft(fixture, "figure 'Low%' --area 892 --neighbours 1999 --json", &json), 1);
    assert_non_null(json_get(&json, "error"));
}

static void the_engine_exports_what_was_loaded(void **state)
{
    struct fixture *fixture = *state;
    struct json json;
    assert_int_equal(weft(fixture, "import good.csv --as lait", NULL), 0);
    static const char *const kinds[] = {"measure", "area", "observation", "load", "neighbour"};
    static const size_t counts[] = {1, 3, 3, 3, 0};
    for (size_t i = 0; i < 5; i++) {
        char line[100];
        snprintf(line, sizeof line, "export %s --json", kinds[i]);
        assert_int_equal(weft(fixture, line, &json), 0);
        assert_int_equal(json.count, counts[i]);
    }
}

#define WITH(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(a_load_reports_and_exits_with_nought),
        WITH(a_refused_file_exits_with_one_unless_it_is_loaded_in_part),
        WITH(a_partial_load_of_refused_rows_alone_says_so),
        WITH(a_file_that_cannot_be_read_has_a_report_too),
        WITH(gzip_and_standard_input_are_read),
        WITH(wrong_use_exits_with_two),
        WITH(a_person_is_told_what_became_of_a_file),
        WITH(what_cannot_be_read_is_told_to_a_person_while_json_goes_to_the_program),
        WITH(what_deserves_a_look_is_told_though_it_is_loaded),
        WITH(rows_refused_for_one_reason_are_told_together),
        WITH(the_edition_of_a_list_is_the_one_year_in_its_name),
        WITH(a_load_is_taken_back_by_its_number),
        WITH(a_figure_is_answered_as_the_contract_says),
        WITH(the_engine_exports_what_was_loaded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
