/* weft link on any number of threads: every file that it leaves is the same to the byte. The set is
 * large enough that not all pairs are compared. A register's tokens are its own, so of registers it
 * is who stands together that is the same. */
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

/* Learned from all, joined by some, looked at whole: the three ways in which records meet. */
static void a_register_holds_the_same_persons_for_any_threads(void **state)
{
    (void)state;
    run("weft synth people --rows 4500 --seed 7 --flat all.csv");
    run("sed '4201,$d' all.csv > first.csv; { head -1 all.csv; sed '1,4200d' all.csv; } > "
        "late.csv");
    run("for n in 1 2 8; do rm -f city$n; "
        "weft link --register city$n a=first.csv --threads $n --clusters first$n.csv && "
        "weft link --register city$n a=late.csv --threads $n --pairs late$n.csv && "
        "weft link --register city$n --recheck --threads $n --clusters all$n.csv "
        "--report report$n.html || exit 1; "
        "for f in first all; do awk -F, '{ if (!($3 in p)) p[$3] = ++n; print $1, $2, p[$3] }' "
        "$f$n.csv > $f$n; done; done");
    run("for n in 2 8; do cmp first1 first$n && cmp late1.csv late$n.csv && cmp all1 all$n || "
        "exit 1; done");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_files_are_the_same_for_1_2_3_and_8_threads),
        cmocka_unit_test(several_sources_are_the_same_for_any_threads_too),
        cmocka_unit_test(a_register_holds_the_same_persons_for_any_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
