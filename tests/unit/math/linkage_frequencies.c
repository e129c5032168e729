/* How common values are by a table from outside. */
#include "support/test.h"

#include "math/linkage/compare/frequencies.h"
#include "support/linkage.h"

static const char *const rows = "first_name|surname|dob|town\n"
                                "Anna|Smith|2001-02-03|Hucknall\n"
                                "Anna|Smith|2001-02-04|Hucknall\n"
                                "Bilal|Featherstonehaugh|1999-12-31|Leeds\n"
                                "Bilal|Featherstonehaugh|1999-12-30|Leeds\n"
                                "Chloe|O'Neil|2009-10-11|Leeds\n";

static struct linkage_frequency of(enum linkage_kind kind, const char *text, double per_million)
{
    return (struct linkage_frequency){kind, slice_from(text), per_million / 1e6};
}

static const struct field *field_of(const struct records *records, enum linkage_kind kind)
{
    for (size_t at = 0; at < records->field_count; at++)
        if (records->fields[at].from == kind)
            return &records->fields[at];
    fail_msg("there is no such field");
    return NULL;
}

static double share_of(const struct field *field, const char *text)
{
    for (uint32_t i = 1; i < field->values->count; i++)
        if (slice_is(values_text(field->values, i), text))
            return field_share(field, i, field->counts[i], field->known_rows);
    fail_msg("there is no %s", text);
    return 0;
}

static uint8_t level_of(const struct field *field, const char *text)
{
    for (uint32_t i = 1; i < field->values->count; i++)
        if (slice_is(values_text(field->values, i), text))
            return field->exact[i];
    return 0;
}

/* Smith 10,000 in a million, with two of five rows: (2 + 1,000 × 0.01) / 1,005. */
static void a_table_says_more_than_a_few_records(void **state)
{
    (void)state;
    struct linkage_table table = table_of(rows);
    struct records records;
    records_build(&table, 0, 1, &records);
    const struct field *surname = field_of(&records, LINKAGE_SURNAME);
    assert_int_equal(level_of(surname, "smith"), level_of(surname, "featherstonehaugh"));
    const struct linkage_frequency list[] = {of(LINKAGE_SURNAME, "Smith", 10000),
                                             of(LINKAGE_SURNAME, "FEATHERSTONEHAUGH", 2),
                                             of(LINKAGE_TOWN, "Leeds", 12000)};
    frequencies_take(&records, list, 3);
    assert_near(share_of(surname, "smith"), 12.0 / 1005, 1e-7);
    assert_near(share_of(surname, "featherstonehaugh"), 2.002 / 1005, 1e-7);
    assert_true(level_of(surname, "smith") < level_of(surname, "featherstonehaugh"));
    records_free(&records);
    linkage_table_free(&table);
}

static void spellings_of_one_form_add_up_and_what_is_not_listed_is_rare(void **state)
{
    (void)state;
    struct linkage_table table = table_of(rows);
    struct records records;
    records_build(&table, 0, 1, &records);
    const struct linkage_frequency list[] = {of(LINKAGE_SURNAME, "O'Neil", 300),
                                             of(LINKAGE_SURNAME, "ONEIL", 100),
                                             of(LINKAGE_SURNAME, "unknown", 900000)};
    frequencies_take(&records, list, 3);
    const struct field *surname = field_of(&records, LINKAGE_SURNAME);
    assert_near(share_of(surname, "oneil"), 1.4 / 1005, 1e-7);
    assert_near(share_of(surname, "smith"), 2.05 / 1005, 1e-7);  /* half of the least listed */
    assert_null(field_of(&records, LINKAGE_GIVEN_NAME)->shares); /* nothing is said of them */
    records_free(&records);
    linkage_table_free(&table);
}

static void a_table_of_other_kinds_changes_nothing(void **state)
{
    (void)state;
    struct linkage_table table = table_of(rows);
    struct records records;
    records_build(&table, 0, 1, &records);
    const struct linkage_frequency list[] = {of(LINKAGE_OCCUPATION, "baker", 3000)};
    frequencies_take(&records, list, 1);
    frequencies_take(&records, NULL, 0);
    for (size_t at = 0; at < records.field_count; at++)
        assert_null(records.fields[at].shares);
    assert_false(linkage_frequency_may_be_of(LINKAGE_BIRTH_DATE));
    assert_false(linkage_frequency_may_be_of(LINKAGE_NHS_NUMBER));
    assert_true(linkage_frequency_may_be_of(LINKAGE_TOWN));
    records_free(&records);
    linkage_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_says_more_than_a_few_records),
        cmocka_unit_test(spellings_of_one_form_add_up_and_what_is_not_listed_is_rare),
        cmocka_unit_test(a_table_of_other_kinds_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
