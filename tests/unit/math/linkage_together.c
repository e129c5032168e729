/* Given names and surnames that are commoner together than by chance. */
#include "support/test.h"

#include "base/buffer.h"
#include "math/linkage/compare/levels.h"
#include "math/linkage/compare/together.h"
#include "support/linkage.h"

/* A person a row, each born on another day. */
struct city {
    struct buffer text;
    int persons;
};

static const char *const singhs[] = {"jaspreet", "harpreet", "gurpreet", "manpreet", "kulwinder"};
static const char *const halls[] = {"alison",  "brenda",  "carol",  "deborah", "edith",
                                    "frances", "gillian", "hilary", "isobel",  "joan"};
static const char *const surnames[] = {"hall",   "wood",   "clarke", "turner", "parker",
                                       "cooper", "morris", "bailey", "cook"};

static void add(struct city *city, const char *given, const char *surname, int times)
{
    for (int i = 0; i < times; i++, city->persons++)
        buffer_printf(&city->text, "%s|%s|%d-%02d-%02d\n", given, surname,
                      1930 + city->persons % 80, 2 + city->persons / 80 % 11,
                      2 + city->persons / 880);
}

/* A hundred Singhs, each of one of five names that nobody else bears, and 900 others, whose ten
 * given names and nine surnames meet by chance. */
static struct city city_of_two_peoples(void)
{
    struct city city = {.text = BUFFER(1 << 20)};
    buffer_string(&city.text, "first_name|surname|dob\n");
    for (size_t i = 0; i < 5; i++)
        add(&city, singhs[i], "singh", 20);
    for (size_t i = 0; i < 90; i++)
        add(&city, halls[i % 10], surnames[i / 10], 10);
    return city;
}

static struct records records_of(struct city *city)
{
    struct records records;
    struct linkage_table table = table_of(buffer_text(&city->text));
    records_build(&table, 0, 1, &records);
    linkage_table_free(&table);
    buffer_free(&city->text);
    return records;
}

/* A record of these names, from 0. */
static uint32_t nth_of(const struct records *records, const char *given, const char *surname,
                       int nth)
{
    for (uint32_t row = 0; row < records->row_count; row++) {
        const uint32_t *ids = records_row(records, row);
        const struct values *names = records->fields[0].values;
        if (slice_is(values_text(names, ids[records->given]), given) &&
            slice_is(values_text(names, ids[records->surname]), surname) && nth-- == 0)
            return row;
    }
    fail_msg("nobody is called so");
    return 0;
}

/* By how many levels the two are commoner together. */
static int commoner(const struct records *records, const char *given, const char *surname)
{
    return records->together[nth_of(records, given, surname, 0)];
}

static void names_of_one_people_are_commoner_together(void **state)
{
    (void)state;
    struct city city = city_of_two_peoples();
    struct records records = records_of(&city);
    /* Of 100 Singhs 20 are a Jaspreet, where 2 would be by chance; her own name not counted, and
     * two persons beforehand: 21 of 4 is 5.25 times, and 2.4 bits are two levels. */
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(commoner(&records, singhs[i], "singh"), 2);
    records_free(&records);
}

static void names_that_meet_by_chance_are_as_common_as_they_are(void **state)
{
    (void)state;
    struct city city = city_of_two_peoples();
    struct records records = records_of(&city);
    for (size_t i = 0; i < 90; i++)
        assert_int_equal(commoner(&records, halls[i % 10], surnames[i / 10]), 0);
    records_free(&records);
}

static void a_pair_of_names_that_one_person_bears_is_as_common_as_others_of_both(void **state)
{
    (void)state;
    static const char *const sikh[] = {"singh", "gill", "dhillon", "sidhu"};
    struct city city = {.text = BUFFER(1 << 20)};
    buffer_string(&city.text, "first_name|surname|dob\n");
    for (size_t i = 0; i < 20; i++)
        add(&city, singhs[i % 5], sikh[i / 5], i == 15 ? 1 : 4);
    for (size_t i = 0; i < 90; i++)
        add(&city, halls[i % 10], surnames[i / 10], 10);
    struct records records = records_of(&city);
    /* Of 977 people 13 are a Jaspreet and 17 a Sidhu: .226 would be both. Other Jaspreets share a
     * surname 3.49 times as often as by chance, other Sidhus a given name 4.01 times (ten met and
     * ten expected beforehand): 2 of .226 + 2 / 3.49 are 2.50 times, one level. Of her alone they
     * would be 2 of 2.226. */
    assert_int_equal(commoner(&records, "jaspreet", "sidhu"), 1);
    assert_int_equal(commoner(&records, "harpreet", "sidhu"), 2); /* 5.66 times */
    records_free(&records);
}

/* A person of a rare name, written down so often, as many times with a date that is wrong. */
static void add_often(struct city *city, const char *given, const char *surname, int right,
                      int wrong)
{
    for (int i = 0; i < right; i++)
        buffer_printf(&city->text, "%s|%s|1961-04-17\n", given, surname);
    for (int i = 0; i < wrong; i++)
        buffer_printf(&city->text, "%s|%s|19%02d-09-1%d\n", given, surname, 40 + i, i % 10);
}

static void the_rows_of_one_person_are_not_many_who_share_the_names(void **state)
{
    (void)state;
    struct city city = city_of_two_peoples();
    add_often(&city, "jago", "trelawney", 12, 0);
    struct records records = records_of(&city);
    assert_int_equal(commoner(&records, "jago", "trelawney"), 0);
    assert_int_equal(commoner(&records, "jaspreet", "singh"), 2);
    records_free(&records);
}

static void dates_that_are_slips_are_not_persons(void **state)
{
    (void)state;
    static const char *const names[][2] = {{"jago", "trelawney"},   {"merryn", "penhaligon"},
                                           {"denzel", "nancarrow"}, {"demelza", "polglaze"},
                                           {"piran", "tregenza"},   {"loveday", "boscawen"}};
    struct city city = city_of_two_peoples();
    for (size_t i = 0; i < 6; i++)
        add_often(&city, names[i][0], names[i][1], 8, 4);
    struct records records = records_of(&city);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(commoner(&records, names[i][0], names[i][1]), 0);
    records_free(&records);
}

static void dates_known_about_tell_of_nobody(void **state)
{
    (void)state;
    struct city city = {.text = BUFFER(1 << 20)};
    buffer_string(&city.text, "first_name|surname|dob\n");
    for (int i = 0; i < 100; i++)
        buffer_printf(&city.text, "%s|singh|19x%d-%02d-15\n", singhs[i / 20], i % 10, 1 + i / 10);
    for (size_t i = 0; i < 90; i++)
        add(&city, halls[i % 10], surnames[i / 10], 10);
    struct records records = records_of(&city);
    assert_int_equal(commoner(&records, "jaspreet", "singh"), 0);
    records_free(&records);
}

static void without_dates_of_birth_nothing_is_told(void **state)
{
    (void)state;
    struct linkage_table table =
        table_of("first_name|surname|postcode\nann|hall|NG1 1AA\nann|hall|NG1 1AB\n");
    struct records records;
    records_build(&table, 0, 1, &records);
    assert_null(records.together);
    linkage_table_free(&table);
    records_free(&records);
}

/* The level at which the surnames of the two agree. */
static uint8_t level_of(const struct records *records, uint32_t one, uint32_t other)
{
    struct comparer *comparer = comparer_new(records);
    struct pattern alone, many;
    comparer_take(comparer, one);
    comparer_pattern(comparer, other, &alone);
    comparer_patterns(comparer, &other, 1, &many);
    assert_memory_equal(&alone, &many, sizeof alone);
    comparer_free(comparer);
    return alone.levels[records->surname];
}

/* The level of Singhs, whatever their given names. */
static uint8_t level_of_singh(const struct records *records)
{
    const uint32_t *ids = records_row(records, nth_of(records, "jaspreet", "singh", 0));
    return records->fields[records->surname].exact[ids[records->surname]];
}

static void a_surname_says_less_where_the_given_name_is_the_same_and_else_as_much(void **state)
{
    (void)state;
    struct city city = city_of_two_peoples();
    add(&city, "alison", "singh", 1);
    struct records records = records_of(&city);
    uint32_t one = nth_of(&records, "jaspreet", "singh", 0);
    uint32_t two = nth_of(&records, "jaspreet", "singh", 1);
    uint32_t sister = nth_of(&records, "harpreet", "singh", 0);
    uint32_t married = nth_of(&records, "alison", "singh", 0);
    assert_int_equal(level_of(&records, one, two), level_of_singh(&records) - 2);
    assert_int_equal(level_of(&records, one, sister), level_of_singh(&records));
    assert_int_equal(level_of(&records, one, married), level_of_singh(&records));
    records_free(&records);
}

static void a_given_name_misspelt_makes_no_difference(void **state)
{
    (void)state;
    struct city city = city_of_two_peoples();
    add(&city, "jaspret", "singh", 1);
    struct records records = records_of(&city);
    uint32_t one = nth_of(&records, "jaspreet", "singh", 0);
    uint32_t two = nth_of(&records, "jaspret", "singh", 0);
    assert_int_equal(level_of(&records, one, two), level_of_singh(&records) - 2);
    assert_int_equal(level_of(&records, two, one), level_of_singh(&records) - 2);
    records_free(&records);
}

static void what_is_commoner_keeps_to_its_own_levels(void **state)
{
    (void)state;
    assert_int_equal(name_commoner(LEVEL_EXACT + 5, 3), LEVEL_EXACT + 2);
    assert_int_equal(name_commoner(LEVEL_EXACT + 1, 3), LEVEL_EXACT);
    assert_int_equal(name_commoner(NAME_FORM + RARITY_RARE, 2), NAME_FORM + RARITY_MIDDLING);
    assert_int_equal(name_commoner(NAME_FORM + RARITY_RARE, 7), NAME_FORM);
    assert_int_equal(name_commoner(NAME_CLOSE + RARITY_RARE, 1), NAME_CLOSE + RARITY_RARE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_one_people_are_commoner_together),
        cmocka_unit_test(names_that_meet_by_chance_are_as_common_as_they_are),
        cmocka_unit_test(a_pair_of_names_that_one_person_bears_is_as_common_as_others_of_both),
        cmocka_unit_test(the_rows_of_one_person_are_not_many_who_share_the_names),
        cmocka_unit_test(dates_that_are_slips_are_not_persons),
        cmocka_unit_test(dates_known_about_tell_of_nobody),
        cmocka_unit_test(without_dates_of_birth_nothing_is_told),
        cmocka_unit_test(a_surname_says_less_where_the_given_name_is_the_same_and_else_as_much),
        cmocka_unit_test(a_given_name_misspelt_makes_no_difference),
        cmocka_unit_test(what_is_commoner_keeps_to_its_own_levels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
