/* Feeds of a register beside a run over files. */
#include "support/test.h"

#include "support/scratch.h"

static void run_well(const char *command)
{
    if (scratch_run(command) != 0)
        fail_msg("%s: %.*s", command, SLICE_PRINT(scratch_said()));
}

/* In the first file the middle name stands behind the given name, in the second before. */
static void put_middle_names(void)
{
    scratch_put("a.csv", "id,given_name,middle_name,surname,dob\n"
                         "a1,Anna,Anna,Kowalska,2001-02-03\na2,Bilal,Omar,Khan,2004-05-06\n"
                         "a3,Chloe,Jane,Smith,2009-10-11\n");
    scratch_put("b.csv", "id,middle_name,given_name,surname,dob\n"
                         "b1,Anna,Anna,Kowalska,2001-02-03\nb2,Omar,Bilal,Khan,2004-05-06\n"
                         "b3,Kowalska,Anna,Kowalska,2001-02-03\n");
}

static void a_middle_name_that_repeats_another_name_is_read_alike_in_files_and_a_register(
    void **state)
{
    (void)state;
    static const char *const runs[] = {"weft link a.csv b.csv", "weft link b.csv a.csv",
                                       "rm -f r; weft link --register r b.csv && "
                                       "weft link --register r a.csv",
                                       "rm -f r; weft link --register r a.csv && "
                                       "weft link --register r b.csv"};
    static const char *const pairs[] = {"a:a1 b:b1", "b:b1 b:b3", "a:a2 b:b2"};
    char command[400];
    put_middle_names();
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        for (size_t pair = 0; pair < 3; pair++) {
            snprintf(command, sizeof command, "%s --explain %s", runs[i], pairs[pair]);
            run_well(command);
            assert_said(pair < 2 ? "given name: anna (the same" : "given name: bilal (the same");
            if (pair < 2)
                assert_lacks_text(scratch_said(), "other names:");
            else
                assert_said("other names: omar (the same");
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_middle_name_that_repeats_another_name_is_read_alike_in_files_and_a_register),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
