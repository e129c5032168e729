/* weft link: what it answers, what it leaves behind, and what it refuses. */
#include "support/scratch.h"
#include "support/test.h"

#include "text/text.h"

static void assert_file(const char *name, const char *expected)
{
    assert_slice(scratch_read(name), expected);
}

static const char *const council = "id,first_name,surname,dob,postcode\n"
                                   "c1,Anna,Kowalska,2001-02-03,NG1 5AB\n"
                                   "c2,Bilal,Khan,2004-05-06,NG7 2QP\n"
                                   "c3,Chloe,Smith,2009-10-11,NG2 1AA\n";
static const char *const health = "id,first_name,surname,dob,postcode\n"
                                  "h1,Bilal,Khan,06/05/2004,NG7 2QP\n"
                                  "h2,\"Ania\",Kowalski,2001-02-03,NG1 5AB\n"
                                  "h3,Dylan,Jones,1999-12-31,NG9 9ZZ\n";

static void make_sources(void)
{
    scratch_put("council.csv", council);
    scratch_put("health.csv", health);
}

static void every_record_gets_a_person_and_pairs_their_weight(void **state)
{
    (void)state;
    make_sources();
    assert_int_equal(scratch_run("weft link council=council.csv health=health.csv --clusters c.csv "
                                 "--pairs p.csv"),
                     0);
    assert_said("6 records of 2 sources are 4 persons.");
    assert_file("c.csv", "source,id,person\ncouncil,c1,1\ncouncil,c2,2\ncouncil,c3,3\n"
                         "health,h1,2\nhealth,h2,1\nhealth,h3,4\n");
    assert_int_equal(scratch_run("cat p.csv"), 0);
    assert_said("left_source,left_id,right_source,right_id,probability,weight\n");
    assert_said("council,c1,health,h2,");
    assert_said("council,c2,health,h1,");
}

static void columns_are_told_for_what_they_were_taken(void **state)
{
    (void)state;
    scratch_put("odd.csv",
                "unique_id,Forename,FAMILY NAME,D.O.B.,Sex,contact,colour\n"
                "1,Anna,Smith,1/2/2001,F,anna@x.org,red\n2,Ann,Smith,1/2/2001,F,anna@x.org,\n");
    assert_int_equal(scratch_run("weft link odd.csv --json"), 0);
    assert_said("{\"column\":\"Forename\",\"taken_as\":\"given name\"}");
    assert_said("{\"column\":\"FAMILY NAME\",\"taken_as\":\"surname\"}");
    assert_said("{\"column\":\"D.O.B.\",\"taken_as\":\"date of birth\"}");
    assert_said("{\"column\":\"contact\",\"taken_as\":\"e-mail address\"}");
    assert_said("{\"column\":\"colour\",\"taken_as\":\"not used\"}");
    assert_said("{\"column\":\"unique_id\",\"taken_as\":\"identifier of the row\"}");
    assert_said("\"persons\":1");
}

static void json_is_one_document(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json json;
    struct err err = {0};
    scratch_put("known.csv", "id,first_name,surname,dob,who\n1,Anna,Smith,2001-02-03,p1\n"
                             "2,Anna,Smith,2001-02-03,p1\n3,Bilal,Khan,2004-05-06,p2\n");
    assert_int_equal(scratch_run("weft link known.csv --truth who --json"), 0);
    assert_int_equal(json_parse(slice_trim(scratch_said()), &arena, &json, &err), 0);
    const struct json *quality = json_get(json_get(&json, "quality"), "clusters");
    assert_true(json_get(quality, "f1")->real == 1);
    assert_int_equal(json_get(quality, "true_pairs")->integer, 1);
    assert_true(json_get(json_get(quality, "b_cubed"), "f1")->real == 1);
    assert_int_equal(json_get(&json, "persons")->integer, 2);
}

static void a_model_is_kept_and_taken_up(void **state)
{
    (void)state;
    make_sources();
    assert_int_equal(
        scratch_run("rm -f m.json; weft link council=council.csv health=health.csv --model m.json "
                    "--clusters one.csv"),
        0);
    assert_true(scratch_has("m.json"));
    assert_int_equal(
        scratch_run("cp m.json before.json; weft link council=council.csv health=health.csv "
                    "--model m.json --clusters two.csv && cmp one.csv two.csv && cmp m.json "
                    "before.json"),
        0);
}

static void a_specification_says_what_columns_and_sources_are(void **state)
{
    (void)state;
    scratch_put("s.yaml",
                "id: ref\ncolumns: {a: given_name, b: surname, c: birth_date, d: ignored}\n"
                "sources: {x: once}\nrules: {titles: off}\nthreshold: 0.6\n");
    scratch_put("x.csv", "ref,a,b,c,d\n1,Anna,Smith,2001-02-03,q\n2,Anna,Smith,2001-02-03,q\n");
    scratch_put("y.csv", "ref,a,b,c,d\n1,Anna,Smith,2001-02-03,r\n");
    assert_int_equal(scratch_run("weft link x=x.csv y=y.csv --spec s.yaml --clusters c.csv"), 0);
    assert_file("c.csv", "source,id,person\nx,1,1\nx,2,2\ny,1,1\n");
    scratch_put("s.yaml",
                "id: ref\ncolumns: {a: given_name, b: surname, c: birth_date}\nlink_only: yes\n");
    assert_int_equal(
        scratch_run(
            "weft link x=x.csv y=y.csv --spec s.yaml --pairs p.csv && grep -c '^x,.*,x,' p.csv"),
        1);
    assert_said("0\n");
}

/* --- what is refused -------------------------------------------------------------------------- */

/* Refused with this sentence, and no output file made. */
static void assert_refused(const char *arguments, const char *sentence)
{
    char command[1024];
    snprintf(command, sizeof command, "rm -f out.csv; weft link %s --clusters out.csv", arguments);
    int code = scratch_run(command);
    if (code != 1)
        fail_msg("%s: exit %d and said: %.*s", arguments, code, SLICE_PRINT(scratch_said()));
    assert_said(sentence);
    assert_false(scratch_has("out.csv"));
}

static void files_that_cannot_be_read_are_refused_by_name_and_place(void **state)
{
    (void)state;
    make_sources();
    scratch_put("empty.csv", "");
    scratch_put("ragged.csv", "id,first_name,surname\n1,Anna,Smith\n2,Bilal\n");
    scratch_put("latin.csv", "id,first_name,surname\n1,Andr\xE9,Smith\n");
    scratch_put("quote.csv", "id,first_name,surname\n1,\"Anna,Smith\n");
    scratch_put("twice.csv", "id,surname,surname\n1,Smith,Jones\n");
    assert_refused("empty.csv", "The file is empty. Its first line must name the columns.");
    assert_refused("nosuch.csv", "nosuch.csv cannot be opened");
    assert_refused(".", "is a folder");
    assert_refused("ragged.csv", "ragged.csv:3:1: The row has 2 columns, the header 3.");
    CLEANUP(buffer_free) struct buffer late = BUFFER(1 << 20);
    buffer_string(&late, "id,first_name,surname\n");
    for (int i = 1; i <= 70; i++)
        buffer_printf(&late, "%d,Anna,\"Smith\n%d\"\n", i, i);
    buffer_string(&late, "71,Bilal\n");
    scratch_put("late.csv", buffer_text(&late));
    assert_refused("late.csv", "late.csv:142:1: The row has 2 columns, the header 3.");
    CLEANUP(buffer_free) struct buffer wide = BUFFER(1 << 16);
    buffer_string(&wide, "id");
    for (int i = 1; i <= 256; i++)
        buffer_printf(&wide, ",column %d", i);
    scratch_put("wide.csv", buffer_text(&wide));
    assert_refused("wide.csv", "wide.csv:1:1: The file has 257 columns; at most 256 can be read.");
    assert_refused("latin.csv", "latin.csv:2:7: A character here is not UTF-8");
    assert_refused("quote.csv", "quote.csv:2");
    assert_refused("twice.csv", "Two columns are called \"surname\".");
    assert_refused("council=council.csv latin.csv", "latin.csv:2:7:");
}

static void records_must_be_told_apart(void **state)
{
    (void)state;
    scratch_put("same.csv", "id,first_name,surname\n7,Anna,Smith\n8,Bilal,Khan\n7,Chloe,Jones\n");
    scratch_put("blank.csv", "id,first_name,surname\n7,Anna,Smith\n ,Bilal,Khan\n");
    scratch_put("noid.csv", "first_name,surname\nAnna,Smith\n");
    assert_refused("same.csv", "The identifier \"7\" stands on records 1 and 3 of same.");
    assert_refused("blank.csv", "Record 2 of blank has no identifier");
    assert_refused("noid.csv", "Say which one identifies the rows, with --id COLUMN.");
    assert_refused("same.csv --id nosuch", "No source has a column \"nosuch\".");
    scratch_put("spec.yaml", "rules: {titles: off}\nid: nosuch\n");
    assert_refused("same.csv --spec spec.yaml", "spec.yaml:2:5: No source has a column");
    assert_refused("same.csv --id surname --truth nosuch", "No source has a column \"nosuch\".");
    /* The same identifier in two sources is two records. */
    scratch_put("other.csv", "id,first_name,surname\n8,Bilal,Khan\n");
    scratch_put("one.csv", "id,first_name,surname\n8,Bilal,Khan\n");
    assert_int_equal(scratch_run("weft link one.csv other.csv"), 0);
}

static void nothing_to_link_on_is_refused(void **state)
{
    (void)state;
    scratch_put("colours.csv", "id,colour,shape\n1,red,round\n2,blue,square\n");
    assert_refused("colours.csv", "No column was recognised as something to link on.");
}

static void one_row_and_no_row_are_linked(void **state)
{
    (void)state;
    scratch_put("one.csv", "id,first_name,surname\n1,Anna,Smith\n");
    scratch_put("none.csv", "id,first_name,surname\n");
    assert_int_equal(scratch_run("weft link one.csv --clusters c.csv"), 0);
    assert_file("c.csv", "source,id,person\none,1,1\n");
    assert_int_equal(scratch_run("weft link none.csv --clusters c.csv"), 0);
    assert_file("c.csv", "source,id,person\n");
}

static void all_values_equal_are_linked_in_bounded_time(void **state)
{
    (void)state;
    assert_int_equal(
        scratch_run("{ echo id,first_name,surname,dob; i=0; while [ $i -lt 16000 ]; do "
                    "echo $i,John,Smith,1970-01-02; i=$((i+1)); done; } >equal.csv; "
                    "weft link equal.csv --clusters c.csv && wc -l <c.csv"),
        0);
    assert_said("16001");
    assert_said("compared with its neighbours only");
}

static void impossible_dates_and_dates_to_come_do_no_harm(void **state)
{
    (void)state;
    scratch_put("dates.csv",
                "id,first_name,surname,dob\n1,Anna,Smith,2999-01-01\n2,Anna,Smith,2999-01-01\n"
                "3,Bilal,Khan,2001-13-45\n4,Bilal,Khan,2001-13-45\n5,Chloe,Jones,soon\n");
    assert_int_equal(scratch_run("weft link dates.csv"), 0);
    assert_said("5 records of 1 source are 3 persons.");
}

static void specifications_with_faults_are_refused_at_the_place(void **state)
{
    (void)state;
    make_sources();
    static const struct {
        const char *text, *sentence;
    } faults[] = {
        {"columns: {nosuch: surname}\n", "s.yaml:1:11: No source has a column \"nosuch\"."},
        {"columns:\n  surname: nickname\n", "s.yaml:2:12: \"nickname\" is no kind of column."},
        {"colums: {}\n", "s.yaml:1:1: \"colums\" is no key of a specification."},
        {"sources: {police: once}\n", "No source is called \"police\" on the command line."},
        {"sources: {council: twice}\n", "\"twice\" is no rule of a source."},
        {"rules: {tittles: off}\n", "\"tittles\" is no rule."},
        {"rules: {titles: perhaps}\n", "A rule is yes or no, not \"perhaps\"."},
        {"threshold: 7\n", "threshold is a probability between 0 and 1, such as 0.9, not \"7\"."},
        {"groups: surname\n", "groups takes a list in brackets."},
        {"- a\n- b\n", "A specification has keys such as columns and sources."},
        {"columns: {a: b\n", "s.yaml:"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        scratch_put("s.yaml", faults[i].text);
        assert_refused("council=council.csv health=health.csv --spec s.yaml", faults[i].sentence);
    }
    scratch_put("s.yaml", "link_only: yes\n");
    assert_refused("council.csv --spec s.yaml", "link_only compares sources with each other");
    scratch_put("s.yaml", "sources: {council: apart}\n");
    assert_refused("council=council.csv --spec s.yaml", "The only source is set apart");
    scratch_put("s.yaml", "sources: {council: once}\n");
    assert_refused("council=council.csv --spec s.yaml", "there is nothing to link");
    assert_refused("council.csv --spec nosuch.yaml", "nosuch.yaml cannot be opened");
}

static void a_table_of_frequencies_is_taken_or_refused_at_the_place(void **state)
{
    (void)state;
    static const struct {
        const char *text, *sentence;
    } faults[] = {
        {"", "f.csv:1:1: A table of frequencies has the columns kind, name and per_million."},
        {"name,kind,per_million\n", "f.csv:1:1: A table of frequencies has the columns"},
        {"kind,name,per_million\nsurname,Smith\n", "f.csv:2:1: The row has 2 columns"},
        {"kind,name,per_million\nsurname,Smith,many\n", "f.csv:2:15: per_million is a number"},
        {"kind,name,per_million\nsurname,Smith,0\n", "f.csv:2:15: per_million is a number"},
        {"kind,name,per_million\nsurname,Smith,2000000\n", "at most 1000000, not \"2000000\""},
        {"kind,name,per_million\nbirth_date,2001-02-03,5\n", "f.csv:2:1: Frequencies are of"},
        {"kind,name,per_million\nnickname,Bob,5\n", "not of \"nickname\"."},
        {"kind,name,per_million\nsurname,Smith,5\nsurname,Lee,1\nsurname, SMITH,9\n",
         "f.csv:4:9: “SMITH” has a frequency already, on line 2. Leave the one that is right."},
        {"kind,name,per_million\nsurname,Lee,5\nsurname,Lee,5\n", "already, on line 2."},
    };
    make_sources();
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        scratch_put("f.csv", faults[i].text);
        assert_refused("council.csv --frequencies f.csv", faults[i].sentence);
    }
    assert_refused("council.csv --frequencies nosuch.csv", "nosuch.csv cannot be opened");
    assert_int_equal(scratch_run("weft link council.csv --register r --frequencies f.csv"), 2);
    assert_said("--frequencies is not used with --register");
    scratch_put("f.csv", "kind,name,per_million\nsurname,Smith,9000\ngiven_name,Anna,5000\n"
                         "surname,O'Brien,50\nsurname,OBrien,20\ngiven_name,Smith,2\n");
    assert_int_equal(scratch_run("weft link council.csv --frequencies f.csv"), 0);
}

/* Killed at any moment, it leaves a whole file or none, and does its work when started again. */
static void an_interrupted_run_is_started_again(void **state)
{
    (void)state;
    assert_int_equal(
        scratch_run("weft synth people --rows 3000 --seed 3 --flat people.csv >synth.txt && "
                    "weft link people.csv --clusters whole.csv >whole.txt"),
        0);
    assert_int_equal(
        scratch_run("for t in 0.02 0.05 0.1 0.2 0.4 0.8; do rm -f part.csv; "
                    "timeout -s KILL $t weft link people.csv --clusters part.csv >part.txt; "
                    "[ ! -e part.csv ] || cmp part.csv whole.csv || exit 1; done; "
                    "weft link people.csv --clusters part.csv >part.txt && "
                    "cmp part.csv whole.csv"),
        0);
}

static void who_is_shielded_is_shown_with_no_other_without_a_register_too(void **state)
{
    (void)state;
    scratch_put("open.csv", "id,first_name,surname,dob,postcode\n"
                            "1,Anna,Kowalska,1990-01-02,NG1 1AA\n2,Ben,Shah,1991-01-02,NG2 2BB\n"
                            "3,Ben,Shah,1991-01-02,NG2 2BB\n4,Zoe,Okafor,1999-11-02,NG3 3CC\n");
    scratch_put("shut.csv", "id,first_name,surname,dob,postcode,shielded\n"
                            "9,Anna,Kowalska,1990-01-02,NG1 1AA,court order\n");
    assert_int_equal(scratch_run("weft link open.csv shut.csv --clusters c.csv --pairs p.csv "
                                 "--households h.csv --families f.csv --report r.html"),
                     0);
    assert_said("shielded                 who is shown with no other");
    assert_slice(scratch_read("c.csv"),
                 "source,id,person\nopen,1,1\nopen,2,2\nopen,3,2\nopen,4,3\nshut,9,4\n");
    assert_has_text(scratch_read("h.csv"), "open,1,1,1,postcode and surname\n");
    assert_has_text(scratch_read("h.csv"), "shut,9,4,4,postcode and surname\n");
    struct slice pairs = scratch_read("p.csv"), line;
    while (slice_split(&pairs, '\n', &line))
        if (slice_starts_with(line, SLICE("open,1,")) ||
            slice_find(line, SLICE("shut,9")) < line.length)
            fail_msg("%.*s", SLICE_PRINT(line));
    struct slice report = scratch_read("r.html");
    assert_int_equal(slice_find(report, SLICE("Kowalska")), report.length);
    assert_int_equal(scratch_run("weft link open.csv shut.csv --why shut:9"), 0);
    assert_said("has 1 record:");
    /* nobody is left, and that is no fault of the columns */
    assert_int_equal(scratch_run("weft link shut.csv --clusters c.csv --report r.html"), 0);
    assert_slice(scratch_read("c.csv"), "source,id,person\nshut,9,1\n");
}

static void less_memory_than_needed_is_said_before_the_start(void **state)
{
    (void)state;
    make_sources();
    assert_refused("council.csv --memory 1M", " MiB of memory, and 1.0 MiB are allowed.");
    assert_int_equal(scratch_run("weft link council.csv --memory 2G"), 0);
}

static void a_model_of_other_columns_or_of_none_is_refused(void **state)
{
    (void)state;
    make_sources();
    scratch_put("few.csv", "id,first_name,surname\n1,Anna,Smith\n2,Ann,Smith\n");
    assert_int_equal(scratch_run("rm -f m.json; weft link council.csv --model m.json"), 0);
    assert_refused("few.csv --model m.json", "was estimated on other columns than these");
    scratch_put("m.json", "{\"weft_linkage_model\":1}");
    assert_refused("few.csv --model m.json", "is no model that weft link kept");
    scratch_put("m.json", "{");
    assert_refused("few.csv --model m.json", "m.json:");
}

static void wrong_use_is_told_and_exits_2(void **state)
{
    (void)state;
    make_sources();
    static const struct {
        const char *arguments, *sentence;
    } wrong[] = {
        {"", "link needs at least one source"},
        {"council.csv --threads none", "--threads takes a number"},
        {"council.csv --threads 0", "--threads takes a number"},
        {"council.csv --memory lots", "--memory takes a size"},
        {"council.csv --threshold 2", "--threshold takes a probability"},
        {"council.csv --nosuch", "option --nosuch is not known here"},
        {"a=council.csv a=health.csv", "Two sources are called \"a\""},
        {"=council.csv", "should be NAME=FILE.csv"},
        {"council.csv --explain a:1", "--explain needs two records"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char command[300];
        snprintf(command, sizeof command, "weft link %s", wrong[i].arguments);
        if (scratch_run(command) != 2)
            fail_msg("%s: said %.*s", wrong[i].arguments, SLICE_PRINT(scratch_said()));
        assert_said(wrong[i].sentence);
        snprintf(command, sizeof command,
                 "weft link --json %s 2>/dev/null | jq -s -e 'length == 1 and"
                 " (.[0].error.message | length > 20)' >/dev/null",
                 wrong[i].arguments);
        if (scratch_run(command) != 0)
            fail_msg("%s: is not told as one JSON document", wrong[i].arguments);
    }
}

static void an_output_that_cannot_be_written_leaves_none_behind(void **state)
{
    (void)state;
    make_sources();
    assert_int_equal(
        scratch_run(
            "rm -f p.csv; weft link council.csv --pairs p.csv --clusters no/such/folder.csv"),
        1);
    assert_said("cannot be created");
    assert_false(scratch_has("p.csv"));
}

/* Each would have lost a file before: the first is the order in which a new user came upon it. */
static void no_output_takes_the_place_of_what_is_read_or_of_another(void **state)
{
    (void)state;
    static const struct {
        const char *arguments, *sentence;
    } wrong[] = {
        {"a=council.csv --clusters council.csv", "--clusters would be written over council.csv, "
                                                 "which is the source \"a\". Nothing was read "
                                                 "or written. Give --clusters another name."},
        {"a=health.csv b=council.csv --pairs ./council.csv", "which is the source \"b\""},
        {"a=council.csv --report other.csv", "which is the source \"a\""}, /* a link to it */
        {"a=council.csv --households hard.csv", "which is the source \"a\""},
        {"a=nosuch.csv --families s.yaml --spec s.yaml", "which is the specification (--spec)."},
        {"a=council.csv --pairs f.csv --frequencies f.csv", "which is the table of names"},
        {"a=council.csv --model m.json --clusters m.json", "would be written to one file, m.json"},
        {"a=council.csv --pairs o.csv --clusters ./o.csv", "Give each a name of its own."},
        {"a=council.csv --pairs no/o.csv --clusters no/o.csv", "Give each a name of its own."},
        {"a=council.csv --register city --report city", "would be written to one file, city."},
        {"a=council.csv --register council.csv", "the register (--register) would be written over"},
    };
    make_sources();
    scratch_put("s.yaml", "threshold: 0.9\n");
    scratch_put("f.csv", "kind,name,per_million\nsurname,smith,7000\n");
    assert_int_equal(scratch_run("rm -f m.json o.csv city other.csv hard.csv; "
                                 "ln -s council.csv other.csv; ln council.csv hard.csv"),
                     0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char command[300];
        snprintf(command, sizeof command, "weft link %s", wrong[i].arguments);
        if (scratch_run(command) != 1)
            fail_msg("%s: said %.*s", command, SLICE_PRINT(scratch_said()));
        assert_said(wrong[i].sentence);
        assert_file("council.csv", council);
    }
    assert_file("s.yaml", "threshold: 0.9\n");
    assert_false(scratch_has("m.json") || scratch_has("o.csv") || scratch_has("city"));
    assert_int_equal(scratch_run("weft link council.csv --model m.json --clusters o.csv && "
                                 "weft link council.csv --model m.json --clusters o.csv"),
                     0); /* what an earlier run left is replaced */
    assert_int_equal(scratch_run("weft link council.csv --model m.json --clusters m.json"), 1);
    assert_said("which is the model (--model)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_record_gets_a_person_and_pairs_their_weight),
        cmocka_unit_test(columns_are_told_for_what_they_were_taken),
        cmocka_unit_test(json_is_one_document),
        cmocka_unit_test(a_model_is_kept_and_taken_up),
        cmocka_unit_test(a_specification_says_what_columns_and_sources_are),
        cmocka_unit_test(files_that_cannot_be_read_are_refused_by_name_and_place),
        cmocka_unit_test(records_must_be_told_apart),
        cmocka_unit_test(nothing_to_link_on_is_refused),
        cmocka_unit_test(one_row_and_no_row_are_linked),
        cmocka_unit_test(all_values_equal_are_linked_in_bounded_time),
        cmocka_unit_test(impossible_dates_and_dates_to_come_do_no_harm),
        cmocka_unit_test(specifications_with_faults_are_refused_at_the_place),
        cmocka_unit_test(a_table_of_frequencies_is_taken_or_refused_at_the_place),
        cmocka_unit_test(an_interrupted_run_is_started_again),
        cmocka_unit_test(who_is_shielded_is_shown_with_no_other_without_a_register_too),
        cmocka_unit_test(less_memory_than_needed_is_said_before_the_start),
        cmocka_unit_test(a_model_of_other_columns_or_of_none_is_refused),
        cmocka_unit_test(wrong_use_is_told_and_exits_2),
        cmocka_unit_test(an_output_that_cannot_be_written_leaves_none_behind),
        cmocka_unit_test(no_output_takes_the_place_of_what_is_read_or_of_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
