/* What columns are taken for whose headings say nothing. */
#include "support/linkage.h"
#include "support/test.h"

enum { ROWS = 40 };

static const char *const given[] = {"Oliver", "AMELIA", "Gurpreet", "Zofia", "mohammed", "Grace"};
static const char *const surnames[] = {"Smith", "KHAN", "Nowak", "Begum", "okafor", "Wright"};
static const char *const streets[] = {"High Street", "Mill Lane", "St Anns Close", "Kirkgate"};
static const char *const towns[] = {"Nottingham", "derby", "Stoke-on-Trent", "Eastwood"};
static const char *const trades[] = {"plumber", "teacher", "nurse", "driver"};
static const char *const schools[] = {"Mill Road Primary", "St Mary's", "Trent Academy"};

#define ONE_OF(texts, i) (texts[(i) % (sizeof(texts) / sizeof *(texts))])

/* A table of `rows` rows under one line of headings; `write` gives the fields of each. Free with
 * linkage_table_free. */
static struct linkage_table rows_of(const char *headings, size_t rows,
                                    void (*write)(struct buffer *out, size_t row))
{
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 16);
    buffer_string(&text, headings);
    for (size_t i = 0; i < rows; i++) {
        buffer_byte(&text, '\n');
        write(&text, i);
    }
    return table_of(buffer_text(&text));
}

static void assert_kinds(struct linkage_table *table, const enum linkage_kind *kinds)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i].kind != kinds[i])
            fail_msg("column %s is taken for: %s", table->columns[i].name,
                     linkage_kind_words(table->columns[i].kind));
    linkage_table_free(table);
}

static void write_person(struct buffer *out, size_t i)
{
    buffer_printf(out, "%s|%s|%s|%zu%s|%s|%s|%s|%s", ONE_OF(given, i), ONE_OF(given, i + 3),
                  ONE_OF(surnames, i / 2), i + 1, i % 5 ? "" : "a", ONE_OF(streets, i),
                  ONE_OF(towns, i), i % 3 ? "F" : "m", ONE_OF(trades, i));
}

static void a_person_is_read_from_columns_that_have_no_names(void **state)
{
    (void)state;
    struct linkage_table table = rows_of("a1|a2|a3|a4|a5|a6|a7|a8", ROWS, write_person);
    assert_kinds(&table,
                 (enum linkage_kind[]){LINKAGE_GIVEN_NAME, LINKAGE_MIDDLE_NAME, LINKAGE_SURNAME,
                                       LINKAGE_HOUSE_NUMBER, LINKAGE_ADDRESS, LINKAGE_TOWN,
                                       LINKAGE_SEX, LINKAGE_IGNORED});
}

static void write_full_name(struct buffer *out, size_t i)
{
    buffer_printf(out, i % 2 ? "Mr %s %s" : "%s, %s",
                  i % 2 ? ONE_OF(given, i) : ONE_OF(surnames, i),
                  i % 2 ? ONE_OF(surnames, i) : ONE_OF(given, i));
}

static void full_names_are_known_in_either_order(void **state)
{
    (void)state;
    struct linkage_table table = rows_of("Vollname", ROWS, write_full_name);
    assert_kinds(&table, (enum linkage_kind[]){LINKAGE_FULL_NAME});
}

static void write_two_names(struct buffer *out, size_t i)
{
    buffer_printf(out, "%s|%s|", ONE_OF(given, i), ONE_OF(surnames, i / 2));
    write_full_name(out, i);
}

static void a_heading_that_names_another_is_believed(void **state)
{
    (void)state;
    struct linkage_table table =
        rows_of("teacher first|social worker|GP practice contact", ROWS, write_two_names);
    assert_kinds(&table, (enum linkage_kind[]){LINKAGE_IGNORED, LINKAGE_IGNORED, LINKAGE_IGNORED});
}

static void where_headings_name_the_person_other_names_are_left_alone(void **state)
{
    (void)state;
    struct linkage_table table = rows_of("forename|surname|signed", ROWS, write_two_names);
    assert_kinds(&table,
                 (enum linkage_kind[]){LINKAGE_GIVEN_NAME, LINKAGE_SURNAME, LINKAGE_IGNORED});
    table = rows_of("first|last name|signed", ROWS, write_two_names);
    assert_kinds(&table,
                 (enum linkage_kind[]){LINKAGE_GIVEN_NAME, LINKAGE_SURNAME, LINKAGE_IGNORED});
}

static void write_one_of_two_sources(struct buffer *out, size_t i)
{
    bool first = i < ROWS;
    buffer_printf(out, "%d|", first ? 0 : 1);
    if (first)
        buffer_printf(out, "%s|%s|||%s", ONE_OF(given, i), ONE_OF(surnames, i), ONE_OF(trades, i));
    else
        buffer_printf(out, "||%s|%s|", ONE_OF(surnames, i / 2), ONE_OF(given, i));
}

static void each_source_is_read_by_its_own_headings(void **state)
{
    (void)state;
    struct linkage_table table =
        rows_of("source|forename|surname|p1|p2|p3", 2 * ROWS, write_one_of_two_sources);
    assert_kinds(&table,
                 (enum linkage_kind[]){LINKAGE_IGNORED, LINKAGE_GIVEN_NAME, LINKAGE_SURNAME,
                                       LINKAGE_SURNAME, LINKAGE_GIVEN_NAME, LINKAGE_IGNORED});
    table = rows_of("source|q1|q2|p1|p2|p3", 2 * ROWS, write_one_of_two_sources);
    assert_kinds(&table,
                 (enum linkage_kind[]){LINKAGE_IGNORED, LINKAGE_GIVEN_NAME, LINKAGE_SURNAME,
                                       LINKAGE_SURNAME, LINKAGE_GIVEN_NAME, LINKAGE_IGNORED});
}

static void write_child_and_mother(struct buffer *out, size_t i)
{
    buffer_printf(out, "%s|%s|%s %s|%s", ONE_OF(given, i), ONE_OF(surnames, i),
                  ONE_OF(given, i + 1), ONE_OF(surnames, i), i % 4 ? "" : ONE_OF(given, i + 3));
}

static void a_full_name_without_the_given_name_is_somebody_elses(void **state)
{
    (void)state;
    struct linkage_table table = rows_of("a1|a2|a3|a4", ROWS, write_child_and_mother);
    assert_kinds(&table, (enum linkage_kind[]){LINKAGE_GIVEN_NAME, LINKAGE_SURNAME, LINKAGE_IGNORED,
                                               LINKAGE_IGNORED});
}

static void write_full_name_and_alias(struct buffer *out, size_t i)
{
    write_full_name(out, i);
    buffer_printf(out, "|%s|%s", i % 2 ? "" : ONE_OF(given, i + 1), ONE_OF(given, i));
}

static void a_given_name_is_the_persons_where_it_stands_in_the_full_name(void **state)
{
    (void)state;
    struct linkage_table table = rows_of("a1|a2|a3", 2 * ROWS, write_full_name_and_alias);
    assert_kinds(&table,
                 (enum linkage_kind[]){LINKAGE_FULL_NAME, LINKAGE_IGNORED, LINKAGE_GIVEN_NAME});
}

static void write_dates(struct buffer *out, size_t i)
{
    bool first = i < ROWS;
    size_t seen = 2020 + i % 3, born = 1990 + i % 30, month = 1 + i % 12, day = 1 + i % 28;
    buffer_printf(out, "%d|", first ? 0 : 1);
    if (first)
        buffer_printf(out, "%zu-%02zu-%02zu|%02zu/%02zu/%zu|||%zu", seen, month, day, day, month,
                      born, 10000000 + i * 7919);
    else
        buffer_printf(out, "||%zu-%02zu-%02zu|%02zu/%02zu/%zu|", seen, month, day, month, day,
                      born);
}

static void births_are_told_from_referrals_by_the_years_they_fill(void **state)
{
    (void)state;
    struct linkage_table table = rows_of("source|c1|c2|c3|c4|c5", 2 * ROWS, write_dates);
    assert_kinds(&table,
                 (enum linkage_kind[]){LINKAGE_IGNORED, LINKAGE_IGNORED, LINKAGE_BIRTH_DATE,
                                       LINKAGE_IGNORED, LINKAGE_BIRTH_DATE, LINKAGE_IGNORED});
    table = rows_of("source|c1|dob|c3|mother|c5", 2 * ROWS, write_dates);
    assert_kinds(&table, (enum linkage_kind[]){LINKAGE_IGNORED, LINKAGE_IGNORED, LINKAGE_BIRTH_DATE,
                                               LINKAGE_IGNORED, LINKAGE_IGNORED, LINKAGE_IGNORED});
}

static void write_recent_dates(struct buffer *out, size_t i)
{
    buffer_printf(out, "2024-%02zu-11|2024-%02zu-12", 1 + i % 12, 1 + i % 12);
}

static void without_any_other_the_first_dates_are_births(void **state)
{
    (void)state;
    struct linkage_table table = rows_of("updated|c2", ROWS, write_recent_dates);
    assert_kinds(&table, (enum linkage_kind[]){LINKAGE_RECORDED, LINKAGE_BIRTH_DATE});
    table = rows_of("c1|c2", 3, write_recent_dates);
    assert_kinds(&table, (enum linkage_kind[]){LINKAGE_BIRTH_DATE, LINKAGE_IGNORED});
    table = rows_of("death|until", ROWS, write_recent_dates);
    assert_kinds(&table, (enum linkage_kind[]){LINKAGE_IGNORED, LINKAGE_IGNORED});
}

static void write_other_things(struct buffer *out, size_t i)
{
    buffer_printf(out, "%s|%s|White British|%zu|%zu|F|Q%zu", ONE_OF(trades, i), ONE_OF(schools, i),
                  i % 60, 4000 + i, i / 2);
}

static void write_names_of_things(struct buffer *out, size_t i)
{
    buffer_printf(out, "%s %s|%s|%s|%s|%zu", ONE_OF(given, i), ONE_OF(surnames, i),
                  ONE_OF(schools, i), ONE_OF(given, i + 1), i % 3 ? "" : "Jr", i + 1);
}

static void a_name_of_something_is_nobodys_unless_it_looks_like_one(void **state)
{
    (void)state;
    struct linkage_table table = rows_of("Child's name|Ward name|midl_name|name_sufx_cd|house_num",
                                         ROWS, write_names_of_things);
    assert_kinds(&table,
                 (enum linkage_kind[]){LINKAGE_FULL_NAME, LINKAGE_IGNORED, LINKAGE_MIDDLE_NAME,
                                       LINKAGE_IGNORED, LINKAGE_HOUSE_NUMBER});
    table = rows_of("contact's name|NAME|Name of pet|street_dir|street_type", ROWS,
                    write_names_of_things);
    assert_kinds(&table, (enum linkage_kind[]){LINKAGE_IGNORED, LINKAGE_FULL_NAME, LINKAGE_IGNORED,
                                               LINKAGE_IGNORED, LINKAGE_IGNORED});
    table = rows_of("registered name|p2|p3|p4|p5", ROWS, write_names_of_things);
    assert_kinds(&table, (enum linkage_kind[]){LINKAGE_FULL_NAME, LINKAGE_IGNORED, LINKAGE_IGNORED,
                                               LINKAGE_IGNORED, LINKAGE_IGNORED});
}

static void other_things_are_not_taken_for_people(void **state)
{
    (void)state;
    struct linkage_table table = rows_of("b1|b2|b3|b4|b5|b6|b7", ROWS, write_other_things);
    assert_kinds(&table, (enum linkage_kind[]){LINKAGE_IGNORED, LINKAGE_IGNORED, LINKAGE_IGNORED,
                                               LINKAGE_IGNORED, LINKAGE_IGNORED, LINKAGE_IGNORED,
                                               LINKAGE_IGNORED});
}

static void too_few_rows_show_nothing(void **state)
{
    (void)state;
    struct linkage_table table = rows_of("a1|a2|a3", 19, write_two_names);
    assert_kinds(&table, (enum linkage_kind[]){LINKAGE_IGNORED, LINKAGE_IGNORED, LINKAGE_IGNORED});
    table = rows_of("a1|a2|a3", 0, write_two_names);
    assert_kinds(&table, (enum linkage_kind[]){LINKAGE_IGNORED, LINKAGE_IGNORED, LINKAGE_IGNORED});
}

static void what_somebody_decided_stays(void **state)
{
    (void)state;
    struct linkage_table table = rows_of("a1|a2|a3", ROWS, write_two_names);
    for (size_t i = 0; i < table.column_count; i++) {
        table.columns[i].kind = LINKAGE_IGNORED;
        table.columns[i].decided = true;
    }
    linkage_recognise(&table);
    assert_kinds(&table, (enum linkage_kind[]){LINKAGE_IGNORED, LINKAGE_IGNORED, LINKAGE_IGNORED});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_is_read_from_columns_that_have_no_names),
        cmocka_unit_test(full_names_are_known_in_either_order),
        cmocka_unit_test(a_heading_that_names_another_is_believed),
        cmocka_unit_test(where_headings_name_the_person_other_names_are_left_alone),
        cmocka_unit_test(a_full_name_without_the_given_name_is_somebody_elses),
        cmocka_unit_test(a_given_name_is_the_persons_where_it_stands_in_the_full_name),
        cmocka_unit_test(births_are_told_from_referrals_by_the_years_they_fill),
        cmocka_unit_test(without_any_other_the_first_dates_are_births),
        cmocka_unit_test(each_source_is_read_by_its_own_headings),
        cmocka_unit_test(a_name_of_something_is_nobodys_unless_it_looks_like_one),
        cmocka_unit_test(other_things_are_not_taken_for_people),
        cmocka_unit_test(too_few_rows_show_nothing),
        cmocka_unit_test(what_somebody_decided_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
