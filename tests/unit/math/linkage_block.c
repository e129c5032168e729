/* Who meets whom, against the same said row by row: two records are candidates where, and only
 * where, they agree on all atoms of a rule and few enough others do. */
#include "support/test.h"

#include "math/linkage/block/block.h"
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

/* Whether row and other are candidates, a byte each, by the blocks; or to be learned from. */
static void candidates_of(const struct laid *laid, uint32_t row, bool to_learn, uint8_t *ret_met)
{
    uint64_t *seen = memory_zeros(laid->records.row_count / 64 + 1, sizeof *seen);
    uint32_t *candidates = memory_allocate((laid->records.row_count + 1) * sizeof *candidates);
    size_t count = blocks_candidates(&laid->blocks, row, to_learn, seen, candidates);
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

/* Whether the rule has an atom that only seeks. */
static bool only_seeks(const struct laid *laid, size_t rule)
{
    bool seeks = false;
    for (size_t i = 0; i < laid->atom_count; i++)
        seeks |= laid->atoms[i].only_seeks && (laid->blocks.rules[rule].atoms >> i & 1);
    return seeks;
}

/* The candidates, or those to be learned from, are those that the rules say; how many. */
static size_t assert_candidates(const struct laid *laid, bool to_learn)
{
    size_t rows = laid->records.row_count, pairs = 0;
    uint8_t *met = memory_allocate(rows), *should = memory_allocate(rows);
    uint32_t *with = memory_allocate(rows * sizeof *with);
    for (uint32_t row = 0; row < rows; row++) {
        memset(should, 0, rows);
        candidates_of(laid, row, to_learn, met);
        for (size_t at = 0; at < laid->blocks.rule_count; at++) {
            size_t count = 0;
            for (uint32_t other = 0; other < rows && !(to_learn && only_seeks(laid, at)); other++)
                if (agree(laid, laid->blocks.rules[at].atoms, row, other))
                    with[count++] = other;
            for (size_t i = 0; i < count && count <= laid->blocks.cap; i++)
                should[with[i]] |= with[i] > row;
        }
        assert_memory_equal(met, should, rows);
        for (size_t i = 0; i < rows; i++)
            pairs += met[i];
    }
    memory_free(met);
    memory_free(should);
    memory_free(with);
    return pairs;
}

static void records_meet_where_they_agree_on_a_rule_and_few_others_do(void **state)
{
    (void)state;
    struct laid laid;
    lay(&laid, 2);
    assert_false(laid.blocks.everything);
    assert_true(laid.blocks.given_up == 0); /* else cut blocks hold fewer pairs than they should */
    size_t over = 0;
    for (size_t at = 0; at < laid.blocks.rule_count; at++)
        over += laid.blocks.rules[at].over;
    assert_true(over > 0); /* some blocks were refined */
    assert_true(assert_candidates(&laid, false) > laid.records.row_count / 4);
    done(&laid);
}

/* They are chosen by what they would teach. */
static void what_only_seeks_finds_pairs_that_nothing_is_learned_from(void **state)
{
    (void)state;
    struct laid laid;
    lay(&laid, 2);
    size_t found = assert_candidates(&laid, false), learned = assert_candidates(&laid, true);
    assert_true(learned > 0 && learned < found);
    assert_true(laid.blocks.pairs_learned > 0 && laid.blocks.pairs_learned < laid.blocks.pairs);
    done(&laid);
}

/* Whether two rows of such columns share the atom of that name. */
static bool share(const char *columns, const char *first, const char *second, enum field_kind kind,
                  const char *atom)
{
    char text[200];
    snprintf(text, sizeof text, "%s\n%s\n%s\n", columns, first, second);
    struct linkage_table table = table_of(text);
    struct records records;
    struct atom atoms[ATOMS_MOST];
    records_build(&table, 0, 1, &records);
    size_t count = atoms_make(&records, 1, atoms), found = 0;
    bool shared = false;
    for (size_t i = 0; i < count; i++) {
        if (records.fields[atoms[i].field].kind != kind || strcmp(atoms[i].label, atom) != 0)
            continue;
        uint32_t key = atoms_key_of(atoms, i, records_row(&records, 0));
        shared = key && key == atoms_key_of(atoms, i, records_row(&records, 1));
        found++;
    }
    assert_int_equal(found, 1);
    atoms_free(atoms, count);
    records_free(&records);
    linkage_table_free(&table);
    return shared;
}

static void names_meet_however_they_are_written(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second;
        enum field_kind kind;
        bool meet;
    } pairs[] = {
        {"Bill|Hall", "William|Hall", FIELD_GIVEN, true},
        {"Caitlin|Hall", "Kaitlyn|Hall", FIELD_GIVEN, true},
        {"Jia Chen|Li", "Jiachen|Li", FIELD_GIVEN, true},
        {"Jiachen|Li", "Ka Shun|Li", FIELD_GIVEN, true}, /* Hong Kong */
        {"Rui|Li", "Ruiwen|Li", FIELD_GIVEN, true},      /* a Spanish Ruy too */
        {"Jiachen|Li", "Haochen|Li", FIELD_GIVEN, false},
        {"Jiachen|Li", "Jiachen|Lee", FIELD_SURNAME, true},
        {"Jiachen|Zhou", "Jiachen|Chow", FIELD_SURNAME, true},
        {"Omar|Hassan", "Omar|Xasan", FIELD_SURNAME, true},
        {"Omar|Hassan", "Omar|Hussein", FIELD_SURNAME, false},
        {"Anna|Kowalska", "Anna|Kowalski", FIELD_SURNAME, true},
    };
    const char *columns = "first_name|surname";
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (share(columns, pairs[i].first, pairs[i].second, pairs[i].kind, "sound") !=
            pairs[i].meet)
            fail_msg("%s, %s: %s", pairs[i].first, pairs[i].second,
                     pairs[i].meet ? "do not meet" : "meet");
    assert_true(share(columns, "Chris|Hall", "Christina|Hall", FIELD_GIVEN, "first letter"));
}

/* Who writes from an address with her names in it meets whom they name, however she is written. */
static void names_in_an_email_address_meet_those_that_are_written(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second;
        bool meet;
    } pairs[] = {
        {"Kerry|Malley|kerry.johnson66@example.org", "Kerry|Johnson|", true},
        {"|Khern|hafsa.khan84@example.org", "Hafsa|Khan|", true},
        {"Kerry|Malley|kerry_johnson@example.org", "Johnson|Kerry|", true},
        {"Kerry|Malley|kerry.johnson66@example.org", "Kerry|Malley|", false},
        {"Kerry|Malley|", "Kerry|Malley|", true},
        {"Kerry|Malley|kjohnson@example.org", "Kerry|Malley|", true},
        {"Tariq|Malik|muhammad.khan@example.org", "Muhammad|Khan|", false},
        {"|Malley|", "|Malley|", false},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (share("first_name|surname|email", pairs[i].first, pairs[i].second, FIELD_EMAIL,
                  "names in it, or as written") != pairs[i].meet)
            fail_msg("%s, %s: %s", pairs[i].first, pairs[i].second,
                     pairs[i].meet ? "do not meet" : "meet");
}

static void names_in_an_email_address_are_not_sought_where_the_rule_is_off(void **state)
{
    (void)state;
    struct linkage_table table = table_of("first_name|surname|email\nAnn|Hall|ann.hall@x.uk\n");
    for (uint32_t off = 0; off < 2; off++) {
        struct records records;
        struct atom atoms[ATOMS_MOST];
        records_build(&table, off << LINKAGE_RULE_EMAIL_NAMES, 1, &records);
        size_t count = atoms_make(&records, 1, atoms);
        assert_int_equal(atoms[count - 1].is_whole, !off);
        atoms_free(atoms, count);
        records_free(&records);
    }
    linkage_table_free(&table);
}

static void who_is_known_by_an_age_meets_who_was_born_that_year(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second, *atom;
        bool meet;
    } pairs[] = {
        {"Ann|1986-12-03||", "Ann||35|2021-07-23", "year", true}, /* born about January 1986 */
        {"Ann|1985-12-03||", "Ann||35|2021-07-23", "year", false},
        {"Ann|1986-01-01||", "Ann|1986-12-03||", "year", true},
        {"Ann||35|2021-07-23", "Ann||35|2021-07-23", "year and month", false},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (share("first_name|dob|age|recorded", pairs[i].first, pairs[i].second, FIELD_DATE,
                  pairs[i].atom) != pairs[i].meet)
            fail_msg("%s, %s: %s", pairs[i].first, pairs[i].second,
                     pairs[i].meet ? "do not meet" : "meet");
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
        cmocka_unit_test(what_only_seeks_finds_pairs_that_nothing_is_learned_from),
        cmocka_unit_test(names_meet_however_they_are_written),
        cmocka_unit_test(names_in_an_email_address_meet_those_that_are_written),
        cmocka_unit_test(names_in_an_email_address_are_not_sought_where_the_rule_is_off),
        cmocka_unit_test(who_is_known_by_an_age_meets_who_was_born_that_year),
        cmocka_unit_test(blocks_do_not_depend_on_the_threads),
        cmocka_unit_test(what_few_rows_know_is_asked_last_where_the_budget_has_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
