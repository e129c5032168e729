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
        {"weft user", "weft: It is not said what to do: weft user has add, role, retire, restore, "
                      "token, password and list."},
        {"weft user ad ann --role analyst",
         "weft: weft user has no \"ad\"; did you mean add? It has add, role, retire,"},
        {"weft user nonsense", "weft: weft user has no \"nonsense\". It has add, role,"},
        {"weft user add --role analyst", "weft: weft user add needs a NAME after it."},
        {"weft user add ann smith --role analyst",
         "weft: weft user add takes one NAME, and \"smith\" stands after it."},
        {"weft user list ann",
         "weft: weft user list takes nothing after it, and \"ann\" is there."},
        {"weft plan",
         "weft: It is not said what to do: weft plan has check, load, export and show."},
        {"weft plan chekc x.yaml", "weft: weft plan has no \"chekc\"; did you mean check? It has "},
        {"weft plan exp", "weft: weft plan has no \"exp\"; did you mean export? It has "},
        {"weft plan load", "weft: weft plan load needs a FILE after it."},
        {"weft plan check a b", "weft: weft plan check takes one FILE, and \"b\" stands after it."},
        {"weft plan show --all", "weft: weft plan show takes nothing after it, and \"--all\" is"},
        {"weft log verfy", "weft: weft log has no \"verfy\"; did you mean verify? It has verify."},
        {"weft log verify all",
         "weft: weft log verify takes nothing after it, and \"all\" is there."},
        {"weft synth", "weft: It is not said what to do: weft synth has figures and people."},
        {"weft synth person --out x", "weft: weft synth has no \"person\". It has figures and"},
        {"weft serve 8080", "weft: weft serve takes options only, and \"8080\" is none."},
        {"weft log --head 00", "weft: --head goes with `weft log verify`."},
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

static void a_command_that_is_not_there_is_told_with_the_nearest_that_is(void **state)
{
    (void)state;
    expect("weft improt x.csv", 2,
           "There is no command \"improt\"; did you mean import? `weft --help` lists them.");
    expect("weft x", 2, "There is no command \"x\". `weft --help` lists them.");
    expect("weft improved-in-every-way-that-one-can-think-of", 2,
           "of\". `weft --help` lists them.");
    expect("weft ''", 2, "There is no command \"\". `weft --help` lists them.");
    expect("weft synthesis --json 2>/dev/null | jq -e .error.message", 0, "no command");
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
        cmocka_unit_test(a_command_that_is_not_there_is_told_with_the_nearest_that_is),
        cmocka_unit_test(a_folder_that_is_not_there_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
