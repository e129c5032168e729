/* Feeds of a register beside a run over files; what is scored; and what newcomers bring. */
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

/* So many records that not all pairs are compared and 64.1 MiB do not do to learn from them; and a
 * feed that says what none of them does. */
static void put_more_to_say(void)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    buffer_string(&text, "id,given_name,surname,dob\n");
    for (int i = 0; i < 4500; i++)
        buffer_printf(&text, "%d,An%c%ca,Sm%c%cth,19%02d-%02d-%02d\n", i, 'a' + i % 26,
                      'a' + i / 26 % 26, 'a' + i % 25, 'a' + i % 23, 30 + i % 61, 1 + i % 12,
                      1 + i % 28);
    scratch_put("many.csv", buffer_text(&text));
    scratch_put("more.csv", "id,given_name,surname,dob,birth_place,shoes\n"
                            "1,Zed,Zyx,1950-01-01,Lodz,3\n2,Zoe,Zyx,1951-01-01,Derby,3\n");
}

static void what_a_register_did_not_learn_to_compare_is_told_by_the_run_that_brings_it(void **state)
{
    (void)state;
    put_more_to_say();
    run_well("rm -f r; weft link --register r many.csv --json");
    assert_said("\"not_compared\":[]");
    run_well("weft link --register r more.csv --memory 64.1M");
    assert_said("  birth_place              place of birth\n"
                "  shoes                    not used\n");
    assert_said("Kept, and not compared: birth_place. When the register learned, no record said "
                "anything of that, or too few did; --relearn learns from all that it has now.\n");
    run_well("weft link --register r more.csv --memory 64.1M --json");
    assert_said("\"not_compared\":[\"birth_place\"]");
    run_well("weft link --register r --relearn && weft link --register r more.csv --memory 64.1M");
    assert_lacks_text(scratch_said(), "not compared");
}

static void what_too_few_records_say_to_learn_from_is_told(void **state)
{
    (void)state;
    put_more_to_say();
    scratch_put("other.csv", "id,given_name,middle_name,surname,dob\n1,Zed,Ivo,Zyx,1950-01-01\n");
    run_well("rm -f r; weft link --register r many.csv && weft link --register r other.csv");
    assert_said("Kept, and not compared: other names. Too few records say anything of that to "
                "learn from.\n");
}

static void identifiers_come_out_as_they_came_in(void **state)
{
    (void)state;
    scratch_put("odd.csv", "id,given_name,surname,dob,postcode\n"
                           "=1+1,Anna,Khan,2001-02-03,NG1 5AB\n-x,Anna,Khan,2001-02-03,NG1 5AB\n"
                           "+44,Zed,Zyx,1950-01-01,NG7 2QP\n@home,Zed,Zyx,1950-01-01,NG7 2QP\n"
                           "\"'-a, \"\"b\"\"\",Bo,Li,1990-03-04,NG9 9ZZ\n");
    static const char *const runs[] = {"weft link odd.csv", "weft link --register odd odd.csv"};
    static const char *const files[] = {"c.csv", "h.csv", "p.csv"};
    for (size_t i = 0; i < 2; i++) {
        char command[200];
        snprintf(command, sizeof command, "%s --clusters c.csv --households h.csv --pairs p.csv",
                 runs[i]);
        run_well(command);
        for (size_t file = 0; file < 3; file++) {
            struct slice text = scratch_read(files[file]);
            assert_has_text(text, "odd,=1+1,");
            assert_has_text(text, "odd,-x,");
            assert_has_text(text, "odd,+44,");
            assert_has_text(text, "odd,@home,");
            if (file < 2)
                assert_has_text(text, "\nodd,\"'-a, \"\"b\"\"\",");
        }
    }
}

/* Anna is twice in the first file and once in the second; who Zed is there, the truth alone knows.
 */
static void put_known(void)
{
    scratch_put("a.csv", "id,given_name,surname,dob,who\n1,Anna,Khan,2001-02-03,p1\n"
                         "2,Anna,Khan,2001-02-03,p1\n3,Zed,Zyx,1950-01-01,p2\n");
    scratch_put("b.csv", "id,given_name,surname,dob,who\n1,Anna,Khan,2001-02-03,p1\n"
                         "2,Bilal,Omar,1990-11-12,p2\n");
    scratch_put("only.yaml", "link_only: yes\n");
    scratch_put("once.yaml", "sources: {a: once, b: apart}\n");
    scratch_put("one.yaml", "sources: {a: once}\n");
}

static void what_is_scored_is_what_is_linked_and_the_answer_says_which(void **state)
{
    (void)state;
    static const struct {
        const char *with, *scored;
    } runs[] = {{"", "\"scored\":\"all pairs\",\"across\":{\"precision\":1,\"recall\":0.66666"},
                {"--spec only.yaml", "\"scored\":\"pairs of different sources\""},
                {"--spec once.yaml", "\"scored\":\"pairs of different sources\""}};
    put_known();
    for (size_t i = 0; i < 6; i++) {
        char command[200];
        snprintf(command, sizeof command, "rm -f r; weft link %s a.csv b.csv --truth who %s",
                 i % 2 ? "--register r" : "", runs[i / 2].with);
        run_well(command);
        assert_said(i < 2 ? "Against the truth in who, over pairs within sources and across them:"
                          : "Against the truth in who, over pairs of different sources:");
        snprintf(command + strlen(command), sizeof command - strlen(command), " --json");
        run_well(command);
        assert_said(runs[i / 2].scored);
        if (i < 2)
            assert_said("\"clusters\":{\"precision\":1,\"recall\":0.75,");
        else
            assert_lacks_text(scratch_said(), "\"across\"");
    }
    run_well("weft link a.csv b.csv --truth who --spec one.yaml --json"); /* b may be twice */
    assert_said("\"scored\":\"all pairs\"");
}

static void errors_of_the_report_are_of_the_pairs_that_are_linked(void **state)
{
    (void)state;
    put_known();
    run_well("weft link a.csv b.csv --truth who --report r.html --json");
    assert_said("\"true_links\":4,\"found_links\":3,");
    assert_has_text(scratch_read("r.html"), "Over pairs within sources and across them");
    assert_has_text(scratch_read("r.html"), "Over pairs of different sources");
    run_well("weft link a.csv b.csv --truth who --spec only.yaml --report r.html --json");
    assert_said("\"true_links\":3,\"found_links\":");
    assert_lacks_text(scratch_read("r.html"), "Over pairs within sources");
}

static void a_truth_that_is_not_known_of_all_or_has_no_pair_is_no_score(void **state)
{
    (void)state;
    put_known();
    scratch_put("b.csv", "id,given_name,surname,dob,who\n1,Anna,Khan,2001-02-03,p1\n"
                         "2,Bilal,Omar,1990-11-12,\n");
    assert_int_equal(scratch_run("weft link a.csv b.csv --truth who"), 1);
    assert_said("Record 2 of b has nothing in the column who, which should know whose each record "
                "is.");
    scratch_put("b.csv",
                "id,given_name,surname,dob,who\n1,Anna,Khan,2001-02-03,p1\n"
                "2,Anna,Khan,2001-02-03,p2\n3,Bo,Li,1990-11-12,p3\n4,Mo,Li,1991-11-12,p3\n");
    run_well("head -3 b.csv > c.csv; weft link c.csv --truth surname");
    assert_said("Against the truth in surname, over pairs of records:");
    scratch_put("b.csv", "id,given_name,surname,dob,who\n1,Anna,Khan,2001-02-03,p\n"
                         "2,Zed,Zyx,1950-01-01,q\n3,Zed,Zyx,1950-01-01,r\n");
    run_well("weft link b.csv --truth who");
    assert_said("By the truth in who no two records are of one person, counting pairs of records: "
                "there is nothing to find. 1 such pair was taken for one.\n");
}

/* What a newcomer does wrong is said as it is. */
static void an_identifier_that_does_not_serve_is_told_with_what_to_do(void **state)
{
    (void)state;
    scratch_put("a.csv", "id,given_name,surname\n1,Anna,Khan\n2,Zed,Zyx\n");
    scratch_put("b.csv", "ref,given_name,surname\n1,Anna,Khan\n");
    scratch_put("id.yaml", "columns: {id: given_name}\n");
    scratch_put("no.yaml", "columns: {id: ignored}\n");
    assert_int_equal(scratch_run("weft link a.csv b.csv"), 1);
    assert_said("The source b has no column \"id\", which identifies the records of the others. "
                "Name it alike in all of them, or name with --id a column that all of them have.");
    assert_int_equal(scratch_run("weft link a.csv --spec id.yaml"), 1);
    assert_said("The column \"id\" identifies the records, and the specification takes it for "
                "given name too.");
    run_well("weft link a.csv --spec no.yaml && head -1 b.csv > c.csv && weft link a.csv c.csv");
}

static void sizes_of_memory_are_told_so_that_they_differ(void **state)
{
    (void)state;
    scratch_put("a.csv", "id,given_name,surname\n1,Anna,Khan\n2,Zed,Zyx\n");
    assert_int_equal(scratch_run("weft link a.csv --memory 20K"), 1);
    assert_said("takes about 64.0 MiB of memory, and 20.0 KiB are allowed. Nothing was read. Allow "
                "more (--memory), or link them on a larger machine, or fewer records at a time.");
    run_well("rm -f r; weft link --register r a.csv && weft link --register r --decisions");
    assert_said("There is no decision and no shield to show.\n");
    run_well("weft link --register r --decisions --json");
    assert_said("{\"decisions\":[],\"shields\":[],\"contradictions\":[]}\n");
}

static void dates_of_birth_that_cannot_be_are_told(void **state)
{
    (void)state;
    scratch_put("dates.csv", "id,given_name,surname,dob,dob2\n1,Anna,Khan,31/02/2001,\n"
                             "2,Zed,Zyx,not known,\n3,Bo,Li,01/01/2950,\n4,Mo,Li,01/01/2951,\n"
                             "5,Al,Li,01/01/1900,\n6,Al,Lo,1980,\n7,Jo,Lo,,\n");
    scratch_put("fine.csv", "id,given_name,surname,dob\n1,Anna,Khan,29/02/2000\n");
    static const char *const runs[] = {"weft link fine.csv dates.csv",
                                       "rm -f r; weft link --register r fine.csv dates.csv"};
    char command[200];
    for (size_t i = 0; i < 2; i++) {
        run_well(runs[i]);
        assert_said("Look at dob: 1 date of birth cannot be read and counts as not given (record 2 "
                    "of dates).\n");
        assert_said("Look at dob: 1 date of birth is a day that no calendar has (record 1 of "
                    "dates); compared as written, since a slip is near what was meant.\n");
        assert_said("Look at dob: 2 dates of birth are in the future (the first is record 3 of "
                    "dates); compared");
        snprintf(command, sizeof command, "%s --json", runs[i]);
        run_well(command);
        assert_said("\"unreadable\":1,\"impossible\":1,\"in_future\":2}");
        run_well("weft link fine.csv");
        assert_lacks_text(scratch_said(), "Look at");
    }
}

static void the_help_names_every_kind_and_key_of_a_specification(void **state)
{
    (void)state;
    static const char *const words[] = {"other_name", " role ", "groups:", "\"once\"", "\"apart\""};
    run_well("weft link --help");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_said(words[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_middle_name_that_repeats_another_name_is_read_alike_in_files_and_a_register),
        cmocka_unit_test(
            what_a_register_did_not_learn_to_compare_is_told_by_the_run_that_brings_it),
        cmocka_unit_test(identifiers_come_out_as_they_came_in),
        cmocka_unit_test(what_is_scored_is_what_is_linked_and_the_answer_says_which),
        cmocka_unit_test(errors_of_the_report_are_of_the_pairs_that_are_linked),
        cmocka_unit_test(a_truth_that_is_not_known_of_all_or_has_no_pair_is_no_score),
        cmocka_unit_test(an_identifier_that_does_not_serve_is_told_with_what_to_do),
        cmocka_unit_test(sizes_of_memory_are_told_so_that_they_differ),
        cmocka_unit_test(dates_of_birth_that_cannot_be_are_told),
        cmocka_unit_test(the_help_names_every_kind_and_key_of_a_specification),
        cmocka_unit_test(what_too_few_records_say_to_learn_from_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
