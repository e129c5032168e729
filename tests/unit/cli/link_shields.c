/* Shields as a stranger to the code would try to get round them: by how a column is written, by
 * several files in one run, and by every output of a register together. */
#include "support/scratch.h"
#include "support/test.h"

#define HEAD "id,first_name,surname,dob,postcode"
#define ANNA "Anna,Kowalska,2001-02-03,NG1 5AB"

static void run_well(const char *command)
{
    if (scratch_run(command) != 0)
        fail_msg("%s: %.*s", command, SLICE_PRINT(scratch_said()));
}

/* Nobody is beside them in the clusters file: three records, three persons. */
static void assert_all_apart(const char *sources)
{
    char command[400];
    snprintf(
        command, sizeof command,
        "rm -f city; weft link --register city %s --clusters c.csv --pairs p.csv && "
        "test $(sed 1d c.csv | cut -d, -f3 | sort -u | wc -l) = 3 && test $(wc -l < p.csv) = 1",
        sources);
    run_well(command);
}

static void each_source_of_a_run_may_write_the_column_in_its_own_way(void **state)
{
    (void)state;
    static const char *const words[][2] = {{"shielded", "Shielded"},
                                           {"Shielded", "shielded"},
                                           {"SHIELDED", " shielded "},
                                           {"shielded", "shielded"}};
    char text[300];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        snprintf(text, sizeof text, HEAD ",%s\na1," ANNA ",\na2,Bilal,Khan,2004-05-06,NG7 2QP,no\n",
                 words[i][0]);
        scratch_put("a.csv", text);
        snprintf(text, sizeof text, HEAD ",%s\nb1," ANNA ",yes\n", words[i][1]);
        scratch_put("b.csv", text);
        assert_all_apart("a=a.csv b=b.csv");
        assert_all_apart("b=b.csv a=a.csv");
    }
}

static void a_source_with_two_such_columns_shields_by_either(void **state)
{
    (void)state;
    scratch_put("a.csv", HEAD "\na1," ANNA "\na2,Bilal,Khan,2004-05-06,NG7 2QP\n");
    scratch_put("b.csv", HEAD ",Shielded,shielded\nb1," ANNA ",no,yes\n");
    assert_all_apart("a=a.csv b=b.csv");
    scratch_put("b.csv", HEAD ",Shielded,shielded\nb1," ANNA ",yes,no\n");
    assert_all_apart("a=a.csv b=b.csv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_source_of_a_run_may_write_the_column_in_its_own_way),
        cmocka_unit_test(a_source_with_two_such_columns_shields_by_either),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
