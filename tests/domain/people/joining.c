/* Records that join a register are shown as a run over all records would show them, in whatever
 * feeds and order they come. */
#include "support/test.h"

#include "support/people.h"

enum { ROWS = 900, BASE = 300 };

struct city {
    struct linkage_table table;
    uint32_t *truth;
    uint32_t others[ROWS]; /* rows that are not of the base */
    size_t other_count;
};

static bool is_base(uint32_t row)
{
    return row % 3 == 0;
}

static int make_city(void **state)
{
    struct city *city = memory_zeros(1, sizeof *city);
    city->table = table_of_families(ROWS, 5, &city->truth);
    for (uint32_t row = 0; row < ROWS; row++)
        if (!is_base(row))
            city->others[city->other_count++] = row;
    *state = city;
    return 0;
}

static int make_city_of_full_names(void **state)
{
    make_city(state);
    struct city *city = *state;
    linkage_table_free(&city->table);
    memory_free(city->truth);
    city->table = table_of_full_names(ROWS, 5, &city->truth);
    return 0;
}

static int free_city(void **state)
{
    struct city *city = *state;
    linkage_table_free(&city->table);
    memory_free(city->truth);
    memory_free(city);
    return 0;
}

static void shuffle(struct random *random, uint32_t *rows, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = random_below(random, i);
        uint32_t kept = rows[i - 1];
        rows[i - 1] = rows[other];
        rows[other] = kept;
    }
}

/* A register that has learned from the base, with blocks of which some are closed. */
static struct people *with_base(const char *name, const struct city *city)
{
    uint32_t rows[BASE];
    for (uint32_t row = 0; row < BASE; row++)
        rows[row] = row * 3;
    struct people *people = open_register(register_path(name));
    people_limits(people)->budget = 6000;
    struct part base = part_of(&city->table, rows, BASE);
    struct people_joined joined = join_part(people, "city", &base);
    assert_true(joined.learnt);
    assert_int_equal(joined.fresh, BASE);
    people_joined_free(&joined);
    part_free(&base);
    return people;
}

/* Pairs of rows on which somebody decided, and what. */
static const struct {
    const char *left, *right;
    enum people_verdict verdict;
} decisions[] = {
    {"city:r0", "city:r3", PEOPLE_SAME},       {"city:r6", "city:r9", PEOPLE_DIFFERENT},
    {"city:r9", "city:r12", PEOPLE_DIFFERENT}, {"city:r30", "city:r600", PEOPLE_SAME},
    {"city:r33", "city:r36", PEOPLE_UNSURE},   {"city:r90", "city:r93", PEOPLE_DIFFERENT},
};

static void make_decisions(struct people *people)
{
    for (size_t i = 0; i < sizeof decisions / sizeof *decisions; i++)
        decide(people, decisions[i].verdict, decisions[i].left, decisions[i].right);
}

/* All the others at once, and all records looked at with what was learned from the base. */
static int64_t *whole_run(const struct city *city, bool decided)
{
    struct people *people = with_base("whole", city);
    struct part rest = part_of(&city->table, city->others, city->other_count);
    struct people_joined joined;
    struct err err = {0};
    if (try_part(people, "city", &rest, &(struct people_feed){.whole = true}, &joined, &err) < 0)
        fail_msg("%s", err.message);
    assert_false(joined.learnt);
    people_joined_free(&joined);
    part_free(&rest);
    if (decided)
        make_decisions(people);
    struct people_feed look = {.whole = true, .table = &(struct linkage_table){0}};
    assert_int_equal(people_join(people, &look, &joined, &err), 0);
    people_joined_free(&joined);
    int64_t *shown = shown_rows(people, "city", ROWS);
    people_close(&people);
    return shown;
}

/* Feed the rows in pieces of at most `most`. */
static void feed(struct people *people, const struct city *city, const uint32_t *rows, size_t count,
                 size_t most, struct random *random)
{
    for (size_t from = 0, size; from < count; from += size) {
        size = 1 + random_below(random, most);
        size = size > count - from ? count - from : size;
        struct part part = part_of(&city->table, rows + from, size);
        struct people_joined joined = join_part(people, "city", &part);
        assert_false(joined.learnt);
        people_joined_free(&joined);
        part_free(&part);
    }
}

static void assert_as_whole(struct people *people, const int64_t *expected)
{
    int64_t *shown = shown_rows(people, "city", ROWS);
    assert_true(same_partition(shown, expected, ROWS));
    memory_free(shown);
}

static void feeds_in_any_order_give_what_a_whole_run_gives(void **state)
{
    const struct city *city = *state;
    int64_t *expected = whole_run(city, false);
    struct random random = random_seeded(11);
    static const size_t most[] = {1, 7, 40, 300};
    uint32_t rows[ROWS];
    memcpy(rows, city->others, sizeof rows);
    for (size_t turn = 0; turn < sizeof most / sizeof *most; turn++) {
        shuffle(&random, rows, city->other_count);
        struct people *people = with_base("feeds", city);
        feed(people, city, rows, city->other_count, most[turn], &random);
        assert_as_whole(people, expected);
        people_close(&people);
    }
    memory_free(expected);
}

static void a_record_that_bridges_two_persons_makes_them_one_as_in_a_whole_run(void **state)
{
    const struct city *city = *state;
    int64_t *expected = whole_run(city, false);
    size_t merged = 0;
    struct people *people = with_base("bridge", city);
    for (size_t i = 0; i < city->other_count; i++) { /* the last rows of each family first */
        struct part part = part_of(&city->table, &city->others[city->other_count - 1 - i], 1);
        struct people_joined joined = join_part(people, "city", &part);
        merged += joined.merged;
        people_joined_free(&joined);
        part_free(&part);
    }
    assert_true(merged > 0);
    assert_as_whole(people, expected);
    people_close(&people);
    memory_free(expected);
}

static void decisions_are_obeyed_whenever_records_come(void **state)
{
    const struct city *city = *state;
    int64_t *plain = whole_run(city, false), *expected = whole_run(city, true);
    assert_false(same_partition(plain, expected, ROWS));
    assert_int_equal(expected[0], expected[3]);
    assert_int_not_equal(expected[6], expected[9]);
    struct random random = random_seeded(12);
    struct people *people = with_base("decided", city);
    make_decisions(people); /* all of them are about records of the base */
    feed(people, city, city->others, city->other_count, 50, &random);
    assert_as_whole(people, expected);
    people_close(&people);
    memory_free(plain);
    memory_free(expected);
}

static void what_a_record_said_before_leaves_no_trace_in_the_persons(void **state)
{
    const struct city *city = *state;
    int64_t *expected = whole_run(city, false);
    struct random random = random_seeded(13);
    struct people *people = with_base("changed", city);
    uint32_t wrong[ROWS];
    for (size_t i = 0; i < city->other_count; i++) /* half of them say what somebody else should */
        wrong[i] = i % 2 ? city->others[i] : (uint32_t)random_below(&random, ROWS);
    for (size_t from = 0; from < city->other_count; from += 100) {
        struct part part = part_called(&city->table, wrong + from, city->others + from, 100);
        struct people_joined joined = join_part(people, "city", &part);
        assert_int_equal(joined.fresh, 100);
        people_joined_free(&joined);
        part_free(&part);
    }
    feed(people, city, city->others, city->other_count, 60, &random);
    assert_as_whole(people, expected);
    people_close(&people);
    memory_free(expected);
}

static void a_whole_run_changes_nothing_where_feeds_joined(void **state)
{
    const struct city *city = *state;
    struct random random = random_seeded(14);
    struct people *people = with_base("again", city);
    feed(people, city, city->others, city->other_count, 90, &random);
    struct people_feed look = {.whole = true, .table = &(struct linkage_table){0}};
    struct people_joined joined;
    struct err err = {0};
    assert_int_equal(people_join(people, &look, &joined, &err), 0);
    assert_int_equal(joined.changes.length, 0);
    assert_int_equal(joined.merged, 0);
    people_joined_free(&joined);
    people_close(&people);
}

static void the_same_records_again_change_nothing(void **state)
{
    const struct city *city = *state;
    struct people *people = with_base("same", city);
    uint32_t rows[] = {0, 3, 6, 9};
    struct part part = part_of(&city->table, rows, 4);
    struct people_joined joined = join_part(people, "city", &part);
    assert_int_equal(joined.known, 4);
    assert_int_equal(joined.fresh + joined.changed, 0);
    assert_int_equal(joined.changes.length, 0);
    people_joined_free(&joined);
    part_free(&part);
    people_close(&people);
}

static void few_records_are_learned_from_by_every_run_as_if_they_had_come_at_once(void **state)
{
    const struct city *city = *state;
    int64_t *shown[2];
    uint32_t rows[ROWS];
    struct random random = random_seeded(15);
    for (uint32_t row = 0; row < ROWS; row++)
        rows[row] = row;
    shuffle(&random, rows, ROWS);
    for (int way = 0; way < 2; way++) {
        struct people *people = open_register(register_path("small"));
        *people_limits(people) =
            (struct people_limits){.learn_under = 10000, .learn_growth = 2, .block_most = 2048};
        size_t pieces = way ? 4 : 1;
        for (size_t piece = 0; piece < pieces; piece++) {
            struct part part = part_of(&city->table, rows + ROWS / pieces * piece, ROWS / pieces);
            struct people_joined joined = join_part(people, "city", &part);
            assert_true(joined.learnt);
            people_joined_free(&joined);
            part_free(&part);
        }
        shown[way] = shown_rows(people, "city", ROWS);
        people_close(&people);
    }
    assert_true(same_partition(shown[0], shown[1], ROWS));
    memory_free(shown[0]);
    memory_free(shown[1]);
}

/* Rows that all say what row 1 says. */
static struct people_joined feed_alike(struct people *people, const struct city *city, size_t count)
{
    uint32_t rows[ROWS], names[ROWS];
    for (size_t i = 0; i < count; i++) {
        rows[i] = 1;
        names[i] = city->others[i];
    }
    struct part part = part_called(&city->table, rows, names, count);
    struct people_joined joined = join_part(people, "city", &part);
    part_free(&part);
    return joined;
}

static void a_block_that_grows_too_large_is_closed_by_learning_anew(void **state)
{
    const struct city *city = *state;
    struct people *people = with_base("overgrown", city);
    people_limits(people)->block_most = 40;
    struct people_joined joined = feed_alike(people, city, 60);
    assert_true(joined.learnt);
    assert_int_equal(joined.learnt_from, BASE + 60);
    people_joined_free(&joined);
    struct random random = random_seeded(16);
    people_limits(people)->block_most = 2048;
    feed(people, city, city->others + 60, city->other_count - 60, 100, &random);
    struct people_feed look = {.whole = true, .table = &(struct linkage_table){0}};
    struct err err = {0};
    assert_int_equal(people_join(people, &look, &joined, &err), 0);
    assert_int_equal(joined.changes.length, 0);
    people_joined_free(&joined);
    people_close(&people);
}

static void too_little_memory_puts_learning_off_or_refuses_it(void **state)
{
    const struct city *city = *state;
    struct people *people = with_base("memory", city);
    people_limits(people)->learn_growth = 1; /* every run would learn */
    uint32_t row = 1;
    struct part part = part_of(&city->table, &row, 1);
    struct people_joined joined;
    struct err err = {0};
    struct people_feed little = {.memory = 1 << 20};
    assert_int_equal(try_part(people, "city", &part, &little, &joined, &err), 0);
    assert_false(joined.learnt);
    assert_int_equal(joined.fresh, 1);
    people_joined_free(&joined);
    part_free(&part);
    little.learn = true;
    little.table = &(struct linkage_table){0};
    assert_int_equal(people_join(people, &little, &joined, &err), ERR_LIMIT);
    assert_non_null(strstr(err.message, "Looking at all 301 records of the register takes"));
    people_joined_free(&joined);
    people_close(&people);
}

static void the_persons_are_nearly_those_of_the_truth(void **state)
{
    const struct city *city = *state;
    int64_t *shown = whole_run(city, false);
    uint32_t persons[ROWS];
    struct linkage_quality quality;
    for (size_t row = 0; row < ROWS; row++)
        persons[row] = (uint32_t)shown[row];
    linkage_quality_of(ROWS, city->truth, persons, NULL, &quality);
    assert_true(quality.f1 > 0.93);
    memory_free(shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(feeds_in_any_order_give_what_a_whole_run_gives),
        cmocka_unit_test(a_record_that_bridges_two_persons_makes_them_one_as_in_a_whole_run),
        cmocka_unit_test(decisions_are_obeyed_whenever_records_come),
        cmocka_unit_test(what_a_record_said_before_leaves_no_trace_in_the_persons),
        cmocka_unit_test(a_whole_run_changes_nothing_where_feeds_joined),
        cmocka_unit_test(the_same_records_again_change_nothing),
        cmocka_unit_test(few_records_are_learned_from_by_every_run_as_if_they_had_come_at_once),
        cmocka_unit_test(a_block_that_grows_too_large_is_closed_by_learning_anew),
        cmocka_unit_test(too_little_memory_puts_learning_off_or_refuses_it),
        cmocka_unit_test(the_persons_are_nearly_those_of_the_truth),
    };
    const struct CMUnitTest of_full_names[] = {
        cmocka_unit_test(feeds_in_any_order_give_what_a_whole_run_gives),
        cmocka_unit_test(what_a_record_said_before_leaves_no_trace_in_the_persons),
        cmocka_unit_test(a_whole_run_changes_nothing_where_feeds_joined),
        cmocka_unit_test(few_records_are_learned_from_by_every_run_as_if_they_had_come_at_once),
        cmocka_unit_test(the_persons_are_nearly_those_of_the_truth),
    };
    return cmocka_run_group_tests(tests, make_city, free_city) +
           cmocka_run_group_tests(of_full_names, make_city_of_full_names, free_city);
}
