/* How much commoner first days of January are among those who share a surname. */
#include "support/test.h"

#include "base/buffer.h"
#include "math/linkage/compare/records.h"
#include "support/linkage.h"

enum { ALIS = 80, OTHERS = 720 };

/* Of a city where of 80 people called Ali 40 were born on a first of January, and of 720 others
 * none. apart: of 40 different years; else all of one. */
static struct records records_of(const char *ali, bool apart)
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 20);
    struct records records;
    buffer_string(&text, "first_name|surname|dob\n");
    for (int i = 0; i < ALIS; i++)
        buffer_printf(&text, "Sam%d|%s|%d-%s\n", i, ali, apart ? 1950 + i / 2 : 1950,
                      i % 2 ? "01-01" : "05-17");
    for (int i = 0; i < OTHERS; i++)
        buffer_printf(&text, "Kim%d|Hall|%d-%02d-%02d\n", i, 1950 + i % 40, 2 + i % 11, 1 + i % 28);
    struct linkage_table table = table_of(buffer_text(&text));
    records_build(&table, 0, 1, &records);
    linkage_table_free(&table);
    return records;
}

static const struct field *date_of(const struct records *records)
{
    for (size_t at = 0; at < records->field_count; at++)
        if (records->fields[at].kind == FIELD_DATE)
            return &records->fields[at];
    fail_msg("there is no date");
    return NULL;
}

static double commoner(const char *ali, bool apart)
{
    struct records records = records_of(ali, apart);
    double times = date_of(&records)->new_year;
    records_free(&records);
    return times;
}

static void a_shared_surname_makes_them_commoner(void **state)
{
    (void)state;
    /* 40 × 39 / 2 pairs, where 40 × 79 / 2 × 40 / 800 are chance; and fifty of either beforehand */
    assert_near(commoner("Ali", true), (780. + 50) / (79 + 50), 1e-9);
}

static void the_same_day_may_be_one_persons_and_does_not_count(void **state)
{
    (void)state;
    assert_near(commoner("Ali", false), 1, 1e-9);
}

static void without_surnames_they_are_as_common_as_they_are(void **state)
{
    (void)state;
    assert_near(commoner("", true), 1, 1e-9);
}

static uint32_t value_of(const struct field *field, const char *text)
{
    for (uint32_t i = 1; i < field->values->count; i++)
        if (slice_is(values_text(field->values, i), text))
            return i;
    fail_msg("there is no %s", text);
    return 0;
}

/* The first of January says less than another day that as many have. */
static void a_first_of_january_agrees_less_than_another_day(void **state)
{
    (void)state;
    struct records records = records_of("Ali", true);
    const struct field *date = date_of(&records);
    uint32_t new_year = value_of(date, "19700101"), other = value_of(date, "19700517");
    assert_int_equal(date->counts[new_year], date->counts[other]);
    assert_true(date->exact[new_year] < date->exact[other]);
    records_free(&records);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shared_surname_makes_them_commoner),
        cmocka_unit_test(the_same_day_may_be_one_persons_and_does_not_count),
        cmocka_unit_test(without_surnames_they_are_as_common_as_they_are),
        cmocka_unit_test(a_first_of_january_agrees_less_than_another_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
