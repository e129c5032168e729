/* weft link --register: what it answers, what it leaves behind, and what it refuses. */
#include "support/test.h"

#include <unistd.h>

#include "text/text.h"

static void put(const char *name, const char *text)
{
    char path[400];
    struct err err = {0};
    snprintf(path, sizeof path, "%s/%s", scratch_folder(), name);
    assert_int_equal(file_write(path, slice_from(text), &err), 0);
}

/* Run in the scratch folder; what it says on both outputs is kept. */
static struct buffer said;

static int run(const char *command)
{
    char line[2048];
    snprintf(line, sizeof line, "cd '%s' && { %s\n} 2>&1", scratch_folder(), command);
    buffer_free(&said);
    said = BUFFER(1 << 20);
    return run_command(line, &said);
}

static void assert_said(const char *wanted)
{
    if (slice_find(buffer_slice(&said), slice_from(wanted)) == said.length)
        fail_msg("\"%s\" is not in: %s", wanted, buffer_text(&said));
}

static void assert_refused(int exit_code, const char *command, const char *says)
{
    int code = run(command);
    if (code != exit_code)
        fail_msg("%s: %d, %s", command, code, buffer_text(&said));
    assert_said(says);
}

/* The person of a record in a clusters file, as text that lives until the next call. */
static const char *person_in(const char *file, const char *record)
{
    char command[200];
    static char person[40];
    snprintf(command, sizeof command, "grep '^%s,' %s | cut -d, -f3", record, file);
    assert_int_equal(run(command), 0);
    snprintf(person, sizeof person, "%.*s", SLICE_PRINT(slice_trim(buffer_slice(&said))));
    return person;
}

static void assert_one_person(const char *file, const char *left, const char *right, bool one)
{
    char first[40];
    snprintf(first, sizeof first, "%s", person_in(file, left));
    assert_int_equal(strlen(first), 10);
    if ((strcmp(first, person_in(file, right)) == 0) != one)
        fail_msg("%s and %s in %s", left, right, file);
}

#define HEAD "id,first_name,surname,dob,postcode"

static int make_register(void **state)
{
    (void)state;
    put("council.csv",
        HEAD "\nc1,Anna,Kowalska,2001-02-03,NG1 5AB\nc2,Bilal,Khan,2004-05-06,NG7 2QP\n"
             "c3,Chloe,Smith,2009-10-11,NG2 1AA\n");
    put("health.csv",
        HEAD "\nh1,Bilal,Khan,06/05/2004,NG7 2QP\nh2,Ania,Kowalski,2001-02-03,NG1 5AB\n"
             "h3,Dylan,Jones,1999-12-31,NG9 9ZZ\n");
    run("rm -f city* *.out");
    return run("weft link --register city council=council.csv --clusters first.out");
}

static void a_second_feed_joins_the_persons_of_the_first(void **state)
{
    (void)state;
    assert_int_equal(run("weft link --register city health=health.csv --clusters second.out"), 0);
    assert_said("3 records were read: 3 are new, 0 are known, 0 say another thing than before.\n"
                "The register has 6 records of 4 persons.\n");
    assert_int_equal(run("cat first.out second.out > both.out; grep -c . second.out"), 0);
    assert_said("4\n"); /* a head and the rows of the run */
    assert_one_person("both.out", "council,c2", "health,h1", true);
    assert_one_person("both.out", "council,c1", "health,h2", true);
    assert_one_person("both.out", "council,c3", "health,h3", false);
}

static void a_record_that_says_nothing_is_kept_and_joins_nobody(void **state)
{
    (void)state;
    put("empty.csv", HEAD "\ne1,,,,\ne2,,,,\n");
    assert_int_equal(run("weft link --register city empty=empty.csv --clusters e.out"), 0);
    assert_said("2 records were read: 2 are new, 0 are known, 0 say another thing than before.");
    assert_one_person("e.out", "empty,e1", "empty,e2", false);
    assert_int_equal(run("weft link --register city empty=empty.csv"), 0);
    assert_said("2 records were read: 0 are new, 2 are known, 0 say another thing than before.");
}

static void without_sources_all_records_are_written(void **state)
{
    (void)state;
    assert_int_equal(run("weft link --register city health=health.csv"), 0);
    assert_int_equal(run("weft link --register city --clusters all.out --pairs pairs.out"), 0);
    assert_one_person("all.out", "council,c2", "health,h1", true);
    assert_int_equal(run("cat pairs.out"), 0);
    assert_said("left_source,left_id,right_source,right_id,probability,weight\n"
                "council,c1,health,h2,");
    assert_int_equal(run("wc -l < all.out; wc -l < pairs.out"), 0);
    assert_said("7\n3\n");
}

static void the_same_feed_again_is_known_and_a_changed_record_is_told(void **state)
{
    (void)state;
    assert_int_equal(run("weft link --register city council=council.csv --json"), 0);
    assert_said("\"rows\":3,\"new\":0,\"known\":3,\"changed\":0,\"records\":3");
    put("council.csv", HEAD "\nc1,Anna,Nowak,2001-02-03,NG1 5AB\n");
    assert_int_equal(run("weft link --register city council=council.csv --json"), 0);
    assert_said("\"rows\":1,\"new\":0,\"known\":0,\"changed\":1,\"records\":3");
}

static void a_run_that_changes_nothing_leaves_the_file_as_it_was(void **state)
{
    (void)state;
    assert_int_equal(run("cksum city > before; weft link --register city council=council.csv && "
                         "weft link --register city --clusters all.out --households h.out && "
                         "weft link --register city --decisions && cksum city | cmp - before"),
                     0);
    assert_int_equal(
        run("weft link --register city health=health.csv && cksum city | cmp - before"), 1);
}

static void a_record_whose_person_changes_is_written_with_the_run(void **state)
{
    (void)state;
    put("other.csv", HEAD "\no1,Dylan,Jones,1999-12-31,NG9 9ZZ\n");
    assert_int_equal(run("weft link --register city other=other.csv"), 0);
    put("health.csv", HEAD "\nh9,Zed,Zyx,1950-01-01,AB1 1AA\n");
    assert_int_equal(run("weft link --register city --decide same other:o1 council:c3 --by Me "
                         "--because Seen"),
                     0);
    assert_int_equal(run("weft link --register city health=health.csv --clusters run.out"), 0);
    assert_int_equal(run("weft link --register city --clusters all.out"), 0);
    assert_one_person("all.out", "other,o1", "council,c3", true);
}

static void json_is_one_document(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json json;
    static const char *const commands[] = {
        "weft link --register city health=health.csv --json",
        "weft link --register city --json --why council:c1 --explain council:c2 health:h1",
        ("weft link --register city --decide different council:c1 council:c3 --by A "
         "--because B --json"),
        "weft link --register city --decisions --json",
        "weft link --register city --shield council:c3 --by A --because B --json",
        "weft link --register city --unshield council:c3 --by A --because B --json",
        "weft link --register city --person $(tail -1 first.out | cut -d, -f3) --json",
    };
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        struct err err = {0};
        if (run(commands[i]) != 0 ||
            json_parse(slice_trim(buffer_slice(&said)), &arena, &json, &err) < 0)
            fail_msg("%s: %s %s", commands[i], err.message, buffer_text(&said));
    }
}

static void a_decision_is_kept_listed_obeyed_and_undone(void **state)
{
    (void)state;
    assert_int_equal(run("weft link --register city health=health.csv"), 0);
    assert_int_equal(run("weft link --register city --decide different council:c2 health:h1 "
                         "--by 'J. Smith' --because 'Two cousins' > said.out"),
                     0);
    assert_int_equal(run("weft link --register city --clusters all.out; weft link --register city "
                         "--decisions"),
                     0);
    assert_said("different  council:c2  health:h1  by J. Smith: Two cousins\n");
    assert_one_person("all.out", "council,c2", "health,h1", false);
    assert_refused(
        1, "weft link --register city --decide same council:c2 health:h1 --by A --because B",
        "contradicts the decision");
    assert_said("(different: council:c2 and health:h1, by J. Smith on ");
    assert_int_equal(run("weft link --register city --undo $(sed 's/.*as \\([^.]*\\)\\. .*/\\1/' "
                         "said.out) --by A --because 'They are one'"),
                     0);
    assert_int_equal(run("weft link --register city --clusters all.out"), 0);
    assert_one_person("all.out", "council,c2", "health,h1", true);
}

static void a_merged_person_answers_by_both_names(void **state)
{
    (void)state;
    char older[40], younger[40], command[200];
    assert_int_equal(run("weft link --register city health=health.csv --clusters second.out"), 0);
    snprintf(older, sizeof older, "%s", person_in("first.out", "council,c3"));
    snprintf(younger, sizeof younger, "%s", person_in("second.out", "health,h3"));
    assert_int_equal(run("weft link --register city --decide same council:c3 health:h3 --by A "
                         "--because B"),
                     0);
    snprintf(command, sizeof command, "weft link --register city --person %s", younger);
    assert_int_equal(run(command), 0);
    assert_said(older);
    assert_said("  council:c3\n  health:h3\n");
    assert_refused(1, "weft link --register city --person 0000000000",
                   "The register has no such person.");
    assert_refused(1, "weft link --register city --person nonsense",
                   "The register has no such person.");
}

static void a_shielded_column_shields_and_nothing_explains_it(void **state)
{
    (void)state;
    put("police.csv", HEAD ",Shielded\np1,Bilal,Khan,2004-05-06,NG7 2QP,yes\n"
                           "p2,Dylan,Jones,1999-12-31,NG9 9ZZ,\n");
    assert_int_equal(run("weft link --register city police=police.csv --clusters p.out"), 0);
    assert_int_equal(run("weft link --register city health=health.csv --pairs pairs.out"), 0);
    assert_int_equal(run("weft link --register city --clusters all.out"), 0);
    assert_one_person("all.out", "police,p1", "council,c2", false);
    assert_one_person("all.out", "health,h1", "council,c2", false);
    assert_one_person("all.out", "health,h1", "police,p1", false);
    assert_one_person("all.out", "police,p2", "health,h3", true);
    assert_int_equal(run("grep -cE 'p1|c2|h1' pairs.out"), 1);
    assert_refused(1, "weft link --register city --explain police:p1 council:c2",
                   "police:p1 and council:c2 are not shown as one person.");
    assert_refused(1, "weft link --register city --explain council:c3 council:c1",
                   "council:c3 and council:c1 are not shown as one person.");
    assert_int_equal(run("weft link --register city --why police:p1"), 0);
    assert_said("has 1 record:\n  police:p1\n");
}

static void a_record_of_the_feed_can_be_shielded_as_it_comes(void **state)
{
    (void)state;
    assert_int_equal(
        run("weft link --register city health=health.csv --shield health:h1 --clusters h.out"), 0);
    assert_int_equal(run("weft link --register city --clusters all.out"), 0);
    assert_one_person("all.out", "health,h1", "council,c2", false);
    assert_one_person("all.out", "health,h2", "council,c1", true);
    assert_refused(1, "weft link --register city health=health.csv --shield council:c1",
                   "There is no record \"council:c1\"");
    assert_int_equal(run("weft link --register city --shield council:c1"), 0); /* in haste */
    assert_int_equal(run("weft link --register city --clusters all.out"), 0);
    assert_one_person("all.out", "health,h2", "council,c1", false);
    assert_refused(2, "weft link --register city --unshield council:c1", "--by WHO");
}

static void a_shield_is_listed_and_ended_by_whoever_names_the_same_record(void **state)
{
    (void)state;
    assert_int_equal(run("weft link --register city health=health.csv && weft link --register city "
                         "--shield health:h1 --by J --because 'Court order'"),
                     0);
    assert_refused(1, "weft link --register city --unshield council:c2 --by K --because Curious",
                   "council:c2 has no shield of its own to end. Nothing was changed.");
    assert_int_equal(run("weft link --register city --clusters all.out; "
                         "weft link --register city --decisions"),
                     0);
    assert_said("  shield     health:h1  by J: Court order\n");
    assert_one_person("all.out", "health,h1", "council,c2", false);
    assert_int_equal(run("weft link --register city --unshield health:h1 --by J --because Over && "
                         "weft link --register city --clusters all.out; "
                         "weft link --register city --decisions --json"),
                     0);
    assert_said("\"shields\":[{\"at\":\"");
    assert_said(
        "\"verdict\":\"unshield\",\"in_force\":true,\"record\":\"health:h1\",\"who\":\"J\"");
    assert_one_person("all.out", "health,h1", "council,c2", true);
}

static void a_word_that_is_neither_yes_nor_no_shields(void **state)
{
    (void)state;
    put("police.csv", HEAD ",shielded\np1,Bilal,Khan,2004-05-06,NG7 2QP,court order\n");
    assert_int_equal(run("weft link --register city police=police.csv"), 0);
    assert_int_equal(run("weft link --register city --clusters all.out"), 0);
    assert_one_person("all.out", "police,p1", "council,c2", false);
}

static void wrong_use_is_told_and_exits_2(void **state)
{
    (void)state;
    static const struct {
        const char *command, *says;
    } wrong[] = {
        {"weft link --decisions", "need --register FILE"},
        {"weft link --decide same a:1 b:2 council=council.csv", "need --register FILE"},
        {"weft link --register city --decide same a:1", "needs same, different or unsure"},
        {"weft link --register city --decide same council:c1 council:c2", "--by WHO"},
        {"weft link --register city --decide same council:c1 council:c2 --by A --because ''",
         "--because TEXT"},
        {"weft link --register city --decide same council:c1 council:c2 --by A --because "
         "\"$(printf 'ok\\n   unshield')\"",
         "--because TEXT"},
        {"weft link --register city --decide likely council:c1 council:c2 --by A --because B",
         "not \"likely\""},
        {"weft link --register city --undo abc", "--by WHO"},
        {"weft link --register city --decisions --person abc", "one thing of a register at a time"},
        {"weft link --register city --decisions council=council.csv", "one thing of a register"},
        {"weft link --register city council=council.csv --model m.json",
         "--model is not used with --register, which keeps what it learned itself."},
        {"weft link --register city --group postcode",
         "--group names a column of a file, and a register keeps none"},
        {"weft link --register city --decisions --households h.out",
         "one thing of a register at a time"},
        {"weft link --register city --svg a.svg", "--svg draws what --explain says"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_refused(2, wrong[i].command, wrong[i].says);
}

static void what_is_refused_changes_nothing(void **state)
{
    (void)state;
    put("bad.csv", HEAD "\nb1,Anna\n");
    put("twice.csv", HEAD "\nb1,Anna,Khan,,\nb1,Bilal,Khan,,\n");
    put("colours.csv", "id,colour\n1,red\n2,blue\n");
    put("kinds.yaml", "columns: {surname: given_name}\n");
    put("other.yaml", "threshold: 0.9\n");
    static const struct {
        const char *command, *says;
    } refused[] = {
        {"weft link --register city b=bad.csv", "The row has 2 columns"},
        {"weft link --register city b=twice.csv", "The identifier \"b1\" stands on records"},
        {"weft link --register city health=health.csv --clusters nowhere/c.out", "nowhere"},
        {"mkdir -p folder; weft link --register city health=health.csv --clusters folder",
         "folder is a folder. Name a file in it."},
        {"weft link --register city health=health.csv --spec other.yaml", "another threshold"},
        {"weft link --register city health=health.csv --spec kinds.yaml",
         "took the column surname"},
        {"weft link --register city health=health.csv --threshold 0.7", "learn anew (--relearn)"},
        {"weft link --register city --decide same council:c1 health:h1 --by A --because B",
         "There is no record \"health:h1\""},
        {"weft link --register city --undo abc --by A --because B", "There is no such decision"},
        {"weft link --register city --shield nobody --by A --because B", "There is no record"},
        {"weft link --register council.csv health=health.csv", "is no register of linkage"},
        {"weft link --register nowhere --decisions", "There is no register at nowhere"},
        {"weft link --register nowhere --clusters a.out", "There is no register at nowhere"},
        {"weft link --register fresh c=colours.csv", "No column was recognised"},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_refused(1, refused[i].command, refused[i].says);
        assert_int_equal(run("weft link --register city --json"), 0);
        assert_said("\"records\":3,\"persons\":3");
    }
    assert_int_equal(run("ls fresh*"), 2);
}

static void rules_are_kept_and_change_only_when_it_learns_anew(void **state)
{
    (void)state;
    put("rules.yaml", "sources: {council: once}\nthreshold: 0.8\n");
    assert_int_equal(run("weft link --register ruled --spec rules.yaml council=council.csv"), 0);
    assert_int_equal(run("weft link --register ruled health=health.csv --threshold 0.8"), 0);
    assert_int_equal(run("weft link --register ruled health=health.csv --threshold 0.7"), 1);
    assert_int_equal(run("weft link --register ruled council=council.csv"), 0);
    assert_refused(1,
                   "weft link --register ruled --decide same council:c1 council:c2 --by A "
                   "--because B",
                   "to one record of a person");
    assert_int_equal(
        run("weft link --register ruled council=council.csv --threshold 0.6 --relearn"), 0);
    assert_said("learned anew");
}

static void the_truth_is_scored_and_never_linked_on(void **state)
{
    (void)state;
    put("known.csv", HEAD ",who\n1,Anna,Smith,2001-02-03,,p1\n2,Anna,Smith,2001-02-03,,p1\n"
                          "3,Bilal,Khan,2004-05-06,,p2\n");
    assert_int_equal(run("weft link --register known a=known.csv --truth who --json"), 0);
    assert_said("\"quality\":{\"clusters\":{\"precision\":1,\"recall\":1,\"f1\":1,");
    assert_int_equal(run("weft link --register known a=known.csv --truth who"), 0);
    assert_said("persons, pairs          1.00000   1.00000   1.00000\n");
}

#define FRESH(name) cmocka_unit_test_setup(name, make_register)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FRESH(a_second_feed_joins_the_persons_of_the_first),
        FRESH(a_record_that_says_nothing_is_kept_and_joins_nobody),
        FRESH(without_sources_all_records_are_written),
        FRESH(the_same_feed_again_is_known_and_a_changed_record_is_told),
        FRESH(a_run_that_changes_nothing_leaves_the_file_as_it_was),
        FRESH(a_record_whose_person_changes_is_written_with_the_run),
        FRESH(json_is_one_document),
        FRESH(a_decision_is_kept_listed_obeyed_and_undone),
        FRESH(a_merged_person_answers_by_both_names),
        FRESH(a_shielded_column_shields_and_nothing_explains_it),
        FRESH(a_record_of_the_feed_can_be_shielded_as_it_comes),
        FRESH(a_shield_is_listed_and_ended_by_whoever_names_the_same_record),
        FRESH(a_word_that_is_neither_yes_nor_no_shields),
        FRESH(wrong_use_is_told_and_exits_2),
        FRESH(what_is_refused_changes_nothing),
        FRESH(rules_are_kept_and_change_only_when_it_learns_anew),
        FRESH(the_truth_is_scored_and_never_linked_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
