/* weft link --register with --households, --families, --group, --report and --svg: the register
 * says of all its records what a run over all would say, and shows nobody who is shielded. */
#include "support/scratch.h"
#include "support/test.h"

#define COUNCIL_HEAD "id,forename,surname,dob,address,postcode,opened"
#define SCHOOLS_HEAD "id,forename,surname,dob,address,postcode,joined,parent_or_carer"

static void put_schools(void)
{
    scratch_put("schools.csv", SCHOOLS_HEAD
                "\ns1,Omar,Smith,2011-04-05,12 Mill Lane,NG1 5AB,2018-03-01,Anna Smith"
                "\ns2,Tim,Smith,2013-09-17,12 Mill Lane,NG1 5AB,2018-03-01,Anna Smith\n");
}

/* Anna, mother of two, is shielded where the feed says so. */
static void put_sources(const char *shielded)
{
    char text[1000];
    snprintf(text, sizeof text,
             COUNCIL_HEAD ",shielded\nc1,Anna,Smith,1980-02-03,12 Mill Lane,NG1 5AB,2018-01-01,%s\n"
                          "c2,Pat,Khan,1975-12-24,80 Far Street,DE7 8QP,2018-01-01,\n"
                          "c3,Zed,Hall,1999-12-24,,,2018-01-01,\n",
             shielded);
    scratch_put("council.csv", text);
    put_schools();
}

static void run_well(const char *command)
{
    if (scratch_run(command) != 0)
        fail_msg("%s: %.*s", command, SLICE_PRINT(scratch_said()));
}

static void assert_refused(int exit_code, const char *command, const char *says)
{
    int code = scratch_run(command);
    if (code != exit_code)
        fail_msg("%s: %d, %.*s", command, code, SLICE_PRINT(scratch_said()));
    assert_said(says);
}

/* The cell of a comma-separated line, from 1. */
static struct slice cell(struct slice line, size_t wanted)
{
    struct slice rest = line, part = {0};
    for (size_t at = 0; at < wanted && slice_split(&rest, ',', &part); at++)
        ;
    return part;
}

static void feeds_one_after_the_other_have_the_households_of_a_run_over_all(void **state)
{
    (void)state;
    put_sources("");
    run_well("rm -f city; weft link --register city council=council.csv; "
             "weft link --register city schools=schools.csv --households h.csv --families f.csv");
    assert_said("4 of the persons have a known address, in 2 households; 1 has none. They are of 3 "
                "families, as far as the records say.");
    assert_slice(scratch_line("h.csv", 1), "source,id,person,household,basis");
    static const char *const homes[] = {"1", "2", "", "1", "1"};
    for (size_t i = 0; i < 5; i++)
        assert_slice(cell(scratch_line("h.csv", i + 2), 4), homes[i]);
    assert_slice(cell(scratch_line("h.csv", 4), 5), "unknown");
    assert_slice(scratch_line("h.csv", 7), "");
    static const char *const families[] = {"1", "2", "3", "1", "1"};
    for (size_t i = 0; i < 5; i++)
        assert_slice(cell(scratch_line("f.csv", i + 2), 2), families[i]);
    assert_slice(cell(scratch_line("f.csv", 5), 3), "stated by name");
    /* and by the words that the register has for her */
    char mother[40];
    snprintf(mother, sizeof mother, "%.*s", SLICE_PRINT(cell(scratch_line("h.csv", 2), 3)));
    assert_int_equal(strlen(mother), 10);
    assert_slice(cell(scratch_line("f.csv", 5), 4), mother);
}

static void a_generated_city_in_two_feeds_stands_as_in_one(void **state)
{
    (void)state;
    run_well("weft synth people --people 700 --seed 13 --out .");
    run_well("rm -f town one; weft link --register town council=council.csv health=health.csv && "
             "weft link --register town schools=schools.csv police=police.csv charity=charity.csv "
             "--households h.csv --clusters c.csv && "
             "weft link --register one council=council.csv health=health.csv schools=schools.csv "
             "police=police.csv charity=charity.csv --households one.csv");
    run_well("for f in h one; do sed 1d $f.csv | sort -t, -k1,2 | awk -F, '{ "
             "if (!($4 in n)) n[$4] = ++k; if (!($3 in p)) p[$3] = ++m; "
             "print $1, $2, p[$3], n[$4], $5 }' > $f.txt; done; cmp h.txt one.txt");
}

static void parents_named_later_are_said_of_the_record_and_not_taken_back(void **state)
{
    (void)state;
    put_sources("");
    scratch_put("first.csv",
                COUNCIL_HEAD "\ns1,Omar,Khan,2011-04-05,12 Mill Lane,NG1 5AB,2018-03-01"
                             "\n");
    run_well("rm -f city; weft link --register city schools=first.csv council=council.csv");
    scratch_put("again.csv", COUNCIL_HEAD ",mother_id,parent_or_carer\n"
                                          "s1,Omar,Khan,2011-04-05,12 Mill Lane,NG1 5AB,2018-03-01"
                                          ",,Anna Smith\n");
    run_well("weft link --register city schools=again.csv --families f.csv --households h.csv");
    assert_said("1 record was read: 0 are new, 0 are known, 1 says another thing than before.");
    assert_has_text(scratch_read("f.csv"), "stated by name");
    run_well("weft link --register city schools=first.csv --families f.csv");
    assert_has_text(scratch_read("f.csv"), "stated by name"); /* not said now is not taken back */
}

/* --- shields ---------------------------------------------------------------------------------- */

/* Whatever is asked, nobody stands with her, and nothing shows her with another. */
static void assert_alone(const char *id, size_t line)
{
    struct slice mine = scratch_line("h.csv", line);
    char person[20], household[20], command[400];
    assert_slice(cell(mine, 2), id);
    snprintf(person, sizeof person, "%.*s", SLICE_PRINT(cell(mine, 3)));
    snprintf(household, sizeof household, "%.*s", SLICE_PRINT(cell(mine, 4)));
    snprintf(command, sizeof command,
             "test $(cut -d, -f4 h.csv | grep -cx '%s') = 1 && test $(grep -c '%s' h.csv) = 1 && "
             "test $(grep -c '%s' f.csv) = 1 && grep -q '^%s,[0-9]*,nobody known,,$' f.csv",
             household, person, person, person);
    run_well(command);
}

static void a_shielded_mother_is_in_no_household_and_no_family_but_her_own(void **state)
{
    (void)state;
    put_sources("yes");
    run_well("rm -f city; weft link --register city council=council.csv schools=schools.csv "
             "--households h.csv --families f.csv --report r.html --pairs p.csv");
    assert_alone("c1", 2);
    assert_slice(cell(scratch_line("h.csv", 2), 5), "address"); /* as her own record says */
    assert_lacks_text(scratch_read("r.html"), "c1");
    assert_lacks_text(scratch_read("p.csv"), "c1");
    /* The children stand as they would if nobody had ever brought her. */
    assert_slice(cell(scratch_line("f.csv", 5), 3), "the same parent stated");
}

static void she_stays_so_under_another_spelling_in_a_later_feed(void **state)
{
    (void)state;
    put_sources("yes");
    run_well("rm -f city; weft link --register city council=council.csv schools=schools.csv");
    scratch_put("health.csv", "id,given_name,family_name,dob,address,postcode,registered\n"
                              "HX7,Anna,Smyth,03/02/1980,12 Mill Lane,NG1 5AB,2019-01-01\n");
    run_well("weft link --register city health=health.csv --households h.csv --families f.csv "
             "--report r.html --pairs p.csv --threshold 0.5");
    assert_alone("HX7", 5);
    assert_alone("c1", 2);
    assert_lacks_text(scratch_read("r.html"), "HX7");
    assert_lacks_text(scratch_read("p.csv"), "HX7");
    assert_refused(1, "weft link --register city --explain health:HX7 council:c1 --svg a.svg",
                   "are not shown as one person");
    assert_false(scratch_has("a.svg"));
    assert_refused(1, "weft link --register city --explain health:HX7 health:HX7 --svg a.svg",
                   "is named twice");
}

/* Named by identifier, where her address tells nothing; and her own child is shielded. */
static void no_parent_is_stated_to_or_by_a_shielded_record(void **state)
{
    (void)state;
    scratch_put("cases.csv", "id,forename,surname,dob,mother_id,shielded\n"
                             "1,Anna,Smith,1980-02-03,,yes\n2,Omar,Said,2011-04-05,1,\n"
                             "3,Bea,Hall,1979-05-06,,\n4,Tim,Hall,2012-05-06,3,yes\n"
                             "5,Una,Hall,2014-07-08,3,\n");
    run_well("rm -f city; weft link --register city cases=cases.csv --families f.csv");
    run_well("grep -c 'stated by identifier' f.csv > count");
    assert_slice(scratch_line("count", 1), "2"); /* Una and Bea, who are not */
    run_well("sed 's/yes//' cases.csv > open.csv; rm -f other; "
             "weft link --register other cases=open.csv --families f.csv; "
             "grep -c 'stated by identifier' f.csv > count");
    assert_slice(scratch_line("count", 1), "5"); /* so it is the shield that hid them */
}

/* Lifted, everything is there again: it was hidden and not lost. */
static void a_shield_that_is_lifted_gives_the_household_back(void **state)
{
    (void)state;
    put_sources("yes");
    run_well("rm -f city; weft link --register city council=council.csv schools=schools.csv && "
             "weft link --register city --unshield council:c1 --by A --because B && "
             "weft link --register city --households h.csv --families f.csv");
    assert_slice(cell(scratch_line("h.csv", 2), 4), "1");
    assert_slice(cell(scratch_line("h.csv", 5), 4), "1");
    assert_has_text(scratch_read("f.csv"), "stated by name");
}

/* --- errors, report, picture ------------------------------------------------------------------ */

static void groups_are_of_the_rows_of_the_run(void **state)
{
    (void)state;
    run_well("weft synth people --people 400 --seed 5 --out .");
    run_well("rm -f town; weft link --register town council=council.csv && "
             "weft link --register town health=health.csv --group ethnic_category --json > a.json");
    assert_has_text(scratch_read("a.json"), "\"errors\":{\"estimated\":true");
    assert_has_text(scratch_read("a.json"), "\"by\":[{\"column\":\"ethnic_category\"");
    assert_has_text(scratch_read("a.json"), "\"group\":\"not in this run\"");
    scratch_put("spec.yaml", "groups: [sex]\n");
    run_well("weft link --register town health=health.csv --spec spec.yaml");
    assert_said("Links missed and false by sex, as the model expects them");
    assert_refused(1, "weft link --register town health=health.csv --group colour",
                   "No source has a column \"colour\"");
}

static void the_truth_must_be_known_of_all_records_that_are_judged(void **state)
{
    (void)state;
    scratch_put("known.csv", "id,first_name,surname,dob,who\n1,Anna,Smith,2001-02-03,p1\n"
                             "2,Anna,Smith,2001-02-03,p1\n3,Bilal,Khan,2004-05-06,p2\n");
    scratch_put("more.csv", "id,first_name,surname,dob,who\n4,Bilal,Khan,2004-05-06,p2\n");
    run_well("rm -f city; weft link --register city a=known.csv --truth who --report r.html");
    assert_has_text(scratch_read("r.html"), "Against the truth");
    assert_refused(1, "weft link --register city b=more.csv --truth who --report s.html",
                   "The truth is known of the 1 records of this run, and the register has 4.");
    assert_false(scratch_has("s.html"));
    run_well("weft link --register city --json");
    assert_said("\"records\":3"); /* refused whole */
}

static void the_report_of_a_register_is_one_page_its_owners_alone(void **state)
{
    (void)state;
    run_well("weft synth people --people 400 --seed 5 --out .");
    run_well("rm -f town; weft link --register town council=council.csv && "
             "weft link --register town health=health.csv --report r.html && "
             "test $(stat -c %a r.html) = 600 && weft link --register town --report s.html");
    static const char *const parts[] = {
        "Linkage of council and health", "The model expects that", "Where review helps most",
        "Households and families",       "Making households",      "family_name"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        assert_has_text(scratch_read("r.html"), parts[i]);
        assert_has_text(scratch_read("s.html"), parts[i]);
    }
}

static void a_pair_of_one_person_is_drawn(void **state)
{
    (void)state;
    put_sources("");
    scratch_put("health.csv", "id,given_name,family_name,dob,address,postcode\n"
                              "h1,Anna,Smith,1980-02-03,12 Mill Lane,NG1 5AB\n");
    run_well("rm -f city a.svg; weft link --register city council=council.csv schools=schools.csv "
             "&& weft link --register city health=health.csv --explain council:c1 health:h1 "
             "--why council:c1 --svg a.svg --report r.html && test $(stat -c %a a.svg) = 600");
    assert_has_text(scratch_read("a.svg"), "council:c1 and health:h1: the evidence added up");
    assert_has_text(scratch_read("r.html"), "came together from 2 records");
    assert_refused(1, "weft link --register city --explain council:c2 health:h1 --svg b.svg",
                   "are not shown as one person");
    assert_false(scratch_has("b.svg"));
}

static void what_cannot_be_written_leaves_the_register_as_it_was(void **state)
{
    (void)state;
    put_sources("");
    run_well("rm -f city h.csv; weft link --register city council=council.csv");
    assert_refused(1,
                   "weft link --register city schools=schools.csv --households h.csv --report "
                   "no/such/r.html",
                   "cannot be created");
    assert_false(scratch_has("h.csv"));
    assert_refused(1, "weft link --register city --report r.html --memory 1M",
                   "Looking at all 3 records of the register takes about");
    run_well("weft link --register city --json");
    assert_said("\"records\":3");
}

static void a_register_of_one_record_or_none_has_an_answer_too(void **state)
{
    (void)state;
    scratch_put("none.csv", COUNCIL_HEAD "\n");
    scratch_put("one.csv",
                COUNCIL_HEAD "\nc1,Anna,Smith,1980-02-03,12 Mill Lane,NG1 5AB,2018-01-01\n");
    assert_refused(1, "rm -f empty; weft link --register empty a=none.csv --report r.html",
                   "has no records yet. Feed it first");
    run_well("rm -f one; weft link --register one a=one.csv --report r.html --families f.csv "
             "--households h.csv");
    run_well("weft link a=one.csv --households plain.csv");
    assert_slice(cell(scratch_line("h.csv", 2), 5), "unknown"); /* one record teaches no field */
    assert_slice(cell(scratch_line("plain.csv", 2), 5), "unknown");
    assert_slice(cell(scratch_line("f.csv", 2), 3), "nobody known");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(feeds_one_after_the_other_have_the_households_of_a_run_over_all),
        cmocka_unit_test(a_generated_city_in_two_feeds_stands_as_in_one),
        cmocka_unit_test(parents_named_later_are_said_of_the_record_and_not_taken_back),
        cmocka_unit_test(a_shielded_mother_is_in_no_household_and_no_family_but_her_own),
        cmocka_unit_test(she_stays_so_under_another_spelling_in_a_later_feed),
        cmocka_unit_test(no_parent_is_stated_to_or_by_a_shielded_record),
        cmocka_unit_test(a_shield_that_is_lifted_gives_the_household_back),
        cmocka_unit_test(groups_are_of_the_rows_of_the_run),
        cmocka_unit_test(the_truth_must_be_known_of_all_records_that_are_judged),
        cmocka_unit_test(the_report_of_a_register_is_one_page_its_owners_alone),
        cmocka_unit_test(a_pair_of_one_person_is_drawn),
        cmocka_unit_test(what_cannot_be_written_leaves_the_register_as_it_was),
        cmocka_unit_test(a_register_of_one_record_or_none_has_an_answer_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
