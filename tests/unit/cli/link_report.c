/* weft link --report, --group: the page, the errors by group, and what is refused. */
#include "support/scratch.h"
#include "support/test.h"

#include "text/text.h"

/* Two agencies' records of invented people, with the true person and a group beside each. */
static void make_sources(void)
{
    static bool made;
    if (made)
        return;
    made = true;
    assert_int_equal(
        scratch_run("weft synth people --people 1500 --seed 11 --out made && "
                    "for s in health schools; do awk -F, -v OFS=, -v s=$s 'NR==FNR {"
                    "if ($1==s) {who[$2]=$3; of[$2]=$14}; next} "
                    "{print $0, FNR==1 ? \"who\" : who[$1], FNR==1 ? \"origin\" : of[$1]}' "
                    "made/truth.csv made/$s.csv >$s.csv; done"),
        0);
}

static int link_with(const char *options)
{
    char command[1000];
    make_sources();
    snprintf(command, sizeof command, "weft link health=health.csv schools=schools.csv %s",
             options);
    return scratch_run(command);
}

static const struct json *parsed(struct arena *arena)
{
    struct err err = {0};
    struct json *json = ARENA_NEW(arena, struct json);
    if (json_parse(slice_trim(scratch_said()), arena, json, &err) < 0)
        fail_msg("%s: %.*s", err.message, SLICE_PRINT(slice_sub(scratch_said(), 0, 400)));
    return json;
}

static double number(const struct json *json, const char *key)
{
    const struct json *value = json_get(json, key);
    assert_non_null(value);
    return value->real;
}

static void the_page_says_what_was_found_and_how_sure_it_is(void **state)
{
    (void)state;
    assert_int_equal(link_with("--group origin --report r.html"), 0);
    struct slice page = scratch_read("r.html");
    assert_has_text(page, "<h1>Linkage of health and schools</h1>");
    assert_has_text(page, " records of 2 sources are ");
    assert_has_text(page, "The model expects that ");
    assert_has_text(page, "Missed links by origin, as the model expects them");
    assert_has_text(page, "it cannot tell whether a group is failed");
    assert_has_text(page, "the real figures may be several times more or fewer");
    assert_lacks_text(page, "no group fares worse"); /* it cannot know */
    assert_has_text(page, " least sure question");
    assert_has_text(page,
                    "% likely that the persons of the two are one, all their records weighed; ");
    assert_has_text(page, "% likely that the one record belongs to the rest of its person, ");
    assert_has_text(page, "what these two come to alone, as --explain does.");
    assert_has_text(page, "<th scope=\"row\">gp_practice</th><td data-label=\"Taken for\">"
                          "<span>not used</span></td>");
    assert_has_text(page, "day and month change places");
    assert_has_text(page, " of the persons have a known address, in ");
    assert_lacks_text(page, "Against the truth");
    assert_lacks_text(page, "<script");
}

static void against_the_truth_the_page_and_the_json_say_the_same_errors(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    assert_int_equal(link_with("--truth who --group origin --report r.html --json"), 0);
    const struct json *json = parsed(&arena), *errors = json_get(json, "errors");
    assert_false(json_get(errors, "estimated")->boolean);
    const struct json *all = json_get(errors, "all");
    const struct json *clusters = json_get(json_get(json, "quality"), "clusters");
    assert_near(number(all, "true_links"), number(clusters, "true_pairs"), 0);
    assert_near(number(all, "found_links"), number(clusters, "found_pairs"), 0);
    assert_near(1 - number(all, "missed_share"), number(clusters, "recall"), 1e-12);
    assert_near(1 - number(all, "false_share"), number(clusters, "precision"), 1e-12);
    const struct json *by = &json_get(errors, "by")->items[0];
    assert_slice(json_get(by, "column")->text, "origin");
    double records = 0, missed = 0;
    for (size_t i = 0; i < json_get(by, "groups")->count; i++) {
        const struct json *group = &json_get(by, "groups")->items[i];
        records += number(group, "records");
        missed += number(group, "missed");
        assert_true(number(group, "missed_lower_95") <= number(group, "missed_share"));
        assert_true(number(group, "missed_upper_95") >= number(group, "missed_share"));
    }
    assert_near(records, number(json, "rows"), 0);
    assert_near(missed, number(all, "missed"), 0); /* a person is of one origin */
    assert_has_text(scratch_read("r.html"), "Against the truth, ");
    assert_has_text(scratch_read("r.html"), "False links by origin: ");
    assert_lacks_text(scratch_read("r.html"), "as the model expects them");
    assert_has_text(scratch_read("r.html"), "B-cubed, over records");
}

static void groups_are_told_in_words_too(void **state)
{
    (void)state;
    assert_int_equal(link_with("--group origin --group sex"), 0);
    assert_said("Links missed and false by origin, as the model expects them (95% limits):");
    assert_said("Links missed and false by sex");
    assert_said("whether a group is failed it cannot tell. --truth COLUMN can");
    assert_said("not stated"); /* schools have gender, not sex */
    assert_int_equal(link_with("--truth who --group origin"), 0);
    assert_said("Links missed and false by origin, against the truth (95% limits):");
    assert_lacks_text(scratch_said(), "whether a group is failed");
}

static void expected_errors_are_the_same_whatever_else_is_asked_for(void **state)
{
    (void)state;
    static const char *const ways[] = {
        "--group origin --json", "--group origin --report r.html --json",
        "--group sex --pairs p.csv --json", "--report r.html --json"};
    double missed = 0, wrong = 0;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        CLEANUP(arena_free) struct arena arena = ARENA;
        assert_int_equal(link_with(ways[i]), 0);
        const struct json *all = json_get(json_get(parsed(&arena), "errors"), "all");
        missed = i ? missed : number(all, "missed");
        wrong = i ? wrong : number(all, "false");
        assert_near(number(all, "missed"), missed, 0);
        assert_near(number(all, "false"), wrong, 0);
    }
    assert_true(missed > 0);
}

static void without_groups_no_time_is_spent_on_errors(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    assert_int_equal(link_with("--json"), 0);
    assert_null(json_get(parsed(&arena), "errors"));
}

static void a_column_of_many_values_is_shown_by_its_largest(void **state)
{
    (void)state;
    CLEANUP(arena_free) struct arena arena = ARENA;
    assert_int_equal(link_with("--group gp_practice --group date_of_birth --json"), 0);
    const struct json *groups =
        json_get(&json_get(json_get(parsed(&arena), "errors"), "by")->items[1], "groups");
    assert_int_equal(groups->count, 25);
    assert_slice(json_get(&groups->items[24], "group")->text, "all others");
}

static void a_specification_may_name_the_groups(void **state)
{
    (void)state;
    scratch_put("g.yaml", "groups: [origin, sex]\n");
    assert_int_equal(link_with("--spec g.yaml --group origin"), 0);
    assert_said("false by origin");
    assert_said("false by sex");
}

static void what_strangers_wrote_stays_words_on_the_page(void **state)
{
    (void)state;
    scratch_put("bad.csv", "id,first_name,surname,dob,\"<img src=x>\",ethnicity\n"
                           "1,Anna,<script>alert(1)</script>,2001-02-03,x,\"\"\" onload=\"\"x\"\n"
                           "2,Anna,<script>alert(2)</script>,2001-02-03,x,</style>\n"
                           "3,Anna,<script>alert(1)</script>,2001-02-04,x,</main>\n");
    assert_int_equal(scratch_run("weft link '<b>=bad.csv' --group ethnicity --report r.html"), 0);
    struct slice page = scratch_read("r.html");
    static const char *const unwanted[] = {"<script", "<img", "<b>", "\" onload=\"x"};
    for (size_t i = 0; i < sizeof unwanted / sizeof *unwanted; i++)
        assert_lacks_text(page, unwanted[i]);
    assert_has_text(page, ">&lt;/style&gt;</text>");
    assert_has_text(page, "&lt;img src=x&gt;");
    assert_has_text(page, "Linkage of &lt;b&gt;");
}

static void nobody_who_is_shielded_stands_on_the_page(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 16);
    buffer_string(&text, "id,first_name,surname,dob,postcode,Shielded\n");
    for (int i = 0; i < 30; i++)
        buffer_printf(&text, "%d,Name%c,Family%c,19%02d-01-02,NG%d 5AB,no\n", i, 'a' + i % 7,
                      'a' + i % 5, 50 + i, i % 9 + 1);
    buffer_string(&text, "x1,Zoltan,Quartermaine,2001-02-03,NG1 5AB,yes\n"
                         "x2,Zoltan,Quartermain,2001-03-02,NG7 2QP,\n"
                         "x3,Zelda,Hidden,2001-02-03,NG1 5AB,perhaps\n"
                         "x4,Zelda,Hiden,2002-02-03,NG8 5AB,0\n");
    scratch_put("shielded.csv", buffer_text(&text));
    assert_int_equal(scratch_run("weft link shielded.csv --report r.html"), 0);
    struct slice page = scratch_read("r.html");
    assert_lacks_text(page, "quartermain");
    assert_lacks_text(page, "hidden");
    assert_lacks_text(page, "shielded:x");
    assert_has_text(page, "Persons of whom any record is shielded are counted, and never shown.");
    assert_int_equal(scratch_run("sed s/Shielded/other/ shielded.csv >open.csv; "
                                 "weft link open.csv --report r.html"),
                     0);
    assert_has_text(scratch_read("r.html"), "open:x");
    assert_int_equal(scratch_run("weft link shielded.csv --report r.html --explain shielded:x1 "
                                 "shielded:1 --why shielded:x3"),
                     0);
    assert_has_text(scratch_read("r.html"), "Of the two records asked about one is shielded, or ");
    assert_has_text(scratch_read("r.html"), "The person asked about is shielded");
    assert_lacks_text(scratch_read("r.html"), "quartermain");
    assert_int_equal(scratch_run("weft link open.csv --report r.html"), 0);
    assert_int_equal(scratch_run("stat -c %a r.html"), 0);
    assert_said("600"); /* nobody but its owner reads it */
}

static void what_was_asked_about_stands_on_the_page(void **state)
{
    (void)state;
    scratch_put("three.csv", "id,first_name,surname,dob,postcode\n"
                             "1,Anna,Kowalska,2001-02-03,NG1 5AB\n"
                             "2,Anna,Kowalska,2001-02-03,NG1 5AB\n"
                             "3,Anna,Kowalska,2001-02-03,NG9 9ZZ\n"
                             "4,Bilal,Khan,2004-05-06,NG7 2QP\n5,Chloe,Jones,1999-12-31,NG2 1AA\n"
                             "6,Dylan,Smith,1988-11-10,NG3 4BB\n");
    assert_int_equal(scratch_run("weft link three.csv --report r.html --explain three:1 three:4 "
                                 "--why three:3"),
                     0);
    struct slice page = scratch_read("r.html");
    assert_has_text(page, "<h2>What was asked about</h2>");
    assert_has_text(page, "three:1 and three:4 are ");
    assert_has_text(page, "Person 1 came together from 3 records, the best evidence first");
    assert_has_text(page, "2, the weakest");
    assert_has_text(page, "<th scope=\"row\">three:1</th><td class=\"r\" data-label=\"Records\">"
                          "<span>3</span></td>"); /* the largest */
    assert_int_equal(scratch_run("weft link three.csv --report r.html --why three:4"), 0);
    assert_has_text(scratch_read("r.html"), "The person asked about has one record.");
}

/* Nothing is made of nothing: no share of no links, no picture of noughts. */
static void a_run_that_finds_no_link_says_so_and_draws_no_empty_picture(void **state)
{
    (void)state;
    scratch_put("none.csv", "id,first_name,surname,dob,postcode,who\n"
                            "1,Chloe,Smith,2009-10-11,NG2 1AA,a\n"
                            "2,Zed,Brown,1969-10-11,NG5 1AA,b\n3,Bo,Li,1999-10-11,NG2 3AA,c\n");
    static const char *const ways[] = {"", "--truth who"};
    for (size_t i = 0; i < 2; i++) {
        char command[200];
        snprintf(command, sizeof command,
                 "weft link none.csv --households h.csv --group surname --report r.html %s",
                 ways[i]);
        assert_int_equal(scratch_run(command), 0);
        assert_said("No two records were taken for one person.\n");
        assert_said(i ? "No link was made, and by the truth there is none: "
                      : "No link was made, and the model expects none: ");
        assert_said("3 of the persons have a known address, in 3 households. They are");
        struct slice page = scratch_read("r.html");
        assert_has_text(page, "No two records were taken for one person, and ");
        assert_has_text(page, "No two records are alike enough to ask somebody about them.");
        assert_has_text(page, "No person has more than one record.");
        assert_has_text(page, "could not be learnt");
        static const char *const empty[] = {">0.00%",     "no links",
                                            "0 of ",      "A higher threshold",
                                            "tells most", "Questions by how unsure"};
        for (size_t each = 0; each < sizeof empty / sizeof *empty; each++)
            assert_lacks_text(page, empty[each]);
    }
}

static void no_two_records_are_nothing_to_compare(void **state)
{
    (void)state;
    static const char *const files[] = {"id,first_name,surname\n",
                                        "id,first_name,surname\n1,Anna,Khan\n"};
    for (size_t i = 0; i < 2; i++) {
        scratch_put("few.csv", files[i]);
        assert_int_equal(scratch_run("weft link few.csv --report r.html --families f.csv"), 0);
        assert_said("There are no two records to compare.\n");
        assert_lacks_text(scratch_said(), "compared");
        assert_lacks_text(scratch_read("r.html"), "Weights of each field");
    }
}

static void the_rules_and_what_was_compared_are_shown(void **state)
{
    (void)state;
    scratch_put("s.yaml", "rules: {short_forms: off}\n");
    assert_int_equal(
        scratch_run("weft synth people --people 3000 --seed 3 --out city && weft link "
                    "council=city/council.csv health=city/health.csv schools=city/schools.csv "
                    "--spec s.yaml --report r.html"),
        0);
    struct slice page = scratch_read("r.html");
    assert_has_text(page, "(short_forms)</th><td data-label=\"Used\"><span>no</span></td>");
    assert_has_text(page, "(ages)</th><td data-label=\"Used\"><span>yes</span></td>");
    assert_has_text(page,
                    "Records that agree on any of these were compared, in blocks of at most ");
    assert_has_text(page, "surname (sound)</th>");
}

static void few_records_or_none_have_a_report_too(void **state)
{
    (void)state;
    scratch_put("none.csv", "id,first_name,surname,dob\n");
    scratch_put("one.csv", "id,first_name,surname,dob\n1,Anna,Smith,2001-02-03\n");
    assert_int_equal(scratch_run("weft link none.csv --report r.html --group dob"), 0);
    assert_has_text(scratch_read("r.html"), "0 records of 1 source are 0 persons.");
    assert_int_equal(scratch_run("weft link one.csv --report r.html --group dob"), 0);
    assert_has_text(scratch_read("r.html"), "1 record of 1 source is 1 person.");
    assert_has_text(scratch_read("r.html"), "No two records are alike enough to ask");
}

static void unknown_groups_and_unwritable_paths_are_refused(void **state)
{
    (void)state;
    scratch_put("two.csv",
                "id,first_name,surname,dob\n1,Anna,Smith,2001-02-03\n2,Anna,Smith,2001-02-03\n");
    assert_int_equal(scratch_run("rm -f r.html; weft link two.csv --group nosuch --report r.html"),
                     1);
    assert_said("No source has a column \"nosuch\" to show errors by.");
    assert_false(scratch_has("r.html"));
    assert_int_equal(
        scratch_run("rm -f c.csv; weft link two.csv --report no/such/r.html --clusters c.csv"), 1);
    assert_said("cannot be created");
    assert_false(scratch_has("c.csv"));
    assert_int_equal(scratch_run("weft link two.csv --group"), 2);
    assert_said("--group needs a column after it");
    assert_int_equal(scratch_run("weft link two.csv --json --group"), 2);
    assert_said("{\"error\":");
    assert_int_equal(scratch_run("weft link two.csv --group a --group b --group c --group d "
                                 "--group e --group f --group g --group h --group i"),
                     2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_says_what_was_found_and_how_sure_it_is),
        cmocka_unit_test(against_the_truth_the_page_and_the_json_say_the_same_errors),
        cmocka_unit_test(groups_are_told_in_words_too),
        cmocka_unit_test(expected_errors_are_the_same_whatever_else_is_asked_for),
        cmocka_unit_test(without_groups_no_time_is_spent_on_errors),
        cmocka_unit_test(a_column_of_many_values_is_shown_by_its_largest),
        cmocka_unit_test(a_specification_may_name_the_groups),
        cmocka_unit_test(what_strangers_wrote_stays_words_on_the_page),
        cmocka_unit_test(nobody_who_is_shielded_stands_on_the_page),
        cmocka_unit_test(what_was_asked_about_stands_on_the_page),
        cmocka_unit_test(a_run_that_finds_no_link_says_so_and_draws_no_empty_picture),
        cmocka_unit_test(no_two_records_are_nothing_to_compare),
        cmocka_unit_test(the_rules_and_what_was_compared_are_shown),
        cmocka_unit_test(few_records_or_none_have_a_report_too),
        cmocka_unit_test(unknown_groups_and_unwritable_paths_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
