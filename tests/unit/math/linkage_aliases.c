/* Who goes by two names: a third record that bears both accounts for two that bear one each. */
#include "math/linkage/persons/aliases.h"

#include "support/linkage.h"
#include "support/test.h"

enum { TIED = 5, LOOSE = -5 };

/* Whether the third row of the table accounts for the names of the first two, where its edges with
 * them weigh so much. */
static bool third_accounts(const char *rows, float with_first, float with_second)
{
    char text[400];
    snprintf(text, sizeof text, "first_name|surname|known_as\n%s\n", rows);
    struct linkage_table table = table_of(text);
    struct records records;
    struct aliases aliases;
    records_build(&table, 0, 1, &records);
    /* Edges say where a row stands in the table, and row_at where it stands in the records. */
    uint32_t row_at[3];
    for (uint32_t row = 0; row < records.row_count; row++)
        row_at[records.origin[row]] = row;
    const struct edge edges[] = {{0, 2, with_first}, {1, 2, with_second}};
    aliases_find(&records, edges, 2, row_at, 0, &aliases);
    bool accounts = aliases_account_for(&aliases, row_at[0], row_at[1]);
    assert_int_equal(accounts, aliases_account_for(&aliases, row_at[1], row_at[0]));
    assert_false(aliases_account_for(&aliases, row_at[0], row_at[2]));
    aliases_free(&aliases);
    records_free(&records);
    linkage_table_free(&table);
    return accounts;
}

static void a_record_of_both_names_accounts_for_those_of_one(void **state)
{
    (void)state;
    assert_true(third_accounts("Agnes|Hall|\nQueenie|Hall|\nAgnes|Hall|Queenie", TIED, TIED));
    assert_true(third_accounts("Queenie|Hall|\nAgness|Hall|\nAgnes|Hall|Queenie", TIED, TIED));
    assert_true(third_accounts("Fiona|Wong|\nHong-Ting|Wang|\nHong Ting|Wang|Fiona", TIED, TIED));
}

static void a_chinese_and_a_western_name_account_for_each_other_by_either(void **state)
{
    (void)state;
    assert_true(third_accounts("Cindy|Kwo|\nZhen Chen|Guo|\nCindy|Guo|", TIED, TIED));
    assert_false(third_accounts("Cindy|Kwo|\nZhen Chen|Hall|\nCindy|Hall|", TIED, TIED));
}

static void names_in_their_places_account_for_those_that_are_not(void **state)
{
    (void)state;
    assert_true(third_accounts("Hall|Agnes|\nA|Hal|\nAgnes|Hall|", TIED, TIED));
    assert_true(third_accounts("Agness|Hall|\nHall|Agnes|\nAgnes|Hall|", TIED, TIED));
    assert_false(third_accounts("Hall|Agnes|\nMabel|Hall|\nAgnes|Hall|", TIED, TIED));
    assert_false(third_accounts("Hall|Agnes|\nA|Hal|\nAgnes|Hall|", LOOSE, TIED));
}

static void other_names_account_for_nothing(void **state)
{
    (void)state;
    assert_false(third_accounts("Agnes|Hall|\nQueenie|Hall|\nAgnes|Hall|", TIED, TIED));
    assert_false(third_accounts("Agnes|Hall|\nQueenie|Hall|\nAgnes|Hall|Mabel", TIED, TIED));
    assert_false(third_accounts("Agnes|Hall|\nQueenie|Hall|\nMabel|Hall|Queenie", TIED, TIED));
}

static void a_record_that_is_not_tied_to_both_accounts_for_nothing(void **state)
{
    (void)state;
    const char *rows = "Agnes|Hall|\nQueenie|Hall|\nAgnes|Hall|Queenie";
    assert_false(third_accounts(rows, TIED, LOOSE));
    assert_false(third_accounts(rows, LOOSE, TIED));
}

static void without_names_nobody_has_two(void **state)
{
    (void)state;
    struct linkage_table table = table_of("postcode\nNG1 1AA\nNG1 1AA\nNG1 1AB\n");
    struct records records;
    struct aliases aliases;
    const struct edge edge = {0, 1, TIED};
    records_build(&table, 0, 1, &records);
    aliases_find(&records, &edge, 1, NULL, 0, &aliases);
    assert_int_equal(aliases.count, 0);
    assert_false(aliases_account_for(&aliases, 0, 1));
    records_free(&records);
    linkage_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_of_both_names_accounts_for_those_of_one),
        cmocka_unit_test(a_chinese_and_a_western_name_account_for_each_other_by_either),
        cmocka_unit_test(names_in_their_places_account_for_those_that_are_not),
        cmocka_unit_test(other_names_account_for_nothing),
        cmocka_unit_test(a_record_that_is_not_tied_to_both_accounts_for_nothing),
        cmocka_unit_test(without_names_nobody_has_two),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
