/* A register looked at whole: rows in the order of their names, persons as they are shown, and what
 * is never compared kept beside. And registers of the version before, which kept none of it. */
#include "support/test.h"

#include <math.h>

#include "store/store.h"
#include "support/people.h"

#define HEAD "id|first_name|surname|dob|postcode|address|recorded|parent_id\n"

static struct people_whole look(struct people *people, double floor)
{
    struct people_whole whole;
    struct err err = {0};
    if (people_whole(people, floor, 2, 0, &whole, &err) < 0)
        fail_msg("%s", err.message);
    return whole;
}

static void rows_are_by_source_and_identifier_and_persons_as_they_are_shown(void **state)
{
    (void)state;
    struct people *people = small_city("order");
    struct people_joined joined = join_text(people, "a",
                                            HEAD "z|Zuleikha|Featherstone|2003-04-05|"
                                                 "NG9 4XY|1 Mill Lane|2020-01-01|\n"
                                                 "b|Zuleikha|Fetherstone|2003-04-05|"
                                                 "NG9 4XY|1 Mill Lane|2020-02-01|\n");
    people_joined_free(&joined);
    struct people_whole whole = look(people, 0);
    assert_int_equal(whole.row_count, 402);
    assert_int_equal(whole.source_count, 2);
    assert_string_equal(whole.source_names[0], "a");
    assert_int_equal(whole.first_row[1], 2);
    assert_int_equal(whole.first_row[2], 402);
    assert_slice(values_text(&whole.id.values, whole.id.rows[0]), "b");
    assert_slice(values_text(&whole.id.values, whole.id.rows[1]), "z");
    uint32_t count;
    const uint32_t *persons = linkage_persons(whole.linkage, &count);
    for (size_t a = 0; a < whole.row_count; a++)
        for (size_t b = 0; b < a; b++)
            assert_int_equal(persons[a] == persons[b], whole.shown[a] == whole.shown[b]);
    assert_int_equal(persons[0], persons[1]);
    people_whole_free(&whole);
    people_close(&people);
}

/* Lighter pairs are there where they are asked for, and none of a shielded record. */
static void pairs_go_down_to_the_floor_and_none_is_of_a_shielded_record(void **state)
{
    (void)state;
    struct people *people = small_city("floor");
    size_t few, many, hidden;
    struct people_whole whole = look(people, 0);
    linkage_pairs(whole.linkage, &few);
    people_whole_free(&whole);
    whole = look(people, -7);
    const struct linkage_pair *pairs = linkage_pairs(whole.linkage, &many);
    assert_true(many > few && few > 0);
    char name[40];
    struct slice id = values_text(&whole.id.values, whole.id.rows[pairs[0].a]);
    snprintf(name, sizeof name, "city:%.*s", SLICE_PRINT(id));
    uint32_t row = pairs[0].a;
    people_whole_free(&whole);
    shield(people, name, false);
    whole = look(people, -7);
    pairs = linkage_pairs(whole.linkage, &hidden);
    assert_true(hidden < many);
    assert_true(whole.shielded[row]);
    for (size_t i = 0; i < hidden; i++)
        assert_false(whole.shielded[pairs[i].a] || whole.shielded[pairs[i].b]);
    people_whole_free(&whole);
    people_close(&people);
}

static struct linkage_households households_of(struct people *people, struct people_whole *whole)
{
    struct linkage_households households;
    struct err err = {0};
    *whole = look(people, 0);
    if (people_households(people, whole, &households, &err) < 0)
        fail_msg("%s", err.message);
    return households;
}

#define MOTHER "m|Anna|Featherstone|1980-02-03|NG9 4XY|1 Mill Lane|2020-01-01|\n"
#define CHILD "k|Omar|Said|2011-04-05|NG7 1AA|9 Far Street|2020-01-01|"

static enum linkage_kin_basis tie_of_first(struct people *people)
{
    struct people_whole whole;
    struct linkage_households households = households_of(people, &whole);
    uint32_t count;
    const uint32_t *persons = linkage_persons(whole.linkage, &count);
    enum linkage_kin_basis basis = households.ties[persons[0]].basis;
    linkage_households_free(&households);
    people_whole_free(&whole);
    return basis;
}

static void what_a_later_feed_says_beside_is_kept_and_changes_no_record(void **state)
{
    (void)state;
    struct people *people = small_city("beside");
    struct people_joined joined = join_text(people, "a", HEAD CHILD "\n" MOTHER);
    people_joined_free(&joined);
    assert_int_equal(tie_of_first(people), KIN_ALONE);
    joined = join_text(people, "a", HEAD CHILD "m\n");
    assert_int_equal(joined.known, 1);
    assert_int_equal(joined.changed, 0);
    people_joined_free(&joined);
    assert_int_equal(tie_of_first(people), KIN_STATED_ID);
    joined =
        join_text(people, "a",
                  HEAD CHILD "\n" /* nothing now, where others say something */
                             "m|Anna|Featherstone|1980-02-03|NG9 4XY|1 Mill Lane|2020-01-01|zz\n");
    people_joined_free(&joined);
    assert_int_equal(tie_of_first(people), KIN_ALONE);
    people_close(&people);
}

/* By an NHS number that another source gave her, which is compared and kept in standard form. */
static void a_parent_may_be_named_by_number(void **state)
{
    (void)state;
    struct people *people = small_city("number");
    struct people_joined joined = join_text(people, "a",
                                            "id|first_name|surname|dob|mother_nhs_number\n"
                                            "k|Omar|Said|2011-04-05|943 476 5919\n");
    people_joined_free(&joined);
    joined = join_text(people, "b",
                       "id|first_name|surname|dob|nhs_number\n"
                       "m|Anna|Featherstone|1980-02-03|9434765919\n");
    people_joined_free(&joined);
    assert_int_equal(tie_of_first(people), KIN_STATED_ID);
    shield(people, "b:m", false);
    assert_int_equal(tie_of_first(people), KIN_ALONE);
    people_close(&people);
}

static void run_script(const char *path, const char *script)
{
    struct store *store;
    struct err err = {0};
    if (store_open(path, STORE_WRITE, &store, &err) < 0 || store_run(store, script, &err) < 0)
        fail_msg("%s", err.message);
    store_close(&store);
}

static void assert_taken_up(const char *name, const char *as_it_was)
{
    char path[400];
    struct people *people = small_city(name);
    people_close(&people);
    snprintf(path, sizeof path, "%s/%s", scratch_folder(), name);
    run_script(path, as_it_was);
    for (int time = 0; time < 2; time++) { /* and again, when it is done */
        people = open_register(path);
        struct people_whole whole = look(people, 0);
        assert_int_equal(whole.row_count, 400 + (size_t)time * 2);
        people_whole_free(&whole);
        struct people_joined joined = join_text(people, "a", HEAD CHILD "m\n" MOTHER);
        assert_int_equal(joined.fresh, time == 0 ? 2 : 0);
        people_joined_free(&joined);
        assert_int_equal(tie_of_first(people), KIN_STATED_ID);
        people_close(&people);
    }
}

static void a_register_of_a_version_before_is_taken_up_as_it_is(void **state)
{
    (void)state;
    assert_taken_up("first", "ALTER TABLE record DROP COLUMN beside; PRAGMA user_version=1;");
    assert_taken_up("second", "PRAGMA user_version=2;");
}

static void a_register_that_lost_a_record_is_told_and_joins_nothing_more(void **state)
{
    (void)state;
    static const char zuleikha[] = "id|first_name|surname|dob|postcode\n"
                                   "1|Zuleikha|Featherstone|2003-04-05|NG9 4XY\n";
    char path[400];
    struct people *people = small_city("lost");
    struct people_joined joined = join_text(people, "council", zuleikha);
    people_joined_free(&joined);
    joined = join_text(people, "police", /* so that the number is not given again */
                       "id|first_name|surname|dob|postcode\n"
                       "1|Oswald|Ravenscroft|1999-01-17|NG2 8QQ\n");
    people_joined_free(&joined);
    people_close(&people);
    snprintf(path, sizeof path, "%s/lost", scratch_folder());
    run_script(path, "DELETE FROM record WHERE source = 2;");
    people = open_register(path);
    struct part part = {.table = table_of(zuleikha)};
    struct err err = {0};
    part.id = &part.table.columns[0];
    part.id->kind = LINKAGE_ROW_ID;
    part.id->decided = true;
    assert_int_equal(try_part(people, "health", &part, NULL, &joined, &err), ERR_STORE);
    assert_string_equal(err.message, "The register has lost a record.");
    people_joined_free(&joined);
    part_free(&part);
    struct people_whole whole;
    assert_int_equal(people_whole(people, 0, 1, SIZE_MAX, &whole, &err), ERR_STORE);
    assert_non_null(
        strstr(err.message, "is damaged. Nothing was changed. Put back its last copy."));
    people_close(&people);
    struct store *store;
    int64_t records = 0;
    assert_int_equal(store_open(path, STORE_READ, &store, &err), 0);
    assert_int_equal(store_ask_integer(store, "SELECT count(*) FROM record", &records, &err), 0);
    assert_int_equal(records, 401); /* nobody new */
    store_close(&store);
}

static void too_little_memory_is_told_before_anything_is_read(void **state)
{
    (void)state;
    struct people *people = small_city("memory");
    struct people_whole whole;
    struct err err = {0};
    assert_int_equal(people_whole(people, 0, 1, 1 << 20, &whole, &err), ERR_LIMIT);
    assert_null(whole.linkage);
    assert_non_null(strstr(err.message, "Looking at all 400 records of the register takes"));
    people_close(&people);
}

static void what_no_run_wrote_beside_a_record_is_not_read_on(void **state)
{
    (void)state;
    char path[400];
    struct people *people = small_city("damaged");
    struct people_joined joined = join_text(people, "a", HEAD CHILD "m\n" MOTHER);
    people_joined_free(&joined);
    people_close(&people);
    snprintf(path, sizeof path, "%s/damaged", scratch_folder());
    run_script(path, "UPDATE record SET beside = x'00ffff41' WHERE source = 2;");
    people = open_register(path);
    assert_int_equal(tie_of_first(people), KIN_ALONE);
    people_close(&people);
    run_script(path, "UPDATE about SET value = x'7a0141' WHERE name = 'beside';");
    struct err err = {0};
    assert_int_equal(people_open(path, &people, &err), ERR_STORE);
    assert_non_null(strstr(err.message, "is damaged"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_by_source_and_identifier_and_persons_as_they_are_shown),
        cmocka_unit_test(pairs_go_down_to_the_floor_and_none_is_of_a_shielded_record),
        cmocka_unit_test(what_a_later_feed_says_beside_is_kept_and_changes_no_record),
        cmocka_unit_test(a_parent_may_be_named_by_number),
        cmocka_unit_test(a_register_of_a_version_before_is_taken_up_as_it_is),
        cmocka_unit_test(a_register_that_lost_a_record_is_told_and_joins_nothing_more),
        cmocka_unit_test(too_little_memory_is_told_before_anything_is_read),
        cmocka_unit_test(what_no_run_wrote_beside_a_record_is_not_read_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
