/* What a register asks of the engine: who keeps a number, what is kept as bytes, and that two
 * records say the same of each other from either side. */
#include "support/test.h"

#include "math/linkage/engine/engine.h"
#include "support/linkage.h"

/* --- succession ------------------------------------------------------------------------------- */

struct outcome {
    int64_t numbers[8];
    bool taken_back[8];
    struct succession_alias aliases[16];
    size_t alias_count;
};

static struct outcome decide(const struct succession_vote *votes, size_t count, size_t groups)
{
    struct outcome outcome;
    succession_decide(votes, count, groups, outcome.numbers, outcome.taken_back, outcome.aliases,
                      &outcome.alias_count);
    return outcome;
}

#define NONE SUCCESSION_NONE
/* Of a record of that group and age: for its number, for that where it had an alias first, and for
 * the alias. */
#define FOR(group, age, number)                                                                    \
    {                                                                                              \
        {group, age, number}, NONE, 0, true                                                        \
    }
#define NOW(group, age, number)                                                                    \
    {                                                                                              \
        {group, age, number}, NONE, 5, false                                                       \
    }
#define WAS(group, age, number, of)                                                                \
    {                                                                                              \
        {group, age, number}, of, 0, true                                                          \
    }

static void assert_alias(const struct outcome *outcome, int64_t number, int64_t of, bool is_new)
{
    for (size_t i = 0; i < outcome->alias_count; i++)
        if (outcome->aliases[i].number == number) {
            assert_int_equal(outcome->aliases[i].of, of);
            assert_int_equal(outcome->aliases[i].is_new, is_new);
            return;
        }
    fail_msg("%lld is no alias", (long long)number);
}

static void new_records_have_no_number_to_keep(void **state)
{
    (void)state;
    struct outcome outcome = decide(NULL, 0, 2);
    assert_true(outcome.numbers[0] == NONE && outcome.numbers[1] == NONE);
    assert_int_equal(outcome.alias_count, 0);
    assert_int_equal(decide(NULL, 0, 0).alias_count, 0);
}

static void a_number_parts_where_its_records_are_in_two_groups(void **state)
{
    (void)state;
    struct succession_record records[] = {{0, 1, 70},   {0, 2, NONE}, {1, 3, 71},       {0, 4, 71},
                                          {1, 5, NONE}, {0, 6, 70},   {1, 7, INT64_MAX}};
    static const bool expected[] = {false, false, true, true, false, false, false};
    bool parts[7];
    succession_parts(records, 7, parts);
    assert_memory_equal(parts, expected, sizeof parts);
    succession_parts(NULL, 0, parts);
}

static void a_merger_is_known_by_the_oldest_number_and_keeps_the_others_as_aliases(void **state)
{
    (void)state;
    struct succession_vote votes[] = {FOR(0, 5, 71), FOR(0, 6, 71), FOR(0, 1, 70), FOR(0, 3, 90)};
    struct outcome outcome = decide(votes, 4, 1);
    assert_int_equal(outcome.numbers[0], 70);
    assert_int_equal(outcome.alias_count, 2);
    assert_alias(&outcome, 71, 70, true);
    assert_alias(&outcome, 90, 70, true);
}

static void a_split_leaves_the_number_with_the_most_records(void **state)
{
    (void)state;
    struct succession_vote votes[] = {FOR(0, 1, 70), FOR(1, 2, 70), FOR(1, 3, 70)};
    struct outcome outcome = decide(votes, 3, 3);
    assert_true(outcome.numbers[0] == NONE && outcome.numbers[2] == NONE);
    assert_int_equal(outcome.numbers[1], 70);
    assert_int_equal(outcome.alias_count, 0);
}

static void of_equal_parts_the_one_with_the_oldest_record_keeps_it(void **state)
{
    (void)state;
    struct succession_vote votes[] = {FOR(0, 4, 70), FOR(0, 2, 70), FOR(1, 3, 70), FOR(1, 1, 70)};
    struct outcome outcome = decide(votes, 4, 2);
    assert_true(outcome.numbers[0] == NONE);
    assert_int_equal(outcome.numbers[1], 70);
}

static void records_that_change_places_take_no_number_along(void **state)
{
    (void)state;
    struct succession_vote votes[] = {FOR(0, 1, 70), FOR(0, 2, 70), FOR(0, 3, 71),
                                      FOR(1, 4, 71), FOR(1, 5, 71), FOR(1, 6, 70)};
    struct outcome outcome = decide(votes, 6, 2);
    assert_int_equal(outcome.numbers[0], 70);
    assert_int_equal(outcome.numbers[1], 71);
    assert_int_equal(outcome.alias_count, 0);
}

/* One record of 70 and two of 71 were one person for a while: 70 must not begin to mean those two,
 * although they are more. */
static void who_was_merged_parts_with_the_number_that_it_had_however_many_it_is(void **state)
{
    (void)state;
    struct succession_vote votes[] = {FOR(0, 1, 70),     WAS(1, 2, 71, 70), NOW(1, 2, 70),
                                      WAS(1, 3, 71, 70), NOW(1, 3, 70),     FOR(1, 4, 70),
                                      FOR(1, 5, 70)}; /* 4 and 5 came since */
    struct outcome outcome = decide(votes, 7, 2);
    assert_int_equal(outcome.numbers[0], 70);
    assert_int_equal(outcome.numbers[1], 71);
    assert_true(outcome.taken_back[1] && !outcome.taken_back[0]);
    assert_int_equal(outcome.alias_count, 0);
}

/* Three persons were one, and two of them stay so: the third's alias goes with them. */
static void an_alias_goes_where_its_records_go(void **state)
{
    (void)state;
    struct succession_vote votes[] = {FOR(0, 1, 70), WAS(1, 2, 71, 70), NOW(1, 2, 70),
                                      WAS(1, 3, 72, 70), NOW(1, 3, 70)};
    struct outcome outcome = decide(votes, 5, 2);
    assert_int_equal(outcome.numbers[0], 70);
    assert_int_equal(outcome.numbers[1], 71);
    assert_int_equal(outcome.alias_count, 1);
    assert_alias(&outcome, 72, 71, false);
}

static void of_parts_of_an_alias_the_larger_takes_it_back(void **state)
{
    (void)state;
    struct succession_vote votes[] = {FOR(0, 1, 70),     WAS(1, 3, 71, 70), NOW(1, 3, 70),
                                      WAS(2, 4, 71, 70), NOW(2, 4, 70),     WAS(2, 5, 71, 70),
                                      NOW(2, 5, 70)};
    struct outcome outcome = decide(votes, 7, 3);
    assert_int_equal(outcome.numbers[0], 70);
    assert_true(outcome.numbers[1] == NONE);
    assert_int_equal(outcome.numbers[2], 71);
    assert_true(outcome.taken_back[2] && !outcome.taken_back[0] && !outcome.taken_back[1]);
}

/* 82 was made for record 96, and record 66 came to it from elsewhere and goes back there. */
static void a_number_stays_with_those_it_was_made_for(void **state)
{
    (void)state;
    struct succession_vote votes[] = {{{0, 66, 82}, NONE, 33, true},
                                      {{0, 67, 82}, NONE, 33, true},
                                      {{1, 96, 82}, NONE, 31, true},
                                      FOR(0, 65, 34)};
    struct outcome outcome = decide(votes, 4, 2);
    assert_int_equal(outcome.numbers[0], 34);
    assert_int_equal(outcome.numbers[1], 82);
    assert_int_equal(outcome.alias_count, 0);
}

/* Half of 41 went to 29 and took the number along as an alias; the other half got 48. */
static void a_half_that_comes_back_brings_the_older_number_back(void **state)
{
    (void)state;
    struct succession_vote votes[] = {FOR(0, 50, 29), WAS(1, 51, 41, 29), NOW(1, 51, 29),
                                      FOR(1, 52, 48)};
    struct outcome outcome = decide(votes, 4, 2);
    assert_int_equal(outcome.numbers[0], 29);
    assert_int_equal(outcome.numbers[1], 41);
    assert_true(outcome.taken_back[1]);
    assert_int_equal(outcome.alias_count, 1);
    assert_alias(&outcome, 48, 41, true);
}

/* --- either side ------------------------------------------------------------------------------ */

static void assert_same_from_either_side(const struct linkage_table *table)
{
    struct linkage_options options = {.threads = 1};
    struct linkage *linkage = linkage_new(table, &options);
    struct comparer *one = comparer_new(&linkage->records), *two = comparer_new(&linkage->records);
    for (uint32_t a = 0; a < table->row_count; a++)
        for (uint32_t b = a + 1; b < table->row_count && b < a + 300; b++) {
            struct pattern forth, back;
            comparer_take(one, a);
            comparer_pattern(one, b, &forth);
            comparer_take(two, b);
            comparer_pattern(two, a, &back);
            if (memcmp(&forth, &back, sizeof forth) != 0)
                fail_msg("rows %u and %u", linkage->records.origin[a], linkage->records.origin[b]);
        }
    comparer_free(one);
    comparer_free(two);
    linkage_free(linkage);
}

static void two_records_agree_the_same_from_either_side(void **state)
{
    (void)state;
    uint32_t *truth;
    struct linkage_table families = table_of_families(1500, 3, &truth);
    assert_same_from_either_side(&families);
    linkage_table_free(&families);
    memory_free(truth);
    struct linkage_table odd = table_of("id|given_name|surname|middle_name|dob|address\n"
                                        "1|Aisha|Begum||1998-01-01|1 Thistle Gardens\n"
                                        "2|Begum|Sadia||2009-09-20|1 Gardens Gardens\n"
                                        "3|Sadia|Aisha|Begum|1998-10-01|Gardens\n"
                                        "4|Muhammad|Ali||1996-02-19|Ali House\n"
                                        "5|Ali|Haddad||2012-07-14|House House\n"
                                        "6|Jia|Wong|Yan|2012-07-14|2 House\n"
                                        "7|Jiayan|Wang||2012-07-14|2 House House\n"
                                        "8||Wang|Jia Yan|2012-07-14|\n"
                                        "9|J||Y|2012|\n"
                                        "10|Werng|Ziyu||2012|\n"
                                        "11|Zi|Wang|Yu|2012|\n"
                                        "12|Zi|Wang|Yi Fiona|2012|\n"
                                        "13|Fiona|||2012|\n"
                                        "14|Wei|Shan Hooi||2012|\n"
                                        "15|Shanhui|Wanh||2012|\n"
                                        "16|Matilde|Lopez|Lee|2012|\n"
                                        "17|Garcia Lopez|Mathilde||2012|\n"
                                        "18|Lee|Xiaoming||2012|\n"
                                        "19|Siu|Li|Ming|2012|\n");
    assert_same_from_either_side(&odd);
    linkage_table_free(&odd);
}

/* --- kept as bytes ---------------------------------------------------------------------------- */

static struct linkage_particulars *particulars_of(struct linkage_table *table,
                                                  struct linkage_slots *slots)
{
    struct linkage_habit *habits = memory_zeros(table->column_count, sizeof *habits);
    struct values towns = {0};
    linkage_habits_find(table, 0, habits, &towns);
    table->towns = &towns;
    struct linkage_particulars *made = linkage_particulars_of(table, 0, 1, slots);
    table->towns = NULL;
    for (size_t i = 0; i < table->column_count; i++)
        table->columns[i].habit = NULL;
    values_free(&towns);
    memory_free(habits);
    return made;
}

static void what_a_record_says_goes_through_bytes_and_back(void **state)
{
    (void)state;
    struct linkage_slots slots = {0};
    CLEANUP(buffer_free) struct buffer first = BUFFER(1 << 16);
    CLEANUP(buffer_free) struct buffer second = BUFFER(1 << 16);
    struct linkage_table table = table_of("id|given_name|surname|dob|tel|phone\n"
                                          "1|Zoë Ann|O'Neil|3/4/2001|0115 496 0000|0115 496 0001\n"
                                          "2||Khan|||\n");
    struct linkage_particulars *made = particulars_of(&table, &slots);
    assert_int_equal(linkage_particulars_rows(made), 2);
    linkage_particulars_write(made, 0, &first);
    assert_true(slice_find(buffer_slice(&first), SLICE("oneil")) < first.length);
    assert_true(slice_find(buffer_slice(&first), SLICE("441154960001")) < first.length);
    struct linkage_particulars *again = linkage_particulars_new(&slots);
    assert_true(linkage_particulars_add(again, buffer_slice(&first), NULL));
    linkage_particulars_write(again, 0, &second);
    assert_true(slice_equal(buffer_slice(&first), buffer_slice(&second)));
    linkage_particulars_free(made);
    linkage_particulars_free(again);
    linkage_table_free(&table);
}

static void bytes_that_are_none_are_refused(void **state)
{
    (void)state;
    struct linkage_slots slots = {.count = 1, .list = {{.kind = FIELD_GIVEN}}};
    struct linkage_particulars *made = linkage_particulars_new(&slots);
    static const struct slice bad[] = {
        {"\0", 1}, {"\0\5", 2}, {"\0\5\0abcd", 7}, {"\x7f\1\0a", 4}, {"\0\1\0a\0", 5}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(linkage_particulars_add(made, bad[i], NULL));
    assert_int_equal(linkage_particulars_rows(made), 0);
    assert_true(linkage_particulars_add(made, (struct slice){"\0\1\0a", 4}, NULL));
    assert_true(linkage_particulars_add(made, (struct slice){0}, NULL)); /* it says nothing */
    assert_int_equal(linkage_particulars_rows(made), 2);
    linkage_particulars_free(made);
}

static void levels_that_no_value_has_are_refused(void **state)
{
    (void)state;
    struct linkage_slots slots = {.count = 1, .list = {{.kind = FIELD_GIVEN}}};
    struct linkage_particulars *made = linkage_particulars_new(&slots);
    static const uint8_t bad[] = {LEVEL_NEAR, LEVEL_EXACT << 4 /* commoner by one than nothing */,
                                  (TOGETHER_MOST + 1) << 4 | LEVEL_EXACT, 255};
    struct slice says = {"\0\1\0a", 4};
    uint8_t levels[LINKAGE_SLOTS] = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        levels[0] = bad[i];
        assert_false(linkage_particulars_add(made, says, levels));
    }
    levels[0] = LEVEL_EXACT;
    levels[LINKAGE_SLOTS - 1] = 255; /* of a slot that is not there */
    assert_false(linkage_particulars_add(made, says, levels));
    assert_int_equal(linkage_particulars_rows(made), 0);
    levels[LINKAGE_SLOTS - 1] = 1 << 4 | LEVEL_EXACT; /* only given names are commoner */
    assert_false(linkage_particulars_add(made, says, levels));
    levels[LINKAGE_SLOTS - 1] = LEVEL_MISSING;
    assert_true(linkage_particulars_add(made, says, levels));
    levels[0] = TOGETHER_MOST << 4 | (LEVEL_NEAR - 1);
    assert_true(linkage_particulars_add(made, says, levels));
    assert_int_equal(linkage_particulars_rows(made), 2);
    linkage_particulars_free(made);
}

static struct linkage_learnt *learn(struct linkage_table *table, struct linkage **ret_linkage)
{
    struct linkage_slots slots = {0};
    struct linkage_particulars *made = particulars_of(table, &slots);
    static struct linkage_table rows;
    rows = (struct linkage_table){.row_count = table->row_count};
    struct linkage_options options = {.threads = 1};
    *ret_linkage = linkage_of_particulars(&rows, made, &options, NULL, false);
    return linkage_learn(*ret_linkage, NULL, 20000);
}

static void what_was_learned_goes_through_bytes_and_back(void **state)
{
    (void)state;
    uint32_t *truth;
    CLEANUP(buffer_free) struct buffer bytes = BUFFER(1 << 20);
    struct linkage_table table = table_of_families(500, 7, &truth);
    struct linkage *linkage;
    struct linkage_learnt *learnt = learn(&table, &linkage);
    assert_int_equal(linkage_learnt_records(learnt), 500);
    assert_false(linkage_compares_all(learnt));
    linkage_learnt_write(learnt, &bytes);
    struct linkage_learnt *again = linkage_learnt_read(buffer_slice(&bytes));
    assert_non_null(again);
    assert_int_equal(linkage_learnt_records(again), 500);
    linkage_learnt_free(again);
    assert_null(linkage_learnt_read(slice_sub(buffer_slice(&bytes), 0, bytes.length - 1)));
    assert_null(linkage_learnt_read((struct slice){0}));
    bytes.data[0] ^= 1; /* of another engine */
    assert_null(linkage_learnt_read(buffer_slice(&bytes)));
    linkage_learnt_free(learnt);
    linkage_free(linkage);
    linkage_table_free(&table);
    memory_free(truth);
}

/* --- names that stand alone ------------------------------------------------------------------- */

/* Where a row's name stands: 1 given name, 2 surname, 3 both. */
static unsigned stands(const struct linkage *linkage, uint32_t row)
{
    const struct records *records = &linkage->records;
    const uint32_t *ids = records_row(records, engine_record(linkage, row));
    return (unsigned)((ids[records->given] != 0) + 2 * (ids[records->surname] != 0));
}

static void a_name_alone_stands_where_a_plain_run_puts_it(void **state)
{
    (void)state;
    uint32_t *truth;
    struct linkage_table table = table_of_full_names(500, 9, &truth);
    struct linkage_options options = {.threads = 1};
    struct linkage *plain = linkage_new(&table, &options), *linkage;
    struct linkage_learnt *learnt = learn(&table, &linkage);
    size_t as[4] = {0};
    for (uint32_t row = 0; row < 500; row++) {
        assert_int_equal(stands(linkage, row), stands(plain, row));
        as[stands(plain, row)]++;
    }
    assert_true(as[1] > 10 && as[2] > 10 && as[3] > 300);
    linkage_learnt_free(learnt);
    linkage_free(linkage);
    linkage_free(plain);
    linkage_table_free(&table);
    memory_free(truth);
}

struct term {
    uint64_t number;
    uint8_t level;
};

struct terms {
    VECTOR(struct term) list;
};

static void keep_term(void *context, uint64_t number, uint8_t level)
{
    struct terms *terms = context;
    vector_push(&terms->list, (struct term){number, level});
}

static uint8_t kept_level(void *context, uint64_t number)
{
    struct terms *terms = context;
    vector_each (&terms->list, term)
        if (term->number == number)
            return term->level;
    return 0;
}

static void a_name_that_comes_alone_later_stands_as_most_were_found_to_have_it(void **state)
{
    (void)state;
    uint32_t *truth;
    struct terms terms = {0};
    struct linkage_table table = table_of_full_names(500, 9, &truth);
    struct linkage *linkage;
    struct linkage_learnt *learnt = learn(&table, &linkage);
    linkage_terms(linkage, learnt, keep_term, &terms);
    static const struct {
        struct slice says;
        bool surname;
    } names[] = {
        {{"\0\5\200begum", 8}, true},
        {{"\0\5\200aisha", 8}, false},
        {{"\0\5\200zzyzx", 8}, false}, /* nobody has it */
        {{"\0\5\0begum", 8}, false},   /* not alone: a surname was left out on purpose */
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        uint8_t levels[LINKAGE_SLOTS];
        linkage_levels_find(learnt, names[i].says, kept_level, &terms, levels);
        assert_int_equal(levels[0] == 0, names[i].surname);
        assert_int_equal(levels[1] != 0, names[i].surname);
    }
    vector_free(&terms.list);
    linkage_learnt_free(learnt);
    linkage_free(linkage);
    linkage_table_free(&table);
    memory_free(truth);
}

static void records_that_come_again_have_the_levels_that_were_learned(void **state)
{
    (void)state;
    enum { ROWS = 1000, SINGHS = 100 };
    static const char *const singhs[] = {"Jaspreet", "Harpreet", "Gurpreet", "Manpreet",
                                         "Kulwinder"};
    static const char *const others[] = {"Alison", "Brenda", "Carol", "Deborah", "Edith"};
    static const char *const surnames[] = {"Hall", "Wood", "Clarke", "Turner"};
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    buffer_string(&text, "given_name|surname|dob\n");
    for (int i = 0; i < ROWS; i++)
        buffer_printf(&text, "%s|%s|19%02d-%02d-%02d\n", i < SINGHS ? singhs[i % 5] : others[i % 5],
                      i < SINGHS ? "Singh" : surnames[i / 5 % 4], 30 + i % 70, 2 + i % 11,
                      2 + i % 23);
    struct linkage_table table = table_of(buffer_text(&text));
    struct linkage *linkage;
    struct linkage_learnt *learnt = learn(&table, &linkage);
    struct linkage_slots slots = {0};
    struct linkage_particulars *again = particulars_of(&table, &slots);
    struct terms terms = {0};
    size_t together = 0;
    linkage_terms(linkage, learnt, keep_term, &terms);
    for (uint32_t row = 0; row < ROWS; row++) {
        CLEANUP(buffer_free) struct buffer bytes = BUFFER(4000);
        uint8_t learned[LINKAGE_SLOTS], found[LINKAGE_SLOTS];
        linkage_particulars_write(again, row, &bytes);
        linkage_levels_of(linkage, row, learned);
        linkage_levels_find(learnt, buffer_slice(&bytes), kept_level, &terms, found);
        assert_memory_equal(found, learned, slots.count);
        for (size_t slot = 0; slot < slots.count; slot++)
            together += found[slot] > LEVEL_NEAR;
    }
    assert_int_equal(together, SINGHS); /* whose names are commoner beside theirs */
    vector_free(&terms.list);
    linkage_particulars_free(again);
    linkage_learnt_free(learnt);
    linkage_free(linkage);
    linkage_table_free(&table);
}

/* The levels of two records of a register that learned from thousands. */
static uint8_t given_level_of_two(const char *two, const struct linkage_learnt *learnt,
                                  struct terms *terms)
{
    struct linkage_slots slots = {0};
    struct linkage_table table = table_of(two);
    struct linkage_particulars *said = particulars_of(&table, &slots);
    struct linkage_particulars *made = linkage_particulars_new(&slots);
    for (size_t row = 0; row < 2; row++) {
        CLEANUP(buffer_free) struct buffer bytes = BUFFER(1000);
        uint8_t levels[LINKAGE_SLOTS];
        linkage_particulars_write(said, row, &bytes);
        linkage_levels_find(learnt, buffer_slice(&bytes), kept_level, terms, levels);
        assert_true(linkage_particulars_add(made, buffer_slice(&bytes), levels));
    }
    struct linkage_table rows = {.row_count = 2};
    struct linkage_options options = {.threads = 1};
    struct linkage *linkage = linkage_of_particulars(&rows, made, &options, learnt, true);
    struct comparer *comparer = comparer_new(&linkage->records);
    struct pattern pattern;
    comparer_take(comparer, 0);
    comparer_pattern(comparer, 1, &pattern);
    comparer_free(comparer);
    uint8_t level = pattern.levels[linkage->records.given];
    linkage_free(linkage);
    linkage_particulars_free(said);
    linkage_table_free(&table);
    return level;
}

static void a_name_is_hardly_anybodys_by_what_was_learned_and_not_by_the_records_at_hand(
    void **state)
{
    (void)state;
    enum { ROWS = 6000 };
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    struct terms terms = {0};
    buffer_string(&text, "first_name|surname|dob\nBin|Hall|2001-02-03\n");
    for (int i = 1; i < ROWS; i++)
        buffer_printf(&text, "%s|Hall|%d-%02d-11\n", i % 2 ? "Benjamin" : "Barbara", 1950 + i % 70,
                      1 + i % 12);
    struct linkage_table table = table_of(buffer_text(&text));
    struct linkage *linkage;
    struct linkage_learnt *learnt = learn(&table, &linkage);
    linkage_terms(linkage, learnt, keep_term, &terms);
    const char *slip = "first_name|surname|dob\nBin|Hall|2001-02-03\nBenjamin|Hall|2001-02-03\n";
    const char *two = "first_name|surname|dob\nBarbara|Hall|2001-02-03\nBenjamin|Hall|2001-02-03\n";
    assert_int_equal(given_level_of_two(slip, learnt, &terms), NAME_SLIP);
    assert_int_equal(given_level_of_two(two, learnt, &terms), LEVEL_DIFFERENT);
    vector_free(&terms.list);
    linkage_learnt_free(learnt);
    linkage_free(linkage);
    linkage_table_free(&table);
}

static void only_a_given_name_is_marked_as_alone(void **state)
{
    (void)state;
    struct linkage_slots slots = {.count = 2,
                                  .list = {{.kind = FIELD_GIVEN}, {.kind = FIELD_SURNAME}}};
    struct linkage_particulars *made = linkage_particulars_new(&slots);
    CLEANUP(buffer_free) struct buffer bytes = BUFFER(100);
    struct slice alone = {"\0\1\200a", 4};
    assert_false(linkage_particulars_add(made, (struct slice){"\1\1\200a", 4}, NULL));
    assert_false(linkage_particulars_add(made, (struct slice){"\0\1\201a", 4}, NULL));
    assert_int_equal(linkage_particulars_rows(made), 0);
    assert_true(linkage_particulars_add(made, alone, NULL));
    linkage_particulars_write(made, 0, &bytes);
    assert_true(slice_equal(buffer_slice(&bytes), alone));
    linkage_particulars_free(made);
}

/* --- terms ------------------------------------------------------------------------------------ */

struct asked {
    uint64_t *terms;
    size_t count;
};

static uint8_t note_term(void *context, uint64_t term)
{
    struct asked *asked = context;
    asked->terms[asked->count++] = term;
    return 0;
}

static void no_two_values_of_neighbouring_slots_are_one_term(void **state)
{
    (void)state;
    uint32_t *truth;
    struct linkage_table table = table_of_families(500, 7, &truth);
    struct linkage *linkage;
    struct linkage_learnt *learnt = learn(&table, &linkage);
    static uint64_t terms[26 * 26][3]; /* given name, surname, both */
    uint8_t levels[LINKAGE_SLOTS];
    size_t count = 0;
    for (char first = 'a'; first <= 'z'; first++)
        for (char second = 'a'; second <= 'z'; second++, count++) {
            char bytes[] = {0, 2, 0, first, second, 1, 2, 0, first, second};
            struct asked asked = {terms[count], 0};
            linkage_levels_find(learnt, (struct slice){bytes, sizeof bytes}, note_term, &asked,
                                levels);
            assert_int_equal(asked.count, 3);
        }
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            assert_true(terms[i][0] != terms[j][1] && terms[i][0] != terms[j][2] &&
                        terms[i][1] != terms[j][2] &&
                        (i == j || (terms[i][0] != terms[j][0] && terms[i][2] != terms[j][2])));
    linkage_learnt_free(learnt);
    linkage_free(linkage);
    linkage_table_free(&table);
    memory_free(truth);
}

static void there_is_nothing_to_learn_from_one_record(void **state)
{
    (void)state;
    struct linkage_table table = table_of("id|given_name|surname|dob\n1|Anna|Khan|2001-02-03\n");
    struct linkage *linkage;
    assert_null(learn(&table, &linkage));
    linkage_free(linkage);
    linkage_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_records_have_no_number_to_keep),
        cmocka_unit_test(a_number_parts_where_its_records_are_in_two_groups),
        cmocka_unit_test(a_merger_is_known_by_the_oldest_number_and_keeps_the_others_as_aliases),
        cmocka_unit_test(a_split_leaves_the_number_with_the_most_records),
        cmocka_unit_test(of_equal_parts_the_one_with_the_oldest_record_keeps_it),
        cmocka_unit_test(records_that_change_places_take_no_number_along),
        cmocka_unit_test(who_was_merged_parts_with_the_number_that_it_had_however_many_it_is),
        cmocka_unit_test(an_alias_goes_where_its_records_go),
        cmocka_unit_test(of_parts_of_an_alias_the_larger_takes_it_back),
        cmocka_unit_test(a_number_stays_with_those_it_was_made_for),
        cmocka_unit_test(a_half_that_comes_back_brings_the_older_number_back),
        cmocka_unit_test(two_records_agree_the_same_from_either_side),
        cmocka_unit_test(what_a_record_says_goes_through_bytes_and_back),
        cmocka_unit_test(bytes_that_are_none_are_refused),
        cmocka_unit_test(levels_that_no_value_has_are_refused),
        cmocka_unit_test(what_was_learned_goes_through_bytes_and_back),
        cmocka_unit_test(a_name_alone_stands_where_a_plain_run_puts_it),
        cmocka_unit_test(a_name_that_comes_alone_later_stands_as_most_were_found_to_have_it),
        cmocka_unit_test(
            a_name_is_hardly_anybodys_by_what_was_learned_and_not_by_the_records_at_hand),
        cmocka_unit_test(records_that_come_again_have_the_levels_that_were_learned),
        cmocka_unit_test(only_a_given_name_is_marked_as_alone),
        cmocka_unit_test(no_two_values_of_neighbouring_slots_are_one_term),
        cmocka_unit_test(there_is_nothing_to_learn_from_one_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
