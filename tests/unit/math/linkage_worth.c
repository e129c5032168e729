/* What agreement is worth, against counting pairs whose truth is known. */
#include "support/linkage.h"
#include "support/test.h"

#include <math.h>

struct town {
    struct linkage_table table;
    uint32_t *truth;
    struct linkage *linkage;
};

static struct town town_of(size_t rows)
{
    struct town town = {.truth = NULL};
    town.table = table_of_families(rows, 8, &town.truth);
    struct linkage_options options = {.threads = 2, .floor = -7};
    town.linkage = run_linkage(&town.table, &options);
    return town;
}

static void town_free(struct town *town)
{
    linkage_free(town->linkage);
    linkage_table_free(&town->table);
    memory_free(town->truth);
}

static size_t field_named(const struct town *town, const char *label)
{
    for (size_t i = 0; i < linkage_field_count(town->linkage); i++)
        if (strcmp(linkage_field_label(town->linkage, i), label) == 0)
            return i;
    fail_msg("there is no field %s", label);
    return 0;
}

static void levels_are_all_there_is_and_weigh_what_their_shares_say(void **state)
{
    (void)state;
    CLEANUP(town_free) struct town town = town_of(2000);
    for (size_t field = 0; field < linkage_field_count(town.linkage); field++) {
        struct linkage_worth worth;
        double one = 0, two = 0;
        linkage_worth_of(town.linkage, field, &worth);
        assert_true(worth.count >= 2);
        assert_string_equal(worth.levels[0].words, "the same");
        assert_string_equal(worth.levels[worth.count - 1].words, "different");
        for (size_t i = 0; i < worth.count; i++) {
            const struct linkage_level *level = &worth.levels[i];
            one += level->of_one;
            two += level->of_two;
            if (level->of_one > 0 && level->of_two > 0)
                assert_near(level->bits, log2(level->of_one / level->of_two), 1e-9);
            if (i > 1 && i + 1 < worth.count)
                assert_true(level[-1].of_one >= level->of_one);
        }
        assert_near(one, 1, 0.05); /* what was never seen keeps a little */
        assert_near(two, 1, 0.05);
        assert_true(worth.worth > 0);
        assert_true(worth.common_bits <= worth.rare_bits);
        assert_true(worth.levels[0].bits > 0 && worth.levels[worth.count - 1].bits < 0);
    }
}

/* The share of pairs of one person with the same text in the column, of those that both have one:
 * slips are made, but no other spellings, so that "the same" is the same text (in names and
 * postcodes; a date without one of its hyphens is the same date). */
static double counted_share(const struct town *town, const struct linkage_column *column)
{
    double same = 0, known = 0;
    for (size_t i = 0; i < town->table.row_count; i++)
        for (size_t j = i + 1; j < town->table.row_count; j++)
            if (town->truth[i] == town->truth[j] && column->rows[i] && column->rows[j]) {
                known++;
                same += column->rows[i] == column->rows[j];
            }
    return same / known;
}

static void what_was_learnt_without_examples_is_near_what_examples_say(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        size_t column;
    } fields[] = {{"given name", 0}, {"surname", 1}, {"postcode", 4}};
    CLEANUP(town_free) struct town town = town_of(2000);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct linkage_worth worth;
        linkage_worth_of(town.linkage, field_named(&town, fields[i].label), &worth);
        double counted = counted_share(&town, &town.table.columns[fields[i].column]);
        if (fabs(worth.levels[0].of_one - counted) > 0.05)
            fail_msg("%s: learnt %.3f, counted %.3f", fields[i].label, worth.levels[0].of_one,
                     counted);
    }
}

static void a_date_tells_more_than_a_given_name(void **state)
{
    (void)state;
    CLEANUP(town_free) struct town town = town_of(2000);
    struct linkage_worth date, name;
    linkage_worth_of(town.linkage, field_named(&town, "dob"), &date);
    linkage_worth_of(town.linkage, field_named(&town, "given name"), &name);
    assert_true(date.worth > name.worth + 2);
}

static void without_a_model_nothing_is_worth_anything(void **state)
{
    (void)state;
    struct linkage_table table = table_of("given_name|surname\nAnna|Smith\n");
    struct linkage_options options = {.threads = 1, .floor = -7};
    struct linkage *linkage = run_linkage(&table, &options);
    struct linkage_worth worth = {.count = 7};
    linkage_worth_of(linkage, 0, &worth);
    assert_int_equal(worth.count, 0);
    linkage_free(linkage);
    linkage_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_are_all_there_is_and_weigh_what_their_shares_say),
        cmocka_unit_test(what_was_learnt_without_examples_is_near_what_examples_say),
        cmocka_unit_test(a_date_tells_more_than_a_given_name),
        cmocka_unit_test(without_a_model_nothing_is_worth_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
