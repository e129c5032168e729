/* Missed and false links by group against counting pair by pair, and doubts of a linkage against
 * its own weights. */
#include "support/linkage.h"
#include "support/test.h"

#include <math.h>

enum { ROWS = 400, GROUPS = 5, PEOPLE = 120 };

struct drawn {
    uint32_t truth[ROWS], persons[ROWS], groups[ROWS];
    uint16_t source[ROWS];
};

static void draw(struct drawn *drawn, uint64_t seed)
{
    struct random random = random_seeded(seed);
    for (size_t i = 0; i < ROWS; i++) {
        drawn->truth[i] = (uint32_t)random_below(&random, PEOPLE);
        drawn->persons[i] =
            random_below(&random, 10) ? drawn->truth[i] : (uint32_t)random_below(&random, PEOPLE);
        drawn->groups[i] = (uint32_t)random_below(&random, GROUPS);
        drawn->source[i] = (uint16_t)random_below(&random, 3);
    }
}

/* What a pair says: there, found; for the group, or for all where group is GROUPS. */
static void count_pairs(const struct drawn *drawn, bool across, uint32_t group,
                        struct linkage_errors *errors)
{
    *errors = (struct linkage_errors){0};
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = i + 1; j < ROWS; j++) {
            bool touches =
                group == GROUPS || drawn->groups[i] == group || drawn->groups[j] == group;
            if (!touches || (across && drawn->source[i] == drawn->source[j]))
                continue;
            bool there = drawn->truth[i] == drawn->truth[j];
            bool found = drawn->persons[i] == drawn->persons[j];
            errors->true_links += there;
            errors->found_links += found;
            errors->missed += there && !found;
            errors->wrong += found && !there;
        }
}

static void errors_are_those_of_counting_pair_by_pair(void **state)
{
    (void)state;
    struct drawn *drawn = memory_zeros(1, sizeof *drawn);
    for (unsigned round = 0; round < 4; round++) {
        draw(drawn, round);
        struct linkage_grouping grouping = {.row_count = ROWS,
                                            .persons = drawn->persons,
                                            .source = round % 2 ? drawn->source : NULL,
                                            .groups = drawn->groups,
                                            .group_count = GROUPS};
        struct linkage_errors errors[GROUPS + 1], counted;
        linkage_errors_true(&grouping, drawn->truth, errors);
        for (uint32_t group = 0; group <= GROUPS; group++) {
            count_pairs(drawn, round % 2, group, &counted);
            assert_near(errors[group].true_links, counted.true_links, 1e-12);
            assert_near(errors[group].found_links, counted.found_links, 1e-12);
            assert_near(errors[group].missed, counted.missed, 1e-12);
            assert_near(errors[group].wrong, counted.wrong, 1e-12);
            assert_near(errors[group].missed_share, counted.missed / counted.true_links, 1e-12);
            assert_true(errors[group].missed_lower < errors[group].missed_share);
            assert_true(errors[group].missed_upper > errors[group].missed_share);
        }
        assert_near(errors[GROUPS].records, ROWS, 0);
    }
    memory_free(drawn);
}

/* 81 of 263: 25.53% to 36.62% (Newcombe 1998, table I, method 3). */
static void limits_are_those_of_wilson(void **state)
{
    (void)state;
    enum { PAIRS = 263 };
    uint32_t truth[2 * PAIRS], persons[2 * PAIRS];
    for (uint32_t i = 0; i < 2 * PAIRS; i++) {
        truth[i] = i / 2;
        persons[i] = i / 2 < 81 ? i : i / 2 + 2 * PAIRS;
    }
    struct linkage_grouping grouping = {
        .row_count = 2 * PAIRS, .persons = persons, .group_count = 1};
    struct linkage_errors errors[2];
    linkage_errors_true(&grouping, truth, errors);
    assert_near(errors[0].missed, 81, 0);
    assert_near(errors[0].missed_lower, 0.2553, 5e-5);
    assert_near(errors[0].missed_upper, 0.3662, 5e-5);
    assert_near(errors[0].wrong_share, 0, 0);
}

/* Of 40 people two to five records, and of every fifth one record apart: 20 of 200 links missed.
 * statsmodels 0.15: OLS of each link on a constant, its covariance clustered by person without
 * correction, gives a standard error of 0.0348569; proportion_confint by Wilson's method of
 * 0.1 × n of n = 0.1 × 0.9 / 0.0348569² gives 5.0250% to 18.9192%, where 20 of 200 give 6.6% to
 * 14.9%. */
static void errors_of_one_person_count_as_little_more_than_one(void **state)
{
    (void)state;
    enum { PERSONS = 40, MOST = 5 };
    uint32_t truth[PERSONS * MOST], persons[PERSONS * MOST], groups[PERSONS * MOST];
    struct linkage_grouping grouping = {.persons = persons, .groups = groups, .group_count = 2};
    for (uint32_t person = 0; person < PERSONS; person++)
        for (uint32_t i = 0; i < 2 + person % 4; i++) {
            bool apart = person % 5 == 0 && i == 1 + person % 4;
            truth[grouping.row_count] = person;
            groups[grouping.row_count] = person < 6;
            persons[grouping.row_count++] = apart ? PERSONS + person : person;
        }
    struct linkage_errors errors[3];
    linkage_errors_true(&grouping, truth, errors);
    assert_near(errors[2].true_links, 200, 0);
    assert_near(errors[2].missed, 20, 0);
    assert_near(errors[2].missed_lower, 0.050250423, 1e-8);
    assert_near(errors[2].missed_upper, 0.189191867, 1e-8);
    /* Group 1 has links of six people, 3 of 24 missed: too few to show how far errors come
     * together, so that the limits are at least as wide as by the design effect of all, 2.7. */
    assert_near(errors[1].true_links, 24, 0);
    assert_near(errors[1].missed, 3, 0);
    assert_true(errors[1].missed_upper - errors[1].missed_lower > 0.4);
    assert_false(errors[1].missed_worse);
}

static void many_false_pairs_of_one_person_make_no_group_worse(void **state)
{
    (void)state;
    enum { PAIRS = 500, CROWD = 20, ROWS_IN_ALL = 2 * PAIRS + CROWD };
    uint32_t *truth = memory_zeros(ROWS_IN_ALL, sizeof *truth);
    uint32_t *persons = memory_zeros(ROWS_IN_ALL, sizeof *persons);
    uint32_t *groups = memory_zeros(ROWS_IN_ALL, sizeof *groups);
    /* 500 pairs, five of them two people: and of group 1, besides a hundred of those, one person
     * found of twenty records who are ten people. */
    for (uint32_t i = 0; i < ROWS_IN_ALL; i++) {
        bool crowd = i >= 2 * PAIRS;
        truth[i] = i % 200 == 1 && !crowd ? ROWS_IN_ALL + i : i / 2;
        persons[i] = crowd ? PAIRS : i / 2;
        groups[i] = i >= 2 * PAIRS - 200;
    }
    struct linkage_grouping grouping = {
        .row_count = ROWS_IN_ALL, .persons = persons, .groups = groups, .group_count = 2};
    struct linkage_errors errors[3];
    linkage_errors_true(&grouping, truth, errors);
    assert_near(errors[1].wrong, 180 + 1, 0);
    assert_true(errors[1].wrong_share > 0.6);
    assert_true(errors[1].wrong_lower < 0.3);
    assert_false(errors[1].wrong_worse);
    memory_free(truth);
    memory_free(persons);
    memory_free(groups);
}

static void a_group_is_worse_only_beyond_the_limits_of_a_signal(void **state)
{
    (void)state;
    enum { PAIRS = 1000 };
    uint32_t *truth = memory_zeros(2 * PAIRS, sizeof *truth),
             *persons = memory_zeros(2 * PAIRS, sizeof *persons),
             *groups = memory_zeros(2 * PAIRS, sizeof *groups);
    /* Of 900 pairs of group 0 nine are missed; of 50 of group 1 three, within 99.8% of the whole
     * (1.4%: 0.9% to 24% by Wilson) though not of 95% (2.1%); of 50 of group 2 twelve. */
    for (uint32_t i = 0; i < PAIRS; i++) {
        bool missed = i < 9 || (i >= 900 && i < 903) || (i >= 950 && i < 952);
        for (uint32_t side = 0; side < 2; side++) {
            truth[2 * i + side] = i;
            persons[2 * i + side] = missed ? 2 * i + side : i + 2 * PAIRS;
            groups[2 * i + side] = i < 900 ? 0 : i < 950 ? 1 : 2;
        }
    }
    struct linkage_grouping grouping = {
        .row_count = 2 * PAIRS, .persons = persons, .groups = groups, .group_count = 3};
    struct linkage_errors errors[4];
    linkage_errors_true(&grouping, truth, errors);
    assert_near(errors[3].missed_share, 0.014, 1e-12);
    assert_true(errors[1].missed_lower > 0.014);
    assert_false(errors[1].missed_worse);
    for (uint32_t i = 952; i < 962; i++)
        persons[2 * i] = 2 * i;
    linkage_errors_true(&grouping, truth, errors);
    assert_true(errors[2].missed_worse);
    assert_false(errors[0].missed_worse || errors[2].wrong_worse);
    memory_free(truth);
    memory_free(persons);
    memory_free(groups);
}

static void no_rows_and_no_links_have_no_errors(void **state)
{
    (void)state;
    struct linkage_errors errors[2];
    struct linkage_grouping none = {.group_count = 1};
    linkage_errors_true(&none, NULL, errors);
    assert_near(errors[1].records + errors[1].true_links, 0, 0);
    const uint32_t alone[] = {0, 1, 2};
    struct linkage_grouping three = {.row_count = 3, .persons = alone, .group_count = 1};
    linkage_errors_true(&three, alone, errors);
    assert_near(errors[0].records, 3, 0);
    assert_near(errors[0].missed_share + errors[0].missed_upper, 0, 0);
}

/* --- doubts ----------------------------------------------------------------------------------- */

static void expected_errors_add_up_the_doubts_of_a_hand_made_case(void **state)
{
    (void)state;
    /* Rows 0 and 1 are one person at even odds; rows 2 and 3 are two, at 3 to 1 for being one;
     * row 4 is surely of one person with row 5. */
    const uint32_t persons[] = {0, 0, 1, 2, 3, 3}, groups[] = {0, 1, 0, 0, 1, 1};
    float belongs[] = {0, 0, INFINITY, INFINITY, 40, 40};
    struct linkage_doubt list[] = {{0, 1, 0, true}, {2, 3, 1.5849625F, false}};
    struct linkage_doubts doubts = {.belongs = belongs, .list = list, .count = 2};
    struct linkage_grouping grouping = {
        .row_count = 6, .persons = persons, .groups = groups, .group_count = 2};
    struct linkage_errors errors[3];
    linkage_errors_expected(&grouping, &doubts, errors);
    assert_near(errors[2].found_links, 2, 1e-9);
    assert_near(errors[2].wrong, 0.5, 1e-6);
    assert_near(errors[2].missed, 0.75, 1e-6);
    assert_near(errors[2].true_links, 2.25, 1e-6);
    assert_near(errors[0].wrong, 0.5, 1e-6); /* a link between groups counts in both */
    assert_near(errors[1].wrong, 0.5, 1e-6);
    assert_near(errors[0].missed, 0.75, 1e-6);
    assert_near(errors[1].missed, 0, 1e-6);
    assert_near(errors[1].found_links, 2, 1e-9);
}

/* What records and persons of a linkage there are, counted plainly. */
struct told {
    const uint32_t *persons;
    uint32_t *sizes; /* records, by person */
    uint32_t *ties;  /* doubts that the person is one with another */
    double unmatched[2][2];
};

static struct told tell(const struct linkage *linkage, const struct linkage_table *table,
                        const struct linkage_doubts *doubts)
{
    uint32_t count;
    struct told told = {.persons = linkage_persons(linkage, &count)};
    told.sizes = memory_zeros(2 * (size_t)count, sizeof *told.sizes);
    told.ties = told.sizes + count;
    for (size_t row = 0; row < table->row_count; row++)
        told.sizes[told.persons[row]]++;
    for (size_t i = 0; i < doubts->count; i++) {
        bool apart = !doubts->list[i].are_together;
        told.ties[told.persons[doubts->list[i].a]] += apart;
        told.ties[told.persons[doubts->list[i].b]] += apart;
    }
    for (size_t row = 0; row < table->row_count && table->source; row++) {
        size_t own = table->source[row];
        bool has[2] = {false, false};
        for (size_t i = 0; i < table->row_count; i++)
            has[table->source[i]] |= i != row && told.persons[i] == told.persons[row];
        told.unmatched[own][0] += !has[0];
        told.unmatched[own][1] += !has[1];
    }
    for (size_t own = 0, rows[2] = {0}; table->source && own < 2; own++) {
        for (size_t row = 0; row < table->row_count; row++)
            rows[own] += table->source[row] == own;
        told.unmatched[own][0] = (told.unmatched[own][0] + 1) / ((double)rows[own] + 2);
        told.unmatched[own][1] = (told.unmatched[own][1] + 1) / ((double)rows[own] + 2);
    }
    return told;
}

/* Pairs that stand for all that is asked, of persons that have no other to be one with, weigh what
 * they weigh alone and what the shares of the unmatched add; others no more. How many those are. */
static size_t expect_weights(const struct linkage *linkage, const struct linkage_table *table,
                             const struct linkage_doubts *doubts)
{
    struct told told = tell(linkage, table, doubts);
    size_t plain = 0;
    for (size_t i = 0; i < doubts->count; i++) {
        const struct linkage_doubt *doubt = &doubts->list[i];
        uint32_t left = told.persons[doubt->a], right = told.persons[doubt->b];
        struct linkage_explanation explained;
        assert_true(i == 0 || fabsf(doubt->weight) >= fabsf(doubt[-1].weight));
        assert_int_equal(left == right, doubt->are_together);
        linkage_explain(linkage, doubt->a, doubt->b, &explained);
        if (told.sizes[left] + told.sizes[right] > (doubt->are_together ? 4 : 2))
            continue;
        size_t a = table->source ? table->source[doubt->a] : 0;
        size_t b = table->source ? table->source[doubt->b] : 0;
        double more = a == b ? 0 : -log2(told.unmatched[a][b]) - log2(told.unmatched[b][a]);
        uint32_t ties = doubt->are_together ? told.ties[left] + 1 : told.ties[left];
        if (ties == 1 && (doubt->are_together || told.ties[right] == 1)) {
            assert_near((double)doubt->weight, explained.weight + more, 1e-3);
            plain++;
        }
        assert_true((double)doubt->weight < explained.weight + more + 1e-3);
    }
    memory_free(told.sizes);
    return plain;
}

static void a_pair_is_doubted_by_its_own_weight_and_the_unsure_come_first(void **state)
{
    (void)state;
    uint32_t *truth, count;
    struct linkage_table table = table_of_families(1500, 4, &truth);
    struct linkage_options options = {.threads = 2, .floor = -7};
    struct linkage *linkage = run_linkage(&table, &options);
    struct linkage_doubts doubts;
    linkage_doubts_find(linkage, &doubts);
    assert_true(doubts.count > 100);
    assert_true(expect_weights(linkage, &table, &doubts) > 50);
    const uint32_t *persons = linkage_persons(linkage, &count);
    uint32_t *sizes = memory_zeros(count, sizeof *sizes);
    for (size_t row = 0; row < table.row_count; row++)
        sizes[persons[row]]++;
    for (size_t row = 0; row < table.row_count; row++)
        assert_int_equal(isinf(doubts.belongs[row]), sizes[persons[row]] == 1);
    memory_free(sizes);
    linkage_doubts_free(&doubts);
    memory_free(truth);
    linkage_free(linkage);
    linkage_table_free(&table);
}

/* Every record of the one source is somebody's of the other but few: who is left over is surer to
 * be the one that is left over there. */
static void between_sources_it_counts_how_many_have_nobody_yet(void **state)
{
    (void)state;
    uint32_t *truth;
    struct linkage_table table = table_of_families(1500, 4, &truth);
    uint16_t *source = memory_zeros(table.row_count, sizeof *source);
    for (size_t row = 1; row < table.row_count; row++)
        source[row] = truth[row] == truth[row - 1] ? !source[row - 1] : (uint16_t)(row % 2);
    table.source = source;
    table.source_count = 2;
    struct linkage_options options = {.threads = 2, .floor = -7};
    struct linkage *linkage = run_linkage(&table, &options);
    struct linkage_doubts doubts;
    linkage_doubts_find(linkage, &doubts);
    assert_true(expect_weights(linkage, &table, &doubts) > 50);
    linkage_doubts_free(&doubts);
    linkage_free(linkage);
    memory_free(truth);
    linkage_table_free(&table);
}

/* Brothers of one name at one address: a record that says no birthday may be either. */
static void rivals_for_one_record_share_its_odds(void **state)
{
    (void)state;
    uint32_t *truth;
    struct linkage_table table = table_of_families(1500, 9, &truth);
    struct linkage_options options = {.threads = 2, .floor = -7};
    struct linkage *linkage = run_linkage(&table, &options);
    struct linkage_doubts doubts;
    linkage_doubts_find(linkage, &doubts);
    struct told told = tell(linkage, &table, &doubts);
    double *chances = memory_zeros(table.row_count, sizeof *chances);
    size_t contested = 0;
    for (size_t i = 0; i < doubts.count; i++) {
        const struct linkage_doubt *doubt = &doubts.list[i];
        if (doubt->are_together)
            continue;
        chances[told.persons[doubt->a]] += linkage_probability((double)doubt->weight);
        chances[told.persons[doubt->b]] += linkage_probability((double)doubt->weight);
    }
    for (size_t person = 0; person < table.row_count; person++) {
        contested += chances[person] > 0.2;
        assert_true(chances[person] < 1); /* one of its rivals at most is it */
    }
    assert_true(contested > 5);
    memory_free(chances);
    memory_free(told.sizes);
    linkage_doubts_free(&doubts);
    memory_free(truth);
    linkage_free(linkage);
    linkage_table_free(&table);
}

static void nothing_is_doubted_of_nobody(void **state)
{
    (void)state;
    struct linkage_table table = table_of("given_name|surname\nAnna|Smith\n");
    struct linkage_options options = {.threads = 1, .floor = -7};
    struct linkage *linkage = run_linkage(&table, &options);
    struct linkage_doubts doubts;
    linkage_doubts_find(linkage, &doubts);
    assert_int_equal(doubts.count, 0);
    assert_true(isinf(doubts.belongs[0]));
    linkage_doubts_free(&doubts);
    linkage_free(linkage);
    linkage_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_are_those_of_counting_pair_by_pair),
        cmocka_unit_test(limits_are_those_of_wilson),
        cmocka_unit_test(errors_of_one_person_count_as_little_more_than_one),
        cmocka_unit_test(many_false_pairs_of_one_person_make_no_group_worse),
        cmocka_unit_test(a_group_is_worse_only_beyond_the_limits_of_a_signal),
        cmocka_unit_test(no_rows_and_no_links_have_no_errors),
        cmocka_unit_test(expected_errors_add_up_the_doubts_of_a_hand_made_case),
        cmocka_unit_test(a_pair_is_doubted_by_its_own_weight_and_the_unsure_come_first),
        cmocka_unit_test(between_sources_it_counts_how_many_have_nobody_yet),
        cmocka_unit_test(rivals_for_one_record_share_its_odds),
        cmocka_unit_test(nothing_is_doubted_of_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
