/* Persons keep their numbers: as they grow, merge and part; and decisions about them are kept,
 * obeyed, refused where they contradict, and undone. */
#include "support/test.h"

#include "store/store.h"
#include "support/people.h"

#define HEAD "id|first_name|surname|dob|postcode\n"

static void feed(struct people *people, const char *source, const char *row)
{
    char text[600];
    snprintf(text, sizeof text, HEAD "%s\n", row);
    struct people_joined joined = join_text(people, source, text);
    people_joined_free(&joined);
}

static void count_shown(void *context, const struct people_shown *shown)
{
    (void)shown;
    ++*(size_t *)context;
}

/* Whom the number answers for, and how many records that person has. */
static int64_t answers(struct people *people, int64_t number, size_t *ret_count)
{
    struct err err = {0};
    *ret_count = 0;
    if (people_of_number(people, number, count_shown, ret_count, &number, &err) < 0)
        fail_msg("%s", err.message);
    return number;
}

static void a_person_keeps_its_number_as_it_grows(void **state)
{
    (void)state;
    size_t count;
    struct people *people = small_city("grow");
    feed(people, "council", "1|Zuleikha|Featherstone|2003-04-05|NG9 4XY");
    int64_t number = shown_number(people, "council:1");
    feed(people, "health", "7|Zuleikha|Featherston|2003-04-05|NG9 4XY");
    feed(people, "police", "9|Zuleika|Featherstone|2003-04-05|NG9 4XY");
    assert_int_equal(shown_number(people, "council:1"), number);
    assert_int_equal(shown_number(people, "health:7"), number);
    assert_int_equal(shown_number(people, "police:9"), number);
    assert_int_equal(answers(people, number, &count), number);
    assert_int_equal(count, 3);
    people_close(&people);
}

static void two_strangers(struct people *people)
{
    feed(people, "council", "1|Zuleikha|Featherstone|2003-04-05|NG9 4XY");
    feed(people, "health", "7|Oswald|Ravenscroft|1999-01-17|NG2 8QQ");
}

static void a_merger_keeps_the_older_number_and_the_other_answers_as_an_alias(void **state)
{
    (void)state;
    size_t count;
    struct people *people = small_city("merge");
    two_strangers(people);
    int64_t older = shown_number(people, "council:1"), younger = shown_number(people, "health:7");
    assert_true(older < younger);
    decide(people, PEOPLE_SAME, "health:7", "council:1");
    assert_int_equal(shown_number(people, "health:7"), older);
    assert_int_equal(answers(people, younger, &count), older);
    assert_int_equal(count, 2);
    people_close(&people);
}

static void an_undone_merger_gives_everybody_their_number_back(void **state)
{
    (void)state;
    size_t count;
    struct people *people = small_city("unmerge");
    two_strangers(people);
    int64_t older = shown_number(people, "council:1"), younger = shown_number(people, "health:7");
    int64_t entry = decide(people, PEOPLE_SAME, "health:7", "council:1");
    int64_t undone = undo(people, entry);
    assert_int_equal(shown_number(people, "council:1"), older);
    assert_int_equal(shown_number(people, "health:7"), younger);
    assert_int_equal(answers(people, younger, &count), younger);
    assert_int_equal(count, 1);
    int64_t again = undo(people, undone); /* an undo is undone too */
    assert_int_equal(shown_number(people, "health:7"), older);
    undo(people, again);
    assert_int_equal(shown_number(people, "health:7"), younger);
    people_close(&people);
}

static void a_split_leaves_the_number_with_the_oldest_of_two_and_is_undone_whole(void **state)
{
    (void)state;
    struct people *people = small_city("split");
    feed(people, "council", "1|Zuleikha|Featherstone|2003-04-05|NG9 4XY");
    feed(people, "health", "7|Zuleikha|Featherstone|2003-04-05|NG9 4XY");
    int64_t number = shown_number(people, "council:1");
    assert_int_equal(shown_number(people, "health:7"), number);
    int64_t entry = decide(people, PEOPLE_DIFFERENT, "council:1", "health:7");
    int64_t other = shown_number(people, "health:7");
    assert_int_equal(shown_number(people, "council:1"), number);
    assert_int_not_equal(other, number);
    int64_t undone = undo(people, entry);
    assert_int_equal(shown_number(people, "health:7"), number);
    undo(people, undone);
    assert_int_equal(shown_number(people, "health:7"), other);
    people_close(&people);
}

static void numbers_are_never_given_twice(void **state)
{
    (void)state;
    struct people *people = small_city("once");
    static const char *const strangers[] = {"Ottoline|Quilliam",  "Bartholomew|Xu",
                                            "Saoirse|Mwangi",     "Lev|Papadopoulos",
                                            "Hyacinth|Bergqvist", "Tariq|Ferreira"};
    int64_t last = 0;
    for (int turn = 0; turn < 6; turn++) {
        char row[100];
        snprintf(row, sizeof row, "1|Zuleikha|%s|2003-04-05|NG9 4XY",
                 turn % 2 ? "Featherstone" : "Ravenscroft-Okonkwo");
        feed(people, "council", row); /* says another thing each time, and is one record */
        snprintf(row, sizeof row, "%d|%s|19%d-04-05|NG%d 1AA", turn, strangers[turn], 50 + 7 * turn,
                 turn + 1);
        feed(people, "health", row);
        snprintf(row, sizeof row, "health:%d", turn);
        int64_t number = shown_number(people, row);
        assert_true(number > last);
        last = number;
    }
    people_close(&people);
}

static void tokens_say_nothing_and_lead_back(void **state)
{
    (void)state;
    struct people *people = small_city("token"), *other = small_city("token2");
    char first[PEOPLE_TOKEN], second[PEOPLE_TOKEN], elsewhere[PEOPLE_TOKEN];
    for (int64_t number = 1; number < 100; number++) {
        people_token(people, number, first);
        people_token(people, number + 1, second);
        people_token(other, number, elsewhere);
        assert_string_not_equal(first, second);
        assert_string_not_equal(first, elsewhere);
        assert_int_equal(strlen(first), 10);
        assert_int_equal(people_number(people, slice_from(first)), number);
    }
    assert_int_equal(people_number(people, SLICE("0000000000x")), 0);
    assert_int_equal(people_number(people, SLICE("!!!!!!!!!!")), 0);
    assert_int_equal(people_number(people, SLICE("")), 0);
    people_close(&people);
    people_close(&other);
}

/* Sources are few: they are agencies, and numbered in a byte. */
static void one_source_too_many_is_refused_and_the_others_stay(void **state)
{
    (void)state;
    static const char row[] = "1|Zuleikha|Featherstone|2003-04-05|NG9 4XY";
    struct people *people = small_city("sources");
    struct people_joined joined;
    struct store *store;
    struct err err = {0};
    char path[400];
    people_close(&people);
    snprintf(path, sizeof path, "%s/sources", scratch_folder());
    assert_int_equal(store_open(path, STORE_WRITE, &store, &err), 0);
    if (store_run(store, /* the city is the first */
                  "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 255)"
                  " INSERT INTO source SELECT i, 'agency-' || i, 0, 0 FROM n",
                  &err) < 0)
        fail_msg("%s", err.message);
    store_close(&store);
    people = open_register(path);
    struct part part = {.table = table_of("id|first_name|surname|dob|postcode\n"
                                          "1|Zuleikha|Featherstone|2003-04-05|NG9 4XY\n")};
    part.id = &part.table.columns[0];
    part.id->kind = LINKAGE_ROW_ID;
    part.id->decided = true;
    assert_int_equal(try_part(people, "one-more", &part, NULL, &joined, &err), ERR_LIMIT);
    assert_string_equal(err.message, "A register holds at most 255 sources.");
    people_joined_free(&joined);
    part_free(&part);
    feed(people, "agency-255", row);
    feed(people, "agency-2", row);
    assert_int_equal(shown_number(people, "agency-255:1"), shown_number(people, "agency-2:1"));
    people_close(&people);
}

/* --- decisions -------------------------------------------------------------------------------- */

static void refused(struct people *people, enum people_verdict verdict, const char *left,
                    const char *right, int code, const char *says)
{
    int64_t entry = 0;
    struct err err = {0};
    assert_int_equal(try_decide(people, verdict, left, right, &entry, &err), code);
    if (!strstr(err.message, says))
        fail_msg("\"%s\" is not in: %s", says, err.message);
}

static void a_contradiction_is_refused_and_names_the_other_decision(void **state)
{
    (void)state;
    struct people *people = small_city("contradict");
    decide(people, PEOPLE_SAME, "city:r1", "city:r200");
    refused(people, PEOPLE_DIFFERENT, "city:r200", "city:r1", ERR_CONFLICT,
            "(same: city:r1 and city:r200, by J. Smith on 1970-01-01)");
    decide(people, PEOPLE_SAME, "city:r200", "city:r300");
    refused(people, PEOPLE_DIFFERENT, "city:r1", "city:r300", ERR_CONFLICT,
            "contradicts the decision");
    decide(people, PEOPLE_DIFFERENT, "city:r300", "city:r350");
    refused(people, PEOPLE_SAME, "city:r350", "city:r1", ERR_CONFLICT,
            "(different: city:r300 and city:r350,");
    refused(people, PEOPLE_UNSURE, "city:r350", "city:r300", ERR_CONFLICT, "Undo that one first");
    people_close(&people);
}

static void a_decision_needs_two_records_that_are_there(void **state)
{
    (void)state;
    struct people *people = small_city("two");
    refused(people, PEOPLE_SAME, "city:r1", "city:r1", ERR_CONFLICT, "these are one");
    refused(people, PEOPLE_SAME, "city:r1", "city:r999", ERR_NOT_FOUND,
            "There is no record \"city:r999\"");
    refused(people, PEOPLE_SAME, "nowhere:r1", "city:r1", ERR_NOT_FOUND, "nowhere:r1");
    refused(people, PEOPLE_SAME, "", "city:r1", ERR_NOT_FOUND, "There is no record");
    people_close(&people);
}

static void undo_refused(struct people *people, int64_t entry, int code)
{
    int64_t made = 0;
    struct people_joined joined;
    struct err err = {0};
    struct people_deed deed = {SLICE("J. Smith"), SLICE("why"), 1};
    assert_int_equal(people_undo(people, entry, deed, &made, &joined, &err), code);
    people_joined_free(&joined);
}

static void an_undo_is_refused_where_there_is_nothing_to_undo(void **state)
{
    (void)state;
    struct people *people = small_city("undone");
    int64_t entry = decide(people, PEOPLE_SAME, "city:r1", "city:r200");
    undo_refused(people, entry + 1, ERR_NOT_FOUND);
    undo_refused(people, 0, ERR_NOT_FOUND);
    int64_t undone = undo(people, entry);
    undo_refused(people, entry, ERR_CONFLICT);
    decide(people, PEOPLE_DIFFERENT, "city:r1", "city:r200");
    undo_refused(people, undone, ERR_CONFLICT); /* "same" would come back beside "different" */
    people_close(&people);
}

static void unsure_changes_nobody_and_gives_way(void **state)
{
    (void)state;
    struct people *people = small_city("unsure");
    two_strangers(people);
    int64_t before = shown_number(people, "health:7");
    decide(people, PEOPLE_UNSURE, "health:7", "council:1");
    assert_int_equal(shown_number(people, "health:7"), before);
    decide(people, PEOPLE_SAME, "health:7", "council:1");
    assert_int_equal(shown_number(people, "health:7"), shown_number(people, "council:1"));
    people_close(&people);
}

static void decisions_outlive_the_model(void **state)
{
    (void)state;
    struct people *people = small_city("outlive");
    two_strangers(people);
    decide(people, PEOPLE_SAME, "health:7", "council:1");
    feed(people, "health", "8|Oswald|Ravenscroft|1999-01-17|NG2 8QQ");
    decide(people, PEOPLE_DIFFERENT, "health:7", "health:8");
    struct people_feed learn = {.learn = true, .table = &(struct linkage_table){0}};
    struct people_joined joined;
    struct err err = {0};
    assert_int_equal(people_join(people, &learn, &joined, &err), 0);
    assert_true(joined.learnt);
    people_joined_free(&joined);
    assert_int_equal(shown_number(people, "health:7"), shown_number(people, "council:1"));
    assert_int_not_equal(shown_number(people, "health:7"), shown_number(people, "health:8"));
    people_close(&people);
}

static void what_another_engine_learned_is_learned_anew_before_anything_is_decided(void **state)
{
    (void)state;
    struct err err = {0};
    struct people *people = small_city("engine");
    int64_t *before = shown_rows(people, "city", 400);
    people_close(&people);
    char path[400];
    snprintf(path, sizeof path, "%s/engine", scratch_folder());
    struct store *store = NULL;
    assert_int_equal(store_open(path, STORE_WRITE, &store, &err), 0);
    assert_int_equal(store_run(store, "UPDATE about SET value = x'00' WHERE name = 'learnt'", &err),
                     0);
    store_close(&store);
    people = open_register(path);
    decide(people, PEOPLE_UNSURE, "city:r0", "city:r399");
    int64_t *after = shown_rows(people, "city", 400);
    assert_true(same_partition(before, after, 400));
    memory_free(before);
    memory_free(after);
    people_close(&people);
}

struct entries {
    size_t count;
    enum people_verdict verdicts[8];
    bool in_force[8];
};

static void take_entry(void *context, const struct people_entry *entry)
{
    struct entries *entries = context;
    entries->verdicts[entries->count] = entry->verdict;
    entries->in_force[entries->count++] = entry->in_force;
    assert_slice(entry->who, "J. Smith");
    assert_slice(entry->why, "Seen by both");
}

static void every_entry_is_kept_with_who_and_why(void **state)
{
    (void)state;
    struct entries entries = {0};
    struct err err = {0};
    struct people *people = small_city("kept");
    undo(people, decide(people, PEOPLE_SAME, "city:r1", "city:r200"));
    decide(people, PEOPLE_DIFFERENT, "city:r1", "city:r200");
    assert_int_equal(people_entries(people, take_entry, &entries, &err), 0);
    assert_int_equal(entries.count, 3);
    assert_int_equal(entries.verdicts[0], PEOPLE_SAME);
    assert_int_equal(entries.verdicts[1], PEOPLE_UNDO);
    assert_int_equal(entries.verdicts[2], PEOPLE_DIFFERENT);
    assert_false(entries.in_force[0]);
    assert_true(entries.in_force[1] && entries.in_force[2]);
    people_close(&people);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_keeps_its_number_as_it_grows),
        cmocka_unit_test(a_merger_keeps_the_older_number_and_the_other_answers_as_an_alias),
        cmocka_unit_test(an_undone_merger_gives_everybody_their_number_back),
        cmocka_unit_test(a_split_leaves_the_number_with_the_oldest_of_two_and_is_undone_whole),
        cmocka_unit_test(numbers_are_never_given_twice),
        cmocka_unit_test(tokens_say_nothing_and_lead_back),
        cmocka_unit_test(one_source_too_many_is_refused_and_the_others_stay),
        cmocka_unit_test(a_contradiction_is_refused_and_names_the_other_decision),
        cmocka_unit_test(a_decision_needs_two_records_that_are_there),
        cmocka_unit_test(an_undo_is_refused_where_there_is_nothing_to_undo),
        cmocka_unit_test(unsure_changes_nobody_and_gives_way),
        cmocka_unit_test(decisions_outlive_the_model),
        cmocka_unit_test(what_another_engine_learned_is_learned_anew_before_anything_is_decided),
        cmocka_unit_test(every_entry_is_kept_with_who_and_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
