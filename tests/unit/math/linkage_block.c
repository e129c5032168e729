/* Who meets whom, against the same said row by row: two records are candidates where, and only
 * where, they agree on all atoms of a rule and few enough others do. */
#include "support/test.h"

#include "math/linkage/block.h"
#include "support/linkage.h"

enum { ROWS = 700, BUDGET = 5000 };

struct laid {
    uint32_t *truth;
    struct linkage_table table;
    struct records records;
    struct blocks blocks;
    struct atom atoms[ATOMS_MOST];
    size_t atom_count;
};

static void lay(struct laid *laid, size_t threads)
{
    *laid = (struct laid){0};
    laid->table = table_of_families(ROWS, 3, &laid->truth);
    records_build(&laid->table, 0, 1, &laid->records);
    blocks_build(&laid->records, BUDGET, threads, &laid->blocks);
    laid->atom_count = atoms_make(&laid->records, 1, laid->atoms);
}

static void done(struct laid *laid)
{
    atoms_free(laid->atoms, laid->atom_count);
    blocks_free(&laid->blocks);
    records_free(&laid->records);
    linkage_table_free(&laid->table);
    memory_free(laid->truth);
}

/* Both have each atom of the set, and the same. */
static bool agree(const struct laid *laid, uint32_t set, uint32_t a, uint32_t b)
{
    for (; set; set &= set - 1) {
        const struct atom *atom = &laid->atoms[__builtin_ctz(set)];
        uint32_t left = atom->keys[records_row(&laid->records, a)[atom->field]];
        if (left == 0 || left != atom->keys[records_row(&laid->records, b)[atom->field]])
            return false;
    }
    return true;
}

/* Whether row and other are candidates, a byte each, by the blocks. */
static void candidates_of(const struct laid *laid, uint32_t row, uint8_t *ret_met)
{
    uint64_t *seen = memory_zeros(laid->records.row_count / 64 + 1, sizeof *seen);
    uint32_t *candidates = memory_allocate((laid->records.row_count + 1) * sizeof *candidates);
    size_t count = blocks_candidates(&laid->blocks, row, seen, candidates);
    memset(ret_met, 0, laid->records.row_count);
    for (size_t i = 0; i < count; i++) {
        assert_true(candidates[i] > row);
        assert_int_equal(ret_met[candidates[i]], 0); /* once only */
        ret_met[candidates[i]] = 1;
    }
    for (size_t i = 0; i < laid->records.row_count / 64 + 1; i++)
        assert_true(seen[i] == 0);
    memory_free(seen);
    memory_free(candidates);
}

static void records_meet_where_they_agree_on_a_rule_and_few_others_do(void **state)
{
    (void)state;
    struct laid laid;
    lay(&laid, 2);
    size_t rows = laid.records.row_count;
    assert_false(laid.blocks.everything);
    assert_true(laid.blocks.given_up == 0); /* else cut blocks hold fewer pairs than they should */
    size_t over = 0;
    for (size_t at = 0; at < laid.blocks.rule_count; at++)
        over += laid.blocks.rules[at].over;
    assert_true(over > 0); /* some blocks were refined */
    uint8_t *met = memory_allocate(rows), *should = memory_allocate(rows);
    uint32_t *with = memory_allocate(rows * sizeof *with);
    size_t pairs = 0;
    for (uint32_t row = 0; row < rows; row++) {
        memset(should, 0, rows);
        candidates_of(&laid, row, met);
        for (size_t at = 0; at < laid.blocks.rule_count; at++) {
            size_t count = 0;
            for (uint32_t other = 0; other < rows; other++)
                if (agree(&laid, laid.blocks.rules[at].atoms, row, other))
                    with[count++] = other;
            for (size_t i = 0; i < count && count <= laid.blocks.cap; i++)
                should[with[i]] |= with[i] > row;
        }
        assert_memory_equal(met, should, rows);
        for (size_t i = 0; i < rows; i++)
            pairs += met[i];
    }
    assert_true(pairs > rows / 4);
    memory_free(met);
    memory_free(should);
    memory_free(with);
    done(&laid);
}

static void blocks_do_not_depend_on_the_threads(void **state)
{
    (void)state;
    struct laid one, other;
    lay(&one, 1);
    for (size_t threads = 2; threads <= 5; threads++) {
        lay(&other, threads);
        assert_int_equal(one.blocks.rule_count, other.blocks.rule_count);
        assert_true(one.blocks.pairs == other.blocks.pairs);
        size_t rows = one.records.row_count;
        assert_memory_equal(one.blocks.place_starts, other.blocks.place_starts,
                            (rows + 1) * sizeof *one.blocks.place_starts);
        assert_memory_equal(one.blocks.places, other.blocks.places,
                            one.blocks.place_starts[rows] * sizeof *one.blocks.places);
        done(&other);
    }
    done(&one);
}

/* Of a thousand imagined matches none has an e-mail address where one row in a hundred has. */
static void what_few_rows_know_is_asked_last_where_the_budget_has_room(void **state)
{
    (void)state;
    enum { NAME, EMAIL, ATOMS };
    const struct atom atoms[ATOMS] = {
        [NAME] = {.field = 0, .known = 1, .chance = 1e-4},
        [EMAIL] = {.field = 1, .known = 0.01, .chance = 1e-4},
    };
    struct plan plan;
    plan_make(atoms, ATOMS, 10000, 1e5, &plan);
    assert_int_equal(plan.count, 2);
    assert_int_equal(plan.rules[0], 1 << NAME);
    assert_int_equal(plan.rules[1], 1 << EMAIL);
    plan_make(atoms, ATOMS, 10000, 11000, &plan);
    assert_int_equal(plan.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_meet_where_they_agree_on_a_rule_and_few_others_do),
        cmocka_unit_test(blocks_do_not_depend_on_the_threads),
        cmocka_unit_test(what_few_rows_know_is_asked_last_where_the_budget_has_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
