/* An answer that cannot be written is no answer: what only asked says so and does not call itself
 * done, so that no file of an export is taken for whole because the disk was full. What changed
 * something has changed it, and says that: its exit tells of the change. What hands out a secret
 * does nothing that it could not tell. */
#include "support/scratch.h"

static const char unwritten[] = "weft: standard output could not be written.\n";
static const char stands[] = "weft: What was asked for is done and stands; only what was to tell "
                             "of it could not be written.\n";

static int set_up(void **state)
{
    (void)state;
    scratch_put("counts.csv", "events,trials\n1,5\n");
    scratch_put("people.csv", "id,first_name,surname,dob\n1,Ann,Lister,2001-01-01\n"
                              "2,Ann,Lister,2001-01-01\n");
    return scratch_run("weft --store city init && weft --store city plan load "
                       "\"$WEFT_SOURCE/plans/thistlemouth-2025-28.yaml\" && "
                       "weft --store city user add ann --role analyst && "
                       "weft synth figures --out figures && "
                       "weft link --register register people.csv");
}

/* With its standard output full, and then closed. */
static void expect(const char *command, int exit, bool changes)
{
    static const char *const ends[] = {">/dev/full", ">&-"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char full[500];
        snprintf(full, sizeof full, command, ends[i]);
        int code = scratch_run(full);
        if (code != exit)
            fail_msg("%s: %d", full, code);
        assert_said(unwritten);
        if (changes)
            assert_said(stands);
        else
            assert_lacks_text(scratch_said(), stands);
    }
}

static void what_cannot_be_answered_is_told_by_every_command_that_asks(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        int exit;
    } commands[] = {
        {"weft --store city user list %s", 1},
        {"weft --store city user list --json %s", 1},
        {"weft --store city plan show %s", 1},
        {"weft --store city plan export %s", 1},
        {"weft --store city export priority %s", 1},
        {"weft --store city export priority --json %s", 1},
        {"weft --store city log %s", 1},
        {"weft --store city log verify %s", 1},
        {"weft --store city check %s", 1},
        {"weft --store city check --json %s", 1},
        {"weft stats proportion counts.csv %s", 2},
        {"weft stats proportion counts.csv --json %s", 2},
        {"weft stats %s", 1},
        {"weft link people.csv %s", 1},
        {"weft link people.csv --json %s", 1},
        {"weft link --register register --decisions --json %s", 1},
        {"weft version %s", 1},
        {"weft help %s", 1},
        {"weft user --help %s", 1},
    };
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        expect(commands[i].command, commands[i].exit, false);
    assert_int_equal(scratch_run("weft --store city check"), 0);
}

static void a_secret_that_nobody_saw_is_not_given_out(void **state)
{
    (void)state;
    expect("weft --store city user add bob --role analyst %s", 1, false);
    expect("weft --store city user token ann %s", 1, false);
    expect("weft --store city user retire ann %s", 1, false);
    assert_int_equal(scratch_run("weft --store city user list"), 0);
    assert_slice(scratch_said(), "ann\tann\tanalyst\n");
}

static void what_changed_stands_though_its_answer_is_lost(void **state)
{
    (void)state;
    static const char *const commands[] = {
        "rm -f new; weft --store new init %s",
        "weft --store city plan load \"$WEFT_SOURCE/plans/thistlemouth-2025-28.yaml\" %s",
        "weft --store city backup copy %s",
        "rm -f back; weft --store back restore copy %s",
        "weft synth people --people 20 --out invented %s",
        "weft link people.csv --clusters clusters.csv --json %s",
        "weft link people.csv --register register --clusters joined.csv %s",
        "weft link --register register --shield people:1 %s",
    };
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        expect(commands[i], 0, true);
    assert_int_equal(scratch_run("weft --store new check && weft --store copy check && "
                                 "weft --store back check && cat clusters.csv joined.csv"),
                     0);
    assert_said("source,id,person\npeople,1,1\npeople,2,1\n");
    assert_int_equal(scratch_run("weft link --register register --decisions"), 0);
    assert_said("shield     people:1");
}

static void a_load_and_its_undoing_stand_though_nobody_was_told(void **state)
{
    (void)state;
    expect("rm -f copy; weft --store copy init && weft --store copy import figures/areas.csv "
           "--as lait-areas --json %s",
           0, true);
    assert_int_equal(scratch_run("weft --store copy export load"), 0);
    assert_said("areas.csv");
    assert_int_equal(scratch_run("weft --store copy import --undo 1 >/dev/full"), 0);
    assert_said(stands);
    assert_int_equal(scratch_run("weft --store copy import --undo 1"), 1); /* it was */
    assert_int_equal(scratch_run("weft --store copy import figures/dictionary.csv --as lait-areas "
                                 ">/dev/full"),
                     1);
    assert_lacks_text(scratch_said(), stands);
}

static void a_reader_who_leaves_ends_nothing_half_way(void **state)
{
    (void)state;
    assert_int_equal(scratch_run("{ weft --store city export priority; echo $? >code; } | true; "
                                 "cat code"),
                     0);
    assert_int_equal(scratch_run("{ (while echo; do sleep 0.01; done); " /* until it has left */
                                 "weft link people.csv --register register --json; "
                                 "echo $? >code; } | true; cat code"),
                     0);
    assert_said(stands);
    assert_said("0\n");
    assert_lacks_text(scratch_said(), unwritten);
}

/* Else the first file that is opened would be standard output, and the answer written into it. */
static void an_answer_never_lands_in_a_file_that_was_opened(void **state)
{
    (void)state;
    assert_int_equal(scratch_run("weft link people.csv --clusters clusters.csv >&- 2>&- <&-"), 0);
    assert_slice(scratch_read("clusters.csv"), "source,id,person\npeople,1,1\npeople,2,1\n");
    assert_int_equal(scratch_run("weft --store city import - --as lait <&-"), 1);
    assert_said("cannot be read: Bad file descriptor");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_answered_is_told_by_every_command_that_asks),
        cmocka_unit_test(a_secret_that_nobody_saw_is_not_given_out),
        cmocka_unit_test(what_changed_stands_though_its_answer_is_lost),
        cmocka_unit_test(a_load_and_its_undoing_stand_though_nobody_was_told),
        cmocka_unit_test(a_reader_who_leaves_ends_nothing_half_way),
        cmocka_unit_test(an_answer_never_lands_in_a_file_that_was_opened),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
