/* How weft is called: the version, help, and wrong use, of which the first words say what is
 * missing or too much before the usage follows. */
#include "support/scratch.h"

static void expect(const char *command, int exit_code, const char *said)
{
    int code = scratch_run(command);
    if (code != exit_code)
        fail_msg("%s exited with %d: %.*s", command, code, SLICE_PRINT(scratch_said()));
    assert_said(said);
}

static void version_and_help_are_found_where_people_look(void **state)
{
    (void)state;
    static const char *const summary = "weft: one plan for a city's children";
    expect("weft version", 0, "weft ");
    expect("weft version >a && weft --version >b && cmp a b && echo same", 0, "same");
    expect("weft --version --json", 0, "{\"version\":\"");
    expect("weft -h", 0, summary);
    expect("weft --help", 0, summary);
    expect("weft help", 0, summary);
    expect("weft check -h", 0, "Usage: weft --store FILE check");
    expect("weft plan load -h", 0, "Usage: weft");
    expect("weft stats -h >a && weft stats --help >b && cmp a b && echo same", 0, "same");
    expect("weft -h --json", 0, "{\"help\":\"");
}

static void wrong_use_is_told_what_is_missing_before_the_usage(void **state)
{
    (void)state;
    static const struct {
        const char *command, *says;
    } wrong[] = {
        {"weft check extra",
         "weft: weft check takes nothing after its name, and \"extra\" is there."},
        {"weft import x.csv", "weft: It is not said what the columns of x.csv mean. Give --as "},
        {"weft import --as lait",
         "weft: No file is named. Name one file, or - for standard input."},
        {"weft import a b --as lait", "weft: Several files are named."},
        {"weft import a --undo 3", "weft: --undo takes back one load, and nothing else goes with"},
        {"weft figure M",
         "weft: It is not said which area's figure is asked for. Give --area CODE"},
        {"weft figure --area 892", "weft: No measure is named. Name one, by its publisher's code."},
        {"weft export", "weft: No kind is named."},
        {"weft backup", "weft: No copy is named."},
        {"weft restore a b", "weft: Several copies are named."},
        {"weft outline", "weft: No file is named."},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char command[300];
        expect(wrong[i].command, 2, wrong[i].says);
        assert_int_equal(slice_find(scratch_said(), SLICE("weft: ")), 0);
        assert_said("\n\nUsage: weft ");
        snprintf(command, sizeof command,
                 "%s --json 2>/dev/null | jq -s -e 'length == 1 and (.[0].error.message | length > "
                 "20)'",
                 wrong[i].command);
        expect(command, 0, "true");
    }
}

static void a_folder_that_is_not_there_is_named(void **state)
{
    (void)state;
    expect("rm -f city && weft --store no/such/city init", 1,
           "There is no folder no/such/ for no/such/city. Make the folder first, or give another "
           "name.");
    expect("weft --store city init && weft --store city backup no/such/copy", 1,
           "There is no folder no/such/ for no/such/copy.");
    expect("weft --store /city/none init", 1, "There is no folder /city/ for /city/none.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_and_help_are_found_where_people_look),
        cmocka_unit_test(wrong_use_is_told_what_is_missing_before_the_usage),
        cmocka_unit_test(a_folder_that_is_not_there_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
