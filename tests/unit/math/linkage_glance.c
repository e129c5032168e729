#include "support/test.h"

#include "base/buffer.h"
#include "base/random.h"
#include "math/linkage/compare/glance.h"
#include "support/linkage.h"

/* The ways that this processor can. The others cannot be tested here. */
static size_t ways_here(glance_way *ways[3])
{
    size_t count = 0;
    glance_way *best = glance_best();
    ways[count++] = glance_plainly;
#ifdef __x86_64__
    if (best == glance_avx512 && __builtin_cpu_supports("avx2"))
        ways[count++] = glance_avx2;
#endif
    if (best != glance_plainly)
        ways[count++] = best;
    return count;
}

/* Rows that are alike stand close; so `near` rows after each are looked at, and some anywhere. */
enum { NEAR = 20, ANYWHERE = 30 };

static void assert_batch_is_as_one_by_one(struct comparer *comparer, uint32_t row,
                                          const uint32_t *others, size_t count)
{
    struct pattern together[COMPARED_AT_ONCE], alone;
    comparer_take(comparer, row);
    comparer_patterns(comparer, others, count, together);
    for (size_t i = 0; i < count; i++) {
        comparer_pattern(comparer, others[i], &alone);
        for (size_t at = 0; at < FIELDS_MOST; at++)
            if (together[i].levels[at] != alone.levels[at])
                fail_msg("rows %u and %u, field %zu: %d in a batch of %zu, %d alone",
                         comparer->records->origin[row], comparer->records->origin[others[i]], at,
                         together[i].levels[at], count, alone.levels[at]);
    }
}

static void assert_glances_hold(struct linkage_table *table, uint32_t rules_off)
{
    glance_way *ways[3];
    struct records records;
    linkage_recognise(table);
    records_build(table, rules_off, 1, &records);
    struct comparer *comparer = comparer_new(&records);
    struct random chance = random_seeded(7);
    for (size_t way = 0, count = ways_here(ways); way < count; way++) {
        comparer->glance = ways[way];
        for (uint32_t row = 0; row < records.row_count; row++) {
            uint32_t others[NEAR + ANYWHERE];
            for (uint32_t i = 0; i < NEAR; i++) /* the row itself is the first */
                others[i] = (row + i) % (uint32_t)records.row_count;
            for (size_t i = NEAR; i < NEAR + ANYWHERE; i++)
                others[i] = (uint32_t)random_below(&chance, records.row_count);
            assert_batch_is_as_one_by_one(comparer, row, others, NEAR + ANYWHERE);
        }
    }
    comparer_free(comparer);
    records_free(&records);
}

static void a_batch_gives_what_pairs_give_one_by_one(void **state)
{
    (void)state;
    uint32_t *truth;
    struct linkage_table families = table_of_families(1200, 5, &truth);
    assert_glances_hold(&families, 0);
    assert_glances_hold(&families, UINT32_MAX);
    linkage_table_free(&families);
    memory_free(truth);
}

static void a_batch_sees_names_that_are_hardly_anybodys_as_pairs_do(void **state)
{
    (void)state;
    uint32_t *truth;
    struct linkage_table families = table_of_families(5000, 6, &truth);
    assert_glances_hold(&families, 0);
    linkage_table_free(&families);
    memory_free(truth);
}

/* --- values made to be near each other -------------------------------------------------------- */

static const char *const givens[] = {
    "Muhammad",  "Mohammed", "Ali",    "Jia Yan",    "Jiayan",
    "Xiaoming",  "Siu Ming", "Wang",   "Wong",       "Vincent",
    "Minglin",   "Danny",    "Daniel", "Dannie",     "Danielle-Alexandra",
    "J",         "A",        "Ann",    "Anna Maria", "Maria",
    "Bill",      "William",  "Li",     "Élodie",     "أحمد",
    "Jean-Paul", "O'Neil",   "Lizzie", "Elizabeth",  ""};
static const char *const surnames[] = {
    "Li",       "Chen",         "Wong",       "Wang",       "Almasri",   "Al-Masri",
    "Masri",    "Kowalska",     "Kowalski",   "Smith",      "Smyth",     "Smith-Jones",
    "Jones",    "van der Berg", "Berg",       "Khan",       "James",     "Ali",
    "Q",        "Ivanova",      "Lee",        "Nguyen",     "O'Brien",   "Jia Yan",
    "Siu Ming", "Xiaoming",     "Hughes-Lee", "Lee Hughes", "Lizzie Li", ""};
static const char *const others[] = {"",
                                     "",
                                     "Ali",
                                     "Aly",
                                     "Yan",
                                     "Ming",
                                     "James William",
                                     "A",
                                     "Bill",
                                     "William",
                                     "Elizabeth Anne Mary Jane Sue"};
static const char *const dates[] = {
    "1999-12-03", "1999-03-12", "2001-12-03", "2010-06-30", "1999-01-01", "1999", "1960-02-29",
    "2009-06-30", "2000-01-02", "2000-01-07", "2000-02-17", "1998-04-30", ""};
static const char *const postcodes[] = {"TM1 0AB", "TM10 0AB", "TM1 0BA",  "TM2 0AB",
                                        "M1 0AB",  "TM1 1AB",  "SW1A 1AA", "SW1A 1AB",
                                        "12345",   "12354",    "TM1 0AC",  ""};
static const char *const streets[] = {"High Street",
                                      "Oak Road",
                                      "Oak",
                                      "Elm",
                                      "Rd",
                                      "St Marys Court",
                                      "Court of St Mary",
                                      "12 Long Winding Lane of the North"};
static const char *const emails[] = {"",
                                     "a.b@x.com",
                                     "ab@x.com",
                                     "john.smith@mail.com",
                                     "jon.smith@mail.com",
                                     "john.smith@post.org"};
static const char *const telephones[] = {
    "", "0121 496 0581", "07700900710", "07700900717", "07700900071", "0114 496 0019"};
static const char *const numbers[] = {"", "9990000034", "9993874221", "9990000043"};

#define ANY_OF(texts) any_of(chance, texts, sizeof(texts) / sizeof *(texts))

static const char *any_of(struct random *chance, const char *const *texts, size_t count)
{
    return texts[random_below(chance, count)];
}

/* The text, in one of four with a slip. */
static void put_slipped(struct buffer *out, struct random *chance, const char *text)
{
    size_t length = strlen(text);
    size_t at = length && random_below(chance, 4) == 0 ? random_below(chance, length) : length;
    buffer_append(out, (struct slice){text, at});
    if (at < length)
        buffer_byte(out, "abelst1"[random_below(chance, 7)]);
    size_t left_out = at < length ? random_below(chance, 2) : 0;
    buffer_append(out, (struct slice){text + at + left_out, length - at - left_out});
}

static void put_row(struct buffer *out, struct random *chance, int number)
{
    const char *names[] = {ANY_OF(givens), ANY_OF(surnames)};
    bool swapped = random_below(chance, 10) == 0;
    buffer_printf(out, "%d|", number);
    put_slipped(out, chance, names[swapped]);
    buffer_byte(out, '|');
    put_slipped(out, chance, names[!swapped]);
    const char *rest[] = {ANY_OF(others),  ANY_OF(dates),  ANY_OF(postcodes),
                          ANY_OF(streets), ANY_OF(emails), ANY_OF(telephones)};
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
        buffer_byte(out, '|');
        if (i == 1)
            buffer_append(out, slice_from(rest[i]));
        else
            put_slipped(out, chance, rest[i]);
    }
    buffer_printf(out, "|%s\n", ANY_OF(numbers));
}

static struct linkage_table table_of_near_values(size_t rows)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    struct random chance = random_seeded(11);
    buffer_append(&text, slice_from("id|first_name|surname|middle_names|dob|postcode|street|email|"
                                    "telephone|nhs_number\n"));
    for (size_t i = 0; i < rows; i++)
        put_row(&text, &chance, (int)i);
    buffer_byte(&text, '\0');
    return table_of(text.data);
}

static void values_that_are_nearly_the_same_are_left_to_their_texts(void **state)
{
    (void)state;
    struct linkage_table near = table_of_near_values(1500);
    assert_glances_hold(&near, 0);
    for (uint32_t rule = 0; rule < 12; rule++)
        assert_glances_hold(&near, UINT32_C(1) << rule);
    linkage_table_free(&near);
}

/* --- limits ----------------------------------------------------------------------------------- */

static void texts_too_long_to_be_compared_whole_are_not_judged_by_their_letters(void **state)
{
    (void)state;
    char text[4000], longest[300];
    memset(longest, 'z', sizeof longest);
    snprintf(text, sizeof text,
             "id|first_name|surname|dob\n"
             "1|Ann|%.70sabcdefghijkl|1999-01-02\n2|Ann|%.70smnopqrstuvw|1999-01-02\n"
             "3|Ann|%.64sa|1999-01-02\n4|Ann|%.64sb|1999-01-02\n5|Ann|%.63sb|1999-01-02\n"
             "6|%.250s|%.255s|1999-01-02\n7|%.251s|%.256s|1999-01-02\n8|%.260s|Z|1999-01-02\n",
             longest, longest, longest, longest, longest, longest, longest, longest, longest,
             longest);
    struct linkage_table table = table_of(text);
    assert_glances_hold(&table, 0);
    linkage_table_free(&table);
}

static void any_number_of_others_may_be_looked_at(void **state)
{
    (void)state;
    glance_way *ways[3];
    struct linkage_table table = table_of_near_values(200);
    struct records records;
    records_build(&table, 0, 1, &records);
    struct comparer *comparer = comparer_new(&records);
    uint32_t others_of[COMPARED_AT_ONCE];
    for (uint32_t i = 0; i < COMPARED_AT_ONCE; i++)
        others_of[i] = i * 3;
    for (size_t way = 0, count = ways_here(ways); way < count; way++) {
        comparer->glance = ways[way];
        for (size_t size = 0; size <= COMPARED_AT_ONCE; size++)
            assert_batch_is_as_one_by_one(comparer, (uint32_t)size, others_of, size);
    }
    comparer_free(comparer);
    records_free(&records);
    linkage_table_free(&table);
}

static void most_values_of_strangers_need_no_text(void **state)
{
    (void)state;
    uint32_t *truth;
    struct linkage_table families = table_of_families(1200, 5, &truth);
    struct records records;
    records_build(&families, 0, 1, &records);
    struct comparer *comparer = comparer_new(&records);
    struct random chance = random_seeded(3);
    size_t open = 0, looked_at = 0;
    for (uint32_t row = 0; row < records.row_count && comparer->glance != glance_plainly; row++) {
        uint32_t others_of[COMPARED_AT_ONCE];
        for (size_t i = 0; i < COMPARED_AT_ONCE; i++)
            others_of[i] = (uint32_t)random_below(&chance, records.row_count);
        struct glance glance;
        comparer_take(comparer, row);
        glance_at(comparer, others_of, COMPARED_AT_ONCE, &glance);
        for (size_t at = 0; at < records.field_count; at++)
            open += (size_t)__builtin_popcountll(glance.unsettled[at]);
        looked_at += COMPARED_AT_ONCE * records.field_count;
    }
    assert_true(open * 6 <= looked_at);
    comparer_free(comparer);
    records_free(&records);
    linkage_table_free(&families);
    memory_free(truth);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_gives_what_pairs_give_one_by_one),
        cmocka_unit_test(a_batch_sees_names_that_are_hardly_anybodys_as_pairs_do),
        cmocka_unit_test(values_that_are_nearly_the_same_are_left_to_their_texts),
        cmocka_unit_test(texts_too_long_to_be_compared_whole_are_not_judged_by_their_letters),
        cmocka_unit_test(any_number_of_others_may_be_looked_at),
        cmocka_unit_test(most_values_of_strangers_need_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
