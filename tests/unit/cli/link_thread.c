/* weft link on any number of threads: every file that it leaves is the same to the byte. The set is
 * large enough that not all pairs are compared. */
#include "support/test.h"

static int run(const char *command)
{
    char line[2048];
    CLEANUP(buffer_free) struct buffer out = BUFFER(1 << 20);
    snprintf(line, sizeof line, "cd '%s' && { %s\n} 2>&1", scratch_folder(), command);
    int code = run_command(line, &out);
    if (code != 0)
        fail_msg("%s: exit %d and said: %s", command, code, buffer_text(&out));
    return code;
}

static void all_files_are_the_same_for_1_2_3_and_8_threads(void **state)
{
    (void)state;
    run("weft synth people --rows 4500 --seed 5 --flat people.csv");
    run("for n in 1 2 3 8; do weft link people.csv --threads $n --clusters c$n.csv --pairs p$n.csv "
        "--model m$n.json || exit 1; done");
    run("for n in 2 3 8; do cmp c1.csv c$n.csv && cmp p1.csv p$n.csv && cmp m1.json m$n.json || "
        "exit 1; done");
    run("weft link people.csv --json | grep -q '\"all_pairs\":false'");
}

static void several_sources_are_the_same_for_any_threads_too(void **state)
{
    (void)state;
    run("weft synth people --people 300 --seed 6 --out .");
    run("for n in 1 2 3 8; do weft link council=council.csv health=health.csv police=police.csv "
        "schools=schools.csv charity=charity.csv --threads $n --clusters s$n.csv || exit 1; done");
    run("for n in 2 3 8; do cmp s1.csv s$n.csv || exit 1; done");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_files_are_the_same_for_1_2_3_and_8_threads),
        cmocka_unit_test(several_sources_are_the_same_for_any_threads_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
