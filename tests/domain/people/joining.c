/* Records that join a register are shown as a run over all records would show them, in whatever
 * feeds and order they come. */
#include "support/test.h"

#include "support/people.h"

enum { ROWS = 900, BASE = 300 };

/* The rows from BASE on, in some order. */
static void shuffle(struct random *random, uint32_t *rows, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = random_below(random, i);
        uint32_t kept = rows[i - 1];
        rows[i - 1] = rows[other];
        rows[other] = kept;
    }
}

static struct people *with_base(const char *name, const struct linkage_table *table)
{
    uint32_t rows[BASE];
    for (uint32_t row = 0; row < BASE; row++)
        rows[row] = row * 3;
    struct people *people = open_register(register_path(name));
    struct part base = part_of(table, rows, BASE);
    struct people_joined joined = join_part(people, "city", &base);
    assert_true(joined.learnt);
    assert_int_equal(joined.fresh, BASE);
    people_joined_free(&joined);
    part_free(&base);
    return people;
}

static uint32_t *other_rows(size_t *ret_count)
{
    uint32_t *rows = memory_allocate(ROWS * sizeof *rows);
    *ret_count = 0;
    for (uint32_t row = 0; row < ROWS; row++)
        if (row % 3 || row / 3 >= BASE)
            rows[(*ret_count)++] = row;
    return rows;
}

/* All the others at once, and all records looked at with what was learned from the base. */
static int64_t *whole_run(const struct linkage_table *table)
{
    size_t count;
    uint32_t *rows = other_rows(&count);
    struct people *people = with_base("whole", table);
    struct part rest = part_of(table, rows, count);
    struct people_joined joined;
    struct err err = {0};
    if (try_part(people, "city", &rest, &(struct people_feed){.whole = true}, &joined, &err) < 0)
        fail_msg("%s", err.message);
    assert_false(joined.learnt);
    int64_t *shown = shown_rows(people, "city", ROWS);
    people_joined_free(&joined);
    part_free(&rest);
    people_close(&people);
    memory_free(rows);
    return shown;
}

static void feeds_in_any_order_give_what_a_whole_run_gives(void **state)
{
    (void)state;
    uint32_t *truth;
    struct linkage_table table = table_of_families(ROWS, 5, &truth);
    int64_t *expected = whole_run(&table);
    struct random random = random_seeded(11);
    for (int turn = 0; turn < 6; turn++) {
        size_t count, most = turn == 0 ? 1 : (size_t)1 << (turn + 2);
        uint32_t *rows = other_rows(&count);
        shuffle(&random, rows, count);
        struct people *people = with_base("feeds", &table);
        for (size_t from = 0; from < count;) {
            size_t size = 1 + random_below(&random, most);
            size = size > count - from ? count - from : size;
            struct part part = part_of(&table, rows + from, size);
            struct people_joined joined = join_part(people, "city", &part);
            assert_false(joined.learnt);
            assert_int_equal(joined.fresh, size);
            people_joined_free(&joined);
            part_free(&part);
            from += size;
        }
        int64_t *shown = shown_rows(people, "city", ROWS);
        assert_true(same_partition(shown, expected, ROWS));
        memory_free(shown);
        memory_free(rows);
        people_close(&people);
    }
    memory_free(expected);
    memory_free(truth);
    linkage_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(feeds_in_any_order_give_what_a_whole_run_gives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
