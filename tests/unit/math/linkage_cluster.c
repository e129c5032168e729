#include "support/test.h"

#include <math.h>

#include "math/linkage/persons/cluster.h"

/* Weights of pairs that no edge holds: by a table of the test's own. */
struct weights {
    size_t count;
    float of[64][64];
};

/* The sum, and how many have a say. */
static void weigh(void *state, uint32_t a, uint32_t b, float *parts)
{
    const struct weights *weights = state;
    if (isnan(weights->of[a][b]))
        return;
    parts[0] += weights->of[a][b];
    parts[1]++;
}

static float mean(const void *context, const float *parts, size_t least)
{
    (void)least;
    (void)context;
    return parts[1] > 0 ? parts[0] / parts[1] : -INFINITY;
}

static void *same_state(const void *context)
{
    return (void *)(uintptr_t)context;
}

static void keep_state(void *state)
{
    (void)state;
}

static struct cluster_rules rules_for(struct weights *weights)
{
    return (struct cluster_rules){
        .parts = 2,
        .weigh = weigh,
        .score = mean,
        .state_new = same_state,
        .state_free = keep_state,
        .context = weights,
    };
}

static void fill(struct weights *weights, size_t count, float weight)
{
    weights->count = count;
    for (size_t i = 0; i < 64; i++)
        for (size_t j = 0; j < 64; j++)
            weights->of[i][j] = weight;
}

static void set(struct weights *weights, uint32_t a, uint32_t b, float weight)
{
    weights->of[a][b] = weights->of[b][a] = weight;
}

/* Edges are the pairs over 0; persons, as one digit a row. */
static void assert_persons(const struct weights *weights, const struct cluster_rules *rules,
                           const char *expected)
{
    struct edge edges[64 * 64];
    size_t count = 0;
    for (uint32_t a = 0; a < weights->count; a++)
        for (uint32_t b = a + 1; b < weights->count; b++)
            if (weights->of[a][b] > 0)
                edges[count++] = (struct edge){a, b, weights->of[a][b]};
    for (size_t threads = 1; threads <= 3; threads++) {
        uint32_t persons[64];
        char found[65] = {0};
        cluster_rows(weights->count, edges, count, rules, threads, persons);
        for (size_t i = 0; i < weights->count; i++)
            found[i] = (char)('0' + persons[i]);
        assert_string_equal(found, expected);
    }
}

static void best_evidence_joins_first(void **state)
{
    (void)state;
    struct weights weights;
    fill(&weights, 3, -5);
    set(&weights, 0, 1, 4);
    set(&weights, 1, 2, 9);
    struct cluster_rules rules = rules_for(&weights);
    assert_persons(&weights, &rules, "011"); /* {1, 2}, then 0 against both: (4 − 5) / 2 */
}

static void a_bridge_between_two_groups_is_cut(void **state)
{
    (void)state;
    struct weights weights;
    fill(&weights, 6, -6);
    for (uint32_t first = 0; first < 6; first += 3)
        for (uint32_t i = first; i < first + 3; i++)
            for (uint32_t j = i + 1; j < first + 3; j++)
                set(&weights, i, j, 8);
    set(&weights, 2, 3, 10);
    struct cluster_rules rules = rules_for(&weights);
    /* 2 and 3 join first; what is missing around them then counts. */
    assert_persons(&weights, &rules, "000333");
}

/* Two parts: what all pairs know speaks for one person, what only 1 and 3 know against. */
static void weigh_two_parts(void *state, uint32_t a, uint32_t b, float *parts)
{
    (void)state;
    parts[0] += a / 2 == b / 2 ? 9 : 3;
    parts[1]++;
    if (a == 1 && b == 3) {
        parts[2] -= 9;
        parts[3]++;
    }
}

static float score_two_parts(const void *context, const float *parts, size_t least)
{
    (void)least;
    (void)context;
    return parts[0] / parts[1] + (parts[3] > 0 ? parts[2] / parts[3] : 0);
}

static void a_group_knows_all_that_its_rows_know(void **state)
{
    (void)state;
    const struct cluster_rules rules = {.parts = 4,
                                        .weigh = weigh_two_parts,
                                        .score = score_two_parts,
                                        .state_new = same_state,
                                        .state_free = keep_state};
    const struct edge edges[] = {{0, 1, 9}, {0, 2, 3}, {0, 3, 3}, {1, 2, 3}, {2, 3, 9}};
    uint32_t persons[4];
    cluster_rows(4, edges, 5, &rules, 1, persons);
    const uint32_t expected[] = {0, 0, 2, 2};
    assert_memory_equal(persons, expected, sizeof persons);
}

static void a_pair_without_a_say_is_left_out_of_the_mean(void **state)
{
    (void)state;
    struct weights weights;
    fill(&weights, 3, NAN);
    set(&weights, 0, 1, 3);
    set(&weights, 1, 2, 3);
    struct cluster_rules rules = rules_for(&weights);
    assert_persons(&weights, &rules, "000");
}

/* 0 and 2 are a doctor's records of two brothers, 1 and 3 their school's; the best pair is a wrong
 * one, and the right ones are together better than the two wrong ones. */
static void rows_change_places_where_both_are_better_off(void **state)
{
    (void)state;
    uint64_t agencies[] = {1, 2, 1, 2};
    struct weights weights;
    fill(&weights, 4, -9);
    set(&weights, 0, 3, 10);
    set(&weights, 1, 2, 3);
    set(&weights, 0, 1, 6);
    set(&weights, 2, 3, 9);
    struct cluster_rules rules = rules_for(&weights);
    assert_persons(&weights, &rules, "0022");
    rules.exclusive = agencies;
    assert_persons(&weights, &rules, "0022");
    set(&weights, 2, 3, 7.5F); /* by less than a bit: who stood there stays */
    assert_persons(&weights, &rules, "0110");
}

static void exclusive_rows_never_join(void **state)
{
    (void)state;
    struct weights weights;
    fill(&weights, 4, 9);
    const uint64_t exclusive[] = {1, 1, 2, 2};
    struct cluster_rules rules = rules_for(&weights);
    rules.exclusive = exclusive;
    assert_persons(&weights, &rules, "0101");
}

/* Two persons of two records each, who say so much to each other, and a fifth record between
 * them. */
static void set_claims(struct weights *weights, float between, float first, float second)
{
    fill(weights, 5, between);
    set(weights, 0, 1, 8);
    set(weights, 2, 3, 8);
    for (uint32_t row = 0; row < 4; row++)
        set(weights, row, 4, row < 2 ? first : second);
}

static void a_row_that_two_persons_claim_alike_is_nobodys(void **state)
{
    (void)state;
    struct weights weights;
    struct cluster_rules rules = rules_for(&weights);
    set_claims(&weights, -6, 3, 3);
    assert_persons(&weights, &rules, "00224");
    set_claims(&weights, -20, 9, 9); /* however strongly */
    assert_persons(&weights, &rules, "00224");
    set_claims(&weights, -6, 1, 0.5F); /* odds of 2 against 1 + 1.4 */
    assert_persons(&weights, &rules, "00224");
}

static void a_row_stays_with_who_claims_it_more_than_all_others(void **state)
{
    (void)state;
    struct weights weights;
    struct cluster_rules rules = rules_for(&weights);
    set_claims(&weights, -6, 3, 1);
    assert_persons(&weights, &rules, "00220");
    set_claims(&weights, -6, 9, 7);
    assert_persons(&weights, &rules, "00220");
    set_claims(&weights, -6, 0.5F, -1); /* no edge, no claim */
    assert_persons(&weights, &rules, "00220");
}

static void claimants_who_may_be_one_hardly_contend(void **state)
{
    (void)state;
    struct weights weights;
    struct cluster_rules rules = rules_for(&weights);
    set_claims(&weights, -2, 3, 2.9F);
    assert_persons(&weights, &rules, "00220");
}

static void who_may_not_have_a_row_does_not_contend_for_it(void **state)
{
    (void)state;
    struct weights weights;
    const uint64_t exclusive[] = {0, 0, 1, 0, 1};
    struct cluster_rules rules = rules_for(&weights);
    rules.exclusive = exclusive;
    set_claims(&weights, -6, 3, 3);
    assert_persons(&weights, &rules, "00220");
}

static void a_row_that_was_decided_on_is_not_parted(void **state)
{
    (void)state;
    struct weights weights;
    struct cluster_rules rules = rules_for(&weights);
    set_claims(&weights, -6, 3, 3);
    set(&weights, 0, 4, 1e6F);
    assert_persons(&weights, &rules, "00220");
}

static void a_decision_outweighs_all_evidence(void **state)
{
    (void)state;
    struct weights weights;
    fill(&weights, 4, 9);
    set(&weights, 0, 3, -1e9F);
    struct cluster_rules rules = rules_for(&weights);
    assert_persons(&weights, &rules, "0113"); /* 1 and 2 are both's alike */
    set(&weights, 1, 3, 8);
    set(&weights, 2, 3, 8);
    assert_persons(&weights, &rules, "0003");
    fill(&weights, 2, -6);
    set(&weights, 0, 1, 1e6F);
    rules = rules_for(&weights);
    assert_persons(&weights, &rules, "00");
}

static void nobody_and_one_are_persons(void **state)
{
    (void)state;
    struct weights weights;
    fill(&weights, 0, 0);
    struct cluster_rules rules = rules_for(&weights);
    assert_persons(&weights, &rules, "");
    fill(&weights, 1, 0);
    assert_persons(&weights, &rules, "0");
}

/* The way of small components against that of large ones: the same weights, once among the first
 * 40 rows alone, once with 20 rows more that a chain of weak edges makes part of the component. */
static void small_and_large_components_are_clustered_alike(void **state)
{
    (void)state;
    struct random random = random_seeded(1984);
    static struct weights weights;
    static struct edge edges[64 * 64];
    for (unsigned round = 0; round < 50; round++) {
        fill(&weights, 40, -6);
        for (uint32_t a = 0; a < 40; a++)
            for (uint32_t b = a + 1; b < 39; b++) { /* 39 stands alone in both */
                bool near = a / 5 == b / 5 || random_below(&random, 20) == 0;
                float sixteenths = (float)random_below(&random, near ? 192 : 144);
                set(&weights, a, b, near ? sixteenths / 16 - 3 : -sixteenths / 16);
            }
        struct cluster_rules rules = rules_for(&weights);
        uint32_t small[64], large[64];
        size_t count = 0;
        for (uint32_t a = 0; a < 40; a++)
            for (uint32_t b = a + 1; b < 40; b++)
                if (weights.of[a][b] > 0)
                    edges[count++] = (struct edge){a, b, weights.of[a][b]};
        cluster_rows(40, edges, count, &rules, 1, small);
        for (uint32_t row = 40; row < 60; row++) {
            edges[count++] = (struct edge){row - 1, row, 1e-6F};
            set(&weights, row - 1, row, 1e-6F);
        }
        cluster_rows(60, edges, count, &rules, 1, large);
        for (uint32_t row = 0; row < 39; row++)
            assert_int_equal(small[row], large[row]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(best_evidence_joins_first),
        cmocka_unit_test(a_bridge_between_two_groups_is_cut),
        cmocka_unit_test(a_group_knows_all_that_its_rows_know),
        cmocka_unit_test(a_pair_without_a_say_is_left_out_of_the_mean),
        cmocka_unit_test(rows_change_places_where_both_are_better_off),
        cmocka_unit_test(exclusive_rows_never_join),
        cmocka_unit_test(a_row_that_two_persons_claim_alike_is_nobodys),
        cmocka_unit_test(a_row_stays_with_who_claims_it_more_than_all_others),
        cmocka_unit_test(claimants_who_may_be_one_hardly_contend),
        cmocka_unit_test(who_may_not_have_a_row_does_not_contend_for_it),
        cmocka_unit_test(a_row_that_was_decided_on_is_not_parted),
        cmocka_unit_test(a_decision_outweighs_all_evidence),
        cmocka_unit_test(nobody_and_one_are_persons),
        cmocka_unit_test(small_and_large_components_are_clustered_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
