/* weft link --households, --families: the files and what is refused. */
#include "support/scratch.h"
#include "support/test.h"

static void make_sources(void)
{
    scratch_put("council.csv",
                "id,forename,surname,dob,address,postcode,opened\n"
                "c1,Anna,Smith,1980-02-03,12 Mill Lane,NG1 5AB,2018-01-01\n"
                "c2,\"O\"\"Neil, Pat\",Khan,1975-12-24,80 Far Street,DE7 8QP,2018-01-01\n"
                "c3,Zed,Hall,1999-12-24,,,2018-01-01\n");
    scratch_put("schools.csv", "id,forename,surname,dob,address,postcode,joined,parent_or_carer\n"
                               "s1,Omar,Said,2011-04-05,12 Mill Lane,NG1 5AB,2018-03-01,Anna "
                               "Smith\n");
}

static void a_household_for_every_record_and_a_family_for_every_person(void **state)
{
    (void)state;
    make_sources();
    assert_int_equal(scratch_run("weft link council=council.csv schools=schools.csv --households "
                                 "h.csv --families f.csv"),
                     0);
    assert_said("3 of the persons have a known address, in 2 households; 1 has none. They are of 3 "
                "families, as far as the records say.");
    assert_slice(scratch_line("h.csv", 1), "source,id,person,household,basis");
    assert_slice(scratch_line("h.csv", 2), "council,c1,1,1,address");
    assert_slice(scratch_line("h.csv", 3), "council,c2,2,2,address");
    assert_slice(scratch_line("h.csv", 4), "council,c3,3,,unknown");
    assert_slice(scratch_line("h.csv", 5), "schools,s1,4,1,address");
    assert_slice(scratch_line("h.csv", 6), "");
    assert_slice(scratch_line("f.csv", 1), "person,family,basis,with,sure");
    assert_slice(scratch_line("f.csv", 2), "1,1,stated by name,4,1.000");
    assert_slice(scratch_line("f.csv", 3), "2,2,nobody known,,");
    assert_slice(scratch_line("f.csv", 4), "3,3,nobody known,,");
    assert_slice(scratch_line("f.csv", 5), "4,1,stated by name,1,1.000");
}

/* A count of no households would say that everybody is homeless. */
static void that_no_address_is_known_is_said(void **state)
{
    (void)state;
    scratch_put("bare.csv", "id,forename,surname,dob\n1,Anna,Smith,1980-02-03\n");
    assert_int_equal(scratch_run("weft link bare.csv --families f.csv --report r.html"), 0);
    assert_said("1 record of 1 source is 1 person.\n");
    assert_said("No address is known. They are of 1 family, as far as the records say.");
    assert_has_text(scratch_read("r.html"), "No address is known. They are of 1 family, ");
    assert_lacks_text(scratch_read("r.html"), "Households by how many");
    assert_int_equal(scratch_run("weft link bare.csv --families f.csv --json"), 0);
    assert_said("\"households\":0,\"persons_with_address\":0,\"families\":1");
}

static void a_specification_names_the_columns_that_nobody_recognises(void **state)
{
    (void)state;
    scratch_put("odd.csv", "id,forename,surname,dob,who\n"
                           "1,Anna,Smith,1980-02-03,\n2,Omar,Said,2011-04-05,1\n");
    scratch_put("s.yaml", "columns: {who: parent_id}\n");
    assert_int_equal(scratch_run("weft link odd.csv --spec s.yaml --families f.csv"), 0);
    assert_slice(scratch_line("f.csv", 3), "2,1,stated by identifier,1,1.000");
    assert_said("identifier of a parent or carer, for families");
}

static void records_that_name_themselves_or_nobody_as_parent_do_no_harm(void **state)
{
    (void)state;
    scratch_put("self.csv", "id,forename,surname,dob,address,postcode,mother_id,parent\n"
                            "1,Anna,Smith,1980-02-03,1 Mill Lane,NG1 5AB,1,Anna Smith\n"
                            "2,Omar,Said,2011-04-05,1 Mill Lane,NG1 5AB,nosuch,Unknown Unknown\n");
    assert_int_equal(scratch_run("weft link self.csv --families f.csv --households h.csv"), 0);
    assert_slice(scratch_line("h.csv", 3), "self,2,2,1,address");
    assert_lacks_text(scratch_read("f.csv"), "stated");
}

static void files_that_cannot_be_written_are_refused_and_none_is_left(void **state)
{
    (void)state;
    make_sources();
    assert_int_equal(scratch_run("rm -f h.csv; weft link council.csv --households h.csv --families "
                                 "no/such/f.csv"),
                     1);
    assert_said("cannot be created");
    assert_false(scratch_has("h.csv"));
    assert_int_equal(scratch_run("weft link council.csv --households"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_household_for_every_record_and_a_family_for_every_person),
        cmocka_unit_test(that_no_address_is_known_is_said),
        cmocka_unit_test(a_specification_names_the_columns_that_nobody_recognises),
        cmocka_unit_test(records_that_name_themselves_or_nobody_as_parent_do_no_harm),
        cmocka_unit_test(files_that_cannot_be_written_are_refused_and_none_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
