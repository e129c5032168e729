#include "support/test.h"

#include "math/linkage/compare/levels.h"
#include "math/linkage/compare/packed.h"
#include "math/linkage/engine/engine.h"
#include "math/linkage/standard/standard.h"
#include "math/linkage/texts/addresses.h"
#include "math/linkage/texts/dates.h"
#include "math/linkage/texts/numbers.h"
#include "support/linkage.h"

static void assert_date(const char *text, bool month_first, const char *expected)
{
    char date[WRITTEN_DATE] = {0};
    bool read = written_date_read(slice_from(text), month_first, date);
    if (!expected)
        assert_false(read);
    else
        assert_slice((struct slice){date, read ? WRITTEN_DATE : 0}, expected);
}

static void dates_are_read_in_any_usual_writing(void **state)
{
    (void)state;
    assert_date("2011-03-31", false, "20110331");
    assert_date("20110331", false, "20110331");
    assert_date("31/03/2011", false, "20110331");
    assert_date("31.3.2011", false, "20110331");
    assert_date("03/31/2011", true, "20110331");
    assert_date("31 Mar 2011", false, "20110331");
    assert_date("March 31, 2011", false, "20110331");
    assert_date("2011-03-31T09:30:00Z", false, "20110331");
    assert_date("2011-03-31 00:00:00", false, "20110331");
    assert_date("2011", false, "2011????");
    assert_date("2011-03", false, "201103??");
    assert_date("03/2011", false, "201103??");
}

static void a_slip_of_the_pen_is_still_a_date(void **state)
{
    (void)state;
    assert_date("1855-86-20", false, "18558620");
    assert_date("1791-81-01", false, "17918101");
    assert_date("19x1-06-20", false, "19?10620");
}

static void what_is_no_date_is_none(void **state)
{
    (void)state;
    static const char *const texts[] = {"",        "unknown", "12", "1-2-3-4",      "31/03/11",
                                        "Tuesday", "99999",   "/",  "2011-03-31-04"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_date(texts[i], false, NULL);
}

static uint8_t dates(const char *a, const char *b)
{
    uint64_t left = packed_of(slice_from(a)), right = packed_of(slice_from(b));
    return packed_date_level(left, packed_date_days(left), right, packed_date_days(right));
}

static void dates_agree_by_the_slip_that_explains_the_difference(void **state)
{
    (void)state;
    assert_int_equal(dates("20110312", "20111203"), DATE_SWAPPED);
    assert_int_equal(dates("20110331", "20110321"), DATE_DAY_DIGIT);
    assert_int_equal(dates("20110312", "20110321"), DATE_DAY_DIGIT); /* neighbours */
    assert_int_equal(dates("20110331", "20010331"), DATE_YEAR_DIGIT);
    assert_int_equal(dates("20110331", "20110101"), DATE_NEW_YEAR);
    assert_int_equal(dates("20110101", "20010101"), DATE_NEW_YEARS);
    assert_int_equal(dates("19780101", "19870101"), DATE_NEW_YEARS); /* neighbours */
    assert_int_equal(dates("19750101", "19840101"), DATE_DECADE);    /* and no slip of the day */
    assert_int_equal(dates("19750101", "20010101"), LEVEL_DIFFERENT);
    assert_int_equal(dates("20110331", "20120101"), DATE_YEAR_AFTER);
    assert_int_equal(dates("20120101", "20111229"), DATE_YEAR_AFTER);
    assert_int_equal(dates("20110401", "20120101"), DATE_YEAR_AFTER); /* and not two digits */
    assert_int_equal(dates("20120331", "20110101"), DATE_DECADE);     /* the year before */
    assert_int_equal(dates("20110331", "20130101"), DATE_DECADE);
    assert_int_equal(dates("20110331", "20900331"), DATE_DAY_AND_MONTH);
    assert_int_equal(dates("20110331", "20110402"), DATE_MONTH);
    assert_int_equal(dates("20110331", "20120210"), DATE_YEAR_AROUND);
    assert_int_equal(dates("20110331", "20151121"), DATE_DECADE);
    assert_int_equal(dates("20110331", "19751121"), LEVEL_DIFFERENT);
    assert_int_equal(dates("2011????", "20110331"), DATE_PARTIAL);
    assert_int_equal(dates("2011????", "20120331"), LEVEL_DIFFERENT);
    assert_int_equal(dates("18558620", "18550620"), DATE_DAY_DIGIT); /* no such month */
}

static uint8_t postcodes(const char *a, const char *b)
{
    struct slice left = slice_from(a), right = slice_from(b);
    return packed_postcode_level(packed_of(left), (unsigned)left.length, packed_postcode_area(left),
                                 packed_of(right), (unsigned)right.length,
                                 packed_postcode_area(right));
}

static void postcodes_agree_by_how_near_the_places_are(void **state)
{
    (void)state;
    assert_int_equal(postcodes("ng15ab", "ng15cd"), POSTCODE_SECTOR);
    assert_int_equal(postcodes("ng15ab", "ng17cd"), POSTCODE_DISTRICT);
    assert_int_equal(postcodes("ng15ab", "ng227cd"), POSTCODE_AREA);
    assert_int_equal(postcodes("ng15ab", "ng15ac"), POSTCODE_EDIT);
    assert_int_equal(postcodes("ng15ab", "ng15ba"), POSTCODE_EDIT);
    assert_int_equal(postcodes("ng15ab", "ng115ab"), POSTCODE_EDIT);
    assert_int_equal(postcodes("ng15ab", "le45cd"), LEVEL_DIFFERENT);
    assert_int_equal(postcodes("n15ab", "ng15cd"), LEVEL_DIFFERENT); /* N is not NG */
    assert_int_equal(postcodes("3165", "3156"), POSTCODE_EDIT);
    assert_int_equal(postcodes("3165", "3199"), POSTCODE_TWO_EDITS);
    assert_int_equal(postcodes("3165", "9842"), LEVEL_DIFFERENT);
}

/* python-stdnum 1.20: stdnum.gb.nhs, stdnum.gb.upn. */
static void check_digits_are_those_of_python_stdnum(void **state)
{
    (void)state;
    static const char *const nhs[] = {"9434765919", "9434765870", "4010232137"};
    static const char *const upn[] = {"b801200005001", "m291417776317", "m066907439150",
                                      "m008063608377", "a835337406812", "y415868344978",
                                      "x690736625851", "p80120000180a"};
    for (size_t i = 0; i < sizeof nhs / sizeof *nhs; i++)
        assert_true(number_is_valid(slice_from(nhs[i]), NUMBER_NHS));
    for (size_t i = 0; i < sizeof upn / sizeof *upn; i++)
        assert_true(number_is_valid(slice_from(upn[i]), NUMBER_UPN));
    assert_false(number_is_valid(SLICE("9434765871"), NUMBER_NHS));
    assert_false(number_is_valid(SLICE("943476587"), NUMBER_NHS));
    assert_false(number_is_valid(SLICE("943476587x"), NUMBER_NHS));
    assert_false(number_is_valid(SLICE("a801200005001"), NUMBER_UPN));
    assert_false(number_is_valid(SLICE("b80120000500"), NUMBER_UPN));
    assert_false(number_is_valid((struct slice){0}, NUMBER_UPN));
}

static void assert_standard(const char *text, enum field_kind kind, enum number_scheme scheme,
                            const char *expected)
{
    char out[FOLD_LONGEST];
    struct standard how = {.kind = kind, .scheme = scheme};
    assert_slice((struct slice){out, standard_text(slice_from(text), &how, out)}, expected);
}

static void telephone_numbers_become_international(void **state)
{
    (void)state;
    assert_standard("0115 915 5555", FIELD_TELEPHONE, 0, "441159155555");
    assert_standard("+44 (0)115 915 5555", FIELD_TELEPHONE, 0, "441159155555");
    assert_standard("0044 115 915 5555", FIELD_TELEPHONE, 0, "441159155555");
    assert_standard("+48 22 694 00 00", FIELD_TELEPHONE, 0, "48226940000");
    assert_standard("n/a", FIELD_TELEPHONE, 0, "");
    assert_standard("999", FIELD_TELEPHONE, 0, "");
}

static void a_number_that_fails_its_check_is_marked(void **state)
{
    (void)state;
    assert_standard("943 476 5919", FIELD_NUMBER, NUMBER_NHS, "9434765919");
    assert_standard("943 476 5918", FIELD_NUMBER, NUMBER_NHS, "9434765918?");
    assert_standard("943 476 5918", FIELD_NUMBER, NUMBER_PLAIN, "9434765918");
    assert_standard("000 000 0000", FIELD_NUMBER, NUMBER_NHS, "");
}

static void what_says_nothing_is_missing(void **state)
{
    (void)state;
    assert_standard("Not known", FIELD_PLACE, 0, "");
    assert_standard("No fixed abode", FIELD_PLACE, 0, "");
    assert_standard("01/01/1900", FIELD_DATE, 0, "");
    assert_standard("31/12/9999", FIELD_DATE, 0, "");
    assert_standard("t2227949966", FIELD_SEX, 0, "");
    assert_standard("Female", FIELD_SEX, 0, "f");
}

static void an_address_in_one_line_has_parts(void **state)
{
    (void)state;
    struct values towns = {0};
    values_intern(&towns, SLICE("nottingham"));
    struct address address;
    address_parse(SLICE("12a High Street, Nottingham NG1 5AB"), &towns, &address);
    assert_slice(address.number, "12a");
    assert_slice(address.street, "high st");
    assert_slice(address.town, "nottingham");
    assert_slice(address.postcode, "ng15ab");
    address_parse(SLICE("Flat 3, 12 St Ann's Well Road"), &towns, &address);
    assert_slice(address.number, "3 12");
    assert_slice(address.street, "st anns well rd");
    assert_slice(address.town, "");
    assert_slice(address.postcode, "");
    address_parse(SLICE("The Old Vicarage"), &towns, &address);
    assert_slice(address.number, "");
    assert_slice(address.street, "the old vicarage");
    address_parse(SLICE("42"), &towns, &address);
    assert_slice(address.street, "42");
    address_parse((struct slice){0}, &towns, &address);
    assert_slice(address.street, "");
    values_free(&towns);
}

static void an_address_that_is_no_line_is_a_street(void **state)
{
    (void)state;
    struct address address;
    address_parse(SLICE("St Ann's Well Road"), NULL, &address);
    assert_slice(address.street, "st anns well rd");
    assert_slice(address.number, "");
}

static void assert_two_lines(const char *first, const char *second, const char *expected)
{
    char text[2 * FOLD_LONGEST];
    size_t length = address_of_two_lines(slice_from(first), slice_from(second), text);
    assert_slice(((struct slice){text, length}), expected);
}

static void a_house_in_the_second_line_belongs_to_the_first(void **state)
{
    (void)state;
    assert_two_lines("Flat 3", "4 Heron Rise", "Flat 3 4 Heron Rise");
    assert_two_lines("Apartment 3b", "Heron Rise", "Apartment 3b Heron Rise");
    assert_two_lines("12", "Heron Rise", "12 Heron Rise");
    assert_two_lines("The Old Vicarage", "4 Heron Rise", "4 Heron Rise");
    assert_two_lines("34 Cedar House", "Quarry Lane", "34 Cedar House Quarry Lane");
    assert_two_lines("54 Thistle Street", "4 Heron Rise", "");
    assert_two_lines("Flat 3", "Bulwell", "");
    assert_two_lines("The Old Vicarage", "Heron Rise", "");
    assert_two_lines("Flat", "Heron Rise", "");
    assert_two_lines("", "4 Heron Rise", "4 Heron Rise");
    assert_two_lines("", "", "");
    char longest[4 * FOLD_LONGEST], out[2 * FOLD_LONGEST];
    memset(longest, '7', sizeof longest);
    struct slice lines = {longest, sizeof longest};
    address_of_two_lines(lines, lines, out);
    address_of_two_lines(lines, SLICE("4 Heron Rise"), out);
    assert_true(address_names_house(SLICE(" 4 Heron Rise")));
    assert_false(address_names_house(SLICE("Heron Rise")));
    assert_false(address_names_house(SLICE("4 Bulwell")));
}

/* Agencies name their columns each in their own way, and none is left out. */
static void a_field_is_drawn_from_as_many_columns_as_hold_it(void **state)
{
    (void)state;
    enum { SOURCES = 40 };
    CLEANUP(buffer_free) struct buffer text = BUFFER(1 << 16);
    for (unsigned i = 0; i < SOURCES; i++)
        buffer_printf(&text, "s%u|p%u%s", i, i, i + 1 < SOURCES ? "|" : "\n");
    for (unsigned row = 0; row < SOURCES; row++)
        for (unsigned i = 0; i < SOURCES; i++)
            buffer_printf(&text, "%s|%s%s", i == row ? "Hall" : "", i == row ? "NG1 5AB" : "",
                          i + 1 < SOURCES ? "|" : "\n");
    struct linkage_table table = table_of(buffer_text(&text));
    for (size_t i = 0; i < table.column_count; i++)
        table.columns[i].kind = i % 2 ? LINKAGE_POSTCODE : LINKAGE_SURNAME;
    struct linkage *linkage = linkage_new(&table, &(struct linkage_options){.threads = 1});
    const struct records *records = &linkage->records;
    size_t seen = 0;
    for (size_t at = 0; at < records->field_count; at++)
        for (uint32_t row = 0; row < SOURCES; row++)
            seen += records_row(records, row)[at] != 0;
    assert_int_equal(seen, 2 * SOURCES);
    linkage_free(linkage);
    linkage_table_free(&table);
}

static void a_named_house_is_no_house_number(void **state)
{
    (void)state;
    struct linkage_table table = table_of("surname|house_number|street|address|postcode\n"
                                          "Hall|34 Cedar House|Quarry Lane||NG1 5AB\n"
                                          "Hall|||34 Cedar House, Quarry Lane|NG1 5AB\n"
                                          "Hall|34b|Quarry Lane||NG1 5AB\n"
                                          "Hall|||34b Quarry Lane|NG1 5AB\n");
    struct linkage *linkage = linkage_new(&table, &(struct linkage_options){.threads = 1});
    const struct records *records = &linkage->records;
    for (uint32_t row = 0; row < 4; row += 2)
        for (size_t at = 0; at < records->field_count; at++) {
            uint32_t value = records_row(records, engine_record(linkage, row))[at];
            assert_int_equal(value, records_row(records, engine_record(linkage, row + 1))[at]);
            if (records->fields[at].kind == FIELD_HOUSE_NUMBER)
                assert_slice(values_text(records->fields[at].values, value), row ? "34b" : "34");
        }
    linkage_free(linkage);
    linkage_table_free(&table);
}

/* Which is then no locality: nobody else's at the house has one. */
static void a_flat_has_its_house_from_the_second_line(void **state)
{
    (void)state;
    struct linkage_table table = table_of("surname|address_1|address_2|address|postcode\n"
                                          "Hall|Flat 3|4 Heron Rise||NG1 5AB\n"
                                          "Hall|||Flat 3, 4 Heron Rise|NG1 5AB\n"
                                          "Hall|54 Thistle Street|Bulwell||NG1 5AC\n"
                                          "Hall|7 Elm Road|||NG1 5AC\n"
                                          "Hall||4 Heron Rise||NG1 5AB\n");
    struct linkage *linkage = linkage_new(&table, &(struct linkage_options){.threads = 1});
    const struct records *records = &linkage->records;
    const uint32_t *flat = records_row(records, engine_record(linkage, 0));
    const uint32_t *line = records_row(records, engine_record(linkage, 1));
    const uint32_t *house = records_row(records, engine_record(linkage, 2));
    const uint32_t *second = records_row(records, engine_record(linkage, 4));
    size_t seen = 0;
    for (size_t at = 0; at < records->field_count; at++) {
        const struct field *field = &records->fields[at];
        bool locality = field->from == LINKAGE_LOCALITY;
        if (field->kind == FIELD_HOUSE_NUMBER)
            assert_slice(values_text(field->values, flat[at]), "3 4");
        if (field->kind == FIELD_HOUSE_NUMBER)
            assert_slice(values_text(field->values, second[at]), "4");
        if (locality)
            assert_slice(values_text(field->values, house[at]), "bulwell");
        seen += locality || field->kind == FIELD_HOUSE_NUMBER;
        assert_int_equal(flat[at], line[at]);
    }
    assert_int_equal(seen, 2);
    linkage_free(linkage);
    linkage_table_free(&table);
}

static void assert_named(const char *row, uint32_t rules_off, const char *given,
                         const char *surname)
{
    char text[300];
    snprintf(text, sizeof text, "first_name|surname|email|parent_or_carer\n%s\n", row);
    struct linkage_table table = table_of(text);
    struct records records;
    records_build(&table, rules_off, 1, &records);
    const struct values *names = records.fields[records.given].values;
    const uint32_t *ids = records_row(&records, 0);
    if (!slice_is(values_text(names, ids[records.given]), given) ||
        !slice_is(values_text(names, ids[records.surname]), surname))
        fail_msg("%s: %.*s %.*s, expected %s %s", row,
                 SLICE_PRINT(values_text(names, ids[records.given])),
                 SLICE_PRINT(values_text(names, ids[records.surname])), given, surname);
    records_free(&records);
    linkage_table_free(&table);
}

/* Her own address fills in what her record lacks; a parent's does not, nor does it correct what is
 * written. */
static void what_a_name_lacks_may_stand_in_her_email_address(void **state)
{
    (void)state;
    assert_named("Millie|Unknown|amelia.midden26@example.org|", 0, "amelia", "midden");
    assert_named("Amelia||Amelia.Midden@example.org|", 0, "amelia", "midden");
    assert_named("Millie|Stone|amelia.midden26@example.org|", 0, "amelia", "stone");
    assert_named("A|Midden|amelia.midden26@example.org|", 0, "amelia", "midden");
    assert_named("A|Stone|amelia.midden26@example.org|", 0, "a", "stone");
    assert_named("B|Midden|amelia.midden26@example.org|", 0, "b", "midden");
    assert_named("Jack||john.midden26@example.org|John Midden", 0, "jack", "");
    assert_named("Jack||john.midden26@example.org|Ann Midden", 0, "john", "midden");
    assert_named("Rosie||amelia.midden26@example.org|", 0, "rosie", "");
    assert_named("||amelia.midden26@example.org|", 0, "", "");
    assert_named("Amelia|Middon|amelia.midden26@example.org|", 0, "amelia", "middon");
    assert_named("Amelia||amelia@example.org|", 0, "amelia", "");
    assert_named("Millie|Unknown|amelia.midden26@example.org|", 1u << LINKAGE_RULE_EMAIL_NAMES,
                 "millie", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_in_any_usual_writing),
        cmocka_unit_test(a_slip_of_the_pen_is_still_a_date),
        cmocka_unit_test(what_is_no_date_is_none),
        cmocka_unit_test(dates_agree_by_the_slip_that_explains_the_difference),
        cmocka_unit_test(postcodes_agree_by_how_near_the_places_are),
        cmocka_unit_test(check_digits_are_those_of_python_stdnum),
        cmocka_unit_test(telephone_numbers_become_international),
        cmocka_unit_test(a_number_that_fails_its_check_is_marked),
        cmocka_unit_test(what_says_nothing_is_missing),
        cmocka_unit_test(an_address_in_one_line_has_parts),
        cmocka_unit_test(an_address_that_is_no_line_is_a_street),
        cmocka_unit_test(a_house_in_the_second_line_belongs_to_the_first),
        cmocka_unit_test(what_a_name_lacks_may_stand_in_her_email_address),
        cmocka_unit_test(a_field_is_drawn_from_as_many_columns_as_hold_it),
        cmocka_unit_test(a_named_house_is_no_house_number),
        cmocka_unit_test(a_flat_has_its_house_from_the_second_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
