/* weft plan: what it prints and how it exits. */
#include "support/test.h"

#include <string.h>

#include "text/text.h"

static const char *const sound =
    "partnership:\n  - {code: p, title: P, place: P, kind: invented}\n"
    "plan:\n  - {code: plan, title: Plan, partnership: p, vision: V, starts: 2025-04-01,\n"
    "     ends: 2028-03-31}\n"
    "post:\n  - {code: a, title: A}\n";

static int run(const char *command, struct buffer *out)
{
    char line[8192];
    buffer_clear(out);
    snprintf(line, sizeof line, "cd '%s' && exec 2>messages\n%s", scratch_folder(), command);
    return run_command(line, out);
}

static void write_file(const char *name, const char *text)
{
    char path[400];
    struct err err = {0};
    snprintf(path, sizeof path, "%s/%s", scratch_folder(), name);
    if (file_write(path, slice_from(text), &err) < 0)
        fail_msg("%s", err.message);
}

static int set_up(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
    write_file("sound.yaml", sound);
    write_file("faulty.yaml", "post:\n  - code: a\n    tittle: A\n");
    return run("rm -f s s-*; weft --store s init", &out);
}

static void check_prints_each_fault_with_its_place(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
    assert_int_equal(run("weft plan check faulty.yaml", &out), 1);
    assert_string_equal(buffer_text(&out),
                        "faulty.yaml:1:1: The file has no plan. Give it a list plan: with one.\n"
                        "faulty.yaml:2:5: Title is missing. Give it.\n"
                        "faulty.yaml:3:5: “tittle” is not known in post. Is “title” meant?\n");
    assert_int_equal(run("weft plan check sound.yaml", &out), 0);
    assert_string_equal(buffer_text(&out), "");
    assert_int_equal(run("weft plan check - < sound.yaml", &out), 0);
    assert_int_equal(run("weft plan check none.yaml", &out), 1);
    assert_int_equal(run("weft plan check", &out), 2);
    assert_int_equal(run("weft plan burn sound.yaml", &out), 2);
    assert_int_equal(run("weft plan load sound.yaml", &out), 2); /* no store is named */
}

static void every_answer_under_json_is_one_document(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        int exit;
        const char *key;
    } table[] = {
        {"plan check faulty.yaml", 1, "faults"}, {"plan check sound.yaml", 0, "faults"},
        {"plan check none.yaml", 1, "error"},    {"plan load faulty.yaml", 1, "faults"},
        {"plan load sound.yaml", 0, "created"},  {"plan show", 0, "strategic_objective"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        CLEANUP(arena_free) struct arena arena = ARENA;
        CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
        char line[200];
        struct json json;
        struct err err = {0};
        snprintf(line, sizeof line, "weft --store s --json %s", table[i].command);
        assert_int_equal(run(line, &out), table[i].exit);
        if (json_parse(buffer_slice(&out), &arena, &json, &err) < 0)
            fail_msg("%s: %s: %s", line, err.message, buffer_text(&out));
        assert_non_null(json_get(&json, table[i].key));
    }
}

static void a_file_that_is_no_yaml_is_told_at_its_place_and_loads_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } files[] = {
        {"partnership:\n  - {code: p, title: \n", "broken.yaml:3:1: "},
        {"partnership:\n\t- code: p\n", "broken.yaml:2:1: "},
        {"partnership:\n  - code: p\n    code: q\n", "broken.yaml:3:5: "},
        {"", "broken.yaml:1:1: The file is empty."},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
        char path[500];
        snprintf(path, sizeof path, "%s/broken.yaml", scratch_folder());
        assert_int_equal(file_write(path, slice_from(files[i].text), NULL), 0);
        static const char *const commands[] = {"check", "load"};
        for (size_t k = 0; k < 2; k++) {
            char command[100];
            snprintf(command, sizeof command, "weft --store s plan %s broken.yaml", commands[k]);
            assert_int_equal(run(command, &out), 1);
            if (!slice_starts_with(buffer_slice(&out), slice_from(files[i].says)))
                fail_msg("%s: %s", files[i].text, buffer_text(&out));
        }
    }
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
    assert_int_equal(run("weft --store s export partnership", &out), 0);
    assert_int_equal(slice_find_byte(buffer_slice(&out), '\n') + 1, out.length); /* its heading */
}

static void a_load_is_whole_or_nothing(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
    assert_int_equal(run("weft --store s plan load sound.yaml", &out), 0);
    assert_string_equal(buffer_text(&out),
                        "Created 3, changed 0, retired 0, left as they were 0.\n");
    assert_int_equal(run("weft --store s plan export > first.yaml; "
                         "sed 's/title: A/title: B/' first.yaml | "
                         "sed 's/place: P/place:/' > worse.yaml; "
                         "weft --store s plan load worse.yaml",
                         &out),
                     1);
    assert_string_equal(buffer_text(&out), "worse.yaml:6:5: Place is missing. Give it.\n");
    assert_int_equal(run("weft --store s plan export | cmp - first.yaml && "
                         "weft --store s plan load first.yaml && weft --store s check",
                         &out),
                     0);
    assert_string_equal(buffer_text(&out), "Created 0, changed 0, retired 0, left as they were 3.\n"
                                           "Everything in the store agrees.\n");
}

static void show_holds_an_array_for_each_entity_and_parts_beside_the_whole(void **state)
{
    (void)state;
    static const struct {
        const char *entity;
        size_t count;
    } counts[] = {
        {"strategic_objective", 5},
        {"operational_objective", 16},
        {"priority", 5},
        {"commitment", 16},
        {"commitment_part", 4},
        {"principle", 7},
        {"workforce_strand", 4},
        {"vulnerable_group", 13},
        {"risk", 7},
        {"accountability", 0},
        {"indicator", 30},
    };
    CLEANUP(arena_free) struct arena arena = ARENA;
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 22);
    struct json json;
    struct err err = {0};
    assert_int_equal(run("rm -f n; weft --store n init && weft --store n plan load "
                         "\"$WEFT_SOURCE/plans/nottingham-2010-14.yaml\"",
                         &out),
                     0);
    assert_int_equal(run("weft --store n plan show | grep -i commitment", &out), 0);
    assert_string_equal(buffer_text(&out), "    16  Commitments\n     4  Commitments: parts\n");
    assert_int_equal(run("weft --store n plan show --json", &out), 0);
    assert_int_equal(json_parse(buffer_slice(&out), &arena, &json, &err), 0);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        const struct json *list = json_get(&json, counts[i].entity);
        if (!list || list->kind != JSON_IS_ARRAY || list->count != counts[i].count)
            fail_msg("%s: not %zu", counts[i].entity, counts[i].count);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(check_prints_each_fault_with_its_place, set_up),
        cmocka_unit_test_setup(every_answer_under_json_is_one_document, set_up),
        cmocka_unit_test_setup(a_file_that_is_no_yaml_is_told_at_its_place_and_loads_nothing,
                               set_up),
        cmocka_unit_test_setup(a_load_is_whole_or_nothing, set_up),
        cmocka_unit_test_setup(show_holds_an_array_for_each_entity_and_parts_beside_the_whole,
                               set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
