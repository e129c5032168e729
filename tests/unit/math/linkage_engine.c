#include "support/test.h"

#include <math.h>

#include "math/linkage/engine/engine.h"
#include "math/synthesis/synthesis.h"
#include "support/linkage.h"

static const struct linkage_options plain = {.threads = 1, .floor = -3};

static void persons_do_not_depend_on_the_threads(void **state)
{
    (void)state;
    uint32_t *truth, count = 0;
    struct linkage_table table = table_of_families(6000, 1, &truth);
    uint32_t *first = NULL;
    CLEANUP(buffer_free) struct buffer first_pairs = BUFFER(64 << 20);
    for (size_t threads = 1; threads <= 7; threads += 2) {
        struct linkage_options options = plain;
        options.threads = threads;
        struct linkage *linkage = run_linkage(&table, &options);
        const uint32_t *persons = linkage_persons(linkage, &count);
        size_t pair_count;
        const struct linkage_pair *pairs = linkage_pairs(linkage, &pair_count);
        struct slice bytes = {(const char *)pairs, pair_count * sizeof *pairs};
        if (!first) {
            first = memory_allocate(table.row_count * sizeof *first);
            memcpy(first, persons, table.row_count * sizeof *first);
            buffer_append(&first_pairs, bytes);
        }
        assert_memory_equal(first, persons, table.row_count * sizeof *first);
        assert_true(slice_equal(buffer_slice(&first_pairs), bytes));
        linkage_free(linkage);
    }
    memory_free(first);
    memory_free(truth);
    linkage_table_free(&table);
}

/* Brothers and sisters share surname, address and postcode; what tells them apart must be learnt
 * from the records alone. */
static void children_of_one_family_are_told_apart(void **state)
{
    (void)state;
    uint32_t *truth, count;
    struct linkage_table table = table_of_families(8000, 2, &truth);
    struct linkage *linkage = run_linkage(&table, &plain);
    struct linkage_quality quality;
    linkage_quality_of(table.row_count, truth, linkage_persons(linkage, &count), NULL, &quality);
    if (quality.precision < 0.995 || quality.recall < 0.955)
        fail_msg("precision %g, recall %g", quality.precision, quality.recall);
    linkage_free(linkage);
    memory_free(truth);
    linkage_table_free(&table);
}

/* The serial-th number with a check digit, or the next. */
static void add_number(struct buffer *text, unsigned serial)
{
    char digits[10];
    int check;
    do {
        snprintf(digits, sizeof digits, "%09u", 400000000 + serial++ * 7919);
        check = synthesis_nhs_check(digits);
    } while (check < 0);
    buffer_printf(text, "%s%d", digits, check);
}

/* number, upn: 0 where the record has none. */
static void add_child(struct buffer *text, unsigned home, const char *given, unsigned number,
                      unsigned upn)
{
    static const char *const surnames[] = {"Hassan", "Okafor", "Whitby", "Lowe", "Marsh", "Dunn"};
    char digits[13];
    buffer_printf(text, "%s|%s|20%02u-%02u-%02u|%u High Street|NG%u %uAB|", given,
                  surnames[home % 6], home % 17, home % 12 + 1, home % 28 + 1, home, home % 19 + 1,
                  home % 9 + 1);
    if (number)
        add_number(text, number);
    buffer_byte(text, '|');
    if (upn) {
        snprintf(digits, sizeof digits, "8921%08u", 20000000 + upn);
        buffer_printf(text, "%c%s", synthesis_upn_check(digits), digits);
    }
    buffer_byte(text, '\n');
}

/* Twins, of whom the one is under the numbers of the other. One record of another name may be a
 * slip, two against two are not. */
static void two_given_names_that_two_records_each_state_are_two_persons(void **state)
{
    (void)state;
    static const char *const given[] = {"Zebedee",  "Ottilie", "Barnaby", "Cressida",
                                        "Lysander", "Perdita", "Fergal",  "Winona"};
    enum { CHILDREN = 400, RECORDS = 3, TWINS = CHILDREN * RECORDS };
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    buffer_string(&text, "first_name|surname|dob|address|postcode|nhs_number|upn\n");
    for (unsigned child = 0; child < CHILDREN; child++)
        for (unsigned record = 0; record < RECORDS; record++)
            add_child(&text, child / 2 * 7, given[(child + child / 8) % 8],
                      record == 1 ? 0 : child + 1, record == 0 ? 0 : child + 1);
    add_child(&text, 6001, "Jamie", 5001, 0);
    add_child(&text, 6001, "Jamie", 5001, 5001);
    add_child(&text, 6001, "Cameron", 5001, 5001);
    add_child(&text, 6001, "Cameron", 5001, 0);
    struct linkage_table table = table_of(buffer_text(&text));
    struct linkage *linkage = run_linkage(&table, &plain);
    uint32_t count;
    const uint32_t *persons = linkage_persons(linkage, &count);
    assert_int_equal(persons[TWINS], persons[TWINS + 1]);
    assert_int_equal(persons[TWINS + 2], persons[TWINS + 3]);
    assert_int_not_equal(persons[TWINS], persons[TWINS + 2]);
    linkage_free(linkage);
    linkage_table_free(&table);
}

static void add_dweller(struct buffer *text, const char *name, const char *born, unsigned home)
{
    static const char *const streets[] = {"High", "Mill", "Well", "Park", "Church", "Station"};
    buffer_printf(text, "%s|%s|%u %s Street|NG%u %uA%c\n", name, born, home % 97 + 1,
                  streets[home % 6], home % 19 + 1, home % 9 + 1, (char)('A' + home % 26));
}

static void add_dweller_without_postcode(struct buffer *text, const char *name, const char *born,
                                         unsigned home)
{
    add_dweller(text, name, born, home);
    while (text->data[text->length - 1] != '|')
        text->length--;
    buffer_byte(text, '\n');
}

/* Who has lived at four addresses agrees with three of them no more than a stranger does. */
static void a_record_without_a_date_is_known_by_one_of_several_addresses(void **state)
{
    (void)state;
    static const char *const given[] = {"Zebedee",  "Ottilie", "Barnaby", "Cressida",
                                        "Lysander", "Perdita", "Fergal",  "Winona"};
    static const char *const surnames[] = {"Hassan", "Okafor", "Whitby", "Lowe", "Marsh", "Dunn"};
    enum { PEOPLE = 400, RECORDS = 3, MOVER = PEOPLE * RECORDS };
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    buffer_string(&text, "first_name|surname|dob|address|postcode\n");
    for (unsigned person = 0; person < PEOPLE; person++)
        for (unsigned record = 0; record < RECORDS; record++) {
            char name[32], born[16] = "";
            snprintf(name, sizeof name, "%s|%s", given[(person + person / 8) % 8],
                     surnames[person / 2 % 6]);
            if ((person * RECORDS + record) % 15 != 7)
                snprintf(born, sizeof born, "%u-%02u-%02u",
                         1950 + person / 2 % 50 + person % 2 * 20, person % 12 + 1,
                         person % 28 + 1);
            add_dweller(&text, name, born, 7 * (person / 2 + (record == 2 ? 200 + person : 0)));
        }
    for (unsigned home = 1; home <= 4; home++)
        add_dweller(&text, "Hyacinth|Merriweather", "1988-04-09", 99000 + home * 11);
    add_dweller(&text, "Hyacinth|Merriweather", "", 99000 + 3 * 11);
    add_dweller_without_postcode(&text, "Hyacinth|Merriweather", "", 99000 + 2 * 11);
    add_dweller(&text, "Lysander|Merriweather", "", 99000 + 3 * 11);
    struct linkage_table table = table_of(buffer_text(&text));
    struct linkage *linkage = run_linkage(&table, &plain);
    uint32_t count;
    const uint32_t *persons = linkage_persons(linkage, &count);
    assert_int_equal(persons[MOVER], persons[MOVER + 3]);
    assert_int_equal(persons[MOVER], persons[MOVER + 4]);
    assert_int_equal(persons[MOVER], persons[MOVER + 5]);
    assert_int_not_equal(persons[MOVER], persons[MOVER + 6]);
    linkage_free(linkage);
    linkage_table_free(&table);
}

/* How two records of Hyacinth and Queenie, of one home, speak for one person among invented
 * families; a third record of Hyacinth may say what else she is called. */
static float hyacinth_beside_queenie(const char *known_as)
{
    enum { FAMILIES = 1500 };
    uint32_t *truth;
    struct linkage_table families = table_of_families(FAMILIES, 11, &truth);
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    buffer_string(&text, "known_as|given_name|surname|dob|address|postcode\n");
    for (size_t row = 0; row < FAMILIES; row++) {
        buffer_string(&text, row % 20 == 0 ? "Perdita" : ""); /* so that there is such a field */
        for (size_t i = 0; i < families.column_count; i++) {
            const struct linkage_column *column = &families.columns[i];
            buffer_byte(&text, '|');
            buffer_append(&text, values_text(&column->values, column->rows[row]));
        }
        buffer_byte(&text, '\n');
    }
    static const char *const last[] = {"|Hyacinth", "|Queenie", "|Hyacinth"};
    for (size_t i = 0; i < 3; i++)
        buffer_printf(&text, "%s%s|Merriweather|2004-04-09|7 Well Lane|NG7 2QP\n",
                      i == 2 ? known_as : "", last[i]);
    struct linkage_table table = table_of(buffer_text(&text));
    struct linkage *linkage = run_linkage(&table, &plain);
    struct cluster_rules rules = engine_cluster_rules(linkage);
    float *parts = memory_zeros(rules.parts, sizeof *parts);
    void *state = rules.state_new(rules.context);
    rules.weigh(state, engine_record(linkage, FAMILIES), engine_record(linkage, FAMILIES + 1),
                parts);
    float score = rules.score(rules.context, parts, 1);
    rules.state_free(state);
    memory_free(parts);
    linkage_free(linkage);
    linkage_table_free(&table);
    linkage_table_free(&families);
    memory_free(truth);
    return score;
}

static void two_names_that_a_third_record_bears_say_nothing_against_one_person(void **state)
{
    (void)state;
    float plainly = hyacinth_beside_queenie("");
    assert_true(hyacinth_beside_queenie("Queenie") > plainly + 1);
    assert_true(fabsf(hyacinth_beside_queenie("Mabel") - plainly) < 0.5f);
}

static const char *const four_rows = "first_name|surname|dob|postcode|source\n"
                                     "Anna|Smith|2001-02-03|NG1 5AB|0\n"
                                     "Anna|Smith|2001-02-03|NG1 5AB|0\n"
                                     "Anna|Smith|2001-02-03|NG1 5AB|1\n"
                                     "Bilal|Khan|2004-05-06|NG7 2QP|1\n";

static void assert_persons(const char *text, const struct linkage_options *options,
                           const char *expected)
{
    struct linkage_table table = table_of(text);
    struct linkage *linkage = run_linkage(&table, options);
    char found[32] = {0};
    uint32_t count;
    const uint32_t *persons = linkage_persons(linkage, &count);
    for (size_t i = 0; i < table.row_count; i++)
        found[i] = (char)('0' + persons[i]);
    assert_string_equal(found, expected);
    linkage_free(linkage);
    linkage_table_free(&table);
}

static void the_same_record_thrice_is_one_person(void **state)
{
    (void)state;
    assert_persons(four_rows, &plain, "0001");
}

static void a_source_that_holds_each_person_once_keeps_its_rows_apart(void **state)
{
    (void)state;
    const struct linkage_source_rules sources[] = {{.once = true}, {0}};
    struct linkage_options options = plain;
    options.sources = sources;
    assert_persons(four_rows, &options, "0102");
}

static void only_pairs_across_sources_are_compared_when_told_so(void **state)
{
    (void)state;
    struct linkage_options options = plain;
    options.across_only = true;
    struct linkage_table table = table_of(four_rows);
    struct linkage *linkage = run_linkage(&table, &options);
    size_t count;
    const struct linkage_pair *pairs = linkage_pairs(linkage, &count);
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++)
        assert_int_not_equal(table.source[pairs[i].a], table.source[pairs[i].b]);
    linkage_free(linkage);
    linkage_table_free(&table);
}

static void decisions_are_obeyed_against_all_evidence(void **state)
{
    (void)state;
    const struct linkage_decision different[] = {{0, 1, false}};
    const struct linkage_decision same[] = {{0, 3, true}};
    struct linkage_options options = plain;
    options.decisions = different;
    options.decision_count = 1;
    struct linkage_table table = table_of(four_rows);
    struct linkage *linkage = run_linkage(&table, &options);
    uint32_t count;
    const uint32_t *persons = linkage_persons(linkage, &count);
    assert_int_not_equal(persons[0], persons[1]);
    linkage_free(linkage);
    options.decisions = same;
    linkage = run_linkage(&table, &options);
    persons = linkage_persons(linkage, &count);
    assert_int_equal(persons[0], persons[3]);
    linkage_free(linkage);
    linkage_table_free(&table);
}

static void different_holds_where_decisions_contradict_each_other(void **state)
{
    (void)state;
    const struct linkage_decision decisions[] = {{0, 1, true}, {1, 2, true}, {0, 2, false}};
    struct linkage_options options = plain;
    options.decisions = decisions;
    options.decision_count = 3;
    struct linkage_table table = table_of(four_rows);
    struct linkage *linkage = run_linkage(&table, &options);
    uint32_t count;
    const uint32_t *persons = linkage_persons(linkage, &count);
    assert_int_not_equal(persons[0], persons[2]);
    linkage_free(linkage);
    linkage_table_free(&table);
}

static void a_kept_model_gives_the_same_persons(void **state)
{
    (void)state;
    uint32_t *truth, count;
    struct linkage_table table = table_of_families(3000, 3, &truth);
    struct linkage *first = run_linkage(&table, &plain);
    struct linkage_model model;
    linkage_model_get(first, &model);
    struct linkage *second = linkage_new(&table, &plain);
    linkage_block(second);
    assert_true(linkage_model_set(second, &model));
    linkage_compare(second);
    linkage_cluster(second);
    struct linkage_quality quality;
    linkage_quality_of(table.row_count, linkage_persons(first, &count),
                       linkage_persons(second, &count), NULL, &quality);
    assert_true(quality.f1 > 0.999); /* rounding may settle an even pair otherwise */
    model.fields[0].label[0] = '?';
    assert_false(linkage_model_set(second, &model));
    linkage_free(first);
    linkage_free(second);
    memory_free(truth);
    linkage_table_free(&table);
}

static void tables_with_next_to_nothing_in_them_are_linked_too(void **state)
{
    (void)state;
    assert_persons("first_name|surname\n", &plain, "");
    assert_persons("first_name|surname\nAnna|Smith\n", &plain, "0");
    assert_persons("first_name|surname\n|\n|\n", &plain, "01");
    assert_persons("colour|shape\nred|round\nred|round\n", &plain, "01"); /* nothing to link on */
}

static void all_rows_equal_is_no_catastrophe(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer text = BUFFER(8 << 20);
    buffer_string(&text, "first_name|surname|dob\n");
    for (size_t i = 0; i < 9000; i++)
        buffer_string(&text, "John|Smith|1970-01-02\n");
    struct linkage_table table = table_of(buffer_text(&text));
    struct linkage *linkage = run_linkage(&table, &plain);
    uint32_t count;
    linkage_persons(linkage, &count);
    assert_true(count >= 1 && count <= 9000);
    assert_true(linkage_blocks(linkage).pairs < 60u << 20);
    assert_true(linkage_blocks(linkage).given_up > 0); /* and it says so */
    linkage_free(linkage);
    linkage_table_free(&table);
}

/* --- blocks ----------------------------------------------------------------------------------- */

static void every_pair_is_a_candidate_once_at_most_and_large_blocks_are_refined(void **state)
{
    (void)state;
    uint32_t *truth;
    struct linkage_table table = table_of_families(5000, 4, &truth);
    struct records records;
    records_build(&table, 0, 2, &records);
    struct blocks blocks;
    blocks_build(&records, 100000, 2, &blocks); /* a small budget: blocks must be refined */
    assert_false(blocks.everything);
    assert_true(blocks.pairs < 400000);
    uint64_t *seen = memory_zeros(records.row_count / 64 + 1, sizeof *seen);
    uint32_t *candidates = memory_allocate((records.row_count + 1) * sizeof *candidates);
    uint8_t *met = memory_allocate(records.row_count);
    size_t found = 0, wanted = 0;
    for (uint32_t row = 0; row < records.row_count; row++) {
        size_t count = blocks_candidates(&blocks, row, false, seen, candidates);
        memset(met, 0, records.row_count);
        for (size_t i = 0; i < count; i++) {
            assert_true(candidates[i] > row && candidates[i] < records.row_count);
            assert_false(met[candidates[i]]);
            met[candidates[i]] = 1;
        }
        for (uint32_t other = row + 1; other < records.row_count; other++) {
            bool same = truth[records.origin[row]] == truth[records.origin[other]];
            wanted += same;
            found += same && met[other];
        }
    }
    if (found * 100 < wanted * 97)
        fail_msg("%zu of %zu true pairs meet", found, wanted);
    memory_free(seen);
    memory_free(candidates);
    memory_free(met);
    blocks_free(&blocks);
    records_free(&records);
    memory_free(truth);
    linkage_table_free(&table);
}

static void a_small_set_is_compared_whole(void **state)
{
    (void)state;
    struct linkage_table table = table_of(four_rows);
    struct records records;
    records_build(&table, 0, 1, &records);
    struct blocks blocks;
    uint64_t seen[1] = {0};
    uint32_t candidates[5];
    blocks_build(&records, 100, 1, &blocks);
    assert_true(blocks.everything);
    assert_int_equal(blocks_candidates(&blocks, 0, false, seen, candidates), 3);
    assert_int_equal(blocks_candidates(&blocks, 3, false, seen, candidates), 0);
    blocks_free(&blocks);
    records_free(&records);
    linkage_table_free(&table);
}

/* Whether the first two rows meet among many others that have nothing to do with them. */
static bool two_meet(const char *first, const char *second)
{
    enum { OTHERS = 600 };
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 16);
    buffer_printf(&text, "first_name|surname|dob|postcode\n%s\n%s\n", first, second);
    static const char letters[] = "bdfghklmnprstvz"; /* so few that a name alone makes no block */
    struct random random = random_seeded(8);
    for (int i = 0; i < OTHERS; i++)
        buffer_printf(&text, "%caro|%cenny|%d-%02d-%02d|TM%d %dZZ\n",
                      letters[random_below(&random, 15)], letters[random_below(&random, 15)],
                      1950 + i % 70, 1 + i % 12, 1 + i % 28, 10 + i / 10, i % 10);
    struct linkage_table table = table_of(text.data);
    struct records records;
    records_build(&table, 0, 1, &records);
    struct blocks blocks;
    uint64_t seen[OTHERS / 64 + 2] = {0};
    uint32_t candidates[OTHERS + 2];
    blocks_build(&records, 20000, 1, &blocks);
    assert_false(blocks.everything);
    bool meet = false;
    for (uint32_t row = 0; row < records.row_count; row++) {
        size_t count = blocks_candidates(&blocks, row, false, seen, candidates);
        for (size_t i = 0; i < count; i++)
            meet |= records.origin[row] + records.origin[candidates[i]] == 1; /* rows 0 and 1 */
    }
    blocks_free(&blocks);
    records_free(&records);
    linkage_table_free(&table);
    return meet;
}

static void names_that_changed_places_meet_whatever_else_differs(void **state)
{
    (void)state;
    const char *zhang = "Huijing|Zhang|2018-01-05|TM1 2GY";
    assert_true(two_meet(zhang, "Zhang|Hui-jing|2017-04-19|TM2 0JJ"));
    assert_true(two_meet("Tom|Harding|2018-01-05|TM1 2GY", "Harding|Thomas|2017-04-19|TM2 0JJ"));
    assert_false(two_meet(zhang, "Wang|Huijing|2017-04-19|TM2 0JJ"));
    assert_false(two_meet(zhang, "Zhang|Zhang|2017-04-19|TM2 0JJ"));
}

/* --- quality ---------------------------------------------------------------------------------- */

/* By hand: truth {0 1 2}{3 4}, found {0 1}{2 3 4}: pairs 01, 34 right of 01, 23, 24, 34. B-cubed
 * precision (1 + 1 + 1/3 + 2/3 + 2/3) / 5, recall (2/3 + 2/3 + 1/3 + 1 + 1) / 5. */
static void quality_is_what_is_counted_by_hand(void **state)
{
    (void)state;
    const uint32_t truth[] = {0, 0, 0, 1, 1}, persons[] = {5, 5, 7, 7, 7};
    struct linkage_quality quality;
    linkage_quality_of(5, truth, persons, NULL, &quality);
    assert_int_equal(quality.true_pairs, 4);
    assert_int_equal(quality.found_pairs, 4);
    assert_int_equal(quality.right_pairs, 2);
    assert_near(quality.precision, 0.5, 1e-15);
    assert_near(quality.recall, 0.5, 1e-15);
    assert_near(quality.f1, 0.5, 1e-15);
    assert_near(quality.b3_precision, (2 + 1.0 / 3 + 4.0 / 3) / 5, 1e-15);
    assert_near(quality.b3_recall, (4.0 / 3 + 1.0 / 3 + 2) / 5, 1e-15);
    const uint16_t source[] = {0, 0, 1, 0, 1};
    linkage_quality_of(5, truth, persons, source, &quality);
    assert_int_equal(quality.true_pairs, 3);  /* 02, 12, 34 */
    assert_int_equal(quality.found_pairs, 2); /* 23, 34 */
    assert_int_equal(quality.right_pairs, 1);
    linkage_quality_of(0, truth, persons, NULL, &quality);
    assert_near(quality.f1, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(persons_do_not_depend_on_the_threads),
        cmocka_unit_test(children_of_one_family_are_told_apart),
        cmocka_unit_test(two_names_that_a_third_record_bears_say_nothing_against_one_person),
        cmocka_unit_test(two_given_names_that_two_records_each_state_are_two_persons),
        cmocka_unit_test(a_record_without_a_date_is_known_by_one_of_several_addresses),
        cmocka_unit_test(the_same_record_thrice_is_one_person),
        cmocka_unit_test(a_source_that_holds_each_person_once_keeps_its_rows_apart),
        cmocka_unit_test(only_pairs_across_sources_are_compared_when_told_so),
        cmocka_unit_test(decisions_are_obeyed_against_all_evidence),
        cmocka_unit_test(different_holds_where_decisions_contradict_each_other),
        cmocka_unit_test(a_kept_model_gives_the_same_persons),
        cmocka_unit_test(tables_with_next_to_nothing_in_them_are_linked_too),
        cmocka_unit_test(all_rows_equal_is_no_catastrophe),
        cmocka_unit_test(every_pair_is_a_candidate_once_at_most_and_large_blocks_are_refined),
        cmocka_unit_test(names_that_changed_places_meet_whatever_else_differs),
        cmocka_unit_test(a_small_set_is_compared_whole),
        cmocka_unit_test(quality_is_what_is_counted_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
