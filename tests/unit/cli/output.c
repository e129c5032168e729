/* An answer that cannot be written is no answer: every command says so and does not call itself
 * done, so that no file of an export is taken for whole because the disk was full. */
#include "support/scratch.h"

static int set_up(void **state)
{
    (void)state;
    scratch_put("counts.csv", "events,trials\n1,5\n");
    scratch_put("people.csv", "id,first_name,surname,dob\n1,Ann,Lister,2001-01-01\n"
                              "2,Ann,Lister,2001-01-01\n");
    return scratch_run("weft --store city init && weft --store city plan load "
                       "\"$WEFT_SOURCE/plans/thistlemouth-2025-28.yaml\" && "
                       "weft --store city user add ann --role analyst");
}

static void what_cannot_be_written_is_told_by_every_command(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        int exit;
    } commands[] = {
        {"weft --store city user list", 1},
        {"weft --store city user list --json", 1},
        {"weft --store city user token ann", 1},
        {"weft --store city plan show", 1},
        {"weft --store city plan export", 1},
        {"weft --store city export priority", 1},
        {"weft --store city export priority --json", 1},
        {"weft --store city log", 1},
        {"weft --store city log verify", 1},
        {"weft --store city check", 1},
        {"weft --store city check --json", 1},
        {"weft --store city backup copy", 1},
        {"weft stats proportion counts.csv", 2},
        {"weft stats proportion counts.csv --json", 2},
        {"weft stats", 1},
        {"weft link people.csv", 1},
        {"weft link people.csv --json", 1},
        {"weft synth people --people 20 --out invented", 1},
        {"weft version", 1},
        {"weft help", 1},
        {"weft user --help", 1},
    };
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        char full[300];
        snprintf(full, sizeof full, "%s >/dev/full", commands[i].command);
        int code = scratch_run(full);
        if (code != commands[i].exit)
            fail_msg("%s: %d", full, code);
        assert_slice(scratch_said(), "weft: standard output could not be written.\n");
    }
    assert_int_equal(scratch_run("weft --store city check && weft --store copy check"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_cannot_be_written_is_told_by_every_command, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
