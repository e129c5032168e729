/* A shielded record is never shown with another, in whatever feed and spelling that person comes
 * again, and nothing that is shown lets a reader tell. */
#include "support/test.h"

#include "store/store.h"
#include "support/people.h"

#define HEAD "id|first_name|surname|dob|postcode\n"
#define ZULEIKHA "|Zuleikha|Featherstone|2003-04-05|NG9 4XY"
#define OTHER_SPELLING "|Zuleika|Fetherstone|2003-04-05|NG9 4XY"
#define NOBODY_ELSE "|Oswald|Ravenscroft|1999-01-17|NG2 8QQ"

/* One record; what the run says of it stays in *ret_joined. */
static void feed_one(struct people *people, const char *source, const char *row, bool shielded,
                     struct people_joined *ret_joined)
{
    char text[400];
    struct err err = {0};
    snprintf(text, sizeof text, HEAD "%s\n", row);
    struct part part = {.table = table_of(text)};
    part.id = &part.table.columns[0];
    part.id->kind = LINKAGE_ROW_ID;
    part.id->decided = true;
    struct people_feed options = {.shielded = shielded ? &shielded : NULL};
    if (try_part(people, source, &part, &options, ret_joined, &err) < 0)
        fail_msg("%s", err.message);
    part_free(&part);
}

static void feed(struct people *people, const char *source, const char *row, bool shielded)
{
    struct people_joined joined;
    feed_one(people, source, row, shielded, &joined);
    people_joined_free(&joined);
}

struct seen {
    size_t records, links;
};

static void count_record(void *context, const struct people_shown *shown)
{
    (void)shown;
    ((struct seen *)context)->records++;
}

static void count_entry(void *context, const struct people_entry *entry)
{
    (void)entry;
    ((struct seen *)context)->records++;
}

static void count_link(void *context, const struct people_shown *other, double weight)
{
    (void)other;
    (void)weight;
    ((struct seen *)context)->links++;
}

/* All that can be asked of a record: it is shown as one person by itself, without links. */
static void assert_alone(struct people *people, const char *name)
{
    struct seen seen = {0};
    struct people_group group;
    struct err err = {0};
    int64_t record = 0, number = shown_number(people, name), answers = 0;
    assert_int_equal(people_find(people, name_of(name), &record, &err), 0);
    assert_int_equal(people_of_number(people, number, count_record, &seen, &answers, &err), 0);
    assert_int_equal(answers, number);
    assert_int_equal(seen.records, 1);
    assert_int_equal(people_links(people, record, count_link, &seen, &err), 0);
    assert_int_equal(seen.links, 0);
    assert_int_equal(people_group(people, record, &group, &err), 0);
    assert_int_equal(group.table.row_count, 1);
    people_group_free(&group);
}

static void a_record_stays_shielded_when_it_comes_again_under_another_spelling(void **state)
{
    (void)state;
    struct people *people = small_city("spelling");
    feed(people, "police", "1" ZULEIKHA, true);
    feed(people, "council", "2" OTHER_SPELLING, false);
    feed(people, "health", "3" ZULEIKHA, false);
    assert_alone(people, "police:1");
    assert_alone(people, "council:2");
    assert_alone(people, "health:3");
    shield(people, "police:1", true); /* and they were one person all the time */
    int64_t number = shown_number(people, "police:1");
    assert_int_equal(shown_number(people, "council:2"), number);
    assert_int_equal(shown_number(people, "health:3"), number);
    people_close(&people);
}

static void the_order_in_which_records_come_makes_no_difference(void **state)
{
    (void)state;
    struct people *people = small_city("order");
    feed(people, "health", "3" ZULEIKHA, false);
    feed(people, "council", "2" OTHER_SPELLING, false);
    assert_int_equal(shown_number(people, "health:3"), shown_number(people, "council:2"));
    feed(people, "police", "1" ZULEIKHA, true);
    assert_alone(people, "police:1");
    assert_alone(people, "council:2");
    assert_alone(people, "health:3");
    people_close(&people);
}

static void the_same_feed_may_shield_a_record_that_was_known(void **state)
{
    (void)state;
    struct people *people = small_city("later");
    feed(people, "police", "1" ZULEIKHA, false);
    feed(people, "council", "2" OTHER_SPELLING, false);
    feed(people, "police", "1" ZULEIKHA, true);
    assert_alone(people, "police:1");
    assert_alone(people, "council:2");
    feed(people, "police", "1" ZULEIKHA, false); /* a feed that forgets it lifts nothing */
    assert_alone(people, "police:1");
    people_close(&people);
}

static void a_shield_outlasts_a_change_of_what_the_record_says(void **state)
{
    (void)state;
    struct people *people = small_city("parted");
    feed(people, "police", "1" ZULEIKHA, true);
    feed(people, "council", "2" OTHER_SPELLING, false);
    feed(people, "council", "2" NOBODY_ELSE, false); /* it parts from her, and stays shielded */
    feed(people, "health", "3" NOBODY_ELSE, false);
    assert_alone(people, "council:2");
    assert_alone(people, "health:3");
    people_close(&people);
}

static void a_shield_outlasts_learning_anew(void **state)
{
    (void)state;
    struct people *people = small_city("learn");
    feed(people, "police", "1" ZULEIKHA, true);
    feed(people, "council", "2" OTHER_SPELLING, false);
    struct people_feed learn = {.learn = true, .table = &(struct linkage_table){0}};
    struct people_joined joined;
    struct err err = {0};
    assert_int_equal(people_join(people, &learn, &joined, &err), 0);
    people_joined_free(&joined);
    assert_alone(people, "police:1");
    assert_alone(people, "council:2");
    people_close(&people);
}

static void a_decision_about_a_shielded_record_is_obeyed_and_shown_to_nobody(void **state)
{
    (void)state;
    struct people *people = small_city("decided");
    struct seen seen = {0};
    struct err err = {0};
    feed(people, "police", "1" ZULEIKHA, true);
    feed(people, "council", "2" NOBODY_ELSE, false);
    feed(people, "health", "3" NOBODY_ELSE, false);
    assert_int_equal(shown_number(people, "council:2"), shown_number(people, "health:3"));
    decide(people, PEOPLE_SAME, "police:1", "council:2");
    assert_alone(people, "council:2");
    assert_int_equal(people_entries(people, count_entry, &seen, &err), 0);
    assert_int_equal(seen.records, 0);
    int64_t entry; /* what contradicts it is not told of it */
    assert_int_equal(try_decide(people, PEOPLE_DIFFERENT, "police:1", "council:2", &entry, &err),
                     0);
    people_close(&people);
}

struct contradictions {
    size_t count;
    int64_t different, same;
};

static void take_contradiction(void *context, int64_t different, int64_t same)
{
    struct contradictions *found = context;
    found->count++;
    found->different = different;
    found->same = same;
}

static struct contradictions contradictions_of(struct people *people)
{
    struct contradictions found = {0};
    struct err err = {0};
    assert_int_equal(people_contradictions(people, take_contradiction, &found, &err), 0);
    return found;
}

/* Neither clerk is told of the other's, both decisions are kept, and "different" holds until
 * whoever lifts the shield has undone the wrong one. */
static void decisions_that_contradict_behind_a_shield_come_to_light_with_its_lifting(void **state)
{
    (void)state;
    struct people *people = small_city("behind");
    struct people_deed deed = {SLICE("K. Jones"), SLICE("why"), 2};
    struct err err = {0};
    struct people_joined joined;
    feed(people, "police", "1" ZULEIKHA, true);
    feed(people, "council", "2" NOBODY_ELSE, false);
    int64_t different = decide(people, PEOPLE_DIFFERENT, "police:1", "council:2"), same = 0;
    int64_t undone = 0;
    assert_int_equal(try_decide(people, PEOPLE_SAME, "council:2", "police:1", &same, &err), 0);
    assert_int_equal(contradictions_of(people).count, 0);
    shield(people, "police:1", true);
    struct contradictions found = contradictions_of(people);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.different, different);
    assert_int_equal(found.same, same);
    assert_int_not_equal(shown_number(people, "police:1"), shown_number(people, "council:2"));
    assert_int_equal(people_undo(people, different, deed, &undone, &joined, &err), 0);
    people_joined_free(&joined);
    assert_int_equal(contradictions_of(people).count, 0);
    assert_int_equal(shown_number(people, "police:1"), shown_number(people, "council:2"));
    assert_int_equal(people_undo(people, undone, deed, &undone, &joined, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.message, "contradicts the decision")); /* now it is seen */
    people_close(&people);
}

/* Two records are the same by a decision that is seen and by way of a hidden one: the answer is
 * what it would be without that. */
static void a_hidden_decision_neither_causes_nor_covers_a_refusal(void **state)
{
    (void)state;
    struct people *people = small_city("covered");
    struct err err = {0};
    int64_t entry = 0;
    feed(people, "police", "1" ZULEIKHA, true);
    decide(people, PEOPLE_SAME, "city:r1", "police:1");
    decide(people, PEOPLE_SAME, "police:1", "city:r300");
    assert_int_equal(try_decide(people, PEOPLE_DIFFERENT, "city:r1", "city:r300", &entry, &err), 0);
    decide(people, PEOPLE_DIFFERENT, "city:r50", "police:1"); /* so neither is shielded with it */
    decide(people, PEOPLE_DIFFERENT, "police:1", "city:r200");
    decide(people, PEOPLE_SAME, "city:r50", "police:1");
    decide(people, PEOPLE_SAME, "police:1", "city:r200");
    decide(people, PEOPLE_SAME, "city:r50", "city:r150");
    decide(people, PEOPLE_SAME, "city:r150", "city:r200");
    assert_int_equal(try_decide(people, PEOPLE_DIFFERENT, "city:r50", "city:r200", &entry, &err),
                     ERR_CONFLICT);
    assert_non_null(strstr(err.message, "(same: city:r150 and city:r200"));
    assert_null(strstr(err.message, "police"));
    people_close(&people);
}

/* Two runs over the same feed: in the one its record is a shielded person's, in the other nobody's.
 * What the two say must be the same. */
static void nothing_tells_a_new_record_of_a_shielded_person_from_one_of_nobody(void **state)
{
    (void)state;
    struct people_joined said[2];
    struct people *registers[2];
    struct err err = {0};
    for (int way = 0; way < 2; way++) {
        registers[way] = small_city(way ? "nobody" : "shielded");
        feed(registers[way], "police", way ? "1" NOBODY_ELSE : "1" ZULEIKHA, true);
        feed_one(registers[way], "council", "2" OTHER_SPELLING, false, &said[way]);
    }
    assert_int_equal(said[0].fresh, said[1].fresh);
    assert_int_equal(said[0].records, said[1].records);
    assert_int_equal(said[0].persons, said[1].persons);
    assert_int_equal(said[0].merged, 0);
    assert_int_equal(said[1].merged, 0);
    assert_int_equal(said[0].changes.length, said[1].changes.length);
    for (size_t i = 0; i < said[0].changes.length; i++) {
        assert_int_equal(said[0].changes.data[i].record, said[1].changes.data[i].record);
        assert_int_equal(said[0].changes.data[i].shown, said[1].changes.data[i].shown);
    }
    struct people_feed learn = {.learn = true, .table = &(struct linkage_table){0}};
    for (int way = 0; way < 2; way++) {
        assert_alone(registers[way], "council:2");
        people_joined_free(&said[way]);
        assert_int_equal(people_join(registers[way], &learn, &said[way], &err), 0);
    }
    assert_int_equal(said[0].persons, said[1].persons);
    for (int way = 0; way < 2; way++) {
        people_joined_free(&said[way]);
        people_close(&registers[way]);
    }
}

static void a_shielded_record_keeps_its_own_number_from_run_to_run(void **state)
{
    (void)state;
    struct people *people = small_city("stable");
    feed(people, "police", "1" ZULEIKHA, true);
    int64_t number = shown_number(people, "police:1");
    feed(people, "council", "2" OTHER_SPELLING, false);
    int64_t other = shown_number(people, "council:2");
    feed(people, "health", "3" ZULEIKHA, false);
    assert_int_equal(shown_number(people, "police:1"), number);
    assert_int_equal(shown_number(people, "council:2"), other);
    people_close(&people);
}

static void a_person_that_is_shielded_late_parts_as_by_decisions_and_leaves_no_alias(void **state)
{
    (void)state;
    struct seen seen = {0};
    struct people *people = small_city("late");
    struct err err = {0};
    feed(people, "council", "2" ZULEIKHA, false);
    feed(people, "health", "3" ZULEIKHA, false);
    int64_t number = shown_number(people, "council:2"), answers = 0;
    shield(people, "health:3", false);
    assert_int_equal(shown_number(people, "council:2"), number); /* the oldest keeps it */
    assert_int_equal(people_of_number(people, number, count_record, &seen, &answers, &err), 0);
    assert_int_equal(answers, number);
    assert_alone(people, "council:2");
    assert_alone(people, "health:3");
    people_close(&people);
}

/* What lifting the shield of that record is refused with; the test fails where it is not. */
static struct err lift_refused(struct people *people, const char *name)
{
    struct people_joined joined;
    struct err err = {0};
    struct people_deed deed = {SLICE("K. Jones"), SLICE("why"), 2};
    assert_int_equal(people_shield(people, name_of(name), true, deed, &joined, &err), ERR_CONFLICT);
    people_joined_free(&joined);
    return err;
}

/* The failure that a reader without the right to it came upon: she named the other record. */
static void a_shield_is_lifted_by_naming_the_record_that_has_it_and_no_other(void **state)
{
    (void)state;
    struct people *people = small_city("named");
    feed(people, "health", "3" ZULEIKHA, false);
    feed(people, "police", "1" OTHER_SPELLING, false);
    feed(people, "council", "2" NOBODY_ELSE, false);
    shield(people, "health:3", false);
    struct err hidden = lift_refused(people, "police:1"), open = lift_refused(people, "council:2");
    assert_alone(people, "police:1");
    assert_alone(people, "health:3");
    assert_string_equal(hidden.message + strlen("police:1"), open.message + strlen("council:2"));
    shield(people, "health:3", true);
    assert_int_equal(shown_number(people, "police:1"), shown_number(people, "health:3"));
    lift_refused(people, "health:3"); /* it is lifted already */
    people_close(&people);
}

/* To shield the other record and lift that again ends nothing but what it put up. */
static void the_shield_of_one_record_outlasts_that_of_another_of_its_person(void **state)
{
    (void)state;
    struct people *people = small_city("two");
    feed(people, "health", "3" ZULEIKHA, true);
    feed(people, "police", "1" OTHER_SPELLING, false);
    shield(people, "police:1", false);
    shield(people, "police:1", true);
    assert_alone(people, "police:1");
    assert_alone(people, "health:3");
    feed(people, "police", "1" OTHER_SPELLING, true); /* by its feed this time */
    shield(people, "health:3", true);
    assert_alone(people, "police:1");
    assert_alone(people, "health:3");
    shield(people, "police:1", true);
    assert_int_equal(shown_number(people, "police:1"), shown_number(people, "health:3"));
    people_close(&people);
}

/* A register of before they were told apart: each has to be lifted by name. */
static void in_an_older_register_every_shield_counts_as_its_own(void **state)
{
    (void)state;
    char path[600];
    struct store *store;
    struct err err = {0};
    struct people *people = small_city("older");
    feed(people, "health", "3" ZULEIKHA, true);
    feed(people, "police", "1" OTHER_SPELLING, false);
    people_close(&people);
    snprintf(path, sizeof path, "%s/older", scratch_folder());
    assert_int_equal(store_open(path, STORE_WRITE, &store, &err), 0);
    assert_int_equal(store_run(store,
                               "UPDATE record SET shielded = 1 WHERE shielded = 2;"
                               "PRAGMA user_version=3;",
                               &err),
                     0);
    store_close(&store);
    people = open_register(path);
    shield(people, "police:1", true);
    assert_alone(people, "health:3");
    assert_alone(people, "police:1");
    shield(people, "health:3", true);
    assert_int_equal(shown_number(people, "police:1"), shown_number(people, "health:3"));
    people_close(&people);
}

static void take_shield(void *context, const struct people_shield_entry *entry)
{
    struct buffer *out = context;
    buffer_printf(out, "%lld %.*s:%.*s%s%s by %.*s: %.*s\n", (long long)entry->at_us,
                  SLICE_PRINT(entry->source), SLICE_PRINT(entry->id), entry->lifts ? " lifted" : "",
                  entry->ended ? " ended" : "", SLICE_PRINT(entry->who), SLICE_PRINT(entry->why));
}

static void shields_are_told_of_the_record_that_was_named_alone(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer told = BUFFER(4096);
    struct people *people = small_city("told");
    struct people_joined joined;
    struct err err = {0};
    struct people_deed deed = {SLICE("J. Smith"), SLICE("court order"), 7};
    feed(people, "health", "3" ZULEIKHA, false);
    feed(people, "police", "1" OTHER_SPELLING, false);
    assert_int_equal(people_shield(people, name_of("health:3"), false, deed, &joined, &err), 0);
    people_joined_free(&joined);
    lift_refused(people, "police:1"); /* what was refused did not happen */
    assert_int_equal(people_shields(people, take_shield, &told, &err), 0);
    assert_string_equal(buffer_text(&told), "7 health:3 by J. Smith: court order\n");
    deed.at_us = 9;
    assert_int_equal(people_shield(people, name_of("health:3"), true, deed, &joined, &err), 0);
    people_joined_free(&joined);
    buffer_clear(&told);
    assert_int_equal(people_shields(people, take_shield, &told, &err), 0);
    assert_string_equal(buffer_text(&told), "7 health:3 ended by J. Smith: court order\n"
                                            "9 health:3 lifted by J. Smith: court order\n");
    people_close(&people);
}

static void there_must_be_a_record_to_be_shielded(void **state)
{
    (void)state;
    struct people *people = small_city("none");
    struct people_joined joined;
    struct err err = {0};
    struct people_deed deed = {SLICE("J. Smith"), SLICE("why"), 1};
    assert_int_equal(people_shield(people, name_of("police:1"), false, deed, &joined, &err),
                     ERR_NOT_FOUND);
    assert_int_equal(people_shield(people, name_of("police:1"), true, deed, &joined, &err),
                     ERR_NOT_FOUND);
    people_close(&people);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_stays_shielded_when_it_comes_again_under_another_spelling),
        cmocka_unit_test(the_order_in_which_records_come_makes_no_difference),
        cmocka_unit_test(the_same_feed_may_shield_a_record_that_was_known),
        cmocka_unit_test(a_shield_outlasts_a_change_of_what_the_record_says),
        cmocka_unit_test(a_shield_outlasts_learning_anew),
        cmocka_unit_test(a_decision_about_a_shielded_record_is_obeyed_and_shown_to_nobody),
        cmocka_unit_test(decisions_that_contradict_behind_a_shield_come_to_light_with_its_lifting),
        cmocka_unit_test(a_hidden_decision_neither_causes_nor_covers_a_refusal),
        cmocka_unit_test(nothing_tells_a_new_record_of_a_shielded_person_from_one_of_nobody),
        cmocka_unit_test(a_shielded_record_keeps_its_own_number_from_run_to_run),
        cmocka_unit_test(a_person_that_is_shielded_late_parts_as_by_decisions_and_leaves_no_alias),
        cmocka_unit_test(a_shield_is_lifted_by_naming_the_record_that_has_it_and_no_other),
        cmocka_unit_test(the_shield_of_one_record_outlasts_that_of_another_of_its_person),
        cmocka_unit_test(in_an_older_register_every_shield_counts_as_its_own),
        cmocka_unit_test(shields_are_told_of_the_record_that_was_named_alone),
        cmocka_unit_test(there_must_be_a_record_to_be_shielded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
