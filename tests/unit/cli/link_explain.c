/* weft link --explain, --svg, --why: evidence in words, as JSON and as a picture. */
#include "support/scratch.h"
#include "support/test.h"

#include "cli/link/explain.h"
#include "text/text.h"

static const char sources[] = "weft link council=council.csv health=health.csv ";

static void make_sources(void)
{
    scratch_put("council.csv", "id,first_name,surname,dob,postcode\n"
                               "c1,Anna,Kowalska,2001-02-03,NG1 5AB\n"
                               "c2,Bilal,Khan,2004-05-06,NG7 2QP\n"
                               "c3,Chloe,\"<b onclick='x()'>Smith</b>\",2009-10-11,NG2 1AA\n");
    scratch_put("health.csv", "id,first_name,surname,dob,postcode\n"
                              "h1,Bilal,Khan,06/05/2004,NG7 2QP\n"
                              "h2,Anna,Kowalska,2001-02-03,NG1 5AB\n"
                              "h3,Anna,Kowalska,2001-02-03,NG9 9ZZ\n");
}

static int link_with(const char *options)
{
    char command[1000];
    snprintf(command, sizeof command, "%s%s", sources, options);
    return scratch_run(command);
}

static void a_pair_is_explained_field_by_field(void **state)
{
    (void)state;
    make_sources();
    assert_int_equal(link_with("--explain council:c2 health:h1"), 0);
    assert_said("before anything is known: of two records taken blindly, one pair in ");
    assert_said("dob: 20040506 (the same");
    assert_said("  Together: ");
    assert_said(" likely to be one person.");
    assert_int_equal(link_with("--explain council:c2 council:c2"), 1);
    assert_said("council:c2 is named twice. Name two records to explain.");
}

static void the_picture_has_every_field_and_its_own_style(void **state)
{
    (void)state;
    make_sources();
    assert_int_equal(link_with("--explain council:c1 health:h3 --svg e.svg"), 0);
    struct slice svg = scratch_read("e.svg");
    assert_has_text(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
    assert_has_text(svg,
                    "<title id=\"evidence-t\">council:c1 and health:h3: the evidence added up");
    assert_has_text(svg, ">Surname</text>");
    assert_has_text(svg, "postcode: ng15ab | ng99zz (");
    assert_has_text(svg, " times likelier");
    assert_has_text(svg, "<style>");
}

static void names_that_would_be_markup_stay_words_in_the_picture(void **state)
{
    (void)state;
    make_sources();
    scratch_put("bad.csv",
                "id,first_name,surname,dob\n<i>1</i>,A\"><script>x</script>,Smith,2001-02-"
                "03\n2,Anna,Smith,2001-02-03\n");
    assert_int_equal(scratch_run("weft link bad.csv --explain 'bad:<i>1</i>' bad:2 --svg e.svg"),
                     0);
    assert_lacks_text(scratch_read("e.svg"), "<script");
    assert_lacks_text(scratch_read("e.svg"), "<i>");
    assert_has_text(scratch_read("e.svg"), "bad:&lt;i&gt;1&lt;/i&gt;");
}

static void a_person_is_taken_apart_joint_by_joint(void **state)
{
    (void)state;
    make_sources();
    assert_int_equal(link_with("--why health:h2"), 0);
    assert_said("Person 1 has 3 records:\n  council:c1\n  health:h2\n  health:h3\n");
    assert_said("   1. council:c1 and health:h2: ");
    assert_said("postcode: ng15ab (the same");
    assert_said(" (with 1 more) and health:h3: ");
    assert_said("The weakest joint is number 2: ");
    assert_int_equal(link_with("--why council:c2 --why council:c3"), 0);
    assert_said("has 1 record:\n  council:c3\n");
}

static void why_is_whole_as_json(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    struct json json;
    struct err err = {0};
    make_sources();
    assert_int_equal(link_with("--why health:h2 --explain council:c3 health:h1 --json"), 0);
    assert_int_equal(json_parse(slice_trim(scratch_said()), &arena, &json, &err), 0);
    const struct json *why = json_get(&json, "why");
    assert_int_equal(json_get(why, "records")->count, 3);
    const struct json *joints = json_get(why, "joints");
    assert_int_equal(joints->count, 2);
    const struct json *last = &joints->items[1];
    assert_true(json_get(last, "weakest")->boolean);
    assert_true(json_get(last, "probability")->real > 0.5);
    double weight = json_get(&joints->items[0], "before")->real;
    const struct json *evidence = json_get(&joints->items[0], "evidence");
    for (size_t i = 0; i < evidence->count; i++)
        weight += json_get(&evidence->items[i], "weight")->real;
    assert_near(weight, json_get(&joints->items[0], "weight")->real, 1e-3); /* of two records */
    const struct json *pair = json_get(&json, "explanation");
    assert_int_equal(json_get(pair, "evidence")->count, 4);
}

static void no_minus_stands_before_nought(void **state)
{
    (void)state;
    static const struct {
        double bits;
        const char *words;
    } table[] = {{-0.04, "+0.0"}, {-0.0, "+0.0"}, {0.04, "+0.0"},
                 {-0.06, "-0.1"}, {0.06, "+0.1"}, {-12.34, "-12.3"}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char text[20];
        snprintf(text, sizeof text, "%+.1f", link_tenths(table[i].bits));
        assert_string_equal(text, table[i].words);
    }
}

static void records_that_are_not_there_leave_no_picture(void **state)
{
    (void)state;
    make_sources();
    assert_int_equal(link_with("--explain council:c1 health:nosuch --svg no.svg"), 1);
    assert_said("There is no record \"health:nosuch\"");
    assert_false(scratch_has("no.svg"));
    assert_int_equal(link_with("--why nosuch:c1"), 1);
    assert_int_equal(link_with("--svg no.svg"), 2);
    assert_said("--svg draws what --explain says of two records.");
    assert_int_equal(link_with("--explain council:c1 health:h2 --svg no/such/e.svg"), 1);
    assert_said("cannot be created");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_is_explained_field_by_field),
        cmocka_unit_test(the_picture_has_every_field_and_its_own_style),
        cmocka_unit_test(names_that_would_be_markup_stay_words_in_the_picture),
        cmocka_unit_test(a_person_is_taken_apart_joint_by_joint),
        cmocka_unit_test(why_is_whole_as_json),
        cmocka_unit_test(no_minus_stands_before_nought),
        cmocka_unit_test(records_that_are_not_there_leave_no_picture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
